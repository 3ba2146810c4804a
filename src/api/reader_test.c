/* The strict reader: what is JSON is read as it says, what is not is refused with the right fault
 * at the right byte. The texts are in reader_test.def. */
#include "api/reader.h"
#include "base/test.h"

static const struct {
    JsonFault fault;
    Str text;
} cases[] = {
#define CASE(fault, text) {fault, {STR_INIT(text)}},
#include "api/reader_test.def"
#undef CASE
};

static void each_text_has_its_fault(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        JsonValue value;
        size_t at;
        JsonFault fault = json_read(arena, cases[i].text, &value, &at);
        if (fault != cases[i].fault)
            fail_msg("%.*s: %s, not %s", STR_ARG(cases[i].text), json_fault_name(fault),
                     json_fault_name(cases[i].fault));
        assert_true(at <= cases[i].text.len);
    }
    arena_free(arena);
}

static void every_fault_is_tried(void **state)
{
    (void)state;
    bool tried[JSON_FAULT_COUNT] = {[JSON_TOO_DEEP] = true, [JSON_TOO_MANY] = true};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        tried[cases[i].fault] = true;
    for (size_t i = 0; i < COUNT_OF(tried); i++)
        if (!tried[i]) fail_msg("no text for %s", json_fault_name((JsonFault)i));
}

static void values_are_what_they_say(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    JsonValue v;
    size_t at;
    Str text = STR("{\"a\": [1, -2.50, true, null, \"\\u5c71\\ud83d\\ude00\\n\"], \"b\": {}}");
    assert_int_equal(json_read(arena, text, &v, &at), JSON_GOOD);
    assert_int_equal(v.kind, JSON_OBJECT);
    assert_int_equal(v.count, 2);
    const JsonValue *a = json_member(&v, STR("a"));
    assert_int_equal(a->count, 5);
    assert_true(str_equal(a->first->text, STR("1")));
    assert_true(str_equal(a->first->next->text, STR("-2.50"))); /* as written: exact */
    assert_true(a->first->next->next->truth);
    assert_int_equal(a->first->next->next->next->kind, JSON_NULL);
    assert_true(
        str_equal(a->first->next->next->next->next->text, STR("\xE5\xB1\xB1\xF0\x9F\x98\x80\n")));
    assert_int_equal(json_member(&v, STR("b"))->kind, JSON_OBJECT);
    assert_null(json_member(&v, STR("c")));
    assert_null(json_member(a, STR("a")));
    arena_free(arena);
}

static JsonFault nested(Arena *arena, int depth)
{
    JsonValue value;
    size_t at;
    Buf b = buf_new(arena);
    for (int i = 0; i < depth; i++)
        buf_byte(&b, '[');
    for (int i = 0; i < depth; i++)
        buf_byte(&b, ']');
    return json_read(arena, buf_str(&b), &value, &at);
}

static void depth_and_number_are_bounded(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    JsonValue value;
    size_t at;
    assert_int_equal(nested(arena, JSON_DEEPEST), JSON_GOOD);
    assert_int_equal(nested(arena, JSON_DEEPEST + 1), JSON_TOO_DEEP);
    assert_int_equal(nested(arena, 100000), JSON_TOO_DEEP);
    Buf b = buf_new(arena);
    buf_byte(&b, '[');
    for (int i = 0; i < JSON_MOST_VALUES; i++)
        buf_add(&b, STR("0,"));
    buf_add(&b, STR("0]"));
    assert_int_equal(json_read(arena, buf_str(&b), &value, &at), JSON_TOO_MANY);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_has_its_fault),
        cmocka_unit_test(every_fault_is_tried),
        cmocka_unit_test(values_are_what_they_say),
        cmocka_unit_test(depth_and_number_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
