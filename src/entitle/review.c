/* Whose review is due. 复核 of an affair is an affair of its own (Affair.review) whose 起 is the month
 * in which the review falls due; so a month's reviews are one roll of the enrolled, run once. A
 * review that is late stays on the list until a decision looks at the facts again: nothing stops by
 * itself. */
#include <stdlib.h>

#include "entitle/granted.h"

typedef struct {
    FactBase *base;
    AffairFacts *facts;
    Month month;
    ReviewList *out;
    size_t capacity;
} Search;

static void review_add(Search *search, const Roll *roll, const Results *r, size_t row)
{
    ReviewList *out = search->out;
    const Enrolment *e = roll->enrolment[row];
    bool household = roll->affair->subject == SUBJECT_HOUSEHOLD;
    if (r->month_unknown[row]) out->undecided++;
    if (r->month_unknown[row] || r->first_month[row] > search->month.n) return;
    if (out->count == search->capacity)
        out->items =
            arena_grow(search->base->arena, out->items, &search->capacity, sizeof *out->items);
    out->items[out->count++] = (ReviewDue){.enrolment = e->id,
                                           .subject = household ? e->unit.n : e->applicant.n,
                                           .due = {r->first_month[row]}};
    out->overdue += r->first_month[row] < search->month.n;
}

static bool enrolled_here(const Search *search, const Enrolment *e, Date day, size_t group)
{
    FactBase *base = search->base;
    const Affair *affair = search->facts->affair;
    int32_t subject = enrolment_subject(base, affair, e);
    if (subject < 0 || e->decided.days > month_last(search->month).days) return false;
    return regions_group(&base->regions, subject_place(base, affair->subject, subject, day)) ==
           group;
}

static bool review_group(Work *w, Search *search, Arena *chunk, size_t group)
{
    const AffairFacts *facts = search->facts;
    Roll roll = roll_new(chunk, facts->affair->review, search->month, facts->enrolment_count);
    roll.deciding = true;
    roll.group = group;
    roll.rows = 0;
    for (size_t i = 0; i < facts->enrolment_count; i++) {
        MonthState state = enrolment_state(&facts->enrolments[i], search->month);
        if (!state.stopped && enrolled_here(search, &facts->enrolments[i], roll.day, group))
            roll_enrol(search->base, &roll, &facts->enrolments[i], &state);
    }
    if (!roll.rows) return true;
    Run run;
    roll_members(chunk, search->base, &roll);
    TRY(roll_run(w, chunk, search->base, &roll, &run));
    for (size_t i = 0; i < roll.rows; i++)
        review_add(search, &roll, &run.results, i);
    return true;
}

static int by_due(const void *a, const void *b)
{
    const ReviewDue *x = a, *y = b;
    if (x->due.n != y->due.n) return x->due.n < y->due.n ? -1 : 1;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

bool entitle_reviews(Work *w, FactBase *base, const Affair *affair, Month month, ReviewList *out)
{
    *out = (ReviewList){0};
    if (!affair->review) return true;
    Search search = {.base = base, .month = month, .out = out};
    TRY(facts_enrolments(w, base, affair, &search.facts));
    Arena *chunk = arena_new();
    bool ok = true;
    for (size_t group = 0; ok && group <= base->regions.inner_count; group++) {
        ok = review_group(w, &search, chunk, group);
        arena_reset(chunk);
    }
    arena_free(chunk);
    if (out->count) qsort(out->items, out->count, sizeof *out->items, by_due);
    return ok;
}
