/* What the templates of 工作台 and 办件 show, and what their handlers share. Private to desk; texts
 * are masked and in Chinese before they come here. */
#ifndef DESK_PAGES_H
#define DESK_PAGES_H

#include "casework/casework.h"
#include "page/page.h"

/* ---- 工作台 -------------------------------------------------------------------------------- */

typedef struct {
    Head head;
    KeyFigures figures;
    ListTable urgent; /* the first of what is due */
    EmptyState empty;
    Str all_href, calendar_href;
    int64_t total;
} DeskPage;
void desk_html(Buf *out, const DeskPage *page);

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

/* ---- lists of cases ------------------------------------------------------------------------ */

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

/* ---- one case ------------------------------------------------------------------------------ */

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
    Str verdict, verdict_kind, needs, why, conflict;
    Money amount;
    Str answer_href;
    CaseRecord *records;
    size_t record_count;
    Attachments papers;
    Timeline history;
    Link *prints;
    size_t print_count;
    Link *acts; /* 入户, 听取意见, 上传, 异议 … */
    size_t act_count;
} CaseShowPage;
void case_show_html(Buf *out, const CaseShowPage *page);

/* ---- share.c ------------------------------------------------------------------------------- */

InForce desk_law(const Page *p);
Str case_href(Page *p, CaseId id);
Str day_words(Page *p, Date day); /* a dash for never */
/* How long there is still time: working days are counted where the clock counts them. */
ClockTag clock_words(Page *p, ClockColour colour, Date due);
Tag case_tag(const Case *c);
/* A table of cases; with `chooses` each row has its box. */
ListTable case_table(Page *p, const Case *cases, size_t count, bool chooses);
bool case_of(Page *p, Case *out); /* the one that the address names */

/* ---- handlers ------------------------------------------------------------------------------ */

/* The page of a case, again with what is wrong when a POST failed. */
bool case_fill(Page *p, CaseId id, CaseShowPage *out);

#define PAGE(method, pattern, name, who, flags) bool name##_page(Page *p);
#include "desk/pages.def"
#undef PAGE

#endif
