/* Random facts. A table says for each field how its values lie; what the table does not name gets
 * the plain draw of its type, so that a new field in the law needs nothing here. */
#include "bench/world.h"

#include <string.h>

static uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

enum { EVENTS_SEED = 1000000 };

/* Values low..high; in `absent` of a thousand rows `none` instead. */
typedef struct {
    const char *key;
    int64_t low, high, none;
    int absent;
} Draw;
#define DAY(y) (((y)-1970) * 365 + ((y)-1968) / 4)
static const Draw DRAWS[] = {
    {"birth_date", DAY(1919), DAY(2024), 0, 0},
    {"home", 0, 99, 0, 0},
    {"death_date", DAY(2024), DAY(2025), INT32_MAX, 980},
    {"moved_out", DAY(2024), DAY(2025), INT32_MAX, 980},
    {"disability_kind", 1, 7, 0, 900},
    {"disability_grade", 1, 4, 0, 900},
    {"certificate_until", DAY(2023), DAY(2035), INT32_MAX, 300},
    {"in_custody", 2, 2, 0, 995},
    {"serious_illness", 2, 2, 0, 970},
    {"injury_care", 100, 300000, 0, 990},
    {"father_state", 1, 10, 0, 700},
    {"mother_state", 1, 10, 0, 700},
    {"monthly_income", 0, 300000, 0, 300},
    {"family_property", 0, 20000000, 0, 0},
    {"excess_vehicle", 2, 2, 0, 950},
    {"excess_home", 2, 2, 0, 950},
    {"employment_deduction", 0, 50000, 0, 800},
    {"rigid_deduction", 0, 100000, 0, 800},
    {"original_income", 0, 300000, 0, 0},
    {"urban_rural", 1, 2, 0, 0},
    {"application_way", 1, 2, 0, 0},
    {"care_place", 1, 2, 0, 0},
    {"applied", DAY(2020), DAY(2025), INT32_MAX, 50},
    {"decided", DAY(2020), DAY(2027), INT32_MAX, 50},
    {"fade_from", 0, 0, INT32_MAX, 1000},
};

static Draw plain_draw(const Input *input)
{
    switch (input->type.kind) {
    case TYPE_TRUTH:
        return (Draw){"", 2, 2, 0, 950};
    case TYPE_CHOICE:
        return (Draw){"", 1, (int64_t)input->type.choices->count, 0, 500};
    case TYPE_DATE:
        return (Draw){"", DAY(2000), DAY(2030), INT32_MAX, 300};
    default:
        break;
    }
    return (Draw){"", 0, 100000, 0, 500};
}

const char *world_key(Arena *arena, const Input *input)
{
    static const char *const events[EVENT_COUNT] = {[EVENT_APPLIED] = "applied",
                                                    [EVENT_ACCEPTED] = "accepted",
                                                    [EVENT_DECIDED] = "decided",
                                                    [EVENT_REVIEWED] = "reviewed",
                                                    [EVENT_FADE_FROM] = "fade_from"};
    switch (input->kind) {
    case INPUT_FIELD:
        return str_z(arena, input->field->key);
    case INPUT_EVENT:
        return events[input->event];
    case INPUT_ENJOYS:
        return format(arena, "enjoys:%.*s", STR_ARG(input->affair->key)).ptr;
    case INPUT_ENJOYED_AMOUNT:
        break;
    }
    return format(arena, "amount:%.*s", STR_ARG(input->affair->key)).ptr;
}

static Draw draw_of(Arena *arena, const Input *input)
{
    const char *key = world_key(arena, input);
    for (size_t i = 0; i < COUNT_OF(DRAWS); i++)
        if (strcmp(DRAWS[i].key, key) == 0) return DRAWS[i];
    return plain_draw(input);
}

/* Facts may be missing; the days of an enrolment are its own and never are. */
static void column_fill(Column *c, Arena *arena, const Draw *draw, uint64_t seed)
{
    const uint64_t missing = seed >= EVENTS_SEED ? 0 : 20; /* per mille */
    uint64_t draws = seed;
    for (size_t i = 0; i < c->rows; i++) {
        uint64_t r = random_next(&draws);
        int64_t value = draw->low + (int64_t)((r >> 20) % (uint64_t)(draw->high - draw->low + 1));
        if ((int)((r >> 10) % 1000) < draw->absent) value = draw->none;
        switch (c->type) {
        case COLUMN_TRUTH:
        case COLUMN_CHOICE:
            column_bytes(c)[i] = (uint8_t)value;
            break;
        case COLUMN_INT32:
            column_int32(c)[i] = (int32_t)value;
            break;
        case COLUMN_INT64:
            column_int64(c)[i] = value;
            break;
        }
        if (random_next(&draws) % 1000 < missing) column_set_unknown(c, arena, i);
    }
}

Groups world_households_of(Arena *arena, uint32_t persons)
{
    uint32_t *start = NEW_ARRAY(arena, uint32_t, persons + 1);
    uint64_t seed = 7;
    size_t owners = 0;
    for (uint32_t at = 0; at < persons; start[++owners] = at) {
        at += 1 + (uint32_t)(random_next(&seed) % 4);
        if (at > persons) at = persons;
    }
    return (Groups){owners, start};
}

Groups world_households(Arena *arena)
{
    return world_households_of(arena, PERSONS);
}

static World world_of(Arena *arena, const Affair *affair, const Groups *households)
{
    World w = {.affair = affair, .persons = groups_members(households)};
    w.inputs = program_inputs(affair->program, &w.input_count);
    w.columns = NEW_ARRAY(arena, Column, w.input_count);
    bool household = affair->subject == SUBJECT_HOUSEHOLD;
    w.facts = (Facts){.rows = household ? households->owners : w.persons, .inputs = w.columns};
    if (household) w.facts.members = *households;
    return w;
}

static Column column_drawn(Arena *arena, const World *w, size_t k)
{
    const Input *input = &w->inputs[k];
    Draw draw = draw_of(arena, input);
    Column column = column_new(arena, input->column, input->of_member ? w->persons : w->facts.rows);
    column_fill(&column, arena, &draw, input->kind == INPUT_EVENT ? EVENTS_SEED + k : 1000 + k);
    return column;
}

World world_new(Arena *arena, const Affair *affair, const Groups *households)
{
    World w = world_of(arena, affair, households);
    for (size_t k = 0; k < w.input_count; k++)
        w.columns[k] = column_drawn(arena, &w, k);
    return w;
}

World world_shared(Arena *arena, const Affair *affair, const Groups *households, Shelf *shelf)
{
    World w = world_of(arena, affair, households);
    for (size_t k = 0; k < w.input_count; k++) {
        const char *key = world_key(arena, &w.inputs[k]);
        bool of_household = w.facts.members.start && !w.inputs[k].of_member;
        size_t at = 0;
        while (at < shelf->count && (strcmp(shelf->kept[at].key, key) != 0 ||
                                     shelf->kept[at].of_household != of_household))
            at++;
        if (at == shelf->count) {
            ensure(at < COUNT_OF(shelf->kept));
            shelf->kept[shelf->count++] =
                (struct Kept){key, of_household, column_drawn(arena, &w, k)};
        }
        w.columns[k] = shelf->kept[at].column;
    }
    return w;
}

const Column *world_column(const World *w, const char *key, bool of_member)
{
    Arena *arena = arena_new();
    const Column *found = NULL;
    for (size_t k = 0; k < w->input_count && !found; k++)
        if (w->inputs[k].of_member == of_member &&
            strcmp(world_key(arena, &w->inputs[k]), key) == 0)
            found = &w->columns[k];
    arena_free(arena);
    return found;
}
