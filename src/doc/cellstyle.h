/* How a spreadsheet shows a number: as a number, percentage, day, time, or padded with zeros. */
#ifndef DOC_CELLSTYLE_H
#define DOC_CELLSTYLE_H

#include "base/base.h"

typedef enum { SHOW_NUMBER, SHOW_PERCENT, SHOW_DATE, SHOW_TIME, SHOW_ZEROS } CellShow;
typedef struct {
    CellShow show;
    int width; /* SHOW_ZEROS: digits */
} CellStyle;
CellStyle cell_style_builtin(int64_t format_id);
CellStyle cell_style_custom(Str format_code);

/* Writes the number of a cell as its user sees it: 15 significant digits (binary noise ends there),
 * no exponent, days as YYYY-MM-DD. False when it is no number. *damaged: whole digits beyond the
 * fifteenth were lost when it was typed. */
bool cell_number(Str raw, CellStyle style, bool epoch_1904, Buf *out, bool *damaged);

#endif
