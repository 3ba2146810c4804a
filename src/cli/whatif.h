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

/* Months asked that are closed already. */
size_t whatif_closed(const Asked *x);

#endif
