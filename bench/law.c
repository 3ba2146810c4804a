/* The shipped law as the benches use it: affairs/ with the standards of one area, bound to one
 * month; and the same month's numbers as the hand-written loops want them. */
#include "bench/law.h"

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

Bureau *law_load(Arena *arena, const char *root)
{
    static const char *const paths[] = {"affairs/registers/household.affair",
                                        "affairs/registers/person.affair",
                                        "affairs/children/orphan_allowance.affair",
                                        "affairs/children/unsupported_child_allowance.affair",
                                        "affairs/children/disabled_child_care.affair",
                                        "affairs/destitute/destitute_support.affair",
                                        "affairs/disability/disability_care.affair",
                                        "affairs/disability/disability_living.affair",
                                        "affairs/elderly/old_age_allowance.affair",
                                        "affairs/minimum_living/minimum_living.affair",
                                        "areas/360203-zhushan/standards.affair"};
    SourceFile *files = NEW_ARRAY(arena, SourceFile, COUNT_OF(paths));
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        bool area = strncmp(paths[i], "areas/", 6) == 0;
        files[i] = (SourceFile){.path = str_of(paths[i]),
                                .text = file_text(arena, root, paths[i]),
                                .area = {area ? INT64_C(360203000000) : 0}};
    }
    Diagnostics found = diagnostics_new(arena);
    Bureau *bureau = bureau_compile(arena, files, COUNT_OF(paths), &found);
    if (bureau) return bureau;
    Buf text = buf_new(arena);
    diagnostics_print(&found, &text);
    fwrite(text.ptr, 1, text.len, stderr);
    exit(1);
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
static int64_t standard_of(const Bureau *bureau, const char *key, uint8_t choice)
{
    Binding b = law_binding();
    const Standard *s = bureau_standard(bureau, str_of(key));
    ensure(s != NULL);
    const StandardValue *v = standard_on(s, b.areas, choice, month_last(b.month), b.known);
    return v ? v->mantissa : -1;
}

LoopLaw law_of_month(const Bureau *bureau)
{
    LoopLaw law = {
        .fact_day = date_of(2024, 12, 31).days,
        .month_first = date_of(2024, 12, 1).days,
        .born_by_18 = date_of(2006, 12, 31).days,
        .born_by_70 = date_of(1954, 12, 31).days,
        .born_by_80 = date_of(1944, 12, 31).days,
        .born_by_90 = date_of(1934, 12, 31).days,
        .born_by_100 = date_of(1924, 12, 31).days,
        .law_2026 = date_of(2026, 7, 1).days,
        .eighties = standard_of(bureau, "old_age_eighties", 0),
        .nineties = standard_of(bureau, "old_age_nineties", 0),
        .hundreds = standard_of(bureau, "old_age_hundreds", 0),
        .living = standard_of(bureau, "disability_living_standard", 0),
        .care = standard_of(bureau, "disability_care_standard", 0),
        .property_months = standard_of(bureau, "property_months", 0),
        .factor_tenths = standard_of(bureau, "margin_factor", 0),
        .elder_percent = standard_of(bureau, "elder_topup", 0),
        .minor_percent = standard_of(bureau, "minor_topup", 0),
        .disabled_percent = standard_of(bureau, "disabled_topup", 0),
        .illness_percent = standard_of(bureau, "illness_topup", 0),
    };
    memset(law.orphan, 0xff, sizeof law.orphan);
    memset(law.standard, 0xff, sizeof law.standard);
    for (uint8_t choice = 1; choice <= 2; choice++) {
        law.orphan[choice] = standard_of(bureau, "orphan_standard", choice);
        law.standard[choice] = standard_of(bureau, "minimum_living_standard", choice);
    }
    return law;
}
