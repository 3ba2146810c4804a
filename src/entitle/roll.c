/* Turns a roll into the columns of its program and runs it. Reading order: roll_run at the bottom,
 * input_column, then the three kinds of columns (fields, events, what others grant).
 *
 * A field's column is gathered in two steps: the version of each subject on the day is found once
 * for its aspect, then each field is copied from there. Where rows are granted, fields under 依决定
 * are then replaced by what the decision carries. */
#include <string.h>

#include "entitle/decision.h"
#include "entitle/roll.h"

typedef enum { AXIS_SUBJECT, AXIS_MEMBER, AXIS_APPLICANT, AXIS_COUNT } Axis;

/* The versions found so far, by aspect and axis. */
typedef struct {
    Arena *arena;
    FactBase *base;
    const Roll *roll;
    int32_t **found[AXIS_COUNT]; /* [axis][aspect as in base->versions] */
    int32_t *owner;              /* of each member: its row */
} Gather;

Date affair_day(const Affair *affair, Month month)
{
    return program_fact_day(affair->program, month);
}

Roll roll_new(Arena *arena, const Affair *affair, Month month, size_t rows)
{
    return (Roll){.affair = affair,
                  .month = month,
                  .day = affair_day(affair, month),
                  .rows = rows,
                  .subject = NEW_ARRAY(arena, int32_t, rows + 1),
                  .applicant = NEW_ARRAY(arena, int32_t, rows + 1),
                  .enrolment = NEW_ARRAY(arena, const Enrolment *, rows + 1),
                  .decided = NEW_ARRAY(arena, const DecidedSet *, rows + 1),
                  .start = NEW_ARRAY(arena, uint32_t, rows + 1)};
}

int32_t subject_place(FactBase *base, Subject subject, int32_t index, Date day)
{
    const Field *home = base->home[subject == SUBJECT_HOUSEHOLD];
    int64_t order;
    if (home && facts_value(base, home, index, day, &order)) return (int32_t)order;
    if (subject != SUBJECT_HOUSEHOLD || index < 0) return -1;
    return subject_place(base, SUBJECT_PERSON, unit_applicant(base, index, day), day);
}

/* ---- members ------------------------------------------------------------------------------ */

static void member_add(Arena *arena, Roll *roll, size_t *capacity, int32_t person)
{
    if (roll->member_rows == *capacity)
        roll->member = arena_grow(arena, roll->member, capacity, sizeof *roll->member);
    roll->member[roll->member_rows++] = person;
}

static void members_decided(Arena *arena, FactBase *base, Roll *roll, size_t row, size_t *capacity)
{
    const Decided *d = &facts_affair(base, roll->affair)->decided;
    const DecidedSet *set = roll->decided[row];
    for (int applicant = 2; applicant >= 1; applicant--)
        for (uint32_t r = set->first; r < set->end; r++)
            if (d->member[r] == applicant)
                member_add(arena, roll, capacity, index_find(&base->persons, d->person[r]));
}

static void members_on(Arena *arena, FactBase *base, Roll *roll, size_t row, size_t *capacity)
{
    const Members *m = &base->members;
    int32_t unit = roll->subject[row];
    if (unit < 0) return;
    MemberRange range = members_range(base, unit);
    for (int applicant = 1; applicant >= 0; applicant--)
        for (uint32_t i = range.first; i < range.end; i++)
            if (m->applicant[i] == applicant && m->from[i] <= roll->day.days &&
                roll->day.days < m->to[i])
                member_add(arena, roll, capacity, m->person[i]);
}

void roll_members(Arena *arena, FactBase *base, Roll *roll)
{
    size_t capacity = 0;
    bool household = roll->affair->subject == SUBJECT_HOUSEHOLD;
    for (size_t i = 0; i < roll->rows; i++) {
        roll->start[i] = (uint32_t)roll->member_rows;
        if (!household) continue;
        if (roll->deciding && roll->affair->members_decided && roll->decided[i])
            members_decided(arena, base, roll, i, &capacity);
        else
            members_on(arena, base, roll, i, &capacity);
    }
    roll->start[roll->rows] = (uint32_t)roll->member_rows;
    if (!roll->member) roll->member = NEW_ARRAY(arena, int32_t, 1);
}

/* ---- fields ------------------------------------------------------------------------------- */

static const int32_t *axis_subjects(const Gather *g, Axis axis, size_t *count)
{
    *count = axis == AXIS_MEMBER ? g->roll->member_rows : g->roll->rows;
    if (axis == AXIS_MEMBER) return g->roll->member;
    return axis == AXIS_APPLICANT ? g->roll->applicant : g->roll->subject;
}

static Axis input_axis(const Gather *g, const Input *input)
{
    if (input->of_member) return AXIS_MEMBER;
    bool person = input->field->aspect->reg->subject == SUBJECT_PERSON;
    return person && g->roll->affair->subject == SUBJECT_HOUSEHOLD ? AXIS_APPLICANT : AXIS_SUBJECT;
}

/* The version of each subject on the roll's day, or -1; -2 where there is no subject. */
static const int32_t *versions_found(Gather *g, const Versions *v, Axis axis)
{
    size_t count, at = (size_t)(v - g->base->versions);
    if (!g->found[axis]) g->found[axis] = NEW_ARRAY(g->arena, int32_t *, g->base->version_count);
    if (g->found[axis][at]) return g->found[axis][at];
    const int32_t *subjects = axis_subjects(g, axis, &count);
    int32_t *found = NEW_ARRAY(g->arena, int32_t, count + 1);
    for (size_t i = 0; i < count; i++)
        found[i] = subjects[i] < 0 ? -2 : versions_on(v, subjects[i], g->roll->day);
    g->found[axis][at] = found;
    return found;
}

/* Copies values and the unknown mask; rows without a version are left for field_absent. */
static void field_copy(Column *to, const Column *from, const int32_t *version, Arena *arena)
{
    ensure(to->type == from->type);
    size_t width = column_width(to->type);
    const char *source = from->values;
    char *target = to->values;
    for (size_t i = 0; i < to->rows; i++) {
        if (version[i] < 0) continue;
        size_t row = (size_t)version[i];
        if (width == 1)
            target[i] = source[row];
        else if (width == 4)
            memcpy(target + 4 * i, source + 4 * row, 4);
        else
            memcpy(target + 8 * i, source + 8 * row, 8);
    }
    if (!from->unknown) return;
    for (size_t i = 0; i < to->rows; i++)
        if (version[i] >= 0 && from->unknown[version[i]]) column_set_unknown(to, arena, i);
}

static void field_absent(Column *to, const Field *field, const int32_t *version, Arena *arena)
{
    int64_t none = none_value(&field->type);
    for (size_t i = 0; i < to->rows; i++)
        if (version[i] < 0)
            facts_store(to, arena, i, version[i] == -1 && field->aspect->absent_is_none, none);
}

static size_t decided_slot(const Affair *affair, const Field *field)
{
    for (size_t i = 0; i < affair->decided_count; i++)
        if (affair->decided[i] == field) return i;
    return SIZE_MAX;
}

static size_t axis_row(const Gather *g, Axis axis, size_t i)
{
    return axis == AXIS_MEMBER ? (size_t)g->owner[i] : i;
}

/* What the decision carries stands in place of the register. */
static void field_decided(Gather *g, Column *to, const Field *field, Axis axis, size_t slot)
{
    const FactBase *base = g->base;
    const Decided *d = &facts_affair(g->base, g->roll->affair)->decided;
    bool household = field->aspect->reg->subject == SUBJECT_HOUSEHOLD;
    size_t count;
    const int32_t *subjects = axis_subjects(g, axis, &count);
    for (size_t i = 0; i < count; i++) {
        const DecidedSet *set = g->roll->decided[axis_row(g, axis, i)];
        int64_t person = household || subjects[i] < 0 ? 0 : index_id(&base->persons, subjects[i]);
        int64_t value = none_value(&field->type);
        DecidedState state = set ? decided_get(d, set, person, slot, &value) : DECIDED_ABSENT;
        bool known =
            state == DECIDED_KNOWN || (state == DECIDED_ABSENT && field->aspect->absent_is_none);
        if (to->unknown) to->unknown[i] = 0;
        facts_store(to, g->arena, i, known,
                    state == DECIDED_KNOWN ? value : none_value(&field->type));
    }
}

/* What is tried (facts_shift): the number of each row's person, of a household's applicant. */
static void field_shift(const Gather *g, Axis axis, Column *to)
{
    size_t count;
    const int32_t *subjects = axis_subjects(g, axis, &count);
    for (size_t i = 0; i < count; i++) {
        bool applicant = axis != AXIS_MEMBER || g->roll->start[g->owner[i]] == i;
        if (applicant && subjects[i] >= 0 && !column_is_unknown(to, i))
            column_int64(to)[i] += g->base->shift;
    }
}

static Column field_column(Gather *g, const Input *input)
{
    Axis axis = input_axis(g, input);
    size_t count;
    axis_subjects(g, axis, &count);
    Column out = column_new(g->arena, input->column, count);
    const Versions *v = facts_versions(g->base, input->field->aspect);
    size_t slot = decided_slot(g->roll->affair, input->field);
    if (g->roll->deciding && slot != SIZE_MAX) {
        field_decided(g, &out, input->field, axis, slot);
    } else if (v) {
        const int32_t *version = versions_found(g, v, axis);
        field_copy(&out, &v->now.rows.columns[input->field - input->field->aspect->fields], version,
                   g->arena);
        field_absent(&out, input->field, version, g->arena);
    } else {
        column_all_unknown(&out, g->arena);
    }
    if (g->base->shifted == input->field && out.type == COLUMN_INT64) field_shift(g, axis, &out);
    return out;
}

/* ---- events, and what others grant -------------------------------------------------------- */

/* The day of the last decision that looked at the facts. */
static int32_t reviewed_on(const Enrolment *e)
{
    int32_t last = e->decided.days;
    for (size_t i = 0; i < e->decision_count; i++) {
        const Decision *d = &e->decisions[i];
        bool looked = d->kind == DECISION_GRANT || d->kind == DECISION_REVISE;
        if (looked && d->day.days > last) last = d->day.days;
    }
    return last;
}

static int32_t event_of(const Enrolment *e, EventKind kind, Month month)
{
    if (!e) return kind == EVENT_FADE_FROM ? MONTH_NONE.n : month_first((Month){month.n - 1}).days;
    if (kind == EVENT_APPLIED) return e->applied.days;
    if (kind == EVENT_ACCEPTED) return e->accepted.days;
    if (kind == EVENT_REVIEWED) return reviewed_on(e);
    return kind == EVENT_DECIDED ? e->decided.days : e->fade_from.n;
}

static Column event_column(Gather *g, const Input *input)
{
    size_t count = input->of_member ? g->roll->member_rows : g->roll->rows;
    Column out = column_new(g->arena, input->column, count);
    for (size_t i = 0; i < count; i++) {
        size_t row = axis_row(g, input->of_member ? AXIS_MEMBER : AXIS_SUBJECT, i);
        column_int32(&out)[i] = event_of(g->roll->enrolment[row], input->event, g->roll->month);
    }
    return out;
}

static bool enjoys_column(Work *w, Gather *g, const Input *input, Column *out)
{
    const Roll *roll = g->roll;
    const EnjoyedMonth *m = enjoyed_find(g->base, input->affair, roll->month);
    if (!m) {
        GrantedRows granted;
        Months month = {roll->month, roll->month};
        TRY(entitle_granted(w, g->base, input->affair, month, &granted));
        m = enjoyed_find(g->base, input->affair, roll->month);
    }
    *out = column_new(g->arena, input->column, input->of_member ? roll->member_rows : roll->rows);
    if (input->of_member)
        enjoyed_column(g->arena, g->base, m, roll->member, out);
    else if (roll->affair->subject == SUBJECT_PERSON)
        enjoyed_column(g->arena, g->base, m, roll->subject, out);
    else
        enjoyed_sums(g->arena, g->base, m, roll, out);
    return true;
}

/* ---- running ------------------------------------------------------------------------------ */

static bool input_column(Work *w, Gather *g, const Input *input, Column *out)
{
    if (input->kind == INPUT_FIELD)
        *out = field_column(g, input);
    else if (input->kind == INPUT_EVENT)
        *out = event_column(g, input);
    else
        return enjoys_column(w, g, input, out);
    return true;
}

static int32_t *owners_of(Arena *arena, const Roll *roll)
{
    int32_t *owner = NEW_ARRAY(arena, int32_t, roll->member_rows + 1);
    for (size_t i = 0; i < roll->rows; i++)
        for (uint32_t j = roll->start[i]; j < roll->start[i + 1]; j++)
            owner[j] = (int32_t)i;
    return owner;
}

/* Where the divisions named in the text lie today. One that the store does not know is unknown. */
static bool spans_of(Work *w, Arena *arena, const Program *program, Binding *binding)
{
    size_t count;
    const Division *divisions = program_divisions(program, &count);
    DivisionSpan *spans = NEW_ARRAY(arena, DivisionSpan, count + 1);
    binding->spans = spans;
    for (size_t i = 0; i < count; i++) {
        DivisionRow row;
        if (division_by_code(w, divisions[i], &row)) {
            spans[binding->span_count++] = (DivisionSpan){divisions[i], row.first, row.last};
            continue;
        }
        if (w->error.code != ERR_NOT_FOUND) return false;
        w->error = (Error){0};
    }
    return true;
}

/* What a page calls a division; a name that cannot be read is left out. */
static Str place_name(const void *context, Arena *arena, int32_t order)
{
    Work *w = *(Work *const *)context;
    Str path;
    if (!division_path(w, order, &path)) return STR("");
    return str_copy(arena, path);
}

static PlaceNames place_names(Work *w, Arena *arena)
{
    Work **context = NEW(arena, Work *);
    *context = w;
    return (PlaceNames){place_name, context};
}

/* ---- kept columns ------------------------------------------------------------------------- */

void facts_keep_columns(FactBase *base)
{
    base->keeps = true;
}

KeptRoll *roll_kept(FactBase *base, const Roll *wanted)
{
    for (KeptRoll *kept = base->rolls; kept; kept = kept->next)
        if (kept->roll.affair == wanted->affair && kept->roll.month.n == wanted->month.n &&
            kept->roll.group == wanted->group && kept->roll.deciding == wanted->deciding)
            return kept;
    return NULL;
}

KeptRoll *roll_keep(FactBase *base, const Roll *roll, const MonthState *states)
{
    if (!base->keeps) return NULL;
    KeptRoll *kept = NEW(base->arena, KeptRoll);
    *kept = (KeptRoll){.next = base->rolls, .roll = *roll, .states = states};
    base->rolls = kept;
    return kept;
}

/* Gathers the columns that are not given; an input of kind 享受 never is. */
static bool columns_gather(Work *w, Gather *g, const Column *given, Column *columns)
{
    size_t count;
    const Input *inputs = program_inputs(g->roll->affair->program, &count);
    for (size_t i = 0; i < count; i++) {
        bool lasting = inputs[i].kind == INPUT_FIELD || inputs[i].kind == INPUT_EVENT;
        if (given && lasting)
            columns[i] = given[i];
        else
            TRY(input_column(w, g, &inputs[i], &columns[i]));
    }
    return true;
}

/* ---- binding ------------------------------------------------------------------------------ */

static bool bind_columns(Work *w, Arena *arena, FactBase *base, const Roll *roll, Run *out)
{
    const Region *region = regions_get(&base->regions, roll->group);
    Binding binding = {.month = roll->month,
                       .known = base->published,
                       .areas = {region->chain, region->chain_count},
                       .home_first = base->regions.home.first,
                       .home_last = base->regions.home.last,
                       .overrides = base->overrides,
                       .override_count = base->override_count,
                       .places = place_names(w, arena)};
    TRY(spans_of(w, arena, roll->affair->program, &binding));
    out->env = env_bind(arena, roll->affair->program, &binding);
    out->machine = machine_new(arena, roll->affair);
    return true;
}

static Facts facts_of(const Roll *roll, const Column *columns)
{
    return (Facts){.rows = roll->rows,
                   .members = {.owners = roll->rows, .start = roll->start},
                   .inputs = columns};
}

bool roll_bind(Work *w, Arena *arena, FactBase *base, const Roll *roll, Run *out)
{
    size_t count;
    program_inputs(roll->affair->program, &count);
    Column *columns = NEW_ARRAY(arena, Column, count + 1);
    Gather g = {.arena = arena, .base = base, .roll = roll, .owner = owners_of(arena, roll)};
    TRY(columns_gather(w, &g, NULL, columns));
    out->facts = facts_of(roll, columns);
    return bind_columns(w, arena, base, roll, out);
}

static bool run_bound(Arena *arena, const Roll *roll, Run *out)
{
    out->results = results_new(arena, roll->affair, roll->rows, roll->member_rows);
    if (roll->deciding)
        out->results.candidate = NULL; /* whom to look at is settled by then */
    else
        out->results.counted = NULL; /* nothing is apportioned */
    machine_run(out->machine, out->env, &out->facts, &out->results);
    return true;
}

bool roll_run(Work *w, Arena *arena, FactBase *base, const Roll *roll, Run *out)
{
    TRY(roll_bind(w, arena, base, roll, out));
    return run_bound(arena, roll, out);
}

bool roll_run_kept(Work *w, Arena *arena, FactBase *base, KeptRoll *kept, Run *out)
{
    const Roll *roll = &kept->roll;
    size_t count;
    program_inputs(roll->affair->program, &count);
    bool hold = kept->columns && kept->shifted == base->shifted && kept->shift == base->shift;
    Column *columns = NEW_ARRAY(hold ? arena : base->arena, Column, count + 1);
    Gather g = {.arena = hold ? arena : base->arena, .base = base, .roll = roll};
    g.owner = owners_of(g.arena, roll);
    TRY(columns_gather(w, &g, hold ? kept->columns : NULL, columns));
    if (!hold) {
        kept->columns = columns;
        kept->shifted = base->shifted;
        kept->shift = base->shift;
    }
    out->facts = facts_of(roll, columns);
    TRY(bind_columns(w, arena, base, roll, out));
    return run_bound(arena, roll, out);
}
