/* Open work for the demo's workbench: what the four sets of the last month claim becomes cases,
 * those of the village that has an account first, and those of its town are carried some steps on,
 * each step by an account that may. What has come to a village stays there, so that its desk has
 * work too. Nothing is decided, so no figure of the year changes. */
#include "cli/demo_cases.h"

#include "casework/casework.h"
#include "cli/words.def"
#include "entitle/entitle.h"

enum { EACH_SET = 24, FORWARD_MOST = 4, REVIEWS = 5 };

static bool village_of(Work *w, int64_t *id)
{
    Account account;
    DivisionRow row;
    TRY(account_row(w, STR("village"), &account));
    ensure(account.grant_count > 0);
    TRY(division_by_code(w, account.grants[0].division, &row));
    *id = row.id;
    return true;
}

static bool place_of(Work *w, const Affair *affair, int64_t subject, int64_t *division)
{
    PersonRow person;
    BenefitUnit unit;
    bool household = affair->subject == SUBJECT_HOUSEHOLD;
    TRY(household ? unit_row(w, (UnitId){subject}, work_today(w), &unit)
                  : person_row(w, (PersonId){subject}, &person));
    *division = household ? unit.division : person.division;
    return true;
}

/* At most EACH_SET of them, those of the village first. */
static bool picked(Work *w, CaseProposal *p, const int64_t *all, size_t count)
{
    int64_t village, division, *ours = NEW_ARRAY(w->arena, int64_t, count + 1);
    size_t n = 0;
    TRY(village_of(w, &village));
    for (size_t i = 0; i < count && n < EACH_SET; i++) {
        TRY(place_of(w, p->affair, all[i], &division));
        if (division == village) ours[n++] = all[i];
    }
    size_t first = n;
    for (size_t i = 0; i < count && n < EACH_SET; i++) {
        bool there = false;
        for (size_t k = 0; k < first; k++)
            there = there || ours[k] == all[i];
        if (!there) ours[n++] = all[i];
    }
    p->subjects = ours;
    p->count = n;
    return true;
}

static bool propose(Cli *cli, const InForce *law, FactBase *base, const Affair *affair, Month month)
{
    static const SetKind kinds[] = {SET_MISSED, SET_WRONGLY};
    FourSets sets;
    int64_t opened;
    TRY(entitle_sets(cli->w, base, affair, month, &sets));
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        size_t count = (size_t)sets.count[kinds[i]];
        CaseProposal proposal = {.affair = affair, .set = kinds[i], .month = month};
        TRY(picked(cli->w, &proposal, sets.subjects[kinds[i]], count));
        if (count > 0) TRY(case_propose(cli->w, law, &proposal, &opened));
    }
    return true;
}

/* Elders of the village whom it looks after once a year: a review that begins with the village. */
static bool review_elders(Cli *cli, const InForce *law, FactBase *base, Month month)
{
    FourSets sets;
    int64_t village, division;
    size_t opened = 0;
    Work *w = cli->w;
    const Affair *affair = bureau_affair(cli->bureau, STR("old_age_allowance"));
    if (!affair) return true;
    TRY(village_of(w, &village) && entitle_sets(w, base, affair, month, &sets));
    for (int64_t i = 0; i < sets.count[SET_PAY] && opened < REVIEWS; i++) {
        Enrolment *list;
        size_t count;
        CaseId id;
        PersonId person = {sets.subjects[SET_PAY][i]};
        TRY(place_of(w, affair, person.n, &division));
        if (division != village) continue;
        TRY(person_enrolments(w, cli->bureau, person, &list, &count));
        for (size_t k = 0; k < count; k++) {
            if (list[k].affair != affair) continue;
            TRY(case_open(w, law,
                          &(CaseOpening){.kind = CASE_REVIEW,
                                         .affair = affair,
                                         .enrolment = list[k].id,
                                         .reason = STR(SAY_DEMO_REVIEW)},
                          &id));
            opened++;
            break;
        }
    }
    return true;
}

/* One step on, by the first account that may take it; *moved false when nobody may. */
static bool step_on(Work *w, const InForce *law, CaseId id, bool *moved)
{
    static const char *const hands[] = {"town", "towncheck", "clerk"};
    *moved = false;
    for (size_t i = 0; i < COUNT_OF(hands) && !*moved; i++) {
        CaseNext *next;
        size_t count;
        TRY(access_enter(w, str_of(hands[i])));
        TRY(case_moves(w, law, id, &next, &count));
        for (size_t k = 0; k < count && !*moved; k++) {
            bool onward = next[k].event == CASE_ACCEPT || next[k].event == CASE_DONE;
            if (!onward || !next[k].allowed) continue;
            *moved = case_move(w, law, &(CaseMove){.id = id, .event = next[k].event});
            w->error = (Error){.code = ERR_NONE};
        }
    }
    return true;
}

static bool cases_advance(Cli *cli, const InForce *law)
{
    CaseList list;
    CaseQuery query = CASE_QUERY_ALL;
    int64_t day = cli->w->now;
    query.limit = 500;
    TRY(case_list(cli->w, law, &query, &list));
    for (size_t i = 0; i < list.count; i++) {
        bool moved = true;
        for (size_t step = 0; moved && step < i % (FORWARD_MOST + 1); step++) {
            cli->w->now = day + (int64_t)(i % 3) * 86400;
            TRY(step_on(cli->w, law, list.items[i].id, &moved));
        }
    }
    return true;
}

bool demo_cases(Cli *cli, Month month)
{
    FactBase *base;
    InForce law = {cli->bureau, cli->law};
    TRY(access_enter(cli->w, STR("clerk")));
    TRY(facts_load(cli->w, cli->bureau, KNOWN_NOW, cli->home, &base));
    for (size_t i = 0; i < cli->bureau->affair_count; i++)
        if (cli->bureau->affairs[i]->step_count > 0)
            TRY(propose(cli, &law, base, cli->bureau->affairs[i], month));
    TRY(cases_advance(cli, &law) && access_enter(cli->w, STR("clerk")));
    TRY(review_elders(cli, &law, base, month));
    return access_enter(cli->w, STR("clerk"));
}
