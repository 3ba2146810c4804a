/* CSV (RFC 4180, as offices bend it): quotes, CRLF, LF or CR, delimiters comma, tab, semicolon or
 * the full-width semicolon, taken from the first line; UTF-8 with or without BOM, or GB18030.
 *
 * A record is found in two passes over one window of the file. The first marks where each cell
 * stands in the raw bytes, and starts over when the window ends inside a record; the second makes
 * texts of them: quotes undone, bytes decoded, the guard against formulas taken off. A cell that is
 * plain UTF-8 is not copied. Bytes of both codings can be searched for delimiters and quotes
 * directly, since no later byte of a GB18030 character is one of them; only the full-width
 * semicolon needs steps of whole characters.
 *
 * Read csv_next at the end first. */
#include "doc/gb18030.h"
#include "doc/table.h"
#include "doc/words.def"

#include <string.h>

enum {
    WINDOW = 256 * 1024,
    RECORD_LIMIT = 1024 * 1024,
    OPEN_QUOTE_LIMIT = 100, /* each costs a second look at up to a whole window */
};

typedef enum {
    CELL_QUOTED = 1,   /* text stands inside quotes */
    CELL_DOUBLED = 2,  /* contains doubled quotes */
    CELL_JUNK = 4,     /* text after the closing quote */
    CELL_HIGH = 8,     /* bytes above 7F */
    CELL_CONTROL = 16, /* control characters */
    CELL_OPEN = 32,    /* its opening quote has no partner: taken as text */
} CellFlag;

typedef struct {
    size_t start, len; /* in the window; without the outer quotes */
    unsigned flags;
} RawCell;

typedef struct {
    char *window; /* bytes [start, end) are unread */
    size_t start, end, capacity;
    bool whole; /* the file has been read to its end */
    Str delimiter;
    unsigned char stop[256]; /* bytes at which a plain run ends */
    TextCoding coding;
    bool settled; /* some byte has decided the coding */
    Gb18030 *gb;
    RawCell *raw;
    Str *cells;
    size_t count, raw_capacity, cell_capacity;
    char *decoded; /* texts of this record that could not stay in the window */
    size_t decoded_len, decoded_capacity;
    size_t open_quotes;
    int64_t number;
} Csv;

/* ---- the window --------------------------------------------------------------------------- */

/* Reads more behind what is unread; false when the device fails. */
static bool window_fill(Table *t, Csv *c)
{
    if (c->start > 0) {
        memmove(c->window, c->window + c->start, c->end - c->start);
        c->end -= c->start;
        c->start = 0;
    }
    if (c->end == c->capacity) {
        char *larger = NEW_ARRAY(t->arena, char, c->capacity * 2);
        memcpy(larger, c->window, c->end);
        c->window = larger;
        c->capacity *= 2;
    }
    ptrdiff_t n = source_read(&t->source, c->window + c->end, c->capacity - c->end);
    if (n < 0) return table_refuse(t, SAY_FILE_READ);
    c->end += (size_t)n;
    c->whole = n == 0;
    return true;
}

/* ---- first pass: where the cells stand ---------------------------------------------------- */

typedef enum { RECORD_FOUND, RECORD_CUT, RECORD_OPEN_QUOTE, RECORD_WIDE } RecordScan;

typedef struct {
    Csv *csv;
    size_t at;
    size_t literal_quote; /* the quote at this offset is text; SIZE_MAX: none */
    size_t next;          /* after the record */
} Scan;

static unsigned char byte_at(const Csv *c, size_t at)
{
    return (unsigned char)c->window[at];
}

/* Bytes of the delimiter at `at`, or 0. */
static size_t delimiter_at(const Csv *c, size_t at)
{
    Str d = c->delimiter;
    bool here = c->end - at >= d.len && memcmp(c->window + at, d.ptr, d.len) == 0;
    return here ? d.len : 0;
}

/* Bytes to step over at a stop that is neither a line end nor a delimiter. */
static size_t step_at(const Csv *c, size_t at)
{
    if (c->coding != TEXT_GB18030) return 1;
    size_t len = gb18030_length((const unsigned char *)c->window + at, c->end - at);
    return len ? len : 1;
}

/* Runs to the next delimiter or line end, or to the end of the window. */
static void scan_plain(Scan *s, RawCell *cell)
{
    Csv *c = s->csv;
    unsigned high = 0, control = 0;
    while (s->at < c->end) {
        unsigned char b = byte_at(c, s->at);
        if (!c->stop[b]) {
            high |= b;
            s->at++;
            continue;
        }
        if (b == '\n' || b == '\r' || delimiter_at(c, s->at)) break;
        control |= b < 0x20;
        high |= b;
        s->at += step_at(c, s->at);
    }
    if (high & 0x80) cell->flags |= CELL_HIGH;
    if (control) cell->flags |= CELL_CONTROL;
}

/* Inside quotes, from after the opening one to its partner; false when the window ends first. */
static bool scan_quoted(Scan *s, RawCell *cell)
{
    Csv *c = s->csv;
    cell->flags |= CELL_QUOTED;
    cell->start = ++s->at;
    unsigned high = 0, control = 0;
    for (; s->at < c->end; s->at++) {
        unsigned char b = byte_at(c, s->at);
        high |= b;
        control |= b < 0x20 && b != '\n' && b != '\r' && b != '\t';
        if (b != '"') continue;
        if (s->at + 1 == c->end && !c->whole) return false;
        if (s->at + 1 == c->end || byte_at(c, s->at + 1) != '"') break;
        cell->flags |= CELL_DOUBLED;
        s->at++;
    }
    if (s->at >= c->end) return false;
    cell->len = s->at++ - cell->start;
    if (high & 0x80) cell->flags |= CELL_HIGH;
    if (control) cell->flags |= CELL_CONTROL;
    return true;
}

static RawCell *raw_new(Table *t, Csv *c)
{
    if (c->count == c->raw_capacity)
        c->raw = arena_grow(t->arena, c->raw, &c->raw_capacity, sizeof *c->raw);
    RawCell *cell = &c->raw[c->count++];
    *cell = (RawCell){0};
    return cell;
}

/* One cell; false when its quote stays open. */
static bool scan_cell(Scan *s, RawCell *cell)
{
    Csv *c = s->csv;
    cell->start = s->at;
    bool quote = s->at < c->end && byte_at(c, s->at) == '"';
    if (!quote || s->at == s->literal_quote) {
        if (quote) cell->flags |= CELL_OPEN;
        scan_plain(s, cell);
        cell->len = s->at - cell->start;
        return true;
    }
    if (!scan_quoted(s, cell)) return false;
    size_t after = s->at;
    scan_plain(s, cell);
    if (s->at > after) { /* keep it all, quotes as they stand */
        cell->flags |= CELL_JUNK;
        cell->start--;
        cell->len = s->at - cell->start;
    }
    return true;
}

/* Steps over a line end; false when its second byte may still come. */
static bool scan_line_end(Scan *s)
{
    Csv *c = s->csv;
    bool carriage = byte_at(c, s->at++) == '\r';
    if (!carriage) return true;
    if (s->at == c->end) return c->whole;
    if (byte_at(c, s->at) == '\n') s->at++;
    return true;
}

static RecordScan scan_record(Table *t, Csv *c, size_t literal_quote, Scan *out)
{
    Scan s = {.csv = c, .at = c->start, .literal_quote = literal_quote};
    c->count = 0;
    for (;;) {
        if (c->count == CELL_LIMIT) return RECORD_WIDE;
        size_t opening = s.at;
        if (!scan_cell(&s, raw_new(t, c))) {
            *out = (Scan){.at = opening};
            return RECORD_OPEN_QUOTE;
        }
        if (s.at == c->end) break;
        size_t len = delimiter_at(c, s.at);
        if (!len) {
            if (!scan_line_end(&s)) return RECORD_CUT;
            *out = (Scan){.next = s.at};
            return RECORD_FOUND;
        }
        s.at += len;
    }
    *out = (Scan){.next = s.at};
    return c->whole ? RECORD_FOUND : RECORD_CUT;
}

/* Finds one whole record, reading on as needed; *next is the offset after it. A quote that stays
 * open to the end of the file, or for more than a record may be long, is taken as text. */
static bool find_record(Table *t, Csv *c, size_t *next)
{
    size_t literal = SIZE_MAX;
    for (;;) {
        Scan found;
        RecordScan got = scan_record(t, c, literal, &found);
        bool too_long = c->end - c->start > RECORD_LIMIT;
        if (got == RECORD_FOUND) {
            *next = found.next;
            return true;
        }
        if (got == RECORD_WIDE) return table_refuse(t, SAY_CSV_WIDE);
        if (got == RECORD_OPEN_QUOTE && (c->whole || too_long)) {
            if (++c->open_quotes > OPEN_QUOTE_LIMIT) return table_refuse(t, SAY_CSV_QUOTES);
            literal = found.at;
            continue;
        }
        if (too_long) return table_refuse(t, SAY_CSV_LONG);
        if (literal != SIZE_MAX) literal -= c->start;
        TRY(window_fill(t, c));
    }
}

/* ---- second pass: texts ------------------------------------------------------------------- */

/* The first high byte decides, together with all that stands behind it in the window. */
static void settle_coding(Table *t, Csv *c, const char *from)
{
    c->settled = true;
    Str sample = {from, (size_t)(c->window + c->end - from)};
    c->coding = text_detect(sample);
    if (c->coding == TEXT_GB18030) c->gb = gb18030_new(t->arena);
}

/* Room for texts: a malformed byte becomes the three of U+FFFD, everything else less. */
static void reserve_decoded(Table *t, Csv *c, size_t record_bytes)
{
    size_t need = record_bytes * 3 + 64;
    c->decoded_len = 0;
    if (need <= c->decoded_capacity) return;
    c->decoded_capacity = need * 2;
    c->decoded = NEW_ARRAY(t->arena, char, c->decoded_capacity);
}

static Str keep_decoded(Csv *c, size_t len)
{
    Str text = {c->decoded + c->decoded_len, len};
    c->decoded_len += len;
    return text;
}

/* Doubled quotes become one, in place. */
static size_t undouble(char *text, size_t len)
{
    size_t to = 0;
    for (size_t from = 0; from < len; from++) {
        text[to++] = text[from];
        if (text[from] == '"' && from + 1 < len && text[from + 1] == '"') from++;
    }
    return to;
}

/* UTF-8 with each malformed byte replaced, and moved characters in their place. */
static Str repair_utf8(Csv *c, Str text, size_t *malformed)
{
    char *out = c->decoded + c->decoded_len;
    size_t len = 0;
    for (size_t at = 0; at < text.len;) {
        size_t before = at;
        uint32_t code_point;
        if (utf8_next(text, &at, &code_point)) {
            len += utf8_put(out + len, private_use_moved(code_point));
        } else {
            ++*malformed;
            at = before + 1;
            len += utf8_put(out + len, 0xFFFD);
        }
    }
    return keep_decoded(c, len);
}

static Str decode_high(Table *t, Csv *c, Str text, size_t *malformed)
{
    if (!c->settled) settle_coding(t, c, text.ptr);
    if (c->coding == TEXT_GB18030) {
        char *out = c->decoded + c->decoded_len;
        return keep_decoded(c, gb18030_decode(c->gb, text, out, malformed));
    }
    if (utf8_valid(text) && !memchr(text.ptr, 0xEE, text.len)) return text;
    return repair_utf8(c, text, malformed);
}

static Str replace_controls(Csv *c, Str text)
{
    char *out = c->decoded + c->decoded_len;
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (byte_is_control(text.ptr[i]))
            len += utf8_put(out + len, 0xFFFD);
        else
            out[len++] = text.ptr[i];
    }
    return keep_decoded(c, len);
}

static void cell_faults(Table *t, Csv *c, size_t index, Str text, size_t malformed)
{
    unsigned flags = c->raw[index].flags;
    CellFault f = {.row = c->number, .column = index + 1, .value = text};
    const struct {
        bool is;
        const char *sentence;
    } found[] = {
        {malformed > 0, SAY_CSV_MALFORMED},
        {(flags & CELL_CONTROL) != 0, SAY_CSV_CONTROL},
        {(flags & CELL_OPEN) != 0, SAY_CSV_OPEN_QUOTE},
        {(flags & CELL_JUNK) != 0, SAY_CSV_AFTER_QUOTE},
    };
    for (size_t i = 0; i < COUNT_OF(found); i++) {
        f.sentence = found[i].sentence;
        if (found[i].is) table_fault(t, &f);
    }
}

static Str cell_text(Table *t, Csv *c, size_t index)
{
    RawCell *raw = &c->raw[index];
    char *start = c->window + raw->start;
    Str text = {start, raw->len};
    size_t malformed = 0;
    if ((raw->flags & CELL_DOUBLED) && !(raw->flags & CELL_JUNK))
        text.len = undouble(start, text.len);
    if (raw->flags & CELL_HIGH) text = decode_high(t, c, text, &malformed);
    if (raw->flags & CELL_CONTROL) text = replace_controls(c, text);
    if (malformed || (raw->flags & ~(unsigned)(CELL_QUOTED | CELL_DOUBLED | CELL_HIGH)))
        cell_faults(t, c, index, text, malformed);
    return cell_is_guarded(text) ? str_from(text, 1) : text;
}

static bool csv_next(Table *t, TableRow *row)
{
    Csv *c = t->reader;
    for (;;) {
        size_t next;
        if (c->start == c->end && !c->whole) TRY(window_fill(t, c));
        if (c->start == c->end && c->whole) return false;
        TRY(find_record(t, c, &next));
        c->number++;
        bool blank = c->count == 1 && c->raw[0].len == 0 && !(c->raw[0].flags & CELL_QUOTED);
        if (!blank) {
            /* controls are replaced after decoding: room for both texts */
            reserve_decoded(t, c, (next - c->start) * 4);
            c->start = next;
            break;
        }
        c->start = next;
    }
    while (c->cell_capacity < c->count)
        c->cells = arena_grow(t->arena, c->cells, &c->cell_capacity, sizeof *c->cells);
    for (size_t i = 0; i < c->count; i++)
        c->cells[i] = cell_text(t, c, i);
    *row = (TableRow){.number = c->number, .cells = c->cells, .count = c->count};
    return true;
}

/* ---- opening ------------------------------------------------------------------------------ */

/* The delimiter that stands most often, outside quotes, on the first line that has one: a title may
 * stand above the table. */
static Str detect_delimiter(const Csv *c)
{
    static const Str utf8[] = {{",", 1}, {"\t", 1}, {";", 1}, {"\xEF\xBC\x9B", 3}};
    static const Str gb18030[] = {{",", 1}, {"\t", 1}, {";", 1}, {"\xA3\xBB", 2}};
    const Str *candidates = c->coding == TEXT_GB18030 ? gb18030 : utf8;
    size_t counts[COUNT_OF(utf8)] = {0}, found = 0;
    bool quoted = false;
    for (size_t at = c->start; at < c->end; at += step_at(c, at)) {
        unsigned char b = byte_at(c, at);
        if (b == '"') quoted = !quoted;
        if (quoted) continue;
        if ((b == '\n' || b == '\r') && found) break;
        for (size_t i = 0; i < COUNT_OF(utf8); i++) {
            Str d = candidates[i];
            bool here = c->end - at >= d.len && memcmp(c->window + at, d.ptr, d.len) == 0;
            counts[i] += here;
            found += here;
        }
    }
    size_t best = 0;
    for (size_t i = 1; i < COUNT_OF(utf8); i++)
        if (counts[i] > counts[best]) best = i;
    return candidates[best];
}

static void mark_stops(Csv *c)
{
    for (int b = 0; b < 0x20; b++)
        c->stop[b] = b != '\t';
    c->stop[(unsigned char)c->delimiter.ptr[0]] = 1;
    if (c->coding == TEXT_GB18030 && c->delimiter.len > 1) memset(c->stop + 0x81, 1, 0xFF - 0x81);
}

static TextCoding csv_coding(const Table *t)
{
    return ((const Csv *)t->reader)->coding;
}

static bool has_high(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] & 0x80) return true;
    return false;
}

/* The sample is the first window; when it is all ASCII the question stays open. */
bool csv_open(Table *t)
{
    static const TableKind kind = {.next = csv_next, .coding = csv_coding};
    Csv *c = NEW(t->arena, Csv);
    t->kind = &kind;
    t->reader = c;
    bool small = t->source.fd < 0 && t->source.bytes.len < WINDOW;
    c->capacity = small ? t->source.bytes.len + 1 : WINDOW;
    c->window = NEW_ARRAY(t->arena, char, c->capacity);
    TRY(window_fill(t, c));
    Str sample = {c->window, c->end};
    c->coding = text_detect(sample);
    c->settled = has_high(sample);
    if (c->coding == TEXT_UTF8_BOM) c->start = 3;
    if (c->coding == TEXT_GB18030) c->gb = gb18030_new(t->arena);
    c->delimiter = detect_delimiter(c);
    mark_stops(c);
    return true;
}
