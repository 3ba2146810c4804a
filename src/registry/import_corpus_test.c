/* The import corpus: files as offices write them, good and bad, with what is said about each. See
 * tests/corpus/import/README.md. */
#include "affair/affair.h"
#include "base/test.h"
#include "registry/import.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    Work *w;
    Bureau *bureau;
    Str root, folder;
    Buf said; /* everything that was said, for the last test */
} Corpus;

static Str read_file(Arena *arena, Str path)
{
    Buf text = buf_new(arena);
    char piece[4096];
    size_t n;
    FILE *file = fopen(str_z(arena, path), "rb");
    while (file && (n = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(&text, (Str){piece, n});
    if (file) (void)fclose(file);
    return buf_str(&text);
}

static void write_file(Arena *arena, Str path, Str text)
{
    FILE *file = fopen(str_z(arena, path), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static void load_bureau(Corpus *c)
{
    Work *w = c->w;
    Diagnostics found = diagnostics_new(w->arena);
    const char *file = str_z(w->arena, format(w->arena, "%.*s/bureau.affair", STR_ARG(c->folder)));
    AffairPaths paths = {.affairs =
                             str_z(w->arena, format(w->arena, "%.*s/affairs", STR_ARG(c->root))),
                         .files = &file,
                         .file_count = 1,
                         .vocabulary_only = true};
    bool loaded = affair_load(w, &paths, &c->bureau, &found);
    Buf text = buf_new(w->arena);
    diagnostics_print(&found, &text);
    if (!loaded) fail_msg("%.*s", STR_ARG(buf_str(&text)));
}

static int open_corpus(void **state)
{
    static const SqlModule *const modules[] = {&audit_sql, &access_sql, &registry_sql};
    Work *w = work_new();
    Corpus *c = NEW(w->arena, Corpus);
    int64_t law, count;
    const char *root = getenv("DOUDI_ROOT");
    w->now = 1718841600; /* 2024-06-20 08:00 in China */
    *c = (Corpus){.w = w, .root = str_of(root ? root : "."), .said = buf_new(w->arena)};
    c->folder = format(w->arena, "%.*s/tests/corpus/import", STR_ARG(c->root));
    load_bureau(c);
    Str divisions = format(w->arena, "%.*s/tests/stories/divisions", STR_ARG(c->root));
    assert_true(store_open(w, ":memory:", STORE_CREATE, modules, COUNT_OF(modules)));
    assert_true(registry_open(w, c->bureau, &law));
    assert_true(division_load(w, str_z(w->arena, divisions), &count));
    *state = c;
    return 0;
}

static int close_corpus(void **state)
{
    Work *w = ((Corpus *)*state)->w;
    store_close(w->store);
    work_free(w);
    return 0;
}

static void add_faults(Buf *out, const Faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        const Fault *f = &faults->items[i];
        buf_format(out, "%s %lld:%d %.*s [%.*s] %.*s\n",
                   f->level == FAULT_ERROR ? "error" : "warning", (long long)f->row, f->column,
                   STR_ARG(f->field), STR_ARG(f->value), STR_ARG(f->sentence));
    }
}

/* What `FILE.map` says of its columns: a line 证号=公民身份号码 each. */
static void add_mappings(Corpus *c, Str name, ImportJob *job)
{
    Str text = read_file(c->w->arena,
                         format(c->w->arena, "%.*s/%.*s.map", STR_ARG(c->folder), STR_ARG(name)));
    ColumnMapping *mappings = NEW_ARRAY(c->w->arena, ColumnMapping, text.len + 1);
    for (Str line; str_split(&text, '\n', &line);) {
        Str header;
        if (!str_split(&line, '=', &header)) continue;
        mappings[job->mapping_count++] = (ColumnMapping){.header = header, .meant = line};
    }
    job->mappings = mappings;
}

/* What the import of one file says: "added 2 changed 0 …", then its faults. */
static Str import_file(Corpus *c, Str name)
{
    ImportResult r;
    Buf out = buf_new(c->w->arena);
    Str rest = name, number, kind = {0};
    assert_true(str_split(&rest, '-', &number) && str_split(&rest, '-', &kind));
    ImportJob job = {.path = str_z(c->w->arena, format(c->w->arena, "%.*s/%.*s", STR_ARG(c->folder),
                                                       STR_ARG(name))),
                     .as = kind,
                     .sender = STR("corpus"),
                     .effective = DATE_NONE};
    add_mappings(c, name, &job);
    if (!registry_import(c->w, c->bureau, &job, &r)) {
        buf_format(&out, "failed: %.*s\n", STR_ARG(c->w->error.sentence));
        c->w->error = (Error){.code = ERR_NONE};
        return buf_str(&out);
    }
    buf_format(&out, "rows %lld added %lld changed %lld unchanged %lld refused %lld\n",
               (long long)r.rows, (long long)r.added, (long long)r.changed, (long long)r.unchanged,
               (long long)r.refused);
    add_faults(&out, &r.faults);
    return buf_str(&out);
}

static int by_name(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

static size_t corpus_files(Corpus *c, Str **names)
{
    size_t count = 0, capacity = 0;
    DIR *dir = opendir(str_z(c->w->arena, c->folder));
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        Str name = str_of(e->d_name);
        if (!str_ends(name, STR(".csv")) && !str_ends(name, STR(".xlsx")) &&
            !str_ends(name, STR(".xls")))
            continue;
        if (count == capacity) *names = arena_grow(c->w->arena, *names, &capacity, sizeof **names);
        (*names)[count++] = str_copy(c->w->arena, str_of(e->d_name));
    }
    (void)closedir(dir);
    assert_true(count > 0);
    qsort(*names, count, sizeof **names, by_name);
    return count;
}

static void every_file_says_what_it_did(void **state)
{
    Corpus *c = *state;
    Str *names = NULL;
    size_t count = corpus_files(c, &names), wrong = 0;
    for (size_t i = 0; i < count; i++) {
        Str got = import_file(c, names[i]);
        Str path = format(c->w->arena, "%.*s/%.*s.out", STR_ARG(c->folder), STR_ARG(names[i]));
        buf_add(&c->said, got);
        if (getenv("DOUDI_RECORD")) write_file(c->w->arena, path, got);
        if (str_equal(got, read_file(c->w->arena, path))) continue;
        print_error("# %.*s says now:\n%.*s", STR_ARG(names[i]), STR_ARG(got));
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* The longest part of a format between its directives. */
static Str longest_part(Str sentence)
{
    Str best = {0};
    for (size_t from = 0; from < sentence.len;) {
        size_t to = from;
        while (to < sentence.len && sentence.ptr[to] != '%')
            to++;
        if (to - from > best.len) best = (Str){sentence.ptr + from, to - from};
        from = to + 1;
        while (from < sentence.len && !strchr("sdlu", sentence.ptr[from]))
            from++;
        while (from < sentence.len && strchr("sdlu", sentence.ptr[from]))
            from++;
    }
    return best;
}

/* Sentences that no file causes: templates, progress, what a form says of one row, and what
 * import_undo_test.c and import_test.c ask for by themselves. */
static bool is_of_no_file(Str name)
{
    static const char *const others[] = {"SAY_TEMPLATE",     "SAY_IMPORT_PROGRESS",
                                         "SAY_NO_LAW",       "SAY_UNDO_",
                                         "SAY_MAPPING_NONE", "SAY_NUMBER_OTHERS"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (str_starts(name, str_of(others[i]))) return true;
    return false;
}

/* Every sentence of import_words.def that a file can cause is caused by one. */
static void every_fault_has_a_file(void **state)
{
    Corpus *c = *state;
    Str text = read_file(
        c->w->arena, format(c->w->arena, "%.*s/src/registry/import_words.def", STR_ARG(c->root)));
    size_t missing = 0;
    for (Str line; str_split(&text, '\n', &line);) {
        Str name = str_from(line, str_starts(line, STR("#define SAY_")) ? 8 : line.len), sentence;
        if (!name.len || is_of_no_file(name)) continue;
        if (!memchr(line.ptr, '"', line.len)) assert_true(str_split(&text, '\n', &line));
        assert_true(str_split(&line, '"', &sentence) && str_split(&line, '"', &sentence));
        if (str_find(buf_str(&c->said), longest_part(sentence)) >= 0) continue;
        print_error("# no file causes %.*s\n", STR_ARG(name));
        missing++;
    }
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_says_what_it_did),
        cmocka_unit_test(every_fault_has_a_file),
    };
    return cmocka_run_group_tests(tests, open_corpus, close_corpus);
}
