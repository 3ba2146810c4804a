/* Logging in. The password is proved first, outside of any transaction, for it takes its time on
 * purpose; then one transaction counts a failure or opens a session. Whether the account exists,
 * is closed, has no password or the password is wrong: the work, the count and the sentence are the
 * same. Five wrong within a quarter of an hour lock the name for as long. */
#include "access/room.h"
#include "access/words.def"

typedef struct LoginProof {
    Account account; /* id 0: nobody's */
    bool right;
} LoginProof;

bool login_prove(Work *w, Login *login)
{
    LoginProof *proof = NEW(w->arena, LoginProof);
    TRY(account_find(w, login->account, &proof->account));
    TRY(password_matches(w, proof->account.id, login->password, &proof->right));
    if (proof->account.closed) proof->right = false;
    login->proof = proof;
    return true;
}

/* ---- failures ------------------------------------------------------------------------------- */

static bool number_of(Work *w, const char *statement, Str account, int64_t *out)
{
    Stmt *s = db_stmt(w, &access_sql, statement);
    db_bind_str(s, 1, account);
    return db_scalar(s, 0, out);
}

static bool run_with(Work *w, const char *statement, Str account, int64_t number)
{
    Stmt *s = db_stmt(w, &access_sql, statement);
    db_bind_str(s, 1, account);
    db_bind_int(s, 2, number);
    return db_run(s);
}

static bool forget_before(Work *w, const char *statement, int64_t instant)
{
    Stmt *s = db_stmt(w, &access_sql, statement);
    db_bind_int(s, 1, instant);
    return db_run(s);
}

static bool lock(Work *w, Str account)
{
    Commit commit;
    TRY(run_with(w, "lock_put", account, w->now + LOGIN_WINDOW_SECONDS));
    return audit_act(w,
                     &(Act){.kind = STR("account_lock"),
                            .subject = account_subject(w, account),
                            .detail = format(w->arena, DETAIL_LOCKED, LOGIN_FAILURES)},
                     &commit);
}

static bool failure_count(Work *w, Str account, int64_t *failures)
{
    Stmt *s = db_stmt(w, &access_sql, "failure_count");
    db_bind_str(s, 1, account);
    db_bind_int(s, 2, w->now - LOGIN_WINDOW_SECONDS);
    return db_scalar(s, 0, failures);
}

static bool failure_inside(Work *w, Str account, int64_t *failures)
{
    TRY(forget_before(w, "failure_forget_old", w->now - LOGIN_WINDOW_SECONDS));
    TRY(forget_before(w, "lock_forget_old", w->now));
    TRY(run_with(w, "failure_insert", account, w->now));
    TRY(failure_count(w, account, failures));
    return *failures < LOGIN_FAILURES || lock(w, account);
}

static bool refuse_locked(Work *w, int64_t until)
{
    int minute = (int)((until + 8 * 3600) % 86400 / 60);
    return refuse(w, ERR_DENIED, SAY_LOGIN_LOCKED, LOGIN_FAILURES, minute / 60, minute % 60,
                  (long long)(until - w->now + 59) / 60);
}

/* What nobody could have typed as a name is not worth a row. */
static Str counted_name(Str account)
{
    return account.len <= 32 ? account : (Str){account.ptr, 32};
}

static bool refuse_wrong(Work *w, Str account)
{
    int64_t failures = 0;
    TRY(db_begin(w));
    TRY(db_end(w, failure_inside(w, counted_name(account), &failures)));
    if (failures >= LOGIN_FAILURES) return refuse_locked(w, w->now + LOGIN_WINDOW_SECONDS);
    return refuse(w, ERR_DENIED, SAY_LOGIN_WRONG, LOGIN_FAILURES - (int)failures);
}

bool account_unlock(Work *w, Str account)
{
    Commit commit;
    TRY(access_need_any(w, DUTY_BIT(DUTY_SYSTEM) | DUTY_BIT(DUTY_SECURITY)));
    Act act = {.kind = STR("account_unlock"), .subject = account_subject(w, account)};
    TRY(db_begin(w));
    Stmt *lift = db_stmt(w, &access_sql, "lock_lift");
    db_bind_str(lift, 1, account);
    bool done = db_run(lift);
    Stmt *forget = db_stmt(w, &access_sql, "failure_forget");
    db_bind_str(forget, 1, account);
    return db_end(w, done && db_run(forget) && audit_act(w, &act, &commit));
}

/* ---- opening -------------------------------------------------------------------------------- */

static bool session_insert(Work *w, const Login *login, Digest token, Commit commit)
{
    Stmt *forget = db_stmt(w, &access_sql, "failure_forget");
    db_bind_str(forget, 1, login->account);
    TRY(db_run(forget));
    Stmt *s = db_stmt(w, &access_sql, "session_insert");
    db_bind_blob(s, 1, digest_bytes(&token));
    db_bind_int(s, 2, login->proof->account.id);
    db_bind_str(s, 3, login->from);
    db_bind_int(s, 4, w->now);
    db_bind_int(s, 5, w->now + SESSION_MOST_SECONDS);
    db_bind_int(s, 6, commit.n);
    return db_run(s);
}

static bool open_inside(Work *w, const Login *login, Digest token, bool *code_right)
{
    Commit commit;
    const Account *a = &login->proof->account;
    *code_right = true;
    if (a->has_code) TRY(code_matches(w, a->id, login->code, code_right));
    if (!*code_right) return false;
    TRY(audit_act(w,
                  &(Act){.kind = STR("login"),
                         .subject = account_subject(w, a->account),
                         .detail = login->from},
                  &commit));
    return session_insert(w, login, token, commit);
}

static bool open_for(Work *w, const Login *login, Str *token)
{
    Digest digest;
    bool code_right = false;
    const Account *a = &login->proof->account;
    if (!a->duties) return refuse(w, ERR_DENIED, SAY_NO_DUTIES, STR_ARG(a->account));
    if (a->has_code && !str_trim(login->code).len) return refuse(w, ERR_STATE, SAY_CODE_WANTED);
    TRY(token_new(w, token, &digest));
    Actor *before = w->actor;
    w->actor = actor_new(w, a);
    TRY(db_begin(w));
    bool opened = db_end(w, open_inside(w, login, digest, &code_right));
    w->actor = before;
    if (opened || w->error.code != ERR_NONE) return opened;
    return refuse_wrong(w, login->account);
}

bool session_open(Work *w, const Login *given, Str *token)
{
    Login login = *given;
    int64_t until;
    if (!login.proof) TRY(login_prove(w, &login));
    TRY(number_of(w, "lock_until", counted_name(login.account), &until));
    if (until > w->now) return refuse_locked(w, until);
    if (!login.proof->right) return refuse_wrong(w, login.account);
    return open_for(w, &login, token);
}
