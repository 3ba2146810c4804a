/* Names in pages, told one by one and all at once, and the sort behind them. */
#include "registry/fixture.h"
#include "registry/names.h"
#include "registry/sort.h"
#include "registry/store.h"

#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 3000, TEXTS = 5000 };

/* Two or three characters of a few hundred, so that many people share a name. */
static Str made_name(Arena *arena, unsigned *seed)
{
    Buf b = buf_new(arena);
    for (int i = 0; i < 3; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        if (i < 2 || *seed >> 31) buf_code_point(&b, 0x5F20 + (*seed >> 16) % 20);
    }
    return buf_str(&b);
}

static Str all_entries(Work *w, NameOrder order, size_t *count)
{
    Buf b = buf_new(w->arena);
    Str found;
    NameScan scan = names_scan(w, order, STR(""));
    for (*count = 0; names_next(&scan, &found); ++*count) {
        buf_add(&b, found);
        buf_byte(&b, '\n');
    }
    assert_false(scan.failed);
    names_end(&scan);
    return buf_str(&b);
}

static Work *told(Fixture *f, size_t at_once, bool hurry)
{
    Work *w = fixture_open(f);
    unsigned seed = 1;
    assert_true(db_begin(w));
    NameNotes *notes = name_notes_new(w);
    if (hurry) name_notes_hurry(notes);
    for (size_t i = 1; i <= PEOPLE; i++) {
        assert_true(name_note(notes, made_name(w->arena, &seed), (PersonId){(int64_t)i}));
        if (i % at_once == 0) assert_true(name_notes_flush(notes));
    }
    assert_true(name_notes_flush(notes) && db_commit(w));
    return w;
}

static void one_by_one_is_as_all_at_once(void **state)
{
    (void)state;
    Fixture f[3];
    Work *one = told(&f[0], 1, false), *some = told(&f[1], 700, true),
         *all = told(&f[2], PEOPLE, true);
    for (int order = 0; order < NAME_ORDERS; order++) {
        size_t counts[3];
        Str a = all_entries(one, (NameOrder)order, &counts[0]);
        Str b = all_entries(some, (NameOrder)order, &counts[1]);
        Str c = all_entries(all, (NameOrder)order, &counts[2]);
        assert_true(counts[0] == counts[1] && counts[1] == counts[2]);
        assert_true(str_equal(a, b) && str_equal(b, c));
        if (order == NAMES_OF_PEOPLE) assert_int_equal(counts[0], PEOPLE);
    }
    fixture_close(all);
    fixture_close(some);
    fixture_close(one);
}

static void a_scan_finds_all_that_begin_so_and_no_other(void **state)
{
    (void)state;
    Fixture f;
    Work *w = told(&f, PEOPLE, false);
    unsigned seed = 1;
    for (int i = 1; i <= 200; i++) {
        Str name = made_name(w->arena, &seed), found;
        Str id = format(w->arena, "%d", i);
        bool there = false;
        NameScan scan = names_scan(w, NAMES_OF_PEOPLE, format(w->arena, "%.*s\t", STR_ARG(name)));
        while (names_next(&scan, &found))
            there |= str_equal(found, id);
        names_end(&scan);
        assert_true(there);
    }
    NameScan nobody = names_scan(w, NAMES_BY_LETTERS, STR("zzz"));
    Str found;
    assert_false(names_next(&nobody, &found));
    names_end(&nobody);
    fixture_close(w);
}

static int as_texts(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

static void texts_are_sorted_as_qsort_does(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    SortText *items = NEW_ARRAY(arena, SortText, TEXTS);
    Str *texts = NEW_ARRAY(arena, Str, TEXTS);
    unsigned seed = 7;
    for (size_t i = 0; i < TEXTS; i++) {
        Buf b = buf_new(arena);
        for (seed = seed * 1664525u + 1013904223u; seed >> 28 > 1;
             seed = seed * 1664525u + 1013904223u)
            buf_add(&b, seed >> 24 & 1 ? STR("zhang1") : STR("a"));
        texts[i] = buf_str(&b);
        items[i] = sort_text(texts[i], i);
    }
    sort_texts(items, TEXTS);
    qsort(texts, TEXTS, sizeof *texts, as_texts);
    for (size_t i = 0; i < TEXTS; i++)
        assert_true(str_equal(texts[i], (Str){items[i].ptr, items[i].len}));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_by_one_is_as_all_at_once),
        cmocka_unit_test(a_scan_finds_all_that_begin_so_and_no_other),
        cmocka_unit_test(texts_are_sorted_as_qsort_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
