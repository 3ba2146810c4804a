/* Rows of registers that are neither people nor households: found by name, read as they stand on a
 * day. Their facts are written by the same writers as everybody else's (import_other.c). */
#include "registry/import_words.def"
#include "registry/schema.h"
#include "registry/store.h"
#include "registry/words.def"

/* ---- names -------------------------------------------------------------------------------- */

bool row_find(Work *w, const Register *reg, Str name, RowId *out)
{
    Stmt *s = db_stmt(w, &registry_sql, "row_by_name");
    db_bind_str(s, 1, reg->key);
    db_bind_str(s, 2, name);
    return db_scalar(s, 0, &out->n);
}

bool row_by_name(Work *w, const Register *reg, Str name, RowId *out)
{
    TRY(row_find(w, reg, name, out));
    return out->n ? true
                  : refuse(w, ERR_NOT_FOUND, SAY_NO_ROW_NAMED, STR_ARG(reg->name), STR_ARG(name));
}

bool row_name(Work *w, RowId id, Str *out)
{
    Stmt *s = db_stmt(w, &registry_sql, "row_by_id");
    db_bind_int(s, 1, id.n);
    if (!db_next(s))
        return db_failed(s) ? false : fail(w, ERR_NOT_FOUND, "no row %lld", (long long)id.n);
    *out = str_copy(w->arena, db_str(s, 0));
    db_reset(s);
    return true;
}

bool row_add(Batch *b, const Register *reg, Str name, RowId *out)
{
    int64_t greatest;
    TRY(db_scalar(db_stmt(b->w, &registry_sql, "row_greatest"), 0, &greatest));
    *out = (RowId){greatest + 1};
    Stmt *s = db_stmt(b->w, &registry_sql, "row_insert");
    db_bind_int(s, 1, out->n);
    db_bind_str(s, 2, reg->key);
    db_bind_str(s, 3, name);
    db_bind_int(s, 4, b->commit.n);
    return db_run(s);
}

/* ---- references --------------------------------------------------------------------------- */

int64_t reference_id(Value value)
{
    int64_t id = 0;
    return value.known && str_int(value.text, &id) ? id : 0;
}

static bool name_of(Work *w, Subject subject, int64_t id, Str *out)
{
    PersonRow person;
    BenefitUnit unit;
    if (subject == SUBJECT_OTHER) return row_name(w, (RowId){id}, out);
    if (subject == SUBJECT_HOUSEHOLD) {
        TRY(unit_row(w, (UnitId){id}, work_today(w), &unit));
        *out = unit.number;
        return true;
    }
    TRY(person_row(w, (PersonId){id}, &person));
    *out = format(w->arena, "%.*s %.*s", STR_ARG(name_mask(w->arena, person.name)),
                  STR_ARG(person.masked_id));
    return true;
}

Str reference_text(Work *w, const Field *field, Value value)
{
    Str name = STR("");
    Error before = w->error; /* a list shows what it can: who was withdrawn is no failure */
    int64_t id = reference_id(value);
    bool named = id && field->refers && name_of(w, field->refers->subject, id, &name);
    w->error = before;
    return named && name.len ? name : STR(WORD_WITHDRAWN);
}

/* ---- fields by number --------------------------------------------------------------------- */

size_t register_field_count(const Register *reg)
{
    size_t count = 0;
    for (size_t i = 0; i < reg->aspect_count; i++)
        count += reg->aspects[i].field_count;
    return count;
}

const Field *register_field_at(const Register *reg, size_t n)
{
    size_t i = 0;
    for (; n >= reg->aspects[i].field_count; i++)
        n -= reg->aspects[i].field_count;
    return &reg->aspects[i].fields[n];
}

size_t register_field_number(const Field *field)
{
    size_t n = 0;
    const Register *reg = field->aspect->reg;
    for (const Aspect *a = reg->aspects; a != field->aspect; a++)
        n += a->field_count;
    return n + (size_t)(field - field->aspect->fields);
}

/* ---- rows --------------------------------------------------------------------------------- */

typedef struct {
    Work *w;
    const Register *reg;
    Date on;
    RegisterRow *rows;
    size_t count;
    size_t *place; /* by id: index of the row + 1 */
    int64_t ids;   /* ids are below this */
    bool *held;    /* [row] something holds */
} RowReader;

static bool read_names(RowReader *r)
{
    size_t capacity = 0, fields = register_field_count(r->reg);
    Stmt *s = db_stmt(r->w, &registry_sql, "rows_of");
    db_bind_str(s, 1, r->reg->key);
    while (db_next(s)) {
        if (r->count == capacity)
            r->rows = arena_grow(r->w->arena, r->rows, &capacity, sizeof *r->rows);
        RegisterRow *row = &r->rows[r->count++];
        *row = (RegisterRow){.id = {db_int(s, 0)},
                             .name = str_copy(r->w->arena, db_str(s, 1)),
                             .values = NEW_ARRAY(r->w->arena, Value, fields)};
        if (row->id.n >= r->ids) r->ids = row->id.n + 1;
    }
    r->place = NEW_ARRAY(r->w->arena, size_t, (size_t)r->ids + 1);
    r->held = NEW_ARRAY(r->w->arena, bool, r->count + 1);
    for (size_t i = 0; i < r->count; i++)
        r->place[r->rows[i].id.n] = i + 1;
    return !db_failed(s);
}

static bool read_aspect(RowReader *r, const Aspect *aspect)
{
    size_t count;
    SchemaColumn *columns = schema_columns(r->w->arena, aspect, &count);
    Stmt *s = db_prepare_text(r->w, schema_known(r->w->arena, aspect));
    if (!s) return false;
    db_bind_int(s, 1, KNOWN_NOW.n);
    while (db_next(s)) {
        int64_t id = db_int(s, 0);
        bool holds = db_int(s, 1) <= r->on.days && r->on.days < db_int(s, 2);
        size_t place = id >= 0 && id < r->ids ? r->place[id] : 0;
        if (!holds || !place) continue;
        r->held[place - 1] = true;
        for (size_t i = 0; i < count; i++) {
            const Field *f = columns[i].field;
            Value *to = &r->rows[place - 1].values[register_field_number(f)];
            if (!columns[i].digest) TRY(fact_value_read(r->w, s, 3 + (int)i, f, to));
        }
    }
    return !db_failed(s);
}

bool rows_all(Work *w, const Register *reg, Date on, RegisterRow **out, size_t *count)
{
    RowReader r = {.w = w, .reg = reg, .on = on};
    ensure(reg->subject == SUBJECT_OTHER);
    TRY(read_names(&r));
    for (size_t i = 0; i < reg->aspect_count; i++)
        TRY(read_aspect(&r, &reg->aspects[i]));
    *out = r.rows;
    *count = 0;
    for (size_t i = 0; i < r.count; i++)
        if (r.held[i]) r.rows[(*count)++] = r.rows[i];
    return true;
}

/* A register without a division is everybody's. */
static bool row_is_seen(Work *w, const Register *reg, const RegisterRow *row, bool *seen)
{
    size_t fields = register_field_count(reg), placed = 0;
    *seen = false;
    for (size_t i = 0; i < fields && !*seen; i++) {
        if (register_field_at(reg, i)->type.kind != TYPE_DIVISION) continue;
        placed++;
        if (row->values[i].known) TRY(scope_holds(w, row->values[i].number, seen));
    }
    *seen = *seen || !placed;
    return true;
}

bool register_rows(Work *w, const Register *reg, Date on, RegisterRow **out, size_t *count)
{
    size_t all;
    TRY(rows_all(w, reg, on, out, &all));
    *count = 0;
    for (size_t i = 0; i < all; i++) {
        bool seen = true;
        if (w->scope) TRY(row_is_seen(w, reg, &(*out)[i], &seen));
        if (seen) (*out)[(*count)++] = (*out)[i];
    }
    return true;
}

bool row_passes(Work *w, const RegisterRow *row, const RowFilter *filters, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Value value = row->values[register_field_number(filters[i].field)];
        if (!str_equal(value_text(w, filters[i].field, value), filters[i].word)) return false;
    }
    return true;
}
