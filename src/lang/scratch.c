/* Where the registers of a code lie while it runs. All scratch memory of a code is one desk: slots
 * of a block's length, given to registers in turn, and what folds and narrowing need. Machines that
 * run one after another over the same block work on one desk, that of the largest: what one leaves
 * there is nobody's, and the cache holds one desk, not twenty. */
#include "lang/scratch.h"

/* A vector may be read and written to the end of its last cache line. */
enum { LINE = 64 };

typedef struct {
    uintptr_t base; /* 0: only measured */
    size_t used;
} Desk;

static void *desk_take(Desk *d, size_t bytes)
{
    uintptr_t at = d->base + d->used;
    d->used += (bytes + 2 * LINE - 1) & ~(size_t)(LINE - 1);
    return (void *)at; /* NOLINT(performance-no-int-to-ptr) */
}

/* Values for `width` bytes each, the denominators of a ratio beside them, and a mask. */
static Vector desk_vector(Desk *d, size_t room, size_t width)
{
    bool ratio = width == class_width(CLASS_RATIO);
    Vector v = {.unknown = desk_take(d, room)};
    v.values = desk_take(d, room * (ratio ? sizeof(int64_t) : width));
    if (ratio) v.below = desk_take(d, room * sizeof(int64_t));
    return v;
}

static size_t room_of(const Scratch *s, Shape shape)
{
    return (shape == SHAPE_MEMBER ? s->members : s->rows) + 1;
}

static void lay_slots(Scratch *s, Desk *d)
{
    const Code *code = s->code;
    for (size_t i = 0; i < code->slot_count; i++) {
        const Slot *slot = &code->slots[i];
        s->slots[i] = desk_vector(d, room_of(s, slot->shape), slot->width);
    }
    for (size_t r = 0; r < code->register_count; r++) {
        const RegisterKind *kind = &code->registers[r];
        bool apart = s->laid_apart && kind->apart != SLOT_NONE;
        if (kind->slot != SLOT_NONE) s->own[r] = s->slots[apart ? kind->apart : kind->slot];
    }
}

static void lay_narrow(Scratch *s, Desk *d)
{
    const Code *code = s->code;
    Narrow *n = &s->narrow;
    size_t most = s->rows > s->members ? s->rows : s->members;
    n->row_at = desk_take(d, (s->rows + 1) * sizeof *n->row_at);
    n->member_at = desk_take(d, (s->members + SELECT_ROOM) * sizeof *n->member_at);
    n->start = desk_take(d, (s->rows + 1) * sizeof *n->start);
    n->overflow = desk_take(d, s->rows + 1);
    n->amount = desk_take(d, (most + 1) * sizeof *n->amount);
    n->unknown = desk_take(d, most + 1);
    for (size_t k = 0; k < code->crossing_count; k++) {
        const RegisterKind *r = &code->registers[code->crossing[k]];
        n->own[k] = desk_vector(d, room_of(s, r->shape), class_width(r->class));
    }
}

/* Lays everything at `base`; how many bytes that takes. */
static size_t lay(Scratch *s, uintptr_t base)
{
    Desk d = {.base = base};
    size_t most = s->rows > s->members ? s->rows : s->members;
    s->spread = desk_take(&d, most + 1);
    s->spare = desk_take(&d, most + 1);
    s->total = desk_take(&d, (s->members + 2) * sizeof *s->total);
    s->owner = desk_take(&d, (s->members + 1) * sizeof *s->owner);
    s->outgoing = desk_take(&d, (most + 1) * sizeof *s->outgoing);
    lay_slots(s, &d);
    lay_narrow(s, &d);
    return d.used;
}

static void desk_own(Scratch *s)
{
    s->bytes = lay(s, 0);
    uintptr_t at = (uintptr_t)arena_alloc(s->arena, s->bytes + LINE);
    s->desk = (at + LINE - 1) & ~(uintptr_t)(LINE - 1);
    s->overflow = NEW_ARRAY(s->arena, uint8_t, s->rows + 1);
    s->laid_at = s->desk;
    lay(s, s->desk);
}

void scratch_lie(Scratch *s, const Scratch *on, bool apart)
{
    ensure(on->bytes >= s->bytes);
    if (s->laid_at == on->desk && s->laid_apart == apart) return;
    s->laid_at = on->desk;
    s->laid_apart = apart;
    lay(s, on->desk);
}

Scratch scratch_new(Arena *arena, const Code *code, size_t rows, size_t members)
{
    Scratch s = {.arena = arena, .code = code, .rows = rows, .members = members};
    s.own = NEW_ARRAY(arena, Vector, code->register_count);
    s.vectors = NEW_ARRAY(arena, Vector, code->register_count);
    s.slots = NEW_ARRAY(arena, Vector, code->slot_count + 1);
    s.narrow.own = NEW_ARRAY(arena, Vector, code->crossing_count + 1);
    s.narrow.wide = NEW_ARRAY(arena, Vector, code->crossing_count + 1);
    desk_own(&s);
    return s;
}

void scratch_fit(Scratch *s, size_t rows, size_t members)
{
    if (rows <= s->rows && members <= s->members) return;
    if (rows > s->rows) s->rows = rows;
    if (members > s->members) s->members = members;
    desk_own(s);
}
