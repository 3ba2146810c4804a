/* 享受(X) and 享受额(X): what was granted to whom in a month, kept by affair as a list of shares.
 * To read it as a column the list is spread over one scratch value a person and taken off again, so
 * that a month costs its shares and the rows asked for, not the population. */
#include "entitle/roll.h"

EnjoyedMonth *enjoyed_find(FactBase *base, const Affair *affair, Month month)
{
    AffairFacts *facts = facts_affair(base, affair);
    for (size_t i = 0; i < facts->month_count; i++)
        if (facts->months[i].month.n == month.n) return &facts->months[i];
    return NULL;
}

EnjoyedMonth *enjoyed_open(FactBase *base, const Affair *affair, Month month)
{
    AffairFacts *facts = facts_affair(base, affair);
    EnjoyedMonth *m = enjoyed_find(base, affair, month);
    if (!m) {
        if (facts->month_count == facts->month_capacity)
            facts->months = arena_grow(base->arena, facts->months, &facts->month_capacity,
                                       sizeof *facts->months);
        m = &facts->months[facts->month_count++];
        *m = (EnjoyedMonth){.month = month};
    }
    m->count = 0;
    return m;
}

void enjoyed_add(FactBase *base, EnjoyedMonth *m, int32_t person, int64_t fen)
{
    if (person < 0) return;
    if (m->count == m->capacity)
        m->shares = arena_grow(base->arena, m->shares, &m->capacity, sizeof *m->shares);
    m->shares[m->count].person = person;
    m->shares[m->count++].fen = fen;
}

static void spread(FactBase *base, const EnjoyedMonth *m)
{
    for (size_t i = 0; i < m->count; i++) {
        int64_t *fen = &base->scratch[m->shares[i].person];
        bool unknown = *fen == ENJOYED_UNKNOWN || m->shares[i].fen == ENJOYED_UNKNOWN;
        *fen = unknown ? ENJOYED_UNKNOWN : *fen + m->shares[i].fen;
    }
}

static void clear(FactBase *base, const EnjoyedMonth *m)
{
    for (size_t i = 0; i < m->count; i++)
        base->scratch[m->shares[i].person] = 0;
}

static void put(Arena *arena, Column *column, size_t row, int64_t fen)
{
    if (column->type == COLUMN_TRUTH) {
        column_bytes(column)[row] = fen == ENJOYED_UNKNOWN ? UNKNOWN : fen > 0 ? YES : NO;
        return;
    }
    if (fen == ENJOYED_UNKNOWN)
        column_set_unknown(column, arena, row);
    else
        column_int64(column)[row] = fen;
}

void enjoyed_column(Arena *arena, FactBase *base, const EnjoyedMonth *m, const int32_t *people,
                    Column *column)
{
    spread(base, m);
    for (size_t i = 0; i < column->rows; i++)
        put(arena, column, i, people[i] < 0 ? 0 : base->scratch[people[i]]);
    clear(base, m);
}

/* The shares of a row's members: whether any is known to be there, and whether one is unknown. */
static int64_t row_sum(const FactBase *base, const Roll *roll, size_t row, bool *unknown)
{
    int64_t sum = 0;
    *unknown = false;
    for (uint32_t j = roll->start[row]; j < roll->start[row + 1]; j++) {
        int64_t fen = roll->member[j] < 0 ? 0 : base->scratch[roll->member[j]];
        if (fen == ENJOYED_UNKNOWN)
            *unknown = true;
        else
            sum += fen;
    }
    return sum;
}

void enjoyed_sums(Arena *arena, FactBase *base, const EnjoyedMonth *m, const Roll *roll,
                  Column *column)
{
    spread(base, m);
    for (size_t i = 0; i < roll->rows; i++) {
        bool unknown;
        int64_t sum = row_sum(base, roll, i, &unknown);
        bool decided = !unknown || (column->type == COLUMN_TRUTH && sum > 0);
        put(arena, column, i, decided ? sum : ENJOYED_UNKNOWN);
    }
    clear(base, m);
}
