/* How an affair stands to others (衔接), and the order of affairs: whatever one reads of another must
 * be computed before, so a circle is an error. 互斥 and 叠加 are looked at when somebody is enrolled
 * and make no order. */
#include "lang/affair.h"

#include "lang/names.def"

/* ---- 衔接 --------------------------------------------------------------------------------- */

static bool parse_relation_kind(Parser *p, RelationKind *kind)
{
    static const struct {
        Word word;
        RelationKind kind;
    } KINDS[] = {{WORD_EXCLUSIVE, RELATION_EXCLUSIVE},
                 {WORD_GREATER_OF, RELATION_HIGHER},
                 {WORD_DIFFERENCE, RELATION_DIFFERENCE},
                 {WORD_STACKED, RELATION_STACK}};
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (!parser_take_word(p, KINDS[i].word)) continue;
        *kind = KINDS[i].kind;
        return true;
    }
    return parser_expected(p, WANT_RELATION);
}

static bool affair_named(AffairReader *r, Str name, Place place, const Affair **out)
{
    const Bureau *bureau = r->front->bureau;
    *out = bureau_affair(bureau, name);
    if (*out && *out != r->affair) return true;
    Str *names = NEW_ARRAY(r->front->arena, Str, bureau->affair_count);
    for (size_t i = 0; i < bureau->affair_count; i++)
        names[i] = bureau->affairs[i]->name;
    Str near = nearest_name(r->front->arena, name, names, bureau->affair_count);
    if (*out)
        report(r->front->found, place, E_SELF, SAY(name));
    else
        report(r->front->found, place, near.len ? E_NAME_NEAR : E_AFFAIR, SAY(name, near));
    return false;
}

static bool read_relation(AffairReader *r, const Line *line, Relation *relation)
{
    Parser p;
    Str name;
    Place place;
    TRY(section_line(r, line, &p, &relation->line));
    TRY(parser_want_word(&p, WORD_WITH) && parse_name(&p, &name, &place));
    TRY(parse_relation_kind(&p, &relation->kind) && parser_want_end(&p));
    TRY(affair_named(r, name, place, &relation->with));
    for (size_t i = 0; i < r->affair->relation_count; i++)
        if (r->affair->relations[i].with == relation->with) {
            report(r->front->found, place, E_DUPLICATE, SAY(name));
            return false;
        }
    bool reads = relation->kind == RELATION_DIFFERENCE || relation->kind == RELATION_HIGHER;
    if (reads && relation->with->recognises) {
        report(r->front->found, place, E_NO_AMOUNT, SAY(name));
        return false;
    }
    if (reads) use_affair(&r->scope, relation->with, place);
    return true;
}

void read_relations(AffairReader *r, const Line *line)
{
    Parser p;
    size_t count = 0;
    if (!section_open(r, line, &p, &r->heading) || !parser_want_end(&p)) return;
    for (const Line *child = line->child; child; child = child->next)
        count++;
    r->affair->relations = NEW_ARRAY(r->front->arena, Relation, count);
    for (const Line *child = line->child; child; child = child->next) {
        Relation relation = {0};
        if (!read_relation(r, child, &relation)) continue;
        r->affair->relations[r->affair->relation_count++] = relation;
    }
}

/* ---- the order of affairs ----------------------------------------------------------------- */

typedef struct {
    Front *front;
    AffairDraft **path; /* the affairs being visited, outermost first */
    size_t depth;
    int order;
} Walk;

static AffairDraft *draft_of(Front *front, const Affair *affair)
{
    for (size_t i = 0; i < front->draft_count; i++)
        if (front->drafts[i].affair == affair) return &front->drafts[i];
    return NULL;
}

static void report_circle(Walk *w, const AffairDraft *again, Place place)
{
    Buf text = buf_new(w->front->arena);
    size_t i = 0;
    while (w->path[i] != again)
        i++;
    for (; i < w->depth; i++) {
        buf_add(&text, w->path[i]->affair->name);
        buf_add(&text, STR(NAME_ARROW));
    }
    buf_add(&text, again->affair->name);
    report(w->front->found, place, E_CYCLE, SAY(buf_str(&text)));
}

static void visit(Walk *w, AffairDraft *draft)
{
    draft->visit = 1;
    w->path[w->depth++] = draft;
    for (size_t i = 0; i < draft->use_count; i++) {
        AffairDraft *used = draft_of(w->front, draft->uses[i]);
        if (used->visit == 1)
            report_circle(w, used, draft->use_places[i]);
        else if (used->visit == 0)
            visit(w, used);
    }
    w->depth--;
    draft->visit = 2;
    Bureau *bureau = w->front->bureau;
    if (draft->affair->of) { /* nobody is enrolled in it */
        bureau->assessments[bureau->assessment_count++] = draft->affair;
        return;
    }
    draft->affair->order = w->order;
    bureau->affairs[w->order++] = draft->affair;
}

void affairs_order(Front *front)
{
    Walk w = {.front = front};
    w.path = NEW_ARRAY(front->arena, AffairDraft *, front->draft_count);
    front->bureau->assessments = NEW_ARRAY(front->arena, Affair *, front->draft_count);
    for (size_t i = 0; i < front->draft_count; i++)
        if (front->drafts[i].visit == 0) visit(&w, &front->drafts[i]);
    front->bureau->affair_count = (size_t)w.order;
}
