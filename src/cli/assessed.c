/* Down to the rows: a fact that the law has worked out from rows of a register (a month's income
 * from declared items, the support that obligors owe) is shown with the rows behind it, by the
 * standards of the day from which it holds. When somebody has recorded another number since, that
 * is said instead.
 *
 * Read explain_rows first. */
#include "cli/assessed.h"
#include "cli/assessed_words.def"

const Affair *assessment_named(const Cli *cli, Str name)
{
    for (size_t i = 0; i < cli->bureau->assessment_count; i++) {
        const Affair *a = cli->bureau->assessments[i];
        if (str_equal(a->name, name) || str_equal(a->key, name)) return a;
    }
    return NULL;
}

/* Whoever has the field: the person or all members of his unit, or the unit itself. */
static bool owners_of(Cli *cli, const Field *field, Someone who, int64_t **out, size_t *count)
{
    BenefitUnit unit;
    UnitId *units = &who.unit;
    *count = who.unit.n != 0;
    bool of_unit = field->aspect->reg->subject == SUBJECT_HOUSEHOLD;
    if (!who.unit.n && of_unit) TRY(unit_of_person(cli->w, who.person, &units, count));
    *out = NEW_ARRAY(cli->w->arena, int64_t, 1);
    (*out)[0] = of_unit && *count ? units[0].n : who.person.n;
    if (of_unit || !who.unit.n) {
        *count = (*out)[0] != 0;
        return true;
    }
    TRY(unit_row(cli->w, who.unit, work_today(cli->w), &unit));
    *out = NEW_ARRAY(cli->w->arena, int64_t, unit.member_count + 1);
    *count = unit.member_count;
    for (size_t i = 0; i < unit.member_count; i++)
        (*out)[i] = unit.members[i].person.n;
    return true;
}

static Str owner_name(Cli *cli, const Field *field, int64_t id)
{
    PersonRow person;
    BenefitUnit unit;
    Arena *arena = cli->w->arena;
    if (field->aspect->reg->subject == SUBJECT_PERSON &&
        person_row(cli->w, (PersonId){id}, &person))
        return name_mask(arena, person.name);
    if (field->aspect->reg->subject == SUBJECT_HOUSEHOLD &&
        unit_row(cli->w, (UnitId){id}, work_today(cli->w), &unit))
        return unit.number;
    return format(arena, "%lld", (long long)id);
}

/* Rows that count, or may: the others are of another kind. */
static size_t rows_counted(const Assessed *sum)
{
    size_t count = 0;
    for (size_t i = 0; i < sum->count; i++)
        count += sum->rows[i].eligible != NO;
    return count;
}

static void head_text(Cli *cli, const Affair *a, int64_t owner, const Assessed *sum)
{
    Arena *arena = cli->w->arena;
    Str who = owner_name(cli, a->into, owner),
        since = date_text(arena, sum->stands ? sum->from : sum->said);
    Str value = sum->value.known ? money_text(arena, (Money){sum->value.number})
                                 : STR(SAY_ASSESSED_NO_VALUE);
    if (sum->stands)
        buf_format(&cli->out, SAY_ASSESSED_HEAD, STR_ARG(who), STR_ARG(a->into->name),
                   STR_ARG(value), STR_ARG(since), STR_ARG(a->name), rows_counted(sum));
    else
        buf_format(&cli->out, SAY_ASSESSED_OTHER, STR_ARG(who), STR_ARG(a->into->name),
                   STR_ARG(value), STR_ARG(since), STR_ARG(a->of->name), rows_counted(sum));
}

static void rows_json(Cli *cli, const Affair *a, int64_t owner, const Assessed *sum, Json *json)
{
    json_object(json, STR(""));
    json_int(json, STR("subject"), owner);
    json_text(json, STR("field"), a->into->key);
    json_text(json, STR("from"), date_text(cli->w->arena, sum->from));
    json_bool(json, STR("stands"), sum->stands);
    json_array(json, STR("rows"));
    for (size_t i = 0; i < sum->count; i++) {
        json_object(json, STR(""));
        json_text(json, STR("row"), sum->rows[i].name);
        json_bool(json, STR("unknown"), sum->rows[i].unknown);
        json_money(json, STR("amount"), sum->rows[i].amount);
        json_array(json, STR("why"));
        why_json(sum->rows[i].why, json);
        json_end(json);
        json_end(json);
    }
    json_end(json);
    json_end(json);
}

int explain_rows(Cli *cli, const Affair *assessment, Someone who, Month month)
{
    int64_t *owners;
    size_t count, shown = 0;
    if (!owners_of(cli, assessment->into, who, &owners, &count)) return cli_failure(cli);
    bool as_json = cli_has(cli, OPT_JSON);
    Json json = json_new(&cli->out);
    if (as_json) json_array(&json, STR(""));
    for (size_t i = 0; i < count; i++) {
        Assessed sum;
        if (!rows_assessed(cli->w, assessment, owners[i], month_last(month), &sum))
            return cli_failure(cli);
        if (sum.count == 0) continue;
        shown++;
        if (as_json) {
            rows_json(cli, assessment, owners[i], &sum, &json);
            continue;
        }
        head_text(cli, assessment, owners[i], &sum);
        for (size_t r = 0; r < sum.count; r++) {
            buf_format(&cli->out, SAY_ASSESSED_ROW, STR_ARG(sum.rows[r].name));
            why_print(sum.rows[r].why, 1, &cli->out);
        }
    }
    if (as_json) {
        json_end(&json);
        buf_byte(&cli->out, '\n');
    } else if (!shown) {
        buf_format(&cli->out, SAY_ASSESSED_NONE, STR_ARG(assessment->name),
                   STR_ARG(assessment->of->name));
    }
    return 0;
}

/* ---- below another explanation ------------------------------------------------------------ */

static bool reads(const Affair *affair, const Field *field)
{
    size_t count;
    const Input *inputs = program_inputs(affair->program, &count);
    for (size_t i = 0; i < count; i++)
        if (inputs[i].kind == INPUT_FIELD && inputs[i].field == field) return true;
    return false;
}

static void lines_text(Cli *cli, const Affair *a, int64_t owner, const Assessed *sum)
{
    buf_add(&cli->out, STR("  "));
    head_text(cli, a, owner, sum);
    for (size_t i = 0; i < sum->count; i++) {
        const AssessedRow *row = &sum->rows[i];
        if (row->eligible == NO) continue;
        Str amount =
            row->unknown ? STR(SAY_ASSESSED_UNKNOWN) : money_text(cli->w->arena, row->amount);
        buf_format(&cli->out, SAY_ASSESSED_LINE, STR_ARG(row->name), STR_ARG(amount));
    }
}

/* Rows of other kinds only say nothing of a fact that is none without them. */
static bool says_something(const Affair *a, const Assessed *sum)
{
    return rows_counted(sum) || (sum->count && !a->into->aspect->absent_is_none);
}

bool explain_sources(Cli *cli, const Affair *affair, int64_t subject, Month month)
{
    bool any = false;
    Someone who = {0};
    if (affair->subject == SUBJECT_PERSON)
        who.person.n = subject;
    else
        who.unit.n = subject;
    for (size_t i = 0; i < cli->bureau->assessment_count; i++) {
        const Affair *a = cli->bureau->assessments[i];
        int64_t *owners;
        size_t count = 0;
        if (!reads(affair, a->into)) continue;
        TRY(owners_of(cli, a->into, who, &owners, &count));
        for (size_t k = 0; k < count; k++) {
            Assessed sum;
            TRY(rows_assessed(cli->w, a, owners[k], month_last(month), &sum));
            if (!says_something(a, &sum)) continue;
            if (!any) buf_add(&cli->out, STR(SAY_ASSESSED_SOURCES));
            any = true;
            lines_text(cli, a, owners[k], &sum);
        }
    }
    return true;
}
