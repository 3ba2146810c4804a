/* The small phrases of the grammar that sections and expressions share: names, numbers with their
 * units, days, and what follows 取整. Every function reports what it wanted and did not find. */
#include "lang/syntax.h"

#include "lang/names.def"

bool parser_open(Parser *p, Arena *arena, Diagnostics *found, const Line *line)
{
    *p = (Parser){.arena = arena, .found = found};
    return tokens_read(arena, line, found, &p->tokens);
}

const Token *parser_peek(const Parser *p)
{
    return &p->tokens.items[p->at];
}

const Token *parser_peek_after(const Parser *p, size_t ahead)
{
    size_t at = p->at + ahead;
    return &p->tokens.items[at < p->tokens.count ? at : p->tokens.count];
}

bool parser_at_end(const Parser *p)
{
    return parser_peek(p)->kind == TOKEN_END;
}

bool parser_take_word(Parser *p, Word word)
{
    if (!token_is_word(parser_peek(p), word)) return false;
    p->at++;
    return true;
}

bool parser_take_sign(Parser *p, uint32_t sign)
{
    if (!token_is_sign(parser_peek(p), sign)) return false;
    p->at++;
    return true;
}

static Str quoted(Parser *p, Str text)
{
    return format(p->arena, NAME_QUOTED, STR_ARG(text));
}

static bool expected(Parser *p, Str what)
{
    const Token *t = parser_peek(p);
    Str got = t->kind == TOKEN_END ? STR(NAME_LINE_END) : quoted(p, t->text);
    report(p->found, token_place(&p->tokens, p->at), E_EXPECT, SAY(what, got));
    return false;
}

bool parser_expected(Parser *p, const char *what)
{
    return expected(p, str_of(what));
}

bool parser_want_word(Parser *p, Word word)
{
    return parser_take_word(p, word) || expected(p, quoted(p, word_text(word)));
}

bool parser_want_sign(Parser *p, uint32_t sign)
{
    if (parser_take_sign(p, sign)) return true;
    Buf text = buf_new(p->arena);
    buf_code_point(&text, sign);
    return expected(p, quoted(p, buf_str(&text)));
}

bool parser_want_end(Parser *p)
{
    return parser_at_end(p) || parser_expected(p, WANT_END);
}

bool parse_name(Parser *p, Str *name, Place *place)
{
    const Token *t = parser_peek(p);
    *place = token_place(&p->tokens, p->at);
    if (t->kind != TOKEN_NAME) return parser_expected(p, WANT_NAME);
    *name = t->text;
    p->at++;
    return true;
}

bool parse_number(Parser *p, Decimal *number)
{
    bool negative = parser_take_sign(p, '-');
    const Token *t = parser_peek(p);
    if (t->kind != TOKEN_NUMBER) return parser_expected(p, WANT_NUMBER);
    if (!decimal_parse(t->text, number)) {
        report(p->found, token_place(&p->tokens, p->at), E_NUMBER, SAY(t->text));
        return false;
    }
    if (negative) number->mantissa = -number->mantissa;
    p->at++;
    return true;
}

bool parse_whole(Parser *p, int least, int most, int *out)
{
    const Token *t = parser_peek(p);
    int64_t n;
    if (t->kind != TOKEN_NUMBER) return parser_expected(p, WANT_WHOLE);
    if (!str_int(t->text, &n) || n < least || n > most) {
        Str low = format(p->arena, "%d", least), high = format(p->arena, "%d", most);
        report(p->found, token_place(&p->tokens, p->at), E_RANGE, SAY(t->text, low, high));
        return false;
    }
    *out = (int)n;
    p->at++;
    return true;
}

bool parse_day_literal(Parser *p, const Token *t, int64_t *out)
{
    Date day = DATE_NONE;
    Month month = MONTH_NONE;
    bool good = t->kind == TOKEN_DATE ? date_parse(t->text, &day) : month_parse(t->text, &month);
    if (!good) {
        Place place = {p->tokens.line->file, p->tokens.line->number, t->column, t->length};
        report(p->found, place, E_CALENDAR, SAY(t->text));
        return false;
    }
    *out = t->kind == TOKEN_DATE ? day.days : month.n;
    return true;
}

bool parse_date(Parser *p, Date *out)
{
    const Token *t = parser_peek(p);
    int64_t days;
    if (t->kind != TOKEN_DATE) return parser_expected(p, WANT_DATE);
    TRY(parse_day_literal(p, t, &days));
    *out = (Date){(int32_t)days};
    p->at++;
    return true;
}

bool parse_month(Parser *p, Month *out)
{
    const Token *t = parser_peek(p);
    int64_t n;
    if (t->kind != TOKEN_MONTH) return parser_expected(p, WANT_MONTH);
    TRY(parse_day_literal(p, t, &n));
    *out = (Month){(int32_t)n};
    p->at++;
    return true;
}

/* 元, 元/人月, 元/人/月, %: taken only where words of units stand, so 50 元 / 人数 is a division. */
bool parse_unit(Parser *p, WrittenUnit *out)
{
    *out = (WrittenUnit){0};
    if (parser_take_sign(p, '%')) {
        out->said = out->percent = true;
        return true;
    }
    const Token *t = parser_peek(p);
    if (t->kind != TOKEN_NAME || !unit_of_words(t->text, 1, out)) return true;
    p->at++;
    while (token_is_sign(parser_peek(p), '/')) {
        const Token *below = parser_peek_after(p, 1);
        if (below->kind != TOKEN_NAME || !unit_of_words(below->text, -1, out)) break;
        p->at += 2;
    }
    return true;
}

static bool parse_rounding_unit(Parser *p, WrittenRounding *out)
{
    static const struct {
        const char *word;
        int64_t fen;
    } MONEY[] = {{NAME_FEN, 1}, {NAME_JIAO, 10}, {NAME_YUAN, 100}, {NAME_TEN_YUAN, 1000}};
    const Token *t = parser_peek(p);
    if (t->kind != TOKEN_NAME) return parser_expected(p, WANT_ROUND_UNIT);
    for (size_t i = 0; i < COUNT_OF(MONEY); i++) {
        if (!str_equal(t->text, str_of(MONEY[i].word))) continue;
        out->money = true;
        out->fen = MONEY[i].fen;
        p->at++;
        return true;
    }
    WrittenUnit unit = {0};
    if (!unit_of_words(t->text, 1, &unit)) return parser_expected(p, WANT_ROUND_UNIT);
    p->at++;
    return true;
}

bool parse_rounding(Parser *p, WrittenRounding *out)
{
    *out = (WrittenRounding){0};
    TRY(parse_rounding_unit(p, out));
    if (parser_take_word(p, WORD_UPWARD))
        out->mode = ROUND_UP;
    else if (parser_take_word(p, WORD_DOWNWARD))
        out->mode = ROUND_DOWN;
    else if (parser_take_word(p, WORD_HALF_UP))
        out->mode = ROUND_HALF_UP;
    else
        return parser_expected(p, WANT_ROUND_MODE);
    size_t comma = p->at;
    parser_take_sign(p, ',');
    if (parser_take_word(p, WORD_PER_PERSON))
        out->stage = STAGE_PERSON;
    else if (parser_take_word(p, WORD_PER_HOUSEHOLD))
        out->stage = STAGE_HOUSEHOLD;
    else if (parser_take_word(p, WORD_SUM))
        out->stage = STAGE_TOTAL;
    else
        p->at = comma;
    return true;
}
