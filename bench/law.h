/* The shipped law, and the month in which the benches run it. */
#ifndef BENCH_LAW_H
#define BENCH_LAW_H

#include "bench/loops.h"

/* Compiles the affairs of the bench below `root`; prints what is wrong and exits if they do not. */
Bureau *law_load(Arena *arena, const char *root);
/* December 2024 in the area of the standards. */
Binding law_binding(void);
/* Days and standards of that month; a standard that nobody has set is negative. */
LoopLaw law_of_month(const Bureau *bureau);

#endif
