/* The way of a case: which steps of the affair's 办理 it goes through, in order. An application
 * takes those that always stand (and, refused, those 当 不予确认); a review or change looks again
 * and decides; a stop begins with what stands 减发停发之前, and hears the person even where the
 * affair does not say so. What no affair declares has a short way of its own, below. */
#include "casework/room.h"

#define OWN_STEP(step_name, body_name, step_body, step_kind, ...)                                  \
    {                                                                                              \
        .name = {STR_INIT(step_name)}, .who = {STR_INIT(body_name)}, .kind = step_kind,            \
        .body = step_body, .since = -1, .signatures = 1, .on_objection = -1, .over_limit = -1,     \
        __VA_ARGS__                                                                                \
    }
#define UNTIMED .clock = STEP_NO_CLOCK
static const Step HEAR_STEP = OWN_STEP(NAME_HEAR, BODY_NAME_TOWN, BODY_TOWN, STEP_HEAR, UNTIMED);
static const Step OBJECTION_STEPS[] = {
    OWN_STEP(NAME_VERIFY, BODY_NAME_TOWN, BODY_TOWN, STEP_WORK, UNTIMED),
    OWN_STEP(NAME_HANDLE, BODY_NAME_COUNTY, BODY_COUNTY, STEP_DECIDE, UNTIMED)};
/* 行政复议法 (2023): five days to accept (第三十条 待核), sixty to decide, thirty more when it is
 * difficult (第六十二条 待核). */
static const Step APPEAL_STEPS[] = {
    OWN_STEP(NAME_ACCEPT, BODY_NAME_COUNTY, BODY_COUNTY, STEP_ACCEPT, .clock = STEP_WORKDAYS,
             .limit = 5),
    OWN_STEP(NAME_EXAMINE, BODY_NAME_COUNTY, BODY_COUNTY, STEP_WORK, .clock = STEP_DAYS,
             .limit = 60, .special_limit = 90),
    OWN_STEP(NAME_RESULT, BODY_NAME_COUNTY, BODY_COUNTY, STEP_DECIDE, UNTIMED)};
static const Step CORRECTION_STEPS[] = {
    OWN_STEP(NAME_VERIFY, BODY_NAME_TOWN, BODY_TOWN, STEP_WORK, UNTIMED),
    OWN_STEP(NAME_CONFIRM, BODY_NAME_COUNTY, BODY_COUNTY, STEP_DECIDE, UNTIMED)};

static void path_add(CasePath *path, const Step *step)
{
    ensure(path->count < STEPS_MOST);
    path->steps[path->count++] = step;
}

static void path_of(CasePath *path, const Step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        path_add(path, &steps[i]);
}

/* 当 字段 = 词: on what is stated in the case. */
static bool is_of_this_case(const Handling *h, const Step *step)
{
    if (!step->only) return true;
    const Value *said = statements_of(&h->said, step->only);
    return said && said->known && said->number == step->only_code;
}

static bool stands(const Handling *h, const Step *step)
{
    StepKind kind = step->kind;
    if (kind == STEP_WHOLE || kind == STEP_RELIEVE || !is_of_this_case(h, step)) return false;
    bool ends = kind == STEP_DECIDE || kind == STEP_TELL;
    bool refused = step->when == STEP_ON_REFUSAL && h->row.outcome == OUTCOME_REFUSED;
    switch (h->row.kind) {
    case CASE_APPLICATION:
        return step->when == STEP_ALWAYS || refused;
    case CASE_CHANGE:
        if (step->when == STEP_ON_CHANGE) return true;
        return step->when == STEP_ALWAYS &&
               (kind == STEP_ACCEPT || kind == STEP_VISIT || kind == STEP_CHECK || ends);
    case CASE_REVIEW:
        if (step->when == STEP_ON_CHANGE) return true;
        return step->when == STEP_ALWAYS && (kind == STEP_VISIT || kind == STEP_CHECK || ends);
    case CASE_STOP:
        return step->when == STEP_ALWAYS && ends;
    default:
        return false;
    }
}

static void path_before_cut(Handling *h, const Affair *affair)
{
    bool heard = false;
    for (size_t i = 0; i < affair->step_count; i++)
        heard = heard || affair->steps[i].kind == STEP_HEAR;
    if (!heard) path_add(&h->path, &HEAR_STEP);
    for (size_t i = 0; i < affair->step_count; i++)
        if (affair->steps[i].when == STEP_BEFORE_CUT) path_add(&h->path, &affair->steps[i]);
}

void path_make(Handling *h)
{
    const Affair *affair = h->row.affair;
    CasePath *path = &h->path;
    path->count = 0;
    if (h->row.kind == CASE_STOP) path_before_cut(h, affair);
    for (size_t i = 0; i < affair->step_count; i++) {
        const Step *step = &affair->steps[i];
        if (stands(h, step)) path_add(path, step);
    }
    if (h->row.kind == CASE_OBJECTION) path_of(path, OBJECTION_STEPS, COUNT_OF(OBJECTION_STEPS));
    if (h->row.kind == CASE_APPEAL) path_of(path, APPEAL_STEPS, COUNT_OF(APPEAL_STEPS));
    if (h->row.kind == CASE_CORRECTION) path_of(path, CORRECTION_STEPS, COUNT_OF(CORRECTION_STEPS));
}

ptrdiff_t path_find(const CasePath *path, Str step)
{
    for (size_t i = 0; i < path->count; i++)
        if (str_equal(path->steps[i]->name, step)) return (ptrdiff_t)i;
    return -1;
}

const Step *step_named(const Handling *h, Str name)
{
    ptrdiff_t at = path_find(&h->path, name);
    if (at >= 0) return h->path.steps[at];
    const Affair *affair = h->row.affair;
    for (size_t i = 0; i < affair->step_count; i++)
        if (str_equal(affair->steps[i].name, name)) return &affair->steps[i];
    return NULL;
}

/* Behind a step that another refers to (超过额度 ⇒) the case is back where it came from. */
static const Step *referring(const Affair *affair, const Step *step)
{
    for (size_t i = 0; i < affair->step_count; i++) {
        int to = affair->steps[i].over_limit;
        if (to >= 0 && &affair->steps[to] == step) return &affair->steps[i];
    }
    return NULL;
}

const Step *step_after(const Handling *h)
{
    if (!h->step) return NULL;
    ptrdiff_t at = path_find(&h->path, h->step->name);
    if (at < 0) return referring(h->row.affair, h->step);
    return (size_t)at + 1 < h->path.count ? h->path.steps[at + 1] : NULL;
}

const Step *step_whole(const Affair *affair)
{
    for (size_t i = 0; i < affair->step_count; i++)
        if (affair->steps[i].kind == STEP_WHOLE) return &affair->steps[i];
    return NULL;
}

const Step *step_relieves(const Handling *h)
{
    const Affair *affair = h->row.affair;
    for (size_t i = 0; i < affair->step_count; i++) {
        const Step *step = &affair->steps[i];
        if (step->kind == STEP_RELIEVE && is_of_this_case(h, step)) return step;
    }
    return NULL;
}

const Step *step_timed(const Handling *h, const Step *step)
{
    const Affair *affair = h->row.affair;
    if (h->row.kind != CASE_OBJECTION || step != &OBJECTION_STEPS[0]) return step;
    for (size_t i = 0; i < affair->step_count; i++)
        if (affair->steps[i].on_objection >= 0)
            return &affair->steps[affair->steps[i].on_objection];
    return step;
}

bool step_is_last_decision(const Handling *h)
{
    if (!h->step || h->step->kind != STEP_DECIDE) return false;
    ptrdiff_t at = path_find(&h->path, h->step->name);
    for (size_t i = (size_t)at + 1; at >= 0 && i < h->path.count; i++)
        if (h->path.steps[i]->kind == STEP_DECIDE) return false;
    return at >= 0;
}
