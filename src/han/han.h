/* han: how Chinese names are folded, read and put in order.
 *
 *     HanName n;
 *     han_name(arena, STR("单雄信"), &n);    // letters "shanxiongxin", initials "sxx"
 *     Str place = han_order(arena, STR("六安市"));      // sorts under Lu, not Liu
 *
 * Folding makes what looks or sounds the same to a clerk compare equal: traditional and variant
 * forms become simplified, full width half width, capitals small, spaces and dots go. Readings are
 * those of names: a surname is read as one (Shan, Qiu, Zeng, Xie, Zha), places as their people
 * call them. Pure; everything returned lives in the arena given. */
#ifndef HAN_HAN_H
#define HAN_HAN_H

#include "base/base.h"

/* A character in its simplified form; itself when it has none. */
uint32_t han_plain(uint32_t code_point);
/* "zhang1", 5 for the neutral tone, "v" for ü; empty when nobody knows. Borrowed for good. */
Str han_reading(uint32_t code_point);
Str han_fold(Arena *arena, Str text);

/* The order of dictionaries: syllable, tone, character; sorted by bytes. A key of the beginning of
 * a text is the beginning of the text's key. Places and words of two readings are known. */
Str han_order(Arena *arena, Str text);

typedef struct {
    Str order;    /* as han_order, the surname read as one */
    Str given;    /* the order of the name without its surname; empty when there is nothing else */
    Str letters;  /* "zhangsan" */
    Str initials; /* "zs" */
    Str other_letters, other_initials; /* with the surname read as any character; or empty */
} HanName;
void han_name(Arena *arena, Str name, HanName *out);
/* Orders with which a name may begin that begins with this text: one, or two when the text is the
 * beginning of a compound surname of another reading. *count is 0 for an empty text. */
void han_name_orders(Arena *arena, Str text, Str orders[2], size_t *count);
/* What a clerk typed as pinyin, in the form of `letters`: small, without tones, marks and spaces;
 * empty when it is not pinyin. */
Str han_typed_letters(Arena *arena, Str text);

#endif
