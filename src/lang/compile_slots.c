/* After compiling: which results need an instruction (parts), and where each register lies. Scratch
 * memory is a few slots of one block's length, given to a register when it is written and taken
 * back after its last reading, so that the working set stays in the cache. What a run for another
 * month or standard may read without computing it again has a second place, apart. The full code
 * keeps every register, so that an explanation can look at each. */
#include "lang/compile.h"

#include <string.h>

/* Registers an instruction reads, those of a band table included. */
void visit_reads(const Code *code, const Instruction *i, Visit *visit, void *context)
{
    Reg reads[3] = {i->a, i->b, i->c};
    for (size_t k = 0; k < 3; k++)
        if (reads[k]) visit(context, reads[k]);
    if (i->op != OP_BANDS) return;
    const BandTable *table = &code->bands[i->i];
    for (size_t k = 0; k < table->count; k++) {
        visit(context, table->limits[k]);
        visit(context, table->values[k]);
    }
}

/* Calls `visit` with each register that is a result. */
static void visit_results(const Code *code, size_t components, Visit *visit, void *context)
{
    const Reg results[] = {code->eligible, code->candidate, code->reason, code->start,
                           code->stop,     code->floor,     code->counted};
    for (size_t k = 0; k < COUNT_OF(results); k++)
        visit(context, results[k]);
    for (size_t k = 0; k < components; k++)
        visit(context, code->amounts[k]);
}

/* ---- parts -------------------------------------------------------------------------------- */

typedef struct {
    uint8_t *parts; /* by register */
    uint8_t now;
} PartsWalk;

static void parts_join(void *context, Reg r)
{
    PartsWalk *walk = context;
    walk->parts[r] |= walk->now;
}

static void code_parts(Arena *arena, Code *code, size_t components)
{
    PartsWalk walk = {NEW_ARRAY(arena, uint8_t, code->register_count), 0};
    walk.parts[code->eligible] |= PART_ENTITLED | PART_AMOUNTS;
    walk.parts[code->reason] |= PART_REASON;
    walk.parts[code->candidate] |= PART_CANDIDATE;
    walk.parts[code->start] |= PART_MONTHS;
    walk.parts[code->stop] |= PART_MONTHS;
    walk.parts[code->floor] |= PART_MONTHS;
    walk.parts[code->counted] |= PART_COUNTED;
    for (size_t k = 0; k < components; k++)
        walk.parts[code->amounts[k]] |= PART_AMOUNTS;
    for (size_t k = code->count; k-- > 0;) {
        Instruction *i = &code->items[k];
        i->parts = walk.now = walk.parts[i->d];
        visit_reads(code, i, parts_join, &walk);
    }
}

/* ---- slots -------------------------------------------------------------------------------- */

/* Registers whose values may be a view of what they are made of. */
static bool is_view(Opcode op)
{
    return op == OP_LOWER_BOUND || op == OP_KNOWN_DAY || op == OP_ZERO_UNKNOWN;
}

typedef struct {
    uint32_t *last; /* by register: index of the last instruction that reads it */
    uint32_t now;
} LastWalk;

static void last_note(void *context, Reg r)
{
    LastWalk *walk = context;
    if (walk->last[r] < walk->now) walk->last[r] = walk->now;
}

static uint32_t *code_last_reads(Arena *arena, const Code *code, size_t components)
{
    LastWalk walk = {NEW_ARRAY(arena, uint32_t, code->register_count), UINT32_MAX};
    visit_results(code, components, last_note, &walk);
    for (size_t k = code->count; k-- > 0;) {
        const Instruction *i = &code->items[k];
        walk.now = is_view((Opcode)i->op) ? walk.last[i->d] : (uint32_t)k;
        visit_reads(code, i, last_note, &walk);
    }
    return walk.last;
}

typedef struct {
    Code *code;
    size_t room;
    uint32_t *busy_until; /* by slot */
} SlotPool;

static uint16_t slot_new(Arena *arena, SlotPool *pool, const RegisterKind *r, uint32_t until)
{
    Code *code = pool->code;
    size_t s = code->slot_count++;
    ensure(s < SLOT_NONE);
    if (s == pool->room) code->slots = arena_grow(arena, code->slots, &pool->room, sizeof(Slot));
    code->slots[s] = (Slot){(uint8_t)class_width(r->class), r->shape};
    pool->busy_until[s] = until;
    return (uint16_t)s;
}

static uint16_t slot_take(Arena *arena, SlotPool *pool, const RegisterKind *r, uint32_t now,
                          uint32_t until)
{
    const Code *code = pool->code;
    uint8_t width = (uint8_t)class_width(r->class);
    size_t s = 0;
    while (s < code->slot_count && (pool->busy_until[s] >= now || code->slots[s].width != width ||
                                    code->slots[s].shape != r->shape))
        s++;
    if (s == code->slot_count) return slot_new(arena, pool, r, until);
    pool->busy_until[s] = until;
    return (uint16_t)s;
}

typedef struct {
    uint8_t *readers; /* by register: on what those rest that read it */
    uint8_t now;
} ReadersWalk;

static void readers_join(void *context, Reg r)
{
    ReadersWalk *walk = context;
    walk->readers[r] |= walk->now;
}

/* Results are always stored, and the amounts always run as a whole. */
static uint8_t *code_readers(Arena *arena, const Code *code, size_t components)
{
    ReadersWalk walk = {NEW_ARRAY(arena, uint8_t, code->register_count), RESTS_ALL};
    visit_results(code, components, readers_join, &walk);
    for (size_t k = code->count; k-- > code->constants;) {
        const Instruction *i = &code->items[k];
        walk.now = k >= code->amounts_from ? RESTS_ALL : i->rests;
        if (is_view((Opcode)i->op)) walk.now |= walk.readers[i->d];
        visit_reads(code, i, readers_join, &walk);
        walk.readers[i->guard] |= walk.now;
    }
    return walk.readers;
}

static void code_slots(Arena *arena, SlotPool *pool, size_t components, bool keep)
{
    Code *code = pool->code;
    uint32_t *last = code_last_reads(arena, code, components);
    for (size_t k = code->constants; k < code->count; k++) {
        const Instruction *i = &code->items[k];
        if (i->op == OP_INPUT) continue;
        RegisterKind *r = &code->registers[i->d];
        r->slot = slot_take(arena, pool, r, (uint32_t)k, keep ? UINT32_MAX : last[i->d]);
    }
}

/* Slots apart are nobody's before either: what runs again must not write there. */
static void code_slots_apart(Arena *arena, SlotPool *pool, size_t components)
{
    Code *code = pool->code;
    const uint8_t *readers = code_readers(arena, code, components);
    for (size_t k = code->constants; k < code->amounts_from; k++) {
        const Instruction *i = &code->items[k];
        if (i->op == OP_INPUT || !(readers[i->d] & ~i->rests)) continue;
        RegisterKind *r = &code->registers[i->d];
        r->apart = slot_new(arena, pool, r, UINT32_MAX);
    }
}

void code_assign(Arena *arena, Code *code, size_t components, bool keep)
{
    code_parts(arena, code, components);
    code->amounts_from = code->count;
    if (!keep) {
        code_order(arena, code);
        code_guard(arena, code, components);
        code_cross(arena, code, components);
    }
    code_rests(arena, code);
    for (size_t k = 0; keep && k < code->count; k++)
        code->items[k].parts = UINT8_MAX; /* an explanation may look at any */
    SlotPool pool = {code, 0, NEW_ARRAY(arena, uint32_t, 2 * code->register_count)};
    code_slots(arena, &pool, components, keep);
    if (!keep) code_slots_apart(arena, &pool, components);
}
