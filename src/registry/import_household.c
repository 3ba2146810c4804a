/* Rows about benefit units: one row a member. A unit is known by its 户号; the first row that names
 * a new one makes it, whoever the row is about, and the row of the applicant completes it. What a
 * row says of the unit itself stands on the applicant's row. */
#include "registry/import.h"
#include "registry/import_words.def"

enum { BAD_UNIT = -2 }; /* in `seen`: units of which some row has an error */
/* In `units`: (unit, this + day) is the row of the applicant from that day on. */
static const int64_t FIRST_APPLICANT = INT64_C(1) << 40;

bool import_unit(Import *im, UnitId *out)
{
    Str number = import_role(im, ROLE_UNIT);
    *out = (UnitId){0};
    if (!number.len) {
        if (im->by_role[ROLE_UNIT] >= 0)
            import_fault(im, im->by_role[ROLE_UNIT], SAY_REQUIRED,
                         STR_ARG(im->columns[im->by_role[ROLE_UNIT]].name));
        return true;
    }
    Stmt *s = db_stmt(im->w, &registry_sql, "unit_by_number");
    db_bind_str(s, 1, number);
    return db_scalar(s, 0, &out->n);
}

static UnitKind unit_kind(Import *im)
{
    Str word = import_role(im, ROLE_UNIT_KIND);
    bool single = str_equal(word, STR(WORD_SINGLE));
    if (word.len && !single && !str_equal(word, STR(WORD_FAMILY)))
        import_fault(im, im->by_role[ROLE_UNIT_KIND], SAY_UNIT_KIND, STR_ARG(word));
    return single ? UNIT_SINGLE : UNIT_FAMILY;
}

/* The kind that a unit was made with; the applicant's row may not change it. */
static bool check_kind(Import *im, UnitId unit, UnitKind said)
{
    Stmt *s = db_stmt(im->w, &registry_sql, "unit_row");
    db_bind_int(s, 1, unit.n);
    bool found = db_next(s);
    UnitKind kind = found ? (UnitKind)db_int(s, 0) : said;
    db_reset(s);
    if (!import_role(im, ROLE_UNIT_KIND).len || kind == said) return !db_failed(s);
    import_fault(im, im->by_role[ROLE_UNIT_KIND], SAY_UNIT_KIND_DIFFERS,
                 kind == UNIT_SINGLE ? WORD_SINGLE : WORD_FAMILY);
    return true;
}

/* ---- a member ----------------------------------------------------------------------------- */

typedef struct {
    UnitId unit;
    UnitKind kind;
    PersonId person;
    Str role;
    bool applicant;
} MemberRow;

static void read_household(Import *im, const MemberRow *m)
{
    for (size_t i = 0; i < im->plan_count; i++) {
        AspectPlan *plan = &im->plans[i];
        plan_read(im, plan);
        if (m->applicant && !m->unit.n && plan->said) plan_require(im, plan);
        for (size_t j = 0; j < plan->aspect->field_count; j++)
            if (!m->applicant && plan->given[j])
                import_fault(im, plan->columns[j], SAY_FIELDS_ON_APPLICANT,
                             STR_ARG(plan->aspect->fields[j].name));
    }
}

static bool read_member(Import *im, MemberRow *m)
{
    *m = (MemberRow){.kind = unit_kind(im), .role = import_role(im, ROLE_ROLE)};
    m->applicant = str_equal(m->role, STR(WORD_APPLICANT_ROLE));
    TRY(import_unit(im, &m->unit));
    TRY(import_known_person(im, &m->person));
    ptrdiff_t column = im->by_role[ROLE_ROLE];
    if (!m->role.len && column >= 0)
        import_fault(im, column, SAY_REQUIRED, STR_ARG(im->columns[column].name));
    if (m->role.len && !m->applicant && m->kind == UNIT_SINGLE)
        import_fault(im, column, SAY_SINGLE_MEMBER, STR_ARG(m->role));
    read_household(im, m);
    import_period(im);
    return !m->unit.n || check_kind(im, m->unit, m->kind);
}

/* A unit made on this row waits for its applicant unless the row is about them. */
static bool make_unit(Import *im, MemberRow *m, bool *fresh)
{
    *fresh = m->unit.n == 0;
    if (*fresh) {
        BenefitUnit unit = {.kind = m->kind,
                            .number = import_role(im, ROLE_UNIT),
                            .applicant = m->applicant ? m->person : (PersonId){0}};
        TRY(unit_add(&im->batch, &unit, &m->unit));
    }
    if (*fresh && !m->applicant) pair_set(&im->units, m->unit.n, 0, im->row->number);
    if (!m->applicant) return true;
    pair_set(&im->units, m->unit.n, 0, 0);
    int64_t day = FIRST_APPLICANT + im->period.from.days;
    int64_t other = pair_find(&im->units, m->unit.n, day);
    if (other) import_fault(im, im->by_role[ROLE_ROLE], SAY_ONE_APPLICANT, (long long)other);
    pair_set(&im->units, m->unit.n, day, im->row->number);
    return true;
}

/* A row that says when a membership ends, ends it: an open one that is on record goes no further
 * than to that day, or to the next period that is known. */
static bool end_member(Import *im, MemberWrite member, FactEffect *effect)
{
    FactEffect ended;
    if (member.to.days == DATE_NONE.days) return true;
    member.from = member.to;
    member.to = DATE_NONE;
    member.none = true;
    member.kind = WRITE_CHANGE;
    TRY(member_put(im->chunk, &member, im->batch.commit, &ended) || import_failed(im));
    *effect = effect_join(*effect, ended);
    return true;
}

static bool write_member(Import *im, const MemberRow *m, FactEffect *effect)
{
    MemberWrite member = {.unit = m->unit,
                          .person = m->person,
                          .role = m->role,
                          .applicant = m->applicant,
                          .from = im->period.from,
                          .to = im->period.to,
                          .kind = im->period.kind};
    *effect = FACT_UNCHANGED;
    if (member.from.days == DATE_NONE.days) {
        bool said = im->effective.days != DATE_NONE.days;
        member.from = said ? im->effective : im->today;
    }
    if (member.to.days <= member.from.days) {
        import_fault(im, im->by_role[ROLE_TO], SAY_PERIOD);
        return true;
    }
    TRY(member_put(im->chunk, &member, im->batch.commit, effect) || import_failed(im));
    return end_member(im, member, effect);
}

bool import_household_row(Import *im)
{
    MemberRow m;
    FactEffect all, effect;
    bool fresh;
    TRY(read_member(im, &m));
    if (im->bad) { /* the applicant may be this row */
        pair_set(&im->seen, BAD_UNIT, (int64_t)str_hash(import_role(im, ROLE_UNIT)), 1);
        return true;
    }
    TRY(make_unit(im, &m, &fresh));
    TRY(write_member(im, &m, &all));
    for (size_t i = 0; i < im->plan_count; i++) {
        TRY(plan_write(im, &im->plans[i], m.unit.n, DATE_NONE, &effect));
        all = effect_join(all, effect);
    }
    if (!im->bad) import_count(im, all);
    return true;
}

bool import_household_end(Import *im)
{
    for (size_t i = 0; i < im->units.capacity; i++) {
        const PairSlot *slot = &im->units.slots[i];
        if (!slot->value || slot->b != 0) continue;
        Stmt *s = db_stmt(im->w, &registry_sql, "unit_row");
        db_bind_int(s, 1, slot->a);
        bool found = db_next(s);
        Str number = found ? str_copy(im->chunk->arena, db_str(s, 1)) : STR("");
        db_reset(s);
        if (!found) return false;
        if (pair_find(&im->seen, BAD_UNIT, (int64_t)str_hash(number))) continue;
        import_late_fault(im, slot->value, im->by_role[ROLE_UNIT],
                          format(im->chunk->arena, SAY_NO_APPLICANT, STR_ARG(number)));
    }
    return true;
}
