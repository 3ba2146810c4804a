/* Funds: who bears a line. One amount becomes a line for each source, to the fen. */
#ifndef PAYMENT_FUND_H
#define PAYMENT_FUND_H

#include "payment/difference.h"
#include "payment/payment.h"

/* Splits the lines from `first` on, all of one affair, by source. Only what is posted now is split:
 * what stands in the ledger keeps the sources it was paid from, whatever the rule says today.
 *
 *   above zero   by the shares in force on the first day of the month paid for, each cut to fen,
 *                what is left over to the last source that has a share;
 *   below zero   back to the sources that the key was paid from, in proportion.
 *
 * Without a rule the line keeps the one source FUND_UNSPLIT. ERR_LAW when shares do not make
 * 100%. */
bool funds_split(Work *w, const Bureau *bureau, Lines *lines, size_t first);
#define FUND_UNSPLIT "assistance"

#endif
