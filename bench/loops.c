/* The hand-written loops for persons. Each reads its columns once, block by block so that truths
 * stay in the cache, and writes eligibility, the first line that does not hold, and the amount. */
#include "bench/lines.h"

LoopResults loop_results_new(Arena *arena, const World *w)
{
    size_t n = w->facts.rows;
    return (LoopResults){
        NEW_ARRAY(arena, uint8_t, n),          NEW_ARRAY(arena, uint8_t, n),
        NEW_ARRAY(arena, int64_t, n),          NEW_ARRAY(arena, uint8_t, n),
        NEW_ARRAY(arena, int64_t, w->persons), NEW_ARRAY(arena, uint8_t, w->persons)};
}

/* ---- old age ------------------------------------------------------------------------------ */

VECTOR static void pay_ages(size_t first, size_t n, In birth, const LoopLaw *law,
                            const LoopResults *out)
{
    const int32_t b80 = law->born_by_80, b90 = law->born_by_90, b100 = law->born_by_100;
    const int64_t s80 = law->eighties, s90 = law->nineties - s80;
    const int64_t s100 = law->hundreds - law->nineties;
    const uint8_t *restrict eligible = out->eligible + first;
    int64_t *restrict amount = out->amount + first;
    uint8_t *restrict unknown = out->unknown + first;
    for (size_t i = 0; i < n; i++) {
        int64_t fen = (birth.day[i] <= b80 ? s80 : 0) + (birth.day[i] <= b90 ? s90 : 0) +
                      (birth.day[i] <= b100 ? s100 : 0);
        amount[i] = eligible[i] == 2 ? fen : 0;
        unknown[i] = (eligible[i] == 1) | ((eligible[i] == 2) & birth.unknown[i]);
    }
}

void loop_old_age(const World *w, const LoopLaw *law, LoopResults *out)
{
    In home = column_in(w, "home", false), birth = column_in(w, "birth_date", false);
    Lines lines = {.lines = 2};
    for (size_t first = 0; first < w->facts.rows; first += BLOCK) {
        size_t n = block_rows(w, first);
        line_home(n, in_at(home, first), lines.line[0]);
        line_day_until(n, in_at(birth, first), law->born_by_80, lines.line[1]);
        lines_join(&lines, n, out, first);
        pay_ages(first, n, in_at(birth, first), law, out);
    }
}

/* ---- disability --------------------------------------------------------------------------- */

/* Both subsidies: home, grade, certificate, (low income,) no injury care, not in custody. */
static void disability(const World *w, const LoopLaw *law, LoopResults *out, bool living)
{
    In home = column_in(w, "home", false), grade = column_in(w, "disability_grade", false);
    In until = column_in(w, "certificate_until", false);
    In injury = column_in(w, "injury_care", false), custody = column_in(w, "in_custody", false);
    In low = living ? column_in(w, "enjoys:minimum_living", false) : home;
    Lines lines = {.lines = living ? 6 : 5};
    for (size_t first = 0; first < w->facts.rows; first += BLOCK) {
        size_t n = block_rows(w, first), k = 0;
        line_home(n, in_at(home, first), lines.line[k++]);
        line_choice(n, in_at(grade, first), living ? 0x1e : 0x6, lines.line[k++]);
        line_day_from(n, in_at(until, first), law->fact_day, lines.line[k++]);
        if (living) memcpy(lines.line[k++], low.byte + first, n);
        line_zero(n, in_at(injury, first), lines.line[k++]);
        line_not(n, custody.byte + first, lines.line[k++]);
        lines_join(&lines, n, out, first);
        pay_constant(n, living ? law->living : law->care, out->eligible + first,
                     out->amount + first, out->unknown + first);
    }
}

void loop_disability_living(const World *w, const LoopLaw *law, LoopResults *out)
{
    disability(w, law, out, true);
}

void loop_disability_care(const World *w, const LoopLaw *law, LoopResults *out)
{
    disability(w, law, out, false);
}

/* ---- orphans ------------------------------------------------------------------------------ */

static void pay_choice(size_t n, In place, const int64_t *fen, const LoopResults *out, size_t first)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t eligible = out->eligible[first + i];
        int64_t pay = fen[place.byte[i]];
        out->amount[first + i] = eligible == 2 ? (pay < 0 ? 0 : pay) : 0;
        out->unknown[first + i] =
            (eligible == 1) | ((eligible == 2) & (place.unknown[i] | (pay < 0)));
    }
}

void loop_orphan(const World *w, const LoopLaw *law, LoopResults *out)
{
    In home = column_in(w, "home", false), birth = column_in(w, "birth_date", false);
    In father = column_in(w, "father_state", false), mother = column_in(w, "mother_state", false);
    In school = column_in(w, "at_school", false), place = column_in(w, "care_place", false);
    const uint32_t gone = 1U << 2 | 1U << 3 | 1U << 10; /* 死亡, 失踪, 查找不到 */
    Lines lines = {.lines = 4};
    for (size_t first = 0; first < w->facts.rows; first += BLOCK) {
        size_t n = block_rows(w, first);
        line_home(n, in_at(home, first), lines.line[0]);
        line_choice(n, in_at(father, first), gone, lines.line[1]);
        line_choice(n, in_at(mother, first), gone, lines.line[2]);
        line_day_from(n, in_at(birth, first), law->born_by_18 + 1, lines.line[3]);
        line_or(n, school.byte + first, lines.line[3]);
        lines_join(&lines, n, out, first);
        pay_choice(n, in_at(place, first), law->orphan, out, first);
    }
}
