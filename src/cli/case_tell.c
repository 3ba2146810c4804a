/* What `doudi case` prints: a case with its way, its questions and what may come next; lists. */
#include "cli/case.h"

static Str day_text(Cli *cli, Date day)
{
    return day.days == DATE_NONE.days ? STR("-") : date_text(cli->w->arena, day);
}

static Str colour_name(ClockColour colour)
{
    static const char *const NAMES[] = SAY_COLOUR_NAMES;
    return str_of(NAMES[colour]);
}

static void where_text(Cli *cli, const Case *c)
{
    if (c->state == CASE_CLOSED) {
        buf_format(&cli->out, SAY_CASE_OUTCOME "\n", STR_ARG(case_outcome_name(c->outcome)));
        return;
    }
    buf_format(&cli->out, SAY_CASE_AT, STR_ARG(c->step), STR_ARG(c->body));
    if (c->holder.len) buf_format(&cli->out, SAY_CASE_HELD, STR_ARG(c->holder));
    if (c->due.days == DATE_NONE.days)
        buf_add(&cli->out, STR(SAY_CASE_STILL));
    else
        buf_format(&cli->out, SAY_CASE_DUE, STR_ARG(day_text(cli, c->due)),
                   STR_ARG(colour_name(c->colour)));
    if (c->outcome) buf_format(&cli->out, SAY_CASE_OUTCOME, STR_ARG(case_outcome_name(c->outcome)));
    buf_byte(&cli->out, '\n');
}

static void head_text(Cli *cli, const Case *c)
{
    buf_format(&cli->out, SAY_CASE_HEAD, STR_ARG(c->number), STR_ARG(c->affair->name),
               STR_ARG(name_mask(cli->w->arena, c->name)), STR_ARG(case_state_name(c->state)));
    where_text(cli, c);
    if (c->kin) buf_add(&cli->out, STR(SAY_CASE_KIN));
    if (c->relieved) buf_add(&cli->out, STR(SAY_CASE_RELIEVED));
}

bool case_told(Cli *cli, CaseId id)
{
    Case c;
    InForce law = case_law(cli);
    TRY(case_row(cli->w, &law, id, &c));
    head_text(cli, &c);
    return true;
}

/* ---- one case ----------------------------------------------------------------------------- */

static void result_text(Cli *cli, const CaseQuestions *q)
{
    const CaseResult *r = &q->result;
    Arena *arena = cli->w->arena;
    if (r->as_of.days == DATE_NONE.days) return;
    if (r->eligible == YES && r->from.n != MONTH_NONE.n)
        buf_format(&cli->out, SAY_CASE_RESULT_YES, STR_ARG(money_text(arena, r->amount)),
                   STR_ARG(month_text(arena, r->from)));
    else if (r->eligible == YES)
        buf_add(&cli->out, STR(SAY_CASE_RESULT_YES_BARE));
    else if (r->eligible == NO)
        buf_add(&cli->out, STR(SAY_CASE_RESULT_NO));
    else
        buf_format(&cli->out, SAY_CASE_RESULT_OPEN, q->needed);
    if (r->conflict.len) buf_format(&cli->out, SAY_CASE_CONFLICT, STR_ARG(r->conflict));
}

static void questions_text(Cli *cli, const CaseQuestions *q)
{
    for (size_t i = 0; i < q->count; i++) {
        const CaseQuestion *item = &q->items[i];
        Str name = name_mask(cli->w->arena, item->person_name);
        const char *of = name.len ? SAY_CASE_OF : "";
        if (item->needed)
            buf_format(&cli->out, SAY_CASE_NEED, STR_ARG(name), of, STR_ARG(item->field->name));
        else if (item->known)
            buf_format(&cli->out, SAY_CASE_STATED, STR_ARG(name), of, STR_ARG(item->field->name),
                       STR_ARG(item->text));
    }
}

static bool steps_text(Cli *cli, const InForce *law, CaseId id)
{
    static const char *const MARKS[] = SAY_CASE_MARKS;
    CaseStep *steps;
    size_t count;
    TRY(case_steps(cli->w, law, id, &steps, &count));
    for (size_t i = 0; i < count; i++) {
        const CaseStep *s = &steps[i];
        bool done = s->state == STEP_DONE;
        buf_format(&cli->out, SAY_CASE_STEP, STR_ARG(str_of(MARKS[s->state])),
                   STR_ARG(s->step->name), STR_ARG(s->step->who));
        if (s->due.days != DATE_NONE.days)
            buf_format(&cli->out, SAY_CASE_STEP_DUE, STR_ARG(day_text(cli, s->due)));
        if (s->stopped) buf_add(&cli->out, STR(SAY_CASE_STEP_STOPPED));
        if (s->extended) buf_add(&cli->out, STR(SAY_CASE_STEP_EXTENDED));
        if (done && s->by.len)
            buf_format(&cli->out, SAY_CASE_STEP_BY, STR_ARG(s->by), STR_ARG(day_text(cli, s->to)));
        buf_byte(&cli->out, '\n');
    }
    return true;
}

static bool moves_text(Cli *cli, const InForce *law, CaseId id)
{
    CaseNext *moves;
    size_t count;
    TRY(case_moves(cli->w, law, id, &moves, &count));
    for (size_t i = 0; i < count; i++) {
        const CaseNext *m = &moves[i];
        Str name = case_event_name(m->event);
        if (m->allowed)
            buf_format(&cli->out, SAY_CASE_NEXT, STR_ARG(name), m->step.len ? SAY_CASE_GOES : "",
                       STR_ARG(m->step));
        else
            buf_format(&cli->out, SAY_CASE_NOT_NEXT, STR_ARG(name), STR_ARG(m->why_not));
    }
    return true;
}

static bool history_text(Cli *cli, CaseId id)
{
    CaseEventRow *rows;
    size_t count;
    TRY(case_history(cli->w, id, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        const CaseEventRow *r = &rows[i];
        Date day = {(int32_t)((r->at + 8 * 3600) / 86400)};
        buf_format(&cli->out, SAY_CASE_EVENT, STR_ARG(day_text(cli, day)), STR_ARG(r->actor),
                   STR_ARG(r->event), r->from.len ? " " : "", STR_ARG(r->from),
                   r->opinion.len ? SAY_CASE_COLON : "", STR_ARG(r->opinion));
    }
    return true;
}

bool case_show(Cli *cli, CaseId id)
{
    CaseQuestions q;
    InForce law = case_law(cli);
    TRY(case_told(cli, id) && case_questions(cli->w, &law, id, &q));
    result_text(cli, &q);
    questions_text(cli, &q);
    return steps_text(cli, &law, id) && moves_text(cli, &law, id) && history_text(cli, id);
}

/* ---- lists -------------------------------------------------------------------------------- */

static bool counts_text(Cli *cli, const InForce *law, const CaseQuery *query)
{
    CaseCounts n;
    TRY(case_counts(cli->w, law, query, &n));
    buf_format(&cli->out, SAY_CASE_COUNTS, (long long)n.open, (long long)n.by_colour[CLOCK_RED],
               (long long)n.by_colour[CLOCK_AMBER], (long long)n.by_colour[CLOCK_GREEN],
               (long long)n.by_colour[CLOCK_STILL]);
    return true;
}

bool case_lists(Cli *cli, bool mine)
{
    CaseList list;
    int64_t most = 20;
    InForce law = case_law(cli);
    CaseQuery query = CASE_QUERY_ALL;
    query.mine = mine;
    query.closed = !mine;
    if (cli_has(cli, OPT_AFFAIR)) TRY(cli_affair(cli, cli_value(cli, OPT_AFFAIR), &query.affair));
    str_int(cli_value(cli, OPT_SHOW), &most);
    query.limit = most > 0 ? (size_t)most : 1;
    TRY(case_list(cli->w, &law, &query, &list));
    for (size_t i = 0; i < list.count; i++)
        head_text(cli, &list.items[i]);
    if (mine) return counts_text(cli, &law, &query);
    buf_format(&cli->out, SAY_CASE_TOTAL, (long long)list.total);
    return true;
}

bool case_notices_told(Cli *cli)
{
    CaseNotice *notices;
    size_t count;
    Arena *arena = cli->w->arena;
    InForce law = case_law(cli);
    TRY(notice_list(cli->w, &law, work_today(cli->w), &notices, &count));
    if (!count) buf_add(&cli->out, STR(SAY_CASE_NO_NOTICE));
    for (size_t i = 0; i < count; i++) {
        const CaseNotice *n = &notices[i];
        buf_format(&cli->out, SAY_CASE_NOTICE, STR_ARG(n->affair), STR_ARG(n->name),
                   (long long)n->members, STR_ARG(money_text(arena, n->amount)), STR_ARG(n->place),
                   STR_ARG(date_text(arena, n->from)), STR_ARG(date_text(arena, n->to)));
    }
    return true;
}

bool case_refusal_told(Cli *cli, CaseId id)
{
    CaseRefusal r;
    InForce law = case_law(cli);
    TRY(case_refusal(cli->w, &law, id, &r));
    for (size_t i = 0; i < r.count; i++)
        buf_format(&cli->out, SAY_CASE_REASON, STR_ARG(r.reasons[i]));
    buf_format(&cli->out, SAY_CASE_REASON, STR_ARG(r.opinion));
    buf_format(&cli->out, SAY_CASE_REASON, STR_ARG(r.review));
    buf_format(&cli->out, SAY_CASE_REASON, STR_ARG(r.court));
    return true;
}
