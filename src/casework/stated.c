/* What is stated in a case: answers about people and the unit, kept with the case until it is
 * decided. Then they become facts of the registers, from the day of application on (a correction:
 * as if it had always been so). Sealed values are sealed here as well. */
#include "casework/room.h"

#include <string.h>

/* ---- reading ------------------------------------------------------------------------------ */

static Str field_key(Arena *arena, const Field *field)
{
    return format(arena, "%.*s.%.*s", STR_ARG(field->aspect->reg->key), STR_ARG(field->key));
}

static const Field *field_of_key(const Bureau *bureau, Str key)
{
    Str reg, rest = key;
    if (!str_split(&rest, '.', &reg)) return NULL;
    const Register *r = bureau_register(bureau, reg);
    return r ? register_field(r, rest) : NULL;
}

static bool is_text(const Field *field)
{
    return field->type.kind == TYPE_TEXT;
}

bool statements_read(Work *w, const InForce *law, CaseId id, Statements *out)
{
    *out = (Statements){0};
    Stmt *s = db_stmt(w, &casework_sql, "answers");
    db_bind_int(s, 1, id.n);
    while (db_next(s)) {
        const Field *field = field_of_key(law->bureau, db_str(s, 1));
        if (!field || !db_int(s, 2)) continue;
        Stated said = {.person = {db_int(s, 0)}, .field = field};
        said.value = (Value){.known = true, .number = db_int(s, 3), .text = row_text(w, s, 4)};
        statements_put(w->arena, out, said);
    }
    TRY(!db_failed(s));
    for (size_t i = 0; i < out->count; i++) {
        Stated *said = &out->items[i];
        if (said->field->sealed) TRY(secret_open(w, said->value.text, &said->value.text));
    }
    return true;
}

void statements_put(Arena *arena, Statements *list, Stated s)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].field != s.field || list->items[i].person.n != s.person.n) continue;
        list->items[i] = s;
        return;
    }
    if (list->count == list->capacity)
        list->items = arena_grow(arena, list->items, &list->capacity, sizeof *list->items);
    list->items[list->count++] = s;
}

const Value *statements_of(const Statements *list, const Field *field)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].field == field) return &list->items[i].value;
    return NULL;
}

/* ---- keeping ------------------------------------------------------------------------------ */

bool statement_write(Handling *h, const Stated *said)
{
    Work *w = h->w;
    Str body = is_text(said->field) && said->value.known ? said->value.text : STR("");
    if (said->field->sealed && body.len) TRY(secret_seal(w, body, &body));
    Stmt *s = db_stmt(w, &casework_sql, "answer_insert");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_int(s, 2, said->person.n);
    db_bind_str(s, 3, field_key(w->arena, said->field));
    db_bind_int(s, 4, said->value.known);
    db_bind_int(s, 5, said->value.number);
    db_bind_str(s, 6, body);
    db_bind_int(s, 7, h->commit.n);
    return db_run(s);
}

/* ---- into the registers ------------------------------------------------------------------- */

/* The day from which it holds: that of the application, or the day on which its month is looked at
 * when that is earlier. */
static Date holds_from(const Handling *h)
{
    if (h->row.kind == CASE_CORRECTION) return DATE_ALWAYS;
    Date day = program_fact_day(h->row.affair->program, date_month(h->row.applied));
    return day.days < h->row.applied.days ? day : h->row.applied;
}

static int64_t subject_of(const Handling *h, const Stated *s)
{
    bool household = s->field->aspect->reg->subject == SUBJECT_HOUSEHOLD;
    if (household) return h->row.unit.n;
    return s->person.n ? s->person.n : h->row.person.n;
}

static bool same_row(const Handling *h, const Stated *a, const Stated *b)
{
    return a->field->aspect == b->field->aspect && subject_of(h, a) == subject_of(h, b);
}

/* Writes what is said of one aspect of one subject, all fields together. */
static bool apply_row(Handling *h, size_t first)
{
    const Stated *said = &h->said.items[first];
    const Aspect *aspect = said->field->aspect;
    Value *values = NEW_ARRAY(h->w->arena, Value, aspect->field_count);
    bool *given = NEW_ARRAY(h->w->arena, bool, aspect->field_count);
    for (size_t i = first; i < h->said.count; i++) {
        const Stated *s = &h->said.items[i];
        if (!same_row(h, said, s) || !s->value.known) continue;
        values[s->field - aspect->fields] = s->value;
        given[s->field - aspect->fields] = true;
    }
    FactWrite write = {.aspect = aspect,
                       .subject = subject_of(h, said),
                       .from = holds_from(h),
                       .to = DATE_NONE,
                       .kind = h->row.kind == CASE_CORRECTION ? WRITE_CORRECTION : WRITE_CHANGE,
                       .values = values,
                       .given = given};
    return fact_write(h->w, &write, h->commit);
}

bool statements_apply(Handling *h)
{
    for (size_t i = 0; i < h->said.count; i++) {
        bool first = h->said.items[i].value.known;
        for (size_t j = 0; first && j < i; j++)
            first =
                !same_row(h, &h->said.items[i], &h->said.items[j]) || !h->said.items[j].value.known;
        if (first) TRY(apply_row(h, i));
    }
    return true;
}

/* ---- parsing ------------------------------------------------------------------------------ */

static Str wanted(Work *w, const Field *field)
{
    switch (field->type.kind) {
    case TYPE_TRUTH:
        return STR(SAY_WANT_TRUTH);
    case TYPE_NUMBER:
        return STR(SAY_WANT_NUMBER);
    case TYPE_DATE:
        return STR(SAY_WANT_DATE);
    case TYPE_DIVISION:
        return STR(SAY_WANT_DIVISION);
    case TYPE_CHOICE:
        break;
    default:
        return STR(SAY_WANT_OTHER);
    }
    Buf words = buf_new(w->arena);
    const Choices *choices = field->type.choices;
    for (size_t i = 0; i < choices->count; i++) {
        if (i) buf_add(&words, STR(WORD_SEPARATOR));
        buf_add(&words, choices->words[i]);
    }
    return format(w->arena, SAY_WANT_CHOICE, STR_ARG(buf_str(&words)));
}

static bool parse_division(Work *w, Str text, Value *out)
{
    Division code;
    DivisionRow row;
    if (!division_parse(text, &code) || !division_by_code(w, code, &row)) {
        w->error = (Error){0};
        return false;
    }
    *out = (Value){.known = true, .number = row.id};
    return true;
}

static bool parse_text(Work *w, const Field *field, Str text, Value *out)
{
    static const struct {
        FieldFormat format;
        CodeKind kind;
    } CODES[] = {{FIELD_CITIZEN_ID, CODE_CITIZEN_ID},
                 {FIELD_PHONE, CODE_PHONE},
                 {FIELD_BANK_CARD, CODE_BANK_CARD}};
    *out = (Value){.known = true, .text = str_copy(w->arena, text)};
    for (size_t i = 0; i < COUNT_OF(CODES); i++) {
        if (CODES[i].format != field->format) continue;
        CodeVerdict verdict = code_check(w->arena, CODES[i].kind, text, work_today(w));
        out->text = verdict.normal;
        return verdict.verdict != CODE_INVALID;
    }
    return true;
}

static bool parse_value(Work *w, const Field *field, Str text, Value *out)
{
    Cell cell;
    Input input = {.kind = INPUT_FIELD, .field = field, .type = field->type, .name = field->name};
    if (field->type.kind == TYPE_DIVISION) return parse_division(w, text, out);
    if (is_text(field)) return parse_text(w, field, text, out);
    if (!input_parse(&input, text, &cell) || !cell.known) return false;
    *out = (Value){.known = true, .number = cell.value};
    return true;
}

bool case_answer_parse(Work *w, const Field *field, Str text, Value *out)
{
    text = str_trim(text);
    *out = (Value){.known = false};
    if (!text.len) return true;
    if (!parse_value(w, field, text, out))
        return refuse(w, ERR_INPUT, SAY_ANSWER_BAD, STR_ARG(text), STR_ARG(field->name),
                      STR_ARG(wanted(w, field)));
    if (field->type.kind == TYPE_TRUTH) out->number = out->number != NO;
    return true;
}
