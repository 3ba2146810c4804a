/* GB18030 for readers and writers of files: a table for the two-byte codes, glibc for the rest. */
#ifndef DOC_GB18030_H
#define DOC_GB18030_H

#include "base/base.h"

/* Decodes one character at a time from a table that glibc filled; owned by its arena. */
typedef struct Gb18030 Gb18030;
Gb18030 *gb18030_new(Arena *arena);
/* Decodes `bytes` to `out`, which has room for 3 bytes of each; malformed bytes become U+FFFD and
 * are counted. Returns the bytes written. */
size_t gb18030_decode(Gb18030 *gb, Str bytes, char *out, size_t *malformed);
/* Bytes of the character at `p`: 1, 2 or 4; 0 when `left` bytes are not a whole one. */
size_t gb18030_length(const unsigned char *p, size_t left);

/* Writes one character as UTF-8; `out` has room for 4 bytes. Returns the bytes written. */
size_t utf8_put(char *out, uint32_t code_point);

/* The place of a character that once stood in the private use area; else itself. */
uint32_t private_use_moved(uint32_t code_point);
/* The text with such characters moved; the same text when there are none. */
Str text_moved(Arena *arena, Str utf8);

#endif
