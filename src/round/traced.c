/* 逐人对账: what one close posted, person by person, down to the line of the bank and the why of the
 * amount. For those who see the whole district, as reconciling is. */
#include "round/pages.h"
#include "round/words.def"

typedef struct {
    Page *page;
    Month month;
    Str affair, only, text;
    Traced traced;
} TracedView;

/* ---- asking --------------------------------------------------------------------------------- */

static const struct {
    const char *key, *text;
    TracedOnly only;
} ONLY[] = {{"differs", SAY_ONLY_DIFFERS, TRACED_DIFFERS},
            {"unbatched", SAY_ONLY_UNBATCHED, TRACED_UNBATCHED}};

static TracedOnly only_of(Str key)
{
    for (size_t i = 0; i < COUNT_OF(ONLY); i++)
        if (str_equal(key, str_of(ONLY[i].key))) return ONLY[i].only;
    return TRACED_ALL;
}

/* Of several who are called so each is asked for: a name narrows to a few. */
static bool named_read(TracedView *v, const TracedAsked *asked, const Named *named)
{
    enum { PEOPLE_MOST = 100, ROWS_MOST = 500 };
    Traced *all = &v->traced;
    for (size_t i = 0; i < named->person_count && i < PEOPLE_MOST; i++) {
        TracedAsked his = *asked;
        his.person = named->people[i];
        his.most = ROWS_MOST;
        TRY(payment_traced(v->page->w, v->month, &his, all));
    }
    all->all = (int64_t)all->count;
    for (size_t i = 0; i < all->count; i++)
        all->posted.fen += all->items[i].posted.fen;
    return true;
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* The row of the bank that carries a person's share; NULL when there is none. */
static const BankRow *bank_row_of(const PersonPayment *paid, size_t count, const TracedPerson *t)
{
    for (size_t i = 0; i < count; i++)
        if (paid[i].batch == t->batch && str_equal(paid[i].row.affair, t->affair))
            return &paid[i].row;
    return NULL;
}

static ListCell arrived_cell(const TracedPerson *t, const BankRow *row, bool sent)
{
    static const char *const kinds[] = {"open", "good", "bad"};
    if (!t->batch)
        return (ListCell){.text = STR(SAY_NOT_BATCHED), .kind = STR("open"), .tag = true};
    if (row) {
        Str state = bank_row_state_name(row->state);
        return (ListCell){.text = state,
                          .kind = str_of(kinds[row->state]),
                          .note = str_equal(row->said, state) ? STR("") : row->said,
                          .tag = true};
    }
    return (ListCell){
        .text = str_of(sent ? SAY_LEFT_OUT : SAY_NOT_SENT), .kind = STR("open"), .tag = true};
}

/* What was returned or left out, and went out again since. */
static Str again_words(Page *p, const PersonPayment *paid, size_t count, const TracedPerson *t)
{
    for (size_t i = 0; i < count && t->batch; i++)
        if (paid[i].batch > t->batch && str_equal(paid[i].row.affair, t->affair))
            return format(p->w->arena, SAY_SENT_AGAIN, (long long)paid[i].batch,
                          STR_ARG(bank_row_state_name(paid[i].row.state)));
    return STR("");
}

static bool batch_was_sent(Page *p, int64_t id, bool *sent)
{
    Batch batch;
    *sent = false;
    if (!id) return true;
    TRY(batch_row(p->w, id, &batch));
    *sent = batch.state == BATCH_SENT || batch.state == BATCH_SETTLED;
    return true;
}

static ListCell bank_cell(Page *p, const TracedPerson *t, const BankRow *row)
{
    if (!row) return text_cell(STR(""));
    ListCell cell = text_cell(format(p->w->arena, SAY_BANK_ROW, (long long)row->number));
    if (row->person != t->person)
        cell.note = format(p->w->arena, SAY_TO_PAYEE, STR_ARG(person_words(p, row->person)));
    return cell;
}

static bool traced_row(TracedView *v, const TracedPerson *t, ListTable *out)
{
    Page *p = v->page;
    PersonPayment *paid;
    size_t count;
    bool sent;
    TRY(person_payments(p->w, t->person, &paid, &count) && batch_was_sent(p, t->batch, &sent));
    const BankRow *row = bank_row_of(paid, count, t);
    const Affair *affair = bureau_affair(p->bureau, t->affair);
    bool differs = t->posted.fen != t->entered.fen;
    int64_t subject = affair && affair->subject == SUBJECT_HOUSEHOLD ? t->unit : t->person;
    ListCell bank = row ? money_text_cell(p, row->amount) : text_cell(STR(""));
    if (row && row->amount.fen != t->posted.fen) bank.note = STR(SAY_BANK_SPANS);
    ListCell batch = text_cell(STR(""));
    if (t->batch)
        batch = link_cell(format(p->w->arena, SAY_BATCH_TITLE, (long long)t->batch),
                          batch_href(p, t->batch));
    ListCell cells[] = {link_cell(person_words(p, t->person),
                                  format(p->w->arena, "/person/%lld", (long long)t->person)),
                        text_cell(affair ? affair->name : t->affair),
                        text_cell(month_words(p->w->arena, t->month)),
                        affair ? link_cell(STR(SAY_WHY), why_href(p, affair, subject, t->month))
                               : text_cell(STR("")),
                        count_cell(p, t->lines),
                        money_text_cell(p, t->posted),
                        money_text_cell(p, t->entered),
                        batch,
                        bank_cell(p, t, row),
                        bank,
                        arrived_cell(t, row, sent)};
    bool arrives = row && row->state != BANK_ROW_RETURNED;
    if (!arrives) {
        Str again = again_words(p, paid, count, t);
        if (again.len) cells[COUNT_OF(cells) - 1].note = again;
    }
    table_row(p, out, cells)->marked = differs;
    return true;
}

static bool traced_list(TracedView *v, size_t first, size_t count, ListTable *out)
{
    static const char *const heads[] = {SAY_NAME,          SAY_AFFAIR,          SAY_HEAD_PAID_FOR,
                                        SAY_BASIS,         SAY_HEAD_LINE_COUNT, SAY_HEAD_POSTED,
                                        SAY_HEAD_ENTERED,  SAY_HEAD_BATCH,      SAY_HEAD_BANK_ROW,
                                        SAY_HEAD_BANK_SUM, SAY_HEAD_ARRIVED};
    *out = table_of(v->page, heads, COUNT_OF(heads), count);
    out->caption = STR(SAY_TRACED_TITLE);
    for (size_t i = first; i < v->traced.count && i < first + count; i++)
        TRY(traced_row(v, &v->traced.items[i], out));
    return true;
}

/* ---- the page ------------------------------------------------------------------------------- */

static void traced_filter(TracedView *v, Str base, RollPage *out)
{
    Page *p = v->page;
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, 3);
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, COUNT_OF(ONLY));
    for (size_t i = 0; i < COUNT_OF(ONLY); i++)
        choices[i] = (FieldChoice){.value = str_of(ONLY[i].key), .text = str_of(ONLY[i].text)};
    fields[0] = search_field(v->text);
    fields[1] = affairs_field(p, v->affair);
    fields[2] = choice_field("only", SAY_TRACED_ONLY, choices, COUNT_OF(ONLY), v->only);
    out->filter =
        (FilterBar){.action = base, .fields = fields, .field_count = 3, .clear_href = base};
    out->tools.count = format(p->w->arena, SAY_TRACED_SUM, STR_ARG(count_words(p, v->traced.all)),
                              STR_ARG(money_text(p->w->arena, v->traced.posted)));
}

/* A page of rows comes from the store as a page, unless a name narrows them: then all are here. */
static bool traced_read(TracedView *v, Slice *slice)
{
    Named named;
    TracedAsked asked = {.affair = v->affair, .only = only_of(v->only)};
    TRY(named_find(v->page, v->text, &named));
    if (named.asked) {
        TRY(named_read(v, &asked, &named));
        *slice = slice_of(v->page, v->traced.count);
        return true;
    }
    TRY(payment_traced_sums(v->page->w, v->month, &asked, &v->traced));
    *slice = slice_of(v->page, (size_t)v->traced.all);
    asked.first = (int64_t)slice->first;
    asked.most = (int64_t)slice->count;
    return payment_traced(v->page->w, v->month, &asked, &v->traced);
}

bool traced_page(Page *p)
{
    Slice slice;
    RollPage page = {.note = STR(SAY_TRACED_NOTE)};
    TracedView v = {.page = p,
                    .affair = page_query(p, "affair"),
                    .only = page_query(p, "only"),
                    .text = page_query(p, "text")};
    Arena *arena = p->w->arena;
    TRY(page_month(p, p->call->params[0], &v.month));
    if (!whole_store(p)) return refuse(p->w, ERR_DENIED, "%s", SAY_TRACED_BY_COUNTY);
    TRY(traced_read(&v, &slice));
    Str base = format(arena, "/month/%.*s/traced", STR_ARG(month_text(arena, v.month)));
    Part parts[] = {{"affair", v.affair}, {"only", v.only}, {"text", v.text}};
    bool named = v.text.len > 0;
    TRY(traced_list(&v, named ? slice.first : 0, slice.count, &page.list));
    page.pager =
        slice_pager(p, &slice, (size_t)v.traced.all, &(Address){base, parts, COUNT_OF(parts)});
    traced_filter(&v, base, &page);
    if (v.traced.all == 0)
        page.empty = (EmptyState){.what = STR(SAY_NO_TRACED), .advice = STR(SAY_NO_TRACED_ADVICE)};
    page.head = (Head){.title = STR(SAY_TRACED_TITLE), .crumbs = month_crumbs(p, v.month)};
    page.views = month_views(p, v.month, "reconcile");
    p->title = page.head.title;
    roll_html(&p->body, &page);
    return true;
}
