/* The inside of registry_import: a file, its columns, and the row at hand. Private.
 *
 * One pass over the file inside one transaction: each row is read whole (all of its faults are
 * told), and written when it has none. At the end the act is committed when no row had an error and
 * something changed, else everything is rolled back. So a dry run says exactly what a run would. */
#ifndef REGISTRY_IMPORT_H
#define REGISTRY_IMPORT_H

#include "doc/doc.h"
#include "registry/ahead.h"
#include "registry/store.h"

/* ---- what kind of file -------------------------------------------------------------------- */

typedef enum {
    IMPORTS_PERSON = 1,
    IMPORTS_HOUSEHOLD = 2,
    IMPORTS_ENROLMENT = 4,
    IMPORTS_DECISION = 8,
    IMPORTS_PERSON_ASPECT = 16,
    IMPORTS_UNIT_ASPECT = 32,
    IMPORTS_OTHER = 64 /* a register that is neither people nor households */
} ImportKind;
typedef struct {
    ImportKind kind;
    const Register *reg;  /* whose fields may be columns; NULL: none */
    const Aspect *aspect; /* only this aspect's; NULL: all */
} ImportAs;
/* person, household, enrolment, decision, REGISTER.ASPECT, another REGISTER. ERR_USAGE names what
 * there is. */
bool import_as(Work *w, const Bureau *bureau, Str as, ImportAs *out);

/* ---- columns ------------------------------------------------------------------------------ */

typedef enum {
    ROLE_IGNORED, /* said once and not read */
    ROLE_FIELD,   /* a declared field */
    ROLE_AFFAIR,
    ROLE_UNIT,
    ROLE_NUMBER,
    ROLE_KEY,
    ROLE_ROLE,
    ROLE_UNIT_KIND,
    ROLE_KIND,
    ROLE_APPLIED,
    ROLE_ACCEPTED,
    ROLE_DECIDED,
    ROLE_DAY,
    ROLE_EFFECTIVE,
    ROLE_UNTIL,
    ROLE_AMOUNT,
    ROLE_REASON,
    ROLE_FROM,
    ROLE_TO,
    ROLE_CORRECTION,
    ROLE_COUNT
} ColumnRole;
/* A line of import_columns.def. */
typedef struct {
    ColumnRole role;
    Str name, key;          /* an empty key: another name of the line before */
    unsigned kinds, needed; /* ImportKind bits */
    Str note, sample;
} RoleColumn;
extern const RoleColumn import_role_columns[];
extern const size_t import_role_column_count;
typedef struct {
    ColumnRole role;
    const Field *field; /* ROLE_FIELD, and ROLE_NUMBER of a file of persons */
    Str name;           /* as in the file */
    Str unit;           /* that the header says in brackets, or empty */
    int64_t multiple;   /* of amounts: how many yuan one is; 0 as 1 */
} ImportColumn;
/* What a header cell means; its texts are in the arena. */
ImportColumn import_column_of(Arena *arena, const ImportAs *as, Str header);

/* ---- a map of pairs ----------------------------------------------------------------------- */

/* (a, b), not (0, 0) → value; 24 bytes a pair, at most half full. */
typedef struct {
    int64_t a, b, value;
} PairSlot;
typedef struct {
    Arena *arena;
    PairSlot *slots; /* (0, 0): free */
    size_t count, capacity;
} PairMap;
PairMap pair_map_new(Arena *arena);
/* The value of the pair, or 0. */
int64_t pair_find(const PairMap *map, int64_t a, int64_t b);
void pair_set(PairMap *map, int64_t a, int64_t b, int64_t value);

/* Rows by person: 4 bytes a person, in blocks that are made when somebody in them is named. */
typedef struct {
    Arena *arena;
    uint32_t **blocks;
    size_t capacity;
} RowMap;
int64_t row_seen(const RowMap *map, int64_t id); /* 0: not set */
void row_set(RowMap *map, int64_t id, int64_t row);

/* ---- the import --------------------------------------------------------------------------- */

/* The columns of one aspect and what the row at hand says of it. */
typedef struct {
    const Aspect *aspect;
    const Field *event; /* its only field, a date: then it is also the day from which it holds */
    FactWriter *writer;
    ptrdiff_t *columns; /* [field] index of the file's column, -1: absent */
    Value *values;      /* [field] */
    bool *given;        /* [field] */
    size_t said, none;  /* cells with something in them; of these, with the word for none */
} AspectPlan;

/* The days on which the row at hand holds, and whether it corrects; from DATE_NONE: not said. */
typedef struct {
    Date from, to;
    WriteKind kind;
} Period;

typedef struct Import {
    Work *w;
    Work *chunk; /* memory of a few hundred rows; failures end up in w */
    const Bureau *bureau;
    const ImportJob *job;
    ImportAs as;
    ImportResult *result;
    Table *table;
    Work *reader; /* whose the table is: it may be read by another thread */
    Ahead *ahead; /* of a large file of persons; NULL: the table is read as it comes */
    ImportColumn *columns;
    size_t column_count;
    ptrdiff_t by_role[ROLE_COUNT]; /* index of the column, -1: absent */
    AspectPlan *plans;
    size_t plan_count;
    Batch batch;
    Str file, sender;
    Date today, effective; /* effective: DATE_NONE when the job does not say */
    PairMap seen;          /* (subject, day or affair) → row: the same thing twice in one file */
    RowMap rows;           /* the same for subjects whose row names no day */
    NewPeople *people;     /* of a file of persons */
    int64_t bytes;         /* of the file */
    Digest digest;         /* of the file */
    int64_t first_person, first_unit; /* ids from which on the act gives them */
    struct KeyBlock *keys;            /* what the sender calls people; of a file of persons */
    PairMap divisions;                /* (code, 0) → id */
    PairMap units;           /* (unit, 0) → row: units made here that have no applicant yet */
    struct Decided *decided; /* enrolments and decisions that wait for the end of the file */
    int64_t multiple;        /* of amounts, as a title above the table says; 1 */
    const TableRow *row;
    Period period;   /* of the row at hand, when its kind of file has one */
    int64_t subject; /* whom a form is about, whose row names nobody; 0: of a file */
    size_t left_out; /* of the job's rows that are left out, those that have come */
    bool bad;        /* the row at hand has an error */
    bool bad_cell;   /* so has the cell at hand */
} Import;

/* The trimmed text of a cell; empty when the column is absent. */
Str import_cell(const Import *im, ptrdiff_t column);
Str import_role(const Import *im, ColumnRole role);
/* A fault of the row at hand; column -1 = the whole row. The sentence is a format of
 * import_words.def. */
void import_fault(Import *im, ptrdiff_t column, const char *sentence, ...)
    __attribute__((format(printf, 3, 4)));
/* The same, of a format of import_words.def that takes one text. */
void import_fault_about(Import *im, ptrdiff_t column, const char *sentence, Str text);
void import_warning(Import *im, ptrdiff_t column, const char *sentence, ...)
    __attribute__((format(printf, 3, 4)));
/* A fault that is found after its row; column -1 = the whole row. */
void import_late_fault(Import *im, int64_t row, ptrdiff_t column, Str sentence);
/* Counts what became of a row. */
void import_count(Import *im, FactEffect effect);
FactEffect effect_join(FactEffect a, FactEffect b);
/* Passes on a failure that was described in the chunk. Always false. */
bool import_failed(Import *im);
/* The same of the reader. */
bool import_unread(Import *im);

/* import_head.c: the header, which may stand below titles and have two rows; the next row is the
 * first below it. False when the file is empty or failed. */
bool import_head(Import *im, TableRow *header);
/* Whether the row at hand is a total, a signature, the header again: nobody. Then it is told. */
bool import_is_outside(Import *im);

/* import_columns.c: reads the header row; false when the file cannot be read on (faults say why).
 */
bool import_bind(Import *im, const TableRow *header);

/* Full width as half width; white space and what cannot be seen is left out. */
Str import_half_width(Arena *arena, Str s);
/* The same of columns that are fields: a form's. */
bool import_bind_fields(Import *im, const FieldSaid *fields, size_t count);
Import import_new(Work *w, const Bureau *b, const ImportJob *job, ImportResult *out);

/* import_mapping.c: our name of a header that is not ours; empty when nobody said. */
bool import_mapped(Import *im, Str header, Str *meant);
void import_mappings_check(Import *im); /* tells what was said of no column of the file */
bool import_mappings_keep(Import *im);

/* import_value.c: cells to values. False when the cell has an error (already told). */
typedef enum { CELL_EMPTY, CELL_UNKNOWN, CELL_NONE, CELL_GIVEN, CELL_BAD } CellState;
CellState import_value(Import *im, ptrdiff_t column, const Field *field, Value *out);
CellState import_date(Import *im, ColumnRole role, Date *out);   /* DATE_NONE when empty */
CellState import_month(Import *im, ColumnRole role, Month *out); /* MONTH_NONE when empty */
CellState import_money(Import *im, ColumnRole role, Money *out);
/* Reads the row's days and kind into im->period. */
void import_period(Import *im);
/* The citizen ID of the row in normal form, or empty; its birth and sex. */
CellState import_number(Import *im, Str *number, Date *birth, int *sex);

/* import_person.c */
bool import_person_begin(Import *im);
bool import_person_ahead(Import *im);
bool import_person_row(Import *im);
bool import_person_end(Import *im);
bool import_aspect_row(Import *im); /* REGISTER.ASPECT of a person or a unit */
/* The person whom the row names by number or key; {0} with a fault when there is none. */
bool import_known_person(Import *im, PersonId *out);
void plan_read(Import *im, AspectPlan *plan);
/* Writes what the plan says of a subject; `born`: the default first day, DATE_NONE for the job's.
 */
bool plan_write(Import *im, AspectPlan *plan, int64_t subject, Date born, FactEffect *effect);
void plan_require(Import *im, const AspectPlan *plan);

/* The same subject and day once more in the file, with something else, is told. */
void import_tell_twice(Import *im, int64_t subject, FactEffect effect);

/* import_other.c */
bool import_other_row(Import *im);
bool import_other_end(Import *im); /* assess.c: sums that the rows come to, of people */
bool import_balances(Import *im);  /* balance.c: no account may be below zero */
/* The id of what a cell names: a person, a unit or a row. */
CellState import_reference(Import *im, ptrdiff_t column, const Field *f, Str text, Str *out);

/* import_household.c */
bool import_household_row(Import *im);
bool import_household_end(Import *im);
/* The unit of the row's 户号; {0} when it is not known (no fault). */
bool import_unit(Import *im, UnitId *out);

/* import_enrolment.c */
bool import_enrolment_row(Import *im);
bool import_decision_row(Import *im);
bool import_decided_end(Import *im);

#endif
