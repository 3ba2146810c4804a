/* 公示: what anybody may see, without a login. The list holds what casework published and nothing
 * else: masked names, how many, how much, the village, the days; what is over is gone by itself.
 * The same list goes to the printer, one sheet for each affair. */
#include "desk/pages.h"
#include "desk/words.def"
#include "paper/paper.h"

static bool notices_of(Page *p, CaseNotice **out, size_t *count)
{
    InForce law = desk_law(p);
    return notice_list(p->w, &law, work_today(p->w), out, count);
}

static NoticeTable *table_of(NoticesPage *page, Str affair, size_t room, Arena *arena)
{
    for (size_t i = 0; i < page->table_count; i++)
        if (str_equal(page->tables[i].affair, affair)) return &page->tables[i];
    NoticeTable *table = &page->tables[page->table_count++];
    *table = (NoticeTable){.affair = affair, .rows = NEW_ARRAY(arena, NoticeRow, room)};
    return table;
}

bool notices_page(Page *p)
{
    CaseNotice *notices;
    size_t count;
    Arena *arena = p->w->arena;
    TRY(notices_of(p, &notices, &count));
    NoticesPage page = {.tables = NEW_ARRAY(arena, NoticeTable, count), .place = p->site->place};
    for (size_t i = 0; i < count; i++) {
        const CaseNotice *n = &notices[i];
        NoticeTable *table = table_of(&page, n->affair, count, arena);
        table->rows[table->count++] =
            (NoticeRow){.name = n->name,
                        .place = n->place,
                        .members = n->members,
                        .amount = n->amount,
                        .unit = n->once ? STR(SAY_ONCE) : STR(SAY_MONTHLY),
                        .from = n->from,
                        .to = n->to};
    }
    page.head = (Head){.title = STR(SAY_NOTICES), .note = STR(SAY_NOTICES_NOTE)};
    if (count > 0 && p->session) {
        page.head.actions = NEW(arena, Link);
        page.head.actions[0] = (Link){STR("/notices/print"), STR(SAY_PRINT), false};
        page.head.action_count = 1;
    }
    if (count == 0)
        page.empty =
            (EmptyState){.what = STR(SAY_NO_NOTICES), .advice = STR(SAY_NO_NOTICES_ADVICE)};
    p->title = page.head.title;
    p->here = "/notices";
    notices_html(&p->body, &page);
    return true;
}

/* ---- printed --------------------------------------------------------------------------------- */

static const Form *notice_form(Page *p, const Affair *affair)
{
    for (size_t i = 0; i < p->bureau->form_count; i++)
        if (p->bureau->forms[i].published && form_serves(&p->bureau->forms[i], affair))
            return &p->bureau->forms[i];
    return NULL;
}

static const Affair *affair_called(Page *p, Str name)
{
    for (size_t i = 0; i < p->bureau->affair_count; i++)
        if (str_equal(p->bureau->affairs[i]->name, name)) return p->bureau->affairs[i];
    return NULL;
}

typedef struct {
    PaperJob *jobs;
    PaperFacts **facts;
    size_t count;
} Sheets;

/* The sheet of the notice's affair and days: notices of other days stand on another sheet. */
static bool sheet_add(Page *p, const CaseNotice *notice, const CaseNotice *before, Sheets *out)
{
    const Affair *affair = affair_called(p, notice->affair);
    const Form *form = affair ? notice_form(p, affair) : NULL;
    if (!form) return true;
    bool same = before && out->count && str_equal(before->affair, notice->affair) &&
                before->from.days == notice->from.days && before->to.days == notice->to.days;
    if (!same) {
        out->facts[out->count] = paper_facts(p->w);
        paper_say(out->facts[out->count], FORM_AFFAIR, affair->name);
        out->jobs[out->count] =
            (PaperJob){.form = form, .affair = affair, .facts = out->facts[out->count]};
        out->count++;
    }
    paper_say_notice(out->facts[out->count - 1], notice);
    return true;
}

bool notices_print_page(Page *p)
{
    CaseNotice *notices;
    size_t count;
    HttpResponse *response = &p->call->response;
    TRY(notices_of(p, &notices, &count));
    Sheets sheets = {.jobs = NEW_ARRAY(p->w->arena, PaperJob, count),
                     .facts = NEW_ARRAY(p->w->arena, PaperFacts *, count)};
    for (size_t i = 0; i < count; i++)
        TRY(sheet_add(p, &notices[i], i ? &notices[i - 1] : NULL, &sheets));
    if (sheets.count == 0) return refuse(p->w, ERR_NOT_FOUND, "%s", SAY_NO_NOTICES);
    TRY(paper_make_all(p->w, sheets.jobs, sheets.count, &response->body));
    response->type = STR("application/pdf");
    response->download = STR(SAY_NOTICES ".pdf");
    response->shown = true;
    return true;
}
