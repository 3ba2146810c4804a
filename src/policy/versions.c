/* 历次文本: every text of the law that the store has known, and two of them compared line by line.
 * Files are matched by their path; within one the lines that both have are found as the longest
 * common sequence, after what is the same at both ends is put aside. */
#include "policy/pages.h"
#include "policy/words.def"

#include <string.h>

enum { VERSIONS_MOST = 500, AROUND = 3, TABLE_MOST = 4000 * 4000 };

typedef struct {
    Str path;
    Str *lines;
    size_t count;
} FileLines;
typedef struct {
    FileLines *files;
    size_t count;
} TextFiles;

/* "== path area" heads each file, as the store keeps them. */
static TextFiles files_of(Arena *arena, Str text)
{
    size_t lines = 1, heads = 0;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    TextFiles out = {NEW_ARRAY(arena, FileLines, lines), 0};
    Str *all = NEW_ARRAY(arena, Str, lines + 1);
    for (Str rest = text, line; str_split(&rest, '\n', &line);) {
        if (str_starts(line, STR("== "))) {
            out.files[out.count++] = (FileLines){.path = str_from(line, 3), .lines = all + heads};
        } else if (out.count) {
            out.files[out.count - 1].lines[out.files[out.count - 1].count++] = line;
            heads++;
        }
    }
    return out;
}

/* ---- two files ------------------------------------------------------------------------------ */

typedef struct {
    Page *page;
    const FileLines *old, *new;
    DiffLine *lines;
    size_t count;
} Diff;

static void diff_add(Diff *d, const char *kind, size_t old, size_t new)
{
    bool gone = strcmp(kind, "gone") == 0;
    d->lines[d->count++] = (DiffLine){.kind = str_of(kind),
                                      .sign = gone                       ? STR("-")
                                              : strcmp(kind, "new") == 0 ? STR("+")
                                                                         : STR(" "),
                                      .text = gone ? d->old->lines[old] : d->new->lines[new],
                                      .old_number = strcmp(kind, "new") == 0 ? 0 : (int)old + 1,
                                      .new_number = gone ? 0 : (int)new + 1};
}

/* The part between what is the same at both ends. */
typedef struct {
    size_t old, old_end, new, new_end;
} Span;

static bool line_same(const Diff *d, size_t old, size_t new)
{
    return str_equal(d->old->lines[old], d->new->lines[new]);
}

static Span span_of(const Diff *d)
{
    Span s = {0, d->old->count, 0, d->new->count};
    while (s.old < s.old_end && s.new < s.new_end &&line_same(d, s.old, s.new)) {
        s.old++;
        s.new ++;
    }
    while (s.old_end > s.old && s.new_end > s.new &&line_same(d, s.old_end - 1, s.new_end - 1)) {
        s.old_end--;
        s.new_end--;
    }
    return s;
}

/* lengths[i][j]: of the longest sequence that both have from i and j on. */
static void middle_compare(Diff *d, Span s)
{
    size_t rows = s.old_end - s.old, columns = s.new_end - s.new, width = columns + 1;
    bool fits = rows * columns <= TABLE_MOST;
    uint16_t *lengths = NEW_ARRAY(d->page->w->arena, uint16_t, fits ? (rows + 1) * width : 1);
    for (size_t i = rows; fits && i-- > 0;)
        for (size_t j = columns; j-- > 0;) {
            uint16_t down = lengths[(i + 1) * width + j], right = lengths[i * width + j + 1];
            lengths[i * width + j] = line_same(d, s.old + i, s.new + j)
                                         ? (uint16_t)(lengths[(i + 1) * width + j + 1] + 1)
                                         : (down > right ? down : right);
        }
    size_t i = 0, j = 0;
    while (i < rows || j < columns) {
        if (fits && i < rows && j < columns && line_same(d, s.old + i, s.new + j)) {
            diff_add(d, "same", s.old + i++, s.new + j++);
        } else if (j == columns || (i < rows && (!fits || lengths[(i + 1) * width + j] >=
                                                              lengths[i * width + j + 1]))) {
            diff_add(d, "gone", s.old + i++, 0);
        } else {
            diff_add(d, "new", 0, s.new + j++);
        }
    }
}

/* Only what is near a change is shown. */
static size_t lines_near(DiffLine *lines, size_t count)
{
    size_t kept = 0, last = SIZE_MAX; /* last: the one kept last, as it was numbered */
    for (size_t i = 0; i < count; i++) {
        bool near = false;
        size_t from = i > AROUND ? i - AROUND : 0;
        for (size_t k = from; k < count && k <= i + AROUND; k++)
            near = near || !str_equal(lines[k].kind, STR("same"));
        if (!near) continue;
        DiffLine line = lines[i];
        line.gap = kept > 0 && last + 1 != i;
        last = i;
        lines[kept++] = line;
    }
    return kept;
}

static void file_compare(Page *p, const FileLines *old, const FileLines *new, VersionsPage *out)
{
    Diff d = {.page = p, .old = old, .new = new};
    d.lines = NEW_ARRAY(p->w->arena, DiffLine, old->count + new->count + 1);
    Span s = span_of(&d);
    if (s.old == s.old_end && s.new == s.new_end) return;
    for (size_t i = s.old > AROUND ? s.old - AROUND : 0; i < s.old; i++)
        diff_add(&d, "same", i, i);
    middle_compare(&d, s);
    for (size_t i = 0; i < AROUND && s.old_end + i < old->count; i++)
        diff_add(&d, "same", s.old_end + i, s.new_end + i);
    Str path = new->path.len ? new->path : old->path, name;
    str_split(&path, ' ', &name);
    out->files[out->file_count++] =
        (DiffFile){.path = name, .lines = d.lines, .count = lines_near(d.lines, d.count)};
}

static const FileLines *file_named(const TextFiles *files, Str path)
{
    for (size_t i = 0; i < files->count; i++)
        if (str_equal(files->files[i].path, path)) return &files->files[i];
    return NULL;
}

static void texts_compare(Page *p, Str old_text, Str new_text, VersionsPage *out)
{
    static const FileLines none = {.count = 0};
    Arena *arena = p->w->arena;
    TextFiles old = files_of(arena, old_text), new = files_of(arena, new_text);
    out->files = NEW_ARRAY(arena, DiffFile, old.count + new.count + 1);
    for (size_t i = 0; i < new.count; i++) {
        const FileLines *before = file_named(&old, new.files[i].path);
        file_compare(p, before ? before : &none, &new.files[i], out);
    }
    for (size_t i = 0; i < old.count; i++)
        if (!file_named(&new, old.files[i].path)) file_compare(p, &old.files[i], &none, out);
}

/* ---- the page ------------------------------------------------------------------------------- */

/* When a text came into the store, and by whose hand, is told by its act. */
static bool version_row(Page *p, int64_t id, Str hash, size_t files, ListTable *table)
{
    ActRow *acts;
    size_t count;
    Arena *arena = p->w->arena;
    const ActQuery query = {.subject = format(arena, "law:%.*s", STR_ARG(hash)), .limit = 1};
    TRY(audit_list(p->w, &query, &acts, &count));
    ListCell *cells = list_row(arena, table);
    cells[0] = list_text(format(arena, "%lld", (long long)id));
    cells[1] = list_text(count ? instant_words(arena, acts[0].instant) : presence_none());
    cells[2] = list_text(count ? account_words(p, acts[0].actor) : presence_none());
    cells[3] = list_count(arena, (int64_t)files);
    cells[4] = list_text((Str){hash.ptr, hash.len < 16 ? hash.len : 16});
    cells[4].code = true;
    if (id > 1)
        cells[5] = list_link(STR(SAY_COMPARE_LAST), format(arena, "/law/versions?old=%lld&new=%lld",
                                                           (long long)id - 1, (long long)id));
    return true;
}

static size_t heads_count(Str text)
{
    size_t count = 0;
    for (Str rest = text, line; str_split(&rest, '\n', &line);)
        count += str_starts(line, STR("== "));
    return count;
}

static bool versions_fill(Page *p, VersionsPage *out)
{
    static const ListHeading heads[] = {{SAY_NUMBER_HEAD, false}, {SAY_SINCE_HEAD, false},
                                        {SAY_BY_HEAD, false},     {SAY_FILES_HEAD, true},
                                        {"SM3", false},           {SAY_COMPARE_HEAD, false}};
    out->versions = list_new(p->w->arena, heads, COUNT_OF(heads), VERSIONS_MOST);
    for (int64_t id = 1; id <= VERSIONS_MOST; id++) {
        Str hash, text;
        Error before = p->w->error;
        if (!registry_law_text(p->w, id, &hash, &text)) {
            if (p->w->error.code != ERR_NOT_FOUND) return false;
            p->w->error = before;
            break;
        }
        TRY(version_row(p, id, hash, heads_count(text), &out->versions));
    }
    return true;
}

static bool compare_asked(Page *p, VersionsPage *out)
{
    int64_t old, new;
    Str old_text, new_text, hash;
    if (!str_int(page_query(p, "old"), &old) || !str_int(page_query(p, "new"), &new)) return true;
    TRY(registry_law_text(p->w, old, &hash, &old_text));
    TRY(registry_law_text(p->w, new, &hash, &new_text));
    texts_compare(p, old_text, new_text, out);
    out->compared = format(p->w->arena, SAY_COMPARED, (long long)old, (long long)new);
    return true;
}

bool law_versions_page(Page *p)
{
    VersionsPage page = {.compared = STR("")};
    page.head = (Head){.title = STR(SAY_VERSIONS), .note = STR(SAY_VERSIONS_NOTE)};
    page.views = law_views(p, LAW_VERSIONS);
    TRY(versions_fill(p, &page) && compare_asked(p, &page));
    p->here = "/law";
    p->title = STR(SAY_VERSIONS);
    versions_html(&p->body, &page);
    return true;
}
