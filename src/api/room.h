/* What the files of this room share: shapes, reading bodies and queries, answering. Private. */
#ifndef API_ROOM_H
#define API_ROOM_H

#include "api/answers.h"
#include "casework/casework.h"

/* ---- shapes ------------------------------------------------------------------------------- */

typedef enum {
    KIND_TEXT,
    KIND_INTEGER,
    KIND_ID,
    KIND_TRUTH,
    KIND_DATE,
    KIND_MONTH,
    KIND_INSTANT,
    KIND_MONEY,
    KIND_VALUES,
    KIND_TEXTS,
    KIND_ANY,
    KIND_PART,
    KIND_LIST
} MemberKind;
typedef struct ShapeMember {
    const char *key, *about;
    MemberKind kind;
    bool needed; /* of a body */
    size_t at, count_at;
    const struct Shape *of; /* of PART and LIST */
} ShapeMember;
typedef struct Shape {
    const char *name, *about;
    size_t size, count;
    const ShapeMember *members;
} Shape;
#define SHAPE(Name, about) extern const Shape shape_##Name;
#define ALWAYS(Owner, KIND, name, about)
#define MAYBE(Owner, KIND, name, about)
#define PART(Owner, Other, name, about)
#define LIST(Owner, Other, name, about)
#define END(Name)
#include "api/shapes.def"
#undef SHAPE
#undef ALWAYS
#undef MAYBE
#undef PART
#undef LIST
#undef END
/* Every shape, in the order of shapes.def. */
extern const Shape *const shapes[];
extern const size_t shape_count;

void shape_write(Page *p, Json *j, Str key, const Shape *shape, const void *object);
/* Fills the struct from what was sent; adds every fault it finds, told by the way to it. */
void shape_read(Faults *faults, Arena *arena, const Shape *shape, const JsonValue *value,
                void *object);

/* ---- values of registers (values.c) ------------------------------------------------------- */

const Field *register_field_by_key(const Register *reg, Str key);
void values_write(Page *p, Json *j, Str key, const FieldValues *values);
/* What one may send for a field, as an import reads it; *unknown for null. False: a list or so. */
bool value_said(const JsonValue *value, Str *text, bool *unknown);

#define CASE_DUTIES ((DUTIES_BUSINESS & ~DUTY_BIT(DUTY_PAYER)) | DUTY_BIT(DUTY_PARTNER))

/* ---- routes ------------------------------------------------------------------------------- */

typedef struct {
    HttpMethod method;
    const char *pattern, *name;
    DutySet who;
    unsigned flags;
    const char *query; /* names of parameters.def, parted by spaces */
    const Shape *body, *answer;
    const char *about;
} Operation;
extern const Operation operations[];
extern const size_t operation_count;
typedef struct {
    const char *name;
    MemberKind kind;
    const char *about;
} Parameter;
extern const Parameter parameters[];
extern const size_t parameter_count;
const Parameter *parameter_find(Str name); /* NULL: none */

#define ROUTE(method, pattern, name, who, flags, query, Body, Answer, about)                       \
    bool name##_api(Page *p, const Body *body, Answer *out);
#include "api/routes.def"
#undef ROUTE

/* ---- what handlers share (share.c) -------------------------------------------------------- */

typedef struct {
    int64_t page, size;
    size_t offset;
} Paging;
bool paging_read(Page *p, Paging *out);
bool query_id(Page *p, const char *name, int64_t *out);  /* 0 when absent */
bool query_date(Page *p, const char *name, Date *out);   /* DATE_NONE when absent */
bool query_month(Page *p, const char *name, Month *out); /* {0} when absent */
bool query_truth(Page *p, const char *name, bool *out);
/* ERR_INPUT with faults: all of them are told. */
bool refuse_faults(Page *p, const Faults *faults);
Str masked_name(Page *p, int64_t person);
InForce law_of(const Page *p);
Str exact_number(Arena *arena, int64_t mantissa, const Type *type);
Str division_code(Page *p, int64_t id); /* empty: none */

#endif
