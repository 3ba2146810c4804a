/* Sealed values. One 32-byte key a store; from it three are derived, so that what one shows says
 * nothing of the others: for digests to find by, for the synthetic IV, for the cipher.
 *
 *     digest   first 16 bytes of HMAC-SM3(k1, plain), as hex
 *     seal     "1:" key id ":" hex of  iv = first 16 bytes of HMAC-SM3(k2, plain),  SM4-CTR(k3, iv,
 * plain)
 *
 * The IV is the proof at once (as in RFC 5297): opening computes it again and compares, so an
 * altered seal never opens. The HMAC states are kept with the store: a digest costs about a
 * microsecond, as an import of a million people needs it. */
#include <string.h>

/* OpenSSL has a type of the name that base gives to an error code. */
#define ERR_STATE OPENSSL_ERR_STATE
#include <openssl/crypto.h>
#include <openssl/evp.h>
#undef ERR_STATE

#include "access/key.h"
#include "db/db.h"

#define BLOCK_BYTES 64 /* of SM3 */
#define TAG_BYTES 16
#define KEY_ID_BYTES 4
#define SEAL_VERSION "1:"
#define SEAL_HEAD (sizeof SEAL_VERSION - 1 + 2 * KEY_ID_BYTES + 1) /* "1:", key id, ":" */

typedef struct {
    EVP_MD_CTX *inner, *outer, *run; /* states after the padded key; a scratch one */
} Hmac;

typedef struct Sealer {
    Hmac find, iv;
    EVP_CIPHER_CTX *cipher; /* with its key; each use sets the IV */
    char id[2 * KEY_ID_BYTES + 1];
} Secret;

/* ---- HMAC-SM3 (RFC 2104) -------------------------------------------------------------------- */

static void digest_context_free(void *context)
{
    EVP_MD_CTX_free(context);
}

static EVP_MD_CTX *digest_context(Arena *arena)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    ensure_memory(context);
    arena_on_free(arena, digest_context_free, context);
    return context;
}

static EVP_MD_CTX *padded_state(Arena *arena, const uint8_t *key, size_t len, uint8_t pad)
{
    uint8_t block[BLOCK_BYTES] = {0};
    ensure(len <= sizeof block);
    memcpy(block, key, len);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= pad;
    EVP_MD_CTX *state = digest_context(arena);
    ensure_memory(EVP_DigestInit_ex(state, EVP_sm3(), NULL) == 1);
    ensure_memory(EVP_DigestUpdate(state, block, sizeof block) == 1);
    OPENSSL_cleanse(block, sizeof block);
    return state;
}

static Hmac hmac_new(Arena *arena, const uint8_t *key, size_t len)
{
    return (Hmac){padded_state(arena, key, len, 0x36), padded_state(arena, key, len, 0x5c),
                  digest_context(arena)};
}

static Digest hmac_of(const Hmac *h, Str text)
{
    Digest d;
    ensure_memory(EVP_MD_CTX_copy_ex(h->run, h->inner) == 1);
    ensure_memory(EVP_DigestUpdate(h->run, text.ptr, text.len) == 1);
    ensure_memory(EVP_DigestFinal_ex(h->run, d.byte, NULL) == 1);
    ensure_memory(EVP_MD_CTX_copy_ex(h->run, h->outer) == 1);
    ensure_memory(EVP_DigestUpdate(h->run, d.byte, sizeof d.byte) == 1);
    ensure_memory(EVP_DigestFinal_ex(h->run, d.byte, NULL) == 1);
    return d;
}

/* ---- hex ------------------------------------------------------------------------------------ */

static void hex_write(char *out, const uint8_t *bytes, size_t count)
{
    static const char HEX[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = HEX[bytes[i] >> 4];
        out[2 * i + 1] = HEX[bytes[i] & 15];
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hex_read(uint8_t *out, Str hex)
{
    for (size_t i = 0; i + 1 < hex.len; i += 2) {
        int high = hex_digit(hex.ptr[i]), low = hex_digit(hex.ptr[i + 1]);
        if (high < 0 || low < 0) return false;
        out[i / 2] = (uint8_t)(high * 16 + low);
    }
    return hex.len % 2 == 0;
}

/* ---- the store's secret -----------------------------------------------------------------------
 */

static void cipher_free(void *cipher)
{
    EVP_CIPHER_CTX_free(cipher);
}

static Secret *secret_make(Arena *arena, const uint8_t key[KEY_BYTES])
{
    Secret *secret = NEW(arena, Secret);
    Hmac master = hmac_new(arena, key, KEY_BYTES);
    Digest find = hmac_of(&master, STR("doudi find 1")), iv = hmac_of(&master, STR("doudi iv 1")),
           cipher = hmac_of(&master, STR("doudi cipher 1")), id = hmac_of(&master, STR("doudi id"));
    secret->find = hmac_new(arena, find.byte, sizeof find.byte);
    secret->iv = hmac_new(arena, iv.byte, sizeof iv.byte);
    hex_write(secret->id, id.byte, KEY_ID_BYTES);
    secret->cipher = EVP_CIPHER_CTX_new();
    ensure_memory(secret->cipher);
    arena_on_free(arena, cipher_free, secret->cipher);
    ensure_memory(EVP_EncryptInit_ex(secret->cipher, EVP_sm4_ctr(), NULL, cipher.byte, iv.byte) ==
                  1);
    OPENSSL_cleanse(&cipher, sizeof cipher);
    return secret;
}

static bool secret_of(Work *w, Secret **out)
{
    static const char owner = 0; /* its address finds the secret in the store */
    *out = store_kept(w->store, &owner);
    if (*out) return true;
    uint8_t key[KEY_BYTES];
    TRY(key_load(w, key));
    Secret *secret = secret_make(store_arena(w->store), key);
    OPENSSL_cleanse(key, sizeof key);
    TRY(key_confirm(w, str_of(secret->id)));
    store_keep(w->store, &owner, secret);
    *out = secret;
    return true;
}

/* SM4 in counter mode: the same step seals and opens. */
static void cipher_run(Secret *secret, const uint8_t iv[TAG_BYTES], Str in, char *out)
{
    int written = 0;
    ensure(in.len < INT32_MAX);
    ensure_memory(EVP_EncryptInit_ex(secret->cipher, NULL, NULL, NULL, iv) == 1);
    ensure_memory(EVP_EncryptUpdate(secret->cipher, (uint8_t *)out, &written,
                                    (const uint8_t *)in.ptr, (int)in.len) == 1);
    ensure((size_t)written == in.len);
}

/* ---- the three functions ----------------------------------------------------------------------
 */

static Str digest_with(const Secret *secret, Arena *arena, Str plain)
{
    Digest d = hmac_of(&secret->find, plain);
    char *text = arena_alloc(arena, 2 * TAG_BYTES + 1);
    hex_write(text, d.byte, TAG_BYTES);
    return (Str){text, 2 * TAG_BYTES};
}

static Str seal_with(Secret *secret, Arena *arena, Str plain)
{
    Digest iv = hmac_of(&secret->iv, plain);
    char *cipher = arena_alloc(arena, plain.len);
    cipher_run(secret, iv.byte, plain, cipher);
    size_t len = SEAL_HEAD + 2 * (TAG_BYTES + plain.len);
    char *text = arena_alloc(arena, len + 1);
    memcpy(text, SEAL_VERSION, sizeof SEAL_VERSION - 1);
    memcpy(text + sizeof SEAL_VERSION - 1, secret->id, 2 * KEY_ID_BYTES);
    text[SEAL_HEAD - 1] = ':';
    hex_write(text + SEAL_HEAD, iv.byte, TAG_BYTES);
    hex_write(text + SEAL_HEAD + 2 * TAG_BYTES, (const uint8_t *)cipher, plain.len);
    return (Str){text, len};
}

bool secret_digest(Work *w, Str plain, Str *out)
{
    Secret *secret;
    *out = STR("");
    if (plain.len == 0) return true;
    TRY(secret_of(w, &secret));
    *out = digest_with(secret, w->arena, plain);
    return true;
}

bool secret_seal(Work *w, Str plain, Str *out)
{
    Secret *secret;
    *out = STR("");
    if (plain.len == 0) return true;
    TRY(secret_of(w, &secret));
    *out = seal_with(secret, w->arena, plain);
    return true;
}

/* ---- for another thread -------------------------------------------------------------------- */

static EVP_MD_CTX *state_copy(Arena *arena, const EVP_MD_CTX *state)
{
    EVP_MD_CTX *copy = digest_context(arena);
    ensure_memory(EVP_MD_CTX_copy_ex(copy, state) == 1);
    return copy;
}

static Hmac hmac_copy(Arena *arena, const Hmac *h)
{
    return (Hmac){state_copy(arena, h->inner), state_copy(arena, h->outer), digest_context(arena)};
}

bool sealer_new(Work *w, Arena *arena, Sealer **out)
{
    Secret *secret;
    TRY(secret_of(w, &secret));
    Secret *copy = NEW(arena, Secret);
    *copy = *secret;
    copy->find = hmac_copy(arena, &secret->find);
    copy->iv = hmac_copy(arena, &secret->iv);
    copy->cipher = EVP_CIPHER_CTX_new();
    ensure_memory(copy->cipher);
    arena_on_free(arena, cipher_free, copy->cipher);
    ensure_memory(EVP_CIPHER_CTX_copy(copy->cipher, secret->cipher) == 1);
    *out = copy;
    return true;
}

void sealer_both(Sealer *sealer, Arena *arena, Str plain, Str *digest, Str *sealed)
{
    ensure(plain.len > 0);
    *digest = digest_with(sealer, arena, plain);
    *sealed = seal_with(sealer, arena, plain);
}

/* The parts of a seal made with this key: iv and cipher text, decoded. */
static bool seal_split(Work *w, const Secret *secret, Str sealed, Str *bytes)
{
    Str head = format(w->arena, SEAL_VERSION "%s:", secret->id);
    if (!str_starts(sealed, head) || sealed.len < SEAL_HEAD + 2 * TAG_BYTES) return false;
    Str hex = str_from(sealed, SEAL_HEAD);
    uint8_t *decoded = arena_alloc(w->arena, hex.len / 2 + 1);
    *bytes = (Str){(const char *)decoded, hex.len / 2};
    return hex_read(decoded, hex);
}

bool secret_open(Work *w, Str sealed, Str *out)
{
    Secret *secret;
    Str bytes;
    *out = STR("");
    if (sealed.len == 0) return true;
    TRY(secret_of(w, &secret));
    if (!seal_split(w, secret, sealed, &bytes))
        return fail(w, ERR_CORRUPT, "a sealed value of another key or form");
    Str cipher = str_from(bytes, TAG_BYTES);
    char *plain = arena_alloc(w->arena, cipher.len + 1);
    cipher_run(secret, (const uint8_t *)bytes.ptr, cipher, plain);
    Str text = {plain, cipher.len};
    Digest iv = hmac_of(&secret->iv, text);
    if (CRYPTO_memcmp(iv.byte, bytes.ptr, TAG_BYTES) != 0)
        return fail(w, ERR_CORRUPT, "a sealed value was altered");
    *out = text;
    return true;
}
