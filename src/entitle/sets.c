/* The four sets of an affair in a month, over everybody. Subjects are run on today's facts (a roll
 * for each group of areas and slice of subjects): who is enrolled with the days of the enrolment,
 * the others as if they had asked the month before. Then each row falls into exactly one set.
 *
 * Slices, because the columns of a million people are some hundred megabytes. A base that keeps its
 * columns is run as one. */
#include <stdlib.h>
#include <string.h>

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

/* A row of a roll, and where the block that has just been run holds its results. */
typedef struct {
    FactBase *base;
    const Roll *roll;
    const Results *results;
    size_t row, at;      /* in the roll, in the results */
    size_t first_member; /* the member of the roll that the results begin with */
    size_t *next;        /* by component: the lists are read along with the rows */
} Judged;

static bool within(const Judged *j)
{
    const Roll *roll = j->roll;
    const Results *r = j->results;
    if (roll->month.n < r->first_month[j->at] || roll->month.n >= r->stop_month[j->at])
        return false;
    return !roll->affair->once || roll->month.n == r->first_month[j->at];
}

/* What an eligible row would get; NO is nothing at all, and a standing is something. */
static Truth amount_truth(const Judged *j, int64_t *fen)
{
    const Roll *roll = j->roll;
    const Results *r = j->results;
    Truth any = roll->affair->recognises ? YES : NO;
    bool household = roll->affair->subject == SUBJECT_HOUSEHOLD;
    *fen = 0;
    for (size_t c = 0; c < roll->affair->component_count; c++) {
        bool by_member = household && roll->affair->components[c].by_member;
        size_t first = by_member ? roll->start[j->row] - j->first_member : j->at;
        size_t end = by_member ? roll->start[j->row + 1] - j->first_member : j->at + 1;
        const PaidRows *paid = &r->paid[c];
        size_t i = j->next[c];
        while (i < paid->count && paid->at[i] < first)
            i++;
        for (j->next[c] = i; i < paid->count && paid->at[i] < end; i++) {
            if (paid->unknown[i])
                any = any == YES ? YES : UNKNOWN;
            else if (paid->fen[i] > 0)
                any = YES;
            *fen += paid->fen[i];
        }
    }
    return any;
}

static SetKind set_enrolled(const Judged *j)
{
    const Roll *roll = j->roll;
    const Results *r = j->results;
    int64_t fen;
    bool begun = r->month_unknown[j->at] || roll->month.n >= r->first_month[j->at];
    bool over = roll->affair->once && roll->month.n > r->first_month[j->at];
    if (!begun || over) return SET_OUT;
    if (!subject_there(j->base, roll, j->row)) return SET_WRONGLY;
    if (r->eligible[j->at] == NO) return SET_WRONGLY;
    if (r->month_unknown[j->at] || r->eligible[j->at] == UNKNOWN) return SET_UNDECIDED;
    if (!within(j)) return SET_WRONGLY;
    return r->overflow[j->at] || amount_truth(j, &fen) == UNKNOWN ? SET_UNDECIDED : SET_PAY;
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

/* ---- units that no household asked for ---------------------------------------------------- */

static bool register_says(const FactBase *base, int32_t unit)
{
    int64_t id = index_id(&base->units, unit);
    for (size_t i = 0; i < base->version_count; i++) {
        const Versions *v = &base->versions[i];
        int64_t at = id - v->now.lowest;
        if (v->aspect->reg->subject != SUBJECT_HOUSEHOLD) continue;
        if (at >= 0 && at < (int64_t)v->now.span && v->now.first[at] < v->now.end[at]) return true;
    }
    return false;
}

static bool of_one(const FactBase *base, int32_t unit)
{
    MemberRange range = members_range(base, unit);
    for (uint32_t i = range.first; i < range.end; i++)
        if (base->members.person[i] != base->members.person[range.first]) return false;
    return true;
}

static void mark_units(FactBase *base, const AffairFacts *facts, uint8_t *marks, uint8_t mark)
{
    for (size_t i = 0; i < facts->enrolment_count; i++) {
        int32_t unit = index_find(&base->units, facts->enrolments[i].unit.n);
        if (unit >= 0) marks[unit] = mark;
    }
}

/* A unit of one that carries enrolments of a person alone, and of which the household register
 * says nothing, is no household that asked: it was made for the person's enrolment (semantics 15,
 * 16). */
static bool personal_units(Work *w, FactBase *base, const Affair *affair, uint8_t *marks)
{
    for (int household = 0; household < 2 && affair->subject == SUBJECT_HOUSEHOLD; household++) {
        for (size_t i = 0; i < base->bureau->affair_count; i++) {
            AffairFacts *facts;
            if ((base->bureau->affairs[i]->subject == SUBJECT_HOUSEHOLD) != household) continue;
            TRY(facts_enrolments(w, base, base->bureau->affairs[i], &facts));
            mark_units(base, facts, marks, !household);
        }
    }
    for (size_t i = 0; i < base->units.count; i++)
        if (marks[i]) marks[i] = of_one(base, (int32_t)i) && !register_says(base, (int32_t)i);
    return true;
}

/* ---- one set for each row ----------------------------------------------------------------- */

static SetKind set_other(const Judged *j, int64_t *fen)
{
    const Results *r = j->results;
    if (r->candidate[j->at] == NO) return SET_UNCHECKED;
    if (r->eligible[j->at] == NO || !subject_there(j->base, j->roll, j->row)) return SET_OUT;
    if (r->month_unknown[j->at] || r->eligible[j->at] == UNKNOWN || r->overflow[j->at])
        return SET_UNDECIDED;
    if (!within(j)) return SET_OUT;
    Truth amount = amount_truth(j, fen);
    if (amount == UNKNOWN || r->candidate[j->at] == UNKNOWN) return SET_UNDECIDED;
    return amount == YES ? SET_MISSED : SET_OUT;
}

/* The enrolment of each subject that is in force or yet to begin: later ones win. */
static const Enrolment **enrolled_by_subject(Arena *arena, FactBase *base, const AffairFacts *facts,
                                             Month month)
{
    const Index *index = facts_index(base, facts->affair->subject);
    const Enrolment **of = NEW_ARRAY(arena, const Enrolment *, index->count + 1);
    for (size_t i = 0; i < facts->enrolment_count; i++) {
        const Enrolment *e = &facts->enrolments[i];
        int32_t subject = enrolment_subject(base, facts->affair, e);
        if (subject >= 0 && month.n < e->stop.n) of[subject] = e;
    }
    return of;
}

enum { SLICE = 1 << 16 };

/* Of SET_MISSED. */
typedef struct {
    int32_t subject;
    int64_t fen;
} Missed;

/* What is asked for, and where the answer goes. */
typedef struct {
    Arena *chunk, *whole; /* of a slice; of the question */
    FactBase *base;
    const Affair *affair;
    Month month;
    size_t first, end;    /* of the subjects: the slice */
    const Enrolment **of; /* by subject */
    uint8_t *excluded;    /* by person */
    uint8_t *personal;    /* by unit: nobody asked for it as a household */
    uint8_t *kinds;       /* SetKind by subject */
    int64_t missed_fen;
    Missed *missed; /* in the order of the rolls */
    size_t missed_count, missed_capacity;
} Asked;

static void roll_fill(FactBase *base, Roll *roll, const Asked *a)
{
    const Enrolment **of = a->of;
    roll->rows = 0;
    for (size_t i = a->first; i < a->end; i++) {
        int32_t subject = (int32_t)i;
        Subject kind = roll->affair->subject;
        if (kind == SUBJECT_HOUSEHOLD && a->personal[i] && !of[i]) continue;
        if (base->regions.inner_count &&
            regions_group(&base->regions, subject_place(base, kind, subject, roll->day)) !=
                roll->group)
            continue;
        size_t row = roll->rows++;
        roll->subject[row] = subject;
        if (of[i]) roll->enrolment[row] = of[i];
        roll->applicant[row] =
            kind == SUBJECT_HOUSEHOLD ? unit_applicant(base, subject, roll->day) : subject;
    }
}

/* One roll being run. */
typedef struct {
    Asked *asked;
    const Roll *roll;
    const uint8_t *excluded;
    Results results; /* of a block */
    size_t *next;    /* by component, in its list */
} Judging;

static void missed_add(Asked *a, int32_t subject, int64_t fen)
{
    if (a->missed_count == a->missed_capacity)
        a->missed = arena_grow(a->whole, a->missed, &a->missed_capacity, sizeof *a->missed);
    a->missed[a->missed_count++] = (Missed){subject, fen};
    a->missed_fen += fen;
}

static SetKind set_of(Judging *g, const Judged *j)
{
    int64_t fen = 0;
    if (g->roll->enrolment[j->row]) return set_enrolled(j);
    SetKind kind = set_other(j, &fen);
    bool counts = kind == SET_MISSED || kind == SET_UNDECIDED;
    if (counts && row_excluded(g->roll, j->row, g->excluded)) return SET_OUT;
    if (kind == SET_MISSED) {
        missed_add(g->asked, g->roll->subject[j->row], fen);
    }
    return kind;
}

/* Most rows have no enrolment and no right, and are told at a glance. */
static void block_take(void *context, const MachineBlock *block)
{
    Judging *g = context;
    const Roll *roll = g->roll;
    const Results *r = &g->results;
    memset(g->next, 0, roll->affair->component_count * sizeof *g->next);
    for (size_t i = 0; i < block->rows; i++) {
        size_t row = block->first_row + i;
        uint8_t *kind = &g->asked->kinds[roll->subject[row]];
        if (!roll->enrolment[row] && r->candidate[i] == NO) {
            *kind = SET_UNCHECKED;
        } else if (!roll->enrolment[row] && r->eligible[i] == NO) {
            *kind = SET_OUT;
        } else {
            const Judged j = {g->asked->base, roll, r, row, i, block->first_member, g->next};
            *kind = (uint8_t)set_of(g, &j);
        }
    }
}

/* Rolls of everybody that are kept list the same people, and everybody applies for himself. */
static void roll_of_everybody(FactBase *base, Roll *roll)
{
    if (!base->keeps || base->regions.inner_count || roll->affair->subject != SUBJECT_PERSON)
        return;
    if (!base->everybody)
        base->everybody = NEW_ARRAY(base->arena, int32_t, base->persons.count + 1);
    roll->subject = roll->applicant = base->everybody;
}

static bool group_roll(Work *w, Asked *a, size_t group, Roll *roll, KeptRoll **kept)
{
    FactBase *base = a->base;
    Arena *arena = base->keeps ? base->arena : a->chunk;
    AffairFacts *facts = facts_affair(base, a->affair);
    if (!a->of) a->of = enrolled_by_subject(a->whole, base, facts, a->month);
    if (!a->excluded) {
        Arena *stays = base->keeps ? base->arena : a->whole;
        a->excluded = NEW_ARRAY(stays, uint8_t, base->persons.count + 1);
        TRY(excluded_people(w, base, a->affair, a->month, a->excluded));
        a->personal = NEW_ARRAY(a->whole, uint8_t, base->units.count + 1);
        TRY(personal_units(w, base, a->affair, a->personal));
    }
    *roll = roll_new(arena, a->affair, a->month, a->end - a->first);
    roll->group = group;
    roll_of_everybody(base, roll);
    roll_fill(base, roll, a);
    roll_members(arena, base, roll);
    *kept = roll_keep(base, roll, NULL);
    if (*kept) (*kept)->excluded = a->excluded;
    return true;
}

static bool sets_slice(Work *w, Asked *a, size_t group)
{
    Roll roll = {.affair = a->affair, .month = a->month, .group = group};
    KeptRoll *kept = roll_kept(a->base, &roll);
    Run run;
    if (kept)
        roll = kept->roll;
    else
        TRY(group_roll(w, a, group, &roll, &kept));
    TRY(kept ? roll_bind_kept(w, a->chunk, a->base, kept, &run)
             : roll_bind(w, a->chunk, a->base, &roll, &run));
    Judging judging = {.asked = a, .roll = &roll};
    judging.excluded = kept ? kept->excluded : a->excluded;
    judging.results =
        results_new_listed(a->chunk, a->affair, MACHINE_BLOCK, machine_block_members(&run.facts));
    judging.next = NEW_ARRAY(a->chunk, size_t, a->affair->component_count + 1);
    judging.results.counted = NULL; /* nothing is apportioned, */
    judging.results.reason = NULL;  /* nothing explained */
    const MachineRun one = {run.machine, run.env, &run.facts, &judging.results};
    machine_run_sink(&one, 1, &(MachineSink){block_take, &judging});
    return true;
}

static void sets_list(FactBase *base, const Index *index, const uint8_t *kinds, FourSets *out)
{
    size_t filled[SET_COUNT] = {0};
    for (size_t i = 0; i < index->count; i++)
        out->count[kinds[i]]++;
    for (int k = 0; k < SET_UNCHECKED; k++)
        if (out->count[k]) out->subjects[k] = NEW_ARRAY(base->arena, int64_t, out->count[k]);
    for (size_t i = 0; i < index->count; i++) {
        uint8_t k = kinds[i];
        if (k < SET_UNCHECKED) out->subjects[k][filled[k]++] = index_id(index, (int32_t)i);
    }
}

static int by_subject(const void *a, const void *b)
{
    const Missed *x = a, *y = b;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

static void missed_list(const Asked *asked, FourSets *out)
{
    size_t count = asked->missed_count;
    out->missed_each = NEW_ARRAY(asked->base->arena, int64_t, count + 1);
    if (count) qsort(asked->missed, count, sizeof *asked->missed, by_subject);
    for (size_t i = 0; i < count; i++)
        out->missed_each[i] = asked->missed[i].fen;
}

static bool sets_judge(Work *w, Asked *asked)
{
    const FactBase *base = asked->base;
    size_t count = facts_index(base, asked->affair->subject)->count;
    size_t slice = base->keeps ? count : SLICE;
    memset(asked->kinds, SET_UNCHECKED, count);
    for (size_t group = 0; group <= base->regions.inner_count; group++) {
        for (asked->first = 0; asked->first < count; asked->first = asked->end) {
            asked->end = count - asked->first < slice ? count : asked->first + slice;
            bool good = sets_slice(w, asked, group);
            arena_reset(asked->chunk);
            TRY(good);
        }
    }
    return true;
}

/* What one question takes is given back when it is answered: a base is asked for many affairs. */
bool entitle_sets(Work *w, FactBase *base, const Affair *affair, Month month, FourSets *out)
{
    AffairFacts *facts;
    *out = (FourSets){0};
    TRY(facts_enrolments(w, base, affair, &facts));
    const Index *index = facts_index(base, affair->subject);
    Arena *whole = arena_new();
    Asked asked = {.chunk = arena_new(),
                   .whole = whole,
                   .base = base,
                   .affair = affair,
                   .month = month,
                   .kinds = NEW_ARRAY(whole, uint8_t, index->count + 1)};
    bool good = sets_judge(w, &asked);
    out->missed_fen = asked.missed_fen;
    if (good) {
        sets_list(base, index, asked.kinds, out);
        missed_list(&asked, out);
    }
    arena_free(asked.chunk);
    arena_free(whole);
    return good;
}
