/* Figures: indicators by year or month and by division, with the rows behind them; and whole
 * reports. An indicator without a division is of the whole district;
 * its rows open to people, so who asks for those must see all of it. */
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

typedef struct {
    const Indicator *indicator;
    FigureFrame frame;
    DivisionRow within;
} IndicatorAsked;

static bool indicator_asked(Page *p, IndicatorAsked *out)
{
    int64_t year;
    Month month;
    out->indicator = bureau_indicator(p->bureau, p->call->params[0]);
    if (!out->indicator)
        return refuse(p->w, ERR_NOT_FOUND, SAY_NO_INDICATOR, STR_ARG(p->call->params[0]));
    TRY(page_id(p, p->call->params[1], &year));
    if (year < 1900 || year > 2999) return page_missing(p, p->call->params[1]);
    TRY(query_month(p, "month", &month) && query_division(p, &out->within));
    if (month.n && month_year(month) != year)
        return refuse(p->w, ERR_INPUT, SAY_BAD_PARAMETER, "month", SAY_WANTS_MONTH_OF_YEAR);
    out->frame = (FigureFrame){.year = (int)year, .month = month.n ? month_number(month) : 0};
    if (out->within.id) out->frame.within = &out->within;
    return true;
}

bool indicator_api(Page *p, const Nothing *body, IndicatorYear *out)
{
    (void)body;
    IndicatorAsked asked;
    IndicatorValue value;
    TRY(indicator_asked(p, &asked));
    const Indicator *i = asked.indicator;
    const FigureFrame *frame = &asked.frame;
    TRY(indicator_framed(p->w, p->bureau, i, frame, &value));
    *out = (IndicatorYear){
        .indicator = indicator_told(i),
        .year = frame->year,
        .from = month_of(frame->year, frame->month ? frame->month : i->from_month),
        .to = month_of(frame->year, frame->month ? frame->month : i->to_month),
        .division = frame->within ? division_text(p->w->arena, asked.within.code) : STR(""),
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
    IndicatorAsked asked;
    Paging paging;
    FigureRows rows;
    TRY(paging_read(p, &paging) && indicator_asked(p, &asked));
    if (!asked.frame.within) TRY(access_need_all(p->w));
    TRY(report_rows_framed(p->w, p->bureau, asked.indicator, &asked.frame, &rows));
    *out = (FigureRowsTold){.total = (int64_t)rows.count, .page = paging.page, .size = paging.size};
    out->items = NEW_ARRAY(p->w->arena, FigureRowTold, paging.size);
    for (size_t i = paging.offset; i < rows.count && out->items_count < (size_t)paging.size; i++) {
        const FigureRow *row = &rows.rows[i];
        out->items[out->items_count++] =
            (FigureRowTold){.row = row->row,
                            .unit = row->unit,
                            .person = row->person,
                            .place = row->division ? place_words(p, row->division) : STR(""),
                            .month = row->month,
                            .amount = row->amount};
    }
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
