/* Files about people: who they are and where they live, disabilities, illness, accounts, deaths,
 * departures, and a birth date set right. Each is written for what the bureau learns in one month.
 */
#include "demo/sheet.h"
#include "demo/words.def"
#include "demo/year.h"

static const Str relation_names[RELATION_COUNT] = {
    [RELATION_HEAD] = {NAME_HEAD, sizeof NAME_HEAD - 1},
    [RELATION_SPOUSE] = {NAME_SPOUSE, sizeof NAME_SPOUSE - 1},
    [RELATION_CHILD] = {NAME_CHILD, sizeof NAME_CHILD - 1},
    [RELATION_PARENT] = {NAME_PARENT, sizeof NAME_PARENT - 1},
    [RELATION_GRANDCHILD] = {NAME_GRANDCHILD, sizeof NAME_GRANDCHILD - 1},
    [RELATION_SIBLING] = {NAME_SIBLING, sizeof NAME_SIBLING - 1},
};

Str relation_name(FamilyRelation relation)
{
    return relation_names[relation];
}

/* Facts of the opening hold since long before; those of a month from its first day. */
Date telling_since(const Telling *t)
{
    return t->month ? year_day(t->demo, t->month, 1) : date_of(t->demo->year - 9, 1, 1);
}

/* ---- who and where ------------------------------------------------------------------------- */

static void person_write(Sheet *s, uint32_t i)
{
    const Demo *d = s->t->demo;
    const Person *p = &d->persons[i];
    const Community *place = &d->places[d->families[p->family].place];
    Arena *arena = s->t->scratch;
    sheet_number(s, i);
    sheet_text(s, person_name(arena, p));
    sheet_text(s, p->sex == 1 ? STR(WORD_MALE) : STR(WORD_FEMALE));
    sheet_day(s, p->recorded);
    sheet_text(s, nation_name(p));
    sheet_text(s, division_text(arena, place->code));
    sheet_text(s, place->rural ? STR(WORD_RURAL) : STR(WORD_URBAN));
    sheet_text(s, format(arena, NAME_BOOK_NUMBER, (size_t)p->family + 1));
    sheet_text(s, relation_name(p->relation));
    sheet_end(s);
}

/* The opening goes street by street, as a household register does; newcomers as they come. */
static uint32_t *people_in_order(const Telling *t, size_t *count)
{
    const Demo *d = t->demo;
    uint32_t *order = NEW_ARRAY(t->w->arena, uint32_t, d->person_count);
    size_t *next = NEW_ARRAY(t->w->arena, size_t, d->place_count + 1);
    for (size_t i = 0; i < d->person_count; i++)
        if (d->persons[i].known == t->month) next[d->families[d->persons[i].family].place + 1]++;
    for (size_t i = 0; i < d->place_count; i++)
        next[i + 1] += next[i];
    *count = next[d->place_count];
    for (uint32_t i = 0; i < d->person_count; i++)
        if (d->persons[i].known == t->month)
            order[next[d->families[d->persons[i].family].place]++] = i;
    return order;
}

bool people_tell(Telling *t)
{
    Sheet s;
    size_t count;
    uint32_t *order = people_in_order(t, &count);
    TRY(sheet_open(t, "person", "", COLUMNS_PERSON, &s));
    for (size_t i = 0; i < count; i++)
        person_write(&s, order[i]);
    return sheet_import(&s, telling_since(t), WRITE_CHANGE);
}

/* ---- what is known of some ------------------------------------------------------------------ */

static const Str disability_names[] = {
    STR_OF(NAME_SIGHT),     STR_OF(NAME_HEARING), STR_OF(NAME_SPEECH),  STR_OF(NAME_LIMBS),
    STR_OF(NAME_INTELLECT), STR_OF(NAME_MIND),    STR_OF(NAME_MULTIPLE)};
static const Str grade_names[] = {STR_OF(NAME_GRADE_1), STR_OF(NAME_GRADE_2), STR_OF(NAME_GRADE_3),
                                  STR_OF(NAME_GRADE_4)};

static void disability_write(Sheet *s, uint32_t i, int32_t certificate)
{
    const Person *p = &s->t->demo->persons[i];
    sheet_number(s, i);
    sheet_text(s, disability_names[p->disability - 1]);
    sheet_text(s, grade_names[p->grade - 1]);
    sheet_day(s, certificate);
    sheet_end(s);
}

static bool disabilities_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "person.disability", "", COLUMNS_DISABILITY, &s));
    for (uint32_t i = 0; i < d->person_count; i++)
        if (d->persons[i].disability && d->persons[i].known == t->month)
            disability_write(&s, i, d->persons[i].certificate);
    return sheet_import(&s, telling_since(t), WRITE_CHANGE);
}

/* Renewed certificates: said in the change's month, true since its own day. */
static bool certificates_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    int32_t since = DATE_NONE.days;
    TRY(sheet_open(t, "person.disability", "renewed", COLUMNS_DISABILITY, &s));
    for (size_t i = 0; i < d->change_count; i++) {
        const Change *c = &d->changes[i];
        if (c->kind != CHANGE_CERTIFICATE || c->month != t->month) continue;
        disability_write(&s, c->person, (int32_t)c->value);
        since = c->from;
    }
    return sheet_import(&s, (Date){since}, WRITE_CHANGE);
}

static bool illness_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "person.health", "", COLUMNS_HEALTH, &s));
    for (uint32_t i = 0; i < d->person_count; i++) {
        if (!d->persons[i].ill || d->persons[i].known != t->month) continue;
        sheet_number(&s, i);
        sheet_truth(&s, true);
        sheet_end(&s);
    }
    return sheet_import(&s, telling_since(t), WRITE_CHANGE);
}

static bool corrections_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "person.identity", "corrected", COLUMNS_IDENTITY, &s));
    for (size_t i = 0; i < d->change_count; i++) {
        const Change *c = &d->changes[i];
        const Person *p = &d->persons[c->person];
        if (c->kind != CHANGE_BIRTH || c->month != t->month) continue;
        sheet_number(&s, c->person);
        sheet_text(&s, person_name(t->scratch, p));
        sheet_text(&s, p->sex == 1 ? STR(WORD_MALE) : STR(WORD_FEMALE));
        sheet_day(&s, (int32_t)c->value);
        sheet_text(&s, nation_name(p));
        sheet_end(&s);
    }
    return sheet_import(&s, DATE_NONE, WRITE_CORRECTION); /* it was never otherwise */
}

/* ---- deaths and departures ------------------------------------------------------------------ */

static bool deaths_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "person.death", "", COLUMNS_DEATH, &s));
    for (uint32_t i = 0; i < d->person_count; i++) {
        if (d->persons[i].death_known != t->month) continue;
        sheet_number(&s, i);
        sheet_day(&s, d->persons[i].death);
        sheet_end(&s);
    }
    return sheet_import(&s, DATE_NONE, WRITE_CHANGE);
}

static bool departures_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "person.departure", "", COLUMNS_DEPARTURE, &s));
    for (uint32_t i = 0; i < d->person_count; i++) {
        if (d->persons[i].moved_known != t->month) continue;
        sheet_number(&s, i);
        sheet_day(&s, d->persons[i].moved);
        sheet_end(&s);
    }
    return sheet_import(&s, DATE_NONE, WRITE_CHANGE);
}

bool people_facts_tell(Telling *t)
{
    if (t->month) {
        TRY(deaths_tell(t));
        TRY(departures_tell(t));
        TRY(corrections_tell(t));
        TRY(certificates_tell(t));
    }
    TRY(disabilities_tell(t));
    return illness_tell(t);
}
