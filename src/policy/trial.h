/* The law as it stands, computed once for all who try another; see trial.c. Private to policy. */
#ifndef POLICY_TRIAL_H
#define POLICY_TRIAL_H

#include "page/page.h"

typedef struct {
    Months months;
    Money step; /* a month's more income that looks for cliffs; 0: do not look */
    const StandardOverride *numbers;
    size_t count;
    const Bureau *text; /* another text of the law, or NULL */
} Trial;
/* What the trial would do. *out lives until the page's arena goes. Nothing is written. */
bool reform_try(Page *p, const Trial *trial, WhatIf *out);

#endif
