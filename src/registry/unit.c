/* Benefit units (保障单位) and their members by periods. Memberships have the two time axes of
 * facts and the same arithmetic (timeline.h); the pair of unit and person is the subject, role and
 * applicant are what is said of it. */
#include "registry/kept.h"
#include "registry/timeline.h"
#include "registry/words.def"

/* ---- units -------------------------------------------------------------------------------- */

bool unit_add(Batch *b, const BenefitUnit *unit, UnitId *out)
{
    *out = (UnitId){b->next_unit++};
    Stmt *s = db_stmt(b->w, &registry_sql, "unit_insert");
    db_bind_int(s, 1, out->n);
    db_bind_int(s, 2, unit->kind);
    if (unit->number.len)
        db_bind_str(s, 3, unit->number);
    else
        db_bind_null(s, 3);
    db_bind_int(s, 4, unit->applicant.n);
    db_bind_int(s, 5, unit->division);
    db_bind_int(s, 6, b->commit.n);
    return db_run(s);
}

/* The one member of a unit of one has always been in it: its first day is the birth. */
static bool unit_of_one_add(Batch *b, const PersonRow *person, UnitId *out)
{
    TRY(unit_add(
        b,
        &(BenefitUnit){.kind = UNIT_SINGLE, .applicant = person->id, .division = person->division},
        out));
    bool born = person->birth.days != DATE_NONE.days;
    MemberWrite member = {.unit = *out,
                          .person = person->id,
                          .role = STR(WORD_APPLICANT),
                          .applicant = true,
                          .from = born ? person->birth : date_of(1900, 1, 1),
                          .to = DATE_NONE};
    FactEffect effect;
    return member_put(b->w, &member, b->commit, &effect);
}

bool unit_of_one(Batch *b, PersonId person, UnitId *out)
{
    PersonRow row;
    Stmt *s = db_stmt(b->w, &registry_sql, "unit_single");
    db_bind_int(s, 1, person.n);
    TRY(db_scalar(s, 0, &out->n));
    if (out->n) return true;
    TRY(person_row(b->w, person, &row));
    return unit_of_one_add(b, &row, out);
}

bool unit_by_number(Work *w, Str number, UnitId *out)
{
    Stmt *s = db_stmt(w, &registry_sql, "unit_by_number");
    db_bind_str(s, 1, str_trim(number));
    TRY(db_scalar(s, 0, &out->n));
    return out->n ? true : refuse(w, ERR_NOT_FOUND, SAY_NO_UNIT, STR_ARG(number));
}

bool unit_applicant_since(Work *w, UnitId id, PersonId person, Commit *out)
{
    Stmt *s = db_stmt(w, &registry_sql, "unit_applicant_since");
    db_bind_int(s, 1, id.n);
    db_bind_int(s, 2, person.n);
    return db_scalar(s, 0, &out->n);
}

static bool read_members(Work *w, Date on, BenefitUnit *unit)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &registry_sql, "unit_members_on");
    db_bind_int(s, 1, unit->id.n);
    db_bind_int(s, 2, on.days);
    while (db_next(s)) {
        if (unit->member_count == capacity)
            unit->members = arena_grow(w->arena, unit->members, &capacity, sizeof(Member));
        unit->members[unit->member_count++] = (Member){.person = {db_int(s, 0)},
                                                       .role = str_copy(w->arena, db_str(s, 1)),
                                                       .from = {(int32_t)db_int(s, 2)},
                                                       .to = {(int32_t)db_int(s, 3)}};
    }
    return !db_failed(s);
}

bool unit_row(Work *w, UnitId id, Date on, BenefitUnit *out)
{
    Stmt *s = db_stmt(w, &registry_sql, "unit_row");
    db_bind_int(s, 1, id.n);
    if (!db_next(s))
        return db_failed(s) ? false : refuse(w, ERR_NOT_FOUND, SAY_NO_UNIT_ID, (long long)id.n);
    *out = (BenefitUnit){.id = id,
                         .kind = (UnitKind)db_int(s, 0),
                         .number = str_copy(w->arena, db_str(s, 1)),
                         .applicant = {db_int(s, 2)},
                         .division = db_int(s, 3)};
    db_reset(s);
    return read_members(w, on, out);
}

bool unit_of_person(Work *w, PersonId person, UnitId **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &registry_sql, "unit_of_person");
    db_bind_int(s, 1, person.n);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (UnitId){db_int(s, 0)};
    }
    return !db_failed(s);
}

/* ---- members ------------------------------------------------------------------------------ */

typedef struct {
    int32_t from, to;
    int64_t known_from;
    Str role;
    bool applicant;
} Version;
typedef struct {
    Edit *items;
    size_t count;
} Edits;
enum { FEW = 3 }; /* versions for which no memory is asked */

static bool read_versions(Work *w, const MemberWrite *m, Version **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &registry_sql, "member_versions");
    db_bind_int(s, 1, m->unit.n);
    db_bind_int(s, 2, m->person.n);
    db_bind_int(s, 3, m->from.days);
    db_bind_int(s, 4, m->to.days);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (Version){.from = (int32_t)db_int(s, 0),
                                       .to = (int32_t)db_int(s, 1),
                                       .known_from = db_int(s, 2),
                                       .role = str_copy(w->arena, db_str(s, 3)),
                                       .applicant = db_int(s, 4) != 0};
    }
    return !db_failed(s);
}

static bool end_version(Work *w, const MemberWrite *m, const Version *v, Commit commit)
{
    bool own = v->known_from == commit.n;
    Stmt *s = db_stmt(w, &registry_sql, own ? "member_delete" : "member_close");
    db_bind_int(s, 1, m->unit.n);
    db_bind_int(s, 2, m->person.n);
    db_bind_int(s, 3, v->from);
    db_bind_int(s, 4, v->known_from);
    if (!own) db_bind_int(s, 5, commit.n);
    return db_run(s);
}

static bool insert_member(Work *w, const MemberWrite *m, Commit commit)
{
    Stmt *s = db_stmt(w, &registry_sql, "member_insert");
    db_bind_int(s, 1, m->unit.n);
    db_bind_int(s, 2, m->person.n);
    db_bind_str(s, 3, m->role);
    db_bind_int(s, 4, m->applicant);
    db_bind_int(s, 5, m->from.days);
    db_bind_int(s, 6, m->to.days);
    db_bind_int(s, 7, commit.n);
    return db_run(s);
}

static bool make_edit(Work *w, const MemberWrite *write, const Version *versions, Edit edit,
                      Commit commit)
{
    MemberWrite row = *write;
    row.from = (Date){edit.from};
    row.to = (Date){edit.to};
    if (edit.kind == EDIT_KEEP) {
        row.role = versions[edit.version].role;
        row.applicant = versions[edit.version].applicant;
    }
    return insert_member(w, &row, commit);
}

static bool make_edits(Work *w, const MemberWrite *write, const Version *versions, Edits edits,
                       Commit commit)
{
    for (const Edit *e = edits.items; e < edits.items + edits.count; e++)
        if (e->kind == EDIT_CLOSE) TRY(end_version(w, write, &versions[e->version], commit));
    for (const Edit *e = edits.items; e < edits.items + edits.count; e++)
        if (e->kind != EDIT_CLOSE) TRY(make_edit(w, write, versions, *e, commit));
    return true;
}

static bool name_applicant(Work *w, const MemberWrite *write)
{
    if (!write->applicant || write->none || write->to.days != DATE_NONE.days) return true;
    Stmt *s = db_stmt(w, &registry_sql, "unit_set_applicant");
    db_bind_int(s, 1, write->unit.n);
    db_bind_int(s, 2, write->person.n);
    return db_run(s);
}

bool member_put(Work *w, const MemberWrite *write, Commit commit, FactEffect *effect)
{
    ensure(write->from.days < write->to.days);
    Version *versions;
    size_t count;
    TRY(read_versions(w, write, &versions, &count));
    Span few_spans[FEW], *spans = count <= FEW ? few_spans : NEW_ARRAY(w->arena, Span, count);
    for (size_t i = 0; i < count; i++)
        spans[i] = (Span){.from = versions[i].from,
                          .to = versions[i].to,
                          .same = !write->none && write->applicant == versions[i].applicant &&
                                  str_equal(write->role, versions[i].role)};
    SpanWrite days = {.from = write->from.days,
                      .to = write->to.days,
                      .until_next = write->kind == WRITE_CHANGE && write->to.days == DATE_NONE.days,
                      .erase = write->none,
                      .whole = true};
    Edit few_edits[TIMELINE_EDITS(FEW)];
    Edits edits = {.items = few_edits};
    if (count > FEW) edits.items = NEW_ARRAY(w->arena, Edit, TIMELINE_EDITS(count));
    edits.count = timeline_edit(spans, count, days, edits.items);
    *effect = edits.count ? FACT_ADDED : FACT_UNCHANGED;
    for (size_t i = 0; i < edits.count; i++)
        if (edits.items[i].kind == EDIT_CLOSE) *effect = FACT_CHANGED;
    TRY(make_edits(w, write, versions, edits, commit));
    if (edits.count) TRY(change_note_member(w, write->unit, commit));
    return !edits.count || name_applicant(w, write);
}

bool registry_members(Work *w, Commit known, MemberRows *out)
{
    int64_t size;
    *out = (MemberRows){0};
    TRY(db_scalar(db_stmt(w, &registry_sql, "member_count"), 0, &size));
    out->unit = NEW_ARRAY(w->arena, int64_t, size);
    out->person = NEW_ARRAY(w->arena, int64_t, size);
    out->from = NEW_ARRAY(w->arena, int32_t, size);
    out->to = NEW_ARRAY(w->arena, int32_t, size);
    out->applicant = NEW_ARRAY(w->arena, uint8_t, size);
    Stmt *s = db_stmt(w, &registry_sql, "members_known");
    db_bind_int(s, 1, known.n);
    for (; db_next(s); out->count++) {
        ensure(out->count < (size_t)size);
        out->unit[out->count] = db_int(s, 0);
        out->person[out->count] = db_int(s, 1);
        out->from[out->count] = (int32_t)db_int(s, 2);
        out->to[out->count] = (int32_t)db_int(s, 3);
        out->applicant[out->count] = (uint8_t)db_int(s, 4);
    }
    return !db_failed(s);
}

bool members_now(Work *w, int64_t low, int64_t high, AspectRows *rows, size_t capacity)
{
    Stmt *s = db_stmt(w, &registry_sql, "members_now");
    db_bind_int(s, 1, low);
    db_bind_int(s, 2, high);
    for (; rows->count < capacity && db_next(s); rows->count++) {
        rows->subject[rows->count] = db_int(s, 0);
        rows->from[rows->count] = (int32_t)db_int(s, 1);
        rows->to[rows->count] = (int32_t)db_int(s, 2);
        column_int64(&rows->columns[0])[rows->count] = db_int(s, 3);
        column_bytes(&rows->columns[1])[rows->count] = (uint8_t)db_int(s, 4);
    }
    if (rows->count == capacity) db_reset(s);
    return !db_failed(s);
}

bool unit_members(Work *w, UnitId unit, MemberRows *out)
{
    Stmt *s = db_stmt(w, &registry_sql, "unit_member_count");
    int64_t size;
    Column columns[2];
    db_bind_int(s, 1, unit.n);
    TRY(db_scalar(s, 0, &size));
    columns[0] = column_new(w->arena, COLUMN_INT64, (size_t)size);
    columns[1] = column_new(w->arena, COLUMN_CHOICE, (size_t)size);
    AspectRows rows = {.subject = NEW_ARRAY(w->arena, int64_t, size),
                       .from = NEW_ARRAY(w->arena, int32_t, size),
                       .to = NEW_ARRAY(w->arena, int32_t, size),
                       .columns = columns};
    TRY(members_now(w, unit.n, unit.n, &rows, (size_t)size));
    *out = (MemberRows){.count = rows.count,
                        .unit = rows.subject,
                        .person = column_int64(&columns[0]),
                        .from = rows.from,
                        .to = rows.to,
                        .applicant = column_bytes(&columns[1])};
    return true;
}

bool unit_members_ever(Work *w, UnitId unit, int64_t **people, size_t *count)
{
    size_t capacity = 0;
    *people = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &registry_sql, "unit_members_ever");
    db_bind_int(s, 1, unit.n);
    while (db_next(s)) {
        if (*count == capacity) *people = arena_grow(w->arena, *people, &capacity, sizeof **people);
        (*people)[(*count)++] = db_int(s, 0);
    }
    return !db_failed(s);
}
