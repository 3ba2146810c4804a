/* Slips of the pen: every word of the good files of the corpus is cut off, left out, replaced and
 * followed by what does not belong there, and every line doubled, dropped and given a child. The
 * checker may find the new text good or bad; but it returns nothing exactly when it has told an
 * error, tells places that exist, prints every finding, and overlooks no sign that no text has.
 * A file that is still good runs its cases to the end. */
#include "base/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "lang/front.h"
#include "lang/names.def"
#include "lang/program.h"
#include "lang/token.h"

typedef enum { SLIP_CUT, SLIP_REPLACE, SLIP_INSERT } SlipHow;
typedef enum { TOLD_PERHAPS, TOLD_BEFORE_CITATION, TOLD_ALWAYS } SlipTold;
/* Every n-th slip of a word is tried, another one at the next word; all in the long test. */
enum { SLIP_STEP = 3 };
typedef struct {
    const char *name;
    SlipHow how;
    const char *text;
    SlipTold told;
} Slip;

#define X(name, how, text, told) {name, how, text, told},
static const Slip SLIPS[] = {
#include "lang/slips_test.def"
};
#undef X

typedef struct {
    Arena *arena;     /* of the file */
    Str path, text;   /* as it is good */
    SourceFile words; /* vocabulary.affair */
    size_t words_seen, tried, refused, failures;
} Slips;

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

/* ---- what must hold of every text --------------------------------------------------------- */

static void wrong(Slips *slips, const char *what, const char *slip, Str text, int line)
{
    Str rest = text, written = {"", 0};
    for (int i = 0; i < line && str_split(&rest, '\n', &written); i++)
        ;
    slips->failures++;
    print_error("%.*s:%d: %s: %s: %.*s\n", STR_ARG(slips->path), line, slip, what,
                STR_ARG(written));
}

static bool places_exist(const Diagnostics *found, int lines)
{
    for (size_t i = 0; i < found->count; i++) {
        Place p = found->items[i].place;
        bool here = str_equal(p.file ? p.file->path : STR(""), STR("slips"));
        if (p.line < 0 || p.column < 0 || p.length < 0) return false;
        if (here && p.line > lines + 1) return false;
    }
    return true;
}

/* `at` is the line of the slip; `told`, that there must be an error somewhere. */
static void try_text(Slips *slips, const char *slip, Str text, int at, bool told)
{
    Arena *arena = arena_new();
    SourceFile files[2] = {{.path = STR("slips"), .text = text}, slips->words};
    Diagnostics found = diagnostics_new(arena);
    Bureau *bureau = bureau_compile(arena, files, 2, &found);
    int lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    Buf printed = buf_new(arena), json = buf_new(arena);
    slips->tried++;
    slips->refused += found.errors > 0;
    if ((bureau == NULL) != (found.errors > 0))
        wrong(slips, "a program and an error, or neither", slip, text, at);
    if (!places_exist(&found, lines)) wrong(slips, "a place that is not", slip, text, at);
    if (told && found.errors == 0) wrong(slips, "not told", slip, text, at);
    if (bureau) bureau_run_cases(arena, bureau, &found);
    diagnostics_print(&found, &printed);
    diagnostics_json(&found, &json);
    for (size_t i = 0; i < found.count; i++)
        if (str_find(buf_str(&printed), found.items[i].sentence) < 0)
            wrong(slips, "told but not printed", slip, text, at);
    arena_free(arena);
}

/* ---- making slips ------------------------------------------------------------------------- */

/* Where a column of a line of the text stands. */
static size_t offset_of(Str text, int line, int column)
{
    Str rest = text, written;
    size_t at = 0;
    uint32_t c;
    for (int i = 1; i < line && str_split(&rest, '\n', &written); i++)
        ;
    at = text.len - rest.len;
    for (int i = 1; i < column && utf8_next(text, &at, &c); i++)
        ;
    return at;
}

static size_t line_end(Str text, size_t at)
{
    while (at < text.len && text.ptr[at] != '\n')
        at++;
    return at;
}

static void slip_token(Slips *slips, const Line *line, const Token *t, SlipTold least)
{
    Str text = slips->text;
    size_t from = offset_of(text, line->number, t->column);
    size_t to = offset_of(text, line->number, t->column + t->length);
    const char *wish = getenv("DOUDI_LONG");
    size_t step = wish && str_equal(str_of(wish), STR("yes")) ? 1 : SLIP_STEP;
    for (size_t i = slips->words_seen++ % step; i < COUNT_OF(SLIPS); i += step) {
        const Slip *s = &SLIPS[i];
        size_t keep = s->how == SLIP_INSERT ? to : from;
        size_t go_on = s->how == SLIP_CUT ? line_end(text, to) : to;
        Str changed = format(slips->arena, "%.*s %s %.*s", (int)keep, text.ptr, s->text,
                             STR_ARG(str_from(text, go_on)));
        try_text(slips, s->name, changed, line->number, least && s->told >= least);
    }
}

static void slip_line(Slips *slips, const Line *line)
{
    Str text = slips->text;
    size_t from = offset_of(text, line->number, 1), to = line_end(text, from);
    size_t next = to < text.len ? to + 1 : to;
    Str doubled =
        format(slips->arena, "%.*s%.*s", (int)next, text.ptr, STR_ARG(str_from(text, from)));
    Str dropped =
        format(slips->arena, "%.*s%.*s", (int)from, text.ptr, STR_ARG(str_from(text, next)));
    Str child = format(slips->arena, "%.*s%*s7\n%.*s", (int)next, text.ptr, line->indent + 2, "",
                       STR_ARG(str_from(text, next)));
    try_text(slips, "line doubled", doubled, line->number, false);
    try_text(slips, "line dropped", dropped, line->number, false);
    try_text(slips, "line with a child", child, line->number, false);
}

/* The lines of a paper are prose. */
static bool is_prose(const Line *line)
{
    while (line->parent)
        line = line->parent;
    return line_begins(line, WORD_FORM);
}

/* Titles and notes may say anything. */
static bool is_free(const Line *line)
{
    if (is_prose(line)) return true;
    static const char *const words[] = {SLIPS_FREE};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_find(line->text, str_of(words[i])) >= 0) return true;
    return false;
}

static void slip_lines(Slips *slips, const Line *line)
{
    for (; line; line = line->next) {
        Tokens tokens;
        Diagnostics found = diagnostics_new(slips->arena);
        bool read = tokens_read(slips->arena, line, &found, &tokens);
        assert_true(read || is_prose(line));
        if (!read) tokens.count = 0;
        slip_line(slips, line);
        SlipTold must = is_free(line) ? TOLD_PERHAPS : TOLD_BEFORE_CITATION;
        for (size_t i = 0; i < tokens.count; i++) {
            if (must && str_starts(tokens.items[i].text, STR(NAME_CITED))) must = TOLD_ALWAYS;
            slip_token(slips, line, &tokens.items[i], must);
        }
        slip_lines(slips, line->child);
    }
}

static void slip_file(Slips *all, Str path)
{
    Slips slips = {.arena = arena_new(), .path = path};
    SourceFile file = {.path = STR("slips")};
    Diagnostics found = diagnostics_new(slips.arena);
    slips.text = file.text = file_read(slips.arena, path);
    slips.words = all->words;
    slip_lines(&slips, outline_read(slips.arena, &file, &found));
    assert_int_equal(found.count, 0);
    all->tried += slips.tried;
    all->refused += slips.refused;
    all->failures += slips.failures;
    arena_free(slips.arena);
}

static void slips_are_told_or_harmless(void **state)
{
    (void)state;
    Slips all = {.arena = arena_new()};
    Str folder = format(all.arena, "%s/tests/corpus/lang", getenv("DOUDI_ROOT"));
    Str words = format(all.arena, "%.*s/vocabulary.affair", STR_ARG(folder));
    all.words = (SourceFile){.path = STR("vocabulary"), .text = file_read(all.arena, words)};
    Str good = format(all.arena, "%.*s/good", STR_ARG(folder));
    DIR *entries = opendir(str_z(all.arena, good));
    assert_non_null(entries);
    for (struct dirent *e = readdir(entries); e; e = readdir(entries))
        if (str_ends(str_of(e->d_name), STR(".affair")))
            slip_file(&all, format(all.arena, "%.*s/%s", STR_ARG(good), e->d_name));
    closedir(entries);
    print_message("# %zu texts, %zu refused\n", all.tried, all.refused);
    assert_int_equal(all.failures, 0);
    assert_true(all.refused > all.tried / 2);
    arena_free(all.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_are_told_or_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
