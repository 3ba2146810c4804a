/* Writes the fields of templates. Everything that comes from outside goes through html_text or
 * url_text of http; numbers and days can hold nothing that needs it. */
#include "page/html.h"

void html_raw(Buf *out, Html html)
{
    buf_add(out, html.text);
}

void html_money(Buf *out, Money m)
{
    buf_add(out, money_text(out->arena, m));
}

void html_count(Buf *out, int64_t n)
{
    Str text = format(out->arena, "%lld", (long long)n);
    for (size_t i = 0; i < text.len; i++) {
        buf_byte(out, text.ptr[i]);
        size_t left = text.len - 1 - i;
        if (left > 0 && left % 3 == 0 && text.ptr[i] != '-') buf_byte(out, ',');
    }
}

void html_int(Buf *out, int n)
{
    buf_format(out, "%d", n);
}

void html_size(Buf *out, size_t n)
{
    html_count(out, (int64_t)n);
}

void html_date(Buf *out, Date d)
{
    buf_add(out, d.days == DATE_NONE.days ? STR("\xE2\x80\x94") : date_text(out->arena, d));
}

void html_month(Buf *out, Month m)
{
    buf_add(out, m.n == MONTH_NONE.n ? STR("\xE2\x80\x94") : month_text(out->arena, m));
}

void html_url_number(Buf *out, int64_t n)
{
    buf_format(out, "%lld", (long long)n);
}

void html_url_int(Buf *out, int n)
{
    buf_format(out, "%d", n);
}

void html_link(Buf *out, Str address)
{
    ensure(address.len > 0);
    char first = address.ptr[0], second = address.len > 1 ? address.ptr[1] : ' ';
    ensure(first == '#' || first == '?' || (first == '/' && second != '/' && second != '\\'));
    html_text(out, address);
}
