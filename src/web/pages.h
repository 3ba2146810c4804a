/* What each template shows: one struct a page, and the template compiled against it. Private to
 * web. Texts are masked and in Chinese before they come here. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "report/report.h"
#include "web/html.h"

extern const char style_css_text[];
extern const size_t style_css_length;
extern const char style_css_digest[];

/* ---- around every page -------------------------------------------------------------------- */

typedef struct {
    Str href, text;
    bool here;
} Link;
typedef struct {
    Str title, place, today, style;
    Link *links;
    size_t link_count;
    Html body;
} LayoutPage;
void layout_html(Buf *out, const LayoutPage *page);

typedef struct {
    int status;
    Str sentence, detail;
} FaultPage;
void fault_html(Buf *out, const FaultPage *page);

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
    Str href, why_href, name, number, place, age;
    Money amount;
} SubjectRow;
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

/* ---- why ---------------------------------------------------------------------------------- */

typedef struct WhyNode {
    Str text, value, citation, href, kind;
    bool opens;
    struct WhyNode *parts;
    size_t part_count;
} WhyNode;
void node_html(Buf *out, const WhyNode *page);

typedef struct {
    Str who, component, note;
    Money amount;
} AmountRow;
typedef struct {
    Str verdict, verdict_kind, needs;
    Money total;
    AmountRow *amounts;
    size_t amount_count;
    WhyNode *granted; /* none or one */
    size_t granted_count;
    WhyNode *entitled;
    size_t entitled_count;
    bool entitled_opens;
} Reasons;
void reasons_html(Buf *out, const Reasons *page);
typedef struct {
    Str affair, affair_href, subject, subject_href, month_name, month_href;
    Str previous_href, next_href;
    Reasons reasons;
} WhyPage;
void why_html(Buf *out, const WhyPage *page);

/* ---- one life on one page ----------------------------------------------------------------- */

typedef struct {
    Str text;
} FactCell;
typedef struct {
    Str period, known, actor, source;
    bool superseded;
    FactCell *cells;
    size_t cell_count;
} VersionRow;
typedef struct {
    Str name;
    FactCell *fields;
    size_t field_count;
    VersionRow *versions;
    size_t version_count;
} FactTable;
typedef struct {
    Str kind, day, months, reason, actor;
    Money amount;
} DecisionRow;
typedef struct {
    Str affair, affair_href, unit, unit_href, state, state_kind, since, why_href;
    Money latest;
    DecisionRow *decisions;
    size_t decision_count;
    Reasons why;
    bool explained, household, opens;
} EnrolmentCard;
typedef struct {
    Str month, affair, component, reason, closed_in, batch;
    int64_t people; /* whose lines are joined in this row */
    Money amount;
    bool negative;
} LineRow;
typedef struct {
    Str affair;
    Money total;
    int64_t lines;
} LineSum;
typedef struct {
    Str name, role, href, period, birth;
    bool gone;
} PersonLink;
typedef struct {
    bool household;
    Str name, number, birth, age, place, month_name;
    Str ended;          /* day of death */
    PersonLink *people; /* of a unit: members; of a person: the units they belong to */
    size_t person_count;
    EnrolmentCard *enrolments;
    size_t enrolment_count;
    LineSum *sums;
    size_t sum_count;
    LineRow *lines;
    size_t line_count;
    Money total;
    FactTable *facts;
    size_t fact_count;
} LifePage;
void life_html(Buf *out, const LifePage *page);

/* ---- the law ------------------------------------------------------------------------------ */

typedef struct {
    Str name, href, subject, mode, citations;
    int64_t lines;
} LawAffair;
typedef struct {
    Str from, published, area, choice, value, document, mark;
} StandardRow;
typedef struct {
    Str name, href, unit, citation;
    StandardRow *values;
    size_t value_count;
} LawStandard;
typedef struct {
    Str path, href;
} LawFile;
typedef struct {
    LawAffair *affairs;
    size_t affair_count;
    LawStandard *standards;
    size_t standard_count;
    LawFile *files;
    size_t file_count;
} LawPage;
void law_html(Buf *out, const LawPage *page);

typedef struct {
    int number;
    Str indent, text, citation, kind;
} LawTextLine;
typedef struct {
    Str path;
    Link *headings;
    size_t heading_count;
    LawTextLine *lines;
    size_t line_count;
} LawTextPage;
void law_text_html(Buf *out, const LawTextPage *page);

/* ---- report and search -------------------------------------------------------------------- */

typedef struct {
    Str name, value, unit, published, verdict, kind, definition, source;
    bool presumed;
} FigureLine;
typedef struct {
    Str title;
    FigureLine *figures;
    size_t figure_count;
    bool computed; /* one at least; else the block is folded */
} FigureBlock;
void block_html(Buf *out, const FigureBlock *page);
typedef struct {
    Str name;
    int64_t computed, equal, published;
    FigureBlock *parts;
    size_t part_count;
} ReportPage;
void report_html(Buf *out, const ReportPage *page);

typedef struct {
    Str query;
    bool asked;
    SubjectRow *rows;
    size_t row_count;
    Str unit_href, unit_number;
} SearchPage;
void search_html(Buf *out, const SearchPage *page);

#endif
