/* registry_import: one file, one act. The file is digested, then read once inside a transaction;
 * each kind of file has a function for a row (the table at the end). Every fault is told. The act
 * is committed only when there is no error, it is not a dry run, and something changed.
 *
 * Memory: `chunk` is a Work of its own whose arena is emptied every few hundred rows; what lives on
 * is the maps of import.h and the faults. Read registry_import at the end first. */
#include "registry/import.h"
#include "registry/import_words.def"

#include <stdio.h>
#include <string.h>

enum { CHUNK_ROWS = 256, PROGRESS_ROWS = 8192, FAULT_LIMIT = 1000, PIECE = 64 * 1024 };

/* ---- cells and faults --------------------------------------------------------------------- */

Str import_cell(const Import *im, ptrdiff_t column)
{
    if (column < 0 || (size_t)column >= im->row->count) return STR("");
    return str_trim(im->row->cells[column]);
}

Str import_role(const Import *im, ColumnRole role)
{
    return import_cell(im, im->by_role[role]);
}

/* What stood in a cell, as far as a list of faults may show it. */
static Str shown_value(const Import *im, ptrdiff_t column)
{
    Str text = import_cell(im, column);
    const ImportColumn *c = &im->columns[column];
    bool person = c->field && c->field->refers && c->field->refers->subject == SUBJECT_PERSON;
    bool sealed = c->role == ROLE_NUMBER || person || (c->field && c->field->sealed);
    if (!sealed) return text;
    CodeKind kind = c->field && c->field->format == FIELD_PHONE       ? CODE_PHONE
                    : c->field && c->field->format == FIELD_BANK_CARD ? CODE_BANK_CARD
                                                                      : CODE_CITIZEN_ID;
    return code_mask(im->chunk->arena, kind, text);
}

static void add_fault(Import *im, FaultLevel level, ptrdiff_t column, Str sentence)
{
    bool cell = column >= 0 && (size_t)column < im->column_count;
    faults_add(&im->result->faults, (Fault){.level = level,
                                            .file = im->file,
                                            .row = im->row->number,
                                            .column = cell ? (int)column + 1 : 0,
                                            .field = cell ? im->columns[column].name : STR(""),
                                            .value = cell ? shown_value(im, column) : STR(""),
                                            .sentence = sentence});
}

static Str format_list(Arena *arena, const char *sentence, va_list arguments)
{
    char text[1024];
    int len = vsnprintf(text, sizeof text, sentence, arguments);
    ensure(len >= 0);
    size_t kept = (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    while (kept < (size_t)len && kept > 0 && ((unsigned char)text[kept] & 0xC0) == 0x80)
        kept--; /* not inside a character */
    return str_copy(arena, (Str){text, kept});
}

/* One error a cell: what follows from the first would only hide it. */
static bool cell_told(const Import *im, ptrdiff_t column)
{
    const Faults *faults = &im->result->faults;
    for (size_t i = faults->count; i > 0 && faults->items[i - 1].row == im->row->number; i--) {
        const Fault *f = &faults->items[i - 1];
        if (f->level == FAULT_ERROR && f->column && f->column == column + 1) return true;
    }
    return false;
}

void import_fault(Import *im, ptrdiff_t column, const char *sentence, ...)
{
    va_list arguments;
    im->bad = im->bad_cell = true;
    if (cell_told(im, column)) return;
    va_start(arguments, sentence);
    add_fault(im, FAULT_ERROR, column, format_list(im->chunk->arena, sentence, arguments));
    va_end(arguments);
}

/* The sentences come from tables, so the compiler cannot see what they take. */
void import_fault_about(Import *im, ptrdiff_t column, const char *sentence, Str text)
{
    Buf out = buf_new(im->chunk->arena);
    Str rest = str_of(sentence);
    ptrdiff_t at = str_find(rest, STR("%.*s"));
    ensure(at >= 0);
    buf_add(&out, (Str){rest.ptr, (size_t)at});
    buf_add(&out, text);
    buf_add(&out, str_from(rest, (size_t)at + 4));
    import_fault(im, column, "%.*s", STR_ARG(buf_str(&out)));
}

void import_warning(Import *im, ptrdiff_t column, const char *sentence, ...)
{
    va_list arguments;
    va_start(arguments, sentence);
    add_fault(im, FAULT_WARNING, column, format_list(im->chunk->arena, sentence, arguments));
    va_end(arguments);
}

void import_late_fault(Import *im, int64_t row, ptrdiff_t column, Str sentence)
{
    faults_add(&im->result->faults,
               (Fault){.level = FAULT_ERROR,
                       .file = im->file,
                       .row = row,
                       .column = (int)column + 1,
                       .field = column >= 0 ? im->columns[column].name : STR(""),
                       .sentence = sentence});
}

/* ---- counting ----------------------------------------------------------------------------- */

FactEffect effect_join(FactEffect a, FactEffect b)
{
    if (a == FACT_CHANGED || b == FACT_CHANGED) return FACT_CHANGED;
    return a == FACT_ADDED || b == FACT_ADDED ? FACT_ADDED : FACT_UNCHANGED;
}

void import_count(Import *im, FactEffect effect)
{
    ImportResult *r = im->result;
    r->added += effect == FACT_ADDED;
    r->changed += effect == FACT_CHANGED;
    r->unchanged += effect == FACT_UNCHANGED;
}

static bool passed_on(Import *im, const Error *e)
{
    im->w->error = (Error){.code = e->code,
                           .sentence = str_copy(im->w->arena, e->sentence),
                           .detail = str_copy(im->w->arena, e->detail)};
    return false;
}

bool import_failed(Import *im)
{
    return passed_on(im, &im->chunk->error);
}

bool import_unread(Import *im)
{
    return passed_on(im, &im->reader->error);
}

/* ---- rows --------------------------------------------------------------------------------- */

static const Fault *reader_faults(const Import *im, size_t *count)
{
    if (im->ahead) return ahead_faults(im->ahead, count);
    *count = table_faults(im->table)->count;
    return table_faults(im->table)->items;
}

/* The reader's own faults: of a column that is imported an error, of any other a warning. */
static void take_table_faults(Import *im, size_t *taken)
{
    size_t count;
    const Fault *items = reader_faults(im, &count);
    for (; *taken < count && items[*taken].row <= im->row->number; ++*taken) {
        const Fault *f = &items[*taken];
        ptrdiff_t column = f->column - 1;
        bool ours = column < 0 ||
                    ((size_t)column < im->column_count && im->columns[column].role != ROLE_IGNORED);
        bool error = ours && f->level == FAULT_ERROR;
        add_fault(im, error ? FAULT_ERROR : FAULT_WARNING, column, f->sentence);
        if (error) im->bad = true;
    }
}

/* Empty rows, and the sample of a template. */
static bool is_skipped(const Import *im)
{
    for (size_t i = 0; i < im->row->count; i++) {
        Str text = import_cell(im, (ptrdiff_t)i);
        if (text.len) return str_starts(text, STR(WORD_SAMPLE));
    }
    return true;
}

/* The rows that the job leaves out are listed rising, as rows come. */
static bool is_left_out(Import *im)
{
    const ImportJob *job = im->job;
    while (im->left_out < job->left_out_count && job->left_out[im->left_out] < im->row->number)
        im->left_out++;
    return im->left_out < job->left_out_count && job->left_out[im->left_out] == im->row->number;
}

static void check_width(Import *im)
{
    size_t beyond = 0;
    for (size_t i = im->column_count; i < im->row->count; i++)
        if (import_cell(im, (ptrdiff_t)i).len) beyond = i - im->column_count + 1;
    if (beyond) import_fault(im, -1, SAY_ROW_WIDE, beyond);
}

typedef bool (*RowImport)(Import *im);

static bool import_row(Import *im, RowImport row_import)
{
    im->bad = false;
    check_width(im);
    TRY(row_import(im));
    return true;
}

static bool import_rows(Import *im, RowImport row_import)
{
    static const TableRow none = {.number = 0}; /* after the last: faults of the whole file */
    TableRow row;
    size_t taken = 0;
    im->row = &row;
    while (im->ahead ? ahead_next(im->ahead, &row) : table_next(im->table, &row)) {
        size_t before = im->result->faults.errors;
        take_table_faults(im, &taken);
        if (is_skipped(im) || import_is_outside(im) || is_left_out(im)) continue;
        im->result->rows++;
        TRY(import_row(im, row_import));
        if (im->result->faults.errors > before || im->bad) im->result->refused++;
        if (im->result->rows % CHUNK_ROWS == 0) arena_reset(im->chunk->arena);
        if (im->result->rows % PROGRESS_ROWS == 0)
            work_progress(im->w, STR(SAY_IMPORT_PROGRESS), im->result->rows, 0);
    }
    im->row = &none;
    if (im->ahead) ahead_end(im->ahead);
    return !table_failed(im->table) || import_unread(im);
}

/* ---- one act ------------------------------------------------------------------------------ */

/* The digest of the file's bytes: what the act seals. */
static bool digest_file(Work *w, const char *path, Digest *out, int64_t *bytes)
{
    Arena *scratch = arena_new();
    Digester *d = digester_new(scratch);
    char *piece = NEW_ARRAY(scratch, char, PIECE);
    FILE *file = fopen(path, "rb");
    size_t n;
    while (file && (n = fread(piece, 1, PIECE, file)) > 0) {
        digester_add(d, (Str){piece, n});
        *bytes += (int64_t)n;
    }
    bool read = file && !ferror(file);
    if (file) (void)fclose(file);
    if (read) *out = digester_end(d);
    arena_free(scratch);
    return read ? true : fail(w, ERR_FILE, "cannot read %s", path);
}

static Str base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_of(slash ? slash + 1 : path);
}

static bool begin_act(Import *im)
{
    Act act = {.kind = STR("import"), .subject = im->job->as};
    TRY(digest_file(im->w, im->job->path, &act.rows, &im->bytes));
    Str digest = digest_text(im->w->arena, act.rows);
    act.detail =
        format(im->w->arena, "%.*s sm3:%.*s", STR_ARG(base_name(im->job->path)), STR_ARG(digest));
    im->digest = act.rows;
    TRY(batch_begin(im->w, &act, im->sender, im->effective, &im->batch));
    im->first_person = im->batch.next_person;
    im->first_unit = im->batch.next_unit;
    return true;
}

static const struct {
    ImportKind kind;
    RowImport row;
    bool (*end)(Import *im);
} kinds[] = {
    {IMPORTS_PERSON, import_person_row, import_person_end},
    {IMPORTS_HOUSEHOLD, import_household_row, import_household_end},
    {IMPORTS_ENROLMENT, import_enrolment_row, import_decided_end},
    {IMPORTS_DECISION, import_decision_row, import_decided_end},
    {IMPORTS_PERSON_ASPECT, import_aspect_row, NULL},
    {IMPORTS_UNIT_ASPECT, import_aspect_row, NULL},
    {IMPORTS_OTHER, import_other_row, import_other_end},
};

static bool import_table(Import *im)
{
    TableRow header;
    size_t kind = 0;
    while (kinds[kind].kind != im->as.kind)
        kind++;
    if (!import_head(im, &header)) {
        if (table_failed(im->table)) return import_unread(im);
        import_late_fault(im, 1, -1, STR(SAY_IMPORT_EMPTY));
        return true;
    }
    if (im->as.kind == IMPORTS_PERSON) TRY(import_person_begin(im));
    TRY(import_bind(im, &header));
    if (im->result->faults.errors) return true; /* without its columns no row can be read */
    if (im->as.kind == IMPORTS_PERSON) TRY(import_person_ahead(im));
    TRY(import_rows(im, kinds[kind].row));
    return !kinds[kind].end || kinds[kind].end(im);
}

/* What the history of imports shows, and an undo needs. */
static bool note_run(const Import *im)
{
    const ImportResult *r = im->result;
    const int64_t numbers[] = {r->rows,        r->added,           r->changed,
                               r->unchanged,   im->first_person,   im->batch.next_person,
                               im->first_unit, im->batch.next_unit};
    Stmt *s = db_stmt(im->w, &registry_sql, "import_run_insert");
    db_bind_int(s, 1, im->batch.commit.n);
    db_bind_str(s, 2, im->job->as);
    db_bind_str(s, 3, im->file);
    db_bind_str(s, 4, digest_text(im->w->arena, im->digest));
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        db_bind_int(s, 5 + (int)i, numbers[i]);
    return db_run(s);
}

/* Commits what is whole and new; everything else leaves no trace. */
static bool end_act(Import *im, bool done)
{
    ImportResult *r = im->result;
    bool write = done && !r->faults.errors && !im->job->dry_run && (r->added || r->changed);
    if (!write) {
        db_rollback(im->w);
        if (r->faults.errors) r->added = r->changed = r->unchanged = 0;
        return done;
    }
    if (!note_run(im) || !import_mappings_keep(im)) {
        db_rollback(im->w);
        return false;
    }
    r->commit = im->batch.commit;
    return db_commit(im->w);
}

Import import_new(Work *w, const Bureau *b, const ImportJob *job, ImportResult *out)
{
    bool said = job->effective.days != DATE_NONE.days && job->effective.days != 0;
    Arena *arena = w->arena;
    return (Import){.w = w,
                    .bureau = b,
                    .job = job,
                    .result = out,
                    .file = base_name(job->path),
                    .sender = job->sender.len ? job->sender : base_name(job->path),
                    .today = work_today(w),
                    .multiple = 1,
                    .effective = said ? job->effective : DATE_NONE,
                    .seen = pair_map_new(arena),
                    .rows = {.arena = arena},
                    .divisions = pair_map_new(arena),
                    .units = pair_map_new(arena)};
}

static bool run_import(Import *im)
{
    TRY(import_as(im->w, im->bureau, im->job->as, &im->as));
    TableLook look = {.sheet = im->job->sheet, .fixed = im->job->fixed};
    if (!table_open_as(im->reader, im->job->path, &look, &im->table)) return import_unread(im);
    TRY(db_begin(im->w));
    bool done = begin_act(im) && import_table(im);
    done = end_act(im, done);
    if (im->ahead) ahead_end(im->ahead);
    table_close(im->table);
    return done;
}

bool registry_import(Work *w, const Bureau *b, const ImportJob *job, ImportResult *out)
{
    size_t limit = job->fault_limit ? job->fault_limit : FAULT_LIMIT;
    *out = (ImportResult){.faults = faults_new(w->arena, limit)};
    TRY(access_need_clerk(w) && access_need_all(w));
    Import im = import_new(w, b, job, out);
    Work chunk = *w, reader = *w;
    chunk.arena = arena_new();
    reader.arena = arena_new();
    im.chunk = &chunk;
    im.reader = &reader;
    bool done = run_import(&im);
    arena_free(reader.arena);
    arena_free(chunk.arena);
    return done;
}
