/* Sample pages: every part in every state, written as files into the folder SAMPLE (when it is set)
 * for tests/parts.mjs to look at, and checked here for what must be in them. The texts and rows
 * stand in sample_test.def; a function of this file is one page. */
#include "base/test.h"
#include "page/parts.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT(name, text) static const Str text_##name = {STR_INIT(text)};
#include "page/sample_test.def"
#undef TEXT

static Str of(const char *text)
{
    return str_of(text);
}

/* ---- what several pages use --------------------------------------------------------------- */

typedef struct {
    const char *list, *href, *text;
    bool here;
} LinkRow;
static const LinkRow link_rows[] = {
#define LINK(list, href, text, here) {#list, href, text, here},
#include "page/sample_test.def"
#undef LINK
};

static Link *links(Arena *arena, const char *list, size_t *count)
{
    Link *out = NEW_ARRAY(arena, Link, COUNT_OF(link_rows));
    *count = 0;
    for (size_t i = 0; i < COUNT_OF(link_rows); i++)
        if (str_equal(of(link_rows[i].list), of(list)))
            out[(*count)++] =
                (Link){of(link_rows[i].href), of(link_rows[i].text), link_rows[i].here};
    return out;
}

typedef struct {
    const char *list, *value, *text, *note;
    bool chosen;
} ChoiceRow;
static const ChoiceRow choice_rows[] = {
#define CHOICE(list, value, text, note, chosen) {#list, value, text, note, chosen},
#include "page/sample_test.def"
#undef CHOICE
};

static void choices(Arena *arena, FormField *field, const char *list)
{
    field->choices = NEW_ARRAY(arena, FieldChoice, COUNT_OF(choice_rows));
    for (size_t i = 0; i < COUNT_OF(choice_rows); i++) {
        const ChoiceRow *row = &choice_rows[i];
        if (str_equal(of(row->list), of(list)))
            field->choices[field->choice_count++] =
                (FieldChoice){of(row->value), of(row->text), of(row->note), row->chosen};
    }
}

static void people_show(Buf *out)
{
    PersonChip people[] = {
#define PERSON(name, note, gone) {of("#person"), of(name), of(note), gone},
#include "page/sample_test.def"
#undef PERSON
    };
    buf_add(out, STR("<ul class=\"people\">"));
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        buf_add(out, STR("<li>"));
        person_chip_html(out, &people[i]);
        buf_add(out, STR("</li>"));
    }
    buf_add(out, STR("</ul>"));
}

/* ---- a list ------------------------------------------------------------------------------- */

static void filter_show(Arena *arena, Buf *out)
{
    FormField fields[] = {
#define FIELD(group, kind, name, label, hint, unit, value, fault) FIELD_##group(kind, name, label)
#define FIELD_who(kind, name, label)
#define FIELD_home(kind, name, label)
#define FIELD_login(kind, name, label)
#define FIELD_filter(field_kind, field_name, field_label)                                          \
    {.kind = field_kind, .name = of(field_name), .label = of(field_label)},
#include "page/sample_test.def"
#undef FIELD_filter
#undef FIELD
    };
    FilterChip chips[] = {
#define CHIP(text) {of(text), of("?without")},
#include "page/sample_test.def"
#undef CHIP
    };
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        fields[i].none = text_none;
        if (fields[i].kind == FIELD_SELECT) choices(arena, &fields[i], "town");
    }
    FilterBar bar = {.action = of("/records"),
                     .fields = fields,
                     .field_count = COUNT_OF(fields),
                     .chips = chips,
                     .chip_count = COUNT_OF(chips),
                     .clear_href = of("/records")};
    filter_html(out, &bar);
}

static ListColumn *columns(Arena *arena, size_t *count)
{
    const ListColumn rows[] = {
#define COLUMN(name, href, order, number) {of(name), of(href), order, number},
#include "page/sample_test.def"
#undef COLUMN
    };
    ListColumn *out = NEW_ARRAY(arena, ListColumn, COUNT_OF(rows));
    for (*count = 0; *count < COUNT_OF(rows); (*count)++)
        out[*count] = rows[*count];
    return out;
}

static void table_show(Arena *arena, Buf *out, bool dense)
{
#define ROW(the_number, the_name, the_size, the_place, the_state, the_kind, the_note, the_amount,  \
            the_gone, the_marked)                                                                  \
    {{.text = of(the_number), .href = of("#row"), .code = true},                                   \
     {.text = of(the_name)},                                                                       \
     {.text = of(the_size), .number = true},                                                       \
     {.text = of(the_place)},                                                                      \
     {.text = of(the_state), .kind = of(the_kind), .tag = true},                                   \
     {.text = of(the_note)},                                                                       \
     {.text = of(the_amount), .number = true}},
    ListCell cells[][7] = {
#include "page/sample_test.def"
    };
#undef ROW
#define ROW(the_number, the_name, the_size, the_place, the_state, the_kind, the_note, the_amount,  \
            the_gone, the_marked)                                                                  \
    {NULL, 7, of(the_number), of(the_name), the_gone, the_marked},
    ListRow rows[] = {
#include "page/sample_test.def"
    };
#undef ROW
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        rows[i].cells = cells[i];
    ListTable list = {.caption = text_caption, .rows = rows, .count = COUNT_OF(rows)};
    list.head.columns = columns(arena, &list.head.count);
    list.head.chooses = true;
    list.dense = dense;
    list_html(out, &list);
}

static void list_page(Arena *arena, Buf *out)
{
    Head head = {.title = text_list_title, .note = text_list_note};
    head.crumbs.links = links(arena, "crumbs", &head.crumbs.count);
    head_html(out, &head);
    filter_show(arena, out);
    ColumnChoice picks[] = {
#define COLUMN(name, href, order, number) {of(name), of(name), true, number},
#include "page/sample_test.def"
#undef COLUMN
    };
    ListTools tools = {.count = text_count,
                       .note = text_tools_note,
                       .dense_href = of("?dense=1"),
                       .columns_action = of("/records"),
                       .columns = picks,
                       .column_count = COUNT_OF(picks)};
    tools.links = links(arena, "list_links", &tools.link_count);
    list_tools_html(out, &tools);
    table_show(arena, out, false);
    Pager pager = {of("?page=1"), of("?page=1"), of("?page=3"), text_range};
    pager_html(out, &pager);
    table_show(arena, out, true);
}

/* ---- a desk ------------------------------------------------------------------------------- */

static void desk_page(Arena *arena, Buf *out)
{
    KeyFigure figures[] = {
#define FIGURE(name, value, unit, note, href, kind)                                                \
    {of(name), of(value), of(unit), of(note), of(href), of(kind)},
#include "page/sample_test.def"
#undef FIGURE
    };
    Tab tabs[] = {
#define TAB(text, number, kind, here) {of("#tab"), of(text), of(kind), of(number), here},
#include "page/sample_test.def"
#undef TAB
    };
    Head head = {.title = links(arena, "rooms", &(size_t){0})[0].text};
    head_html(out, &head);
    KeyFigures key = {figures, COUNT_OF(figures)};
    key_figures_html(out, &key);
    buf_add(out, STR("<section>"));
    Tabs views = {text_views, tabs, COUNT_OF(tabs)};
    tabs_html(out, &views);
    table_show(arena, out, false);
    EmptyState empty = {text_what_empty, text_advice_empty, of("#new"), text_link_empty};
    buf_add(out, STR("</section><section>"));
    empty_html(out, &empty);
    buf_add(out, STR("</section>"));
}

/* ---- a case ------------------------------------------------------------------------------- */

static void steps_show(Buf *out)
{
    BarStep steps[] = {
#define STEP(name, who, when, clock, kind, done, now)                                              \
    {of(name), of(who), of(when), {of(kind), of(clock), of("")}, done, now, false},
#include "page/sample_test.def"
#undef STEP
    };
    StepBar bar = {steps, COUNT_OF(steps)};
    step_bar_html(out, &bar);
}

static void timeline_show(Buf *out)
{
    TimelineEntry entries[] = {
#define ENTRY(when, who, duty, what, kind, opinion, detail)                                        \
    {of(when), of(who), of(duty), of(what), of(kind), of(opinion), of(detail), of(""), of("")},
#include "page/sample_test.def"
#undef ENTRY
    };
    Timeline timeline = {entries, COUNT_OF(entries)};
    timeline_html(out, &timeline);
}

static void papers_show(Buf *out)
{
    Attachment papers[] = {
#define PAPER(file, what, bytes, day, by)                                                          \
    {.href = of("#paper"),                                                                         \
     .name = of(file),                                                                             \
     .kind = of(what),                                                                             \
     .size = of(bytes),                                                                            \
     .when = of(day),                                                                              \
     .who = of(by),                                                                                \
     .remove_action = of("/paper/1/remove")},
#include "page/sample_test.def"
#undef PAPER
    };
    Attachments files = {papers, COUNT_OF(papers)};
    attachments_html(out, &files);
}

static Confirm stop_asked(bool open)
{
    return (Confirm){.label = text_confirm_label,
                     .question = text_confirm_question,
                     .effect = text_confirm_effect,
                     .action = of("/case/1/stop"),
                     .button = text_confirm_button,
                     .reason_label = text_confirm_reason,
                     .danger = true,
                     .open = open};
}

static void case_page(Arena *arena, Buf *out)
{
    Pair pairs[] = {
#define PAIR(name, value, href, code) {of(name), of(value), of(href), code},
#include "page/sample_test.def"
#undef PAIR
    };
    Head head = {.title = text_case_title,
                 .note = text_case_note,
                 .state = {text_case_state, of("open")},
                 .clock = {of("care"), text_case_clock, of("2024-06-25")}};
    head.crumbs.links = links(arena, "crumbs", &head.crumbs.count);
    head.actions = links(arena, "case_actions", &head.action_count);
    head_html(out, &head);
    steps_show(out);
    buf_add(out, STR("<section class=\"columns\"><div>"));
    timeline_show(out);
    Confirm confirm = stop_asked(true);
    confirm_html(out, &confirm);
    buf_add(out, STR("</div><aside><div class=\"card\">"));
    Pairs who = {pairs, COUNT_OF(pairs)};
    pairs_html(out, &who);
    buf_add(out, STR("</div>"));
    people_show(out);
    buf_add(out, STR("</aside></section><section>"));
    papers_show(out);
    buf_add(out, STR("</section>"));
}

/* ---- a form ------------------------------------------------------------------------------- */

static FormGroup form_group(Arena *arena, const char *group)
{
    static const struct {
        const char *group;
        FieldKind kind;
        const char *name, *label, *hint, *unit, *value, *fault;
    } rows[] = {
#define FIELD(group, kind, name, label, hint, unit, value, fault)                                  \
    {#group, kind, name, label, hint, unit, value, fault},
#include "page/sample_test.def"
#undef FIELD
    };
    FormGroup out = {.fields = NEW_ARRAY(arena, FormField, COUNT_OF(rows))};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!str_equal(of(rows[i].group), of(group))) continue;
        FormField *field = &out.fields[out.count++];
        *field = (FormField){.kind = rows[i].kind,
                             .name = of(rows[i].name),
                             .label = of(rows[i].label),
                             .hint = of(rows[i].hint),
                             .unit = of(rows[i].unit),
                             .fault = of(rows[i].fault),
                             .none = text_none,
                             .required = rows[i].hint[0] == 0,
                             .asks_unknown = rows[i].kind == FIELD_MONEY,
                             .wide = rows[i].kind == FIELD_AREA || rows[i].kind == FIELD_CHECKS};
        choices(arena, field, rows[i].name);
        if (rows[i].value[0]) field_choose(field, of(rows[i].value));
    }
    return out;
}

static void form_page(Arena *arena, Buf *out)
{
    FormGroup groups[] = {form_group(arena, "who"), form_group(arena, "home")};
    groups[0].title = text_group_who;
    groups[0].note = text_group_note;
    groups[1].title = text_group_home;
    FaultList faults = fields_faults(arena, groups, 2);
    assert_int_equal(faults.count, 2);
    Head head = {.title = text_form_title, .note = text_form_note};
    head.crumbs.links = links(arena, "crumbs", &head.crumbs.count);
    head_html(out, &head);
    buf_add(out, STR("<form class=\"form\" method=\"post\" action=\"/case\">"));
    faults_html(out, &faults);
    group_html(out, &groups[0]);
    group_html(out, &groups[1]);
    FormButton buttons[] = {{.text = text_button_ok},
                            {text_button_save, of("keep"), of("1"), of("other")},
                            {text_button_stop, of("stop"), of("1"), of("danger")}};
    FormButtons end = {buttons, COUNT_OF(buttons), of("/cases"), text_buttons_note};
    buttons_html(out, &end);
    buf_add(out, STR("</form>"));
}

static void login_page(Arena *arena, Buf *out)
{
    FormGroup group = form_group(arena, "login");
    Head head = {.title = text_login_title};
    head_html(out, &head);
    buf_add(out, STR("<form class=\"form\" method=\"post\" action=\"/login\">"));
    group_html(out, &group);
    FormButton button = {.text = text_login_button};
    FormButtons end = {.buttons = &button, .count = 1};
    buttons_html(out, &end);
    buf_add(out, STR("</form>"));
}

/* ---- states ------------------------------------------------------------------------------- */

static void says_show(Buf *out)
{
    Say says[] = {{of("good"), text_said, of("#case"), text_said_link},
                  {of("bad"), text_said_bad, of(""), of("")},
                  {of("care"), text_said_care, of(""), of("")},
                  {of(""), text_said_info, of(""), of("")}};
    for (size_t i = 0; i < COUNT_OF(says); i++)
        say_html(out, &says[i]);
}

static void tags_show(Buf *out)
{
    Tag tags[] = {
#define TAG(text, kind) {of(text), of(kind)},
#include "page/sample_test.def"
#undef TAG
    };
    ClockTag clocks[] = {
#define CLOCK(words, kind, until) {of(kind), of(words), of(until)},
#include "page/sample_test.def"
#undef CLOCK
    };
    buf_add(out, STR("<p class=\"sums\">"));
    for (size_t i = 0; i < COUNT_OF(tags); i++)
        tag_html(out, &tags[i]);
    buf_add(out, STR("</p><p class=\"sums\">"));
    for (size_t i = 0; i < COUNT_OF(clocks); i++)
        clock_tag_html(out, &clocks[i]);
    MoneyCell minus = {.amount = {-123450}, .strong = true, .unit = true};
    money_cell_html(out, &minus);
    buf_add(out, STR("</p>"));
}

static void states_page(Arena *arena, Buf *out)
{
    (void)arena;
    FaultItem cells[] = {
#define CELL_FAULT(at, name, was, said)                                                            \
    {.row = of(at), .column = of(name), .given = of(was), .text = of(said)},
#include "page/sample_test.def"
#undef CELL_FAULT
    };
    Head head = {.title = text_states_title};
    head_html(out, &head);
    says_show(out);
    tags_show(out);
    FaultList list = {text_fault_title, cells, COUNT_OF(cells), true, text_fault_note};
    faults_html(out, &list);
    Progress known = {.what = text_progress,
                      .words = text_progress_words,
                      .done = 128,
                      .total = 372,
                      .cancel_href = of("/job/1/stop")};
    progress_html(out, &known);
    Progress unknown = {.what = text_progress_unknown};
    buf_add(out, STR("<section>"));
    progress_html(out, &unknown);
    buf_add(out, STR("</section><section>"));
    EmptyState empty = {text_what_empty, text_advice_empty, of("#new"), text_link_empty};
    empty_html(out, &empty);
    Confirm confirm = stop_asked(false);
    buf_add(out, STR("</section><section>"));
    confirm_html(out, &confirm);
    buf_add(out, STR("</section>"));
}

/* ---- a room with many pages --------------------------------------------------------------- */

static void office_page(Arena *arena, Buf *out)
{
#define ACCOUNT(the_name, the_who, the_duty, the_place, the_state, the_kind, the_when)             \
    {{.text = of(the_name), .href = of("#account")},                                               \
     {.text = of(the_who)},                                                                        \
     {.text = of(the_duty), .note = of(the_place)},                                                \
     {.text = of(the_state), .kind = of(the_kind), .tag = true},                                   \
     {.text = of(the_when)}},
    ListCell cells[][5] = {
#include "page/sample_test.def"
    };
#undef ACCOUNT
    ListRow rows[COUNT_OF(cells)];
    for (size_t i = 0; i < COUNT_OF(cells); i++)
        rows[i] = (ListRow){.cells = cells[i], .cell_count = 5};
    SideGroup groups[3];
    groups[0].links = links(arena, "people", &groups[0].count);
    groups[1].links = links(arena, "data", &groups[1].count);
    groups[2].links = links(arena, "watch", &groups[2].count);
    for (size_t i = 0; i < 3; i++)
        groups[i].title = groups[i].links[0].text;
    SideNav side = {text_side, groups, 3};
    Head head = {.title = text_office_title};
    head_html(out, &head);
    buf_add(out, STR("<div class=\"beside\">"));
    side_nav_html(out, &side);
    ListTable list = {.rows = rows, .count = COUNT_OF(rows)};
    list.head.columns = columns(arena, &list.head.count);
    list.head.count = 5;
    buf_add(out, STR("<div>"));
    list_html(out, &list);
    buf_add(out, STR("</div></div>"));
}

/* ---- the pages ---------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    void (*show)(Arena *arena, Buf *out);
    const char *must; /* stands in it */
    bool alone;
} Sample;
static const Sample samples[] = {
    {"case", case_page, "<li class=\"now\" aria-current=\"step\">", false},
    {"desk", desk_page, "<strong>3,618,420.00<small>", false},
    {"form", form_page, "<a href=\"#f-income\">", false},
    {"list", list_page, "aria-sort=\"ascending\"", false},
    {"login", login_page, "type=\"password\"", true},
    {"office", office_page, "<nav class=\"side\"", false},
    {"states", states_page, "<progress max=\"372\" value=\"128\"", false},
};

static Str whole(Arena *arena, const Sample *sample, bool elder)
{
    Buf body = buf_new(arena), out = buf_new(arena);
    sample->show(arena, &body);
    LayoutPage page = {.finds = true,
                       .title = of(sample->name),
                       .place = text_place,
                       .today = text_today,
                       .style = of("/style.css"),
                       .script = of("/doudi.js"),
                       .htmx = of("/htmx.min.js"),
                       .elder_href = of("/mode"),
                       .elder = elder,
                       .demo = true,
                       .alone = sample->alone,
                       .body = {buf_str(&body)}};
    page.links = links(arena, "rooms", &page.link_count);
    if (!sample->alone) {
        page.who = text_who;
        page.duty = text_duty;
        page.account = links(arena, "account", &page.account_count);
        page.logout = of("/logout");
    }
    layout_html(&out, &page);
    return buf_str(&out);
}

static void keep(const char *name, Str bytes)
{
    const char *folder = getenv("SAMPLE");
    char path[300];
    if (!folder) return;
    assert_true(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

static void every_part_shows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        Arena *arena = arena_new();
        for (int elder = 0; elder < 2; elder++) {
            char name[60];
            Str page = whole(arena, &samples[i], elder != 0);
            assert_true(str_find(page, of(samples[i].must)) > 0);
            assert_int_equal(str_find(page, STR(" style=")), -1);
            (void)snprintf(name, sizeof name, "%s%s.html", samples[i].name, elder ? "-elder" : "");
            keep(name, page);
        }
        arena_free(arena);
    }
    keep("style.css", (Str){style_css_text, style_css_length});
    keep("doudi.js", (Str){doudi_js_text, doudi_js_length});
    keep("htmx.min.js", (Str){htmx_min_js_text, htmx_min_js_length});
    assert_true(style_css_length + doudi_js_length + htmx_min_js_length < 130000);
}

static void empty_parts_show_nothing(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf out = buf_new(arena);
    say_html(&out, &(Say){.kind = of("good")});
    crumbs_html(&out, &(Crumbs){.count = 0});
    tag_html(&out, &(Tag){.kind = of("bad")});
    clock_tag_html(&out, &(ClockTag){.kind = of("")});
    pairs_html(&out, &(Pairs){.count = 0});
    tabs_html(&out, &(Tabs){.count = 0});
    side_nav_html(&out, &(SideNav){.count = 0});
    key_figures_html(&out, &(KeyFigures){.count = 0});
    empty_html(&out, &(EmptyState){.what = of("")});
    progress_html(&out, &(Progress){.total = 0});
    confirm_html(&out, &(Confirm){.danger = true});
    person_chip_html(&out, &(PersonChip){.gone = true});
    attachments_html(&out, &(Attachments){.count = 0});
    step_bar_html(&out, &(StepBar){.count = 0});
    timeline_html(&out, &(Timeline){.count = 0});
    group_html(&out, &(FormGroup){.count = 0});
    buttons_html(&out, &(FormButtons){.count = 0});
    faults_html(&out, &(FaultList){.count = 0});
    filter_html(&out, &(FilterBar){.chip_count = 0});
    list_html(&out, &(ListTable){.count = 0});
    pager_html(&out, &(Pager){.range = of("")});
    assert_str(str_trim(buf_str(&out)), "");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_shows),
        cmocka_unit_test(empty_parts_show_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
