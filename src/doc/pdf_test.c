/* What pdf.h promises: the type area of GB/T 9704 filled with 22 lines of 28 characters, no mark at
 * the wrong end of a line, tables that go on over pages with their heads, the same bytes each time,
 * and any text at all. */
#include "base/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "doc/pdf.h"
#include "doc/pdf_test.def"

static Work *work_of_the_day(void)
{
    Work *w = work_new();
    w->now = 1718848800; /* 2024-06-20 10:00 */
    return w;
}

static Str repeated(Arena *arena, const char *text, int times)
{
    Buf b = buf_new(arena);
    for (int i = 0; i < times; i++)
        buf_add(&b, str_of(text));
    return buf_str(&b);
}

static Buf finish(Pdf *p, Work *w)
{
    Buf out = buf_new(w->arena);
    assert_true(pdf_finish(p, &out));
    assert_true(str_starts(buf_str(&out), STR("%PDF-1.")));
    assert_true(str_ends(str_trim(buf_str(&out)), STR("%%EOF")));
    return out;
}

static bool near(double a, double b, double slack)
{
    return fabs(a - b) <= slack;
}

static void a_page_has_22_lines_of_28_characters(void **state)
{
    (void)state;
    Work *w = work_of_the_day();
    Pdf *p = pdf_new(w, &(PdfLook){.title = STR("grid")});
    pdf_text(p, PDF_TO, repeated(w->arena, T_HAN, 60));
    finish(p, w);
    size_t count = 0, first_page = 0;
    const PdfLine *lines = pdf_lines(p, &count);
    for (size_t i = 0; i < count; i++) {
        if (!str_equal(lines[i].text, STR(T_HAN))) continue;
        assert_true(near(lines[i].left, 28, 0.01) && near(lines[i].width, 156, 0.1));
        first_page += lines[i].page == 1;
    }
    assert_int_equal(first_page, 22);
    assert_int_equal(pdf_pages(p), 3);
    /* the first line stands at the head of the type area, the last one at its foot */
    assert_true(lines[0].baseline > 37 && lines[0].baseline < 37 + 225.0 / 22);
    assert_true(near(lines[21].baseline - lines[0].baseline, 225.0 / 22 * 21, 0.1));
    work_free(w);
}

static bool begins_with_one_of(Str line, Str marks)
{
    size_t at = 0, end = 0;
    uint32_t first, mark;
    if (!utf8_next(line, &at, &first)) return false;
    while (utf8_next(marks, &end, &mark))
        if (mark == first) return true;
    return false;
}

/* Marks at every place of a line, alone and in twos. */
static void no_line_begins_with_a_closing_mark(void **state)
{
    (void)state;
    static const char *const MARKS[] = {T_STOP, T_CLOSE T_STOP, T_STOP T_CLOSE T_OPEN};
    Work *w = work_of_the_day();
    for (size_t m = 0; m < COUNT_OF(MARKS); m++) {
        Pdf *p = pdf_new(w, &(PdfLook){.title = STR("marks")});
        for (int before = 1; before <= 28; before++) {
            Str head = {T_HAN, (size_t)before * 3};
            pdf_text(p, PDF_TO, format(w->arena, "%.*s%s" T_HAN, STR_ARG(head), MARKS[m]));
        }
        finish(p, w);
        size_t count = 0;
        const PdfLine *lines = pdf_lines(p, &count);
        for (size_t i = 0; i < count; i++) {
            assert_false(begins_with_one_of(lines[i].text, STR(T_FORBIDDEN)));
            assert_false(str_ends(lines[i].text, STR(T_OPEN)));
            assert_true(lines[i].left + lines[i].width < 28 + 156 + 0.1);
        }
    }
    work_free(w);
}

static void a_notice_is_set(void **state)
{
    (void)state;
    Work *w = work_of_the_day();
    Pdf *p = pdf_new(w, &(PdfLook){.title = STR(T_TITLE)});
    pdf_text(p, PDF_TITLE, STR(T_TITLE));
    pdf_gap(p, 1);
    pdf_text(p, PDF_BODY, STR(T_BODY));
    pdf_seal(p, STR(T_ORGANISATION), STR(T_DAY));
    finish(p, w);
    size_t count = 0;
    const PdfLine *lines = pdf_lines(p, &count);
    assert_int_equal(pdf_pages(p), 1);
    assert_int_equal(pdf_unknown(p), 0);
    assert_true(near(lines[0].left + lines[0].width / 2, 28 + 78, 0.1)); /* centred */
    assert_true(near(lines[1].left, 28 + 2 * 156.0 / 28, 0.1));          /* two characters in */
    const PdfLine *who = &lines[count - 3], *day = &lines[count - 2], *number = &lines[count - 1];
    assert_str(who->text, T_ORGANISATION);
    assert_str(day->text, T_DAY);
    assert_true(near(day->left + day->width, 28 + 156 - 4 * 156.0 / 28, 0.1));
    assert_true(near(who->left + who->width / 2, day->left + day->width / 2, 0.1));
    assert_true(near(number->left + number->width, 28 + 156 - 14 * 25.4 / 72, 0.1));
    assert_true(number->baseline > 37 + 225 + 7 && number->baseline < 37 + 225 + 13);
    work_free(w);
}

/* The seal takes the last lines of the text with it to the next page. */
static void a_seal_is_never_alone(void **state)
{
    (void)state;
    Work *w = work_of_the_day();
    for (int lines_before = 14; lines_before <= 24; lines_before++) {
        Pdf *p = pdf_new(w, &(PdfLook){.title = STR("seal")});
        pdf_text(p, PDF_TO, repeated(w->arena, T_HAN, lines_before));
        pdf_seal(p, STR(T_ORGANISATION), STR(T_DAY));
        finish(p, w);
        size_t count = 0, with = 0;
        int page = 0;
        const PdfLine *lines = pdf_lines(p, &count);
        for (size_t i = 0; i < count; i++)
            if (str_equal(lines[i].text, STR(T_DAY))) page = lines[i].page;
        for (size_t i = 0; i < count; i++)
            with += lines[i].page == page && str_starts(lines[i].text, STR(T_HAN));
        assert_true(page > 0 && with > 0);
    }
    work_free(w);
}

static PdfTable table_of(Arena *arena, size_t rows, Str text)
{
    static const int WIDTHS[] = {1, 2, 3};
    PdfRow *all = NEW_ARRAY(arena, PdfRow, rows + 1);
    for (size_t r = 0; r <= rows; r++) {
        all[r] = (PdfRow){.cells = NEW_ARRAY(arena, PdfCell, 3), .count = 3};
        for (size_t c = 0; c < 3; c++)
            all[r].cells[c].text = r == 0 ? STR("head") : text;
    }
    return (PdfTable){WIDTHS, 3, all, rows + 1, 1};
}

static void a_table_repeats_its_head(void **state)
{
    (void)state;
    Work *w = work_of_the_day();
    Pdf *p = pdf_new(w, &(PdfLook){.title = STR("table")});
    PdfTable table = table_of(w->arena, 100, STR(T_CELL));
    pdf_table(p, &table);
    finish(p, w);
    size_t count = 0, heads = 0, cells = 0;
    const PdfLine *lines = pdf_lines(p, &count);
    for (size_t i = 0; i < count; i++) {
        heads += str_equal(lines[i].text, STR("head"));
        cells += str_equal(lines[i].text, STR(T_CELL));
    }
    assert_int_equal(heads, 3 * pdf_pages(p));
    assert_int_equal(cells, 300);
    assert_true(pdf_pages(p) >= 4);
    work_free(w);
}

static void merged_cells_and_high_rows_go_over_pages(void **state)
{
    (void)state;
    static const int WIDTHS[] = {1, 1};
    Work *w = work_of_the_day();
    Pdf *p = pdf_new(w, &(PdfLook){.title = STR("merged")});
    PdfRow *rows = NEW_ARRAY(w->arena, PdfRow, 61);
    for (size_t r = 0; r < 60; r++) {
        rows[r] = (PdfRow){.cells = NEW_ARRAY(w->arena, PdfCell, 2), .count = r == 0 ? 2 : 1};
        rows[r].cells[r == 0 ? 1 : 0].text = STR(T_DAY);
    }
    rows[0].cells[0] = (PdfCell){.text = STR(T_CELL), .down = 60};
    PdfCell wide = {.text = repeated(w->arena, T_BODY, 40), .span = 2, .foot = STR(T_DAY)};
    rows[60] = (PdfRow){.cells = &wide, .count = 1};
    pdf_table(p, &(PdfTable){WIDTHS, 2, rows, 61, 0});
    finish(p, w);
    size_t count = 0, labels = 0;
    const PdfLine *lines = pdf_lines(p, &count);
    for (size_t i = 0; i < count; i++) {
        labels += str_equal(lines[i].text, STR(T_CELL));
        assert_true(lines[i].baseline < 37 + 225 + 13);
    }
    assert_true(labels >= 2); /* on each page on which the cell goes on */
    work_free(w);
}

static Str notice_bytes(Work *w)
{
    Pdf *p = pdf_new(w, &(PdfLook){.title = STR(T_TITLE)});
    PdfTable table = table_of(w->arena, 3, STR(T_CELL));
    pdf_text(p, PDF_BODY, STR(T_BODY));
    pdf_table(p, &table);
    Buf out = finish(p, w);
    return buf_str(&out);
}

static void the_same_again_is_the_same(void **state)
{
    (void)state;
    Work *w = work_of_the_day();
    Str first = notice_bytes(w), second = notice_bytes(w);
    assert_true(str_equal(first, second));
    work_free(w);
}

static void any_text_can_be_set(void **state)
{
    (void)state;
    Work *w = work_of_the_day();
    Buf bytes = buf_new(w->arena);
    for (int i = 0; i < 512; i++)
        buf_byte(&bytes, (char)(i * 7 + i / 256));
    const Str texts[] = {STR(""),
                         STR("\n\n"),
                         STR("\x01\x1b[31m\x7f"),
                         STR(T_RARE),
                         STR(T_ARABIC),
                         STR("\xe2\x80\xae" T_CELL "\xe2\x80\xac"),
                         buf_str(&bytes),
                         repeated(w->arena, "W", 3000),
                         repeated(w->arena, T_HAN, 100),
                         repeated(w->arena, T_STOP, 500),
                         repeated(w->arena, "a\xcc\x81", 500),
                         repeated(w->arena, " ", 500)};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Pdf *p = pdf_new(w, &(PdfLook){.title = texts[i]});
        PdfTable table = table_of(w->arena, 2, texts[i]);
        for (int style = 0; style < PDF_STYLE_COUNT; style++)
            pdf_text(p, (PdfStyle)style, texts[i]);
        pdf_spans(p, PDF_BODY, &(PdfSpan){texts[i], true}, 1);
        pdf_text(p, PDF_BODY, STR(T_BODY T_BODY));
        pdf_seal(p, texts[i], texts[i]);
        pdf_table(p, &table);
        finish(p, w);
        size_t count = 0;
        const PdfLine *lines = pdf_lines(p, &count);
        for (size_t k = 0; k < count; k++)
            assert_true(lines[k].left > 27 && lines[k].left + lines[k].width < 28 + 156 + 6);
    }
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_has_22_lines_of_28_characters),
        cmocka_unit_test(no_line_begins_with_a_closing_mark),
        cmocka_unit_test(a_notice_is_set),
        cmocka_unit_test(a_seal_is_never_alone),
        cmocka_unit_test(a_table_repeats_its_head),
        cmocka_unit_test(merged_cells_and_high_rows_go_over_pages),
        cmocka_unit_test(the_same_again_is_the_same),
        cmocka_unit_test(any_text_can_be_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
