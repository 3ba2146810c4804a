/* doudi-verify LOG [HEAD.json KEY.pub]: says whether an exported audit log is whole, and whether it
 * still holds a head that was signed earlier. It stands alone: it shares no code with the program
 * that wrote the log but the memory and text of base, and asks libcrypto for SM3 and SM2 itself.
 * Exit code 0: whole; 1: broken, the first broken act is named; 64: wrong usage.
 *
 * Read main at the end first, then log_verify. The encoding of an act is the one that
 * src/audit/README.md describes: eight bytes for a number, a text behind its length. */
#include "base/base.h"

#include <stdio.h>
#include <string.h>

/* OpenSSL has a type of the name that base gives to an error code. */
#define ERR_STATE OPENSSL_ERR_STATE
#include <openssl/evp.h>
#include <openssl/pem.h>
#undef ERR_STATE

#include "audit/verifier_words.def"

#define FIRST_LINE "doudi audit log 1\n"
#define SM2_ID "1234567812345678"
enum { FIELDS = 10, DIGEST_BYTES = 32, SIGNATURE_MOST = 160 };

/* ---- files and texts ------------------------------------------------------------------------ */

static bool file_read(Arena *arena, const char *path, Str *out)
{
    FILE *file = fopen(path, "rb");
    char piece[65536];
    Buf b = buf_new(arena);
    if (!file) return false;
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        buf_add(&b, (Str){piece, got});
    bool done = ferror(file) == 0;
    (void)fclose(file);
    *out = buf_str(&b);
    return done;
}

static Str unescaped(Arena *arena, Str text)
{
    Buf b = buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\\' && i + 1 < text.len) {
            c = text.ptr[++i];
            c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        buf_byte(&b, c);
    }
    return buf_str(&b);
}

static bool hex_read(Str hex, uint8_t *out, size_t most, size_t *count)
{
    *count = hex.len / 2;
    if (hex.len % 2 || *count > most) return false;
    for (size_t i = 0; i < hex.len; i++) {
        char c = hex.ptr[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0) return false;
        out[i / 2] = (uint8_t)(i % 2 ? out[i / 2] | digit : digit << 4);
    }
    return true;
}

/* ---- acts ----------------------------------------------------------------------------------- */

typedef struct {
    int64_t number, instant;
    Str texts[5]; /* actor, kind, subject, purpose, detail */
    Str before_text, digest_text;
    uint8_t rows[DIGEST_BYTES], before[DIGEST_BYTES], digest[DIGEST_BYTES];
} Act;

static bool digest_read(Str hex, uint8_t out[DIGEST_BYTES])
{
    size_t count;
    return hex_read(hex, out, DIGEST_BYTES, &count) && count == DIGEST_BYTES;
}

static bool act_read(Arena *arena, Str line, Act *out)
{
    Str fields[FIELDS];
    for (size_t i = 0; i < FIELDS; i++) {
        const char *tab = line.len ? memchr(line.ptr, '\t', line.len) : NULL;
        if ((tab == NULL) != (i == FIELDS - 1)) return false;
        size_t len = tab ? (size_t)(tab - line.ptr) : line.len;
        fields[i] = (Str){line.ptr, len};
        line = tab ? str_from(line, len + 1) : STR("");
    }
    for (size_t i = 0; i < COUNT_OF(out->texts); i++)
        out->texts[i] = unescaped(arena, fields[2 + i]);
    out->digest_text = fields[9];
    return str_int(fields[0], &out->number) && str_int(fields[1], &out->instant) &&
           digest_read(fields[7], out->rows) && digest_read(fields[8], out->before) &&
           digest_read(fields[9], out->digest);
}

static void add_number(EVP_MD_CTX *sm3, int64_t n)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)n >> (56 - 8 * i));
    ensure_memory(EVP_DigestUpdate(sm3, bytes, sizeof bytes) == 1);
}

static void add_text(EVP_MD_CTX *sm3, Str text)
{
    add_number(sm3, (int64_t)text.len);
    ensure_memory(EVP_DigestUpdate(sm3, text.ptr, text.len) == 1);
}

static void act_digest(EVP_MD_CTX *sm3, const Act *act, uint8_t out[DIGEST_BYTES])
{
    ensure_memory(EVP_DigestInit_ex(sm3, EVP_sm3(), NULL) == 1);
    add_text(sm3, STR("doudi act 1"));
    add_number(sm3, act->number);
    add_number(sm3, act->instant);
    for (size_t i = 0; i < COUNT_OF(act->texts); i++)
        add_text(sm3, act->texts[i]);
    ensure_memory(EVP_DigestUpdate(sm3, act->rows, DIGEST_BYTES) == 1);
    ensure_memory(EVP_DigestUpdate(sm3, act->before, DIGEST_BYTES) == 1);
    ensure_memory(EVP_DigestFinal_ex(sm3, out, NULL) == 1);
}

/* ---- the log -------------------------------------------------------------------------------- */

/* A head to be found: number and digest; number 0: none. */
typedef struct {
    int64_t number, signed_at;
    Str digest, home;
    bool found;
} Head;

static bool broken(int64_t number, const char *how)
{
    printf(SAY_BROKEN, (long long)number, how);
    return false;
}

static bool log_verify(Arena *arena, Str log, Head *head, Act *last)
{
    EVP_MD_CTX *sm3 = EVP_MD_CTX_new();
    uint8_t before[DIGEST_BYTES] = {0}, digest[DIGEST_BYTES];
    const char *fault = NULL;
    int64_t number = 0;
    Str line;
    ensure_memory(sm3);
    while (!fault && str_split(&log, '\n', &line)) {
        number++;
        if (!act_read(arena, line, last)) {
            fault = SAY_MALFORMED;
        } else if (last->number != number) {
            fault = SAY_MISSING;
        } else if (memcmp(last->before, before, DIGEST_BYTES) != 0) {
            fault = SAY_NOT_FOLLOWS;
        } else {
            act_digest(sm3, last, digest);
            if (memcmp(last->digest, digest, DIGEST_BYTES) != 0) fault = SAY_CHANGED;
        }
        memcpy(before, last->digest, DIGEST_BYTES);
        if (number == head->number) head->found = str_equal(last->digest_text, head->digest);
    }
    EVP_MD_CTX_free(sm3);
    return !fault || broken(number, fault);
}

/* ---- the head ------------------------------------------------------------------------------- */

static Str field_of(Arena *arena, Str text, const char *key)
{
    Str mark = format(arena, "\"%s\":", key);
    ptrdiff_t at = str_find(text, mark);
    if (at < 0) return STR("");
    Str rest = str_trim(str_from(text, (size_t)at + mark.len));
    const char *ends = rest.len && rest.ptr[0] == '"' ? "\"" : ",}\n";
    if (ends[0] == '"') rest = str_from(rest, 1);
    size_t len = 0;
    while (len < rest.len && !strchr(ends, rest.ptr[len]))
        len++;
    return (Str){rest.ptr, len};
}

static bool signature_holds(Arena *arena, const Head *head, Str signature, Str pem)
{
    uint8_t bytes[SIGNATURE_MOST];
    size_t len;
    Str text = format(arena, "doudi head 1\n%lld\n%.*s\n%lld\n%.*s\n", (long long)head->number,
                      STR_ARG(head->digest), (long long)head->signed_at, STR_ARG(head->home));
    if (!pem.len || !hex_read(signature, bytes, sizeof bytes, &len)) return false;
    BIO *bio = BIO_new_mem_buf(pem.ptr, (int)pem.len);
    EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
    EVP_PKEY_CTX *parameters = key ? EVP_PKEY_CTX_new(key, NULL) : NULL;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool holds =
        parameters && context && EVP_PKEY_CTX_set1_id(parameters, SM2_ID, sizeof SM2_ID - 1) > 0;
    if (holds) EVP_MD_CTX_set_pkey_ctx(context, parameters);
    holds = holds && EVP_DigestVerifyInit(context, NULL, EVP_sm3(), NULL, key) == 1 &&
            EVP_DigestVerify(context, bytes, len, (const uint8_t *)text.ptr, text.len) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_CTX_free(parameters);
    EVP_PKEY_free(key);
    (void)BIO_free(bio);
    return holds;
}

static bool head_read(Arena *arena, const char *path, const char *key_path, Head *out)
{
    Str text, pem;
    bool read = file_read(arena, path, &text);
    if (!read || !file_read(arena, key_path, &pem)) {
        printf(SAY_NO_FILE, read ? key_path : path);
        return false;
    }
    *out = (Head){.digest = field_of(arena, text, "digest"), .home = field_of(arena, text, "home")};
    if (!str_equal(field_of(arena, text, "format"), STR("doudi head 1")) ||
        !str_int(field_of(arena, text, "number"), &out->number) ||
        !str_int(field_of(arena, text, "signed_at"), &out->signed_at)) {
        printf(SAY_NO_HEAD, path);
        return false;
    }
    if (signature_holds(arena, out, field_of(arena, text, "signature"), pem)) return true;
    printf(SAY_BAD_SIGNATURE);
    return false;
}

/* ---- the program ---------------------------------------------------------------------------- */

static bool verify(Arena *arena, int argc, char **argv)
{
    Str log;
    Head head = {.number = 0};
    Act last = {.digest_text = STR("")};
    if (argc == 4 && !head_read(arena, argv[2], argv[3], &head)) return false;
    if (!file_read(arena, argv[1], &log)) {
        printf(SAY_NO_FILE, argv[1]);
        return false;
    }
    if (!str_starts(log, STR(FIRST_LINE))) {
        printf(SAY_NOT_A_LOG, argv[1]);
        return false;
    }
    if (!log_verify(arena, str_from(log, sizeof FIRST_LINE - 1), &head, &last)) return false;
    if (argc == 4 && !head.found) {
        printf(SAY_HEAD_LOST, (long long)head.number);
        return false;
    }
    printf(SAY_WHOLE, (long long)last.number, STR_ARG(last.digest_text));
    if (argc == 4) printf(SAY_HEAD_HOLDS, (long long)head.number);
    return true;
}

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 4) {
        fputs(SAY_USAGE, stderr);
        return 64;
    }
    Arena *arena = arena_new();
    bool whole = verify(arena, argc, argv);
    arena_free(arena);
    return whole ? 0 : 1;
}
