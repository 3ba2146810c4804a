/* Cells of text as facts; an order of divisions from codes. */
#include "base/test.h"

#include "lang/facts_test.def"
#include "lang/lang.h"

static Input input_of(Type type)
{
    static Aspect aspect;
    static Field field = {.aspect = &aspect};
    return (Input){.kind = INPUT_FIELD, .field = &field, .type = type};
}

static Input number(int scale, bool nonnegative)
{
    return input_of(
        (Type){.kind = TYPE_NUMBER, .scale = (int8_t)scale, .nonnegative = nonnegative});
}

static void reads(Input input, const char *text, int64_t value)
{
    Cell cell;
    if (!input_parse(&input, str_of(text), &cell)) fail_msg("'%s' is not read", text);
    assert_true(cell.known);
    assert_int_equal(cell.value, value);
}

static void refuses(Input input, const char *text)
{
    Cell cell;
    if (input_parse(&input, str_of(text), &cell)) fail_msg("'%s' is read", text);
}

static void numbers(void **state)
{
    (void)state;
    reads(number(2, true), CELL_MONEY, 185050);
    reads(number(2, true), "0", 0);
    reads(number(2, true), "12.5", 1250);
    reads(number(2, true), "12.500", 1250);
    reads(number(2, true), CELL_NONE, 0);
    reads(number(2, true), "10%", 10);
    Type share = {.kind = TYPE_NUMBER, .scale = 3, .percent = true};
    reads(input_of(share), "12.5", 125);
    reads(input_of(share), "12.5%", 125);
    reads(number(0, true), "300", 300);
    reads(number(2, false), "-3", -300);
    reads(number(2, true), CELL_WIDE_NUMBER, 123456750);
    reads(number(2, true), "123,456", 12345600);
    refuses(number(2, true), "1,85");
    refuses(number(2, true), "1,80.5");
    refuses(number(2, true), "1234,567");
    refuses(number(2, true), ",100");
    refuses(number(2, true), "-3");
    refuses(number(2, true), "12.505");
    refuses(number(0, true), "1.5");
    refuses(number(2, true), "abc");
    refuses(number(2, true), "99999999999999999999");
}

static void days_and_truths(void **state)
{
    (void)state;
    Input day = input_of((Type){.kind = TYPE_DATE}), month = input_of((Type){.kind = TYPE_MONTH});
    Input truth = input_of((Type){.kind = TYPE_TRUTH});
    reads(day, CELL_WIDE_SPACE, date_of(2024, 3, 5).days);
    reads(day, CELL_NONE, DATE_NONE.days);
    refuses(day, "2024-02-30");
    reads(month, "2024-03", month_of(2024, 3).n);
    reads(month, CELL_NONE, MONTH_NONE.n);
    reads(truth, CELL_YES, YES);
    reads(truth, CELL_NO, NO);
    reads(truth, CELL_NONE, NO);
    refuses(truth, "2");
}

static void choices_and_divisions(void **state)
{
    (void)state;
    Str words[] = {STR("one"), STR(CELL_SECOND)};
    Choices choices = {.words = words, .count = 2};
    Input choice = input_of((Type){.kind = TYPE_CHOICE, .choices = &choices});
    reads(choice, CELL_SECOND, 2);
    reads(choice, CELL_NONE, 0);
    refuses(choice, "three");
    Input division = input_of((Type){.kind = TYPE_DIVISION});
    reads(division, "360203", INT64_C(360203000000));
    refuses(division, CELL_NONE);
    refuses(division, "36020");
}

static void unknown_cells(void **state)
{
    (void)state;
    Input day = input_of((Type){.kind = TYPE_DATE});
    Cell cell;
    assert_true(input_parse(&day, STR(""), &cell) && !cell.known);
    assert_true(input_parse(&day, STR(CELL_UNKNOWN), &cell) && !cell.known);
}

static void what_nobody_mentions(void **state)
{
    (void)state;
    Aspect none = {.absent_is_none = true};
    Field death = {.aspect = &none};
    Input fact = {.kind = INPUT_FIELD, .field = &death, .type = {.kind = TYPE_DATE}};
    assert_int_equal(input_absent(&fact).value, DATE_NONE.days);
    Input income = number(2, true);
    assert_false(input_absent(&income).known);
    Input event = {.kind = INPUT_EVENT, .type = {.kind = TYPE_DATE}};
    assert_int_equal(input_absent(&event).value, DATE_NONE.days);
    Input enjoys = {.kind = INPUT_ENJOYS, .type = {.kind = TYPE_TRUTH}};
    assert_true(input_absent(&enjoys).known && input_absent(&enjoys).value == NO);
}

static void division_orders(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const Division codes[] = {{360203001000}, {360202000000}, {360203000000},
                              {360203001000}, {360203002000}, {410000000000}};
    DivisionOrder order = division_order(arena, codes, COUNT_OF(codes));
    assert_int_equal(order.count, 5);
    assert_int_equal(division_order_of(&order, (Division){360202000000}), 0);
    assert_int_equal(division_order_of(&order, (Division){360203002000}), 3);
    assert_int_equal(division_order_of(&order, (Division){360204000000}), -1);
    DivisionSpan county = division_order_span(&order, (Division){360203000000});
    assert_int_equal(county.first, 1);
    assert_int_equal(county.last, 3);
    DivisionSpan elsewhere = division_order_span(&order, (Division){370000000000});
    assert_true(elsewhere.first > elsewhere.last);
    DivisionSpan nation = division_order_span(&order, (Division){0});
    assert_int_equal(nation.last - nation.first, 4);
    arena_free(arena);
}

static void columns(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Input truth = input_of((Type){.kind = TYPE_TRUTH});
    truth.column = COLUMN_TRUTH;
    Column c = column_new(arena, COLUMN_TRUTH, 2);
    input_store(&truth, &c, arena, 0, (Cell){true, YES});
    input_store(&truth, &c, arena, 1, (Cell){0});
    assert_int_equal(column_get(&c, 0), YES);
    assert_true(column_is_unknown(&c, 1));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(days_and_truths),
        cmocka_unit_test(choices_and_divisions),
        cmocka_unit_test(unknown_cells),
        cmocka_unit_test(what_nobody_mentions),
        cmocka_unit_test(division_orders),
        cmocka_unit_test(columns),
    };
    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
