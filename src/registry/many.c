/* One thing of many people at once: their names, a text that holds today. The ids asked for come
 * rising; neighbours are read by one statement over their range, as long as few strangers stand
 * between them. So a payment roll costs a scan, and one person costs one look. */
#include "audit/audit.h"
#include "registry/schema.h"
#include "registry/store.h"
#include "registry/words.def"

enum { STRANGERS_MOST = 8 }; /* reading past one is cheaper than looking up the next */

/* The end of the run of neighbours that begins at `first`. */
static size_t run_end(const int64_t *ids, size_t count, size_t first)
{
    size_t end = first + 1;
    while (end < count && ids[end] - ids[end - 1] <= STRANGERS_MOST) {
        ensure(ids[end] > ids[end - 1]);
        end++;
    }
    return end;
}

typedef struct {
    size_t first, end;
} Neighbours;

static bool text_read(Work *w, Stmt *s, const Field *field, HeldText *out)
{
    if (db_is_null(s, 2)) return true;
    out->known_from.n = db_int(s, 1);
    out->text = out->sealed = str_copy(w->arena, db_str(s, 2));
    return field->sealed ? secret_open(w, out->sealed, &out->text) : true;
}

static bool texts_run(Work *w, const TextsAsked *asked, Stmt *s, Neighbours run, HeldText *out)
{
    size_t at = run.first;
    db_bind_int(s, 1, asked->subjects[run.first]);
    db_bind_int(s, 2, asked->subjects[run.end - 1]);
    db_bind_int(s, 3, asked->day.days);
    while (db_next(s)) {
        int64_t subject = db_int(s, 0);
        while (at < run.end && asked->subjects[at] < subject)
            at++;
        if (at == run.end || asked->subjects[at] != subject) continue;
        if (text_read(w, s, asked->field, &out[at])) continue;
        db_reset(s);
        return false;
    }
    return !db_failed(s);
}

bool registry_texts(Work *w, const TextsAsked *asked, HeldText *out)
{
    Str sql = schema_texts(w->arena, asked->field);
    for (size_t first = 0, end; first < asked->count; first = end) {
        Stmt *s = db_prepare_text(w, sql);
        if (!s) return false;
        end = run_end(asked->subjects, asked->count, first);
        for (size_t i = first; i < end; i++)
            out[i] = (HeldText){0};
        TRY(texts_run(w, asked, s, (Neighbours){first, end}, out));
    }
    return true;
}

bool person_names(Work *w, const int64_t *ids, size_t count, Str *out)
{
    for (size_t first = 0, end; first < count; first = end) {
        size_t at = first;
        end = run_end(ids, count, first);
        Stmt *s = db_stmt(w, &registry_sql, "person_names");
        db_bind_int(s, 1, ids[first]);
        db_bind_int(s, 2, ids[end - 1]);
        while (at < end && db_next(s)) {
            if (db_int(s, 0) != ids[at]) {
                if (db_int(s, 0) > ids[at]) break;
                continue;
            }
            out[at++] = str_copy(w->arena, db_str(s, 1));
        }
        TRY(!db_failed(s));
        db_reset(s);
        if (at < end) return refuse(w, ERR_NOT_FOUND, SAY_NO_PERSON_ID, (long long)ids[at]);
    }
    return true;
}
