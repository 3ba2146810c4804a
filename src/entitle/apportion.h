/* How an amount of a benefit unit is shared among its members, in whole fen (semantics 8). */
#ifndef ENTITLE_APPORTION_H
#define ENTITLE_APPORTION_H

#include "lang/lang.h"

/* Splits `fen` over `count` members into shares[count]; the remainder goes to the applicant, who is
 * the first member. `counts[i]` is 0 for a member who does not count (保障成员 says so); NULL: all
 * count. With nobody left who counts, and with 归本人, the applicant gets the whole. */
void apportion(Split split, int64_t fen, const uint8_t *counts, size_t count, int64_t *shares);

#endif
