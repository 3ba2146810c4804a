/* What the address of a register's list asks for. Everything stands in it, so that a list can be
 * sent to somebody: text, place, conditions (f.KEY, f.KEY.from, f.KEY.to), columns, density, order,
 * page. What it says of no field of ours is passed over. */
#include "record/pages.h"
#include "record/words.def"

enum { ROWS = 50, ROWS_MOST = 500, VALUES_MOST = 200, COLUMNS_FIRST = 6, PAGES_MOST = 100000 };

/* ---- the address ---------------------------------------------------------------------------- */

static void values_read(Page *p, Str query, Wanted *out)
{
    Str part;
    out->values = NEW_ARRAY(p->w->arena, WantedValue, VALUES_MOST);
    while (out->count < VALUES_MOST && str_split(&query, '&', &part)) {
        ptrdiff_t at = str_find(part, STR("="));
        Str value;
        if (at <= 0) continue;
        Str name = {part.ptr, (size_t)at};
        if (!http_query(p->w->arena, part, name, &value)) continue;
        value = str_trim(value);
        if (value.len) out->values[out->count++] = (WantedValue){name, value};
    }
}

Str wanted_value(const Wanted *a, Str name)
{
    for (size_t i = 0; i < a->count; i++)
        if (str_equal(a->values[i].name, name)) return a->values[i].value;
    return STR("");
}

static void part_add(Buf *b, bool *first, Str name, Str value)
{
    if (!value.len) return;
    buf_byte(b, *first ? '?' : '&');
    *first = false;
    url_text(b, name);
    buf_byte(b, '=');
    url_text(b, value);
}

Str wanted_at(Page *p, const Wanted *a, const char *path, Str without)
{
    Buf b = buf_new(p->w->arena);
    bool first = true;
    buf_add(&b, a->path);
    buf_add(&b, str_of(path));
    first = str_find(str_of(path), STR("?")) < 0;
    for (size_t i = 0; i < a->count; i++)
        if (!str_equal(a->values[i].name, without) && !str_equal(a->values[i].name, STR("page")))
            part_add(&b, &first, a->values[i].name, a->values[i].value);
    return buf_str(&b);
}

Str wanted_href(Page *p, const Wanted *a, const char *name, Str value)
{
    Buf b = buf_new(p->w->arena);
    Str href = wanted_at(p, a, "", str_of(name));
    bool first = str_find(href, STR("?")) < 0;
    buf_add(&b, href);
    part_add(&b, &first, str_of(name), value);
    return buf_str(&b);
}

/* ---- columns -------------------------------------------------------------------------------- */

static bool column_named(const Wanted *a, Str key)
{
    for (size_t i = 0; i < a->count; i++)
        if (str_equal(a->values[i].name, STR("column")) && str_equal(a->values[i].value, key))
            return true;
    return false;
}

/* The name stands first on its own. */
static bool is_name(const Field *field)
{
    return field->unique || str_equal(field->key, STR("name"));
}

static void columns_read(Page *p, Wanted *out)
{
    size_t fields = register_field_count(out->reg);
    bool chosen = wanted_value(out, STR("column")).len > 0;
    out->columns = NEW_ARRAY(p->w->arena, const Field *, fields);
    out->shown = NEW_ARRAY(p->w->arena, bool, fields);
    for (size_t i = 0; i < fields; i++) {
        const Field *field = register_field_at(out->reg, i);
        if (is_name(field)) continue;
        if (chosen ? !column_named(out, field->key) : out->column_count >= COLUMNS_FIRST) continue;
        out->shown[i] = true;
        out->columns[out->column_count++] = field;
    }
}

/* ---- conditions ----------------------------------------------------------------------------- */

bool field_asks(const Field *field)
{
    return !field->sealed && field->type.kind != TYPE_TEXT;
}

static Str of_field(Page *p, const Wanted *a, const Field *field, const char *end)
{
    return wanted_value(a, format(p->w->arena, "f.%.*s%s", STR_ARG(field->key), end));
}

static bool number_read(const Field *field, Str text, int64_t *out)
{
    Decimal d;
    int scale = field->type.percent ? field->type.scale - 2 : field->type.scale;
    if (!decimal_parse(text, &d) || d.scale > scale) return false;
    return !__builtin_mul_overflow(d.mantissa, power_of_ten(scale - d.scale), out);
}

static bool bound_read(const Field *field, Str text, int64_t *out)
{
    Date day;
    Month month;
    switch (field->type.kind) {
    case TYPE_DATE:
        if (!date_parse(text, &day)) return false;
        *out = day.days;
        return true;
    case TYPE_MONTH:
        if (!month_parse(text, &month)) return false;
        *out = month.n;
        return true;
    case TYPE_NUMBER:
        return number_read(field, text, out);
    default:
        return false;
    }
}

static bool place_read(Page *p, Str text, ListCondition *out)
{
    Division code;
    DivisionRow place;
    Error before = p->w->error;
    if (!division_parse(text, &code)) return false;
    if (!division_by_code(p->w, code, &place)) {
        p->w->error = before;
        return false;
    }
    out->low = place.first;
    out->high = place.last;
    return true;
}

static bool exact_read(Page *p, const Field *field, Str text, ListCondition *out)
{
    if (str_equal(text, STR("unknown"))) return out->unknown = true;
    if (field->type.kind == TYPE_DIVISION) return place_read(p, text, out);
    if (field->type.kind == TYPE_TRUTH) {
        out->low = out->high = str_equal(text, STR("yes"));
        return out->low || str_equal(text, STR("no"));
    }
    if (field->type.kind != TYPE_CHOICE || !str_int(text, &out->low)) return false;
    out->high = out->low;
    return true;
}

static bool condition_read(Page *p, const Wanted *a, const Field *field, ListCondition *out)
{
    Str exact = of_field(p, a, field, "");
    Str from = of_field(p, a, field, ".from"), to = of_field(p, a, field, ".to");
    *out = (ListCondition){.field = field, .low = INT64_MIN, .high = INT64_MAX};
    if (exact.len) return exact_read(p, field, exact, out);
    /* no day and no month are written as the last there can be: they lie in no range */
    if (field->type.kind != TYPE_NUMBER) out->high = INT32_MAX - 1;
    bool low = from.len && bound_read(field, from, &out->low);
    bool high = to.len && bound_read(field, to, &out->high);
    return low || high;
}

bool wanted_read(Page *p, const Register *reg, Str query, Wanted *out)
{
    size_t fields = register_field_count(reg);
    *out = (Wanted){.reg = reg, .path = register_href(p, reg)};
    values_read(p, query, out);
    columns_read(p, out);
    out->text = wanted_value(out, STR("text"));
    out->dense = wanted_value(out, STR("dense")).len > 0;
    out->newest = str_equal(wanted_value(out, STR("sort")), STR("new"));
    if (!str_int(wanted_value(out, STR("page")), &out->page) || out->page < 1 ||
        out->page > PAGES_MOST)
        out->page = 1;
    if (!str_int(wanted_value(out, STR("rows")), &out->rows) || out->rows < 1 ||
        out->rows > ROWS_MOST)
        out->rows = ROWS;
    out->conditions = NEW_ARRAY(p->w->arena, ListCondition, fields + 1);
    for (size_t i = 0; i < fields; i++) {
        const Field *field = register_field_at(reg, i);
        ListCondition *c = &out->conditions[out->condition_count];
        if (field_asks(field) && condition_read(p, out, field, c)) out->condition_count++;
    }
    return true;
}

RegisterQuery wanted_query(Page *p, const Wanted *a)
{
    bool *aspects = NEW_ARRAY(p->w->arena, bool, a->reg->aspect_count + 1);
    for (size_t i = 0; i < a->column_count; i++)
        aspects[a->columns[i]->aspect - a->reg->aspects] = true;
    return (RegisterQuery){.reg = a->reg,
                           .on = work_today(p->w),
                           .text = a->text,
                           .conditions = a->conditions,
                           .condition_count = a->condition_count,
                           .order = a->newest ? LIST_NEWEST : LIST_BY_NAME,
                           .offset = (size_t)((a->page - 1) * a->rows),
                           .limit = (size_t)a->rows,
                           .aspects = aspects};
}
