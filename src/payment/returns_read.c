/* Lists of returns as banks send them: csv (GB18030, UTF-8) or xlsx. Heads are known by their usual
 * names (columns.def); a row is found by its number in the batch, by account and amount, or by
 * person and affair. The line of totals at the end is passed over. Every fault is listed. */
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
    for (size_t i = 0; i < row->count; i++) {
        Str head = str_trim(row->cells[i]);
        for (size_t n = 0; n < COUNT_OF(COLUMN_NAMES); n++) {
            ReturnColumn c = COLUMN_NAMES[n].column;
            if (!str_equal(head, str_of(COLUMN_NAMES[n].name)) || r->column[c] >= 0) continue;
            r->column[c] = (int)i;
            r->heads[c] = str_copy(r->w->arena, head);
        }
    }
    bool by_number = r->column[COLUMN_NUMBER] >= 0;
    bool by_account = r->column[COLUMN_ACCOUNT] >= 0 && r->column[COLUMN_AMOUNT] >= 0;
    bool by_person = r->column[COLUMN_PERSON] >= 0 && r->column[COLUMN_AFFAIR] >= 0;
    return (by_number || by_account || by_person) && r->column[COLUMN_CAUSE] >= 0;
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

static void cause_read(ReturnsReader *r, const TableRow *row, BankAnswerRow *out)
{
    Str text = cell(r, row, COLUMN_CAUSE);
    const BankReason *reason = bank_reason(text);
    out->outcome = OUTCOME_RETURNED;
    out->account_wrong = !reason || reason->account_wrong;
    out->said = reason ? format(r->w->arena, "%s %s", reason->code, reason->words)
                       : str_copy(r->w->arena, text);
    if (r->column[COLUMN_OUTCOME] >= 0) {
        Str said = cell(r, row, COLUMN_OUTCOME);
        if (str_equal(said, STR(SAY_OUTCOME_GOOD)) || str_equal(said, STR(SAY_OUTCOME_ARRIVED))) {
            out->outcome = OUTCOME_SETTLED;
            out->account_wrong = false;
            out->said = STR(SAY_SAID_SETTLED);
            return;
        }
    }
    if (!text.len) cell_fault(r, row, COLUMN_CAUSE, SAY_RETURNS_CAUSE);
}

static bool row_is_total(const TableRow *row)
{
    Str first = row->count ? str_trim(row->cells[0]) : STR("");
    return str_starts(first, STR(SAY_FILE_TOTAL));
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

/* ---- the file ------------------------------------------------------------------------------- */

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
    while (table_next(table, &row))
        if (!row_is_total(&row) && !row_is_empty(&row)) row_read(&r, &row);
    if (table_failed(table)) return false;
    table_faults_add(&r, table);
    if (out->count == 0 && faults->errors == 0)
        return refuse(w, ERR_INPUT, SAY_RETURNS_NOTHING, path);
    return true;
}
