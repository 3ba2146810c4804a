/* A JSON text from outside, read strictly: RFC 8259 and nothing else, UTF-8, no name twice in an
 * object, no lone surrogate, bounded in depth and number of values. Numbers stay text: what they
 * are exactly is said by whoever wants one. Private to api. */
#ifndef API_READER_H
#define API_READER_H

#include "base/base.h"

enum { JSON_DEEPEST = 16, JSON_MOST_VALUES = 20000 };

typedef enum { JSON_NULL, JSON_TRUTH, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT } JsonKind;
typedef struct JsonValue {
    JsonKind kind;
    bool truth;
    Str key;                        /* inside an object */
    Str text;                       /* of a text, decoded; of a number, as written */
    struct JsonValue *first, *next; /* what it holds; its neighbour */
    size_t count;
} JsonValue;

#define JSON_FAULTS(X)                                                                             \
    X(JSON_GOOD)                                                                                   \
    X(JSON_EMPTY)       /* nothing but white space */                                              \
    X(JSON_NOT_UTF8)    /* malformed anywhere, or begins with a BOM */                             \
    X(JSON_UNEXPECTED)  /* a character that cannot stand there */                                  \
    X(JSON_UNFINISHED)  /* ends too early */                                                       \
    X(JSON_AFTER_END)   /* something after the value */                                            \
    X(JSON_BAD_NUMBER)  /* leading zero, no digit, too long */                                     \
    X(JSON_BAD_ESCAPE)  /* unknown, or a surrogate alone */                                        \
    X(JSON_BAD_CONTROL) /* a control character other than tab and line end, also escaped */        \
    X(JSON_TWICE)       /* a name twice in one object */                                           \
    X(JSON_TOO_DEEP)                                                                               \
    X(JSON_TOO_MANY)
#define JSON_FAULT_ENUM(name) name,
typedef enum { JSON_FAULTS(JSON_FAULT_ENUM) JSON_FAULT_COUNT } JsonFault;
const char *json_fault_name(JsonFault fault);

/* The value lives in the arena and borrows from `bytes`. *at: the byte where a fault was seen. */
JsonFault json_read(Arena *arena, Str bytes, JsonValue *out, size_t *at);
const JsonValue *json_member(const JsonValue *object, Str key); /* NULL: absent */

#endif
