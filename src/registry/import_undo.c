/* Taking back a whole import as one act. Whatever was changed later by an act that still stands, or
 * was decided on it, stands in the way and is named; imports that were undone themselves are as if
 * they had never been. Then every touched subject reads again as just before the import, and who
 * was new is withdrawn: no search and no number finds him, his id is never given again.
 *
 * Read import_undo at the end first; the statements are in schema_undo.c and queries.sql. */
#include "registry/import_words.def"
#include "registry/schema.h"
#include "registry/store.h"

enum { BUILT_LIMIT = 1000 };

typedef struct {
    Work *w;
    const Bureau *bureau;
    ImportRun run;
    Commit now;
    int64_t *undone; /* acts that count no more, rising */
    size_t undone_count;
    ImportUndo *out;
} Undo;

/* ---- history ------------------------------------------------------------------------------ */

static bool read_runs(Work *w, int64_t from, int64_t to, ImportRun **out, size_t *count)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(w, &registry_sql, "import_runs");
    db_bind_int(s, 1, from);
    db_bind_int(s, 2, to);
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (ImportRun){.commit = {db_int(s, 0)},
                                         .as = str_copy(w->arena, db_str(s, 1)),
                                         .file = str_copy(w->arena, db_str(s, 2)),
                                         .digest = str_copy(w->arena, db_str(s, 3)),
                                         .sender = str_copy(w->arena, db_str(s, 4)),
                                         .rows = db_int(s, 5),
                                         .added = db_int(s, 6),
                                         .changed = db_int(s, 7),
                                         .unchanged = db_int(s, 8),
                                         .first_person = db_int(s, 9),
                                         .next_person = db_int(s, 10),
                                         .first_unit = db_int(s, 11),
                                         .next_unit = db_int(s, 12),
                                         .undone = {db_int(s, 13)}};
    }
    return !db_failed(s);
}

bool import_history(Work *w, ImportRun **out, size_t *count)
{
    TRY(read_runs(w, 1, INT64_MAX, out, count));
    for (size_t i = 0; i < *count; i++) {
        ActRow act;
        TRY(audit_row(w, (*out)[i].commit, &act));
        (*out)[i].actor = act.actor;
        (*out)[i].instant = act.instant;
    }
    return true;
}

/* ---- what stands in the way --------------------------------------------------------------- */

static bool read_undone(Undo *u)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(u->w, &registry_sql, "import_undone_acts");
    while (db_next(s)) {
        if (u->undone_count == capacity)
            u->undone = arena_grow(u->w->arena, u->undone, &capacity, sizeof *u->undone);
        u->undone[u->undone_count++] = db_int(s, 0);
    }
    return !db_failed(s);
}

static bool counts_no_more(const Undo *u, int64_t act)
{
    for (size_t i = 0; i < u->undone_count; i++)
        if (u->undone[i] == act) return true;
    return false;
}

static bool subject_text(Work *w, Subject of, int64_t id, Str *out)
{
    if (of == SUBJECT_OTHER) return row_name(w, (RowId){id}, out);
    if (of == SUBJECT_HOUSEHOLD) {
        BenefitUnit row;
        TRY(unit_row(w, (UnitId){id}, work_today(w), &row));
        *out = format(w->arena, SAY_UNDO_UNIT, STR_ARG(row.number), (long long)id);
        return true;
    }
    PersonRow row;
    TRY(person_row(w, (PersonId){id}, &row));
    *out = format(w->arena, SAY_UNDO_PERSON, STR_ARG(name_mask(w->arena, row.name)), (long long)id);
    return true;
}

typedef enum { BUILT_CHANGED, BUILT_DECIDED, BUILT_JOINED } BuiltKind;
/* One thing that builds on the import: what became of whose aspect by which act. */
typedef struct {
    BuiltKind kind;
    Str aspect;
    Subject of;
    int64_t act, subject, decision;
} Built;

static bool tell_built(Undo *u, Built b)
{
    Faults *built = &u->out->built;
    Arena *arena = u->w->arena;
    ActRow act;
    Str who, sentence = STR("");
    if (built->count < BUILT_LIMIT) { /* the rest is only counted */
        TRY(audit_row(u->w, (Commit){b.act}, &act) && subject_text(u->w, b.of, b.subject, &who));
        Str name = act_kind_name(act.act.kind);
        sentence =
            b.kind == BUILT_CHANGED ? format(arena, SAY_UNDO_LATER, STR_ARG(who), STR_ARG(b.aspect),
                                             (long long)b.act, STR_ARG(name))
            : b.kind == BUILT_DECIDED
                ? format(arena, SAY_UNDO_DECIDED, (long long)b.act, STR_ARG(name),
                         (long long)b.decision, STR_ARG(who), STR_ARG(b.aspect))
                : format(arena, SAY_UNDO_JOINED, STR_ARG(who), (long long)b.act, STR_ARG(name));
    }
    faults_add(built, (Fault){.level = FAULT_ERROR, .file = u->run.file, .sentence = sentence});
    return true;
}

typedef struct {
    int64_t act, subject, decision;
} Later;

/* Runs a statement that gives act, subject and a third; the rows are told after it has ended,
 * because telling asks the store as well. */
static bool tell_all(Undo *u, Stmt *s, Built like)
{
    Later *rows = NULL;
    size_t count = 0, capacity = 0;
    while (db_next(s)) {
        if (counts_no_more(u, db_int(s, 0))) continue;
        if (count == capacity) rows = arena_grow(u->w->arena, rows, &capacity, sizeof *rows);
        rows[count++] = (Later){db_int(s, 0), db_int(s, 1), db_int(s, 2)};
    }
    if (db_failed(s)) return false;
    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && rows[i].act == rows[i - 1].act &&
                    rows[i].subject == rows[i - 1].subject && like.kind != BUILT_DECIDED;
        like.act = rows[i].act;
        like.subject = rows[i].subject;
        like.decision = rows[i].decision;
        if (!same) TRY(tell_built(u, like));
    }
    return true;
}

static bool tell_aspect(Undo *u, const Aspect *aspect)
{
    static const UndoStep steps[] = {UNDO_LATER, UNDO_DECIDED};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        Stmt *s = db_prepare_text(u->w, schema_undo(u->w->arena, aspect, steps[i]));
        if (!s) return false;
        db_bind_int(s, 1, u->run.commit.n);
        if (steps[i] == UNDO_LATER) {
            bool unit = aspect->reg->subject == SUBJECT_HOUSEHOLD;
            bool person = aspect->reg->subject == SUBJECT_PERSON; /* others: what was touched */
            db_bind_int(s, 2, unit ? u->run.first_unit : person ? u->run.first_person : 0);
            db_bind_int(s, 3, unit ? u->run.next_unit : person ? u->run.next_person : 0);
        }
        Built like = {.kind = steps[i] == UNDO_LATER ? BUILT_CHANGED : BUILT_DECIDED,
                      .aspect = aspect->name,
                      .of = aspect->reg->subject};
        TRY(tell_all(u, s, like));
    }
    return true;
}

static Stmt *later(const Undo *u, const char *name)
{
    Stmt *s = db_stmt(u->w, &registry_sql, name);
    db_bind_int(s, 1, u->run.commit.n);
    return s;
}

static bool tell_members(Undo *u)
{
    Built changed = {.kind = BUILT_JOINED, .aspect = STR(WORD_UNDO_MEMBERS)};
    Built decided = {.kind = BUILT_DECIDED, .aspect = STR(WORD_UNDO_MEMBERS)};
    TRY(tell_all(u, later(u, "undo_members_later"), changed));
    return tell_all(u, later(u, "undo_members_decided"), decided);
}

static bool tell_new_people(Undo *u)
{
    const ImportRun *run = &u->run;
    if (run->first_person == run->next_person && run->first_unit == run->next_unit) return true;
    Stmt *s = later(u, "undo_joined_later");
    db_bind_int(s, 2, run->first_person);
    db_bind_int(s, 3, run->next_person);
    TRY(tell_all(u, s, (Built){.kind = BUILT_JOINED}));
    s = later(u, "undo_decided_later");
    db_bind_int(s, 2, run->first_person);
    db_bind_int(s, 3, run->next_person);
    db_bind_int(s, 4, run->first_unit);
    db_bind_int(s, 5, run->next_unit);
    return tell_all(u, s, (Built){.kind = BUILT_DECIDED, .aspect = STR(WORD_UNDO_IDENTITY)});
}

/* ---- taking back -------------------------------------------------------------------------- */

static bool run_step(Undo *u, const Aspect *aspect, UndoStep step, int64_t *count)
{
    Arena *arena = u->w->arena;
    Stmt *s = db_prepare_text(u->w, schema_undo(arena, aspect, step));
    if (!s) return false;
    db_bind_int(s, 1, u->run.commit.n);
    db_bind_int(s, 2, u->now.n);
    if (step == UNDO_NOTE) db_bind_str(s, 3, change_name(arena, aspect));
    TRY(db_run(s));
    if (count) *count += db_changes(u->w);
    return true;
}

static bool take_back_aspect(Undo *u, const Aspect *aspect)
{
    TRY(run_step(u, aspect, UNDO_NOTE, NULL));
    TRY(run_step(u, aspect, UNDO_CLOSE, &u->out->closed));
    TRY(run_step(u, aspect, UNDO_RESTORE, &u->out->restored));
    for (size_t i = 0; i < aspect->field_count; i++) {
        Str sql = schema_undo_card(u->w->arena, &aspect->fields[i]);
        if (!sql.len) continue;
        Stmt *s = db_prepare_text(u->w, sql);
        if (!s) return false;
        db_bind_int(s, 1, u->run.commit.n);
        TRY(db_run(s));
    }
    return true;
}

static bool run_named(Undo *u, const char *name, bool now, int64_t *count)
{
    Stmt *s = later(u, name);
    if (now) db_bind_int(s, 2, u->now.n);
    TRY(db_run(s));
    if (count) *count += db_changes(u->w);
    return true;
}

static bool take_back_members(Undo *u)
{
    TRY(run_named(u, "undo_members_note", true, NULL));
    TRY(run_named(u, "undo_members_close", true, &u->out->closed));
    TRY(run_named(u, "undo_members_restore", true, &u->out->restored));
    return run_named(u, "undo_unit_applicant", false, NULL);
}

static bool withdraw(Undo *u, const char *name, int64_t first, int64_t next)
{
    Stmt *s = db_stmt(u->w, &registry_sql, name);
    db_bind_int(s, 1, first);
    db_bind_int(s, 2, next);
    db_bind_int(s, 3, u->now.n);
    return first == next || db_run(s);
}

static bool take_back_new(Undo *u)
{
    const ImportRun *run = &u->run;
    TRY(run_named(u, "undo_numbers", false, NULL));
    TRY(run_named(u, "undo_sender_keys", false, NULL));
    TRY(run_named(u, "undo_rows", true, &u->out->rows));
    u->out->people = run->next_person - run->first_person;
    u->out->units = run->next_unit - run->first_unit;
    TRY(withdraw(u, "undo_people", run->first_person, run->next_person));
    return withdraw(u, "undo_units", run->first_unit, run->next_unit);
}

/* ---- one act ------------------------------------------------------------------------------ */

typedef bool (*AspectStep)(Undo *u, const Aspect *aspect);

static bool each_aspect(Undo *u, AspectStep step)
{
    for (size_t i = 0; i < u->bureau->register_count; i++) {
        const Register *r = &u->bureau->registers[i];
        for (size_t j = 0; j < r->aspect_count; j++)
            TRY(step(u, &r->aspects[j]));
    }
    return true;
}

static bool find_run(Undo *u, Commit import)
{
    ImportRun *runs;
    size_t count;
    long long n = import.n;
    TRY(read_runs(u->w, n, n, &runs, &count));
    if (!count) return refuse(u->w, ERR_NOT_FOUND, SAY_UNDO_NONE, n);
    u->run = runs[0];
    long long undone = u->run.undone.n;
    if (undone) return refuse(u->w, ERR_STATE, SAY_UNDO_TWICE, n, undone);
    bool decisions =
        str_equal(u->run.as, STR("enrolment")) || str_equal(u->run.as, STR("decision"));
    return decisions ? refuse(u->w, ERR_STATE, SAY_UNDO_DECISIONS, n) : true;
}

static bool tell_what_builds(Undo *u)
{
    TRY(read_undone(u));
    TRY(each_aspect(u, tell_aspect) && tell_members(u) && tell_new_people(u));
    size_t built = u->out->built.errors;
    if (!built) return true;
    return refuse(u->w, ERR_CONFLICT, SAY_UNDO_BUILT, (long long)u->run.commit.n, built);
}

static bool begin_undo(Undo *u, Str reason)
{
    Arena *arena = u->w->arena;
    Act act = {.kind = STR("import_undo"),
               .subject = format(arena, "import:%lld", (long long)u->run.commit.n),
               .purpose = reason,
               .detail = u->run.file};
    Batch batch;
    TRY(batch_begin(u->w, &act, u->run.sender, DATE_NONE, &batch));
    u->now = batch.commit;
    return true;
}

static bool undo_inside(Undo *u, Commit import, Str reason)
{
    TRY(find_run(u, import) && tell_what_builds(u) && begin_undo(u, reason));
    TRY(take_back_new(u) && each_aspect(u, take_back_aspect) && take_back_members(u));
    u->out->commit = u->now;
    return run_named(u, "import_run_undone", true, NULL);
}

bool import_undo(Work *w, const Bureau *b, Commit import, Str reason, ImportUndo *out)
{
    *out = (ImportUndo){.built = faults_new(w->arena, BUILT_LIMIT)};
    Undo u = {.w = w, .bureau = b, .out = out};
    TRY(access_need_clerk(w) && access_need_all(w));
    TRY(db_begin(w));
    return db_end(w, undo_inside(&u, import, reason));
}
