/* Words and addresses that several pages of 系统 show. */
#include "office/view.h"

#include "office/system_words.def"

Str division_words(Page *p, Division code)
{
    DivisionRow row;
    Error before = p->w->error;
    if (code.n == 0) return p->site->place;
    if (division_by_code(p->w, code, &row)) return row.name;
    p->w->error = before;
    return division_text(p->w->arena, code);
}

Str size_words(Arena *arena, int64_t bytes)
{
    int64_t tenths = bytes / (1024 * 1024 / 10);
    if (bytes < 1024 * 1024) return format(arena, "%lld KB", (long long)((bytes + 1023) / 1024));
    return format(arena, "%lld.%lld MB", (long long)(tenths / 10), (long long)(tenths % 10));
}

bool day_asked(Page *p, const char *name, Date *out)
{
    Str text = page_query(p, name);
    *out = DATE_NONE;
    return !text.len || date_parse(text, out) ||
           refuse(p->w, ERR_INPUT, SAY_BAD_DAY, STR_ARG(text));
}
