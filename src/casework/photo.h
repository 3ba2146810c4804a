/* Photos without what they tell besides the picture. Private. */
#ifndef CASEWORK_PHOTO_H
#define CASEWORK_PHOTO_H

#include "casework/casework.h"

/* What a file is by its first bytes; false for anything else than jpeg, png or pdf. */
bool photo_type(Str bytes, PaperType *out);
/* A JPEG without its APP1.. segments (EXIF, XMP) and comments; an orientation that turns it
 * is kept in a small EXIF of our own. False when the file is cut short or no JPEG. */
bool photo_strip_jpeg(Arena *arena, Str bytes, Str *out);
/* A PNG without texts, times and EXIF. */
bool photo_strip_png(Arena *arena, Str bytes, Str *out);

#endif
