/* What-if on a district: how long it takes from a changed number to its consequences, once the
 * facts are loaded, for the month at hand and for a year; and that asking again and again leaves no
 * memory behind.
 *
 *     bench_whatif ROOT [RESIDENTS [STORE]]
 *
 * Reading order: main, measure. */
#include "bench/district.h"
#include "entitle/entitle.h"

#include "bench/words_whatif.def"

#include <stdio.h>
#include <stdlib.h>

enum { TRIES = 9 };

typedef struct {
    Bench *bench;
    FactBase *base;
    WhatIfBase *open;
} Asking;

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times)
{
    qsort(times, TRIES, sizeof *times, by_size);
    return times[TRIES / 2];
}

static int64_t winners(const WhatIf *found)
{
    int64_t count = 0;
    for (size_t i = 0; i < found->change_count; i++)
        count += found->changes[i].after > found->changes[i].before;
    return count;
}

static void asking_open(Asking *a, Work *w, Months months, const char *what)
{
    WhatIfAsk ask = {.months = months, .step = {10000}};
    start(a->bench);
    must(w, facts_load(w, a->bench->bureau, KNOWN_NOW, a->bench->home, &a->base));
    must(w, whatif_open(w, a->base, &ask, &a->open));
    printf(WHATIF_ROW, what, cpu_ms(a->bench), wall_ms(a->bench), 0LL, peak_mb());
    fflush(stdout);
}

/* Tries a standard a little higher; the households that gain. */
static int64_t try_once(Asking *a, const Standard *standard, int more)
{
    WhatIf found;
    StandardOverride number = {.standard = standard,
                               .mantissa = standard->values[0].mantissa + more};
    Work *w = piece(a->bench);
    must(w, whatif_try(w, a->open, &number, 1, &found));
    int64_t won = winners(&found);
    work_free(w);
    return won;
}

static void measure_tries(Asking *a, const char *name, const char *what)
{
    const Standard *standard = bureau_standard(a->bench->bureau, str_of(name));
    double cpu[TRIES], wall[TRIES];
    int64_t won = 0;
    ensure(standard && standard->value_count > 0);
    for (int i = 0; i < TRIES; i++) {
        start(a->bench);
        won = try_once(a, standard, 30000 + 1000 * i);
        cpu[i] = cpu_ms(a->bench);
        wall[i] = wall_ms(a->bench);
    }
    printf(WHATIF_ROW, what, median(cpu), median(wall), (long long)won, peak_mb());
    fflush(stdout);
}

static void measure_growth(Asking *a)
{
    const Standard *standard = bureau_standard(a->bench->bureau, STR(WHATIF_OLD_AGE));
    long before = peak_mb();
    for (int i = 0; i < 1000; i++)
        try_once(a, standard, i);
    printf(WHATIF_GROWN, peak_mb() - before);
}

static void measure(Bench *b)
{
    Work *w = piece(b);
    Asking month = {.bench = b}, year = {.bench = b};
    printf(WHATIF_HEAD, (long long)b->residents, TRIES);
    asking_open(&month, w, (Months){month_of(2024, 12), month_of(2024, 12)}, WHATIF_OPEN_MONTH);
    measure_tries(&month, WHATIF_LIVING, WHATIF_TRY_LIVING_MONTH);
    measure_tries(&month, WHATIF_OLD_AGE, WHATIF_TRY_OLD_MONTH);
    asking_open(&year, w, (Months){month_of(2024, 1), month_of(2024, 12)}, WHATIF_OPEN_YEAR);
    measure_tries(&year, WHATIF_LIVING, WHATIF_TRY_LIVING_YEAR);
    measure_tries(&year, WHATIF_OLD_AGE, WHATIF_TRY_OLD_YEAR);
    measure_growth(&month);
    work_free(w);
}

int main(int argc, char **argv)
{
    Bench b = bench_open(argc, argv);
    measure(&b);
    bench_close(&b);
    return 0;
}
