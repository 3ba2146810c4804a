/* What may come next with a case, as a form: a button for each event that this account may do, the
 * officer's words, and only those choices that one of the buttons needs. What may not be done now
 * stands beside it with the reason. Sending it moves the case. */
#include "desk/pages.h"
#include "desk/words.def"

static bool event_dangers(CaseEvent event)
{
    return event == CASE_REFUSE || event == CASE_STOP_NOW || event == CASE_REDUCE ||
           event == CASE_WITHDRAW || event == CASE_REVERSE;
}

/* What is meant to happen here, and stands out. */
static bool event_leads(CaseEvent event)
{
    return event == CASE_ACCEPT || event == CASE_DONE || event == CASE_PUBLISH ||
           event == CASE_APPROVE || event == CASE_KEEP || event == CASE_RESUME ||
           event == CASE_CLOSE || event == CASE_UPHOLD;
}

static bool is_allowed(const CaseNext *next, size_t count, CaseEvent event)
{
    for (size_t i = 0; i < count; i++)
        if (next[i].event == event && next[i].allowed) return true;
    return false;
}

/* ---- choices --------------------------------------------------------------------------------- */

static FormField *detail_add(FormGroup *details, FieldKind kind, const char *name,
                             const char *label)
{
    FormField *field = &details->fields[details->count++];
    *field = (FormField){.kind = kind, .name = str_of(name), .label = str_of(label)};
    return field;
}

/* The steps that the case has left behind. */
static bool back_add(Page *p, const Case *c, FormGroup *details)
{
    CaseStep *steps;
    size_t count;
    InForce law = desk_law(p);
    TRY(case_steps(p->w, &law, c->id, &steps, &count));
    FormField *field = detail_add(details, FIELD_SELECT, "back", SAY_BACK_TO);
    field->none = STR(SAY_BACK_ONE);
    field->choices = NEW_ARRAY(p->w->arena, FieldChoice, count);
    for (size_t i = 0; i < count && steps[i].state != STEP_NOW; i++)
        if (steps[i].state == STEP_DONE && steps[i].step->kind != STEP_WHOLE)
            field->choices[field->choice_count++] =
                (FieldChoice){.value = steps[i].step->name, .text = steps[i].step->name};
    field_choose(field, page_field(p, "back"));
    return true;
}

static bool takers_add(Page *p, const Case *c, FormGroup *details)
{
    Account *accounts;
    size_t count;
    InForce law = desk_law(p);
    TRY(case_takers(p->w, &law, c->id, &accounts, &count));
    FormField *field = detail_add(details, FIELD_SELECT, "taker", SAY_TAKER);
    field->none = STR(SAY_CHOOSE);
    field->choices = NEW_ARRAY(p->w->arena, FieldChoice, count);
    for (size_t i = 0; i < count; i++) {
        Str duties = duties_name(p->w->arena, accounts[i].duties);
        field->choices[field->choice_count++] =
            (FieldChoice){.value = accounts[i].account,
                          .text = format(p->w->arena, SAY_TAKER_LINE, STR_ARG(accounts[i].name),
                                         STR_ARG(duties))};
    }
    field_choose(field, page_field(p, "taker"));
    return true;
}

static void months_add(Page *p, bool amount, FormGroup *details)
{
    FormField *from = detail_add(details, FIELD_MONTH, "effective", SAY_EFFECTIVE);
    from->hint = STR(SAY_EFFECTIVE_HINT);
    from->value = page_field(p, "effective");
    if (!amount) return;
    FormField *fixed = detail_add(details, FIELD_MONEY, "amount", SAY_AMOUNT);
    fixed->hint = STR(SAY_AMOUNT_HINT);
    fixed->value = page_field(p, "amount");
    FormField *until = detail_add(details, FIELD_MONTH, "until", SAY_UNTIL);
    until->hint = STR(SAY_UNTIL_HINT);
    until->value = page_field(p, "until");
}

static bool details_fill(Page *p, const Case *c, const CaseNext *next, size_t count,
                         CaseShowPage *out)
{
    enum { DETAILS_MOST = 6 };
    FormGroup *details = &out->details;
    bool changes = c->kind == CASE_CHANGE && is_allowed(next, count, CASE_APPROVE);
    bool reduces = is_allowed(next, count, CASE_REDUCE);
    bool stops = is_allowed(next, count, CASE_STOP_NOW);
    details->fields = NEW_ARRAY(p->w->arena, FormField, DETAILS_MOST);
    if (is_allowed(next, count, CASE_SEND_BACK)) TRY(back_add(p, c, details));
    if (is_allowed(next, count, CASE_HAND_OVER)) TRY(takers_add(p, c, details));
    if (changes || reduces || stops) months_add(p, reduces, details);
    return true;
}

/* ---- the form -------------------------------------------------------------------------------- */

static FormGroup opinion_field(Page *p)
{
    FormField *opinion = NEW(p->w->arena, FormField);
    *opinion = (FormField){.kind = FIELD_AREA,
                           .name = STR("opinion"),
                           .label = STR(SAY_OPINION),
                           .hint = STR(SAY_OPINION_HINT),
                           .value = page_field(p, "opinion"),
                           .wide = true};
    return (FormGroup){.fields = opinion, .count = 1};
}

static Str button_words(Page *p, const CaseNext *next)
{
    Str name = case_event_name(next->event);
    bool leads = next->step.len > 0 && next->event != CASE_SEND_BACK;
    if (!leads) return name;
    return format(p->w->arena, SAY_LEADS_TO, STR_ARG(name), STR_ARG(next->step));
}

bool moves_fill(Page *p, const Case *c, CaseShowPage *out)
{
    CaseNext *next;
    size_t count, n = 0;
    Arena *arena = p->w->arena;
    InForce law = desk_law(p);
    TRY(case_moves(p->w, &law, c->id, &next, &count));
    FormButton *buttons = NEW_ARRAY(arena, FormButton, count);
    out->barred = NEW_ARRAY(arena, Barred, count);
    for (size_t i = 0; i < count; i++) {
        if (!next[i].allowed) {
            Str name = case_event_name(next[i].event);
            out->barred[out->barred_count++] = (Barred){name, next[i].why_not};
            continue;
        }
        bool first = n == 0 && event_leads(next[i].event);
        buttons[n++] = (FormButton){.text = button_words(p, &next[i]),
                                    .name = STR("event"),
                                    .value = case_event_key(next[i].event),
                                    .kind = event_dangers(next[i].event) ? STR("danger")
                                            : first                      ? STR("")
                                                                         : STR("other")};
    }
    out->moves = (FormButtons){.buttons = buttons, .count = n};
    if (n == 0) return true;
    out->opinion = opinion_field(p);
    out->move_action = format(arena, "/case/%lld/move", (long long)c->id.n);
    return details_fill(p, c, next, count, out);
}

/* ---- moving it ------------------------------------------------------------------------------- */

static bool month_read(Page *p, const char *name, Month *out)
{
    Str text = page_field(p, name);
    return !text.len || month_parse(text, out) || refuse(p->w, ERR_INPUT, "%s", SAY_BAD_MONTH);
}

static bool move_read(Page *p, CaseId id, CaseMove *out)
{
    Str amount = page_field(p, "amount");
    *out = (CaseMove){.id = id, .opinion = page_field(p, "opinion")};
    if (!case_event_parse(page_field(p, "event"), &out->event))
        return refuse(p->w, ERR_INPUT, "%s", SAY_NO_EVENT);
    if (out->event == CASE_SEND_BACK) out->to = page_field(p, "back");
    if (out->event == CASE_HAND_OVER) out->to = page_field(p, "taker");
    TRY(month_read(p, "effective", &out->effective) && month_read(p, "until", &out->until));
    if (amount.len && !money_parse(amount, &out->amount))
        return refuse(p->w, ERR_INPUT, "%s", SAY_BAD_AMOUNT);
    return true;
}

bool case_act_page(Page *p)
{
    Case c;
    CaseMove move;
    InForce law = desk_law(p);
    TRY(case_of(p, &c));
    if (move_read(p, c.id, &move) && case_move(p->w, &law, &move)) {
        TRY(case_row(p->w, &law, c.id, &c));
        if (c.state == CASE_CLOSED)
            page_say(p, SAY_MOVED_END, STR_ARG(case_event_name(move.event)));
        else
            page_say(p, SAY_MOVED, STR_ARG(case_event_name(move.event)), STR_ARG(c.step),
                     STR_ARG(c.body));
        return page_redirect(p, case_href(p, c.id));
    }
    CaseShowPage page = {.opens = true, .faults = fault_said(p)};
    TRY(case_fill(p, c.id, &page));
    case_show_html(&p->body, &page);
    return page_again(p);
}
