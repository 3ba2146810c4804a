/* Batches: which there are, one with its hands (起草, 复核, 审批, 报送), what
 * comes next and by whom. Each move is a function of payment, which refuses the
 * same hand twice; the page offers what this account may do now and says why
 * not otherwise. Moves over many rows are jobs. */
#include "round/pages.h"
#include "round/words.def"

Str batch_href(Page *p, int64_t id)
{
    if (!page_may(p, LOOKING_DUTIES)) return STR("");
    return format(p->w->arena, "/batch/%lld", (long long)id);
}

bool batch_shown(Page *p, int64_t *id)
{
    return page_id(p, p->call->params[0], id);
}

static Tag state_tag(BatchState state)
{
    static const char *const kinds[BATCH_STATE_COUNT] = {"open", "open", "open",
                                                         "care", "good", ""};
    return (Tag){batch_state_name(state), str_of(kinds[state])};
}

/* ---- the list
 * -----------------------------------------------------------------------------
 */

/* Of a part of the district: what of the batch is its people's. */
static bool seen_of(Page *p, const Batch *b, LedgerSum *out)
{
    *out = (LedgerSum){.lines = b->lines, .persons = b->people, .amount = b->total};
    return whole_store(p) || ledger_batch_seen(p->w, b->id, out);
}

static bool batch_line(Page *p, const Batch *b, ListTable *table)
{
    LedgerSum seen;
    Tag tag = state_tag(b->state);
    TRY(seen_of(p, b, &seen));
    ListCell cells[] = {
        link_cell(format(p->w->arena, SAY_BATCH_TITLE, (long long)b->id), batch_href(p, b->id)),
        text_cell(month_words(p->w->arena, b->month)),
        {.text = tag.text, .kind = tag.kind, .tag = true},
        count_cell(p, seen.lines),
        count_cell(p, seen.persons),
        count_cell(p, whole_store(p) ? b->withheld : 0),
        money_text_cell(p, seen.amount),
        text_cell(hand_words(p, b->maker)),
        text_cell(hand_words(p, b->checker)),
        text_cell(hand_words(p, b->approver)),
        text_cell(hand_words(p, b->sender))};
    table_row(p, table, cells);
    return true;
}

bool batches_table(Page *p, Month month, ListTable *out)
{
    static const char *const heads[] = {SAY_HEAD_BATCH,    SAY_HEAD_MONTH,  SAY_HEAD_STATE,
                                        SAY_HEAD_LINES,    SAY_HEAD_PEOPLE, SAY_HEAD_WITHHELD,
                                        SAY_HEAD_AMOUNT,   SAY_HEAD_MAKER,  SAY_HEAD_CHECKER,
                                        SAY_HEAD_APPROVER, SAY_HEAD_SENDER};
    Batch *rows;
    size_t count;
    TRY(batch_list(p->w, &rows, &count));
    *out = table_of(p, heads, COUNT_OF(heads), count);
    out->caption = STR(SAY_VIEW_BATCHES);
    for (size_t i = count; i-- > 0;)
        if (month.n == 0 || rows[i].month.n == month.n) TRY(batch_line(p, &rows[i], out));
    return true;
}

static bool month_of_list(Page *p, Month *month)
{
    Str text = page_query(p, "month");
    if (text.len == 0) return last_month(p, month);
    return page_month(p, text, month);
}

static void draft_fill(Page *p, Month month, BatchesPage *out)
{
    if (!page_may(p, WHO(CLERK))) {
        out->draft.why_not = STR(SAY_DRAFT_BY_CLERK);
    } else if (!whole_store(p)) {
        out->draft.why_not = STR(SAY_BY_COUNTY);
    } else {
        Str action = format(p->w->arena, "/batches/draft?month=%.*s",
                            STR_ARG(month_text(p->w->arena, month)));
        out->draft = move_of(p, SAY_DO_DRAFT, action, SAY_DRAFT_NOTE);
    }
}

static bool batches_show(Page *p, Month month, BatchesPage *page)
{
    TRY(batches_table(p, (Month){0}, &page->list));
    TRY(waiting_table(p, 0, &page->waiting));
    if (page->waiting.count)
        page->waiting_note = format(p->w->arena, SAY_WAITING_NOTE, page->waiting.count);
    if (page->list.count == 0)
        page->empty =
            (EmptyState){.what = STR(SAY_NO_BATCHES), .advice = STR(SAY_NO_BATCHES_ADVICE)};
    draft_fill(p, month, page);
    page->head = (Head){.title = STR(SAY_VIEW_BATCHES),
                        .crumbs = month_crumbs(p, month),
                        .note = whole_store(p) ? STR("") : STR(SAY_ONLY_YOURS)};
    page->views = month_views(p, month, "batches");
    p->title = page->head.title;
    batches_html(&p->body, page);
    return true;
}

bool batches_page(Page *p)
{
    Month month;
    BatchesPage page = {.waiting_note = STR("")};
    return month_of_list(p, &month) && batches_show(p, month, &page);
}

/* ---- moves as jobs
 * ------------------------------------------------------------------------ */

typedef struct {
    const Bureau *bureau;
    Month month; /* of a draft */
    int64_t batch;
    Str act, reason, folder;
    BankFormat format;
} BatchTask;

static bool draft_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const BatchTask *task = argument;
    Batch batch;
    (void)site;
    TRY(batch_draft_ready(w, task->bureau, task->month, &batch));
    result->href = format(w->arena, "/batch/%lld", (long long)batch.id);
    return true;
}

static bool move_job(Work *w, const Site *site, void *argument, JobResult *result)
{
    const BatchTask *task = argument;
    Str path;
    (void)site;
    BankWish wish = {.folder = str_z(w->arena, task->folder), .format = task->format};
    result->href = format(w->arena, "/batch/%lld", (long long)task->batch);
    if (str_equal(task->act, STR("send")))
        return batch_send_as(w, task->bureau, task->batch, &wish, &path);
    if (str_equal(task->act, STR("settle"))) return batch_settle(w, task->batch);
    return batch_cancel(w, task->batch, task->reason);
}

bool batch_draft_page(Page *p)
{
    Month month;
    TRY(page_month(p, page_query(p, "month"), &month));
    Arena *arena = page_job_arena(p);
    BatchTask *task = NEW(arena, BatchTask);
    *task = (BatchTask){.bureau = p->bureau, .month = month};
    return page_job(p, arena, SAY_DRAFTING, draft_job, task);
}

static bool move_begin(Page *p, int64_t id, Str act)
{
    Arena *arena = page_job_arena(p);
    BatchTask *task = NEW(arena, BatchTask);
    *task = (BatchTask){.bureau = p->bureau,
                        .batch = id,
                        .act = str_copy(arena, act),
                        .reason = str_copy(arena, page_field(p, "reason")),
                        .folder = format(arena, "%s.files", store_path(p->w->store))};
    bank_format_parse(page_field(p, "format"), &task->format);
    return page_job(p, arena, SAY_MOVING, move_job, task);
}

/* ---- what may be done
 * --------------------------------------------------------------------- */

typedef struct {
    BatchState from;
    const char *act, *text, *question, *effect, *note;
    DutySet who;
    const char *by; /* who does it, when this account does not */
    bool same_hand_barred, danger, reason;
} BatchMove;
static const BatchMove moves[] = {
    {BATCH_DRAFT, "check", SAY_DO_CHECK, SAY_CHECK_ASK, SAY_CHECK_EFFECT, "", WHO(CHECKER),
     SAY_BY_CHECKER, true, false, false},
    {BATCH_CHECKED, "approve", SAY_DO_APPROVE, SAY_APPROVE_ASK, SAY_APPROVE_EFFECT, "",
     WHO(APPROVER), SAY_BY_APPROVER, true, false, false},
    {BATCH_APPROVED, "send", SAY_DO_SEND, SAY_SEND_ASK, SAY_SEND_EFFECT, "", WHO(PAYER),
     SAY_BY_PAYER, false, true, false},
    {BATCH_SENT, "settle", SAY_DO_SETTLE, SAY_SETTLE_ASK, SAY_SETTLE_EFFECT, "", WHO(PAYER),
     SAY_BY_PAYER, false, true, false},
};
static const BatchMove cancelling = {BATCH_DRAFT,
                                     "cancel",
                                     SAY_DO_CANCEL,
                                     SAY_CANCEL_ASK,
                                     SAY_CANCEL_EFFECT,
                                     "",
                                     WHO(CLERK) | WHO(CHECKER),
                                     SAY_BY_CLERK,
                                     false,
                                     true,
                                     true};

static const BatchMove *next_of(BatchState state)
{
    for (size_t i = 0; i < COUNT_OF(moves); i++)
        if (moves[i].from == state) return &moves[i];
    return NULL;
}

static MoveStep next_step(Page *p, const Batch *b, const BatchMove *move)
{
    Arena *arena = p->w->arena;
    Str account = p->session->account;
    bool signed_already = str_equal(b->maker, account) || str_equal(b->checker, account);
    if (!page_may(p, move->who)) return (MoveStep){.why_not = str_of(move->by)};
    if (!whole_store(p)) return (MoveStep){.why_not = STR(SAY_BY_COUNTY)};
    if (move->same_hand_barred && signed_already) return (MoveStep){.why_not = STR(SAY_SAME_HAND)};
    MoveStep step = {.note = str_of(move->note)};
    step.confirm = (Confirm){.label = str_of(move->text),
                             .question = format(arena, SAY_ASK, move->question, (long long)b->id,
                                                STR_ARG(money_text(arena, b->total))),
                             .effect = str_of(move->effect),
                             .action = format(arena, "/batch/%lld/act", (long long)b->id),
                             .name = STR("act"),
                             .value = str_of(move->act),
                             .button = str_of(move->text),
                             .reason_label = move->reason ? STR(SAY_CANCEL_REASON) : STR(""),
                             .danger = move->danger};
    return step;
}

static void acts_fill(Page *p, const Batch *b, BatchPage *out)
{
    const BatchMove *next = next_of(b->state);
    out->acts = NEW_ARRAY(p->w->arena, MoveStep, 2);
    if (next) out->acts[out->act_count++] = next_step(p, b, next);
    bool open = b->state == BATCH_DRAFT || b->state == BATCH_CHECKED || b->state == BATCH_APPROVED;
    if (open && page_may(p, cancelling.who) && whole_store(p))
        out->acts[out->act_count++] = next_step(p, b, &cancelling);
}

/* ---- one batch
 * ----------------------------------------------------------------------------
 */

typedef struct {
    const char *name, *kind; /* of the act */
    BatchState done;         /* from this state on */
} Hand;
static const Hand hands[] = {{SAY_STEP_DRAFT, "draft", BATCH_DRAFT},
                             {SAY_STEP_CHECK, "check", BATCH_CHECKED},
                             {SAY_STEP_APPROVE, "approve", BATCH_APPROVED},
                             {SAY_STEP_SEND, "send", BATCH_SENT},
                             {SAY_STEP_SETTLE, "settle", BATCH_SETTLED}};

static void steps_fill(Page *p, const Batch *b, const ActRow *acts, size_t count, BatchPage *out)
{
    BarStep *steps = NEW_ARRAY(p->w->arena, BarStep, COUNT_OF(hands));
    bool cancelled = b->state == BATCH_CANCELLED;
    for (size_t i = 0; i < COUNT_OF(hands); i++) {
        steps[i].name = str_of(hands[i].name);
        steps[i].done = !cancelled && b->state >= hands[i].done;
        steps[i].now = !cancelled && i > 0 && b->state == hands[i - 1].done;
        for (size_t k = 0; k < count; k++) {
            bool settled = hands[i].done == BATCH_SETTLED && steps[i].done &&
                           str_equal(acts[k].act.kind, STR("receipt"));
            if (!settled && !str_equal(acts[k].act.kind, str_of(hands[i].kind))) continue;
            steps[i].done = true;
            steps[i].who = hand_words(p, acts[k].actor);
            steps[i].when = instant_words(p->w->arena, acts[k].instant);
            break;
        }
    }
    out->steps = (StepBar){.steps = steps, .count = COUNT_OF(hands)};
}

static bool history_fill(Page *p, const Batch *b, BatchPage *out)
{
    enum { MOST = 50 };
    ActRow *acts;
    size_t count;
    Arena *arena = p->w->arena;
    ActQuery query = {.subject = format(arena, "batch:%lld", (long long)b->id), .limit = MOST};
    TRY(audit_list(p->w, &query, &acts, &count));
    steps_fill(p, b, acts, count, out);
    out->history.entries = NEW_ARRAY(arena, TimelineEntry, count);
    out->history.count = count;
    for (size_t i = 0; i < count; i++) {
        Str kind = act_kind_name(acts[i].act.kind);
        out->history.entries[i] =
            (TimelineEntry){.when = instant_words(arena, acts[i].instant),
                            .who = hand_words(p, acts[i].actor),
                            .what = kind.len ? kind : acts[i].act.kind,
                            .opinion = acts[i].act.purpose,
                            .detail = !whole_store(p) || str_starts(acts[i].act.detail, STR("/"))
                                          ? STR("")
                                          : acts[i].act.detail};
    }
    return true;
}

static void figures_fill(Page *p, const Batch *b, const LedgerSum *seen, BatchPage *out)
{
    Arena *arena = p->w->arena;
    KeyFigure *f = NEW_ARRAY(arena, KeyFigure, 4);
    f[0] = (KeyFigure){.name = STR(SAY_FIGURE_SUM),
                       .value = money_text(arena, seen->amount),
                       .unit = STR(SAY_YUAN)};
    f[1] = (KeyFigure){.name = STR(SAY_FIGURE_PEOPLE),
                       .value = count_words(p, seen->persons),
                       .unit = STR(SAY_PERSON_UNIT)};
    f[2] = (KeyFigure){.name = STR(SAY_FIGURE_LINES),
                       .value = count_words(p, seen->lines),
                       .unit = STR(SAY_LINE_UNIT)};
    f[3] = (KeyFigure){.name = STR(SAY_FIGURE_WITHHELD),
                       .value = count_words(p, b->withheld),
                       .unit = STR(SAY_LINE_UNIT),
                       .kind = b->withheld ? STR("care") : STR("")};
    out->figures = (KeyFigures){.figures = f, .count = whole_store(p) ? 4 : 3};
}

static Str next_words(const Batch *b)
{
    static const char *const words[BATCH_STATE_COUNT] = {SAY_NEXT_CHECK,   SAY_NEXT_APPROVE,
                                                         SAY_NEXT_SEND,    SAY_NEXT_ANSWER,
                                                         SAY_NEXT_NOTHING, SAY_NEXT_CANCELLED};
    return str_of(words[b->state]);
}

static bool outlook_fill(Page *p, const Batch *b, BatchPage *out)
{
    static const char *const heads[] = {SAY_HEAD_LEFT, SAY_HEAD_LINES, SAY_HEAD_AMOUNT,
                                        SAY_HEAD_MEND};
    BatchOutlook look;
    Arena *arena = p->w->arena;
    if (b->state > BATCH_APPROVED || !whole_store(p)) return true;
    TRY(batch_outlook(p->w, p->bureau, b->id, &look));
    out->outlook =
        format(arena, SAY_OUTLOOK, STR_ARG(count_words(p, look.ready)),
               STR_ARG(money_text(arena, look.ready_sum)), STR_ARG(count_words(p, look.left)),
               STR_ARG(money_text(arena, look.left_sum)));
    out->causes = table_of(p, heads, COUNT_OF(heads), LEFT_CAUSES);
    for (size_t i = 0; i < LEFT_CAUSES; i++) {
        if (!look.causes[i].rows) continue;
        ListCell cells[] = {
            text_cell(str_of(look.causes[i].words)), count_cell(p, look.causes[i].rows),
            money_text_cell(p, look.causes[i].sum), text_cell(str_of(look.causes[i].mend))};
        table_row(p, &out->causes, cells);
    }
    return true;
}

bool batch_fill(Page *p, int64_t id, BatchPage *out)
{
    Batch b;
    LedgerSum seen;
    TRY(batch_row(p->w, id, &b));
    TRY(seen_of(p, &b, &seen));
    TRY(history_fill(p, &b, out));
    TRY(outlook_fill(p, &b, out));
    TRY(batch_bank_fill(p, &b, out));
    figures_fill(p, &b, &seen, out);
    acts_fill(p, &b, out);
    out->next = next_words(&b);
    out->head = (Head){.title = format(p->w->arena, SAY_BATCH_TITLE, (long long)id),
                       .crumbs = month_crumbs(p, b.month),
                       .state = state_tag(b.state),
                       .note = whole_store(p) ? STR("") : STR(SAY_ONLY_YOURS)};
    out->views = month_views(p, b.month, "batches");
    p->title = out->head.title;
    p->subject = format(p->w->arena, "batch:%lld", (long long)id);
    batch_html(&p->body, out);
    return true;
}

bool batch_page(Page *p)
{
    int64_t id;
    BatchPage page = {.next = STR("")};
    return batch_shown(p, &id) && batch_fill(p, id, &page);
}

/* ---- acts
 * ---------------------------------------------------------------------------------
 */

static bool act_again(Page *p, int64_t id)
{
    BatchPage page = {.faults = fault_said(p)};
    TRY(batch_fill(p, id, &page));
    return page_again(p);
}

bool batch_act_page(Page *p)
{
    int64_t id;
    Batch b;
    Str act = page_field(p, "act");
    TRY(batch_shown(p, &id) && batch_row(p->w, id, &b));
    bool check = str_equal(act, STR("check")), approve = str_equal(act, STR("approve"));
    if (check || approve) {
        if (!(check ? batch_check(p->w, id) : batch_approve(p->w, id))) return act_again(p, id);
        page_say(p, check ? SAY_CHECKED : SAY_APPROVED, (long long)id);
        return page_redirect(p, batch_href(p, id));
    }
    if (str_equal(act, STR("cancel")) && page_field(p, "reason").len == 0) {
        refuse(p->w, ERR_INPUT, "%s", SAY_REASON_WANTED);
        return act_again(p, id);
    }
    bool known = str_equal(act, STR("send")) || str_equal(act, STR("settle")) ||
                 str_equal(act, STR("cancel"));
    if (!known) return refuse(p->w, ERR_INPUT, "%s", SAY_NO_ACT);
    return move_begin(p, id, act);
}
