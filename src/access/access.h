/* access: accounts, duties and area scope; sealed values. The first cut: who acts (--by ACCOUNT),
 * what duty that account has, and which part of the division tree it may see.
 *
 *     TRY(access_enter(w, STR("wang")));      // w->actor is wang from here on
 *     TRY(access_need(w, DUTY_CHECKER));      // ERR_DENIED for anybody else
 *
 * Scope is a set of intervals over the division tree's order numbers; statements on scoped tables
 * take it as a parameter.
 *
 * Sealed values are ID, phone and card numbers (semantics 26). A store keeps the keyed digest, to
 * find and compare, and the sealed text, to show. The key is in a file beside the store,
 * <store>.key: made on first use, readable by its owner alone, never in the store or its backups.
 */
#ifndef ACCESS_H
#define ACCESS_H

#include "audit/audit.h"
#include "base/base.h"

extern const struct SqlModule access_sql;

typedef enum {
    DUTY_CLERK,    /* 经办 */
    DUTY_CHECKER,  /* 复核 */
    DUTY_APPROVER, /* 审批 */
    DUTY_PAYER,    /* 发放 */
    DUTY_AUDITOR,  /* 审计 */
    DUTY_SYSTEM,   /* 系统 */
    DUTY_COUNT
} Duty;
Str duty_name(Duty duty);             /* Chinese */
Str duty_key(Duty duty);              /* English */
bool duty_parse(Str name, Duty *out); /* Chinese name or English key */

/* Actor is declared by audit: audit writes who acted, access says who may. */
typedef struct {
    int32_t first, last; /* order numbers of divisions, inclusive */
} Interval;
typedef struct Scope {
    Interval *intervals;
    size_t count;
} Scope;

/* Creates an account; the division's interval is resolved by the caller. One act of its own, or
 * part of the caller's transaction when there is one. ERR_CONFLICT when the name is taken: a closed
 * account's name is never given to somebody else. */
bool account_create(Work *w, Str account, Str name, Duty duty, Division scope);
bool account_close(Work *w, Str account);
/* Makes `account` the actor of this work. ERR_DENIED when unknown or closed. */
bool access_enter(Work *w, Str account);
/* ERR_DENIED unless the actor has the duty. */
bool access_need(Work *w, Duty duty);
/* For what a clerk does: a clerk, the system itself, or anybody in a store without accounts. Who
 * checks, approves, pays or audits must not also choose who is paid. */
bool access_need_clerk(Work *w);
typedef struct {
    Str account, name;
    Duty duty;
    Division scope;
    bool closed;
} Account;
bool account_list(Work *w, Account **out, size_t *count); /* by account */
bool account_row(Work *w, Str account, Account *out);     /* ERR_NOT_FOUND */

/* Sealed columns: keyed digest (HMAC-SM3, first 16 bytes as 32 hex digits) and the codec of the
 * value. The empty text has the empty digest and the empty seal. */
bool secret_digest(Work *w, Str plain, Str *out);
bool secret_seal(Work *w, Str plain, Str *out);
/* The same for another thread than the store's: a copy of the store's secret, that lives in the
 * arena. `plain` is not empty. */
typedef struct Sealer Sealer;
bool sealer_new(Work *w, Arena *arena, Sealer **out);
void sealer_both(Sealer *sealer, Arena *arena, Str plain, Str *digest, Str *sealed);
bool secret_open(Work *w, Str sealed, Str *out); /* ERR_CORRUPT when altered or of another key */

#endif
