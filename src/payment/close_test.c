/* Properties of the close. Random lives: whatever happens, what is posted in the end is what is
 * granted in the end, and a second close posts nothing. And a process that dies in the middle of a
 * close loses nothing acknowledged and posts nothing twice. */
#include "payment/test.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "payment/world.def"

#define PEOPLE 12
#define MONTHS 10

static uint32_t next(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

typedef struct {
    World world;
    uint32_t seed;
    const char *number[PEOPLE];
    Date birth[PEOPLE];
    bool enrolled[PEOPLE];
} Life;

static Str day_text(Life *life, Date day)
{
    return date_text(life->world.w->arena, day);
}

static Life life_begin(uint32_t seed)
{
    Life life = {.world = world_open(LAW_OLD_AGE, NULL), .seed = seed};
    Arena *arena = life.world.w->arena;
    Buf rows = buf_new(arena);
    buf_add(&rows, STR("name,birth_date,citizen_id,home\n"));
    for (int i = 0; i < PEOPLE; i++) {
        life.birth[i] = (Date){date_of(1942, 1, 1).days + (int32_t)next(&life.seed, 1100)};
        life.number[i] = str_z(arena, citizen_id_make(arena, 360203, life.birth[i], i + 1));
        buf_format(&rows, "P%d,%.*s,%s,%s\n", i, STR_ARG(day_text(&life, life.birth[i])),
                   life.number[i], next(&life.seed, 9) ? "360203001001" : "");
    }
    world_import(&life.world, "person", str_z(arena, buf_str(&rows)));
    return life;
}

static void enrol(Life *life, int i, Date today)
{
    Str day = day_text(life, today);
    Str rows = format(life->world.w->arena,
                      "affair,citizen_id,applied,decided,reason\n"
                      "old_age_allowance,%s,%.*s,%.*s,random\n",
                      life->number[i], STR_ARG(day), STR_ARG(day));
    world_import(&life->world, "enrolment", str_z(life->world.w->arena, rows));
    life->enrolled[i] = true;
}

/* One thing that somebody learns or decides. */
static void happen(Life *life, Date today)
{
    World *world = &life->world;
    Arena *arena = world->w->arena;
    int i = (int)next(&life->seed, PEOPLE);
    Date past = {today.days - (int32_t)next(&life->seed, 100)};
    Str from = day_text(life, past), number = str_of(life->number[i]);
    switch (next(&life->seed, 6)) {
    case 0:
        world_import(world, "person.death",
                     str_z(arena, format(arena, "citizen_id,death_date\n%.*s,%.*s\n",
                                         STR_ARG(number), STR_ARG(from))));
        return;
    case 1:
        world_correct(
            world, "person.identity",
            str_z(arena, format(arena, "citizen_id,name,birth_date\n%.*s,P,%.*s\n", STR_ARG(number),
                                STR_ARG(day_text(life, (Date){life->birth[i].days - 200 +
                                                              (int32_t)next(&life->seed, 400)})))));
        return;
    case 2:
        world_import(world, "person.departure",
                     str_z(arena, format(arena, "citizen_id,moved_out\n%.*s,%.*s\n",
                                         STR_ARG(number), STR_ARG(from))));
        return;
    default:
        if (!life->enrolled[i]) enrol(life, i, today);
        return;
    }
}

/* What a page computes for one person is what the close computes for all. */
static void assert_page_equals_batch(Life *life, int i, const GrantedRows *all, Month month)
{
    World *world = &life->world;
    FactBase *one;
    Explanation e;
    int64_t batch = 0, page = 0;
    Question question = {world->bureau->affairs[0], world_person(world, life->number[i]).n, month};
    assert_true(
        facts_load_subject(world->w, world->bureau, SUBJECT_PERSON, question.subject, &one));
    assert_true(entitle_explain(world->w, one, &question, &e));
    assert_true(e.enrolled == life->enrolled[i]);
    for (size_t k = 0; k < e.granted_count; k++)
        page += e.granted[k].amount.fen;
    for (size_t k = 0; k < all->count; k++)
        if (all->rows[k].person == question.subject && all->rows[k].month.n == month.n)
            batch += all->rows[k].amount.fen;
    assert_int_equal(page, batch);
}

/* Columns that are kept give the same, the first time and again. */
static void assert_kept_equals_fresh(World *world, FactBase *base, Months months,
                                     const GrantedRows *fresh)
{
    facts_keep_columns(base);
    for (int again = 0; again < 3; again++) {
        GrantedRows rows;
        facts_override(base, NULL, 0);
        assert_true(entitle_granted(world->w, base, world->bureau->affairs[0], months, &rows));
        assert_int_equal(rows.count, fresh->count);
        assert_int_equal(rows.in_force, fresh->in_force);
        for (size_t i = 0; i < rows.count; i++) {
            assert_int_equal(rows.rows[i].enrolment, fresh->rows[i].enrolment);
            assert_int_equal(rows.rows[i].month.n, fresh->rows[i].month.n);
            assert_int_equal(rows.rows[i].amount.fen, fresh->rows[i].amount.fen);
            assert_true(rows.rows[i].unknown == fresh->rows[i].unknown);
        }
    }
}

/* Everything granted today, by a fresh look at the registers. */
static int64_t granted_now(Life *life, int months)
{
    World *world = &life->world;
    FactBase *base;
    GrantedRows rows;
    Division home;
    int64_t fen = 0;
    Months all = {month_of(2024, 1), month_of(2024, months)};
    assert_true(facts_home(world->w, &home));
    assert_true(facts_load(world->w, world->bureau, KNOWN_NOW, home, &base));
    assert_true(entitle_granted(world->w, base, world->bureau->affairs[0], all, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        assert_false(rows.rows[i].barred);
        fen += rows.rows[i].amount.fen;
    }
    for (int i = 0; i < PEOPLE; i++)
        assert_page_equals_batch(life, i, &rows, all.last);
    assert_kept_equals_fresh(world, base, all, &rows);
    return fen;
}

static bool anybody_undecided(Life *life)
{
    World *world = &life->world;
    CloseResult result;
    assert_true(payment_close(world->w, world->bureau, month_of(2024, MONTHS), &result));
    return result.affairs[0].undecided > 0;
}

/* Every close, computed again on what was known then, posts what was posted then. */
static void assert_history_is_history(Life *life)
{
    World *world = &life->world;
    Close *closes;
    size_t count;
    assert_true(payment_closes(world->w, &closes, &count));
    assert_true(count >= MONTHS);
    for (size_t i = 0; i < count; i++) {
        Replay replay;
        assert_true(payment_replay(world->w, world->bureau, &closes[i], &replay));
        assert_int_equal(replay.difference_count, 0);
    }
}

static void test_due_minus_paid_closes_to_zero(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 6; seed++) {
        Life life = life_begin(seed);
        for (int month = 1; month <= MONTHS; month++) {
            Date today = {month_first(month_of(2024, month)).days + 5};
            world_clock(&life.world, str_z(life.world.w->arena, day_text(&life, today)));
            for (int n = 0; n < 4; n++)
                happen(&life, today);
            Str text = month_text(life.world.w->arena, month_of(2024, month));
            world_close_month(&life.world, str_z(life.world.w->arena, text));
            assert_int_equal(world_close_month(&life.world, str_z(life.world.w->arena, text)), 0);
        }
        int64_t granted = granted_now(&life, MONTHS);
        if (!anybody_undecided(&life)) assert_int_equal(granted, world_posted(&life.world).fen);
        assert_history_is_history(&life);
        world_close(&life.world);
    }
}

/* ---- dying in the middle ------------------------------------------------------------------ */

static int die_at; /* in the child: the call of the progress hook at which it dies */

static void die(Work *w, Str what, int64_t done, int64_t total)
{
    (void)w, (void)what, (void)done, (void)total;
    if (--die_at == 0) _exit(9);
}

/* Closes a month in a process of its own, which dies at the n-th progress call; 0: lives. */
static int close_in_child(const char *path, int month, int at)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        CloseResult result;
        World world = world_reopen(LAW_OLD_AGE, path);
        world_clock(&world, "2024-06-28");
        die_at = at;
        world.w->progress = die;
        _exit(payment_close(world.w, world.bureau, month_of(2024, month), &result) ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int64_t posted_in(const char *path)
{
    World world = world_reopen(LAW_OLD_AGE, path);
    int64_t fen = world_posted(&world).fen, acts;
    assert_true(audit_verify(world.w, &acts));
    world_close(&world);
    return fen;
}

static void test_dying_in_a_close_changes_nothing(void **state)
{
    (void)state;
    char folder[] = "/tmp/doudi-close-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Arena *arena = arena_new();
    const char *path = str_z(arena, format(arena, "%s/store.db", folder));
    World world = world_open(LAW_OLD_AGE, path);
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home\nYi,1932-11-20," PERSON_YI ",360203001001\n");
    world_clock(&world, "2023-12-20");
    world_import(&world, "enrolment",
                 "affair,citizen_id,applied,decided,reason\n"
                 "old_age_allowance," PERSON_YI ",2023-01-05,2023-01-10,registered\n");
    world_close(&world);
    for (int month = 1; month <= 3; month++) {
        int64_t before = posted_in(path);
        int at = 1;
        while (close_in_child(path, month, at) == 9) {
            assert_int_equal(posted_in(path), before);
            at++;
        }
        assert_true(at > 2); /* it died at least before and after the lines were posted */
        assert_int_equal(posted_in(path), before + 10000);
        assert_int_equal(close_in_child(path, month, 0), 0);
        assert_int_equal(posted_in(path), before + 10000);
    }
    assert_int_equal(system(str_z(arena, format(arena, "rm -rf %s", folder))), 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_due_minus_paid_closes_to_zero),
        cmocka_unit_test(test_dying_in_a_close_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
