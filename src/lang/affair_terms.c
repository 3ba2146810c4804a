/* 准入: conditions in blocks of 任一 and 全部, and their versions in time. A block that is dated
 * counts from its day on until the next one; the day that chooses is that of the decision, or, as
 * long as there is none, the day of the facts. */
#include "lang/affair.h"

#include "lang/names.def"

typedef struct {
    bool dated;
    Date from;
    Node **holds;
    const LawLine **lines;
    size_t count;
} Version;

/* ---- one condition ------------------------------------------------------------------------ */

static void foregone_check(AffairReader *r, const Node *node, Place place)
{
    Truth truth = node_foregone(node);
    if (truth == YES) report(r->front->found, place, W_ALWAYS, NULL);
    if (truth == NO) report(r->front->found, place, W_NEVER, NULL);
}

static Node *read_one(AffairReader *r, const Line *line, Parser *p, const LawLine *law)
{
    if (line->child) {
        report(r->front->found, line_place(line->child), E_CHILD, NULL);
        return NULL;
    }
    Syntax *s = parse_expression(p);
    if (!s || !parser_want_end(p)) return NULL;
    citation_wanted(r, law);
    Node *node = check_truth(&r->scope, s);
    if (!node) return NULL;
    foregone_check(r, node, s->place);
    node->line = law;
    return node;
}

/* 任一(a; b): what a block says, on one line. */
static Str block_text(AffairReader *r, Word word, const Node *block)
{
    Buf out = buf_new(r->front->arena);
    buf_add(&out, word_text(word));
    buf_byte(&out, '(');
    for (size_t i = 0; i < block->part_count; i++) {
        if (i) buf_add(&out, STR("; "));
        buf_add(&out, block->parts[i]->line->text);
    }
    buf_byte(&out, ')');
    return buf_str(&out);
}

static Node *read_condition(AffairReader *r, const Line *line);

static Node *read_block(AffairReader *r, const Line *line, Word word, LawLine *law)
{
    size_t count = 0, capacity = 0;
    Node **parts = NULL;
    for (const Line *child = line->child; child; child = child->next) {
        Node *part = read_condition(r, child);
        if (!part) continue;
        if (count == capacity) {
            parts = arena_grow(r->front->arena, parts, &capacity, sizeof(Node *));
        }
        parts[count++] = part;
    }
    if (count == 0) {
        if (!line->child) report(r->front->found, law->place, E_EMPTY, SAY(word_text(word)));
        return NULL;
    }
    if (count == 1) return parts[0];
    Node *block = node_with(&r->scope, word == WORD_ANY ? NODE_OR : NODE_AND, NULL, parts, count);
    block->type = type_truth();
    block->place = law->place;
    law->text = block_text(r, word, block);
    block->text = law->text;
    if (law->citation.len == 0) law->citation = parts[0]->line->citation;
    block->line = law_keep(r, *law);
    return block;
}

static Node *read_condition(AffairReader *r, const Line *line)
{
    Parser p;
    LawLine law;
    if (!section_line(r, line, &p, &law)) return NULL;
    const Token *t = parser_peek(&p);
    bool alone = p.tokens.count == 1;
    bool any = alone && t->word == WORD_ANY, all = alone && t->word == WORD_ALL;
    if (!any && !all) return read_one(r, line, &p, law_keep(r, law));
    LawLine heading = r->heading;
    r->heading.citation = law.citation;
    Node *block = read_block(r, line, any ? WORD_ANY : WORD_ALL, &law);
    r->heading = heading;
    return block;
}

/* ---- versions ----------------------------------------------------------------------------- */

static void keep_group(AffairReader *r, const Version *v)
{
    AffairTree *tree = r->tree;
    size_t groups = tree->group_count, conditions = tree->condition_count;
    ConditionGroup *group_items = NEW_ARRAY(r->front->arena, ConditionGroup, groups + 1);
    Condition *items = NEW_ARRAY(r->front->arena, Condition, conditions + v->count);
    for (size_t i = 0; i < groups; i++)
        group_items[i] = tree->groups[i];
    for (size_t i = 0; i < conditions; i++)
        items[i] = tree->conditions[i];
    for (size_t i = 0; i < v->count; i++)
        items[conditions + i] = (Condition){v->holds[i], v->holds[i]->line};
    group_items[groups] = (ConditionGroup){.first = conditions, .count = v->count};
    /* the day is kept in a literal until admission_finish turns it into a condition */
    if (v->dated) group_items[groups].applies = node_literal(&r->scope, type_date(), v->from.days);
    tree->groups = group_items;
    tree->group_count = groups + 1;
    tree->conditions = items;
    tree->condition_count = conditions + v->count;
}

/* Lines that must all hold: none says what another has said, none forbids what another wants. */
static void compare_lines(AffairReader *r, const Version *v)
{
    for (size_t i = 1; i < v->count; i++)
        for (size_t j = 0; j < i; j++) {
            bool again = nodes_equal(v->holds[i], v->holds[j]);
            if (!again && !nodes_exclude(v->holds[i], v->holds[j])) continue;
            Str line = format(r->front->arena, "%d", v->holds[j]->place.line);
            report(r->front->found, v->holds[i]->place, again ? W_REPEATED : W_CONTRADICTION,
                   SAY(line));
            break;
        }
}

void read_admission(AffairReader *r, const Line *line)
{
    Parser p;
    Version v = {0};
    size_t capacity = 0;
    if (!section_open(r, line, &p, &r->heading)) return;
    if (!parse_since(&p, &v.dated, &v.from) || !parser_want_end(&p)) return;
    for (const Line *child = line->child; child; child = child->next) {
        Node *node = read_condition(r, child);
        if (!node) continue;
        if (v.count == capacity) {
            v.holds = arena_grow(r->front->arena, v.holds, &capacity, sizeof(Node *));
        }
        v.holds[v.count++] = node;
    }
    compare_lines(r, &v);
    keep_group(r, &v);
    for (size_t i = 0; i + 1 < r->tree->group_count; i++) {
        const Node *other = r->tree->groups[i].applies;
        bool same = other ? v.dated && other->value == v.from.days : !v.dated;
        if (same) report(r->front->found, line_place(line), E_VERSION_TWICE, NULL);
    }
}

static Node *compare_days(AffairReader *r, Comparison how, Node *left, Node *right)
{
    Node *node = node_with(&r->scope, NODE_COMPARE, NULL, NODES(left, right));
    node->type = type_truth();
    node->compare = how;
    return node;
}

/* 确认日期, or 取数日 while nothing is decided. */
static Node *decision_day(AffairReader *r)
{
    Node *decided = node_new(&r->scope, NODE_EVENT, NULL);
    decided->event = EVENT_DECIDED;
    decided->type = type_date();
    decided->shape = SHAPE_SUBJECT;
    decided->text = word_text(WORD_DECIDED_ON);
    Node *facts = node_new(&r->scope, NODE_FACT_DAY, NULL);
    facts->type = type_date();
    facts->text = word_text(WORD_FACT_DAY);
    Node *never = node_literal(&r->scope, type_date(), DATE_NONE.days);
    Node *none = compare_days(r, COMPARE_EQUAL, decided, never);
    Node *day = node_with(&r->scope, NODE_IF, NULL, NODES(none, facts, decided));
    day->type = type_date();
    return day;
}

/* The condition under which the i-th group counts: from its day on, before the next one's. */
static Node *group_applies(AffairReader *r, const ConditionGroup *groups, size_t count, size_t i)
{
    Node *from = groups[i].applies, *until = NULL;
    for (size_t j = 0; j < count; j++) {
        Node *other = groups[j].applies;
        bool later = other && (!from || other->value > from->value);
        if (later && (!until || other->value < until->value)) until = other;
    }
    Node *since = from ? compare_days(r, COMPARE_AT_LEAST, decision_day(r), from) : NULL;
    Node *before = until ? compare_days(r, COMPARE_LESS, decision_day(r), until) : NULL;
    if (since && before) return node_and(&r->scope, since, before);
    return since ? since : before;
}

void admission_finish(AffairReader *r)
{
    AffairTree *tree = r->tree;
    ConditionGroup *groups = NEW_ARRAY(r->front->arena, ConditionGroup, tree->group_count);
    for (size_t i = 0; i < tree->group_count; i++) {
        groups[i] = tree->groups[i];
        groups[i].applies = group_applies(r, tree->groups, tree->group_count, i);
    }
    tree->groups = groups;
    r->affair->conditions = NEW_ARRAY(r->front->arena, LawLine, tree->condition_count);
    r->affair->condition_count = tree->condition_count;
    for (size_t i = 0; i < tree->condition_count; i++)
        r->affair->conditions[i] = *tree->conditions[i].line;
}
