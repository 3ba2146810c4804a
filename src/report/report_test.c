/* Indicators over lines posted by hand: who counts, what 在册 and 发放 mean, how a mean is rounded,
 * what is not computed, and that every figure opens to rows that add up to it. */
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/test.h"
#include "report/figures.h"
#include "report/test.def"

typedef struct {
    Work *w;
    Bureau *bureau;
    char folder[32];
} Desk;

static void write_file(Desk *d, const char *name, const char *text)
{
    Str path = format(d->w->arena, "%s/%s", d->folder, name);
    FILE *file = fopen(str_z(d->w->arena, path), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void load_divisions(Desk *d)
{
    int64_t count;
    write_file(d, "provinces.csv", "code,name\n36,\"P\"\n");
    write_file(d, "cities.csv", "code,name,provinceCode\n3602,\"C\",36\n");
    write_file(d, "areas.csv", "code,name,cityCode,provinceCode\n360203,\"A\",3602,36\n");
    write_file(d, "streets.csv",
               "code,name,areaCode,cityCode,provinceCode\n360203001,\"S\",360203,3602,36\n");
    write_file(d, "villages.csv",
               "code,name,streetCode,provinceCode,cityCode,areaCode\n"
               "360203001001,\"V\",360203001,36,3602,360203\n");
    assert_true(division_load(d->w, d->folder, &count));
}

static void compile(Desk *d)
{
    static const SourceFile file = {
        .path = {"law.affair", 10}, .text = {LAW, sizeof LAW - 1}, .area = {360203000000}};
    Diagnostics found = diagnostics_new(d->w->arena);
    d->bureau = bureau_compile(d->w->arena, &file, 1, &found);
    Buf text = buf_new(d->w->arena);
    diagnostics_print(&found, &text);
    if (!d->bureau) fail_msg("%.*s", STR_ARG(buf_str(&text)));
}

/* Person `person` of unit person / 10 gets `fen` for a month, posted by the close of another. */
static Line line(int64_t person, int month, int closed, const char *component, int64_t fen)
{
    return (Line){.enrolment = person,
                  .unit = person / 10,
                  .person = person,
                  .affair = STR("allowance"),
                  .month = month_of(2024, month),
                  .closed_in = month_of(2024, closed),
                  .component = str_of(component),
                  .fund = STR("test"),
                  .division = 1,
                  .amount = {fen},
                  .reason = fen > 0 ? REASON_REGULAR : REASON_RECOVERY,
                  .law = 1};
}

static void post(Desk *d, const Line *lines, size_t count, int month)
{
    Commit commit;
    Act act = {.kind = STR("close"), .subject = STR("test"), .rows = ledger_digest(lines, count)};
    assert_true(db_begin(d->w));
    assert_true(audit_act(d->w, &act, &commit));
    assert_true(ledger_post(d->w, lines, count, commit));
    Stmt *s = db_stmt(d->w, &payment_sql, "close_insert");
    const int64_t values[] = {commit.n, month_of(2024, month).n, d->w->now, 19700, 1};
    for (int i = 0; i < 5; i++)
        db_bind_int(s, i + 1, values[i]);
    db_bind_str(s, 6, STR("test"));
    db_bind_int(s, 7, (int64_t)count);
    db_bind_int(s, 8, 0);
    assert_true(db_run(s));
    assert_true(db_commit(d->w));
}

/* January and February closed. 11 and 12 are of one unit, 21 of another; 31 gave the money back. */
static Desk desk_open(void)
{
    static const SqlModule *const modules[] = {&audit_sql, &access_sql, &registry_sql, &ledger_sql,
                                               &payment_sql};
    Desk d = {.w = work_new(), .folder = "/tmp/doudi-report-XXXXXX"};
    assert_non_null(mkdtemp(d.folder));
    d.w->now = (int64_t)date_of(2025, 1, 5).days * 86400;
    assert_true(store_open(d.w, ":memory:", STORE_CREATE, modules, COUNT_OF(modules)));
    assert_true(store_set(d.w, STR("home"), STR("360203")));
    load_divisions(&d);
    compile(&d);
    const Line january[] = {line(11, 1, 1, "base", 5000), line(12, 1, 1, "base", 5000),
                            line(31, 1, 1, "base", 5000)};
    const Line february[] = {
        line(11, 2, 2, "base", 5000), line(11, 2, 2, "care", 1000), line(12, 2, 2, "base", 5000),
        line(21, 1, 2, "base", 5000), line(21, 2, 2, "base", 5500), line(31, 1, 2, "base", -5000),
        line(41, 2, 2, "base", 100),  line(41, 2, 2, "base", -100), line(51, 12, 2, "base", 5000)};
    post(&d, january, COUNT_OF(january), 1);
    post(&d, february, COUNT_OF(february), 2);
    return d;
}

static void desk_close(Desk *d)
{
    Str remove = format(d->w->arena, "rm -rf %s", d->folder);
    assert_int_equal(system(str_z(d->w->arena, remove)), 0);
    store_close(d->w->store);
    work_free(d->w);
}

static const char *value_of(Desk *d, const char *key, IndicatorValue *value)
{
    const Indicator *i = bureau_indicator(d->bureau, str_of(key));
    assert_non_null(i);
    assert_true(indicator_value(d->w, d->bureau, i, 2024, value));
    return value->computed ? str_z(d->w->arena, indicator_text(d->w->arena, value)) : NULL;
}

static void test_numbers(void **state)
{
    (void)state;
    Desk d = desk_open();
    IndicatorValue v;
    assert_string_equal(value_of(&d, "households", &v), "2");
    assert_string_equal(value_of(&d, "persons", &v), "3");
    assert_string_equal(value_of(&d, "persons_paid", &v), "4"); /* with one paid for December */
    assert_string_equal(value_of(&d, "amount_paid", &v), "365");
    assert_true(v.presumed);
    assert_string_equal(value_of(&d, "care_paid", &v), "10");
    assert_string_equal(value_of(&d, "mean", &v), "55"); /* 165 over three people */
    assert_string_equal(value_of(&d, "rate", &v), "60");
    assert_false(v.presumed);
    assert_null(value_of(&d, "persons_march", &v)); /* not closed: not computed, never 0 */
    desk_close(&d);
}

static void test_every_figure_opens_to_its_rows(void **state)
{
    (void)state;
    Desk d = desk_open();
    FigureRows rows;
    int64_t fen = 0, people = 0, last = 0;
    const Indicator *paid = bureau_indicator(d.bureau, STR("persons_paid"));
    assert_true(report_rows(d.w, d.bureau, paid, 2024, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        people += rows.rows[i].person != last;
        last = rows.rows[i].person;
        fen += rows.rows[i].amount.fen;
    }
    assert_int_equal(people, 4);
    assert_int_equal(fen, 36500);
    desk_close(&d);
}

static void test_a_report_beside_what_was_published(void **state)
{
    (void)state;
    Desk d = desk_open();
    ReportResult result;
    write_file(&d, "figures.csv", FIGURES);
    const char *path = str_z(d.w->arena, format(d.w->arena, "%s/figures.csv", d.folder));
    assert_true(report_run(d.w, d.bureau, STR("annual"), path, &result));
    assert_int_equal(result.computed, 7);
    assert_int_equal(result.published, 4);
    assert_int_equal(result.equal, 2);
    assert_int_equal(result.part_count, 2);
    assert_str(result.parts[1].figures[0].key, "visits");
    assert_false(result.parts[1].figures[0].computed);
    Buf out = buf_new(d.w->arena);
    assert_true(report_print(d.w, &result, &out));
    assert_true(str_find(buf_str(&out), STR(NOT_COMPUTED)) > 0);
    out.len = 0;
    report_json(&result, &out);
    assert_true(str_find(buf_str(&out), STR("\"published\":\"25\"")) > 0 ||
                str_find(buf_str(&out), STR("\"published\": \"25\"")) > 0);
    assert_false(report_run(d.w, d.bureau, STR("nothing"), NULL, &result));
    assert_int_equal(d.w->error.code, ERR_NOT_FOUND);
    desk_close(&d);
}

static void test_numbers_are_compared_as_numbers(void **state)
{
    (void)state;
    assert_true(figures_same(STR("81,600"), STR("81600.00")));
    assert_true(figures_same(STR("605"), STR("605.0")));
    assert_false(figures_same(STR("605"), STR("606")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_every_figure_opens_to_its_rows),
        cmocka_unit_test(test_a_report_beside_what_was_published),
        cmocka_unit_test(test_numbers_are_compared_as_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
