/* Cuts a file into lines and hangs each under the line that is indented less: indentation is the
 * only bracket of the language. Read outline_read first; fold_line does the work on one line.
 * Hostile bytes end here: a line that is not UTF-8, too long or too deep is reported and left out,
 * so the rooms behind see only well-formed text. */
#include "lang/outline.h"

enum { LONGEST_LINE = 4000, DEEPEST_OUTLINE = 16 };

typedef struct {
    Arena *arena;
    const SourceFile *file;
    Diagnostics *found;
    int number;
    Line *first;
    Line *open[DEEPEST_OUTLINE]; /* the last line of each level */
    int depth;                   /* open[0 .. depth-1] are in use */
    const Line *deep_told;       /* told once: nothing hangs below this line any more */
} Reader;

/* What a web page or a word processor leaves behind in a copied text and nobody sees. */
static bool is_invisible(uint32_t c)
{
    return c == 0xFEFF || (c >= 0x200B && c <= 0x200F) || c == 0x2060;
}

/* NFKC, as far as law texts need it: full width ASCII, wide spaces, the dots in names. */
uint32_t fold_code_point(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
    if (c == 0x3000 || c == 0x00A0 || is_invisible(c)) return ' ';
    if (c == 0x30FB || c == 0x2022 || c == 0xFF65) return 0x00B7; /* · */
    if (c == 0x2212) return '-';
    if (c == 0x2266 || c == 0x2A7D) return 0x2264; /* ≤ */
    if (c == 0x2267 || c == 0x2A7E) return 0x2265; /* ≥ */
    return c;
}

Place line_place(const Line *line)
{
    return (Place){line->file, line->number, line->column, (int)utf8_count(line->text)};
}

static void report_at(Reader *r, DiagnosticCode code, int column, int length)
{
    report(r->found, (Place){r->file, r->number, column, length}, code, NULL);
}

/* Indentation: a space is one, U+3000 is two; a tab is reported and taken for four. */
static void read_indent(Reader *r, Str raw, size_t *offset, Line *line)
{
    uint32_t c = 0;
    bool told = false;
    line->column = 1;
    for (size_t next = 0; utf8_next(raw, &next, &c); *offset = next, line->column++) {
        if (is_invisible(c)) continue;
        if (c != ' ' && c != 0x3000 && c != '\t') break;
        if (c == '\t' && !told) report_at(r, E_TAB, line->column, 1);
        told = told || c == '\t';
        line->indent += c == ' ' ? 1 : c == 0x3000 ? 2 : 4;
    }
}

uint32_t quote_end(uint32_t open)
{
    switch (open) {
    case 0x300C:
        return 0x300D; /* 「」 */
    case 0x300E:
        return 0x300F; /* 『』 */
    case 0x300A:
        return 0x300B; /* 《》 */
    case 0x201C:
        return 0x201D; /* “” */
    case '"':
        return '"';
    default:
        return 0;
    }
}

/* Folds raw from offset on, up to a comment; quoted text keeps a # as it is. */
static void fold_line(Reader *r, Str raw, size_t offset, Line *line)
{
    Buf out = buf_new(r->arena);
    uint32_t c = 0, until = 0;
    line->raw = (Str){raw.ptr + offset, 0};
    for (size_t at = offset; utf8_next(raw, &at, &c); line->raw.len = at - offset) {
        c = fold_code_point(c);
        if (!until && c == '#') break;
        if (until)
            until = c == until ? 0 : until;
        else
            until = quote_end(c);
        if (c == '\t') c = ' ';
        buf_code_point(&out, c);
    }
    line->text = str_trim(buf_str(&out));
    line->raw = str_trim(line->raw);
}

/* Finds the parent of a line by its indentation and hangs it there. */
static bool line_attach(Reader *r, Line *line)
{
    while (r->depth > 0 && r->open[r->depth - 1]->indent > line->indent)
        r->depth--;
    Line *before = r->depth > 0 ? r->open[r->depth - 1] : NULL;
    if (before && before->indent < line->indent) {
        if (before->child) return report_at(r, E_INDENT, line->column, 1), false;
        if (r->depth == DEEPEST_OUTLINE) {
            if (r->deep_told != before) report_at(r, E_DEEP, line->column, 1);
            r->deep_told = before;
            return false;
        }
        line->parent = before;
        before->child = line;
        r->open[r->depth++] = line;
        return true;
    }
    if (before) {
        line->parent = before->parent;
        before->next = line;
        r->open[r->depth - 1] = line;
        return true;
    }
    if (line->indent > 0) return report_at(r, E_INDENT, line->column, 1), false;
    r->first = line;
    r->open[r->depth++] = line;
    return true;
}

static void read_line(Reader *r, Str raw)
{
    if (!utf8_valid(raw)) {
        report_at(r, E_UTF8, 1, 1);
        return;
    }
    if (raw.len > LONGEST_LINE && utf8_count(raw) > LONGEST_LINE) {
        report_at(r, E_LONG_LINE, LONGEST_LINE, 1);
        return;
    }
    Line *line = NEW(r->arena, Line);
    *line = (Line){.file = r->file, .number = r->number};
    size_t offset = 0;
    read_indent(r, raw, &offset, line);
    fold_line(r, raw, offset, line);
    if (line->text.len == 0) return;
    line_attach(r, line);
}

Line *outline_read(Arena *arena, const SourceFile *file, Diagnostics *found)
{
    Reader r = {.arena = arena, .file = file, .found = found};
    Str rest = file->text, raw;
    if (str_starts(rest, STR("\xEF\xBB\xBF"))) rest = str_from(rest, 3);
    while (str_split(&rest, '\n', &raw)) {
        r.number++;
        if (str_ends(raw, STR("\r"))) raw.len--;
        read_line(&r, raw);
    }
    return r.first;
}
