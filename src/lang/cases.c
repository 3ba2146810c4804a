/* The 案例 of the law: each is a block of one row, run by the same machine as a district is. A case
 * that comes out differently is a diagnostic with what was expected, what came out, and why. Read
 * from bureau_run_cases at the end. */
#include "lang/cases.h"
#include "lang/diagnostics.h"
#include "lang/words_machine.def"

enum { CODES_MOST = 256 };

/* ---- facts -------------------------------------------------------------------------------- */

static bool fact_is_of(const CaseFact *fact, const Input *input)
{
    switch (fact->kind) {
    case CASE_FIELD:
        return input->kind == INPUT_FIELD && input->field == fact->field;
    case CASE_EVENT:
        return input->kind == INPUT_EVENT && input->event == fact->event;
    case CASE_ENJOYS:
        return input->kind == INPUT_ENJOYS && input->affair == fact->affair;
    case CASE_ENJOYED_AMOUNT:
        return (input->kind == INPUT_ENJOYED_AMOUNT || input->kind == INPUT_ENJOYS) &&
               input->affair == fact->affair;
    case CASE_STANDARD:
        break;
    }
    return false;
}

/* An amount enjoyed says as well that it is enjoyed; a plain word about that comes before. */
static Cell fact_cell(const CaseFact *facts, size_t count, const Input *input)
{
    Cell cell = input_absent(input);
    bool said = false;
    for (size_t i = 0; i < count; i++) {
        const CaseFact *fact = &facts[i];
        if (!fact_is_of(fact, input)) continue;
        bool implied = fact->kind == CASE_ENJOYED_AMOUNT && input->kind == INPUT_ENJOYS;
        if (implied && said) continue;
        said = !implied;
        cell = (Cell){!fact->unknown, fact->value};
        if (implied) cell.value = fact->value > 0 ? YES : NO;
    }
    return cell;
}

static void store_fact(Trial *t, const Input *input, Column *column, size_t row, Cell cell)
{
    if (input->type.kind == TYPE_DIVISION && cell.known)
        cell.value = division_order_of(&t->order, (Division){cell.value});
    input_store(input, column, t->arena, row, cell);
}

static void trial_facts(Trial *t)
{
    const Case *told = t->told;
    size_t count;
    const Input *inputs = program_inputs(t->affair->program, &count);
    bool household = t->affair->subject == SUBJECT_HOUSEHOLD;
    Column *columns = NEW_ARRAY(t->arena, Column, count);
    for (size_t k = 0; k < count; k++) {
        const Input *input = &inputs[k];
        size_t rows = input->of_member ? told->member_count : 1;
        columns[k] = column_new(t->arena, input->column, rows);
        for (size_t i = 0; i < rows; i++) {
            const CaseMember *m = input->of_member ? &told->members[i] : NULL;
            store_fact(t, input, &columns[k], i,
                       m ? fact_cell(m->facts, m->count, input)
                         : fact_cell(told->facts, told->fact_count, input));
        }
    }
    t->facts = (Facts){.rows = 1, .inputs = columns};
    if (!household) return;
    uint32_t *start = NEW_ARRAY(t->arena, uint32_t, 2);
    start[1] = (uint32_t)told->member_count;
    t->facts.members = (Groups){1, start};
}

/* ---- divisions and binding ---------------------------------------------------------------- */

typedef struct {
    Division codes[CODES_MOST];
    size_t count;
} CodeList;

static void codes_add(CodeList *list, int64_t code)
{
    if (list->count < CODES_MOST) list->codes[list->count++] = (Division){code};
}

static void codes_of_facts(CodeList *list, const CaseFact *facts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (facts[i].kind == CASE_FIELD && facts[i].field->type.kind == TYPE_DIVISION &&
            !facts[i].unknown)
            codes_add(list, facts[i].value);
}

static void trial_divisions(Trial *t)
{
    CodeList list = {.count = 0};
    size_t count;
    const Division *named = program_divisions(t->affair->program, &count);
    for (size_t i = 0; i < count; i++)
        codes_add(&list, named[i].n);
    codes_of_facts(&list, t->told->facts, t->told->fact_count);
    for (size_t i = 0; i < t->told->member_count; i++)
        codes_of_facts(&list, t->told->members[i].facts, t->told->members[i].count);
    t->order = division_order(t->arena, list.codes, list.count);
}

static Areas trial_areas(Trial *t)
{
    Division *chain = NEW_ARRAY(t->arena, Division, 6);
    size_t count = 0;
    for (Division d = t->told->home; d.n != 0 && count < 6; d = division_parent(d))
        chain[count++] = d;
    return (Areas){chain, count};
}

static void trial_bind(Trial *t)
{
    size_t count, overrides = 0;
    const Division *named = program_divisions(t->affair->program, &count);
    DivisionSpan *spans = NEW_ARRAY(t->arena, DivisionSpan, count + 1);
    for (size_t i = 0; i < count; i++)
        spans[i] = division_order_span(&t->order, named[i]);
    StandardOverride *set = NEW_ARRAY(t->arena, StandardOverride, t->told->fact_count + 1);
    for (size_t i = 0; i < t->told->fact_count; i++) {
        const CaseFact *fact = &t->told->facts[i];
        if (fact->kind == CASE_STANDARD && !fact->unknown)
            set[overrides++] = (StandardOverride){fact->standard, fact->choice, fact->value};
    }
    DivisionSpan home = division_order_span(&t->order, t->told->home);
    Binding binding = {.month = t->told->month,
                       .known = DATE_NONE,
                       .areas = trial_areas(t),
                       .home_first = home.first,
                       .home_last = home.last,
                       .overrides = set,
                       .override_count = overrides,
                       .spans = spans,
                       .span_count = count,
                       .places = division_order_places(t->arena, &t->order)};
    t->env = env_bind(t->arena, t->affair->program, &binding);
}

Trial trial_run(Arena *arena, const Affair *affair, const Case *told)
{
    Trial t = {.arena = arena, .affair = affair, .told = told};
    trial_divisions(&t);
    trial_facts(&t);
    trial_bind(&t);
    t.machine = machine_new(arena, affair);
    t.results = results_new(arena, affair, 1, told->member_count);
    machine_run(t.machine, t.env, &t.facts, &t.results);
    return t;
}

/* ---- what came out ------------------------------------------------------------------------ */

/* A fade-out or a review alone opens no window: 起 is not counted from it. */
static bool case_names_event(const Case *told)
{
    for (size_t i = 0; i < told->fact_count; i++) {
        const CaseFact *fact = &told->facts[i];
        if (fact->kind == CASE_EVENT && fact->event <= EVENT_DECIDED && !fact->unknown) return true;
    }
    return false;
}

/* Is the month outside 起..止? Of a case without events only the end is looked at, for 起 is
 * mostly counted from a decision that the case does not tell. */
static bool outside_window(const Trial *t)
{
    int32_t month = t->told->month.n;
    bool early = case_names_event(t->told) && month < t->results.first_month[0];
    return early || month >= t->results.stop_month[0];
}

typedef struct {
    bool known;
    int64_t fen;
} Paid;

/* A sum that does not fit is unknown, as an amount is. */
static void paid_add(Paid *paid, Paid more)
{
    bool fits = !__builtin_add_overflow(paid->fen, more.fen, &paid->fen);
    paid->known = paid->known && more.known && fits;
}

static Paid component_paid(const Trial *t, size_t component)
{
    Paid paid = {true, 0};
    bool member = t->affair->components[component].by_member;
    for (size_t i = 0; i < (member ? t->told->member_count : 1); i++)
        paid_add(&paid,
                 (Paid){!t->results.amount_unknown[component][i], t->results.amount[component][i]});
    return paid;
}

static Paid all_paid(const Trial *t)
{
    Paid paid = {true, 0};
    for (size_t k = 0; k < t->affair->component_count; k++) {
        paid_add(&paid, component_paid(t, k));
    }
    return paid;
}

/* What is due in the case's month: nothing outside the window that its events open. */
static Paid due(const Trial *t, Paid paid)
{
    if (case_names_event(t->told) && outside_window(t)) return (Paid){true, 0};
    return paid;
}

/* The month in which the review of this case is due. */
static int32_t review_month(const Trial *t)
{
    Trial review = trial_run(t->arena, t->affair->review, t->told);
    return review.results.month_unknown[0] ? INT32_MIN : review.results.first_month[0];
}

static Truth came_out(const Trial *t)
{
    return (Truth)t->results.eligible[0];
}

static bool case_names_component(const Case *told, size_t component)
{
    for (size_t i = 0; i < told->expect_count; i++)
        if (told->expects[i].kind == EXPECT_COMPONENT && told->expects[i].component == component)
            return true;
    return false;
}

static bool expects_components(const Case *told)
{
    for (size_t i = 0; i < told->expect_count; i++)
        if (told->expects[i].kind == EXPECT_COMPONENT) return true;
    return false;
}

static bool expect_holds(const Trial *t, const Expect *expect)
{
    Paid paid;
    switch (expect->kind) {
    case EXPECT_TRUTH:
        if (expect->truth == UNKNOWN && came_out(t) == YES) return !all_paid(t).known;
        return came_out(t) == expect->truth;
    case EXPECT_NOT_PAID:
        paid = all_paid(t);
        return outside_window(t) || (paid.known && paid.fen == 0);
    case EXPECT_COMPONENT:
        paid = due(t, component_paid(t, expect->component));
        return paid.known && paid.fen == expect->fen;
    case EXPECT_TOTAL:
        paid = due(t, all_paid(t));
        return paid.known && paid.fen == expect->fen;
    case EXPECT_START:
        return t->results.first_month[0] == expect->month.n;
    case EXPECT_STOP:
        return t->results.stop_month[0] == expect->month.n;
    case EXPECT_REVIEW:
        return review_month(t) == expect->month.n;
    }
    return false;
}

/* ---- telling ------------------------------------------------------------------------------ */

static Str text_of_truth(Truth t)
{
    return t == YES ? STR(SAY_ELIGIBLE) : t == NO ? STR(SAY_INELIGIBLE) : STR(SAY_UNDECIDED);
}

static Str text_of_paid(Trial *t, Str what, Paid paid)
{
    if (!paid.known) return STR(SAY_UNDECIDED);
    return format(t->arena, SAY_CASE_AMOUNT, STR_ARG(what),
                  STR_ARG(money_text(t->arena, (Money){paid.fen})));
}

/* The amount that came out, or why there is none. */
static Str text_of_due(Trial *t, Str what, Paid paid)
{
    if (came_out(t) == NO) return STR(SAY_INELIGIBLE);
    if (case_names_event(t->told) && outside_window(t)) return STR(SAY_CASE_NOT_PAID);
    return text_of_paid(t, what, paid);
}

static Str text_of_month(Trial *t, const char *what, int32_t n)
{
    bool real = n != MONTH_NONE.n && n != INT32_MIN;
    Str month = real ? month_text(t->arena, (Month){n}) : STR(SAY_NEVER);
    return format(t->arena, SAY_CASE_MONTH, STR_ARG(str_of(what)), STR_ARG(month));
}

static Str text_of_expect(Trial *t, const Expect *e, bool wanted)
{
    Str name = e->kind == EXPECT_COMPONENT ? t->affair->components[e->component].name
                                           : STR(SAY_CASE_TOTAL);
    switch (e->kind) {
    case EXPECT_TRUTH:
        return text_of_truth(wanted ? e->truth : came_out(t));
    case EXPECT_NOT_PAID:
        return wanted ? STR(SAY_CASE_NOT_PAID) : text_of_due(t, STR(SAY_CASE_PAID), all_paid(t));
    case EXPECT_COMPONENT:
        return wanted ? text_of_paid(t, name, (Paid){true, e->fen})
                      : text_of_due(t, name, component_paid(t, e->component));
    case EXPECT_TOTAL:
        return wanted ? text_of_paid(t, name, (Paid){true, e->fen})
                      : text_of_due(t, name, all_paid(t));
    case EXPECT_START:
        return text_of_month(t, SAY_START, wanted ? e->month.n : t->results.first_month[0]);
    case EXPECT_STOP:
        return text_of_month(t, SAY_STOP, wanted ? e->month.n : t->results.stop_month[0]);
    case EXPECT_REVIEW:
        return text_of_month(t, SAY_REVIEW, wanted ? e->month.n : review_month(t));
    }
    return STR("");
}

static void report_failure(Trial *t, Diagnostics *found, const Expect *expect)
{
    Buf why = buf_new(found->arena);
    why_print(machine_explain(t->arena, t->machine, t->env, &t->facts, 0), 1, &why);
    Str wanted = text_of_expect(t, expect, true), got = text_of_expect(t, expect, false);
    report(found, expect->place.file ? expect->place : t->told->line.place, E_CASE,
           SAY(str_copy(found->arena, wanted), str_copy(found->arena, got), buf_str(&why)));
}

static void trial_check(Trial *t, Diagnostics *found)
{
    const Case *told = t->told;
    for (size_t i = 0; i < told->expect_count; i++)
        if (!expect_holds(t, &told->expects[i])) report_failure(t, found, &told->expects[i]);
    if (!expects_components(told)) return;
    for (size_t k = 0; k < t->affair->component_count; k++) {
        if (case_names_component(told, k)) continue;
        Expect nothing = {.kind = EXPECT_COMPONENT, .component = k, .place = told->line.place};
        if (!expect_holds(t, &nothing)) report_failure(t, found, &nothing);
    }
}

static size_t affair_run_cases(Arena *chunk, const Affair *affair, Diagnostics *found)
{
    const AffairTree *tree = affair->program->tree;
    for (size_t k = 0; k < tree->case_count; k++) {
        arena_reset(chunk);
        Trial t = trial_run(chunk, affair, &tree->cases[k]);
        trial_check(&t, found);
    }
    return tree->case_count;
}

size_t bureau_run_cases(Arena *arena, const Bureau *bureau, Diagnostics *found)
{
    size_t ran = 0;
    Arena *chunk = arena_new();
    for (size_t a = 0; a < bureau->affair_count; a++)
        ran += affair_run_cases(chunk, bureau->affairs[a], found);
    for (size_t a = 0; a < bureau->assessment_count; a++)
        ran += affair_run_cases(chunk, bureau->assessments[a], found);
    arena_free(chunk);
    (void)arena;
    return ran;
}
