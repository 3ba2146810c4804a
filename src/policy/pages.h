/* What the templates of the law show. Private to policy; texts are masked and in Chinese before
 * they come here. */
#ifndef POLICY_PAGES_H
#define POLICY_PAGES_H

#include "page/page.h"

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
    Head head;
    Tabs views;
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

/* The views of the room. */
typedef enum { LAW_INDEX, LAW_TRY, LAW_CHECK, LAW_VERSIONS, LAW_VIEW_COUNT } LawView;
Tabs law_views(Page *p, LawView here);

/* ---- check -------------------------------------------------------------------------------- */

typedef struct {
    Str kind, level, code, where, sentence, advice;
    Str before, marked, after; /* the line, parted where the fault is */
    int line;
} CheckItem;
typedef struct {
    CheckItem *items;
    size_t count;
    int64_t errors, warnings;
} CheckFound;
void check_found_html(Buf *out, const CheckFound *page);
void check_fill(Page *p, const Diagnostics *found, CheckFound *out);
typedef struct {
    Head head;
    Tabs views;
    FormField file;
    Str what; /* the name of what was checked */
    bool done;
    int64_t affairs, cases;
    CheckFound found;
} CheckPage;
void check_html(Buf *out, const CheckPage *page);
/* A file that was sent, as a text of the law; ERR_INPUT with a sentence. */
bool reform_source(Page *p, const HttpFile *file, SourceFile *out);

/* ---- one affair --------------------------------------------------------------------------- */

typedef struct {
    int number;
    int depth; /* 0: a clause; below it what belongs to it */
    Str text, citation, mark, href;
} AffairLine;
typedef struct {
    Str title;
    AffairLine *lines;
    size_t line_count;
} AffairPart;
typedef struct {
    Head head;
    AffairPart *parts;
    size_t part_count;
    ListTable steps, standards;
} AffairLawPage;
void law_affair_html(Buf *out, const AffairLawPage *page);

/* ---- versions ----------------------------------------------------------------------------- */

typedef struct {
    Str kind, sign, text; /* kind: same, gone, new */
    int old_number, new_number;
    bool gap; /* lines were left out before it */
} DiffLine;
typedef struct {
    Str path;
    DiffLine *lines;
    size_t count;
} DiffFile;
typedef struct {
    Head head;
    Tabs views;
    ListTable versions;
    Str compared;
    DiffFile *files;
    size_t file_count;
} VersionsPage;
void versions_html(Buf *out, const VersionsPage *page);

/* ---- try ---------------------------------------------------------------------------------- */

typedef struct {
    Str title, href; /* href: where all of them are */
    int64_t count;
    ListTable table;
} TryHouseholds;
typedef struct {
    Str affair, what, unit;
    int64_t count;
    Link *who; /* the first of them */
    size_t who_count;
} TryNewly;
typedef struct {
    bool shown, wrong, same;
    Str last;
    KeyFigures figures;
    Money arrears;
    int64_t closed, undecided;
    ListTable months, towns, affairs;
    TryHouseholds *households;
    size_t household_count;
    TryNewly *newly;
    size_t newly_count;
} TryFound;
void try_found_html(Buf *out, const TryFound *page);
typedef struct {
    Head head;
    Tabs views;
    FaultList faults;
    FormGroup *groups;
    size_t group_count;
    FormField more;
    FilterChip *picked;
    size_t picked_count;
    FormButtons buttons;
    HiddenValue *kept;
    size_t kept_count;
    FormField file;
    Str file_name;
    bool text_open;
    CheckFound check;
    TryFound found;
} TryPage;
void try_html(Buf *out, const TryPage *page);
typedef struct {
    Head head;
    Tabs kinds;
    ListTable list;
    Pager pager;
    EmptyState empty;
} TryListPage;
void try_list_html(Buf *out, const TryListPage *page);

/* ---- handlers ----------------------------------------------------------------------------- */

#define PAGE(method, pattern, name, who, flags) bool name##_page(Page *p);
#include "policy/pages.def"
#undef PAGE

#endif
