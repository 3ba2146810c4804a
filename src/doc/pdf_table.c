/* Tables: table_set finds which cell covers which square and how high each row must be, table_draw
 * draws the rows that stand together on one page. A cell that goes over several rows keeps them
 * together where a page allows it; where not, its text is repeated on the next page. A row higher
 * than a page is cut at a line of text. */
#include "doc/typeset.h"

#include <string.h>

static const Letter CELL = {FACE_BODY, 12, 0, 17.5};
static const Letter CELL_STRONG = {FACE_PLAIN, 12, 0, 17.5};
enum { PADDING = 4, MARGIN = 3 }; /* beside, and above and below the text of a cell */
static const double THIN = 0.5, THICK = 1.0;

double rows_height(const SetTable *table, size_t from, size_t until)
{
    double height = 0;
    for (size_t i = from; i < until; i++)
        height += table->rows[i].height;
    return height;
}

/* ---- cells -------------------------------------------------------------------------------- */

static size_t lines_of(Str text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    return count;
}

static void line_of_prose(Arena *arena, SetCell *cell, const ProseLine *line, size_t prose)
{
    size_t at = cell->line_count++;
    /* rooms double: a power of two is full */
    if ((at & (at - 1)) == 0) {
        size_t room = at ? at * 2 : 1;
        ProseLine *lines = NEW_ARRAY(arena, ProseLine, room);
        size_t *proses = NEW_ARRAY(arena, size_t, room);
        if (at) {
            memcpy(lines, cell->lines, at * sizeof *lines);
            memcpy(proses, cell->line_prose, at * sizeof *proses);
        }
        cell->lines = lines;
        cell->line_prose = proses;
    }
    cell->lines[at] = *line;
    cell->line_prose[at] = prose;
}

static void cell_set(Pdf *p, const PdfCell *given, SetCell *cell, double width)
{
    Letter letter = given->strong ? CELL_STRONG : CELL;
    Setting setting = {.measure = width - 2 * PADDING, .ragged = given->align != PDF_LEFT};
    cell->align = given->align;
    cell->proses = NEW_ARRAY(p->w->arena, Prose, lines_of(given->text));
    Str rest = given->text, part;
    for (size_t i = 0; str_split(&rest, '\n', &part); i++) {
        size_t count = 0;
        cell->proses[i] = prose_new(p, letter, &(PdfSpan){.text = part}, 1);
        ProseLine *lines = prose_lines(p, &cell->proses[i], &setting, &count);
        for (size_t k = 0; k < count; k++)
            line_of_prose(p->w->arena, cell, &lines[k], i);
        if (count == 0) line_of_prose(p->w->arena, cell, &(ProseLine){0}, i);
    }
    cell->foot = prose_new(p, CELL, &(PdfSpan){.text = given->foot}, 1);
    setting.ragged = true;
    cell->foot_lines = prose_lines(p, &cell->foot, &setting, &cell->foot_count);
}

static double cell_height(const SetCell *cell)
{
    size_t lines = cell->line_count + cell->foot_count;
    return (double)(lines ? lines : 1) * CELL.pitch + 2 * MARGIN;
}

/* ---- the squares -------------------------------------------------------------------------- */

static void cover(SetTable *set, SetCell *cell)
{
    for (size_t r = cell->row; r < cell->row + cell->down; r++)
        for (size_t c = cell->column; c < cell->column + cell->span; c++)
            set->rows[r].cells[c] = cell;
    for (size_t r = cell->row; r + 1 < cell->row + cell->down; r++)
        set->rows[r].joined = true;
}

static size_t at_most(int wanted, size_t most)
{
    size_t n = wanted > 1 ? (size_t)wanted : 1;
    return n < most ? n : most;
}

/* Puts a row's cells into the squares that no cell from above covers. */
static void row_place(Pdf *p, const PdfTable *table, SetTable *set, size_t r)
{
    const PdfRow *row = &table->rows[r];
    size_t column = 0;
    static const PdfCell NOTHING = {0};
    for (size_t i = 0; column < set->columns; i++) {
        while (column < set->columns && set->rows[r].cells[column])
            column++;
        if (column == set->columns) break;
        const PdfCell *given = i < row->count ? &row->cells[i] : &NOTHING;
        SetCell *cell = NEW(p->w->arena, SetCell);
        cell->row = r;
        cell->column = column;
        cell->down = at_most(given->down, table->count - r);
        cell->span = 1;
        size_t most = at_most(given->span, set->columns - column);
        while (cell->span < most && !set->rows[r].cells[column + cell->span])
            cell->span++;
        cell_set(p, given, cell, set->edges[column + cell->span] - set->edges[column]);
        cover(set, cell);
        column += cell->span;
    }
}

static void rows_measure(const PdfTable *table, SetTable *set)
{
    for (size_t r = 0; r < set->count; r++) {
        SetRow *row = &set->rows[r];
        int tall = table->rows[r].tall > 1 ? table->rows[r].tall : 1;
        row->height = tall * CELL.pitch + 2 * MARGIN;
        for (size_t c = 0; c < set->columns; c++) {
            const SetCell *cell = row->cells[c];
            if (cell->row + cell->down - 1 != r || cell->column != c) continue;
            double lack = cell_height(cell) - rows_height(set, cell->row, r + 1);
            if (lack > 0) row->height += lack;
        }
    }
}

/* ---- rows higher than a page -------------------------------------------------------------- */

static size_t longest_cell(const SetTable *set, size_t r)
{
    size_t most = 0;
    for (size_t c = 0; c < set->columns; c++) {
        const SetCell *cell = set->rows[r].cells[c];
        size_t lines = cell->line_count + cell->foot_count;
        if (lines > most) most = lines;
    }
    return most;
}

/* A row that does not fit on a page becomes several; each shows its share of every cell's lines. */
static void rows_cut(Pdf *p, SetTable *set)
{
    double room = AREA_HEIGHT - set->header_height - 2 * MARGIN;
    size_t limit = room > CELL.pitch ? (size_t)(room / CELL.pitch) : 1, total = 0;
    for (size_t r = 0; r < set->count; r++)
        total += longest_cell(set, r) / limit + 1;
    SetRow *rows = NEW_ARRAY(p->w->arena, SetRow, total);
    size_t count = 0;
    for (size_t r = 0; r < set->count; r++) {
        SetRow *row = &set->rows[r];
        bool cut = row->height > (double)limit * CELL.pitch + 2 * MARGIN && r >= set->headers;
        size_t lines = cut ? longest_cell(set, r) : 0, shown = 0;
        row->line_limit = SIZE_MAX;
        for (; cut && shown + limit < lines; shown += limit) {
            rows[count] = *row;
            rows[count].first_line = shown;
            rows[count].line_limit = limit;
            rows[count].joined = false;
            rows[count++].height = (double)limit * CELL.pitch + 2 * MARGIN;
        }
        rows[count] = *row;
        rows[count].first_line = shown;
        rows[count].last_part = true;
        if (cut) rows[count].height = (double)(lines - shown) * CELL.pitch + 2 * MARGIN;
        count++;
    }
    set->rows = rows;
    set->count = count;
}

SetTable *table_set(Pdf *p, const PdfTable *table)
{
    Arena *arena = p->w->arena;
    SetTable *set = NEW(arena, SetTable);
    int whole = 0;
    set->columns = table->columns;
    set->count = table->count;
    set->headers = table->headers < table->count ? table->headers : 0;
    set->edges = NEW_ARRAY(arena, double, table->columns + 1);
    for (size_t i = 0; i < table->columns; i++)
        whole += table->widths[i];
    for (size_t i = 0; i < table->columns; i++)
        set->edges[i + 1] = set->edges[i] + AREA_WIDTH * table->widths[i] / whole;
    set->rows = NEW_ARRAY(arena, SetRow, table->count);
    for (size_t r = 0; r < table->count; r++)
        set->rows[r].cells = NEW_ARRAY(arena, SetCell *, table->columns);
    for (size_t r = 0; r < table->count; r++)
        row_place(p, table, set, r);
    rows_measure(table, set);
    set->header_height = rows_height(set, 0, set->headers);
    rows_cut(p, set);
    return set;
}

/* ---- drawing ------------------------------------------------------------------------------ */

typedef struct {
    double left, top, width, height;
} Box;

static double aligned(PdfAlign align, double room, double width)
{
    return align == PDF_LEFT ? 0 : align == PDF_MIDDLE ? (room - width) / 2 : room - width;
}

static void cell_draw(Pdf *p, const SetCell *cell, const SetRow *row, Box box)
{
    size_t first = row->first_line < cell->line_count ? row->first_line : cell->line_count;
    size_t count = cell->line_count - first;
    if (count > row->line_limit) count = row->line_limit;
    bool foot = cell->foot_count > 0 && row->last_part;
    double inner = box.width - 2 * PADDING, feet = foot ? (double)cell->foot_count * CELL.pitch : 0;
    double free_height = box.height - 2 * MARGIN - feet - (double)count * CELL.pitch;
    double top = box.top + MARGIN + (foot || free_height < 0 ? 0 : free_height / 2);
    for (size_t i = first; i < first + count; i++, top += CELL.pitch) {
        const Prose *prose = &cell->proses[cell->line_prose[i]];
        double left = aligned(cell->align, inner, cell->lines[i].width);
        prose_draw(p, prose, &cell->lines[i], box.left + PADDING + left, top);
    }
    top = box.top + box.height - MARGIN - feet;
    for (size_t i = 0; foot && i < cell->foot_count; i++, top += CELL.pitch) {
        double left = aligned(PDF_AT_RIGHT, inner, cell->foot_lines[i].width);
        prose_draw(p, &cell->foot, &cell->foot_lines[i], box.left + PADDING + left, top);
    }
}

static void box_draw(Pdf *p, Box box, double line)
{
    cairo_set_line_width(p->cairo, line);
    cairo_rectangle(p->cairo, box.left, box.top, box.width, box.height);
    cairo_stroke(p->cairo);
}

/* The rows of [r, until) over which the cell goes. */
static size_t rows_covered(const SetTable *table, const SetCell *cell, size_t r, size_t until)
{
    size_t end = r + 1;
    while (end < until && table->rows[end].cells[cell->column] == cell &&
           table->rows[end - 1].joined)
        end++;
    return end;
}

void table_draw(Pdf *p, const SetTable *table, size_t from, size_t until, double top)
{
    Box whole = {AREA_LEFT, top, AREA_WIDTH, rows_height(table, from, until)};
    for (size_t r = from; r < until; r++) {
        for (size_t c = 0; c < table->columns; c++) {
            const SetCell *cell = table->rows[r].cells[c];
            bool above =
                r > from && table->rows[r - 1].joined && table->rows[r - 1].cells[c] == cell;
            if (cell->column != c || above) continue;
            size_t end = rows_covered(table, cell, r, until);
            Box box = {AREA_LEFT + table->edges[c], top,
                       table->edges[c + cell->span] - table->edges[c], rows_height(table, r, end)};
            box_draw(p, box, THIN);
            cell_draw(p, cell, &table->rows[r], box);
        }
        top += table->rows[r].height;
    }
    box_draw(p, whole, THICK);
}
