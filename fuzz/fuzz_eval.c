/* `doudi eval` on a table of facts: whatever the bytes, the command ends by itself with an exit
 * code that it has promised. What it prints goes nowhere. */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "cli/cli.h"
#include "fuzz/fuzz.h"

#include "fuzz/world.def"

const char *const fuzz_words[] = {
    "\xE5\x87\xBA\xE7\x94\x9F\xE6\x97\xA5\xE6\x9C\x9F,\xE6\xAD\xBB\xE4\xBA\xA1\xE6\x97\xA5\xE6"
    "\x9C\x9F\n1940-01-01,\n1950-02-03,2024-01-01\n",
    "\xE5\xA7\x93\xE5\x90\x8D",
    "\xE6\x88\xB7\xE5\x8F\xB7",
    "\xE6\x97\xA0",
    "1940-13-01",
    "\n",
    ",",
    "\"",
    NULL};

typedef struct {
    char folder[40], law[64], facts[64];
} Place;

static void write_bytes(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    ensure(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

static const Place *place(void)
{
    static Place p = {.folder = "/tmp/doudi-fuzz-XXXXXX"};
    if (p.law[0]) return &p;
    ensure(mkdtemp(p.folder) != NULL);
    (void)snprintf(p.law, sizeof p.law, "%s/law.affair", p.folder);
    (void)snprintf(p.facts, sizeof p.facts, "%s/facts.csv", p.folder);
    const char *affair = strstr(WORLD_LAW, WORLD_AFFAIR);
    write_bytes(p.law, affair, strlen(affair));
    return &p;
}

/* Standard output and error lead nowhere while the command runs. */
static int quietly(int count, char **arguments)
{
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY);
    ensure(out >= 0 && err >= 0 && nowhere >= 0);
    ensure(dup2(nowhere, STDOUT_FILENO) >= 0 && dup2(nowhere, STDERR_FILENO) >= 0);
    optind = 0; /* getopt begins anew */
    int code = cli_main(count, arguments);
    (void)fflush(NULL);
    ensure(dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0);
    (void)close(out);
    (void)close(err);
    (void)close(nowhere);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Place *p = place();
    char words[6][128] = {"doudi", "eval", "", "--facts", "", "--month=2024-03"};
    char *arguments[7];
    (void)snprintf(words[2], sizeof words[2], "%s", p->law);
    (void)snprintf(words[4], sizeof words[4], "%s", p->facts);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        arguments[i] = words[i];
    arguments[COUNT_OF(words)] = NULL;
    write_bytes(p->facts, data, size);
    int code = quietly((int)COUNT_OF(words), arguments);
    ensure((code >= 0 && code <= 11) || code == 64);
    return 0;
}
