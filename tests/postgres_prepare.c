/* Has PostgreSQL judge our SQL: makes the tables of every room there, prepares every named
 * statement, then the tables and statements that registry generates from the bureau's
 * declarations. Speaks TAP, one point for each migration, statement and refusal. The server is
 * found by PGHOST and kin; see postgres.sh, which starts one. */
#include "affair/affair.h"
#include "casework/casework.h"
#include "db/db.h"
#include "payment/payment.h"
#include "registry/registry.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

extern const SqlModule db_sql;
static const SqlModule *const MODULES[] = {&audit_sql,  &access_sql,  &registry_sql,
                                           &ledger_sql, &payment_sql, &casework_sql};

typedef struct {
    PGconn *server;
    Arena *arena;
    int points, failures;
} Judge;

/* ---- points --------------------------------------------------------------------------------- */

static void point(Judge *j, bool good, Str name, const char *why)
{
    j->points++;
    j->failures += !good;
    printf("%sok %d - %.*s\n", good ? "" : "not ", j->points, STR_ARG(name));
    for (const char *line = why; !good && line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (*line) printf("# %.*s\n", (int)strcspn(line, "\n"), line);
    }
}

static void skip(Judge *j, Str name)
{
    printf("ok %d - %.*s # SKIP only SQLite has it\n", ++j->points, STR_ARG(name));
}

static bool answer(Judge *j, PGresult *result, const char **why)
{
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    *why = good ? "" : str_z(j->arena, str_of(PQresultErrorMessage(result)));
    PQclear(result);
    return good;
}

static void run(Judge *j, Str name, Str sql)
{
    const char *why, *text = str_z(j->arena, sql_for_postgres(j->arena, sql));
    bool good = answer(j, PQexec(j->server, text), &why);
    point(j, good, name, good ? "" : format(j->arena, "%s\n%s", why, text).ptr);
}

static void prepare(Judge *j, Str name, Str sql)
{
    const char *why, *text = str_z(j->arena, sql_for_postgres(j->arena, sql));
    bool good = answer(j, PQprepare(j->server, "", text, 0, NULL), &why);
    point(j, good, name, good ? "" : format(j->arena, "%s\n%s", why, text).ptr);
}

/* What the schema must refuse there as it does here. */
static void refused(Judge *j, const char *sql)
{
    const char *why;
    bool good = !answer(j, PQexec(j->server, sql), &why);
    point(j, good, format(j->arena, "refused: %s", sql), "was done");
}

/* ---- named SQL ------------------------------------------------------------------------------ */

static void module_judge(Judge *j, const SqlModule *module)
{
    for (size_t i = 0; i < module->migration_count; i++) {
        const SqlMigration *m = &module->migrations[i];
        Str name = format(j->arena, "%s migration %d %s", module->room, m->version, m->name);
        m->sqlite_only ? skip(j, name) : run(j, name, str_of(m->sql));
    }
    for (size_t i = 0; i < module->statement_count; i++) {
        const SqlStatement *s = &module->statements[i];
        Str name = format(j->arena, "%s %s", module->room, s->name);
        s->sqlite_only ? skip(j, name) : prepare(j, name, str_of(s->sql));
    }
}

static void refusals_judge(Judge *j)
{
    run(j, STR("an act"),
        STR("INSERT INTO act SELECT 1, 0, 'a', 'import', 's', '', '', d, d, d"
            " FROM (SELECT decode(repeat('00', 32), 'hex') AS d) AS x"));
    refused(j, "UPDATE act SET detail = 'x'");
    refused(j, "DELETE FROM act");
    refused(j, "INSERT INTO act SELECT 3, 0, 'a', 'import', 's', '', '', d, d, d"
               " FROM (SELECT decode(repeat('01', 32), 'hex') AS d) AS x");
    run(j, STR("an account"),
        STR("INSERT INTO account (account, name, commit_id) VALUES ('wang', 'W', 1)"));
    run(j, STR("a duty"),
        STR("INSERT INTO duty_held (account, duty, division, commit_id)"
            " SELECT id, 'clerk', 0, 1 FROM account"));
    refused(j, "UPDATE duty_held SET duty = 'payer'");
    refused(j, "INSERT INTO duty_held (account, duty, division, commit_id)"
               " SELECT id, 'auditor', 0, 1 FROM account");
    refused(j, "UPDATE account SET account = 'x'");
    run(j, STR("an account is closed"), STR("UPDATE account SET closed_by = 1"));
    refused(j, "UPDATE account SET closed_by = NULL");
}

/* ---- generated SQL -------------------------------------------------------------------------- */

static Bureau *bureau_of(Work *w)
{
    Bureau *bureau;
    Diagnostics found = {0};
    Str home;
    if (!affair_home(w, &home)) return NULL;
    const char *affairs = format(w->arena, "%.*s/affairs", STR_ARG(home)).ptr;
    return affair_load(w, &(AffairPaths){.affairs = affairs}, &bureau, &found) ? bureau : NULL;
}

/* Has registry prepare everything it generates for an aspect; nothing is kept. */
static bool aspect_use(Work *w, const Aspect *aspect)
{
    AspectRows rows;
    FactVersion *versions;
    size_t count;
    FactWrite nothing = {.aspect = aspect, .subject = 1, .from = {0}, .to = DATE_NONE};
    TRY(registry_read(w, aspect, KNOWN_NOW, true, &rows));
    TRY(registry_history(w, aspect, 1, &versions, &count));
    TRY(db_begin(w));
    bool done = fact_write(w, &nothing, (Commit){1});
    db_rollback(w);
    return done;
}

static bool registers_use(Work *w, const Bureau *bureau)
{
    int64_t law;
    TRY(registry_open(w, bureau, &law));
    for (size_t i = 0; i < bureau->register_count; i++)
        for (size_t k = 0; k < bureau->registers[i].aspect_count; k++)
            TRY(aspect_use(w, &bureau->registers[i].aspects[k]));
    return true;
}

static void generated_tables_judge(Judge *j, Work *w)
{
    Stmt *s = db_prepare_text(w, STR("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
                                     " AND tbl_name LIKE 'fact~_%' ESCAPE '~'"
                                     " AND tbl_name <> 'fact_change' ORDER BY rowid"));
    while (s && db_next(s))
        run(j, format(j->arena, "generated %.*s", STR_ARG(db_str(s, 0))), db_str(s, 1));
}

static void generated_statements_judge(Judge *j, const Work *w)
{
    size_t count;
    Str *texts = db_prepared_texts(j->arena, w->store, &count);
    for (size_t i = 0; i < count; i++)
        if (str_find(texts[i], STR("\"fact_")) >= 0)
            prepare(j, format(j->arena, "generated %.*s", 60, texts[i].ptr), texts[i]);
}

static void registers_judge(Judge *j)
{
    Work *w = work_new();
    Bureau *bureau = bureau_of(w);
    bool used = bureau && store_open(w, ":memory:", STORE_CREATE, MODULES, COUNT_OF(MODULES)) &&
                registers_use(w, bureau);
    point(j, used, STR("the registers of the bureau"), str_z(j->arena, w->error.detail));
    if (used) {
        generated_tables_judge(j, w);
        generated_statements_judge(j, w);
    }
    store_close(w->store);
    work_free(w);
}

int main(void)
{
    Judge j = {.server = PQconnectdb("dbname=postgres user=postgres"), .arena = arena_new()};
    if (PQstatus(j.server) != CONNECTION_OK) {
        printf("Bail out! %s", PQerrorMessage(j.server));
        return 1;
    }
    module_judge(&j, &db_sql);
    for (size_t i = 0; i < COUNT_OF(MODULES); i++)
        module_judge(&j, MODULES[i]);
    refusals_judge(&j);
    registers_judge(&j);
    printf("1..%d\n", j.points);
    PQfinish(j.server);
    arena_free(j.arena);
    return j.failures > 0;
}
