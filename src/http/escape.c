/* Text on its way to a page or an address, and query values on their way back. */
#include "http/word.h"

/* One escape for element content and for attributes in either quote; templates have no third place
 * (no script, no unquoted attribute), so one is enough. */
void html_text(Buf *out, Str text)
{
    size_t plain = 0;
    for (size_t i = 0; i < text.len; i++) {
        Str escape;
        switch (text.ptr[i]) {
        case '&':
            escape = STR("&amp;");
            break;
        case '<':
            escape = STR("&lt;");
            break;
        case '>':
            escape = STR("&gt;");
            break;
        case '"':
            escape = STR("&quot;");
            break;
        case '\'':
            escape = STR("&#39;");
            break;
        default:
            continue;
        }
        buf_add(out, (Str){text.ptr + plain, i - plain});
        buf_add(out, escape);
        plain = i + 1;
    }
    buf_add(out, str_from(text, plain));
}

void url_text(Buf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (is_among(text.ptr[i], "-._~"))
            buf_byte(out, text.ptr[i]);
        else
            buf_format(out, "%%%02X", (unsigned)(unsigned char)text.ptr[i]);
    }
}

static bool form_decode(Arena *arena, Str raw, Str *out)
{
    Buf b = buf_new(arena);
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '+') c = ' ';
        if (c == '%') {
            int value = percent_value(raw, i);
            if (value < 0) return false;
            c = (char)value;
            i += 2;
        }
        if (is_control(c)) return false;
        buf_byte(&b, c);
    }
    *out = buf_str(&b);
    return utf8_valid(*out);
}

bool http_query(Arena *arena, Str query, Str name, Str *out)
{
    for (Str rest = query, pair; str_split(&rest, '&', &pair);) {
        ptrdiff_t equals = str_find(pair, STR("="));
        Str key = equals < 0 ? pair : (Str){pair.ptr, (size_t)equals};
        Str value = equals < 0 ? STR("") : str_from(pair, (size_t)equals + 1);
        if (str_equal(key, name)) return form_decode(arena, value, out);
    }
    return false;
}
