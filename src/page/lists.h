/* Parts of page: lists. All their state is in the address, so that a list can be sent to somebody
 * and the way back leads to where one was. Included by parts.h.
 *
 *     {@filter filter}{@list_tools tools}{@list list}{@pager pager}{@empty empty} */
#ifndef PAGE_LISTS_H
#define PAGE_LISTS_H

#include "page/fields.h"

/* ---- filters ------------------------------------------------------------------------------ */

typedef struct {
    Str name, value;
} HiddenValue;
/* A chosen filter, and the address without it. */
typedef struct {
    Str text, href;
} FilterChip;
typedef struct {
    Str action;
    FormField *fields; /* few: the rest folds away in `more` */
    size_t field_count;
    FormField *more;
    size_t more_count;
    bool more_open;
    HiddenValue *kept; /* sort, density, columns: sent along */
    size_t kept_count;
    FilterChip *chips;
    size_t chip_count;
    Str clear_href;
} FilterBar;
void filter_html(Buf *out, const FilterBar *page);

/* ---- above a list ------------------------------------------------------------------------- */

typedef struct {
    Str text, value;
    bool shown, fixed; /* fixed: cannot be hidden */
} ColumnChoice;
typedef struct {
    Str count; /* 共 1,234 户 */
    Str note;
    Str dense_href; /* the same list in the other density */
    bool dense;
    Str columns_action; /* GET form with `column` once for each chosen; empty: no choice */
    HiddenValue *kept;
    size_t kept_count;
    ColumnChoice *columns;
    size_t column_count;
    Link *links; /* 导出 Excel, 打印, 新增 */
    size_t link_count;
} ListTools;
void list_tools_html(Buf *out, const ListTools *page);

/* ---- the table ---------------------------------------------------------------------------- */

typedef enum { SORT_NONE, SORT_UP, SORT_DOWN } SortState;
typedef struct {
    Str name;
    Str sort_href; /* empty: cannot be sorted by */
    SortState sort;
    bool number; /* right-aligned */
} ListColumn;
/* The row of headings of a table of one's own: <thead>{@list_head head}</thead> */
typedef struct {
    ListColumn *columns;
    size_t count;
    bool chooses; /* the first column holds boxes, for acts on several */
} ListHead;
void list_head_html(Buf *out, const ListHead *page);

typedef struct {
    Str text, href, kind;
    Str note; /* a quiet second line */
    bool number, code, tag;
} ListCell;
void list_cell_html(Buf *out, const ListCell *page);
typedef struct {
    ListCell *cells; /* as many as there are columns */
    size_t cell_count;
    Str choice; /* value of its box; empty: none */
    Str label;  /* what the row is, for its box */
    bool gone, marked;
} ListRow;
/* A whole table; on a phone each row is a card with the headings beside its values. */
typedef struct {
    Str caption; /* for a screen reader */
    ListHead head;
    ListRow *rows;
    size_t count;
    ListCell *foot; /* sums */
    size_t foot_count;
    bool dense;
} ListTable;
void list_html(Buf *out, const ListTable *page);

typedef struct {
    Str first_href, earlier_href, later_href;
    Str range; /* 51–100，共 1,234 户 */
} Pager;
void pager_html(Buf *out, const Pager *page);

/* ---- lists.c: a table row by row ----------------------------------------------------------- */

typedef struct {
    const char *name;
    bool number;
} ListHeading;
/* With room for `rows`; list_row gives the cells of the next. */
ListTable list_new(Arena *arena, const ListHeading *heads, size_t count, size_t rows);
ListCell *list_row(Arena *arena, ListTable *table);
ListCell *list_foot(Arena *arena, ListTable *table);
ListCell list_text(Str text);
ListCell list_link(Str text, Str href);
ListCell list_money(Arena *arena, int64_t fen);   /* 1,234.50; zero is quiet */
ListCell list_count(Arena *arena, int64_t count); /* 1,234 */

#endif
