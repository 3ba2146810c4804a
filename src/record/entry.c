/* One entry of a register: what is known of it and how we came to know it; and the form by
 * which a clerk says that something has changed (变更) or was never so (更正). The form is the
 * declaration's: one aspect of a person or household, all fields of a row. */
#include "record/pages.h"
#include "record/words.def"

/* ---- one row -------------------------------------------------------------------------------- */

static Crumbs entry_crumbs(Page *p, const Register *reg)
{
    Crumbs crumbs = {.links = NEW_ARRAY(p->w->arena, Link, 3), .count = 2};
    crumbs.links[0] = (Link){STR("/registers"), STR(SAY_REGISTERS), false};
    crumbs.links[1] = (Link){register_href(p, reg), reg->name, false};
    return crumbs;
}

static void pairs_fill(Page *p, const Register *reg, const ListedRow *row, Pairs *out)
{
    size_t fields = register_field_count(reg);
    out->pairs = NEW_ARRAY(p->w->arena, Pair, fields);
    for (size_t i = 0; i < fields; i++) {
        const Field *field = register_field_at(reg, i);
        if (!row->values[i].known || field->unique) continue;
        int64_t id = field->refers ? reference_id(row->values[i]) : 0;
        out->pairs[out->count++] = (Pair){.name = field->name,
                                          .value = field_words(p, field, row->values[i]),
                                          .href = id ? entry_href(p, field->refers, id) : STR(""),
                                          .code = field->sealed};
    }
}

/* The register and the subject that the address names; its values. */
static bool entry_of(Page *p, const Register **reg, ListedRow *row)
{
    int64_t id;
    *reg = page_register(p, p->call->params[0]);
    if (!*reg) return false;
    TRY(page_id(p, p->call->params[1], &id));
    return register_values(p->w, *reg, id, row);
}

bool entry_page(Page *p)
{
    const Register *reg;
    ListedRow row;
    EntryPage page = {.pairs = {.count = 0}};
    TRY(entry_of(p, &reg, &row));
    if (reg->subject != SUBJECT_OTHER) return page_redirect(p, entry_href(p, reg, row.id));
    page.head = (Head){.crumbs = entry_crumbs(p, reg), .title = row.name};
    if (page_may(p, WHO(CLERK))) {
        page.head.actions = NEW(p->w->arena, Link);
        page.head.actions[0] =
            (Link){format(p->w->arena, "%.*s/change", STR_ARG(entry_href(p, reg, row.id))),
                   STR(SAY_CHANGE), true};
        page.head.action_count = 1;
    }
    pairs_fill(p, reg, &row, &page.pairs);
    TRY(facts_fill(p, reg, row.id, &page.facts));
    for (size_t i = 0; i < page.facts.count; i++)
        page.facts.tables[i].change_href = STR("");
    p->subject = format(p->w->arena, "row:%lld", (long long)row.id);
    p->title = row.name;
    p->here = "/registers";
    entry_html(&p->body, &page);
    return true;
}

/* ---- the form ------------------------------------------------------------------------------- */

typedef struct {
    Page *p;
    const Register *reg;
    const Aspect *aspect; /* NULL: all */
    ListedRow row;        /* id 0: a new one */
    const Field **asked;
    Str *shown; /* what the form held when it was opened */
    FormField *fields;
    size_t count;
    FormField how[3]; /* 变更 or 更正, since when, on what it rests */
} Change;

static FieldKind kind_of(const Field *field)
{
    bool money = field->type.unit.power[UNIT_YUAN] == 1 && field->type.scale == 2;
    switch (field->type.kind) {
    case TYPE_TRUTH:
        return FIELD_TRUTH;
    case TYPE_DATE:
        return FIELD_DATE;
    case TYPE_MONTH:
        return FIELD_MONTH;
    case TYPE_CHOICE:
        return FIELD_SELECT;
    case TYPE_DIVISION:
        return FIELD_SELECT;
    case TYPE_NUMBER:
        return money ? FIELD_MONEY : FIELD_NUMBER;
    case TYPE_TEXT:
        break;
    }
    return field->sealed ? FIELD_CODE : FIELD_TEXT;
}

static void choices_fill(Page *p, const Field *field, FormField *out)
{
    const Choices *words = field->type.choices;
    out->choices = NEW_ARRAY(p->w->arena, FieldChoice, words->count + 1);
    for (size_t i = 0; i < words->count; i++)
        out->choices[i] = (FieldChoice){.value = words->words[i], .text = words->words[i]};
    out->choices[words->count] = (FieldChoice){.value = STR(SAY_NONE), .text = STR(SAY_NONE)};
    out->choice_count = words->count + 1;
}

/* What pages mask does not stand in a form either: it is said anew or left as it is. */
static bool is_hidden(const Field *field)
{
    return field->sealed || str_equal(field->key, STR("name"));
}

/* The text of a value as the form holds it and an import reads it. */
static bool held_text(Page *p, const Field *field, Value value, Str *out)
{
    DivisionRow place;
    *out = STR("");
    if (!value.known || is_hidden(field)) return true;
    if (field->type.kind == TYPE_TRUTH)
        *out = value.number ? STR("yes") : STR("no");
    else if (field->type.kind == TYPE_DIVISION) {
        TRY(division_by_id(p->w, value.number, &place));
        *out = format(p->w->arena, "%012lld", (long long)place.code.n);
    } else if (!field->refers)
        *out = value_text(p->w, field, value);
    return true;
}

static Str hint_of(Page *p, const Field *field, Value value)
{
    Str now = value.known ? field_words(p, field, value) : STR(SAY_UNKNOWN);
    if (is_hidden(field)) return format(p->w->arena, SAY_HINT_SEALED, STR_ARG(now));
    if (!field->refers) return STR("");
    const char *hints[] = {SAY_HINT_PERSON, SAY_HINT_UNIT, SAY_HINT_ROW};
    Str how = str_of(hints[field->refers->subject]);
    return value.known ? format(p->w->arena, SAY_HINT_NOW, STR_ARG(how), STR_ARG(now)) : how;
}

static bool field_fill(Change *c, const Field *field, FormField *out)
{
    Page *p = c->p;
    bool fresh = !c->row.id;
    Value value = fresh ? (Value){.known = false} : c->row.values[register_field_number(field)];
    *out = (FormField){.kind = kind_of(field),
                       .name = field->key,
                       .label = field->name,
                       .hint = hint_of(p, field, value),
                       .required = fresh && (field->required || field->unique),
                       .asks_unknown = !field->required && !field->unique,
                       .none = STR(SAY_NOT_SAID)};
    if (field->type.kind == TYPE_NUMBER) out->unit = type_text(p->w->arena, field->type);
    if (field->type.kind == TYPE_CHOICE) choices_fill(p, field, out);
    if (field->type.kind == TYPE_DIVISION)
        TRY(place_choices(p, true, &out->choices, &out->choice_count));
    if (out->kind == FIELD_TRUTH) out->asks_unknown = false;
    if (field->unique && !fresh) {
        out->kind = FIELD_READ;
        out->value = c->row.name;
    }
    Str *shown = &c->shown[c->count];
    TRY(held_text(p, field, value, shown));
    if (out->kind != FIELD_READ) field_choose(out, *shown);
    return true;
}

static void how_fill(Change *c)
{
    Page *p = c->p;
    FieldChoice *kinds = NEW_ARRAY(p->w->arena, FieldChoice, 2);
    kinds[0] = (FieldChoice){STR("change"), STR(SAY_CHANGE), STR(SAY_CHANGE_NOTE), true};
    kinds[1] =
        (FieldChoice){STR("correction"), STR(SAY_CORRECTION), STR(SAY_CORRECTION_NOTE), false};
    c->how[0] = (FormField){.kind = FIELD_RADIO,
                            .name = STR("how"),
                            .label = STR(SAY_HOW),
                            .choices = kinds,
                            .choice_count = 2,
                            .value = STR("change")};
    c->how[1] = (FormField){.kind = FIELD_DATE,
                            .name = STR("from"),
                            .label = STR(SAY_EFFECTIVE),
                            .hint = STR(SAY_EFFECTIVE_HINT)};
    c->how[2] = (FormField){.kind = FIELD_TEXT,
                            .name = STR("source"),
                            .label = STR(SAY_SOURCE),
                            .hint = STR(SAY_SOURCE_HINT),
                            .required = true,
                            .limit = 100};
}

/* The places of a form that is about nobody yet lie in the account's own area. */
static bool change_open(Page *p, bool fresh, Change *out)
{
    *out = (Change){.p = p};
    if (!fresh) TRY(entry_of(p, &out->reg, &out->row));
    if (fresh) out->reg = page_register(p, p->call->params[0]);
    if (!out->reg) return false;
    if (fresh && (out->reg->subject != SUBJECT_OTHER || !out->reg->unique))
        return page_missing(p, p->call->request->path);
    Str key = page_query(p, "aspect");
    for (size_t i = 0; i < out->reg->aspect_count; i++)
        if (str_equal(out->reg->aspects[i].key, key)) out->aspect = &out->reg->aspects[i];
    if (!out->aspect && out->reg->subject != SUBJECT_OTHER) out->aspect = &out->reg->aspects[0];
    size_t fields = register_field_count(out->reg);
    out->asked = NEW_ARRAY(p->w->arena, const Field *, fields);
    out->shown = NEW_ARRAY(p->w->arena, Str, fields);
    out->fields = NEW_ARRAY(p->w->arena, FormField, fields);
    for (size_t i = 0; i < fields; i++) {
        const Field *field = register_field_at(out->reg, i);
        if (out->aspect && field->aspect != out->aspect) continue;
        out->asked[out->count] = field;
        TRY(field_fill(out, field, &out->fields[out->count]));
        out->count++;
    }
    how_fill(out);
    return true;
}

static bool change_show(Change *c, FaultList faults)
{
    Page *p = c->p;
    Arena *arena = p->w->arena;
    ChangePage page = {.action = p->call->request->path, .faults = faults, .group_count = 2};
    Str back = c->row.id ? entry_href(p, c->reg, c->row.id) : register_href(p, c->reg);
    Str who = c->row.id ? entry_title(p, c->reg, &c->row) : STR("");
    if (c->aspect)
        page.action =
            format(arena, "%.*s?aspect=%.*s", STR_ARG(page.action), STR_ARG(c->aspect->key));
    page.head = (Head){.crumbs = entry_crumbs(p, c->reg)};
    if (c->row.id) page.head.crumbs.links[page.head.crumbs.count++] = (Link){back, who, false};
    page.head.title = !c->row.id  ? format(arena, SAY_NEW_OF, STR_ARG(c->reg->name))
                      : c->aspect ? format(arena, SAY_CHANGE_OF, STR_ARG(c->aspect->name))
                                  : STR(SAY_CHANGE);
    page.groups[0] = (FormGroup){.fields = c->how, .count = 3};
    page.groups[1] = (FormGroup){.title = c->aspect ? c->aspect->name : c->reg->name,
                                 .note = STR(SAY_FIELDS_NOTE),
                                 .fields = c->fields,
                                 .count = c->count};
    page.buttons = form_button(p, SAY_RECORD);
    page.buttons.cancel_href = back;
    if (c->row.id)
        p->subject = format(arena, "%s:%lld",
                            c->reg->subject == SUBJECT_PERSON      ? "person"
                            : c->reg->subject == SUBJECT_HOUSEHOLD ? "unit"
                                                                   : "row",
                            (long long)c->row.id);
    p->title = page.head.title;
    p->here = "/registers";
    change_html(&p->body, &page);
    return true;
}

bool change_page(Page *p)
{
    Change c;
    TRY(change_open(p, false, &c));
    return change_show(&c, (FaultList){.count = 0});
}

bool new_row_page(Page *p)
{
    Change c;
    TRY(change_open(p, true, &c));
    return change_show(&c, (FaultList){.count = 0});
}

/* ---- said ----------------------------------------------------------------------------------- */

/* What the form says anew; what stands as it stood is not said. */
static FieldSaid said_of(const Change *c, size_t i, bool *says)
{
    const FormField *field = &c->fields[i];
    FieldSaid said = {.field = c->asked[i], .text = field->value, .unknown = field->unknown};
    bool same = str_equal(field->value, c->shown[i]);
    if (field->kind == FIELD_TRUTH) {
        same = field->answer == ANSWER_NONE || same;
        said.unknown = field->answer == ANSWER_UNKNOWN;
        said.text = field->answer == ANSWER_YES ? STR(SAY_YES) : STR(SAY_NO);
    }
    *says = said.unknown || (said.text.len && !same);
    return said;
}

static void tell_fault(Change *c, const FactSaid *said, const Fault *fault, FaultList *rest)
{
    size_t at = (size_t)fault->column - 1;
    FormField *field = fault->column > 0 && at < said->count
                           ? field_named(c->fields, c->count, said->fields[at].field->key)
                           : NULL;
    if (field && !field->fault.len)
        field->fault = fault->sentence;
    else
        rest->faults[rest->count++] = (FaultItem){.text = fault->sentence};
}

static FaultList faults_told(Change *c, const FactSaid *said, const Faults *faults)
{
    Arena *arena = c->p->w->arena;
    FaultList rest = {.faults = NEW_ARRAY(arena, FaultItem, faults->count + c->count + 4)};
    for (size_t i = 0; i < faults->count; i++)
        if (faults->items[i].level == FAULT_ERROR) tell_fault(c, said, &faults->items[i], &rest);
    FormGroup groups[2] = {{.fields = c->how, .count = 3},
                           {.fields = c->fields, .count = c->count}};
    FaultList told = fields_faults(arena, groups, 2);
    for (size_t i = 0; i < told.count; i++)
        rest.faults[rest.count++] = told.faults[i];
    return rest;
}

static bool how_read(Change *c, FactSaid *said)
{
    Page *p = c->p;
    said->kind =
        str_equal(page_field(p, "how"), STR("correction")) ? WRITE_CORRECTION : WRITE_CHANGE;
    said->source = page_field(p, "source");
    said->from = DATE_NONE;
    Str from = page_field(p, "from");
    if (from.len && !date_parse(from, &said->from)) c->how[1].fault = STR(SAY_BAD_DAY);
    if (said->from.days != DATE_NONE.days && said->from.days > work_today(p->w).days)
        c->how[1].fault = STR(SAY_DAY_AHEAD);
    if (!said->source.len) c->how[2].fault = STR(SAY_NO_SOURCE);
    return !c->how[1].fault.len && !c->how[2].fault.len;
}

static bool change_said(Change *c, FactSaid *said, ImportResult *result)
{
    Page *p = c->p;
    FieldSaid *fields = NEW_ARRAY(p->w->arena, FieldSaid, c->count + 1);
    *result = (ImportResult){.faults = faults_new(p->w->arena, 10)};
    *said = (FactSaid){.reg = c->reg, .subject = c->row.id, .fields = fields};
    bool good = how_read(c, said);
    for (size_t i = 0; i < c->count; i++) {
        bool says;
        fields[said->count] = said_of(c, i, &says);
        if (c->fields[i].kind != FIELD_READ) said->count += says;
    }
    if (!said->count)
        faults_add(&result->faults,
                   (Fault){.level = FAULT_ERROR, .sentence = STR(SAY_NOTHING_NEW)});
    if (!good || !said->count) {
        result->faults.errors++;
        return true;
    }
    return register_say(p->w, p->bureau, said, result);
}

static bool change_post(Page *p, bool fresh)
{
    Change c;
    FactSaid said;
    ImportResult result;
    TRY(change_open(p, fresh, &c));
    for (size_t i = 0; i < c.count; i++)
        if (c.fields[i].kind != FIELD_READ) fields_take(p->w->arena, &p->form, &c.fields[i], 1);
    fields_take(p->w->arena, &p->form, c.how, 3);
    TRY(change_said(&c, &said, &result));
    if (result.faults.errors)
        return change_show(&c, faults_told(&c, &said, &result.faults)) && page_again(p);
    page_say(p, said.kind == WRITE_CORRECTION ? SAY_CORRECTED : SAY_CHANGED, said.count);
    return page_redirect(p, c.row.id ? entry_href(p, c.reg, c.row.id) : register_href(p, c.reg));
}

bool change_do_page(Page *p)
{
    return change_post(p, false);
}

bool new_row_do_page(Page *p)
{
    return change_post(p, true);
}
