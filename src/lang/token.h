/* Private to lang: the words and signs of a line. */
#ifndef LANG_TOKEN_H
#define LANG_TOKEN_H

#include "lang/outline.h"

#define X(name, text, reserved) WORD_##name,
typedef enum {
    WORD_NO_WORD, /* an ordinary name */
#include "lang/keywords.def"
    WORD_COUNT_OF_WORDS
} Word;
#undef X
Word word_of(Str text);
Str word_text(Word word);
bool word_reserved(Word word);

typedef enum {
    TOKEN_END,
    TOKEN_NAME,   /* Han, letters, _ and · */
    TOKEN_NUMBER, /* digits, perhaps with a decimal point */
    TOKEN_DATE,   /* 2024-01-01 */
    TOKEN_MONTH,  /* 2024-03 */
    TOKEN_QUOTE,  /* 「…」 《…》 “…”, with its marks */
    TOKEN_SIGN    /* one of the signs below */
} TokenKind;
/* Signs keep the code point they are written with, after folding and joining (<= becomes ≤). */
enum {
    SIGN_TIMES = 0xD7,
    SIGN_DIVIDED = 0xF7,
    SIGN_AT_MOST = 0x2264,
    SIGN_AT_LEAST = 0x2265,
    SIGN_UNEQUAL = 0x2260,
    SIGN_GIVES = 0x21D2
};

typedef struct {
    TokenKind kind;
    Word word;     /* of a TOKEN_NAME */
    uint32_t sign; /* of a TOKEN_SIGN; 、 and ， are ',' */
    Str text;      /* borrowed from the line's text */
    int column, length;
} Token;
typedef struct {
    const Line *line;
    Token *items; /* ended by a TOKEN_END just behind the line */
    size_t count; /* without the end */
} Tokens;

/* False when a character cannot stand in a law text; it is reported. */
bool tokens_read(Arena *arena, const Line *line, Diagnostics *found, Tokens *out);
Place token_place(const Tokens *tokens, size_t index);
/* The line's text from token `from` up to but not including token `until`, trimmed. */
Str tokens_text(const Tokens *tokens, size_t from, size_t until);
Place tokens_place(const Tokens *tokens, size_t from, size_t until);
bool token_is_word(const Token *token, Word word);
bool token_is_sign(const Token *token, uint32_t sign);

#endif
