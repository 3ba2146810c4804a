/* Signed heads. The chain proves everything but its own end; the head (number and digest of the
 * newest act) signed and carried out of the house proves that too, and that it came from this
 * store. SM2 with SM3 (GM/T 0003, 0009), by OpenSSL; the key pair lies beside the store: STORE.sm2
 * for its owner alone, STORE.sm2.pub to be given away.
 *
 * What is signed is a text of five lines, so that anybody can make it from the JSON file:
 *     doudi head 1 | number | digest | instant of signing | home */
#include "audit/act.h"
#include "audit/words.def"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* OpenSSL has a type of the name that base gives to an error code. */
#define ERR_STATE OPENSSL_ERR_STATE
#include <openssl/evp.h>
#include <openssl/pem.h>
#undef ERR_STATE

#define SM2_ID "1234567812345678" /* the user's id of the standard, when nobody has another */
enum { SIGNATURE_MOST = 160, KEY_FILE_MOST = 4096 };

/* ---- files ---------------------------------------------------------------------------------- */

bool audit_file_write(Work *w, const char *path, mode_t mode, Str text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) return refuse_file(w, path, errno);
    bool done = true;
    for (size_t at = 0; done && at < text.len;) {
        ssize_t written = write(fd, text.ptr + at, text.len - at);
        done = written > 0;
        if (done) at += (size_t)written;
    }
    done = done && fsync(fd) == 0;
    int why = errno;
    (void)close(fd);
    if (!done) (void)unlink(path);
    return done ? true : refuse_file(w, path, why);
}

static bool file_read(Work *w, const char *path, Str *out)
{
    char *text = arena_alloc(w->arena, KEY_FILE_MOST + 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return refuse_file(w, path, errno);
    ssize_t got = read(fd, text, KEY_FILE_MOST);
    int why = errno;
    (void)close(fd);
    if (got < 0) return refuse_file(w, path, why);
    *out = (Str){text, (size_t)got};
    return true;
}

/* ---- the key pair --------------------------------------------------------------------------- */

static void key_free(void *key)
{
    EVP_PKEY_free(key);
}

static void bio_free(void *bio)
{
    (void)BIO_free(bio);
}

static BIO *bio_of(Arena *arena, Str text)
{
    BIO *bio = text.len ? BIO_new_mem_buf(text.ptr, (int)text.len) : BIO_new(BIO_s_mem());
    ensure_memory(bio);
    arena_on_free(arena, bio_free, bio);
    return bio;
}

static Str bio_text(Arena *arena, BIO *bio)
{
    char *data;
    long len = BIO_get_mem_data(bio, &data);
    return str_copy(arena, (Str){data, (size_t)len});
}

static const char *key_path(Work *w)
{
    return format(w->arena, "%s.sm2", store_path(w->store)).ptr;
}

static bool key_make(Work *w)
{
    const char *path = key_path(w);
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
    if (!key) return fail(w, ERR_STORE, "no SM2 key could be made");
    arena_on_free(w->arena, key_free, key);
    BIO *secret = bio_of(w->arena, STR("")), *open_part = bio_of(w->arena, STR(""));
    ensure_memory(PEM_write_bio_PrivateKey(secret, key, NULL, NULL, 0, NULL, NULL) == 1);
    ensure_memory(PEM_write_bio_PUBKEY(open_part, key) == 1);
    const char *shown = format(w->arena, "%s.pub", path).ptr;
    TRY(audit_file_write(w, shown, 0644, bio_text(w->arena, open_part)));
    if (!audit_file_write(w, path, 0600, bio_text(w->arena, secret))) {
        (void)unlink(shown);
        return false;
    }
    return folder_sync(w->arena, path) ? true : refuse_file(w, path, errno);
}

static bool key_secret(Work *w, EVP_PKEY **out)
{
    struct stat file;
    Str pem;
    const char *path = key_path(w);
    if (stat(path, &file) != 0) {
        if (errno != ENOENT) return refuse_file(w, path, errno);
        TRY(key_make(w));
        if (stat(path, &file) != 0) return refuse_file(w, path, errno);
    }
    if (file.st_mode & 077) return refuse(w, ERR_DENIED, SAY_SIGN_KEY_OPEN, path);
    TRY(file_read(w, path, &pem));
    *out = PEM_read_bio_PrivateKey(bio_of(w->arena, pem), NULL, NULL, NULL);
    if (!*out) return refuse(w, ERR_CORRUPT, SAY_SIGN_KEY_BAD, path);
    arena_on_free(w->arena, key_free, *out);
    return true;
}

static bool key_public(Work *w, const char *path, EVP_PKEY **out, Str *id)
{
    Str pem;
    TRY(file_read(w, path, &pem));
    *out = PEM_read_bio_PUBKEY(bio_of(w->arena, pem), NULL, NULL, NULL);
    if (!*out) return refuse(w, ERR_CORRUPT, SAY_SIGN_KEY_BAD, path);
    arena_on_free(w->arena, key_free, *out);
    *id = (Str){digest_text(w->arena, digest_of(pem)).ptr, 16};
    return true;
}

/* ---- signing and verifying ------------------------------------------------------------------ */

static void context_free(void *context)
{
    EVP_MD_CTX_free(context);
}

static void parameters_free(void *parameters)
{
    EVP_PKEY_CTX_free(parameters);
}

static EVP_MD_CTX *context_new(Arena *arena, EVP_PKEY *key)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *parameters = EVP_PKEY_CTX_new(key, NULL);
    ensure_memory(context && parameters);
    arena_on_free(arena, parameters_free, parameters);
    arena_on_free(arena, context_free, context); /* goes first */
    ensure_memory(EVP_PKEY_CTX_set1_id(parameters, SM2_ID, sizeof SM2_ID - 1) > 0);
    EVP_MD_CTX_set_pkey_ctx(context, parameters);
    return context;
}

static Str signed_text(Arena *arena, const SignedHead *head)
{
    return format(arena, "doudi head 1\n%lld\n%.*s\n%lld\n%.*s\n", (long long)head->commit.n,
                  STR_ARG(digest_text(arena, head->digest)), (long long)head->signed_at,
                  STR_ARG(head->home));
}

static Str hex_of(Arena *arena, const uint8_t *bytes, size_t count)
{
    Buf b = buf_new(arena);
    for (size_t i = 0; i < count; i++)
        buf_format(&b, "%02x", bytes[i]);
    return buf_str(&b);
}

static bool hex_read(Str hex, uint8_t *out, size_t *count)
{
    *count = hex.len / 2;
    if (hex.len % 2 || *count > SIGNATURE_MOST) return false;
    for (size_t i = 0; i < hex.len; i++) {
        char c = hex.ptr[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0) return false;
        out[i / 2] = (uint8_t)(i % 2 ? out[i / 2] | digit : digit << 4);
    }
    return true;
}

bool audit_sign(Work *w, SignedHead *out)
{
    EVP_PKEY *key, *shown;
    uint8_t signature[SIGNATURE_MOST];
    size_t len = sizeof signature;
    *out = (SignedHead){.signed_at = w->now};
    TRY(audit_head(w, &out->commit, &out->digest));
    if (!store_get(w, STR("home"), &out->home) && w->error.code != ERR_NONE) return false;
    TRY(key_secret(w, &key));
    TRY(key_public(w, format(w->arena, "%s.pub", key_path(w)).ptr, &shown, &out->key));
    Str text = signed_text(w->arena, out);
    EVP_MD_CTX *context = context_new(w->arena, key);
    bool done = EVP_DigestSignInit(context, NULL, EVP_sm3(), NULL, key) == 1 &&
                EVP_DigestSign(context, signature, &len, (const uint8_t *)text.ptr, text.len) == 1;
    if (!done) return fail(w, ERR_STORE, "SM2 could not sign");
    out->signature = hex_of(w->arena, signature, len);
    return true;
}

bool audit_verify_signature(Work *w, const SignedHead *head, const char *path)
{
    EVP_PKEY *key;
    Str id;
    uint8_t signature[SIGNATURE_MOST];
    size_t len;
    if (!path) path = format(w->arena, "%s.pub", key_path(w)).ptr;
    TRY(key_public(w, path, &key, &id));
    Str text = signed_text(w->arena, head);
    EVP_MD_CTX *context = context_new(w->arena, key);
    if (hex_read(head->signature, signature, &len) &&
        EVP_DigestVerifyInit(context, NULL, EVP_sm3(), NULL, key) == 1 &&
        EVP_DigestVerify(context, signature, len, (const uint8_t *)text.ptr, text.len) == 1)
        return true;
    return refuse(w, ERR_CORRUPT, SAY_SIGNATURE_BAD, (long long)head->commit.n);
}

bool audit_verify_head(Work *w, const SignedHead *head, const char *key)
{
    TRY(audit_verify_signature(w, head, key));
    return audit_verify_anchor(w, head->commit, head->digest);
}
