/* One affair for a section chief: what it is, for whom, how much, from when to when, how it is
 * handled under which clocks, with the article each line rests on. Nothing is told in other words
 * than the law's own: the clauses of the text are only put under the question that they answer. */
#include "policy/asked.h"
#include "policy/pages.h"
#include "policy/words.def"

/* ---- which question a clause answers -------------------------------------------------------- */

typedef enum { ASKS_WHAT, ASKS_WHO, ASKS_HOW_MUCH, ASKS_WHEN, ASKS_HOW, ASKS_OTHER, ASKS } Asks;
typedef struct {
    const char *word;
    Asks question;
} Clause;
static const Clause clauses[] = {
#define CLAUSE(word, question) {word, question},
#include "policy/clauses.def"
#undef CLAUSE
};

/* ASKS where the line begins no clause, ASKS_OTHER for the ones nobody has put anywhere. */
static Asks question_of(Str line)
{
    for (size_t i = 0; i < COUNT_OF(clauses); i++)
        if (str_starts(line, str_of(clauses[i].word))) return clauses[i].question;
    return ASKS_OTHER;
}

static size_t indent_of(Str line)
{
    size_t indent = 0;
    while (indent < line.len && line.ptr[indent] == ' ')
        indent++;
    return indent;
}

static Str mark_take(Str *citation)
{
    static const Str marks[] = {{STR_INIT(SAY_UNVERIFIED)}, {STR_INIT(SAY_PRESUMED)}};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (!str_ends(*citation, marks[i])) continue;
        citation->len -= marks[i].len;
        *citation = str_trim(*citation);
        return marks[i];
    }
    return STR("");
}

static void clause_add(Str raw, int number, AffairPart *part)
{
    Str text = str_trim(raw);
    AffairLine line = {.number = number,
                       .depth = (int)(indent_of(raw) > 2 ? (indent_of(raw) - 2) / 2 : 0),
                       .text = text};
    ptrdiff_t note = str_find(text, STR("#"));
    if (note > 0) line.text = str_trim((Str){text.ptr, (size_t)note});
    ptrdiff_t at = str_find(line.text, STR(SAY_CITES));
    if (at >= 0) {
        line.citation = str_trim(str_from(line.text, (size_t)at + STR(SAY_CITES).len));
        line.text = str_trim((Str){line.text.ptr, (size_t)at});
        line.mark = mark_take(&line.citation);
    }
    part->lines[part->line_count++] = line;
}

/* The affair's lines, each under its question. 办理 is shown from what was compiled of it. */
static void parts_fill(Page *p, const Affair *affair, AffairLawPage *out)
{
    static const char *const titles[] = {SAY_ASKS_WHAT, SAY_ASKS_WHO, SAY_ASKS_HOW_MUCH,
                                         SAY_ASKS_WHEN, SAY_ASKS_HOW, SAY_ASKS_OTHER};
    size_t most = (size_t)(affair->last_line - affair->place.line + 2);
    AffairPart *parts = NEW_ARRAY(p->w->arena, AffairPart, ASKS);
    for (int i = 0; i < ASKS; i++)
        parts[i] = (AffairPart){.title = str_of(titles[i]),
                                .lines = NEW_ARRAY(p->w->arena, AffairLine, most)};
    Asks question = ASKS_OTHER;
    int number = 0;
    for (Str rest = affair->place.file->text, raw; str_split(&rest, '\n', &raw);) {
        number++;
        if (number <= affair->place.line || number > affair->last_line) continue;
        Str text = str_trim(raw);
        if (text.len == 0 || str_starts(text, STR("#"))) continue;
        if (indent_of(raw) <= 2) question = question_of(text);
        if (question == ASKS) break; /* the cases, which come last */
        if (question != ASKS_HOW) clause_add(raw, number, &parts[question]);
    }
    out->parts = NEW_ARRAY(p->w->arena, AffairPart, ASKS);
    Place place = affair->place;
    for (int i = 0; i < ASKS; i++) {
        for (size_t k = 0; k < parts[i].line_count; k++) {
            place.line = parts[i].lines[k].number;
            parts[i].lines[k].href = law_href(p, &place);
        }
        if (parts[i].line_count) out->parts[out->part_count++] = parts[i];
    }
}

/* ---- how it is handled ---------------------------------------------------------------------- */

static Str clock_words(Arena *arena, const Affair *affair, const Step *step)
{
    Buf b = buf_new(arena);
    if (step->clock == STEP_NO_CLOCK) return presence_none();
    if (step->clock == STEP_AT_ONCE) return STR(SAY_AT_ONCE);
    buf_format(&b, step->clock == STEP_WORKDAYS ? SAY_WORKDAYS : SAY_DAYS, step->limit);
    if (step->special_limit) buf_format(&b, SAY_SPECIAL, step->special_limit);
    if (step->since >= 0) buf_format(&b, SAY_SINCE, STR_ARG(affair->steps[step->since].name));
    if (step->papers_stop) buf_add(&b, STR(SAY_PAPERS_STOP));
    return buf_str(&b);
}

static void steps_fill(Page *p, const Affair *affair, AffairLawPage *out)
{
    static const ListHeading heads[] = {
        {SAY_STEP_HEAD, false}, {SAY_WHO_HEAD, false}, {SAY_CLOCK_HEAD, false}, {SAY_CITES, false}};
    Arena *arena = p->w->arena;
    out->steps = list_new(arena, heads, COUNT_OF(heads), affair->step_count);
    for (size_t i = 0; i < affair->step_count; i++) {
        const Step *step = &affair->steps[i];
        ListCell *cells = list_row(arena, &out->steps);
        cells[0] = list_link(step->name, law_href(p, &step->line.place));
        cells[1] = list_text(presence(step->who));
        cells[2] = list_text(clock_words(arena, affair, step));
        if (!step->papers_stop && !step->special_limit) cells[2].note = step->note;
        cells[3] = list_text(step->line.citation);
        if (step->line.unverified) cells[3].note = STR(SAY_UNVERIFIED);
    }
}

/* ---- the numbers that it rests on ----------------------------------------------------------- */

static void standards_fill(Page *p, const Affair *affair, AffairLawPage *out)
{
    static const ListHeading heads[] = {{SAY_STANDARD_HEAD, false}, {SAY_VALUE_HEAD, true},
                                        {SAY_UNIT_HEAD, false},     {SAY_FROM_HEAD, false},
                                        {SAY_DOCUMENT_HEAD, false}, {SAY_MARK_HEAD, false}};
    size_t count, rows = 0;
    Arena *arena = p->w->arena;
    const Standard *const *named = program_standards(affair->program, &count);
    for (size_t i = 0; i < count; i++)
        rows += 1 + (named[i]->by ? named[i]->by->count : 0);
    out->standards = list_new(arena, heads, COUNT_OF(heads), rows);
    for (size_t i = 0; i < count; i++) {
        const Standard *s = named[i];
        size_t choices = s->by ? s->by->count : 0;
        for (size_t c = choices ? 1 : 0; c <= choices; c++) {
            const StandardValue *v = standard_value(p, s, (uint8_t)c, work_today(p->w));
            if (!v) continue;
            ListCell *cells = list_row(arena, &out->standards);
            cells[0] = list_link(
                c ? format(arena, SAY_TRY_CHOICE, STR_ARG(s->name), STR_ARG(s->by->words[c - 1]))
                  : s->name,
                law_href(p, &v->place));
            cells[1] = list_text(number_words(arena, v->mantissa, s->type));
            cells[1].number = true;
            cells[2] = list_text(s->type.percent ? STR("") : type_text(arena, s->type));
            cells[3] = list_text(date_text(arena, v->from));
            cells[4] = list_text(presence(v->document));
            if (v->presumed || v->unverified)
                cells[5] = (ListCell){.text = v->presumed ? STR(SAY_PRESUMED) : STR(SAY_UNVERIFIED),
                                      .kind = STR("open"),
                                      .tag = true};
        }
    }
}

bool law_affair_page(Page *p)
{
    const Affair *affair;
    AffairLawPage page = {.part_count = 0};
    TRY(page_affair(p, p->call->params[0], &affair));
    page.head = (Head){.crumbs = {NEW(p->w->arena, Link), 1},
                       .title = affair->name,
                       .note = STR(SAY_AFFAIR_NOTE),
                       .actions = NEW(p->w->arena, Link),
                       .action_count = 1};
    page.head.crumbs.links[0] = (Link){.href = STR("/law"), .text = STR(SAY_NAV_LAW)};
    page.head.actions[0] = (Link){.href = law_href(p, &affair->place), .text = STR(SAY_TEXT_LINK)};
    parts_fill(p, affair, &page);
    steps_fill(p, affair, &page);
    standards_fill(p, affair, &page);
    p->here = "/law";
    p->title = affair->name;
    law_affair_html(&p->body, &page);
    return true;
}
