/* Reads the registers into a FactBase: which aspects the programs name, their versions, who belongs
 * to which benefit unit, and dense numbers for everybody met on the way.
 *
 * Reading order: facts_load at the bottom, then base_open, versions_index, facts_value. */
#include "entitle/facts.h"
#include "entitle/words.def"

/* ---- dense numbers ------------------------------------------------------------------------ */

int32_t index_find(const Index *index, int64_t id)
{
    int64_t offset = id - index->lowest;
    if (offset < 0 || offset >= (int64_t)index->span) return -1;
    return index->table ? index->table[offset] : (int32_t)offset;
}

/* Ids lowest .. highest, of which `met` are known to be there; highest < lowest: none. */
typedef struct {
    int64_t lowest, highest;
    size_t met;
} Span;

static Span span_of_rows(const SubjectRows *rows)
{
    if (!rows->span) return (Span){INT64_MAX, INT64_MIN, 0};
    return (Span){rows->lowest, rows->lowest + (int64_t)rows->span - 1, rows->subjects};
}

static Span span_of_ids(const int64_t *ids, size_t count)
{
    Span span = {INT64_MAX, INT64_MIN, 0};
    for (size_t i = 0; i < count; i++) {
        if (ids[i] < span.lowest) span.lowest = ids[i];
        if (ids[i] > span.highest) span.highest = ids[i];
    }
    return span;
}

static bool span_full(const Span *span)
{
    return span->lowest <= span->highest && span->met == (size_t)(span->highest - span->lowest) + 1;
}

/* Takes in another span. It stays full only where one of the two, itself full, contains the other:
 * ids that both know are counted once, and nothing is looked at. */
static void span_join(Span *span, Span other)
{
    Span all = {span->lowest < other.lowest ? span->lowest : other.lowest,
                span->highest > other.highest ? span->highest : other.highest, 0};
    const Span *outer = NULL;
    if (span->lowest == all.lowest && span->highest == all.highest) outer = span;
    if (other.lowest == all.lowest && other.highest == all.highest && (!outer || !span_full(outer)))
        outer = &other;
    if (outer) all.met = outer->met;
    *span = all;
}

static bool index_open(Work *w, Index *index, const Span *span)
{
    *index = (Index){.lowest = span->lowest};
    if (span->highest < span->lowest) return true;
    if (span->highest - span->lowest >= INT32_MAX)
        return fail(w, ERR_OVERFLOW, "ids span more than %d", INT32_MAX);
    index->span = (size_t)(span->highest - span->lowest + 1);
    if (span_full(span))
        index->count = index->span;
    else
        index->table = NEW_ARRAY(w->arena, int32_t, index->span);
    return true;
}

/* Ids that are met are marked first and numbered when all are known. */
static void index_mark(Index *index, const int64_t *ids, size_t count)
{
    for (size_t i = 0; index->table && i < count; i++)
        index->table[ids[i] - index->lowest] = 1;
}

static void index_mark_rows(Index *index, const SubjectRows *rows)
{
    if (!index->table) return;
    int32_t *table = index->table + (rows->lowest - index->lowest);
    for (size_t i = 0; i < rows->span; i++)
        if (rows->first[i] < rows->end[i]) table[i] = 1;
}

static void index_number(Work *w, Index *index)
{
    if (!index->table) return;
    for (size_t i = 0; i < index->span; i++)
        index->count += index->table[i] == 1;
    index->ids = NEW_ARRAY(w->arena, int64_t, index->count + 1);
    int32_t next = 0;
    for (size_t i = 0; i < index->span; i++) {
        bool met = index->table[i] == 1;
        if (met) index->ids[next] = index->lowest + (int64_t)i;
        index->table[i] = met ? next++ : -1;
    }
}

const Index *facts_index(const FactBase *base, Subject subject)
{
    return subject == SUBJECT_HOUSEHOLD ? &base->units : &base->persons;
}

/* ---- which aspects ------------------------------------------------------------------------ */

static void aspect_want(FactBase *base, const Aspect *aspect)
{
    if (!aspect || aspect->reg->subject == SUBJECT_OTHER || facts_versions(base, aspect)) return;
    base->versions[base->version_count++].aspect = aspect;
}

static const Field *field_want(FactBase *base, const Register *reg, const char *key)
{
    const Field *field = reg ? register_field(reg, str_of(key)) : NULL;
    if (field) aspect_want(base, field->aspect);
    return field;
}

static const Register *register_of(const Bureau *b, Subject subject)
{
    for (size_t i = 0; i < b->register_count; i++)
        if (b->registers[i].subject == subject) return &b->registers[i];
    return NULL;
}

static void program_want(FactBase *base, const Program *program)
{
    size_t count;
    const Input *inputs = program_inputs(program, &count);
    for (size_t j = 0; j < count; j++)
        if (inputs[j].kind == INPUT_FIELD) aspect_want(base, inputs[j].field->aspect);
}

/* What programs read, and what the room itself looks at: who exists, who is dead, who lives where.
 */
static void aspects_choose(FactBase *base)
{
    const Bureau *b = base->bureau;
    size_t aspects = 0;
    for (size_t i = 0; i < b->register_count; i++)
        aspects += b->registers[i].aspect_count;
    base->versions = NEW_ARRAY(base->arena, Versions, aspects + 1);
    base->birth = field_want(base, base->person, "birth_date");
    base->home[0] = field_want(base, base->person, "home");
    base->urban[0] = field_want(base, base->person, "urban_rural");
    base->death = field_want(base, base->person, "death_date");
    base->home[1] = field_want(base, base->household, "home");
    base->urban[1] = field_want(base, base->household, "urban_rural");
    for (size_t i = 0; i < b->affair_count; i++) {
        program_want(base, b->affairs[i]->program);
        if (b->affairs[i]->review) program_want(base, b->affairs[i]->review->program);
    }
}

Versions *facts_versions(FactBase *base, const Aspect *aspect)
{
    for (size_t i = 0; i < base->version_count; i++)
        if (base->versions[i].aspect == aspect) return &base->versions[i];
    return NULL;
}

/* ---- versions ----------------------------------------------------------------------------- */

int64_t none_value(const Type *type)
{
    if (type->kind == TYPE_DATE) return DATE_NONE.days;
    if (type->kind == TYPE_MONTH) return MONTH_NONE.n;
    if (type->kind == TYPE_DIVISION) return -1;
    return 0;
}

bool facts_value(FactBase *base, const Field *field, int32_t subject, Date day, int64_t *out)
{
    Versions *v = facts_versions(base, field->aspect);
    ensure(v != NULL);
    *out = none_value(&field->type);
    int32_t row = subject < 0 ? -1 : versions_on(v, subject, day);
    if (row < 0) return subject >= 0 && field->aspect->absent_is_none;
    const Column *column = &v->now.rows.columns[field - field->aspect->fields];
    if (column_is_unknown(column, (size_t)row)) return false;
    *out = column_get(column, (size_t)row);
    return true;
}

void facts_store(Column *c, Arena *arena, size_t row, bool known, int64_t value)
{
    if (c->type == COLUMN_TRUTH) {
        column_bytes(c)[row] = known ? (value ? YES : NO) : UNKNOWN;
        return;
    }
    if (!known) column_set_unknown(c, arena, row);
    if (!known) return;
    if (c->type == COLUMN_CHOICE) column_bytes(c)[row] = (uint8_t)value;
    if (c->type == COLUMN_INT32) column_int32(c)[row] = (int32_t)value;
    if (c->type == COLUMN_INT64) column_int64(c)[row] = value;
}

/* ---- members ------------------------------------------------------------------------------ */

MemberRange members_range(const FactBase *base, int32_t unit)
{
    const SubjectRows *now = &base->members.now;
    int64_t at = index_id(&base->units, unit) - now->lowest;
    if (at < 0 || at >= (int64_t)now->span) return (MemberRange){0, 0};
    return (MemberRange){now->first[at], now->end[at]};
}

static void members_index(FactBase *base)
{
    Members *m = &base->members;
    const AspectRows *rows = &m->now.rows;
    m->from = rows->from;
    m->to = rows->to;
    m->applicant = rows->columns ? rows->columns[1].values : NULL;
    m->person = NEW_ARRAY(base->arena, int32_t, rows->count + 1);
    const int64_t *person = rows->columns ? rows->columns[0].values : NULL;
    for (size_t i = 0; i < rows->count; i++)
        m->person[i] = index_find(&base->persons, person[i]);
}

int32_t unit_applicant(const FactBase *base, int32_t unit, Date day)
{
    const Members *m = &base->members;
    MemberRange range = members_range(base, unit);
    int32_t found = -1;
    for (uint32_t i = range.first; i < range.end; i++) {
        if (!m->applicant[i]) continue;
        if (m->from[i] <= day.days && day.days < m->to[i]) return m->person[i];
        found = m->person[i];
    }
    return found;
}

/* ---- loading ------------------------------------------------------------------------------ */

bool facts_open(Work *w, const Bureau *bureau, Division home, FactBase **out)
{
    FactBase *base = NEW(w->arena, FactBase);
    *base = (FactBase){.arena = w->arena, .bureau = bureau, .published = work_today(w)};
    base->person = register_of(bureau, SUBJECT_PERSON);
    base->household = register_of(bureau, SUBJECT_HOUSEHOLD);
    if (!base->person) return refuse(w, ERR_LAW, "%s", SAY_NO_PERSON_REGISTER);
    TRY(regions_load(w, bureau, home, &base->regions));
    base->affairs = NEW_ARRAY(w->arena, AffairFacts, bureau->affair_count + 1);
    for (size_t i = 0; i < bureau->affair_count; i++)
        base->affairs[i].affair = bureau->affairs[i];
    aspects_choose(base);
    *out = base;
    return true;
}

/* Numbers every subject of the versions and memberships read. */
bool facts_number(Work *w, FactBase *base)
{
    const SubjectRows *members = &base->members.now;
    const int64_t *people = members->rows.columns ? members->rows.columns[0].values : NULL;
    Span persons = span_of_ids(people, members->rows.count), units = span_of_rows(members);
    for (size_t i = 0; i < base->version_count; i++) {
        const Versions *v = &base->versions[i];
        bool household = v->aspect->reg->subject == SUBJECT_HOUSEHOLD;
        span_join(household ? &units : &persons, span_of_rows(&v->now));
    }
    TRY(index_open(w, &base->persons, &persons));
    TRY(index_open(w, &base->units, &units));
    index_mark(&base->persons, people, members->rows.count);
    index_mark_rows(&base->units, members);
    for (size_t i = 0; i < base->version_count; i++) {
        Versions *v = &base->versions[i];
        bool household = v->aspect->reg->subject == SUBJECT_HOUSEHOLD;
        index_mark_rows(household ? &base->units : &base->persons, &v->now);
        v->index = household ? &base->units : &base->persons;
    }
    index_number(w, &base->persons);
    index_number(w, &base->units);
    members_index(base);
    base->scratch = NEW_ARRAY(w->arena, int64_t, base->persons.count + 1);
    return true;
}

/* Enrolments are read with the rest, so that the picture is of one moment. */
static bool base_enrolments(Work *w, FactBase *base)
{
    for (size_t i = 0; i < base->bureau->affair_count; i++) {
        AffairFacts *facts;
        TRY(facts_enrolments(w, base, base->bureau->affairs[i], &facts));
    }
    return true;
}

/* Memberships as read from the table, in the shape of a kept file. */
bool facts_members(Work *w, const MemberRows *rows, SubjectRows *out)
{
    Column *columns = NEW_ARRAY(w->arena, Column, 2);
    columns[0] = (Column){COLUMN_INT64, rows->count, rows->person, NULL};
    columns[1] = (Column){COLUMN_CHOICE, rows->count, rows->applicant, NULL};
    return subject_rows(w,
                        &(AspectRows){.count = rows->count,
                                      .subject = rows->unit,
                                      .from = rows->from,
                                      .to = rows->to,
                                      .columns = columns},
                        out);
}

/* What was known once is read from the tables; what is known now is kept in files. */
static bool read_then(Work *w, FactBase *base)
{
    MemberRows members;
    TRY(registry_members(w, base->known, &members));
    TRY(facts_members(w, &members, &base->members.now));
    for (size_t i = 0; i < base->version_count; i++) {
        Versions *v = &base->versions[i];
        AspectRows rows;
        TRY(registry_read(w, v->aspect, base->known, false, &rows));
        TRY(subject_rows(w, &rows, &v->now));
    }
    return true;
}

static bool read_now(Work *w, FactBase *base)
{
    TRY(registry_members_now(w, &base->members.now));
    for (size_t i = 0; i < base->version_count; i++)
        TRY(registry_now(w, base->versions[i].aspect, &base->versions[i].now));
    return true;
}

static bool load_whole(Work *w, FactBase *base)
{
    bool now = base->known.n == KNOWN_NOW.n;
    TRY(now ? read_now(w, base) : read_then(w, base));
    TRY(facts_number(w, base));
    return base_enrolments(w, base);
}

/* Begins a read transaction unless the caller has one; the answer says whether to end it. */
bool facts_moment(Work *w, bool *own)
{
    *own = !db_in_transaction(w);
    return !*own || db_begin_read(w);
}

void facts_moment_end(Work *w, bool own)
{
    if (own) db_rollback(w);
}

bool facts_load(Work *w, const Bureau *bureau, Commit known, Division home, FactBase **out)
{
    FactBase *base;
    bool own;
    TRY(facts_open(w, bureau, home, &base));
    base->known = known;
    base->whole = true;
    TRY(facts_moment(w, &own));
    bool ok = load_whole(w, base);
    facts_moment_end(w, own);
    *out = base;
    return ok;
}
