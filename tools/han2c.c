/* Writes the tables of src/han as C: the reading of each Han character, its reading as a surname
 * where that differs, and the simplified form of a traditional one. Readings are those of ICU
 * (Han-Latin, Han-Latin/Names), forms those of OpenCC (t2s); both are needed to build only.
 *
 * usage: han2c TABLE.c
 * Read main: one pass over the characters, then four tables. */
#include <inttypes.h>
#include <opencc/opencc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum {
    FIRST = 0x3400,
    LAST = 0x9FFF,
    RARE_FIRST = 0x20000, /* outside of the first plane only few have a reading */
    RARE_LAST = 0x323AF,
    READINGS = 4096,
    READING_BYTES = 8,
    RARE = 70000
};

typedef struct {
    uint32_t from;
    unsigned reading, surname;
    uint32_t plain;
} Entry;

static char readings[READINGS][READING_BYTES]; /* "zhang1"; the first is the empty one */
static unsigned reading_count = 1;
static Entry common[LAST - FIRST + 1], rare[RARE];
static size_t rare_count;
static UTransliterator *plain_latin, *names_latin;
static opencc_t simplifier;

static _Noreturn void stop(const char *why)
{
    (void)fprintf(stderr, "han2c: %s\n", why);
    exit(1);
}

static UTransliterator *transliterator(const char *name)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar id[64];
    u_uastrcpy(id, name);
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    if (U_FAILURE(error)) stop(u_errorName(error));
    return t;
}

/* "lü" + caron, decomposed → "lv3"; empty when it is no syllable. */
static void plain_syllable(const UChar *text, int32_t len, char out[READING_BYTES])
{
    static const struct {
        UChar mark;
        char tone;
    } tones[] = {{0x304, '1'}, {0x301, '2'}, {0x30C, '3'}, {0x300, '4'}};
    size_t n = 0;
    char tone = '5';
    for (int32_t i = 0; i < len; i++) {
        bool mark = text[i] == 0x308 || text[i] == 0x302;
        for (size_t t = 0; t < sizeof tones / sizeof tones[0]; t++) {
            if (text[i] != tones[t].mark) continue;
            tone = tones[t].tone;
            mark = true;
        }
        if (text[i] == 0x308 && n && out[n - 1] == 'u') out[n - 1] = 'v';
        if (mark) continue;
        bool letter = text[i] >= 'a' && text[i] <= 'z';
        if (!letter || n + 2 >= READING_BYTES) {
            out[0] = 0;
            return;
        }
        out[n++] = (char)text[i];
    }
    out[n++] = tone;
    out[n] = 0;
}

static unsigned reading_number(const char *reading)
{
    for (unsigned i = 0; i < reading_count; i++)
        if (strcmp(readings[i], reading) == 0) return i;
    if (reading_count == READINGS) stop("too many readings");
    (void)snprintf(readings[reading_count], READING_BYTES, "%s", reading);
    return reading_count++;
}

static unsigned reading_of(UTransliterator *t, const UChar *character, int32_t len)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar latin[64], apart[64];
    char syllable[READING_BYTES];
    int32_t count = len, limit = len;
    memcpy(latin, character, (size_t)len * sizeof *latin);
    utrans_transUChars(t, latin, &count, 64, 0, &limit, &error);
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&error);
    int32_t apart_count = unorm2_normalize(nfd, latin, count, apart, 64, &error);
    if (U_FAILURE(error)) stop(u_errorName(error));
    plain_syllable(apart, apart_count, syllable);
    return reading_number(syllable);
}

/* The simplified form when it is one other character, else the character itself. */
static uint32_t plain_of(uint32_t c, const UChar *character, int32_t len)
{
    UErrorCode error = U_ZERO_ERROR;
    char utf8[8], simple[64];
    UChar back[64];
    UChar32 form;
    int32_t bytes, count, at = 0;
    u_strToUTF8(utf8, sizeof utf8, &bytes, character, len, &error);
    size_t n = opencc_convert_utf8_to_buffer(simplifier, utf8, (size_t)bytes, simple);
    u_strFromUTF8(back, 64, &count, simple, (int32_t)n, &error);
    if (U_FAILURE(error) || count == 0) return c;
    U16_NEXT(back, at, count, form);
    return at == count ? (uint32_t)form : c;
}

static Entry entry_of(uint32_t c)
{
    UChar character[2];
    int32_t len = 0;
    U16_APPEND_UNSAFE(character, len, c);
    return (Entry){.from = c,
                   .reading = reading_of(plain_latin, character, len),
                   .surname = reading_of(names_latin, character, len),
                   .plain = plain_of(c, character, len)};
}

static void read_all(void)
{
    for (uint32_t c = FIRST; c <= LAST; c++)
        common[c - FIRST] = entry_of(c);
    for (uint32_t c = RARE_FIRST; c <= RARE_LAST; c++) {
        Entry e = entry_of(c);
        if (!e.reading && e.plain == c) continue;
        if (rare_count == RARE) stop("too many rare characters");
        rare[rare_count++] = e;
    }
}

/* A form that has a simpler form itself: the simplest. */
static uint32_t simplest(uint32_t c)
{
    for (int step = 0; step < 4 && c >= FIRST && c <= LAST; step++)
        c = common[c - FIRST].plain;
    return c;
}

static void simplify_all(void)
{
    for (size_t i = 0; i <= LAST - FIRST; i++)
        common[i].plain = simplest(common[i].plain);
    for (size_t i = 0; i < rare_count; i++)
        rare[i].plain = simplest(rare[i].plain);
}

static void write_entries(FILE *out)
{
    (void)fprintf(out, "const uint16_t han_common_readings[] = {\n");
    for (size_t i = 0; i <= LAST - FIRST; i++)
        (void)fprintf(out, "%u,%s", common[i].reading, i % 16 == 15 ? "\n" : "");
    (void)fprintf(out, "};\nconst uint32_t han_common_forms[] = {\n");
    for (size_t i = 0; i <= LAST - FIRST; i++)
        (void)fprintf(out, "%" PRIu32 ",%s", common[i].plain, i % 16 == 15 ? "\n" : "");
    (void)fprintf(out, "};\nconst HanRare han_rare[] = {\n");
    for (size_t i = 0; i < rare_count; i++)
        (void)fprintf(out, "{%" PRIu32 ",%" PRIu32 ",%u},\n", rare[i].from, rare[i].plain,
                      rare[i].reading);
    (void)fprintf(out, "};\nconst size_t han_rare_count = %zu;\n", rare_count);
    (void)fprintf(out, "const HanRare han_surnames[] = {\n");
    size_t surnames = 0;
    for (size_t i = 0; i <= LAST - FIRST; i++) {
        const Entry *e = &common[i];
        if (!e->surname || e->surname == e->reading) continue;
        (void)fprintf(out, "{%" PRIu32 ",%" PRIu32 ",%u},\n", e->from, e->from, e->surname);
        surnames++;
    }
    (void)fprintf(out, "};\nconst size_t han_surname_count = %zu;\n", surnames);
}

int main(int argc, char **argv)
{
    if (argc != 2) stop("usage: han2c TABLE.c");
    plain_latin = transliterator("Han-Latin");
    names_latin = transliterator("Han-Latin/Names");
    simplifier = opencc_open("t2s.json");
    FILE *out = fopen(argv[1], "w");
    if (!out || simplifier == (opencc_t)-1) stop("cannot write, or OpenCC has no t2s.json");
    read_all();
    simplify_all();
    (void)fprintf(out,
                  "/* Written by han2c from ICU %s and OpenCC. */\n"
                  "#include \"han/table.h\"\n",
                  U_ICU_VERSION);
    write_entries(out);
    (void)fprintf(out, "const char han_readings[][%d] = {\n", READING_BYTES);
    for (unsigned i = 0; i < reading_count; i++)
        (void)fprintf(out, "\"%s\",\n", readings[i]);
    (void)fprintf(out, "};\n");
    utrans_close(plain_latin);
    utrans_close(names_latin);
    (void)opencc_close(simplifier);
    return fclose(out) == 0 ? 0 : 1;
}
