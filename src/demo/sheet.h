/* An import file being written, and then imported. */
#ifndef DEMO_SHEET_H
#define DEMO_SHEET_H

#include "demo/plan.h"
#include "doc/doc.h"

/* What a year's writing needs at hand. */
typedef struct {
    Work *w;
    const Bureau *bureau;
    Demo *demo;
    int month;      /* 0: the state before the year */
    Arena *scratch; /* of one row */
} Telling;

typedef struct {
    Telling *t;
    TableWriter *writer;
    const char *path;
    Str as;
    int64_t rows;
} Sheet;
/* columns: the header, separated by commas. The file stands in the plan's folder as
 * 2024-03-REGISTER.csv, with `part` when a month has several. */
bool sheet_open(Telling *t, const char *as, const char *part, const char *columns, Sheet *out);
void sheet_text(Sheet *s, Str text);
void sheet_day(Sheet *s, int32_t day); /* DATE_NONE: empty */
void sheet_fen(Sheet *s, int64_t fen);
void sheet_int(Sheet *s, int64_t value);
void sheet_truth(Sheet *s, bool yes);
void sheet_number(Sheet *s, uint32_t person); /* the citizen ID */
void sheet_end(Sheet *s);
/* Imports what was written, valid from `effective`; a sheet without rows leaves no file. */
bool sheet_import(Sheet *s, Date effective, WriteKind kind);

Str person_number(Arena *arena, const Demo *d, uint32_t person);
Str unit_number(Arena *arena, size_t unit);
/* Sets the work's clock to a day of the month being told. */
void telling_clock(Telling *t, int day, int hour);

#endif
