/* Registers that are neither people nor households: organisations, graves, reserve funds, obligors.
 * A row has an id of ours, the name that the register's 唯一 field gives it, and aspects with
 * history like everybody else's. Included by registry.h. */
#ifndef REGISTRY_ROWS_H
#define REGISTRY_ROWS_H

typedef struct { int64_t n; } RowId; /* ours, never reused */

bool row_by_name(Work *w, const Register *reg, Str name, RowId *out); /* ERR_NOT_FOUND */
bool row_name(Work *w, RowId id, Str *out);

/* A condition on a field's value in words, as a list shows it. */
typedef struct {
    const Field *field;
    Str word;
} RowFilter;
typedef struct {
    RowId id;
    Str name;
    Value *values; /* by number of the field, aspects in order; not known where no record holds */
} RegisterRow;
/* What holds of each row on a day, as known now; rows of which nothing holds are left out. A
 * reference is the id of what it names, as text; a division its id. By name. */
bool register_rows(Work *w, const Register *reg, Date on, RegisterRow **out, size_t *count);
size_t register_field_count(const Register *reg);
const Field *register_field_at(const Register *reg, size_t n);
size_t register_field_number(const Field *field);
/* Whether a row's values read as the filters say, each in the words of value_text. */
bool row_passes(Work *w, const RegisterRow *row, const RowFilter *filters, size_t count);
/* What is left on each account of a register (分账, 计收, 计支), and the first day, if any, on which
 * more had been paid out than taken in; by account. None of a register that keeps no account. */
typedef struct {
    Str account; /* as value_text says it; empty when there is one for all */
    Money left;
    Date below; /* DATE_NONE: never */
    RowId row;  /* that brought it below */
    Money lowest;
} RowBalance;
bool register_balances(Work *w, const Register *reg, Date on, RowBalance **out, size_t *count);
/* The id that a reference holds, or 0. */
int64_t reference_id(Value value);

/* What an affair of rows (对象 台账 … 计入 …) makes of the rows that name a person or a household:
 * how the field that it fills comes by what it says on a day. */
typedef struct {
    Str name; /* of the row */
    Truth eligible;
    bool unknown;
    Money amount;
    const Why *why;
} AssessedRow;
typedef struct {
    Date said;   /* since when the field says what it says */
    Date from;   /* when the rows were assessed: they and the standards are of this day */
    Value value; /* what it says */
    bool stands; /* it is the sum of the rows; else somebody has recorded another since */
    AssessedRow *rows;
    size_t count;
} Assessed;
bool rows_assessed(Work *w, const Affair *affair, int64_t subject, Date on, Assessed *out);

#endif
