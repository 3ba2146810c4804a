/* What the law gives on what is known so far: verdict, amount, what is still missing, and the
 * derivation. The derivation is kept with the case as lines of text, indented by depth; here it is
 * a tree again, as every other explanation is shown. */
#include "desk/pages.h"
#include "desk/words.def"

/* ---- the derivation -------------------------------------------------------------------------- */

enum { DEPTH_MOST = 40, INDENT = 2 };

typedef struct {
    Arena *arena;
    Str *lines;
    size_t count, at;
} Lines;

static size_t depth_of(Str line)
{
    size_t spaces = 0;
    while (spaces < line.len && line.ptr[spaces] == ' ')
        spaces++;
    return spaces / INDENT < DEPTH_MOST ? spaces / INDENT : DEPTH_MOST;
}

static bool is_one_of(Str value, const char *a, const char *b)
{
    return str_equal(value, str_of(a)) || str_equal(value, str_of(b));
}

/* The last colon parts what is asked from what came out. */
static void line_set(Str line, WhyNode *out)
{
    ptrdiff_t cited = str_find(line, STR(SAY_WHY_CITED)), at, last = -1;
    if (cited >= 0) {
        out->citation = str_trim(str_from(line, (size_t)cited + sizeof SAY_WHY_CITED - 1));
        line = (Str){line.ptr, (size_t)cited};
    }
    while ((at = str_find(str_from(line, (size_t)(last + 1)), STR(SAY_WHY_VALUE))) >= 0)
        last += at + 1;
    if (last >= 0) {
        out->value = str_trim(str_from(line, (size_t)last + sizeof SAY_WHY_VALUE - 1));
        line = (Str){line.ptr, (size_t)last};
    }
    out->text = str_trim(line);
    out->kind = is_one_of(out->value, SAY_WHY_FAILS, SAY_WHY_INELIGIBLE)    ? STR("no")
                : is_one_of(out->value, SAY_WHY_UNDECIDED, SAY_WHY_UNKNOWN) ? STR("unknown")
                : is_one_of(out->value, SAY_WHY_HOLDS, SAY_WHY_ELIGIBLE)    ? STR("yes")
                                                                            : STR("value");
}

static void branch(Lines *lines, size_t depth, WhyNode *parent)
{
    size_t capacity = 0;
    while (lines->at < lines->count && depth_of(lines->lines[lines->at]) >= depth) {
        if (parent->part_count == capacity)
            parent->parts =
                arena_grow(lines->arena, parent->parts, &capacity, sizeof *parent->parts);
        WhyNode *node = &parent->parts[parent->part_count++];
        *node = (WhyNode){.opens = depth < 2};
        size_t own = depth_of(lines->lines[lines->at]);
        line_set(lines->lines[lines->at++], node);
        branch(lines, own + 1, node);
    }
}

static void why_tree(Arena *arena, Str why, ResultPart *out)
{
    Lines lines = {.arena = arena};
    WhyNode root = {.part_count = 0};
    Str line;
    size_t most = 1;
    for (size_t i = 0; i < why.len; i++)
        most += why.ptr[i] == '\n';
    lines.lines = NEW_ARRAY(arena, Str, most);
    while (str_split(&why, '\n', &line))
        if (str_trim(line).len) lines.lines[lines.count++] = line;
    branch(&lines, 0, &root);
    out->why = root.parts;
    out->why_count = root.part_count;
}

/* ---- what is missing ------------------------------------------------------------------------- */

static void needs_fill(Page *p, const CaseQuestions *q, ResultPart *out)
{
    out->needs = NEW_ARRAY(p->w->arena, ResultNeed, q->count);
    for (size_t i = 0; i < q->count; i++) {
        const CaseQuestion *one = &q->items[i];
        if (!one->needed || one->known) continue;
        if (out->need_count) out->needs[out->need_count - 1].more = true;
        ResultNeed *need = &out->needs[out->need_count++];
        need->name = question_name(p, one->person, one->field);
        need->text = !one->person.n ? one->field->name
                                    : format(p->w->arena, SAY_NEED_OF,
                                             STR_ARG(name_mask(p->w->arena, one->person_name)),
                                             STR_ARG(one->field->name));
    }
}

void result_fill(Page *p, const Case *c, const CaseQuestions *q, ResultPart *out)
{
    static const char *const verdicts[] = {SAY_VERDICT_NO, SAY_VERDICT_UNKNOWN, SAY_VERDICT_YES};
    static const char *const kinds[] = {"bad", "open", "good"};
    const CaseResult *result = &q->result;
    needs_fill(p, q, out);
    if (result->as_of.days == DATE_NONE.days) return;
    out->verdict = str_of(verdicts[result->eligible]);
    out->kind = str_of(kinds[result->eligible]);
    if (result->eligible == YES) out->amount = result->amount;
    out->once = str_of(c->affair->once ? SAY_PAID_ONCE : SAY_PAID_MONTHLY);
    if (result->from.n != MONTH_NONE.n && result->from.n != 0 && !c->affair->once)
        out->from = format(p->w->arena, SAY_RESULT_FROM, month_year(result->from),
                           month_number(result->from));
    out->conflict = result->conflict;
    out->as_of =
        format(p->w->arena, SAY_RESULT_AS_OF, STR_ARG(date_text(p->w->arena, result->as_of)));
    why_tree(p->w->arena, result->why, out);
}
