/* Whose account a payout goes to. An affair of persons pays each on his own account. An affair of
 * households pays the household: its shares, which the ledger keeps person by person, go together
 * to the account of the applicant of the benefit unit, whoever he is on the day. The unit is that
 * of the lines that are paid; of what comes again without lines, that of the last line there was.
 *
 * Where the applicant has died nobody is paid until a person has said who the applicant is now: a
 * machine does not choose another account. Another applicant cools off as another account does,
 * where the household was paid before. */
#include "payment/bank.h"
#include "payment/holds.h"

#include <stdlib.h>

typedef struct {
    const Affair *affair;
    int64_t person, unit;
    int32_t month; /* paid for */
} Belonging;
typedef struct {
    const AccountRule *rule;
    const Affair *last; /* the affair of the last line, as lines of one stand together */
    Belonging *items;   /* by affair and person, once found */
    size_t count, capacity;
    int64_t *units, *applicants; /* each unit once, rising, and its applicant; 0: not known */
    size_t unit_count;
    Deaths deaths;
} Finding;

static bool is_household(const Affair *affair)
{
    return affair && affair->subject == SUBJECT_HOUSEHOLD;
}

/* ---- which unit ----------------------------------------------------------------------------- */

static int by_payee(const Belonging *x, const Belonging *y)
{
    int order = str_compare(x->affair->key, y->affair->key);
    if (order) return order;
    return (x->person > y->person) - (x->person < y->person);
}

/* Of one payee the latest month first. */
static int by_payee_latest(const void *a, const void *b)
{
    const Belonging *x = a, *y = b;
    int order = by_payee(x, y);
    if (order) return order;
    order = (x->month < y->month) - (x->month > y->month);
    return order ? order : (x->unit < y->unit) - (x->unit > y->unit);
}

static bool line_note(Work *w, const Line *line, void *context)
{
    Finding *f = context;
    if (!f->last || !str_equal(f->last->key, line->affair))
        f->last = bureau_affair(f->rule->bureau, line->affair);
    if (!is_household(f->last)) return true;
    if (f->count == f->capacity)
        f->items = arena_grow(w->arena, f->items, &f->capacity, sizeof *f->items);
    f->items[f->count++] = (Belonging){f->last, line->person, line->unit, line->month.n};
    return true;
}

static bool batch_note(Finding *f)
{
    size_t kept = 0;
    if (!f->rule->batch) return true;
    TRY(ledger_scan(f->rule->w, &(LineFilter){.batch = f->rule->batch}, line_note, f));
    if (f->count) qsort(f->items, f->count, sizeof *f->items, by_payee_latest);
    for (size_t i = 0; i < f->count; i++)
        if (kept == 0 || by_payee(&f->items[kept - 1], &f->items[i]) != 0)
            f->items[kept++] = f->items[i];
    f->count = kept;
    return true;
}

static const Belonging *noted(const Finding *f, const Belonging *key)
{
    size_t low = 0, high = f->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (by_payee(&f->items[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->count && by_payee(&f->items[low], key) == 0 ? &f->items[low] : NULL;
}

/* The unit of a payout; 0 when it is not a household's. */
static bool unit_find(const Finding *f, const Payout *payout, int64_t *unit)
{
    Line *lines;
    size_t count;
    Belonging key = {bureau_affair(f->rule->bureau, payout->affair), payout->person, 0, 0};
    *unit = 0;
    if (!is_household(key.affair)) return true;
    const Belonging *found = noted(f, &key);
    if (found) {
        *unit = found->unit;
        return true;
    }
    TRY(ledger_lines(f->rule->w, payout->person, 0, &lines, &count));
    for (size_t i = 0; i < count; i++)
        if (str_equal(lines[i].affair, payout->affair)) *unit = lines[i].unit;
    return true;
}

/* ---- whose account -------------------------------------------------------------------------- */

/* A unit that is no more leaves its members to their own accounts. */
static bool applicants_read(Finding *f)
{
    Work *w = f->rule->w;
    f->applicants = NEW_ARRAY(w->arena, int64_t, f->unit_count + 1);
    for (size_t i = 0; i < f->unit_count; i++) {
        BenefitUnit unit;
        f->applicants[i] = 0;
        if (f->units[i] == 0) continue;
        if (unit_row(w, (UnitId){f->units[i]}, work_today(w), &unit)) {
            f->applicants[i] = unit.applicant.n;
            continue;
        }
        if (w->error.code != ERR_NOT_FOUND) return false;
        w->error = (Error){0};
    }
    return true;
}

static Received received_by(const Finding *f, int64_t person, int64_t unit)
{
    const int64_t *at = bsearch(&unit, f->units, f->unit_count, sizeof unit, ids_order);
    int64_t applicant = at ? f->applicants[at - f->units] : 0;
    if (!unit || !applicant) return (Received){.person = person};
    return (Received){applicant, true, deaths_has(&f->deaths, applicant), {0}};
}

/* Whose share went to another last time: the act that named the one who receives now. */
static bool since_find(const Finding *f, const Payout *payout, int64_t unit, Received *out)
{
    Work *w = f->rule->w;
    if (!out->household) return true;
    Stmt *s = db_stmt(w, &payment_sql, "receiver_last");
    db_bind_int(s, 1, payout->person);
    db_bind_str(s, 2, payout->affair);
    bool elsewhere = db_next(s) && db_int(s, 0) != out->person;
    TRY(!db_failed(s));
    db_reset(s);
    if (!elsewhere) return true;
    return unit_applicant_since(w, (UnitId){unit}, (PersonId){out->person}, &out->since);
}

bool receivers_find(const AccountRule *rule, const Payout *payouts, size_t count, Received *out)
{
    Work *w = rule->w;
    Finding f = {.rule = rule};
    int64_t *units = NEW_ARRAY(w->arena, int64_t, count + 1);
    TRY(batch_note(&f));
    f.units = NEW_ARRAY(w->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        TRY(unit_find(&f, &payouts[i], &units[i]));
        f.units[i] = units[i];
    }
    f.unit_count = ids_fold(f.units, count);
    bool households = f.unit_count > 0 && f.units[f.unit_count - 1] > 0;
    if (households) TRY(applicants_read(&f) && deaths_read(w, rule->bureau, &f.deaths));
    if (!households) f.unit_count = 0;
    for (size_t i = 0; i < count; i++) {
        out[i] = received_by(&f, payouts[i].person, units[i]);
        TRY(since_find(&f, &payouts[i], units[i], &out[i]));
    }
    return true;
}
