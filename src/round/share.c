/* What the pages of a month share: the tabs above them, tables, addresses with
 * filters, and which rows somebody may see. */
#include "round/pages.h"
#include "round/words.def"

enum { ROWS = 50 };

/* ---- around a page
 * ------------------------------------------------------------------------ */

Tabs month_views(Page *p, Month month, const char *here)
{
    static const struct {
        const char *key, *text, *href; /* %.*s is the month */
    } views[] = {{"month", SAY_VIEW_MONTH, "/month/%.*s"},
                 {"close", SAY_VIEW_CLOSE, "/month/%.*s/close"},
                 {"changes", SAY_VIEW_CHANGES, "/month/%.*s/changes"},
                 {"batches", SAY_VIEW_BATCHES, "/batches?month=%.*s"},
                 {"recovery", SAY_VIEW_RECOVERY, "/recovery"},
                 {"reconcile", SAY_VIEW_RECONCILE, "/month/%.*s/reconcile"},
                 {"funds", SAY_VIEW_FUNDS, "/month/%.*s/funds"},
                 {"reviews", SAY_VIEW_REVIEWS, "/month/%.*s/reviews"},
                 {"holds", SAY_VIEW_HOLDS, "/holds"}};
    Tab *tabs = NEW_ARRAY(p->w->arena, Tab, COUNT_OF(views));
    Str text = month_text(p->w->arena, month);
    for (size_t i = 0; i < COUNT_OF(views); i++) {
        Str pattern = str_of(views[i].href), href = pattern;
        ptrdiff_t at = str_find(pattern, STR("%.*s"));
        if (at >= 0)
            href = format(p->w->arena, "%.*s%.*s%.*s", (int)at, pattern.ptr, STR_ARG(text),
                          STR_ARG(str_from(pattern, (size_t)at + 4)));
        tabs[i] = (Tab){.href = href,
                        .text = str_of(views[i].text),
                        .here = str_equal(str_of(views[i].key), str_of(here))};
    }
    p->here = "/";
    return (Tabs){.label = STR(SAY_MONTH_VIEWS), .tabs = tabs, .count = COUNT_OF(views)};
}

Crumbs month_crumbs(Page *p, Month month)
{
    Link *link = NEW(p->w->arena, Link);
    Arena *arena = p->w->arena;
    *link = (Link){.href = format(arena, "/month/%.*s", STR_ARG(month_text(arena, month))),
                   .text = month_words(arena, month)};
    return (Crumbs){.links = link, .count = 1};
}

bool whole_store(const Page *p)
{
    return p->w->scope == NULL;
}

Str closed_words(Page *p, const Close *close)
{
    return format(p->w->arena, SAY_CLOSE_NOTE, STR_ARG(instant_words(p->w->arena, close->instant)),
                  STR_ARG(count_words(p, close->lines)),
                  STR_ARG(money_text(p->w->arena, close->total)));
}

Str hand_words(Page *p, Str account)
{
    return presence(account_words(p, account));
}

MoveStep move_of(Page *p, const char *text, Str action, const char *note)
{
    (void)p;
    return (MoveStep){.text = str_of(text), .action = action, .note = str_of(note)};
}

/* ---- words and tables
 * --------------------------------------------------------------------- */

Str count_words(Page *p, int64_t n)
{
    Buf b = buf_new(p->w->arena);
    html_count(&b, n);
    return buf_str(&b);
}

Str signed_money(Page *p, Money amount)
{
    Str text = money_text(p->w->arena, amount);
    return amount.fen > 0 ? format(p->w->arena, "+%.*s", STR_ARG(text)) : text;
}

ListCell text_cell(Str text)
{
    return (ListCell){.text = presence(text)};
}

ListCell link_cell(Str text, Str href)
{
    return (ListCell){.text = presence(text), .href = href};
}

ListCell count_cell(Page *p, int64_t n)
{
    return (ListCell){.text = count_words(p, n), .number = true, .kind = n ? STR("") : STR("none")};
}

ListCell money_text_cell(Page *p, Money amount)
{
    return (ListCell){.text = money_text(p->w->arena, amount),
                      .number = true,
                      .kind = amount.fen < 0    ? STR("bad")
                              : amount.fen == 0 ? STR("none")
                                                : STR("")};
}

/* A heading that begins with # is of numbers. */
ListTable table_of(Page *p, const char *const *heads, size_t count, size_t rows)
{
    ListTable table = {.rows = NEW_ARRAY(p->w->arena, ListRow, rows + 1)};
    table.head.columns = NEW_ARRAY(p->w->arena, ListColumn, count);
    table.head.count = count;
    for (size_t i = 0; i < count; i++) {
        Str name = str_of(heads[i]);
        bool number = str_starts(name, STR("#"));
        table.head.columns[i] =
            (ListColumn){.name = number ? str_from(name, 1) : name, .number = number};
    }
    return table;
}

ListRow *table_row(Page *p, ListTable *table, const ListCell *cells)
{
    ListRow *row = &table->rows[table->count++];
    size_t count = table->head.count;
    row->cells = NEW_ARRAY(p->w->arena, ListCell, count);
    row->cell_count = count;
    for (size_t i = 0; i < count; i++)
        row->cells[i] = cells[i];
    return row;
}

/* ---- addresses
 * ----------------------------------------------------------------------------
 */

Str parts_href(Page *p, Str path, const Part *parts, size_t count, int64_t page)
{
    Buf b = buf_new(p->w->arena);
    char mark = '?';
    buf_add(&b, path);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].value.len == 0) continue;
        buf_format(&b, "%c%s=", mark, parts[i].name);
        url_text(&b, parts[i].value);
        mark = '&';
    }
    if (page > 1) buf_format(&b, "%cpage=%lld", mark, (long long)page);
    return buf_str(&b);
}

Slice slice_of(Page *p, size_t all)
{
    int64_t number = 1, pages = ((int64_t)all + ROWS - 1) / ROWS;
    if (!str_int(page_query(p, "page"), &number) || number < 1) number = 1;
    if (number > pages) number = pages > 0 ? pages : 1;
    size_t first = (size_t)(number - 1) * ROWS, left = all - first;
    return (Slice){.first = first, .count = left < ROWS ? left : ROWS, .page = number};
}

Pager slice_pager(Page *p, const Slice *slice, size_t all, const Address *at)
{
    Pager pager = {.range = STR("")};
    if (all <= slice->count) return pager;
    if (slice->page > 1) {
        pager.first_href = parts_href(p, at->path, at->parts, at->count, 1);
        pager.earlier_href = parts_href(p, at->path, at->parts, at->count, slice->page - 1);
    }
    if (slice->first + slice->count < all)
        pager.later_href = parts_href(p, at->path, at->parts, at->count, slice->page + 1);
    pager.range = format(p->w->arena, SAY_RANGE, slice->first + 1, slice->first + slice->count,
                         (long long)all);
    return pager;
}

/* ---- filters
 * ------------------------------------------------------------------------------
 */

FormField choice_field(const char *name, const char *label, FieldChoice *choices, size_t count,
                       Str value)
{
    FormField field = {.kind = FIELD_SELECT,
                       .name = str_of(name),
                       .label = str_of(label),
                       .none = STR(SAY_ANY),
                       .choices = choices,
                       .choice_count = count};
    field_choose(&field, value);
    return field;
}

FormField towns_field(Page *p, Str value)
{
    DivisionRow home, *towns;
    size_t count, kept = 0;
    Error before = p->w->error;
    FieldChoice *choices = NULL;
    if (division_by_code(p->w, p->site->home, &home) &&
        division_children(p->w, home.id, &towns, &count)) {
        choices = NEW_ARRAY(p->w->arena, FieldChoice, count + 1);
        for (size_t i = 0; i < count; i++) {
            bool holds;
            if (!scope_holds(p->w, towns[i].id, &holds) || !holds) continue;
            choices[kept++] =
                (FieldChoice){.value = format(p->w->arena, "%lld", (long long)towns[i].code.n),
                              .text = towns[i].name};
        }
    }
    p->w->error = before;
    return choice_field("town", SAY_TOWN, choices, kept, value);
}

FormField affairs_field(Page *p, Str value)
{
    const Bureau *b = p->bureau;
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, b->affair_count + 1);
    for (size_t i = 0; i < b->affair_count; i++)
        choices[i] = (FieldChoice){.value = b->affairs[i]->key, .text = b->affairs[i]->name};
    return choice_field("affair", SAY_AFFAIR, choices, b->affair_count, value);
}

FormField search_field(Str value)
{
    return (FormField){
        .kind = FIELD_SEARCH, .name = STR("text"), .label = STR(SAY_NAME_TEXT), .value = value};
}

/* ---- who is seen
 * -------------------------------------------------------------------------- */

Places places_of(Page *p, Str town)
{
    int64_t code = 0;
    if (!str_int(town, &code) || code < 0) code = 0;
    return (Places){.page = p, .town = {code}};
}

static bool place_ask(Places *places, int64_t division, bool *out)
{
    Work *w = places->page->w;
    TRY(scope_holds(w, division, out));
    if (*out && places->town.n) return scope_lies_in(w, division, places->town, out);
    return true;
}

bool places_hold(Places *places, int64_t division, bool *out)
{
    enum { NOT_ASKED, IN, OUT };
    size_t at = division > 0 ? (size_t)division : 0;
    if (whole_store(places->page) && !places->town.n) return *out = true, true;
    if (at >= places->capacity) {
        size_t capacity = at + 4096;
        uint8_t *known = NEW_ARRAY(places->page->w->arena, uint8_t, capacity);
        for (size_t i = 0; i < places->capacity; i++)
            known[i] = places->known[i];
        places->known = known;
        places->capacity = capacity;
    }
    if (places->known[at] == NOT_ASKED) {
        TRY(place_ask(places, division, out));
        places->known[at] = *out ? IN : OUT;
    }
    *out = places->known[at] == IN;
    return true;
}

bool named_find(Page *p, Str text, Named *out)
{
    enum { MOST = 200 };
    PersonRow *rows;
    size_t count, capacity = 0;
    *out = (Named){.asked = text.len > 0};
    if (!out->asked) return true;
    TRY(person_search(p->w, text, MOST, &rows, &count));
    out->people = NEW_ARRAY(p->w->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        UnitId *units;
        size_t unit_count;
        out->people[out->person_count++] = rows[i].id.n;
        TRY(unit_of_person(p->w, rows[i].id, &units, &unit_count));
        for (size_t k = 0; k < unit_count; k++) {
            if (out->unit_count == capacity)
                out->units = arena_grow(p->w->arena, out->units, &capacity, sizeof *out->units);
            out->units[out->unit_count++] = units[k].n;
        }
    }
    return true;
}

bool named_has(const Named *named, Subject subject, int64_t id)
{
    bool household = subject == SUBJECT_HOUSEHOLD;
    const int64_t *ids = household ? named->units : named->people;
    size_t count = household ? named->unit_count : named->person_count;
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id) return true;
    return !named->asked;
}

bool subject_read(Page *p, const Affair *affair, int64_t id, SubjectRow *out)
{
    PersonRow person;
    PersonId applicant = {id};
    *out = (SubjectRow){.href = subject_href(p, affair->subject, id)};
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
