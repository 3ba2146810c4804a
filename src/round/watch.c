/* What must be looked at again: enrolments whose review (复核) falls due in a
 * month, and those whose payment is suspended (暂停). Both may be ticked and
 * become cases that somebody handles. */
#include "casework/casework.h"
#include "round/pages.h"
#include "round/words.def"

typedef struct {
    const Affair *affair;
    int64_t subject;
    Month due;
} Watched;
typedef struct {
    Page *page;
    Month month;
    Str affair, town, text;
    Watched *rows;
    size_t count, capacity;
    int64_t overdue, undecided;
} WatchView;

static void watched_add(WatchView *v, const Affair *affair, int64_t subject, Month due)
{
    if (v->count == v->capacity)
        v->rows = arena_grow(v->page->w->arena, v->rows, &v->capacity, sizeof *v->rows);
    v->rows[v->count++] = (Watched){affair, subject, due};
}

/* ---- reviews
 * ------------------------------------------------------------------------------
 */

static bool reviews_of(WatchView *v, const Affair *affair, const Named *named)
{
    const ReviewList *list;
    const int64_t *divisions;
    Places places = places_of(v->page, v->town);
    TRY(cache_reviews(v->page, affair, v->month, &list, &divisions));
    v->undecided += whole_store(v->page) ? (int64_t)list->undecided : 0;
    for (size_t i = 0; i < list->count; i++) {
        bool holds;
        if (!named_has(named, affair->subject, list->items[i].subject)) continue;
        TRY(places_hold(&places, divisions[i], &holds));
        if (!holds) continue;
        v->overdue += list->items[i].due.n < v->month.n;
        watched_add(v, affair, list->items[i].subject, list->items[i].due);
    }
    return true;
}

static bool reviews_narrow(WatchView *v)
{
    Named named;
    const Bureau *b = v->page->bureau;
    TRY(named_find(v->page, v->text, &named));
    for (size_t i = 0; i < b->affair_count; i++) {
        if (!b->affairs[i]->review) continue;
        if (v->affair.len && !str_equal(v->affair, b->affairs[i]->key)) continue;
        TRY(reviews_of(v, b->affairs[i], &named));
    }
    return true;
}

/* Who moved away since is not named. */
static bool watched_list(WatchView *v, const Slice *slice, const char *due, ListTable *out)
{
    const char *heads[] = {SAY_NAME, SAY_NUMBER, SAY_AFFAIR, due, SAY_PLACE, SAY_BASIS};
    bool with_overdue = str_equal(str_of(due), STR(SAY_HEAD_DUE));
    Page *p = v->page;
    *out = table_of(p, heads, COUNT_OF(heads), slice->count);
    for (size_t i = 0; i < slice->count; i++) {
        const Watched *one = &v->rows[slice->first + i];
        SubjectRow row;
        Error before = p->w->error;
        if (!subject_read(p, one->affair, one->subject, &row))
            row = (SubjectRow){.name = STR(SAY_ELSEWHERE)};
        p->w->error = before;
        ListCell cells[] = {
            link_cell(row.name, row.href),
            {.text = presence(row.number), .code = true},
            text_cell(one->affair->name),
            text_cell(month_words(p->w->arena, one->due)),
            text_cell(row.place),
            link_cell(STR(SAY_WHY), why_href(p, one->affair, one->subject, v->month))};
        bool overdue = with_overdue && one->due.n < v->month.n;
        ListRow *made = table_row(p, out, cells);
        if (overdue) made->cells[3].kind = STR("bad");
        made->label = row.name;
        made->choice = format(p->w->arena, "%lld", (long long)one->subject);
    }
    return true;
}

static void watch_filter(WatchView *v, Str base, RollPage *out)
{
    Page *p = v->page;
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, 3);
    fields[0] = search_field(v->text);
    fields[1] = affairs_field(p, v->affair);
    fields[2] = towns_field(p, v->town);
    out->filter = (FilterBar){.action = base,
                              .fields = fields,
                              .field_count = fields[2].choice_count > 1 ? 3 : 2,
                              .clear_href = base};
    out->tools.count =
        format(p->w->arena, SAY_COUNT_ROWS, STR_ARG(count_words(p, (int64_t)v->count)));
}

/* Reviews are opened affair by affair: a case is one affair's. */
static void review_form(WatchView *v, RollPage *out)
{
    Page *p = v->page;
    if (!page_may(p, WHO(CLERK) | WHO(VILLAGE)) || v->count == 0) return;
    if (v->affair.len == 0) {
        out->note = STR(SAY_CHOOSE_AFFAIR);
        return;
    }
    out->action = STR("/propose");
    out->button = STR(SAY_OPEN_REVIEWS);
    out->kept = NEW_ARRAY(p->w->arena, HiddenValue, 3);
    out->kept_count = 3;
    out->kept[0] = (HiddenValue){STR("affair"), v->affair};
    out->kept[1] = (HiddenValue){STR("set"), STR("wrongly")};
    out->kept[2] = (HiddenValue){STR("month"), month_text(p->w->arena, v->month)};
    out->list.head.chooses = true;
}

bool reviews_page(Page *p)
{
    RollPage page = {.note = STR(SAY_REVIEWS_NOTE)};
    WatchView v = {.page = p,
                   .affair = page_query(p, "affair"),
                   .town = page_query(p, "town"),
                   .text = page_query(p, "text")};
    TRY(page_month(p, p->call->params[0], &v.month));
    TRY(reviews_narrow(&v));
    Arena *arena = p->w->arena;
    Str base = format(arena, "/month/%.*s/reviews", STR_ARG(month_text(arena, v.month)));
    Slice slice = slice_of(p, v.count);
    Part parts[] = {{"affair", v.affair}, {"town", v.town}, {"text", v.text}};
    TRY(watched_list(&v, &slice, SAY_HEAD_DUE, &page.list));
    page.pager = slice_pager(p, &slice, v.count, &(Address){base, parts, COUNT_OF(parts)});
    watch_filter(&v, base, &page);
    page.tools.note = format(arena, SAY_OVERDUE_COUNT, STR_ARG(count_words(p, v.overdue)),
                             STR_ARG(count_words(p, v.undecided)));
    review_form(&v, &page);
    if (v.count == 0)
        page.empty =
            (EmptyState){.what = STR(SAY_NO_REVIEWS), .advice = STR(SAY_NO_REVIEWS_ADVICE)};
    page.head = (Head){.title = STR(SAY_VIEW_REVIEWS), .crumbs = month_crumbs(p, v.month)};
    page.views = month_views(p, v.month, "reviews");
    p->title = page.head.title;
    roll_html(&p->body, &page);
    return true;
}

/* ---- holds
 * --------------------------------------------------------------------------------
 */

static bool holds_of(WatchView *v, const Affair *affair, const Named *named)
{
    Page *p = v->page;
    Enrolment *rows;
    size_t count;
    Places places = places_of(p, v->town);
    Month now = date_month(work_today(p->w));
    if (now.n < v->month.n) now = v->month;
    TRY(enrolment_list(p->w, affair, KNOWN_NOW, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        const Enrolment *e = &rows[i];
        bool held = e->suspended_from.n != MONTH_NONE.n && e->suspended_from.n <= now.n &&
                    now.n < e->suspended_to.n;
        bool seen, holds;
        int64_t subject = affair->subject == SUBJECT_HOUSEHOLD ? e->unit.n : e->applicant.n;
        if (!held || !named_has(named, affair->subject, subject)) continue;
        TRY(unit_seen(p->w, e->unit, &seen));
        if (!seen) continue;
        BenefitUnit unit;
        TRY(unit_row(p->w, e->unit, work_today(p->w), &unit));
        TRY(places_hold(&places, unit.division, &holds));
        if (holds || v->town.len == 0) watched_add(v, affair, subject, e->suspended_from);
    }
    return true;
}

/* All that are held in one affair: a case each, asked for in a second step. */
static void held_form(WatchView *v, RollPage *out)
{
    Page *p = v->page;
    const Affair *affair = bureau_affair(p->bureau, v->affair);
    if (!page_may(p, WHO(CLERK) | WHO(VILLAGE)) || v->count == 0) return;
    out->acts = NEW(p->w->arena, MoveStep);
    out->act_count = 1;
    if (!affair) {
        out->acts->why_not = STR(SAY_HELD_CHOOSE);
        return;
    }
    out->acts->confirm =
        (Confirm){.label = STR(SAY_DO_HELD),
                  .question = format(p->w->arena, SAY_HELD_ASK, STR_ARG(affair->name)),
                  .effect = STR(SAY_HELD_EFFECT),
                  .action = STR("/holds/propose"),
                  .name = STR("affair"),
                  .value = affair->key,
                  .button = STR(SAY_DO_HELD)};
}

bool holds_propose_page(Page *p)
{
    const Affair *affair;
    int64_t opened;
    InForce law = {.bureau = p->bureau, .law = p->site->law};
    TRY(page_affair(p, page_field(p, "affair"), &affair));
    TRY(case_propose_held(p->w, &law, affair, &opened));
    if (opened)
        page_say(p, SAY_HELD_DONE, (long long)opened);
    else
        page_say(p, "%s", SAY_HELD_NONE);
    return page_redirect(p, format(p->w->arena, "/holds?affair=%.*s", STR_ARG(affair->key)));
}

bool holds_page(Page *p)
{
    Named named;
    RollPage page = {.note = STR(SAY_HOLDS_NOTE)};
    WatchView v = {.page = p,
                   .affair = page_query(p, "affair"),
                   .town = page_query(p, "town"),
                   .text = page_query(p, "text")};
    TRY(last_month(p, &v.month));
    TRY(named_find(p, v.text, &named));
    for (size_t i = 0; i < p->bureau->affair_count; i++)
        if (v.affair.len == 0 || str_equal(v.affair, p->bureau->affairs[i]->key))
            TRY(holds_of(&v, p->bureau->affairs[i], &named));
    Slice slice = slice_of(p, v.count);
    Part parts[] = {{"affair", v.affair}, {"town", v.town}, {"text", v.text}};
    TRY(watched_list(&v, &slice, SAY_HEAD_HELD_FROM, &page.list));
    page.pager = slice_pager(p, &slice, v.count, &(Address){STR("/holds"), parts, COUNT_OF(parts)});
    watch_filter(&v, STR("/holds"), &page);
    held_form(&v, &page);
    if (v.count == 0)
        page.empty = (EmptyState){.what = STR(SAY_NO_HOLDS), .advice = STR(SAY_NO_HOLDS_ADVICE)};
    page.head = (Head){.title = STR(SAY_VIEW_HOLDS), .crumbs = month_crumbs(p, v.month)};
    page.views = month_views(p, v.month, "holds");
    p->title = page.head.title;
    roll_html(&p->body, &page);
    return true;
}
