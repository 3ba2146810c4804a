/* Identity codes: every check takes every text; the fast verdict on citizen IDs agrees with the one
 * that explains; what is valid in its normal form stays so; a mask never shows the whole. */
#include "base/base.h"
#include "fuzz/fuzz.h"

const char *const fuzz_words[] = {"360203195003077713",
                                  "11010519491231002X",
                                  "130503670401001",
                                  "91350100M000100Y43",
                                  "MA0000000",
                                  "360203001002",
                                  "6222021234567890128",
                                  "13812345678",
                                  "0798-8221234",
                                  "\xEF\xBC\x93\xEF\xBC\x96",
                                  "x",
                                  "X",
                                  "\xEF\xBC\x91",
                                  " ",
                                  "-",
                                  "+86",
                                  "\xE3\x80\x80",
                                  "\xE6\xAC\xA7\xE9\x98\xB3",
                                  NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Str text = {(const char *)data, size};
    Date today = date_of(2024, 12, 31);
    size_t count;
    for (int kind = 0; kind < CODE_KIND_COUNT; kind++) {
        CodeVerdict verdict = code_check(arena, (CodeKind)kind, text, today);
        ensure(verdict.verdict == CODE_VALID || verdict.reason.len > 0);
        if (verdict.verdict == CODE_VALID) {
            CodeVerdict again = code_check(arena, (CodeKind)kind, verdict.normal, today);
            ensure(again.verdict == CODE_VALID && str_equal(again.normal, verdict.normal));
        }
        (void)code_mask(arena, (CodeKind)kind, text);
    }
    Date birth;
    int sex;
    CodeVerdict slow = code_check(arena, CODE_CITIZEN_ID, text, today);
    Verdict fast = citizen_id_verdict(slow.normal, today, &birth, &sex);
    ensure(fast == slow.verdict);
    (void)code_guess(arena, text, today, &count);
    (void)name_mask(arena, text);
    arena_free(arena);
    return 0;
}
