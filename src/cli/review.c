/* What a person does with a whole roll: the reviews that fall due in a month, and confirming at
 * once all whom an affair without application has found. */
#include "cli/command.h"
#include "cli/review_words.def"
#include "cli/words.def"
#include "entitle/entitle.h"

#include <stdlib.h>

static size_t most_shown(const Cli *cli, int64_t usual)
{
    int64_t most = usual;
    str_int(cli_value(cli, OPT_SHOW), &most);
    return most < 0 ? 0 : (size_t)most;
}

/* ---- reviews ------------------------------------------------------------------------------ */

static void reviews_text(Cli *cli, const Affair *affair, const ReviewList *list)
{
    size_t most = most_shown(cli, 5);
    buf_format(&cli->out, SAY_REVIEWS_AFFAIR, STR_ARG(affair->name), list->count, list->overdue);
    if (list->undecided) buf_format(&cli->out, SAY_REVIEWS_UNDECIDED, list->undecided);
    buf_byte(&cli->out, '\n');
    for (size_t i = 0; i < list->count && i < most; i++)
        buf_format(&cli->out, "    %.*s  %.*s\n",
                   STR_ARG(month_text(cli->w->arena, list->items[i].due)),
                   STR_ARG(subject_name(cli, affair, list->items[i].subject)));
}

static void reviews_object(Cli *cli, Json *json, const Affair *affair, const ReviewList *list)
{
    json_object(json, STR(""));
    json_text(json, STR("affair"), affair->key);
    json_int(json, STR("due"), (int64_t)list->count);
    json_int(json, STR("overdue"), (int64_t)list->overdue);
    json_int(json, STR("undecided"), (int64_t)list->undecided);
    json_array(json, STR("items"));
    for (size_t i = 0; i < list->count; i++) {
        json_object(json, STR(""));
        json_int(json, STR("enrolment"), list->items[i].enrolment.n);
        json_int(json, STR("subject"), list->items[i].subject);
        json_text(json, STR("due"), month_text(cli->w->arena, list->items[i].due));
        json_end(json);
    }
    json_end(json);
    json_end(json);
}

static bool reviews_of(Cli *cli, FactBase *base, const Affair *affair, Month month, Json *json)
{
    ReviewList list;
    TRY(entitle_reviews(cli->w, base, affair, month, &list));
    if (json) {
        reviews_object(cli, json, affair, &list);
    } else if (affair->review) {
        reviews_text(cli, affair, &list);
    } else {
        buf_format(&cli->out, SAY_REVIEWS_NONE, STR_ARG(affair->name));
    }
    return true;
}

static bool reviews_all(Cli *cli, FactBase *base, Month month, Json *json)
{
    const Affair *only = NULL;
    if (cli_has(cli, OPT_AFFAIR)) TRY(cli_affair(cli, cli_value(cli, OPT_AFFAIR), &only));
    if (only) return reviews_of(cli, base, only, month, json);
    for (size_t i = 0; i < cli->bureau->affair_count; i++)
        if (cli->bureau->affairs[i]->review)
            TRY(reviews_of(cli, base, cli->bureau->affairs[i], month, json));
    return true;
}

int command_reviews(Cli *cli)
{
    Month month;
    FactBase *base;
    bool as_json = cli_has(cli, OPT_JSON);
    if (cli->word_count != 1) return cli_usage(cli);
    if (!cli_month(cli, cli->words[0], &month) || !cli_open(cli, STORE_READ_ONLY) ||
        !facts_load(cli->w, cli->bureau, KNOWN_NOW, cli->home, &base))
        return cli_failure(cli);
    Json json = json_new(&cli->out);
    if (as_json) json_array(&json, STR(""));
    if (!as_json)
        buf_format(&cli->out, SAY_REVIEWS_HEAD, STR_ARG(month_text(cli->w->arena, month)));
    if (!reviews_all(cli, base, month, as_json ? &json : NULL)) return cli_failure(cli);
    if (as_json) json_end(&json), buf_byte(&cli->out, '\n');
    return 0;
}

/* ---- confirming a roll -------------------------------------------------------------------- */

/* Only what has no application, and no month that has not begun: its facts are not known. */
static bool confirm_allowed(Cli *cli, const Affair *affair, Month month)
{
    if (month.n > date_month(work_today(cli->w)).n)
        return refuse(cli->w, ERR_STATE, SAY_CONFIRM_FUTURE,
                      STR_ARG(month_text(cli->w->arena, month)));
    if (affair->mode == MODE_PROACTIVE) return true;
    return refuse(cli->w, ERR_STATE, SAY_CONFIRM_APPLIED_FOR, STR_ARG(affair->name));
}

/* Who was found, and of an affair of fixed amounts (定额) who was enrolled already. */
typedef struct {
    Grant *grants;
    Decision *decisions;
    size_t count, fixed;
} Confirmed;

static void confirm_grants(Cli *cli, const Affair *affair, Month month, const FourSets *sets,
                           Confirmed *out)
{
    size_t count = (size_t)sets->count[SET_MISSED];
    Grant *grants = NEW_ARRAY(cli->w->arena, Grant, count + 1);
    Date today = work_today(cli->w);
    Str reason =
        format(cli->w->arena, SAY_CONFIRM_REASON, STR_ARG(month_text(cli->w->arena, month)));
    for (size_t i = 0; i < count; i++) {
        int64_t id = sets->subjects[SET_MISSED][i];
        grants[i] = (Grant){.affair = affair,
                            .applied = today,
                            .accepted = today,
                            .decided = today,
                            .reason = reason};
        if (affair->subject == SUBJECT_PERSON)
            grants[i].person = (PersonId){id};
        else
            grants[i].unit = (UnitId){id};
        if (!affair->fixes) continue;
        grants[i].fixed = month;
        grants[i].amount.fen = sets->missed_each[i];
    }
    out->grants = grants;
    out->count = count;
}

static bool month_is_fixed(const Enrolment *e, Month month)
{
    for (size_t i = 0; i < e->decision_count; i++) {
        const Decision *d = &e->decisions[i];
        if (d->kind == DECISION_FIX && d->effective.n <= month.n && month.n <= d->until.n)
            return true;
    }
    return false;
}

/* What an enrolment is due in all; 0 as long as something is missing. `at` goes on along the rows,
 * which are by enrolment like the enrolments asked about. */
static int64_t due_in_all(const GrantedRows *due, size_t *at, int64_t enrolment)
{
    int64_t fen = 0;
    bool unknown = false;
    while (*at < due->count && due->rows[*at].enrolment < enrolment)
        ++*at;
    for (; *at < due->count && due->rows[*at].enrolment == enrolment; ++*at) {
        unknown = unknown || due->rows[*at].unknown;
        fen += due->rows[*at].amount.fen;
    }
    return unknown ? 0 : fen;
}

static int by_enrolment(const void *a, const void *b)
{
    const Enrolment *x = a, *y = b;
    return (x->id.n > y->id.n) - (x->id.n < y->id.n);
}

/* Each of the enrolled keeps what the month comes to today, unless it was fixed before. */
static bool confirm_enrolled(Cli *cli, FactBase *base, const Affair *affair, Month month,
                             Confirmed *out)
{
    size_t count, at = 0;
    Enrolment *list;
    GrantedRows due;
    Work *w = cli->w;
    TRY(entitle_granted(w, base, affair, (Months){month, month}, &due));
    TRY(enrolment_list(w, affair, KNOWN_NOW, &list, &count));
    if (count) qsort(list, count, sizeof *list, by_enrolment);
    out->decisions = NEW_ARRAY(w->arena, Decision, count + 1);
    for (size_t i = 0; i < count; i++) {
        int64_t fen = due_in_all(&due, &at, list[i].id.n);
        if (!fen || month_is_fixed(&list[i], month)) continue;
        out->decisions[out->fixed++] = (Decision){
            .enrolment = list[i].id,
            .kind = DECISION_FIX,
            .day = work_today(w),
            .effective = month,
            .until = month,
            .amount = {fen},
            .reason = format(w->arena, SAY_CONFIRM_REASON, STR_ARG(month_text(w->arena, month))),
            .law = cli->law};
    }
    return true;
}

static bool confirm_write(Cli *cli, const Confirmed *c)
{
    return enrolment_confirm(cli->w, cli->bureau,
                             &(Confirmation){.grants = c->grants,
                                             .decisions = c->decisions,
                                             .grant_count = c->count,
                                             .decision_count = c->fixed,
                                             .law = cli->law});
}

static void confirm_print(Cli *cli, const Affair *affair, Month month, const FourSets *sets,
                          size_t fixed)
{
    size_t count = (size_t)sets->count[SET_MISSED], most = most_shown(cli, 20);
    bool dry = cli_has(cli, OPT_DRY_RUN);
    if (cli_has(cli, OPT_JSON)) {
        Json json = json_new(&cli->out);
        json_object(&json, STR(""));
        json_text(&json, STR("affair"), affair->key);
        json_text(&json, STR("month"), month_text(cli->w->arena, month));
        json_int(&json, STR("confirmed"), dry ? 0 : (int64_t)count);
        json_int(&json, STR("found"), (int64_t)count);
        json_int(&json, STR("undecided"), sets->count[SET_UNDECIDED]);
        if (affair->fixes) json_int(&json, STR("fixed"), dry ? 0 : (int64_t)(count + fixed));
        json_end(&json);
        buf_byte(&cli->out, '\n');
        return;
    }
    buf_format(&cli->out, dry ? SAY_CONFIRM_DRY : SAY_CONFIRM_DONE, STR_ARG(affair->name),
               STR_ARG(month_text(cli->w->arena, month)), count);
    for (size_t i = 0; i < count && i < most; i++)
        buf_format(&cli->out, "    %.*s\n",
                   STR_ARG(subject_name(cli, affair, sets->subjects[SET_MISSED][i])));
    if (affair->fixes && !dry)
        buf_format(&cli->out, SAY_CONFIRM_FIXED, count + fixed,
                   STR_ARG(month_text(cli->w->arena, month)), fixed);
    if (sets->count[SET_UNDECIDED])
        buf_format(&cli->out, SAY_CONFIRM_UNDECIDED, (long long)sets->count[SET_UNDECIDED]);
}

int command_confirm(Cli *cli)
{
    const Affair *affair;
    Month month;
    FactBase *base;
    FourSets sets;
    Confirmed found = {0};
    bool dry = cli_has(cli, OPT_DRY_RUN);
    if (cli->word_count != 1) return cli_usage(cli);
    if (!cli_month(cli, cli_value(cli, OPT_MONTH), &month) ||
        !cli_open(cli, dry ? STORE_READ_ONLY : 0) || !cli_affair(cli, cli->words[0], &affair) ||
        !confirm_allowed(cli, affair, month) ||
        !facts_load(cli->w, cli->bureau, KNOWN_NOW, cli->home, &base) ||
        !entitle_sets(cli->w, base, affair, month, &sets) ||
        (affair->fixes && !confirm_enrolled(cli, base, affair, month, &found)))
        return cli_failure(cli);
    confirm_grants(cli, affair, month, &sets, &found);
    if (!dry && !confirm_write(cli, &found)) return cli_failure(cli);
    confirm_print(cli, affair, month, &sets, found.fixed);
    return 0;
}
