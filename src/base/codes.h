/* base, second part: identity codes with verdicts and masks, working days, JSON text. */
#ifndef BASE_CODES_H
#define BASE_CODES_H

/* ---- identity codes ----------------------------------------------------------------------- */

typedef enum { CODE_VALID, CODE_WARNING, CODE_INVALID } Verdict;
typedef enum {
    CODE_CITIZEN_ID,   /* GB 11643-1999: 18 digits, or the old 15 */
    CODE_CREDIT,       /* GB 32100-2015 unified social credit code */
    CODE_ORGANISATION, /* GB 11714 */
    CODE_DIVISION,     /* 12 digits: county 6, township 3, village 3 */
    CODE_BANK_CARD,    /* Luhn, 13..19 digits */
    CODE_PHONE,        /* mainland mobile or fixed line */
    CODE_KIND_COUNT
} CodeKind;
typedef struct {
    CodeKind kind;
    Verdict verdict;
    Str normal; /* normal form: upper-case X, no spaces, half width */
    Str reason; /* Chinese; empty when valid */
    Date birth; /* citizen ID only, else DATE_NONE */
    int sex;    /* 1 male, 2 female, 0 not said */
} CodeVerdict;
CodeVerdict code_check(Arena *arena, CodeKind kind, Str text, Date today);
/* Checks `text` as every kind whose length fits; *count verdicts, most likely first. */
CodeVerdict *code_guess(Arena *arena, Str text, Date today, size_t *count);
Str code_kind_name(CodeKind kind);                    /* Chinese */
Str code_mask(Arena *arena, CodeKind kind, Str text); /* 360203********1234, 138****1234 ... */
Str name_mask(Arena *arena, Str name);                /* keeps the surname, compound ones whole */
/* 18 digits with the right check digit, for synthetic identities: region, birth, sequence 0..999.
 */
Str citizen_id_make(Arena *arena, int region, Date birth, int sequence);
/* Fast verdict of a citizen ID without texts, for files of millions of rows. */
Verdict citizen_id_verdict(Str text, Date today, Date *birth, int *sex);

/* A division's 12-digit code; shorter codes are padded with zeros on the right. */
typedef struct {
    int64_t n;
} Division;
bool division_parse(Str text, Division *out); /* 2, 4, 6, 9 or 12 digits */
Str division_text(Arena *arena, Division d);  /* shortest of 2, 4, 6, 9, 12 digits */
int division_level(Division d);               /* 0 nation, 1 province .. 5 village */
Division division_parent(Division d);
bool division_contains(Division outer, Division inner); /* by code prefix */

/* ---- working days (official holidays with make-up days, 2004 to 2026) ---------------------- */

bool workday_is(Date d);
/* The n-th working day after `from` ("自…之日起" excludes the first day); n >= 1. */
Date workday_add(Date from, int n);
/* A legal period of n calendar days; a last day off moves to the next working day (民法典 203). */
Date calendar_deadline(Date from, int n);
bool workday_known(Date d); /* false outside the years of the table: weekends only are used */

/* ---- JSON --------------------------------------------------------------------------------- */

/* Writes one JSON document to a Buf; commas and escapes are its own affair. */
typedef struct {
    Buf *out;
    uint64_t has_items; /* one bit a level: a comma is due */
    uint64_t arrays;    /* one bit a level: it closes with ] */
    int depth;          /* at most 60 */
} Json;
Json json_new(Buf *out);
void json_object(Json *j, Str key); /* key is empty inside an array and at the top */
void json_array(Json *j, Str key);
void json_end(Json *j); /* closes the innermost object or array */
void json_text(Json *j, Str key, Str value);
void json_int(Json *j, Str key, int64_t value);
void json_money(Json *j, Str key, Money value); /* a text with two decimals: exact */
void json_bool(Json *j, Str key, bool value);
void json_null(Json *j, Str key);

#endif
