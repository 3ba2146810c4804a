/* Numbers of cells as a spreadsheet shows them: what a double loses and what it only seems to have,
 * which format codes are days, and the days of 1900 that never were. */
#include "base/test.h"
#include "doc/cellstyle.h"

static void expect(const char *raw, CellStyle style, const char *shown)
{
    Arena *arena = arena_new();
    Buf out = buf_new(arena);
    bool damaged;
    assert_true(cell_number(str_of(raw), style, false, &out, &damaged));
    assert_str(buf_str(&out), shown);
    assert_false(damaged);
    arena_free(arena);
}

static const CellStyle number = {.show = SHOW_NUMBER};

static void numbers_lose_their_noise(void **state)
{
    (void)state;
    expect("0", number, "0");
    expect("-0", number, "0");
    expect("123456789012345", number, "123456789012345");
    expect("0.1", number, "0.1");
    expect("0.30000000000000004", number, "0.3");
    expect("1234.5699999999999", number, "1234.57");
    expect("1.0000000000000001E-5", number, "0.00001");
    expect("5E+3", number, "5000");
    expect("-1.5e2", number, "-150");
    expect("99999.999999999999", number, "100000");
}

static void long_numbers_are_damaged(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf out = buf_new(arena);
    bool damaged;
    assert_true(cell_number(STR("3.6020319500307699E+17"), number, false, &out, &damaged));
    assert_true(damaged);
    assert_false(cell_number(STR("nan"), number, false, &out, &damaged));
    assert_false(cell_number(STR("inf"), number, false, &out, &damaged));
    assert_false(cell_number(STR("0x10"), number, false, &out, &damaged));
    assert_false(cell_number(STR("1e999"), number, false, &out, &damaged));
    assert_false(cell_number(STR(""), number, false, &out, &damaged));
    arena_free(arena);
}

static void expect_show(const char *code, CellShow show)
{
    assert_int_equal(cell_style_custom(str_of(code)).show, show);
}

static void formats_are_told_apart(void **state)
{
    (void)state;
    expect_show("General", SHOW_NUMBER);
    expect_show("#,##0.00_);[Red]\\(#,##0.00\\)", SHOW_NUMBER);
    expect_show("0.00\"day\"", SHOW_NUMBER);
    expect_show("[Red]0", SHOW_NUMBER);
    expect_show("yyyy-mm-dd", SHOW_DATE);
    expect_show("[$-804]m\"x\"d;@", SHOW_DATE);
    expect_show("mmm", SHOW_DATE);
    expect_show("h:mm AM/PM", SHOW_TIME);
    expect_show("mm:ss.0", SHOW_TIME);
    expect_show("0.0%", SHOW_PERCENT);
    expect_show("00000000", SHOW_ZEROS);
    expect_show("0", SHOW_NUMBER);
    expect_show("\"", SHOW_NUMBER);
    expect_show("\\", SHOW_NUMBER);
    assert_int_equal(cell_style_builtin(14).show, SHOW_DATE);
    assert_int_equal(cell_style_builtin(57).show, SHOW_DATE);
    assert_int_equal(cell_style_builtin(20).show, SHOW_TIME);
    assert_int_equal(cell_style_builtin(9).show, SHOW_PERCENT);
    assert_int_equal(cell_style_builtin(4).show, SHOW_NUMBER);
}

static void days_and_times(void **state)
{
    (void)state;
    const CellStyle day = {.show = SHOW_DATE}, time = {.show = SHOW_TIME};
    expect("1", day, "1900-01-01");
    expect("59", day, "1900-02-28");
    expect("60", day, "1900-02-29"); /* never was; no parser of days takes it */
    expect("61", day, "1900-03-01");
    expect("45351", day, "2024-02-29");
    expect("2958465", day, "9999-12-31");
    expect("2958466", day, "2958466");
    expect("-1", day, "-1");
    expect("45351.999999", day, "2024-03-01");
    expect("45351.5", day, "2024-02-29 12:00:00");
    expect("0.25", time, "06:00:00");
    expect("7", (CellStyle){.show = SHOW_ZEROS, .width = 4}, "0007");
    expect("12345", (CellStyle){.show = SHOW_ZEROS, .width = 4}, "12345");
    expect("0.07", (CellStyle){.show = SHOW_PERCENT}, "7%");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_lose_their_noise),
        cmocka_unit_test(long_numbers_are_damaged),
        cmocka_unit_test(formats_are_told_apart),
        cmocka_unit_test(days_and_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
