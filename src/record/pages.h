/* What the templates of one life show. Private to record; texts are masked and in Chinese before they come here. */
#ifndef RECORD_PAGES_H
#define RECORD_PAGES_H

#include "page/page.h"

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

typedef struct {
    Str affair, affair_href, subject, subject_href, month_name, month_href;
    Str previous_href, next_href;
    Reasons reasons;
} WhyPage;
void why_html(Buf *out, const WhyPage *page);

/* ---- search ------------------------------------------------------------------------------- */

typedef struct {
    Str query;
    bool asked;
    SubjectRow *rows;
    size_t row_count;
    Str unit_href, unit_number;
} SearchPage;
void search_html(Buf *out, const SearchPage *page);

/* ---- facts.c ------------------------------------------------------------------------------ */

bool facts_fill(Page *p, Str reg, int64_t subject, LifePage *out);

/* ---- handlers ----------------------------------------------------------------------------- */

#define PAGE(method, pattern, name, who, flags) bool name##_page(Page *p);
#include "record/pages.def"
#undef PAGE

#endif
