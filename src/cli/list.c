/* doudi list REGISTER: the rows of a register that is neither people nor households, as they stand
 * on a day, on the screen, as JSON or as a file. What is sealed is masked, people by name and
 * number as well. */
#include "cli/command.h"
#include "cli/list_words.def"
#include "doc/doc.h"

typedef struct {
    const Register *reg;
    size_t fields;
    RowFilter *filters;
    size_t filter_count;
    RegisterRow *rows;
    size_t count;
} Listing;

/* ---- what is asked ------------------------------------------------------------------------ */

static bool find_register(Cli *cli, Str name, const Register **out)
{
    Buf names = buf_new(cli->w->arena);
    *out = bureau_register(cli->bureau, name);
    if (*out && (*out)->subject == SUBJECT_OTHER) return true;
    for (size_t i = 0; i < cli->bureau->register_count; i++) {
        const Register *r = &cli->bureau->registers[i];
        if (r->subject == SUBJECT_OTHER)
            buf_format(&names, "%s%.*s", names.len ? WORD_COMMA : "", STR_ARG(r->name));
    }
    return refuse(cli->w, ERR_NOT_FOUND, SAY_NO_REGISTER, STR_ARG(name), STR_ARG(buf_str(&names)));
}

static bool read_filter(Cli *cli, Listing *l, Str part)
{
    Str name, rest = part;
    bool split = str_split(&rest, '=', &name) && name.len < part.len;
    const Field *field = split ? register_field(l->reg, str_trim(name)) : NULL;
    if (!split) return refuse(cli->w, ERR_USAGE, SAY_FILTER_FORM, STR_ARG(part));
    if (!field)
        return refuse(cli->w, ERR_USAGE, SAY_NO_FIELD, STR_ARG(l->reg->name), STR_ARG(name));
    if (field->sealed) return refuse(cli->w, ERR_USAGE, SAY_FILTER_SEALED, STR_ARG(field->name));
    l->filters[l->filter_count++] = (RowFilter){field, str_trim(rest)};
    return true;
}

static bool read_filters(Cli *cli, Listing *l)
{
    Str rest = cli_value(cli, OPT_FILTER), part;
    l->filters = NEW_ARRAY(cli->w->arena, RowFilter, rest.len / 2 + 1);
    while (rest.len && str_split(&rest, ',', &part))
        TRY(read_filter(cli, l, part));
    return true;
}

static bool read_listing(Cli *cli, Listing *l)
{
    Date on = work_today(cli->w);
    Str day = cli_value(cli, OPT_ON);
    TRY(find_register(cli, cli->words[0], &l->reg));
    if (day.len && !date_parse(day, &on))
        return refuse(cli->w, ERR_USAGE, SAY_LIST_DAY, STR_ARG(day));
    l->fields = register_field_count(l->reg);
    TRY(read_filters(cli, l));
    TRY(register_rows(cli->w, l->reg, on, &l->rows, &l->count));
    size_t kept = 0;
    for (size_t i = 0; i < l->count; i++)
        if (row_passes(cli->w, &l->rows[i], l->filters, l->filter_count))
            l->rows[kept++] = l->rows[i];
    l->count = kept;
    return true;
}

/* ---- how it is told ----------------------------------------------------------------------- */

static Str cell_text(Cli *cli, const Listing *l, size_t row, size_t n)
{
    const Field *field = register_field_at(l->reg, n);
    Value value = l->rows[row].values[n];
    return value.known ? value_text(cli->w, field, value) : STR("");
}

static bool write_file(Cli *cli, const Listing *l)
{
    TableWriter *t;
    Str path = cli_value(cli, OPT_OUT);
    bool csv = str_ends(path, STR(".csv"));
    TRY(table_create(cli->w, cli->option[OPT_OUT], csv ? TABLE_CSV_UTF8_BOM : TABLE_XLSX, &t));
    for (size_t n = 0; n < l->fields; n++)
        table_cell(t, register_field_at(l->reg, n)->name);
    table_end_row(t);
    for (size_t i = 0; i < l->count; i++) {
        for (size_t n = 0; n < l->fields; n++)
            table_cell(t, cell_text(cli, l, i, n));
        table_end_row(t);
    }
    TRY(table_finish(t));
    buf_format(&cli->out, SAY_LIST_WRITTEN, l->count, STR_ARG(path));
    return true;
}

static void write_json(Cli *cli, const Listing *l)
{
    Json json = json_new(&cli->out);
    json_array(&json, STR(""));
    for (size_t i = 0; i < l->count; i++) {
        json_object(&json, STR(""));
        json_int(&json, STR("id"), l->rows[i].id.n);
        for (size_t n = 0; n < l->fields; n++) {
            Str key = register_field_at(l->reg, n)->key;
            if (l->rows[i].values[n].known)
                json_text(&json, key, cell_text(cli, l, i, n));
            else
                json_null(&json, key);
        }
        json_end(&json);
    }
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

static void write_text(Cli *cli, const Listing *l)
{
    int64_t most = 20;
    str_int(cli_value(cli, OPT_SHOW), &most);
    buf_format(&cli->out, SAY_LIST_HEAD, STR_ARG(l->reg->name), l->count);
    for (size_t i = 0; i < l->count && (int64_t)i < most; i++) {
        buf_format(&cli->out, "    %.*s", STR_ARG(l->rows[i].name));
        for (size_t n = 0; n < l->fields; n++) {
            const Field *field = register_field_at(l->reg, n);
            if (field == l->reg->unique || !l->rows[i].values[n].known) continue;
            buf_format(&cli->out, "  %.*s %.*s", STR_ARG(field->name),
                       STR_ARG(cell_text(cli, l, i, n)));
        }
        buf_byte(&cli->out, '\n');
    }
}

/* What is left on the accounts that the register keeps. */
static bool write_balances(Cli *cli, const Listing *l)
{
    size_t count;
    RowBalance *balances;
    Date on = work_today(cli->w);
    date_parse(cli_value(cli, OPT_ON), &on);
    TRY(register_balances(cli->w, l->reg, on, &balances, &count));
    for (size_t i = 0; i < count && !l->filter_count; i++)
        buf_format(&cli->out, SAY_LIST_BALANCE, STR_ARG(balances[i].account),
                   STR_ARG(money_text(cli->w->arena, balances[i].left)));
    return true;
}

int command_list(Cli *cli)
{
    Listing l = {0};
    if (cli->word_count != 1) return cli_usage(cli);
    if (!cli_open(cli, STORE_READ_ONLY) || !read_listing(cli, &l)) return cli_failure(cli);
    if (cli_has(cli, OPT_OUT)) return write_file(cli, &l) ? 0 : cli_failure(cli);
    if (cli_has(cli, OPT_JSON))
        write_json(cli, &l);
    else
        write_text(cli, &l);
    if (!cli_has(cli, OPT_JSON) && !write_balances(cli, &l)) return cli_failure(cli);
    return 0;
}
