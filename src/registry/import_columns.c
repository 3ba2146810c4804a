/* Columns of import files: which there are for a kind of file (import_columns.def and the declared
 * fields), and what a header row means.
 *
 * Names are compared without white space, without the * and (必填) of templates, full width as half
 * width; the English key is as good as the Chinese name. Read import_bind at the end first. */
#include "registry/import.h"
#include "registry/import_words.def"

#include <string.h>

const RoleColumn import_role_columns[] = {
#define COLUMN(role, name, key, kinds, needed, note, sample)                                       \
    {ROLE_##role, {name, sizeof(name) - 1}, {key, sizeof(key) - 1},      kinds,                    \
     needed,      {note, sizeof(note) - 1}, {sample, sizeof(sample) - 1}},
#include "registry/import_columns.def"
#undef COLUMN
};
const size_t import_role_column_count = COUNT_OF(import_role_columns);

/* ---- kinds of file ------------------------------------------------------------------------ */

static const struct {
    Str name;
    ImportKind kind;
    Str reg;
} import_kinds[] = {
    {{"person", 6}, IMPORTS_PERSON, {"person", 6}},
    {{"household", 9}, IMPORTS_HOUSEHOLD, {"household", 9}},
    {{"enrolment", 9}, IMPORTS_ENROLMENT, {"", 0}},
    {{"decision", 8}, IMPORTS_DECISION, {"", 0}},
};

static bool refuse_as(Work *w, const Bureau *bureau, Str as)
{
    Buf names = buf_new(w->arena);
    for (size_t i = 0; i < bureau->register_count; i++) {
        const Register *r = &bureau->registers[i];
        if (r->subject == SUBJECT_OTHER && r->unique)
            buf_format(&names, "%s%.*s", names.len ? WORD_LIST_COMMA : "", STR_ARG(r->key));
        for (size_t j = 0; j < r->aspect_count && r->subject != SUBJECT_OTHER; j++) {
            if (names.len) buf_add(&names, STR(WORD_LIST_COMMA));
            buf_format(&names, "%.*s.%.*s", STR_ARG(r->key), STR_ARG(r->aspects[j].key));
        }
    }
    return refuse(w, ERR_USAGE, SAY_IMPORT_AS, STR_ARG(as), STR_ARG(buf_str(&names)));
}

static const Aspect *aspect_named(const Register *r, Str name)
{
    for (size_t i = 0; i < r->aspect_count; i++)
        if (str_equal(r->aspects[i].key, name) || str_equal(r->aspects[i].name, name))
            return &r->aspects[i];
    return NULL;
}

bool import_as(Work *w, const Bureau *bureau, Str as, ImportAs *out)
{
    Str rest = as, reg = as;
    for (size_t i = 0; i < COUNT_OF(import_kinds); i++) {
        if (!str_equal(as, import_kinds[i].name)) continue;
        *out = (ImportAs){.kind = import_kinds[i].kind};
        if (!import_kinds[i].reg.len) return true;
        out->reg = bureau_register(bureau, import_kinds[i].reg);
        return out->reg ? true : refuse_as(w, bureau, as);
    }
    (void)str_split(&rest, '.', &reg);
    const Register *r = bureau_register(bureau, reg);
    const Aspect *aspect = r && rest.len ? aspect_named(r, rest) : NULL;
    if (r && r->subject == SUBJECT_OTHER && !rest.len) {
        *out = (ImportAs){IMPORTS_OTHER, r, NULL};
        return r->unique ? true : refuse(w, ERR_LAW, SAY_NO_UNIQUE, STR_ARG(r->name));
    }
    if (!aspect || r->subject == SUBJECT_OTHER) return refuse_as(w, bureau, as);
    bool person = r->subject == SUBJECT_PERSON;
    *out = (ImportAs){person ? IMPORTS_PERSON_ASPECT : IMPORTS_UNIT_ASPECT, r, aspect};
    return true;
}

/* ---- names -------------------------------------------------------------------------------- */

/* "姓 名（必填）*" → "姓名". */
static Str plain_name(Arena *arena, Str header)
{
    static const Str marks[] = {{"*", 1}, {WORD_REQUIRED_MARK, sizeof(WORD_REQUIRED_MARK) - 1}};
    Buf out = buf_new(arena);
    uint32_t c;
    for (size_t at = 0; utf8_next(header, &at, &c);) {
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c > 0x20 && c != 0x3000 && c != 0xA0 && c != 0xFEFF) buf_code_point(&out, c);
    }
    Str name = buf_str(&out);
    for (size_t i = 0; i < 2 * COUNT_OF(marks); i++) {
        Str mark = marks[i % COUNT_OF(marks)];
        if (str_ends(name, mark)) name.len -= mark.len;
    }
    return name;
}

static const RoleColumn *role_named(ImportKind kind, Str name)
{
    for (size_t i = 0; i < COUNT_OF(import_role_columns); i++) {
        const RoleColumn *c = &import_role_columns[i];
        bool named = str_equal(c->name, name) || (c->key.len && str_equal(c->key, name));
        if (named && (c->kinds & (unsigned)kind)) return c;
    }
    return NULL;
}

static const Field *field_named(const ImportAs *as, Str name)
{
    if (!as->reg) return NULL;
    const Field *f = register_field(as->reg, name);
    return f && (!as->aspect || f->aspect == as->aspect) ? f : NULL;
}

/* The field that holds the citizen ID of a register of persons. */
static const Field *number_field(const Register *r)
{
    for (size_t i = 0; r && i < r->aspect_count; i++)
        for (size_t j = 0; j < r->aspects[i].field_count; j++)
            if (r->aspects[i].fields[j].format == FIELD_CITIZEN_ID) return &r->aspects[i].fields[j];
    return NULL;
}

static ImportColumn column_named(const ImportAs *as, Str header, Str name)
{
    ImportColumn column = {.role = ROLE_IGNORED, .name = header};
    const RoleColumn *role = role_named(as->kind, name);
    const Field *field = role ? NULL : field_named(as, name);
    if (role) column.role = role->role;
    if (role && role->role == ROLE_NUMBER && as->kind == IMPORTS_PERSON)
        column.field = number_field(as->reg);
    if (field) {
        column.role = ROLE_FIELD;
        column.field = field;
    }
    return column;
}

/* "月收入(元)" → "月收入" and "元"; false when there is no such end. */
static bool split_unit(Str name, Str *plain, Str *unit)
{
    static const struct {
        Str open, close;
    } marks[] = {
        {{"(", 1}, {")", 1}}, {{"[", 1}, {"]", 1}}, {{BRACKET_OPEN, 3}, {BRACKET_CLOSE, 3}}};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        ptrdiff_t at = str_find(name, marks[i].open);
        if (at <= 0 || !str_ends(name, marks[i].close)) continue;
        *plain = (Str){name.ptr, (size_t)at};
        *unit = str_from(name, (size_t)at + marks[i].open.len);
        unit->len -= marks[i].close.len;
        return true;
    }
    return false;
}

ImportColumn import_column_of(Arena *arena, const ImportAs *as, Str header)
{
    Str name = plain_name(arena, header), plain, unit;
    ImportColumn column = column_named(as, name, name);
    if (column.role != ROLE_IGNORED || !split_unit(name, &plain, &unit)) return column;
    column = column_named(as, name, plain);
    column.unit = unit;
    return column;
}

/* ---- a name that was meant ---------------------------------------------------------------- */

enum { NAME_POINTS = 24 };

static size_t points_of(Str s, uint32_t *out)
{
    size_t count = 0;
    for (size_t at = 0; count < NAME_POINTS && utf8_next(s, &at, &out[count]);)
        count++;
    return count;
}

/* Characters to change, insert or leave out to come from a to b. */
static size_t name_distance(Str a, Str b)
{
    uint32_t x[NAME_POINTS], y[NAME_POINTS];
    size_t n = points_of(a, x), m = points_of(b, y), row[NAME_POINTS + 1];
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t change = corner + (x[i - 1] != y[j - 1]);
            size_t shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            corner = row[j];
            row[j] = change < shorter ? change : shorter;
        }
    }
    return row[m];
}

typedef struct {
    Str wanted, best;
    size_t distance;
} Meant;

static void meant_try(Meant *m, Str name)
{
    size_t distance = name_distance(m->wanted, name);
    if (distance >= m->distance) return;
    m->distance = distance;
    m->best = name;
}

/* The nearest name, when less than half of it differs; else empty. */
static Str name_meant(const ImportAs *as, Str wanted)
{
    Meant m = {.wanted = wanted, .distance = utf8_count(wanted) / 2 + 1};
    if (m.distance > 3) m.distance = 3;
    for (size_t i = 0; i < COUNT_OF(import_role_columns); i++)
        if (import_role_columns[i].kinds & (unsigned)as->kind)
            meant_try(&m, import_role_columns[i].name);
    for (size_t i = 0; as->reg && i < as->reg->aspect_count; i++) {
        const Aspect *a = &as->reg->aspects[i];
        for (size_t j = 0; j < a->field_count && (!as->aspect || as->aspect == a); j++)
            meant_try(&m, a->fields[j].name);
    }
    return m.best;
}

/* ---- a header row ------------------------------------------------------------------------- */

static void tell_unknown(Import *im, size_t index, Str name)
{
    Arena *arena = im->chunk->arena;
    Str meant = name_meant(&im->as, name), advice = STR("");
    if (!name.len) return; /* a column without a name is a margin */
    if (meant.len) advice = format(arena, SAY_COLUMN_MEANT, STR_ARG(meant));
    import_warning(im, (ptrdiff_t)index, SAY_COLUMN_UNKNOWN, STR_ARG(name), STR_ARG(advice));
}

static bool same_column(const ImportColumn *a, const ImportColumn *b)
{
    return a->role == b->role && a->field == b->field;
}

/* How many yuan the unit of a header is; 0: it is no such unit. */
static int64_t yuan_multiple(Str unit)
{
    static const struct {
        Str words;
        int64_t multiple;
    } units[] = {
#define UNIT(words, multiple) {{words, sizeof(words) - 1}, multiple},
        YUAN_UNITS
#undef UNIT
    };
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (str_equal(unit, units[i].words)) return units[i].multiple;
    return str_equal(unit, STR(WORD_YUAN)) ? 1 : 0;
}

static bool is_unit_word(Str unit)
{
    static const Str words[] = {
#define WORD(text) {text, sizeof(text) - 1},
        UNIT_WORDS
#undef WORD
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_equal(unit, words[i])) return true;
    return str_find(unit, STR(WORD_YUAN)) >= 0;
}

/* What the header says about the unit of its numbers: the field's own, a multiple of yuan, or
 * something else, which is told and not converted. */
static void bind_unit(Import *im, size_t index)
{
    ImportColumn *column = &im->columns[index];
    bool number = column->field && column->field->type.kind == TYPE_NUMBER;
    bool yuan =
        column->role == ROLE_AMOUNT || (number && column->field->type.unit.power[UNIT_YUAN] != 0);
    column->multiple = yuan ? im->multiple : 1;
    if (!column->unit.len || (!number && !yuan)) return;
    Str own = number ? import_half_width(im->chunk->arena,
                                         type_text(im->chunk->arena, column->field->type))
                     : STR(WORD_YUAN);
    int64_t multiple = yuan ? yuan_multiple(column->unit) : 0;
    if (str_equal(column->unit, own)) multiple = 1;
    if (multiple)
        column->multiple = multiple;
    else if (is_unit_word(column->unit))
        import_fault(im, (ptrdiff_t)index, SAY_UNIT_DIFFERS, STR_ARG(column->unit), STR_ARG(own));
}

/* A header that is not ours may be the sender's name of one that is. */
static bool map_column(Import *im, size_t index)
{
    ImportColumn *column = &im->columns[index];
    Str header = column->name, meant;
    TRY(import_mapped(im, header, &meant));
    if (!meant.len) {
        tell_unknown(im, index, header);
        return true;
    }
    ImportColumn ours = import_column_of(im->chunk->arena, &im->as, meant);
    if (ours.role == ROLE_IGNORED)
        import_fault(im, (ptrdiff_t)index, SAY_MAPPING_UNKNOWN, STR_ARG(header), STR_ARG(meant),
                     STR_ARG(meant));
    ours.name = header;
    *column = ours;
    return true;
}

static bool bind_column(Import *im, size_t index, Str header)
{
    ImportColumn *column = &im->columns[index];
    *column = import_column_of(im->chunk->arena, &im->as, header);
    Str name = column->name = str_copy(im->w->arena, column->name);
    if (is_fault_column(name)) return true; /* of a file that was handed back */
    if (column->role == ROLE_IGNORED) TRY(map_column(im, index));
    if (column->role == ROLE_IGNORED) return true;
    bind_unit(im, index);
    for (size_t i = 0; i < index; i++)
        if (same_column(&im->columns[i], column))
            import_fault(im, (ptrdiff_t)index, SAY_COLUMN_TWICE, STR_ARG(name));
    if (column->role != ROLE_FIELD) im->by_role[column->role] = (ptrdiff_t)index;
    return true;
}

static bool has_role(const Import *im, ColumnRole role)
{
    return im->by_role[role] >= 0;
}

static bool has_field(const Import *im, const Field *field)
{
    for (size_t i = 0; i < im->column_count; i++)
        if (im->columns[i].role == ROLE_FIELD && im->columns[i].field == field) return true;
    return false;
}

static void check_columns(Import *im)
{
    ImportKind kind = im->as.kind;
    bool who = has_role(im, ROLE_NUMBER) || has_role(im, ROLE_KEY);
    for (size_t i = 0; i < COUNT_OF(import_role_columns); i++) {
        const RoleColumn *c = &import_role_columns[i];
        if ((c->needed & (unsigned)kind) && !has_role(im, c->role))
            import_fault(im, -1, SAY_COLUMN_MISSING, STR_ARG(c->name));
    }
    if (!who && (kind & (IMPORTS_PERSON | IMPORTS_HOUSEHOLD | IMPORTS_PERSON_ASPECT)))
        import_fault(im, -1, SAY_COLUMN_WHO);
    if (!who && !has_role(im, ROLE_UNIT) && (kind & (IMPORTS_ENROLMENT | IMPORTS_DECISION)))
        import_fault(im, -1, SAY_COLUMN_WHOM);
    if (kind == IMPORTS_OTHER && !has_field(im, im->as.reg->unique))
        import_fault(im, -1, SAY_COLUMN_MISSING, STR_ARG(im->as.reg->unique->name));
    if (!im->plan_count && (kind & (IMPORTS_PERSON_ASPECT | IMPORTS_UNIT_ASPECT)))
        import_fault(im, -1, SAY_COLUMN_NOTHING);
}

/* An aspect is written when the file has a column of it; identity always, for people may be new. */
static bool aspect_wanted(const Import *im, const Aspect *aspect)
{
    for (size_t i = 0; i < im->column_count; i++)
        if (im->columns[i].field && im->columns[i].field->aspect == aspect) return true;
    const Field *number = number_field(im->as.reg);
    return im->as.kind == IMPORTS_PERSON && number && number->aspect == aspect;
}

static bool plan_aspect(Import *im, const Aspect *aspect)
{
    Arena *arena = im->w->arena;
    AspectPlan *plan = &im->plans[im->plan_count++];
    bool event = aspect->field_count == 1 && aspect->fields[0].type.kind == TYPE_DATE;
    *plan = (AspectPlan){.aspect = aspect,
                         .event = event ? &aspect->fields[0] : NULL,
                         .columns = NEW_ARRAY(arena, ptrdiff_t, aspect->field_count),
                         .values = NEW_ARRAY(arena, Value, aspect->field_count),
                         .given = NEW_ARRAY(arena, bool, aspect->field_count)};
    for (size_t i = 0; i < aspect->field_count; i++) {
        plan->columns[i] = -1;
        for (size_t j = 0; j < im->column_count; j++)
            if (im->columns[j].role == ROLE_FIELD && im->columns[j].field == &aspect->fields[i])
                plan->columns[i] = (ptrdiff_t)j;
    }
    TRY(fact_writer_new(im->w, aspect, im->batch.commit, &plan->writer));
    if (im->people) TRY(fact_writer_gather(plan->writer, im->people));
    return true;
}

static bool plan_aspects(Import *im)
{
    const Register *r = im->as.reg;
    if (!r) return true;
    im->plans = NEW_ARRAY(im->w->arena, AspectPlan, r->aspect_count);
    for (size_t i = 0; i < r->aspect_count; i++)
        if (aspect_wanted(im, &r->aspects[i])) TRY(plan_aspect(im, &r->aspects[i]));
    return true;
}

bool import_bind_fields(Import *im, const FieldSaid *fields, size_t count)
{
    im->column_count = count;
    im->columns = NEW_ARRAY(im->w->arena, ImportColumn, count + 1);
    for (size_t i = 0; i < ROLE_COUNT; i++)
        im->by_role[i] = -1;
    for (size_t i = 0; i < count; i++)
        im->columns[i] = (ImportColumn){.role = ROLE_FIELD,
                                        .field = fields[i].field,
                                        .name = fields[i].field->name,
                                        .multiple = 1};
    return plan_aspects(im);
}

bool import_bind(Import *im, const TableRow *header)
{
    im->row = header;
    im->column_count = header->count;
    im->columns = NEW_ARRAY(im->w->arena, ImportColumn, header->count + 1);
    for (size_t i = 0; i < ROLE_COUNT; i++)
        im->by_role[i] = -1;
    for (size_t i = 0; i < header->count; i++)
        TRY(bind_column(im, i, header->cells[i]));
    import_mappings_check(im);
    TRY(plan_aspects(im));
    check_columns(im);
    return true;
}
