/* Questions and answers. What the law still needs comes first, in the order in which it asks; then
 * what has been answered. Each answer has the law asked again, aside (evaluate.c), and the outcome
 * kept with the case: only what still matters is asked (semantics 18, 19). */
#include "casework/room.h"

/* ---- questions ---------------------------------------------------------------------------- */

typedef struct {
    Work *w;
    CaseQuestions *out;
    size_t capacity;
} Asking;

static bool name_of(Work *w, PersonId person, Str *out)
{
    PersonRow row;
    *out = STR("");
    if (!person.n) return true;
    TRY(case_person(w, person, &row));
    *out = row.name;
    return true;
}

static bool ask(Asking *a, PersonId person, const Field *field, const Value *stated, bool needed)
{
    CaseQuestions *q = a->out;
    for (size_t i = 0; i < q->count; i++)
        if (q->items[i].field == field && q->items[i].person.n == person.n) return true;
    if (q->count == a->capacity)
        q->items = arena_grow(a->w->arena, q->items, &a->capacity, sizeof *q->items);
    CaseQuestion *item = &q->items[q->count++];
    *item = (CaseQuestion){.person = person, .field = field, .needed = needed};
    q->needed += needed;
    if (stated) {
        item->stated = item->known = stated->known;
        item->value = *stated;
        item->text = stated->known ? value_text(a->w, field, *stated) : STR("");
    }
    return name_of(a->w, person, &item->person_name);
}

static const Field *field_named(const Bureau *bureau, Str key)
{
    Str reg, rest = key;
    if (!str_split(&rest, '.', &reg)) return NULL;
    const Register *r = bureau_register(bureau, reg);
    return r ? register_field(r, rest) : NULL;
}

typedef struct {
    PersonId person;
    Str field;
} NeedRow;

static bool ask_needs(Asking *a, const InForce *law, Commit commit)
{
    NeedRow *needs = NULL;
    size_t count = 0, capacity = 0;
    Stmt *s = db_stmt(a->w, &casework_sql, "needs");
    db_bind_int(s, 1, commit.n);
    while (db_next(s)) {
        if (count == capacity) needs = arena_grow(a->w->arena, needs, &capacity, sizeof *needs);
        needs[count++] = (NeedRow){{db_int(s, 0)}, row_text(a->w, s, 1)};
    }
    TRY(!db_failed(s));
    for (size_t i = 0; i < count; i++) {
        const Field *field = field_named(law->bureau, needs[i].field);
        if (field) TRY(ask(a, needs[i].person, field, NULL, true));
    }
    return true;
}

bool case_questions(Work *w, const InForce *law, CaseId id, CaseQuestions *out)
{
    Handling h;
    Commit commit;
    Str reasons;
    *out = (CaseQuestions){0};
    Asking a = {.w = w, .out = out};
    TRY(handling_open(w, law, id, &h));
    TRY(result_read(w, id, &out->result, &reasons, &commit));
    TRY(ask_needs(&a, law, commit));
    for (size_t i = 0; i < h.said.count; i++) {
        const Stated *s = &h.said.items[i];
        TRY(ask(&a, s->person, s->field, &s->value, false));
    }
    return true;
}

/* ---- answers ------------------------------------------------------------------------------ */

/* 记: only the step that marks it says so. */
static bool not_marked(Handling *h, const Field *field)
{
    const Affair *affair = h->row.affair;
    for (size_t i = 0; i < affair->step_count; i++)
        if (affair->steps[i].marks == field)
            return refuse(h->w, ERR_INPUT, SAY_ANSWER_MARKED, STR_ARG(field->name),
                          STR_ARG(affair->steps[i].name));
    return true;
}

static bool answer_check(Handling *h, const CaseAnswer *a)
{
    int64_t *people;
    size_t count;
    bool household = a->field->aspect->reg->subject == SUBJECT_HOUSEHOLD, ours = !a->person.n;
    TRY(not_marked(h, a->field) && case_people(h->w, &h->row, &people, &count));
    for (size_t i = 0; i < count; i++)
        ours = ours || people[i] == a->person.n;
    if (ours && (!household || !a->person.n)) return true;
    return refuse(h->w, ERR_INPUT, SAY_ANSWER_WHO, STR_ARG(a->field->name),
                  STR_ARG(household ? STR(SAY_WORD_HOUSEHOLD) : STR(SAY_WORD_PERSON)));
}

static bool answers_keep(Handling *h, const Statements *fresh, const Evaluation *e, bool asked)
{
    Str detail = format(h->w->arena, "%zu", fresh->count);
    TRY(handling_act(h, "case_answer", detail));
    for (size_t i = 0; i < fresh->count; i++)
        TRY(statement_write(h, &fresh->items[i]));
    path_make(h); /* an answer may take a step in or out (当 字段 = 词) */
    return !asked || evaluation_store(h, e);
}

bool case_answer(Work *w, const InForce *law, CaseId id, const CaseAnswer *answers, size_t count)
{
    Handling h;
    Statements fresh = {0};
    Evaluation e;
    TRY(handling_open(w, law, id, &h));
    if (h.row.state == CASE_CLOSED) return refuse(w, ERR_STATE, "%s", SAY_CLOSED_CASE);
    if (h.row.outcome != OUTCOME_NONE) return refuse(w, ERR_STATE, "%s", SAY_DECIDED_CASE);
    DutySet may = DUTY_BIT(DUTY_VILLAGE) | DUTY_BIT(DUTY_CLERK) | DUTY_BIT(DUTY_CHECKER) |
                  DUTY_BIT(DUTY_PARTNER);
    TRY(may_concern(&h));
    if (w->actor && count) TRY(access_need_at(w, may, h.row.division));
    for (size_t i = 0; i < count; i++) {
        TRY(answer_check(&h, &answers[i]));
        bool household = answers[i].field->aspect->reg->subject == SUBJECT_HOUSEHOLD;
        PersonId person = household || answers[i].person.n ? answers[i].person : h.row.person;
        Stated s = {person, answers[i].field, answers[i].value};
        statements_put(w->arena, &fresh, s);
        statements_put(w->arena, &h.said, s);
    }
    bool asked = h.row.kind != CASE_APPEAL && h.row.kind != CASE_OBJECTION;
    if (asked) TRY(evaluate_aside(&h, &e));
    TRY(db_begin(w));
    return db_end(w, answers_keep(&h, &fresh, &e, asked));
}
