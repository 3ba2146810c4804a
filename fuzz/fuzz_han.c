/* Names: whatever the text, its keys are well formed, and the key of its beginning is one of the
 * beginnings that a search asks for. */
#include "base/base.h"
#include "fuzz/fuzz.h"
#include "han/han.h"

const char *const fuzz_words[] = {"\xE5\xBC\xA0\xE4\xB8\x89",
                                  "\xE5\xBC\xB5\xE4\xB8\x89",
                                  "\xE5\x8D\x95\xE4\xBA\x8E",
                                  "\xE5\x85\xAD\xE5\xAE\x89",
                                  "\xE4\xB8\x87\xE4\xBF\x9F",
                                  "\xC2\xB7",
                                  "\xE3\x80\x80",
                                  "\xEF\xBC\xA1",
                                  "\xF0\xA0\xAE\xB7",
                                  "\xE2\x80\x8B",
                                  "zhang san",
                                  "L\xC3\x9C",
                                  NULL};

static void check_beginnings(Arena *arena, Str text, const HanName *name)
{
    size_t at = 0, count;
    uint32_t c;
    Str orders[2];
    while (utf8_next(text, &at, &c)) {
        bool begins = false;
        han_name_orders(arena, (Str){text.ptr, at}, orders, &count);
        for (size_t i = 0; i < count; i++)
            begins = begins || str_starts(name->order, orders[i]);
        ensure(begins || count == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Str text = {(const char *)data, size < 200 ? size : 200};
    Str folded = han_fold(arena, text);
    HanName name;
    han_name(arena, text, &name);
    ensure(utf8_valid(folded) && utf8_valid(name.order) && utf8_valid(name.given));
    ensure(str_equal(han_fold(arena, folded), folded));
    for (size_t i = 0; i < name.letters.len; i++)
        ensure((unsigned char)name.letters.ptr[i] < 0x80);
    ensure(utf8_valid(han_typed_letters(arena, text)));
    if (utf8_valid(text)) check_beginnings(arena, text, &name);
    arena_free(arena);
    return 0;
}
