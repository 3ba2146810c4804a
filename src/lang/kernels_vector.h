/* Private to the kernels*.c files: VECTOR asks the compiler for a loop in several vector widths. */
#ifndef LANG_KERNELS_VECTOR_H
#define LANG_KERNELS_VECTOR_H

#include "lang/kernels.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__)
#define VECTOR __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define VECTOR
#endif

#endif
