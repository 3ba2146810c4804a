/* One's own account: password, one-time code, the browsers that are logged in. */
#include "office/pages.h"
#include "office/words.def"

static FormGroup password_fields(Page *p)
{
    static const struct {
        const char *name, *label, *hint, *complete;
    } asked[] = {{"old", SAY_OLD_PASSWORD, "", "current-password"},
                 {"fresh", SAY_NEW_PASSWORD, SAY_PASSWORD_HINT, "new-password"},
                 {"again", SAY_PASSWORD_AGAIN, "", "new-password"}};
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, COUNT_OF(asked));
    for (size_t i = 0; i < COUNT_OF(asked); i++)
        fields[i] = (FormField){.kind = FIELD_SECRET,
                                .name = str_of(asked[i].name),
                                .label = str_of(asked[i].label),
                                .hint = str_of(asked[i].hint),
                                .complete = str_of(asked[i].complete),
                                .required = true};
    return (FormGroup){.fields = fields, .count = COUNT_OF(asked)};
}

static FormGroup code_field(Page *p)
{
    FormField *field = NEW(p->w->arena, FormField);
    *field = (FormField){.kind = FIELD_CODE,
                         .name = STR("code"),
                         .label = STR(SAY_CODE_FIELD),
                         .complete = STR("one-time-code"),
                         .required = true,
                         .first = true};
    return (FormGroup){.fields = field, .count = 1};
}

static Str duties_words(Page *p)
{
    Buf b = buf_new(p->w->arena);
    for (size_t i = 0; i < p->session->grant_count; i++) {
        DivisionRow row = {.name = p->site->place};
        Error before = p->w->error;
        division_by_code(p->w, p->session->grants[i].division, &row);
        p->w->error = before;
        if (i > 0) buf_add(&b, STR(SAY_SEPARATOR));
        buf_format(&b, SAY_DUTY_AT, STR_ARG(duty_name(p->session->grants[i].duty)),
                   STR_ARG(row.name));
    }
    if (p->session->grant_count == 0) buf_add(&b, STR(SAY_NO_DUTY));
    return buf_str(&b);
}

static bool sessions_fill(Page *p, AccountPage *out)
{
    SessionRow *rows;
    size_t count;
    Arena *arena = p->w->arena;
    TRY(session_list(p->w, p->session->account, &rows, &count));
    out->sessions = NEW_ARRAY(arena, SessionLine, count);
    out->session_count = count;
    for (size_t i = 0; i < count; i++) {
        bool here = rows[i].created == p->session->created;
        out->sessions[i] = (SessionLine){
            .from = presence(rows[i].from),
            .created = instant_words(arena, rows[i].created),
            .seen = instant_words(arena, rows[i].seen),
            .expires = instant_words(arena, rows[i].expires),
            .end_action =
                here ? STR("") : format(arena, "/account/session/%lld/end", (long long)rows[i].id),
            .here = here};
    }
    return true;
}

static bool account_show(Page *p, AccountPage *page)
{
    Arena *arena = p->w->arena;
    Account row;
    TRY(account_row(p->w, p->session->account, &row));
    page->head = (Head){.title = STR(SAY_MY_ACCOUNT)};
    page->pairs = (Pairs){.pairs = NEW_ARRAY(arena, Pair, 3), .count = 3};
    page->pairs.pairs[0] = (Pair){.name = STR(SAY_ACCOUNT_FIELD), .value = row.account};
    page->pairs.pairs[1] = (Pair){.name = STR(SAY_NAME_FIELD), .value = row.name};
    page->pairs.pairs[2] = (Pair){.name = STR(SAY_DUTIES), .value = duties_words(p)};
    page->must_change = row.must_change;
    page->has_code = row.has_code;
    page->password = password_fields(p);
    page->password_buttons = form_button(p, SAY_CHANGE_PASSWORD);
    page->code = code_field(p);
    page->code_buttons = form_button(p, SAY_ENABLE);
    TRY(sessions_fill(p, page));
    p->title = page->head.title;
    account_html(&p->body, page);
    return true;
}

/* The page again with the failure that p->w describes. */
static bool account_again(Page *p, AccountPage *page)
{
    page->faults = fault_said(p);
    TRY(account_show(p, page));
    return page_again(p);
}

bool account_page(Page *p)
{
    AccountPage page = {.must_change = false};
    return account_show(p, &page);
}

bool password_page(Page *p)
{
    AccountPage page = {.must_change = false};
    PasswordChange change = {.account = p->session->account,
                             .old = http_form_value(&p->form, STR("old")),
                             .fresh = http_form_value(&p->form, STR("fresh")),
                             .keep = p->session->token};
    if (!str_equal(change.fresh, http_form_value(&p->form, STR("again")))) {
        refuse(p->w, ERR_INPUT, "%s", SAY_PASSWORDS_DIFFER);
        return account_again(p, &page);
    }
    if (!password_change(p->w, &change)) return account_again(p, &page);
    page_say(p, "%s", SAY_PASSWORD_CHANGED);
    return page_redirect(p, STR("/account"));
}

static Str in_fours(Arena *arena, Str text)
{
    Buf b = buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        if (i && i % 4 == 0) buf_byte(&b, ' ');
        buf_byte(&b, text.ptr[i]);
    }
    return buf_str(&b);
}

/* As a picture for the telephone's camera, and to be typed where there is none. */
static bool secret_fill(Page *p, AccountPage *page)
{
    CodeSecret secret;
    TRY(code_enrol(p->w, &secret));
    page->secret = in_fours(p->w->arena, secret.secret);
    page->qr = qr_draw(p->w->arena, secret.uri);
    return true;
}

bool code_begin_page(Page *p)
{
    AccountPage page = {.must_change = false};
    return secret_fill(p, &page) && account_show(p, &page);
}

bool code_confirm_page(Page *p)
{
    Str recovery[RECOVERY_CODES];
    AccountPage page = {.must_change = false};
    if (!code_confirm(p->w, page_field(p, "code"), recovery)) {
        Error why = p->w->error;
        if (!secret_fill(p, &page)) page.secret = STR("");
        p->w->error = why;
        return account_again(p, &page);
    }
    page.recovery = NEW_ARRAY(p->w->arena, CodeLine, RECOVERY_CODES);
    page.recovery_count = RECOVERY_CODES;
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        page.recovery[i].text = recovery[i];
    return account_show(p, &page);
}

bool session_end_page(Page *p)
{
    int64_t id;
    TRY(page_id(p, p->call->params[0], &id));
    TRY(session_revoke(p->w, id));
    page_say(p, "%s", SAY_SESSION_ENDED);
    return page_redirect(p, STR("/account"));
}
