/* Fields are written by type and escaped, addresses are ours, templates take conditions, loops and
 * themselves. The pages with their data are tested in web_test.c. */
#include "page/html_test.def"
#include "base/test.h"
#include "page/page.h"

static void fields_are_written_by_type(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf b = buf_new(arena);
    html_put(&b, STR("<a&'\">"));
    buf_byte(&b, ' ');
    html_put(&b, (Money){-123456789});
    buf_byte(&b, ' ');
    html_put(&b, (int64_t)-1234567);
    buf_byte(&b, ' ');
    html_put(&b, (int64_t)100);
    buf_byte(&b, ' ');
    html_put(&b, 7);
    buf_byte(&b, ' ');
    html_put(&b, date_of(2024, 2, 29));
    buf_byte(&b, ' ');
    html_put(&b, month_of(2024, 2));
    buf_byte(&b, ' ');
    html_put(&b, ((Html){STR("<i>")}));
    assert_str(buf_str(&b), "&lt;a&amp;&#39;&quot;&gt; -1,234,567.89 -1,234,567 100 7 2024-02-29 "
                            "2024-02 <i>");
    b = buf_new(arena);
    html_put(&b, DATE_NONE);
    html_put(&b, MONTH_NONE);
    assert_int_equal(utf8_count(buf_str(&b)), 2);
    b = buf_new(arena);
    html_url(&b, STR("a/b&c"));
    html_url(&b, (int64_t)5);
    html_url(&b, month_of(2024, 12));
    html_link(&b, STR("/x?a=1&b=<"));
    assert_str(buf_str(&b), "a%2Fb%26c52024-12/x?a=1&amp;b=&lt;");
    arena_free(arena);
}

static void the_layout_escapes_its_title(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf b = buf_new(arena);
    Link links[] = {{STR("/"), STR("one"), true}, {STR("/law"), STR("two"), false}};
    LayoutPage page = {.finds = true,
                       .title = STR(HAN_TITLE),
                       .style = STR("/style.css?1"),
                       .links = links,
                       .link_count = 2,
                       .body = {STR("<p>body</p>")}};
    layout_html(&b, &page);
    Str html = buf_str(&b);
    assert_true(str_starts(html, STR("<!DOCTYPE html>")));
    assert_true(str_find(html, STR(HAN_TITLE_ESCAPED)) > 0);
    assert_true(str_find(html, STR("<p>body</p>")) > 0);
    assert_true(str_find(html, STR("<a href=\"/\" class=\"here\" aria-current=\"page\">one")) > 0);
    assert_true(str_find(html, STR("<a href=\"/law\">two")) > 0);
    assert_int_equal(str_find(html, STR("<script")), -1);
    arena_free(arena);
}

static void a_derivation_nests(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf b = buf_new(arena);
    WhyNode leaf = {.text = STR("a < b"), .value = STR("1"), .kind = STR("no")};
    WhyNode middle = {.text = STR("m"), .kind = STR("yes"), .parts = &leaf, .part_count = 1};
    WhyNode root = {.text = STR("r"),
                    .kind = STR("yes"),
                    .citation = STR("art. 1"),
                    .href = STR("/law/x#L3"),
                    .opens = true,
                    .parts = &middle,
                    .part_count = 1};
    node_html(&b, &root);
    Str html = buf_str(&b);
    ptrdiff_t open = str_find(html, STR("<details open>")),
              closed = str_find(html, STR("<details>")), text = str_find(html, STR("a &lt; b"));
    assert_true(open > 0 && closed > open && text > closed);
    assert_true(str_find(html, STR("<a href=\"/law/x#L3\">")) > 0);
    arena_free(arena);
}

static void the_style_is_embedded(void **state)
{
    (void)state;
    Str css = {style_css_text, style_css_length};
    assert_true(str_starts(css, STR(":root {")) && utf8_valid(css));
    assert_int_equal(str_of(style_css_digest).len, 12);
    assert_int_equal(str_find(css, STR("http")), -1); /* nothing from another host */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_written_by_type),
        cmocka_unit_test(the_layout_escapes_its_title),
        cmocka_unit_test(a_derivation_nests),
        cmocka_unit_test(the_style_is_embedded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
