/* Casework: applications and their confirmation, and every kind of later decision, as files of
 * enrolments and decisions. The model learns what each of them copies or changes. */
#include <string.h>

#include "tests/sim/law.def"
#include "tests/sim/sim.h"

const char *affair_key(AffairKind kind)
{
    static const char *const keys[AFFAIR_COUNT] = {
        "old_age_allowance", "minimum_living", "disability_living", "child_allowance", "destitute"};
    return keys[kind];
}

/* ---- grants --------------------------------------------------------------------------------- */

static void learn_grant(Sim *sim, const Deed *deed)
{
    Model *m = sim->model;
    Enrolment *rows;
    size_t count;
    Enrolled *e = &m->enrolments[m->enrolment_count++];
    memset(e, 0, sizeof *e);
    e->affair = deed->affair;
    e->unit = deed->unit;
    e->person = deed->affair == LIVING ? m->units[deed->unit].members[0].person : deed->person;
    e->applied = deed->day;
    e->decided = deed->until;
    e->stop = e->fade = NEVER;
    e->basis[e->basis_count++] = basis_of(m, e, e->decided);
    const Affair *affair = bureau_affair(sim->bureau, str_of(affair_key(deed->affair)));
    sim_must(sim, enrolment_list(sim->w, affair, KNOWN_NOW, &rows, &count), "enrolments");
    for (size_t i = 0; i < count; i++)
        if (rows[i].id.n > e->id.n) e->id = rows[i].id;
}

static bool enrolled_already(const Model *m, const Deed *deed)
{
    for (size_t i = 0; i < m->enrolment_count; i++) {
        const Enrolled *e = &m->enrolments[i];
        bool same = deed->affair == LIVING ? e->unit == deed->unit : e->person == deed->person;
        if (e->affair == deed->affair && same && e->stop == NEVER) return true;
    }
    return false;
}

/* Applied for up to two months ago and confirmed since; the store knows what excludes what. */
static void draw_grant(Sim *sim, Deed *deed)
{
    Model *m = sim->model;
    Arena *arena = sim->w->arena;
    deed->affair = (AffairKind)random_below(&sim->random, AFFAIR_COUNT);
    if (m->enrolment_count == ENROLMENT_LIMIT || !pick_living(sim, &deed->person)) return;
    if (deed->affair == LIVING && !m->unit_count) return;
    if (m->unit_count) deed->unit = (size_t)random_below(&sim->random, (int64_t)m->unit_count);
    deed->until = sim->today - (int32_t)random_below(&sim->random, 30);
    deed->day = deed->until - (int32_t)random_below(&sim->random, 60);
    if (deed->affair != LIVING && deed->day <= m->people[deed->person].birth) return;
    if (enrolled_already(m, deed)) return;
    Str applied = date_text(arena, (Date){deed->day});
    Str decided = date_text(arena, (Date){deed->until});
    bool unit = deed->affair == LIVING;
    deed_import(sim, deed, "enrolment",
                format(arena, "affair,%s,applied,decided,reason\n%s,%s,%.*s,%.*s,drawn\n",
                       unit ? "household" : "citizen_id", affair_key(deed->affair),
                       unit ? m->units[deed->unit].number : m->people[deed->person].number,
                       STR_ARG(applied), STR_ARG(decided)));
    deed->may_refuse = true;
    deed->learn = learn_grant;
}

/* ---- later decisions ------------------------------------------------------------------------ */

static void learn_decision(Sim *sim, const Deed *deed)
{
    Enrolled *e = &sim->model->enrolments[deed->enrolment];
    switch (deed->decision) {
    case DECISION_STOP:
        e->stop = deed->month;
        break;
    case DECISION_SUSPEND:
        e->suspended = true;
        break;
    case DECISION_RESUME:
        e->suspended = false;
        break;
    case DECISION_FADE:
        e->fade = deed->month;
        break;
    case DECISION_FIX:
        e->fix[e->fix_count++] = (Fix){deed->month, deed->until, deed->value};
        break;
    case DECISION_REVISE:
        e->basis[e->basis_count] = basis_of(sim->model, e, deed->day);
        e->basis[e->basis_count++].effective = deed->month;
        break;
    case DECISION_GRANT:
    case DECISION_KIND_COUNT:
        break;
    }
}

/* The last enrolment of somebody under an affair is the one that a decision file can name. */
static bool is_last(const Model *m, size_t enrolment)
{
    const Enrolled *e = &m->enrolments[enrolment];
    for (size_t i = enrolment + 1; i < m->enrolment_count; i++) {
        const Enrolled *o = &m->enrolments[i];
        bool same = e->affair == LIVING ? o->unit == e->unit : o->person == e->person;
        if (o->affair == e->affair && same) return false;
    }
    return true;
}

static bool pick_enrolment(Sim *sim, Deed *deed, DecisionKind kind)
{
    Model *m = sim->model;
    if (!m->enrolment_count) return false;
    deed->enrolment = (size_t)random_below(&sim->random, (int64_t)m->enrolment_count);
    const Enrolled *e = &m->enrolments[deed->enrolment];
    deed->decision = kind;
    deed->day = sim->today - (int32_t)random_below(&sim->random, 15);
    deed->month = date_month((Date){sim->today}).n + (int32_t)random_below(&sim->random, 5) - 3;
    if (deed->month < m->first) deed->month = m->first;
    return e->stop == NEVER && is_last(m, deed->enrolment) && deed->day >= e->decided;
}

static void decision_row(Sim *sim, Deed *deed, const char *word)
{
    const Model *m = sim->model;
    const Enrolled *e = &m->enrolments[deed->enrolment];
    Arena *arena = sim->w->arena;
    bool unit = e->affair == LIVING, fix = deed->decision == DECISION_FIX;
    Str day = date_text(arena, (Date){deed->day}), month = month_text(arena, (Month){deed->month});
    Str until = fix ? month_text(arena, (Month){deed->until}) : STR("");
    Str amount = fix ? money_plain(arena, (Money){deed->value}) : STR("");
    deed_import(sim, deed, "decision",
                format(arena,
                       "affair,%s,kind,decided,effective_month,until_month,amount,reason\n"
                       "%s,%s,%s,%.*s,%.*s,%.*s,%.*s,drawn\n",
                       unit ? "household" : "citizen_id", affair_key(e->affair),
                       unit ? m->units[e->unit].number : m->people[e->person].number, word,
                       STR_ARG(day), STR_ARG(month), STR_ARG(until), STR_ARG(amount)));
    deed->learn = learn_decision;
}

static void draw_stop(Sim *sim, Deed *deed)
{
    if (pick_enrolment(sim, deed, DECISION_STOP)) decision_row(sim, deed, KIND_STOP);
}

static void draw_revise(Sim *sim, Deed *deed)
{
    if (!pick_enrolment(sim, deed, DECISION_REVISE)) return;
    const Enrolled *e = &sim->model->enrolments[deed->enrolment];
    if (e->basis_count == BASIS_LIMIT || e->payee_count > 8) return;
    decision_row(sim, deed, KIND_REVISE);
    deed->may_refuse = true; /* a new member may be in a programme that excludes this one */
}

static void draw_suspend(Sim *sim, Deed *deed)
{
    if (!pick_enrolment(sim, deed, DECISION_SUSPEND)) return;
    bool suspended = sim->model->enrolments[deed->enrolment].suspended;
    if (suspended) deed->decision = DECISION_RESUME;
    decision_row(sim, deed, suspended ? KIND_RESUME : KIND_SUSPEND);
}

static void draw_fade(Sim *sim, Deed *deed)
{
    if (!pick_enrolment(sim, deed, DECISION_FADE)) return;
    const Enrolled *e = &sim->model->enrolments[deed->enrolment];
    if (e->affair == LIVING && e->fade == NEVER) decision_row(sim, deed, KIND_FADE);
}

static void draw_fix(Sim *sim, Deed *deed)
{
    if (!pick_enrolment(sim, deed, DECISION_FIX)) return;
    deed->until = deed->month + (int32_t)random_below(&sim->random, 3);
    deed->value = 100 * random_below(&sim->random, 2000);
    if (sim->model->enrolments[deed->enrolment].fix_count < FIX_LIMIT)
        decision_row(sim, deed, KIND_FIX);
}

const ActKind casework_acts[] = {
    {"grant", 30, draw_grant},
    {"stop", 3, draw_stop},
    {"revise", 8, draw_revise},
    {"suspend", 4, draw_suspend},
    {"fade", 1, draw_fade},
    {"fix", 2, draw_fix},
    {NULL, 0, NULL},
};
