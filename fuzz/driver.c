/* A plain driver for fuzz targets: takes seeds, changes them for FUZZ_SECONDS (2), feeds them. It
 * has no eyes (no coverage); it is there so that every test run tries each parser on some hundred
 * thousand broken inputs without another compiler. The same FUZZ_SEED (1) gives the same inputs.
 *
 *     fuzz_csv [--suffix .csv] SEED_FILE_OR_FOLDER…
 *     fuzz_csv --one FILE                            the input of a crash again
 *     fuzz_csv --words FOLDER                        writes its words there, a file each
 *
 * It speaks TAP. When a target dies, its input is left in crash-NAME beside the build. Read main
 * from the end, then mutate. */
#include "base/base.h"
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

enum { SEED_LIMIT = 4096, SEED_BYTES = 256 * 1024, INPUT_LIMIT = 64 * 1024, CHANGES = 8 };

typedef struct {
    uint8_t *bytes;
    size_t size;
} Input;

typedef struct {
    Arena *arena;
    Input seeds[SEED_LIMIT];
    size_t seed_count, word_count;
    uint64_t random;
    const char *suffix;
} Fuzzer;

/* What is being tried, for the note that a crash leaves; signal handlers have no other way. */
static uint8_t current[INPUT_LIMIT];
static size_t current_size;
static char crash_path[512];

/* ---- crashes ------------------------------------------------------------------------------ */

static void leave_note(void)
{
    FILE *file = fopen(crash_path, "wb");
    if (!file) return;
    (void)fwrite(current, 1, current_size, file);
    (void)fclose(file);
    (void)fprintf(stderr, "input left in %s\n", crash_path);
}

static void on_signal(int signal_number)
{
    leave_note();
    (void)signal(signal_number, SIG_DFL);
    (void)raise(signal_number);
}

static void watch_crashes(const char *program)
{
    const char *slash = strrchr(program, '/');
    (void)snprintf(crash_path, sizeof crash_path, "crash-%s", slash ? slash + 1 : program);
    (void)signal(SIGABRT, on_signal);
    (void)signal(SIGALRM, on_signal); /* an input that takes ten seconds */
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_set_death_callback(leave_note);
#endif
}

/* ---- seeds -------------------------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static void add_seed(Fuzzer *f, const void *bytes, size_t size)
{
    if (f->seed_count == SEED_LIMIT) return;
    Input *seed = &f->seeds[f->seed_count++];
    seed->size = size < INPUT_LIMIT ? size : INPUT_LIMIT;
    seed->bytes = arena_alloc(f->arena, seed->size + 1);
    memcpy(seed->bytes, bytes, seed->size);
}

static void add_file(Fuzzer *f, const char *path)
{
    static uint8_t bytes[SEED_BYTES];
    FILE *file = fopen(path, "rb");
    if (!file) return;
    add_seed(f, bytes, fread(bytes, 1, sizeof bytes, file));
    (void)fclose(file);
}

static int by_name(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

/* Sorted, so that a run is the same everywhere. */
static size_t folder_names(Fuzzer *f, const char *path, Str **names)
{
    size_t count = 0, capacity = 0;
    DIR *folder = opendir(path);
    for (struct dirent *e; folder && (e = readdir(folder));) {
        if (e->d_name[0] == '.') continue;
        if (count == capacity) *names = arena_grow(f->arena, *names, &capacity, sizeof **names);
        (*names)[count++] = str_copy(f->arena, str_of(e->d_name));
    }
    if (folder) (void)closedir(folder);
    if (count) qsort(*names, count, sizeof **names, by_name);
    return count;
}

static void add_path(Fuzzer *f, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) return;
    if (!S_ISDIR(info.st_mode)) {
        if (ends_with(path, f->suffix)) add_file(f, path);
        return;
    }
    Str *names = NULL;
    size_t count = folder_names(f, path, &names);
    for (size_t i = 0; i < count; i++) {
        char inner[4096];
        int len = snprintf(inner, sizeof inner, "%s/%.*s", path, STR_ARG(names[i]));
        if (len < (int)sizeof inner) add_path(f, inner);
    }
}

/* ---- changing an input -------------------------------------------------------------------- */

static uint64_t next_random(Fuzzer *f)
{
    f->random ^= f->random << 13;
    f->random ^= f->random >> 7;
    f->random ^= f->random << 17;
    return f->random;
}

static size_t below(Fuzzer *f, size_t limit)
{
    return limit ? (size_t)(next_random(f) % limit) : 0;
}

static void insert(size_t at, const void *bytes, size_t size)
{
    uint8_t copy[512];
    if (size > sizeof copy) size = sizeof copy;
    if (current_size + size > INPUT_LIMIT) return;
    memcpy(copy, bytes, size);
    memmove(current + at + size, current + at, current_size - at);
    memcpy(current + at, copy, size);
    current_size += size;
}

static void insert_word(Fuzzer *f, size_t at)
{
    if (!f->word_count) return;
    const char *word = fuzz_words[below(f, f->word_count)];
    insert(at, word, strlen(word));
}

static void insert_from_seed(Fuzzer *f, size_t at)
{
    const Input *seed = &f->seeds[below(f, f->seed_count)];
    size_t from = below(f, seed->size);
    insert(at, seed->bytes + from, below(f, seed->size - from));
}

static void take_away(Fuzzer *f, size_t at)
{
    size_t size = below(f, 16) + 1;
    if (size > current_size - at) size = current_size - at;
    memmove(current + at, current + at + size, current_size - at - size);
    current_size -= size;
}

static void change_byte(Fuzzer *f, size_t at)
{
    static const uint8_t telling[] = {0,   1,   0x7F, 0x80, 0xFF, '\n', '\r', '"',  '\'', ',',
                                      ' ', '-', '0',  '9',  '<',  '&',  0xE4, 0xC0, 0xF5, 0xEF};
    if (at >= current_size) return;
    if (next_random(f) & 1)
        current[at] = telling[below(f, sizeof telling)];
    else
        current[at] ^= (uint8_t)(1u << below(f, 8));
}

static void mutate(Fuzzer *f)
{
    const Input *seed = &f->seeds[below(f, f->seed_count)];
    memcpy(current, seed->bytes, seed->size);
    current_size = seed->size;
    for (size_t n = below(f, CHANGES) + 1; n > 0; n--) {
        size_t at = below(f, current_size + 1);
        switch (below(f, 6)) {
        case 0:
            insert_word(f, at);
            break;
        case 1:
            insert_from_seed(f, at);
            break;
        case 2:
            take_away(f, at);
            break;
        case 3: { /* the same once more */
            size_t from = below(f, current_size);
            insert(at, current + from, below(f, current_size - from));
            break;
        }
        default:
            change_byte(f, at);
        }
    }
}

/* ---- running ------------------------------------------------------------------------------ */

static long number_from(const char *variable, long absent)
{
    const char *text = getenv(variable);
    return text && *text ? strtol(text, NULL, 10) : absent;
}

static double seconds_now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void try_current(void)
{
    (void)alarm(10);
    (void)LLVMFuzzerTestOneInput(current, current_size);
}

static int try_one(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return 1;
    current_size = fread(current, 1, sizeof current, file);
    (void)fclose(file);
    try_current();
    return 0;
}

/* For libFuzzer, which takes its seeds from folders (tools/fuzz). */
static int give_words(const char *folder)
{
    char path[4096];
    for (size_t i = 0; fuzz_words[i]; i++) {
        (void)snprintf(path, sizeof path, "%s/word%zu", folder, i);
        FILE *file = fopen(path, "wb");
        if (!file || fputs(fuzz_words[i], file) < 0 || fclose(file) != 0) return 1;
    }
    return 0;
}

static long run(Fuzzer *f, double seconds)
{
    long tried = 0;
    for (size_t i = 0; i < f->seed_count; i++, tried++) { /* first the seeds as they are */
        current_size = f->seeds[i].size;
        memcpy(current, f->seeds[i].bytes, current_size);
        try_current();
    }
    for (double end = seconds_now() + seconds; seconds_now() < end; tried++) {
        mutate(f);
        try_current();
    }
    (void)alarm(0);
    return tried;
}

int main(int count, char **arguments)
{
    static Fuzzer fuzzer = {.suffix = ""};
    Fuzzer *f = &fuzzer;
    f->arena = arena_new();
    watch_crashes(arguments[0]);
    if (count == 3 && strcmp(arguments[1], "--one") == 0) return try_one(arguments[2]);
    if (count == 3 && strcmp(arguments[1], "--words") == 0) return give_words(arguments[2]);
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--suffix") == 0 && i + 1 < count)
            f->suffix = arguments[++i];
        else
            add_path(f, arguments[i]);
    }
    while (fuzz_words[f->word_count])
        f->word_count++;
    for (size_t i = 0; i < f->word_count; i++)
        add_seed(f, fuzz_words[i], strlen(fuzz_words[i]));
    add_seed(f, "", 0);
    f->random = (uint64_t)number_from("FUZZ_SEED", 1) * 0x9E3779B97F4A7C15u + 1;
    long tried = run(f, (double)number_from("FUZZ_SECONDS", 2));
    (void)printf("1..1\nok 1 - %s: %ld inputs from %zu seeds\n", arguments[0], tried,
                 f->seed_count);
    arena_free(f->arena);
    return 0;
}
