/* Random tokens and their digests. A token is 32 random bytes, told once; the store keeps the SM3
 * of its text, so that whoever reads the store cannot log in with what he finds. */
#include "access/room.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

enum { TOKEN_BYTES = 32 };

bool random_bytes(Work *w, void *out, size_t count)
{
    ensure(count <= 256); /* so much comes whole */
    if (getrandom(out, count, 0) == (ssize_t)count) return true;
    return fail(w, ERR_STORE, "getrandom: %s", strerror(errno));
}

/* The bits of the bytes, `width` at a time, as letters of an alphabet; no padding. */
static Str letters_of(Arena *arena, Str bytes, const char *alphabet, unsigned width)
{
    Buf out = buf_new(arena);
    uint32_t held = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        held = held << 8 | (uint8_t)bytes.ptr[i];
        for (bits += 8; bits >= width; bits -= width)
            buf_byte(&out, alphabet[held >> (bits - width) & ((1u << width) - 1)]);
        held &= (1u << bits) - 1;
    }
    if (bits) buf_byte(&out, alphabet[held << (width - bits) & ((1u << width) - 1)]);
    return buf_str(&out);
}

Str base32(Arena *arena, Str bytes)
{
    return letters_of(arena, bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5);
}

Digest token_digest(Str token)
{
    return digest_of(token);
}

bool token_new(Work *w, Str *text, Digest *digest)
{
    char bytes[TOKEN_BYTES];
    TRY(random_bytes(w, bytes, sizeof bytes));
    *text = letters_of(w->arena, (Str){bytes, sizeof bytes},
                       "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6);
    *digest = token_digest(*text);
    return true;
}

Str digest_bytes(const Digest *d)
{
    return (Str){(const char *)d->byte, sizeof d->byte};
}

bool digest_from(Str bytes, Digest *out)
{
    if (bytes.len != sizeof out->byte) return false;
    memcpy(out->byte, bytes.ptr, sizeof out->byte);
    return true;
}
