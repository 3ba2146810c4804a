/* Where the table of a file begins and ends. Above it stand titles ("珠山区低保名册（2024年12月）",
 * "单位：万元"), its header may have two rows with merged cells, and below or between the people
 * stand totals, signatures and the header once more on each printed page. None of these is a
 * person, and each is told.
 *
 * Read import_head: it looks ahead for the row that has the names of columns, takes the file back,
 * and starts behind that row. Then import_is_outside. */
#include "registry/import.h"
#include "registry/import_words.def"

#include <string.h>

enum { LOOK_ROWS = 12, SURE_NAMES = 2 };

typedef struct {
    TableRow rows[LOOK_ROWS];
    size_t known[LOOK_ROWS]; /* cells that name a column */
    size_t count;
} Look;

/* ---- looking ahead ------------------------------------------------------------------------ */

static Str cell_at(const TableRow *row, size_t column)
{
    return column < row->count ? str_trim(row->cells[column]) : STR("");
}

static bool is_known(const Import *im, Str cell)
{
    if (!cell.len) return false;
    return import_column_of(im->chunk->arena, &im->as, cell).role != ROLE_IGNORED;
}

static size_t filled_cells(const TableRow *row)
{
    size_t count = 0;
    for (size_t i = 0; i < row->count; i++)
        count += cell_at(row, i).len > 0;
    return count;
}

static TableRow row_copy(Arena *arena, const TableRow *row)
{
    Str *cells = NEW_ARRAY(arena, Str, row->count + 1);
    for (size_t i = 0; i < row->count; i++)
        cells[i] = str_copy(arena, row->cells[i]);
    return (TableRow){.number = row->number, .cells = cells, .count = row->count};
}

static void look_ahead(Import *im, Look *look)
{
    TableRow row;
    table_mark(im->table);
    while (look->count < LOOK_ROWS && table_next(im->table, &row)) {
        size_t i = look->count++;
        look->rows[i] = row_copy(im->w->arena, &row);
        for (size_t k = 0; k < row.count; k++)
            look->known[i] += is_known(im, cell_at(&row, k));
        if (look->known[i] >= SURE_NAMES && i > 0 && look->known[i - 1] >= SURE_NAMES) break;
    }
    table_rewind(im->table);
}

/* The first row with two names of columns or nothing else; else the one that has any; else the
 * first. */
static size_t header_index(const Look *look)
{
    size_t best = 0;
    for (size_t i = 0; i < look->count; i++) {
        bool all = look->known[i] && look->known[i] == filled_cells(&look->rows[i]);
        if (look->known[i] >= SURE_NAMES || all) return i;
        if (look->known[i] > look->known[best]) best = i;
    }
    return best;
}

/* ---- two header rows ---------------------------------------------------------------------- */

/* Whether `lower` names columns that `upper` leaves to it: a merged cell has its text in one. */
static bool completes(const Import *im, const TableRow *upper, const TableRow *lower)
{
    bool more = false;
    if (lower->number != upper->number + 1) return false;
    for (size_t i = 0; i < lower->count; i++) {
        Str below = cell_at(lower, i);
        if (!is_known(im, below)) continue;
        if (is_known(im, cell_at(upper, i))) return false; /* the same header once more */
        more = true;
    }
    return more;
}

static TableRow joined(Import *im, const TableRow *upper, const TableRow *lower)
{
    size_t count = upper->count > lower->count ? upper->count : lower->count;
    Str *cells = NEW_ARRAY(im->w->arena, Str, count + 1);
    for (size_t i = 0; i < count; i++) {
        Str above = cell_at(upper, i), below = cell_at(lower, i);
        cells[i] = !below.len || (!is_known(im, below) && is_known(im, above)) ? above : below;
    }
    return (TableRow){.number = lower->number, .cells = cells, .count = count};
}

/* ---- titles ------------------------------------------------------------------------------- */

/* "金额单位：万元" above a table holds for all of its amounts. */
static void read_title(Import *im, Str cell)
{
    static const struct {
        Str words;
        int64_t multiple;
    } units[] = {
#define UNIT(words, multiple) {{words, sizeof(words) - 1}, multiple},
        YUAN_UNITS
#undef UNIT
    };
    ptrdiff_t at = str_find(cell, STR(WORD_UNIT_IS));
    if (at < 0) return;
    Str rest = str_from(cell, (size_t)at + sizeof WORD_UNIT_IS - 1);
    Str plain = import_half_width(im->chunk->arena, rest);
    if (plain.len && plain.ptr[0] == ':') plain = str_from(plain, 1);
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (str_starts(plain, units[i].words)) im->multiple = units[i].multiple;
}

static void tell_titles(Import *im, const Look *look, size_t header)
{
    if (!header) return;
    for (size_t i = 0; i < header; i++)
        for (size_t k = 0; k < look->rows[i].count; k++)
            read_title(im, cell_at(&look->rows[i], k));
    im->row = &look->rows[0];
    if (im->multiple > 1)
        import_warning(im, -1, SAY_TITLE_UNIT, header, (long long)im->multiple);
    else
        import_warning(im, -1, SAY_TITLE, header);
}

bool import_head(Import *im, TableRow *header)
{
    Look look = {.count = 0};
    TableRow row;
    look_ahead(im, &look);
    if (!look.count) return false;
    size_t last = header_index(&look), first = last;
    *header = look.rows[last];
    if (last + 1 < look.count && completes(im, header, &look.rows[last + 1])) {
        *header = joined(im, header, &look.rows[++last]);
    } else if (first > 0 && look.known[first - 1] && completes(im, &look.rows[first - 1], header)) {
        *header = joined(im, &look.rows[--first], header);
    }
    tell_titles(im, &look, first);
    for (size_t i = 0; i <= last; i++)
        if (!table_next(im->table, &row)) return false;
    im->result->header = header->number;
    return true;
}

/* ---- rows that are nobody ----------------------------------------------------------------- */

static Str first_cell(const Import *im)
{
    for (size_t i = 0; i < im->row->count; i++) {
        Str cell = import_cell(im, (ptrdiff_t)i);
        if (cell.len) return import_half_width(im->chunk->arena, cell);
    }
    return STR("");
}

/* Something in the column that is not its own name. */
static bool has_code(const Import *im, ColumnRole role)
{
    Str cell = import_role(im, role);
    return cell.len && !str_equal(cell, im->columns[im->by_role[role]].name);
}

/* A row with half a number in it is meant to be somebody, whatever else it says. */
static bool names_somebody(const Import *im)
{
    Str number = import_role(im, ROLE_NUMBER);
    size_t digits = 0;
    for (size_t i = 0; i < number.len; i++)
        digits += number.ptr[i] >= '0' && number.ptr[i] <= '9';
    return digits >= 6 || has_code(im, ROLE_KEY) || has_code(im, ROLE_UNIT);
}

static bool is_total(Str cell)
{
    static const Str words[] = {
#define WORD(text) {text, sizeof(text) - 1},
        TOTAL_WORDS};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_starts(cell, words[i])) return true;
    return false;
}

/* "制表人：张三", "注：…" */
static bool is_signature(Str cell)
{
    static const Str words[] = {SIGNATURE_WORDS
#undef WORD
    };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!str_starts(cell, words[i])) continue;
        Str rest = str_from(cell, words[i].len);
        if (str_starts(rest, STR(WORD_PERSON))) rest = str_from(rest, sizeof WORD_PERSON - 1);
        if (!rest.len || rest.ptr[0] == ':') return true;
    }
    return false;
}

static bool is_header_again(const Import *im)
{
    size_t same = 0;
    for (size_t i = 0; i < im->column_count && i < im->row->count; i++) {
        if (im->columns[i].role == ROLE_IGNORED) continue;
        Str cell = import_cell(im, (ptrdiff_t)i);
        if (!cell.len) continue;
        if (!is_known(im, cell)) return false;
        same++;
    }
    return same > 0;
}

/* A row number printed in advance, and nothing else. */
static bool is_only_ignored(const Import *im)
{
    for (size_t i = 0; i < im->column_count && i < im->row->count; i++)
        if (im->columns[i].role != ROLE_IGNORED && import_cell(im, (ptrdiff_t)i).len) return false;
    return true;
}

bool import_is_outside(Import *im)
{
    if (names_somebody(im)) return false;
    Str first = first_cell(im);
    if (is_total(first))
        import_warning(im, -1, SAY_ROW_TOTAL);
    else if (is_signature(first))
        import_warning(im, -1, SAY_ROW_SIGNATURE);
    else if (is_header_again(im))
        import_warning(im, -1, SAY_ROW_HEADER);
    else if (is_only_ignored(im))
        import_warning(im, -1, SAY_ROW_IGNORED);
    else
        return false;
    return true;
}
