/* Lists of returns as banks send them: csv (GB18030, UTF-8) or xlsx. Heads are known by their usual
 * names (columns.def); a row is found by its number in the batch, by account and amount, or by
 * person and affair. What came of the money is said by the words of outcomes.def, or by a cause
 * alone: then it was returned. A row that does not say it clearly is refused, never guessed. Lines
 * of totals at the end must agree with the rows above them: a file cut short is refused, not
 * believed. Every fault is listed. */
#include "doc/doc.h"
#include "payment/bank.h"
#include "payment/words.def"

enum { NO_COLUMN = -1 };
typedef enum {
    COLUMN_BATCH,
    COLUMN_NUMBER,
    COLUMN_ACCOUNT,
    COLUMN_AMOUNT,
    COLUMN_PERSON,
    COLUMN_AFFAIR,
    COLUMN_CAUSE,
    COLUMN_OUTCOME,
    COLUMN_COUNT
} ReturnColumn;

typedef struct {
    const char *name;
    ReturnColumn column;
} ColumnName;
#define COLUMN(column, name) {name, column},
static const ColumnName COLUMN_NAMES[] = {
#include "payment/columns.def"
};
#undef COLUMN

typedef struct {
    const char *word;
    BankOutcome outcome;
} OutcomeWord;
#define OUTCOME(word, outcome) {word, outcome},
static const OutcomeWord OUTCOMES[] = {
#include "payment/outcomes.def"
};
#undef OUTCOME

typedef struct {
    Work *w;
    const Bureau *bureau;
    BankAnswers *out;
    Faults *faults;
    int column[COLUMN_COUNT];
    Str heads[COLUMN_COUNT];
} ReturnsReader;

/* ---- heads and cells ------------------------------------------------------------------------ */

static bool heads_read(ReturnsReader *r, const TableRow *row)
{
    for (int c = 0; c < COLUMN_COUNT; c++)
        r->column[c] = NO_COLUMN;
    for (size_t n = 0; n < COUNT_OF(COLUMN_NAMES); n++) {
        ReturnColumn c = COLUMN_NAMES[n].column;
        for (size_t i = 0; i < row->count && r->column[c] < 0; i++) {
            Str head = str_trim(row->cells[i]);
            if (!str_equal(head, str_of(COLUMN_NAMES[n].name))) continue;
            r->column[c] = (int)i;
            r->heads[c] = str_copy(r->w->arena, head);
        }
    }
    bool by_number = r->column[COLUMN_NUMBER] >= 0;
    bool by_account = r->column[COLUMN_ACCOUNT] >= 0 && r->column[COLUMN_AMOUNT] >= 0;
    bool by_person = r->column[COLUMN_PERSON] >= 0 && r->column[COLUMN_AFFAIR] >= 0;
    bool says = r->column[COLUMN_CAUSE] >= 0 || r->column[COLUMN_OUTCOME] >= 0;
    return says && (by_number || by_account || by_person);
}

static Str cell(const ReturnsReader *r, const TableRow *row, ReturnColumn c)
{
    int at = r->column[c];
    return at >= 0 && (size_t)at < row->count ? str_trim(row->cells[at]) : STR("");
}

static void cell_fault(ReturnsReader *r, const TableRow *row, ReturnColumn c, const char *sentence)
{
    Str value = cell(r, row, c);
    faults_add(r->faults, (Fault){.level = FAULT_ERROR,
                                  .row = row->number,
                                  .column = r->column[c] + 1,
                                  .field = r->heads[c],
                                  .value = value,
                                  .sentence = format(r->w->arena, sentence, STR_ARG(value))});
}

/* ---- one row -------------------------------------------------------------------------------- */

static void number_read(ReturnsReader *r, const TableRow *row, ReturnColumn c, int64_t *out)
{
    Str text = cell(r, row, c);
    if (text.len && (!str_int(text, out) || *out <= 0)) cell_fault(r, row, c, SAY_RETURNS_NUMBER);
}

static void amount_read(ReturnsReader *r, const TableRow *row, BankAnswerRow *out)
{
    Str text = cell(r, row, COLUMN_AMOUNT);
    if (!text.len) return;
    out->has_amount = money_parse(text, &out->amount) && out->amount.fen > 0;
    if (!out->has_amount) cell_fault(r, row, COLUMN_AMOUNT, SAY_RETURNS_AMOUNT);
}

/* A number or person:17; a name would not say who. */
static void person_read(ReturnsReader *r, const TableRow *row, BankAnswerRow *out)
{
    Str text = cell(r, row, COLUMN_PERSON), prefix = STR("person:");
    PersonId person = {0};
    if (!text.len) return;
    if (str_starts(text, prefix)) {
        if (!str_int(str_from(text, prefix.len), &out->person))
            cell_fault(r, row, COLUMN_PERSON, SAY_RETURNS_NOBODY);
    } else if (person_by_number(r->w, text, &person)) {
        out->person = person.n;
    } else {
        r->w->error = (Error){0};
        cell_fault(r, row, COLUMN_PERSON, SAY_RETURNS_NOBODY);
    }
}

static void affair_read(ReturnsReader *r, const TableRow *row, BankAnswerRow *out)
{
    Str text = cell(r, row, COLUMN_AFFAIR);
    if (!text.len) return;
    const Affair *affair = bureau_affair(r->bureau, text);
    if (affair)
        out->affair = affair->key;
    else
        cell_fault(r, row, COLUMN_AFFAIR, SAY_RETURNS_AFFAIR);
}

/* ---- what came of it ------------------------------------------------------------------------ */

static const OutcomeWord *outcome_word(Str text)
{
    for (size_t i = 0; i < COUNT_OF(OUTCOMES); i++)
        if (str_equal(text, str_of(OUTCOMES[i].word))) return &OUTCOMES[i];
    return NULL;
}

static bool word_is_return(Str text)
{
    const OutcomeWord *word = outcome_word(text);
    return !word || word->outcome == OUTCOME_RETURNED;
}

/* Whether a cause that stands alone can be one for a return. */
static bool cause_is_return(Str cause)
{
    return word_is_return(cause) && !str_starts(cause, STR(SAY_OUTCOME_ZERO)) &&
           str_find(cause, STR(SAY_OUTCOME_GOOD)) < 0 && str_find(cause, STR(SAY_OUTCOME_COME)) < 0;
}

/* False when the row does not say it: the fault is told. */
static bool outcome_read(ReturnsReader *r, const TableRow *row, BankOutcome *out)
{
    Str said = cell(r, row, COLUMN_OUTCOME), cause = cell(r, row, COLUMN_CAUSE);
    const OutcomeWord *word = outcome_word(said);
    *out = word ? word->outcome : OUTCOME_RETURNED;
    bool against = *out == OUTCOME_RETURNED ? !word_is_return(cause)
                                            : *out == OUTCOME_SETTLED && bank_reason(cause);
    if (said.len && !word)
        cell_fault(r, row, COLUMN_OUTCOME, SAY_RETURNS_OUTCOME);
    else if (said.len && against)
        cell_fault(r, row, COLUMN_CAUSE, SAY_RETURNS_AGAINST);
    else if (!said.len && !cause_is_return(cause))
        cell_fault(r, row, COLUMN_CAUSE, SAY_RETURNS_UNSAID);
    else if (*out == OUTCOME_RETURNED && !cause.len)
        cell_fault(r, row, COLUMN_CAUSE, SAY_RETURNS_CAUSE);
    else
        return true;
    return false;
}

static void cause_read(ReturnsReader *r, const TableRow *row, BankAnswerRow *out)
{
    Str text = cell(r, row, COLUMN_CAUSE);
    const BankReason *reason = bank_reason(text);
    if (!outcome_read(r, row, &out->outcome)) return;
    out->account_wrong = out->outcome == OUTCOME_RETURNED && (!reason || reason->account_wrong);
    if (out->outcome == OUTCOME_SETTLED)
        out->said = STR(SAY_SAID_SETTLED);
    else if (reason)
        out->said = format(r->w->arena, "%s %s", reason->code, reason->words);
    else
        out->said = str_copy(r->w->arena, text.len ? text : cell(r, row, COLUMN_OUTCOME));
}

/* ---- the file ------------------------------------------------------------------------------- */

static bool row_is_total(const TableRow *row)
{
    Str first = row->count ? str_trim(row->cells[0]) : STR("");
    return str_starts(first, STR(SAY_FILE_TOTAL));
}

/* 合计 with rows and money, 合计（中央） with money. */
static void control_read(ReturnsReader *r, const TableRow *row)
{
    Str first = str_trim(row->cells[0]), text = cell(r, row, COLUMN_AMOUNT), unit = {0};
    BankControl *c = &r->out->control;
    Money amount;
    bool money = text.len && money_parse(text, &amount);
    if (str_starts(first, STR(SAY_FILE_FUND_OPEN))) {
        Str name = str_from(first, sizeof SAY_FILE_FUND_OPEN - 1);
        if (str_ends(name, STR(SAY_FILE_FUND_CLOSE))) name.len -= sizeof SAY_FILE_FUND_CLOSE - 1;
        if (!money || c->fund_count == CONTROL_FUNDS_MOST) return;
        c->funds[c->fund_count].line = row->number;
        c->funds[c->fund_count].name = str_copy(r->w->arena, name);
        c->funds[c->fund_count++].amount = amount;
        return;
    }
    c->line = row->number;
    c->has_sum = money;
    if (money) c->sum = amount;
    if (row->count > 1) unit = str_trim(row->cells[1]);
    if (!str_ends(unit, STR(SAY_FILE_ROWS_UNIT))) return;
    unit.len -= sizeof SAY_FILE_ROWS_UNIT - 1;
    c->has_count = str_int(str_trim(unit), &c->count);
}

static void control_fault(ReturnsReader *r, int64_t line, Str sentence)
{
    faults_add(r->faults, (Fault){.level = FAULT_ERROR, .row = line, .sentence = sentence});
}

/* A bank adds up all rows of its file, or those that arrived, or those that came back. */
static void control_check(ReturnsReader *r)
{
    BankControl *c = &r->out->control;
    Arena *arena = r->w->arena;
    Money all = {0}, settled = {0}, returned = {0}, funds = {0};
    bool amounts = r->column[COLUMN_AMOUNT] >= 0;
    for (size_t i = 0; i < r->out->count; i++) {
        const BankAnswerRow *row = &r->out->items[i];
        amounts = amounts && row->has_amount;
        all.fen += row->amount.fen;
        if (row->outcome == OUTCOME_SETTLED) settled.fen += row->amount.fen;
        if (row->outcome == OUTCOME_RETURNED) returned.fen += row->amount.fen;
    }
    for (size_t i = 0; i < c->fund_count; i++)
        funds.fen += c->funds[i].amount.fen;
    bool agrees = c->sum.fen == all.fen || c->sum.fen == settled.fen || c->sum.fen == returned.fen;
    if (c->has_sum && amounts && !agrees)
        control_fault(r, c->line,
                      format(arena, SAY_RETURNS_TOTAL, STR_ARG(money_text(arena, c->sum)),
                             STR_ARG(money_text(arena, all))));
    if (c->has_count && agrees && c->sum.fen == all.fen && c->count != (int64_t)r->out->count)
        control_fault(r, c->line,
                      format(arena, SAY_RETURNS_COUNT, (long long)c->count, r->out->count));
    if (c->fund_count && c->has_sum && funds.fen != c->sum.fen)
        control_fault(r, c->line,
                      format(arena, SAY_RETURNS_FUNDS, STR_ARG(money_text(arena, funds)),
                             STR_ARG(money_text(arena, c->sum))));
    c->has_sum = c->has_count = false; /* of this list, not of the batch */
}

static bool row_is_empty(const TableRow *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (str_trim(row->cells[i]).len) return false;
    return true;
}

static void row_read(ReturnsReader *r, const TableRow *row)
{
    BankAnswerRow *out = answer_add(r->w, r->out, row->number);
    number_read(r, row, COLUMN_BATCH, &out->batch);
    number_read(r, row, COLUMN_NUMBER, &out->number);
    out->account = str_copy(r->w->arena, cell(r, row, COLUMN_ACCOUNT));
    amount_read(r, row, out);
    person_read(r, row, out);
    affair_read(r, row, out);
    cause_read(r, row, out);
    if (out->batch && !r->out->batch) r->out->batch = out->batch;
    bool found =
        out->number || (out->account.len && out->has_amount) || (out->person && out->affair.len);
    if (!found && !r->faults->errors)
        faults_add(
            r->faults,
            (Fault){.level = FAULT_ERROR, .row = row->number, .sentence = STR(SAY_RETURNS_WHO)});
}

static void table_faults_add(ReturnsReader *r, Table *t)
{
    const Faults *found = table_faults(t);
    for (size_t i = 0; i < found->count; i++)
        faults_add(r->faults, found->items[i]);
}

bool returns_read(Work *w, const Bureau *bureau, const char *path, BankAnswers *out, Faults *faults)
{
    ReturnsReader r = {.w = w, .bureau = bureau, .out = out, .faults = faults};
    Table *table;
    TableRow row;
    TRY(table_open(w, path, &table));
    if (!table_next(table, &row)) {
        if (table_failed(table)) return false;
        return refuse(w, ERR_INPUT, SAY_RETURNS_NOTHING, path);
    }
    if (!heads_read(&r, &row)) return refuse(w, ERR_INPUT, SAY_RETURNS_HEADS, path);
    while (table_next(table, &row)) {
        if (row_is_total(&row))
            control_read(&r, &row);
        else if (!row_is_empty(&row))
            row_read(&r, &row);
    }
    if (table_failed(table)) return false;
    table_faults_add(&r, table);
    if (!faults->errors) control_check(&r);
    if (out->count == 0 && faults->errors == 0)
        return refuse(w, ERR_INPUT, SAY_RETURNS_NOTHING, path);
    return true;
}
