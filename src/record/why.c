/* The page of one subject, affair and month: why this amount. */
#include "record/pages.h"

bool why_page(Page *p)
{
    const Affair *affair;
    int64_t subject;
    Month month;
    WhyPage page = {.month_name = STR("")};
    TRY(page_affair(p, page_query(p, "affair"), &affair));
    TRY(page_id(p, page_query(p, "subject"), &subject));
    TRY(page_month(p, page_query(p, "month"), &month));
    TRY(why_fill(p, affair, subject, month, &page.reasons));
    Arena *arena = p->w->arena;
    bool household = affair->subject == SUBJECT_HOUSEHOLD;
    page.affair = affair->name;
    page.affair_href = affair_href(p, affair, month);
    page.subject = household ? unit_name(p, subject) : person_words(p, subject);
    page.subject_href = subject_href(p, affair->subject, subject);
    page.month_name = month_words(arena, month);
    page.month_href = format(arena, "/month/%.*s", STR_ARG(month_text(arena, month)));
    Month before = {month.n - 1}, after = {month.n + 1};
    if (month_in_account(p, before)) page.previous_href = why_href(p, affair, subject, before);
    if (month_in_account(p, after)) page.next_href = why_href(p, affair, subject, after);
    p->title = format(arena, "%.*s %.*s %.*s", STR_ARG(page.subject), STR_ARG(page.affair),
                      STR_ARG(page.month_name));
    p->here = "/registers";
    p->subject = format(arena, household ? "unit:%lld" : "person:%lld", (long long)subject);
    if (http_field(p->call->request, STR("HX-Request")).len > 0) {
        p->fragment = true; /* asked for by the page of a life, which shows it in place */
        reasons_html(&p->body, &page.reasons);
        return true;
    }
    why_html(&p->body, &page);
    return true;
}
