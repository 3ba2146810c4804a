/* What stands in a workbook beside its sheets: which sheets, shared strings, styles. */
#ifndef DOC_WORKBOOK_H
#define DOC_WORKBOOK_H

#include "doc/cellstyle.h"
#include "doc/package.h"

typedef struct {
    Package *package;
    const char *sheet; /* the part of the sheet asked for */
    bool epoch_1904;
    CellStyle *styles;
    size_t style_count, style_capacity;
    Str *strings; /* shared */
    size_t string_count, string_capacity;
} Workbook;
/* An empty `sheet` is the first that is visible. */
bool workbook_open(Table *t, Str sheet, Workbook **out);

/* Text that starts like the escape of a character: _xHHHH_. */
bool looks_escaped(Str text);
/* Adds text with _xHHHH_ escapes undone. */
void add_unescaped(Buf *out, Str text);

#endif
