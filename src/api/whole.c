/* One case whole: its steps, what was done with it, and all that hangs on it. */
#include "api/room.h"

static bool steps_fill(Page *p, const InForce *law, CaseId id, CaseWhole *out)
{
    static const char *const states[] = {"ahead", "now", "done", "skipped"};
    CaseStep *steps;
    TRY(case_steps(p->w, law, id, &steps, &out->steps_count));
    out->steps = NEW_ARRAY(p->w->arena, StepTold, out->steps_count + 1);
    for (size_t i = 0; i < out->steps_count; i++)
        out->steps[i] = (StepTold){.name = steps[i].step->name,
                                   .state = str_of(states[steps[i].state]),
                                   .by = steps[i].by,
                                   .from = steps[i].from,
                                   .to = steps[i].to,
                                   .due = steps[i].due,
                                   .colour = clock_colour_key(steps[i].colour)};
    return true;
}

static bool history_fill(Page *p, CaseId id, CaseWhole *out)
{
    CaseEventRow *rows;
    TRY(case_history(p->w, id, &rows, &out->history_count));
    out->history = NEW_ARRAY(p->w->arena, CaseEventTold, out->history_count + 1);
    for (size_t i = 0; i < out->history_count; i++)
        out->history[i] = (CaseEventTold){.at = rows[i].at,
                                          .commit = rows[i].commit.n,
                                          .event = rows[i].event,
                                          .actor = rows[i].actor,
                                          .from_step = rows[i].from,
                                          .to_step = rows[i].to,
                                          .opinion = rows[i].opinion};
    return true;
}

static bool visits_fill(Page *p, CaseId id, CaseWhole *out)
{
    CaseVisit *rows;
    TRY(case_visits(p->w, id, &rows, &out->visits_count));
    out->visits = NEW_ARRAY(p->w->arena, VisitTold, out->visits_count + 1);
    for (size_t i = 0; i < out->visits_count; i++)
        out->visits[i] = (VisitTold){.day = rows[i].day,
                                     .visitors = {rows[i].visitors, 2},
                                     .met = name_mask(p->w->arena, rows[i].met),
                                     .place = rows[i].place,
                                     .findings = rows[i].findings,
                                     .agrees = rows[i].agrees,
                                     .actor = rows[i].actor};
    return true;
}

static bool papers_fill(Page *p, CaseId id, CaseWhole *out)
{
    CasePaper *rows;
    TRY(case_papers(p->w, id, &rows, &out->papers_count));
    out->papers = NEW_ARRAY(p->w->arena, PaperTold, out->papers_count + 1);
    for (size_t i = 0; i < out->papers_count; i++)
        out->papers[i] = (PaperTold){.id = rows[i].id,
                                     .label = rows[i].label,
                                     .mime = paper_mime(rows[i].type),
                                     .bytes = rows[i].bytes,
                                     .digest = rows[i].digest,
                                     .actor = rows[i].actor,
                                     .at = rows[i].at};
    return true;
}

static bool hearings_fill(Page *p, CaseId id, CaseWhole *out)
{
    CaseHearing *rows;
    TRY(case_hearings(p->w, id, &rows, &out->hearings_count));
    out->hearings = NEW_ARRAY(p->w->arena, HearingTold, out->hearings_count + 1);
    for (size_t i = 0; i < out->hearings_count; i++)
        out->hearings[i] = (HearingTold){.noticed = rows[i].noticed,
                                         .held = rows[i].held,
                                         .came = rows[i].came,
                                         .statement = rows[i].statement,
                                         .record = rows[i].record,
                                         .actor = rows[i].by};
    return true;
}

static NoticeTold notice_told(const CaseNotice *n)
{
    return (NoticeTold){.id = n->id,
                        .affair_name = n->affair,
                        .name = n->name,
                        .members = n->members,
                        .amount = n->amount,
                        .once = n->once,
                        .place = n->place,
                        .from = n->from,
                        .to = n->to,
                        .taken = n->taken};
}

static NoticeTold *notices_told(Page *p, const CaseNotice *rows, size_t count)
{
    NoticeTold *told = NEW_ARRAY(p->w->arena, NoticeTold, count + 1);
    for (size_t i = 0; i < count; i++)
        told[i] = notice_told(&rows[i]);
    return told;
}

static bool notices_fill(Page *p, const InForce *law, CaseId id, CaseWhole *out)
{
    CaseNotice *rows;
    TRY(case_notices(p->w, law, id, &rows, &out->notices_count));
    out->notices = notices_told(p, rows, out->notices_count);
    return true;
}

static bool objections_fill(Page *p, CaseId id, CaseWhole *out)
{
    CaseObjection *rows;
    TRY(case_objections(p->w, id, &rows, &out->objections_count));
    out->objections = NEW_ARRAY(p->w->arena, ObjectionTold, out->objections_count + 1);
    for (size_t i = 0; i < out->objections_count; i++)
        out->objections[i] = (ObjectionTold){.id = rows[i].id,
                                             .day = rows[i].day,
                                             .who = name_mask(p->w->arena, rows[i].who),
                                             .text = rows[i].text,
                                             .answer = rows[i].answer,
                                             .actor = rows[i].actor};
    return true;
}

const char *const delivery_keys[DELIVER_COUNT] = {[DELIVER_HAND] = "hand",
                                                  [DELIVER_POST] = "post",
                                                  [DELIVER_MESSAGE] = "message",
                                                  [DELIVER_PUBLIC] = "public"};

static bool deliveries_fill(Page *p, CaseId id, CaseWhole *out)
{
    CaseDelivery *rows;
    TRY(case_deliveries(p->w, id, &rows, &out->deliveries_count));
    out->deliveries = NEW_ARRAY(p->w->arena, DeliveryTold, out->deliveries_count + 1);
    for (size_t i = 0; i < out->deliveries_count; i++)
        out->deliveries[i] = (DeliveryTold){.document = rows[i].document,
                                            .way = str_of(delivery_keys[rows[i].way]),
                                            .way_name = delivery_name(rows[i].way),
                                            .day = rows[i].day,
                                            .receiver = name_mask(p->w->arena, rows[i].receiver),
                                            .actor = rows[i].actor};
    return true;
}

static bool members_fill(Page *p, CaseId id, CaseWhole *out)
{
    CaseMember *rows;
    TRY(case_members(p->w, id, &rows, &out->members_count));
    out->members = NEW_ARRAY(p->w->arena, MemberMoved, out->members_count + 1);
    for (size_t i = 0; i < out->members_count; i++)
        out->members[i] = (MemberMoved){.person = rows[i].person.person.n,
                                        .name = masked_name(p, rows[i].person.person.n),
                                        .role = rows[i].person.role,
                                        .day = rows[i].day,
                                        .leaves = rows[i].leaves};
    return true;
}

bool case_whole(Page *p, CaseId id, CaseWhole *out)
{
    InForce law = law_of(p);
    Case c;
    TRY(case_row(p->w, &law, id, &c));
    out->row = case_as_told(p, &c);
    return steps_fill(p, &law, id, out) && history_fill(p, id, out) && visits_fill(p, id, out) &&
           hearings_fill(p, id, out) && notices_fill(p, &law, id, out) &&
           objections_fill(p, id, out) && deliveries_fill(p, id, out) && members_fill(p, id, out) &&
           papers_fill(p, id, out);
}

bool case_show_api(Page *p, const Nothing *body, CaseWhole *out)
{
    (void)body;
    CaseId id;
    return case_asked(p, &id) && case_whole(p, id, out);
}

bool notices_api(Page *p, const Nothing *body, Notices *out)
{
    (void)body;
    InForce law = law_of(p);
    CaseNotice *rows;
    TRY(notice_list(p->w, &law, work_today(p->w), &rows, &out->items_count));
    out->items = notices_told(p, rows, out->items_count);
    return true;
}
