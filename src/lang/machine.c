/* Running a program over rows: blocks that hold whole households and stay in the cache, each
 * instruction over the whole block, then the results. Read machine_run from the bottom up. */
#include "lang/scratch.h"

#include <string.h>

/* Rows come in whole vectors where they can, so that few loops have a remainder. */
enum { BLOCK_ROWS = 4096, VECTOR_ROWS = 64 };

/* ---- scratch memory ----------------------------------------------------------------------- */

static void *aligned(Arena *arena, size_t bytes)
{
    uintptr_t at = (uintptr_t)arena_alloc(arena, bytes + 63);
    return (void *)((at + 63) & ~(uintptr_t)63);
}

static Vector slot_vector(Scratch *s, const Slot *slot)
{
    size_t room = (slot->shape == SHAPE_MEMBER ? s->members : s->rows) + 1;
    Vector v = {.unknown = aligned(s->arena, room)};
    bool ratio = slot->width == class_width(CLASS_RATIO);
    v.values = aligned(s->arena, room * (ratio ? sizeof(int64_t) : slot->width));
    if (ratio) v.below = aligned(s->arena, room * sizeof(int64_t));
    return v;
}

static void scratch_lay(Scratch *s)
{
    const Code *code = s->code;
    Vector *slots = NEW_ARRAY(s->arena, Vector, code->slot_count);
    for (size_t i = 0; i < code->slot_count; i++)
        slots[i] = slot_vector(s, &code->slots[i]);
    for (size_t r = 0; r < code->register_count; r++)
        if (code->registers[r].slot != SLOT_NONE) s->own[r] = slots[code->registers[r].slot];
    s->overflow = NEW_ARRAY(s->arena, uint8_t, s->rows + 1);
    s->spread = NEW_ARRAY(s->arena, uint8_t, s->members + 1);
    size_t most = s->rows > s->members ? s->rows : s->members;
    s->spare = NEW_ARRAY(s->arena, uint8_t, most + 1);
    s->total = NEW_ARRAY(s->arena, uint64_t, s->members + 1);
    s->owner = NEW_ARRAY(s->arena, uint32_t, s->members + 1);
}

Scratch scratch_new(Arena *arena, const Code *code, size_t rows, size_t members)
{
    Scratch s = {.arena = arena, .code = code, .rows = rows, .members = members};
    s.own = NEW_ARRAY(arena, Vector, code->register_count);
    s.vectors = NEW_ARRAY(arena, Vector, code->register_count);
    scratch_lay(&s);
    return s;
}

void scratch_fit(Scratch *s, size_t rows, size_t members)
{
    if (rows <= s->rows && members <= s->members) return;
    if (rows > s->rows) s->rows = rows;
    if (members > s->members) s->members = members;
    scratch_lay(s);
}

void scratch_run(Scratch *s, const Env *env, const Facts *facts, uint8_t wanted, Run *run)
{
    const Code *code = s->code;
    run->program = env->program;
    run->code = code;
    run->bound = code == &env->program->fast ? &env->fast : &env->full;
    run->facts = facts;
    run->vectors = s->vectors;
    run->own = s->own;
    run->overflow = s->overflow;
    run->spare = s->spare;
    run->total = s->total;
    run->owner = s->owner;
    run->owners_known = false;
    if (run->overflowed) memset(s->overflow, 0, run->rows);
    run->overflowed = false;
    run->block = ++s->blocks;
    for (size_t k = code->constants; k < code->count; k++) {
        const Instruction *i = &code->items[k];
        if (!(i->parts & wanted)) continue;
        if (i->guard && run_uniform(run, i->guard, NO)) continue;
        handlers[i->op](run, i);
    }
}

/* Before the first block: constants stand where the binding put them, the rest in own memory. */
void scratch_begin(Scratch *s, const BoundCode *bound)
{
    const Code *code = s->code;
    for (size_t r = 1; r < code->register_count; r++)
        s->vectors[r] = code->registers[r].shape == SHAPE_CONSTANT ? bound->vectors[r] : s->own[r];
}

/* ---- results ------------------------------------------------------------------------------ */

Results results_new(Arena *arena, const Affair *affair, size_t rows, size_t members)
{
    Results r = {.rows = rows, .members = members};
    r.eligible = NEW_ARRAY(arena, uint8_t, rows);
    r.candidate = NEW_ARRAY(arena, uint8_t, rows);
    r.reason = NEW_ARRAY(arena, uint8_t, rows);
    r.first_month = NEW_ARRAY(arena, int32_t, rows);
    r.stop_month = NEW_ARRAY(arena, int32_t, rows);
    r.arrears_floor = NEW_ARRAY(arena, int32_t, rows);
    r.month_unknown = NEW_ARRAY(arena, uint8_t, rows);
    r.counted = NEW_ARRAY(arena, uint8_t, members);
    r.overflow = NEW_ARRAY(arena, uint8_t, rows);
    r.amount = NEW_ARRAY(arena, int64_t *, affair->component_count);
    r.amount_unknown = NEW_ARRAY(arena, uint8_t *, affair->component_count);
    for (size_t k = 0; k < affair->component_count; k++) {
        size_t n = affair->components[k].by_member ? members : rows;
        r.amount[k] = NEW_ARRAY(arena, int64_t, n);
        r.amount_unknown[k] = NEW_ARRAY(arena, uint8_t, n);
    }
    return r;
}

static void store_bytes(const Vector *v, uint8_t *to, size_t n)
{
    if (v->one)
        memset(to, vector_byte(v, 0), n);
    else
        memcpy(to, v->values, n);
}

static void store_month(const Vector *v, int32_t *to, uint8_t *unknown, size_t n)
{
    if (!v->one) memcpy(to, v->values, n * sizeof *to);
    for (size_t row = 0; v->one && row < n; row++)
        to[row] = vector_day(v, 0);
    if (!v->has_unknown) return;
    if (!v->one)
        kernel_mask_join(n, unknown, v->unknown);
    else if (v->unknown[0])
        memset(unknown, 1, n);
}

static void store_months(const Run *run, Results *results)
{
    size_t first = run->first_row;
    uint8_t *unknown = results->month_unknown + first;
    memset(unknown, 0, run->rows);
    const Code *code = run->code;
    store_month(&run->vectors[code->start], results->first_month + first, unknown, run->rows);
    store_month(&run->vectors[code->stop], results->stop_month + first, unknown, run->rows);
    store_month(&run->vectors[code->floor], results->arrears_floor + first, unknown, run->rows);
}

/* Where a component's amounts go; `eligible` is by row or by member, as they are. */
typedef struct {
    size_t n;
    const uint8_t *eligible;
    bool eligible_unknown;
    int64_t *amount;
    uint8_t *unknown;
} Payout;

static void store_amount_unknown(const Vector *v, const Payout *p)
{
    if (!v->has_unknown && !p->eligible_unknown) {
        memset(p->unknown, 0, p->n);
    } else if (v->has_unknown && !v->one) {
        kernel_pay_mask(p->n, p->unknown, p->eligible, v->unknown);
    } else if (!v->has_unknown) {
        kernel_truth_unknown(p->n, p->unknown, p->eligible);
    } else {
        uint8_t all = v->unknown[0];
        for (size_t i = 0; i < p->n; i++)
            p->unknown[i] = (p->eligible[i] == UNKNOWN) | ((p->eligible[i] == YES) & all);
    }
}

static void store_nothing(const Payout *p)
{
    memset(p->amount, 0, p->n * sizeof *p->amount);
    memset(p->unknown, 0, p->n);
}

static void store_amount(const Vector *v, const Payout *p)
{
    if (v->one)
        kernel_pay_one(p->n, p->amount, p->eligible, vector_number(v, 0));
    else
        kernel_pay(p->n, p->amount, p->eligible, v->values);
    store_amount_unknown(v, p);
}

static void store_amounts(Scratch *s, Run *run, Results *results)
{
    const AffairTree *tree = run->program->tree;
    Payout by_row = {.n = run->rows,
                     .eligible = results->eligible + run->first_row,
                     .eligible_unknown = run->vectors[run->code->eligible].has_unknown};
    Payout by_member = {
        .n = run->members, .eligible = s->spread, .eligible_unknown = by_row.eligible_unknown};
    bool spread = false, nobody = run_uniform(run, run->code->eligible, NO);
    for (size_t k = 0; k < tree->component_count; k++) {
        bool member = tree->components[k].component->by_member;
        if (member && !spread && !nobody)
            kernel_spread_byte(run->members, run_owners(run), s->spread, by_row.eligible);
        spread = spread || member;
        Payout *p = member ? &by_member : &by_row;
        size_t first = member ? run->first_member : run->first_row;
        p->amount = results->amount[k] + first;
        p->unknown = results->amount_unknown[k] + first;
        if (nobody)
            store_nothing(p);
        else
            store_amount(&run->vectors[run->code->amounts[k]], p);
    }
}

static bool row_amount_unknown(const Run *run, const Results *results, size_t row)
{
    const AffairTree *tree = run->program->tree;
    for (size_t k = 0; results->amount && k < tree->component_count; k++) {
        const uint8_t *unknown = results->amount_unknown[k];
        if (!tree->components[k].component->by_member) {
            if (unknown[run->first_row + row]) return true;
            continue;
        }
        for (size_t j = run->start[row]; j < run->start[row + 1]; j++)
            if (unknown[j]) return true;
    }
    return false;
}

/* An overflow in a value that did not matter in the end is none of the result's. */
static void store_overflow(const Run *run, Results *results)
{
    uint8_t *to = results->overflow + run->first_row;
    memset(to, 0, run->rows);
    for (size_t row = 0; run->overflowed && row < run->rows; row++)
        to[row] = run->overflow[row] && (results->eligible[run->first_row + row] == UNKNOWN ||
                                         row_amount_unknown(run, results, row));
}

static void store_results(Scratch *s, Run *run, Results *results)
{
    size_t first = run->first_row;
    const Code *code = run->code;
    store_bytes(&run->vectors[code->eligible], results->eligible + first, run->rows);
    store_bytes(&run->vectors[code->reason], results->reason + first, run->rows);
    if (results->candidate)
        store_bytes(&run->vectors[code->candidate], results->candidate + first, run->rows);
    if (results->counted)
        store_bytes(&run->vectors[code->counted], results->counted + run->first_member,
                    run->members);
    if (results->first_month) store_months(run, results);
    if (results->amount) store_amounts(s, run, results);
    store_overflow(run, results);
}

/* ---- running ------------------------------------------------------------------------------ */

Machine *machine_new(Arena *arena, const Affair *affair)
{
    Machine *m = NEW(arena, Machine);
    m->arena = arena;
    m->affair = affair;
    m->program = affair->program;
    m->fast = scratch_new(arena, &m->program->fast, BLOCK_ROWS, BLOCK_ROWS);
    m->full = (Scratch){.arena = arena};
    return m;
}

/* How many of the next `most` households have no more members than a block; at least one. */
static size_t households_that_fit(const uint32_t *start, size_t most)
{
    size_t fit = most < 1 ? most : 1, beyond = most + 1;
    while (fit > 0 && beyond - fit > 1) {
        size_t middle = (fit + beyond) / 2;
        if (start[middle] - start[0] <= BLOCK_ROWS)
            fit = middle;
        else
            beyond = middle;
    }
    return fit;
}

/* The next block: whole households as long as rows and members fit; at least one. */
static void block_next(const Facts *facts, Run *run)
{
    run->first_row += run->rows;
    size_t left = facts->rows - run->first_row;
    run->rows = left < BLOCK_ROWS ? left : BLOCK_ROWS;
    if (!facts->members.start) return;
    run->start = facts->members.start + run->first_row;
    run->first_member = run->start[0];
    run->rows = households_that_fit(run->start, run->rows);
    if (run->rows > VECTOR_ROWS) run->rows -= run->rows % VECTOR_ROWS;
    run->members = run->start[run->rows] - run->start[0];
    run->small = kernel_largest_group(run->rows, run->start) < 256;
}

static uint8_t wanted_parts(const Results *results)
{
    uint8_t wanted = PART_ENTITLED;
    if (results->candidate) wanted |= PART_CANDIDATE;
    if (results->counted) wanted |= PART_COUNTED;
    if (results->first_month) wanted |= PART_MONTHS;
    if (results->amount) wanted |= PART_AMOUNTS;
    return wanted;
}

void machine_run(Machine *m, const Env *env, const Facts *facts, Results *results)
{
    ensure(env->program == m->program);
    ensure(results->rows >= facts->rows);
    Run run = {.overflowed = true};
    uint8_t wanted = wanted_parts(results);
    scratch_begin(&m->fast, &env->fast);
    for (block_next(facts, &run); run.rows > 0; block_next(facts, &run)) {
        if (run.members > m->fast.members) {
            scratch_fit(&m->fast, BLOCK_ROWS, run.members);
            scratch_begin(&m->fast, &env->fast);
        }
        scratch_run(&m->fast, env, facts, wanted, &run);
        store_results(&m->fast, &run, results);
    }
}
