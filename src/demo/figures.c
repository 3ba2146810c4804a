/* What the district must come to: the published figures that calibrate it (targets.def names them)
 * and the area's standards of the year. The standards are those of the bureau's own files: demo
 * only does with them, on paper, what the law will do with the records. */
#include <string.h>

#include "demo/plan.h"
#include "demo/words.def"
#include "doc/doc.h"

#define PEOPLE_PER_ELDER 388 /* tenths: residents for each person in the old-age figure */

static const struct {
    const char *key;
    size_t offset;
    bool money, needed;
} targets[] = {
#define X(key, member, money, needed) {key, offsetof(Targets, member), money, needed},
#include "demo/targets.def"
#undef X
};

static int64_t *target_of(Targets *t, size_t i)
{
    return (int64_t *)(void *)((char *)t + targets[i].offset);
}

static bool figure_read(Work *w, const TableRow *row, Targets *out, bool *seen)
{
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        Money money;
        if (!str_equal(row->cells[0], str_of(targets[i].key))) continue;
        if (!money_parse(row->cells[1], &money) || (!targets[i].money && money.fen % 100))
            return refuse(w, ERR_INPUT, SAY_BAD_FIGURE, (long long)row->number,
                          STR_ARG(row->cells[0]), STR_ARG(row->cells[1]));
        *target_of(out, i) = targets[i].money ? money.fen : money.fen / 100;
        seen[i] = true;
    }
    return true;
}

static bool targets_check(Work *w, Targets *t, const bool *seen)
{
    for (size_t i = 0; i < COUNT_OF(targets); i++)
        if (targets[i].needed && !seen[i])
            return refuse(w, ERR_INPUT, SAY_NO_FIGURE, targets[i].key);
    if (t->unit_persons < t->units)
        return refuse(w, ERR_INPUT, SAY_TOO_FEW_PEOPLE, (long long)t->unit_persons,
                      (long long)t->units);
    if (!t->population) t->population = t->old_age * PEOPLE_PER_ELDER / 10;
    if (!t->population) t->population = t->unit_persons * 40;
    return true;
}

static void figure_keep(Demo *d, const TableRow *row, size_t *capacity)
{
    Money money;
    if (!money_parse(row->cells[1], &money)) return;
    if (d->figure_count == *capacity)
        d->figures = arena_grow(d->arena, d->figures, capacity, sizeof *d->figures);
    d->figures[d->figure_count++] =
        (Figured){.key = str_copy(d->arena, row->cells[0]), .hundredths = money.fen};
}

bool targets_read(Work *w, const char *path, Demo *d)
{
    Targets *out = &d->target;
    size_t capacity = 0;
    Table *table;
    TableRow row;
    bool seen[COUNT_OF(targets)] = {0};
    *out = (Targets){0};
    if (!path) return refuse(w, ERR_FILE, SAY_NO_FIGURES);
    TRY(table_open(w, path, &table));
    while (table_next(table, &row)) {
        if (row.count < 2 || row.number == 1) continue;
        TRY(figure_read(w, &row, out, seen));
        figure_keep(d, &row, &capacity);
    }
    bool failed = table_failed(table);
    table_close(table);
    return !failed && targets_check(w, out, seen);
}

/* ---- standards ---------------------------------------------------------------------------- */

typedef struct {
    Work *w;
    const Bureau *bureau;
    Demo *demo;
    Division chain[4]; /* nearest area first */
    size_t chain_count;
} RateReader;

/* In hundredths of the standard's unit: fen, or per cent. */
static bool standard_read(RateReader *r, const char *key, uint8_t choice, int64_t *hundredths)
{
    const Standard *s = bureau_standard(r->bureau, str_of(key));
    Date day = date_of(r->demo->year, 12, 31);
    Areas areas = {r->chain, r->chain_count};
    const StandardValue *v = s ? standard_on(s, areas, s->by ? choice : 0, day, day) : NULL;
    if (!v) return refuse(r->w, ERR_INPUT, SAY_NO_STANDARD, key);
    *hundredths = s->type.scale >= 2 ? v->mantissa / power_of_ten(s->type.scale - 2)
                                     : v->mantissa * power_of_ten(2 - s->type.scale);
    return true;
}

/* A top-up for a group: that share of the standard, up to whole yuan. */
static bool share_read(RateReader *r, const char *key, int64_t *fen)
{
    int64_t share;
    TRY(standard_read(r, key, 0, &share));
    if (!ratio_round(r->demo->rate.living[1] * share, 100, ROUND_UP, 100, fen))
        return fail(r->w, ERR_OVERFLOW, "%s does not fit", key);
    return true;
}

bool rates_read(Work *w, const Bureau *bureau, Demo *d)
{
    RateReader r = {.w = w, .bureau = bureau, .demo = d};
    Rates *rate = &d->rate;
    for (Division area = d->district; area.n && r.chain_count < COUNT_OF(r.chain);
         area = division_parent(area))
        r.chain[r.chain_count++] = area;
    TRY(standard_read(&r, "minimum_living_standard", 1, &rate->living[1]));
    TRY(standard_read(&r, "minimum_living_standard", 2, &rate->living[2]));
    TRY(share_read(&r, "elder_topup", &rate->elder));
    TRY(share_read(&r, "minor_topup", &rate->minor));
    TRY(share_read(&r, "disabled_topup", &rate->disabled));
    TRY(share_read(&r, "illness_topup", &rate->ill));
    TRY(standard_read(&r, "orphan_standard", 1, &rate->orphan));
    TRY(standard_read(&r, "unsupported_child_standard", 0, &rate->unsupported));
    return standard_read(&r, "disabled_child_standard", 0, &rate->disabled_child);
}
