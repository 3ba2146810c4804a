/* 案例: facts, a month, and what must come out. A fact is a name and a value; values are read in the
 * type of what they stand for, so 月收入 1000 is 元/月 without saying so. */
#include "lang/affair.h"

#include "lang/names.def"

typedef struct {
    AffairReader *r;
    Parser *p;
    bool member; /* a 成员 line: the person's fields */
    CaseFact *facts;
    size_t count, capacity;
    bool has_month;
    Month month;
    Division home;
} FactReader;

/* ---- values ------------------------------------------------------------------------------- */

static bool wrong_value(Parser *p, Type type)
{
    const Token *t = parser_peek(p);
    Str got = t->kind == TOKEN_END ? STR(NAME_LINE_END) : t->text;
    report(p->found, token_place(&p->tokens, p->at), E_CASE_VALUE,
           SAY(got, type_text(p->arena, type)));
    return false;
}

static bool parse_number_value(FactReader *f, Type type, int64_t *value)
{
    WrittenNumber written;
    if (parser_peek(f->p)->kind != TOKEN_NUMBER && !token_is_sign(parser_peek(f->p), '-')) {
        return wrong_value(f->p, type);
    }
    TRY(parse_written(f->p, &written));
    WrittenUnit *unit = &written.unit;
    /* 50 元 for 元/月: in a case the bare currency is enough */
    if (unit->said && !unit->percent && type.unit.power[UNIT_YUAN] == 1 &&
        unit_equal(unit->unit, unit_power(UNIT_YUAN, 1))) {
        unit->unit = type.unit;
    }
    return number_fits(f->r->front, &written, type, value);
}

static bool parse_choice_value(Parser *p, Type type, int64_t *value)
{
    const Token *t = parser_peek(p);
    if (t->kind != TOKEN_NAME) return wrong_value(p, type);
    uint8_t code = choices_code(type.choices, t->text);
    if (!code) {
        Str near = nearest_name(p->arena, t->text, type.choices->words, type.choices->count);
        report(p->found, token_place(&p->tokens, p->at), near.len ? E_NAME_NEAR : E_NAME,
               SAY(t->text, near));
        return false;
    }
    *value = code;
    p->at++;
    return true;
}

static bool parse_division_value(Parser *p, Type type, int64_t *value)
{
    const Token *t = parser_peek(p);
    Division division;
    if (t->kind != TOKEN_NUMBER) return wrong_value(p, type);
    if (!division_parse(t->text, &division)) {
        report(p->found, token_place(&p->tokens, p->at), E_DIVISION, SAY(t->text));
        return false;
    }
    *value = division.n;
    p->at++;
    return true;
}

static bool parse_value(FactReader *f, Type type, int64_t *value)
{
    Parser *p = f->p;
    bool calendar = type.kind == TYPE_DATE || type.kind == TYPE_MONTH;
    if ((calendar || type.kind == TYPE_CHOICE || type.kind == TYPE_TRUTH) &&
        parser_take_word(p, WORD_NONE)) {
        *value = calendar ? INT32_MAX : 0;
        return true;
    }
    switch (type.kind) {
    case TYPE_NUMBER:
        return parse_number_value(f, type, value);
    case TYPE_CHOICE:
        return parse_choice_value(p, type, value);
    case TYPE_DIVISION:
        return parse_division_value(p, type, value);
    case TYPE_TRUTH:
        *value = token_is_word(parser_peek(p), WORD_YES) ? YES : NO;
        return parser_take_word(p, WORD_YES) || parser_take_word(p, WORD_NO) ||
               wrong_value(p, type);
    case TYPE_DATE:
    case TYPE_MONTH:
        break;
    case TYPE_TEXT:
        p->at += !parser_at_end(p);
        return true;
    }
    const Token *t = parser_peek(p);
    if (t->kind != (type.kind == TYPE_DATE ? TOKEN_DATE : TOKEN_MONTH)) return wrong_value(p, type);
    TRY(parse_day_literal(p, t, value));
    p->at++;
    return true;
}

/* ---- what a fact is of -------------------------------------------------------------------- */

static const Field *case_field(const FactReader *f, Str name)
{
    const Scope *scope = &f->r->scope;
    bool household = f->r->affair->subject == SUBJECT_HOUSEHOLD && !f->member;
    const Register *reg = household ? scope->household : scope->person;
    return reg ? register_field(reg, name) : NULL;
}

static bool unknown_fact(FactReader *f, Str name, Place place)
{
    bool household = f->r->affair->subject == SUBJECT_HOUSEHOLD && !f->member;
    const Register *reg = household ? f->r->scope.household : f->r->scope.person;
    Str names[256] = {0};
    size_t count = 0;
    for (size_t a = 0; reg && a < reg->aspect_count; a++)
        for (size_t i = 0; i < reg->aspects[a].field_count && count < COUNT_OF(names); i++)
            names[count++] = reg->aspects[a].fields[i].name;
    Str near = nearest_name(f->r->front->arena, name, names, count);
    const Register *person = f->r->scope.person;
    bool elsewhere = household && person && register_field(person, name);
    report(f->r->front->found, place,
           elsewhere  ? E_CASE_MEMBER
           : near.len ? E_NAME_NEAR
                      : E_NAME,
           SAY(name, near));
    return false;
}

static bool parse_enjoyed(FactReader *f, bool amount, CaseFact *fact, Type *type)
{
    Str name;
    Place place;
    TRY(parser_want_sign(f->p, '(') && parse_name(f->p, &name, &place));
    TRY(parser_want_sign(f->p, ')'));
    fact->affair = bureau_affair(f->r->front->bureau, name);
    if (!fact->affair) return report(f->p->found, place, E_AFFAIR, SAY(name)), false;
    fact->kind = amount ? CASE_ENJOYED_AMOUNT : CASE_ENJOYS;
    *type = amount ? type_number(unit_power(UNIT_YUAN, 1), 2) : type_truth();
    type->nonnegative = true;
    return true;
}

/* 低保标准 950, 低保标准(城市) 950 */
static bool parse_standard_fact(FactReader *f, const Standard *standard, CaseFact *fact, Type *type)
{
    fact->kind = CASE_STANDARD;
    fact->standard = standard;
    *type = standard->type;
    if (!token_is_sign(parser_peek(f->p), '(')) return true;
    Str word;
    Place place;
    TRY(parser_want_sign(f->p, '(') && parse_name(f->p, &word, &place));
    fact->choice = standard->by ? choices_code(standard->by, word) : 0;
    if (!fact->choice) return report(f->p->found, place, E_STANDARD_WORD, SAY(word)), false;
    return parser_want_sign(f->p, ')');
}

static bool parse_subject_of_fact(FactReader *f, CaseFact *fact, Type *type)
{
    Str name;
    Word word = parser_peek(f->p)->word;
    TRY(parse_name(f->p, &name, &fact->place));
    if (word == WORD_ENJOYS || word == WORD_ENJOYED_AMOUNT) {
        return parse_enjoyed(f, word == WORD_ENJOYED_AMOUNT, fact, type);
    }
    if (word >= WORD_APPLIED && word <= WORD_FADE_FROM && !f->member) {
        fact->kind = CASE_EVENT;
        fact->event = (EventKind)(EVENT_APPLIED + (int)word - WORD_APPLIED);
        *type = word == WORD_FADE_FROM ? type_month() : type_date();
        return true;
    }
    fact->field = case_field(f, name);
    if (fact->field) {
        fact->kind = CASE_FIELD;
        *type = fact->field->type;
        return true;
    }
    const Standard *standard = f->member ? NULL : bureau_standard(f->r->front->bureau, name);
    if (standard) return parse_standard_fact(f, standard, fact, type);
    return unknown_fact(f, name, fact->place);
}

static bool same_fact(const CaseFact *a, const CaseFact *b)
{
    if (a->kind != b->kind || a->field != b->field || a->affair != b->affair) return false;
    if (a->kind == CASE_EVENT) return a->event == b->event;
    return a->standard == b->standard && a->choice == b->choice;
}

static bool keep_fact(FactReader *f, CaseFact fact)
{
    for (size_t i = 0; i < f->count; i++)
        if (same_fact(&f->facts[i], &fact)) {
            report(f->p->found, fact.place, E_CASE_TWICE, NULL);
            return false;
        }
    if (f->count == f->capacity) {
        f->facts = arena_grow(f->p->arena, f->facts, &f->capacity, sizeof(CaseFact));
    }
    f->facts[f->count++] = fact;
    return true;
}

static bool parse_area(FactReader *f)
{
    int64_t code;
    TRY(parse_division_value(f->p, (Type){.kind = TYPE_DIVISION}, &code));
    f->home = (Division){code};
    return true;
}

static bool parse_fact(FactReader *f)
{
    const Token *t = parser_peek(f->p);
    bool plain = t->kind == TOKEN_NAME && !f->member;
    if (plain && t->word == WORD_AREA) return f->p->at++, parse_area(f);
    WrittenUnit unit = {0};
    bool month = plain && unit_of_words(t->text, 1, &unit) &&
                 unit_equal(unit.unit, unit_power(UNIT_MONTH, 1));
    TokenKind next = parser_peek_after(f->p, 1)->kind;
    if (month && (next == TOKEN_MONTH || next == TOKEN_END)) {
        f->p->at++;
        f->has_month = true;
        return parse_month(f->p, &f->month);
    }
    CaseFact fact = {0};
    Type type = {0};
    TRY(parse_subject_of_fact(f, &fact, &type));
    parser_take_sign(f->p, '=');
    if (parser_take_word(f->p, WORD_UNKNOWN_VALUE))
        fact.unknown = true;
    else
        TRY(parse_value(f, type, &fact.value));
    return keep_fact(f, fact);
}

/* ---- members ------------------------------------------------------------------------------ */

enum { MOST_MEMBERS = 10000 };

/* 成员 FACT VALUE, … [× N] */
static bool read_member(AffairReader *r, const Line *line, CaseMember *member, int *times)
{
    Parser p;
    FactReader f = {.r = r, .p = &p, .member = true};
    *times = 1;
    if (line->child) report(r->front->found, line_place(line->child), E_CHILD, NULL);
    TRY(parser_open(&p, r->front->arena, r->front->found, line));
    TRY(parser_want_word(&p, WORD_MEMBER));
    bool bare = parser_at_end(&p) || token_is_sign(parser_peek(&p), SIGN_TIMES);
    if (!bare) {
        do
            TRY(parse_fact(&f));
        while (parser_take_sign(&p, ','));
    }
    if (parser_take_sign(&p, SIGN_TIMES)) TRY(parse_whole(&p, 1, MOST_MEMBERS, times));
    *member = (CaseMember){f.facts, f.count};
    return parser_want_end(&p);
}

static bool read_members(AffairReader *r, const Line *line, Case *told)
{
    size_t capacity = 0;
    bool good = true;
    if (line->child && r->affair->subject != SUBJECT_HOUSEHOLD) {
        report(r->front->found, line_place(line->child), E_ONLY_HOUSEHOLD, NULL);
        return false;
    }
    for (const Line *child = line->child; child; child = child->next) {
        CaseMember member;
        int times;
        if (!read_member(r, child, &member, &times)) {
            good = false;
            continue;
        }
        for (int i = 0; i < times && told->member_count < MOST_MEMBERS; i++) {
            if (told->member_count == capacity) {
                told->members =
                    arena_grow(r->front->arena, told->members, &capacity, sizeof(CaseMember));
            }
            told->members[told->member_count++] = member;
        }
    }
    return good;
}

/* ---- results ------------------------------------------------------------------------------ */

static bool parse_fen(Parser *p, int64_t *fen)
{
    Decimal number;
    WrittenUnit unit;
    size_t from = p->at;
    TRY(parse_number(p, &number) && parse_unit(p, &unit));
    Place place = tokens_place(&p->tokens, from, p->at);
    int64_t value = number.mantissa;
    int steps = 2 - number.scale + unit.exponent;
    bool money = unit.said && unit.unit.power[UNIT_YUAN] == 1;
    if (!money || steps < 0 || __builtin_mul_overflow(value, power_of_ten(steps), fen)) {
        report(p->found, place, E_CASE_MONEY, NULL);
        return false;
    }
    return true;
}

static bool parse_component(AffairReader *r, Parser *p, Expect *expect)
{
    const Token *t = parser_peek(p);
    expect->kind = EXPECT_COMPONENT;
    if (t->kind == TOKEN_NUMBER) return parse_fen(p, &expect->fen);
    for (size_t i = 0; i < r->affair->component_count; i++) {
        if (t->kind != TOKEN_NAME || !str_equal(r->affair->components[i].name, t->text)) continue;
        expect->component = i;
        p->at++;
        return parse_fen(p, &expect->fen);
    }
    return parser_expected(p, WANT_RESULT);
}

static bool parse_expect(AffairReader *r, Parser *p, Expect *expect)
{
    static const struct {
        Word word;
        Truth truth;
    } TRUTHS[] = {{WORD_QUALIFIES, YES}, {WORD_FAILS, NO}, {WORD_UNDECIDED, UNKNOWN}};
    for (size_t i = 0; i < COUNT_OF(TRUTHS); i++) {
        if (!parser_take_word(p, TRUTHS[i].word)) continue;
        expect->kind = EXPECT_TRUTH;
        expect->truth = TRUTHS[i].truth;
        return true;
    }
    if (parser_take_word(p, WORD_NOT_PAID)) return expect->kind = EXPECT_NOT_PAID, true;
    if (parser_take_word(p, WORD_TOGETHER)) {
        expect->kind = EXPECT_TOTAL;
        return parse_fen(p, &expect->fen);
    }
    static const struct {
        Word word;
        ExpectKind kind;
    } MONTHS[] = {
        {WORD_FROM, EXPECT_START}, {WORD_STOP, EXPECT_STOP}, {WORD_REVIEW, EXPECT_REVIEW}};
    size_t k = 0;
    while (k < COUNT_OF(MONTHS) && !parser_take_word(p, MONTHS[k].word))
        k++;
    if (k == COUNT_OF(MONTHS)) return parse_component(r, p, expect);
    expect->kind = MONTHS[k].kind;
    if (expect->kind == EXPECT_REVIEW && !r->affair->review) {
        report(p->found, token_place(&p->tokens, p->at - 1), E_MISSING,
               SAY(r->affair->name, word_text(WORD_REVIEW)));
        return false;
    }
    if (!parser_take_word(p, WORD_NONE)) return parse_month(p, &expect->month);
    expect->month = MONTH_NONE;
    return true;
}

static bool parse_expects(AffairReader *r, Parser *p, Case *told)
{
    size_t capacity = 0;
    do {
        Expect expect = {0};
        size_t from = p->at;
        TRY(parse_expect(r, p, &expect));
        expect.place = tokens_place(&p->tokens, from, p->at);
        if (told->expect_count == capacity) {
            told->expects = arena_grow(p->arena, told->expects, &capacity, sizeof(Expect));
        }
        told->expects[told->expect_count++] = expect;
    } while (parser_take_sign(p, ','));
    return parser_want_end(p);
}

/* ---- one case ----------------------------------------------------------------------------- */

/* A case about 起 or 止 needs no month of its own. */
static bool month_of_case(Parser *p, const FactReader *f, Case *told)
{
    told->month = f->month;
    if (f->has_month) return true;
    for (size_t i = 0; i < told->expect_count; i++) {
        const Expect *expect = &told->expects[i];
        bool names = expect->kind == EXPECT_START || expect->kind == EXPECT_STOP ||
                     expect->kind == EXPECT_REVIEW;
        if (!names) continue;
        told->month = expect->month.n == MONTH_NONE.n ? month_of(2024, 1) : expect->month;
        return true;
    }
    report(p->found, told->line.place, E_CASE_MONTH, NULL);
    return false;
}

static bool parse_facts(FactReader *f)
{
    if (token_is_sign(parser_peek(f->p), SIGN_GIVES)) return true;
    do
        TRY(parse_fact(f));
    while (parser_take_sign(f->p, ','));
    return true;
}

static bool read_case(AffairReader *r, const Line *line, Case *told)
{
    Parser p;
    TRY(section_line(r, line, &p, &told->line));
    FactReader f = {.r = r, .p = &p};
    TRY(parse_facts(&f) && parser_want_sign(&p, SIGN_GIVES) && parse_expects(r, &p, told));
    TRY(month_of_case(&p, &f, told));
    told->facts = f.facts;
    told->fact_count = f.count;
    told->home = f.home;
    return read_members(r, line, told);
}

/* ---- all cases ---------------------------------------------------------------------------- */

static int64_t first_division(const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t f = 0; f < cases[i].fact_count; f++) {
            const CaseFact *fact = &cases[i].facts[f];
            bool place = fact->kind == CASE_FIELD && fact->field->type.kind == TYPE_DIVISION;
            if (place && !fact->unknown) return fact->value;
        }
    return 0;
}

void read_cases(AffairReader *r, const Line *line)
{
    Parser p;
    size_t room = r->tree->case_count;
    if (!section_open(r, line, &p, &r->heading) || !parser_want_end(&p)) return;
    for (const Line *child = line->child; child; child = child->next)
        room++;
    Case *cases = NEW_ARRAY(r->front->arena, Case, room);
    size_t count = 0;
    for (; count < r->tree->case_count; count++)
        cases[count] = r->tree->cases[count];
    for (const Line *child = line->child; child; child = child->next) {
        Case told = {0};
        if (read_case(r, child, &told)) cases[count++] = told;
    }
    Division usual = line->file->area;
    if (usual.n == 0) usual.n = first_division(cases, count);
    for (size_t i = 0; i < count; i++)
        if (cases[i].home.n == 0) cases[i].home = usual;
    r->tree->cases = cases;
    r->tree->case_count = count;
}
