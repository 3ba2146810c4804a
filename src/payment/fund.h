/* Funds: who bears a line. One amount becomes a line for each source, to the fen. */
#ifndef PAYMENT_FUND_H
#define PAYMENT_FUND_H

#include "payment/difference.h"
#include "payment/payment.h"

/* Splits lines of one affair by source; the rules it has read are kept. Only what is posted now is
 * split: what stands in the ledger keeps the sources it was paid from, whatever the rule says
 * today.
 *
 *   above zero   by the shares in force on the first day of the month paid for, each cut to fen,
 *                what is left over to the last source that has a share;
 *   below zero   back to the sources that the key was paid from, in proportion.
 *
 * Without a rule the line keeps the one source FUND_UNSPLIT. ERR_LAW when shares do not make
 * 100%. */
typedef struct FundSplit FundSplit;
bool funds_open(Work *w, const Bureau *bureau, const Affair *affair, FundSplit **out);
/* Appends the parts, in w's arena, which may be another one by now: of what passes. */
bool funds_split(FundSplit *s, const Lines *lines, Lines *out);
#define FUND_UNSPLIT "assistance"
/* The source of a name, of those there are or of the affair's rule; no name: not split. */
typedef struct {
    const Bureau *bureau;
    const Affair *affair;
} FundOwner;
bool fund_named(Arena *arena, const FundOwner *of, Str name, Str *out);

#endif
