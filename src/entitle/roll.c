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
    Arena *arena;   /* of the columns */
    Arena *scratch; /* of what is only needed to gather them */
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
    if (roll->affair->subject != SUBJECT_HOUSEHOLD) {
        roll->member = NEW_ARRAY(arena, int32_t, 1);
        return; /* start: zero, as it came */
    }
    for (size_t i = 0; i < roll->rows; i++) {
        roll->start[i] = (uint32_t)roll->member_rows;
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
    if (!g->found[axis]) g->found[axis] = NEW_ARRAY(g->scratch, int32_t *, g->base->version_count);
    if (g->found[axis][at]) return g->found[axis][at];
    const int32_t *subjects = axis_subjects(g, axis, &count);
    int32_t *found = NEW_ARRAY(g->scratch, int32_t, count + 1);
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

/* Everybody's column of a field: the programmes of one month share it. */
static Column *column_shared(Gather *g, const Input *input)
{
    const Roll *roll = g->roll;
    FactBase *base = g->base;
    if (!base->keeps || roll->deciding || roll->affair->subject != SUBJECT_PERSON) return NULL;
    for (KeptColumn *kept = base->columns; kept; kept = kept->next)
        if (kept->field == input->field && kept->day.days == roll->day.days &&
            kept->group == roll->group)
            return &kept->column;
    KeptColumn *kept = NEW(base->arena, KeptColumn);
    *kept = (KeptColumn){base->columns, input->field, roll->day, roll->group, {0}};
    base->columns = kept;
    return &kept->column;
}

static Column field_gather(Gather *g, const Input *input)
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
    return out;
}

static Column field_column(Gather *g, const Input *input)
{
    Column *shared = column_shared(g, input);
    if (!shared) return field_gather(g, input);
    if (!shared->values) *shared = field_gather(g, input);
    return *shared;
}

/* What is tried (facts_shift): the number of each row's person, of a household's applicant; in a
 * copy, since columns may be kept. */
static void field_shift(const Gather *g, Arena *arena, const Input *input, Column *column)
{
    Axis axis = input_axis(g, input);
    size_t count;
    const int32_t *subjects = axis_subjects(g, axis, &count);
    int64_t *copy = NEW_ARRAY(arena, int64_t, count + 1);
    memcpy(copy, column->values, count * sizeof *copy);
    column->values = copy;
    for (size_t i = 0; i < count; i++) {
        bool applicant = axis != AXIS_MEMBER || g->roll->start[g->owner[i]] == i;
        if (applicant && subjects[i] >= 0 && !column_is_unknown(column, i))
            copy[i] += g->base->shift;
    }
}

static void columns_shift(const Gather *g, Arena *arena, Column *columns)
{
    size_t count;
    const Input *inputs = program_inputs(g->roll->affair->program, &count);
    for (size_t i = 0; g->base->shifted && i < count; i++)
        if (inputs[i].kind == INPUT_FIELD && inputs[i].field == g->base->shifted &&
            columns[i].type == COLUMN_INT64)
            field_shift(g, arena, &inputs[i], &columns[i]);
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
static bool spans_of(Work *w, Arena *arena, const Program *program, Spans **out)
{
    size_t count;
    const Division *divisions = program_divisions(program, &count);
    Spans *spans = NEW(arena, Spans);
    spans->items = NEW_ARRAY(arena, DivisionSpan, count + 1);
    for (size_t i = 0; i < count; i++) {
        DivisionRow row;
        if (division_by_code(w, divisions[i], &row)) {
            spans->items[spans->count++] = (DivisionSpan){divisions[i], row.first, row.last};
            continue;
        }
        if (w->error.code != ERR_NOT_FOUND) return false;
        w->error = (Error){0};
    }
    *out = spans;
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

static bool is_lasting(const Input *input)
{
    return input->kind == INPUT_FIELD || input->kind == INPUT_EVENT;
}

/* Gathers the columns of the kinds that are wanted: what lasts, what others grant in this run. */
static bool columns_gather(Work *w, Gather *g, bool lasting, Column *columns)
{
    size_t count;
    const Input *inputs = program_inputs(g->roll->affair->program, &count);
    for (size_t i = 0; i < count; i++)
        if (is_lasting(&inputs[i]) == lasting) TRY(input_column(w, g, &inputs[i], &columns[i]));
    return true;
}

/* ---- binding ------------------------------------------------------------------------------ */

static bool bind_roll(Work *w, Arena *arena, FactBase *base, const Roll *roll, Run *out)
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
    if (!out->spans) TRY(spans_of(w, arena, roll->affair->program, &out->spans));
    binding.spans = out->spans->items;
    binding.span_count = out->spans->count;
    out->env = env_bind(arena, roll->affair->program, &binding);
    if (!out->machine) out->machine = machine_new(arena, roll->affair);
    return true;
}

static Facts facts_of(const Roll *roll, const Column *columns)
{
    Facts facts = {.rows = roll->rows, .inputs = columns};
    if (roll->affair->subject == SUBJECT_HOUSEHOLD)
        facts.members = (Groups){.owners = roll->rows, .start = roll->start};
    return facts;
}

bool roll_bind(Work *w, Arena *arena, FactBase *base, const Roll *roll, Run *out)
{
    size_t count;
    program_inputs(roll->affair->program, &count);
    Column *columns = NEW_ARRAY(arena, Column, count + 1);
    Gather g = {.arena = arena, .scratch = arena, .base = base, .roll = roll};
    g.owner = owners_of(arena, roll);
    TRY(columns_gather(w, &g, true, columns) && columns_gather(w, &g, false, columns));
    columns_shift(&g, arena, columns);
    *out = (Run){.facts = facts_of(roll, columns)};
    return bind_roll(w, arena, base, roll, out);
}

static bool run_bound(Arena *arena, const Roll *roll, Run *out)
{
    out->results = results_new(arena, roll->affair, roll->rows, roll->member_rows);
    out->results.reason = NULL;
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

/* The columns that last are gathered into the base once. */
static bool columns_keep(Work *w, Arena *arena, FactBase *base, KeptRoll *kept)
{
    size_t count;
    if (kept->columns) return true;
    program_inputs(kept->roll.affair->program, &count);
    Column *columns = NEW_ARRAY(base->arena, Column, count + 1);
    Gather g = {.arena = base->arena, .scratch = arena, .base = base, .roll = &kept->roll};
    g.owner = owners_of(arena, &kept->roll);
    TRY(columns_gather(w, &g, true, columns));
    kept->columns = columns;
    return true;
}

bool roll_bind_kept(Work *w, Arena *arena, FactBase *base, KeptRoll *kept, Run *out)
{
    const Roll *roll = &kept->roll;
    AffairFacts *facts = facts_affair(base, roll->affair);
    size_t count;
    TRY(columns_keep(w, arena, base, kept));
    program_inputs(roll->affair->program, &count);
    Column *columns = NEW_ARRAY(arena, Column, count + 1);
    memcpy(columns, kept->columns, count * sizeof *columns);
    Gather g = {.arena = arena, .scratch = arena, .base = base, .roll = roll};
    g.owner = owners_of(arena, roll);
    TRY(columns_gather(w, &g, false, columns));
    columns_shift(&g, arena, columns);
    if (!facts->machine) facts->machine = machine_new(base->arena, roll->affair);
    if (!facts->spans) TRY(spans_of(w, base->arena, roll->affair->program, &facts->spans));
    *out = (Run){.facts = facts_of(roll, columns)};
    out->machine = facts->machine;
    out->spans = facts->spans;
    return bind_roll(w, arena, base, roll, out);
}

bool roll_run_kept(Work *w, Arena *arena, FactBase *base, KeptRoll *kept, Run *out)
{
    TRY(roll_bind_kept(w, arena, base, kept, out));
    return run_bound(arena, &kept->roll, out);
}
