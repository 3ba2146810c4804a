/* What a reform would do, added up: for whoever tells it, in a terminal or on a page. Included by
 * entitle.h. */
#ifndef ENTITLE_SUMS_H
#define ENTITLE_SUMS_H

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
/* Households that gain (sign 1) or lose (-1) in the last month, and by how much. */
typedef struct {
    int64_t households, people, fen;
} WhatIfMoved;
WhatIfMoved whatif_moved(const WhatIf *f, int sign);

#endif
