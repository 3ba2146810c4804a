/* What the bank answers, pain.002 or a list of returns: whatever the bytes, either all of it is
 * registered or nothing, faults have sentences, and the ledger holds. */
#include "fuzz/fuzz.h"
#include "fuzz/world.h"

const char *const fuzz_words[] = {
    "<?xml version='1.0'?><Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.03'>"
    "<CstmrPmtStsRpt><GrpHdr><MsgId>a</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>DD1"
    "</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts>"
    "<OrgnlEndToEndId>DD1-000001</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC01"
    "</Cd></Rsn></StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy='CNY'>200.00</InstdAmt></Amt>"
    "</OrgnlTxRef></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>",
    "<TxInfAndSts><OrgnlEndToEndId>DD1-000002</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>",
    "<GrpSts>ACSC</GrpSts>",
    "<TxSts>PDNG</TxSts>",
    "<AddtlInf>x</AddtlInf>",
    "<Prtry>y</Prtry>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "&b;",
    "DD1-000001",
    "DD9-",
    "AM05",
    "\xE5\xBA\x8F\xE5\x8F\xB7,\xE5\x8E\x9F\xE5\x9B\xA0\n1,x\n",
    "\xE5\x85\xAC\xE6\xB0\x91\xE8\xBA\xAB\xE4\xBB\xBD\xE5\x8F\xB7\xE7\xA0\x81",
    "360203193211200025",
    "200.00",
    NULL};

/* A sent batch of two rows. */
static FuzzWorld *sent(void)
{
    FuzzWorld *world = fuzz_world();
    CloseResult close;
    Batch batch;
    Str path;
    fuzz_must(world, payment_close(world->w, world->bureau, month_of(2024, 1), &close));
    fuzz_must(world, payment_close(world->w, world->bureau, month_of(2024, 2), &close));
    fuzz_must(world, batch_draft(world->w, month_of(2024, 2), &batch));
    fuzz_world_enter(world, "checker");
    fuzz_must(world, batch_check(world->w, batch.id));
    fuzz_world_enter(world, "approver");
    fuzz_must(world, batch_approve(world->w, batch.id));
    fuzz_world_enter(world, "payer");
    fuzz_must(world, batch_send(world->w, world->bureau, batch.id, world->folder, &path));
    return world;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FuzzWorld *world;
    if (!world) world = sent();
    fuzz_world_turn(world);
    fuzz_world_enter(world, "payer");
    const char *path = fuzz_world_file(world, "answer.xml", (Str){(const char *)data, size});
    Commit before, after;
    BankAnswer answer = {0};
    LedgerCheck check;
    fuzz_must(world, audit_latest(world->w, &before));
    bool done = bank_answer(world->w, world->bureau, 0, path, &answer);
    ensure(done || world->w->error.sentence.len > 0);
    for (size_t i = 0; i < answer.faults.count; i++)
        ensure(utf8_valid(answer.faults.items[i].sentence));
    ensure(!db_in_transaction(world->w));
    fuzz_must(world, audit_latest(world->w, &after));
    if (before.n == after.n) return 0;
    ensure(done && answer.faults.errors == 0);
    fuzz_must(world, ledger_check(world->w, &check));
    ensure(check.debit.fen == check.credit.fen);
    fuzz_world_free(world); /* the next input finds everything sent and nothing answered */
    world = NULL;
    return 0;
}
