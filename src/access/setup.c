/* The first account. A new store has nobody who could log in and no password that everybody knows;
 * whoever starts the server reads a link on its console, once good and for a day, and behind it
 * makes the 系统 account. */
#include "access/room.h"
#include "access/words.def"

bool setup_is_needed(Work *w, bool *needed)
{
    int64_t passwords;
    TRY(db_scalar(db_stmt(w, &access_sql, "password_any"), 0, &passwords));
    *needed = passwords == 0;
    return true;
}

static bool links_end(Work *w)
{
    Stmt *s = db_stmt(w, &access_sql, "setup_end_all");
    db_bind_int(s, 1, w->now);
    return db_run(s);
}

static bool begin_inside(Work *w, Digest token)
{
    TRY(links_end(w));
    Stmt *s = db_stmt(w, &access_sql, "setup_insert");
    db_bind_blob(s, 1, digest_bytes(&token));
    db_bind_int(s, 2, w->now + SETUP_SECONDS);
    return db_run(s);
}

bool setup_begin(Work *w, Str *token)
{
    bool needed;
    Digest digest;
    TRY(setup_is_needed(w, &needed));
    if (!needed) return refuse(w, ERR_STATE, SAY_SETUP_DONE);
    TRY(token_new(w, token, &digest));
    TRY(db_begin(w));
    return db_end(w, begin_inside(w, digest));
}

bool setup_holds(Work *w, Str token)
{
    int64_t found;
    bool needed;
    Digest digest = token_digest(token);
    Stmt *s = db_stmt(w, &access_sql, "setup_find");
    db_bind_blob(s, 1, digest_bytes(&digest));
    db_bind_int(s, 2, w->now);
    TRY(db_scalar(s, 0, &found));
    TRY(setup_is_needed(w, &needed));
    return (found && needed) || refuse(w, ERR_DENIED, SAY_SETUP_OVER);
}

/* Whoever stands there as 系统 already gets his password; else the first account is made. */
static bool first_account(Work *w, const Setup *setup)
{
    Account a;
    int64_t accounts;
    TRY(account_find(w, setup->account, &a));
    if (a.id && (a.closed || !(a.duties & DUTY_BIT(DUTY_SYSTEM))))
        return refuse(w, ERR_CONFLICT, SAY_TAKEN, STR_ARG(setup->account));
    if (a.id) return true;
    TRY(db_scalar(db_stmt(w, &access_sql, "account_count"), 0, &accounts));
    if (accounts) return refuse(w, ERR_DENIED, SAY_SETUP_OTHER);
    Division home = {0};
    Str text;
    if (store_get(w, STR("home"), &text)) (void)division_parse(text, &home);
    return account_insert(w, setup->account, setup->name, &(DutyGrant){DUTY_SYSTEM, home});
}

static bool finish_inside(Work *w, const Setup *setup)
{
    Commit commit;
    TRY(setup_holds(w, setup->token));
    TRY(links_end(w));
    TRY(audit_act(w, &(Act){.kind = STR("setup"), .subject = account_subject(w, setup->account)},
                  &commit));
    TRY(first_account(w, setup));
    return password_set(w, setup->account, setup->password, false);
}

bool setup_finish(Work *w, const Setup *setup)
{
    TRY(password_check(w, setup->account, setup->password));
    TRY(db_begin(w));
    return db_end(w, finish_inside(w, setup));
}
