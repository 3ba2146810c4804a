/* Numbers that come from rows of a register, from those on a roll of whom a fact holds, or from
 * other numbers. Private to report. */
#ifndef REPORT_COUNTED_H
#define REPORT_COUNTED_H

#include "report/report.h"

/* 台账: rows counted, or a field of them added up. */
bool counted_value(Work *w, const Indicator *i, int year, IndicatorValue *out);
bool counted_rows(Work *w, const Indicator *i, int year, FigureRows *out);
/* 其中 of an affair: keeps the rows of persons of whom all of it holds on the last month's end. */
bool chosen_rows(Work *w, const Indicator *i, int year, FigureRows *rows);
bool chosen_value(Work *w, const Bureau *b, const Indicator *i, int year, IndicatorValue *out);
/* What the rows make: their number, or their sum. */
bool rows_value(Work *w, const Indicator *i, const FigureRows *rows, IndicatorValue *out);
/* Whether what the affair paid in these months rests on a value that nobody published. */
bool affair_presumed(Work *w, const Indicator *i, int year, bool *presumed);
/* Persons, or units, each counted once. */
int64_t rows_distinct(Work *w, const FigureRows *rows, bool units);
/* A sum of indicators. Persons of several rolls are counted once. */
void part_add(IndicatorValue *sum, const IndicatorValue *part);
bool parts_value(Work *w, const Bureau *b, const Indicator *i, int year, IndicatorValue *out);
bool parts_rows(Work *w, const Bureau *b, const Indicator *i, int year, FigureRows *out);

#endif
