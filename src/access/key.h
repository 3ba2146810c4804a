/* The store's secret key, inside access. */
#ifndef ACCESS_KEY_H
#define ACCESS_KEY_H

#include "access/access.h"

#define KEY_BYTES 32

/* The key of w's store: read from <store>.key, or made when the store has none yet. A store that is
 * not a file (":memory:") has a key that dies with it. */
bool key_load(Work *w, uint8_t key[KEY_BYTES]);
/* The store remembers which key it was sealed with; ERR_CORRUPT when `id` is another. */
bool key_confirm(Work *w, Str id);

#endif
