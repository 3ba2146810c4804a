/* casework, second part: what hangs on a case (papers, visits, hearings, notices, objections,
 * documents) and lists of cases: to-do, counts, calendar, proposals. Included by casework.h. */
#ifndef CASEWORK_RECORDS_H
#define CASEWORK_RECORDS_H

/* ---- papers ---------------------------------------------------------------------------------- */

/* Kept by content under STORE.files/ab/cdef…, named by their SM3; typed by their first bytes, never
 * by what somebody calls them. A photo's EXIF is taken off before it is kept, so that no place or
 * device is stored (the orientation stays); text in a PNG too. */
typedef enum { PAPER_JPEG, PAPER_PNG, PAPER_PDF, PAPER_TYPE_COUNT } PaperType;
enum { PAPER_MOST_BYTES = 12 * 1024 * 1024, PAPERS_MOST = 200 };
typedef struct {
    int64_t id;
    CaseId id_case;
    Str label;     /* 身份证, 收入证明, 入户照片 … */
    Str file_name; /* as it was sent, for download */
    PaperType type;
    int64_t bytes;
    Str digest; /* SM3 in hex, of what is kept */
    Str actor;
    int64_t at;
} CasePaper;
Str paper_mime(PaperType type);
typedef struct {
    Str label, file_name, bytes; /* file_name: as the browser sent it */
} PaperFile;
/* ERR_INPUT: not jpeg, png or pdf, empty or too large. The same content twice is kept once; under
 * the same label it is the same paper, and no act. */
bool case_paper_add(Work *w, CaseId id, const PaperFile *file, int64_t *paper);
bool case_papers(Work *w, CaseId id, CasePaper **out, size_t *count);
bool case_paper_row(Work *w, int64_t paper, CasePaper *out);
/* The content, checked against its digest; ERR_CORRUPT when it differs, ERR_FILE when gone. */
bool case_paper_read(Work *w, const CasePaper *paper, Str *bytes);
/* Every file kept is held against its digest; one that is gone or altered is a fault that names
 * it. *files counts them all. */
bool case_papers_faults(Work *w, Faults *faults, int64_t *files);
/* Takes the files along to where `store` is or will be; those that are there already stay. Each is
 * held against its digest on the way. */
bool case_papers_copy(Work *w, Str store, int64_t *files);

/* ---- visits and hearings --------------------------------------------------------------------- */

typedef struct {
    CaseId id;
    Date day;
    Str visitors[2]; /* accounts or names, two different ones; both sign */
    Str met, place, findings;
    bool agrees; /* what was seen agrees with what was stated */
    Str actor;
    int64_t at;
} CaseVisit;
bool case_visit_add(Work *w, const InForce *law, const CaseVisit *visit);
bool case_visits(Work *w, CaseId id, CaseVisit **out, size_t *count);
typedef struct {
    CaseId id;
    Date noticed, held; /* the person was told; was heard */
    bool came;          /* false: told and did not come, or declined */
    Str statement, record, by;
    int64_t at;
} CaseHearing;
bool case_hearing_add(Work *w, const InForce *law, const CaseHearing *hearing);
bool case_hearings(Work *w, CaseId id, CaseHearing **out, size_t *count);

/* ---- notices and objections ------------------------------------------------------------------ */

/* What may be published: the applicant's masked name, how many, how much, where. Never of children
 * or of an affair that declares 隐私. Shown from `from` to `to`, then nobody sees it. */
typedef struct {
    int64_t id;
    CaseId id_case;
    Str affair; /* Chinese name */
    Str name;   /* masked */
    int64_t members;
    Money amount;
    bool once; /* the amount is paid once, not monthly */
    Str place; /* down to the village, no door number */
    int64_t division;
    Date from, to; /* both days are shown */
    Date taken;    /* taken down before its time; DATE_NONE */
} CaseNotice;
bool notice_list(Work *w, const InForce *law, Date on, CaseNotice **out, size_t *count);
bool case_notices(Work *w, const InForce *law, CaseId id, CaseNotice **out, size_t *count);
typedef struct {
    int64_t id;
    CaseId id_case;
    Str who, text; /* who may be empty: anonymous */
    Date day;
    Str answer; /* empty: not answered yet; the case cannot be granted before */
    Str actor;
    int64_t at;
} CaseObjection;
/* During a notice: takes it down and goes to the step that the law names (异议 ⇒). */
bool case_object(Work *w, const InForce *law, const CaseObjection *objection);
bool case_objection_answer(Work *w, const InForce *law, int64_t objection, Str answer);
bool case_objections(Work *w, CaseId id, CaseObjection **out, size_t *count);

/* ---- documents ------------------------------------------------------------------------------- */

/* All that a printed form or notice of a case needs; paper makes the pages. */
typedef struct {
    Case row;
    BenefitUnit unit;
    PersonRow *people; /* as unit.members */
    CaseQuestion *facts;
    size_t fact_count;
    CaseResult result;
    CaseVisit *visits;
    size_t visit_count;
    CaseHearing *hearings;
    size_t hearing_count;
    CaseEventRow *opinions; /* history with an opinion: 受理, 调查, 确认 */
    size_t opinion_count;
    Str place; /* path of the division */
} CaseFacts;
bool case_facts(Work *w, const InForce *law, CaseId id, CaseFacts *out);
typedef struct {
    Str *reasons; /* lines of law that do not hold, with their article */
    size_t count;
    Str opinion;       /* of who refused */
    Str review, court; /* how to appeal: 60 days, 6 months; whole sentences */
    Date decided;
} CaseRefusal;
bool case_refusal(Work *w, const InForce *law, CaseId id, CaseRefusal *out); /* ERR_STATE if not */
typedef enum {
    DELIVER_HAND,
    DELIVER_POST,
    DELIVER_MESSAGE,
    DELIVER_PUBLIC,
    DELIVER_COUNT
} Delivery;
Str delivery_name(Delivery way);
bool delivery_parse(Str text, Delivery *out);
typedef struct {
    CaseId id;
    Str document; /* 不予确认告知书 … */
    Delivery way;
    Date day;
    Str receiver, actor;
    int64_t at;
} CaseDelivery;
bool case_deliver(Work *w, const InForce *law, const CaseDelivery *delivery);
bool case_deliveries(Work *w, CaseId id, CaseDelivery **out, size_t *count);

/* ---- lists ----------------------------------------------------------------------------------- */

typedef struct {
    bool mine;   /* only what the actor could move now (duty, level, scope) */
    bool closed; /* with closed ones */
    const Affair *affair;
    int kind;         /* CaseKind, or -1 */
    int colour;       /* ClockColour, or -1 */
    int64_t division; /* a subtree, or 0 */
    PersonId person;  /* concerned as applicant or member; {0} */
    UnitId unit;
    Str text;              /* part of the number or of the name */
    Date due_from, due_to; /* {0}: any */
    size_t offset, limit;  /* limit 0: 100 */
} CaseQuery;
#define CASE_QUERY_ALL ((CaseQuery){.kind = -1, .colour = -1})
typedef struct {
    Case *items; /* by due day, overdue first */
    size_t count;
    int64_t total; /* all that match, beyond offset and limit */
} CaseList;
bool case_list(Work *w, const InForce *law, const CaseQuery *query, CaseList *out);
typedef struct {
    int64_t by_colour[CLOCK_COLOUR_COUNT];
    int64_t by_kind[CASE_KIND_COUNT];
    int64_t open, drafts, waiting;
} CaseCounts;
bool case_counts(Work *w, const InForce *law, const CaseQuery *query, CaseCounts *out);
/* Cases that are not closed, in the divisions with these order numbers, whoever asks. */
bool case_count_inside(Work *w, int32_t first, int32_t last, int64_t *out);
typedef struct {
    Date day;
    int64_t due;
} CaseDay;
/* Open cases by the day on which they are due: what the calendar shows. Only days that have any. */
bool case_calendar(Work *w, const InForce *law, Month month, CaseDay **out, size_t *count);

/* Cases out of the four sets: a grant is proposed to the missed of a proactive affair (an
 * application is suggested otherwise), a review is opened of the wrongly enrolled, facts are asked
 * of the undecided. Nobody is stopped by it. Who has an open case already is passed over. */
typedef struct {
    const Affair *affair;
    SetKind set; /* SET_MISSED, SET_WRONGLY or SET_UNDECIDED */
    Month month;
    const int64_t *subjects; /* as FourSets lists them */
    size_t count;
} CaseProposal;
bool case_propose(Work *w, const InForce *law, const CaseProposal *proposal, int64_t *opened);
/* A review of everybody whose payment is suspended (暂停). */
bool case_propose_held(Work *w, const InForce *law, const Affair *affair, int64_t *opened);

#endif
