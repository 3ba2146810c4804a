/* Who may do what with a case: the duty and the level of the step, the area, near relatives, and
 * that nobody decides what he has handled. A step of the 镇街 is done by an account whose duty is
 * for that town; of the county by one whose duty is for the county. A town may do what is the
 * village's. A store without accounts lets everybody do everything, as it does elsewhere. */
#include "casework/room.h"

DutySet duties_of_step(const Step *step)
{
    DutySet clerks = DUTY_BIT(DUTY_CLERK) | DUTY_BIT(DUTY_CHECKER);
    if (step->kind == STEP_DECIDE || step->kind == STEP_RELIEVE) return DUTY_BIT(DUTY_APPROVER);
    if (step->body == BODY_PARTNER) return DUTY_BIT(DUTY_PARTNER);
    if (step->body == BODY_VILLAGE) return DUTY_BIT(DUTY_VILLAGE) | DUTY_BIT(DUTY_CLERK);
    return clerks;
}

static int level_of(StepBody body)
{
    static const int LEVELS[] = {[BODY_VILLAGE] = 5,
                                 [BODY_TOWN] = 4,
                                 [BODY_COUNTY] = 3,
                                 [BODY_CITY] = 2,
                                 [BODY_PARTNER] = 3};
    return LEVELS[body];
}

/* A place that is itself above the step's level is handled at its own. */
static bool level_fits(const Step *step, int granted, int place)
{
    int level = level_of(step->body);
    if (level > place && place >= 3) level = place;
    if (step->body == BODY_VILLAGE) return granted == level || granted == 4;
    if (step->body == BODY_PARTNER) return granted >= 3;
    return granted == level || (step->body == BODY_CITY && granted <= 3);
}

bool may_step(Handling *h, DutySet duties, const Step *step)
{
    Work *w = h->w;
    DivisionRow place;
    bool lies;
    if (!w->actor) return true;
    TRY(division_by_id(w, h->row.division, &place));
    for (size_t i = 0; i < w->actor->grant_count; i++) {
        const DutyGrant *g = &w->actor->grants[i];
        if (!(duties & DUTY_BIT(g->duty))) continue;
        if (!level_fits(step, division_level(g->division), division_level(place.code))) continue;
        TRY(scope_lies_in(w, h->row.division, g->division, &lies));
        if (lies) return true;
    }
    return refuse(w, ERR_DENIED, SAY_BODY, STR_ARG(step->who),
                  STR_ARG(duties_name(w->arena, duties)));
}

enum { LEVELS = 6 }; /* from the nation to the village */

static int64_t reach_bit(Duty duty, int level)
{
    return INT64_C(1) << ((int)duty * LEVELS + level);
}

bool reach_of(Handling *h, int64_t *out)
{
    DivisionRow place;
    *out = 0;
    if (!h->step) return true;
    TRY(division_by_id(h->w, h->row.division, &place));
    DutySet duties = duties_of_step(h->step);
    for (int duty = 0; duty < DUTY_COUNT; duty++)
        for (int level = 0; level < LEVELS; level++) {
            bool fits =
                duties >> duty & 1 && level_fits(h->step, level, division_level(place.code));
            if (fits) *out |= reach_bit((Duty)duty, level);
        }
    return true;
}

int64_t reach_mine(const Work *w)
{
    int64_t mine = 0;
    if (!w->actor) return -1;
    for (size_t i = 0; i < w->actor->grant_count; i++) {
        const DutyGrant *g = &w->actor->grants[i];
        mine |= reach_bit(g->duty, division_level(g->division));
    }
    return mine;
}

static void people_add(int64_t *people, size_t *count, int64_t person)
{
    for (size_t i = 0; i < *count; i++)
        if (people[i] == person) return;
    if (person) people[(*count)++] = person;
}

bool case_people(Work *w, const Case *c, int64_t **people, size_t *count)
{
    BenefitUnit unit = {0};
    CaseMember *members;
    size_t said;
    if (c->unit.n) TRY(case_unit(w, c->unit, work_today(w), &unit));
    TRY(case_members(w, c->id, &members, &said));
    *people = NEW_ARRAY(w->arena, int64_t, unit.member_count + said + 1);
    *count = 0;
    people_add(*people, count, c->person.n);
    for (size_t i = 0; i < unit.member_count; i++)
        people_add(*people, count, unit.members[i].person.n);
    for (size_t i = 0; i < said; i++)
        people_add(*people, count, members[i].person.person.n);
    return true;
}

/* Whether a relative of anybody on the staff is concerned: such cases are filed apart. */
bool case_is_kin(Work *w, const int64_t *people, size_t count, bool *kin)
{
    Kin *list;
    size_t listed;
    *kin = false;
    TRY(kin_list(w, STR(""), &list, &listed));
    for (size_t i = 0; i < listed; i++)
        for (size_t j = 0; j < count; j++)
            *kin = *kin || (list[i].person == people[j] && list[i].ended.days == DATE_NONE.days);
    return true;
}

bool may_concern(Handling *h)
{
    int64_t *people;
    size_t count;
    TRY(case_people(h->w, &h->row, &people, &count));
    return access_no_kin(h->w, people, count);
}

static bool did(Handling *h, int event, bool *out)
{
    int64_t count;
    Stmt *s = db_stmt(h->w, &casework_sql, "case_event_actor");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_str(s, 2, handling_actor(h->w));
    db_bind_int(s, 3, event);
    TRY(db_scalar(s, 0, &count));
    *out = *out || count > 0;
    return true;
}

bool may_decide(Handling *h)
{
    Case about;
    bool handled = h->w->actor && str_equal(h->row.maker, h->w->actor->account);
    if (!h->w->actor) return true;
    TRY(did(h, CASE_ACCEPT, &handled) && did(h, CASE_DONE, &handled));
    if (handled) return refuse(h->w, ERR_DENIED, "%s", SAY_NOT_YOU);
    if (h->row.kind != CASE_APPEAL) return true;
    TRY(case_row(h->w, h->law, h->row.about, &about));
    if (!str_equal(about.decider, h->w->actor->account)) return true;
    return refuse(h->w, ERR_DENIED, "%s", SAY_NOT_SAME);
}

/* Whether an account's duties reach the step where the case stands, as if it were the actor. */
static bool reaches(Handling *h, const Account *account, bool *yes)
{
    struct Actor *before = h->w->actor;
    Actor as = {.id = account->id,
                .account = account->account,
                .name = account->name,
                .duties = account->duties,
                .grants = account->grants,
                .grant_count = account->grant_count};
    h->w->actor = &as;
    *yes = may_step(h, duties_of_step(h->step), h->step);
    h->w->actor = before;
    if (!*yes && h->w->error.code != ERR_DENIED) return false;
    h->w->error = (Error){0};
    return true;
}

bool case_takers(Work *w, const InForce *law, CaseId id, Account **out, size_t *count)
{
    Handling h;
    Account *accounts;
    size_t all;
    *count = 0;
    *out = NULL;
    TRY(handling_open(w, law, id, &h));
    if (!h.step) return true;
    TRY(account_list(w, &accounts, &all));
    *out = NEW_ARRAY(w->arena, Account, all + 1);
    for (size_t i = 0; i < all; i++) {
        bool yes, self = w->actor && str_equal(w->actor->account, accounts[i].account);
        if (accounts[i].closed || self) continue;
        TRY(reaches(&h, &accounts[i], &yes));
        if (yes) (*out)[(*count)++] = accounts[i];
    }
    return true;
}
