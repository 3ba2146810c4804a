/* registry, last part: what a case brings in, inside casework's transaction and under its act;
 * included by registry.h. Every function here runs inside a transaction, after audit_act. */
#ifndef REGISTRY_ENTERED_H
#define REGISTRY_ENTERED_H

/* Somebody who is in no register yet: his name, number and home, true as long as there is a record.
 * Birth and sex follow from the number. */
typedef struct {
    Str name, citizen_id; /* the number may be empty */
    int64_t division;     /* id of the registered home, 0 not known */
} EnteredPerson;
bool entered_person(Work *w, const Bureau *b, const EnteredPerson *person, Commit commit,
                    PersonId *out);
/* A unit with its members from a day on: kind, applicant, division, members (person and role). */
bool entered_unit(Work *w, const BenefitUnit *unit, Date since, Commit commit, UnitId *out);
bool entered_single(Work *w, PersonId person, Commit commit, UnitId *out); /* found or made */
/* Who joins a unit on a day, or is no member from that day on. Its applicant stays. */
typedef struct {
    UnitId unit;
    PersonId person;
    Str role; /* of who joins */
    Date from;
    bool leaves;
} EnteredMember;
bool entered_member(Work *w, const EnteredMember *member, Commit commit);
/* As enrolment_grant and enrolment_decide; `law` is the text's id. */
typedef struct {
    const Bureau *bureau;
    int64_t law;
    Commit commit;
} EnteredUnder;
bool entered_grant(Work *w, const EnteredUnder *under, const Grant *g, EnrolmentId *out);
bool entered_decision(Work *w, const Bureau *b, const Decision *d, Commit commit, DecisionId *out);

#endif
