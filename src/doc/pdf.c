/* Papers as PDF: pdf_text and its kin add items to a flow, pdf_finish cuts the flow into pages and
 * draws them with cairo. Read flow_paginate first. Dates inside the file come from the clock of the
 * work, fonts are embedded as subsets, and texts can be searched and copied. */
#include "doc/pdf.h"

#include <cairo-pdf.h>

#include "doc/pdf_words.def"
#include "doc/typeset.h"

typedef struct {
    Letter letter;
    int indent; /* in characters, of the first line */
    PdfAlign align;
    bool even, keep;
} Style;
#define SIZE_THREE(face)                                                                           \
    {                                                                                              \
        face, 16, CHARACTER_PITCH - 16, LINE_PITCH                                                 \
    }
static const Style STYLES[PDF_STYLE_COUNT] = {
    [PDF_TITLE] = {{FACE_TITLE, 22, 0, LINE_PITCH * 1.2}, 0, PDF_MIDDLE, true, true},
    [PDF_NUMBER] = {SIZE_THREE(FACE_BODY), 0, PDF_MIDDLE, true, true},
    [PDF_TO] = {SIZE_THREE(FACE_BODY), 0, PDF_LEFT, false, true},
    [PDF_BODY] = {SIZE_THREE(FACE_BODY), 2, PDF_LEFT, false, false},
    [PDF_HEADING] = {SIZE_THREE(FACE_PLAIN), 2, PDF_LEFT, false, true},
    [PDF_SUBHEADING] = {SIZE_THREE(FACE_SCRIPT), 2, PDF_LEFT, false, true},
    [PDF_NOTE] = {{FACE_BODY, 12, 0, 20}, 0, PDF_LEFT, false, false},
    [PDF_CAPTION] = {{FACE_BODY, 12, 0, 20}, 0, PDF_LEFT, false, true},
    [PDF_SIGN] = {SIZE_THREE(FACE_BODY), 0, PDF_AT_RIGHT, true, false},
};
enum { SEAL_INDENT = 4, SIGN_INDENT = 2, SEAL_GAP = 2, TABLE_GAP = 5 };

#ifdef __SANITIZE_ADDRESS__
/* fontconfig keeps its cache for the process, and cairo 1.16 loses a table of each CFF subset. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig.so\nleak:libcairo.so\n";
}
const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
#endif

/* ---- begin -------------------------------------------------------------------------------- */

static void pdf_close(void *of)
{
    Pdf *p = of;
    if (p->cairo) cairo_destroy(p->cairo);
    if (p->surface) cairo_surface_destroy(p->surface);
    g_object_unref(p->context);
    g_object_unref(p->fonts);
}

Pdf *pdf_new(Work *w, const PdfLook *look)
{
    Pdf *p = NEW(w->arena, Pdf);
    p->w = w;
    p->look = *look;
    p->fonts = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(p->fonts), 72);
    p->context = pango_font_map_create_context(p->fonts);
    arena_on_free(w->arena, pdf_close, p);
    pango_context_set_language(p->context, pango_language_from_string("zh-cn"));
    pango_context_set_base_dir(p->context, PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(p->context, FALSE);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(p->context, options);
    cairo_font_options_destroy(options);
    return p;
}

/* ---- the flow ----------------------------------------------------------------------------- */

Item *item_add(Pdf *p, ItemKind kind, double height)
{
    if (p->item_count == p->item_capacity)
        p->items = arena_grow(p->w->arena, p->items, &p->item_capacity, sizeof *p->items);
    Item *item = &p->items[p->item_count++];
    *item = (Item){.kind = kind, .height = height};
    return item;
}

static double text_left(const Style *style, const ProseLine *line, bool first)
{
    double room = AREA_WIDTH - line->width;
    if (style->align == PDF_MIDDLE) return room / 2;
    if (style->align == PDF_AT_RIGHT) return room - SIGN_INDENT * CHARACTER_PITCH;
    return first ? style->indent * CHARACTER_PITCH : 0;
}

static void paragraph(Pdf *p, PdfStyle style, const PdfSpan *spans, size_t count)
{
    const Style *s = &STYLES[style];
    Setting setting = {
        .measure = AREA_WIDTH, .indent = s->indent * CHARACTER_PITCH, .even = s->even};
    if (s->align == PDF_AT_RIGHT) setting.measure -= 2 * SIGN_INDENT * CHARACTER_PITCH;
    Prose *prose = NEW(p->w->arena, Prose);
    *prose = prose_new(p, s->letter, spans, count);
    size_t line_count = 0;
    ProseLine *lines = prose_lines(p, prose, &setting, &line_count);
    for (size_t i = 0; i < line_count; i++) {
        Item *item = item_add(p, ITEM_LINE, s->letter.pitch);
        item->prose = prose;
        item->line = lines[i];
        item->left = text_left(s, &lines[i], i == 0);
        /* no first or last line of a paragraph alone */
        item->keep = s->keep || (line_count > 1 && (i == 0 || i + 2 == line_count));
    }
}

/* A line feed within a span begins another paragraph. */
void pdf_spans(Pdf *p, PdfStyle style, const PdfSpan *spans, size_t count)
{
    size_t feeds = 0, gathered = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < spans[i].text.len; k++)
            feeds += spans[i].text.ptr[k] == '\n';
    PdfSpan *parts = NEW_ARRAY(p->w->arena, PdfSpan, count + feeds + 1);
    for (size_t i = 0; i < count; i++) {
        Str rest = spans[i].text;
        for (ptrdiff_t at; (at = str_find(rest, STR("\n"))) >= 0;) {
            parts[gathered++] = (PdfSpan){{rest.ptr, (size_t)at}, spans[i].underlined};
            paragraph(p, style, parts, gathered);
            rest = str_from(rest, (size_t)at + 1);
            gathered = 0;
        }
        parts[gathered++] = (PdfSpan){rest, spans[i].underlined};
    }
    paragraph(p, style, parts, gathered);
}

void pdf_text(Pdf *p, PdfStyle style, Str text)
{
    pdf_spans(p, style, &(PdfSpan){.text = text}, 1);
}

void pdf_gap(Pdf *p, int lines)
{
    item_add(p, ITEM_GAP, lines * LINE_PITCH)->keep = true;
}

void pdf_break(Pdf *p)
{
    item_add(p, ITEM_BREAK, 0);
}

/* Tables in a row join; a seal hangs on to the last row. */
static void table_gap_drop(Pdf *p)
{
    size_t n = p->item_count;
    if (n > 1 && p->items[n - 1].kind == ITEM_GAP && p->items[n - 2].kind == ITEM_ROW)
        p->item_count--;
}

void pdf_seal(Pdf *p, Str organisation, Str date)
{
    table_gap_drop(p);
    size_t last = p->item_count;
    if (last > 0) p->items[last - 1].keep = true;
    pdf_gap(p, SEAL_GAP);
    last = p->item_count;
    pdf_spans(p, PDF_SIGN, &(PdfSpan){.text = organisation}, 1);
    size_t dated = p->item_count;
    pdf_spans(p, PDF_SIGN, &(PdfSpan){.text = date}, 1);
    if (dated == p->item_count) return;
    Item *day = &p->items[dated];
    double middle = AREA_WIDTH - SEAL_INDENT * CHARACTER_PITCH - day->line.width / 2;
    for (size_t i = last; i < dated; i++) {
        double most = AREA_WIDTH - p->items[i].line.width / 2;
        if (middle > most) middle = most;
    }
    for (size_t i = last; i < p->item_count; i++) {
        p->items[i].left = middle - p->items[i].line.width / 2;
        p->items[i].keep = i + 1 < p->item_count;
    }
}

void pdf_table(Pdf *p, const PdfTable *table)
{
    if (table->count == 0 || table->columns == 0) return;
    const SetTable *set = table_set(p, table);
    table_gap_drop(p);
    bool below_text = p->item_count > 0 && p->items[p->item_count - 1].kind == ITEM_LINE;
    if (below_text) item_add(p, ITEM_GAP, TABLE_GAP)->keep = p->items[p->item_count - 2].keep;
    for (size_t r = 0; r < set->count; r++) {
        Item *item = item_add(p, ITEM_ROW, set->rows[r].height);
        item->table = set;
        item->row = r;
        item->keep = set->rows[r].joined || r < set->headers;
    }
    item_add(p, ITEM_GAP, TABLE_GAP);
}

/* ---- pages -------------------------------------------------------------------------------- */

/* The item and those it is kept with. */
static size_t chain_end(const Pdf *p, size_t at)
{
    while (at + 1 < p->item_count && p->items[at].keep && p->items[at + 1].kind != ITEM_BREAK)
        at++;
    return at + 1;
}

static double chain_height(const Pdf *p, size_t from, size_t until)
{
    double height = 0;
    for (size_t i = from; i < until; i++)
        height += p->items[i].height;
    return height;
}

/* What stands again above a row that begins a page. */
static double repeated(const Item *item)
{
    bool again = item->kind == ITEM_ROW && item->row >= item->table->headers;
    return again ? item->table->header_height : 0;
}

/* Chains stay together unless a whole page is too short for them. */
static void flow_paginate(Pdf *p)
{
    double used = 0;
    int page = 1;
    for (size_t at = 0; at < p->item_count;) {
        size_t end = chain_end(p, at);
        double height = chain_height(p, at, end);
        const double most = AREA_HEIGHT + 0.01;
        if (height + repeated(&p->items[at]) > most) {
            end = at + 1;
            height = p->items[at].height;
        }
        bool turn = p->items[at].kind == ITEM_BREAK || used + height > most;
        if (turn && used > 0) {
            page++;
            used = repeated(&p->items[at]);
        }
        for (; at < end; at++) {
            Item *item = &p->items[at];
            item->page = page;
            item->top = AREA_TOP + used;
            if (item->kind != ITEM_GAP || used > 0) used += item->height;
        }
    }
    p->pages = page;
}

/* 7 mm below the type area; odd pages at the right, even ones at the left, one character in. */
static void number_draw(Pdf *p)
{
    if (p->look.no_number && p->pages == 1) return;
    const Letter letter = {FACE_BODY, 14, 0, 14};
    Str text = format(p->w->arena, SAY_PAGE_NUMBER, p->page);
    Prose prose = prose_new(p, letter, &(PdfSpan){.text = text}, 1);
    ProseLine line = {0, prose.count, 0, 0};
    for (size_t i = 0; i < prose.count; i++)
        line.width += prose.glyphs[i].width;
    double left = p->page % 2 ? AREA_WIDTH - letter.size - line.width : letter.size;
    double top = AREA_TOP + AREA_HEIGHT + 7 * MILLIMETRE;
    prose_draw(p, &prose, &line, AREA_LEFT + left, top);
}

static size_t rows_draw(Pdf *p, size_t at)
{
    const Item *first = &p->items[at];
    size_t end = at + 1;
    while (end < p->item_count && p->items[end].kind == ITEM_ROW &&
           p->items[end].table == first->table && p->items[end].page == first->page)
        end++;
    bool again = first->row >= first->table->headers && first->row > 0;
    if (again && first->table->headers)
        table_draw(p, first->table, 0, first->table->headers,
                   first->top - first->table->header_height);
    table_draw(p, first->table, first->row, first->row + (end - at), first->top);
    return end;
}

static void page_draw(Pdf *p, size_t *at)
{
    while (*at < p->item_count && p->items[*at].page == p->page) {
        const Item *item = &p->items[*at];
        if (item->kind == ITEM_ROW) {
            *at = rows_draw(p, *at);
            continue;
        }
        if (item->kind == ITEM_LINE)
            prose_draw(p, item->prose, &item->line, AREA_LEFT + item->left, item->top);
        (*at)++;
    }
    number_draw(p);
    cairo_show_page(p->cairo);
}

/* ---- the file ----------------------------------------------------------------------------- */

static cairo_status_t write_bytes(void *of, const unsigned char *bytes, unsigned length)
{
    Pdf *p = of;
    buf_add(p->out, (Str){(const char *)bytes, length});
    return CAIRO_STATUS_SUCCESS;
}

static void metadata_set(Pdf *p)
{
    Arena *arena = p->w->arena;
    Str title = text_printable(arena, p->look.title);
    int64_t of_day = (p->w->now + 8 * 3600) % 86400, hours = of_day / 3600;
    Str day = date_text(arena, work_today(p->w));
    Str when = format(arena, "%.*sT%02d:%02d:%02d+08:00", STR_ARG(day), (int)hours,
                      (int)(of_day / 60 % 60), (int)(of_day % 60));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, str_z(arena, title));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Doudi");
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, str_z(arena, when));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_MOD_DATE, str_z(arena, when));
}

bool pdf_finish(Pdf *p, Buf *out)
{
    p->out = out;
    p->surface = cairo_pdf_surface_create_for_stream(write_bytes, p, PAGE_WIDTH, PAGE_HEIGHT);
    metadata_set(p);
    p->cairo = cairo_create(p->surface);
    flow_paginate(p);
    size_t at = 0;
    for (p->page = 1; p->page <= p->pages; p->page++)
        page_draw(p, &at);
    cairo_surface_finish(p->surface);
    cairo_status_t status = cairo_status(p->cairo);
    if (status == CAIRO_STATUS_NO_MEMORY) memory_exhausted();
    if (status != CAIRO_STATUS_SUCCESS)
        return fail(p->w, ERR_STATE, "cairo: %s", cairo_status_to_string(status));
    /* a few rare characters may be missing, all of them only where there is no Chinese font */
    if (p->unknown * 2 > p->drawn) return refuse(p->w, ERR_STATE, SAY_NO_FONTS);
    return true;
}

const PdfLine *pdf_lines(const Pdf *p, size_t *count)
{
    *count = p->line_count;
    return p->lines;
}

int pdf_pages(const Pdf *p)
{
    return p->pages;
}

size_t pdf_unknown(const Pdf *p)
{
    return p->unknown;
}
