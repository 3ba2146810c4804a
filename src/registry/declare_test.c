/* Tests of declarations meeting the store: tables appear, a filled table gains a field, a field is
 * renamed, and what would change the meaning of stored values is refused. Law text by its hash. */
#include "registry/fixture.h"
#include "registry/schema.h"

#include <stdlib.h>
#include <string.h>

static const Date JANUARY = {19723};

/* The income aspect with one more field, or with a field under another key. */
static void add_field(Work *w, Fixture *f, Field field)
{
    Field *fields = NEW_ARRAY(w->arena, Field, f->income->field_count + 1);
    memcpy(fields, f->income->fields, f->income->field_count * sizeof *fields);
    field.aspect = f->income;
    fields[f->income->field_count++] = field;
    f->income->fields = fields;
}

static void test_open_twice_writes_once(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    Commit before = fixture_latest(w);
    int64_t law;
    assert_true(registry_open(w, f.bureau, &law));
    assert_int_equal(law, f.law);
    assert_true(fixture_latest(w).n == before.n);
    fixture_close(w);
}

static void test_law_text_by_hash(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    Str hash, text, other;
    assert_true(registry_law_text(w, f.law, &hash, &text));
    assert_true(str_equal(text, affair_law_text(w->arena, f.bureau)));
    assert_true(str_equal(hash, digest_text(w->arena, digest_of(text))));
    int64_t law;
    f.bureau->files = NEW_ARRAY(w->arena, SourceFile, 2);
    f.bureau->file_count = 2;
    assert_true(registry_open(w, f.bureau, &law));
    assert_int_equal(law, f.law + 1);
    assert_true(registry_law_text(w, f.law, &hash, &other));
    assert_true(str_equal(text, other));
    assert_false(registry_law_text(w, 99, &hash, &text));
    assert_int_equal(w->error.code, ERR_NOT_FOUND);
    fixture_close(w);
}

static void test_filled_store_gains_a_field(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    fixture_income(w, &f, (PersonId){1}, JANUARY, 90000);
    add_field(w, &f,
              (Field){.name = STR("days"), .key = STR("days"), .type = {.kind = TYPE_NUMBER}});
    int64_t law;
    assert_true(registry_open(w, f.bureau, &law));
    AspectRows rows;
    assert_true(registry_read(w, f.income, KNOWN_NOW, false, &rows));
    assert_int_equal(rows.count, 1);
    assert_true(column_is_unknown(&rows.columns[3], 0));
    assert_int_equal(column_get(&rows.columns[INCOME_MONTHLY], 0), 90000);
    Value values[] = {NO_VALUE, NO_VALUE, NO_VALUE, NUMBER_VALUE(22)};
    bool given[] = {false, false, false, true};
    assert_true(fixture_write(w, &(FactWrite){.aspect = f.income,
                                              .subject = 1,
                                              .from = JANUARY,
                                              .to = DATE_NONE,
                                              .values = values,
                                              .given = given}));
    assert_true(registry_read(w, f.income, KNOWN_NOW, false, &rows));
    assert_int_equal(column_get(&rows.columns[3], 0), 22);
    assert_int_equal(column_get(&rows.columns[INCOME_MONTHLY], 0), 90000);
    fixture_close(w);
}

static void test_filled_store_gains_a_sealed_field(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    fixture_income(w, &f, (PersonId){1}, JANUARY, 90000);
    add_field(w, &f,
              (Field){.name = STR("card"),
                      .key = STR("card"),
                      .type = {.kind = TYPE_TEXT},
                      .format = FIELD_BANK_CARD,
                      .sealed = true,
                      .searched = true});
    int64_t law;
    assert_true(registry_open(w, f.bureau, &law));
    FactVersion *versions;
    size_t count;
    assert_true(registry_history(w, f.income, 1, &versions, &count));
    assert_false(versions[0].values[3].known);
    fixture_close(w);
}

static void test_renamed_field_keeps_its_values(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    fixture_income(w, &f, (PersonId){1}, JANUARY, 90000);
    f.income->fields[INCOME_MONTHLY].was = STR("monthly_income");
    f.income->fields[INCOME_MONTHLY].key = STR("income_a_month");
    PersonId id = fixture_person(w, &f, "li", date_of(1960, 1, 1), 3);
    f.identity->fields[ID_NUMBER].was = STR("citizen_id");
    f.identity->fields[ID_NUMBER].key = STR("id_number"); /* sealed: two columns */
    int64_t law;
    assert_true(registry_open(w, f.bureau, &law));
    assert_true(registry_open(w, f.bureau, &law)); /* the old name stays in the text for good */
    AspectRows rows;
    assert_true(registry_read(w, f.income, KNOWN_NOW, false, &rows));
    assert_int_equal(column_get(&rows.columns[INCOME_MONTHLY], 0), 90000);
    FactVersion *versions;
    size_t count;
    assert_true(registry_history(w, f.identity, id.n, &versions, &count));
    assert_int_equal(versions[0].values[ID_NUMBER].text.len, 18);
    fixture_close(w);
}

static void test_retyped_field_is_refused(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    int64_t law;
    Commit before = fixture_latest(w);
    f.income->fields[INCOME_MONTHLY].type.scale = 4;
    assert_false(registry_open(w, f.bureau, &law));
    assert_int_equal(w->error.code, ERR_STATE);
    f.income->fields[INCOME_MONTHLY].type.scale = 2;
    f.income->fields[INCOME_NOTE].sealed = true;
    assert_false(registry_open(w, f.bureau, &law));
    assert_true(fixture_latest(w).n == before.n);
    fixture_close(w);
}

static void test_choices_only_grow_at_the_end(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    int64_t law;
    Choices grown = {.words = NEW_ARRAY(w->arena, Str, 3), .count = 3};
    grown.words[0] = STR("male");
    grown.words[1] = STR("female");
    grown.words[2] = STR("other");
    f.identity->fields[ID_SEX].type.choices = &grown;
    assert_true(registry_open(w, f.bureau, &law));
    grown.words[0] = STR("female");
    grown.words[1] = STR("male");
    assert_false(registry_open(w, f.bureau, &law));
    assert_int_equal(w->error.code, ERR_STATE);
    fixture_close(w);
}

static void test_keys_are_checked(void **state)
{
    (void)state;
    assert_true(schema_key_is_plain(STR("order")));
    assert_true(schema_key_is_plain(STR("monthly_income")));
    const char *const bad[] = {
        "",        "Name",      "a b",
        "a\"b",    "x;--",      "known_to",
        "subject", "id_digest", "abcdefghijklmnopqrstuvwxyz_abcdefghijklmno"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(schema_key_is_plain(str_of(bad[i])));
    Fixture f;
    Work *w = fixture_open(&f);
    int64_t law;
    f.income->fields[INCOME_WORKS].key = STR("works\" TEXT); DROP TABLE person; --");
    assert_false(registry_open(w, f.bureau, &law));
    assert_int_equal(w->error.code, ERR_LAW);
    fixture_close(w);
}

static void test_a_key_may_be_a_word_of_sql(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    add_field(w, &f,
              (Field){.name = STR("order"), .key = STR("order"), .type = {.kind = TYPE_NUMBER}});
    int64_t law;
    assert_true(registry_open(w, f.bureau, &law));
    AspectRows rows;
    assert_true(registry_read(w, f.income, KNOWN_NOW, false, &rows));
    fixture_close(w);
}

/* The law as it is shipped: every aspect has a table that can be read and written. */
static void test_the_shipped_law_has_tables(void **state)
{
    (void)state;
    const char *root = getenv("DOUDI_ROOT");
    if (!root) skip();
    Fixture f;
    Work *w = fixture_open(&f);
    Diagnostics found = diagnostics_new(w->arena);
    AffairPaths paths = {.affairs = format(w->arena, "%s/affairs", root).ptr};
    Bureau *bureau;
    int64_t law;
    assert_true(affair_load(w, &paths, &bureau, &found));
    store_close(w->store);
    w->store = NULL;
    static const SqlModule *const modules[] = {&audit_sql, &access_sql, &registry_sql};
    assert_true(store_open(w, ":memory:", STORE_CREATE, modules, COUNT_OF(modules)));
    assert_true(registry_open(w, bureau, &law));
    for (size_t i = 0; i < bureau->register_count; i++)
        for (size_t j = 0; j < bureau->registers[i].aspect_count; j++) {
            const Aspect *aspect = &bureau->registers[i].aspects[j];
            AspectRows rows;
            FactWrite unknown = {.aspect = aspect,
                                 .subject = 1,
                                 .from = JANUARY,
                                 .to = DATE_NONE,
                                 .values = NEW_ARRAY(w->arena, Value, aspect->field_count)};
            assert_true(fixture_write(w, &unknown));
            assert_true(registry_read(w, aspect, KNOWN_NOW, true, &rows));
            assert_int_equal(rows.count, 1);
        }
    fixture_close(w);
}

static void test_generated_sql_for_postgres(void **state)
{
    (void)state;
    Fixture f;
    Work *w = fixture_open(&f);
    Str table = sql_for_postgres(w->arena, schema_create(w->arena, f.identity));
    assert_int_equal(str_find(table, STR("ROWID")), -1);
    assert_true(str_find(table, STR("\"citizen_id_digest\"")) > 0);
    Str insert = sql_for_postgres(w->arena, schema_insert(w->arena, f.identity));
    assert_true(str_find(insert, STR("$10")) > 0);
    assert_int_equal(str_find(insert, STR("?")), -1);
    fixture_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_twice_writes_once),
        cmocka_unit_test(test_law_text_by_hash),
        cmocka_unit_test(test_filled_store_gains_a_field),
        cmocka_unit_test(test_filled_store_gains_a_sealed_field),
        cmocka_unit_test(test_renamed_field_keeps_its_values),
        cmocka_unit_test(test_retyped_field_is_refused),
        cmocka_unit_test(test_choices_only_grow_at_the_end),
        cmocka_unit_test(test_keys_are_checked),
        cmocka_unit_test(test_a_key_may_be_a_word_of_sql),
        cmocka_unit_test(test_the_shipped_law_has_tables),
        cmocka_unit_test(test_generated_sql_for_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
