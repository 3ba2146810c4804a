/* The national tree: bytes in place of one of its five files. Either the whole tree is loaded and
 * stands in order, or nothing of it. The first byte says which file. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/world.h"

const char *const fuzz_words[] = {"0code,name\n36,x\n",
                                  "1code,name,provinceCode\n3602,x,36\n",
                                  "2code,name,cityCode,provinceCode\n360203,x,3602,36\n",
                                  "3code,name,areaCode,cityCode,provinceCode\n360203001,x,360203,"
                                  "3602,36\n360203002,x,360203,3602,36\n",
                                  "4code,name,streetCode,provinceCode,cityCode,areaCode\n"
                                  "360203001001,x,360203001,36,3602,360203\n"
                                  "360203001002,y,360203001,36,3602,360203\n",
                                  "360203001001",
                                  "360203",
                                  "999999999999",
                                  "\"",
                                  "\n",
                                  ",",
                                  NULL};

static void tree_is_ordered(FuzzWorld *world)
{
    DivisionRow *rows, root;
    size_t count;
    fuzz_must(world, division_by_code(world->w, (Division){360000000000}, &root));
    fuzz_must(world, division_descendants(world->w, root.id, 0, &rows, &count));
    for (size_t i = 0; i < count; i++)
        ensure(rows[i].first <= rows[i].last && utf8_valid(rows[i].name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"provinces.csv", "cities.csv", "areas.csv", "streets.csv",
                                        "villages.csv"};
    static FuzzWorld *world;
    int64_t count;
    Commit before, after;
    if (!world) world = fuzz_world();
    fuzz_world_turn(world);
    Str bytes = {(const char *)data, size};
    size_t which = size ? (size_t)data[0] % 16 % COUNT_OF(names) : 0;
    (void)fuzz_world_file(world, names[which], str_from(bytes, size > 0));
    fuzz_must(world, audit_latest(world->w, &before));
    bool done = division_load(world->w, world->folder, &count);
    ensure(done || world->w->error.sentence.len > 0);
    ensure(!db_in_transaction(world->w));
    world->w->error = (Error){0};
    fuzz_must(world, audit_latest(world->w, &after));
    ensure(done || before.n == after.n);
    tree_is_ordered(world);
    if (!done) return 0;
    fuzz_world_free(world); /* the tree is another one now */
    world = NULL;
    return 0;
}
