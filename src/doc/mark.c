/* A file handed back with what is wrong in it: the same rows, bad cells red with the sentence as a
 * note, and all sentences of a row in a last column. All cells are texts, so nothing that was right
 * is damaged on the way; the column is left out when the file comes in again.
 *
 * Read table_marked at the end first. */
#include "doc/draft.h"
#include "doc/table_write.h"
#include "doc/words.def"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { TEXT_LIMIT = 32000, NOTE_LIMIT = 60000 };

/* ---- faults by row ------------------------------------------------------------------------ */

typedef struct {
    const Fault **items; /* by row, then column */
    size_t count, at;    /* at: the next that was not met yet */
} RowFaults;

static int by_place(const void *a, const void *b)
{
    const Fault *x = *(const Fault *const *)a, *y = *(const Fault *const *)b;
    if (x->row != y->row) return x->row < y->row ? -1 : 1;
    return x->column - y->column;
}

static RowFaults faults_by_row(Arena *arena, const Faults *faults)
{
    RowFaults r = {.items = NEW_ARRAY(arena, const Fault *, faults->count + 1)};
    for (size_t i = 0; i < faults->count; i++)
        r.items[r.count++] = &faults->items[i];
    qsort(r.items, r.count, sizeof(const Fault *), by_place);
    return r;
}

/* The faults of a row; rows are asked for in their order. */
static size_t faults_of(RowFaults *r, int64_t row, const Fault *const **out)
{
    while (r->at < r->count && r->items[r->at]->row < row)
        r->at++;
    *out = (const Fault *const *)&r->items[r->at];
    size_t count = 0;
    while (r->at + count < r->count && r->items[r->at + count]->row == row)
        count++;
    return count;
}

static bool has_error(const Fault *const *faults, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (faults[i]->level == FAULT_ERROR) return true;
    return false;
}

static Str sentences(Arena *arena, const Fault *const *faults, size_t count)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < count && out.len < NOTE_LIMIT; i++) {
        if (i) buf_add(&out, STR(WORD_FAULT_END));
        if (faults[i]->field.len) buf_format(&out, "[%.*s] ", STR_ARG(faults[i]->field));
        buf_add(&out, faults[i]->sentence);
    }
    return buf_str(&out);
}

/* ---- one row out -------------------------------------------------------------------------- */

typedef struct {
    Work *w;
    TableWriter *csv; /* or */
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *red, *yellow, *text;
    lxw_row_t next;      /* row of the sheet */
    size_t fault_column; /* 0.. */
    Arena *scratch;
    lxw_error error;
} Marker;

/* The worst that is said of a cell, and what. */
static FaultLevel cell_faults(Marker *m, const Fault *const *faults, size_t count, size_t column,
                              Str *note)
{
    FaultLevel level = FAULT_WARNING;
    Buf out = buf_new(m->scratch);
    for (size_t i = 0; i < count; i++) {
        if (faults[i]->column != (int)column + 1) continue;
        if (out.len) buf_byte(&out, '\n');
        buf_add(&out, faults[i]->sentence);
        if (faults[i]->level == FAULT_ERROR) level = FAULT_ERROR;
    }
    *note = buf_str(&out);
    return level;
}

static Str shortened(Str s, size_t limit)
{
    if (s.len <= limit) return s;
    while (limit && ((unsigned char)s.ptr[limit] & 0xC0) == 0x80)
        limit--;
    return (Str){s.ptr, limit};
}

static void note_error(Marker *m, lxw_error error)
{
    if (error != LXW_NO_ERROR && m->error == LXW_NO_ERROR) m->error = error;
}

static void mark_cell(Marker *m, size_t column, Str text, lxw_format *style)
{
    const char *cell = str_z(m->scratch, shortened(text, TEXT_LIMIT));
    lxw_col_t at = (lxw_col_t)column;
    note_error(m, text.len ? worksheet_write_string(m->sheet, m->next, at, cell, style)
                           : worksheet_write_blank(m->sheet, m->next, at, style));
}

static void mark_sheet_row(Marker *m, const TableRow *row, const Fault *const *faults, size_t count)
{
    for (size_t i = 0; i < row->count; i++) {
        if (i == m->fault_column) continue;
        Str note;
        FaultLevel level = cell_faults(m, faults, count, i, &note);
        lxw_format *style = level == FAULT_ERROR ? m->red : m->yellow;
        mark_cell(m, i, row->cells[i], note.len ? style : m->text);
        if (note.len)
            note_error(m, worksheet_write_comment(m->sheet, m->next, (lxw_col_t)i,
                                                  str_z(m->scratch, shortened(note, TEXT_LIMIT))));
    }
    if (count)
        mark_cell(m, m->fault_column, sentences(m->scratch, faults, count),
                  has_error(faults, count) ? m->red : m->yellow);
    m->next++;
}

static void mark_csv_row(Marker *m, const TableRow *row, Str last)
{
    for (size_t i = 0; i < m->fault_column; i++)
        table_cell(m->csv, i < row->count ? row->cells[i] : STR(""));
    table_cell(m->csv, last);
    table_end_row(m->csv);
}

/* ---- the file ----------------------------------------------------------------------------- */

bool is_fault_column(Str header)
{
    return str_equal(str_trim(header), STR(WORD_FAULT_COLUMN));
}

/* The column of the sentences: the one that is there already, or behind the last. */
static size_t fault_column_of(const TableRow *header)
{
    for (size_t i = 0; i < header->count; i++)
        if (is_fault_column(header->cells[i])) return i;
    return header->count;
}

static void mark_row(Marker *m, const TableRow *row, bool header, RowFaults *all)
{
    const Fault *const *faults;
    size_t count = faults_of(all, row->number, &faults);
    if (m->csv) {
        Str last = header ? STR(WORD_FAULT_COLUMN) : sentences(m->scratch, faults, count);
        mark_csv_row(m, row, last);
        return;
    }
    mark_sheet_row(m, row, faults, count);
    if (!header) return;
    m->next--;
    mark_cell(m, m->fault_column, STR(WORD_FAULT_COLUMN), m->text);
    m->next++;
}

static bool find_header(Work *w, const char *from, const MarkJob *job, size_t *column)
{
    Table *t;
    TableRow row;
    TRY(table_open_as(w, from, &job->look, &t));
    *column = 0;
    while (table_next(t, &row)) {
        size_t at = fault_column_of(&row);
        if (at > *column || row.number == job->header) *column = at;
        if (row.number >= job->header) break;
    }
    bool failed = table_failed(t);
    table_close(t);
    return !failed;
}

static bool mark_rows(Marker *m, const char *from, const MarkJob *job, int64_t *rows)
{
    Table *t;
    TableRow row;
    RowFaults all = faults_by_row(m->w->arena, job->faults);
    TRY(table_open_as(m->w, from, &job->look, &t));
    while (table_next(t, &row)) {
        const Fault *const *faults;
        size_t count = faults_of(&all, row.number, &faults);
        bool head = row.number <= job->header, error = has_error(faults, count);
        *rows += count > 0;
        if (!head && job->only_faults && !error) continue;
        if (!job->only_faults && row.number > 0 && m->next < (lxw_row_t)row.number - 1)
            m->next = (lxw_row_t)row.number - 1; /* as in the file, empty rows between */
        mark_row(m, &row, row.number == job->header, &all);
        arena_reset(m->scratch);
    }
    bool failed = table_failed(t);
    table_close(t);
    return !failed;
}

static bool marked_csv(Marker *m, const char *from, const char *to, const MarkJob *job,
                       int64_t *rows)
{
    TRY(table_create(m->w, to, TABLE_CSV_UTF8_BOM, &m->csv));
    return mark_rows(m, from, job, rows) && table_finish(m->csv);
}

static void book_styles(Marker *m)
{
    m->sheet = workbook_add_worksheet(m->book, NULL);
    m->red = workbook_add_format(m->book);
    format_set_bg_color(m->red, 0xFFC7CE);
    format_set_font_color(m->red, 0x9C0006);
    format_set_num_format(m->red, "@");
    m->yellow = workbook_add_format(m->book);
    format_set_bg_color(m->yellow, 0xFFEB9C);
    format_set_num_format(m->yellow, "@");
    m->text = workbook_add_format(m->book);
    format_set_num_format(m->text, "@"); /* so that a corrected number keeps its digits */
}

static bool marked_xlsx(Marker *m, const char *from, const char *to, const MarkJob *job,
                        int64_t *rows)
{
    Draft *draft;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    TRY(draft_open(m->w, m->w->arena, to, &draft));
    m->book = workbook_new_opt(draft->beside, &options);
    ensure(m->book);
    book_styles(m);
    if (!mark_rows(m, from, job, rows)) {
        lxw_workbook_free(m->book);
        return false;
    }
    lxw_row_t written = m->next;
    note_error(m, workbook_close(m->book));
    if (m->error != LXW_NO_ERROR)
        return refuse(m->w, ERR_FILE, SAY_XLSX_WRITE, lxw_strerror(m->error));
    return xlsx_is_whole(m->w, draft->beside, written) && draft_place(draft);
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static bool folder_takes(Work *w, const char *path)
{
    const char *end = strrchr(path, '/');
    Str folder = !end ? STR(".") : end == path ? STR("/") : (Str){path, (size_t)(end - path)};
    if (access(str_z(w->arena, folder), W_OK) == 0) return true;
    return refuse_file(w, path, errno);
}

bool table_mark_ready(Work *w, const char *from, const char *to)
{
    Str name = str_of(to);
    if (same_file(from, to)) return refuse(w, ERR_USAGE, SAY_MARK_SAME, STR_ARG(name));
    if (!str_ends(name, STR(".csv")) && !str_ends(name, STR(".xlsx")))
        return refuse(w, ERR_USAGE, SAY_MARK_KIND, STR_ARG(name));
    return folder_takes(w, to);
}

bool table_marked(Work *w, const char *from, const char *to, const MarkJob *job, int64_t *rows)
{
    *rows = 0;
    TRY(table_mark_ready(w, from, to));
    Marker m = {.w = w, .scratch = arena_new()};
    bool csv = str_ends(str_of(to), STR(".csv"));
    bool done = find_header(w, from, job, &m.fault_column) &&
                (csv ? marked_csv(&m, from, to, job, rows) : marked_xlsx(&m, from, to, job, rows));
    arena_free(m.scratch);
    return done;
}
