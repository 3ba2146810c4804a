/* See names.h. What is told waits in memory, sorted and merged into the pages when somebody may
 * search again: one name touches five pages, half a million touch each page once. A page that grows
 * beyond its measure becomes several of equal size. The first page of an order takes whatever comes
 * before the others; its `first` is empty.
 *
 * Read name_note, name_notes_flush and merge_page. */
#include "registry/names.h"
#include "han/han.h"
#include "registry/sort.h"
#include "registry/store.h"
#include "registry/worker.h"

#include <stdio.h>
#include <string.h>

enum {
    PAGE_BYTES = 3900,   /* of entries: the row fills a page of SQLite */
    AT_ONCE = 4096,      /* items that are merged in one step */
    TOLD_MOST = 1 << 20, /* people told before those that wait are written */
    NAME_BYTES = 1000,   /* of a name, at most */
    PIECE = 16 * 1024 - 64,
    BLOCK_NAMES = 1024, /* handed to the worker at once */
    BLOCK_BYTES = BLOCK_NAMES * 16,
    BLOCKS = WORKER_JOBS + 1, /* those it has, and the one being filled */
    FIRST_SEEN = 1 << 10
};

/* Entries one after the other, each ended by a line feed; none lies in two pieces. */
typedef struct Piece {
    struct Piece *older;
    size_t used;
    char bytes[PIECE];
} Piece;

typedef struct {
    Piece *newest;
    size_t count;
    SortText *items; /* when sorted */
} Waiting;

/* Names as they were told, before anybody has read them. */
typedef struct {
    struct NameNotes *notes;
    size_t count, used;
    struct {
        PersonId person;
        Str name;
    } told[BLOCK_NAMES];
    char bytes[BLOCK_BYTES];
} NameBlock;

struct NameNotes {
    Work *w;
    Arena *arena, *scratch; /* what waits; what is being worked on */
    Waiting waiting[NAME_ORDERS];
    size_t told;    /* people, since the last flush */
    uint64_t *seen; /* hashes of the names that wait; 0: free */
    size_t seen_count, seen_capacity;
    Worker *worker;    /* NULL: names are read at once */
    NameBlock *blocks; /* in turn */
    size_t block;
    bool sorting; /* the worker has been told to sort */
};

/* The worker, which came later, has ended before. */
static void drop_notes(void *argument)
{
    NameNotes *notes = argument;
    arena_free(notes->arena);
    arena_free(notes->scratch);
}

NameNotes *name_notes_new(Work *w)
{
    NameNotes *notes = NEW(w->arena, NameNotes);
    *notes = (NameNotes){.w = w, .arena = arena_new(), .scratch = arena_new()};
    arena_on_free(w->arena, drop_notes, notes);
    return notes;
}

void name_notes_hurry(NameNotes *notes)
{
    notes->worker = worker_new(notes->w->arena);
    notes->blocks = NEW_ARRAY(notes->w->arena, NameBlock, BLOCKS);
    for (size_t i = 0; i < BLOCKS; i++)
        notes->blocks[i].notes = notes;
}

static void forget(NameNotes *notes)
{
    arena_reset(notes->arena);
    arena_reset(notes->scratch);
    memset(notes->waiting, 0, sizeof notes->waiting);
    notes->seen = NULL;
    notes->sorting = false;
    notes->told = notes->seen_count = notes->seen_capacity = 0;
}

static Str next_line(Str *rest)
{
    const char *end = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
    Str line = {rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len};
    *rest = str_from(*rest, line.len + (end != NULL));
    return line;
}

/* ---- what waits --------------------------------------------------------------------------- */

/* The parts one after the other; packed, for there are millions. */
static void wait_for(NameNotes *notes, NameOrder order, const Str *parts, size_t count)
{
    Waiting *waiting = &notes->waiting[order];
    Piece *piece = waiting->newest;
    size_t len = 1;
    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    ensure(len <= PIECE);
    if (!piece || len > PIECE - piece->used) {
        piece = NEW(notes->arena, Piece);
        piece->older = waiting->newest;
        waiting->newest = piece;
    }
    char *at = piece->bytes + piece->used;
    for (size_t i = 0; i < count; i++) {
        memcpy(at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    *at = '\n';
    piece->used += len;
    waiting->count++;
}

static void seen_grow(NameNotes *notes)
{
    const uint64_t *old = notes->seen;
    size_t capacity = notes->seen_capacity;
    notes->seen_capacity = capacity ? 2 * capacity : FIRST_SEEN;
    notes->seen = NEW_ARRAY(notes->arena, uint64_t, notes->seen_capacity);
    for (size_t i = 0; i < capacity; i++) {
        size_t at = (size_t)old[i] & (notes->seen_capacity - 1);
        while (notes->seen[at])
            at = (at + 1) & (notes->seen_capacity - 1);
        notes->seen[at] = old[i];
    }
}

/* Whether the name waits already. */
static bool is_seen(NameNotes *notes, Str name)
{
    if (2 * notes->seen_count >= notes->seen_capacity) seen_grow(notes);
    uint64_t hash = str_hash(name) | 1;
    size_t at = (size_t)hash & (notes->seen_capacity - 1);
    for (; notes->seen[at]; at = (at + 1) & (notes->seen_capacity - 1))
        if (notes->seen[at] == hash) return true;
    notes->seen[at] = hash;
    notes->seen_count++;
    return false;
}

static void wait_reading(NameNotes *notes, Str name, Str letters, Str initials, Str order)
{
    const Str by_letters[] = {letters, STR("\t"), name};
    const Str by_initials[] = {initials, STR(" "), order, STR("\t"), name};
    wait_for(notes, NAMES_BY_LETTERS, by_letters, COUNT_OF(by_letters));
    wait_for(notes, NAMES_BY_INITIALS, by_initials, COUNT_OF(by_initials));
}

static void wait_name(NameNotes *notes, Str name)
{
    HanName n;
    arena_reset(notes->scratch);
    han_name(notes->scratch, name, &n);
    const Str by_order[] = {n.order, STR("\t"), name}, by_given[] = {n.given, STR("\t"), name};
    wait_for(notes, NAMES_BY_ORDER, by_order, COUNT_OF(by_order));
    wait_for(notes, NAMES_BY_GIVEN, by_given, COUNT_OF(by_given));
    wait_reading(notes, name, n.letters, n.initials, n.order);
    if (n.other_letters.len) wait_reading(notes, name, n.other_letters, n.other_initials, n.order);
}

static void wait_person(NameNotes *notes, Str name, PersonId person)
{
    char id[24];
    int len = snprintf(id, sizeof id, "%lld", (long long)person.n);
    const Str of_person[] = {name, STR("\t"), {id, (size_t)len}};
    wait_for(notes, NAMES_OF_PEOPLE, of_person, COUNT_OF(of_person));
    if (!is_seen(notes, name)) wait_name(notes, name);
}

/* ---- in the background -------------------------------------------------------------------- */

static void read_block(void *argument)
{
    NameBlock *block = argument;
    for (size_t i = 0; i < block->count; i++)
        wait_person(block->notes, block->told[i].name, block->told[i].person);
    block->count = block->used = 0;
}

/* The block that is filled next has been read: the worker takes no more than the others. */
static void hand_over(NameNotes *notes)
{
    worker_give(notes->worker, read_block, &notes->blocks[notes->block]);
    notes->block = (notes->block + 1) % BLOCKS;
}

static void tell_worker(NameNotes *notes, Str name, PersonId person)
{
    NameBlock *block = &notes->blocks[notes->block];
    if (block->count == BLOCK_NAMES || block->used + name.len > BLOCK_BYTES) {
        hand_over(notes);
        block = &notes->blocks[notes->block];
    }
    char *at = block->bytes + block->used;
    memcpy(at, name.ptr, name.len);
    block->told[block->count].name = (Str){at, name.len};
    block->told[block->count++].person = person;
    block->used += name.len;
}

static void sort_waiting(void *argument)
{
    NameNotes *notes = argument;
    for (size_t order = 0; order < NAME_ORDERS; order++) {
        Waiting *waiting = &notes->waiting[order];
        size_t n = 0;
        waiting->items = NEW_ARRAY(notes->arena, SortText, waiting->count);
        for (const Piece *p = waiting->newest; p; p = p->older)
            for (Str rest = {p->bytes, p->used}; rest.len;)
                waiting->items[n++] = sort_text(next_line(&rest), 0);
        ensure(n == waiting->count);
        sort_texts(waiting->items, n);
    }
}

void name_notes_sort(NameNotes *notes)
{
    if (!notes->worker || notes->sorting) return;
    notes->sorting = true;
    hand_over(notes);
    worker_give(notes->worker, sort_waiting, notes);
}

bool name_note(NameNotes *notes, Str name, PersonId person)
{
    bool plain = name.len && name.len <= NAME_BYTES && !memchr(name.ptr, '\n', name.len) &&
                 !memchr(name.ptr, '\0', name.len);
    if (!plain) return true; /* not the name of anybody */
    if (notes->told++ == TOLD_MOST) TRY(name_notes_flush(notes));
    if (notes->worker)
        tell_worker(notes, name, person);
    else
        wait_person(notes, name, person);
    return true;
}

/* ---- pages -------------------------------------------------------------------------------- */

typedef struct {
    int64_t id; /* 0: not there yet */
    Str body;
} Page;

/* The page in which an entry lies or would lie. */
static bool page_of(NameNotes *notes, NameOrder order, Str entry, Page *page, Str *first)
{
    Stmt *s = db_stmt(notes->w, &registry_sql, "name_page_of");
    db_bind_int(s, 1, order);
    db_bind_str(s, 2, entry);
    *page = (Page){.body = STR("")};
    *first = STR("");
    if (db_next(s))
        *page = (Page){.id = db_int(s, 0), .body = str_copy(notes->scratch, db_str(s, 2))};
    if (page->id) *first = str_copy(notes->scratch, db_str(s, 1));
    db_reset(s);
    return !db_failed(s);
}

/* Where the next page begins; empty at the end. */
static bool page_bound(NameNotes *notes, NameOrder order, Str first, Str *bound)
{
    Stmt *s = db_stmt(notes->w, &registry_sql, "name_page_bound");
    db_bind_int(s, 1, order);
    db_bind_str(s, 2, first);
    *bound = STR("");
    if (db_next(s)) *bound = str_copy(notes->scratch, db_str(s, 0));
    db_reset(s);
    return !db_failed(s);
}

static void add_line(Buf *out, Str line)
{
    buf_add(out, line);
    buf_byte(out, '\n');
}

/* The lines of a page and the sorted items, each once. */
static Str merged(Arena *arena, Str body, const SortText *items, size_t count)
{
    Buf out = buf_new(arena);
    Str last = STR("");
    for (size_t i = 0; i < count || body.len;) {
        Str rest = body, line = next_line(&rest);
        Str item = i < count ? (Str){items[i].ptr, items[i].len} : STR("");
        bool old = body.len && (i == count || str_compare(line, item) <= 0);
        Str next = old ? line : item;
        if (old)
            body = rest;
        else
            i++;
        if (str_equal(next, last)) continue;
        add_line(&out, next);
        last = next;
    }
    return buf_str(&out);
}

static bool page_write(NameNotes *notes, NameOrder order, int64_t id, Str first, Str body)
{
    Stmt *s = db_stmt(notes->w, &registry_sql, id ? "name_page_update" : "name_page_insert");
    db_bind_str(s, 1, body);
    if (id) {
        db_bind_int(s, 2, id);
    } else {
        db_bind_int(s, 2, order);
        db_bind_str(s, 3, first);
    }
    return db_run(s);
}

/* Writes lines as pages of equal size; the first takes the place of what was read. */
static bool pages_write(NameNotes *notes, NameOrder order, int64_t id, Str lines)
{
    size_t count = (lines.len + PAGE_BYTES - 1) / PAGE_BYTES, measure = lines.len / count + 1;
    for (bool first = true; lines.len; first = false) {
        Str rest = lines;
        Str begin = next_line(&rest);
        while (rest.len && (size_t)(rest.ptr - lines.ptr) < measure)
            (void)next_line(&rest);
        Str body = {lines.ptr, lines.len - rest.len};
        TRY(page_write(notes, order, first ? id : 0, first ? STR("") : begin, body));
        lines = rest;
    }
    return true;
}

/* Puts the first of the items, and all that belong to its page, there. *taken says how many. */
static bool merge_page(NameNotes *notes, NameOrder order, const SortText *items, size_t count,
                       size_t *taken)
{
    Page page;
    Str first, bound;
    arena_reset(notes->scratch);
    TRY(page_of(notes, order, (Str){items[0].ptr, items[0].len}, &page, &first));
    TRY(page_bound(notes, order, first, &bound));
    for (*taken = 1; *taken < count && *taken < AT_ONCE; ++*taken) {
        Str item = {items[*taken].ptr, items[*taken].len};
        if (bound.len && str_compare(item, bound) >= 0) break;
    }
    Str lines = merged(notes->scratch, page.body, items, *taken);
    if (lines.len == page.body.len) return true;
    return pages_write(notes, order, page.id, lines);
}

bool name_notes_flush(NameNotes *notes)
{
    name_notes_sort(notes);
    if (notes->worker)
        worker_wait(notes->worker);
    else
        sort_waiting(notes);
    for (int order = 0; order < NAME_ORDERS; order++) {
        const Waiting *waiting = &notes->waiting[order];
        size_t taken;
        for (size_t at = 0; at < waiting->count; at += taken)
            TRY(merge_page(notes, (NameOrder)order, waiting->items + at, waiting->count - at,
                           &taken));
    }
    forget(notes);
    return true;
}

/* ---- reading ------------------------------------------------------------------------------ */

NameScan names_scan(Work *w, NameOrder order, Str begin)
{
    return (NameScan){.w = w, .order = order, .begin = begin, .pages = arena_new()};
}

void names_end(NameScan *scan)
{
    arena_free(scan->pages);
    scan->pages = NULL;
}

/* The page in which the entries begin, then those behind it. */
static bool next_page(NameScan *scan)
{
    Stmt *s = db_stmt(scan->w, &registry_sql, scan->started ? "name_page_next" : "name_page_of");
    Str from = str_copy(scan->w->arena, scan->started ? scan->first : scan->begin);
    arena_reset(scan->pages);
    db_bind_int(s, 1, scan->order);
    db_bind_str(s, 2, from);
    bool found = db_next(s);
    if (found) {
        scan->first = str_copy(scan->pages, db_str(s, 1));
        scan->rest = str_copy(scan->pages, db_str(s, 2));
    }
    scan->failed = db_failed(s);
    db_reset(s);
    scan->started = true;
    return found;
}

/* A name may have a TAB in it; neither its keys nor the number of a person has. */
static Str after_tab(Str line, NameOrder order)
{
    const char *tab = order == NAMES_OF_PEOPLE ? memrchr(line.ptr, '\t', line.len)
                                               : memchr(line.ptr, '\t', line.len);
    return tab ? str_from(line, (size_t)(tab - line.ptr) + 1) : line;
}

bool names_next(NameScan *scan, Str *found)
{
    for (;;) {
        while (!scan->rest.len)
            if (!next_page(scan)) return false;
        Str line = next_line(&scan->rest);
        if (str_starts(line, scan->begin)) {
            *found = after_tab(line, scan->order);
            return true;
        }
        if (str_compare(line, scan->begin) > 0) return false;
    }
}
