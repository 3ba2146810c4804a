/* What was found wrong: kept as a list, printed in the order of the files with the line itself, a
 * caret under the place, and what to write instead. The sentences stand in errors.def. */
#include "lang/diagnostics.h"

#include <stdlib.h>
#include <string.h>

#include "lang/names.def"

enum { MOST_KEPT = 5000 };

typedef struct {
    const char *name;
    FaultLevel level;
    const char *sentence, *advice;
} Entry;
#define X(code, level, sentence, advice) {#code, level, sentence, advice},
static const Entry ENTRIES[] = {
#include "lang/errors.def"
};
#undef X

const char *diagnostic_name(DiagnosticCode code)
{
    return ENTRIES[code].name;
}

FaultLevel diagnostic_level(DiagnosticCode code)
{
    return ENTRIES[code].level;
}

Diagnostics diagnostics_new(Arena *arena)
{
    return (Diagnostics){.arena = arena};
}

/* Puts texts[n - 1] where the template says {n}. */
static Str fill(Arena *arena, const char *template, const Str *texts)
{
    Buf out = buf_new(arena);
    for (const char *c = template; *c; c++) {
        bool slot = c[0] == '{' && c[1] >= '1' && c[1] <= '3' && c[2] == '}';
        if (!slot) {
            buf_byte(&out, *c);
            continue;
        }
        if (texts) buf_add(&out, texts[c[1] - '1']);
        c += 2;
    }
    return buf_str(&out);
}

static void keep(Diagnostics *found, Diagnostic item)
{
    if (found->count == MOST_KEPT) return;
    if (found->count == found->capacity) {
        found->items = arena_grow(found->arena, found->items, &found->capacity, sizeof(Diagnostic));
    }
    found->items[found->count++] = item;
}

void report(Diagnostics *found, Place place, DiagnosticCode code, const Str *texts)
{
    const Entry *entry = &ENTRIES[code];
    if (entry->level == FAULT_ERROR)
        found->errors++;
    else
        found->warnings++;
    keep(found, (Diagnostic){
                    .level = entry->level,
                    .code = entry->name,
                    .place = place,
                    .sentence = fill(found->arena, entry->sentence, texts),
                    .advice = fill(found->arena, entry->advice, texts),
                });
}

/* ---- printing ----------------------------------------------------------------------------- */

static int compare_places(const void *left, const void *right)
{
    const Diagnostic *a = left, *b = right;
    const SourceFile *f = a->place.file, *g = b->place.file;
    if (f != g) {
        int order = f && g ? str_compare(f->path, g->path) : (f != NULL) - (g != NULL);
        if (order) return order;
    }
    if (a->place.line != b->place.line) return a->place.line < b->place.line ? -1 : 1;
    if (a->place.column != b->place.column) return a->place.column < b->place.column ? -1 : 1;
    return strcmp(a->code, b->code);
}

static const Diagnostic *sorted(const Diagnostics *d)
{
    if (d->count == 0) return NULL;
    Diagnostic *items = NEW_ARRAY(d->arena, Diagnostic, d->count);
    memcpy(items, d->items, d->count * sizeof(Diagnostic));
    qsort(items, d->count, sizeof(Diagnostic), compare_places);
    return items;
}

/* The lines of one file, read forward only: diagnostics come in order. */
typedef struct {
    const SourceFile *file;
    Str rest, line;
    int number;
} LineCursor;

static Str cursor_line(LineCursor *cursor, Place place)
{
    if (cursor->file != place.file || cursor->number > place.line) {
        *cursor = (LineCursor){.file = place.file, .rest = place.file->text};
        if (str_starts(cursor->rest, STR("\xEF\xBB\xBF"))) cursor->rest = str_from(cursor->rest, 3);
    }
    while (cursor->number < place.line && str_split(&cursor->rest, '\n', &cursor->line))
        cursor->number++;
    if (cursor->number < place.line) return (Str){"", 0};
    return str_ends(cursor->line, STR("\r")) ? (Str){cursor->line.ptr, cursor->line.len - 1}
                                             : cursor->line;
}

/* The first `count` code points of a line. */
static Str line_start(Str line, int count)
{
    size_t offset = 0;
    uint32_t c;
    for (int i = 0; i < count && utf8_next(line, &offset, &c); i++)
        ;
    return (Str){line.ptr, offset};
}

static void print_caret(Str line, Place place, Buf *out)
{
    Str before = line_start(line, place.column - 1);
    Str marked = line_start(str_from(line, before.len), place.length);
    size_t width = utf8_columns(marked);
    buf_format(out, "      | %*s^", (int)utf8_columns(before), "");
    for (size_t i = 1; i < width; i++)
        buf_byte(out, '~');
    buf_byte(out, '\n');
}

static void print_one(const Diagnostic *d, LineCursor *cursor, Buf *out)
{
    Str level = d->level == FAULT_ERROR ? STR(NAME_ERROR) : STR(NAME_WARNING);
    if (d->place.file) {
        buf_format(out, "%.*s:%d:%d: ", STR_ARG(d->place.file->path), d->place.line,
                   d->place.column);
    }
    buf_format(out, "%.*s %s: %.*s\n", STR_ARG(level), d->code, STR_ARG(d->sentence));
    if (d->place.file && d->place.line > 0) {
        Str line = cursor_line(cursor, d->place);
        bool readable = utf8_valid(line);
        buf_format(out, "%5d | ", d->place.line);
        buf_add(out, readable ? line_start(line, 400) : STR("?"));
        buf_byte(out, '\n');
        if (readable && d->place.column < 400) print_caret(line, d->place, out);
    }
    if (d->advice.len) buf_format(out, "      = " NAME_ADVICE "%.*s\n", STR_ARG(d->advice));
}

void diagnostics_print(const Diagnostics *d, Buf *out)
{
    const Diagnostic *items = sorted(d);
    LineCursor cursor = {0};
    for (size_t i = 0; i < d->count; i++)
        print_one(&items[i], &cursor, out);
}

void diagnostics_json(const Diagnostics *d, Buf *out)
{
    const Diagnostic *items = sorted(d);
    Json json = json_new(out);
    json_array(&json, STR(""));
    for (size_t i = 0; i < d->count; i++) {
        const Diagnostic *item = &items[i];
        json_object(&json, STR(""));
        json_text(&json, STR("level"), str_of(item->level == FAULT_ERROR ? "error" : "warning"));
        json_text(&json, STR("code"), str_of(item->code));
        json_text(&json, STR("file"), item->place.file ? item->place.file->path : STR(""));
        json_int(&json, STR("line"), item->place.line);
        json_int(&json, STR("column"), item->place.column);
        json_int(&json, STR("length"), item->place.length);
        json_text(&json, STR("sentence"), item->sentence);
        json_text(&json, STR("advice"), item->advice);
        json_end(&json);
    }
    json_end(&json);
}
