/* People and benefit units: looked up with a purpose, what they are granted, what was posted. */
#include "api/room.h"

enum { FOUND_MOST = 50 };

bool search_api(Page *p, const SearchAsked *body, People *out)
{
    PersonRow *rows;
    PersonLookup lookup = {.text = body->text, .purpose = body->purpose, .limit = FOUND_MOST};
    TRY(person_lookup(p->w, &lookup, &rows, &out->items_count));
    out->items = NEW_ARRAY(p->w->arena, PersonFound, out->items_count + 1);
    for (size_t i = 0; i < out->items_count; i++)
        out->items[i] = (PersonFound){.id = rows[i].id.n,
                                      .name = name_mask(p->w->arena, rows[i].name),
                                      .number = rows[i].masked_id,
                                      .birth = rows[i].birth,
                                      .place = place_words(p, rows[i].division)};
    return true;
}

static bool person_asked(Page *p, PersonId *out)
{
    TRY(page_id(p, p->call->params[0], &out->n));
    p->subject = format(p->w->arena, "person:%lld", (long long)out->n);
    PersonRow row;
    return person_row(p->w, *out, &row);
}

/* ---- units -------------------------------------------------------------------------------- */

bool unit_api(Page *p, const Nothing *body, UnitTold *out)
{
    (void)body;
    int64_t id;
    BenefitUnit unit;
    TRY(page_id(p, p->call->params[0], &id));
    TRY(unit_row(p->w, (UnitId){id}, work_today(p->w), &unit));
    p->subject = format(p->w->arena, "unit:%lld", (long long)id);
    *out = (UnitTold){.id = id,
                      .number = unit.number,
                      .family = unit.kind == UNIT_FAMILY,
                      .applicant = unit.applicant.n,
                      .place = place_words(p, unit.division)};
    out->members = NEW_ARRAY(p->w->arena, MemberTold, unit.member_count + 1);
    out->members_count = unit.member_count;
    for (size_t i = 0; i < unit.member_count; i++) {
        const Member *m = &unit.members[i];
        out->members[i] = (MemberTold){.person = m->person.n,
                                       .name = masked_name(p, m->person.n),
                                       .role = m->role,
                                       .from = m->from,
                                       .to = m->to};
    }
    return true;
}

/* ---- what is granted ---------------------------------------------------------------------- */

static DecisionTold decision_told(const Decision *d)
{
    static const char *const kinds[DECISION_KIND_COUNT] = {
        [DECISION_GRANT] = "grant",     [DECISION_REVISE] = "revise", [DECISION_STOP] = "stop",
        [DECISION_SUSPEND] = "suspend", [DECISION_RESUME] = "resume", [DECISION_FADE] = "fade",
        [DECISION_FIX] = "fix"};
    return (DecisionTold){.id = d->id.n,
                          .kind = str_of(kinds[d->kind]),
                          .day = d->day,
                          .effective = d->effective,
                          .reason = d->reason,
                          .actor = d->actor};
}

static EnrolmentTold enrolment_told(Page *p, const Enrolment *e)
{
    EnrolmentTold told = {.id = e->id.n,
                          .affair = e->affair->key,
                          .affair_name = e->affair->name,
                          .unit = e->unit.n,
                          .applied = e->applied,
                          .decided = e->decided,
                          .stop = e->stop,
                          .suspended_from = e->suspended_from};
    told.decisions = NEW_ARRAY(p->w->arena, DecisionTold, e->decision_count + 1);
    told.decisions_count = e->decision_count;
    for (size_t i = 0; i < e->decision_count; i++)
        told.decisions[i] = decision_told(&e->decisions[i]);
    return told;
}

bool enrolments_api(Page *p, const Nothing *body, Enrolments *out)
{
    (void)body;
    PersonId person;
    Enrolment *rows;
    TRY(person_asked(p, &person));
    TRY(person_enrolments(p->w, p->bureau, person, &rows, &out->items_count));
    out->items = NEW_ARRAY(p->w->arena, EnrolmentTold, out->items_count + 1);
    for (size_t i = 0; i < out->items_count; i++)
        out->items[i] = enrolment_told(p, &rows[i]);
    return true;
}

bool lines_api(Page *p, const Nothing *body, LinesTold *out)
{
    (void)body;
    PersonId person;
    Line *lines;
    TRY(person_asked(p, &person));
    TRY(ledger_lines(p->w, person.n, 0, &lines, &out->items_count));
    out->person = person.n;
    out->items = NEW_ARRAY(p->w->arena, LineTold, out->items_count + 1);
    for (size_t i = 0; i < out->items_count; i++) {
        const Line *l = &lines[i];
        out->total.fen += l->amount.fen;
        out->items[i] = (LineTold){.id = l->id,
                                   .affair = l->affair,
                                   .month = l->month,
                                   .closed_in = l->closed_in,
                                   .component = l->component,
                                   .fund = l->fund,
                                   .amount = l->amount,
                                   .reason = reason_name(l->reason),
                                   .batch = l->batch,
                                   .commit = l->commit.n};
    }
    return true;
}
