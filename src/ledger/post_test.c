/* Posting, taking back, restoring; batches and moves; what the ledger refuses. */
#include "ledger/test.h"

static void a_line_is_payable(void **state)
{
    Work *w = *state;
    Line lines[] = {line_of(1, 1, 5000), line_of(2, 1, 10000)};
    assert_true(post(w, lines, 2));
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 1), 5000);
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 2), 10000);
    assert_true(post_one(w, 1, 2, 5000));
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 1), 10000);
    assert_sound(w);
}

static void unsent_money_is_taken_back(void **state)
{
    Work *w = *state;
    assert_true(post_one(w, 1, 1, 5000));
    assert_true(post_one(w, 1, 1, -2000));
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 1), 3000);
    assert_int_equal(balance(w, ACCOUNT_RECEIVABLE, 1), 0);
    assert_sound(w);
}

static void sent_money_is_owed(void **state)
{
    Work *w = *state;
    assert_true(post_one(w, 1, 1, 5000));
    assert_true(move_one(w, REASON_SENT, 1, 1, 4000));
    assert_true(post_one(w, 1, 1, -5000));
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 1), 0);
    assert_int_equal(balance(w, ACCOUNT_RECEIVABLE, 1), 4000);
    assert_int_equal(balance(w, ACCOUNT_CLEARING, 1), 4000);
    assert_sound(w);
}

static void positive_lines_go_first(void **state)
{
    Work *w = *state;
    Line lines[] = {line_of(1, 1, -3000), line_of(1, 2, 5000)};
    assert_true(post(w, lines, 2));
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 1), 2000);
    assert_int_equal(balance(w, ACCOUNT_RECEIVABLE, 1), 0);
    assert_sound(w);
}

/* A death notice that was wrong: what was taken back for a month and is now due again was paid
 * already; another month's money is not touched without a decision. */
static void what_was_paid_is_not_paid_twice(void **state)
{
    Work *w = *state;
    assert_true(post_one(w, 1, 1, 5000));
    assert_true(move_one(w, REASON_SENT, 1, 1, 5000));
    assert_true(post_one(w, 1, 1, -5000));
    assert_true(post_one(w, 1, 2, 5000));
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 1), 5000);
    assert_int_equal(balance(w, ACCOUNT_RECEIVABLE, 1), 5000);
    assert_true(post_one(w, 1, 1, 6000));
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 1), 6000);
    assert_int_equal(balance(w, ACCOUNT_RECEIVABLE, 1), 0);
    assert_sound(w);
}

static void owed_money_comes_back(void **state)
{
    Work *w = *state;
    Move repaid = {.affair = STR("old_age"),
                   .person = 1,
                   .debit = ACCOUNT_BANK,
                   .credit = ACCOUNT_RECEIVABLE,
                   .amount = {2000},
                   .reason = REASON_REPAID};
    Move waived = repaid, offset = repaid;
    waived.debit = ACCOUNT_LOSS;
    waived.reason = REASON_WAIVED;
    offset.debit = ACCOUNT_PAYABLE;
    offset.reason = REASON_OFFSET;
    assert_true(post_one(w, 1, 1, -5000));
    assert_true(move(w, &repaid, 1));
    assert_true(move(w, &waived, 1));
    assert_false(move(w, &repaid, 1));
    assert_int_equal(w->error.code, ERR_CONFLICT);
    assert_true(post_one(w, 1, 2, 3000));
    offset.amount.fen = 1000;
    assert_true(move(w, &offset, 1));
    assert_int_equal(balance(w, ACCOUNT_RECEIVABLE, 1), 0);
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 1), 2000);
    assert_sound(w);
}

static void nothing_is_overdrawn(void **state)
{
    Work *w = *state;
    assert_true(post_one(w, 1, 1, 5000));
    assert_false(move_one(w, REASON_SENT, 1, 1, 5001));
    assert_int_equal(w->error.code, ERR_CONFLICT);
    assert_false(move_one(w, REASON_SETTLED, 1, 1, 1));
    assert_true(move_one(w, REASON_SENT, 1, 1, 5000));
    assert_false(move_one(w, REASON_SETTLED, 1, 1, 5001));
    assert_true(move_one(w, REASON_SETTLED, 1, 1, 2000));
    assert_true(move_one(w, REASON_RETURNED, 1, 1, 3000));
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 1), 3000);
    assert_int_equal(balance(w, ACCOUNT_CLEARING, 1), 0);
    assert_sound(w);
}

/* 退汇: the bank had paid, and the money came back. */
static void settled_money_comes_back(void **state)
{
    Work *w = *state;
    BatchMoves *moves;
    size_t count;
    Move late = move_of(REASON_RETURNED, 1, 1, 3000);
    late.debit = ACCOUNT_BANK;
    assert_true(post_one(w, 1, 1, 5000));
    assert_true(move_one(w, REASON_SENT, 1, 1, 5000));
    assert_false(move(w, &late, 1)); /* not settled yet */
    assert_int_equal(w->error.code, ERR_CONFLICT);
    assert_true(move_one(w, REASON_SETTLED, 1, 1, 5000));
    assert_true(move(w, &late, 1));
    assert_false(move(w, &late, 1)); /* 6000 of 5000 */
    late.batch = 0;
    assert_false(move(w, &late, 1));
    assert_int_equal(w->error.code, ERR_STATE);
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 1), 3000);
    assert_true(ledger_batch_moves(w, 1, &moves, &count));
    assert_int_equal(moves[0].settled.fen, 2000);
    assert_int_equal(moves[0].returned.fen, 3000);
    assert_true(move_one(w, REASON_SENT, 2, 1, 3000)); /* and is paid again */
    assert_sound(w);
}

static void a_batch_settles_only_its_own(void **state)
{
    Work *w = *state;
    Payout *left;
    size_t count;
    assert_true(post_one(w, 1, 1, 5000));
    assert_true(move_one(w, REASON_SENT, 1, 1, 2000));
    assert_true(move_one(w, REASON_SENT, 2, 1, 3000));
    assert_false(move_one(w, REASON_SETTLED, 1, 1, 3000));
    assert_int_equal(w->error.code, ERR_CONFLICT);
    assert_true(ledger_in_clearing(w, 2, &left, &count));
    assert_int_equal(count, 1);
    assert_int_equal(left[0].amount.fen, 3000);
    assert_true(move_one(w, REASON_SETTLED, 2, 1, 3000));
    assert_true(ledger_in_clearing(w, 2, &left, &count));
    assert_int_equal(count, 0);
    assert_sound(w);
}

static void unknown_moves_are_refused(void **state)
{
    Work *w = *state;
    assert_true(post_one(w, 1, 1, 5000));
    for (AccountKind debit = 0; debit < ACCOUNT_KIND_COUNT; debit++)
        for (AccountKind credit = 0; credit < ACCOUNT_KIND_COUNT; credit++) {
            Move m = move_of(REASON_SENT, 1, 1, 1);
            m.debit = debit;
            m.credit = credit;
            bool sending = debit == ACCOUNT_PAYABLE && credit == ACCOUNT_CLEARING;
            assert_int_equal(move(w, &m, 1), sending);
            if (!sending) assert_int_equal(w->error.code, ERR_STATE);
        }
    assert_false(move_one(w, REASON_SENT, 1, 1, -5));
    assert_false(move_one(w, REASON_SENT, 0, 1, 5));
    assert_int_equal(w->error.code, ERR_STATE);
}

static void a_move_names_its_own_line(void **state)
{
    Work *w = *state;
    Move repaid = {.line = 2,
                   .affair = STR("old_age"),
                   .person = 1,
                   .debit = ACCOUNT_BANK,
                   .credit = ACCOUNT_RECEIVABLE,
                   .amount = {100},
                   .reason = REASON_REPAID};
    assert_true(post_one(w, 1, 1, -500));
    assert_true(post_one(w, 2, 1, -500));
    assert_false(move(w, &repaid, 1));
    assert_int_equal(w->error.code, ERR_STATE);
    repaid.line = 1;
    assert_true(move(w, &repaid, 1));
    assert_sound(w);
}

static void no_line_is_beyond_measure(void **state)
{
    Work *w = *state;
    assert_true(post_one(w, 1, 1, INT64_C(1000000000000)));
    assert_false(post_one(w, 1, 1, INT64_C(1000000000001)));
    assert_int_equal(w->error.code, ERR_OVERFLOW);
    assert_false(post_one(w, 1, 1, INT64_MIN));
    assert_sound(w);
}

static void a_batch_pays_what_is_payable(void **state)
{
    Work *w = *state;
    Line lines[] = {line_of(1, 1, 5000), line_of(1, 2, 5000), line_of(2, 1, 700),
                    line_of(3, 1, 900), line_of(4, 1, -100)};
    int64_t ids[] = {1, 2, 3, 4, 5};
    Payout *p;
    size_t count;
    assert_true(post(w, lines, COUNT_OF(lines)));
    assert_true(join(w, 9, ids, COUNT_OF(ids)));
    assert_true(ledger_payouts(w, 9, &p, &count));
    assert_int_equal(count, 3);
    assert_int_equal(p[0].amount.fen, 10000);
    assert_int_equal(p[0].lines, 2);
    assert_true(post_one(w, 1, 2, -4000)); /* a death notice after the draft */
    assert_true(post_one(w, 3, 1, -900));
    assert_true(ledger_payouts(w, 9, &p, &count));
    assert_int_equal(count, 2);
    assert_int_equal(p[0].person, 1);
    assert_int_equal(p[0].amount.fen, 6000);
    assert_int_equal(p[1].person, 2);
    assert_sound(w);
}

static void a_line_joins_once(void **state)
{
    Work *w = *state;
    int64_t ids[] = {1, 2};
    Line *lines;
    size_t count;
    assert_true(post_one(w, 1, 1, 5000));
    assert_true(post_one(w, 1, 2, 5000));
    assert_true(join(w, 1, ids, 1));
    assert_false(join(w, 2, ids, 2));
    assert_int_equal(w->error.code, ERR_CONFLICT);
    assert_true(ledger_lines(w, 1, 0, &lines, &count));
    assert_int_equal(lines[0].batch, 1);
    assert_int_equal(lines[1].batch, 0);
    assert_false(join(w, 1, (int64_t[]){99}, 1));
    assert_sound(w);
}

static void a_reversal_joins_its_batch(void **state)
{
    Work *w = *state;
    Line *lines, back = line_of(1, 1, -5000);
    size_t count;
    assert_true(post_one(w, 1, 1, 5000));
    assert_true(join(w, 4, (int64_t[]){1}, 1));
    back.batch = 4;
    back.reason = REASON_REVERSAL;
    assert_true(post(w, &back, 1));
    assert_true(ledger_lines(w, 0, 101, &lines, &count));
    assert_int_equal(count, 2);
    assert_int_equal(lines[1].batch, 4);
    assert_int_equal(balance(w, ACCOUNT_PAYABLE, 1), 0);
    assert_sound(w);
}

static void an_act_seals_what_it_names(void **state)
{
    Work *w = *state;
    Commit commit;
    Line lines[] = {line_of(1, 1, 5000), line_of(2, 1, 5000)};
    assert_true(db_begin(w));
    assert_true(act_with(w, STR("close"), ledger_digest(lines, 2), &commit));
    assert_false(ledger_post(w, lines, 1, commit));
    assert_int_equal(w->error.code, ERR_STATE);
    assert_true(ledger_post(w, lines, 2, commit));
    assert_false(ledger_post(w, lines, 2, commit));
    assert_int_equal(w->error.code, ERR_STATE);
    db_rollback(w);
    assert_true(post(w, NULL, 0));
    assert_sound(w);
}

/* ---- as they come ---------------------------------------------------------------------------- */

static bool post_as_they_come(Work *w, const Line *lines, size_t count, size_t block)
{
    LedgerPosting *posting;
    Commit commit;
    Arena *lasting = w->arena;
    bool done = true;
    TRY(db_begin(w));
    TRY(ledger_posting_begin(w, &posting));
    for (size_t at = 0; done && at < count; at += block) {
        w->arena = arena_new();
        done = ledger_posting_add(posting, lines + at, count - at < block ? count - at : block);
        arena_free(w->arena);
        w->arena = lasting;
    }
    Act act = {.kind = STR("close"), .subject = STR("test")};
    return db_end(w, done && ledger_posting_end(posting, &act, &commit));
}

static Digest content_of(Work *w, const char *table)
{
    Content content;
    assert_true(audit_content(w, str_of(table), &content));
    return content.digest;
}

/* Taken back before it was posted, restored, owed: whatever is in which block, the lines, the act,
 * the balances are those of one posting of all. */
static void lines_come_in_blocks(void **state)
{
    static const char *const tables[] = {"ledger_line", "ledger_balance", "ledger_seal", "act"};
    Line lines[] = {line_of(1, 2, -3000), line_of(2, 1, 5000),  line_of(3, 1, 700),
                    line_of(1, 3, 2000),  line_of(4, 1, -5000), line_of(4, 2, 100)};
    Work *one = *state, *many[COUNT_OF(lines) + 1];
    void *made;
    for (size_t block = 0; block <= COUNT_OF(lines); block++) {
        Work *w = one;
        if (block) assert_int_equal(store_make(&made), 0);
        if (block) w = many[block] = made;
        w->now = 1717200000; /* acts of one time are equal */
        assert_true(post_one(w, 1, 2, 3000) && move_one(w, REASON_SENT, 1, 1, 2500));
        assert_true(post_one(w, 3, 1, 500) && move_one(w, REASON_SENT, 1, 3, 500));
        assert_true(post_one(w, 3, 1, -500));
        assert_true(block ? post_as_they_come(w, lines, COUNT_OF(lines), block)
                          : post(w, lines, COUNT_OF(lines)));
        assert_sound(w);
        for (size_t i = 0; block && i < COUNT_OF(tables); i++)
            assert_true(digest_equal(content_of(one, tables[i]), content_of(w, tables[i])));
    }
    assert_int_equal(balance(one, ACCOUNT_RECEIVABLE, 1), 500);
    assert_int_equal(balance(one, ACCOUNT_RECEIVABLE, 3), 0);
    assert_int_equal(balance(one, ACCOUNT_RECEIVABLE, 4), 4900);
    for (size_t block = 1; block <= COUNT_OF(lines); block++) {
        made = many[block];
        store_drop(&made);
    }
}

static void no_lines_make_an_act_alone(void **state)
{
    Work *w = *state;
    Commit commit;
    ActRow row;
    assert_true(post_as_they_come(w, NULL, 0, 1));
    assert_true(audit_latest(w, &commit) && audit_row(w, commit, &row));
    assert_true(digest_is_zero(row.act.rows));
    assert_sound(w);
}

/* Nothing of what was written before the fault stays. */
static void a_fault_undoes_all_blocks(void **state)
{
    Work *w = *state;
    Line lines[] = {line_of(1, 1, 5000), line_of(2, 1, INT64_MAX)};
    Digest before = content_of(w, "ledger");
    assert_false(post_as_they_come(w, lines, 2, 1));
    assert_int_equal(w->error.code, ERR_OVERFLOW);
    assert_true(digest_equal(before, content_of(w, "ledger")));
    assert_sound(w);
}

static void the_store_refuses_change(void **state)
{
    static const char *const attacks[] = {
        "UPDATE ledger_line SET amount = 1",
        "DELETE FROM ledger_line",
        "UPDATE ledger_entry SET person = 2",
        "DELETE FROM ledger_entry WHERE id = 1",
        "UPDATE ledger_member SET batch = 2",
        "DELETE FROM ledger_member",
        "UPDATE ledger_seal SET last_row = 9",
        "DELETE FROM ledger_seal",
        "DELETE FROM ledger_balance",
        "UPDATE ledger_balance SET amount = -1",
        "INSERT INTO ledger_entry VALUES (NULL, 1, 0, 'old_age', 1, 0, 4, 5, 0, 1)",
        "INSERT INTO ledger_entry VALUES (NULL, 1, 0, 'old_age', 1, 0, 1, 0, 0, 1)",
        ("INSERT INTO ledger_line SELECT NULL, enrolment, unit, person, affair, month, closed_in,"
         " component, fund, division, urban, 0, reason, law, commit_id FROM ledger_line"),
    };
    Work *w = *state;
    assert_true(post_one(w, 1, 1, 5000));
    assert_true(join(w, 1, (int64_t[]){1}, 1));
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        assert_false(db_define(w, str_of(attacks[i])));
        assert_int_equal(w->error.code, ERR_CONFLICT);
    }
    assert_sound(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(a_line_is_payable),
        POINT(unsent_money_is_taken_back),
        POINT(sent_money_is_owed),
        POINT(positive_lines_go_first),
        POINT(what_was_paid_is_not_paid_twice),
        POINT(owed_money_comes_back),
        POINT(nothing_is_overdrawn),
        POINT(settled_money_comes_back),
        POINT(a_batch_settles_only_its_own),
        POINT(unknown_moves_are_refused),
        POINT(a_move_names_its_own_line),
        POINT(no_line_is_beyond_measure),
        POINT(a_batch_pays_what_is_payable),
        POINT(a_line_joins_once),
        POINT(a_reversal_joins_its_batch),
        POINT(an_act_seals_what_it_names),
        POINT(lines_come_in_blocks),
        POINT(no_lines_make_an_act_alone),
        POINT(a_fault_undoes_all_blocks),
        POINT(the_store_refuses_change),
    };
    return cmocka_run_group_tests_name("ledger/post", tests, NULL, NULL);
}
