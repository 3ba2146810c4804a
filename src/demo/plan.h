/* The inside of a Demo: everybody in the district, what befalls them in the year, and when the
 * bureau learns of it. demo_plan fills it; begin.c and month.c turn it into files and decisions.
 *
 * A month of knowledge is 0 for "before the year" and 1..12. Persons, families and units are known
 * by their index. A person with a role is spoken for: no later stage may let them die or move. */
#ifndef DEMO_PLAN_H
#define DEMO_PLAN_H

#include "demo/demo.h"
#include "demo/random.h"

#define DEMO_YEAR 2024 /* where the bureau has no report that names one */
#define NEVER 13       /* a month of knowledge that does not come in this year */
#define NOBODY UINT32_MAX
#define MEMBERS_MAX 8

/* What the published figures ask for, and the area's numbers of the year. */
typedef struct {
    int64_t units, unit_persons, mean_yuan;
    int64_t destitute, disability_living, disability_care, old_age;
    int64_t orphans, unsupported, children_entered;
    int64_t orphan_paid, unsupported_paid, disabled_child_paid; /* fen */
    int64_t retrenched, trustees, poor_elders;
    int64_t lifted_units, lifted_persons, lifted_destitute; /* 建档立卡 on the rolls */
    int64_t population;
} Targets;
/* Every figure of the area, for the registers of other things. */
typedef struct {
    Str key;
    int64_t hundredths;
} Figured;
typedef struct {
    int64_t living[3];                           /* fen a month, by 城乡: 1 urban, 2 rural */
    int64_t elder, minor, disabled, ill;         /* fen of top-up a month, urban */
    int64_t orphan, unsupported, disabled_child; /* fen a month */
} Rates;

typedef struct {
    Division code;
    uint32_t weight;
    bool rural;
} Community;

typedef enum {
    ROLE_NONE,
    ROLE_UNIT,  /* in a benefit unit */
    ROLE_CHILD, /* orphan or unsupported child */
    ROLE_DESTITUTE,
    ROLE_ELDER, /* eighty and over */
    ROLE_DISABLED,
    ROLE_SILENT, /* entitled to something, never applied */
    ROLE_LEAVER  /* dies, moves or is corrected by the plan */
} Role;
typedef enum {
    RELATION_HEAD,
    RELATION_SPOUSE,
    RELATION_CHILD,
    RELATION_PARENT,
    RELATION_GRANDCHILD,
    RELATION_SIBLING,
    RELATION_COUNT
} FamilyRelation;
typedef struct {
    int32_t birth;
    int32_t recorded;     /* birth date as first written down; differs where it is corrected */
    int32_t death, moved; /* days; DATE_NONE.days */
    int32_t certificate;  /* disability certificate valid until */
    uint32_t family;
    uint32_t given;    /* two characters of the era's table */
    uint16_t sequence; /* of the citizen ID */
    uint16_t surname, region;
    uint8_t sex; /* 1 male, 2 female */
    uint8_t nation, relation, role;
    uint8_t known, death_known, moved_known; /* months */
    uint8_t disability, grade;               /* choice codes, 0 none */
    bool ill;
} Person;

typedef struct {
    uint32_t place;
    uint16_t surname;
    uint8_t nation, count;
    uint32_t first; /* its first person */
} Family;

typedef enum {
    UNIT_ON_ROLL,  /* paid in December */
    UNIT_LEAVING,  /* was on the roll, left during the year */
    UNIT_LATE,     /* confirmed in December: paid from January on */
    UNIT_APPLYING, /* would qualify, not yet decided */
    UNIT_UNCLEAR   /* an income is missing */
} UnitState;
typedef struct {
    uint32_t member[MEMBERS_MAX]; /* the applicant first */
    int64_t income[MEMBERS_MAX];  /* fen a month */
    int64_t earlier_income;       /* the applicant's, until revised; -1 when never revised */
    int64_t present_income;       /* the applicant's, above the standard; -1 when it never is */
    int64_t property, original_income; /* fen */
    int32_t applied, decided;          /* days */
    uint8_t count, state;
    bool single;               /* 单人户 */
    bool frozen;               /* its amount is fixed: calibration leaves it alone */
    uint8_t known, granted;    /* months */
    uint8_t earns_from;        /* month in which present_income becomes known */
    uint8_t revised;           /* month of the revision, 0 none */
    uint8_t fades;             /* first month of the fade-out, 0 none */
    uint8_t stops, stop_known; /* first month not paid, month of the decision; 0 none */
    uint8_t stop_reason;       /* StopReason */
} Household;

typedef enum {
    STOP_DEATH,
    STOP_MOVED,
    STOP_INCOME,
    STOP_RETURNED,
    STOP_FADED,
    STOP_REASON_COUNT
} StopReason;
typedef enum {
    BENEFIT_OLD_AGE,
    BENEFIT_DISABILITY_LIVING,
    BENEFIT_DISABILITY_CARE,
    BENEFIT_DESTITUTE,
    BENEFIT_ORPHAN,
    BENEFIT_UNSUPPORTED,
    BENEFIT_DISABLED_CHILD,
    BENEFIT_RETRENCHED,
    BENEFIT_TRUSTEE,
    BENEFIT_DEPENDENT_ELDER,
    BENEFIT_COUNT
} BenefitKind;
Str benefit_key(BenefitKind kind);
typedef struct {
    uint32_t person;
    int32_t applied, decided;
    uint8_t kind, granted; /* BenefitKind; month of the decision */
    uint8_t stops, stop_known, stop_reason;
} Benefit;

typedef struct {
    uint32_t person;
    uint8_t way;              /* 1 集中, 2 分散 */
    uint8_t failed;           /* how many of the six items */
    int64_t income, property; /* fen */
    uint8_t known;
} Destitute;
#define PARENT_WELL 1 /* choice codes of 父母状况 */
#define PARENT_DEAD 2
typedef struct {
    uint32_t person;
    uint8_t father, mother; /* choice codes of 父母状况 */
    uint8_t known;
    int32_t father_since, mother_since;
    uint8_t father_term, mother_term; /* months, 0 none */
    uint8_t returns;                  /* month in which a parent is back, 0 never */
} Child;

typedef enum { CHANGE_INCOME, CHANGE_CERTIFICATE, CHANGE_BIRTH } ChangeKind;
typedef struct {
    uint32_t person;
    uint8_t kind, month;
    int64_t value; /* fen or day */
    int32_t from;  /* true since */
} Change;

struct Demo {
    Arena *arena;
    Random random;
    int year;
    Targets target;
    Figured *figures;
    size_t figure_count;
    Rates rate;
    Division district;
    const char *folder;
    int regions[16]; /* of citizen IDs: the district's own first */
    size_t region_count;
    Community *places;
    size_t place_count;
    uint32_t *place_pick; /* a place for each unit of weight */
    size_t place_picks;
    Person *persons;
    size_t person_count, person_capacity;
    Family *families;
    size_t family_count, family_capacity;
    Household *units;
    size_t unit_count, unit_capacity;
    Benefit *benefits;
    size_t benefit_count, benefit_capacity;
    Destitute *destitute;
    size_t destitute_count, destitute_capacity;
    Child *children;
    size_t child_count, child_capacity;
    Change *changes;
    size_t change_count, change_capacity;
    uint32_t *lifted; /* persons of the poverty file who draw minimum living or are destitute */
    size_t lifted_count, lifted_capacity;
    int64_t elders_left; /* of eighty and over that are still to be made */
    uint16_t *sequences; /* of citizen IDs, by region, day and sex */
};

/* ---- figures.c, places.c */
bool targets_read(Work *w, const char *path, Demo *d);
bool rates_read(Work *w, const Bureau *bureau, Demo *d);
bool places_read(Work *w, Demo *d);

/* ---- demo.c: everybody's year, once targets, rates and places are known */
bool demo_work_out(Work *w, Demo *d);

/* ---- people.c: families and the persons in them */
int32_t birth_aged(Demo *d, int low,
                   int high);      /* of somebody low..high on the day before the year */
int32_t birth_elder(Demo *d);      /* of somebody of the figure for old age */
int32_t birth_last(const Demo *d); /* the last birthday that counts for that figure */
uint32_t family_new(Demo *d);
typedef struct {
    int32_t birth;
    uint8_t sex, relation, role;
} PersonSeed;
uint32_t person_new(Demo *d, uint32_t family, PersonSeed seed);
void families_fill(Demo *d); /* everybody who has no part in the figures */
bool person_rural(const Demo *d, uint32_t person);
int person_age(const Demo *d, uint32_t person, Date on);

/* ---- units.c, calibrate.c: minimum living */
void units_plan(Demo *d);
int64_t unit_income_cap(const Demo *d, const Household *unit); /* highest income per head, fen */
int64_t unit_base(const Demo *d, const Household *unit);       /* of December, fen */
int64_t unit_amount(const Demo *d, const Household *unit);     /* of December, with top-ups, fen */
int64_t member_top_up(const Demo *d, uint32_t person);         /* of December, fen */
bool units_calibrate(Work *w, Demo *d);

/* ---- children.c, benefits.c, elders.c */
bool children_plan(Work *w, Demo *d);
void destitute_plan(Demo *d);
void disabled_members_plan(Demo *d); /* before calibration: top-ups rest on it */
void elders_plan(Demo *d);
void disabled_plan(Demo *d);
void events_plan(Demo *d);
void programmes_plan(Demo *d); /* programmes.c: last, among people who are there already */
int64_t elders_silent(const Demo *d);
void benefit_ends_by_death(const Demo *d, Benefit *b);
Benefit *benefit_new(Demo *d, BenefitKind kind, uint32_t person, int granted);
Change *change_new(Demo *d, Change change);

/* ---- days */
Date year_day(const Demo *d, int month, int day); /* month 0: December before; 1..12 */
Date decision_day(Demo *d, int month);            /* a working day for decisions; 0: years before */

/* ---- names.c: from surnames.def, given.def and nations.def */
uint16_t surname_draw(Random *r);
uint8_t nation_draw(Random *r);
uint32_t given_draw(Random *r, int birth_year, int sex);
Str person_name(Arena *arena, const Person *p);
Str nation_name(const Person *p);

#endif
