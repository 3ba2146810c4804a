/* Enrolments of an affair and what their decisions rest on, read once per FactBase.
 *
 * Decided facts come as (decision, person, field, value); here they become a small table: a row for
 * each person of a decision (person 0 is the unit itself), a slot for each field that the affair
 * names under 依决定. A fact that the decision does not carry is absent, which is not unknown: the
 * caller falls back on what its aspect says. */
#include <stdlib.h>
#include <string.h>

#include "entitle/facts.h"

AffairFacts *facts_affair(FactBase *base, const Affair *affair)
{
    size_t i = 0;
    while (i < base->bureau->affair_count && base->affairs[i].affair != affair &&
           base->affairs[i].affair->review != affair)
        i++;
    ensure(i < base->bureau->affair_count); /* else the affair is another bureau's */
    return &base->affairs[i];
}

const DecidedSet *decided_find(const Decided *d, int64_t decision)
{
    size_t low = 0, high = d->set_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (d->sets[middle].decision < decision)
            low = middle + 1;
        else
            high = middle;
    }
    return low < d->set_count && d->sets[low].decision == decision ? &d->sets[low] : NULL;
}

DecidedState decided_get(const Decided *d, const DecidedSet *set, int64_t person, size_t slot,
                         int64_t *value)
{
    for (uint32_t r = set->first; r < set->end; r++) {
        if (d->person[r] != person) continue;
        *value = d->value[r * d->slots + slot];
        return d->state[r * d->slots + slot];
    }
    return DECIDED_ABSENT;
}

static size_t slot_of(const Affair *affair, const Field *field)
{
    for (size_t i = 0; i < affair->decided_count; i++)
        if (affair->decided[i] == field) return i;
    return SIZE_MAX;
}

static int by_decision(const void *a, const void *b)
{
    const DecidedFact *x = a, *y = b;
    if (x->decision.n != y->decision.n) return x->decision.n < y->decision.n ? -1 : 1;
    if (x->person.n != y->person.n) return x->person.n < y->person.n ? -1 : 1;
    return 0;
}

static bool new_row(const DecidedFact *facts, size_t i)
{
    return i == 0 || by_decision(&facts[i - 1], &facts[i]) != 0;
}

static void table_open(Arena *arena, const DecidedFact *facts, size_t count, Decided *out)
{
    for (size_t i = 0; i < count; i++) {
        out->rows += new_row(facts, i);
        out->set_count += i == 0 || facts[i - 1].decision.n != facts[i].decision.n;
    }
    out->sets = NEW_ARRAY(arena, DecidedSet, out->set_count + 1);
    out->person = NEW_ARRAY(arena, int64_t, out->rows + 1);
    out->member = NEW_ARRAY(arena, uint8_t, out->rows + 1);
    out->value = NEW_ARRAY(arena, int64_t, out->rows * out->slots + 1);
    out->state = NEW_ARRAY(arena, uint8_t, out->rows * out->slots + 1);
}

static void table_fill(const Affair *affair, const DecidedFact *facts, size_t count, Decided *out)
{
    size_t row = SIZE_MAX, set = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (new_row(facts, i)) out->person[++row] = facts[i].person.n;
        if (i == 0 || facts[i - 1].decision.n != facts[i].decision.n)
            out->sets[++set] = (DecidedSet){facts[i].decision.n, (uint32_t)row, 0};
        out->sets[set].end = (uint32_t)row + 1;
        if (!facts[i].field) {
            out->member[row] = (uint8_t)facts[i].value.number;
            continue;
        }
        size_t slot = slot_of(affair, facts[i].field);
        if (slot == SIZE_MAX) continue; /* decided under an older law: today's reads it directly */
        size_t at = row * out->slots + slot;
        out->value[at] = facts[i].value.number;
        out->state[at] = facts[i].value.known ? DECIDED_KNOWN : DECIDED_UNKNOWN;
    }
}

/* Of one subject's kin only their own enrolments are asked: an affair may have a hundred thousand.
 */
static bool decided_read(Work *w, FactBase *base, const AffairFacts *facts, DecidedFact **out,
                         size_t *count)
{
    if (base->whole) return registry_decided(w, facts->affair, base->known, out, count);
    DecidedOf of = {facts->affair, base->known, facts->enrolments, facts->enrolment_count};
    return registry_decided_of(w, &of, out, count);
}

bool decided_load(Work *w, FactBase *base, AffairFacts *of)
{
    DecidedFact *facts;
    size_t count;
    const Affair *affair = of->affair;
    Decided *out = &of->decided;
    *out = (Decided){.slots = affair->decided_count};
    if (!affair->decided_count && !affair->members_decided) return true;
    TRY(decided_read(w, base, of, &facts, &count));
    if (count) qsort(facts, count, sizeof *facts, by_decision);
    table_open(base->arena, facts, count, out);
    table_fill(affair, facts, count, out);
    return true;
}

/* ---- enrolments --------------------------------------------------------------------------- */

typedef struct {
    Enrolment *rows;
    size_t count, capacity;
} Enrolments;

static bool enrolments_has(const Enrolments *list, EnrolmentId id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].id.n == id.n) return true;
    return false;
}

/* Of one subject's kin: those of every person in the base whose unit is in it too. */
static bool enrolments_of_kin(Work *w, FactBase *base, const Affair *affair, AffairFacts *out)
{
    Enrolments list = {0};
    for (size_t i = 0; i < base->persons.count; i++) {
        Enrolment *rows;
        size_t count;
        PersonId person = {index_id(&base->persons, (int32_t)i)};
        Scope *held = scope_lift(w); /* programmes know each other wherever they run */
        TRY(scope_return(w, held, person_enrolments(w, base->bureau, person, &rows, &count)));
        for (size_t j = 0; j < count; j++) {
            if (rows[j].affair != affair || enrolments_has(&list, rows[j].id)) continue;
            if (index_find(&base->units, rows[j].unit.n) < 0) continue;
            if (list.count == list.capacity)
                list.rows = arena_grow(base->arena, list.rows, &list.capacity, sizeof *rows);
            list.rows[list.count++] = rows[j];
        }
    }
    out->enrolments = list.rows;
    out->enrolment_count = list.count;
    return true;
}

bool facts_enrolments(Work *w, FactBase *base, const Affair *affair, AffairFacts **out)
{
    AffairFacts *facts = *out = facts_affair(base, affair);
    if (facts->loaded) return true;
    if (base->whole)
        TRY(enrolment_list(w, affair, base->known, &facts->enrolments, &facts->enrolment_count));
    else
        TRY(enrolments_of_kin(w, base, affair, facts));
    TRY(decided_load(w, base, facts));
    facts->loaded = true;
    return true;
}
