/* Sending a batch, and settling it by hand.
 *
 * A bank file is a function of the rows kept with the batch: writing it twice gives the same bytes
 * and the same SM3. It is written aside before the transaction ends and gets its name after it: a
 * file that a clerk can take to the bank is of a batch that counts as sent, whenever the power
 * fails. Who may not be paid now (held, no account, an account that was refused or has not cooled
 * off) stays out and comes again with a later batch. */
#include "payment/bank.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/access.h"
#include "payment/batch.h"
#include "payment/chunk.h"
#include "payment/holds.h"
#include "payment/recover.h"
#include "payment/words.def"

typedef struct {
    Arena *outer; /* of the caller: for the path */
    const BankWish *wish;
    Str path, aside; /* where it shall stand, and stands until the batch counts as sent */
    BankSheet sheet;
    AccountRule rule;
    Str hands[3];
    HeldPayees held;
    Payees payees;
    Offsetting offsetting;
    int64_t withheld, people; /* people: who receive something, on whosever account */
    size_t share_count;
    Move *offsets; /* taken off these payments by decision */
    size_t offset_count;
} Sending;

/* ---- rows --------------------------------------------------------------------------------- */

/* A payout that can go out, less what is taken off it. */
typedef struct {
    const Payee *payee;
    Payout payout;
} Ready;
typedef struct {
    Sending *sending;
    Ready *items;
    size_t count;
} ReadyList;

/* Adds it to those that can go out, or puts it aside for a later batch. */
static bool payout_add(ReadyList *list, const Payout *payout, const Receiver *receiver)
{
    Sending *s = list->sending;
    const Batch *batch = &s->sheet.batch;
    bool held = payee_has(&s->held, payout->affair, payout->person);
    if (held || receiver->verdict != ACCOUNT_READY) {
        s->withheld++;
        return return_add(s->sheet.w, batch->id, payout,
                          held ? STR(SAY_WITHHELD_HOLD)
                               : str_of(account_verdict_words(receiver->verdict)));
    }
    Money off;
    Ready one = {receiver->payee, *payout};
    TRY(recovery_offset(&s->offsetting, batch, payout, &off));
    if (off.fen > 0) s->offsets[s->offset_count++] = recovery_move(batch, payout, off);
    one.payout.amount.fen -= off.fen;
    if (one.payout.amount.fen > 0) list->items[list->count++] = one;
    return true;
}

static int by_account(const void *a, const void *b)
{
    const Ready *x = a, *y = b;
    int order = str_compare(x->payout.affair, y->payout.affair);
    if (order) return order;
    order = (x->payee->person > y->payee->person) - (x->payee->person < y->payee->person);
    if (order) return order;
    return (x->payout.person > y->payout.person) - (x->payout.person < y->payout.person);
}

/* One row for an affair and account: those who share it stand together. */
static void rows_make(const ReadyList *list, BankSheet *sheet)
{
    Arena *arena = sheet->w->arena;
    BankShare *shares = NEW_ARRAY(arena, BankShare, list->count + 1);
    sheet->rows = NEW_ARRAY(arena, BankRow, list->count + 1);
    if (list->count) qsort(list->items, list->count, sizeof *list->items, by_account);
    for (size_t i = 0; i < list->count; i++) {
        const Ready *one = &list->items[i];
        BankRow *row = sheet->count ? &sheet->rows[sheet->count - 1] : NULL;
        if (!row || row->person != one->payee->person ||
            !str_equal(row->affair, one->payout.affair)) {
            row = &sheet->rows[sheet->count++];
            *row = (BankRow){.number = (int64_t)sheet->count,
                             .affair = one->payout.affair,
                             .person = one->payee->person,
                             .shares = &shares[i],
                             .name = one->payee->name,
                             .account = one->payee->account,
                             .sealed = one->payee->sealed,
                             .account_digest = one->payee->digest};
        }
        row->shares[row->share_count++] = (BankShare){one->payout.person, one->payout.amount};
        row->amount.fen += one->payout.amount.fen;
        sheet->total.fen += one->payout.amount.fen;
    }
}

static int64_t shares_people(Arena *arena, const ReadyList *list)
{
    int64_t *ids = NEW_ARRAY(arena, int64_t, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        ids[i] = list->items[i].payout.person;
    return (int64_t)ids_fold(ids, list->count);
}

static bool rows_collect(Sending *s)
{
    Payout *payouts;
    size_t count;
    BankSheet *sheet = &s->sheet;
    Work *w = sheet->w;
    TRY(batch_payouts(w, sheet->batch.id, &payouts, &count));
    ReadyList list = {s, NEW_ARRAY(w->arena, Ready, count + 1), 0};
    s->offsets = NEW_ARRAY(w->arena, Move, count + 1);
    TRY(payees_read(&s->rule, payouts, count, &s->payees));
    TRY(offsetting_begin(w, sheet->bureau, &s->offsetting));
    for (size_t i = 0; i < count; i++)
        TRY(payout_add(&list, &payouts[i], &s->payees.of[i]));
    rows_make(&list, sheet);
    s->people = shares_people(w->arena, &list);
    s->share_count = list.count;
    sheet->people = rows_people(w->arena, sheet->rows, sheet->count);
    if (sheet->count || s->offset_count) return sheet_funds(sheet);
    return refuse(w, ERR_STATE, SAY_ALL_WITHHELD, (long long)sheet->batch.id, (long long)count);
}

/* ---- the file's digest -------------------------------------------------------------------- */

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

static Move *sent_moves(const Sending *s, size_t *count)
{
    const BankSheet *sheet = &s->sheet;
    Move *moves = NEW_ARRAY(sheet->w->arena, Move, s->share_count + s->offset_count + 1);
    BankRow *shares;
    rows_flatten(sheet->w->arena, sheet->rows, sheet->count, &shares, count);
    for (size_t i = 0; i < *count; i++)
        moves[i] = (Move){.batch = sheet->batch.id,
                          .affair = shares[i].affair,
                          .person = shares[i].person,
                          .debit = ACCOUNT_PAYABLE,
                          .credit = ACCOUNT_CLEARING,
                          .amount = shares[i].amount,
                          .reason = REASON_SENT};
    for (size_t i = 0; i < s->offset_count; i++)
        moves[(*count)++] = s->offsets[i];
    return moves;
}

static bool sent_record(Sending *s, Str digest)
{
    const BankSheet *sheet = &s->sheet;
    Stmt *stmt = db_stmt(sheet->w, &payment_sql, "batch_sent");
    db_bind_int(stmt, 1, sheet->batch.id);
    db_bind_str(stmt, 2, sheet->w->actor->account);
    db_bind_str(stmt, 3, s->path);
    db_bind_str(stmt, 4, digest);
    db_bind_int(stmt, 5, sheet->total.fen);
    db_bind_int(stmt, 6, s->people);
    db_bind_int(stmt, 7, sheet->batch.withheld + s->withheld);
    return db_run(stmt);
}

static bool send_post(Sending *s)
{
    BankSheet *sheet = &s->sheet;
    Work *w = sheet->w;
    s->aside = format(s->outer, "%.*s.part", STR_ARG(s->path));
    const char *path = str_z(w->arena, s->aside);
    Str digest;
    size_t count;
    TRY(bank_rows_insert(w, sheet->batch.id, sheet->rows, sheet->count) && funds_keep(sheet));
    TRY(sheet_write(sheet, s->wish->format, path));
    TRY(file_digest(w, path, &digest));
    Str detail = format(w->arena, SAY_DETAIL_SENT, sheet->count, STR_ARG(digest));
    const Move *moves = sent_moves(s, &count);
    TRY(moves_post(w, (BatchAct){"send", sheet->batch.id, detail, {{0}}}, moves, count));
    return sent_record(s, digest);
}

static void path_make(Sending *s)
{
    static const char *const endings[BANK_FORMAT_COUNT] = {"csv", "xlsx", "xml"};
    const char *folder = s->wish->folder;
    mkdir(folder, 0700); /* an existing folder is as good; any other trouble shows when writing */
    s->path =
        format(s->outer, SAY_FILE_NAME, folder, STR_ARG(month_text(s->outer, s->sheet.batch.month)),
               (long long)s->sheet.batch.id, endings[s->wish->format]);
}

static bool sheet_head(Sending *s)
{
    TRY(facts_home(s->sheet.w, &s->sheet.home));
    return bank_debtor(s->sheet.w, &s->sheet.debtor);
}

static bool send_work(void *context)
{
    Sending *s = context;
    BankSheet *sheet = &s->sheet;
    Work *w = sheet->w;
    LedgerCheck proof;
    TRY(batch_in_state(w, sheet->batch.id, BATCH_APPROVED, SAY_DO_SEND, &sheet->batch));
    TRY(account_rule(w, sheet->bureau, &s->rule));
    s->hands[0] = sheet->batch.checker;
    s->hands[1] = sheet->batch.approver;
    s->hands[2] = w->actor->account;
    s->rule.batch = sheet->batch.id;
    s->rule.hands = s->hands;
    s->rule.hand_count = COUNT_OF(s->hands);
    sheet->instant = w->now;
    TRY(ledger_check_batch(w, sheet->batch.id, &proof));
    TRY(sheet_head(s));
    TRY(payees_held(w, sheet->bureau, sheet->batch.month, &s->held));
    TRY(rows_collect(s));
    path_make(s);
    return send_post(s);
}

/* The batch counts as sent: its file gets its name. */
static bool file_place(Sending *s)
{
    Work *w = s->sheet.w;
    const char *path = str_z(w->arena, s->path);
    if (rename(str_z(w->arena, s->aside), path) == 0 && folder_sync(w->arena, path)) return true;
    const char *reason = system_reason(w->arena, errno);
    long long batch = (long long)s->sheet.batch.id;
    return refuse(w, ERR_FILE, SAY_FILE_NOT_PLACED, batch, path, reason, batch);
}

bool batch_send_as(Work *w, const Bureau *bureau, int64_t batch, const BankWish *wish, Str *path)
{
    Sending s = {.outer = w->arena, .wish = wish};
    s.sheet = (BankSheet){.w = w, .bureau = bureau, .batch = {.id = batch}};
    TRY(access_need(w, DUTY_PAYER) && access_need_all(w));
    TRY(db_begin(w));
    bool ok = db_end(w, chunk_run(w, send_work, &s));
    if (!ok && s.aside.len) unlink(str_z(w->arena, s.aside));
    *path = ok ? s.path : STR("");
    return ok && file_place(&s);
}

bool batch_send(Work *w, const Bureau *bureau, int64_t batch, const char *folder, Str *path)
{
    return batch_send_as(w, bureau, batch, &(BankWish){.folder = folder}, path);
}

/* ---- the same file again ------------------------------------------------------------------ */

static bool export_instant(BankSheet *sheet)
{
    Stmt *stmt = db_stmt(sheet->w, &payment_sql, "bank_file_instant");
    db_bind_int(stmt, 1, sheet->batch.id);
    return db_scalar(stmt, 0, &sheet->instant);
}

static bool export_act(Sending *s)
{
    Commit commit;
    BatchAct act = {.kind = "export", .batch = s->sheet.batch.id, .detail = s->path};
    TRY(db_begin(s->sheet.w));
    return db_end(s->sheet.w, batch_act(s->sheet.w, &act, &commit));
}

/* The rows kept are those the ledger sent, share by share. */
static bool rows_are_sent(const BankSheet *sheet)
{
    Work *w = sheet->w;
    BatchMoves *moves;
    BankRow *shares;
    size_t count, share_count, at = 0;
    bool same = true;
    rows_flatten(w->arena, sheet->rows, sheet->count, &shares, &share_count);
    TRY(ledger_batch_moves(w, sheet->batch.id, &moves, &count));
    for (size_t i = 0; i < count && same; i++) {
        if (moves[i].sent.fen == 0) continue;
        same = at < share_count && shares[at].person == moves[i].person &&
               str_equal(shares[at].affair, moves[i].affair) &&
               shares[at].amount.fen == moves[i].sent.fen;
        at++;
    }
    if (same && at == share_count) return true;
    return refuse(w, ERR_CORRUPT, SAY_ROWS_CHANGED, (long long)sheet->batch.id);
}

static bool export_work(void *context)
{
    Sending *s = context;
    BankSheet *sheet = &s->sheet;
    Work *w = sheet->w;
    LedgerCheck proof;
    TRY(batch_row(w, sheet->batch.id, &sheet->batch));
    if (sheet->batch.state != BATCH_SENT && sheet->batch.state != BATCH_SETTLED)
        return refuse(w, ERR_STATE, SAY_BATCH_STATE, (long long)sheet->batch.id,
                      STR_ARG(batch_state_name(sheet->batch.state)), SAY_DO_EXPORT);
    if (sheet->batch.state == BATCH_SETTLED && !bank_file_is(&sheet->batch, s->wish->format))
        return refuse(w, ERR_STATE, SAY_EXPORT_OTHER, (long long)sheet->batch.id,
                      STR_ARG(sheet->batch.file));
    TRY(sheet_head(s));
    TRY(export_instant(sheet));
    TRY(ledger_check_batch(w, sheet->batch.id, &proof));
    TRY(bank_rows_open(w, sheet->batch.id, &sheet->rows, &sheet->count));
    TRY(rows_are_sent(sheet));
    TRY(rows_name(w, sheet->rows, sheet->count));
    for (size_t i = 0; i < sheet->count; i++)
        sheet->total.fen += sheet->rows[i].amount.fen;
    sheet->people = rows_people(w->arena, sheet->rows, sheet->count);
    TRY(batch_funds(w, sheet->batch.id, &sheet->funds, &sheet->fund_count));
    path_make(s);
    TRY(sheet_write(sheet, s->wish->format, str_z(w->arena, s->path)));
    return export_act(s);
}

bool batch_export(Work *w, const Bureau *bureau, int64_t batch, const BankWish *wish, Str *path)
{
    Sending s = {.outer = w->arena, .wish = wish};
    s.sheet = (BankSheet){.w = w, .bureau = bureau, .batch = {.id = batch}};
    TRY(access_need(w, DUTY_PAYER) && access_need_all(w));
    TRY(chunk_run(w, export_work, &s));
    *path = s.path;
    return true;
}
