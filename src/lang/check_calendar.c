/* Days and months: ages, birthdays, the month of a day, so many months before or after. */
#include "lang/front.h"

#include "lang/names.def"

/* 出生日期 of the person in question. */
static Node *birth_date(Scope *scope, const Syntax *s)
{
    Syntax name = {
        .kind = SYNTAX_NAME, .text = STR("birth_date"), .source = s->source, .place = s->place};
    const Field *birth = scope->person ? register_field(scope->person, name.text) : NULL;
    if (!birth || birth->type.kind != TYPE_DATE) {
        report(scope->front->found, s->place, E_NO_BIRTH, NULL);
        return NULL;
    }
    return check_name(scope, &name, NULL);
}

static Node *check_age(Scope *scope, const Syntax *s)
{
    if (s->part_count > 1) {
        report(scope->front->found, s->place, E_ARGUMENTS, SAY(s->text, STR("1")));
        return NULL;
    }
    Node *birth = birth_date(scope, s);
    Node *on =
        s->part_count ? check(scope, s->parts[0], NULL) : node_new(scope, NODE_FACT_DAY, NULL);
    if (!birth || !on) return NULL;
    if (s->part_count == 0)
        on->type = type_date();
    else if (!want_type(scope, s->parts[0], on, TYPE_DATE))
        return NULL;
    Node *node = node_with(scope, NODE_AGE, s, NODES(birth, on));
    node->type = type_number(unit_power(UNIT_AGE, 1), 0);
    return node;
}

/* A whole number of `unit`, or without unit. */
static Node *whole_count(Scope *scope, const Syntax *s, Unit unit)
{
    Node *count = check(scope, s, NULL);
    if (!count || !want_type(scope, s, count, TYPE_NUMBER)) return NULL;
    if (is_bare(count)) adopt_unit(count, unit);
    if (count->type.ratio || count->type.scale > 0 || !unit_equal(count->type.unit, unit)) {
        report(scope->front->found, s->place, E_WHOLE, SAY(unit_text(scope->front->arena, unit)));
        return NULL;
    }
    return count;
}

static Node *check_reached(Scope *scope, const Syntax *s)
{
    Node *birth = birth_date(scope, s);
    Node *age = whole_count(scope, s->parts[0], unit_power(UNIT_AGE, 1));
    if (!birth || !age) return NULL;
    Node *node = node_with(scope, NODE_BIRTHDAY, s, NODES(birth, age));
    node->type = type_date();
    return node;
}

static Node *month_add(Scope *scope, const Syntax *s, Node *month, Node *count)
{
    Node *node = node_with(scope, NODE_MONTH_ADD, s, NODES(month, count));
    node->type = type_month();
    return node;
}

static Node *node_month_of(Scope *scope, const Syntax *s, Node *day, int cut_off)
{
    Node *node = node_with(scope, NODE_MONTH_OF, s, NODES(day));
    node->type = type_month();
    node->value = cut_off;
    return node;
}

static Node *check_month_of(Scope *scope, const Syntax *s)
{
    Node *base = check(scope, s->parts[0], NULL);
    if (!base) return NULL;
    bool month = base->type.kind == TYPE_MONTH && s->day == 0;
    if (!month && !want_type(scope, s->parts[0], base, TYPE_DATE)) return NULL;
    Node *node = month ? base : node_month_of(scope, s, base, s->day);
    if (s->value == 0) return node;
    Type one = type_number(unit_power(UNIT_MONTH, 1), 0);
    return month_add(scope, s, node, node_literal(scope, one, s->value));
}

static Node *negate(Scope *scope, Node *count)
{
    if (count->kind == NODE_LITERAL) return node_literal(scope, count->type, -count->value);
    Node *node = node_with(scope, NODE_NEGATE, NULL, NODES(count));
    node->type = count->type;
    node->type.nonnegative = false;
    return node;
}

static Node *shift_years(Scope *scope, const Syntax *s, Node *base, Node *years)
{
    if (base->type.kind == TYPE_DATE) {
        Node *node = node_with(scope, NODE_BIRTHDAY, s, NODES(base, years));
        node->type = type_date();
        return node;
    }
    Type twelve = type_number((Unit){{0}}, 0);
    Node *months =
        node_with(scope, NODE_MULTIPLY, NULL, NODES(years, node_literal(scope, twelve, 12)));
    months->type = type_number(unit_power(UNIT_MONTH, 1), 0);
    return month_add(scope, s, base, months);
}

/* base 前|后 N 日|月|年: months lead from a day to a month. */
static Node *check_shift(Scope *scope, const Syntax *s)
{
    Node *base = check(scope, s->parts[0], NULL);
    Node *count = whole_count(scope, s->parts[1], s->unit.unit);
    if (!base || !count) return NULL;
    bool day = unit_equal(s->unit.unit, unit_power(UNIT_DAY, 1));
    bool month = unit_equal(s->unit.unit, unit_power(UNIT_MONTH, 1));
    bool year = unit_equal(s->unit.unit, unit_power(UNIT_YEAR, 1));
    if ((!day && !month && !year) || (day && base->type.kind == TYPE_MONTH)) {
        report(scope->front->found, s->place, E_SHIFT,
               SAY(unit_text(scope->front->arena, s->unit.unit)));
        return NULL;
    }
    if (base->type.kind != TYPE_MONTH && !want_type(scope, s->parts[0], base, TYPE_DATE))
        return NULL;
    if (s->value < 0) count = negate(scope, count);
    if (year) return shift_years(scope, s, base, count);
    if (month) {
        if (base->type.kind == TYPE_DATE) base = node_month_of(scope, s->parts[0], base, 0);
        return month_add(scope, s, base, count);
    }
    Node *node = node_with(scope, NODE_DAY_ADD, s, NODES(base, count));
    node->type = type_date();
    return node;
}

/* 年数(D, D) 月数(D, D) 天数(D, D); 月数 also of two months. */
static Node *check_between_days(Scope *scope, const Syntax *s)
{
    bool months = s->word == WORD_MONTHS_BETWEEN, years = s->word == WORD_YEARS_BETWEEN;
    if (s->part_count != 2) {
        report(scope->front->found, s->place, E_ARGUMENTS, SAY(s->text, STR("2")));
        return NULL;
    }
    Node *from = check(scope, s->parts[0], NULL), *to = check(scope, s->parts[1], NULL);
    if (!from || !to) return NULL;
    TypeKind kind = months && from->type.kind == TYPE_MONTH ? TYPE_MONTH : TYPE_DATE;
    if (!want_type(scope, s->parts[0], from, kind) || !want_type(scope, s->parts[1], to, kind)) {
        return NULL;
    }
    NodeKind between = months  ? NODE_MONTHS_BETWEEN
                       : years ? NODE_YEARS_BETWEEN
                               : NODE_DAYS_BETWEEN;
    Node *node = node_with(scope, between, s, NODES(from, to));
    UnitBase unit = months ? UNIT_MONTH : years ? UNIT_YEAR : UNIT_DAY;
    node->type = type_number(unit_power(unit, 1), 0);
    return node;
}

Node *check_month(Scope *scope, const Syntax *s)
{
    Node *node = check(scope, s, NULL);
    return node && want_type(scope, s, node, TYPE_MONTH) ? node : NULL;
}

Node *check_calendar(Scope *scope, const Syntax *s)
{
    if (s->kind == SYNTAX_REACHED) return check_reached(scope, s);
    if (s->kind == SYNTAX_MONTH_OF) return check_month_of(scope, s);
    if (s->kind == SYNTAX_SHIFT) return check_shift(scope, s);
    return s->word == WORD_AGE ? check_age(scope, s) : check_between_days(scope, s);
}
