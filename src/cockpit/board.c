/* 驾驶舱: the figures of a month against the month and the year before, the year's spending and rolls
 * by programme, the towns as tiles, and one line a programme. What a page shows is what its session
 * sees: sums and counts are of its divisions. */
#include "cockpit/board.h"

#include "cockpit/words.def"

/* ---- what stands on every page of the room ------------------------------------------------- */

Tabs cockpit_views(Page *p, CockpitView here)
{
    static const Link views[] = {{{STR_INIT("/cockpit")}, {STR_INIT(SAY_COCKPIT)}, false},
                                 {{STR_INIT("/report")}, {STR_INIT(SAY_REPORTS)}, false}};
    Tabs tabs = {.label = STR(SAY_COCKPIT), .tabs = NEW_ARRAY(p->w->arena, Tab, COUNT_OF(views))};
    for (size_t i = 0; i < COUNT_OF(views); i++)
        tabs.tabs[tabs.count++] =
            (Tab){.href = views[i].href, .text = views[i].text, .here = i == (size_t)here};
    return tabs;
}

bool board_month(Page *p, Month *out, bool *closed)
{
    Month last;
    Str asked = page_query(p, "month");
    TRY(payment_last_closed(p->w, &last));
    *closed = last.n != MONTH_NONE.n;
    *out = last;
    if (!*closed || asked.len == 0) return true;
    TRY(page_month(p, asked, out));
    if (out->n > last.n) *out = last;
    return true;
}

Str board_href(Page *p, const char *path, Month month)
{
    return format(p->w->arena, "%s?month=%.*s", path, STR_ARG(month_text(p->w->arena, month)));
}

/* 695.02 万元 where it is long; the exact amount then stands below. */
KeyFigure money_figure(Arena *arena, const char *name, int64_t fen)
{
    KeyFigure figure = {
        .name = str_of(name), .value = money_text(arena, (Money){fen}), .unit = STR(SAY_YUAN)};
    if (fen < 100000000) return figure;
    figure.value = money_text(arena, (Money){(fen + 5000) / 10000});
    figure.unit = STR(SAY_WAN_YUAN);
    return figure;
}

/* ---- against before ------------------------------------------------------------------------ */

static void change_add(Buf *b, const char *than, int64_t now, int64_t before, bool money)
{
    int64_t more = now - before, share = 0;
    if (b->len) buf_add(b, STR(SAY_COMMA));
    if (more == 0) {
        buf_format(b, SAY_CHANGE_NONE, than);
        return;
    }
    int64_t size = more < 0 ? -more : more;
    Str amount = money ? money_text(b->arena, (Money){size}) : list_count(b->arena, size).text;
    buf_format(b, SAY_CHANGE, than, more > 0 ? SAY_UP : SAY_DOWN, STR_ARG(amount));
    if (before > 0 && ratio_round((Wide)size * 1000, before, ROUND_HALF_UP, 1, &share))
        buf_format(b, SAY_CHANGE_SHARE, (long long)(share / 10), (long long)(share % 10));
}

/* What was in the month and in those it is held against; 0 for months before the account. */
typedef struct {
    int64_t now, month_before, year_before;
    bool has_month, has_year;
} Against;

static Str against_words(Arena *arena, const Against *a, bool money)
{
    Buf b = buf_new(arena);
    if (a->has_month) change_add(&b, SAY_THAN_MONTH, a->now, a->month_before, money);
    if (a->has_year) change_add(&b, SAY_THAN_YEAR, a->now, a->year_before, money);
    return buf_str(&b);
}

static int64_t sums_of(const Board *board, Month month, bool arrears)
{
    int64_t fen = 0;
    for (size_t i = 0; i < board->sum_count; i++) {
        const LedgerMonthSum *s = &board->sums[i];
        bool late = s->reason != REASON_REGULAR;
        if (s->closed_in.n == month.n && (!arrears || late)) fen += s->amount.fen;
    }
    return fen;
}

static bool people_of(Page *p, Month month, int64_t *out)
{
    Rolls rolls;
    RollCount all;
    TRY(rolls_read(p, month, &rolls) && rolls_sum(p, &rolls, NULL, ROLLS_ALL, &all));
    *out = all.people;
    return true;
}

/* The people behind: of the district, to whom sees all of it. */
static bool people_href(Page *p, Month month, Str *out)
{
    DivisionRow home;
    bool holds = false;
    TRY(division_by_code(p->w, p->site->home, &home) && scope_holds(p->w, home.id, &holds));
    Str path = format(p->w->arena, "/cockpit/place/%lld", (long long)home.id);
    if (holds) *out = board_href(p, str_z(p->w->arena, path), month);
    return true;
}

static bool figures_fill(Page *p, const Board *board, CockpitPage *out)
{
    Arena *arena = p->w->arena;
    Month m = board->month;
    Against spent = {.now = sums_of(board, m, false),
                     .month_before = sums_of(board, (Month){m.n - 1}, false),
                     .year_before = sums_of(board, (Month){m.n - 12}, false),
                     .has_month = m.n > board->first.n,
                     .has_year = m.n - 12 >= board->first.n};
    Against people = {.has_month = spent.has_month, .has_year = spent.has_year};
    TRY(people_of(p, m, &people.now));
    if (people.has_month) TRY(people_of(p, (Month){m.n - 1}, &people.month_before));
    if (people.has_year) TRY(people_of(p, (Month){m.n - 12}, &people.year_before));
    int64_t year = 0;
    for (int32_t n = month_of(month_year(m), 1).n; n <= m.n; n++)
        year += sums_of(board, (Month){n}, false);
    KeyFigure *figures = NEW_ARRAY(arena, KeyFigure, 4);
    figures[0] = money_figure(arena, SAY_SPENT, spent.now);
    figures[0].note = against_words(arena, &spent, true);
    figures[0].href = format(arena, "/month/%.*s", STR_ARG(month_text(arena, m)));
    figures[1] = (KeyFigure){.name = STR(SAY_PEOPLE_PAID),
                             .value = list_count(arena, people.now).text,
                             .unit = STR(SAY_TIMES),
                             .note = against_words(arena, &people, false)};
    TRY(people_href(p, m, &figures[1].href));
    figures[2] = money_figure(arena, SAY_ARREARS_BACK, sums_of(board, m, true));
    figures[2].note = STR(SAY_ARREARS_NOTE);
    figures[3] = money_figure(arena, SAY_YEAR_SPENT, year);
    figures[3].note = format(arena, SAY_YEAR_NOTE, month_year(m), month_number(m));
    out->figures = (KeyFigures){figures, 4};
    return true;
}

/* ---- charts -------------------------------------------------------------------------------- */

static ChartSeries *series_new(Page *p, const Board *board)
{
    const Bureau *bureau = p->bureau;
    ChartSeries *series = NEW_ARRAY(p->w->arena, ChartSeries, bureau->affair_count + 1);
    for (size_t i = 0; i < bureau->affair_count; i++) {
        Str path = format(p->w->arena, "/cockpit/affair/%.*s", STR_ARG(bureau->affairs[i]->key));
        series[i].name = bureau->affairs[i]->name;
        series[i].href = board_href(p, str_z(p->w->arena, path), board->month);
    }
    return series;
}

/* Only programmes that have something in the year. */
static size_t series_keep(ChartSeries *series, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool any = false;
        for (int m = 0; m < CHART_MONTHS; m++)
            any = any || series[i].values[m] != 0;
        if (any) series[kept++] = series[i];
    }
    return kept;
}

static size_t affair_at(const Bureau *bureau, Str key)
{
    size_t i = 0;
    while (i < bureau->affair_count && !str_equal(bureau->affairs[i]->key, key))
        i++;
    return i;
}

static void spending_fill(Page *p, const Board *board, CockpitPage *out)
{
    ChartSeries *series = series_new(p, board);
    Month first = month_of(month_year(board->month), 1);
    for (size_t i = 0; i < board->sum_count; i++) {
        const LedgerMonthSum *s = &board->sums[i];
        size_t at = affair_at(p->bureau, s->affair);
        int32_t m = s->closed_in.n - first.n;
        if (at < p->bureau->affair_count && m >= 0 && m < board->months)
            series[at].values[m] += s->amount.fen;
    }
    const ChartAsked asked = {.title = SAY_SPENDING_CHART,
                              .note = SAY_SPENDING_NOTE,
                              .first = first,
                              .months = board->months,
                              .series = series,
                              .count = series_keep(series, p->bureau->affair_count),
                              .money = true,
                              .month_href = STR("/cockpit?month=")};
    chart_make(p->w->arena, &asked, &out->spending);
}

static bool rolls_fill(Page *p, const Board *board, CockpitPage *out)
{
    ChartSeries *series = series_new(p, board);
    Month first = month_of(month_year(board->month), 1);
    for (int m = 0; m < board->months; m++) {
        Rolls rolls;
        if (first.n + m < board->first.n) continue;
        TRY(rolls_read(p, (Month){first.n + m}, &rolls));
        for (size_t i = 0; i < rolls.count; i++)
            if (rolls.counts[i].affair < p->bureau->affair_count)
                series[rolls.counts[i].affair].values[m] += rolls.counts[i].people;
    }
    const ChartAsked asked = {.title = SAY_ROLLS_CHART,
                              .note = SAY_ROLLS_NOTE,
                              .first = first,
                              .months = board->months,
                              .series = series,
                              .count = series_keep(series, p->bureau->affair_count),
                              .month_href = STR("/cockpit?month=")};
    chart_make(p->w->arena, &asked, &out->rolls);
    return true;
}

/* ---- towns and programmes ------------------------------------------------------------------ */

static Str heat_of(Arena *arena, int64_t value, int64_t highest)
{
    if (value <= 0 || highest <= 0) return STR("0");
    return format(arena, "%lld", (long long)(1 + (value * 5 - 1) / highest));
}

/* What each shade stands for, in words. */
static void levels_fill(Arena *arena, int64_t highest, Tiles *out)
{
    enum { LEVELS = 5 };
    out->levels = NEW_ARRAY(arena, TileLevel, LEVELS);
    for (int64_t k = 1; k <= LEVELS; k++) {
        int64_t low = highest * (k - 1) / LEVELS + 1, high = highest * k / LEVELS;
        if (low > high) continue;
        out->levels[out->level_count++] =
            (TileLevel){format(arena, "%lld", (long long)k),
                        format(arena, SAY_LEVEL, STR_ARG(list_count(arena, low).text),
                               STR_ARG(list_count(arena, high).text))};
    }
}

bool tiles_fill(Page *p, const Rolls *rolls, Tiles *out)
{
    Arena *arena = p->w->arena;
    DivisionRow home, *towns;
    size_t count;
    int64_t highest = 0;
    TRY(division_by_code(p->w, p->site->home, &home));
    TRY(division_children(p->w, home.id, &towns, &count));
    out->tiles = NEW_ARRAY(arena, Tile, count + 1);
    RollCount *sums = NEW_ARRAY(arena, RollCount, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool holds = true;
        TRY(scope_holds(p->w, towns[i].id, &holds));
        TRY(rolls_sum(p, rolls, &towns[i], ROLLS_ALL, &sums[out->count]));
        if (!holds && sums[out->count].people == 0) continue;
        int64_t people = sums[out->count].people;
        Money paid = {sums[out->count].fen};
        out->tiles[out->count++] =
            (Tile){.name = towns[i].name,
                   .value = list_count(arena, people).text,
                   .note = format(arena, SAY_TILE_NOTE, STR_ARG(money_text(arena, paid))),
                   .href = holds ? place_href(p, towns[i].id, rolls->month) : STR("")};
        if (people > highest) highest = people;
    }
    for (size_t i = 0; i < out->count; i++)
        out->tiles[i].heat = heat_of(arena, sums[i].people, highest);
    levels_fill(arena, highest, out);
    return true;
}

static void affair_line(Page *p, const Board *board, const Rolls *rolls, size_t at,
                        ListTable *table)
{
    Arena *arena = p->w->arena;
    const Affair *affair = p->bureau->affairs[at];
    int64_t month = 0, late = 0, year = 0;
    RollCount count = {.people = 0};
    rolls_sum(p, rolls, NULL, at, &count);
    for (size_t i = 0; i < board->sum_count; i++) {
        const LedgerMonthSum *s = &board->sums[i];
        if (!str_equal(s->affair, affair->key)) continue;
        bool now = s->closed_in.n == board->month.n;
        month += now ? s->amount.fen : 0;
        late += now && s->reason != REASON_REGULAR ? s->amount.fen : 0;
        bool same_year = month_year(s->closed_in) == month_year(board->month);
        year += same_year && s->closed_in.n <= board->month.n ? s->amount.fen : 0;
    }
    if (!month && !year && !count.people) return;
    Str path = format(arena, "/cockpit/affair/%.*s", STR_ARG(affair->key));
    ListCell *cells = list_row(arena, table);
    cells[0] = list_link(affair->name, board_href(p, str_z(arena, path), board->month));
    cells[1] = list_count(arena, count.people);
    cells[2] = list_money(arena, month);
    cells[3] = list_money(arena, late);
    cells[4] = list_money(arena, year);
    if (page_may(p, SETS_DUTIES))
        cells[5] = list_link(STR(SAY_SETS_LINK), affair_href(p, affair, board->month));
}

static void affairs_fill(Page *p, const Board *board, const Rolls *rolls, CockpitPage *out)
{
    static const ListHeading heads[] = {{SAY_AFFAIR_HEAD, false}, {SAY_TIMES_HEAD, true},
                                        {SAY_SPENT_HEAD, true},   {SAY_LATE_HEAD, true},
                                        {SAY_YEAR_HEAD, true},    {SAY_SETS_HEAD, false}};
    out->affairs = list_new(p->w->arena, heads, COUNT_OF(heads), p->bureau->affair_count);
    for (size_t i = 0; i < p->bureau->affair_count; i++)
        affair_line(p, board, rolls, i, &out->affairs);
}

/* ---- the page ------------------------------------------------------------------------------ */

static void years_fill(Page *p, const Board *board, CockpitPage *out)
{
    int from = month_year(board->first), to = month_year(board->last);
    out->years = (Tabs){.label = STR(SAY_YEAR),
                        .tabs = NEW_ARRAY(p->w->arena, Tab, (size_t)(to - from + 1))};
    for (int year = to; year >= from; year--) {
        Month m = month_of(year, 12);
        if (m.n > board->last.n) m = board->last;
        out->years.tabs[out->years.count++] = (Tab){.href = board_href(p, "/cockpit", m),
                                                    .text = format(p->w->arena, SAY_YEAR_TAB, year),
                                                    .here = year == month_year(board->month)};
    }
    if (out->years.count < 2) out->years.count = 0;
}

bool board_read(Page *p, Board *out, bool *closed)
{
    TRY(board_month(p, &out->month, closed));
    if (!*closed) return true;
    TRY(payment_first_month(p->w, &out->first) && payment_last_closed(p->w, &out->last));
    out->months = month_year(out->month) == month_year(out->last) ? month_number(out->last) : 12;
    Month from = {month_of(month_year(out->month), 1).n - 12};
    Month to = month_of(month_year(out->month), 12);
    return ledger_month_sums(p->w, from, to, &out->sums, &out->sum_count);
}

/* From January on, as far as there is an account. */
static Month year_first(Page *p, Month last)
{
    Month first, january = month_of(month_year(last), 1);
    bool told = payment_first_month(p->w, &first);
    return told && first.n > january.n ? first : january;
}

static bool year_make(Page *p, Month last)
{
    Month first = year_first(p, last);
    for (Month m = first; m.n <= last.n; m.n++) {
        Rolls rolls;
        work_progress(p->w, month_words(p->w->arena, m), m.n - first.n, last.n - first.n + 1);
        TRY(rolls_read(p, m, &rolls));
    }
    return true;
}

/* One month is soon counted; more of them, after the server began, by a job. */
static bool rolls_ready(Page *p, const Board *board, bool *ready)
{
    int missing = 0;
    Month last = {month_of(month_year(board->month), 1).n + board->months - 1};
    for (Month m = year_first(p, last); m.n <= last.n; m.n++)
        missing += !rolls_known(p, m);
    *ready = missing < 2;
    return *ready || month_ready(p, SAY_MAKING_ROLLS, year_make, last, ready);
}

/* Each chart and table can be taken away. */
static void files_fill(Page *p, const Board *board, CockpitPage *out)
{
    Str href = board_href(p, "/cockpit", board->month);
    sheet_links(p, href, "spending", &out->spending.files, &out->spending.file_count);
    sheet_links(p, href, "rolls", &out->rolls.files, &out->rolls.file_count);
    sheet_links(p, href, "affairs", &out->tools.links, &out->tools.link_count);
}

static bool page_fill(Page *p, const Board *board, CockpitPage *out)
{
    Rolls rolls;
    out->head.title =
        format(p->w->arena, SAY_COCKPIT_OF, STR_ARG(month_words(p->w->arena, board->month)));
    years_fill(p, board, out);
    TRY(figures_fill(p, board, out));
    spending_fill(p, board, out);
    TRY(rolls_fill(p, board, out));
    TRY(rolls_read(p, board->month, &rolls) && tiles_fill(p, &rolls, &out->map));
    affairs_fill(p, board, &rolls, out);
    files_fill(p, board, out);
    return true;
}

bool cockpit_page(Page *p)
{
    Board board = {.sums = NULL};
    bool ready = true;
    CockpitPage page = {.views = cockpit_views(p, COCKPIT_BOARD)};
    p->here = "/cockpit";
    p->title = STR(SAY_COCKPIT);
    page.head = (Head){.title = STR(SAY_COCKPIT), .note = STR(SAY_COCKPIT_NOTE)};
    TRY(board_read(p, &board, &page.shown));
    if (page.shown) TRY(rolls_ready(p, &board, &ready));
    if (!ready) return true;
    if (page.shown)
        TRY(page_fill(p, &board, &page));
    else
        page.empty = (EmptyState){.what = STR(SAY_NOTHING_CLOSED),
                                  .advice = STR(SAY_CLOSE_FIRST),
                                  .href = STR("/"),
                                  .link = STR(SAY_TO_MONTH)};
    cockpit_html(&p->body, &page);
    return true;
}

/* The sheet of the query's table; the title says the page and the table. */
bool sheet_choose(Page *p, Str page, Month month, const NamedTable *tables, size_t count)
{
    Str which = page_query(p, "table");
    for (size_t i = 0; i < count; i++) {
        const NamedTable *t = &tables[i];
        if (!str_equal(which, str_of(t->which))) continue;
        const Sheet sheet = {
            .title = format(p->w->arena, SAY_SHEET_TITLE, STR_ARG(page), STR_ARG(str_of(t->title))),
            .unit = str_of(t->unit),
            .month = month,
            .table = t->table};
        return sheet_answer(p, &sheet);
    }
    return refuse(p->w, ERR_NOT_FOUND, "%s", SAY_NO_TABLE);
}

bool cockpit_export_page(Page *p)
{
    Board board = {.sums = NULL};
    CockpitPage page = {.shown = false};
    TRY(board_read(p, &board, &page.shown));
    if (!page.shown) return refuse(p->w, ERR_NOT_FOUND, "%s", SAY_NO_TABLE);
    TRY(page_fill(p, &board, &page));
    const NamedTable tables[] = {
        {"spending", SAY_SPENDING_CHART, SAY_UNIT_YUAN, &page.spending.table},
        {"rolls", SAY_ROLLS_CHART, SAY_UNIT_TIMES, &page.rolls.table},
        {"affairs", SAY_SHEET_AFFAIRS, SAY_UNIT_HEADS, &page.affairs}};
    return sheet_choose(p, page.head.title, board.month, tables, COUNT_OF(tables));
}
