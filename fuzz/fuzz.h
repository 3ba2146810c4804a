/* fuzz: what a target gives and what the driver asks of it.
 *
 * A target is one file with two things: the function that takes bytes, by the name that libFuzzer
 * knows, and words that are worth inserting. The same file runs under driver.c (any compiler with
 * sanitizers) and under clang's -fsanitize=fuzzer. A target that returns has passed; a bug stops
 * it. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern const char *const fuzz_words[]; /* ends with NULL */

#endif
