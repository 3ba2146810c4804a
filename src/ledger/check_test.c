/* The proof under attack, and the ledger under random work. Each attack drops the triggers, as an
 * administrator could, changes one thing, and must be found. */
#include "ledger/test.h"

static void triggers_drop(Work *w)
{
    static const char *const tables[] = {"line", "entry", "member", "seal", "word"};
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        assert_true(db_define(w, format(w->arena,
                                        ("DROP TRIGGER ledger_%s_not_updated;"
                                         "DROP TRIGGER ledger_%s_not_deleted"),
                                        tables[i], tables[i])));
    static const char *const kept[] = {"balance", "month_sum", "span", "enrolled"};
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        assert_true(db_define(w, format(w->arena, "DROP TRIGGER ledger_%s_not_deleted", kept[i])));
}

static void fill(Work *w)
{
    for (int month = 1; month <= 3; month++) {
        Line lines[4];
        for (int p = 1; p <= 4; p++)
            lines[p - 1] = line_of(p, month, 1000 * p);
        assert_true(post(w, lines, 4));
    }
    assert_true(join(w, 1, (int64_t[]){1, 2, 3, 4}, 4));
    Move sent[] = {move_of(REASON_SENT, 1, 1, 1000), move_of(REASON_SENT, 1, 2, 2000)};
    assert_true(move(w, sent, 2));
    assert_true(move_one(w, REASON_SETTLED, 1, 1, 1000));
    assert_true(move_one(w, REASON_RETURNED, 1, 2, 500));
    assert_true(post_one(w, 1, 3, -2500));
}

static bool sound(Work *w)
{
    LedgerCheck check;
    w->error = (Error){0};
    bool whole = ledger_check(w, &check);
    assert_int_equal(w->error.code, whole ? ERR_NONE : ERR_CORRUPT);
    return whole;
}

static void attack(Work *w, const char *sql)
{
    assert_true(db_define(w, STR("PRAGMA foreign_keys = OFF")));
    assert_true(db_define(w, STR("PRAGMA ignore_check_constraints = ON")));
    assert_true(db_begin(w));
    if (!db_define(w, str_of(sql))) fail_msg("%s: %.*s", sql, STR_ARG(w->error.detail));
    if (sound(w)) fail_msg("not found: %s", sql);
    db_rollback(w);
}

static void bits_attack(Work *w, const char *table, const char *column, const char *where)
{
    for (int bit = 0; bit < 40; bit += 13)
        attack(w,
               format(w->arena, "UPDATE ledger_%s SET %s = (%s | (1 << %d)) - (%s & (1 << %d)) %s",
                      table, column, column, bit, column, bit, where)
                   .ptr);
}

static void every_bit_of_a_line_counts(void **state)
{
    static const char *const columns[] = {"enrolment", "unit",      "person", "affair",   "month",
                                          "closed_in", "component", "fund",   "division", "urban",
                                          "amount",    "reason",    "law",    "commit_id"};
    Work *w = *state;
    fill(w);
    triggers_drop(w);
    for (int id = 1; id <= 13; id += 3)
        for (size_t i = 0; i < COUNT_OF(columns); i++)
            bits_attack(w, "line", columns[i], format(w->arena, "WHERE id = %d", id).ptr);
    assert_true(sound(w));
}

static void every_bit_of_what_is_kept_counts(void **state)
{
    static const char *const columns[][2] = {
        {"month_sum", "closed_in"}, {"month_sum", "affair"},   {"month_sum", "reason"},
        {"month_sum", "fund"},      {"month_sum", "division"}, {"month_sum", "lines"},
        {"month_sum", "amount"},    {"span", "closed_in"},     {"span", "affair"},
        {"span", "commit_id"},      {"span", "first_line"},    {"span", "last_line"},
        {"enrolled", "person"},     {"enrolled", "affair"},    {"enrolled", "enrolment"},
        {"balance", "account"},     {"balance", "affair"},     {"balance", "person"},
        {"balance", "amount"}};
    static const char *const gone[] = {
        "DELETE FROM ledger_month_sum WHERE closed_in = 24289",
        "DELETE FROM ledger_span WHERE closed_in = 24289",
        "DELETE FROM ledger_enrolled WHERE person = 4",
        "INSERT INTO ledger_month_sum VALUES (24289, 1, 0, 3, 8, 0, 0)",
        "INSERT INTO ledger_span VALUES (24289, 1, 9, 5, 8)",
        "INSERT INTO ledger_enrolled VALUES (4, 1, 105)",
        "UPDATE ledger_word SET word = 'orphan' WHERE word = 'old_age'",
        "DELETE FROM ledger_word WHERE word = 'county'",
    };
    Work *w = *state;
    fill(w);
    triggers_drop(w);
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        bool by_month = columns[i][0][0] == 'm' || columns[i][0][0] == 's';
        bits_attack(w, columns[i][0], columns[i][1],
                    by_month ? "WHERE closed_in = 24290" : "WHERE person = 4");
    }
    for (size_t i = 0; i < COUNT_OF(gone); i++)
        attack(w, gone[i]);
    assert_true(sound(w));
}

static void other_attacks_are_found(void **state)
{
    static const char *const attacks[] = {
        "DELETE FROM ledger_line WHERE id = 13",
        "DELETE FROM ledger_line WHERE id = 5",
        ("INSERT INTO ledger_line SELECT 14, enrolment, unit, person, affair, month, closed_in,"
         " component, fund, division, urban, amount, reason, law, commit_id FROM ledger_line"
         " WHERE id = 13"),
        "DELETE FROM ledger_entry WHERE id = 1",
        "DELETE FROM ledger_entry WHERE id = (SELECT max(id) FROM ledger_entry)",
        "UPDATE ledger_entry SET amount = amount + 1 WHERE id = 3",
        "UPDATE ledger_entry SET person = 3 WHERE id = 2",
        "UPDATE ledger_entry SET affair = 2 WHERE id = 2",
        "UPDATE ledger_entry SET debit = 1, credit = 0 WHERE id = 2",
        "UPDATE ledger_entry SET debit = 9 WHERE id = 2",
        "UPDATE ledger_entry SET line = 99 WHERE id = 2",
        "UPDATE ledger_entry SET reason = 3 WHERE id = 2",
        "UPDATE ledger_entry SET commit_id = 2 WHERE id = 2",
        "UPDATE ledger_entry SET batch = 2 WHERE debit = 3",
        "UPDATE ledger_entry SET amount = amount - 1 WHERE debit = 3 AND credit = 4",
        "UPDATE ledger_entry SET person = 2 WHERE debit = 3 AND credit = 4",
        "UPDATE ledger_entry SET credit = 4 WHERE debit = 3 AND credit = 1",
        ("INSERT INTO ledger_entry SELECT id + 1, line, batch, affair, person, 1, 3, 1, 5, "
         "commit_id"
         " FROM ledger_entry ORDER BY id DESC LIMIT 1"),
        "UPDATE ledger_entry SET debit = 2 WHERE debit = 1 AND credit = 0",
        "UPDATE ledger_entry SET debit = 1 WHERE debit = 2 AND credit = 0",
        "UPDATE ledger_balance SET amount = amount + 1 WHERE person = 3",
        "UPDATE ledger_balance SET person = 30 WHERE person = 3",
        "UPDATE ledger_month_sum SET amount = amount + 1",
        "UPDATE ledger_month_sum SET division = division + 1",
        "DELETE FROM ledger_balance WHERE person = 4",
        "INSERT INTO ledger_balance VALUES (1, 1, 50, 100)",
        "UPDATE ledger_member SET batch = 2 WHERE line = 1",
        "UPDATE ledger_member SET line = 9 WHERE line = 1",
        "DELETE FROM ledger_member WHERE line = 4",
        "INSERT INTO ledger_member VALUES (5, 12, 1, 4)",
        "INSERT INTO ledger_member VALUES (5, 12, 1, 3)",
        "DELETE FROM ledger_seal WHERE commit_id = 1",
        "UPDATE ledger_seal SET last_row = last_row + 1 WHERE commit_id = 2",
        "UPDATE ledger_seal SET first_row = first_row + 1 WHERE commit_id = 1",
        "UPDATE ledger_seal SET kind = 'members' WHERE commit_id = 1",
        "UPDATE ledger_seal SET commit_id = 99 WHERE commit_id = 1",
        "UPDATE ledger_seal SET kind = 'nothing' WHERE commit_id = 1",
        "DELETE FROM ledger_seal WHERE kind = 'members'",
        "DELETE FROM ledger_seal WHERE kind = 'moves'",
        "DELETE FROM ledger_line WHERE id > 12",
        "UPDATE ledger_entry SET amount = -amount WHERE id = 2",
        "UPDATE ledger_entry SET line = -1 WHERE id = 2",
        "UPDATE ledger_entry SET credit = -1 WHERE id = 2",
        "UPDATE ledger_balance SET account = 9 WHERE person = 3",
        "UPDATE ledger_balance SET account = -1 WHERE person = 3",
        "UPDATE ledger_entry SET commit_id = 1 WHERE debit = 1 AND credit = 3",
        "DROP TRIGGER act_not_updated; UPDATE act SET rows_digest = randomblob(32) WHERE id = 2",
        "DROP TRIGGER act_not_updated; UPDATE act SET actor = 'x' WHERE id = 2",
    };
    Work *w = *state;
    fill(w);
    triggers_drop(w);
    assert_true(sound(w));
    for (size_t i = 0; i < COUNT_OF(attacks); i++)
        attack(w, attacks[i]);
    assert_true(sound(w));
}

static bool batch_sound(Work *w)
{
    LedgerCheck check;
    w->error = (Error){0};
    bool whole = ledger_check_batch(w, 1, &check);
    assert_int_equal(w->error.code, whole ? ERR_NONE : ERR_CORRUPT);
    return whole;
}

/* ---- one batch ------------------------------------------------------------------------------ */

/* What a batch rests on, before it is paid: one thing changed, and it is not paid. Moves that are
 * gone with all of their act name no batch any more: those the proof of the whole ledger finds. */
static void attacks_on_a_batch_are_found(void **state)
{
    static const char *const attacks[] = {
        "DELETE FROM ledger_line WHERE id = 4",
        "DELETE FROM ledger_line WHERE id = 2",
        "UPDATE ledger_line SET amount = amount + 1 WHERE id = 1",
        "UPDATE ledger_line SET commit_id = 2 WHERE id = 3",
        "UPDATE ledger_line SET urban = 9 WHERE id = 3",
        "DELETE FROM ledger_entry WHERE line = 1 AND debit = 0",
        "UPDATE ledger_entry SET amount = -amount WHERE line = 2",
        "UPDATE ledger_entry SET amount = amount - 1 WHERE line = 2",
        "UPDATE ledger_entry SET person = 3 WHERE line = 2",
        "UPDATE ledger_entry SET affair = 2 WHERE line = 2",
        "UPDATE ledger_entry SET reason = 3 WHERE line = 2",
        "UPDATE ledger_entry SET commit_id = 2 WHERE line = 2",
        "UPDATE ledger_entry SET debit = 1, credit = 0 WHERE line = 2",
        "UPDATE ledger_entry SET line = 0 WHERE debit = 0 AND line = 1",
        "DELETE FROM ledger_entry WHERE debit = 1 AND credit = 3 AND person = 1",
        "UPDATE ledger_entry SET amount = amount - 1 WHERE debit = 1 AND credit = 3",
        "UPDATE ledger_entry SET person = 4 WHERE debit = 1 AND credit = 3",
        "UPDATE ledger_entry SET commit_id = 1 WHERE debit = 1 AND credit = 3 AND person = 1",
        "UPDATE ledger_member SET batch = 2 WHERE line = 1",
        "DELETE FROM ledger_member WHERE line = 4",
        "INSERT INTO ledger_member VALUES (5, 12, 1, 4)",
        "DELETE FROM ledger_seal WHERE kind = 'members'",
        "DELETE FROM ledger_seal WHERE commit_id = 1",
        "UPDATE ledger_seal SET kind = 'members' WHERE commit_id = 1",
        "UPDATE ledger_seal SET kind = 'nothing' WHERE commit_id = 1",
        "UPDATE ledger_seal SET last_row = last_row + 1 WHERE kind = 'members'",
        "DROP TRIGGER act_not_updated; UPDATE act SET rows_digest = randomblob(32) WHERE id = 1",
        "DROP TRIGGER act_not_updated; UPDATE act SET actor = 'x' WHERE id = 2",
    };
    Work *w = *state;
    fill(w);
    triggers_drop(w);
    assert_true(batch_sound(w));
    assert_true(db_define(w, STR("PRAGMA foreign_keys = OFF")));
    assert_true(db_define(w, STR("PRAGMA ignore_check_constraints = ON")));
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        assert_true(db_begin(w));
        if (!db_define(w, str_of(attacks[i]))) fail_msg("%s", attacks[i]);
        if (batch_sound(w)) fail_msg("not found: %s", attacks[i]);
        db_rollback(w);
    }
    assert_true(batch_sound(w));
}

/* A line posted with its batch, as a reversal is, counts for it beside those that joined; lines of
 * another batch in the same close do not. */
static void a_batch_of_several_acts_is_sound(void **state)
{
    Work *w = *state;
    LedgerCheck check;
    Line lines[] = {line_of(1, 1, 5000), line_of(2, 1, 6000), line_of(3, 1, 7000)};
    Line back = line_of(1, 1, -1000);
    assert_true(post(w, lines, 3));
    assert_true(join(w, 1, (int64_t[]){1}, 1));
    assert_true(join(w, 2, (int64_t[]){2}, 1));
    back.batch = 1;
    back.reason = REASON_REVERSAL;
    assert_true(post(w, &back, 1));
    assert_true(ledger_check_batch(w, 1, &check));
    assert_int_equal(check.debit.fen, 5000 + 6000 + 7000 - 1000);
    assert_int_equal(check.debit.fen, check.credit.fen);
    assert_true(ledger_check_batch(w, 2, &check));
    assert_int_equal(check.lines, 3);
    assert_true(ledger_check_batch(w, 3, &check)); /* nobody is in it */
    assert_int_equal(check.lines, 0);
    assert_sound(w);
}

/* ---- random work ------------------------------------------------------------------------------
 */

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static int64_t pick(uint64_t *seed, int64_t below)
{
    return (int64_t)(next_random(seed) % (uint64_t)below);
}

static void post_random(Work *w, uint64_t *seed)
{
    Line lines[20];
    size_t count = (size_t)pick(seed, 20) + 1;
    for (size_t i = 0; i < count; i++) {
        int64_t fen = pick(seed, 4000) - 1500;
        lines[i] = line_of(pick(seed, 6) + 1, (int)pick(seed, 12) + 1, fen == 0 ? 1 : fen);
        if (pick(seed, 3) == 0) lines[i].affair = STR("orphan");
    }
    assert_true(post(w, lines, count));
}

/* Whatever is tried: done or refused as overdrawn, never anything else. */
static void move_random(Work *w, uint64_t *seed)
{
    static const Reason reasons[] = {REASON_SENT, REASON_SETTLED, REASON_RETURNED};
    Move m =
        move_of(reasons[pick(seed, 3)], pick(seed, 3) + 1, pick(seed, 6) + 1, pick(seed, 3000) + 1);
    if (!move(w, &m, 1)) assert_int_equal(w->error.code, ERR_CONFLICT);
}

static void random_work_stays_sound(void **state)
{
    Work *w = *state;
    uint64_t seed = 20240131;
    for (int round = 0; round < 150; round++) {
        if (pick(&seed, 2))
            post_random(w, &seed);
        else
            move_random(w, &seed);
        if (round % 10 == 0) assert_sound(w);
    }
    assert_sound(w);
    LedgerCheck check;
    assert_true(ledger_check(w, &check));
    assert_true(check.lines > 300);
}

/* As a close of a large county posts: nobody owes anything, one set. */
static void a_large_close(void **state)
{
    Work *w = *state;
    size_t count = 30000;
    LedgerCheck check;
    Line *lines = NEW_ARRAY(w->arena, Line, count);
    for (size_t i = 0; i < count; i++)
        lines[i] = line_of((int64_t)(i / 3), (int)(i % 3) + 1, 5000);
    assert_true(post(w, lines, count));
    assert_true(ledger_check(w, &check));
    assert_int_equal(check.lines, count);
    assert_int_equal(check.debit.fen, (int64_t)count * 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(every_bit_of_a_line_counts),
        POINT(other_attacks_are_found),
        POINT(every_bit_of_what_is_kept_counts),
        POINT(attacks_on_a_batch_are_found),
        POINT(a_batch_of_several_acts_is_sound),
        POINT(random_work_stays_sound),
        POINT(a_large_close),
    };
    return cmocka_run_group_tests_name("ledger/check", tests, NULL, NULL);
}
