/* report: indicators computed from records, and the documents made of them. Reads only.
 *
 * One definition per number; every figure opens to its rows. */
#ifndef REPORT_H
#define REPORT_H

#include "payment/payment.h"

typedef struct {
    const Indicator *indicator; /* NULL for a published figure nobody can compute yet */
    Str name, key, unit;
    bool computed;              /* else 尚未计算 */
    bool presumed;              /* rests on a value marked 推定 or 待核 */
    Str value;                  /* as printed: 6634, 605, 596943.00 */
    Str published;              /* from figures.csv, or empty */
    bool equal;                 /* computed and published agree */
    Str definition;
    Str source;                 /* the sentence of the published report */
} Figure;
typedef struct {
    Str title;
    Figure *figures;
    size_t count;
} FigurePart;
typedef struct {
    const Report *report;
    FigurePart *parts;
    size_t part_count;
    int64_t computed, equal, published;
} ReportResult;
/* `figures` is the area's figures.csv; NULL: no published column. */
bool report_run(Work *w, const Bureau *bureau, Str report, const char *figures, ReportResult *out);
bool report_print(Work *w, const ReportResult *r, Buf *out);
void report_json(const ReportResult *r, Buf *out);
/* The rows behind a figure: person or unit id, month, amount. */
typedef struct {
    int64_t unit, person;
    Month month;
    Money amount;
} FigureRow;
bool report_rows(Work *w, const Bureau *bureau, const Indicator *indicator, int year,
                 FigureRow **out, size_t *count);

#endif
