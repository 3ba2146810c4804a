/* 试结: the close with everything but its writing. It reads one state of the store, and leaves
 * nothing behind. */
#include "access/access.h"
#include "payment/closing.h"

#include <stdlib.h>

/* Lines come by affair and enrolment. */
void trial_add(Trial *trial, Month month, const Lines *lines)
{
    TrialUnits *units = &trial->units;
    for (size_t i = 0; i < lines->count; i++) {
        const Line *line = &lines->lines[i];
        LedgerChange *last = units->count ? &units->items[units->count - 1] : NULL;
        if (line->month.n != month.n) continue;
        if (!last || last->enrolment != line->enrolment || !str_equal(last->affair, line->affair)) {
            if (units->count == units->capacity)
                units->items =
                    arena_grow(trial->arena, units->items, &units->capacity, sizeof *units->items);
            last = &units->items[units->count++];
            *last = (LedgerChange){.affair = str_copy(trial->arena, line->affair),
                                   .enrolment = line->enrolment,
                                   .unit = line->unit,
                                   .division = line->division};
        }
        last->people_after += last->person != line->person;
        last->person = line->person;
        last->after.fen += line->amount.fen;
    }
}

static const LedgerChange *unit_of(const TrialUnits *units, const LedgerChange *row, size_t *at)
{
    while (*at < units->count) {
        const LedgerChange *unit = &units->items[*at];
        int order = str_compare(unit->affair, row->affair);
        if (order == 0)
            order = (unit->enrolment > row->enrolment) - (unit->enrolment < row->enrolment);
        if (order >= 0) return order == 0 ? unit : NULL;
        (*at)++;
    }
    return NULL;
}

static int by_enrolment(const void *a, const void *b)
{
    const LedgerChange *x = a, *y = b;
    int order = str_compare(x->affair, y->affair);
    return order ? order : (x->enrolment > y->enrolment) - (x->enrolment < y->enrolment);
}

static LedgerChange *row_next(Work *w, LedgerChange **rows, size_t *count, size_t *capacity)
{
    if (*count == *capacity) *rows = arena_grow(w->arena, *rows, capacity, sizeof **rows);
    return &(*rows)[(*count)++];
}

/* Last month's enrolments, which all seem to have stopped as long as this one is not closed, beside
 * those of the trial. */
static bool units_compare(Work *w, Month month, Trial *trial, LedgerChange **out, size_t *count)
{
    LedgerChange *before;
    size_t before_count, capacity = 0, at = 0, new_at = 0;
    TrialUnits *units = &trial->units;
    TRY(ledger_month_changes(w, month, &before, &before_count));
    if (units->count) qsort(units->items, units->count, sizeof *units->items, by_enrolment);
    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < before_count; i++) {
        const LedgerChange *after = unit_of(units, &before[i], &at);
        for (; new_at < at; new_at++)
            *row_next(w, out, count, &capacity) = units->items[new_at];
        if (after) new_at = at + 1;
        if (after && after->after.fen == before[i].before.fen) continue;
        LedgerChange *row = row_next(w, out, count, &capacity);
        *row = before[i];
        row->people_after = after ? after->people_after : 0;
        row->after.fen = after ? after->after.fen : 0;
    }
    for (; new_at < units->count; new_at++)
        *row_next(w, out, count, &capacity) = units->items[new_at];
    return true;
}

static bool trial_work(Work *w, const Bureau *bureau, Month month, CloseTrial *out)
{
    LedgerChange *rows;
    size_t count;
    Trial trial = {.arena = w->arena};
    TRY(close_try(w, bureau, month, &trial, &out->result));
    out->again = trial.again;
    out->changes = (MonthChanges){.month = month};
    if (trial.again) return true;
    TRY(units_compare(w, month, &trial, &rows, &count));
    return changes_explain(w, bureau, rows, count, &out->changes);
}

bool payment_try(Work *w, const Bureau *bureau, Month month, CloseTrial *out)
{
    TRY(payment_may_close(w, month));
    TRY(db_begin_read(w));
    bool ok = trial_work(w, bureau, month, out);
    db_rollback(w);
    return ok;
}
