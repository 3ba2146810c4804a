/* `doudi pay return`: the rows that the bank could not pay, from a table with the columns of
 * SAY_RETURN_…. All rows or none are registered; the first faulty one is named. */
#include "cli/command.h"
#include "cli/words.def"
#include "doc/doc.h"
#include "payment/payment.h"

enum { NO_COLUMN = -1 };
typedef struct {
    int person, affair, cause;
} ReturnColumns;

static bool head_is(Str head, const char *word)
{
    return str_equal(str_trim(head), str_of(word));
}

static bool read_heads(const TableRow *row, ReturnColumns *c)
{
    *c = (ReturnColumns){NO_COLUMN, NO_COLUMN, NO_COLUMN};
    for (size_t i = 0; i < row->count; i++) {
        Str head = row->cells[i];
        if (head_is(head, SAY_RETURN_PERSON) || head_is(head, SAY_RETURN_NUMBER) ||
            head_is(head, SAY_RETURN_NUMBER_SHORT))
            c->person = (int)i;
        else if (head_is(head, SAY_RETURN_AFFAIR))
            c->affair = (int)i;
        else if (head_is(head, SAY_RETURN_CAUSE))
            c->cause = (int)i;
    }
    return c->person >= 0 && c->affair >= 0 && c->cause >= 0;
}

static Str cell_of(const TableRow *row, int column)
{
    return (size_t)column < row->count ? str_trim(row->cells[column]) : STR("");
}

/* A number or person:17; a name would not say who. */
static bool person_of(Cli *cli, Str text, int64_t *id)
{
    Str prefix = STR("person:");
    PersonId person;
    if (str_starts(text, prefix)) return str_int(str_from(text, prefix.len), id);
    if (!person_by_number(cli->w, text, &person)) return false;
    *id = person.n;
    return true;
}

static bool read_return(Cli *cli, const ReturnColumns *c, const TableRow *row, BankReturn *out)
{
    Work *w = cli->w;
    long long line = (long long)row->number;
    Str person = cell_of(row, c->person), named = cell_of(row, c->affair);
    const Affair *affair = bureau_affair(cli->bureau, named);
    out->cause = str_copy(w->arena, cell_of(row, c->cause));
    if (!person_of(cli, person, &out->person))
        return refuse(w, ERR_NOT_FOUND, SAY_RETURN_NOBODY, line, STR_ARG(person));
    if (!affair) return refuse(w, ERR_NOT_FOUND, SAY_RETURN_NO_AFFAIR, line, STR_ARG(named));
    if (!out->cause.len) return refuse(w, ERR_INPUT, SAY_RETURN_NO_CAUSE, line);
    out->affair = affair->key;
    return true;
}

bool cli_returns(Cli *cli, int64_t batch, Str path, size_t *count)
{
    Work *w = cli->w;
    const char *file = str_z(w->arena, path);
    Table *table;
    TableRow row;
    ReturnColumns columns;
    BankReturn *returns = NULL;
    size_t capacity = 0;
    *count = 0;
    TRY(table_open(w, file, &table));
    if (!table_next(table, &row) || !read_heads(&row, &columns))
        return !table_failed(table) && refuse(w, ERR_INPUT, SAY_RETURN_HEADS, file);
    while (table_next(table, &row)) {
        if (*count == capacity) returns = arena_grow(w->arena, returns, &capacity, sizeof *returns);
        TRY(read_return(cli, &columns, &row, &returns[*count]));
        ++*count;
    }
    if (table_failed(table)) return false;
    if (*count == 0) return refuse(w, ERR_INPUT, SAY_RETURN_NOTHING, file);
    return batch_return(w, batch, returns, *count);
}
