/* The district that benches compute on: a demo store of so many residents, made once by demo
 * (registry's imports and decisions), its published figures multiplied so that a tenth of the
 * residents are enrolled; and a Bench, the store opened with the shipped law. */
#ifndef BENCH_DISTRICT_H
#define BENCH_DISTRICT_H

#include "payment/payment.h"

#include <time.h>

enum { RESIDENTS = 372000 };

typedef struct {
    const char *root, *store;
    int64_t residents;
    char folder[64];
    Work *w;
    Bureau *bureau;
    Division home;
    struct timespec wall, cpu;
} Bench;

/* Reads the words of a bench_NAME: ROOT [RESIDENTS [STORE]]; a STORE that is there already is used
 * as it is. Opens it at the end of its first month. */
Bench bench_open(int argc, char **argv);
void bench_close(Bench *b);
/* A failure here is a bug or a full disk: it is told and ends the process. */
void must(Work *w, bool done);
/* A Work of its own on the open store, so that memory is given back. */
Work *piece(const Bench *b);

void start(Bench *b);
double cpu_ms(const Bench *b); /* of this process, since start */
double wall_ms(const Bench *b);
long peak_mb(void);

#endif
