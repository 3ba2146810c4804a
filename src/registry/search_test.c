/* Finding people in every form a clerk types, as search_test.def lists them. */
#include "registry/fixture.h"

#include <stdlib.h>
#include <string.h>

static Work *people_open(Fixture *f)
{
    static const char *const names[] = {
#define PERSON(name) name,
#define FOUND(query, names)
#include "registry/search_test.def"
#undef PERSON
#undef FOUND
    };
    Work *w = fixture_open(f);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        fixture_person(w, f, names[i], date_of(1950, 1, 1), (int)i + 1);
    return w;
}

static void finds_people_as_clerks_type(void **state)
{
    static const struct {
        const char *query, *names;
    } rows[] = {
#define PERSON(name)
#define FOUND(query, names) {query, names},
#include "registry/search_test.def"
#undef PERSON
#undef FOUND
    };
    (void)state;
    Fixture f;
    Work *w = people_open(&f);
    size_t wrong = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        PersonRow *found;
        size_t count;
        Buf names = buf_new(w->arena);
        assert_true(person_search(w, str_of(rows[i].query), 10, &found, &count));
        for (size_t k = 0; k < count; k++)
            buf_format(&names, "%s%.*s", k ? " " : "", STR_ARG(found[k].name));
        if (str_equal(buf_str(&names), str_of(rows[i].names))) continue;
        print_error("# %s finds %.*s\n", rows[i].query, STR_ARG(buf_str(&names)));
        wrong++;
    }
    assert_int_equal(wrong, 0);
    fixture_close(w);
}

/* Two people of one name are told apart by the last four characters of their numbers. */
static void the_end_of_a_number_tells_namesakes_apart(void **state)
{
    (void)state;
    Fixture f;
    Work *w = people_open(&f);
    for (int i = 1; i <= 2; i++) {
        PersonRow *found;
        size_t count;
        Str number = citizen_id_make(w->arena, 360203, date_of(1950, 1, 1), i);
        Str query = format(w->arena, "%s %.*s", FIRST_NAME, 4, number.ptr + 14);
        assert_true(person_search(w, query, 10, &found, &count));
        assert_int_equal(count, 1);
        assert_true(str_ends(found[0].masked_id, str_from(number, 14)));
    }
    fixture_close(w);
}

static void limits_hold_and_broken_text_finds_nobody(void **state)
{
    (void)state;
    Fixture f;
    Work *w = people_open(&f);
    PersonRow *found;
    size_t count;
    assert_true(person_search(w, STR("z"), 2, &found, &count));
    assert_int_equal(count, 2);
    assert_true(person_search(w, STR("z"), 0, &found, &count));
    assert_int_equal(count, 0);
    assert_true(person_search(w, STR("\xE5\xBC"), 10, &found, &count));
    assert_int_equal(count, 0);
    fixture_close(w);
}

/* A store from before there were keys gets them when it is opened to write. */
static void an_older_store_gets_its_keys(void **state)
{
    (void)state;
    Fixture f;
    Work *w = people_open(&f);
    PersonRow *found;
    size_t count;
    int64_t law;
    assert_true(db_define(w, STR("DELETE FROM name_page")));
    assert_true(person_search(w, STR("zs"), 10, &found, &count));
    assert_int_equal(count, 0);
    assert_true(registry_open(w, f.bureau, &law));
    assert_true(person_search(w, STR("zs"), 10, &found, &count));
    assert_int_equal(count, 3);
    fixture_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_people_as_clerks_type),
        cmocka_unit_test(the_end_of_a_number_tells_namesakes_apart),
        cmocka_unit_test(limits_hold_and_broken_text_finds_nobody),
        cmocka_unit_test(an_older_store_gets_its_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
