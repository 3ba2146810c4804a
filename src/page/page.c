/* One request: page_serve enters, calls the handler and puts the layout around what it made; a
 * handler that fails becomes a page that says why. */
#include "page/page.h"
#include "page/words.def"

static const Link navigation[] = {
    {{STR_INIT("/")}, {STR_INIT(SAY_NAV_MONTH)}, false},
    {{STR_INIT("/report")}, {STR_INIT(SAY_NAV_REPORT)}, false},
    {{STR_INIT("/law")}, {STR_INIT(SAY_NAV_LAW)}, false},
    {{STR_INIT("/search")}, {STR_INIT(SAY_NAV_SEARCH)}, false},
};

static Str style_href(Arena *arena)
{
    return format(arena, "/style.css?%s", style_css_digest);
}

static Str home_name(Page *p)
{
    DivisionRow row;
    Error before = p->w->error;
    if (division_by_code(p->w, p->site->home, &row)) return row.name;
    p->w->error = before;
    return STR(SAY_DISTRICT);
}

static void layout_wrap(Page *p)
{
    Arena *arena = p->w->arena;
    LayoutPage layout = {.title = p->title,
                         .place = home_name(p),
                         .today =
                             format(arena, SAY_TODAY, STR_ARG(date_text(arena, work_today(p->w)))),
                         .style = style_href(arena),
                         .body = {buf_str(&p->body)}};
    layout.links = NEW_ARRAY(arena, Link, COUNT_OF(navigation));
    layout.link_count = COUNT_OF(navigation);
    for (size_t i = 0; i < COUNT_OF(navigation); i++) {
        layout.links[i] = navigation[i];
        layout.links[i].here = p->here && str_equal(navigation[i].href, str_of(p->here));
    }
    p->call->response.body = buf_new(arena);
    layout_html(&p->call->response.body, &layout);
}

static int status_of(ErrorCode code)
{
    switch (code) {
    case ERR_NOT_FOUND:
        return 404;
    case ERR_INPUT:
    case ERR_USAGE:
        return 400;
    case ERR_DENIED:
        return 403;
    default:
        return 500;
    }
}

static void fault_show(Page *p, int status, Str sentence, Str detail)
{
    p->call->response.status = status;
    p->title = sentence;
    p->body = buf_new(p->w->arena);
    FaultPage fault = {.status = status, .sentence = sentence, .detail = detail};
    fault_html(&p->body, &fault);
    layout_wrap(p);
}

void page_clock(const Site *site, Work *w)
{
    Close *closes;
    size_t count;
    if (site->demo && payment_closes(w, &closes, &count) && count > 0)
        w->now = closes[count - 1].instant;
    w->error = (Error){.code = ERR_NONE};
}

static Page page_of(const Site *site, Work *w, HttpCall *call)
{
    page_clock(site, w);
    return (Page){
        .site = site, .bureau = site->bureau, .w = w, .call = call, .body = buf_new(call->arena)};
}

void page_serve(const Site *site, Work *w, const PageRoute *route, HttpCall *call)
{
    Work work = *w;
    work.arena = call->arena;
    Page page = page_of(site, &work, call);
    if (route->make(&page)) {
        call->response.status = page.status;
        if (!(route->flags & PAGE_BARE) && call->response.location.len == 0) layout_wrap(&page);
        return;
    }
    int status = status_of(work.error.code);
    fault_show(&page, status, work.error.sentence, status < 500 ? STR("") : work.error.detail);
}

void page_refused(const Site *site, Work *w, HttpCall *call)
{
    Work work = *w;
    work.arena = call->arena;
    Page page = page_of(site, &work, call);
    int status = call->response.status;
    fault_show(&page, status, status == 404 ? STR(SAY_NO_PAGE) : str_of(http_status_phrase(status)),
               STR(""));
}

bool page_redirect(Page *p, Str href)
{
    p->status = 303;
    p->call->response.location = href;
    return true;
}
