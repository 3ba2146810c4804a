/* Private to doc: the workshop behind pdf.h. Paragraphs become lines (prose.c), tables rows of
 * cells (pdf_table.c), and both items of one flow that is cut into pages and drawn (pdf.c).
 * Lengths are points of 1/72 inch. */
#ifndef DOC_TYPESET_H
#define DOC_TYPESET_H

#include <pango/pangocairo.h>

#include "doc/pdf.h"

#define MILLIMETRE (72.0 / 25.4)
#define PAGE_WIDTH (210 * MILLIMETRE)
#define PAGE_HEIGHT (297 * MILLIMETRE)
#define AREA_LEFT (28 * MILLIMETRE)
#define AREA_TOP (37 * MILLIMETRE)
#define AREA_WIDTH (156 * MILLIMETRE)
#define AREA_HEIGHT (225 * MILLIMETRE)
enum { LINES_OF_PAGE = 22, CHARACTERS_OF_LINE = 28 };
#define LINE_PITCH (AREA_HEIGHT / LINES_OF_PAGE)
#define CHARACTER_PITCH (AREA_WIDTH / CHARACTERS_OF_LINE)

typedef enum { FACE_BODY, FACE_SCRIPT, FACE_PLAIN, FACE_TITLE, FACE_COUNT } Face;
typedef struct {
    Face face;
    double size;    /* of the type */
    double spacing; /* between characters, besides their width */
    double pitch;   /* from line to line */
} Letter;

/* A text in one letter, measured character by character. */
typedef struct {
    size_t offset; /* in text */
    double width;  /* with the spacing */
    uint32_t code;
    bool may_break; /* a line may begin here */
    bool underlined;
} Glyph;
typedef struct {
    Letter letter;
    Str text;
    Glyph *glyphs; /* ended by one behind the text */
    size_t count;
} Prose;
/* A line of it, from glyph `from` up to `until`. */
typedef struct {
    size_t from, until;
    double width; /* as it is to be drawn, without what hangs */
    double spacing;
} ProseLine;
typedef struct {
    double measure, indent; /* indent: of the first line */
    bool even;              /* lines of about the same length, not justified */
    bool ragged;            /* not justified */
} Setting;

Prose prose_new(Pdf *p, Letter letter, const PdfSpan *spans, size_t count);
ProseLine *prose_lines(Pdf *p, const Prose *prose, const Setting *setting, size_t *count);
void prose_draw(Pdf *p, const Prose *prose, const ProseLine *line, double left, double top);
Str text_printable(Arena *arena, Str text);

/* A table, measured: rows may be more than were given, for a row higher than a page is cut. */
typedef struct {
    Prose *proses;
    ProseLine *lines;
    size_t *line_prose; /* for each line the index of its prose */
    size_t line_count;
    Prose foot;
    ProseLine *foot_lines;
    size_t foot_count;
    PdfAlign align;
    size_t column, row, span, down;
} SetCell;
typedef struct {
    double height;
    size_t first_line, line_limit; /* of every cell that begins in this row */
    bool joined;                   /* a cell goes on into the next row */
    bool last_part;
    SetCell **cells; /* by column; the same cell where it covers several */
} SetRow;
typedef struct {
    double *edges; /* columns + 1 */
    size_t columns;
    SetRow *rows;
    size_t count, headers;
    double header_height;
} SetTable;
SetTable *table_set(Pdf *p, const PdfTable *table);
/* Draws rows [from, until), which stand together on one page. */
void table_draw(Pdf *p, const SetTable *table, size_t from, size_t until, double top);
double rows_height(const SetTable *table, size_t from, size_t until);

typedef enum { ITEM_LINE, ITEM_ROW, ITEM_GAP, ITEM_BREAK } ItemKind;
typedef struct {
    ItemKind kind;
    double height, left;
    bool keep; /* on the page of the next one */
    const Prose *prose;
    ProseLine line;
    const SetTable *table;
    size_t row;
    int page; /* where it was put */
    double top;
} Item;

struct Pdf {
    Work *w;
    PdfLook look;
    PangoFontMap *fonts;
    PangoContext *context;
    cairo_surface_t *surface;
    cairo_t *cairo;
    Buf *out;
    Item *items;
    size_t item_count, item_capacity;
    PdfLine *lines;
    size_t line_count, line_capacity;
    int page, pages;
    size_t drawn, unknown; /* characters */
};
Item *item_add(Pdf *p, ItemKind kind, double height);

#endif
