/* The front half as others see it: declarations put together from several files, standards by area
 * and day, the order of affairs, and how findings are printed. What every word means is tested by
 * the corpus. */
#include "base/test.h"

#include "lang/bureau_test.def"
#include "lang/front.h"
#include "lang/program.h"

static Bureau *compile(Arena *arena, const SourceFile *files, size_t count, Diagnostics *found)
{
    *found = diagnostics_new(arena);
    return bureau_compile(arena, files, count, found);
}

static void a_register_is_put_together_from_its_parts(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Diagnostics found;
    SourceFile file = {.path = STR("words"), .text = STR(WORDS_TEXT)};
    Bureau *bureau = compile(arena, &file, 1, &found);
    assert_non_null(bureau);
    assert_int_equal(bureau->register_count, 1);
    const Register *person = bureau_register(bureau, STR("person"));
    assert_int_equal(person->subject, SUBJECT_PERSON);
    assert_int_equal(person->aspect_count, 2);
    const Field *death = register_field(person, STR("death_date"));
    assert_ptr_equal(death->aspect, &person->aspects[1]);
    assert_ptr_equal(death->aspect->reg, person);
    assert_true(death->aspect->absent_is_none);
    const Field *income = register_field(person, STR("monthly_income"));
    assert_int_equal(income->type.scale, 2);
    assert_true(income->type.nonnegative && !income->aspect->absent_is_none);
    arena_free(arena);
}

/* ---- standards ---------------------------------------------------------------------------- */

static int64_t value_on(const Standard *s, Areas areas, uint8_t choice, const char *day,
                        const char *known)
{
    Date on = DATE_NONE, by = DATE_NONE;
    assert_true(date_parse(str_of(day), &on) && date_parse(str_of(known), &by));
    const StandardValue *value = standard_on(s, areas, choice, on, by);
    return value ? value->mantissa : -1;
}

static void the_nearest_area_and_the_latest_published_value_win(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Diagnostics found;
    Division county;
    assert_true(division_parse(STR("360203"), &county));
    SourceFile files[] = {{.path = STR("words"), .text = STR(WORDS_TEXT)},
                          {.path = STR("nation"), .text = STR(STANDARD_TEXT)},
                          {.path = STR("area"), .text = STR(STANDARD_OF_AREA), .area = county}};
    Bureau *bureau = compile(arena, files, 3, &found);
    assert_non_null(bureau);
    const Standard *s = bureau_standard(bureau, STR("standard"));
    Areas here = {&county, 1}, nowhere = {NULL, 0};
    assert_int_equal(value_on(s, nowhere, 1, "2023-06-01", "2025-01-01"), 90000);
    assert_int_equal(value_on(s, nowhere, 2, "2023-06-01", "2025-01-01"), 80000);
    assert_int_equal(value_on(s, nowhere, 1, "2022-12-31", "2025-01-01"), -1);
    assert_int_equal(value_on(s, nowhere, 2, "2024-02-01", "2024-06-19"), 80000);
    assert_int_equal(value_on(s, nowhere, 2, "2024-02-01", "2024-06-20"), 95000);
    assert_int_equal(value_on(s, here, 1, "2024-02-29", "2025-01-01"), 95000);
    assert_int_equal(value_on(s, here, 1, "2024-05-31", "2025-01-01"), 100000);
    assert_int_equal(value_on(s, here, 1, "2024-06-01", "2025-01-01"), 95000);
    assert_int_equal(value_on(s, here, 2, "2024-05-31", "2025-01-01"), 95000);
    arena_free(arena);
}

/* ---- affairs ------------------------------------------------------------------------------ */

static void affairs_run_after_what_they_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Diagnostics found;
    SourceFile files[] = {
        {.path = STR("words"), .text = STR(WORDS_TEXT)},
        {.path = STR("first"), .text = STR(AFFAIR_TEXT(NAME_FIRST, "first", USES_SECOND))},
        {.path = STR("second"), .text = STR(AFFAIR_TEXT(NAME_SECOND, "second", USES_THIRD))},
        {.path = STR("third"), .text = STR(AFFAIR_TEXT(NAME_THIRD, "third", USES_NONE))}};
    Bureau *bureau = compile(arena, files, 4, &found);
    assert_non_null(bureau);
    assert_int_equal(bureau->affair_count, 3);
    const char *order[] = {"third", "second", "first"};
    for (size_t i = 0; i < 3; i++) {
        assert_str(bureau->affairs[i]->key, order[i]);
        assert_int_equal(bureau->affairs[i]->order, i);
    }
    assert_ptr_equal(bureau_affair(bureau, STR(NAME_FIRST)), bureau->affairs[2]);
    arena_free(arena);
}

/* Sections are read in another order than they stand in; what 依据 第三条 means must not care. */
static void an_article_goes_on_with_the_instrument_above_it(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Diagnostics found;
    SourceFile files[] = {{.path = STR("words"), .text = STR(WORDS_TEXT)},
                          {.path = STR("first"), .text = STR(CITING_TEXT)}};
    Bureau *bureau = compile(arena, files, 2, &found);
    assert_non_null(bureau);
    const AffairTree *tree = bureau->affairs[0]->program->tree;
    assert_str(bureau->affairs[0]->conditions[0].citation, CITED_FIRST);
    assert_str(tree->start->line->citation, CITED_SECOND);
    assert_true(tree->start->line->unverified);
    assert_str(tree->components[0].amount->line->citation, CITED_THIRD);
    arena_free(arena);
}

/* ---- findings ----------------------------------------------------------------------------- */

static void findings_show_the_line_and_what_to_write(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Diagnostics found;
    SourceFile files[] = {{.path = STR("a.affair"), .text = STR(BROKEN_TEXT)},
                          {.path = STR("words"), .text = STR(WORDS_TEXT)}};
    assert_null(compile(arena, files, 2, &found));
    assert_int_equal(found.errors, 2);
    Buf out = buf_new(arena);
    diagnostics_print(&found, &out);
    assert_str(buf_str(&out), BROKEN_PRINTED);
    arena_free(arena);
}

static void units_are_written_as_people_write_them(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    WrittenUnit unit = {0};
    assert_true(unit_of_words(STR(UNIT_PER_HEAD_MONTH), 1, &unit) == false);
    Unit per_head = unit_power(UNIT_YUAN, 1);
    per_head.power[UNIT_PERSON] = per_head.power[UNIT_MONTH] = -1;
    assert_str(type_text(arena, type_number(per_head, 2)), UNIT_PER_HEAD_MONTH);
    assert_str(type_text(arena, type_number(unit_power(UNIT_MONTH, -1), 0)), UNIT_INVERSE);
    assert_str(type_text(arena, type_number((Unit){{0}}, 0)), UNIT_NUMBER);
    arena_free(arena);
}

/* An empty text, and one without an end of line, are texts. */
static void nothing_is_nothing_wrong(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Diagnostics found;
    SourceFile files[] = {{.path = STR("empty"), .text = {NULL, 0}},
                          {.path = STR("remark"), .text = STR("# x")},
                          {.path = STR("mark"), .text = STR("\xEF\xBB\xBF\r\n\r\n")}};
    assert_non_null(compile(arena, files, 3, &found));
    assert_int_equal(found.count, 0);
    Buf out = buf_new(arena);
    diagnostics_json(&found, &out);
    assert_str(buf_str(&out), "[]");
    arena_free(arena);
}

/* The checker must not be slow in what is long: a thousand affairs in one text. */
static void a_thousand_affairs_are_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Diagnostics found;
    Buf text = buf_new(arena);
    for (int i = 0; i < 1000; i++) {
        Str key = format(arena, "a%d", i);
        buf_format(&text, AFFAIR_TEXT("%c%c%c", "%.*s", USES_NONE), 'a' + i % 26, 'a' + i / 26 % 26,
                   'a' + i / 676, STR_ARG(key));
    }
    SourceFile files[] = {{.path = STR("many"), .text = buf_str(&text)},
                          {.path = STR("words"), .text = STR(WORDS_TEXT)}};
    Bureau *bureau = compile(arena, files, 2, &found);
    assert_non_null(bureau);
    assert_int_equal(bureau->affair_count, 1000);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_register_is_put_together_from_its_parts),
        cmocka_unit_test(the_nearest_area_and_the_latest_published_value_win),
        cmocka_unit_test(affairs_run_after_what_they_read),
        cmocka_unit_test(an_article_goes_on_with_the_instrument_above_it),
        cmocka_unit_test(findings_show_the_line_and_what_to_write),
        cmocka_unit_test(units_are_written_as_people_write_them),
        cmocka_unit_test(nothing_is_nothing_wrong),
        cmocka_unit_test(a_thousand_affairs_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
