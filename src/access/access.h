/* access: accounts, duties and area scope. The first cut: who acts (--by ACCOUNT), what duty that
 * account has, and which part of the division tree it may see.
 *
 * Scope is a set of intervals over the division tree's order numbers; statements on scoped tables
 * take it as a parameter. */
#ifndef ACCESS_H
#define ACCESS_H

#include "base/base.h"

typedef enum {
    DUTY_CLERK,    /* 经办 */
    DUTY_CHECKER,  /* 复核 */
    DUTY_APPROVER, /* 审批 */
    DUTY_PAYER,    /* 发放 */
    DUTY_AUDITOR,  /* 审计 */
    DUTY_SYSTEM,   /* 系统 */
    DUTY_COUNT
} Duty;
Str duty_name(Duty duty);
bool duty_parse(Str name, Duty *out); /* Chinese name or English key */

typedef struct Actor {
    int64_t id; /* account */
    Str account;
    Str name;
    Duty duty;
} Actor;
typedef struct {
    int32_t first, last; /* order numbers of divisions, inclusive */
} Interval;
typedef struct Scope {
    Interval *intervals;
    size_t count;
} Scope;

/* Creates an account; the division's interval is resolved by the caller. */
bool account_create(Work *w, Str account, Str name, Duty duty, Division scope);
/* Makes `account` the actor of this work. ERR_DENIED when unknown or closed. */
bool access_enter(Work *w, Str account);
/* ERR_DENIED unless the actor has the duty. */
bool access_need(Work *w, Duty duty);
typedef struct {
    Str account, name;
    Duty duty;
    Division scope;
    bool closed;
} Account;
bool account_list(Work *w, Account **out, size_t *count);

/* Sealed columns: keyed digest (HMAC-SM3, first 16 bytes as hex) and the codec of the value. The
 * key stands in a file beside the store, made on first use. */
bool secret_digest(Work *w, Str plain, Str *out);
bool secret_seal(Work *w, Str plain, Str *out);
bool secret_open(Work *w, Str sealed, Str *out);

#endif
