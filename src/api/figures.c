/* Figures: indicators by year with the rows behind them, and whole reports. They are of the whole
 * district; their rows open to people, so who asks for those must see all of it. */
#include "api/room.h"
#include "api/words.def"

static IndicatorTold indicator_told(const Indicator *i)
{
    return (IndicatorTold){.key = i->key,
                           .name = i->name,
                           .definition = i->definition,
                           .from_month = i->from_month,
                           .to_month = i->to_month};
}

bool indicators_api(Page *p, const Nothing *body, IndicatorsTold *out)
{
    (void)body;
    const Bureau *b = p->bureau;
    out->items = NEW_ARRAY(p->w->arena, IndicatorTold, b->indicator_count + 1);
    out->items_count = b->indicator_count;
    for (size_t i = 0; i < b->indicator_count; i++)
        out->items[i] = indicator_told(&b->indicators[i]);
    return true;
}

static bool indicator_asked(Page *p, const Indicator **out, int *year)
{
    int64_t asked;
    *out = bureau_indicator(p->bureau, p->call->params[0]);
    if (!*out) return refuse(p->w, ERR_NOT_FOUND, SAY_NO_INDICATOR, STR_ARG(p->call->params[0]));
    TRY(page_id(p, p->call->params[1], &asked));
    if (asked < 1900 || asked > 2999) return page_missing(p, p->call->params[1]);
    *year = (int)asked;
    return true;
}

bool indicator_api(Page *p, const Nothing *body, IndicatorYear *out)
{
    (void)body;
    const Indicator *indicator;
    IndicatorValue value;
    int year;
    TRY(indicator_asked(p, &indicator, &year));
    TRY(indicator_value(p->w, p->bureau, indicator, year, &value));
    *out = (IndicatorYear){.indicator = indicator_told(indicator),
                           .year = year,
                           .computed = value.computed,
                           .presumed = value.presumed,
                           .money = value.money};
    if (!value.computed) return true;
    out->value = indicator_text(p->w->arena, &value);
    if (value.money) out->fen = value.number;
    return true;
}

bool indicator_rows_api(Page *p, const Nothing *body, FigureRowsTold *out)
{
    (void)body;
    const Indicator *indicator;
    Paging paging;
    FigureRows rows;
    int year;
    TRY(access_need_all(p->w));
    TRY(paging_read(p, &paging));
    TRY(indicator_asked(p, &indicator, &year));
    TRY(report_rows(p->w, p->bureau, indicator, year, &rows));
    *out = (FigureRowsTold){.total = (int64_t)rows.count, .page = paging.page, .size = paging.size};
    out->items = NEW_ARRAY(p->w->arena, FigureRowTold, paging.size);
    for (size_t i = paging.offset; i < rows.count && out->items_count < (size_t)paging.size; i++)
        out->items[out->items_count++] = (FigureRowTold){.row = rows.rows[i].row,
                                                         .unit = rows.rows[i].unit,
                                                         .person = rows.rows[i].person,
                                                         .month = rows.rows[i].month,
                                                         .amount = rows.rows[i].amount};
    return true;
}

/* ---- reports ------------------------------------------------------------------------------ */

bool reports_api(Page *p, const Nothing *body, ReportNames *out)
{
    (void)body;
    const Bureau *b = p->bureau;
    out->items = NEW_ARRAY(p->w->arena, ReportName, b->report_count + 1);
    out->items_count = b->report_count;
    for (size_t i = 0; i < b->report_count; i++)
        out->items[i] = (ReportName){
            .key = b->reports[i].key, .name = b->reports[i].name, .year = b->reports[i].year};
    return true;
}

static void figures_add(const FigurePart *part, ReportTold *out)
{
    for (size_t i = 0; i < part->count; i++) {
        const Figure *f = &part->figures[i];
        out->figures[out->figures_count++] = (FigureTold){.part = part->title,
                                                          .key = f->key,
                                                          .name = f->name,
                                                          .unit = f->unit,
                                                          .computed = f->computed,
                                                          .value = f->value,
                                                          .published = f->published,
                                                          .equal = f->equal};
    }
}

bool report_api(Page *p, const Nothing *body, ReportTold *out)
{
    (void)body;
    const ReportResult *result;
    const Report *report = NULL;
    Str key = p->call->params[0];
    for (size_t i = 0; i < p->bureau->report_count; i++)
        if (str_equal(p->bureau->reports[i].key, key)) report = &p->bureau->reports[i];
    if (!report) return refuse(p->w, ERR_NOT_FOUND, SAY_NO_REPORT, STR_ARG(key));
    TRY(cache_report(p, report, &result));
    size_t count = 0;
    for (size_t i = 0; i < result->part_count; i++)
        count += result->parts[i].count;
    *out = (ReportTold){.key = report->key, .name = report->name, .year = report->year};
    out->figures = NEW_ARRAY(p->w->arena, FigureTold, count + 1);
    for (size_t i = 0; i < result->part_count; i++)
        figures_add(&result->parts[i], out);
    return true;
}
