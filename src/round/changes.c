/* What a month changed against the one before, row by row: whom it is about,
 * how much it was and is, and why. */
#include "round/pages.h"
#include "round/words.def"

typedef struct {
    Page *page;
    Month month;
    Str affair, kind, cause, town, text;
    const MonthChange **rows;
    size_t count;
} ChangesView;

static bool kind_holds(Str asked, ChangeKind kind)
{
    if (str_equal(asked, STR("altered"))) return kind == CHANGE_MORE || kind == CHANGE_LESS;
    return asked.len == 0 || str_equal(asked, change_kind_key(kind));
}

static int64_t subject_of(const MonthChange *c)
{
    return c->affair->subject == SUBJECT_HOUSEHOLD ? c->unit : c->person;
}

static bool rows_narrow(ChangesView *v)
{
    Named named;
    const MonthChanges *all;
    Page *p = v->page;
    Places places = places_of(p, v->town);
    TRY(cache_changes(p, v->month, &all));
    TRY(named_find(p, v->text, &named));
    v->rows = NEW_ARRAY(p->w->arena, const MonthChange *, all->count + 1);
    for (size_t i = 0; i < all->count; i++) {
        const MonthChange *c = &all->items[i];
        bool holds;
        if (v->affair.len && !str_equal(c->affair->key, v->affair)) continue;
        if (v->cause.len && !str_equal(c->cause, v->cause)) continue;
        if (!kind_holds(v->kind, c->kind)) continue;
        if (!named_has(&named, c->affair->subject, subject_of(c))) continue;
        TRY(places_hold(&places, c->division, &holds));
        if (holds) v->rows[v->count++] = c;
    }
    return true;
}

static ListCell kind_cell(ChangeKind kind)
{
    static const char *const css[] = {"good", "bad", "open", "care"};
    return (ListCell){.text = change_kind_name(kind), .tag = true, .kind = str_of(css[kind])};
}

/* Somebody who moved out of one's area since then is not shown by name. */
static void row_add(ChangesView *v, const MonthChange *c, ListTable *table)
{
    Page *p = v->page;
    SubjectRow row;
    int64_t id = subject_of(c);
    Money moved = {c->after.fen - c->before.fen};
    Error before = p->w->error;
    if (!subject_read(p, c->affair, id, &row)) row = (SubjectRow){.name = STR(SAY_ELSEWHERE)};
    p->w->error = before;
    ListCell cells[] = {link_cell(row.name, row.href),
                        {.text = presence(row.number), .code = true},
                        text_cell(c->affair->name),
                        kind_cell(c->kind),
                        text_cell(c->cause),
                        money_text_cell(p, c->before),
                        money_text_cell(p, c->after),
                        money_text_cell(p, moved),
                        text_cell(row.place),
                        link_cell(STR(SAY_WHY), why_href(p, c->affair, id, v->month))};
    cells[7].text = signed_money(p, moved);
    table_row(p, table, cells);
}

static FormField kinds_field(Page *p, Str value)
{
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, CHANGE_KIND_COUNT + 1);
    for (int k = 0; k < CHANGE_KIND_COUNT; k++)
        choices[k] = (FieldChoice){.value = change_kind_key((ChangeKind)k),
                                   .text = change_kind_name((ChangeKind)k)};
    choices[CHANGE_KIND_COUNT] =
        (FieldChoice){.value = STR("altered"), .text = STR(SAY_MORE_OR_LESS)};
    return choice_field("kind", SAY_HEAD_CHANGE, choices, CHANGE_KIND_COUNT + 1, value);
}

static void filter_fill(ChangesView *v, Str base, RollPage *out)
{
    Page *p = v->page;
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, 4);
    fields[0] = search_field(v->text);
    fields[1] = affairs_field(p, v->affair);
    fields[2] = kinds_field(p, v->kind);
    fields[3] = towns_field(p, v->town);
    FilterChip *chip = NEW(p->w->arena, FilterChip);
    HiddenValue *kept = NEW(p->w->arena, HiddenValue);
    Part others[] = {
        {"affair", v->affair}, {"kind", v->kind}, {"town", v->town}, {"text", v->text}};
    *kept = (HiddenValue){STR("cause"), v->cause};
    *chip = (FilterChip){v->cause, parts_href(p, base, others, COUNT_OF(others), 1)};
    out->filter = (FilterBar){.action = base,
                              .fields = fields,
                              .field_count = fields[3].choice_count > 1 ? 4 : 3,
                              .chips = chip,
                              .chip_count = v->cause.len > 0,
                              .kept = kept,
                              .kept_count = v->cause.len > 0,
                              .clear_href = base};
}

static void figures_fill(ChangesView *v, RollPage *out)
{
    Page *p = v->page;
    Money before = {0}, after = {0};
    for (size_t i = 0; i < v->count; i++) {
        before.fen += v->rows[i]->before.fen;
        after.fen += v->rows[i]->after.fen;
    }
    out->tools.count =
        format(p->w->arena, SAY_COUNT_ROWS, STR_ARG(count_words(p, (int64_t)v->count)));
    out->tools.note = format(p->w->arena, SAY_CHANGED_SUM, STR_ARG(money_text(p->w->arena, before)),
                             STR_ARG(money_text(p->w->arena, after)),
                             STR_ARG(signed_money(p, (Money){after.fen - before.fen})));
}

bool changes_page(Page *p)
{
    static const char *const heads[] = {
        SAY_NAME,        SAY_NUMBER,     SAY_AFFAIR,          SAY_HEAD_CHANGE, SAY_HEAD_CAUSE,
        SAY_HEAD_BEFORE, SAY_HEAD_AFTER, SAY_HEAD_DIFFERENCE, SAY_PLACE,       SAY_BASIS};
    RollPage page = {.note = STR(SAY_CHANGES_NOTE)};
    ChangesView v = {.page = p,
                     .affair = page_query(p, "affair"),
                     .kind = page_query(p, "kind"),
                     .cause = page_query(p, "cause"),
                     .town = page_query(p, "town"),
                     .text = page_query(p, "text")};
    TRY(page_month(p, p->call->params[0], &v.month));
    TRY(rows_narrow(&v));
    Arena *arena = p->w->arena;
    Str base = format(arena, "/month/%.*s/changes", STR_ARG(month_text(arena, v.month)));
    Slice slice = slice_of(p, v.count);
    page.list = table_of(p, heads, COUNT_OF(heads), slice.count);
    page.list.caption = STR(SAY_CAUSES_CAPTION);
    for (size_t i = 0; i < slice.count; i++)
        row_add(&v, v.rows[slice.first + i], &page.list);
    Part parts[] = {{"affair", v.affair},
                    {"kind", v.kind},
                    {"cause", v.cause},
                    {"town", v.town},
                    {"text", v.text}};
    page.pager = slice_pager(p, &slice, v.count, &(Address){base, parts, COUNT_OF(parts)});
    filter_fill(&v, base, &page);
    figures_fill(&v, &page);
    if (v.count == 0)
        page.empty = (EmptyState){.what = STR(SAY_NO_CHANGES), .advice = STR(SAY_WIDEN)};
    page.head = (Head){.title = STR(SAY_VIEW_CHANGES), .crumbs = month_crumbs(p, v.month)};
    page.views = month_views(p, v.month, "changes");
    p->title = format(arena, "%.*s %s", STR_ARG(month_words(arena, v.month)), SAY_VIEW_CHANGES);
    roll_html(&p->body, &page);
    return true;
}
