/* What the unit tests of every room include: cmocka with what it needs, base, and assert_str. */
#ifndef BASE_TEST_H
#define BASE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Our own fail() takes a Work; a test fails with fail_msg. */
#undef fail
#undef fail_msg
#define fail_msg(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

#include "base/base.h"

#define assert_str(actual, expected)                                                               \
    do {                                                                                           \
        Str actual_text = (actual), expected_text = str_of(expected);                              \
        if (!str_equal(actual_text, expected_text))                                                \
            fail_msg("'%.*s' is not '%.*s'", STR_ARG(actual_text), STR_ARG(expected_text));        \
    } while (0)

#endif
