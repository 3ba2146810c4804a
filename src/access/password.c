/* Passwords: Argon2id (RFC 9106) with 19 MiB and two passes, as OWASP recommends; the costs are
 * stored with each, so that they can be raised later. What a password must be follows NIST SP
 * 800-63B: long enough and not common, rather than full of signs. */
#include "access/room.h"
#include "access/words.def"

#include <gcrypt.h>
#include <string.h>

enum { PASSES = 2, MEMORY_KIB = 19 * 1024, LANES = 1, PASSWORD_MOST = 128, FIRST_LETTERS = 16 };

/* Before any thread runs: the library does not lock its own beginning. */
__attribute__((constructor)) static void library_begin(void)
{
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}

/* ---- the hash ------------------------------------------------------------------------------- */

bool password_hash(Work *w, Str password, PasswordHash *h)
{
    const unsigned long costs[] = {HASH_BYTES, (unsigned long)h->passes,
                                   (unsigned long)h->memory_kib, (unsigned long)h->lanes};
    gcry_kdf_hd_t kdf;
    gcry_error_t bad =
        gcry_kdf_open(&kdf, GCRY_KDF_ARGON2, GCRY_KDF_ARGON2ID, costs, COUNT_OF(costs),
                      password.ptr, password.len, h->salt, SALT_BYTES, NULL, 0, NULL, 0);
    if (bad) return fail(w, ERR_STORE, "argon2: %s", gcry_strerror(bad));
    bad = gcry_kdf_compute(kdf, NULL);
    if (!bad) bad = gcry_kdf_final(kdf, HASH_BYTES, h->hash);
    gcry_kdf_close(kdf);
    return !bad || fail(w, ERR_STORE, "argon2: %s", gcry_strerror(bad));
}

static bool hash_read(Work *w, int64_t account, PasswordHash *out, bool *found)
{
    Stmt *s = db_stmt(w, &access_sql, "password_row");
    db_bind_int(s, 1, account);
    *found = db_next(s);
    if (*found) {
        Str salt = db_str(s, 0), hash = db_str(s, 1);
        ensure(salt.len == SALT_BYTES && hash.len == HASH_BYTES); /* the table's CHECK */
        memcpy(out->salt, salt.ptr, SALT_BYTES);
        memcpy(out->hash, hash.ptr, HASH_BYTES);
        out->passes = db_int(s, 2);
        out->memory_kib = db_int(s, 3);
        out->lanes = db_int(s, 4);
    }
    db_reset(s);
    return !db_failed(s);
}

static bool bytes_equal(const uint8_t *a, const uint8_t *b, size_t count)
{
    uint8_t difference = 0;
    for (size_t i = 0; i < count; i++)
        difference |= (uint8_t)(a[i] ^ b[i]);
    return difference == 0;
}

/* An account that is not there, or has no password, costs as much as one that has. */
bool password_matches(Work *w, int64_t account, Str password, bool *matches)
{
    PasswordHash stored = {.passes = PASSES, .memory_kib = MEMORY_KIB, .lanes = LANES};
    bool found = false;
    TRY(hash_read(w, account, &stored, &found));
    PasswordHash tried = stored;
    TRY(password_hash(w, password, &tried));
    *matches = found && bytes_equal(tried.hash, stored.hash, HASH_BYTES);
    return true;
}

bool password_store(Work *w, int64_t account, Str password, bool must_change)
{
    PasswordHash h = {.passes = PASSES, .memory_kib = MEMORY_KIB, .lanes = LANES};
    TRY(random_bytes(w, h.salt, SALT_BYTES));
    TRY(password_hash(w, password, &h));
    Stmt *s = db_stmt(w, &access_sql, "password_put");
    db_bind_int(s, 1, account);
    db_bind_blob(s, 2, (Str){(const char *)h.salt, SALT_BYTES});
    db_bind_blob(s, 3, (Str){(const char *)h.hash, HASH_BYTES});
    db_bind_int(s, 4, h.passes);
    db_bind_int(s, 5, h.memory_kib);
    db_bind_int(s, 6, h.lanes);
    db_bind_int(s, 7, must_change);
    db_bind_int(s, 8, w->now);
    return db_run(s);
}

/* ---- what a password must be ---------------------------------------------------------------- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static Str lowered(Arena *arena, Str text)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < text.len; i++)
        buf_byte(&out, lower(text.ptr[i]));
    return buf_str(&out);
}

/* One letter again and again, or one after the other up or down: 1111, abcd, 4321. */
static bool is_a_run(Str s)
{
    size_t same = 0;
    for (size_t i = 1; i < s.len; i++) {
        int step = s.ptr[i] - s.ptr[i - 1];
        same += step >= -1 && step <= 1;
    }
    return same * 4 >= (s.len - 1) * 3;
}

static bool is_common(Str s)
{
    static const char *const COMMON[] = {"password", "qwerty",   "1qaz2wsx", "admin123", "woaini",
                                         "abc123",   "iloveyou", "minzheng", "p@ssw0rd", "zxcvbn"};
    for (size_t i = 0; i < COUNT_OF(COMMON); i++)
        if (str_find(s, str_of(COMMON[i])) >= 0) return true;
    return false;
}

bool password_check(Work *w, Str account, Str password)
{
    Str plain = lowered(w->arena, password);
    if (utf8_count(password) < PASSWORD_LEAST)
        return refuse(w, ERR_INPUT, SAY_PASSWORD_SHORT, PASSWORD_LEAST);
    if (password.len > 4 * PASSWORD_MOST || utf8_count(password) > PASSWORD_MOST)
        return refuse(w, ERR_INPUT, SAY_PASSWORD_LONG);
    if (account.len && str_find(plain, account) >= 0)
        return refuse(w, ERR_INPUT, SAY_PASSWORD_NAME);
    return (!is_a_run(plain) && !is_common(plain)) || refuse(w, ERR_INPUT, SAY_PASSWORD_SIMPLE);
}

/* ---- setting and changing ------------------------------------------------------------------- */

typedef struct {
    Account account;
    Str password;
    bool must_change;
    Digest keep; /* the session that goes on */
} Setting;

static bool set_inside(Work *w, void *context, Commit commit)
{
    const Setting *s = context;
    TRY(password_store(w, s->account.id, s->password, s->must_change));
    Stmt *lift = db_stmt(w, &access_sql, "lock_lift");
    db_bind_str(lift, 1, s->account.account);
    TRY(db_run(lift));
    return sessions_end(w, s->account.id, s->keep, commit);
}

static bool set_do(Work *w, Setting *setting)
{
    Str account = setting->account.account;
    TRY(act_do(w, &(Doing){.act = {.kind = STR("account_password"),
                                   .subject = account_subject(w, account)},
                           .inside = set_inside,
                           .context = setting}));
    sessions_forget_account(w, account);
    return true;
}

bool password_set(Work *w, Str account, Str password, bool must_change)
{
    Setting s = {.password = password, .must_change = must_change};
    TRY(account_standing(w, account, &s.account));
    return set_do(w, &s);
}

/* Letters and digits that nobody mistakes for each other. */
static bool first_password(Work *w, Str *out)
{
    static const char LETTERS[] = "abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ2345678";
    uint8_t random[FIRST_LETTERS];
    Buf b = buf_new(w->arena);
    TRY(random_bytes(w, random, sizeof random));
    for (size_t i = 0; i < FIRST_LETTERS; i++) {
        if (i && i % 4 == 0) buf_byte(&b, '-');
        buf_byte(&b, LETTERS[random[i] % (sizeof LETTERS - 1)]);
    }
    *out = buf_str(&b);
    return true;
}

bool password_reset(Work *w, Str account, Str *password)
{
    TRY(access_need(w, DUTY_SYSTEM));
    TRY(first_password(w, password));
    return password_set(w, account, *password, true);
}

bool password_change(Work *w, const PasswordChange *c)
{
    Setting s = {.password = c->fresh, .keep = c->keep};
    bool right;
    TRY(need_oneself(w, c->account));
    TRY(account_standing(w, c->account, &s.account));
    TRY(password_matches(w, s.account.id, c->old, &right));
    if (!right) return refuse(w, ERR_DENIED, SAY_PASSWORD_OLD);
    if (str_equal(c->old, c->fresh)) return refuse(w, ERR_INPUT, SAY_PASSWORD_SAME);
    TRY(password_check(w, c->account, c->fresh));
    return set_do(w, &s);
}
