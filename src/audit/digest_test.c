/* SM3 against the examples of GB/T 32905-2016 appendix A, and the encodings built on it. */
#include "audit/audit.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void published_examples(void **state)
{
    Work *w = *state;
    Str one = digest_text(w->arena, digest_of(STR("abc")));
    assert_true(
        str_equal(one, STR("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")));
    Str two = digest_text(w->arena, digest_of(STR("abcdabcdabcdabcdabcdabcdabcdabcd"
                                                  "abcdabcdabcdabcdabcdabcdabcdabcd")));
    assert_true(
        str_equal(two, STR("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")));
}

static void pieces_equal_the_whole(void **state)
{
    Work *w = *state;
    Buf b = buf_new(w->arena);
    for (int i = 0; i < 20000; i++)
        buf_byte(&b, (char)(i * 7));
    Digester *d = digester_new(w->arena);
    for (size_t step = 1; step < 9000; step = step * 3 + 1) {
        Str rest = buf_str(&b);
        for (; rest.len > step; rest = str_from(rest, step))
            digester_add(d, (Str){rest.ptr, step});
        digester_add(d, rest);
        assert_true(digest_equal(digester_end(d), digest_of(buf_str(&b))));
    }
}

static void texts_do_not_run_together(void **state)
{
    Work *w = *state;
    Digester *d = digester_new(w->arena);
    digester_add_text(d, STR("ab"));
    digester_add_text(d, STR("c"));
    Digest one = digester_end(d);
    digester_add_text(d, STR("a"));
    digester_add_text(d, STR("bc"));
    assert_false(digest_equal(one, digester_end(d)));
}

static void text_and_back(void **state)
{
    Work *w = *state;
    Digest d = digest_of(STR("x")), back;
    assert_true(digest_parse(digest_text(w->arena, d), &back));
    assert_true(digest_equal(d, back));
    assert_false(digest_parse(STR("66c7"), &back));
    assert_false(digest_parse(
        STR("g6c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"), &back));
    assert_true(digest_is_zero((Digest){{0}}));
    assert_false(digest_is_zero(d));
}

static int work_make(void **state)
{
    *state = work_new();
    return 0;
}

static int work_drop(void **state)
{
    work_free(*state);
    return 0;
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, work_make, work_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(published_examples),
        POINT(pieces_equal_the_whole),
        POINT(texts_do_not_run_together),
        POINT(text_and_back),
    };
    return cmocka_run_group_tests_name("audit/digest", tests, NULL, NULL);
}
