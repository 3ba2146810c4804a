/* The affair's own form: it asks what the decision still needs, of whom, and nothing else; what is
 * not known is left open. Beside it stands what the law gives on what is known so far. Each sending
 * keeps the answers with the case and has the law asked again; with the script this happens as one
 * fills, and what stands beside the form is exchanged. */
#include "desk/pages.h"
#include "desk/words.def"

/* ---- one question as a field ----------------------------------------------------------------- */

static bool is_yuan(const Field *field)
{
    return field->type.kind == TYPE_NUMBER && field->type.unit.power[UNIT_YUAN] != 0;
}

Str question_name(Page *p, PersonId person, const Field *field)
{
    return format(p->w->arena, "q%lld.%.*s.%.*s", (long long)person.n,
                  STR_ARG(field->aspect->reg->key), STR_ARG(field->key));
}

static void choices_of(Page *p, const Choices *choices, FormField *out)
{
    out->kind = FIELD_SELECT;
    out->none = STR(SAY_NOT_KNOWN);
    out->choices = NEW_ARRAY(p->w->arena, FieldChoice, choices->count + 1);
    for (size_t i = 0; i < choices->count; i++)
        out->choices[i] = (FieldChoice){.value = choices->words[i], .text = choices->words[i]};
    out->choices[choices->count] = (FieldChoice){.value = STR(SAY_NONE), .text = STR(SAY_NONE)};
    out->choice_count = choices->count + 1;
}

/* How a value stands in its box; a sealed one stays masked, and as it is when nobody changes it. */
static Str value_in_box(Page *p, const CaseQuestion *q)
{
    if (!q->known) return STR("");
    switch (q->field->type.kind) {
    case TYPE_TRUTH:
        return q->value.number ? STR("yes") : STR("no");
    case TYPE_DIVISION:
        return format(p->w->arena, "%lld", (long long)q->value.number);
    default:
        return q->text;
    }
}

static bool question_field(Page *p, const CaseQuestion *q, FormField *out)
{
    const Type *type = &q->field->type;
    static const FieldKind kinds[] = {
        [TYPE_TRUTH] = FIELD_TRUTH,  [TYPE_NUMBER] = FIELD_NUMBER,   [TYPE_DATE] = FIELD_DATE,
        [TYPE_MONTH] = FIELD_MONTH,  [TYPE_DIVISION] = FIELD_SELECT, [TYPE_TEXT] = FIELD_TEXT,
        [TYPE_CHOICE] = FIELD_SELECT};
    *out = (FormField){.kind = kinds[type->kind],
                       .name = question_name(p, q->person, q->field),
                       .label = q->field->name,
                       .value = value_in_box(p, q),
                       .required = q->needed && !q->known};
    if (is_yuan(q->field)) out->kind = FIELD_MONEY;
    if (type->kind == TYPE_NUMBER) out->unit = type_text(p->w->arena, *type);
    if (q->field->sealed) out->kind = FIELD_CODE;
    if (type->kind == TYPE_CHOICE) choices_of(p, type->choices, out);
    if (type->kind == TYPE_DIVISION) {
        out->none = STR(SAY_NOT_KNOWN);
        return places_choose(p, out);
    }
    field_choose(out, out->value);
    return true;
}

/* ---- what is asked --------------------------------------------------------------------------- */

/* One more question, unless it is asked already. */
static void ask(Page *p, CaseQuestions *q, size_t *capacity, PersonId person, const Field *field)
{
    for (size_t i = 0; i < q->count; i++)
        if (q->items[i].field == field && q->items[i].person.n == person.n) return;
    if (q->count == *capacity)
        q->items = arena_grow(p->w->arena, q->items, capacity, sizeof *q->items);
    q->items[q->count++] = (CaseQuestion){.person = person, .field = field};
}

/* Where the money goes and whom to call: no decision rests on it, every application has it. */
static void contact_add(Page *p, const Case *c, CaseQuestions *q)
{
    size_t capacity = q->count;
    const Register *people = bureau_register(p->bureau, STR("person"));
    for (size_t i = 0; people && i < people->aspect_count; i++)
        for (size_t k = 0; k < people->aspects[i].field_count; k++) {
            const Field *field = &people->aspects[i].fields[k];
            bool wanted = field->format == FIELD_BANK_CARD || field->format == FIELD_PHONE;
            if (wanted) ask(p, q, &capacity, c->person, field);
        }
}

/* Facts that the affair reads and that the case has not named: of what has changed, one is said. */
static bool more_add(Page *p, const Case *c, CaseQuestions *q)
{
    size_t input_count, capacity = q->count;
    int64_t people[CASE_PEOPLE_MOST];
    size_t people_count;
    const Input *inputs = program_inputs(c->affair->program, &input_count);
    TRY(case_people_of(p, c, people, &people_count));
    for (size_t i = 0; i < input_count; i++) {
        const Field *field = inputs[i].field;
        if (inputs[i].kind != INPUT_FIELD || field->aspect->reg->subject == SUBJECT_OTHER) continue;
        bool household = field->aspect->reg->subject == SUBJECT_HOUSEHOLD;
        for (size_t k = 0; k < (household ? 1 : people_count); k++)
            ask(p, q, &capacity, (PersonId){household ? 0 : people[k]}, field);
    }
    return true;
}

/* What a step marks when it is done is nobody's to fill in. */
static bool is_marked(const Affair *affair, const Field *field)
{
    for (size_t i = 0; i < affair->step_count; i++)
        if (affair->steps[i].marks == field) return true;
    return false;
}

static void marked_drop(const Case *c, CaseQuestions *q)
{
    size_t kept = 0;
    for (size_t i = 0; i < q->count; i++)
        if (!is_marked(c->affair, q->items[i].field)) q->items[kept++] = q->items[i];
    q->count = kept;
}

static bool asked_of(Page *p, const Case *c, CaseQuestions *out)
{
    InForce law = desk_law(p);
    bool asks = c->kind == CASE_CHANGE || c->kind == CASE_CORRECTION || c->kind == CASE_REVIEW;
    TRY(case_questions(p->w, &law, c->id, out));
    if (c->kind == CASE_APPLICATION) contact_add(p, c, out);
    if (asks) TRY(more_add(p, c, out));
    marked_drop(c, out);
    return true;
}

/* What the registers say of it today, sealed values masked; empty when they do not know. */
static bool register_text(Page *p, const Case *c, const CaseQuestion *q, Str *out)
{
    FactVersion *versions;
    size_t count;
    int32_t today = work_today(p->w).days;
    int64_t subject = q->person.n ? q->person.n : c->unit.n;
    *out = STR("");
    if (!subject) return true;
    TRY(registry_history(p->w, q->field->aspect, subject, &versions, &count));
    for (size_t i = 0; i < count; i++) {
        const FactVersion *v = &versions[i];
        bool now = v->from.days <= today && today < v->to.days && v->known_to.n >= COMMIT_OPEN;
        if (!now || !v->values) continue;
        Value value = v->values[q->field - q->field->aspect->fields];
        if (value.known) *out = value_text(p->w, q->field, value);
        return true;
    }
    return true;
}

/* Groups: the household, then each person in the order of the unit. */
static FormGroup *group_of(Page *p, CaseAnswerPage *out, const CaseQuestion *q, size_t room)
{
    Arena *arena = p->w->arena;
    Str title = q->person.n ? person_words(p, q->person.n) : STR(SAY_UNIT_FACTS);
    for (size_t i = 0; i < out->group_count; i++)
        if (str_equal(out->groups[i].title, title)) return &out->groups[i];
    FormGroup *group = &out->groups[out->group_count++];
    *group = (FormGroup){.title = title, .fields = NEW_ARRAY(arena, FormField, room)};
    return group;
}

static bool groups_fill(Page *p, const Case *c, const CaseQuestions *q, CaseAnswerPage *out)
{
    out->groups = NEW_ARRAY(p->w->arena, FormGroup, q->count);
    for (size_t i = 0; i < q->count; i++) /* the household stands first, then who applies */
        if (!q->items[i].person.n) group_of(p, out, &q->items[i], q->count);
    for (size_t i = 0; i < q->count; i++)
        if (q->items[i].person.n == c->person.n) group_of(p, out, &q->items[i], q->count);
    for (size_t i = 0; i < q->count; i++) {
        FormGroup *group = group_of(p, out, &q->items[i], q->count);
        FormField *field = &group->fields[group->count++];
        TRY(question_field(p, &q->items[i], field));
        if (q->items[i].known || q->items[i].needed) continue;
        Str held;
        TRY(register_text(p, c, &q->items[i], &held));
        if (held.len) field->hint = format(p->w->arena, SAY_NOW_KNOWN, STR_ARG(held));
    }
    return true;
}

bool case_answers_fill(Page *p, const Case *c, CaseAnswerPage *out)
{
    CaseQuestions q;
    TRY(asked_of(p, c, &q) && groups_fill(p, c, &q, out));
    result_fill(p, c, &q, &out->result);
    out->result.opens = out->result.linked = true;
    FormButton *buttons = NEW_ARRAY(p->w->arena, FormButton, 2);
    buttons[0] = (FormButton){.text = STR(SAY_TRY), .name = STR("then"), .value = STR("stay")};
    buttons[1] = (FormButton){
        .text = STR(SAY_KEEP), .name = STR("then"), .value = STR("case"), .kind = STR("other")};
    out->buttons =
        (FormButtons){.buttons = buttons, .count = 2, .cancel_href = case_href(p, c->id)};
    out->head = case_head(p, c, SAY_ANSWER_TITLE);
    out->action = format(p->w->arena, "/case/%lld/answer", (long long)c->id.n);
    out->open = q.count > 0;
    return true;
}

bool case_answer_page(Page *p)
{
    Case c;
    CaseAnswerPage page = {.open = false};
    TRY(case_of(p, &c) && case_answers_fill(p, &c, &page));
    case_answer_html(&p->body, &page);
    return true;
}

/* ---- what was answered ----------------------------------------------------------------------- */

static bool place_parse(Page *p, Str text, Value *out)
{
    DivisionRow row;
    int64_t id;
    TRY(page_id(p, text, &id) && division_by_id(p->w, id, &row));
    *out = (Value){.known = true, .number = id};
    return true;
}

/* False when it is no value of the field; *said: it differs from what stands there. */
static bool answer_read(Page *p, const CaseQuestion *q, Str text, CaseAnswer *out, bool *said)
{
    *out = (CaseAnswer){.person = q->person, .field = q->field};
    *said = false;
    if (q->known && str_equal(text, value_in_box(p, q))) return true;
    bool open = text.len == 0 || str_equal(text, STR("unknown"));
    *said = !open || q->stated;
    if (open) return true;
    if (q->field->type.kind == TYPE_DIVISION) return place_parse(p, text, &out->value);
    if (q->field->type.kind == TYPE_TRUTH)
        text = str_equal(text, STR("yes")) ? STR(SAY_YES) : STR(SAY_NO);
    return case_answer_parse(p->w, q->field, text, &out->value);
}

typedef struct {
    CaseAnswer *items;
    size_t count;
    FaultItem *faults;
    size_t fault_count;
} AnswersRead;

/* What was written is kept, although another answer may have settled the result meanwhile, so that
 * the question is asked no more. */
static bool answers_read(Page *p, const Case *c, AnswersRead *out)
{
    CaseQuestions q;
    bool typing = http_field(p->call->request, STR("HX-Request")).len > 0;
    TRY(asked_of(p, c, &q) && more_add(p, c, &q));
    marked_drop(c, &q);
    out->items = NEW_ARRAY(p->w->arena, CaseAnswer, q.count);
    out->faults = NEW_ARRAY(p->w->arena, FaultItem, q.count);
    for (size_t i = 0; i < q.count; i++) {
        bool said;
        Str name = question_name(p, q.items[i].person, q.items[i].field);
        if (!http_form_has(&p->form, name)) continue;
        Str text = str_trim(http_form_value(&p->form, name));
        if (typing && text.len == 0) continue; /* may come late: only the form itself takes back */
        if (answer_read(p, &q.items[i], text, &out->items[out->count], &said)) {
            out->count += said;
            continue;
        }
        out->faults[out->fault_count++] = (FaultItem){.field = name, .text = p->w->error.sentence};
        p->w->error = (Error){.code = ERR_NONE};
    }
    return true;
}

static bool answer_again(Page *p, const Case *c, FaultList faults)
{
    CaseAnswerPage page = {.faults = faults};
    TRY(case_answers_fill(p, c, &page));
    for (size_t i = 0; i < page.group_count; i++) {
        FormGroup *group = &page.groups[i];
        fields_take(p->w->arena, &p->form, group->fields, group->count);
        for (size_t k = 0; k < faults.count; k++) {
            FormField *field = field_named(group->fields, group->count, faults.faults[k].field);
            if (field) field->fault = faults.faults[k].text;
        }
    }
    case_answer_html(&p->body, &page);
    return page_again(p);
}

bool case_answered_page(Page *p)
{
    Case c;
    AnswersRead answered = {.count = 0};
    InForce law = desk_law(p);
    TRY(case_of(p, &c) && answers_read(p, &c, &answered));
    if (answered.fault_count > 0)
        return answer_again(p, &c,
                            (FaultList){.faults = answered.faults, .count = answered.fault_count});
    if (!case_answer(p->w, &law, c.id, answered.items, answered.count))
        return answer_again(p, &c, fault_said(p));
    bool typing = http_field(p->call->request, STR("HX-Request")).len > 0; /* asks for the result */
    if (!typing && str_equal(page_field(p, "then"), STR("case"))) {
        page_say(p, "%s", SAY_KEPT);
        return page_redirect(p, case_href(p, c.id));
    }
    return page_redirect(p, format(p->w->arena, "/case/%lld/answer", (long long)c.id.n));
}
