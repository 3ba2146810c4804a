/* The report: every figure computed from records beside the one the bureau published, with its
 * definition and the sentence it stands in. */
#include "cockpit/pages.h"
#include "cockpit/words.def"

static FigureLine figure_line(const Figure *f)
{
    FigureLine line = {.name = f->name,
                       .value = f->computed ? f->value : STR(SAY_DASH),
                       .unit = f->unit,
                       .published = presence(f->published),
                       .definition = f->definition,
                       .source = f->source,
                       .presumed = f->presumed};
    if (!f->computed) {
        line.verdict = STR(SAY_NOT_COMPUTED);
        line.kind = STR("quiet");
    } else if (f->published.len == 0) {
        line.verdict = STR(SAY_NOT_PUBLISHED);
        line.kind = STR("quiet");
    } else {
        line.verdict = f->equal ? STR(SAY_EQUAL) : STR(SAY_UNEQUAL);
        line.kind = f->equal ? STR("good") : STR("bad");
    }
    return line;
}

/* A sentence that gives several figures is printed beside the first of them. */
static FigureBlock block_of(Page *p, const FigurePart *part)
{
    FigureBlock block = {.title = part->title,
                         .figures = NEW_ARRAY(p->w->arena, FigureLine, part->count),
                         .figure_count = part->count};
    for (size_t i = 0; i < part->count; i++) {
        block.figures[i] = figure_line(&part->figures[i]);
        block.computed |= part->figures[i].computed;
        if (i > 0 && str_equal(part->figures[i].source, part->figures[i - 1].source))
            block.figures[i].source = STR("");
    }
    return block;
}

static void report_fill(Page *p, const ReportResult *result, ReportPage *out)
{
    out->computed = result->computed;
    out->equal = result->equal;
    out->published = result->published;
    out->parts = NEW_ARRAY(p->w->arena, FigureBlock, result->part_count);
    out->part_count = result->part_count;
    for (size_t i = 0; i < result->part_count; i++)
        out->parts[i] = block_of(p, &result->parts[i]);
}

bool report_page(Page *p)
{
    const Bureau *bureau = p->bureau;
    const ReportResult *result = NULL;
    ReportPage page = {.name = STR(SAY_NO_REPORT)};
    if (bureau->report_count > 0) {
        TRY(cache_report(p, &bureau->reports[0], &result));
        page.name = bureau->reports[0].name;
        report_fill(p, result, &page);
    }
    p->title = page.name;
    p->here = "/report";
    report_html(&p->body, &page);
    return true;
}
