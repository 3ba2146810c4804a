/* What leaves the house: the whole log as a text file, and a signed head as a small JSON file. Both
 * are read by a stand-alone verifier (verifier.c), which knows neither the store nor this
 * program.
 *
 * The log: a first line that says what it is, then a line an act, ten fields parted by tabs:
 * number, instant, actor, kind, subject, purpose, detail, digest of the lines it seals, digest of
 * the act before, digest. In a text \t \n \r and \\ stand for themselves. */
#include "audit/act.h"
#include "audit/words.def"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_LINE "doudi audit log 1\n"

/* ---- the log -------------------------------------------------------------------------------- */

typedef struct {
    FILE *file; /* or */
    Buf *text;
    Buf line;
    Digest before;
    int64_t acts;
} Export;

static void add_text(Buf *b, Str text)
{
    buf_byte(b, '\t');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != '\t' && c != '\n' && c != '\r' && c != '\\') {
            buf_byte(b, c);
            continue;
        }
        buf_byte(b, '\\');
        buf_byte(b, c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\');
    }
}

static void add_digest(Buf *b, Arena *arena, Digest d)
{
    buf_byte(b, '\t');
    buf_add(b, digest_text(arena, d));
}

static bool act_write(Work *w, const ActRow *row, void *context)
{
    Export *e = context;
    Arena *scratch = e->line.arena;
    e->line = buf_new(scratch);
    buf_format(&e->line, "%lld\t%lld", (long long)row->commit.n, (long long)row->instant);
    const Str texts[] = {row->actor, row->act.kind, row->act.subject, row->act.purpose,
                         row->act.detail};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        add_text(&e->line, texts[i]);
    add_digest(&e->line, scratch, row->act.rows);
    add_digest(&e->line, scratch, e->before);
    add_digest(&e->line, scratch, row->digest);
    buf_byte(&e->line, '\n');
    bool done = !e->file || fwrite(e->line.ptr, 1, e->line.len, e->file) == e->line.len;
    if (e->text) buf_add(e->text, buf_str(&e->line));
    arena_reset(scratch);
    e->before = row->digest;
    e->acts++;
    return done || refuse_file(w, "", errno);
}

bool audit_export(Work *w, const char *path, int64_t *acts)
{
    if (access(path, F_OK) == 0) return refuse(w, ERR_FILE, SAY_FILE_EXISTS, path);
    Arena *scratch = arena_new();
    Export e = {.file = fopen(path, "wbx"), .line = buf_new(scratch)};
    if (!e.file) {
        arena_free(scratch);
        return refuse_file(w, path, errno);
    }
    bool done = fputs(FIRST_LINE, e.file) >= 0 && audit_walk(w, act_write, &e);
    done = fflush(e.file) == 0 && fsync(fileno(e.file)) == 0 && done;
    int why = errno;
    done = fclose(e.file) == 0 && done;
    arena_free(scratch);
    *acts = e.acts;
    if (done) return true;
    (void)unlink(path);
    return w->error.code == ERR_NONE || w->error.code == ERR_FILE ? refuse_file(w, path, why)
                                                                  : false;
}

bool audit_export_text(Work *w, Buf *out, int64_t *acts)
{
    Arena *scratch = arena_new();
    Export e = {.text = out, .line = buf_new(scratch)};
    buf_add(out, STR(FIRST_LINE));
    bool done = audit_walk(w, act_write, &e);
    arena_free(scratch);
    *acts = e.acts;
    return done;
}

/* ---- the head ------------------------------------------------------------------------------- */

Str audit_head_text(Arena *arena, const SignedHead *h)
{
    Buf b = buf_new(arena);
    Json json = json_new(&b);
    json_object(&json, STR(""));
    json_text(&json, STR("format"), STR("doudi head 1"));
    json_int(&json, STR("number"), h->commit.n);
    json_text(&json, STR("digest"), digest_text(arena, h->digest));
    json_int(&json, STR("signed_at"), h->signed_at);
    json_text(&json, STR("home"), h->home);
    json_text(&json, STR("key"), h->key);
    json_text(&json, STR("algorithm"), STR("SM2 SM3"));
    json_text(&json, STR("signature"), h->signature);
    json_end(&json);
    buf_byte(&b, '\n');
    return buf_str(&b);
}

bool audit_head_write(Work *w, const SignedHead *head, const char *path)
{
    if (access(path, F_OK) == 0) return refuse(w, ERR_FILE, SAY_FILE_EXISTS, path);
    return audit_file_write(w, path, 0644, audit_head_text(w->arena, head));
}

/* The value of a key in what audit_head_text writes: flat, and no text in it needs an escape. */
static Str field_of(Arena *arena, Str text, const char *key)
{
    Str mark = format(arena, "\"%s\":", key);
    ptrdiff_t at = str_find(text, mark);
    if (at < 0) return STR("");
    Str rest = str_trim(str_from(text, (size_t)at + mark.len));
    bool quoted = rest.len && rest.ptr[0] == '"';
    if (quoted) rest = str_from(rest, 1);
    size_t len = 0;
    while (len < rest.len &&
           (quoted ? rest.ptr[len] != '"'
                   : rest.ptr[len] != ',' && rest.ptr[len] != '}' && rest.ptr[len] != '\n'))
        len++;
    return (Str){rest.ptr, len};
}

bool audit_head_parse(Work *w, Str text, SignedHead *out)
{
    Arena *arena = w->arena;
    *out = (SignedHead){.home = field_of(arena, text, "home"),
                        .key = field_of(arena, text, "key"),
                        .signature = field_of(arena, text, "signature")};
    if (str_equal(field_of(arena, text, "format"), STR("doudi head 1")) &&
        str_int(field_of(arena, text, "number"), &out->commit.n) &&
        str_int(field_of(arena, text, "signed_at"), &out->signed_at) &&
        digest_parse(field_of(arena, text, "digest"), &out->digest))
        return true;
    return refuse(w, ERR_INPUT, SAY_HEAD_BAD);
}

bool audit_head_read(Work *w, const char *path, SignedHead *out)
{
    enum { MOST = 8192 };
    char *text = arena_alloc(w->arena, MOST);
    FILE *file = fopen(path, "rb");
    if (!file) return refuse_file(w, path, errno);
    size_t len = fread(text, 1, MOST, file);
    (void)fclose(file);
    return audit_head_parse(w, (Str){text, len}, out);
}
