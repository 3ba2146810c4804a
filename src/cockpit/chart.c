/* Stacked bars by month. The drawing is made of rectangles and texts in units of its own (640 by
 * 260), which the browser scales; colours are attributes, so that no style need be allowed.
 * Negative values are not drawn; the table beneath has them. */
#include "cockpit/chart.h"

#include <stdlib.h>

#include "cockpit/words.def"

enum { WIDTH = 640, HEIGHT = 260, LEFT = 62, TOP = 14, BOTTOM = 30, GRID = 4, MARK_HEIGHT = 14 };
/* White figures can be read on each of them (WCAG AA, 4.5 to 1). */
static const char *const fills[] = {"#1d5b58", "#8a5d0c", "#45549a",
                                    "#33807a", "#a2302a", "#5f6a69"};

static int64_t series_sum(const ChartSeries *s, int months)
{
    int64_t sum = 0;
    for (int m = 0; m < months; m++)
        sum += s->values[m];
    return sum;
}

static int by_sum(const void *a, const void *b)
{
    int64_t x = series_sum(a, CHART_MONTHS), y = series_sum(b, CHART_MONTHS);
    return (x < y) - (x > y);
}

/* The largest by themselves, the others as one. */
static size_t series_drawn(Arena *arena, const ChartAsked *asked, ChartSeries **out)
{
    ChartSeries *drawn = NEW_ARRAY(arena, ChartSeries, asked->count + 1);
    for (size_t i = 0; i < asked->count; i++)
        drawn[i] = asked->series[i];
    *out = drawn;
    if (asked->count <= CHART_SERIES) return asked->count;
    qsort(drawn, asked->count, sizeof *drawn, by_sum);
    ChartSeries *rest = &drawn[CHART_SERIES - 1];
    for (size_t i = CHART_SERIES; i < asked->count; i++)
        for (int m = 0; m < CHART_MONTHS; m++)
            rest->values[m] += drawn[i].values[m];
    rest->name = STR(SAY_OTHERS);
    return CHART_SERIES;
}

/* A round number of at most two digits and noughts: what a grid line may stand for. */
static int64_t round_step(int64_t highest)
{
    static const int64_t tenths[] = {10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100};
    for (int64_t power = 1;; power *= 10)
        for (size_t i = 0; i < COUNT_OF(tenths); i++)
            if (tenths[i] * power * GRID >= highest * 10 && tenths[i] * power % 10 == 0)
                return tenths[i] * power / 10;
}

static Str value_words(Arena *arena, int64_t value, bool money)
{
    if (money) return money_text(arena, (Money){value});
    return list_count(arena, value).text;
}

/* Of a grid line: 万元 where the numbers are large. */
static Str grid_words(Arena *arena, int64_t value, bool money)
{
    int64_t yuan = money ? value / 100 : value;
    if (yuan >= 10000 && yuan % 1000 == 0)
        return yuan % 10000 == 0 ? format(arena, SAY_WAN, (long long)(yuan / 10000))
                                 : format(arena, SAY_WAN_TENTH, (long long)(yuan / 10000),
                                          (long long)(yuan % 10000 / 1000));
    return list_count(arena, yuan).text;
}

static int64_t highest_of(const ChartSeries *series, size_t count, int months)
{
    int64_t highest = 1;
    for (int m = 0; m < months; m++) {
        int64_t sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += series[i].values[m] > 0 ? series[i].values[m] : 0;
        if (sum > highest) highest = sum;
    }
    return highest;
}

static void grid_make(Arena *arena, int64_t step, bool money, Chart *out)
{
    out->grid = NEW_ARRAY(arena, ChartGrid, GRID + 1);
    for (int i = 0; i <= GRID; i++)
        out->grid[out->grid_count++] =
            (ChartGrid){.y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * i / GRID,
                        .text = grid_words(arena, step * i, money)};
}

/* A chart as it is drawn. */
typedef struct {
    const ChartAsked *asked;
    const ChartSeries *series;
    int64_t top; /* what the height stands for */
} Drawing;

/* The bars of one month, one on top of the other. */
static void month_bars(Arena *arena, const Drawing *drawing, int month, Chart *out)
{
    const ChartAsked *asked = drawing->asked;
    const ChartSeries *series = drawing->series;
    int slot = (WIDTH - LEFT) / CHART_MONTHS, y = HEIGHT - BOTTOM;
    Str name = month_text(arena, (Month){asked->first.n + month});
    for (size_t i = 0; i < out->key_count; i++) {
        int64_t value = series[i].values[month];
        int height =
            value > 0 ? (int)((double)value / (double)drawing->top * (HEIGHT - TOP - BOTTOM)) : 0;
        if (height == 0) continue;
        y -= height;
        out->bars[out->bar_count++] =
            (ChartBar){.x = LEFT + slot * month + 7,
                       .y = y,
                       .width = slot - 14,
                       .height = height,
                       .fill = str_of(fills[i]),
                       .mark = height >= MARK_HEIGHT ? out->keys[i].mark : STR(""),
                       .mark_x = LEFT + slot * month + slot / 2,
                       .mark_y = y + height / 2 + 4,
                       .tip = format(arena, SAY_TIP, STR_ARG(name), STR_ARG(series[i].name),
                                     STR_ARG(value_words(arena, value, asked->money)))};
    }
    out->texts[out->text_count++] = (ChartText){
        .x = LEFT + slot * month + slot / 2,
        .y = HEIGHT - 9,
        .text = format(arena, SAY_MONTH_SHORT, month + 1),
        .anchor = STR("middle"),
        .href = asked->month_href.len && month < asked->months
                    ? format(arena, "%.*s%.*s", STR_ARG(asked->month_href), STR_ARG(name))
                    : STR("")};
}

static ListCell value_cell(Arena *arena, const ChartAsked *asked, int64_t value)
{
    return asked->money ? list_money(arena, value) : list_count(arena, value);
}

static ListTable table_make(Arena *arena, const ChartAsked *asked)
{
    ListHeading heads[CHART_MONTHS + 1] = {{SAY_AFFAIR_HEAD, false}};
    for (int m = 0; m < asked->months; m++)
        heads[m + 1] = (ListHeading){str_z(arena, format(arena, SAY_MONTH_SHORT, m + 1)), true};
    size_t columns = (size_t)asked->months + 1;
    ListTable table = list_new(arena, heads, columns, asked->count);
    for (size_t i = 0; i < asked->count; i++) {
        ListCell *cells = list_row(arena, &table);
        cells[0] = list_link(asked->series[i].name, asked->series[i].href);
        for (int m = 0; m < asked->months; m++)
            cells[m + 1] = value_cell(arena, asked, asked->series[i].values[m]);
    }
    ListCell *foot = list_foot(arena, &table);
    foot[0] = list_text(STR(SAY_SUM));
    for (int m = 0; m < asked->months; m++) {
        int64_t sum = 0;
        for (size_t i = 0; i < asked->count; i++)
            sum += asked->series[i].values[m];
        foot[m + 1] = value_cell(arena, asked, sum);
    }
    table.dense = true;
    table.caption = str_of(asked->title);
    return table;
}

void chart_make(Arena *arena, const ChartAsked *asked, Chart *out)
{
    ChartSeries *series;
    size_t count = series_drawn(arena, asked, &series);
    int64_t step = round_step(highest_of(series, count, asked->months));
    *out = (Chart){.title = str_of(asked->title),
                   .note = str_of(asked->note),
                   .width = WIDTH,
                   .height = HEIGHT,
                   .bars = NEW_ARRAY(arena, ChartBar, count * CHART_MONTHS + 1),
                   .texts = NEW_ARRAY(arena, ChartText, CHART_MONTHS),
                   .keys = NEW_ARRAY(arena, ChartKey, count + 1)};
    out->about = format(arena, SAY_CHART_ABOUT, STR_ARG(out->title));
    for (size_t i = 0; i < count; i++)
        out->keys[out->key_count++] =
            (ChartKey){str_of(fills[i]), format(arena, "%zu", i + 1), series[i].name};
    grid_make(arena, step, asked->money, out);
    const Drawing drawing = {asked, series, step * GRID};
    for (int m = 0; m < CHART_MONTHS; m++)
        month_bars(arena, &drawing, m, out);
    out->table = table_make(arena, asked);
}
