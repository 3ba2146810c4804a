/* What single fields of a good head say: words of a list, cookies, where the request comes from.
 * Fields are few (HTTP_FIELDS) and short, so each is looked for when it is asked for. */
#include "http/word.h"

size_t http_field_count(const HttpRequest *r, Str name, Str *value)
{
    size_t count = 0;
    *value = STR("");
    for (size_t i = 0; i < r->field_count; i++)
        if (same_word(r->fields[i].name, name) && count++ == 0) *value = r->fields[i].value;
    return count;
}

Str http_field(const HttpRequest *request, Str name)
{
    Str value;
    http_field_count(request, name, &value);
    return value;
}

/* ";q=0", ";q=0.0": this one rather not. */
static bool weight_is_zero(Str parameters)
{
    for (Str rest = parameters, part; str_split(&rest, ';', &part);) {
        part = str_trim(part);
        if (part.len < 3 || lower(part.ptr[0]) != 'q' || part.ptr[1] != '=') continue;
        for (size_t i = 2; i < part.len; i++)
            if (part.ptr[i] != '0' && part.ptr[i] != '.') return false;
        return true;
    }
    return false;
}

bool http_field_lists(const HttpRequest *request, Str name, Str word)
{
    for (size_t i = 0; i < request->field_count; i++) {
        if (!same_word(request->fields[i].name, name)) continue;
        for (Str rest = request->fields[i].value, part; str_split(&rest, ',', &part);) {
            Str first = STR("");
            if (str_split(&part, ';', &first) && same_word(str_trim(first), word))
                return !weight_is_zero(part);
        }
    }
    return false;
}

Str http_cookie(const HttpRequest *request, Str name)
{
    Str value = STR("");
    size_t found = 0;
    for (size_t i = 0; i < request->field_count; i++) {
        if (!same_word(request->fields[i].name, STR("Cookie"))) continue;
        for (Str rest = request->fields[i].value, pair; str_split(&rest, ';', &pair);) {
            Str key = STR("");
            pair = str_trim(pair);
            if (!str_split(&pair, '=', &key) || !str_equal(key, name)) continue;
            value = pair;
            found++;
        }
    }
    return found == 1 ? value : STR("");
}

/* The scheme is not compared: behind a proxy we do not know ours. */
static bool origin_is_host(const HttpRequest *request, Str origin)
{
    ptrdiff_t slashes = str_find(origin, STR("://"));
    if (slashes <= 0 || request->host.len == 0) return false;
    return same_word(str_from(origin, (size_t)slashes + 3), request->host);
}

bool http_same_origin(const HttpRequest *request)
{
    Str site, origin;
    size_t sites = http_field_count(request, STR("Sec-Fetch-Site"), &site);
    size_t origins = http_field_count(request, STR("Origin"), &origin);
    if (sites > 1 || origins > 1 || sites + origins == 0) return false;
    if (sites == 1 && !str_equal(site, STR("same-origin"))) return false;
    return origins == 0 || origin_is_host(request, origin);
}
