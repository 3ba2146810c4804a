/* A small bureau made by hand, and a store for it: what the tests of this room share. */
#ifndef REGISTRY_FIXTURE_H
#define REGISTRY_FIXTURE_H

#include "base/test.h"
#include "registry/store.h"

enum { ID_NAME, ID_SEX, ID_BIRTH, ID_NUMBER, ID_FIELDS };          /* person.identity */
enum { HOME_DIVISION, HOME_MOVED, HOME_FIELDS };                   /* person.residence */
enum { INCOME_MONTHLY, INCOME_WORKS, INCOME_NOTE, INCOME_FIELDS }; /* person.income */
enum { WEALTH_TOTAL, WEALTH_CAR, WEALTH_FIELDS };                  /* household.wealth */

typedef struct {
    Bureau *bureau;
    Aspect *identity, *residence, *income, *wealth;
    Affair *aid;       /* of a household; decided on income and wealth */
    Affair *care;      /* of a person; excludes aid */
    Affair *allowance; /* of a person; goes with everything */
    int64_t law;
} Fixture;

/* A Work with an empty store in memory, a bureau, its tables, and a few divisions. */
Work *fixture_open(Fixture *out);
void fixture_close(Work *w);
Bureau *fixture_bureau(Arena *arena, Fixture *out);
/* Three provinces' worth of CSV in a fresh folder; the folder's path. */
const char *fixture_divisions(Work *w);

/* One act with one write. */
bool fixture_write(Work *w, const FactWrite *write);
Commit fixture_latest(Work *w);
/* A person with an identity: name, birth and a citizen ID made of the sequence number. */
PersonId fixture_person(Work *w, const Fixture *f, const char *name, Date birth, int sequence);
/* A family of these people from a day on, the first of them applying. */
UnitId fixture_family(Work *w, const char *number, Date from, const PersonId *people, size_t count);
/* An open change of a person's monthly income. */
void fixture_income(Work *w, const Fixture *f, PersonId person, Date from, int64_t fen);

#define NUMBER_VALUE(n) ((Value){.known = true, .number = (n)})
#define TEXT_VALUE(s) ((Value){.known = true, .text = (s)})
#define NO_VALUE ((Value){.known = false})

#endif
