/* The month's circle: 收 (what came in) 比 (the four sets) 定 (what people decided) 发 (the close,
 * its lines, the batches) 报 (figures). month_page fills it from four sources: the audit chain, the
 * cached sets, sums of the ledger, and the report. */
#include "round/pages.h"
#include "round/words.def"

typedef struct {
    int64_t intake, decisions;
} ActCounts;

static bool is_one_of(Str kind, const Str *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(kind, kinds[i])) return true;
    return false;
}

/* ---- the year's months -------------------------------------------------------------------- */

static bool year_fill(Page *p, Month month, MonthPage *out)
{
    Arena *arena = p->w->arena;
    Month first = month_of(month_year(month), 1), last;
    LineFilter filter = {.closed_from = first, .closed_to = {first.n + 11}};
    LedgerTotal *totals;
    size_t count;
    TRY(payment_last_closed(p->w, &last));
    TRY(ledger_totals(p->w, &filter, &totals, &count));
    out->months = NEW_ARRAY(arena, MonthCell, 12);
    out->month_count = 12;
    for (int i = 0; i < 12; i++) {
        Month m = {first.n + i};
        MonthCell *cell = &out->months[i];
        cell->name = format(arena, SAY_MONTH_SHORT, i + 1);
        if (month_in_account(p, m))
            cell->href = format(arena, "/month/%.*s", STR_ARG(month_text(arena, m)));
        cell->here = m.n == month.n;
        cell->closed = last.n != MONTH_NONE.n && m.n <= last.n;
        cell->note = cell->closed ? STR(SAY_CLOSED) : STR(SAY_NOT_CLOSED);
        for (size_t k = 0; k < count; k++)
            if (totals[k].closed_in.n == m.n) cell->total.fen += totals[k].amount.fen;
    }
    return true;
}

/* ---- by affair ---------------------------------------------------------------------------- */

static void total_add(MonthAffair *row, const LedgerTotal *total)
{
    row->lines += total->lines;
    row->total.fen += total->amount.fen;
    if (total->amount.fen < 0)
        row->recovery.fen += total->amount.fen;
    else if (total->reason == REASON_REGULAR)
        row->regular.fen += total->amount.fen;
    else
        row->arrears.fen += total->amount.fen;
}

static void sum_add(MonthAffair *sum, const MonthAffair *row)
{
    sum->pay += row->pay;
    sum->missed += row->missed;
    sum->wrongly += row->wrongly;
    sum->undecided += row->undecided;
    sum->unchecked += row->unchecked;
    sum->lines += row->lines;
    sum->persons += row->persons;
    sum->regular.fen += row->regular.fen;
    sum->arrears.fen += row->arrears.fen;
    sum->recovery.fen += row->recovery.fen;
    sum->total.fen += row->total.fen;
}

static bool affair_row(Page *p, const Affair *affair, Month month, MonthAffair *row)
{
    Arena *arena = p->w->arena;
    const FourSets *sets;
    LedgerSum sum;
    LineFilter filter = {.affair = affair->key, .closed_from = month, .closed_to = month};
    TRY(cache_sets(p, affair, month, &sets));
    TRY(ledger_sum(p->w, &filter, &sum));
    row->name = affair->name;
    row->kind =
        affair->subject == SUBJECT_HOUSEHOLD ? STR(SAY_HOUSEHOLDS_AFFAIR) : STR(SAY_PERSONS_AFFAIR);
    row->href = affair_href(p, affair, month);
    row->missed_href = format(arena, "%.*s?set=missed", STR_ARG(row->href));
    row->wrongly_href = format(arena, "%.*s?set=wrongly", STR_ARG(row->href));
    row->undecided_href = format(arena, "%.*s?set=undecided", STR_ARG(row->href));
    row->pay = sets->count[SET_PAY];
    row->missed = sets->count[SET_MISSED];
    row->wrongly = sets->count[SET_WRONGLY];
    row->undecided = sets->count[SET_UNDECIDED];
    row->unchecked = sets->count[SET_UNCHECKED];
    row->persons = sum.persons;
    return true;
}

static bool affairs_fill(Page *p, Month month, MonthPage *out)
{
    const Bureau *bureau = p->bureau;
    LineFilter filter = {.closed_from = month, .closed_to = month};
    LedgerTotal *totals;
    size_t count;
    TRY(ledger_totals(p->w, &filter, &totals, &count));
    out->affairs = NEW_ARRAY(p->w->arena, MonthAffair, bureau->affair_count);
    out->affair_count = bureau->affair_count;
    for (size_t i = 0; i < bureau->affair_count; i++) {
        MonthAffair *row = &out->affairs[i];
        TRY(affair_row(p, bureau->affairs[i], month, row));
        for (size_t k = 0; k < count; k++)
            if (str_equal(totals[k].affair, bureau->affairs[i]->key)) total_add(row, &totals[k]);
        sum_add(&out->sum, row);
    }
    return true;
}

/* ---- acts, close and batches -------------------------------------------------------------- */

typedef struct {
    Page *page;
    Month month;
    ActLine *rows;
    size_t count, capacity;
    ActCounts counts;
} ActGather;

enum { ACTS_SHOWN = 60 };

static Month instant_month(int64_t instant)
{
    return date_month((Date){(int32_t)((instant + 8 * 3600) / 86400)});
}

/* Decisions taken on paper come in by files; they are decisions all the same. */
static void act_count(const Act *act, ActCounts *counts)
{
    static const Str deciding[] = {{STR_INIT("decide")}, {STR_INIT("enrol")}, {STR_INIT("grant")}};
    static const Str decisions[] = {{STR_INIT("decision")}, {STR_INIT("enrolment")}};
    static const Str intake[] = {{STR_INIT("division")}, {STR_INIT("import")}};
    if (is_one_of(act->kind, deciding, COUNT_OF(deciding)) ||
        is_one_of(act->subject, decisions, COUNT_OF(decisions)))
        counts->decisions++;
    else
        counts->intake += is_one_of(act->kind, intake, COUNT_OF(intake));
}

/* Eight digits of a digest tell two files apart; the audit chain has all of them. */
static Str detail_words(Arena *arena, Str detail)
{
    enum { SHOWN = 12, WHOLE = 68 }; /* with "sm3:" before them */
    ptrdiff_t at = str_find(detail, STR("sm3:"));
    if (at < 0 || detail.len - (size_t)at < WHOLE) return str_copy(arena, detail);
    Str rest = str_from(detail, (size_t)at + WHOLE);
    return format(arena, "%.*s\xE2\x80\xA6%.*s", (int)at + SHOWN, detail.ptr, STR_ARG(rest));
}

static bool act_gather(Work *w, const ActRow *row, void *context)
{
    ActGather *g = context;
    if (instant_month(row->instant).n != g->month.n) return true;
    act_count(&row->act, &g->counts);
    if (g->count == ACTS_SHOWN) return true;
    if (g->count == g->capacity)
        g->rows = arena_grow(w->arena, g->rows, &g->capacity, sizeof(ActLine));
    Str kind = act_kind_name(row->act.kind);
    g->rows[g->count++] = (ActLine){.commit = row->commit.n,
                                    .when = instant_words(w->arena, row->instant),
                                    .actor = str_copy(w->arena, row->actor),
                                    .kind = kind.len ? kind : str_copy(w->arena, row->act.kind),
                                    .subject = str_copy(w->arena, row->act.subject),
                                    .detail = detail_words(w->arena, row->act.detail)};
    return true;
}

static bool close_fill(Page *p, Month month, MonthPage *out)
{
    Close *closes;
    size_t count;
    TRY(payment_closes(p->w, &closes, &count));
    out->close_note = STR(SAY_NO_CLOSE_NOTE);
    for (size_t i = 0; i < count; i++) {
        if (closes[i].month.n != month.n) continue;
        out->closed = true;
        out->close_note = format(p->w->arena, SAY_CLOSE_NOTE, (long long)closes[i].commit.n,
                                 STR_ARG(instant_words(p->w->arena, closes[i].instant)),
                                 (long long)closes[i].lines);
    }
    return true;
}

static Str file_name(Str path)
{
    Str name = path;
    for (Str rest = path, part; str_split(&rest, '/', &part);)
        name = part;
    return name;
}

static bool batches_fill(Page *p, Month month, MonthPage *out)
{
    Batch *batches;
    size_t count;
    TRY(batch_list(p->w, &batches, &count));
    out->batches = NEW_ARRAY(p->w->arena, BatchRow, count);
    for (size_t i = 0; i < count; i++) {
        const Batch *b = &batches[i];
        if (b->month.n != month.n) continue;
        out->batches[out->batch_count++] = (BatchRow){.id = b->id,
                                                      .lines = b->lines,
                                                      .people = b->people,
                                                      .withheld = b->withheld,
                                                      .month = b->month,
                                                      .state = batch_state_name(b->state),
                                                      .maker = presence(b->maker),
                                                      .checker = presence(b->checker),
                                                      .approver = presence(b->approver),
                                                      .sender = presence(b->sender),
                                                      .file = file_name(b->file),
                                                      .total = b->total};
    }
    return true;
}

/* ---- the stations ------------------------------------------------------------------------- */

static Str count_words(Page *p, int64_t n)
{
    Buf b = buf_new(p->w->arena);
    html_count(&b, n);
    return buf_str(&b);
}

static bool report_station(Page *p, Station *out)
{
    const Bureau *bureau = p->bureau;
    const ReportResult *result = NULL;
    *out = (Station){.mark = STR(SAY_STATION_REPORT),
                     .name = STR(SAY_STATION_REPORT_NAME),
                     .number = STR(SAY_DASH),
                     .unit = STR(SAY_STATION_REPORT_UNIT),
                     .href = STR("/report")};
    if (bureau->report_count == 0) return true;
    TRY(cache_report(p, &bureau->reports[0], &result));
    out->number = count_words(p, result->equal);
    out->note = format(p->w->arena, SAY_STATION_REPORT_NOTE, (long long)result->computed,
                       (long long)result->published);
    return true;
}

static bool stations_fill(Page *p, const ActCounts *counts, MonthPage *out)
{
    Arena *arena = p->w->arena;
    const MonthAffair *sum = &out->sum;
    Station *s = NEW_ARRAY(arena, Station, 5);
    s[0] = (Station){.mark = STR(SAY_STATION_INTAKE),
                     .name = STR(SAY_STATION_INTAKE_NAME),
                     .number = count_words(p, counts->intake),
                     .unit = STR(SAY_STATION_INTAKE_UNIT),
                     .note = STR(SAY_STATION_INTAKE_NOTE),
                     .href = STR("#acts")};
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
                     .href = STR("#acts")};
    s[3] = (Station){.mark = STR(SAY_STATION_PAY),
                     .name = STR(SAY_STATION_PAY_NAME),
                     .number = money_text(arena, sum->total),
                     .unit = STR(SAY_STATION_PAY_UNIT),
                     .note = format(arena, SAY_STATION_PAY_NOTE,
                                    STR_ARG(count_words(p, sum->lines)), out->batch_count),
                     .href = STR("#batches")};
    out->stations = s;
    out->station_count = 5;
    return report_station(p, &s[4]);
}

static bool month_fill(Page *p, Month month, MonthPage *out)
{
    ActGather acts = {.page = p, .month = month};
    TRY(year_fill(p, month, out));
    TRY(affairs_fill(p, month, out));
    TRY(close_fill(p, month, out));
    TRY(batches_fill(p, month, out));
    TRY(audit_walk(p->w, act_gather, &acts));
    out->acts = acts.rows;
    out->act_count = acts.count;
    out->sum.name = STR(SAY_SUM);
    return stations_fill(p, &acts.counts, out);
}

static bool month_show(Page *p, Month month)
{
    Str known;
    MonthPage page = {.month_name = month_words(p->w->arena, month), .year = month_year(month)};
    p->title = page.month_name;
    p->here = "/";
    Str key = month_text(p->w->arena, month);
    if (cache_text(p, key, &known)) {
        buf_add(&p->body, known);
        return true;
    }
    TRY(month_fill(p, month, &page));
    month_html(&p->body, &page);
    cache_text_keep(p->site, p->w, key, buf_str(&p->body));
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
    TRY(last_month(p, &month));
    return month_show(p, month);
}
