/* in_scope(division id): what a Work sees, inside SQL.
 *
 * A division's order number is looked up once and kept with the store, in an array by id; the
 * numbers hold until the tree is numbered anew. A scope made for one numbering is never held
 * against numbers of another: an id that is new to the array is read together with the numbering
 * that it comes from, and if that is not the array's the statement fails, and the next request
 * finds everything anew. So a row is shown by one numbering or not at all. */
#include "db/handle.h"

#include "db/words.def"

#include <string.h>
#include <time.h>

enum { FIRST_IDS = 4096 };

typedef struct ScopeMap {
    const SqlModule *module; /* keeps the tree; NULL: nobody does */
    int32_t *order;          /* by id: order number, -1 no such division, 0 not asked yet */
    size_t capacity;
    int64_t numbered; /* the numbering of `order` */
    time_t asked;     /* when it was last asked for, by the clock that never runs back */
    bool stale;
} ScopeMap;

static const char *const STATEMENTS[] = {"scope_interval", "scope_order"};

static bool keeps_the_tree(const SqlModule *module)
{
    size_t found = 0;
    for (size_t i = 0; i < module->statement_count; i++)
        for (size_t k = 0; k < COUNT_OF(STATEMENTS); k++)
            found += strcmp(module->statements[i].name, STATEMENTS[k]) == 0;
    return found == COUNT_OF(STATEMENTS);
}

static ScopeMap *map_of(Store *store)
{
    if (store->scope) return store->scope;
    store->scope = NEW(store->arena, ScopeMap);
    for (size_t i = 0; i < store->cache_count; i++)
        if (keeps_the_tree(store->caches[i].module)) store->scope->module = store->caches[i].module;
    store->scope->stale = true;
    return store->scope;
}

/* ---- the numbering -------------------------------------------------------------------------- */

/* A bare code that no division has lies nowhere; that also tells the numbering. */
static bool interval_read(Work *w, Division code, Interval *out, int64_t *numbered, bool *found)
{
    ScopeMap *map = map_of(w->store);
    *found = false;
    if (!map->module) return true;
    Stmt *s = db_stmt(w, map->module, "scope_interval");
    db_bind_int(s, 1, code.n);
    if (db_next(s)) {
        *numbered = db_int(s, 2);
        *found = !db_is_null(s, 0);
        if (*found) *out = (Interval){(int32_t)db_int(s, 0), (int32_t)db_int(s, 1)};
    }
    db_reset(s);
    return !db_failed(s);
}

static void map_restart(ScopeMap *map, int64_t numbered)
{
    if (map->capacity && map->numbered != numbered)
        memset(map->order, 0, map->capacity * sizeof *map->order);
    map->numbered = numbered;
    map->stale = false;
}

static time_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec;
}

/* Once a second is often enough: trees are numbered anew once a year. */
static bool map_refresh(Work *w)
{
    ScopeMap *map = map_of(w->store);
    time_t now = clock_now();
    if (!map->stale && map->asked == now) return true;
    Interval unused;
    bool found;
    int64_t numbered = 0;
    TRY(interval_read(w, (Division){0}, &unused, &numbered, &found));
    map->asked = now;
    map_restart(map, numbered);
    return true;
}

bool scope_is_current(Work *w, const Scope *scope, bool *current)
{
    TRY(map_refresh(w));
    *current = !scope || scope->numbered == map_of(w->store)->numbered;
    return true;
}

/* ---- order numbers -------------------------------------------------------------------------- */

static void map_room(Store *store, int64_t id)
{
    ScopeMap *map = store->scope;
    if ((size_t)id < map->capacity) return;
    size_t capacity = map->capacity ? map->capacity : FIRST_IDS;
    while (capacity <= (size_t)id)
        capacity *= 2;
    int32_t *order = NEW_ARRAY(store->arena, int32_t, capacity);
    if (map->capacity) memcpy(order, map->order, map->capacity * sizeof *order);
    map->order = order;
    map->capacity = capacity;
}

/* *order is -1 for what is no division. */
static bool order_of(Work *w, int64_t id, int32_t *order)
{
    ScopeMap *map = map_of(w->store);
    *order = -1;
    if (id <= 0 || id >= INT32_MAX / 8 || !map->module) return true;
    if ((size_t)id < map->capacity && map->order[id]) {
        *order = map->order[id];
        return true;
    }
    Stmt *s = db_stmt(w, map->module, "scope_order");
    db_bind_int(s, 1, id);
    bool found = db_next(s);
    int32_t read = found ? (int32_t)db_int(s, 0) : -1;
    bool same = !found || db_int(s, 1) == map->numbered;
    db_reset(s);
    if (db_failed(s)) return false;
    if (!same) {
        map->stale = true;
        return refuse(w, ERR_STATE, SAY_NUMBERED_ANEW);
    }
    if (!found) return true; /* it may come to be */
    map_room(w->store, id);
    *order = map->order[id] = read;
    return true;
}

static bool holds(const Scope *scope, int32_t order)
{
    for (size_t i = 0; i < scope->count; i++)
        if (scope->intervals[i].first <= order && order <= scope->intervals[i].last) return true;
    return false;
}

bool scope_holds(Work *w, int64_t division, bool *out)
{
    int32_t order;
    *out = true;
    if (!w->scope) return true;
    *out = false;
    if (w->scope->numbered != map_of(w->store)->numbered)
        return refuse(w, ERR_STATE, SAY_NUMBERED_ANEW);
    TRY(order_of(w, division, &order));
    *out = order > 0 && holds(w->scope, order);
    return true;
}

bool scope_lies_in(Work *w, int64_t division, Division code, bool *lies)
{
    Interval i;
    int64_t numbered;
    int32_t order;
    *lies = code.n == 0;
    if (*lies) return true;
    TRY(map_refresh(w));
    TRY(interval_read(w, code, &i, &numbered, lies));
    if (!*lies) return true;
    TRY(order_of(w, division, &order));
    *lies = i.first <= order && order <= i.last;
    return true;
}

Scope *scope_lift(Work *w)
{
    Scope *held = w->scope;
    w->scope = NULL;
    return held;
}

bool scope_return(Work *w, Scope *held, bool done)
{
    w->scope = held;
    return done;
}

/* ---- the function --------------------------------------------------------------------------- */

static void in_scope(sqlite3_context *context, int count, sqlite3_value **values)
{
    Store *store = sqlite3_user_data(context);
    Work *w = store->acting;
    bool seen = true;
    ensure(count == 1 && w);
    int64_t division = sqlite3_value_int64(values[0]); /* NULL is 0: nowhere */
    if (w->scope && !scope_holds(w, division, &seen)) {
        sqlite3_result_error(context, "in_scope: the divisions were numbered anew", -1);
        return;
    }
    sqlite3_result_int(context, seen);
}

bool scope_register(Work *w)
{
    sqlite3 *handle = w->store->handle;
    int code = sqlite3_create_function_v2(handle, "in_scope", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
                                          w->store, in_scope, NULL, NULL, NULL);
    return code == SQLITE_OK ? true : store_fail(w, handle, code, "in_scope");
}

/* ---- making one ----------------------------------------------------------------------------- */

static bool is_whole(Work *w, Division code)
{
    Str text;
    Division home;
    if (!code.n) return true;
    return store_get(w, STR("home"), &text) && division_parse(text, &home) &&
           division_contains(code, home);
}

bool scope_make(Work *w, const Division *codes, size_t count, Scope **out)
{
    Interval *intervals = NEW_ARRAY(w->arena, Interval, count + 1);
    Scope *scope = NEW(w->arena, Scope);
    *out = NULL;
    TRY(map_refresh(w));
    scope->numbered = map_of(w->store)->numbered;
    scope->intervals = intervals;
    for (size_t i = 0; i < count; i++) {
        bool found;
        int64_t numbered = 0;
        if (is_whole(w, codes[i])) return true;
        TRY(interval_read(w, codes[i], &intervals[scope->count], &numbered, &found));
        if (!found) continue;
        scope->count++;
        if (numbered == scope->numbered) continue;
        map_of(w->store)->stale = true;
        return refuse(w, ERR_STATE, SAY_NUMBERED_ANEW);
    }
    *out = scope;
    return true;
}
