/* 给付, 增发, 渐退: what is paid. Each block gives an amount; components_finish puts the blocks of a
 * component together in time and lowers 差额, 取高 and 渐退 to ordinary expressions, so that the
 * machine knows nothing of them. */
#include "lang/affair.h"

#include <stdlib.h>

#include "lang/names.def"

/* ---- amounts ------------------------------------------------------------------------------ */

/* 元 or 元/月; of one person also 元/人月; of a unit 元/户月. */
static bool payable_unit(const AffairReader *r, Unit unit, Shape shape)
{
    bool person = r->affair->subject == SUBJECT_PERSON || shape == SHAPE_MEMBER;
    UnitBase head = person ? UNIT_PERSON : UNIT_HOUSEHOLD;
    if (unit.power[UNIT_YUAN] != 1) return false;
    for (size_t i = 0; i < UNIT_COUNT; i++) {
        int power = unit.power[i];
        bool month = i == UNIT_MONTH && power == -1 && !r->affair->once;
        bool allowed = power == 0 || i == UNIT_YUAN || month || (i == head && power == -1);
        if (!allowed) return false;
    }
    return true;
}

static Str payable_advice(const AffairReader *r, const Node *node)
{
    if (is_bare(node)) return STR(ADVICE_PAY_BARE);
    const int8_t *power = node->type.unit.power;
    if (power[UNIT_PERSON] == -1) return STR(ADVICE_PAY_HEADS);
    if (power[UNIT_YEAR] == -1) return STR(ADVICE_PAY_YEAR);
    if (power[UNIT_MONTH] == -1 && r->affair->once) return STR(ADVICE_PAY_ONCE);
    return STR(ADVICE_PAY_MONEY);
}

static Node *payable(AffairReader *r, const Syntax *s, Node *node)
{
    Diagnostics *found = r->front->found;
    if (!want_type(&r->scope, s, node, TYPE_NUMBER)) return NULL;
    Shape shape = r->scope.member ? SHAPE_MEMBER : node->shape;
    if (!payable_unit(r, node->type.unit, shape)) {
        Str type = type_text(r->front->arena, node->type);
        report(found, s->place, E_PAID_UNIT, SAY(type, payable_advice(r, node)));
        return NULL;
    }
    if (node->type.ratio || node->type.scale > 2) {
        report(found, s->place, E_ROUND_NEEDED, NULL);
        return NULL;
    }
    return node_not_negative(&r->scope, node_rescale(&r->scope, node, 2));
}

Node *check_paid(AffairReader *r, const Syntax *s)
{
    Node *node = check(&r->scope, s, NULL);
    return node ? payable(r, s, node) : NULL;
}

static void keep_payment(AffairReader *r, PaymentVersion version)
{
    for (size_t i = 0; i < r->payment_count; i++) {
        const PaymentVersion *other = &r->payments[i];
        if (other->component != version.component || other->dated != version.dated) continue;
        if (version.dated && date_month(other->from).n != date_month(version.from).n) continue;
        report(r->front->found, version.place, E_VERSION_TWICE, NULL);
        return;
    }
    if (r->payment_count == r->payment_capacity) {
        r->payments =
            arena_grow(r->front->arena, r->payments, &r->payment_capacity, sizeof(PaymentVersion));
    }
    r->payments[r->payment_count++] = version;
}

static size_t component_index(const AffairReader *r, Str key)
{
    for (size_t i = 0; i < r->affair->component_count; i++)
        if (str_equal(r->affair->components[i].key, key)) return i;
    ensure(false && "the component was declared");
    return 0;
}

/* ---- 给付 --------------------------------------------------------------------------------- */

static Node *read_amount(AffairReader *r, const Line *line)
{
    Parser p;
    LawLine law;
    if (line->next) report(r->front->found, line_place(line->next), E_ONE_AMOUNT, NULL);
    if (line->child) report(r->front->found, line_place(line->child), E_CHILD, NULL);
    if (!section_line(r, line, &p, &law)) return NULL;
    Syntax *s = parse_expression(&p);
    if (!s || !parser_want_end(&p)) return NULL;
    citation_wanted(r, &law);
    Node *amount = check_paid(r, s);
    if (amount) amount->line = law_keep(r, law);
    return amount;
}

void read_payment(AffairReader *r, const Line *line)
{
    Parser p;
    Header header;
    bool once;
    PaymentVersion version = {.place = line_place(line)};
    if (r->draft->failed) return;
    if (!section_open(r, line, &p, &r->heading)) return;
    if (!parse_payment_header(r->front, &p, &header, &once)) return;
    Syntax *key = NULL;
    if (parser_take_word(&p, WORD_BY)) {
        key = parse_expression(&p);
        if (!key) return;
    }
    if (!parse_since(&p, &version.dated, &version.from) || !parser_want_end(&p)) return;
    if (!line->child) return;
    Node *by = key ? check(&r->scope, key, NULL) : NULL;
    if (key && !by) return;
    version.amount = key ? read_rows(r, line, by) : read_amount(r, line->child);
    version.component = component_index(r, header.key);
    keep_payment(r, version);
}

/* ---- 增发 --------------------------------------------------------------------------------- */

static Node *zero_money(AffairReader *r)
{
    Unit unit = unit_power(UNIT_YUAN, 1);
    if (!r->affair->once) unit.power[UNIT_MONTH] = -1;
    return node_literal(&r->scope, type_number(unit, 2), 0);
}

static Node *choose(AffairReader *r, Node *condition, Node *yes, Node *no)
{
    Node *node = node_with(&r->scope, NODE_IF, NULL, NODES(condition, yes, no));
    node->type = yes->type;
    node->type.nonnegative = yes->type.nonnegative && no->type.nonnegative;
    return node;
}

/* [成员] COND 则 AMOUNT */
static Node *read_top_up_line(AffairReader *r, const Line *line, bool by_member)
{
    Parser p;
    LawLine law;
    if (line->child) report(r->front->found, line_place(line->child), E_CHILD, NULL);
    if (!section_line(r, line, &p, &law)) return NULL;
    bool member = parser_take_word(&p, WORD_MEMBER);
    if (member != by_member || (member && r->affair->subject != SUBJECT_HOUSEHOLD)) {
        report(r->front->found, law.place, E_TOP_UP_MEMBER, NULL);
        return NULL;
    }
    Syntax *when = parse_expression(&p);
    if (!when) return NULL;
    parser_take_word(&p, WORD_THEN);
    Syntax *amount = parse_expression(&p);
    if (!amount || !parser_want_end(&p)) return NULL;
    citation_wanted(r, &law);
    r->scope.member = member;
    Node *condition = check_truth(&r->scope, when);
    Node *paid = check_paid(r, amount);
    r->scope.member = false;
    if (!condition || !paid) return NULL;
    if (member && r->scope.covered) {
        condition = node_and(&r->scope, node_definition(&r->scope, r->scope.covered), condition);
    }
    Node *node = choose(r, condition, paid, zero_money(r));
    if (member) node = node_spread(&r->scope, node);
    node->place = law.place;
    node->text = law.text;
    node->line = law_keep(r, law);
    return node;
}

static Node *join_top_ups(AffairReader *r, Node *sum, Node *one, bool highest)
{
    if (!sum || !one) return one ? one : sum;
    Node *node = node_with(&r->scope, highest ? NODE_MAX : NODE_ADD, NULL, NODES(sum, one));
    node->type = one->type;
    return node;
}

void read_top_up(AffairReader *r, const Line *line)
{
    Parser p;
    PaymentVersion version = {.place = line_place(line)};
    if (r->draft->failed || !section_open(r, line, &p, &r->heading)) return;
    bool highest = parser_take_word(&p, WORD_HIGHEST_ONLY);
    bool said = highest || parser_take_word(&p, WORD_ADDED_UP);
    if (!parse_since(&p, &version.dated, &version.from) || !parser_want_end(&p)) return;
    if (!said && line->child && line->child->next) {
        report(r->front->found, version.place, E_TOP_UP_MODE, NULL);
        return;
    }
    version.component = component_index(r, STR("topup"));
    bool by_member = r->affair->components[version.component].by_member;
    for (const Line *child = line->child; child; child = child->next)
        version.amount =
            join_top_ups(r, version.amount, read_top_up_line(r, child, by_member), highest);
    if (version.amount) keep_payment(r, version);
}

/* ---- 渐退 --------------------------------------------------------------------------------- */

enum { MOST_FADE_MONTHS = 60 };

void read_fade(AffairReader *r, const Line *line)
{
    Parser p;
    LawLine law;
    size_t capacity = 0;
    if (r->affair->once) report(r->front->found, line_place(line), E_FADE_ONCE, NULL);
    if (!section_open(r, line, &p, &law)) return;
    while (parser_peek(&p)->kind == TOKEN_NUMBER) {
        WrittenNumber share;
        int64_t mantissa;
        Type percent = {.kind = TYPE_NUMBER, .scale = 4, .percent = true, .nonnegative = true};
        if (!parse_written(&p, &share)) return;
        if (!number_fits(r->front, &share, percent, &mantissa)) return;
        if (mantissa > 10000 || r->fade_count == MOST_FADE_MONTHS) {
            report(r->front->found, share.place, E_FADE_SHARE, NULL);
            return;
        }
        if (r->fade_count == capacity) {
            r->fade_shares = arena_grow(r->front->arena, r->fade_shares, &capacity, sizeof(Node *));
        }
        r->fade_shares[r->fade_count++] = node_literal(&r->scope, percent, mantissa);
    }
    if (r->fade_count == 0) {
        parser_expected(&p, WANT_NUMBER);
        return;
    }
    if (!parser_want_word(&p, WORD_ROUNDED) || !parse_rounding(&p, &r->fade_rounding)) return;
    if (!parser_at_end(&p) && !parser_want_word(&p, WORD_WHEN)) return;
    r->fade_line = law_keep(r, law);
}

/* 本月 ≥ 渐退起月; without a fade-out that month never comes. */
static Node *fading(AffairReader *r, Node **months)
{
    Node *now = node_new(&r->scope, NODE_THIS_MONTH, NULL);
    Node *from = node_new(&r->scope, NODE_EVENT, NULL);
    now->type = from->type = type_month();
    now->text = word_text(WORD_THIS_MONTH);
    from->text = word_text(WORD_FADE_FROM);
    from->event = EVENT_FADE_FROM;
    from->shape = SHAPE_SUBJECT;
    *months = node_with(&r->scope, NODE_MONTHS_BETWEEN, NULL, NODES(from, now));
    (*months)->type = type_number(unit_power(UNIT_MONTH, 1), 0);
    Node *node = node_with(&r->scope, NODE_COMPARE, NULL, NODES(now, from));
    node->type = type_truth();
    node->compare = COMPARE_AT_LEAST;
    return node;
}

/* The share of the n-th month, 0 behind the last. */
static Node *fade_share(AffairReader *r, Node *months)
{
    TableRow *rows = NEW_ARRAY(r->front->arena, TableRow, r->fade_count);
    Node **parts = NEW_ARRAY(r->front->arena, Node *, r->fade_count + 1);
    parts[0] = months;
    for (size_t i = 0; i < r->fade_count; i++) {
        rows[i] = (TableRow){.low = (int64_t)i, .high = (int64_t)i, .line = *r->fade_line};
        parts[i + 1] = r->fade_shares[i];
    }
    Node *table = node_with(&r->scope, NODE_TABLE, NULL, parts, r->fade_count + 1);
    table->type = parts[1]->type;
    table->rows = rows;
    table->row_count = r->fade_count;
    return table;
}

/* ---- putting together --------------------------------------------------------------------- */

static int compare_versions(const void *left, const void *right)
{
    const PaymentVersion *a = left, *b = right;
    if (a->component != b->component) return a->component < b->component ? -1 : 1;
    if (a->dated != b->dated) return a->dated ? 1 : -1;
    return (a->from.days > b->from.days) - (a->from.days < b->from.days);
}

static Node *since_month(AffairReader *r, Date from)
{
    Node *now = node_new(&r->scope, NODE_THIS_MONTH, NULL);
    now->type = type_month();
    now->text = word_text(WORD_THIS_MONTH);
    Node *first = node_literal(&r->scope, type_month(), date_month(from).n);
    Node *node = node_with(&r->scope, NODE_COMPARE, NULL, NODES(now, first));
    node->type = type_truth();
    node->compare = COMPARE_AT_LEAST;
    return node;
}

/* The blocks of one component, the latest that has begun. */
static Node *amount_in_time(AffairReader *r, size_t component)
{
    Node *amount = zero_money(r);
    for (size_t i = 0; i < r->payment_count; i++) {
        const PaymentVersion *v = &r->payments[i];
        if (v->component != component || !v->amount) continue;
        amount = v->dated ? choose(r, since_month(r, v->from), v->amount, amount) : v->amount;
    }
    return amount;
}

static Node *enjoyed(AffairReader *r, const Affair *other)
{
    bool sum = r->affair->subject == SUBJECT_HOUSEHOLD && other->subject == SUBJECT_PERSON;
    Node *node = node_new(&r->scope, NODE_ENJOYED_AMOUNT, NULL);
    node->affair = other;
    node->text = other->name;
    node->shape = sum ? SHAPE_MEMBER : SHAPE_SUBJECT;
    node->type = zero_money(r)->type;
    if (!sum) return node;
    Node *covered = r->scope.covered ? node_definition(&r->scope, r->scope.covered)
                                     : node_literal(&r->scope, type_truth(), YES);
    Node *total = node_with(&r->scope, NODE_SUM, NULL, NODES(covered, node));
    total->type = node->type;
    total->shape = SHAPE_SUBJECT;
    return total;
}

/* 差额, 取高: what exceeds the other programme's amount. */
static Node *without_related(AffairReader *r, Node *amount)
{
    for (size_t i = 0; i < r->affair->relation_count; i++) {
        const Relation *relation = &r->affair->relations[i];
        if (relation->kind != RELATION_DIFFERENCE && relation->kind != RELATION_HIGHER) continue;
        Node *rest =
            node_with(&r->scope, NODE_SUBTRACT, NULL, NODES(amount, enjoyed(r, relation->with)));
        rest->type = amount->type;
        rest->type.nonnegative = false;
        rest->line = &relation->line;
        rest->text = relation->line.text;
        rest->place = relation->line.place;
        amount = node_not_negative(&r->scope, rest);
    }
    return amount;
}

/* The whole household's amount of a component. */
static Node *component_total(AffairReader *r, const Definition *amount)
{
    Node *node = node_definition(&r->scope, amount);
    if (node->shape != SHAPE_MEMBER) return node;
    Node *everyone = node_literal(&r->scope, type_truth(), YES);
    Node *sum = node_with(&r->scope, NODE_SUM, NULL, NODES(everyone, node));
    sum->type = node->type;
    sum->shape = SHAPE_SUBJECT;
    return sum;
}

static Node *faded(AffairReader *r, Node *whole)
{
    Node *months, *begun = fading(r, &months);
    Node *share = fade_share(r, months);
    Node *part = node_with(&r->scope, NODE_MULTIPLY, NULL, NODES(whole, share));
    part->type = whole->type;
    part->type.scale = (int8_t)(whole->type.scale + share->type.scale);
    Node *rounded = node_with(&r->scope, NODE_ROUND, NULL, NODES(part));
    rounded->type = whole->type;
    rounded->rounding = r->fade_rounding.mode;
    rounded->value = r->fade_rounding.money ? r->fade_rounding.fen : 1;
    rounded->line = r->fade_line;
    rounded->text = r->fade_line->text;
    rounded->place = r->fade_line->place;
    return choose(r, begun, rounded, zero_money(r));
}

/* While the fade-out runs, everything is paid as 渐退 and nothing as itself. */
static void apply_fade(AffairReader *r, ComponentTree *components)
{
    size_t last = r->affair->component_count - 1;
    Node *whole = NULL;
    for (size_t i = 0; i < last; i++) {
        Definition *full = definition_add(&r->scope, r->affair->components[i].name,
                                          components[i].amount, (LawLine){0});
        full->hidden = true;
        Node *total = component_total(r, full);
        Node *months, *begun = fading(r, &months);
        components[i].amount = choose(r, begun, zero_money(r), node_definition(&r->scope, full));
        components[i].amount->type.nonnegative = true;
        Node *sum = whole ? node_with(&r->scope, NODE_ADD, NULL, NODES(whole, total)) : total;
        sum->type = total->type;
        whole = sum;
    }
    components[last].amount = faded(r, whole);
}

void components_finish(AffairReader *r)
{
    size_t count = r->affair->component_count;
    ComponentTree *components = NEW_ARRAY(r->front->arena, ComponentTree, count);
    if (r->payment_count > 1) {
        qsort(r->payments, r->payment_count, sizeof(PaymentVersion), compare_versions);
    }
    for (size_t i = 0; i < count; i++) {
        components[i].component = &r->affair->components[i];
        components[i].amount = amount_in_time(r, i);
    }
    components[0].amount = without_related(r, components[0].amount);
    if (r->fade_line) apply_fade(r, components);
    r->tree->components = components;
    r->tree->component_count = count;
}
