/* Blocks of pages of 系统. Everything lives in the arena of the request; arrays grow as they are
 * filled. */
#include "office/view.h"

#include "office/system_words.def"

/* ---- the side navigation ------------------------------------------------------------------ */

static const struct {
    const char *group, *href, *text;
    DutySet who;
} places[] = {
#define SIDE(group, href, text, who) {group, href, text, who},
#include "office/side.def"
#undef SIDE
};

static void nav_fill(Page *p, SideNav *nav, const char *here)
{
    const char *group = "";
    nav->label = STR(SAY_SYSTEM);
    nav->groups = NEW_ARRAY(p->w->arena, SideGroup, COUNT_OF(places));
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        if (!page_may(p, places[i].who)) continue;
        if (!str_equal(str_of(group), str_of(places[i].group))) {
            group = places[i].group;
            nav->groups[nav->count++] = (SideGroup){
                .title = str_of(group), .links = NEW_ARRAY(p->w->arena, Link, COUNT_OF(places))};
        }
        SideGroup *at = &nav->groups[nav->count - 1];
        bool is_here = str_equal(str_of(places[i].href), str_of(here));
        at->links[at->count++] = (Link){str_of(places[i].href), str_of(places[i].text), is_here};
    }
}

/* ---- the page ----------------------------------------------------------------------------- */

enum { LINKS_MOST = 8 };

View *view_new(Page *p, const char *title, const char *here)
{
    View *v = NEW(p->w->arena, View);
    *v = (View){.p = p, .again = p->w->error.code != ERR_NONE};
    v->page.head.title = str_of(title);
    v->page.head.crumbs.links = NEW_ARRAY(p->w->arena, Link, LINKS_MOST);
    v->page.head.actions = NEW_ARRAY(p->w->arena, Link, LINKS_MOST);
    v->page.tabs.tabs = NEW_ARRAY(p->w->arena, Tab, LINKS_MOST);
    v->page.faults = fault_said(p);
    nav_fill(p, &v->page.nav, here);
    p->here = "/office";
    return v;
}

void view_crumb(View *v, const char *href, const char *text)
{
    Crumbs *crumbs = &v->page.head.crumbs;
    ensure(crumbs->count < LINKS_MOST);
    crumbs->links[crumbs->count++] = (Link){str_of(href), str_of(text), false};
}

void view_action(View *v, Str href, const char *text, bool first)
{
    Head *head = &v->page.head;
    ensure(head->action_count < LINKS_MOST);
    head->actions[head->action_count++] = (Link){href, str_of(text), first};
}

void view_tab(View *v, Str href, Str text, bool here)
{
    Tabs *tabs = &v->page.tabs;
    ensure(tabs->count < LINKS_MOST);
    tabs->label = v->page.head.title;
    tabs->tabs[tabs->count++] = (Tab){.href = href, .text = text, .here = here};
}

bool view_show(View *v)
{
    v->p->title = v->page.head.title;
    office_view_html(&v->p->body, &v->page);
    return v->again ? page_again(v->p) : true;
}

/* ---- blocks ------------------------------------------------------------------------------- */

Block *view_block(View *v, const char *title)
{
    enum { BLOCKS_MOST = 24 }; /* pointers into them are held: they do not grow */
    OfficePage *page = &v->page;
    if (!page->blocks) page->blocks = NEW_ARRAY(v->p->w->arena, Block, BLOCKS_MOST);
    ensure(page->block_count < BLOCKS_MOST);
    Block *b = &page->blocks[page->block_count++];
    b->title = str_of(title);
    return b;
}

void block_columns(View *v, Block *b, const char *const *names, size_t count)
{
    b->list.caption = b->title;
    b->list.head.count = count;
    b->list.head.columns = NEW_ARRAY(v->p->w->arena, ListColumn, count);
    for (size_t i = 0; i < count; i++) {
        bool number = names[i][0] == '#';
        b->list.head.columns[i] = (ListColumn){.name = str_of(names[i] + number), .number = number};
    }
}

ListCell *block_row(View *v, Block *b)
{
    Arena *arena = v->p->w->arena;
    ListTable *list = &b->list;
    if (list->count == b->row_capacity)
        list->rows = arena_grow(arena, list->rows, &b->row_capacity, sizeof *list->rows);
    ListRow *row = &list->rows[list->count++];
    *row = (ListRow){.cell_count = list->head.count};
    row->cells = NEW_ARRAY(arena, ListCell, row->cell_count);
    for (size_t i = 0; i < row->cell_count; i++)
        row->cells[i].number = list->head.columns[i].number;
    return row->cells;
}

void block_empty(Block *b, const char *what, const char *advice)
{
    if (b->list.count == 0) b->empty = (EmptyState){.what = str_of(what), .advice = str_of(advice)};
}

void block_pair(View *v, Block *b, const char *name, Str value)
{
    Pairs *pairs = &b->pairs;
    if (pairs->count == b->pair_capacity)
        pairs->pairs =
            arena_grow(v->p->w->arena, pairs->pairs, &b->pair_capacity, sizeof *pairs->pairs);
    pairs->pairs[pairs->count++] = (Pair){.name = str_of(name), .value = presence(value)};
}

/* ---- forms -------------------------------------------------------------------------------- */

enum { FIELDS_MOST = 12 };

FormField *block_field(View *v, Block *b, FormField field)
{
    FormGroup *group = &b->fields;
    if (!group->fields) group->fields = NEW_ARRAY(v->p->w->arena, FormField, FIELDS_MOST);
    ensure(group->count < FIELDS_MOST);
    FormField *out = &group->fields[group->count++];
    *out = field;
    return out;
}

FieldChoice *choices_new(View *v, FormField *field, size_t most)
{
    field->choices = NEW_ARRAY(v->p->w->arena, FieldChoice, most);
    return field->choices;
}

void block_form(View *v, Block *b, Str action, const char *button)
{
    b->action = action;
    b->buttons = form_button(v->p, button);
    if (v->again) fields_take(v->p->w->arena, &v->p->form, b->fields.fields, b->fields.count);
}

void block_confirm(View *v, Block *b, Confirm confirm)
{
    enum { CONFIRMS_MOST = 64 };
    if (!b->confirms) b->confirms = NEW_ARRAY(v->p->w->arena, Confirm, CONFIRMS_MOST);
    ensure(b->confirm_count < CONFIRMS_MOST);
    b->confirms[b->confirm_count++] = confirm;
}

void block_code(View *v, Block *b, Str line)
{
    enum { LINES_MOST = 400 };
    if (!b->codes) b->codes = NEW_ARRAY(v->p->w->arena, CodeLine, LINES_MOST);
    if (b->code_count < LINES_MOST) b->codes[b->code_count++] = (CodeLine){line};
}

/* ---- filters ------------------------------------------------------------------------------ */

FormField *block_filter(View *v, Block *b, FormField field)
{
    FilterBar *bar = &b->filter;
    if (!bar->fields) bar->fields = NEW_ARRAY(v->p->w->arena, FormField, FIELDS_MOST);
    ensure(bar->field_count < FIELDS_MOST);
    FormField *out = &bar->fields[bar->field_count++];
    *out = field;
    return out;
}

void block_filter_done(View *v, Block *b, const char *action)
{
    FilterBar *bar = &b->filter;
    bar->action = str_of(action);
    for (size_t i = 0; i < bar->field_count; i++) {
        Str asked = page_query(v->p, str_z(v->p->w->arena, bar->fields[i].name));
        field_choose(&bar->fields[i], asked);
        if (asked.len) bar->clear_href = bar->action;
    }
}

/* The same address without `before`. */
static Str list_address(View *v, Block *b, const char *action, Str before)
{
    Buf out = buf_new(v->p->w->arena);
    buf_format(&out, "%s?", action);
    for (size_t i = 0; i < b->filter.field_count; i++) {
        const FormField *field = &b->filter.fields[i];
        Str asked = page_query(v->p, str_z(v->p->w->arena, field->name));
        if (!asked.len) continue;
        buf_format(&out, "%.*s=", STR_ARG(field->name));
        url_text(&out, asked);
        buf_byte(&out, '&');
    }
    if (before.len) buf_format(&out, "before=%.*s", STR_ARG(before));
    return buf_str(&out);
}

void block_pager(View *v, Block *b, const char *action, int64_t later)
{
    Arena *arena = v->p->w->arena;
    bool begun = page_query(v->p, "before").len > 0;
    if (!later && !begun) return;
    b->pager.range = format(arena, SAY_ROWS_HERE, b->list.count);
    if (begun) b->pager.first_href = list_address(v, b, action, STR(""));
    if (later)
        b->pager.later_href = list_address(v, b, action, format(arena, "%lld", (long long)later));
}
