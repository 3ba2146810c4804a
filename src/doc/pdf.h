/* doc, second part: papers as PDF, set as GB/T 9704-2012 asks. A4; head margin 37 mm, binding
 * margin 28 mm; a type area of 156 × 225 mm, which is 22 lines of 28 characters of size three.
 *
 *     Pdf *p = pdf_new(w, &(PdfLook){.title = title});
 *     pdf_text(p, PDF_TITLE, title);
 *     pdf_text(p, PDF_BODY, text);
 *     pdf_seal(p, organisation, date);
 *     TRY(pdf_finish(p, &bytes));
 *
 * Any text may be given: what is not UTF-8, control characters and marks of direction are left out.
 * Lines break by the rules of Chinese printing and are justified; a mark that ends a line may hang
 * by half its width. The same calls with the same clock and fonts give the same bytes. Everything
 * lives in w's arena. */
#ifndef DOC_PDF_H
#define DOC_PDF_H

#include "base/base.h"

typedef struct Pdf Pdf;
typedef struct {
    Str title;      /* of the document, for readers and archives */
    bool no_number; /* no page numbers when there is only one page */
} PdfLook;
Pdf *pdf_new(Work *w, const PdfLook *look);

typedef enum {
    PDF_TITLE,      /* size two, bold, centred; long ones in even lines */
    PDF_NUMBER,     /* 发文字号: centred */
    PDF_TO,         /* who is addressed: from the margin */
    PDF_BODY,       /* indented by two characters */
    PDF_HEADING,    /* 一、 */
    PDF_SUBHEADING, /* （一） */
    PDF_NOTE,       /* small, from the margin */
    PDF_CAPTION,    /* small, indented by two: what stands above a table */
    PDF_SIGN,       /* at the right: who signs, by hand */
    PDF_STYLE_COUNT
} PdfStyle;
/* A stretch of a paragraph; an underlined one of blanks is a place to write by hand. */
typedef struct {
    Str text;
    bool underlined;
} PdfSpan;
void pdf_text(Pdf *p, PdfStyle style, Str text);
void pdf_spans(Pdf *p, PdfStyle style, const PdfSpan *spans, size_t count);
void pdf_gap(Pdf *p, int lines);
void pdf_break(Pdf *p); /* what follows begins a new page */
/* 发文机关署名 and 成文日期, with the place of the seal; never alone on a page. */
void pdf_seal(Pdf *p, Str organisation, Str date);

typedef enum { PDF_LEFT, PDF_MIDDLE, PDF_AT_RIGHT } PdfAlign;
/* A cell; span and down are how many columns and rows it takes, 0 as 1. Cells of a row are given
 * in order, without those that are covered from above or from the left. */
typedef struct {
    Str text; /* may have line feeds */
    Str foot; /* at the lower right: who signs, and the day */
    int span, down;
    PdfAlign align;
    bool strong;
} PdfCell;
typedef struct {
    PdfCell *cells;
    size_t count;
    int tall; /* at least so many lines of text */
} PdfRow;
typedef struct {
    const int *widths; /* of the columns, in proportion */
    size_t columns;
    const PdfRow *rows;
    size_t count;
    size_t headers; /* the first rows are repeated on every page */
} PdfTable;
void pdf_table(Pdf *p, const PdfTable *table);

/* Appends the file to *out. ERR_STATE when the machine has no Chinese fonts. */
bool pdf_finish(Pdf *p, Buf *out);

/* After pdf_finish: how it came out. Lengths in millimetres from the upper left corner. */
typedef struct {
    int page; /* from 1 */
    double left, baseline, width;
    Str text;
} PdfLine;
const PdfLine *pdf_lines(const Pdf *p, size_t *count);
int pdf_pages(const Pdf *p);
size_t pdf_unknown(const Pdf *p); /* characters for which no font has a shape */

#endif
