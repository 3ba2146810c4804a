/* A roll: the subjects to be run through one affair's program for one month and one chain of areas,
 * with the columns of their facts. */
#ifndef ENTITLE_ROLL_H
#define ENTITLE_ROLL_H

#include "entitle/facts.h"

typedef struct {
    const Affair *affair;
    Month month;
    Date day;     /* 取数日 */
    size_t group; /* of areas */
    size_t rows;
    int32_t *subject;            /* dense person or unit */
    int32_t *applicant;          /* dense person, or -1 */
    const Enrolment **enrolment; /* of the row; NULL: as if confirmed the month before */
    const DecidedSet **decided;  /* of the row; NULL: everything from the registers */
    bool deciding;               /* rows are granted: decided facts come from decisions only */
    uint32_t *start;             /* members: rows + 1 */
    int32_t *member;             /* dense persons */
    size_t member_rows;
} Roll;

/* A roll with room for `rows` subjects; the caller fills subject, applicant, enrolment, decided. */
Roll roll_new(Arena *arena, const Affair *affair, Month month, size_t rows);
/* Finds each row's members: of the decision where members are decided, else of the day. */
void roll_members(Arena *arena, FactBase *base, Roll *roll);

/* A roll that has been run. */
typedef struct {
    Spans *spans;
    Env *env;
    Facts facts;
    Results results;
    Machine *machine;
} Run;
/* Builds the columns and runs the law over them; everything lives in `arena`. */
bool roll_run(Work *w, Arena *arena, FactBase *base, const Roll *roll, Run *out);
/* As roll_run without running: for explanations. */
bool roll_bind(Work *w, Arena *arena, FactBase *base, const Roll *roll, Run *out);

/* A roll kept with its columns (facts_keep_columns): found by affair, month, group and purpose. */
typedef struct KeptRoll {
    struct KeptRoll *next;
    Roll roll;
    const struct MonthState *states; /* of the rows that are granted */
    Column *columns;                 /* by input; those of 享受(X) are made anew for each run */
    uint8_t *excluded; /* of the four sets: by person, who is enrolled in what excludes this */
} KeptRoll;
/* A field of everybody on a day, shared by the rolls of several affairs. */
typedef struct KeptColumn {
    struct KeptColumn *next;
    const Field *field;
    Date day;
    size_t group;
    Column column;
} KeptColumn;
/* NULL when the base keeps nothing, or not this one. */
KeptRoll *roll_kept(FactBase *base, const Roll *wanted);
/* A place for it in the base, or NULL when nothing is kept; the roll lives in the base's arena. */
KeptRoll *roll_keep(FactBase *base, const Roll *roll, const struct MonthState *states);
/* As roll_bind and roll_run, with the columns of `kept`, which are gathered the first time. */
bool roll_bind_kept(Work *w, Arena *arena, FactBase *base, KeptRoll *kept, Run *out);
bool roll_run_kept(Work *w, Arena *arena, FactBase *base, KeptRoll *kept, Run *out);

/* The area group of a subject on a day: where its register says it is at home. */
int32_t subject_place(FactBase *base, Subject subject, int32_t index, Date day);
Date affair_day(const Affair *affair, Month month);

/* ---- what was granted so far -------------------------------------------------------------- */

/* Whether the month of an affair has been granted in this base. */
EnjoyedMonth *enjoyed_find(FactBase *base, const Affair *affair, Month month);
EnjoyedMonth *enjoyed_open(FactBase *base, const Affair *affair, Month month);
void enjoyed_add(FactBase *base, EnjoyedMonth *m, int32_t person, int64_t fen);
/* Fills a column (TRUTH or INT64) for the people given; -1 is nobody. */
void enjoyed_column(Arena *arena, FactBase *base, const EnjoyedMonth *m, const int32_t *people,
                    Column *column);
/* The same for units: the sum over the members of each row. */
void enjoyed_sums(Arena *arena, FactBase *base, const EnjoyedMonth *m, const Roll *roll,
                  Column *column);

#endif
