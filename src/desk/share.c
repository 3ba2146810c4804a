/* Texts and tables that the pages of cases share: the clock, the state, a row of a list. */
#include "desk/pages.h"
#include "desk/words.def"

#include <string.h>

InForce desk_law(const Page *p)
{
    return (InForce){.bureau = p->bureau, .law = p->site->law};
}

Str case_href(Page *p, CaseId id)
{
    return format(p->w->arena, "/case/%lld", (long long)id.n);
}

Str day_words(Page *p, Date day)
{
    return day.days == DATE_NONE.days || day.days == 0 ? presence_none()
                                                       : date_text(p->w->arena, day);
}

static int workdays_between(Date from, Date to)
{
    int count = 0;
    for (Date day = {from.days + 1}; day.days <= to.days; day.days++)
        count += workday_is(day);
    return count;
}

ClockTag clock_words(Page *p, ClockColour colour, Date due, StepClock kind)
{
    static const char *const kinds[] = {"", "good", "care", "bad"};
    enum { COUNTED_MOST = 400 }; /* days that are worth counting one by one */
    Arena *arena = p->w->arena;
    ClockTag tag = {.kind = str_of(kinds[colour])};
    if (due.days == DATE_NONE.days) {
        tag.words = STR(SAY_NO_CLOCK);
        return tag;
    }
    Date today = work_today(p->w);
    int left = due.days - today.days;
    bool works = kind == STEP_WORKDAYS && left < COUNTED_MOST && left > -COUNTED_MOST;
    int late = works && left < 0 ? workdays_between(due, today) : -left;
    int days = works && left > 0 ? workdays_between(today, due) : left;
    tag.until = date_text(arena, due);
    tag.words = left < 0    ? format(arena, works ? SAY_OVERDUE_WORKDAYS : SAY_OVERDUE, late)
                : left == 0 ? STR(SAY_DUE_TODAY)
                            : format(arena, works ? SAY_WORKDAYS_LEFT : SAY_DAYS_LEFT, days);
    return tag;
}

Tag case_tag(const Case *c)
{
    static const char *const kinds[] = {"open", "open", "care", ""};
    Tag tag = {.text = case_state_name(c->state), .kind = str_of(kinds[c->state])};
    if (c->state != CASE_CLOSED) return tag;
    bool good = c->outcome == OUTCOME_GRANTED || c->outcome == OUTCOME_KEPT ||
                c->outcome == OUTCOME_CHANGED || c->outcome == OUTCOME_CORRECTED;
    return (Tag){.text = case_outcome_name(c->outcome), .kind = good ? STR("good") : STR("")};
}

enum { CASE_COLUMNS = 7 };

/* A list tells the days as the step counts them where the case stands. */
static StepClock clock_kind(const Case *c)
{
    for (size_t i = 0; c->affair && i < c->affair->step_count; i++)
        if (str_equal(c->affair->steps[i].name, c->step)) return c->affair->steps[i].clock;
    return STEP_DAYS;
}

static void case_cells(Page *p, const Case *c, ListCell *cells)
{
    Arena *arena = p->w->arena;
    ClockTag clock = clock_words(p, c->colour, c->due, clock_kind(c));
    Tag state = case_tag(c);
    bool closed = c->state == CASE_CLOSED;
    cells[0] = (ListCell){.text = name_mask(arena, c->name),
                          .href = case_href(p, c->id),
                          .note = c->kin ? STR(SAY_KIN_CASE) : STR("")};
    cells[1] =
        (ListCell){.text = c->affair ? c->affair->name : STR(""), .note = case_kind_name(c->kind)};
    cells[2] = (ListCell){.text = presence(c->step), .note = c->body};
    cells[3] = (ListCell){.text = closed ? day_words(p, c->closed) : clock.words,
                          .kind = closed ? STR("") : clock.kind,
                          .note = closed ? STR("") : clock.until,
                          .tag = !closed && clock.until.len > 0};
    cells[4] = (ListCell){.text = state.text, .kind = state.kind, .tag = true};
    cells[5] = (ListCell){.text = place_words(p, c->division)};
    cells[6] = (ListCell){.text = c->number, .code = true};
}

ListTable case_table(Page *p, const Case *cases, size_t count, bool chooses)
{
    static const ListColumn columns[CASE_COLUMNS] = {
        {.name = {STR_INIT(SAY_COLUMN_NAME)}},  {.name = {STR_INIT(SAY_COLUMN_AFFAIR)}},
        {.name = {STR_INIT(SAY_COLUMN_STEP)}},  {.name = {STR_INIT(SAY_COLUMN_CLOCK)}},
        {.name = {STR_INIT(SAY_COLUMN_STATE)}}, {.name = {STR_INIT(SAY_COLUMN_PLACE)}},
        {.name = {STR_INIT(SAY_COLUMN_NUMBER)}}};
    Arena *arena = p->w->arena;
    ListTable table = {.caption = STR(SAY_CASES), .count = count};
    table.head = (ListHead){.columns = NEW_ARRAY(arena, ListColumn, CASE_COLUMNS),
                            .count = CASE_COLUMNS,
                            .chooses = chooses};
    for (size_t i = 0; i < CASE_COLUMNS; i++)
        table.head.columns[i] = columns[i];
    table.rows = NEW_ARRAY(arena, ListRow, count);
    for (size_t i = 0; i < count; i++) {
        ListRow *row = &table.rows[i];
        row->cells = NEW_ARRAY(arena, ListCell, CASE_COLUMNS);
        row->cell_count = CASE_COLUMNS;
        case_cells(p, &cases[i], row->cells);
        if (!chooses) continue;
        row->choice = format(arena, "%lld", (long long)cases[i].id.n);
        row->label = cases[i].number;
    }
    return table;
}

bool case_of(Page *p, Case *out)
{
    CaseId id;
    InForce law = desk_law(p);
    TRY(page_id(p, p->call->params[0], &id.n));
    TRY(case_row(p->w, &law, id, out));
    p->subject = format(p->w->arena, "case:%lld", (long long)id.n);
    return true;
}

bool case_unit_seen(Page *p, int64_t unit)
{
    bool seen;
    TRY(unit_seen(p->w, (UnitId){unit}, &seen));
    return seen || page_missing(p, format(p->w->arena, "/unit/%lld", (long long)unit));
}

bool case_people_of(Page *p, const Case *c, int64_t people[CASE_PEOPLE_MOST], size_t *count)
{
    int64_t *all;
    size_t there;
    TRY(case_people(p->w, c, &all, &there));
    *count = there < CASE_PEOPLE_MOST ? there : CASE_PEOPLE_MOST;
    memcpy(people, all, *count * sizeof *people);
    return true;
}
