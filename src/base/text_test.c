/* Borrowed text, strict UTF-8, growing buffers, and the JSON writer on top of them. */
#include "base/text_test.def"
#include "base/test.h"

static void parts_and_trims(void **state)
{
    (void)state;
    Str rest = STR("a,,b,"), part;
    assert_true(str_split(&rest, ',', &part));
    assert_str(part, "a");
    assert_true(str_split(&rest, ',', &part));
    assert_str(part, "");
    assert_true(str_split(&rest, ',', &part));
    assert_str(part, "b");
    assert_false(str_split(&rest, ',', &part));
    assert_str(str_trim(STR(HAN_PADDED)), HAN);
    assert_str(str_trim(STR(" \r\n")), "");
    assert_int_equal(str_find(STR("banana"), STR("nan")), 2);
    assert_int_equal(str_find(STR("ban"), STR("bank")), -1);
    assert_true(str_starts(STR("ab"), STR("a")) && !str_starts(STR("a"), STR("ab")));
    assert_true(str_ends(STR("ab"), STR("b")) && !str_ends(STR("b"), STR("ab")));
    assert_true(str_compare(STR("a"), STR("ab")) < 0 && str_compare(STR("b"), STR("ab")) > 0);
    assert_int_equal(str_of(NULL).len, 0);
}

static void integers_are_whole_texts(void **state)
{
    (void)state;
    int64_t n;
    assert_true(str_int(STR("-9223372036854775808"), &n) && n == INT64_MIN);
    assert_true(str_int(STR("9223372036854775807"), &n) && n == INT64_MAX);
    assert_true(str_int(STR("+7"), &n) && n == 7);
    static const char *const bad[] = {"", "-", "+", " 1", "1 ", "1a", "9223372036854775808"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(str_int(str_of(bad[i]), &n));
}

static void malformed_utf8_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80",         "\xF4\x90\x80\x80",
        "\x80",     "\xE4\xB8",     "\xF8\x88\x80\x80\x80", "a\xFF",
        "\xC3("};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(utf8_valid(str_of(bad[i])));
    assert_true(utf8_valid(STR(HAN "\xF0\xA0\xAE\xB7\xF4\x8F\xBF\xBF")));
    assert_true(utf8_valid(STR("")));
    assert_int_equal(utf8_count(STR(HAN "a")), 3);
    assert_int_equal(utf8_columns(STR(HAN_WIDE)), 5);
}

static void every_code_point_survives(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf b = buf_new(arena);
    for (uint32_t c = 1; c <= 0x10FFFF; c += 61)
        if (c < 0xD800 || c > 0xDFFF) buf_code_point(&b, c);
    size_t at = 0;
    uint32_t got;
    for (uint32_t c = 1; c <= 0x10FFFF; c += 61)
        if (c < 0xD800 || c > 0xDFFF) {
            assert_true(utf8_next(buf_str(&b), &at, &got));
            assert_int_equal(got, c);
        }
    assert_int_equal(at, b.len);
    arena_free(arena);
}

static void buffers_format_beyond_their_room(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf b = buf_new(arena);
    for (int i = 0; i < 300; i++)
        buf_format(&b, "%d,", i);
    assert_true(str_ends(buf_str(&b), STR("298,299,")));
    assert_int_equal(b.len, 10 * 2 + 90 * 3 + 200 * 4);
    assert_str(format(arena, "%s-%d", "x", 5), "x-5");
    assert_string_equal(str_z(arena, (Str){"abc", 2}), "ab");
    arena_free(arena);
}

static void json_places_its_own_commas(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf b = buf_new(arena);
    Json j = json_new(&b);
    json_object(&j, STR(""));
    json_text(&j, STR("a\"\\"), STR("\n\x01" HAN));
    json_array(&j, STR("list"));
    json_int(&j, STR(""), -1);
    json_object(&j, STR(""));
    json_end(&j);
    json_array(&j, STR(""));
    json_end(&j);
    json_bool(&j, STR(""), true);
    json_end(&j);
    json_money(&j, STR("m"), (Money){123456});
    json_null(&j, STR("n"));
    json_end(&j);
    assert_str(buf_str(&b), "{\"a\\\"\\\\\":\"\\n\\u0001" HAN "\",\"list\":[-1,{},[],true],"
                            "\"m\":\"1234.56\",\"n\":null}");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_and_trims),
        cmocka_unit_test(integers_are_whole_texts),
        cmocka_unit_test(malformed_utf8_is_refused),
        cmocka_unit_test(every_code_point_survives),
        cmocka_unit_test(buffers_format_beyond_their_room),
        cmocka_unit_test(json_places_its_own_commas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
