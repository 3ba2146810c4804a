/* 文书: papers as text. Their lines are prose, not expressions, so they are read from the line as
 * it stands in the file (Line.raw, not folded): the first word says what kind of line it is, the
 * rest is its text, with names in { }. Read read_form first, then read_text. What is checked
 * here: every name is known, rows have as many cells as the table, a row is of one list at most,
 * and a paper that is published has lawful names only and belongs to an affair that may be
 * published. */
#include "lang/front.h"

#include "lang/form_text.def"
#include "lang/names.def"

/* ---- the tables --------------------------------------------------------------------------- */

const FormNameRow *form_name_row(FormName name)
{
#define NAME(id, text, of, blank, form, open) {{STR_INIT(text)}, of, blank, form, open},
    static const FormNameRow ROWS[] = {
#include "lang/form_names.def"
    };
#undef NAME
    return &ROWS[name];
}

Str form_list_name(FormList list)
{
#define LIST(id, text) {STR_INIT(text)},
    static const Str NAMES[] = {
        {STR_INIT("")},
#include "lang/form_names.def"
    };
#undef LIST
    return NAMES[list];
}

static Str line_word(size_t kind)
{
#define LINE(id, text) {STR_INIT(text)},
    static const Str WORDS[] = {
#include "lang/form_words.def"
    };
#undef LINE
    return WORDS[kind];
}

bool form_serves(const Form *form, const Affair *affair)
{
    bool named = form->affair_count == 0, notice = false;
    for (size_t i = 0; i < form->affair_count; i++)
        named = named || form->affairs[i] == affair;
    for (size_t i = 0; i < affair->step_count; i++)
        notice = notice || affair->steps[i].kind == STEP_NOTICE;
    return named && (!form->published || (notice && !affair->privacy));
}

/* ---- reading a line as it stands ---------------------------------------------------------- */

typedef struct {
    Front *front;
    const Line *line;
    const Form *form;
    bool in_row; /* lists may be named */
} Reader;

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* `part` is a piece of line->raw. */
static Place place_of(const Reader *r, Str part)
{
    Place place = line_place(r->line);
    Str before = {r->line->raw.ptr, (size_t)(part.ptr - r->line->raw.ptr)};
    place.column += (int)utf8_count(before);
    place.length = part.len ? (int)utf8_count(part) : 1;
    return place;
}

static bool complain(const Reader *r, Str part, DiagnosticCode code, const Str *texts)
{
    report(r->front->found, place_of(r, part), code, texts);
    return false;
}

static Str trimmed(Str s)
{
    while (s.len && is_space(s.ptr[0]))
        s = str_from(s, 1);
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* The part before the next `mark`, which may be written in full width too; false at the end. */
static bool cut(Str *rest, Str mark, Str wide, Str *part)
{
    if (rest->ptr == NULL) return false;
    ptrdiff_t a = str_find(*rest, mark), b = str_find(*rest, wide);
    bool second = b >= 0 && (a < 0 || b < a);
    ptrdiff_t at = second ? b : a;
    *part = at < 0 ? *rest : (Str){rest->ptr, (size_t)at};
    *rest = at < 0 ? (Str){NULL, 0} : str_from(*rest, (size_t)at + (second ? wide.len : mark.len));
    return true;
}

static bool first_word(Str *rest, Str *word)
{
    *rest = trimmed(*rest);
    *word = *rest;
    for (size_t i = 0; i < rest->len; i++) {
        bool wide = str_starts(str_from(*rest, i), STR(FORM_WIDE_SPACE));
        if (!is_space(rest->ptr[i]) && !wide) continue;
        word->len = i;
        break;
    }
    *rest = trimmed(str_from(*rest, word->len));
    return word->len > 0;
}

/* ---- names in { } ------------------------------------------------------------------------- */

static bool lawful(const Reader *r, Str part, bool public)
{
    if (!r->form->published || public) return true;
    return complain(r, part, E_FORM_PUBLIC, SAY(trimmed(part)));
}

static bool find_name(Str text, FormList list, FormName *out)
{
    for (int i = 0; i < FORM_NAME_COUNT; i++) {
        const FormNameRow *row = form_name_row((FormName)i);
        if (row->list != list || !str_equal(row->name, text)) continue;
        *out = (FormName)i;
        return true;
    }
    return false;
}

/* The name that was probably meant, or empty. */
static Str near_name(Reader *r, Str text)
{
    Str names[FORM_NAME_COUNT];
    for (int i = 0; i < FORM_NAME_COUNT; i++)
        names[i] = form_name_row((FormName)i)->name;
    return nearest_name(r->front->arena, text, names, FORM_NAME_COUNT);
}

static bool unknown_name(Reader *r, Str part)
{
    Str near = near_name(r, part);
    if (near.len) return complain(r, part, E_NAME_NEAR, SAY(part, near));
    return complain(r, part, E_FORM_NAME, SAY(part));
}

static bool name_piece(Reader *r, Str part, FormName name, FormPiece *out)
{
    const FormNameRow *row = form_name_row(name);
    out->kind = PIECE_NAME;
    out->name = name;
    out->list = row->list;
    return lawful(r, part, row->public);
}

static bool field_piece(Reader *r, Str part, FieldOwner owner, Str field, FormPiece *out)
{
    const Bureau *bureau = r->front->bureau;
    Str key = owner == OWNER_HOUSEHOLD ? STR("household") : STR("person");
    const Register *reg = bureau_register(bureau, key);
    out->kind = PIECE_FIELD;
    out->owner = owner;
    out->list = owner == OWNER_MEMBER ? FORM_MEMBERS : FORM_NO_LIST;
    out->field = reg ? register_field(reg, field) : NULL;
    if (!out->field) return complain(r, field, E_FIELD, SAY(field));
    if (owner == OWNER_HOUSEHOLD && r->form->affair_count &&
        r->form->affairs[0]->subject != SUBJECT_HOUSEHOLD)
        return complain(r, field, E_HOUSEHOLD_FIELD, SAY(field));
    return lawful(r, part, false);
}

/* OWNER FIELD, LIST COLUMN: two words. */
static bool pair_piece(Reader *r, Str part, Str first, Str second, FormPiece *out)
{
    if (str_equal(first, word_text(WORD_APPLICANT)))
        return field_piece(r, part, OWNER_APPLICANT, second, out);
    if (str_equal(first, word_text(WORD_HOUSEHOLD)))
        return field_piece(r, part, OWNER_HOUSEHOLD, second, out);
    for (int i = FORM_NO_LIST + 1; i < FORM_LIST_COUNT; i++) {
        FormName name;
        if (!str_equal(first, form_list_name((FormList)i))) continue;
        if (!r->in_row) return complain(r, part, E_FORM_LIST, SAY(first));
        if (find_name(second, (FormList)i, &name)) return name_piece(r, part, name, out);
        if (str_equal(second, form_name_row(FORM_ORDINAL)->name)) {
            name_piece(r, part, FORM_ORDINAL, out);
            out->list = (FormList)i;
            return true;
        }
        if (i == FORM_MEMBERS) return field_piece(r, part, OWNER_MEMBER, second, out);
        return unknown_name(r, second);
    }
    return unknown_name(r, first);
}

static bool read_boxes(Reader *r, Str words, FormPiece *out)
{
    size_t capacity = 0;
    Str word, rest = words;
    while (cut(&rest, STR(","), STR(FORM_COMMA), &word)) {
        word = trimmed(word);
        if (word.len == 0) return complain(r, words, E_EMPTY, SAY(words));
        const Field *field = out->field;
        bool choice = field && field->type.kind == TYPE_CHOICE;
        if (choice && choices_code(field->type.choices, word) == 0)
            return complain(r, word, E_CASE_VALUE, SAY(word, field->name));
        if (out->box_count == capacity)
            out->boxes = arena_grow(r->front->arena, out->boxes, &capacity, sizeof(Str));
        out->boxes[out->box_count++] = word;
    }
    return true;
}

/* A number at the end is the width of the place. */
static bool take_width(Reader *r, Str *name, int *width)
{
    size_t at = name->len;
    int64_t n = 0;
    while (at > 0 && name->ptr[at - 1] >= '0' && name->ptr[at - 1] <= '9')
        at--;
    if (at == name->len || at == 0 || !is_space(name->ptr[at - 1])) return true;
    Str digits = str_from(*name, at);
    if (!str_int(digits, &n) || n < 1 || n > 28)
        return complain(r, digits, E_RANGE, SAY(digits, STR("1"), STR("28")));
    *width = (int)n;
    name->len = at;
    *name = trimmed(*name);
    return true;
}

/* What stands between { and }. */
static bool read_piece(Reader *r, Str part, FormPiece *out)
{
    Str boxes = part, name, first, second;
    ensure(cut(&boxes, STR(":"), STR(FORM_COLON), &name));
    name = trimmed(name);
    *out = (FormPiece){.text = trimmed(part)};
    if (name.len == 0) return complain(r, part, E_FORM_BRACE, NULL);
    TRY(take_width(r, &name, &out->width));
    second = name;
    first_word(&second, &first);
    FormName found;
    bool good;
    if (str_equal(name, STR(FORM_BLANK))) {
        out->kind = PIECE_BLANK;
        return true;
    }
    if (second.len)
        good = pair_piece(r, part, first, second, out);
    else if (find_name(name, FORM_NO_LIST, &found))
        good = name_piece(r, part, found, out);
    else
        good = unknown_name(r, name);
    return good && (!boxes.ptr || read_boxes(r, boxes, out));
}

/* ---- text --------------------------------------------------------------------------------- */

static FormPiece *piece_add(Arena *arena, FormText *text, size_t *capacity)
{
    if (text->count == *capacity)
        text->pieces = arena_grow(arena, text->pieces, capacity, sizeof(FormPiece));
    return &text->pieces[text->count++];
}

static FormText read_text(Reader *r, Str text)
{
    Arena *arena = r->front->arena;
    FormText out = {0};
    size_t capacity = 0;
    Str rest = text, before;
    while (cut(&rest, STR("{"), STR(FORM_OPEN), &before)) {
        if (before.len)
            *piece_add(arena, &out, &capacity) = (FormPiece){.kind = PIECE_TEXT, .text = before};
        if (!rest.ptr) break;
        Str inside, after = rest;
        ensure(cut(&after, STR("}"), STR(FORM_CLOSE), &inside));
        if (!after.ptr) {
            complain(r, rest, E_FORM_BRACE, NULL);
            break;
        }
        FormPiece piece;
        if (read_piece(r, inside, &piece)) *piece_add(arena, &out, &capacity) = piece;
        rest = after;
    }
    return out;
}

/* ---- tables ------------------------------------------------------------------------------- */

static void list_of(Reader *r, FormRow *row, const FormText *text, Str cell)
{
    for (size_t i = 0; i < text->count; i++) {
        FormList list = text->pieces[i].list;
        if (list == FORM_NO_LIST || list == row->list) continue;
        if (row->list != FORM_NO_LIST || row->header)
            complain(r, cell, E_FORM_LIST, SAY(form_list_name(list)));
        row->list = list;
    }
}

static FormCell read_cell(Reader *r, FormRow *row, Str text)
{
    FormCell cell = {0};
    Str rest = trimmed(text), main;
    if (str_equal(rest, STR("<"))) cell.kind = CELL_LEFT;
    if (str_equal(rest, STR("^"))) cell.kind = CELL_ABOVE;
    if (cell.kind != CELL_TEXT) return cell;
    ensure(cut(&rest, STR(FORM_FOOT), STR(FORM_FOOT), &main));
    cell.text = read_text(r, trimmed(main));
    if (rest.ptr) cell.foot = read_text(r, trimmed(rest));
    list_of(r, row, &cell.text, text);
    return cell;
}

static void read_cells(Reader *r, FormLine *table, FormRow *row, Str rest)
{
    Arena *arena = r->front->arena;
    Str all = rest, part;
    size_t count = 0;
    row->cells = NEW_ARRAY(arena, FormCell, table->columns);
    while (cut(&rest, STR("|"), STR(FORM_BAR), &part)) {
        FormCell cell = read_cell(r, row, part);
        bool lost = (cell.kind == CELL_LEFT && count == 0) ||
                    (cell.kind == CELL_ABOVE && table->row_count == 0);
        if (lost) complain(r, part, E_FORM_MERGE, NULL);
        if (count < table->columns) row->cells[count] = cell;
        count++;
    }
    if (count == table->columns) return;
    complain(r, all, E_FORM_TABLE,
             SAY(format(arena, "%zu", count), format(arena, "%zu", table->columns)));
}

/* 行×6 */
static bool row_word(Reader *r, Str word, FormRow *row)
{
    bool header = str_starts(word, STR(FORM_HEAD));
    Str text = header ? STR(FORM_HEAD) : STR(FORM_ROW);
    if (!str_starts(word, text)) return complain(r, word, E_FORM_LINE, SAY(word));
    row->header = header;
    Str rest = str_from(word, text.len);
    if (rest.len == 0) return true;
    int64_t n = 0;
    if (!str_starts(rest, STR(FORM_TIMES))) return complain(r, word, E_FORM_LINE, SAY(word));
    rest = str_from(rest, STR(FORM_TIMES).len);
    if (!str_int(rest, &n) || n < 1 || n > 40)
        return complain(r, word, E_RANGE, SAY(rest, STR("1"), STR("40")));
    row->least = (int)n;
    return true;
}

static void read_rows(Reader *r, FormLine *table)
{
    const Line *line = r->line;
    size_t count = 0;
    for (const Line *child = line->child; child; child = child->next)
        count++;
    table->rows = NEW_ARRAY(r->front->arena, FormRow, count);
    r->in_row = true;
    for (const Line *child = line->child; child; child = child->next) {
        FormRow *row = &table->rows[table->row_count];
        Str rest = child->raw, word;
        r->line = child;
        if (child->child) report(r->front->found, line_place(child->child), E_CHILD, NULL);
        if (!first_word(&rest, &word) || !row_word(r, word, row)) continue;
        read_cells(r, table, row, rest);
        table->row_count++;
    }
    r->in_row = false;
    r->line = line;
    if (count == 0) complain(r, line->raw, E_EMPTY, SAY(line->text));
}

enum { COLUMNS_MOST = 16 };

static void read_table(Reader *r, Str rest, FormLine *table)
{
    Str word;
    table->widths = NEW_ARRAY(r->front->arena, int, COLUMNS_MOST);
    while (first_word(&rest, &word)) {
        int64_t n = 0;
        if (table->columns == COLUMNS_MOST || !str_int(word, &n) || n < 1 || n > 40) {
            complain(r, word, E_RANGE, SAY(word, STR("1"), STR("40")));
            return;
        }
        table->widths[table->columns++] = (int)n;
    }
    if (table->columns == 0)
        complain(r, r->line->raw, E_EMPTY, SAY(r->line->text));
    else
        read_rows(r, table);
}

/* ---- lines -------------------------------------------------------------------------------- */

static void read_line(Reader *r, FormLineKind kind, Str rest, FormLine *out)
{
    int64_t n = 1;
    Str who = rest;
    *out = (FormLine){.kind = kind, .place = line_place(r->line)};
    switch (kind) {
    case FORM_TABLE:
        read_table(r, rest, out);
        return;
    case FORM_GAP:
        if (rest.len && (!str_int(rest, &n) || n < 1 || n > 20))
            complain(r, rest, E_RANGE, SAY(rest, STR("1"), STR("20")));
        out->gap = (int)n;
        return;
    case FORM_SEAL: /* organisation, then the day */
        for (size_t i = 0; i < rest.len && who.len == rest.len; i++)
            if (is_space(rest.ptr[i])) who.len = i;
        out->text = read_text(r, who);
        out->day = read_text(r, trimmed(str_from(rest, who.len)));
        return;
    case FORM_BREAK:
        return;
    default:
        out->text = read_text(r, rest);
        if (out->text.count == 0 && rest.len == 0)
            complain(r, r->line->raw, E_EMPTY, SAY(r->line->text));
    }
}

/* Where in the first pass: 事项, 公开, 依据; all else is printed. */
static bool is_property(const Line *line)
{
    return line_begins(line, WORD_AFFAIR) || line_begins(line, WORD_MADE_PUBLIC) ||
           str_starts(line->text, word_text(WORD_CITED));
}

static void read_affairs(Front *front, Parser *p, Form *form)
{
    size_t capacity = form->affair_count;
    do {
        Str name;
        Place place;
        if (!parse_name(p, &name, &place)) return;
        const Affair *affair = bureau_affair(front->bureau, name);
        if (!affair) {
            report(front->found, place, E_AFFAIR, SAY(name));
            continue;
        }
        if (form->affair_count == capacity)
            form->affairs = arena_grow(front->arena, form->affairs, &capacity, sizeof affair);
        form->affairs[form->affair_count++] = affair;
    } while (parser_take_sign(p, ','));
    parser_want_end(p);
}

static void read_property(Front *front, const Line *line, Form *form)
{
    Parser p;
    if (!parser_open(&p, front->arena, front->found, line)) return;
    if (parser_peek(&p)->word == WORD_AFFAIR) {
        p.at = 1;
        read_affairs(front, &p, form);
    } else if (parser_peek(&p)->word == WORD_MADE_PUBLIC) {
        p.at = 1;
        form->published = true;
        parser_want_end(&p);
    } else {
        form->citation = parse_citation(front, &p);
        parser_want_end(&p);
    }
}

/* A paper that is published belongs to affairs of which something may be published. */
static void check_public(Front *front, const Form *form)
{
    for (size_t i = 0; form->published && i < form->affair_count; i++)
        if (!form_serves(form, form->affairs[i]))
            report(front->found, form->place, E_FORM_PRIVATE, SAY(form->affairs[i]->name));
}

static void read_lines(Front *front, const Line *line, Form *form)
{
    Reader r = {.front = front, .form = form};
    bool titled = false;
    for (const Line *child = line->child; child; child = child->next) {
        Str rest = child->raw, word;
        size_t kind = 0;
        r.line = child;
        if (is_property(child) || !first_word(&rest, &word)) continue;
        while (kind < FORM_LINE_COUNT && !str_equal(line_word(kind), word))
            kind++;
        if (kind == FORM_LINE_COUNT) {
            complain(&r, word, E_FORM_LINE, SAY(word));
            continue;
        }
        if (child->child && kind != FORM_TABLE)
            report(front->found, line_place(child->child), E_CHILD, NULL);
        titled = titled || kind == FORM_TITLE;
        read_line(&r, (FormLineKind)kind, rest, &form->lines[form->line_count++]);
    }
    if (!titled)
        report(front->found, form->place, E_MISSING, SAY(form->name, line_word(FORM_TITLE)));
}

static void read_form(Front *front, const Line *line, Parser *p)
{
    Header header;
    size_t count = 0;
    Bureau *bureau = front->bureau;
    if (!parse_title_header(p, &header) || !parser_want_end(p)) return;
    if (bureau_form(bureau, header.name) || bureau_form(bureau, header.key)) {
        report(front->found, header.name_place, E_DUPLICATE, SAY(header.name));
        return;
    }
    Form *form = &bureau->forms[bureau->form_count++];
    *form = (Form){.name = header.name, .key = header.key, .place = header.name_place};
    for (const Line *child = line->child; child; child = child->next, count++)
        if (is_property(child)) read_property(front, child, form);
    form->lines = NEW_ARRAY(front->arena, FormLine, count);
    check_public(front, form);
    read_lines(front, line, form);
}

void forms_read(Front *front)
{
    size_t count = 0;
    for (size_t i = 0; i < front->bureau->file_count; i++)
        for (const Line *line = front->files[i]; line; line = line->next)
            count += line_begins(line, WORD_FORM);
    front->bureau->forms = NEW_ARRAY(front->arena, Form, count);
    each_declaration(front, WORD_FORM, read_form);
}

const Form *bureau_form(const Bureau *b, Str name)
{
    for (size_t i = 0; i < b->form_count; i++)
        if (str_equal(name, b->forms[i].name) || str_equal(name, b->forms[i].key))
            return &b->forms[i];
    return NULL;
}
