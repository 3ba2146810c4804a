/* Cases out of the four sets: who was ticked on a set's page gets a case that somebody handles. A
 * machine claims, people decide. Nobody outside the actor's area can be proposed. */
#include "desk/pages.h"
#include "desk/words.def"

enum { PROPOSED_MOST = 200 };

static bool set_read(Page *p, SetKind *out)
{
    static const struct {
        const char *key;
        SetKind set;
    } sets[] = {{"missed", SET_MISSED}, {"wrongly", SET_WRONGLY}, {"undecided", SET_UNDECIDED}};
    Str key = page_field(p, "set");
    for (size_t i = 0; i < COUNT_OF(sets); i++) {
        *out = sets[i].set;
        if (str_equal(key, str_of(sets[i].key))) return true;
    }
    return refuse(p->w, ERR_INPUT, "%s", SAY_WHICH_SET);
}

static bool subject_seen(Page *p, const Affair *affair, int64_t id)
{
    if (affair->subject == SUBJECT_HOUSEHOLD) return case_unit_seen(p, id);
    return person_need_seen(p->w, (PersonId){id});
}

static bool subjects_read(Page *p, const Affair *affair, int64_t **out, size_t *count)
{
    Str *choices;
    *count = http_form_values(p->w->arena, &p->form, STR("choice"), &choices);
    if (*count == 0) return refuse(p->w, ERR_INPUT, "%s", SAY_NOBODY_CHOSEN);
    if (*count > PROPOSED_MOST) return refuse(p->w, ERR_INPUT, SAY_TOO_MANY, PROPOSED_MOST);
    *out = NEW_ARRAY(p->w->arena, int64_t, *count);
    for (size_t i = 0; i < *count; i++)
        TRY(page_id(p, choices[i], &(*out)[i]) && subject_seen(p, affair, (*out)[i]));
    return true;
}

bool propose_page(Page *p)
{
    CaseProposal proposal = {.count = 0};
    int64_t *subjects, opened;
    InForce law = desk_law(p);
    TRY(page_affair(p, page_field(p, "affair"), &proposal.affair));
    TRY(page_month(p, page_field(p, "month"), &proposal.month) && set_read(p, &proposal.set));
    TRY(subjects_read(p, proposal.affair, &subjects, &proposal.count));
    proposal.subjects = subjects;
    TRY(case_propose(p->w, &law, &proposal, &opened));
    page_say(p, SAY_PROPOSED_CASES, (long long)opened,
             (long long)proposal.count - (long long)opened);
    return page_redirect(p,
                         format(p->w->arena, "/cases?affair=%.*s", STR_ARG(proposal.affair->key)));
}
