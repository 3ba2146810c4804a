/* Opening a workbook: from the package's relationships to the workbook part, from there to the
 * sheet asked for, the shared strings and the styles. Each part is one small state machine over XML
 * events. Shared strings are the only thing kept whole: a sheet refers to them in any order.
 *
 * Read workbook_open at the end first. */
#include "doc/workbook.h"
#include "doc/words.def"

#include <string.h>

enum {
    SMALL_PART = 16 * 1024 * 1024,
    STRINGS_PART = 256 * 1024 * 1024,
    STRING_BLOCK = 1024 * 1024,
    PATH_LIMIT = 512,
};

/* Reads one part from end to end. */
typedef struct {
    Table *table;
    Package *package;
    uint64_t limit;
} PartReader;

static bool read_part(PartReader r, const char *name, const XmlHandler *handler, void *context)
{
    Part *part;
    TRY(part_open(r.package, name, r.limit, &part));
    return xml_run(xml_new(r.table, part, handler, context)) == XML_AT_END;
}

static void ignore_close(void *context, Str name)
{
    (void)context, (void)name;
}

static void ignore_text(void *context, Str text)
{
    (void)context, (void)text;
}

/* ---- relationships ------------------------------------------------------------------------ */

/* Looks for one relationship, by id or by the end of its type. */
typedef struct {
    Arena *arena;
    Str id, type_end;
    Str target; /* empty: not found */
} RelationSearch;

static void relation_open(void *context, Str name, const char **attributes)
{
    RelationSearch *s = context;
    if (s->target.len || !str_equal(name, STR("Relationship"))) return;
    bool found = s->id.len ? str_equal(xml_attribute(attributes, "Id"), s->id)
                           : str_ends(xml_attribute(attributes, "Type"), s->type_end);
    if (found) s->target = str_copy(s->arena, xml_attribute(attributes, "Target"));
}

static const XmlHandler relation_handler = {relation_open, ignore_close, ignore_text};

/* Joins a relationship's target to the folder of its owner; ".." is undone. */
static Str join_path(Arena *arena, Str folder, Str target)
{
    if (str_starts(target, STR("/"))) return str_copy(arena, str_from(target, 1));
    while (str_starts(target, STR("../")) && folder.len > 0) {
        target = str_from(target, 3);
        folder.len--;
        while (folder.len > 0 && folder.ptr[folder.len - 1] != '/')
            folder.len--;
    }
    return format(arena, "%.*s%.*s", STR_ARG(folder), STR_ARG(target));
}

static Str folder_of(Str path)
{
    while (path.len > 0 && path.ptr[path.len - 1] != '/')
        path.len--;
    return path;
}

/* The part that `owner` relates to; empty when it has no such relationship. */
static bool related_part(Table *t, Package *p, Str owner, RelationSearch *search, Str *out)
{
    Str folder = folder_of(owner);
    Str file = str_from(owner, folder.len);
    const char *relations =
        str_z(t->arena, format(t->arena, "%.*s_rels/%.*s.rels", STR_ARG(folder), STR_ARG(file)));
    *out = STR("");
    if (!package_has(p, relations)) return true;
    TRY(read_part((PartReader){t, p, SMALL_PART}, relations, &relation_handler, search));
    bool usable = search->target.len > 0 && search->target.len < PATH_LIMIT;
    if (usable) *out = join_path(t->arena, folder, search->target);
    return true;
}

static bool related_by_type(Table *t, Package *p, Str owner, Str type_end, Str *out)
{
    RelationSearch search = {.arena = t->arena, .type_end = type_end};
    return related_part(t, p, owner, &search, out);
}

/* ---- the workbook part -------------------------------------------------------------------- */

typedef struct {
    Arena *arena;
    Str wanted;
    Str sheet_relation; /* empty: none found yet */
    bool epoch_1904;
} SheetSearch;

static void workbook_part_open(void *context, Str name, const char **attributes)
{
    SheetSearch *s = context;
    if (str_equal(name, STR("workbookPr"))) {
        Str flag = xml_attribute(attributes, "date1904");
        s->epoch_1904 = str_equal(flag, STR("1")) || str_equal(flag, STR("true"));
    }
    if (!str_equal(name, STR("sheet")) || s->sheet_relation.len) return;
    Str state = xml_attribute(attributes, "state");
    bool visible = state.len == 0 || str_equal(state, STR("visible"));
    bool found = s->wanted.len ? str_equal(xml_attribute(attributes, "name"), s->wanted) : visible;
    if (found) s->sheet_relation = str_copy(s->arena, xml_attribute(attributes, "id"));
}

static const XmlHandler workbook_handler = {workbook_part_open, ignore_close, ignore_text};

static bool find_sheet(Table *t, Workbook *b, Str book, Str wanted)
{
    SheetSearch search = {.arena = t->arena, .wanted = wanted};
    TRY(read_part((PartReader){t, b->package, SMALL_PART}, str_z(t->arena, book), &workbook_handler,
                  &search));
    b->epoch_1904 = search.epoch_1904;
    if (!search.sheet_relation.len) return table_refuse(t, SAY_XLSX_NO_SHEET);
    RelationSearch relation = {.arena = t->arena, .id = search.sheet_relation};
    Str sheet;
    TRY(related_part(t, b->package, book, &relation, &sheet));
    b->sheet = str_z(t->arena, sheet);
    bool usable = sheet.len > 0 && package_has(b->package, b->sheet);
    return usable ? true : table_refuse(t, SAY_XLSX_NO_SHEET);
}

/* ---- styles ------------------------------------------------------------------------------- */

typedef struct {
    int64_t id;
    CellStyle style;
} NumberFormat;
typedef struct {
    Workbook *book;
    Arena *arena;
    NumberFormat *formats;
    size_t format_count, format_capacity;
    bool in_cells; /* inside cellXfs */
} StyleReader;

static CellStyle style_of_format(const StyleReader *s, int64_t id)
{
    for (size_t i = 0; i < s->format_count; i++)
        if (s->formats[i].id == id) return s->formats[i].style;
    return cell_style_builtin(id);
}

static void style_part_open(void *context, Str name, const char **attributes)
{
    enum { STYLE_LIMIT = 65536, FORMAT_LIMIT = 4096 };
    StyleReader *s = context;
    Workbook *b = s->book;
    int64_t id = 0;
    (void)str_int(xml_attribute(attributes, "numFmtId"), &id);
    if (str_equal(name, STR("cellXfs"))) s->in_cells = true;
    if (str_equal(name, STR("numFmt")) && s->format_count < FORMAT_LIMIT) {
        if (s->format_count == s->format_capacity)
            s->formats = arena_grow(s->arena, s->formats, &s->format_capacity, sizeof *s->formats);
        CellStyle style = cell_style_custom(xml_attribute(attributes, "formatCode"));
        s->formats[s->format_count++] = (NumberFormat){id, style};
    }
    if (str_equal(name, STR("xf")) && s->in_cells && b->style_count < STYLE_LIMIT) {
        if (b->style_count == b->style_capacity)
            b->styles = arena_grow(s->arena, b->styles, &b->style_capacity, sizeof *b->styles);
        b->styles[b->style_count++] = style_of_format(s, id);
    }
}

static void style_part_close(void *context, Str name)
{
    StyleReader *s = context;
    if (str_equal(name, STR("cellXfs"))) s->in_cells = false;
}

static const XmlHandler style_handler = {style_part_open, style_part_close, ignore_text};

/* ---- shared strings ----------------------------------------------------------------------- */

typedef struct {
    Workbook *book;
    Arena *arena;
    Buf text;
    char *block; /* texts are kept in blocks: most have only a few bytes */
    size_t block_left;
    bool in_text, in_phonetic;
} StringReader;

static Str keep_string(StringReader *s, Str text)
{
    if (!text.len) return STR("");
    if (text.len > s->block_left) {
        s->block_left = text.len > STRING_BLOCK ? text.len : STRING_BLOCK;
        s->block = NEW_ARRAY(s->arena, char, s->block_left);
    }
    memcpy(s->block, text.ptr, text.len);
    Str kept = {s->block, text.len};
    s->block += text.len;
    s->block_left -= text.len;
    return kept;
}

static void string_part_open(void *context, Str name, const char **attributes)
{
    (void)attributes;
    StringReader *s = context;
    if (str_equal(name, STR("si"))) s->text.len = 0;
    if (str_equal(name, STR("rPh"))) s->in_phonetic = true;
    if (str_equal(name, STR("t"))) s->in_text = !s->in_phonetic;
}

static void string_part_close(void *context, Str name)
{
    StringReader *s = context;
    Workbook *b = s->book;
    if (str_equal(name, STR("rPh"))) s->in_phonetic = false;
    if (str_equal(name, STR("t"))) s->in_text = false;
    if (!str_equal(name, STR("si"))) return;
    if (b->string_count == b->string_capacity)
        b->strings = arena_grow(s->arena, b->strings, &b->string_capacity, sizeof *b->strings);
    Buf whole = s->text;
    if (str_find(buf_str(&whole), STR("_x")) >= 0) {
        whole = buf_new(s->arena);
        add_unescaped(&whole, buf_str(&s->text));
    }
    b->strings[b->string_count++] = keep_string(s, buf_str(&whole));
}

static void string_part_text(void *context, Str text)
{
    StringReader *s = context;
    if (s->in_text) buf_add(&s->text, text);
}

static const XmlHandler string_handler = {string_part_open, string_part_close, string_part_text};

static int hex_digit(char c)
{
    static const char digits[] = "0123456789ABCDEFabcdef";
    const char *found = c ? strchr(digits, c) : NULL;
    int value = found ? (int)(found - digits) : -1;
    return value > 15 ? value - 6 : value;
}

bool looks_escaped(Str text)
{
    const char *p = text.ptr;
    bool escape = text.len >= 7 && p[0] == '_' && p[1] == 'x' && p[6] == '_';
    for (int i = 2; escape && i < 6; i++)
        escape = hex_digit(p[i]) >= 0;
    return escape;
}

/* _xHHHH_ stands for a character that XML cannot carry, and for a literal underscore before such a
 * text. */
void add_unescaped(Buf *out, Str text)
{
    if (str_find(text, STR("_x")) < 0) {
        buf_add(out, text);
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        const char *p = text.ptr + i;
        uint32_t code = 0;
        bool escape = looks_escaped(str_from(text, i));
        for (int k = 2; escape && k < 6; k++)
            code = code * 16 + (uint32_t)hex_digit(p[k]);
        if (code == 0 || (code >= 0xD800 && code <= 0xDFFF)) {
            buf_byte(out, *p);
        } else {
            buf_code_point(out, code);
            i += 6;
        }
    }
}

/* ---- opening ------------------------------------------------------------------------------ */

static bool read_styles(Table *t, Workbook *b, Str book)
{
    Str part;
    TRY(related_by_type(t, b->package, book, STR("/styles"), &part));
    const char *name = str_z(t->arena, part);
    if (!part.len || !package_has(b->package, name)) return true;
    StyleReader reader = {.book = b, .arena = t->arena};
    return read_part((PartReader){t, b->package, SMALL_PART}, name, &style_handler, &reader);
}

static bool read_strings(Table *t, Workbook *b, Str book)
{
    Str part;
    TRY(related_by_type(t, b->package, book, STR("/sharedStrings"), &part));
    const char *name = str_z(t->arena, part);
    if (!part.len || !package_has(b->package, name)) return true;
    StringReader reader = {.book = b, .arena = t->arena, .text = buf_new(t->arena)};
    return read_part((PartReader){t, b->package, STRINGS_PART}, name, &string_handler, &reader);
}

bool workbook_open(Table *t, Str sheet, Workbook **out)
{
    Workbook *b = NEW(t->arena, Workbook);
    Str book;
    TRY(package_open(t, &b->package));
    TRY(related_by_type(t, b->package, STR(""), STR("/officeDocument"), &book));
    if (!book.len || !package_has(b->package, str_z(t->arena, book)))
        return table_refuse(t, SAY_XLSX_NOT);
    if (str_ends(book, STR(".bin"))) return table_refuse(t, SAY_XLSX_NOT);
    TRY(find_sheet(t, b, book, sheet));
    TRY(read_styles(t, b, book));
    TRY(read_strings(t, b, book));
    *out = b;
    return true;
}
