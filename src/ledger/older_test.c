/* Stores that older programs wrote: rows that hold words, seals of the first encoding, no sums.
 * Opened by this program they are carried over, and their seals prove that nothing was changed on
 * the way. */
#include "ledger/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct {
    char folder[64];
    const char *path;
    Work *w;
    SqlModule older; /* the store keeps it */
} Place;

static int place_make(void **state)
{
    Place *p = test_calloc(1, sizeof *p);
    *state = p;
    snprintf(p->folder, sizeof p->folder, "/tmp/doudi-older-XXXXXX");
    if (!mkdtemp(p->folder)) return -1;
    p->w = work_new();
    p->path = format(p->w->arena, "%s/s.db", p->folder).ptr;
    return 0;
}

static int place_free(void **state)
{
    Place *p = *state;
    store_close(p->w->store);
    DIR *folder = opendir(p->folder);
    for (struct dirent *file; folder && (file = readdir(folder));)
        unlink(format(p->w->arena, "%s/%s", p->folder, file->d_name).ptr);
    closedir(folder);
    rmdir(p->folder);
    work_free(p->w);
    test_free(p);
    return 0;
}

/* The ledger as it was after its migration `version`. */
static void open_older(Place *p, size_t version)
{
    p->older = ledger_sql;
    p->older.migration_count = version;
    const SqlModule *const modules[] = {&audit_sql, &p->older};
    assert_true(store_open(p->w, p->path, STORE_CREATE, modules, COUNT_OF(modules)));
}

static void open_now(Place *p)
{
    store_close(p->w->store);
    p->w->store = NULL;
    if (!store_open(p->w, p->path, 0, FIXTURE_MODULES, COUNT_OF(FIXTURE_MODULES)))
        fail_msg("%.*s", STR_ARG(p->w->error.detail));
}

/* ---- what was written ----------------------------------------------------------------------- */

/* What encoding 1 makes of a line, written out again. */
static void line_first(Digester *d, const Line *l)
{
    digester_add_int(d, l->enrolment);
    digester_add_int(d, l->unit);
    digester_add_int(d, l->person);
    digester_add_text(d, l->affair);
    digester_add_int(d, l->month.n);
    digester_add_int(d, l->closed_in.n);
    digester_add_text(d, l->component);
    digester_add_text(d, l->fund);
    digester_add_int(d, l->division);
    digester_add_int(d, l->urban);
    digester_add_int(d, l->amount.fen);
    digester_add_int(d, (int64_t)l->reason);
    digester_add_int(d, l->law);
    digester_add_int(d, l->batch);
}

static Digest digest_first(Work *w, const Line *lines, size_t count)
{
    Digester *d = digester_new(w->arena);
    digester_add_text(d, STR("doudi ledger 1"));
    digester_add_text(d, STR("lines"));
    for (size_t i = 0; i < count; i++)
        line_first(d, &lines[i]);
    return digester_end(d);
}

/* Two lines in different affairs, with their entries, under the act 1; a batch of the first. */
static void rows_write(Work *w, Digest digest, const char *const *more, size_t count)
{
    static const char *const rows[] = {
        "INSERT INTO ledger_line SELECT 1, 101, 201, 1, 'old_age', 24288, 24288, 'basic', 'county',"
        " 7, 1, 5000, 0, 3, 1",
        "INSERT INTO ledger_line SELECT 2, 102, 202, 2, 'orphan', 24288, 24288, 'basic', 'county',"
        " 7, 1, 6000, 0, 3, 1",
        "INSERT INTO ledger_entry SELECT id, id, 0, affair, person, 0, 1, amount, 0, 1"
        " FROM ledger_line",
        "INSERT INTO ledger_balance SELECT 1, affair, person, amount FROM ledger_line",
        "INSERT INTO ledger_member (id, line, batch, commit_id) SELECT 1, 1, 1, 2",
    };
    Commit commit;
    assert_true(db_begin(w));
    assert_true(act_with(w, STR("close"), digest, &commit));
    assert_true(act_with(w, STR("draft"), ledger_join_digest(1, (int64_t[]){1}, 1), &commit));
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_true(db_define(w, str_of(rows[i])));
    for (size_t i = 0; i < count; i++)
        assert_true(db_define(w, str_of(more[i])));
    assert_true(db_commit(w));
}

static void lines_of_then(Line lines[2])
{
    lines[0] = line_of(1, 1, 5000);
    lines[1] = line_of(2, 1, 6000);
    lines[1].affair = STR("orphan");
}

/* ---- what is found now ---------------------------------------------------------------------- */

static bool sound(Work *w)
{
    LedgerCheck check, batch;
    w->error = (Error){0};
    return ledger_check(w, &check) && ledger_check_batch(w, 1, &batch);
}

static void attacks_are_found(Work *w, const char *const *attacks, size_t count)
{
    assert_true(db_define(w, STR("DROP TRIGGER ledger_line_not_updated;"
                                 "DROP TRIGGER ledger_seal_not_updated;"
                                 "DROP TRIGGER ledger_word_not_updated")));
    for (size_t i = 0; i < count; i++) {
        assert_true(db_begin(w));
        if (!db_define(w, str_of(attacks[i]))) fail_msg("%s", attacks[i]);
        if (sound(w)) fail_msg("not found: %s", attacks[i]);
        assert_int_equal(w->error.code, ERR_CORRUPT);
        db_rollback(w);
    }
    assert_true(sound(w));
}

static void goes_on(Work *w)
{
    Posted *posted;
    Line *lines;
    LedgerMonthSum *sums;
    size_t count;
    assert_sound(w);
    assert_true(post_one(w, 1, 2, 5000));
    assert_true(join(w, 1, (int64_t[]){3}, 1));
    assert_true(move_one(w, REASON_SENT, 1, 1, 10000));
    if (!sound(w)) fail_msg("%.*s", STR_ARG(w->error.detail));
    assert_true(ledger_posted(w, STR("old_age"), month_of(2024, 12), &posted, &count));
    assert_int_equal(count, 2);
    assert_str(posted[1].component, "basic");
    assert_true(ledger_lines(w, 2, 0, &lines, &count));
    assert_int_equal(count, 1);
    assert_str(lines[0].affair, "orphan");
    assert_str(lines[0].fund, "county");
    assert_true(ledger_month_sums(w, month_of(2024, 1), month_of(2024, 1), &sums, &count));
    assert_int_equal(count, 2);
    assert_str(sums[0].affair, "old_age");
    assert_int_equal(sums[0].amount.fen, 5000);
}

/* Before seals had a version, and before there were sums. */
static void older_seals_hold(void **state)
{
    static const char *const seals[] = {
        "INSERT INTO ledger_seal (commit_id, kind, first_row, last_row) SELECT 1, 'lines', 1, 2"};
    static const char *const attacks[] = {
        "UPDATE ledger_line SET division = division + 1 WHERE id = 1",
        "UPDATE ledger_line SET fund = affair WHERE id = 1",
        "UPDATE ledger_word SET word = 'orphans' WHERE word = 'orphan'",
        "UPDATE ledger_seal SET version = 2 WHERE commit_id = 1",
        "UPDATE ledger_seal SET version = 3",
        "UPDATE ledger_seal SET version = 0",
    };
    Place *p = *state;
    Line lines[2];
    lines_of_then(lines);
    open_older(p, 4);
    rows_write(p->w, digest_first(p->w, lines, 2), seals, COUNT_OF(seals));
    open_now(p);
    /* the batch was sealed as today: its seal says so only since migration 5 */
    assert_true(db_define(p->w, STR("INSERT INTO ledger_seal SELECT 2, 'members', 1, 1, 2")));
    goes_on(p->w);
    attacks_are_found(p->w, attacks, COUNT_OF(attacks));
}

/* The last store whose rows held words. */
static void words_become_numbers(void **state)
{
    static const char *const rest[] = {
        "INSERT INTO ledger_seal SELECT 1, 'lines', 1, 2, 2",
        "INSERT INTO ledger_seal SELECT 2, 'members', 1, 1, 2",
        ("INSERT INTO ledger_month_sum SELECT closed_in, affair, reason, fund, division, count(*),"
         " sum(amount) FROM ledger_line GROUP BY 1, 2, 3, 4, 5")};
    static const char *const attacks[] = {
        "UPDATE ledger_line SET component = fund WHERE id = 2",
        "UPDATE ledger_line SET affair = 99 WHERE id = 1",
        "UPDATE ledger_word SET word = 'b' WHERE word = 'basic'",
    };
    Place *p = *state;
    Line lines[2];
    lines_of_then(lines);
    open_older(p, 6);
    rows_write(p->w, ledger_digest(lines, 2), rest, COUNT_OF(rest));
    open_now(p);
    goes_on(p->w);
    attacks_are_found(p->w, attacks, COUNT_OF(attacks));
}

#define OLDER(function) cmocka_unit_test_setup_teardown(function, place_make, place_free)

int main(void)
{
    const struct CMUnitTest tests[] = {OLDER(older_seals_hold), OLDER(words_become_numbers)};
    return cmocka_run_group_tests_name("ledger/older", tests, NULL, NULL);
}
