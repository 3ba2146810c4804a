/* GB18030: round trips, and the code points that moved between editions. */
#include "base/test.h"
#include "doc/doc.h"
#include "doc/gb18030.h"

/* The 24 characters that the edition of 2022 took out of the private use area: libraries with the
 * older table (ICU 72) still put them there. */
static const struct {
    uint16_t code;
    uint32_t old, now;
} moved_2022[] = {
    {0xA6D9, 0xE78D, 0xFE10},  {0xA6DA, 0xE78E, 0xFE12},  {0xA6DB, 0xE78F, 0xFE11},
    {0xA6DC, 0xE790, 0xFE13},  {0xA6DD, 0xE791, 0xFE14},  {0xA6DE, 0xE792, 0xFE15},
    {0xA6DF, 0xE793, 0xFE16},  {0xA6EC, 0xE794, 0xFE17},  {0xA6ED, 0xE795, 0xFE18},
    {0xA6F3, 0xE796, 0xFE19},  {0xFE51, 0xE816, 0x20087}, {0xFE52, 0xE817, 0x20089},
    {0xFE53, 0xE818, 0x200CC}, {0xFE59, 0xE81E, 0x9FB4},  {0xFE61, 0xE826, 0x9FB5},
    {0xFE66, 0xE82B, 0x9FB6},  {0xFE67, 0xE82C, 0x9FB7},  {0xFE6C, 0xE831, 0x215D7},
    {0xFE6D, 0xE832, 0x9FB8},  {0xFE76, 0xE83B, 0x2298F}, {0xFE7E, 0xE843, 0x9FB9},
    {0xFE90, 0xE854, 0x9FBA},  {0xFE91, 0xE855, 0x241FE}, {0xFEA0, 0xE864, 0x9FBB},
};

static Str character(Arena *arena, uint32_t code_point)
{
    Buf b = buf_new(arena);
    buf_code_point(&b, code_point);
    return buf_str(&b);
}

static void moves_the_24(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    assert_int_equal(COUNT_OF(moved_2022), 24);
    for (size_t i = 0; i < COUNT_OF(moved_2022); i++) {
        char code[2] = {(char)(moved_2022[i].code >> 8), (char)(moved_2022[i].code & 255)};
        Str bytes = {code, 2}, now = character(arena, moved_2022[i].now), text, back;
        size_t at;
        assert_true(text_from_gb18030(arena, bytes, &text, &at));
        assert_true(str_equal(text, now));
        assert_true(text_to_gb18030(arena, now, &back));
        assert_true(str_equal(back, bytes));
        assert_true(text_to_gb18030(arena, character(arena, moved_2022[i].old), &back));
        assert_true(str_equal(back, bytes));
        assert_true(str_equal(text_moved(arena, character(arena, moved_2022[i].old)), now));
    }
    arena_free(arena);
}

/* moved.def agrees with glibc, the one authority. */
static void table_of_moves_is_true(void **state)
{
    (void)state;
    static const struct {
        uint32_t from, to;
        uint16_t code;
    } moves[] = {
#define MOVED(from, to, code) {from, to, code},
#include "doc/gb18030_test.def"
#include "doc/moved.def"
#undef MOVED
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(moves); i++) {
        char code[2] = {(char)(moves[i].code >> 8), (char)(moves[i].code & 255)};
        Str text;
        size_t at;
        assert_true(text_from_gb18030(arena, (Str){code, 2}, &text, &at));
        assert_true(str_equal(text, character(arena, moves[i].to)));
        assert_int_equal(private_use_moved(moves[i].from), moves[i].to);
        assert_true(i == 0 || moves[i].from > moves[i - 1].from);
    }
    arena_free(arena);
}

/* Every character that Unicode has goes out and comes back. */
static void round_trips(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Gb18030 *gb = gb18030_new(arena);
    for (uint32_t plane = 0; plane < 4; plane++) {
        Arena *scratch = arena_new();
        Buf all = buf_new(scratch);
        for (uint32_t c = plane << 16 | (plane ? 0 : 1); c < (plane + 1) << 16; c++)
            if ((c < 0xD800 || c > 0xF8FF) && c != 0xFFFE && c != 0xFFFF) buf_code_point(&all, c);
        Str bytes, text;
        size_t at, malformed = 0;
        assert_true(text_to_gb18030(scratch, buf_str(&all), &bytes));
        assert_true(text_from_gb18030(scratch, bytes, &text, &at));
        assert_true(str_equal(text, buf_str(&all)));
        char *out = NEW_ARRAY(scratch, char, bytes.len * 3);
        Str fast = {out, gb18030_decode(gb, bytes, out, &malformed)};
        assert_int_equal(malformed, 0);
        assert_true(str_equal(fast, text));
        arena_free(scratch);
    }
    arena_free(arena);
}

static void finds_the_malformed_byte(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Gb18030 *gb = gb18030_new(arena);
    Str text;
    size_t at, malformed = 0;
    assert_false(text_from_gb18030(arena, STR("ab\xD5\xC5\xFFz"), &text, &at));
    assert_int_equal(at, 4);
    char out[32];
    size_t len = gb18030_decode(gb, STR("ab\xD5\xC5\xFFz\x81"), out, &malformed);
    assert_true(str_equal((Str){out, len}, STR(REPAIRED)));
    assert_int_equal(malformed, 2);
    assert_false(text_to_gb18030(arena, STR("\xFF"), &text));
    arena_free(arena);
}

static void detects(void **state)
{
    (void)state;
    assert_int_equal(text_detect(STR("")), TEXT_UTF8);
    assert_int_equal(text_detect(STR("plain")), TEXT_UTF8);
    assert_int_equal(text_detect(STR("\xEF\xBB\xBFx")), TEXT_UTF8_BOM);
    assert_int_equal(text_detect(STR(NAME)), TEXT_UTF8);
    assert_int_equal(text_detect(STR(NAME_CUT)), TEXT_UTF8);              /* cut */
    assert_int_equal(text_detect(STR("\xD5\xC5\xC8\xFD")), TEXT_GB18030); /* 张三 */
    assert_int_equal(text_detect(STR("\xC4\xA3\xCA\xBD")), TEXT_GB18030); /* reads as ģʽ too */
    assert_int_equal(text_detect(STR("caf\xC3\xA9")), TEXT_UTF8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_the_24), cmocka_unit_test(table_of_moves_is_true),
        cmocka_unit_test(round_trips),  cmocka_unit_test(finds_the_malformed_byte),
        cmocka_unit_test(detects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
