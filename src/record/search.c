/* Finding people by name or number and units by their number. The query stands in the address, so
 * the form is a GET and the field is called q. For the same reason a citizen's number is not
 * searched for here: addresses are kept by browsers and logs, and no number may stand in one. */
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

static bool people_find(Page *p, Str text, SearchPage *out)
{
    PersonRow *rows;
    size_t count;
    TRY(person_search(p->w, text, SHOWN, &rows, &count));
    out->rows = NEW_ARRAY(p->w->arena, SubjectRow, count);
    out->row_count = count;
    for (size_t i = 0; i < count; i++)
        out->rows[i] = (SubjectRow){.href = subject_href(p, SUBJECT_PERSON, rows[i].id.n),
                                    .name = name_mask(p->w->arena, rows[i].name),
                                    .number = rows[i].masked_id,
                                    .age = age_words(p, rows[i].birth),
                                    .place = place_words(p, rows[i].division)};
    return true;
}

static bool looks_like_number(Page *p, Str text)
{
    Date birth;
    int sex;
    citizen_id_verdict(text, work_today(p->w), &birth, &sex);
    return birth.days != DATE_NONE.days;
}

bool search_page(Page *p)
{
    Str text = page_query(p, "q");
    if (looks_like_number(p, text)) return refuse(p->w, ERR_INPUT, "%s", SAY_NO_NUMBERS);
    SearchPage page = {.query = text, .asked = text.len > 0};
    if (page.asked) {
        TRY(people_find(p, text, &page));
        unit_find(p, text, &page);
    }
    p->title = STR(SAY_NAV_SEARCH);
    p->here = "/search";
    search_html(&p->body, &page);
    return true;
}
