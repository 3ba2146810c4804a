/* The same five programmes as in affairs/, written by hand as columnar loops in C: what the machine
 * is measured against. They know this law by heart and treat what is unknown the same. */
#ifndef BENCH_LOOPS_H
#define BENCH_LOOPS_H

#include "bench/world.h"

typedef struct {
    uint8_t *eligible, *reason;
    int64_t *amount;
    uint8_t *unknown;
    int64_t *top_up; /* by member; minimum living only */
    uint8_t *top_up_unknown;
} LoopResults;
LoopResults loop_results_new(Arena *arena, const World *w);

/* The month's days and standards, in fen. */
typedef struct {
    int32_t fact_day, month_first;
    int32_t born_by_80, born_by_90, born_by_100, born_by_70, born_by_26, born_by_18;
    int64_t eighties, nineties, hundreds, living, care;
    int64_t orphan[256], standard[256]; /* by choice; negative: unset */
    int64_t property_months, factor_tenths;
    int64_t elder_percent, minor_percent, disabled_percent, illness_percent;
    int32_t law_2026;
} LoopLaw;

typedef void Loop(const World *w, const LoopLaw *law, LoopResults *out);
Loop loop_old_age, loop_disability_living, loop_disability_care, loop_minimum_living, loop_orphan;
Loop loop_plain_minimum; /* bench/law/plain_minimum.affair */

#endif
