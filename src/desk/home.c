/* 工作台: what this account has to do, by clock, laid out by duty; and the month's calendar of
 * what is due. A village begins with what it does on the ground, an auditor with what he reads;
 * what is not a case comes from work.c. */
#include "desk/pages.h"
#include "desk/words.def"

enum { URGENT = 12 };

static KeyFigure figure(Page *p, const char *name, int64_t count, const char *kind, Str href)
{
    return (KeyFigure){.name = str_of(name),
                       .value = format(p->w->arena, "%lld", (long long)count),
                       .unit = STR(SAY_CASE_UNIT),
                       .kind = count ? str_of(kind) : STR(""),
                       .href = href};
}

static bool figures_fill(Page *p, DeskPage *out)
{
    CaseCounts counts;
    CaseQuery mine = CASE_QUERY_ALL;
    InForce law = desk_law(p);
    mine.mine = true;
    TRY(case_counts(p->w, &law, &mine, &counts));
    KeyFigure *f = NEW_ARRAY(p->w->arena, KeyFigure, 4);
    f[0] = figure(p, SAY_WAITS_FOR_ME, counts.open, "open", STR("/cases?mine=1"));
    f[1] = figure(p, SAY_RED, counts.by_colour[CLOCK_RED], "bad", STR("/cases?mine=1&colour=red"));
    f[2] = figure(p, SAY_AMBER, counts.by_colour[CLOCK_AMBER], "care",
                  STR("/cases?mine=1&colour=amber"));
    f[3] = figure(p, SAY_GREEN, counts.by_colour[CLOCK_GREEN], "good",
                  STR("/cases?mine=1&colour=green"));
    out->figures = (KeyFigures){.figures = f, .count = 4};
    return true;
}

/* What each duty begins with. */
static void starters_fill(Page *p, DeskPage *out)
{
    static const struct {
        const char *href, *text;
        DutySet who;
    } all[] = {
#define STARTER(href, text, who) {href, text, who},
#include "desk/starters.def"
#undef STARTER
    };
    out->starters = NEW_ARRAY(p->w->arena, Link, COUNT_OF(all));
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (page_may(p, all[i].who))
            out->starters[out->starter_count++] =
                (Link){str_of(all[i].href), str_of(all[i].text), false};
}

/* With one thing to begin with, that is the button of the page. */
static void starter_move(DeskPage *out)
{
    if (out->starter_count != 1) return;
    out->starters[0].here = true;
    out->head.actions = out->starters;
    out->head.action_count = 1;
    out->starter_count = 0;
}

static void empty_fill(Page *p, DeskPage *out)
{
    if (!out->handles) {
        Str advice = page_may(p, WHO_SEES) ? STR(SAY_WAITS_ADVICE) : STR(SAY_OFFICE_ADVICE);
        out->empty = (EmptyState){.what = STR(SAY_NOTHING_WAITS), .advice = advice};
        return;
    }
    out->empty = (EmptyState){.what = STR(SAY_NOTHING_TO_DO),
                              .advice = STR(SAY_NOTHING_ADVICE),
                              .href = STR("/cases"),
                              .link = STR(SAY_ALL_CASES)};
}

bool desk_page(Page *p)
{
    DeskPage page = {.all_href = STR("/cases?mine=1"), .calendar_href = STR("/calendar")};
    CaseList list;
    InForce law = desk_law(p);
    CaseQuery mine = CASE_QUERY_ALL;
    mine.mine = true;
    mine.limit = URGENT;
    page.handles = page_may(p, CASE_DUTIES);
    starters_fill(p, &page);
    TRY(batches_fill(p, &page) && month_fill(p, &page));
    page.finds = page_may(p, WHO(VILLAGE) | WHO(CLERK) | WHO(CHECKER) | WHO(APPROVER));
    if (page.handles) TRY(figures_fill(p, &page));
    TRY(case_list(p->w, &law, &mine, &list));
    page.total = list.total;
    page.urgent = case_table(p, list.items, list.count, false);
    if (list.count == 0 && page.task_count == 0) empty_fill(p, &page);
    Str who = duties_name(p->w->arena, p->session->duties);
    page.head =
        (Head){.title = STR(SAY_DESK),
               .note = format(p->w->arena, SAY_DESK_NOTE, STR_ARG(p->session->name), STR_ARG(who))};
    starter_move(&page);
    p->title = page.head.title;
    p->here = "/desk";
    desk_html(&p->body, &page);
    return true;
}

/* ---- the calendar ---------------------------------------------------------------------------- */

static void calendar_lay(Page *p, Month month, CalendarPage *out)
{
    Date first = month_first(month), last = month_last(month), today = work_today(p->w);
    size_t week = 0;
    for (Date day = first; day.days <= last.days; day.days++) {
        int weekday = date_weekday(day) - 1;
        if (weekday == 0 && day.days > first.days) week++;
        CalendarDay *cell = &out->weeks[week].days[weekday];
        cell->day = day.days - first.days + 1;
        cell->today = day.days == today.days;
        cell->rest = !workday_is(day);
    }
    out->week_count = week + 1;
    for (size_t i = 0; i <= week; i++)
        out->weeks[i].day_count = 7;
}

static void calendar_mark(Page *p, const CaseDay *day, CalendarPage *out)
{
    Date first = month_first(date_month(day->day)), today = work_today(p->w);
    int offset = day->day.days - first.days + date_weekday(first) - 1;
    CalendarDay *cell = &out->weeks[offset / 7].days[offset % 7];
    Str text = date_text(p->w->arena, day->day);
    cell->due = day->due;
    cell->kind = day->day.days < today.days ? STR("bad") : STR("open");
    cell->href = format(p->w->arena, "/cases?from=%.*s&to=%.*s", STR_ARG(text), STR_ARG(text));
}

bool calendar_page(Page *p)
{
    CalendarPage page = {.week_count = 0};
    CaseDay *days;
    size_t count;
    InForce law = desk_law(p);
    Arena *arena = p->w->arena;
    Month month = date_month(work_today(p->w));
    Str asked = page_query(p, "month");
    if (asked.len && !month_parse(asked, &month)) return page_missing(p, asked);
    TRY(case_calendar(p->w, &law, month, &days, &count));
    calendar_lay(p, month, &page);
    for (size_t i = 0; i < count; i++)
        calendar_mark(p, &days[i], &page);
    page.head =
        (Head){.title = format(arena, SAY_CALENDAR, month_year(month), month_number(month))};
    page.previous_href =
        format(arena, "/calendar?month=%.*s", STR_ARG(month_text(arena, (Month){month.n - 1})));
    page.next_href =
        format(arena, "/calendar?month=%.*s", STR_ARG(month_text(arena, (Month){month.n + 1})));
    p->title = page.head.title;
    p->here = "/desk";
    calendar_html(&p->body, &page);
    return true;
}
