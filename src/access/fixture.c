/* The store that the tests of access stand on: divisions as in db/world.def, one account a duty,
 * all for the county but the clerk (a town), the village (a village) and the partner (a town). */
#include "access/fixture.h"
#include "base/test.h"
#include "db/db.h"

#include "db/world.def"

const Division HOME = {360203000000}, TOWN = {360203101000}, OTHER_TOWN = {360203102000},
               VILLAGE = {360203101201};

static Division place_of(Duty duty)
{
    if (duty == DUTY_CLERK || duty == DUTY_PARTNER) return TOWN;
    return duty == DUTY_VILLAGE ? VILLAGE : HOME;
}

int world_make(void **state)
{
    static const SqlModule *const modules[] = {&audit_sql, &access_sql, &TREE};
    Work *w = work_new();
    *state = w;
    w->now = NOON;
    if (!store_open(w, ":memory:", STORE_CREATE, modules, COUNT_OF(modules))) return -1;
    bool made = store_set(w, STR("home"), STR("360203"));
    for (int i = 0; i < DUTY_COUNT; i++) {
        Str key = duty_key((Duty)i);
        made = made && account_create(w, key, key, (Duty)i, place_of((Duty)i));
    }
    return made ? 0 : -1;
}

int world_drop(void **state)
{
    Work *w = *state;
    store_close(w->store);
    work_free(w);
    return 0;
}

void world_enter(Work *w, const char *account)
{
    w->error = (Error){0};
    assert_true(access_enter(w, str_of(account)));
}

void world_password(Work *w, const char *account)
{
    assert_true(password_set(w, str_of(account), PASSWORD, false));
}

bool world_login(Work *w, const char *account, Str *token)
{
    Login login = {.account = str_of(account), .password = PASSWORD, .from = STR("10.0.0.1")};
    w->error = (Error){0};
    return session_open(w, &login, token);
}

const char *world_seen(Work *w)
{
    Buf b = buf_new(w->arena);
    Stmt *s = db_stmt(w, &TREE, "residents");
    while (db_next(s))
        buf_format(&b, "%lld ", (long long)db_int(s, 0));
    assert_false(db_failed(s));
    return str_z(w->arena, buf_str(&b));
}
