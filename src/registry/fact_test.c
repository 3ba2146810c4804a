/* Tests of facts: change and correction, what was known when, masks and history, and the property
 * that any day at any commit reads as a naive replay of the writes says. */
#include "registry/fixture.h"

#include <string.h>

/* ---- the two kinds of write --------------------------------------------------------------- */

static const Date JANUARY = {19723}, MARCH = {19783}, JUNE = {19875}; /* first days, 2024 */

static Value income_on(Work *w, const Fixture *f, int64_t subject, Date day, Commit known)
{
    AspectRows rows;
    assert_true(registry_read(w, f->income, known, false, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (rows.subject[i] != subject || rows.from[i] > day.days || rows.to[i] <= day.days)
            continue;
        Column *column = &rows.columns[INCOME_MONTHLY];
        if (column_is_unknown(column, i)) return NO_VALUE;
        return NUMBER_VALUE(column_get(column, i));
    }
    return NUMBER_VALUE(-1);
}

static void test_change_splits_and_the_past_stays(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    fixture_income(w, &f, (PersonId){1}, JANUARY, 90000);
    Commit before = fixture_latest(w);
    fixture_income(w, &f, (PersonId){1}, JUNE, 120000);
    assert_int_equal(income_on(w, &f, 1, MARCH, KNOWN_NOW).number, 90000);
    assert_int_equal(income_on(w, &f, 1, JUNE, KNOWN_NOW).number, 120000);
    assert_int_equal(income_on(w, &f, 1, JUNE, before).number, 90000);
    fixture_income(w, &f, (PersonId){1}, MARCH, 100000); /* heard of late: up to what follows */
    assert_int_equal(income_on(w, &f, 1, MARCH, KNOWN_NOW).number, 100000);
    assert_int_equal(income_on(w, &f, 1, JUNE, KNOWN_NOW).number, 120000);
    fixture_close(w);
}

static void test_correction_says_it_was_never_so(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    fixture_income(w, &f, (PersonId){1}, JANUARY, 90000);
    fixture_income(w, &f, (PersonId){1}, JUNE, 120000);
    Commit before = fixture_latest(w);
    Value values[INCOME_FIELDS] = {NUMBER_VALUE(50000), NO_VALUE, NO_VALUE};
    bool given[INCOME_FIELDS] = {[INCOME_MONTHLY] = true};
    FactWrite write = {.aspect = f.income,
                       .subject = 1,
                       .from = DATE_ALWAYS,
                       .to = DATE_NONE,
                       .kind = WRITE_CORRECTION,
                       .values = values,
                       .given = given};
    assert_true(fixture_write(w, &write));
    assert_int_equal(income_on(w, &f, 1, MARCH, KNOWN_NOW).number, 50000);
    assert_int_equal(income_on(w, &f, 1, JUNE, KNOWN_NOW).number, 50000);
    assert_int_equal(income_on(w, &f, 1, (Date){JANUARY.days - 1}, KNOWN_NOW).number, -1);
    assert_int_equal(income_on(w, &f, 1, MARCH, before).number, 90000);
    AspectRows rows;
    assert_true(registry_read(w, f.income, KNOWN_NOW, true, &rows));
    assert_str(rows.texts[INCOME_NOTE][0], "said"); /* a field that was not given stays */
    fixture_close(w);
}

static void test_saying_it_again_writes_nothing(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    fixture_income(w, &f, (PersonId){1}, JANUARY, 90000);
    fixture_income(w, &f, (PersonId){1}, MARCH, 90000);
    FactVersion *versions;
    size_t count;
    assert_true(registry_history(w, f.income, 1, &versions, &count));
    assert_int_equal(count, 1);
    fixture_close(w);
}

static void test_a_record_can_end(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    fixture_income(w, &f, (PersonId){1}, JANUARY, 90000);
    FactWrite none = {.aspect = f.income, .subject = 1, .from = JUNE, .to = DATE_NONE};
    assert_true(fixture_write(w, &none));
    assert_int_equal(income_on(w, &f, 1, MARCH, KNOWN_NOW).number, 90000);
    assert_int_equal(income_on(w, &f, 1, JUNE, KNOWN_NOW).number, -1);
    fixture_close(w);
}

/* ---- pages -------------------------------------------------------------------------------- */

static void test_history_says_who_and_when(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    Actor clerk = {.id = 1, .account = STR("wang"), .name = STR("Wang")};
    w->actor = &clerk;
    fixture_income(w, &f, (PersonId){1}, JANUARY, 90000);
    w->now += 3600;
    fixture_income(w, &f, (PersonId){1}, JUNE, 120000);
    FactVersion *versions;
    size_t count;
    assert_true(registry_history(w, f.income, 1, &versions, &count));
    assert_int_equal(count, 3); /* the new one, the rest of the old one, the old one as it was */
    assert_str(versions[0].actor, "wang");
    assert_str(versions[0].source, "test.csv");
    assert_int_equal(versions[0].recorded, w->now);
    assert_int_equal(versions[2].recorded, w->now - 3600);
    assert_true(versions[2].known_to.n == versions[0].known_from.n);
    assert_true(versions[0].known_to.n == COMMIT_OPEN);
    fixture_close(w);
}

static void test_sealed_values_are_masked(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    Date birth = date_of(1950, 3, 5);
    PersonId id = fixture_person(w, &f, "zhang", birth, 7);
    FactVersion *versions;
    size_t count;
    assert_true(registry_history(w, f.identity, id.n, &versions, &count));
    Str number = citizen_id_make(w->arena, 360203, birth, 7);
    assert_true(str_equal(versions[0].values[ID_NUMBER].text, number));
    Str shown = value_text(w, &f.identity->fields[ID_NUMBER], versions[0].values[ID_NUMBER]);
    assert_true(shown.len > 0 && !str_equal(shown, number));
    AspectRows rows;
    assert_true(registry_read(w, f.identity, KNOWN_NOW, true, &rows));
    assert_true(str_equal(rows.texts[ID_NUMBER][0], shown));
    assert_int_equal(rows.columns[ID_NAME].rows, 0);
    fixture_close(w);
}

static void test_values_in_words(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    assert_str(value_text(w, &f.income->fields[INCOME_MONTHLY], NUMBER_VALUE(-123405)), "-1234.05");
    assert_str(value_text(w, &f.identity->fields[ID_SEX], NUMBER_VALUE(2)), "female");
    assert_str(value_text(w, &f.identity->fields[ID_BIRTH], NUMBER_VALUE(0)), "1970-01-01");
    Field share = {.type = {.kind = TYPE_NUMBER, .scale = 2, .percent = true}};
    assert_str(value_text(w, &share, NUMBER_VALUE(10)), "10%");
    Field month = {.type = {.kind = TYPE_MONTH}};
    assert_str(value_text(w, &month, NUMBER_VALUE(month_of(2024, 3).n)), "2024-03");
    assert_true(value_text(w, &share, NO_VALUE).len > 0);
    assert_true(value_text(w, &f.income->fields[INCOME_WORKS], NUMBER_VALUE(1)).len > 0);
    fixture_close(w);
}

/* ---- any writes against a replay ----------------------------------------------------------- */

enum { DAYS = 30, SUBJECTS = 3, COMMITS = 60, ROUNDS = 12 };

typedef struct {
    int version;      /* 0: no record; rows that are one have one number */
    int income, note; /* -1: unknown */
} Day;
typedef struct {
    Day day[SUBJECTS + 1][DAYS]; /* the last day stands for all that follow */
} Model;
typedef struct {
    int64_t subject;
    int from, to; /* to = DAYS: open */
    bool always, correction, erase, income_given, note_given;
    int income, note;
} Said;

static uint32_t next_random(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static Said random_write(uint32_t *seed)
{
    Said s = {.subject = 1 + next_random(seed, SUBJECTS), .from = (int)next_random(seed, DAYS - 1)};
    s.to = s.from + 1 + (int)next_random(seed, (uint32_t)(DAYS - s.from));
    if (next_random(seed, 2)) s.to = DAYS;
    s.correction = next_random(seed, 2);
    s.always = s.correction && next_random(seed, 4) == 0;
    s.erase = next_random(seed, 6) == 0;
    bool whole = next_random(seed, 2);
    s.income_given = whole || next_random(seed, 2);
    s.note_given = whole || !s.income_given;
    s.income = (int)next_random(seed, 3) - 1;
    s.note = (int)next_random(seed, 3) - 1;
    return s;
}

/* The first day and the day after the last, as the model understands them. */
static void model_range(const Day *days, const Said *s, int *from, int *to)
{
    *from = s->from;
    *to = s->to;
    for (int d = 0; s->always && d < DAYS; d++)
        if (days[d].version && d < s->to) {
            *from = d;
            break;
        }
    if (s->correction || s->to != DAYS) return;
    for (int d = s->from + 1; d < DAYS; d++)
        if (days[d].version && days[d].version != days[d - 1].version) {
            *to = d;
            return;
        }
}

static bool model_same(const Day *day, const Said *s)
{
    return day->version && !s->erase && (!s->income_given || day->income == s->income) &&
           (!s->note_given || day->note == s->note);
}

static void model_write(Model *m, const Said *s, int *versions)
{
    Day *days = m->day[s->subject], old[DAYS];
    int from, to;
    memcpy(old, days, sizeof old);
    model_range(days, s, &from, &to);
    bool whole = s->income_given && s->note_given, fresh = true;
    for (int d = from; d < to; d++) {
        if (model_same(&old[d], s)) {
            fresh = true;
            continue;
        }
        if (fresh || (!whole && old[d].version != old[d - 1].version)) (*versions)++;
        fresh = false;
        int income = old[d].version ? old[d].income : -1, note = old[d].version ? old[d].note : -1;
        days[d] = (Day){.version = s->erase ? 0 : *versions,
                        .income = s->income_given ? s->income : income,
                        .note = s->note_given ? s->note : note};
    }
    (*versions)++; /* a rest after the written days is a row of its own */
    for (int d = to; d < DAYS && d > 0 && old[d].version == old[to - 1].version; d++)
        if (days[to - 1].version != old[to - 1].version && old[d].version)
            days[d].version = *versions;
}

static bool store_write(Work *w, const Fixture *f, const Said *s, Commit commit)
{
    Value values[INCOME_FIELDS] = {s->income < 0 ? NO_VALUE : NUMBER_VALUE(s->income), NO_VALUE,
                                   s->note < 0 ? NO_VALUE
                                               : TEXT_VALUE(s->note ? STR("b") : STR("a"))};
    bool given[INCOME_FIELDS] = {s->income_given, true, s->note_given};
    FactWrite write = {.aspect = f->income,
                       .subject = s->subject,
                       .from = s->always ? DATE_ALWAYS : (Date){s->from},
                       .to = s->to == DAYS ? DATE_NONE : (Date){s->to},
                       .kind = s->correction ? WRITE_CORRECTION : WRITE_CHANGE,
                       .values = s->erase ? NULL : values,
                       .given = s->income_given && s->note_given ? NULL : given};
    return fact_write(w, &write, commit);
}

static int stored_note(const AspectRows *rows, size_t row)
{
    Str note = rows->texts[INCOME_NOTE][row];
    return note.len ? note.ptr[0] == 'b' : -1;
}

static void assert_as_known(Work *w, const Fixture *f, const Model *m, Commit known)
{
    AspectRows rows;
    Model read = {0};
    assert_true(registry_read(w, f->income, known, true, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        assert_true(i == 0 || rows.subject[i - 1] < rows.subject[i] ||
                    (rows.subject[i - 1] == rows.subject[i] && rows.to[i - 1] <= rows.from[i]));
        Column *income = &rows.columns[INCOME_MONTHLY];
        for (int d = rows.from[i] < 0 ? 0 : rows.from[i]; d < DAYS && d < rows.to[i]; d++)
            read.day[rows.subject[i]][d] =
                (Day){.version = 1,
                      .income = column_is_unknown(income, i) ? -1 : (int)column_get(income, i),
                      .note = stored_note(&rows, i)};
    }
    for (int s = 1; s <= SUBJECTS; s++)
        for (int d = 0; d < DAYS; d++) {
            assert_int_equal(read.day[s][d].version != 0, m->day[s][d].version != 0);
            if (!read.day[s][d].version) continue;
            assert_int_equal(read.day[s][d].income, m->day[s][d].income);
            assert_int_equal(read.day[s][d].note, m->day[s][d].note);
        }
}

static void write_act(Work *w, const Fixture *f, Model *m, uint32_t *seed, int *versions)
{
    Batch b;
    assert_true(db_begin(w));
    assert_true(batch_begin(w, &(Act){.kind = STR("register")}, STR("test"), DATE_NONE, &b));
    for (uint32_t n = 1 + next_random(seed, 3); n > 0; n--) {
        Said s = random_write(seed);
        bool recorded = false;
        for (int d = 0; d < s.to; d++)
            recorded |= m->day[s.subject][d].version != 0;
        s.always = s.always && recorded;
        assert_true(store_write(w, f, &s, b.commit));
        model_write(m, &s, versions);
    }
    assert_true(db_commit(w));
}

static void test_any_day_at_any_commit_equals_a_replay(void **state)
{
    (void)state;
    uint32_t seed = 360203;
    for (int round = 0; round < ROUNDS; round++) {
        Fixture f;
        Work *w = fixture_open(&f);
        int versions = 0;
        Model now = {0}, *past = NEW_ARRAY(w->arena, Model, COMMITS);
        Commit commits[COMMITS];
        for (int i = 0; i < COMMITS; i++) {
            write_act(w, &f, &now, &seed, &versions);
            past[i] = now;
            commits[i] = fixture_latest(w);
        }
        for (int i = 0; i < COMMITS; i++)
            assert_as_known(w, &f, &past[i], commits[i]);
        assert_as_known(w, &f, &now, KNOWN_NOW);
        int64_t acts;
        assert_true(audit_verify(w, &acts));
        fixture_close(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_change_splits_and_the_past_stays),
        cmocka_unit_test(test_correction_says_it_was_never_so),
        cmocka_unit_test(test_saying_it_again_writes_nothing),
        cmocka_unit_test(test_a_record_can_end),
        cmocka_unit_test(test_history_says_who_and_when),
        cmocka_unit_test(test_sealed_values_are_masked),
        cmocka_unit_test(test_values_in_words),
        cmocka_unit_test(test_any_day_at_any_commit_equals_a_replay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
