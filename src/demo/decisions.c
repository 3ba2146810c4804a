/* What is decided in a month: who stops and why, whose grant is revised after a review, who fades
 * out with a job, and who is granted what. Two files, as the deciding office would send them. */
#include "demo/words.def"
#include "demo/year.h"

static const Str stop_reasons[STOP_REASON_COUNT] = {
    [STOP_DEATH] = STR_OF(REASON_DEATH),       [STOP_MOVED] = STR_OF(REASON_MOVED),
    [STOP_INCOME] = STR_OF(REASON_INCOME),     [STOP_FADED] = STR_OF(REASON_FADED),
    [STOP_RETURNED] = STR_OF(REASON_RETURNED),
};

/* The 6th column of a decision is a month; month k of the year, 13 being January of the next. */
static void sheet_month(Sheet *s, int k)
{
    Month first = month_of(s->t->demo->year, 1);
    sheet_text(s, month_text(s->t->scratch, (Month){first.n + k - 1}));
}

/* ---- later decisions ------------------------------------------------------------------------ */

typedef struct {
    Str kind, reason;
    int effective; /* month */
} Ruling;

/* What befalls a unit this month; false when nothing. */
static bool unit_ruling(const Household *u, int month, Ruling *out)
{
    if (u->stop_known == month)
        *out = (Ruling){STR(NAME_STOP), stop_reasons[u->stop_reason], u->stops};
    else if (u->fades && u->fades - 1 == month)
        *out = (Ruling){STR(NAME_FADE), STR(REASON_FADE), u->fades};
    else if (u->earlier_income >= 0 && u->revised == month)
        *out = (Ruling){STR(NAME_REVISE), STR(REASON_REVISED), month + 1};
    else
        return false;
    return true;
}

static void ruling_write(Sheet *s, const Ruling *r)
{
    sheet_text(s, r->kind);
    sheet_day(s, decision_day(s->t->demo, s->t->month).days);
    sheet_month(s, r->effective);
    sheet_text(s, r->reason);
    sheet_end(s);
}

static bool rulings_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "decision", "", COLUMNS_DECISION, &s));
    for (size_t k = 0; k < d->unit_count; k++) {
        Ruling r;
        if (!unit_ruling(&d->units[k], t->month, &r)) continue;
        sheet_text(&s, STR("minimum_living"));
        sheet_text(&s, unit_number(t->scratch, k));
        sheet_text(&s, STR(""));
        ruling_write(&s, &r);
    }
    for (size_t i = 0; i < d->benefit_count; i++) {
        const Benefit *b = &d->benefits[i];
        if (!b->stops || b->stop_known != t->month) continue;
        sheet_text(&s, benefit_key(b->kind));
        sheet_text(&s, STR(""));
        sheet_number(&s, b->person);
        ruling_write(&s, &(Ruling){STR(NAME_STOP), stop_reasons[b->stop_reason], b->stops});
    }
    return sheet_import(&s, DATE_NONE, WRITE_CHANGE);
}

/* ---- grants -------------------------------------------------------------------------------- */

static void grant_write(Sheet *s, int32_t applied, int32_t decided)
{
    sheet_day(s, applied);
    sheet_day(s, applied + 1 < decided ? applied + 1 : decided);
    sheet_day(s, decided);
    sheet_text(s, STR(REASON_CONFIRMED));
    sheet_end(s);
}

static bool grants_tell(Telling *t)
{
    Sheet s;
    const Demo *d = t->demo;
    TRY(sheet_open(t, "enrolment", "", COLUMNS_ENROLMENT, &s));
    for (size_t k = 0; k < d->unit_count; k++) {
        if (d->units[k].granted != t->month) continue;
        sheet_text(&s, STR("minimum_living"));
        sheet_text(&s, unit_number(t->scratch, k));
        sheet_text(&s, STR(""));
        grant_write(&s, d->units[k].applied, d->units[k].decided);
    }
    for (size_t i = 0; i < d->benefit_count; i++) {
        const Benefit *b = &d->benefits[i];
        if (b->granted != t->month) continue;
        sheet_text(&s, benefit_key(b->kind));
        sheet_text(&s, STR(""));
        sheet_number(&s, b->person);
        grant_write(&s, b->applied, b->decided);
    }
    return sheet_import(&s, DATE_NONE, WRITE_CHANGE);
}

bool decisions_tell(Telling *t)
{
    if (t->month) TRY(rulings_tell(t));
    return grants_tell(t);
}
