/* The bank's side of a batch: its file to be saved, its answer to be read in,
 * the rows with what became of them, and what must be mended for those that
 * came back. */
#include "round/pages.h"
#include "round/words.def"

/* ---- rows
 * ---------------------------------------------------------------------------------
 */

static ListCell row_state_cell(BankRowState state)
{
    static const char *const kinds[] = {"open", "good", "bad"};
    return (ListCell){
        .text = bank_row_state_name(state), .kind = str_of(kinds[state]), .tag = true};
}

static Str affair_words(Page *p, Str key)
{
    const Affair *affair = bureau_affair(p->bureau, key);
    return affair ? affair->name : key;
}

static Str person_href(Page *p, int64_t person)
{
    return format(p->w->arena, "/person/%lld", (long long)person);
}

/* The rows of a batch that this account sees. */
static bool rows_seen(Page *p, int64_t batch, BankRow **out, size_t *count)
{
    size_t kept = 0;
    TRY(bank_rows(p->w, batch, out, count));
    if (whole_store(p)) return true;
    for (size_t i = 0; i < *count; i++) {
        bool seen;
        TRY(person_seen(p->w, (PersonId){(*out)[i].person}, &seen));
        if (seen) (*out)[kept++] = (*out)[i];
    }
    *count = kept;
    return true;
}

static void states_fill(Page *p, const Batch *b, const BankRow *rows, size_t count, BatchPage *out)
{
    static const char *const heads[] = {SAY_HEAD_STATE, SAY_HEAD_LINES, SAY_HEAD_AMOUNT};
    static const char *const keys[] = {"sent", "settled", "returned"};
    out->states = table_of(p, heads, COUNT_OF(heads), BANK_ROW_RETURNED + 1);
    Str path = format(p->w->arena, "/batch/%lld/rows", (long long)b->id);
    for (BankRowState s = BANK_ROW_SENT; count && s <= BANK_ROW_RETURNED; s++) {
        Money sum = {0};
        int64_t found = 0;
        for (size_t i = 0; i < count; i++) {
            if (rows[i].state != s) continue;
            found++;
            sum.fen += rows[i].amount.fen;
        }
        Part part = {"state", str_of(keys[s])};
        ListCell cells[] = {link_cell(bank_row_state_name(s), parts_href(p, path, &part, 1, 1)),
                            count_cell(p, found), money_text_cell(p, sum)};
        table_row(p, &out->states, cells);
    }
}

/* ---- what came back
 * ------------------------------------------------------------------------ */

bool waiting_table(Page *p, int64_t batch, ListTable *out)
{
    static const char *const heads[] = {SAY_NAME,        SAY_AFFAIR,   SAY_HEAD_BATCH,
                                        SAY_HEAD_AMOUNT, SAY_HEAD_WHY, SAY_HEAD_MEND};
    ReturnWaiting *rows;
    size_t count;
    TRY(returns_waiting(p->w, p->bureau, &rows, &count));
    *out = table_of(p, heads, COUNT_OF(heads), count);
    for (size_t i = 0; i < count; i++) {
        const ReturnWaiting *r = &rows[i];
        bool seen;
        if (batch && r->batch != batch) continue;
        TRY(person_seen(p->w, (PersonId){r->person}, &seen));
        if (!seen) continue;
        Str person = person_href(p, r->person);
        ListCell mend = link_cell(STR(SAY_NEXT_DRAFT), STR(""));
        mend.kind = STR("good");
        if (r->waits.len) {
            mend = link_cell(r->waits, person_href(p, r->payee));
            mend.note = r->mend;
        }
        ListCell who = link_cell(person_words(p, r->person), person);
        if (r->payee != r->person)
            who.note = format(p->w->arena, SAY_TO_PAYEE, STR_ARG(person_words(p, r->payee)));
        ListCell cells[] = {who,
                            text_cell(affair_words(p, r->affair)),
                            link_cell(format(p->w->arena, SAY_BATCH_TITLE, (long long)r->batch),
                                      format(p->w->arena, "/batch/%lld", (long long)r->batch)),
                            money_text_cell(p, r->amount),
                            text_cell(r->cause),
                            mend};
        table_row(p, out, cells);
    }
    return true;
}

/* ---- on the page of a batch
 * ---------------------------------------------------------------- */

static FormField format_field(Page *p, const char *label)
{
    static const struct {
        const char *value, *text;
    } kinds[] = {{"csv", SAY_FORMAT_CSV}, {"xlsx", SAY_FORMAT_XLSX}, {"pain001", SAY_FORMAT_PAIN}};
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, COUNT_OF(kinds));
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        choices[i] = (FieldChoice){.value = str_of(kinds[i].value), .text = str_of(kinds[i].text)};
    FormField field = choice_field("format", label, choices, COUNT_OF(kinds), STR("csv"));
    field.none = STR("");
    return field;
}

/* One file is at the bank: the one that was sent stands first, and alone once it is settled. */
static void sent_format(const Batch *b, FormField *field)
{
    for (size_t i = 0; i < field->choice_count; i++) {
        if (!bank_file_is(b, (BankFormat)i)) continue;
        field->value = field->choices[i].value;
        if (b->state != BATCH_SETTLED) return;
        field->choices += i;
        field->choice_count = 1;
        return;
    }
}

static void file_form(Page *p, const Batch *b, BatchPage *out)
{
    FormField *field = NEW(p->w->arena, FormField);
    *field = format_field(p, SAY_BANK_FILE);
    sent_format(b, field);
    out->file = (FormGroup){.fields = field, .count = 1};
    out->file_buttons = form_button(p, SAY_DOWNLOAD);
    out->file_buttons.buttons[0].kind = STR("other");
    out->file_action = format(p->w->arena, "/batch/%lld/file", (long long)b->id);
}

static void answer_form(Page *p, const Batch *b, BatchPage *out)
{
    FormField *field = NEW(p->w->arena, FormField);
    *field = (FormField){.kind = FIELD_FILE,
                         .name = STR("file"),
                         .label = STR(SAY_ANSWER_FILE),
                         .hint = STR(SAY_ANSWER_HINT),
                         .accept = STR(".xml,.csv,.xlsx,.xls"),
                         .required = true,
                         .wide = true};
    out->answer = (FormGroup){.fields = field, .count = 1};
    out->answer_buttons = form_button(p, SAY_DO_ANSWER);
    out->answer_action = format(p->w->arena, "/batch/%lld/answer", (long long)b->id);
}

static Str file_name(Str path)
{
    Str name = path;
    for (Str rest = path, part; str_split(&rest, '/', &part);)
        name = part;
    return name;
}

static void about_fill(Page *p, const Batch *b, BatchPage *out)
{
    Pair *pairs = NEW_ARRAY(p->w->arena, Pair, 8);
    size_t n = 0;
    pairs[n++] = (Pair){.name = STR(SAY_HEAD_MONTH), .value = month_words(p->w->arena, b->month)};
    pairs[n++] = (Pair){.name = STR(SAY_STEP_DRAFT), .value = hand_words(p, b->maker)};
    pairs[n++] = (Pair){.name = STR(SAY_STEP_CHECK), .value = hand_words(p, b->checker)};
    pairs[n++] = (Pair){.name = STR(SAY_STEP_APPROVE), .value = hand_words(p, b->approver)};
    pairs[n++] = (Pair){.name = STR(SAY_STEP_SEND), .value = hand_words(p, b->sender)};
    if (b->file.len) pairs[n++] = (Pair){.name = STR(SAY_BANK_FILE), .value = file_name(b->file)};
    if (b->file_digest.len)
        pairs[n++] = (Pair){.name = STR(SAY_FILE_DIGEST), .value = b->file_digest, .code = true};
    out->about = (Pairs){.pairs = pairs, .count = n};
}

bool batch_bank_fill(Page *p, const Batch *b, BatchPage *out)
{
    BankRow *rows;
    size_t count;
    bool sent = b->state == BATCH_SENT || b->state == BATCH_SETTLED;
    about_fill(p, b, out);
    if (!sent) return true;
    TRY(rows_seen(p, b->id, &rows, &count));
    states_fill(p, b, rows, count, out);
    TRY(waiting_table(p, b->id, &out->returned));
    if (!page_may(p, WHO(PAYER)) || !whole_store(p)) return true;
    file_form(p, b, out);
    answer_form(p, b, out);
    return true;
}

/* ---- the list of rows
 * ---------------------------------------------------------------------- */

typedef struct {
    Str state, text;
    BankRow *rows;
    size_t count;
} RowsView;

/* Whose account it is, or whose share is in it. */
static bool row_named(const Named *named, const BankRow *row)
{
    bool found = named_has(named, SUBJECT_PERSON, row->person);
    for (size_t i = 0; i < row->share_count; i++)
        found = found || named_has(named, SUBJECT_PERSON, row->shares[i].person);
    return found;
}

static bool rows_narrow(Page *p, int64_t batch, RowsView *v)
{
    static const char *const keys[] = {"sent", "settled", "returned"};
    Named named;
    size_t kept = 0;
    TRY(rows_seen(p, batch, &v->rows, &v->count));
    TRY(named_find(p, v->text, &named));
    for (size_t i = 0; i < v->count; i++) {
        const BankRow *r = &v->rows[i];
        if (v->state.len && !str_equal(v->state, str_of(keys[r->state]))) continue;
        if (row_named(&named, r)) v->rows[kept++] = *r;
    }
    v->count = kept;
    return true;
}

static void rows_list(Page *p, const RowsView *v, const Slice *slice, ListTable *out)
{
    static const char *const heads[] = {SAY_HEAD_NUMBER,  SAY_NAME,        SAY_AFFAIR,
                                        SAY_HEAD_ACCOUNT, SAY_HEAD_AMOUNT, SAY_HEAD_STATE,
                                        SAY_HEAD_SAID};
    *out = table_of(p, heads, COUNT_OF(heads), slice->count);
    out->caption = STR(SAY_ROWS_TITLE);
    for (size_t i = 0; i < slice->count; i++) {
        const BankRow *r = &v->rows[slice->first + i];
        ListCell who = link_cell(person_words(p, r->person), person_href(p, r->person));
        if (r->share_count > 1) who.note = format(p->w->arena, SAY_WHOLE_UNIT, r->share_count);
        ListCell cells[] = {count_cell(p, r->number),
                            who,
                            text_cell(affair_words(p, r->affair)),
                            {.text = presence(r->account), .code = true},
                            money_text_cell(p, r->amount),
                            row_state_cell(r->state),
                            text_cell(r->said)};
        table_row(p, out, cells);
    }
}

static void rows_filter(Page *p, const RowsView *v, Str base, RollPage *out)
{
    static const char *const keys[] = {"sent", "settled", "returned"};
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, 2);
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, COUNT_OF(keys));
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        choices[i] =
            (FieldChoice){.value = str_of(keys[i]), .text = bank_row_state_name((BankRowState)i)};
    fields[0] = search_field(v->text);
    fields[1] = choice_field("state", SAY_HEAD_STATE, choices, COUNT_OF(keys), v->state);
    out->filter =
        (FilterBar){.action = base, .fields = fields, .field_count = 2, .clear_href = base};
}

bool batch_rows_page(Page *p)
{
    int64_t id;
    Batch b;
    RollPage page = {.note = STR("")};
    RowsView v = {.state = page_query(p, "state"), .text = page_query(p, "text")};
    TRY(batch_shown(p, &id) && batch_row(p->w, id, &b));
    TRY(rows_narrow(p, id, &v));
    Slice slice = slice_of(p, v.count);
    Part parts[] = {{"state", v.state}, {"text", v.text}};
    Str base = format(p->w->arena, "/batch/%lld/rows", (long long)id);
    rows_list(p, &v, &slice, &page.list);
    rows_filter(p, &v, base, &page);
    page.pager = slice_pager(p, &slice, v.count, &(Address){base, parts, COUNT_OF(parts)});
    page.tools.count =
        format(p->w->arena, SAY_COUNT_ROWS, STR_ARG(count_words(p, (int64_t)v.count)));
    if (v.count == 0)
        page.empty = (EmptyState){.what = STR(SAY_NO_ROWS), .advice = STR(SAY_NO_ROWS_ADVICE)};
    Link *way = NEW_ARRAY(p->w->arena, Link, 2);
    way[0] = month_crumbs(p, b.month).links[0];
    way[1] = (Link){.href = format(p->w->arena, "/batch/%lld", (long long)id),
                    .text = format(p->w->arena, SAY_BATCH_TITLE, (long long)id)};
    page.head = (Head){.title = STR(SAY_ROWS_TITLE), .crumbs = {way, 2}};
    page.views = month_views(p, b.month, "batches");
    p->title = page.head.title;
    p->subject = format(p->w->arena, "batch:%lld", (long long)id);
    roll_html(&p->body, &page);
    return true;
}

/* ---- files
 * --------------------------------------------------------------------------------
 */

/* A form that is answered with a file; accounts stand in it in the clear, so it
 * is an act. */
bool batch_file_page(Page *p)
{
    static const char *const types[BANK_FORMAT_COUNT] = {"text/csv; charset=gb18030", SAY_TYPE_XLSX,
                                                         "application/xml"};
    int64_t id;
    BankFormat kind;
    BankFile file;
    TRY(batch_shown(p, &id));
    TRY(http_form(p->w, p->call->request, &p->form));
    if (!bank_format_parse(page_field(p, "format"), &kind))
        return refuse(p->w, ERR_INPUT, "%s", SAY_NO_FORMAT);
    TRY(batch_export_bytes(p->w, p->bureau, id, kind, &file));
    p->call->response.type = str_of(types[kind]);
    p->call->response.download = file.name;
    buf_add(&p->call->response.body, file.bytes);
    p->subject = format(p->w->arena, "batch:%lld", (long long)id);
    return true;
}

static bool answer_again(Page *p, int64_t id, const BankAnswer *answer)
{
    BatchPage page = {.next = STR("")};
    page.faults =
        answer->faults.errors ? faults_of_file(p->w->arena, &answer->faults) : fault_said(p);
    TRY(batch_fill(p, id, &page));
    return page_again(p);
}

bool batch_answer_page(Page *p)
{
    int64_t id;
    BankAnswer answer = {.batch = 0};
    TRY(batch_shown(p, &id));
    const HttpFile *file = http_form_file(&p->form, STR("file"), 0);
    if (!file) {
        refuse(p->w, ERR_INPUT, "%s", SAY_NO_ANSWER_FILE);
        return answer_again(p, id, &answer);
    }
    bool ok = bank_answer_bytes(p->w, p->bureau, id, file->bytes, &answer);
    if (!ok || answer.faults.errors) return answer_again(p, id, &answer);
    page_say(p, SAY_ANSWERED, (long long)answer.settled, (long long)answer.returned,
             (long long)answer.pending);
    return page_redirect(p, format(p->w->arena, "/batch/%lld", (long long)id));
}
