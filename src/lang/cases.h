/* Private to lang: one 案例 made into a block of one row, and run. */
#ifndef LANG_CASES_H
#define LANG_CASES_H

#include "lang/program.h"

typedef struct {
    Arena *arena;
    const Affair *affair;
    const Case *told;
    DivisionOrder order;
    Facts facts;
    Env *env;
    Machine *machine;
    Results results;
} Trial;
Trial trial_run(Arena *arena, const Affair *affair, const Case *told);

#endif
