/* One merge over three sorted lists: granted, granted under the standards of the last close, and
 * posted, all by (enrolment, person, month, component). Each key gives at most two lines: where a
 * newly published standard explains a part of an arrear, that part is posted as 提标补发 and the
 * rest as 补发. Reading order: difference at the bottom, key_next, key_post. */
#include "payment/difference.h"

typedef struct {
    int64_t enrolment, person;
    int32_t month;
    uint32_t component; /* index in the affair; beyond it: keys of older laws, by text */
} Key;

typedef struct {
    Arena *arena;
    const DifferenceInput *in;
    Lines *out;
    size_t granted, before, posted; /* how far each list has been read */
    Str *older;                     /* component keys that the affair no longer has */
    size_t older_count, older_capacity;
    uint32_t *posted_component;
    size_t unknown_first, unknown_end; /* the granted rows of this enrolment */
    bool unknown_any;                  /* some of them are unknown */
} Merge;

static int key_compare(const Key *a, const Key *b)
{
    if (a->enrolment != b->enrolment) return a->enrolment < b->enrolment ? -1 : 1;
    if (a->person != b->person) return a->person < b->person ? -1 : 1;
    if (a->month != b->month) return a->month < b->month ? -1 : 1;
    return (a->component > b->component) - (a->component < b->component);
}

/* ---- components --------------------------------------------------------------------------- */

static uint32_t component_of(Merge *m, Str key)
{
    const Affair *affair = m->in->affair;
    for (uint32_t i = 0; i < affair->component_count; i++)
        if (str_equal(affair->components[i].key, key)) return i;
    for (uint32_t i = 0; i < m->older_count; i++)
        if (str_equal(m->older[i], key)) return (uint32_t)affair->component_count + i;
    if (m->older_count == m->older_capacity)
        m->older = arena_grow(m->arena, m->older, &m->older_capacity, sizeof *m->older);
    m->older[m->older_count++] = key;
    return (uint32_t)(affair->component_count + m->older_count - 1);
}

static Str component_key(const Merge *m, uint32_t component)
{
    const Affair *affair = m->in->affair;
    if (component < affair->component_count) return affair->components[component].key;
    return m->older[component - affair->component_count];
}

static Key posted_key(const Merge *m, size_t i)
{
    const Posted *p = &m->in->posted[i];
    return (Key){p->enrolment, p->person, p->month.n, m->posted_component[i]};
}

/* Posted sums come by component text; within a month they are few: an insertion sort. */
static void posted_sort(Merge *m)
{
    Posted *rows = m->in->posted;
    m->posted_component = NEW_ARRAY(m->arena, uint32_t, m->in->posted_count + 1);
    for (size_t i = 0; i < m->in->posted_count; i++) {
        Posted row = rows[i];
        m->posted_component[i] = component_of(m, row.component);
        Key key = posted_key(m, i);
        size_t at = i;
        for (; at > 0; at--) {
            Key other = posted_key(m, at - 1);
            if (key_compare(&other, &key) <= 0) break;
            rows[at] = rows[at - 1];
            m->posted_component[at] = m->posted_component[at - 1];
        }
        rows[at] = row;
        m->posted_component[at] = key.component;
    }
}

/* ---- the three lists ---------------------------------------------------------------------- */

static Key granted_key(const Granted *g)
{
    return (Key){g->enrolment, g->person, g->month.n, g->component};
}

static const GrantedRows no_rows;

static const GrantedRows *before_rows(const Merge *m)
{
    return m->in->before ? m->in->before : &no_rows;
}

/* The least key of what is left; false at the end. */
static bool key_next(const Merge *m, Key *out)
{
    bool found = false;
    if (m->granted < m->in->granted->count) {
        *out = granted_key(&m->in->granted->rows[m->granted]);
        found = true;
    }
    if (m->posted < m->in->posted_count) {
        Key key = posted_key(m, m->posted);
        if (!found || key_compare(&key, out) < 0) *out = key;
        found = true;
    }
    return found;
}

static const Granted *take(const GrantedRows *rows, size_t *at, const Key *key)
{
    while (*at < rows->count) {
        const Granted *g = &rows->rows[*at];
        Key other = granted_key(g);
        int order = key_compare(&other, key);
        if (order > 0) return NULL;
        (*at)++;
        if (order == 0) return g;
    }
    return NULL;
}

static int64_t take_posted(Merge *m, const Key *key)
{
    int64_t fen = 0;
    while (m->posted < m->in->posted_count) {
        Key other = posted_key(m, m->posted);
        if (key_compare(&other, key) != 0) break;
        fen += m->in->posted[m->posted++].amount.fen;
    }
    return fen;
}

/* ---- unknown ------------------------------------------------------------------------------ */

/* The granted rows of the key's enrolment: unknown ones among them speak for other keys too. */
static void unknown_seek(Merge *m, const Key *key)
{
    const GrantedRows *g = m->in->granted;
    size_t i = m->unknown_end;
    if (i > m->unknown_first && g->rows[m->unknown_first].enrolment == key->enrolment) return;
    while (i < g->count && g->rows[i].enrolment < key->enrolment)
        i++;
    m->unknown_first = i;
    m->unknown_any = false;
    for (; i < g->count && g->rows[i].enrolment == key->enrolment; i++)
        m->unknown_any = m->unknown_any || g->rows[i].unknown;
    m->unknown_end = i;
}

/* An unknown unit amount hides everybody's share; an unknown share of one member, his alone. */
static bool hides(const Merge *m, const Granted *g, const Key *key)
{
    if (!g->unknown || g->month.n != key->month) return false;
    if (g->component == GRANTED_ALL) return true;
    if (g->component != key->component) return false;
    return !m->in->affair->components[g->component].by_member || g->person == key->person;
}

static bool key_unknown(Merge *m, const Key *key)
{
    unknown_seek(m, key);
    if (!m->unknown_any) return false;
    for (size_t i = m->unknown_first; i < m->unknown_end; i++)
        if (hides(m, &m->in->granted->rows[i], key)) return true;
    return false;
}

/* ---- lines -------------------------------------------------------------------------------- */

static int64_t unit_of(const GrantedRows *rows, int64_t enrolment)
{
    size_t low = 0, high = rows->unit_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (rows->units[middle].enrolment < enrolment)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < rows->unit_count && rows->units[low].enrolment == enrolment;
    return found ? rows->units[low].unit : 0;
}

static void line_add(Merge *m, const Key *key, int64_t fen, Reason reason)
{
    Lines *out = m->out;
    if (fen == 0) return;
    if (out->count == out->capacity)
        out->lines = arena_grow(m->arena, out->lines, &out->capacity, sizeof *out->lines);
    out->lines[out->count++] = (Line){.enrolment = key->enrolment,
                                      .unit = unit_of(m->in->granted, key->enrolment),
                                      .person = key->person,
                                      .affair = m->in->affair->key,
                                      .month = {key->month},
                                      .closed_in = m->in->month,
                                      .component = component_key(m, key->component),
                                      .amount = {fen},
                                      .reason = reason};
}

/* The part of an arrear that a standard published since the last close explains. */
static int64_t raise_part(int64_t due, int64_t before, int64_t posted)
{
    int64_t raise = due - before, missing = due - posted;
    if (posted <= 0 || raise <= 0) return 0;
    return raise < missing ? raise : missing;
}

static void key_post(Merge *m, const Key *key, const Granted *due, const Granted *before,
                     int64_t posted)
{
    int64_t fen = due ? due->amount.fen : 0;
    if (due && due->barred && fen > posted) fen = posted;
    if (fen < posted) line_add(m, key, fen - posted, REASON_RECOVERY);
    if (fen <= posted) return;
    if (key->month == m->in->month.n) {
        line_add(m, key, fen - posted, REASON_REGULAR);
        return;
    }
    int64_t raise = 0;
    if (m->in->before) raise = raise_part(fen, before ? before->amount.fen : 0, posted);
    line_add(m, key, raise, REASON_RAISE);
    line_add(m, key, fen - posted - raise, REASON_ARREARS);
}

void difference(Arena *arena, const DifferenceInput *input, Lines *out)
{
    Merge m = {.arena = arena, .in = input, .out = out};
    Key key;
    posted_sort(&m);
    while (key_next(&m, &key)) {
        const Granted *due = take(input->granted, &m.granted, &key);
        const Granted *before = take(before_rows(&m), &m.before, &key);
        int64_t posted = take_posted(&m, &key);
        if (key.month < input->first.n || key_unknown(&m, &key)) continue;
        key_post(&m, &key, due, before, posted);
    }
}
