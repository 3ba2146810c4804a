/* The bureau as text: collects the files of the law and of one area, and hands them to lang.
 *
 * Order: affairs/ by path, then the area's folder by path, then further files as given. An area's
 * own files carry its division, so that their standards count there and nowhere else. */
#include "affair/affair.h"
#include "affair/folder.h"
#include "affair/words.def"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX STR(".affair")

typedef struct {
    SourceFile *items;
    size_t count, capacity;
} Sources;

static void sources_add(Work *w, Sources *s, SourceFile file)
{
    if (s->count == s->capacity)
        s->items = arena_grow(w->arena, s->items, &s->capacity, sizeof *s->items);
    s->items[s->count++] = file;
}

/* Only registers and lists of choices: a file without affairs, standards and reports. */
static bool is_vocabulary(Str text)
{
    bool any = false;
    for (Str line; str_split(&text, '\n', &line);) {
        if (!line.len || strchr(" \t\r#", line.ptr[0]) || str_starts(line, STR("\xE3\x80\x80")))
            continue;
        if (!str_starts(line, STR(WORD_REGISTER)) && !str_starts(line, STR(WORD_CHOICES)))
            return false;
        any = true;
    }
    return any;
}

static bool add_file(Work *w, Str path, Division area, Sources *out)
{
    Str text;
    TRY(file_text(w, path, &text));
    sources_add(w, out, (SourceFile){.path = path, .text = text, .area = area});
    return true;
}

/* Where the last `parts` names of a folder's path begin. */
static size_t tail_start(const char *folder, int parts)
{
    size_t end = strlen(folder);
    while (end && folder[end - 1] == '/')
        end--;
    for (; parts > 0; parts--) {
        while (end && folder[end - 1] != '/')
            end--;
        if (end && parts > 1) end--;
    }
    return end;
}

/* Files are named from the last `parts` names of the folder on (affairs/…, areas/360203-…/…): the
 * law and its hash are the same wherever the folder stands. */
static bool add_folder(Work *w, const char *folder, int parts, Division area, Sources *out)
{
    Paths paths;
    size_t start = tail_start(folder, parts);
    TRY(folder_files(w, folder, SUFFIX, &paths));
    for (size_t i = 0; i < paths.count; i++) {
        TRY(add_file(w, paths.items[i], area, out));
        SourceFile *file = &out->items[out->count - 1];
        file->path = str_from(file->path, start);
    }
    return true;
}

static void keep_vocabulary(Sources *sources)
{
    size_t kept = 0;
    for (size_t i = 0; i < sources->count; i++)
        if (is_vocabulary(sources->items[i].text)) sources->items[kept++] = sources->items[i];
    sources->count = kept;
}

static bool collect_sources(Work *w, const AffairPaths *paths, Sources *out)
{
    *out = (Sources){0};
    if (paths->affairs) TRY(add_folder(w, paths->affairs, 1, (Division){0}, out));
    if (paths->vocabulary_only) keep_vocabulary(out);
    if (paths->area) {
        Division area;
        if (!affair_area(paths->area, &area))
            return refuse(w, ERR_FILE, SAY_AREA_NAME, paths->area);
        TRY(add_folder(w, paths->area, 2, area, out));
    }
    for (size_t i = 0; i < paths->file_count; i++)
        TRY(add_file(w, str_of(paths->files[i]), (Division){0}, out));
    if (!paths->standards) return true;
    TRY(add_file(w, str_of(paths->standards), (Division){0}, out));
    out->items[out->count - 1].trial = true;
    return true;
}

bool affair_load(Work *w, const AffairPaths *paths, Bureau **out, Diagnostics *found)
{
    Sources sources;
    TRY(collect_sources(w, paths, &sources));
    *out = bureau_compile(w->arena, sources.items, sources.count, found);
    if (!*out) return refuse(w, ERR_LAW, SAY_LAW_FAULTY, found->errors);
    return true;
}

bool affair_area(const char *folder, Division *out)
{
    Str rest = str_from(str_of(folder), tail_start(folder, 1)), code;
    while (str_ends(rest, STR("/")))
        rest.len--;
    return str_find(rest, STR("-")) > 0 && str_split(&rest, '-', &code) && rest.len > 0 &&
           division_parse(code, out);
}

/* The first folder upward from `start` that holds affairs/; `start` is shortened on the way. */
static bool home_upward(char *start)
{
    for (;;) {
        char path[4096 + 16];
        size_t length = strlen(start);
        memcpy(path, start, length);
        memcpy(path + length, "/affairs", sizeof "/affairs");
        if (folder_exists(path)) return true;
        char *slash = strrchr(start, '/');
        if (!slash || slash == start) return false;
        *slash = '\0';
    }
}

bool affair_home(Work *w, Str *folder)
{
    const char *said = getenv("DOUDI_HOME");
    if (said && *said) {
        *folder = str_copy(w->arena, str_of(said));
        return true;
    }
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length > 0) {
        path[length] = '\0';
        if (home_upward(path)) {
            *folder = str_copy(w->arena, str_of(path));
            return true;
        }
    }
    if (getcwd(path, sizeof path) && home_upward(path)) {
        *folder = str_copy(w->arena, str_of(path));
        return true;
    }
    return refuse(w, ERR_FILE, SAY_NO_HOME);
}

bool affair_area_folders(Work *w, Str **out, size_t *count)
{
    Str home;
    Paths found = {0};
    Division area;
    *count = 0;
    TRY(affair_home(w, &home));
    const char *areas = str_z(w->arena, format(w->arena, "%.*s/areas", STR_ARG(home)));
    if (folder_exists(areas)) TRY(folder_folders(w, areas, STR(""), &found));
    *out = found.items;
    for (size_t i = 0; i < found.count; i++)
        if (affair_area(str_z(w->arena, found.items[i]), &area))
            (*out)[(*count)++] = found.items[i];
    return true;
}

bool affair_area_folder(Work *w, Str home, Division area, Str *folder)
{
    Str areas = format(w->arena, "%.*s/areas", STR_ARG(home));
    Str prefix = format(w->arena, "%.*s-", STR_ARG(division_text(w->arena, area)));
    if (!folder_exists(str_z(w->arena, areas))) return false;
    Paths found;
    TRY(folder_folders(w, str_z(w->arena, areas), prefix, &found));
    if (!found.count) return false;
    *folder = found.items[0];
    return true;
}

Str affair_law_text(Arena *arena, const Bureau *bureau)
{
    Buf all = buf_new(arena);
    for (size_t i = 0; i < bureau->file_count; i++) {
        const SourceFile *file = &bureau->files[i];
        Str path = file->path;
        buf_format(&all, "== %.*s %lld\n", STR_ARG(path), (long long)file->area.n);
        buf_add(&all, file->text);
        buf_byte(&all, '\n');
    }
    return buf_str(&all);
}

/* "== path area", as affair_law_text writes it before each file; no line of law begins so. */
static bool law_heading(Str line, SourceFile *file)
{
    size_t space = line.len;
    int64_t area;
    if (!str_starts(line, STR("== "))) return false;
    while (space > 3 && line.ptr[space - 1] != ' ')
        space--;
    if (space <= 4 || !str_int(str_from(line, space), &area)) return false;
    *file = (SourceFile){.path = {line.ptr + 3, space - 4}, .area = {area}};
    return true;
}

/* Files lie in the text one behind the other; each but its last line feed is as it was. */
static size_t law_files(Str text, SourceFile *files, size_t room)
{
    size_t count = 0;
    Str rest = text, line;
    while (count <= room && str_split(&rest, '\n', &line)) {
        SourceFile file;
        if (law_heading(line, &file)) {
            if (count == room) return room + 1;
            file.text.ptr = rest.ptr;
            files[count++] = file;
        } else if (count) {
            files[count - 1].text.len = (size_t)(line.ptr + line.len - files[count - 1].text.ptr);
        }
    }
    return count;
}

bool affair_law_read(Work *w, Str text, Bureau **out)
{
    enum { MOST_FILES = 4096 };
    SourceFile *files = NEW_ARRAY(w->arena, SourceFile, MOST_FILES);
    size_t count = law_files(text, files, MOST_FILES);
    if (count == 0 || count > MOST_FILES)
        return fail(w, ERR_CORRUPT, "a law text of %zu files", count);
    Diagnostics found = diagnostics_new(w->arena);
    *out = bureau_compile(w->arena, files, count, &found);
    if (*out) return true;
    Buf said = buf_new(w->arena);
    diagnostics_print(&found, &said);
    return fail(w, ERR_LAW, "%.*s", STR_ARG(buf_str(&said)));
}

/* ---- another text of one affair ----------------------------------------------------------- */

/* The file that declares an affair which the text declares as well; file_count when none does. */
static size_t file_of_same(Arena *arena, const Bureau *b, Str text)
{
    for (size_t i = 0; i < b->affair_count; i++) {
        Str mark = format(arena, "(%.*s)", STR_ARG(b->affairs[i]->key));
        for (Str rest = text, line; str_split(&rest, '\n', &line);)
            if (str_starts(line, STR(WORD_AFFAIR)) && str_find(line, mark) >= 0)
                return (size_t)(b->affairs[i]->place.file - b->files);
    }
    return b->file_count;
}

bool affair_tried(Work *w, const Bureau *today, const SourceFile *text, Bureau **out,
                  Diagnostics *found)
{
    SourceFile *files = NEW_ARRAY(w->arena, SourceFile, today->file_count + 1);
    memcpy(files, today->files, today->file_count * sizeof *files);
    size_t at = file_of_same(w->arena, today, text->text), count = today->file_count;
    Division area = at < count ? files[at].area : text->area;
    bool trial = at == count && text->trial;
    files[at] = (SourceFile){.path = text->path, .text = text->text, .area = area, .trial = trial};
    *out = bureau_compile(w->arena, files, at < count ? count : count + 1, found);
    return *out || refuse(w, ERR_LAW, SAY_TRIAL_LAW, STR_ARG(text->path));
}

bool affair_replaced(Work *w, const Bureau *today, Str path, Bureau **out, Diagnostics *found)
{
    SourceFile file = {.path = path};
    TRY(file_text(w, path, &file.text));
    return affair_tried(w, today, &file, out, found);
}
