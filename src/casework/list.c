/* Lists of cases: to-do, counts by colour and kind, the calendar. The store gives them by due day
 * within the actor's scope; colours follow from today. `mine` keeps those in which the actor may do
 * something where the case stands: by duty and level, not taken by somebody else. */
#include "casework/room.h"

enum { LIST_LIMIT = 100 };

static void bind_query(Work *w, Stmt *s, const CaseQuery *q, const DivisionRow *place)
{
    Str text = str_trim(q->text);
    if (text.len) text = format(w->arena, "%%%.*s%%", STR_ARG(text));
    bool dated = q->due_from.days || q->due_to.days;
    db_bind_int(s, 1, q->closed);
    db_bind_str(s, 2, q->affair ? q->affair->key : STR(""));
    db_bind_int(s, 3, q->kind);
    db_bind_int(s, 4, place->first);
    db_bind_int(s, 5, place->last);
    db_bind_int(s, 6, q->person.n);
    db_bind_int(s, 7, q->unit.n);
    db_bind_str(s, 8, text);
    db_bind_int(s, 9, dated ? q->due_from.days : INT32_MIN);
    db_bind_int(s, 10, dated ? q->due_to.days : INT32_MAX);
}

typedef struct {
    Case row;
    Str affair;
} Found;

static bool cases_read(Work *w, const CaseQuery *q, Found **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    DivisionRow place = {0};
    if (q->division) TRY(division_by_id(w, q->division, &place));
    Stmt *s = db_stmt(w, &casework_sql, "case_select");
    bind_query(w, s, q, &place);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        Found *f = &(*out)[(*count)++];
        case_read(w, s, &f->row, &f->affair);
        bool wanted = q->colour < 0 ||
                      (f->row.colour == (ClockColour)q->colour && f->row.state != CASE_CLOSED);
        if (!wanted) (*count)--;
    }
    return !db_failed(s);
}

/* Whether the actor's duties reach a step of a place: asked once for each pair. */
enum { REACH_MOST = 512 };
typedef struct {
    int64_t division;
    const Step *step;
    bool reaches;
} Reached;
typedef struct {
    Reached items[REACH_MOST];
    size_t count;
} Mine;

static bool step_reaches(Handling *h, Mine *memo, bool *reaches)
{
    for (size_t i = 0; i < memo->count; i++) {
        const Reached *r = &memo->items[i];
        *reaches = r->reaches;
        if (r->division == h->row.division && r->step == h->step) return true;
    }
    *reaches = may_step(h, duties_of_step(h->step), h->step);
    if (!*reaches && h->w->error.code != ERR_DENIED) return false;
    h->w->error = (Error){0};
    if (memo->count < REACH_MOST)
        memo->items[memo->count++] = (Reached){h->row.division, h->step, *reaches};
    return true;
}

/* Relatives are not looked for here: the case itself refuses them. */
static bool is_mine(Work *w, const InForce *law, const Found *f, Mine *memo, bool *mine)
{
    Handling h = {.w = w, .law = law, .row = f->row};
    *mine = false;
    h.row.affair = bureau_affair(law->bureau, f->affair);
    if (!h.row.affair) return true;
    bool held = f->row.holder.len && w->actor && !str_equal(f->row.holder, w->actor->account);
    path_make(&h);
    h.step = step_named(&h, f->row.step);
    return held || !h.step || step_reaches(&h, memo, mine);
}

bool case_list(Work *w, const InForce *law, const CaseQuery *q, CaseList *out)
{
    Found *found;
    Mine *memo = NEW(w->arena, Mine);
    size_t n, limit = q->limit ? q->limit : LIST_LIMIT;
    *out = (CaseList){0};
    TRY(cases_read(w, q, &found, &n));
    out->items = NEW_ARRAY(w->arena, Case, (n < limit ? n : limit) + 1);
    for (size_t i = 0; i < n; i++) {
        bool mine = true;
        if (q->mine && found[i].row.state != CASE_CLOSED)
            TRY(is_mine(w, law, &found[i], memo, &mine));
        if (!mine) continue;
        size_t at = (size_t)out->total++;
        if (at < q->offset || out->count == limit) continue;
        TRY(case_complete(w, law, found[i].affair, &found[i].row));
        out->items[out->count++] = found[i].row;
    }
    return true;
}

bool case_counts(Work *w, const InForce *law, const CaseQuery *q, CaseCounts *out)
{
    Found *found;
    Mine *memo = NEW(w->arena, Mine);
    size_t n;
    *out = (CaseCounts){0};
    TRY(cases_read(w, q, &found, &n));
    for (size_t i = 0; i < n; i++) {
        const Case *c = &found[i].row;
        bool mine = true;
        if (c->state == CASE_CLOSED) continue;
        if (q->mine) TRY(is_mine(w, law, &found[i], memo, &mine));
        if (!mine) continue;
        out->open++;
        out->drafts += c->state == CASE_DRAFT;
        out->waiting += c->state == CASE_WAITING;
        out->by_colour[c->colour]++;
        out->by_kind[c->kind]++;
    }
    return true;
}

bool case_calendar(Work *w, const InForce *law, Month month, CaseDay **out, size_t *count)
{
    size_t capacity = 0;
    (void)law;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &casework_sql, "case_calendar");
    db_bind_int(s, 1, month_first(month).days);
    db_bind_int(s, 2, month_last(month).days);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (CaseDay){row_day(s, 0), db_int(s, 1)};
    }
    return !db_failed(s);
}

bool case_count_inside(Work *w, int32_t first, int32_t last, int64_t *out)
{
    Stmt *s = db_stmt(w, &casework_sql, "case_count_inside");
    db_bind_int(s, 1, first);
    db_bind_int(s, 2, last);
    return db_scalar(s, 0, out);
}
