/* Import files: whatever the bytes, a dry run ends with a count or with faults that have sentences,
 * and leaves the store as it was. The first byte says what the file is imported as. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/world.h"

const char *const fuzz_words[] = {
    "0name,birth_date,citizen_id,home,bank_account,phone\nJia,1944-03-05,360203194403050011,"
    "360203001001,6222021234567890128,13812345678\n",
    "1household,citizen_id,role,home,urban_rural,valid_from,valid_to\nD1,360203193211200025,"
    "\xE7\x94\xB3\xE8\xAF\xB7\xE4\xBA\xBA,360203001001,\xE5\x9F\x8E\xE5\xB8\x82,2024-01-01,\n",
    "2affair,citizen_id,applied,accepted,decided,reason\nold_age_allowance,360203193211200025,"
    "2024-01-02,2024-01-03,2024-01-04,x\n",
    "3affair,citizen_id,kind,decided,effective_month,until_month,amount,reason\n"
    "old_age_allowance,360203193211200025,\xE5\x81\x9C\xE5\x8F\x91,2024-02-01,2024-03,,,x\n",
    "4citizen_id,monthly_income,valid_from,correction\n360203193211200025,\"1,234.50\",2024/1/5,"
    "\xE6\x98\xAF\n",
    "5citizen_id,death_date\n360203193211200025,2024\xE5\xB9\xB4"
    "1\xE6\x9C\x88"
    "5\xE6\x97\xA5\n",
    "\xE5\xA7\x93\xE5\x90\x8D",
    "\xE6\x97\xA0",
    "\xE6\x9C\xAA\xE7\x9F\xA5",
    "\xE5\x85\x83",
    "\xE4\xB8\x87",
    "=\"360203193211200025\"",
    "3.60203193211E+17",
    "45356",
    "-1",
    "999999999999999999",
    "2024-02-30",
    ",,",
    "\n",
    NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = {"person",   "household",     "enrolment",
                                        "decision", "person.income", "person.death"};
    static FuzzWorld *world;
    if (!world) world = fuzz_world();
    fuzz_world_turn(world);
    Str bytes = {(const char *)data, size};
    size_t kind = size ? (size_t)data[0] % 16 % COUNT_OF(kinds) : 0;
    Commit before, after;
    ImportResult result;
    ImportJob job = {.path = fuzz_world_file(world, "import.csv", str_from(bytes, size > 0)),
                     .as = str_of(kinds[kind]),
                     .sender = STR("fuzz"),
                     .dry_run = true,
                     .effective = DATE_NONE};
    fuzz_must(world, audit_latest(world->w, &before));
    if (registry_import(world->w, world->bureau, &job, &result)) {
        for (size_t i = 0; i < result.faults.count; i++)
            ensure(result.faults.items[i].sentence.len > 0 &&
                   utf8_valid(result.faults.items[i].sentence));
        ensure(result.refused == 0 || result.faults.errors > 0);
        ensure(result.added + result.changed + result.unchanged + result.refused <= result.rows ||
               result.faults.errors > 0);
    } else {
        ensure(world->w->error.code == ERR_FILE || world->w->error.code == ERR_INPUT);
        ensure(world->w->error.sentence.len > 0);
    }
    ensure(!db_in_transaction(world->w));
    fuzz_must(world, audit_latest(world->w, &after));
    ensure(before.n == after.n);
    return 0;
}
