/* registry: every register with its history on two time axes; divisions, benefit units, enrolments
 * and decisions. Tables of declared registers follow from the declarations in affairs/.
 *
 * A fact is a row of an aspect: the days for which it is true [from, to) and the commits between
 * which we knew it [known_from, known_to). 变更 (change) says "from this day"; 更正 (correction) says
 * "it was never so". Nothing is lost: any past day can be read as it was known on any past commit.
 *
 *     TRY(registry_open(w, bureau));
 *     TRY(registry_import(w, bureau, &(ImportJob){ .path = "人员.csv", .as = STR("person") }, &r));
 *     TRY(registry_read(w, aspect, KNOWN_NOW, &rows));      // versions as columns, by subject
 *
 * One public function = one act = one transaction, unless it says "inside a transaction". */
#ifndef REGISTRY_H
#define REGISTRY_H

#include "access/access.h"
#include "affair/affair.h"
#include "audit/audit.h"
#include "base/base.h"
#include "column/column.h"
#include "db/db.h"

extern const struct SqlModule registry_sql;
typedef struct { int64_t n; } PersonId;   /* ours, never reused */
typedef struct { int64_t n; } UnitId;     /* benefit unit 保障单位 */
typedef struct { int64_t n; } EnrolmentId;
typedef struct { int64_t n; } DecisionId;
#define KNOWN_NOW ((Commit){ COMMIT_OPEN - 1 })

/* Migrates the tables of declared registers (new fields appear, 曾名 renames) and stores the law
 * text of the bureau by content hash; *law is its id (semantics 13). A read-only store stays as it
 * is: *law is 0 when it does not know the text yet. */
bool registry_open(Work *w, const Bureau *bureau, int64_t *law);
bool registry_law_text(Work *w, int64_t law, Str *hash, Str *text);

/* ---- divisions ---------------------------------------------------------------------------- */

typedef struct {
    int64_t id;            /* ours: rows keep it whatever becomes of the code */
    Division code;
    Str name;
    int64_t parent;        /* id, 0 at the root */
    int32_t first, last;   /* order numbers of its subtree: first is its own */
    Date from, to;         /* validity; to = DATE_NONE while it stands */
    int64_t successor;     /* id of today's place, 0 while it stands */
} DivisionRow;
/* Loads or refreshes the national tree from the CSV files of a folder (provinces, cities, areas,
 * streets, villages); renumbers the order. One act. *count = rows. */
bool division_load(Work *w, const char *folder, int64_t *count);
/* The same for newer files. What an act decided of a division (its name, its place, that it stands)
 * stands over the files until they say the same; each row that differs is told, as a warning. */
bool division_refresh(Work *w, const char *folder, Faults *told, int64_t *count);
bool division_by_code(Work *w, Division code, DivisionRow *out); /* ERR_NOT_FOUND */
bool division_by_id(Work *w, int64_t id, DivisionRow *out);
bool division_children(Work *w, int64_t parent, DivisionRow **out, size_t *count);
bool division_descendants(Work *w, int64_t id, int level, DivisionRow **out, size_t *count);
bool division_end(Work *w, int64_t id, Date to, int64_t successor); /* merged or abolished */
/* The name of the division with an order number after those above it: 江西省景德镇市昌江区. */
bool division_path(Work *w, int32_t order, Str *out);
/* Areas (nearest first) that govern a division: village, town, county, city, province. */
bool division_chain(Work *w, int64_t id, Division *chain, size_t *count); /* room for 6 */

/* ---- facts -------------------------------------------------------------------------------- */

typedef enum { WRITE_CHANGE, WRITE_CORRECTION } WriteKind; /* 变更, 更正 */
/* A value of a field: number (mantissa in the field's scale), day, choice code, truth 0/1, division
 * id, or text. */
typedef struct {
    bool known;
    int64_t number;
    Str text;
} Value;
#define DATE_ALWAYS ((Date){INT32_MIN}) /* "as long as there is a record": only as `from` */
typedef struct {
    const Aspect *aspect;
    int64_t subject;   /* person or unit */
    Date from, to;     /* valid days [from, to); to = DATE_NONE: open */
    WriteKind kind;
    const Value *values; /* aspect->field_count; NULL: no record holds on these days */
    const bool *given;   /* fields that are said, the others stay as they are; NULL: all are said */
} FactWrite;
/* Inside a transaction and an act. Splits or closes what it overlaps; the old stays readable. An
 * open change holds until the next version that is known; an open correction holds for good, and
 * from DATE_ALWAYS on it replaces every version. Saying again what stands writes nothing. */
bool fact_write(Work *w, const FactWrite *write, Commit commit);

/* All versions of an aspect as known at a commit: by subject, then from. Text fields have no
 * column (rows 0); with `texts` theirs are filled, sealed ones masked. */
typedef struct {
    size_t count;
    int64_t *subject;
    int32_t *from, *to;
    Column *columns; /* [field]; divisions as order numbers */
    Str **texts;     /* [field] or NULL */
} AspectRows;
bool registry_read(Work *w, const Aspect *aspect, Commit known, bool texts, AspectRows *out);

/* Versions found by subject: rows first[i] .. end[i] - 1 are those of the subject lowest + i, by
 * from. Between subjects rows lie in no order, and some belong to nobody any more. */
typedef struct {
    AspectRows rows; /* without subject and texts */
    int64_t lowest;
    size_t span;     /* ids lowest .. lowest + span - 1 */
    size_t subjects; /* those that have a version */
    uint32_t *first, *end;
} SubjectRows;
bool subject_rows(Work *w, const AspectRows *rows, SubjectRows *out);
/* All that is known now, inside a transaction. A large table is kept in a column file beside the
 * store (STORE.columns/): mapped, brought up to date from the change log, made anew when it does
 * not fit the store. Never sealed values or texts. Lives in w's arena. */
bool registry_now(Work *w, const Aspect *aspect, SubjectRows *out);
/* The same of memberships: subjects are units, columns[0] persons, columns[1] 1 for applicants. */
bool registry_members_now(Work *w, SubjectRows *out);
/* Subjects whose versions acts after `since` changed, rising; aspect NULL: units whose members did.
 * Subjects new to the table are left out: those above the greatest that it held then. */
bool registry_changed(Work *w, const Aspect *aspect, Commit since, int64_t **out, size_t *count);
bool division_changed(Work *w, Commit since, bool *out); /* numbered anew */
/* Compares the *files kept with the tables, row by row; ERR_CORRUPT names one that differs. */
bool registry_kept_verify(Work *w, const Bureau *bureau, int64_t *files);
/* Decisions against the digests that their acts sealed; ERR_CORRUPT names the act. */
bool registry_seals_verify(Work *w, int64_t *acts);

/* One subject's versions, newest first, for pages: who said it, when, from what source. */
typedef struct {
    Date from, to;
    Commit known_from, known_to;
    Str actor, source;
    int64_t recorded; /* instant */
    Value *values;
} FactVersion;
bool registry_history(Work *w, const Aspect *aspect, int64_t subject, FactVersion **out,
                      size_t *count);
/* A sealed or plain text that holds on a day, in the clear, of many subjects (rising, each once)
 * at once: out[i] is that of subjects[i], text empty when there is none. For payment: it asks where
 * money goes. */
typedef struct {
    Str text, sealed;  /* sealed: as the store keeps it */
    Commit known_from; /* who said it, when: audit_row */
} HeldText;
typedef struct {
    const Field *field;
    Date day;
    const int64_t *subjects;
    size_t count;
} TextsAsked;
bool registry_texts(Work *w, const TextsAsked *asked, HeldText *out);
/* Names of people (rising, each once): out[i] is that of ids[i]. */
bool person_names(Work *w, const int64_t *ids, size_t count, Str *out);
/* The value of a field for display, masked if sealed; fact_words has money's commas and the unit,
 * "1,850.00 元/月", which no import would read again. */
Str value_text(Work *w, const Field *field, Value value);
Str fact_words(Work *w, const Field *field, Value value);

/* ---- people, benefit units ---------------------------------------------------------------- */

/* The number itself never leaves through here. */
typedef struct { PersonId id; Str name, masked_id; Date birth; int64_t division; } PersonRow;
bool person_by_number(Work *w, Str citizen_id, PersonId *out); /* by digest; ERR_NOT_FOUND */
/* The same in the whole store, whatever w sees: who files for somebody whose number he has in hand
 * must not make him a second time. Tells the id alone; n is 0 when nobody has the number. */
bool person_identify(Work *w, Str citizen_id, PersonId *out);
/* Whether w sees them (queries.sql says who is seen where). */
bool person_seen(Work *w, PersonId id, bool *seen);
bool unit_seen(Work *w, UnitId id, bool *seen);
/* ERR_NOT_FOUND when w does not see him: for readers that go by the id alone. */
bool person_need_seen(Work *w, PersonId id);
bool person_row(Work *w, PersonId id, PersonRow *out);
/* By name in any form, pinyin, initials, given name, number, or name and the last four of one; in
 * the order of the dictionary, names that begin so first. */
bool person_search(Work *w, Str text, size_t limit, PersonRow **out, size_t *count);
typedef struct { Str text, purpose; size_t limit; } PersonLookup;
/* The same as an act in the audit chain: who looked for whom, and why. */
bool person_lookup(Work *w, const PersonLookup *lookup, PersonRow **out, size_t *count);
/* One field of a person or, when the field is a household's, of a unit, in the clear as it holds
 * today: an act that says which field of whom, and why. Never of oneself or a relative. */
typedef struct { const Field *field; int64_t subject; Str purpose; } PersonReveal;
bool person_reveal(Work *w, const PersonReveal *asked, Str *text); /* empty: there is none */
int64_t person_count(Work *w);

typedef enum { UNIT_FAMILY, UNIT_SINGLE } UnitKind; /* 家庭, 单人户 */
typedef struct { PersonId person; Str role; Date from, to; } Member; /* 申请人, 配偶, 子女 … */
typedef struct {
    UnitId id;
    UnitKind kind;
    Str number;    /* 户号 */
    PersonId applicant;
    int64_t division;
    Member *members; /* applicant first */
    size_t member_count;
} BenefitUnit;
bool unit_row(Work *w, UnitId id, Date on, BenefitUnit *out);
bool unit_by_number(Work *w, Str number, UnitId *out);
/* The act that made this person its applicant after somebody else; 0 when nobody else ever was. */
bool unit_applicant_since(Work *w, UnitId id, PersonId person, Commit *out);
bool unit_of_person(Work *w, PersonId person, UnitId **out, size_t *count); /* families first */
/* Memberships of all units, by unit then person, as known at a commit. */
typedef struct {
    size_t count;
    int64_t *unit, *person;
    int32_t *from, *to;
    uint8_t *applicant; /* 1 for the applicant */
} MemberRows;
bool registry_members(Work *w, Commit known, MemberRows *out);
bool unit_members(Work *w, UnitId unit, MemberRows *out); /* those of one unit, known now */
/* Those of one unit at any time, however it was known. */
bool unit_members_ever(Work *w, UnitId unit, int64_t **people, size_t *count);

/* ---- enrolments and decisions ------------------------------------------------------------- */

typedef enum {
    DECISION_GRANT,   /* 确认: starts the enrolment */
    DECISION_REVISE,  /* 变更: new decided facts from `effective` on */
    DECISION_STOP,    /* 停发: `effective` is the first month not paid */
    DECISION_SUSPEND, /* 暂停: accrues, is held */
    DECISION_RESUME,  /* 恢复 */
    DECISION_FADE,    /* 渐退: `effective` is the first month of the fade-out */
    DECISION_FIX,     /* 定额: months effective..until pay `amount` */
    DECISION_KIND_COUNT
} DecisionKind;
typedef struct {
    DecisionId id;
    EnrolmentId enrolment;
    DecisionKind kind;
    Date day;          /* of the decision */
    Month effective, until;
    Money amount;      /* FIX */
    Str reason, actor;
    int64_t law;
    Commit commit;
} Decision;
typedef struct {
    EnrolmentId id;
    const Affair *affair;
    UnitId unit;
    PersonId applicant;
    Date applied, accepted, decided; /* of the grant */
    Month suspended_from, suspended_to; /* MONTH_NONE when not */
    Month stop;        /* by decision; MONTH_NONE while it runs */
    Month fade_from;   /* MONTH_NONE when not */
    Decision *decisions; /* by effective month, then commit */
    size_t decision_count;
    Commit commit;
} Enrolment;
/* Grants: refuses (ERR_CONFLICT) when an exclusive programme runs for the person or a member. The
 * decided facts of the affair and the members are copied as they stand on `decided`. */
typedef struct {
    const Affair *affair;
    UnitId unit;       /* or {0} with person: a unit of one is made or found */
    PersonId person;
    Date applied, accepted, decided;
    Str reason;
    Month fixed;  /* a month whose amount the act fixes too (DECISION_FIX); {0}: none */
    Money amount;
} Grant;
bool enrolment_grant(Work *w, const Bureau *b, const Grant *g, int64_t law, EnrolmentId *out);
/* Any later decision on an enrolment; REVISE copies the decided facts anew. */
bool enrolment_decide(Work *w, const Bureau *b, const Decision *d, DecisionId *out);
/* Many grants or decisions as one act in one transaction; all or none. */
bool enrolment_grant_all(Work *w, const Bureau *b, const Grant *g, size_t count, int64_t law);
bool enrolment_decide_all(Work *w, const Bureau *b, const Decision *d, size_t count);
typedef struct {
    const Grant *grants;
    const Decision *decisions; /* on those who are enrolled already */
    size_t grant_count, decision_count;
    int64_t law;
} Confirmation;
bool enrolment_confirm(Work *w, const Bureau *b, const Confirmation *c);
/* All enrolments of an affair, by unit. */
bool enrolment_list(Work *w, const Affair *affair, Commit known, Enrolment **out, size_t *count);
bool enrolment_row(Work *w, const Bureau *b, EnrolmentId id, Enrolment *out);
bool person_enrolments(Work *w, const Bureau *b, PersonId person, Enrolment **out, size_t *count);
/* The facts a decision rests on: person 0 = the unit's own; by decision, person, field. */
typedef struct {
    DecisionId decision;
    PersonId person;
    const Field *field; /* NULL: membership of `person` (value = 1, applicant = 2) */
    Value value;        /* divisions as order numbers; a fact without a record has no row here */
} DecidedFact;
bool registry_decided(Work *w, const Affair *affair, Commit known, DecidedFact **out,
                      size_t *count);
/* The same of a few enrolments of an affair, one after another. */
typedef struct {
    const Affair *affair;
    Commit known;
    const Enrolment *enrolments;
    size_t enrolment_count;
} DecidedOf;
bool registry_decided_of(Work *w, const DecidedOf *of, DecidedFact **out, size_t *count);

#include "registry/divisions.h"
#include "registry/entered.h"
#include "registry/imports.h"
#include "registry/lists.h"

#endif
