/* What a trial found, as tables; see found.c. Private to policy. */
#ifndef POLICY_FOUND_H
#define POLICY_FOUND_H

#include "policy/asked.h"
#include "policy/pages.h"

typedef enum { HOUSEHOLDS_LOST, HOUSEHOLDS_WON, HOUSEHOLDS_CLIFF, HOUSEHOLDS_COUNT } HouseholdKind;

/* `most`: households shown of each kind; more_href says where all of them are, or nothing. */
bool found_fill(Page *p, const Asked *asked, const WhatIf *f, TryFound *out);
/* Those of one kind, most first, from `skip` on. *total: all of them. */
typedef struct {
    HouseholdKind kind;
    size_t skip, most, total;
    ListTable table;
} HouseholdList;
bool households_fill(Page *p, const WhatIf *f, HouseholdList *list);
const char *household_kind_key(HouseholdKind kind);
Str household_kind_name(HouseholdKind kind);

#endif
