/* The inside of a FactBase, shared by the files of this room: dense indexes of persons and units,
 * the versions of every aspect that a program reads, memberships, enrolments with what was decided,
 * and what has been granted so far.
 *
 * Subjects are dense numbers here (int32_t, -1 = nobody), ids only at the edge. */
#ifndef ENTITLE_FACTS_H
#define ENTITLE_FACTS_H

#include "entitle/entitle.h"

/* Dense numbers of ids, rising. Where every id of a span is met, as in a whole store, number and id
 * differ by `lowest` and there are no tables. */
typedef struct {
    size_t count;
    int64_t lowest;
    size_t span;
    int64_t *ids;   /* of each dense number; NULL: lowest + number */
    int32_t *table; /* [id - lowest] → dense number or -1; NULL: id - lowest */
} Index;
int32_t index_find(const Index *index, int64_t id);
static inline int64_t index_id(const Index *index, int32_t number)
{
    return index->ids ? index->ids[number] : index->lowest + number;
}

/* An aspect's versions, found by the ids of their subjects. */
typedef struct {
    const Aspect *aspect;
    const Index *index;
    SubjectRows now;
} Versions;
/* The version true on a day, or -1. */
static inline int32_t versions_on(const Versions *v, int32_t subject, Date day)
{
    int64_t at = index_id(v->index, subject) - v->now.lowest;
    if (at < 0 || at >= (int64_t)v->now.span) return -1;
    for (uint32_t r = v->now.end[at]; r-- > v->now.first[at];)
        if (v->now.rows.from[r] <= day.days && day.days < v->now.rows.to[r]) return (int32_t)r;
    return -1;
}
Versions *facts_versions(FactBase *base, const Aspect *aspect);
/* A field's value of a subject on a day: false when unknown. Absent facts of an aspect that says
 * 无记录即无 are known as none. */
bool facts_value(FactBase *base, const Field *field, int32_t subject, Date day, int64_t *out);
int64_t none_value(const Type *type);
void facts_store(Column *c, Arena *arena, size_t row, bool known, int64_t value);

/* Memberships, found by the ids of their units. */
typedef struct {
    SubjectRows now;
    int32_t *person; /* dense, by row */
    const int32_t *from, *to;
    const uint8_t *applicant;
} Members;
typedef struct {
    uint32_t first, end;
} MemberRange;
/* The rows of a unit. */
MemberRange members_range(const FactBase *base, int32_t unit);

/* Areas that set standards of their own inside the home division, and what stands around it. */
typedef struct {
    int64_t id;
    int32_t first, last;
    Division chain[6];
    size_t chain_count;
} Region;
typedef struct {
    Region home;
    Region *inner; /* widest first */
    size_t inner_count;
    struct RegionRow {
        int32_t order;
        int64_t id;
    } * rows; /* the home division's subtree by order number */
    size_t row_count;
} Regions;
bool regions_load(Work *w, const Bureau *bureau, Division home, Regions *out);
/* The narrowest area with standards of its own around an order number: 0 = home, 1.. = inner. */
size_t regions_group(const Regions *p, int32_t order);
const Region *regions_get(const Regions *p, size_t group);
int64_t regions_id(const Regions *p, int32_t order);

/* What one decision rests on: rows first .. end - 1 of the table, one a person (0 = the unit). */
typedef struct {
    int64_t decision;
    uint32_t first, end;
} DecidedSet;
typedef enum { DECIDED_ABSENT, DECIDED_KNOWN, DECIDED_UNKNOWN } DecidedState;
typedef struct {
    size_t set_count, rows, slots; /* a slot is an index of affair->decided */
    DecidedSet *sets;              /* by decision */
    int64_t *person;
    uint8_t *member; /* 0 no, 1 member, 2 applicant */
    int64_t *value;  /* [row * slots + slot] */
    uint8_t *state;
} Decided;

/* Shares of persons in a month, for 享受(X); fen is ENJOYED_UNKNOWN when nobody knows yet. */
#define ENJOYED_UNKNOWN INT64_MIN
#define ENJOYED_STANDING 1 /* of an affair that recognises: held; the law cannot read it as money */
typedef struct {
    Month month;
    size_t count, capacity;
    struct EnjoyedShare {
        int32_t person;
        int64_t fen;
    } * shares;
} EnjoyedMonth;

/* Where the divisions that a program names lie. */
typedef struct {
    DivisionSpan *items;
    size_t count;
} Spans;

/* Enrolments that are looked at (reach.c), and the first month of each. */
typedef struct {
    uint32_t *enrolment; /* rising */
    int32_t *from;
    size_t count;
} Chosen;

typedef struct {
    const Affair *affair;
    bool loaded;
    Enrolment *enrolments;
    size_t enrolment_count;
    Chosen *chosen; /* NULL: all */
    Decided decided;
    EnjoyedMonth *months;
    size_t month_count, month_capacity;
    Machine *machine; /* with facts_keep_columns: made once */
    Spans *spans;
} AffairFacts;

struct FactBase {
    Arena *arena;
    const Bureau *bureau;
    Commit known;
    Date published;
    bool whole; /* everybody; else one subject and its kin */
    Regions regions;
    const Register *person, *household;
    const Field *home[2], *urban[2]; /* of a person, of a household; NULL when not declared */
    const Field *birth, *death;      /* who is on the register, who has died */
    Index persons, units;
    Versions *versions;
    size_t version_count;
    Members members;
    AffairFacts *affairs; /* as bureau->affairs */
    bool keeps;           /* facts_keep_columns */
    struct KeptRoll *rolls;
    struct KeptColumn *columns;
    int32_t *everybody; /* 0, 1, 2 …: the subjects of the rolls of all persons that are kept */
    const StandardOverride *overrides;
    size_t override_count;
    const Field *shifted; /* facts_shift: NULL, or the field whose numbers are tried higher */
    int64_t shift;
    int64_t *scratch; /* one a person, all zero between uses */
};

/* An empty base that knows what to read. */
bool facts_open(Work *w, const Bureau *bureau, Division home, FactBase **out);
/* Memberships as read from the table, in the shape of a kept file. */
bool facts_members(Work *w, const MemberRows *rows, SubjectRows *out);
/* Numbers every subject of the versions and memberships read. */
bool facts_number(Work *w, FactBase *base);
/* Begins a read transaction unless the caller has one; *own says whether to end it. */
bool facts_moment(Work *w, bool *own);
void facts_moment_end(Work *w, bool own);
const Index *facts_index(const FactBase *base, Subject subject);
AffairFacts *facts_affair(FactBase *base, const Affair *affair);
/* Reads the enrolments and decided facts of an affair, once. */
bool facts_enrolments(Work *w, FactBase *base, const Affair *affair, AffairFacts **out);
const DecidedSet *decided_find(const Decided *d, int64_t decision);
DecidedState decided_get(const Decided *d, const DecidedSet *set, int64_t person, size_t slot,
                         int64_t *value);
bool decided_load(Work *w, FactBase *base, AffairFacts *of);

/* The applicant's dense number of a unit on a day, or -1. */
int32_t unit_applicant(const FactBase *base, int32_t unit, Date day);

#endif
