/* One case on one page: where it is, who has it, until when, what may come next and why not; what
 * was stated and what follows from it; all that hangs on it. case_fill gathers, case_act moves. */
#include "desk/pages.h"
#include "desk/words.def"

/* ---- where it is ---------------------------------------------------------------------------- */

static void head_fill(Page *p, const Case *c, CaseShowPage *out)
{
    Arena *arena = p->w->arena;
    Link *crumbs = NEW(arena, Link);
    *crumbs = (Link){STR("/cases"), STR(SAY_CASES), false};
    Str name = name_mask(arena, c->name);
    Str affair = c->affair ? c->affair->name : STR("");
    out->head = (Head){
        .crumbs = {.links = crumbs, .count = 1},
        .title = format(arena, "%.*s %.*s", STR_ARG(name), STR_ARG(affair)),
        .note = format(arena, "%.*s · %.*s", STR_ARG(case_kind_name(c->kind)), STR_ARG(c->number)),
        .state = case_tag(c)};
    if (c->state != CASE_CLOSED) out->head.clock = clock_words(p, c->colour, c->due);
}

static void about_fill(Page *p, const Case *c, CaseShowPage *out)
{
    Arena *arena = p->w->arena;
    Pair *pairs = NEW_ARRAY(arena, Pair, 8);
    size_t n = 0;
    pairs[n++] =
        (Pair){.name = STR(SAY_ABOUT_PERSON),
               .value = name_mask(arena, c->name),
               .href = c->person.n ? subject_href(p, SUBJECT_PERSON, c->person.n) : STR("")};
    if (c->unit.n)
        pairs[n++] = (Pair){.name = STR(SAY_ABOUT_UNIT),
                            .value = unit_name(p, c->unit.n),
                            .href = subject_href(p, SUBJECT_HOUSEHOLD, c->unit.n)};
    pairs[n++] = (Pair){.name = STR(SAY_COLUMN_PLACE), .value = place_words(p, c->division)};
    pairs[n++] = (Pair){.name = STR(SAY_APPLIED), .value = day_words(p, c->applied)};
    pairs[n++] = (Pair){.name = STR(SAY_ACCEPTED), .value = day_words(p, c->accepted)};
    pairs[n++] = (Pair){.name = STR(SAY_DECIDED), .value = day_words(p, c->decided)};
    if (c->reason.len) pairs[n++] = (Pair){.name = STR(SAY_REASON), .value = c->reason};
    if (c->kin) pairs[n++] = (Pair){.name = STR(SAY_KIN), .value = STR(SAY_KIN_CASE)};
    out->about = (Pairs){.pairs = pairs, .count = n};
}

static bool steps_fill(Page *p, const Case *c, CaseShowPage *out)
{
    CaseStep *steps;
    size_t count;
    InForce law = desk_law(p);
    TRY(case_steps(p->w, &law, c->id, &steps, &count));
    out->steps.steps = NEW_ARRAY(p->w->arena, BarStep, count);
    for (size_t i = 0; i < count; i++) {
        const CaseStep *s = &steps[i];
        if (s->state == STEP_SKIPPED) continue;
        bool now = s->state == STEP_NOW;
        out->steps.steps[out->steps.count++] = (BarStep){
            .name = s->step->name,
            .who = s->by.len ? s->by : s->step->who,
            .when = s->state == STEP_DONE ? day_words(p, s->to) : STR(""),
            .clock = now ? clock_words(p, s->colour, s->due) : (ClockTag){.kind = STR("")},
            .done = s->state == STEP_DONE,
            .now = now};
    }
    out->now =
        c->holder.len ? format(p->w->arena, SAY_HELD_BY, STR_ARG(c->step), STR_ARG(c->holder))
        : c->body.len ? format(p->w->arena, SAY_WITH_BODY, STR_ARG(c->step), STR_ARG(c->body))
                      : STR("");
    return true;
}

/* ---- what may come next --------------------------------------------------------------------- */

static bool event_dangers(CaseEvent event)
{
    return event == CASE_REFUSE || event == CASE_STOP_NOW || event == CASE_REDUCE ||
           event == CASE_WITHDRAW || event == CASE_REVERSE;
}

static void details_fill(Page *p, CaseShowPage *out)
{
    static const struct {
        FieldKind kind;
        const char *name, *label, *hint;
    } asked[] = {{FIELD_TEXT, "to", SAY_TO, SAY_TO_HINT},
                 {FIELD_MONTH, "effective", SAY_EFFECTIVE, SAY_EFFECTIVE_HINT},
                 {FIELD_MONEY, "amount", SAY_AMOUNT, SAY_AMOUNT_HINT}};
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, COUNT_OF(asked));
    for (size_t i = 0; i < COUNT_OF(asked); i++)
        fields[i] = (FormField){.kind = asked[i].kind,
                                .name = str_of(asked[i].name),
                                .label = str_of(asked[i].label),
                                .hint = str_of(asked[i].hint),
                                .value = page_field(p, asked[i].name)};
    out->details = (FormGroup){.fields = fields, .count = COUNT_OF(asked)};
}

static bool moves_fill(Page *p, const Case *c, CaseShowPage *out)
{
    CaseNext *next;
    size_t count, n = 0;
    Arena *arena = p->w->arena;
    InForce law = desk_law(p);
    TRY(case_moves(p->w, &law, c->id, &next, &count));
    FormButton *buttons = NEW_ARRAY(arena, FormButton, count);
    out->barred = NEW_ARRAY(arena, Barred, count);
    for (size_t i = 0; i < count; i++) {
        Str name = case_event_name(next[i].event);
        if (!next[i].allowed) {
            out->barred[out->barred_count++] = (Barred){name, next[i].why_not};
            continue;
        }
        buttons[n] = (FormButton){.text = name,
                                  .name = STR("event"),
                                  .value = case_event_key(next[i].event),
                                  .kind = event_dangers(next[i].event) ? STR("danger")
                                          : n == 0                     ? STR("")
                                                                       : STR("other")};
        n++;
    }
    out->moves = (FormButtons){.buttons = buttons, .count = n};
    if (n == 0) return true;
    FormField *opinion = NEW(arena, FormField);
    *opinion = (FormField){.kind = FIELD_AREA,
                           .name = STR("opinion"),
                           .label = STR(SAY_OPINION),
                           .hint = STR(SAY_OPINION_HINT),
                           .value = page_field(p, "opinion"),
                           .wide = true};
    out->opinion = (FormGroup){.fields = opinion, .count = 1};
    details_fill(p, out);
    out->move_action = format(arena, "/case/%lld/move", (long long)c->id.n);
    return true;
}

/* ---- what was stated, and what follows --------------------------------------------------------- */

static Pairs *facts_of(Page *p, CaseShowPage *out, const CaseQuestion *q, size_t room)
{
    Str who = q->person.n ? name_mask(p->w->arena, q->person_name) : STR(SAY_UNIT_FACTS);
    for (size_t i = 0; i < out->fact_count; i++)
        if (str_equal(out->facts[i].who, who)) return &out->facts[i].facts;
    CaseFactsOf *of = &out->facts[out->fact_count++];
    *of = (CaseFactsOf){.who = who};
    of->facts.pairs = NEW_ARRAY(p->w->arena, Pair, room);
    return &of->facts;
}

static void needs_fill(Page *p, const CaseQuestions *q, CaseShowPage *out)
{
    Buf needs = buf_new(p->w->arena);
    for (size_t i = 0; i < q->count; i++) {
        if (!q->items[i].needed || q->items[i].known) continue;
        if (needs.len) buf_add(&needs, STR(SAY_COMMA));
        if (q->items[i].person.n) {
            buf_add(&needs, name_mask(p->w->arena, q->items[i].person_name));
            buf_add(&needs, STR(SAY_OF));
        }
        buf_add(&needs, q->items[i].field->name);
    }
    out->needs = buf_str(&needs);
}

static bool facts_show(Page *p, const Case *c, CaseShowPage *out)
{
    static const char *const verdicts[] = {SAY_VERDICT_NO, SAY_VERDICT_UNKNOWN, SAY_VERDICT_YES};
    static const char *const kinds[] = {"bad", "open", "good"};
    CaseQuestions q;
    InForce law = desk_law(p);
    TRY(case_questions(p->w, &law, c->id, &q));
    out->facts = NEW_ARRAY(p->w->arena, CaseFactsOf, q.count + 1);
    for (size_t i = 0; i < q.count; i++) {
        Pairs *pairs = facts_of(p, out, &q.items[i], q.count);
        pairs->pairs[pairs->count++] =
            (Pair){.name = q.items[i].field->name,
                   .value = q.items[i].known ? presence(q.items[i].text) : STR(SAY_NOT_STATED)};
    }
    needs_fill(p, &q, out);
    if (q.result.as_of.days == DATE_NONE.days) return true;
    out->verdict = str_of(verdicts[q.result.eligible]);
    out->verdict_kind = str_of(kinds[q.result.eligible]);
    out->amount = q.result.amount;
    out->why = q.result.why;
    out->conflict = q.result.conflict;
    return true;
}

/* ---- what hangs on it -------------------------------------------------------------------------- */

static bool history_fill(Page *p, const Case *c, CaseShowPage *out)
{
    CaseEventRow *rows;
    size_t count;
    Arena *arena = p->w->arena;
    TRY(case_history(p->w, c->id, &rows, &count));
    out->history.entries = NEW_ARRAY(arena, TimelineEntry, count);
    out->history.count = count;
    for (size_t i = 0; i < count; i++) {
        const CaseEventRow *row = &rows[count - 1 - i];
        Str what = row->to.len && !str_equal(row->from, row->to)
                       ? format(arena, "%.*s → %.*s", STR_ARG(row->event), STR_ARG(row->to))
                       : row->event;
        out->history.entries[i] = (TimelineEntry){.when = instant_words(arena, row->at),
                                                  .who = row->actor,
                                                  .duty = row->from,
                                                  .what = what,
                                                  .opinion = row->opinion};
    }
    return true;
}

static bool visits_fill(Page *p, const Case *c, CaseShowPage *out)
{
    CaseVisit *visits;
    CaseHearing *hearings;
    CaseObjection *objections;
    size_t visit_count, hearing_count, objection_count;
    Arena *arena = p->w->arena;
    TRY(case_visits(p->w, c->id, &visits, &visit_count));
    TRY(case_hearings(p->w, c->id, &hearings, &hearing_count));
    TRY(case_objections(p->w, c->id, &objections, &objection_count));
    out->records = NEW_ARRAY(arena, CaseRecord, visit_count + hearing_count + objection_count);
    for (size_t i = 0; i < visit_count; i++)
        out->records[out->record_count++] = (CaseRecord){
            .title = format(arena, SAY_VISIT, STR_ARG(day_words(p, visits[i].day)),
                            STR_ARG(visits[i].visitors[0]), STR_ARG(visits[i].visitors[1])),
            .text = visits[i].findings,
            .note = str_of(visits[i].agrees ? SAY_AGREES : SAY_AGREES_NOT)};
    for (size_t i = 0; i < hearing_count; i++)
        out->records[out->record_count++] = (CaseRecord){
            .title = format(arena, SAY_HEARING, STR_ARG(day_words(p, hearings[i].held)),
                            STR_ARG(hearings[i].by)),
            .text = hearings[i].statement,
            .note = hearings[i].came ? hearings[i].record : STR(SAY_DID_NOT_COME)};
    for (size_t i = 0; i < objection_count; i++)
        out->records[out->record_count++] = (CaseRecord){
            .title = format(arena, SAY_OBJECTION, STR_ARG(day_words(p, objections[i].day))),
            .text = objections[i].text,
            .note = objections[i].answer.len ? objections[i].answer : STR(SAY_NOT_ANSWERED)};
    return true;
}

bool case_fill(Page *p, CaseId id, CaseShowPage *out)
{
    Case c;
    InForce law = desk_law(p);
    TRY(case_row(p->w, &law, id, &c));
    head_fill(p, &c, out);
    about_fill(p, &c, out);
    TRY(steps_fill(p, &c, out));
    TRY(moves_fill(p, &c, out));
    TRY(facts_show(p, &c, out));
    TRY(visits_fill(p, &c, out));
    TRY(history_fill(p, &c, out));
    p->title = out->head.title;
    p->here = "/cases";
    return true;
}

bool case_show_page(Page *p)
{
    Case c;
    CaseShowPage page = {.now = STR("")};
    TRY(case_of(p, &c));
    TRY(case_fill(p, c.id, &page));
    case_show_html(&p->body, &page);
    return true;
}

/* ---- moving it ---------------------------------------------------------------------------------- */

static bool move_read(Page *p, CaseId id, CaseMove *out)
{
    Str effective = page_field(p, "effective"), amount = page_field(p, "amount");
    *out = (CaseMove){.id = id, .opinion = page_field(p, "opinion"), .to = page_field(p, "to")};
    if (!case_event_parse(page_field(p, "event"), &out->event))
        return refuse(p->w, ERR_INPUT, "%s", SAY_NO_EVENT);
    if (effective.len && !month_parse(effective, &out->effective))
        return refuse(p->w, ERR_INPUT, "%s", SAY_BAD_MONTH);
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
        page_say(p, SAY_MOVED, STR_ARG(case_event_name(move.event)));
        return page_redirect(p, case_href(p, c.id));
    }
    CaseShowPage page = {.opens = true, .faults = fault_said(p)};
    TRY(case_fill(p, c.id, &page));
    case_show_html(&p->body, &page);
    return page_again(p);
}
