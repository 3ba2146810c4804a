/* One call of the program: its words, options and the things commands share. Private to cli. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "affair/affair.h"
#include "base/base.h"
#include "registry/registry.h"

#define OPTION(id, name, value, help) id,
typedef enum {
#include "cli/options.def"
    OPTION_COUNT
} OptionId;
#undef OPTION

typedef struct Cli {
    Work *w;
    const struct Command *command;
    const char *option[OPTION_COUNT]; /* "" for a flag that is set; NULL when absent */
    Str *words;                       /* what is left after options */
    size_t word_count;
    Bureau *bureau; /* after cli_open or cli_law */
    int64_t law;    /* id of the law text in the store */
    Division home;
    Buf out; /* written to standard output at the end */
} Cli;

typedef int (*CommandFunction)(Cli *cli);
typedef struct Command {
    CommandFunction run;
    const char *name, *words, *summary;
    uint64_t options;  /* bit per OptionId */
    const char *group; /* set on the first of a group */
} Command;

bool cli_has(const Cli *cli, OptionId id);
Str cli_value(const Cli *cli, OptionId id); /* empty when absent */
bool cli_month(Cli *cli, Str text, Month *out);
/* Prints the failure described in the Work (sentence, then detail) and gives its exit code. */
int cli_failure(Cli *cli);
int cli_usage(Cli *cli); /* how this command is called; exit code 64 */

/* Opens the store, sets clock and actor, loads the law of the store's area, migrates registers. */
bool cli_open(Cli *cli, int flags);
/* The same without an actor: for serve, whose requests bring their own. */
bool cli_open_unasked(Cli *cli, int flags);
/* A new store with the national tree, the law of its area and its settings. */
bool cli_init(Cli *cli, Division home, int64_t *divisions);
/* imports.c: what import does besides importing, and what --map says. */
bool cli_imports_asked(const Cli *cli);
int cli_imports(Cli *cli);
bool cli_mappings(Cli *cli, ImportJob *job);
void cli_mapped(Cli *cli, const ImportResult *r);
Str cli_import_name(Cli *cli, Str said); /* of a file, as registry calls it */
/* Closes the store and removes what a failed or interrupted run left of it under `path`. */
void cli_discard(Cli *cli, Str path);
void cli_faults(Cli *cli, const Faults *faults); /* prints the first of them */
bool cli_set_clock(Cli *cli);                    /* --clock, for demo stores only */
const char *cli_figures(Cli *cli);               /* figures.csv of the area, or NULL */
/* Loads affairs/ and the area's folder; `home` 0: no area. Faults are printed. */
bool cli_law(Cli *cli, Division home);
Str cli_store_path(Cli *cli);

/* A person (number), a household (户号) or an id such as person:17, unit:5. */
typedef struct {
    PersonId person; /* {0} when it is a unit */
    UnitId unit;
} Someone;
bool cli_someone(Cli *cli, Str text, Someone *out);
bool cli_affair(Cli *cli, Str text, const Affair **out);
Str subject_name(Cli *cli, const Affair *affair, int64_t id); /* masked, as lists show it (why.c) */
/* Registers what the bank answers (0: the file says of which batch), and how the rows of a batch
 * stand (returns.c). */
bool cli_answer(Cli *cli, int64_t batch, Str path, int64_t *answered);
bool cli_bank_rows(Cli *cli, int64_t batch);

/* A table on a terminal: cells padded by display columns. */
typedef struct {
    Buf *out;
    int widths[16]; /* negative: right-aligned */
    int column;
} Columns;
void columns_cell(Columns *c, Str text);
void columns_end(Columns *c);

#define COMMAND(function, name, words, summary, options) int function(Cli *cli);
#define GROUP(name)
#include "cli/commands.def"
#undef COMMAND
#undef GROUP

#endif
