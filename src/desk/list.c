/* 办件: lists of cases with their filters in the address, and one act for several at once. */
#include "desk/pages.h"
#include "desk/words.def"

enum { SHOWN = 50, ACTS_MOST = 200 };

typedef struct {
    CaseQuery query;
    Str affair, kind, colour, text, from, to;
    bool mine, closed;
    int64_t page;
} Asked;

static int colour_of(Str key)
{
    for (int c = 0; c < CLOCK_COLOUR_COUNT; c++)
        if (str_equal(key, clock_colour_key((ClockColour)c))) return c;
    return -1;
}

static void asked_read(Page *p, Asked *out)
{
    CaseKind kind;
    *out = (Asked){.query = CASE_QUERY_ALL,
                   .affair = page_query(p, "affair"),
                   .kind = page_query(p, "kind"),
                   .colour = page_query(p, "colour"),
                   .text = page_query(p, "text"),
                   .from = page_query(p, "from"),
                   .to = page_query(p, "to"),
                   .mine = page_query(p, "mine").len > 0,
                   .closed = page_query(p, "closed").len > 0};
    if (!str_int(page_query(p, "page"), &out->page) || out->page < 1 || out->page > 100000)
        out->page = 1;
    CaseQuery *q = &out->query;
    q->mine = out->mine;
    q->closed = out->closed;
    q->affair = out->affair.len ? bureau_affair(p->bureau, out->affair) : NULL;
    q->kind = out->kind.len && case_kind_parse(out->kind, &kind) ? (int)kind : -1;
    q->colour = colour_of(out->colour);
    q->text = out->text;
    if (!date_parse(out->from, &q->due_from)) q->due_from = (Date){0};
    if (!date_parse(out->to, &q->due_to)) q->due_to = (Date){0};
    q->limit = SHOWN;
    q->offset = (size_t)(out->page - 1) * SHOWN;
}

static void part_add(Buf *b, const char *name, Str value)
{
    if (value.len == 0) return;
    buf_format(b, "%c%s=", b->len == sizeof "/cases" - 1 ? '?' : '&', name);
    url_text(b, value);
}

/* The same list with another page or another view. */
static Str asked_href(Page *p, const Asked *a, bool mine, bool closed, int64_t page)
{
    Buf b = buf_new(p->w->arena);
    buf_add(&b, STR("/cases"));
    part_add(&b, "mine", mine ? STR("1") : STR(""));
    part_add(&b, "closed", closed ? STR("1") : STR(""));
    part_add(&b, "affair", a->affair);
    part_add(&b, "kind", a->kind);
    part_add(&b, "colour", a->colour);
    part_add(&b, "text", a->text);
    part_add(&b, "from", a->from);
    part_add(&b, "to", a->to);
    if (page > 1) part_add(&b, "page", format(p->w->arena, "%lld", (long long)page));
    return buf_str(&b);
}

/* ---- filters --------------------------------------------------------------------------------- */

static FormField select_field(const char *name, const char *label, FieldChoice *choices,
                              size_t count, Str value)
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

static FormField affair_field(Page *p, const Asked *a)
{
    size_t count = 0;
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, p->bureau->affair_count);
    for (size_t i = 0; i < p->bureau->affair_count; i++)
        if (p->bureau->affairs[i]->step_count > 0)
            choices[count++] = (FieldChoice){.value = p->bureau->affairs[i]->key,
                                             .text = p->bureau->affairs[i]->name};
    return select_field("affair", SAY_COLUMN_AFFAIR, choices, count, a->affair);
}

static FormField kind_field(Page *p, const Asked *a)
{
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, CASE_KIND_COUNT);
    for (int k = 0; k < CASE_KIND_COUNT; k++)
        choices[k] =
            (FieldChoice){.value = case_kind_key((CaseKind)k), .text = case_kind_name((CaseKind)k)};
    return select_field("kind", SAY_COLUMN_KIND, choices, CASE_KIND_COUNT, a->kind);
}

static FormField colour_field(Page *p, const Asked *a)
{
    static const char *const names[] = {SAY_NO_CLOCK, SAY_GREEN, SAY_AMBER, SAY_RED};
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, CLOCK_COLOUR_COUNT);
    for (int c = 0; c < CLOCK_COLOUR_COUNT; c++)
        choices[c] =
            (FieldChoice){.value = clock_colour_key((ClockColour)c), .text = str_of(names[c])};
    return select_field("colour", SAY_COLUMN_CLOCK, choices, CLOCK_COLOUR_COUNT, a->colour);
}

static void filter_fill(Page *p, const Asked *a, CasesPage *out)
{
    Arena *arena = p->w->arena;
    FormField *fields = NEW_ARRAY(arena, FormField, 4);
    fields[0] = (FormField){.kind = FIELD_SEARCH,
                            .name = STR("text"),
                            .label = STR(SAY_NAME_OR_NUMBER),
                            .value = a->text};
    fields[1] = affair_field(p, a);
    fields[2] = kind_field(p, a);
    fields[3] = colour_field(p, a);
    HiddenValue *kept = NEW_ARRAY(arena, HiddenValue, 4);
    size_t count = 0;
    if (a->mine) kept[count++] = (HiddenValue){STR("mine"), STR("1")};
    if (a->closed) kept[count++] = (HiddenValue){STR("closed"), STR("1")};
    if (a->from.len) kept[count++] = (HiddenValue){STR("from"), a->from};
    if (a->to.len) kept[count++] = (HiddenValue){STR("to"), a->to};
    out->filter = (FilterBar){.action = STR("/cases"),
                              .fields = fields,
                              .field_count = 4,
                              .kept = kept,
                              .kept_count = count,
                              .clear_href = STR("/cases")};
}

static void views_fill(Page *p, const Asked *a, CasesPage *out)
{
    Tab *tabs = NEW_ARRAY(p->w->arena, Tab, 3);
    tabs[0] = (Tab){.href = asked_href(p, a, true, false, 1),
                    .text = STR(SAY_VIEW_MINE),
                    .here = a->mine && !a->closed};
    tabs[1] = (Tab){.href = asked_href(p, a, false, false, 1),
                    .text = STR(SAY_VIEW_OPEN),
                    .here = !a->mine && !a->closed};
    tabs[2] = (Tab){
        .href = asked_href(p, a, false, true, 1), .text = STR(SAY_VIEW_ALL), .here = a->closed};
    out->views = (Tabs){.label = STR(SAY_CASES), .tabs = tabs, .count = 3};
}

static void pager_fill(Page *p, const Asked *a, const CaseList *found, CasesPage *out)
{
    int64_t first = (a->page - 1) * SHOWN;
    if (a->page > 1) {
        out->pager.first_href = asked_href(p, a, a->mine, a->closed, 1);
        out->pager.earlier_href = asked_href(p, a, a->mine, a->closed, a->page - 1);
    }
    if (first + (int64_t)found->count < found->total)
        out->pager.later_href = asked_href(p, a, a->mine, a->closed, a->page + 1);
    if (found->count > 0)
        out->pager.range =
            format(p->w->arena, SAY_RANGE, (long long)first + 1,
                   (long long)first + (long long)found->count, (long long)found->total);
}

/* What may be done with several at once: what needs no words of its own for each. */
static void act_fill(Page *p, CasesPage *out)
{
    static const CaseEvent events[] = {CASE_TAKE,    CASE_ACCEPT,  CASE_DONE,
                                       CASE_PUBLISH, CASE_APPROVE, CASE_CLOSE};
    Arena *arena = p->w->arena;
    FormField *opinion = NEW(arena, FormField);
    *opinion = (FormField){
        .kind = FIELD_TEXT, .name = STR("opinion"), .label = STR(SAY_OPINION), .wide = true};
    out->act = (FormGroup){.fields = opinion, .count = 1};
    FormButton *buttons = NEW_ARRAY(arena, FormButton, COUNT_OF(events));
    for (size_t i = 0; i < COUNT_OF(events); i++)
        buttons[i] = (FormButton){.text = case_event_name(events[i]),
                                  .name = STR("event"),
                                  .value = case_event_key(events[i]),
                                  .kind = STR("other")};
    out->buttons = (FormButtons){.buttons = buttons, .count = COUNT_OF(events)};
}

bool cases_page(Page *p)
{
    Asked asked;
    CasesPage page = {.acts = false};
    CaseList found;
    InForce law = desk_law(p);
    asked_read(p, &asked);
    TRY(case_list(p->w, &law, &asked.query, &found));
    page.acts = asked.mine && found.count > 0;
    page.list = case_table(p, found.items, found.count, page.acts);
    page.head = (Head){.title = STR(SAY_CASES)};
    if (page_may(p, WHO(CLERK) | WHO(VILLAGE))) {
        page.head.actions = NEW(p->w->arena, Link);
        page.head.actions[0] = (Link){STR("/case/new"), STR(SAY_NEW_CASE), true};
        page.head.action_count = 1;
    }
    page.tools.count = format(p->w->arena, SAY_COUNT, (long long)found.total);
    filter_fill(p, &asked, &page);
    views_fill(p, &asked, &page);
    pager_fill(p, &asked, &found, &page);
    if (page.acts) act_fill(p, &page);
    if (found.count == 0)
        page.empty = (EmptyState){.what = STR(SAY_NO_CASES),
                                  .advice = STR(SAY_NO_CASES_ADVICE),
                                  .href = STR("/cases"),
                                  .link = STR(SAY_ALL_CASES)};
    p->title = page.head.title;
    p->here = "/cases";
    cases_html(&p->body, &page);
    return true;
}

/* ---- several at once ------------------------------------------------------------------------- */

static bool moves_read(Page *p, CaseMove **out, size_t *count)
{
    Str *choices;
    CaseEvent event;
    size_t chosen = http_form_values(p->w->arena, &p->form, STR("choice"), &choices);
    if (chosen == 0) return refuse(p->w, ERR_INPUT, "%s", SAY_NONE_CHOSEN);
    if (chosen > ACTS_MOST) return refuse(p->w, ERR_INPUT, SAY_TOO_MANY, ACTS_MOST);
    if (!case_event_parse(page_field(p, "event"), &event))
        return refuse(p->w, ERR_INPUT, "%s", SAY_NO_EVENT);
    *out = NEW_ARRAY(p->w->arena, CaseMove, chosen);
    *count = chosen;
    for (size_t i = 0; i < chosen; i++) {
        (*out)[i] = (CaseMove){.event = event, .opinion = page_field(p, "opinion")};
        TRY(page_id(p, choices[i], &(*out)[i].id.n));
    }
    return true;
}

static bool done_table(Page *p, const CaseMoved *moved, size_t count, CasesDonePage *out)
{
    static const ListColumn columns[] = {{.name = {STR_INIT(SAY_COLUMN_NAME)}},
                                         {.name = {STR_INIT(SAY_COLUMN_NUMBER)}},
                                         {.name = {STR_INIT(SAY_COLUMN_RESULT)}}};
    Arena *arena = p->w->arena;
    InForce law = desk_law(p);
    ListTable *table = &out->list;
    table->caption = STR(SAY_BATCH_RESULT);
    table->head = (ListHead){.columns = NEW_ARRAY(arena, ListColumn, 3), .count = 3};
    for (size_t i = 0; i < 3; i++)
        table->head.columns[i] = columns[i];
    table->rows = NEW_ARRAY(arena, ListRow, count);
    for (size_t i = 0; i < count; i++) {
        Case c;
        if (!case_row(p->w, &law, moved[i].id, &c)) continue;
        ListCell *cells = NEW_ARRAY(arena, ListCell, 3);
        cells[0] = (ListCell){.text = name_mask(arena, c.name), .href = case_href(p, c.id)};
        cells[1] = (ListCell){.text = c.number, .code = true};
        cells[2] = (ListCell){.text = moved[i].done ? STR(SAY_DONE) : moved[i].sentence,
                              .kind = moved[i].done ? STR("good") : STR("bad")};
        table->rows[table->count++] = (ListRow){.cells = cells, .cell_count = 3};
    }
    p->w->error = (Error){.code = ERR_NONE};
    return true;
}

bool cases_act_page(Page *p)
{
    CaseMove *moves;
    size_t count;
    CasesDonePage page = {.back_href = STR("/cases?mine=1")};
    InForce law = desk_law(p);
    TRY(moves_read(p, &moves, &count));
    CaseMoved *moved = NEW_ARRAY(p->w->arena, CaseMoved, count);
    TRY(case_move_all(p->w, &law, moves, count, moved));
    for (size_t i = 0; i < count; i++)
        *(moved[i].done ? &page.done : &page.refused) += 1;
    TRY(done_table(p, moved, count, &page));
    page.head = (Head){
        .title = STR(SAY_BATCH_RESULT),
        .note = format(p->w->arena, SAY_BATCH_NOTE, (long long)page.done, (long long)page.refused)};
    p->title = page.head.title;
    p->here = "/cases";
    cases_done_html(&p->body, &page);
    return true;
}
