/* Private to lang: a file as a tree of lines. */
#ifndef LANG_OUTLINE_H
#define LANG_OUTLINE_H

#include "lang/diagnostics.h"

/* text: folded (full width to half width), without indentation, comment and trailing space. One
 * code point of text is one code point of the file, so columns count alike in both. */
typedef struct Line {
    const SourceFile *file;
    int number; /* 1-based */
    int column; /* of the first character of text */
    int indent;
    Str text;
    Str raw;        /* the same as it stands in the file, not folded */
    Str instrument; /* the last 「…」 cited up to here; section.c */
    struct Line *parent, *child, *next;
} Line;

/* The lines at the margin, in order; NULL for a file without any. Reports what cannot be read and
 * goes on with the next line. */
Line *outline_read(Arena *arena, const SourceFile *file, Diagnostics *found);
Place line_place(const Line *line); /* the whole text of the line */
uint32_t fold_code_point(uint32_t code_point);
uint32_t quote_end(uint32_t open); /* 」 for 「; 0 for what opens no quotation */

#endif
