/* Moves: what may happen to a case where it stands, who may do it, and what it does. The table
 * RULES is the whole of it: `fits` says whether the event is meant here at all, `may` whether it
 * can be done now by this account (and describes why not), `act` does it. case_moves asks the
 * first two for every row; case_move does all three in one transaction, which is one act. */
#include "casework/room.h"

/* ---- going on ----------------------------------------------------------------------------- */

bool move_to(Handling *h, const Step *step)
{
    h->step = step;
    h->row.holder = STR("");
    if (!step) {
        h->row.state = CASE_CLOSED;
        h->row.step = h->row.body = STR("");
        h->row.closed = h->today;
        Stmt *s = db_stmt(h->w, &casework_sql, "clock_end_all");
        db_bind_int(s, 1, h->row.id.n);
        db_bind_int(s, 2, h->today.days);
        return db_run(s);
    }
    h->row.state = CASE_RUNNING;
    h->row.step = step->name;
    h->row.body = step->who;
    return track_enter(h, step);
}

static bool go_on(Handling *h)
{
    TRY(track_leave(h, true));
    return move_to(h, step_after(h));
}

/* A decision: what comes of it, by whom; then the steps behind it (告知), or the end. */
static bool conclude(Handling *h, CaseOutcome outcome)
{
    h->row.outcome = outcome;
    h->row.decided = h->today;
    h->row.decider = handling_actor(h->w);
    TRY(track_leave(h, true) && track_decided(h));
    path_make(h);
    return move_to(h, step_after(h));
}

/* ---- fits --------------------------------------------------------------------------------- */

static bool is_open(const Handling *h)
{
    return h->row.state != CASE_CLOSED && h->step;
}

static bool is_running(const Handling *h)
{
    return is_open(h) && h->row.state == CASE_RUNNING;
}

static bool is_undecided(const Handling *h)
{
    return is_open(h) && h->row.outcome == OUTCOME_NONE;
}

static bool is_deciding(const Handling *h)
{
    return is_running(h) && is_undecided(h) && step_is_last_decision(h);
}

static bool of_kind(const Handling *h, unsigned kinds)
{
    return kinds >> h->row.kind & 1;
}

static bool fits_accept(const Handling *h)
{
    return is_open(h) && h->row.state != CASE_WAITING && h->step->kind == STEP_ACCEPT;
}

static bool fits_done(const Handling *h)
{
    return is_running(h) && h->step->kind != STEP_ACCEPT && !step_is_last_decision(h);
}

static bool fits_publish(const Handling *h)
{
    return is_running(h) && h->step->kind == STEP_NOTICE;
}

static bool fits_approve(const Handling *h)
{
    return is_deciding(h) &&
           of_kind(h, 1u << CASE_APPLICATION | 1u << CASE_CHANGE | 1u << CASE_CORRECTION);
}

static bool fits_refuse(const Handling *h)
{
    return is_deciding(h) && of_kind(h, 1u << CASE_APPLICATION);
}

static bool fits_keep(const Handling *h)
{
    return is_deciding(h) && of_kind(h, 1u << CASE_CHANGE | 1u << CASE_REVIEW | 1u << CASE_STOP |
                                            1u << CASE_OBJECTION | 1u << CASE_CORRECTION);
}

static bool fits_reduce(const Handling *h)
{
    return is_deciding(h) && of_kind(h, 1u << CASE_REVIEW);
}

static bool fits_stop(const Handling *h)
{
    return is_deciding(h) && of_kind(h, 1u << CASE_REVIEW | 1u << CASE_STOP);
}

static bool fits_relieve(const Handling *h)
{
    return is_running(h) && is_undecided(h) && of_kind(h, 1u << CASE_APPLICATION) &&
           !h->row.relieved && h->row.accepted.days != DATE_NONE.days && step_relieves(h);
}

static bool fits_refer(const Handling *h)
{
    return is_deciding(h) && h->step->over_limit >= 0;
}

static bool fits_papers(const Handling *h)
{
    return is_undecided(h) && h->row.state != CASE_WAITING;
}

static bool fits_resume(const Handling *h)
{
    return is_open(h) && h->row.state == CASE_WAITING;
}

static bool fits_back(const Handling *h)
{
    return is_running(h) && is_undecided(h) && path_find(&h->path, h->step->name) > 0;
}

static bool fits_withdraw(const Handling *h)
{
    return is_undecided(h) && of_kind(h, 1u << CASE_APPLICATION | 1u << CASE_CHANGE);
}

static bool fits_extend(const Handling *h)
{
    const Affair *affair = h->row.affair;
    bool special = false;
    for (size_t i = 0; i < affair->step_count; i++)
        special = special || affair->steps[i].special_limit;
    for (size_t i = 0; i < h->path.count; i++)
        special = special || h->path.steps[i]->special_limit;
    return special && is_undecided(h) && h->row.accepted.days != DATE_NONE.days;
}

static bool fits_close(const Handling *h)
{
    return is_deciding(h) && of_kind(h, 1u << CASE_OBJECTION);
}

static bool fits_appeal(const Handling *h)
{
    return is_deciding(h) && of_kind(h, 1u << CASE_APPEAL);
}

/* ---- may ---------------------------------------------------------------------------------- */

static bool is_free(Handling *h)
{
    bool own = !h->row.holder.len || !h->w->actor;
    if (own || str_equal(h->row.holder, h->w->actor->account)) return true;
    return refuse(h->w, ERR_DENIED, SAY_HELD, STR_ARG(h->row.holder));
}

static bool may_handle(Handling *h, const CaseMove *move)
{
    (void)move;
    return may_step(h, duties_of_step(h->step), h->step) && is_free(h);
}

/* What helps a case along: also where somebody else decides. */
static bool may_aid(Handling *h, const CaseMove *move)
{
    (void)move;
    DutySet may = duties_of_step(h->step) | DUTY_BIT(DUTY_CLERK) | DUTY_BIT(DUTY_CHECKER);
    return may_step(h, may, h->step) && is_free(h);
}

/* 先行 and 延长 are an approver's; so is every decision. */
static bool may_approve(Handling *h, const CaseMove *move)
{
    (void)move;
    const Step *step = h->step;
    if (h->step->body == BODY_PARTNER || h->step->body == BODY_VILLAGE) step = step_after(h);
    return may_step(h, DUTY_BIT(DUTY_APPROVER), step ? step : h->step);
}

static bool objections_answered(Handling *h)
{
    bool published, over, objected;
    TRY(notice_state(h, &published, &over, &objected));
    return !objected || refuse(h->w, ERR_STATE, "%s", SAY_OBJECTED);
}

/* Cases filed apart are visited by the county (民发〔2021〕57号 第二十条). */
static bool county_visited(Handling *h)
{
    CaseVisit *visits;
    size_t count;
    if (!h->row.kin || h->row.kind != CASE_APPLICATION) return true;
    TRY(case_visits(h->w, h->row.id, &visits, &count));
    for (size_t i = 0; i < count; i++) {
        Account account;
        if (!account_row(h->w, visits[i].actor, &account)) {
            h->w->error = (Error){0};
            continue;
        }
        for (size_t g = 0; g < account.grant_count; g++)
            if (division_level(account.grants[g].division) <= 3) return true;
    }
    return refuse(h->w, ERR_STATE, "%s", SAY_NEED_VISIT_KIN);
}

static bool may_conclude(Handling *h, const CaseMove *move)
{
    (void)move;
    TRY(may_step(h, DUTY_BIT(DUTY_APPROVER), h->step) && is_free(h));
    return may_decide(h) && objections_answered(h) && county_visited(h);
}

static bool visited(Handling *h)
{
    CaseVisit *visits;
    size_t count;
    if (h->step->signatures < 2) return true;
    TRY(case_visits(h->w, h->row.id, &visits, &count));
    return count > 0 || refuse(h->w, ERR_STATE, "%s", SAY_NEED_VISIT);
}

/* Who does not qualify on what is known is not published: the way goes on to the decision. */
static bool is_publishable(Handling *h, bool *yes)
{
    CaseResult result;
    Str reasons;
    Commit commit;
    TRY(result_read(h->w, h->row.id, &result, &reasons, &commit));
    *yes = h->row.kind != CASE_APPLICATION || result.eligible == YES;
    return true;
}

static bool notice_over(Handling *h)
{
    bool publishable;
    TRY(is_publishable(h, &publishable));
    if (!publishable) return true;
    bool published, over, objected;
    CaseNotice *notices;
    size_t count;
    TRY(notice_state(h, &published, &over, &objected));
    if (!published) return refuse(h->w, ERR_STATE, "%s", SAY_NEED_PUBLISH);
    if (objected) return refuse(h->w, ERR_STATE, "%s", SAY_OBJECTED);
    if (over) return true;
    TRY(case_notices(h->w, h->law, h->row.id, &notices, &count));
    return refuse(h->w, ERR_STATE, SAY_STILL_SHOWN,
                  STR_ARG(date_text(h->w->arena, notices[count - 1].to)));
}

static bool may_finish(Handling *h, const CaseMove *move)
{
    CaseHearing *hearings;
    CaseDelivery *deliveries;
    size_t count;
    TRY(may_handle(h, move));
    if (h->step->kind == STEP_NOTICE) return notice_over(h);
    if (h->step->kind == STEP_HEAR) {
        TRY(case_hearings(h->w, h->row.id, &hearings, &count));
        return count > 0 || refuse(h->w, ERR_STATE, "%s", SAY_NEED_HEARING);
    }
    if (h->step->kind != STEP_TELL) return visited(h);
    TRY(case_deliveries(h->w, h->row.id, &deliveries, &count));
    return count > 0 || refuse(h->w, ERR_STATE, "%s", SAY_NEED_DELIVERY);
}

static bool may_publish(Handling *h, const CaseMove *move)
{
    bool published, over, objected, publishable;
    TRY(may_handle(h, move) && notice_state(h, &published, &over, &objected));
    TRY(is_publishable(h, &publishable));
    if (!publishable) return refuse(h->w, ERR_STATE, "%s", SAY_NOT_PUBLISHED);
    if (objected) return refuse(h->w, ERR_STATE, "%s", SAY_OBJECTED);
    return !published || refuse(h->w, ERR_STATE, "%s", SAY_SHOWN_ALREADY);
}

static bool may_relieve(Handling *h, const CaseMove *move)
{
    (void)move;
    TRY(may_step(h, DUTY_BIT(DUTY_APPROVER), step_relieves(h)));
    return may_decide(h);
}

static bool may_refer(Handling *h, const CaseMove *move)
{
    CaseResult result;
    Str reasons;
    Commit commit;
    TRY(may_conclude(h, move));
    const Step *to = &h->row.affair->steps[h->step->over_limit];
    const Value *mark = to->marks ? statements_of(&h->said, to->marks) : NULL;
    bool marked = mark && mark->known && mark->number;
    TRY(result_read(h->w, h->row.id, &result, &reasons, &commit));
    if (!marked && result.eligible != YES) return true;
    return refuse(h->w, ERR_STATE, "%s", SAY_WITHIN);
}

static bool may_send_back(Handling *h, const CaseMove *move)
{
    ptrdiff_t here = path_find(&h->path, h->step->name), there;
    TRY(may_aid(h, move));
    if (!move->to.len) return true;
    there = path_find(&h->path, move->to);
    return (there >= 0 && there < here) || refuse(h->w, ERR_INPUT, SAY_BACK_TO, STR_ARG(move->to));
}

static const ClockRow *extensible(const ClockRow *clocks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (clocks[i].ended.days == DATE_NONE.days && clocks[i].special && !clocks[i].extended)
            return &clocks[i];
    return NULL;
}

static bool may_extend(Handling *h, const CaseMove *move)
{
    ClockRow *clocks;
    size_t count;
    TRY(track_clocks(h->w, h->row.id, &clocks, &count));
    if (!extensible(clocks, count)) return refuse(h->w, ERR_STATE, "%s", SAY_EXTENDED);
    return may_approve(h, move);
}

static bool may_hand_over(Handling *h, const CaseMove *move)
{
    Account account;
    DutySet may = duties_of_step(h->step) | DUTY_BIT(DUTY_APPROVER);
    TRY(may_step(h, may, h->step));
    if (!move->to.len) return true; /* asked by case_moves */
    if (account_row(h->w, move->to, &account) && !account.closed) return true;
    return refuse(h->w, ERR_INPUT, SAY_HAND_SELF, STR_ARG(move->to));
}

/* ---- act ---------------------------------------------------------------------------------- */

/* Relatives of staff are looked for again: they may have been filed since (第十一条). */
static bool act_accept(Handling *h, const CaseMove *move)
{
    (void)move;
    int64_t *people;
    size_t count;
    h->row.accepted = h->today;
    TRY(case_people(h->w, &h->row, &people, &count));
    TRY(case_is_kin(h->w, people, count, &h->row.kin));
    return go_on(h);
}

static bool act_done(Handling *h, const CaseMove *move)
{
    (void)move;
    if (h->step->marks) {
        Stated mark = {{0}, h->step->marks, {.known = true, .number = 1}};
        TRY(statement_write(h, &mark));
        statements_put(h->w->arena, &h->said, mark);
    }
    return go_on(h);
}

static bool act_publish(Handling *h, const CaseMove *move)
{
    (void)move;
    return notice_publish(h);
}

static bool act_approve(Handling *h, const CaseMove *move)
{
    switch (h->row.kind) {
    case CASE_CHANGE:
        return decide_change(h, move) && conclude(h, OUTCOME_CHANGED);
    case CASE_CORRECTION:
        return decide_correct(h, move) && conclude(h, OUTCOME_CORRECTED);
    default:
        return decide_grant(h, move, false) && conclude(h, OUTCOME_GRANTED);
    }
}

static bool act_refuse(Handling *h, const CaseMove *move)
{
    return decide_refuse(h, move) && conclude(h, OUTCOME_REFUSED);
}

static bool act_keep(Handling *h, const CaseMove *move)
{
    return decide_keep(h, move) && conclude(h, OUTCOME_KEPT);
}

static bool act_reduce(Handling *h, const CaseMove *move)
{
    return decide_change(h, move) && conclude(h, OUTCOME_CHANGED);
}

static bool act_stop(Handling *h, const CaseMove *move)
{
    return decide_stop(h, move) && conclude(h, OUTCOME_STOPPED);
}

static bool act_relieve(Handling *h, const CaseMove *move)
{
    TRY(decide_grant(h, move, true));
    h->row.relieved = true;
    return track_relieved(h, step_relieves(h));
}

static bool act_refer(Handling *h, const CaseMove *move)
{
    (void)move;
    const Step *to = &h->row.affair->steps[h->step->over_limit];
    return track_leave(h, false) && move_to(h, to);
}

static bool act_papers(Handling *h, const CaseMove *move)
{
    (void)move;
    h->row.state = CASE_WAITING;
    Stmt *s = db_stmt(h->w, &casework_sql, "pause_insert");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_int(s, 2, h->today.days);
    return db_run(s);
}

static bool act_resume(Handling *h, const CaseMove *move)
{
    (void)move;
    h->row.state = h->step->kind == STEP_ACCEPT ? CASE_DRAFT : CASE_RUNNING;
    Stmt *s = db_stmt(h->w, &casework_sql, "pause_end");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_int(s, 2, h->today.days);
    return db_run(s);
}

static bool act_back(Handling *h, const CaseMove *move)
{
    ptrdiff_t here = path_find(&h->path, h->step->name), to = here - 1;
    if (move->to.len) to = path_find(&h->path, move->to);
    TRY(notice_take_down(h) && track_leave(h, false));
    return move_to(h, h->path.steps[to]);
}

static bool act_extend(Handling *h, const CaseMove *move)
{
    (void)move;
    ClockRow *clocks;
    size_t count;
    TRY(track_clocks(h->w, h->row.id, &clocks, &count));
    Stmt *s = db_stmt(h->w, &casework_sql, "clock_extend");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_str(s, 2, extensible(clocks, count)->step);
    return db_run(s);
}

static bool act_take(Handling *h, const CaseMove *move)
{
    (void)move;
    h->row.holder = handling_actor(h->w);
    return true;
}

static bool act_hand_over(Handling *h, const CaseMove *move)
{
    if (!move->to.len) return refuse(h->w, ERR_INPUT, "%s", SAY_HAND_TO);
    h->row.holder = move->to;
    return true;
}

static bool act_withdraw(Handling *h, const CaseMove *move)
{
    (void)move;
    h->row.outcome = OUTCOME_WITHDRAWN;
    return notice_take_down(h) && track_leave(h, false) && move_to(h, NULL);
}

static bool act_close(Handling *h, const CaseMove *move)
{
    (void)move;
    return conclude(h, OUTCOME_ENDED);
}

static bool act_uphold(Handling *h, const CaseMove *move)
{
    (void)move;
    return conclude(h, OUTCOME_UPHELD);
}

static bool act_reverse(Handling *h, const CaseMove *move)
{
    return decide_reverse(h, move) && conclude(h, OUTCOME_REVERSED);
}

/* ---- the table ---------------------------------------------------------------------------- */

static const struct {
    bool (*fits)(const Handling *h);
    bool (*may)(Handling *h, const CaseMove *move);
    bool (*act)(Handling *h, const CaseMove *move);
} RULES[CASE_EVENT_COUNT] = {
    [CASE_ACCEPT] = {fits_accept, may_handle, act_accept},
    [CASE_DONE] = {fits_done, may_finish, act_done},
    [CASE_PUBLISH] = {fits_publish, may_publish, act_publish},
    [CASE_APPROVE] = {fits_approve, may_conclude, act_approve},
    [CASE_REFUSE] = {fits_refuse, may_conclude, act_refuse},
    [CASE_KEEP] = {fits_keep, may_conclude, act_keep},
    [CASE_REDUCE] = {fits_reduce, may_conclude, act_reduce},
    [CASE_STOP_NOW] = {fits_stop, may_conclude, act_stop},
    [CASE_RELIEVE] = {fits_relieve, may_relieve, act_relieve},
    [CASE_REFER] = {fits_refer, may_refer, act_refer},
    [CASE_REQUEST_PAPERS] = {fits_papers, may_aid, act_papers},
    [CASE_RESUME] = {fits_resume, may_aid, act_resume},
    [CASE_SEND_BACK] = {fits_back, may_send_back, act_back},
    [CASE_EXTEND] = {fits_extend, may_extend, act_extend},
    [CASE_TAKE] = {is_open, may_handle, act_take},
    [CASE_HAND_OVER] = {is_open, may_hand_over, act_hand_over},
    [CASE_WITHDRAW] = {fits_withdraw, may_aid, act_withdraw},
    [CASE_CLOSE] = {fits_close, may_conclude, act_close},
    [CASE_UPHOLD] = {fits_appeal, may_conclude, act_uphold},
    [CASE_REVERSE] = {fits_appeal, may_conclude, act_reverse},
};

static bool wants_opinion(CaseEvent event)
{
    static const bool WANTS[CASE_EVENT_COUNT] = {
#define EVENT(constant, key, name, opinion) [constant] = opinion,
#include "casework/events.def"
#undef EVENT
    };
    return WANTS[event];
}

/* Those concerned may be registered elsewhere. */
static bool act_out(Handling *h, const CaseMove *move)
{
    Scope *held = scope_lift(h->w);
    return scope_return(h->w, held, RULES[move->event].act(h, move));
}

static bool move_inside(Work *w, const InForce *law, const CaseMove *move)
{
    Handling h;
    TRY(handling_open(w, law, move->id, &h));
    const Step *from = h.step;
    Str event = case_event_name(move->event);
    if (!RULES[move->event].fits(&h))
        return refuse(w, ERR_STATE, SAY_NO_MOVE, STR_ARG(from ? from->name : STR(SAY_NO_STEP)),
                      STR_ARG(case_state_name(h.row.state)), STR_ARG(event));
    TRY(may_concern(&h) && RULES[move->event].may(&h, move));
    if (wants_opinion(move->event) && !str_trim(move->opinion).len)
        return refuse(w, ERR_INPUT, "%s", SAY_OPINION);
    TRY(handling_act(&h, "case_move", event) && act_out(&h, move));
    TRY(track_due(&h) && handling_save(&h));
    h.step = from;
    return handling_note(&h, (int)move->event, h.row.step, str_trim(move->opinion));
}

bool case_move(Work *w, const InForce *law, const CaseMove *move)
{
    TRY(db_begin(w));
    TRY(db_end(w, move_inside(w, law, move)));
    if (move->event != CASE_DONE) return true;
    Handling h; /* a step that marks has changed what the law gives */
    TRY(handling_open(w, law, move->id, &h));
    bool marked = h.step && h.step->over_limit >= 0 && h.row.outcome == OUTCOME_NONE;
    return !marked || case_answer(w, law, move->id, NULL, 0);
}

bool case_move_all(Work *w, const InForce *law, const CaseMove *moves, size_t count, CaseMoved *out)
{
    TRY(db_group_begin(w));
    for (size_t i = 0; i < count; i++) {
        out[i] = (CaseMoved){.id = moves[i].id, .done = case_move(w, law, &moves[i])};
        if (!out[i].done) out[i].sentence = w->error.sentence;
        w->error = (Error){0};
    }
    return db_group_end(w);
}

/* ---- what may come next -------------------------------------------------------------------- */

static Str step_then(Handling *h, CaseEvent event)
{
    const Step *next = step_after(h);
    ptrdiff_t here = path_find(&h->path, h->step->name);
    switch (event) {
    case CASE_ACCEPT:
    case CASE_DONE:
        return next ? next->name : STR("");
    case CASE_SEND_BACK:
        return here > 0 ? h->path.steps[here - 1]->name : STR("");
    case CASE_REFER:
        return h->row.affair->steps[h->step->over_limit].name;
    default:
        return STR("");
    }
}

bool case_moves(Work *w, const InForce *law, CaseId id, CaseNext **out, size_t *count)
{
    Handling h;
    *out = NEW_ARRAY(w->arena, CaseNext, CASE_EVENT_COUNT);
    *count = 0;
    TRY(handling_open(w, law, id, &h));
    for (int event = 0; event < CASE_EVENT_COUNT; event++) {
        CaseMove move = {.id = id, .event = (CaseEvent)event};
        if (!RULES[event].fits(&h)) continue;
        CaseNext *next = &(*out)[(*count)++];
        *next = (CaseNext){.event = (CaseEvent)event,
                           .opinion = wants_opinion((CaseEvent)event),
                           .step = step_then(&h, (CaseEvent)event)};
        next->allowed = may_concern(&h) && RULES[event].may(&h, &move);
        if (next->allowed) continue;
        ErrorCode code = w->error.code;
        bool answer = code == ERR_DENIED || code == ERR_STATE || code == ERR_INPUT;
        if (!answer) return false;
        next->why_not = w->error.sentence;
        w->error = (Error){0};
    }
    return true;
}

/* ---- the steps as a page shows them --------------------------------------------------------- */

static void step_fill(CaseStep *out, const StayRow *stays, size_t stay_count,
                      const ClockRow *clocks, size_t clock_count)
{
    for (size_t i = 0; i < stay_count; i++) {
        if (!str_equal(stays[i].step, out->step->name)) continue;
        if (out->from.days == DATE_NONE.days) out->from = stays[i].entered;
        out->to = stays[i].ended;
        out->state = stays[i].ended.days == DATE_NONE.days ? STEP_NOW
                     : stays[i].finished                   ? STEP_DONE
                                                           : STEP_AHEAD;
        out->by = stays[i].actor;
    }
    for (size_t i = 0; i < clock_count; i++) {
        if (!str_equal(clocks[i].step, out->step->name)) continue;
        out->due = clocks[i].due;
        out->stopped = clocks[i].stopped;
        out->extended = clocks[i].extended;
    }
}

static StepState relief_state(const Handling *h)
{
    if (h->row.relieved) return STEP_DONE;
    return h->row.outcome == OUTCOME_NONE ? STEP_AHEAD : STEP_SKIPPED;
}

/* The whole is done when the case is closed, not when it is decided; and what lies behind the step
 * where a reopened case stands comes again, however often it was done before. */
static void step_end(const Handling *h, size_t place, CaseStep *out)
{
    ptrdiff_t now = h->step ? path_find(&h->path, h->step->name) : -1;
    bool behind = now >= 0 && place < h->path.count && place > (size_t)now;
    if (behind && out->state == STEP_DONE)
        *out = (CaseStep){.step = out->step, .from = DATE_NONE, .to = DATE_NONE, .due = DATE_NONE};
    if (out->step->kind == STEP_WHOLE && h->row.state == CASE_CLOSED) out->state = STEP_DONE;
}

bool case_steps(Work *w, const InForce *law, CaseId id, CaseStep **out, size_t *count)
{
    Handling h;
    StayRow *stays;
    ClockRow *clocks;
    size_t stay_count, clock_count;
    *count = 0;
    TRY(handling_open(w, law, id, &h));
    TRY(track_stays(w, id, &stays, &stay_count) && track_clocks(w, id, &clocks, &clock_count));
    *out = NEW_ARRAY(w->arena, CaseStep, h.path.count + 3);
    for (size_t i = 0; i < h.path.count; i++)
        (*out)[(*count)++].step = h.path.steps[i];
    if (h.step && path_find(&h.path, h.step->name) < 0) (*out)[(*count)++].step = h.step;
    const Step *whole = step_whole(h.row.affair), *relief = step_relieves(&h);
    bool began = h.row.accepted.days != DATE_NONE.days;
    if (relief && began) (*out)[(*count)++].step = relief;
    if (whole && clock_count) (*out)[(*count)++].step = whole;
    for (size_t i = 0; i < *count; i++) {
        CaseStep *s = &(*out)[i];
        s->from = s->to = s->due = DATE_NONE;
        step_fill(s, stays, stay_count, clocks, clock_count);
        bool still = s->state == STEP_DONE || s->step->kind == STEP_WHOLE;
        bool over = h.row.state == CASE_CLOSED || h.row.outcome != OUTCOME_NONE;
        s->colour = still && over ? CLOCK_STILL : clock_colour(s->due, h.today);
        step_end(&h, i, s);
        if (s->step->kind == STEP_RELIEVE) s->state = relief_state(&h);
        if (h.row.state == CASE_CLOSED && s->state == STEP_AHEAD) s->state = STEP_SKIPPED;
    }
    return true;
}
