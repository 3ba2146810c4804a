/* `doudi whatif --json`: all that is told, and every household. */
#include "cli/whatif.h"

static void json_pair(Json *json, const char *name, int64_t before, int64_t after)
{
    json_object(json, str_of(name));
    json_money(json, STR("before"), (Money){before});
    json_money(json, STR("after"), (Money){after});
    json_end(json);
}

static void json_changes(Json *json, const char *name, const ForecastChange *items, size_t count)
{
    json_array(json, str_of(name));
    for (size_t i = 0; i < count; i++) {
        if (items[i].before == items[i].after) continue;
        json_object(json, STR(""));
        json_int(json, STR("household"), items[i].household);
        json_money(json, STR("before"), (Money){items[i].before});
        json_money(json, STR("after"), (Money){items[i].after});
        json_int(json, STR("people"), items[i].people);
        json_end(json);
    }
    json_end(json);
}

/* With the programmes that end there. */
static void json_cliffs(Json *json, const WhatIf *f)
{
    const Outcome *o = &f->after;
    json_array(json, STR("cliffs"));
    for (size_t i = 0; i < f->cliffs[1].count; i++) {
        const ForecastChange *c = &f->cliffs[1].items[i];
        json_object(json, STR(""));
        json_int(json, STR("household"), c->household);
        json_money(json, STR("before"), (Money){c->before});
        json_money(json, STR("after"), (Money){c->after});
        json_array(json, STR("ends"));
        for (size_t k = 0; k < c->was_count; k++) {
            Str key = o->affairs[c->was[k].affair]->key;
            if (c->was[k].fen && !whatif_share(o, c->is, c->is_count, key))
                json_text(json, STR(""), key);
        }
        json_end(json);
        json_end(json);
    }
    json_end(json);
}

static void json_months(Cli *cli, Json *json, const WhatIf *f, size_t town)
{
    json_array(json, STR("months"));
    for (size_t m = 0; m < f->before.month_count; m++) {
        Month month = {f->before.months.first.n + (int32_t)m};
        json_object(json, STR(""));
        json_text(json, STR("month"), month_text(cli->w->arena, month));
        json_pair(json, "cost", whatif_cost(&f->before, STR(""), m, town),
                  whatif_cost(&f->after, STR(""), m, town));
        json_end(json);
    }
    json_end(json);
}

static void json_newly(Cli *cli, Json *json, const WhatIf *f, const Affair *affair)
{
    static const struct {
        const char *name;
        SetKind kind;
    } lists[] = {{"newly_missed", SET_MISSED}, {"newly_wrongly", SET_WRONGLY}};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        size_t count;
        int64_t *newly = whatif_newly(cli->w->arena, f, affair->key, lists[i].kind, &count);
        json_array(json, str_of(lists[i].name));
        for (size_t k = 0; k < count; k++)
            json_int(json, STR(""), newly[k]);
        json_end(json);
    }
}

static void json_affairs(Cli *cli, Json *json, const WhatIf *f)
{
    json_array(json, STR("affairs"));
    for (size_t i = 0; i < f->after.affair_count; i++) {
        const Affair *affair = f->after.affairs[i];
        if (!whatif_touches(f, affair)) continue;
        json_object(json, STR(""));
        json_text(json, STR("affair"), affair->key);
        json_pair(json, "cost", whatif_cost(&f->before, affair->key, WHATIF_ALL, WHATIF_ALL),
                  whatif_cost(&f->after, affair->key, WHATIF_ALL, WHATIF_ALL));
        json_int(json, STR("missed_before"), whatif_count(f, 0, affair->key, SET_MISSED));
        json_int(json, STR("missed_after"), whatif_count(f, 1, affair->key, SET_MISSED));
        json_money(json, STR("missed_cost"), (Money){whatif_sets(f, 1, affair->key)->missed_fen});
        json_newly(cli, json, f, affair);
        json_end(json);
    }
    json_end(json);
}

void whatif_json(Cli *cli, const Asked *x)
{
    const WhatIf *f = &x->found;
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_text(&json, STR("first"), month_text(cli->w->arena, f->before.months.first));
    json_text(&json, STR("last"), month_text(cli->w->arena, f->before.months.last));
    json_pair(&json, "cost", whatif_cost(&f->before, STR(""), WHATIF_ALL, WHATIF_ALL),
              whatif_cost(&f->after, STR(""), WHATIF_ALL, WHATIF_ALL));
    json_int(&json, STR("closed"), (int64_t)whatif_closed(x));
    json_months(cli, &json, f, WHATIF_ALL);
    json_array(&json, STR("towns"));
    for (size_t t = 0; t < f->before.town_count; t++) {
        json_object(&json, STR(""));
        json_text(&json, STR("name"), f->before.towns[t].name);
        json_pair(&json, "cost", whatif_cost(&f->before, STR(""), WHATIF_ALL, t),
                  whatif_cost(&f->after, STR(""), WHATIF_ALL, t));
        json_months(cli, &json, f, t);
        json_end(&json);
    }
    json_end(&json);
    json_affairs(cli, &json, f);
    json_changes(&json, "changes", f->changes, f->change_count);
    json_cliffs(&json, f);
    json_end(&json);
    buf_byte(&cli->out, '\n');
}
