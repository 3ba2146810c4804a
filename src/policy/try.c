/* 试算: another number or another text of the law, tried on the facts of the whole district before
 * anybody signs it. Nothing is written. Only the county's clerks, checkers and approvers: what is
 * shown is everybody's. With a script the result follows the typing; without one, the button. */
#include "policy/found.h"
#include "policy/words.def"

#define TRY_PATH "/law/try"

static bool county_asks(Page *p)
{
    if (access_need_all(p->w)) return true;
    return refuse(p->w, ERR_DENIED, "%s", SAY_TRY_COUNTY);
}

static bool is_htmx(const Page *p)
{
    return str_equal(http_field(p->call->request, STR("HX-Request")), STR("true"));
}

static FormButtons try_buttons(Page *p)
{
    FormButton *buttons = NEW_ARRAY(p->w->arena, FormButton, 1);
    buttons[0] = (FormButton){.text = STR(SAY_TRY_GO)};
    return (FormButtons){.buttons = buttons, .count = 1, .note = STR(SAY_TRY_NOTE)};
}

/* Each standard picked can be put away again. */
static void picked_fill(Page *p, const Asked *asked, TryPage *out)
{
    out->picked = NEW_ARRAY(p->w->arena, FilterChip, asked->number_count + 1);
    for (size_t i = 0; i < asked->number_count; i++) {
        const Standard *s = asked->numbers[i].standard;
        if (i > 0 && asked->numbers[i - 1].standard == s) continue;
        out->picked[out->picked_count++] =
            (FilterChip){.text = s->name, .href = asked_href(p, asked, TRY_PATH, s)};
    }
}

/* The same numbers go along with a text that is sent. */
static void kept_fill(Page *p, const Asked *asked, TryPage *out)
{
    out->kept = NEW_ARRAY(p->w->arena, HiddenValue, asked->number_count + 4);
    out->kept[out->kept_count++] = (HiddenValue){STR("from"), asked->from};
    out->kept[out->kept_count++] = (HiddenValue){STR("until"), asked->until};
    out->kept[out->kept_count++] = (HiddenValue){STR("step"), asked->step_text};
    out->kept[out->kept_count++] = (HiddenValue){STR("budget"), asked->budget_text};
    for (size_t i = 0; i < asked->number_count; i++)
        if (asked->numbers[i].typed.len)
            out->kept[out->kept_count++] =
                (HiddenValue){asked->numbers[i].name, asked->numbers[i].typed};
}

static void form_fill(Page *p, const Asked *asked, TryPage *out)
{
    out->head = (Head){.title = STR(SAY_TRY), .note = STR(SAY_TRY_ABOUT)};
    out->views = law_views(p, LAW_TRY);
    out->groups = NEW_ARRAY(p->w->arena, FormGroup, 2);
    out->group_count = 2;
    out->groups[0] = asked_numbers(p, asked);
    out->groups[0].title = STR(SAY_TRY_NUMBERS);
    out->groups[1] = asked_span(p, asked);
    out->groups[1].title = STR(SAY_TRY_SPAN);
    out->more = asked_more(p, asked);
    out->buttons = try_buttons(p);
    out->file = (FormField){.kind = FIELD_FILE,
                            .name = STR("affair"),
                            .label = STR(SAY_TRY_FILE),
                            .hint = STR(SAY_TRY_FILE_HINT),
                            .accept = STR(".affair,.txt"),
                            .wide = true};
    picked_fill(p, asked, out);
    kept_fill(p, asked, out);
}

static bool run(Page *p, const Asked *asked, const Bureau *text, TryFound *out)
{
    WhatIf found;
    const Trial trial = {.months = asked->months,
                         .step = asked->step,
                         .numbers = asked->overrides,
                         .count = asked->override_count,
                         .text = text};
    TRY(reform_try(p, &trial, &found));
    return found_fill(p, asked, &found, out);
}

/* The part that follows the typing; with the faults in their fields, or nothing tried yet, none. */
bool law_try_page(Page *p)
{
    Asked asked;
    TryPage page = {.found = {.shown = false}};
    TRY(county_asks(p) && asked_read(p, &asked));
    p->here = "/law";
    p->title = STR(SAY_TRY);
    p->subject = STR("whatif");
    if (asked.given && !asked.wrong) TRY(run(p, &asked, NULL, &page.found));
    page.found.wrong = asked.wrong;
    if (is_htmx(p)) {
        p->fragment = true;
        try_found_html(&p->body, &page.found);
        return true;
    }
    form_fill(p, &asked, &page);
    page.faults = fields_faults(p->w->arena, page.groups, page.group_count);
    try_html(&p->body, &page);
    return !asked.wrong || page_again(p);
}

/* Asked for when the form opens, so that the first number is answered at once. */
bool law_try_ready_page(Page *p)
{
    Asked asked;
    WhatIf found;
    TRY(county_asks(p) && asked_read(p, &asked));
    p->fragment = true;
    if (asked.wrong) return true;
    const Trial trial = {.months = asked.months, .step = asked.step};
    return reform_try(p, &trial, &found);
}

/* ---- another text ------------------------------------------------------------------------- */

/* *text NULL: it does not compile, and `page` says why. */
static bool text_read(Page *p, TryPage *page, const Bureau **text)
{
    const HttpFile *file = http_form_file(&p->form, STR("affair"), 0);
    Diagnostics found = diagnostics_new(p->w->arena);
    SourceFile source;
    Bureau *tried;
    *text = NULL;
    if (!file) {
        page->file.fault = STR(SAY_TRY_NO_FILE);
        return true;
    }
    if (!reform_source(p, file, &source)) {
        page->file.fault = p->w->error.sentence;
        p->w->error = (Error){.code = ERR_NONE};
        return true;
    }
    page->file_name = source.path;
    if (affair_tried(p->w, p->bureau, &source, &tried, &found)) *text = tried;
    p->w->error = (Error){.code = ERR_NONE};
    check_fill(p, &found, &page->check);
    return true;
}

bool law_try_text_page(Page *p)
{
    Asked asked;
    const Bureau *text;
    TryPage page = {.found = {.shown = false}};
    TRY(county_asks(p) && asked_read(p, &asked));
    p->here = "/law";
    p->title = STR(SAY_TRY);
    p->subject = STR("whatif");
    form_fill(p, &asked, &page);
    TRY(text_read(p, &page, &text));
    page.text_open = true;
    if (text && !asked.wrong) TRY(run(p, &asked, text, &page.found));
    page.faults = fields_faults(p->w->arena, page.groups, page.group_count);
    try_html(&p->body, &page);
    return page.found.shown || page_again(p);
}

/* ---- all households of a kind ------------------------------------------------------------- */

static Str list_href(Page *p, const Asked *asked, const HouseholdList *list, size_t skip)
{
    return format(p->w->arena, "%.*s&kind=%s&skip=%zu",
                  STR_ARG(asked_href(p, asked, TRY_PATH "/households", NULL)),
                  household_kind_key(list->kind), skip);
}

static Tabs kinds_tabs(Page *p, const Asked *asked, const HouseholdList *list)
{
    Tabs tabs = {.label = STR(SAY_KINDS), .tabs = NEW_ARRAY(p->w->arena, Tab, HOUSEHOLDS_COUNT)};
    for (HouseholdKind kind = 0; kind < HOUSEHOLDS_COUNT; kind++) {
        HouseholdList other = {.kind = kind};
        tabs.tabs[tabs.count++] = (Tab){.href = list_href(p, asked, &other, 0),
                                        .text = household_kind_name(kind),
                                        .here = kind == list->kind};
    }
    return tabs;
}

static Pager list_pager(Page *p, const Asked *asked, const HouseholdList *list)
{
    Pager pager = {.range = STR("")};
    size_t end = list->skip + list->table.count;
    if (list->total <= list->most) return pager;
    if (list->skip > 0) {
        pager.first_href = list_href(p, asked, list, 0);
        pager.earlier_href =
            list_href(p, asked, list, list->skip > list->most ? list->skip - list->most : 0);
    }
    if (end < list->total) pager.later_href = list_href(p, asked, list, end);
    pager.range = format(p->w->arena, SAY_RANGE, list->skip + 1, end,
                         STR_ARG(list_count(p->w->arena, (int64_t)list->total).text));
    return pager;
}

static HouseholdKind kind_asked(Page *p)
{
    Str key = page_query(p, "kind");
    for (HouseholdKind kind = 0; kind < HOUSEHOLDS_COUNT; kind++)
        if (str_equal(key, str_of(household_kind_key(kind)))) return kind;
    return HOUSEHOLDS_LOST;
}

bool law_try_households_page(Page *p)
{
    Asked asked;
    WhatIf found;
    int64_t skip = 0;
    TryListPage page = {.head = {.note = STR("")}};
    TRY(county_asks(p) && asked_read(p, &asked));
    if (asked.wrong) return page_missing(p, p->call->request->query);
    if (!str_int(page_query(p, "skip"), &skip) || skip < 0) skip = 0;
    const Trial trial = {.months = asked.months,
                         .step = asked.step,
                         .numbers = asked.overrides,
                         .count = asked.override_count};
    HouseholdList list = {.kind = kind_asked(p), .skip = (size_t)skip, .most = 50};
    TRY(reform_try(p, &trial, &found) && households_fill(p, &found, &list));
    Link *back = NEW_ARRAY(p->w->arena, Link, 2);
    back[0] = (Link){.href = STR("/law"), .text = STR(SAY_NAV_LAW)};
    back[1] = (Link){.href = asked_href(p, &asked, TRY_PATH, NULL), .text = STR(SAY_TRY)};
    page.head = (Head){.crumbs = {back, 2},
                       .title = household_kind_name(list.kind),
                       .note = format(p->w->arena, SAY_LIST_NOTE,
                                      STR_ARG(month_text(p->w->arena, asked.months.last)))};
    page.kinds = kinds_tabs(p, &asked, &list);
    page.list = list.table;
    page.pager = list_pager(p, &asked, &list);
    if (list.total == 0) page.empty = (EmptyState){.what = STR(SAY_NO_HOUSEHOLDS)};
    p->here = "/law";
    p->title = page.head.title;
    p->subject = STR("whatif");
    try_list_html(&p->body, &page);
    return true;
}
