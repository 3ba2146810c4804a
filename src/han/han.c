/* Folding, readings and order of Chinese text, from tables made at build (table.h) and the words of
 * words.def, which win: a table of single characters does not know that 六安 is Lu'an.
 *
 * Read han_plain and han_reading, then units_of: a text becomes units (a character with the reading
 * it has here), from which every key is written. */
#include "han/han.h"
#include "han/table.h"
#include "han/words.def"

typedef struct {
    uint32_t c;
    Str reading; /* empty: none */
} Unit;

/* ---- single characters -------------------------------------------------------------------- */

static const HanRare *rare_find(const HanRare *table, size_t count, uint32_t c)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table[middle].from < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && table[low].from == c ? &table[low] : NULL;
}

static bool is_common(uint32_t c)
{
    return c >= HAN_FIRST && c <= HAN_LAST;
}

static bool is_character(Str one, uint32_t c)
{
    size_t at = 0;
    uint32_t d;
    return utf8_next(one, &at, &d) && d == c;
}

uint32_t han_plain(uint32_t c)
{
#define VARIANT(from, to) {{STR_INIT(from)}, {STR_INIT(to)}},
    static const struct {
        Str from, to;
    } variants[] = {HAN_VARIANTS(VARIANT)};
    size_t at = 0;
    if (c < HAN_FIRST) return c;
    const HanRare *rare = is_common(c) ? NULL : rare_find(han_rare, han_rare_count, c);
    if (is_common(c)) c = han_common_forms[c - HAN_FIRST];
    if (rare) c = rare->plain;
    for (size_t i = 0; i < COUNT_OF(variants); i++)
        if (is_character(variants[i].from, c)) {
            (void)utf8_next(variants[i].to, &at, &c);
            break;
        }
    return c;
}

Str han_reading(uint32_t c)
{
    if (is_common(c)) return str_of(han_readings[han_common_readings[c - HAN_FIRST]]);
    const HanRare *rare = rare_find(han_rare, han_rare_count, c);
    return str_of(han_readings[rare ? rare->reading : 0]);
}

static Str surname_reading(uint32_t c)
{
#define SURNAME(character, reading) {{STR_INIT(character)}, {STR_INIT(reading)}},
    static const struct {
        Str character, reading;
    } surnames[] = {HAN_SURNAMES(SURNAME)};
    for (size_t i = 0; i < COUNT_OF(surnames); i++)
        if (is_character(surnames[i].character, c)) return surnames[i].reading;
    const HanRare *found = rare_find(han_surnames, han_surname_count, c);
    return found ? str_of(han_readings[found->reading]) : han_reading(c);
}

/* ---- folding ------------------------------------------------------------------------------ */

/* White space, invisible characters, and the dots between the parts of a foreign name. */
static bool is_left_out(uint32_t c)
{
    return c <= ' ' || c == 0x7F || c == 0xA0 || c == 0x3000 || c == 0xB7 || c == 0x2022 ||
           c == 0x30FB || c == 0x2027 || c == 0x22C5 || c == 0xFEFF || (c >= 0x200B && c <= 0x200F);
}

/* The next character that counts, folded. */
static bool folded_next(Str text, size_t *at, uint32_t *c)
{
    do {
        if (!utf8_next(text, at, c)) return false;
        if (*c >= 0xFF01 && *c <= 0xFF5E) *c -= 0xFEE0;
    } while (is_left_out(*c));
    if (*c >= 'A' && *c <= 'Z') *c += 'a' - 'A';
    *c = han_plain(*c);
    return true;
}

Str han_fold(Arena *arena, Str text)
{
    Buf out = buf_new(arena);
    uint32_t c;
    for (size_t at = 0; folded_next(text, &at, &c);)
        buf_code_point(&out, c);
    return buf_str(&out);
}

/* ---- units -------------------------------------------------------------------------------- */

static size_t units_of(Arena *arena, Str text, Unit **out)
{
    size_t count = 0;
    Unit *units = NEW_ARRAY(arena, Unit, text.len + 1);
    uint32_t c;
    for (size_t at = 0; folded_next(text, &at, &c);)
        units[count++] = (Unit){c, c < HAN_FIRST ? STR("") : han_reading(c)};
    *out = units;
    return count;
}

/* Of a word whose first character takes three bytes, as those of the tables do; names are looked up
 * by the million. */
static bool may_begin(Str word, uint32_t c)
{
    const unsigned char *b = (const unsigned char *)word.ptr;
    return ((b[0] & 0x0Fu) << 12 | (b[1] & 0x3Fu) << 6 | (b[2] & 0x3Fu)) == c;
}

/* Whether the units begin with a word of two characters. */
static bool begins_with(const Unit *units, size_t count, Str word)
{
    if (!count || !may_begin(word, units[0].c)) return false;
    size_t at = 0, i = 0;
    uint32_t c;
    while (utf8_next(word, &at, &c))
        if (i >= count || units[i++].c != c) return false;
    return true;
}

typedef struct {
    Str word, first, second;
} Compound;
#define COMPOUND(word, first, second) {{STR_INIT(word)}, {STR_INIT(first)}, {STR_INIT(second)}},
static const Compound compounds[] = {HAN_COMPOUNDS(COMPOUND)};

/* Reads the surname as one; returns its length in characters. */
static size_t read_surname(Unit *units, size_t count)
{
    for (size_t i = 0; i < COUNT_OF(compounds) && count > 1; i++) {
        if (!begins_with(units, count, compounds[i].word)) continue;
        units[0].reading = compounds[i].first;
        units[1].reading = compounds[i].second;
        return 2;
    }
    if (count && units[0].c >= HAN_FIRST) units[0].reading = surname_reading(units[0].c);
    return count > 0;
}

static void read_words(Unit *units, size_t count)
{
#define WORD(word, which, reading) {{STR_INIT(word)}, {STR_INIT(reading)}, which},
    static const struct {
        Str word, reading;
        size_t which;
    } words[] = {HAN_WORDS(WORD)};
    for (size_t at = 0; at < count; at++)
        for (size_t i = 0; i < COUNT_OF(words); i++)
            if (begins_with(units + at, count - at, words[i].word))
                units[at + words[i].which].reading = words[i].reading;
}

/* ---- keys --------------------------------------------------------------------------------- */

static Str order_of(Arena *arena, const Unit *units, size_t count)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < count; i++) {
        buf_add(&out, units[i].reading);
        buf_code_point(&out, units[i].c);
    }
    return buf_str(&out);
}

static Str letters_of(Arena *arena, const Unit *units, size_t count)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < count; i++) {
        Str r = units[i].reading;
        if (r.len)
            buf_add(&out, (Str){r.ptr, r.len - 1});
        else if (units[i].c < 0x80)
            buf_byte(&out, (char)units[i].c);
    }
    return buf_str(&out);
}

static Str initials_of(Arena *arena, const Unit *units, size_t count)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < count; i++) {
        if (units[i].reading.len)
            buf_byte(&out, units[i].reading.ptr[0]);
        else if (units[i].c < 0x80)
            buf_byte(&out, (char)units[i].c);
    }
    return buf_str(&out);
}

Str han_order(Arena *arena, Str text)
{
    Unit *units;
    size_t count = units_of(arena, text, &units);
    read_words(units, count);
    return order_of(arena, units, count);
}

/* Two readings that differ in nothing but the tone. */
static bool same_letters(Str a, Str b)
{
    return a.len == b.len &&
           (a.len == 0 || str_equal((Str){a.ptr, a.len - 1}, (Str){b.ptr, b.len - 1}));
}

void han_name(Arena *arena, Str name, HanName *out)
{
    Unit *units;
    size_t count = units_of(arena, name, &units);
    Unit first = count ? units[0] : (Unit){0};
    size_t surname = read_surname(units, count);
    *out = (HanName){.order = order_of(arena, units, count),
                     .letters = letters_of(arena, units, count),
                     .initials = initials_of(arena, units, count)};
    out->given = order_of(arena, units + surname, count - surname);
    if (!count || same_letters(first.reading, units[0].reading)) return;
    units[0] = first;
    out->other_letters = letters_of(arena, units, count);
    out->other_initials = initials_of(arena, units, count);
}

void han_name_orders(Arena *arena, Str text, Str orders[2], size_t *count)
{
    Unit *units;
    size_t n = units_of(arena, text, &units);
    *count = n > 0;
    if (!n) return;
    (void)read_surname(units, n);
    orders[0] = order_of(arena, units, n);
    for (size_t i = 0; i < COUNT_OF(compounds) && n == 1; i++) {
        if (!is_character(compounds[i].word, units[0].c)) continue;
        if (str_equal(compounds[i].first, units[0].reading)) continue;
        units[0].reading = compounds[i].first;
        orders[(*count)++] = order_of(arena, units, n);
        return;
    }
}

Str han_typed_letters(Arena *arena, Str text)
{
    Buf out = buf_new(arena);
    uint32_t c;
    for (size_t at = 0; folded_next(text, &at, &c);) {
        if (c == 0xFC || c == 0xDC) c = 'v';
        if (c == '\'' || c == '-' || (c >= '1' && c <= '5' && out.len)) continue;
        if (c < 'a' || c > 'z') return STR("");
        buf_byte(&out, (char)c);
    }
    return buf_str(&out);
}
