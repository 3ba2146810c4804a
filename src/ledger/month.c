/* What a month posted, for whoever looks at it: sums kept with the lines, by place, and what is
 * other than the month before. */
#include "db/db.h"
#include "ledger/ledger.h"

static LedgerMonthSum *sum_next(Work *w, LedgerMonthSum **out, size_t *count, size_t *capacity)
{
    if (*count == *capacity) *out = arena_grow(w->arena, *out, capacity, sizeof **out);
    return &(*out)[(*count)++];
}

bool ledger_month_sums(Work *w, Month from, Month to, LedgerMonthSum **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &ledger_sql, "month_sums");
    db_bind_int(s, 1, from.n);
    db_bind_int(s, 2, to.n);
    *out = NULL;
    *count = 0;
    while (db_next(s))
        *sum_next(w, out, count, &capacity) =
            (LedgerMonthSum){.closed_in = {(int32_t)db_int(s, 0)},
                             .affair = str_copy(w->arena, db_str(s, 1)),
                             .reason = (Reason)db_int(s, 2),
                             .fund = str_copy(w->arena, db_str(s, 3)),
                             .lines = db_int(s, 4),
                             .amount = {db_int(s, 5)}};
    return !db_failed(s);
}

bool ledger_month_places(Work *w, Month closed_in, LedgerMonthSum **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &ledger_sql, "month_places");
    db_bind_int(s, 1, closed_in.n);
    *out = NULL;
    *count = 0;
    while (db_next(s))
        *sum_next(w, out, count, &capacity) = (LedgerMonthSum){.closed_in = closed_in,
                                                               .division = db_int(s, 0),
                                                               .lines = db_int(s, 1),
                                                               .amount = {db_int(s, 2)}};
    return !db_failed(s);
}

bool ledger_month_changes(Work *w, Month month, LedgerChange **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &ledger_sql, "month_changes");
    db_bind_int(s, 1, month.n - 1);
    db_bind_int(s, 2, month.n);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (LedgerChange){.affair = str_copy(w->arena, db_str(s, 0)),
                                            .enrolment = db_int(s, 1),
                                            .unit = db_int(s, 2),
                                            .person = db_int(s, 3),
                                            .division = db_int(s, 4),
                                            .people_before = db_int(s, 5),
                                            .people_after = db_int(s, 6),
                                            .before = {db_int(s, 7)},
                                            .after = {db_int(s, 8)}};
    }
    return !db_failed(s);
}

bool ledger_batch_seen(Work *w, int64_t batch, LedgerSum *out)
{
    Stmt *s = db_stmt(w, &ledger_sql, "batch_seen");
    db_bind_int(s, 1, batch);
    bool found = db_next(s);
    if (found)
        *out =
            (LedgerSum){.lines = db_int(s, 0), .persons = db_int(s, 1), .amount = {db_int(s, 2)}};
    db_reset(s);
    return found;
}
