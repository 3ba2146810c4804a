/* What leaves the house, under attack: a signed head and an exported log with one bit or one line
 * changed; a chain that was cut off after the head was signed. The stand-alone verifier judges the
 * files as a stranger would. */
#include "audit/act.h"
#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    char folder[64];
    const char *store, *log, *head, *key;
    Work *w;
} Place;

static int place_make(void **state)
{
    static const SqlModule *const modules[] = {&audit_sql};
    Place *p = test_calloc(1, sizeof *p);
    *state = p;
    snprintf(p->folder, sizeof p->folder, "/tmp/doudi-sign-XXXXXX");
    if (!mkdtemp(p->folder)) return -1;
    p->w = work_new();
    p->w->now = 1718856000;
    p->store = format(p->w->arena, "%s/s.db", p->folder).ptr;
    p->log = format(p->w->arena, "%s/log.tsv", p->folder).ptr;
    p->head = format(p->w->arena, "%s/head.json", p->folder).ptr;
    p->key = format(p->w->arena, "%s.sm2.pub", p->store).ptr;
    return store_open(p->w, p->store, STORE_CREATE, modules, 1) &&
                   store_set(p->w, STR("home"), STR("360203"))
               ? 0
               : -1;
}

static int place_free(void **state)
{
    Place *p = *state;
    static const char *const ends[] = {"s.db",     "s.db-wal",     "s.db-shm", "log.tsv",
                                       "s.db.sm2", "s.db.sm2.pub", "head.json"};
    store_close(p->w->store);
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        unlink(format(p->w->arena, "%s/%s", p->folder, ends[i]).ptr);
    rmdir(p->folder);
    work_free(p->w);
    test_free(p);
    return 0;
}

static void acts(Work *w, int count)
{
    for (int i = 0; i < count; i++) {
        Commit commit;
        Act act = {.kind = STR("import"),
                   .subject = format(w->arena, "person:%d", i),
                   .purpose = STR("a\ttab, a\nline, a\\stroke"),
                   .rows = digest_of(STR("x"))};
        assert_true(db_begin(w) && audit_act(w, &act, &commit) && db_commit(w));
    }
}

static void refused(Work *w, bool done, ErrorCode code)
{
    assert_false(done);
    assert_int_equal(w->error.code, code);
    w->error = (Error){0};
}

/* The stranger's exit code. */
static int judged(Place *p, bool with_head)
{
    const char *judge = getenv("DOUDI_VERIFY");
    if (!judge) return -1;
    const char *files = with_head ? format(p->w->arena, "%s %s", p->head, p->key).ptr : "";
    int status = system(format(p->w->arena, "%s %s %s >/dev/null", judge, p->log, files).ptr);
    return WEXITSTATUS(status);
}

static Str file_text(Place *p, const char *path)
{
    char *text = arena_alloc(p->w->arena, 65536);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(text, 1, 65536, file);
    (void)fclose(file);
    return (Str){text, len};
}

static void file_put(const char *path, Str text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    (void)fclose(file);
}

/* ---- heads ---------------------------------------------------------------------------------- */

static void a_signed_head_holds(void **state)
{
    Place *p = *state;
    SignedHead head, read;
    struct stat file;
    acts(p->w, 5);
    assert_true(audit_sign(p->w, &head));
    assert_int_equal(head.commit.n, 5);
    assert_int_equal(stat(format(p->w->arena, "%s.sm2", p->store).ptr, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_true(audit_head_write(p->w, &head, p->head));
    refused(p->w, audit_head_write(p->w, &head, p->head), ERR_FILE);
    acts(p->w, 3);
    assert_true(audit_head_read(p->w, p->head, &read));
    assert_true(audit_verify_head(p->w, &read, NULL));
    assert_true(audit_verify_head(p->w, &read, p->key));
    assert_true(audit_sign(p->w, &read)); /* the same key again */
    assert_str(read.key, str_z(p->w->arena, head.key));
}

static void a_changed_head_does_not(void **state)
{
    Place *p = *state;
    SignedHead head, bad;
    acts(p->w, 5);
    assert_true(audit_sign(p->w, &head));
    bad = head;
    bad.commit.n = 4;
    refused(p->w, audit_verify_head(p->w, &bad, NULL), ERR_CORRUPT);
    for (size_t i = 0; i < sizeof bad.digest.byte; i++) {
        bad = head;
        bad.digest.byte[i] ^= 1;
        refused(p->w, audit_verify_head(p->w, &bad, NULL), ERR_CORRUPT);
    }
    for (size_t i = 0; i < head.signature.len; i += 3) {
        bad = head;
        char *text = arena_alloc(p->w->arena, head.signature.len);
        for (size_t k = 0; k < head.signature.len; k++)
            text[k] = head.signature.ptr[k];
        text[i] = text[i] == '3' ? '4' : '3';
        bad.signature.ptr = text;
        refused(p->w, audit_verify_head(p->w, &bad, NULL), ERR_CORRUPT);
    }
    bad = head;
    bad.home = STR("360204");
    refused(p->w, audit_verify_head(p->w, &bad, NULL), ERR_CORRUPT);
    bad = head;
    bad.signed_at++;
    refused(p->w, audit_verify_head(p->w, &bad, NULL), ERR_CORRUPT);
    refused(p->w, audit_head_parse(p->w, STR("{}"), &bad), ERR_INPUT);
}

/* Whoever can write the store's file cuts off the last rows: the chain is whole, the head knows. */
static void cut_off_rows_are_missed(void **state)
{
    Place *p = *state;
    SignedHead head;
    int64_t count;
    acts(p->w, 5);
    assert_true(audit_sign(p->w, &head));
    assert_true(db_define(p->w, STR("DROP TRIGGER act_not_deleted; DELETE FROM act WHERE id > 3")));
    assert_true(audit_verify(p->w, &count));
    refused(p->w, audit_verify_head(p->w, &head, NULL), ERR_CORRUPT);
    acts(p->w, 2);
    refused(p->w, audit_verify_head(p->w, &head, NULL), ERR_CORRUPT);
}

static void a_private_key_stays_private(void **state)
{
    Place *p = *state;
    SignedHead head;
    acts(p->w, 1);
    assert_true(audit_sign(p->w, &head));
    assert_int_equal(chmod(format(p->w->arena, "%s.sm2", p->store).ptr, 0644), 0);
    refused(p->w, audit_sign(p->w, &head), ERR_DENIED);
}

/* ---- logs ----------------------------------------------------------------------------------- */

static void a_stranger_finds_it_whole(void **state)
{
    Place *p = *state;
    SignedHead head;
    int64_t count;
    acts(p->w, 6);
    assert_true(audit_sign(p->w, &head) && audit_head_write(p->w, &head, p->head));
    acts(p->w, 2);
    assert_true(audit_export(p->w, p->log, &count));
    assert_int_equal(count, 8);
    if (!getenv("DOUDI_VERIFY")) skip();
    assert_int_equal(judged(p, false), 0);
    assert_int_equal(judged(p, true), 0);
    refused(p->w, audit_export(p->w, p->log, &count), ERR_FILE);
}

static void a_stranger_finds_one_bit(void **state)
{
    Place *p = *state;
    int64_t count;
    acts(p->w, 3);
    if (!getenv("DOUDI_VERIFY")) skip();
    assert_true(audit_export(p->w, p->log, &count));
    Str whole = file_text(p, p->log);
    char *text = (char *)(uintptr_t)whole.ptr;
    for (size_t i = 0; i + 1 < whole.len; i += 13) { /* the last line feed may go */
        text[i] ^= 1;
        file_put(p->log, whole);
        assert_int_equal(judged(p, false), 1);
        text[i] ^= 1;
    }
    file_put(p->log, whole);
    assert_int_equal(judged(p, false), 0);
}

static void a_stranger_misses_lines(void **state)
{
    Place *p = *state;
    SignedHead head;
    int64_t count;
    acts(p->w, 4);
    if (!getenv("DOUDI_VERIFY")) skip();
    assert_true(audit_sign(p->w, &head) && audit_head_write(p->w, &head, p->head));
    assert_true(audit_export(p->w, p->log, &count));
    Str whole = file_text(p, p->log), rest = whole, lines[5];
    for (int i = 0; i < 5; i++)
        assert_true(str_split(&rest, '\n', &lines[i]));
    for (int gone = 1; gone < 5; gone++) {
        Buf b = buf_new(p->w->arena);
        for (int i = 0; i < 5; i++)
            if (i != gone) buf_format(&b, "%.*s\n", STR_ARG(lines[i]));
        file_put(p->log, buf_str(&b));
        assert_int_equal(judged(p, false), gone == 4 ? 0 : 1); /* the end is missed by the head */
        assert_int_equal(judged(p, true), 1);
    }
    Str other = file_text(p, p->head);
    char *text = (char *)(uintptr_t)other.ptr;
    text[str_find(other, STR("\"digest\":")) + 12] ^= 1;
    file_put(p->head, other);
    file_put(p->log, whole);
    assert_int_equal(judged(p, true), 1);
}

#define POINT(function) cmocka_unit_test_setup_teardown(function, place_make, place_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POINT(a_signed_head_holds),       POINT(a_changed_head_does_not),
        POINT(cut_off_rows_are_missed),   POINT(a_private_key_stays_private),
        POINT(a_stranger_finds_it_whole), POINT(a_stranger_finds_one_bit),
        POINT(a_stranger_misses_lines),
    };
    return cmocka_run_group_tests_name("audit/sign", tests, NULL, NULL);
}
