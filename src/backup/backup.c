/* Copies of the store: written while others work, kept in one folder beside it, proved, handed out.
 * Names are the moment they were made, so that they sort by age. */
#include "backup/backup.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/words.def"
#include "casework/casework.h"
#include "doc/doc.h"
#include "payment/payment.h"
#include "registry/registry.h"

enum { MANIFEST_MOST = 4096 };

/* ---- writing one -------------------------------------------------------------------------- */

Str backup_manifest_path(Arena *arena, Str copy)
{
    return format(arena, "%.*s.txt", STR_ARG(copy));
}

static bool manifest_write(Work *w, Str copy, const Proof *proof)
{
    TextFile *file;
    TRY(text_create(w, str_z(w->arena, backup_manifest_path(w->arena, copy)), &file));
    buf_add(text_block(file), proof_text(w->arena, proof));
    return text_finish(file);
}

static bool write_inside(Work *w, Str path, Proof *proof)
{
    TRY(proof_make(w, proof));
    TRY(store_backup(w, str_z(w->arena, path)));
    if (case_papers_copy(w, path, &proof->papers) && manifest_write(w, path, proof)) return true;
    unlink(str_z(w->arena, path));
    return false;
}

bool backup_write(Work *w, Str path, Proof *proof)
{
    TRY(db_begin_read(w));
    bool done = write_inside(w, path, proof);
    db_rollback(w);
    return done;
}

bool backup_manifest(Work *w, Str copy, Str *text, bool *there)
{
    const char *path = str_z(w->arena, backup_manifest_path(w->arena, copy));
    FILE *file = fopen(path, "rb");
    *there = file != NULL;
    if (!file) return errno == ENOENT ? true : refuse_file(w, path, errno);
    char *bytes = arena_alloc(w->arena, MANIFEST_MOST);
    *text = (Str){bytes, fread(bytes, 1, MANIFEST_MOST, file)};
    bool read = !ferror(file);
    int why = errno;
    fclose(file);
    return read ? true : refuse_file(w, path, why);
}

/* ---- the folder --------------------------------------------------------------------------- */

static Str folder_of(Work *w)
{
    return format(w->arena, "%s.backups", store_path(w->store));
}

static bool name_is_ours(Str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool plain = (c >= '0' && c <= '9') || c == '-' || (c >= 'a' && c <= 'z');
        if (!plain && !(c == '.' && str_equal(str_from(name, i), STR(".db")))) return false;
    }
    return str_ends(name, STR(".db"));
}

/* 2024-06-20-140500.db */
static int64_t name_instant(Str name)
{
    Date day;
    int64_t clock;
    if (name.len != 20 || !date_parse((Str){name.ptr, 10}, &day) ||
        !str_int((Str){name.ptr + 11, 6}, &clock))
        return 0;
    return (int64_t)day.days * 86400 + clock / 10000 * 3600 + clock / 100 % 100 * 60 + clock % 100 -
           8 * 3600;
}

bool backup_row(Work *w, Str name, BackupRow *out)
{
    struct stat about;
    bool there;
    Str path = format(w->arena, "%.*s/%.*s", STR_ARG(folder_of(w)), STR_ARG(name));
    if (!name_is_ours(name) || stat(path.ptr, &about) != 0)
        return refuse(w, ERR_NOT_FOUND, SAY_NO_BACKUP, STR_ARG(name));
    *out = (BackupRow){.name = str_copy(w->arena, name),
                       .path = path,
                       .instant = name_instant(name),
                       .bytes = (int64_t)about.st_size};
    return backup_manifest(w, path, &out->manifest, &there);
}

static int row_order(const void *a, const void *b)
{
    const BackupRow *x = a, *y = b;
    return str_compare(y->name, x->name);
}

bool backup_list(Work *w, BackupRow **out, size_t *count)
{
    size_t capacity = 0;
    bool good = true;
    *out = NULL;
    *count = 0;
    DIR *folder = opendir(str_z(w->arena, folder_of(w)));
    if (!folder) return true; /* none has been made yet */
    for (struct dirent *entry; good && (entry = readdir(folder));) {
        Str name = str_of(entry->d_name);
        if (!name_is_ours(name)) continue;
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        good = backup_row(w, name, &(*out)[(*count)++]);
    }
    closedir(folder);
    if (*count) qsort(*out, *count, sizeof **out, row_order);
    return good;
}

/* ---- making, proving, taking -------------------------------------------------------------- */

static bool act_alone(Work *w, const Act *act)
{
    Commit commit;
    TRY(db_begin(w));
    return db_end(w, audit_act(w, act, &commit));
}

bool backup_make(Work *w, BackupRow *row, Proof *proof)
{
    int64_t local = w->now + 8 * 3600, second = local % 86400;
    TRY(access_need(w, DUTY_SYSTEM));
    Str day = date_text(w->arena, (Date){(int32_t)(local / 86400)});
    Str name =
        format(w->arena, "%.*s-%02lld%02lld%02lld.db", STR_ARG(day), (long long)(second / 3600),
               (long long)(second / 60 % 60), (long long)(second % 60));
    Str folder = folder_of(w), path = format(w->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
    if (mkdir(folder.ptr, 0700) != 0 && errno != EEXIST) return refuse_file(w, folder.ptr, errno);
    if (access(path.ptr, F_OK) == 0) return refuse(w, ERR_STATE, "%s", SAY_BACKUP_BUSY);
    TRY(act_alone(w, &(Act){.kind = STR("backup"), .subject = STR("store"), .detail = name}));
    return backup_write(w, path, proof) && backup_row(w, name, row);
}

static bool prove_open(Work *w, const BackupRow *row, Faults *faults)
{
    Proof proof;
    TRY(proof_faults(w, &proof, faults));
    if (faults->errors) return true;
    TRY(proof_digest(w, &proof));
    if (row->manifest.len && str_equal(row->manifest, proof_text(w->arena, &proof))) return true;
    Str said = row->manifest.len ? format(w->arena, SAY_BACKUP_DIFFERS, STR_ARG(row->name))
                                 : format(w->arena, SAY_BACKUP_NO_MANIFEST, STR_ARG(row->name));
    faults_add(faults, (Fault){.sentence = said});
    return true;
}

bool backup_prove(Work *w, const BackupRow *row, Faults *faults)
{
    static const SqlModule *const modules[] = {&audit_sql,  &access_sql,  &registry_sql,
                                               &ledger_sql, &payment_sql, &casework_sql};
    Work *other = work_new();
    other->now = w->now;
    other->progress = w->progress;
    bool good = store_open(other, str_z(w->arena, row->path), STORE_READ_ONLY, modules,
                           COUNT_OF(modules)) &&
                prove_open(other, row, faults);
    if (!good)
        w->error = (Error){other->error.code, str_copy(w->arena, other->error.sentence),
                           str_copy(w->arena, other->error.detail)};
    store_close(other->store);
    other->store = NULL;
    work_free(other);
    return good;
}

bool backup_take(Work *w, const BackupRow *row, Str purpose)
{
    TRY(access_need(w, DUTY_SYSTEM));
    if (!str_trim(purpose).len) return refuse(w, ERR_INPUT, "%s", SAY_BACKUP_PURPOSE);
    return act_alone(w, &(Act){.kind = STR("backup_take"),
                               .subject = STR("store"),
                               .purpose = str_trim(purpose),
                               .detail = row->name});
}
