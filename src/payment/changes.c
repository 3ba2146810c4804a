/* What a month changed against the one before, and why: enrolments that are new, have stopped, or
 * get another amount. The decision that began then is the reason; without one it is the standard, a
 * death, or how many are paid. */
#include "payment/closing.h"
#include "payment/words.def"

#include <stdlib.h>

Str change_kind_name(ChangeKind kind)
{
    static const char *const names[] = {SAY_CHANGE_NEW, SAY_CHANGE_STOPPED, SAY_CHANGE_MORE,
                                        SAY_CHANGE_LESS};
    return str_of(names[kind]);
}

Str change_kind_key(ChangeKind kind)
{
    static const char *const keys[] = {"new", "stopped", "more", "less"};
    return str_of(keys[kind]);
}

typedef struct {
    int64_t enrolment;
    DecisionKind kind;
    Str reason;
} Shown;
typedef struct {
    Work *w;
    const Bureau *bureau;
    Month month;
    Commit since, until; /* what became known between shows in this month */
    Date from, to;       /* and what was published between */
    Shown *decisions;    /* by enrolment */
    size_t count, capacity;
    const Aspect *death;
    bool *raised; /* by affair: a standard of it is new */
} Explaining;

/* ---- what is known of the month ----------------------------------------------------------- */

/* The last close of the month before, and of the month itself. */
static bool span_find(Explaining *e)
{
    Close *closes;
    size_t count;
    TRY(payment_closes(e->w, &closes, &count));
    e->until = KNOWN_NOW;
    e->to = work_today(e->w);
    e->from = month_first(e->month);
    for (size_t i = 0; i < count; i++) {
        if (closes[i].month.n == e->month.n - 1 && !e->since.n) {
            e->since = closes[i].commit;
            e->from = closes[i].day;
        }
        if (closes[i].month.n != e->month.n) continue;
        e->until = closes[i].commit;
        e->to = closes[i].day;
    }
    if (!e->since.n) e->since = e->until;
    return true;
}

static bool decisions_read(Explaining *e)
{
    Arena *arena = e->w->arena;
    Stmt *s = db_stmt(e->w, &payment_sql, "decisions_shown");
    db_bind_int(s, 1, e->month.n);
    db_bind_int(s, 2, e->since.n);
    db_bind_int(s, 3, e->until.n);
    while (db_next(s)) {
        if (e->count == e->capacity)
            e->decisions = arena_grow(arena, e->decisions, &e->capacity, sizeof *e->decisions);
        e->decisions[e->count++] = (Shown){.enrolment = db_int(s, 0),
                                           .kind = (DecisionKind)db_int(s, 1),
                                           .reason = str_copy(arena, db_str(s, 2))};
    }
    return !db_failed(s);
}

static bool standard_new(const Explaining *e, const Standard *standard)
{
    for (size_t i = 0; i < standard->value_count; i++) {
        const StandardValue *v = &standard->values[i];
        bool published = v->published.days > e->from.days && v->published.days <= e->to.days;
        if (published || date_month(v->from).n == e->month.n) return true;
    }
    return false;
}

static void raises_find(Explaining *e)
{
    const Bureau *b = e->bureau;
    e->raised = NEW_ARRAY(e->w->arena, bool, b->affair_count + 1);
    for (size_t i = 0; i < b->affair_count; i++) {
        size_t count;
        const Standard *const *standards = program_standards(b->affairs[i]->program, &count);
        for (size_t j = 0; j < count; j++)
            e->raised[i] = e->raised[i] || standard_new(e, standards[j]);
    }
}

static void death_find(Explaining *e)
{
    for (size_t i = 0; i < e->bureau->register_count; i++) {
        if (e->bureau->registers[i].subject != SUBJECT_PERSON) continue;
        const Field *death = register_field(&e->bureau->registers[i], STR("death_date"));
        if (death) e->death = death->aspect;
    }
}

/* ---- one row ------------------------------------------------------------------------------ */

static const Shown *decision_of(const Explaining *e, int64_t enrolment)
{
    size_t low = 0, high = e->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (e->decisions[middle].enrolment <= enrolment)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low > 0 && e->decisions[low - 1].enrolment == enrolment;
    return found ? &e->decisions[low - 1] : NULL;
}

static bool is_dead(Explaining *e, int64_t person, bool *out)
{
    FactVersion *versions;
    size_t count;
    *out = false;
    if (!e->death || !person) return true;
    TRY(registry_history(e->w, e->death, person, &versions, &count));
    for (size_t i = 0; i < count; i++)
        *out = *out || versions[i].known_to.n == COMMIT_OPEN;
    return true;
}

static Str decision_words(const Shown *d)
{
    if (d->kind == DECISION_GRANT) return STR(SAY_CAUSE_GRANT);
    if (d->reason.len) return d->reason;
    return d->kind == DECISION_RESUME ? STR(SAY_CAUSE_RESUME) : STR(SAY_CAUSE_DECIDED);
}

static size_t affair_index(const Bureau *b, const Affair *affair)
{
    size_t i = 0;
    while (i < b->affair_count && b->affairs[i] != affair)
        i++;
    return i;
}

static bool cause_find(Explaining *e, const LedgerChange *row, MonthChange *out)
{
    bool dead;
    const Shown *d = decision_of(e, row->enrolment);
    bool speaks = d && (d->kind != DECISION_GRANT || out->kind == CHANGE_NEW);
    if (speaks) return out->cause = decision_words(d), true;
    if (out->kind == CHANGE_NEW) return out->cause = STR(SAY_CAUSE_AGAIN), true;
    if (out->kind == CHANGE_STOPPED) {
        TRY(is_dead(e, row->person, &dead));
        return out->cause = dead ? STR(SAY_CAUSE_DEATH) : STR(SAY_CAUSE_NO_LONGER), true;
    }
    bool raised = e->raised[affair_index(e->bureau, out->affair)];
    out->cause = row->people_after > row->people_before   ? STR(SAY_CAUSE_PEOPLE_MORE)
                 : row->people_after < row->people_before ? STR(SAY_CAUSE_PEOPLE_LESS)
                 : raised && out->kind == CHANGE_MORE     ? STR(SAY_CAUSE_RAISE)
                 : raised                                 ? STR(SAY_CAUSE_STANDARD)
                                                          : STR(SAY_CAUSE_FACTS);
    return true;
}

static ChangeKind kind_of(const LedgerChange *row)
{
    if (row->before.fen == 0) return CHANGE_NEW;
    if (row->after.fen == 0) return CHANGE_STOPPED;
    return row->after.fen > row->before.fen ? CHANGE_MORE : CHANGE_LESS;
}

bool changes_explain(Work *w, const Bureau *bureau, const LedgerChange *rows, size_t count,
                     MonthChanges *out)
{
    Explaining e = {.w = w, .bureau = bureau, .month = out->month};
    TRY(span_find(&e));
    TRY(decisions_read(&e));
    raises_find(&e);
    death_find(&e);
    out->items = NEW_ARRAY(w->arena, MonthChange, count + 1);
    for (size_t i = 0; i < count; i++) {
        const Affair *affair = bureau_affair(bureau, rows[i].affair);
        if (!affair) continue; /* an affair that the law text has no more */
        MonthChange *change = &out->items[out->count++];
        *change = (MonthChange){.affair = affair,
                                .enrolment = rows[i].enrolment,
                                .unit = rows[i].unit,
                                .person = rows[i].person,
                                .division = rows[i].division,
                                .kind = kind_of(&rows[i]),
                                .before = rows[i].before,
                                .after = rows[i].after};
        TRY(cause_find(&e, &rows[i], change));
    }
    return true;
}

bool payment_changes(Work *w, const Bureau *bureau, Month month, MonthChanges *out)
{
    Month closed, first;
    LedgerChange *rows;
    size_t count;
    *out = (MonthChanges){.month = month};
    TRY(payment_last_closed(w, &closed));
    if (closed.n == MONTH_NONE.n || month.n > closed.n) return true;
    TRY(payment_first_month(w, &first));
    if (month.n <= first.n) return true;
    TRY(ledger_month_changes(w, month, &rows, &count));
    return changes_explain(w, bureau, rows, count, out);
}
