/* What a dry run found, or an import did: how many rows became what, what is wrong where, columns
 * that the sender calls otherwise, and the marked files to take away. */
#include "doc/doc.h"
#include "record/pages.h"
#include "record/words.def"

enum { FAULTS_SHOWN = 200 };

/* ---- what was found -------------------------------------------------------------------------- */

static bool figures_fill(Page *p, const Draft *d, KeyFigures *out)
{
    static const char *const names[] = {SAY_ROWS, SAY_ADDED, SAY_CHANGED_ROWS, SAY_SAME,
                                        SAY_REFUSED};
    const int64_t counts[] = {d->rows, d->added, d->changed, d->unchanged, d->refused};
    out->figures = NEW_ARRAY(p->w->arena, KeyFigure, COUNT_OF(counts));
    out->count = COUNT_OF(counts);
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        Buf b = buf_new(p->w->arena);
        html_count(&b, counts[i]);
        out->figures[i] =
            (KeyFigure){.name = str_of(names[i]), .value = buf_str(&b), .unit = STR(SAY_ROW)};
    }
    if (d->refused) out->figures[4].kind = STR("bad");
    return true;
}

/* The same bytes were imported before and still stand. */
static bool before_fill(Page *p, const Draft *d, ImportShowPage *out)
{
    ImportRun *runs;
    size_t count;
    TRY(import_history(p->w, &runs, &count));
    for (size_t i = 0; i < count; i++) {
        if (!str_equal(runs[i].digest, d->digest) || runs[i].undone.n) continue;
        if (d->done && runs[i].commit.n == d->commit) continue;
        Str when = instant_words(p->w->arena, runs[i].instant);
        out->before = format(p->w->arena, SAY_CAME_BEFORE, STR_ARG(when),
                             STR_ARG(account_words(p, runs[i].actor)), (long long)runs[i].commit.n);
        return true;
    }
    return true;
}

static bool stands_alone(const Draft *d)
{
    return d->errors && d->refused < d->rows && (d->added || d->changed || d->unchanged);
}

static void verdict_fill(Page *p, const Draft *d, ImportShowPage *out)
{
    Arena *arena = p->w->arena;
    bool news = d->added || d->changed;
    out->verdict_kind = d->errors ? STR("bad") : STR("good");
    if (d->done && d->commit)
        out->verdict = format(arena, SAY_IMPORTED, (long long)d->commit, (long long)d->added,
                              (long long)d->changed);
    else if (d->done || (!d->errors && !news))
        out->verdict = STR(SAY_ALL_SAME);
    else if (d->errors)
        out->verdict = format(arena, SAY_HAS_FAULTS, (long long)d->errors, (long long)d->refused);
    else
        out->verdict = STR(SAY_CAN_IMPORT);
    if (d->done && d->errors) out->verdict_kind = STR("care");
    if (d->done || !d->tried || !news) return;
    bool good_only = d->errors > 0;
    if (good_only && !stands_alone(d)) return;
    Str label = good_only ? format(arena, SAY_RUN_GOOD, (long long)(d->rows - d->refused))
                          : format(arena, SAY_RUN_ALL, (long long)d->rows);
    out->run_action = format(arena, "/import/%.*s/run", STR_ARG(d->id));
    out->run =
        (FormButtons){.buttons = NEW(arena, FormButton), .count = 1, .cancel_href = STR("/import")};
    out->run.buttons[0] = (FormButton){
        .text = label, .name = STR("rows"), .value = good_only ? STR("good") : STR("all")};
    if (good_only) out->run.note = STR(SAY_RUN_GOOD_NOTE);
}

enum { FAULT_COLUMNS = 4 };

static ListRow fault_row(Page *p, const Fault *fault)
{
    ListRow row = {.cells = NEW_ARRAY(p->w->arena, ListCell, FAULT_COLUMNS),
                   .cell_count = FAULT_COLUMNS};
    Str number = fault->row ? format(p->w->arena, "%lld", (long long)fault->row) : STR("");
    row.cells[0] = (ListCell){.text = presence(number), .number = true};
    row.cells[1] = (ListCell){.text = presence(fault->field)};
    row.cells[2] = (ListCell){.text = fault->value, .code = true};
    row.cells[3] = (ListCell){.text = fault->sentence,
                              .kind = fault->level == FAULT_ERROR ? STR("bad") : STR("care")};
    return row;
}

static void fault_table(Page *p, const Faults *faults, ListTable *out)
{
    static const ListColumn columns[FAULT_COLUMNS] = {{.name = {STR_INIT(SAY_ROW)}, .number = true},
                                                      {.name = {STR_INIT(SAY_COLUMN)}},
                                                      {.name = {STR_INIT(SAY_GIVEN)}},
                                                      {.name = {STR_INIT(SAY_PROBLEM)}}};
    size_t count = faults->count < FAULTS_SHOWN ? faults->count : FAULTS_SHOWN;
    *out = (ListTable){.caption = STR(SAY_PROBLEM), .dense = true};
    out->head = (ListHead){.columns = NEW_ARRAY(p->w->arena, ListColumn, FAULT_COLUMNS),
                           .count = FAULT_COLUMNS};
    for (size_t i = 0; i < FAULT_COLUMNS; i++)
        out->head.columns[i] = columns[i];
    out->rows = NEW_ARRAY(p->w->arena, ListRow, count + 1);
    for (size_t i = 0; i < count; i++)
        out->rows[out->count++] = fault_row(p, &faults->items[i]);
}

static bool faults_fill(Page *p, const Draft *d, ImportShowPage *out)
{
    Faults faults;
    TRY(draft_faults(p->w, d, &faults));
    if (!faults.count) return true;
    fault_table(p, &faults, &out->faults);
    out->fault_title =
        format(p->w->arena, SAY_FAULTS, (long long)d->errors, (long long)d->warnings);
    if (faults.count > FAULTS_SHOWN)
        out->fault_note = format(p->w->arena, SAY_FAULTS_MORE, faults.count - FAULTS_SHOWN);
    if (d->header <= 0) return true;
    out->files = NEW_ARRAY(p->w->arena, Link, 2);
    out->files[out->file_count++] = (Link){
        format(p->w->arena, "/import/%.*s/file/marked", STR_ARG(d->id)), STR(SAY_MARKED), true};
    if (d->errors)
        out->files[out->file_count++] =
            (Link){format(p->w->arena, "/import/%.*s/file/failures", STR_ARG(d->id)),
                   STR(SAY_FAILURES), false};
    return true;
}

/* ---- columns that the sender calls otherwise ------------------------------------------------- */

static bool header_read(Page *p, const Draft *d, TableRow *out)
{
    Table *t;
    TableLook look = {.sheet = d->sheet, .fixed = d->fixed};
    bool found = false;
    TRY(table_open_as(p->w, str_z(p->w->arena, d->path), &look, &t));
    while (!found && table_next(t, out))
        found = out->number == d->header;
    Str *cells = NEW_ARRAY(p->w->arena, Str, out->count + 1);
    for (size_t i = 0; found && i < out->count; i++)
        cells[i] = str_trim(str_copy(p->w->arena, out->cells[i]));
    out->cells = cells;
    if (!found) out->count = 0;
    table_close(t);
    return true;
}

static bool is_ours(const Str *names, size_t count, Str header)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(names[i], header)) return true;
    return is_fault_column(header);
}

static bool is_warned(const Faults *faults, Str header)
{
    for (size_t i = 0; i < faults->count; i++)
        if (faults->items[i].row <= 10 && str_equal(faults->items[i].field, header)) return true;
    return false;
}

static Str mapping_of(const Draft *d, Str header)
{
    for (size_t i = 0; i < d->mapping_count; i++)
        if (str_equal(d->mappings[i].header, header)) return d->mappings[i].meant;
    return STR("");
}

static bool mapping_fill(Page *p, const Draft *d, ImportShowPage *out)
{
    Str *names;
    size_t count;
    Faults faults;
    TableRow header;
    if (d->done || d->header <= 0) return true;
    TRY(import_columns(p->w, p->bureau, d->as, &names, &count));
    TRY(draft_faults(p->w, d, &faults) && header_read(p, d, &header));
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, count);
    for (size_t i = 0; i < count; i++)
        choices[i] = (FieldChoice){.value = names[i], .text = names[i]};
    out->mapping.fields = NEW_ARRAY(p->w->arena, FormField, header.count + 1);
    for (size_t i = 0; i < header.count; i++) {
        Str name = header.cells[i], meant = mapping_of(d, name);
        if (!name.len || is_ours(names, count, name)) continue;
        if (!meant.len && !is_warned(&faults, name)) continue;
        FieldChoice *own = NEW_ARRAY(p->w->arena, FieldChoice, count);
        for (size_t k = 0; k < count; k++)
            own[k] = choices[k];
        FormField *field = &out->mapping.fields[out->mapping.count++];
        *field = (FormField){.kind = FIELD_SELECT,
                             .name = format(p->w->arena, "map.%.*s", STR_ARG(name)),
                             .label = format(p->w->arena, SAY_THEIR_COLUMN, STR_ARG(name)),
                             .choices = own,
                             .choice_count = count,
                             .none = STR(SAY_NOT_IMPORTED)};
        field_choose(field, meant);
    }
    if (!out->mapping.count) return true;
    out->mapping.title = STR(SAY_MAPPING);
    out->mapping.note = STR(SAY_MAPPING_NOTE);
    out->again_action = format(p->w->arena, "/import/%.*s/again", STR_ARG(d->id));
    out->again = form_button(p, SAY_TRY_AGAIN);
    out->again.buttons[0].kind = STR("other");
    return true;
}

static Str new_href(Page *p, const Draft *d)
{
    Buf b = buf_new(p->w->arena);
    buf_add(&b, STR("/import?as="));
    url_text(&b, d->as);
    buf_add(&b, STR("&sender="));
    url_text(&b, d->sender);
    return buf_str(&b);
}

bool import_show_page(Page *p)
{
    Draft draft;
    ImportShowPage page = {.head = {.title = STR(SAY_IMPORT)}};
    TRY(draft_load(p->w, p->session->account, p->call->params[0], &draft));
    page.head.crumbs = (Crumbs){.links = NEW_ARRAY(p->w->arena, Link, 2), .count = 2};
    page.head.crumbs.links[0] = imports_above(p);
    page.head.crumbs.links[1] = (Link){STR("/import"), STR(SAY_IMPORT), false};
    page.head.title = draft.file;
    Str day = draft.effective.days == DATE_NONE.days ? STR(SAY_TODAY_FILE)
                                                     : date_text(p->w->arena, draft.effective);
    Str sender = draft.sender.len ? draft.sender : draft.file;
    page.head.note =
        format(p->w->arena, SAY_DRAFT_NOTE, STR_ARG(import_kind_name(p, draft.as)), STR_ARG(sender),
               draft.correction ? SAY_CORRECTION : SAY_CHANGE, STR_ARG(day));
    page.new_href = new_href(p, &draft);
    TRY(figures_fill(p, &draft, &page.figures) && before_fill(p, &draft, &page));
    verdict_fill(p, &draft, &page);
    TRY(faults_fill(p, &draft, &page) && mapping_fill(p, &draft, &page));
    p->title = page.head.title;
    import_show_html(&p->body, &page);
    return true;
}

bool import_file_page(Page *p)
{
    Draft draft;
    Str which = p->call->params[1];
    bool failures = str_equal(which, STR("failures"));
    if (!failures && !str_equal(which, STR("marked")))
        return page_missing(p, p->call->request->path);
    TRY(draft_load(p->w, p->session->account, p->call->params[0], &draft));
    bool csv = str_ends(draft.file, STR(".csv")) || str_ends(draft.file, STR(".txt"));
    Str name = format(p->w->arena, "%.*s.%s", STR_ARG(which), csv ? "csv" : "xlsx");
    TRY(file_body(p, str_z(p->w->arena, draft_path(p->w, &draft, str_z(p->w->arena, name)))));
    file_named(p, format(p->w->arena, failures ? SAY_FAILURES_FILE : SAY_MARKED_FILE,
                         STR_ARG(draft.file), csv ? "csv" : "xlsx"));
    return true;
}
