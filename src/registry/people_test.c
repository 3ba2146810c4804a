/* Tests of people and benefit units: numbers by digest, search, masks, members by periods. */
#include "registry/fixture.h"

#include <string.h>

static const Date JANUARY = {19723}, JUNE = {19875};

static void test_found_by_number(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    Date birth = date_of(1950, 3, 5);
    PersonId zhang = fixture_person(w, &f, "zhang", birth, 1), found;
    PersonId li = fixture_person(w, &f, "li", birth, 2);
    assert_int_equal(li.n, zhang.n + 1);
    assert_int_equal(person_count(w), 2);
    assert_true(person_by_number(w, citizen_id_make(w->arena, 360203, birth, 2), &found));
    assert_true(found.n == li.n);
    assert_false(person_by_number(w, citizen_id_make(w->arena, 360203, birth, 3), &found));
    assert_int_equal(w->error.code, ERR_NOT_FOUND);
    fixture_close(w);
}

static void test_small_x_is_large_x(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    PersonId id = {0}, found;
    char text[18] = {0};
    for (int sequence = 0; text[17] != 'X'; sequence++) {
        Str number = citizen_id_make(w->arena, 360203, date_of(1950, 3, 5), sequence);
        memcpy(text, number.ptr, sizeof text);
        if (text[17] == 'X') id = fixture_person(w, &f, "zhang", date_of(1950, 3, 5), sequence);
    }
    text[17] = 'x';
    assert_true(person_by_number(w, (Str){text, sizeof text}, &found));
    assert_true(found.n == id.n);
    fixture_close(w);
}

static void test_a_corrected_number_comes_last(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    Date birth = date_of(1950, 3, 5);
    PersonId wrong = fixture_person(w, &f, "zhang", birth, 1), found;
    Value values[ID_FIELDS] = {[ID_NUMBER] =
                                   TEXT_VALUE(citizen_id_make(w->arena, 360203, birth, 5))};
    bool given[ID_FIELDS] = {[ID_NUMBER] = true};
    assert_true(fixture_write(w, &(FactWrite){.aspect = f.identity,
                                              .subject = wrong.n,
                                              .from = DATE_ALWAYS,
                                              .to = DATE_NONE,
                                              .kind = WRITE_CORRECTION,
                                              .values = values,
                                              .given = given}));
    Str old = citizen_id_make(w->arena, 360203, birth, 1);
    assert_true(person_by_number(w, old, &found)); /* nobody else has it: still him */
    assert_true(found.n == wrong.n);
    PersonId right = fixture_person(w, &f, "li", birth, 1);
    assert_true(person_by_number(w, old, &found));
    assert_true(found.n == right.n);
    fixture_close(w);
}

static void test_row_shows_what_holds_last(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    int64_t count;
    assert_true(division_load(w, fixture_divisions(w), &count));
    DivisionRow village;
    assert_true(division_by_code(w, (Division){360203001001}, &village));
    PersonId id = fixture_person(w, &f, "zhang", date_of(1950, 3, 5), 1);
    Value home[HOME_FIELDS] = {NUMBER_VALUE(village.id), NO_VALUE};
    assert_true(fixture_write(w, &(FactWrite){.aspect = f.residence,
                                              .subject = id.n,
                                              .from = JANUARY,
                                              .to = DATE_NONE,
                                              .values = home}));
    PersonRow row;
    assert_true(person_row(w, id, &row));
    assert_str(row.name, "zhang");
    assert_int_equal(row.birth.days, date_of(1950, 3, 5).days);
    assert_true(row.division == village.id);
    assert_int_equal(row.masked_id.len, 18);
    assert_true(str_find(row.masked_id, STR("*")) > 0);
    AspectRows rows;
    assert_true(registry_read(w, f.residence, KNOWN_NOW, false, &rows));
    assert_int_equal(column_get(&rows.columns[HOME_DIVISION], 0), village.first);
    Str shown = value_text(w, &f.residence->fields[HOME_DIVISION], home[0]);
    assert_str(shown, "A360203S360203001V1");
    assert_false(person_row(w, (PersonId){77}, &row));
    assert_int_equal(w->error.code, ERR_NOT_FOUND);
    fixture_close(w);
}

static void test_search_by_name_and_number(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    PersonRow *rows;
    size_t count;
    fixture_person(w, &f, "\xE7\x8E\x8B\xE4\xBA\x94", date_of(1950, 1, 1), 1);
    fixture_person(w, &f, "\xE7\x8E\x8B", date_of(1960, 1, 1), 2);
    fixture_person(w, &f, "\xE6\x9D\x8E\xE5\x9B\x9B", date_of(1970, 1, 1), 3);
    assert_true(person_search(w, STR(" \xE7\x8E\x8B "), 10, &rows, &count));
    assert_int_equal(count, 2);
    assert_str(rows[0].name, "\xE7\x8E\x8B");
    assert_true(person_search(w, STR("\xE7\x8E\x8B"), 1, &rows, &count));
    assert_int_equal(count, 1);
    Str number = citizen_id_make(w->arena, 360203, date_of(1970, 1, 1), 3);
    assert_true(person_search(w, number, 10, &rows, &count));
    assert_int_equal(count, 1);
    assert_true(rows[0].birth.days == date_of(1970, 1, 1).days);
    assert_true(person_search(w, STR("110101199001010014"), 10, &rows, &count));
    assert_int_equal(count, 0);
    assert_true(person_search(w, STR(""), 10, &rows, &count));
    assert_int_equal(count, 0);
    fixture_close(w);
}

/* ---- benefit units ------------------------------------------------------------------------ */

static bool put_member(Work *w, const MemberWrite *member)
{
    Batch b;
    FactEffect effect;
    assert_true(db_begin(w));
    assert_true(batch_begin(w, &(Act){.kind = STR("unit")}, STR(""), DATE_NONE, &b));
    return db_end(w, member_put(w, member, b.commit, &effect));
}

static void test_members_by_periods(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    PersonId people[] = {fixture_person(w, &f, "a", date_of(1970, 1, 1), 1),
                         fixture_person(w, &f, "b", date_of(2000, 1, 1), 2)};
    UnitId id = fixture_family(w, "H1", JANUARY, people, 2), found;
    Commit before = fixture_latest(w);
    assert_true(put_member(
        w, &(MemberWrite){
               .unit = id, .person = people[1], .from = JUNE, .to = DATE_NONE, .none = true}));
    BenefitUnit unit;
    assert_true(unit_row(w, id, JANUARY, &unit));
    assert_int_equal(unit.member_count, 2);
    assert_true(unit.applicant.n == people[0].n && unit.members[0].person.n == people[0].n);
    assert_int_equal(unit.members[1].to.days, JUNE.days);
    assert_true(unit_row(w, id, JUNE, &unit));
    assert_int_equal(unit.member_count, 1);
    assert_true(unit_by_number(w, STR("H1 "), &found));
    assert_true(found.n == id.n);
    assert_false(unit_by_number(w, STR("H2"), &found));
    MemberRows rows;
    assert_true(registry_members(w, KNOWN_NOW, &rows));
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.to[1], JUNE.days);
    assert_true(registry_members(w, before, &rows));
    assert_int_equal(rows.to[1], DATE_NONE.days);
    assert_int_equal(rows.applicant[0], 1);
    assert_int_equal(rows.applicant[1], 0);
    fixture_close(w);
}

static void test_new_applicant_keeps_the_unit(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    PersonId people[] = {fixture_person(w, &f, "a", date_of(1940, 1, 1), 1),
                         fixture_person(w, &f, "b", date_of(1945, 1, 1), 2)};
    UnitId id = fixture_family(w, "H1", JANUARY, people, 2);
    MemberWrite gone = {
        .unit = id, .person = people[0], .from = JUNE, .to = DATE_NONE, .none = true};
    MemberWrite next = {.unit = id,
                        .person = people[1],
                        .role = STR("applicant"),
                        .applicant = true,
                        .from = JUNE,
                        .to = DATE_NONE};
    assert_true(put_member(w, &gone));
    assert_true(put_member(w, &next));
    BenefitUnit unit;
    assert_true(unit_row(w, id, JUNE, &unit));
    assert_int_equal(unit.member_count, 1);
    assert_true(unit.applicant.n == people[1].n);
    assert_true(unit_row(w, id, JANUARY, &unit));
    assert_int_equal(unit.member_count, 2);
    assert_str(unit.members[1].role, "child"); /* before June */
    fixture_close(w);
}

static void test_units_of_a_person(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    PersonId person = fixture_person(w, &f, "a", date_of(1970, 1, 1), 1);
    Batch b;
    UnitId single, again, *units;
    size_t count;
    assert_true(db_begin(w));
    assert_true(batch_begin(w, &(Act){.kind = STR("unit")}, STR(""), DATE_NONE, &b));
    assert_true(unit_of_one(&b, person, &single));
    assert_true(unit_of_one(&b, person, &again));
    assert_true(db_commit(w));
    assert_true(single.n == again.n);
    UnitId family = fixture_family(w, "H1", JANUARY, &person, 1);
    assert_true(unit_of_person(w, person, &units, &count));
    assert_int_equal(count, 2);
    assert_true(units[0].n == family.n && units[1].n == single.n);
    BenefitUnit unit;
    assert_true(unit_row(w, single, date_of(1980, 1, 1), &unit));
    assert_int_equal(unit.kind, UNIT_SINGLE);
    assert_int_equal(unit.member_count, 1);
    assert_false(unit_row(w, (UnitId){99}, JANUARY, &unit));
    fixture_close(w);
}

static void test_sender_keys(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    int64_t id;
    const SenderKey key = {STR("bureau"), STR("person"), STR("7")};
    assert_true(sender_key_find(w, key, &id));
    assert_int_equal(id, 0);
    assert_true(sender_key_add(w, key, 42));
    assert_true(sender_key_add(w, key, 43)); /* the first said stays */
    assert_true(sender_key_find(w, key, &id));
    assert_int_equal(id, 42);
    fixture_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_by_number),
        cmocka_unit_test(test_small_x_is_large_x),
        cmocka_unit_test(test_a_corrected_number_comes_last),
        cmocka_unit_test(test_row_shows_what_holds_last),
        cmocka_unit_test(test_search_by_name_and_number),
        cmocka_unit_test(test_members_by_periods),
        cmocka_unit_test(test_new_applicant_keeps_the_unit),
        cmocka_unit_test(test_units_of_a_person),
        cmocka_unit_test(test_sender_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
