/* Fixed width: columns of so many bytes of GB18030, as banks and old systems write them, with no
 * separators and no header. A layout says the columns: "姓名:10,身份证号:18,金额:12"; a file in UTF-8
 * is measured as if it were GB18030, which is what its writer counted.
 *
 * A line that is too short or too long, and a boundary inside a character, are faults of the row:
 * nothing is guessed. Read layout_parse, then fixed_next. */
#include "doc/gb18030.h"
#include "doc/table.h"
#include "doc/words.def"

#include <string.h>

enum { LINE_BYTES = 64 * 1024, WINDOW = 256 * 1024, WIDTH_LIMIT = 4096 };

typedef struct {
    Str name;
    size_t width; /* bytes of GB18030 */
} FixedColumn;

typedef struct {
    FixedColumn *columns;
    size_t column_count, capacity, total;
    char *window;
    size_t from, to; /* what is in the window and not read yet */
    bool source_ended, header_given;
    TextCoding coding;
    Gb18030 *gb;
    Arena *line; /* of the row at hand */
    Str *cells;
    int64_t number;
} Fixed;

/* ---- the layout --------------------------------------------------------------------------- */

/* Full width marks as half width: a clerk writes both. */
static Str half_marks(Arena *arena, Str s)
{
    Buf out = buf_new(arena);
    uint32_t c;
    for (size_t at = 0; utf8_next(s, &at, &c);) {
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c == 0x3001 || c == '\n' || c == ';') c = ',';
        buf_code_point(&out, c);
    }
    return buf_str(&out);
}

static bool layout_add(Table *t, Fixed *f, Str part)
{
    Str name;
    int64_t width;
    if (!str_split(&part, ':', &name) || !str_int(str_trim(part), &width)) return false;
    if (width < 1 || width > WIDTH_LIMIT || f->column_count == CELL_LIMIT) return false;
    if (f->column_count == f->capacity)
        f->columns = arena_grow(t->arena, f->columns, &f->capacity, sizeof *f->columns);
    f->columns[f->column_count++] = (FixedColumn){str_trim(name), (size_t)width};
    f->total += (size_t)width;
    return f->total <= LINE_BYTES;
}

static bool layout_parse(Table *t, Fixed *f, Str layout)
{
    Str rest = half_marks(t->arena, layout), part;
    while (str_split(&rest, ',', &part)) {
        part = str_trim(part);
        if (part.len && !layout_add(t, f, part)) {
            t->failed = true;
            return refuse(t->w, ERR_USAGE, SAY_FIXED_LAYOUT, STR_ARG(str_copy(t->w->arena, part)));
        }
    }
    if (f->column_count) return true;
    t->failed = true;
    return refuse(t->w, ERR_USAGE, SAY_FIXED_LAYOUT, STR_ARG(layout));
}

/* ---- lines -------------------------------------------------------------------------------- */

static bool window_fill(Table *t, Fixed *f)
{
    memmove(f->window, f->window + f->from, f->to - f->from);
    f->to -= f->from;
    f->from = 0;
    while (!f->source_ended && f->to < WINDOW) {
        ptrdiff_t n = source_read(&t->source, f->window + f->to, WINDOW - f->to);
        if (n < 0) return table_refuse(t, SAY_FILE_READ);
        f->source_ended = n == 0;
        f->to += (size_t)n;
    }
    return true;
}

/* The next line without its end; false at the end of the file and on failure. */
static bool line_next(Table *t, Fixed *f, Str *out)
{
    if (f->to - f->from <= LINE_BYTES) TRY(window_fill(t, f));
    if (f->from == f->to) return false;
    const char *start = f->window + f->from;
    const char *end = memchr(start, '\n', f->to - f->from);
    size_t len = end ? (size_t)(end - start) : f->to - f->from;
    if (len > LINE_BYTES) return table_refuse(t, SAY_FIXED_LONG);
    f->from += len + (end != NULL);
    if (len && start[len - 1] == '\r') len--;
    *out = (Str){start, len};
    f->number++;
    return true;
}

/* ---- cells -------------------------------------------------------------------------------- */

static void fixed_fault(Table *t, const Fixed *f, size_t column, const char *sentence)
{
    table_fault(t, &(CellFault){
                       .row = f->number, .column = column, .value = STR(""), .sentence = sentence});
}

static Str cell_decode(Table *t, Fixed *f, Str bytes, size_t column)
{
    size_t malformed;
    char *text = NEW_ARRAY(f->line, char, bytes.len * 3 + 4);
    size_t len = gb18030_decode(f->gb, bytes, text, &malformed);
    for (size_t i = 0; i < len; i++) {
        if (!byte_is_control(text[i])) continue;
        text[i] = ' ';
        malformed++;
    }
    if (malformed) fixed_fault(t, f, column, SAY_CSV_MALFORMED);
    return text_moved(f->line, str_trim((Str){text, len}));
}

/* Bytes from `at` that make `width`, characters whole; false when a character lies across. */
static bool cut(Str line, size_t at, size_t width, size_t *taken)
{
    size_t n = 0;
    while (n < width && at + n < line.len) {
        const unsigned char *p = (const unsigned char *)line.ptr + at + n;
        size_t step = gb18030_length(p, line.len - at - n);
        n += step ? step : 1;
    }
    *taken = n;
    return n <= width;
}

static void cut_line(Table *t, Fixed *f, Str line)
{
    size_t at = 0;
    for (size_t i = 0; i < f->column_count; i++) {
        size_t taken;
        if (!cut(line, at, f->columns[i].width, &taken)) fixed_fault(t, f, i + 1, SAY_FIXED_ACROSS);
        f->cells[i] = cell_decode(t, f, (Str){line.ptr + at, taken}, i + 1);
        at += taken;
        bool last = i + 1 == f->column_count;
        if (!last && at >= line.len) fixed_fault(t, f, 0, SAY_FIXED_SHORT);
        for (; at >= line.len && i + 1 < f->column_count; i++)
            f->cells[i + 1] = STR("");
    }
    if (at < line.len && str_trim(str_from(line, at)).len) fixed_fault(t, f, 0, SAY_FIXED_WIDE);
}

static bool is_blank(Str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != ' ' && line.ptr[i] != '\t' && line.ptr[i] != 0x1A) return false;
    return true;
}

/* ---- rows --------------------------------------------------------------------------------- */

static bool header_row(Fixed *f, TableRow *row)
{
    f->header_given = true;
    for (size_t i = 0; i < f->column_count; i++)
        f->cells[i] = f->columns[i].name;
    *row = (TableRow){.number = 0, .cells = f->cells, .count = f->column_count};
    return true;
}

static bool fixed_next(Table *t, TableRow *row)
{
    Fixed *f = t->reader;
    Str line;
    if (!f->header_given) return header_row(f, row);
    do {
        if (!line_next(t, f, &line)) return false;
    } while (is_blank(line));
    arena_reset(f->line);
    if (f->coding != TEXT_GB18030 && !text_to_gb18030(f->line, line, &line))
        fixed_fault(t, f, 0, SAY_CSV_MALFORMED);
    cut_line(t, f, line);
    *row = (TableRow){.number = f->number, .cells = f->cells, .count = f->column_count};
    return true;
}

static TextCoding fixed_coding(const Table *t)
{
    return ((const Fixed *)t->reader)->coding;
}

static void drop_line(void *argument)
{
    arena_free(argument);
}

bool fixed_open(Table *t, Str layout)
{
    static const TableKind kind = {.next = fixed_next, .coding = fixed_coding};
    Fixed *f = NEW(t->arena, Fixed);
    t->kind = &kind;
    t->reader = f;
    TRY(layout_parse(t, f, layout));
    f->window = NEW_ARRAY(t->arena, char, WINDOW);
    f->cells = NEW_ARRAY(t->arena, Str, f->column_count);
    f->line = arena_new();
    arena_on_free(t->arena, drop_line, f->line);
    f->gb = gb18030_new(t->arena);
    TRY(window_fill(t, f));
    f->coding = text_detect((Str){f->window, f->to});
    if (f->coding == TEXT_UTF8_BOM) f->from = 3;
    return true;
}
