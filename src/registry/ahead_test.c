/* A file large enough to be read ahead and to have its names read in the background: new people,
 * the same again, a late fault, a file that breaks off. */
#include "registry/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PEOPLE = 16000, DAYS = 8000 };

static Str made_name(Arena *arena, int i)
{
    Buf b = buf_new(arena);
    buf_code_point(&b, 0x5F20 + (uint32_t)(i % 17));
    buf_code_point(&b, 0x6587 + (uint32_t)(i % 331));
    buf_code_point(&b, 0x660E + (uint32_t)(i % 53));
    return buf_str(&b);
}

/* `bad`: of a wrong number; 0: none. */
static Str made_file(Arena *arena, int bad)
{
    Buf b = buf_new(arena);
    buf_add(&b, STR("name,citizen_id,person_key,home\n"));
    for (int i = 1; i <= PEOPLE; i++) {
        Date born = {date_of(1950, 1, 1).days + i % DAYS};
        Str number = citizen_id_make(arena, 360203, born, i / DAYS + 1);
        Str name = made_name(arena, i);
        buf_format(&b, "%.*s,%.*s%s,R%064d,360203001\n", STR_ARG(name), STR_ARG(number),
                   i == bad ? "1" : "", i);
    }
    return buf_str(&b);
}

static bool import_text(Work *w, const Fixture *f, Str text, ImportResult *out)
{
    char path[] = "/tmp/doudi-ahead-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text.ptr, text.len), (ssize_t)text.len);
    assert_int_equal(close(file), 0);
    ImportJob job = {
        .path = path, .as = STR("person"), .sender = STR("large"), .effective = DATE_NONE};
    bool done = registry_import(w, f->bureau, &job, out);
    assert_int_equal(unlink(path), 0);
    return done;
}

static Work *start(Fixture *f)
{
    int64_t count;
    Work *w = fixture_open(f);
    assert_true(division_load(w, fixture_divisions(w), &count));
    return w;
}

static void expect_person(Work *w, int i)
{
    PersonRow *found, row;
    PersonId id;
    size_t count;
    bool there = false;
    Str name = made_name(w->arena, i);
    Date born = {date_of(1950, 1, 1).days + i % DAYS};
    Str number = citizen_id_make(w->arena, 360203, born, i / DAYS + 1);
    assert_true(person_by_number(w, number, &id) && person_row(w, id, &row));
    assert_int_equal(id.n, i);
    assert_true(str_equal(row.name, name) && row.birth.days == born.days);
    assert_true(str_ends(row.masked_id, str_from(number, 14)));
    assert_true(person_search(w, name, 100, &found, &count));
    for (size_t k = 0; k < count; k++)
        there |= found[k].id.n == i;
    assert_true(there);
}

static void all_of_a_large_file_are_found_and_known_again(void **state)
{
    (void)state;
    Fixture f;
    ImportResult r;
    Work *w = start(&f);
    Str text = made_file(w->arena, 0);
    assert_true(text.len > 1024 * 1024);
    assert_true(import_text(w, &f, text, &r));
    assert_int_equal(r.added, PEOPLE);
    for (int i = 1; i <= PEOPLE; i += 997)
        expect_person(w, i);
    expect_person(w, PEOPLE);
    assert_true(import_text(w, &f, text, &r));
    assert_int_equal(r.added + r.changed, 0);
    assert_int_equal(r.unchanged, PEOPLE);
    fixture_close(w);
}

static void a_late_fault_is_told_and_nothing_is_kept(void **state)
{
    (void)state;
    Fixture f;
    ImportResult r;
    Work *w = start(&f);
    assert_true(import_text(w, &f, made_file(w->arena, PEOPLE - 1), &r));
    assert_int_equal(r.faults.errors, 1);
    assert_int_equal(r.faults.items[0].row, PEOPLE);
    assert_int_equal(r.added, 0);
    assert_int_equal(person_count(w), 0);
    fixture_close(w);
}

/* The columns are wrong: nobody reads what was to be read ahead. */
static void a_large_file_of_something_else_is_refused(void **state)
{
    (void)state;
    Fixture f;
    ImportResult r;
    Work *w = start(&f);
    Str text = made_file(w->arena, 0);
    assert_true(import_text(w, &f, str_from(text, 40), &r));
    assert_true(r.faults.errors > 0);
    assert_int_equal(person_count(w), 0);
    fixture_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_a_large_file_are_found_and_known_again),
        cmocka_unit_test(a_late_fault_is_told_and_nothing_is_kept),
        cmocka_unit_test(a_large_file_of_something_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
