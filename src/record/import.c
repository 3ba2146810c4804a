/* 导入: a file is sent, tried first (a dry run says exactly what a run would do), then
 * imported; what is wrong comes back marked in the same file. Everything takes as long as the
 * file is, so both are jobs. What was imported stands below, and can be taken back as a whole. */
#include <stdio.h>
#include <unistd.h>

#include "doc/doc.h"
#include "record/pages.h"
#include "record/words.def"

enum { FAULTS_KEPT = 100000, FIELDS = 4, MORE = 3, RUNS_SHOWN = 20 };

/* ---- kinds of file --------------------------------------------------------------------------- */

typedef struct {
    Str as, name;
} ImportKindName;

static void kind_add(ImportKindName *out, size_t *count, Str as, Str name)
{
    out[(*count)++] = (ImportKindName){as, name};
}

/* 系统 has no registers to go back to. */
Link imports_above(Page *p)
{
    bool sees = page_may(p, WHO_SEES);
    p->here = sees ? "/registers" : "/office";
    return sees ? (Link){STR("/registers"), STR(SAY_REGISTERS), false}
                : (Link){STR("/office/imports"), STR(SAY_IMPORTS_PAST), false};
}

/* People, households, decisions, one aspect of people, the other registers. */
static ImportKindName *import_kinds(Page *p, size_t *count)
{
    const Bureau *b = p->bureau;
    size_t room = 4;
    for (size_t i = 0; i < b->register_count; i++)
        room += 1 + b->registers[i].aspect_count;
    ImportKindName *out = NEW_ARRAY(p->w->arena, ImportKindName, room);
    *count = 0;
    kind_add(out, count, STR("person"), STR(SAY_KIND_PERSON));
    kind_add(out, count, STR("household"), STR(SAY_KIND_HOUSEHOLD));
    kind_add(out, count, STR("enrolment"), STR(SAY_KIND_ENROLMENT));
    kind_add(out, count, STR("decision"), STR(SAY_KIND_DECISION));
    for (size_t i = 0; i < b->register_count; i++) {
        const Register *r = &b->registers[i];
        if (r->subject == SUBJECT_OTHER) {
            if (r->unique) kind_add(out, count, r->key, r->name);
            continue;
        }
        for (size_t k = 0; k < r->aspect_count; k++)
            kind_add(out, count,
                     format(p->w->arena, "%.*s.%.*s", STR_ARG(r->key), STR_ARG(r->aspects[k].key)),
                     format(p->w->arena, SAY_KIND_ASPECT, STR_ARG(r->name),
                            STR_ARG(r->aspects[k].name)));
    }
    return out;
}

Str import_kind_name(Page *p, Str as)
{
    size_t count;
    ImportKindName *kinds = import_kinds(p, &count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(kinds[i].as, as)) return kinds[i].name;
    return as;
}

/* ---- the form -------------------------------------------------------------------------------- */

typedef struct {
    FormField fields[FIELDS], more[MORE];
} ImportForm;

static void form_fill(Page *p, ImportForm *out)
{
    size_t count;
    ImportKindName *kinds = import_kinds(p, &count);
    FieldChoice *as = NEW_ARRAY(p->w->arena, FieldChoice, count);
    FieldChoice *how = NEW_ARRAY(p->w->arena, FieldChoice, 2);
    for (size_t i = 0; i < count; i++)
        as[i] = (FieldChoice){.value = kinds[i].as, .text = kinds[i].name};
    how[0] = (FieldChoice){STR("change"), STR(SAY_CHANGE), STR(SAY_CHANGE_NOTE), true};
    how[1] = (FieldChoice){STR("correction"), STR(SAY_CORRECTION), STR(SAY_CORRECTION_NOTE), false};
    *out = (ImportForm){.fields = {{.kind = FIELD_SELECT,
                                    .name = STR("as"),
                                    .label = STR(SAY_IMPORT_AS),
                                    .choices = as,
                                    .choice_count = count,
                                    .none = STR(SAY_CHOOSE),
                                    .required = true},
                                   {.kind = FIELD_FILE,
                                    .name = STR("file"),
                                    .label = STR(SAY_IMPORT_FILE),
                                    .hint = STR(SAY_IMPORT_FILE_HINT),
                                    .accept = STR(".csv,.xlsx,.xls,.txt"),
                                    .required = true},
                                   {.kind = FIELD_TEXT,
                                    .name = STR("sender"),
                                    .label = STR(SAY_SENDER),
                                    .hint = STR(SAY_SENDER_HINT),
                                    .limit = 60},
                                   {.kind = FIELD_DATE,
                                    .name = STR("effective"),
                                    .label = STR(SAY_EFFECTIVE),
                                    .hint = STR(SAY_IMPORT_EFFECTIVE_HINT)}},
                        .more = {{.kind = FIELD_RADIO,
                                  .name = STR("how"),
                                  .label = STR(SAY_HOW),
                                  .choices = how,
                                  .choice_count = 2,
                                  .value = STR("change")},
                                 {.kind = FIELD_TEXT,
                                  .name = STR("sheet"),
                                  .label = STR(SAY_SHEET),
                                  .hint = STR(SAY_SHEET_HINT),
                                  .limit = 60},
                                 {.kind = FIELD_TEXT,
                                  .name = STR("fixed"),
                                  .label = STR(SAY_FIXED),
                                  .hint = STR(SAY_FIXED_HINT),
                                  .wide = true}}};
}

/* ---- history --------------------------------------------------------------------------------- */

static void run_fill(Page *p, const ImportRun *run, ImportRow *out)
{
    Arena *arena = p->w->arena;
    bool undone = run->undone.n != 0;
    *out = (ImportRow){.number = format(arena, "%lld", (long long)run->commit.n),
                       .href = format(arena, "/import/run/%lld", (long long)run->commit.n),
                       .what = import_kind_name(p, run->as),
                       .file = run->file,
                       .sender = run->sender,
                       .when = instant_words(arena, run->instant),
                       .who = account_words(p, run->actor),
                       .counts = format(arena, SAY_RUN_COUNTS, (long long)run->rows,
                                        (long long)run->added, (long long)run->changed),
                       .state = undone ? STR(SAY_UNDONE) : STR(SAY_STANDS),
                       .state_kind = undone ? STR("") : STR("good")};
}

static Str runs_href(Page *p, int64_t at)
{
    return format(p->w->arena, "/import?page=%lld", (long long)at);
}

static bool runs_fill(Page *p, ImportPage *out)
{
    ImportRun *runs;
    size_t count;
    int64_t at;
    TRY(import_history(p->w, &runs, &count));
    if (!str_int(page_query(p, "page"), &at) || at < 1 || at > 10000) at = 1;
    size_t first = (size_t)(at - 1) * RUNS_SHOWN;
    out->runs = NEW_ARRAY(p->w->arena, ImportRow, RUNS_SHOWN);
    for (size_t i = first; i < count && out->run_count < RUNS_SHOWN; i++)
        run_fill(p, &runs[i], &out->runs[out->run_count++]);
    if (at > 1) out->pager.earlier_href = runs_href(p, at - 1);
    if (first + out->run_count < count) out->pager.later_href = runs_href(p, at + 1);
    out->pager.range = format(p->w->arena, SAY_RANGE, (long long)first + 1,
                              (long long)(first + out->run_count), (long long)count);
    return true;
}

static bool import_show(Page *p, ImportForm *form, FaultList faults)
{
    Arena *arena = p->w->arena;
    size_t count;
    ImportPage page = {.head = {.title = STR(SAY_IMPORT), .note = STR(SAY_IMPORT_NOTE)},
                       .faults = faults};
    page.head.crumbs = (Crumbs){.links = NEW(arena, Link), .count = 1};
    page.head.crumbs.links[0] = imports_above(p);
    page.group = (FormGroup){.fields = form->fields, .count = FIELDS};
    page.more = (FormGroup){.fields = form->more, .count = MORE};
    page.buttons = form_button(p, SAY_TRY);
    page.buttons.note = STR(SAY_TRY_NOTE);
    ImportKindName *kinds = import_kinds(p, &count);
    page.templates = NEW_ARRAY(arena, TemplateLink, count);
    page.template_count = count;
    for (size_t i = 0; i < count; i++)
        page.templates[i] = (TemplateLink){
            .href = format(arena, "/import/template/%.*s", STR_ARG(kinds[i].as)),
            .csv_href = format(arena, "/import/template/%.*s?format=csv", STR_ARG(kinds[i].as)),
            .text = kinds[i].name};
    TRY(runs_fill(p, &page));
    p->title = page.head.title;
    import_html(&p->body, &page);
    return true;
}

bool import_page(Page *p)
{
    ImportForm form;
    form_fill(p, &form);
    field_choose(&form.fields[0], page_query(p, "as"));
    field_choose(&form.fields[2], page_query(p, "sender"));
    return import_show(p, &form, (FaultList){.count = 0});
}

/* ---- a template ------------------------------------------------------------------------------ */

bool import_template_page(Page *p)
{
    Str as = p->call->params[0], name = import_kind_name(p, as);
    bool csv = str_equal(page_query(p, "format"), STR("csv"));
    if (str_equal(as, name)) return page_missing(p, p->call->request->path);
    Str path = format(p->w->arena, "/tmp/doudi-template-%lld-%p%s", (long long)getpid(), (void *)p,
                      csv ? ".csv" : ".xlsx");
    const char *file = str_z(p->w->arena, path);
    bool good = import_template(p->w, p->bureau, as, file) && file_body(p, file);
    (void)unlink(file);
    if (good)
        file_named(p,
                   format(p->w->arena, csv ? SAY_TEMPLATE_CSV : SAY_TEMPLATE_XLSX, STR_ARG(name)));
    return good;
}

/* ---- the dry run ----------------------------------------------------------------------------- */

typedef struct {
    Str account, id;
    bool run, good_only;
} ImportTask;

static bool draft_marked(Work *w, const Draft *d, const Faults *faults)
{
    bool csv = str_ends(d->file, STR(".csv")) || str_ends(d->file, STR(".txt"));
    MarkJob job = {
        .look = {.sheet = d->sheet, .fixed = d->fixed}, .faults = faults, .header = d->header};
    int64_t rows;
    const char *all = str_z(w->arena, draft_path(w, d, csv ? "marked.csv" : "marked.xlsx"));
    const char *bad = str_z(w->arena, draft_path(w, d, csv ? "failures.csv" : "failures.xlsx"));
    const char *from = str_z(w->arena, d->path);
    TRY(table_marked(w, from, all, &job, &rows));
    job.only_faults = true;
    return table_marked(w, from, bad, &job, &rows);
}

static ImportJob job_of(Work *w, const Draft *d)
{
    ColumnMapping *mappings = NEW_ARRAY(w->arena, ColumnMapping, d->mapping_count + 1);
    for (size_t i = 0; i < d->mapping_count; i++)
        mappings[i] =
            (ColumnMapping){.header = d->mappings[i].header, .meant = d->mappings[i].meant};
    return (ImportJob){.path = str_z(w->arena, d->path),
                       .as = d->as,
                       .sender = d->sender,
                       .kind = d->correction ? WRITE_CORRECTION : WRITE_CHANGE,
                       .effective = d->effective,
                       .sheet = d->sheet,
                       .fixed = d->fixed,
                       .fault_limit = FAULTS_KEPT,
                       .mappings = mappings,
                       .mapping_count = d->mapping_count};
}

static void found_take(Draft *d, const ImportResult *r)
{
    d->tried = true;
    d->rows = r->rows;
    d->added = r->added;
    d->changed = r->changed;
    d->unchanged = r->unchanged;
    d->refused = r->refused;
    d->errors = (int64_t)r->faults.errors;
    d->warnings = (int64_t)r->faults.warnings;
    d->header = r->header;
    d->commit = r->commit.n;
}

/* With rows left out the counts are those of the others. */
static bool try_again_without(Work *w, const Site *site, Draft *d, const Faults *faults)
{
    ImportResult r;
    ImportJob job = job_of(w, d);
    int64_t refused = d->refused, rows = d->rows;
    job.dry_run = true;
    job.left_out = faulty_rows(w, faults, &job.left_out_count);
    if (!job.left_out_count || (int64_t)job.left_out_count >= d->rows) return true;
    TRY(registry_import(w, site->bureau, &job, &r));
    if (r.faults.errors) return true; /* the others do not stand alone */
    d->added = r.added;
    d->changed = r.changed;
    d->unchanged = r.unchanged;
    d->rows = rows;
    d->refused = refused;
    return true;
}

static bool try_draft(Work *w, const Site *site, Draft *d)
{
    ImportResult r;
    ImportJob job = job_of(w, d);
    job.dry_run = true;
    TRY(registry_import(w, site->bureau, &job, &r));
    found_take(d, &r);
    if (r.faults.errors) TRY(try_again_without(w, site, d, &r.faults));
    TRY(draft_faults_save(w, d, &r.faults));
    if (r.faults.count && d->header > 0) TRY(draft_marked(w, d, &r.faults));
    return draft_save(w, d);
}

static bool run_draft(Work *w, const Site *site, Draft *d, bool good_only)
{
    ImportResult r;
    Faults faults;
    ImportJob job = job_of(w, d);
    int64_t refused = d->refused, errors = d->errors, rows = d->rows;
    TRY(draft_faults(w, d, &faults));
    if (good_only) job.left_out = faulty_rows(w, &faults, &job.left_out_count);
    TRY(registry_import(w, site->bureau, &job, &r));
    if (r.faults.errors) return refuse(w, ERR_CONFLICT, "%s", SAY_NOT_ALONE);
    found_take(d, &r);
    d->done = true;
    d->good_only = good_only;
    if (good_only) {
        d->refused = refused;
        d->errors = errors;
        d->rows = rows;
    }
    TRY(draft_save(w, d));
    draft_end(w, d);
    return true;
}

static bool task_run(Work *w, const Site *site, void *argument, JobResult *result)
{
    const ImportTask *task = argument;
    Draft draft;
    TRY(draft_load(w, task->account, task->id, &draft));
    result->href = format(w->arena, "/import/%.*s", STR_ARG(draft.id));
    return task->run ? run_draft(w, site, &draft, task->good_only) : try_draft(w, site, &draft);
}

static bool task_begin(Page *p, Str id, bool run, bool good_only)
{
    Arena *arena = page_job_arena(p);
    ImportTask *task = NEW(arena, ImportTask);
    *task = (ImportTask){.account = str_copy(arena, p->session->account),
                         .id = str_copy(arena, id),
                         .run = run,
                         .good_only = good_only};
    return page_job(p, arena, run ? SAY_JOB_RUN : SAY_JOB_TRY, task_run, task);
}

/* ---- sent ------------------------------------------------------------------------------------ */

static bool sent_read(Page *p, ImportForm *form, Draft *draft, bool *good)
{
    const HttpFile *file = http_form_file(&p->form, STR("file"), 0);
    Str as = page_field(p, "as"), effective = page_field(p, "effective");
    Date day = DATE_NONE;
    if (!as.len || str_equal(import_kind_name(p, as), as)) form->fields[0].fault = STR(SAY_NO_KIND);
    if (!file || !file->bytes.len) form->fields[1].fault = STR(SAY_NO_FILE);
    if (effective.len && !date_parse(effective, &day)) form->fields[3].fault = STR(SAY_BAD_DAY);
    *good = true;
    for (size_t i = 0; i < FIELDS; i++)
        *good = *good && !form->fields[i].fault.len;
    if (!*good) return true;
    TRY(draft_new(p->w, p->session->account, file, draft));
    draft->as = as;
    draft->sender = page_field(p, "sender");
    draft->sheet = page_field(p, "sheet");
    draft->fixed = page_field(p, "fixed");
    draft->effective = day;
    draft->correction = str_equal(page_field(p, "how"), STR("correction"));
    return draft_save(p->w, draft);
}

bool import_send_page(Page *p)
{
    ImportForm form;
    Draft draft;
    bool good;
    form_fill(p, &form);
    fields_take(p->w->arena, &p->form, form.fields, FIELDS);
    fields_take(p->w->arena, &p->form, form.more, MORE);
    TRY(sent_read(p, &form, &draft, &good));
    if (good) return task_begin(p, draft.id, false, false);
    FormGroup group = {.fields = form.fields, .count = FIELDS};
    return import_show(p, &form, fields_faults(p->w->arena, &group, 1)) && page_again(p);
}

bool import_run_page(Page *p)
{
    Draft draft;
    TRY(draft_load(p->w, p->session->account, p->call->params[0], &draft));
    if (draft.done) return page_redirect(p, format(p->w->arena, "/import/%.*s", STR_ARG(draft.id)));
    if (!draft.tried) return refuse(p->w, ERR_STATE, "%s", SAY_NOT_TRIED);
    return task_begin(p, draft.id, true, str_equal(page_field(p, "rows"), STR("good")));
}

bool import_again_page(Page *p)
{
    Draft draft;
    TRY(draft_load(p->w, p->session->account, p->call->params[0], &draft));
    if (draft.done) return refuse(p->w, ERR_STATE, "%s", SAY_DRAFT_DONE);
    draft.mapping_count = 0;
    draft.mappings = NEW_ARRAY(p->w->arena, DraftMapping, p->form.count + 1);
    for (size_t i = 0; i < p->form.count; i++) {
        const HttpFormField *f = &p->form.fields[i];
        if (!str_starts(f->name, STR("map.")) || !f->value.len) continue;
        draft.mappings[draft.mapping_count++] = (DraftMapping){str_from(f->name, 4), f->value};
    }
    draft.tried = false;
    TRY(draft_save(p->w, &draft));
    return task_begin(p, draft.id, false, false);
}

/* ---- one import, and taking it back ---------------------------------------------------------- */

static bool run_find(Page *p, ImportRun *out)
{
    int64_t commit;
    ImportRun *runs;
    size_t count;
    TRY(page_id(p, p->call->params[0], &commit));
    TRY(import_history(p->w, &runs, &count));
    for (size_t i = 0; i < count; i++)
        if (runs[i].commit.n == commit) {
            *out = runs[i];
            return true;
        }
    return refuse(p->w, ERR_NOT_FOUND, "%s", SAY_NO_RUN);
}

static void run_pairs(Page *p, const ImportRun *run, Pairs *out)
{
    ImportRow row;
    run_fill(p, run, &row);
    const Pair pairs[] = {{.name = STR(SAY_RUN_FILE), .value = row.file},
                          {.name = STR(SAY_RUN_WHAT), .value = row.what},
                          {.name = STR(SAY_RUN_SENDER), .value = row.sender},
                          {.name = STR(SAY_RUN_WHEN), .value = row.when},
                          {.name = STR(SAY_RUN_WHO), .value = row.who},
                          {.name = STR(SAY_RUN_RESULT), .value = row.counts},
                          {.name = STR(SAY_RUN_DIGEST), .value = run->digest, .code = true}};
    out->pairs = NEW_ARRAY(p->w->arena, Pair, COUNT_OF(pairs));
    out->count = COUNT_OF(pairs);
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        out->pairs[i] = pairs[i];
}

static bool run_show(Page *p, const ImportRun *run, FaultList faults)
{
    Arena *arena = p->w->arena;
    ImportRunPage page = {.faults = faults};
    bool undone = run->undone.n != 0;
    page.head = (Head){.title = format(arena, SAY_RUN, (long long)run->commit.n)};
    page.head.crumbs = (Crumbs){.links = NEW_ARRAY(arena, Link, 2), .count = 2};
    page.head.crumbs.links[0] = imports_above(p);
    page.head.crumbs.links[1] = (Link){STR("/import"), STR(SAY_IMPORT), false};
    page.head.state =
        (Tag){undone ? STR(SAY_UNDONE) : STR(SAY_STANDS), undone ? STR("") : STR("good")};
    if (undone) page.head.note = format(arena, SAY_UNDONE_BY, (long long)run->undone.n);
    run_pairs(p, run, &page.pairs);
    if (!undone && page_may(p, WHO(CLERK) | WHO(SYSTEM)))
        page.undo = (Confirm){.label = STR(SAY_UNDO),
                              .question = format(arena, SAY_UNDO_QUESTION, STR_ARG(run->file)),
                              .effect = STR(SAY_UNDO_EFFECT),
                              .action = format(arena, "/import/run/%lld", (long long)run->commit.n),
                              .button = STR(SAY_UNDO),
                              .reason_label = STR(SAY_REASON),
                              .danger = true};
    p->title = page.head.title;
    import_run_html(&p->body, &page);
    return true;
}

bool import_past_page(Page *p)
{
    ImportRun run;
    return run_find(p, &run) && run_show(p, &run, (FaultList){.count = 0});
}

bool import_undo_page(Page *p)
{
    ImportRun run;
    ImportUndo undo;
    TRY(run_find(p, &run));
    if (import_undo(p->w, p->bureau, run.commit, page_field(p, "reason"), &undo)) {
        page_say(p, SAY_UNDONE_NOW, (long long)run.commit.n);
        return page_redirect(p, STR("/import"));
    }
    if (p->w->error.code != ERR_CONFLICT) return false;
    FaultList built = faults_of_file(p->w->arena, &undo.built);
    FaultList said = fault_said(p);
    if (built.count && said.count) built.title = said.faults[0].text;
    return run_show(p, &run, built.count ? built : said) && page_again(p);
}
