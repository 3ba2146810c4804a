/* Every spelling of a day and a month, as spelling_test.def lists them. */
#include "base/test.h"
#include "doc/doc.h"

typedef struct {
    const char *text;
    Spelling spelling;
    const char *value;
} Row;

static void days_in_every_spelling(void **state)
{
    static const Row rows[] = {
#define DAY(text, spelling, day) {text, spelling, day},
#define MONTH(text, spelling, month)
#include "doc/spelling_test.def"
#undef DAY
#undef MONTH
    };
    (void)state;
    Arena *arena = arena_new();
    size_t wrong = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Date d;
        Spelling got = date_spelled(str_of(rows[i].text), &d);
        bool right = got == rows[i].spelling &&
                     (got != SPELLED || str_equal(date_text(arena, d), str_of(rows[i].value)));
        if (!right) print_error("# %s is read as %d\n", rows[i].text, (int)got);
        wrong += !right;
    }
    arena_free(arena);
    assert_int_equal(wrong, 0);
}

static void months_in_every_spelling(void **state)
{
    static const Row rows[] = {
#define DAY(text, spelling, day)
#define MONTH(text, spelling, month) {text, spelling, month},
#include "doc/spelling_test.def"
#undef DAY
#undef MONTH
    };
    (void)state;
    Arena *arena = arena_new();
    size_t wrong = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Month m;
        Spelling got = month_spelled(str_of(rows[i].text), &m);
        bool right = got == rows[i].spelling &&
                     (got != SPELLED || str_equal(month_text(arena, m), str_of(rows[i].value)));
        if (!right) print_error("# %s is read as %d\n", rows[i].text, (int)got);
        wrong += !right;
    }
    arena_free(arena);
    assert_int_equal(wrong, 0);
}

/* What is written is read, for every day of four hundred years. */
static void what_programs_write_is_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    for (int32_t day = date_of(1800, 1, 1).days; day <= date_of(2200, 12, 31).days; day += 13) {
        Date d = {day}, back = DATE_NONE;
        assert_int_equal(date_spelled(date_text(arena, d), &back), SPELLED);
        assert_int_equal(back.days, day);
        assert_int_equal(date_spelled(date_chinese(arena, d), &back), SPELLED);
        assert_int_equal(back.days, day);
        arena_reset(arena);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_in_every_spelling),
        cmocka_unit_test(months_in_every_spelling),
        cmocka_unit_test(what_programs_write_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
