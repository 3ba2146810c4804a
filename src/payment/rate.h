/* Numbers that the law texts give to payment: days of cooling off, limits, shares of funds. They
 * are ordinary standards, found by their key; an affair's own, <affair>_<key>, goes before the
 * general one. */
#ifndef PAYMENT_RATE_H
#define PAYMENT_RATE_H

#include "payment/payment.h"

/* The areas that govern a division (0: the store's home), nearest first. */
typedef struct {
    Division chain[6];
    size_t count;
} RateAreas;
bool rate_areas(Work *w, int64_t division, RateAreas *out);
/* The standard for an affair (NULL: the general one); NULL when nobody declared it. */
const Standard *rate_standard(Arena *arena, const Bureau *bureau, const Affair *affair, Str key);
/* Its value on a day as published by `known`, as mantissa and scale; false when nobody set one. */
typedef struct {
    const RateAreas *areas;
    uint8_t choice; /* 0 without 按 */
    Date day, known;
} RateAsked;
bool rate_on(const Standard *s, const RateAsked *asked, Decimal *out);
/* A whole number of today, at home; 0 when nobody set one. */
bool payment_number(Work *w, const Bureau *bureau, Str key, int64_t *out);

#endif
