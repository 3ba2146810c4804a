/* What commands share: opening the store with the law of its area, setting the clock, naming a
 * person, a household, an affair or a month. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/modules.h"
#include "cli/words.def"

bool cli_month(Cli *cli, Str text, Month *out)
{
    if (month_parse(text, out)) return true;
    return refuse(cli->w, ERR_USAGE, SAY_BAD_MONTH, STR_ARG(text));
}

Str cli_store_path(Cli *cli)
{
    if (cli_has(cli, OPT_STORE)) return cli_value(cli, OPT_STORE);
    const char *named = getenv("DOUDI_STORE");
    return named && *named ? str_of(named) : STR("doudi.db");
}

/* "2024-06-30T17:00" or a day alone, which means noon; Beijing time. */
static bool clock_parse(Str text, int64_t *now)
{
    Date day;
    int64_t hour = 12, minute = 0;
    if (text.len != 10 && text.len != 16) return false;
    if (!date_parse((Str){text.ptr, 10}, &day)) return false;
    if (text.len == 16 && (text.ptr[10] != 'T' || text.ptr[13] != ':')) return false;
    if (text.len == 16 &&
        (!str_int((Str){text.ptr + 11, 2}, &hour) || !str_int((Str){text.ptr + 14, 2}, &minute)))
        return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
    *now = (int64_t)day.days * 86400 + hour * 3600 + minute * 60 - 8 * 3600;
    return true;
}

bool cli_set_clock(Cli *cli)
{
    if (!cli_has(cli, OPT_CLOCK)) return true;
    Str demo, text = cli_value(cli, OPT_CLOCK);
    if (!store_get(cli->w, STR("demo"), &demo))
        return cli->w->error.code == ERR_NONE &&
               refuse(cli->w, ERR_DENIED, "%s", SAY_CLOCK_NOT_DEMO);
    if (!clock_parse(text, &cli->w->now))
        return refuse(cli->w, ERR_USAGE, SAY_BAD_CLOCK, STR_ARG(text));
    return true;
}

bool cli_law(Cli *cli, Division home)
{
    Work *w = cli->w;
    Str base, folder = {0};
    TRY(affair_home(w, &base));
    AffairPaths paths = {.affairs =
                             str_z(w->arena, format(w->arena, "%.*s/affairs", STR_ARG(base)))};
    if (cli_has(cli, OPT_AREA)) {
        paths.area = cli->option[OPT_AREA];
    } else if (home.n && affair_area_folder(w, base, home, &folder)) {
        paths.area = str_z(w->arena, folder);
    }
    w->error = (Error){0};
    Diagnostics found = diagnostics_new(w->arena);
    if (affair_load(w, &paths, &cli->bureau, &found)) return true;
    Buf text = buf_new(w->arena);
    diagnostics_print(&found, &text);
    fprintf(stderr, "%.*s", STR_ARG(buf_str(&text)));
    return false;
}

/* Once a store has accounts, nobody writes without saying who he is. */
static bool somebody_acts(Cli *cli)
{
    Account *accounts;
    size_t count;
    if (cli_has(cli, OPT_BY)) return access_enter(cli->w, cli_value(cli, OPT_BY));
    TRY(account_list(cli->w, &accounts, &count));
    return count == 0 || refuse(cli->w, ERR_DENIED, "%s", SAY_NOBODY);
}

bool cli_open_unasked(Cli *cli, int flags)
{
    Work *w = cli->w;
    Str home;
    TRY(store_open(w, str_z(w->arena, cli_store_path(cli)), flags, cli_modules, cli_module_count));
    TRY(cli_set_clock(cli));
    if (!store_get(w, STR("home"), &home) || !division_parse(home, &cli->home))
        return w->error.code == ERR_NONE && refuse(w, ERR_STATE, "%s", SAY_NO_HOME);
    TRY(cli_law(cli, cli->home));
    return registry_open(w, cli->bureau, &cli->law);
}

bool cli_open(Cli *cli, int flags)
{
    TRY(cli_open_unasked(cli, flags));
    return (flags & STORE_READ_ONLY) || somebody_acts(cli);
}

static bool someone_by_id(Str text, const char *kind, int64_t *id)
{
    Str prefix = str_of(kind);
    return str_starts(text, prefix) && str_int(str_from(text, prefix.len), id);
}

bool cli_someone(Cli *cli, Str text, Someone *out)
{
    *out = (Someone){0};
    PersonRow *hits;
    size_t count = 0;
    if (someone_by_id(text, "person:", &out->person.n)) return true;
    if (someone_by_id(text, "unit:", &out->unit.n)) return true;
    if (person_by_number(cli->w, text, &out->person)) return true;
    if (unit_by_number(cli->w, text, &out->unit)) return true;
    cli->w->error = (Error){0};
    TRY(person_search(cli->w, text, 2, &hits, &count));
    bool whole = count == 2 && str_equal(hits[0].name, text) && !str_equal(hits[1].name, text);
    if (whole) count = 1; /* the other one's name only begins or ends so */
    if (count == 1) out->person = hits[0].id;
    if (count == 1) return true;
    return refuse(cli->w, ERR_NOT_FOUND, SAY_NO_SOMEONE, STR_ARG(text));
}

bool cli_affair(Cli *cli, Str text, const Affair **out)
{
    *out = bureau_affair(cli->bureau, text);
    if (*out) return true;
    Buf names = buf_new(cli->w->arena);
    for (size_t i = 0; i < cli->bureau->affair_count; i++)
        buf_format(&names, "%s%.*s", i ? " " : "", STR_ARG(cli->bureau->affairs[i]->name));
    return refuse(cli->w, ERR_NOT_FOUND, SAY_NO_AFFAIR, STR_ARG(text), STR_ARG(buf_str(&names)));
}
