/* What the tests of the ledger share: a store in memory, lines made short, acts that seal them. */
#ifndef LEDGER_TEST_H
#define LEDGER_TEST_H

#include "base/test.h"
#include "db/db.h"
#include "ledger/ledger.h"

static const SqlModule *const FIXTURE_MODULES[] = {&audit_sql, &ledger_sql};

static inline int store_make(void **state)
{
    Work *w = work_new();
    *state = w;
    return store_open(w, ":memory:", STORE_CREATE, FIXTURE_MODULES, 2) ? 0 : -1;
}

static inline int store_drop(void **state)
{
    Work *w = *state;
    store_close(w->store);
    work_free(w);
    return 0;
}

/* Person p, enrolment 100 + p, unit 200 + p, in old_age; `month` counts within 2024. */
static inline Line line_of(int64_t person, int month, int64_t fen)
{
    return (Line){.enrolment = 100 + person,
                  .unit = 200 + person,
                  .person = person,
                  .affair = STR("old_age"),
                  .month = month_of(2024, month),
                  .closed_in = month_of(2024, month),
                  .component = STR("basic"),
                  .fund = STR("county"),
                  .division = 7,
                  .urban = 1,
                  .amount = {fen},
                  .reason = fen > 0 ? REASON_REGULAR : REASON_RECOVERY,
                  .law = 3};
}

static inline bool act_with(Work *w, Str kind, Digest rows, Commit *commit)
{
    return audit_act(w, &(Act){.kind = kind, .subject = STR("test"), .rows = rows}, commit);
}

static inline bool post_inside(Work *w, const Line *lines, size_t count)
{
    Commit commit;
    TRY(act_with(w, STR("close"), ledger_digest(lines, count), &commit));
    return ledger_post(w, lines, count, commit);
}

static inline bool post(Work *w, const Line *lines, size_t count)
{
    TRY(db_begin(w));
    return db_end(w, post_inside(w, lines, count));
}

static inline bool post_one(Work *w, int64_t person, int month, int64_t fen)
{
    Line line = line_of(person, month, fen);
    return post(w, &line, 1);
}

static inline bool move_inside(Work *w, const Move *moves, size_t count)
{
    Commit commit;
    TRY(act_with(w, STR("send"), ledger_move_digest(moves, count), &commit));
    return ledger_move(w, moves, count, commit);
}

static inline bool move(Work *w, const Move *moves, size_t count)
{
    TRY(db_begin(w));
    return db_end(w, move_inside(w, moves, count));
}

static inline Move move_of(Reason reason, int64_t batch, int64_t person, int64_t fen)
{
    Move m = {.batch = batch,
              .affair = STR("old_age"),
              .person = person,
              .amount = {fen},
              .reason = reason};
    bool from_clearing = reason == REASON_SETTLED || reason == REASON_RETURNED;
    m.debit = from_clearing ? ACCOUNT_CLEARING : ACCOUNT_PAYABLE;
    m.credit = reason == REASON_SETTLED    ? ACCOUNT_BANK
               : reason == REASON_RETURNED ? ACCOUNT_PAYABLE
                                           : ACCOUNT_CLEARING;
    return m;
}

static inline bool move_one(Work *w, Reason reason, int64_t batch, int64_t person, int64_t fen)
{
    Move m = move_of(reason, batch, person, fen);
    return move(w, &m, 1);
}

static inline bool join_inside(Work *w, int64_t batch, const int64_t *lines, size_t count)
{
    Commit commit;
    TRY(act_with(w, STR("draft"), ledger_join_digest(batch, lines, count), &commit));
    return ledger_join(w, batch, lines, count, commit);
}

static inline bool join(Work *w, int64_t batch, const int64_t *lines, size_t count)
{
    TRY(db_begin(w));
    return db_end(w, join_inside(w, batch, lines, count));
}

static inline int64_t balance(Work *w, AccountKind account, int64_t person)
{
    Money m;
    assert_true(ledger_balance(w, account, STR("old_age"), person, &m));
    return m.fen;
}

static inline void assert_sound(Work *w)
{
    LedgerCheck check;
    w->error = (Error){0};
    if (!ledger_check(w, &check)) fail_msg("%.*s", STR_ARG(w->error.detail));
    assert_int_equal(check.debit.fen, check.credit.fen);
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, store_make, store_drop)

#endif
