/* Rows of a register assessed by the law (对象 台账 … 计入 …): an obligor's duty to support is worked
 * out row by row, and what the rows that name a person or a household come to becomes a fact of
 * theirs. Done at the end of the import that brings the rows, in its act, by the standards of the
 * day from which they hold; so the sums have a source, a history, and go with the import when it is
 * undone. Only whoever the import's rows name, or named until then, is assessed again.
 *
 * Read import_other_end at the end first. */
#include "registry/import.h"
#include "registry/schema.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    Work *w;
    Import *im; /* NULL: nothing is written, only told */
    const Affair *affair;
    Date day;
    RegisterRow *rows;
    size_t count;
    DivisionSpan home;
    Areas areas;
    Facts facts;
    Env *env;
    Machine *machine;
    Results results;
} Assessment;
/* What one row says of somebody; unknown: the row is undecided. Or, of no row: this import changed
 * a row that names him. */
typedef struct {
    int64_t subject, fen;
    bool unknown, changed;
} Credit;

/* ---- facts for the machine ---------------------------------------------------------------- */

/* A record that is absent is none or unknown, as the aspect says. */
static Cell row_cell(Work *w, const Input *input, const RegisterRow *row)
{
    Cell cell = input_absent(input);
    if (input->kind != INPUT_FIELD) return cell;
    Value value = row->values[register_field_number(input->field)];
    if (!value.known) return cell;
    cell = (Cell){true, value.number};
    if (input->type.kind == TYPE_TRUTH) cell.value = value.number ? YES : NO;
    if (input->type.kind == TYPE_DIVISION) {
        DivisionRow place;
        if (!division_by_id(w, value.number, &place)) return (Cell){false, 0};
        cell.value = place.first;
    }
    return cell;
}

static Facts assessment_facts(Assessment *a)
{
    Work *w = a->w;
    size_t count;
    const Input *inputs = program_inputs(a->affair->program, &count);
    Column *columns = NEW_ARRAY(w->arena, Column, count + 1);
    for (size_t k = 0; k < count; k++) {
        columns[k] = column_new(w->arena, inputs[k].column, a->count);
        for (size_t r = 0; r < a->count; r++)
            input_store(&inputs[k], &columns[k], w->arena, r, row_cell(w, &inputs[k], &a->rows[r]));
    }
    return (Facts){.rows = a->count, .inputs = columns};
}

/* The areas that govern the store's home; none in a store without one. */
static bool assessment_home(Assessment *a)
{
    Work *w = a->w;
    Str text;
    Division code;
    DivisionRow row;
    Division *chain = NEW_ARRAY(w->arena, Division, 6);
    if (!store_get(w, STR("home"), &text) || !division_parse(text, &code))
        return w->error.code == ERR_NONE;
    TRY(division_by_code(w, code, &row) && division_chain(w, row.id, chain, &a->areas.count));
    a->areas.chain = chain;
    a->home = (DivisionSpan){code, row.first, row.last};
    return true;
}

static bool assessment_run(Assessment *a)
{
    Arena *arena = a->w->arena;
    TRY(rows_all(a->w, a->affair->of, a->day, &a->rows, &a->count) && assessment_home(a));
    a->facts = assessment_facts(a);
    Binding binding = {.month = date_month(a->day),
                       .known = work_today(a->w),
                       .areas = a->areas,
                       .home_first = a->home.first,
                       .home_last = a->home.last};
    a->env = env_bind(arena, a->affair->program, &binding);
    a->machine = machine_new(arena, a->affair);
    a->results = results_new(arena, a->affair, a->count, 0);
    machine_run(a->machine, a->env, &a->facts, &a->results);
    return true;
}

static int64_t row_names(const Assessment *a, size_t row)
{
    return reference_id(a->rows[row].values[register_field_number(a->affair->credits)]);
}

static bool row_unknown(const Assessment *a, size_t row)
{
    const Results *r = &a->results;
    return r->eligible[row] == UNKNOWN || (r->eligible[row] == YES && r->amount_unknown[0][row]);
}

/* ---- sums --------------------------------------------------------------------------------- */

static int by_subject(const void *x, const void *y)
{
    const Credit *a = x, *b = y;
    return (a->subject > b->subject) - (a->subject < b->subject);
}

static bool credit_write(Assessment *a, FactWriter *writer, const Credit *sum)
{
    FactEffect effect;
    const Aspect *aspect = a->affair->into->aspect;
    size_t at = (size_t)(a->affair->into - aspect->fields);
    Value *values = NEW_ARRAY(a->im->chunk->arena, Value, aspect->field_count);
    bool *given = NEW_ARRAY(a->im->chunk->arena, bool, aspect->field_count);
    values[at] = (Value){.known = !sum->unknown, .number = sum->unknown ? 0 : sum->fen};
    given[at] = true;
    FactWrite write = {.aspect = aspect,
                       .subject = sum->subject,
                       .from = a->day,
                       .to = DATE_NONE,
                       .kind = WRITE_CHANGE,
                       .values = values,
                       .given = given};
    return fact_put(writer, &write, &effect);
}

/* What all rows of one subject come to. With his last row goes the sum: it is nothing, or unknown
 * where no record is unknown. False on overflow. */
static bool credits_sum(const Assessment *a, const Credit *credits, size_t count, Credit *sum)
{
    size_t rows = 0;
    *sum = (Credit){.subject = credits[0].subject};
    for (size_t i = 0; i < count; i++) {
        sum->changed = sum->changed || credits[i].changed;
        sum->unknown = sum->unknown || credits[i].unknown;
        rows += !credits[i].changed;
        if (__builtin_add_overflow(sum->fen, credits[i].fen, &sum->fen))
            return fail(a->im->w, ERR_OVERFLOW, "sum of subject %lld", (long long)sum->subject);
    }
    if (rows == 0) sum->unknown = !a->affair->into->aspect->absent_is_none;
    return true;
}

/* One write a subject, of all rows that name him. */
static bool credits_write(Assessment *a, Credit *credits, size_t count)
{
    FactWriter *writer;
    Import *im = a->im;
    if (count) qsort(credits, count, sizeof *credits, by_subject);
    TRY(fact_writer_new(im->w, a->affair->into->aspect, im->batch.commit, &writer));
    for (size_t i = 0, end; i < count; i = end) {
        Credit sum;
        for (end = i + 1; end < count && credits[end].subject == credits[i].subject;)
            end++;
        TRY(credits_sum(a, credits + i, end - i, &sum));
        if (sum.changed) TRY(credit_write(a, writer, &sum));
    }
    return true;
}

typedef struct {
    Credit *items;
    size_t count, capacity;
} Credits;

static void credits_add(Import *im, Credits *credits, Credit credit)
{
    if (credits->count == credits->capacity)
        credits->items =
            arena_grow(im->w->arena, credits->items, &credits->capacity, sizeof *credits->items);
    if (credit.subject) credits->items[credits->count++] = credit;
}

/* Whoever a row of this act names, or named until this act. */
static bool credits_changed(const Assessment *a, Credits *credits)
{
    Work *w = a->im->w;
    Stmt *s = db_prepare_text(w, schema_said(w->arena, a->affair->credits));
    if (!s) return false;
    db_bind_int(s, 1, a->im->batch.commit.n);
    while (db_next(s)) {
        Value said = {.known = !db_is_null(s, 0), .text = db_str(s, 0)};
        credits_add(a->im, credits, (Credit){.subject = reference_id(said), .changed = true});
    }
    return !db_failed(s);
}

static bool assess(Import *im, const Affair *affair)
{
    Credits credits = {0};
    bool said = im->effective.days != DATE_NONE.days;
    Assessment a = {
        .w = im->w, .im = im, .affair = affair, .day = said ? im->effective : im->today};
    TRY(assessment_run(&a) && credits_changed(&a, &credits));
    for (size_t r = 0; r < a.count; r++) {
        Credit credit = {row_names(&a, r), a.results.amount[0][r], row_unknown(&a, r), false};
        credits_add(im, &credits, credit);
    }
    return credits_write(&a, credits.items, credits.count);
}

/* ---- told ---------------------------------------------------------------------------------- */

/* The version that holds on a day, as known now. */
static bool into_on(Work *w, const Affair *affair, int64_t subject, Date on, Assessed *out)
{
    FactVersion *versions;
    size_t count;
    const Aspect *aspect = affair->into->aspect;
    TRY(registry_history(w, aspect, subject, &versions, &count));
    for (size_t i = 0; i < count; i++) {
        const FactVersion *v = &versions[i];
        bool holds = v->from.days <= on.days && on.days < v->to.days;
        if (!holds || v->known_to.n != COMMIT_OPEN) continue;
        out->said = out->from = v->from;
        out->value = v->values[affair->into - aspect->fields];
        return true;
    }
    return true;
}

/* The latest day from which a row that names the subject holds as it does: it was assessed then. */
static bool rows_since(Work *w, const Affair *affair, int64_t subject, Date on, Date *since)
{
    Assessment a = {.w = w, .affair = affair, .day = on};
    TRY(rows_all(w, affair->of, on, &a.rows, &a.count));
    for (size_t r = 0; r < a.count; r++) {
        FactVersion *versions;
        size_t count;
        if (row_names(&a, r) != subject) continue;
        TRY(registry_history(w, affair->credits->aspect, a.rows[r].id.n, &versions, &count));
        for (size_t i = 0; i < count; i++) {
            const FactVersion *v = &versions[i];
            bool holds = v->from.days <= on.days && on.days < v->to.days;
            if (!holds || v->known_to.n != COMMIT_OPEN) continue;
            if (since->days == DATE_NONE.days || since->days < v->from.days) *since = v->from;
        }
    }
    return true;
}

/* The rows as assessed on out->from, and whether they come to out->value. */
static bool assessed_then(Work *w, const Affair *affair, int64_t subject, Assessed *out)
{
    int64_t sum = 0;
    bool unknown = false;
    Assessment a = {.w = w, .affair = affair, .day = out->from};
    TRY(assessment_run(&a));
    out->rows = NEW_ARRAY(w->arena, AssessedRow, a.count + 1);
    out->count = 0;
    for (size_t r = 0; r < a.count; r++) {
        if (row_names(&a, r) != subject) continue;
        AssessedRow row = {a.rows[r].name,
                           (Truth)a.results.eligible[r],
                           row_unknown(&a, r),
                           {a.results.amount[0][r]},
                           NULL};
        row.why = machine_explain(w->arena, a.machine, a.env, &a.facts, r);
        unknown = unknown || row.unknown || __builtin_add_overflow(sum, row.amount.fen, &sum);
        out->rows[out->count++] = row;
    }
    out->stands = unknown ? !out->value.known : out->value.known && out->value.number == sum;
    return true;
}

/* A sum that was recorded before stands since then; else it holds from the day of its rows. */
bool rows_assessed(Work *w, const Affair *affair, int64_t subject, Date on, Assessed *out)
{
    Date since = DATE_NONE;
    *out = (Assessed){.from = DATE_NONE};
    TRY(into_on(w, affair, subject, on, out) && rows_since(w, affair, subject, on, &since));
    if (out->from.days == DATE_NONE.days || since.days == DATE_NONE.days) return true;
    TRY(assessed_then(w, affair, subject, out));
    if (out->count && out->stands) return true;
    out->from = since;
    return assessed_then(w, affair, subject, out);
}

/* ---- at the end of an import ---------------------------------------------------------------- */

bool import_other_end(Import *im)
{
    if (im->result->faults.errors) return true; /* nothing will be kept */
    for (size_t i = 0; i < im->bureau->assessment_count; i++)
        if (im->bureau->assessments[i]->of == im->as.reg)
            TRY(assess(im, im->bureau->assessments[i]));
    return import_balances(im);
}
