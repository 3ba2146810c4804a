/* A copy is proved equal to its manifest, a changed one is not; it is listed, and handed out only
 * to who says why. */
#include "backup/backup.h"
#include "casework/casework.h"
#include "payment/test.h"
#include "payment/world.def"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void forget(World *world, const BackupRow *row)
{
    Arena *arena = world->w->arena;
    (void)unlink(str_z(arena, row->path));
    (void)unlink(str_z(arena, backup_manifest_path(arena, row->path)));
    (void)rmdir(format(arena, "%s.backups", store_path(world->w->store)).ptr);
}

/* The world's store again, with the tables of cases. */
static World opened(void)
{
    static const SqlModule *const modules[] = {&audit_sql,  &access_sql,  &registry_sql,
                                               &ledger_sql, &payment_sql, &casework_sql};
    World world = world_open(LAW_OLD_AGE, "");
    Work *w = world.w;
    const char *path = str_z(w->arena, str_of(store_path(w->store)));
    store_close(w->store);
    w->store = NULL;
    assert_true(store_open(w, path, 0, modules, COUNT_OF(modules)));
    w->actor = NULL;
    return world;
}

static void made_proved_taken(void **state)
{
    (void)state;
    BackupRow row, *rows;
    Proof proof;
    size_t count;
    World world = opened();
    Work *w = world.w;
    Faults faults = faults_new(w->arena, 10);
    assert_false(backup_make(w, &row, &proof)); /* somebody must answer for it */
    assert_true(account_create(w, STR("admin"), STR("admin"), DUTY_SYSTEM, (Division){0}));
    world_enter(&world, "admin");
    assert_true(backup_list(w, &rows, &count));
    assert_int_equal(count, 0);
    assert_true(backup_make(w, &row, &proof));
    assert_true(backup_list(w, &rows, &count));
    assert_int_equal(count, 1);
    assert_str(rows[0].manifest, str_z(w->arena, proof_text(w->arena, &proof)));
    assert_int_equal(rows[0].instant, w->now);
    assert_true(backup_prove(w, &rows[0], &faults));
    assert_int_equal(faults.errors, 0);
    rows[0].manifest = STR("another");
    assert_true(backup_prove(w, &rows[0], &faults));
    assert_int_equal(faults.errors, 1);
    assert_false(backup_take(w, &row, STR(" ")));
    assert_true(backup_take(w, &row, STR("drill")));
    assert_false(backup_row(w, STR("../x.db"), &rows[0]));
    forget(&world, &row);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(made_proved_taken)};
    return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}
