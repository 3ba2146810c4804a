/* report: indicators computed from records, and the documents made of them. Reads only.
 *
 *     TRY(report_run(w, bureau, STR("annual_2024"), "areas/360203-zhushan/figures.csv", &result));
 *     TRY(report_print(w, &result, &out));       // computed beside published
 *
 * One definition per number; every figure opens to its rows: report_rows gives the lines behind an
 * indicator, and their number or sum is the figure. A month that is not closed yet computes
 * nothing. */
#ifndef REPORT_H
#define REPORT_H

#include "payment/payment.h"

typedef struct {
    const Indicator *indicator; /* NULL for a published figure nobody can compute yet */
    Str name, key, unit;
    bool computed; /* else 尚未计算 */
    bool presumed; /* rests on a value marked 推定 or 待核 */
    Str value;     /* as printed: 6634, 605, 596943, 81600.50 */
    Str published; /* from figures.csv, or empty */
    bool equal;    /* computed and published agree */
    Str definition;
    Str source; /* the sentence of the published report */
} Figure;
typedef struct {
    Str title;
    Figure *figures;
    size_t count;
} FigurePart;
typedef struct {
    const Report *report;
    FigurePart *parts; /* the last one holds what is published and not computed, if any */
    size_t part_count;
    int64_t computed, equal, published;
} ReportResult;
/* `figures` is the area's figures.csv (key, value, unit, sentence); NULL: no published column. */
bool report_run(Work *w, const Bureau *bureau, Str report, const char *figures, ReportResult *out);
bool report_print(Work *w, const ReportResult *r, Buf *out);
void report_json(const ReportResult *r, Buf *out);

/* One indicator for a year. */
typedef struct {
    bool computed, presumed;
    int64_t number; /* households, persons, or fen */
    bool money;
} IndicatorValue;
bool indicator_value(Work *w, const Bureau *bureau, const Indicator *indicator, int year,
                     IndicatorValue *out);
Str indicator_text(Arena *arena, const IndicatorValue *value); /* "9042", "605", "81600.50" */

/* The rows behind a figure: of a register the row's id; else person and unit id, month, amount, by
 * person, then month. Persons whose lines cancel out are not among them. */
typedef struct {
    int64_t row; /* of a register; 0: of the ledger */
    int64_t unit, person;
    int64_t division; /* where its line was posted; 0: of a register */
    Month month;
    Money amount;
} FigureRow;
typedef struct {
    FigureRow *rows;
    size_t count;
} FigureRows;
bool report_rows(Work *w, const Bureau *bureau, const Indicator *indicator, int year,
                 FigureRows *out);
/* The same for one month instead of the indicator's own, or of a part of the district. What counts
 * rows of a register is not computed of a part: they have no place. */
typedef struct {
    int year, month;           /* month 1 to 12; 0: those of the indicator */
    const DivisionRow *within; /* NULL: everywhere */
} FigureFrame;
bool indicator_framed(Work *w, const Bureau *bureau, const Indicator *indicator,
                      const FigureFrame *frame, IndicatorValue *out);
bool report_rows_framed(Work *w, const Bureau *bureau, const Indicator *indicator,
                        const FigureFrame *frame, FigureRows *out);

#endif
