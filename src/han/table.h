/* The tables that tools/han2c.c writes at build. */
#ifndef HAN_TABLE_H
#define HAN_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum { HAN_FIRST = 0x3400, HAN_LAST = 0x9FFF, HAN_READING_BYTES = 8 };

typedef struct {
    uint32_t from, plain;
    uint16_t reading;
} HanRare;

extern const uint16_t han_common_readings[]; /* [c - HAN_FIRST] of han_readings; 0: none */
extern const uint32_t han_common_forms[];    /* [c - HAN_FIRST] the simplified form, or itself */
extern const HanRare han_rare[];             /* beyond the first plane; sorted by from */
extern const size_t han_rare_count;
extern const HanRare han_surnames[]; /* read otherwise as a surname; sorted by from */
extern const size_t han_surname_count;
extern const char han_readings[][HAN_READING_BYTES]; /* "zhang1"; 5 is the neutral tone */

#endif
