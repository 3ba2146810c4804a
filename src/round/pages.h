/* What the templates of the month show, and what their handlers share. Private
 * to round; texts are masked and in Chinese before they come here. */
#ifndef ROUND_PAGES_H
#define ROUND_PAGES_H

#include "page/page.h"

/* Who makes a month: the others may look. */
#define MONTH_DUTIES (WHO(CLERK) | WHO(CHECKER) | WHO(APPROVER) | WHO(PAYER))
#define LOOKING_DUTIES (MONTH_DUTIES | WHO(VILLAGE) | WHO(AUDITOR))

/* ---- the month
 * ----------------------------------------------------------------------------
 */

typedef struct {
    Str href, name, note;
    Money total;
    bool here, closed;
} MonthCell;
/* A station of 收 比 定 发 报. */
typedef struct {
    Str mark, name, number, unit, note, href;
    bool warn;
} Station;
typedef struct {
    Str href, name, kind;
    int64_t pay, missed, wrongly, undecided;
    Str missed_href, wrongly_href, undecided_href;
    int64_t started, stopped, altered;
    Str started_href, stopped_href, altered_href;
    int64_t lines;
    Money regular, arrears, recovery, total;
} MonthAffair;
typedef struct {
    int64_t commit;
    Str when, actor, kind, subject, href, detail;
} ActLine;
typedef struct {
    Head head;
    Tabs views;
    int year;
    MonthCell *months;
    size_t month_count;
    Station *stations;
    size_t station_count;
    MonthAffair *affairs;
    size_t affair_count;
    MonthAffair sum;
    Str moved; /* how this month's sum comes from the last one's */
    ListTable causes;
    EmptyState no_causes;
    ListTable batches;
    EmptyState no_batches;
    bool with_acts;
    ActLine *acts;
    size_t act_count;
} MonthPage;
void month_html(Buf *out, const MonthPage *page);

/* ---- an affair's four sets
 * ---------------------------------------------------------------- */

typedef struct {
    Str name, note, href, kind;
    int64_t count;
    bool here, opens, unknown; /* unknown: not counted for a part of the district */
} SetTab;
typedef struct {
    Head head;
    SetTab *tabs;
    size_t tab_count;
    Str set_name, set_advice;
    FilterBar filter;
    ListTools tools;
    ListTable list;
    Pager pager;
    EmptyState empty;
    bool proposes; /* those chosen may become cases */
    Str affair, set, month, propose;
} AffairPage;
void affair_html(Buf *out, const AffairPage *page);

/* One thing that may be done now. */
typedef struct {
    Str action, text, note, why_not; /* why_not: there is no button */
    Confirm confirm;
} MoveStep;
void move_step_html(Buf *out, const MoveStep *page);

/* ---- lists: changes, rows of a batch, returns, debts, reviews, holds
 * ---------------------- */

typedef struct {
    Head head;
    Tabs views, parts;
    KeyFigures figures;
    Str note;
    FilterBar filter;
    ListTools tools;
    ListTable list;
    Pager pager;
    EmptyState empty;
    Str action, button; /* a form around the list: what is done with those chosen */
    HiddenValue *kept;
    size_t kept_count;
    MoveStep *acts; /* on the whole list */
    size_t act_count;
} RollPage;
void roll_html(Buf *out, const RollPage *page);

/* ---- trial and close
 * ---------------------------------------------------------------------- */

typedef struct {
    Head head;
    Tabs views;
    FaultList faults;
    Str sentence;
    MoveStep *steps;
    size_t step_count;
    Html result; /* of the last trial */
    Str no_result;
    ListTable closes;
} ClosePage;
void close_html(Buf *out, const ClosePage *page);
typedef struct {
    Str when, sentence;
    ListTable affairs, funds, changes, causes;
    Str more;
} TrialPart;
void trial_part_html(Buf *out, const TrialPart *page);

/* ---- a batch
 * ------------------------------------------------------------------------------
 */

typedef struct {
    Head head;
    Tabs views;
    FaultList faults;
    StepBar steps;
    KeyFigures figures;
    Str next; /* what comes now, and by whom */
    MoveStep *acts;
    size_t act_count;
    Str outlook;
    ListTable causes; /* why rows are left out */
    FormGroup file;
    FormButtons file_buttons;
    Str file_action;
    FormGroup answer;
    FormButtons answer_buttons;
    Str answer_action;
    Pairs about;
    ListTable states;
    ListTable returned;
    Timeline history;
} BatchPage;
void batch_html(Buf *out, const BatchPage *page);
typedef struct {
    Head head;
    Tabs views;
    FaultList faults;
    ListTable list;
    EmptyState empty;
    MoveStep draft;
    ListTable waiting;
    Str waiting_note;
} BatchesPage;
void batches_html(Buf *out, const BatchesPage *page);

/* ---- a debt
 * -------------------------------------------------------------------------------
 */

typedef struct {
    Str title, action, note;
    FormGroup fields;
    FormButtons buttons;
} ActForm;
void act_form_html(Buf *out, const ActForm *page);
typedef struct {
    Head head;
    FaultList faults;
    KeyFigures figures;
    Str plan;
    ListTable instalments, lines;
    ActForm *forms;
    size_t form_count;
    Str why_not;
} DebtPage;
void debt_html(Buf *out, const DebtPage *page);

/* ---- money of a month
 * --------------------------------------------------------------------- */

typedef struct {
    Head head;
    Tabs views;
    FaultList faults;
    Say verdict;
    ListTable first, second;
    Str first_title, second_title, note;
    MoveStep run;
    EmptyState empty;
    Html result;
    Str more, more_href;
} MoneyPage;
void money_html(Buf *out, const MoneyPage *page);
typedef struct {
    Str when;
    Say verdict;
    ListTable differences, flows, batches;
    Str open, keys;
} ReconciledPart;
void reconciled_part_html(Buf *out, const ReconciledPart *page);

/* ---- share.c
 * ------------------------------------------------------------------------------
 */

Tabs month_views(Page *p, Month month, const char *here);
Crumbs month_crumbs(Page *p, Month month);
Str count_words(Page *p, int64_t n);
Str signed_money(Page *p, Money amount); /* with its sign, also when above zero */
ListCell text_cell(Str text);
ListCell link_cell(Str text, Str href);
ListCell count_cell(Page *p, int64_t n);
ListCell money_text_cell(Page *p, Money amount);
ListTable table_of(Page *p, const char *const *heads, size_t count, size_t rows);
/* The next row of a table made with room for it; cells are copied. */
ListRow *table_row(Page *p, ListTable *table, const ListCell *cells);
typedef struct {
    const char *name;
    Str value;
} Part; /* of an address */
Str parts_href(Page *p, Str path, const Part *parts, size_t count, int64_t page);
/* Which rows of `all` page ?page= shows; fills the pager. */
typedef struct {
    size_t first, count;
    int64_t page;
} Slice;
Slice slice_of(Page *p, size_t all);
typedef struct {
    Str path;
    const Part *parts;
    size_t count;
} Address;
Pager slice_pager(Page *p, const Slice *slice, size_t all, const Address *at);
FormField choice_field(const char *name, const char *label, FieldChoice *choices, size_t count,
                       Str value);
FormField towns_field(Page *p, Str value); /* choice_count 0: there is nothing to choose */
FormField affairs_field(Page *p, Str value);
FormField search_field(Str value);
MoveStep move_of(Page *p, const char *text, Str action, const char *note);
bool whole_store(const Page *p);      /* the account sees all of it: what concerns
                                    the county is its */
Str hand_words(Page *p, Str account); /* the name of its holder */
Str closed_words(Page *p, const Close *close);

/* Which divisions count: those in the session's scope, and in a town when one
 * is chosen. */
typedef struct {
    Page *page;
    Division town; /* 0: any */
    uint8_t *known;
    size_t capacity;
} Places;
Places places_of(Page *p, Str town);
bool places_hold(Places *places, int64_t division, bool *out);
/* People whose name or number says so, and their households: to narrow a list
 * by. */
typedef struct {
    bool asked;
    int64_t *people, *units;
    size_t person_count, unit_count;
} Named;
bool named_find(Page *p, Str text, Named *out);
bool named_has(const Named *named, Subject subject, int64_t id);
/* Name, number, place and addresses of whom a row is about. */
bool subject_read(Page *p, const Affair *affair, int64_t id, SubjectRow *out);

/* ---- batch.c, bank.c
 * ---------------------------------------------------------------------- */

Str batch_href(Page *p, int64_t id);
bool batches_table(Page *p, Month month, ListTable *out);   /* month {0}: all */
bool waiting_table(Page *p, int64_t batch, ListTable *out); /* batch 0: all */
bool batch_fill(Page *p, int64_t id, BatchPage *out);
bool batch_bank_fill(Page *p, const Batch *b, BatchPage *out);
bool batch_shown(Page *p, int64_t *id); /* the one that the address names */

/* ---- handlers
 * -----------------------------------------------------------------------------
 */

#define PAGE(method, pattern, name, who, flags) bool name##_page(Page *p);
#include "round/pages.def"
#undef PAGE

#endif
