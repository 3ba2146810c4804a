/* Cells to values. What clerks write is taken where it can mean only one thing (20240301, 2024/3/1,
 * full-width digits, 350元, 1,234.50, an ID behind the ' or =" of a spreadsheet), and every refusal
 * says what to write instead.
 *
 * An empty cell says nothing; 未知 says that it is not known; 无 says that there is none. Read
 * import_value and its table at the end. */
#include "registry/import.h"
#include "registry/import_words.def"

#include <stdlib.h>
#include <string.h>

enum { TEXT_LIMIT = 200, DIGITS_LIMIT = 17 };

/* ---- plain text of a cell ----------------------------------------------------------------- */

static bool is_ascii(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80) return false;
    return true;
}

/* White space and what cannot be seen. */
static bool is_left_out(uint32_t c)
{
    return c <= ' ' || c == 0x3000 || c == 0xA0 || c == 0xAD || c == 0xFEFF || c == 0x2060 ||
           (c >= 0x2000 && c <= 0x200F) || (c >= 0x202A && c <= 0x202E);
}

Str import_half_width(Arena *arena, Str s)
{
    if (is_ascii(s) && !memchr(s.ptr, ' ', s.len)) return s;
    Buf out = buf_new(arena);
    uint32_t c;
    for (size_t at = 0; utf8_next(s, &at, &c);) {
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (!is_left_out(c)) buf_code_point(&out, c);
    }
    return buf_str(&out);
}

/* ="0012" and '0012, the mark in any writing: how spreadsheets keep digits from becoming a number.
 */
static Str without_tricks(Str s)
{
    static const Str marks[] = {
        {"'", 1}, {"`", 1}, {"\xE2\x80\x98", 3}, {"\xE2\x80\x99", 3}, {"\xEF\xBC\x87", 3}};
    if (s.len >= 3 && str_starts(s, STR("=\"")) && s.ptr[s.len - 1] == '"')
        return str_trim((Str){s.ptr + 2, s.len - 3});
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (s.len > marks[i].len && str_starts(s, marks[i]))
            return str_trim(str_from(s, marks[i].len));
    return s;
}

/* ---- days and months ---------------------------------------------------------------------- */

static CellState parse_date(Import *im, ptrdiff_t column, Str text, Date *out)
{
    static const char *const sentences[] = {
        [SPELLED_NOT] = SAY_NOT_DATE,     [SPELLED_NO_DAY] = SAY_NO_SUCH_DAY,
        [SPELLED_RANGE] = SAY_DATE_RANGE, [SPELLED_AMBIGUOUS] = SAY_DATE_AMBIGUOUS,
        [SPELLED_SHORT] = SAY_DATE_SHORT, [SPELLED_MONTH] = SAY_DATE_MONTH,
    };
    if (date_parse(text, out)) return CELL_GIVEN; /* the form that programs write */
    Spelling spelling = date_spelled(text, out);
    if (spelling == SPELLED) return CELL_GIVEN;
    import_fault_about(im, column, sentences[spelling], text);
    return CELL_BAD;
}

static CellState parse_month(Import *im, ptrdiff_t column, Str text, Month *out)
{
    Spelling spelling = month_spelled(text, out);
    if (spelling == SPELLED) return CELL_GIVEN;
    const char *sentence = spelling == SPELLED_AMBIGUOUS ? SAY_MONTH_AMBIGUOUS
                           : spelling == SPELLED_SHORT   ? SAY_DATE_SHORT
                                                         : SAY_NOT_MONTH;
    import_fault_about(im, column, sentence, text);
    return CELL_BAD;
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* "1,234.50" → "1234.50" when the commas stand at thousands; else as it is. */
static Str without_commas(Arena *arena, Str s)
{
    const char *point = memchr(s.ptr, '.', s.len);
    size_t whole = point ? (size_t)(point - s.ptr) : s.len;
    if (!memchr(s.ptr, ',', s.len)) return s;
    Buf out = buf_new(arena);
    for (size_t i = 0; i < s.len; i++) {
        bool thousand = i < whole && (whole - i) % 4 == 0 && i > 0;
        if ((s.ptr[i] == ',') != thousand) return s;
        if (!thousand) buf_byte(&out, s.ptr[i]);
    }
    return buf_str(&out);
}

/* The unit that a clerk may write behind the number: all of it, or only 元. */
static Str without_unit(Arena *arena, Type type, Str s)
{
    Str unit = import_half_width(arena, type_text(arena, type));
    if (unit.len && str_ends(s, unit)) return (Str){s.ptr, s.len - unit.len};
    if (type.unit.power[UNIT_YUAN] && str_ends(s, STR(WORD_YUAN)))
        return (Str){s.ptr, s.len - sizeof WORD_YUAN + 1};
    return s;
}

/* "1.2万元" → "1.2" and 10,000; an amount of a column whose header says 万元 likewise. */
static Str without_multiple(const Import *im, ptrdiff_t column, Type type, Str s, int64_t *multiple)
{
    static const struct {
        Str words;
        int64_t multiple;
    } units[] = {
#define UNIT(words, multiple) {{words, sizeof(words) - 1}, multiple},
        YUAN_UNITS
#undef UNIT
    };
    *multiple = column >= 0 && im->columns[column].multiple ? im->columns[column].multiple : 1;
    if (!type.unit.power[UNIT_YUAN]) return s;
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (!str_ends(s, units[i].words)) continue;
        *multiple = units[i].multiple;
        return (Str){s.ptr, s.len - units[i].words.len};
    }
    return s;
}

static size_t leading_digits(Str s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] >= '0' && s.ptr[n] <= '9')
        n++;
    return n;
}

static CellState parse_number(Import *im, ptrdiff_t column, Type type, Str text, int64_t *out)
{
    Arena *arena = im->chunk->arena;
    Decimal d;
    int64_t multiple;
    Str said = without_unit(arena, type, import_half_width(arena, text));
    Str plain = without_commas(arena, without_multiple(im, column, type, said, &multiple));
    int places = type.percent ? type.scale - 2 : type.scale; /* 12.5 % is 0.125 */
    if (!decimal_parse(plain, &d)) {
        bool digits = plain.len > DIGITS_LIMIT && leading_digits(plain) == plain.len;
        if (digits)
            import_fault(im, column, SAY_TOO_LARGE, STR_ARG(text));
        else
            import_fault(im, column, SAY_NOT_NUMBER, STR_ARG(text));
        return CELL_BAD;
    }
    bool fits = !__builtin_mul_overflow(d.mantissa, multiple, &d.mantissa);
    while (d.scale > places && d.scale > 0 && d.mantissa % 10 == 0) {
        d.mantissa /= 10;
        d.scale--;
    }
    if (!fits)
        import_fault(im, column, SAY_TOO_LARGE, STR_ARG(text));
    else if (d.scale > places && places == 0)
        import_fault(im, column, SAY_NOT_WHOLE, STR_ARG(text));
    else if (d.scale > places)
        import_fault(im, column, SAY_NOT_SCALE, STR_ARG(text), places, places);
    else if (type.nonnegative && d.mantissa < 0)
        import_fault(im, column, SAY_NOT_NEGATIVE, STR_ARG(text));
    else if (__builtin_mul_overflow(d.mantissa, power_of_ten(places - d.scale), out) ||
             *out > power_of_ten(DIGITS_LIMIT))
        import_fault(im, column, SAY_TOO_LARGE, STR_ARG(text));
    return im->bad_cell ? CELL_BAD : CELL_GIVEN;
}

/* ---- words -------------------------------------------------------------------------------- */

static CellState parse_truth(Import *im, ptrdiff_t column, Str text, int64_t *out)
{
    static const struct {
        Str word;
        int64_t value;
    } words[] = {
#define TRUTH(word, value) {{word, sizeof(word) - 1}, value},
        TRUTH_WORDS
#undef TRUTH
    };
    Str plain = import_half_width(im->chunk->arena, text);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!str_equal(plain, words[i].word)) continue;
        *out = words[i].value;
        return CELL_GIVEN;
    }
    import_fault(im, column, SAY_NOT_TRUTH, STR_ARG(text));
    return CELL_BAD;
}

static CellState parse_choice(Import *im, ptrdiff_t column, const Choices *choices, Str text,
                              int64_t *out)
{
    for (size_t i = 0; i < choices->count; i++) {
        if (!str_equal(choices->words[i], text)) continue;
        *out = (int64_t)i + 1;
        return CELL_GIVEN;
    }
    Buf list = buf_new(im->chunk->arena);
    for (size_t i = 0; i < choices->count; i++)
        buf_format(&list, "%.*s%s", STR_ARG(choices->words[i]), WORD_LIST_COMMA);
    buf_add(&list, STR(WORD_NONE_CELL));
    import_fault(im, column, SAY_NOT_CHOICE, STR_ARG(text), STR_ARG(buf_str(&list)));
    return CELL_BAD;
}

static CellState parse_text(Import *im, ptrdiff_t column, Str text, Str *out)
{
    if (text.len > TEXT_LIMIT && utf8_count(text) > TEXT_LIMIT)
        import_fault(im, column, SAY_TOO_LONG, utf8_count(text), TEXT_LIMIT);
    else if (memchr(text.ptr, '\n', text.len) || memchr(text.ptr, '\r', text.len))
        import_fault(im, column, SAY_TEXT_LINES);
    *out = text;
    return im->bad_cell ? CELL_BAD : CELL_GIVEN;
}

/* ---- codes -------------------------------------------------------------------------------- */

/* The division with the code nearest to one that is not there: among the children of its nearest
 * known ancestor. */
static void tell_nearest(Import *im, ptrdiff_t column, Division code)
{
    Work *w = im->chunk;
    DivisionRow *rows, parent, best;
    size_t count;
    Division at = division_parent(code);
    while (at.n && !division_by_code(w, at, &parent))
        at = division_parent(at);
    w->error = (Error){.code = ERR_NONE};
    Str said = division_text(w->arena, code);
    if (!at.n || !division_children(w, parent.id, &rows, &count) || !count) {
        import_fault(im, column, SAY_NO_DIVISIONS, STR_ARG(said));
        return;
    }
    best = rows[0];
    for (size_t i = 1; i < count; i++)
        if (llabs(rows[i].code.n - code.n) < llabs(best.code.n - code.n)) best = rows[i];
    Str near = division_text(w->arena, best.code);
    import_fault(im, column, SAY_NO_DIVISION_CODE, STR_ARG(said), STR_ARG(near),
                 STR_ARG(best.name));
}

static CellState parse_division(Import *im, ptrdiff_t column, Str text, int64_t *out)
{
    Division code;
    DivisionRow row;
    if (!division_parse(import_half_width(im->chunk->arena, text), &code)) {
        import_fault(im, column, SAY_NOT_DIVISION, STR_ARG(text));
        return CELL_BAD;
    }
    *out = pair_find(&im->divisions, code.n, 0);
    if (*out) return CELL_GIVEN;
    if (!division_by_code(im->chunk, code, &row)) {
        im->chunk->error = (Error){.code = ERR_NONE};
        tell_nearest(im, column, code);
        return CELL_BAD;
    }
    *out = row.id;
    pair_set(&im->divisions, code.n, 0, row.id);
    return CELL_GIVEN;
}

/* "1.10105E+17": digits that a spreadsheet took for a number. */
static bool is_scientific(Str s)
{
    size_t at = leading_digits(s);
    if (!at) return false;
    if (at < s.len && s.ptr[at] == '.') at += 1 + leading_digits(str_from(s, at + 1));
    if (at >= s.len || (s.ptr[at] | 32) != 'e') return false;
    at += at + 1 < s.len && s.ptr[at + 1] == '+' ? 2 : 1;
    return at < s.len && leading_digits(str_from(s, at)) == s.len - at;
}

/* A number of 18 digits whose last three are 0: a spreadsheet keeps fifteen. */
static bool is_rounded(CodeKind kind, Str s)
{
    return kind == CODE_CITIZEN_ID && s.len == 18 && leading_digits(s) == 18 &&
           str_ends(s, STR("000"));
}

/* A code that is sealed or checked; a warning is told and the code is taken. */
static CellState parse_code(Import *im, ptrdiff_t column, CodeKind kind, Str text, Str *out)
{
    text = import_half_width(im->chunk->arena, text);
    CodeVerdict v = code_check(im->chunk->arena, kind, text, im->today);
    *out = v.normal;
    if (v.verdict == CODE_VALID) return CELL_GIVEN;
    if (v.verdict == CODE_WARNING) {
        import_warning(im, column, SAY_CODE_WARNING, STR_ARG(v.reason));
        return CELL_GIVEN;
    }
    if (is_scientific(text))
        import_fault(im, column, SAY_ID_FLOAT);
    else if (is_rounded(kind, text))
        import_fault(im, column, SAY_ID_ROUNDED);
    else
        import_fault(im, column, SAY_CODE_FAULT, STR_ARG(v.reason));
    return CELL_BAD;
}

CellState import_number(Import *im, Str *number, Date *birth, int *sex)
{
    Str text = import_half_width(im->chunk->arena, without_tricks(import_role(im, ROLE_NUMBER)));
    *number = text;
    *birth = DATE_NONE;
    *sex = 0;
    im->bad_cell = false;
    if (!text.len) return CELL_EMPTY;
    if (citizen_id_verdict(text, im->today, birth, sex) == CODE_VALID) return CELL_GIVEN;
    CodeVerdict v = code_check(im->chunk->arena, CODE_CITIZEN_ID, text, im->today);
    *birth = v.birth;
    *sex = v.sex;
    return parse_code(im, im->by_role[ROLE_NUMBER], CODE_CITIZEN_ID, text, number);
}

/* ---- a field ------------------------------------------------------------------------------ */

/* Rosters put blanks into short names to align them; a bank knows nobody called so. Names in other
 * scripts keep theirs. */
static Str without_blanks(Import *im, Str text)
{
    enum { HAN_FIRST = 0x3400, WIDE_BLANK = 0x3000, HAN_LATER = 0xFF00 };
    Buf joined = buf_new(im->chunk->arena);
    uint32_t c;
    for (size_t at = 0; utf8_next(text, &at, &c);) {
        if (c == ' ' || c == WIDE_BLANK || c == 0xA0) continue;
        if (c < HAN_FIRST || (c >= HAN_LATER && c < 0x10000)) return text;
        buf_code_point(&joined, c);
    }
    return joined.len ? buf_str(&joined) : text;
}

static CellState parse_plain(Import *im, ptrdiff_t column, const Field *f, Str text, Value *out)
{
    switch (f->type.kind) {
    case TYPE_TRUTH:
        return parse_truth(im, column, text, &out->number);
    case TYPE_NUMBER:
        return parse_number(im, column, f->type, text, &out->number);
    case TYPE_DATE: {
        Date d = {0};
        CellState state = parse_date(im, column, text, &d);
        out->number = d.days;
        return state;
    }
    case TYPE_MONTH: {
        Month m = {0};
        CellState state = parse_month(im, column, text, &m);
        out->number = m.n;
        return state;
    }
    case TYPE_DIVISION:
        return parse_division(im, column, text, &out->number);
    case TYPE_CHOICE:
        return parse_choice(im, column, f->type.choices, text, &out->number);
    case TYPE_TEXT:
        return parse_text(im, column, f->searched ? without_blanks(im, text) : text, &out->text);
    }
    return CELL_BAD;
}

static CellState parse_format(Import *im, ptrdiff_t column, const Field *f, Str text, Value *out)
{
    switch (f->format) {
    case FIELD_CITIZEN_ID:
        return parse_code(im, column, CODE_CITIZEN_ID, text, &out->text);
    case FIELD_PHONE:
        return parse_code(im, column, CODE_PHONE, text, &out->text);
    case FIELD_BANK_CARD:
        return parse_code(im, column, CODE_BANK_CARD, text, &out->text);
    case FIELD_REFERENCE:
        return import_reference(im, column, f, text, &out->text);
    case FIELD_PLAIN:
        break;
    }
    return parse_plain(im, column, f, text, out);
}

CellState import_value(Import *im, ptrdiff_t column, const Field *f, Value *out)
{
    Str text = import_cell(im, column);
    *out = (Value){.known = false};
    im->bad_cell = false;
    if (!text.len) return CELL_EMPTY;
    if (str_equal(text, STR(WORD_UNKNOWN_CELL))) return CELL_UNKNOWN;
    if (str_equal(text, STR(WORD_NONE_CELL)) && f->type.kind != TYPE_TEXT) {
        if (f->type.kind == TYPE_CHOICE || f->type.kind == TYPE_TRUTH) out->known = true;
        if (f->type.kind != TYPE_NUMBER || f->aspect->absent_is_none) return CELL_NONE;
        import_fault(im, column, SAY_NONE_NUMBER);
        return CELL_BAD;
    }
    if (f->type.kind != TYPE_TEXT || f->format != FIELD_PLAIN) text = without_tricks(text);
    CellState state = parse_format(im, column, f, text, out);
    out->known = state == CELL_GIVEN;
    return state;
}

/* ---- columns with a role ------------------------------------------------------------------ */

CellState import_date(Import *im, ColumnRole role, Date *out)
{
    Str text = without_tricks(import_role(im, role));
    *out = DATE_NONE;
    im->bad_cell = false;
    return text.len ? parse_date(im, im->by_role[role], text, out) : CELL_EMPTY;
}

CellState import_month(Import *im, ColumnRole role, Month *out)
{
    Str text = without_tricks(import_role(im, role));
    *out = MONTH_NONE;
    im->bad_cell = false;
    return text.len ? parse_month(im, im->by_role[role], text, out) : CELL_EMPTY;
}

CellState import_money(Import *im, ColumnRole role, Money *out)
{
    Type yuan = {
        .kind = TYPE_NUMBER, .unit.power = {[UNIT_YUAN] = 1}, .scale = 2, .nonnegative = true};
    Str text = import_role(im, role);
    *out = (Money){0};
    im->bad_cell = false;
    return text.len ? parse_number(im, im->by_role[role], yuan, text, &out->fen) : CELL_EMPTY;
}

void import_period(Import *im)
{
    Period *p = &im->period;
    int64_t correction = im->job->kind == WRITE_CORRECTION;
    Str word = import_role(im, ROLE_CORRECTION);
    if (word.len) (void)parse_truth(im, im->by_role[ROLE_CORRECTION], word, &correction);
    p->kind = correction ? WRITE_CORRECTION : WRITE_CHANGE;
    CellState from = import_date(im, ROLE_FROM, &p->from);
    CellState to = import_date(im, ROLE_TO, &p->to);
    if (from == CELL_GIVEN && to == CELL_GIVEN && p->to.days <= p->from.days)
        import_fault(im, im->by_role[ROLE_TO], SAY_PERIOD);
}
