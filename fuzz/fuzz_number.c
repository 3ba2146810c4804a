/* Numbers and days as people write them: what is taken comes back from its own text as the same
 * value; what is not taken leaves nothing behind. */
#include "base/base.h"
#include "doc/doc.h"
#include "fuzz/fuzz.h"

const char *const fuzz_words[] = {"1,234.50",
                                  "-0.01",
                                  "92233720368547758.07",
                                  "92233720368547758.08",
                                  "0.000000001",
                                  "1e5",
                                  "2024-02-29",
                                  "2024/3/5",
                                  "20240305",
                                  "2024.3.5",
                                  "45356",
                                  "5-Mar-2024",
                                  "25/3/2024",
                                  "2024-03",
                                  "2024\xE5\xB9\xB4"
                                  "3\xE6\x9C\x88"
                                  "5\xE6\x97\xA5",
                                  "\xE4\xBA\x8C\xE3\x80\x87\xE4\xBA\x8C\xE5\x9B\x9B\xE5\xB9\xB4",
                                  "\xE4\xB8\x89\xE6\x9C\x88",
                                  "\xEF\xBC\x92",
                                  "36",
                                  "360203001001",
                                  NULL};

static void check_money(Arena *arena, Str text)
{
    Money m, again;
    Decimal d;
    if (money_parse(text, &m)) {
        ensure(money_parse(money_text(arena, m), &again) && again.fen == m.fen);
        ensure(money_parse(money_plain(arena, m), &again) && again.fen == m.fen);
    }
    if (decimal_parse(text, &d)) ensure(d.scale >= 0 && d.scale <= 9);
}

static void check_day(Arena *arena, Str text)
{
    Date d, again;
    Month m, month;
    if (date_parse(text, &d)) {
        ensure(date_parse(date_text(arena, d), &again) && again.days == d.days);
        ensure(date_month(d).n == date_month(again).n);
    }
    if (month_parse(text, &m))
        ensure(month_parse(month_text(arena, m), &month) && month.n == m.n &&
               month_first(m).days <= month_last(m).days);
    Division division;
    if (division_parse(text, &division)) ensure(division.n > 0);
    (void)date_spelled(text, &d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Str text = {(const char *)data, size};
    int64_t n, back;
    check_money(arena, text);
    check_day(arena, text);
    if (str_int(text, &n)) ensure(str_int(format(arena, "%lld", (long long)n), &back) && back == n);
    arena_free(arena);
    return 0;
}
