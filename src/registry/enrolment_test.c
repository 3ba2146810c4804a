/* Tests of enrolments: what a grant copies, later decisions and the state they make, exclusive
 * programmes, all or none. */
#include "registry/fixture.h"

#include <string.h>

static const Date JANUARY = {19723}, JUNE = {19875};

typedef struct {
    Fixture f;
    Work *w;
    PersonId people[3];
    UnitId family;
} Story;

static Story story_begin(void)
{
    Story s;
    s.w = fixture_open(&s.f);
    s.people[0] = fixture_person(s.w, &s.f, "zhang", date_of(1970, 1, 1), 1);
    s.people[1] = fixture_person(s.w, &s.f, "li", date_of(1972, 1, 1), 2);
    s.people[2] = fixture_person(s.w, &s.f, "wang", date_of(1940, 1, 1), 3);
    s.family = fixture_family(s.w, "H1", JANUARY, s.people, 2);
    fixture_income(s.w, &s.f, s.people[0], JANUARY, 90000);
    return s;
}

static Grant grant_of(const Affair *affair, UnitId unit, PersonId person, Date decided)
{
    return (Grant){.affair = affair,
                   .unit = unit,
                   .person = person,
                   .applied = decided,
                   .accepted = decided,
                   .decided = decided,
                   .reason = STR("reviewed")};
}

static EnrolmentId grant_aid(Story *s, Date decided)
{
    EnrolmentId id;
    Grant g = grant_of(s->f.aid, s->family, (PersonId){0}, decided);
    assert_true(enrolment_grant(s->w, s->f.bureau, &g, s->f.law, &id));
    return id;
}

static bool decide(Story *s, EnrolmentId id, DecisionKind kind, Month effective)
{
    DecisionId out;
    Decision d = {.enrolment = id,
                  .kind = kind,
                  .day = work_today(s->w),
                  .effective = effective,
                  .until = MONTH_NONE,
                  .reason = STR("review"),
                  .law = s->f.law};
    return enrolment_decide(s->w, s->f.bureau, &d, &out);
}

static void test_grant_copies_what_it_rests_on(void **state)
{
    (void)state;
    Story s = story_begin();
    Value wealth[WEALTH_FIELDS] = {NUMBER_VALUE(500000), NO_VALUE};
    assert_true(fixture_write(s.w, &(FactWrite){.aspect = s.f.wealth,
                                                .subject = s.family.n,
                                                .from = JANUARY,
                                                .to = DATE_NONE,
                                                .values = wealth}));
    EnrolmentId id = grant_aid(&s, JUNE);
    fixture_income(s.w, &s.f, s.people[0], (Date){JUNE.days + 1}, 200000); /* after the decision */
    DecidedFact *facts;
    size_t count;
    assert_true(registry_decided(s.w, s.f.aid, KNOWN_NOW, &facts, &count));
    assert_int_equal(count, 5); /* the unit's total; 0: member, income, note; 1: member */
    assert_int_equal(facts[0].person.n, 0);
    assert_int_equal(facts[0].value.number, 500000);
    assert_null(facts[1].field);
    assert_int_equal(facts[1].value.number, 2);
    assert_ptr_equal(facts[2].field, &s.f.income->fields[INCOME_MONTHLY]);
    assert_int_equal(facts[2].value.number, 90000);
    assert_str(facts[3].value.text, "said");
    assert_true(facts[4].person.n == s.people[1].n && !facts[4].field);
    assert_int_equal(facts[4].value.number, 1);
    Enrolment e;
    assert_true(enrolment_row(s.w, s.f.bureau, id, &e));
    assert_ptr_equal(e.affair, s.f.aid);
    assert_int_equal(e.decision_count, 1);
    assert_true(facts[0].decision.n == e.decisions[0].id.n);
    assert_int_equal(e.decisions[0].effective.n, date_month(JUNE).n);
    assert_int_equal(e.stop.n, MONTH_NONE.n);
    assert_int_equal(e.applicant.n, s.people[0].n);
    fixture_close(s.w);
}

static void test_revision_copies_anew(void **state)
{
    (void)state;
    Story s = story_begin();
    EnrolmentId id = grant_aid(&s, JANUARY);
    Commit before = fixture_latest(s.w);
    fixture_income(s.w, &s.f, s.people[0], JUNE, 200000);
    assert_true(decide(&s, id, DECISION_REVISE, month_of(2024, 7)));
    DecidedFact *facts;
    size_t count;
    assert_true(registry_decided(s.w, s.f.aid, KNOWN_NOW, &facts, &count));
    assert_int_equal(count, 8);
    assert_int_equal(facts[1].value.number, 90000);
    assert_int_equal(facts[5].value.number, 200000);
    assert_true(registry_decided(s.w, s.f.aid, before, &facts, &count));
    assert_int_equal(count, 4);
    fixture_close(s.w);
}

static void test_state_follows_the_decisions(void **state)
{
    (void)state;
    Story s = story_begin();
    EnrolmentId id = grant_aid(&s, JANUARY);
    Enrolment e;
    assert_true(decide(&s, id, DECISION_SUSPEND, month_of(2024, 4)));
    assert_false(decide(&s, id, DECISION_SUSPEND, month_of(2024, 5)));
    assert_int_equal(s.w->error.code, ERR_STATE);
    assert_true(enrolment_row(s.w, s.f.bureau, id, &e));
    assert_int_equal(e.suspended_from.n, month_of(2024, 4).n);
    assert_int_equal(e.suspended_to.n, MONTH_NONE.n);
    assert_true(decide(&s, id, DECISION_RESUME, month_of(2024, 6)));
    assert_true(decide(&s, id, DECISION_FADE, month_of(2024, 8)));
    Commit before = fixture_latest(s.w);
    assert_true(decide(&s, id, DECISION_STOP, month_of(2024, 10)));
    assert_true(enrolment_row(s.w, s.f.bureau, id, &e));
    assert_int_equal(e.suspended_to.n, month_of(2024, 6).n);
    assert_int_equal(e.fade_from.n, month_of(2024, 8).n);
    assert_int_equal(e.stop.n, month_of(2024, 10).n);
    assert_int_equal(e.decision_count, 5);
    assert_false(decide(&s, id, DECISION_SUSPEND, month_of(2024, 10)));
    assert_false(decide(&s, id, DECISION_RESUME, month_of(2024, 9)));
    assert_false(decide(&s, id, DECISION_GRANT, month_of(2024, 9)));
    assert_false(decide(&s, id, DECISION_FIX, MONTH_NONE));
    assert_true(decide(&s, id, DECISION_FIX, month_of(2024, 9)));
    Enrolment *list;
    size_t count;
    assert_true(enrolment_list(s.w, s.f.aid, before, &list, &count));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].decision_count, 4);
    assert_int_equal(list[0].stop.n, MONTH_NONE.n);
    assert_true(enrolment_list(s.w, s.f.aid, (Commit){1}, &list, &count));
    assert_int_equal(count, 0);
    fixture_close(s.w);
}

static void test_exclusive_programmes_are_refused(void **state)
{
    (void)state;
    Story s = story_begin();
    EnrolmentId aid = grant_aid(&s, JANUARY), id;
    Commit before = fixture_latest(s.w);
    Grant care = grant_of(s.f.care, (UnitId){0}, s.people[1], JUNE);
    assert_false(
        enrolment_grant(s.w, s.f.bureau, &care, s.f.law, &id)); /* a member of the family */
    assert_int_equal(s.w->error.code, ERR_CONFLICT);
    assert_true(str_find(s.w->error.sentence, STR("li")) >= 0);
    assert_true(str_find(s.w->error.sentence, STR("aid")) >= 0);
    assert_true(fixture_latest(s.w).n == before.n);
    Grant allowance = grant_of(s.f.allowance, (UnitId){0}, s.people[1], JUNE);
    assert_true(enrolment_grant(s.w, s.f.bureau, &allowance, s.f.law, &id));
    assert_false(enrolment_grant(s.w, s.f.bureau, &allowance, s.f.law, &id)); /* twice */
    assert_int_equal(s.w->error.code, ERR_CONFLICT);
    assert_true(decide(&s, aid, DECISION_STOP, month_of(2024, 7)));
    assert_true(enrolment_grant(s.w, s.f.bureau, &care, s.f.law, &id));
    Grant again = grant_of(s.f.aid, s.family, (PersonId){0}, JUNE);
    assert_false(enrolment_grant(s.w, s.f.bureau, &again, s.f.law, &id)); /* said by the other */
    Enrolment *list;
    size_t count;
    assert_true(person_enrolments(s.w, s.f.bureau, s.people[1], &list, &count));
    assert_int_equal(count, 3);
    assert_true(person_enrolments(s.w, s.f.bureau, s.people[2], &list, &count));
    assert_int_equal(count, 0);
    fixture_close(s.w);
}

static void test_grants_are_all_or_none(void **state)
{
    (void)state;
    Story s = story_begin();
    Enrolment *list;
    size_t count;
    Grant grants[] = {grant_of(s.f.allowance, (UnitId){0}, s.people[0], JUNE),
                      grant_of(s.f.allowance, (UnitId){0}, s.people[2], JUNE),
                      grant_of(s.f.allowance, (UnitId){0}, s.people[0], JUNE)};
    assert_false(enrolment_grant_all(s.w, s.f.bureau, grants, 3, s.f.law));
    assert_int_equal(s.w->error.code, ERR_CONFLICT);
    assert_true(enrolment_list(s.w, s.f.allowance, KNOWN_NOW, &list, &count));
    assert_int_equal(count, 0);
    assert_true(enrolment_grant_all(s.w, s.f.bureau, grants, 2, s.f.law));
    assert_true(enrolment_list(s.w, s.f.allowance, KNOWN_NOW, &list, &count));
    assert_int_equal(count, 2);
    Decision stops[2];
    for (size_t i = 0; i < 2; i++)
        stops[i] = (Decision){.enrolment = list[i].id,
                              .kind = DECISION_STOP,
                              .day = JUNE,
                              .effective = month_of(2024, 7),
                              .until = MONTH_NONE};
    assert_true(enrolment_decide_all(s.w, s.f.bureau, stops, 2));
    assert_true(enrolment_list(s.w, s.f.allowance, KNOWN_NOW, &list, &count));
    assert_int_equal(list[1].stop.n, month_of(2024, 7).n);
    assert_true(enrolment_grant_all(s.w, s.f.bureau, grants, 0, s.f.law));
    fixture_close(s.w);
}

static void test_what_does_not_exist(void **state)
{
    (void)state;
    Story s = story_begin();
    EnrolmentId id;
    Enrolment e;
    Grant nobody = grant_of(s.f.allowance, (UnitId){0}, (PersonId){77}, JUNE);
    assert_false(enrolment_grant(s.w, s.f.bureau, &nobody, s.f.law, &id));
    assert_int_equal(s.w->error.code, ERR_NOT_FOUND);
    Grant no_unit = grant_of(s.f.aid, (UnitId){77}, (PersonId){0}, JUNE);
    assert_false(enrolment_grant(s.w, s.f.bureau, &no_unit, s.f.law, &id));
    Grant early = grant_of(s.f.aid, s.family, (PersonId){0}, (Date){JANUARY.days - 1});
    assert_false(enrolment_grant(s.w, s.f.bureau, &early, s.f.law, &id)); /* nobody in it yet */
    assert_int_equal(s.w->error.code, ERR_STATE);
    assert_false(enrolment_row(s.w, s.f.bureau, (EnrolmentId){77}, &e));
    assert_int_equal(s.w->error.code, ERR_NOT_FOUND);
    assert_false(decide(&s, (EnrolmentId){77}, DECISION_STOP, month_of(2024, 7)));
    id = grant_aid(&s, JUNE);
    s.f.bureau->affair_count = 0; /* the law no longer has it */
    assert_false(enrolment_row(s.w, s.f.bureau, id, &e));
    assert_int_equal(s.w->error.code, ERR_LAW);
    fixture_close(s.w);
}

static void test_decisions_are_kept_for_good(void **state)
{
    (void)state;
    Story s = story_begin();
    grant_aid(&s, JUNE);
    const char *const forbidden[] = {
        "DELETE FROM person",
        "UPDATE decision SET day = 0",
        "DELETE FROM decision",
        "UPDATE enrolment SET unit = 0",
        "DELETE FROM decided_member",
        "DELETE FROM decided_value",
        "UPDATE decided_value SET number = 0",
    };
    for (size_t i = 0; i < COUNT_OF(forbidden); i++) {
        Stmt *statement = db_prepare_text(s.w, str_of(forbidden[i]));
        assert_false(db_run(statement));
        assert_int_equal(s.w->error.code, ERR_CONFLICT);
    }
    fixture_close(s.w);
}

/* The attacker takes the triggers down first, as whoever has the file can. */
static void test_changed_decisions_break_their_seal(void **state)
{
    static const char *const attacks[] = {"amount = amount + 1", "effective = effective + 1",
                                          "reason = 'x'",        "kind = 3",
                                          "until = 5",           "day = day - 1"};
    (void)state;
    Story s = story_begin();
    int64_t acts;
    EnrolmentId id = grant_aid(&s, JANUARY);
    assert_true(decide(&s, id, DECISION_STOP, month_of(2024, 6)));
    assert_true(registry_seals_verify(s.w, &acts));
    assert_int_equal(acts, 1);
    assert_true(db_define(s.w, STR("DROP TRIGGER decision_not_updated")));
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        assert_true(db_begin(s.w));
        assert_true(db_define(
            s.w, format(s.w->arena, "UPDATE decision SET %s WHERE kind = 2", attacks[i])));
        assert_false(registry_seals_verify(s.w, &acts));
        assert_int_equal(s.w->error.code, ERR_CORRUPT);
        s.w->error = (Error){0};
        db_rollback(s.w);
    }
    assert_true(registry_seals_verify(s.w, &acts));
    fixture_close(s.w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changed_decisions_break_their_seal),
        cmocka_unit_test(test_grant_copies_what_it_rests_on),
        cmocka_unit_test(test_revision_copies_anew),
        cmocka_unit_test(test_state_follows_the_decisions),
        cmocka_unit_test(test_exclusive_programmes_are_refused),
        cmocka_unit_test(test_grants_are_all_or_none),
        cmocka_unit_test(test_what_does_not_exist),
        cmocka_unit_test(test_decisions_are_kept_for_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
