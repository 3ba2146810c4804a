/* base: the ground every other room stands on.
 *
 * Memory has a lifetime (Arena), text has a length (Str), money is whole fen (Money), a day is a
 * Date, and one request, command or chunk of work is a Work. Nothing here knows the store, the law
 * or a person. Every function says what it returns; memory returned lives in the arena given.
 *
 *     Work *w = work_new();
 *     Date d;
 *     if (!date_parse(STR("2024-02-29"), &d)) return fail(w, ERR_INPUT, "not a date");
 *     Month m = date_month(d);
 *     work_free(w);
 *
 * Identity codes (citizen ID and kin), working days and JSON stand in the second part, codes.h,
 * which this header includes: to others base.h is the only face of the room. */
#ifndef BASE_H
#define BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A bug stops the program here, in release builds too. */
#define ensure(cond) ((cond) ? (void)0 : ensure_failed(#cond, __FILE__, __LINE__))
_Noreturn void ensure_failed(const char *condition, const char *file, int line);

/* Passes an expected failure on; the failure is already described in the Work. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        if (!(call)) return false;                                                                 \
    } while (0)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ---- memory ------------------------------------------------------------------------------- */

/* A region freed as a whole. Never returns NULL: exhausted memory ends the process with exit
 * code 70 after the registered cleanups of no arena have run; the store rolls back by itself. */
typedef struct Arena Arena;
Arena *arena_new(void);
void arena_free(Arena *arena);  /* runs cleanups, newest first, then frees; NULL is allowed */
void arena_reset(Arena *arena); /* as free, but the arena can be used again */
void *arena_alloc(Arena *arena, size_t bytes); /* zeroed, aligned to 16 */
void arena_on_free(Arena *arena, void (*cleanup)(void *), void *argument);
size_t arena_bytes(const Arena *arena); /* memory held from the system */
/* Returns to the system what freed arenas have left: after something large, that will not come
 * again soon. */
void memory_give_back(void);
_Noreturn void memory_exhausted(void);  /* says so and ends the process with exit code 70 */
/* For calls into libraries that fail for want of memory alone. */
#define ensure_memory(got) ((got) ? (void)0 : memory_exhausted())
#define NEW(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define NEW_ARRAY(arena, Type, n) ((Type *)arena_alloc_array((arena), (size_t)(n), sizeof(Type)))
void *arena_alloc_array(Arena *arena, size_t count, size_t size); /* checks the product */
/* A grown copy of `items` (capacity doubled, at least 8); *capacity is updated. */
void *arena_grow(Arena *arena, const void *items, size_t *capacity, size_t size);

/* ---- text --------------------------------------------------------------------------------- */

/* Borrowed UTF-8, not NUL-terminated. */
typedef struct {
    const char *ptr;
    size_t len;
} Str;
/* STR for expressions, {STR_INIT} for static tables, STR_ARG for "%.*s". */
#define STR(literal) ((Str){(literal), sizeof(literal) - 1})
#define STR_INIT(literal) .ptr = (literal), .len = sizeof(literal) - 1
#define STR_ARG(s) (int)(s).len, (s).ptr
Str str_of(const char *zero_terminated); /* NULL gives the empty text */
bool str_equal(Str a, Str b);
int str_compare(Str a, Str b); /* by bytes, which for UTF-8 is by code point */
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
Str str_trim(Str s); /* ASCII white space and U+3000 */
Str str_from(Str s, size_t offset);
/* Takes the part before the next separator; false when nothing is left, so a separator at the very
 * end opens no empty part. */
bool str_split(Str *rest, char separator, Str *part);
ptrdiff_t str_find(Str s, Str needle);  /* byte offset or -1 */
Str str_copy(Arena *arena, Str s);      /* the copy is also NUL-terminated */
const char *str_z(Arena *arena, Str s); /* NUL-terminated copy */
uint64_t str_hash(Str s);
bool str_int(Str s, int64_t *out); /* whole text, optional sign, no spaces */
/* Decodes one code point at *offset and advances; false at the end or on malformed UTF-8. */
bool utf8_next(Str s, size_t *offset, uint32_t *code_point);
bool utf8_valid(Str s);
size_t utf8_count(Str s);   /* code points */
size_t utf8_columns(Str s); /* terminal columns: Han and full width take two */

/* Text being written; grows in its arena. */
typedef struct {
    Arena *arena;
    char *ptr;
    size_t len, cap;
} Buf;
Buf buf_new(Arena *arena);
void buf_add(Buf *b, Str s);
void buf_byte(Buf *b, char c);
void buf_code_point(Buf *b, uint32_t code_point);
void buf_format(Buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str buf_str(const Buf *b); /* valid until the next write */
Str format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- money and exact numbers -------------------------------------------------------------- */

typedef struct {
    int64_t fen;
} Money;
Str money_text(Arena *arena, Money m);  /* "1,234.50" */
Str money_plain(Arena *arena, Money m); /* "1234.50" */
bool money_parse(Str s, Money *out);    /* up to two decimals, optional thousands commas */

/* mantissa / 10^scale, 0 <= scale <= 9. */
typedef struct {
    int64_t mantissa;
    int scale;
} Decimal;
bool decimal_parse(Str s, Decimal *out); /* "12.50", "-3"; false when it does not fit */

__extension__ typedef __int128 Wide; /* 128 bits, for exact intermediates */
typedef enum { ROUND_NONE, ROUND_UP, ROUND_DOWN, ROUND_HALF_UP } Rounding;
/* numerator/denominator rounded to a multiple of `unit`: up and down are toward plus and minus
 * infinity, half up away from zero; ROUND_NONE is false unless the quotient is such a multiple.
 * 128-bit inside; false on overflow. denominator, unit > 0. */
bool ratio_round(Wide numerator, Wide denominator, Rounding mode, int64_t unit, int64_t *out);
int64_t power_of_ten(int exponent); /* 0..18 */

/* ---- days and months ---------------------------------------------------------------------- */

typedef struct {
    int32_t days; /* since 1970-01-01, proleptic Gregorian */
} Date;
typedef struct {
    int32_t n; /* year * 12 + month - 1 */
} Month;
#define DATE_NONE ((Date){INT32_MAX}) /* "never": no such event; later than every day */
#define MONTH_NONE ((Month){INT32_MAX})
Date date_of(int year, int month, int day); /* a real calendar day, else a bug */
bool date_is_real(int year, int month, int day);
void date_parts(Date d, int *year, int *month, int *day);
bool date_parse(Str s, Date *out);      /* strictly YYYY-MM-DD, years 1800 to 2999 */
Str date_text(Arena *arena, Date d);    /* YYYY-MM-DD */
Str date_chinese(Arena *arena, Date d); /* 2024 年 6 月 20 日 without spaces */
Month date_month(Date d);
int date_weekday(Date d);                /* 1 Monday .. 7 Sunday */
Date date_birthday(Date birth, int age); /* the day `age` is reached; 29 Feb counts on 1 March */
int date_age(Date birth, Date on);       /* whole years; negative before birth */
Month month_of(int year, int month);
bool month_parse(Str s, Month *out); /* YYYY-MM */
Str month_text(Arena *arena, Month m);
int month_year(Month m);
int month_number(Month m); /* 1..12 */
Date month_first(Month m);
Date month_last(Month m);

/* ---- one piece of work -------------------------------------------------------------------- */

#define ERROR_CODES(X)                                                                             \
    X(ERR_NONE, 0)                                                                                 \
    X(ERR_INPUT, 2)                                                                                \
    X(ERR_NOT_FOUND, 3)                                                                            \
    X(ERR_DENIED, 4)                                                                               \
    X(ERR_STATE, 5)                                                                                \
    X(ERR_CONFLICT, 6) X(ERR_LAW, 7) X(ERR_STORE, 8) X(ERR_FILE, 9) X(ERR_OVERFLOW, 10)            \
        X(ERR_CORRUPT, 11) X(ERR_USAGE, 64)
#define ERROR_ENUM(name, exit_code) name,
typedef enum { ERROR_CODES(ERROR_ENUM) ERROR_CODE_COUNT } ErrorCode;
int error_exit_code(ErrorCode code);    /* the process exit code */
const char *error_name(ErrorCode code); /* "ERR_INPUT" */
Str error_sentence(ErrorCode code);     /* the clerk's sentence in Chinese when nobody said more */

typedef struct {
    ErrorCode code;
    Str sentence; /* for the clerk, Chinese */
    Str detail;   /* for the log, English */
} Error;

/* One request, command or chunk. The store, actor and scope are owned by the rooms that know them.
 */
typedef struct Work {
    Arena *arena;
    Error error;
    int64_t now;         /* seconds since 1970 UTC; the clock of everything done in this work */
    struct Store *store; /* db */
    struct Actor *actor; /* access */
    struct Scope *scope; /* access */
    void (*progress)(struct Work *w, Str what, int64_t done, int64_t total); /* may be NULL */
} Work;
Work *work_new(void); /* clock: now */
void work_free(Work *w);
Date work_today(const Work *w); /* UTC+8 */
void work_progress(Work *w, Str what, int64_t done, int64_t total);
/* Describe an expected failure; both return false. `fail` takes the English detail and uses the
 * code's Chinese sentence; `refuse` takes the Chinese sentence itself (a format from words.def). */
bool fail(Work *w, ErrorCode code, const char *detail, ...) __attribute__((format(printf, 3, 4)));
bool refuse(Work *w, ErrorCode code, const char *sentence, ...)
    __attribute__((format(printf, 3, 4)));
/* What errno means, in Chinese, with what to do. */
const char *system_reason(Arena *arena, int error);
/* ERR_FILE: this file cannot be read or written, and why. */
bool refuse_file(Work *w, const char *path, int error);
/* Makes durable that `path` stands in its folder: after creating or renaming it. errno if not. */
bool folder_sync(Arena *arena, const char *path);

/* Faults in input: all of them, not the first (kept up to `limit`, counted beyond). */
typedef enum { FAULT_ERROR, FAULT_WARNING } FaultLevel;
typedef struct {
    FaultLevel level;
    Str file;
    int64_t row;  /* as the user counts: the header is row 1; 0 = whole file */
    int column;   /* 1.. ; 0 = whole row */
    Str field;    /* column's name */
    Str value;    /* what stood there, shortened */
    Str sentence; /* Chinese: what is wrong and what to do */
} Fault;
typedef struct {
    Arena *arena;
    Fault *items;
    size_t count, capacity, limit; /* count <= limit */
    size_t errors, warnings;       /* all of them */
} Faults;
Faults faults_new(Arena *arena, size_t limit);
void faults_add(Faults *faults, Fault fault); /* copies its texts */

#include "base/codes.h"

#endif
