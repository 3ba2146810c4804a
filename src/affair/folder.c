/* Folders and files as they lie on the disk. Paths come out sorted by their bytes, so that every
 * machine reads the law in the same order and the law's hash does not depend on the disk.
 * Read from folder_files downward. */
#include "affair/folder.h"
#include "affair/words.def"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDER_DEPTH_LIMIT = 8, FILE_BYTES_LIMIT = 4 << 20 };

typedef enum { ENTRY_OTHER, ENTRY_FILE, ENTRY_FOLDER } EntryKind;

static EntryKind entry_kind(const char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0) return ENTRY_OTHER;
    if (S_ISREG(info.st_mode)) return ENTRY_FILE;
    return S_ISDIR(info.st_mode) ? ENTRY_FOLDER : ENTRY_OTHER;
}

static void paths_add(Paths *paths, Str path)
{
    if (paths->count == paths->capacity)
        paths->items = arena_grow(paths->arena, paths->items, &paths->capacity, sizeof(Str));
    paths->items[paths->count++] = path;
}

static int paths_compare(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

/* Names in a folder, hidden ones left out, each joined to the folder's path. */
static bool folder_entries(Work *w, const char *folder, Paths *out)
{
    *out = (Paths){.arena = w->arena};
    DIR *dir = opendir(folder);
    if (!dir)
        return refuse(w, ERR_FILE, SAY_FOLDER_UNREADABLE, folder, system_reason(w->arena, errno));
    for (struct dirent *entry; (entry = readdir(dir));)
        if (entry->d_name[0] != '.')
            paths_add(out, format(w->arena, "%s/%s", folder, entry->d_name));
    closedir(dir);
    if (out->count) qsort(out->items, out->count, sizeof(Str), paths_compare);
    return true;
}

/* Recursion is bounded by FOLDER_DEPTH_LIMIT; deeper folders hold no law. */
static bool collect(Work *w, const char *folder, Str suffix, int depth, Paths *out)
{
    Paths entries;
    TRY(folder_entries(w, folder, &entries));
    for (size_t i = 0; i < entries.count; i++) {
        const char *path = str_z(w->arena, entries.items[i]);
        EntryKind kind = entry_kind(path);
        if (kind == ENTRY_FILE && str_ends(entries.items[i], suffix))
            paths_add(out, entries.items[i]);
        if (kind == ENTRY_FOLDER && depth < FOLDER_DEPTH_LIMIT)
            TRY(collect(w, path, suffix, depth + 1, out));
    }
    return true;
}

bool folder_files(Work *w, const char *folder, Str suffix, Paths *out)
{
    *out = (Paths){.arena = w->arena};
    TRY(collect(w, folder, suffix, 0, out));
    if (out->count) qsort(out->items, out->count, sizeof(Str), paths_compare);
    return true;
}

bool folder_folders(Work *w, const char *folder, Str prefix, Paths *out)
{
    Paths entries;
    TRY(folder_entries(w, folder, &entries));
    *out = (Paths){.arena = w->arena};
    size_t skip = strlen(folder) + 1;
    for (size_t i = 0; i < entries.count; i++)
        if (str_starts(str_from(entries.items[i], skip), prefix) &&
            entry_kind(str_z(w->arena, entries.items[i])) == ENTRY_FOLDER)
            paths_add(out, entries.items[i]);
    return true;
}

bool folder_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool read_all(Work *w, FILE *file, Str path, Str *out)
{
    Buf text = buf_new(w->arena);
    char chunk[16384];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file)) > 0;) {
        buf_add(&text, (Str){chunk, n});
        if (text.len > FILE_BYTES_LIMIT)
            return refuse(w, ERR_FILE, SAY_FILE_TOO_LARGE, STR_ARG(path));
    }
    if (ferror(file))
        return refuse(w, ERR_FILE, SAY_FILE_UNREADABLE, STR_ARG(path),
                      system_reason(w->arena, errno));
    *out = buf_str(&text);
    return true;
}

bool file_text(Work *w, Str path, Str *out)
{
    FILE *file = fopen(str_z(w->arena, path), "rb");
    if (!file)
        return refuse(w, ERR_FILE, SAY_FILE_UNREADABLE, STR_ARG(path),
                      system_reason(w->arena, errno));
    bool whole = read_all(w, file, path, out);
    fclose(file);
    TRY(whole);
    if (!utf8_valid(*out)) return refuse(w, ERR_FILE, SAY_FILE_NOT_UTF8, STR_ARG(path));
    const Str mark = STR("\xEF\xBB\xBF");
    if (str_starts(*out, mark)) *out = str_from(*out, mark.len);
    return true;
}
