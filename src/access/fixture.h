/* What the tests of access share: a store with a small tree of divisions and an account for each
 * duty, each called by its key; everybody's password is PASSWORD. */
#ifndef ACCESS_FIXTURE_H
#define ACCESS_FIXTURE_H

#include "access/access.h"

#define PASSWORD STR("correct horse 42")
#define NOON 1718856000 /* 2024-06-20 12:00 in Beijing */

int world_make(void **state); /* *state: a Work; nobody acts yet */
int world_drop(void **state);
void world_enter(Work *w, const char *account);
void world_password(Work *w, const char *account); /* PASSWORD */
bool world_login(Work *w, const char *account, Str *token);
/* The residents that w sees, as "11 12 ". */
const char *world_seen(Work *w);
extern const Division HOME, TOWN, OTHER_TOWN, VILLAGE;

#endif
