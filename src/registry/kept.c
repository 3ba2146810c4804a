/* Facts for computing, kept in mapped column files beside the store: one file for each aspect and
 * one for memberships, in STORE.columns/.
 *
 * A file says which declaration, which act of the audit chain (by digest, so that a copy of the
 * store that went another way is a stranger) and how far its subjects reached. To bring it up to
 * date, the subjects that the change log names since that act, and all above the greatest, are read
 * from the tables and appended in memory; their index entries then point there. When much has been
 * appended the file is written anew. What does not fit, or is not as it was written, is not used.
 *
 * A file is never written from what may still be undone. Reading order: registry_now at the end,
 * kept_load, file_use, tail_read; then file_make, kept_build and file_write. */
#include "registry/kept.h"
#include "registry/words.def"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { PART_FIRST, PART_END, PART_FROM, PART_TO, PART_COLUMNS };
enum { AT_COMMIT, AT_ROWS, AT_LOWEST, AT_SPAN, AT_GREATEST, AT_SUBJECTS };
enum { ROOM_LEAST = 4096, REWRITE_LEAST = 1000 };
#define SPAN_LIMIT ((int64_t)1 << 28) /* ids are dense; a wider span is a damaged store */

/* One table to be kept. */
typedef struct {
    Work *w;
    const Aspect *aspect; /* NULL: memberships */
    Str name;
    const char *path; /* NULL: the store is no file */
    size_t column_count;
    ColumnType *types;
    bool *kept; /* texts are not */
    bool of_divisions;
    Commit head;
    FileStamp stamp; /* as a file written now would have it */
    NowReader now;
    int64_t greatest; /* subject of the table, known or not */
} Kept;

/* ---- index -------------------------------------------------------------------------------- */

/* Rows of a subject lie together: from row `base` on, those of `subject`. */
static void index_rows(SubjectRows *out, const int64_t *subject, size_t count, size_t base)
{
    for (size_t i = 0; i < count;) {
        size_t at = (size_t)(subject[i] - out->lowest), begin = i;
        while (i < count && subject[i] == subject[begin])
            i++;
        out->subjects++;
        out->first[at] = (uint32_t)(base + begin);
        out->end[at] = (uint32_t)(base + i);
    }
}

/* Rows by subject: one number each is enough, for where one ends the next begins. */
bool subject_rows(Work *w, const AspectRows *rows, SubjectRows *out)
{
    *out = (SubjectRows){.rows = *rows, .lowest = 1};
    out->rows.subject = NULL;
    if (!rows->count) return true;
    int64_t lowest = rows->subject[0], highest = rows->subject[rows->count - 1];
    if (highest - lowest >= SPAN_LIMIT)
        return fail(w, ERR_OVERFLOW, "ids span more than %lld", (long long)SPAN_LIMIT);
    out->lowest = lowest;
    out->span = (size_t)(highest - lowest + 1);
    out->first = NEW_ARRAY(w->arena, uint32_t, out->span + 1);
    out->end = out->first + 1;
    for (size_t i = 0, r = 0; i < out->span; i++) {
        bool has = rows->subject[r] == lowest + (int64_t)i;
        while (r < rows->count && rows->subject[r] == lowest + (int64_t)i)
            r++;
        out->end[i] = (uint32_t)r;
        out->subjects += has;
    }
    return true;
}

/* ---- what a table is ---------------------------------------------------------------------- */

static void schema_digest(Kept *k)
{
    Digester *d = digester_new(k->w->arena);
    digester_add_text(d, k->name);
    for (size_t i = 0; k->aspect && i < k->aspect->field_count; i++) {
        const Field *f = &k->aspect->fields[i];
        const Choices *words = f->type.kind == TYPE_CHOICE ? f->type.choices : NULL;
        digester_add_text(d, f->key);
        digester_add_int(d, f->type.kind);
        digester_add_int(d, f->type.scale);
        digester_add_int(d, f->sealed);
        digester_add_int(d, words ? (int64_t)words->count : -1);
        for (size_t j = 0; words && j < words->count; j++)
            digester_add_text(d, words->words[j]);
    }
    Digest digest = digester_end(d);
    memcpy(k->stamp.of, digest.byte, sizeof digest.byte);
}

static void columns_of(Kept *k)
{
    static const ColumnType member_types[] = {COLUMN_INT64, COLUMN_CHOICE};
    Arena *arena = k->w->arena;
    k->column_count = k->aspect ? k->aspect->field_count : COUNT_OF(member_types);
    k->types = NEW_ARRAY(arena, ColumnType, k->column_count + 1);
    k->kept = NEW_ARRAY(arena, bool, k->column_count + 1);
    for (size_t i = 0; i < k->column_count; i++) {
        const Field *field = k->aspect ? &k->aspect->fields[i] : NULL;
        k->types[i] = field ? facts_column_type(field) : member_types[i];
        k->kept[i] = !field || !field_is_text(field);
        if (field && k->kept[i] && field->type.kind == TYPE_DIVISION) k->of_divisions = true;
    }
}

static bool path_of(Kept *k)
{
    const char *store = store_path(k->w->store);
    if (!store[0] || store[0] == ':') return false;
    k->path = format(k->w->arena, "%s.columns/%.*s", store, STR_ARG(k->name)).ptr;
    return true;
}

static bool kept_begin(Work *w, const Aspect *aspect, Kept *k)
{
    Digest head;
    *k = (Kept){.w = w, .aspect = aspect};
    ensure(db_in_transaction(w)); /* head, log and tables must be of one moment */
    k->name = aspect ? change_name(w->arena, aspect) : CHANGED_MEMBERS;
    columns_of(k);
    if (aspect) TRY(facts_now_begin(w, aspect, &k->now));
    if (!path_of(k)) return true;
    TRY(audit_head(w, &k->head, &head));
    schema_digest(k);
    memcpy(k->stamp.of + sizeof head.byte, head.byte, sizeof head.byte);
    return true;
}

static bool read_now(Kept *k, int64_t low, int64_t high, AspectRows *rows, size_t capacity)
{
    if (k->aspect) return facts_now(&k->now, low, high, rows, capacity);
    return members_now(k->w, low, high, rows, capacity);
}

static bool greatest_of(Kept *k)
{
    if (!k->aspect)
        return db_scalar(db_stmt(k->w, &registry_sql, "unit_greatest"), 0, &k->greatest);
    Stmt *s = db_prepare_text(k->w, schema_greatest(k->w->arena, k->aspect));
    return s && db_scalar(s, 0, &k->greatest);
}

static bool size_of(Kept *k, size_t *out)
{
    int64_t size;
    Stmt *s = k->aspect ? db_prepare_text(k->w, schema_size(k->w->arena, k->aspect))
                        : db_stmt(k->w, &registry_sql, "member_count");
    if (!s) return false;
    TRY(db_scalar(s, 0, &size));
    *out = (size_t)size;
    return true;
}

/* ---- writing ------------------------------------------------------------------------------ */

static FilePart part_of(void *bytes, size_t count, size_t room, size_t width)
{
    return (FilePart){bytes, bytes ? count * width : 0, room * width};
}

static ColumnFile file_of(Kept *k, const SubjectRows *rows)
{
    size_t count = rows->rows.count, room = count + count / 8 + ROOM_LEAST, at = PART_COLUMNS;
    size_t index_room = rows->span + rows->span / 8 + ROOM_LEAST;
    ColumnFile file = {.stamp = k->stamp};
    file.parts = NEW_ARRAY(k->w->arena, FilePart, PART_COLUMNS + 2 * k->column_count);
    file.parts[PART_FIRST] = part_of(rows->first, rows->span, index_room, sizeof(uint32_t));
    file.parts[PART_END] = part_of(rows->end, rows->span, index_room, sizeof(uint32_t));
    file.parts[PART_FROM] = part_of(rows->rows.from, count, room, sizeof(int32_t));
    file.parts[PART_TO] = part_of(rows->rows.to, count, room, sizeof(int32_t));
    for (size_t i = 0; i < k->column_count; i++) {
        if (!k->kept[i]) continue;
        const Column *c = &rows->rows.columns[i];
        file.parts[at++] = part_of(c->values, count, room, column_width(k->types[i]));
        file.parts[at++] = part_of(c->unknown, count, room, 1);
    }
    file.count = at;
    int64_t *number = file.stamp.number;
    number[AT_COMMIT] = k->head.n;
    number[AT_ROWS] = (int64_t)count;
    number[AT_LOWEST] = rows->lowest;
    number[AT_SPAN] = (int64_t)rows->span;
    number[AT_GREATEST] = k->greatest;
    number[AT_SUBJECTS] = (int64_t)rows->subjects;
    return file;
}

/* Nothing is written by a store that only reads, nor what may still be undone. */
static bool may_write(const Kept *k)
{
    const Work *w = k->w;
    return k->path && k->head.n && !store_is_read_only(w->store) && !db_has_written(w);
}

/* A file that cannot be written is done without: nothing is lost but time. */
static void file_write(Kept *k, const SubjectRows *rows)
{
    Work *w = k->w;
    Error before = w->error;
    if (!may_write(k) || rows->rows.count < changes_kept_from(w)) return;
    const char *folder = format(w->arena, "%s.columns", store_path(w->store)).ptr;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) return;
    ColumnFile file = file_of(k, rows);
    if (!greatest_of(k)) w->error = before;
    file.stamp.number[AT_GREATEST] = k->greatest;
    if (!column_file_write(w, k->path, &file)) w->error = before;
}

/* ---- from the tables ---------------------------------------------------------------------- */

static AspectRows rows_new(const Kept *k, size_t capacity)
{
    Arena *arena = k->w->arena;
    AspectRows rows = {.subject = NEW_ARRAY(arena, int64_t, capacity),
                       .from = NEW_ARRAY(arena, int32_t, capacity),
                       .to = NEW_ARRAY(arena, int32_t, capacity),
                       .columns = NEW_ARRAY(arena, Column, k->column_count + 1)};
    for (size_t i = 0; i < k->column_count; i++)
        if (k->kept[i]) rows.columns[i] = column_new(arena, k->types[i], capacity);
    return rows;
}

static bool kept_build(Kept *k, SubjectRows *out)
{
    size_t capacity;
    TRY(size_of(k, &capacity));
    AspectRows rows = rows_new(k, capacity);
    TRY(read_now(k, INT64_MIN, INT64_MAX, &rows, capacity));
    for (size_t i = 0; i < k->column_count; i++)
        rows.columns[i].rows = rows.count;
    return subject_rows(k->w, &rows, out);
}

/* ---- from the file ------------------------------------------------------------------------ */

static bool stamp_fits(Kept *k, const FileStamp *stamp, bool *fits)
{
    Work *w = k->w;
    Commit commit = {stamp->number[AT_COMMIT]};
    ActRow act;
    *fits = false;
    if (memcmp(stamp->of, k->stamp.of, sizeof(Digest)) != 0) return true;
    if (commit.n < 1 || commit.n > k->head.n) return true;
    TRY(audit_row(w, commit, &act));
    if (memcmp(stamp->of + sizeof(Digest), act.digest.byte, sizeof(Digest)) != 0) return true;
    *fits = true;
    if (!k->of_divisions) return true;
    int64_t *order;
    size_t renumbered;
    TRY(changes_since(w, CHANGED_ORDER, commit, &order, &renumbered));
    *fits = renumbered == 0;
    return true;
}

static bool part_holds(const FilePart *p, size_t count, size_t room, size_t width)
{
    return p->size == count * width && p->room / width >= room;
}

/* The parts of a file as columns, with the room behind them; false when sizes do not agree. */
static bool file_rows(const Kept *k, const ColumnFile *file, SubjectRows *out, size_t *capacity)
{
    const int64_t *number = file->stamp.number;
    size_t at = PART_COLUMNS, count = (size_t)number[AT_ROWS], span = (size_t)number[AT_SPAN];
    if (count > UINT32_MAX / 2 || span > (size_t)SPAN_LIMIT || file->count < PART_COLUMNS)
        return false;
    const FilePart *parts = file->parts;
    size_t room = *capacity = parts[PART_FROM].room / sizeof(int32_t);
    size_t index_room = parts[PART_FIRST].room / sizeof(uint32_t);
    if (room < count || index_room < span || room > UINT32_MAX) return false;
    if (!part_holds(&parts[PART_FIRST], span, index_room, sizeof(uint32_t)) ||
        !part_holds(&parts[PART_END], span, index_room, sizeof(uint32_t)) ||
        !part_holds(&parts[PART_FROM], count, room, sizeof(int32_t)) ||
        !part_holds(&parts[PART_TO], count, room, sizeof(int32_t)))
        return false;
    *out = (SubjectRows){.rows = {.count = count,
                                  .from = parts[PART_FROM].bytes,
                                  .to = parts[PART_TO].bytes,
                                  .columns = NEW_ARRAY(k->w->arena, Column, k->column_count + 1)},
                         .lowest = number[AT_LOWEST],
                         .span = span,
                         .subjects = (size_t)number[AT_SUBJECTS],
                         .first = parts[PART_FIRST].bytes,
                         .end = parts[PART_END].bytes};
    for (size_t i = 0; i < k->column_count; i++) {
        if (!k->kept[i]) continue;
        if (at + 2 > file->count) return false;
        const FilePart *values = &parts[at++], *mask = &parts[at++];
        if (!part_holds(values, count, room, column_width(k->types[i]))) return false;
        if (!part_holds(mask, mask->size ? count : 0, room, 1)) return false;
        out->rows.columns[i] = (Column){k->types[i], room, values->bytes, mask->bytes};
    }
    return at == file->count;
}

static bool index_sound(const SubjectRows *rows)
{
    uint32_t wrong = 0, count = (uint32_t)rows->rows.count;
    for (size_t i = 0; i < rows->span; i++)
        wrong |= (uint32_t)(rows->first[i] > rows->end[i]) | (uint32_t)(rows->end[i] > count);
    return !wrong;
}

/* The room behind the rows, filled as if it were a table of its own. */
typedef struct {
    AspectRows rows;
    size_t room;
} Tail;

static Tail tail_of(const Kept *k, const SubjectRows *rows, size_t room)
{
    size_t count = rows->rows.count;
    AspectRows tail = {.subject = NEW_ARRAY(k->w->arena, int64_t, room + 1),
                       .from = rows->rows.from + count,
                       .to = rows->rows.to + count,
                       .columns = NEW_ARRAY(k->w->arena, Column, k->column_count + 1)};
    for (size_t i = 0; i < k->column_count; i++)
        if (k->kept[i]) tail.columns[i] = column_slice(&rows->rows.columns[i], count, room);
    return (Tail){tail, room};
}

/* Reads what has changed since the file was written; *whole is false when it is too much. */
static bool tail_read(Kept *k, const ColumnFile *file, SubjectRows *rows, Tail *tail, bool *whole)
{
    const int64_t *number = file->stamp.number;
    int64_t *changed, greatest = number[AT_GREATEST];
    size_t changes;
    *whole = false;
    TRY(changes_since(k->w, k->name, (Commit){number[AT_COMMIT]}, &changed, &changes));
    if (changes > tail->room) return true;
    for (size_t i = 0; i < changes && changed[i] <= greatest; i++) {
        int64_t at = changed[i] - rows->lowest;
        TRY(read_now(k, changed[i], changed[i], &tail->rows, tail->room));
        if (at < 0 || at >= (int64_t)rows->span) continue;
        rows->subjects -= rows->first[at] < rows->end[at];
        rows->first[at] = rows->end[at] = 0;
    }
    TRY(read_now(k, greatest + 1, INT64_MAX, &tail->rows, tail->room));
    *whole = tail->rows.count < tail->room;
    return true;
}

/* Points the index at what was appended; false when a subject lies outside of it. */
static bool tail_index(SubjectRows *rows, const AspectRows *tail, size_t index_room)
{
    for (size_t i = 0; i < tail->count; i++) {
        int64_t at = tail->subject[i] - rows->lowest;
        if (at < 0 || at >= (int64_t)index_room) return false;
        if ((size_t)at >= rows->span) rows->span = (size_t)at + 1;
    }
    index_rows(rows, tail->subject, tail->count, rows->rows.count);
    rows->rows.count += tail->count;
    return true;
}

/* Columns get their length; a mask in which nothing is marked is none. */
static void columns_end(const Kept *k, const ColumnFile *file, SubjectRows *rows, size_t kept_rows)
{
    for (size_t i = 0, at = PART_COLUMNS; i < k->column_count; i++) {
        if (!k->kept[i]) continue;
        Column *c = &rows->rows.columns[i];
        bool marked = file->parts[at + 1].size > 0;
        for (size_t row = kept_rows; !marked && row < rows->rows.count; row++)
            marked = c->unknown[row] != 0;
        if (!marked) c->unknown = NULL;
        c->rows = rows->rows.count;
        at += 2;
    }
}

/* Rows by subject again, without those that belong to nobody. */
static SubjectRows rows_ordered(const Kept *k, const SubjectRows *rows)
{
    Arena *arena = k->w->arena;
    size_t count = 0;
    uint32_t *from = NEW_ARRAY(arena, uint32_t, rows->rows.count + 1);
    SubjectRows out = *rows;
    out.first = NEW_ARRAY(arena, uint32_t, rows->span);
    out.end = NEW_ARRAY(arena, uint32_t, rows->span);
    for (size_t i = 0; i < rows->span; i++) {
        out.first[i] = (uint32_t)count;
        for (uint32_t r = rows->first[i]; r < rows->end[i]; r++)
            from[count++] = r;
        out.end[i] = (uint32_t)count;
    }
    out.rows = rows_new(k, count);
    out.rows.count = count;
    for (size_t r = 0; r < count; r++) {
        out.rows.from[r] = rows->rows.from[from[r]];
        out.rows.to[r] = rows->rows.to[from[r]];
    }
    for (size_t i = 0; i < k->column_count; i++)
        if (k->kept[i]) column_gather(&out.rows.columns[i], &rows->rows.columns[i], from, arena);
    return out;
}

/* Writes the file anew when a good part of it has been replaced. */
static void file_renew(Kept *k, const SubjectRows *rows, size_t kept_rows)
{
    size_t appended = rows->rows.count - kept_rows;
    if (appended < kept_rows / 32 + REWRITE_LEAST && appended < changes_kept_from(k->w)) return;
    if (!may_write(k)) return;
    Arena *outer = k->w->arena;
    k->w->arena = arena_new();
    SubjectRows ordered = rows_ordered(k, rows);
    file_write(k, &ordered);
    arena_free(k->w->arena);
    k->w->arena = outer;
}

/* *used is false when there is no file, or none that can be believed or brought up to date. */
static bool file_use(Kept *k, SubjectRows *out, bool *used)
{
    ColumnFile file;
    size_t capacity;
    *used = false;
    if (!k->path || !column_file_map(k->w->arena, k->path, &file)) return true;
    TRY(stamp_fits(k, &file.stamp, used));
    if (*used) *used = file_rows(k, &file, out, &capacity);
    if (*used) *used = column_file_whole(&file) && index_sound(out);
    if (!*used) return true;
    size_t kept_rows = out->rows.count, room = capacity - kept_rows;
    Tail tail = tail_of(k, out, room);
    TRY(tail_read(k, &file, out, &tail, used));
    if (*used) *used = tail_index(out, &tail.rows, file.parts[PART_FIRST].room / sizeof(uint32_t));
    if (!*used) return true;
    columns_end(k, &file, out, kept_rows);
    file_renew(k, out, kept_rows);
    return true;
}

/* What is read to be written goes again: from then on it is mapped. */
static bool file_make(Kept *k)
{
    size_t size;
    SubjectRows rows;
    TRY(size_of(k, &size));
    if (size < changes_kept_from(k->w)) return true;
    Arena *outer = k->w->arena, *own = arena_new();
    k->w->arena = own;
    bool good = kept_build(k, &rows);
    if (good) file_write(k, &rows);
    k->w->arena = outer;
    if (good)
        arena_free(own);
    else
        arena_on_free(outer, (void (*)(void *))arena_free, own); /* what failed is told there */
    return good;
}

static bool kept_load(Kept *k, SubjectRows *out)
{
    bool used;
    TRY(file_use(k, out, &used));
    if (!used && may_write(k)) TRY(file_make(k) && file_use(k, out, &used));
    return used || kept_build(k, out);
}

bool registry_now(Work *w, const Aspect *aspect, SubjectRows *out)
{
    Kept k;
    TRY(kept_begin(w, aspect, &k));
    return kept_load(&k, out);
}

bool registry_members_now(Work *w, SubjectRows *out)
{
    Kept k;
    TRY(kept_begin(w, NULL, &k));
    return kept_load(&k, out);
}

bool kept_pair(Work *w, const Aspect *aspect, SubjectRows *kept, SubjectRows *table, bool *used)
{
    Kept k;
    TRY(kept_begin(w, aspect, &k));
    TRY(file_use(&k, kept, used));
    return !*used || kept_build(&k, table);
}
