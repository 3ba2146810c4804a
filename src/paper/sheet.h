/* Private to paper: a form with its facts put in. fill.c makes a Sheet of a form, paper.c prints it
 * and html.c shows it. */
#ifndef PAPER_SHEET_H
#define PAPER_SHEET_H

#include "paper/paper.h"

typedef struct {
    FormName name;
    FieldOwner owner;
    const Field *field; /* of a field; else name */
    Str text;
} Fact;
typedef struct {
    Fact *items;
    size_t count, capacity;
} FactSet;
struct PaperFacts {
    Arena *arena;
    FactSet single;
    FactSet *rows[FORM_LIST_COUNT];
    size_t row_count[FORM_LIST_COUNT], row_capacity[FORM_LIST_COUNT];
};

/* blank: nothing is known, a place to write. */
typedef struct {
    Str text;
    bool blank;
} Stretch;
typedef struct {
    Stretch *items;
    size_t count, capacity;
} Filled;
typedef enum { SET_LEFT, SET_MIDDLE, SET_RIGHT } SheetAlign;
typedef struct {
    Str text, foot;
    int span, down; /* 0: covered by another */
    SheetAlign align;
} SheetCell;
typedef struct {
    SheetCell *cells; /* as many as columns */
    bool header;
    int tall;
} SheetRow;
typedef struct {
    FormLineKind kind;
    const FormLine *line;
    Filled text, day;
    SheetRow *rows;
    size_t row_count;
} SheetLine;
typedef struct {
    Str title;
    SheetLine *lines;
    size_t line_count;
} Sheet;
/* Refuses what may not be printed. */
bool sheet_fill(Work *w, const PaperJob *job, Sheet *out);
Str filled_text(Arena *arena, const Filled *filled);
Str citation_print(Arena *arena, Str citation); /* 「…」 as 《…》 */

#endif
