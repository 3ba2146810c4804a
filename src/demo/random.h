/* Chance that repeats: the same seed gives the same district on every machine. */
#ifndef DEMO_RANDOM_H
#define DEMO_RANDOM_H

#include "base/base.h"

typedef struct {
    uint64_t state;
} Random;
Random random_new(uint64_t seed);
uint32_t random_below(Random *r, uint32_t bound); /* 0 .. bound - 1; bound > 0 */
int random_between(Random *r, int low, int high); /* both inclusive */
bool random_chance(Random *r, unsigned per_mille);
/* An index with chance weights[i] / sum. */
size_t random_weighted(Random *r, const uint16_t *weights, size_t count);
void random_shuffle(Random *r, uint32_t *items, size_t count);

#endif
