/* What must hold after an act. The model says what is due; the store must say the same by each of
 * its ways: posted sums, a batch of everybody, one subject alone, a replay of the past, the
 * explanation of a single month, and the proofs of ledger and audit. */
#include <string.h>

#include "tests/sim/sim.h"

/* ---- posted equals the model ---------------------------------------------------------------- */

static Enrolled *enrolled_by_id(Model *m, int64_t id)
{
    for (size_t i = 0; i < m->enrolment_count; i++)
        if (m->enrolments[i].id.n == id) return &m->enrolments[i];
    return NULL;
}

static size_t component_of(Str key)
{
    if (str_equal(key, STR("fadeout"))) return FADEOUT;
    return str_equal(key, STR("topup")) ? TOPUP : BASE;
}

static int64_t model_posted(const Model *m, const Enrolled *e, int64_t person, int32_t month,
                            size_t component)
{
    if (month < m->first || month - m->first >= MONTH_LIMIT) return 0;
    for (size_t p = 0; p < e->payee_count; p++)
        if (m->people[e->payee[p]].id.n == person) return e->posted[month - m->first][p][component];
    return 0;
}

static int64_t model_total(const Model *m)
{
    int64_t total = 0;
    for (size_t i = 0; i < m->enrolment_count; i++) {
        const Enrolled *e = &m->enrolments[i];
        for (size_t n = 0; n < MONTH_LIMIT; n++)
            for (size_t p = 0; p < e->payee_count; p++)
                for (size_t c = 0; c < COMPONENT_COUNT; c++)
                    total += e->posted[n][p][c];
    }
    return total;
}

/* Every posted sum is the model's, and what the model has posted is all there. */
static void posted_is_due(Sim *sim)
{
    Posted *rows;
    size_t count;
    int64_t total = 0;
    Model *m = sim->model;
    Month upto = {m->first + MONTH_LIMIT};
    sim_must(sim, ledger_posted(sim->w, STR(""), upto, &rows, &count), "posted");
    for (size_t i = 0; i < count; i++) {
        const Posted *p = &rows[i];
        Enrolled *e = enrolled_by_id(m, p->enrolment);
        if (!e) sim_fail(sim, "posted for an unknown enrolment %lld", (long long)p->enrolment);
        int64_t fen = model_posted(m, e, p->person, p->month.n, component_of(p->component));
        total += p->amount.fen;
        if (p->amount.fen == fen) continue;
        sim_fail(sim, "%s, enrolment %lld, person %lld, %.*s %.*s: posted %lld fen, due %lld",
                 affair_key(e->affair), (long long)p->enrolment, (long long)p->person,
                 STR_ARG(month_text(sim->w->arena, p->month)), STR_ARG(p->component),
                 (long long)p->amount.fen, (long long)fen);
    }
    if (total != model_total(m))
        sim_fail(sim, "posted %lld fen, due %lld: something is lost", (long long)total,
                 (long long)model_total(m));
}

/* ---- granted equals the model, and one equals all ------------------------------------------- */

static const Granted *granted_find(const GrantedRows *g, const Granted *key)
{
    for (size_t i = 0; i < g->count; i++) {
        const Granted *r = &g->rows[i];
        if (r->enrolment == key->enrolment && r->person == key->person &&
            r->month.n == key->month.n && r->component == key->component)
            return r;
    }
    return NULL;
}

static size_t component_kind(const Affair *affair, uint16_t component)
{
    return component < affair->component_count ? component_of(affair->components[component].key)
                                               : BASE;
}

/* A row against what the model says of the same person, month and component. */
static void granted_is_due(Sim *sim, const Affair *affair, const Granted *g, const Due *due)
{
    size_t c = component_kind(affair, g->component);
    int64_t fen = 0;
    bool unknown = due->all_unknown;
    for (size_t i = 0; i < due->count; i++) {
        if (sim->model->people[due->person[i]].id.n != g->person) continue;
        fen += due->fen[i][c];
        unknown |= due->unknown[i][c];
    }
    bool same = g->unknown == unknown && (unknown || (g->amount.fen == fen));
    if (!same)
        sim_fail(sim, "%.*s, enrolment %lld, person %lld, %.*s: granted %lld fen%s, due %lld%s",
                 STR_ARG(affair->key), (long long)g->enrolment, (long long)g->person,
                 STR_ARG(month_text(sim->w->arena, g->month)), (long long)g->amount.fen,
                 g->unknown ? " (unknown)" : "", (long long)fen, unknown ? " (unknown)" : "");
}

static int64_t due_total(const Due *due)
{
    int64_t total = 0;
    for (size_t i = 0; i < due->count; i++)
        for (size_t c = 0; c < COMPONENT_COUNT; c++)
            total += due->fen[i][c];
    return total;
}

/* The rows of one enrolment and month. */
static void enrolled_month(Sim *sim, const Affair *affair, const GrantedRows *all,
                           const Enrolled *e, int32_t month)
{
    Due due;
    int64_t total = 0;
    model_due(sim->model, e, month, sim->today, &due);
    for (size_t i = 0; i < all->count; i++) {
        const Granted *g = &all->rows[i];
        if (g->enrolment != e->id.n || g->month.n != month) continue;
        granted_is_due(sim, affair, g, &due);
        total += g->amount.fen;
    }
    if (!due.all_unknown && total != due_total(&due))
        sim_fail(sim, "%.*s, enrolment %lld, %.*s: granted %lld fen in all, due %lld",
                 STR_ARG(affair->key), (long long)e->id.n,
                 STR_ARG(month_text(sim->w->arena, (Month){month})), (long long)total,
                 (long long)due_total(&due));
}

static size_t rows_of(const GrantedRows *g, int64_t enrolment)
{
    size_t count = 0;
    for (size_t i = 0; i < g->count; i++)
        count += g->rows[i].enrolment == enrolment;
    return count;
}

/* One subject, loaded alone, has the same rows as in the batch of all. */
static void single_is_batch(Sim *sim, const Affair *affair, Months months, const GrantedRows *all,
                            const Enrolled *e)
{
    FactBase *base;
    GrantedRows one;
    bool household = affair->subject == SUBJECT_HOUSEHOLD;
    int64_t id = household ? sim->model->units[e->unit].id.n : sim->model->people[e->person].id.n;
    sim_must(sim, facts_load_subject(sim->w, sim->bureau, affair->subject, id, &base), "load one");
    sim_must(sim, entitle_granted(sim->w, base, affair, months, &one), "granted one");
    if (rows_of(&one, e->id.n) != rows_of(all, e->id.n))
        sim_fail(sim, "%.*s, enrolment %lld: %zu rows alone, %zu in the batch",
                 STR_ARG(affair->key), (long long)e->id.n, rows_of(&one, e->id.n),
                 rows_of(all, e->id.n));
    for (size_t i = 0; i < one.count; i++) {
        const Granted *g = &one.rows[i];
        if (g->enrolment != e->id.n) continue;
        const Granted *same = granted_find(all, g);
        bool equal = same && same->amount.fen == g->amount.fen && same->unknown == g->unknown &&
                     same->barred == g->barred && same->held == g->held;
        if (!equal)
            sim_fail(sim, "%.*s, enrolment %lld, person %lld, %.*s: alone %lld fen, batch %lld",
                     STR_ARG(affair->key), (long long)g->enrolment, (long long)g->person,
                     STR_ARG(month_text(sim->w->arena, g->month)), (long long)g->amount.fen,
                     same ? (long long)same->amount.fen : -1LL);
    }
}

/* The explanation of the last month adds up to what is granted. */
static void explained(Sim *sim, FactBase *base, const Affair *affair, const Enrolled *e,
                      int32_t month)
{
    Explanation x;
    Due due;
    int64_t total = 0;
    bool household = affair->subject == SUBJECT_HOUSEHOLD;
    int64_t id = household ? sim->model->units[e->unit].id.n : sim->model->people[e->person].id.n;
    Question question = {affair, id, {month}};
    sim_must(sim, entitle_explain(sim->w, base, &question, &x), "explain");
    if (e->stop <= month) return; /* the subject may have a later enrolment */
    model_due(sim->model, e, month, sim->today, &due);
    for (size_t i = 0; i < x.granted_count; i++)
        total += x.granted[i].amount.fen;
    if (!x.enrolled || !x.granted_why)
        sim_fail(sim, "%.*s, enrolment %lld: no explanation", STR_ARG(affair->key),
                 (long long)e->id.n);
    if (total != due_total(&due))
        sim_fail(sim, "%.*s, enrolment %lld, %.*s: explained %lld fen, due %lld",
                 STR_ARG(affair->key), (long long)e->id.n,
                 STR_ARG(month_text(sim->w->arena, (Month){month})), (long long)total,
                 (long long)due_total(&due));
}

static void affair_holds(Sim *sim, FactBase *base, AffairKind kind)
{
    Model *m = sim->model;
    const Affair *affair = bureau_affair(sim->bureau, str_of(affair_key(kind)));
    Months months = {{m->first}, date_month((Date){sim->today})};
    GrantedRows all;
    sim_must(sim, entitle_granted(sim->w, base, affair, months, &all), "granted");
    for (size_t i = 0; i < m->enrolment_count; i++) {
        const Enrolled *e = &m->enrolments[i];
        if (e->affair != kind) continue;
        for (int32_t n = months.first.n; n <= months.last.n; n++)
            enrolled_month(sim, affair, &all, e, n);
        if (random_below(&sim->random, 10)) continue;
        single_is_batch(sim, affair, months, &all, e);
        explained(sim, base, affair, e, months.last.n);
    }
}

/* ---- the four sets -------------------------------------------------------------------------- */

static bool in_set(const FourSets *sets, SetKind kind, int64_t subject)
{
    for (int64_t i = 0; i < sets->count[kind]; i++)
        if (sets->subjects[kind][i] == subject) return true;
    return false;
}

/* Each listed subject once, in rising order; who is due the old-age allowance is in its first set,
 * and who is not in no case there, but for amounts that a decision fixed. */
static void sets_hold(Sim *sim, FactBase *base, AffairKind kind)
{
    static const SetKind listed[] = {SET_PAY, SET_MISSED, SET_WRONGLY, SET_UNDECIDED};
    Model *m = sim->model;
    FourSets sets;
    int32_t month = date_month((Date){sim->today}).n;
    const Affair *affair = bureau_affair(sim->bureau, str_of(affair_key(kind)));
    sim_must(sim, entitle_sets(sim->w, base, affair, (Month){month}, &sets), "sets");
    for (size_t k = 0; k < COUNT_OF(listed); k++)
        for (int64_t i = 0; i < sets.count[listed[k]]; i++) {
            int64_t subject = sets.subjects[listed[k]][i];
            bool rising = i == 0 || sets.subjects[listed[k]][i - 1] < subject;
            bool twice = k > 0 && in_set(&sets, listed[k - 1], subject);
            if (!rising || twice) sim_fail(sim, "%.*s: sets overlap", STR_ARG(affair->key));
        }
    for (size_t i = 0; kind == OLD_AGE && i < m->enrolment_count; i++) {
        const Enrolled *e = &m->enrolments[i];
        Due due;
        if (e->affair != OLD_AGE || e->stop != NEVER || e->fix_count) continue;
        model_due(m, e, month, sim->today, &due);
        if (in_set(&sets, SET_PAY, m->people[e->person].id.n) != (due_total(&due) > 0))
            sim_fail(sim, "%.*s: person %lld is in another set than what is due says",
                     STR_ARG(affair->key), (long long)m->people[e->person].id.n);
    }
}

/* ---- money on its way ----------------------------------------------------------------------- */

static int64_t balance_total(Sim *sim, AccountKind account)
{
    Balance *rows;
    size_t count;
    int64_t total = 0;
    sim_must(sim, ledger_balances(sim->w, account, &rows, &count), "balances");
    for (size_t i = 0; i < count; i++) {
        ensure(rows[i].amount.fen > 0);
        total += rows[i].amount.fen;
    }
    return total;
}

/* posted = payable + on the way + paid − owed */
static void money_adds_up(Sim *sim)
{
    LedgerSum sum;
    LedgerCheck check;
    sim_must(sim, ledger_check(sim->w, &check), "ledger");
    sim_must(sim, ledger_sum(sim->w, &(LineFilter){0}, &sum), "sum");
    if (check.debit.fen != check.credit.fen) sim_fail(sim, "entries do not add up to zero");
    int64_t payable = balance_total(sim, ACCOUNT_PAYABLE);
    int64_t clearing = balance_total(sim, ACCOUNT_CLEARING);
    int64_t owed = balance_total(sim, ACCOUNT_RECEIVABLE);
    int64_t found = payable + clearing - owed + sim->model->settled;
    if (found != sum.amount.fen)
        sim_fail(sim, "posted %lld fen, but payable %lld + clearing %lld + paid %lld - owed %lld",
                 (long long)sum.amount.fen, (long long)payable, (long long)clearing,
                 (long long)sim->model->settled, (long long)owed);
}

/* ---- the past ------------------------------------------------------------------------------- */

static void replay_one(Sim *sim)
{
    Close *closes;
    size_t count;
    Str hash, text;
    Bureau *law;
    Replay replay;
    sim_must(sim, payment_closes(sim->w, &closes, &count), "closes");
    if (!count) return;
    const Close *close = &closes[random_below(&sim->random, (int64_t)count)];
    sim_must(sim, registry_law_text(sim->w, close->law, &hash, &text), "law of a close");
    sim_must(sim, affair_law_read(sim->w, text, &law), "law read back");
    sim_must(sim, payment_replay(sim->w, law, close, &replay), "replay");
    if (replay.difference_count)
        sim_fail(sim, "replay of %.*s (commit %lld) differs in %zu lines, first enrolment %lld",
                 STR_ARG(month_text(sim->w->arena, close->month)), (long long)close->commit.n,
                 replay.difference_count, (long long)replay.differences[0].enrolment);
}

static void people_are_there(Sim *sim)
{
    const Model *m = sim->model;
    if (person_count(sim->w) != (int64_t)m->person_count)
        sim_fail(sim, "%lld people registered, %zu came", (long long)person_count(sim->w),
                 m->person_count);
    for (size_t i = 0; i < m->person_count; i++) {
        PersonRow row;
        sim_must(sim, person_row(sim->w, m->people[i].id, &row), "person");
        if (row.birth.days != m->people[i].birth)
            sim_fail(sim, "person %lld was born on %.*s", (long long)row.id.n,
                     STR_ARG(date_text(sim->w->arena, row.birth)));
    }
}

/* ---- together ------------------------------------------------------------------------------- */

void check_light(Sim *sim)
{
    Commit head;
    Month closed;
    sim_must(sim, audit_latest(sim->w, &head), "head");
    if (head.n < sim->head.n)
        sim_fail(sim, "the chain went back from act %lld to %lld", (long long)sim->head.n,
                 (long long)head.n);
    sim->head = head;
    sim_must(sim, payment_last_closed(sim->w, &closed), "closed");
    int32_t expected = sim->model->closed < sim->model->first ? MONTH_NONE.n : sim->model->closed;
    if (closed.n != expected) sim_fail(sim, "the last closed month is another one");
}

/* What a close leaves out because nothing can have touched it needs nothing indeed. */
static void nothing_is_left(Sim *sim)
{
    CloseResult result;
    Month closed = {sim->model->closed};
    sim_enter(sim, "clerk");
    sim_must(sim, payment_close_full(sim->w, sim->bureau, closed, &result), "close in full");
    if (result.lines)
        sim_fail(sim, "closing in full posts %lld lines more, %lld fen", (long long)result.lines,
                 (long long)result.total.fen);
}

void check_close(Sim *sim)
{
    nothing_is_left(sim);
    posted_is_due(sim);
    money_adds_up(sim);
}

void check_deep(Sim *sim)
{
    int64_t acts;
    FactBase *base;
    Division home;
    posted_is_due(sim);
    money_adds_up(sim);
    people_are_there(sim);
    sim_must(sim, audit_verify(sim->w, &acts), "chain");
    sim_must(sim, facts_home(sim->w, &home), "home");
    sim_must(sim, facts_load(sim->w, sim->bureau, KNOWN_NOW, home, &base), "load all");
    for (int kind = 0; kind < AFFAIR_COUNT; kind++)
        affair_holds(sim, base, (AffairKind)kind);
    for (int kind = 0; kind < AFFAIR_COUNT; kind++)
        sets_hold(sim, base, (AffairKind)kind);
    replay_one(sim);
}
