/* Units as exponents: 元/人月 is 元 to the 1, 人 and 月 to the -1. Words come from units.def; the
 * longest that fits is taken first. type_text is the one place where a type becomes words. */
#include "lang/syntax.h"

#include "lang/names.def"

typedef struct {
    UnitBase base;
    const char *text;
    int exponent;
    bool printed;
} UnitWord;
#define X(base, text, exponent, printed) {base, text, exponent, printed},
static const UnitWord UNIT_WORDS[] = {
#include "lang/units.def"
};
#undef X

static const UnitWord *word_at(Str words)
{
    for (size_t i = 0; i < COUNT_OF(UNIT_WORDS); i++)
        if (str_starts(words, str_of(UNIT_WORDS[i].text))) return &UNIT_WORDS[i];
    return NULL;
}

bool unit_of_words(Str words, int sign, WrittenUnit *unit)
{
    WrittenUnit sum = *unit;
    while (words.len) {
        const UnitWord *word = word_at(words);
        if (!word) return false;
        if (word->base != UNIT_COUNT) {
            int power = sum.unit.power[word->base] + sign;
            if (power < -9 || power > 9) return false;
            sum.unit.power[word->base] = (int8_t)power;
        }
        sum.exponent += sign * word->exponent;
        words = str_from(words, str_of(word->text).len);
        if (str_starts(words, STR(NAME_DOT))) words = str_from(words, STR(NAME_DOT).len);
    }
    sum.said = true;
    *unit = sum;
    return true;
}

bool unit_equal(Unit a, Unit b)
{
    for (size_t i = 0; i < UNIT_COUNT; i++)
        if (a.power[i] != b.power[i]) return false;
    return true;
}

bool unit_none(Unit unit)
{
    return unit_equal(unit, (Unit){{0}});
}

Unit unit_power(UnitBase base, int power)
{
    Unit unit = {{0}};
    unit.power[base] = (int8_t)power;
    return unit;
}

Unit unit_combine(Unit a, Unit b, int sign)
{
    for (size_t i = 0; i < UNIT_COUNT; i++)
        a.power[i] = (int8_t)(a.power[i] + sign * b.power[i]);
    return a;
}

static Str base_text(size_t base)
{
    for (size_t i = 0; i < COUNT_OF(UNIT_WORDS); i++)
        if (UNIT_WORDS[i].base == base && UNIT_WORDS[i].printed) return str_of(UNIT_WORDS[i].text);
    return STR("?");
}

/* Writes the units of one sign; the person before the time, as in 元/人月. */
static void write_side(Buf *out, Unit unit, int sign)
{
    static const uint8_t ORDER[UNIT_COUNT] = {UNIT_YUAN,  UNIT_PERSON, UNIT_HOUSEHOLD, UNIT_METRE,
                                              UNIT_TIMES, UNIT_HOUR,   UNIT_AGE,       UNIT_DAY,
                                              UNIT_MONTH, UNIT_YEAR};
    for (size_t i = 0; i < UNIT_COUNT; i++)
        for (int n = unit.power[ORDER[i]] * sign; n > 0; n--)
            buf_add(out, base_text(ORDER[i]));
}

Str unit_text(Arena *arena, Unit unit)
{
    Buf above = buf_new(arena), below = buf_new(arena);
    write_side(&above, unit, 1);
    write_side(&below, unit, -1);
    if (below.len && !above.len) buf_add(&above, STR("1"));
    if (below.len) buf_byte(&above, '/');
    buf_add(&above, buf_str(&below));
    return buf_str(&above);
}

Str type_text(Arena *arena, Type type)
{
    switch (type.kind) {
    case TYPE_TRUTH:
        return STR(NAME_TRUTH);
    case TYPE_DATE:
        return STR(NAME_DATE);
    case TYPE_MONTH:
        return STR(NAME_MONTH);
    case TYPE_DIVISION:
        return STR(NAME_DIVISION);
    case TYPE_TEXT:
        return STR(NAME_TEXT);
    case TYPE_CHOICE:
        return type.choices && type.choices->name.len ? type.choices->name : STR(NAME_CHOICE);
    case TYPE_NUMBER:
        break;
    }
    if (type.percent && unit_none(type.unit)) return STR("%");
    return unit_none(type.unit) ? STR(NAME_NUMBER) : unit_text(arena, type.unit);
}
