/* What each enrolment is due, month by month. A month of an affair is one roll of all its
 * enrolments (one for each group of areas), run in one call; each row of results then becomes one
 * line for each person and component. Reading order: entitle_granted at the bottom, granted_month,
 * granted_row. */
#include <stdlib.h>
#include <string.h>

#include "entitle/apportion.h"
#include "entitle/granted.h"

int32_t enrolment_subject(const FactBase *base, const Affair *affair, const Enrolment *e)
{
    if (affair->subject == SUBJECT_HOUSEHOLD) return index_find(&base->units, e->unit.n);
    return index_find(&base->persons, e->applicant.n);
}

/* ---- results → lines ---------------------------------------------------------------------- */

/* One row of a roll that has been run. */
typedef struct {
    const Roll *roll;
    const Results *results;
    size_t row;
} RowRun;

static void sink_add(Sink *sink, Granted granted)
{
    GrantedRows *out = sink->out;
    if (!granted.unknown && granted.amount.fen == 0) return;
    if (out->count == sink->capacity)
        out->rows = arena_grow(sink->base->arena, out->rows, &sink->capacity, sizeof *out->rows);
    out->rows[out->count++] = granted;
    enjoyed_add(sink->base, sink->enjoyed, index_find(&sink->base->persons, granted.person),
                granted.unknown ? ENJOYED_UNKNOWN : granted.amount.fen);
}

static Granted granted_of(const Roll *roll, size_t row, const MonthState *state)
{
    const Enrolment *e = roll->enrolment[row];
    return (Granted){.enrolment = e->id.n,
                     .unit = e->unit.n,
                     .person = e->applicant.n,
                     .month = roll->month,
                     .held = state->held};
}

/* Nothing can be said of the whole month; everybody's share of it is unknown to others too. */
static void granted_unknown(Sink *sink, const Roll *roll, size_t row, const MonthState *state)
{
    Granted granted = granted_of(roll, row, state);
    granted.unknown = true;
    granted.component = GRANTED_ALL;
    sink_add(sink, granted);
    for (uint32_t j = roll->start[row]; j < roll->start[row + 1]; j++)
        enjoyed_add(sink->base, sink->enjoyed, roll->member[j], ENJOYED_UNKNOWN);
}

static int64_t member_id(const FactBase *base, const Roll *roll, uint32_t member)
{
    return roll->member[member] < 0 ? 0 : index_id(&base->persons, roll->member[member]);
}

static bool member_lives(FactBase *base, const Roll *roll, uint32_t member)
{
    int64_t died;
    if (!base->death || roll->member[member] < 0) return true;
    if (!facts_value(base, base->death, roll->member[member], roll->day, &died)) return true;
    return died >= month_first(roll->month).days;
}

/* Shares go to the living whom 保障成员 counts, or may count as far as anybody knows. */
static uint8_t *members_counted(FactBase *base, const RowRun *at, uint32_t first, uint32_t count)
{
    uint8_t *counts = NEW_ARRAY(base->arena, uint8_t, count);
    for (uint32_t j = 0; j < count; j++)
        counts[j] =
            at->results->counted[first + j] != NO && member_lives(base, at->roll, first + j);
    return counts;
}

/* An amount of the whole unit: shares of the members who count. */
static void granted_unit(Sink *sink, const RowRun *at, Granted granted, int64_t fen)
{
    const Roll *roll = at->roll;
    uint32_t first = roll->start[at->row], count = roll->start[at->row + 1] - first;
    if (count == 0) {
        granted.amount.fen = fen;
        sink_add(sink, granted);
        return;
    }
    int64_t few[16],
        *shares = count <= COUNT_OF(few) ? few : NEW_ARRAY(sink->base->arena, int64_t, count);
    const uint8_t *counts = members_counted(sink->base, at, first, count);
    apportion(roll->affair->split, fen, counts, count, shares);
    for (uint32_t j = 0; j < count; j++) {
        granted.person = member_id(sink->base, roll, first + j);
        granted.amount.fen = shares[j];
        sink_add(sink, granted);
    }
}

static void granted_amount(Sink *sink, Granted granted, bool unknown, int64_t fen)
{
    granted.unknown = unknown;
    granted.amount.fen = unknown ? 0 : fen;
    sink_add(sink, granted);
}

static void granted_component(Sink *sink, const RowRun *at, Granted granted)
{
    const Roll *roll = at->roll;
    const Results *r = at->results;
    size_t c = granted.component, row = at->row;
    if (roll->affair->components[c].by_member && roll->affair->subject == SUBJECT_HOUSEHOLD) {
        for (uint32_t j = roll->start[row]; j < roll->start[row + 1]; j++) {
            granted.person = member_id(sink->base, roll, j);
            granted_amount(sink, granted, r->amount_unknown[c][j], r->amount[c][j]);
        }
        return;
    }
    if (r->amount_unknown[c][row] || roll->affair->subject != SUBJECT_HOUSEHOLD)
        granted_amount(sink, granted, r->amount_unknown[c][row], r->amount[c][row]);
    else if (r->amount[c][row] > 0)
        granted_unit(sink, at, granted, r->amount[c][row]);
}

/* A standing without money: each member who counts has it. */
static void granted_standing(Sink *sink, const RowRun *at)
{
    const Roll *roll = at->roll;
    uint32_t first = roll->start[at->row], count = roll->start[at->row + 1] - first;
    if (roll->affair->subject == SUBJECT_PERSON) {
        enjoyed_add(sink->base, sink->enjoyed, roll->subject[at->row], ENJOYED_STANDING);
        return;
    }
    const uint8_t *counts = members_counted(sink->base, at, first, count);
    for (uint32_t j = 0; j < count; j++)
        if (counts[j])
            enjoyed_add(sink->base, sink->enjoyed, roll->member[first + j], ENJOYED_STANDING);
}

/* Whether the month lies in [起, 止); a one-off is due in its first month alone. */
static bool within_months(const Roll *roll, const Results *r, size_t row)
{
    if (roll->month.n < r->first_month[row] || roll->month.n >= r->stop_month[row]) return false;
    return !roll->affair->once || roll->month.n == r->first_month[row];
}

void granted_row(Sink *sink, const Roll *roll, const Run *run, size_t row, const MonthState *state)
{
    const Results *r = &run->results;
    const RowRun at = {roll, r, row};
    Granted granted = granted_of(roll, row, state);
    if (state->fixed) {
        if (state->amount.fen > 0) granted_unit(sink, &at, granted, state->amount.fen);
        return;
    }
    if (state->stopped) return;
    if (r->month_unknown[row] || r->overflow[row] || roll->subject[row] < 0) {
        granted_unknown(sink, roll, row, state);
        return;
    }
    if (!within_months(roll, r, row) || r->eligible[row] == NO) return;
    if (r->eligible[row] == UNKNOWN) {
        granted_unknown(sink, roll, row, state);
        return;
    }
    if (roll->affair->recognises) {
        granted_standing(sink, &at);
        return;
    }
    granted.barred = roll->month.n < r->arrears_floor[row];
    for (size_t c = 0; c < roll->affair->component_count; c++) {
        granted.component = (uint16_t)c;
        granted_component(sink, &at, granted);
    }
}

/* ---- months ------------------------------------------------------------------------------- */

void roll_enrol(FactBase *base, Roll *roll, const Enrolment *e, const MonthState *state)
{
    const AffairFacts *facts = facts_affair(base, roll->affair);
    int32_t subject = enrolment_subject(base, roll->affair, e);
    size_t i = roll->rows++;
    roll->subject[i] = subject;
    roll->applicant[i] = index_find(&base->persons, e->applicant.n);
    roll->enrolment[i] = e;
    roll->decided[i] = state->basis ? decided_find(&facts->decided, state->basis->id.n) : NULL;
}

static size_t enrolment_group(FactBase *base, const Affair *affair, const Enrolment *e, Date day)
{
    if (!base->regions.inner_count) return 0;
    int32_t subject = enrolment_subject(base, affair, e);
    return regions_group(&base->regions, subject_place(base, affair->subject, subject, day));
}

/* An empty roll for the same affair, month, group and purpose. */
static Roll roll_like(Arena *arena, const Roll *wanted, size_t rows)
{
    Roll roll = roll_new(arena, wanted->affair, wanted->month, rows);
    roll.deciding = wanted->deciding;
    roll.group = wanted->group;
    roll.rows = 0;
    return roll;
}

static size_t count_in_force(const Roll *roll, const Results *r, const MonthState *states)
{
    size_t count = 0;
    for (size_t i = 0; i < roll->rows; i++)
        count += !states[i].stopped && !r->month_unknown[i] && within_months(roll, r, i);
    return count;
}

static size_t looked_at(const AffairFacts *facts)
{
    return facts->chosen ? facts->chosen->count : facts->enrolment_count;
}

static const Enrolment *look_at(const AffairFacts *facts, size_t i)
{
    return &facts->enrolments[facts->chosen ? facts->chosen->enrolment[i] : i];
}

/* The enrolled of one month and one group of areas. */
static MonthState *roll_enrolled(Arena *arena, FactBase *base, const AffairFacts *facts, Roll *roll)
{
    *roll = roll_like(arena, roll, looked_at(facts));
    MonthState *states = NEW_ARRAY(arena, MonthState, looked_at(facts) + 1);
    for (size_t i = 0; i < looked_at(facts); i++) {
        const Enrolment *e = look_at(facts, i);
        if (facts->chosen && facts->chosen->from[i] > roll->month.n) continue;
        MonthState state = enrolment_state(e, roll->month);
        if (state.stopped && !state.fixed) continue;
        if (enrolment_group(base, facts->affair, e, roll->day) != roll->group) continue;
        states[roll->rows] = state;
        roll_enrol(base, roll, e, &state);
    }
    roll_members(arena, base, roll);
    return states;
}

static int by_key(const void *a, const void *b)
{
    const Granted *x = a, *y = b;
    if (x->enrolment != y->enrolment) return x->enrolment < y->enrolment ? -1 : 1;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    if (x->month.n != y->month.n) return x->month.n < y->month.n ? -1 : 1;
    return (int)x->component - (int)y->component;
}

/* What one enrolment gets in a month, from `first` on: in order, and one row a key, for a person
 * who is listed twice in a unit has one share of each kind. */
static void rows_fold(GrantedRows *out, size_t first)
{
    Granted *rows = out->rows;
    size_t kept = first;
    for (size_t i = first; i < out->count; i++) {
        const Granted row = rows[i];
        size_t at = kept;
        while (at > first && by_key(&rows[at - 1], &row) > 0)
            at--;
        if (at > first && by_key(&rows[at - 1], &row) == 0) {
            Granted *same = &rows[at - 1];
            same->unknown |= row.unknown;
            same->amount.fen = same->unknown ? 0 : same->amount.fen + row.amount.fen;
            continue;
        }
        if (at < kept) memmove(&rows[at + 1], &rows[at], (kept - at) * sizeof *rows);
        rows[at] = row;
        kept++;
    }
    out->count = kept;
}

static bool granted_group(Work *w, Sink *sink, AffairFacts *facts, Month month, size_t group)
{
    FactBase *base = sink->base;
    Arena *arena = base->keeps ? base->arena : sink->chunk;
    Roll roll = {.affair = facts->affair, .month = month, .group = group, .deciding = true};
    KeptRoll *kept = roll_kept(base, &roll);
    const MonthState *states;
    if (kept) {
        roll = kept->roll;
        states = kept->states;
    } else {
        states = roll_enrolled(arena, base, facts, &roll);
        kept = roll_keep(base, &roll, states);
    }
    if (!roll.rows) return true;
    Run run;
    if (kept)
        TRY(roll_run_kept(w, sink->chunk, base, kept, &run));
    else
        TRY(roll_run(w, sink->chunk, base, &roll, &run));
    for (size_t i = 0; i < roll.rows; i++) {
        size_t first = sink->out->count;
        granted_row(sink, &roll, &run, i, &states[i]);
        rows_fold(sink->out, first);
    }
    sink->out->evaluated += roll.rows;
    sink->out->in_force += count_in_force(&roll, &run.results, states);
    return true;
}

static bool granted_month(Work *w, Sink *sink, AffairFacts *facts, Month month)
{
    sink->enjoyed = enjoyed_open(sink->base, facts->affair, month);
    sink->out->in_force = 0;
    for (size_t group = 0; group <= sink->base->regions.inner_count; group++)
        TRY(granted_group(w, sink, facts, month, group));
    return true;
}

static int by_enrolment(const void *a, const void *b)
{
    const EnrolledUnit *x = a, *y = b;
    return (x->enrolment > y->enrolment) - (x->enrolment < y->enrolment);
}

static void list_units(Arena *arena, const AffairFacts *facts, Month last, GrantedRows *out)
{
    out->unit_count = looked_at(facts);
    out->units = NEW_ARRAY(arena, EnrolledUnit, out->unit_count + 1);
    for (size_t i = 0; i < out->unit_count; i++) {
        const Enrolment *e = look_at(facts, i);
        MonthState state = enrolment_state(e, last);
        Month from = {facts->chosen ? facts->chosen->from[i] : 0};
        out->units[i] = (EnrolledUnit){e->id.n, e->unit.n, state.held && !state.stopped, from};
    }
    if (out->unit_count) qsort(out->units, out->unit_count, sizeof *out->units, by_enrolment);
}

bool granted_rows(Work *w, FactBase *base, const Affair *affair, Months months, GrantedRows *out)
{
    AffairFacts *facts;
    size_t expected = out->count;
    *out = (GrantedRows){0};
    TRY(facts_enrolments(w, base, affair, &facts));
    Sink sink = {.base = base, .out = out, .chunk = arena_new(), .capacity = expected};
    if (expected) out->rows = NEW_ARRAY(base->arena, Granted, expected);
    bool ok = true;
    for (Month m = months.first; ok && m.n <= months.last.n; m.n++) {
        ok = granted_month(w, &sink, facts, m);
        arena_reset(sink.chunk);
    }
    arena_free(sink.chunk);
    return ok;
}

bool entitle_granted(Work *w, FactBase *base, const Affair *affair, Months months, GrantedRows *out)
{
    out->count = 0;
    TRY(granted_rows(w, base, affair, months, out));
    list_units(base->arena, facts_affair(base, affair), months.last, out);
    if (out->count) qsort(out->rows, out->count, sizeof *out->rows, by_key);
    return true;
}
