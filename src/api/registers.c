/* Registers: what is declared, a page of one by its filters, one row with its history on both axes
 * of time, and what is said of it, one act each. */
#include "api/room.h"
#include "api/words.def"

static bool register_of(Page *p, const Register **out)
{
    *out = bureau_register(p->bureau, p->call->params[0]);
    return *out || refuse(p->w, ERR_NOT_FOUND, SAY_NO_REGISTER, STR_ARG(p->call->params[0]));
}

/* ---- what there is ------------------------------------------------------------------------ */

static FieldTold field_told(Page *p, const Field *f)
{
    FieldTold told = {.key = f->key,
                      .name = f->name,
                      .aspect = f->aspect->key,
                      .type = type_text(p->w->arena, f->type),
                      .required = f->required,
                      .sealed = f->sealed};
    if (f->type.kind == TYPE_CHOICE && f->type.choices)
        told.choices = (Texts){f->type.choices->words, f->type.choices->count};
    return told;
}

static RegisterTold register_told(Page *p, const Register *reg)
{
    static const char *const kinds[] = {"person", "household", "row"};
    size_t count = register_field_count(reg);
    RegisterTold told = {.key = reg->key, .name = reg->name, .of = str_of(kinds[reg->subject])};
    told.fields = NEW_ARRAY(p->w->arena, FieldTold, count + 1);
    told.fields_count = count;
    for (size_t i = 0; i < count; i++)
        told.fields[i] = field_told(p, register_field_at(reg, i));
    return told;
}

bool registers_api(Page *p, const Nothing *body, RegisterTolds *out)
{
    (void)body;
    const Bureau *b = p->bureau;
    out->items = NEW_ARRAY(p->w->arena, RegisterTold, b->register_count + 1);
    out->items_count = b->register_count;
    for (size_t i = 0; i < b->register_count; i++)
        out->items[i] = register_told(p, &b->registers[i]);
    return true;
}

/* ---- filters: monthly_income=1000..2000, birth_date=..1950-01-01, tier=unknown --------------- */

static bool division_bound(Page *p, Str text, int64_t *low, int64_t *high)
{
    Division code;
    DivisionRow row;
    if (!division_parse(text, &code) || !division_by_code(p->w, code, &row)) {
        p->w->error = (Error){.code = ERR_NONE};
        return false;
    }
    *low = row.first;
    *high = row.last;
    return true;
}

static bool number_bound(const Field *f, Str text, int64_t *out)
{
    Decimal d;
    if (!decimal_parse(text, &d) || d.scale > f->type.scale) return false;
    return ratio_round((Wide)d.mantissa * power_of_ten(f->type.scale - d.scale), 1, ROUND_NONE, 1,
                       out);
}

static bool bound_read(Page *p, const Field *f, Str text, int64_t *out)
{
    Date date;
    Month month;
    Value value;
    bool good = false;
    Error held = p->w->error;
    switch (f->type.kind) {
    case TYPE_NUMBER:
        return number_bound(f, text, out);
    case TYPE_DATE:
        good = date_parse(text, &date);
        if (good) *out = date.days;
        return good;
    case TYPE_MONTH:
        good = month_parse(text, &month);
        if (good) *out = month.n;
        return good;
    case TYPE_TRUTH:
        *out = str_equal(text, STR("true"));
        return *out || str_equal(text, STR("false"));
    default:
        good = case_answer_parse(p->w, f, text, &value) && value.known;
        if (good) *out = value.number;
        p->w->error = held;
        return good;
    }
}

static bool condition_read(Page *p, const Field *f, Str text, ListCondition *out)
{
    *out = (ListCondition){.field = f, .low = INT64_MIN, .high = INT64_MAX};
    out->unknown = str_equal(text, STR("unknown"));
    if (out->unknown) return true;
    if (f->type.kind == TYPE_TEXT) return refuse(p->w, ERR_INPUT, SAY_NO_FILTER, STR_ARG(f->key));
    bool good;
    ptrdiff_t dots = str_find(text, STR(".."));
    if (f->type.kind == TYPE_DIVISION) {
        good = division_bound(p, text, &out->low, &out->high);
    } else if (dots < 0) {
        good = bound_read(p, f, text, &out->low);
        out->high = out->low;
    } else {
        Str low = {text.ptr, (size_t)dots}, high = str_from(text, (size_t)dots + 2);
        good = (!low.len || bound_read(p, f, low, &out->low)) &&
               (!high.len || bound_read(p, f, high, &out->high));
    }
    return good || refuse(p->w, ERR_INPUT, SAY_BAD_FILTER, STR_ARG(f->key));
}

static bool conditions_read(Page *p, const Register *reg, RegisterQuery *query)
{
    size_t count = register_field_count(reg);
    ListCondition *conditions = NEW_ARRAY(p->w->arena, ListCondition, count + 1);
    for (size_t i = 0; i < count; i++) {
        const Field *field = register_field_at(reg, i);
        Str text = page_query(p, str_z(p->w->arena, field->key));
        /* a field may be called as one of the parameters of every list */
        if (!text.len || parameter_find(field->key)) continue;
        TRY(condition_read(p, field, text, &conditions[query->condition_count++]));
    }
    query->conditions = conditions;
    return true;
}

/* ---- rows --------------------------------------------------------------------------------- */

static EntryTold row_told(Page *p, const Register *reg, const ListedRow *row)
{
    bool person = reg->subject == SUBJECT_PERSON;
    return (EntryTold){.id = row->id,
                       .name = person ? name_mask(p->w->arena, row->name) : row->name,
                       .applicant = row->applicant.n,
                       .values = {.reg = reg, .values = row->values}};
}

bool register_rows_api(Page *p, const Nothing *body, EntriesTold *out)
{
    (void)body;
    const Register *reg;
    Paging paging;
    Date on;
    RegisterList list;
    TRY(register_of(p, &reg));
    TRY(paging_read(p, &paging));
    TRY(query_date(p, "on", &on));
    if (on.days == DATE_NONE.days) on = work_today(p->w);
    RegisterQuery query = {.reg = reg,
                           .on = on,
                           .text = page_query(p, "text"),
                           .offset = paging.offset,
                           .limit = (size_t)paging.size};
    if (str_equal(page_query(p, "order"), STR("newest"))) query.order = LIST_NEWEST;
    TRY(conditions_read(p, reg, &query));
    TRY(register_list(p->w, &query, &list));
    *out = (EntriesTold){.on = on, .total = list.total, .page = paging.page, .size = paging.size};
    out->items = NEW_ARRAY(p->w->arena, EntryTold, list.count + 1);
    out->items_count = list.count;
    for (size_t i = 0; i < list.count; i++)
        out->items[i] = row_told(p, reg, &list.rows[i]);
    return true;
}

static bool history_add(Page *p, const Aspect *aspect, int64_t id, EntryWhole *out,
                        size_t *capacity)
{
    FactVersion *versions;
    size_t count;
    TRY(registry_history(p->w, aspect, id, &versions, &count));
    for (size_t i = 0; i < count; i++) {
        const FactVersion *v = &versions[i];
        if (out->history_count == *capacity)
            out->history = arena_grow(p->w->arena, out->history, capacity, sizeof *out->history);
        out->history[out->history_count++] =
            (Version){.aspect = aspect->key,
                      .aspect_name = aspect->name,
                      .from = v->from,
                      .to = v->to,
                      .known_from = v->known_from.n,
                      .known_to = v->known_to.n == COMMIT_OPEN ? 0 : v->known_to.n,
                      .recorded = v->recorded,
                      .actor = v->actor,
                      .source = v->source,
                      .values = {aspect->reg, aspect, v->values}};
    }
    return true;
}

static Str subject_of(Page *p, const Register *reg, int64_t id)
{
    if (reg->subject == SUBJECT_PERSON) return format(p->w->arena, "person:%lld", (long long)id);
    if (reg->subject == SUBJECT_HOUSEHOLD) return format(p->w->arena, "unit:%lld", (long long)id);
    return format(p->w->arena, "%.*s:%lld", STR_ARG(reg->key), (long long)id);
}

bool register_row_api(Page *p, const Nothing *body, EntryWhole *out)
{
    (void)body;
    const Register *reg;
    int64_t id;
    ListedRow row;
    size_t capacity = 0;
    TRY(register_of(p, &reg));
    TRY(page_id(p, p->call->params[1], &id));
    TRY(register_values(p->w, reg, id, &row));
    p->subject = subject_of(p, reg, id);
    out->row = row_told(p, reg, &row);
    for (size_t i = 0; i < reg->aspect_count; i++)
        TRY(history_add(p, &reg->aspects[i], id, out, &capacity));
    return true;
}

/* ---- 变更, 更正 ----------------------------------------------------------------------------- */

static void value_fault(Faults *faults, Arena *arena, Str key, const char *sentence)
{
    faults_add(faults, (Fault){.level = FAULT_ERROR,
                               .field = format(arena, "values.%.*s", STR_ARG(key)),
                               .sentence = str_of(sentence)});
}

/* Everything wrong with what is said is told at once, by the way to it. */
static FieldSaid *fields_said(Page *p, const Register *reg, const JsonValue *values, Faults *faults,
                              size_t *count)
{
    Arena *arena = p->w->arena;
    FieldSaid *said = NEW_ARRAY(arena, FieldSaid, values->count + 1);
    if (values->kind != JSON_OBJECT) value_fault(faults, arena, STR(""), SAY_WANTS_OBJECT);
    for (const JsonValue *v = values->first; values->kind == JSON_OBJECT && v; v = v->next) {
        FieldSaid *f = &said[*count];
        f->field = register_field_by_key(reg, v->key);
        if (!f->field)
            value_fault(faults, arena, v->key, SAY_NO_SUCH_MEMBER);
        else if (!value_said(v, &f->text, &f->unknown))
            value_fault(faults, arena, v->key, SAY_WANTS_VALUE);
        else
            (*count)++;
    }
    return said;
}

/* Faults of the registry name the field by its number; here they go by the way in the body. */
static bool refuse_import(Page *p, Faults *faults, const FactSaid *said)
{
    for (size_t i = 0; i < faults->count; i++) {
        Fault *f = &faults->items[i];
        if (f->column > 0 && (size_t)f->column <= said->count)
            f->field =
                format(p->w->arena, "values.%.*s", STR_ARG(said->fields[f->column - 1].field->key));
    }
    return refuse_faults(p, faults);
}

static bool facts_say(Page *p, int64_t id, const FactsSaid *body, Written *out)
{
    const Register *reg;
    ImportResult result = {0};
    FactSaid said = {.subject = id, .from = body->from, .source = body->source};
    Faults *faults = NEW(p->w->arena, Faults);
    *faults = faults_new(p->w->arena, 100);
    TRY(register_of(p, &reg));
    said.reg = reg;
    if (str_equal(body->kind, STR("correction")))
        said.kind = WRITE_CORRECTION;
    else if (!str_equal(body->kind, STR("change")))
        faults_add(faults, (Fault){.field = STR("kind"), .sentence = STR(SAY_BAD_KIND)});
    said.fields = fields_said(p, reg, body->values, faults, &said.count);
    if (faults->errors) return refuse_faults(p, faults);
    if (id) p->subject = subject_of(p, reg, id);
    bool done = register_say(p->w, p->bureau, &said, &result);
    if (result.faults.errors) {
        *faults = result.faults;
        return refuse_import(p, faults, &said);
    }
    *out = (Written){result.commit.n, result.added, result.changed, 0};
    return done;
}

bool register_add_api(Page *p, const FactsSaid *body, Written *out)
{
    return facts_say(p, 0, body, out);
}

bool register_change_api(Page *p, const FactsSaid *body, Written *out)
{
    int64_t id;
    return page_id(p, p->call->params[1], &id) && facts_say(p, id, body, out);
}
