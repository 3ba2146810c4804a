/* Sessions of the browser: logging in, passwords and one-time codes, the log of what was looked at.
 * To others access.h is the only face of the room.
 *
 *     Login login = {.account = …, .password = …, .code = …, .from = …};
 *     TRY(session_open(w, &login, &token));          // the writer; Set-Cookie: token
 *     TRY(session_find(w, token, &session));         // every request, every thread
 *     TRY(session_enter(w, &session));               // w->actor and w->scope
 *
 * The store keeps the digest of a token only. All threads of a process share one Sessions; without
 * one everything still works and is read from the store. */
#ifndef ACCESS_SESSION_H
#define ACCESS_SESSION_H

enum {
    SESSION_IDLE_SECONDS = 30 * 60,
    SESSION_MOST_SECONDS = 12 * 3600,
    LOGIN_FAILURES = 5,             /* wrong within … */
    LOGIN_WINDOW_SECONDS = 15 * 60, /* … this lock the account for as long */
    SETUP_SECONDS = 24 * 3600,
    PASSWORD_LEAST = 10, /* characters */
};

typedef struct {
    Digest token;
    int64_t account_id;
    Str account, name;
    DutySet duties;
    const DutyGrant *grants;
    size_t grant_count;
    Scope *scope;                   /* NULL: all of the store */
    int64_t created, seen, expires; /* instants; expires at the latest */
    Str from;                       /* address */
    bool must_change;               /* a first password: nothing else may be done before */
} Session;

/* What the threads of a process share: made before them, freed after them. */
typedef struct Sessions Sessions;
Sessions *sessions_new(void);
void sessions_free(Sessions *sessions);
void sessions_share(Store *store, Sessions *sessions); /* for each store, once */

/* ---- logging in ----------------------------------------------------------------------------- */

typedef struct {
    Str account, password;
    Str code;                       /* one-time code or a recovery code; empty: none given */
    Str from;                       /* address, for the list of sessions */
    const struct LoginProof *proof; /* by login_prove; NULL: session_open does it */
} Login;
/* The dear part (some 20 ms), which writes nothing: any thread may do it before session_open. */
bool login_prove(Work *w, Login *login);
/* One act. ERR_DENIED: wrong (the sentence tells how many tries are left) or locked (until when);
 * ERR_STATE: all is well, but the one-time code is wanted too: ask for it and call again. Failures
 * are counted in the store. *token lives in w's arena and is told once. */
bool session_open(Work *w, const Login *login, Str *token);
/* ERR_DENIED when unknown, expired, closed, or the account's. Very cheap. */
bool session_find(Work *w, Str token, Session *out);
/* w->actor, w->scope. With must_change the actor has no duties. */
bool session_enter(Work *w, const Session *session);
bool session_close(Work *w, Digest token); /* logging out: one act */
typedef struct {
    int64_t id;
    Str account, from;
    int64_t created, seen, expires;
} SessionRow;
bool session_list(Work *w, Str account, SessionRow **out, size_t *count); /* empty: all open */
/* By 安全, or its own account. One act. */
bool session_revoke(Work *w, int64_t id);
/* Writes when sessions were last seen; the writer calls it now and then. No act. */
bool sessions_note(Work *w);

/* ---- passwords and one-time codes ----------------------------------------------------------- */

/* ERR_INPUT with what to do when it is too short, too common, or holds the account's name. */
bool password_check(Work *w, Str account, Str password);
/* By 系统: a first password, that the account must change. *password is told once. */
bool password_reset(Work *w, Str account, Str *password);
/* By the account itself; ends its other sessions but `keep`. */
typedef struct {
    Str account, old, fresh;
    Digest keep;
} PasswordChange;
bool password_change(Work *w, const PasswordChange *change);
/* For demo stores and set-up alone: no question who does it. */
bool password_set(Work *w, Str account, Str password, bool must_change);
bool account_unlock(Work *w, Str account); /* by 系统 or 安全 */

/* Enrolling: the secret is shown (QR or text), then confirmed by a code. By the account itself. */
typedef struct {
    Str secret; /* base32 */
    Str uri;    /* otpauth://totp/… */
} CodeSecret;
bool code_enrol(Work *w, CodeSecret *out);
enum { RECOVERY_CODES = 8 };
bool code_confirm(Work *w, Str code, Str recovery[RECOVERY_CODES]); /* told once */
bool code_remove(Work *w, Str account); /* by the account itself or 安全 */

/* ---- the first account ---------------------------------------------------------------------- */

/* Whether somebody could log in. */
bool setup_is_needed(Work *w, bool *needed);
/* A token for the one-time link to the set-up page; the ones before end. */
bool setup_begin(Work *w, Str *token);
bool setup_holds(Work *w, Str token); /* ERR_DENIED when used, expired or unknown */
/* Opens the first 系统 account, or gives it its password when it is there already. One act. */
typedef struct {
    Str token, account, name, password;
} Setup;
bool setup_finish(Work *w, const Setup *setup);

/* ---- what was looked at --------------------------------------------------------------------- */

typedef struct {
    int64_t instant, account; /* account 0: nobody logged in */
    Str route;                /* its name */
    Str subject;              /* "person:17"; empty */
    int status;
} AccessRow;
/* By the writer, many at once: one insert, no act. Inside a transaction or group, or its own. */
bool access_log_append(Work *w, const AccessRow *rows, size_t count);
bool access_log_count(Work *w, int64_t *rows);
typedef struct {
    Str account, subject; /* empty: all */
    int64_t before;       /* id; 0: from the newest on */
    size_t limit;
} AccessQuery;
typedef struct {
    int64_t id;
    AccessRow row;
    Str account;
} AccessSeen;
bool access_log_list(Work *w, const AccessQuery *query, AccessSeen **out, size_t *count);
/* Rows older than the declared period (at least 180 days: 网络安全法 art. 21) are taken out, and the
 * act says how many. */
enum { ACCESS_LOG_DAYS = 180 };
bool access_log_keep_days(Work *w, int days); /* by 系统: declares the period; one act */
bool access_log_days(Work *w, int64_t *days); /* the period that holds */
bool access_log_purge(Work *w, int64_t *rows);

/* ---- what programs were answered (answered.c) ----------------------------------------------- */

/* By the actor's own key of a request; status 0: nothing has been answered under it. `request` is
 * the digest, in hex, of all that was asked: the same key is not for something else. */
enum { ANSWERED_DAYS = 7 };
typedef struct {
    Str request, body;
    int status;
} Answered;
bool answered_find(Work *w, Str key, Answered *out);
bool answered_keep(Work *w, Str key, const Answered *answered); /* behind its act; no act itself */

#endif
