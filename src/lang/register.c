/* 选项 and 台账: the vocabulary. A register may be declared in several files; what they say is put
 * together, and the pointers from field to aspect to register are set when all are read. */
#include "lang/front.h"

#include "lang/names.def"

typedef struct {
    Aspect head;
    size_t capacity;
} AspectDraft;
typedef struct {
    Register head;
    AspectDraft *aspects;
    size_t capacity;
    bool unique; /* a field of it is 唯一 */
    const struct Drafts *all;
} RegisterDraft;
typedef struct Drafts {
    RegisterDraft *items;
    size_t count, capacity;
} Drafts;

/* ---- choices ------------------------------------------------------------------------------ */

Choices *choices_named(const Bureau *bureau, Str name)
{
    for (size_t i = 0; i < bureau->choices_count; i++)
        if (str_equal(bureau->choices[i]->name, name)) return bureau->choices[i];
    return NULL;
}

uint8_t choices_code(const Choices *choices, Str word)
{
    for (size_t i = 0; i < choices->count; i++)
        if (str_equal(choices->words[i], word)) return (uint8_t)(i + 1);
    return 0;
}

enum { MOST_CHOICES = 250 };

/* a, b, c up to the end or a closing bracket; words already there are allowed when the choice is
 * declared again, but not twice in one line. */
bool parse_choice_words(Front *front, Parser *p, Choices *choices)
{
    size_t before = choices->count, capacity = choices->count;
    do {
        Str word;
        Place place;
        TRY(parse_name(p, &word, &place));
        uint8_t code = choices_code(choices, word);
        if (code > before || str_equal(word, word_text(WORD_NONE))) {
            report(front->found, place, E_DUPLICATE, SAY(word));
            return false;
        }
        if (code) continue;
        if (choices->count == MOST_CHOICES) {
            report(front->found, place, E_TOO_MANY, SAY(word));
            return false;
        }
        if (choices->count == capacity) {
            choices->words = arena_grow(front->arena, choices->words, &capacity, sizeof(Str));
        }
        choices->words[choices->count++] = word;
    } while (parser_take_sign(p, ','));
    return true;
}

static void read_choices(Front *front, const Line *line, Parser *p)
{
    Header header;
    Bureau *bureau = front->bureau;
    if (!parse_header(p, &header) || !parser_want_sign(p, ':')) return;
    Choices *choices = choices_named(bureau, header.name);
    if (!choices) {
        choices = NEW(front->arena, Choices);
        choices->name = header.name;
        size_t capacity = bureau->choices_count; /* grown one by one: there are few */
        bureau->choices = arena_grow(front->arena, bureau->choices, &capacity, sizeof(Choices *));
        bureau->choices[bureau->choices_count++] = choices;
    }
    if (!parse_choice_words(front, p, choices) || !parser_want_end(p)) return;
    if (line->child) report(front->found, line_place(line->child), E_CHILD, NULL);
}

void choices_read(Front *front)
{
    each_declaration(front, WORD_CHOICES, read_choices);
}

/* ---- types -------------------------------------------------------------------------------- */

/* The same 选项, or two written on the spot with the same words. */
static bool choices_agree(const Choices *a, const Choices *b)
{
    if (a == b) return true;
    if (!a || !b || a->name.len || b->name.len || a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++)
        if (!str_equal(a->words[i], b->words[i])) return false;
    return true;
}

bool type_agrees(Type a, Type b)
{
    if (a.kind != b.kind || !choices_agree(a.choices, b.choices)) return false;
    if (a.kind != TYPE_NUMBER) return true;
    return unit_equal(a.unit, b.unit) && a.scale == b.scale && a.percent == b.percent;
}

static bool parse_plain_type(Parser *p, Type *type, FieldFormat *format)
{
    static const struct {
        Word word;
        TypeKind kind;
        FieldFormat format;
    } PLAIN[] = {
        {WORD_TYPE_TEXT, TYPE_TEXT, FIELD_PLAIN},
        {WORD_TYPE_DATE, TYPE_DATE, FIELD_PLAIN},
        {WORD_TYPE_MONTH, TYPE_MONTH, FIELD_PLAIN},
        {WORD_TYPE_DIVISION, TYPE_DIVISION, FIELD_PLAIN},
        {WORD_TYPE_TRUTH, TYPE_TRUTH, FIELD_PLAIN},
        {WORD_TYPE_CITIZEN_ID, TYPE_TEXT, FIELD_CITIZEN_ID},
        {WORD_TYPE_PHONE, TYPE_TEXT, FIELD_PHONE},
        {WORD_TYPE_BANK_CARD, TYPE_TEXT, FIELD_BANK_CARD},
    };
    for (size_t i = 0; i < COUNT_OF(PLAIN); i++) {
        if (!parser_take_word(p, PLAIN[i].word)) continue;
        type->kind = PLAIN[i].kind;
        *format = PLAIN[i].format;
        return true;
    }
    return false;
}

static bool parse_own_choices(Front *front, Parser *p, Type *type)
{
    Choices *choices = NEW(front->arena, Choices);
    TRY(parser_want_sign(p, '('));
    TRY(parse_choice_words(front, p, choices));
    *type = (Type){.kind = TYPE_CHOICE, .choices = choices};
    return parser_want_sign(p, ')');
}

/* A unit, perhaps with 小数 N; money has two decimals. */
static bool parse_number_type(Parser *p, Type *type)
{
    WrittenUnit unit;
    size_t at = p->at;
    TRY(parse_unit(p, &unit));
    if (!unit.said) {
        const Token *t = parser_peek(p);
        if (t->kind != TOKEN_NAME) return parser_expected(p, WANT_TYPE);
        report(p->found, token_place(&p->tokens, p->at), E_TYPE_NAME, SAY(t->text));
        return false;
    }
    if (unit.exponent) {
        Str text = tokens_text(&p->tokens, at, p->at);
        report(p->found, tokens_place(&p->tokens, at, p->at), E_TYPE_NAME, SAY(text));
        return false;
    }
    int decimals = unit.unit.power[UNIT_YUAN] ? 2 : 0;
    if (parser_take_word(p, WORD_DECIMALS)) TRY(parse_whole(p, 0, 6, &decimals));
    *type = type_number(unit.unit, decimals + (unit.percent ? 2 : 0));
    type->percent = unit.percent;
    type->nonnegative = true;
    return true;
}

bool parse_type(Front *front, Parser *p, Type *type, FieldFormat *format)
{
    *type = (Type){0};
    *format = FIELD_PLAIN;
    if (parse_plain_type(p, type, format)) return true;
    if (parser_take_word(p, WORD_CHOICES)) return parse_own_choices(front, p, type);
    const Token *t = parser_peek(p);
    const Choices *choices = t->kind == TOKEN_NAME ? choices_named(front->bureau, t->text) : NULL;
    if (!choices) return parse_number_type(p, type);
    p->at++;
    *type = (Type){.kind = TYPE_CHOICE, .choices = choices};
    return true;
}

/* ---- fields ------------------------------------------------------------------------------- */

static bool parse_marks(Front *front, Parser *p, Field *field)
{
    Place place;
    while (!parser_at_end(p)) {
        if (parser_take_word(p, WORD_REQUIRED))
            field->required = true;
        else if (parser_take_word(p, WORD_SEARCHED))
            field->searched = true;
        else if (parser_take_word(p, WORD_SEALED))
            field->sealed = true;
        else if (parser_take_word(p, WORD_SIGNED))
            field->type.nonnegative = false;
        else if (parser_take_word(p, WORD_UNIQUE))
            field->unique = field->required = field->searched = true;
        else if (parser_take_word(p, WORD_ACCOUNT))
            field->account = ACCOUNT_OF;
        else if (parser_take_word(p, WORD_ACCOUNT_DAY))
            field->account = ACCOUNT_DAY;
        else if (parser_take_word(p, WORD_ACCOUNT_IN))
            field->account = ACCOUNT_IN;
        else if (parser_take_word(p, WORD_ACCOUNT_OUT))
            field->account = ACCOUNT_OUT;
        else if (parser_take_word(p, WORD_WAS)) {
            size_t from = p->at;
            if (!token_is_sign(parser_peek(p), '(')) {
                while (parser_peek(p)->kind == TOKEN_NAME || parser_peek(p)->kind == TOKEN_NUMBER)
                    p->at++;
                field->was = tokens_text(&p->tokens, from, p->at);
            } else
                TRY(parse_key(p, &field->was, &place));
            if (field->was.len == 0) return parser_expected(p, WANT_KEY);
        } else
            return parser_expected(p, WANT_MARK);
    }
    if (field->sealed && field->type.kind != TYPE_TEXT) {
        report(front->found, field->place, E_SEALED, SAY(field->name));
        return false;
    }
    return true;
}

/* A field of that name or key in any aspect of the register. */
static Field *find_draft(const RegisterDraft *reg, const Header *header, const AspectDraft **aspect)
{
    for (size_t a = 0; a < reg->head.aspect_count; a++) {
        const Aspect *head = &reg->aspects[a].head;
        for (size_t f = 0; f < head->field_count; f++) {
            Field *field = &head->fields[f];
            if (!str_equal(field->name, header->name) && !str_equal(field->key, header->key))
                continue;
            *aspect = &reg->aspects[a];
            return field;
        }
    }
    return NULL;
}

/* Declared again: the same name, key, aspect and type, or an error. */
static void check_again(Front *front, const Field *old, const Field *again, bool same_aspect)
{
    bool same = str_equal(old->name, again->name) && str_equal(old->key, again->key) && same_aspect;
    if (!same)
        report(front->found, again->place, E_DUPLICATE, SAY(again->name));
    else if (!type_agrees(old->type, again->type)) {
        report(front->found, again->place, E_RETYPE,
               SAY(again->name, type_text(front->arena, old->type)));
    }
}

/* The name of a register is a type too: the field names one of its rows. */
static bool parse_reference(const Drafts *drafts, Parser *p, Field *field)
{
    const Token *t = parser_peek(p);
    for (size_t i = 0; t->kind == TOKEN_NAME && i < drafts->count; i++) {
        if (!str_equal(drafts->items[i].head.name, t->text)) continue;
        field->type = (Type){.kind = TYPE_TEXT};
        field->format = FIELD_REFERENCE;
        field->refers_name = t->text;
        p->at++;
        return true;
    }
    return false;
}

/* What is taken in and paid out is counted; the day of it is a date. */
static bool check_account(Front *front, const Field *field)
{
    bool day = field->account == ACCOUNT_DAY;
    TypeKind wanted = day ? TYPE_DATE : TYPE_NUMBER;
    if (field->account == ACCOUNT_NONE || field->account == ACCOUNT_OF) return true;
    if (field->type.kind == wanted) return true;
    report(
        front->found, field->place, E_TYPE,
        SAY(word_text(day ? WORD_TYPE_DATE : WORD_AMOUNT), type_text(front->arena, field->type)));
    return false;
}

/* What names a row is a text that anybody may read, one in a register. */
static void check_unique(Front *front, RegisterDraft *reg, const Field *field)
{
    if (!field->unique) return;
    if (field->type.kind != TYPE_TEXT || field->format != FIELD_PLAIN || field->sealed ||
        reg->head.subject != SUBJECT_OTHER)
        report(front->found, field->place, E_UNIQUE, SAY(field->name));
    else if (reg->unique)
        report(front->found, field->place, E_UNIQUE_TWICE, SAY(reg->head.name));
    reg->unique = true;
}

static void read_field(Front *front, RegisterDraft *reg, AspectDraft *aspect, const Line *line)
{
    Parser p;
    Header header;
    Field field = {0};
    if (!parser_open(&p, front->arena, front->found, line)) return;
    if (!parse_header(&p, &header)) return;
    field.name = header.name;
    field.key = header.key;
    field.place = header.name_place;
    if (!parse_reference(reg->all, &p, &field) &&
        !parse_type(front, &p, &field.type, &field.format))
        return;
    if (!parse_marks(front, &p, &field) || !check_account(front, &field)) return;
    if (line->child) report(front->found, line_place(line->child), E_CHILD, NULL);
    const AspectDraft *where = NULL;
    const Field *old = find_draft(reg, &header, &where);
    if (old) {
        check_again(front, old, &field, where == aspect);
        return;
    }
    check_unique(front, reg, &field);
    Aspect *head = &aspect->head;
    if (head->field_count == aspect->capacity) {
        head->fields = arena_grow(front->arena, head->fields, &aspect->capacity, sizeof(Field));
    }
    head->fields[head->field_count++] = field;
}

/* ---- aspects and registers ---------------------------------------------------------------- */

static AspectDraft *find_aspect(Front *front, RegisterDraft *reg, const Header *header)
{
    for (size_t i = 0; i < reg->head.aspect_count; i++) {
        AspectDraft *aspect = &reg->aspects[i];
        bool name = str_equal(aspect->head.name, header->name);
        bool key = str_equal(aspect->head.key, header->key);
        if (name && key) return aspect;
        if (!name && !key) continue;
        report(front->found, header->name_place, E_DUPLICATE, SAY(header->name));
        return aspect;
    }
    if (reg->head.aspect_count == reg->capacity) {
        reg->aspects = arena_grow(front->arena, reg->aspects, &reg->capacity, sizeof(AspectDraft));
    }
    AspectDraft *aspect = &reg->aspects[reg->head.aspect_count++];
    *aspect = (AspectDraft){.head = {.name = header->name, .key = header->key}};
    return aspect;
}

static void read_aspect(Front *front, RegisterDraft *reg, const Line *line)
{
    Parser p;
    Header header;
    if (!parser_open(&p, front->arena, front->found, line) || !parse_header(&p, &header)) return;
    AspectDraft *aspect = find_aspect(front, reg, &header);
    if (parser_take_word(&p, WORD_ABSENT_NONE))
        aspect->head.absent_is_none = true;
    else if (!parser_take_word(&p, WORD_ABSENT_UNKNOWN)) {
        report(front->found, line_place(line), E_ABSENCE, SAY(header.name));
        return;
    }
    if (!parser_want_end(&p)) return;
    for (const Line *child = line->child; child; child = child->next)
        read_field(front, reg, aspect, child);
}

static Subject subject_of(Str key)
{
    if (str_equal(key, STR("person"))) return SUBJECT_PERSON;
    return str_equal(key, STR("household")) ? SUBJECT_HOUSEHOLD : SUBJECT_OTHER;
}

static RegisterDraft *find_register(Front *front, Drafts *drafts, const Header *header)
{
    for (size_t i = 0; i < drafts->count; i++) {
        RegisterDraft *reg = &drafts->items[i];
        bool name = str_equal(reg->head.name, header->name);
        bool key = str_equal(reg->head.key, header->key);
        if (name && key) return reg;
        if (!name && !key) continue;
        report(front->found, header->name_place, E_DUPLICATE, SAY(header->name));
        return NULL;
    }
    if (drafts->count == drafts->capacity) {
        drafts->items =
            arena_grow(front->arena, drafts->items, &drafts->capacity, sizeof(RegisterDraft));
    }
    RegisterDraft *reg = &drafts->items[drafts->count++];
    *reg = (RegisterDraft){.head = {.name = header->name, .key = header->key}};
    reg->head.subject = subject_of(header->key);
    return reg;
}

static RegisterDraft *open_register(Front *front, Drafts *drafts, const Line *line)
{
    Parser p;
    Header header;
    if (!parser_open(&p, front->arena, front->found, line)) return NULL;
    p.at = 1;
    if (!parse_header(&p, &header) || !parser_want_end(&p)) return NULL;
    return find_register(front, drafts, &header);
}

static void settle_field(Bureau *bureau, Register *reg, Field *field)
{
    if (field->unique) reg->unique = field;
    if (field->refers_name.len) field->refers = bureau_register(bureau, field->refers_name);
}

/* From here on nothing moves: fields may be pointed at. */
static void settle(Front *front, const Drafts *drafts)
{
    Bureau *bureau = front->bureau;
    bureau->registers = NEW_ARRAY(front->arena, Register, drafts->count);
    bureau->register_count = drafts->count;
    for (size_t r = 0; r < drafts->count; r++) {
        const RegisterDraft *draft = &drafts->items[r];
        Register *reg = &bureau->registers[r];
        *reg = draft->head;
        reg->aspects = NEW_ARRAY(front->arena, Aspect, reg->aspect_count);
        for (size_t a = 0; a < reg->aspect_count; a++) {
            reg->aspects[a] = draft->aspects[a].head;
            reg->aspects[a].reg = reg;
            for (size_t f = 0; f < reg->aspects[a].field_count; f++)
                reg->aspects[a].fields[f].aspect = &reg->aspects[a];
        }
    }
    for (size_t r = 0; r < bureau->register_count; r++) {
        Register *reg = &bureau->registers[r];
        for (size_t a = 0; a < reg->aspect_count; a++)
            for (size_t f = 0; f < reg->aspects[a].field_count; f++)
                settle_field(bureau, reg, &reg->aspects[a].fields[f]);
    }
}

/* Which register each line at the margin opens; all are known before the first field is read. */
typedef struct {
    const Line *line;
    size_t reg;
} Opened;

void registers_read(Front *front)
{
    Drafts drafts = {0};
    Opened *opened = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < front->bureau->file_count; i++)
        for (const Line *line = front->files[i]; line; line = line->next) {
            RegisterDraft *reg = NULL;
            if (line_begins(line, WORD_REGISTER)) reg = open_register(front, &drafts, line);
            if (!reg) continue;
            if (count == capacity)
                opened = arena_grow(front->arena, opened, &capacity, sizeof(Opened));
            opened[count++] = (Opened){line, (size_t)(reg - drafts.items)};
        }
    for (size_t i = 0; i < count; i++) {
        RegisterDraft *reg = &drafts.items[opened[i].reg];
        reg->all = &drafts;
        for (const Line *child = opened[i].line->child; child; child = child->next)
            read_aspect(front, reg, child);
    }
    settle(front, &drafts);
}
