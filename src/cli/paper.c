/* doudi paper [FORM [CASE]]: the papers that the law declares, and one of them as PDF, filled from
 * a case or blank. Blank ones need no store: they are made from the law alone. */
#include "paper/paper.h"

#include "cli/command.h"
#include "cli/paper_words.def"
#include "doc/doc.h"

static Str affairs_of(Cli *cli, const Form *form)
{
    Buf names = buf_new(cli->w->arena);
    for (size_t i = 0; i < form->affair_count; i++)
        buf_format(&names, "%s%.*s", i ? WORD_AND : "", STR_ARG(form->affairs[i]->name));
    return form->affair_count ? buf_str(&names) : STR(WORD_ALL_AFFAIRS);
}

static void list_forms(Cli *cli)
{
    Columns columns = {.out = &cli->out, .widths = {28, 26, 6}};
    for (size_t i = 0; i < cli->bureau->form_count; i++) {
        const Form *form = &cli->bureau->forms[i];
        columns_cell(&columns, form->key);
        columns_cell(&columns, form->name);
        columns_cell(&columns, form->published ? STR(WORD_PUBLISHED) : STR(""));
        columns_cell(&columns, affairs_of(cli, form));
        columns_end(&columns);
    }
    buf_add(&cli->out, STR(SAY_PAPER_HINT));
}

static bool find_form(Cli *cli, PaperJob *job)
{
    Str affair = cli_value(cli, OPT_AFFAIR);
    job->form = bureau_form(cli->bureau, cli->words[0]);
    if (!job->form) return refuse(cli->w, ERR_NOT_FOUND, SAY_NO_FORM, STR_ARG(cli->words[0]));
    return !affair.len || cli_affair(cli, affair, &job->affair);
}

static bool make_paper(Cli *cli, const PaperJob *job, Buf *pdf)
{
    if (cli->word_count == 1) return paper_make(cli->w, job, pdf);
    PaperOfCase of = {.form = job->form, .purpose = cli_value(cli, OPT_PURPOSE)};
    InForce law = {cli->bureau, cli->law};
    bool by_id = str_starts(cli->words[1], STR("case:"));
    if (by_id ? !str_int(str_from(cli->words[1], 5), &of.id.n)
              : !case_by_number(cli->w, cli->words[1], &of.id))
        return by_id ? refuse(cli->w, ERR_USAGE, SAY_NO_CASE, STR_ARG(cli->words[1])) : false;
    return paper_of_case(cli->w, &law, &of, pdf);
}

/* Beside its place and renamed when it is whole. */
static bool write_paper(Cli *cli, const PaperJob *job)
{
    TextFile *file;
    Buf pdf = buf_new(cli->w->arena);
    TRY(make_paper(cli, job, &pdf));
    TRY(text_create(cli->w, cli->option[OPT_OUT], &file));
    buf_add(text_block(file), buf_str(&pdf));
    return text_finish(file);
}

/* A paper of a case is made from the store; revealing what is sealed writes acts. */
static bool open_law(Cli *cli)
{
    if (cli->word_count < 2) return cli_law(cli, (Division){0});
    return cli_open(cli, cli_has(cli, OPT_PURPOSE) ? 0 : STORE_READ_ONLY);
}

int command_paper(Cli *cli)
{
    PaperJob job = {0};
    if (cli->word_count > 2) return cli_usage(cli);
    if (!open_law(cli)) return cli_failure(cli);
    if (cli->word_count == 0) {
        list_forms(cli);
        return 0;
    }
    if (!cli_has(cli, OPT_OUT)) {
        refuse(cli->w, ERR_USAGE, SAY_PAPER_NO_OUT);
        return cli_failure(cli);
    }
    if (!find_form(cli, &job) || !write_paper(cli, &job)) return cli_failure(cli);
    buf_format(&cli->out, SAY_PAPER_DONE, STR_ARG(job.form->name),
               STR_ARG(cli_value(cli, OPT_OUT)));
    return 0;
}
