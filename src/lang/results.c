/* The columns of results: making them, and storing a block's. Amounts are whole fen, zero where the
 * row is not eligible. */
#include "lang/scratch.h"

#include <string.h>

static Results results_of_rules(Arena *arena, size_t rows, size_t members)
{
    Results r = {.rows = rows, .members = members};
    r.eligible = NEW_ARRAY(arena, uint8_t, rows);
    r.candidate = NEW_ARRAY(arena, uint8_t, rows);
    r.reason = NEW_ARRAY(arena, uint8_t, rows);
    r.first_month = NEW_ARRAY(arena, int32_t, rows);
    r.stop_month = NEW_ARRAY(arena, int32_t, rows);
    r.arrears_floor = NEW_ARRAY(arena, int32_t, rows);
    r.month_unknown = NEW_ARRAY(arena, uint8_t, rows);
    r.counted = NEW_ARRAY(arena, uint8_t, members);
    r.overflow = NEW_ARRAY(arena, uint8_t, rows);
    return r;
}

Results results_new(Arena *arena, const Affair *affair, size_t rows, size_t members)
{
    Results r = results_of_rules(arena, rows, members);
    r.amount = NEW_ARRAY(arena, int64_t *, affair->component_count);
    r.amount_unknown = NEW_ARRAY(arena, uint8_t *, affair->component_count);
    for (size_t k = 0; k < affair->component_count; k++) {
        size_t n = affair->components[k].by_member ? members : rows;
        r.amount[k] = NEW_ARRAY(arena, int64_t, n);
        r.amount_unknown[k] = NEW_ARRAY(arena, uint8_t, n);
    }
    return r;
}

Results results_new_listed(Arena *arena, const Affair *affair, size_t rows, size_t members)
{
    Results r = results_of_rules(arena, rows, members);
    r.paid = NEW_ARRAY(arena, PaidRows, affair->component_count);
    for (size_t k = 0; k < affair->component_count; k++) {
        const size_t n = affair->components[k].by_member ? members : rows;
        PaidRows *paid = &r.paid[k];
        paid->at = NEW_ARRAY(arena, uint32_t, n + 1);
        paid->fen = NEW_ARRAY(arena, int64_t, n + 1);
        paid->unknown = NEW_ARRAY(arena, uint8_t, n + 1);
    }
    return r;
}

static void store_bytes(const Vector *v, uint8_t *to, size_t n)
{
    if (v->one)
        memset(to, vector_byte(v, 0), n);
    else
        memcpy(to, v->values, n);
}

static void store_month(const Vector *v, int32_t *to, uint8_t *unknown, size_t n)
{
    if (!v->one) memcpy(to, v->values, n * sizeof *to);
    for (size_t row = 0; v->one && row < n; row++)
        to[row] = vector_day(v, 0);
    if (!v->has_unknown) return;
    if (!v->one)
        kernel_mask_join(n, unknown, v->unknown);
    else if (v->unknown[0])
        memset(unknown, 1, n);
}

static void store_months(const Run *run, Results *results)
{
    size_t first = run->to_row;
    uint8_t *unknown = results->month_unknown + first;
    memset(unknown, 0, run->rows);
    const Code *code = run->code;
    store_month(&run->vectors[code->start], results->first_month + first, unknown, run->rows);
    store_month(&run->vectors[code->stop], results->stop_month + first, unknown, run->rows);
    store_month(&run->vectors[code->floor], results->arrears_floor + first, unknown, run->rows);
}

/* Where a component's amounts go; `eligible` is by row or by member, as they are. */
typedef struct {
    size_t n;
    const uint8_t *eligible;
    bool eligible_unknown;
    int64_t *amount;
    uint8_t *unknown;
} Payout;

static void store_amount_unknown(const Vector *v, const Payout *p)
{
    if (!v->has_unknown && !p->eligible_unknown) {
        memset(p->unknown, 0, p->n);
    } else if (v->has_unknown && !v->one) {
        kernel_pay_mask(p->n, p->unknown, p->eligible, v->unknown);
    } else if (!v->has_unknown) {
        kernel_truth_unknown(p->n, p->unknown, p->eligible);
    } else {
        uint8_t all = v->unknown[0];
        for (size_t i = 0; i < p->n; i++)
            p->unknown[i] = (p->eligible[i] == UNKNOWN) | ((p->eligible[i] == YES) & all);
    }
}

static void store_amount(const Vector *v, const Payout *p)
{
    if (v->one)
        kernel_pay_one(p->n, p->amount, p->eligible, vector_number(v, 0));
    else
        kernel_pay(p->n, p->amount, p->eligible, v->values);
    store_amount_unknown(v, p);
}

static Payout payout_at(const Results *results, size_t component, size_t first)
{
    return (Payout){.amount = results->amount[component] + first,
                    .unknown = results->amount_unknown[component] + first};
}

static bool is_by_member(const Run *run, size_t component)
{
    return run->program->tree->components[component].component->by_member;
}

/* Where a component's amounts are put together: there they go, or where they leave from. */
static int64_t *amounts_begin(const Scratch *s, const Run *run, const Payout *to)
{
    return run->streams ? s->outgoing : to->amount;
}

static void amounts_end(const Scratch *s, const Run *run, const Payout *to)
{
    if (run->streams) kernel_stream(to->n * sizeof *to->amount, to->amount, s->outgoing);
}

static Payout payout_of(const Run *run, const Results *results, size_t component)
{
    bool member = is_by_member(run, component);
    Payout p = payout_at(results, component, member ? run->to_member : run->to_row);
    p.n = member ? run->members : run->rows;
    return p;
}

/* Of a block in which nobody is eligible. */
void store_no_amounts(const Scratch *s, const Run *run, Results *results)
{
    for (size_t k = 0; k < run->program->tree->component_count; k++) {
        const Payout to = payout_of(run, results, k);
        memset(amounts_begin(s, run, &to), 0, to.n * sizeof *to.amount);
        memset(to.unknown, 0, to.n);
        amounts_end(s, run, &to);
    }
}

/* What a component pays in the rows or members of the run, into p->amount and p->unknown. */
static void pay(Scratch *s, Run *run, size_t component, Payout *p)
{
    const Vector *eligible = &run->vectors[run->code->eligible];
    bool member = is_by_member(run, component);
    p->n = member ? run->members : run->rows;
    p->eligible = eligible->values;
    p->eligible_unknown = eligible->has_unknown;
    if (member) {
        kernel_spread_byte(p->n, run_owners(run), s->spread, eligible->values);
        p->eligible = s->spread;
    } else if (eligible->one) {
        memset(s->spread, vector_byte(eligible, 0), p->n);
        p->eligible = s->spread;
    }
    store_amount(&run->vectors[run->code->amounts[component]], p);
}

/* ---- lists -------------------------------------------------------------------------------- */

void store_no_lists(const Program *program, Results *results)
{
    for (size_t k = 0; results->paid && k < program->tree->component_count; k++)
        results->paid[k].count = 0;
}

/* What the rows or members of a block, or those at `at`, are paid joins the list. */
static void list_add(const Run *run, Results *results, size_t component, const Payout *p,
                     const uint32_t *at)
{
    PaidRows *paid = &results->paid[component];
    const size_t first = is_by_member(run, component) ? run->to_member : run->to_row;
    const Unlisted from = {at, p->amount, p->unknown, (uint32_t)first};
    const Listed to = {paid->at + paid->count, paid->fen + paid->count,
                       paid->unknown + paid->count};
    paid->count += kernel_list(p->n, &to, &from);
}

void store_lists(Scratch *s, Run *run, const Run *wide, Results *results)
{
    const Narrow *narrow = &s->narrow;
    for (size_t k = 0; k < run->program->tree->component_count; k++) {
        Payout p = {.amount = narrow->amount, .unknown = narrow->unknown};
        const uint32_t *at = is_by_member(run, k) ? narrow->member_at : narrow->row_at;
        pay(s, run, k, &p);
        list_add(wide, results, k, &p, run == wide ? NULL : at);
    }
}

/* Where in a list a row stands, or the first after it. */
static size_t listed_from(const PaidRows *paid, size_t row)
{
    size_t low = 0, high = paid->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (paid->at[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool listed_unknown(const PaidRows *paid, size_t from, size_t to)
{
    for (size_t i = listed_from(paid, from); i < paid->count && paid->at[i] < to; i++)
        if (paid->unknown[i]) return true;
    return false;
}

/* ---- columns ------------------------------------------------------------------------------ */

void store_amounts(Scratch *s, Run *run, Results *results)
{
    for (size_t k = 0; k < run->program->tree->component_count; k++) {
        const Payout to = payout_of(run, results, k);
        Payout p = to;
        p.amount = amounts_begin(s, run, &to);
        pay(s, run, k, &p);
        amounts_end(s, run, &to);
    }
}

void store_narrow_amounts(Scratch *s, Run *run, const Run *wide, Results *results)
{
    const Narrow *narrow = &s->narrow;
    for (size_t k = 0; k < run->program->tree->component_count; k++) {
        const Payout to = payout_of(wide, results, k);
        Payout p = {.amount = narrow->amount, .unknown = narrow->unknown};
        const uint32_t *at = is_by_member(run, k) ? narrow->member_at : narrow->row_at;
        int64_t *amount = amounts_begin(s, wide, &to);
        pay(s, run, k, &p);
        memset(amount, 0, to.n * sizeof *amount);
        kernel_scatter_number(p.n, at, amount, p.amount);
        amounts_end(s, wide, &to);
        memset(to.unknown, 0, to.n);
        if (p.eligible_unknown || run->vectors[run->code->amounts[k]].has_unknown)
            kernel_scatter_byte(p.n, at, to.unknown, p.unknown);
    }
}

static bool row_amount_unknown(const Run *run, const Results *results, size_t row)
{
    const bool computed = results->amount || results->paid;
    for (size_t k = 0; computed && k < run->program->tree->component_count; k++) {
        size_t from = run->to_row + row, to = from + 1;
        if (is_by_member(run, k)) {
            from = run->to_member + run->start[row] - run->start[0];
            to = run->to_member + run->start[row + 1] - run->start[0];
        }
        if (results->paid ? listed_unknown(&results->paid[k], from, to)
                          : memchr(results->amount_unknown[k] + from, 1, to - from) != NULL)
            return true;
    }
    return false;
}

/* An overflow in a value that did not matter in the end is none of the result's. */
void store_overflow(const Run *run, Results *results)
{
    if (!results->overflow) return;
    uint8_t *to = results->overflow + run->to_row;
    memset(to, 0, run->rows);
    for (size_t row = 0; run->overflowed && row < run->rows; row++)
        to[row] = run->overflow[row] && (results->eligible[run->to_row + row] == UNKNOWN ||
                                         row_amount_unknown(run, results, row));
}

void store_rules(const Run *run, Results *results)
{
    size_t first = run->to_row;
    const Code *code = run->code;
    store_bytes(&run->vectors[code->eligible], results->eligible + first, run->rows);
    if (results->reason)
        store_bytes(&run->vectors[code->reason], results->reason + first, run->rows);
    if (results->candidate)
        store_bytes(&run->vectors[code->candidate], results->candidate + first, run->rows);
    if (results->counted)
        store_bytes(&run->vectors[code->counted], results->counted + run->to_member, run->members);
    if (results->first_month) store_months(run, results);
}

static void copy_column(void *to, const void *from, size_t first, size_t bytes)
{
    if (to) memcpy((uint8_t *)to + first, (const uint8_t *)from + first, bytes);
}

static void copy_months(const Results *from, Results *to, size_t first, size_t rows)
{
    const size_t at = first * sizeof(int32_t), bytes = rows * sizeof(int32_t);
    copy_column(to->first_month, from->first_month, at, bytes);
    copy_column(to->stop_month, from->stop_month, at, bytes);
    copy_column(to->arrears_floor, from->arrears_floor, at, bytes);
    copy_column(to->month_unknown, from->month_unknown, first, rows);
}

/* The last of a list, from `first` on, are those of the block that was run last. */
static void copy_list(const PaidRows *from, PaidRows *to, size_t first)
{
    const size_t begin = listed_from(from, first), n = from->count - begin;
    memcpy(to->at + to->count, from->at + begin, n * sizeof *to->at);
    memcpy(to->fen + to->count, from->fen + begin, n * sizeof *to->fen);
    memcpy(to->unknown + to->count, from->unknown + begin, n);
    to->count += n;
}

void store_again(const Run *run, const Results *from, Results *to)
{
    if (from == to) return;
    const size_t first = run->to_row, rows = run->rows;
    copy_column(to->eligible, from->eligible, first, rows);
    copy_column(to->reason, from->reason, first, rows);
    copy_column(to->candidate, from->candidate, first, rows);
    copy_column(to->overflow, from->overflow, first, rows);
    copy_column(to->counted, from->counted, run->to_member, run->members);
    if (to->first_month) copy_months(from, to, first, rows);
    for (size_t k = 0; to->amount && k < run->program->tree->component_count; k++) {
        const bool member = is_by_member(run, k);
        const size_t at = member ? run->to_member : first, n = member ? run->members : rows;
        copy_column(to->amount[k], from->amount[k], at * sizeof(int64_t), n * sizeof(int64_t));
        copy_column(to->amount_unknown[k], from->amount_unknown[k], at, n);
    }
    for (size_t k = 0; to->paid && k < run->program->tree->component_count; k++)
        copy_list(&from->paid[k], &to->paid[k], is_by_member(run, k) ? run->to_member : first);
}
