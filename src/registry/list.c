/* A register as a list: who matches is marked in one byte each, by the columns that the engine
 * reads too (registry_now); so a condition costs a few milliseconds over a million people and
 * the total is exact. Then come the names of those on the page alone.
 *
 * The order by name: of few, their names are read and sorted; of many, the pages of names are
 * walked in the order of the dictionary until the page is full. Read register_list at the end
 * first. */
#include "han/han.h"
#include "registry/names.h"
#include "registry/schema.h"
#include "registry/sort.h"
#include "registry/store.h"

#include <string.h>

typedef struct {
    Work *w;
    const RegisterQuery *q;
    uint8_t *pass; /* [id] */
    size_t span;   /* ids below this */
    RegisterList *out;
} Lister;

/* ---- who is there -------------------------------------------------------------------------- */

static void marks_new(Lister *l, int64_t greatest)
{
    l->span = (size_t)greatest + 1;
    l->pass = NEW_ARRAY(l->w->arena, uint8_t, l->span);
}

enum { NO_ROW = -1 };

/* The version of a subject that holds on a day. */
static int64_t version_on(const SubjectRows *rows, size_t id, Date on)
{
    int64_t at = (int64_t)id - rows->lowest;
    if (at < 0 || (size_t)at >= rows->span) return NO_ROW;
    for (uint32_t i = rows->first[at]; i < rows->end[at]; i++)
        if (rows->rows.from[i] <= on.days && on.days < rows->rows.to[i]) return i;
    return NO_ROW;
}

/* What lists show of a person is what was said last. */
static int64_t version_last(const SubjectRows *rows, size_t id)
{
    int64_t at = (int64_t)id - rows->lowest;
    if (at < 0 || (size_t)at >= rows->span || rows->first[at] >= rows->end[at]) return NO_ROW;
    return rows->end[at] - 1;
}

static const Field *division_field(const Register *reg)
{
    for (size_t i = 0; i < register_field_count(reg); i++)
        if (register_field_at(reg, i)->type.kind == TYPE_DIVISION) return register_field_at(reg, i);
    return NULL;
}

static bool scope_has(const Scope *scope, int64_t order)
{
    for (size_t i = 0; i < scope->count; i++)
        if (scope->intervals[i].first <= order && order <= scope->intervals[i].last) return true;
    return false;
}

static bool keep_in_scope(Lister *l)
{
    SubjectRows rows;
    const Field *home = division_field(l->q->reg);
    ensure(home);
    TRY(registry_now(l->w, home->aspect, &rows));
    const Column *column = &rows.rows.columns[home - home->aspect->fields];
    for (size_t id = 0; id < l->span; id++) {
        if (!l->pass[id]) continue;
        int64_t row = version_last(&rows, id);
        bool known = row != NO_ROW && !column_is_unknown(column, (size_t)row);
        l->pass[id] = known && scope_has(l->w->scope, column_get(column, (size_t)row));
    }
    return true;
}

static bool all_people(Lister *l)
{
    SubjectRows rows;
    const Field *name = register_field(l->q->reg, STR("name"));
    const Aspect *aspect = name ? name->aspect : &l->q->reg->aspects[0];
    TRY(registry_now(l->w, aspect, &rows));
    marks_new(l, rows.lowest + (int64_t)rows.span);
    for (size_t i = 0; i < rows.span; i++)
        l->pass[(size_t)rows.lowest + i] = rows.first[i] < rows.end[i];
    return !l->w->scope || keep_in_scope(l);
}

static bool all_units(Lister *l)
{
    int64_t greatest;
    TRY(db_scalar(db_stmt(l->w, &registry_sql, "unit_greatest"), 0, &greatest));
    marks_new(l, greatest);
    Stmt *s = db_stmt(l->w, &registry_sql, "unit_listed");
    while (db_next(s))
        if (db_int(s, 0) <= greatest) l->pass[db_int(s, 0)] = 1;
    return !db_failed(s);
}

/* ---- conditions ---------------------------------------------------------------------------- */

/* Where no record is none, its absence is a value: no, none, nothing. */
static bool absent_value(const Field *field)
{
    TypeKind kind = field->type.kind;
    return field->aspect->absent_is_none &&
           (kind == TYPE_TRUTH || kind == TYPE_CHOICE || kind == TYPE_NUMBER);
}

static int64_t value_of(const Field *field, const Column *column, size_t row)
{
    int64_t value = column_get(column, row);
    return field->type.kind == TYPE_TRUTH ? value == YES : value;
}

static bool condition_holds(const ListCondition *c, bool known, int64_t value)
{
    return c->unknown ? !known : known && c->low <= value && value <= c->high;
}

static bool keep_condition(Lister *l, const ListCondition *c)
{
    SubjectRows rows;
    const Field *field = c->field;
    TRY(registry_now(l->w, field->aspect, &rows));
    const Column *column = &rows.rows.columns[field - field->aspect->fields];
    bool absent = absent_value(field);
    for (size_t id = 0; id < l->span; id++) {
        if (!l->pass[id]) continue;
        int64_t row = version_on(&rows, id, l->q->on);
        bool known = row == NO_ROW ? absent : !column_is_unknown(column, (size_t)row);
        int64_t value = row == NO_ROW || !known ? 0 : value_of(field, column, (size_t)row);
        l->pass[id] = condition_holds(c, known, value);
    }
    return true;
}

static bool keep_conditions(Lister *l)
{
    for (size_t i = 0; i < l->q->condition_count; i++)
        TRY(keep_condition(l, &l->q->conditions[i]));
    for (size_t id = 0; id < l->span; id++)
        l->out->total += l->pass[id];
    return true;
}

/* ---- the page ------------------------------------------------------------------------------- */

static void take(Lister *l, int64_t id)
{
    if (l->out->count < l->q->limit) l->out->rows[l->out->count++].id = id;
}

static bool name_of(Lister *l, int64_t id, Str *out)
{
    bool person = l->q->reg->subject == SUBJECT_PERSON;
    Stmt *s = db_stmt(l->w, &registry_sql, person ? "person_name" : "unit_name");
    db_bind_int(s, 1, id);
    *out = db_next(s) ? str_copy(l->w->arena, db_str(s, 0)) : STR("");
    db_reset(s);
    return !db_failed(s);
}

static bool sorted_take(Lister *l)
{
    Arena *arena = l->w->arena;
    size_t count = 0, total = (size_t)l->out->total;
    SortText *items = NEW_ARRAY(arena, SortText, total + 1);
    for (size_t id = 0; id < l->span; id++) {
        Str name;
        if (!l->pass[id]) continue;
        TRY(name_of(l, (int64_t)id, &name));
        if (l->q->reg->subject == SUBJECT_PERSON) {
            HanName han;
            han_name(arena, name, &han);
            name = han.order;
        }
        items[count++] = sort_text(format(arena, "%.*s\t%012zu", STR_ARG(name), id), id);
    }
    sort_texts(items, count);
    for (size_t i = l->q->offset; i < count && l->out->count < l->q->limit; i++)
        take(l, items[i].index);
    return true;
}

typedef struct {
    Lister *l;
    size_t passed;
} Walk;

/* Somebody who had the name once may have another today. */
static bool walk_people(Walk *walk, Str name)
{
    Lister *l = walk->l;
    Str text, now;
    int64_t id;
    Str begin = format(l->w->arena, "%.*s\t", STR_ARG(name));
    NameScan people = names_scan(l->w, NAMES_OF_PEOPLE, begin);
    bool done = true;
    while (done && l->out->count < l->q->limit && names_next(&people, &text)) {
        if (!str_int(text, &id) || (size_t)id >= l->span || !l->pass[id]) continue;
        done = name_of(l, id, &now);
        if (done && str_equal(now, name) && walk->passed++ >= l->q->offset) take(l, id);
    }
    names_end(&people);
    return done && !people.failed;
}

static bool walked_people(Lister *l)
{
    Walk walk = {.l = l};
    Str name;
    bool done = true;
    NameScan names = names_scan(l->w, NAMES_BY_ORDER, STR(""));
    while (done && l->out->count < l->q->limit && names_next(&names, &name))
        done = walk_people(&walk, str_copy(l->w->arena, name));
    names_end(&names);
    return done && !names.failed;
}

static bool walked_units(Lister *l)
{
    size_t passed = 0;
    Stmt *s = db_stmt(l->w, &registry_sql, "unit_by_order");
    while (l->out->count < l->q->limit && db_next(s)) {
        int64_t id = db_int(s, 0);
        if ((size_t)id < l->span && l->pass[id] && passed++ >= l->q->offset) take(l, id);
    }
    bool failed = db_failed(s);
    db_reset(s);
    return !failed;
}

static void newest_take(Lister *l)
{
    size_t passed = 0;
    for (size_t id = l->span; id-- > 0 && l->out->count < l->q->limit;)
        if (l->pass[id] && passed++ >= l->q->offset) take(l, (int64_t)id);
}

/* ---- found by a text ------------------------------------------------------------------------ */

typedef struct {
    int64_t *ids;
    size_t count, capacity;
} Found;

static void found_add(Lister *l, Found *found, int64_t id)
{
    if ((size_t)id >= l->span || l->pass[id] != 1) return;
    if (found->count == found->capacity)
        found->ids = arena_grow(l->w->arena, found->ids, &found->capacity, sizeof *found->ids);
    found->ids[found->count++] = id;
    l->pass[id] = 2; /* once */
}

static bool find_units(Lister *l, const PersonRow *people, size_t count, Found *found)
{
    UnitId unit;
    Error before = l->w->error;
    if (unit_by_number(l->w, str_trim(l->q->text), &unit))
        found_add(l, found, unit.n);
    else
        l->w->error = before;
    for (size_t i = 0; i < count; i++) {
        UnitId *units;
        size_t unit_count;
        TRY(unit_of_person(l->w, people[i].id, &units, &unit_count));
        for (size_t k = 0; k < unit_count; k++)
            found_add(l, found, units[k].n);
    }
    return true;
}

static bool found_take(Lister *l)
{
    PersonRow *people;
    size_t count;
    Found found = {0};
    TRY(person_search(l->w, l->q->text, LIST_FOUND_MOST, &people, &count));
    if (l->q->reg->subject == SUBJECT_HOUSEHOLD) TRY(find_units(l, people, count, &found));
    for (size_t i = 0; l->q->reg->subject == SUBJECT_PERSON && i < count; i++)
        found_add(l, &found, people[i].id.n);
    l->out->total = (int64_t)found.count;
    for (size_t i = l->q->offset; i < found.count; i++)
        take(l, found.ids[i]);
    return true;
}

static bool page_take(Lister *l)
{
    if (l->q->text.len) return found_take(l);
    if (l->q->order == LIST_NEWEST) {
        newest_take(l);
        return true;
    }
    if (l->out->total <= LIST_SORTED_MOST) return sorted_take(l);
    return l->q->reg->subject == SUBJECT_PERSON ? walked_people(l) : walked_units(l);
}

/* ---- values --------------------------------------------------------------------------------- */

static bool aspect_values(Work *w, const Aspect *aspect, Date on, ListedRow *row)
{
    size_t count;
    SchemaColumn *columns = schema_columns(w->arena, aspect, &count);
    Stmt *s = db_prepare_text(w, schema_versions(w->arena, aspect));
    if (!s) return false;
    db_bind_int(s, 1, row->id);
    db_bind_int(s, 2, on.days);
    db_bind_int(s, 3, (int64_t)on.days + 1);
    bool done = true;
    if (db_next(s))
        for (size_t i = 0; i < count && done; i++)
            if (!columns[i].digest)
                done = fact_value_read(w, s, 3 + (int)i, columns[i].field,
                                       &row->values[register_field_number(columns[i].field)]);
    bool failed = db_failed(s);
    db_reset(s);
    return done && !failed;
}

static bool row_values(Work *w, const RegisterQuery *q, ListedRow *row)
{
    const Register *reg = q->reg;
    row->values = NEW_ARRAY(w->arena, Value, register_field_count(reg));
    for (size_t i = 0; i < reg->aspect_count; i++)
        if (!q->aspects || q->aspects[i]) TRY(aspect_values(w, &reg->aspects[i], q->on, row));
    return true;
}

static bool row_named(Work *w, const Register *reg, ListedRow *row)
{
    if (reg->subject == SUBJECT_OTHER) return row_name(w, (RowId){row->id}, &row->name);
    bool person = reg->subject == SUBJECT_PERSON;
    Stmt *s = db_stmt(w, &registry_sql, person ? "person_name" : "unit_name");
    db_bind_int(s, 1, row->id);
    if (db_next(s)) {
        row->name = str_copy(w->arena, db_str(s, 0));
        if (!person) row->applicant.n = db_int(s, 1);
    }
    db_reset(s);
    return !db_failed(s);
}

bool register_values(Work *w, const Register *reg, int64_t subject, ListedRow *out)
{
    RegisterQuery q = {.reg = reg, .on = work_today(w)};
    *out = (ListedRow){.id = subject};
    TRY(subject_need_seen(w, reg, subject));
    return row_named(w, reg, out) && row_values(w, &q, out);
}

/* ---- rows of other registers ---------------------------------------------------------------- */

static bool order_of(Work *w, const Field *field, Value *value)
{
    DivisionRow place;
    if (!value->known || field->type.kind != TYPE_DIVISION) return true;
    TRY(division_by_id(w, value->number, &place));
    value->number = place.first;
    return true;
}

static bool row_matches(Lister *l, const RegisterRow *row, bool *matches)
{
    *matches = !l->q->text.len || str_find(row->name, l->q->text) >= 0;
    for (size_t i = 0; i < l->q->condition_count && *matches; i++) {
        const ListCondition *c = &l->q->conditions[i];
        Value value = row->values[register_field_number(c->field)];
        TRY(order_of(l->w, c->field, &value));
        *matches = condition_holds(c, value.known || absent_value(c->field), value.number);
    }
    return true;
}

static bool list_rows(Lister *l)
{
    RegisterRow *rows;
    size_t count, matched = 0;
    const RegisterQuery *q = l->q;
    TRY(register_rows(l->w, q->reg, q->on, &rows, &count));
    SortText *items = NEW_ARRAY(l->w->arena, SortText, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool matches;
        TRY(row_matches(l, &rows[i], &matches));
        Str key = q->order == LIST_NEWEST
                      ? format(l->w->arena, "%019lld", (long long)(INT64_MAX - rows[i].id.n))
                      : han_order(l->w->arena, rows[i].name);
        if (matches) items[matched++] = sort_text(key, i);
    }
    sort_texts(items, matched);
    l->out->total = (int64_t)matched;
    for (size_t i = q->offset; i < matched && l->out->count < q->limit; i++) {
        const RegisterRow *row = &rows[items[i].index];
        l->out->rows[l->out->count++] =
            (ListedRow){.id = row->id.n, .name = row->name, .values = row->values};
    }
    return true;
}

/* ---- the list ------------------------------------------------------------------------------- */

static bool list_read(Lister *l)
{
    if (l->q->reg->subject == SUBJECT_OTHER) return list_rows(l);
    TRY(l->q->reg->subject == SUBJECT_PERSON ? all_people(l) : all_units(l));
    TRY(keep_conditions(l) && page_take(l));
    for (size_t i = 0; i < l->out->count; i++)
        TRY(row_named(l->w, l->q->reg, &l->out->rows[i]) &&
            row_values(l->w, l->q, &l->out->rows[i]));
    return true;
}

bool register_list(Work *w, const RegisterQuery *query, RegisterList *out)
{
    *out = (RegisterList){.rows = NEW_ARRAY(w->arena, ListedRow, query->limit + 1)};
    Lister l = {.w = w, .q = query, .out = out};
    TRY(db_begin_read(w));
    bool done = list_read(&l);
    db_rollback(w);
    return done;
}

bool register_size(Work *w, const Register *reg, int64_t *rows)
{
    RegisterList list;
    TRY(register_list(w, &(RegisterQuery){.reg = reg, .on = work_today(w)}, &list));
    *rows = list.total;
    return true;
}
