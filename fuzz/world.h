/* A small county in memory for targets that read files into a store. It is made once and kept
 * between inputs; a target that has changed it asks for a new one. */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "access/access.h"
#include "payment/payment.h"

typedef struct {
    Work *w; /* as the clerk; freed and made anew for every input by world_turn */
    Store *store;
    Arena *arena;
    Bureau *bureau;
    char *folder; /* where its files are */
} FuzzWorld;

/* Divisions, registers, accounts and two enrolled people, on 1 March 2024. */
FuzzWorld *fuzz_world(void);
/* A fresh Work over the same store. */
void fuzz_world_turn(FuzzWorld *world);
void fuzz_world_free(FuzzWorld *world);
/* Writes the bytes as a file of this name; its path. */
const char *fuzz_world_file(FuzzWorld *world, const char *name, Str bytes);
void fuzz_world_enter(FuzzWorld *world, const char *account);
/* A failure here is a fault of the target, not of the input. */
void fuzz_must(FuzzWorld *world, bool done);

#endif
