/* The tables that a bank reads: csv in GB18030 and xlsx, the same rows, one line of control totals
 * and one for each source of the money. The third format, XML, is pain_write.c. */
#include "doc/doc.h"
#include "payment/bank.h"
#include "payment/words.def"

bool bank_format_parse(Str name, BankFormat *out)
{
    static const char *const names[BANK_FORMAT_COUNT] = {"csv", "xlsx", "pain001"};
    for (BankFormat f = 0; f < BANK_FORMAT_COUNT; f++) {
        if (!str_equal(name, str_of(names[f]))) continue;
        *out = f;
        return true;
    }
    return false;
}

bool bank_file_is(const Batch *batch, BankFormat format)
{
    static const char *const ends[BANK_FORMAT_COUNT] = {".csv", ".xlsx", ".xml"};
    ensure(format < BANK_FORMAT_COUNT);
    return str_ends(batch->file, str_of(ends[format]));
}

static Str affair_name(const Bureau *b, Str key)
{
    const Affair *affair = bureau_affair(b, key);
    return affair ? affair->name : key;
}

static void head_write(TableWriter *t)
{
    static const char *const heads[] = {SAY_HEAD_SEQUENCE, SAY_HEAD_ACCOUNT, SAY_HEAD_NAME,
                                        SAY_HEAD_AMOUNT,   SAY_HEAD_AFFAIR,  SAY_HEAD_MONTH};
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        table_cell(t, str_of(heads[i]));
    table_end_row(t);
}

static void foot_write(const BankSheet *sheet, TableWriter *t, Str month)
{
    Arena *arena = sheet->w->arena;
    table_cell(t, STR(SAY_FILE_TOTAL));
    table_cell(t, format(arena, SAY_FILE_ROWS, (long long)sheet->count));
    table_cell(t, format(arena, SAY_FILE_PEOPLE, (long long)sheet->people));
    table_cell_money(t, sheet->total);
    table_cell(t, STR(""));
    table_cell(t, month);
    table_end_row(t);
}

/* A line for each source. */
static void funds_write(const BankSheet *sheet, TableWriter *t, Str month)
{
    for (size_t i = 0; i < sheet->fund_count; i++) {
        const BankFund *f = &sheet->funds[i];
        table_cell(t, format(sheet->w->arena, SAY_FILE_FUND, STR_ARG(fund_name(f->fund))));
        table_cell(t, STR(""));
        table_cell(t, STR(""));
        table_cell_money(t, f->amount);
        table_cell(t, STR(""));
        table_cell(t, month);
        table_end_row(t);
    }
}

static bool table_write(const BankSheet *sheet, TableFormat format, const char *path)
{
    TableWriter *t;
    Str month = month_text(sheet->w->arena, sheet->batch.month), affair = {0}, named = {0};
    TRY(table_create(sheet->w, path, format, &t));
    head_write(t);
    for (size_t i = 0; i < sheet->count; i++) {
        const BankRow *row = &sheet->rows[i];
        if (!str_equal(row->affair, affair)) named = affair_name(sheet->bureau, row->affair);
        affair = row->affair;
        table_cell_int(t, row->number);
        table_cell(t, row->account);
        table_cell(t, row->name);
        table_cell_money(t, row->amount);
        table_cell(t, named);
        table_cell(t, month);
        table_end_row(t);
    }
    foot_write(sheet, t, month);
    funds_write(sheet, t, month);
    return table_finish(t);
}

bool sheet_write(const BankSheet *sheet, BankFormat format, const char *path)
{
    switch (format) {
    case BANK_PAIN001:
        return pain_write(sheet, path);
    case BANK_XLSX:
        return table_write(sheet, TABLE_XLSX, path);
    default:
        return table_write(sheet, TABLE_CSV_GB18030, path);
    }
}
