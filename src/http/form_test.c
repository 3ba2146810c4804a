/* Forms: every rule broken at least once, good ones read, limits, any cut of the bytes; cookies,
 * origins and lists of words in heads. */
#include "http/form_test.def"
#include "base/test.h"
#include "http/http.h"

#include <string.h>

typedef struct {
    HttpFormFault fault;
    Str type, body;
} BadForm;
#define BAD(fault, type, body) {fault, {STR_INIT(type)}, {STR_INIT(body)}},
static const BadForm bad_forms[] = {
#include "http/form_corpus.def"
};
#undef BAD

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data; boundary=XX"

static void every_rule_is_broken_and_none_accepted(void **state)
{
    (void)state;
    bool seen[HTTP_FORM_FAULT_COUNT] = {[FORM_GOOD] = true};
    seen[FORM_TOO_MANY_FIELDS] = seen[FORM_TOO_MANY_FILES] = seen[FORM_NAME_TOO_LONG] = true;
    for (size_t i = 0; i < COUNT_OF(bad_forms); i++) {
        Arena *arena = arena_new();
        HttpForm form;
        HttpFormFault fault = http_form_parse(arena, bad_forms[i].type, bad_forms[i].body, &form);
        if (fault != bad_forms[i].fault)
            fail_msg("%s instead of %s: %s | %s", http_form_fault_name(fault),
                     http_form_fault_name(bad_forms[i].fault), bad_forms[i].type.ptr,
                     bad_forms[i].body.ptr);
        seen[bad_forms[i].fault] = true;
        arena_free(arena);
    }
    for (HttpFormFault fault = FORM_GOOD; fault < HTTP_FORM_FAULT_COUNT; fault++) {
        if (!seen[fault]) fail_msg("no form breaks %s", http_form_fault_name(fault));
        assert_true(strlen(http_status_phrase(http_form_fault_status(fault))) > 0);
    }
}

/* Cut anywhere, a multipart form is not ended, and nothing is read beyond its end. */
static void any_cut_is_seen(void **state)
{
    (void)state;
    Str whole = STR(TWO_FILES);
    for (size_t length = 0; length + 2 < whole.len; length++) {
        Arena *arena = arena_new();
        HttpForm form;
        Str cut = str_copy(arena, (Str){whole.ptr, length});
        HttpFormFault fault = http_form_parse(arena, STR(MULTIPART), cut, &form);
        if (fault == FORM_GOOD) fail_msg("good after %zu bytes", length);
        arena_free(arena);
    }
}

static void urlencoded_forms_are_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    HttpForm form;
    Str body =
        STR("name=%E5%BC%A0+%E4%B8%89&tick=1&note=a%0D%0Ab%09c&empty=&bare&tick=2&x*-._=%2B");
    assert_int_equal(http_form_parse(arena, STR(URLENCODED "; charset=UTF-8"), body, &form), 0);
    assert_int_equal(form.count, 7);
    assert_str(http_form_value(&form, STR("name")), NAME_IN_FORM);
    assert_str(http_form_value(&form, STR("note")), "a\nb\tc");
    assert_str(http_form_value(&form, STR("x*-._")), "+");
    assert_true(http_form_has(&form, STR("empty")) && http_form_has(&form, STR("bare")));
    assert_int_equal(http_form_value(&form, STR("empty")).len, 0);
    assert_false(http_form_has(&form, STR("Name")));
    Str *ticks;
    assert_int_equal(http_form_values(arena, &form, STR("tick"), &ticks), 2);
    assert_str(ticks[0], "1");
    assert_str(ticks[1], "2");
    assert_int_equal(http_form_values(arena, &form, STR("none"), &ticks), 0);
    assert_int_equal(http_form_parse(arena, STR(URLENCODED), STR(""), &form), 0);
    assert_int_equal(form.count, 0);
    arena_free(arena);
}

static void multipart_forms_are_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    HttpForm form;
    Str body = STR(TWO_FILES);
    assert_int_equal(
        http_form_parse(arena, STR("Multipart/Form-Data; Boundary=\"XX\""), body, &form),
        FORM_GOOD);
    assert_int_equal(form.count, 2);
    assert_int_equal(form.file_count, 3);
    assert_str(http_form_value(&form, STR("a")), "b\n--XX is no end");
    assert_str(http_form_value(&form, STR("quote\"d")), "");
    const HttpFile *first = http_form_file(&form, STR("photo"), 0);
    assert_str(first->file_name, FILE_NAME);
    assert_str(first->type, "image/png");
    assert_int_equal(first->bytes.len, 6);
    assert_memory_equal(first->bytes.ptr, "\x89P\r\n\0\n", 6);
    assert_str(http_form_file(&form, STR("photo"), 1)->file_name, "c.txt");
    assert_null(http_form_file(&form, STR("photo"), 2));
    assert_null(http_form_file(&form, STR("none"), 0)); /* nothing was chosen */
    assert_int_equal(http_form_parse(arena, STR(MULTIPART), STR("--XX--\r\n"), &form), FORM_GOOD);
    assert_int_equal(form.count + form.file_count, 0);
    arena_free(arena);
}

static Str many(Arena *arena, const char *one, int count, const char *end)
{
    Buf b = buf_new(arena);
    for (int i = 0; i < count; i++)
        buf_add(&b, str_of(one));
    buf_add(&b, str_of(end));
    return buf_str(&b);
}

static void limits_are_kept(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    HttpForm form;
    Str body = many(arena, "a=&", HTTP_FORM_FIELDS - 1, "b=");
    assert_int_equal(http_form_parse(arena, STR(URLENCODED), body, &form), FORM_GOOD);
    body = many(arena, "a=&", HTTP_FORM_FIELDS, "b=");
    assert_int_equal(http_form_parse(arena, STR(URLENCODED), body, &form), FORM_TOO_MANY_FIELDS);
    static const char file[] =
        "--XX\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nc\r\n";
    body = many(arena, file, HTTP_FORM_FILES, "--XX--");
    assert_int_equal(http_form_parse(arena, STR(MULTIPART), body, &form), FORM_GOOD);
    body = many(arena, file, HTTP_FORM_FILES + 1, "--XX--");
    assert_int_equal(http_form_parse(arena, STR(MULTIPART), body, &form), FORM_TOO_MANY_FILES);
    body = many(arena, "a", HTTP_FORM_NAME_BYTES, "=b");
    assert_int_equal(http_form_parse(arena, STR(URLENCODED), body, &form), FORM_GOOD);
    body = many(arena, "a", HTTP_FORM_NAME_BYTES + 1, "=b");
    assert_int_equal(http_form_parse(arena, STR(URLENCODED), body, &form), FORM_NAME_TOO_LONG);
    body = many(arena, "X: yyyyyyyyyyyyyy\r\n", 500, "\r\n\r\n--XX--");
    body = format(arena, "--XX\r\n%.*s", STR_ARG(body));
    assert_int_equal(http_form_parse(arena, STR(MULTIPART), body, &form), FORM_BAD_PART_HEAD);
    arena_free(arena);
}

static void faults_are_told_to_the_clerk(void **state)
{
    (void)state;
    Work *w = work_new();
    HttpForm form;
    HttpRequest request = {.method = HTTP_POST,
                           .body = STR("a=%FF"),
                           .fields = {{STR("Content-Type"), STR(URLENCODED)}},
                           .field_count = 1};
    static const char *const bodies[] = {"a=%FF", "a=%00", "a=%"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        request.body = str_of(bodies[i]);
        w->error = (Error){.code = ERR_NONE};
        assert_false(http_form(w, &request, &form));
        assert_int_equal(w->error.code, ERR_INPUT);
        assert_true(w->error.sentence.len > 0);
    }
    request.body = STR("a=b");
    assert_true(http_form(w, &request, &form));
    HttpRequest asked = {.query = STR("a=1&a=2")};
    assert_true(http_form(w, &asked, &form));
    assert_int_equal(form.count, 2);
    work_free(w);
}

/* ---- heads ---------------------------------------------------------------------------------- */

static HttpRequest request_of(Arena *arena, const char *fields)
{
    HttpRequest request;
    Str head = format(arena, "GET / HTTP/1.1\r\nHost: a.b:8080\r\n%s\r\n", fields);
    assert_int_equal(http_head_parse(arena, head, &request), HTTP_GOOD);
    return request;
}

static void cookies_are_found_once(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    HttpRequest r = request_of(arena, "Cookie: a=1; sid=x=y; b=\r\nCookie: c=3;d=4\r\n");
    assert_str(http_cookie(&r, STR("a")), "1");
    assert_str(http_cookie(&r, STR("sid")), "x=y");
    assert_str(http_cookie(&r, STR("b")), "");
    assert_str(http_cookie(&r, STR("c")), "3");
    assert_str(http_cookie(&r, STR("d")), "4");
    assert_str(http_cookie(&r, STR("A")), "");
    assert_str(http_cookie(&r, STR("id")), "");
    r = request_of(arena, "Cookie: sid=good\r\nCookie: sid=planted\r\n");
    assert_str(http_cookie(&r, STR("sid")), "");
    arena_free(arena);
}

static void other_sites_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        bool ours;
    } cases[] = {
        {"", false},
        {"Sec-Fetch-Site: same-origin\r\n", true},
        {"Sec-Fetch-Site: same-site\r\n", false},
        {"Sec-Fetch-Site: cross-site\r\n", false},
        {"Sec-Fetch-Site: none\r\n", false},
        {"Origin: http://a.b:8080\r\n", true},
        {"Origin: https://A.b:8080\r\n", true},
        {"Origin: http://a.b\r\n", false},
        {"Origin: http://a.b:8080.evil\r\n", false},
        {"Origin: null\r\n", false},
        {"Origin: a.b:8080\r\n", false},
        {"Origin: http://a.b:8080\r\nSec-Fetch-Site: cross-site\r\n", false},
        {"Origin: http://evil\r\nSec-Fetch-Site: same-origin\r\n", false},
        {"Origin: http://a.b:8080\r\nOrigin: http://a.b:8080\r\n", false},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        HttpRequest r = request_of(arena, cases[i].fields);
        if (http_same_origin(&r) != cases[i].ours) fail_msg("%s", cases[i].fields);
    }
    arena_free(arena);
}

static void lists_are_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    static const struct {
        const char *fields;
        bool has;
    } cases[] = {
        {"", false},
        {"Accept-Encoding: gzip\r\n", true},
        {"Accept-Encoding: br, GZIP;q=0.5\r\n", true},
        {"Accept-Encoding: gzip;q=0\r\n", false},
        {"Accept-Encoding: gzip ; q=0.000\r\n", false},
        {"Accept-Encoding: gzip;q=0.01\r\n", true},
        {"Accept-Encoding: xgzip, gzipx\r\n", false},
        {"Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        HttpRequest r = request_of(arena, cases[i].fields);
        if (http_field_lists(&r, STR("accept-encoding"), STR("gzip")) != cases[i].has)
            fail_msg("%s", cases[i].fields);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_is_broken_and_none_accepted),
        cmocka_unit_test(any_cut_is_seen),
        cmocka_unit_test(urlencoded_forms_are_read),
        cmocka_unit_test(multipart_forms_are_read),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(faults_are_told_to_the_clerk),
        cmocka_unit_test(cookies_are_found_once),
        cmocka_unit_test(other_sites_are_told_apart),
        cmocka_unit_test(lists_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
