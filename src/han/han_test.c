/* Names, places and what clerks type, as han_test.def lists them. */
#include "base/test.h"
#include "han/han.h"

#include <string.h>

typedef struct {
    const char *text, *first, *second;
} Row;

static void is(Arena *arena, Str got, const char *want, const char *of)
{
    if (!str_equal(got, str_of(want)))
        fail_msg("%s: %.*s, not %s", of, STR_ARG(str_copy(arena, got)), want);
}

static void names_are_read_as_names(void **state)
{
    static const Row rows[] = {
#define NAME(text, letters, initials) {text, letters, initials},
#include "han/han_test.def"
    };
    (void)state;
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        HanName n;
        han_name(arena, str_of(rows[i].text), &n);
        is(arena, n.letters, rows[i].first, rows[i].text);
        is(arena, n.initials, rows[i].second, rows[i].text);
    }
    arena_free(arena);
}

static void places_are_read_as_their_people_do(void **state)
{
    static const Row rows[] = {
#define PLACE(text, order) {text, order, NULL},
#include "han/han_test.def"
    };
    (void)state;
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Str order = han_order(arena, str_of(rows[i].text));
        if (!str_starts(order, str_of(rows[i].first)))
            fail_msg("%s is ordered as %.*s", rows[i].text, STR_ARG(order));
    }
    arena_free(arena);
}

static void forms_are_folded(void **state)
{
    static const Row rows[] = {
#define FOLD(text, folded) {text, folded, NULL},
#define TYPED(text, letters) {text, NULL, letters},
#include "han/han_test.def"
    };
    (void)state;
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Str text = str_of(rows[i].text);
        if (rows[i].first)
            is(arena, han_fold(arena, text), rows[i].first, rows[i].text);
        else
            is(arena, han_typed_letters(arena, text), rows[i].second, rows[i].text);
    }
    arena_free(arena);
}

static void names_stand_in_the_order_of_dictionaries(void **state)
{
    static const char *const names[] = {
#define ORDERED(text) text,
#include "han/han_test.def"
    };
    (void)state;
    Arena *arena = arena_new();
    HanName last, name;
    han_name(arena, STR(""), &last);
    assert_int_equal(last.order.len, 0);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Str orders[2];
        size_t count;
        han_name(arena, str_of(names[i]), &name);
        assert_true(str_compare(last.order, name.order) < 0);
        han_name_orders(arena, (Str){names[i], 3}, orders, &count);
        bool begins = false;
        for (size_t k = 0; k < count; k++)
            begins = begins || str_starts(name.order, orders[k]);
        assert_true(begins);
        last = name;
    }
    arena_free(arena);
}

/* Every character of the first plane folds to one that folds to itself. */
static void folding_ends(void **state)
{
    (void)state;
    size_t read = 0;
    for (uint32_t c = 0; c < 0x30000; c++) {
        uint32_t plain = han_plain(c);
        if (han_plain(plain) != plain) fail_msg("U+%X folds to U+%X, which folds on", c, plain);
        read += han_reading(c).len > 0;
    }
    assert_true(read > 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read_as_names),
        cmocka_unit_test(places_are_read_as_their_people_do),
        cmocka_unit_test(forms_are_folded),
        cmocka_unit_test(names_stand_in_the_order_of_dictionaries),
        cmocka_unit_test(folding_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
