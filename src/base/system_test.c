/* Errors of the system in Chinese, and the sync of a folder. */
#include <errno.h>
#include <string.h>

#include "base/base.h"
#include "base/test.h"

static void reasons_are_chinese(void **state)
{
    (void)state;
    static const int errors[] = {ENOSPC, EACCES, ENOENT, EISDIR, EMFILE, EROFS, EIO, ENOMEM};
    Work *w = work_new();
    for (size_t i = 0; i < COUNT_OF(errors); i++) {
        const char *reason = system_reason(w->arena, errors[i]);
        assert_true((unsigned char)reason[0] >= 0xE0);
        assert_true(utf8_valid(str_of(reason)));
        assert_null(strstr(reason, strerror(errors[i])));
    }
    assert_non_null(strstr(system_reason(w->arena, 9999), "9999"));
    work_free(w);
}

static void a_refused_file_is_named(void **state)
{
    (void)state;
    Work *w = work_new();
    assert_false(refuse_file(w, "/no/such/file", ENOENT));
    assert_int_equal(w->error.code, ERR_FILE);
    assert_true(str_find(w->error.sentence, STR("/no/such/file")) > 0);
    work_free(w);
}

static void folders_are_synced(void **state)
{
    (void)state;
    Work *w = work_new();
    assert_true(folder_sync(w->arena, "/tmp/any"));
    assert_true(folder_sync(w->arena, "here"));
    assert_false(folder_sync(w->arena, "/no/such/folder/file"));
    assert_int_equal(errno, ENOENT);
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_are_chinese),
        cmocka_unit_test(a_refused_file_is_named),
        cmocka_unit_test(folders_are_synced),
    };
    return cmocka_run_group_tests_name("base/system", tests, NULL, NULL);
}
