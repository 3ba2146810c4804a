/* SplitMix64: one word of state, no tables, equally good on every platform. Bounds are drawn by
 * multiplication, so that a draw costs one step; the bias of 2^-32 does not matter here. */
#include "demo/random.h"

Random random_new(uint64_t seed)
{
    return (Random){(seed + 1) * 0xD1342543DE82EF95u}; /* not a step apart: streams must differ */
}

static uint32_t next(Random *r)
{
    uint64_t z = r->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ (z >> 31)) >> 32);
}

uint32_t random_below(Random *r, uint32_t bound)
{
    ensure(bound > 0);
    return (uint32_t)(((uint64_t)next(r) * bound) >> 32);
}

int random_between(Random *r, int low, int high)
{
    ensure(low <= high);
    return low + (int)random_below(r, (uint32_t)(high - low + 1));
}

bool random_chance(Random *r, unsigned per_mille)
{
    return random_below(r, 1000) < per_mille;
}

size_t random_weighted(Random *r, const uint16_t *weights, size_t count)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += weights[i];
    uint32_t draw = random_below(r, sum);
    for (size_t i = 0; i < count; i++) {
        if (draw < weights[i]) return i;
        draw -= weights[i];
    }
    return count - 1;
}

void random_shuffle(Random *r, uint32_t *items, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = random_below(r, (uint32_t)i);
        uint32_t kept = items[i - 1];
        items[i - 1] = items[j];
        items[j] = kept;
    }
}
