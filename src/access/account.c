/* Accounts: opening, closing, who an account is. An account is a name in the chain of acts, so it
 * is closed and never deleted; what it may do stands in its duties (duty.c). Every change is an
 * act: act_do makes one, or joins the transaction that is open. */
#include "access/room.h"
#include "access/words.def"

/* ---- reading -------------------------------------------------------------------------------- */

static Account account_read(Work *w, Stmt *s)
{
    return (Account){.id = db_int(s, 0),
                     .account = str_copy(w->arena, db_str(s, 1)),
                     .name = str_copy(w->arena, db_str(s, 2)),
                     .duty = DUTY_COUNT,
                     .closed = !db_is_null(s, 3),
                     .has_password = !db_is_null(s, 4),
                     .must_change = !db_is_null(s, 4) && db_int(s, 4) == 1,
                     .has_code = !db_is_null(s, 5),
                     .locked_until = !db_is_null(s, 6) && db_int(s, 6) > w->now ? db_int(s, 6) : 0,
                     .person = db_int(s, 7)};
}

bool account_find(Work *w, Str account, Account *out)
{
    Stmt *s = db_stmt(w, &access_sql, "account_row");
    db_bind_str(s, 1, account);
    *out = (Account){.duty = DUTY_COUNT};
    if (db_next(s)) *out = account_read(w, s);
    db_reset(s);
    return !db_failed(s) && (!out->id || duties_read(w, out));
}

bool account_row(Work *w, Str account, Account *out)
{
    TRY(account_find(w, account, out));
    return out->id != 0 ? true : refuse(w, ERR_NOT_FOUND, SAY_NO_ACCOUNT, STR_ARG(account));
}

bool account_standing(Work *w, Str account, Account *out)
{
    TRY(account_row(w, account, out));
    return !out->closed || refuse(w, ERR_STATE, SAY_CLOSED, STR_ARG(account));
}

bool account_list(Work *w, Account **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &access_sql, "account_list");
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = account_read(w, s);
    }
    if (db_failed(s)) return false;
    for (size_t i = 0; i < *count; i++)
        TRY(duties_read(w, &(*out)[i]));
    return true;
}

/* ---- acts ----------------------------------------------------------------------------------- */

Str account_subject(Work *w, Str account)
{
    return format(w->arena, "account:%.*s", STR_ARG(account));
}

static bool act_inside(Work *w, const Doing *doing)
{
    Commit commit;
    return audit_act(w, &doing->act, &commit) && doing->inside(w, doing->context, commit);
}

bool act_do(Work *w, const Doing *doing)
{
    if (db_in_transaction(w)) return act_inside(w, doing);
    TRY(db_begin(w));
    return db_end(w, act_inside(w, doing));
}

/* ---- opening -------------------------------------------------------------------------------- */

static bool name_is_plain(Str account)
{
    if (account.len == 0 || account.len > 32) return false;
    for (size_t i = 0; i < account.len; i++) {
        char c = account.ptr[i];
        bool plain =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        if (!plain) return false;
    }
    return true;
}

typedef struct {
    Str account, name;
    const DutyGrant *first; /* NULL: without a duty */
} Opening;

static bool open_inside(Work *w, void *context, Commit commit)
{
    const Opening *o = context;
    Stmt *s = db_stmt(w, &access_sql, "account_insert");
    db_bind_str(s, 1, o->account);
    db_bind_str(s, 2, o->name);
    db_bind_int(s, 3, commit.n);
    TRY(db_run(s));
    return !o->first || duty_insert(w, db_last_id(w), o->first, commit);
}

bool account_insert(Work *w, Str account, Str name, const DutyGrant *first)
{
    Account other;
    Opening opening = {account, str_trim(name), first};
    if (!name_is_plain(account) || !opening.name.len) return refuse(w, ERR_INPUT, SAY_BAD_NAME);
    TRY(account_find(w, account, &other));
    if (other.id) return refuse(w, ERR_CONFLICT, SAY_TAKEN, STR_ARG(account));
    Str detail = !first ? STR("")
                        : format(w->arena, "%.*s, %.*s", STR_ARG(duty_key(first->duty)),
                                 STR_ARG(division_text(w->arena, first->division)));
    return act_do(w, &(Doing){.act = {.kind = STR("account_create"),
                                      .subject = account_subject(w, account),
                                      .detail = detail},
                              .inside = open_inside,
                              .context = &opening});
}

bool account_create(Work *w, Str account, Str name, Duty duty, Division scope)
{
    return account_insert(w, account, name, &(DutyGrant){duty, scope});
}

bool account_open(Work *w, Str account, Str name)
{
    TRY(access_need(w, DUTY_SYSTEM));
    return account_insert(w, account, name, NULL);
}

/* ---- closing -------------------------------------------------------------------------------- */

static bool close_inside(Work *w, void *context, Commit commit)
{
    const Account *a = context;
    Stmt *s = db_stmt(w, &access_sql, "duty_end_all");
    db_bind_int(s, 1, a->id);
    db_bind_int(s, 2, commit.n);
    TRY(db_run(s));
    TRY(sessions_end(w, a->id, (Digest){{0}}, commit));
    s = db_stmt(w, &access_sql, "account_close");
    db_bind_str(s, 1, a->account);
    db_bind_int(s, 2, commit.n);
    return db_run(s);
}

bool account_close(Work *w, Str account)
{
    Account a;
    TRY(account_standing(w, account, &a));
    TRY(act_do(
        w, &(Doing){.act = {.kind = STR("account_close"), .subject = account_subject(w, account)},
                    .inside = close_inside,
                    .context = &a}));
    sessions_forget_account(w, account);
    return true;
}

bool account_shut(Work *w, Str account)
{
    TRY(access_need_any(w, DUTY_BIT(DUTY_SYSTEM) | DUTY_BIT(DUTY_SECURITY)));
    if (is_oneself(w, account)) return refuse(w, ERR_DENIED, SAY_NOT_ONESELF);
    return account_close(w, account);
}

/* ---- who an account is ---------------------------------------------------------------------- */

static bool bind_inside(Work *w, void *context, Commit commit)
{
    const Account *a = context;
    Stmt *s = db_stmt(w, &access_sql, "account_person_insert");
    db_bind_int(s, 1, a->id);
    db_bind_int(s, 2, a->person);
    db_bind_int(s, 3, commit.n);
    return db_run(s);
}

bool account_bind(Work *w, Str account, int64_t person)
{
    Account a;
    TRY(access_need(w, DUTY_SECURITY));
    TRY(account_standing(w, account, &a));
    if (is_oneself(w, account)) return refuse(w, ERR_DENIED, SAY_NOT_ONESELF);
    a.person = person;
    return act_do(w, &(Doing){.act = {.kind = STR("account_person"),
                                      .subject = account_subject(w, account),
                                      .detail = format(w->arena, "person:%lld", (long long)person)},
                              .inside = bind_inside,
                              .context = &a});
}
