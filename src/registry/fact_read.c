/* Reading facts: all versions of an aspect as columns, one subject's history for pages, and a value
 * in words.
 *
 * The bulk path is one ordered scan. Capacity is the table's size, an upper bound; a column is
 * filled through `column_put` and shortened at the end. */
#include "registry/kept.h"
#include "registry/words.def"

#include <string.h>

/* ---- values ------------------------------------------------------------------------------- */

static CodeKind code_kind(const Field *field)
{
    switch (field->format) {
    case FIELD_CITIZEN_ID:
        return CODE_CITIZEN_ID;
    case FIELD_PHONE:
        return CODE_PHONE;
    case FIELD_BANK_CARD:
        return CODE_BANK_CARD;
    case FIELD_REFERENCE:
    case FIELD_PLAIN:
        break;
    }
    return CODE_KIND_COUNT;
}

static Str masked(Arena *arena, const Field *field, Str plain)
{
    CodeKind kind = code_kind(field);
    return kind == CODE_KIND_COUNT ? name_mask(arena, plain) : code_mask(arena, kind, plain);
}

/* A percentage has two decimals more than it shows. */
static Str number_text(Arena *arena, Type type, int64_t mantissa)
{
    int scale = type.percent ? type.scale - 2 : type.scale;
    uint64_t unit = (uint64_t)power_of_ten(scale);
    const char *sign = mantissa < 0 ? "-" : "", *mark = type.percent ? "%" : "";
    uint64_t size = mantissa < 0 ? 0 - (uint64_t)mantissa : (uint64_t)mantissa;
    if (!scale) return format(arena, "%s%llu%s", sign, (unsigned long long)size, mark);
    return format(arena, "%s%llu.%0*llu%s", sign, (unsigned long long)(size / unit), scale,
                  (unsigned long long)(size % unit), mark);
}

static Str choice_text(const Field *field, int64_t code)
{
    const Choices *choices = field->type.choices;
    if (code == 0) return STR(WORD_NONE);
    return code > 0 && choices && (size_t)code <= choices->count ? choices->words[code - 1]
                                                                 : STR(WORD_UNKNOWN);
}

static Str day_text(Arena *arena, int64_t day)
{
    if (day == DATE_NONE.days) return STR(WORD_NONE);
    return date_text(arena, (Date){(int32_t)day});
}

static Str month_text_or_none(Arena *arena, int64_t month)
{
    return month == MONTH_NONE.n ? STR(WORD_NONE) : month_text(arena, (Month){(int32_t)month});
}

/* The name, led by the names of the county and the town it lies in. */
static Str division_name(Work *w, int64_t id)
{
    Str text = STR("");
    Error before = w->error; /* a page shows what it can: a missing division is no failure */
    for (int64_t at = id; at;) {
        DivisionRow row;
        if (!division_by_id(w, at, &row)) {
            w->error = before;
            break;
        }
        int level = division_level(row.code);
        if (at != id && level < 3) break;
        text = format(w->arena, "%.*s%.*s", STR_ARG(row.name), STR_ARG(text));
        at = row.parent;
    }
    return text;
}

Str value_text(Work *w, const Field *field, Value value)
{
    if (!value.known) return STR(WORD_UNKNOWN);
    if (field->sealed) return masked(w->arena, field, value.text);
    if (field->format == FIELD_REFERENCE) return reference_text(w, field, value);
    switch (field->type.kind) {
    case TYPE_TRUTH:
        return value.number ? STR(WORD_YES) : STR(WORD_NO);
    case TYPE_NUMBER:
        return number_text(w->arena, field->type, value.number);
    case TYPE_DATE:
        return day_text(w->arena, value.number);
    case TYPE_MONTH:
        return month_text_or_none(w->arena, value.number);
    case TYPE_DIVISION:
        return division_name(w, value.number);
    case TYPE_TEXT:
        return value.text;
    case TYPE_CHOICE:
        return choice_text(field, value.number);
    }
    return STR("");
}

static bool is_money(Type type)
{
    return type.unit.power[UNIT_YUAN] == 1 && type.scale <= 2;
}

/* "1,850.00", "3", "62.5": money as money, everything else without empty decimals. */
static Str number_words(Arena *arena, Type type, int64_t mantissa)
{
    int64_t fen;
    if (is_money(type) && !__builtin_mul_overflow(mantissa, power_of_ten(2 - type.scale), &fen))
        return money_text(arena, (Money){fen});
    while (type.scale > 0 && mantissa % 10 == 0)
        mantissa /= 10, type.scale--;
    return number_text(arena, type, mantissa);
}

Str fact_words(Work *w, const Field *field, Value value)
{
    static const Unit none;
    Type type = field->type;
    bool number = value.known && !field->sealed && type.kind == TYPE_NUMBER && !type.percent &&
                  field->format != FIELD_REFERENCE;
    if (!number) return value_text(w, field, value);
    Str text = number_words(w->arena, type, value.number);
    if (memcmp(&type.unit, &none, sizeof none) == 0) return text;
    return format(w->arena, "%.*s %.*s", STR_ARG(text), STR_ARG(type_text(w->arena, type)));
}

/* ---- columns ------------------------------------------------------------------------------ */

static ColumnType column_type(const Field *field)
{
    switch (field->type.kind) {
    case TYPE_TRUTH:
        return COLUMN_TRUTH;
    case TYPE_CHOICE:
        return COLUMN_CHOICE;
    case TYPE_NUMBER:
        return COLUMN_INT64;
    default:
        return COLUMN_INT32;
    }
}

typedef struct {
    Work *w;
    const Aspect *aspect;
    AspectRows *rows;
    SchemaColumn *columns;
    size_t column_count, capacity;
    Orders orders;
} Reader;

static void column_put(Column *column, size_t row, int64_t value)
{
    switch (column->type) {
    case COLUMN_TRUTH:
        column_bytes(column)[row] = value ? YES : NO;
        break;
    case COLUMN_CHOICE:
        column_bytes(column)[row] = (uint8_t)value;
        break;
    case COLUMN_INT32:
        column_int32(column)[row] = (int32_t)value;
        break;
    case COLUMN_INT64:
        column_int64(column)[row] = value;
        break;
    }
}

static bool read_number(Reader *r, Stmt *s, int at, const SchemaColumn *c, size_t row)
{
    Column *column = &r->rows->columns[c->index];
    if (db_is_null(s, at)) {
        column_set_unknown(column, r->w->arena, row);
        return true;
    }
    int64_t value = db_int(s, at);
    if (c->field->type.kind == TYPE_DIVISION) {
        int32_t order;
        TRY(orders_get(&r->orders, value, &order));
        value = order;
    }
    column_put(column, row, value);
    return true;
}

static bool read_text(Reader *r, Stmt *s, int at, const SchemaColumn *c, size_t row)
{
    if (!r->rows->texts || c->digest || db_is_null(s, at)) return true;
    Str text = str_copy(r->w->arena, db_str(s, at));
    if (c->field->sealed) {
        TRY(secret_open(r->w, text, &text));
        text = masked(r->w->arena, c->field, text);
    }
    r->rows->texts[c->index][row] = text;
    return true;
}

static bool read_row(Reader *r, Stmt *s, size_t row)
{
    ensure(row < r->capacity);
    r->rows->subject[row] = db_int(s, 0);
    r->rows->from[row] = (int32_t)db_int(s, 1);
    r->rows->to[row] = (int32_t)db_int(s, 2);
    for (size_t i = 0; i < r->column_count; i++) {
        const SchemaColumn *c = &r->columns[i];
        int at = 3 + (int)i;
        TRY(field_is_text(c->field) ? read_text(r, s, at, c, row) : read_number(r, s, at, c, row));
    }
    return true;
}

static void reader_columns(Reader *r, bool texts)
{
    Arena *arena = r->w->arena;
    size_t fields = r->aspect->field_count;
    r->columns = schema_columns(arena, r->aspect, &r->column_count);
    r->rows->subject = NEW_ARRAY(arena, int64_t, r->capacity);
    r->rows->from = NEW_ARRAY(arena, int32_t, r->capacity);
    r->rows->to = NEW_ARRAY(arena, int32_t, r->capacity);
    r->rows->columns = NEW_ARRAY(arena, Column, fields);
    r->rows->texts = texts ? NEW_ARRAY(arena, Str *, fields) : NULL;
    for (size_t i = 0; i < fields; i++) {
        const Field *field = &r->aspect->fields[i];
        if (!field_is_text(field))
            r->rows->columns[i] = column_new(arena, column_type(field), r->capacity);
        else if (texts)
            r->rows->texts[i] = NEW_ARRAY(arena, Str, r->capacity);
    }
}

static bool reader_begin(Work *w, const Aspect *aspect, bool texts, Reader *r)
{
    Stmt *size = db_prepare_text(w, schema_size(w->arena, aspect));
    int64_t rows;
    if (!size) return false;
    TRY(db_scalar(size, 0, &rows));
    r->capacity = (size_t)rows;
    r->orders = orders_new(w);
    reader_columns(r, texts);
    return true;
}

bool registry_read(Work *w, const Aspect *aspect, Commit known, bool texts, AspectRows *out)
{
    *out = (AspectRows){0};
    Reader r = {.w = w, .aspect = aspect, .rows = out};
    TRY(reader_begin(w, aspect, texts, &r));
    Stmt *s = db_prepare_text(w, schema_known(w->arena, aspect));
    if (!s) return false;
    db_bind_int(s, 1, known.n);
    while (db_next(s))
        TRY(read_row(&r, s, out->count++));
    for (size_t i = 0; i < aspect->field_count; i++)
        if (!field_is_text(&aspect->fields[i])) out->columns[i].rows = out->count;
    return !db_failed(s);
}

/* The columns without texts, in the order of schema_now. */
static SchemaColumn *plain_columns(Arena *arena, const Aspect *aspect, size_t *count)
{
    SchemaColumn *columns = NEW_ARRAY(arena, SchemaColumn, aspect->field_count + 1);
    *count = 0;
    for (size_t i = 0; i < aspect->field_count; i++)
        if (!field_is_text(&aspect->fields[i]))
            columns[(*count)++] = (SchemaColumn){.field = &aspect->fields[i], .index = i};
    return columns;
}

bool facts_now_begin(Work *w, const Aspect *aspect, NowReader *out)
{
    *out = (NowReader){.w = w, .aspect = aspect, .orders = orders_new(w)};
    out->columns = plain_columns(w->arena, aspect, &out->column_count);
    out->statement = db_prepare_text(w, schema_now(w->arena, aspect));
    return out->statement != NULL;
}

bool facts_now(NowReader *now, int64_t low, int64_t high, AspectRows *rows, size_t capacity)
{
    Reader r = {.w = now->w,
                .aspect = now->aspect,
                .rows = rows,
                .columns = now->columns,
                .column_count = now->column_count,
                .capacity = capacity,
                .orders = now->orders};
    Stmt *s = now->statement;
    db_bind_int(s, 1, low);
    db_bind_int(s, 2, high);
    while (rows->count < capacity && db_next(s))
        TRY(read_row(&r, s, rows->count++));
    now->orders = r.orders;
    if (rows->count == capacity) db_reset(s);
    return !db_failed(s);
}

ColumnType facts_column_type(const Field *field)
{
    return column_type(field);
}

/* ---- history ------------------------------------------------------------------------------ */

bool fact_value_read(Work *w, Stmt *s, int at, const Field *field, Value *out)
{
    *out = (Value){.known = !db_is_null(s, at)};
    if (!out->known) return true;
    if (!field_is_text(field)) {
        out->number = db_int(s, at);
        return true;
    }
    out->text = str_copy(w->arena, db_str(s, at));
    return field->sealed ? secret_open(w, out->text, &out->text) : true;
}

static bool history_version(Work *w, Stmt *s, const SchemaColumn *columns, size_t count,
                            FactVersion *v)
{
    v->from = (Date){(int32_t)db_int(s, 0)};
    v->to = (Date){(int32_t)db_int(s, 1)};
    v->known_from = (Commit){db_int(s, 2)};
    v->known_to = (Commit){db_int(s, 3)};
    v->source = str_copy(w->arena, db_str(s, 4));
    for (size_t i = 0; i < count; i++)
        if (!columns[i].digest)
            TRY(fact_value_read(w, s, 5 + (int)i, columns[i].field, &v->values[columns[i].index]));
    return true;
}

/* Who said it and when stands in the act. */
static bool history_acts(Work *w, FactVersion *versions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ActRow act;
        TRY(audit_row(w, versions[i].known_from, &act));
        versions[i].actor = act.actor;
        versions[i].recorded = act.instant;
    }
    return true;
}

bool history_read(Work *w, const Aspect *aspect, int64_t subject, FactVersion **out, size_t *count)
{
    size_t column_count, capacity = 0;
    SchemaColumn *columns = schema_columns(w->arena, aspect, &column_count);
    *out = NULL;
    *count = 0;
    Stmt *s = db_prepare_text(w, schema_history(w->arena, aspect));
    if (!s) return false;
    db_bind_int(s, 1, subject);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        FactVersion *v = &(*out)[(*count)++];
        *v = (FactVersion){.values = NEW_ARRAY(w->arena, Value, aspect->field_count)};
        TRY(history_version(w, s, columns, column_count, v));
    }
    return !db_failed(s) && history_acts(w, *out, *count);
}
