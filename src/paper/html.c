/* Sheets onto the screen: the same lines and tables as plain HTML, for a look before printing. No
 * style and no script; the page around it has them. */
#include "paper/sheet.h"

static void escape(Buf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '<')
            buf_add(out, STR("&lt;"));
        else if (c == '>')
            buf_add(out, STR("&gt;"));
        else if (c == '&')
            buf_add(out, STR("&amp;"));
        else if (c == '"')
            buf_add(out, STR("&quot;"));
        else if (c == '\n')
            buf_add(out, STR("<br>"));
        else if ((unsigned char)c >= ' ' && c != 0x7F)
            buf_byte(out, c);
    }
}

static void show_filled(Buf *out, const Filled *filled)
{
    for (size_t i = 0; i < filled->count; i++) {
        const Stretch *stretch = &filled->items[i];
        if (stretch->blank) buf_add(out, STR("<u>"));
        escape(out, stretch->text);
        if (stretch->blank) buf_add(out, STR("</u>"));
    }
}

static void show_line(Buf *out, const char *element, const char *kind, const Filled *text)
{
    buf_format(out, "<%s class=\"paper-%s\">", element, kind);
    show_filled(out, text);
    buf_format(out, "</%s>\n", element);
}

static void show_cell(Buf *out, const SheetRow *row, const SheetCell *cell)
{
    static const char *const ALIGNS[] = {"left", "middle", "right"};
    const char *element = row->header ? "th" : "td";
    buf_format(out, "<%s class=\"paper-%s\"", element, ALIGNS[cell->align]);
    if (cell->span > 1) buf_format(out, " colspan=\"%d\"", cell->span);
    if (cell->down > 1) buf_format(out, " rowspan=\"%d\"", cell->down);
    buf_byte(out, '>');
    escape(out, cell->text);
    if (cell->foot.len) {
        buf_add(out, STR("<p class=\"paper-foot\">"));
        escape(out, cell->foot);
        buf_add(out, STR("</p>"));
    }
    buf_format(out, "</%s>", element);
}

static void show_table(Buf *out, const SheetLine *line)
{
    buf_add(out, STR("<table>\n"));
    for (size_t r = 0; r < line->row_count; r++) {
        buf_add(out, STR("<tr>"));
        for (size_t c = 0; c < line->line->columns; c++)
            if (line->rows[r].cells[c].span)
                show_cell(out, &line->rows[r], &line->rows[r].cells[c]);
        buf_add(out, STR("</tr>\n"));
    }
    buf_add(out, STR("</table>\n"));
}

static void show_sheet_line(Buf *out, const SheetLine *line)
{
    static const struct {
        const char *element, *kind;
    } SHOWN[FORM_LINE_COUNT] = {
        [FORM_TITLE] = {"h2", "title"},    [FORM_NUMBER_LINE] = {"p", "number"},
        [FORM_TO] = {"p", "to"},           [FORM_BODY] = {"p", "body"},
        [FORM_HEADING] = {"h3", "head"},   [FORM_SUBHEADING] = {"h4", "subhead"},
        [FORM_CAPTION] = {"p", "caption"}, [FORM_NOTE] = {"p", "note"},
        [FORM_SIGN] = {"p", "sign"},
    };
    if (line->kind == FORM_TABLE) {
        show_table(out, line);
    } else if (line->kind == FORM_SEAL) {
        show_line(out, "p", "seal", &line->text);
        show_line(out, "p", "seal", &line->day);
    } else if (SHOWN[line->kind].element) {
        show_line(out, SHOWN[line->kind].element, SHOWN[line->kind].kind, &line->text);
    }
}

bool paper_html(Work *w, const PaperJob *job, Buf *out)
{
    Sheet sheet;
    TRY(sheet_fill(w, job, &sheet));
    buf_add(out, STR("<article class=\"paper\">\n"));
    for (size_t i = 0; i < sheet.line_count; i++)
        show_sheet_line(out, &sheet.lines[i]);
    buf_add(out, STR("</article>\n"));
    return true;
}
