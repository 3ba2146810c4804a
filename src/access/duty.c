/* Duties: what an account may do, and where. access_enter makes the actor that audit writes into
 * every act; access_need and kin are asked by each function that a duty guards.
 *
 * 安全 gives and takes duties; 系统 opens accounts. In a store that has no 安全 yet, 系统 gives the
 * first duty with the account, or there would never be anybody else. That the three administrators
 * exclude each other and everything else is said here for people and in schema.sql for good. */
#include "access/room.h"
#include "access/words.def"

/* ---- names ---------------------------------------------------------------------------------- */

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

Str duties_name(Arena *arena, DutySet duties)
{
    Buf out = buf_new(arena);
    for (int i = 0; i < DUTY_COUNT; i++) {
        if (!(duties & DUTY_BIT(i))) continue;
        if (out.len) buf_add(&out, STR(WORD_AND));
        buf_add(&out, duty_name((Duty)i));
    }
    return out.len ? buf_str(&out) : STR(WORD_NO_DUTY);
}

/* ---- reading -------------------------------------------------------------------------------- */

bool duties_read(Work *w, Account *a)
{
    size_t capacity = 0;
    DutyGrant *grants = NULL;
    Stmt *s = db_stmt(w, &access_sql, "duty_standing");
    db_bind_int(s, 1, a->id);
    while (db_next(s)) {
        if (a->grant_count == capacity)
            grants = arena_grow(w->arena, grants, &capacity, sizeof *grants);
        DutyGrant *g = &grants[a->grant_count++];
        ensure(duty_parse(db_str(s, 0), &g->duty)); /* the table's CHECK allows no other */
        g->division = (Division){db_int(s, 1)};
        a->duties |= DUTY_BIT(g->duty);
    }
    a->grants = grants;
    if (a->grant_count) a->duty = grants[0].duty;
    if (a->grant_count) a->scope = grants[0].division;
    return !db_failed(s);
}

/* ---- giving and taking ---------------------------------------------------------------------- */

bool duty_insert(Work *w, int64_t account, const DutyGrant *grant, Commit commit)
{
    Stmt *s = db_stmt(w, &access_sql, "duty_insert");
    db_bind_int(s, 1, account);
    db_bind_str(s, 2, duty_key(grant->duty));
    db_bind_int(s, 3, grant->division.n);
    db_bind_int(s, 4, commit.n);
    return db_run(s);
}

typedef struct {
    const Account *account;
    const DutyGrant *grant;
} Change;

static bool grant_inside(Work *w, void *context, Commit commit)
{
    const Change *c = context;
    return duty_insert(w, c->account->id, c->grant, commit);
}

static bool revoke_inside(Work *w, void *context, Commit commit)
{
    const Change *c = context;
    Stmt *s = db_stmt(w, &access_sql, "duty_end");
    db_bind_int(s, 1, c->account->id);
    db_bind_str(s, 2, duty_key(c->grant->duty));
    db_bind_int(s, 3, c->grant->division.n);
    db_bind_int(s, 4, commit.n);
    return db_run(s);
}

static bool change_do(Work *w, Str kind, Change *change,
                      bool (*inside)(Work *w, void *context, Commit commit))
{
    Str account = change->account->account;
    Str detail = format(w->arena, "%.*s, %.*s", STR_ARG(duty_key(change->grant->duty)),
                        STR_ARG(division_text(w->arena, change->grant->division)));
    TRY(act_do(
        w, &(Doing){.act = {.kind = kind, .subject = account_subject(w, account), .detail = detail},
                    .inside = inside,
                    .context = change}));
    sessions_forget_account(w, account);
    return true;
}

static bool is_held(const Account *a, const DutyGrant *grant)
{
    for (size_t i = 0; i < a->grant_count; i++)
        if (a->grants[i].duty == grant->duty && a->grants[i].division.n == grant->division.n)
            return true;
    return false;
}

static bool excludes(Duty duty)
{
    return duty == DUTY_SYSTEM || duty == DUTY_SECURITY || duty == DUTY_AUDITOR;
}

static bool goes_together(Work *w, const Account *a, Duty duty)
{
    for (size_t i = 0; i < a->grant_count; i++) {
        Duty held = a->grants[i].duty;
        if (held == duty || (!excludes(held) && !excludes(duty))) continue;
        return refuse(w, ERR_CONFLICT, SAY_EXCLUDES, STR_ARG(a->account), STR_ARG(duty_name(held)),
                      STR_ARG(duty_name(duty)));
    }
    return true;
}

bool duty_grant(Work *w, Str account, const DutyGrant *grant)
{
    Account a;
    TRY(access_need(w, DUTY_SECURITY));
    TRY(account_standing(w, account, &a));
    if (is_oneself(w, account)) return refuse(w, ERR_DENIED, SAY_NOT_ONESELF);
    if (is_held(&a, grant))
        return refuse(w, ERR_CONFLICT, SAY_DUTY_HELD, STR_ARG(account),
                      STR_ARG(duty_name(grant->duty)));
    TRY(goes_together(w, &a, grant->duty));
    return change_do(w, STR("duty_grant"), &(Change){&a, grant}, grant_inside);
}

bool duty_revoke(Work *w, Str account, const DutyGrant *grant)
{
    Account a;
    TRY(access_need(w, DUTY_SECURITY));
    TRY(account_standing(w, account, &a));
    if (is_oneself(w, account)) return refuse(w, ERR_DENIED, SAY_NOT_ONESELF);
    if (!is_held(&a, grant))
        return refuse(w, ERR_NOT_FOUND, SAY_DUTY_NOT_HELD, STR_ARG(account),
                      STR_ARG(duty_name(grant->duty)));
    return change_do(w, STR("duty_revoke"), &(Change){&a, grant}, revoke_inside);
}

static bool somebody_holds(Work *w, Duty duty, bool *held)
{
    int64_t count;
    Stmt *s = db_stmt(w, &access_sql, "duty_is_held");
    db_bind_str(s, 1, duty_key(duty));
    TRY(db_scalar(s, 0, &count));
    *held = count > 0;
    return true;
}

bool account_may_create(Work *w, Duty duty)
{
    int64_t accounts;
    bool secured;
    TRY(db_scalar(db_stmt(w, &access_sql, "account_count"), 0, &accounts));
    if (!accounts) return duty == DUTY_SYSTEM || refuse(w, ERR_DENIED, "%s", SAY_FIRST_ACCOUNT);
    TRY(access_need(w, DUTY_SYSTEM));
    TRY(somebody_holds(w, DUTY_SECURITY, &secured));
    return !secured || refuse(w, ERR_DENIED, "%s", SAY_SECURITY_GRANTS);
}

/* ---- acting --------------------------------------------------------------------------------- */

Actor *actor_new(Work *w, const Account *a)
{
    Actor *actor = NEW(w->arena, Actor);
    *actor = (Actor){.id = a->id,
                     .account = a->account,
                     .name = a->name,
                     .duties = a->duties,
                     .grants = a->grants,
                     .grant_count = a->grant_count};
    return actor;
}

bool access_enter(Work *w, Str account)
{
    Account a;
    TRY(account_find(w, account, &a));
    if (a.id == 0) return refuse(w, ERR_DENIED, SAY_NO_ACCOUNT, STR_ARG(account));
    if (a.closed) return refuse(w, ERR_DENIED, SAY_CLOSED, STR_ARG(account));
    w->actor = actor_new(w, &a);
    return true;
}

bool is_oneself(const Work *w, Str account)
{
    return w->actor && str_equal(w->actor->account, account);
}

bool need_oneself(Work *w, Str account)
{
    if (!w->actor) return refuse(w, ERR_DENIED, SAY_NOBODY);
    return is_oneself(w, account) || refuse(w, ERR_DENIED, SAY_ONESELF_ALONE);
}

bool access_has(const Work *w, DutySet any)
{
    return w->actor && (w->actor->duties & any);
}

bool access_need_any(Work *w, DutySet any)
{
    if (!w->actor) return refuse(w, ERR_DENIED, SAY_NOBODY);
    if (access_has(w, any)) return true;
    Str wanted = duties_name(w->arena, any), held = duties_name(w->arena, w->actor->duties);
    return refuse(w, ERR_DENIED, SAY_NEED, STR_ARG(wanted), STR_ARG(w->actor->account),
                  STR_ARG(held));
}

bool access_need(Work *w, Duty duty)
{
    return access_need_any(w, DUTY_BIT(duty));
}

bool access_need_at(Work *w, DutySet any, int64_t division)
{
    TRY(access_need_any(w, any));
    for (size_t i = 0; i < w->actor->grant_count; i++) {
        const DutyGrant *g = &w->actor->grants[i];
        bool lies;
        if (!(DUTY_BIT(g->duty) & any)) continue;
        TRY(scope_lies_in(w, division, g->division, &lies));
        if (lies) return true;
    }
    return refuse(w, ERR_DENIED, SAY_ELSEWHERE, STR_ARG(w->actor->account),
                  STR_ARG(duties_name(w->arena, any)));
}

bool access_need_all(Work *w)
{
    return !w->scope || refuse(w, ERR_DENIED, "%s", SAY_COUNTY_ALONE);
}

bool access_need_clerk(Work *w)
{
    return !w->actor || access_has(w, DUTY_BIT(DUTY_SYSTEM)) || access_need(w, DUTY_CLERK);
}
