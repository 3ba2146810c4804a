/* Texts and addresses that several pages share. Addresses are made here and nowhere else, so that a
 * page moves in one place; they carry our ids, never a citizen's number. */
#include "page/page.h"
#include "page/words.def"

Str page_query(Page *p, const char *name)
{
    Str value;
    return http_query(p->w->arena, p->call->request->query, str_of(name), &value) ? str_trim(value)
                                                                                  : STR("");
}

/* From the first month of account to the one after the clock's: what lies outside is nobody's
 * account, and every month that is looked at is kept in memory. */
bool month_in_account(Page *p, Month month)
{
    Month first, now = date_month(work_today(p->w));
    Error before = p->w->error;
    if (!payment_first_month(p->w, &first)) {
        p->w->error = before;
        first = (Month){now.n - 12};
    }
    return month.n >= first.n && month.n <= now.n + 1;
}

bool page_month(Page *p, Str text, Month *out)
{
    if (month_parse(text, out) && month_in_account(p, *out)) return true;
    return refuse(p->w, ERR_NOT_FOUND, SAY_BAD_ADDRESS, STR_ARG(text));
}

bool page_affair(Page *p, Str key, const Affair **out)
{
    *out = bureau_affair(p->bureau, key);
    return *out || refuse(p->w, ERR_NOT_FOUND, SAY_BAD_ADDRESS, STR_ARG(key));
}

bool page_id(Page *p, Str text, int64_t *out)
{
    if (text.len <= 18 && str_int(text, out) && *out > 0) return true;
    return refuse(p->w, ERR_NOT_FOUND, SAY_BAD_ADDRESS, STR_ARG(text));
}

bool last_month(Page *p, Month *out)
{
    TRY(payment_last_closed(p->w, out));
    if (out->n == MONTH_NONE.n) *out = date_month(work_today(p->w));
    return true;
}

/* ---- words -------------------------------------------------------------------------------- */

Str month_words(Arena *arena, Month m)
{
    if (m.n == MONTH_NONE.n) return STR(SAY_DASH);
    return format(arena, SAY_MONTH, month_year(m), month_number(m));
}

Str instant_words(Arena *arena, int64_t instant)
{
    int64_t local = instant + 8 * 3600;
    int64_t second = local % 86400;
    Str day = date_text(arena, (Date){(int32_t)(local / 86400)});
    return format(arena, "%.*s %02lld:%02lld", STR_ARG(day), (long long)(second / 3600),
                  (long long)(second / 60 % 60));
}

Str presence(Str text)
{
    return text.len ? text : STR(SAY_DASH);
}

Str presence_none(void)
{
    return STR(SAY_DASH);
}

bool page_missing(Page *p, Str address)
{
    return refuse(p->w, ERR_NOT_FOUND, SAY_BAD_ADDRESS, STR_ARG(address));
}

FaultList fault_said(Page *p)
{
    FaultList list = {.count = p->w->error.code == ERR_NONE ? 0 : 1};
    list.faults = NEW(p->w->arena, FaultItem);
    list.faults[0].text = p->w->error.sentence;
    p->w->error = (Error){.code = ERR_NONE};
    return list;
}

FormButtons form_button(Page *p, const char *text)
{
    FormButtons buttons = {.buttons = NEW(p->w->arena, FormButton), .count = 1};
    buttons.buttons[0].text = str_of(text);
    return buttons;
}

/* The village alone says little: the township stands before it. Higher levels are the district
 * itself, which every page already names. */
Str place_words(Page *p, int64_t division)
{
    DivisionRow row, above;
    Error before = p->w->error;
    if (!division || !division_by_id(p->w, division, &row)) {
        p->w->error = before;
        return STR(SAY_DASH);
    }
    if (division_level(row.code) < 5 || !division_by_id(p->w, row.parent, &above)) return row.name;
    return format(p->w->arena, "%.*s \xC2\xB7 %.*s", STR_ARG(above.name), STR_ARG(row.name));
}

Str age_words(Page *p, Date birth)
{
    if (birth.days == DATE_NONE.days) return STR(SAY_DASH);
    return format(p->w->arena, SAY_AGE, date_age(birth, work_today(p->w)));
}

Str person_words(Page *p, int64_t person)
{
    PersonRow row;
    Error before = p->w->error;
    if (person_row(p->w, (PersonId){person}, &row)) return name_mask(p->w->arena, row.name);
    p->w->error = before;
    return STR(SAY_DASH);
}

/* A unit of one that was made for a grant has no 户号; it goes by its applicant. */
Str unit_words(Page *p, const BenefitUnit *unit)
{
    if (unit->number.len > 0) return format(p->w->arena, SAY_UNIT, STR_ARG(unit->number));
    Str name = person_words(p, unit->applicant.n);
    return format(p->w->arena, SAY_UNIT_OF, STR_ARG(name));
}

Str unit_name(Page *p, int64_t unit)
{
    BenefitUnit row;
    Error before = p->w->error;
    if (unit_row(p->w, (UnitId){unit}, work_today(p->w), &row)) return unit_words(p, &row);
    p->w->error = before;
    return STR(SAY_DASH);
}

Str component_words(const Affair *affair, Str key)
{
    for (size_t i = 0; affair && i < affair->component_count; i++)
        if (str_equal(affair->components[i].key, key)) return affair->components[i].name;
    return key;
}

/* ---- addresses ---------------------------------------------------------------------------- */

Str affair_href(Page *p, const Affair *affair, Month month)
{
    if (!page_may(p, SETS_DUTIES)) return STR("");
    return format(p->w->arena, "/affair/%.*s/%.*s", STR_ARG(affair->key),
                  STR_ARG(month_text(p->w->arena, month)));
}

Str subject_href(Page *p, Subject subject, int64_t id)
{
    return format(p->w->arena, subject == SUBJECT_HOUSEHOLD ? "/unit/%lld" : "/person/%lld",
                  (long long)id);
}

Str why_href(Page *p, const Affair *affair, int64_t subject, Month month)
{
    return format(p->w->arena, "/why?affair=%.*s&subject=%lld&month=%.*s", STR_ARG(affair->key),
                  (long long)subject, STR_ARG(month_text(p->w->arena, month)));
}

Str law_path(Page *p, Str path)
{
    Str home = p->site->folder;
    if (home.len > 0 && str_starts(path, home)) path = str_from(path, home.len);
    while (str_starts(path, STR("/")))
        path = str_from(path, 1);
    return path;
}

Str law_href(Page *p, const Place *place)
{
    if (!place->file) return STR("");
    Buf b = buf_new(p->w->arena);
    buf_add(&b, STR("/law/"));
    for (Str rest = law_path(p, place->file->path), part; str_split(&rest, '/', &part);) {
        url_text(&b, part);
        if (rest.len) buf_byte(&b, '/');
    }
    buf_format(&b, "#L%d", place->line);
    return buf_str(&b);
}
