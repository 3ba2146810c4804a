/* What a bank may answer and what it may not: each refused file changes nothing and says why; each
 * good one moves exactly the rows it names, and the same answer again moves none. */
#include "payment/bank.h"
#include "payment/test.h"

#include <stdio.h>
#include <string.h>

#include "payment/answer_words_test.def"
#include "payment/world.def"

#define PERSON_JIA "360203194403050011"

#define PAIN(group, transactions) PAIN_OF("DOUDI360203-B1", group, transactions)
#define PAIN_OF(message, group, transactions)                                                      \
    "\xEF\xBB\xBF<?xml version=\"1.0\"?><p:Document "                                              \
    "xmlns:p=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.03\"><p:CstmrPmtStsRpt>"                \
    "<OrgnlGrpInfAndSts><OrgnlMsgId>" message "</OrgnlMsgId>" group                                \
    "</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>" transactions                                         \
    "</OrgnlPmtInfAndSts></p:CstmrPmtStsRpt></p:Document>"
#define ANSWERED(name, status, more)                                                               \
    "<TxInfAndSts><OrgnlEndToEndId>" name "</OrgnlEndToEndId><TxSts>" status "</TxSts>" more       \
    "</TxInfAndSts>"

typedef struct {
    const char *text, *told;
} Refused;
#define FAULT(text, told) {text, told},
static const Refused REFUSED[] = {
#include "payment/answer_test.def"
};
#undef FAULT

static World sent_world(void)
{
    Batch batch;
    Str path;
    World world = world_open(LAW_OLD_AGE LAW_FIRST_DAY, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,bank_account\n"
                 "Jia,1933-03-05," PERSON_JIA ",360203001001," CARD_1 "\n"
                 "Yi,1932-11-20," PERSON_YI ",360203001001," CARD_2 "\n"
                 "Bing,1933-01-08," PERSON_BING ",360203100001," CARD_2 "\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_JIA ",2023-01-05,2023-01-10,registered\n"
                 "old_age_allowance," PERSON_YI ",2023-01-05,2023-01-10,registered\n"
                 "old_age_allowance," PERSON_BING ",2023-01-05,2023-01-10,registered\n");
    world_close_month(&world, "2024-01");
    assert_true(batch_draft(world.w, month_of(2024, 1), &batch));
    world_enter(&world, "checker");
    assert_true(batch_check(world.w, batch.id));
    world_enter(&world, "approver");
    assert_true(batch_approve(world.w, batch.id));
    world_enter(&world, "payer");
    assert_true(batch_send(world.w, world.bureau, batch.id, world.folder, &path));
    return world;
}

static bool answer(World *world, int64_t batch, const char *text, BankAnswer *out)
{
    Str path = format(world->w->arena, "%s/answer", world->folder);
    FILE *file = fopen(str_z(world->w->arena, path), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    world->w->error = (Error){0};
    return bank_answer(world->w, world->bureau, batch, str_z(world->w->arena, path), out);
}

static int64_t in_clearing(World *world)
{
    Payout *left;
    size_t count;
    int64_t fen = 0;
    assert_true(ledger_in_clearing(world->w, 1, &left, &count));
    for (size_t i = 0; i < count; i++)
        fen += left[i].amount.fen;
    return fen;
}

static BankRow row_at(World *world, size_t i)
{
    BankRow *rows;
    size_t count;
    assert_true(bank_rows(world->w, 1, &rows, &count));
    assert_int_equal(count, 3);
    return rows[i];
}

static void assert_counts(const BankAnswer *a, int64_t settled, int64_t returned, int64_t pending)
{
    assert_int_equal(a->faults.errors, 0);
    assert_int_equal(a->settled, settled);
    assert_int_equal(a->returned, returned);
    assert_int_equal(a->pending, pending);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    World world = sent_world();
    for (size_t i = 0; i < COUNT_OF(REFUSED); i++) {
        BankAnswer a;
        bool told = false;
        bool read = answer(&world, 1, REFUSED[i].text, &a);
        if (!read) fail_msg("%s: %.*s", REFUSED[i].told, STR_ARG(world.w->error.sentence));
        for (size_t f = 0; f < a.faults.count; f++)
            told = told || str_equal(a.faults.items[f].sentence, str_of(REFUSED[i].told));
        if (!told)
            fail_msg("%s: %zu faults, the first %.*s", REFUSED[i].told, a.faults.count,
                     STR_ARG(a.faults.count ? a.faults.items[0].sentence : STR("")));
        assert_int_equal(in_clearing(&world), 30000);
        assert_int_equal(row_at(&world, 0).state, BANK_ROW_SENT);
    }
    world_posted(&world);
    world_close(&world);
}

static void test_which_batch(void **state)
{
    (void)state;
    World world = sent_world();
    BankAnswer a;
    assert_false(answer(&world, 0, ANSWER_NUMBERS, &a));
    assert_int_equal(world.w->error.code, ERR_USAGE);
    assert_str(world.w->error.sentence, TOLD_WHICH);
    assert_false(answer(&world, 1, ANSWER_OTHER, &a));
    assert_int_equal(world.w->error.code, ERR_CONFLICT);
    assert_true(str_find(world.w->error.sentence, STR(TOLD_OTHER)) > 0);
    assert_false(answer(&world, 0, ANSWER_OTHER, &a)); /* nobody has sent a batch 7 */
    assert_int_equal(world.w->error.code, ERR_NOT_FOUND);
    assert_false(bank_answer(world.w, world.bureau, 1, "/nowhere/answer.csv", &a));
    assert_int_equal(world.w->error.code, ERR_FILE);
    assert_false(answer(&world, 1, "", &a));
    assert_int_equal(world.w->error.code, ERR_FILE);
    assert_false(answer(&world, 1, "\n\n", &a));
    assert_int_equal(world.w->error.code, ERR_INPUT);
    world_enter(&world, "clerk");
    assert_false(answer(&world, 1, ANSWER_NUMBERS, &a));
    assert_int_equal(world.w->error.code, ERR_DENIED);
    assert_int_equal(in_clearing(&world), 30000);
    world_close(&world);
}

/* Lists whose heads do not say which row, or why; and one without a row. */
static void test_lists_that_are_none(void **state)
{
    (void)state;
    static const char *const lists[] = {LISTS_THAT_ARE_NONE};
    World world = sent_world();
    BankAnswer a;
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        assert_false(answer(&world, 1, lists[i], &a));
        assert_int_equal(world.w->error.code, ERR_INPUT);
        assert_int_equal(in_clearing(&world), 30000);
    }
    assert_true(answer(&world, 1, LIST_WITH_TWO_HEADS, &a)); /* the first of two equal heads */
    assert_counts(&a, 0, 1, 0);
    assert_int_equal(row_at(&world, 2).state, BANK_ROW_RETURNED);
    assert_false(row_at(&world, 2).account_wrong); /* the payer had no money */
    world_close(&world);
}

/* Rows by person, by number, by the file's own batch; in two files, and each of them twice. */
static void test_a_batch_answered_in_two_files(void **state)
{
    (void)state;
    World world = sent_world();
    BankAnswer a;
    assert_true(answer(&world, 0, ANSWER_MIXED, &a));
    assert_counts(&a, 1, 1, 0);
    assert_int_equal(a.batch, 1);
    assert_int_equal(a.returned_sum.fen, 10000);
    assert_int_equal(in_clearing(&world), 10000);
    assert_true(answer(&world, 0, ANSWER_MIXED, &a));
    assert_counts(&a, 0, 0, 0);
    assert_int_equal(in_clearing(&world), 10000);
    Batch batch;
    assert_true(batch_row(world.w, 1, &batch));
    assert_int_equal(batch.state, BATCH_SENT);
    assert_true(answer(&world, 0, ANSWER_NUMBERS, &a) == false); /* says no batch */
    assert_true(answer(&world, 1, ANSWER_NUMBERS, &a));
    assert_counts(&a, 0, 1, 0);
    assert_str(row_at(&world, 0).said, TOLD_REASON);
    assert_true(batch_row(world.w, 1, &batch));
    assert_int_equal(batch.state, BATCH_SETTLED); /* nothing is on its way */
    assert_true(answer(&world, 1, ANSWER_NUMBERS, &a));
    assert_counts(&a, 0, 0, 0);
    assert_true(answer(&world, 1, ANSWER_AGAINST, &a)); /* returned, then arrived */
    assert_int_equal(a.faults.errors, 1);
    assert_str(a.faults.items[0].sentence, TOLD_STATE);
    world_posted(&world);
    world_close(&world);
}

/* The words of banks: what arrived is never taken for a return. */
static void test_the_words_of_banks(void **state)
{
    (void)state;
    World world = sent_world();
    BankAnswer a;
    assert_true(answer(&world, 1, ANSWER_WORDS, &a));
    assert_counts(&a, 1, 1, 1);
    assert_int_equal(row_at(&world, 0).state, BANK_ROW_SETTLED);
    assert_int_equal(row_at(&world, 1).state, BANK_ROW_SENT);
    assert_int_equal(row_at(&world, 2).state, BANK_ROW_RETURNED);
    assert_true(row_at(&world, 2).account_wrong);
    assert_true(answer(&world, 1, ANSWER_STATUS, &a));
    assert_counts(&a, 1, 0, 0);
    assert_int_equal(in_clearing(&world), 0);
    world_posted(&world);
    world_close(&world);
}

/* Pending is noted and may become anything; a status of the whole message speaks for all rows that
 * are still on their way. */
static void test_pain_002_of_the_whole_batch(void **state)
{
    (void)state;
    World world = sent_world();
    BankAnswer a;
    assert_true(answer(&world, 0, PAIN("<GrpSts>ACTC</GrpSts>", ""), &a));
    assert_counts(&a, 0, 0, 3);
    assert_int_equal(in_clearing(&world), 30000);
    const char *one = PAIN("", ANSWERED("DD1-000001", "RJCT",
                                        "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn>"
                                        "<AddtlInf>closed in May</AddtlInf></StsRsnInf>")
                                   ANSWERED("DD1-000002", "PDNG", ""));
    assert_true(answer(&world, 1, one, &a));
    assert_counts(&a, 0, 1, 1);
    assert_true(row_at(&world, 0).account_wrong);
    assert_true(str_find(row_at(&world, 0).said, STR("closed in May")) > 0);
    assert_true(answer(&world, 0, PAIN("<GrpSts>ACSC</GrpSts>", ""), &a));
    assert_counts(&a, 2, 0, 0);
    assert_int_equal(in_clearing(&world), 0);
    assert_int_equal(row_at(&world, 0).state, BANK_ROW_RETURNED);
    Batch batch;
    assert_true(batch_row(world.w, 1, &batch));
    assert_int_equal(batch.state, BATCH_SETTLED);
    assert_true(answer(&world, 1, PAIN("", ANSWERED("DD1-000002", "PDNG", "")), &a));
    assert_counts(&a, 0, 0, 0); /* late news of what has arrived */
    world_posted(&world);
    world_close(&world);
}

/* The bank rejects all of it, for a reason that is no account's fault. */
static void test_pain_002_rejects_the_batch(void **state)
{
    (void)state;
    World world = sent_world();
    BankAnswer a;
    const char *all =
        PAIN("<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Prtry>X9</Prtry></Rsn></StsRsnInf>", "");
    assert_true(answer(&world, 0, all, &a));
    assert_counts(&a, 0, 3, 0);
    assert_int_equal(a.returned_sum.fen, 30000);
    assert_false(row_at(&world, 2).account_wrong);
    Batch again;
    world_enter(&world, "clerk");
    assert_true(batch_draft_ready(world.w, world.bureau, month_of(2024, 1), &again));
    assert_int_equal(again.total.fen, 30000);
    world_posted(&world);
    world_close(&world);
}

#define PAIN_ALL(group, payment)                                                                   \
    PAIN("<GrpSts>" group "</GrpSts>", "<PmtInfSts>" payment "</PmtInfSts>")

/* The payment in the message is rejected; the group's own status is only a receipt. */
static void test_pain_002_of_the_payment(void **state)
{
    (void)state;
    World world = sent_world();
    BankAnswer a;
    assert_true(answer(&world, 0, PAIN_ALL("ACSC", "RJCT"), &a));
    assert_int_equal(a.faults.errors, 1);
    assert_str(a.faults.items[0].sentence, TOLD_STATUSES);
    assert_int_equal(in_clearing(&world), 30000);
    assert_true(answer(&world, 0, PAIN_ALL("WHAT", "RJCT"), &a));
    assert_int_equal(a.faults.errors, 1);
    assert_true(answer(&world, 0, PAIN_ALL("ACTC", "WHAT"), &a));
    assert_int_equal(a.faults.errors, 1);
    assert_int_equal(in_clearing(&world), 30000);
    assert_true(answer(&world, 0, PAIN_ALL("ACSC", "PDNG"), &a)); /* the payment is not there */
    assert_counts(&a, 0, 0, 3);
    assert_int_equal(in_clearing(&world), 30000);
    assert_true(answer(&world, 0, PAIN_ALL("ACTC", "RJCT"), &a));
    assert_counts(&a, 0, 3, 0);
    world_posted(&world);
    world_close(&world);
}

/* A rejection of all after the money arrived, an arrival after the rejection: never silent. */
static void test_pain_002_against_what_is_known(void **state)
{
    (void)state;
    World world = sent_world();
    BankAnswer a;
    assert_true(batch_settle(world.w, 1));
    assert_true(answer(&world, 0, PAIN("<GrpSts>RJCT</GrpSts>", ""), &a));
    assert_int_equal(a.faults.errors, 3);
    assert_int_equal(row_at(&world, 0).state, BANK_ROW_SETTLED);
    assert_true(answer(&world, 0, PAIN("<GrpSts>ACSC</GrpSts>", ""), &a));
    assert_counts(&a, 0, 0, 0);
    world_close(&world);
    world = sent_world();
    assert_true(answer(&world, 0, PAIN("<GrpSts>RJCT</GrpSts>", ""), &a));
    assert_counts(&a, 0, 3, 0);
    assert_true(answer(&world, 0, PAIN("<GrpSts>ACSC</GrpSts>", ""), &a));
    assert_int_equal(a.faults.errors, 3);
    assert_str(a.faults.items[0].sentence, TOLD_STATE);
    world_posted(&world);
    world_close(&world);
}

/* Every prefix of a report is refused, and moves nothing. */
static void test_a_report_cut_anywhere(void **state)
{
    (void)state;
    World world = sent_world();
    Str whole = STR(PAIN("", ANSWERED("DD1-000001", "ACSC", "")));
    for (size_t n = 1; n + 1 < whole.len; n += 7) {
        BankAnswer a;
        Str part = format(world.w->arena, "%.*s", (int)n, whole.ptr);
        bool done = answer(&world, 1, str_z(world.w->arena, part), &a);
        if (done && a.faults.errors == 0) fail_msg("%zu bytes are taken for a report", n);
        assert_int_equal(in_clearing(&world), 30000);
    }
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_which_batch),
        cmocka_unit_test(test_lists_that_are_none),
        cmocka_unit_test(test_a_batch_answered_in_two_files),
        cmocka_unit_test(test_the_words_of_banks),
        cmocka_unit_test(test_pain_002_of_the_whole_batch),
        cmocka_unit_test(test_pain_002_rejects_the_batch),
        cmocka_unit_test(test_pain_002_of_the_payment),
        cmocka_unit_test(test_pain_002_against_what_is_known),
        cmocka_unit_test(test_a_report_cut_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
