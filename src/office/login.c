/* Logging in and out, and the one-time page of the first 系统 account. The browser is given a token
 * in a cookie; the store keeps its digest. */
#include "office/pages.h"
#include "office/words.def"

static void token_give(Page *p, Str token)
{
    http_set_cookie(p->call, (HttpCookie){.name = STR("doudi"),
                                          .value = token,
                                          .seconds = token.len ? 0 : -1,
                                          .secure = p->site->secure});
}

/* ---- logging in --------------------------------------------------------------------------- */

static void login_show(Page *p, Str back, Str account, bool ask_code)
{
    LoginPage page = {.back = back, .faults = fault_said(p), .demo = p->site->demo};
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, 3);
    fields[0] = (FormField){.kind = FIELD_TEXT,
                            .name = STR("account"),
                            .label = STR(SAY_ACCOUNT_FIELD),
                            .value = account,
                            .complete = STR("username"),
                            .required = true,
                            .wide = true,
                            .first = account.len == 0};
    fields[1] = (FormField){.kind = FIELD_SECRET,
                            .name = STR("password"),
                            .label = STR(SAY_PASSWORD_FIELD),
                            .complete = STR("current-password"),
                            .required = true,
                            .wide = true,
                            .first = account.len > 0};
    fields[2] = (FormField){.kind = FIELD_CODE,
                            .name = STR("code"),
                            .label = STR(SAY_CODE_FIELD),
                            .hint = STR(SAY_CODE_HINT),
                            .complete = STR("one-time-code"),
                            .required = ask_code,
                            .wide = true};
    page.fields = (FormGroup){.fields = fields, .count = 3};
    page.buttons = form_button(p, SAY_LOGIN);
    p->title = STR(SAY_LOGIN);
    login_html(&p->body, &page);
}

bool login_page(Page *p)
{
    login_show(p, page_query(p, "back"), STR(""), false);
    return true;
}

/* Back to an address of ours and nowhere else; who asked for none in particular begins at the
 * desk. */
static Str safe_back(Str back)
{
    bool ours = back.len > 1 && str_starts(back, STR("/")) && !str_starts(back, STR("//")) &&
                !str_starts(back, STR("/\\")) && !str_starts(back, STR("/login"));
    return ours ? back : STR("/desk");
}

bool login_try_page(Page *p)
{
    Str token;
    Login login = {.account = page_field(p, "account"),
                   .password = http_form_value(&p->form, STR("password")),
                   .code = page_field(p, "code"),
                   .from = p->call->peer};
    if (session_open(p->w, &login, &token)) {
        token_give(p, token);
        return page_redirect(p, safe_back(page_field(p, "back")));
    }
    login_show(p, page_field(p, "back"), login.account, p->w->error.code == ERR_STATE);
    return page_again(p);
}

bool logout_page(Page *p)
{
    if (p->session) TRY(session_close(p->w, p->session->token));
    token_give(p, STR(""));
    page_say(p, "%s", SAY_LOGGED_OUT);
    return page_redirect(p, STR("/login"));
}

/* ---- the first account -------------------------------------------------------------------- */

static void setup_show(Page *p, Str token)
{
    SetupPage page = {.token = token, .faults = fault_said(p)};
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, 4);
    static const struct {
        FieldKind kind;
        const char *name, *label, *hint, *complete;
    } asked[] = {{FIELD_TEXT, "account", SAY_ACCOUNT_FIELD, SAY_ACCOUNT_HINT, "username"},
                 {FIELD_TEXT, "name", SAY_NAME_FIELD, "", "name"},
                 {FIELD_SECRET, "password", SAY_PASSWORD_FIELD, SAY_PASSWORD_HINT, "new-password"},
                 {FIELD_SECRET, "again", SAY_PASSWORD_AGAIN, "", "new-password"}};
    for (size_t i = 0; i < COUNT_OF(asked); i++)
        fields[i] = (FormField){.kind = asked[i].kind,
                                .name = str_of(asked[i].name),
                                .label = str_of(asked[i].label),
                                .hint = str_of(asked[i].hint),
                                .complete = str_of(asked[i].complete),
                                .value = asked[i].kind == FIELD_TEXT ? page_field(p, asked[i].name)
                                                                     : STR(""),
                                .required = true,
                                .wide = true,
                                .first = i == 0};
    page.fields = (FormGroup){.fields = fields, .count = COUNT_OF(asked)};
    page.buttons = form_button(p, SAY_SETUP);
    p->title = STR(SAY_SETUP);
    setup_html(&p->body, &page);
}

bool setup_page(Page *p)
{
    Str token = page_query(p, "token");
    TRY(setup_holds(p->w, token));
    setup_show(p, token);
    return true;
}

bool setup_do_page(Page *p)
{
    Setup setup = {.token = page_field(p, "token"),
                   .account = page_field(p, "account"),
                   .name = page_field(p, "name"),
                   .password = http_form_value(&p->form, STR("password"))};
    bool same = str_equal(setup.password, http_form_value(&p->form, STR("again")));
    if (!same) refuse(p->w, ERR_INPUT, "%s", SAY_PASSWORDS_DIFFER);
    if (same && setup_finish(p->w, &setup)) {
        page_say(p, "%s", SAY_SETUP_DONE);
        return page_redirect(p, STR("/login"));
    }
    setup_show(p, setup.token);
    return page_again(p);
}
