/* The store of the simulated county and how an act reaches it. A Work lives for one act; the store
 * is kept open between acts, and closed and opened again around a crash. Reading order: sim_create,
 * then deed_do at the bottom. */
#include <stdio.h>
#include <string.h>

#include "tests/sim/law.def"
#include "tests/sim/sim.h"

static const SqlModule *const modules[] = {&audit_sql, &access_sql, &registry_sql, &ledger_sql,
                                           &payment_sql};

/* ---- files ---------------------------------------------------------------------------------- */

static const char *write_file(Sim *sim, const char *name, Str text)
{
    const char *path = str_z(sim->w->arena, format(sim->w->arena, "%s/%s", sim->folder, name));
    FILE *file = fopen(path, "wb");
    ensure(file != NULL);
    ensure(fwrite(text.ptr, 1, text.len, file) == text.len);
    ensure(fclose(file) == 0);
    return path;
}

/* ---- law ------------------------------------------------------------------------------------ */

static void raises_text(const Model *m, bool living, Arena *arena, Buf *out)
{
    for (size_t i = 0; i < m->raise_count; i++) {
        const Raise *r = &m->raises[i];
        if (r->living != living) continue;
        Str from = date_text(arena, (Date){r->from});
        Str published = date_text(arena, (Date){r->published});
        buf_format(out, SIM_RAISE, STR_ARG(from), (long long)(r->fen / 100), STR_ARG(published));
    }
}

Bureau *sim_bureau(Sim *sim, Arena *arena)
{
    Buf text = buf_new(arena);
    buf_add(&text, STR(SIM_STANDARD_OLD_AGE));
    raises_text(sim->model, false, arena, &text);
    buf_add(&text, STR(SIM_STANDARD_LIVING));
    raises_text(sim->model, true, arena, &text);
    buf_add(&text, STR(SIM_LAW));
    SourceFile *files = NEW_ARRAY(arena, SourceFile, 2);
    files[0] = (SourceFile){.path = STR("registers.affair"), .text = STR(SIM_REGISTERS)};
    files[1] = (SourceFile){.path = STR("law.affair"), .text = buf_str(&text)};
    files[1].area = (Division){360203000000};
    Diagnostics found = diagnostics_new(arena);
    Bureau *bureau = bureau_compile(arena, files, 2, &found);
    if (bureau) return bureau;
    Buf told = buf_new(arena);
    diagnostics_print(&found, &told);
    sim_fail(sim, "%.*s", STR_ARG(buf_str(&told)));
}

void sim_law(Sim *sim)
{
    int64_t id;
    sim->bureau = sim_bureau(sim, sim->arena);
    sim_must(sim, registry_open(sim->w, sim->bureau, &id), "law");
}

/* ---- the store ------------------------------------------------------------------------------ */

static void load_divisions(Sim *sim)
{
    int64_t count;
    (void)write_file(sim, "provinces.csv", STR(DIVISIONS_PROVINCES));
    (void)write_file(sim, "cities.csv", STR(DIVISIONS_CITIES));
    (void)write_file(sim, "areas.csv", STR(DIVISIONS_AREAS));
    (void)write_file(sim, "streets.csv", STR(DIVISIONS_STREETS));
    (void)write_file(sim, "villages.csv", STR(DIVISIONS_VILLAGES));
    sim_must(sim, division_load(sim->w, sim->folder, &count), "divisions");
}

static void open_accounts(Sim *sim)
{
    static const struct {
        const char *account;
        Duty duty;
    } accounts[] = {{"system", DUTY_SYSTEM},
                    {"clerk", DUTY_CLERK},
                    {"checker", DUTY_CHECKER},
                    {"approver", DUTY_APPROVER},
                    {"payer", DUTY_PAYER}};
    for (size_t i = 0; i < COUNT_OF(accounts); i++) {
        Str name = str_of(accounts[i].account);
        sim_must(sim,
                 account_create(sim->w, name, name, accounts[i].duty, (Division){360203000000}),
                 "account");
        if (i == 0) sim_enter(sim, "system");
    }
}

void sim_enter(Sim *sim, const char *account)
{
    sim_must(sim, access_enter(sim->w, str_of(account)), "enter");
}

void sim_work(Sim *sim)
{
    if (sim->w) work_free(sim->w);
    sim->w = work_new();
    sim->w->now = sim->now;
    sim->w->store = sim->store;
}

static void store_ready(Sim *sim, int flags)
{
    sim->store = NULL;
    sim_work(sim);
    sim_must(sim, store_open(sim->w, sim->path, flags, modules, COUNT_OF(modules)), "open");
    sim->store = sim->w->store;
}

void sim_open(Sim *sim)
{
    store_ready(sim, 0);
}

void sim_shut(Sim *sim)
{
    work_free(sim->w);
    store_close(sim->store);
    sim->w = NULL;
    sim->store = NULL;
}

void sim_create(Sim *sim)
{
    store_ready(sim, STORE_CREATE);
    sim_must(sim, store_set(sim->w, STR("demo"), STR("1")), "demo");
    sim_must(sim, store_set(sim->w, STR("home"), STR("360203")), "home");
    load_divisions(sim);
    sim_law(sim);
    sim_must(sim, payment_set_first_month(sim->w, (Month){sim->model->first}), "first month");
    open_accounts(sim);
    sim_enter(sim, "clerk");
    sim_must(sim, audit_latest(sim->w, &sim->head), "head");
}

PersonId sim_person(Sim *sim, size_t person)
{
    PersonId id;
    sim_must(sim, person_by_number(sim->w, str_of(sim->model->people[person].number), &id),
             "person");
    return id;
}

/* ---- doing ---------------------------------------------------------------------------------- */

/* A refusal is the store's right only where the deed allows it. */
static void settle(Sim *sim, Deed *deed, bool done)
{
    if (done) return;
    ErrorCode code = sim->w->error.code;
    bool refusal = code == ERR_STATE || code == ERR_CONFLICT || code == ERR_NOT_FOUND;
    if (!deed->may_refuse || !refusal) sim_must(sim, false, deed->name);
    deed->refused = true;
}

static bool import(Sim *sim, const Deed *deed, ImportResult *result)
{
    ImportJob job = {.path = write_file(sim, "import.csv", deed->rows),
                     .as = str_of(deed->as),
                     .sender = STR("sim"),
                     .kind = deed->write,
                     .effective = deed->effective};
    return registry_import(sim->w, sim->bureau, &job, result);
}

static void do_import(Sim *sim, Deed *deed)
{
    ImportResult result = {0};
    settle(sim, deed, import(sim, deed, &result));
    if (result.faults.errors && !deed->may_refuse)
        sim_fail(sim, "%s: row %lld: %.*s\n%.*s", deed->name, (long long)result.faults.items[0].row,
                 STR_ARG(result.faults.items[0].sentence), STR_ARG(deed->rows));
    deed->refused |= result.faults.errors > 0;
    if (deed->refused || !random_chance(&sim->random, 10)) return;
    sim_must(sim, import(sim, deed, &result), "import again");
    if (result.faults.errors || result.added || result.changed)
        sim_fail(sim, "the same file again: %lld added, %lld changed, %zu errors\n%.*s",
                 (long long)result.added, (long long)result.changed, result.faults.errors,
                 STR_ARG(deed->rows));
}

static void do_close(Sim *sim, Deed *deed)
{
    CloseResult result;
    sim_must(sim, payment_close(sim->w, sim->bureau, (Month){deed->month}, &result), "close");
    deed->lines = result.lines;
}

/* The rows of a batch that the bank could not pay: some of those still on the way. */
static bool return_some(Sim *sim, const Deed *deed)
{
    Payout *rows;
    size_t count, chosen = 0;
    TRY(ledger_in_clearing(sim->w, deed->batch, &rows, &count));
    BankReturn *returns = NEW_ARRAY(sim->w->arena, BankReturn, count + 1);
    for (size_t i = 0; i < count; i++) {
        if ((rows[i].person + deed->value) % 3) continue;
        returns[chosen++] = (BankReturn){rows[i].person, rows[i].affair, STR("no such account")};
    }
    return !chosen || batch_return(sim->w, deed->batch, returns, chosen);
}

static void do_batch(Sim *sim, Deed *deed)
{
    Batch batch;
    Str path;
    bool done = true;
    switch (deed->kind) {
    case DEED_DRAFT:
        done = batch_draft(sim->w, (Month){deed->month}, &batch);
        break;
    case DEED_CHECK:
        sim_enter(sim, "checker");
        done = batch_check(sim->w, deed->batch);
        break;
    case DEED_APPROVE:
        sim_enter(sim, "approver");
        done = batch_approve(sim->w, deed->batch);
        break;
    case DEED_SEND:
        sim_enter(sim, "payer");
        done = batch_send(sim->w, sim->bureau, deed->batch, sim->folder, &path);
        break;
    case DEED_SETTLE:
        sim_enter(sim, "payer");
        done = batch_settle(sim->w, deed->batch);
        break;
    case DEED_RETURN:
        sim_enter(sim, "payer");
        done = return_some(sim, deed);
        break;
    default:
        done = batch_cancel(sim->w, deed->batch, STR("drawn by mistake"));
    }
    settle(sim, deed, done);
}

bool deed_do(Sim *sim, Deed *deed)
{
    deed->refused = false;
    sim_enter(sim, "clerk");
    switch (deed->kind) {
    case DEED_NONE:
        return false;
    case DEED_IMPORT:
        do_import(sim, deed);
        break;
    case DEED_LAW:
        break;
    case DEED_CLOSE:
        do_close(sim, deed);
        break;
    case DEED_REOPEN:
        sim_shut(sim);
        sim_open(sim);
        break;
    default:
        do_batch(sim, deed);
    }
    return !deed->refused;
}
