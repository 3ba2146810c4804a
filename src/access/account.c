/* Accounts and duties: who may act in this work. access_enter makes the actor that audit writes
 * into every act; access_need is asked by each function that a duty guards. Opening and closing an
 * account are acts themselves. */
#include "access/access.h"
#include "access/words.def"
#include "db/db.h"

/* ---- duties --------------------------------------------------------------------------------- */

static const struct {
    const char *key, *name;
} DUTIES[DUTY_COUNT] = {
#define DUTY(constant, key, name) [constant] = {key, name},
#include "access/duties.def"
#undef DUTY
};

Str duty_name(Duty duty)
{
    ensure(duty < DUTY_COUNT);
    return str_of(DUTIES[duty].name);
}

Str duty_key(Duty duty)
{
    ensure(duty < DUTY_COUNT);
    return str_of(DUTIES[duty].key);
}

bool duty_parse(Str name, Duty *out)
{
    for (int i = 0; i < DUTY_COUNT; i++) {
        if (!str_equal(name, str_of(DUTIES[i].key)) && !str_equal(name, str_of(DUTIES[i].name)))
            continue;
        *out = (Duty)i;
        return true;
    }
    return false;
}

/* ---- reading -------------------------------------------------------------------------------- */

static Account account_read(Work *w, Stmt *s)
{
    Account out = {.account = str_copy(w->arena, db_str(s, 1)),
                   .name = str_copy(w->arena, db_str(s, 2)),
                   .scope = {db_int(s, 4)},
                   .closed = !db_is_null(s, 5)};
    ensure(duty_parse(db_str(s, 3), &out.duty)); /* the table's CHECK allows no other */
    return out;
}

/* *id is 0 when there is no such account. */
static bool account_find(Work *w, Str account, int64_t *id, Account *out)
{
    Stmt *s = db_stmt(w, &access_sql, "account_row");
    db_bind_str(s, 1, account);
    *id = 0;
    if (db_next(s)) {
        *id = db_int(s, 0);
        *out = account_read(w, s);
    }
    db_reset(s);
    return !db_failed(s);
}

bool account_row(Work *w, Str account, Account *out)
{
    int64_t id;
    TRY(account_find(w, account, &id, out));
    return id != 0 ? true : refuse(w, ERR_NOT_FOUND, SAY_NO_ACCOUNT, STR_ARG(account));
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
    return !db_failed(s);
}

/* ---- opening and closing ----------------------------------------------------------------------
 */

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

static Str subject_of(Work *w, Str account)
{
    return format(w->arena, "account:%.*s", STR_ARG(account));
}

static bool create_inside(Work *w, const Account *a)
{
    Commit commit;
    Str detail = format(w->arena, "%.*s, %.*s", STR_ARG(duty_key(a->duty)),
                        STR_ARG(division_text(w->arena, a->scope)));
    TRY(audit_act(w,
                  &(Act){.kind = STR("account_create"),
                         .subject = subject_of(w, a->account),
                         .detail = detail},
                  &commit));
    Stmt *s = db_stmt(w, &access_sql, "account_insert");
    db_bind_str(s, 1, a->account);
    db_bind_str(s, 2, a->name);
    db_bind_str(s, 3, duty_key(a->duty));
    db_bind_int(s, 4, a->scope.n);
    db_bind_int(s, 5, commit.n);
    return db_run(s);
}

static bool close_inside(Work *w, Str account)
{
    Commit commit;
    TRY(audit_act(w, &(Act){.kind = STR("account_close"), .subject = subject_of(w, account)},
                  &commit));
    Stmt *s = db_stmt(w, &access_sql, "account_close");
    db_bind_str(s, 1, account);
    db_bind_int(s, 2, commit.n);
    return db_run(s);
}

bool account_create(Work *w, Str account, Str name, Duty duty, Division scope)
{
    int64_t id;
    Account a = {.account = account, .name = str_trim(name), .duty = duty, .scope = scope}, other;
    if (!name_is_plain(account) || a.name.len == 0) return refuse(w, ERR_INPUT, SAY_BAD_NAME);
    TRY(account_find(w, account, &id, &other));
    if (id != 0) return refuse(w, ERR_CONFLICT, SAY_TAKEN, STR_ARG(account));
    if (db_in_transaction(w)) return create_inside(w, &a);
    TRY(db_begin(w));
    return db_end(w, create_inside(w, &a));
}

bool account_close(Work *w, Str account)
{
    Account a;
    TRY(account_row(w, account, &a));
    if (a.closed) return refuse(w, ERR_STATE, SAY_CLOSED, STR_ARG(account));
    if (db_in_transaction(w)) return close_inside(w, account);
    TRY(db_begin(w));
    return db_end(w, close_inside(w, account));
}

/* ---- acting --------------------------------------------------------------------------------- */

bool access_enter(Work *w, Str account)
{
    int64_t id;
    Account a;
    TRY(account_find(w, account, &id, &a));
    if (id == 0) return refuse(w, ERR_DENIED, SAY_NO_ACCOUNT, STR_ARG(account));
    if (a.closed) return refuse(w, ERR_DENIED, SAY_CLOSED, STR_ARG(account));
    Actor *actor = NEW(w->arena, Actor);
    *actor = (Actor){.id = id, .account = a.account, .name = a.name, .duty = (int)a.duty};
    w->actor = actor;
    return true;
}

bool access_need(Work *w, Duty duty)
{
    if (!w->actor) return refuse(w, ERR_DENIED, SAY_NOBODY);
    if (w->actor->duty == (int)duty) return true;
    return refuse(w, ERR_DENIED, SAY_NEED, STR_ARG(duty_name(duty)), STR_ARG(w->actor->account),
                  STR_ARG(duty_name((Duty)w->actor->duty)));
}

bool access_need_clerk(Work *w)
{
    return !w->actor || w->actor->duty == DUTY_SYSTEM || access_need(w, DUTY_CLERK);
}
