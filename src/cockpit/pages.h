/* What the templates of figures show. Private to cockpit; texts are masked and in Chinese before they come here. */
#ifndef COCKPIT_PAGES_H
#define COCKPIT_PAGES_H

#include "page/page.h"

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

/* ---- handlers ----------------------------------------------------------------------------- */

#define PAGE(method, pattern, name, who, flags) bool name##_page(Page *p);
#include "cockpit/pages.def"
#undef PAGE

#endif
