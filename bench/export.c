/* Writes the bench's world and what the machine makes of it, for the engines beside it
 * (bench/compare/): usage: export ROOT FOLDER. For each programme a folder with one raw file a
 * column (KEY.i1, .i4 or .i8, little-endian; KEY.unknown where facts are missing; member.KEY for
 * members, start.i4 for where each household's begin), and sums.txt: for each result the sum of
 * value × (row mod 1009 + 1). law.txt holds the month's numbers. */
#include "bench/law.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
    Arena *arena;
    const char *folder;
} Export;

static FILE *file_new(const Export *e, const char *name)
{
    FILE *file = fopen(format(e->arena, "%s/%s", e->folder, name).ptr, "wb");
    ensure(file != NULL);
    return file;
}

static void raw_write(const Export *e, const char *name, const void *values, size_t bytes)
{
    FILE *file = file_new(e, name);
    ensure(fwrite(values, 1, bytes, file) == bytes && fclose(file) == 0);
}

static void column_write(const Export *e, const World *w, size_t k)
{
    const Column *c = &w->columns[k];
    Str key = str_of(world_key(e->arena, &w->inputs[k]));
    const char *of = w->inputs[k].of_member ? "member." : "";
    const char *type = c->type == COLUMN_TRUTH ? "truth" : "i";
    int width = (int)column_width(c->type);
    Str name = c->type == COLUMN_TRUTH
                   ? format(e->arena, "%s%.*s.%s", of, STR_ARG(key), type)
                   : format(e->arena, "%s%.*s.%s%d", of, STR_ARG(key), type, width);
    raw_write(e, name.ptr, c->values, c->rows * (size_t)width);
    if (c->unknown)
        raw_write(e, format(e->arena, "%s%.*s.unknown", of, STR_ARG(key)).ptr, c->unknown, c->rows);
}

static int64_t weight(size_t row)
{
    return (int64_t)(row % 1009) + 1;
}

static int64_t bytes_sum(const uint8_t *values, size_t rows)
{
    int64_t sum = 0;
    for (size_t i = 0; i < rows; i++)
        sum += values[i] * weight(i);
    return sum;
}

/* Amounts that are undecided count as nothing. */
static int64_t amount_sum(const int64_t *amount, const uint8_t *unknown, size_t rows)
{
    int64_t sum = 0;
    for (size_t i = 0; i < rows; i++)
        sum += unknown[i] ? 0 : amount[i] * weight(i);
    return sum;
}

static void sums_write(const Export *e, const Affair *affair, const Results *r)
{
    FILE *file = file_new(e, "sums.txt");
    size_t rows = r->rows;
    fprintf(file, "%lld %lld %lld %lld", (long long)bytes_sum(r->eligible, rows),
            (long long)bytes_sum(r->reason, rows),
            (long long)amount_sum(r->amount[0], r->amount_unknown[0], rows),
            (long long)bytes_sum(r->amount_unknown[0], rows));
    if (affair->component_count > 1)
        fprintf(file, " %lld %lld",
                (long long)amount_sum(r->amount[1], r->amount_unknown[1], PERSONS),
                (long long)bytes_sum(r->amount_unknown[1], PERSONS));
    ensure(fputc('\n', file) != EOF && fclose(file) == 0);
}

static void programme_write(const char *folder, const Affair *affair, const Groups *households)
{
    Arena *arena = arena_new();
    Export e = {arena, format(arena, "%s/%.*s", folder, STR_ARG(affair->key)).ptr};
    (void)mkdir(e.folder, 0777);
    World w = world_new(arena, affair, households);
    for (size_t k = 0; k < w.input_count; k++)
        column_write(&e, &w, k);
    if (affair->subject == SUBJECT_HOUSEHOLD)
        raw_write(&e, "start.i4", households->start, (households->owners + 1) * sizeof(uint32_t));
    Binding binding = law_binding();
    Results results = results_new(arena, affair, w.facts.rows, PERSONS);
    machine_run(machine_new(arena, affair), env_bind(arena, affair->program, &binding), &w.facts,
                &results);
    sums_write(&e, affair, &results);
    arena_free(arena);
}

static void law_write(const Export *e, const LoopLaw *law)
{
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {
        {"home_first", HOME_FIRST},
        {"home_last", HOME_LAST},
        {"fact_day", law->fact_day},
        {"month_first", law->month_first},
        {"born_by_18", law->born_by_18},
        {"born_by_70", law->born_by_70},
        {"born_by_80", law->born_by_80},
        {"born_by_90", law->born_by_90},
        {"born_by_100", law->born_by_100},
        {"law_2026", law->law_2026},
        {"eighties", law->eighties},
        {"nineties", law->nineties},
        {"hundreds", law->hundreds},
        {"living", law->living},
        {"care", law->care},
        {"orphan_1", law->orphan[1]},
        {"orphan_2", law->orphan[2]},
        {"standard_1", law->standard[1]},
        {"standard_2", law->standard[2]},
        {"property_months", law->property_months},
        {"factor_tenths", law->factor_tenths},
        {"elder_percent", law->elder_percent},
        {"minor_percent", law->minor_percent},
        {"disabled_percent", law->disabled_percent},
        {"illness_percent", law->illness_percent},
    };
    FILE *file = file_new(e, "law.txt");
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        fprintf(file, "%s %lld\n", numbers[i].name, (long long)numbers[i].value);
    ensure(fclose(file) == 0);
}

int main(int count, char **words)
{
    static const char *const keys[] = {"old_age_allowance", "disability_living", "disability_care",
                                       "minimum_living", "orphan_allowance"};
    ensure(count == 3);
    Arena *arena = arena_new();
    const Bureau *bureau = law_load(arena, words[1]);
    Groups households = world_households(arena);
    LoopLaw law = law_of_month(bureau);
    law_write(&(Export){arena, words[2]}, &law);
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        programme_write(words[2], bureau_affair(bureau, str_of(keys[i])), &households);
    arena_free(arena);
    return 0;
}
