/* The report: every figure computed from records beside the one the bureau published, with its
 * definition and the sentence it stands in. */
#include "cockpit/pages.h"
#include "cockpit/words.def"

static FigureLine figure_line(Page *p, const Figure *f, int year)
{
    FigureLine line = {.name = f->name,
                       .value = f->computed ? f->value : STR(SAY_DASH),
                       .unit = f->unit,
                       .published = presence(f->published),
                       .definition = f->definition,
                       .source = f->source,
                       .presumed = f->presumed};
    if (f->indicator)
        line.href = format(p->w->arena, "/cockpit/figure/%.*s?year=%d", STR_ARG(f->key), year);
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
static FigureBlock block_of(Page *p, const FigurePart *part, int year)
{
    FigureBlock block = {.title = part->title,
                         .figures = NEW_ARRAY(p->w->arena, FigureLine, part->count),
                         .figure_count = part->count};
    for (size_t i = 0; i < part->count; i++) {
        block.figures[i] = figure_line(p, &part->figures[i], year);
        block.computed |= part->figures[i].computed;
        block.equal += part->figures[i].equal;
        block.wrong += part->figures[i].computed && part->figures[i].published.len > 0 &&
                       !part->figures[i].equal;
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
        out->parts[i] = block_of(p, &result->parts[i], result->report->year);
}

/* The report asked for by its year, else the newest. */
static const Report *report_asked(Page *p, ReportPage *out)
{
    const Bureau *b = p->bureau;
    const Report *found = NULL;
    int64_t year = 0;
    bool said = str_int(page_query(p, "year"), &year);
    out->years =
        (Tabs){.label = STR(SAY_YEAR), .tabs = NEW_ARRAY(p->w->arena, Tab, b->report_count)};
    for (size_t i = 0; i < b->report_count; i++) {
        const Report *r = &b->reports[i];
        if (said ? r->year == year : !found || r->year > found->year) found = r;
        out->years.tabs[out->years.count++] =
            (Tab){.href = format(p->w->arena, "/report?year=%d", r->year), .text = r->name};
    }
    for (size_t i = 0; i < b->report_count; i++)
        out->years.tabs[i].here = &b->reports[i] == found;
    if (b->report_count < 2) out->years.count = 0;
    return found;
}

/* Long on a telephone: parts are folded, all open at once for printing. */
static void parts_fold(Page *p, const Report *report, ReportPage *out)
{
    enum { FOLDS = 1 };
    Link *files;
    size_t files_count;
    bool all = page_query(p, "all").len > 0;
    Str href = report ? format(p->w->arena, "/report?year=%d", report->year) : STR("/report");
    sheet_links(p, href, "figures", &files, &files_count);
    for (size_t i = 0; i < out->part_count; i++)
        out->parts[i].open = all || i == 0;
    out->head.actions = NEW_ARRAY(p->w->arena, Link, FOLDS + files_count);
    if (out->part_count > 1)
        out->head.actions[out->head.action_count++] =
            all ? (Link){.href = STR("/report"), .text = STR(SAY_FOLD)}
                : (Link){.href = STR("/report?all=1"), .text = STR(SAY_UNFOLD)};
    for (size_t i = 0; out->part_count && i < files_count; i++)
        out->head.actions[out->head.action_count++] = files[i];
}

bool report_page(Page *p)
{
    const ReportResult *result = NULL;
    ReportPage page = {.name = STR(SAY_NO_REPORT), .views = cockpit_views(p, COCKPIT_REPORT)};
    const Report *report = report_asked(p, &page);
    if (!report && p->bureau->report_count > 0) return page_missing(p, p->call->request->query);
    bool ready = true;
    if (report) TRY(report_ready(p, report, &ready));
    if (!ready) return true;
    if (report) {
        TRY(cache_report(p, report, &result));
        page.name = report->name;
        report_fill(p, result, &page);
    }
    page.head = (Head){.title = page.name, .note = STR(SAY_NO_REPORT_NOTE)};
    if (report)
        page.head.note = format(p->w->arena, SAY_REPORT_NOTE, (long long)page.computed,
                                (long long)page.equal, (long long)page.published);
    parts_fold(p, report, &page);
    p->title = page.name;
    p->here = "/cockpit";
    report_html(&p->body, &page);
    return true;
}

/* ---- as a file ----------------------------------------------------------------------------- */

static void line_cells(const FigureBlock *part, const FigureLine *line, ListCell *cells)
{
    const Str texts[] = {part->title, line->name,    line->value,      line->published,
                         line->unit,  line->verdict, line->definition, line->source};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        cells[i] = list_text(texts[i]);
    cells[2].number = cells[3].number = true;
}

bool report_export_page(Page *p)
{
    static const ListHeading heads[] = {{SAY_PART_HEAD, false},       {SAY_FIGURE_HEAD, false},
                                        {SAY_COMPUTED, true},         {SAY_PUBLISHED, true},
                                        {SAY_UNIT_OF_FIGURE, false},  {SAY_VERDICT_HEAD, false},
                                        {SAY_DEFINITION_HEAD, false}, {SAY_SENTENCE_HEAD, false}};
    const ReportResult *result;
    ReportPage page = {.part_count = 0};
    size_t count = 0;
    const Report *report = report_asked(p, &page);
    if (!report) return page_missing(p, p->call->request->query);
    TRY(cache_report(p, report, &result));
    report_fill(p, result, &page);
    for (size_t i = 0; i < page.part_count; i++)
        count += page.parts[i].figure_count;
    ListTable table = list_new(p->w->arena, heads, COUNT_OF(heads), count);
    for (size_t i = 0; i < page.part_count; i++)
        for (size_t k = 0; k < page.parts[i].figure_count; k++)
            line_cells(&page.parts[i], &page.parts[i].figures[k], list_row(p->w->arena, &table));
    return sheet_answer(p, &(Sheet){report->name, STR(SAY_UNIT_HEADS), {0}, &table});
}
