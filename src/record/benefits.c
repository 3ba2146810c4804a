/* What somebody got: the grid of months by programme, the lines joined, what the bank said. All
 * from the ledger; why it is so is asked for on its own page, for that runs the law. */
#include "record/pages.h"
#include "record/words.def"

enum { LINES_SHOWN = 60, PAYMENTS_SHOWN = 12, MONTHS = 12, PEOPLE_COUNTED = 24 };

/* ---- lines ---------------------------------------------------------------------------------- */

static void sum_line(LifePage *out, Str affair, Money amount)
{
    size_t i = 0;
    while (i < out->sum_count && !str_equal(out->sums[i].affair, affair))
        i++;
    if (i == out->sum_count) out->sums[out->sum_count++] = (LineSum){.affair = affair};
    out->sums[i].total.fen += amount.fen;
    out->total.fen += amount.fen;
}

static Str affair_name(Page *p, Str key)
{
    const Affair *affair = bureau_affair(p->bureau, key);
    return affair ? affair->name : key;
}

static LineRow line_row(Page *p, const Line *line)
{
    Arena *arena = p->w->arena;
    const Affair *affair = bureau_affair(p->bureau, line->affair);
    return (LineRow){
        .month = month_text(arena, line->month),
        .affair = affair ? affair->name : line->affair,
        .component = component_words(affair, line->component),
        .reason = reason_name(line->reason),
        .closed_in = month_text(arena, line->closed_in),
        .batch =
            line->batch ? format(arena, SAY_BATCH, (long long)line->batch) : STR(SAY_IN_NO_BATCH),
        .amount = line->amount,
    };
}

/* Lines that differ only in the person or the source of the money are one row. */
static bool same_row(const Line *a, const Line *b)
{
    return a->month.n == b->month.n && a->closed_in.n == b->closed_in.n && a->batch == b->batch &&
           a->reason == b->reason && str_equal(a->affair, b->affair) &&
           str_equal(a->component, b->component);
}

typedef struct {
    const Line *first;
    int64_t people[PEOPLE_COUNTED];
    size_t count;
} Joined;

static void join_person(Joined *row, int64_t person)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->people[i] == person) return;
    if (row->count < PEOPLE_COUNTED) row->people[row->count++] = person;
}

/* The row that a line belongs to: those of its month stand last. NULL: a new one. */
static Joined *joined_row(Joined *rows, size_t count, const Line *line)
{
    for (size_t i = count; i-- > 0 && rows[i].first->month.n == line->month.n;)
        if (same_row(rows[i].first, line)) return &rows[i];
    return NULL;
}

/* Lines come by month; the newest are shown first. */
bool lines_fill(Page *p, const Line *lines, size_t count, LifePage *out)
{
    Joined *rows = NEW_ARRAY(p->w->arena, Joined, LINES_SHOWN);
    out->sums = NEW_ARRAY(p->w->arena, LineSum, count + 1);
    out->lines = NEW_ARRAY(p->w->arena, LineRow, LINES_SHOWN);
    for (size_t i = count; i-- > 0;) {
        Joined *row = joined_row(rows, out->line_count, &lines[i]);
        sum_line(out, affair_name(p, lines[i].affair), lines[i].amount);
        if (!row && out->line_count == LINES_SHOWN) {
            out->more_lines = true;
            continue;
        }
        LineRow *shown = &out->lines[row ? (size_t)(row - rows) : out->line_count];
        if (row)
            shown->amount.fen += lines[i].amount.fen;
        else {
            *shown = line_row(p, &lines[i]);
            row = &rows[out->line_count++];
            row->first = &lines[i];
        }
        join_person(row, lines[i].person);
        shown->people = (int64_t)row->count;
        shown->negative = shown->amount.fen < 0;
    }
    return true;
}

/* ---- the grid -------------------------------------------------------------------------------- */

typedef struct {
    Str affair; /* key */
    int year;
    int64_t fen[MONTHS];
    bool later[MONTHS], back[MONTHS], held[MONTHS], any[MONTHS];
} YearOf;

static YearOf *year_of(YearOf *years, size_t *count, Str affair, int year)
{
    for (size_t i = 0; i < *count; i++)
        if (years[i].year == year && str_equal(years[i].affair, affair)) return &years[i];
    years[*count] = (YearOf){.affair = affair, .year = year};
    return &years[(*count)++];
}

static void line_count(YearOf *year, const Line *line)
{
    int at = month_number(line->month) - 1;
    year->any[at] = true;
    year->fen[at] += line->amount.fen;
    year->later[at] |= line->reason == REASON_ARREARS || line->reason == REASON_RAISE;
    year->back[at] |= line->reason == REASON_RECOVERY || line->reason == REASON_REVERSAL;
}

static void held_mark(YearOf *year, const Enrolment *e)
{
    if (e->suspended_from.n == MONTH_NONE.n || !str_equal(e->affair->key, year->affair)) return;
    for (int i = 0; i < MONTHS; i++) {
        Month month = month_of(year->year, i + 1);
        year->held[i] |= e->suspended_from.n <= month.n && month.n < e->suspended_to.n;
    }
}

static Str short_money(Arena *arena, int64_t fen)
{
    Buf b = buf_new(arena);
    if (fen % 100) return money_text(arena, (Money){fen});
    html_count(&b, fen / 100);
    return buf_str(&b);
}

static GridCell cell_of(Page *p, const YearOf *year, int at)
{
    GridCell cell = {.text = year->any[at] ? short_money(p->w->arena, year->fen[at]) : STR("")};
    if (year->later[at])
        cell = (GridCell){cell.text, STR(SAY_MARK_LATER), STR("good"), STR(SAY_LATER)};
    if (year->back[at]) cell = (GridCell){cell.text, STR(SAY_MARK_BACK), STR("bad"), STR(SAY_BACK)};
    if (year->held[at] && year->any[at])
        cell = (GridCell){cell.text, STR(SAY_MARK_HELD), STR("care"), STR(SAY_HELD)};
    return cell;
}

static GridRow row_of(Page *p, const YearOf *year)
{
    GridRow row = {.affair = affair_name(p, year->affair),
                   .year = format(p->w->arena, "%d", year->year),
                   .cells = NEW_ARRAY(p->w->arena, GridCell, MONTHS),
                   .cell_count = MONTHS};
    for (int i = 0; i < MONTHS; i++) {
        row.cells[i] = cell_of(p, year, i);
        row.total.fen += year->fen[i];
    }
    return row;
}

/* The newest year first, programmes in the order in which they were first paid. */
void grid_fill(Page *p, const Benefits *b, LifePage *out)
{
    size_t years = 0;
    YearOf *all = NEW_ARRAY(p->w->arena, YearOf, b->line_count + 1);
    for (size_t i = 0; i < b->line_count; i++)
        line_count(year_of(all, &years, b->lines[i].affair, month_year(b->lines[i].month)),
                   &b->lines[i]);
    for (size_t i = 0; i < years; i++)
        for (size_t k = 0; k < b->count; k++)
            held_mark(&all[i], &b->items[k]);
    out->grid = NEW_ARRAY(p->w->arena, GridRow, years + 1);
    int last = years ? month_year(b->lines[b->line_count - 1].month) : 0;
    int first = years ? month_year(b->lines[0].month) : 1;
    for (int year = last; year >= first; year--)
        for (size_t i = 0; i < years; i++)
            if (all[i].year == year) out->grid[out->grid_count++] = row_of(p, &all[i]);
}

/* ---- the bank -------------------------------------------------------------------------------- */

static PaymentRow payment_row(Page *p, int64_t person, const PersonPayment *paid)
{
    static const char *const kinds[] = {"open", "good", "bad"};
    return (PaymentRow){.month = month_text(p->w->arena, paid->month),
                        .affair = affair_name(p, paid->row.affair),
                        .batch = format(p->w->arena, SAY_BATCH, (long long)paid->batch),
                        .who = person_words(p, person),
                        .state = bank_row_state_name(paid->row.state),
                        .state_kind = str_of(kinds[paid->row.state]),
                        .said = paid->row.said,
                        .amount = paid->row.amount};
}

typedef struct {
    PersonPayment *rows; /* newest first */
    size_t count, at;
} Paid;

/* Of several people the newest of all first. */
static Paid *paid_next(Paid *paid, size_t count)
{
    Paid *next = NULL;
    for (size_t i = 0; i < count; i++)
        if (paid[i].at < paid[i].count &&
            (!next || paid[i].rows[paid[i].at].batch > next->rows[next->at].batch))
            next = &paid[i];
    return next;
}

bool payments_fill(Page *p, const int64_t *people, size_t count, LifePage *out)
{
    Paid *paid = NEW_ARRAY(p->w->arena, Paid, count + 1), *next;
    out->payments = NEW_ARRAY(p->w->arena, PaymentRow, PAYMENTS_SHOWN);
    for (size_t i = 0; i < count; i++) {
        TRY(person_payments(p->w, people[i], &paid[i].rows, &paid[i].count));
        out->more_payments += paid[i].count;
    }
    while (out->payment_count < PAYMENTS_SHOWN && (next = paid_next(paid, count)) != NULL) {
        out->payments[out->payment_count++] =
            payment_row(p, people[next - paid], &next->rows[next->at]);
        next->at++;
    }
    out->more_payments -= out->payment_count;
    return true;
}
