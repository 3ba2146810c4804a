/* Sessions. Every request of every thread asks session_find, so what it finds is kept in one table
 * of the process, behind a lock that is held for a copy: the account, its duties and its scope. An
 * entry is read again from the store when it is FRESH_SECONDS old, so that what another process
 * ends is over soon; what this process ends is over at once, by an entry that says so (`gone`) even
 * while the writer's group is not durable yet.
 *
 * When somebody was last seen is kept here and written now and then by the writer: readers do not
 * write. */
#include "access/room.h"
#include "access/words.def"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum { FRESH_SECONDS = 5, NOTE_SECONDS = 60, FIRST_CAPACITY = 256 };

typedef struct {
    bool used, gone;
    time_t checked;  /* against the store */
    int64_t noted;   /* what the store knows of `seen` */
    Session session; /* its texts in the table's arena; of a gone one only the token */
} Entry;

struct Sessions {
    pthread_mutex_t lock;
    Arena *arena, *texts; /* the table itself; its entries and their texts */
    Entry *entries;       /* open addressing by the token's digest, a power of two */
    size_t capacity, count;
};

/* ---- the table ------------------------------------------------------------------------------ */

static void lock_end(void *lock)
{
    pthread_mutex_destroy(lock);
}

static void table_empty(Sessions *t, size_t capacity)
{
    t->texts = arena_new();
    t->entries = NEW_ARRAY(t->texts, Entry, capacity);
    t->capacity = capacity;
    t->count = 0;
}

Sessions *sessions_new(void)
{
    Arena *arena = arena_new();
    Sessions *t = NEW(arena, Sessions);
    t->arena = arena;
    ensure(pthread_mutex_init(&t->lock, NULL) == 0);
    arena_on_free(arena, lock_end, &t->lock);
    table_empty(t, FIRST_CAPACITY);
    return t;
}

void sessions_free(Sessions *t)
{
    if (!t) return;
    arena_free(t->texts);
    arena_free(t->arena);
}

static const char OWNER = 0; /* its address finds the table in a store */

void sessions_share(Store *store, Sessions *sessions)
{
    store_keep(store, &OWNER, sessions);
}

static Sessions *table_of(Work *w)
{
    return store_kept(w->store, &OWNER);
}

static Entry *slot_of(Sessions *t, Digest token)
{
    uint64_t hash;
    memcpy(&hash, token.byte, sizeof hash); /* a digest is as good as any hash */
    size_t at = (size_t)hash & (t->capacity - 1);
    while (t->entries[at].used && !digest_equal(t->entries[at].session.token, token))
        at = (at + 1) & (t->capacity - 1);
    return &t->entries[at];
}

static time_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec;
}

static bool is_fresh(const Entry *e)
{
    return e->used && clock_now() - e->checked < FRESH_SECONDS;
}

static Session session_copy(Arena *arena, const Session *s)
{
    Session out = *s;
    out.account = str_copy(arena, s->account);
    out.name = str_copy(arena, s->name);
    out.from = str_copy(arena, s->from);
    DutyGrant *grants = NEW_ARRAY(arena, DutyGrant, s->grant_count + 1);
    for (size_t i = 0; i < s->grant_count; i++)
        grants[i] = s->grants[i];
    out.grants = grants;
    if (!s->scope) return out;
    Interval *intervals = NEW_ARRAY(arena, Interval, s->scope->count + 1);
    for (size_t i = 0; i < s->scope->count; i++)
        intervals[i] = s->scope->intervals[i];
    out.scope = NEW(arena, Scope);
    *out.scope = (Scope){intervals, s->scope->count, s->scope->numbered};
    return out;
}

/* What is old goes when room is made, and its texts with it. */
static void table_make_room(Sessions *t)
{
    Arena *texts = t->texts;
    Entry *old = t->entries;
    size_t capacity = t->capacity, live = 0;
    for (size_t i = 0; i < capacity; i++)
        live += is_fresh(&old[i]);
    table_empty(t, live * 4 > capacity ? capacity * 2 : capacity);
    for (size_t i = 0; i < capacity; i++) {
        if (!is_fresh(&old[i]) && old[i].session.seen <= old[i].noted) continue;
        Entry *e = slot_of(t, old[i].session.token);
        *e = old[i];
        e->session = session_copy(t->texts, &old[i].session);
        t->count++;
    }
    arena_free(texts);
}

static void entry_put(Sessions *t, const Entry *fresh)
{
    if (t->count * 2 >= t->capacity) table_make_room(t);
    Entry *e = slot_of(t, fresh->session.token);
    if (!e->used) t->count++;
    *e = *fresh;
    e->session = session_copy(t->texts, &fresh->session);
}

/* ---- ending --------------------------------------------------------------------------------- */

void sessions_forget(Work *w, Digest token)
{
    Sessions *t = table_of(w);
    if (!t) return;
    pthread_mutex_lock(&t->lock);
    entry_put(
        t,
        &(Entry){.used = true, .gone = true, .checked = clock_now(), .session = {.token = token}});
    pthread_mutex_unlock(&t->lock);
}

void sessions_forget_account(Work *w, Str account)
{
    Sessions *t = table_of(w);
    if (!t) return;
    pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < t->capacity; i++)
        if (str_equal(t->entries[i].session.account, account))
            t->entries[i].checked = -FRESH_SECONDS; /* read again */
    pthread_mutex_unlock(&t->lock);
}

bool sessions_end(Work *w, int64_t account, Digest keep, Commit commit)
{
    Stmt *s = db_stmt(w, &access_sql, "session_close_all");
    db_bind_int(s, 1, account);
    db_bind_blob(s, 2, digest_bytes(&keep));
    db_bind_int(s, 3, commit.n);
    return db_run(s);
}

/* ---- finding -------------------------------------------------------------------------------- */

static bool refuse_over(Work *w)
{
    return refuse(w, ERR_DENIED, SAY_SESSION_OVER);
}

static bool is_over(const Work *w, const Session *s)
{
    return w->now >= s->expires || w->now - s->seen >= SESSION_IDLE_SECONDS;
}

/* Administrators of the machine and of accounts have no business with anybody's life. */
#define DUTIES_THAT_SEE (DUTIES_BUSINESS | DUTY_BIT(DUTY_AUDITOR) | DUTY_BIT(DUTY_PARTNER))

static bool scope_of(Work *w, const Session *s, Scope **out)
{
    Division *codes = NEW_ARRAY(w->arena, Division, s->grant_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < s->grant_count; i++)
        if (DUTY_BIT(s->grants[i].duty) & DUTIES_THAT_SEE) codes[count++] = s->grants[i].division;
    return scope_make(w, codes, count, out);
}

/* *found is false when there is none, or it is over. */
static bool session_read(Work *w, Digest token, Session *out, bool *found)
{
    Account a;
    Stmt *s = db_stmt(w, &access_sql, "session_find");
    db_bind_blob(s, 1, digest_bytes(&token));
    *found = db_next(s);
    if (*found)
        *out = (Session){.token = token,
                         .account = str_copy(w->arena, db_str(s, 0)),
                         .from = str_copy(w->arena, db_str(s, 1)),
                         .created = db_int(s, 2),
                         .seen = db_int(s, 3),
                         .expires = db_int(s, 4)};
    db_reset(s);
    if (db_failed(s) || !*found) return !db_failed(s);
    TRY(account_find(w, out->account, &a));
    out->account_id = a.id;
    out->name = a.name;
    out->duties = a.duties;
    out->grants = a.grants;
    out->grant_count = a.grant_count;
    out->must_change = a.must_change;
    return scope_of(w, out, &out->scope);
}

typedef enum { KNOWN, KNOWN_OVER, UNKNOWN } Known;

/* What the table says; *seen is when somebody was last seen, even if it says nothing else. */
static Known table_find(Work *w, Digest token, Session *out, int64_t *seen)
{
    Sessions *t = table_of(w);
    Known known = UNKNOWN;
    *seen = 0;
    if (!t) return UNKNOWN;
    pthread_mutex_lock(&t->lock);
    Entry *e = slot_of(t, token);
    if (e->used) *seen = e->session.seen;
    if (is_fresh(e)) {
        known = e->gone || is_over(w, &e->session) ? KNOWN_OVER : KNOWN;
        if (known == KNOWN && w->now > e->session.seen) e->session.seen = w->now;
        if (known == KNOWN) *out = session_copy(w->arena, &e->session);
    }
    pthread_mutex_unlock(&t->lock);
    return known;
}

/* Whoever ended it meanwhile is right. */
static bool table_keep(Work *w, const Session *session, int64_t noted)
{
    Sessions *t = table_of(w);
    if (!t) return true;
    pthread_mutex_lock(&t->lock);
    Entry *e = slot_of(t, session->token);
    bool over = is_fresh(e) && e->gone;
    if (!over)
        entry_put(
            t, &(Entry){.used = true, .checked = clock_now(), .noted = noted, .session = *session});
    pthread_mutex_unlock(&t->lock);
    return !over;
}

bool session_find(Work *w, Str token, Session *out)
{
    int64_t seen, noted;
    bool found;
    Digest digest = token_digest(token);
    Known known = table_find(w, digest, out, &seen);
    if (known == KNOWN_OVER) return refuse_over(w);
    if (known == KNOWN) return true;
    TRY(session_read(w, digest, out, &found));
    if (!found) return refuse_over(w);
    noted = out->seen;
    if (seen > out->seen) out->seen = seen;
    if (is_over(w, out)) return refuse_over(w);
    if (w->now > out->seen) out->seen = w->now;
    return table_keep(w, out, noted) || refuse_over(w);
}

bool session_enter(Work *w, const Session *s)
{
    bool current;
    Actor *actor = NEW(w->arena, Actor);
    *actor = (Actor){.id = s->account_id, .account = s->account, .name = s->name};
    if (!s->must_change) {
        actor->duties = s->duties;
        actor->grants = s->grants;
        actor->grant_count = s->grant_count;
    }
    TRY(scope_is_current(w, s->scope, &current));
    Scope *scope = s->scope;
    if (!current) TRY(scope_of(w, s, &scope));
    w->actor = actor;
    w->scope = scope;
    return true;
}

/* ---- lists, ends ---------------------------------------------------------------------------- */

static bool close_inside(Work *w, void *context, Commit commit)
{
    Stmt *s = db_stmt(w, &access_sql, "session_close");
    db_bind_blob(s, 1, digest_bytes(context));
    db_bind_int(s, 2, commit.n);
    return db_run(s);
}

static bool end_do(Work *w, const char *kind, Str account, Digest token)
{
    TRY(act_do(w, &(Doing){.act = {.kind = str_of(kind), .subject = account_subject(w, account)},
                           .inside = close_inside,
                           .context = &token}));
    sessions_forget(w, token);
    return true;
}

bool session_close(Work *w, Digest token)
{
    if (!w->actor) return refuse(w, ERR_DENIED, SAY_NOBODY);
    return end_do(w, "logout", w->actor->account, token);
}

bool session_revoke(Work *w, int64_t id)
{
    Stmt *s = db_stmt(w, &access_sql, "session_row");
    Digest token;
    Str account = STR("");
    db_bind_int(s, 1, id);
    bool found = db_next(s) && digest_from(db_str(s, 1), &token);
    if (found) account = str_copy(w->arena, db_str(s, 0));
    db_reset(s);
    if (db_failed(s)) return false;
    if (!found) return refuse(w, ERR_NOT_FOUND, SAY_NO_SESSION, (long long)id);
    if (!access_has(w, DUTY_BIT(DUTY_SECURITY))) TRY(need_oneself(w, account));
    return end_do(w, "session_revoke", account, token);
}

bool session_list(Work *w, Str account, SessionRow **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &access_sql, "session_list");
    db_bind_int(s, 1, w->now);
    db_bind_int(s, 2, w->now - SESSION_IDLE_SECONDS);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (account.len && !str_equal(db_str(s, 1), account)) continue;
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (SessionRow){.id = db_int(s, 0),
                                          .account = str_copy(w->arena, db_str(s, 1)),
                                          .from = str_copy(w->arena, db_str(s, 2)),
                                          .created = db_int(s, 3),
                                          .seen = db_int(s, 4),
                                          .expires = db_int(s, 5)};
    }
    return !db_failed(s);
}

/* ---- last seen ------------------------------------------------------------------------------ */

typedef struct {
    Digest token;
    int64_t seen;
} Seen;

static size_t table_seen(Work *w, Sessions *t, Seen **out)
{
    size_t count = 0, capacity = 0;
    *out = NULL;
    pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < t->capacity; i++) {
        Entry *e = &t->entries[i];
        if (!e->used || e->gone || e->session.seen - e->noted < NOTE_SECONDS) continue;
        if (count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[count++] = (Seen){e->session.token, e->session.seen};
        e->noted = e->session.seen;
    }
    pthread_mutex_unlock(&t->lock);
    return count;
}

static bool seen_write(Work *w, const Seen *seen, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Stmt *s = db_stmt(w, &access_sql, "session_seen");
        db_bind_blob(s, 1, digest_bytes(&seen[i].token));
        db_bind_int(s, 2, seen[i].seen);
        TRY(db_run(s));
    }
    return true;
}

bool sessions_note(Work *w)
{
    Seen *seen;
    Sessions *t = table_of(w);
    size_t count = t ? table_seen(w, t, &seen) : 0;
    if (!count) return true;
    if (db_in_transaction(w)) return seen_write(w, seen, count);
    TRY(db_begin(w));
    return db_end(w, seen_write(w, seen, count));
}
