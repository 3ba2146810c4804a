/* Cases: lists, one whole, opening, answers, moves. What the domain refuses is told as it says. */
#include "api/room.h"
#include "api/words.def"

#define CASE_KINDS "application change review stop objection appeal correction"

static bool affair_named(Page *p, Str key, const Affair **out)
{
    *out = key.len ? bureau_affair(p->bureau, key) : NULL;
    return *out || refuse(p->w, ERR_INPUT, SAY_NO_AFFAIR, STR_ARG(key));
}

bool case_asked(Page *p, CaseId *out)
{
    TRY(page_id(p, p->call->params[0], &out->n));
    p->subject = format(p->w->arena, "case:%lld", (long long)out->n);
    return true;
}

CaseTold case_as_told(Page *p, const Case *c)
{
    return (CaseTold){.id = c->id.n,
                      .number = c->number,
                      .kind = case_kind_key(c->kind),
                      .kind_name = case_kind_name(c->kind),
                      .affair = c->affair->key,
                      .affair_name = c->affair->name,
                      .unit = c->unit.n,
                      .person = c->person.n,
                      .name = name_mask(p->w->arena, c->name),
                      .enrolment = c->enrolment.n,
                      .place = place_words(p, c->division),
                      .state = case_state_name(c->state),
                      .outcome = c->outcome ? case_outcome_name(c->outcome) : STR(""),
                      .step = c->step,
                      .body = c->body,
                      .holder = c->holder,
                      .opened = c->opened,
                      .applied = c->applied,
                      .accepted = c->accepted,
                      .decided = c->decided,
                      .closed = c->closed,
                      .due = c->due,
                      .colour = clock_colour_key(c->colour),
                      .kin = c->kin};
}

/* ---- lists -------------------------------------------------------------------------------- */

static bool colour_asked(Page *p, CaseQuery *query)
{
    Str text = page_query(p, "colour");
    for (int c = 0; text.len && c < CLOCK_COLOUR_COUNT; c++)
        if (str_equal(text, clock_colour_key((ClockColour)c))) query->colour = c;
    return !text.len || query->colour >= 0 ||
           refuse(p->w, ERR_INPUT, SAY_BAD_PARAMETER, "colour", SAY_NO_SUCH_CHOICE);
}

static bool place_asked(Page *p, Str text, int64_t *out)
{
    DivisionRow row;
    TRY(division_asked(p, text, &row));
    *out = row.id;
    return true;
}

static bool words_asked(Page *p, CaseQuery *query)
{
    CaseKind kind;
    Str affair = page_query(p, "affair"), text = page_query(p, "kind");
    if (affair.len) TRY(affair_named(p, affair, &query->affair));
    if (text.len && !case_kind_parse(text, &kind))
        return refuse(p->w, ERR_INPUT, SAY_BAD_PARAMETER, "kind", SAY_NO_SUCH_CHOICE);
    if (text.len) query->kind = (int)kind;
    query->text = page_query(p, "text");
    return colour_asked(p, query) && place_asked(p, page_query(p, "division"), &query->division);
}

static bool query_fill(Page *p, CaseQuery *query)
{
    Date from, to;
    *query = CASE_QUERY_ALL;
    TRY(query_truth(p, "mine", &query->mine));
    TRY(query_truth(p, "closed", &query->closed));
    TRY(query_id(p, "person", &query->person.n));
    TRY(query_id(p, "unit", &query->unit.n));
    TRY(query_date(p, "due_from", &from));
    TRY(query_date(p, "due_to", &to));
    if (from.days != DATE_NONE.days) query->due_from = from;
    if (to.days != DATE_NONE.days) query->due_to = to;
    return words_asked(p, query);
}

bool cases_api(Page *p, const Nothing *body, CaseTolds *out)
{
    (void)body;
    InForce law = law_of(p);
    CaseQuery query;
    CaseList list;
    Paging paging;
    TRY(paging_read(p, &paging));
    TRY(query_fill(p, &query));
    query.offset = paging.offset;
    query.limit = (size_t)paging.size;
    TRY(case_list(p->w, &law, &query, &list));
    *out = (CaseTolds){.total = list.total, .page = paging.page, .size = paging.size};
    out->items = NEW_ARRAY(p->w->arena, CaseTold, list.count + 1);
    out->items_count = list.count;
    for (size_t i = 0; i < list.count; i++)
        out->items[i] = case_as_told(p, &list.items[i]);
    return true;
}

bool case_counts_api(Page *p, const Nothing *body, CaseCountsTold *out)
{
    (void)body;
    InForce law = law_of(p);
    CaseQuery query = CASE_QUERY_ALL;
    CaseCounts counts;
    TRY(query_truth(p, "mine", &query.mine));
    TRY(case_counts(p->w, &law, &query, &counts));
    *out =
        (CaseCountsTold){.open = counts.open, .drafts = counts.drafts, .waiting = counts.waiting};
    out->colours = (ColourCounts){.still = counts.by_colour[CLOCK_STILL],
                                  .green = counts.by_colour[CLOCK_GREEN],
                                  .amber = counts.by_colour[CLOCK_AMBER],
                                  .red = counts.by_colour[CLOCK_RED]};
    return true;
}

/* ---- questions ---------------------------------------------------------------------------- */

static Str truth_key(Truth truth)
{
    return truth == YES ? STR("yes") : truth == NO ? STR("no") : STR("unknown");
}

static ResultTold result_told(const CaseResult *r)
{
    return (ResultTold){.eligible = truth_key(r->eligible),
                        .amount = r->amount,
                        .from = r->from,
                        .why = r->why,
                        .conflict = r->conflict,
                        .as_of = r->as_of};
}

static QuestionTold question_told(Page *p, const CaseQuestion *q)
{
    const Type *type = &q->field->type;
    QuestionTold told = {.person = q->person.n,
                         .person_name = name_mask(p->w->arena, q->person_name),
                         .reg = q->field->aspect->reg->key,
                         .field = q->field->key,
                         .field_name = q->field->name,
                         .type = type_text(p->w->arena, *type),
                         .needed = q->needed,
                         .known = q->known,
                         .stated = q->stated,
                         .text = q->known ? q->text : STR("")};
    if (type->kind == TYPE_CHOICE && type->choices)
        told.choices = (Texts){type->choices->words, type->choices->count};
    if (str_equal(q->field->key, STR("name"))) told.text = name_mask(p->w->arena, told.text);
    return told;
}

static bool is_asked(const QuestionsTold *out, int64_t person, const Field *field)
{
    for (size_t i = 0; i < out->items_count; i++)
        if (out->items[i].person == person && str_equal(out->items[i].field, field->key) &&
            str_equal(out->items[i].reg, field->aspect->reg->key))
            return true;
    return false;
}

/* Where the money goes and whom to call: no decision rests on it, every application has it. */
static void contact_tell(Page *p, const Case *c, QuestionsTold *out)
{
    const Register *people = bureau_register(p->bureau, STR("person"));
    for (size_t i = 0, n = people ? register_field_count(people) : 0; i < n; i++) {
        const Field *field = register_field_at(people, i);
        bool wanted = field->format == FIELD_BANK_CARD || field->format == FIELD_PHONE;
        CaseQuestion q = {.person = c->person, .person_name = c->name, .field = field};
        if (wanted && !is_asked(out, c->person.n, field))
            out->items[out->items_count++] = question_told(p, &q);
    }
}

static bool questions_tell(Page *p, const InForce *law, CaseId id, QuestionsTold *out)
{
    CaseQuestions q;
    Case c;
    const Register *people = bureau_register(p->bureau, STR("person"));
    size_t contacts = people ? register_field_count(people) : 0;
    TRY(case_row(p->w, law, id, &c) && case_questions(p->w, law, id, &q));
    *out = (QuestionsTold){.needed = (int64_t)q.needed, .result = result_told(&q.result)};
    out->items = NEW_ARRAY(p->w->arena, QuestionTold, q.count + contacts + 1);
    for (size_t i = 0; i < q.count; i++)
        out->items[out->items_count++] = question_told(p, &q.items[i]);
    if (c.kind == CASE_APPLICATION) contact_tell(p, &c, out);
    return true;
}

bool case_questions_api(Page *p, const Nothing *body, QuestionsTold *out)
{
    (void)body;
    InForce law = law_of(p);
    CaseId id;
    return case_asked(p, &id) && questions_tell(p, &law, id, out);
}

static void answer_fault(Faults *faults, Arena *arena, size_t n, const char *member, Str sentence)
{
    faults_add(faults, (Fault){.level = FAULT_ERROR,
                               .field = format(arena, "answers[%zu].%s", n, member),
                               .sentence = sentence});
}

static void answer_read(Page *p, const AnswerSaid *said, size_t n, Faults *faults, CaseAnswer *out)
{
    Arena *arena = p->w->arena;
    const Register *reg = bureau_register(p->bureau, said->reg);
    Str text;
    bool unknown;
    *out = (CaseAnswer){.person = {said->person}};
    out->field = reg ? register_field_by_key(reg, said->field) : NULL;
    if (!out->field) {
        answer_fault(faults, arena, n, reg ? "field" : "reg", STR(SAY_NO_SUCH_CHOICE));
    } else if (!value_said(said->value, &text, &unknown)) {
        answer_fault(faults, arena, n, "value", STR(SAY_WANTS_VALUE));
    } else if (!unknown && !case_answer_parse(p->w, out->field, text, &out->value)) {
        answer_fault(faults, arena, n, "value", p->w->error.sentence);
        p->w->error = (Error){.code = ERR_NONE};
    }
}

bool case_answer_api(Page *p, const AnswersSaid *body, QuestionsTold *out)
{
    InForce law = law_of(p);
    CaseId id;
    CaseAnswer *answers = NEW_ARRAY(p->w->arena, CaseAnswer, body->answers_count + 1);
    Faults *faults = NEW(p->w->arena, Faults);
    *faults = faults_new(p->w->arena, 100);
    TRY(case_asked(p, &id));
    for (size_t i = 0; i < body->answers_count; i++)
        answer_read(p, &body->answers[i], i, faults, &answers[i]);
    if (faults->errors) return refuse_faults(p, faults);
    TRY(case_answer(p->w, &law, id, answers, body->answers_count));
    return questions_tell(p, &law, id, out);
}

/* ---- opening and moving ------------------------------------------------------------------- */

static bool person_said(Page *p, const CasePersonSaid *said, CasePerson *out)
{
    *out = (CasePerson){.person = {said->person},
                        .name = said->name,
                        .citizen_id = said->citizen_id,
                        .role = said->role};
    return place_asked(p, said->division, &out->division);
}

bool case_open_api(Page *p, const CaseSaid *body, CaseOpened *out)
{
    InForce law = law_of(p);
    CaseId id;
    Case c;
    CasePerson *members = NEW_ARRAY(p->w->arena, CasePerson, body->members_count + 1);
    CaseOpening o = {.members = members,
                     .member_count = body->members_count,
                     .unit = {body->unit},
                     .enrolment = {body->enrolment},
                     .about = {body->about},
                     .applied = body->applied,
                     .reason = body->reason};
    if (!case_kind_parse(body->kind, &o.kind)) return refuse_word(p, "kind", CASE_KINDS);
    o.affair = bureau_affair(p->bureau, body->affair);
    if (!o.affair)
        return refuse_member(p, "affair",
                             format(p->w->arena, SAY_NO_AFFAIR, STR_ARG(body->affair)));
    TRY(person_said(p, &body->applicant, &o.applicant));
    for (size_t i = 0; i < body->members_count; i++)
        TRY(person_said(p, &body->members[i], &members[i]));
    TRY(case_open(p->w, &law, &o, &id));
    p->subject = format(p->w->arena, "case:%lld", (long long)id.n);
    TRY(case_row(p->w, &law, id, &c));
    out->id = id.n;
    out->number = c.number;
    return true;
}

bool case_moves_api(Page *p, const Nothing *body, MovesTold *out)
{
    (void)body;
    InForce law = law_of(p);
    CaseId id;
    CaseNext *next;
    TRY(case_asked(p, &id));
    TRY(case_moves(p->w, &law, id, &next, &out->items_count));
    out->items = NEW_ARRAY(p->w->arena, MoveTold, out->items_count + 1);
    for (size_t i = 0; i < out->items_count; i++)
        out->items[i] = (MoveTold){.event = case_event_key(next[i].event),
                                   .event_name = case_event_name(next[i].event),
                                   .step = next[i].step,
                                   .allowed = next[i].allowed,
                                   .opinion = next[i].opinion,
                                   .why_not = next[i].why_not};
    return true;
}

bool case_move_api(Page *p, const MoveSaid *body, CaseTold *out)
{
    InForce law = law_of(p);
    Case c;
    CaseMove move = {.opinion = body->opinion,
                     .to = body->to,
                     .effective = body->effective,
                     .until = body->until,
                     .amount = body->amount};
    TRY(case_asked(p, &move.id));
    if (!case_event_parse(body->event, &move.event))
        return refuse_member(p, "event", STR(SAY_NO_EVENT));
    TRY(case_move(p->w, &law, &move));
    TRY(case_row(p->w, &law, move.id, &c));
    *out = case_as_told(p, &c);
    return true;
}
