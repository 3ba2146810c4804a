/* 追缴: who owes what was paid too much, by which decision it comes back, what
 * came in. A plan and a waiver are an approver's, a repayment is a payer's. */
#include "round/pages.h"
#include "round/words.def"

enum { INSTALMENTS_MOST = 600 };

static Str debt_href(Page *p, Str affair, int64_t person)
{
    return format(p->w->arena, "/recovery/%.*s/%lld", STR_ARG(affair), (long long)person);
}

static Str affair_words(Page *p, Str key)
{
    const Affair *affair = bureau_affair(p->bureau, key);
    return affair ? affair->name : key;
}

/* ---- the list
 * -----------------------------------------------------------------------------
 */

typedef struct {
    Str affair, text, state;
    Recovery *rows;
    size_t count;
    Money owed, back, overdue;
} RecoveryView;

static bool state_holds(Str asked, const Recovery *r)
{
    if (str_equal(asked, STR("overdue"))) return r->overdue.fen > 0;
    if (str_equal(asked, STR("unplanned"))) return r->owed.fen > 0 && r->plan.id == 0;
    if (str_equal(asked, STR("all"))) return true;
    return r->owed.fen > 0;
}

static bool rows_narrow(Page *p, RecoveryView *v)
{
    Named named;
    size_t all;
    TRY(recovery_list(p->w, &v->rows, &all));
    TRY(named_find(p, v->text, &named));
    for (size_t i = 0; i < all; i++) {
        Recovery r = v->rows[i];
        bool seen;
        TRY(person_seen(p->w, (PersonId){r.person}, &seen));
        if (!seen) continue;
        v->owed.fen += r.owed.fen;
        v->back.fen += r.repaid.fen + r.offset.fen;
        v->overdue.fen += r.overdue.fen;
        if (v->affair.len && !str_equal(v->affair, r.affair)) continue;
        if (!state_holds(v->state, &r) || !named_has(&named, SUBJECT_PERSON, r.person)) continue;
        v->rows[v->count++] = r;
    }
    return true;
}

static Str plan_words(Page *p, const Recovery *r)
{
    if (r->plan.id == 0) return STR(SAY_NO_PLAN);
    return format(p->w->arena, SAY_PLAN, STR_ARG(recover_way_name(r->plan.way)), r->plan.count);
}

static void rows_list(Page *p, const RecoveryView *v, const Slice *slice, ListTable *out)
{
    static const char *const heads[] = {SAY_NAME,        SAY_AFFAIR,      SAY_HEAD_OWED,
                                        SAY_HEAD_REPAID, SAY_HEAD_OFFSET, SAY_HEAD_WAIVED,
                                        SAY_HEAD_PLAN,   SAY_HEAD_OVERDUE};
    *out = table_of(p, heads, COUNT_OF(heads), slice->count);
    out->caption = STR(SAY_VIEW_RECOVERY);
    for (size_t i = 0; i < slice->count; i++) {
        const Recovery *r = &v->rows[slice->first + i];
        ListCell cells[] = {
            link_cell(person_words(p, r->person), debt_href(p, r->affair, r->person)),
            text_cell(affair_words(p, r->affair)),
            money_text_cell(p, r->owed),
            money_text_cell(p, r->repaid),
            money_text_cell(p, r->offset),
            money_text_cell(p, r->waived),
            text_cell(plan_words(p, r)),
            money_text_cell(p, r->overdue)};
        if (r->overdue.fen > 0) cells[7].kind = STR("bad");
        table_row(p, out, cells);
    }
}

static void list_filter(Page *p, const RecoveryView *v, RollPage *out)
{
    static const struct {
        const char *value, *text;
    } states[] = {{"overdue", SAY_OVERDUE}, {"unplanned", SAY_UNPLANNED}, {"all", SAY_ALSO_PAID}};
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, 3);
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, COUNT_OF(states));
    for (size_t i = 0; i < COUNT_OF(states); i++)
        choices[i] =
            (FieldChoice){.value = str_of(states[i].value), .text = str_of(states[i].text)};
    fields[0] = search_field(v->text);
    fields[1] = affairs_field(p, v->affair);
    fields[2] = choice_field("state", SAY_HEAD_STATE, choices, COUNT_OF(states), v->state);
    fields[2].none = STR(SAY_STILL_OWED);
    out->filter = (FilterBar){.action = STR("/recovery"),
                              .fields = fields,
                              .field_count = 3,
                              .clear_href = STR("/recovery")};
}

static void list_figures(Page *p, const RecoveryView *v, RollPage *out)
{
    KeyFigure *f = NEW_ARRAY(p->w->arena, KeyFigure, 3);
    f[0] = (KeyFigure){.name = STR(SAY_HEAD_OWED_ALL),
                       .value = money_text(p->w->arena, v->owed),
                       .unit = STR(SAY_YUAN)};
    f[1] = (KeyFigure){.name = STR(SAY_BROUGHT_IN),
                       .value = money_text(p->w->arena, v->back),
                       .unit = STR(SAY_YUAN),
                       .kind = STR("good")};
    f[2] = (KeyFigure){.name = STR(SAY_OVERDUE),
                       .value = money_text(p->w->arena, v->overdue),
                       .unit = STR(SAY_YUAN),
                       .kind = v->overdue.fen ? STR("bad") : STR("")};
    out->figures = (KeyFigures){.figures = f, .count = 3};
    out->tools.count =
        format(p->w->arena, SAY_COUNT_ROWS, STR_ARG(count_words(p, (int64_t)v->count)));
}

bool recovery_page(Page *p)
{
    Month month;
    RollPage page = {.note = STR(SAY_RECOVERY_NOTE)};
    RecoveryView v = {.affair = page_query(p, "affair"),
                      .text = page_query(p, "text"),
                      .state = page_query(p, "state")};
    TRY(last_month(p, &month));
    TRY(rows_narrow(p, &v));
    Slice slice = slice_of(p, v.count);
    Part parts[] = {{"affair", v.affair}, {"text", v.text}, {"state", v.state}};
    rows_list(p, &v, &slice, &page.list);
    list_filter(p, &v, &page);
    list_figures(p, &v, &page);
    page.pager =
        slice_pager(p, &slice, v.count, &(Address){STR("/recovery"), parts, COUNT_OF(parts)});
    if (v.count == 0)
        page.empty =
            (EmptyState){.what = STR(SAY_NOBODY_OWES), .advice = STR(SAY_NOBODY_OWES_NOTE)};
    page.head = (Head){.title = STR(SAY_VIEW_RECOVERY), .crumbs = month_crumbs(p, month)};
    page.views = month_views(p, month, "recovery");
    p->title = page.head.title;
    roll_html(&p->body, &page);
    return true;
}

/* ---- one debt
 * -----------------------------------------------------------------------------
 */

static bool debt_of(Page *p, const Affair **affair, int64_t *person)
{
    TRY(page_affair(p, p->call->params[0], affair));
    TRY(page_id(p, p->call->params[1], person));
    p->subject = format(p->w->arena, "person:%lld", (long long)*person);
    return person_need_seen(p->w, (PersonId){*person});
}

static FormField *plan_fields(Page *p)
{
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, 4);
    FieldChoice *ways = NEW_ARRAY(p->w->arena, FieldChoice, 2);
    ways[0] = (FieldChoice){.value = STR("cash"), .text = recover_way_name(RECOVER_CASH)};
    ways[1] = (FieldChoice){.value = STR("offset"), .text = recover_way_name(RECOVER_OFFSET)};
    fields[0] = (FormField){.kind = FIELD_RADIO,
                            .name = STR("way"),
                            .label = STR(SAY_FIELD_WAY),
                            .choices = ways,
                            .choice_count = 2,
                            .required = true};
    field_choose(&fields[0], STR("cash"));
    fields[1] = (FormField){.kind = FIELD_NUMBER,
                            .name = STR("parts"),
                            .label = STR(SAY_FIELD_PARTS),
                            .unit = STR(SAY_PART_UNIT),
                            .value = STR("6"),
                            .required = true};
    fields[2] = (FormField){.kind = FIELD_MONTH,
                            .name = STR("from"),
                            .label = STR(SAY_FIELD_FROM),
                            .value = month_text(p->w->arena, date_month(work_today(p->w))),
                            .required = true};
    fields[3] = (FormField){.kind = FIELD_TEXT,
                            .name = STR("reason"),
                            .label = STR(SAY_FIELD_REASON),
                            .required = true,
                            .wide = true};
    return fields;
}

static FormField *money_fields(Page *p, const char *note)
{
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, 2);
    fields[0] = (FormField){.kind = FIELD_MONEY,
                            .name = STR("amount"),
                            .label = STR(SAY_FIELD_AMOUNT),
                            .required = true};
    fields[1] = (FormField){
        .kind = FIELD_TEXT, .name = STR("note"), .label = str_of(note), .required = true};
    return fields;
}

static FormButtons act_button(Page *p, const char *text, const char *act, const char *kind)
{
    FormButtons buttons = form_button(p, text);
    buttons.buttons[0].name = STR("act");
    buttons.buttons[0].value = str_of(act);
    buttons.buttons[0].kind = str_of(kind);
    return buttons;
}

/* The fields of the act that failed hold what was typed. */
static void forms_fill(Page *p, Str action, DebtPage *out)
{
    Str tried = page_field(p, "act");
    out->forms = NEW_ARRAY(p->w->arena, ActForm, 3);
    bool approver = page_may(p, WHO(APPROVER)), payer = page_may(p, WHO(PAYER));
    if (approver) {
        ActForm *plan = &out->forms[out->form_count++];
        *plan = (ActForm){.title = STR(SAY_PLAN_TITLE),
                          .action = action,
                          .note = STR(SAY_PLAN_NOTE),
                          .fields = {.fields = plan_fields(p), .count = 4},
                          .buttons = act_button(p, SAY_DO_PLAN, "plan", "")};
        if (str_equal(tried, STR("plan")))
            fields_take(p->w->arena, &p->form, plan->fields.fields, 4);
    }
    if (payer) {
        ActForm *repay = &out->forms[out->form_count++];
        *repay = (ActForm){.title = STR(SAY_REPAY_TITLE),
                           .action = action,
                           .fields = {.fields = money_fields(p, SAY_FIELD_RECEIPT), .count = 2},
                           .buttons = act_button(p, SAY_DO_REPAY, "repay", "")};
        if (str_equal(tried, STR("repay")))
            fields_take(p->w->arena, &p->form, repay->fields.fields, 2);
    }
    if (approver) {
        ActForm *waive = &out->forms[out->form_count++];
        *waive = (ActForm){.title = STR(SAY_WAIVE_TITLE),
                           .action = action,
                           .note = STR(SAY_WAIVE_NOTE),
                           .fields = {.fields = money_fields(p, SAY_FIELD_REASON), .count = 2},
                           .buttons = act_button(p, SAY_DO_WAIVE, "waive", "danger")};
        if (str_equal(tried, STR("waive")))
            fields_take(p->w->arena, &p->form, waive->fields.fields, 2);
    }
    if (!approver && !payer) out->why_not = STR(SAY_DEBT_BY);
}

static void instalments_list(Page *p, const Recovery *r, DebtPage *out)
{
    static const char *const heads[] = {SAY_HEAD_MONTH, SAY_HEAD_AMOUNT};
    out->instalments = table_of(p, heads, COUNT_OF(heads), r->plan.count);
    for (size_t i = 0; i < r->plan.count; i++) {
        ListCell cells[] = {text_cell(month_words(p->w->arena, r->plan.instalments[i].month)),
                            money_text_cell(p, r->plan.instalments[i].amount)};
        table_row(p, &out->instalments, cells);
    }
    if (r->plan.id == 0) return;
    Arena *arena = p->w->arena;
    out->plan = format(arena, SAY_PLAN_WORDS, STR_ARG(hand_words(p, r->plan.decided_by)),
                       STR_ARG(recover_way_name(r->plan.way)), r->plan.count,
                       STR_ARG(money_text(arena, r->plan.total)),
                       STR_ARG(money_text(arena, r->planned_by_now)),
                       STR_ARG(money_text(arena, r->done)), STR_ARG(r->plan.reason));
}

/* What made the debt: lines that take back. */
static bool lines_list(Page *p, const Affair *affair, int64_t person, DebtPage *out)
{
    static const char *const heads[] = {SAY_HEAD_PAID_FOR, SAY_HEAD_CLOSED_IN, SAY_HEAD_COMPONENT,
                                        SAY_HEAD_WHY,      SAY_HEAD_AMOUNT,    SAY_BASIS};
    Line *lines;
    size_t count;
    TRY(ledger_lines(p->w, person, 0, &lines, &count));
    out->lines = table_of(p, heads, COUNT_OF(heads), count);
    for (size_t i = 0; i < count; i++) {
        const Line *l = &lines[i];
        if (l->amount.fen > 0 || !str_equal(l->affair, affair->key)) continue;
        int64_t id = affair->subject == SUBJECT_HOUSEHOLD ? l->unit : person;
        ListCell cells[] = {text_cell(month_words(p->w->arena, l->month)),
                            text_cell(month_words(p->w->arena, l->closed_in)),
                            text_cell(component_words(affair, l->component)),
                            text_cell(reason_name(l->reason)),
                            money_text_cell(p, l->amount),
                            link_cell(STR(SAY_WHY), why_href(p, affair, id, l->month))};
        table_row(p, &out->lines, cells);
    }
    return true;
}

static void debt_figures(Page *p, const Recovery *r, DebtPage *out)
{
    Arena *arena = p->w->arena;
    KeyFigure *f = NEW_ARRAY(arena, KeyFigure, 4);
    f[0] = (KeyFigure){.name = STR(SAY_OWED_NOW),
                       .value = money_text(arena, r->owed),
                       .unit = STR(SAY_YUAN),
                       .kind = r->owed.fen ? STR("care") : STR("good")};
    f[1] = (KeyFigure){
        .name = STR(SAY_REPAID), .value = money_text(arena, r->repaid), .unit = STR(SAY_YUAN)};
    f[2] = (KeyFigure){
        .name = STR(SAY_OFFSET), .value = money_text(arena, r->offset), .unit = STR(SAY_YUAN)};
    f[3] = (KeyFigure){
        .name = STR(SAY_WAIVED), .value = money_text(arena, r->waived), .unit = STR(SAY_YUAN)};
    out->figures = (KeyFigures){.figures = f, .count = 4};
}

static bool debt_show(Page *p, DebtPage *page)
{
    const Affair *affair;
    int64_t person;
    Recovery r;
    TRY(debt_of(p, &affair, &person));
    TRY(recovery_of(p->w, affair->key, person, &r));
    Link *way = NEW_ARRAY(p->w->arena, Link, 2);
    way[0] = (Link){STR("/recovery"), STR(SAY_VIEW_RECOVERY), false};
    way[1] = (Link){subject_href(p, SUBJECT_PERSON, person), person_words(p, person), false};
    page->head = (Head){.title = format(p->w->arena, SAY_DEBT_TITLE,
                                        STR_ARG(person_words(p, person)), STR_ARG(affair->name)),
                        .crumbs = {way, 2}};
    debt_figures(p, &r, page);
    instalments_list(p, &r, page);
    TRY(lines_list(p, affair, person, page));
    if (r.owed.fen > 0)
        forms_fill(p, debt_href(p, affair->key, person), page);
    else
        page->why_not = STR(SAY_OWES_NO_MORE);
    p->title = page->head.title;
    p->here = "/";
    debt_html(&p->body, page);
    return true;
}

bool debt_page(Page *p)
{
    DebtPage page = {.plan = STR("")};
    return debt_show(p, &page);
}

/* ---- acts
 * ---------------------------------------------------------------------------------
 */

static bool plan_act(Page *p, const Affair *affair, int64_t person)
{
    int64_t parts;
    Money owed;
    Month from;
    RecoveryPlan plan = {.affair = affair->key,
                         .person = person,
                         .way = str_equal(page_field(p, "way"), STR("offset")) ? RECOVER_OFFSET
                                                                               : RECOVER_CASH,
                         .reason = page_field(p, "reason")};
    if (!str_int(page_field(p, "parts"), &parts) || parts < 1 || parts > INSTALMENTS_MOST)
        return refuse(p->w, ERR_INPUT, SAY_BAD_PARTS, INSTALMENTS_MOST);
    if (!month_parse(page_field(p, "from"), &from))
        return refuse(p->w, ERR_INPUT, "%s", SAY_BAD_FROM);
    TRY(ledger_balance(p->w, ACCOUNT_RECEIVABLE, affair->key, person, &owed));
    if (owed.fen > 0)
        instalments_make(p->w->arena, owed, (Money){(owed.fen + parts - 1) / parts}, from, &plan);
    return recovery_plan(p->w, p->bureau, &plan);
}

static bool money_act(Page *p, const Affair *affair, int64_t person, bool waive)
{
    RecoveryMove move = {.affair = affair->key, .person = person, .note = page_field(p, "note")};
    if (!money_parse(page_field(p, "amount"), &move.amount) || move.amount.fen <= 0)
        return refuse(p->w, ERR_INPUT, "%s", SAY_BAD_AMOUNT);
    if (move.note.len == 0) return refuse(p->w, ERR_INPUT, "%s", SAY_REASON_WANTED);
    return waive ? recovery_waive(p->w, &move) : recovery_repay(p->w, &move);
}

bool debt_act_page(Page *p)
{
    const Affair *affair;
    int64_t person;
    Str act = page_field(p, "act");
    TRY(debt_of(p, &affair, &person));
    bool plan = str_equal(act, STR("plan")), waive = str_equal(act, STR("waive"));
    if (!plan && !waive && !str_equal(act, STR("repay")))
        return refuse(p->w, ERR_INPUT, "%s", SAY_NO_ACT);
    if (plan ? plan_act(p, affair, person) : money_act(p, affair, person, waive)) {
        page_say(p, "%s", plan ? SAY_PLANNED : waive ? SAY_WAIVED_DONE : SAY_REPAID_DONE);
        return page_redirect(p, debt_href(p, affair->key, person));
    }
    DebtPage page = {.faults = fault_said(p)};
    TRY(debt_show(p, &page));
    return page_again(p);
}
