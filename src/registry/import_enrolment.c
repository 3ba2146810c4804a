/* Rows about enrolments (grants) and later decisions. Grants and revisions copy what they rest on
 * set by set, so they wait for the end of the file; every other decision is written on its row,
 * where a refusal can name it.
 *
 * A row that says what is on record already changes nothing: a grant is the same by object, affair,
 * day of application and day of confirmation, a decision by all it says but its reason. */
#include "registry/import.h"
#include "registry/import_words.def"
#include "registry/words.def"

#include <string.h>

/* In `seen`: grants with a conflict that was told. */
static const int64_t REFUSED_GRANT = INT64_MIN;

typedef struct Decided {
    Grant *grants;
    int64_t *rows; /* of the file, parallel to grants */
    size_t count, capacity, row_capacity;
    Decision *revisions;
    int64_t *revision_rows;
    size_t revision_count, revision_capacity, revision_row_capacity;
    int64_t law;
} Decided;

static bool current_law(Import *im, int64_t *law)
{
    Str text = affair_law_text(im->chunk->arena, im->bureau);
    Str hash = digest_text(im->chunk->arena, digest_of(text));
    Stmt *s = db_stmt(im->w, &registry_sql, "law_by_hash");
    db_bind_str(s, 1, hash);
    TRY(db_scalar(s, 0, law));
    return *law ? true : refuse(im->w, ERR_STATE, SAY_NO_LAW_TEXT);
}

static bool decided_of(Import *im, Decided **out)
{
    if (!im->decided) {
        im->decided = NEW(im->w->arena, Decided);
        TRY(current_law(im, &im->decided->law));
    }
    *out = im->decided;
    return true;
}

/* ---- affair and object -------------------------------------------------------------------- */

typedef struct {
    const Affair *affair;
    UnitId unit;     /* households */
    PersonId person; /* people */
} Object;

static void tell_affairs(Import *im, Str name)
{
    Buf list = buf_new(im->chunk->arena);
    for (size_t i = 0; i < im->bureau->affair_count; i++)
        buf_format(&list, "%s%.*s", i ? WORD_LIST_COMMA : "",
                   STR_ARG(im->bureau->affairs[i]->name));
    import_fault(im, im->by_role[ROLE_AFFAIR], SAY_NO_AFFAIR, STR_ARG(name),
                 STR_ARG(buf_str(&list)));
}

/* A household has members on the day of the decision, or nobody could be counted. */
static bool check_members(Import *im, const Grant *g)
{
    if (!g->unit.n) return true;
    Stmt *s = db_stmt(im->w, &registry_sql, "unit_members_on");
    db_bind_int(s, 1, g->unit.n);
    db_bind_int(s, 2, g->decided.days);
    bool some = db_next(s);
    db_reset(s);
    if (!some && db_failed(s)) return false;
    if (!some) import_fault(im, im->by_role[ROLE_UNIT], SAY_MEMBERS_LATER);
    return true;
}

static bool read_unit(Import *im, Object *o)
{
    Str number = import_role(im, ROLE_UNIT);
    if (!number.len) {
        ptrdiff_t column = im->by_role[ROLE_UNIT];
        import_fault(im, column, SAY_NEEDS_UNIT, STR_ARG(o->affair->name));
        return true;
    }
    TRY(import_unit(im, &o->unit));
    if (!o->unit.n) import_fault(im, im->by_role[ROLE_UNIT], SAY_NO_UNIT_NUMBER, STR_ARG(number));
    return true;
}

static bool read_person(Import *im, Object *o)
{
    bool said = import_role(im, ROLE_NUMBER).len || import_role(im, ROLE_KEY).len;
    if (said) return import_known_person(im, &o->person);
    import_fault(im, im->by_role[ROLE_NUMBER], SAY_NEEDS_PERSON, STR_ARG(o->affair->name));
    return true;
}

static bool read_object(Import *im, Object *o)
{
    Str name = import_role(im, ROLE_AFFAIR);
    *o = (Object){.affair = name.len ? bureau_affair(im->bureau, name) : NULL};
    if (!o->affair) {
        tell_affairs(im, name);
        return true;
    }
    return o->affair->subject == SUBJECT_HOUSEHOLD ? read_unit(im, o) : read_person(im, o);
}

static void need_cell(Import *im, ColumnRole role)
{
    ptrdiff_t column = im->by_role[role];
    if (column >= 0 && !import_role(im, role).len)
        import_fault(im, column, SAY_REQUIRED, STR_ARG(im->columns[column].name));
}

/* A day that must be said and must have come. */
static Date past_day(Import *im, ColumnRole role)
{
    Date day;
    need_cell(im, role);
    CellState state = import_date(im, role, &day);
    if (state != CELL_GIVEN || day.days <= im->today.days) return day;
    Str said = date_text(im->chunk->arena, day), today = date_text(im->chunk->arena, im->today);
    import_fault(im, im->by_role[role], SAY_DAY_FUTURE, STR_ARG(said), STR_ARG(today));
    return day;
}

/* ---- grants ------------------------------------------------------------------------------- */

/* Whether this very grant is on record. */
static bool grant_known(Import *im, const Grant *g, bool *known)
{
    int64_t id;
    bool unit = g->unit.n != 0;
    Stmt *s = db_stmt(im->w, &registry_sql, unit ? "import_unit_grant" : "import_person_grant");
    db_bind_str(s, 1, g->affair->key);
    db_bind_int(s, 2, unit ? g->unit.n : g->person.n);
    db_bind_int(s, 3, g->applied.days);
    db_bind_int(s, 4, g->decided.days);
    TRY(db_scalar(s, 0, &id));
    *known = id != 0;
    return true;
}

static void add_grant(Import *im, Decided *d, Grant grant)
{
    Arena *arena = im->w->arena;
    if (d->count == d->capacity)
        d->grants = arena_grow(arena, d->grants, &d->capacity, sizeof *d->grants);
    if (d->count == d->row_capacity)
        d->rows = arena_grow(arena, d->rows, &d->row_capacity, sizeof *d->rows);
    grant.reason = str_copy(arena, grant.reason);
    d->rows[d->count] = im->row->number;
    d->grants[d->count++] = grant;
}

static Grant read_grant(Import *im, const Object *o)
{
    Grant g = {.affair = o->affair, .unit = o->unit, .person = o->person};
    g.applied = past_day(im, ROLE_APPLIED);
    g.decided = past_day(im, ROLE_DECIDED);
    if (import_date(im, ROLE_ACCEPTED, &g.accepted) == CELL_EMPTY) g.accepted = g.applied;
    g.reason = import_role(im, ROLE_REASON);
    bool ordered = g.applied.days <= g.accepted.days && g.accepted.days <= g.decided.days;
    if (!im->bad && !ordered) import_fault(im, im->by_role[ROLE_DECIDED], SAY_DAYS_ORDER);
    return g;
}

/* The same object, affair and day on an earlier row: households and people apart by their sign. */
static int64_t grant_seen(Import *im, const Grant *g)
{
    int64_t object = g->unit.n ? -g->unit.n : g->person.n;
    int64_t what = (int64_t)g->decided.days * 4096 + g->affair->order;
    int64_t row = pair_find(&im->seen, object, what);
    if (!row) pair_set(&im->seen, object, what, im->row->number);
    return row;
}

bool import_enrolment_row(Import *im)
{
    Object o;
    Decided *d;
    bool known;
    TRY(decided_of(im, &d));
    TRY(read_object(im, &o));
    Grant grant = read_grant(im, &o);
    if (im->bad) return true;
    int64_t row = grant_seen(im, &grant);
    if (row) import_fault(im, -1, SAY_GRANT_TWICE, (long long)row);
    if (row) return true;
    TRY(check_members(im, &grant));
    if (im->bad) return true;
    TRY(grant_known(im, &grant, &known));
    if (!known) add_grant(im, d, grant);
    import_count(im, known ? FACT_UNCHANGED : FACT_ADDED);
    return true;
}

/* ---- later decisions ---------------------------------------------------------------------- */

static DecisionKind decision_kind(Import *im)
{
    static const struct {
        Str word;
        DecisionKind kind;
    } kinds[] = {
#define KIND(word, kind) {{word, sizeof(word) - 1}, kind},
        DECISION_WORDS
#undef KIND
    };
    Str word = import_role(im, ROLE_KIND);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_equal(word, kinds[i].word)) return kinds[i].kind;
    import_fault(im, im->by_role[ROLE_KIND], SAY_DECISION_KIND, STR_ARG(word));
    return DECISION_GRANT;
}

/* The enrolment that a decision is about: the last one of the object under the affair. */
static bool find_enrolment(Import *im, const Object *o, EnrolmentId *out)
{
    bool unit = o->unit.n != 0;
    Stmt *s =
        db_stmt(im->w, &registry_sql, unit ? "import_unit_enrolment" : "import_person_enrolment");
    db_bind_str(s, 1, o->affair->key);
    db_bind_int(s, 2, unit ? o->unit.n : o->person.n);
    TRY(db_scalar(s, 0, &out->n));
    if (!out->n) import_fault(im, -1, SAY_NOT_ENROLLED, STR_ARG(o->affair->name));
    return true;
}

static void check_fix(Import *im, const Decision *d, CellState until, CellState amount)
{
    bool fix = d->kind == DECISION_FIX;
    bool both = until == CELL_GIVEN && amount == CELL_GIVEN;
    bool neither = until == CELL_EMPTY && amount == CELL_EMPTY;
    ptrdiff_t column = im->by_role[amount == CELL_EMPTY ? ROLE_UNTIL : ROLE_AMOUNT];
    if (until == CELL_BAD || amount == CELL_BAD) return;
    if (fix && !both)
        import_fault(im, column, SAY_FIX_NEEDS);
    else if (!fix && !neither && d->kind != DECISION_GRANT)
        import_fault(im, column, SAY_ONLY_FIX);
    else if (both && d->until.n < d->effective.n)
        import_fault(im, im->by_role[ROLE_UNTIL], SAY_MONTHS_ORDER);
}

static Decision read_decision(Import *im)
{
    Decision d = {.kind = decision_kind(im), .day = past_day(im, ROLE_DAY)};
    need_cell(im, ROLE_EFFECTIVE);
    need_cell(im, ROLE_REASON);
    (void)import_month(im, ROLE_EFFECTIVE, &d.effective);
    CellState until = import_month(im, ROLE_UNTIL, &d.until);
    CellState amount = import_money(im, ROLE_AMOUNT, &d.amount);
    d.reason = import_role(im, ROLE_REASON);
    check_fix(im, &d, until, amount);
    return d;
}

static bool decision_known(Import *im, const Decision *d, bool *known)
{
    int64_t id;
    Stmt *s = db_stmt(im->w, &registry_sql, "import_decision");
    db_bind_int(s, 1, d->enrolment.n);
    db_bind_int(s, 2, d->kind);
    db_bind_int(s, 3, d->day.days);
    db_bind_int(s, 4, d->effective.n);
    db_bind_int(s, 5, d->until.n);
    db_bind_int(s, 6, d->amount.fen);
    TRY(db_scalar(s, 0, &id));
    *known = id != 0;
    return true;
}

static void add_revision(Import *im, Decided *all, Decision d)
{
    Arena *arena = im->w->arena;
    if (all->revision_count == all->revision_capacity)
        all->revisions =
            arena_grow(arena, all->revisions, &all->revision_capacity, sizeof *all->revisions);
    if (all->revision_count == all->revision_row_capacity)
        all->revision_rows = arena_grow(arena, all->revision_rows, &all->revision_row_capacity,
                                        sizeof *all->revision_rows);
    d.reason = str_copy(arena, d.reason);
    all->revision_rows[all->revision_count] = im->row->number;
    all->revisions[all->revision_count++] = d;
}

/* A refusal becomes a fault of the row; a failure of the store stays one. */
static bool refused(Import *im, ptrdiff_t column)
{
    ErrorCode code = im->chunk->error.code;
    bool refusal =
        code == ERR_STATE || code == ERR_CONFLICT || code == ERR_INPUT || code == ERR_NOT_FOUND;
    if (!refusal) return import_failed(im);
    import_fault(im, column, "%.*s", STR_ARG(im->chunk->error.sentence));
    im->chunk->error = (Error){.code = ERR_NONE};
    return true;
}

static bool put_decision(Import *im, const Decision *d)
{
    Batch batch = im->batch;
    batch.w = im->chunk;
    bool put = decision_put(&batch, im->bureau, d, 1);
    im->batch.next_decision = batch.next_decision;
    return put || refused(im, im->by_role[ROLE_KIND]);
}

bool import_decision_row(Import *im)
{
    Object o;
    Decided *all;
    bool known;
    TRY(decided_of(im, &all));
    TRY(read_object(im, &o));
    Decision d = read_decision(im);
    if (im->bad) return true;
    TRY(find_enrolment(im, &o, &d.enrolment));
    if (im->bad) return true;
    d.law = all->law;
    TRY(decision_known(im, &d, &known));
    if (!known && d.kind == DECISION_REVISE) add_revision(im, all, d);
    if (!known && d.kind != DECISION_REVISE) TRY(put_decision(im, &d));
    if (!im->bad) import_count(im, known ? FACT_UNCHANGED : FACT_ADDED);
    return true;
}

/* ---- the end of the file ------------------------------------------------------------------ */

static bool excludes(const Affair *a, const Affair *b)
{
    if (a == b) return !a->once;
    for (size_t i = 0; i < a->relation_count; i++)
        if (a->relations[i].with == b && a->relations[i].kind == RELATION_EXCLUSIVE) return true;
    return false;
}

/* The conflicts of two affairs, each with the row of the new grant. Ids of new enrolments follow
 * each other in the order of the grants. */
static bool tell_conflicts(Import *im, const Decided *all, const Affair *affair,
                           const Affair *other)
{
    Work *w = im->chunk;
    Stmt *s = db_stmt(im->w, &registry_sql, "import_conflicts");
    db_bind_int(s, 1, im->batch.commit.n);
    db_bind_str(s, 2, affair->key);
    db_bind_str(s, 3, other->key);
    while (db_next(s)) {
        int64_t id = db_int(s, 0);
        Str name = str_copy(w->arena, db_str(s, 1));
        Str day = date_text(w->arena, (Date){(int32_t)db_int(s, 2)});
        Str sentence =
            affair == other
                ? format(w->arena, SAY_TWICE, STR_ARG(name), STR_ARG(other->name), STR_ARG(day))
                : format(w->arena, SAY_EXCLUSIVE, STR_ARG(name), STR_ARG(other->name), STR_ARG(day),
                         STR_ARG(affair->name));
        size_t index = (size_t)(id - im->batch.next_enrolment);
        ensure(index < all->count);
        import_late_fault(im, all->rows[index], im->by_role[ROLE_AFFAIR], sentence);
        im->result->refused += !pair_find(&im->seen, REFUSED_GRANT, id);
        pair_set(&im->seen, REFUSED_GRANT, id, 1);
    }
    return !db_failed(s);
}

static bool tell_all_conflicts(Import *im, const Decided *all)
{
    const Bureau *b = im->bureau;
    for (size_t i = 0; i < b->affair_count; i++)
        for (size_t j = 0; j < b->affair_count; j++)
            if (excludes(b->affairs[i], b->affairs[j]) || excludes(b->affairs[j], b->affairs[i]))
                TRY(tell_conflicts(im, all, b->affairs[i], b->affairs[j]));
    return true;
}

/* Puts what waited; a conflict is told for every row that has one. */
bool import_decided_end(Import *im)
{
    Decided *all = im->decided;
    if (!all) return true;
    size_t errors = im->result->faults.errors;
    Batch batch = im->batch;
    batch.w = im->chunk;
    bool put =
        (!all->count || enrolment_put(&batch, im->bureau, all->grants, all->count, all->law)) &&
        (!all->revision_count ||
         decision_put(&batch, im->bureau, all->revisions, all->revision_count));
    if (put) return true;
    if (im->chunk->error.code == ERR_CONFLICT) TRY(tell_all_conflicts(im, all));
    if (im->result->faults.errors > errors) return true;
    return refused(im, -1);
}
