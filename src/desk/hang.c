/* What hangs on a case: its papers, visits, hearings, objections, deliveries; what was done with
 * it; the reasons of a refusal with the way of appeal; what can be begun from it. */
#include "desk/pages.h"
#include "desk/words.def"

bool history_fill(Page *p, const Case *c, CaseShowPage *out)
{
    CaseEventRow *rows;
    size_t count;
    Arena *arena = p->w->arena;
    TRY(case_history(p->w, c->id, &rows, &count));
    out->history.entries = NEW_ARRAY(arena, TimelineEntry, count);
    out->history.count = count;
    for (size_t i = 0; i < count; i++) {
        const CaseEventRow *row = &rows[count - 1 - i];
        Str what = row->to.len && !str_equal(row->from, row->to)
                       ? format(arena, "%.*s → %.*s", STR_ARG(row->event), STR_ARG(row->to))
                       : row->event;
        out->history.entries[i] = (TimelineEntry){.when = instant_words(arena, row->at),
                                                  .who = account_words(p, row->actor),
                                                  .duty = row->from,
                                                  .what = what,
                                                  .opinion = row->opinion};
    }
    return true;
}

static bool members_add(Page *p, const Case *c, CaseShowPage *out)
{
    CaseMember *said;
    size_t count;
    Arena *arena = p->w->arena;
    TRY(case_members(p->w, c->id, &said, &count));
    CaseRecord *records = NEW_ARRAY(arena, CaseRecord, out->record_count + count);
    for (size_t i = 0; i < out->record_count; i++)
        records[i] = out->records[i];
    out->records = records;
    for (size_t i = 0; i < count; i++) {
        Str day = day_words(p, said[i].day), who = person_words(p, said[i].person.person.n);
        records[out->record_count++].title =
            said[i].leaves ? format(arena, SAY_MEMBER_WENT, STR_ARG(day), STR_ARG(who))
                           : format(arena, SAY_MEMBER_CAME, STR_ARG(day), STR_ARG(who),
                                    STR_ARG(said[i].person.role));
    }
    return true;
}

static bool deliveries_add(Page *p, const Case *c, CaseShowPage *out)
{
    CaseDelivery *all;
    size_t count;
    Arena *arena = p->w->arena;
    TRY(case_deliveries(p->w, c->id, &all, &count));
    CaseRecord *records = NEW_ARRAY(arena, CaseRecord, out->record_count + count);
    for (size_t i = 0; i < out->record_count; i++)
        records[i] = out->records[i];
    out->records = records;
    for (size_t i = 0; i < count; i++)
        records[out->record_count++] =
            (CaseRecord){.title = format(arena, SAY_DELIVERED, STR_ARG(day_words(p, all[i].day)),
                                         STR_ARG(all[i].document)),
                         .text = format(arena, SAY_DELIVERED_TO, STR_ARG(delivery_name(all[i].way)),
                                        STR_ARG(name_mask(arena, all[i].receiver)))};
    return true;
}

bool records_fill(Page *p, const Case *c, CaseShowPage *out)
{
    CaseVisit *visits;
    CaseHearing *hearings;
    CaseObjection *objections;
    size_t visit_count, hearing_count, objection_count;
    Arena *arena = p->w->arena;
    TRY(case_visits(p->w, c->id, &visits, &visit_count));
    TRY(case_hearings(p->w, c->id, &hearings, &hearing_count));
    TRY(case_objections(p->w, c->id, &objections, &objection_count));
    out->records = NEW_ARRAY(arena, CaseRecord, visit_count + hearing_count + objection_count);
    for (size_t i = 0; i < visit_count; i++)
        out->records[out->record_count++] = (CaseRecord){
            .title = format(arena, SAY_VISIT, STR_ARG(day_words(p, visits[i].day)),
                            STR_ARG(visits[i].visitors[0]), STR_ARG(visits[i].visitors[1])),
            .text = visits[i].findings,
            .note = str_of(visits[i].agrees ? SAY_AGREES : SAY_AGREES_NOT)};
    for (size_t i = 0; i < hearing_count; i++)
        out->records[out->record_count++] = (CaseRecord){
            .title = format(arena, SAY_HEARING, STR_ARG(day_words(p, hearings[i].held)),
                            STR_ARG(account_words(p, hearings[i].by))),
            .text = hearings[i].statement,
            .note = hearings[i].came ? hearings[i].record : STR(SAY_DID_NOT_COME)};
    for (size_t i = 0; i < objection_count; i++)
        out->records[out->record_count++] = (CaseRecord){
            .title = format(arena, SAY_OBJECTION, STR_ARG(day_words(p, objections[i].day))),
            .text = objections[i].text,
            .note = objections[i].answer.len ? objections[i].answer : STR(SAY_NOT_ANSWERED)};
    for (size_t i = 0; i < objection_count; i++)
        out->objected = out->objected || !objections[i].answer.len;
    return deliveries_add(p, c, out) && members_add(p, c, out);
}

/* ---- a refusal ------------------------------------------------------------------------------- */

bool refusal_fill(Page *p, const Case *c, CaseShowPage *out)
{
    CaseRefusal refusal;
    InForce law = desk_law(p);
    if (c->outcome != OUTCOME_REFUSED) return true;
    TRY(case_refusal(p->w, &law, c->id, &refusal));
    out->refused = true;
    out->refusal_opinion = refusal.opinion;
    out->review = refusal.review;
    out->court = refusal.court;
    out->reasons = NEW_ARRAY(p->w->arena, Link, refusal.count);
    for (size_t i = 0; i < refusal.count; i++)
        out->reasons[out->reason_count++] = (Link){.text = refusal.reasons[i]};
    return true;
}

/* ---- what can be done and begun -------------------------------------------------------------- */

typedef struct {
    Page *page;
    const Case *c;
    CaseShowPage *out;
} Offer;

static void offer(Offer *o, const char *path, const char *text)
{
    o->out->acts[o->out->act_count++] =
        (Link){.href = format(o->page->w->arena, "/case/%lld/%s", (long long)o->c->id.n, path),
               .text = str_of(text)};
}

static void offer_new(Offer *o, CaseKind kind, const char *text)
{
    bool appeal = kind == CASE_APPEAL;
    long long id = appeal ? o->c->id.n : o->c->enrolment.n;
    Str key = case_kind_key(kind);
    o->out->acts[o->out->act_count++] =
        (Link){.href = format(o->page->w->arena, "/case/new?kind=%.*s&%s=%lld", STR_ARG(key),
                              appeal ? "about" : "enrolment", id),
               .text = str_of(text)};
}

static bool is_shown(Page *p, const Case *c, bool *shown)
{
    CaseNotice *notices;
    size_t count;
    InForce law = desk_law(p);
    int32_t today = work_today(p->w).days;
    TRY(case_notices(p->w, &law, c->id, &notices, &count));
    *shown = false;
    for (size_t i = 0; i < count; i++)
        *shown = *shown || (notices[i].taken.days == DATE_NONE.days &&
                            notices[i].from.days <= today && today <= notices[i].to.days);
    return true;
}

static bool affair_has(const Affair *affair, StepKind kind)
{
    for (size_t i = 0; i < affair->step_count; i++)
        if (affair->steps[i].kind == kind) return true;
    return false;
}

bool acts_fill(Page *p, const Case *c, CaseShowPage *out)
{
    enum { ACTS_MOST = 16 };
    Offer o = {p, c, out};
    bool shown, open = c->state != CASE_CLOSED, undecided = c->outcome == OUTCOME_NONE;
    bool stated = c->kind != CASE_APPEAL && c->kind != CASE_OBJECTION;
    bool cut = c->kind == CASE_STOP || c->kind == CASE_REVIEW || c->kind == CASE_CHANGE;
    out->acts = NEW_ARRAY(p->w->arena, Link, ACTS_MOST);
    TRY(is_shown(p, c, &shown));
    if (open && page_may(p, CASE_DUTIES)) {
        if (undecided && stated) offer(&o, "answer", SAY_ANSWER_TITLE);
        offer(&o, "papers", SAY_PAPERS_TITLE);
        if (undecided && c->kind == CASE_CHANGE && c->affair->subject == SUBJECT_HOUSEHOLD)
            offer(&o, "members", SAY_MEMBERS_TITLE);
        bool visits = undecided && stated && affair_has(c->affair, STEP_VISIT);
        if (visits) offer(&o, "visit", SAY_VISIT_TITLE);
        if (undecided && cut) offer(&o, "hearing", SAY_HEARING_TITLE);
        if (shown) offer(&o, "objection", SAY_OBJECTION_TITLE);
        if (out->objected) offer(&o, "reply", SAY_REPLY_TITLE);
        if (c->accepted.days != DATE_NONE.days || !undecided)
            offer(&o, "deliver", SAY_DELIVERY_TITLE);
    }
    if (undecided || !page_may(p, OPENING_DUTIES)) return true;
    if (c->kind != CASE_APPEAL) offer_new(&o, CASE_APPEAL, SAY_NEW_APPEAL);
    if (!c->enrolment.n || c->outcome == OUTCOME_STOPPED) return true;
    offer_new(&o, CASE_CHANGE, SAY_NEW_CHANGE);
    offer_new(&o, CASE_REVIEW, SAY_NEW_REVIEW);
    offer_new(&o, CASE_STOP, SAY_NEW_STOP);
    offer_new(&o, CASE_OBJECTION, SAY_NEW_OBJECTION);
    offer_new(&o, CASE_CORRECTION, SAY_NEW_CORRECTION);
    return true;
}

bool prints_fill(Page *p, const Case *c, CaseShowPage *out)
{
    CasePrint *prints;
    size_t count;
    TRY(case_prints(p, c, &prints, &count));
    out->prints = NEW_ARRAY(p->w->arena, Link, count);
    out->print_count = count;
    for (size_t i = 0; i < count; i++)
        out->prints[i] = (Link){.href = prints[i].href, .text = prints[i].form->name};
    return true;
}
