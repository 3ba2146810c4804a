/* Cuts a line's text into tokens. Names part at space, signs and digits, so 满80周岁 is three
 * tokens; a day and a month are tokens of their own. Read tokens_read; each read_* function takes
 * the characters of one kind. */
#include "lang/token.h"

#include "lang/names.def"

typedef struct {
    Arena *arena;
    const Line *line;
    Diagnostics *found;
    Str text;
    size_t at;
    int column;
    Token *items;
    size_t count, capacity;
} Lexer;

#define X(name, text, reserved) [WORD_##name] = text,
static const char *const WORDS[] = {
    [WORD_NO_WORD] = "",
#include "lang/keywords.def"
};
#undef X
#define X(name, text, reserved) [WORD_##name] = reserved,
static const bool RESERVED[] = {
    [WORD_NO_WORD] = 0,
#include "lang/keywords.def"
};
#undef X

Str word_text(Word word)
{
    return str_of(WORDS[word]);
}

bool word_reserved(Word word)
{
    return RESERVED[word];
}

Word word_of(Str text)
{
    for (size_t i = 1; i < COUNT_OF(WORDS); i++)
        if (text.ptr[0] == WORDS[i][0] && str_equal(text, str_of(WORDS[i]))) return (Word)i;
    return WORD_NO_WORD;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_han(uint32_t c)
{
    return c == 0x3007 || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF) || c == 0x33A1; /* ㎡ */
}

static bool is_name(uint32_t c)
{
    bool latin = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c < 0x250);
    return is_han(c) || c == '_' || c == 0xB7 || (latin && c != SIGN_TIMES && c != SIGN_DIVIDED);
}

/* The code point at the lexer's place without taking it; 0 at the end. */
static uint32_t peek(const Lexer *l)
{
    size_t at = l->at;
    uint32_t c = 0;
    return utf8_next(l->text, &at, &c) ? c : 0;
}

static uint32_t take(Lexer *l)
{
    uint32_t c = 0;
    if (utf8_next(l->text, &l->at, &c)) l->column++;
    return c;
}

static Token *add(Lexer *l, TokenKind kind, size_t start, int column)
{
    if (l->count == l->capacity) {
        l->items = arena_grow(l->arena, l->items, &l->capacity, sizeof(Token));
    }
    Str text = {l->text.ptr + start, l->at - start};
    Token *t = &l->items[l->count++];
    *t = (Token){.kind = kind, .text = text, .column = column, .length = l->column - column};
    return t;
}

static bool match_shape(Str text, const char *shape)
{
    for (size_t i = 0; shape[i]; i++) {
        if (i >= text.len) return false;
        bool digit = is_digit((uint8_t)text.ptr[i]);
        if (shape[i] == 'd' ? !digit : text.ptr[i] != shape[i]) return false;
    }
    return true;
}

static void skip(Lexer *l, size_t characters)
{
    for (size_t i = 0; i < characters; i++)
        take(l);
}

static void read_number(Lexer *l)
{
    size_t start = l->at;
    int column = l->column;
    Str rest = str_from(l->text, l->at);
    if (match_shape(rest, "dddd-dd-dd")) {
        skip(l, 10);
        add(l, TOKEN_DATE, start, column);
        return;
    }
    if (match_shape(rest, "dddd-dd") && !match_shape(rest, "dddd-ddd")) {
        skip(l, 7);
        add(l, TOKEN_MONTH, start, column);
        return;
    }
    while (is_digit(peek(l)))
        take(l);
    if (match_shape(str_from(l->text, l->at), ".d")) {
        take(l);
        while (is_digit(peek(l)))
            take(l);
    }
    add(l, TOKEN_NUMBER, start, column);
}

static void read_name(Lexer *l)
{
    size_t start = l->at;
    int column = l->column;
    while (is_name(peek(l)))
        take(l);
    Token *t = add(l, TOKEN_NAME, start, column);
    t->word = word_of(t->text);
}

static bool read_quote(Lexer *l, uint32_t close)
{
    size_t start = l->at;
    int column = l->column;
    take(l);
    while (l->at < l->text.len && peek(l) != close)
        take(l);
    if (l->at >= l->text.len) {
        Place place = {l->line->file, l->line->number, column, l->column - column};
        return report(l->found, place, E_QUOTE, NULL), false;
    }
    take(l);
    add(l, TOKEN_QUOTE, start, column);
    return true;
}

/* Two characters that make one sign, else 0. */
static uint32_t joined_sign(uint32_t first, uint32_t second)
{
    if (first == '<' && second == '=') return SIGN_AT_MOST;
    if (first == '>' && second == '=') return SIGN_AT_LEAST;
    if (first == '!' && second == '=') return SIGN_UNEQUAL;
    if (first == '<' && second == '>') return SIGN_UNEQUAL;
    if (first == '=' && second == '>') return SIGN_GIVES;
    return 0;
}

static bool is_sign(uint32_t c)
{
    switch (c) {
    case '(':
    case ')':
    case '{':
    case '}':
    case ',':
    case '+':
    case '-':
    case '*':
    case '/':
    case '=':
    case '<':
    case '>':
    case '%':
    case ':':
    case ';':
    case SIGN_TIMES:
    case SIGN_DIVIDED:
    case SIGN_AT_MOST:
    case SIGN_AT_LEAST:
    case SIGN_UNEQUAL:
    case SIGN_GIVES:
        return true;
    default:
        return false;
    }
}

static bool read_sign(Lexer *l)
{
    size_t start = l->at;
    int column = l->column;
    uint32_t c = take(l);
    uint32_t joined = joined_sign(c, peek(l));
    if (joined) take(l);
    if (c == 0x3001) c = ','; /* 、 */
    if (c == '*') c = SIGN_TIMES;
    if (c == '/' || joined || is_sign(c)) {
        add(l, TOKEN_SIGN, start, column)->sign = joined ? joined : c;
        return true;
    }
    Str text = {l->text.ptr + start, l->at - start};
    bool shown = c > ' ' && c != 0x7F && !(c >= 0x80 && c < 0xA0);
    text = shown ? format(l->arena, NAME_QUOTED, STR_ARG(text)) : format(l->arena, "U+%04X", c);
    report(l->found, (Place){l->line->file, l->line->number, column, 1}, E_CHARACTER, SAY(text));
    return false;
}

bool tokens_read(Arena *arena, const Line *line, Diagnostics *found, Tokens *out)
{
    Lexer l = {
        .arena = arena, .line = line, .found = found, .text = line->text, .column = line->column};
    while (l.at < l.text.len) {
        bool good = true;
        uint32_t c = peek(&l);
        if (c == ' ')
            take(&l);
        else if (is_digit(c))
            read_number(&l);
        else if (is_name(c))
            read_name(&l);
        else if (quote_end(c))
            good = read_quote(&l, quote_end(c));
        else
            good = read_sign(&l);
        if (!good) return false;
    }
    add(&l, TOKEN_END, l.at, l.column)->length = 1;
    *out = (Tokens){line, l.items, l.count - 1};
    return true;
}

Place token_place(const Tokens *tokens, size_t index)
{
    const Token *t = &tokens->items[index];
    return (Place){tokens->line->file, tokens->line->number, t->column, t->length};
}

Place tokens_place(const Tokens *tokens, size_t from, size_t until)
{
    Place place = token_place(tokens, from);
    if (until > from) {
        const Token *last = &tokens->items[until - 1];
        place.length = last->column + last->length - place.column;
    }
    return place;
}

Str tokens_text(const Tokens *tokens, size_t from, size_t until)
{
    if (until <= from) return (Str){"", 0};
    const Token *last = &tokens->items[until - 1];
    const char *start = tokens->items[from].text.ptr;
    return (Str){start, (size_t)(last->text.ptr + last->text.len - start)};
}

bool token_is_word(const Token *token, Word word)
{
    return token->kind == TOKEN_NAME && token->word == word;
}

bool token_is_sign(const Token *token, uint32_t sign)
{
    return token->kind == TOKEN_SIGN && token->sign == sign;
}
