/* What the law gives on what is stated. There is one engine and it reads registers; so the facts
 * stated are written to them, the question is asked, a trial grant says the amount, and all of it
 * is rolled back. What comes out is kept with the case: pages that only read show it. */
#include "casework/room.h"

/* ---- who is who among the members ---------------------------------------------------------- */

/* Members in the order of the engine: the applicant, then the others by id. */
static bool members_ordered(Handling *h, Date day, PersonId **out, size_t *count)
{
    MemberRows rows;
    *count = 0;
    TRY(unit_members(h->w, h->row.unit, &rows));
    *out = NEW_ARRAY(h->w->arena, PersonId, rows.count + 1);
    for (int applicant = 1; applicant >= 0; applicant--)
        for (size_t i = 0; i < rows.count; i++) {
            bool there = rows.from[i] <= day.days && day.days < rows.to[i];
            if (there && rows.applicant[i] == applicant)
                (*out)[(*count)++] = (PersonId){rows.person[i]};
        }
    return true;
}

static bool needs_keep(Handling *h, const Explanation *x, Month month, Evaluation *out)
{
    PersonId *members;
    size_t count;
    Date day = program_fact_day(h->row.affair->program, month);
    TRY(members_ordered(h, day, &members, &count));
    out->need_people = NEW_ARRAY(h->w->arena, PersonId, x->need_count + 1);
    out->need_fields = NEW_ARRAY(h->w->arena, const Field *, x->need_count + 1);
    for (size_t i = 0; i < x->need_count; i++) {
        const Input *input = x->needs[i].input;
        size_t member = x->needs[i].member;
        if (input->kind != INPUT_FIELD) continue;
        bool household = input->field->aspect->reg->subject == SUBJECT_HOUSEHOLD;
        PersonId person = household ? (PersonId){0} : h->row.person;
        if (!household && member > 0 && member <= count) person = members[member - 1];
        out->need_people[out->need_count] = person;
        out->need_fields[out->need_count++] = input->field;
    }
    return true;
}

/* ---- why not ------------------------------------------------------------------------------ */

static void add_reasons(const Why *why, Buf *out)
{
    bool leaf = why->citation.len && why->condition && why->truth == NO;
    if (leaf)
        buf_format(out, SAY_REASON_UNIT "\n", STR_ARG(why->text), SAY_REASON_CITED,
                   STR_ARG(why->citation));
    for (size_t i = 0; !leaf && i < why->part_count; i++)
        if (why->parts[i].truth == NO || !why->parts[i].condition) add_reasons(&why->parts[i], out);
}

/* ---- how much ----------------------------------------------------------------------------- */

static Month month_after(Month m)
{
    return (Month){m.n + 1};
}

static int64_t subject_of(const Handling *h)
{
    bool household = h->row.affair->subject == SUBJECT_HOUSEHOLD;
    return household ? h->row.unit.n : h->row.person.n;
}

static bool base_load(Handling *h, FactBase **out)
{
    return facts_load_subject(h->w, h->law->bureau, h->row.affair->subject, subject_of(h), out);
}

static void granted_sum(const GrantedRows *rows, EnrolmentId id, bool once, Money *amount,
                        Month *from)
{
    int32_t last = INT32_MIN;
    for (size_t i = 0; i < rows->count; i++) {
        const Granted *g = &rows->rows[i];
        if (g->enrolment != id.n || g->unknown) continue;
        if (g->month.n < from->n) *from = g->month;
        if (g->month.n > last) last = g->month.n;
    }
    for (size_t i = 0; i < rows->count; i++) {
        const Granted *g = &rows->rows[i];
        if (g->enrolment != id.n || g->unknown) continue;
        if (once || g->month.n == last) amount->fen += g->amount.fen;
    }
}

/* The amount of one enrolment in the last month that has one, and the first month that has. */
static bool granted_of(Handling *h, EnrolmentId id, Month first, Money *amount, Month *from)
{
    FactBase *base;
    GrantedRows rows;
    Month last = month_after(date_month(h->today));
    *amount = (Money){0};
    *from = MONTH_NONE;
    TRY(base_load(h, &base));
    TRY(entitle_granted(h->w, base, h->row.affair, (Months){first, last}, &rows));
    granted_sum(&rows, id, h->row.affair->once, amount, from);
    return true;
}

static Date known_day(Date day, Date otherwise)
{
    return day.days == DATE_NONE.days ? otherwise : day;
}

static bool trial_grant(Handling *h, EnrolmentId *id)
{
    Grant grant = {.affair = h->row.affair,
                   .applied = h->row.applied,
                   .accepted = known_day(h->row.accepted, h->today),
                   .decided = h->today,
                   .reason = h->row.number};
    if (h->row.affair->subject == SUBJECT_HOUSEHOLD)
        grant.unit = h->row.unit;
    else
        grant.person = h->row.person;
    EnteredUnder under = {h->law->bureau, h->law->law, h->commit};
    return entered_grant(h->w, &under, &grant, id);
}

static Month revised_from(const Handling *h)
{
    return h->effective.n ? h->effective : month_after(date_month(h->today));
}

static bool trial_revision(Handling *h)
{
    DecisionId id;
    Decision d = {.enrolment = h->row.enrolment,
                  .kind = DECISION_REVISE,
                  .day = h->today,
                  .effective = revised_from(h),
                  .until = MONTH_NONE,
                  .reason = h->row.number,
                  .law = h->law->law};
    return entered_decision(h->w, h->law->bureau, &d, h->commit, &id);
}

/* A programme that excludes this one is a result, not a failure. */
static bool trial_amount(Handling *h, Evaluation *out)
{
    EnrolmentId id = h->row.enrolment;
    bool done = id.n ? trial_revision(h) : trial_grant(h, &id);
    if (!done && (h->w->error.code == ERR_CONFLICT || h->w->error.code == ERR_STATE)) {
        out->result.conflict = h->w->error.sentence;
        h->w->error = (Error){0};
        return true;
    }
    out->granted = id;
    CaseResult *r = &out->result;
    TRY(done && granted_of(h, id, date_month(h->row.applied), &r->amount, &r->from));
    if (h->row.enrolment.n) r->from = revised_from(h); /* from then on it is this much */
    return true;
}

/* ---- the question ------------------------------------------------------------------------- */

static bool evaluate(Handling *h, bool trial, Evaluation *out)
{
    Work *w = h->w;
    FactBase *base;
    Explanation x;
    Month month = month_after(date_month(h->today)), none;
    *out = (Evaluation){.result = {.as_of = h->today, .from = MONTH_NONE}};
    if (h->row.enrolment.n) TRY(granted_of(h, h->row.enrolment, month, &out->before, &none));
    TRY(members_apply(h) && statements_apply(h) && base_load(h, &base));
    Question question = {h->row.affair, subject_of(h), month};
    TRY(entitle_explain(w, base, &question, &x));
    out->result.eligible = x.entitled;
    TRY(needs_keep(h, &x, month, out));
    Buf why = buf_new(w->arena), reasons = buf_new(w->arena);
    why_print(x.entitled_why, 0, &why);
    if (x.entitled == NO) add_reasons(x.entitled_why, &reasons);
    out->result.why = str_trim(buf_str(&why));
    out->reasons = str_trim(buf_str(&reasons));
    bool ask = trial && (x.entitled == YES || h->row.enrolment.n);
    return !ask || trial_amount(h, out);
}

/* Of everybody concerned, wherever he is registered. */
bool evaluate_inside(Handling *h, bool trial, Evaluation *out)
{
    Scope *held = scope_lift(h->w);
    return scope_return(h->w, held, evaluate(h, trial, out));
}

bool evaluate_aside(Handling *h, Evaluation *out)
{
    Work *w = h->w;
    TRY(db_begin(w));
    bool done = handling_act(h, "case_answer", STR("")) && evaluate_inside(h, true, out);
    db_rollback(w);
    h->commit = (Commit){0};
    return done;
}

/* ---- kept --------------------------------------------------------------------------------- */

static bool need_store(Handling *h, const Evaluation *e, size_t i)
{
    const Field *field = e->need_fields[i];
    Str key =
        format(h->w->arena, "%.*s.%.*s", STR_ARG(field->aspect->reg->key), STR_ARG(field->key));
    Stmt *s = db_stmt(h->w, &casework_sql, "need_insert");
    db_bind_int(s, 1, h->commit.n);
    db_bind_int(s, 2, h->row.id.n);
    db_bind_int(s, 3, (int64_t)i);
    db_bind_int(s, 4, e->need_people[i].n);
    db_bind_str(s, 5, key);
    return db_run(s);
}

bool evaluation_store(Handling *h, const Evaluation *e)
{
    const CaseResult *r = &e->result;
    Stmt *s = db_stmt(h->w, &casework_sql, "result_insert");
    db_bind_int(s, 1, h->commit.n);
    db_bind_int(s, 2, h->row.id.n);
    db_bind_int(s, 3, r->as_of.days);
    db_bind_int(s, 4, r->eligible);
    db_bind_int(s, 5, r->amount.fen);
    db_bind_int(s, 6, r->from.n);
    db_bind_str(s, 7, r->why);
    db_bind_str(s, 8, e->reasons);
    db_bind_str(s, 9, r->conflict);
    TRY(db_run(s));
    for (size_t i = 0; i < e->need_count; i++)
        TRY(need_store(h, e, i));
    return true;
}

bool result_read(Work *w, CaseId id, CaseResult *out, Str *reasons, Commit *commit)
{
    *out = (CaseResult){.eligible = UNKNOWN, .from = MONTH_NONE, .as_of = DATE_NONE};
    *reasons = STR("");
    *commit = (Commit){0};
    Stmt *s = db_stmt(w, &casework_sql, "result_last");
    db_bind_int(s, 1, id.n);
    if (!db_next(s)) return !db_failed(s);
    *commit = (Commit){db_int(s, 0)};
    *out = (CaseResult){.as_of = row_day(s, 1),
                        .eligible = (Truth)db_int(s, 2),
                        .amount = {db_int(s, 3)},
                        .from = {(int32_t)db_int(s, 4)},
                        .why = row_text(w, s, 5),
                        .conflict = row_text(w, s, 7)};
    *reasons = row_text(w, s, 6);
    db_reset(s);
    return true;
}
