/* Facts from text: one cell read as its input's type, what holds when nobody says anything, and an
 * order of divisions made from the codes at hand. Cases, eval and import all read cells here. */
#include <string.h>

#include "lang/lang.h"
#include "lang/outline.h"
#include "lang/words_machine.def"

/* ---- cells -------------------------------------------------------------------------------- */

static bool is_word(Str text, const char *word)
{
    return str_equal(text, str_of(word));
}

static bool cell_none(Type type, Cell *out)
{
    switch (type.kind) {
    case TYPE_DATE:
        *out = (Cell){true, DATE_NONE.days};
        return true;
    case TYPE_MONTH:
        *out = (Cell){true, MONTH_NONE.n};
        return true;
    case TYPE_TRUTH:
    case TYPE_CHOICE:
    case TYPE_NUMBER:
        *out = (Cell){true, 0};
        return true;
    case TYPE_DIVISION:
    case TYPE_TEXT:
        break;
    }
    return false;
}

static bool parse_choice(Type type, Str text, Cell *out)
{
    for (size_t i = 0; type.choices && i < type.choices->count; i++) {
        if (!str_equal(type.choices->words[i], text)) continue;
        *out = (Cell){true, (int64_t)i + 1};
        return true;
    }
    return false;
}

/* Are the commas those of thousands? Those of 1,850.50 are, that of 1,85 is not. */
static bool commas_in_place(Str text)
{
    ptrdiff_t first = str_find(text, STR(",")), point = str_find(text, STR("."));
    size_t whole = point < 0 ? text.len : (size_t)point;
    bool sign = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
    if (first > 3 + sign) return false;
    for (size_t i = first < 0 ? text.len : (size_t)first; i < text.len; i++) {
        bool place = i > 0 && i < whole && (whole - i) % 4 == 0;
        if ((text.ptr[i] == ',') != place) return false;
    }
    return true;
}

/* Commas of thousands are taken out, a written 元 or % as well. */
static bool parse_number(Type type, Str text, Cell *out)
{
    int lift = type.percent ? -2 : 0;
    if (str_ends(text, STR("%"))) {
        text.len--;
        lift = -2;
    } else if (str_ends(text, STR(SAY_YUAN))) {
        text.len -= strlen(SAY_YUAN);
    }
    text = str_trim(text);
    char digits[40];
    size_t n = 0;
    if (!commas_in_place(text)) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == ',') continue;
        if (n == sizeof digits) return false;
        digits[n++] = text.ptr[i];
    }
    Decimal d;
    if (!decimal_parse((Str){digits, n}, &d)) return false;
    int up = type.scale - d.scale + lift;
    for (; up < 0; up++) {
        if (d.mantissa % 10 != 0) return false;
        d.mantissa /= 10;
    }
    if (type.nonnegative && d.mantissa < 0) return false;
    out->known = true;
    return !__builtin_mul_overflow(d.mantissa, power_of_ten(up), &out->value);
}

static bool parse_truth(Str text, Cell *out)
{
    bool yes = is_word(text, SAY_YES) || is_word(text, SAY_HAS);
    *out = (Cell){true, yes ? YES : NO};
    return yes || is_word(text, SAY_NO);
}

static bool parse_day(Type type, Str text, Cell *out)
{
    Date day;
    Month month;
    if (type.kind == TYPE_DATE) {
        if (!date_parse(text, &day)) return false;
        *out = (Cell){true, day.days};
        return true;
    }
    if (!month_parse(text, &month)) return false;
    *out = (Cell){true, month.n};
    return true;
}

/* Full width as half width, as in the law; a text too long for the room is left as it is. */
static Str fold_cell(Str text, char *room, size_t size)
{
    size_t at = 0, n = 0;
    uint32_t c;
    if (text.len > size) return text;
    for (size_t from = 0; utf8_next(text, &at, &c); from = at) {
        uint32_t folded = fold_code_point(c);
        if (folded < 0x80) {
            room[n++] = (char)folded;
        } else {
            memcpy(room + n, text.ptr + from, at - from);
            n += at - from;
        }
    }
    return at == text.len ? str_trim((Str){room, n}) : text;
}

bool input_parse(const Input *input, Str text, Cell *out)
{
    char room[128];
    text = fold_cell(str_trim(text), room, sizeof room);
    *out = (Cell){0};
    if (text.len == 0 || is_word(text, SAY_UNKNOWN)) return true;
    if (is_word(text, SAY_NONE)) return cell_none(input->type, out);
    Division division;
    switch (input->type.kind) {
    case TYPE_TRUTH:
        return parse_truth(text, out);
    case TYPE_CHOICE:
        return parse_choice(input->type, text, out);
    case TYPE_NUMBER:
        return parse_number(input->type, text, out);
    case TYPE_DATE:
    case TYPE_MONTH:
        return parse_day(input->type, text, out);
    case TYPE_DIVISION:
        if (!division_parse(text, &division)) return false;
        *out = (Cell){true, division.n};
        return true;
    case TYPE_TEXT:
        break;
    }
    return false;
}

Cell input_absent(const Input *input)
{
    Cell none = {0};
    if (input->kind == INPUT_FIELD && !input->field->aspect->absent_is_none) return none;
    cell_none(input->type, &none);
    return none;
}

void input_store(const Input *input, Column *column, Arena *arena, size_t row, Cell cell)
{
    if (!cell.known) {
        column_set_unknown(column, arena, row);
        return;
    }
    switch (input->column) {
    case COLUMN_TRUTH:
    case COLUMN_CHOICE:
        column_bytes(column)[row] = (uint8_t)cell.value;
        return;
    case COLUMN_INT32:
        column_int32(column)[row] = (int32_t)cell.value;
        return;
    case COLUMN_INT64:
        column_int64(column)[row] = cell.value;
        return;
    }
}

/* ---- divisions ---------------------------------------------------------------------------- */

/* The first place whose code is not below `code`. */
static size_t order_place(const Division *codes, size_t count, int64_t code)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (codes[middle].n < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

DivisionOrder division_order(Arena *arena, const Division *codes, size_t count)
{
    Division *sorted = NEW_ARRAY(arena, Division, count + 1);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = order_place(sorted, kept, codes[i].n);
        if (at < kept && sorted[at].n == codes[i].n) continue;
        memmove(sorted + at + 1, sorted + at, (kept - at) * sizeof *sorted);
        sorted[at] = codes[i];
        kept++;
    }
    return (DivisionOrder){sorted, kept};
}

int32_t division_order_of(const DivisionOrder *order, Division code)
{
    size_t at = order_place(order->codes, order->count, code.n);
    return at < order->count && order->codes[at].n == code.n ? (int32_t)at : -1;
}

static Str order_code(const void *context, Arena *arena, int32_t order)
{
    const DivisionOrder *divisions = context;
    if (order < 0 || (size_t)order >= divisions->count) return STR("");
    return division_text(arena, divisions->codes[order]);
}

PlaceNames division_order_places(Arena *arena, const DivisionOrder *order)
{
    DivisionOrder *kept = NEW(arena, DivisionOrder);
    *kept = *order;
    return (PlaceNames){order_code, kept};
}

DivisionSpan division_order_span(const DivisionOrder *order, Division outer)
{
    size_t first = order_place(order->codes, order->count, outer.n), last = first;
    while (last < order->count && division_contains(outer, order->codes[last]))
        last++;
    return (DivisionSpan){outer, (int32_t)first, (int32_t)last - 1};
}
