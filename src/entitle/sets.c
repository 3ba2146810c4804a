/* The four sets of an affair in a month, over everybody. All subjects are run as one roll on
 * today's facts (one roll for each group of areas): who is enrolled with the days of the enrolment,
 * the others as if they had asked the month before. Then each row falls into exactly one set. */
#include "entitle/granted.h"
#include "entitle/words.def"

Str set_name(SetKind kind)
{
    static const char *const names[SET_COUNT] = {
        [SET_PAY] = SAY_SET_PAY,
        [SET_MISSED] = SAY_SET_MISSED,
        [SET_WRONGLY] = SAY_SET_WRONGLY,
        [SET_UNDECIDED] = SAY_SET_UNDECIDED,
        [SET_UNCHECKED] = SAY_SET_UNCHECKED,
        [SET_OUT] = SAY_SET_OUT,
    };
    return str_of(names[kind]);
}

/* Who lives and is on the register that month: the law of a living is for the living. */
static bool person_there(FactBase *base, int32_t person, Date day, Month month)
{
    const Versions *v = base->birth ? facts_versions(base, base->birth->aspect) : NULL;
    if (person < 0 || (v && versions_on(v, person, day) < 0)) return false;
    int64_t died;
    if (!base->death || !facts_value(base, base->death, person, day, &died)) return true;
    return died >= month_first(month).days;
}

static bool subject_there(FactBase *base, const Roll *roll, size_t row)
{
    if (roll->affair->subject == SUBJECT_PERSON)
        return person_there(base, roll->subject[row], roll->day, roll->month);
    for (uint32_t j = roll->start[row]; j < roll->start[row + 1]; j++)
        if (person_there(base, roll->member[j], roll->day, roll->month)) return true;
    return false;
}

static bool within(const Roll *roll, const Results *r, size_t row)
{
    if (roll->month.n < r->first_month[row] || roll->month.n >= r->stop_month[row]) return false;
    return !roll->affair->once || roll->month.n == r->first_month[row];
}

/* What an eligible row would get: NO is nothing at all; a standing is something. */
static Truth amount_truth(const Roll *roll, const Results *r, size_t row)
{
    Truth any = roll->affair->recognises ? YES : NO;
    bool household = roll->affair->subject == SUBJECT_HOUSEHOLD;
    for (size_t c = 0; c < roll->affair->component_count; c++) {
        bool by_member = household && roll->affair->components[c].by_member;
        size_t first = by_member ? roll->start[row] : row;
        size_t end = by_member ? roll->start[row + 1] : row + 1;
        for (size_t i = first; i < end; i++) {
            if (r->amount_unknown[c][i])
                any = any == YES ? YES : UNKNOWN;
            else if (r->amount[c][i] > 0)
                any = YES;
        }
    }
    return any;
}

static SetKind set_enrolled(FactBase *base, const Roll *roll, const Results *r, size_t row)
{
    bool begun = r->month_unknown[row] || roll->month.n >= r->first_month[row];
    bool over = roll->affair->once && roll->month.n > r->first_month[row];
    if (!begun || over) return SET_OUT;
    if (!subject_there(base, roll, row)) return SET_WRONGLY;
    if (r->eligible[row] == NO) return SET_WRONGLY;
    if (r->month_unknown[row] || r->eligible[row] == UNKNOWN) return SET_UNDECIDED;
    if (!within(roll, r, row)) return SET_WRONGLY;
    return r->overflow[row] || amount_truth(roll, r, row) == UNKNOWN ? SET_UNDECIDED : SET_PAY;
}

/* ---- exclusive programmes ----------------------------------------------------------------- */

static bool exclusive(const Affair *a, const Affair *b)
{
    for (size_t i = 0; i < a->relation_count; i++)
        if (a->relations[i].kind == RELATION_EXCLUSIVE && a->relations[i].with == b) return true;
    return false;
}

/* Marks whom an enrolment keeps from others: the person, or the unit's members of the day. */
static void mark_enrolled(FactBase *base, const Affair *affair, const Enrolment *e, Date day,
                          uint8_t *marks)
{
    int32_t subject = enrolment_subject(base, affair, e);
    const Members *m = &base->members;
    if (subject < 0) return;
    if (affair->subject == SUBJECT_PERSON) {
        marks[subject] = 1;
        return;
    }
    MemberRange range = members_range(base, subject);
    for (uint32_t i = range.first; i < range.end; i++)
        if (m->from[i] <= day.days && day.days < m->to[i] && m->person[i] >= 0)
            marks[m->person[i]] = 1;
}

/* Persons enrolled that month in a programme that excludes this one: nobody misses them here. */
static bool excluded_people(Work *w, FactBase *base, const Affair *affair, Month month,
                            uint8_t *marks)
{
    for (size_t i = 0; i < base->bureau->affair_count; i++) {
        const Affair *other = base->bureau->affairs[i];
        AffairFacts *facts;
        if (!exclusive(affair, other) && !exclusive(other, affair)) continue;
        TRY(facts_enrolments(w, base, other, &facts));
        for (size_t j = 0; j < facts->enrolment_count; j++)
            if (month.n < facts->enrolments[j].stop.n)
                mark_enrolled(base, other, &facts->enrolments[j], affair_day(other, month), marks);
    }
    return true;
}

static bool row_excluded(const Roll *roll, size_t row, const uint8_t *marks)
{
    if (roll->affair->subject == SUBJECT_PERSON) return marks[roll->subject[row]] != 0;
    for (uint32_t j = roll->start[row]; j < roll->start[row + 1]; j++)
        if (roll->member[j] >= 0 && marks[roll->member[j]]) return true;
    return false;
}

/* ---- one set for each row ----------------------------------------------------------------- */

static SetKind set_other(FactBase *base, const Roll *roll, const Results *r, size_t row)
{
    if (r->candidate[row] == NO) return SET_UNCHECKED;
    if (r->eligible[row] == NO || !subject_there(base, roll, row)) return SET_OUT;
    if (r->month_unknown[row] || r->eligible[row] == UNKNOWN || r->overflow[row])
        return SET_UNDECIDED;
    if (!within(roll, r, row)) return SET_OUT;
    Truth amount = amount_truth(roll, r, row);
    if (amount == UNKNOWN || r->candidate[row] == UNKNOWN) return SET_UNDECIDED;
    return amount == YES ? SET_MISSED : SET_OUT;
}

/* The enrolment of each subject that is in force or yet to begin: later ones win. */
static const Enrolment **enrolled_by_subject(FactBase *base, const AffairFacts *facts, Month month)
{
    const Index *index = facts_index(base, facts->affair->subject);
    const Enrolment **of = NEW_ARRAY(base->arena, const Enrolment *, index->count + 1);
    for (size_t i = 0; i < facts->enrolment_count; i++) {
        const Enrolment *e = &facts->enrolments[i];
        int32_t subject = enrolment_subject(base, facts->affair, e);
        if (subject >= 0 && month.n < e->stop.n) of[subject] = e;
    }
    return of;
}

static void roll_fill(FactBase *base, Roll *roll, const Enrolment **of)
{
    const Index *index = facts_index(base, roll->affair->subject);
    roll->rows = 0;
    for (size_t i = 0; i < index->count; i++) {
        int32_t subject = (int32_t)i;
        Subject kind = roll->affair->subject;
        if (base->regions.inner_count &&
            regions_group(&base->regions, subject_place(base, kind, subject, roll->day)) !=
                roll->group)
            continue;
        size_t row = roll->rows++;
        roll->subject[row] = subject;
        roll->enrolment[row] = of[i];
        roll->applicant[row] =
            kind == SUBJECT_HOUSEHOLD ? unit_applicant(base, subject, roll->day) : subject;
    }
}

/* What is asked for, and where the answer goes. */
typedef struct {
    Arena *chunk;
    FactBase *base;
    const Affair *affair;
    Month month;
    const Enrolment **of; /* by subject */
    uint8_t *excluded;    /* by person */
    uint8_t *kinds;       /* SetKind by subject */
} Asked;

static SetKind set_of(const Asked *a, const Roll *roll, const Results *r, size_t row)
{
    if (roll->enrolment[row]) return set_enrolled(a->base, roll, r, row);
    SetKind kind = set_other(a->base, roll, r, row);
    bool counts = kind == SET_MISSED || kind == SET_UNDECIDED;
    return counts && row_excluded(roll, row, a->excluded) ? SET_OUT : kind;
}

static bool sets_group(Work *w, const Asked *a, size_t group)
{
    size_t everybody = facts_index(a->base, a->affair->subject)->count;
    Arena *arena = a->base->keeps ? a->base->arena : a->chunk;
    Roll roll = {.affair = a->affair, .month = a->month, .group = group};
    KeptRoll *kept = roll_kept(a->base, &roll);
    Run run;
    if (kept) {
        roll = kept->roll;
    } else {
        roll = roll_new(arena, a->affair, a->month, everybody);
        roll.group = group;
        roll_fill(a->base, &roll, a->of);
        roll_members(arena, a->base, &roll);
        kept = roll_keep(a->base, &roll, NULL);
    }
    if (kept)
        TRY(roll_run_kept(w, a->chunk, a->base, kept, &run));
    else
        TRY(roll_run(w, a->chunk, a->base, &roll, &run));
    for (size_t i = 0; i < roll.rows; i++)
        a->kinds[roll.subject[i]] = (uint8_t)set_of(a, &roll, &run.results, i);
    return true;
}

static void sets_list(FactBase *base, const Index *index, const uint8_t *kinds, FourSets *out)
{
    for (size_t i = 0; i < index->count; i++)
        out->count[kinds[i]]++;
    for (int k = 0; k < SET_UNCHECKED; k++) {
        int64_t *list = NEW_ARRAY(base->arena, int64_t, out->count[k] + 1);
        size_t n = 0;
        for (size_t i = 0; i < index->count; i++)
            if (kinds[i] == k) list[n++] = index_id(index, (int32_t)i);
        out->subjects[k] = list;
    }
}

bool entitle_sets(Work *w, FactBase *base, const Affair *affair, Month month, FourSets *out)
{
    AffairFacts *facts;
    *out = (FourSets){0};
    TRY(facts_enrolments(w, base, affair, &facts));
    const Index *index = facts_index(base, affair->subject);
    Asked asked = {.chunk = arena_new(),
                   .base = base,
                   .affair = affair,
                   .month = month,
                   .of = enrolled_by_subject(base, facts, month),
                   .excluded = NEW_ARRAY(base->arena, uint8_t, base->persons.count + 1),
                   .kinds = NEW_ARRAY(base->arena, uint8_t, index->count + 1)};
    bool ok = excluded_people(w, base, affair, month, asked.excluded);
    for (size_t group = 0; ok && group <= base->regions.inner_count; group++) {
        ok = sets_group(w, &asked, group);
        arena_reset(asked.chunk);
    }
    arena_free(asked.chunk);
    if (ok) sets_list(base, index, asked.kinds, out);
    return ok;
}
