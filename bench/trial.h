/* Measuring one programme: its world, the machine and the hand-written loop, and whether they say
 * the same. */
#ifndef BENCH_TRIAL_H
#define BENCH_TRIAL_H

#include "bench/law.h"

typedef struct {
    const char *key;
    Loop *loop; /* NULL: none was written */
} Programme;

typedef struct {
    Programme programme;
    World world;
    Machine *machine;
    Binding binding;
    Env *env;
    Results full, brief;
    LoopLaw law;
    LoopResults by_hand;
} Trial;
/* With a shelf: the facts are those of the other trials. */
typedef struct {
    const Groups *households;
    Shelf *shelf;
} Town;
Trial *trial_new(Arena *arena, const Bureau *bureau, Programme p, Town town);
/* What the loops compute too: whether, why and how much; the amounts in lists. */
Results results_brief(Arena *arena, const Affair *affair, size_t rows, size_t members);
/* Exits, and says where, when a row differs. */
void trial_compare(const Trial *t);
/* The same when an explanation of one of a thousand rows says other than its result. */
void trial_explain(const Trial *t);

double now_ms(void); /* of this thread's processor time */
typedef void Measured(void *context);
/* The median of so many runs, after one to warm up. */
double median_ms(Measured *work, void *context, size_t runs);
long peak_megabytes(void);

#endif
