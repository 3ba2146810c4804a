/* A form and its facts become a Sheet: every name replaced by its text, by boxes, or by a place
 * to write; every row of a list printed as often as there are rows; merged cells found. Read
 * sheet_fill first. What goes to the public is masked in text_for, the only way by which a fact
 * gets onto a sheet. */
#include "paper/sheet.h"
#include "paper/words.def"

typedef struct {
    Arena *arena;
    const Form *form;
    const Affair *affair;
    const PaperFacts *facts;
    const FactSet *row; /* of the list, in a row of a table */
    size_t ordinal;     /* of that row, from 1 */
    bool in_cell;       /* where there is little room */
} Filler;

/* ---- masks -------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A place down to the village: what follows from the first number on is a door. */
static Str place_mask(Str place)
{
    for (size_t i = 0; i < place.len; i++) {
        bool wide = str_starts(str_from(place, i), STR("\xEF\xBC")) && i + 2 < place.len &&
                    (unsigned char)place.ptr[i + 2] >= 0x90 &&
                    (unsigned char)place.ptr[i + 2] <= 0x99; /* full width digits */
        if (is_digit(place.ptr[i]) || wide) return (Str){place.ptr, i};
    }
    return place;
}

enum { LONGEST_NUMBER = 10 }; /* longer ones name a person, a telephone or an account */

static Str numbers_mask(Arena *arena, Str text)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < text.len;) {
        size_t end = i;
        while (end < text.len && (is_digit(text.ptr[end]) || text.ptr[end] == 'X'))
            end++;
        if (end == i) end = i + 1;
        if (end - i > LONGEST_NUMBER)
            buf_add(&out, STR("***"));
        else
            buf_add(&out, (Str){text.ptr + i, end - i});
        i = end;
    }
    return buf_str(&out);
}

static Str public_text(Arena *arena, FormName name, Str text)
{
    if (name == FORM_HOTLINE) return text;
    if (form_name_row(name)->shape == SHAPE_PERSON) return name_mask(arena, text);
    if (name == FORM_VILLAGE || name == FORM_ROLL_VILLAGE) text = place_mask(text);
    return numbers_mask(arena, text);
}

/* ---- facts -------------------------------------------------------------------------------- */

static Str fact_in(const FactSet *set, const FormPiece *piece)
{
    for (size_t i = 0; set && i < set->count; i++) {
        const Fact *fact = &set->items[i];
        bool found = piece->kind == PIECE_FIELD
                         ? fact->field == piece->field && fact->owner == piece->owner
                         : !fact->field && fact->name == piece->name;
        if (found) return fact->text;
    }
    return (Str){"", 0};
}

/* 「社会救助法」第十八条 is printed as 《社会救助法》第十八条. */
Str citation_print(Arena *arena, Str citation)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < citation.len; i++) {
        Str rest = str_from(citation, i);
        bool open = str_starts(rest, STR(PAPER_QUOTE_OPEN));
        bool close = str_starts(rest, STR(PAPER_QUOTE_CLOSE));
        if (open) buf_add(&out, STR(PAPER_BOOK_OPEN));
        if (close) buf_add(&out, STR(PAPER_BOOK_CLOSE));
        if (open || close)
            i += STR(PAPER_QUOTE_OPEN).len - 1;
        else
            buf_byte(&out, rest.ptr[0]);
    }
    return buf_str(&out);
}

/* What the paper knows without being told. */
static Str own_fact(const Filler *f, FormName name)
{
    if (name == FORM_CITATION) return citation_print(f->arena, f->form->citation.citation);
    if (name == FORM_AFFAIR && f->affair) return f->affair->name;
    if (name == FORM_ORDINAL && f->row) return format(f->arena, "%zu", f->ordinal);
    return (Str){"", 0};
}

static Str text_for(const Filler *f, const FormPiece *piece)
{
    const FactSet *single = f->facts ? &f->facts->single : NULL;
    Str text = fact_in(piece->list == FORM_NO_LIST ? single : f->row, piece);
    if (piece->kind == PIECE_FIELD) return f->form->published ? (Str){"", 0} : text;
    if (text.len == 0) text = own_fact(f, piece->name);
    return f->form->published && text.len ? public_text(f->arena, piece->name, text) : text;
}

/* ---- pieces ------------------------------------------------------------------------------- */

static void stretch_add(Arena *arena, Filled *filled, Str text, bool blank)
{
    if (text.len == 0) return;
    if (filled->count == filled->capacity)
        filled->items = arena_grow(arena, filled->items, &filled->capacity, sizeof(Stretch));
    filled->items[filled->count++] = (Stretch){text, blank};
}

static Str spaces(Arena *arena, int count)
{
    Buf out = buf_new(arena);
    for (int i = 0; i < count; i++)
        buf_add(&out, STR(PAPER_BLANK));
    return buf_str(&out);
}

static Str boxes_text(Arena *arena, const FormPiece *piece, Str value)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < piece->box_count; i++) {
        bool ticked = str_equal(piece->boxes[i], value);
        if (i) buf_add(&out, STR(PAPER_BETWEEN));
        buf_add(&out, ticked ? STR(PAPER_TICK) : STR(PAPER_BOX));
        buf_add(&out, piece->boxes[i]);
    }
    return buf_str(&out);
}

static FormShape piece_shape(const FormPiece *piece)
{
    if (piece->kind == PIECE_NAME) return form_name_row(piece->name)->shape;
    if (piece->kind != PIECE_FIELD) return SHAPE_TEXT;
    switch (piece->field->type.kind) {
    case TYPE_DATE:
        return SHAPE_DAY;
    case TYPE_MONTH:
        return SHAPE_MONTH;
    case TYPE_NUMBER:
        return piece->field->type.unit.power[UNIT_YUAN] ? SHAPE_MONEY : SHAPE_NUMBER;
    default:
        return SHAPE_TEXT;
    }
}

/* A place to write; in a row of a list the cell itself is the place. */
static void blank_add(const Filler *f, const FormPiece *piece, Filled *out)
{
    FormShape shape = piece_shape(piece);
    int width = piece->width;
    bool named = piece->kind == PIECE_NAME;
    if (piece->list != FORM_NO_LIST) return;
    if (width == 0 && named && piece->name == FORM_NUMBER) {
        stretch_add(f->arena, out, STR(PAPER_BLANK_NUMBER), false);
    } else if (width == 0 && shape == SHAPE_DAY) {
        stretch_add(f->arena, out, f->in_cell ? STR(PAPER_CELL_DAY) : STR(PAPER_BLANK_DAY), false);
    } else if (width == 0 && shape == SHAPE_MONTH) {
        stretch_add(f->arena, out, STR(PAPER_BLANK_MONTH), false);
    } else {
        if (width == 0) width = named ? form_name_row(piece->name)->width : 6;
        stretch_add(f->arena, out, spaces(f->arena, width), true);
    }
}

static void piece_fill(const Filler *f, const FormPiece *piece, Filled *out)
{
    if (piece->kind == PIECE_TEXT) {
        stretch_add(f->arena, out, piece->text, false);
        return;
    }
    Str text = piece->kind == PIECE_BLANK ? (Str){"", 0} : text_for(f, piece);
    if (piece->box_count)
        stretch_add(f->arena, out, boxes_text(f->arena, piece, text), false);
    else if (text.len)
        stretch_add(f->arena, out, text, false);
    else
        blank_add(f, piece, out);
}

static Filled text_fill(const Filler *f, const FormText *text)
{
    Filled out = {0};
    for (size_t i = 0; i < text->count; i++)
        piece_fill(f, &text->pieces[i], &out);
    return out;
}

Str filled_text(Arena *arena, const Filled *filled)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < filled->count; i++)
        buf_add(&out, filled->items[i].text);
    return buf_str(&out);
}

/* ---- cells -------------------------------------------------------------------------------- */

enum { LONG_LABEL = 24 };

/* Labels stand in the middle, what is written in beside them at the left; in a list only money is
 * not in the middle. */
static SheetAlign cell_align(const FormRow *row, const FormCell *cell)
{
    const FormText *text = &cell->text;
    bool open = false, money = false, boxes = false;
    size_t length = 0;
    for (size_t i = 0; i < text->count; i++) {
        const FormPiece *piece = &text->pieces[i];
        open = open || piece->kind != PIECE_TEXT;
        boxes = boxes || piece->box_count;
        money = money || piece_shape(piece) == SHAPE_MONEY;
        length += piece->kind == PIECE_TEXT ? utf8_count(piece->text) : 0;
    }
    bool total = text->count == 1 && text->pieces[0].kind == PIECE_NAME &&
                 text->pieces[0].name >= FORM_TOTAL && text->pieces[0].name != FORM_TOTAL_WORDS &&
                 text->pieces[0].name <= FORM_TOTAL_UNITS;
    if (row->list != FORM_NO_LIST || total) return money ? SET_RIGHT : SET_MIDDLE;
    if (row->header) return SET_MIDDLE;
    return open || boxes || length > LONG_LABEL || cell->foot.count ? SET_LEFT : SET_MIDDLE;
}

/* A cell with nothing but open places is empty: the cell itself is the place. */
static Str cell_text(const Filler *f, const FormText *text)
{
    Filled filled = text_fill(f, text);
    bool blank = true;
    for (size_t i = 0; i < filled.count; i++)
        blank = blank && filled.items[i].blank;
    if (blank) return (Str){"", 0};
    Str whole = filled_text(f->arena, &filled), part;
    Buf out = buf_new(f->arena);
    for (ptrdiff_t at; (at = str_find(whole, STR(PAPER_LINE_FEED))) >= 0;) {
        part = (Str){whole.ptr, (size_t)at};
        buf_add(&out, part);
        buf_byte(&out, '\n');
        whole = str_from(whole, part.len + STR(PAPER_LINE_FEED).len);
    }
    buf_add(&out, whole);
    return buf_str(&out);
}

/* A lone date in a cell is written in whole; the place for it has no line under it. */
static void row_fill(const Filler *f, const FormRow *row, size_t columns, SheetRow *out)
{
    out->cells = NEW_ARRAY(f->arena, SheetCell, columns);
    out->header = row->header;
    out->tall = row->list == FORM_NO_LIST ? row->least : 0;
    for (size_t c = 0; c < columns; c++) {
        const FormCell *cell = &row->cells[c];
        if (cell->kind != CELL_TEXT) continue;
        Filled foot = text_fill(f, &cell->foot);
        out->cells[c] = (SheetCell){.text = cell_text(f, &cell->text),
                                    .foot = filled_text(f->arena, &foot),
                                    .align = cell_align(row, cell)};
    }
}

/* Spans, from the marks < and ^ of the form's rows; kinds[r] are the cells as the form has them. */
static void cells_merge(const FormRow **kinds, SheetLine *line, size_t columns)
{
    for (size_t r = 0; r < line->row_count; r++) {
        for (size_t c = 0; c < columns; c++) {
            if (kinds[r]->cells[c].kind != CELL_TEXT) continue;
            SheetCell *cell = &line->rows[r].cells[c];
            cell->span = cell->down = 1;
            for (size_t k = c + 1; k < columns && kinds[r]->cells[k].kind == CELL_LEFT; k++)
                cell->span++;
            for (size_t k = r + 1; k < line->row_count && kinds[k]->cells[c].kind == CELL_ABOVE;
                 k++)
                cell->down++;
        }
    }
}

static size_t times_printed(const Filler *f, const FormRow *row)
{
    if (row->list == FORM_NO_LIST) return 1;
    size_t known = f->facts ? f->facts->row_count[row->list] : 0;
    size_t least = row->least > 0 ? (size_t)row->least : 1;
    return known > least ? known : least;
}

static void table_fill(Filler *f, const FormLine *line, SheetLine *out)
{
    size_t total = 0;
    for (size_t i = 0; i < line->row_count; i++)
        total += times_printed(f, &line->rows[i]);
    f->in_cell = true;
    const FormRow **kinds = NEW_ARRAY(f->arena, const FormRow *, total);
    out->rows = NEW_ARRAY(f->arena, SheetRow, total);
    for (size_t i = 0; i < line->row_count; i++) {
        const FormRow *row = &line->rows[i];
        size_t times = times_printed(f, row);
        for (size_t k = 0; k < times; k++) {
            bool known =
                row->list != FORM_NO_LIST && f->facts && k < f->facts->row_count[row->list];
            f->ordinal = k + 1;
            f->row = known ? &f->facts->rows[row->list][k] : NULL;
            kinds[out->row_count] = row;
            row_fill(f, row, line->columns, &out->rows[out->row_count++]);
        }
    }
    f->row = NULL;
    f->in_cell = false;
    cells_merge(kinds, out, line->columns);
}

/* ---- the sheet ---------------------------------------------------------------------------- */

static bool may_print(Work *w, const PaperJob *job)
{
    const Form *form = job->form;
    const Affair *affair = job->affair;
    if (!affair) {
        bool told = job->facts && form->published && form->affair_count == 0;
        return !told || refuse(w, ERR_USAGE, SAY_PUBLIC_OF_WHAT);
    }
    bool named = form->affair_count == 0;
    for (size_t i = 0; i < form->affair_count; i++)
        named = named || form->affairs[i] == affair;
    if (!named)
        return refuse(w, ERR_USAGE, SAY_OTHER_AFFAIR, STR_ARG(form->name), STR_ARG(affair->name));
    if (!form_serves(form, affair))
        return refuse(w, ERR_DENIED, SAY_NOT_PUBLIC, STR_ARG(affair->name));
    return true;
}

bool sheet_fill(Work *w, const PaperJob *job, Sheet *out)
{
    TRY(may_print(w, job));
    const Form *form = job->form;
    Filler f = {.arena = w->arena, .form = form, .affair = job->affair, .facts = job->facts};
    if (!f.affair && form->affair_count == 1) f.affair = form->affairs[0];
    *out = (Sheet){.title = form->name};
    out->lines = NEW_ARRAY(w->arena, SheetLine, form->line_count);
    for (size_t i = 0; i < form->line_count; i++) {
        const FormLine *line = &form->lines[i];
        SheetLine *sheet = &out->lines[out->line_count++];
        *sheet = (SheetLine){.kind = line->kind, .line = line};
        if (line->kind == FORM_TABLE) table_fill(&f, line, sheet);
        sheet->text = text_fill(&f, &line->text);
        sheet->day = text_fill(&f, &line->day);
        if (line->kind == FORM_TITLE) out->title = filled_text(w->arena, &sheet->text);
    }
    return true;
}
