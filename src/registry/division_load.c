/* Loads the national tree from five CSV files (code, name, …) into the register of divisions.
 *
 * All rows are sorted by their 12-digit code, which is a preorder: a county's code comes right
 * before its towns'. The parent is the nearest row before that contains the code, so that towns
 * which hang directly under a city (东莞, 中山, 儋州: their "county" is the city's own code again)
 * find the city.
 *
 * A load into a filled register matches by code: what stands keeps its id; what is new gets one;
 * what the files no longer have ends today. What somebody decided by an act (division_act.c) stands
 * over the files, and is told; when the files have come to say the same, they are followed again.
 * Reading order: load at the bottom, then join, find_parents. */
#include "registry/store.h"
#include "registry/tree.h"
#include "registry/words.def"

#include "doc/doc.h"

#include <stdlib.h>

typedef struct {
    Division code;
    Str name;
    const char *file;
    int64_t row;
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
static bool read_line(Lines *lines, Str path, const TableRow *row, size_t file)
{
    int level = files[file].level;
    Division code;
    Str first = row->count ? row->cells[0] : STR("");
    if (row->count < 2 || !row->cells[1].len || !division_parse(first, &code))
        return refuse(lines->w, ERR_FILE, SAY_DIVISION_FILE, STR_ARG(path), (long long)row->number,
                      STR_ARG(first));
    if (division_level(code) == level)
        lines_add(lines, (Line){.code = code,
                                .name = str_copy(lines->w->arena, row->cells[1]),
                                .file = files[file].name,
                                .row = row->number});
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
        if (!header) good = read_line(lines, path, &row, file);
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
    lines_add(out, (Line){.name = STR(WORD_NATION), .file = ""});
    for (size_t i = 0; i < COUNT_OF(files); i++)
        TRY(read_file(out, folder, i));
    qsort(out->items, out->count, sizeof *out->items, line_compare);
    return true;
}

/* ---- what was decided by hand ------------------------------------------------------------- */

bool hand_end(Work *w, int64_t division, HandWhat what, Commit by)
{
    Stmt *s = db_stmt(w, &registry_sql, "division_hand_end");
    db_bind_int(s, 1, division);
    db_bind_int(s, 2, what);
    db_bind_int(s, 3, by.n);
    return db_run(s);
}

bool hand_write(Work *w, int64_t division, HandWhat what, Commit act)
{
    TRY(hand_end(w, division, what, act));
    Stmt *s = db_stmt(w, &registry_sql, "division_hand_insert");
    db_bind_int(s, 1, division);
    db_bind_int(s, 2, what);
    db_bind_int(s, 3, act.n);
    return db_run(s);
}

typedef struct {
    int64_t division;
    HandWhat what;
    Commit act;
    bool caught_up; /* the files say the same */
} Hand;
typedef struct {
    Work *w;
    Faults *told; /* may be NULL */
    Tree tree;
    const Line **lines; /* of the tree's nodes; NULL: the files have none */
    Hand *hands;
    size_t hand_count;
} Load;

static bool hands_read(Load *load)
{
    size_t capacity = 0;
    Stmt *s = db_stmt(load->w, &registry_sql, "division_hands");
    while (db_next(s)) {
        if (load->hand_count == capacity)
            load->hands = arena_grow(load->w->arena, load->hands, &capacity, sizeof *load->hands);
        load->hands[load->hand_count++] =
            (Hand){db_int(s, 0), (HandWhat)db_int(s, 1), {db_int(s, 2)}, false};
    }
    return !db_failed(s);
}

static Hand *hand_of(const Load *load, int64_t division, HandWhat what)
{
    for (size_t i = 0; i < load->hand_count; i++)
        if (load->hands[i].division == division && load->hands[i].what == what)
            return &load->hands[i];
    return NULL;
}

static void tell(const Load *load, const Line *line, Str value, Str sentence)
{
    if (load->told)
        faults_add(load->told, (Fault){.level = FAULT_WARNING,
                                       .file = str_of(line->file),
                                       .row = line->row,
                                       .value = value,
                                       .sentence = sentence});
}

/* ---- against what stands ------------------------------------------------------------------ */

static Node fresh_node(const Line *line, int64_t id, Date from)
{
    return (Node){
        .fresh = true,
        .row = {.id = id, .code = line->code, .name = line->name, .from = from, .to = DATE_NONE}};
}

static void end_missing(const Load *load, Node *node, Date today)
{
    static const HandWhat whats[] = {HAND_STANDS, HAND_NAME, HAND_PLACE};
    const DivisionRow *row = &node->row;
    const Hand *hand = NULL;
    if (row->to.days != DATE_NONE.days) return;
    for (size_t i = 0; i < COUNT_OF(whats) && !hand; i++)
        hand = hand_of(load, row->id, whats[i]);
    if (!hand) {
        node->row.to = today;
        node->changed = true;
        return;
    }
    Str code = division_text(load->w->arena, row->code);
    int level = division_level(row->code);
    tell(load, &(Line){.file = level ? files[level - 1].name : ""}, code,
         format(load->w->arena, SAY_HAND_GONE, STR_ARG(code), STR_ARG(row->name),
                (long long)hand->act.n));
}

static void tell_ended(const Load *load, const Line *line, const DivisionRow *row)
{
    Arena *arena = load->w->arena;
    Str code = division_text(arena, row->code), day = date_text(arena, row->to);
    tell(load, line, code,
         format(arena, SAY_HAND_ENDED, STR_ARG(code), STR_ARG(row->name), STR_ARG(day)));
}

static void rename_node(const Load *load, const Line *line, Node *node)
{
    DivisionRow *row = &node->row;
    if (row->to.days != DATE_NONE.days) {
        tell_ended(load, line, row);
        return;
    }
    Hand *stands = hand_of(load, row->id, HAND_STANDS), *named = hand_of(load, row->id, HAND_NAME);
    bool same = str_equal(row->name, line->name);
    if (stands) stands->caught_up = true;
    if (named) named->caught_up = same;
    if (same) return;
    if (!named) {
        row->name = line->name;
        node->changed = true;
        return;
    }
    Str code = division_text(load->w->arena, row->code);
    tell(load, line, line->name,
         format(load->w->arena, SAY_HAND_NAME, STR_ARG(code), STR_ARG(line->name),
                (long long)named->act.n, STR_ARG(row->name)));
}

static Node *node_add(Load *load, Node node, const Line *line)
{
    load->lines[load->tree.count] = line;
    load->tree.nodes[load->tree.count] = node;
    return &load->tree.nodes[load->tree.count++];
}

/* Both lists are sorted by code; of several old rows with one code the last ended counts. */
static void join(Load *load, const Tree *old, const Lines *lines)
{
    int64_t next_id = 1;
    for (size_t i = 0; i < old->count; i++)
        if (old->nodes[i].row.id >= next_id) next_id = old->nodes[i].row.id + 1;
    Date today = work_today(load->w), from = old->count ? today : date_of(1949, 10, 1);
    size_t i = 0, room = old->count + lines->count;
    load->tree = (Tree){.nodes = NEW_ARRAY(load->w->arena, Node, room)};
    load->lines = NEW_ARRAY(load->w->arena, const Line *, room);
    for (size_t j = 0; j < lines->count; j++) {
        const Line *line = &lines->items[j];
        if (j && line->code.n == lines->items[j - 1].code.n) continue;
        for (; i < old->count && old->nodes[i].row.code.n < line->code.n; i++)
            end_missing(load, node_add(load, old->nodes[i], NULL), today);
        bool found = false;
        for (; i < old->count && old->nodes[i].row.code.n == line->code.n; i++, found = true)
            rename_node(load, line, node_add(load, old->nodes[i], line));
        if (!found) (void)node_add(load, fresh_node(line, next_id++, from), line);
    }
    for (; i < old->count; i++)
        end_missing(load, node_add(load, old->nodes[i], NULL), today);
}

static bool lies_in(const Node *inner, const Node *outer)
{
    return inner->row.code.n != outer->row.code.n &&
           division_contains(outer->row.code, inner->row.code);
}

static Str name_of(const Load *load, int64_t id)
{
    for (size_t i = 0; i < load->tree.count; i++)
        if (load->tree.nodes[i].row.id == id) return load->tree.nodes[i].row.name;
    return STR("");
}

/* Where the code puts it, unless an act has put it elsewhere. */
static void place_node(const Load *load, size_t at, int64_t parent)
{
    DivisionRow *row = &load->tree.nodes[at].row;
    Hand *placed = hand_of(load, row->id, HAND_PLACE);
    bool same = row->parent == parent;
    if (placed) placed->caught_up = same;
    if (row->successor || same) return;
    if (!placed) {
        row->parent = parent;
        load->tree.nodes[at].changed = true;
        return;
    }
    if (!load->lines[at] || !load->told) return; /* told as missing */
    Str code = division_text(load->w->arena, row->code);
    Str there = name_of(load, parent), here = name_of(load, row->parent);
    tell(load, load->lines[at], code,
         format(load->w->arena, SAY_HAND_PLACE, STR_ARG(code), STR_ARG(row->name), STR_ARG(there),
                (long long)placed->act.n, STR_ARG(here)));
}

/* Parents of standing nodes: the nearest standing node before that contains the code. Ended ones
 * with a successor stay where they were put; what lies in them goes to the successor. */
static void find_parents(const Load *load)
{
    size_t path[8], depth = 0;
    for (size_t i = 0; i < load->tree.count; i++) {
        const Node *nodes = load->tree.nodes;
        while (depth && !lies_in(&nodes[i], &nodes[path[depth - 1]]))
            depth--;
        const DivisionRow *above = depth ? &nodes[path[depth - 1]].row : NULL;
        place_node(load, i, !above ? 0 : above->successor ? above->successor : above->id);
        ensure(depth < COUNT_OF(path)); /* six levels, each code strictly inside the one before */
        path[depth++] = i;
    }
}

static bool check_whole(Work *w, const Tree *old, const Lines *lines)
{
    if (lines->count * 2 >= old->count) return true;
    return refuse(w, ERR_FILE, SAY_DIVISION_FEW, (long long)lines->count, (long long)old->count);
}

static bool load_inside(Load *load, const char *folder, const Lines *lines, const Tree *old)
{
    Work *w = load->w;
    Act act = {.kind = STR("division"),
               .subject = STR("division"),
               .detail = format(w->arena, SAY_DETAIL_DIVISIONS, folder, lines->count)};
    Batch b;
    TRY(batch_begin(w, &act, str_of(folder), DATE_NONE, &b));
    join(load, old, lines);
    find_parents(load);
    tree_number(w->arena, &load->tree);
    for (size_t i = 0; i < load->hand_count; i++) {
        const Hand *hand = &load->hands[i];
        if (hand->caught_up) TRY(hand_end(w, hand->division, hand->what, b.commit));
    }
    return tree_write(w, &load->tree);
}

bool division_refresh(Work *w, const char *folder, Faults *told, int64_t *count)
{
    Lines lines;
    Tree old;
    Load load = {.w = w, .told = told};
    if (w->actor) TRY(access_need(w, DUTY_SYSTEM));
    TRY(read_files(w, folder, &lines));
    TRY(tree_read(w, &old));
    TRY(check_whole(w, &old, &lines));
    TRY(hands_read(&load));
    *count = (int64_t)lines.count;
    TRY(db_begin(w));
    return db_end(w, load_inside(&load, folder, &lines, &old));
}

bool division_load(Work *w, const char *folder, int64_t *count)
{
    return division_refresh(w, folder, NULL, count);
}
