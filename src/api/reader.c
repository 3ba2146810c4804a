/* The strict reader: one pass, recursive by the depth that JSON_DEEPEST allows. Read value_read
 * first; every function leaves *fault set and returns false at the first fault. */
#include "api/reader.h"

typedef struct {
    Arena *arena;
    Str text;
    size_t at, values;
    int depth;
    JsonFault fault;
} Reader;

static const char *const fault_names[] = {
#define FAULT_NAME(name) #name,
    JSON_FAULTS(FAULT_NAME)
#undef FAULT_NAME
};

const char *json_fault_name(JsonFault fault)
{
    return fault_names[fault];
}

static bool faulty(Reader *r, JsonFault fault)
{
    r->fault = fault;
    return false;
}

static bool at_end(const Reader *r)
{
    return r->at >= r->text.len;
}

static char here(const Reader *r)
{
    return at_end(r) ? '\0' : r->text.ptr[r->at];
}

static bool unexpected(Reader *r)
{
    return faulty(r, at_end(r) ? JSON_UNFINISHED : JSON_UNEXPECTED);
}

static void space_skip(Reader *r)
{
    while (!at_end(r)) {
        char c = here(r);
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') break;
        r->at++;
    }
}

static bool take(Reader *r, char c)
{
    if (at_end(r) || here(r) != c) return false;
    r->at++;
    return true;
}

static bool word_take(Reader *r, Str word)
{
    if (!str_starts(str_from(r->text, r->at), word)) return unexpected(r);
    r->at += word.len;
    return true;
}

/* ---- texts -------------------------------------------------------------------------------- */

static bool hex_take(Reader *r, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++, r->at++) {
        char c = here(r);
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) return faulty(r, at_end(r) ? JSON_UNFINISHED : JSON_BAD_ESCAPE);
        *out = *out << 4 | (uint32_t)digit;
    }
    return true;
}

/* Two escapes make one code point beyond the first plane; half of a pair is nothing. */
static bool code_point_take(Reader *r, uint32_t *out)
{
    uint32_t low;
    if (!hex_take(r, out)) return false;
    if (*out < 0x20 && *out != '\t' && *out != '\n' && *out != '\r')
        return faulty(r, JSON_BAD_CONTROL);
    if (*out == 0x7F) return faulty(r, JSON_BAD_CONTROL);
    if (*out < 0xD800 || *out > 0xDFFF) return true;
    if (*out > 0xDBFF || !take(r, '\\') || !take(r, 'u')) return faulty(r, JSON_BAD_ESCAPE);
    if (!hex_take(r, &low)) return false;
    if (low < 0xDC00 || low > 0xDFFF) return faulty(r, JSON_BAD_ESCAPE);
    *out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static bool escape_read(Reader *r, Buf *out)
{
    uint32_t code_point;
    char c = here(r);
    if (at_end(r)) return faulty(r, JSON_UNFINISHED);
    r->at++;
    switch (c) {
    case '"':
    case '\\':
    case '/':
        buf_byte(out, c);
        return true;
    case 't':
        buf_byte(out, '\t');
        return true;
    case 'n':
        buf_byte(out, '\n');
        return true;
    case 'r':
        buf_byte(out, '\r');
        return true;
    case 'u':
        if (!code_point_take(r, &code_point)) return false;
        buf_code_point(out, code_point);
        return true;
    case 'b':
    case 'f':
        return faulty(r, JSON_BAD_CONTROL);
    default:
        return faulty(r, JSON_BAD_ESCAPE);
    }
}

/* Borrowed as it stands while it has no escape. */
static bool text_read(Reader *r, Str *out)
{
    if (!take(r, '"')) return unexpected(r);
    size_t start = r->at;
    Buf decoded = {0};
    while (!at_end(r)) {
        char c = r->text.ptr[r->at++];
        if (c == '"') {
            *out =
                decoded.arena ? buf_str(&decoded) : (Str){r->text.ptr + start, r->at - 1 - start};
            return true;
        }
        if ((unsigned char)c < 0x20 || c == 0x7F) return faulty(r, JSON_BAD_CONTROL);
        if (c == '\\' && !decoded.arena) {
            decoded = buf_new(r->arena);
            buf_add(&decoded, (Str){r->text.ptr + start, r->at - 1 - start});
        }
        if (c == '\\') {
            if (!escape_read(r, &decoded)) return false;
        } else if (decoded.arena) {
            buf_byte(&decoded, c);
        }
    }
    return faulty(r, JSON_UNFINISHED);
}

/* ---- numbers ------------------------------------------------------------------------------ */

static size_t digits_skip(Reader *r)
{
    size_t start = r->at;
    while (here(r) >= '0' && here(r) <= '9')
        r->at++;
    return r->at - start;
}

static bool number_read(Reader *r, Str *out)
{
    enum { LONGEST = 40 };
    size_t start = r->at;
    take(r, '-');
    bool zero = here(r) == '0';
    size_t digits = digits_skip(r);
    if (digits == 0 || (zero && digits > 1)) return faulty(r, JSON_BAD_NUMBER);
    if (take(r, '.') && digits_skip(r) == 0) return faulty(r, JSON_BAD_NUMBER);
    if (take(r, 'e') || take(r, 'E')) {
        if (!take(r, '+')) take(r, '-');
        if (digits_skip(r) == 0) return faulty(r, JSON_BAD_NUMBER);
    }
    *out = (Str){r->text.ptr + start, r->at - start};
    return out->len <= LONGEST || faulty(r, JSON_BAD_NUMBER);
}

/* ---- values ------------------------------------------------------------------------------- */

static bool value_read(Reader *r, JsonValue *out);

static JsonValue *item_add(Reader *r, JsonValue *holder, JsonValue **last)
{
    JsonValue *item = NEW(r->arena, JsonValue);
    if (*last)
        (*last)->next = item;
    else
        holder->first = item;
    *last = item;
    holder->count++;
    return item;
}

static bool list_read(Reader *r, JsonValue *out)
{
    JsonValue *last = NULL;
    out->kind = JSON_LIST;
    space_skip(r);
    if (take(r, ']')) return true;
    for (;;) {
        if (!value_read(r, item_add(r, out, &last))) return false;
        space_skip(r);
        if (take(r, ']')) return true;
        if (!take(r, ',')) return unexpected(r);
    }
}

static bool name_read(Reader *r, const JsonValue *object, Str *out)
{
    space_skip(r);
    if (!text_read(r, out)) return false;
    for (const JsonValue *m = object->first; m; m = m->next)
        if (str_equal(m->key, *out)) return faulty(r, JSON_TWICE);
    space_skip(r);
    return take(r, ':') || unexpected(r);
}

static bool object_read(Reader *r, JsonValue *out)
{
    enum { NAMES_MOST = 500 }; /* each is compared with those before */
    JsonValue *last = NULL;
    Str name;
    out->kind = JSON_OBJECT;
    space_skip(r);
    if (take(r, '}')) return true;
    for (;;) {
        if (out->count == NAMES_MOST) return faulty(r, JSON_TOO_MANY);
        if (!name_read(r, out, &name)) return false;
        JsonValue *member = item_add(r, out, &last);
        bool good = value_read(r, member);
        member->key = name;
        if (!good) return false;
        space_skip(r);
        if (take(r, '}')) return true;
        if (!take(r, ',')) return unexpected(r);
    }
}

static bool nested_read(Reader *r, JsonValue *out)
{
    if (++r->depth > JSON_DEEPEST) return faulty(r, JSON_TOO_DEEP);
    bool list = here(r) == '[';
    r->at++;
    bool good = list ? list_read(r, out) : object_read(r, out);
    r->depth--;
    return good;
}

static bool truth_read(Reader *r, bool truth, JsonValue *out)
{
    out->kind = JSON_TRUTH;
    out->truth = truth;
    return word_take(r, truth ? STR("true") : STR("false"));
}

static bool value_read(Reader *r, JsonValue *out)
{
    if (++r->values > JSON_MOST_VALUES) return faulty(r, JSON_TOO_MANY);
    space_skip(r);
    switch (here(r)) {
    case '{':
    case '[':
        return nested_read(r, out);
    case '"':
        out->kind = JSON_TEXT;
        return text_read(r, &out->text);
    case 't':
        return truth_read(r, true, out);
    case 'f':
        return truth_read(r, false, out);
    case 'n':
        out->kind = JSON_NULL;
        return word_take(r, STR("null"));
    default:
        if (here(r) != '-' && (here(r) < '0' || here(r) > '9')) return unexpected(r);
        out->kind = JSON_NUMBER;
        return number_read(r, &out->text);
    }
}

JsonFault json_read(Arena *arena, Str bytes, JsonValue *out, size_t *at)
{
    Reader r = {.arena = arena, .text = bytes};
    *out = (JsonValue){.kind = JSON_NULL};
    *at = 0;
    if (!utf8_valid(bytes) || str_starts(bytes, STR("\xEF\xBB\xBF"))) return JSON_NOT_UTF8;
    space_skip(&r);
    if (at_end(&r)) return JSON_EMPTY;
    if (value_read(&r, out)) {
        space_skip(&r);
        if (!at_end(&r)) r.fault = JSON_AFTER_END;
    }
    *at = r.at;
    return r.fault;
}

const JsonValue *json_member(const JsonValue *object, Str key)
{
    if (object->kind != JSON_OBJECT) return NULL;
    for (const JsonValue *m = object->first; m; m = m->next)
        if (str_equal(m->key, key)) return m;
    return NULL;
}
