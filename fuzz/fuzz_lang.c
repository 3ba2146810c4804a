/* The language: whatever the bytes, checking ends, every finding has a sentence and a place, and
 * what compiles runs its cases. */
#include "fuzz/fuzz_lang.def"
#include "fuzz/fuzz.h"
#include "lang/lang.h"

const char *const fuzz_words[] = {"\n",
                                  "\n  ",
                                  "\n    ",
                                  "\t",
                                  "\xEF\xBB\xBF",
                                  "\xE3\x80\x80",
                                  "(",
                                  ")",
                                  "{",
                                  "}",
                                  ",",
                                  "%",
                                  " - ",
                                  " / ",
                                  "999999999999999999",
                                  "0.000000001",
                                  "2024-02-29",
                                  "2024-13",
                                  LANGUAGE_WORDS,
                                  NULL};

static void check_finding(const Diagnostic *found)
{
    ensure(found->sentence.len > 0 && utf8_valid(found->sentence) && utf8_valid(found->advice));
    ensure(found->place.file != NULL);
    ensure(found->place.line >= 1 && found->place.column >= 1 && found->place.length >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    SourceFile files[2] = {{.path = STR("fuzz.affair"), .text = {(const char *)data, size}},
                           {.path = STR("words.affair"), .text = STR(VOCABULARY)}};
    Diagnostics found = diagnostics_new(arena);
    Bureau *bureau = bureau_compile(arena, files, 2, &found);
    ensure((bureau == NULL) == (found.errors > 0));
    if (bureau) bureau_run_cases(arena, bureau, &found);
    for (size_t i = 0; i < found.count; i++)
        check_finding(&found.items[i]);
    Buf text = buf_new(arena), json = buf_new(arena);
    diagnostics_print(&found, &text);
    diagnostics_json(&found, &json);
    ensure(utf8_valid(buf_str(&json)));
    arena_free(arena);
    return 0;
}
