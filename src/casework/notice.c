/* Public notices and objections. A notice holds what may be published and nothing else, copied on
 * the day it goes up: a masked name, how many, how much, the village. It is seen from its first to
 * its last day; nobody has to take it down. An objection takes it down at once and leads to the
 * step that the law names; the case cannot be granted before it is answered. */
#include "casework/room.h"

enum { CHILD_AGE = 18 };

/* ---- reading ------------------------------------------------------------------------------ */

static bool notices_read(Work *w, Stmt *s, CaseNotice **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (CaseNotice){.id = db_int(s, 0),
                                          .id_case = {db_int(s, 1)},
                                          .affair = row_text(w, s, 2),
                                          .name = row_text(w, s, 3),
                                          .members = db_int(s, 4),
                                          .amount = {db_int(s, 5)},
                                          .once = db_int(s, 6) != 0,
                                          .place = row_text(w, s, 7),
                                          .division = db_int(s, 8),
                                          .from = row_day(s, 9),
                                          .to = row_day(s, 10),
                                          .taken = row_day(s, 11)};
    }
    return !db_failed(s);
}

bool notice_list(Work *w, const InForce *law, Date on, CaseNotice **out, size_t *count)
{
    (void)law;
    Stmt *s = db_stmt(w, &casework_sql, "notices_on");
    db_bind_int(s, 1, on.days);
    return notices_read(w, s, out, count);
}

bool case_notices(Work *w, const InForce *law, CaseId id, CaseNotice **out, size_t *count)
{
    (void)law;
    Stmt *s = db_stmt(w, &casework_sql, "notices_of");
    db_bind_int(s, 1, id.n);
    return notices_read(w, s, out, count);
}

/* Of the stay in today's step: whether its notice is up or was, is over, has an open objection. */
bool notice_state(Handling *h, bool *published, bool *over, bool *objected)
{
    CaseNotice *notices;
    CaseObjection *objections;
    StayRow *stays;
    size_t count, objection_count, stay_count;
    *published = *over = *objected = false;
    TRY(case_notices(h->w, h->law, h->row.id, &notices, &count));
    TRY(case_objections(h->w, h->row.id, &objections, &objection_count));
    TRY(track_stays(h->w, h->row.id, &stays, &stay_count));
    for (size_t i = 0; i < objection_count; i++)
        *objected = *objected || !objections[i].answer.len;
    if (!count || !stay_count) return true;
    const CaseNotice *last = &notices[count - 1];
    bool standing = last->taken.days == DATE_NONE.days;
    *published = standing && last->from.days >= stays[stay_count - 1].entered.days;
    *over = *published && last->to.days < h->today.days;
    return true;
}

/* ---- going up and coming down --------------------------------------------------------------- */

static bool may_be_public(Handling *h)
{
    PersonRow person;
    if (h->row.affair->privacy) return refuse(h->w, ERR_STATE, "%s", SAY_PRIVATE);
    TRY(case_person(h->w, h->row.person, &person));
    bool born = person.birth.days != DATE_NONE.days;
    bool child = born && date_age(person.birth, h->today) < CHILD_AGE;
    if (child && h->row.affair->subject == SUBJECT_PERSON)
        return refuse(h->w, ERR_STATE, "%s", SAY_CHILD);
    return true;
}

static bool notice_insert(Handling *h, int64_t members, const CaseResult *result, Date until)
{
    Str place;
    TRY(case_place(h->w, h->row.division, &place));
    Stmt *s = db_stmt(h->w, &casework_sql, "notice_insert");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_str(s, 2, h->row.affair->name);
    db_bind_str(s, 3, name_mask(h->w->arena, h->row.name));
    db_bind_int(s, 4, members);
    db_bind_int(s, 5, result->amount.fen);
    db_bind_int(s, 6, h->row.affair->once);
    db_bind_str(s, 7, place);
    db_bind_int(s, 8, h->row.division);
    db_bind_int(s, 9, h->today.days);
    db_bind_int(s, 10, until.days);
    return db_run(s);
}

bool notice_publish(Handling *h)
{
    CaseResult result;
    Str reasons;
    Commit commit;
    Date until;
    int64_t *people;
    size_t count;
    TRY(may_be_public(h) && case_people(h->w, &h->row, &people, &count));
    TRY(result_read(h->w, h->row.id, &result, &reasons, &commit));
    return track_publish(h, &until) && notice_insert(h, (int64_t)count, &result, until);
}

bool notice_take_down(Handling *h)
{
    Stmt *s = db_stmt(h->w, &casework_sql, "notice_take");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_int(s, 2, h->today.days);
    return db_run(s);
}

/* ---- objections ----------------------------------------------------------------------------- */

static CaseObjection objection_read(Work *w, Stmt *s)
{
    return (CaseObjection){.id = db_int(s, 0),
                           .id_case = {db_int(s, 1)},
                           .who = row_text(w, s, 2),
                           .text = row_text(w, s, 3),
                           .day = row_day(s, 4),
                           .answer = row_text(w, s, 5),
                           .actor = row_text(w, s, 6),
                           .at = db_int(s, 7)};
}

bool case_objections(Work *w, CaseId id, CaseObjection **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &casework_sql, "objections");
    db_bind_int(s, 1, id.n);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = objection_read(w, s);
    }
    return !db_failed(s);
}

static bool objection_insert(Handling *h, const CaseObjection *o)
{
    Stmt *s = db_stmt(h->w, &casework_sql, "objection_insert");
    db_bind_int(s, 1, h->row.id.n);
    db_bind_str(s, 2, str_trim(o->who));
    db_bind_str(s, 3, str_trim(o->text));
    db_bind_int(s, 4, h->today.days);
    db_bind_str(s, 5, handling_actor(h->w));
    db_bind_int(s, 6, h->w->now);
    return db_run(s);
}

static bool object_inside(Work *w, const InForce *law, const CaseObjection *o)
{
    Handling h;
    bool published, over, objected;
    TRY(handling_open(w, law, o->id_case, &h) && may_concern(&h));
    TRY(notice_state(&h, &published, &over, &objected));
    bool public = h.step && h.step->kind == STEP_NOTICE && published && !over;
    if (!public) return refuse(w, ERR_STATE, "%s", SAY_OBJECT_WHEN);
    TRY(handling_act(&h, "case_object", STR("")) && objection_insert(&h, o));
    const Step *from = h.step;
    if (from->on_objection >= 0) {
        const Step *to = &h.row.affair->steps[from->on_objection];
        TRY(notice_take_down(&h) && track_leave(&h, false) && move_to(&h, to));
    }
    TRY(track_due(&h) && handling_save(&h));
    h.step = from;
    return handling_note(&h, NOTE_OBJECTED, h.row.step, str_trim(o->text));
}

bool case_object(Work *w, const InForce *law, const CaseObjection *o)
{
    if (!str_trim(o->text).len) return refuse(w, ERR_INPUT, "%s", SAY_OBJECT_TEXT);
    TRY(db_begin(w));
    return db_end(w, object_inside(w, law, o));
}

static bool answer_inside(Work *w, const InForce *law, int64_t objection, Str answer)
{
    Handling h;
    Stmt *s = db_stmt(w, &casework_sql, "objection_by_id");
    db_bind_int(s, 1, objection);
    if (!db_next(s))
        return db_failed(s) ? false : refuse(w, ERR_NOT_FOUND, "%s", SAY_OBJECTION_GONE);
    CaseObjection o = objection_read(w, s);
    db_reset(s);
    if (o.answer.len) return refuse(w, ERR_STATE, "%s", SAY_OBJECTION_GONE);
    TRY(handling_open(w, law, o.id_case, &h) && may_concern(&h));
    if (h.step) TRY(may_step(&h, duties_of_step(h.step) | DUTY_BIT(DUTY_APPROVER), h.step));
    TRY(handling_act(&h, "case_object", answer));
    s = db_stmt(w, &casework_sql, "objection_answer");
    db_bind_int(s, 1, objection);
    db_bind_str(s, 2, answer);
    return db_run(s);
}

bool case_objection_answer(Work *w, const InForce *law, int64_t objection, Str answer)
{
    answer = str_trim(answer);
    if (!answer.len) return refuse(w, ERR_INPUT, "%s", SAY_OPINION);
    TRY(db_begin(w));
    return db_end(w, answer_inside(w, law, objection, answer));
}
