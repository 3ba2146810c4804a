/* registry: a register as a list, and what one who is asked for says of himself. Included by
 * registry.h.
 *
 *     TRY(register_list(w, &(RegisterQuery){.reg = reg, .on = today, .limit = 50}, &list));
 *     TRY(register_say(w, bureau, &(FactSaid){.reg = reg, .subject = id, …}, &result)); */
#ifndef REGISTRY_LISTS_H
#define REGISTRY_LISTS_H

/* What a row must say on the day: a number in the field's scale, a day, a month, a code, 0 or 1, of
 * a division its order numbers; both inclusive. Texts cannot be asked for. */
typedef struct {
    const Field *field;
    bool unknown; /* nobody knows it */
    int64_t low, high;
} ListCondition;
typedef enum { LIST_BY_NAME, LIST_NEWEST } ListOrder;
typedef struct {
    const Register *reg;
    Date on;
    Str text; /* name, pinyin, initials; of households a member or the 户号; empty: all */
    const ListCondition *conditions;
    size_t condition_count;
    ListOrder order;
    size_t offset, limit;
    const bool *aspects; /* [aspect] whose values are wanted; NULL: all */
} RegisterQuery;
typedef struct {
    int64_t id;
    Str name;           /* of a household its 户号; in full: pages mask it */
    PersonId applicant; /* of a household */
    Value *values;      /* by number of the field; not known where no record holds */
} ListedRow;
typedef struct {
    ListedRow *rows;
    size_t count;
    int64_t total; /* all that match, beyond offset and limit */
} RegisterList;
enum {
    LIST_SORTED_MOST = 20000, /* of so many the order by name is made; beyond, names are walked */
    LIST_FOUND_MOST = 1000    /* by a text */
};
/* People by the dictionary, households by 户号, other rows by the dictionary. People are listed
 * where they are registered; who is seen for his household's sake alone is found by his name.
 * Inside no transaction: reads in one of its own. */
bool register_list(Work *w, const RegisterQuery *query, RegisterList *out);
bool register_size(Work *w, const Register *reg, int64_t *rows);
/* What holds of one on a day. ERR_NOT_FOUND when w does not see it. */
bool register_values(Work *w, const Register *reg, int64_t subject, ListedRow *out);
bool subject_need_seen(Work *w, const Register *reg, int64_t subject);

/* A list in the clear: an act that says which register, and why. Of oneself and relatives
 * nothing is told even so: that is the caller's to keep. */
bool register_reveal(Work *w, const Register *reg, Str purpose);

/* 变更 or 更正 of one person, household or row, over the declared fields of one aspect (of a
 * row: of any): read and checked as an import reads a cell, one act. Subject 0: a new row of a
 * register of rows. result->faults has .column = index of the field + 1; then nothing is done. */
typedef struct {
    const Field *field;
    Str text; /* as typed; empty: not said */
    bool unknown;
} FieldSaid;
typedef struct {
    const Register *reg;
    int64_t subject;
    WriteKind kind;
    Date from; /* DATE_NONE: today, of a correction as long as there is a record */
    const FieldSaid *fields;
    size_t count;
    Str source; /* on what it rests: 申请人申报, 户籍部门来函 … */
} FactSaid;
bool register_say(Work *w, const Bureau *b, const FactSaid *said, ImportResult *result);

#endif
