/* What waits at the desk besides cases: batches for whoever checks, approves or pays; the month's
 * circle in one line; and, in a part that loads by itself, what the four sets found in this
 * account's area. The findings read facts of the whole district: they come from the cache, on a
 * slow route. */
#include "desk/pages.h"
#include "desk/words.def"

/* ---- batches --------------------------------------------------------------------------------- */

static DutySet waits_for(BatchState state)
{
    switch (state) {
    case BATCH_DRAFT:
        return DUTY_BIT(DUTY_CHECKER);
    case BATCH_CHECKED:
        return DUTY_BIT(DUTY_APPROVER);
    case BATCH_APPROVED:
    case BATCH_SENT:
        return DUTY_BIT(DUTY_PAYER);
    default:
        return 0;
    }
}

static bool is_of_county(const Page *p)
{
    return p->w->scope == NULL;
}

static bool returns_add(Page *p, DeskPage *out)
{
    ReturnWaiting *waiting;
    size_t count;
    TRY(returns_waiting(p->w, p->bureau, &waiting, &count));
    if (count > 0)
        out->tasks[out->task_count++] =
            (DeskTask){.what = format(p->w->arena, SAY_RETURNS_TASK, count),
                       .note = STR(SAY_RETURNS_NOTE),
                       .href = STR("/batches#returns")};
    return true;
}

bool batches_fill(Page *p, DeskPage *out)
{
    static const char *const waits[BATCH_STATE_COUNT] = {
        SAY_TO_CHECK, SAY_TO_APPROVE, SAY_TO_SEND, SAY_TO_SETTLE, "", ""};
    Batch *batches;
    size_t count;
    Arena *arena = p->w->arena;
    DutySet returns = WHO(CLERK) | WHO(PAYER);
    if (!is_of_county(p) || !page_may(p, returns | WHO(CHECKER) | WHO(APPROVER))) return true;
    TRY(batch_list(p->w, &batches, &count));
    out->tasks = NEW_ARRAY(arena, DeskTask, count + 1);
    for (size_t i = 0; i < count; i++) {
        const Batch *b = &batches[count - 1 - i];
        if (!page_may(p, waits_for(b->state)) || !waits_for(b->state)) continue;
        out->tasks[out->task_count++] =
            (DeskTask){.what = format(arena, SAY_BATCH_TASK, (long long)b->id, waits[b->state]),
                       .note = format(arena, SAY_BATCH_LINE, STR_ARG(month_words(arena, b->month)),
                                      (long long)b->people, STR_ARG(money_text(arena, b->total))),
                       .href = format(arena, "/batch/%lld", (long long)b->id)};
    }
    return !page_may(p, returns) || returns_add(p, out);
}

/* ---- the month ------------------------------------------------------------------------------- */

bool month_fill(Page *p, DeskPage *out)
{
    Month last, now = date_month(work_today(p->w));
    Arena *arena = p->w->arena;
    if (!page_may(p, WHO_SEES)) return true;
    TRY(payment_last_closed(p->w, &last));
    if (last.n == MONTH_NONE.n) {
        out->month = STR(SAY_NO_CLOSE);
        out->month_href = STR("/");
        return true;
    }
    Str words = month_words(arena, last);
    out->month_href = format(arena, "/month/%.*s", STR_ARG(month_text(arena, last)));
    out->month = last.n + 1 < now.n ? format(arena, SAY_CLOSE_LATE, STR_ARG(words),
                                             STR_ARG(month_words(arena, (Month){last.n + 1})))
                                    : format(arena, SAY_CLOSE_DONE, STR_ARG(words));
    return true;
}

/* ---- findings -------------------------------------------------------------------------------- */

static bool seen(Page *p, const Affair *affair, int64_t id, bool *yes)
{
    return affair->subject == SUBJECT_HOUSEHOLD ? unit_seen(p->w, (UnitId){id}, yes)
                                                : person_seen(p->w, (PersonId){id}, yes);
}

static bool count_seen(Page *p, const Affair *affair, const FourSets *sets, SetKind set,
                       int64_t *out)
{
    *out = sets->count[set];
    if (!p->w->scope || *out == 0 || !sets->subjects[set]) return true;
    *out = 0;
    for (int64_t i = 0; i < sets->count[set]; i++) {
        bool ours;
        TRY(seen(p, affair, sets->subjects[set][i], &ours));
        *out += ours;
    }
    return true;
}

static bool finding_add(Page *p, const Affair *affair, Month month, FindingsPart *out)
{
    static const struct {
        SetKind set;
        const char *key, *name, *kind;
    } sets[] = {{SET_MISSED, "missed", SAY_MISSED, "care"},
                {SET_WRONGLY, "wrongly", SAY_WRONGLY, "bad"},
                {SET_UNDECIDED, "undecided", SAY_UNDECIDED, "open"}};
    const FourSets *found;
    Arena *arena = p->w->arena;
    TRY(cache_sets(p, affair, month, &found));
    Finding *finding = &out->findings[out->count];
    *finding = (Finding){.name = affair->name, .sets = NEW_ARRAY(arena, Tab, COUNT_OF(sets))};
    for (size_t i = 0; i < COUNT_OF(sets); i++) {
        int64_t count;
        TRY(count_seen(p, affair, found, sets[i].set, &count));
        if (count == 0) continue;
        finding->sets[finding->set_count++] =
            (Tab){.href = format(arena, "%.*s?set=%s", STR_ARG(affair_href(p, affair, month)),
                                 sets[i].key),
                  .text = str_of(sets[i].name),
                  .kind = str_of(sets[i].kind),
                  .count = format(arena, "%lld", (long long)count)};
    }
    out->count += finding->set_count > 0;
    return true;
}

bool desk_findings_page(Page *p)
{
    FindingsPart part = {.count = 0};
    Month month;
    TRY(last_month(p, &month));
    part.findings = NEW_ARRAY(p->w->arena, Finding, p->bureau->affair_count);
    for (size_t i = 0; i < p->bureau->affair_count; i++)
        if (!p->bureau->affairs[i]->once) /* help in need begins with who asks for it */
            TRY(finding_add(p, p->bureau->affairs[i], month, &part));
    part.month = month_words(p->w->arena, month);
    p->title = STR(SAY_FINDINGS);
    p->here = "/desk";
    p->fragment = http_field(p->call->request, STR("HX-Request")).len > 0;
    desk_findings_html(&p->body, &part);
    return true;
}
