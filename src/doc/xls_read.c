/* Old Excel workbooks (.xls), read by freexl. The library parses hostile bytes with plain C, so it
 * runs in a process of its own with little memory, little time and nothing to write to; whatever
 * becomes of it there, here the file is damaged and no more. What comes through the pipe is not
 * trusted either.
 *
 *     'G'                                             opened; rows follow
 *     'R' row count  count × (kind length bytes)      a row that has something in it
 *     '.'                                             the end
 *     '!' sentence                                    refused; which of the sentences below
 *
 * Read child_run, then xls_next; the parent's side starts at pipe_take. */
#include "doc/cellstyle.h"
#include "doc/table.h"
#include "doc/words.def"

#include <errno.h>
#include <fcntl.h>
#include <freexl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    XLS_BYTES = 64 * 1024 * 1024,    /* of a file; one with 65,536 rows has some 20 MB */
    XLS_MEMORY = 1024 * 1024 * 1024, /* of the process that reads it */
    XLS_SECONDS = 30,
    XLS_ROWS = 65536,
    XLS_COLUMNS = 256,
    CELL_BYTES = 128 * 1024,
    PIPE_BYTES = 64 * 1024,
};
typedef enum { SENT_TEXT, SENT_NUMBER } SentKind;
typedef enum { REFUSED_DAMAGED, REFUSED_LOCKED, REFUSED_SHEET, REFUSED_COUNT } Refused;

/* ---- the process that reads --------------------------------------------------------------- */

typedef struct {
    int out;
    Buf bytes;
    const void *book;
} Child;

static _Noreturn void child_end(const Child *c)
{
    size_t sent = 0;
    while (sent < c->bytes.len) {
        ssize_t n = write(c->out, c->bytes.ptr + sent, c->bytes.len - sent);
        if (n <= 0) break;
        sent += (size_t)n;
    }
    _exit(0);
}

static void child_flush(Child *c)
{
    size_t sent = 0;
    while (sent < c->bytes.len) {
        ssize_t n = write(c->out, c->bytes.ptr + sent, c->bytes.len - sent);
        if (n <= 0) _exit(1); /* nobody reads on */
        sent += (size_t)n;
    }
    c->bytes.len = 0;
}

static void send_number(Child *c, uint32_t n)
{
    buf_add(&c->bytes, (Str){(const char *)&n, sizeof n});
}

static _Noreturn void child_refuse(Child *c, Refused why)
{
    buf_byte(&c->bytes, '!');
    send_number(c, why);
    child_end(c);
}

static void send_cell(Child *c, SentKind kind, Str text)
{
    buf_byte(&c->bytes, (char)kind);
    send_number(c, (uint32_t)text.len);
    buf_add(&c->bytes, text);
}

static bool cell_get(const Child *c, unsigned row, unsigned column, FreeXL_CellValue *out)
{
    int code = freexl_get_cell_value(c->book, row, (unsigned short)column, out);
    return code == FREEXL_OK && out->type != FREEXL_CELL_NULL;
}

static void send_value(Child *c, const FreeXL_CellValue *value)
{
    char number[40];
    int len = 0;
    switch (value->type) {
    case FREEXL_CELL_INT:
        len = snprintf(number, sizeof number, "%d", value->value.int_value);
        break;
    case FREEXL_CELL_DOUBLE:
        len = snprintf(number, sizeof number, "%.17g", value->value.double_value);
        break;
    default:
        send_cell(c, SENT_TEXT, str_of(value->value.text_value));
        return;
    }
    send_cell(c, SENT_NUMBER, (Str){number, (size_t)len});
}

static void send_row(Child *c, unsigned row, unsigned columns)
{
    FreeXL_CellValue value;
    unsigned count = 0;
    for (unsigned i = 0; i < columns; i++)
        if (cell_get(c, row, i, &value)) count = i + 1;
    if (!count) return;
    buf_byte(&c->bytes, 'R');
    send_number(c, row + 1);
    send_number(c, count);
    for (unsigned i = 0; i < count; i++) {
        if (cell_get(c, row, i, &value))
            send_value(c, &value);
        else
            send_cell(c, SENT_TEXT, STR(""));
    }
    if (c->bytes.len >= PIPE_BYTES) child_flush(c);
}

static bool sheet_size(const Child *c, unsigned *rows, unsigned *columns)
{
    unsigned short wide;
    if (freexl_worksheet_dimensions(c->book, rows, &wide) != FREEXL_OK) return false;
    *columns = wide < XLS_COLUMNS ? wide : XLS_COLUMNS;
    if (*rows > XLS_ROWS) *rows = XLS_ROWS;
    return *rows && *columns;
}

/* The sheet of a name, or the first that has cells. */
static bool select_sheet(const Child *c, Str name, unsigned *rows, unsigned *columns)
{
    unsigned count = 0;
    if (freexl_get_info(c->book, FREEXL_BIFF_SHEET_COUNT, &count) != FREEXL_OK) return false;
    for (unsigned i = 0; i < count && i < XLS_COLUMNS; i++) {
        const char *sheet = NULL;
        unsigned short index = (unsigned short)i;
        bool named = freexl_get_worksheet_name(c->book, index, &sheet) == FREEXL_OK;
        if (name.len && (!named || !str_equal(name, str_of(sheet)))) continue;
        if (freexl_select_active_worksheet(c->book, index) != FREEXL_OK) continue;
        if (sheet_size(c, rows, columns)) return true;
    }
    return false;
}

#ifndef __SANITIZE_ADDRESS__ /* whose shadow is larger than any limit */
/* Bytes of addresses that the process has from its parent: a large store may be mapped. */
static uint64_t bytes_mapped(void)
{
    char text[64];
    int64_t pages = 0;
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text) : 0;
    Str rest = {text, n > 0 ? (size_t)n : 0}, first;
    if (fd >= 0) (void)close(fd);
    bool known = str_split(&rest, ' ', &first) && str_int(first, &pages) && pages > 0;
    return known ? (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static void limit_memory(void)
{
    rlim_t limit = bytes_mapped() + XLS_MEMORY;
    (void)setrlimit(RLIMIT_AS, &(struct rlimit){limit, limit});
}
#else
static void limit_memory(void)
{
}
#endif

/* ---- names before the library reads them -------------------------------------------------- */

static uint32_t little(const uint8_t *bytes, int count)
{
    uint32_t value = 0;
    for (int i = count - 1; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

/* The sector after this one in the chain of the directory, or one that ends it. */
static uint32_t sector_after(int file, const uint8_t *head, uint32_t sector)
{
    enum { HEAD_TABLES = 109, TABLES_AT = 76 };
    uint8_t next[4];
    int shift = head[30];
    uint32_t table = sector >> (shift - 2), within = sector & ((1u << (shift - 2)) - 1);
    if (table >= HEAD_TABLES) return UINT32_MAX;
    off_t place = (off_t)(little(head + TABLES_AT + 4 * table, 4) + 1ull) << shift;
    bool read = pread(file, next, 4, place + 4 * (off_t)within) == 4;
    return read ? little(next, 4) : UINT32_MAX;
}

/* freexl believes the length of a directory's names, which have room for 64 bytes. */
static bool names_fit(int file)
{
    enum { HEAD = 512, ENTRY = 128, NAME = 64, SECTORS = 4096, LAST = 0xFFFFFF };
    uint8_t head[HEAD], entry[ENTRY];
    if (pread(file, head, HEAD, 0) != HEAD || (head[30] != 9 && head[30] != 12)) return false;
    uint32_t sector = little(head + 48, 4);
    for (int n = 0; n < SECTORS && sector <= LAST; n++) {
        off_t place = (off_t)(sector + 1ull) << head[30];
        for (off_t at = 0; at < (off_t)1 << head[30]; at += ENTRY) {
            if (pread(file, entry, ENTRY, place + at) != ENTRY) break;
            if (little(entry + NAME, 2) > NAME) return false;
        }
        sector = sector_after(file, head, sector);
    }
    return true;
}

static void child_limits(void)
{
    const struct rlimit none = {0, 0}, seconds = {XLS_SECONDS, XLS_SECONDS};
    (void)setrlimit(RLIMIT_FSIZE, &none);
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)setrlimit(RLIMIT_CPU, &seconds);
    limit_memory();
}

static _Noreturn void child_run(int in, int out, Str sheet)
{
    Child c = {.out = out, .bytes = buf_new(arena_new())};
    unsigned rows, columns, locked = 0;
    char path[40];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", in);
    child_limits();
    if (!names_fit(in) || freexl_open(path, &c.book) != FREEXL_OK)
        child_refuse(&c, REFUSED_DAMAGED);
    (void)freexl_get_info(c.book, FREEXL_BIFF_PASSWORD, &locked);
    if (locked == FREEXL_BIFF_OBFUSCATED) child_refuse(&c, REFUSED_LOCKED);
    if (!select_sheet(&c, sheet, &rows, &columns)) child_refuse(&c, REFUSED_SHEET);
    buf_byte(&c.bytes, 'G');
    for (unsigned row = 0; row < rows; row++)
        send_row(&c, row, columns);
    buf_byte(&c.bytes, '.');
    child_end(&c);
}

/* ---- the pipe ----------------------------------------------------------------------------- */

typedef struct {
    Table *table;
    int fd;
    pid_t child;
    char *bytes;
    size_t from, to; /* what is in `bytes` and not taken yet */
    Buf texts;       /* of the row at hand */
    size_t *offsets;
    Str *cells;
    int64_t row;
} Xls;

static void end_child(void *argument)
{
    Xls *x = argument;
    int status;
    if (x->fd >= 0) (void)close(x->fd);
    if (x->child > 0) {
        (void)kill(x->child, SIGKILL);
        while (waitpid(x->child, &status, 0) < 0 && errno == EINTR)
            continue;
    }
}

static bool pipe_take(Xls *x, void *to, size_t count)
{
    char *out = to;
    while (count) {
        if (x->from == x->to) {
            ssize_t n;
            do {
                n = read(x->fd, x->bytes, PIPE_BYTES);
            } while (n < 0 && errno == EINTR);
            if (n <= 0) return false;
            x->from = 0;
            x->to = (size_t)n;
        }
        size_t n = x->to - x->from < count ? x->to - x->from : count;
        memcpy(out, x->bytes + x->from, n);
        x->from += n;
        out += n;
        count -= n;
    }
    return true;
}

static bool take_number(Xls *x, uint32_t limit, uint32_t *out)
{
    return pipe_take(x, out, sizeof *out) && *out <= limit;
}

/* ---- cells -------------------------------------------------------------------------------- */

static void xls_fault(Xls *x, size_t column, const char *sentence, Str value)
{
    table_fault(
        x->table,
        &(CellFault){.row = x->row, .column = column, .value = value, .sentence = sentence});
}

/* A day with the midnight that freexl adds stays a day. */
static Str without_midnight(Str text)
{
    return text.len == 19 && str_ends(text, STR(" 00:00:00")) ? (Str){text.ptr, 10} : text;
}

static void add_text(Xls *x, size_t column, Str text)
{
    size_t at = 0;
    uint32_t c;
    bool control = false;
    text = without_midnight(text);
    while (at < text.len) {
        if (!utf8_next(text, &at, &c)) {
            c = 0xFFFD;
            at++;
        }
        bool odd = c == 0xFFFD || (c < 0x20 && byte_is_control((char)c));
        control = control || odd;
        buf_code_point(&x->texts, odd ? 0xFFFD : c);
    }
    if (control) xls_fault(x, column, SAY_CSV_CONTROL, text);
}

static void add_number(Xls *x, size_t column, Str text)
{
    bool damaged = false;
    size_t before = x->texts.len;
    if (!cell_number(text, (CellStyle){.show = SHOW_NUMBER}, false, &x->texts, &damaged))
        xls_fault(x, column, SAY_CELL_NOT_NUMBER, text);
    if (damaged) xls_fault(x, column, SAY_CELL_DIGITS, str_from(buf_str(&x->texts), before));
}

static bool take_cell(Xls *x, Arena *arena, size_t column)
{
    uint8_t kind;
    uint32_t len;
    x->offsets[column] = x->texts.len;
    if (!pipe_take(x, &kind, 1) || !take_number(x, CELL_BYTES, &len)) return false;
    char *text = NEW_ARRAY(arena, char, len + 1);
    if (!pipe_take(x, text, len)) return false;
    if (kind == SENT_NUMBER)
        add_number(x, column + 1, (Str){text, len});
    else
        add_text(x, column + 1, (Str){text, len});
    return true;
}

static bool take_row(Xls *x, TableRow *row)
{
    uint32_t number, count;
    if (!take_number(x, XLS_ROWS, &number) || !take_number(x, XLS_COLUMNS, &count)) return false;
    if (number <= x->row || !count) return false;
    x->row = number;
    x->texts.len = 0;
    Arena *scratch = arena_new();
    bool whole = true;
    for (size_t i = 0; i < count && whole; i++)
        whole = take_cell(x, scratch, i);
    arena_free(scratch);
    if (!whole) return false;
    x->offsets[count] = x->texts.len;
    for (size_t i = 0; i < count; i++)
        x->cells[i] = (Str){x->texts.ptr + x->offsets[i], x->offsets[i + 1] - x->offsets[i]};
    *row = (TableRow){.number = x->row, .cells = x->cells, .count = count};
    return true;
}

/* ---- rows --------------------------------------------------------------------------------- */

/* What ends the reading: always false. */
static bool xls_end(Table *t, char mark)
{
    static const char *const sentences[REFUSED_COUNT] = {SAY_XLS_DAMAGED, SAY_XLSX_LOCKED,
                                                         SAY_XLSX_NO_SHEET};
    uint32_t why = REFUSED_DAMAGED;
    if (mark == '.') return false;
    if (mark == '!' && !take_number(t->reader, REFUSED_COUNT - 1, &why)) why = REFUSED_DAMAGED;
    return table_refuse(t, sentences[why]);
}

static bool xls_next(Table *t, TableRow *row)
{
    Xls *x = t->reader;
    char mark = 0;
    if (pipe_take(x, &mark, 1) && mark == 'R' && take_row(x, row)) return true;
    return xls_end(t, mark);
}

static TextCoding xls_coding(const Table *t)
{
    (void)t;
    return TEXT_UTF8;
}

/* A file for the library to open: the source itself, or memory put where a path can name it. */
static int file_of(Table *t)
{
    if (t->source.fd >= 0) return t->source.fd;
    int fd = memfd_create("xls", MFD_CLOEXEC);
    size_t sent = 0;
    while (fd >= 0 && sent < t->source.bytes.len) {
        ssize_t n = write(fd, t->source.bytes.ptr + sent, t->source.bytes.len - sent);
        if (n <= 0) break;
        sent += (size_t)n;
    }
    return fd;
}

static bool start_child(Table *t, Xls *x, Str sheet)
{
    int ends[2], file = file_of(t);
    bool ready = file >= 0 && pipe2(ends, O_CLOEXEC) == 0;
    x->child = ready ? fork() : -1;
    if (x->child == 0) child_run(file, ends[1], sheet);
    if (file >= 0 && file != t->source.fd) (void)close(file);
    if (!ready) return table_refuse(t, SAY_FILE_READ);
    (void)close(ends[1]);
    x->fd = ends[0];
    return x->child > 0 ? true : table_refuse(t, SAY_FILE_READ);
}

bool xls_open(Table *t, Str sheet)
{
    static const TableKind kind = {.next = xls_next, .coding = xls_coding};
    off_t size = t->source.fd >= 0 ? lseek(t->source.fd, 0, SEEK_END) : (off_t)t->source.bytes.len;
    if (size < 0 || size > XLS_BYTES) return table_refuse(t, SAY_XLSX_BOMB);
    Xls *x = NEW(t->arena, Xls);
    *x = (Xls){.table = t,
               .fd = -1,
               .bytes = NEW_ARRAY(t->arena, char, PIPE_BYTES),
               .texts = buf_new(t->arena),
               .offsets = NEW_ARRAY(t->arena, size_t, XLS_COLUMNS + 1),
               .cells = NEW_ARRAY(t->arena, Str, XLS_COLUMNS)};
    t->kind = &kind;
    t->reader = x;
    arena_on_free(t->arena, end_child, x);
    TRY(start_child(t, x, sheet));
    char mark = 0;
    return pipe_take(x, &mark, 1) && mark == 'G' ? true : xls_end(t, mark == '.' ? 0 : mark);
}
