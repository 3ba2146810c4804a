/* One life on one page: who it is, which units they belong to, what they got month by month,
 * cases, visits, what the bank said, every fact with its history. A benefit unit has the same
 * page with its members. Amounts come from the ledger; what runs the law (为什么, 查一查) has
 * addresses of its own. */
#include "record/pages.h"
#include "record/words.def"

/* ---- enrolments --------------------------------------------------------------------------- */

static Str decision_months(Page *p, const Decision *d)
{
    Arena *arena = p->w->arena;
    Str from = month_words(arena, d->effective);
    if (d->kind != DECISION_FIX) return format(arena, SAY_MONTHS_FROM, STR_ARG(from));
    return format(arena, SAY_MONTHS_BETWEEN, STR_ARG(from), STR_ARG(month_words(arena, d->until)));
}

static void decisions_fill(Page *p, const Enrolment *e, EnrolmentCard *out)
{
    static const char *const kinds[DECISION_KIND_COUNT] = {
        SAY_DECISION_GRANT,  SAY_DECISION_REVISE, SAY_DECISION_STOP, SAY_DECISION_SUSPEND,
        SAY_DECISION_RESUME, SAY_DECISION_FADE,   SAY_DECISION_FIX};
    out->decisions = NEW_ARRAY(p->w->arena, DecisionRow, e->decision_count);
    out->decision_count = e->decision_count;
    for (size_t i = 0; i < e->decision_count; i++) {
        const Decision *d = &e->decisions[i];
        bool dated = d->effective.n != 0 && d->effective.n != MONTH_NONE.n;
        out->decisions[i] = (DecisionRow){.kind = str_of(kinds[d->kind]),
                                          .day = date_text(p->w->arena, d->day),
                                          .months = dated ? decision_months(p, d) : presence_none(),
                                          .reason = presence(d->reason),
                                          .actor = presence(account_words(p, d->actor)),
                                          .amount = d->amount};
    }
}

static void state_fill(Page *p, const Enrolment *e, EnrolmentCard *out)
{
    Arena *arena = p->w->arena;
    out->state = STR(SAY_STATE_RUNNING);
    out->state_kind = STR("good");
    if (e->stop.n != MONTH_NONE.n) {
        out->state = format(arena, SAY_STATE_STOPPED, STR_ARG(month_words(arena, e->stop)));
        out->state_kind = STR("");
    } else if (e->suspended_from.n != MONTH_NONE.n && e->suspended_to.n == MONTH_NONE.n) {
        out->state =
            format(arena, SAY_STATE_SUSPENDED, STR_ARG(month_words(arena, e->suspended_from)));
        out->state_kind = STR("care");
    } else if (e->fade_from.n != MONTH_NONE.n) {
        out->state = format(arena, SAY_STATE_FADING, STR_ARG(month_words(arena, e->fade_from)));
        out->state_kind = STR("open");
    }
}

static Money posted_for(const Line *lines, size_t count, const Enrolment *e, Month month)
{
    Money sum = {0};
    for (size_t i = 0; i < count; i++)
        if (lines[i].enrolment == e->id.n && lines[i].month.n == month.n)
            sum.fen += lines[i].amount.fen;
    return sum;
}

/* The cases that a clerk may begin from what somebody receives. */
static void begin_fill(Page *p, const Enrolment *e, EnrolmentCard *out)
{
    static const struct {
        CaseKind kind;
        const char *text;
    } begins[] = {{CASE_CHANGE, SAY_BEGIN_CHANGE},
                  {CASE_REVIEW, SAY_BEGIN_REVIEW},
                  {CASE_STOP, SAY_BEGIN_STOP}};
    Arena *arena = p->w->arena;
    if (e->stop.n != MONTH_NONE.n || !e->affair->step_count || !page_may(p, WHO(CLERK))) return;
    out->acts = NEW_ARRAY(arena, Link, COUNT_OF(begins));
    for (size_t i = 0; i < COUNT_OF(begins); i++)
        out->acts[out->act_count++] =
            (Link){.href = format(arena, "/case/new?kind=%.*s&enrolment=%lld",
                                  STR_ARG(case_kind_key(begins[i].kind)), (long long)e->id.n),
                   .text = str_of(begins[i].text)};
}

static void enrolment_fill(Page *p, const Enrolment *e, const Benefits *b, EnrolmentCard *out)
{
    Arena *arena = p->w->arena;
    bool household = e->affair->subject == SUBJECT_HOUSEHOLD;
    int64_t subject = household ? e->unit.n : e->applicant.n;
    *out = (EnrolmentCard){.affair = e->affair->name,
                           .affair_href = affair_href(p, e->affair, b->month),
                           .unit = unit_name(p, e->unit.n),
                           .unit_href = subject_href(p, SUBJECT_HOUSEHOLD, e->unit.n),
                           .since = format(arena, SAY_SINCE, STR_ARG(date_text(arena, e->decided))),
                           .why_href = why_href(p, e->affair, subject, b->month),
                           .latest = posted_for(b->lines, b->line_count, e, b->month),
                           .household = household};
    begin_fill(p, e, out);
    state_fill(p, e, out);
    decisions_fill(p, e, out);
}

static bool benefits_fill(Page *p, Benefits *b, LifePage *out)
{
    TRY(last_month(p, &b->month));
    out->month_name = month_words(p->w->arena, b->month);
    out->enrolments = NEW_ARRAY(p->w->arena, EnrolmentCard, b->count + 1);
    out->enrolment_count = b->count;
    for (size_t i = 0; i < b->count; i++)
        enrolment_fill(p, &b->items[i], b, &out->enrolments[i]);
    grid_fill(p, b, out);
    return lines_fill(p, b->lines, b->line_count, out);
}

/* ---- a person ------------------------------------------------------------------------------- */

static Str unit_kind_words(UnitKind kind)
{
    return kind == UNIT_SINGLE ? STR(SAY_SINGLE) : STR(SAY_FAMILY);
}

static bool units_fill(Page *p, PersonId person, LifePage *out)
{
    UnitId *units;
    size_t count;
    TRY(unit_of_person(p->w, person, &units, &count));
    out->people = NEW_ARRAY(p->w->arena, PersonLink, count + 1);
    out->person_count = count;
    for (size_t i = 0; i < count; i++) {
        BenefitUnit unit;
        TRY(unit_row(p->w, units[i], work_today(p->w), &unit));
        out->people[i] = (PersonLink){.name = unit_words(p, &unit),
                                      .role = unit_kind_words(unit.kind),
                                      .period = place_words(p, unit.division),
                                      .href = subject_href(p, SUBJECT_HOUSEHOLD, units[i].n)};
    }
    return true;
}

/* The day of death as the registers have it now, if the bureau keeps one. */
static bool ended_fill(Page *p, int64_t person, LifePage *out)
{
    const Register *r = bureau_register(p->bureau, STR("person"));
    const Field *field = r ? register_field(r, STR("death_date")) : NULL;
    FactVersion *versions;
    size_t count;
    if (!field) return true;
    TRY(registry_history(p->w, field->aspect, person, &versions, &count));
    for (size_t i = 0; i < count && out->ended.len == 0; i++) {
        if (versions[i].known_to.n != COMMIT_OPEN || !versions[i].values) continue;
        Value day = versions[i].values[field - field->aspect->fields];
        if (day.known) out->ended = value_text(p->w, field, day);
    }
    return true;
}

static void head_fill(Page *p, Str name, const char *key, int64_t id, LifePage *out)
{
    Arena *arena = p->w->arena;
    out->head = (Head){.title = name};
    out->head.crumbs = (Crumbs){.links = NEW_ARRAY(arena, Link, 2), .count = 2};
    out->head.crumbs.links[0] = (Link){STR("/registers"), STR(SAY_REGISTERS), false};
    out->head.crumbs.links[1] = out->household
                                    ? (Link){STR("/register/household"), STR(SAY_UNITS), false}
                                    : (Link){STR("/register/person"), STR(SAY_PEOPLE), false};
    out->check_href = format(arena, "/%s/%lld/check", key, (long long)id);
    if (out->ended.len)
        out->head.state = (Tag){format(arena, SAY_DIED, STR_ARG(out->ended)), STR("bad")};
    if (!page_may(p, WHO(CLERK) | WHO(VILLAGE))) return;
    out->head.actions = NEW(arena, Link);
    out->head.actions[0] =
        (Link){format(arena, "/case/new?%s=%lld", key, (long long)id), STR(SAY_APPLY), true};
    out->head.action_count = 1;
}

static void pair_add(Pairs *pairs, const char *name, Str value, bool code)
{
    pairs->pairs[pairs->count++] = (Pair){.name = str_of(name), .value = value, .code = code};
}

static void person_pairs(Page *p, const PersonRow *row, LifePage *out)
{
    Arena *arena = p->w->arena;
    bool born = row->birth.days != DATE_NONE.days;
    out->pairs.pairs = NEW_ARRAY(arena, Pair, 4);
    pair_add(&out->pairs, SAY_NUMBER, presence(row->masked_id), true);
    Str birth = born ? date_text(arena, row->birth) : presence_none();
    if (born && !out->ended.len)
        birth = format(arena, SAY_BIRTH_AGE, STR_ARG(birth), STR_ARG(age_words(p, row->birth)));
    pair_add(&out->pairs, SAY_BIRTH, birth, false);
    pair_add(&out->pairs, SAY_HOME, place_words(p, row->division), false);
}

static bool person_benefits(Page *p, PersonId person, LifePage *out)
{
    Benefits b;
    TRY(person_enrolments(p->w, p->bureau, person, &b.items, &b.count));
    TRY(ledger_lines(p->w, person.n, 0, &b.lines, &b.line_count));
    return benefits_fill(p, &b, out);
}

static bool person_life(Page *p)
{
    int64_t id;
    PersonRow row;
    LifePage page = {.household = false};
    TRY(page_id(p, p->call->params[0], &id));
    TRY(person_row(p->w, (PersonId){id}, &row));
    p->subject = format(p->w->arena, "person:%lld", (long long)id);
    TRY(ended_fill(p, id, &page));
    head_fill(p, name_mask(p->w->arena, row.name), "person", id, &page);
    person_pairs(p, &row, &page);
    TRY(units_fill(p, row.id, &page) && person_benefits(p, row.id, &page));
    TRY(payments_fill(p, &id, 1, &page));
    TRY(cases_fill(p, row.id, (UnitId){0}, &page));
    TRY(facts_fill(p, bureau_register(p->bureau, STR("person")), id, &page.facts));
    reveal_fill(p, id, &page);
    p->title = page.head.title;
    p->here = "/registers";
    life_html(&p->body, &page);
    return true;
}

/* ---- a unit --------------------------------------------------------------------------------- */

static bool members_fill(Page *p, const BenefitUnit *unit, LifePage *out)
{
    Arena *arena = p->w->arena;
    out->people = NEW_ARRAY(arena, PersonLink, unit->member_count + 1);
    out->person_count = unit->member_count;
    for (size_t i = 0; i < unit->member_count; i++) {
        const Member *m = &unit->members[i];
        PersonRow row;
        TRY(person_row(p->w, m->person, &row));
        bool applicant = m->person.n == unit->applicant.n;
        bool dated = m->from.days != DATE_ALWAYS.days;
        out->people[i] = (PersonLink){.name = name_mask(arena, row.name),
                                      .role = applicant ? STR(SAY_APPLICANT) : presence(m->role),
                                      .birth = age_words(p, row.birth),
                                      .period = dated ? format(arena, SAY_MEMBER_PERIOD_FROM,
                                                               STR_ARG(date_text(arena, m->from)))
                                                      : STR(""),
                                      .href = subject_href(p, SUBJECT_PERSON, m->person.n),
                                      .gone = m->to.days <= work_today(p->w).days};
    }
    return true;
}

static int line_before(const Line *a, const Line *b)
{
    return a->month.n < b->month.n || (a->month.n == b->month.n && a->id < b->id);
}

/* The lines of several enrolments, each by month, as one row of lines by month. */
static void lines_merge(Arena *arena, Benefits *b, const Line *more, size_t count)
{
    Line *all = NEW_ARRAY(arena, Line, b->line_count + count + 1);
    size_t i = 0, k = 0, n = 0;
    while (i < b->line_count || k < count) {
        bool left = k == count || (i < b->line_count && line_before(&b->lines[i], &more[k]));
        all[n++] = left ? b->lines[i++] : more[k++];
    }
    b->lines = all;
    b->line_count = n;
}

static bool unit_benefits(Page *p, const BenefitUnit *unit, LifePage *out)
{
    Benefits b = {.count = 0};
    Enrolment *rows;
    size_t count;
    TRY(person_enrolments(p->w, p->bureau, unit->applicant, &rows, &count));
    b.items = NEW_ARRAY(p->w->arena, Enrolment, count + 1);
    for (size_t i = 0; i < count; i++) {
        Line *lines;
        size_t line_count;
        if (rows[i].unit.n != unit->id.n) continue;
        b.items[b.count++] = rows[i];
        TRY(ledger_lines(p->w, 0, rows[i].id.n, &lines, &line_count));
        lines_merge(p->w->arena, &b, lines, line_count);
    }
    return benefits_fill(p, &b, out);
}

static bool unit_payments(Page *p, const BenefitUnit *unit, LifePage *out)
{
    int64_t *people = NEW_ARRAY(p->w->arena, int64_t, unit->member_count + 1);
    for (size_t i = 0; i < unit->member_count; i++)
        people[i] = unit->members[i].person.n;
    return payments_fill(p, people, unit->member_count, out);
}

static bool unit_life(Page *p)
{
    int64_t id;
    BenefitUnit unit;
    LifePage page = {.household = true};
    TRY(page_id(p, p->call->params[0], &id));
    TRY(unit_row(p->w, (UnitId){id}, work_today(p->w), &unit));
    p->subject = format(p->w->arena, "unit:%lld", (long long)id);
    head_fill(p, unit_words(p, &unit), "unit", id, &page);
    page.pairs.pairs = NEW_ARRAY(p->w->arena, Pair, 2);
    pair_add(&page.pairs, SAY_KIND, unit_kind_words(unit.kind), false);
    pair_add(&page.pairs, SAY_HOME, place_words(p, unit.division), false);
    TRY(members_fill(p, &unit, &page) && unit_benefits(p, &unit, &page));
    TRY(unit_payments(p, &unit, &page) && cases_fill(p, (PersonId){0}, unit.id, &page));
    TRY(facts_fill(p, bureau_register(p->bureau, STR("household")), id, &page.facts));
    p->title = page.head.title;
    p->here = "/registers";
    life_html(&p->body, &page);
    return true;
}

/* A life is some hundred small statements: one transaction for all of them sees one state, and
 * costs half. */
static bool life_read(Page *p, bool (*life)(Page *p))
{
    TRY(db_begin_read(p->w));
    bool read = life(p);
    db_rollback(p->w);
    return read;
}

bool person_page(Page *p)
{
    return life_read(p, person_life);
}

bool unit_page(Page *p)
{
    return life_read(p, unit_life);
}
