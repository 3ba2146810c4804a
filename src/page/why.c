/* Why this amount: the derivation that the machine gives for one subject and month, as a tree of
 * lines with their values and articles. Nothing is computed here; entitle explains with the same
 * machine that pays. */
#include "page/page.h"
#include "page/words.def"

static const char *node_kind(const Why *why)
{
    static const char *const kinds[] = {"no", "unknown", "yes"};
    if (why->condition) return kinds[why->truth];
    return why->truth == UNKNOWN ? "unknown" : "value";
}

/* The first two levels stand open, but not what came to nothing; so does every condition that does
 * not hold, for that is what is asked about. */
static bool node_opens(const Why *why, int depth)
{
    if (depth == 0 || (why->condition && why->truth != YES)) return true;
    return depth == 1 && !str_starts(why->value, STR("0.00"));
}

static WhyNode node_of(Page *p, const Why *why, int depth)
{
    WhyNode node = {.text = why->text,
                    .value = why->value,
                    .citation = why->citation,
                    .href = depth == 0 || why->citation.len ? law_href(p, &why->place) : STR(""),
                    .kind = str_of(node_kind(why)),
                    .opens = node_opens(why, depth)};
    node.parts = NEW_ARRAY(p->w->arena, WhyNode, why->part_count);
    node.part_count = why->part_count;
    for (size_t i = 0; i < why->part_count; i++)
        node.parts[i] = node_of(p, &why->parts[i], depth + 1);
    return node;
}

void why_nodes(Page *p, const Why *why, WhyNode **out, size_t *count)
{
    *count = why ? 1 : 0;
    if (!why) return;
    *out = NEW(p->w->arena, WhyNode);
    **out = node_of(p, why, 0);
}

static Str needs_words(Page *p, const Explanation *e)
{
    Buf b = buf_new(p->w->arena);
    for (size_t i = 0; i < e->need_count; i++) {
        if (i > 0) buf_add(&b, STR(SAY_COMMA));
        Str name = e->needs[i].input->name;
        if (e->needs[i].member)
            buf_format(&b, SAY_NEED_MEMBER, e->needs[i].member, STR_ARG(name));
        else
            buf_add(&b, name);
    }
    return buf_str(&b);
}

static Str amount_note(const Granted *g)
{
    if (g->unknown) return STR(SAY_AMOUNT_UNKNOWN);
    if (g->held) return STR(SAY_HELD);
    return g->barred ? STR(SAY_BARRED) : STR("");
}

static void amounts_fill(Page *p, const Affair *affair, const Explanation *e, Reasons *out)
{
    out->amounts = NEW_ARRAY(p->w->arena, AmountRow, e->granted_count);
    out->amount_count = e->granted_count;
    for (size_t i = 0; i < e->granted_count; i++) {
        const Granted *g = &e->granted[i];
        Str component = g->component < affair->component_count
                            ? affair->components[g->component].name
                            : STR(SAY_ALL_COMPONENTS);
        out->amounts[i] =
            (AmountRow){person_words(p, g->person), component, amount_note(g), g->amount};
        if (!g->unknown) out->total.fen += g->amount.fen;
    }
}

bool why_fill(Page *p, const Affair *affair, int64_t subject, Month month, Reasons *out)
{
    static const char *const verdicts[] = {SAY_VERDICT_NO, SAY_VERDICT_UNKNOWN, SAY_VERDICT_YES};
    static const char *const kinds[] = {"bad", "open", "good"};
    FactBase *base;
    Explanation e;
    Question question = {.affair = affair, .subject = subject, .month = month};
    TRY(facts_load_subject(p->w, p->bureau, affair->subject, subject, &base));
    TRY(entitle_explain(p->w, base, &question, &e));
    *out =
        (Reasons){.verdict = format(p->w->arena, "%s%s", verdicts[e.entitled],
                                    e.enrolled ? SAY_VERDICT_ENROLLED : SAY_VERDICT_NOT_ENROLLED),
                  .verdict_kind = str_of(kinds[e.entitled]),
                  .needs = needs_words(p, &e)};
    amounts_fill(p, affair, &e, out);
    why_nodes(p, e.granted_why, &out->granted, &out->granted_count);
    why_nodes(p, e.entitled_why, &out->entitled, &out->entitled_count);
    out->entitled_opens = !e.enrolled || e.entitled != YES;
    return true;
}
