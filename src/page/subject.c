/* Who did something and to what, as people say it: the audit chain and the registers keep the names
 * of accounts and subjects like person:17. */
#include "page/page.h"
#include "page/words.def"

Str account_words(Page *p, Str account)
{
    Account row;
    Error before = p->w->error;
    bool found = account.len && account_row(p->w, account, &row) && row.name.len;
    p->w->error = before;
    return found ? row.name : str_equal(account, STR("system")) ? STR(SAY_BY_ITSELF) : account;
}

Str person_masked(Page *p, int64_t person)
{
    Str name = STR("");
    Error before = p->w->error;
    if (person > 0 && !person_names(p->w, &person, 1, &name)) p->w->error = before;
    Str masked = name.len ? name_mask(p->w->arena, name) : STR("");
    return format(p->w->arena, SAY_PERSON_AND_ID, STR_ARG(masked), (long long)person);
}

/* What subjects are called, and where the thing is shown. */
static const struct {
    const char *key, *name, *href;
} subjects[] = {
#define SUBJECT(key, name, href) {key, name, href},
#include "page/subjects.def"
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

/* What is named by its key alone, or after the kind: registers, affairs, figures, texts. */
static Str key_words(Page *p, Str key)
{
    enum { SHOWN = 16, DIGEST = 64 }; /* of a digest: enough to tell two apart */
    const Register *reg = bureau_register(p->bureau, key);
    if (reg) return reg->name;
    for (size_t i = 0; i < p->bureau->affair_count; i++)
        if (str_equal(p->bureau->affairs[i]->key, key)) return p->bureau->affairs[i]->name;
    for (size_t i = 0; i < COUNT_OF(subjects); i++)
        if (str_equal(key, str_of(subjects[i].key))) return str_of(subjects[i].name);
    if (key.len < DIGEST) return presence(key);
    return format(p->w->arena, "%.*s\xE2\x80\xA6", SHOWN, key.ptr);
}

Str act_subject_words(Page *p, Str subject)
{
    size_t kind;
    Str rest;
    int64_t id;
    if (!subject_part(subject, &kind, &rest)) return key_words(p, subject);
    if (str_equal(str_of(subjects[kind].key), STR("person")) && str_int(rest, &id))
        return person_masked(p, id);
    return format(p->w->arena, "%s %.*s", subjects[kind].name, STR_ARG(key_words(p, rest)));
}

/* Of a digest as many digits as tell two files apart: the audit chain has all of them. */
static Str digest_shorten(Arena *arena, Str detail)
{
    enum { SHOWN = 12, WHOLE = 68 }; /* with "sm3:" before them */
    ptrdiff_t at = str_find(detail, STR("sm3:"));
    if (at < 0 || detail.len - (size_t)at < WHOLE) return detail;
    Str rest = str_from(detail, (size_t)at + WHOLE);
    return format(arena, "%.*s\xE2\x80\xA6%.*s", (int)at + SHOWN, detail.ptr, STR_ARG(rest));
}

Str act_detail_words(Page *p, Str detail)
{
    int64_t items;
    Duty duty;
    Str key, rest = detail;
    if (str_int(detail, &items)) return format(p->w->arena, SAY_ITEMS, (long long)items);
    if (str_split(&rest, ',', &key) && duty_parse(key, &duty))
        return format(p->w->arena, SAY_DUTY_AT, STR_ARG(duty_name(duty)), STR_ARG(str_trim(rest)));
    return digest_shorten(p->w->arena, detail);
}

Str act_subject_href(Page *p, Str subject)
{
    size_t kind;
    Str rest;
    if (!subject_part(subject, &kind, &rest) || !subjects[kind].href[0]) return STR("");
    bool office = str_starts(str_of(subjects[kind].href), STR("/office"));
    DutySet may = office ? WHO(SYSTEM) | WHO(SECURITY) : DUTIES_BUSINESS & ~WHO(PARTNER);
    if (!page_may(p, may | WHO(AUDITOR))) return STR("");
    Buf out = buf_new(p->w->arena);
    buf_add(&out, str_of(subjects[kind].href));
    url_text(&out, rest);
    return buf_str(&out);
}
