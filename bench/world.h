/* The district of the bench: one million persons, their households, facts at random, two in a
 * hundred of them missing. Columns are made for the inputs that a program asks for, by key. */
#ifndef BENCH_WORLD_H
#define BENCH_WORLD_H

#include "lang/lang.h"

enum { PERSONS = 1000000, PERSONS_MOST = 10000000, HOME_FIRST = 10, HOME_LAST = 89 };

/* One affair over all persons, or over all households with them as members. */
typedef struct {
    const Affair *affair;
    size_t persons;
    const Input *inputs;
    size_t input_count;
    Column *columns;
    Facts facts;
} World;
World world_new(Arena *arena, const Affair *affair, const Groups *households);
/* The same when programmes share their facts: columns are kept by key. */
typedef struct {
    struct Kept {
        const char *key;
        bool of_household;
        Column column;
    } kept[64];
    size_t count;
} Shelf;
World world_shared(Arena *arena, const Affair *affair, const Groups *households, Shelf *shelf);
/* Households of one to four persons that hold PERSONS, or so many, together. */
Groups world_households(Arena *arena);
Groups world_households_of(Arena *arena, uint32_t persons);
/* An input's name: its field's key, "decided", "enjoys:KEY"; in the arena or constant. */
const char *world_key(Arena *arena, const Input *input);
/* The column of an input by its field's key (or "decided", "applied", "fade_from",
 * "enjoys:KEY"); of members where said. */
const Column *world_column(const World *w, const char *key, bool of_member);

#endif
