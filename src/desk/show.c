/* One case on one page: where it is, who has it, until when, what may come next and why not; what
 * was stated and what follows from it; all that hangs on it. case_fill gathers, case_act moves. */
#include "desk/pages.h"
#include "desk/words.def"

/* ---- where it is ----------------------------------------------------------------------------- */

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
    Str outcome = case_outcome_name(c->outcome), decided = day_words(p, c->decided);
    pairs[n++] =
        (Pair){.name = STR(SAY_DECIDED),
               .value = c->outcome == OUTCOME_NONE
                            ? decided
                            : format(arena, SAY_OUTCOME_ON, STR_ARG(outcome), STR_ARG(decided))};
    if (c->reason.len) pairs[n++] = (Pair){.name = STR(SAY_REASON), .value = c->reason};
    if (c->kin) pairs[n++] = (Pair){.name = STR(SAY_KIN), .value = STR(SAY_KIN_CASE)};
    out->about = (Pairs){.pairs = pairs, .count = n};
}

/* When a step was left. The clock of the whole case is no step that somebody leaves: while the case
 * runs it says until when. */
static Str step_day(Page *p, const Case *c, const CaseStep *s)
{
    bool whole = s->step->kind == STEP_WHOLE, closed = c->state == CASE_CLOSED;
    if (!whole && s->state == STEP_NOW && s->extended) return STR(SAY_EXTENDED);
    Date day = !whole ? s->to : closed ? c->closed : s->due;
    if (day.days == DATE_NONE.days || (!whole && s->state != STEP_DONE)) return STR("");
    Str text = date_text(p->w->arena, day);
    if (!whole || closed) return text;
    return format(p->w->arena, s->extended ? SAY_UNTIL_EXTENDED : SAY_UNTIL_DAY, STR_ARG(text));
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
        out->steps.steps[out->steps.count++] =
            (BarStep){.name = s->step->name,
                      .who = s->by.len ? account_words(p, s->by) : s->step->who,
                      .when = step_day(p, c, s),
                      .clock = now ? clock_words(p, s->colour, s->due, s->step->clock)
                                   : (ClockTag){.kind = STR("")},
                      .done = s->state == STEP_DONE,
                      .now = now};
        if (s->due.days == c->due.days && c->state != CASE_CLOSED)
            out->head.clock = clock_words(p, c->colour, c->due, s->step->clock);
    }
    out->now = c->holder.len ? format(p->w->arena, SAY_HELD_BY, STR_ARG(c->step),
                                      STR_ARG(account_words(p, c->holder)))
               : c->body.len
                   ? format(p->w->arena, SAY_WITH_BODY, STR_ARG(c->step), STR_ARG(c->body))
                   : STR("");
    return true;
}

/* ---- what was stated, and what follows ------------------------------------------------------- */

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

static Str fact_value(Page *p, const CaseQuestion *q)
{
    if (!q->known) return STR(SAY_NOT_STATED);
    bool number = q->field->type.kind == TYPE_NUMBER;
    return number ? fact_words(p->w, q->field, q->value) : presence(q->text);
}

static bool facts_show(Page *p, const Case *c, CaseShowPage *out)
{
    CaseQuestions q;
    InForce law = desk_law(p);
    TRY(case_questions(p->w, &law, c->id, &q));
    out->facts = NEW_ARRAY(p->w->arena, CaseFactsOf, q.count + 1);
    for (size_t i = 0; i < q.count; i++) {
        Pairs *pairs = facts_of(p, out, &q.items[i], q.count);
        pairs->pairs[pairs->count++] =
            (Pair){.name = q.items[i].field->name, .value = fact_value(p, &q.items[i])};
    }
    result_fill(p, c, &q, &out->result);
    bool stated = c->kind != CASE_APPEAL && c->kind != CASE_OBJECTION;
    out->stated = stated || out->fact_count > 0;
    bool open = c->state != CASE_CLOSED && c->outcome == OUTCOME_NONE;
    if (page_may(p, CASE_DUTIES) && stated && open)
        out->answer_href = format(p->w->arena, "/case/%lld/answer", (long long)c->id.n);
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
    TRY(records_fill(p, &c, out) && papers_fill(p, c.id, &out->papers));
    TRY(history_fill(p, &c, out) && refusal_fill(p, &c, out));
    TRY(acts_fill(p, &c, out) && prints_fill(p, &c, out));
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
