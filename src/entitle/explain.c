/* Why: one subject, one month, told by the same machine. The entitled roll has one row on today's
 * facts; the granted roll, when there is an enrolment, one row on what was decided. Besides, what
 * the base's view from outside needs: where somebody is, and what-if numbers. */
#include "entitle/granted.h"
#include "entitle/words.def"

static const Enrolment *enrolment_in_force(const FactBase *base, const AffairFacts *facts,
                                           int32_t subject, Month month)
{
    const Enrolment *found = NULL;
    for (size_t i = 0; i < facts->enrolment_count; i++) {
        const Enrolment *e = &facts->enrolments[i];
        if (enrolment_subject(base, facts->affair, e) != subject) continue;
        if (!found || month.n < e->stop.n) found = e;
    }
    return found;
}

static Roll roll_of_one(FactBase *base, const Affair *affair, int32_t subject, Month month)
{
    Roll roll = roll_new(base->arena, affair, month, 1);
    roll.subject[0] = subject;
    roll.applicant[0] =
        affair->subject == SUBJECT_HOUSEHOLD ? unit_applicant(base, subject, roll.day) : subject;
    int32_t place = subject_place(base, affair->subject, subject, roll.day);
    roll.group = regions_group(&base->regions, place);
    return roll;
}

static bool explain_entitled(Work *w, FactBase *base, Roll *roll, const Enrolment *e,
                             Explanation *out)
{
    Run run;
    roll->enrolment[0] = e;
    roll_members(base->arena, base, roll);
    TRY(roll_run(w, base->arena, base, roll, &run));
    const Results *r = &run.results;
    out->entitled = (Truth)r->eligible[0];
    bool outside = roll->month.n < r->first_month[0] || roll->month.n >= r->stop_month[0];
    if (r->month_unknown[0])
        out->entitled = out->entitled == NO ? NO : UNKNOWN;
    else if (outside)
        out->entitled = NO;
    out->entitled_why = machine_explain(base->arena, run.machine, run.env, &run.facts, 0);
    out->needs = machine_needs(run.machine, run.env, &run.facts, 0, &out->need_count);
    return true;
}

static bool explain_granted(Work *w, FactBase *base, Roll *roll, const Enrolment *e,
                            Explanation *out)
{
    Run run;
    GrantedRows *rows = NEW(base->arena, GrantedRows);
    EnjoyedMonth *aside = NEW(base->arena, EnjoyedMonth);
    Sink sink = {.base = base, .out = rows, .enjoyed = aside};
    MonthState state = enrolment_state(e, roll->month);
    roll->deciding = true;
    roll->rows = 0;
    roll_enrol(base, roll, e, &state);
    roll_members(base->arena, base, roll);
    TRY(roll_run(w, base->arena, base, roll, &run));
    granted_row(&sink, roll, &run, 0, &state);
    out->granted_why = machine_explain(base->arena, run.machine, run.env, &run.facts, 0);
    out->granted = rows->rows;
    out->granted_count = rows->count;
    return true;
}

bool entitle_explain(Work *w, FactBase *base, const Question *question, Explanation *out)
{
    const Affair *affair = question->affair;
    Month month = question->month;
    AffairFacts *facts;
    *out = (Explanation){0};
    int32_t index = index_find(facts_index(base, affair->subject), question->subject);
    if (index < 0) return refuse(w, ERR_NOT_FOUND, SAY_NO_SUBJECT, (long long)question->subject);
    TRY(facts_enrolments(w, base, affair, &facts));
    const Enrolment *e = enrolment_in_force(base, facts, index, month);
    out->enrolled = e != NULL && month.n < e->stop.n;
    Roll entitled = roll_of_one(base, affair, index, month);
    TRY(explain_entitled(w, base, &entitled, e, out));
    if (!e) return true;
    Roll granted = roll_of_one(base, affair, index, month);
    return explain_granted(w, base, &granted, e, out);
}

/* ---- the base from outside ---------------------------------------------------------------- */

static void granted_forget(FactBase *base)
{
    for (size_t i = 0; i < base->bureau->affair_count; i++)
        base->affairs[i].month_count = 0;
}

void facts_override(FactBase *base, const StandardOverride *overrides, size_t count)
{
    base->overrides = overrides;
    base->override_count = count;
    granted_forget(base);
}

void facts_shift(FactBase *base, const Field *field, int64_t amount)
{
    base->shifted = field;
    base->shift = amount;
    granted_forget(base);
}

void facts_publish(FactBase *base, Date day)
{
    base->published = day;
    granted_forget(base);
}

bool facts_home(Work *w, Division *home)
{
    Str text;
    if (store_get(w, STR("home"), &text) && division_parse(text, home)) return true;
    if (w->error.code) return false;
    return refuse(w, ERR_STATE, "%s", SAY_NO_HOME_SET);
}

static int urban_of(FactBase *base, const Field *field, int32_t index, Date day)
{
    int64_t code;
    if (!field || index < 0 || !facts_value(base, field, index, day, &code)) return 0;
    return code == 1 || code == 2 ? (int)code : 0;
}

Whereabouts facts_whereabouts(FactBase *base, int64_t unit, int64_t person, Month month)
{
    int32_t u = index_find(&base->units, unit), p = index_find(&base->persons, person);
    Date day = month_last(month);
    int32_t place = -1;
    int urban = urban_of(base, base->urban[1], u, day);
    if (u >= 0) place = subject_place(base, SUBJECT_HOUSEHOLD, u, day);
    if (place < 0) place = subject_place(base, SUBJECT_PERSON, p, day);
    if (!urban) urban = urban_of(base, base->urban[0], p, day);
    return (Whereabouts){regions_id(&base->regions, place), urban};
}
