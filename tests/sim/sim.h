/* sim: a small county lived day by day in one process. A seed draws what happens; every act goes
 * through the public headers of the rooms, as a command would; beside the store a model in plain C
 * knows what must be due, and after each act the two are compared.
 *
 * An act is drawn, done and learned: `draw` makes a Deed from random numbers and the model,
 * `deed_do` does it in the store, `learn` tells the model. A crash cuts the middle part in a child
 * process. The numbers of act n come from (seed, n) alone, so that acts can be left out when a
 * failure is made smaller. */
#ifndef TESTS_SIM_H
#define TESTS_SIM_H

#include "access/access.h"
#include "payment/payment.h"

enum {
    VILLAGES = 4, /* the first lies outside the county */
    PEOPLE_LIMIT = 600,
    UNIT_LIMIT = 80,
    MEMBER_LIMIT = 16,
    ENROLMENT_LIMIT = 600,
    STEP_LIMIT = 24,
    BASIS_LIMIT = 24,
    FIX_LIMIT = 8,
    MONTH_LIMIT = 72,
    RAISE_LIMIT = 40,
};
enum { NEVER = INT32_MAX };
#define UNKNOWN_VALUE INT64_MIN

/* ---- the model ------------------------------------------------------------------------------ */

/* A value that changes from day to day: what is said from a day holds until the next thing said. */
typedef struct {
    size_t count;
    int32_t from[STEP_LIMIT];
    int64_t value[STEP_LIMIT];
} Timeline;
int64_t timeline_at(const Timeline *t, int32_t day, int64_t absent);
/* Saying what holds already adds nothing, as in the registry. False when there is no room. */
bool timeline_say(Timeline *t, int32_t from, int64_t value);

typedef struct {
    char number[20];
    PersonId id;
    int32_t birth, death, moved_out;
    Timeline home, custody, income, grade; /* village, 0/1, fen, 1..4 */
} Person;
typedef struct {
    size_t person;
    int32_t from, to;
} Membership;
typedef struct {
    char number[12];
    UnitId id;
    size_t member_count;
    Membership members[MEMBER_LIMIT]; /* the applicant first */
    Timeline home;
} Household;

typedef enum { OLD_AGE, LIVING, DISABILITY, CHILD, DESTITUTE, AFFAIR_COUNT } AffairKind;
typedef enum { BASE, TOPUP, FADEOUT, COMPONENT_COUNT } ComponentKind;
const char *affair_key(AffairKind kind);

/* What a grant or a revision copied. */
typedef struct {
    int32_t effective; /* month; of a grant INT32_MIN: it reaches every month */
    size_t count;
    size_t person[MEMBER_LIMIT];
    int64_t income[MEMBER_LIMIT], grade[MEMBER_LIMIT];
} Basis;
typedef struct {
    int32_t from, until;
    int64_t fen;
} Fix;
typedef struct {
    AffairKind affair;
    EnrolmentId id;
    size_t unit, person;
    int32_t applied, decided; /* days */
    int32_t stop, fade;       /* months */
    bool suspended;
    size_t basis_count, fix_count;
    Basis basis[BASIS_LIMIT];
    Fix fix[FIX_LIMIT];
    size_t payee_count; /* whoever was ever due or posted something */
    size_t payee[MEMBER_LIMIT];
    int64_t posted[MONTH_LIMIT][MEMBER_LIMIT][COMPONENT_COUNT];
} Enrolled;
typedef struct {
    int32_t from, published; /* days */
    int64_t fen;
    bool living; /* the minimum living standard, else the old-age one */
} Raise;

typedef struct {
    size_t person_count, unit_count, enrolment_count, raise_count;
    Person people[PEOPLE_LIMIT];
    Household units[UNIT_LIMIT];
    Enrolled enrolments[ENROLMENT_LIMIT];
    Raise raises[RAISE_LIMIT];
    int32_t first, closed; /* months; closed = first - 1 when none */
    int64_t settled;       /* fen that the bank has paid */
} Model;

/* What one enrolment is due for a month, by payee as in `payee` of Due. */
typedef struct {
    bool unknown[MEMBER_LIMIT][COMPONENT_COUNT], all_unknown, barred;
    size_t count;
    size_t person[MEMBER_LIMIT];
    int64_t fen[MEMBER_LIMIT][COMPONENT_COUNT];
} Due;
/* By the standards published until `today`. */
void model_due(const Model *m, const Enrolled *e, int32_t month, int32_t today, Due *out);
/* The close of a month: posted becomes due where it is known. */
void model_close(Model *m, int32_t month, int32_t today);
size_t enrolled_payee(Enrolled *e, size_t person);
Basis basis_of(const Model *m, const Enrolled *e, int32_t day);

/* ---- the simulation ------------------------------------------------------------------------- */

typedef struct {
    uint64_t state;
} Random;
uint64_t random_next(Random *r);
int64_t random_below(Random *r, int64_t limit); /* 0 when limit is 0 */
bool random_chance(Random *r, int percent);

typedef struct {
    int64_t seed, days, people;
    const uint8_t *skip; /* acts left out, by number; NULL: none */
    int64_t skip_count;
    bool verbose;
    const char *note; /* where a failing run leaves the number of acts */
} Options;

typedef enum {
    DEED_NONE, /* nothing of the kind can happen today */
    DEED_IMPORT,
    DEED_LAW,
    DEED_CLOSE,
    DEED_DRAFT,
    DEED_CHECK,
    DEED_APPROVE,
    DEED_SEND,
    DEED_SETTLE,
    DEED_RETURN,
    DEED_CANCEL,
    DEED_REOPEN,
} DeedKind;
struct Sim;
typedef struct Deed {
    const char *name;
    DeedKind kind;
    bool may_refuse; /* the store may say no, for a reason that the model does not know */
    const char *as;  /* DEED_IMPORT */
    Str rows;
    WriteKind write;
    Date effective;
    size_t person, unit, enrolment; /* for learning */
    int32_t day, month, until;
    int64_t value;
    AffairKind affair;
    DecisionKind decision;
    bool refused; /* what became of it */
    int64_t batch, lines;
    void (*learn)(struct Sim *sim, const struct Deed *deed);
} Deed;

typedef struct Sim {
    Options options;
    Arena *arena; /* the laws; lives as long as the simulation */
    Work *w;      /* of the act at hand */
    Store *store;
    Bureau *bureau;
    int64_t now;
    char folder[64], path[96];
    Random random; /* of the act at hand */
    int64_t act;
    const char *doing;
    int32_t today;
    Commit head; /* after the last act */
    Model *model;
    int64_t crashes, refusals, acts_done;
} Sim;

/* Ends the simulation: says what is wrong and how to run it again. */
_Noreturn void sim_fail(Sim *sim, const char *what, ...) __attribute__((format(printf, 2, 3)));
void sim_must(Sim *sim, bool done, const char *what); /* a failure of the store ends it too */

/* store.c: a fresh Work for each act; the store is closed and opened again around a crash. */
void sim_create(Sim *sim);
void sim_open(Sim *sim);
void sim_shut(Sim *sim);
void sim_law(Sim *sim);  /* compiles the law with all raises known to the model */
void sim_work(Sim *sim); /* a new Work for the next act */
void sim_enter(Sim *sim, const char *account);
Bureau *sim_bureau(Sim *sim, Arena *arena);
bool deed_do(Sim *sim, Deed *deed);
PersonId sim_person(Sim *sim, size_t person);

/* acts.c, casework.c, money.c: what can happen. */
typedef struct {
    const char *name;
    int weight;
    void (*draw)(Sim *sim, Deed *deed);
} ActKind;
extern const ActKind life_acts[], casework_acts[], money_acts[]; /* end with a NULL name */
void deed_import(Sim *sim, Deed *deed, const char *as, Str rows);
void draw_person(Sim *sim, Deed *deed, int32_t birth);
void draw_family(Sim *sim, Deed *deed);
void draw_close(Sim *sim, Deed *deed);
bool pick_living(Sim *sim, size_t *person); /* somebody who is not known to be dead */
const char *village_code(int64_t village);

/* crash.c: does the deed in a child that dies at a random write. */
void crash_at(int64_t calls); /* to the system, from now on */
bool crash_deed(Sim *sim, Deed *deed);

/* check.c: what must hold. `deep` adds what is too slow for every act. */
void check_light(Sim *sim);
void check_deep(Sim *sim);
void check_close(Sim *sim);

#endif
