/* How a template writes a field: by its type, always escaped. Private to web; the compiler of
 * templates (tools/html2c.py) writes calls of these names. */
#ifndef PAGE_HTML_H
#define PAGE_HTML_H

#include "base/base.h"
#include "http/http.h"

/* Text that a template has rendered: the only thing that goes out as it is. */
typedef struct {
    Str text;
} Html;

void html_raw(Buf *out, Html html);
void html_money(Buf *out, Money m);   /* 1,234.50 */
void html_count(Buf *out, int64_t n); /* 12,345 */
void html_int(Buf *out, int n);
void html_size(Buf *out, size_t n);
void html_date(Buf *out, Date d);   /* 2024-06-20; a dash for never */
void html_month(Buf *out, Month m); /* 2024-06; a dash for never */
/* clang-format off */
#define html_put(out, value) \
    _Generic((value), \
        Str: html_text, \
        Html: html_raw, \
        Money: html_money, \
        int: html_int, \
        int64_t: html_count, \
        size_t: html_size, \
        Date: html_date, \
        Month: html_month)((out), (value))
/* clang-format on */

void html_url_number(Buf *out, int64_t n);
void html_url_int(Buf *out, int n);
/* clang-format off */
#define html_url(out, value) \
    _Generic((value), \
        Str: url_text, \
        int64_t: html_url_number, \
        int: html_url_int, \
        Month: html_month)((out), (value))
/* clang-format on */
/* An address of ours: begins with one slash, a # or a ?; anything else is a bug. */
void html_link(Buf *out, Str address);

static inline bool says_text(Str s)
{
    return s.len > 0;
}
static inline bool says_html(Html h)
{
    return h.text.len > 0;
}
static inline bool says_money(Money m)
{
    return m.fen != 0;
}
static inline bool says_number(int64_t n)
{
    return n != 0;
}
static inline bool says_size(size_t n)
{
    return n != 0;
}
static inline bool says_int(int n)
{
    return n != 0;
}
static inline bool says_truth(bool b)
{
    return b;
}
/* clang-format off */
#define html_says(value) \
    _Generic((value), \
        Str: says_text, \
        Html: says_html, \
        Money: says_money, \
        int: says_int, \
        int64_t: says_number, \
        size_t: says_size, \
        bool: says_truth)(value)
/* clang-format on */

#endif
