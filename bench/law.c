/* The shipped law as the benches use it: affairs/ with the standards of one area, bound to one
 * month; and the same month's numbers as the hand-written loops want them. */
#include "bench/law.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Str file_text(Arena *arena, const char *root, const char *path)
{
    FILE *file = fopen(format(arena, "%s/%s", root, path).ptr, "rb");
    ensure(file != NULL);
    Buf text = buf_new(arena);
    char room[65536];
    for (size_t n; (n = fread(room, 1, sizeof room, file)) > 0;)
        buf_add(&text, (Str){room, n});
    ensure(fclose(file) == 0);
    return buf_str(&text);
}

static void add_files(Arena *arena, LawText *law, const char *root, const char *pattern)
{
    glob_t found;
    const char *all = format(arena, "%s/%s", root, pattern).ptr;
    ensure(glob(all, 0, NULL, &found) == 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *path = found.gl_pathv[i] + strlen(root) + 1;
        bool area = strncmp(path, "areas/", 6) == 0;
        law_add(law, (SourceFile){.path = format(arena, "%s", path),
                                  .text = file_text(arena, root, path),
                                  .area = {area ? INT64_C(360203000000) : 0}});
    }
    globfree(&found);
}

void law_add(LawText *law, SourceFile file)
{
    ensure(law->count < COUNT_OF(law->files));
    law->files[law->count++] = file;
}

LawText *law_text(Arena *arena, const char *root)
{
    LawText *law = NEW(arena, LawText);
    add_files(arena, law, root, "affairs/*/*.affair");
    add_files(arena, law, root, "areas/360203-zhushan/standards.affair");
    add_files(arena, law, root, "bench/law/*.affair");
    return law;
}

Bureau *law_compile(Arena *arena, const LawText *law)
{
    Diagnostics found = diagnostics_new(arena);
    Bureau *bureau = bureau_compile(arena, law->files, law->count, &found);
    if (bureau) return bureau;
    Buf text = buf_new(arena);
    diagnostics_print(&found, &text);
    fwrite(text.ptr, 1, text.len, stderr);
    exit(1);
}

Bureau *law_load(Arena *arena, const char *root)
{
    return law_compile(arena, law_text(arena, root));
}

static const Division CHAIN[] = {
    {INT64_C(360203000000)}, {INT64_C(360200000000)}, {INT64_C(360000000000)}};

Binding law_binding(void)
{
    return (Binding){.month = month_of(2024, 12),
                     .known = date_of(2025, 1, 1),
                     .areas = {CHAIN, COUNT_OF(CHAIN)},
                     .home_first = HOME_FIRST,
                     .home_last = HOME_LAST};
}

/* A standard's mantissa in the month, or -1. */
static int64_t standard_of(const Bureau *bureau, const Binding *b, const char *key, uint8_t choice)
{
    const Standard *s = bureau_standard(bureau, str_of(key));
    ensure(s != NULL);
    for (size_t i = 0; i < b->override_count; i++)
        if (b->overrides[i].standard == s) return b->overrides[i].mantissa;
    const StandardValue *v = standard_on(s, b->areas, choice, month_last(b->month), b->known);
    return v ? v->mantissa : -1;
}

/* The last birth date that is so many years old on `day`. */
static int32_t born_by(Date day, int years)
{
    int year, month, of_month;
    date_parts(day, &year, &month, &of_month);
    if (!date_is_real(year - years, month, of_month)) of_month--;
    return date_of(year - years, month, of_month).days;
}

LoopLaw law_numbers(const Bureau *bureau, const Binding *b)
{
    Date day = month_last(b->month);
    LoopLaw law = {
        .fact_day = day.days,
        .month_first = month_first(b->month).days,
        .born_by_18 = born_by(day, 18),
        .born_by_70 = born_by(day, 70),
        .born_by_80 = born_by(day, 80),
        .born_by_90 = born_by(day, 90),
        .born_by_100 = born_by(day, 100),
        .law_2026 = date_of(2026, 7, 1).days,
        .eighties = standard_of(bureau, b, "old_age_eighties", 0),
        .nineties = standard_of(bureau, b, "old_age_nineties", 0),
        .hundreds = standard_of(bureau, b, "old_age_hundreds", 0),
        .living = standard_of(bureau, b, "disability_living_standard", 0),
        .care = standard_of(bureau, b, "disability_care_standard", 0),
        .property_months = standard_of(bureau, b, "property_months", 0),
        .factor_tenths = standard_of(bureau, b, "margin_factor", 0),
        .elder_percent = standard_of(bureau, b, "elder_topup", 0),
        .minor_percent = standard_of(bureau, b, "minor_topup", 0),
        .disabled_percent = standard_of(bureau, b, "disabled_topup", 0),
        .illness_percent = standard_of(bureau, b, "illness_topup", 0),
    };
    memset(law.orphan, 0xff, sizeof law.orphan);
    memset(law.standard, 0xff, sizeof law.standard);
    for (uint8_t choice = 1; choice <= 2; choice++) {
        law.orphan[choice] = standard_of(bureau, b, "orphan_standard", choice);
        law.standard[choice] = standard_of(bureau, b, "minimum_living_standard", choice);
    }
    return law;
}

LoopLaw law_of_month(const Bureau *bureau)
{
    Binding b = law_binding();
    return law_numbers(bureau, &b);
}
