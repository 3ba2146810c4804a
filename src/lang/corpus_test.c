/* The corpus of the language, tests/corpus/lang. A file in bad/ says in its first line what is
 * found in it, `# 期望 E_UNIT@7:12`, and exactly that must be found; a file in good/ has nothing
 * wrong and its cases come out. Each is checked together with vocabulary.affair, unless it says
 * `# 独立`; `# 当作 PATH` gives it another path. Besides: every code of errors.def has a bad file,
 * every word, unit and kind of node has a good one, and the examples of docs/language.md are as
 * it says. With DOUDI_RECORD=1 expectations are written anew; read the difference. */
#include "base/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "lang/corpus_test.def"
#include "lang/front.h"
#include "lang/program.h"

typedef struct {
    Arena *arena;
    Str folder; /* tests/corpus/lang */
    bool codes[DIAGNOSTIC_COUNT];
    bool words[WORD_COUNT_OF_WORDS];
    bool nodes[NODE_KIND_COUNT];
    bool units[UNIT_COUNT];
    size_t failures, files, cases;
} Corpus;

static Str file_read(Arena *arena, Str path)
{
    FILE *file = fopen(str_z(arena, path), "rb");
    if (!file) fail_msg("%.*s cannot be read", STR_ARG(path));
    Buf text = buf_new(arena);
    for (int c = fgetc(file); c != EOF; c = fgetc(file))
        buf_byte(&text, (char)c);
    fclose(file);
    return buf_str(&text);
}

static void file_write(Arena *arena, Str path, Str text)
{
    FILE *file = fopen(str_z(arena, path), "wb");
    if (!file || fwrite(text.ptr, 1, text.len, file) != text.len) {
        fail_msg("%.*s cannot be written", STR_ARG(path));
    }
    fclose(file);
}

/* ---- one file ----------------------------------------------------------------------------- */

typedef struct {
    Str path, text, name;
    Bureau *bureau;
    Diagnostics found;
    size_t cases;
} Checked;

static Str first_line(Str text)
{
    Str line = {"", 0};
    str_split(&text, '\n', &line);
    return line;
}

/* The path that a `# 当作 PATH` line gives, else the file's own name. */
static Str path_said(Str text, Str name)
{
    Str line;
    while (str_split(&text, '\n', &line) && str_starts(line, STR("#")))
        if (str_starts(line, STR(CORPUS_AS))) return str_from(line, STR(CORPUS_AS).len);
    return name;
}

static Checked *file_check(Corpus *corpus, const char *kind, const char *name)
{
    Arena *arena = corpus->arena;
    Checked *c = NEW(arena, Checked);
    c->path = format(arena, "%.*s/%s/%s", STR_ARG(corpus->folder), kind, name);
    c->text = file_read(arena, c->path);
    c->name = str_copy(arena, str_of(name));
    Str words = format(arena, "%.*s/vocabulary.affair", STR_ARG(corpus->folder));
    SourceFile files[2] = {{.path = path_said(c->text, c->name), .text = c->text},
                           {.path = STR("vocabulary"), .text = file_read(arena, words)}};
    bool alone = str_find(c->text, STR(CORPUS_ALONE)) >= 0;
    c->found = diagnostics_new(arena);
    c->bureau = bureau_compile(arena, files, alone ? 1 : 2, &c->found);
    if (c->bureau) c->cases = bureau_run_cases(arena, c->bureau, &c->found);
    corpus->files++;
    corpus->cases += c->cases;
    return c;
}

/* ` E_UNIT@7:12 W_CITATION@9:5`, in the order in which they are printed. */
static Str findings_text(Corpus *corpus, const Checked *c)
{
    Buf json = buf_new(corpus->arena), out = buf_new(corpus->arena),
        printed = buf_new(corpus->arena);
    diagnostics_json(&c->found, &json);
    diagnostics_print(&c->found, &printed);
    Str rest = buf_str(&printed), line;
    while (str_split(&rest, '\n', &line)) {
        for (size_t i = 0; i < c->found.count; i++) {
            const Diagnostic *d = &c->found.items[i];
            Str where = format(corpus->arena, "%.*s:%d:%d: ", STR_ARG(d->place.file->path),
                               d->place.line, d->place.column);
            Str code = format(corpus->arena, " %s: ", d->code);
            if (!str_starts(line, where) || str_find(line, code) < 0) continue;
            Str item = format(corpus->arena, " %s@%d:%d", d->code, d->place.line, d->place.column);
            buf_add(&out, item);
            break;
        }
    }
    return buf_str(&out);
}

static void mark_codes(Corpus *corpus, const Checked *c)
{
    for (size_t i = 0; i < c->found.count; i++)
        for (size_t code = 0; code < DIAGNOSTIC_COUNT; code++)
            if (str_equal(str_of(c->found.items[i].code),
                          str_of(diagnostic_name((DiagnosticCode)code))))
                corpus->codes[code] = true;
}

/* ---- bad ---------------------------------------------------------------------------------- */

static void record(Corpus *corpus, const Checked *c, Str findings)
{
    Str rest = str_from(c->text, first_line(c->text).len);
    Str text =
        format(corpus->arena, "%s%.*s%.*s", CORPUS_EXPECTED, STR_ARG(findings), STR_ARG(rest));
    file_write(corpus->arena, c->path, text);
}

static void bad_file(Corpus *corpus, const char *name)
{
    Checked *c = file_check(corpus, "bad", name);
    Str findings = findings_text(corpus, c);
    mark_codes(corpus, c);
    if (getenv("DOUDI_RECORD")) {
        record(corpus, c, findings);
        return;
    }
    Str expected = str_from(first_line(c->text), STR(CORPUS_EXPECTED).len);
    if (str_equal(expected, findings) && findings.len) return;
    corpus->failures++;
    Buf printed = buf_new(corpus->arena);
    diagnostics_print(&c->found, &printed);
    fprintf(stderr, "%s: expected%.*s, found%.*s\n%.*s\n", name, STR_ARG(expected),
            STR_ARG(findings), STR_ARG(buf_str(&printed)));
}

/* ---- good --------------------------------------------------------------------------------- */

static void mark_line(Corpus *corpus, const Line *line)
{
    Tokens tokens;
    Diagnostics found = diagnostics_new(corpus->arena);
    if (!tokens_read(corpus->arena, line, &found, &tokens)) return;
    for (size_t i = 0; i < tokens.count; i++) {
        const Token *t = &tokens.items[i];
        WrittenUnit unit = {0};
        corpus->words[t->word] = true;
        if (t->kind != TOKEN_NAME || !unit_of_words(t->text, 1, &unit)) continue;
        for (size_t u = 0; u < UNIT_COUNT; u++)
            corpus->units[u] = corpus->units[u] || unit.unit.power[u];
    }
    for (const Line *child = line->child; child; child = child->next)
        mark_line(corpus, child);
}

static void mark_node(Corpus *corpus, const Node *node)
{
    if (!node) return;
    corpus->nodes[node->kind] = true;
    for (size_t i = 0; i < node->part_count; i++)
        mark_node(corpus, node->parts[i]);
}

static void mark_tree(Corpus *corpus, const AffairTree *tree)
{
    for (size_t i = 0; i < tree->definition_count; i++)
        mark_node(corpus, tree->definitions[i].value);
    for (size_t i = 0; i < tree->group_count; i++)
        mark_node(corpus, tree->groups[i].applies);
    for (size_t i = 0; i < tree->condition_count; i++)
        mark_node(corpus, tree->conditions[i].holds);
    for (size_t i = 0; i < tree->component_count; i++)
        mark_node(corpus, tree->components[i].amount);
    const Node *others[] = {tree->candidate, tree->start, tree->stop, tree->arrears_floor};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        mark_node(corpus, others[i]);
}

static void good_file(Corpus *corpus, const char *name)
{
    Checked *c = file_check(corpus, "good", name);
    SourceFile file = {.path = c->name, .text = c->text};
    Diagnostics found = diagnostics_new(corpus->arena);
    for (const Line *line = outline_read(corpus->arena, &file, &found); line; line = line->next)
        mark_line(corpus, line);
    for (size_t i = 0; c->bureau && i < c->bureau->affair_count; i++)
        mark_tree(corpus, c->bureau->affairs[i]->program->tree);
    if (c->found.count == 0) return;
    corpus->failures++;
    Buf printed = buf_new(corpus->arena);
    diagnostics_print(&c->found, &printed);
    fprintf(stderr, "%s:\n%.*s\n", name, STR_ARG(buf_str(&printed)));
}

/* ---- the folders -------------------------------------------------------------------------- */

static int compare_names(const void *left, const void *right)
{
    return str_compare(*(const Str *)left, *(const Str *)right);
}

static void each_file(Corpus *corpus, const char *kind, void (*visit)(Corpus *, const char *))
{
    Str folder = format(corpus->arena, "%.*s/%s", STR_ARG(corpus->folder), kind);
    DIR *entries = opendir(str_z(corpus->arena, folder));
    if (!entries) fail_msg("%.*s cannot be listed", STR_ARG(folder));
    Str *names = NULL;
    size_t count = 0, capacity = 0;
    for (struct dirent *e = readdir(entries); e; e = readdir(entries)) {
        if (!str_ends(str_of(e->d_name), STR(".affair"))) continue;
        if (count == capacity) names = arena_grow(corpus->arena, names, &capacity, sizeof(Str));
        names[count++] = str_copy(corpus->arena, str_of(e->d_name));
    }
    closedir(entries);
    assert_true(count > 0);
    qsort(names, count, sizeof(Str), compare_names);
    for (size_t i = 0; i < count; i++)
        visit(corpus, str_z(corpus->arena, names[i]));
}

static Corpus corpus_open(void)
{
    Corpus corpus = {.arena = arena_new()};
    corpus.folder = format(corpus.arena, "%s/tests/corpus/lang", getenv("DOUDI_ROOT"));
    return corpus;
}

static void bad_files_are_refused_for_what_they_say(void **state)
{
    (void)state;
    Corpus corpus = corpus_open();
    each_file(&corpus, "bad", bad_file);
    for (size_t i = 0; i < DIAGNOSTIC_COUNT; i++) {
        if (corpus.codes[i]) continue;
        print_error("no bad file has %s\n", diagnostic_name((DiagnosticCode)i));
        corpus.failures++;
    }
    assert_int_equal(corpus.failures, 0);
    arena_free(corpus.arena);
}

static void good_files_have_every_construct(void **state)
{
    (void)state;
    Corpus corpus = corpus_open();
    each_file(&corpus, "good", good_file);
    for (size_t i = 1; i < WORD_COUNT_OF_WORDS; i++) {
        if (corpus.words[i]) continue;
        print_error("no good file has the word %.*s\n", STR_ARG(word_text((Word)i)));
        corpus.failures++;
    }
    for (size_t i = 0; i < NODE_KIND_COUNT; i++) {
        if (corpus.nodes[i]) continue;
        print_error("no good file makes a node of kind %zu\n", i);
        corpus.failures++;
    }
    for (size_t i = 0; i < UNIT_COUNT; i++) {
        if (corpus.units[i]) continue;
        print_error("no good file has unit %zu\n", i);
        corpus.failures++;
    }
    assert_int_equal(corpus.failures, 0);
    assert_true(corpus.cases > 0);
    arena_free(corpus.arena);
}

/* ---- docs/language.md --------------------------------------------------------------------- */

/* An example as a file: sections alone get a header and, where they have none, a 准入. */
static Str example_text(Arena *arena, Str kind, Str body)
{
    bool person = str_equal(kind, STR(FENCE_PERSON));
    bool household = str_equal(kind, STR(FENCE_HOUSEHOLD));
    if (!person && !household) return body;
    Str text = format(arena, "%s%.*s\n%.*s", EXAMPLE_HEAD, STR_ARG(kind), STR_ARG(body));
    if (str_find(text, STR(EXAMPLE_ADMISSION)) >= 0) return text;
    return format(arena, "%.*s%s", STR_ARG(text), person ? EXAMPLE_PERSON : EXAMPLE_HOUSEHOLD);
}

/* Without a code there is no error; with one, it is among the errors. */
static void example_check(Corpus *corpus, Str kind, Str code, Str body)
{
    Arena *arena = corpus->arena;
    Str words = format(arena, "%.*s/vocabulary.affair", STR_ARG(corpus->folder));
    SourceFile files[2] = {{.path = STR("example"), .text = example_text(arena, kind, body)},
                           {.path = STR("vocabulary"), .text = file_read(arena, words)}};
    Diagnostics found = diagnostics_new(arena);
    Bureau *bureau = bureau_compile(arena, files, 2, &found);
    if (bureau) bureau_run_cases(arena, bureau, &found);
    bool met = code.len ? false : found.errors == 0;
    for (size_t i = 0; i < found.count; i++)
        met = met || (code.len && str_equal(str_of(found.items[i].code), code));
    corpus->files++;
    if (met) return;
    corpus->failures++;
    Buf printed = buf_new(arena);
    diagnostics_print(&found, &printed);
    fprintf(stderr, "%.*s\nwants %.*s, found:\n%.*s\n", STR_ARG(files[0].text), STR_ARG(code),
            STR_ARG(buf_str(&printed)));
}

static void examples_check(Corpus *corpus, Str text)
{
    Str line, kind, code = {"", 0};
    while (str_split(&text, '\n', &line)) {
        if (!str_starts(line, STR(FENCE)) || line.len == STR(FENCE).len) continue;
        Str info = str_from(line, STR(FENCE).len);
        str_split(&info, ' ', &kind);
        code = str_trim(info);
        ptrdiff_t end = str_find(text, STR("\n" FENCE));
        assert_true(end >= 0);
        example_check(corpus, kind, code, (Str){text.ptr, (size_t)end + 1});
        text = str_from(text, (size_t)end + 1 + STR(FENCE).len);
    }
}

static void the_book_is_whole_and_its_examples_hold(void **state)
{
    (void)state;
    Corpus corpus = corpus_open();
    Str path = format(corpus.arena, "%s/docs/language.md", getenv("DOUDI_ROOT"));
    Str text = file_read(corpus.arena, path);
    examples_check(&corpus, text);
    for (size_t i = 0; i < DIAGNOSTIC_COUNT; i++) {
        Str row = format(corpus.arena, "\n| %s |", diagnostic_name((DiagnosticCode)i));
        if (str_find(text, row) >= 0) continue;
        fprintf(stderr, "language.md does not tell %s\n", diagnostic_name((DiagnosticCode)i));
        corpus.failures++;
    }
    for (size_t i = 1; i < WORD_COUNT_OF_WORDS; i++) {
        if (str_find(text, word_text((Word)i)) >= 0) continue;
        fprintf(stderr, "language.md does not have %.*s\n", STR_ARG(word_text((Word)i)));
        corpus.failures++;
    }
    assert_int_equal(corpus.failures, 0);
    assert_true(corpus.files > 10);
    arena_free(corpus.arena);
}

static void codes_are_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < DIAGNOSTIC_COUNT; i++) {
        Str before = str_of(diagnostic_name((DiagnosticCode)(i - 1)));
        Str code = str_of(diagnostic_name((DiagnosticCode)i));
        if (str_compare(before, code) >= 0) fail_msg("%s is out of order", code.ptr);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_sorted),
        cmocka_unit_test(bad_files_are_refused_for_what_they_say),
        cmocka_unit_test(good_files_have_every_construct),
        cmocka_unit_test(the_book_is_whole_and_its_examples_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
