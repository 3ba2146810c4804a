/* What reconciliation asks of the ledger: the same money counted at each place it passes. */
#include "ledger/book.h"

bool ledger_flow(Work *w, Month closed_in, LedgerFlow **out, size_t *count, int64_t *unequal)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &ledger_sql, "flow");
    db_bind_int(s, 1, closed_in.n);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (LedgerFlow){.affair = str_copy(w->arena, db_str(s, 0)),
                                          .fund = str_copy(w->arena, db_str(s, 1)),
                                          .lines = db_int(s, 2),
                                          .posted = {db_int(s, 3)},
                                          .entered = {db_int(s, 4)},
                                          .batched = {db_int(s, 5)}};
    }
    if (db_failed(s)) return false;
    s = db_stmt(w, &ledger_sql, "flow_unequal");
    db_bind_int(s, 1, closed_in.n);
    return db_scalar(s, 0, unequal);
}

bool ledger_batch_moves(Work *w, int64_t batch, BatchMoves **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &ledger_sql, "batch_moves");
    db_bind_int(s, 1, batch);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (BatchMoves){.affair = str_copy(w->arena, db_str(s, 0)),
                                          .person = db_int(s, 1),
                                          .sent = {db_int(s, 2)},
                                          .settled = {db_int(s, 3)},
                                          .returned = {db_int(s, 4)},
                                          .offset = {db_int(s, 5)}};
    }
    return !db_failed(s);
}
