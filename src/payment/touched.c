/* Looks at everything that granted rests on, as the last close knew it: the engine, the text of the
 * law, the standards with the day by which they were published, the registers, the decisions, and
 * what was posted since. Reading order: touched_since at the bottom. */
#include "payment/touched.h"
#include "payment/words.def"

#include <string.h>

/* The last close. */
typedef struct {
    bool known;
    Close close;
    Str engine;
} Last;

static bool last_close(Work *w, Last *out)
{
    Stmt *s = db_stmt(w, &payment_sql, "close_last");
    *out = (Last){0};
    if (!db_next(s)) return !db_failed(s);
    out->known = true;
    out->close =
        (Close){.commit = {db_int(s, 0)}, .law = db_int(s, 1), .day = {(int32_t)db_int(s, 2)}};
    out->engine = str_copy(w->arena, db_str(s, 3));
    db_reset(s);
    return true;
}

/* ---- the law without its standards -------------------------------------------------------- */

static bool indented(Str line)
{
    return line.ptr[0] == ' '; /* a law has no tabs there */
}

static bool says_something(Str line)
{
    size_t i = 0;
    while (i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t' || line.ptr[i] == '\r'))
        i++;
    return i < line.len && line.ptr[i] != '#';
}

/* The text but for comments and standards; a file of standards alone leaves no trace. */
static Str law_bare(Arena *arena, Str text)
{
    Buf out = buf_new(arena);
    Str rest = text, line, file = {0};
    bool values = false;
    while (str_split(&rest, '\n', &line)) {
        if (!says_something(line)) continue;
        if (!indented(line)) values = str_starts(line, STR(LAW_STANDARD));
        if (values) continue;
        if (str_starts(line, STR("== "))) {
            file = line;
            continue;
        }
        if (file.len) buf_format(&out, "%.*s\n", STR_ARG(file));
        file = (Str){0};
        buf_add(&out, line);
        buf_byte(&out, '\n');
    }
    return buf_str(&out);
}

/* ---- standards ---------------------------------------------------------------------------- */

static bool value_same(const StandardValue *a, const StandardValue *b)
{
    return a->area.n == b->area.n && a->from.days == b->from.days &&
           a->until.days == b->until.days && a->choice == b->choice && a->mantissa == b->mantissa;
}

/* Whether a value counts among those of a standard that are published by a day. */
static bool value_counts(const Standard *s, const StandardValue *value, Date day)
{
    for (size_t i = 0; i < s->value_count; i++)
        if (s->values[i].published.days <= day.days && value_same(&s->values[i], value))
            return true;
    return false;
}

static bool choices_same(const Choices *a, const Choices *b)
{
    if (!a || !b) return a == b;
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = str_equal(a->words[i], b->words[i]);
    return same;
}

/* All but the values. */
static bool standard_same(const Standard *a, const Standard *b)
{
    const Type *x = &a->type, *y = &b->type;
    return str_equal(a->name, b->name) && x->kind == y->kind && x->scale == y->scale &&
           x->ratio == y->ratio && x->nonnegative == y->nonnegative && x->percent == y->percent &&
           memcmp(x->unit.power, y->unit.power, sizeof x->unit.power) == 0 &&
           choices_same(x->choices, y->choices) && choices_same(a->by, b->by);
}

/* A bureau as it stood on a day: what had been published by then. */
typedef struct {
    const Bureau *bureau;
    Date day;
} LawOn;

/* What counts of one and does not of the other. */
static void reach_values(Reach *reach, const Standard *now, const Standard *const pair[2],
                         const Date days[2])
{
    for (size_t i = 0; i < pair[0]->value_count; i++) {
        const StandardValue *value = &pair[0]->values[i];
        if (value->published.days <= days[0].days && !value_counts(pair[1], value, days[1]))
            reach_standard(reach, now, value);
    }
}

static const Standard *standard_by_key(const Bureau *b, Str key)
{
    for (size_t i = 0; i < b->standard_count; i++)
        if (str_equal(b->standards[i].key, key)) return &b->standards[i];
    return NULL;
}

static bool reach_standards(Reach *reach, LawOn now, LawOn then)
{
    if (now.bureau->standard_count != then.bureau->standard_count) return false;
    for (size_t i = 0; i < now.bureau->standard_count; i++) {
        const Standard *s = &now.bureau->standards[i];
        const Standard *old = standard_by_key(then.bureau, s->key);
        if (!old || !standard_same(old, s)) return false;
        reach_values(reach, s, (const Standard *const[]){s, old}, (Date[]){now.day, then.day});
        reach_values(reach, s, (const Standard *const[]){old, s}, (Date[]){then.day, now.day});
    }
    return true;
}

/* *told is false when more than standards is different. */
static bool reach_law(Work *w, const TouchedAsk *ask, const Close *last, Reach *reach, bool *told)
{
    const Bureau *then = ask->bureau;
    if (last->law != ask->law) {
        Bureau *read;
        Str hash, text;
        TRY(registry_law_text(w, last->law, &hash, &text));
        Str today = law_bare(w->arena, affair_law_text(w->arena, ask->bureau));
        *told = str_equal(law_bare(w->arena, text), today);
        if (!*told) return true;
        TRY(affair_law_read(w, text, &read));
        then = read;
    }
    *told = reach_standards(reach, (LawOn){ask->bureau, work_today(w)}, (LawOn){then, last->day});
    return true;
}

/* ---- marks -------------------------------------------------------------------------------- */

static bool marks_read(Work *w, FactMarks *out)
{
    size_t capacity = 0;
    FactMark *marks = NULL;
    Stmt *s = db_stmt(w, &payment_sql, "mark_all");
    while (db_next(s)) {
        if (out->count == capacity) marks = arena_grow(w->arena, marks, &capacity, sizeof *marks);
        marks[out->count++] = (FactMark){str_copy(w->arena, db_str(s, 0)), db_int(s, 1)};
    }
    out->marks = marks;
    return !db_failed(s);
}

bool touched_note(Work *w, FactBase *base)
{
    FactMark *marks;
    size_t count;
    facts_marks(base, &marks, &count);
    TRY(db_run(db_stmt(w, &payment_sql, "mark_clear")));
    for (size_t i = 0; i < count; i++) {
        Stmt *s = db_stmt(w, &payment_sql, "mark_insert");
        db_bind_str(s, 1, marks[i].what);
        db_bind_int(s, 2, marks[i].number);
        TRY(db_run(s));
    }
    return true;
}

/* ---- together ----------------------------------------------------------------------------- */

static bool reach_changes(Work *w, const TouchedAsk *ask, Reach *reach, bool *told)
{
    Last last;
    int64_t *posted;
    size_t count;
    FactMarks then = {0};
    *told = false;
    TRY(last_close(w, &last));
    if (!last.known || !str_equal(last.engine, STR(ENGINE))) return true;
    then.commit = last.close.commit;
    TRY(marks_read(w, &then));
    TRY(reach_facts(w, reach, &then, told));
    if (!*told) return true;
    TRY(ledger_posted_since(w, last.close.commit, &posted, &count));
    reach_enrolments(reach, last.close.commit, posted, count);
    return reach_law(w, ask, &last.close, reach, told);
}

bool touched_since(Work *w, const TouchedAsk *ask, Reach **out, bool *whole)
{
    bool told = false;
    TRY(reach_open(w, ask->base, ask->months, out));
    if (!ask->full) TRY(reach_changes(w, ask, *out, &told));
    if (!told) reach_all(*out);
    *whole = !told;
    return true;
}
