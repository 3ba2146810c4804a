/* Reads pain.002, the bank's report on a payment, as bytes that nobody vouches for: no document
 * type, no deep nesting, no endless texts, no file beyond a limit. Expat does the XML; this file
 * keeps where it stands and collects one transaction at a time. Every fault is listed with the line
 * and the element; only XML that is broken itself ends the reading.
 *
 * Reading order: pain_read at the end, then element_open, element_close, transaction_end. */
#include <expat.h>
#include <stdio.h>
#include <string.h>

#include "payment/bank.h"
#include "payment/words.def"

enum { DEPTH_MOST = 32, TEXT_MOST = 1000, ADDITIONAL_MOST = 200, BLOCK_BYTES = 64 * 1024 };
#define FILE_MOST (INT64_C(256) * 1024 * 1024)

typedef struct {
    const char *code;
    BankOutcome outcome;
    const char *words;
} BankStatus;
#define STATUS(code, outcome, words) {code, outcome, words},
static const BankStatus STATUSES[] = {
#include "payment/statuses.def"
};
#undef STATUS

/* What is collected: of the group, of the payment in it, or of one transaction. */
typedef struct {
    Str status, code, proprietary, additional, end_to_end, amount, count, sum;
    int64_t line;
} Said;

typedef struct {
    Work *w;
    XML_Parser parser;
    BankAnswers *out;
    Faults *faults;
    int depth;
    bool is_report, in_group, in_payment, in_transaction, in_reason, given_up;
    Buf text;
    bool text_long;
    Said group, payment, transaction; /* payment: all of them once more, a message has only one */
    Str message;
} PainReader;

/* ---- faults --------------------------------------------------------------------------------- */

static void pain_fault(PainReader *r, int64_t line, const char *element, Str value, Str sentence)
{
    faults_add(r->faults, (Fault){.level = FAULT_ERROR,
                                  .row = line,
                                  .field = str_of(element),
                                  .value = value,
                                  .sentence = sentence});
}

static int64_t line_now(const PainReader *r)
{
    return (int64_t)XML_GetCurrentLineNumber(r->parser);
}

static void give_up(PainReader *r, const char *sentence)
{
    if (!r->given_up) pain_fault(r, line_now(r), "", STR(""), str_of(sentence));
    r->given_up = true;
    XML_StopParser(r->parser, XML_FALSE);
}

/* ---- statuses and reasons ------------------------------------------------------------------- */

static const BankStatus *status_named(Str code)
{
    for (size_t i = 0; i < COUNT_OF(STATUSES); i++)
        if (str_equal(code, str_of(STATUSES[i].code))) return &STATUSES[i];
    return NULL;
}

#define REASON(code, words, account_wrong) {code, words, account_wrong},
static const BankReason REASONS[] = {
#include "payment/reasons.def"
};
#undef REASON

const BankReason *bank_reason(Str code)
{
    for (size_t i = 0; i < COUNT_OF(REASONS); i++)
        if (str_equal(code, str_of(REASONS[i].code))) return &REASONS[i];
    return NULL;
}

/* "AC04 账户已销户: what the bank added"; a code nobody knows is shown as it is. */
static Str said_text(Arena *arena, const Said *said, const BankStatus *status)
{
    Buf out = buf_new(arena);
    const BankReason *reason = bank_reason(said->code);
    Str code = said->code.len ? said->code : said->proprietary;
    buf_format(&out, "%s", status->words);
    if (code.len) buf_format(&out, " %.*s", STR_ARG(code));
    if (reason) buf_format(&out, " %s", reason->words);
    if (said->additional.len) buf_format(&out, SAY_ADDED, STR_ARG(said->additional));
    return buf_str(&out);
}

/* ---- one transaction ------------------------------------------------------------------------ */

static void amount_read(PainReader *r, const Said *said, BankAnswerRow *row)
{
    if (said->amount.len == 0) return;
    row->has_amount = money_parse(said->amount, &row->amount) && row->amount.fen > 0;
    if (!row->has_amount)
        pain_fault(r, said->line, "InstdAmt", said->amount,
                   format(r->w->arena, SAY_PAIN_AMOUNT, STR_ARG(said->amount)));
}

static bool outcome_read(PainReader *r, const Said *said, const char *element, BankAnswerRow *row)
{
    const BankStatus *status = status_named(said->status);
    if (!status) {
        Str sentence = said->status.len
                           ? format(r->w->arena, SAY_PAIN_STATUS, STR_ARG(said->status))
                           : STR(SAY_PAIN_NO_STATUS);
        pain_fault(r, said->line, element, said->status, sentence);
        return false;
    }
    const BankReason *reason = bank_reason(said->code);
    row->outcome = status->outcome;
    row->said = said_text(r->w->arena, said, status);
    row->account_wrong = status->outcome == OUTCOME_RETURNED && reason && reason->account_wrong;
    return true;
}

static void transaction_end(PainReader *r)
{
    Said said = r->transaction;
    BankAnswerRow row = {.line = said.line};
    bool good = outcome_read(r, &said, "TxSts", &row);
    amount_read(r, &said, &row);
    if (!bank_row_parse(said.end_to_end, &row.batch, &row.number)) {
        Str sentence = said.end_to_end.len
                           ? format(r->w->arena, SAY_PAIN_NAME, STR_ARG(said.end_to_end))
                           : STR(SAY_PAIN_NO_NAME);
        pain_fault(r, said.line, "OrgnlEndToEndId", said.end_to_end, sentence);
        return;
    }
    if (good) *answer_add(r->w, r->out, row.line) = row;
}

/* ---- XML events ----------------------------------------------------------------------------- */

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static bool is(const char *name, const char *wanted)
{
    return strcmp(name, wanted) == 0;
}

static bool root_is_report(const char *name, const char **attributes)
{
    if (!is(name, "Document")) return false;
    for (size_t i = 0; attributes[i]; i += 2)
        if (strncmp(attributes[i], "xmlns", 5) == 0 && strstr(attributes[i + 1], ":pain.002."))
            return true;
    return false;
}

static void XMLCALL element_open(void *context, const char *full, const char **attributes)
{
    PainReader *r = context;
    const char *name = local_name(full);
    if (r->depth == 0 && !root_is_report(name, attributes)) {
        give_up(r, SAY_PAIN_ROOT);
        return;
    }
    if (++r->depth > DEPTH_MOST) {
        give_up(r, SAY_PAIN_DEEP);
        return;
    }
    r->is_report = true;
    r->text.len = 0;
    r->text_long = false;
    if (is(name, "OrgnlGrpInfAndSts")) {
        r->in_group = true;
        r->group = (Said){.line = line_now(r)};
    } else if (is(name, "OrgnlPmtInfAndSts")) {
        r->in_payment = true;
        r->payment.line = line_now(r);
    } else if (is(name, "TxInfAndSts")) {
        r->in_transaction = true;
        r->transaction = (Said){.line = line_now(r)};
    } else if (is(name, "StsRsnInf")) {
        r->in_reason = true;
    }
}

static void XMLCALL element_text(void *context, const char *text, int len)
{
    PainReader *r = context;
    size_t n = (size_t)len;
    if (r->text.len + n > TEXT_MOST) {
        r->text_long = true;
        return;
    }
    buf_add(&r->text, (Str){text, n});
}

/* The texts that count, by element. */
static Str *said_field(PainReader *r, const char *name)
{
    Said *said = r->in_transaction ? &r->transaction
                 : r->in_payment   ? &r->payment
                 : r->in_group     ? &r->group
                                   : NULL;
    if (!said) return NULL;
    if (is(name, "OrgnlMsgId")) return r->in_group ? &r->message : NULL;
    if (is(name, "GrpSts")) return r->in_group ? &said->status : NULL;
    if (is(name, "PmtInfSts")) return r->in_payment ? &said->status : NULL;
    if (is(name, "TxSts")) return &said->status;
    if (is(name, "OrgnlEndToEndId")) return &said->end_to_end;
    if (is(name, "InstdAmt")) return &said->amount;
    if (is(name, "OrgnlNbOfTxs")) return r->in_group ? &said->count : NULL;
    if (is(name, "OrgnlCtrlSum")) return r->in_group ? &said->sum : NULL;
    if (!r->in_reason) return NULL;
    if (is(name, "Cd")) return &said->code;
    if (is(name, "Prtry")) return &said->proprietary;
    return is(name, "AddtlInf") ? &said->additional : NULL;
}

/* Two blocks that say different things of the one payment. */
static void payment_status_kept(PainReader *r, Str status)
{
    if (r->payment.status.len && !str_equal(r->payment.status, status))
        pain_fault(r, line_now(r), "PmtInfSts", status, STR(SAY_PAIN_AGAINST));
}

static void XMLCALL element_close(void *context, const char *full)
{
    PainReader *r = context;
    const char *name = local_name(full);
    Str *field = said_field(r, name);
    r->depth--;
    if (field) {
        Str text = str_trim(buf_str(&r->text));
        if (r->text_long) pain_fault(r, line_now(r), name, STR(""), STR(SAY_PAIN_LONG));
        if (field == &r->transaction.additional && text.len > ADDITIONAL_MOST) text.len = 0;
        if (field == &r->payment.status) payment_status_kept(r, text);
        *field = str_copy(r->w->arena, text);
    }
    r->text.len = 0;
    if (is(name, "OrgnlGrpInfAndSts")) r->in_group = false;
    if (is(name, "OrgnlPmtInfAndSts")) r->in_payment = false;
    if (is(name, "StsRsnInf")) r->in_reason = false;
    if (is(name, "TxInfAndSts")) {
        r->in_transaction = false;
        transaction_end(r);
    }
}

static void XMLCALL doctype_open(void *context, const char *name, const char *system,
                                 const char *public_id, int internal)
{
    (void)name, (void)system, (void)public_id, (void)internal;
    give_up(context, SAY_PAIN_DOCTYPE);
}

/* ---- the whole report ----------------------------------------------------------------------- */

static void broken(PainReader *r)
{
    if (r->given_up) return;
    const char *why = XML_ErrorString(XML_GetErrorCode(r->parser));
    pain_fault(r, line_now(r), "", STR(""), format(r->w->arena, SAY_PAIN_BROKEN, why));
    r->given_up = true;
}

static bool blocks_parse(PainReader *r, FILE *file, const char *path)
{
    int64_t total = 0;
    for (bool last = false; !last && !r->given_up;) {
        void *block = XML_GetBuffer(r->parser, BLOCK_BYTES);
        if (!block) return fail(r->w, ERR_FILE, "no memory to read %s", path);
        size_t n = fread(block, 1, BLOCK_BYTES, file);
        if (ferror(file)) return fail(r->w, ERR_FILE, "cannot read %s", path);
        total += (int64_t)n;
        last = n < BLOCK_BYTES;
        if (total > FILE_MOST) {
            give_up(r, SAY_PAIN_LARGE);
        } else if (XML_ParseBuffer(r->parser, (int)n, last) == XML_STATUS_ERROR) {
            broken(r);
        }
    }
    return true;
}

/* A report without transactions speaks for all of them: by the status of the payment, or else of
 * the group. Where one says that the money arrived and the other that it did not, neither counts.
 */
static void all_read(PainReader *r)
{
    BankAnswerRow group = {.line = r->group.line, .batch = r->out->batch}, payment = group;
    bool twice = r->group.status.len && r->payment.status.len;
    if ((twice || !r->payment.status.len) && !outcome_read(r, &r->group, "GrpSts", &group)) return;
    payment.line = r->payment.line;
    if (r->payment.status.len && !outcome_read(r, &r->payment, "PmtInfSts", &payment)) return;
    if (twice && group.outcome != payment.outcome && group.outcome != OUTCOME_PENDING &&
        payment.outcome != OUTCOME_PENDING) {
        pain_fault(r, payment.line, "PmtInfSts", r->payment.status, STR(SAY_PAIN_AGAINST));
        return;
    }
    r->out->all = true;
    *answer_add(r->w, r->out, group.line) = r->payment.status.len ? payment : group;
}

/* What the bank says it received. */
static void control_end(PainReader *r)
{
    const Said *said = &r->group;
    BankControl *c = &r->out->control;
    c->line = said->line;
    c->has_count = said->count.len > 0;
    c->has_sum = said->sum.len > 0;
    if (c->has_count && !str_int(said->count, &c->count))
        pain_fault(r, said->line, "OrgnlNbOfTxs", said->count,
                   format(r->w->arena, SAY_RETURNS_NUMBER, STR_ARG(said->count)));
    if (c->has_sum && !money_parse(said->sum, &c->sum))
        pain_fault(r, said->line, "OrgnlCtrlSum", said->sum,
                   format(r->w->arena, SAY_PAIN_AMOUNT, STR_ARG(said->sum)));
}

static void group_end(PainReader *r)
{
    int64_t batch = 0;
    control_end(r);
    if (!r->message.len || !bank_message_parse(r->message, &batch)) {
        pain_fault(r, r->group.line, "OrgnlMsgId", r->message,
                   r->message.len ? format(r->w->arena, SAY_PAIN_MESSAGE, STR_ARG(r->message))
                                  : STR(SAY_PAIN_NO_MESSAGE));
        return;
    }
    r->out->batch = batch;
    for (size_t i = 0; i < r->out->count; i++) {
        const BankAnswerRow *row = &r->out->items[i];
        if (row->batch != batch)
            pain_fault(
                r, row->line, "OrgnlEndToEndId", STR(""),
                format(r->w->arena, SAY_PAIN_OTHER_BATCH, (long long)row->batch, (long long)batch));
    }
    if (r->out->count || r->faults->errors) return;
    all_read(r);
}

static void parser_drop(void *argument)
{
    XML_ParserFree(argument);
}

bool pain_read(Work *w, const char *path, BankAnswers *out, Faults *faults)
{
    PainReader r = {.w = w, .out = out, .faults = faults, .text = buf_new(w->arena)};
    FILE *file = fopen(path, "rb");
    if (!file) return refuse(w, ERR_FILE, SAY_NO_FILE, path);
    r.parser = XML_ParserCreate(NULL);
    ensure(r.parser);
    arena_on_free(w->arena, parser_drop, r.parser);
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, element_open, element_close);
    XML_SetCharacterDataHandler(r.parser, element_text);
    XML_SetStartDoctypeDeclHandler(r.parser, doctype_open);
    bool read = blocks_parse(&r, file, path);
    (void)fclose(file);
    TRY(read);
    if (!r.given_up) group_end(&r);
    return true;
}
