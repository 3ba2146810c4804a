/* The money of a month: from which sources it comes (资金), and whether law,
 * ledger and bank agree to the fen (对账). Reconciling computes the month
 * again, so it is a job; what it found stays with the cache until something is
 * done that could change it. */
#include "round/pages.h"
#include "round/words.def"

/* ---- 资金
 * ---------------------------------------------------------------------------------
 */

typedef struct {
    Str key;
    int64_t lines, fen;
} FundSum;

static void fund_add(FundSum *sums, size_t *count, Str key, const LedgerMonthSum *s)
{
    size_t i = 0;
    while (i < *count && !str_equal(sums[i].key, key))
        i++;
    if (i == *count) sums[(*count)++] = (FundSum){.key = key};
    sums[i].lines += s->lines;
    sums[i].fen += s->amount.fen;
}

/* From above to below; the affairs in the order of the bureau. */
static void funds_order(FundSum *sums, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        FundSum one = sums[i];
        size_t at = i;
        for (; at > 0 && fund_rank(sums[at - 1].key) > fund_rank(one.key); at--)
            sums[at] = sums[at - 1];
        sums[at] = one;
    }
}

static void funds_list(Page *p, const LedgerMonthSum *sums, size_t count, ListTable *out)
{
    static const char *const heads[] = {SAY_HEAD_FUND, SAY_HEAD_LINES, SAY_HEAD_AMOUNT,
                                        SAY_HEAD_SHARE};
    FundSum *funds = NEW_ARRAY(p->w->arena, FundSum, count + 1);
    size_t n = 0;
    int64_t all = 0, lines = 0;
    for (size_t i = 0; i < count; i++) {
        fund_add(funds, &n, sums[i].fund, &sums[i]);
        all += sums[i].amount.fen;
        lines += sums[i].lines;
    }
    funds_order(funds, n);
    *out = table_of(p, heads, COUNT_OF(heads), n);
    for (size_t i = 0; i < n; i++) {
        long long tenths = all ? (long long)(funds[i].fen * 1000 / all) : 0;
        ListCell cells[] = {
            text_cell(fund_name(funds[i].key)),
            count_cell(p, funds[i].lines),
            money_text_cell(p, (Money){funds[i].fen}),
            {.text = format(p->w->arena, SAY_PERCENT, tenths / 10, tenths % 10), .number = true}};
        table_row(p, out, cells);
    }
    out->foot = NEW_ARRAY(p->w->arena, ListCell, COUNT_OF(heads));
    out->foot_count = n ? COUNT_OF(heads) : 0;
    out->foot[0] = text_cell(STR(SAY_SUM));
    out->foot[1] = count_cell(p, lines);
    out->foot[2] = money_text_cell(p, (Money){all});
}

static void affairs_list(Page *p, const LedgerMonthSum *sums, size_t count, ListTable *out)
{
    static const char *const heads[] = {SAY_AFFAIR, SAY_HEAD_FUND, SAY_HEAD_LINES, SAY_HEAD_AMOUNT};
    const Bureau *bureau = p->bureau;
    FundSum *funds = NEW_ARRAY(p->w->arena, FundSum, count + 1);
    *out = table_of(p, heads, COUNT_OF(heads), count);
    for (size_t a = 0; a < bureau->affair_count; a++) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++)
            if (str_equal(sums[i].affair, bureau->affairs[a]->key))
                fund_add(funds, &n, sums[i].fund, &sums[i]);
        funds_order(funds, n);
        for (size_t i = 0; i < n; i++) {
            ListCell cells[] = {text_cell(i == 0 ? bureau->affairs[a]->name : STR("")),
                                text_cell(fund_name(funds[i].key)), count_cell(p, funds[i].lines),
                                money_text_cell(p, (Money){funds[i].fen})};
            if (i > 0) cells[0] = (ListCell){.text = STR("")};
            table_row(p, out, cells);
            funds[i] = (FundSum){.lines = 0};
        }
    }
}

bool funds_page(Page *p)
{
    Month month;
    LedgerMonthSum *sums;
    size_t count;
    MoneyPage page = {.note = STR(SAY_FUNDS_NOTE),
                      .first_title = STR(SAY_BY_FUND),
                      .second_title = STR(SAY_BY_AFFAIR)};
    TRY(page_month(p, p->call->params[0], &month));
    TRY(ledger_month_sums(p->w, month, month, &sums, &count));
    funds_list(p, sums, count, &page.first);
    affairs_list(p, sums, count, &page.second);
    if (count == 0)
        page.empty = (EmptyState){.what = STR(SAY_NO_MONEY), .advice = STR(SAY_NO_MONEY_ADVICE)};
    page.head = (Head){.title = STR(SAY_VIEW_FUNDS),
                       .crumbs = month_crumbs(p, month),
                       .note = whole_store(p) ? STR("") : STR(SAY_ONLY_YOURS)};
    page.views = month_views(p, month, "funds");
    p->title =
        format(p->w->arena, "%.*s %s", STR_ARG(month_words(p->w->arena, month)), SAY_VIEW_FUNDS);
    money_html(&p->body, &page);
    return true;
}

/* ---- 对账
 * ---------------------------------------------------------------------------------
 */

typedef struct {
    const Bureau *bureau;
    Month month;
} ReconcileTask;

static Str reconcile_key(Arena *arena, Month month)
{
    return format(arena, "reconcile:%.*s", STR_ARG(month_text(arena, month)));
}

static bool flow_differs(const LedgerFlow *f)
{
    return f->posted.fen != f->entered.fen;
}

static void flow_row(Page *p, const LedgerFlow *f, ListTable *out)
{
    const Affair *affair = bureau_affair(p->bureau, f->affair);
    Money open = {f->posted.fen - f->batched.fen};
    ListCell cells[] = {text_cell(affair ? affair->name : f->affair),
                        text_cell(fund_name(f->fund)),
                        count_cell(p, f->lines),
                        money_text_cell(p, f->posted),
                        money_text_cell(p, f->entered),
                        money_text_cell(p, f->batched),
                        money_text_cell(p, open),
                        {.text = flow_differs(f) ? STR(SAY_DIFFERS) : STR(SAY_AGREES),
                         .kind = flow_differs(f) ? STR("bad") : STR("good"),
                         .tag = true}};
    table_row(p, out, cells)->marked = flow_differs(f);
}

/* Differences first. */
static void flows_list(Page *p, const Reconciled *r, ListTable *out)
{
    static const char *const heads[] = {SAY_AFFAIR,        SAY_HEAD_FUND,    SAY_HEAD_LINES,
                                        SAY_HEAD_POSTED,   SAY_HEAD_ENTERED, SAY_HEAD_BATCHED,
                                        SAY_HEAD_NO_BATCH, SAY_HEAD_RESULT};
    *out = table_of(p, heads, COUNT_OF(heads), r->flow_count);
    for (int differs = 1; differs >= 0; differs--)
        for (size_t i = 0; i < r->flow_count; i++)
            if (flow_differs(&r->flows[i]) == (differs == 1)) flow_row(p, &r->flows[i], out);
}

static void batches_list(Page *p, const Reconciled *r, ListTable *out)
{
    static const char *const heads[] = {SAY_HEAD_BATCH,    SAY_HEAD_STATE,   SAY_HEAD_SENT,
                                        SAY_HEAD_LINES,    SAY_HEAD_ROW_SUM, SAY_HEAD_SETTLED,
                                        SAY_HEAD_RETURNED, SAY_HEAD_PENDING, SAY_HEAD_RESULT};
    *out = table_of(p, heads, COUNT_OF(heads), r->batch_count);
    for (size_t i = 0; i < r->batch_count; i++) {
        const ReconciledBatch *b = &r->batches[i];
        bool differs = b->sent.fen != b->rows.fen;
        ListCell cells[] = {link_cell(format(p->w->arena, SAY_BATCH_TITLE, (long long)b->batch),
                                      batch_href(p, b->batch)),
                            text_cell(batch_state_name(b->state)),
                            money_text_cell(p, b->sent),
                            count_cell(p, b->row_count),
                            money_text_cell(p, b->rows),
                            money_text_cell(p, b->settled),
                            money_text_cell(p, b->returned),
                            money_text_cell(p, b->pending),
                            {.text = differs ? STR(SAY_DIFFERS) : STR(SAY_AGREES),
                             .kind = differs ? STR("bad") : STR("good"),
                             .tag = true}};
        table_row(p, out, cells)->marked = differs;
    }
}

/* The first of what the law says otherwise: each opens to its why. */
static void differences_list(Page *p, const Reconciled *r, ListTable *out)
{
    enum { MOST = 100 };
    static const char *const heads[] = {SAY_NAME, SAY_AFFAIR, SAY_HEAD_PAID_FOR, SAY_HEAD_SHORT,
                                        SAY_BASIS};
    size_t count = r->difference_count < MOST ? r->difference_count : MOST;
    *out = table_of(p, heads, COUNT_OF(heads), count);
    for (size_t i = 0; i < count; i++) {
        const Line *line = &r->differences[i];
        const Affair *affair = bureau_affair(p->bureau, line->affair);
        bool household = affair && affair->subject == SUBJECT_HOUSEHOLD;
        int64_t subject = household ? line->unit : line->person;
        ListCell cells[] = {link_cell(person_words(p, line->person),
                                      format(p->w->arena, "/person/%lld", (long long)line->person)),
                            text_cell(affair ? affair->name : line->affair),
                            text_cell(month_words(p->w->arena, line->month)),
                            {.text = signed_money(p, line->amount), .number = true},
                            affair
                                ? link_cell(STR(SAY_WHY), why_href(p, affair, subject, line->month))
                                : text_cell(STR(""))};
        table_row(p, out, cells)->marked = true;
    }
}

static void reconciled_render(Page *p, const Reconciled *r, Buf *out)
{
    Arena *arena = p->w->arena;
    Str month = month_words(arena, r->month);
    ReconciledPart part = {
        .when = format(arena, SAY_RECONCILED_WHEN, STR_ARG(instant_words(arena, p->w->now))),
        .keys = format(arena, SAY_RECONCILED_KEYS, STR_ARG(count_words(p, r->keys))),
        .open = format(arena, SAY_RECONCILED_OPEN, STR_ARG(money_text(arena, r->unbatched)),
                       STR_ARG(money_text(arena, r->pending)))};
    part.verdict = (Say){
        .kind = r->whole ? STR("good") : STR("bad"),
        .text = r->whole ? format(arena, r->sent ? SAY_WHOLE : SAY_WHOLE_UNSENT, STR_ARG(month))
                         : format(arena, SAY_NOT_WHOLE, STR_ARG(month), STR_ARG(r->unequal))};
    differences_list(p, r, &part.differences);
    flows_list(p, r, &part.flows);
    batches_list(p, r, &part.batches);
    reconciled_part_html(out, &part);
}

static bool reconcile_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const ReconcileTask *task = argument;
    Reconciled found;
    Buf out = buf_new(w->arena);
    Page page = {.site = site, .bureau = task->bureau, .w = w};
    TRY(payment_reconcile(w, task->bureau, task->month, &found));
    reconciled_render(&page, &found, &out);
    cache_text_keep(site, w, reconcile_key(w->arena, task->month), buf_str(&out));
    result->href =
        format(w->arena, "/month/%.*s/reconcile", STR_ARG(month_text(w->arena, task->month)));
    return true;
}

bool reconcile_run_page(Page *p)
{
    Month month;
    TRY(page_month(p, p->call->params[0], &month));
    if (!whole_store(p)) return refuse(p->w, ERR_DENIED, "%s", SAY_RECONCILE_BY_COUNTY);
    Arena *arena = page_job_arena(p);
    ReconcileTask *task = NEW(arena, ReconcileTask);
    *task = (ReconcileTask){p->bureau, month};
    return page_job(p, arena, SAY_RECONCILING, reconcile_job, task);
}

bool reconcile_page(Page *p)
{
    Month month, last;
    Str kept;
    MoneyPage page = {.note = STR(SAY_RECONCILE_NOTE)};
    TRY(page_month(p, p->call->params[0], &month));
    TRY(payment_last_closed(p->w, &last));
    Str action =
        format(p->w->arena, "/month/%.*s/reconcile", STR_ARG(month_text(p->w->arena, month)));
    if (!whole_store(p))
        page.run.why_not = STR(SAY_RECONCILE_BY_COUNTY);
    else if (last.n == MONTH_NONE.n || month.n > last.n)
        page.run.why_not = STR(SAY_RECONCILE_NOT_CLOSED);
    else if (!page_may(p, MONTH_DUTIES | WHO(AUDITOR)))
        page.run.why_not = STR(SAY_RECONCILE_BY);
    else
        page.run = move_of(p, SAY_DO_RECONCILE, action, SAY_RECONCILE_STEP);
    if (whole_store(p) && cache_text(p, reconcile_key(p->w->arena, month), &kept))
        page.result = (Html){kept};
    if (whole_store(p) && page_may(p, MONTH_DUTIES | WHO(AUDITOR))) {
        page.more = STR(SAY_TRACED_MORE);
        page.more_href =
            format(p->w->arena, "/month/%.*s/traced", STR_ARG(month_text(p->w->arena, month)));
    }
    page.head = (Head){.title = STR(SAY_VIEW_RECONCILE), .crumbs = month_crumbs(p, month)};
    page.views = month_views(p, month, "reconcile");
    p->title = format(p->w->arena, "%.*s %s", STR_ARG(month_words(p->w->arena, month)),
                      SAY_VIEW_RECONCILE);
    money_html(&p->body, &page);
    return true;
}
