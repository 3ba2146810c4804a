/* 查一查: which set somebody is in, affair by affair, by the law on today's facts; and the rows
 * of which a sum is made. Both run the law for one subject and stand at addresses of their own,
 * so that the page of a life need not wait for them; a page with script takes them in where
 * they belong. */
#include "record/pages.h"
#include "record/words.def"

typedef struct {
    Page *p;
    FactBase *base;
    Subject subject;
    int64_t id;
    Month month;
    CheckPage *out;
} Check;

static Str needs_words(Page *p, const Explanation *e)
{
    Buf b = buf_new(p->w->arena);
    for (size_t i = 0; i < e->need_count && i < 6; i++) {
        if (i) buf_add(&b, STR(SAY_COMMA));
        buf_add(&b, e->needs[i].input->name);
    }
    return buf_str(&b);
}

/* In the words of the four sets; who is neither entitled nor enrolled is left out. */
static void check_row(Check *c, const Affair *affair, const Explanation *e)
{
    Page *p = c->p;
    SetKind set = e->entitled == YES  ? (e->enrolled ? SET_PAY : SET_MISSED)
                  : e->entitled == NO ? (e->enrolled ? SET_WRONGLY : SET_OUT)
                                      : SET_UNDECIDED;
    static const char *const kinds[SET_COUNT] = {"good", "care", "bad", "open", "", ""};
    if (set == SET_OUT || (set == SET_UNDECIDED && !e->enrolled)) return;
    c->out->rows[c->out->row_count++] =
        (CheckRow){.affair = affair->name,
                   .text = set_name(set),
                   .kind = str_of(kinds[set]),
                   .needs = needs_words(p, e),
                   .why_href = why_href(p, affair, c->id, c->month)};
}

static bool check_affairs(Check *c)
{
    const Bureau *b = c->p->bureau;
    for (size_t i = 0; i < b->affair_count; i++) {
        Explanation e;
        Question question = {.affair = b->affairs[i], .subject = c->id, .month = c->month};
        if (b->affairs[i]->subject != c->subject) continue;
        TRY(entitle_explain(c->p->w, c->base, &question, &e));
        check_row(c, b->affairs[i], &e);
    }
    return true;
}

static bool check_show(Page *p, Subject subject, int64_t id, Str name)
{
    CheckPage page = {.part = http_field(p->call->request, STR("HX-Request")).len > 0};
    Check c = {.p = p, .subject = subject, .id = id, .out = &page};
    page.rows = NEW_ARRAY(p->w->arena, CheckRow, p->bureau->affair_count + 1);
    TRY(last_month(p, &c.month));
    TRY(facts_load_subject(p->w, p->bureau, subject, id, &c.base));
    TRY(check_affairs(&c));
    page.month_name = month_words(p->w->arena, c.month);
    page.head = (Head){.title = STR(SAY_CHECK)};
    page.head.crumbs = (Crumbs){.links = NEW(p->w->arena, Link), .count = 1};
    page.head.crumbs.links[0] = (Link){subject_href(p, subject, id), name, false};
    p->title = STR(SAY_CHECK);
    p->here = "/registers";
    p->fragment = page.part;
    life_check_html(&p->body, &page);
    return true;
}

bool person_check_page(Page *p)
{
    int64_t id;
    PersonRow row;
    TRY(page_id(p, p->call->params[0], &id));
    TRY(person_row(p->w, (PersonId){id}, &row));
    p->subject = format(p->w->arena, "person:%lld", (long long)id);
    return check_show(p, SUBJECT_PERSON, id, name_mask(p->w->arena, row.name));
}

bool unit_check_page(Page *p)
{
    int64_t id;
    BenefitUnit unit;
    TRY(page_id(p, p->call->params[0], &id));
    TRY(unit_row(p->w, (UnitId){id}, work_today(p->w), &unit));
    p->subject = format(p->w->arena, "unit:%lld", (long long)id);
    return check_show(p, SUBJECT_HOUSEHOLD, id, unit_words(p, &unit));
}

/* ---- the rows of a sum ----------------------------------------------------------------------- */

static const Affair *assessment_of(Page *p, Str key)
{
    for (size_t i = 0; i < p->bureau->assessment_count; i++)
        if (str_equal(p->bureau->assessments[i]->key, key)) return p->bureau->assessments[i];
    (void)page_missing(p, p->call->request->path);
    return NULL;
}

static AssessedItem item_of(Page *p, const AssessedRow *row)
{
    AssessedItem item = {.name = row->name, .amount = row->amount};
    item.verdict = row->unknown          ? STR(SAY_ROW_UNKNOWN)
                   : row->eligible == NO ? STR(SAY_ROW_OUT)
                                         : STR(SAY_ROW_IN);
    item.verdict_kind = row->unknown ? STR("open") : row->eligible == NO ? STR("") : STR("good");
    why_nodes(p, row->why, &item.why, &item.why_count);
    return item;
}

static bool subject_open(Page *p, Subject subject, int64_t id, Str *name)
{
    PersonRow person;
    BenefitUnit unit;
    if (subject == SUBJECT_PERSON) {
        TRY(person_row(p->w, (PersonId){id}, &person));
        *name = name_mask(p->w->arena, person.name);
        return true;
    }
    TRY(unit_row(p->w, (UnitId){id}, work_today(p->w), &unit));
    *name = unit_words(p, &unit);
    return true;
}

bool assessed_page(Page *p)
{
    int64_t id;
    Str name;
    Assessed found;
    AssessedPage page = {.item_count = 0};
    const Affair *affair = assessment_of(p, p->call->params[0]);
    if (!affair) return false;
    TRY(page_id(p, p->call->params[1], &id));
    Subject subject = affair->credits->refers->subject;
    TRY(subject_open(p, subject, id, &name));
    p->subject =
        format(p->w->arena, subject == SUBJECT_PERSON ? "person:%lld" : "unit:%lld", (long long)id);
    TRY(rows_assessed(p->w, affair, id, work_today(p->w), &found));
    page.head = (Head){.title = affair->name};
    page.head.crumbs = (Crumbs){.links = NEW(p->w->arena, Link), .count = 1};
    page.head.crumbs.links[0] = (Link){subject_href(p, subject, id), name, false};
    Str value = value_text(p->w, affair->into, found.value);
    if (found.said.days != DATE_NONE.days && found.said.days)
        page.head.note = format(p->w->arena, SAY_ASSESSED_NOTE, STR_ARG(affair->into->name),
                                STR_ARG(value), STR_ARG(date_text(p->w->arena, found.from)));
    page.verdict = found.stands ? STR(SAY_SUM_STANDS) : STR(SAY_SUM_DIFFERS);
    page.verdict_kind = found.stands ? STR("good") : STR("care");
    page.items = NEW_ARRAY(p->w->arena, AssessedItem, found.count + 1);
    for (size_t i = 0; i < found.count; i++)
        page.items[page.item_count++] = item_of(p, &found.rows[i]);
    if (!found.count)
        page.empty = (EmptyState){.what = STR(SAY_NO_ITEMS), .advice = STR(SAY_NO_ITEMS_ADVICE)};
    p->title = page.head.title;
    p->here = "/registers";
    assessed_html(&p->body, &page);
    return true;
}
