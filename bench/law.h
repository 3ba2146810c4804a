/* The shipped law, and the month in which the benches run it. */
#ifndef BENCH_LAW_H
#define BENCH_LAW_H

#include "bench/loops.h"

typedef struct {
    SourceFile files[128];
    size_t count;
} LawText;
/* affairs/, the standards of the area and bench/law/. */
LawText *law_text(Arena *arena, const char *root);
void law_add(LawText *law, SourceFile file);
Bureau *law_compile(Arena *arena, const LawText *law);
/* Compiles the affairs of the bench below `root`; prints what is wrong and exits if they do not. */
Bureau *law_load(Arena *arena, const char *root);
/* December 2024 in the area of the standards. */
Binding law_binding(void);
/* Days and standards of a binding's month, and of that month; a standard that nobody has set is
 * negative. */
LoopLaw law_numbers(const Bureau *bureau, const Binding *binding);
LoopLaw law_of_month(const Bureau *bureau);

#endif
