/* The bank's files for who has a browser: what came in as bytes goes through a file that is gone
 * afterwards, and what goes out is read from one. */
#include "payment/bank.h"
#include "payment/payment.h"
#include "payment/words.def"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A folder of our own, so that nobody else's file is met. */
static bool aside_open(Work *w, char *folder)
{
    return mkdtemp(folder) || fail(w, ERR_FILE, "cannot make %s: %s", folder, strerror(errno));
}

static bool bytes_write(Work *w, const char *path, Str bytes)
{
    FILE *file = fopen(path, "wb");
    if (!file) return fail(w, ERR_FILE, "cannot write %s", path);
    bool ok = fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    ok = fclose(file) == 0 && ok;
    return ok || fail(w, ERR_FILE, "cannot write %s", path);
}

static bool bytes_read(Work *w, const char *path, Str *out)
{
    char bytes[65536];
    size_t n;
    Buf b = buf_new(w->arena);
    FILE *file = fopen(path, "rb");
    if (!file) return fail(w, ERR_FILE, "cannot read %s", path);
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_add(&b, (Str){bytes, n});
    bool ok = !ferror(file);
    fclose(file);
    *out = buf_str(&b);
    return ok || fail(w, ERR_FILE, "cannot read %s", path);
}

bool bank_answer_bytes(Work *w, const Bureau *bureau, int64_t batch, Str bytes, BankAnswer *out)
{
    char folder[] = "/tmp/doudi-answer-XXXXXX";
    TRY(aside_open(w, folder));
    const char *path = str_z(w->arena, format(w->arena, "%s/file", folder));
    bool ok = bytes_write(w, path, bytes) && bank_answer(w, bureau, batch, path, out);
    unlink(path);
    rmdir(folder);
    for (size_t i = 0; i < out->faults.count; i++)
        out->faults.items[i].file = STR("");
    return ok;
}

static Str last_part(Str path)
{
    Str name = path;
    for (Str rest = path, part; str_split(&rest, '/', &part);)
        name = part;
    return name;
}

bool batch_export_bytes(Work *w, const Bureau *bureau, int64_t batch, BankFormat as, BankFile *out)
{
    char folder[] = "/tmp/doudi-export-XXXXXX";
    Str path;
    BankWish wish = {.folder = folder, .format = as};
    TRY(aside_open(w, folder));
    bool ok = batch_export(w, bureau, batch, &wish, &path) &&
              bytes_read(w, str_z(w->arena, path), &out->bytes);
    if (ok) {
        out->name = str_copy(w->arena, last_part(path));
        unlink(str_z(w->arena, path));
    }
    rmdir(folder);
    return ok;
}

/* ---- what waits ---------------------------------------------------------------------------- */

static bool waiting_read(Work *w, ReturnWaiting **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &payment_sql, "return_waiting");
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (ReturnWaiting){.batch = db_int(s, 0),
                                             .affair = str_copy(w->arena, db_str(s, 1)),
                                             .person = db_int(s, 2),
                                             .amount = {db_int(s, 3)},
                                             .cause = str_copy(w->arena, db_str(s, 4))};
    }
    return !db_failed(s);
}

static bool waiting_work(Work *w, const Bureau *bureau, ReturnWaiting **out, size_t *count)
{
    AccountRule rule;
    Payees payees;
    bool ok = waiting_read(w, out, count) && account_rule(w, bureau, &rule);
    Payout *payouts = NEW_ARRAY(w->arena, Payout, *count + 1);
    for (size_t i = 0; ok && i < *count; i++)
        payouts[i] = (Payout){(*out)[i].affair, (*out)[i].person, {0}, 0};
    ok = ok && payees_read(&rule, payouts, *count, &payees);
    for (size_t i = 0; ok && i < *count; i++) {
        AccountVerdict verdict = payees.of[i].verdict;
        (*out)[i].payee = payees.of[i].payee->person;
        if (verdict == ACCOUNT_READY) continue;
        (*out)[i].waits = str_of(account_verdict_words(verdict));
        (*out)[i].mend = str_of(account_verdict_mend(verdict));
    }
    return ok;
}

/* Asked in a transaction that leaves nothing behind. */
bool returns_waiting(Work *w, const Bureau *bureau, ReturnWaiting **out, size_t *count)
{
    Scope *held = scope_lift(w);
    bool begun = db_begin_read(w);
    bool ok = begun && waiting_work(w, bureau, out, count);
    if (begun) db_rollback(w);
    return scope_return(w, held, ok);
}
