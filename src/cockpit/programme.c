/* One programme over a year: what was posted by reason, the four sets month by month, its towns. */
#include "cockpit/board.h"

#include "cockpit/words.def"

typedef enum { KIND_REGULAR, KIND_LATE, KIND_BACK, KIND_COUNT } PostedKind;

static void spending_fill(Page *p, const Affair *affair, const Board *board, ProgrammePage *out)
{
    Month first = month_of(month_year(board->month), 1);
    ChartSeries *series = NEW_ARRAY(p->w->arena, ChartSeries, KIND_COUNT);
    series[KIND_REGULAR].name = STR(SAY_REGULAR);
    series[KIND_LATE].name = STR(SAY_ARREARS);
    series[KIND_BACK].name = STR(SAY_TAKEN_BACK);
    for (size_t i = 0; i < board->sum_count; i++) {
        const LedgerMonthSum *s = &board->sums[i];
        int32_t m = s->closed_in.n - first.n;
        if (m < 0 || m >= board->months || !str_equal(s->affair, affair->key)) continue;
        PostedKind kind = s->reason == REASON_REGULAR ? KIND_REGULAR
                          : s->amount.fen < 0         ? KIND_BACK
                                                      : KIND_LATE;
        series[kind].values[m] += s->amount.fen;
    }
    const ChartAsked asked = {.title = SAY_SPENDING_CHART,
                              .note = SAY_SPENDING_NOTE,
                              .first = first,
                              .months = board->months,
                              .series = series,
                              .count = KIND_COUNT,
                              .money = true};
    chart_make(p->w->arena, &asked, &out->spending);
}

/* Months of a year read from one picture of the facts; only when asked for, it takes a second. */
static bool sets_count(Page *p, const Affair *affair, const Board *board, ChartSeries *series)
{
    static const SetKind kinds[] = {SET_MISSED, SET_WRONGLY, SET_UNDECIDED};
    Month first = month_of(month_year(board->month), 1);
    FactBase *facts;
    TRY(facts_load(p->w, p->bureau, KNOWN_NOW, p->site->home, &facts));
    for (size_t k = 0; k < COUNT_OF(kinds); k++)
        series[k].name = set_name(kinds[k]);
    for (int m = 0; m < board->months; m++) {
        FourSets sets;
        if (first.n + m < board->first.n) continue;
        TRY(entitle_sets(p->w, facts, affair, (Month){first.n + m}, &sets));
        for (size_t k = 0; k < COUNT_OF(kinds); k++)
            series[k].values[m] = sets.count[kinds[k]];
    }
    return true;
}

/* The sets are of the whole district: a session that sees less is offered none. */
static bool sets_fill(Page *p, const Affair *affair, const Board *board, ProgrammePage *out)
{
    enum { KINDS = 3 };
    if (p->w->scope) return true;
    if (page_query(p, "sets").len == 0) {
        Str path = format(p->w->arena, "/cockpit/affair/%.*s", STR_ARG(affair->key));
        Str href = board_href(p, str_z(p->w->arena, path), board->month);
        out->sets_href = format(p->w->arena, "%.*s&sets=1", STR_ARG(href));
        return true;
    }
    ChartSeries *series = NEW_ARRAY(p->w->arena, ChartSeries, KINDS);
    TRY(sets_count(p, affair, board, series));
    const ChartAsked asked = {
        .title = SAY_SETS_CHART,
        .note = affair->subject == SUBJECT_HOUSEHOLD ? SAY_SETS_UNITS : SAY_SETS_PEOPLE,
        .first = month_of(month_year(board->month), 1),
        .months = board->months,
        .series = series,
        .count = KINDS,
        .month_href = format(p->w->arena, "/affair/%.*s/", STR_ARG(affair->key))};
    chart_make(p->w->arena, &asked, &out->sets);
    return true;
}

static bool towns_fill(Page *p, size_t affair, const Rolls *rolls, ProgrammePage *out)
{
    static const ListHeading heads[] = {
        {SAY_PLACE_HEAD, false}, {SAY_PEOPLE_HEAD, true}, {SAY_REGULAR_HEAD, true}};
    Arena *arena = p->w->arena;
    DivisionRow home, *towns;
    size_t count;
    TRY(division_by_code(p->w, p->site->home, &home));
    TRY(division_children(p->w, home.id, &towns, &count));
    out->towns = list_new(arena, heads, COUNT_OF(heads), count);
    for (size_t i = 0; i < count; i++) {
        RollCount one;
        TRY(rolls_sum(p, rolls, &towns[i], affair, &one));
        if (one.people == 0) continue;
        ListCell *cells = list_row(arena, &out->towns);
        bool holds = true;
        TRY(scope_holds(p->w, towns[i].id, &holds));
        Str href = holds ? place_href(p, towns[i].id, rolls->month) : STR("");
        cells[0] = list_link(towns[i].name, href);
        cells[1] = list_count(arena, one.people);
        cells[2] = list_money(arena, one.fen);
    }
    return true;
}

static bool figures_fill(Page *p, size_t affair, const Rolls *rolls, ProgrammePage *out)
{
    RollCount all;
    KeyFigure *figures = NEW_ARRAY(p->w->arena, KeyFigure, 2);
    TRY(rolls_sum(p, rolls, NULL, affair, &all));
    figures[0] = (KeyFigure){.name = STR(SAY_PEOPLE_HEAD),
                             .value = list_count(p->w->arena, all.people).text,
                             .unit = STR(SAY_PEOPLE)};
    figures[1] = money_figure(p->w->arena, SAY_REGULAR_NAME, all.fen);
    out->figures = (KeyFigures){figures, 2};
    return true;
}

static void files_fill(Page *p, const Affair *affair, const Board *board, ProgrammePage *out)
{
    Str path = format(p->w->arena, "/cockpit/affair/%.*s", STR_ARG(affair->key));
    Str href = board_href(p, str_z(p->w->arena, path), board->month);
    sheet_links(p, href, "spending", &out->spending.files, &out->spending.file_count);
    sheet_links(p, href, "towns", &out->tools.links, &out->tools.link_count);
    href = format(p->w->arena, "%.*s&sets=1", STR_ARG(href));
    sheet_links(p, href, "sets", &out->sets.files, &out->sets.file_count);
}

static bool page_fill(Page *p, Board *board, ProgrammePage *out)
{
    const Affair *affair;
    Rolls rolls;
    bool closed;
    size_t at = 0;
    TRY(page_affair(p, p->call->params[0], &affair) && board_read(p, board, &closed));
    if (!closed) return page_missing(p, p->call->params[0]);
    while (p->bureau->affairs[at] != affair)
        at++;
    out->head.title = affair->name;
    out->head.note =
        format(p->w->arena, SAY_PLACE_NOTE, STR_ARG(month_words(p->w->arena, board->month)));
    out->head.crumbs = (Crumbs){NEW(p->w->arena, Link), 1};
    out->head.crumbs.links[0] =
        (Link){.href = board_href(p, "/cockpit", board->month), .text = STR(SAY_COCKPIT)};
    out->head.actions = NEW_ARRAY(p->w->arena, Link, 2);
    if (page_may(p, SETS_DUTIES))
        out->head.actions[out->head.action_count++] =
            (Link){.href = affair_href(p, affair, board->month), .text = STR(SAY_SETS_LINK)};
    out->head.actions[out->head.action_count++] =
        (Link){.href = law_href(p, &affair->place), .text = STR(SAY_LAW_LINK)};
    TRY(rolls_read(p, board->month, &rolls) && figures_fill(p, at, &rolls, out));
    spending_fill(p, affair, board, out);
    TRY(sets_fill(p, affair, board, out) && towns_fill(p, at, &rolls, out));
    files_fill(p, affair, board, out);
    return true;
}

bool cockpit_affair_page(Page *p)
{
    Board board = {.sums = NULL};
    ProgrammePage page = {.head = {.note = STR("")}};
    TRY(page_fill(p, &board, &page));
    p->here = "/cockpit";
    p->title = page.head.title;
    cockpit_affair_html(&p->body, &page);
    return true;
}

bool cockpit_affair_export_page(Page *p)
{
    Board board = {.sums = NULL};
    ProgrammePage page = {.head = {.note = STR("")}};
    TRY(page_fill(p, &board, &page));
    const NamedTable tables[] = {
        {"spending", SAY_SPENDING_CHART, SAY_UNIT_YUAN, &page.spending.table},
        {"sets", SAY_SETS_CHART, SAY_UNIT_HEADS, &page.sets.table},
        {"towns", SAY_SHEET_TOWNS, SAY_UNIT_HEADS, &page.towns}};
    Arena *arena = p->w->arena;
    Str title = format(arena, SAY_SHEET_TITLE, STR_ARG(page.head.title),
                       STR_ARG(month_words(arena, board.month)));
    return sheet_choose(p, title, board.month, tables, COUNT_OF(tables));
}
