/* Sheets onto pages. Each kind of line has its style in doc/pdf.h; nothing about looks stands in
 * the law's text, so all papers of a bureau look alike. */
#include "paper/paper.h"

#include "doc/doc.h"
#include "paper/sheet.h"

static PdfStyle style_of(FormLineKind kind)
{
    switch (kind) {
    case FORM_TITLE:
        return PDF_TITLE;
    case FORM_NUMBER_LINE:
        return PDF_NUMBER;
    case FORM_TO:
        return PDF_TO;
    case FORM_HEADING:
        return PDF_HEADING;
    case FORM_SUBHEADING:
        return PDF_SUBHEADING;
    case FORM_CAPTION:
        return PDF_CAPTION;
    case FORM_NOTE:
        return PDF_NOTE;
    case FORM_SIGN:
        return PDF_SIGN;
    default:
        return PDF_BODY;
    }
}

static void print_text(Work *w, Pdf *pdf, const SheetLine *line)
{
    PdfSpan *spans = NEW_ARRAY(w->arena, PdfSpan, line->text.count + 1);
    for (size_t i = 0; i < line->text.count; i++)
        spans[i] = (PdfSpan){line->text.items[i].text, line->text.items[i].blank};
    pdf_spans(pdf, style_of(line->kind), spans, line->text.count);
}

static void print_table(Work *w, Pdf *pdf, const SheetLine *line)
{
    static const PdfAlign ALIGNS[] = {PDF_LEFT, PDF_MIDDLE, PDF_AT_RIGHT};
    size_t columns = line->line->columns;
    PdfRow *rows = NEW_ARRAY(w->arena, PdfRow, line->row_count);
    PdfTable table = {.widths = line->line->widths, .columns = columns, .rows = rows};
    for (size_t r = 0; r < line->row_count; r++) {
        const SheetRow *row = &line->rows[r];
        rows[r] = (PdfRow){.cells = NEW_ARRAY(w->arena, PdfCell, columns), .tall = row->tall};
        for (size_t c = 0; c < columns; c++) {
            const SheetCell *cell = &row->cells[c];
            if (cell->span == 0) continue;
            rows[r].cells[rows[r].count++] = (PdfCell){.text = cell->text,
                                                       .foot = cell->foot,
                                                       .span = cell->span,
                                                       .down = cell->down,
                                                       .align = ALIGNS[cell->align],
                                                       .strong = row->header};
        }
        /* only heads at the very top are repeated */
        if (row->header && table.headers == r) table.headers++;
    }
    table.count = line->row_count;
    pdf_table(pdf, &table);
}

static void print_sheet(Work *w, Pdf *pdf, const Sheet *sheet)
{
    for (size_t i = 0; i < sheet->line_count; i++) {
        const SheetLine *line = &sheet->lines[i];
        if (line->kind == FORM_TABLE)
            print_table(w, pdf, line);
        else if (line->kind == FORM_GAP)
            pdf_gap(pdf, line->line->gap);
        else if (line->kind == FORM_BREAK)
            pdf_break(pdf);
        else if (line->kind == FORM_SEAL)
            pdf_seal(pdf, filled_text(w->arena, &line->text), filled_text(w->arena, &line->day));
        else
            print_text(w, pdf, line);
    }
}

bool paper_make_all(Work *w, const PaperJob *jobs, size_t count, Buf *out)
{
    Sheet *sheets = NEW_ARRAY(w->arena, Sheet, count);
    for (size_t i = 0; i < count; i++)
        TRY(sheet_fill(w, &jobs[i], &sheets[i]));
    Pdf *pdf = pdf_new(w, &(PdfLook){.title = count ? sheets[0].title : STR("")});
    for (size_t i = 0; i < count; i++) {
        if (i) pdf_break(pdf);
        print_sheet(w, pdf, &sheets[i]);
    }
    return pdf_finish(pdf, out);
}

bool paper_make(Work *w, const PaperJob *job, Buf *out)
{
    return paper_make_all(w, job, 1, out);
}

/* ---- what there is ------------------------------------------------------------------------ */

static bool same_piece(const FormPiece *a, const FormPiece *b)
{
    if (a->kind != b->kind) return false;
    return a->kind == PIECE_FIELD ? a->field == b->field && a->owner == b->owner
                                  : a->name == b->name;
}

static void note_names(Arena *arena, PaperNames *names, size_t *capacity, const FormText *text)
{
    for (size_t i = 0; i < text->count; i++) {
        const FormPiece *piece = &text->pieces[i];
        bool known = piece->kind == PIECE_TEXT || piece->kind == PIECE_BLANK;
        for (size_t k = 0; k < names->count && !known; k++)
            known = same_piece(names->items[k], piece);
        if (known) continue;
        if (names->count == *capacity)
            names->items = arena_grow(arena, names->items, capacity, sizeof *names->items);
        names->items[names->count++] = piece;
    }
}

PaperNames paper_names(Arena *arena, const Form *form)
{
    PaperNames names = {0};
    size_t capacity = 0;
    for (size_t i = 0; i < form->line_count; i++) {
        const FormLine *line = &form->lines[i];
        note_names(arena, &names, &capacity, &line->text);
        note_names(arena, &names, &capacity, &line->day);
        for (size_t r = 0; r < line->row_count; r++) {
            for (size_t c = 0; c < line->columns; c++) {
                note_names(arena, &names, &capacity, &line->rows[r].cells[c].text);
                note_names(arena, &names, &capacity, &line->rows[r].cells[c].foot);
            }
        }
    }
    return names;
}

const Form **paper_forms(Arena *arena, const Bureau *bureau, const Affair *affair, size_t *count)
{
    const Form **forms = NEW_ARRAY(arena, const Form *, bureau->form_count);
    *count = 0;
    for (size_t i = 0; i < bureau->form_count; i++) {
        const Form *form = &bureau->forms[i];
        if (affair ? form_serves(form, affair) : form->affair_count == 0) forms[(*count)++] = form;
    }
    return forms;
}
