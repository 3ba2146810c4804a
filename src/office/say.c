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

Str person_masked(Page *p, int64_t person)
{
    Str name = STR("");
    Error before = p->w->error;
    if (person > 0 && !person_names(p->w, &person, 1, &name)) p->w->error = before;
    Str masked = name.len ? name_mask(p->w->arena, name) : STR("");
    return format(p->w->arena, SAY_PERSON_NUMBER, STR_ARG(masked), (long long)person);
}

/* What subjects are called, and where the thing is shown. */
static const struct {
    const char *key, *name, *href;
} subjects[] = {
#define SUBJECT(key, name, href) {key, name, href},
#include "office/subjects.def"
#undef SUBJECT
};

static bool subject_part(Str subject, size_t *kind, Str *rest)
{
    Str key;
    *rest = subject;
    if (!str_split(rest, ':', &key) || !rest->len) return false;
    for (*kind = 0; *kind < COUNT_OF(subjects); (*kind)++)
        if (str_equal(key, str_of(subjects[*kind].key))) return true;
    return false;
}

Str act_subject_words(Page *p, Str subject)
{
    size_t kind;
    Str rest;
    int64_t id;
    if (!subject_part(subject, &kind, &rest)) return presence(subject);
    if (str_equal(str_of(subjects[kind].key), STR("person")) && str_int(rest, &id))
        return person_masked(p, id);
    return format(p->w->arena, "%s %.*s", subjects[kind].name, STR_ARG(rest));
}

Str act_subject_href(Page *p, Str subject)
{
    size_t kind;
    Str rest;
    if (!subject_part(subject, &kind, &rest) || !subjects[kind].href[0]) return STR("");
    Buf out = buf_new(p->w->arena);
    buf_add(&out, str_of(subjects[kind].href));
    url_text(&out, rest);
    return buf_str(&out);
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
