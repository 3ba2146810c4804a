/* Errors and their exit codes, the clock, and faults beyond the limit. */
#include "base/test.h"

static void failures_are_described(void **state)
{
    (void)state;
    Work *w = work_new();
    assert_false(fail(w, ERR_NOT_FOUND, "case %d", 7));
    assert_int_equal(w->error.code, ERR_NOT_FOUND);
    assert_str(w->error.detail, "case 7");
    assert_true(w->error.sentence.len > 0);
    assert_false(refuse(w, ERR_STATE, "%s!", "no"));
    assert_str(w->error.sentence, "no!");
    assert_str(w->error.detail, "ERR_STATE");
    work_free(w);
}

static void long_sentences_are_cut_between_characters(void **state)
{
    (void)state;
    Work *w = work_new();
    Buf b = buf_new(w->arena);
    for (int i = 0; i < 600; i++)
        buf_code_point(&b, 0x4E2D);
    refuse(w, ERR_INPUT, "x%.*s", (int)b.len, b.ptr);
    assert_true(utf8_valid(w->error.sentence));
    assert_int_equal(w->error.sentence.len, 1 + 340 * 3);
    work_free(w);
}

static void every_code_has_words(void **state)
{
    (void)state;
    for (int code = ERR_NONE + 1; code < ERROR_CODE_COUNT; code++) {
        assert_true(error_sentence((ErrorCode)code).len > 0);
        assert_true(error_exit_code((ErrorCode)code) > 0);
        assert_int_equal(error_name((ErrorCode)code)[3], '_');
    }
    assert_int_equal(error_exit_code(ERR_USAGE), 64);
}

static void today_is_in_china(void **state)
{
    (void)state;
    Work *w = work_new();
    w->now = (int64_t)date_of(2024, 6, 20).days * 86400 + 16 * 3600 - 1;
    assert_int_equal(work_today(w).days, date_of(2024, 6, 20).days);
    w->now++;
    assert_int_equal(work_today(w).days, date_of(2024, 6, 21).days);
    w->now = -8 * 3600 - 1;
    assert_int_equal(work_today(w).days, -1);
    work_free(w);
}

static void faults_beyond_the_limit_are_counted(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Faults faults = faults_new(arena, 3);
    char value[200];
    for (size_t i = 0; i < sizeof value; i++)
        value[i] = 'v';
    for (int i = 0; i < 10; i++)
        faults_add(&faults, (Fault){.level = i % 2 ? FAULT_WARNING : FAULT_ERROR,
                                    .row = i,
                                    .value = {value, sizeof value}});
    assert_int_equal(faults.count, 3);
    assert_int_equal(faults.errors, 5);
    assert_int_equal(faults.warnings, 5);
    assert_true(faults.items[0].value.len < 70);
    arena_free(arena);
}

static int64_t seen;
static void watch(Work *w, Str what, int64_t done, int64_t total)
{
    (void)w, (void)what;
    seen = done * 100 / total;
}

static void progress_may_be_watched(void **state)
{
    (void)state;
    Work *w = work_new();
    work_progress(w, STR("rows"), 1, 2);
    assert_int_equal(seen, 0);
    w->progress = watch;
    work_progress(w, STR("rows"), 1, 2);
    assert_int_equal(seen, 50);
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_are_described),
        cmocka_unit_test(long_sentences_are_cut_between_characters),
        cmocka_unit_test(every_code_has_words),
        cmocka_unit_test(today_is_in_china),
        cmocka_unit_test(faults_beyond_the_limit_are_counted),
        cmocka_unit_test(progress_may_be_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
