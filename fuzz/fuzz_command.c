/* The words of a command: whatever is typed after it, options, months, numbers of `whatif`, the
 * columns of --map and the layout of --fixed among them, the program ends by itself with an exit
 * code that it has promised, and nothing is added to the store but the note of a question. The
 * first byte says which command; the rest are its words, one a line. Words that would write a file
 * or open another store are left out. */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/base.h"
#include "cli/cli.h"
#include "db/db.h"
#include "fuzz/fuzz.h"

#include "fuzz/world.def"

const char *const fuzz_words[] = {"0" COMMAND_NUMBERS "\n--until=2024-02\n--step=50",
                                  "0--budget=100\n--affair=law.affair\n--show=1\n" COMMAND_NUMBERS,
                                  "1--map=" COMMAND_MAP "\n--sender=A",
                                  "1--fixed=" COMMAND_FIXED "\n--effective=2024-01-01",
                                  "2old_age_allowance\n2024-02\n--json",
                                  "3360203193211200025\nold_age_allowance\n2024-02",
                                  "4find\nYi\n--purpose=x",
                                  "52024-02",
                                  "6360203193211200025\n6222021234567890128\n91110000000000000X",
                                  "72024-02\n--affair=old_age_allowance",
                                  "8--facts=people.csv\n--month=2024-02\n--explain",
                                  "9import",
                                  ":show\nperson:1",
                                  "--clock=2024-03-01T09:00",
                                  "=999999999999999999999",
                                  "=-0.5",
                                  "--by=gly",
                                  "--show",
                                  "--j",
                                  "--",
                                  NULL};

static const struct {
    const char *name, *first; /* a word that the command always gets */
} commands[] = {{"whatif", NULL},  {"import", "people.csv"}, {"sets", NULL},
                {"explain", NULL}, {"person", NULL},         {"reconcile", NULL},
                {"ident", NULL},   {"reviews", NULL},        {"eval", "one.affair"},
                {"help", NULL},    {"recover", NULL},        {"lines", NULL}};

enum { WORDS = 12, WORD_BYTES = 200 };

typedef struct {
    char bytes[WORDS + 8][WORD_BYTES];
    char *pointers[WORDS + 9];
    int count;
} Words;

static void add(Words *words, const char *text, size_t len)
{
    char *to = words->bytes[words->count];
    if (len >= WORD_BYTES) len = WORD_BYTES - 1;
    memcpy(to, text, len);
    to[len] = '\0';
    words->pointers[words->count++] = to;
    words->pointers[words->count] = NULL;
}

static void add_text(Words *words, const char *text)
{
    add(words, text, strlen(text));
}

/* ---- a store of its own ------------------------------------------------------------------- */

static char folder[40] = "/tmp/doudi-fuzz-XXXXXX";

static void folder_remove(void)
{
    char command[64];
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command) != 0) perror("rm");
}

static const char *path_of(const char *name)
{
    static char path[96];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_text(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "wb");
    ensure(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

/* Runs in the folder, with standard output and error led nowhere. */
static int run(Words *words)
{
    int here = open(".", O_RDONLY | O_DIRECTORY), nowhere = open("/dev/null", O_RDWR);
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    ensure(here >= 0 && nowhere >= 0 && out >= 0 && err >= 0 && chdir(folder) == 0);
    ensure(dup2(nowhere, STDOUT_FILENO) >= 0 && dup2(nowhere, STDERR_FILENO) >= 0);
    optind = 0; /* getopt begins anew */
    int code = cli_main(words->count, words->pointers);
    (void)fflush(NULL);
    ensure(dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0 && fchdir(here) == 0);
    const int files[] = {here, nowhere, out, err};
    for (size_t i = 0; i < COUNT_OF(files); i++)
        (void)close(files[i]);
    return code;
}

static void must(const char *const *texts)
{
    static Words words;
    words.count = 0;
    for (; *texts; texts++)
        add_text(&words, *texts);
    ensure(run(&words) == 0);
}

static void store_make(void)
{
    ensure(mkdtemp(folder) != NULL && atexit(folder_remove) == 0);
    ensure(setenv("DOUDI_HOME", folder, 1) == 0 && setenv("DOUDI_STORE", "s.db", 1) == 0);
    ensure(mkdir(path_of("affairs"), 0700) == 0);
    write_text("affairs/world.affair", WORLD_STANDARD WORLD_LAW);
    write_text("one.affair", WORLD_LAW);
    write_text("provinces.csv", WORLD_PROVINCES);
    write_text("cities.csv", WORLD_CITIES);
    write_text("areas.csv", WORLD_AREAS);
    write_text("streets.csv", WORLD_STREETS);
    write_text("villages.csv", WORLD_VILLAGES);
    write_text("people.csv", WORLD_PEOPLE);
    write_text("enrolments.csv", WORLD_ENROLMENTS);
    must((const char *[]){"doudi", "init", "--home=360203", "--demo", "--month=2024-01",
                          "--clock=2024-01-02T09:00", "--divisions=.", NULL});
    must((const char *[]){"doudi", "import", "people.csv", "--as=person", "--effective=2023-01-01",
                          "--clock=2024-03-01T09:00", NULL});
    must((const char *[]){"doudi", "import", "enrolments.csv", "--as=enrolment",
                          "--clock=2024-03-01T09:00", NULL});
}

/* ---- an input ----------------------------------------------------------------------------- */

static bool starts(const char *word, const char *with)
{
    return strncmp(word, with, strlen(with)) == 0;
}

/* Options by which a command writes a file, opens another store or takes an import back. */
static bool harmless(const char *word)
{
    if (word[0] == '/' || starts(word, ".")) return false;
    if (!starts(word, "--") || starts(word, "--map=")) return true;
    static const char *const refused[] = {"--ma", "--o",  "--st", "--un", "--ar",
                                          "--f=", "--fo", "--di", "--to"};
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        if (starts(word, refused[i]) && !starts(word, "--until")) return false;
    return strchr(word, '/') == NULL;
}

static void add_lines(Words *words, Str rest)
{
    Str line;
    for (int n = 0; n < WORDS && rest.len && str_split(&rest, '\n', &line); n++) {
        char word[WORD_BYTES] = "";
        memcpy(word, line.ptr, line.len < sizeof word ? line.len : sizeof word - 1);
        if (harmless(word)) add(words, line.ptr, line.len);
    }
}

static int64_t acts_now(void)
{
    static const SqlModule *const modules[] = {&audit_sql};
    Commit last;
    Work *w = work_new();
    ensure(store_open(w, path_of("s.db"), STORE_READ_ONLY, modules, COUNT_OF(modules)));
    ensure(audit_latest(w, &last));
    store_close(w->store);
    w->store = NULL;
    work_free(w);
    return last.n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Words words;
    if (folder[strlen(folder) - 1] == 'X') store_make();
    if (size == 0) return 0;
    size_t command = (size_t)(data[0] - '0') % COUNT_OF(commands);
    words.count = 0;
    add_text(&words, "doudi");
    add_text(&words, commands[command].name);
    if (commands[command].first) add_text(&words, commands[command].first);
    add_lines(&words, (Str){(const char *)data + 1, size - 1});
    if (strcmp(commands[command].name, "import") == 0) {
        add_text(&words, "--as=person");
        add_text(&words, "--dry-run");
    }
    int64_t before = acts_now();
    int code = run(&words);
    ensure((code >= 0 && code <= 11) || code == 64);
    /* A question with a --purpose is noted, one act; a trial or a dry run is none. */
    int64_t noted = acts_now() - before;
    ensure(noted == 0 || (noted == 1 && command > 1));
    return 0;
}
