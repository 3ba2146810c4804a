/* Text on its way to a page or an address, and query values on their way back. */
#include "http/http.h"

#include <string.h>

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

static bool is_unreserved(char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return true;
    return c && strchr("-._~", c);
}

void url_text(Buf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (is_unreserved(text.ptr[i]))
            buf_byte(out, text.ptr[i]);
        else
            buf_format(out, "%%%02X", (unsigned)(unsigned char)text.ptr[i]);
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool form_decode(Arena *arena, Str raw, Str *out)
{
    Buf b = buf_new(arena);
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '+') c = ' ';
        if (c == '%') {
            if (raw.len - i <= 2) return false;
            int high = hex_digit(raw.ptr[i + 1]), low = hex_digit(raw.ptr[i + 2]);
            if (high < 0 || low < 0) return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if ((unsigned char)c < 0x20 || c == 0x7F) return false;
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
