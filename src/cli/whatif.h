/* What `doudi whatif` was asked and found. Private to the whatif*.c files of cli. */
#ifndef CLI_WHATIF_H
#define CLI_WHATIF_H

#include "cli/command.h"
#include "entitle/entitle.h"

typedef struct {
    WhatIfAsk ask;
    StandardOverride *numbers;
    Bureau *bureau; /* of the trial: the store's, or one with another text */
    Commit known;
    Month closed; /* months up to it would be arrears */
    WhatIf found;
    ForecastRow *rows;
    size_t row_count;
} Asked;

void whatif_text(Cli *cli, const Asked *x);
void whatif_json(Cli *cli, const Asked *x);

/* Sums of cost, over all where it says WHATIF_ALL, or of every affair where the key is empty. The
 * affairs of two outcomes may stand in another order. */
#define WHATIF_ALL SIZE_MAX
int64_t whatif_cost(const Outcome *o, Str affair, size_t month, size_t town);
/* What the affair grants otherwise, or whom it would reach otherwise. */
bool whatif_touches(const WhatIf *f, const Affair *affair);
/* The four sets of an affair: 0 as the law stands, 1 as it is tried; NULL when it has none. */
const FourSets *whatif_sets(const WhatIf *f, int which, Str key);
int64_t whatif_count(const WhatIf *f, int which, Str key, SetKind kind);
/* Who is in a set only as it is tried; lives in `arena`. */
int64_t *whatif_newly(Arena *arena, const WhatIf *f, Str key, SetKind kind, size_t *count);
/* What a household receives of an affair. */
int64_t whatif_share(const Outcome *o, const ForecastShare *shares, size_t count, Str key);
/* Months asked that are closed already. */
size_t whatif_closed(const Asked *x);

#endif
