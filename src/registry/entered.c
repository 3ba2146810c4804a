/* What a case brings into the registers: people and units who are new, grants and decisions. The
 * act is the case's own, so nothing here begins one: batch_join takes up the ids that are free. */
#include "registry/registry.h"
#include "registry/store.h"
#include "registry/words.def"

/* ---- people ------------------------------------------------------------------------------- */

static Value value_of(const Field *f, const EnteredPerson *p, const CodeVerdict *code)
{
    bool numbered = code->verdict != CODE_INVALID && p->citizen_id.len;
    if (str_equal(f->key, STR("name"))) return (Value){.known = true, .text = p->name};
    if (str_equal(f->key, STR("birth_date")))
        return (Value){.known = numbered, .number = numbered ? code->birth.days : 0};
    if (str_equal(f->key, STR("sex")))
        return (Value){.known = numbered && code->sex, .number = code->sex};
    if (f->format == FIELD_CITIZEN_ID)
        return (Value){.known = numbered, .text = numbered ? code->normal : STR("")};
    if (f->type.kind == TYPE_DIVISION)
        return (Value){.known = p->division != 0, .number = p->division};
    return (Value){.known = false};
}

/* The aspect that holds a field, in full. */
static bool put_aspect(Work *w, const Field *field, const EnteredPerson *p, PersonId person,
                       Commit commit)
{
    const Aspect *aspect = field->aspect;
    CodeVerdict code =
        code_check(w->arena, CODE_CITIZEN_ID, str_trim(p->citizen_id), work_today(w));
    Value *values = NEW_ARRAY(w->arena, Value, aspect->field_count);
    for (size_t i = 0; i < aspect->field_count; i++)
        values[i] = value_of(&aspect->fields[i], p, &code);
    FactWrite write = {.aspect = aspect,
                       .subject = person.n,
                       .from = DATE_ALWAYS,
                       .to = DATE_NONE,
                       .kind = WRITE_CORRECTION,
                       .values = values};
    return fact_write(w, &write, commit);
}

static bool put_person(Work *w, const Register *reg, const EnteredPerson *p, PersonId id,
                       Commit commit)
{
    const Field *name = register_field(reg, STR("name")), *home = register_field(reg, STR("home"));
    if (name) TRY(put_aspect(w, name, p, id, commit));
    return !home || !p->division || put_aspect(w, home, p, id, commit);
}

static bool batch_join(Work *w, Commit commit, Batch *out)
{
    static const struct {
        const char *name;
        size_t at;
    } NEXT[] = {{"person_greatest", offsetof(Batch, next_person)},
                {"unit_greatest", offsetof(Batch, next_unit)},
                {"enrolment_greatest", offsetof(Batch, next_enrolment)},
                {"decision_greatest", offsetof(Batch, next_decision)}};
    *out = (Batch){.w = w, .commit = commit};
    for (size_t i = 0; i < COUNT_OF(NEXT); i++) {
        int64_t *next = (int64_t *)(void *)((char *)out + NEXT[i].at);
        TRY(db_scalar(db_stmt(w, &registry_sql, NEXT[i].name), 0, next));
        *next += 1;
    }
    Stmt *s = db_stmt(w, &registry_sql, "change_source_insert");
    db_bind_int(s, 1, commit.n);
    db_bind_str(s, 2, STR(""));
    db_bind_int(s, 3, DATE_NONE.days);
    return db_run(s);
}

bool entered_person(Work *w, const Bureau *b, const EnteredPerson *person, Commit commit,
                    PersonId *out)
{
    Batch batch;
    const Register *reg = bureau_register(b, STR("person"));
    ensure(reg != NULL);
    TRY(batch_join(w, commit, &batch));
    changes_begin(w, commit, (UnitId){batch.next_unit});
    return person_add(&batch, out) && put_person(w, reg, person, *out, commit);
}

/* ---- units -------------------------------------------------------------------------------- */

bool entered_unit(Work *w, const BenefitUnit *unit, Date since, Commit commit, UnitId *out)
{
    Batch batch;
    FactEffect effect;
    TRY(batch_join(w, commit, &batch));
    changes_begin(w, commit, (UnitId){batch.next_unit});
    TRY(unit_add(&batch, unit, out));
    for (size_t i = 0; i < unit->member_count; i++) {
        bool applicant = unit->members[i].person.n == unit->applicant.n;
        MemberWrite member = {.unit = *out,
                              .person = unit->members[i].person,
                              .role = applicant ? STR(WORD_APPLICANT) : unit->members[i].role,
                              .applicant = applicant,
                              .from = since,
                              .to = DATE_NONE};
        TRY(member_put(w, &member, commit, &effect));
    }
    return true;
}

bool entered_member(Work *w, const EnteredMember *member, Commit commit)
{
    Batch batch;
    FactEffect effect;
    MemberWrite write = {.unit = member->unit,
                         .person = member->person,
                         .role = member->role,
                         .from = member->from,
                         .to = DATE_NONE,
                         .none = member->leaves};
    TRY(batch_join(w, commit, &batch));
    changes_begin(w, commit, (UnitId){batch.next_unit});
    return member_put(w, &write, commit, &effect);
}

bool entered_single(Work *w, PersonId person, Commit commit, UnitId *out)
{
    Batch batch;
    TRY(batch_join(w, commit, &batch));
    changes_begin(w, commit, (UnitId){batch.next_unit});
    return unit_of_one(&batch, person, out);
}

/* ---- decisions ---------------------------------------------------------------------------- */

bool entered_grant(Work *w, const EnteredUnder *under, const Grant *g, EnrolmentId *out)
{
    Batch batch;
    TRY(batch_join(w, under->commit, &batch));
    *out = (EnrolmentId){batch.next_enrolment};
    return enrolment_put(&batch, under->bureau, g, 1, under->law);
}

bool entered_decision(Work *w, const Bureau *b, const Decision *d, Commit commit, DecisionId *out)
{
    Batch batch;
    TRY(batch_join(w, commit, &batch));
    *out = (DecisionId){batch.next_decision};
    return decision_put(&batch, b, d, 1);
}
