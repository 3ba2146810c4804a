/* Near relatives of those who work here (近亲属备案). Whoever has a relative among the people on file
 * says so; from then on he is kept from the cases and decisions of that person, and of himself. He
 * may add to the list, but only 安全 may shorten it. */
#include "access/room.h"
#include "access/words.def"

/* ---- filing --------------------------------------------------------------------------------- */

static bool file_inside(Work *w, void *context, Commit commit)
{
    const Kin *kin = context;
    Account a;
    TRY(account_row(w, kin->account, &a));
    Stmt *s = db_stmt(w, &access_sql, "kin_insert");
    db_bind_int(s, 1, a.id);
    db_bind_int(s, 2, kin->person);
    db_bind_str(s, 3, kin->relation);
    db_bind_str(s, 4, w->actor->account);
    db_bind_int(s, 5, work_today(w).days);
    db_bind_int(s, 6, commit.n);
    return db_run(s);
}

bool kin_file(Work *w, const Kin *given, int64_t *id)
{
    Account a;
    Kin kin = *given;
    kin.relation = str_trim(kin.relation);
    if (!access_has(w, DUTY_BIT(DUTY_SECURITY))) TRY(need_oneself(w, kin.account));
    TRY(account_standing(w, kin.account, &a));
    if (!kin.relation.len) return refuse(w, ERR_INPUT, SAY_KIN_RELATION);
    if (kin.person <= 0) return refuse(w, ERR_INPUT, SAY_KIN_PERSON);
    Str detail = format(w->arena, "person:%lld %.*s", (long long)kin.person, STR_ARG(kin.relation));
    TRY(act_do(w, &(Doing){.act = {.kind = STR("kin_file"),
                                   .subject = account_subject(w, kin.account),
                                   .detail = detail},
                           .inside = file_inside,
                           .context = &kin}));
    *id = db_last_id(w);
    return true;
}

/* ---- reading -------------------------------------------------------------------------------- */

static Kin kin_read(Work *w, Stmt *s)
{
    return (Kin){.id = db_int(s, 0),
                 .account = str_copy(w->arena, db_str(s, 1)),
                 .person = db_int(s, 2),
                 .relation = str_copy(w->arena, db_str(s, 3)),
                 .filed_by = str_copy(w->arena, db_str(s, 4)),
                 .day = {(int32_t)db_int(s, 5)},
                 .ended = db_is_null(s, 6) ? DATE_NONE : (Date){(int32_t)db_int(s, 6)}};
}

bool kin_list(Work *w, Str account, Kin **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &access_sql, account.len ? "kin_of" : "kin_list");
    if (account.len) db_bind_str(s, 1, account);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = kin_read(w, s);
    }
    return !db_failed(s);
}

/* ---- ending --------------------------------------------------------------------------------- */

static bool end_inside(Work *w, void *context, Commit commit)
{
    const Kin *kin = context;
    Stmt *s = db_stmt(w, &access_sql, "kin_end");
    db_bind_int(s, 1, kin->id);
    db_bind_int(s, 2, work_today(w).days);
    db_bind_int(s, 3, commit.n);
    return db_run(s);
}

bool kin_end(Work *w, int64_t id)
{
    Kin kin = {.ended = {0}};
    if (!access_has(w, DUTY_BIT(DUTY_SECURITY))) return refuse(w, ERR_DENIED, SAY_KIN_ENDS);
    Stmt *s = db_stmt(w, &access_sql, "kin_row");
    db_bind_int(s, 1, id);
    if (db_next(s)) kin = kin_read(w, s);
    db_reset(s);
    if (db_failed(s)) return false;
    if (!kin.id || kin.ended.days != DATE_NONE.days)
        return refuse(w, ERR_NOT_FOUND, SAY_NO_KIN, (long long)id);
    if (is_oneself(w, kin.account)) return refuse(w, ERR_DENIED, SAY_NOT_ONESELF);
    return act_do(
        w, &(Doing){.act = {.kind = STR("kin_end"),
                            .subject = account_subject(w, kin.account),
                            .detail = format(w->arena, "person:%lld", (long long)kin.person)},
                    .inside = end_inside,
                    .context = &kin});
}

/* ---- keeping apart -------------------------------------------------------------------------- */

bool access_kin(Work *w, int64_t **people, size_t *count)
{
    size_t capacity = 0;
    *people = NULL;
    *count = 0;
    if (!w->actor) return true;
    Stmt *s = db_stmt(w, &access_sql, "kin_people");
    db_bind_int(s, 1, w->actor->id);
    while (db_next(s)) {
        if (!db_int(s, 0)) continue;
        if (*count == capacity) *people = arena_grow(w->arena, *people, &capacity, sizeof **people);
        (*people)[(*count)++] = db_int(s, 0);
    }
    return !db_failed(s);
}

bool access_no_kin(Work *w, const int64_t *people, size_t count)
{
    int64_t *kin;
    size_t kin_count;
    TRY(access_kin(w, &kin, &kin_count));
    for (size_t k = 0; k < kin_count; k++)
        for (size_t i = 0; i < count; i++)
            if (people[i] == kin[k]) return refuse(w, ERR_DENIED, SAY_IS_KIN);
    return true;
}
