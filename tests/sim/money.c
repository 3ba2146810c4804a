/* Money and law: raises published late, closes and closes again, and the way of a batch through
 * its hands, with returns and cancellations. */
#include <string.h>

#include "tests/sim/sim.h"

/* ---- law ------------------------------------------------------------------------------------ */

static void learn_raise(Sim *sim, const Deed *deed)
{
    Model *m = sim->model;
    m->raises[m->raise_count++] = (Raise){.from = deed->until,
                                          .published = deed->day,
                                          .fen = deed->value,
                                          .living = deed->affair == LIVING};
    sim_law(sim);
}

/* From the first of a month up to eight months back; published within the month to come. */
static void draw_raise(Sim *sim, Deed *deed)
{
    Model *m = sim->model;
    int32_t month = date_month((Date){sim->today}).n - (int32_t)random_below(&sim->random, 9) + 1;
    deed->until = month_first((Month){month}).days;
    deed->day = sim->today + (int32_t)random_below(&sim->random, 30) - 5;
    deed->affair = random_below(&sim->random, 2) ? LIVING : OLD_AGE;
    deed->value = 100 * (deed->affair == LIVING ? 850 + random_below(&sim->random, 300)
                                                : 40 + random_below(&sim->random, 55));
    for (size_t i = 0; i < m->raise_count; i++)
        if (m->raises[i].from == deed->until && m->raises[i].living == (deed->affair == LIVING))
            return;
    if (m->raise_count == RAISE_LIMIT) return;
    deed->kind = DEED_LAW;
    deed->learn = learn_raise;
}

/* ---- closes --------------------------------------------------------------------------------- */

static void learn_close(Sim *sim, const Deed *deed)
{
    model_close(sim->model, deed->month, sim->today);
    check_close(sim);
}

void draw_close(Sim *sim, Deed *deed)
{
    Model *m = sim->model;
    int32_t next = m->closed + 1;
    bool begun = month_first((Month){next}).days <= sim->today;
    if (!begun && m->closed < m->first) return;
    deed->month = begun ? next : m->closed;
    if (deed->month - m->first >= MONTH_LIMIT) return;
    deed->kind = DEED_CLOSE;
    deed->learn = learn_close;
}

static void draw_close_again(Sim *sim, Deed *deed)
{
    if (sim->model->closed < sim->model->first) return;
    deed->month = sim->model->closed;
    deed->kind = DEED_CLOSE;
    deed->learn = learn_close;
}

/* ---- batches -------------------------------------------------------------------------------- */

static void draw_draft(Sim *sim, Deed *deed)
{
    if (sim->model->closed < sim->model->first) return;
    deed->kind = DEED_DRAFT;
    deed->month = sim->model->closed;
    deed->may_refuse = true; /* nothing to pay */
}

static bool pick_batch(Sim *sim, BatchState state, Deed *deed)
{
    Batch *batches;
    size_t count, found = 0;
    sim_must(sim, batch_list(sim->w, &batches, &count), "batches");
    for (size_t i = 0; i < count; i++)
        if (batches[i].state == state) batches[found++] = batches[i];
    if (found) deed->batch = batches[random_below(&sim->random, (int64_t)found)].id;
    return found > 0;
}

static void draw_check(Sim *sim, Deed *deed)
{
    if (pick_batch(sim, BATCH_DRAFT, deed)) deed->kind = DEED_CHECK;
}

static void draw_approve(Sim *sim, Deed *deed)
{
    if (pick_batch(sim, BATCH_CHECKED, deed)) deed->kind = DEED_APPROVE;
}

static void draw_send(Sim *sim, Deed *deed)
{
    deed->may_refuse = true; /* everybody in it may be held by now */
    if (pick_batch(sim, BATCH_APPROVED, deed)) deed->kind = DEED_SEND;
}

static void learn_settled(Sim *sim, const Deed *deed)
{
    sim->model->settled += deed->value;
}

static void draw_settle(Sim *sim, Deed *deed)
{
    if (!pick_batch(sim, BATCH_SENT, deed)) return;
    Payout *rows;
    size_t count;
    sim_must(sim, ledger_in_clearing(sim->w, deed->batch, &rows, &count), "clearing");
    for (size_t i = 0; i < count; i++)
        deed->value += rows[i].amount.fen;
    deed->kind = DEED_SETTLE;
    deed->learn = learn_settled;
}

static void draw_return(Sim *sim, Deed *deed)
{
    deed->value = random_below(&sim->random, 3);
    if (pick_batch(sim, BATCH_SENT, deed)) deed->kind = DEED_RETURN;
}

/* ---- cancelling ----------------------------------------------------------------------------- */

static size_t component_of(Str key)
{
    if (str_equal(key, STR("fadeout"))) return FADEOUT;
    return str_equal(key, STR("topup")) ? TOPUP : BASE;
}

static bool unlearn_line(Work *w, const Line *line, void *context)
{
    Model *m = context;
    (void)w;
    if (line->reason == REASON_REVERSAL) return true;
    for (size_t i = 0; i < m->enrolment_count; i++) {
        Enrolled *e = &m->enrolments[i];
        if (e->id.n != line->enrolment) continue;
        for (size_t p = 0; p < e->payee_count; p++)
            if (m->people[e->payee[p]].id.n == line->person)
                e->posted[line->month.n - m->first][p][component_of(line->component)] -=
                    line->amount.fen;
    }
    return true;
}

/* The posting of the batch is taken back. */
static void learn_cancel(Sim *sim, const Deed *deed)
{
    LineFilter filter = {.batch = deed->batch};
    sim_must(sim, ledger_scan(sim->w, &filter, unlearn_line, sim->model), "lines");
}

static void draw_cancel(Sim *sim, Deed *deed)
{
    BatchState state = (BatchState)random_below(&sim->random, BATCH_SENT);
    deed->may_refuse = true; /* a later close may have built on it */
    deed->learn = learn_cancel;
    if (pick_batch(sim, state, deed)) deed->kind = DEED_CANCEL;
}

static void draw_reopen(Sim *sim, Deed *deed)
{
    (void)sim;
    deed->kind = DEED_REOPEN;
}

const ActKind money_acts[] = {
    {"raise", 2, draw_raise},   {"close", 3, draw_close},   {"close again", 4, draw_close_again},
    {"draft", 4, draw_draft},   {"check", 5, draw_check},   {"approve", 5, draw_approve},
    {"send", 5, draw_send},     {"settle", 3, draw_settle}, {"return", 3, draw_return},
    {"cancel", 2, draw_cancel}, {"reopen", 1, draw_reopen}, {NULL, 0, NULL},
};
