/* One affair in one month: the four sets with their counts, and the people or units of the set that
 * is opened (?set=missed&page=2), fifty at a time, each with the amount posted for the month. */
#include "round/pages.h"
#include "round/words.def"

enum { ROWS = 50 };

typedef struct {
    SetKind kind;
    const char *key, *name, *note, *advice, *css;
} SetWords;
static const SetWords set_words[] = {
    {SET_PAY, "pay", SAY_SET_PAY, SAY_SET_PAY_NOTE, SAY_SET_PAY_ADVICE, "good"},
    {SET_MISSED, "missed", SAY_SET_MISSED, SAY_SET_MISSED_NOTE, SAY_SET_MISSED_ADVICE, "care"},
    {SET_WRONGLY, "wrongly", SAY_SET_WRONGLY, SAY_SET_WRONGLY_NOTE, SAY_SET_WRONGLY_ADVICE, "bad"},
    {SET_UNDECIDED, "undecided", SAY_SET_UNDECIDED, SAY_SET_UNDECIDED_NOTE,
     SAY_SET_UNDECIDED_ADVICE, "open"},
    {SET_UNCHECKED, "unchecked", SAY_SET_UNCHECKED, SAY_SET_UNCHECKED_NOTE, "", "quiet"},
    {SET_OUT, "out", SAY_SET_OUT, SAY_SET_OUT_NOTE, "", "quiet"},
};

static const SetWords *set_asked(Page *p)
{
    Str key = page_query(p, "set");
    for (size_t i = 0; i < COUNT_OF(set_words); i++)
        if (str_equal(key, str_of(set_words[i].key))) return &set_words[i];
    return &set_words[0];
}

static void tabs_fill(Page *p, const FourSets *sets, const SetWords *asked, Str base,
                      AffairPage *out)
{
    out->tabs = NEW_ARRAY(p->w->arena, SetTab, COUNT_OF(set_words));
    out->tab_count = COUNT_OF(set_words);
    for (size_t i = 0; i < COUNT_OF(set_words); i++) {
        const SetWords *words = &set_words[i];
        out->tabs[i] =
            (SetTab){.name = str_of(words->name),
                     .note = str_of(words->note),
                     .href = format(p->w->arena, "%.*s?set=%s", STR_ARG(base), words->key),
                     .kind = str_of(words->css),
                     .count = sets->count[words->kind],
                     .here = words == asked,
                     .opens = sets->subjects[words->kind] != NULL && sets->count[words->kind] > 0};
    }
}

static bool subject_fill(Page *p, const Affair *affair, int64_t id, SubjectRow *out)
{
    PersonRow person;
    PersonId applicant = {id};
    out->href = subject_href(p, affair->subject, id);
    if (affair->subject == SUBJECT_HOUSEHOLD) {
        BenefitUnit unit;
        TRY(unit_row(p->w, (UnitId){id}, work_today(p->w), &unit));
        applicant = unit.applicant;
        out->number = unit.number.len ? unit.number : unit_words(p, &unit);
        out->place = place_words(p, unit.division);
    }
    TRY(person_row(p->w, applicant, &person));
    out->name = name_mask(p->w->arena, person.name);
    out->age = age_words(p, person.birth);
    if (affair->subject == SUBJECT_HOUSEHOLD) return true;
    out->number = person.masked_id;
    out->place = place_words(p, person.division);
    return true;
}

/* What the ledger carries for one person in this affair and month. */
static bool amount_add(Page *p, const Affair *affair, Month month, int64_t person, SubjectRow *row)
{
    Line *lines;
    size_t count;
    TRY(ledger_lines(p->w, person, 0, &lines, &count));
    for (size_t i = 0; i < count; i++)
        if (lines[i].month.n == month.n && str_equal(lines[i].affair, affair->key))
            row->amount.fen += lines[i].amount.fen;
    return true;
}

static bool amount_fill(Page *p, const Affair *affair, Month month, int64_t id, SubjectRow *row)
{
    if (affair->subject != SUBJECT_HOUSEHOLD) return amount_add(p, affair, month, id, row);
    BenefitUnit unit;
    TRY(unit_row(p->w, (UnitId){id}, month_last(month), &unit));
    for (size_t i = 0; i < unit.member_count; i++)
        TRY(amount_add(p, affair, month, unit.members[i].person.n, row));
    return true;
}

static bool rows_fill(Page *p, const Affair *affair, Month month, const int64_t *ids,
                      AffairPage *out)
{
    for (size_t i = 0; i < out->row_count; i++) {
        TRY(subject_fill(p, affair, ids[i], &out->rows[i]));
        out->rows[i].why_href = why_href(p, affair, ids[i], month);
        if (out->with_amounts) TRY(amount_fill(p, affair, month, ids[i], &out->rows[i]));
    }
    return true;
}

/* Which fifty of the set, and the addresses of those before and after. */
static size_t range_fill(Page *p, const SetWords *set, int64_t all, Str base, AffairPage *out)
{
    Arena *arena = p->w->arena;
    int64_t number = 1, pages = (all + ROWS - 1) / ROWS;
    if (!str_int(page_query(p, "page"), &number) || number < 1) number = 1;
    if (number > pages) number = pages > 0 ? pages : 1;
    size_t start = (size_t)(number - 1) * ROWS;
    out->row_count = (size_t)all - start < ROWS ? (size_t)all - start : ROWS;
    if (number > 1)
        out->earlier_href = format(arena, "%.*s?set=%s&page=%lld", STR_ARG(base), set->key,
                                   (long long)(number - 1));
    if (number < pages)
        out->later_href = format(arena, "%.*s?set=%s&page=%lld", STR_ARG(base), set->key,
                                 (long long)(number + 1));
    if (all > 0)
        out->range = format(arena, SAY_RANGE, start + 1, start + out->row_count, (long long)all);
    return start;
}

static Str set_href(Page *p, const Affair *affair, Month month, const SetWords *set)
{
    if (!month_in_account(p, month)) return STR("");
    return format(p->w->arena, "%.*s?set=%s", STR_ARG(affair_href(p, affair, month)), set->key);
}

bool affair_page(Page *p)
{
    const Affair *affair;
    const FourSets *sets;
    Month month;
    TRY(page_affair(p, p->call->params[0], &affair));
    TRY(page_month(p, p->call->params[1], &month));
    TRY(cache_sets(p, affair, month, &sets));
    Arena *arena = p->w->arena;
    const SetWords *set = set_asked(p);
    Str base = affair_href(p, affair, month);
    AffairPage page = {.name = affair->name,
                       .month_name = month_words(arena, month),
                       .month_href =
                           format(arena, "/month/%.*s", STR_ARG(month_text(arena, month))),
                       .law_href = law_href(p, &affair->place),
                       .households = affair->subject == SUBJECT_HOUSEHOLD,
                       .set_name = str_of(set->name),
                       .set_advice = str_of(set->advice),
                       .with_amounts = set->kind == SET_PAY || set->kind == SET_WRONGLY};
    page.previous_href = set_href(p, affair, (Month){month.n - 1}, set);
    page.next_href = set_href(p, affair, (Month){month.n + 1}, set);
    tabs_fill(p, sets, set, base, &page);
    const int64_t *ids = sets->subjects[set->kind];
    size_t start = range_fill(p, set, ids ? sets->count[set->kind] : 0, base, &page);
    page.rows = NEW_ARRAY(arena, SubjectRow, ROWS);
    if (ids) TRY(rows_fill(p, affair, month, ids + start, &page));
    p->title = format(arena, "%.*s %.*s", STR_ARG(page.name), STR_ARG(page.month_name));
    p->here = "/";
    affair_html(&p->body, &page);
    return true;
}
