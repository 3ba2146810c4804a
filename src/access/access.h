/* access: accounts, their duties and areas, sessions, near relatives, sealed values.
 *
 *     TRY(access_enter(w, STR("wang")));      // w->actor is wang from here on (CLI: --by)
 *     TRY(access_need(w, DUTY_CHECKER));      // ERR_DENIED for anybody else
 *
 * An account has duties, each for a division and all that lies in it: wang checks for the county
 * and keeps files for one town. Three administrators keep each other in check: 系统 opens accounts
 * and keeps settings, 安全 grants duties and reviews sessions, 审计 reads everything and changes
 * nothing; none of them may have any other duty, and nobody grants himself anything. The store
 * itself refuses the rest.
 *
 * What an account may see is w->scope (db: in_scope); sessions of the browser stand in session.h.
 *
 * Sealed values are ID, phone and card numbers (semantics 26). A store keeps the keyed digest, to
 * find and compare, and the sealed text, to show. The key is in a file beside the store,
 * <store>.key: made on first use, readable by its owner alone, never in the store or its backups.
 */
#ifndef ACCESS_H
#define ACCESS_H

#include "audit/audit.h"
#include "base/base.h"
#include "db/db.h"

extern const struct SqlModule access_sql;

/* ---- duties --------------------------------------------------------------------------------- */

typedef enum {
    DUTY_VILLAGE,  /* 村居 */
    DUTY_CLERK,    /* 经办 */
    DUTY_CHECKER,  /* 复核 */
    DUTY_APPROVER, /* 审批 */
    DUTY_PAYER,    /* 发放 */
    DUTY_AUDITOR,  /* 审计 */
    DUTY_SYSTEM,   /* 系统 */
    DUTY_SECURITY, /* 安全 */
    DUTY_PARTNER,  /* 协同部门 */
    DUTY_COUNT
} Duty;
typedef unsigned DutySet;
#define DUTY_BIT(duty) (1u << (duty))
#define DUTIES_ALL (DUTY_BIT(DUTY_COUNT) - 1)
#define DUTIES_BUSINESS                                                                            \
    (DUTY_BIT(DUTY_VILLAGE) | DUTY_BIT(DUTY_CLERK) | DUTY_BIT(DUTY_CHECKER) |                      \
     DUTY_BIT(DUTY_APPROVER) | DUTY_BIT(DUTY_PAYER))
Str duty_name(Duty duty);                      /* Chinese */
Str duty_key(Duty duty);                       /* English */
bool duty_parse(Str name, Duty *out);          /* Chinese name or English key */
Str duties_name(Arena *arena, DutySet duties); /* 经办、复核 */
typedef struct DutyGrant {
    Duty duty;
    Division division; /* its level is the level of the duty: county, town, village */
} DutyGrant;

/* ---- accounts ------------------------------------------------------------------------------- */

typedef struct {
    int64_t id;
    Str account, name;
    Duty duty;               /* of the first grant that stands, */
    Division scope;          /* and its division; DUTY_COUNT and 0 without one */
    DutySet duties;          /* of all grants that stand */
    const DutyGrant *grants; /* in the order in which they were given */
    size_t grant_count;
    int64_t person; /* who it is in the registry; 0: not said */
    bool closed, has_password, must_change, has_code;
    int64_t locked_until; /* instant; 0: not locked */
} Account;
bool account_list(Work *w, Account **out, size_t *count); /* by account */
bool account_row(Work *w, Str account, Account *out);     /* ERR_NOT_FOUND */

/* One act each, or part of the caller's transaction when there is one. ERR_CONFLICT when the name
 * is taken: a closed account's name is never given to somebody else. account_create opens an
 * account with its first duty and does not ask who does it: account_may_create does. */
bool account_create(Work *w, Str account, Str name, Duty duty, Division scope);
/* The first account is 系统's, and he opens the others; with a duty only while the store has no 安全
 * whose business that would be. */
bool account_may_create(Work *w, Duty duty);
bool account_open(Work *w, Str account, Str name);              /* by 系统; without duties */
bool account_close(Work *w, Str account);                       /* ends its sessions */
bool account_shut(Work *w, Str account);                        /* the same, by 系统 or 安全 */
bool account_bind(Work *w, Str account, int64_t person);        /* by 安全: who the account is */
bool duty_grant(Work *w, Str account, const DutyGrant *grant);  /* by 安全 */
bool duty_revoke(Work *w, Str account, const DutyGrant *grant); /* by 安全 */

/* Makes `account` the actor of this work, without a scope: whoever has the machine at hand.
 * ERR_DENIED when unknown or closed. */
bool access_enter(Work *w, Str account);
bool access_has(const Work *w, DutySet any); /* whether the actor has one of the duties */
/* ERR_DENIED unless the actor has the duty; one of them; one of them where the division (id) is. */
bool access_need(Work *w, Duty duty);
bool access_need_any(Work *w, DutySet any);
bool access_need_at(Work *w, DutySet any, int64_t division);
/* ERR_DENIED unless w sees all of the store: what concerns the county is done by the county. */
bool access_need_all(Work *w);
/* For what a clerk does: a clerk, the system itself, or anybody in a store without accounts. Who
 * checks, approves, pays or audits must not also choose who is paid. */
bool access_need_clerk(Work *w);

/* ---- near relatives (近亲属备案) -------------------------------------------------------------- */

typedef struct {
    int64_t id;
    Str account;
    int64_t person;
    Str relation; /* 配偶, 父母, 子女 … as said */
    Str filed_by; /* account */
    Date day;     /* filed */
    Date ended;   /* DATE_NONE while it stands */
} Kin;
/* By the account itself or by 安全. One act each. */
bool kin_file(Work *w, const Kin *kin, int64_t *id);           /* account, person, relation */
bool kin_end(Work *w, int64_t id);                             /* by 安全 alone */
bool kin_list(Work *w, Str account, Kin **out, size_t *count); /* account empty: all */
/* ERR_DENIED when one of these people is the actor himself or a relative of his: he keeps out of
 * their cases and decisions. True without an actor. */
bool access_no_kin(Work *w, const int64_t *people, size_t count);
bool access_kin(Work *w, int64_t **people, size_t *count); /* himself, if said, and they */

/* ---- sealed values -------------------------------------------------------------------------- */

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

#include "access/session.h"

#endif
