/* The bank's side of a batch: the 一卡通 file, what arrived, what came back.
 *
 * The file is a function of the batch alone: rows by affair and person, then one line of control
 * totals, so that writing it twice gives the same bytes and the same SM3. It is written before the
 * transaction ends; should the store fail then, the file is taken away again. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/access.h"
#include "doc/doc.h"
#include "payment/batch.h"
#include "payment/chunk.h"
#include "payment/holds.h"
#include "payment/words.def"

typedef struct {
    Payout payout;
    Str account, name;
} FileRow;
typedef struct {
    Work *w;
    Arena *outer; /* of the caller: for the path */
    const char *folder;
    Str path;
    const Bureau *bureau;
    Batch batch;
    const Field *account; /* the person's bank account; NULL when nobody declared one */
    HeldPayees held;
    FileRow *rows;
    size_t count;
    int64_t withheld;
    Money total;
} BankFile;

/* ---- rows --------------------------------------------------------------------------------- */

static const Field *account_field(const Bureau *b)
{
    for (size_t i = 0; i < b->register_count; i++) {
        const Register *r = &b->registers[i];
        for (size_t j = 0; r->subject == SUBJECT_PERSON && j < r->aspect_count; j++)
            for (size_t k = 0; k < r->aspects[j].field_count; k++)
                if (r->aspects[j].fields[k].format == FIELD_BANK_CARD)
                    return &r->aspects[j].fields[k];
    }
    return NULL;
}

/* The account of today; empty when there is none. */
static bool person_account(BankFile *f, int64_t person, Str *out)
{
    FactVersion *versions;
    size_t count;
    int32_t today = work_today(f->w).days;
    *out = STR("");
    if (!f->account) return true;
    TRY(registry_history(f->w, f->account->aspect, person, &versions, &count));
    size_t field = (size_t)(f->account - f->account->aspect->fields);
    for (size_t i = 0; i < count && out->len == 0; i++) {
        const FactVersion *v = &versions[i];
        if (v->known_to.n != COMMIT_OPEN || v->from.days > today || v->to.days <= today) continue;
        if (v->values[field].known) *out = v->values[field].text;
    }
    return true;
}

/* Adds a row, or puts it aside for a later batch. */
static bool row_add(BankFile *f, const Payout *payout)
{
    Work *w = f->w;
    PersonRow person;
    FileRow *row = &f->rows[f->count];
    bool held = payee_has(&f->held, payout->affair, payout->person);
    row->payout = *payout;
    TRY(person_account(f, payout->person, &row->account));
    if (held || (f->account && row->account.len == 0)) {
        f->withheld++;
        return return_add(w, f->batch.id, payout,
                          held ? STR(SAY_WITHHELD_HOLD) : STR(SAY_WITHHELD_ACCOUNT));
    }
    TRY(person_row(w, (PersonId){payout->person}, &person));
    row->name = person.name;
    f->total.fen += payout->amount.fen;
    f->count++;
    return true;
}

static bool rows_collect(BankFile *f)
{
    Payout *payouts;
    size_t count;
    TRY(batch_payouts(f->w, f->batch.id, &payouts, &count));
    f->rows = NEW_ARRAY(f->w->arena, FileRow, count + 1);
    for (size_t i = 0; i < count; i++)
        TRY(row_add(f, &payouts[i]));
    if (f->count) return true;
    return refuse(f->w, ERR_STATE, SAY_ALL_WITHHELD, (long long)f->batch.id, (long long)count);
}

/* ---- the file ----------------------------------------------------------------------------- */

static Str affair_name(const Bureau *b, Str key)
{
    const Affair *affair = bureau_affair(b, key);
    return affair ? affair->name : key;
}

static void file_head(TableWriter *t)
{
    static const char *const heads[] = {SAY_HEAD_SEQUENCE, SAY_HEAD_ACCOUNT, SAY_HEAD_NAME,
                                        SAY_HEAD_AMOUNT,   SAY_HEAD_AFFAIR,  SAY_HEAD_MONTH};
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        table_cell(t, str_of(heads[i]));
    table_end_row(t);
}

static void file_foot(BankFile *f, TableWriter *t, int64_t people)
{
    Arena *arena = f->w->arena;
    table_cell(t, STR(SAY_FILE_TOTAL));
    table_cell(t, format(arena, SAY_FILE_ROWS, (long long)f->count));
    table_cell(t, format(arena, SAY_FILE_PEOPLE, (long long)people));
    table_cell_money(t, f->total);
    table_cell(t, STR(""));
    table_cell(t, month_text(arena, f->batch.month));
    table_end_row(t);
}

static bool file_write(BankFile *f, const char *path, int64_t people)
{
    TableWriter *t;
    TRY(table_create(f->w, path, TABLE_CSV_GB18030, &t));
    Str month = month_text(f->w->arena, f->batch.month);
    file_head(t);
    for (size_t i = 0; i < f->count; i++) {
        const FileRow *row = &f->rows[i];
        table_cell_int(t, (int64_t)i + 1);
        table_cell(t, row->account);
        table_cell(t, row->name);
        table_cell_money(t, row->payout.amount);
        table_cell(t, affair_name(f->bureau, row->payout.affair));
        table_cell(t, month);
        table_end_row(t);
    }
    file_foot(f, t, people);
    return table_finish(t);
}

static bool file_digest(Work *w, const char *path, Str *out)
{
    char bytes[65536];
    FILE *file = fopen(path, "rb");
    if (!file) return fail(w, ERR_FILE, "cannot read %s", path);
    Digester *d = digester_new(w->arena);
    size_t n;
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        digester_add(d, (Str){bytes, n});
    bool ok = !ferror(file);
    fclose(file);
    if (!ok) return fail(w, ERR_FILE, "cannot read %s", path);
    *out = digest_text(w->arena, digester_end(d));
    return true;
}

/* ---- moves -------------------------------------------------------------------------------- */

static Move *moves_of(Arena *arena, int64_t batch, const Payout *rows, size_t count, Move kind)
{
    Move *moves = NEW_ARRAY(arena, Move, count + 1);
    for (size_t i = 0; i < count; i++) {
        moves[i] = kind;
        moves[i].batch = batch;
        moves[i].affair = rows[i].affair;
        moves[i].person = rows[i].person;
        moves[i].amount = rows[i].amount;
    }
    return moves;
}

/* One act seals the moves. */
static bool moves_post(Work *w, BatchAct act, const Move *moves, size_t count)
{
    Commit commit;
    if (count) act.rows = ledger_move_digest(moves, count);
    TRY(batch_act(w, &act, &commit));
    return count == 0 || ledger_move(w, moves, count, commit);
}

static bool sent_record(BankFile *f, Str name, Str digest, int64_t people)
{
    Stmt *s = db_stmt(f->w, &payment_sql, "batch_sent");
    db_bind_int(s, 1, f->batch.id);
    db_bind_str(s, 2, f->w->actor->account);
    db_bind_str(s, 3, name);
    db_bind_str(s, 4, digest);
    db_bind_int(s, 5, f->total.fen);
    db_bind_int(s, 6, people);
    db_bind_int(s, 7, f->batch.withheld + f->withheld);
    return db_run(s);
}

static bool send_post(BankFile *f, const char *path)
{
    Work *w = f->w;
    Str digest;
    Payout *rows = NEW_ARRAY(w->arena, Payout, f->count + 1);
    for (size_t i = 0; i < f->count; i++)
        rows[i] = f->rows[i].payout;
    int64_t people = payouts_people(w, rows, f->count);
    Move kind = {.debit = ACCOUNT_PAYABLE, .credit = ACCOUNT_CLEARING, .reason = REASON_SENT};
    TRY(file_write(f, path, people));
    TRY(file_digest(w, path, &digest));
    Move *moves = moves_of(w->arena, f->batch.id, rows, f->count, kind);
    Str detail = format(w->arena, SAY_DETAIL_SENT, f->count, STR_ARG(digest));
    TRY(moves_post(w, (BatchAct){"send", f->batch.id, detail, {{0}}}, moves, f->count));
    return sent_record(f, str_of(path), digest, people);
}

static bool send_work(void *context)
{
    BankFile *f = context;
    Work *w = f->w;
    TRY(batch_in_state(w, f->batch.id, BATCH_APPROVED, SAY_DO_SEND, &f->batch));
    f->account = account_field(f->bureau);
    TRY(payees_held(w, f->bureau, f->batch.month, &f->held));
    TRY(rows_collect(f));
    mkdir(f->folder,
          0700); /* an existing folder is as good; any other trouble shows when writing */
    f->path = format(f->outer, SAY_FILE_NAME, f->folder,
                     STR_ARG(month_text(w->arena, f->batch.month)), (long long)f->batch.id);
    return send_post(f, str_z(w->arena, f->path));
}

bool batch_send(Work *w, const Bureau *bureau, int64_t batch, const char *folder, Str *path)
{
    BankFile f = {
        .w = w, .outer = w->arena, .folder = folder, .bureau = bureau, .batch = {.id = batch}};
    TRY(access_need(w, DUTY_PAYER));
    TRY(db_begin(w));
    bool ok = db_end(w, chunk_run(w, send_work, &f));
    if (!ok && f.path.len) unlink(str_z(w->arena, f.path));
    *path = ok ? f.path : STR("");
    return ok;
}

/* ---- what the bank says ------------------------------------------------------------------- */

static bool settle_work(Work *w, int64_t batch)
{
    Batch b;
    Payout *rows;
    size_t count;
    TRY(batch_in_state(w, batch, BATCH_SENT, SAY_DO_SETTLE, &b));
    TRY(ledger_in_clearing(w, batch, &rows, &count));
    Move kind = {.debit = ACCOUNT_CLEARING, .credit = ACCOUNT_BANK, .reason = REASON_SETTLED};
    Move *moves = moves_of(w->arena, batch, rows, count, kind);
    TRY(moves_post(w, (BatchAct){.kind = "settle", .batch = batch}, moves, count));
    Stmt *s = db_stmt(w, &payment_sql, "batch_settled");
    db_bind_int(s, 1, batch);
    return db_run(s);
}

bool batch_settle(Work *w, int64_t batch)
{
    TRY(access_need(w, DUTY_PAYER));
    TRY(db_begin(w));
    return db_end(w, settle_work(w, batch));
}

bool return_add(Work *w, int64_t batch, const Payout *row, Str cause)
{
    Stmt *s = db_stmt(w, &payment_sql, "return_insert");
    db_bind_int(s, 1, batch);
    db_bind_str(s, 2, row->affair);
    db_bind_int(s, 3, row->person);
    db_bind_int(s, 4, row->amount.fen);
    db_bind_str(s, 5, cause);
    return db_run(s);
}

/* Finds the row and marks it taken, so that it cannot be returned twice in one list. */
typedef struct {
    int64_t batch;
    Payout *rows; /* of the batch, in clearing */
    size_t count;
} InClearing;

static bool return_find(Work *w, InClearing *c, const BankReturn *r, Payout *out)
{
    for (size_t i = 0; i < c->count; i++) {
        Payout *row = &c->rows[i];
        if (row->person != r->person || !str_equal(row->affair, r->affair)) continue;
        *out = *row;
        row->person = 0;
        return true;
    }
    return refuse(w, ERR_NOT_FOUND, SAY_NOT_IN_BATCH, (long long)c->batch, (long long)r->person);
}

static bool return_work(Work *w, int64_t batch, const BankReturn *returns, size_t count)
{
    Batch b;
    InClearing clearing = {.batch = batch};
    Payout *back = NEW_ARRAY(w->arena, Payout, count + 1);
    TRY(batch_in_state(w, batch, BATCH_SENT, SAY_DO_RETURN, &b));
    TRY(ledger_in_clearing(w, batch, &clearing.rows, &clearing.count));
    for (size_t i = 0; i < count; i++) {
        TRY(return_find(w, &clearing, &returns[i], &back[i]));
        TRY(return_add(w, batch, &back[i], returns[i].cause));
    }
    Move kind = {.debit = ACCOUNT_CLEARING, .credit = ACCOUNT_PAYABLE, .reason = REASON_RETURNED};
    Move *moves = moves_of(w->arena, batch, back, count, kind);
    return moves_post(w, (BatchAct){.kind = "return", .batch = batch}, moves, count);
}

bool batch_return(Work *w, int64_t batch, const BankReturn *returns, size_t count)
{
    TRY(access_need(w, DUTY_PAYER));
    TRY(db_begin(w));
    return db_end(w, return_work(w, batch, returns, count));
}
