/* What is decided in a month: who stops and why, whose grant is revised after a review, who fades
 * out with a job, and who is granted what. All decisions of one kind are one act. */
#include <stdlib.h>

#include "demo/words.def"
#include "demo/year.h"

static const Str stop_reasons[STOP_REASON_COUNT] = {
    [STOP_DEATH] = STR_OF(REASON_DEATH),       [STOP_MOVED] = STR_OF(REASON_MOVED),
    [STOP_INCOME] = STR_OF(REASON_INCOME),     [STOP_GROWN] = STR_OF(REASON_GROWN),
    [STOP_RETURNED] = STR_OF(REASON_RETURNED), [STOP_TRANSFER] = STR_OF(REASON_TRANSFER),
    [STOP_FADED] = STR_OF(REASON_FADED),
};

/* Month k of the year, 13 being January of the next. */
static Month month_at(const Demo *d, int k)
{
    return (Month){month_of(d->year, 1).n + k - 1};
}

static bool person_id(Telling *t, uint32_t person, PersonId *out)
{
    Demo *d = t->demo;
    if (!d->ids) d->ids = NEW_ARRAY(d->arena, int64_t, d->person_count);
    if (!d->ids[person]) {
        TRY(person_by_number(t->w, person_number(t->w->arena, d, person), out));
        d->ids[person] = out->n;
    }
    *out = (PersonId){d->ids[person]};
    return true;
}

static bool unit_id(Telling *t, size_t unit, UnitId *out)
{
    Demo *d = t->demo;
    if (!d->unit_ids) d->unit_ids = NEW_ARRAY(d->arena, int64_t, d->unit_count);
    if (!d->unit_ids[unit]) {
        TRY(unit_by_number(t->w, unit_number(t->w->arena, unit), out));
        d->unit_ids[unit] = out->n;
    }
    *out = (UnitId){d->unit_ids[unit]};
    return true;
}

/* ---- grants -------------------------------------------------------------------------------- */

typedef struct {
    Grant *rows;
    size_t count, capacity;
} Grants;

static void grant_add(Telling *t, Grants *list, Grant grant)
{
    if (list->count == list->capacity)
        list->rows = arena_grow(t->w->arena, list->rows, &list->capacity, sizeof *list->rows);
    grant.accepted = (Date){grant.applied.days + 1};
    grant.reason = STR(REASON_CONFIRMED);
    list->rows[list->count++] = grant;
}

static bool units_granted(Telling *t)
{
    const Demo *d = t->demo;
    Grants list = {0};
    const Affair *affair = bureau_affair(t->bureau, STR("minimum_living"));
    for (size_t k = 0; k < d->unit_count; k++) {
        const Household *u = &d->units[k];
        UnitId unit;
        if (u->granted != t->month) continue;
        TRY(unit_id(t, k, &unit));
        grant_add(
            t, &list,
            (Grant){
                .affair = affair, .unit = unit, .applied = {u->applied}, .decided = {u->decided}});
    }
    return !list.count || enrolment_grant_all(t->w, t->bureau, list.rows, list.count, t->law);
}

static bool benefits_granted(Telling *t, BenefitKind kind)
{
    const Demo *d = t->demo;
    Grants list = {0};
    const Affair *affair = bureau_affair(t->bureau, benefit_key(kind));
    for (size_t i = 0; i < d->benefit_count; i++) {
        const Benefit *b = &d->benefits[i];
        PersonId person;
        if (b->kind != kind || b->granted != t->month) continue;
        TRY(person_id(t, b->person, &person));
        grant_add(t, &list,
                  (Grant){.affair = affair,
                          .person = person,
                          .applied = {b->applied},
                          .decided = {b->decided}});
    }
    return !list.count || enrolment_grant_all(t->w, t->bureau, list.rows, list.count, t->law);
}

/* ---- later decisions ------------------------------------------------------------------------ */

typedef struct {
    Telling *t;
    Enrolment *enrolments; /* of one affair, by the subject that they are looked up by */
    size_t enrolment_count;
    bool by_unit;
    Decision *rows;
    size_t count, capacity;
} Decisions;

static int by_unit(const void *a, const void *b)
{
    const Enrolment *x = a, *y = b;
    return (x->unit.n > y->unit.n) - (x->unit.n < y->unit.n);
}

static int by_person(const void *a, const void *b)
{
    const Enrolment *x = a, *y = b;
    return (x->applicant.n > y->applicant.n) - (x->applicant.n < y->applicant.n);
}

static bool enrolments_sorted(Decisions *list, const Affair *affair)
{
    Telling *t = list->t;
    TRY(registry_enrolments(t->w, t->bureau, affair, KNOWN_NOW, &list->enrolments,
                            &list->enrolment_count));
    if (list->enrolment_count)
        qsort(list->enrolments, list->enrolment_count, sizeof(Enrolment),
              list->by_unit ? by_unit : by_person);
    return true;
}

static bool decision_add(Decisions *list, const Enrolment *subject, Decision decision)
{
    Telling *t = list->t;
    const Enrolment *found = NULL;
    if (list->enrolment_count)
        found = bsearch(subject, list->enrolments, list->enrolment_count, sizeof *subject,
                        list->by_unit ? by_unit : by_person);
    if (!found) return fail(t->w, ERR_NOT_FOUND, "demo: a decision without its enrolment");
    if (list->count == list->capacity)
        list->rows = arena_grow(t->w->arena, list->rows, &list->capacity, sizeof *list->rows);
    decision.enrolment = found->id;
    decision.until = MONTH_NONE;
    decision.law = t->law;
    list->rows[list->count++] = decision;
    return true;
}

static bool decisions_make(Decisions *list)
{
    return !list->count ||
           enrolment_decide_all(list->t->w, list->t->bureau, list->rows, list->count);
}

/* What befalls one unit this month. */
static bool unit_decision(const Telling *t, const Household *u, Decision *out)
{
    Demo *d = t->demo;
    out->day = decision_day(d, t->month);
    if (u->stop_known == t->month) {
        out->kind = DECISION_STOP;
        out->effective = month_at(d, u->stops);
        out->reason = stop_reasons[u->stop_reason];
    } else if (u->fades && u->fades - 1 == t->month) {
        out->kind = DECISION_FADE;
        out->effective = month_at(d, u->fades);
        out->reason = STR(REASON_FADE);
    } else if (u->earlier_income >= 0 && u->revised == t->month) {
        out->kind = DECISION_REVISE;
        out->effective = month_at(d, t->month + 1);
        out->reason = STR(REASON_REVISED);
    } else {
        return false;
    }
    return true;
}

static bool units_decided(Telling *t)
{
    Decisions list = {.t = t, .by_unit = true};
    TRY(enrolments_sorted(&list, bureau_affair(t->bureau, STR("minimum_living"))));
    for (size_t k = 0; k < t->demo->unit_count; k++) {
        Decision decision = {0};
        Enrolment subject = {0};
        if (!unit_decision(t, &t->demo->units[k], &decision)) continue;
        TRY(unit_id(t, k, &subject.unit));
        TRY(decision_add(&list, &subject, decision));
    }
    return decisions_make(&list);
}

static bool benefits_stopped(Telling *t, BenefitKind kind)
{
    Demo *d = t->demo;
    Decisions list = {.t = t};
    bool any = false;
    for (size_t i = 0; i < d->benefit_count; i++)
        any |= d->benefits[i].kind == kind && d->benefits[i].stops &&
               d->benefits[i].stop_known == t->month;
    if (!any) return true;
    TRY(enrolments_sorted(&list, bureau_affair(t->bureau, benefit_key(kind))));
    for (size_t i = 0; i < d->benefit_count; i++) {
        const Benefit *b = &d->benefits[i];
        Enrolment subject = {0};
        if (b->kind != kind || !b->stops || b->stop_known != t->month) continue;
        TRY(person_id(t, b->person, &subject.applicant));
        TRY(decision_add(&list, &subject,
                         (Decision){.kind = DECISION_STOP,
                                    .day = decision_day(d, t->month),
                                    .effective = month_at(d, b->stops),
                                    .reason = stop_reasons[b->stop_reason]}));
    }
    return decisions_make(&list);
}

bool decisions_tell(Telling *t)
{
    if (t->month) TRY(units_decided(t));
    for (int kind = 0; t->month && kind < BENEFIT_COUNT; kind++)
        TRY(benefits_stopped(t, (BenefitKind)kind));
    TRY(units_granted(t));
    for (int kind = 0; kind < BENEFIT_COUNT; kind++)
        TRY(benefits_granted(t, (BenefitKind)kind));
    return true;
}
