/* Whether column files say what the tables say: every file that would be believed is compared with
 * its table, row by row. */
#include "registry/kept.h"
#include "registry/words.def"

typedef struct {
    uint32_t first, end;
} Range;

static Range range_of(const SubjectRows *rows, int64_t id)
{
    int64_t at = id - rows->lowest;
    if (at < 0 || at >= (int64_t)rows->span) return (Range){0, 0};
    return (Range){rows->first[at], rows->end[at]};
}

static bool value_equal(const Column *a, size_t i, const Column *b, size_t j)
{
    bool unknown = column_is_unknown(a, i);
    if (unknown != column_is_unknown(b, j)) return false;
    return unknown || column_get(a, i) == column_get(b, j);
}

static bool row_equal(const SubjectRows *a, size_t i, const SubjectRows *b, size_t j,
                      size_t columns)
{
    if (a->rows.from[i] != b->rows.from[j] || a->rows.to[i] != b->rows.to[j]) return false;
    for (size_t c = 0; c < columns; c++)
        if (a->rows.columns[c].values || b->rows.columns[c].values)
            if (!value_equal(&a->rows.columns[c], i, &b->rows.columns[c], j)) return false;
    return true;
}

bool subject_rows_equal(const SubjectRows *a, const SubjectRows *b, size_t columns,
                        int64_t *differs)
{
    int64_t low = a->lowest < b->lowest ? a->lowest : b->lowest;
    int64_t a_end = a->lowest + (int64_t)a->span, b_end = b->lowest + (int64_t)b->span;
    for (*differs = low; *differs < a_end || *differs < b_end; ++*differs) {
        Range x = range_of(a, *differs), y = range_of(b, *differs);
        if (x.end - x.first != y.end - y.first) return false;
        for (uint32_t i = 0; i < x.end - x.first; i++)
            if (!row_equal(a, x.first + i, b, y.first + i, columns)) return false;
    }
    return a->subjects == b->subjects;
}

static bool verify_one(Work *w, const Aspect *aspect, int64_t *files)
{
    SubjectRows kept, table;
    bool used;
    int64_t differs;
    TRY(kept_pair(w, aspect, &kept, &table, &used));
    if (!used) return true;
    ++*files;
    size_t columns = aspect ? aspect->field_count : 2;
    if (subject_rows_equal(&kept, &table, columns, &differs)) return true;
    Str name = aspect ? change_name(w->arena, aspect) : CHANGED_MEMBERS;
    return refuse(w, ERR_CORRUPT, SAY_KEPT_DIFFERS, store_path(w->store), STR_ARG(name),
                  (long long)differs);
}

static bool verify_all(Work *w, const Bureau *bureau, int64_t *files)
{
    TRY(verify_one(w, NULL, files));
    for (size_t i = 0; i < bureau->register_count; i++)
        for (size_t j = 0; j < bureau->registers[i].aspect_count; j++)
            TRY(verify_one(w, &bureau->registers[i].aspects[j], files));
    return true;
}

bool registry_kept_verify(Work *w, const Bureau *bureau, int64_t *files)
{
    bool own = !db_in_transaction(w);
    *files = 0;
    if (own) TRY(db_begin_read(w));
    bool ok = verify_all(w, bureau, files);
    if (own) db_rollback(w);
    return ok;
}
