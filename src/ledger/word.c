/* Words as numbers. Lines and entries name affairs, components and sources by small numbers; the
 * words stand in one table that only grows. Who reads rows keeps the words he has met: a number
 * that he does not know makes him look again, while his statement stands on the row, so that he
 * sees the words of the state of the store that the row belongs to. */
#include "ledger/book.h"

enum { WORDS_MOST = 65535 }; /* a number beyond is none of ours: it was slipped in */

static bool word_keep(Words *words, int64_t id, Str text)
{
    if (id < 1 || id > WORDS_MOST) return false;
    while ((size_t)id >= words->capacity)
        words->texts =
            arena_grow(words->arena, words->texts, &words->capacity, sizeof *words->texts);
    for (; words->count <= (size_t)id; words->count++)
        words->texts[words->count] = (Str){0};
    words->texts[id] = str_copy(words->arena, text);
    return true;
}

static bool words_load(Work *w, Words *words)
{
    Stmt *s = db_stmt(w, &ledger_sql, "word_all");
    while (db_next(s)) {
        int64_t id = db_int(s, 0);
        if (id < (int64_t)words->count) continue;
        (void)word_keep(words, id, db_str(s, 1));
    }
    words->broken = words->broken || db_failed(s);
    return !words->broken;
}

static bool known(const Words *words, int64_t id)
{
    return id > 0 && id < (int64_t)words->count && words->texts[id].ptr;
}

Str words_text(Work *w, Words *words, int64_t id)
{
    if (!known(words, id)) (void)words_load(w, words);
    return known(words, id) ? words->texts[id] : (Str){0};
}

/* Who asks often asks with the same bytes: their address says where to look first. */
static int64_t word_search(Words *words, Str text)
{
    uint16_t *recent =
        &words->recent[((uintptr_t)text.ptr / 8 + text.len) % COUNT_OF(words->recent)];
    if (known(words, *recent) && str_equal(words->texts[*recent], text)) return *recent;
    for (size_t id = 1; id < words->count; id++) {
        if (!words->texts[id].ptr || !str_equal(words->texts[id], text)) continue;
        *recent = (uint16_t)id;
        return (int64_t)id;
    }
    return 0;
}

bool words_find(Work *w, Words *words, Str text, int64_t *out)
{
    *out = word_search(words, text);
    if (*out) return true;
    TRY(words_load(w, words));
    *out = word_search(words, text);
    return true;
}

bool words_number(Work *w, Words *words, Str text, int64_t *out)
{
    TRY(words_find(w, words, text, out));
    if (*out) return true;
    int64_t id = words->count > 0 ? (int64_t)words->count : 1;
    Stmt *s = db_stmt(w, &ledger_sql, "word_insert");
    db_bind_int(s, 1, id);
    db_bind_str(s, 2, text);
    TRY(db_run(s));
    ensure(word_keep(words, id, text)); /* affairs, components and sources are a few hundred */
    *out = id;
    return true;
}
