/* Reading lines and sums. SQL picks the index, C asks the rest of the filter: one filter, seven
 * ways in. Sums for reports are left to SQL whole. */
#include "ledger/book.h"

#include <stdlib.h>

/* ---- lines ---------------------------------------------------------------------------------- */

LineWords line_words(Stmt *s)
{
    return (LineWords){.affair = db_int(s, 4), .component = db_int(s, 7), .fund = db_int(s, 8)};
}

Line line_read(Work *w, Stmt *s, Words *words, int64_t *joined)
{
    LineWords numbers = line_words(s);
    *joined = db_int(s, 16); /* 0 for NULL */
    return (Line){.id = db_int(s, 0),
                  .enrolment = db_int(s, 1),
                  .unit = db_int(s, 2),
                  .person = db_int(s, 3),
                  .affair = words_text(w, words, numbers.affair),
                  .month = {(int32_t)db_int(s, 5)},
                  .closed_in = {(int32_t)db_int(s, 6)},
                  .component = words_text(w, words, numbers.component),
                  .fund = words_text(w, words, numbers.fund),
                  .division = db_int(s, 9),
                  .urban = (int)db_int(s, 10),
                  .amount = {db_int(s, 11)},
                  .reason = (Reason)db_int(s, 12),
                  .law = db_int(s, 13),
                  .commit = {db_int(s, 14)},
                  .batch = db_int(s, 15)};
}

static bool between(Month first, Month m, Month last)
{
    return (first.n == 0 || m.n >= first.n) && (last.n == 0 || m.n <= last.n);
}

static bool line_wanted(const LineFilter *f, const Line *l)
{
    return (f->affair.len == 0 || str_equal(f->affair, l->affair)) &&
           (f->component.len == 0 || str_equal(f->component, l->component)) &&
           between(f->from, l->month, f->to) &&
           between(f->closed_from, l->closed_in, f->closed_to) &&
           (f->person == 0 || f->person == l->person) &&
           (f->enrolment == 0 || f->enrolment == l->enrolment) &&
           (f->batch == 0 || f->batch == l->batch) && (f->urban == 0 || f->urban == l->urban) &&
           (!f->unbatched || l->batch == 0);
}

static int64_t open_end(Month m)
{
    return m.n == 0 ? INT32_MAX : m.n;
}

static Stmt *scan_by(Work *w, const char *name, int64_t value)
{
    Stmt *s = db_stmt(w, &ledger_sql, name);
    db_bind_int(s, 1, value);
    return s;
}

/* Most questions name an affair and either the months paid for or those of the closes. */
typedef enum { BY_OTHER, BY_MONTH, BY_CLOSE } AffairWay;
static AffairWay affair_way(const LineFilter *f)
{
    if (f->affair.len == 0 || f->person || f->enrolment || f->urban || f->batch || f->unbatched)
        return BY_OTHER;
    if (f->closed_from.n == 0 && f->closed_to.n == 0) return BY_MONTH;
    bool months = f->from.n || f->to.n || f->closed_from.n == 0 || f->closed_to.n == 0;
    return months ? BY_OTHER : BY_CLOSE;
}

static bool affair_stmt(Work *w, const LineFilter *f, Words *words, Stmt **out)
{
    int64_t affair;
    bool closed = affair_way(f) == BY_CLOSE;
    TRY(words_find(w, words, f->affair, &affair));
    *out = db_stmt(w, &ledger_sql, closed ? "line_scan_affair_closed" : "line_scan_affair");
    db_bind_int(*out, 1, affair);
    db_bind_int(*out, 2, closed ? f->closed_from.n : f->from.n);
    db_bind_int(*out, 3, closed ? f->closed_to.n : open_end(f->to));
    return true;
}

static Stmt *scan_stmt(Work *w, const LineFilter *f)
{
    if (f->batch) return scan_by(w, "line_scan_batch", f->batch);
    if (f->enrolment) return scan_by(w, "line_scan_enrolment", f->enrolment);
    if (f->person) return scan_by(w, "line_scan_person", f->person);
    if (f->closed_from.n == 0 && f->closed_to.n == 0)
        return db_stmt(w, &ledger_sql, "line_scan_all");
    Stmt *s = scan_by(w, "line_scan_closed", f->closed_from.n);
    db_bind_int(s, 2, open_end(f->closed_to));
    return s;
}

bool ledger_scan(Work *w, const LineFilter *filter, LineVisit each, void *context)
{
    Stmt *s;
    Words words = {.arena = w->arena};
    if (affair_way(filter) == BY_OTHER)
        s = scan_stmt(w, filter);
    else
        TRY(affair_stmt(w, filter, &words, &s));
    while (db_next(s)) {
        int64_t joined;
        Line line = line_read(w, s, &words, &joined);
        if (!words.broken && (!line_wanted(filter, &line) || each(w, &line, context))) continue;
        db_reset(s);
        return false;
    }
    return !db_failed(s);
}

/* ---- lines kept ----------------------------------------------------------------------------- */

typedef struct {
    Line *items;
    size_t count, capacity;
} LinesKept;

static bool line_keep(Work *w, const Line *line, void *context)
{
    LinesKept *kept = context;
    if (kept->count == kept->capacity)
        kept->items = arena_grow(w->arena, kept->items, &kept->capacity, sizeof *kept->items);
    kept->items[kept->count++] = *line; /* its words are in this arena */
    return true;
}

static int by_month_and_id(const void *a, const void *b)
{
    const Line *x = a, *y = b;
    if (x->month.n != y->month.n) return x->month.n < y->month.n ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

bool ledger_lines(Work *w, int64_t person, int64_t enrolment, Line **out, size_t *count)
{
    LinesKept kept = {0};
    LineFilter filter = {.person = person, .enrolment = enrolment};
    TRY(ledger_scan(w, &filter, line_keep, &kept));
    if (kept.count > 1) qsort(kept.items, kept.count, sizeof *kept.items, by_month_and_id);
    *out = kept.items;
    *count = kept.count;
    return true;
}

/* ---- sums ----------------------------------------------------------------------------------- */

/* Posted sums as they are read. */
typedef struct {
    Posted *rows;
    size_t count, capacity;
    Words words;
} Sums;

/* The components of one key come by the numbers of their words, and are wanted by their bytes. */
static void posted_settle(Posted *rows, size_t last)
{
    for (size_t i = last; i > 0; i--) {
        Posted *a = &rows[i - 1], *b = &rows[i], moved = *a;
        if (a->enrolment != b->enrolment || a->person != b->person || a->month.n != b->month.n ||
            str_compare(a->component, b->component) <= 0)
            return;
        *a = *b;
        *b = moved;
    }
}

static bool sums_read(Work *w, Stmt *s, Sums *sums)
{
    while (db_next(s)) {
        if (sums->count == sums->capacity)
            sums->rows = arena_grow(w->arena, sums->rows, &sums->capacity, sizeof *sums->rows);
        sums->rows[sums->count] = (Posted){.enrolment = db_int(s, 0),
                                           .person = db_int(s, 1),
                                           .month = {(int32_t)db_int(s, 2)},
                                           .component = words_text(w, &sums->words, db_int(s, 3)),
                                           .amount = {db_int(s, 4)}};
        posted_settle(sums->rows, sums->count++);
    }
    return !db_failed(s) && !sums->words.broken;
}

static bool sums_done(const Sums *sums, Posted **out, size_t *count)
{
    *out = sums->rows;
    *count = sums->count;
    return true;
}

bool ledger_posted(Work *w, Str affair, Month upto, Posted **out, size_t *count)
{
    Sums sums = {.words = {.arena = w->arena}};
    int64_t number;
    int next = 1;
    TRY(words_find(w, &sums.words, affair, &number));
    Stmt *s = db_stmt(w, &ledger_sql, affair.len > 0 ? "posted_of_affair" : "posted_of_all");
    if (affair.len > 0) db_bind_int(s, next++, number);
    db_bind_int(s, next, upto.n);
    return sums_read(w, s, &sums) && sums_done(&sums, out, count);
}

bool ledger_posted_of(Work *w, const PostedOf *of, Month upto, Posted **out, size_t *count)
{
    Sums sums = {.words = {.arena = w->arena}};
    int64_t number;
    TRY(words_find(w, &sums.words, of->affair, &number));
    for (size_t i = 0; i < of->count; i++) {
        Stmt *s = db_stmt(w, &ledger_sql, "posted_of_enrolment");
        db_bind_int(s, 1, number);
        db_bind_int(s, 2, of->enrolments[i]);
        db_bind_int(s, 3, upto.n);
        TRY(sums_read(w, s, &sums));
    }
    return sums_done(&sums, out, count);
}

bool ledger_posted_month(Work *w, Str affair, Month month, Posted **out, size_t *count)
{
    Sums sums = {.words = {.arena = w->arena}};
    int64_t number;
    TRY(words_find(w, &sums.words, affair, &number));
    Stmt *s = db_stmt(w, &ledger_sql, "posted_of_month");
    db_bind_int(s, 1, number);
    db_bind_int(s, 2, month.n);
    return sums_read(w, s, &sums) && sums_done(&sums, out, count);
}

bool ledger_posted_since(Work *w, Commit since, int64_t **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &ledger_sql, "enrolments_posted_since");
    db_bind_int(s, 1, since.n);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = db_int(s, 0);
    }
    return !db_failed(s);
}

/* A word to ask for: 0 asks nothing, and no row has a number below. */
static bool asked(Work *w, Words *words, Str text, int64_t *out)
{
    *out = 0;
    if (text.len == 0) return true;
    TRY(words_find(w, words, text, out));
    if (*out == 0) *out = -1;
    return true;
}

static bool filtered(Work *w, const char *name, const LineFilter *f, Stmt **out)
{
    Words words = {.arena = w->arena};
    int64_t affair, component;
    ensure(f->batch == 0 && !f->unbatched);
    TRY(asked(w, &words, f->affair, &affair) && asked(w, &words, f->component, &component));
    Stmt *s = *out = db_stmt(w, &ledger_sql, name);
    db_bind_int(s, 1, affair);
    db_bind_int(s, 2, component);
    db_bind_int(s, 3, f->from.n);
    db_bind_int(s, 4, open_end(f->to));
    db_bind_int(s, 5, f->closed_from.n);
    db_bind_int(s, 6, open_end(f->closed_to));
    db_bind_int(s, 7, f->person);
    db_bind_int(s, 8, f->enrolment);
    db_bind_int(s, 9, f->urban);
    return true;
}

static bool sum_stmt(Work *w, const LineFilter *f, bool by_unit, Stmt **out)
{
    static const char *const names[][2] = {
        [BY_OTHER] = {"sum_by_person", "sum_by_unit"},
        [BY_MONTH] = {"sum_by_person_of", "sum_by_unit_of"},
        [BY_CLOSE] = {"sum_by_person_closed", "sum_by_unit_closed"}};
    Words words = {.arena = w->arena};
    int64_t affair, component;
    AffairWay way = affair_way(f);
    if (way == BY_OTHER) return filtered(w, names[way][by_unit], f, out);
    TRY(asked(w, &words, f->affair, &affair) && asked(w, &words, f->component, &component));
    Stmt *s = *out = db_stmt(w, &ledger_sql, names[way][by_unit]);
    db_bind_int(s, 1, affair);
    db_bind_int(s, 2, component);
    db_bind_int(s, 3, way == BY_CLOSE ? f->closed_from.n : f->from.n);
    db_bind_int(s, 4, way == BY_CLOSE ? f->closed_to.n : open_end(f->to));
    return true;
}

bool ledger_sum(Work *w, const LineFilter *filter, LedgerSum *out)
{
    Stmt *s;
    TRY(sum_stmt(w, filter, false, &s));
    bool found = db_next(s);
    if (found)
        *out =
            (LedgerSum){.amount = {db_int(s, 0)}, .lines = db_int(s, 1), .persons = db_int(s, 2)};
    db_reset(s);
    TRY(found);
    return sum_stmt(w, filter, true, &s) && db_scalar(s, 0, &out->units);
}

/* Keys repeat: a text that was just copied is used again. */
typedef struct {
    Str recent[8];
    size_t next;
} Repeats;

static Str word_kept(Arena *arena, Repeats *words, Str text)
{
    for (size_t i = 0; i < COUNT_OF(words->recent); i++)
        if (words->recent[i].ptr && str_equal(words->recent[i], text)) return words->recent[i];
    Str kept = str_copy(arena, text);
    words->recent[words->next++ % COUNT_OF(words->recent)] = kept;
    return kept;
}

bool ledger_totals(Work *w, const LineFilter *filter, LedgerTotal **out, size_t *count)
{
    Repeats words = {0};
    size_t capacity = 0;
    Stmt *s;
    TRY(filtered(w, "totals", filter, &s));
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (LedgerTotal){.affair = word_kept(w->arena, &words, db_str(s, 0)),
                                           .closed_in = {(int32_t)db_int(s, 1)},
                                           .component = word_kept(w->arena, &words, db_str(s, 2)),
                                           .reason = (Reason)db_int(s, 3),
                                           .amount = {db_int(s, 4)},
                                           .lines = db_int(s, 5),
                                           .persons = db_int(s, 6)};
    }
    return !db_failed(s);
}

/* ---- funds ---------------------------------------------------------------------------------- */

static bool funds_read(Work *w, Stmt *s, LedgerFund **out, size_t *count)
{
    Repeats words = {0};
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (db_int(s, 2) == 0 && db_int(s, 3) == 0) continue;
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (LedgerFund){.affair = word_kept(w->arena, &words, db_str(s, 0)),
                                          .fund = word_kept(w->arena, &words, db_str(s, 1)),
                                          .amount = {db_int(s, 2)},
                                          .lines = db_int(s, 3)};
    }
    return !db_failed(s);
}

bool ledger_funds(Work *w, const LineFilter *filter, LedgerFund **out, size_t *count)
{
    Stmt *s;
    return filtered(w, "funds", filter, &s) && funds_read(w, s, out, count);
}

bool ledger_key_funds(Work *w, const LineKey *key, LedgerFund **out, size_t *count)
{
    Words words = {.arena = w->arena};
    int64_t affair, component;
    TRY(words_find(w, &words, key->affair, &affair));
    TRY(words_find(w, &words, key->component, &component));
    Stmt *s = db_stmt(w, &ledger_sql, "key_funds");
    db_bind_int(s, 1, affair);
    db_bind_int(s, 2, key->enrolment);
    db_bind_int(s, 3, key->person);
    db_bind_int(s, 4, key->month.n);
    db_bind_int(s, 5, component);
    return funds_read(w, s, out, count);
}

/* ---- debts ---------------------------------------------------------------------------------- */

bool ledger_recovered(Work *w, Str affair, int64_t person, Commit since, LedgerRecovered *out)
{
    Stmt *s = db_stmt(w, &ledger_sql, "recovered");
    db_bind_str(s, 1, affair);
    db_bind_int(s, 2, person);
    db_bind_int(s, 3, since.n);
    bool found = db_next(s);
    if (found) *out = (LedgerRecovered){{db_int(s, 0)}, {db_int(s, 1)}, {db_int(s, 2)}};
    db_reset(s);
    return found;
}

static bool balances_read(Work *w, Stmt *s, Balance **out, size_t *count)
{
    Repeats words = {0};
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (Balance){.affair = word_kept(w->arena, &words, db_str(s, 0)),
                                       .person = db_int(s, 1),
                                       .amount = {db_int(s, 2)}};
    }
    return !db_failed(s);
}

bool ledger_balances(Work *w, AccountKind account, Balance **out, size_t *count)
{
    ensure(account_by_person(account));
    Stmt *s = db_stmt(w, &ledger_sql, "balance_all");
    db_bind_int(s, 1, (int64_t)account);
    return balances_read(w, s, out, count);
}

bool ledger_debtors(Work *w, Balance **out, size_t *count)
{
    return balances_read(w, db_stmt(w, &ledger_sql, "debtors"), out, count);
}

/* ---- batches -------------------------------------------------------------------------------- */

bool ledger_payouts(Work *w, int64_t batch, Payout **out, size_t *count)
{
    Repeats words = {0};
    size_t capacity = 0;
    Stmt *s = scan_by(w, "payouts", batch);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        int64_t due = db_int(s, 2), payable = db_int(s, 4), amount = due < payable ? due : payable;
        if (amount <= 0) continue;
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (Payout){.affair = word_kept(w->arena, &words, db_str(s, 0)),
                                      .person = db_int(s, 1),
                                      .amount = {amount},
                                      .lines = db_int(s, 3)};
    }
    return !db_failed(s);
}

bool ledger_in_clearing(Work *w, int64_t batch, Payout **out, size_t *count)
{
    Repeats words = {0};
    size_t capacity = 0;
    Stmt *s = scan_by(w, "in_clearing", batch);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (db_int(s, 2) == 0) continue;
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (Payout){.affair = word_kept(w->arena, &words, db_str(s, 0)),
                                      .person = db_int(s, 1),
                                      .amount = {db_int(s, 2)},
                                      .lines = db_int(s, 3)};
    }
    return !db_failed(s);
}
