/* Secondary indexes set aside while a large file is written. An index that takes its keys in no
 * order writes each of its pages again and again; made at the end from all rows at once, it is
 * sorted first and written once. Inside the act's transaction: nobody ever sees the table without.
 * The text of each index is the store's own, so what a migration made comes back as it was. */
#include "registry/aside.h"

static bool read_indexes(Work *w, Str table, Aside *aside)
{
    Stmt *s = db_stmt(w, &registry_sql, "indexes_of");
    db_bind_str(s, 1, table);
    while (db_next(s)) {
        if (aside->count == aside->capacity)
            aside->indexes =
                arena_grow(w->arena, aside->indexes, &aside->capacity, sizeof *aside->indexes);
        aside->indexes[aside->count++] = (AsideIndex){.name = str_copy(w->arena, db_str(s, 0)),
                                                      .sql = str_copy(w->arena, db_str(s, 1))};
    }
    return !db_failed(s);
}

bool aside_begin(Work *w, const char *table, Aside *out)
{
    *out = (Aside){0};
    TRY(read_indexes(w, str_of(table), out));
    for (size_t i = 0; i < out->count; i++)
        TRY(db_define(w, format(w->arena, "DROP INDEX \"%.*s\"", STR_ARG(out->indexes[i].name))));
    return true;
}

bool aside_end(Work *w, Aside *aside)
{
    for (size_t i = 0; i < aside->count; i++)
        TRY(db_define(w, aside->indexes[i].sql));
    *aside = (Aside){0};
    return true;
}
