/* 试结 and 结账. Both take seconds for a district, so they are jobs; a trial
 * writes nothing and its result stays with the cache until something is done
 * that could change it. Who may close is the domain's to say
 * (payment_may_close), and the page says it in the same words. */
#include "round/pages.h"
#include "round/words.def"

#include <stdlib.h>

typedef struct {
    const Bureau *bureau;
    Month month;
} CloseTask;

static Str trial_key(Arena *arena, Month month)
{
    return format(arena, "trial:%.*s", STR_ARG(month_text(arena, month)));
}

static Str close_href(Arena *arena, Month month)
{
    return format(arena, "/month/%.*s/close", STR_ARG(month_text(arena, month)));
}

/* ---- what a trial found
 * ------------------------------------------------------------------- */

static Page trial_as_page(Work *w, const Site *site)
{
    return (Page){.site = site, .bureau = site->bureau, .w = w};
}

static void affairs_list(Page *p, const CloseResult *result, ListTable *out)
{
    static const char *const heads[] = {
        SAY_AFFAIR,     SAY_HEAD_ENROLLED, SAY_HEAD_LINES, SAY_HEAD_REGULAR,   SAY_HEAD_ARREARS,
        SAY_HEAD_RAISE, SAY_HEAD_RECOVERY, SAY_HEAD_TOTAL, SAY_HEAD_UNDECIDED, SAY_HEAD_HELD};
    *out = table_of(p, heads, COUNT_OF(heads), result->affair_count);
    for (size_t i = 0; i < result->affair_count; i++) {
        const CloseAffair *a = &result->affairs[i];
        Money total = {0},
              back = {a->reason_sum[REASON_RECOVERY].fen + a->reason_sum[REASON_REVERSAL].fen};
        if (!a->affair || (a->lines == 0 && a->enrolments == 0)) continue;
        for (int r = 0; r < REASON_SENT; r++)
            total.fen += a->reason_sum[r].fen;
        ListCell cells[] = {text_cell(a->affair->name),
                            count_cell(p, a->enrolments),
                            count_cell(p, a->lines),
                            money_text_cell(p, a->reason_sum[REASON_REGULAR]),
                            money_text_cell(p, a->reason_sum[REASON_ARREARS]),
                            money_text_cell(p, a->reason_sum[REASON_RAISE]),
                            money_text_cell(p, back),
                            money_text_cell(p, total),
                            count_cell(p, a->undecided),
                            count_cell(p, a->held)};
        table_row(p, out, cells);
    }
}

static void funds_list(Page *p, const CloseResult *result, ListTable *out)
{
    static const char *const heads[] = {SAY_HEAD_FUND, SAY_HEAD_LINES, SAY_HEAD_TOTAL};
    *out = table_of(p, heads, COUNT_OF(heads), result->fund_count);
    for (size_t i = 0; i < result->fund_count; i++) {
        ListCell cells[] = {text_cell(fund_name(result->funds[i].fund)),
                            count_cell(p, result->funds[i].lines),
                            money_text_cell(p, result->funds[i].amount)};
        table_row(p, out, cells);
    }
}

typedef struct {
    ChangeKind kind;
    Str cause;
    int64_t count;
    int64_t fen;
} CauseCount;

static int by_count(const void *a, const void *b)
{
    const CauseCount *x = a, *y = b;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return (x->count < y->count) - (x->count > y->count);
}

static void causes_list(Page *p, const MonthChanges *changes, ListTable *out)
{
    enum { MOST = 200 };
    static const char *const heads[] = {SAY_HEAD_CHANGE, SAY_HEAD_CAUSE, SAY_HEAD_COUNT,
                                        SAY_HEAD_DIFFERENCE};
    CauseCount *sums = NEW_ARRAY(p->w->arena, CauseCount, MOST + 1);
    size_t count = 0;
    for (size_t i = 0; i < changes->count; i++) {
        const MonthChange *c = &changes->items[i];
        size_t k = 0;
        while (k < count && (sums[k].kind != c->kind || !str_equal(sums[k].cause, c->cause)))
            k++;
        if (k == MOST) continue;
        if (k == count) sums[count++] = (CauseCount){.kind = c->kind, .cause = c->cause};
        sums[k].count++;
        sums[k].fen += c->after.fen - c->before.fen;
    }
    if (count) qsort(sums, count, sizeof *sums, by_count);
    *out = table_of(p, heads, COUNT_OF(heads), count);
    for (size_t i = 0; i < count; i++) {
        ListCell cells[] = {text_cell(change_kind_name(sums[i].kind)), text_cell(sums[i].cause),
                            count_cell(p, sums[i].count), money_text_cell(p, (Money){sums[i].fen})};
        cells[3].text = signed_money(p, (Money){sums[i].fen});
        table_row(p, out, cells);
    }
}

/* The first of those that change, so that somebody may look before it is done.
 */
static void changes_list(Page *p, const MonthChanges *changes, TrialPart *out)
{
    enum { SHOWN = 100 };
    static const char *const heads[] = {SAY_NAME,       SAY_AFFAIR,      SAY_HEAD_CHANGE,
                                        SAY_HEAD_CAUSE, SAY_HEAD_BEFORE, SAY_HEAD_AFTER,
                                        SAY_BASIS};
    size_t count = changes->count < SHOWN ? changes->count : SHOWN;
    out->changes = table_of(p, heads, COUNT_OF(heads), count);
    for (size_t i = 0; i < count; i++) {
        const MonthChange *c = &changes->items[i];
        int64_t id = c->affair->subject == SUBJECT_HOUSEHOLD ? c->unit : c->person;
        ListCell cells[] = {
            link_cell(person_words(p, c->person), subject_href(p, c->affair->subject, id)),
            text_cell(c->affair->name),
            text_cell(change_kind_name(c->kind)),
            text_cell(c->cause),
            money_text_cell(p, c->before),
            money_text_cell(p, c->after),
            link_cell(STR(SAY_WHY), why_href(p, c->affair, id, changes->month))};
        table_row(p, &out->changes, cells);
    }
    if (count < changes->count)
        out->more = format(p->w->arena, SAY_TRIAL_MORE, (long long)changes->count, SHOWN);
}

static void trial_render(Page *p, const CloseTrial *trial, Buf *out)
{
    Arena *arena = p->w->arena;
    TrialPart part = {.when =
                          format(arena, SAY_TRIAL_WHEN, STR_ARG(instant_words(arena, p->w->now)))};
    part.sentence = trial->result.lines == 0
                        ? STR(SAY_TRIAL_NOTHING)
                        : format(arena, trial->again ? SAY_TRIAL_AGAIN : SAY_TRIAL_SUM,
                                 STR_ARG(count_words(p, trial->result.lines)),
                                 STR_ARG(money_text(arena, trial->result.total)));
    affairs_list(p, &trial->result, &part.affairs);
    funds_list(p, &trial->result, &part.funds);
    causes_list(p, &trial->changes, &part.causes);
    changes_list(p, &trial->changes, &part);
    trial_part_html(out, &part);
}

/* ---- jobs
 * ---------------------------------------------------------------------------------
 */

static bool try_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const CloseTask *task = argument;
    CloseTrial trial;
    Buf out = buf_new(w->arena);
    Page page = trial_as_page(w, site);
    TRY(payment_try(w, task->bureau, task->month, &trial));
    trial_render(&page, &trial, &out);
    cache_text_keep(site, w, trial_key(w->arena, task->month), buf_str(&out));
    result->href = format(w->arena, "%.*s#trial", STR_ARG(close_href(w->arena, task->month)));
    return true;
}

static bool close_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const CloseTask *task = argument;
    CloseResult closed;
    (void)site;
    TRY(payment_close(w, task->bureau, task->month, &closed));
    result->href = format(w->arena, "%.*s?posted=%lld", STR_ARG(close_href(w->arena, task->month)),
                          (long long)closed.lines);
    return true;
}

static bool task_begin(Page *p, const char *title, JobFunction run)
{
    Month month;
    TRY(page_month(p, p->call->params[0], &month));
    TRY(payment_may_close(p->w, month));
    Arena *arena = page_job_arena(p);
    CloseTask *task = NEW(arena, CloseTask);
    *task = (CloseTask){p->bureau, month};
    return page_job(p, arena, title, run, task);
}

/* ---- the page
 * -----------------------------------------------------------------------------
 */

static void closes_list(Page *p, const Close *closes, size_t count, ListTable *out)
{
    static const char *const heads[] = {SAY_HEAD_MONTH, SAY_HEAD_WHEN, SAY_HEAD_LINES,
                                        SAY_HEAD_TOTAL};
    *out = table_of(p, heads, COUNT_OF(heads), count);
    for (size_t i = count; i-- > 0;) {
        Arena *arena = p->w->arena;
        ListCell cells[] = {
            link_cell(month_words(arena, closes[i].month), close_href(arena, closes[i].month)),
            text_cell(instant_words(arena, closes[i].instant)), count_cell(p, closes[i].lines),
            money_text_cell(p, closes[i].total)};
        table_row(p, out, cells);
    }
}

/* What may be done with the month, or why not. */
static void steps_fill(Page *p, Month month, bool closed, ClosePage *out)
{
    Arena *arena = p->w->arena;
    Error before = p->w->error;
    Str base = format(arena, "/month/%.*s", STR_ARG(month_text(arena, month)));
    out->steps = NEW_ARRAY(arena, MoveStep, 2);
    out->step_count = 2;
    out->steps[0] = move_of(p, SAY_DO_TRY, format(arena, "%.*s/try", STR_ARG(base)), SAY_TRY_NOTE);
    out->steps[1] = (MoveStep){.note = STR(SAY_CLOSE_STEP_NOTE)};
    out->steps[1].confirm =
        (Confirm){.label = closed ? STR(SAY_CLOSE_AGAIN) : STR(SAY_DO_CLOSE),
                  .question = format(arena, closed ? SAY_CLOSE_AGAIN_ASK : SAY_CLOSE_ASK,
                                     STR_ARG(month_words(arena, month))),
                  .effect = STR(SAY_CLOSE_EFFECT),
                  .action = format(arena, "%.*s/close", STR_ARG(base)),
                  .button = STR(SAY_DO_CLOSE)};
    p->w->error = (Error){.code = ERR_NONE};
    if (page_may(p, WHO(CLERK)) && payment_may_close(p->w, month)) {
        p->w->error = before;
        return;
    }
    Str why = !page_may(p, WHO(CLERK)) ? STR(SAY_CLOSE_BY_CLERK) : p->w->error.sentence;
    for (size_t i = 0; i < 2; i++)
        out->steps[i] = (MoveStep){.why_not = i == 0 ? why : STR("")};
    out->step_count = 1;
    p->w->error = before;
}

static Str sentence_of(Page *p, Month month, const Close *closes, size_t count)
{
    Str sentence = STR(SAY_NO_CLOSE_NOTE);
    for (size_t i = 0; i < count; i++)
        if (closes[i].month.n == month.n) sentence = closed_words(p, &closes[i]);
    return sentence;
}

/* Said where a job has led back to. */
static Str posted_words(Page *p)
{
    int64_t lines;
    Str posted = page_query(p, "posted");
    if (posted.len == 0 || !str_int(posted, &lines)) return STR("");
    if (lines == 0) return STR(SAY_CLOSED_NOTHING);
    return format(p->w->arena, SAY_CLOSED_POSTED, STR_ARG(count_words(p, lines)));
}

bool close_page(Page *p)
{
    Month month, last;
    Close *closes;
    size_t count;
    Str kept;
    ClosePage page = {.no_result = STR("")};
    TRY(page_month(p, p->call->params[0], &month));
    TRY(payment_last_closed(p->w, &last));
    TRY(payment_closes(p->w, &closes, &count));
    bool closed = last.n != MONTH_NONE.n && month.n <= last.n;
    page.sentence = sentence_of(p, month, closes, count);
    if (posted_words(p).len) page.sentence = posted_words(p);
    steps_fill(p, month, closed, &page);
    if (whole_store(p) && cache_text(p, trial_key(p->w->arena, month), &kept))
        page.result = (Html){kept};
    else
        page.no_result = whole_store(p) ? STR(SAY_NO_TRIAL) : STR("");
    if (whole_store(p)) closes_list(p, closes, count, &page.closes);
    page.head = (Head){.title = STR(SAY_VIEW_CLOSE),
                       .crumbs = month_crumbs(p, month),
                       .state = {closed ? STR(SAY_CLOSED) : STR(SAY_NOT_CLOSED),
                                 closed ? STR("good") : STR("open")}};
    page.views = month_views(p, month, "close");
    p->title =
        format(p->w->arena, "%.*s %s", STR_ARG(month_words(p->w->arena, month)), SAY_VIEW_CLOSE);
    close_html(&p->body, &page);
    return true;
}

bool close_try_page(Page *p)
{
    return task_begin(p, SAY_TRYING, try_job);
}

bool close_run_page(Page *p)
{
    return task_begin(p, SAY_CLOSING, close_job);
}
