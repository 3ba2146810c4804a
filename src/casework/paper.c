/* Papers of a case: files beside the store, in STORE.files, named by the SM3 of what they hold, so
 * that the same photo sent twice is one file and a changed one is found out. A file is written
 * beside its place, synced and renamed before the row that names it is committed: a row without a
 * file cannot be; a file without a row is harmless. */
#include "casework/photo.h"
#include "casework/room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

Str paper_mime(PaperType type)
{
    static const Str MIMES[PAPER_TYPE_COUNT] = {
        {STR_INIT("image/jpeg")}, {STR_INIT("image/png")}, {STR_INIT("application/pdf")}};
    ensure(type < PAPER_TYPE_COUNT);
    return MIMES[type];
}

/* ---- places ------------------------------------------------------------------------------- */

static bool files_folder(Work *w, Str *out)
{
    Str store = str_of(store_path(w->store));
    if (!store.len || str_equal(store, STR(":memory:")))
        return refuse(w, ERR_STATE, "%s", SAY_NO_FILES);
    *out = format(w->arena, "%.*s.files", STR_ARG(store));
    return true;
}

void paper_path(Arena *arena, Str store, Str digest, Str *folder, Str *path)
{
    *folder = format(arena, "%.*s.files/%.2s", STR_ARG(store), digest.ptr);
    *path = format(arena, "%.*s/%.*s", STR_ARG(*folder), (int)digest.len - 2, digest.ptr + 2);
}

static bool file_path(Work *w, Str digest, Str *folder, Str *path)
{
    Str base;
    TRY(files_folder(w, &base));
    paper_path(w->arena, str_of(store_path(w->store)), digest, folder, path);
    return true;
}

bool folder_make(Work *w, Str path)
{
    const char *name = str_z(w->arena, path);
    if (mkdir(name, 0700) == 0) return folder_sync(w->arena, name) || refuse_file(w, name, errno);
    return errno == EEXIST || refuse_file(w, name, errno);
}

/* ---- writing ------------------------------------------------------------------------------ */

static bool bytes_write(int file, Str bytes)
{
    for (size_t at = 0; at < bytes.len;) {
        ssize_t n = write(file, bytes.ptr + at, bytes.len - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        at += (size_t)n;
    }
    return fsync(file) == 0;
}

static bool file_put(Work *w, Str digest, Str bytes)
{
    Str base, folder, path;
    TRY(files_folder(w, &base) && file_path(w, digest, &folder, &path));
    const char *name = str_z(w->arena, path);
    if (access(name, R_OK) == 0) return true; /* kept already */
    TRY(folder_make(w, base) && folder_make(w, folder));
    const char *beside = str_z(w->arena, format(w->arena, "%s.%d", name, (int)getpid()));
    int file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return refuse_file(w, beside, errno);
    bool written = bytes_write(file, bytes);
    int error = errno;
    close(file);
    if (written && rename(beside, name) == 0)
        return folder_sync(w->arena, name) || refuse_file(w, name, errno);
    error = written ? errno : error;
    unlink(beside);
    return refuse_file(w, name, error);
}

/* What is kept of what was sent. */
static bool cleaned(Work *w, Str bytes, PaperType *type, Str *out)
{
    if (!bytes.len) return refuse(w, ERR_INPUT, "%s", SAY_PAPER_EMPTY);
    if (bytes.len > PAPER_MOST_BYTES) return refuse(w, ERR_INPUT, "%s", SAY_PAPER_LARGE);
    if (!photo_type(bytes, type)) return refuse(w, ERR_INPUT, "%s", SAY_PAPER_TYPE);
    *out = bytes;
    bool whole = *type == PAPER_PDF ||
                 (*type == PAPER_JPEG ? photo_strip_jpeg : photo_strip_png)(w->arena, bytes, out);
    return whole || refuse(w, ERR_INPUT, "%s", SAY_PAPER_BROKEN);
}

static bool paper_insert(Handling *h, const CasePaper *p, int64_t *id)
{
    Stmt *s = db_stmt(h->w, &casework_sql, "paper_insert");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_str(s, 2, str_trim(p->label));
    db_bind_str(s, 3, p->file_name);
    db_bind_int(s, 4, p->type);
    db_bind_int(s, 5, p->bytes);
    db_bind_str(s, 6, p->digest);
    db_bind_str(s, 7, handling_actor(h->w));
    db_bind_int(s, 8, h->w->now);
    TRY(db_run(s));
    *id = db_last_id(h->w);
    return true;
}

static bool room_left(Handling *h)
{
    int64_t count;
    Stmt *s = db_stmt(h->w, &casework_sql, "paper_count");
    db_bind_int(s, 1, h->row.id.n);
    TRY(db_scalar(s, 0, &count));
    return count < PAPERS_MOST || refuse(h->w, ERR_STATE, "%s", SAY_PAPERS_MANY);
}

/* The last part of a name as a browser sends it; never a path. */
static Str plain_name(Str name)
{
    for (size_t i = name.len; i-- > 0;)
        if (name.ptr[i] == '/' || name.ptr[i] == '\\') return str_from(name, i + 1);
    return name;
}

static bool add_inside(Work *w, CaseId id, const CasePaper *p, int64_t *paper)
{
    Handling h = {.w = w, .row = {.id = id}};
    TRY(room_left(&h) && handling_act(&h, "case_paper", p->digest));
    return paper_insert(&h, p, paper);
}

/* Somebody whose duties are where the case is, and who is no relative. */
static bool may_add(Work *w, CaseId id)
{
    DutySet may = DUTY_BIT(DUTY_VILLAGE) | DUTY_BIT(DUTY_CLERK) | DUTY_BIT(DUTY_CHECKER) |
                  DUTY_BIT(DUTY_PARTNER) | DUTY_BIT(DUTY_APPROVER);
    Case row;
    Str affair;
    int64_t *people;
    size_t count;
    TRY(case_find(w, id, &row, &affair) && case_people(w, &row, &people, &count));
    TRY(access_no_kin(w, people, count));
    return !w->actor || access_need_at(w, may, row.division);
}

/* The same content under the same name again is what is there already; 0: it is new. */
static bool paper_same(Work *w, CaseId id, const CasePaper *p, int64_t *out)
{
    Stmt *s = db_stmt(w, &casework_sql, "paper_same");
    db_bind_int(s, 1, id.n);
    db_bind_str(s, 2, p->digest);
    db_bind_str(s, 3, str_trim(p->label));
    return db_scalar(s, 0, out);
}

bool case_paper_add(Work *w, CaseId id, const PaperFile *file, int64_t *paper)
{
    CasePaper p = {.label = file->label, .file_name = plain_name(str_trim(file->file_name))};
    Str kept;
    TRY(may_add(w, id) && cleaned(w, file->bytes, &p.type, &kept));
    p.bytes = (int64_t)kept.len;
    p.digest = digest_text(w->arena, digest_of(kept));
    TRY(paper_same(w, id, &p, paper));
    if (*paper) return true;
    TRY(file_put(w, p.digest, kept));
    TRY(db_begin(w));
    return db_end(w, add_inside(w, id, &p, paper));
}

/* ---- reading ------------------------------------------------------------------------------ */

static CasePaper paper_read(Work *w, Stmt *s)
{
    return (CasePaper){.id = db_int(s, 0),
                       .id_case = {db_int(s, 1)},
                       .label = row_text(w, s, 2),
                       .file_name = row_text(w, s, 3),
                       .type = (PaperType)db_int(s, 4),
                       .bytes = db_int(s, 5),
                       .digest = row_text(w, s, 6),
                       .actor = row_text(w, s, 7),
                       .at = db_int(s, 8)};
}

bool case_papers(Work *w, CaseId id, CasePaper **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &casework_sql, "papers");
    db_bind_int(s, 1, id.n);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = paper_read(w, s);
    }
    return !db_failed(s);
}

bool case_paper_row(Work *w, int64_t paper, CasePaper *out)
{
    Stmt *s = db_stmt(w, &casework_sql, "paper_by_id");
    db_bind_int(s, 1, paper);
    if (!db_next(s))
        return db_failed(s) ? false : refuse(w, ERR_NOT_FOUND, SAY_PAPER_GONE, (long long)paper);
    *out = paper_read(w, s);
    db_reset(s);
    return true;
}

static bool bytes_read(Work *w, const char *name, size_t size, Str *out)
{
    FILE *file = fopen(name, "rb");
    if (!file) return refuse_file(w, name, errno);
    char *bytes = NEW_ARRAY(w->arena, char, size + 1);
    size_t n = fread(bytes, 1, size + 1, file);
    bool failed = ferror(file) != 0;
    fclose(file);
    *out = (Str){bytes, n};
    return !failed || refuse_file(w, name, EIO);
}

bool case_paper_read(Work *w, const CasePaper *paper, Str *bytes)
{
    Str folder, path;
    TRY(file_path(w, paper->digest, &folder, &path));
    TRY(bytes_read(w, str_z(w->arena, path), (size_t)paper->bytes, bytes));
    if (str_equal(digest_text(w->arena, digest_of(*bytes)), paper->digest)) return true;
    return refuse(w, ERR_CORRUPT, SAY_PAPER_ALTERED, STR_ARG(paper->label));
}
