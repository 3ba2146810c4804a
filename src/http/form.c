/* Forms: application/x-www-form-urlencoded read here, multipart/form-data in multipart.c, and what
 * a handler asks of either. Read http_form_parse first. */
#include "http/parts.h"

#include "http/words.def"

typedef struct {
    const char *name;
    int status;
} FaultEntry;
#define FAULT_ENTRY(name, status) {#name, status},
static const FaultEntry fault_entries[HTTP_FORM_FAULT_COUNT] = {HTTP_FORM_FAULTS(FAULT_ENTRY)};

int http_form_fault_status(HttpFormFault fault)
{
    ensure((unsigned)fault < HTTP_FORM_FAULT_COUNT);
    return fault_entries[fault].status;
}

const char *http_form_fault_name(HttpFormFault fault)
{
    ensure((unsigned)fault < HTTP_FORM_FAULT_COUNT);
    return fault_entries[fault].name;
}

/* ---- what a form is filled with ------------------------------------------------------------ */

/* A text that a person typed: line ends become LF, other controls are nobody's. */
static HttpFormFault text_sound(FormMaker *maker, Str raw, Str *out)
{
    Buf b = buf_new(maker->arena);
    size_t plain = 0;
    if (!utf8_valid(raw)) return FORM_BAD_TEXT;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (!is_control(c) || c == '\n' || c == '\t') continue;
        if (c != '\r' || i + 1 == raw.len || raw.ptr[i + 1] != '\n') return FORM_BAD_CONTROL;
        buf_add(&b, (Str){raw.ptr + plain, i - plain});
        plain = i + 1;
    }
    if (plain == 0) {
        *out = raw;
        return FORM_GOOD;
    }
    buf_add(&b, str_from(raw, plain));
    *out = buf_str(&b);
    return FORM_GOOD;
}

HttpFormFault form_name_check(Str name)
{
    if (name.len == 0) return FORM_NO_NAME;
    if (name.len > HTTP_FORM_NAME_BYTES) return FORM_NAME_TOO_LONG;
    for (size_t i = 0; i < name.len; i++)
        if (is_control(name.ptr[i])) return FORM_BAD_CONTROL;
    return utf8_valid(name) ? FORM_GOOD : FORM_BAD_TEXT;
}

HttpFormFault form_field_add(FormMaker *maker, Str name, Str value)
{
    HttpForm *form = maker->form;
    FORM_RULE(form_name_check(name));
    FORM_RULE(text_sound(maker, value, &value));
    if (form->count == HTTP_FORM_FIELDS) return FORM_TOO_MANY_FIELDS;
    if (form->count == maker->field_room)
        form->fields =
            arena_grow(maker->arena, form->fields, &maker->field_room, sizeof *form->fields);
    form->fields[form->count++] = (HttpFormField){name, value};
    return FORM_GOOD;
}

HttpFormFault form_file_add(FormMaker *maker, HttpFile file)
{
    HttpForm *form = maker->form;
    FORM_RULE(form_name_check(file.field));
    if (form->file_count == HTTP_FORM_FILES) return FORM_TOO_MANY_FILES;
    if (form->file_count == maker->file_room)
        form->files = arena_grow(maker->arena, form->files, &maker->file_room, sizeof *form->files);
    form->files[form->file_count++] = file;
    return FORM_GOOD;
}

/* ---- urlencoded ---------------------------------------------------------------------------- */

static HttpFormFault word_decode(FormMaker *maker, Str raw, Str *out)
{
    Buf b = buf_new(maker->arena);
    size_t plain = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c <= ' ' || c > '~') return FORM_BAD_CHARACTER;
        if (c != '%' && c != '+') continue;
        buf_add(&b, (Str){raw.ptr + plain, i - plain});
        int value = c == '+' ? ' ' : percent_value(raw, i);
        if (value < 0) return FORM_BAD_PERCENT;
        buf_byte(&b, (char)value);
        i += c == '%' ? 2 : 0;
        plain = i + 1;
    }
    buf_add(&b, str_from(raw, plain));
    *out = buf_str(&b);
    return FORM_GOOD;
}

static HttpFormFault urlencoded_parse(FormMaker *maker, Str body)
{
    for (size_t at = 0; at < body.len;) {
        Str rest = str_from(body, at), name, value;
        ptrdiff_t ampersand = str_find(rest, STR("&"));
        if (ampersand >= 0) rest.len = (size_t)ampersand;
        ptrdiff_t equals = str_find(rest, STR("="));
        Str raw_name = equals < 0 ? rest : (Str){rest.ptr, (size_t)equals};
        FORM_RULE(word_decode(maker, raw_name, &name));
        value = equals < 0 ? STR("") : str_from(rest, (size_t)equals + 1);
        FORM_RULE(word_decode(maker, value, &value));
        FORM_RULE(form_field_add(maker, name, value));
        at += rest.len + (ampersand >= 0);
        if (ampersand >= 0 && at == body.len) return FORM_NO_NAME;
    }
    return FORM_GOOD;
}

/* ---- by type ------------------------------------------------------------------------------- */

/* The next NAME=VALUE after a semicolon; the value a token or in quotes. */
HttpFormFault parameter_next(Str *rest, Str *name, Str *value)
{
    Str s = str_trim(*rest);
    if (!str_starts(s, STR(";"))) return FORM_BAD_DISPOSITION;
    s = str_trim(str_from(s, 1));
    ptrdiff_t equals = str_find(s, STR("="));
    if (equals <= 0) return FORM_BAD_DISPOSITION;
    *name = (Str){s.ptr, (size_t)equals};
    if (!is_token(*name)) return FORM_BAD_DISPOSITION;
    s = str_from(s, (size_t)equals + 1);
    if (str_starts(s, STR("\""))) {
        s = str_from(s, 1);
        ptrdiff_t close = str_find(s, STR("\""));
        if (close < 0) return FORM_BAD_DISPOSITION;
        *value = (Str){s.ptr, (size_t)close};
        *rest = str_trim(str_from(s, (size_t)close + 1));
        return FORM_GOOD;
    }
    ptrdiff_t end = str_find(s, STR(";"));
    *value = str_trim(end < 0 ? s : (Str){s.ptr, (size_t)end});
    *rest = end < 0 ? STR("") : str_from(s, (size_t)end);
    return is_token(*value) ? FORM_GOOD : FORM_BAD_DISPOSITION;
}

/* The media type without its parameters, of which charset may only be UTF-8; *boundary as it
 * stands. */
HttpFormFault type_read(Str type, Str *essence, Str *boundary)
{
    ptrdiff_t semicolon = str_find(type, STR(";"));
    Str rest = semicolon < 0 ? STR("") : str_from(type, (size_t)semicolon), name, value;
    *essence = str_trim(semicolon < 0 ? type : (Str){type.ptr, (size_t)semicolon});
    *boundary = STR("");
    for (bool has_boundary = false, has_charset = false; rest.len > 0;) {
        if (parameter_next(&rest, &name, &value) != FORM_GOOD) return FORM_BAD_BOUNDARY;
        if (same_word(name, STR("charset"))) {
            if (has_charset || !same_word(value, STR("utf-8"))) return FORM_OTHER_CHARSET;
            has_charset = true;
        } else if (same_word(name, STR("boundary"))) {
            if (has_boundary) return FORM_BAD_BOUNDARY;
            *boundary = value;
            has_boundary = true;
        }
    }
    return FORM_GOOD;
}

HttpFormFault http_form_parse(Arena *arena, Str type, Str body, HttpForm *out)
{
    FormMaker maker = {.arena = arena, .form = out};
    Str essence, boundary;
    *out = (HttpForm){.count = 0};
    if (body.len == 0 && type.len == 0) return FORM_GOOD;
    FORM_RULE(type_read(type, &essence, &boundary));
    if (same_word(essence, STR("application/x-www-form-urlencoded")))
        return urlencoded_parse(&maker, body);
    if (same_word(essence, STR("multipart/form-data")))
        return multipart_parse(&maker, boundary, body);
    return FORM_UNKNOWN_TYPE;
}

static bool form_refuse(Work *w, HttpFormFault fault)
{
    switch (fault) {
    case FORM_TOO_MANY_FIELDS:
        return refuse(w, ERR_INPUT, SAY_FORM_FIELDS, HTTP_FORM_FIELDS);
    case FORM_TOO_MANY_FILES:
        return refuse(w, ERR_INPUT, SAY_FORM_FILES, HTTP_FORM_FILES);
    case FORM_BAD_TEXT:
    case FORM_OTHER_CHARSET:
        return refuse(w, ERR_INPUT, "%s", SAY_FORM_TEXT);
    case FORM_BAD_CONTROL:
        return refuse(w, ERR_INPUT, "%s", SAY_FORM_CONTROL);
    case FORM_NOT_ENDED:
        return refuse(w, ERR_INPUT, "%s", SAY_FORM_CUT);
    default:
        return refuse(w, ERR_INPUT, SAY_FORM_BROKEN, http_form_fault_name(fault));
    }
}

bool http_form(Work *w, const HttpRequest *request, HttpForm *out)
{
    HttpFormFault fault = request->method == HTTP_POST
                              ? http_form_parse(w->arena, http_field(request, STR("Content-Type")),
                                                request->body, out)
                              : http_form_parse(w->arena, STR("application/x-www-form-urlencoded"),
                                                request->query, out);
    return fault == FORM_GOOD || form_refuse(w, fault);
}

/* ---- what is asked of a form ---------------------------------------------------------------- */

bool http_form_has(const HttpForm *form, Str name)
{
    for (size_t i = 0; i < form->count; i++)
        if (str_equal(form->fields[i].name, name)) return true;
    return false;
}

Str http_form_value(const HttpForm *form, Str name)
{
    for (size_t i = 0; i < form->count; i++)
        if (str_equal(form->fields[i].name, name)) return form->fields[i].value;
    return STR("");
}

size_t http_form_values(Arena *arena, const HttpForm *form, Str name, Str **out)
{
    size_t count = 0, room = 0;
    *out = NULL;
    for (size_t i = 0; i < form->count; i++) {
        if (!str_equal(form->fields[i].name, name)) continue;
        if (count == room) *out = arena_grow(arena, *out, &room, sizeof **out);
        (*out)[count++] = form->fields[i].value;
    }
    return count;
}

const HttpFile *http_form_file(const HttpForm *form, Str name, size_t at)
{
    for (size_t i = 0; i < form->file_count; i++) {
        const HttpFile *file = &form->files[i];
        if (!str_equal(file->field, name)) continue;
        if (file->file_name.len == 0 && file->bytes.len == 0) continue;
        if (at-- == 0) return file;
    }
    return NULL;
}
