/* What happens in life: births, deaths told late, moves, incomes, grades, custody, families that
 * gain and lose members, and what was registered wrongly. Each act is one import file, as a bureau
 * would get it. A new act: a draw function, its learn function, a line in the table at the end. */
#include <stdio.h>
#include <string.h>

#include "tests/sim/law.def"
#include "tests/sim/sim.h"

const char *village_code(int64_t village)
{
    static const char *const codes[VILLAGES] = {"360202001001", "360203001001", "360203001002",
                                                "360203100001"};
    return codes[village];
}

void deed_import(Sim *sim, Deed *deed, const char *as, Str rows)
{
    (void)sim;
    deed->kind = DEED_IMPORT;
    deed->as = as;
    deed->rows = rows;
    deed->effective = DATE_NONE;
}

static Str day_text(Sim *sim, int32_t day)
{
    return date_text(sim->w->arena, (Date){day});
}

bool pick_living(Sim *sim, size_t *person)
{
    Model *m = sim->model;
    if (!m->person_count) return false;
    *person = (size_t)random_below(&sim->random, (int64_t)m->person_count);
    return m->people[*person].death == NEVER;
}

/* Somebody, and a day up to `late` days back, but not before birth. */
static bool pick_told(Sim *sim, Deed *deed, int64_t late)
{
    if (!pick_living(sim, &deed->person)) return false;
    deed->day = sim->today - (int32_t)random_below(&sim->random, late + 1);
    return deed->day > sim->model->people[deed->person].birth;
}

/* ---- people --------------------------------------------------------------------------------- */

/* The check digit of GB 11643. */
static void number_make(char *out, size_t size, int32_t birth, size_t sequence)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int year, month, day, sum = 0;
    date_parts((Date){birth}, &year, &month, &day);
    (void)snprintf(out, size, "360203%04d%02d%02d%03zu", year, month, day, sequence % 1000);
    for (size_t i = 0; i < COUNT_OF(weights); i++)
        sum += (out[i] - '0') * weights[i];
    out[17] = "10X98765432"[sum % 11];
    out[18] = 0;
}

static void learn_person(Sim *sim, const Deed *deed)
{
    Model *m = sim->model;
    Person *p = &m->people[m->person_count++];
    *p = (Person){.birth = deed->day, .death = NEVER, .moved_out = NEVER};
    number_make(p->number, sizeof p->number, deed->day, deed->person);
    p->id = sim_person(sim, deed->person);
    (void)timeline_say(&p->home, date_of(2023, 1, 1).days, deed->value);
}

void draw_person(Sim *sim, Deed *deed, int32_t birth)
{
    char number[20];
    if (sim->model->person_count == PEOPLE_LIMIT) return;
    deed->person = sim->model->person_count;
    deed->day = birth;
    deed->value = random_below(&sim->random, 10) ? 1 + random_below(&sim->random, 3) : 0;
    number_make(number, sizeof number, birth, deed->person);
    Str day = day_text(sim, birth);
    deed_import(sim, deed, "person",
                format(sim->w->arena,
                       "name,birth_date,citizen_id,home,valid_from\nP%zu,%.*s,%s,%s,2023-01-01\n",
                       deed->person, STR_ARG(day), number, village_code(deed->value)));
    deed->learn = learn_person;
}

static void draw_birth(Sim *sim, Deed *deed)
{
    draw_person(sim, deed, sim->today - (int32_t)random_below(&sim->random, 20));
}

static void draw_newcomer(Sim *sim, Deed *deed)
{
    int64_t old = random_below(&sim->random, 2) ? 28000 + random_below(&sim->random, 6000)
                                                : random_below(&sim->random, 28000);
    draw_person(sim, deed, sim->today - (int32_t)old);
}

/* ---- facts ---------------------------------------------------------------------------------- */

static void told(Sim *sim, Deed *deed, const char *as, const char *field, Str value)
{
    const Person *p = &sim->model->people[deed->person];
    Str from = day_text(sim, deed->day);
    deed_import(sim, deed, as,
                format(sim->w->arena, "citizen_id,%s,valid_from\n%s,%.*s,%.*s\n", field, p->number,
                       STR_ARG(value), STR_ARG(from)));
}

static void learn_death(Sim *sim, const Deed *deed)
{
    sim->model->people[deed->person].death = deed->day;
}

/* A death is known up to four months late. */
static void draw_death(Sim *sim, Deed *deed)
{
    if (!pick_told(sim, deed, 120)) return;
    const Person *p = &sim->model->people[deed->person];
    Str day = day_text(sim, deed->day);
    deed_import(sim, deed, "person.death",
                format(sim->w->arena, "citizen_id,death_date\n%s,%.*s\n", p->number, STR_ARG(day)));
    deed->learn = learn_death;
}

/* It was another day. */
static void draw_death_corrected(Sim *sim, Deed *deed)
{
    Model *m = sim->model;
    size_t dead[PEOPLE_LIMIT], count = 0;
    for (size_t i = 0; i < m->person_count; i++)
        if (m->people[i].death != NEVER) dead[count++] = i;
    if (!count) return;
    deed->person = dead[random_below(&sim->random, (int64_t)count)];
    deed->day = m->people[deed->person].death + (int32_t)random_below(&sim->random, 90) - 45;
    if (deed->day > sim->today || deed->day <= m->people[deed->person].birth) return;
    Str day = day_text(sim, deed->day);
    deed_import(sim, deed, "person.death",
                format(sim->w->arena, "citizen_id,death_date\n%s,%.*s\n",
                       m->people[deed->person].number, STR_ARG(day)));
    deed->write = WRITE_CORRECTION;
    deed->learn = learn_death;
}

static void learn_moved_out(Sim *sim, const Deed *deed)
{
    sim->model->people[deed->person].moved_out = deed->day;
}

static void draw_moved_out(Sim *sim, Deed *deed)
{
    if (!pick_told(sim, deed, 60) || sim->model->people[deed->person].moved_out != NEVER) return;
    const Person *p = &sim->model->people[deed->person];
    Str day = day_text(sim, deed->day);
    deed_import(sim, deed, "person.departure",
                format(sim->w->arena, "citizen_id,moved_out\n%s,%.*s\n", p->number, STR_ARG(day)));
    deed->learn = learn_moved_out;
}

static bool room_in(const Timeline *t)
{
    return t->count < STEP_LIMIT;
}

static void learn_home(Sim *sim, const Deed *deed)
{
    (void)timeline_say(&sim->model->people[deed->person].home, deed->day, deed->value);
}

static void draw_move(Sim *sim, Deed *deed)
{
    if (!pick_told(sim, deed, 40) || !room_in(&sim->model->people[deed->person].home)) return;
    deed->value = random_below(&sim->random, VILLAGES);
    told(sim, deed, "person.residence", "home", str_of(village_code(deed->value)));
    deed->learn = learn_home;
}

static void learn_custody(Sim *sim, const Deed *deed)
{
    (void)timeline_say(&sim->model->people[deed->person].custody, deed->day, deed->value);
}

static void draw_custody(Sim *sim, Deed *deed)
{
    if (!pick_told(sim, deed, 50) || !room_in(&sim->model->people[deed->person].custody)) return;
    deed->value = random_below(&sim->random, 2);
    told(sim, deed, "person.custody", "in_custody", deed->value ? STR(WORD_YES) : STR(WORD_NO));
    deed->learn = learn_custody;
}

static void learn_income(Sim *sim, const Deed *deed)
{
    (void)timeline_say(&sim->model->people[deed->person].income, deed->day, deed->value);
}

static void draw_income(Sim *sim, Deed *deed)
{
    if (!pick_told(sim, deed, 60) || !room_in(&sim->model->people[deed->person].income)) return;
    deed->value = random_below(&sim->random, 3) ? random_below(&sim->random, 150000) : 0;
    Str amount = money_plain(sim->w->arena, (Money){deed->value});
    told(sim, deed, "person.income", "monthly_income", amount);
    deed->learn = learn_income;
}

static void learn_grade(Sim *sim, const Deed *deed)
{
    (void)timeline_say(&sim->model->people[deed->person].grade, deed->day, deed->value);
}

static void draw_grade(Sim *sim, Deed *deed)
{
    static const char *const grades[] = {GRADES};
    if (!pick_told(sim, deed, 60) || !room_in(&sim->model->people[deed->person].grade)) return;
    deed->value = 1 + random_below(&sim->random, 4);
    told(sim, deed, "person.disability", "disability_grade", str_of(grades[deed->value - 1]));
    deed->learn = learn_grade;
}

static void learn_birth_date(Sim *sim, const Deed *deed)
{
    sim->model->people[deed->person].birth = deed->day;
}

/* The birth date was registered wrongly, by up to two years. */
static void draw_birth_corrected(Sim *sim, Deed *deed)
{
    if (!pick_living(sim, &deed->person)) return;
    const Person *p = &sim->model->people[deed->person];
    deed->day = p->birth + (int32_t)random_below(&sim->random, 1400) - 700;
    if (deed->day > sim->today - 400) return;
    Str day = day_text(sim, deed->day);
    deed_import(sim, deed, "person.identity",
                format(sim->w->arena, "citizen_id,birth_date\n%s,%.*s\n", p->number, STR_ARG(day)));
    deed->write = WRITE_CORRECTION;
    deed->effective = DATE_ALWAYS;
    deed->learn = learn_birth_date;
}

/* ---- families ------------------------------------------------------------------------------- */

static void learn_family(Sim *sim, const Deed *deed)
{
    Model *m = sim->model;
    Household *u = &m->units[m->unit_count];
    *u = (Household){.member_count = (size_t)deed->value};
    (void)snprintf(u->number, sizeof u->number, "D%zu", m->unit_count + 1);
    for (size_t i = 0; i < u->member_count; i++)
        u->members[i] = (Membership){deed->person + i, date_of(2023, 1, 1).days, NEVER};
    sim_must(sim, unit_by_number(sim->w, str_of(u->number), &u->id), "unit");
    (void)timeline_say(&u->home, date_of(2023, 1, 1).days, deed->until);
    m->unit_count++;
}

/* The last people who came in, one to four of them, are a family. */
void draw_family(Sim *sim, Deed *deed)
{
    Model *m = sim->model;
    deed->value = 1 + random_below(&sim->random, 4);
    if (m->unit_count == UNIT_LIMIT || (int64_t)m->person_count < deed->value) return;
    deed->person = m->person_count - (size_t)deed->value;
    deed->until = (int32_t)(1 + random_below(&sim->random, 3));
    Buf rows = buf_new(sim->w->arena);
    buf_add(&rows, STR("household,citizen_id,role,home,urban_rural,valid_from\n"));
    for (int64_t i = 0; i < deed->value; i++)
        buf_format(&rows, "D%zu,%s,%s,%s,%s,2023-01-01\n", m->unit_count + 1,
                   m->people[deed->person + (size_t)i].number, i ? ROLE_OTHER : ROLE_APPLICANT,
                   i ? "" : village_code(deed->until), i ? "" : CITY);
    deed_import(sim, deed, "household", buf_str(&rows));
    deed->learn = learn_family;
}

static bool pick_unit(Sim *sim, Deed *deed)
{
    if (!sim->model->unit_count) return false;
    deed->unit = (size_t)random_below(&sim->random, (int64_t)sim->model->unit_count);
    deed->day = sim->today - (int32_t)random_below(&sim->random, 30);
    return true;
}

static void member_row(Sim *sim, Deed *deed, size_t person, int32_t from, int32_t to)
{
    Model *m = sim->model;
    Str begin = day_text(sim, from), end = to == NEVER ? STR("") : day_text(sim, to);
    deed_import(sim, deed, "household",
                format(sim->w->arena,
                       "household,citizen_id,role,valid_from,valid_to\n%s,%s,%s,%.*s,%.*s\n",
                       m->units[deed->unit].number, m->people[person].number, ROLE_OTHER,
                       STR_ARG(begin), STR_ARG(end)));
}

static void learn_join(Sim *sim, const Deed *deed)
{
    Household *u = &sim->model->units[deed->unit];
    u->members[u->member_count++] = (Membership){deed->person, deed->day, NEVER};
}

static bool is_member(const Household *u, size_t person)
{
    for (size_t i = 0; i < u->member_count; i++)
        if (u->members[i].person == person) return true;
    return false;
}

static void draw_join(Sim *sim, Deed *deed)
{
    if (!pick_unit(sim, deed) || !pick_living(sim, &deed->person)) return;
    const Household *u = &sim->model->units[deed->unit];
    if (u->member_count >= 8 || is_member(u, deed->person)) return;
    if (deed->day <= sim->model->people[deed->person].birth) return;
    member_row(sim, deed, deed->person, deed->day, NEVER);
    deed->may_refuse = true;
    deed->learn = learn_join;
}

static void learn_leave(Sim *sim, const Deed *deed)
{
    Household *u = &sim->model->units[deed->unit];
    u->members[deed->value].to = deed->day;
}

/* Never the applicant. */
static void draw_leave(Sim *sim, Deed *deed)
{
    if (!pick_unit(sim, deed)) return;
    const Household *u = &sim->model->units[deed->unit];
    if (u->member_count < 2) return;
    deed->value = 1 + random_below(&sim->random, (int64_t)u->member_count - 1);
    const Membership *m = &u->members[deed->value];
    if (m->to != NEVER || deed->day <= m->from) return;
    member_row(sim, deed, m->person, m->from, deed->day);
    deed->learn = learn_leave;
}

static void learn_unit_moved(Sim *sim, const Deed *deed)
{
    (void)timeline_say(&sim->model->units[deed->unit].home, deed->day, deed->value);
}

static void draw_unit_moved(Sim *sim, Deed *deed)
{
    if (!pick_unit(sim, deed) || !room_in(&sim->model->units[deed->unit].home)) return;
    deed->value = random_below(&sim->random, VILLAGES);
    Str from = day_text(sim, deed->day);
    deed_import(sim, deed, "household.situation",
                format(sim->w->arena, "household,home,urban_rural,valid_from\n%s,%s,%s,%.*s\n",
                       sim->model->units[deed->unit].number, village_code(deed->value), CITY,
                       STR_ARG(from)));
    deed->learn = learn_unit_moved;
}

const ActKind life_acts[] = {
    {"birth", 4, draw_birth},
    {"newcomer", 6, draw_newcomer},
    {"death", 5, draw_death},
    {"death corrected", 2, draw_death_corrected},
    {"moved out", 2, draw_moved_out},
    {"move", 5, draw_move},
    {"custody", 3, draw_custody},
    {"income", 10, draw_income},
    {"grade", 6, draw_grade},
    {"birth date corrected", 3, draw_birth_corrected},
    {"family", 3, draw_family},
    {"join", 4, draw_join},
    {"leave", 3, draw_leave},
    {"household moved", 3, draw_unit_moved},
    {NULL, 0, NULL},
};
