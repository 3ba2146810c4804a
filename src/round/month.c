/* The month's circle: 收 (what came in) 比 (the four sets) 定 (what people
 * decided) 发 (the close, its lines, the batches) 报 (figures). month_page
 * fills it from the sums that the closes keep, the cached sets and changes, the
 * acts of the month. All that somebody sees is of his own places. */
#include "round/pages.h"
#include "round/words.def"

#include <stdlib.h>

typedef struct {
    Page *page;
    Month month;
    Month last; /* closed; MONTH_NONE: none */
    Places places;
    LedgerMonthSum *sums; /* of the month and the one before */
    size_t sum_count;
    const MonthChanges *changes;
    bool *seen; /* which of the changes */
    MonthPage *out;
} MonthView;

/* ---- the year's months
 * -------------------------------------------------------------------- */

static bool year_fill(MonthView *v)
{
    Page *p = v->page;
    Arena *arena = p->w->arena;
    Month first = month_of(month_year(v->month), 1);
    LedgerMonthSum *sums;
    size_t count;
    TRY(ledger_month_sums(p->w, first, (Month){first.n + 11}, &sums, &count));
    v->out->months = NEW_ARRAY(arena, MonthCell, 12);
    v->out->month_count = 12;
    for (int i = 0; i < 12; i++) {
        Month m = {first.n + i};
        MonthCell *cell = &v->out->months[i];
        cell->name = format(arena, SAY_MONTH_SHORT, i + 1);
        if (month_in_account(p, m))
            cell->href = format(arena, "/month/%.*s", STR_ARG(month_text(arena, m)));
        cell->here = m.n == v->month.n;
        cell->closed = v->last.n != MONTH_NONE.n && m.n <= v->last.n;
        cell->note = cell->closed ? STR(SAY_CLOSED) : STR(SAY_NOT_CLOSED);
        for (size_t k = 0; k < count; k++)
            if (sums[k].closed_in.n == m.n) cell->total.fen += sums[k].amount.fen;
    }
    return true;
}

/* ---- by affair
 * ----------------------------------------------------------------------------
 */

static void total_add(MonthAffair *row, const LedgerMonthSum *sum)
{
    row->lines += sum->lines;
    row->total.fen += sum->amount.fen;
    if (sum->reason == REASON_REGULAR)
        row->regular.fen += sum->amount.fen;
    else if (sum->reason == REASON_RECOVERY || sum->reason == REASON_REVERSAL)
        row->recovery.fen += sum->amount.fen;
    else
        row->arrears.fen += sum->amount.fen;
}

static void sum_add(MonthAffair *sum, const MonthAffair *row)
{
    sum->pay += row->pay;
    sum->missed += row->missed;
    sum->wrongly += row->wrongly;
    sum->undecided += row->undecided;
    sum->started += row->started;
    sum->stopped += row->stopped;
    sum->altered += row->altered;
    sum->lines += row->lines;
    sum->regular.fen += row->regular.fen;
    sum->arrears.fen += row->arrears.fen;
    sum->recovery.fen += row->recovery.fen;
    sum->total.fen += row->total.fen;
}

static bool set_count(MonthView *v, const FourSets *sets, const SetPlaces *at, SetKind kind,
                      int64_t *out)
{
    *out = sets->count[kind];
    if (whole_store(v->page) || !at->division[kind]) return true;
    *out = 0;
    for (int64_t i = 0; i < sets->count[kind]; i++) {
        bool holds;
        TRY(places_hold(&v->places, at->division[kind][i], &holds));
        *out += holds;
    }
    return true;
}

static bool sets_fill(MonthView *v, const Affair *affair, MonthAffair *row)
{
    const FourSets *sets;
    const SetPlaces *at;
    TRY(cache_set_places(v->page, affair, v->month, &sets, &at));
    return set_count(v, sets, at, SET_PAY, &row->pay) &&
           set_count(v, sets, at, SET_MISSED, &row->missed) &&
           set_count(v, sets, at, SET_WRONGLY, &row->wrongly) &&
           set_count(v, sets, at, SET_UNDECIDED, &row->undecided);
}

static void changes_count(MonthView *v, const Affair *affair, MonthAffair *row)
{
    for (size_t i = 0; i < v->changes->count; i++) {
        const MonthChange *c = &v->changes->items[i];
        if (!v->seen[i] || c->affair != affair) continue;
        row->started += c->kind == CHANGE_NEW;
        row->stopped += c->kind == CHANGE_STOPPED;
        row->altered += c->kind == CHANGE_MORE || c->kind == CHANGE_LESS;
    }
}

static void hrefs_fill(MonthView *v, const Affair *affair, MonthAffair *row)
{
    Page *p = v->page;
    Arena *arena = p->w->arena;
    Str month = month_text(arena, v->month);
    if (!page_may(p, LOOKING_DUTIES)) return; /* the sums alone */
    row->href = affair_href(p, affair, v->month);
    row->missed_href = format(arena, "%.*s?set=missed", STR_ARG(row->href));
    row->wrongly_href = format(arena, "%.*s?set=wrongly", STR_ARG(row->href));
    row->undecided_href = format(arena, "%.*s?set=undecided", STR_ARG(row->href));
    Str changes =
        format(arena, "/month/%.*s/changes?affair=%.*s", STR_ARG(month), STR_ARG(affair->key));
    row->started_href = format(arena, "%.*s&kind=new", STR_ARG(changes));
    row->stopped_href = format(arena, "%.*s&kind=stopped", STR_ARG(changes));
    row->altered_href = format(arena, "%.*s&kind=altered", STR_ARG(changes));
}

static bool affairs_fill(MonthView *v)
{
    const Bureau *bureau = v->page->bureau;
    MonthPage *out = v->out;
    out->affairs = NEW_ARRAY(v->page->w->arena, MonthAffair, bureau->affair_count);
    out->affair_count = bureau->affair_count;
    out->sum.name = STR(SAY_SUM);
    for (size_t i = 0; i < bureau->affair_count; i++) {
        const Affair *affair = bureau->affairs[i];
        MonthAffair *row = &out->affairs[i];
        row->name = affair->name;
        row->kind = affair->subject == SUBJECT_HOUSEHOLD ? STR(SAY_HOUSEHOLDS_AFFAIR)
                                                         : STR(SAY_PERSONS_AFFAIR);
        TRY(sets_fill(v, affair, row));
        changes_count(v, affair, row);
        hrefs_fill(v, affair, row);
        for (size_t k = 0; k < v->sum_count; k++)
            if (v->sums[k].closed_in.n == v->month.n && str_equal(v->sums[k].affair, affair->key))
                total_add(row, &v->sums[k]);
        sum_add(&out->sum, row);
    }
    return true;
}

/* ---- why it is another sum than last month's
 * ---------------------------------------------- */

typedef struct {
    ChangeKind kind;
    Str cause;
    int64_t count;
    Money before, after;
} CauseSum;

static int by_kind_and_count(const void *a, const void *b)
{
    const CauseSum *x = a, *y = b;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return (x->count < y->count) - (x->count > y->count);
}

static void cause_add(CauseSum *sums, size_t *count, const MonthChange *c)
{
    size_t i = 0;
    while (i < *count && (sums[i].kind != c->kind || !str_equal(sums[i].cause, c->cause)))
        i++;
    if (i == *count) sums[(*count)++] = (CauseSum){.kind = c->kind, .cause = c->cause};
    sums[i].count++;
    sums[i].before.fen += c->before.fen;
    sums[i].after.fen += c->after.fen;
}

static void causes_fill(MonthView *v)
{
    static const char *const heads[] = {SAY_HEAD_CHANGE, SAY_HEAD_CAUSE, SAY_HEAD_COUNT,
                                        SAY_HEAD_BEFORE, SAY_HEAD_AFTER, SAY_HEAD_DIFFERENCE};
    enum { CAUSES_MOST = 200 };
    Page *p = v->page;
    CauseSum *sums = NEW_ARRAY(p->w->arena, CauseSum, CAUSES_MOST + 1);
    size_t count = 0;
    for (size_t i = 0; i < v->changes->count && count < CAUSES_MOST; i++)
        if (v->seen[i]) cause_add(sums, &count, &v->changes->items[i]);
    if (count) qsort(sums, count, sizeof *sums, by_kind_and_count);
    ListTable *table = &v->out->causes;
    *table = table_of(p, heads, COUNT_OF(heads), count);
    table->caption = STR(SAY_CAUSES_CAPTION);
    Str path =
        format(p->w->arena, "/month/%.*s/changes", STR_ARG(month_text(p->w->arena, v->month)));
    for (size_t i = 0; i < count; i++) {
        Part parts[] = {{"kind", change_kind_key(sums[i].kind)}, {"cause", sums[i].cause}};
        Money moved = {sums[i].after.fen - sums[i].before.fen};
        ListCell cells[] = {text_cell(change_kind_name(sums[i].kind)),
                            link_cell(sums[i].cause, page_may(p, LOOKING_DUTIES)
                                                         ? parts_href(p, path, parts, 2, 1)
                                                         : STR("")),
                            count_cell(p, sums[i].count),
                            money_text_cell(p, sums[i].before),
                            money_text_cell(p, sums[i].after),
                            money_text_cell(p, moved)};
        cells[5].text = signed_money(p, moved);
        table_row(p, table, cells);
    }
    if (count == 0)
        v->out->no_causes =
            (EmptyState){.what = STR(SAY_NO_CHANGES), .advice = STR(SAY_NO_CHANGES_ADVICE)};
}

static void moved_fill(MonthView *v)
{
    Page *p = v->page;
    Money before = {0}, after = {0}, regular_before = {0}, regular = {0};
    for (size_t i = 0; i < v->sum_count; i++) {
        const LedgerMonthSum *s = &v->sums[i];
        bool now = s->closed_in.n == v->month.n;
        Money *all = now ? &after : &before;
        Money *own = now ? &regular : &regular_before;
        all->fen += s->amount.fen;
        if (s->reason == REASON_REGULAR) own->fen += s->amount.fen;
    }
    if (v->last.n == MONTH_NONE.n || v->month.n > v->last.n) return;
    Money other = {after.fen - before.fen - (regular.fen - regular_before.fen)};
    v->out->moved = format(p->w->arena, SAY_MOVED, STR_ARG(money_text(p->w->arena, before)),
                           STR_ARG(money_text(p->w->arena, after)),
                           STR_ARG(signed_money(p, (Money){after.fen - before.fen})),
                           STR_ARG(signed_money(p, (Money){regular.fen - regular_before.fen})),
                           STR_ARG(signed_money(p, other)));
}

static bool changes_fill(MonthView *v)
{
    TRY(cache_changes(v->page, v->month, &v->changes));
    v->seen = NEW_ARRAY(v->page->w->arena, bool, v->changes->count + 1);
    for (size_t i = 0; i < v->changes->count; i++)
        TRY(places_hold(&v->places, v->changes->items[i].division, &v->seen[i]));
    return true;
}

/* ---- acts
 * ---------------------------------------------------------------------------------
 */

typedef struct {
    int64_t intake, decisions;
} ActCounts;

static bool is_one_of(Str kind, const Str *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(kind, kinds[i])) return true;
    return false;
}

/* Decisions taken on paper come in by files; they are decisions all the same.
 */
static void act_count(const ActTally *act, ActCounts *counts)
{
    static const Str deciding[] = {{STR_INIT("decide")}, {STR_INIT("enrol")}, {STR_INIT("grant")}};
    static const Str decisions[] = {{STR_INIT("decision")}, {STR_INIT("enrolment")}};
    static const Str intake[] = {{STR_INIT("division")}, {STR_INIT("import")}};
    if (is_one_of(act->kind, deciding, COUNT_OF(deciding)) ||
        is_one_of(act->subject, decisions, COUNT_OF(decisions)))
        counts->decisions += act->count;
    else if (is_one_of(act->kind, intake, COUNT_OF(intake)))
        counts->intake += act->count;
}

static void act_show(MonthView *v, const ActRow *row)
{
    Page *p = v->page;
    Str kind = act_kind_name(row->act.kind);
    v->out->acts[v->out->act_count++] = (ActLine){.commit = row->commit.n,
                                                  .when = instant_words(p->w->arena, row->instant),
                                                  .actor = hand_words(p, row->actor),
                                                  .kind = kind.len ? kind : row->act.kind,
                                                  .subject = act_subject_words(p, row->act.subject),
                                                  .href = act_subject_href(p, row->act.subject),
                                                  .detail = act_detail_words(p, row->act.detail)};
}

/* The month's acts, the newest first; somebody of a part of the district sees
 * how many there are, for they tell of everybody's people. */
static bool acts_fill(MonthView *v, ActCounts *counts)
{
    enum { SHOWN_MOST = 60 };
    Work *w = v->page->w;
    ActTally *tally;
    ActRow *rows;
    size_t count;
    int64_t begin = (int64_t)month_first(v->month).days * 86400 - 8 * 3600;
    int64_t end = (int64_t)(month_last(v->month).days + 1) * 86400 - 8 * 3600;
    TRY(audit_tally(w, begin, end, &tally, &count));
    for (size_t i = 0; i < count; i++)
        act_count(&tally[i], counts);
    v->out->with_acts = whole_store(v->page);
    if (!v->out->with_acts) return true;
    const ActQuery query = {.from = begin, .until = end, .limit = SHOWN_MOST, .changes_only = true};
    TRY(audit_list(w, &query, &rows, &count));
    v->out->acts = NEW_ARRAY(w->arena, ActLine, count);
    for (size_t i = 0; i < count; i++)
        act_show(v, &rows[i]);
    return true;
}

/* ---- the stations
 * ------------------------------------------------------------------------- */

static bool report_station(Page *p, Station *out)
{
    const Bureau *bureau = p->bureau;
    const ReportResult *result = NULL;
    *out = (Station){.mark = STR(SAY_STATION_REPORT),
                     .name = STR(SAY_STATION_REPORT_NAME),
                     .number = presence_none(),
                     .unit = STR(SAY_STATION_REPORT_UNIT),
                     .href = STR("/report")};
    if (bureau->report_count == 0 || !whole_store(p)) return true;
    if (!cache_report_known(p, &bureau->reports[0], &result)) {
        out->note = STR(SAY_STATION_REPORT_OPEN);
        return true;
    }
    out->number = count_words(p, result->equal);
    out->note = format(p->w->arena, SAY_STATION_REPORT_NOTE, (long long)result->computed,
                       (long long)result->published);
    return true;
}

static bool stations_fill(MonthView *v, const ActCounts *counts)
{
    Page *p = v->page;
    Arena *arena = p->w->arena;
    const MonthAffair *sum = &v->out->sum;
    Station *s = NEW_ARRAY(arena, Station, 5);
    s[0] = (Station){.mark = STR(SAY_STATION_INTAKE),
                     .name = STR(SAY_STATION_INTAKE_NAME),
                     .number = count_words(p, counts->intake),
                     .unit = STR(SAY_STATION_INTAKE_UNIT),
                     .note = STR(SAY_STATION_INTAKE_NOTE),
                     .href = v->out->with_acts ? STR("#acts") : STR("/cases")};
    s[1] =
        (Station){.mark = STR(SAY_STATION_MATCH),
                  .name = STR(SAY_STATION_MATCH_NAME),
                  .number = count_words(p, sum->missed + sum->wrongly),
                  .unit = STR(SAY_STATION_MATCH_UNIT),
                  .note = format(arena, SAY_STATION_MATCH_NOTE, STR_ARG(count_words(p, sum->pay)),
                                 STR_ARG(count_words(p, sum->undecided))),
                  .href = STR("#affairs"),
                  .warn = sum->wrongly > 0};
    s[2] = (Station){.mark = STR(SAY_STATION_DECIDE),
                     .name = STR(SAY_STATION_DECIDE_NAME),
                     .number = count_words(p, counts->decisions),
                     .unit = STR(SAY_STATION_DECIDE_UNIT),
                     .note = STR(SAY_STATION_DECIDE_NOTE),
                     .href = STR("/cases")};
    s[3] = (Station){.mark = STR(SAY_STATION_PAY),
                     .name = STR(SAY_STATION_PAY_NAME),
                     .number = money_text(arena, sum->total),
                     .unit = STR(SAY_STATION_PAY_UNIT),
                     .note = format(arena, SAY_STATION_PAY_NOTE,
                                    STR_ARG(count_words(p, sum->lines)), v->out->batches.count),
                     .href = STR("#batches")};
    v->out->stations = s;
    v->out->station_count = 5;
    return report_station(p, &s[4]);
}

static bool head_fill(MonthView *v)
{
    Close *closes;
    size_t count;
    Page *p = v->page;
    Arena *arena = p->w->arena;
    TRY(payment_closes(p->w, &closes, &count));
    Str note = STR(SAY_NO_CLOSE_NOTE);
    for (size_t i = 0; i < count; i++)
        if (closes[i].month.n == v->month.n) note = closed_words(p, &closes[i]);
    bool closed = v->last.n != MONTH_NONE.n && v->month.n <= v->last.n;
    Link *links = NEW(arena, Link);
    *links =
        (Link){format(arena, "/month/%.*s/close", STR_ARG(month_text(arena, v->month))),
               closed ? STR(SAY_SEE_CLOSE) : STR(SAY_GO_CLOSE), !closed && page_may(p, WHO(CLERK))};
    if (!whole_store(p)) note = STR(SAY_ONLY_YOURS);
    v->out->head = (Head){.title = month_words(arena, v->month),
                          .note = note,
                          .state = {closed ? STR(SAY_CLOSED) : STR(SAY_NOT_CLOSED),
                                    closed ? STR("good") : STR("open")},
                          .actions = links,
                          .action_count = page_may(p, LOOKING_DUTIES)};
    return true;
}

static bool month_fill(MonthView *v)
{
    Page *p = v->page;
    ActCounts counts = {0};
    TRY(payment_last_closed(p->w, &v->last));
    TRY(ledger_month_sums(p->w, (Month){v->month.n - 1}, v->month, &v->sums, &v->sum_count));
    TRY(head_fill(v));
    TRY(year_fill(v));
    TRY(changes_fill(v));
    TRY(affairs_fill(v));
    causes_fill(v);
    moved_fill(v);
    TRY(batches_table(p, v->month, &v->out->batches));
    if (v->out->batches.count == 0)
        v->out->no_batches =
            (EmptyState){.what = STR(SAY_NO_BATCHES), .advice = STR(SAY_NO_BATCHES_ADVICE)};
    TRY(acts_fill(v, &counts));
    return stations_fill(v, &counts);
}

static bool month_show(Page *p, Month month)
{
    MonthPage page = {.year = month_year(month)};
    MonthView v = {.page = p, .month = month, .places = places_of(p, STR("")), .out = &page};
    bool ready;
    TRY(sets_ready(p, month, &ready));
    if (!ready) return true;
    TRY(month_fill(&v));
    page.views = month_views(p, month, "month");
    if (!page_may(p, LOOKING_DUTIES)) page.views.count = 1;
    p->title = page.head.title;
    month_html(&p->body, &page);
    return true;
}

bool month_page(Page *p)
{
    Month month;
    TRY(page_month(p, p->call->params[0], &month));
    return month_show(p, month);
}

bool home_page(Page *p)
{
    Month month;
    if (!page_may(p, WHO_SEES)) return page_redirect(p, STR("/desk"));
    TRY(last_month(p, &month));
    return month_show(p, month);
}
