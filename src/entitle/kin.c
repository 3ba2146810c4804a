/* A FactBase of one subject and its kin, for a page: everybody who shares a benefit unit with
 * one of the people asked about. Their versions come from their histories; nobody else is read. */
#include "entitle/facts.h"

typedef struct {
    int64_t *ids;
    size_t count, capacity;
} Ids;

static bool ids_has(const Ids *ids, int64_t id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (ids->ids[i] == id) return true;
    return false;
}

/* Keeps the ids rising: versions and members must come in the order of their subjects. */
static void ids_add(Arena *arena, Ids *ids, int64_t id)
{
    if (ids_has(ids, id)) return;
    if (ids->count == ids->capacity)
        ids->ids = arena_grow(arena, ids->ids, &ids->capacity, sizeof *ids->ids);
    size_t at = ids->count++;
    for (; at > 0 && ids->ids[at - 1] > id; at--)
        ids->ids[at] = ids->ids[at - 1];
    ids->ids[at] = id;
}

static ColumnType column_type(const Type *type)
{
    if (type->kind == TYPE_TRUTH) return COLUMN_TRUTH;
    if (type->kind == TYPE_CHOICE) return COLUMN_CHOICE;
    return type->kind == TYPE_NUMBER ? COLUMN_INT64 : COLUMN_INT32;
}

static bool history_value(Work *w, const Field *field, const Value *value, int64_t *out)
{
    *out = value->number;
    if (!value->known || field->type.kind != TYPE_DIVISION) return true;
    DivisionRow row;
    TRY(division_by_id(w, value->number, &row));
    *out = row.first;
    return true;
}

/* Versions of a few subjects, from their histories: what is known now, by subject, then day. */
static bool versions_of(Work *w, Versions *v, const Ids *subjects)
{
    const Aspect *a = v->aspect;
    FactVersion **history = NEW_ARRAY(w->arena, FactVersion *, subjects->count + 1);
    size_t *counts = NEW_ARRAY(w->arena, size_t, subjects->count + 1), total = 0;
    for (size_t i = 0; i < subjects->count; i++) {
        Scope *held = scope_lift(w); /* the law looks at kin wherever they live */
        TRY(scope_return(w, held,
                         registry_history(w, a, subjects->ids[i], &history[i], &counts[i])));
        total += counts[i];
    }
    AspectRows rows = {.subject = NEW_ARRAY(w->arena, int64_t, total + 1),
                       .from = NEW_ARRAY(w->arena, int32_t, total + 1),
                       .to = NEW_ARRAY(w->arena, int32_t, total + 1),
                       .columns = NEW_ARRAY(w->arena, Column, a->field_count + 1)};
    for (size_t f = 0; f < a->field_count; f++)
        rows.columns[f] = column_new(w->arena, column_type(&a->fields[f].type), total + 1);
    for (size_t i = 0; i < subjects->count; i++) {
        for (size_t j = counts[i]; j-- > 0;) {
            const FactVersion *version = &history[i][j];
            if (version->known_to.n != COMMIT_OPEN) continue;
            size_t row = rows.count++;
            rows.subject[row] = subjects->ids[i];
            rows.from[row] = version->from.days;
            rows.to[row] = version->to.days;
            for (size_t f = 0; f < a->field_count; f++) {
                int64_t value;
                TRY(history_value(w, &a->fields[f], &version->values[f], &value));
                facts_store(&rows.columns[f], w->arena, row, version->values[f].known, value);
            }
        }
    }
    return subject_rows(w, &rows, &v->now);
}

/* All units of these people. */
static bool units_of(Work *w, const Ids *people, Ids *units)
{
    for (size_t i = 0; i < people->count; i++) {
        UnitId *found;
        size_t count;
        Scope *held = scope_lift(w);
        TRY(scope_return(w, held, unit_of_person(w, (PersonId){people->ids[i]}, &found, &count)));
        for (size_t j = 0; j < count; j++)
            ids_add(w->arena, units, found[j].n);
    }
    return true;
}

/* Memberships of these units, in their order. */
static bool members_of(Work *w, const Ids *units, MemberRows *out)
{
    MemberRows *each = NEW_ARRAY(w->arena, MemberRows, units->count + 1);
    size_t total = 0;
    for (size_t i = 0; i < units->count; i++) {
        TRY(unit_members(w, (UnitId){units->ids[i]}, &each[i]));
        total += each[i].count;
    }
    *out = (MemberRows){.unit = NEW_ARRAY(w->arena, int64_t, total + 1),
                        .person = NEW_ARRAY(w->arena, int64_t, total + 1),
                        .from = NEW_ARRAY(w->arena, int32_t, total + 1),
                        .to = NEW_ARRAY(w->arena, int32_t, total + 1),
                        .applicant = NEW_ARRAY(w->arena, uint8_t, total + 1)};
    for (size_t i = 0; i < units->count; i++) {
        for (size_t j = 0; j < each[i].count; j++) {
            size_t row = out->count++;
            out->unit[row] = each[i].unit[j];
            out->person[row] = each[i].person[j];
            out->from[row] = each[i].from[j];
            out->to[row] = each[i].to[j];
            out->applicant[row] = each[i].applicant[j];
        }
    }
    return true;
}

/* The person, or the unit's people; all units of these, and everybody in those. */
static bool kin_collect(Work *w, Ids *persons, Ids *units, MemberRows *members)
{
    TRY(members_of(w, units, members));
    for (size_t i = 0; i < members->count; i++)
        ids_add(w->arena, persons, members->person[i]);
    TRY(units_of(w, persons, units));
    TRY(members_of(w, units, members));
    for (size_t i = 0; i < members->count; i++)
        ids_add(w->arena, persons, members->person[i]);
    return true;
}

static bool load_kin(Work *w, FactBase *base, Subject subject, int64_t id)
{
    MemberRows members;
    Ids persons = {0}, units = {0};
    ids_add(w->arena, subject == SUBJECT_HOUSEHOLD ? &units : &persons, id);
    TRY(kin_collect(w, &persons, &units, &members));
    TRY(facts_members(w, &members, &base->members.now));
    for (size_t i = 0; i < base->version_count; i++) {
        Versions *v = &base->versions[i];
        bool household = v->aspect->reg->subject == SUBJECT_HOUSEHOLD;
        TRY(versions_of(w, v, household ? &units : &persons));
    }
    return facts_number(w, base);
}

bool facts_load_subject(Work *w, const Bureau *bureau, Subject subject, int64_t id, FactBase **out)
{
    FactBase *base;
    Division home;
    bool own;
    TRY(facts_home(w, &home));
    TRY(facts_open(w, bureau, home, &base));
    base->known = KNOWN_NOW;
    TRY(facts_moment(w, &own));
    bool ok = load_kin(w, base, subject, id);
    facts_moment_end(w, own);
    *out = base;
    return ok;
}
