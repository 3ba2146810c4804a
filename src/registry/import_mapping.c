/* What a sender calls our columns. Said once with an import, a mapping is kept in the act that
 * writes the first file with it; later files of the sender are read by it, and the result says so.
 */
#include "registry/import.h"
#include "registry/import_words.def"

static bool stored_meaning(Import *im, Str header, Str *meant)
{
    Stmt *s = db_stmt(im->w, &registry_sql, "mapping_find");
    db_bind_str(s, 1, im->sender);
    db_bind_str(s, 2, im->job->as);
    db_bind_str(s, 3, header);
    *meant = db_next(s) ? str_copy(im->w->arena, db_str(s, 0)) : STR("");
    db_reset(s);
    return !db_failed(s);
}

static Str said_meaning(const Import *im, Str header)
{
    for (size_t i = 0; i < im->job->mapping_count; i++)
        if (str_equal(im->job->mappings[i].header, header)) return im->job->mappings[i].meant;
    return STR("");
}

/* The result says it. A header is asked for once, so there is room for all. */
static void tell_mapped(Import *im, Str header, Str meant, bool kept)
{
    ImportResult *r = im->result;
    if (!r->mapped) r->mapped = NEW_ARRAY(im->w->arena, ColumnMapping, im->column_count);
    ensure(r->mapped_count < im->column_count);
    r->mapped[r->mapped_count++] = (ColumnMapping){.sender = im->sender,
                                                   .as = im->job->as,
                                                   .header = str_copy(im->w->arena, header),
                                                   .meant = str_copy(im->w->arena, meant),
                                                   .kept = kept};
}

bool import_mapped(Import *im, Str header, Str *meant)
{
    *meant = said_meaning(im, header);
    bool said = meant->len != 0;
    if (!said && header.len) TRY(stored_meaning(im, header, meant));
    if (meant->len) tell_mapped(im, header, *meant, !said);
    return true;
}

void import_mappings_check(Import *im)
{
    for (size_t i = 0; i < im->job->mapping_count; i++) {
        const ColumnMapping *m = &im->job->mappings[i];
        bool used = false;
        for (size_t j = 0; j < im->result->mapped_count; j++)
            used |= str_equal(im->result->mapped[j].header, m->header);
        if (!used)
            import_fault(im, -1, SAY_MAPPING_ABSENT, STR_ARG(m->header), STR_ARG(m->meant),
                         STR_ARG(m->header));
    }
}

bool import_mappings_keep(Import *im)
{
    for (size_t i = 0; i < im->result->mapped_count; i++) {
        const ColumnMapping *m = &im->result->mapped[i];
        if (m->kept) continue;
        Stmt *s = db_stmt(im->w, &registry_sql, "mapping_put");
        db_bind_str(s, 1, m->sender);
        db_bind_str(s, 2, m->as);
        db_bind_str(s, 3, m->header);
        db_bind_str(s, 4, m->meant);
        db_bind_int(s, 5, im->batch.commit.n);
        TRY(db_run(s));
    }
    return true;
}

/* ---- the list ----------------------------------------------------------------------------- */

bool mapping_list(Work *w, ColumnMapping **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &registry_sql, "mapping_all");
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (ColumnMapping){.sender = str_copy(w->arena, db_str(s, 0)),
                                             .as = str_copy(w->arena, db_str(s, 1)),
                                             .header = str_copy(w->arena, db_str(s, 2)),
                                             .meant = str_copy(w->arena, db_str(s, 3)),
                                             .kept = true};
    }
    return !db_failed(s);
}

static bool forget(Work *w, Str sender, Str as, Str header)
{
    Commit commit;
    Act act = {.kind = STR("register"),
               .subject = format(w->arena, "mapping:%.*s", STR_ARG(as)),
               .detail = format(w->arena, "%.*s: %.*s", STR_ARG(sender), STR_ARG(header))};
    Stmt *s = db_stmt(w, &registry_sql, "mapping_delete");
    db_bind_str(s, 1, sender);
    db_bind_str(s, 2, as);
    db_bind_str(s, 3, header);
    TRY(db_run(s));
    if (db_changes(w)) return audit_act(w, &act, &commit);
    return refuse(w, ERR_NOT_FOUND, SAY_MAPPING_NONE, STR_ARG(sender), STR_ARG(as),
                  STR_ARG(header));
}

bool mapping_forget(Work *w, Str sender, Str as, Str header)
{
    TRY(db_begin(w));
    return db_end(w, forget(w, sender, as, header));
}
