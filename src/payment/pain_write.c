/* ISO 20022 pain.001.001.03, the customer's credit transfer: one group, one payment for each
 * affair, one transaction for each row. Number and sum of transactions stand at both levels, so
 * that a file cut short is refused by the bank. It is streamed: nothing is kept but one block.
 *
 *     Document / CstmrCdtTrfInitn / GrpHdr, PmtInf … / CdtTrfTxInf …
 *
 * The format has no place for totals by source of the money: they stand in a comment behind the
 * group, for whoever opens the file.
 *
 * Texts are cut to what the schema takes (35 for identifiers, 140 for names and remittance) and
 * stripped of what XML 1.0 cannot say. */
#include "doc/doc.h"
#include "payment/bank.h"
#include "payment/words.def"

#include <stdio.h>

#define PAIN_NAMESPACE "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"
enum { NAME_MOST = 140, IDENTIFIER_MOST = 35 };

/* ---- XML ------------------------------------------------------------------------------------ */

static void escaped(Buf *out, Str text, size_t most)
{
    uint32_t c;
    size_t at = 0, written = 0;
    while (written < most && utf8_next(text, &at, &c)) {
        bool allowed = c >= 0x20 && c != 0x7F && c != 0xFFFE && c != 0xFFFF;
        if (!allowed) continue;
        written++;
        if (c == '&')
            buf_add(out, STR("&amp;"));
        else if (c == '<')
            buf_add(out, STR("&lt;"));
        else if (c == '>')
            buf_add(out, STR("&gt;"));
        else
            buf_code_point(out, c);
    }
}

static void element(Buf *out, const char *name, Str text, size_t most)
{
    buf_format(out, "<%s>", name);
    escaped(out, text, most);
    buf_format(out, "</%s>", name);
}

static void sums(Buf *out, int64_t count, Money sum)
{
    buf_format(out, "<NbOfTxs>%lld</NbOfTxs><CtrlSum>%.*s</CtrlSum>", (long long)count,
               STR_ARG(money_plain(out->arena, sum)));
}

/* ---- parts ---------------------------------------------------------------------------------- */

static Str instant_text(Arena *arena, int64_t instant)
{
    int64_t local = instant + 8 * 3600, second = local % 86400;
    Str day = date_text(arena, (Date){(int32_t)(local / 86400)});
    return format(arena, "%.*sT%02d:%02d:%02d+08:00", STR_ARG(day), (int)(second / 3600),
                  (int)(second / 60 % 60), (int)(second % 60));
}

static void group_write(const BankSheet *sheet, Buf *out)
{
    Arena *arena = sheet->w->arena;
    buf_format(out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"%s\">"
               "<CstmrCdtTrfInitn>\n<GrpHdr>",
               PAIN_NAMESPACE);
    element(out, "MsgId", bank_message_name(arena, sheet), IDENTIFIER_MOST);
    element(out, "CreDtTm", instant_text(arena, sheet->instant), IDENTIFIER_MOST);
    sums(out, (int64_t)sheet->count, sheet->total);
    buf_add(out, STR("<InitgPty>"));
    element(out, "Nm", sheet->debtor.name, NAME_MOST);
    buf_add(out, STR("</InitgPty></GrpHdr>\n"));
}

/* A comment must not hold two dashes: names are given without. */
static void funds_write(const BankSheet *sheet, Buf *out)
{
    Arena *arena = sheet->w->arena;
    if (sheet->fund_count == 0) return;
    buf_add(out, STR("<!-- " SAY_PAIN_FUNDS));
    for (size_t i = 0; i < sheet->fund_count; i++) {
        Buf name = buf_new(arena);
        Str full = fund_name(sheet->funds[i].fund);
        for (size_t k = 0; k < full.len; k++)
            if (full.ptr[k] != '-') buf_byte(&name, full.ptr[k]);
        buf_format(out, SAY_PAIN_FUND, STR_ARG(buf_str(&name)),
                   STR_ARG(money_plain(arena, sheet->funds[i].amount)));
    }
    buf_add(out, STR(" -->\n"));
}

/* The rows of one affair: they stand together. */
typedef struct {
    size_t first, end;
    Money sum;
    Str title; /* what the payee reads */
} PaymentPart;

static PaymentPart part_at(const BankSheet *sheet, size_t first)
{
    PaymentPart part = {.first = first, .end = first};
    Str key = sheet->rows[first].affair;
    for (; part.end < sheet->count && str_equal(sheet->rows[part.end].affair, key); part.end++)
        part.sum.fen += sheet->rows[part.end].amount.fen;
    const Affair *affair = bureau_affair(sheet->bureau, key);
    Str name = affair ? affair->name : key;
    part.title = format(sheet->w->arena, "%.*s %.*s", STR_ARG(name),
                        STR_ARG(month_text(sheet->w->arena, sheet->batch.month)));
    return part;
}

static void payment_open(const BankSheet *sheet, const PaymentPart *part, int number, Buf *out)
{
    Arena *arena = sheet->w->arena;
    Str day = (Str){instant_text(arena, sheet->instant).ptr, 10};
    Str id = format(arena, "%.*s-P%d", STR_ARG(bank_message_name(arena, sheet)), number);
    buf_add(out, STR("<PmtInf>"));
    element(out, "PmtInfId", id, IDENTIFIER_MOST);
    buf_add(out, STR("<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>"));
    sums(out, (int64_t)(part->end - part->first), part->sum);
    buf_add(out, STR("<PmtTpInf><CtgyPurp><Cd>SSBE</Cd></CtgyPurp></PmtTpInf>"));
    element(out, "ReqdExctnDt", day, 10);
    buf_add(out, STR("<Dbtr>"));
    element(out, "Nm", sheet->debtor.name, NAME_MOST);
    buf_add(out, STR("</Dbtr><DbtrAcct><Id><Othr>"));
    element(out, "Id", sheet->debtor.account, 34);
    buf_add(out, STR("</Othr></Id><Ccy>CNY</Ccy></DbtrAcct><DbtrAgt><FinInstnId><ClrSysMmbId>"
                     "<ClrSysId><Cd>CNAPS</Cd></ClrSysId>"));
    element(out, "MmbId", sheet->debtor.bank, IDENTIFIER_MOST);
    buf_add(out, STR("</ClrSysMmbId></FinInstnId></DbtrAgt>\n"));
}

static void transaction_write(const BankSheet *sheet, const BankRow *row, Str title, Buf *out)
{
    char amount[32];
    int64_t fen = row->amount.fen;
    ensure(fen > 0);
    int n = snprintf(amount, sizeof amount, "%lld.%02lld", (long long)(fen / 100),
                     (long long)(fen % 100));
    buf_format(out, "<CdtTrfTxInf><PmtId><EndToEndId>DD%lld-%06lld</EndToEndId></PmtId>",
               (long long)sheet->batch.id, (long long)row->number);
    buf_format(out, "<Amt><InstdAmt Ccy=\"CNY\">%.*s</InstdAmt></Amt><Cdtr>", n, amount);
    element(out, "Nm", row->name, NAME_MOST);
    buf_add(out, STR("</Cdtr><CdtrAcct><Id><Othr>"));
    element(out, "Id", row->account, 34);
    buf_add(out, STR("</Othr></Id></CdtrAcct><Purp><Cd>SSBE</Cd></Purp><RmtInf>"));
    element(out, "Ustrd", title, NAME_MOST);
    buf_add(out, STR("</RmtInf></CdtTrfTxInf>\n"));
}

/* ---- all ------------------------------------------------------------------------------------ */

static bool debtor_known(const BankSheet *sheet)
{
    if (sheet->debtor.name.len && sheet->debtor.account.len && sheet->debtor.bank.len) return true;
    return refuse(sheet->w, ERR_STATE, "%s", SAY_NO_DEBTOR);
}

bool pain_write(const BankSheet *sheet, const char *path)
{
    TextFile *file;
    int number = 0;
    TRY(debtor_known(sheet));
    if (sheet->count == 0) return refuse(sheet->w, ERR_STATE, "%s", SAY_NO_ROWS);
    TRY(text_create(sheet->w, path, &file));
    group_write(sheet, text_block(file));
    funds_write(sheet, text_block(file));
    for (size_t at = 0; at < sheet->count;) {
        PaymentPart part = part_at(sheet, at);
        payment_open(sheet, &part, ++number, text_block(file));
        for (; at < part.end; at++)
            transaction_write(sheet, &sheet->rows[at], part.title, text_block(file));
        buf_add(text_block(file), STR("</PmtInf>\n"));
    }
    buf_add(text_block(file), STR("</CstmrCdtTrfInitn></Document>\n"));
    return text_finish(file);
}
