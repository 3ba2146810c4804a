/* What the readers of the room share: a Table is a source of bytes, a kind of file, and its faults.
 */
#ifndef DOC_TABLE_H
#define DOC_TABLE_H

#include "doc/doc.h"

enum {
    CELL_LIMIT = 16384,       /* cells of a row, as in a spreadsheet */
    TABLE_FAULT_LIMIT = 1000, /* faults kept; more are counted */
};

/* Bytes of an open file or of memory, read forward. */
typedef struct {
    int fd;    /* -1: memory */
    Str bytes; /* memory only */
    size_t offset;
} Source;
/* Bytes read into `to`, 0 at the end, -1 on a failure of the device. */
ptrdiff_t source_read(Source *s, char *to, size_t room);

/* What a kind of file must be able to do. `next` returns false at the end and on failure. */
typedef struct {
    bool (*next)(Table *t, TableRow *row);
    TextCoding (*coding)(const Table *t);
} TableKind;

struct Table {
    Work *w;
    Arena *arena; /* lives until table_close */
    Str name;     /* of the file, for sentences and faults */
    Source source;
    const TableKind *kind;
    void *reader; /* Csv, Xlsx, Xls or Fixed */
    Faults faults;
    bool ended, failed;
    bool marked; /* rows are kept for table_rewind */
    TableRow *kept;
    size_t kept_count, kept_capacity;
    size_t again; /* kept rows that were given again */
};

bool byte_is_control(char c); /* but tab and line ends */
bool csv_open(Table *t);
bool xlsx_open(Table *t, Str sheet);
bool xls_open(Table *t, Str sheet);
bool fixed_open(Table *t, Str layout);

/* One fault of the file; column 0 = the whole row. */
typedef struct {
    FaultLevel level;
    int64_t row;
    size_t column; /* 1.. */
    Str value;
    const char *sentence;
} CellFault;
void table_fault(Table *t, const CellFault *fault);
/* The file as a whole cannot be read on: describes it in w and returns false. */
bool table_refuse(Table *t, const char *sentence);

/* Text that a spreadsheet would run as a formula when it opens a CSV. */
bool cell_is_formula(Str text);
/* The quote mark ' before such a text: csv_write puts it there, the reader takes it off. */
bool cell_is_guarded(Str text);

#endif
