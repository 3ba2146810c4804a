/* One-time codes: RFC 6238 with SHA-1, six digits, half a minute, as every authenticator has them.
 * The secret is sealed in the store; a code is good in its own half minute and the ones beside it,
 * and only once. Who has lost his telephone has recovery codes; the store keeps their digests. */
#include "access/room.h"
#include "access/words.def"

#include <string.h>

/* OpenSSL has a type of the name that base gives to an error code. */
#define ERR_STATE OPENSSL_ERR_STATE
#include <openssl/evp.h>
#include <openssl/hmac.h>
#undef ERR_STATE

enum { SECRET_BYTES = 20, STEP_SECONDS = 30, DIGITS = 6, RECOVERY_LETTERS = 10, SHA1_BYTES = 20 };

/* ---- RFC 4226 and 6238 ---------------------------------------------------------------------- */

static Str code_at(Work *w, Str secret, int64_t step)
{
    uint8_t counter[8], mac[SHA1_BYTES];
    unsigned len = sizeof mac;
    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)(step >> (56 - 8 * i));
    ensure(secret.len < INT32_MAX);
    ensure_memory(HMAC(EVP_sha1(), secret.ptr, (int)secret.len, counter, 8, mac, &len));
    const uint8_t *at = mac + (mac[SHA1_BYTES - 1] & 15);
    uint32_t number =
        (uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    return format(w->arena, "%06u", number % 1000000);
}

/* The step in which the code is good, after `last`; 0: in none. */
static int64_t step_of(Work *w, Str secret, Str code, int64_t last)
{
    int64_t now = w->now / STEP_SECONDS, found = 0;
    for (int64_t step = now - 1; step <= now + 1; step++)
        if (str_equal(code_at(w, secret, step), code) && step > last) found = step;
    return found;
}

/* ---- the secret ----------------------------------------------------------------------------- */

typedef struct {
    Str secret; /* bytes */
    bool found, confirmed;
    int64_t last;
} Held;

static bool held_read(Work *w, int64_t account, Held *out)
{
    Stmt *s = db_stmt(w, &access_sql, "code_row");
    Str sealed = STR("");
    *out = (Held){.found = false};
    db_bind_int(s, 1, account);
    if (db_next(s)) {
        sealed = str_copy(w->arena, db_str(s, 0));
        *out = (Held){.found = true, .confirmed = !db_is_null(s, 1), .last = db_int(s, 2)};
    }
    db_reset(s);
    if (db_failed(s)) return false;
    return !out->found || secret_open(w, sealed, &out->secret);
}

/* As it may be typed: with spaces, with a dash, in small letters. */
static Str code_plain(Arena *arena, Str code)
{
    Buf b = buf_new(arena);
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (c != ' ' && c != '-') buf_byte(&b, c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
    return buf_str(&b);
}

static Digest recovery_digest(Arena *arena, Str code)
{
    Digester *d = digester_new(arena);
    digester_add_text(d, STR("doudi recovery 1"));
    digester_add_text(d, code);
    return digester_end(d);
}

static bool recovery_matches(Work *w, int64_t account, Str code, bool *matches)
{
    Digest digest = recovery_digest(w->arena, code);
    Stmt *s = db_stmt(w, &access_sql, "recovery_use");
    db_bind_int(s, 1, account);
    db_bind_blob(s, 2, digest_bytes(&digest));
    db_bind_int(s, 3, w->now);
    TRY(db_run(s));
    *matches = db_changes(w) == 1;
    return true;
}

bool code_matches(Work *w, int64_t account, Str code, bool *matches)
{
    Held held;
    *matches = false;
    code = code_plain(w->arena, code);
    TRY(held_read(w, account, &held));
    if (!held.confirmed) return true;
    if (code.len != DIGITS) return recovery_matches(w, account, code, matches);
    int64_t step = step_of(w, held.secret, code, held.last);
    if (!step) return true;
    Stmt *s = db_stmt(w, &access_sql, "code_step");
    db_bind_int(s, 1, account);
    db_bind_int(s, 2, step);
    *matches = true;
    return db_run(s);
}

/* ---- enrolling ------------------------------------------------------------------------------ */

static bool percent_is_needless(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

static void add_percent(Buf *b, Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (percent_is_needless(text.ptr[i]))
            buf_byte(b, text.ptr[i]);
        else
            buf_format(b, "%%%02X", (unsigned)(uint8_t)text.ptr[i]);
}

static Str uri_of(Arena *arena, Str account, Str secret)
{
    Buf b = buf_new(arena);
    buf_add(&b, STR("otpauth://totp/"));
    add_percent(&b, STR(ISSUER));
    buf_add(&b, STR(":"));
    add_percent(&b, account);
    buf_format(&b, "?secret=%.*s&issuer=", STR_ARG(secret));
    add_percent(&b, STR(ISSUER));
    buf_format(&b, "&algorithm=SHA1&digits=%d&period=%d", DIGITS, STEP_SECONDS);
    return buf_str(&b);
}

static bool secret_show(Work *w, int64_t account)
{
    char bytes[SECRET_BYTES];
    Str sealed;
    TRY(random_bytes(w, bytes, sizeof bytes));
    TRY(secret_seal(w, (Str){bytes, sizeof bytes}, &sealed));
    Stmt *s = db_stmt(w, &access_sql, "code_put");
    db_bind_int(s, 1, account);
    db_bind_str(s, 2, sealed);
    return db_run(s);
}

/* Nothing is decided yet, so it is no act: an unconfirmed secret lets nobody in or out. */
bool code_enrol(Work *w, CodeSecret *out)
{
    Held held;
    if (!w->actor) return refuse(w, ERR_DENIED, SAY_NOBODY);
    TRY(held_read(w, w->actor->id, &held));
    if (held.confirmed) return refuse(w, ERR_STATE, SAY_CODE_HELD);
    if (!held.found) {
        TRY(secret_show(w, w->actor->id));
        TRY(held_read(w, w->actor->id, &held));
    }
    out->secret = base32(w->arena, held.secret);
    out->uri = uri_of(w->arena, w->actor->account, out->secret);
    return true;
}

typedef struct {
    int64_t account, step;
    Str *recovery;
} Confirming;

static bool recovery_make(Work *w, int64_t account, Str *out)
{
    char bytes[RECOVERY_LETTERS];
    TRY(random_bytes(w, bytes, sizeof bytes));
    Str code = (Str){base32(w->arena, (Str){bytes, sizeof bytes}).ptr, RECOVERY_LETTERS};
    Digest digest = recovery_digest(w->arena, code);
    Stmt *s = db_stmt(w, &access_sql, "recovery_insert");
    db_bind_int(s, 1, account);
    db_bind_blob(s, 2, digest_bytes(&digest));
    *out = format(w->arena, "%.5s-%.5s", code.ptr, code.ptr + RECOVERY_LETTERS / 2);
    return db_run(s);
}

static bool recovery_drop(Work *w, int64_t account)
{
    Stmt *s = db_stmt(w, &access_sql, "recovery_delete");
    db_bind_int(s, 1, account);
    return db_run(s);
}

static bool confirm_inside(Work *w, void *context, Commit commit)
{
    const Confirming *c = context;
    (void)commit;
    Stmt *s = db_stmt(w, &access_sql, "code_confirm");
    db_bind_int(s, 1, c->account);
    db_bind_int(s, 2, w->now);
    db_bind_int(s, 3, c->step);
    TRY(db_run(s) && recovery_drop(w, c->account));
    for (int i = 0; i < RECOVERY_CODES; i++)
        TRY(recovery_make(w, c->account, &c->recovery[i]));
    return true;
}

bool code_confirm(Work *w, Str code, Str recovery[RECOVERY_CODES])
{
    Held held;
    if (!w->actor) return refuse(w, ERR_DENIED, SAY_NOBODY);
    TRY(held_read(w, w->actor->id, &held));
    if (!held.found) return refuse(w, ERR_STATE, SAY_CODE_NONE);
    if (held.confirmed) return refuse(w, ERR_STATE, SAY_CODE_HELD);
    int64_t step = step_of(w, held.secret, code_plain(w->arena, code), held.last);
    if (!step) return refuse(w, ERR_INPUT, SAY_CODE_WRONG);
    Confirming c = {w->actor->id, step, recovery};
    return act_do(w, &(Doing){.act = {.kind = STR("account_code"),
                                      .subject = account_subject(w, w->actor->account),
                                      .detail = STR("on")},
                              .inside = confirm_inside,
                              .context = &c});
}

static bool remove_inside(Work *w, void *context, Commit commit)
{
    const Account *a = context;
    (void)commit;
    Stmt *s = db_stmt(w, &access_sql, "code_delete");
    db_bind_int(s, 1, a->id);
    return db_run(s) && recovery_drop(w, a->id);
}

bool code_remove(Work *w, Str account)
{
    Account a;
    if (!access_has(w, DUTY_BIT(DUTY_SECURITY))) TRY(need_oneself(w, account));
    TRY(account_standing(w, account, &a));
    return act_do(w, &(Doing){.act = {.kind = STR("account_code"),
                                      .subject = account_subject(w, account),
                                      .detail = STR("off")},
                              .inside = remove_inside,
                              .context = &a});
}
