/* Bank files both ways: what pain.001 says is counted again with a parser, hostile answers are read
 * against a list of faults (tests/corpus/bank, recorded with DOUDI_RECORD=1), and funds add up. */
#include "payment/bank.h"
#include "payment/test.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "payment/bank_test.def"
#include "payment/world.def"

#define CARD_3 "6222000000000000038"

static World elders(const char *law)
{
    World world = world_open(law, NULL);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,bank_account\n"
                 "Yi & Sons <1>,1932-11-20," PERSON_YI ",360203001001," CARD_1 "\n"
                 "Bing,1934-01-08," PERSON_BING ",360203100001," CARD_2 "\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_YI ",2023-01-05,2023-01-10,registered\n"
                 "old_age_allowance," PERSON_BING ",2023-01-05,2023-01-10,registered\n");
    world_close_month(&world, "2024-01");
    return world;
}

static Str sent(World *world, BankFormat as, Batch *batch)
{
    Str path;
    assert_true(batch_draft(world->w, month_of(2024, 1), batch));
    world_sign(world, batch->id);
    BankWish wish = {world->folder, as};
    if (!batch_send_as(world->w, world->bureau, batch->id, &wish, &path))
        fail_msg("%.*s", STR_ARG(world->w->error.sentence));
    return path;
}

/* ---- pain.001 ------------------------------------------------------------------------------- */

/* A compact checker: transactions and sums counted, and compared with what each level says. */
typedef struct {
    Arena *arena;
    Buf text;
    int depth, transactions, in_payment;
    int64_t group_count, payment_count, counted;
    int64_t group_sum, payment_sum, summed, fen;
    int64_t all;
    bool good;
} PainCount;

static void XMLCALL count_open(void *context, const char *name, const char **attributes)
{
    PainCount *c = context;
    c->depth++;
    c->text.len = 0;
    if (strcmp(name, "PmtInf") == 0) {
        c->in_payment = 1;
        c->counted = c->summed = 0;
    }
    if (strcmp(name, "InstdAmt") == 0) c->good = c->good && strcmp(attributes[1], "CNY") == 0;
}

static void XMLCALL count_text(void *context, const char *text, int len)
{
    PainCount *c = context;
    buf_add(&c->text, (Str){text, (size_t)len});
}

static void XMLCALL count_close(void *context, const char *name)
{
    PainCount *c = context;
    Str text = buf_str(&c->text);
    Money money = {0};
    int64_t n = 0;
    c->depth--;
    if (strcmp(name, "NbOfTxs") == 0) {
        c->good = c->good && str_int(text, &n);
        *(c->in_payment ? &c->payment_count : &c->group_count) = n;
    } else if (strcmp(name, "CtrlSum") == 0) {
        c->good = c->good && money_parse(text, &money);
        *(c->in_payment ? &c->payment_sum : &c->group_sum) = money.fen;
    } else if (strcmp(name, "InstdAmt") == 0) {
        c->good = c->good && money_parse(text, &money);
        c->summed += money.fen;
        c->all += money.fen;
        c->counted++;
        c->transactions++;
    } else if (strcmp(name, "PmtInf") == 0) {
        c->good = c->good && c->counted == c->payment_count && c->summed == c->payment_sum;
        c->in_payment = 0;
    }
    c->text.len = 0;
}

static void test_pain_001_adds_up(void **state)
{
    (void)state;
    World world = elders(LAW_OLD_AGE);
    Work *w = world.w;
    Batch batch;
    static char bytes[65536];
    world_enter(&world, "clerk");
    assert_true(db_begin(w));
    assert_true(store_set(w, STR("debtor_name"), STR("bureau")));
    assert_true(store_set(w, STR("debtor_account"), STR("1503")));
    assert_true(store_set(w, STR("debtor_bank"), STR("1044")));
    assert_true(db_commit(w));
    Str path = sent(&world, BANK_PAIN001, &batch);
    FILE *file = fopen(str_z(w->arena, path), "rb");
    assert_non_null(file);
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    PainCount count = {.arena = w->arena, .text = buf_new(w->arena), .good = true};
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetUserData(parser, &count);
    XML_SetElementHandler(parser, count_open, count_close);
    XML_SetCharacterDataHandler(parser, count_text);
    assert_int_equal(XML_Parse(parser, bytes, (int)n, 1), XML_STATUS_OK);
    XML_ParserFree(parser);
    assert_true(count.good);
    assert_int_equal(count.transactions, 2);
    assert_int_equal(count.group_count, 2);
    assert_int_equal(count.group_sum, count.all);
    assert_int_equal(count.all, 20000);
    assert_true(str_find((Str){bytes, n}, STR("<Nm>Yi &amp; Sons &lt;1&gt;</Nm>")) > 0);
    world_close(&world);
}

/* ---- hostile answers ------------------------------------------------------------------------ */

static void faults_text(const char *name, const Work *w, const BankAnswer *answer, Buf *out)
{
    buf_format(out, "%s\n", name);
    if (w->error.code)
        buf_format(
            out, "  %s %.*s\n", error_name(w->error.code),
            STR_ARG(w->error.sentence.len ? str_from(w->error.sentence, 0) : w->error.detail));
    for (size_t i = 0; i < answer->faults.count; i++) {
        const Fault *f = &answer->faults.items[i];
        buf_format(out, "  %lld %.*s: %.*s\n", (long long)f->row, STR_ARG(f->field),
                   STR_ARG(f->sentence));
    }
}

static void test_answers_of_the_corpus(void **state)
{
    (void)state;
    static const char *const files[] = {BANK_CORPUS};
    World world = elders(LAW_OLD_AGE);
    Work *w = world.w;
    Batch batch;
    sent(&world, BANK_CSV, &batch);
    const char *root = getenv("DOUDI_ROOT");
    const char *folder = str_z(w->arena, format(w->arena, "%s/tests/corpus/bank", root));
    Buf out = buf_new(w->arena);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        BankAnswer answer;
        const char *path = str_z(w->arena, format(w->arena, "%s/%s", folder, files[i]));
        w->error = (Error){0};
        bool done = bank_answer(w, world.bureau, batch.id, path, &answer);
        assert_true(!done || answer.faults.errors > 0);
        Buf one = buf_new(w->arena);
        faults_text(files[i], w, &answer, &one);
        Str text = buf_str(&one);
        for (ptrdiff_t at; (at = str_find(text, str_of(folder))) >= 0;) {
            buf_add(&out, (Str){text.ptr, (size_t)at});
            text = str_from(text, (size_t)at + strlen(folder) + 1);
        }
        buf_add(&out, text);
    }
    Money clearing;
    assert_true(ledger_balance(w, ACCOUNT_CLEARING, STR("old_age_allowance"),
                               world_person(&world, PERSON_YI).n, &clearing));
    assert_int_equal(clearing.fen, 10000); /* nothing half done */
    const char *expected = str_z(w->arena, format(w->arena, "%s/expected.txt", folder));
    if (getenv("DOUDI_RECORD")) {
        FILE *file = fopen(expected, "wb");
        assert_non_null(file);
        fwrite(out.ptr, 1, out.len, file);
        fclose(file);
    }
    static char wanted[65536];
    FILE *file = fopen(expected, "rb");
    assert_non_null(file);
    size_t n = fread(wanted, 1, sizeof wanted - 1, file);
    fclose(file);
    wanted[n] = 0;
    assert_string_equal(str_z(w->arena, buf_str(&out)), wanted);
    world_close(&world);
}

/* ---- accounts ------------------------------------------------------------------------------- */

static const BankRow *row_at(World *world, int64_t batch, size_t i)
{
    BankRow *rows;
    size_t count;
    assert_true(bank_rows(world->w, batch, &rows, &count));
    assert_true(i < count);
    return &rows[i];
}

static void test_a_list_of_returns_by_account(void **state)
{
    (void)state;
    World world = elders(LAW_OLD_AGE);
    Work *w = world.w;
    Batch batch;
    BankAnswer answer;
    sent(&world, BANK_CSV, &batch);
    Str path = format(w->arena, "%s/back.csv", world.folder);
    FILE *file = fopen(str_z(w->arena, path), "wb");
    assert_non_null(file);
    fputs(RETURN_BY_ACCOUNT, file);
    fclose(file);
    assert_true(bank_answer(w, world.bureau, batch.id, str_z(w->arena, path), &answer));
    assert_int_equal(answer.faults.errors, 0);
    assert_int_equal(answer.returned, 1);
    assert_int_equal(answer.returned_sum.fen, 10000);
    assert_int_equal(row_at(&world, batch.id, 0)->state, BANK_ROW_RETURNED);
    assert_true(row_at(&world, batch.id, 0)->account_wrong);
    assert_true(batch_settle(w, batch.id));
    assert_int_equal(row_at(&world, batch.id, 1)->state, BANK_ROW_SETTLED);
    assert_int_equal(row_at(&world, batch.id, 0)->state, BANK_ROW_RETURNED);
    world_posted(&world);
    world_close(&world);
}

/* 退汇: settled, and it comes back: payable again, to the account once corrected. */
static void test_settled_money_comes_back(void **state)
{
    (void)state;
    World world = elders(LAW_OLD_AGE);
    Work *w = world.w;
    Batch batch;
    Str path;
    Money payable;
    BankReturn late = {world_person(&world, PERSON_YI).n, STR("old_age_allowance"), STR("AC04")};
    sent(&world, BANK_CSV, &batch);
    assert_true(batch_settle(w, batch.id));
    assert_true(batch_return(w, batch.id, &late, 1));
    assert_false(batch_return(w, batch.id, &late, 1));
    assert_int_equal(row_at(&world, batch.id, 0)->state, BANK_ROW_RETURNED);
    assert_true(ledger_balance(w, ACCOUNT_PAYABLE, late.affair, late.person, &payable));
    assert_int_equal(payable.fen, 10000);
    Reconciled r;
    assert_true(payment_reconcile(w, world.bureau, month_of(2024, 1), &r));
    if (!r.whole) fail_msg("%.*s", STR_ARG(r.unequal));
    world_enter(&world, "clerk");
    assert_false(batch_draft_ready(w, world.bureau, month_of(2024, 1), &batch));
    world_correct(&world, "person.account", "citizen_id,bank_account\n" PERSON_YI "," CARD_3 "\n");
    assert_true(batch_draft_ready(w, world.bureau, month_of(2024, 1), &batch));
    world_sign(&world, batch.id);
    assert_true(batch_send(w, world.bureau, batch.id, world.folder, &path));
    assert_int_equal(row_at(&world, batch.id, 0)->amount.fen, 10000);
    world_posted(&world);
    world_close(&world);
}

/* An account changed since the last payment waits, in a draft and in a file. */
static void test_a_changed_account_cools_off(void **state)
{
    (void)state;
    World world = elders(LAW_OLD_AGE LAW_COOLING);
    Work *w = world.w;
    Batch batch;
    Str path;
    sent(&world, BANK_CSV, &batch);
    assert_true(batch_settle(w, batch.id));
    world_enter(&world, "clerk");
    world_close_month(&world, "2024-02");
    world_import(&world, "person.account", "citizen_id,bank_account\n" PERSON_YI "," CARD_3 "\n");
    assert_true(batch_draft_ready(w, world.bureau, month_of(2024, 2), &batch));
    world_sign(&world, batch.id);
    assert_true(batch_send(w, world.bureau, batch.id, world.folder, &path));
    assert_int_equal(row_at(&world, batch.id, 0)->person, world_person(&world, PERSON_BING).n);
    world_enter(&world, "clerk");
    assert_false(batch_draft_ready(w, world.bureau, month_of(2024, 2), &batch));
    world_clock(&world, "2024-03-10");
    assert_true(batch_draft_ready(w, world.bureau, month_of(2024, 2), &batch));
    assert_int_equal(batch.total.fen, 10000);
    world_close(&world);
}

/* ---- funds ---------------------------------------------------------------------------------- */

static int64_t fund_sum(World *world, const char *fund)
{
    LedgerFund *funds;
    size_t count;
    int64_t fen = 0;
    assert_true(ledger_funds(world->w, &(LineFilter){0}, &funds, &count));
    for (size_t i = 0; i < count; i++)
        if (str_equal(funds[i].fund, str_of(fund))) fen += funds[i].amount.fen;
    return fen;
}

/* The rule of the month paid for; what is taken back goes to where it came from. */
static void test_lines_by_fund(void **state)
{
    (void)state;
    World world = elders(LAW_OLD_AGE LAW_FUNDS);
    assert_int_equal(fund_sum(&world, "central"), 2 * 3333);
    assert_int_equal(fund_sum(&world, "county"), 2 * 6667);
    world_close_month(&world, "2024-02"); /* from February on: half and half */
    assert_int_equal(fund_sum(&world, "central"), 2 * 3333 + 2 * 5000);
    world_law(&world, LAW_OLD_AGE LAW_FUNDS_LATER);
    assert_int_equal(world_close_month(&world, "2024-02"), 0); /* another rule moves nothing */
    world_import(&world, "person.death", "citizen_id,death_date\n" PERSON_YI ",2023-12-15\n");
    world_close_month(&world, "2024-02");
    assert_int_equal(fund_sum(&world, "central"), 3333 + 5000);
    assert_int_equal(fund_sum(&world, "county"), 6667 + 5000);
    Reconciled r;
    assert_true(payment_reconcile(world.w, world.bureau, month_of(2024, 2), &r));
    if (!r.whole) fail_msg("%.*s", STR_ARG(r.unequal));
    world_posted(&world);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pain_001_adds_up),
        cmocka_unit_test(test_answers_of_the_corpus),
        cmocka_unit_test(test_a_list_of_returns_by_account),
        cmocka_unit_test(test_settled_money_comes_back),
        cmocka_unit_test(test_a_changed_account_cools_off),
        cmocka_unit_test(test_lines_by_fund),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
