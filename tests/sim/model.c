/* What must be due, computed the plain way: one enrolment, one month, one person after the other,
 * from the model's own picture of the county. It shares with the program only the calendar of base;
 * the law of law.def is written out here in C. Reading order: model_due, then one function for
 * each affair above it. */
#include <string.h>

#include "tests/sim/sim.h"

static int64_t living_share(const Model *m, size_t person, int32_t month, int32_t today,
                            bool *unknown);

/* ---- values over days ----------------------------------------------------------------------- */

int64_t timeline_at(const Timeline *t, int32_t day, int64_t absent)
{
    int64_t value = absent;
    for (size_t i = 0; i < t->count && t->from[i] <= day; i++)
        value = t->value[i];
    return value;
}

bool timeline_say(Timeline *t, int32_t from, int64_t value)
{
    size_t at = 0;
    if (timeline_at(t, from, UNKNOWN_VALUE) == value) return true;
    while (at < t->count && t->from[at] < from)
        at++;
    bool replaces = at < t->count && t->from[at] == from;
    if (!replaces) {
        if (t->count == STEP_LIMIT) return false;
        for (size_t i = t->count++; i > at; i--) {
            t->from[i] = t->from[i - 1];
            t->value[i] = t->value[i - 1];
        }
    }
    t->from[at] = from;
    t->value[at] = value;
    return true;
}

/* ---- standards ------------------------------------------------------------------------------ */

/* In force on the first of the month, by what was published until today. */
static int64_t standard_fen(const Model *m, bool living, int32_t month, int32_t today)
{
    int64_t fen = living ? 90000 : 5000;
    int32_t from = INT32_MIN, published = INT32_MIN, day = month_first((Month){month}).days;
    for (size_t i = 0; i < m->raise_count; i++) {
        const Raise *r = &m->raises[i];
        if (r->living != living || r->from > day || r->published > today) continue;
        if (r->from < from || (r->from == from && r->published < published)) continue;
        from = r->from;
        published = r->published;
        fen = r->fen;
    }
    return fen;
}

static int64_t whole_yuan_up(int64_t hundredths_of_fen)
{
    return (hundredths_of_fen + 9999) / 10000 * 100;
}

/* ---- one person ----------------------------------------------------------------------------- */

static int32_t last_day(int32_t month)
{
    return month_last((Month){month}).days;
}

static int32_t month_after(int32_t day)
{
    return day == NEVER ? NEVER : date_month((Date){day}).n + 1;
}

static int age_in(const Person *p, int32_t month)
{
    return date_age((Date){p->birth}, (Date){last_day(month)});
}

static void due_person(Due *out, size_t person, int64_t fen, bool unknown)
{
    out->count = 1;
    out->person[0] = person;
    out->fen[0][BASE] = unknown ? 0 : fen;
    out->unknown[0][BASE] = unknown;
}

static void due_old_age(const Model *m, const Enrolled *e, int32_t month, int32_t today, Due *out)
{
    const Person *p = &m->people[e->person];
    int age = age_in(p, month);
    if (age < 80 || month >= month_after(p->death) || month >= month_after(p->moved_out)) return;
    if (timeline_at(&p->home, last_day(month), 0) == 0) return;
    out->barred = month < date_month((Date){e->decided}).n - 12;
    due_person(out, e->person, age >= 90 ? 10000 : standard_fen(m, false, month, today), false);
}

static const Basis *basis_in(const Enrolled *e, int32_t month)
{
    const Basis *found = &e->basis[0];
    for (size_t i = 1; i < e->basis_count; i++)
        if (e->basis[i].effective <= month) found = &e->basis[i];
    return found;
}

static void due_disability(const Model *m, const Enrolled *e, int32_t month, int32_t today,
                           Due *out)
{
    const Person *p = &m->people[e->person];
    bool unknown;
    if (month < date_month((Date){e->applied}).n || month >= month_after(p->death)) return;
    if (basis_in(e, month)->grade[0] == 0) return;
    int64_t share = living_share(m, e->person, month, today, &unknown);
    if (unknown && share == 0)
        out->all_unknown = true;
    else if (share > 0)
        due_person(out, e->person, 10000, false);
}

/* What the other affair is due to one person. */
static int64_t disability_share(const Model *m, size_t person, int32_t month, int32_t today,
                                bool *unknown)
{
    int64_t fen = 0;
    for (size_t i = 0; i < m->enrolment_count; i++) {
        const Enrolled *e = &m->enrolments[i];
        if (e->affair != DISABILITY || e->person != person) continue;
        Due due;
        model_due(m, e, month, today, &due);
        *unknown |= due.all_unknown || (due.count && due.unknown[0][BASE]);
        if (due.count) fen += due.fen[0][BASE];
    }
    return fen;
}

static void due_child(const Model *m, const Enrolled *e, int32_t month, int32_t today, Due *out)
{
    const Person *p = &m->people[e->person];
    bool unknown;
    if (age_in(p, month) >= 18 || month < month_after(e->decided)) return;
    if (month >= month_after(p->death)) return;
    int64_t other = living_share(m, e->person, month, today, &unknown);
    other += disability_share(m, e->person, month, today, &unknown);
    due_person(out, e->person, other < 170000 ? 170000 - other : 0, unknown);
}

static void due_destitute(const Model *m, const Enrolled *e, int32_t month, Due *out)
{
    const Person *p = &m->people[e->person];
    if (age_in(p, month) < 60 || month < month_after(e->decided)) return;
    if (month >= month_after(p->death)) return;
    due_person(out, e->person, 124000, false);
}

/* ---- a household ---------------------------------------------------------------------------- */

static bool member_counts(const Model *m, size_t person, int32_t month)
{
    const Person *p = &m->people[person];
    return month < month_after(p->death) && !timeline_at(&p->custody, last_day(month), 0);
}

/* Equal shares; the first who counts has the remainder. */
static void share_equally(const uint8_t *counts, int64_t fen, ComponentKind component, Due *out)
{
    int64_t heads = 0;
    for (size_t i = 0; i < out->count; i++)
        heads += counts[i];
    if (heads == 0) {
        out->fen[0][component] = fen;
        return;
    }
    int64_t rest = fen % heads;
    for (size_t i = 0; i < out->count; i++) {
        if (!counts[i]) continue;
        out->fen[i][component] = fen / heads + rest;
        rest = 0;
    }
}

typedef struct {
    uint8_t counts[MEMBER_LIMIT];
    int64_t heads, income;
    bool income_unknown;
} Family;

static Family family_of(const Model *m, const Basis *b, int32_t month, Due *out)
{
    Family f = {0};
    out->count = b->count;
    for (size_t i = 0; i < b->count; i++) {
        out->person[i] = b->person[i];
        f.counts[i] = member_counts(m, b->person[i], month);
        if (!f.counts[i]) continue;
        f.heads++;
        if (b->income[i] == UNKNOWN_VALUE)
            f.income_unknown = true;
        else
            f.income += b->income[i];
    }
    return f;
}

static int64_t topup(const Model *m, const Basis *b, size_t i, int32_t month, int64_t standard)
{
    bool disabled = b->grade[i] == 1 || b->grade[i] == 2;
    if (disabled) return whole_yuan_up(standard * 20);
    return age_in(&m->people[b->person[i]], month) >= 70 ? whole_yuan_up(standard * 10) : 0;
}

/* All components become one, a part of what they were. */
static void fade(const Enrolled *e, int32_t month, int64_t total, const Family *f, Due *out)
{
    static const int percent[] = {100, 100, 80, 80, 60, 60};
    memset(out->fen, 0, sizeof out->fen);
    if (month - e->fade >= (int32_t)COUNT_OF(percent)) return;
    share_equally(f->counts, whole_yuan_up(total * percent[month - e->fade]), FADEOUT, out);
}

static void due_living(const Model *m, const Enrolled *e, int32_t month, int32_t today, Due *out)
{
    const Basis *b = basis_in(e, month);
    if (month < month_after(e->decided)) return;
    int64_t standard = standard_fen(m, true, month, today), total = 0;
    Family f = family_of(m, b, month, out);
    if (timeline_at(&m->units[e->unit].home, last_day(month), 0) == 0) return;
    if (f.income >= standard * f.heads) return;
    if (f.income_unknown) {
        out->all_unknown = true;
        return;
    }
    int64_t base = whole_yuan_up((standard * f.heads - f.income) * 100);
    share_equally(f.counts, base, BASE, out);
    total = base;
    for (size_t i = 0; i < b->count; i++) {
        if (!f.counts[i]) continue;
        out->fen[i][TOPUP] = topup(m, b, i, month, standard);
        total += out->fen[i][TOPUP];
    }
    if (month >= e->fade) fade(e, month, total, &f, out);
}

/* What all households of a person are due to him. */
static int64_t living_share(const Model *m, size_t person, int32_t month, int32_t today,
                            bool *unknown)
{
    int64_t fen = 0;
    *unknown = false;
    for (size_t i = 0; i < m->enrolment_count; i++) {
        const Enrolled *e = &m->enrolments[i];
        Due due;
        if (e->affair != LIVING) continue;
        model_due(m, e, month, today, &due);
        for (size_t j = 0; j < due.count; j++) {
            if (due.person[j] != person) continue;
            *unknown |= due.all_unknown;
            for (size_t c = 0; c < COMPONENT_COUNT; c++)
                fen += due.fen[j][c];
        }
    }
    return fen;
}

/* ---- any enrolment -------------------------------------------------------------------------- */

static const Fix *fixed(const Enrolled *e, int32_t month)
{
    const Fix *found = NULL;
    for (size_t i = 0; i < e->fix_count; i++)
        if (e->fix[i].from <= month && month <= e->fix[i].until) found = &e->fix[i];
    return found;
}

/* Agreed by decision: shared by those who count, whatever the law says of the month. */
static void due_fixed(const Model *m, const Enrolled *e, int32_t month, int64_t fen, Due *out)
{
    if (e->affair != LIVING) {
        due_person(out, e->person, fen, false);
        return;
    }
    Family f = family_of(m, basis_in(e, month), month, out);
    share_equally(f.counts, fen, BASE, out);
}

void model_due(const Model *m, const Enrolled *e, int32_t month, int32_t today, Due *out)
{
    const Fix *fix = fixed(e, month);
    memset(out, 0, sizeof *out);
    if (fix) {
        due_fixed(m, e, month, fix->fen, out);
        return;
    }
    if (month >= e->stop) return;
    switch (e->affair) {
    case OLD_AGE:
        due_old_age(m, e, month, today, out);
        break;
    case LIVING:
        due_living(m, e, month, today, out);
        break;
    case DISABILITY:
        due_disability(m, e, month, today, out);
        break;
    case CHILD:
        due_child(m, e, month, today, out);
        break;
    case DESTITUTE:
        due_destitute(m, e, month, out);
        break;
    case AFFAIR_COUNT:
        break;
    }
}

/* ---- closing -------------------------------------------------------------------------------- */

size_t enrolled_payee(Enrolled *e, size_t person)
{
    for (size_t i = 0; i < e->payee_count; i++)
        if (e->payee[i] == person) return i;
    ensure(e->payee_count < MEMBER_LIMIT);
    e->payee[e->payee_count] = person;
    return e->payee_count++;
}

static void close_month(const Model *m, Enrolled *e, int32_t month, int32_t today)
{
    Due due;
    model_due(m, e, month, today, &due);
    if (due.all_unknown) return;
    for (size_t i = 0; i < due.count; i++)
        (void)enrolled_payee(e, due.person[i]);
    for (size_t p = 0; p < e->payee_count; p++) {
        int64_t(*posted)[COMPONENT_COUNT] = &e->posted[month - m->first][p];
        for (size_t c = 0; c < COMPONENT_COUNT; c++) {
            int64_t fen = 0;
            bool unknown = false;
            for (size_t i = 0; i < due.count; i++) {
                if (due.person[i] != e->payee[p]) continue;
                fen += due.fen[i][c];
                unknown |= due.unknown[i][c];
            }
            if (unknown || (due.barred && fen > (*posted)[c])) continue;
            (*posted)[c] = fen;
        }
    }
}

void model_close(Model *m, int32_t month, int32_t today)
{
    for (size_t i = 0; i < m->enrolment_count; i++)
        for (int32_t n = m->first; n <= month; n++)
            close_month(m, &m->enrolments[i], n, today);
    m->closed = month;
}

/* After the applicant by id, as the register lists them. */
static void in_order(Basis *b)
{
    for (size_t i = 2; i < b->count; i++)
        for (size_t j = i; j > 1 && b->person[j] < b->person[j - 1]; j--) {
            size_t person = b->person[j];
            b->person[j] = b->person[j - 1];
            b->person[j - 1] = person;
        }
}

/* What a decision of that day rests on. */
Basis basis_of(const Model *m, const Enrolled *e, int32_t day)
{
    Basis b = {.effective = INT32_MIN};
    if (e->affair != LIVING) b.person[b.count++] = e->person;
    const Household *u = &m->units[e->unit];
    for (size_t i = 0; e->affair == LIVING && i < u->member_count; i++)
        if (u->members[i].from <= day && day < u->members[i].to)
            b.person[b.count++] = u->members[i].person;
    in_order(&b);
    for (size_t i = 0; i < b.count; i++) {
        const Person *p = &m->people[b.person[i]];
        b.income[i] = timeline_at(&p->income, day, UNKNOWN_VALUE);
        b.grade[i] = timeline_at(&p->grade, day, 0);
    }
    return b;
}
