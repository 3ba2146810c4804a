/* Names: a surname by its frequency, a given name of one or two characters that were in fashion
 * when the person was born, now and then a rare character, and names with a dot where the
 * nationality writes them so. A person keeps indexes; the text is made when it is written.
 *
 * given: bits 0..9 first character, 10..19 second (NO_SECOND: none), 20..23 table, 24 rare. */
#include "demo/plan.h"

#define NO_SECOND 1023u
#define HAN_BYTES 3
#define ERAS 5

static const Str surnames[] = {
#define X(text, weight) {text, sizeof(text) - 1},
#include "demo/surnames.def"
#undef X
};
static const uint16_t surname_weights[] = {
#define X(text, weight) weight,
#include "demo/surnames.def"
#undef X
};
static const struct {
    int era, sex;
    Str characters;
} given_tables[] = {
#define X(era, sex, text) {era, sex, {text, sizeof(text) - 1}},
#include "demo/given.def"
#undef X
};
static const Str rare_characters[] = {
#define X(text) {text, sizeof(text) - 1},
#include "demo/rare.def"
#undef X
};
static const struct {
    Str text;
    bool dotted;
} nations[] = {
#define X(text, weight, dotted) {{text, sizeof(text) - 1}, dotted},
#include "demo/nations.def"
#undef X
};
static const uint16_t nation_weights[] = {
#define X(text, weight, dotted) weight,
#include "demo/nations.def"
#undef X
};
static const struct {
    Str text;
    int sex;
} dotted_given[] = {
#define DOTTED_GIVEN(text, sex) {{text, sizeof(text) - 1}, sex},
#define DOTTED_FATHER(text)
#include "demo/dotted.def"
#undef DOTTED_GIVEN
#undef DOTTED_FATHER
};
static const Str dotted_fathers[] = {
#define DOTTED_GIVEN(text, sex)
#define DOTTED_FATHER(text) {text, sizeof(text) - 1},
#include "demo/dotted.def"
#undef DOTTED_GIVEN
#undef DOTTED_FATHER
};

uint16_t surname_draw(Random *r)
{
    return (uint16_t)random_weighted(r, surname_weights, COUNT_OF(surname_weights));
}

uint8_t nation_draw(Random *r)
{
    return (uint8_t)random_weighted(r, nation_weights, COUNT_OF(nation_weights));
}

static int era_of(int birth_year)
{
    if (birth_year < 1950) return 0;
    int era = 1 + (birth_year - 1950) / 20;
    return era < ERAS ? era : ERAS - 1;
}

/* given.def holds every era and sex. */
static size_t table_of(int birth_year, int sex)
{
    size_t i = 0;
    while (i < COUNT_OF(given_tables) &&
           (given_tables[i].era != era_of(birth_year) || given_tables[i].sex != sex))
        i++;
    ensure(i < COUNT_OF(given_tables));
    return i;
}

uint32_t given_draw(Random *r, int birth_year, int sex)
{
    size_t table = table_of(birth_year, sex);
    uint32_t count = (uint32_t)(given_tables[table].characters.len / HAN_BYTES);
    bool single = random_chance(r, birth_year >= 1970 && birth_year < 2000 ? 280 : 110);
    bool rare = random_chance(r, 4);
    uint32_t first = random_below(r, rare ? (uint32_t)COUNT_OF(rare_characters) : count);
    uint32_t second = single ? NO_SECOND : random_below(r, count);
    return first | second << 10 | (uint32_t)table << 20 | (rare ? 1u << 24 : 0);
}

static Str dotted_name(Arena *arena, const Person *p)
{
    size_t first = p->given % COUNT_OF(dotted_given);
    while (dotted_given[first].sex != p->sex)
        first = (first + 1) % COUNT_OF(dotted_given);
    Str father = dotted_fathers[(p->given >> 10) % COUNT_OF(dotted_fathers)];
    return format(arena, "%.*s\xC2\xB7%.*s", STR_ARG(dotted_given[first].text), STR_ARG(father));
}

Str person_name(Arena *arena, const Person *p)
{
    if (nations[p->nation].dotted) return dotted_name(arena, p);
    Str table = given_tables[p->given >> 20 & 15].characters;
    uint32_t first = p->given & NO_SECOND, second = p->given >> 10 & NO_SECOND;
    Buf b = buf_new(arena);
    buf_add(&b, surnames[p->surname]);
    if (p->given >> 24)
        buf_add(&b, rare_characters[first]);
    else
        buf_add(&b, (Str){table.ptr + first * HAN_BYTES, HAN_BYTES});
    if (second != NO_SECOND) buf_add(&b, (Str){table.ptr + second * HAN_BYTES, HAN_BYTES});
    return buf_str(&b);
}

Str nation_name(const Person *p)
{
    return nations[p->nation].text;
}
