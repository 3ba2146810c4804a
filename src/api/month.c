/* The four sets of a month, as far as one may see them, and why. */
#include "api/room.h"
#include "api/words.def"

/* ---- the four sets ------------------------------------------------------------------------ */

static const char *const set_keys[SET_COUNT] = {[SET_PAY] = "pay",
                                                [SET_MISSED] = "missed",
                                                [SET_WRONGLY] = "wrongly",
                                                [SET_UNDECIDED] = "undecided",
                                                [SET_UNCHECKED] = "unchecked",
                                                [SET_OUT] = "out"};

typedef struct {
    const Affair *affair;
    Month month;
    const FourSets *sets;
    const SetPlaces *places;
} SetsAsked;

static bool sets_asked(Page *p, SetsAsked *out)
{
    TRY(page_affair(p, p->call->params[0], &out->affair));
    TRY(page_month(p, p->call->params[1], &out->month));
    return cache_set_places(p, out->affair, out->month, &out->sets, &out->places);
}

/* Indexes of those of a set whom one may see; the sets are of the whole district. */
static bool seen_list(Page *p, const SetsAsked *a, SetKind kind, size_t **out, size_t *count)
{
    size_t all = a->sets->subjects[kind] ? (size_t)a->sets->count[kind] : 0;
    *out = NEW_ARRAY(p->w->arena, size_t, all + 1);
    *count = 0;
    for (size_t i = 0; i < all; i++) {
        bool seen = true;
        if (p->w->scope) TRY(scope_holds(p->w, a->places->division[kind][i], &seen));
        if (seen) (*out)[(*count)++] = i;
    }
    return true;
}

bool sets_api(Page *p, const Nothing *body, SetsTold *out)
{
    (void)body;
    SetsAsked asked;
    TRY(sets_asked(p, &asked));
    *out = (SetsTold){.affair = asked.affair->key, .month = asked.month};
    out->sets = NEW_ARRAY(p->w->arena, SetCount, SET_COUNT);
    out->sets_count = SET_COUNT;
    for (int k = 0; k < SET_COUNT; k++) {
        size_t *seen, count;
        TRY(seen_list(p, &asked, (SetKind)k, &seen, &count));
        bool listed = k < SET_UNCHECKED;
        int64_t whole = p->w->scope ? 0 : asked.sets->count[k];
        out->sets[k] = (SetCount){.set = str_of(set_keys[k]),
                                  .name = set_name((SetKind)k),
                                  .count = listed ? (int64_t)count : whole};
    }
    return true;
}

static bool subject_told(Page *p, const SetsAsked *a, SetKind kind, size_t at, SubjectTold *out)
{
    int64_t id = a->sets->subjects[kind][at];
    *out = (SubjectTold){.person = id};
    if (a->affair->subject == SUBJECT_HOUSEHOLD) {
        BenefitUnit unit;
        TRY(unit_row(p->w, (UnitId){id}, month_last(a->month), &unit));
        *out = (SubjectTold){.person = unit.applicant.n, .unit = id};
    }
    out->name = masked_name(p, out->person);
    out->place = place_words(p, a->places->division[kind][at]);
    if (kind == SET_MISSED) out->would_receive.fen = a->sets->missed_each[at];
    return true;
}

bool subjects_api(Page *p, const Nothing *body, SubjectsTold *out)
{
    (void)body;
    SetsAsked asked;
    Paging paging;
    int kind = 0;
    size_t *seen, count;
    TRY(paging_read(p, &paging));
    TRY(sets_asked(p, &asked));
    while (kind < SET_UNCHECKED && !str_equal(p->call->params[2], str_of(set_keys[kind])))
        kind++;
    if (kind == SET_UNCHECKED)
        return refuse(p->w, ERR_NOT_FOUND, SAY_NO_SET, STR_ARG(p->call->params[2]));
    TRY(seen_list(p, &asked, (SetKind)kind, &seen, &count));
    *out = (SubjectsTold){.set = str_of(set_keys[kind]),
                          .total = (int64_t)count,
                          .page = paging.page,
                          .size = paging.size};
    out->items = NEW_ARRAY(p->w->arena, SubjectTold, paging.size);
    for (size_t i = paging.offset; i < count && out->items_count < (size_t)paging.size; i++)
        TRY(subject_told(p, &asked, (SetKind)kind, seen[i], &out->items[out->items_count++]));
    return true;
}

/* ---- why ---------------------------------------------------------------------------------- */

static Str why_text(Page *p, const Why *why)
{
    Buf b = buf_new(p->w->arena);
    if (why) why_print(why, 0, &b);
    return buf_str(&b);
}

static bool subject_seen(Page *p, const Affair *affair, int64_t id)
{
    bool household = affair->subject == SUBJECT_HOUSEHOLD, seen = true;
    p->subject = format(p->w->arena, household ? "unit:%lld" : "person:%lld", (long long)id);
    if (household)
        TRY(unit_seen(p->w, (UnitId){id}, &seen));
    else
        TRY(person_seen(p->w, (PersonId){id}, &seen));
    return seen || refuse(p->w, ERR_NOT_FOUND, SAY_ROW_NOT_THERE, (long long)id);
}

bool why_api(Page *p, const Nothing *body, WhyTold *out)
{
    (void)body;
    FactBase *base;
    Explanation e;
    Question question;
    TRY(page_affair(p, page_query(p, "affair"), &question.affair));
    TRY(page_id(p, page_query(p, "subject"), &question.subject));
    TRY(page_month(p, page_query(p, "month"), &question.month));
    TRY(subject_seen(p, question.affair, question.subject));
    Scope *held = scope_lift(p->w); /* his household is wherever its members are */
    bool done =
        facts_load_subject(p->w, p->bureau, question.affair->subject, question.subject, &base) &&
        entitle_explain(p->w, base, &question, &e);
    TRY(scope_return(p->w, held, done));
    static const char *const truths[] = {"no", "unknown", "yes"};
    Str *missing = NEW_ARRAY(p->w->arena, Str, e.need_count + 1);
    for (size_t i = 0; i < e.need_count; i++)
        missing[i] = e.needs[i].input->name;
    *out = (WhyTold){.enrolled = e.enrolled,
                     .entitled = str_of(truths[e.entitled == NO    ? 0
                                               : e.entitled == YES ? 2
                                                                   : 1]),
                     .entitled_why = why_text(p, e.entitled_why),
                     .granted_why = why_text(p, e.granted_why),
                     .missing = {missing, e.need_count}};
    return true;
}
