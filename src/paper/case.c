/* The facts of a case, for its papers: who, where, which days, what was found, said and decided.
 * paper_case says all that a form wants and the case knows; numbers and accounts are masked unless
 * they are to be revealed, which is an act for each. */
#include "paper/sheet.h"
#include "paper/words.def"

typedef struct {
    Work *w;
    const InForce *law;
    const PaperOfCase *of;
    CaseFacts facts;
    PaperFacts *out;
    Date today;
} Gather;

/* ---- fields of registers ------------------------------------------------------------------ */

static Str field_text(Gather *g, const Field *field, Value value)
{
    Date day;
    Money money;
    if (!value.known) return (Str){"", 0};
    Str text = value_text(g->w, field, value);
    if (field->type.kind == TYPE_DATE && date_parse(text, &day))
        return date_chinese(g->w->arena, day);
    bool yuan = field->type.kind == TYPE_NUMBER && field->type.unit.power[UNIT_YUAN];
    return yuan && money_parse(text, &money) ? money_text(g->w->arena, money) : text;
}

/* What is stated in the case goes before what the registers say. */
static bool stated(Gather *g, const Field *field, PersonId person, Str *out)
{
    for (size_t i = 0; i < g->facts.fact_count; i++) {
        const CaseQuestion *q = &g->facts.facts[i];
        if (q->field != field || q->person.n != person.n || !q->known) continue;
        *out = field_text(g, field, q->value);
        return out->len > 0;
    }
    return false;
}

static bool held_text(Gather *g, const Field *field, int64_t subject, Str *out)
{
    FactVersion *versions;
    size_t count;
    *out = (Str){"", 0};
    TRY(registry_history(g->w, field->aspect, subject, &versions, &count));
    for (size_t i = 0; i < count; i++) {
        const FactVersion *v = &versions[i];
        bool now = v->from.days <= g->today.days && g->today.days < v->to.days;
        if (!now || v->known_to.n < COMMIT_OPEN || !v->values) continue;
        *out = field_text(g, field, v->values[field - field->aspect->fields]);
        break;
    }
    return true;
}

static bool field_of(Gather *g, const Field *field, PersonId person, Str *out)
{
    bool sealed = field->sealed && g->of->purpose.len && person.n;
    int64_t subject = person.n ? person.n : g->facts.row.unit.n;
    *out = (Str){"", 0};
    if (subject == 0) return true;
    if (sealed) return person_reveal(g->w, &(PersonReveal){field, person.n, g->of->purpose}, out);
    return stated(g, field, person, out) || held_text(g, field, subject, out);
}

static bool say_single_fields(Gather *g, const PaperNames *names)
{
    for (size_t i = 0; i < names->count; i++) {
        const FormPiece *piece = names->items[i];
        if (piece->kind != PIECE_FIELD || piece->owner == OWNER_MEMBER) continue;
        bool own = piece->owner == OWNER_APPLICANT;
        Str text;
        TRY(field_of(g, piece->field, own ? g->facts.row.person : (PersonId){0}, &text));
        paper_say_field(g->out, piece->owner, piece->field, text);
    }
    return true;
}

static bool say_members(Gather *g, const PaperNames *names)
{
    for (size_t m = 0; m < g->facts.unit.member_count; m++) {
        const Member *member = &g->facts.unit.members[m];
        paper_row(g->out, FORM_MEMBERS);
        paper_row_say(g->out, FORM_MEMBER_ROLE, member->role);
        for (size_t i = 0; i < names->count; i++) {
            const FormPiece *piece = names->items[i];
            if (piece->kind != PIECE_FIELD || piece->owner != OWNER_MEMBER) continue;
            Str text;
            TRY(field_of(g, piece->field, member->person, &text));
            paper_row_field(g->out, piece->field, text);
        }
    }
    return true;
}

/* ---- places and bodies -------------------------------------------------------------------- */

static bool say_places(Gather *g)
{
    Division chain[6];
    size_t count = 0;
    Str county = {"", 0};
    static const struct {
        int level;
        FormName name;
    } LEVELS[] = {{3, FORM_COUNTY}, {4, FORM_TOWN}, {5, FORM_VILLAGE}};
    if (g->facts.row.division == 0) return true;
    TRY(division_chain(g->w, g->facts.row.division, chain, &count));
    for (size_t i = 0; i < count; i++) {
        DivisionRow row;
        TRY(division_by_code(g->w, chain[i], &row));
        for (size_t k = 0; k < COUNT_OF(LEVELS); k++)
            if (division_level(chain[i]) == LEVELS[k].level)
                paper_say(g->out, LEVELS[k].name, row.name);
        if (division_level(chain[i]) == LEVELS[0].level) county = row.name;
    }
    paper_say(g->out, FORM_ADDRESS, g->facts.place);
    if (county.len == 0) return true;
    Arena *arena = g->w->arena;
    paper_say(g->out, FORM_ORGANISATION, format(arena, PAPER_BUREAU, STR_ARG(county)));
    paper_say(g->out, FORM_REVIEW_BODY, format(arena, PAPER_GOVERNMENT, STR_ARG(county)));
    paper_say(g->out, FORM_COURT, format(arena, PAPER_COURT, STR_ARG(county)));
    return true;
}

/* ---- what happened ------------------------------------------------------------------------ */

static const Step *step_named(const Affair *affair, Str name)
{
    for (size_t i = 0; i < affair->step_count; i++)
        if (str_equal(affair->steps[i].name, name)) return &affair->steps[i];
    return NULL;
}

static void say_part(Gather *g, Str part)
{
    part = str_trim(part);
    if (part.len == 0) return;
    paper_row(g->out, FORM_PAPERS);
    paper_row_say(g->out, FORM_PAPER_NAME, part);
}

/* A request names papers one after the other: 收入证明；残疾人证. */
static void say_request(Gather *g, Str words)
{
    Str stop = STR(PAPER_NEXT), rest = words;
    for (ptrdiff_t at; (at = str_find(rest, stop)) >= 0;) {
        say_part(g, (Str){rest.ptr, (size_t)at});
        rest = str_from(rest, (size_t)at + stop.len);
    }
    say_part(g, rest);
}

static void say_opinions(Gather *g)
{
    const CaseEventRow *request = NULL;
    for (size_t i = 0; i < g->facts.opinion_count; i++) {
        const CaseEventRow *row = &g->facts.opinions[i];
        const Step *step = step_named(g->facts.row.affair, row->from);
        CaseEvent event = CASE_EVENT_COUNT;
        case_event_parse(row->event, &event);
        if (event == CASE_REQUEST_PAPERS) request = row;
        if (event == CASE_ACCEPT) paper_say(g->out, FORM_ACCEPT_OPINION, row->opinion);
        if (event == CASE_REFUSE || event == CASE_STOP_NOW || event == CASE_REDUCE)
            paper_say(g->out, FORM_REASON, row->opinion);
        if (!step || event == CASE_REQUEST_PAPERS || event == CASE_ACCEPT) continue;
        if (step->body == BODY_TOWN) paper_say(g->out, FORM_TOWN_OPINION, row->opinion);
        if (step->body == BODY_COUNTY) paper_say(g->out, FORM_COUNTY_OPINION, row->opinion);
    }
    if (request) say_request(g, request->opinion);
}

static void say_visits(Gather *g)
{
    if (g->facts.visit_count) {
        const CaseVisit *visit = &g->facts.visits[g->facts.visit_count - 1];
        Str both = format(g->w->arena, PAPER_BOTH, STR_ARG(visit->visitors[0]),
                          STR_ARG(visit->visitors[1]));
        paper_say_date(g->out, FORM_VISITED, visit->day);
        paper_say(g->out, FORM_VISITORS, both);
        paper_say(g->out, FORM_FINDINGS, visit->findings);
    }
    if (g->facts.hearing_count) {
        const CaseHearing *hearing = &g->facts.hearings[g->facts.hearing_count - 1];
        paper_say_date(g->out, FORM_HEARD, hearing->held);
        paper_say(g->out, FORM_STATEMENT, hearing->statement);
    }
}

/* Out of the derivation the one line that has room on a sheet: 900.00 元/人月 × 2 人 - 1,000.00
 * 元/月 = 800.00 元/月, which stands below 基本. Its formula and its citation are left out. */
static Str sum_line(const Affair *affair, Str why)
{
    Str line, last = {"", 0}, equals = STR(" = ");
    bool next = false;
    if (affair->component_count == 0) return last;
    while (str_split(&why, '\n', &line)) {
        line = str_trim(line);
        if (next) {
            ptrdiff_t cited = str_find(line, STR(PAPER_CITED)), at = str_find(line, equals);
            if (cited >= 0) line.len = (size_t)cited;
            Str behind = at < 0 ? line : str_from(line, (size_t)at + equals.len);
            return str_find(behind, equals) >= 0 ? behind : str_trim(line);
        }
        next = str_starts(line, affair->components[0].name) &&
               str_starts(str_from(line, affair->components[0].name.len), equals);
    }
    return last;
}

static void say_result(Gather *g)
{
    const CaseResult *result = &g->facts.result;
    if (result->eligible != YES) return;
    paper_say_money(g->out, FORM_AMOUNT, result->amount);
    if (result->amount.fen >= 0)
        paper_say(g->out, FORM_AMOUNT_WORDS, money_words(g->w->arena, result->amount));
    if (result->from.n > 0) paper_say_month(g->out, FORM_FROM_MONTH, result->from);
    paper_say(g->out, FORM_DERIVATION, sum_line(g->facts.row.affair, result->why));
}

/* 《社会救助暂行办法》第九条、…: what the reasons cite, each once. */
static Str articles_of(Arena *arena, const CaseRefusal *refusal)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < refusal->count; i++) {
        ptrdiff_t at = str_find(refusal->reasons[i], STR(PAPER_CITED));
        if (at < 0) continue;
        Str cited = str_from(refusal->reasons[i], (size_t)at + STR(PAPER_CITED).len);
        cited = citation_print(arena, str_trim(cited));
        if (str_find(buf_str(&out), cited) >= 0) continue;
        buf_format(&out, "%s%.*s", out.len ? PAPER_AND : "", STR_ARG(cited));
    }
    return buf_str(&out);
}

/* The articles of a grant are those of the step that decides; of a refusal, those of the lines of
 * law that do not hold. */
static bool say_decision(Gather *g)
{
    const Affair *affair = g->facts.row.affair;
    for (size_t i = 0; i < affair->step_count; i++)
        if (affair->steps[i].kind == STEP_DECIDE)
            paper_say(g->out, FORM_ARTICLES,
                      citation_print(g->w->arena, affair->steps[i].line.citation));
    if (g->facts.row.outcome != OUTCOME_REFUSED) return true;
    CaseRefusal refusal;
    Buf reasons = buf_new(g->w->arena);
    TRY(case_refusal(g->w, g->law, g->of->id, &refusal));
    for (size_t i = 0; i < refusal.count; i++)
        buf_format(&reasons, PAPER_REASON,
                   STR_ARG(citation_print(g->w->arena, refusal.reasons[i])));
    bool ended = str_ends(refusal.opinion, STR(PAPER_STOP));
    if (refusal.opinion.len && !ended)
        buf_format(&reasons, PAPER_REASON, STR_ARG(refusal.opinion));
    else
        buf_add(&reasons, refusal.opinion);
    paper_say(g->out, FORM_REASON, str_trim(buf_str(&reasons)));
    Str articles = articles_of(g->w->arena, &refusal);
    if (articles.len) paper_say(g->out, FORM_ARTICLES, articles);
    return true;
}

/* ---- notices and deliveries --------------------------------------------------------------- */

/* Of 江西省景德镇市珠山区里村街道童街社区 what stands behind the county. */
static Str behind_county(const PaperFacts *f, Str place)
{
    for (size_t i = 0; i < f->single.count; i++) {
        const Fact *fact = &f->single.items[i];
        if (fact->field || fact->name != FORM_COUNTY || fact->text.len == 0) continue;
        ptrdiff_t at = str_find(place, fact->text);
        if (at >= 0) return str_from(place, (size_t)at + fact->text.len);
    }
    return place;
}

void paper_say_notice(PaperFacts *f, const CaseNotice *notice)
{
    paper_say_date(f, FORM_PUBLIC_FROM, notice->from);
    paper_say_date(f, FORM_PUBLIC_UNTIL, notice->to);
    paper_row(f, FORM_ROLL);
    paper_row_say(f, FORM_ROLL_PERSON, notice->name);
    paper_row_say(f, FORM_ROLL_VILLAGE, behind_county(f, notice->place));
    paper_row_say(f, FORM_ROLL_HEADS, format(f->arena, "%lld", (long long)notice->members));
    paper_row_say(f, FORM_ROLL_AMOUNT, money_text(f->arena, notice->amount));
}

static bool say_notices(Gather *g)
{
    CaseNotice *notices;
    CaseDelivery *sent;
    size_t count;
    TRY(case_notices(g->w, g->law, g->of->id, &notices, &count));
    if (count) paper_say_notice(g->out, &notices[count - 1]);
    TRY(case_deliveries(g->w, g->of->id, &sent, &count));
    for (size_t i = 0; i < count; i++) {
        paper_row(g->out, FORM_DELIVERIES);
        paper_row_say(g->out, FORM_SENT_PAPER, sent[i].document);
        paper_row_say(g->out, FORM_SENT_WAY, delivery_name(sent[i].way));
        paper_row_say(g->out, FORM_SENT_DAY, date_chinese(g->w->arena, sent[i].day));
        paper_row_say(g->out, FORM_SENT_RECEIVER, sent[i].receiver);
    }
    return true;
}

/* ---- the whole ---------------------------------------------------------------------------- */

static void say_case(Gather *g)
{
    const Case *row = &g->facts.row;
    paper_say(g->out, FORM_CASE, row->number);
    paper_say(g->out, FORM_APPLICANT, row->name);
    paper_say_date(g->out, FORM_APPLIED, row->applied);
    paper_say_date(g->out, FORM_ACCEPTED, row->accepted);
    paper_say_date(g->out, FORM_DECIDED, row->decided);
    paper_say_date(g->out, FORM_DUE, row->due);
    paper_say_date(g->out, FORM_DAY, g->today);
    if (g->facts.unit.member_count)
        paper_say_number(g->out, FORM_HEADS, (int64_t)g->facts.unit.member_count);
}

bool paper_case(Work *w, const InForce *law, const PaperOfCase *of, PaperFacts **out)
{
    Gather g = {.w = w, .law = law, .of = of, .out = paper_facts(w), .today = work_today(w)};
    PaperNames names = paper_names(w->arena, of->form);
    TRY(case_facts(w, law, of->id, &g.facts));
    say_case(&g);
    say_opinions(&g);
    say_visits(&g);
    say_result(&g);
    TRY(say_places(&g) && say_decision(&g) && say_notices(&g));
    TRY(say_single_fields(&g, &names) && say_members(&g, &names));
    *out = g.out;
    return true;
}

bool paper_of_case(Work *w, const InForce *law, const PaperOfCase *of, Buf *out)
{
    Case row;
    PaperFacts *facts;
    TRY(case_row(w, law, of->id, &row) && paper_case(w, law, of, &facts));
    return paper_make(w, &(PaperJob){of->form, row.affair, facts}, out);
}
