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

bool targets_read(Work *w, const char *path, Targets *out)
{
    Table *table;
    TableRow row;
    bool seen[COUNT_OF(targets)] = {0};
    *out = (Targets){0};
    TRY(table_open(w, path, &table));
    while (table_next(table, &row))
        if (row.count >= 2 && row.number > 1) TRY(figure_read(w, &row, out, seen));
    bool failed = table_failed(table);
    table_close(table);
    return !failed && targets_check(w, out, seen);
}

/* ---- standards ---------------------------------------------------------------------------- */

static bool standard_read(Work *w, const Bureau *bureau, const Demo *d, const char *key,
                          uint8_t choice, int64_t *hundredths)
{
    Division chain[4];
    size_t count = 0;
    for (Division area = d->district; area.n && count < COUNT_OF(chain);
         area = division_parent(area))
        chain[count++] = area;
    const Standard *s = bureau_standard(bureau, str_of(key));
    Date day = date_of(d->year, 12, 31);
    const StandardValue *v =
        s ? standard_on(s, (Areas){chain, count}, s->by ? choice : 0, day, day) : NULL;
    if (!v) return refuse(w, ERR_INPUT, SAY_NO_STANDARD, key);
    *hundredths = s->type.scale >= 2 ? v->mantissa / power_of_ten(s->type.scale - 2)
                                     : v->mantissa * power_of_ten(2 - s->type.scale);
    return true;
}

/* A top-up for a group: that share of the standard, up to whole yuan. */
static bool share_read(Work *w, const Bureau *bureau, Demo *d, const char *key, int64_t *fen)
{
    int64_t share;
    TRY(standard_read(w, bureau, d, key, 0, &share));
    if (!ratio_round(d->rate.living[1] * share, 100, ROUND_UP, 100, fen))
        return fail(w, ERR_OVERFLOW, "%s does not fit", key);
    return true;
}

bool rates_read(Work *w, const Bureau *bureau, Demo *d)
{
    Rates *r = &d->rate;
    TRY(standard_read(w, bureau, d, "minimum_living_standard", 1, &r->living[1]));
    TRY(standard_read(w, bureau, d, "minimum_living_standard", 2, &r->living[2]));
    TRY(share_read(w, bureau, d, "elder_topup", &r->elder));
    TRY(share_read(w, bureau, d, "minor_topup", &r->minor));
    TRY(share_read(w, bureau, d, "disabled_topup", &r->disabled));
    TRY(share_read(w, bureau, d, "illness_topup", &r->ill));
    TRY(standard_read(w, bureau, d, "orphan_standard", 1, &r->orphan));
    TRY(standard_read(w, bureau, d, "unsupported_child_standard", 0, &r->unsupported));
    return standard_read(w, bureau, d, "disabled_child_standard", 0, &r->disabled_child);
}
