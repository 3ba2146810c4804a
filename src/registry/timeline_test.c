/* Tests of interval arithmetic: the drawn cases one by one, then any write over any versions
 * against a day-by-day model. */
#include "registry/timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { DAYS = 40, OPEN = INT32_MAX };

static void assert_edit(Edit e, EditKind kind, size_t version, int32_t from, int32_t to)
{
    assert_int_equal(e.kind, kind);
    assert_int_equal(e.version, version);
    assert_int_equal(e.from, from);
    assert_int_equal(e.to, to);
}

static void test_first_write_fills_the_gap(void **state)
{
    (void)state;
    Edit edits[TIMELINE_EDITS(0)];
    assert_int_equal(timeline_edit(NULL, 0, (SpanWrite){.from = 3, .to = OPEN}, edits), 1);
    assert_edit(edits[0], EDIT_WRITE, NO_VERSION, 3, OPEN);
}

static void test_write_in_the_middle_splits(void **state)
{
    (void)state;
    const Span spans[] = {{.from = 0, .to = OPEN}};
    Edit edits[TIMELINE_EDITS(1)];
    size_t count = timeline_edit(spans, 1, (SpanWrite){.from = 5, .to = 9}, edits);
    assert_int_equal(count, 4);
    assert_edit(edits[0], EDIT_CLOSE, 0, 0, OPEN);
    assert_edit(edits[1], EDIT_KEEP, 0, 0, 5);
    assert_edit(edits[2], EDIT_KEEP, 0, 9, OPEN);
    assert_edit(edits[3], EDIT_WRITE, 0, 5, 9);
}

static void test_same_again_edits_nothing(void **state)
{
    (void)state;
    const Span spans[] = {{.from = 0, .to = 10, .same = true},
                          {.from = 10, .to = OPEN, .same = true}};
    Edit edits[TIMELINE_EDITS(2)];
    assert_int_equal(timeline_edit(spans, 2, (SpanWrite){.from = 4, .to = OPEN}, edits), 0);
}

static void test_change_stops_at_the_next_known_version(void **state)
{
    (void)state;
    const Span spans[] = {{.from = 0, .to = 10}, {.from = 10, .to = OPEN}};
    Edit edits[TIMELINE_EDITS(2)];
    SpanWrite late = {.from = 6, .to = OPEN, .until_next = true};
    assert_int_equal(timeline_edit(spans, 2, late, edits), 3);
    assert_edit(edits[0], EDIT_CLOSE, 0, 0, 10);
    assert_edit(edits[1], EDIT_KEEP, 0, 0, 6);
    assert_edit(edits[2], EDIT_WRITE, 0, 6, 10);
    assert_int_equal(timeline_end(spans, 2, late), 10);
}

static void test_correction_over_several_is_one_row(void **state)
{
    (void)state;
    const Span spans[] = {{.from = 0, .to = 10}, {.from = 12, .to = 20}};
    Edit edits[TIMELINE_EDITS(2)];
    SpanWrite write = {.from = 2, .to = 15, .whole = true};
    assert_int_equal(timeline_edit(spans, 2, write, edits), 5);
    assert_edit(edits[2], EDIT_WRITE, 0, 2, 15);
    write.whole = false;
    assert_int_equal(timeline_edit(spans, 2, write, edits), 7);
}

static void test_erase_leaves_the_rests(void **state)
{
    (void)state;
    const Span spans[] = {{.from = 0, .to = OPEN}};
    Edit edits[TIMELINE_EDITS(1)];
    SpanWrite erase = {.from = 7, .to = OPEN, .erase = true};
    assert_int_equal(timeline_edit(spans, 1, erase, edits), 2);
    assert_edit(edits[1], EDIT_KEEP, 0, 0, 7);
}

/* ---- any write over any versions, day by day ---- */

typedef struct {
    Span spans[DAYS];
    size_t count;
    int value[DAYS]; /* of a day: 0 none, else 1 + index of the span's value */
} Model;

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void model_make(Model *m, uint32_t *seed, int written)
{
    *m = (Model){.count = 0};
    for (int32_t day = 0; day < DAYS - 1;) {
        int32_t to = day + 1 + (int32_t)(next_random(seed) % 6);
        if (to > DAYS) to = DAYS;
        int value = (int)(next_random(seed) % 4);
        if (value) {
            m->spans[m->count++] = (Span){.from = day, .to = to, .same = value == written};
            for (int32_t d = day; d < to; d++)
                m->value[d] = value;
        }
        day = to;
    }
}

/* The days after the edits; a day that two rows claim is a failure. */
static void apply(const Model *m, const Edit *edits, size_t count, int written, int *value)
{
    bool closed[DAYS] = {false};
    int claims[DAYS] = {0};
    for (size_t i = 0; i < count; i++)
        if (edits[i].kind == EDIT_CLOSE) closed[edits[i].version] = true;
    for (int d = 0; d < DAYS; d++)
        value[d] = 0;
    for (size_t i = 0; i < m->count; i++)
        for (int32_t d = m->spans[i].from; !closed[i] && d < m->spans[i].to; d++) {
            value[d] = m->value[d];
            claims[d]++;
        }
    for (size_t i = 0; i < count; i++)
        for (int32_t d = edits[i].from; edits[i].kind != EDIT_CLOSE && d < edits[i].to; d++) {
            value[d] =
                edits[i].kind == EDIT_WRITE ? written : m->value[m->spans[edits[i].version].from];
            claims[d]++;
        }
    for (int d = 0; d < DAYS; d++)
        assert_true(claims[d] <= 1);
}

static void test_any_write_equals_the_model(void **state)
{
    (void)state;
    uint32_t seed = 20240620;
    for (int round = 0; round < 5000; round++) {
        Model m;
        int written = 1 + (int)(next_random(&seed) % 3);
        model_make(&m, &seed, written);
        int32_t from = (int32_t)(next_random(&seed) % DAYS);
        int32_t to = from + 1 + (int32_t)(next_random(&seed) % (uint32_t)(DAYS - from));
        SpanWrite write = {.from = from,
                           .to = to,
                           .until_next = next_random(&seed) % 2,
                           .whole = next_random(&seed) % 2,
                           .erase = next_random(&seed) % 4 == 0};
        if (write.erase)
            for (size_t i = 0; i < m.count; i++)
                m.spans[i].same = false;
        Edit edits[TIMELINE_EDITS(DAYS)];
        size_t count = timeline_edit(m.spans, m.count, write, edits);
        assert_true(count <= TIMELINE_EDITS(m.count));
        int value[DAYS];
        apply(&m, edits, count, written, value);
        int32_t end = timeline_end(m.spans, m.count, write);
        for (int d = 0; d < DAYS; d++) {
            int expected = d < from || d >= end ? m.value[d] : write.erase ? 0 : written;
            assert_int_equal(value[d], expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_write_fills_the_gap),
        cmocka_unit_test(test_write_in_the_middle_splits),
        cmocka_unit_test(test_same_again_edits_nothing),
        cmocka_unit_test(test_change_stops_at_the_next_known_version),
        cmocka_unit_test(test_correction_over_several_is_one_row),
        cmocka_unit_test(test_erase_leaves_the_rests),
        cmocka_unit_test(test_any_write_equals_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
