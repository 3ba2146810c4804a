/* `doudi recover`: who owes, by which decision it comes back, what came in. A plan or a waiver is
 * an approver's, a repayment a payer's; each says why (--purpose). */
#include "cli/command.h"
#include "cli/money_words.def"
#include "payment/payment.h"

enum { INSTALMENTS_MOST = 600 };

/* ---- printing ------------------------------------------------------------------------------- */

static void plan_text(Cli *cli, const Recovery *r)
{
    Arena *arena = cli->w->arena;
    const RecoveryPlan *plan = &r->plan;
    if (plan->id == 0) return;
    buf_format(&cli->out, SAY_RECOVER_PLAN, (long long)plan->id,
               STR_ARG(recover_way_name(plan->way)), plan->count,
               STR_ARG(money_text(arena, plan->total)), STR_ARG(plan->decided_by),
               STR_ARG(plan->reason));
    buf_format(&cli->out, SAY_RECOVER_DUE, STR_ARG(money_text(arena, r->planned_by_now)),
               STR_ARG(money_text(arena, (Money){r->done.fen - r->waived_since.fen})),
               STR_ARG(money_text(arena, r->waived_since)),
               r->overdue.fen > 0 ? SAY_RECOVER_LATE : "");
}

static void instalments_text(Cli *cli, const RecoveryPlan *plan)
{
    Arena *arena = cli->w->arena;
    for (size_t i = 0; i < plan->count; i++)
        buf_format(&cli->out, SAY_RECOVER_INSTALMENT,
                   STR_ARG(month_text(arena, plan->instalments[i].month)),
                   STR_ARG(money_text(arena, plan->instalments[i].amount)));
}

static void recovery_text(Cli *cli, const Recovery *r)
{
    Arena *arena = cli->w->arena;
    const Affair *affair = bureau_affair(cli->bureau, r->affair);
    buf_format(&cli->out, SAY_RECOVER_LINE, (long long)r->person,
               STR_ARG(affair ? affair->name : r->affair), STR_ARG(money_text(arena, r->owed)),
               STR_ARG(money_text(arena, r->repaid)), STR_ARG(money_text(arena, r->offset)),
               STR_ARG(money_text(arena, r->waived)));
    plan_text(cli, r);
}

static void recovery_json(Cli *cli, Json *json, const Recovery *r)
{
    json_object(json, STR(""));
    json_int(json, STR("person"), r->person);
    json_text(json, STR("affair"), r->affair);
    json_money(json, STR("owed"), r->owed);
    json_money(json, STR("repaid"), r->repaid);
    json_money(json, STR("offset"), r->offset);
    json_money(json, STR("waived"), r->waived);
    json_int(json, STR("plan"), r->plan.id);
    json_money(json, STR("planned_by_now"), r->planned_by_now);
    json_money(json, STR("done"), r->done);
    json_money(json, STR("waived_since"), r->waived_since);
    json_money(json, STR("overdue"), r->overdue);
    json_array(json, STR("instalments"));
    for (size_t i = 0; i < r->plan.count; i++) {
        json_object(json, STR(""));
        json_text(json, STR("month"), month_text(cli->w->arena, r->plan.instalments[i].month));
        json_money(json, STR("amount"), r->plan.instalments[i].amount);
        json_end(json);
    }
    json_end(json);
    json_end(json);
}

/* ---- verbs ---------------------------------------------------------------------------------- */

/* All who owe, or one person; instalments are shown of one person only. */
static bool recover_print(Cli *cli, int64_t person)
{
    Recovery *rows;
    size_t count, shown = 0;
    TRY(recovery_list(cli->w, &rows, &count));
    Json json = json_new(&cli->out);
    bool as_json = cli_has(cli, OPT_JSON);
    if (as_json) json_array(&json, STR(""));
    for (size_t i = 0; i < count; i++) {
        if (person && rows[i].person != person) continue;
        shown++;
        if (as_json) {
            recovery_json(cli, &json, &rows[i]);
            continue;
        }
        recovery_text(cli, &rows[i]);
        if (person) instalments_text(cli, &rows[i].plan);
    }
    if (as_json) {
        json_end(&json);
        buf_byte(&cli->out, '\n');
    } else if (shown == 0) {
        buf_add(&cli->out, STR(SAY_RECOVER_NONE));
    }
    return true;
}

static bool one_person(Cli *cli, int64_t *person)
{
    Someone who;
    TRY(cli_someone(cli, cli->words[1], &who));
    *person = who.person.n;
    return *person || refuse(cli->w, ERR_USAGE, "%s", SAY_NEED_PERSON);
}

static bool amount_word(Cli *cli, Money *out)
{
    if (money_parse(cli->words[3], out) && out->fen > 0) return true;
    return refuse(cli->w, ERR_USAGE, SAY_BAD_AMOUNT, STR_ARG(cli->words[3]));
}

static bool recover_list(Cli *cli)
{
    return recover_print(cli, 0);
}

static bool recover_show(Cli *cli)
{
    int64_t person;
    return one_person(cli, &person) && recover_print(cli, person);
}

static bool way_word(Cli *cli, RecoverWay *out)
{
    for (RecoverWay way = RECOVER_CASH; way <= RECOVER_OFFSET; way++) {
        if (!str_equal(cli->words[4], recover_way_name(way))) continue;
        *out = way;
        return true;
    }
    return refuse(cli->w, ERR_USAGE, SAY_BAD_WAY, STR_ARG(cli->words[4]));
}

/* How much each instalment is: an amount, or "6期" for the debt in six. */
static bool instalment_word(Cli *cli, Money owed, Money *out)
{
    int64_t parts;
    Str word = cli->words[3];
    if (!str_ends(word, STR(SAY_INSTALMENTS))) return amount_word(cli, out);
    word.len -= sizeof SAY_INSTALMENTS - 1;
    if (!str_int(word, &parts) || parts < 1 || parts > INSTALMENTS_MOST)
        return refuse(cli->w, ERR_USAGE, SAY_BAD_INSTALMENTS, STR_ARG(cli->words[3]));
    out->fen = (owed.fen + parts - 1) / parts;
    return true;
}

/* The whole debt in equal instalments, from --from (or --month) or this month on. */
static bool recover_plan(Cli *cli)
{
    Work *w = cli->w;
    const Affair *affair;
    Money each, owed;
    Recovery before;
    RecoveryPlan plan = {.reason = cli_value(cli, OPT_PURPOSE)};
    Month from = date_month(work_today(w));
    TRY(one_person(cli, &plan.person) && cli_affair(cli, cli->words[2], &affair));
    if (cli_has(cli, OPT_MONTH)) TRY(cli_month(cli, cli_value(cli, OPT_MONTH), &from));
    if (cli_has(cli, OPT_FROM)) TRY(cli_month(cli, cli_value(cli, OPT_FROM), &from));
    plan.affair = affair->key;
    TRY(ledger_balance(w, ACCOUNT_RECEIVABLE, plan.affair, plan.person, &owed));
    TRY(instalment_word(cli, owed, &each) && way_word(cli, &plan.way));
    if (owed.fen > 0) instalments_make(w->arena, owed, each, from, &plan);
    TRY(recovery_of(w, plan.affair, plan.person, &before));
    TRY(recovery_plan(w, cli->bureau, &plan));
    if (before.plan.id && !cli_has(cli, OPT_JSON))
        buf_format(&cli->out, SAY_RECOVER_REPLACED, (long long)before.plan.id);
    return recover_print(cli, plan.person);
}

static bool recover_move(Cli *cli, bool (*act)(Work *w, const RecoveryMove *move))
{
    const Affair *affair;
    RecoveryMove move = {.note = cli_value(cli, OPT_PURPOSE)};
    TRY(one_person(cli, &move.person) && cli_affair(cli, cli->words[2], &affair));
    TRY(amount_word(cli, &move.amount));
    move.affair = affair->key;
    return act(cli->w, &move) && recover_print(cli, move.person);
}

static bool recover_repay(Cli *cli)
{
    return recover_move(cli, recovery_repay);
}

static bool recover_waive(Cli *cli)
{
    return recover_move(cli, recovery_waive);
}

/* ---- the command ---------------------------------------------------------------------------- */

static const struct {
    const char *name;
    size_t words;
    bool reads;
    bool (*run)(Cli *cli);
} VERBS[] = {
    {"list", 1, true, recover_list},    {"plan", 5, false, recover_plan},
    {"repay", 4, false, recover_repay}, {"show", 2, true, recover_show},
    {"waive", 4, false, recover_waive},
};

int command_recover(Cli *cli)
{
    for (size_t i = 0; i < COUNT_OF(VERBS); i++) {
        if (cli->word_count != VERBS[i].words) continue;
        if (!str_equal(cli->words[0], str_of(VERBS[i].name))) continue;
        bool done = cli_open(cli, VERBS[i].reads ? STORE_READ_ONLY : 0) && VERBS[i].run(cli);
        return done ? 0 : cli_failure(cli);
    }
    refuse(cli->w, ERR_USAGE, "%s", SAY_RECOVER_USAGE);
    return cli_failure(cli);
}
