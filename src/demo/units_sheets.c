/* Files about benefit units and their means: who belongs to a unit, what it has, what each member
 * earns, and where the money goes. */
#include "demo/words.def"
#include "demo/year.h"

#define CARD_PREFIX "622999" /* belongs to no bank */
#define CARD_DIGITS 18       /* without the check digit */

/* ---- units --------------------------------------------------------------------------------- */

static void unit_write(Sheet *s, size_t k)
{
    const Demo *d = s->t->demo;
    const Household *u = &d->units[k];
    for (int i = 0; i < u->count; i++) {
        const Person *p = &d->persons[u->member[i]];
        const Community *place = &d->places[d->families[p->family].place];
        bool first = i == 0;
        sheet_text(s, unit_number(s->t->scratch, k));
        sheet_number(s, u->member[i]);
        sheet_text(s, first ? STR(NAME_APPLICANT) : relation_name(p->relation));
        sheet_text(s, u->single ? STR(NAME_SINGLE_UNIT) : STR(NAME_FAMILY));
        sheet_text(s, first ? division_text(s->t->scratch, place->code) : STR(""));
        sheet_text(s, !first ? STR("") : place->rural ? STR(WORD_RURAL) : STR(WORD_URBAN));
        sheet_text(s, !first ? STR("") : u->single ? STR(WORD_SINGLE) : STR(WORD_WHOLE));
        if (first)
            sheet_fen(s, u->property);
        else
            sheet_text(s, STR(""));
        sheet_text(s, first ? STR(WORD_NO) : STR(""));
        sheet_text(s, first ? STR(WORD_NO) : STR(""));
        if (first && u->single)
            sheet_fen(s, u->original_income);
        else
            sheet_text(s, STR(""));
        sheet_end(s);
    }
}

static bool households_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "household", "", COLUMNS_HOUSEHOLD, &s));
    for (size_t k = 0; k < d->unit_count; k++)
        if (d->units[k].known == t->month) unit_write(&s, k);
    return sheet_import(&s, telling_since(t), WRITE_CHANGE);
}

/* ---- incomes ------------------------------------------------------------------------------- */

static void income_write(Sheet *s, uint32_t person, int64_t fen)
{
    sheet_number(s, person);
    sheet_fen(s, fen);
    sheet_end(s);
}

static void unit_incomes(Sheet *s, const Household *u)
{
    int month = s->t->month;
    if (u->known == month) {
        for (int i = 0; i < u->count; i++) {
            bool missing = u->state == UNIT_UNCLEAR && i == u->count - 1;
            bool later = i == 0 && u->earlier_income >= 0;
            if (!missing) income_write(s, u->member[i], later ? u->earlier_income : u->income[i]);
        }
        return;
    }
    if (u->earlier_income >= 0 && u->revised == month) income_write(s, u->member[0], u->income[0]);
    if (u->present_income >= 0 && u->earns_from == month)
        income_write(s, u->member[0], u->present_income);
}

static bool incomes_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "person.income", "", COLUMNS_INCOME, &s));
    for (size_t k = 0; k < d->unit_count; k++)
        unit_incomes(&s, &d->units[k]);
    for (size_t i = 0; i < d->destitute_count; i++)
        if (d->destitute[i].known == t->month)
            income_write(&s, d->destitute[i].person, d->destitute[i].income);
    return sheet_import(&s, telling_since(t), WRITE_CHANGE);
}

/* ---- accounts ------------------------------------------------------------------------------ */

/* A card number of 19 digits with a Luhn check digit, from the person's own number. */
static Str card_of(Arena *arena, uint32_t person)
{
    Buf b = buf_new(arena);
    buf_format(&b, CARD_PREFIX "%012llu", (unsigned long long)person * 982451653u % 1000000000000u);
    int sum = 0;
    for (size_t i = 0; i < CARD_DIGITS; i++) {
        int digit = b.ptr[i] - '0';
        if (i % 2 == 1) digit *= 2; /* every second from the check digit */
        sum += digit > 9 ? digit - 9 : digit;
    }
    buf_byte(&b, (char)('0' + (10 - sum % 10) % 10));
    return buf_str(&b);
}

static void account_write(Sheet *s, uint32_t person, uint8_t *done)
{
    if (done[person]) return;
    done[person] = 1;
    sheet_number(s, person);
    sheet_text(s, STR(WORD_BANK));
    sheet_text(s, card_of(s->t->scratch, person));
    sheet_end(s);
}

static bool accounts_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    uint8_t *done = NEW_ARRAY(t->w->arena, uint8_t, d->person_count);
    TRY(sheet_open(t, "person.account", "", COLUMNS_ACCOUNT, &s));
    for (size_t k = 0; k < d->unit_count; k++)
        for (int i = 0; i < d->units[k].count; i++)
            if (d->units[k].granted == t->month) account_write(&s, d->units[k].member[i], done);
    for (size_t i = 0; i < d->benefit_count; i++)
        if (d->benefits[i].granted == t->month) account_write(&s, d->benefits[i].person, done);
    return sheet_import(&s, telling_since(t), WRITE_CHANGE);
}

bool units_tell(Telling *t)
{
    TRY(households_tell(t));
    TRY(incomes_tell(t));
    return accounts_tell(t);
}

/* ---- the destitute and children without parents --------------------------------------------- */

static bool support_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "person.support", "", COLUMNS_SUPPORT, &s));
    for (size_t i = 0; i < d->destitute_count; i++) {
        const Destitute *p = &d->destitute[i];
        if (p->known != t->month) continue;
        sheet_number(&s, p->person);
        sheet_text(&s, p->way == 1 ? STR(NAME_INSTITUTION) : STR(NAME_AT_HOME));
        sheet_fen(&s, p->property);
        sheet_truth(&s, true);
        sheet_end(&s);
    }
    return sheet_import(&s, telling_since(t), WRITE_CHANGE);
}

static bool care_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "person.care", "", COLUMNS_CARE, &s));
    for (size_t i = 0; i < d->destitute_count; i++) {
        const Destitute *p = &d->destitute[i];
        if (p->known != t->month) continue;
        sheet_number(&s, p->person);
        for (int item = 0; item < 6; item++) /* bathing goes first */
            sheet_truth(&s, item < 6 - p->failed);
        sheet_end(&s);
    }
    return sheet_import(&s, telling_since(t), WRITE_CHANGE);
}

static const Str parent_states[] = {STR_OF(NAME_PARENT_WELL),    STR_OF(NAME_PARENT_DEAD),
                                    STR_OF(NAME_PARENT_MISSING), STR_OF(NAME_PARENT_DISABLED),
                                    STR_OF(NAME_PARENT_ILL),     STR_OF(NAME_PARENT_PRISON),
                                    STR_OF(NAME_PARENT_DRUGS),   STR_OF(NAME_PARENT_RESTRAINED),
                                    STR_OF(NAME_PARENT_LOST),    STR_OF(NAME_PARENT_UNKNOWN)};

static void parent_write(Sheet *s, uint8_t state, int32_t since, uint8_t term)
{
    sheet_text(s, parent_states[state - 1]);
    sheet_day(s, since);
    sheet_int(s, term);
}

static bool parents_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "person.parents", "", COLUMNS_PARENTS, &s));
    for (size_t i = 0; i < d->child_count; i++) {
        const Child *c = &d->children[i];
        bool back = c->returns && c->returns == t->month;
        if (c->known != t->month && !back) continue;
        sheet_number(&s, c->person);
        parent_write(&s, back && c->father != PARENT_DEAD ? PARENT_WELL : c->father,
                     c->father_since, c->father_term);
        parent_write(&s, back && c->mother != PARENT_DEAD ? PARENT_WELL : c->mother,
                     c->mother_since, c->mother_term);
        sheet_text(&s, STR(WORD_SCATTERED_CHILD));
        sheet_end(&s);
    }
    return sheet_import(&s, telling_since(t), WRITE_CHANGE);
}

bool wards_tell(Telling *t)
{
    TRY(support_tell(t));
    TRY(care_tell(t));
    return parents_tell(t);
}
