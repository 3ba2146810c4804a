/* Reading: filters, posted sums, sums and totals for reports, against lines added up by hand. */
#include "ledger/test.h"

typedef struct {
    int64_t count, amount, last;
} Seen;

static bool see(Work *w, const Line *line, void *context)
{
    (void)w;
    Seen *seen = context;
    assert_true(line->id > seen->last);
    *seen = (Seen){seen->count + 1, seen->amount + line->amount.fen, line->id};
    return true;
}

/* Persons 1 to 4, January to June; person 4 rural, in another affair; person 2 taken back in full.
 */
static void fill(Work *w)
{
    for (int month = 1; month <= 6; month++) {
        Line lines[5];
        for (int p = 1; p <= 4; p++)
            lines[p - 1] = line_of(p, month, 100 * p + month);
        lines[3].affair = STR("orphan");
        lines[3].urban = 2;
        lines[4] = line_of(1, month, 7);
        lines[4].component = STR("care");
        assert_true(post(w, lines, 5));
    }
    for (int month = 1; month <= 6; month++) {
        Line back = line_of(2, month, -(200 + month));
        back.closed_in = month_of(2024, 6);
        assert_true(post(w, &back, 1));
    }
    assert_true(join(w, 8, (int64_t[]){1, 3, 6}, 3));
}

static Seen scan(Work *w, LineFilter filter)
{
    Seen seen = {0};
    assert_true(ledger_scan(w, &filter, see, &seen));
    return seen;
}

static void filters_hold(void **state)
{
    Work *w = *state;
    fill(w);
    assert_int_equal(scan(w, (LineFilter){0}).count, 36);
    assert_int_equal(scan(w, (LineFilter){.affair = STR("orphan")}).count, 6);
    assert_int_equal(scan(w, (LineFilter){.component = STR("care")}).amount, 42);
    assert_int_equal(
        scan(w, (LineFilter){.from = month_of(2024, 2), .to = month_of(2024, 3)}).count, 12);
    assert_int_equal(scan(w, (LineFilter){.closed_from = month_of(2024, 6)}).count, 11);
    assert_int_equal(scan(w, (LineFilter){.closed_to = month_of(2024, 1)}).count, 5);
    assert_int_equal(scan(w, (LineFilter){.person = 2}).amount, 0);
    assert_int_equal(scan(w, (LineFilter){.enrolment = 103}).count, 6);
    assert_int_equal(scan(w, (LineFilter){.batch = 8}).last, 6);
    assert_int_equal(scan(w, (LineFilter){.batch = 8}).count, 3);
    assert_int_equal(scan(w, (LineFilter){.unbatched = true}).count, 33);
    assert_int_equal(scan(w, (LineFilter){.urban = 2, .person = 4}).count, 6);
}

/* What a filter leaves of lines that were read without one, said in another way. */
typedef struct {
    LineFilter filter;
    Seen seen;
} Wanted;

static bool want(Work *w, const Line *line, void *context)
{
    Wanted *all = context;
    const LineFilter *f = &all->filter;
    int refused = 0;
    if (f->affair.len) refused += !str_equal(line->affair, f->affair);
    if (f->component.len) refused += !str_equal(line->component, f->component);
    if (f->from.n) refused += line->month.n < f->from.n;
    if (f->to.n) refused += line->month.n > f->to.n;
    if (f->closed_from.n) refused += line->closed_in.n < f->closed_from.n;
    if (f->closed_to.n) refused += line->closed_in.n > f->closed_to.n;
    if (f->person) refused += line->person != f->person;
    if (f->enrolment) refused += line->enrolment != f->enrolment;
    if (f->batch) refused += line->batch != f->batch;
    if (f->urban) refused += line->urban != f->urban;
    if (f->unbatched) refused += line->batch != 0;
    return refused ? true : see(w, line, &all->seen);
}

static void filters_hold_together(void **state)
{
    Work *w = *state;
    fill(w);
    for (unsigned set = 0; set < 1u << 11; set++) {
        LineFilter f = {0};
        if (set & 1) f.affair = STR("old_age");
        if (set & 2) f.component = STR("basic");
        if (set & 4) f.from = month_of(2024, 1);
        if (set & 8) f.to = month_of(2024, 5);
        if (set & 16) f.closed_from = month_of(2024, 2);
        if (set & 32) f.closed_to = month_of(2024, 5);
        if (set & 64) f.person = 1;
        if (set & 128) f.enrolment = 101;
        if (set & 256) f.batch = 8;
        if (set & 512) f.urban = 1;
        if (set & 1024) f.unbatched = true;
        Wanted wanted = {.filter = f};
        assert_true(ledger_scan(w, &(LineFilter){0}, want, &wanted));
        Seen seen = scan(w, f);
        if (seen.count != wanted.seen.count || seen.amount != wanted.seen.amount)
            fail_msg("filters %x: %lld lines, not %lld", set, (long long)seen.count,
                     (long long)wanted.seen.count);
    }
}

static bool stop(Work *w, const Line *line, void *context)
{
    (void)context;
    return line->id < 3 ? true : (fail)(w, ERR_INPUT, "enough");
}

static void a_scan_can_be_stopped(void **state)
{
    Work *w = *state;
    fill(w);
    assert_false(ledger_scan(w, &(LineFilter){0}, stop, NULL));
    assert_int_equal(w->error.code, ERR_INPUT);
    assert_int_equal(scan(w, (LineFilter){0}).count, 36);
}

static void lines_come_by_month(void **state)
{
    Work *w = *state;
    Line *lines;
    size_t count;
    fill(w);
    assert_true(ledger_lines(w, 2, 0, &lines, &count));
    assert_int_equal(count, 12);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(lines[i].month.n, month_of(2024, (int)i / 2 + 1).n);
        assert_str(lines[i].affair, "old_age");
        assert_true((lines[i].amount.fen > 0) == (i % 2 == 0));
    }
}

static void posted_adds_up(void **state)
{
    Work *w = *state;
    Posted *p;
    size_t count;
    fill(w);
    assert_true(ledger_posted(w, STR("old_age"), month_of(2024, 2), &p, &count));
    assert_int_equal(count, 8); /* persons 1 (two components), 2, 3; two months */
    assert_int_equal(p[0].enrolment, 101);
    assert_str(p[0].component, "basic");
    assert_int_equal(p[0].amount.fen, 101);
    assert_str(p[1].component, "care");
    assert_int_equal(p[4].person, 2);
    assert_int_equal(p[4].amount.fen, 0);
    assert_true(ledger_posted(w, STR(""), month_of(2024, 12), &p, &count));
    assert_int_equal(count, 30);
    assert_int_equal(p[29].enrolment, 104);
}

static void sums_count_heads(void **state)
{
    Work *w = *state;
    LedgerSum sum;
    fill(w);
    assert_true(ledger_sum(w, &(LineFilter){.affair = STR("old_age")}, &sum));
    assert_int_equal(sum.amount.fen, (600 + 21) + (1800 + 21) + 42);
    assert_int_equal(sum.lines, 30);
    assert_int_equal(sum.persons, 2); /* 2 was reversed */
    assert_int_equal(sum.units, 2);
    assert_true(ledger_sum(
        w, &(LineFilter){.affair = STR("old_age"), .closed_to = month_of(2024, 3)}, &sum));
    assert_int_equal(sum.persons, 3);
    assert_true(ledger_sum(w, &(LineFilter){.urban = 2}, &sum));
    assert_int_equal(sum.persons, 1);
    assert_true(ledger_sum(w, &(LineFilter){.affair = STR("none")}, &sum));
    assert_int_equal(sum.lines, 0);
    assert_int_equal(sum.persons, 0);
}

static void totals_are_grouped(void **state)
{
    Work *w = *state;
    LedgerTotal *t;
    size_t count;
    fill(w);
    assert_true(ledger_totals(w, &(LineFilter){.affair = STR("old_age")}, &t, &count));
    assert_int_equal(count, 13); /* six months of basic and care, and the recoveries of June */
    assert_str(t[0].component, "basic");
    assert_int_equal(t[0].amount.fen, 603);
    assert_int_equal(t[0].persons, 3);
    assert_int_equal(t[11].reason, REASON_RECOVERY);
    assert_int_equal(t[11].lines, 6);
    assert_int_equal(t[11].persons, 1);
    assert_int_equal(t[11].amount.fen, -1221);
}

/* Money from each fund; what was taken back in full names no fund. */
static void funds_are_told(void **state)
{
    Work *w = *state;
    LedgerFund *f;
    size_t count;
    fill(w);
    Line half = line_of(1, 1, 900);
    half.fund = STR("province");
    assert_true(post(w, &half, 1));
    assert_true(ledger_funds(w, &(LineFilter){.person = 1}, &f, &count));
    assert_int_equal(count, 2);
    assert_str(f[1].fund, "province");
    assert_int_equal(f[1].amount.fen, 900);
    assert_int_equal(f[1].lines, 1);
    LineKey key = {STR("old_age"), 101, 1, month_of(2024, 1), STR("basic")};
    assert_true(ledger_key_funds(w, &key, &f, &count));
    assert_int_equal(count, 2);
    assert_int_equal(f[0].amount.fen + f[1].amount.fen, 101 + 900);
    key = (LineKey){STR("old_age"), 102, 2, month_of(2024, 1), STR("basic")};
    assert_true(ledger_key_funds(w, &key, &f, &count));
    for (size_t i = 0; i < count; i++)
        assert_int_equal(f[i].amount.fen, 0);
    key.person = 77;
    assert_true(ledger_key_funds(w, &key, &f, &count));
    assert_int_equal(count, 0);
}

/* Which enrolments acts have posted for since a commit, each once. */
static void posted_since_is_told(void **state)
{
    Work *w = *state;
    Commit commit;
    int64_t *ids;
    size_t count;
    fill(w);
    assert_true(ledger_posted_since(w, (Commit){0}, &ids, &count));
    assert_int_equal(count, 4);
    assert_true(audit_latest(w, &commit));
    assert_true(ledger_posted_since(w, commit, &ids, &count));
    assert_int_equal(count, 0);
    assert_true(post_one(w, 3, 9, 50));
    assert_true(post_one(w, 3, 8, 50));
    assert_true(ledger_posted_since(w, commit, &ids, &count));
    assert_int_equal(count, 1);
    assert_int_equal(ids[0], 103);
}

/* Tables that are gone: told, and nothing ends the program. */
static void a_broken_table_is_told(void **state)
{
    Work *w = *state;
    LedgerFlow *flows;
    LedgerSum sum;
    LedgerRecovered back;
    BatchMoves *moves;
    Payout *left;
    size_t count;
    int64_t unequal;
    fill(w);
    assert_true(ledger_flow(w, month_of(2024, 1), &flows, &count, &unequal));
    assert_int_equal(count, 2);
    assert_int_equal(unequal, 0);
    assert_true(db_define(w, STR("ALTER TABLE ledger_entry RENAME TO away")));
    assert_true(db_define(w, STR("ALTER TABLE ledger_line RENAME TO gone")));
    assert_false(ledger_flow(w, month_of(2024, 1), &flows, &count, &unequal));
    assert_false(ledger_sum(w, &(LineFilter){0}, &sum));
    assert_false(ledger_recovered(w, STR("old_age"), 1, (Commit){0}, &back));
    assert_false(ledger_batch_moves(w, 8, &moves, &count));
    assert_false(ledger_in_clearing(w, 8, &left, &count));
    assert_int_equal(w->error.code, ERR_STORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(filters_hold),           POINT(filters_hold_together), POINT(a_scan_can_be_stopped),
        POINT(lines_come_by_month),    POINT(posted_adds_up),        POINT(sums_count_heads),
        POINT(totals_are_grouped),     POINT(funds_are_told),        POINT(posted_since_is_told),
        POINT(a_broken_table_is_told),
    };
    return cmocka_run_group_tests_name("ledger/scan", tests, NULL, NULL);
}
