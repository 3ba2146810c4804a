/* One affair in one month: the four sets with their counts, and the people or
 * units of the set that is opened, narrowed by town and name, each with the
 * amount posted for the month. Whoever sees a part of the district sees the
 * part's. Those missed, wrongly enrolled or undecided may be ticked and become
 * cases (POST /propose). */
#include "doc/doc.h"
#include "round/pages.h"
#include "round/words.def"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct {
    SetKind kind;
    const char *key, *name, *note, *advice, *css, *propose;
} SetWords;
static const SetWords set_words[] = {
    {SET_PAY, "pay", SAY_SET_PAY, SAY_SET_PAY_NOTE, SAY_SET_PAY_ADVICE, "good", ""},
    {SET_MISSED, "missed", SAY_SET_MISSED, SAY_SET_MISSED_NOTE, SAY_SET_MISSED_ADVICE, "care",
     SAY_PROPOSE_MISSED},
    {SET_WRONGLY, "wrongly", SAY_SET_WRONGLY, SAY_SET_WRONGLY_NOTE, SAY_SET_WRONGLY_ADVICE, "bad",
     SAY_PROPOSE_WRONGLY},
    {SET_UNDECIDED, "undecided", SAY_SET_UNDECIDED, SAY_SET_UNDECIDED_NOTE,
     SAY_SET_UNDECIDED_ADVICE, "open", SAY_PROPOSE_UNDECIDED},
    {SET_UNCHECKED, "unchecked", SAY_SET_UNCHECKED, SAY_SET_UNCHECKED_NOTE, "", "quiet", ""},
    {SET_OUT, "out", SAY_SET_OUT, SAY_SET_OUT_NOTE, "", "quiet", ""},
};

/* What the address asks for, and what was found. */
typedef struct {
    Page *page;
    const Affair *affair;
    Month month;
    const FourSets *sets;
    const SetPlaces *at;
    const SetWords *set;
    Str town, text;
    int64_t *ids; /* of the set, those that are seen and asked for */
    size_t count;
} SetView;

static const SetWords *set_asked(Page *p)
{
    Str key = page_query(p, "set");
    for (size_t i = 0; i < COUNT_OF(set_words); i++)
        if (str_equal(key, str_of(set_words[i].key))) return &set_words[i];
    return &set_words[0];
}

static bool view_open(Page *p, SetView *v)
{
    *v = (SetView){.page = p,
                   .set = set_asked(p),
                   .town = page_query(p, "town"),
                   .text = page_query(p, "text")};
    TRY(page_affair(p, p->call->params[0], &v->affair));
    TRY(page_month(p, p->call->params[1], &v->month));
    return cache_set_places(p, v->affair, v->month, &v->sets, &v->at);
}

static bool ids_narrow(SetView *v)
{
    Named named;
    const int64_t *all = v->sets->subjects[v->set->kind];
    const int64_t *divisions = v->at->division[v->set->kind];
    size_t count = all ? (size_t)v->sets->count[v->set->kind] : 0;
    Places places = places_of(v->page, v->town);
    TRY(named_find(v->page, v->text, &named));
    v->ids = NEW_ARRAY(v->page->w->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool holds;
        TRY(places_hold(&places, divisions[i], &holds));
        if (holds && named_has(&named, v->affair->subject, all[i])) v->ids[v->count++] = all[i];
    }
    return true;
}

static bool set_seen(SetView *v, SetKind kind, int64_t *out)
{
    Places places = places_of(v->page, STR(""));
    *out = v->sets->count[kind];
    if (whole_store(v->page) || !v->at->division[kind]) return true;
    *out = 0;
    for (int64_t i = 0; i < v->sets->count[kind]; i++) {
        bool holds;
        TRY(places_hold(&places, v->at->division[kind][i], &holds));
        *out += holds;
    }
    return true;
}

static bool tabs_fill(SetView *v, Str base, AffairPage *out)
{
    Page *p = v->page;
    out->tabs = NEW_ARRAY(p->w->arena, SetTab, COUNT_OF(set_words));
    out->tab_count = COUNT_OF(set_words);
    for (size_t i = 0; i < COUNT_OF(set_words); i++) {
        const SetWords *words = &set_words[i];
        int64_t count;
        TRY(set_seen(v, words->kind, &count));
        bool listed = v->sets->subjects[words->kind] != NULL;
        out->tabs[i] =
            (SetTab){.name = str_of(words->name),
                     .note = str_of(words->note),
                     .href = format(p->w->arena, "%.*s?set=%s", STR_ARG(base), words->key),
                     .kind = str_of(words->css),
                     .count = count,
                     .here = words == v->set,
                     .opens = listed && count > 0,
                     .unknown = !listed && !whole_store(p)};
    }
    return true;
}

/* ---- rows
 * ---------------------------------------------------------------------------------
 */

/* What the ledger carries for one person in this affair and month. */
static bool amount_add(SetView *v, int64_t person, Money *out)
{
    Line *lines;
    size_t count;
    TRY(ledger_lines(v->page->w, person, 0, &lines, &count));
    for (size_t i = 0; i < count; i++)
        if (lines[i].month.n == v->month.n && str_equal(lines[i].affair, v->affair->key))
            out->fen += lines[i].amount.fen;
    return true;
}

static bool amount_of(SetView *v, int64_t id, Money *out)
{
    BenefitUnit unit;
    out->fen = 0;
    if (v->affair->subject != SUBJECT_HOUSEHOLD) return amount_add(v, id, out);
    TRY(unit_row(v->page->w, (UnitId){id}, month_last(v->month), &unit));
    for (size_t i = 0; i < unit.member_count; i++)
        TRY(amount_add(v, unit.members[i].person.n, out));
    return true;
}

static bool with_amounts(const SetView *v)
{
    return v->set->kind == SET_PAY || v->set->kind == SET_WRONGLY;
}

static bool rows_fill(SetView *v, const Slice *slice, AffairPage *out)
{
    Page *p = v->page;
    bool household = v->affair->subject == SUBJECT_HOUSEHOLD;
    const char *heads[] = {household ? SAY_APPLICANT : SAY_NAME,
                           household ? SAY_UNIT_NUMBER : SAY_CITIZEN_ID,
                           SAY_AGE_HEAD,
                           SAY_PLACE,
                           SAY_BASIS,
                           SAY_POSTED};
    out->list = table_of(p, heads, COUNT_OF(heads) - !with_amounts(v), slice->count);
    out->list.caption = out->set_name;
    out->list.head.chooses = out->proposes;
    for (size_t i = 0; i < slice->count; i++) {
        SubjectRow row;
        Money amount;
        int64_t id = v->ids[slice->first + i];
        TRY(subject_read(p, v->affair, id, &row));
        if (with_amounts(v)) TRY(amount_of(v, id, &amount));
        ListCell cells[] = {link_cell(row.name, row.href),
                            {.text = row.number, .code = true},
                            {.text = row.age, .number = true},
                            text_cell(row.place),
                            link_cell(STR(SAY_WHY), why_href(p, v->affair, id, v->month)),
                            with_amounts(v) ? money_text_cell(p, amount) : text_cell(STR(""))};
        ListRow *made = table_row(p, &out->list, cells);
        made->label = row.name;
        made->choice = format(p->w->arena, "%lld", (long long)id);
    }
    return true;
}

/* ---- the page
 * -----------------------------------------------------------------------------
 */

static Link month_link(SetView *v, int step, const char *text)
{
    Month month = {v->month.n + step};
    if (!month_in_account(v->page, month)) return (Link){.href = STR("")};
    Str href = affair_href(v->page, v->affair, month);
    return (Link){format(v->page->w->arena, "%.*s?set=%s", STR_ARG(href), v->set->key),
                  str_of(text), false};
}

static void head_fill(SetView *v, AffairPage *out)
{
    Page *p = v->page;
    Link links[] = {month_link(v, -1, SAY_LAST_MONTH),
                    month_link(v, 1, SAY_NEXT_MONTH),
                    {law_href(p, &v->affair->place), STR(SAY_LAW_TEXT), false}};
    out->head = (Head){.title = v->affair->name,
                       .note = whole_store(p) ? STR("") : STR(SAY_ONLY_YOURS),
                       .crumbs = month_crumbs(p, v->month),
                       .actions = NEW_ARRAY(p->w->arena, Link, COUNT_OF(links))};
    for (size_t i = 0; i < COUNT_OF(links); i++)
        if (links[i].href.len) out->head.actions[out->head.action_count++] = links[i];
    p->title = format(p->w->arena, "%.*s %.*s", STR_ARG(v->affair->name),
                      STR_ARG(month_words(p->w->arena, v->month)));
    p->here = "/";
}

static void filter_fill(SetView *v, Str base, AffairPage *out)
{
    Arena *arena = v->page->w->arena;
    FormField *fields = NEW_ARRAY(arena, FormField, 2);
    fields[0] = search_field(v->text);
    fields[1] = towns_field(v->page, v->town);
    HiddenValue *kept = NEW(arena, HiddenValue);
    *kept = (HiddenValue){STR("set"), str_of(v->set->key)};
    out->filter =
        (FilterBar){.action = base,
                    .fields = fields,
                    .field_count = fields[1].choice_count > 1 ? 2 : 1,
                    .kept = kept,
                    .kept_count = 1,
                    .clear_href = v->text.len || v->town.len
                                      ? format(arena, "%.*s?set=%s", STR_ARG(base), v->set->key)
                                      : STR("")};
}

static void tools_fill(SetView *v, Str base, AffairPage *out)
{
    Arena *arena = v->page->w->arena;
    Str path = format(arena, "%.*s/export", STR_ARG(base));
    static const struct {
        const char *format, *text;
    } kinds[] = {{"xlsx", SAY_EXPORT_XLSX}, {"csv", SAY_EXPORT_CSV}};
    bool household = v->affair->subject == SUBJECT_HOUSEHOLD;
    out->tools.count = format(arena, household ? SAY_COUNT_UNITS : SAY_COUNT_PEOPLE,
                              STR_ARG(count_words(v->page, (int64_t)v->count)));
    out->tools.links = NEW_ARRAY(arena, Link, COUNT_OF(kinds));
    out->tools.link_count = v->count ? COUNT_OF(kinds) : 0;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        Part parts[] = {{"set", str_of(v->set->key)},
                        {"town", v->town},
                        {"text", v->text},
                        {"format", str_of(kinds[i].format)}};
        out->tools.links[i] = (Link){parts_href(v->page, path, parts, COUNT_OF(parts), 1),
                                     str_of(kinds[i].text), false};
    }
}

bool affair_page(Page *p)
{
    SetView v;
    Month month;
    bool ready;
    TRY(page_month(p, p->call->params[1], &month));
    TRY(sets_ready(p, month, &ready));
    if (!ready) return true;
    TRY(view_open(p, &v));
    TRY(ids_narrow(&v));
    Arena *arena = p->w->arena;
    Str base = affair_href(p, v.affair, v.month);
    AffairPage page = {.set_name = str_of(v.set->name),
                       .set_advice = str_of(v.set->advice),
                       .affair = v.affair->key,
                       .set = str_of(v.set->key),
                       .month = month_text(arena, v.month),
                       .propose = str_of(v.set->propose)};
    page.proposes = page.propose.len > 0 && v.count > 0 && page_may(p, WHO(CLERK) | WHO(VILLAGE));
    Slice slice = slice_of(p, v.count);
    Part parts[] = {{"set", page.set}, {"town", v.town}, {"text", v.text}};
    TRY(tabs_fill(&v, base, &page));
    TRY(rows_fill(&v, &slice, &page));
    page.pager = slice_pager(p, &slice, v.count, &(Address){base, parts, COUNT_OF(parts)});
    filter_fill(&v, base, &page);
    tools_fill(&v, base, &page);
    head_fill(&v, &page);
    if (v.count == 0)
        page.empty = (EmptyState){.what = STR(SAY_NOBODY_HERE),
                                  .advice = v.text.len || v.town.len ? STR(SAY_WIDEN)
                                                                     : STR(SAY_NOBODY_HERE_NOTE)};
    affair_html(&p->body, &page);
    return true;
}

/* ---- a file
 * -------------------------------------------------------------------------------
 */

static bool file_write(SetView *v, TableWriter *t)
{
    static const char *const heads[] = {SAY_NAME, SAY_NUMBER, SAY_AGE_HEAD, SAY_PLACE, SAY_POSTED};
    for (size_t i = 0; i < COUNT_OF(heads) - !with_amounts(v); i++)
        table_cell(t, str_of(heads[i]));
    table_end_row(t);
    for (size_t i = 0; i < v->count; i++) {
        SubjectRow row;
        Money amount;
        TRY(subject_read(v->page, v->affair, v->ids[i], &row));
        table_cell(t, row.name);
        table_cell(t, row.number);
        table_cell(t, row.age);
        table_cell(t, row.place);
        if (with_amounts(v)) {
            TRY(amount_of(v, v->ids[i], &amount));
            table_cell_money(t, amount);
        }
        table_end_row(t);
    }
    return true;
}

static bool file_take(Page *p, const char *path)
{
    char bytes[65536];
    size_t n;
    FILE *file = fopen(path, "rb");
    if (!file) return fail(p->w, ERR_FILE, "cannot read %s", path);
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_add(&p->call->response.body, (Str){bytes, n});
    fclose(file);
    return true;
}

/* Masked as on the page: a list goes from hand to hand. */
bool affair_export_page(Page *p)
{
    SetView v;
    TableWriter *t;
    char folder[] = "/tmp/doudi-list-XXXXXX";
    bool xlsx = str_equal(page_query(p, "format"), STR("xlsx"));
    TRY(view_open(p, &v));
    TRY(ids_narrow(&v));
    if (!mkdtemp(folder)) return fail(p->w, ERR_FILE, "cannot make %s", folder);
    const char *path = str_z(p->w->arena, format(p->w->arena, "%s/list", folder));
    bool ok = table_create(p->w, path, xlsx ? TABLE_XLSX : TABLE_CSV_GB18030, &t) &&
              file_write(&v, t) && table_finish(t) && file_take(p, path);
    unlink(path);
    rmdir(folder);
    p->call->response.type = xlsx ? STR(SAY_TYPE_XLSX) : STR("text/csv; charset=gb18030");
    p->call->response.download =
        format(p->w->arena, "%.*s-%.*s-%s.%s", STR_ARG(v.affair ? v.affair->name : STR("")),
               STR_ARG(month_text(p->w->arena, v.month)), v.set->name, xlsx ? "xlsx" : "csv");
    return ok;
}
