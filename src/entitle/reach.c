/* Whom a change can touch. People and benefit units are the nodes of a graph; an enrolment joins
 * its unit, its applicant, whoever was ever a member as known now and whoever a decision names.
 * What one is granted rests on the facts of this circle and, through what it says of other
 * programmes, on what others of it are granted; so circles are computed whole or not at all.
 * Reading order: reach_open, the ways to reach a circle, reach_parts, reach_narrow. */
#include "entitle/granted.h"

enum { NEVER = INT32_MAX }; /* a month that is not reached */

struct Reach {
    FactBase *base;
    Arena *arena;
    Months months;
    size_t nodes;    /* persons, then units, then one for whom nobody knows */
    int32_t *parent; /* of each node; its own number at the root */
    int32_t *from;   /* of roots: the first month that is reached */
    int32_t **node;  /* [affair][enrolment] */
    int32_t **part;  /* [affair][enrolment]: -1 where nothing is reached */
    size_t reached;
};

/* ---- circles ------------------------------------------------------------------------------ */

static int32_t root_of(Reach *r, int32_t node)
{
    while (r->parent[node] != node) {
        r->parent[node] = r->parent[r->parent[node]];
        node = r->parent[node];
    }
    return node;
}

static void join(Reach *r, int32_t a, int32_t b)
{
    int32_t x = root_of(r, a), y = root_of(r, b);
    if (x != y) r->parent[x > y ? x : y] = x > y ? y : x;
}

static int32_t unit_node(const Reach *r, int32_t unit)
{
    return (int32_t)r->base->persons.count + unit;
}

/* Somebody without a record joins those of whom nobody knows who they are: always reached. */
static int32_t node_of(const Reach *r, Subject subject, int64_t id)
{
    int32_t index = index_find(facts_index(r->base, subject), id);
    if (index < 0) return (int32_t)r->nodes - 1;
    return subject == SUBJECT_HOUSEHOLD ? unit_node(r, index) : index;
}

static void join_members(Reach *r, int32_t node, int64_t unit)
{
    const Members *m = &r->base->members;
    int32_t index = index_find(&r->base->units, unit);
    if (index < 0) return;
    MemberRange range = members_range(r->base, index);
    for (uint32_t i = range.first; i < range.end; i++)
        if (m->person[i] >= 0) join(r, node, m->person[i]);
}

static void join_decided(Reach *r, int32_t node, const Decided *d, const Enrolment *e)
{
    for (size_t i = 0; d->set_count && i < e->decision_count; i++) {
        const DecidedSet *set = decided_find(d, e->decisions[i].id.n);
        for (uint32_t row = set ? set->first : 0; set && row < set->end; row++)
            if (d->person[row] > 0) join(r, node, node_of(r, SUBJECT_PERSON, d->person[row]));
    }
}

static bool join_affair(Work *w, Reach *r, size_t affair)
{
    AffairFacts *facts;
    TRY(facts_enrolments(w, r->base, r->base->bureau->affairs[affair], &facts));
    r->node[affair] = NEW_ARRAY(r->arena, int32_t, facts->enrolment_count + 1);
    r->part[affair] = NEW_ARRAY(r->arena, int32_t, facts->enrolment_count + 1);
    for (size_t i = 0; i < facts->enrolment_count; i++) {
        const Enrolment *e = &facts->enrolments[i];
        int32_t node = node_of(r, SUBJECT_HOUSEHOLD, e->unit.n);
        if (e->applicant.n) join(r, node, node_of(r, SUBJECT_PERSON, e->applicant.n));
        join_members(r, node, e->unit.n);
        join_decided(r, node, &facts->decided, e);
        r->node[affair][i] = node;
    }
    return true;
}

bool reach_open(Work *w, FactBase *base, Months months, Reach **out)
{
    Reach *r = *out = NEW(w->arena, Reach);
    size_t affairs = base->bureau->affair_count;
    *r = (Reach){.base = base, .arena = w->arena, .months = months};
    r->nodes = base->persons.count + base->units.count + 1;
    r->parent = NEW_ARRAY(w->arena, int32_t, r->nodes);
    r->from = NEW_ARRAY(w->arena, int32_t, r->nodes);
    r->node = NEW_ARRAY(w->arena, int32_t *, affairs + 1);
    r->part = NEW_ARRAY(w->arena, int32_t *, affairs + 1);
    for (size_t i = 0; i < r->nodes; i++) {
        r->parent[i] = (int32_t)i;
        r->from[i] = NEVER;
    }
    for (size_t i = 0; i < affairs; i++)
        TRY(join_affair(w, r, i));
    r->from[root_of(r, (int32_t)r->nodes - 1)] = months.first.n;
    return true;
}

/* ---- reaching ----------------------------------------------------------------------------- */

static void reach_node(Reach *r, int32_t node, int32_t month)
{
    int32_t root = root_of(r, node);
    if (month < r->from[root]) r->from[root] = month;
}

static void reach_subject(Reach *r, Subject subject, int64_t id)
{
    int32_t index = index_find(facts_index(r->base, subject), id);
    if (index >= 0) reach_node(r, node_of(r, subject, id), r->months.first.n);
}

void reach_all(Reach *r)
{
    for (size_t i = 0; i < r->nodes; i++)
        r->from[i] = r->months.first.n;
}

static bool decided_since(const Enrolment *e, Commit since)
{
    if (e->commit.n > since.n) return true;
    for (size_t i = 0; i < e->decision_count; i++)
        if (e->decisions[i].commit.n > since.n) return true;
    return false;
}

static bool has(const int64_t *ids, size_t count, int64_t id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && ids[low] == id;
}

void reach_enrolments(Reach *r, Commit since, const int64_t *ids, size_t count)
{
    for (size_t a = 0; a < r->base->bureau->affair_count; a++) {
        const AffairFacts *facts = &r->base->affairs[a];
        for (size_t i = 0; i < facts->enrolment_count; i++) {
            const Enrolment *e = &facts->enrolments[i];
            if (decided_since(e, since) || has(ids, count, e->id.n))
                reach_node(r, r->node[a][i], r->months.first.n);
        }
    }
}

/* ---- a standard --------------------------------------------------------------------------- */

static bool pays_by(const Affair *affair, const Standard *standard)
{
    size_t count;
    const Standard *const *standards = program_standards(affair->program, &count);
    for (size_t i = 0; i < count; i++)
        if (standards[i] == standard) return true;
    return false;
}

/* A value without an area counts wherever nothing nearer is set. */
static bool governs(const Region *region, Division area)
{
    if (!area.n) return true;
    for (size_t i = 0; i < region->chain_count; i++)
        if (region->chain[i].n == area.n) return true;
    return false;
}

/* The first month from `first` on in which the value can count for an enrolment. */
static int32_t standard_month(const Reach *r, const Affair *affair, const Enrolment *e,
                              const StandardValue *value)
{
    FactBase *base = r->base;
    bool everywhere = governs(&base->regions.home, value->area);
    for (Month m = r->months.first; m.n <= r->months.last.n; m.n++) {
        Date day = affair_day(affair, m);
        if (day.days < value->from.days || day.days > value->until.days) continue;
        if (everywhere) return m.n;
        int32_t place =
            subject_place(base, affair->subject, enrolment_subject(base, affair, e), day);
        size_t group = regions_group(&base->regions, place);
        if (governs(regions_get(&base->regions, group), value->area)) return m.n;
    }
    return NEVER;
}

void reach_standard(Reach *r, const Standard *standard, const StandardValue *value)
{
    for (size_t a = 0; a < r->base->bureau->affair_count; a++) {
        const AffairFacts *facts = &r->base->affairs[a];
        if (!pays_by(facts->affair, standard)) continue;
        for (size_t i = 0; i < facts->enrolment_count; i++)
            reach_node(r, r->node[a][i],
                       standard_month(r, facts->affair, &facts->enrolments[i], value));
    }
}

/* ---- facts -------------------------------------------------------------------------------- */

static int64_t greatest_of(const SubjectRows *rows)
{
    size_t i = rows->span;
    while (i > 0 && rows->first[i - 1] >= rows->end[i - 1])
        i--;
    return i ? rows->lowest + (int64_t)i - 1 : 0;
}

#define MARK_HOME STR("home")
#define MARK_MEMBERS STR("unit.member")

void facts_marks(FactBase *base, FactMark **out, size_t *count)
{
    Arena *arena = base->arena;
    FactMark *marks = *out = NEW_ARRAY(arena, FactMark, base->version_count + 2);
    *count = 0;
    marks[(*count)++] = (FactMark){MARK_HOME, base->regions.home.id};
    marks[(*count)++] = (FactMark){MARK_MEMBERS, greatest_of(&base->members.now)};
    for (size_t i = 0; i < base->version_count; i++) {
        const Aspect *a = base->versions[i].aspect;
        Str what = format(arena, "%.*s.%.*s", STR_ARG(a->reg->key), STR_ARG(a->key));
        marks[(*count)++] = (FactMark){what, greatest_of(&base->versions[i].now)};
    }
}

static bool mark_of(const FactMark *marks, size_t count, Str what, int64_t *out)
{
    for (size_t i = 0; i < count; i++) {
        *out = marks[i].number;
        if (str_equal(marks[i].what, what)) return true;
    }
    return false;
}

static void reach_above(Reach *r, Subject subject, const SubjectRows *rows, int64_t mark)
{
    int64_t next = mark < rows->lowest ? rows->lowest : mark + 1;
    for (; next < rows->lowest + (int64_t)rows->span; next++)
        reach_subject(r, subject, next);
}

/* Who left a unit was in its circle when it was last computed. */
static bool reach_units(Work *w, Reach *r, Commit since)
{
    int64_t *units;
    size_t count;
    TRY(registry_changed(w, NULL, since, &units, &count));
    for (size_t i = 0; i < count; i++) {
        int64_t *people;
        size_t people_count;
        reach_subject(r, SUBJECT_HOUSEHOLD, units[i]);
        TRY(unit_members_ever(w, (UnitId){units[i]}, &people, &people_count));
        for (size_t j = 0; j < people_count; j++)
            reach_subject(r, SUBJECT_PERSON, people[j]);
    }
    return true;
}

bool reach_facts(Work *w, Reach *r, const FactMarks *then, bool *told)
{
    FactBase *base = r->base;
    bool divisions;
    int64_t mark;
    *told = false;
    TRY(division_changed(w, then->commit, &divisions));
    if (divisions || !mark_of(then->marks, then->count, MARK_HOME, &mark)) return true;
    if (mark != base->regions.home.id) return true;
    if (!mark_of(then->marks, then->count, MARK_MEMBERS, &mark)) return true;
    reach_above(r, SUBJECT_HOUSEHOLD, &base->members.now, mark);
    TRY(reach_units(w, r, then->commit));
    for (size_t i = 0; i < base->version_count; i++) {
        const Aspect *a = base->versions[i].aspect;
        int64_t *changed;
        size_t count;
        Str what = format(w->arena, "%.*s.%.*s", STR_ARG(a->reg->key), STR_ARG(a->key));
        if (!mark_of(then->marks, then->count, what, &mark)) return true;
        reach_above(r, a->reg->subject, &base->versions[i].now, mark);
        TRY(registry_changed(w, a, then->commit, &changed, &count));
        for (size_t j = 0; j < count; j++)
            reach_subject(r, a->reg->subject, changed[j]);
    }
    *told = true;
    return true;
}

/* ---- parts -------------------------------------------------------------------------------- */

typedef struct {
    Reach *r;
    int32_t *of;       /* the part of each root, counted from 1 */
    uint32_t *members; /* enrolments of each root */
    size_t fill, size;
    int32_t next;
} Parting;

static int32_t part_of(Parting *p, int32_t root)
{
    if (p->r->from[root] > p->r->months.last.n) return -1;
    if (p->of[root]) return p->of[root] - 1;
    if (p->fill >= p->size) {
        p->next++;
        p->fill = 0;
    }
    p->fill += p->members[root];
    p->r->reached += p->members[root];
    p->of[root] = p->next + 1;
    return p->next;
}

size_t reach_parts(Reach *r, size_t size)
{
    Parting p = {.r = r, .size = size};
    p.of = NEW_ARRAY(r->arena, int32_t, r->nodes);
    p.members = NEW_ARRAY(r->arena, uint32_t, r->nodes);
    for (int filling = 0; filling < 2; filling++) {
        for (size_t a = 0; a < r->base->bureau->affair_count; a++) {
            for (size_t i = 0; i < r->base->affairs[a].enrolment_count; i++) {
                int32_t root = root_of(r, r->node[a][i]);
                if (filling)
                    r->part[a][i] = part_of(&p, root);
                else
                    p.members[root]++;
            }
        }
    }
    return r->reached ? (size_t)p.next + 1 : 0;
}

size_t reach_count(const Reach *r)
{
    return r->reached;
}

/* What was granted so far lives in an arena that is left. */
static void forget(FactBase *base, Arena *arena)
{
    base->arena = arena;
    for (size_t i = 0; i < base->bureau->affair_count; i++) {
        AffairFacts *facts = &base->affairs[i];
        facts->months = NULL;
        facts->month_count = facts->month_capacity = 0;
    }
}

void reach_narrow(Work *w, Reach *r, size_t part)
{
    FactBase *base = r->base;
    ensure(!base->keeps);
    forget(base, w->arena);
    for (size_t a = 0; a < base->bureau->affair_count; a++) {
        AffairFacts *facts = &base->affairs[a];
        Chosen *chosen = facts->chosen = NEW(w->arena, Chosen);
        chosen->enrolment = NEW_ARRAY(w->arena, uint32_t, facts->enrolment_count + 1);
        chosen->from = NEW_ARRAY(w->arena, int32_t, facts->enrolment_count + 1);
        for (size_t i = 0; i < facts->enrolment_count; i++) {
            if (r->part[a][i] != (int32_t)part) continue;
            chosen->enrolment[chosen->count] = (uint32_t)i;
            chosen->from[chosen->count++] = r->from[root_of(r, r->node[a][i])];
        }
    }
}

void reach_widen(Reach *r)
{
    forget(r->base, r->arena);
    for (size_t a = 0; a < r->base->bureau->affair_count; a++)
        r->base->affairs[a].chosen = NULL;
}
