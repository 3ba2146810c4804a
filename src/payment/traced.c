/* What one close posted, person by person, beside what its entries make: the middle of the way from
 * law to bank, for those who must see each step. Read in pages; nothing is repaired here. */
#include "payment/payment.h"

static void asked_bind(Stmt *s, Month closed_in, const TracedAsked *asked)
{
    db_bind_int(s, 1, closed_in.n);
    db_bind_str(s, 2, asked->affair);
    db_bind_int(s, 3, asked->person);
    db_bind_int(s, 4, (int64_t)asked->only);
}

static TracedPerson traced_read(Work *w, Stmt *s)
{
    return (TracedPerson){.affair = str_copy(w->arena, db_str(s, 0)),
                          .person = db_int(s, 1),
                          .month = {(int32_t)db_int(s, 2)},
                          .unit = db_int(s, 3),
                          .lines = db_int(s, 4),
                          .posted = {db_int(s, 5)},
                          .entered = {db_int(s, 6)},
                          .batch = db_int(s, 7)};
}

bool payment_traced_sums(Work *w, Month closed_in, const TracedAsked *asked, Traced *out)
{
    Stmt *s = db_stmt(w, &payment_sql, "traced_sums");
    *out = (Traced){0};
    asked_bind(s, closed_in, asked);
    bool found = db_next(s);
    if (!found) return !db_failed(s);
    out->all = db_int(s, 0);
    out->posted.fen = db_int(s, 1);
    db_reset(s);
    return true;
}

bool payment_traced(Work *w, Month closed_in, const TracedAsked *asked, Traced *out)
{
    size_t capacity = out->count;
    Stmt *s = db_stmt(w, &payment_sql, "traced");
    asked_bind(s, closed_in, asked);
    db_bind_int(s, 5, asked->most);
    db_bind_int(s, 6, asked->first);
    while (db_next(s)) {
        if (out->count == capacity)
            out->items = arena_grow(w->arena, out->items, &capacity, sizeof *out->items);
        out->items[out->count++] = traced_read(w, s);
    }
    return !db_failed(s);
}
