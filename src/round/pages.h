/* What the templates of the month show. Private to round; texts are masked and in Chinese before they come here. */
#ifndef ROUND_PAGES_H
#define ROUND_PAGES_H

#include "page/page.h"

/* ---- the month ---------------------------------------------------------------------------- */

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
    int64_t pay, missed, wrongly, undecided, unchecked;
    Str missed_href, wrongly_href, undecided_href;
    int64_t lines, persons;
    Money regular, arrears, recovery, total;
} MonthAffair;
typedef struct {
    int64_t id, lines, people, withheld;
    Month month;
    Str state, maker, checker, approver, sender, file;
    Money total;
} BatchRow;
typedef struct {
    int64_t commit;
    Str when, actor, kind, subject, detail;
} ActLine;
typedef struct {
    Str month_name;
    int year;
    MonthCell *months;
    size_t month_count;
    Station *stations;
    size_t station_count;
    MonthAffair *affairs;
    size_t affair_count;
    MonthAffair sum;
    BatchRow *batches;
    size_t batch_count;
    ActLine *acts;
    size_t act_count;
    bool closed;
    Str close_note;
} MonthPage;
void month_html(Buf *out, const MonthPage *page);

/* ---- an affair's four sets ---------------------------------------------------------------- */

typedef struct {
    Str name, note, href, kind;
    int64_t count;
    bool here, opens;
} SetTab;
typedef struct {
    Str name, month_name, previous_href, next_href, month_href, law_href;
    bool households;
    SetTab *tabs;
    size_t tab_count;
    Str set_name, set_advice;
    SubjectRow *rows;
    size_t row_count;
    bool with_amounts;
    Str earlier_href, later_href, range;
} AffairPage;
void affair_html(Buf *out, const AffairPage *page);

/* ---- handlers ----------------------------------------------------------------------------- */

#define PAGE(method, pattern, name, who, flags) bool name##_page(Page *p);
#include "round/pages.def"
#undef PAGE

#endif
