/* Where a case has been: its stays in steps, and its clocks. Entering a step opens a stay and the
 * step's clock; finishing one starts the clocks that count from it (自). Its last day is never
 * kept: it is computed from the rows, so that a pause entered late moves it by itself. What stands
 * in case_file.due is that computation as of the last move, for lists. */
#include "casework/room.h"

/* ---- reading ------------------------------------------------------------------------------ */

bool track_stays(Work *w, CaseId id, StayRow **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &casework_sql, "stays");
    db_bind_int(s, 1, id.n);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (StayRow){.step = row_text(w, s, 0),
                                       .entered = row_day(s, 1),
                                       .ended = row_day(s, 2),
                                       .finished = db_int(s, 3) != 0,
                                       .actor = row_text(w, s, 4)};
    }
    return !db_failed(s);
}

typedef struct {
    ClockPause *papers, *all;
    size_t paper_count;
    StayRow *stays;
    size_t stay_count;
} Pauses;

static bool pauses_read(Work *w, CaseId id, Pauses *out)
{
    size_t capacity = 0;
    *out = (Pauses){0};
    TRY(track_stays(w, id, &out->stays, &out->stay_count));
    Stmt *s = db_stmt(w, &casework_sql, "pauses");
    db_bind_int(s, 1, id.n);
    while (db_next(s)) {
        if (out->paper_count == capacity)
            out->papers = arena_grow(w->arena, out->papers, &capacity, sizeof *out->papers);
        out->papers[out->paper_count++] = (ClockPause){row_day(s, 0), row_day(s, 1)};
    }
    out->all = NEW_ARRAY(w->arena, ClockPause, out->paper_count + out->stay_count + 1);
    return !db_failed(s);
}

/* The pauses that stop one clock: papers, and the stays in steps that it names. */
static size_t pauses_of(Work *w, const Pauses *p, const ClockRow *c)
{
    size_t count = 0;
    for (size_t i = 0; c->papers && i < p->paper_count; i++)
        p->all[count++] = p->papers[i];
    for (size_t i = 0; i < p->stay_count; i++) {
        Str bars = format(w->arena, "|%.*s|", STR_ARG(p->stays[i].step));
        if (str_find(c->stops, bars) >= 0)
            p->all[count++] = (ClockPause){p->stays[i].entered, p->stays[i].ended};
    }
    return count;
}

bool track_clocks(Work *w, CaseId id, ClockRow **out, size_t *count)
{
    size_t capacity = 0;
    Pauses pauses;
    *out = NULL;
    *count = 0;
    TRY(pauses_read(w, id, &pauses));
    Stmt *s = db_stmt(w, &casework_sql, "clocks");
    db_bind_int(s, 1, id.n);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        ClockRow *c = &(*out)[(*count)++];
        *c = (ClockRow){.step = row_text(w, s, 0),
                        .kind = (StepClock)db_int(s, 1),
                        .days = (int)db_int(s, 2),
                        .special = (int)db_int(s, 3),
                        .extended = db_int(s, 4) != 0,
                        .started = row_day(s, 5),
                        .ended = row_day(s, 6),
                        .papers = db_int(s, 7) != 0,
                        .stops = row_text(w, s, 8)};
        size_t n = pauses_of(w, &pauses, c);
        c->due = clock_due(c->kind, c->extended ? c->special : c->days, c->started, pauses.all, n);
        c->stopped = c->kind != STEP_NO_CLOCK && c->due.days == DATE_NONE.days;
    }
    return !db_failed(s);
}

bool track_due(Handling *h)
{
    ClockRow *clocks;
    size_t count;
    TRY(track_clocks(h->w, h->row.id, &clocks, &count));
    h->row.due = DATE_NONE;
    for (size_t i = 0; i < count; i++) {
        if (clocks[i].ended.days != DATE_NONE.days) continue;
        if (clocks[i].due.days < h->row.due.days) h->row.due = clocks[i].due;
    }
    h->row.colour = clock_colour(h->row.due, h->today);
    return true;
}

/* ---- writing ------------------------------------------------------------------------------ */

static bool clock_start(Handling *h, const Step *step, StepClock kind, int days)
{
    if (kind == STEP_NO_CLOCK) return true;
    Buf stops = buf_new(h->w->arena);
    const Affair *affair = h->row.affair;
    for (size_t i = 0; i < affair->step_count; i++)
        if (step->stopped_by >> i & 1) buf_format(&stops, "|%.*s|", STR_ARG(affair->steps[i].name));
    Stmt *s = db_stmt(h->w, &casework_sql, "clock_insert");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_str(s, 2, step->name);
    db_bind_int(s, 3, kind);
    db_bind_int(s, 4, days);
    db_bind_int(s, 5, step->special_limit);
    db_bind_int(s, 6, h->today.days);
    db_bind_int(s, 7, step->papers_stop);
    db_bind_str(s, 8, buf_str(&stops));
    return db_run(s);
}

static bool clock_end(Handling *h, Str step)
{
    Stmt *s = db_stmt(h->w, &casework_sql, "clock_end");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_str(s, 2, step);
    db_bind_int(s, 3, h->today.days);
    return db_run(s);
}

bool track_enter(Handling *h, const Step *step)
{
    Stmt *s = db_stmt(h->w, &casework_sql, "stay_insert");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_str(s, 2, step->name);
    db_bind_int(s, 3, h->today.days);
    TRY(db_run(s));
    const Step *relief = step_relieves(h);
    bool whole = step->kind == STEP_DECIDE && !h->row.relieved; /* all of it is decided now */
    if (relief && whole) TRY(clock_end(h, relief->name));
    bool later = step->since >= 0 || step->kind == STEP_NOTICE;
    const Step *timed = step_timed(h, step);
    return later || clock_start(h, step, timed->clock, timed->limit);
}

/* Clocks that count from the step that has just been finished; 办结 counts from acceptance, and so
 * does 先行救助 where it is urgent. */
static bool clocks_since(Handling *h, const Step *done)
{
    const Affair *affair = h->row.affair;
    for (size_t i = 0; i < affair->step_count; i++) {
        const Step *step = &affair->steps[i];
        bool whole = step->kind == STEP_WHOLE && step->since < 0 && done->kind == STEP_ACCEPT;
        bool named = step->since >= 0 && &affair->steps[step->since] == done;
        bool ours = step->kind == STEP_WHOLE || path_find(&h->path, step->name) >= 0;
        if ((whole || named) && ours) TRY(clock_start(h, step, step->clock, step->limit));
    }
    bool urgent = done->kind == STEP_ACCEPT && h->row.kind == CASE_APPLICATION;
    const Step *relief = urgent ? step_relieves(h) : NULL;
    return !relief || clock_start(h, relief, relief->clock, relief->limit);
}

bool track_leave(Handling *h, bool finished)
{
    Stmt *s = db_stmt(h->w, &casework_sql, "stay_end");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_int(s, 2, h->today.days);
    db_bind_int(s, 3, finished);
    db_bind_str(s, 4, handling_actor(h->w));
    TRY(db_run(s));
    bool keeps = !finished && h->step->since >= 0;
    if (!keeps) TRY(clock_end(h, h->step->name));
    return !finished || clocks_since(h, h->step);
}

bool track_publish(Handling *h, Date *until)
{
    int days = h->step->clock == STEP_DAYS || h->step->clock == STEP_WORKDAYS ? h->step->limit : 7;
    TRY(clock_start(h, h->step, h->step->clock == STEP_NO_CLOCK ? STEP_DAYS : h->step->clock,
                    days));
    bool workdays = h->step->clock == STEP_WORKDAYS;
    *until = workdays ? workday_add(h->today, days) : (Date){h->today.days + days};
    return true;
}

bool track_decided(Handling *h)
{
    const Step *whole = step_whole(h->row.affair), *relief = step_relieves(h);
    if (relief) TRY(clock_end(h, relief->name));
    return !whole || clock_end(h, whole->name);
}

bool track_relieved(Handling *h, const Step *relief)
{
    TRY(clock_end(h, relief->name));
    return !relief->later || clock_start(h, relief, STEP_WORKDAYS, relief->later);
}
