/* Keys that a large import finds and adds: numbers by their digests, what a sender calls people.
 * Private to registry.
 *
 * Such keys come in no order, and a table that takes them one by one writes each of its pages again
 * and again. So new keys wait in a block, where they are found at once, and go to the table sorted
 * when the block is full. What has gone there is known to a filter: a key that the filter has not
 * seen is new, and the table is not asked. Memory is bounded however long the file.
 *
 *     KeyBlock *keys = keys_new(w, (KeyStatements){...}, empty);
 *     TRY(keys_find(keys, digest, &id));        // 0: nobody's
 *     TRY(keys_add(keys, digest, id));
 *     TRY(keys_flush(keys));                    // before anybody else reads the table */
#ifndef REGISTRY_KEYS_H
#define REGISTRY_KEYS_H

#include "registry/registry.h"

typedef struct {
    const char *find;   /* the id of a key; saying `insert` again does nothing */
    const char *insert; /* given(?1): v1 key, v2 id; ?2 commit, ?3 sender, ?4 kind */
    Str sender, kind;   /* no sender: only key, id, commit */
    Commit commit;
} KeyStatements;
typedef struct KeyBlock KeyBlock;
/* `empty`: the table holds no such key yet. Lives in w's arena. */
KeyBlock *keys_new(Work *w, KeyStatements statements, bool empty);
bool keys_find(KeyBlock *keys, Str key, int64_t *id);
bool keys_add(KeyBlock *keys, Str key, int64_t id); /* the key is copied */
bool keys_flush(KeyBlock *keys);
void keys_block_size(KeyBlock *keys, size_t count); /* how many wait; for tests */

#endif
