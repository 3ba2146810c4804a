/* What all declarations share: their header (NAME (key)), their citations, the walk over the lines
 * at the margin, and the search for the name that was probably meant. */
#include "lang/front.h"

#include "lang/names.def"

bool line_begins(const Line *line, Word word)
{
    Str text = word_text(word);
    if (!str_starts(line->text, text)) return false;
    Str rest = str_from(line->text, text.len);
    size_t offset = 0;
    uint32_t c = ' ';
    return !utf8_next(rest, &offset, &c) || c == ' ' || c == '(';
}

void each_declaration(Front *front, Word word, void (*read)(Front *, const Line *, Parser *))
{
    for (size_t i = 0; i < front->bureau->file_count; i++) {
        for (const Line *line = front->files[i]; line; line = line->next) {
            Parser p;
            if (!line_begins(line, word)) continue;
            if (!parser_open(&p, front->arena, front->found, line)) continue;
            p.at = 1;
            read(front, line, &p);
        }
    }
}

bool path_is_bureaus_own(Str path)
{
    return str_starts(path, STR("affairs/")) || str_find(path, STR("/affairs/")) >= 0;
}

/* ---- headers ------------------------------------------------------------------------------ */

static bool key_is_good(Str key)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        bool letter = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
        if (!letter && !(i > 0 && (digit || c == '_'))) return false;
    }
    return key.len > 0 && key.len <= 48;
}

bool parse_key(Parser *p, Str *key, Place *place)
{
    if (!token_is_sign(parser_peek(p), '(')) return parser_expected(p, WANT_KEY);
    size_t from = ++p->at;
    while (!parser_at_end(p) && !token_is_sign(parser_peek(p), ')'))
        p->at++;
    *key = tokens_text(&p->tokens, from, p->at);
    *place = tokens_place(&p->tokens, from, p->at);
    TRY(parser_want_sign(p, ')'));
    if (key_is_good(*key)) return true;
    report(p->found, *place, E_KEY, SAY(*key));
    return false;
}

bool parse_header(Parser *p, Header *out)
{
    Word word = parser_peek(p)->word;
    TRY(parse_name(p, &out->name, &out->name_place));
    if (word_reserved(word)) {
        report(p->found, out->name_place, E_RESERVED, SAY(out->name));
        return false;
    }
    return parse_key(p, &out->key, &out->key_place);
}

bool parse_title_header(Parser *p, Header *out)
{
    size_t from = p->at;
    while (!parser_at_end(p) && !token_is_sign(parser_peek(p), '('))
        p->at++;
    out->name = tokens_text(&p->tokens, from, p->at);
    out->name_place = tokens_place(&p->tokens, from, p->at);
    if (out->name.len == 0) return parser_expected(p, WANT_NAME);
    return parse_key(p, &out->key, &out->key_place);
}

/* ---- citations ---------------------------------------------------------------------------- */

static bool is_citation(const Token *t)
{
    if (t->kind != TOKEN_NAME || !str_starts(t->text, STR(NAME_CITED))) return false;
    Str rest = str_from(t->text, STR(NAME_CITED).len);
    return rest.len == 0 || str_starts(rest, STR(NAME_ARTICLE));
}

static void cut_tokens(Parser *p, size_t count)
{
    p->tokens.count = count;
    p->tokens.items[count].kind = TOKEN_END;
    p->tokens.items[count].word = WORD_NO_WORD;
}

/* The instrument that the line's citation names or, naming none, goes on with. */
static Str citation_text(Front *front, Parser *p, size_t from, size_t until)
{
    Str words = tokens_text(&p->tokens, from, until);
    words = str_trim(str_from(words, STR(NAME_CITED).len));
    for (size_t i = from; i < until; i++)
        if (p->tokens.items[i].kind == TOKEN_QUOTE) return words;
    Str instrument = p->tokens.line->instrument;
    if (instrument.len == 0) {
        report(front->found, token_place(&p->tokens, from), E_INSTRUMENT, NULL);
    }
    return format(front->arena, "%.*s%.*s", STR_ARG(instrument), STR_ARG(words));
}

/* The first 「…」 behind 依据 in the line, or empty. An unreadable line may have named one: what
 * follows is then not blamed. */
static Str instrument_named(Front *front, const Line *line)
{
    Tokens tokens;
    Diagnostics unheard = diagnostics_new(front->arena);
    if (str_find(line->text, STR(NAME_CITED)) < 0) return (Str){"", 0};
    if (!tokens_read(front->arena, line, &unheard, &tokens)) return STR("?");
    size_t i = 0;
    while (i < tokens.count && !is_citation(&tokens.items[i]))
        i++;
    while (i < tokens.count && tokens.items[i].kind != TOKEN_QUOTE)
        i++;
    return i < tokens.count ? tokens.items[i].text : (Str){"", 0};
}

void instruments_note(Front *front, Line *lines, Str *last)
{
    for (Line *line = lines; line; line = line->next) {
        Str named = instrument_named(front, line);
        if (named.len) *last = named;
        line->instrument = *last;
        instruments_note(front, line->child, last);
    }
}

LawLine parse_citation(Front *front, Parser *p)
{
    LawLine line = {0};
    size_t until = p->tokens.count, cited = 0;
    while (cited < until && !is_citation(&p->tokens.items[cited]))
        cited++;
    if (until > 0 && token_is_word(&p->tokens.items[until - 1], WORD_UNVERIFIED)) {
        line.unverified = true;
        until--;
    }
    if (cited < until) line.citation = citation_text(front, p, cited, until);
    cut_tokens(p, cited < until ? cited : until);
    line.text = tokens_text(&p->tokens, 0, p->tokens.count);
    line.place = line_place(p->tokens.line);
    return line;
}

/* ---- the name that was meant -------------------------------------------------------------- */

enum { LONGEST_NAME = 40 };

static size_t code_points(Str s, uint32_t *out)
{
    size_t count = 0;
    for (size_t at = 0; count < LONGEST_NAME && utf8_next(s, &at, &out[count]);)
        count++;
    return count;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions and replacements between two names. */
static size_t edit_distance(Str left, Str right)
{
    uint32_t a[LONGEST_NAME], b[LONGEST_NAME];
    size_t n = code_points(left, a), m = code_points(right, b);
    size_t row[LONGEST_NAME + 1];
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t above = row[j];
            row[j] = least(diagonal + (a[i - 1] != b[j - 1]), 1 + least(above, row[j - 1]));
            diagonal = above;
        }
    }
    return row[m];
}

Str nearest_name(Arena *arena, Str name, const Str *candidates, size_t count)
{
    size_t length = utf8_count(name), best = length / 2 + 1;
    Str nearest = {"", 0};
    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(name, candidates[i]);
        if (distance >= best) continue;
        best = distance;
        nearest = candidates[i];
    }
    return str_copy(arena, nearest);
}
