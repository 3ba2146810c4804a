/* The structs of shapes.def. Private to api. */
#ifndef API_ANSWERS_H
#define API_ANSWERS_H

#include "api/reader.h"
#include "page/page.h"

/* Values by the fields of a register, or of one aspect of it. */
typedef struct {
    const Register *reg;
    const Aspect *aspect; /* NULL: of the whole register */
    const Value *values;  /* NULL: none */
} FieldValues;
typedef struct {
    const Str *items;
    size_t count;
} Texts;

#define C_TEXT Str
#define C_INTEGER int64_t
#define C_ID int64_t
#define C_TRUTH bool
#define C_DATE Date
#define C_MONTH Month
#define C_INSTANT int64_t
#define C_MONEY Money
#define C_VALUES FieldValues
#define C_TEXTS Texts
#define C_ANY const JsonValue *
#define C_FILE const HttpFile *

#define SHAPE(Name, about) typedef struct Name {
#define ALWAYS(Owner, KIND, name, about) C_##KIND name;
#define MAYBE(Owner, KIND, name, about) C_##KIND name;
#define PART(Owner, Other, name, about) Other name;
#define LIST(Owner, Other, name, about)                                                            \
    Other *name;                                                                                   \
    size_t name##_count;
#define END(Name)                                                                                  \
    char end;                                                                                      \
    }                                                                                              \
    Name;
#include "api/shapes.def"
#undef SHAPE
#undef ALWAYS
#undef MAYBE
#undef PART
#undef LIST
#undef END

#endif
