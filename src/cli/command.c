/* Finds the command, reads its options, runs it, prints what it wrote. Read cli_main first; the
 * tables commands.def and options.def are the rest. */
#include "cli/command.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/words.def"

#define OPTION(id, name, value, help) {name, value, help},
static const struct {
    const char *name, *value, *help;
} options[OPTION_COUNT] = {
#include "cli/options.def"
};
#undef OPTION

#define BIT(id) (UINT64_C(1) << (id))
#define EACH_1(a) BIT(a)
#define EACH_2(a, ...) BIT(a) | EACH_1(__VA_ARGS__)
#define EACH_3(a, ...) BIT(a) | EACH_2(__VA_ARGS__)
#define EACH_4(a, ...) BIT(a) | EACH_3(__VA_ARGS__)
#define EACH_5(a, ...) BIT(a) | EACH_4(__VA_ARGS__)
#define EACH_6(a, ...) BIT(a) | EACH_5(__VA_ARGS__)
#define EACH_7(a, ...) BIT(a) | EACH_6(__VA_ARGS__)
#define EACH_8(a, ...) BIT(a) | EACH_7(__VA_ARGS__)
#define EACH_9(a, ...) BIT(a) | EACH_8(__VA_ARGS__)
#define EACH_10(a, ...) BIT(a) | EACH_9(__VA_ARGS__)
#define EACH_11(a, ...) BIT(a) | EACH_10(__VA_ARGS__)
#define EACH_12(a, ...) BIT(a) | EACH_11(__VA_ARGS__)
#define EACH_13(a, ...) BIT(a) | EACH_12(__VA_ARGS__)
#define EACH_14(a, ...) BIT(a) | EACH_13(__VA_ARGS__)
#define EACH_15(a, ...) BIT(a) | EACH_14(__VA_ARGS__)
#define EACH_16(a, ...) BIT(a) | EACH_15(__VA_ARGS__)
#define EACH_17(a, ...) BIT(a) | EACH_16(__VA_ARGS__)
#define EACH_18(a, ...) BIT(a) | EACH_17(__VA_ARGS__)
#define EACH_19(a, ...) BIT(a) | EACH_18(__VA_ARGS__)
#define EACH_20(a, ...) BIT(a) | EACH_19(__VA_ARGS__)
#define PICK(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18, _19, \
             _20, chosen, ...)                                                                     \
    chosen
#define OPTS(...)                                                                                  \
    (PICK(__VA_ARGS__, EACH_20, EACH_19, EACH_18, EACH_17, EACH_16, EACH_15, EACH_14, EACH_13,     \
          EACH_12, EACH_11, EACH_10, EACH_9, EACH_8, EACH_7, EACH_6, EACH_5, EACH_4, EACH_3,       \
          EACH_2, EACH_1, )(__VA_ARGS__))

#define COMMON_OPTIONS (BIT(OPT_HELP) | BIT(OPT_STORE) | BIT(OPT_BY) | BIT(OPT_CLOCK))

/* A group is a row without a function, so that the table prints in the order it is written. */
static const Command commands[] = {
#define GROUP(title) {NULL, NULL, NULL, NULL, 0, title},
#define COMMAND(function, name, words, summary, opts)                                              \
    {function, name, words, summary, opts | COMMON_OPTIONS, NULL},
#include "cli/commands.def"
#undef COMMAND
#undef GROUP
};

bool cli_has(const Cli *cli, OptionId id)
{
    return cli->option[id] != NULL;
}

Str cli_value(const Cli *cli, OptionId id)
{
    return str_of(cli->option[id]);
}

static const Command *command_find(Str name)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        if (commands[i].run && str_equal(str_of(commands[i].name), name)) return &commands[i];
    return NULL;
}

static void help_options(const Command *command, Buf *out)
{
    Columns table = {out, {2, 22, 0}, 0};
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!(command->options & BIT(i))) continue;
        columns_cell(&table, STR(""));
        columns_cell(&table, format(out->arena, options[i].value ? "--%s %s" : "--%s",
                                    options[i].name, options[i].value ? options[i].value : ""));
        columns_cell(&table, str_of(options[i].help));
        columns_end(&table);
    }
}

static void help_command(const Command *command, Buf *out)
{
    buf_format(out, SAY_USAGE, command->name, command->words, command->summary);
    help_options(command, out);
}

static void help_all(Buf *out)
{
    buf_add(out, STR(SAY_TITLE));
    Columns table = {out, {2, 12, 0}, 0};
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        if (commands[i].group) {
            buf_format(out, "\n%s\n", commands[i].group);
            continue;
        }
        columns_cell(&table, STR(""));
        columns_cell(&table, str_of(commands[i].name));
        columns_cell(&table, str_of(commands[i].summary));
        columns_end(&table);
    }
    buf_add(out, STR(SAY_HELP_FOOT));
}

int command_help(Cli *cli)
{
    const Command *command = cli->word_count ? command_find(cli->words[0]) : NULL;
    if (command) {
        help_command(command, &cli->out);
    } else {
        help_all(&cli->out);
    }
    return 0;
}

int cli_usage(Cli *cli)
{
    Buf text = buf_new(cli->w->arena);
    help_command(cli->command, &text);
    fprintf(stderr, "%.*s", STR_ARG(buf_str(&text)));
    return error_exit_code(ERR_USAGE);
}

int cli_failure(Cli *cli)
{
    const Error *error = &cli->w->error;
    Str sentence = error->sentence.len ? error->sentence : error_sentence(error->code);
    fprintf(stderr, "%.*s\n", STR_ARG(sentence));
    if (error->detail.len) fprintf(stderr, "  (%.*s)\n", STR_ARG(error->detail));
    return error_exit_code(error->code);
}

static void read_words(Cli *cli, int argc, char **argv)
{
    cli->words = NEW_ARRAY(cli->w->arena, Str, argc + 1);
    for (int i = 0; i < argc; i++)
        cli->words[cli->word_count++] = str_of(argv[i]);
}

/* The word that getopt does not know: it stands at optind while short letters are left in it. */
static const char *bad_option(int argc, char **argv)
{
    bool inside = optopt && optind < argc && argv[optind][0] == '-' && argv[optind][1] == optopt;
    if (inside) return argv[optind];
    return optind > 1 && argv[optind - 1] ? argv[optind - 1] : "";
}

/* False when an option is unknown, lacks its value, or is not one of this command's. */
static bool read_options(Cli *cli, int argc, char **argv)
{
    struct option table[OPTION_COUNT + 1] = {0};
    for (size_t i = 0; i < OPTION_COUNT; i++)
        table[i] = (struct option){options[i].name,
                                   options[i].value ? required_argument : no_argument, NULL, 0};
    int index = 0, found;
    opterr = 0;
    while ((found = getopt_long(argc, argv, "", table, &index)) != -1) {
        if (found == '?')
            return refuse(cli->w, ERR_USAGE, SAY_BAD_OPTION, bad_option(argc, argv),
                          cli->command->name);
        if (!(cli->command->options & BIT(index)))
            return refuse(cli->w, ERR_USAGE, SAY_FOREIGN_OPTION, cli->command->name,
                          options[index].name);
        cli->option[index] = optarg ? optarg : "";
    }
    read_words(cli, argc - optind, argv + optind);
    return true;
}

static int run_command(Cli *cli, int argc, char **argv)
{
    if (!read_options(cli, argc, argv)) return cli_failure(cli);
    if (cli_has(cli, OPT_HELP) && cli->command->run != command_help) {
        help_command(cli->command, &cli->out);
        return 0;
    }
    return cli->command->run(cli);
}

/* Progress on standard error, where a person looks at it. */
static void show_progress(Work *w, Str what, int64_t done, int64_t total)
{
    (void)w;
    fprintf(stderr, "\r\033[K");
    if (total > 0 && done < total)
        fprintf(stderr, "%.*s %3d%%", STR_ARG(what), (int)(done * 100 / total));
    if (total <= 0) fprintf(stderr, "%.*s %lld", STR_ARG(what), (long long)done);
    fflush(stderr);
}

int cli_main(int argc, char **argv)
{
    Work *w = work_new();
    if (isatty(STDERR_FILENO)) w->progress = show_progress;
    Cli cli = {.w = w, .out = buf_new(w->arena)};
    const char *name = argc > 1 ? argv[1] : "help";
    if (strcmp(name, "--help") == 0) name = "help";
    cli.command = command_find(str_of(name));
    int status;
    if (!cli.command) {
        refuse(w, ERR_USAGE, SAY_NO_COMMAND, name);
        status = cli_failure(&cli);
    } else {
        status = run_command(&cli, argc > 1 ? argc - 1 : argc, argc > 1 ? argv + 1 : argv);
    }
    Str text = buf_str(&cli.out);
    bool written = fwrite(text.ptr, 1, text.len, stdout) == text.len && fflush(stdout) == 0;
    if (!written && status == 0) status = error_exit_code(ERR_FILE);
    store_close(w->store);
    w->store = NULL;
    work_free(w);
    return status;
}
