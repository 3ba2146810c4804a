/* The whole proof of the store, and its backups: both take seconds to minutes, so they are jobs.
 * What a proof finds is listed row by row; a backup is proved by opening the copy and holding it
 * against the manifest that was written with it. */
#include "office/view.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "backup/backup.h"
#include "office/system_words.def"
#include "office/words.def"

/* ---- the proof ---------------------------------------------------------------------------- */

/* Where something was found stands before what it is. */
static bool faults_said(Work *w, Faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        Fault *fault = &faults->items[i];
        fault->sentence =
            format(faults->arena, "%.*s%.*s", STR_ARG(fault->file), STR_ARG(fault->sentence));
    }
    return refuse(w, ERR_CORRUPT, SAY_PROOF_FAILED, faults->errors);
}

static bool proof_inside(Work *w, const Site *site, JobResult *result)
{
    Proof proof;
    work_progress(w, STR(SAY_PROOF_RUNS), 0, 0);
    TRY(proof_faults(w, &proof, &result->faults));
    if (!result->faults.errors) TRY(proof_kept(w, site->bureau, &result->faults));
    if (result->faults.errors) {
        result->advice = STR(SAY_PROOF_ADVICE);
        return faults_said(w, &result->faults);
    }
    TRY(proof_digest(w, &proof));
    result->href = STR("/office/proof");
    result->said =
        format(w->arena, SAY_PROOF_SOUND, (long long)proof.acts, (long long)proof.check.lines,
               (long long)proof.check.seals, (long long)proof.decided, (long long)proof.papers);
    return true;
}

/* Who proves it sees nobody's records by that. */
static bool proof_run(Work *w, const Site *site, void *argument, JobResult *result)
{
    (void)argument;
    Scope *held = scope_lift(w);
    return scope_return(w, held, proof_inside(w, site, result));
}

bool proof_page(Page *p)
{
    Commit head;
    Digest digest;
    TRY(audit_head(p->w, &head, &digest));
    View *v = view_new(p, SAY_PROOF, "/office/proof");
    v->page.head.note = STR(SAY_PROOF_NOTE);
    Block *b = view_block(v, "");
    block_pair(v, b, SAY_NEWEST_ACT, format(p->w->arena, "%lld", (long long)head.n));
    block_pair(v, b, SAY_HEAD_DIGEST, digest_text(p->w->arena, digest));
    b->pairs.pairs[1].code = true;
    block_form(v, b, STR("/office/proof"), SAY_PROOF_BEGIN);
    if (page_may(p, WHO(AUDITOR))) {
        b = view_block(v, SAY_PROOF_OUTSIDE);
        b->note = STR(SAY_PROOF_OUTSIDE_NOTE);
        block_code(v, b, STR(SAY_VERIFIER_LINE));
        view_action(v, STR("/office/head"), SAY_HEAD_DOWNLOAD, false);
        view_action(v, STR("/office/log"), SAY_LOG_DOWNLOAD, false);
    }
    return view_show(v);
}

bool proof_begin_page(Page *p)
{
    return page_job(p, page_job_arena(p), SAY_PROOF, proof_run, NULL);
}

/* ---- backups ------------------------------------------------------------------------------ */

static Str backup_href(Page *p, Str name)
{
    return format(p->w->arena, "/office/backup/%.*s", STR_ARG(name));
}

static bool made_and_proved(Work *w, JobResult *result, const BackupRow *row)
{
    work_progress(w, STR(SAY_BACKUP_PROVING), 0, 0);
    TRY(backup_prove(w, row, &result->faults));
    if (result->faults.errors) {
        result->advice = STR(SAY_PROOF_ADVICE);
        return faults_said(w, &result->faults);
    }
    result->href = format(w->arena, "/office/backup/%.*s", STR_ARG(row->name));
    result->said = STR(SAY_BACKUP_EQUAL);
    return true;
}

static bool backup_inside(Work *w, JobResult *result)
{
    BackupRow row;
    Proof proof;
    work_progress(w, STR(SAY_BACKUP_COPYING), 0, 0);
    return backup_make(w, &row, &proof) && made_and_proved(w, result, &row);
}

static bool backup_run(Work *w, const Site *site, void *argument, JobResult *result)
{
    (void)site, (void)argument;
    Scope *held = scope_lift(w);
    return scope_return(w, held, backup_inside(w, result));
}

static bool prove_run(Work *w, const Site *site, void *argument, JobResult *result)
{
    (void)site;
    BackupRow row;
    const Str *name = argument;
    return backup_row(w, *name, &row) && made_and_proved(w, result, &row);
}

static void restore_block(View *v, Str path)
{
    Arena *arena = v->p->w->arena;
    const char *store = store_path(v->p->w->store);
    Block *b = view_block(v, SAY_RESTORE);
    b->note = STR(SAY_RESTORE_NOTE);
    block_code(v, b, STR(SAY_RESTORE_STOP));
    block_code(v, b, format(arena, SAY_RESTORE_DO, STR_ARG(path), store));
    block_code(v, b, format(arena, SAY_RESTORE_KEY, store, store));
    block_code(v, b, format(arena, SAY_RESTORE_START, store));
}

bool backups_page(Page *p)
{
    static const char *const names[] = {SAY_BACKUP, SAY_BACKUP_MADE, ("#" SAY_STORE_SIZE),
                                        SAY_BACKUP_MANIFEST};
    BackupRow *rows;
    size_t count;
    View *v = view_new(p, SAY_BACKUPS, "/office/backups");
    v->page.head.note = STR(SAY_BACKUPS_NOTE);
    TRY(backup_list(p->w, &rows, &count));
    Block *b = view_block(v, "");
    block_columns(v, b, names, COUNT_OF(names));
    for (size_t i = 0; i < count; i++) {
        ListCell *cell = block_row(v, b);
        bool has = rows[i].manifest.len > 0;
        cell[0] = (ListCell){.text = rows[i].name, .href = backup_href(p, rows[i].name)};
        cell[1].text = instant_words(p->w->arena, rows[i].instant);
        cell[2].text = size_words(p->w->arena, rows[i].bytes);
        cell[3] = (ListCell){.text = has ? STR(SAY_HAS) : STR(SAY_HAS_NOT),
                             .kind = has ? STR("good") : STR("bad"),
                             .tag = true};
    }
    block_empty(b, SAY_NO_BACKUPS, SAY_NO_BACKUPS_ADVICE);
    if (page_may(p, WHO(SYSTEM))) {
        b = view_block(v, SAY_BACKUP_MAKE);
        b->note = STR(SAY_BACKUP_MAKE_NOTE);
        block_form(v, b, STR("/office/backups"), SAY_BACKUP_MAKE);
    }
    restore_block(v, count ? rows[0].path : STR(SAY_BACKUP_PATH));
    return view_show(v);
}

bool backup_begin_page(Page *p)
{
    return page_job(p, page_job_arena(p), SAY_BACKUP_MAKE, backup_run, NULL);
}

static void manifest_block(View *v, const BackupRow *row)
{
    Block *b = view_block(v, SAY_BACKUP_MANIFEST);
    b->note = STR(SAY_MANIFEST_NOTE);
    Str rest = row->manifest, line;
    while (str_split(&rest, '\n', &line))
        if (line.len) block_code(v, b, line);
    if (!b->code_count) b->empty = (EmptyState){.what = STR(SAY_HAS_NOT)};
}

bool backup_show_page(Page *p)
{
    BackupRow row;
    View *v = view_new(p, SAY_BACKUPS, "/office/backups");
    TRY(backup_row(p->w, p->call->params[0], &row));
    view_crumb(v, "/office/backups", SAY_BACKUPS);
    v->page.head.title = row.name;
    Block *b = view_block(v, "");
    block_pair(v, b, SAY_BACKUP_MADE, instant_words(p->w->arena, row.instant));
    block_pair(v, b, SAY_STORE_SIZE, size_words(p->w->arena, row.bytes));
    block_pair(v, b, SAY_STORE_FILE, row.path);
    block_form(v, b, format(p->w->arena, "%.*s/prove", STR_ARG(backup_href(p, row.name))),
               SAY_BACKUP_PROVE);
    manifest_block(v, &row);
    if (page_may(p, WHO(SYSTEM))) {
        b = view_block(v, SAY_BACKUP_TAKE);
        b->note = STR(SAY_BACKUP_TAKE_NOTE);
        block_field(v, b,
                    (FormField){.kind = FIELD_TEXT,
                                .name = STR("purpose"),
                                .label = STR(SAY_PURPOSE),
                                .wide = true,
                                .required = true});
        block_form(v, b, format(p->w->arena, "%.*s/take", STR_ARG(backup_href(p, row.name))),
                   SAY_BACKUP_TAKE);
    }
    restore_block(v, row.path);
    return view_show(v);
}

bool backup_prove_page(Page *p)
{
    BackupRow row;
    TRY(backup_row(p->w, p->call->params[0], &row));
    Arena *arena = page_job_arena(p);
    Str *name = NEW(arena, Str);
    *name = str_copy(arena, row.name);
    return page_job(p, arena, SAY_BACKUP_PROVE, prove_run, name);
}

/* ---- handing one out ---------------------------------------------------------------------- */

typedef struct {
    void *bytes;
    size_t length;
} Mapped;

static void unmap(void *argument)
{
    const Mapped *mapped = argument;
    munmap(mapped->bytes, mapped->length);
}

/* The file as it lies on the disk: it is sent without being read into memory. */
static bool file_map(Page *p, const BackupRow *row, Buf *out)
{
    Arena *arena = p->w->arena;
    const char *path = str_z(arena, row->path);
    Mapped *mapped = NEW(arena, Mapped);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return refuse_file(p->w, path, errno);
    mapped->length = (size_t)row->bytes;
    mapped->bytes = mmap(NULL, mapped->length, PROT_READ, MAP_PRIVATE, file, 0);
    int why = errno;
    close(file);
    if (mapped->bytes == MAP_FAILED) return refuse_file(p->w, path, why);
    arena_on_free(arena, unmap, mapped);
    *out = (Buf){.arena = arena, .ptr = mapped->bytes, .len = mapped->length};
    return true;
}

bool backup_take_page(Page *p)
{
    BackupRow row;
    Buf bytes;
    TRY(backup_row(p->w, p->call->params[0], &row) && file_map(p, &row, &bytes));
    if (!backup_take(p->w, &row, page_field(p, "purpose"))) return backup_show_page(p);
    HttpResponse *response = &p->call->response;
    response->type = STR("application/octet-stream");
    response->download = row.name;
    p->fragment = true;
    p->body = bytes;
    return true;
}
