/* doc: files as offices have them: CSV in UTF-8 and GB18030, xlsx, xls, fixed width. Streams in
 * constant memory.
 *
 *     Table *t;
 *     TRY(table_open(w, "人员.csv", &t));
 *     while (table_next(t, &row)) …row.cells[i]…;      // borrowed until the next row
 *     if (table_failed(t)) return false;
 *
 * Readers take hostile bytes: limits first, no recursion, no trust in sizes. Row and column numbers
 * are the user's. Texts come out as valid UTF-8. */
#ifndef DOC_H
#define DOC_H

#include "base/base.h"

typedef struct Table Table;
typedef struct {
    int64_t number;   /* as the user counts: the first line is 1 */
    const Str *cells; /* borrowed until the next row */
    size_t count;
} TableRow;
typedef enum { TEXT_UTF8, TEXT_UTF8_BOM, TEXT_GB18030 } TextCoding;
/* csv, xlsx or xls by content, not by name. ERR_FILE with a sentence that says what to do. */
bool table_open(Work *w, const char *path, Table **out);
/* A sheet of a workbook by name; an empty name is the first that is visible. */
bool table_open_sheet(Work *w, const char *path, Str sheet, Table **out);
/* How to look at a file; both may be empty. `fixed` is a layout of fixed width, "姓名:10,身份证号:18":
 * names and bytes of GB18030; its first row (number 0) holds the names. ERR_USAGE for a bad one. */
typedef struct {
    Str sheet, fixed;
} TableLook;
bool table_open_as(Work *w, const char *path, const TableLook *look, Table **out);
bool table_open_bytes(Work *w, Str name, Str bytes, Table **out);
bool table_open_bytes_as(Work *w, Str name, Str bytes, const TableLook *look, Table **out);
bool table_next(Table *t, TableRow *row);
/* Rows read after the mark are kept, and come once more after the rewind: to look ahead. */
void table_mark(Table *t);
void table_rewind(Table *t);
bool table_failed(const Table *t); /* after table_next returned false; w describes it */
TextCoding table_coding(const Table *t);
Faults *table_faults(Table *t); /* malformed bytes, open quotes: with row and column */
void table_close(Table *t);     /* also done by the arena */

/* Writing. Cells that start like a formula are written as text; every text comes back as it was. */
typedef struct TableWriter TableWriter;
typedef enum {
    TABLE_CSV_UTF8,
    TABLE_CSV_GB18030,
    TABLE_XLSX,
    TABLE_CSV_UTF8_BOM, /* what Excel opens without asking */
} TableFormat;
/* Writes beside the path and renames when it is whole and synced. */
bool table_create(Work *w, const char *path, TableFormat format, TableWriter **out);
void table_cell(TableWriter *t, Str text);
void table_cell_int(TableWriter *t, int64_t value);
void table_cell_money(TableWriter *t, Money value);
void table_cell_date(TableWriter *t, Date value);
void table_end_row(TableWriter *t);
bool table_finish(TableWriter *t); /* false: nothing was left behind */
/* Import templates: a header row with * at required columns, a sample row, and in xlsx notes,
 * choices as drop-downs and text format, so that no digit of a code is lost. A path that ends in
 * .csv gives a CSV. The reader of the template takes the * off again. */
typedef struct {
    Str name, note, sample;
    bool required;
    const Str *choices;
    size_t choice_count;
} TemplateColumn;
bool table_template(Work *w, const char *path, const TemplateColumn *columns, size_t count);

/* A text of any other form (XML), UTF-8, written with the same care. text_block is where to write
 * next: ask for it anew before every record. */
typedef struct TextFile TextFile;
bool text_create(Work *w, const char *path, TextFile **out);
Buf *text_block(TextFile *t);
bool text_finish(TextFile *t); /* false: nothing was left behind */

/* A file handed back: the same rows with what is wrong in them. In xlsx the bad cells are red and
 * have the sentence as a note; in both a last column, WORD_FAULT_COLUMN, has all of the row's. */
typedef struct {
    TableLook look;
    const Faults *faults;
    int64_t header;   /* the row that names the columns; those up to it are always there */
    bool only_faults; /* of the others only rows with an error */
} MarkJob;
/* Whether it could be written: another file than `from`, of a kind we write, in a folder that takes
 * it. Asked before what cannot be taken back. */
bool table_mark_ready(Work *w, const char *from, const char *to);
/* `to` ends in .csv or .xlsx; *rows counts those that have a fault. */
bool table_marked(Work *w, const char *from, const char *to, const MarkJob *job, int64_t *rows);
bool is_fault_column(Str header); /* an import leaves it out */

/* Days and months in the spellings of offices: 2024-03-05, 2024/3/5, 2024.3.5, 20240305,
 * 2024年3月5日, 二〇二四年三月五日, 5-Mar-2024, 25/3/2024, and the 45356 of a spreadsheet; full width as
 * half width. What can mean two days is not guessed. */
typedef enum {
    SPELLED,
    SPELLED_NOT,       /* no date at all */
    SPELLED_NO_DAY,    /* there is no such day */
    SPELLED_RANGE,     /* before 1800 or after 2200 */
    SPELLED_AMBIGUOUS, /* 3/5/2024; of months 2024.1, which may have been 2024.10 */
    SPELLED_SHORT,     /* a year of two digits */
    SPELLED_MONTH,     /* only a month */
} Spelling;
Spelling date_spelled(Str text, Date *out);
Spelling month_spelled(Str text, Month *out); /* a day counts when it is the first of its month */

/* GB18030 ↔ UTF-8 (glibc iconv follows GB 18030-2022); characters of the private use area that the
 * 2022 edition moved are brought to their new place. False on malformed input, at *offset. */
bool text_from_gb18030(Arena *arena, Str bytes, Str *out, size_t *offset);
bool text_to_gb18030(Arena *arena, Str utf8, Str *out);
TextCoding text_detect(Str bytes);

#include "doc/pdf.h"

#endif
