/* The month's close: due − paid for every affair in the order of the bureau, one transaction, one
 * act over the digest of all lines. The month itself is computed for everybody; earlier months for
 * those whom something can touch that has changed since the last close (touched.h), circle by
 * circle. Reading order: payment_close at the bottom, close_work, close_earlier, close_month,
 * close_post. */
#include "access/access.h"
#include "payment/chunk.h"
#include "payment/closing.h"
#include "payment/difference.h"
#include "payment/due.h"
#include "payment/fund.h"
#include "payment/holds.h"
#include "payment/payment.h"
#include "payment/touched.h"
#include "payment/words.def"

enum { PART_ENROLMENTS = 8192, BLOCK_DUES = 8192 };

/* ---- which month -------------------------------------------------------------------------- */

bool payment_first_month(Work *w, Month *out)
{
    Str text;
    if (store_get(w, STR("first_month"), &text) && month_parse(text, out)) return true;
    if (w->error.code) return false;
    return refuse(w, ERR_STATE, "%s", SAY_NO_FIRST_MONTH);
}

bool payment_last_closed(Work *w, Month *out)
{
    int64_t month;
    TRY(db_scalar(db_stmt(w, &payment_sql, "close_last_month"), 0, &month));
    *out = month ? (Month){(int32_t)month} : MONTH_NONE;
    return true;
}

static bool set_first_month(Work *w, Month month)
{
    Commit commit;
    Month closed;
    TRY(payment_last_closed(w, &closed));
    if (closed.n != MONTH_NONE.n) return refuse(w, ERR_STATE, "%s", SAY_FIRST_MONTH_FIXED);
    Str text = month_text(w->arena, month);
    TRY(audit_act(w, &(Act){.kind = STR("first_month"), .subject = text}, &commit));
    return store_set(w, STR("first_month"), text);
}

bool payment_set_first_month(Work *w, Month month)
{
    TRY(db_begin(w));
    return db_end(w, set_first_month(w, month));
}

bool payment_closes(Work *w, Close **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &payment_sql, "close_all");
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (Close){.month = {(int32_t)db_int(s, 0)},
                                     .commit = {db_int(s, 1)},
                                     .instant = db_int(s, 2),
                                     .law = db_int(s, 3),
                                     .lines = db_int(s, 4),
                                     .total = {db_int(s, 5)},
                                     .day = {(int32_t)db_int(s, 6)}};
    }
    return !db_failed(s);
}

/* The next month, or the last closed one again. */
static bool month_allowed(Work *w, Month month, Month *first, Month *closed)
{
    int year = month_year(month), number = month_number(month);
    TRY(payment_first_month(w, first));
    TRY(payment_last_closed(w, closed));
    if (month.n < first->n) return refuse(w, ERR_STATE, SAY_MONTH_BEFORE_FIRST, year, number);
    if (month_first(month).days > work_today(w).days)
        return refuse(w, ERR_STATE, SAY_MONTH_NOT_BEGUN, year, number);
    Month next = closed->n == MONTH_NONE.n ? *first : (Month){closed->n + 1};
    if (month.n > next.n)
        return refuse(w, ERR_STATE, SAY_MONTH_SKIPPED, month_year(next), month_number(next));
    if (closed->n != MONTH_NONE.n && month.n < closed->n)
        return refuse(w, ERR_STATE, SAY_MONTH_PAST, month_year(*closed), month_number(*closed),
                      month_year(*closed), month_number(*closed));
    return true;
}

/* ---- what is due -------------------------------------------------------------------------- */

typedef struct {
    Work *w;
    const Bureau *bureau;
    Month first, month;
    bool again; /* the month was closed before */
    bool full;  /* look at everybody's every month, whatever has changed */
    int64_t law;
    FactBase *base;
    Reach *reach;  /* earlier months: whom a change can touch */
    size_t parts;  /* of it */
    bool raised;   /* a standard has been published since the last close */
    Date last_day; /* standards published by then were paid by */
    Dues dues;     /* earlier months first */
    LedgerPosting *posting;
    Arena *answer; /* of *out */
    HeldEnrolments held;
    Trial *trial; /* NULL: for good */
    CloseResult *out;
} Closing;

static bool standard_newer(const Standard *s, Date after, Date until)
{
    for (size_t i = 0; i < s->value_count; i++) {
        Date published = s->values[i].published;
        if (published.days > after.days && published.days <= until.days) return true;
    }
    return false;
}

/* Whether a standard that some affair pays by has been published since the last close. */
static bool published_since(const Bureau *b, Date after, Date until)
{
    for (size_t i = 0; i < b->affair_count; i++) {
        size_t count;
        const Standard *const *standards = program_standards(b->affairs[i]->program, &count);
        for (size_t j = 0; j < count; j++)
            if (standard_newer(standards[j], after, until)) return true;
    }
    return false;
}

/* The day of the last close; nothing is raised when there was none. */
static bool raise_find(Closing *c)
{
    int64_t days;
    TRY(db_scalar(db_stmt(c->w, &payment_sql, "close_last_day"), INT64_MIN, &days));
    if (days == INT64_MIN) return true;
    c->last_day = (Date){(int32_t)days};
    c->raised = published_since(c->bureau, c->last_day, work_today(c->w));
    return true;
}

static bool granted_all(Closing *c, Months months, GrantedRows **out)
{
    size_t affairs = c->bureau->affair_count;
    GrantedRows *rows = NEW_ARRAY(c->w->arena, GrantedRows, affairs + 1);
    for (size_t i = 0; i < affairs; i++)
        TRY(entitle_granted(c->w, c->base, c->bureau->affairs[i], months, &rows[i]));
    *out = rows;
    return true;
}

/* A step for each part of the earlier months, then for each affair of the month itself. */
static void close_progress(const Closing *c, size_t step)
{
    size_t all = c->parts + c->bureau->affair_count;
    work_progress(c->w, STR(SAY_CLOSE_PROGRESS), (int64_t)step, (int64_t)all);
}

static DifferenceInput difference_of(const Closing *c, size_t affair)
{
    return (DifferenceInput){
        .affair = c->bureau->affairs[affair], .first = c->first, .month = c->month};
}

/* ---- earlier months ----------------------------------------------------------------------- */

/* Circles of enrolments that are computed together, and forgotten before the next. */
typedef struct {
    Closing *c;
    Arena *lasting;
    size_t part;
} PartWork;

/* What stands for months that are not reached is not asked about. */
static void posted_reached(const GrantedRows *granted, DifferenceInput *input)
{
    size_t kept = 0, unit = 0;
    for (size_t i = 0; i < input->posted_count; i++) {
        while (granted->units[unit].enrolment < input->posted[i].enrolment)
            unit++;
        if (input->posted[i].month.n >= granted->units[unit].from.n)
            input->posted[kept++] = input->posted[i];
    }
    input->posted_count = kept;
}

static bool posted_of(Closing *c, const GrantedRows *granted, DifferenceInput *input)
{
    int64_t *ids = NEW_ARRAY(c->w->arena, int64_t, granted->unit_count + 1);
    for (size_t i = 0; i < granted->unit_count; i++)
        ids[i] = granted->units[i].enrolment;
    PostedOf of = {input->affair->key, ids, granted->unit_count};
    Month upto = {c->month.n - 1};
    TRY(ledger_posted_of(c->w, &of, upto, &input->posted, &input->posted_count));
    posted_reached(granted, input);
    return true;
}

/* With a new standard everything is computed twice: what the old one would have given tells which
 * part of an arrear is its raise. */
static bool part_work(void *context)
{
    const PartWork *p = context;
    Closing *c = p->c;
    Work *w = c->w;
    Months months = {c->first, {c->month.n - 1}};
    GrantedRows *granted, *before = NULL;
    reach_narrow(w, c->reach, p->part);
    close_progress(c, p->part);
    if (c->raised) {
        facts_publish(c->base, c->last_day);
        TRY(granted_all(c, months, &before));
        facts_publish(c->base, work_today(w));
    }
    TRY(granted_all(c, months, &granted));
    for (size_t i = 0; i < c->bureau->affair_count; i++) {
        Lines lines = {0};
        DifferenceInput input = difference_of(c, i);
        input.granted = &granted[i];
        input.before = before ? &before[i] : NULL;
        TRY(posted_of(c, &granted[i], &input));
        difference(w->arena, &input, &lines);
        dues_add(p->lasting, &c->dues, i, input.affair, &lines);
    }
    return true;
}

static bool close_earlier(Closing *c)
{
    TouchedAsk ask = {.bureau = c->bureau,
                      .base = c->base,
                      .law = c->law,
                      .months = {c->first, {c->month.n - 1}},
                      .full = c->full};
    if (c->month.n == c->first.n) return true;
    TRY(raise_find(c));
    TRY(touched_since(c->w, &ask, &c->reach, &c->out->whole));
    PartWork p = {.c = c, .lasting = c->w->arena};
    c->parts = reach_parts(c->reach, PART_ENROLMENTS);
    bool ok = true;
    c->out->reached = (int64_t)reach_count(c->reach);
    for (; ok && p.part < c->parts; p.part++) {
        ok = chunk_run(c->w, part_work, &p);
        reach_widen(c->reach);
    }
    return ok;
}

/* ---- lines -------------------------------------------------------------------------------- */

static void line_complete(Closing *c, Line *line)
{
    Whereabouts at = facts_whereabouts(c->base, line->unit, line->person, line->month);
    line->division = at.division;
    line->urban = at.urban;
    line->law = c->law;
    line->closed_in = c->month;
}

static void fund_count(Closing *c, const Line *line)
{
    CloseResult *out = c->out;
    size_t i = 0;
    while (i < out->fund_count && !str_equal(out->funds[i].fund, line->fund))
        i++;
    if (i == CLOSE_FUNDS_MOST) return;
    if (i == out->fund_count)
        out->funds[out->fund_count++] = (CloseFund){.fund = str_copy(c->answer, line->fund)};
    out->funds[i].lines++;
    out->funds[i].amount.fen += line->amount.fen;
}

static void lines_count(Closing *c, size_t affair, const Lines *lines)
{
    CloseAffair *out = &c->out->affairs[affair];
    for (size_t i = 0; i < lines->count; i++) {
        const Line *line = &lines->lines[i];
        Money *sum = line->reason == REASON_REGULAR    ? &out->regular
                     : line->reason == REASON_RECOVERY ? &out->recovery
                                                       : &out->arrears;
        sum->fen += line->amount.fen;
        out->reason_lines[line->reason]++;
        out->reason_sum[line->reason].fen += line->amount.fen;
        c->out->total.fen += line->amount.fen;
        out->lines++;
        c->out->lines++;
        fund_count(c, line);
    }
}

/* ---- the month itself --------------------------------------------------------------------- */

static void month_count(Closing *c, size_t affair, const GrantedRows *g)
{
    CloseAffair *out = &c->out->affairs[affair];
    out->enrolments = (int64_t)g->in_force;
    int64_t last = 0;
    for (size_t i = 0; i < g->count; i++) {
        if (!g->rows[i].unknown) continue;
        out->undecided += g->rows[i].enrolment != last;
        last = g->rows[i].enrolment;
    }
    for (size_t i = 0; i < g->unit_count; i++) {
        if (!g->units[i].held) continue;
        held_add(c->w->arena, &c->held, g->units[i].enrolment);
        out->held++;
    }
}

/* Everybody: an enrolment has not been due for this month before. */
static bool close_month(Closing *c)
{
    GrantedRows *granted;
    TRY(granted_all(c, (Months){c->month, c->month}, &granted));
    for (size_t i = 0; i < c->bureau->affair_count; i++) {
        Lines lines = {0};
        DifferenceInput input = difference_of(c, i);
        input.granted = &granted[i];
        close_progress(c, c->parts + i);
        TRY(ledger_posted_month(c->w, input.affair->key, c->month, &input.posted,
                                &input.posted_count));
        difference(c->w->arena, &input, &lines);
        dues_add(c->w->arena, &c->dues, i, input.affair, &lines);
        month_count(c, i, &granted[i]);
    }
    return true;
}

/* Some dues of an affair become lines, split by source, and are written: what is held is theirs. */
typedef struct {
    Closing *c;
    size_t affair, next;
    FundSplit *funds;
} Block;

static bool block_work(void *context)
{
    Block *b = context;
    Closing *c = b->c;
    Work *w = c->w;
    Lines whole = {0}, lines = {0};
    DueRange range = {b->next, BLOCK_DUES};
    b->next = dues_lines(w->arena, &c->dues, &range, c->bureau->affairs[b->affair], &whole);
    for (size_t i = 0; i < whole.count; i++)
        line_complete(c, &whole.lines[i]);
    TRY(funds_split(b->funds, &whole, &lines));
    lines_count(c, b->affair, &lines);
    if (c->trial) return trial_add(c->trial, c->month, &lines), true;
    return ledger_posting_add(c->posting, lines.lines, lines.count);
}

/* Affair by affair. */
static bool close_lines(Closing *c)
{
    Block b = {.c = c};
    dues_sort(c->w->arena, &c->dues);
    if (!c->trial) TRY(ledger_posting_begin(c->w, &c->posting));
    for (; b.affair < c->bureau->affair_count; b.affair++) {
        const Affair *affair = c->bureau->affairs[b.affair];
        c->out->affairs[b.affair].affair = affair;
        if (!dues_of(&c->dues, b.next, b.affair)) continue;
        TRY(funds_open(c->w, c->bureau, affair, &b.funds));
        while (dues_of(&c->dues, b.next, b.affair))
            TRY(chunk_run(c->w, block_work, &b));
    }
    return true;
}

static bool close_record(Closing *c)
{
    Stmt *s = db_stmt(c->w, &payment_sql, "close_insert");
    db_bind_int(s, 1, c->out->commit.n);
    db_bind_int(s, 2, c->month.n);
    db_bind_int(s, 3, c->w->now);
    db_bind_int(s, 4, work_today(c->w).days);
    db_bind_int(s, 5, c->law);
    db_bind_str(s, 6, STR(ENGINE));
    db_bind_int(s, 7, c->out->lines);
    db_bind_int(s, 8, c->out->total.fen);
    return db_run(s);
}

/* One act seals all lines. A month that is closed already and has no difference is left alone. */
static bool close_post(Closing *c)
{
    Work *w = c->w;
    bool same;
    TRY(holds_compare(w, &c->held, &same));
    if (c->again && c->out->lines == 0 && same) return true;
    Act act = {.kind = STR("close"),
               .subject = format(w->arena, "month:%.*s", STR_ARG(month_text(w->arena, c->month))),
               .detail = format(w->arena, SAY_CLOSE_DETAIL, (long long)c->out->lines,
                                STR_ARG(money_plain(w->arena, c->out->total)), (long long)c->law)};
    TRY(ledger_posting_end(c->posting, &act, &c->out->commit));
    if (!same) TRY(holds_replace(w, &c->held));
    TRY(touched_note(w, c->base));
    return close_record(c);
}

static bool close_work(void *context)
{
    Closing *c = context;
    Division home;
    TRY(facts_home(c->w, &home));
    TRY(facts_load(c->w, c->bureau, KNOWN_NOW, home, &c->base));
    TRY(close_earlier(c));
    work_progress(c->w, STR(SAY_CLOSE_PROGRESS), 1, 2);
    TRY(close_month(c));
    TRY(close_lines(c));
    return c->trial || close_post(c);
}

/* A month is closed by a clerk, or by the system itself. */
static bool may_close(Work *w)
{
    TRY(access_need_all(w));
    return !w->actor || access_has(w, DUTY_BIT(DUTY_SYSTEM)) || access_need(w, DUTY_CLERK);
}

static void close_begin(Closing *c)
{
    c->answer = c->w->arena;
    *c->out = (CloseResult){.month = c->month, .affair_count = c->bureau->affair_count};
    c->out->affairs = NEW_ARRAY(c->w->arena, CloseAffair, c->bureau->affair_count + 1);
}

static bool close_run(Closing *c)
{
    Work *w = c->w;
    Month closed = MONTH_NONE;
    close_begin(c);
    TRY(may_close(w));
    TRY(registry_open(w, c->bureau, &c->law));
    TRY(db_begin(w));
    bool ok = month_allowed(w, c->month, &c->first, &closed);
    c->again = closed.n == c->month.n;
    if (ok) ok = chunk_run(w, close_work, c);
    if (ok) work_progress(w, STR(SAY_CLOSE_PROGRESS), 2, 2);
    return db_end(w, ok);
}

bool payment_close(Work *w, const Bureau *bureau, Month month, CloseResult *out)
{
    Closing c = {.w = w, .bureau = bureau, .month = month, .out = out};
    return close_run(&c);
}

bool payment_close_full(Work *w, const Bureau *bureau, Month month, CloseResult *out)
{
    Closing c = {.w = w, .bureau = bureau, .month = month, .full = true, .out = out};
    return close_run(&c);
}

/* ---- looking first ------------------------------------------------------------------------ */

bool payment_next_month(Work *w, Month *out)
{
    Month first, closed;
    TRY(payment_first_month(w, &first));
    TRY(payment_last_closed(w, &closed));
    *out = closed.n == MONTH_NONE.n ? first : (Month){closed.n + 1};
    return true;
}

bool payment_may_close(Work *w, Month month)
{
    Month first, closed;
    return may_close(w) && month_allowed(w, month, &first, &closed);
}

bool close_try(Work *w, const Bureau *bureau, Month month, Trial *trial, CloseResult *out)
{
    Month closed = MONTH_NONE;
    Closing c = {.w = w, .bureau = bureau, .month = month, .trial = trial, .out = out};
    close_begin(&c);
    TRY(month_allowed(w, month, &c.first, &closed));
    c.again = trial->again = closed.n == month.n;
    return chunk_run(w, close_work, &c);
}
