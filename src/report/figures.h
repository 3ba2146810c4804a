/* The published figures of an area: figures.csv with the columns key, value, unit, sentence
 * and, for a figure that no indicator names, name. */
#ifndef REPORT_FIGURES_H
#define REPORT_FIGURES_H

#include "base/base.h"

typedef struct {
    Str key, value, unit, sentence, name;
    bool used; /* an indicator of the report has taken it */
} Published;
typedef struct {
    Published *rows;
    size_t count, capacity;
} PublishedFigures;
/* ERR_FILE when the file cannot be read, ERR_INPUT when its head lacks a column. */
bool figures_read(Work *w, const char *path, PublishedFigures *out);
Published *figures_find(const PublishedFigures *figures, Str key, Str name);
/* Whether two texts are the same number: 81,600 = 81600.00. */
bool figures_same(Str a, Str b);

#endif
