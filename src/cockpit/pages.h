/* What the templates of figures show. Private to cockpit; texts are masked and in Chinese before
 * they come here. */
#ifndef COCKPIT_PAGES_H
#define COCKPIT_PAGES_H

#include "page/page.h"

/* ---- a chart ------------------------------------------------------------------------------ */

/* Drawn in whole units of its own; nothing of it is styled but by attributes. */
typedef struct {
    int x, y, width, height;
    Str fill, tip;
    Str mark; /* the number of its series, where there is room: colour alone tells nobody enough */
    int mark_x, mark_y;
} ChartBar;
typedef struct {
    int x, y;
    Str text, anchor, href; /* href: of what the label leads to */
} ChartText;
typedef struct {
    int y;
    Str text;
} ChartGrid;
typedef struct {
    Str fill, mark, text;
} ChartKey;
typedef struct {
    Str title, note, about; /* about: the same in a sentence, for who does not see it */
    int width, height;
    ChartGrid *grid;
    size_t grid_count;
    ChartBar *bars;
    size_t bar_count;
    ChartText *texts;
    size_t text_count;
    ChartKey *keys;
    size_t key_count;
    ListTable table;
    Link *files; /* the table to take away */
    size_t file_count;
} Chart;
void chart_html(Buf *out, const Chart *page);

/* ---- the cockpit -------------------------------------------------------------------------- */

typedef struct {
    Str name, value, note, href, heat; /* heat: "0" to "5" */
} Tile;
typedef struct {
    Str heat, text;
} TileLevel;
typedef struct {
    Tile *tiles;
    size_t count;
    TileLevel *levels; /* what each shade stands for */
    size_t level_count;
} Tiles;
void tiles_html(Buf *out, const Tiles *page);
typedef struct {
    Head head;
    Tabs views, years;
    KeyFigures figures;
    Chart spending, rolls;
    Tiles map;
    ListTools tools;
    ListTable affairs;
    EmptyState empty;
    bool shown;
} CockpitPage;
void cockpit_html(Buf *out, const CockpitPage *page);
typedef struct {
    Head head;
    KeyFigures figures;
    Str rows_of; /* the programme whose people are listed; empty: of all */
    ListTools parts_tools, affairs_tools, rows_tools;
    ListTable parts, affairs, rows;
    Pager pager;
    EmptyState empty;
} PlacePage;
void cockpit_place_html(Buf *out, const PlacePage *page);
typedef struct {
    Head head;
    KeyFigures figures;
    Chart spending, sets;
    Str sets_href; /* computes them */
    ListTools tools;
    ListTable towns;
} ProgrammePage;
void cockpit_affair_html(Buf *out, const ProgrammePage *page);

/* ---- reports ------------------------------------------------------------------------------ */

typedef struct {
    Head head;
    Pairs pairs;
    Str definition, source;
    ListTools tools;
    ListTable rows;
    Pager pager;
    EmptyState empty;
} FigurePage;
void cockpit_figure_html(Buf *out, const FigurePage *page);

typedef struct {
    Str name, href, value, unit, published, verdict, kind, definition, source;
    bool presumed;
} FigureLine;
typedef struct {
    Str title;
    FigureLine *figures;
    size_t figure_count;
    bool computed; /* one at least */
    bool open;     /* else the block is folded */
    int64_t equal, wrong;
} FigureBlock;
void block_html(Buf *out, const FigureBlock *page);
typedef struct {
    Head head;
    Tabs views, years;
    Str name;
    int64_t computed, equal, published;
    FigureBlock *parts;
    size_t part_count;
} ReportPage;
void report_html(Buf *out, const ReportPage *page);

/* ---- tables as files (export.c) ----------------------------------------------------------- */

/* What stands above a table that is taken away: of what, in which unit, as of when. */
typedef struct {
    Str title, unit;
    Month month; /* the close that it rests on; {0}: of the report's year */
    const ListTable *table;
} Sheet;
/* The links to a table's files, as xlsx and csv; the address of the page with its query, and which
 * of its tables. */
void sheet_links(Page *p, Str href, const char *which, Link **links, size_t *count);
/* Answers with the table as the query's format says. */
bool sheet_answer(Page *p, const Sheet *sheet);

/* The views of the room. */
typedef enum { COCKPIT_BOARD, COCKPIT_REPORT } CockpitView;
Tabs cockpit_views(Page *p, CockpitView here);

/* ---- handlers ----------------------------------------------------------------------------- */

#define PAGE(method, pattern, name, who, flags) bool name##_page(Page *p);
#include "cockpit/pages.def"
#undef PAGE

#endif
