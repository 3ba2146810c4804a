/* Fills a copy of a demo store with open cases, for bench/serve_steps.py, and says what counting
 * them costs: usage: cases STORE COUNT. Each case is a copy of the first application for minimum
 * living that the demo has opened, for another family and in a village of the first town: rows of
 * case_file with their stay, clocks and result. Prints the id before the first one, the id of the
 * last one, and the microseconds of processor time of a clerk's to-do counts. */
#include "access/access.h"
#include "casework/casework.h"
#include "payment/payment.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 50 };

static const SqlModule *const MODULES[] = {&audit_sql,  &access_sql,  &registry_sql,
                                           &ledger_sql, &payment_sql, &casework_sql};

static const char *const FILL[] = {
    "CREATE TEMP TABLE model AS SELECT MIN(id) AS id, (SELECT MAX(id) FROM case_file) AS top "
    "FROM case_file WHERE state = 0 AND kind = 0 AND affair = 'minimum_living'",
    "CREATE TEMP TABLE village AS SELECT ROW_NUMBER() OVER (ORDER BY id) AS place, id FROM "
    "division "
    "WHERE code % 1000 > 0 AND code / 1000 = (SELECT MIN(t.code / 1000) FROM unit v "
    "JOIN division t ON t.id = v.division WHERE t.code % 1000 > 0)",
    "CREATE TEMP TABLE home AS SELECT ROW_NUMBER() OVER (ORDER BY id) AS place, id, applicant "
    "FROM unit WHERE kind = 0",
    "CREATE TEMP TABLE family AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
    "WHERE i < %d) SELECT n.i AS place, h.id AS unit, h.applicant, v.id AS division FROM n "
    "JOIN home h ON h.place = 1 + n.i % (SELECT COUNT(*) FROM home) "
    "JOIN village v ON v.place = 1 + n.i % (SELECT COUNT(*) FROM village)",
    "INSERT INTO case_file SELECT m.top + f.place, 'bench-' || f.place, c.kind, c.affair, f.unit, "
    "f.applicant, c.enrolment, c.about, f.division, c.state, c.outcome, c.step, c.body, c.holder, "
    "c.opened, c.applied, c.accepted, c.decided, c.closed, c.due + f.place % 40, c.kin, "
    "c.relieved, c.decider, c.maker, c.source, c.reason, c.known_from, c.reach "
    "FROM case_file c JOIN model m ON m.id = c.id, family f",
    "INSERT INTO case_stay (id, step, entered, ended, finished, actor) SELECT m.top + f.place, "
    "s.step, s.entered, s.ended, s.finished, s.actor "
    "FROM case_stay s JOIN model m ON m.id = s.id, family f",
    "INSERT INTO case_clock (id, step, kind, days, special, extended, started, ended, papers, "
    "stops) SELECT m.top + f.place, k.step, k.kind, k.days, k.special, k.extended, k.started, "
    "k.ended, k.papers, k.stops FROM case_clock k JOIN model m ON m.id = k.id, family f",
    "INSERT INTO case_result SELECT -f.place, m.top + f.place, r.day, r.eligible, r.amount, "
    "r.first_month, r.why, r.reasons, r.conflict "
    "FROM case_result r JOIN model m ON m.id = r.id, family f GROUP BY f.place"};

static void must(Work *w, bool done)
{
    if (done) return;
    fprintf(stderr, "%.*s %.*s\n", STR_ARG(w->error.sentence), STR_ARG(w->error.detail));
    exit(EXIT_FAILURE);
}

static void fill(Work *w, int count)
{
    must(w, db_begin(w));
    for (size_t i = 0; i < COUNT_OF(FILL); i++) {
        Str sql = str_of(FILL[i]);
        ptrdiff_t at = str_find(sql, STR("%d"));
        if (at >= 0)
            sql = format(w->arena, "%.*s%d%.*s", (int)at, sql.ptr, count,
                         STR_ARG(str_from(sql, (size_t)at + 2)));
        must(w, db_define(w, sql));
    }
    must(w, db_commit(w));
}

static void tell(Work *w)
{
    int64_t first, last;
    CaseCounts counts;
    CaseQuery query = CASE_QUERY_ALL;
    must(w, db_scalar(db_prepare_text(w, STR("SELECT top FROM model")), 0, &first));
    must(w, db_scalar(db_prepare_text(w, STR("SELECT MAX(id) FROM case_file")), 0, &last));
    must(w, access_enter(w, STR("town")));
    query.mine = true;
    must(w, case_counts(w, &(InForce){0}, &query, &counts));
    clock_t start = clock();
    for (int i = 0; i < ROUNDS; i++)
        must(w, case_counts(w, &(InForce){0}, &query, &counts));
    double each = (double)(clock() - start) * 1e6 / CLOCKS_PER_SEC / ROUNDS;
    printf("%lld %lld %.0f\n", (long long)first, (long long)last, each);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: cases STORE COUNT\n");
        return EXIT_FAILURE;
    }
    Work *w = work_new();
    must(w, store_open(w, argv[1], 0, MODULES, COUNT_OF(MODULES)));
    fill(w, (int)strtol(argv[2], NULL, 10));
    tell(w);
    store_close(w->store);
    work_free(w);
    return EXIT_SUCCESS;
}
