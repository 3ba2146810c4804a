/* What the templates of 工作台 and 办件 show, and what their handlers share. Private to desk; texts
 * are masked and in Chinese before they come here. */
#ifndef DESK_PAGES_H
#define DESK_PAGES_H

#include "casework/casework.h"
#include "page/page.h"

/* ---- 工作台 ---------------------------------------------------------------------------------- */

typedef struct {
    Str what, note, href;
} DeskTask; /* a batch that waits for this duty */
typedef struct {
    Head head;
    Link *starters; /* what this duty begins with */
    size_t starter_count;
    bool handles; /* cases */
    KeyFigures figures;
    ListTable urgent; /* the first of what is due */
    EmptyState empty;
    Str all_href, calendar_href;
    int64_t total;
    DeskTask *tasks;
    size_t task_count;
    bool finds; /* the findings load by themselves */
    Str month, month_href;
} DeskPage;
void desk_html(Buf *out, const DeskPage *page);
bool batches_fill(Page *p, DeskPage *out);
bool month_fill(Page *p, DeskPage *out);

typedef struct {
    Str name;
    Tab *sets;
    size_t set_count;
} Finding;
typedef struct {
    Str month;
    Finding *findings;
    size_t count;
} FindingsPart;
void desk_findings_html(Buf *out, const FindingsPart *page);

/* A week a row, Monday first. */
typedef struct {
    int day; /* 0: no day of this month */
    int64_t due;
    Str href;
    bool today, rest; /* rest: no working day */
    Str kind;
} CalendarDay;
typedef struct {
    CalendarDay days[7];
    size_t day_count; /* 7 */
} CalendarWeek;
typedef struct {
    Head head;
    CalendarWeek weeks[6];
    size_t week_count;
    Str previous_href, next_href;
} CalendarPage;
void calendar_week_html(Buf *out, const CalendarWeek *page);
void calendar_html(Buf *out, const CalendarPage *page);

/* ---- lists of cases -------------------------------------------------------------------------- */

typedef struct {
    Head head;
    Tabs views;
    FilterBar filter;
    ListTools tools;
    ListTable list;
    FormGroup act; /* what is done with those that are chosen */
    FormButtons buttons;
    EmptyState empty;
    Pager pager;
    bool acts;
} CasesPage;
void cases_html(Buf *out, const CasesPage *page);

/* What became of each of several. */
typedef struct {
    Head head;
    ListTable list;
    Str back_href;
    int64_t done, refused;
} CasesDonePage;
void cases_done_html(Buf *out, const CasesDonePage *page);

/* ---- one case -------------------------------------------------------------------------------- */

/* What the law gives on what is known. */
typedef struct {
    Str name, text; /* of its field */
    bool more;      /* another follows */
} ResultNeed;
typedef struct {
    Str verdict, kind, once, from, conflict, as_of;
    Money amount;
    ResultNeed *needs;
    size_t need_count;
    WhyNode *why;
    size_t why_count;
    bool opens;  /* the derivation is unfolded */
    bool linked; /* needs lead to their fields */
} ResultPart;
void case_result_html(Buf *out, const ResultPart *page);

typedef struct {
    Str name, why;
} Barred; /* an event that this account may not do now */
typedef struct {
    Str title, text, note;
} CaseRecord; /* a visit, a hearing, an objection, a delivery */
typedef struct {
    Str who;
    Pairs facts;
} CaseFactsOf;
typedef struct {
    Head head;
    Pairs about;
    StepBar steps;
    Str now; /* who has it, until when */
    FaultList faults;
    Str move_action;
    FormGroup opinion, details;
    bool opens; /* the details are shown */
    FormButtons moves;
    Barred *barred;
    size_t barred_count;
    CaseFactsOf *facts;
    size_t fact_count;
    bool stated; /* this kind of case states facts */
    ResultPart result;
    Str answer_href;
    CaseRecord *records;
    size_t record_count;
    bool objected; /* one is not answered yet */
    bool refused;
    Link *reasons;
    size_t reason_count;
    Str refusal_opinion, review, court;
    Attachments papers;
    Timeline history;
    Link *prints;
    size_t print_count;
    Link *acts; /* 入户, 听取意见, 上传, 异议 … */
    size_t act_count;
} CaseShowPage;
void case_show_html(Buf *out, const CaseShowPage *page);

/* ---- a new case, its own form, and forms about it -------------------------------------------- */

typedef struct {
    Str href, name, note;
} AffairChoice;
typedef struct {
    Head head;
    FilterBar filter;
    AffairChoice *affairs;
    size_t affair_count;
    EmptyState empty;
    Str action; /* empty: the affair is still to be chosen */
    FaultList faults;
    HiddenValue *kept;
    size_t kept_count;
    Str whom, unit;
    FormGroup found; /* people of the registers who may be meant */
    FormGroup *groups;
    size_t group_count;
    FormButtons buttons;
} CaseNewPage;
void case_new_html(Buf *out, const CaseNewPage *page);

typedef struct {
    Head head;
    bool open; /* something is asked */
    Str action;
    FaultList faults;
    FormGroup *groups;
    size_t group_count;
    FormButtons buttons;
    ResultPart result;
} CaseAnswerPage;
void case_answer_html(Buf *out, const CaseAnswerPage *page);

typedef struct {
    Head head;
    Str action, note;
    bool files;
    FaultList faults;
    FormGroup *groups;
    size_t group_count;
    FormButtons buttons;
    Attachments papers;
} CaseFormPage;
void case_form_html(Buf *out, const CaseFormPage *page);

/* ---- 公示 ------------------------------------------------------------------------------------ */

typedef struct {
    Str name, place, unit;
    int64_t members;
    Money amount;
    Date from, to;
} NoticeRow;
typedef struct {
    Str affair;
    NoticeRow *rows;
    size_t count;
} NoticeTable;
typedef struct {
    Head head;
    Str place;
    NoticeTable *tables;
    size_t table_count;
    EmptyState empty;
} NoticesPage;
void notices_html(Buf *out, const NoticesPage *page);

/* ---- share.c --------------------------------------------------------------------------------- */

InForce desk_law(const Page *p);
Str case_href(Page *p, CaseId id);
Str day_words(Page *p, Date day); /* a dash for never */
/* How long there is still time: in working days where the clock counts them. */
ClockTag clock_words(Page *p, ClockColour colour, Date due, StepClock kind);
Tag case_tag(const Case *c);
/* A table of cases; with `chooses` each row has its box. */
ListTable case_table(Page *p, const Case *cases, size_t count, bool chooses);
bool case_of(Page *p, Case *out);           /* the one that the address names */
bool case_unit_seen(Page *p, int64_t unit); /* ERR_NOT_FOUND */
enum { CASE_PEOPLE_MOST = 40 };
/* The applicant, then the others of the unit. */
bool case_people_of(Page *p, const Case *c, int64_t people[CASE_PEOPLE_MOST], size_t *count);

/* Those who handle cases; those who open them. */
#define CASE_DUTIES ((DUTIES_BUSINESS & ~DUTY_BIT(DUTY_PAYER)) | DUTY_BIT(DUTY_PARTNER))
#define OPENING_DUTIES (WHO(VILLAGE) | WHO(CLERK))

/* ---- form.c ---------------------------------------------------------------------------------- */

typedef struct {
    FieldKind kind;
    const char *name, *label, *hint;
    bool required, wide;
} AskedField;
FormField *fields_asked(Page *p, const AskedField *asked, size_t count);
Str case_title(Page *p, const Case *c);
/* The head of a form about a case; sets title and place too. */
Head case_head(Page *p, const Case *c, const char *title);
FormGroup *groups_of(Page *p, FormGroup one);
void choices_set(Page *p, FormField *field, const Str *texts, size_t count);
/* A select of the villages in this account's area, by id. */
bool places_choose(Page *p, FormField *field);

/* ---- answer.c, result.c ---------------------------------------------------------------------- */

Str question_name(Page *p, PersonId person, const Field *field);
bool case_answers_fill(Page *p, const Case *c, CaseAnswerPage *out);
void result_fill(Page *p, const Case *c, const CaseQuestions *q, ResultPart *out);

/* ---- paper.c --------------------------------------------------------------------------------- */

typedef enum {
    PRINT_ALWAYS,
    PRINT_NEVER,
    PRINT_APPLICATION,
    PRINT_PERSONAL, /* applied for by a person, not by a household */
    PRINT_OPEN,
    PRINT_ACCEPTED,
    PRINT_WAITING,
    PRINT_GRANTED,
    PRINT_REFUSED,
    PRINT_CHANGED,
    PRINT_STOPPED,
    PRINT_CUT,
    PRINT_SERVED
} PrintWhen;
typedef struct {
    const Form *form;
    Str href;
    bool result; /* tells what was decided */
} CasePrint;
/* The papers of the law that fit where the case stands. */
bool case_prints(Page *p, const Case *c, CasePrint **out, size_t *count);
/* Takes in all files of a field; *count of them. */
bool papers_take(Page *p, CaseId id, const char *field, Str label, size_t *count);
bool papers_fill(Page *p, CaseId id, Attachments *out);

/* ---- handlers -------------------------------------------------------------------------------- */

/* The page of a case, again with what is wrong when a POST failed. */
bool case_fill(Page *p, CaseId id, CaseShowPage *out);
bool moves_fill(Page *p, const Case *c, CaseShowPage *out);   /* next.c */
bool records_fill(Page *p, const Case *c, CaseShowPage *out); /* hang.c, with those below */
bool history_fill(Page *p, const Case *c, CaseShowPage *out);
bool refusal_fill(Page *p, const Case *c, CaseShowPage *out);
bool acts_fill(Page *p, const Case *c, CaseShowPage *out);
bool prints_fill(Page *p, const Case *c, CaseShowPage *out);

#define PAGE(method, pattern, name, who, flags) bool name##_page(Page *p);
#include "desk/pages.def"
#undef PAGE

#endif
