/* Photos and papers of a case: taking them in, several at once, and showing one. A file is shown as
 * what its first bytes say it is, under its own digest, never as what somebody calls it. */
#include "paper/paper.h"
#include "desk/pages.h"
#include "desk/words.def"

/* ---- taken in -------------------------------------------------------------------------------- */

bool papers_take(Page *p, CaseId id, const char *field, Str label, size_t *count)
{
    const HttpFile *file;
    *count = 0;
    while ((file = http_form_file(&p->form, str_of(field), *count)) != NULL) {
        int64_t paper;
        PaperFile one = {.label = label, .file_name = file->file_name, .bytes = file->bytes};
        TRY(case_paper_add(p->w, id, &one, &paper));
        ++*count;
    }
    return true;
}

static Str size_words(Page *p, int64_t bytes)
{
    if (bytes < 1024 * 1024)
        return format(p->w->arena, "%lld KB", (long long)(bytes + 1023) / 1024);
    return format(p->w->arena, "%.1f MB", (double)bytes / (1024 * 1024));
}

bool papers_fill(Page *p, CaseId id, Attachments *out)
{
    CasePaper *papers;
    size_t count;
    Arena *arena = p->w->arena;
    TRY(case_papers(p->w, id, &papers, &count));
    *out = (Attachments){.files = NEW_ARRAY(arena, Attachment, count), .count = count};
    for (size_t i = 0; i < count; i++) {
        const CasePaper *paper = &papers[i];
        Str href = format(arena, "/paper/%lld", (long long)paper->id);
        bool picture = paper->type != PAPER_PDF;
        out->files[i] = (Attachment){.href = href,
                                     .name = paper->label.len ? paper->label : paper->file_name,
                                     .kind = picture ? STR("") : STR("PDF"),
                                     .size = size_words(p, paper->bytes),
                                     .when = instant_words(arena, paper->at),
                                     .who = account_words(p, paper->actor),
                                     .thumb = picture ? href : STR("")};
    }
    return true;
}

static bool papers_show(Page *p, const Case *c, FaultList faults)
{
    static const AskedField asked[] = {
        {FIELD_SELECT, "label", SAY_PAPER_LABEL, "", true, false},
        {FIELD_FILE, "file", SAY_PAPER_FILES, SAY_PAPER_FILES_HINT, true, true}};
    static const Str labels[] = {
#define LABEL(text) {STR_INIT(text)},
        PAPER_LABELS(LABEL)
#undef LABEL
    };
    CaseFormPage page = {.faults = faults, .files = true};
    FormField *fields = fields_asked(p, asked, COUNT_OF(asked));
    choices_set(p, &fields[0], labels, COUNT_OF(labels));
    fields[1].many = true;
    fields[1].accept = STR("image/jpeg,image/png,application/pdf");
    TRY(papers_fill(p, c->id, &page.papers));
    page.head = case_head(p, c, SAY_PAPERS_TITLE);
    page.action = format(p->w->arena, "/case/%lld/papers", (long long)c->id.n);
    page.groups = groups_of(p, (FormGroup){.fields = fields, .count = COUNT_OF(asked)});
    page.group_count = 1;
    page.buttons = form_button(p, SAY_UPLOAD);
    page.buttons.cancel_href = case_href(p, c->id);
    case_form_html(&p->body, &page);
    return true;
}

bool case_papers_page(Page *p)
{
    Case c;
    TRY(case_of(p, &c));
    return papers_show(p, &c, (FaultList){.count = 0});
}

bool case_papers_add_page(Page *p)
{
    Case c;
    size_t count;
    TRY(case_of(p, &c));
    bool done = papers_take(p, c.id, "file", page_field(p, "label"), &count);
    if (done && count == 0) done = refuse(p->w, ERR_INPUT, "%s", SAY_NO_FILE);
    if (done) {
        page_say(p, SAY_PAPERS_TAKEN, count);
        return page_redirect(p, format(p->w->arena, "/case/%lld/papers", (long long)c.id.n));
    }
    FaultList faults = fault_said(p);
    TRY(papers_show(p, &c, faults));
    return page_again(p);
}

/* ---- shown ----------------------------------------------------------------------------------- */

bool paper_show_page(Page *p)
{
    int64_t id;
    CasePaper paper;
    Str bytes;
    HttpResponse *response = &p->call->response;
    TRY(page_id(p, p->call->params[0], &id));
    TRY(case_paper_row(p->w, id, &paper) && case_paper_read(p->w, &paper, &bytes));
    p->subject = format(p->w->arena, "case:%lld", (long long)paper.id_case.n);
    response->type = paper_mime(paper.type);
    response->etag = paper.digest;
    response->cache = STR("private, no-cache");
    response->download = paper.file_name;
    response->shown = true;
    buf_add(&response->body, bytes);
    return true;
}

/* ---- printed --------------------------------------------------------------------------------- */

static bool prints_now(const Case *c, int when)
{
    bool about_life = c->kind != CASE_APPEAL && c->kind != CASE_OBJECTION;
    switch (when) {
    case PRINT_APPLICATION:
        return c->kind == CASE_APPLICATION && c->outcome == OUTCOME_NONE;
    case PRINT_PERSONAL:
        return c->kind == CASE_APPLICATION && c->outcome == OUTCOME_NONE &&
               c->affair->subject == SUBJECT_PERSON;
    case PRINT_OPEN:
        return c->outcome == OUTCOME_NONE && about_life;
    case PRINT_ACCEPTED:
        return c->accepted.days != DATE_NONE.days && about_life;
    case PRINT_WAITING:
        return c->state == CASE_WAITING;
    case PRINT_GRANTED:
        return c->outcome == OUTCOME_GRANTED;
    case PRINT_REFUSED:
        return c->outcome == OUTCOME_REFUSED;
    case PRINT_CHANGED:
        return c->outcome == OUTCOME_CHANGED;
    case PRINT_STOPPED:
        return c->outcome == OUTCOME_STOPPED;
    case PRINT_CUT:
        return c->kind == CASE_STOP || c->kind == CASE_REVIEW || c->kind == CASE_CHANGE;
    case PRINT_SERVED:
        return c->accepted.days != DATE_NONE.days;
    default:
        return when == PRINT_ALWAYS;
    }
}

/* When a form of the law is offered; one that the table does not know is offered always. */
static int print_when(const Form *form)
{
    static const struct {
        const char *key;
        int when;
    } table[] = {
#define PRINT(key, when) {key, when},
#include "desk/prints.def"
#undef PRINT
    };
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (str_equal(form->key, str_of(table[i].key))) return table[i].when;
    return PRINT_ALWAYS;
}

static void prints_add(Page *p, const Case *c, const Affair *affair, CasePrint *out, size_t *count)
{
    size_t n;
    const Form **forms = paper_forms(p->w->arena, p->bureau, affair, &n);
    for (size_t i = 0; i < n; i++) {
        if (!prints_now(c, print_when(forms[i]))) continue;
        bool there = false;
        for (size_t k = 0; k < *count; k++)
            there = there || out[k].form == forms[i];
        if (there) continue;
        Str href = format(p->w->arena, "/case/%lld/print/%.*s", (long long)c->id.n,
                          STR_ARG(forms[i]->key));
        int when = print_when(forms[i]);
        bool result = when == PRINT_GRANTED || when == PRINT_REFUSED || when == PRINT_CHANGED ||
                      when == PRINT_STOPPED;
        out[(*count)++] = (CasePrint){.form = forms[i], .href = href, .result = result};
    }
}

bool case_prints(Page *p, const Case *c, CasePrint **out, size_t *count)
{
    *out = NEW_ARRAY(p->w->arena, CasePrint, p->bureau->form_count);
    *count = 0;
    prints_add(p, c, c->affair, *out, count);
    prints_add(p, c, NULL, *out, count);
    return true;
}

bool case_print_page(Page *p)
{
    Case c;
    CasePrint *prints;
    size_t count, i = 0;
    InForce law = desk_law(p);
    HttpResponse *response = &p->call->response;
    TRY(case_of(p, &c) && case_prints(p, &c, &prints, &count));
    while (i < count && !str_equal(prints[i].form->key, p->call->params[1]))
        i++;
    if (i == count) return page_missing(p, p->call->params[1]);
    PaperOfCase of = {.id = c.id, .form = prints[i].form};
    TRY(paper_of_case(p->w, &law, &of, &response->body));
    response->type = STR("application/pdf");
    response->download =
        format(p->w->arena, "%.*s %.*s.pdf", STR_ARG(prints[i].form->name), STR_ARG(c.number));
    response->shown = true;
    return true;
}
