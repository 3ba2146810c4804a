/* What the writers of the room share. */
#ifndef DOC_TABLE_WRITE_H
#define DOC_TABLE_WRITE_H

#include "doc/doc.h"
#include "doc/draft.h"

/* What a kind of file must be able to do; all but `finish` only note a failure in the writer. */
typedef struct {
    void (*text)(TableWriter *t, Str text);
    void (*integer)(TableWriter *t, int64_t value);
    void (*money)(TableWriter *t, Money value);
    void (*date)(TableWriter *t, Date value);
    void (*end_row)(TableWriter *t);
    bool (*finish)(TableWriter *t); /* everything is in the draft */
} WriterKind;

struct TableWriter {
    Work *w;
    Arena *arena; /* lives until table_finish */
    Draft *draft;
    const WriterKind *kind;
    void *writer;  /* CsvWriter or XlsxWriter */
    int64_t row;   /* 0.. */
    size_t column; /* 0.. */
    bool failed;   /* described in w */
};
bool csv_create(TableWriter *t, TableFormat format);
bool xlsx_create(TableWriter *t);
/* Whether a workbook that was written reads to its last row; ERR_FILE when it does not. */
bool xlsx_is_whole(Work *w, const char *path, int64_t last_row);

#endif
