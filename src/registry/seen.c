/* Who sees whom, and who keeps out. Statements over people, households and enrolments ask in_scope
 * themselves (queries.sql); what is read by its id alone is asked for here first. Facts of a row of
 * another register are seen where one of its divisions is or was.
 *
 * Whoever is himself, or has a relative, in a household takes no part in its decisions and is not
 * shown what is sealed. Revealing a sealed value to anybody else is an act. */
#include "registry/schema.h"
#include "registry/store.h"
#include "registry/words.def"

/* ---- seen ----------------------------------------------------------------------------------- */

static bool seen_by(Work *w, const char *statement, int64_t id, bool *seen)
{
    int64_t count;
    Stmt *s = db_stmt(w, &registry_sql, statement);
    db_bind_int(s, 1, id);
    TRY(db_scalar(s, 0, &count));
    *seen = count > 0;
    return true;
}

bool person_seen(Work *w, PersonId id, bool *seen)
{
    return seen_by(w, "person_seen", id.n, seen);
}

bool unit_seen(Work *w, UnitId id, bool *seen)
{
    return seen_by(w, "unit_seen", id.n, seen);
}

bool person_need_seen(Work *w, PersonId id)
{
    bool seen = true;
    if (w->scope) TRY(person_seen(w, id, &seen));
    return seen || refuse(w, ERR_NOT_FOUND, SAY_NO_PERSON_ID, (long long)id.n);
}

bool person_identify(Work *w, Str citizen_id, PersonId *out)
{
    bool found;
    return person_find(w, citizen_id, out, &found);
}

/* ---- histories ------------------------------------------------------------------------------ */

static bool versions_seen(Work *w, const Field *field, const FactVersion *versions, size_t count,
                          bool *seen)
{
    const Aspect *aspect = field->aspect;
    for (size_t i = 0; i < count && !*seen; i++) {
        Value v = versions[i].values[field - aspect->fields];
        if (v.known) TRY(scope_holds(w, v.number, seen));
    }
    return true;
}

static bool row_seen(Work *w, const Register *reg, int64_t id, bool *seen)
{
    size_t placed = 0;
    *seen = false;
    for (size_t i = 0; i < register_field_count(reg) && !*seen; i++) {
        const Field *field = register_field_at(reg, i);
        FactVersion *versions;
        size_t count;
        if (field->type.kind != TYPE_DIVISION) continue;
        placed++;
        TRY(history_read(w, field->aspect, id, &versions, &count));
        TRY(versions_seen(w, field, versions, count, seen));
    }
    *seen = *seen || !placed;
    return true;
}

static bool subject_seen(Work *w, const Register *reg, int64_t subject, bool *seen)
{
    *seen = true;
    if (!w->scope) return true;
    switch (reg->subject) {
    case SUBJECT_PERSON:
        return person_seen(w, (PersonId){subject}, seen);
    case SUBJECT_HOUSEHOLD:
        return unit_seen(w, (UnitId){subject}, seen);
    default:
        return row_seen(w, reg, subject, seen);
    }
}

bool subject_need_seen(Work *w, const Register *reg, int64_t subject)
{
    bool seen;
    TRY(subject_seen(w, reg, subject, &seen));
    return seen || refuse(w, ERR_NOT_FOUND, SAY_NOT_SEEN, STR_ARG(reg->name), (long long)subject);
}

bool registry_history(Work *w, const Aspect *aspect, int64_t subject, FactVersion **out,
                      size_t *count)
{
    bool seen;
    *out = NULL;
    *count = 0;
    TRY(subject_seen(w, aspect->reg, subject, &seen));
    return !seen || history_read(w, aspect, subject, out, count);
}

/* ---- keeping out ---------------------------------------------------------------------------- */

static bool is_of(Work *w, const char *statement, int64_t id, int64_t person, bool *is)
{
    int64_t count;
    Stmt *s = db_stmt(w, &registry_sql, statement);
    db_bind_int(s, 1, id);
    db_bind_int(s, 2, person);
    TRY(db_scalar(s, 0, &count));
    *is = count > 0;
    return true;
}

static bool grants_seen(Work *w, const Grant *grants, size_t count)
{
    for (size_t i = 0; w->scope && i < count; i++) {
        UnitId unit = grants[i].unit;
        bool seen = true;
        if (!unit.n) TRY(person_need_seen(w, grants[i].person));
        if (unit.n) TRY(unit_seen(w, unit, &seen));
        if (!seen) return refuse(w, ERR_NOT_FOUND, SAY_NO_UNIT_ID, (long long)unit.n);
    }
    return true;
}

bool keep_from_grants(Work *w, const Grant *grants, size_t count)
{
    int64_t *kin;
    size_t kin_count;
    TRY(grants_seen(w, grants, count));
    TRY(access_kin(w, &kin, &kin_count));
    for (size_t k = 0; k < kin_count; k++) {
        for (size_t i = 0; i < count; i++) {
            bool is = grants[i].person.n == kin[k];
            if (!is) TRY(is_of(w, "kin_in_unit", grants[i].unit.n, kin[k], &is));
            if (is) return access_no_kin(w, &kin[k], 1);
        }
    }
    return true;
}

bool keep_from_decisions(Work *w, const Decision *decisions, size_t count)
{
    int64_t *kin;
    size_t kin_count;
    TRY(access_kin(w, &kin, &kin_count));
    for (size_t k = 0; k < kin_count; k++) {
        for (size_t i = 0; i < count; i++) {
            bool is;
            TRY(is_of(w, "kin_in_enrolment", decisions[i].enrolment.n, kin[k], &is));
            if (is) return access_no_kin(w, &kin[k], 1);
        }
    }
    return true;
}

/* ---- revealing ------------------------------------------------------------------------------ */

static bool reveal_members(Work *w, UnitId unit)
{
    int64_t *people;
    size_t count;
    TRY(unit_members_ever(w, unit, &people, &count));
    return access_no_kin(w, people, count);
}

/* That the subject is seen is asked by the same statements that show it. */
static bool may_reveal(Work *w, const PersonReveal *asked)
{
    bool seen;
    const Register *reg = asked->field->aspect->reg;
    if (w->actor) TRY(access_need_any(w, DUTIES_BUSINESS | DUTY_BIT(DUTY_AUDITOR)));
    if (!str_trim(asked->purpose).len) return refuse(w, ERR_INPUT, SAY_NO_PURPOSE);
    TRY(subject_seen(w, reg, asked->subject, &seen));
    if (!seen) return refuse(w, ERR_NOT_FOUND, SAY_NO_PERSON_ID, (long long)asked->subject);
    if (reg->subject == SUBJECT_PERSON) return access_no_kin(w, &asked->subject, 1);
    return reg->subject != SUBJECT_HOUSEHOLD || reveal_members(w, (UnitId){asked->subject});
}

static Str reveal_subject(Work *w, const PersonReveal *asked)
{
    const Register *reg = asked->field->aspect->reg;
    const char *kind = reg->subject == SUBJECT_PERSON      ? "person"
                       : reg->subject == SUBJECT_HOUSEHOLD ? "unit"
                                                           : "row";
    return format(w->arena, "%s:%lld", kind, (long long)asked->subject);
}

static bool reveal_inside(Work *w, const PersonReveal *asked, Str *text)
{
    Commit commit;
    HeldText held = {.text = STR("")};
    TextsAsked one = {asked->field, work_today(w), &asked->subject, 1};
    Str field = asked->field->name;
    TRY(registry_texts(w, &one, &held));
    *text = held.text;
    return audit_act(w,
                     &(Act){.kind = STR("reveal"),
                            .subject = reveal_subject(w, asked),
                            .purpose = str_trim(asked->purpose),
                            .detail = field},
                     &commit);
}

bool person_reveal(Work *w, const PersonReveal *asked, Str *text)
{
    *text = STR("");
    TRY(may_reveal(w, asked));
    TRY(db_begin(w));
    return db_end(w, reveal_inside(w, asked, text));
}

static bool list_reveal_inside(Work *w, const Register *reg, Str purpose)
{
    Commit commit;
    return audit_act(w,
                     &(Act){.kind = STR("reveal"),
                            .subject = format(w->arena, "register:%.*s", STR_ARG(reg->key)),
                            .purpose = purpose,
                            .detail = reg->name},
                     &commit);
}

bool register_reveal(Work *w, const Register *reg, Str purpose)
{
    purpose = str_trim(purpose);
    if (w->actor) TRY(access_need_any(w, DUTIES_BUSINESS | DUTY_BIT(DUTY_AUDITOR)));
    if (!purpose.len) return refuse(w, ERR_INPUT, SAY_NO_PURPOSE);
    TRY(db_begin(w));
    return db_end(w, list_reveal_inside(w, reg, purpose));
}
