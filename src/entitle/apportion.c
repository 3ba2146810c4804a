/* Equal shares in fen. The remainder is at most one fen a member less one; it goes to the applicant
 * if he counts, else to the first who does, so that shares always add up to the amount. */
#include "entitle/apportion.h"

static bool member_counts(const uint8_t *counts, size_t i)
{
    return !counts || counts[i] != 0;
}

void apportion(Split split, int64_t fen, const uint8_t *counts, size_t count, int64_t *shares)
{
    size_t heads = 0, first = 0;
    ensure(count > 0 && fen >= 0);
    for (size_t i = count; i-- > 0;) {
        shares[i] = 0;
        if (!member_counts(counts, i)) continue;
        heads++;
        first = i;
    }
    if (split == SPLIT_OWN || heads == 0) {
        shares[0] = fen;
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (member_counts(counts, i)) shares[i] = fen / (int64_t)heads;
    shares[first] += fen % (int64_t)heads;
}
