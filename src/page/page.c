/* One request. page_serve enters the session, asks whether the route is open to it, reads the form,
 * calls the handler and puts the layout around what it made; a handler that fails becomes a page
 * that says why.
 *
 * A POST must come from a page of ours: the cookie is SameSite=Strict, and Origin (or, where a
 * browser sends none, Sec-Fetch-Site) must name this very site. */
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "page/page.h"
#include "page/words.def"

#define TOKEN_COOKIE STR("doudi")
#define SAY_COOKIE STR("doudi_say")
#define MODE_COOKIE STR("doudi_elder")

/* ---- around a page ------------------------------------------------------------------------ */

typedef struct {
    const char *href, *text;
    DutySet who;
} Door;
static const Door doors[] = {
#define DOOR(href, text, who) {href, text, who},
#include "page/doors.def"
#undef DOOR
};

static void links_fill(const Page *p, LayoutPage *out)
{
    out->links = NEW_ARRAY(p->w->arena, Link, COUNT_OF(doors));
    for (size_t i = 0; i < COUNT_OF(doors); i++) {
        if (!page_may(p, doors[i].who)) continue;
        Str href = str_of(doors[i].href);
        bool here = p->here && str_equal(href, str_of(p->here));
        out->links[out->link_count++] = (Link){href, str_of(doors[i].text), here};
    }
}

/* A cookie takes letters and digits: a sentence travels in hexadecimal. */
static Str hex_write(Arena *arena, Str text)
{
    static const char digits[] = "0123456789abcdef";
    Buf b = buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        buf_byte(&b, digits[(unsigned char)text.ptr[i] >> 4]);
        buf_byte(&b, digits[text.ptr[i] & 15]);
    }
    return buf_str(&b);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static Str hex_read(Arena *arena, Str hex)
{
    Buf b = buf_new(arena);
    for (size_t i = 0; i + 1 < hex.len; i += 2) {
        int high = hex_digit(hex.ptr[i]), low = hex_digit(hex.ptr[i + 1]);
        if (high < 0 || low < 0) return STR("");
        buf_byte(&b, (char)(high << 4 | low));
    }
    return utf8_valid(buf_str(&b)) ? buf_str(&b) : STR("");
}

/* What page_say left for this page; it is forgotten by being shown. */
static Str said_take(Page *p)
{
    Str value = http_cookie(p->call->request, SAY_COOKIE);
    if (value.len == 0) return STR("");
    http_set_cookie(p->call, (HttpCookie){.name = SAY_COOKIE, .seconds = -1});
    return hex_read(p->w->arena, value);
}

static Str asset_href(Arena *arena, const char *path, const char *digest)
{
    return format(arena, "%s?%s", path, digest);
}

/* The same page again, in the other size of type. */
static Str elder_href(const Page *p, bool elder)
{
    Buf b = buf_new(p->w->arena);
    buf_format(&b, "/mode?elder=%d&back=", !elder);
    url_text(&b, p->call->request->path.len ? p->call->request->path : STR("/"));
    /* what was refused may hold what must not be said again */
    if (p->call->request->query.len && p->call->response.status < 400)
        url_text(&b, format(p->w->arena, "?%.*s", STR_ARG(p->call->request->query)));
    return buf_str(&b);
}

static void who_fill(const Page *p, LayoutPage *out)
{
    static const Link account[] = {{{STR_INIT("/account")}, {STR_INIT(SAY_MY_ACCOUNT)}, false}};
    if (!p->session) {
        out->alone = true;
        return;
    }
    out->who = p->session->name;
    out->duty = duties_name(p->w->arena, p->session->duties);
    out->account = NEW_ARRAY(p->w->arena, Link, COUNT_OF(account));
    out->account_count = COUNT_OF(account);
    for (size_t i = 0; i < COUNT_OF(account); i++)
        out->account[i] = account[i];
    out->logout = STR("/logout");
}

static void layout_wrap(Page *p)
{
    Arena *arena = p->w->arena;
    LayoutPage layout = {.title = p->title,
                         .place = p->site->place,
                         .today =
                             format(arena, SAY_TODAY, STR_ARG(date_text(arena, work_today(p->w)))),
                         .style = asset_href(arena, "/style.css", style_css_digest),
                         .script = asset_href(arena, "/doudi.js", doudi_js_digest),
                         .htmx = asset_href(arena, "/htmx.js", htmx_min_js_digest),
                         .demo = p->site->demo,
                         .said = {.kind = STR("good"), .text = said_take(p)},
                         .body = {buf_str(&p->body)}};
    layout.elder = http_cookie(p->call->request, MODE_COOKIE).len > 0;
    layout.elder_href = elder_href(p, layout.elder);
    layout.finds = page_may(p, WHO_SEES);
    who_fill(p, &layout);
    links_fill(p, &layout);
    p->call->response.body = buf_new(arena);
    layout_html(&p->call->response.body, &layout);
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

/* ---- who asks ------------------------------------------------------------------------------ */

static Page page_of(const Site *site, Work *w, HttpCall *call)
{
    w->arena = call->arena;
    w->now = (int64_t)time(NULL) + site->clock_shift;
    w->error = (Error){.code = ERR_NONE};
    w->actor = NULL;
    w->scope = NULL;
    return (Page){
        .site = site, .bureau = site->bureau, .w = w, .call = call, .body = buf_new(call->arena)};
}

/* The token of a program; no other site can make a browser send one. */
static Str bearer_token(const HttpRequest *request)
{
    Str said = http_field(request, STR("Authorization"));
    return str_starts(said, STR("Bearer ")) ? str_trim(str_from(said, 7)) : STR("");
}

static void session_take(Page *p)
{
    bool data = p->route && (p->route->flags & PAGE_DATA);
    Str token = data ? bearer_token(p->call->request) : STR("");
    if (!token.len) token = http_cookie(p->call->request, TOKEN_COOKIE);
    Session *session = NEW(p->w->arena, Session);
    if (token.len > 0 && session_find(p->w, token, session) && session_enter(p->w, session))
        p->session = session;
    p->w->error = (Error){.code = ERR_NONE};
}

/* Nobody without a session looks further than a public page; what he asked for is shown once he has
 * logged in. */
static bool login_ask(Page *p)
{
    const HttpRequest *request = p->call->request;
    if (p->route->flags & PAGE_DATA) return refuse(p->w, ERR_DENIED, "%s", SAY_LOGIN_FIRST);
    if (request->method != HTTP_GET) return refuse(p->w, ERR_DENIED, "%s", SAY_LOGIN_AGAIN);
    Buf href = buf_new(p->w->arena);
    buf_add(&href, STR("/login"));
    if (request->path.len > 1) {
        buf_add(&href, STR("?back="));
        url_text(&href, request->path);
        if (request->query.len)
            url_text(&href, format(p->w->arena, "?%.*s", STR_ARG(request->query)));
    }
    page_redirect(p, buf_str(&href));
    return false;
}

static bool comes_from_us(const Page *p)
{
    const HttpRequest *request = p->call->request;
    Str origin = http_field(request, STR("Origin"));
    if (origin.len == 0)
        return str_equal(http_field(request, STR("Sec-Fetch-Site")), STR("same-origin"));
    ptrdiff_t at = str_find(origin, STR("://"));
    return at > 0 && str_equal(str_from(origin, (size_t)at + 3), request->host);
}

/* A program says who it is by itself; a cookie goes along unasked, so it needs proof. */
static bool may_post(const Page *p)
{
    bool data = p->route->flags & PAGE_DATA;
    bool cookie = http_field(p->call->request, STR("Cookie")).len > 0;
    if (data && (bearer_token(p->call->request).len || !cookie)) return true;
    return comes_from_us(p);
}

static bool route_opens(Page *p)
{
    const PageRoute *route = p->route;
    if (p->call->request->method == HTTP_POST && !may_post(p))
        return refuse(p->w, ERR_DENIED, "%s", SAY_NOT_FROM_US);
    if (route->who == WHO_PUBLIC) return true;
    if (!p->session) return login_ask(p);
    if (p->session->must_change && (route->flags & PAGE_DATA))
        return refuse(p->w, ERR_DENIED, "%s", SAY_PASSWORD_FIRST);
    if (p->session->must_change && !(route->flags & PAGE_FIRST)) {
        page_redirect(p, STR("/account"));
        return false;
    }
    return (p->session->duties & route->who) != 0 || (route->flags & PAGE_FIRST) ||
           refuse(p->w, ERR_DENIED, "%s", SAY_NOT_YOUR_DUTY);
}

/* ---- a request ----------------------------------------------------------------------------- */

static int status_of(ErrorCode code)
{
    switch (code) {
    case ERR_NOT_FOUND:
        return 404;
    case ERR_INPUT:
    case ERR_USAGE:
    case ERR_OVERFLOW:
        return 400;
    case ERR_DENIED:
        return 403;
    case ERR_STATE:
    case ERR_CONFLICT:
        return 409;
    default:
        return 500;
    }
}

/* 401: nobody is logged in; 422: what was sent is well formed and wrong. */
static int problem_status(const Page *p)
{
    ErrorCode code = p->w->error.code;
    if (code == ERR_DENIED && !p->session && p->route->who != WHO_PUBLIC) return 401;
    return code == ERR_INPUT && p->faults ? 422 : status_of(code);
}

static ErrorCode refused_code(int status)
{
    return status == 404 ? ERR_NOT_FOUND : status < 500 ? ERR_INPUT : ERR_STATE;
}

static void problem_show(Page *p, int status, const Error *error)
{
    HttpResponse *response = &p->call->response;
    response->status = status;
    response->type = STR("application/problem+json; charset=utf-8");
    response->body = buf_new(p->w->arena);
    problem_write(&response->body, status, error, p->faults);
}

static void note_leave(const Page *p)
{
    PageNote *note = NEW(p->w->arena, PageNote);
    *note = (PageNote){.route = p->route ? p->route->name : "",
                       .account = p->session ? p->session->account_id : 0,
                       .subject = p->subject};
    p->call->note = note;
}

static bool page_make(Page *p)
{
    session_take(p);
    TRY(route_opens(p));
    if (p->call->request->method == HTTP_POST && !(p->route->flags & PAGE_BARE))
        TRY(http_form(p->w, p->call->request, &p->form));
    return p->route->make(p);
}

void page_serve(const Site *site, Work *w, const PageRoute *route, HttpCall *call)
{
    Work work = *w;
    Page page = page_of(site, &work, call);
    page.route = route;
    bool made = page_make(&page);
    HttpResponse *response = &call->response;
    if (made || response->location.len > 0) {
        response->status = page.status;
        if (page.fragment)
            response->body = page.body;
        else if (!(route->flags & PAGE_BARE) && response->location.len == 0)
            layout_wrap(&page);
    } else if (route->flags & PAGE_DATA) {
        problem_show(&page, problem_status(&page), &work.error);
    } else {
        int status = status_of(work.error.code);
        fault_show(&page, status, work.error.sentence, status < 500 ? STR("") : work.error.detail);
    }
    note_leave(&page);
}

/* What the server itself refuses, in Chinese; the phrase of the standard where there is none. */
static Str refused_words(int status)
{
    static const struct {
        int status;
        const char *words;
    } table[] = {{400, SAY_STATUS_400}, {405, SAY_STATUS_405}, {408, SAY_STATUS_408},
                 {411, SAY_STATUS_411}, {413, SAY_STATUS_413}, {414, SAY_STATUS_414},
                 {415, SAY_STATUS_415}, {431, SAY_STATUS_431}, {503, SAY_STATUS_503}};
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (table[i].status == status) return str_of(table[i].words);
    return str_of(http_status_phrase(status));
}

void page_refused(const Site *site, Work *w, HttpCall *call)
{
    Work work = *w;
    Page page = page_of(site, &work, call);
    session_take(&page);
    int status = call->response.status;
    bool data = str_starts(call->request->path, STR("/api/"));
    Str sentence = status == 404      ? STR(SAY_NO_PAGE)
                   : call->reason.len ? call->reason
                                      : refused_words(status);
    if (data)
        problem_show(&page, status, &(Error){.code = refused_code(status), .sentence = sentence});
    else
        fault_show(&page, status, sentence, STR(""));
    note_leave(&page);
}

/* ---- what handlers do ---------------------------------------------------------------------- */

bool page_redirect(Page *p, Str href)
{
    p->status = 303;
    p->call->response.location = href;
    return true;
}

void page_say(Page *p, const char *sentence, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, sentence);
    int length = vsnprintf(text, sizeof text, sentence, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text) length = 0;
    Str value = hex_write(p->w->arena, (Str){text, (size_t)length});
    http_set_cookie(
        p->call,
        (HttpCookie){.name = SAY_COOKIE, .value = value, .seconds = 60, .secure = p->site->secure});
}

bool page_again(Page *p)
{
    p->status = 422;
    return true;
}

bool page_may(const Page *p, DutySet any)
{
    return any == WHO_PUBLIC || (p->session && (p->session->duties & any) != 0);
}

Str page_field(const Page *p, const char *name)
{
    return str_trim(http_form_value(&p->form, str_of(name)));
}

bool page_field_id(Page *p, const char *name, int64_t *out)
{
    Str text = page_field(p, name);
    if (text.len <= 18 && str_int(text, out) && *out > 0) return true;
    return refuse(p->w, ERR_INPUT, SAY_BAD_NUMBER, STR_ARG(str_of(name)));
}
