/* The first page of 系统, its settings, imports and jobs. Settings are 系统's to change; each change is
 * one act. */
#include "office/view.h"

#include <sys/stat.h>

#include "office/system_words.def"
#include "office/words.def"

/* ---- overview ----------------------------------------------------------------------------- */

static int64_t file_bytes(Page *p, const char *ending)
{
    struct stat about;
    Str path = format(p->w->arena, "%s%s", store_path(p->w->store), ending);
    return stat(path.ptr, &about) == 0 ? (int64_t)about.st_size : 0;
}

static KeyFigure *figure_add(View *v, Block *b, const char *name, Str value)
{
    enum { FIGURES_MOST = 8 };
    KeyFigures *all = &b->figures;
    if (!all->figures) all->figures = NEW_ARRAY(v->p->w->arena, KeyFigure, FIGURES_MOST);
    ensure(all->count < FIGURES_MOST);
    all->figures[all->count++] = (KeyFigure){.name = str_of(name), .value = value};
    return &all->figures[all->count - 1];
}

static bool people_figures(View *v, Block *b)
{
    Account *accounts;
    SessionRow *sessions;
    size_t count, open_count, standing = 0, locked = 0, idle = 0;
    Arena *arena = v->p->w->arena;
    TRY(account_list(v->p->w, &accounts, &count));
    TRY(session_list(v->p->w, STR(""), &sessions, &open_count));
    for (size_t i = 0; i < count; i++) {
        standing += !accounts[i].closed;
        locked += accounts[i].locked_until > 0;
        idle += !accounts[i].closed && !accounts[i].grant_count;
    }
    figure_add(v, b, SAY_ACCOUNTS, format(arena, "%zu", standing))->href = STR("/office/accounts");
    KeyFigure *figure = figure_add(v, b, SAY_LOCKED_OUT, format(arena, "%zu", locked));
    figure->href = STR("/office/accounts?state=locked");
    if (locked) figure->kind = STR("bad");
    figure = figure_add(v, b, SAY_WITHOUT_DUTY, format(arena, "%zu", idle));
    figure->href = STR("/office/accounts?state=idle");
    if (idle) figure->kind = STR("care");
    figure = figure_add(v, b, SAY_SESSIONS, format(arena, "%zu", open_count));
    if (page_may(v->p, WHO_SESSIONS)) figure->href = STR("/office/sessions");
    return true;
}

bool office_page(Page *p)
{
    Commit head;
    Digest digest;
    Arena *arena = p->w->arena;
    View *v = view_new(p, SAY_SYSTEM, "/office");
    Block *b = view_block(v, SAY_PEOPLE_AND_RIGHTS);
    b->note = STR(SAY_THREE_ADMINISTRATORS);
    TRY(people_figures(v, b));
    TRY(audit_head(p->w, &head, &digest));
    b = view_block(v, SAY_STORE);
    block_pair(v, b, SAY_VERSION, STR(DOUDI_VERSION));
    block_pair(v, b, SAY_STORE_FILE, str_of(store_path(p->w->store)));
    block_pair(v, b, SAY_STORE_SIZE, size_words(arena, file_bytes(p, "") + file_bytes(p, "-wal")));
    block_pair(v, b, SAY_NEWEST_ACT, format(arena, "%lld", (long long)head.n));
    block_pair(v, b, SAY_HEAD_DIGEST, digest_text(arena, digest));
    b->pairs.pairs[b->pairs.count - 1].code = true;
    block_pair(v, b, SAY_DATA_KIND, p->site->demo ? STR(SAY_DEMO_DATA) : STR(SAY_REAL_DATA));
    return view_show(v);
}

/* ---- settings ----------------------------------------------------------------------------- */

static bool first_month_block(View *v)
{
    Month first, closed;
    Page *p = v->p;
    TRY(payment_last_closed(p->w, &closed));
    bool said = payment_first_month(p->w, &first);
    p->w->error = (Error){.code = ERR_NONE};
    Block *b = view_block(v, SAY_FIRST_MONTH);
    b->note = closed.n == MONTH_NONE.n ? STR(SAY_FIRST_MONTH_NOTE) : STR(SAY_FIRST_MONTH_STANDS);
    block_pair(v, b, SAY_FIRST_MONTH, said ? month_words(p->w->arena, first) : STR(SAY_UNSAID));
    if (closed.n != MONTH_NONE.n || !page_may(p, WHO(SYSTEM))) return true;
    FormField *field = block_field(v, b,
                                   (FormField){.kind = FIELD_MONTH,
                                               .name = STR("month"),
                                               .label = STR(SAY_FIRST_MONTH),
                                               .required = true});
    if (said) field_choose(field, month_text(p->w->arena, first));
    block_form(v, b, STR("/office/settings/first-month"), SAY_KEEP);
    return true;
}

static bool debtor_block(View *v)
{
    static const struct {
        const char *name, *label, *hint;
    } asked[] = {{"name", SAY_DEBTOR_NAME, ""},
                 {"account", SAY_DEBTOR_ACCOUNT, ""},
                 {"bank", SAY_DEBTOR_BANK, SAY_DEBTOR_BANK_HINT}};
    BankDebtor debtor;
    TRY(bank_debtor(v->p->w, &debtor));
    const Str values[] = {debtor.name, debtor.account, debtor.bank};
    bool changes = page_may(v->p, WHO(SYSTEM));
    Block *b = view_block(v, SAY_DEBTOR);
    b->note = STR(SAY_DEBTOR_NOTE);
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        if (!changes) {
            block_pair(v, b, asked[i].label, values[i].len ? values[i] : STR(SAY_UNSAID));
            continue;
        }
        block_field(v, b,
                    (FormField){.kind = i ? FIELD_CODE : FIELD_TEXT,
                                .name = str_of(asked[i].name),
                                .label = str_of(asked[i].label),
                                .hint = str_of(asked[i].hint),
                                .value = values[i],
                                .required = true});
    }
    if (changes) block_form(v, b, STR("/office/settings/debtor"), SAY_KEEP);
    return true;
}

static bool log_block(View *v)
{
    int64_t days, rows;
    Page *p = v->p;
    TRY(access_log_days(p->w, &days) && access_log_count(p->w, &rows));
    Block *b = view_block(v, SAY_LOOKS);
    b->note = STR(SAY_LOG_NOTE);
    block_pair(v, b, SAY_LOG_ROWS, format(p->w->arena, "%lld", (long long)rows));
    block_pair(v, b, SAY_LOG_DAYS, format(p->w->arena, SAY_DAYS, (long long)days));
    if (!page_may(p, WHO(SYSTEM))) return true;
    block_field(v, b,
                (FormField){.kind = FIELD_NUMBER,
                            .name = STR("days"),
                            .label = STR(SAY_LOG_DAYS),
                            .unit = STR(SAY_DAY),
                            .value = format(p->w->arena, "%lld", (long long)days),
                            .required = true});
    block_form(v, b, STR("/office/settings/log"), SAY_KEEP);
    block_confirm(v, b,
                  (Confirm){.label = STR(SAY_PURGE),
                            .question = format(p->w->arena, SAY_PURGE_ASK, (long long)days),
                            .effect = STR(SAY_PURGE_EFFECT),
                            .action = STR("/office/settings/purge"),
                            .button = STR(SAY_PURGE),
                            .danger = true});
    return true;
}

bool settings_page(Page *p)
{
    View *v = view_new(p, SAY_SETTINGS, "/office/settings");
    if (!page_may(p, WHO(SYSTEM))) v->page.head.note = STR(SAY_SETTINGS_READ);
    TRY(first_month_block(v) && debtor_block(v) && log_block(v));
    return view_show(v);
}

static bool settings_done(Page *p, bool done, const char *said)
{
    if (!done) return settings_page(p);
    page_say(p, "%s", said);
    return page_redirect(p, STR("/office/settings"));
}

bool settings_month_page(Page *p)
{
    Month month;
    Str text = page_field(p, "month");
    bool done = month_parse(text, &month) || refuse(p->w, ERR_INPUT, SAY_BAD_MONTH, STR_ARG(text));
    return settings_done(p, done && payment_set_first_month(p->w, month), SAY_KEPT);
}

bool settings_debtor_page(Page *p)
{
    BankDebtor debtor = {page_field(p, "name"), page_field(p, "account"), page_field(p, "bank")};
    return settings_done(p, bank_set_debtor(p->w, &debtor), SAY_KEPT);
}

bool settings_log_page(Page *p)
{
    int64_t days;
    bool done = page_field_id(p, "days", &days) &&
                access_log_keep_days(p->w, days < 36500 ? (int)days : 36500);
    return settings_done(p, done, SAY_KEPT);
}

bool settings_purge_page(Page *p)
{
    int64_t rows;
    if (!access_log_purge(p->w, &rows)) return settings_page(p);
    page_say(p, SAY_PURGED, (long long)rows);
    return page_redirect(p, STR("/office/settings"));
}

/* ---- imports, jobs ------------------------------------------------------------------------ */

enum { IMPORTS_SHOWN = 50 };

bool imports_all_page(Page *p)
{
    static const char *const names[] = {("#" SAY_ACT_NUMBER),
                                        SAY_WHEN,
                                        SAY_ACTOR,
                                        SAY_REGISTER,
                                        SAY_FILE,
                                        ("#" SAY_ROWS),
                                        ("#" SAY_ROWS_ADDED),
                                        ("#" SAY_ROWS_CHANGED),
                                        SAY_STATE};
    ImportRun *runs;
    size_t count;
    Arena *arena = p->w->arena;
    View *v = view_new(p, SAY_IMPORTS, "/office/imports");
    v->page.head.note = STR(SAY_IMPORTS_NOTE);
    if (page_may(p, WHO(SYSTEM))) view_action(v, STR("/import"), SAY_IMPORT_BEGIN, false);
    TRY(import_history(p->w, &runs, &count));
    Block *b = view_block(v, "");
    block_columns(v, b, names, COUNT_OF(names));
    int64_t before = INT64_MAX, later = 0;
    if (page_query(p, "before").len) TRY(page_id(p, page_query(p, "before"), &before));
    for (size_t i = 0; i < count && b->list.count < IMPORTS_SHOWN; i++) {
        const ImportRun *run = &runs[i];
        if (run->commit.n >= before) continue;
        later = b->list.count + 1 == IMPORTS_SHOWN && i + 1 < count ? run->commit.n : 0;
        ListCell *cell = block_row(v, b);
        cell[0].text = format(arena, "%lld", (long long)run->commit.n);
        if (page_may(p, WHO_SESSIONS))
            cell[0].href = format(arena, "/office/act/%lld", (long long)run->commit.n);
        cell[1].text = instant_words(arena, run->instant);
        cell[2].text = account_words(p, run->actor);
        const Register *reg = bureau_register(p->bureau, run->as);
        cell[3].text = reg ? reg->name : run->as;
        cell[4] = (ListCell){.text = run->file, .note = run->sender};
        cell[5].text = format(arena, "%lld", (long long)run->rows);
        cell[6].text = format(arena, "%lld", (long long)run->added);
        cell[7].text = format(arena, "%lld", (long long)run->changed);
        bool stands = run->undone.n == 0;
        cell[8] = (ListCell){.text = stands ? STR(SAY_IMPORT_STANDS) : STR(SAY_IMPORT_UNDONE),
                             .kind = stands ? STR("good") : STR(""),
                             .tag = true};
        b->list.rows[b->list.count - 1].gone = !stands;
    }
    b->tools.count = count ? format(arena, SAY_IMPORTS_FOUND, count) : STR("");
    block_pager(v, b, "/office/imports", later);
    block_empty(b, SAY_NO_IMPORTS, SAY_NO_IMPORTS_ADVICE);
    return view_show(v);
}

bool jobs_page(Page *p)
{
    static const char *const names[] = {
        SAY_JOB, SAY_ACCOUNT_FIELD, SAY_JOB_NOW, ("#" SAY_JOB_DONE), ("#" SAY_SECONDS), SAY_STATE};
    JobState *jobs;
    size_t count;
    Arena *arena = p->w->arena;
    View *v = view_new(p, SAY_JOBS, "/office/jobs");
    v->page.head.note = STR(SAY_JOBS_NOTE);
    page_job_list(p, &jobs, &count);
    Block *b = view_block(v, "");
    block_columns(v, b, names, COUNT_OF(names));
    for (size_t i = 0; i < count; i++) {
        const JobState *job = &jobs[i];
        ListCell *cell = block_row(v, b);
        cell[0].text = job->title;
        if (str_equal(job->account, p->session->account))
            cell[0].href = format(arena, "/job/%lld", (long long)job->id);
        cell[1].text = job->account;
        cell[2].text = presence(job->what);
        cell[3].text = job->total > 0 ? format(arena, "%lld / %lld", (long long)job->done,
                                               (long long)job->total)
                                      : presence(STR(""));
        cell[4].text = format(arena, "%lld", (long long)job->seconds);
        cell[5] = (ListCell){.text = !job->ended   ? STR(SAY_JOB_RUNS)
                                     : job->failed ? STR(SAY_JOB_FAILED)
                                                   : STR(SAY_JOB_ENDED),
                             .kind = !job->ended   ? STR("open")
                                     : job->failed ? STR("bad")
                                                   : STR("good"),
                             .tag = true,
                             .note = job->failed ? job->error.sentence : STR("")};
    }
    block_empty(b, SAY_NO_JOBS, SAY_NO_JOBS_ADVICE);
    return view_show(v);
}
