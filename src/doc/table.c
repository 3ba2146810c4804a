/* A table of any kind: opens the file, tells by its first bytes what it is, and hands it to the
 * reader of that kind. Names of files are never trusted: a CSV named .xls is common, and so is a
 * web page named .xls. What we do not read is refused with the way to make it readable.
 *
 * Read table_sniff, then table_next. The readers are csv_read.c, xlsx_read.c, xls_read.c and, where
 * a layout is given, fixed_read.c. */
#include "doc/table.h"
#include "doc/words.def"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

ptrdiff_t source_read(Source *s, char *to, size_t room)
{
    if (s->fd < 0) {
        size_t left = s->bytes.len - s->offset;
        size_t n = room < left ? room : left;
        if (n) memcpy(to, s->bytes.ptr + s->offset, n);
        s->offset += n;
        return (ptrdiff_t)n;
    }
    ssize_t n;
    do {
        n = read(s->fd, to, room);
    } while (n < 0 && errno == EINTR);
    return n;
}

static void close_file(void *argument)
{
    Source *s = argument;
    if (s->fd >= 0) (void)close(s->fd);
    s->fd = -1;
}

bool table_refuse(Table *t, const char *sentence)
{
    t->failed = t->ended = true;
    refuse(t->w, ERR_FILE, "%s", str_z(t->arena, format(t->arena, sentence, STR_ARG(t->name))));
    return false;
}

void table_fault(Table *t, const CellFault *fault)
{
    faults_add(&t->faults, (Fault){.level = fault->level,
                                   .file = t->name,
                                   .row = fault->row,
                                   .column = (int)fault->column,
                                   .value = fault->value,
                                   .sentence = str_of(fault->sentence)});
}

/* ---- what kind of file -------------------------------------------------------------------- */

typedef enum { KIND_CSV, KIND_XLSX, KIND_XLS, KIND_REFUSED } FileKind;

static bool starts_as_page(Str head)
{
    Str text = str_trim(str_starts(head, STR("\xEF\xBB\xBF")) ? str_from(head, 3) : head);
    static const char *const tags[] = {"<html", "<!doctype", "<table", "<?xml", "<meta", "<head"};
    for (size_t i = 0; i < COUNT_OF(tags); i++) {
        size_t len = strlen(tags[i]);
        if (text.len >= len && strncasecmp(text.ptr, tags[i], len) == 0) return true;
    }
    return false;
}

bool byte_is_control(char c)
{
    return (unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/* The sentence with which a file is refused, or NULL. */
static const char *sniff_refusal(Str head)
{
    if (head.len == 0) return SAY_FILE_EMPTY;
    if (str_starts(head, STR("\xFF\xFE")) || str_starts(head, STR("\xFE\xFF")))
        return SAY_FILE_UTF16;
    if (starts_as_page(head)) return SAY_FILE_HTML;
    size_t controls = 0;
    for (size_t i = 0; i < head.len; i++)
        controls += byte_is_control(head.ptr[i]);
    return controls * 16 > head.len && controls > 2 ? SAY_FILE_BINARY : NULL;
}

static FileKind table_sniff(Table *t)
{
    char bytes[512];
    ptrdiff_t n = 0;
    if (t->source.fd < 0)
        n = source_read(&t->source, bytes, sizeof bytes);
    else
        n = pread(t->source.fd, bytes, sizeof bytes, 0);
    t->source.offset = 0;
    if (n < 0) {
        table_refuse(t, SAY_FILE_READ);
        return KIND_REFUSED;
    }
    Str head = {bytes, (size_t)n};
    if (str_starts(head, STR("PK\x03\x04"))) return KIND_XLSX;
    if (str_starts(head, STR("\xD0\xCF\x11\xE0"))) return KIND_XLS;
    const char *refusal = sniff_refusal(head);
    if (refusal) table_refuse(t, refusal);
    return refusal ? KIND_REFUSED : KIND_CSV;
}

/* ---- the public face ---------------------------------------------------------------------- */

static void close_table(void *argument)
{
    table_close(argument);
}

static Table *table_new(Work *w, Str name)
{
    Table *t = NEW(w->arena, Table);
    t->w = w;
    t->arena = arena_new();
    t->name = str_copy(t->arena, name);
    t->source = (Source){.fd = -1};
    t->faults = faults_new(w->arena, TABLE_FAULT_LIMIT);
    arena_on_free(w->arena, close_table, t);
    return t;
}

static bool reader_open(Table *t, const TableLook *look)
{
    if (look->fixed.len) return fixed_open(t, look->fixed);
    switch (table_sniff(t)) {
    case KIND_CSV:
        return csv_open(t);
    case KIND_XLSX:
        return xlsx_open(t, look->sheet);
    case KIND_XLS:
        return xls_open(t, look->sheet);
    case KIND_REFUSED:
        break;
    }
    return false;
}

static bool table_start(Table *t, const TableLook *look, Table **out)
{
    bool ok = reader_open(t, look);
    if (ok)
        *out = t;
    else
        table_close(t);
    return ok;
}

static Str base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_of(slash ? slash + 1 : path);
}

bool table_open_as(Work *w, const char *path, const TableLook *look, Table **out)
{
    Table *t = table_new(w, base_name(path));
    t->source.fd = open(path, O_RDONLY | O_CLOEXEC);
    if (t->source.fd < 0)
        return refuse(w, ERR_FILE, SAY_FILE_OPEN, STR_ARG(t->name),
                      system_reason(w->arena, errno));
    arena_on_free(t->arena, close_file, &t->source);
    struct stat info;
    if (fstat(t->source.fd, &info) == 0 && S_ISDIR(info.st_mode))
        return table_refuse(t, SAY_FILE_FOLDER);
    return table_start(t, look, out);
}

bool table_open_sheet(Work *w, const char *path, Str sheet, Table **out)
{
    return table_open_as(w, path, &(TableLook){.sheet = sheet}, out);
}

bool table_open(Work *w, const char *path, Table **out)
{
    return table_open_as(w, path, &(TableLook){.sheet = {0}}, out);
}

bool table_open_bytes_as(Work *w, Str name, Str bytes, const TableLook *look, Table **out)
{
    Table *t = table_new(w, name);
    t->source.bytes = bytes;
    return table_start(t, look, out);
}

bool table_open_bytes(Work *w, Str name, Str bytes, Table **out)
{
    return table_open_bytes_as(w, name, bytes, &(TableLook){.sheet = {0}}, out);
}

/* ---- rows, and rows once more ------------------------------------------------------------- */

static TableRow row_copy(Arena *arena, const TableRow *row)
{
    Str *cells = NEW_ARRAY(arena, Str, row->count + 1);
    for (size_t i = 0; i < row->count; i++)
        cells[i] = str_copy(arena, row->cells[i]);
    return (TableRow){.number = row->number, .cells = cells, .count = row->count};
}

void table_mark(Table *t)
{
    t->marked = true;
}

void table_rewind(Table *t)
{
    t->marked = false;
    t->again = 0;
}

static bool row_again(Table *t, TableRow *row)
{
    if (t->marked || t->again >= t->kept_count) return false;
    *row = t->kept[t->again++];
    return true;
}

bool table_next(Table *t, TableRow *row)
{
    if (t->arena && row_again(t, row)) return true;
    if (t->ended || !t->arena) return false;
    if (!t->kind->next(t, row)) {
        t->ended = true;
        return false;
    }
    if (!t->marked) return true;
    if (t->kept_count == t->kept_capacity)
        t->kept = arena_grow(t->arena, t->kept, &t->kept_capacity, sizeof *t->kept);
    t->kept[t->kept_count++] = row_copy(t->arena, row);
    return true;
}

bool table_failed(const Table *t)
{
    return t->failed;
}

TextCoding table_coding(const Table *t)
{
    return t->arena ? t->kind->coding(t) : TEXT_UTF8;
}

Faults *table_faults(Table *t)
{
    return &t->faults;
}

void table_close(Table *t)
{
    Arena *arena = t->arena;
    t->arena = NULL;
    arena_free(arena);
}
