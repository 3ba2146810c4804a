/* Getting at the facts: from the tables, from column files, after a day's changes; then what is
 * computed on them: the four sets, what the enrolled are granted for a month and for 24, and the
 * close of a month.
 *
 *     bench_facts ROOT [RESIDENTS [STORE]]
 *
 * Reading order: main, measure; district.h says what the store holds. */
#include "audit/audit.h"
#include "bench/district.h"
#include "entitle/entitle.h"

#include "bench/words_facts.def"

#include <stdio.h>

enum { CHANGES = 1000 };

/* ---- measuring ---------------------------------------------------------------------------- */

static void done(const Bench *m, const char *what)
{
    printf(RESULT_ROW, what, cpu_ms(m), wall_ms(m), peak_mb());
    fflush(stdout);
}

static void load_as_of(Bench *m, Commit known, const char *what)
{
    FactBase *base;
    Work *w = piece(m);
    start(m);
    must(w, facts_load(w, m->bureau, known, m->home, &base));
    done(m, what);
    work_free(w);
}

/* The files alone: no enrolments. */
static void load_files(Bench *m, const char *what)
{
    SubjectRows rows;
    Work *w = piece(m);
    start(m);
    must(w, db_begin_read(w));
    must(w, registry_members_now(w, &rows));
    for (size_t i = 0; i < m->bureau->register_count; i++)
        for (size_t j = 0; j < m->bureau->registers[i].aspect_count; j++)
            must(w, registry_now(w, &m->bureau->registers[i].aspects[j], &rows));
    db_rollback(w);
    done(m, what);
    work_free(w);
}

static void change_facts(Bench *m, int64_t residents)
{
    const Register *person = bureau_register(m->bureau, STR("person"));
    const Field *income = register_field(person, STR("monthly_income"));
    Work *w = piece(m);
    Commit commit;
    Value *values = NEW_ARRAY(w->arena, Value, income->aspect->field_count);
    bool *given = NEW_ARRAY(w->arena, bool, income->aspect->field_count);
    given[income - income->aspect->fields] = true;
    must(w, db_begin(w));
    must(w, audit_act(w, &(Act){.kind = STR("register"), .subject = STR("bench")}, &commit));
    for (int64_t i = 0; i < CHANGES; i++) {
        values[income - income->aspect->fields] = (Value){.known = true, .number = i};
        FactWrite write = {.aspect = income->aspect,
                           .subject = 1 + i * 7919 % residents,
                           .from = date_of(2024, 1, 5),
                           .to = DATE_NONE,
                           .values = values,
                           .given = given};
        must(w, fact_write(w, &write, commit));
    }
    must(w, db_commit(w));
    work_free(w);
}

static void measure_sets(Bench *m, const char *what)
{
    FactBase *base;
    Work *w = piece(m);
    must(w, facts_load(w, m->bureau, KNOWN_NOW, m->home, &base));
    start(m);
    for (size_t i = 0; i < m->bureau->affair_count; i++) {
        FourSets sets;
        must(w, entitle_sets(w, base, m->bureau->affairs[i], month_of(2024, 1), &sets));
    }
    done(m, what);
    work_free(w);
}

static void measure_granted(Bench *m, Months months, const char *what)
{
    FactBase *base;
    size_t evaluated = 0;
    Work *w = piece(m);
    must(w, facts_load(w, m->bureau, KNOWN_NOW, m->home, &base));
    start(m);
    for (size_t i = 0; i < m->bureau->affair_count; i++) {
        GrantedRows rows;
        must(w, entitle_granted(w, base, m->bureau->affairs[i], months, &rows));
        evaluated += rows.evaluated;
    }
    done(m, what);
    fprintf(stderr, "%s: %zu enrolment-months\n", what, evaluated);
    work_free(w);
}

/* Asked again under other numbers, as what-if does: the second run has the columns. */
static void measure_kept(Bench *m, Months months)
{
    FactBase *base;
    Work *w = piece(m);
    must(w, facts_load(w, m->bureau, KNOWN_NOW, m->home, &base));
    facts_keep_columns(base);
    for (int again = 0; again < 2; again++) {
        facts_override(base, NULL, 0);
        start(m);
        for (size_t i = 0; i < m->bureau->affair_count; i++) {
            GrantedRows rows;
            must(w, entitle_granted(w, base, m->bureau->affairs[i], months, &rows));
        }
        if (again) done(m, RESULT_GRANTED_KEPT);
        start(m);
        for (size_t i = 0; i < m->bureau->affair_count; i++) {
            FourSets sets;
            must(w, entitle_sets(w, base, m->bureau->affairs[i], months.last, &sets));
        }
        if (again) done(m, RESULT_SETS_KEPT);
    }
    work_free(w);
}

static void measure_close(Bench *m, const char *what)
{
    CloseResult result;
    Work *w = piece(m);
    start(m);
    must(w, payment_close(w, m->bureau, month_of(2024, 1), &result));
    done(m, what);
    fprintf(stderr, "%s: %lld lines\n", what, (long long)result.lines);
    work_free(w);
}

static void measure(Bench *m)
{
    int64_t files;
    Commit latest;
    must(m->w, audit_latest(m->w, &latest));
    int64_t residents = person_count(m->w);
    printf(RESULT_HEAD, (long long)residents);
    load_as_of(m, latest, RESULT_TABLES);
    load_as_of(m, KNOWN_NOW, RESULT_WRITE);
    load_files(m, RESULT_FILES);
    load_as_of(m, KNOWN_NOW, RESULT_MAPPED);
    change_facts(m, residents);
    load_files(m, RESULT_FILES_CHANGED);
    must(m->w, registry_kept_verify(m->w, m->bureau, &files));
    load_as_of(m, KNOWN_NOW, RESULT_CHANGED);
    measure_sets(m, RESULT_SETS);
    measure_granted(m, (Months){month_of(2024, 1), month_of(2024, 1)}, RESULT_GRANTED);
    measure_granted(m, (Months){month_of(2024, 1), month_of(2025, 12)}, RESULT_GRANTED_24);
    measure_kept(m, (Months){month_of(2024, 1), month_of(2024, 12)});
    measure_close(m, RESULT_CLOSE);
    measure_close(m, RESULT_CLOSE_AGAIN);
}

int main(int argc, char **argv)
{
    Bench b = bench_open(argc, argv);
    measure(&b);
    bench_close(&b);
    return 0;
}
