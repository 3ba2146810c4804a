/* Split rules are standards: 标准 … (AFFAIR_fund_share) % 按 资金来源, dated and by area as every
 * standard; fund_share is the rule of affairs without their own. See fund.h for what is split how,
 * and README.md for why a changed rule does not move what was paid before. */
#include "payment/fund.h"

#include "payment/rate.h"
#include "payment/words.def"

enum { SOURCES_MOST = 8 };
#define SHARE_STANDARD "fund_share"

/* ---- names ---------------------------------------------------------------------------------- */

typedef struct {
    const char *key, *name;
} FundName;
#define FUND(key, name) {key, name},
static const FundName FUND_NAMES[] = {PAYMENT_FUNDS(FUND)};
#undef FUND

Str fund_name(Str key)
{
    for (size_t i = 0; i < COUNT_OF(FUND_NAMES); i++)
        if (str_equal(key, str_of(FUND_NAMES[i].key))) return str_of(FUND_NAMES[i].name);
    return key;
}

int fund_rank(Str key)
{
    for (size_t i = 0; i < COUNT_OF(FUND_NAMES); i++)
        if (str_equal(key, str_of(FUND_NAMES[i].key)) ||
            str_starts(key, str_of(FUND_NAMES[i].name)))
            return (int)i;
    return (int)COUNT_OF(FUND_NAMES);
}

/* The text that lives as long as the program, where there is one. */
static Str fund_kept(Work *w, Str key)
{
    for (size_t i = 0; i < COUNT_OF(FUND_NAMES); i++)
        if (str_equal(key, str_of(FUND_NAMES[i].key))) return str_of(FUND_NAMES[i].key);
    return str_copy(w->arena, key);
}

/* A source that the texts name and this table does not is kept under its own name. */
static Str fund_key(Str name)
{
    for (size_t i = 0; i < COUNT_OF(FUND_NAMES); i++)
        if (str_equal(name, str_of(FUND_NAMES[i].name))) return str_of(FUND_NAMES[i].key);
    return name;
}

bool fund_named(Arena *arena, const FundOwner *of, Str name, Str *out)
{
    *out = name.len ? name : STR(FUND_UNSPLIT);
    for (size_t i = 0; i < COUNT_OF(FUND_NAMES); i++) {
        Str key = str_of(FUND_NAMES[i].key);
        if (!str_equal(*out, key) && !str_equal(*out, str_of(FUND_NAMES[i].name))) continue;
        *out = key;
        return true;
    }
    const Standard *own = rate_standard(arena, of->bureau, of->affair, STR(SHARE_STANDARD));
    for (size_t i = 0; own && own->by && i < own->by->count; i++) {
        if (!str_equal(name, own->by->words[i])) continue;
        *out = own->by->words[i];
        return true;
    }
    return false;
}

/* ---- rules ---------------------------------------------------------------------------------- */

/* Of one division and month; count 0: no rule. */
typedef struct {
    int64_t division; /* 0: an empty slot */
    int32_t month;
    size_t count;
    Str fund[SOURCES_MOST];
    int64_t part[SOURCES_MOST]; /* of whole */
    int64_t whole;
} SplitRule;

struct FundSplit {
    Work *w;
    Arena *lasting;
    const Standard *standard; /* NULL: nothing is split */
    SplitRule *rules;         /* open addressing, a power of two */
    size_t count, capacity;
    Lines *out;
};

static SplitRule *rule_slot(const FundSplit *s, int64_t division, int32_t month)
{
    uint64_t hash = ((uint64_t)division * 31 + (uint64_t)month) * 0x9E3779B97F4A7C15u;
    size_t at = (size_t)(hash >> 32) & (s->capacity - 1);
    while (s->rules[at].division &&
           (s->rules[at].division != division || s->rules[at].month != month))
        at = (at + 1) & (s->capacity - 1);
    return &s->rules[at];
}

static void rules_grow(FundSplit *s)
{
    FundSplit old = *s;
    s->capacity = old.capacity ? old.capacity * 2 : 256;
    s->rules = NEW_ARRAY(s->lasting, SplitRule, s->capacity);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.rules[i].division)
            *rule_slot(s, old.rules[i].division, old.rules[i].month) = old.rules[i];
}

static bool rule_read(FundSplit *s, SplitRule *rule)
{
    RateAreas areas;
    int64_t sum = 0;
    Month month = {rule->month};
    const Choices *by = s->standard->by;
    TRY(rate_areas(s->w, rule->division, &areas));
    rule->whole = power_of_ten(s->standard->type.scale);
    for (size_t i = 1; i <= by->count; i++) {
        Decimal share;
        Date day = month_first(month), today = work_today(s->w);
        RateAsked asked = {&areas, (uint8_t)i, day, today};
        if (!rate_on(s->standard, &asked, &share)) continue;
        if (share.mantissa == 0) continue;
        if (rule->count == SOURCES_MOST) return refuse(s->w, ERR_LAW, SAY_FUND_MANY, SOURCES_MOST);
        rule->fund[rule->count] = fund_key(by->words[i - 1]);
        rule->part[rule->count++] = share.mantissa;
        sum += share.mantissa;
    }
    if (rule->count == 0 || sum == rule->whole) return true;
    return refuse(s->w, ERR_LAW, SAY_FUND_SUM, STR_ARG(s->standard->name), month_year(month),
                  month_number(month));
}

static bool rule_of(FundSplit *s, const Line *line, const SplitRule **out)
{
    if (s->count * 2 >= s->capacity) rules_grow(s);
    SplitRule *rule = rule_slot(s, line->division, line->month.n);
    *out = rule;
    if (rule->division) return true;
    *rule = (SplitRule){.division = line->division, .month = line->month.n};
    s->count++;
    return rule_read(s, rule);
}

/* ---- splitting ------------------------------------------------------------------------------ */

static void part_add(FundSplit *s, const Line *line, Str fund, int64_t fen)
{
    Lines *out = s->out;
    if (fen == 0) return;
    if (out->count == out->capacity)
        out->lines = arena_grow(s->w->arena, out->lines, &out->capacity, sizeof *out->lines);
    Line *part = &out->lines[out->count++];
    *part = *line;
    part->fund = fund;
    part->amount.fen = fen;
}

static bool positive_split(FundSplit *s, const Line *line)
{
    const SplitRule *rule;
    int64_t left = line->amount.fen;
    if (!s->standard) return part_add(s, line, STR(FUND_UNSPLIT), left), true;
    TRY(rule_of(s, line, &rule));
    if (rule->count == 0) return part_add(s, line, STR(FUND_UNSPLIT), left), true;
    for (size_t i = 0; i < rule->count; i++) {
        bool last = i + 1 == rule->count;
        int64_t fen = left;
        if (!last)
            ensure(ratio_round((Wide)line->amount.fen * rule->part[i], rule->whole, ROUND_DOWN, 1,
                               &fen));
        part_add(s, line, rule->fund[i], fen);
        left -= fen;
    }
    return true;
}

/* Cumulative proportions: the parts add up, and none takes back more than its source paid. */
static bool negative_split(FundSplit *s, const Line *line)
{
    LedgerFund *funds;
    size_t count;
    int64_t posted = 0, before = 0, taken = 0, amount = -line->amount.fen;
    LineKey key = {line->affair, line->enrolment, line->person, line->month, line->component};
    TRY(ledger_key_funds(s->w, &key, &funds, &count));
    for (size_t i = 0; i < count; i++)
        if (funds[i].amount.fen > 0) posted += funds[i].amount.fen;
    if (posted < amount) return part_add(s, line, STR(FUND_UNSPLIT), line->amount.fen), true;
    for (size_t i = 0; i < count; i++) {
        int64_t upto;
        if (funds[i].amount.fen <= 0) continue;
        before += funds[i].amount.fen;
        ensure(ratio_round((Wide)amount * before, posted, ROUND_DOWN, 1, &upto));
        part_add(s, line, fund_kept(s->w, funds[i].fund), taken - upto);
        taken = upto;
    }
    return true;
}

bool funds_open(Work *w, const Bureau *bureau, const Affair *affair, FundSplit **out)
{
    FundSplit *s = *out = NEW(w->arena, FundSplit);
    s->w = w;
    s->lasting = w->arena;
    s->standard = rate_standard(w->arena, bureau, affair, STR(SHARE_STANDARD));
    if (!s->standard || s->standard->by) return true;
    return refuse(w, ERR_LAW, SAY_FUND_BY, STR_ARG(s->standard->name));
}

bool funds_split(FundSplit *s, const Lines *lines, Lines *out)
{
    s->out = out;
    for (size_t i = 0; i < lines->count; i++) {
        const Line *line = &lines->lines[i];
        TRY(line->amount.fen > 0 ? positive_split(s, line) : negative_split(s, line));
    }
    return true;
}
