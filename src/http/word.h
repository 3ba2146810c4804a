/* Private to http: the words and digits that RFC 9110 is written in. */
#ifndef HTTP_WORD_H
#define HTTP_WORD_H

#include "http/http.h"

static inline char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool same_word(Str a, Str b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i])) return false;
    return true;
}

static inline bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* One of these, or a letter or digit. */
static inline bool is_among(char c, const char *others)
{
    if (is_letter_or_digit(c)) return true;
    while (*others && *others != c)
        others++;
    return *others != 0;
}

static inline bool is_token(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_among(s.ptr[i], "!#$%&'*+-.^_`|~")) return false;
    return s.len > 0;
}

static inline int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that stands encoded at `at`, which is a %; -1 when no two hex digits follow. */
static inline int percent_value(Str s, size_t at)
{
    if (s.len - at <= 2) return -1;
    int high = hex_value(s.ptr[at + 1]), low = hex_value(s.ptr[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static inline bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7F;
}

/* How often a field stands in a head; *value is the first. */
size_t http_field_count(const HttpRequest *request, Str name, Str *value);

#endif
