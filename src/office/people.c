/* Who is logged in, and who is related to whom: the sessions of all, near relatives as each account
 * files them and as 安全 sees them. */
#include "office/view.h"

#include "office/system_words.def"
#include "office/words.def"

/* ---- sessions ----------------------------------------------------------------------------- */

static void session_line(View *v, Block *b, const SessionRow *row)
{
    Page *p = v->p;
    Arena *arena = p->w->arena;
    ListCell *cell = block_row(v, b);
    cell[0] = (ListCell){.text = row->account,
                         .href = format(arena, "/office/account/%.*s", STR_ARG(row->account))};
    cell[1] = (ListCell){.text = presence(row->from), .code = true};
    cell[2].text = instant_words(arena, row->created);
    cell[3].text = instant_words(arena, row->seen);
    cell[4].text = instant_words(arena, row->expires);
    bool own = row->created == p->session->created && str_equal(row->account, p->session->account);
    b->list.rows[b->list.count - 1].choice =
        own ? STR("") : format(arena, "%lld", (long long)row->id);
    b->list.rows[b->list.count - 1].label = row->account;
    if (own) cell[0].note = STR(SAY_THIS_SESSION);
}

bool sessions_page(Page *p)
{
    static const char *const names[] = {SAY_ACCOUNT_FIELD, SAY_FROM, SAY_LOGGED_IN, SAY_LAST_SEEN,
                                        SAY_AT_LATEST};
    SessionRow *rows;
    size_t count;
    View *v = view_new(p, SAY_SESSIONS, "/office/sessions");
    TRY(session_list(p->w, STR(""), &rows, &count));
    Block *b = view_block(v, "");
    b->note = STR(SAY_SESSIONS_NOTE);
    block_columns(v, b, names, COUNT_OF(names));
    for (size_t i = 0; i < count; i++)
        session_line(v, b, &rows[i]);
    b->tools.count = format(p->w->arena, SAY_SESSIONS_FOUND, count);
    if (page_may(p, WHO(SECURITY))) {
        b->list.head.chooses = true;
        b->list_action = STR("/office/sessions");
        b->buttons = form_button(p, SAY_END_SESSIONS);
    }
    return view_show(v);
}

bool sessions_end_page(Page *p)
{
    Str *chosen;
    size_t count = http_form_values(p->w->arena, &p->form, STR("choice"), &chosen);
    for (size_t i = 0; i < count; i++) {
        int64_t id;
        TRY(page_id(p, chosen[i], &id) && session_revoke(p->w, id));
    }
    if (!count) {
        refuse(p->w, ERR_INPUT, "%s", SAY_NO_SESSION_CHOSEN);
        return sessions_page(p);
    }
    page_say(p, SAY_SESSIONS_ENDED, count);
    return page_redirect(p, STR("/office/sessions"));
}

/* ---- relatives, as 安全 sees them ---------------------------------------------------------- */

static void kin_line(View *v, Block *b, const Kin *kin, bool of_all)
{
    Page *p = v->p;
    Arena *arena = p->w->arena;
    bool stands = kin->ended.days == DATE_NONE.days;
    ListCell *cell = block_row(v, b);
    cell[0] = (ListCell){.text = kin->account};
    if (of_all) cell[0].href = format(arena, "/office/account/%.*s", STR_ARG(kin->account));
    cell[1].text = kin->relation;
    cell[2].text = person_masked(p, kin->person);
    cell[3].text = date_text(arena, kin->day);
    cell[4].text = kin->filed_by;
    cell[5] = (ListCell){
        .text = stands ? STR(SAY_KIN_STANDS)
                       : format(arena, SAY_KIN_ENDED, STR_ARG(date_text(arena, kin->ended))),
        .kind = stands ? STR("good") : STR(""),
        .tag = true};
    bool ends = of_all && stands && page_may(p, WHO(SECURITY)) &&
                !str_equal(kin->account, p->session->account);
    if (ends) b->list.rows[b->list.count - 1].choice = format(arena, "%lld", (long long)kin->id);
    b->list.rows[b->list.count - 1].label = kin->account;
    b->list.rows[b->list.count - 1].gone = !stands;
}

static bool kin_block(View *v, Str account, Block **out)
{
    static const char *const names[] = {SAY_ACCOUNT_FIELD, SAY_RELATION, SAY_RELATIVE,
                                        SAY_FILED_ON,      SAY_FILED_BY, SAY_STATE};
    Kin *rows;
    size_t count;
    Block *b = *out = view_block(v, "");
    TRY(kin_list(v->p->w, account, &rows, &count));
    block_columns(v, b, names, COUNT_OF(names));
    for (size_t i = 0; i < count; i++)
        kin_line(v, b, &rows[i], account.len == 0);
    b->tools.count = count ? format(v->p->w->arena, SAY_KIN_FOUND, count) : STR("");
    block_empty(b, SAY_NO_KIN_FILED, SAY_NO_KIN_ADVICE);
    return true;
}

bool kin_all_page(Page *p)
{
    Block *b;
    View *v = view_new(p, SAY_KIN, "/office/kin");
    TRY(kin_block(v, STR(""), &b));
    b->note = STR(SAY_KIN_NOTE);
    if (page_may(p, WHO(SECURITY)) && b->list.count) {
        b->list.head.chooses = true;
        b->list_action = STR("/office/kin");
        b->buttons = form_button(p, SAY_KIN_END);
    }
    return view_show(v);
}

bool kin_end_page(Page *p)
{
    Str *chosen;
    size_t count = http_form_values(p->w->arena, &p->form, STR("choice"), &chosen);
    for (size_t i = 0; i < count; i++) {
        int64_t id;
        TRY(page_id(p, chosen[i], &id) && kin_end(p->w, id));
    }
    if (!count) {
        refuse(p->w, ERR_INPUT, "%s", SAY_NO_KIN_CHOSEN);
        return kin_all_page(p);
    }
    page_say(p, SAY_KIN_ENDED_NOW, count);
    return page_redirect(p, STR("/office/kin"));
}

/* ---- one's own filing --------------------------------------------------------------------- */

static void relation_field(View *v, Block *b)
{
    static const char *const relations[] = {
#define RELATION(name) name,
#include "office/relations.def"
#undef RELATION
    };
    FormField *field = block_field(v, b,
                                   (FormField){.kind = FIELD_SELECT,
                                               .name = STR("relation"),
                                               .label = STR(SAY_RELATION),
                                               .none = STR(SAY_CHOOSE),
                                               .required = true});
    FieldChoice *choices = choices_new(v, field, COUNT_OF(relations));
    for (size_t i = 0; i < COUNT_OF(relations); i++)
        choices[field->choice_count++] =
            (FieldChoice){.value = str_of(relations[i]), .text = str_of(relations[i])};
}

bool kin_own_page(Page *p)
{
    Block *b;
    View *v = view_new(p, SAY_KIN_OWN, "/account/kin");
    v->page.nav.count = 0;
    p->here = NULL;
    view_crumb(v, "/account", SAY_MY_ACCOUNT);
    v->page.head.note = STR(SAY_KIN_OWN_NOTE);
    TRY(kin_block(v, p->session->account, &b));
    b = view_block(v, SAY_KIN_FILE);
    b->note = STR(SAY_KIN_FILE_NOTE);
    block_field(v, b,
                (FormField){.kind = FIELD_CODE,
                            .name = STR("number"),
                            .label = STR(SAY_KIN_NUMBER),
                            .required = true});
    relation_field(v, b);
    block_form(v, b, STR("/account/kin"), SAY_KIN_FILE);
    return view_show(v);
}

bool kin_file_page(Page *p)
{
    int64_t id;
    PersonId person = {0};
    Kin kin = {.account = p->session->account, .relation = page_field(p, "relation")};
    bool good = person_identify(p->w, page_field(p, "number"), &person);
    if (good && !person.n) good = refuse(p->w, ERR_INPUT, "%s", SAY_KIN_UNKNOWN);
    kin.person = person.n;
    if (!good || !kin_file(p->w, &kin, &id)) return kin_own_page(p);
    page_say(p, "%s", SAY_KIN_FILED);
    return page_redirect(p, STR("/account/kin"));
}
