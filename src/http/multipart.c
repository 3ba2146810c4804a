/* multipart/form-data (RFC 7578, 2046) as browsers send it and no other way:
 *
 *     --BOUNDARY CRLF head CRLF CRLF data CRLF --BOUNDARY CRLF … CRLF --BOUNDARY-- [CRLF]
 *
 * Nothing stands before the first boundary or after the last. A part with a file name is a file,
 * whose bytes are borrowed from the body; any other is a field. Read multipart_parse from the end.
 */
#include "http/parts.h"

enum { BOUNDARY_BYTES = 70, PART_HEAD_BYTES = 4096 };

/* The head of one part. */
typedef struct {
    Str name, file_name, type;
    bool disposed, typed, named, filed;
} Part;

static bool boundary_is_sound(Str boundary)
{
    if (boundary.len == 0 || boundary.len > BOUNDARY_BYTES) return false;
    for (size_t i = 0; i < boundary.len; i++)
        if (!is_among(boundary.ptr[i], "'()+_,-./:=? ")) return false;
    return boundary.ptr[boundary.len - 1] != ' ';
}

/* Browsers write a quote in a name as %22, and nothing else encoded. */
static Str quotes_restore(Arena *arena, Str s)
{
    if (str_find(s, STR("%22")) < 0) return s;
    Buf b = buf_new(arena);
    for (size_t i = 0; i < s.len; i++) {
        bool quote = str_starts(str_from(s, i), STR("%22"));
        buf_byte(&b, quote ? '"' : s.ptr[i]);
        i += quote ? 2 : 0;
    }
    return buf_str(&b);
}

/* Some browsers sent whole paths. */
static Str folders_cut(Str s)
{
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == '/' || s.ptr[i - 1] == '\\') return str_from(s, i);
    return s;
}

static HttpFormFault disposition_read(FormMaker *maker, Str value, Part *part)
{
    if (part->disposed) return FORM_TWICE_IN_HEAD;
    part->disposed = true;
    ptrdiff_t semicolon = str_find(value, STR(";"));
    if (semicolon < 0) return FORM_NO_NAME;
    Str kind = str_trim((Str){value.ptr, (size_t)semicolon});
    if (!same_word(kind, STR("form-data"))) return FORM_BAD_DISPOSITION;
    for (Str rest = str_from(value, (size_t)semicolon), name, text; rest.len > 0;) {
        FORM_RULE(parameter_next(&rest, &name, &text));
        bool is_name = same_word(name, STR("name")), is_file = same_word(name, STR("filename"));
        if (!is_name && !is_file) return FORM_BAD_DISPOSITION;
        if (is_name ? part->named : part->filed) return FORM_TWICE_IN_HEAD;
        text = quotes_restore(maker->arena, text);
        if (is_name)
            part->name = text;
        else
            part->file_name = folders_cut(text);
        part->named |= is_name;
        part->filed |= is_file;
    }
    return part->named ? FORM_GOOD : FORM_NO_NAME;
}

static HttpFormFault head_line_read(FormMaker *maker, Str line, Part *part)
{
    ptrdiff_t colon = str_find(line, STR(":"));
    if (colon <= 0) return FORM_BAD_PART_HEAD;
    Str name = {line.ptr, (size_t)colon}, value = str_trim(str_from(line, (size_t)colon + 1));
    if (!is_token(name)) return FORM_BAD_PART_HEAD;
    if (same_word(name, STR("Content-Disposition"))) return disposition_read(maker, value, part);
    if (same_word(name, STR("Content-Transfer-Encoding"))) return FORM_PART_ENCODED;
    if (!same_word(name, STR("Content-Type"))) return FORM_GOOD;
    if (part->typed) return FORM_TWICE_IN_HEAD;
    part->type = value;
    part->typed = true;
    return FORM_GOOD;
}

static HttpFormFault head_read(FormMaker *maker, Str head, Part *part)
{
    for (size_t i = 0; i < head.len; i++) {
        bool end = head.ptr[i] == '\r' && i + 1 < head.len && head.ptr[i + 1] == '\n';
        if (is_control(head.ptr[i]) && head.ptr[i] != '\t' && !end) return FORM_BAD_PART_HEAD;
        i += end;
    }
    for (Str rest = head, line; str_split(&rest, '\n', &line);) {
        if (line.len > 0 && line.ptr[line.len - 1] == '\r') line.len--;
        FORM_RULE(head_line_read(maker, line, part));
    }
    return part->disposed ? FORM_GOOD : FORM_NO_DISPOSITION;
}

/* A field is text, and UTF-8; what a file is, nobody believes its sender. */
static HttpFormFault part_add(FormMaker *maker, const Part *part, Str data)
{
    Str essence, boundary;
    if (part->filed) {
        if (part->file_name.len > 0) {
            HttpFormFault fault = form_name_check(part->file_name);
            if (fault != FORM_GOOD) return fault;
        }
        return form_file_add(maker, (HttpFile){part->name, part->file_name, part->type, data});
    }
    if (part->typed && type_read(part->type, &essence, &boundary) != FORM_GOOD)
        return FORM_OTHER_CHARSET;
    return form_field_add(maker, part->name, data);
}

/* What stands after a boundary: another part (*last false), or the end of all. */
static HttpFormFault delimiter_end(Str *rest, bool *last)
{
    *last = str_starts(*rest, STR("--"));
    if (!*last && !str_starts(*rest, STR("\r\n")))
        return rest->len < 2 ? FORM_NOT_ENDED : FORM_BAD_DELIMITER;
    *rest = str_from(*rest, 2);
    if (!*last || rest->len == 0 || str_equal(*rest, STR("\r\n"))) return FORM_GOOD;
    return FORM_BAD_EPILOGUE;
}

static HttpFormFault part_read(FormMaker *maker, Str delimiter, Str *rest)
{
    Str start = *rest;
    if (start.len > PART_HEAD_BYTES) start.len = PART_HEAD_BYTES;
    ptrdiff_t head_end = str_find(start, STR("\r\n\r\n"));
    if (head_end < 0) return rest->len > PART_HEAD_BYTES ? FORM_BAD_PART_HEAD : FORM_NOT_ENDED;
    Part part = {.named = false};
    FORM_RULE(head_read(maker, (Str){rest->ptr, (size_t)head_end}, &part));
    *rest = str_from(*rest, (size_t)head_end + 2); /* its CRLF may begin the delimiter */
    ptrdiff_t data_end = str_find(*rest, delimiter);
    if (data_end < 0) return FORM_NOT_ENDED;
    Str data = data_end < 2 ? STR("") : (Str){rest->ptr + 2, (size_t)data_end - 2};
    *rest = str_from(*rest, (size_t)data_end + delimiter.len);
    return part_add(maker, &part, data);
}

HttpFormFault multipart_parse(FormMaker *maker, Str boundary, Str body)
{
    if (!boundary_is_sound(boundary)) return FORM_BAD_BOUNDARY;
    Str delimiter = format(maker->arena, "\r\n--%.*s", STR_ARG(boundary));
    if (!str_starts(body, str_from(delimiter, 2))) return FORM_BAD_PREAMBLE;
    Str rest = str_from(body, delimiter.len - 2);
    for (bool last = false;;) {
        FORM_RULE(delimiter_end(&rest, &last));
        if (last) return FORM_GOOD;
        FORM_RULE(part_read(maker, delimiter, &rest));
    }
}
