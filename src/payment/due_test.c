/* Differences of many parts, put in order: whatever the parts were, the lines come out by affair,
 * enrolment, person and month, those of one key as they were added, each of them once. */
#include "payment/due.h"

#include "base/test.h"

enum { PARTS = 37, PART_LINES = 1200, AFFAIRS = 3, KEYS = 5000 };

static const Affair FIRST = {.key = {"first", 5}}, SECOND = {.key = {"second", 6}}, THIRD;
static const Affair *const AFFAIR[AFFAIRS] = {&FIRST, &SECOND, &THIRD};

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* As one difference gives them: rising; the amount tells when it was added. */
static Lines part_make(Arena *arena, uint32_t *seed, int64_t *added)
{
    Lines lines = {NEW_ARRAY(arena, Line, PART_LINES), 0, PART_LINES};
    int64_t enrolment = next(seed) % KEYS;
    while (lines.count < PART_LINES) {
        enrolment += next(seed) % 3;
        lines.lines[lines.count++] = (Line){.enrolment = enrolment,
                                            .unit = enrolment + 1,
                                            .person = enrolment / 2,
                                            .month = {24288},
                                            .component = enrolment % 2 ? STR("odd") : STR("even"),
                                            .amount = {++*added},
                                            .reason = REASON_ARREARS};
    }
    return lines;
}

static void order_check(const Lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        const Line *line = &lines->lines[i], *before = line - 1;
        assert_int_equal(line->unit, line->enrolment + 1);
        assert_int_equal(line->person, line->enrolment / 2);
        assert_true(str_equal(line->component, line->enrolment % 2 ? STR("odd") : STR("even")));
        if (i == 0) continue;
        assert_true(line->enrolment >= before->enrolment);
        if (line->enrolment == before->enrolment)
            assert_true(line->amount.fen > before->amount.fen);
    }
}

static void parts_are_put_in_order(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Dues dues = {0};
    uint32_t seed = 7;
    int64_t added = 0, sum = 0;
    size_t at = 0, lines_of[AFFAIRS] = {0}, expected[AFFAIRS] = {0};
    for (size_t part = 0; part < PARTS; part++) {
        size_t affair = part % 2; /* nobody is due in the third */
        Lines lines = part_make(arena, &seed, &added);
        dues_add(arena, &dues, affair, AFFAIR[affair], &lines);
        expected[affair] += lines.count;
    }
    dues_sort(arena, &dues);
    for (size_t affair = 0; affair < AFFAIRS; affair++) {
        Lines all = {0};
        while (dues_of(&dues, at, affair)) {
            DueRange range = {at, 1000};
            size_t end = dues_lines(arena, &dues, &range, AFFAIR[affair], &all);
            assert_true(end > at && end <= at + range.most);
            at = end;
        }
        order_check(&all);
        lines_of[affair] = all.count;
        for (size_t i = 0; i < all.count; i++) {
            assert_true(str_equal(all.lines[i].affair, AFFAIR[affair]->key));
            sum += all.lines[i].amount.fen;
        }
    }
    assert_int_equal(at, dues.count);
    assert_memory_equal(lines_of, expected, sizeof expected);
    assert_int_equal(sum, added * (added + 1) / 2);
    arena_free(arena);
}

static void nothing_is_due(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Dues dues = {0};
    Lines none = {0};
    DueRange range = {0, 10};
    dues_sort(arena, &dues);
    assert_false(dues_of(&dues, 0, 0));
    assert_int_equal(dues_lines(arena, &dues, &range, AFFAIR[0], &none), 0);
    assert_int_equal(none.count, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_put_in_order),
        cmocka_unit_test(nothing_is_due),
    };
    return cmocka_run_group_tests_name("payment/due", tests, NULL, NULL);
}
