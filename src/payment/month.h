/* A month for those who look at it: whether it may be closed, what closing it would post, what it
 * changed against the month before and why. Included by payment.h. */
#ifndef PAYMENT_MONTH_H
#define PAYMENT_MONTH_H

/* The month that comes next. False with the sentence that says why it cannot be closed now: by this
 * account, or by anybody. */
bool payment_next_month(Work *w, Month *out); /* ERR_STATE before a first month is set */
bool payment_may_close(Work *w, Month month);

/* ---- against last month ------------------------------------------------------------------- */

typedef enum { CHANGE_NEW, CHANGE_STOPPED, CHANGE_MORE, CHANGE_LESS, CHANGE_KIND_COUNT } ChangeKind;
Str change_kind_name(ChangeKind kind);
Str change_kind_key(ChangeKind kind); /* new, stopped, more, less */
/* One enrolment whose amount of its own month is another than the month before. */
typedef struct {
    const Affair *affair;
    int64_t enrolment, unit, person, division; /* person: one of those who are paid */
    ChangeKind kind;
    Str cause; /* Chinese: 死亡, 提标, the reason of the decision … */
    Money before, after;
} MonthChange;
typedef struct {
    Month month;
    MonthChange *items; /* by affair key, then enrolment */
    size_t count;
} MonthChanges;
/* Of the whole store, whoever asks: show only what lies in w's scope (scope_holds of division). A
 * month that is not closed has none. */
bool payment_changes(Work *w, const Bureau *bureau, Month month, MonthChanges *out);

/* ---- a trial (试结) ------------------------------------------------------------------------ */

/* What payment_close would post now; nothing is written. `changes` is empty for a month that was
 * closed before: what it posts then is what has changed since. */
typedef struct {
    CloseResult result;
    MonthChanges changes;
    bool again;
} CloseTrial;
bool payment_try(Work *w, const Bureau *bureau, Month month, CloseTrial *out);

/* ---- person by person --------------------------------------------------------------------- */

/* What a close posted for one person, affair and month paid for, beside its entries. */
typedef struct {
    Str affair; /* key */
    int64_t person, unit;
    Month month; /* paid for */
    int64_t lines;
    Money posted, entered;
    int64_t batch; /* 0: in none */
} TracedPerson;
typedef enum { TRACED_ALL, TRACED_DIFFERS, TRACED_UNBATCHED } TracedOnly;
typedef struct {
    Str affair;     /* key; empty: any */
    int64_t person; /* 0: anybody */
    TracedOnly only;
    int64_t first, most; /* which of them */
} TracedAsked;
typedef struct {
    TracedPerson *items; /* by affair, person, month */
    size_t count;
    int64_t all; /* how many there are to page through */
    Money posted;
} Traced;
/* Of the whole store, for those who see all of it: how many there are and their sum; and some of
 * them, which come behind those that `out` holds. */
bool payment_traced_sums(Work *w, Month closed_in, const TracedAsked *asked, Traced *out);
bool payment_traced(Work *w, Month closed_in, const TracedAsked *asked, Traced *out);

/* ---- files from a browser ----------------------------------------------------------------- */

/* bank_answer of a file that was sent to us. */
bool bank_answer_bytes(Work *w, const Bureau *bureau, int64_t batch, Str bytes, BankAnswer *out);
/* batch_export into memory: what the browser saves, under its name. */
typedef struct {
    Str name, bytes;
} BankFile;
bool batch_export_bytes(Work *w, const Bureau *bureau, int64_t batch, BankFormat as, BankFile *out);
/* What the bank sent back and no batch has taken up again. */
typedef struct {
    int64_t batch; /* that was to pay it */
    Str affair;    /* key */
    int64_t person;
    Money amount;
    Str cause;
    int64_t payee; /* whose account it goes to */
    Str waits;     /* what keeps it from the next draft, Chinese; empty: it will be in it */
    Str mend;      /* what is to be done about that */
} ReturnWaiting;
bool returns_waiting(Work *w, const Bureau *bureau, ReturnWaiting **out, size_t *count);

#endif
