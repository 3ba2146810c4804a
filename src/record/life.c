/* One life on one page: who it is, which units they belong to, what they receive and why, every
 * posted line, every fact with its history. A benefit unit has the same page with its members. */
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
                                          .months = dated ? decision_months(p, d) : STR(SAY_DASH),
                                          .reason = presence(d->reason),
                                          .actor = presence(d->actor),
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
        out->state_kind = STR("quiet");
    } else if (e->suspended_from.n != MONTH_NONE.n && e->suspended_to.n == MONTH_NONE.n) {
        out->state =
            format(arena, SAY_STATE_SUSPENDED, STR_ARG(month_words(arena, e->suspended_from)));
        out->state_kind = STR("open");
    } else if (e->fade_from.n != MONTH_NONE.n) {
        out->state = format(arena, SAY_STATE_FADING, STR_ARG(month_words(arena, e->fade_from)));
        out->state_kind = STR("open");
    }
}

static bool enrolment_fill(Page *p, const Enrolment *e, Month month, EnrolmentCard *out)
{
    Arena *arena = p->w->arena;
    bool household = e->affair->subject == SUBJECT_HOUSEHOLD;
    int64_t subject = household ? e->unit.n : e->applicant.n;
    Str day = date_text(arena, e->decided);
    out->affair = e->affair->name;
    out->affair_href = affair_href(p, e->affair, month);
    out->unit = unit_name(p, e->unit.n);
    out->unit_href = subject_href(p, SUBJECT_HOUSEHOLD, e->unit.n);
    out->since = format(arena, SAY_SINCE, STR_ARG(day));
    out->why_href = why_href(p, e->affair, subject, month);
    state_fill(p, e, out);
    decisions_fill(p, e, out);
    TRY(why_fill(p, e->affair, subject, month, &out->why));
    out->latest = out->why.total;
    out->explained = true;
    out->household = household;
    out->opens = out->latest.fen != 0 || e->stop.n == MONTH_NONE.n;
    return true;
}

/* The enrolments of a person, or of one unit when `unit` is not 0. */
static bool enrolments_fill(Page *p, PersonId person, int64_t unit, LifePage *out)
{
    Enrolment *rows;
    size_t count;
    Month month;
    TRY(last_month(p, &month));
    TRY(person_enrolments(p->w, p->bureau, person, &rows, &count));
    out->month_name = month_words(p->w->arena, month);
    out->enrolments = NEW_ARRAY(p->w->arena, EnrolmentCard, count);
    for (size_t i = 0; i < count; i++) {
        if (unit && rows[i].unit.n != unit) continue;
        TRY(enrolment_fill(p, &rows[i], month, &out->enrolments[out->enrolment_count]));
        out->enrolment_count++;
    }
    return true;
}

/* ---- posted lines ------------------------------------------------------------------------- */

static void sum_line(LifePage *out, Str affair, Money amount)
{
    size_t i = 0;
    while (i < out->sum_count && !str_equal(out->sums[i].affair, affair))
        i++;
    if (i == out->sum_count) out->sums[out->sum_count++] = (LineSum){.affair = affair};
    out->sums[i].total.fen += amount.fen;
    out->sums[i].lines++;
    out->total.fen += amount.fen;
}

static LineRow line_row(Page *p, const Line *line)
{
    Arena *arena = p->w->arena;
    const Affair *affair = bureau_affair(p->bureau, line->affair);
    return (LineRow){
        .month = month_text(arena, line->month),
        .affair = affair ? affair->name : line->affair,
        .component = component_words(affair, line->component),
        .reason = reason_name(line->reason),
        .closed_in = month_text(arena, line->closed_in),
        .batch =
            line->batch ? format(arena, SAY_BATCH, (long long)line->batch) : STR(SAY_IN_NO_BATCH),
        .amount = line->amount,
        .people = 1,
    };
}

static bool same_but_person(const LineRow *a, const LineRow *b)
{
    return str_equal(a->month, b->month) && str_equal(a->closed_in, b->closed_in) &&
           str_equal(a->affair, b->affair) && str_equal(a->component, b->component) &&
           str_equal(a->reason, b->reason) && str_equal(a->batch, b->batch);
}

/* A unit's page shows what its members got together: lines that differ only in the person are one
 * row. */
static void line_join(LifePage *out, LineRow row)
{
    for (size_t i = out->line_count; out->household && i-- > 0;) {
        if (!same_but_person(&out->lines[i], &row)) continue;
        out->lines[i].amount.fen += row.amount.fen;
        out->lines[i].people++;
        out->lines[i].negative = out->lines[i].amount.fen < 0;
        return;
    }
    row.negative = row.amount.fen < 0;
    out->lines[out->line_count++] = row;
}

static bool lines_add(Page *p, int64_t person, int64_t enrolment, LifePage *out)
{
    Line *lines;
    size_t count;
    TRY(ledger_lines(p->w, person, enrolment, &lines, &count));
    LineRow *rows = NEW_ARRAY(p->w->arena, LineRow, out->line_count + count);
    for (size_t i = 0; i < out->line_count; i++)
        rows[i] = out->lines[i];
    out->lines = rows;
    for (size_t i = 0; i < count; i++) {
        LineRow row = line_row(p, &lines[i]);
        sum_line(out, row.affair, row.amount);
        line_join(out, row);
    }
    return true;
}

/* ---- people and units --------------------------------------------------------------------- */

static Str unit_kind_words(UnitKind kind)
{
    return kind == UNIT_SINGLE ? STR(SAY_SINGLE) : STR(SAY_FAMILY);
}

static bool units_fill(Page *p, PersonId person, LifePage *out)
{
    UnitId *units;
    size_t count;
    TRY(unit_of_person(p->w, person, &units, &count));
    out->people = NEW_ARRAY(p->w->arena, PersonLink, count);
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

bool person_page(Page *p)
{
    int64_t id;
    PersonRow row;
    TRY(page_id(p, p->call->params[0], &id));
    TRY(person_row(p->w, (PersonId){id}, &row));
    Arena *arena = p->w->arena;
    LifePage page = {.name = name_mask(arena, row.name),
                     .number = presence(row.masked_id),
                     .birth = row.birth.days == DATE_NONE.days ? STR(SAY_DASH)
                                                               : date_text(arena, row.birth),
                     .age = age_words(p, row.birth),
                     .place = place_words(p, row.division),
                     .sums = NEW_ARRAY(arena, LineSum, p->bureau->affair_count + 8)};
    TRY(units_fill(p, row.id, &page));
    TRY(enrolments_fill(p, row.id, 0, &page));
    TRY(lines_add(p, id, 0, &page));
    TRY(facts_fill(p, STR("person"), id, &page));
    TRY(ended_fill(p, id, &page));
    if (page.ended.len > 0) page.age = STR("");
    p->title = page.name;
    p->here = "/search";
    life_html(&p->body, &page);
    return true;
}

static bool members_fill(Page *p, const BenefitUnit *unit, LifePage *out)
{
    Arena *arena = p->w->arena;
    out->people = NEW_ARRAY(arena, PersonLink, unit->member_count);
    out->person_count = unit->member_count;
    for (size_t i = 0; i < unit->member_count; i++) {
        const Member *m = &unit->members[i];
        PersonRow row;
        TRY(person_row(p->w, m->person, &row));
        bool applicant = m->person.n == unit->applicant.n;
        bool dated = m->from.days != DATE_ALWAYS.days;
        out->people[i] =
            (PersonLink){.name = name_mask(arena, row.name),
                         .role = applicant ? STR(SAY_APPLICANT) : presence(m->role),
                         .birth = format(arena, "%.*s", STR_ARG(age_words(p, row.birth))),
                         .period = dated ? format(arena, SAY_MEMBER_PERIOD_FROM,
                                                  STR_ARG(date_text(arena, m->from)))
                                         : STR(""),
                         .href = subject_href(p, SUBJECT_PERSON, m->person.n),
                         .gone = m->to.days <= work_today(p->w).days};
    }
    return true;
}

static bool unit_lines(Page *p, const BenefitUnit *unit, LifePage *out)
{
    Enrolment *rows;
    size_t count;
    TRY(person_enrolments(p->w, p->bureau, unit->applicant, &rows, &count));
    for (size_t i = 0; i < count; i++)
        if (rows[i].unit.n == unit->id.n) TRY(lines_add(p, 0, rows[i].id.n, out));
    return true;
}

bool unit_page(Page *p)
{
    int64_t id;
    BenefitUnit unit;
    TRY(page_id(p, p->call->params[0], &id));
    TRY(unit_row(p->w, (UnitId){id}, work_today(p->w), &unit));
    Arena *arena = p->w->arena;
    LifePage page = {.household = true,
                     .name = unit_words(p, &unit),
                     .number = unit_kind_words(unit.kind),
                     .place = place_words(p, unit.division),
                     .sums = NEW_ARRAY(arena, LineSum, p->bureau->affair_count + 8)};
    TRY(members_fill(p, &unit, &page));
    TRY(enrolments_fill(p, unit.applicant, id, &page));
    TRY(unit_lines(p, &unit, &page));
    TRY(facts_fill(p, STR("household"), id, &page));
    p->title = page.name;
    p->here = "/search";
    life_html(&p->body, &page);
    return true;
}
