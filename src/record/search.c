/* Finding people by name and units by their number. The query stands in the address, so the
 * form is a GET and the field is called q. A citizen's number never stands in an address, which
 * browsers and logs keep: it is looked up by a POST that says why, an act of the audit chain. */
#include "record/pages.h"
#include "record/words.def"

enum { SHOWN = 50 };

static void unit_find(Page *p, Str text, SearchPage *out)
{
    UnitId unit;
    Error before = p->w->error;
    if (unit_by_number(p->w, text, &unit)) {
        out->unit_href = subject_href(p, SUBJECT_HOUSEHOLD, unit.n);
        out->unit_number = text;
    }
    p->w->error = before;
}

static void rows_fill(Page *p, const PersonRow *rows, size_t count, SearchPage *out)
{
    out->rows = NEW_ARRAY(p->w->arena, SubjectRow, count);
    out->row_count = count;
    for (size_t i = 0; i < count; i++)
        out->rows[i] = (SubjectRow){.href = subject_href(p, SUBJECT_PERSON, rows[i].id.n),
                                    .name = name_mask(p->w->arena, rows[i].name),
                                    .number = rows[i].masked_id,
                                    .age = age_words(p, rows[i].birth),
                                    .place = place_words(p, rows[i].division)};
}

static bool people_find(Page *p, Str text, SearchPage *out)
{
    PersonRow *rows;
    size_t count;
    TRY(person_search(p->w, text, SHOWN, &rows, &count));
    rows_fill(p, rows, count, out);
    return true;
}

static bool looks_like_number(Page *p, Str text)
{
    Date birth;
    int sex;
    citizen_id_verdict(text, work_today(p->w), &birth, &sex);
    return birth.days != DATE_NONE.days;
}

static bool search_show(Page *p, SearchPage *page)
{
    page->lookups = page_may(p, DUTIES_BUSINESS | WHO(AUDITOR));
    page->number.kind = FIELD_CODE;
    page->number.name = STR("number");
    page->number.label = STR(SAY_LOOKUP_NUMBER);
    page->number.required = true;
    page->number.limit = 40;
    page->purpose.kind = FIELD_TEXT;
    page->purpose.name = STR("purpose");
    page->purpose.label = STR(SAY_PURPOSE);
    page->purpose.hint = STR(SAY_PURPOSE_HINT);
    page->purpose.required = true;
    page->purpose.limit = 100;
    p->title = STR(SAY_NAV_SEARCH);
    p->here = "/search";
    search_html(&p->body, page);
    return true;
}

/* A number put into the box of names: nothing is looked up, the box for numbers stands filled. */
static bool number_show(Page *p, Str number)
{
    SearchPage page = {.number_given = true};
    page.number.value = number;
    page.purpose.first = true;
    return search_show(p, &page) && page_again(p);
}

bool search_page(Page *p)
{
    Str text = page_query(p, "q");
    if (looks_like_number(p, text)) return number_show(p, text);
    SearchPage page = {.query = text, .asked = text.len > 0};
    if (page.asked) {
        TRY(people_find(p, text, &page));
        unit_find(p, text, &page);
    }
    return search_show(p, &page);
}

/* ---- by number ------------------------------------------------------------------------------ */

bool lookup_page(Page *p)
{
    PersonRow *rows;
    size_t count;
    PersonLookup lookup = {page_field(p, "number"), page_field(p, "purpose"), SHOWN};
    SearchPage page = {.asked = true, .query = STR(SAY_THE_NUMBER)};
    if (!lookup.text.len) page.number.fault = STR(SAY_NO_NUMBER);
    if (!lookup.purpose.len) page.purpose.fault = STR(SAY_NO_PURPOSE_SAID);
    if (page.number.fault.len || page.purpose.fault.len) {
        page.asked = false;
        page.purpose.value = lookup.purpose;
        return search_show(p, &page) && page_again(p);
    }
    TRY(person_lookup(p->w, &lookup, &rows, &count));
    rows_fill(p, rows, count, &page);
    if (count == 1) p->subject = format(p->w->arena, "person:%lld", (long long)rows[0].id.n);
    return search_show(p, &page);
}
