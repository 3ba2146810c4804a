/* CSV out: comma, CRLF, quotes where needed, the guard against formulas (table_write.c). UTF-8 with
 * or without BOM, or GB18030. Rows gather in a chunk that is converted and written when it is full;
 * a chunk always ends with a row, so no character is cut. */
#include "doc/table.h"
#include "doc/table_write.h"
#include "doc/words.def"

#include <string.h>

enum { CHUNK = 128 * 1024 };

typedef struct {
    Buf chunk;
    size_t row_start; /* in the chunk */
    bool gb18030;
} CsvWriter;

static bool needs_quotes(Str s)
{
    if (s.len == 0) return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == ',' || c == '"' || c == '\n' || c == '\r' || c == ';' || c == '\t') return true;
    }
    return s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ';
}

static void add_quoted(Buf *out, Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"') buf_byte(out, '"');
        buf_byte(out, s.ptr[i]);
    }
}

static void csv_text(TableWriter *t, Str text)
{
    CsvWriter *c = t->writer;
    Buf *out = &c->chunk;
    bool quoted = needs_quotes(text);
    if (t->column > 0) buf_byte(out, ',');
    if (quoted) buf_byte(out, '"');
    if (cell_is_formula(text) || cell_is_guarded(text)) buf_byte(out, '\'');
    if (quoted)
        add_quoted(out, text);
    else
        buf_add(out, text);
    if (quoted) buf_byte(out, '"');
}

static void csv_integer(TableWriter *t, int64_t value)
{
    CsvWriter *c = t->writer;
    buf_format(&c->chunk, t->column > 0 ? ",%lld" : "%lld", (long long)value);
}

static void csv_money(TableWriter *t, Money value)
{
    CsvWriter *c = t->writer;
    uint64_t fen = value.fen < 0 ? 0 - (uint64_t)value.fen : (uint64_t)value.fen;
    buf_format(&c->chunk, "%s%s%llu.%02llu", t->column > 0 ? "," : "", value.fen < 0 ? "-" : "",
               (unsigned long long)(fen / 100), (unsigned long long)(fen % 100));
}

static void csv_date(TableWriter *t, Date value)
{
    CsvWriter *c = t->writer;
    int year, month, day;
    if (t->column > 0) buf_byte(&c->chunk, ',');
    if (value.days == DATE_NONE.days) return;
    date_parts(value, &year, &month, &day);
    buf_format(&c->chunk, "%04d-%02d-%02d", year, month, day);
}

static bool flush_chunk(TableWriter *t)
{
    CsvWriter *c = t->writer;
    Str bytes = buf_str(&c->chunk);
    Arena *scratch = arena_new();
    bool ok = true;
    if (c->gb18030 && bytes.len > 0) {
        ok = text_to_gb18030(scratch, bytes, &bytes);
        if (!ok) fail(t->w, ERR_INPUT, "text for a GB18030 file is not UTF-8");
    }
    ok = ok && draft_write(t->draft, bytes);
    arena_free(scratch);
    c->chunk.len = 0;
    return ok;
}

static void csv_end_row(TableWriter *t)
{
    CsvWriter *c = t->writer;
    bool blank = c->chunk.len == c->row_start; /* a lone empty cell would read as a blank line */
    buf_add(&c->chunk, blank ? STR("\"\"\r\n") : STR("\r\n"));
    if (c->chunk.len >= CHUNK) t->failed = !flush_chunk(t);
    c->row_start = c->chunk.len;
}

bool csv_create(TableWriter *t, TableFormat format)
{
    static const WriterKind kind = {.text = csv_text,
                                    .integer = csv_integer,
                                    .money = csv_money,
                                    .date = csv_date,
                                    .end_row = csv_end_row,
                                    .finish = flush_chunk};
    CsvWriter *c = NEW(t->arena, CsvWriter);
    t->kind = &kind;
    t->writer = c;
    c->chunk = buf_new(t->arena);
    c->gb18030 = format == TABLE_CSV_GB18030;
    if (format == TABLE_CSV_UTF8_BOM) buf_add(&c->chunk, STR("\xEF\xBB\xBF"));
    c->row_start = c->chunk.len;
    return true;
}
