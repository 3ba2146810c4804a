/* The tests' browser: a session like anybody's, and requests without a server. */
#include "web/test.h"

#include "casework/casework.h"

#define PASSWORD "quiet-harbour-1952"

static const SqlModule *const modules[] = {&audit_sql,  &access_sql,  &registry_sql,
                                           &ledger_sql, &payment_sql, &casework_sql};

static bool open_again(void *opener, Work *w, int flags)
{
    const World *world = opener;
    return store_open(w, store_path(world->w->store), flags, modules, COUNT_OF(modules));
}

static void assert_done(Work *w, bool done)
{
    if (!done) fail_msg("%.*s (%.*s)", STR_ARG(w->error.sentence), STR_ARG(w->error.detail));
}

void browser_open(Browser *browser, World world, const char *account)
{
    Work *w = world.w; /* its store is opened anew with the tables of all rooms */
    const char *path = str_z(w->arena, str_of(store_path(w->store)));
    store_close(w->store);
    w->store = NULL;
    if (!store_open(w, path, 0, modules, COUNT_OF(modules))) fail_msg("%s does not open", path);
    *browser = (Browser){.world = world};
    browser->options = (WebOptions){.home = {360203000000}, .open = open_again};
    browser_login(browser, account);
}

void browser_login(Browser *browser, const char *account)
{
    Work *w = browser->world.w;
    Login login = {.account = str_of(account), .password = STR(PASSWORD), .from = STR("test")};
    assert_done(w, password_set(w, login.account, login.password, false));
    assert_done(w, session_open(w, &login, &browser->token));
}

static WebAnswer answer_of(Browser *browser, const WebRequest *request)
{
    WebAnswer answer;
    World *world = &browser->world;
    browser->options.opener = world;
    assert_done(world->w, web_page(world->w, world->bureau, &browser->options, request, &answer));
    return answer;
}

WebAnswer browser_get(Browser *browser, Str address)
{
    return answer_of(browser, &(WebRequest){.address = address, .token = browser->token});
}

WebAnswer browser_post(Browser *browser, Str address, const char *form)
{
    return answer_of(browser, &(WebRequest){.method = "POST",
                                            .address = address,
                                            .token = browser->token,
                                            .body = str_of(form)});
}

WebAnswer browser_send(Browser *browser, Str address, Str type, Str body)
{
    return answer_of(browser, &(WebRequest){.method = "POST",
                                            .address = address,
                                            .token = browser->token,
                                            .type = type,
                                            .body = body});
}

bool answer_shows(WebAnswer answer, const char *text)
{
    return str_find(answer.html, str_of(text)) >= 0;
}
