/* SM3 (GB/T 32905) by OpenSSL, over bytes and over canonical encodings: every number is eight
 * bytes, every text stands behind its length, so that no two different rows have the same encoding.
 * Small pieces are gathered before they are hashed: a ledger line is fifteen of them. */
#include <string.h>

/* OpenSSL has a type of the name that base gives to an error code. */
#define ERR_STATE OPENSSL_ERR_STATE
#include <openssl/crypto.h>
#include <openssl/evp.h>
#undef ERR_STATE

#include "audit/audit.h"

#define GATHER_BYTES 4096

struct Digester {
    EVP_MD_CTX *context;
    size_t held;
    char gather[GATHER_BYTES];
};

/* OpenSSL 3 sets itself up at first use and does not survive want of memory there: set it up, and
 * ask whether it is. */
static void library_ready(void)
{
    ensure_memory(OSSL_LIB_CTX_get0_global_default());
}

static void context_free(void *context)
{
    EVP_MD_CTX_free(context);
}

Digester *digester_new(Arena *arena)
{
    Digester *d = NEW(arena, Digester);
    library_ready();
    d->context = EVP_MD_CTX_new();
    ensure_memory(d->context);
    arena_on_free(arena, context_free, d->context);
    ensure_memory(EVP_DigestInit_ex(d->context, EVP_sm3(), NULL) == 1);
    return d;
}

static void digester_flush(Digester *d)
{
    ensure_memory(EVP_DigestUpdate(d->context, d->gather, d->held) == 1);
    d->held = 0;
}

void digester_add(Digester *d, Str bytes)
{
    if (bytes.len > GATHER_BYTES - d->held) digester_flush(d);
    if (bytes.len > GATHER_BYTES) {
        ensure_memory(EVP_DigestUpdate(d->context, bytes.ptr, bytes.len) == 1);
        return;
    }
    if (bytes.len > 0) memcpy(d->gather + d->held, bytes.ptr, bytes.len);
    d->held += bytes.len;
}

void digester_add_int(Digester *d, int64_t n)
{
    char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)((uint64_t)n >> (56 - 8 * i));
    digester_add(d, (Str){bytes, sizeof bytes});
}

void digester_add_text(Digester *d, Str text)
{
    digester_add_int(d, (int64_t)text.len);
    digester_add(d, text);
}

Digest digester_end(Digester *d)
{
    Digest out;
    digester_flush(d);
    ensure_memory(EVP_DigestFinal_ex(d->context, out.byte, NULL) == 1);
    ensure_memory(EVP_DigestInit_ex(d->context, NULL, NULL) == 1);
    return out;
}

Digest digest_of(Str bytes)
{
    Digest out;
    library_ready();
    ensure_memory(EVP_Digest(bytes.ptr, bytes.len, out.byte, NULL, EVP_sm3(), NULL) == 1);
    return out;
}

bool digest_equal(Digest a, Digest b)
{
    return memcmp(a.byte, b.byte, sizeof a.byte) == 0;
}

bool digest_is_zero(Digest d)
{
    return digest_equal(d, (Digest){{0}});
}

Str digest_text(Arena *arena, Digest d)
{
    static const char HEX[] = "0123456789abcdef";
    Buf b = buf_new(arena);
    for (size_t i = 0; i < sizeof d.byte; i++) {
        buf_byte(&b, HEX[d.byte[i] >> 4]);
        buf_byte(&b, HEX[d.byte[i] & 15]);
    }
    return buf_str(&b);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool digest_parse(Str text, Digest *out)
{
    if (text.len != 2 * sizeof out->byte) return false;
    for (size_t i = 0; i < sizeof out->byte; i++) {
        int high = hex_value(text.ptr[2 * i]), low = hex_value(text.ptr[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out->byte[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}
