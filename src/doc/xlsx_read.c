/* Rows of a sheet. The XML reader pauses at the end of each row that has something in it; the row's
 * texts stand in one buffer that the next row uses again. Formulas give the value that was stored
 * with them; errors and damaged numbers are faults of their cell.
 *
 * Read xlsx_next, then sheet_open and sheet_close. */
#include "doc/gb18030.h"
#include "doc/table.h"
#include "doc/words.def"
#include "doc/workbook.h"

#include <string.h>

enum {
    SHEET_PART = 1024 * 1024 * 1024,
    ROW_LIMIT = 1048576,
    ROW_BYTES = 8 * 1024 * 1024,
};

typedef enum { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_TRUTH, CELL_ERROR, CELL_DAY } CellType;

typedef struct {
    Table *table;
    Workbook *book;
    Xml *xml;
    Str *cells;
    size_t *offsets; /* cells' texts in `texts` */
    size_t capacity, offset_capacity, count;
    Buf texts;
    int64_t row;
    size_t column; /* of the open cell, 1.. */
    CellType type;
    CellStyle style;
    Buf value; /* of the open cell */
    bool in_row, in_value, in_phonetic, has_formula, filled;
} Sheet;

/* ---- a cell opens ------------------------------------------------------------------------- */

/* "AB12" → 28; 0 when there are no letters. */
static size_t column_of(Str reference)
{
    size_t column = 0;
    for (size_t i = 0; i < reference.len && i < 4; i++) {
        char c = reference.ptr[i];
        if (c < 'A' || c > 'Z') break;
        column = column * 26 + (size_t)(c - 'A' + 1);
    }
    return column;
}

static CellType type_of(Str t)
{
    static const struct {
        Str name;
        CellType type;
    } types[] = {{{"s", 1}, CELL_SHARED}, {{"str", 3}, CELL_TEXT}, {{"inlineStr", 9}, CELL_TEXT},
                 {{"b", 1}, CELL_TRUTH},  {{"e", 1}, CELL_ERROR},  {{"d", 1}, CELL_DAY}};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_equal(t, types[i].name)) return types[i].type;
    return CELL_NUMBER;
}

static void row_open(Sheet *s, const char **attributes)
{
    int64_t number = s->row + 1;
    Str said = xml_attribute(attributes, "r");
    if (said.len && (!str_int(said, &number) || number <= s->row)) number = ROW_LIMIT + 1;
    if (number > ROW_LIMIT) {
        xml_refuse(s->xml, SAY_XLSX_DAMAGED);
        return;
    }
    s->row = number;
    s->count = s->column = 0;
    s->texts.len = 0;
    s->in_row = true;
    s->filled = false;
}

/* Cells that the file leaves out are empty ones. */
static void cells_until(Sheet *s, size_t column)
{
    while (s->count < column) {
        if (s->count == s->offset_capacity)
            s->offsets =
                arena_grow(s->table->arena, s->offsets, &s->offset_capacity, sizeof *s->offsets);
        s->offsets[s->count++] = s->texts.len;
    }
}

static void cell_open(Sheet *s, const char **attributes)
{
    size_t column = column_of(xml_attribute(attributes, "r"));
    if (column == 0) column = s->column + 1;
    if (column <= s->column || column > CELL_LIMIT) {
        xml_refuse(s->xml, SAY_XLSX_DAMAGED);
        return;
    }
    int64_t style = 0;
    (void)str_int(xml_attribute(attributes, "s"), &style);
    bool known = style >= 0 && (size_t)style < s->book->style_count;
    s->style = known ? s->book->styles[style] : (CellStyle){.show = SHOW_NUMBER};
    s->type = type_of(xml_attribute(attributes, "t"));
    s->column = column;
    s->value.len = 0;
    s->has_formula = false;
    cells_until(s, column);
}

static void sheet_open(void *context, Str name, const char **attributes)
{
    Sheet *s = context;
    if (str_equal(name, STR("c")) && s->in_row)
        cell_open(s, attributes);
    else if (str_equal(name, STR("v")) || str_equal(name, STR("t")))
        s->in_value = !s->in_phonetic;
    else if (str_equal(name, STR("row")))
        row_open(s, attributes);
    else if (str_equal(name, STR("f")))
        s->has_formula = true;
    else if (str_equal(name, STR("rPh")))
        s->in_phonetic = true;
}

/* ---- a cell closes ------------------------------------------------------------------------ */

static void sheet_fault(Sheet *s, const char *sentence, Str value)
{
    table_fault(
        s->table,
        &(CellFault){.row = s->row, .column = s->column, .value = value, .sentence = sentence});
}

static void add_shared(Sheet *s, Str value)
{
    int64_t index = -1;
    bool known = str_int(value, &index) && index >= 0 && (size_t)index < s->book->string_count;
    if (known)
        buf_add(&s->texts, s->book->strings[index]);
    else
        sheet_fault(s, SAY_CELL_LOST, value);
}

static void add_number(Sheet *s, Str value)
{
    size_t before = s->texts.len;
    bool damaged;
    if (!cell_number(value, s->style, s->book->epoch_1904, &s->texts, &damaged))
        sheet_fault(s, SAY_CELL_NOT_NUMBER, value);
    if (damaged) sheet_fault(s, SAY_CELL_DIGITS, str_from(buf_str(&s->texts), before));
}

/* An ISO 8601 day, with the midnight that some programs add. */
static void add_day(Sheet *s, Str value)
{
    bool midnight = value.len == 19 && str_ends(value, STR("T00:00:00"));
    buf_add(&s->texts, midnight ? (Str){value.ptr, 10} : value);
}

static void add_value(Sheet *s, Str value)
{
    switch (s->type) {
    case CELL_SHARED:
        add_shared(s, value);
        break;
    case CELL_TEXT:
        add_unescaped(&s->texts, value);
        break;
    case CELL_TRUTH:
        buf_add(&s->texts, str_equal(value, STR("1")) ? STR(WORD_YES) : STR(WORD_NO));
        break;
    case CELL_ERROR:
        sheet_fault(s, SAY_CELL_ERROR, value);
        break;
    case CELL_DAY:
        add_day(s, value);
        break;
    case CELL_NUMBER:
        add_number(s, value);
        break;
    }
}

/* Characters that moved are brought to their place; control characters, which XML carries as
 * escapes, are replaced and told. */
static void clean_text(Sheet *s, size_t before)
{
    Str text = str_from(buf_str(&s->texts), before);
    bool control = false, moved = memchr(text.ptr, 0xEE, text.len) != NULL;
    for (size_t i = 0; i < text.len && !control; i++)
        control = byte_is_control(text.ptr[i]);
    if (!control && !moved) return;
    uint32_t c;
    s->value.len = 0;
    for (size_t at = 0; utf8_next(text, &at, &c);)
        buf_code_point(&s->value,
                       c < 0x20 && byte_is_control((char)c) ? 0xFFFD : private_use_moved(c));
    s->texts.len = before;
    buf_add(&s->texts, buf_str(&s->value));
    if (control) sheet_fault(s, SAY_CSV_CONTROL, buf_str(&s->value));
}

static void cell_close(Sheet *s)
{
    size_t before = s->texts.len;
    Str value = buf_str(&s->value);
    if (value.len)
        add_value(s, value);
    else if (s->has_formula)
        sheet_fault(s, SAY_CELL_FORMULA, value);
    if (s->texts.len > before) {
        clean_text(s, before);
        s->filled = true;
    }
}

static void row_close(Sheet *s)
{
    s->in_row = false;
    if (s->filled) xml_pause(s->xml);
}

static void sheet_close(void *context, Str name)
{
    Sheet *s = context;
    if (str_equal(name, STR("c")) && s->in_row)
        cell_close(s);
    else if (str_equal(name, STR("v")) || str_equal(name, STR("t")))
        s->in_value = false;
    else if (str_equal(name, STR("row")) && s->in_row)
        row_close(s);
    else if (str_equal(name, STR("rPh")))
        s->in_phonetic = false;
}

static void sheet_text(void *context, Str text)
{
    Sheet *s = context;
    if (!s->in_value || !s->in_row) return;
    if (s->texts.len + s->value.len + text.len > ROW_BYTES)
        xml_refuse(s->xml, SAY_XLSX_BOMB);
    else
        buf_add(&s->value, text);
}

/* ---- rows --------------------------------------------------------------------------------- */

static bool xlsx_next(Table *t, TableRow *row)
{
    Sheet *s = t->reader;
    if (xml_run(s->xml) != XML_AT_PAUSE) return false;
    while (s->capacity < s->count)
        s->cells = arena_grow(t->arena, s->cells, &s->capacity, sizeof *s->cells);
    Str texts = buf_str(&s->texts);
    for (size_t i = 0; i < s->count; i++) {
        size_t end = i + 1 < s->count ? s->offsets[i + 1] : texts.len;
        s->cells[i] = (Str){texts.ptr + s->offsets[i], end - s->offsets[i]};
    }
    *row = (TableRow){.number = s->row, .cells = s->cells, .count = s->count};
    return true;
}

static TextCoding xlsx_coding(const Table *t)
{
    (void)t;
    return TEXT_UTF8;
}

bool xlsx_open(Table *t, Str sheet)
{
    static const TableKind kind = {.next = xlsx_next, .coding = xlsx_coding};
    static const XmlHandler handler = {sheet_open, sheet_close, sheet_text};
    Sheet *s = NEW(t->arena, Sheet);
    Part *part;
    *s = (Sheet){.table = t, .texts = buf_new(t->arena), .value = buf_new(t->arena)};
    t->kind = &kind;
    t->reader = s;
    TRY(workbook_open(t, sheet, &s->book));
    TRY(part_open(s->book->package, s->book->sheet, SHEET_PART, &part));
    s->xml = xml_new(t, part, &handler, s);
    return true;
}
