/* The files of papers as a whole: proving each against its digest, and taking them along when the
 * store is copied. Both go through a file in pieces, so that years of photos need no memory. What
 * is found wrong with one file is said of that file, and the next is looked at. */
#include "casework/room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 * 1024 };

typedef struct {
    Work *w;
    char *piece;
    CasePaper *papers;
    size_t count;
} Archive;

static bool archive_open(Work *w, Archive *out)
{
    size_t capacity = 0;
    *out = (Archive){.w = w, .piece = arena_alloc(w->arena, PIECE)};
    Stmt *s = db_stmt(w, &casework_sql, "papers_all");
    while (db_next(s)) {
        if (out->count == capacity)
            out->papers = arena_grow(w->arena, out->papers, &capacity, sizeof *out->papers);
        out->papers[out->count++] = (CasePaper){.id = db_int(s, 0),
                                                .id_case = {db_int(s, 1)},
                                                .label = row_text(w, s, 2),
                                                .bytes = db_int(s, 3),
                                                .digest = row_text(w, s, 4)};
    }
    return !db_failed(s);
}

/* Reads a file to its end and, with to >= 0, writes it there. 0, or errno. */
static int file_digest(Archive *a, const char *path, int to, Digest *out)
{
    Digester *d = digester_new(a->w->arena);
    int from = open(path, O_RDONLY | O_CLOEXEC), why = 0;
    if (from < 0) return errno;
    for (;;) {
        ssize_t n = read(from, a->piece, PIECE);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            why = n < 0 ? errno : 0;
            break;
        }
        digester_add(d, (Str){a->piece, (size_t)n});
        if (to >= 0 && write(to, a->piece, (size_t)n) != n) {
            why = errno ? errno : EIO;
            break;
        }
    }
    (void)close(from);
    *out = digester_end(d);
    return why;
}

static bool is_of(Archive *a, Digest digest, const CasePaper *p)
{
    return str_equal(digest_text(a->w->arena, digest), p->digest);
}

/* ---- proving ------------------------------------------------------------------------------ */

static bool paper_prove(Archive *a, Str store, const CasePaper *p, Str *sentence)
{
    Str folder, path;
    Digest digest;
    Arena *arena = a->w->arena;
    paper_path(arena, store, p->digest, &folder, &path);
    int why = file_digest(a, path.ptr, -1, &digest);
    if (!why && is_of(a, digest, p)) return true;
    *sentence = why ? format(arena, SAY_FILE_GONE, STR_ARG(p->label), (long long)p->id_case.n,
                             STR_ARG(path), system_reason(arena, why))
                    : format(arena, SAY_FILE_ALTERED, STR_ARG(p->label), (long long)p->id_case.n,
                             STR_ARG(path));
    return false;
}

bool case_papers_faults(Work *w, Faults *faults, int64_t *files)
{
    Archive a;
    Str sentence;
    TRY(archive_open(w, &a));
    *files = (int64_t)a.count;
    for (size_t i = 0; i < a.count; i++)
        if (!paper_prove(&a, str_of(store_path(w->store)), &a.papers[i], &sentence))
            faults_add(faults, (Fault){.sentence = sentence});
    return true;
}

/* ---- copying ------------------------------------------------------------------------------ */

static bool file_place(Archive *a, const char *from, const char *beside, const char *to, Digest *d)
{
    Work *w = a->w;
    int file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return refuse_file(w, beside, errno);
    int why = file_digest(a, from, file, d);
    if (!why && fsync(file) != 0) why = errno;
    if (close(file) != 0 && !why) why = errno;
    if (!why && rename(beside, to) != 0) why = errno;
    if (!why) return folder_sync(w->arena, to) || refuse_file(w, to, errno);
    unlink(beside);
    return refuse_file(w, from, why);
}

static bool paper_copy(Archive *a, Str store, const CasePaper *p)
{
    Str folder, from, to, sentence;
    Digest digest;
    Work *w = a->w;
    paper_path(w->arena, store, p->digest, &folder, &to);
    if (paper_prove(a, store, p, &sentence)) return true; /* there already */
    TRY(folder_make(w, folder));
    paper_path(w->arena, str_of(store_path(w->store)), p->digest, &folder, &from);
    const char *beside = format(w->arena, "%.*s.%d", STR_ARG(to), (int)getpid()).ptr;
    TRY(file_place(a, from.ptr, beside, to.ptr, &digest));
    if (is_of(a, digest, p)) return true;
    unlink(to.ptr);
    return refuse(w, ERR_CORRUPT, SAY_FILE_ALTERED, STR_ARG(p->label), (long long)p->id_case.n,
                  STR_ARG(from));
}

bool case_papers_copy(Work *w, Str store, int64_t *files)
{
    Archive a;
    *files = 0;
    TRY(archive_open(w, &a));
    if (!a.count) return true;
    TRY(folder_make(w, format(w->arena, "%.*s.files", STR_ARG(store))));
    for (; (size_t)*files < a.count; ++*files)
        TRY(paper_copy(&a, store, &a.papers[*files]));
    return true;
}
