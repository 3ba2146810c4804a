/* Finding people: by number, by name in any form a clerk may type, by pinyin, by initials.
 *
 * Names lie in pages (names.h): a search finds names by the beginning of a key and then the people
 * of each name, in the order of the dictionary. The number itself is only found whole, by its
 * digest; its last four digits only among people of a name.
 *
 * Read person_search at the end first. */
#include "han/han.h"
#include "registry/names.h"
#include "registry/store.h"
#include "registry/words.def"

#include <stdlib.h>
#include <string.h>

enum {
    TAIL_DIGITS = 4,   /* of a number, given beside a name */
    TAIL_SCAN = 20000, /* people among whom a tail is looked for */
};

/* ---- stores from before names were in pages ------------------------------------------------ */

static bool note_all(Work *w)
{
    NameNotes *notes = name_notes_new(w);
    Stmt *s = db_stmt(w, &registry_sql, "person_all_names");
    while (db_next(s))
        TRY(name_note(notes, db_str(s, 1), (PersonId){db_int(s, 0)}));
    return !db_failed(s) && name_notes_flush(notes);
}

bool name_keys_fill(Work *w)
{
    int64_t keys;
    if (store_is_read_only(w->store)) return true;
    TRY(db_scalar(db_stmt(w, &registry_sql, "name_page_any"), 0, &keys));
    if (keys || !person_count(w)) return true;
    TRY(db_begin(w));
    return db_end(w, note_all(w));
}

/* ---- what was found ----------------------------------------------------------------------- */

typedef struct {
    PersonRow row;
    int rank;  /* 0: the name begins so; 1: the given name does */
    Str order; /* of its name */
} Hit;

typedef struct {
    Work *w;
    size_t limit, count;
    Hit *hits;
    Str tail; /* the last digits of the number; empty: any */
    int rank;
} Search;

static bool is_known(const Search *f, PersonId id)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->hits[i].row.id.n == id.n) return true;
    return false;
}

static void take(Search *f, const PersonRow *row)
{
    HanName n;
    if (f->tail.len && !str_ends(row->masked_id, f->tail)) return;
    if (is_known(f, row->id)) return;
    han_name(f->w->arena, row->name, &n);
    f->hits[f->count++] = (Hit){.row = *row, .rank = f->rank, .order = n.order};
}

/* Somebody who had the name once may have another today. */
static bool take_named(Search *f, PersonId id, Str name)
{
    PersonRow row;
    Stmt *s = db_stmt(f->w, &registry_sql, "person_row");
    db_bind_int(s, 1, id.n);
    bool named = db_next(s) && str_equal(db_str(s, 1), name);
    bool read = !named || person_read(f->w, s, &row);
    db_reset(s);
    if (read && named) take(f, &row);
    return read && !db_failed(s);
}

static bool take_people(Search *f, Str name, size_t *left)
{
    bool done = true;
    int64_t id;
    Str text;
    Str begin = format(f->w->arena, "%.*s\t", STR_ARG(name));
    NameScan people = names_scan(f->w, NAMES_OF_PEOPLE, begin);
    while (done && f->count < f->limit && *left && names_next(&people, &text)) {
        done = str_int(text, &id) && take_named(f, (PersonId){id}, name);
        --*left;
    }
    names_end(&people);
    return done && !people.failed;
}

/* People whose names have a key that begins so. */
static bool find_beginning(Search *f, NameOrder order, Str begin)
{
    if (!begin.len || f->count == f->limit) return true;
    bool done = true;
    Str name;
    size_t left = f->tail.len ? TAIL_SCAN : f->limit + f->count;
    NameScan names = names_scan(f->w, order, begin);
    while (done && f->count < f->limit && left && names_next(&names, &name))
        done = take_people(f, name, &left);
    names_end(&names);
    return done && !names.failed;
}

static bool find_name(Search *f, Str text)
{
    Str letters = han_typed_letters(f->w->arena, text), orders[2];
    size_t count;
    if (letters.len) {
        TRY(find_beginning(f, NAMES_BY_LETTERS, letters));
        TRY(find_beginning(f, NAMES_BY_INITIALS, letters));
    }
    han_name_orders(f->w->arena, text, orders, &count);
    for (size_t i = 0; i < count; i++)
        TRY(find_beginning(f, NAMES_BY_ORDER, orders[i]));
    f->rank = 1;
    return find_beginning(f, NAMES_BY_GIVEN, han_order(f->w->arena, text));
}

static int by_order(const void *a, const void *b)
{
    const Hit *x = a, *y = b;
    if (x->rank != y->rank) return x->rank - y->rank;
    int order = str_compare(x->order, y->order);
    if (order) return order;
    return (x->row.id.n > y->row.id.n) - (x->row.id.n < y->row.id.n);
}

/* ---- the search --------------------------------------------------------------------------- */

static bool is_digits(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((s.ptr[i] < '0' || s.ptr[i] > '9') && !(i + 1 == s.len && (s.ptr[i] | 32) == 'x'))
            return false;
    return s.len > 0;
}

static bool find_number(Work *w, Str text, PersonRow **out, size_t *count)
{
    PersonId id;
    bool found;
    TRY(person_find(w, text, &id, &found));
    if (found) TRY(person_seen(w, id, &found));
    *count = found;
    *out = NEW_ARRAY(w->arena, PersonRow, 1);
    return !found || person_row(w, id, *out);
}

/* "张三 1234" → the name, and the end of the number as its mask shows it. */
static Str split_tail(Arena *arena, Str text, Str *tail)
{
    *tail = STR("");
    if (text.len <= TAIL_DIGITS + 1) return text;
    size_t at = text.len - TAIL_DIGITS;
    Str name = str_trim((Str){text.ptr, at}), end = str_from(text, at);
    if (!is_digits(end) || is_digits(han_fold(arena, name))) return text;
    *tail = str_copy(arena, end);
    if (tail->ptr[TAIL_DIGITS - 1] == 'x')
        *tail = format(arena, "%.*sX", TAIL_DIGITS - 1, tail->ptr);
    return name;
}

bool person_search(Work *w, Str text, size_t limit, PersonRow **out, size_t *count)
{
    *out = NULL;
    *count = 0;
    text = str_trim(text);
    if (!text.len || !limit || !utf8_valid(text)) return true;
    Str plain = han_fold(w->arena, text);
    if (is_digits(plain) && (plain.len == 15 || plain.len == 18))
        return find_number(w, plain, out, count);
    Search f = {.w = w, .limit = limit, .hits = NEW_ARRAY(w->arena, Hit, limit)};
    TRY(find_name(&f, split_tail(w->arena, text, &f.tail)));
    qsort(f.hits, f.count, sizeof *f.hits, by_order);
    *out = NEW_ARRAY(w->arena, PersonRow, f.count);
    for (*count = 0; *count < f.count; ++*count)
        (*out)[*count] = f.hits[*count].row;
    return true;
}

/* A number that was looked for stands masked in the chain. */
static Str query_shown(Work *w, Str text)
{
    Str plain = han_fold(w->arena, text);
    bool number = plain.len >= 6 && is_digits(plain);
    return number ? code_mask(w->arena, CODE_CITIZEN_ID, plain) : text;
}

bool person_lookup(Work *w, const PersonLookup *lookup, PersonRow **out, size_t *count)
{
    Commit commit;
    Str text = str_trim(lookup->text);
    if (w->actor && !str_trim(lookup->purpose).len) return refuse(w, ERR_INPUT, SAY_NO_PURPOSE);
    TRY(db_begin(w));
    bool found = person_search(w, text, lookup->limit, out, count);
    Act act = {.kind = STR("search"),
               .subject = STR("person"),
               .purpose = lookup->purpose,
               .detail =
                   format(w->arena, SAY_DETAIL_SEARCH, STR_ARG(query_shown(w, text)), *count)};
    return db_end(w, found && audit_act(w, &act, &commit));
}
