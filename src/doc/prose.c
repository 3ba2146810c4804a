/* Paragraphs into lines. prose_new measures a text character by character and notes where a line
 * may begin: the standard algorithm (UAX 14, by pango) knows that 。 does not begin a line and 「
 * does not end one; besides, a number stays with the word behind it. prose_lines fills lines: a
 * mark at the end of a line counts as half as wide, because its right half is empty, and the
 * line may be set a little tighter for it. Every line but the last is then spread to the measure
 * exactly, so that characters stand in columns. */
#include <string.h>

#include "doc/typeset.h"

/* Preferred faces come first: an office that has the real ones gets them. */
static const char *const FAMILIES[FACE_COUNT] = {
    [FACE_BODY] = "FangSong,FangSong_GB2312,STFangsong,Noto Serif CJK SC,HanaMinA,HanaMinB",
    [FACE_SCRIPT] = "KaiTi,KaiTi_GB2312,STKaiti,AR PL UKai CN,Noto Serif CJK SC,HanaMinA,HanaMinB",
    [FACE_PLAIN] = "SimHei,Noto Sans CJK SC,HanaMinA,HanaMinB",
    [FACE_TITLE] = "FZXiaoBiaoSong-B05S,Noto Serif CJK SC,HanaMinA,HanaMinB",
};
static const bool BOLD[FACE_COUNT] = {[FACE_PLAIN] = true, [FACE_TITLE] = true};
/* By how much of its size a character may be moved nearer to the next, or farther from it. */
static const double TIGHTEST = 0.022, WIDEST = 0.2;

/* ---- text --------------------------------------------------------------------------------- */

static bool is_printable(uint32_t c)
{
    if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) return false;
    if (c >= 0x200B && c <= 0x200F) return false; /* zero width, marks of direction */
    if (c >= 0x2028 && c <= 0x202E) return false;
    if (c >= 0x2060 && c <= 0x206F) return false;
    if (c >= 0xFFF0 && c <= 0xFFFB) return false;
    return c != 0xFEFF && (c & 0xFFFE) != 0xFFFE && !(c >= 0xE0000 && c <= 0xE0FFF);
}

Str text_printable(Arena *arena, Str text)
{
    Buf b = buf_new(arena);
    for (size_t at = 0; at < text.len;) {
        uint32_t c = 0;
        if (!utf8_next(text, &at, &c)) {
            at++; /* a byte that is no UTF-8 */
            continue;
        }
        if (c == '\t') c = ' ';
        if (c == '\n') c = ' ';
        if (is_printable(c)) buf_code_point(&b, c);
    }
    return buf_str(&b);
}

/* ---- measuring ---------------------------------------------------------------------------- */

static void free_object(void *object)
{
    g_object_unref(object);
}

static void free_attributes(void *attributes)
{
    pango_attr_list_unref(attributes);
}

/* A layout of one line; it ends with the arena. */
static PangoLayout *layout_of(Pdf *p, Letter letter, Str text)
{
    PangoLayout *layout = pango_layout_new(p->context);
    arena_on_free(p->w->arena, free_object, layout);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, FAMILIES[letter.face]);
    pango_font_description_set_absolute_size(font, letter.size * PANGO_SCALE);
    if (BOLD[letter.face]) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_text(layout, text.ptr, (int)text.len);
    return layout;
}

static bool is_closing(uint32_t c)
{
    static const uint32_t MARKS[] = {0x3001, 0x3002, 0x3009, 0x300B, 0x300D, 0x300F,
                                     0x3011, 0x3015, 0xFF01, 0xFF09, 0xFF0C, 0xFF1A,
                                     0xFF1B, 0xFF1F, 0xFF3D, 0xFF5D};
    for (size_t i = 0; i < COUNT_OF(MARKS); i++)
        if (MARKS[i] == c) return true;
    return false;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_han(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* A box stays with what it stands for. */
static bool in_label(uint32_t c, bool before)
{
    if (c == 0x25A1 || c == 0x2611) return true;
    return before && is_han(c);
}

/* A short place to write is not broken, a long one goes on in the next line. */
static bool in_short_blank(const Prose *prose, size_t at)
{
    const Glyph *g = prose->glyphs;
    size_t from = at, until = at;
    if (!g[at].underlined || !g[at - 1].underlined) return false;
    while (from > 0 && g[from - 1].underlined)
        from--;
    while (until < prose->count && g[until].underlined)
        until++;
    return until - from <= CHARACTERS_OF_LINE / 2;
}

static void note_breaks(PangoLayout *layout, Prose *prose)
{
    int count = 0;
    bool label = false;
    const PangoLogAttr *attrs = pango_layout_get_log_attrs_readonly(layout, &count);
    for (size_t i = 1; i < prose->count && (int)i < count; i++) {
        Glyph *g = &prose->glyphs[i];
        label = in_label(g[-1].code, label);
        bool number = is_digit(g[-1].code) && is_han(g->code);
        bool inside = in_short_blank(prose, i) || (label && is_han(g->code));
        g->may_break = attrs[i].is_line_break && !number && !inside;
    }
}

/* Widths by character. Runs come in the order of sight; a run's characters in that of reading. */
static void note_widths(PangoLayout *layout, Prose *prose)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);
        if (!run) continue;
        int *widths = NULL;
        size_t count = (size_t)run->item->num_chars, offset = (size_t)run->item->offset, first = 0;
        while (first < prose->count && prose->glyphs[first].offset < offset)
            first++;
        widths = g_new(int, count + 1);
        pango_glyph_item_get_logical_widths(run, prose->text.ptr, widths);
        for (size_t i = 0; i < count && first + i < prose->count; i++)
            prose->glyphs[first + i].width =
                (double)widths[i] / PANGO_SCALE + (widths[i] ? prose->letter.spacing : 0);
        g_free(widths);
    } while (pango_layout_iter_next_run(iter));
    pango_layout_iter_free(iter);
}

static void note_characters(Prose *prose, const PdfSpan *spans, const size_t *ends)
{
    size_t span = 0;
    for (size_t at = 0; at < prose->text.len;) {
        Glyph *g = &prose->glyphs[prose->count++];
        g->offset = at;
        ensure(utf8_next(prose->text, &at, &g->code));
        while (g->offset >= ends[span])
            span++;
        g->underlined = spans[span].underlined;
    }
    prose->glyphs[prose->count].offset = prose->text.len;
}

Prose prose_new(Pdf *p, Letter letter, const PdfSpan *spans, size_t count)
{
    Arena *arena = p->w->arena;
    Buf text = buf_new(arena);
    size_t *ends = NEW_ARRAY(arena, size_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        buf_add(&text, text_printable(arena, spans[i].text));
        ends[i] = text.len;
    }
    Prose prose = {.letter = letter, .text = buf_str(&text)};
    prose.glyphs = NEW_ARRAY(arena, Glyph, prose.text.len + 1);
    note_characters(&prose, spans, ends);
    if (prose.count == 0) return prose;
    PangoLayout *layout = layout_of(p, letter, prose.text);
    note_widths(layout, &prose);
    note_breaks(layout, &prose);
    return prose;
}

/* ---- lines -------------------------------------------------------------------------------- */

static double width_of(const Prose *prose, size_t from, size_t until)
{
    double width = 0;
    for (size_t i = from; i < until; i++)
        width += prose->glyphs[i].width;
    return width;
}

/* What the last mark of a line leaves empty at its right. */
static double hanging(const Prose *prose, size_t from, size_t until)
{
    const Glyph *last = &prose->glyphs[until - 1];
    bool wide = last->width > prose->letter.size * 0.8;
    return until > from && wide && is_closing(last->code) ? last->width / 2 : 0;
}

static size_t without_spaces(const Prose *prose, size_t from, size_t until)
{
    while (until > from && prose->glyphs[until - 1].code == ' ' &&
           !prose->glyphs[until - 1].underlined)
        until--;
    return until;
}

static bool fits(const Prose *prose, size_t from, size_t until, double measure)
{
    until = without_spaces(prose, from, until);
    if (until == from) return true;
    double width = width_of(prose, from, until);
    double slack = prose->letter.size * TIGHTEST * (double)(until - from);
    double hang = hanging(prose, from, until);
    return width <= measure + 0.01 || (hang > 0 && width - hang <= measure + slack);
}

/* Where the line that begins at `from` ends: at the last good place, else wherever it is full. */
static size_t line_end(const Prose *prose, size_t from, double measure)
{
    size_t good = from, full = from + 1;
    double width = 0, most = measure + 2 * prose->letter.size;
    for (size_t i = from + 1; i <= prose->count; i++) {
        width += prose->glyphs[i - 1].width;
        if (width > most && good > from) break;
        bool legal = i == prose->count || prose->glyphs[i].may_break;
        if (!fits(prose, from, i, measure)) {
            if (width > most) break;
            continue;
        }
        full = i;
        if (legal) good = i;
    }
    return good > from ? good : full;
}

static void justify(const Prose *prose, ProseLine *line, double measure, bool ragged)
{
    size_t until = without_spaces(prose, line->from, line->until);
    line->until = until;
    line->spacing = prose->letter.spacing;
    line->width = width_of(prose, line->from, until);
    if (until <= line->from + 1) return;
    double hang = hanging(prose, line->from, until), room = measure + hang - line->width;
    double each = room / (double)(until - line->from - 1);
    if (room > 0 && (ragged || each > prose->letter.size * WIDEST)) return;
    line->spacing += each;
    line->width = measure;
}

static double even_measure(const Prose *prose, double measure)
{
    double whole = width_of(prose, 0, prose->count);
    if (whole <= measure) return measure;
    int lines = (int)(whole / measure) + 1;
    double each = whole / lines + 2 * prose->letter.size;
    return each < measure ? each : measure;
}

ProseLine *prose_lines(Pdf *p, const Prose *prose, const Setting *setting, size_t *count)
{
    double measure = setting->even ? even_measure(prose, setting->measure) : setting->measure;
    ProseLine *lines = NEW_ARRAY(p->w->arena, ProseLine, prose->count + 1);
    *count = 0;
    for (size_t from = 0; from < prose->count;) {
        double room = *count == 0 ? measure - setting->indent : measure;
        ProseLine *line = &lines[(*count)++];
        line->from = from;
        line->until = line_end(prose, from, room);
        from = line->until;
        bool last = from == prose->count;
        justify(prose, line, room, last || setting->even || setting->ragged);
        while (from < prose->count && prose->glyphs[from].code == ' ' &&
               !prose->glyphs[from].underlined)
            from++;
    }
    return lines;
}

/* ---- drawing ------------------------------------------------------------------------------ */

static void attribute_over(PangoAttrList *list, PangoAttribute *attribute, size_t from,
                           size_t until)
{
    attribute->start_index = (guint)from;
    attribute->end_index = (guint)until;
    pango_attr_list_insert(list, attribute);
}

static PangoAttrList *attributes_of(Pdf *p, const Prose *prose, const ProseLine *line, size_t start)
{
    PangoAttrList *list = pango_attr_list_new();
    arena_on_free(p->w->arena, free_attributes, list);
    size_t end = prose->glyphs[line->until].offset - start;
    attribute_over(list, pango_attr_letter_spacing_new((int)(line->spacing * PANGO_SCALE)), 0, end);
    for (size_t i = line->from; i < line->until; i++) {
        if (!prose->glyphs[i].underlined) continue;
        attribute_over(list, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE),
                       prose->glyphs[i].offset - start, prose->glyphs[i + 1].offset - start);
    }
    return list;
}

static void line_note(Pdf *p, const ProseLine *line, Str text, double left, double baseline)
{
    if (p->line_count == p->line_capacity)
        p->lines = arena_grow(p->w->arena, p->lines, &p->line_capacity, sizeof *p->lines);
    p->lines[p->line_count++] = (PdfLine){.page = p->page,
                                          .left = left / MILLIMETRE,
                                          .baseline = baseline / MILLIMETRE,
                                          .width = line->width / MILLIMETRE,
                                          .text = text};
}

void prose_draw(Pdf *p, const Prose *prose, const ProseLine *line, double left, double top)
{
    if (line->until == line->from) return;
    size_t start = prose->glyphs[line->from].offset, end = prose->glyphs[line->until].offset;
    Str text = {prose->text.ptr + start, end - start};
    /* the foot of a character stands at 0.88 of its size, in the middle of the line */
    double baseline =
        top + (prose->letter.pitch - prose->letter.size) / 2 + prose->letter.size * 0.88;
    PangoLayout *layout = layout_of(p, prose->letter, text);
    pango_layout_set_attributes(layout, attributes_of(p, prose, line, start));
    cairo_move_to(p->cairo, left, baseline);
    pango_cairo_show_layout_line(p->cairo, pango_layout_get_line_readonly(layout, 0));
    p->drawn += line->until - line->from;
    p->unknown += (size_t)pango_layout_get_unknown_glyphs_count(layout);
    line_note(p, line, text, left, baseline);
}
