/* Who is seen from where, and that whoever is not seen is as if he were not; who keeps out of whose
 * decisions; what a reveal leaves behind. */
#include "registry/fixture.h"

#include <string.h>

static const Date JANUARY = {19723};
static const Division EAST = {360203001000}, WEST = {360202001000}, VILLAGE = {360203001001};

/* zhang lives in the east and applies for a family with li, who lives in the west; wang lives in
 * the west alone; zhao's home nobody knows. */
typedef struct {
    Fixture f;
    Work *w;
    PersonId zhang, li, wang, zhao;
    UnitId family;
} Town;

static void lives(Town *p, PersonId person, Division code)
{
    DivisionRow place;
    assert_true(division_by_code(p->w, code, &place));
    Value home[HOME_FIELDS] = {NUMBER_VALUE(place.id), NO_VALUE};
    assert_true(fixture_write(p->w, &(FactWrite){.aspect = p->f.residence,
                                                 .subject = person.n,
                                                 .from = JANUARY,
                                                 .to = DATE_NONE,
                                                 .values = home}));
}

static Town place_begin(void)
{
    Town p;
    int64_t count;
    p.w = fixture_open(&p.f);
    assert_true(division_load(p.w, fixture_divisions(p.w), &count));
    p.zhang = fixture_person(p.w, &p.f, "zhang", date_of(1950, 3, 5), 1);
    p.li = fixture_person(p.w, &p.f, "li", date_of(1951, 3, 5), 2);
    p.wang = fixture_person(p.w, &p.f, "wang", date_of(1952, 3, 5), 3);
    p.zhao = fixture_person(p.w, &p.f, "zhao", date_of(1953, 3, 5), 4);
    lives(&p, p.zhang, VILLAGE);
    lives(&p, p.li, WEST);
    lives(&p, p.wang, WEST);
    PersonId members[] = {p.zhang, p.li};
    p.family = fixture_family(p.w, "H1", JANUARY, members, 2);
    return p;
}

static void look_from(Work *w, Division code)
{
    w->error = (Error){0};
    assert_true(scope_make(w, &code, 1, &w->scope));
    assert_non_null(w->scope);
}

static bool row_is_seen(Work *w, PersonId id)
{
    PersonRow row;
    bool read = person_row(w, id, &row), seen;
    if (!read) assert_int_equal(w->error.code, ERR_NOT_FOUND);
    w->error = (Error){0};
    assert_true(person_seen(w, id, &seen));
    assert_int_equal(seen, read);
    return read;
}

static void test_people_where_they_live(void **state)
{
    (void)state;
    Town p = place_begin();
    look_from(p.w, EAST);
    assert_true(row_is_seen(p.w, p.zhang));
    assert_true(row_is_seen(p.w, p.li)); /* of a household that is seen */
    assert_false(row_is_seen(p.w, p.wang));
    assert_false(row_is_seen(p.w, p.zhao));
    look_from(p.w, WEST);
    assert_false(row_is_seen(p.w, p.zhang));
    assert_true(row_is_seen(p.w, p.li));
    assert_true(row_is_seen(p.w, p.wang));
    p.w->scope = NULL;
    assert_true(row_is_seen(p.w, p.zhao));
    fixture_close(p.w);
}

/* Told with the same words as somebody who never was. */
static void test_not_seen_is_not_there(void **state)
{
    (void)state;
    Town p = place_begin();
    PersonRow row, *rows;
    PersonId found;
    size_t count;
    FactVersion *versions;
    Str number = citizen_id_make(p.w->arena, 360203, date_of(1952, 3, 5), 3);
    Str never = citizen_id_make(p.w->arena, 360203, date_of(1952, 3, 5), 9);
    look_from(p.w, EAST);
    assert_false(person_row(p.w, (PersonId){999}, &row));
    Str said = p.w->error.sentence;
    assert_false(person_row(p.w, p.wang, &row));
    assert_int_equal(p.w->error.sentence.len + 2, said.len); /* "3" for "999" */
    assert_false(person_by_number(p.w, never, &found));
    said = p.w->error.sentence;
    assert_false(person_by_number(p.w, number, &found));
    assert_int_equal(p.w->error.code, ERR_NOT_FOUND);
    assert_int_equal(p.w->error.sentence.len, said.len);
    p.w->error = (Error){0};
    assert_true(person_identify(p.w, number, &found));
    assert_true(found.n == p.wang.n); /* nobody is made twice */
    assert_true(person_search(p.w, STR("wang"), 9, &rows, &count));
    assert_int_equal(count, 0);
    assert_true(person_search(p.w, number, 9, &rows, &count));
    assert_int_equal(count, 0);
    assert_true(registry_history(p.w, p.f.identity, p.wang.n, &versions, &count));
    assert_int_equal(count, 0);
    assert_true(registry_history(p.w, p.f.identity, p.zhang.n, &versions, &count));
    assert_int_equal(count, 1);
    fixture_close(p.w);
}

static void test_households_with_their_applicant(void **state)
{
    (void)state;
    Town p = place_begin();
    BenefitUnit unit;
    UnitId id, *units;
    size_t count;
    look_from(p.w, EAST);
    assert_true(unit_row(p.w, p.family, JANUARY, &unit));
    assert_int_equal(unit.member_count, 2);
    assert_true(unit_by_number(p.w, STR("H1"), &id));
    assert_true(unit_of_person(p.w, p.li, &units, &count));
    assert_int_equal(count, 1);
    look_from(p.w, WEST);
    assert_false(unit_row(p.w, p.family, JANUARY, &unit));
    assert_false(unit_by_number(p.w, STR("H1"), &id));
    assert_int_equal(p.w->error.code, ERR_NOT_FOUND);
    p.w->error = (Error){0};
    assert_true(unit_of_person(p.w, p.li, &units, &count));
    assert_int_equal(count, 0);
    fixture_close(p.w);
}

static bool grant_to(Town *p, UnitId unit, PersonId person, const Affair *affair, EnrolmentId *id)
{
    Grant g = {.affair = affair,
               .unit = unit,
               .person = person,
               .applied = JANUARY,
               .accepted = JANUARY,
               .decided = JANUARY,
               .reason = STR("reviewed")};
    p->w->error = (Error){0};
    return enrolment_grant(p->w, p->f.bureau, &g, p->f.law, id);
}

static void test_enrolments_with_their_people(void **state)
{
    (void)state;
    Town p = place_begin();
    EnrolmentId family, wang;
    Enrolment row, *rows;
    size_t count;
    fixture_income(p.w, &p.f, p.zhang, JANUARY, 90000);
    look_from(p.w, EAST);
    assert_true(grant_to(&p, p.family, (PersonId){0}, p.f.aid, &family));
    assert_false(grant_to(&p, (UnitId){0}, p.wang, p.f.allowance, &wang));
    assert_int_equal(p.w->error.code, ERR_NOT_FOUND);
    p.w->scope = NULL;
    assert_true(grant_to(&p, (UnitId){0}, p.wang, p.f.allowance, &wang));
    look_from(p.w, EAST);
    assert_true(enrolment_row(p.w, p.f.bureau, family, &row));
    assert_false(enrolment_row(p.w, p.f.bureau, wang, &row));
    assert_true(person_enrolments(p.w, p.f.bureau, p.wang, &rows, &count));
    assert_int_equal(count, 0);
    look_from(p.w, WEST); /* li, who lives here, is in it */
    assert_true(enrolment_row(p.w, p.f.bureau, family, &row));
    assert_true(person_enrolments(p.w, p.f.bureau, p.li, &rows, &count));
    assert_int_equal(count, 1);
    fixture_close(p.w);
}

static void test_relatives_keep_out(void **state)
{
    (void)state;
    Town p = place_begin();
    EnrolmentId id;
    DecisionId decision;
    int64_t kin;
    fixture_income(p.w, &p.f, p.zhang, JANUARY, 90000);
    assert_true(account_create(p.w, STR("jb"), STR("Clerk"), DUTY_CLERK, (Division){0}));
    assert_true(access_enter(p.w, STR("jb")));
    assert_true(grant_to(&p, p.family, (PersonId){0}, p.f.aid, &id));
    Kin filed = {.account = STR("jb"), .person = p.li.n, .relation = STR("sister")};
    assert_true(kin_file(p.w, &filed, &kin));
    Decision stop = {.enrolment = id,
                     .kind = DECISION_STOP,
                     .day = JANUARY,
                     .effective = month_of(2024, 2),
                     .until = MONTH_NONE,
                     .reason = STR("review"),
                     .law = p.f.law};
    assert_false(enrolment_decide(p.w, p.f.bureau, &stop, &decision));
    assert_int_equal(p.w->error.code, ERR_DENIED);
    assert_false(grant_to(&p, (UnitId){0}, p.li, p.f.allowance, &id));
    assert_int_equal(p.w->error.code, ERR_DENIED);
    assert_true(grant_to(&p, (UnitId){0}, p.wang, p.f.allowance, &id));
    fixture_close(p.w);
}

static void test_reveals_are_acts(void **state)
{
    (void)state;
    Town p = place_begin();
    Str text;
    ActRow act;
    PersonReveal asked = {&p.f.identity->fields[ID_NUMBER], p.wang.n, STR(" ")};
    assert_false(person_reveal(p.w, &asked, &text));
    assert_int_equal(p.w->error.code, ERR_INPUT);
    asked.purpose = STR("complaint 12");
    p.w->error = (Error){0};
    assert_true(person_reveal(p.w, &asked, &text));
    assert_int_equal(text.len, 18);
    assert_int_equal(str_find(text, STR("*")), -1);
    assert_true(audit_row(p.w, fixture_latest(p.w), &act));
    assert_str(act.act.kind, "reveal");
    assert_str(act.act.purpose, "complaint 12");
    assert_int_equal(str_find(act.act.detail, text), -1);
    look_from(p.w, EAST);
    assert_false(person_reveal(p.w, &asked, &text));
    assert_int_equal(p.w->error.code, ERR_NOT_FOUND);
    assert_int_equal(text.len, 0);
    p.w->scope = NULL;
    int64_t kin;
    assert_true(account_create(p.w, STR("jb"), STR("Clerk"), DUTY_CLERK, (Division){0}));
    assert_true(account_create(p.w, STR("gly"), STR("Admin"), DUTY_SYSTEM, (Division){0}));
    assert_true(access_enter(p.w, STR("gly")));
    assert_false(person_reveal(p.w, &asked, &text));
    assert_int_equal(p.w->error.code, ERR_DENIED);
    assert_true(access_enter(p.w, STR("jb")));
    Kin filed = {.account = STR("jb"), .person = p.wang.n, .relation = STR("son")};
    assert_true(kin_file(p.w, &filed, &kin));
    assert_false(person_reveal(p.w, &asked, &text));
    assert_int_equal(p.w->error.code, ERR_DENIED);
    fixture_close(p.w);
}

static void test_imports_are_the_countys(void **state)
{
    (void)state;
    Town p = place_begin();
    ImportResult result;
    ImportJob job = {.path = "none.csv", .as = STR("person")};
    look_from(p.w, EAST);
    assert_false(registry_import(p.w, p.f.bureau, &job, &result));
    assert_int_equal(p.w->error.code, ERR_DENIED);
    fixture_close(p.w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people_where_they_live),
        cmocka_unit_test(test_not_seen_is_not_there),
        cmocka_unit_test(test_households_with_their_applicant),
        cmocka_unit_test(test_enrolments_with_their_people),
        cmocka_unit_test(test_relatives_keep_out),
        cmocka_unit_test(test_reveals_are_acts),
        cmocka_unit_test(test_imports_are_the_countys),
    };
    return cmocka_run_group_tests_name("registry/seen", tests, NULL, NULL);
}
