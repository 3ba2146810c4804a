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
    KIND_FILE,
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
/* The same of a form (multipart/form-data), whose fields are texts: of a shape with a FILE. */
void shape_read_form(Faults *faults, Arena *arena, const Shape *shape, const HttpForm *form,
                     void *object);
bool shape_is_form(const Shape *shape);

/* ---- values of registers (values.c) ------------------------------------------------------- */

const Field *register_field_by_key(const Register *reg, Str key);
void values_write(Page *p, Json *j, Str key, const FieldValues *values);
/* What one may send for a field, as an import reads it; *unknown for null. False: a list or so. */
bool value_said(const JsonValue *value, Str *text, bool *unknown);

#define IMPORT_DUTIES (WHO(CLERK) | WHO(SYSTEM))
#define IMPORT_LOOKING (IMPORT_DUTIES | WHO(CHECKER) | WHO(APPROVER) | WHO(AUDITOR))
#define MONTH_LOOKING (DUTIES_BUSINESS | WHO(AUDITOR))
#define CASE_DUTIES ((DUTIES_BUSINESS & ~DUTY_BIT(DUTY_PAYER)) | DUTY_BIT(DUTY_PARTNER))

/* ---- routes ------------------------------------------------------------------------------- */

/* Of a POST that is one act: under a key of the asker's it is done once (once.c). */
enum { API_ONCE = 1 << 16 };

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

/* A POST that is answered 202 and done beside the others. */
bool operation_is_job(const Operation *o);

/* ---- once.c: Idempotency-Key --------------------------------------------------------------- */

typedef struct {
    Str key, request; /* key: empty when none was given */
    bool again;       /* has been done: the response is filled */
} Once;
bool once_look(Page *p, const Operation *o, Once *out);
bool once_keep(Page *p, const Once *once);

/* ---- examples.c --------------------------------------------------------------------------- */

void example_write(Json *j, const Shape *shape); /* as "example"; nothing when there is none */

/* ---- jobs.c -------------------------------------------------------------------------------- */

/* Begins a job, whose argument lives in the arena of page_job_arena, and tells its state. */
bool job_begin(Page *p, Arena *arena, const JobBegin *begin, JobTold *out);

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
/* The same with one, by its way in the body. */
bool refuse_member(Page *p, const char *way, Str sentence);
bool refuse_word(Page *p, const char *way, const char *choices); /* it must be one of these */
Str masked_name(Page *p, int64_t person);
InForce law_of(const Page *p);
Str exact_number(Arena *arena, int64_t mantissa, const Type *type);
Str division_code(Page *p, int64_t id); /* empty: none */
/* A division by its code, wherever it is; id 0 when the text is empty. */
bool division_asked(Page *p, Str text, DivisionRow *out);
/* The division of the query, which must lie in what the session sees; id 0 when none is asked. */
bool query_division(Page *p, DivisionRow *out);
/* Whether the session sees all of the store. */
bool sees_all(const Page *p);
/* The answer is a file. */
void bytes_answer(Page *p, Str type, Str name, Str bytes);
bool case_asked(Page *p, CaseId *out); /* of the address */
CaseTold case_as_told(Page *p, const Case *c);
bool case_whole(Page *p, CaseId id, CaseWhole *out); /* ERR_NOT_FOUND */
extern const char *const delivery_keys[DELIVER_COUNT];
bool batch_told(Page *p, const Batch *b, BatchTold *out);

#endif
