/* Accounts: 系统 opens, closes and gives first passwords; 安全 gives duties and says who somebody is
 * in the registry. Each sees what the other did; 审计 sees all. The domain asks again by itself. */
#include "office/view.h"

#include "office/system_words.def"
#include "office/words.def"

#define WHO_CLOSES (WHO(SYSTEM) | WHO(SECURITY))

/* ---- words -------------------------------------------------------------------------------- */

typedef enum { STATE_GOOD, STATE_CLOSED, STATE_LOCKED, STATE_FIRST, STATE_IDLE } AccountState;
static const struct {
    const char *key, *text, *kind;
} states[] = {
    [STATE_GOOD] = {"good", SAY_ACCOUNT_GOOD, "good"},
    [STATE_CLOSED] = {"closed", SAY_ACCOUNT_CLOSED, ""},
    [STATE_LOCKED] = {"locked", SAY_ACCOUNT_LOCKED, "bad"},
    [STATE_FIRST] = {"first", SAY_ACCOUNT_FIRST, "care"},
    [STATE_IDLE] = {"idle", SAY_ACCOUNT_IDLE, "open"},
};

static AccountState state_of(const Account *a)
{
    if (a->closed) return STATE_CLOSED;
    if (a->locked_until) return STATE_LOCKED;
    if (!a->grant_count) return STATE_IDLE;
    return a->must_change || !a->has_password ? STATE_FIRST : STATE_GOOD;
}

static Str grant_words(Page *p, const DutyGrant *grant)
{
    return format(p->w->arena, SAY_DUTY_AT, STR_ARG(duty_name(grant->duty)),
                  STR_ARG(division_words(p, grant->division)));
}

static Str grants_words(Page *p, const Account *a)
{
    Buf b = buf_new(p->w->arena);
    for (size_t i = 0; i < a->grant_count; i++) {
        if (i) buf_add(&b, STR(SAY_SEPARATOR));
        buf_add(&b, grant_words(p, &a->grants[i]));
    }
    return presence(buf_str(&b));
}

static Str account_href(Page *p, Str account)
{
    Buf b = buf_new(p->w->arena);
    buf_add(&b, STR("/office/account/"));
    url_text(&b, account);
    return buf_str(&b);
}

/* ---- the list ----------------------------------------------------------------------------- */

static void accounts_filter(View *v, Block *b)
{
    block_filter(
        v, b,
        (FormField){.kind = FIELD_SEARCH, .name = STR("name"), .label = STR(SAY_ACCOUNT_OR_NAME)});
    FormField *duty = block_filter(
        v, b, (FormField){.kind = FIELD_SELECT, .name = STR("duty"), .label = STR(SAY_DUTIES)});
    FieldChoice *choices = choices_new(v, duty, DUTY_COUNT);
    duty->none = STR(SAY_ALL);
    for (int i = 0; i < DUTY_COUNT; i++)
        choices[duty->choice_count++] =
            (FieldChoice){.value = duty_key((Duty)i), .text = duty_name((Duty)i)};
    FormField *state = block_filter(
        v, b, (FormField){.kind = FIELD_SELECT, .name = STR("state"), .label = STR(SAY_STATE)});
    choices = choices_new(v, state, COUNT_OF(states));
    state->none = STR(SAY_ALL);
    for (size_t i = 0; i < COUNT_OF(states); i++)
        choices[state->choice_count++] =
            (FieldChoice){.value = str_of(states[i].key), .text = str_of(states[i].text)};
    block_filter_done(v, b, "/office/accounts");
}

static bool account_asked(Page *p, const Account *a)
{
    Duty duty;
    Str name = page_query(p, "name"), state = page_query(p, "state");
    if (name.len && str_find(a->account, name) < 0 && str_find(a->name, name) < 0) return false;
    if (duty_parse(page_query(p, "duty"), &duty) && !(a->duties & DUTY_BIT(duty))) return false;
    return !state.len || str_equal(state, str_of(states[state_of(a)].key));
}

static void account_line(View *v, Block *b, const Account *a)
{
    Page *p = v->p;
    AccountState state = state_of(a);
    ListCell *cell = block_row(v, b);
    cell[0] = (ListCell){.text = a->account, .href = account_href(p, a->account)};
    cell[1].text = a->name;
    cell[2].text = grants_words(p, a);
    cell[3] = (ListCell){
        .text = str_of(states[state].text), .kind = str_of(states[state].kind), .tag = true};
    if (state == STATE_LOCKED)
        cell[3].note =
            format(p->w->arena, SAY_UNTIL, STR_ARG(instant_words(p->w->arena, a->locked_until)));
    cell[4].text = a->has_code ? STR(SAY_YES) : STR(SAY_NO);
    b->list.rows[b->list.count - 1].gone = a->closed;
}

static void open_form(View *v)
{
    Block *b = view_block(v, SAY_OPEN_ACCOUNT);
    b->note = STR(SAY_OPEN_ACCOUNT_NOTE);
    block_field(v, b,
                (FormField){.kind = FIELD_TEXT,
                            .name = STR("account"),
                            .label = STR(SAY_ACCOUNT_FIELD),
                            .hint = STR(SAY_ACCOUNT_HINT),
                            .required = true});
    block_field(v, b,
                (FormField){.kind = FIELD_TEXT,
                            .name = STR("name"),
                            .label = STR(SAY_NAME_FIELD),
                            .required = true});
    block_form(v, b, STR("/office/accounts"), SAY_OPEN_ACCOUNT);
}

bool accounts_page(Page *p)
{
    static const char *const names[] = {SAY_ACCOUNT_FIELD, SAY_NAME_FIELD, SAY_DUTIES, SAY_STATE,
                                        SAY_CODE_FIELD};
    Account *rows;
    size_t count;
    View *v = view_new(p, SAY_ACCOUNTS, "/office/accounts");
    TRY(account_list(p->w, &rows, &count));
    Block *b = view_block(v, "");
    accounts_filter(v, b);
    block_columns(v, b, names, COUNT_OF(names));
    for (size_t i = 0; i < count; i++)
        if (account_asked(p, &rows[i])) account_line(v, b, &rows[i]);
    b->tools.count = format(p->w->arena, SAY_ACCOUNTS_FOUND, b->list.count);
    block_empty(b, SAY_NO_ACCOUNTS, SAY_NO_ACCOUNTS_ADVICE);
    if (page_may(p, WHO(SYSTEM))) open_form(v);
    return view_show(v);
}

/* The password stands on this page alone: it is in no address and nobody can ask for it again. */
static bool password_told(Page *p, Str account, Str password)
{
    View *v = view_new(p, SAY_FIRST_PASSWORD, "/office/accounts");
    view_crumb(v, "/office/accounts", SAY_ACCOUNTS);
    Block *b = view_block(v, "");
    b->note = STR(SAY_FIRST_PASSWORD_NOTE);
    block_pair(v, b, SAY_ACCOUNT_FIELD, account);
    block_pair(v, b, SAY_FIRST_PASSWORD, password);
    b->pairs.pairs[1].code = true;
    view_action(v, account_href(p, account), SAY_TO_ACCOUNT, true);
    return view_show(v);
}

bool account_open_page(Page *p)
{
    Str password, account = page_field(p, "account");
    if (account_open(p->w, account, page_field(p, "name")) &&
        password_reset(p->w, account, &password))
        return password_told(p, account, password);
    return accounts_page(p);
}

/* ---- one account -------------------------------------------------------------------------- */

static void facts_block(View *v, const Account *a)
{
    Page *p = v->p;
    Block *b = view_block(v, "");
    AccountState state = state_of(a);
    v->page.head.state = (Tag){str_of(states[state].text), str_of(states[state].kind)};
    block_pair(v, b, SAY_ACCOUNT_FIELD, a->account);
    block_pair(v, b, SAY_NAME_FIELD, a->name);
    block_pair(v, b, SAY_CODE_FIELD, a->has_code ? STR(SAY_YES) : STR(SAY_NO));
    if (a->locked_until)
        block_pair(v, b, SAY_LOCKED_UNTIL, instant_words(p->w->arena, a->locked_until));
    if (page_may(p, WHO_SESSIONS))
        block_pair(v, b, SAY_WHO_IT_IS,
                   a->person ? person_masked(p, a->person) : STR(SAY_WHO_UNSAID));
}

static void revoke_offer(View *v, Block *b, const Account *a, const DutyGrant *grant)
{
    Page *p = v->p;
    Str words = grant_words(p, grant), code = division_text(p->w->arena, grant->division);
    block_confirm(
        v, b,
        (Confirm){
            .label = format(p->w->arena, SAY_REVOKE, STR_ARG(words)),
            .question = format(p->w->arena, SAY_REVOKE_ASK, STR_ARG(a->account), STR_ARG(words)),
            .effect = STR(SAY_REVOKE_EFFECT),
            .action = format(p->w->arena, "%.*s/revoke", STR_ARG(account_href(p, a->account))),
            .name = STR("grant"),
            .value =
                format(p->w->arena, "%.*s:%.*s", STR_ARG(duty_key(grant->duty)), STR_ARG(code)),
            .button = STR(SAY_REVOKE_DO),
            .danger = true});
}

static void place_choices(View *v, FormField *field)
{
    Page *p = v->p;
    DivisionRow home, *towns;
    size_t count;
    Error before = p->w->error;
    field->choices = NULL;
    if (!division_by_code(p->w, p->site->home, &home) ||
        !division_children(p->w, home.id, &towns, &count)) {
        p->w->error = before;
        return;
    }
    FieldChoice *choices = choices_new(v, field, count + 1);
    choices[field->choice_count++] =
        (FieldChoice){.value = division_text(p->w->arena, home.code), .text = home.name};
    for (size_t i = 0; i < count; i++)
        if (towns[i].to.days == DATE_NONE.days)
            choices[field->choice_count++] = (FieldChoice){
                .value = division_text(p->w->arena, towns[i].code), .text = towns[i].name};
}

static void grant_form(View *v, const Account *a)
{
    Block *b = view_block(v, SAY_GRANT);
    b->note = STR(SAY_GRANT_NOTE);
    FormField *duty = block_field(v, b,
                                  (FormField){.kind = FIELD_SELECT,
                                              .name = STR("duty"),
                                              .label = STR(SAY_DUTIES),
                                              .none = STR(SAY_CHOOSE),
                                              .required = true});
    FieldChoice *choices = choices_new(v, duty, DUTY_COUNT);
    for (int i = 0; i < DUTY_COUNT; i++)
        choices[duty->choice_count++] =
            (FieldChoice){.value = duty_key((Duty)i), .text = duty_name((Duty)i)};
    FormField *place = block_field(v, b,
                                   (FormField){.kind = FIELD_SELECT,
                                               .name = STR("division"),
                                               .label = STR(SAY_DIVISION),
                                               .required = true});
    place_choices(v, place);
    block_field(v, b,
                (FormField){.kind = FIELD_CODE,
                            .name = STR("village"),
                            .label = STR(SAY_VILLAGE_CODE),
                            .hint = STR(SAY_VILLAGE_CODE_HINT)});
    block_form(v, b, format(v->p->w->arena, "%.*s/grant", STR_ARG(account_href(v->p, a->account))),
               SAY_GRANT_DO);
}

static void duties_block(View *v, const Account *a)
{
    static const char *const names[] = {SAY_DUTIES, SAY_DIVISION, SAY_DIVISION_CODE};
    Page *p = v->p;
    bool own = str_equal(a->account, p->session->account);
    bool gives = page_may(p, WHO(SECURITY)) && !a->closed && !own;
    Block *b = view_block(v, SAY_DUTIES);
    block_columns(v, b, names, COUNT_OF(names));
    for (size_t i = 0; i < a->grant_count; i++) {
        ListCell *cell = block_row(v, b);
        cell[0].text = duty_name(a->grants[i].duty);
        cell[1].text = division_words(p, a->grants[i].division);
        cell[2] =
            (ListCell){.text = division_text(p->w->arena, a->grants[i].division), .code = true};
        if (gives) revoke_offer(v, b, a, &a->grants[i]);
    }
    block_empty(b, SAY_NO_DUTIES_YET, SAY_NO_DUTIES_ADVICE);
    if (own) b->note = STR(SAY_NOT_YOURSELF);
    if (!page_may(p, WHO(SECURITY)) && !own) b->note = STR(SAY_SECURITY_GRANTS_DUTIES);
    if (gives) grant_form(v, a);
}

static void person_form(View *v, const Account *a)
{
    Block *b = view_block(v, SAY_WHO_IT_IS);
    b->note = STR(SAY_WHO_NOTE);
    block_field(v, b,
                (FormField){.kind = FIELD_CODE,
                            .name = STR("number"),
                            .label = STR(SAY_CITIZEN_NUMBER),
                            .required = true});
    block_form(v, b, format(v->p->w->arena, "%.*s/person", STR_ARG(account_href(v->p, a->account))),
               SAY_WHO_DO);
}

static void acts_block(View *v, const Account *a)
{
    static const struct {
        const char *verb, *label, *question, *effect;
        DutySet who;
        bool danger;
    } acts[] = {
        {"unlock", SAY_UNLOCK, SAY_UNLOCK_ASK, SAY_UNLOCK_EFFECT, WHO_CLOSES, false},
        {"password", SAY_RESET, SAY_RESET_ASK, SAY_RESET_EFFECT, WHO(SYSTEM), false},
        {"code", SAY_CODE_END, SAY_CODE_END_ASK, SAY_CODE_END_EFFECT, WHO(SECURITY), false},
        {"close", SAY_CLOSE, SAY_CLOSE_ASK, SAY_CLOSE_EFFECT, WHO_CLOSES, true},
    };
    Arena *arena = v->p->w->arena;
    Block *b = view_block(v, SAY_ACTS_ON_ACCOUNT);
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        bool meant = (i != 0 || a->locked_until) && (i != 2 || a->has_code);
        if (!meant || !page_may(v->p, acts[i].who)) continue;
        Str action =
            format(arena, "%.*s/%s", STR_ARG(account_href(v->p, a->account)), acts[i].verb);
        block_confirm(v, b,
                      (Confirm){.label = str_of(acts[i].label),
                                .question = str_of(acts[i].question),
                                .effect = str_of(acts[i].effect),
                                .action = action,
                                .button = str_of(acts[i].label),
                                .danger = acts[i].danger});
    }
    if (!b->confirm_count) v->page.block_count--;
}

bool account_show_page(Page *p)
{
    Account a;
    View *v = view_new(p, SAY_ACCOUNT, "/office/accounts");
    TRY(account_row(p->w, p->call->params[0], &a));
    view_crumb(v, "/office/accounts", SAY_ACCOUNTS);
    v->page.head.title = format(p->w->arena, SAY_ACCOUNT_OF, STR_ARG(a.name));
    p->subject = format(p->w->arena, "account:%.*s", STR_ARG(a.account));
    facts_block(v, &a);
    duties_block(v, &a);
    bool own = str_equal(a.account, p->session->account);
    if (page_may(p, WHO(SECURITY)) && !a.closed && !own) person_form(v, &a);
    if (!a.closed && !own) acts_block(v, &a);
    if (page_may(p, WHO_SESSIONS))
        view_action(v, format(p->w->arena, "/office/acts?subject=%.*s", STR_ARG(p->subject)),
                    SAY_ITS_ACTS, false);
    return view_show(v);
}

/* ---- what is done to one ------------------------------------------------------------------ */

/* Back to the account with a sentence, or the same page with what is wrong. */
static bool account_done(Page *p, bool done, const char *said)
{
    if (!done) return p->w->error.code == ERR_NOT_FOUND ? false : account_show_page(p);
    page_say(p, "%s", said);
    return page_redirect(p, account_href(p, p->call->params[0]));
}

bool account_close_page(Page *p)
{
    return account_done(p, account_shut(p->w, p->call->params[0]), SAY_CLOSED_NOW);
}

bool account_unlock_page(Page *p)
{
    Account a;
    bool done = account_row(p->w, p->call->params[0], &a) && account_unlock(p->w, a.account);
    return account_done(p, done, SAY_UNLOCKED_NOW);
}

bool account_code_page(Page *p)
{
    return account_done(p, code_remove(p->w, p->call->params[0]), SAY_CODE_ENDED);
}

bool account_password_page(Page *p)
{
    Account a;
    Str password;
    TRY(account_row(p->w, p->call->params[0], &a));
    if (password_reset(p->w, a.account, &password)) return password_told(p, a.account, password);
    return account_show_page(p);
}

static bool person_asked(Page *p, int64_t *person)
{
    PersonId id;
    TRY(person_identify(p->w, page_field(p, "number"), &id));
    *person = id.n;
    return id.n || refuse(p->w, ERR_INPUT, "%s", SAY_NOBODY_HAS);
}

bool account_person_page(Page *p)
{
    int64_t person;
    bool done = person_asked(p, &person) && account_bind(p->w, p->call->params[0], person);
    return account_done(p, done, SAY_WHO_SAID);
}

static bool grant_asked(Page *p, DutyGrant *out)
{
    DivisionRow row;
    Str village = page_field(p, "village");
    Str code = village.len ? village : page_field(p, "division");
    if (!duty_parse(page_field(p, "duty"), &out->duty))
        return refuse(p->w, ERR_INPUT, "%s", SAY_DUTY_UNSAID);
    if (!division_parse(code, &out->division) || !division_contains(p->site->home, out->division))
        return refuse(p->w, ERR_INPUT, SAY_BAD_DIVISION, STR_ARG(code));
    return division_by_code(p->w, out->division, &row);
}

bool account_grant_page(Page *p)
{
    DutyGrant grant;
    bool done = grant_asked(p, &grant) && duty_grant(p->w, p->call->params[0], &grant);
    return account_done(p, done, SAY_GRANTED_NOW);
}

bool account_revoke_page(Page *p)
{
    DutyGrant grant;
    Str division = page_field(p, "grant"), duty;
    bool said = str_split(&division, ':', &duty) && duty_parse(duty, &grant.duty) &&
                division_parse(division, &grant.division);
    if (!said) return refuse(p->w, ERR_INPUT, "%s", SAY_DUTY_UNSAID);
    return account_done(p, duty_revoke(p->w, p->call->params[0], &grant), SAY_REVOKED_NOW);
}
