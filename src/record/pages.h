/* What the templates of record show and what its handlers share. Private to record; texts are
 * masked and in Chinese before they come here. */
#ifndef RECORD_PAGES_H
#define RECORD_PAGES_H

#include "record/imports.h"
#include "record/registers.h"

/* ---- one life on one page ------------------------------------------------------------------- */

typedef struct {
    Str kind, day, months, reason, actor;
    Money amount;
} DecisionRow;
typedef struct {
    Str affair, affair_href, unit, unit_href, state, state_kind, since, why_href;
    Link *acts; /* cases that may be begun from it */
    size_t act_count;
    Money latest; /* posted for the month of the page */
    DecisionRow *decisions;
    size_t decision_count;
    bool household;
} EnrolmentCard;
/* A month of a programme: what was posted for it, and whether some of it came later or was taken
 * back. */
typedef struct {
    Str text, mark, kind, title;
} GridCell;
typedef struct {
    Str affair, year;
    GridCell *cells; /* January first */
    size_t cell_count;
    Money total;
} GridRow;
typedef struct {
    Str month, affair, component, reason, closed_in, batch;
    int64_t people; /* whose lines are joined in this row */
    Money amount;
    bool negative;
} LineRow;
typedef struct {
    Str affair;
    Money total;
} LineSum;
typedef struct {
    Str name, role, href, period, birth;
    bool gone;
} PersonLink;
typedef struct {
    Str month, affair, batch, who, state, state_kind, said;
    Money amount;
} PaymentRow;
typedef struct {
    Str day, who, findings, href;
} VisitRow;
typedef struct {
    bool household;
    Head head;
    Pairs pairs;
    Str ended; /* day of death */
    Str month_name;
    PersonLink *people; /* of a unit: members; of a person: the units they belong to */
    size_t person_count;
    EnrolmentCard *enrolments;
    size_t enrolment_count;
    GridRow *grid;
    size_t grid_count;
    LineSum *sums;
    size_t sum_count;
    LineRow *lines;
    size_t line_count;
    bool more_lines; /* older ones are in the grid alone */
    Money total;
    PaymentRow *payments;
    size_t payment_count, more_payments;
    ListTable cases;
    VisitRow *visits;
    size_t visit_count;
    FactTables facts;
    Str check_href;    /* whether he should get what he gets: asked for when wanted */
    Str reveal_action; /* empty: not for this account */
    FormField reveal_field, reveal_purpose;
} LifePage;
void life_html(Buf *out, const LifePage *page);

typedef struct {
    Str affair, text, kind, needs, why_href;
} CheckRow;
typedef struct {
    Head head;
    Str month_name;
    CheckRow *rows;
    size_t row_count;
    bool part; /* inside another page */
} CheckPage;
void life_check_html(Buf *out, const CheckPage *page);

typedef struct {
    Str name, verdict, verdict_kind;
    Money amount;
    WhyNode *why; /* none or one */
    size_t why_count;
} AssessedItem;
typedef struct {
    Head head;
    Str verdict, verdict_kind;
    AssessedItem *items;
    size_t item_count;
    EmptyState empty;
} AssessedPage;
void assessed_html(Buf *out, const AssessedPage *page);

typedef struct {
    Str affair, affair_href, subject, subject_href, month_name, month_href;
    Str previous_href, next_href;
    Reasons reasons;
} WhyPage;
void why_html(Buf *out, const WhyPage *page);

/* ---- search, reveal ------------------------------------------------------------------------- */

typedef struct {
    Str query;
    bool asked;
    SubjectRow *rows;
    size_t row_count;
    Str unit_href, unit_number;
    bool lookups;      /* by number: for this account */
    bool number_given; /* a number stood in the address: it was not looked up */
    FaultList faults;
    FormField number, purpose;
} SearchPage;
void search_html(Buf *out, const SearchPage *page);

typedef struct {
    Head head;
    Str name, text, purpose, back_href;
} RevealPage;
void reveal_html(Buf *out, const RevealPage *page);

/* ---- benefits.c, hang.c: parts of a life ----------------------------------------------------- */

typedef struct {
    Enrolment *items;
    size_t count;
    Line *lines; /* by month */
    size_t line_count;
    Month month;
} Benefits;
/* What was posted to a person, or to the enrolments of a unit. */
bool lines_fill(Page *p, const Line *lines, size_t count, LifePage *out);
void grid_fill(Page *p, const Benefits *b, LifePage *out);
bool payments_fill(Page *p, const int64_t *people, size_t count, LifePage *out);
bool cases_fill(Page *p, PersonId person, UnitId unit, LifePage *out);
void reveal_fill(Page *p, int64_t person, LifePage *out);

/* Who may see what was imported. */
#define WHO_IMPORTS (WHO(CLERK) | WHO(CHECKER) | WHO(APPROVER) | WHO(SYSTEM) | WHO(AUDITOR))

/* ---- handlers ----------------------------------------------------------------------------- */

#define PAGE(method, pattern, name, who, flags) bool name##_page(Page *p);
#include "record/pages.def"
#undef PAGE

#endif
