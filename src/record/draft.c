/* Files that were sent and are not imported yet. Each has a folder STORE.imports/ID with the file,
 * what was said with it (about.csv), what is wrong with it (faults.csv) and the marked copies that
 * the clerk takes away. Nothing of it is truth: after DRAFT_DAYS it is gone. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "doc/doc.h"
#include "record/pages.h"
#include "record/words.def"

enum { FAULTS_KEPT = 100000, ID_DIGITS = 16, MAPPINGS_MOST = 200 };

/* ---- folders -------------------------------------------------------------------------------- */

static Str drafts_folder(Work *w)
{
    return format(w->arena, "%s.imports", store_path(w->store));
}

Str draft_path(Work *w, const Draft *draft, const char *name)
{
    return format(w->arena, "%.*s/%s", STR_ARG(draft->folder), name);
}

static void folder_remove(Work *w, Str folder)
{
    DIR *dir = opendir(str_z(w->arena, folder));
    if (!dir) return;
    for (struct dirent *e; (e = readdir(dir));)
        if (e->d_name[0] != '.')
            (void)unlink(str_z(w->arena, format(w->arena, "%.*s/%s", STR_ARG(folder), e->d_name)));
    (void)closedir(dir);
    (void)rmdir(str_z(w->arena, folder));
}

static bool is_id(Str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!strchr("0123456789abcdef", id.ptr[i])) return false;
    return id.len == ID_DIGITS;
}

/* Folders that nobody has asked for in a week. */
static void drafts_tidy(Work *w, Str drafts)
{
    DIR *dir = opendir(str_z(w->arena, drafts));
    if (!dir) return;
    for (struct dirent *e; (e = readdir(dir));) {
        struct stat about;
        Str folder = format(w->arena, "%.*s/%s", STR_ARG(drafts), e->d_name);
        if (!is_id(str_of(e->d_name)) || stat(str_z(w->arena, folder), &about) != 0) continue;
        if (about.st_mtime + DRAFT_DAYS * 86400 < time(NULL)) folder_remove(w, folder);
    }
    (void)closedir(dir);
}

/* ---- what was sent -------------------------------------------------------------------------- */

bool draft_new(Work *w, Str account, const HttpFile *file, Draft *out)
{
    Str drafts = drafts_folder(w);
    Digester *d = digester_new(w->arena);
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    digester_add_text(d, account);
    digester_add_text(d, file->bytes);
    digester_add_int(d, now.tv_sec);
    digester_add_int(d, now.tv_nsec);
    Str id = digest_text(w->arena, digester_end(d));
    drafts_tidy(w, drafts);
    *out = (Draft){.id = {id.ptr, ID_DIGITS}, .account = account, .effective = DATE_NONE};
    out->folder = format(w->arena, "%.*s/%.*s", STR_ARG(drafts), STR_ARG(out->id));
    out->file = upload_name(w->arena, file->file_name);
    out->path = format(w->arena, "%.*s/%.*s", STR_ARG(out->folder), STR_ARG(out->file));
    Digester *content = digester_new(w->arena);
    digester_add(content, file->bytes);
    out->digest = digest_text(w->arena, digester_end(content));
    TRY(upload_folder(w, drafts) && upload_folder(w, out->folder));
    return upload_write(w, out->path, file->bytes);
}

void draft_end(Work *w, const Draft *draft)
{
    (void)unlink(str_z(w->arena, draft->path));
}

/* ---- about.csv ------------------------------------------------------------------------------ */

typedef struct {
    const char *name;
    size_t at;
} DraftText;
static const DraftText texts[] = {
    {"account", offsetof(Draft, account)}, {"as", offsetof(Draft, as)},
    {"digest", offsetof(Draft, digest)},   {"file", offsetof(Draft, file)},
    {"fixed", offsetof(Draft, fixed)},     {"sender", offsetof(Draft, sender)},
    {"sheet", offsetof(Draft, sheet)},
};
static const DraftText numbers[] = {
    {"added", offsetof(Draft, added)},       {"changed", offsetof(Draft, changed)},
    {"commit", offsetof(Draft, commit)},     {"errors", offsetof(Draft, errors)},
    {"header", offsetof(Draft, header)},     {"refused", offsetof(Draft, refused)},
    {"rows", offsetof(Draft, rows)},         {"unchanged", offsetof(Draft, unchanged)},
    {"warnings", offsetof(Draft, warnings)},
};

static Str *text_at(Draft *draft, const DraftText *t)
{
    return (Str *)(void *)((char *)draft + t->at);
}

static int64_t *number_at(Draft *draft, const DraftText *t)
{
    return (int64_t *)(void *)((char *)draft + t->at);
}

static void pair_write(TableWriter *t, Str name, Str value)
{
    table_cell(t, name);
    table_cell(t, value);
    table_end_row(t);
}

bool draft_save(Work *w, const Draft *draft)
{
    TableWriter *t;
    Draft copy = *draft;
    TRY(table_create(w, str_z(w->arena, draft_path(w, draft, "about.csv")), TABLE_CSV_UTF8, &t));
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        pair_write(t, str_of(texts[i].name), *text_at(&copy, &texts[i]));
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        pair_write(t, str_of(numbers[i].name),
                   format(w->arena, "%lld", (long long)*number_at(&copy, &numbers[i])));
    if (draft->effective.days != DATE_NONE.days)
        pair_write(t, STR("effective"), date_text(w->arena, draft->effective));
    if (draft->correction) pair_write(t, STR("correction"), STR("1"));
    if (draft->good_only) pair_write(t, STR("good_only"), STR("1"));
    if (draft->tried) pair_write(t, STR("tried"), STR("1"));
    if (draft->done) pair_write(t, STR("done"), STR("1"));
    for (size_t i = 0; i < draft->mapping_count; i++)
        pair_write(t, format(w->arena, "=%.*s", STR_ARG(draft->mappings[i].header)),
                   draft->mappings[i].meant);
    return table_finish(t);
}

static void pair_read(Work *w, Draft *out, Str name, Str value)
{
    value = str_copy(w->arena, value);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (str_equal(name, str_of(texts[i].name))) *text_at(out, &texts[i]) = value;
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        if (str_equal(name, str_of(numbers[i].name)))
            (void)str_int(value, number_at(out, &numbers[i]));
    if (str_equal(name, STR("effective"))) (void)date_parse(value, &out->effective);
    if (str_equal(name, STR("correction"))) out->correction = true;
    if (str_equal(name, STR("good_only"))) out->good_only = true;
    if (str_equal(name, STR("tried"))) out->tried = true;
    if (str_equal(name, STR("done"))) out->done = true;
    if (str_starts(name, STR("=")) && out->mapping_count < MAPPINGS_MOST)
        out->mappings[out->mapping_count++] =
            (DraftMapping){str_copy(w->arena, str_from(name, 1)), value};
}

bool draft_load(Work *w, Str account, Str id, Draft *out)
{
    Table *t;
    TableRow row;
    *out = (Draft){.id = id, .effective = DATE_NONE};
    if (!is_id(id)) return refuse(w, ERR_NOT_FOUND, "%s", SAY_NO_DRAFT);
    out->folder = format(w->arena, "%.*s/%.*s", STR_ARG(drafts_folder(w)), STR_ARG(id));
    out->mappings = NEW_ARRAY(w->arena, DraftMapping, MAPPINGS_MOST);
    const char *about = str_z(w->arena, draft_path(w, out, "about.csv"));
    if (access(about, R_OK) != 0) return refuse(w, ERR_NOT_FOUND, "%s", SAY_NO_DRAFT);
    TRY(table_open(w, about, &t));
    while (table_next(t, &row))
        if (row.count >= 2) pair_read(w, out, row.cells[0], row.cells[1]);
    bool failed = table_failed(t);
    table_close(t);
    if (failed) return false;
    out->path = format(w->arena, "%.*s/%.*s", STR_ARG(out->folder), STR_ARG(out->file));
    return str_equal(out->account, account) || refuse(w, ERR_NOT_FOUND, "%s", SAY_NO_DRAFT);
}

/* ---- faults.csv ----------------------------------------------------------------------------- */

bool draft_faults_save(Work *w, const Draft *draft, const Faults *faults)
{
    TableWriter *t;
    TRY(table_create(w, str_z(w->arena, draft_path(w, draft, "faults.csv")), TABLE_CSV_UTF8, &t));
    for (size_t i = 0; i < faults->count; i++) {
        const Fault *f = &faults->items[i];
        table_cell(t, f->level == FAULT_ERROR ? STR("error") : STR("warning"));
        table_cell_int(t, f->row);
        table_cell_int(t, f->column);
        table_cell(t, f->field);
        table_cell(t, f->value);
        table_cell(t, f->sentence);
        table_end_row(t);
    }
    return table_finish(t);
}

static void fault_read(const TableRow *row, Faults *out)
{
    int64_t number = 0, column = 0;
    if (row->count < 6) return;
    (void)str_int(row->cells[1], &number);
    (void)str_int(row->cells[2], &column);
    bool error = str_equal(row->cells[0], STR("error"));
    faults_add(out, (Fault){.level = error ? FAULT_ERROR : FAULT_WARNING,
                            .row = number,
                            .column = (int)column,
                            .field = row->cells[3],
                            .value = row->cells[4],
                            .sentence = row->cells[5]});
}

bool draft_faults(Work *w, const Draft *draft, Faults *out)
{
    Table *t;
    TableRow row;
    *out = faults_new(w->arena, FAULTS_KEPT);
    if (!draft->errors && !draft->warnings) return true;
    TRY(table_open(w, str_z(w->arena, draft_path(w, draft, "faults.csv")), &t));
    while (table_next(t, &row))
        fault_read(&row, out);
    bool failed = table_failed(t);
    table_close(t);
    return !failed;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

int64_t *faulty_rows(Work *w, const Faults *faults, size_t *count)
{
    size_t all = 0;
    int64_t *rows = NEW_ARRAY(w->arena, int64_t, faults->count + 1);
    for (size_t i = 0; i < faults->count; i++)
        if (faults->items[i].level == FAULT_ERROR && faults->items[i].row > 0)
            rows[all++] = faults->items[i].row;
    if (all) qsort(rows, all, sizeof *rows, by_number);
    *count = 0;
    for (size_t i = 0; i < all; i++)
        if (!*count || rows[*count - 1] != rows[i]) rows[(*count)++] = rows[i];
    return rows;
}
