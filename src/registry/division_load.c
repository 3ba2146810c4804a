/* Loads the national tree from five CSV files (code, name, …) into the register of divisions.
 *
 * All rows are sorted by their 12-digit code, which is a preorder: a county's code comes right
 * before its towns'. The parent is the nearest row before that contains the code, so that towns
 * which hang directly under a city (东莞, 中山, 儋州: their "county" is the city's own code again)
 * find the city.
 *
 * A load into a filled register matches by code: what stands keeps its id; what is new gets one;
 * what the files no longer have ends today. A division that somebody has ended stays ended. */
#include "registry/store.h"
#include "registry/tree.h"
#include "registry/words.def"

#include "doc/doc.h"

#include <stdlib.h>

typedef struct {
    Division code;
    Str name;
} Line;
typedef struct {
    Work *w;
    Line *items;
    size_t count, capacity;
} Lines;

static const struct {
    const char *name;
    int level;
} files[] = {
    {"provinces.csv", 1}, {"cities.csv", 2},   {"areas.csv", 3},
    {"streets.csv", 4},   {"villages.csv", 5},
};

/* ---- the files ---------------------------------------------------------------------------- */

static void lines_add(Lines *lines, Line line)
{
    if (lines->count == lines->capacity)
        lines->items =
            arena_grow(lines->w->arena, lines->items, &lines->capacity, sizeof *lines->items);
    lines->items[lines->count++] = line;
}

/* A "county" whose code is its city's own is no row: the towns hang under the city. */
static bool read_line(Lines *lines, Str path, const TableRow *row, int level)
{
    Division code;
    Str first = row->count ? row->cells[0] : STR("");
    if (row->count < 2 || !row->cells[1].len || !division_parse(first, &code))
        return refuse(lines->w, ERR_FILE, SAY_DIVISION_FILE, STR_ARG(path), (long long)row->number,
                      STR_ARG(first));
    if (division_level(code) == level)
        lines_add(lines, (Line){code, str_copy(lines->w->arena, row->cells[1])});
    return true;
}

static bool read_file(Lines *lines, const char *folder, size_t file)
{
    Work *w = lines->w;
    Str path = format(w->arena, "%s/%s", folder, files[file].name);
    Table *table;
    TableRow row;
    TRY(table_open(w, str_z(w->arena, path), &table));
    bool good = true;
    for (bool header = true; good && table_next(table, &row); header = false)
        if (!header) good = read_line(lines, path, &row, files[file].level);
    good = good && !table_failed(table);
    table_close(table);
    return good;
}

static int line_compare(const void *a, const void *b)
{
    const Line *x = a, *y = b;
    return (x->code.n > y->code.n) - (x->code.n < y->code.n);
}

static bool read_files(Work *w, const char *folder, Lines *out)
{
    *out = (Lines){.w = w};
    lines_add(out, (Line){{0}, STR(WORD_NATION)});
    for (size_t i = 0; i < COUNT_OF(files); i++)
        TRY(read_file(out, folder, i));
    qsort(out->items, out->count, sizeof *out->items, line_compare);
    return true;
}

/* ---- against what stands ------------------------------------------------------------------ */

static Node fresh_node(const Line *line, int64_t id, Date from)
{
    return (Node){
        .fresh = true,
        .row = {.id = id, .code = line->code, .name = line->name, .from = from, .to = DATE_NONE}};
}

static void end_missing(Node *node, Date today)
{
    if (node->row.to.days != DATE_NONE.days) return;
    node->row.to = today;
    node->changed = true;
}

static void rename_node(Node *node, Str name)
{
    if (node->row.to.days != DATE_NONE.days || str_equal(node->row.name, name)) return;
    node->row.name = name;
    node->changed = true;
}

/* Both lists are sorted by code; of several old rows with one code the last ended counts. */
static void join(Work *w, const Tree *old, const Lines *lines, Tree *out)
{
    int64_t next_id = 1;
    for (size_t i = 0; i < old->count; i++)
        if (old->nodes[i].row.id >= next_id) next_id = old->nodes[i].row.id + 1;
    Date today = work_today(w), from = old->count ? today : date_of(1949, 10, 1);
    out->nodes = NEW_ARRAY(w->arena, Node, old->count + lines->count);
    size_t i = 0;
    for (size_t j = 0; j < lines->count; j++) {
        const Line *line = &lines->items[j];
        if (j && line->code.n == lines->items[j - 1].code.n) continue;
        for (; i < old->count && old->nodes[i].row.code.n < line->code.n; i++) {
            out->nodes[out->count] = old->nodes[i];
            end_missing(&out->nodes[out->count++], today);
        }
        bool found = false;
        for (; i < old->count && old->nodes[i].row.code.n == line->code.n; i++, found = true) {
            out->nodes[out->count] = old->nodes[i];
            rename_node(&out->nodes[out->count++], line->name);
        }
        if (!found) out->nodes[out->count++] = fresh_node(line, next_id++, from);
    }
    for (; i < old->count; i++) {
        out->nodes[out->count] = old->nodes[i];
        end_missing(&out->nodes[out->count++], today);
    }
}

static bool lies_in(const Node *inner, const Node *outer)
{
    return inner->row.code.n != outer->row.code.n &&
           division_contains(outer->row.code, inner->row.code);
}

/* Parents of standing nodes: the nearest standing node before that contains the code. Ended ones
 * with a successor stay where they were put; what lies in them goes to the successor. */
static void find_parents(Tree *tree)
{
    size_t path[8], depth = 0;
    for (size_t i = 0; i < tree->count; i++) {
        Node *node = &tree->nodes[i];
        while (depth && !lies_in(node, &tree->nodes[path[depth - 1]]))
            depth--;
        const DivisionRow *above = depth ? &tree->nodes[path[depth - 1]].row : NULL;
        int64_t parent = !above ? 0 : above->successor ? above->successor : above->id;
        if (!node->row.successor && node->row.parent != parent) {
            node->row.parent = parent;
            node->changed = true;
        }
        ensure(depth < COUNT_OF(path)); /* six levels, each code strictly inside the one before */
        path[depth++] = i;
    }
}

static bool check_whole(Work *w, const Tree *old, const Lines *lines)
{
    if (lines->count * 2 >= old->count) return true;
    return refuse(w, ERR_FILE, SAY_DIVISION_FEW, (long long)lines->count, (long long)old->count);
}

static bool load(Work *w, const char *folder, const Lines *lines, const Tree *old)
{
    Act act = {.kind = STR("division"),
               .subject = STR("division"),
               .detail = format(w->arena, SAY_DETAIL_DIVISIONS, folder, lines->count)};
    Batch b;
    Tree tree = {0};
    TRY(batch_begin(w, &act, str_of(folder), DATE_NONE, &b));
    join(w, old, lines, &tree);
    find_parents(&tree);
    tree_number(w->arena, &tree);
    return tree_write(w, &tree);
}

bool division_load(Work *w, const char *folder, int64_t *count)
{
    Lines lines;
    Tree old;
    TRY(read_files(w, folder, &lines));
    TRY(tree_read(w, &old));
    TRY(check_whole(w, &old, &lines));
    *count = (int64_t)lines.count;
    TRY(db_begin(w));
    return db_end(w, load(w, folder, &lines, &old));
}
