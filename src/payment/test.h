/* What the tests of this room share: a store in memory (or in a file), a few divisions, a bureau
 * made of text, and people who come in by import files, as in life. Everybody in it is invented. */
#ifndef PAYMENT_TEST_H
#define PAYMENT_TEST_H

#include "access/access.h"
#include "base/test.h"
#include "payment/payment.h"

typedef struct {
    Work *w;
    Bureau *bureau;
    char folder[32]; /* for files; removed by world_close */
} World;

/* Opens a world under a law: `law` follows the registers of world.def and a first month of account,
 * 2024-01. `path` NULL: in memory; "": in a file that goes with the world. */
World world_open(const char *law, const char *path);
/* A store that world_open has made before, under the law of today. */
World world_reopen(const char *law, const char *path);
void world_close(World *world);
/* Noon of a day, Beijing time. */
void world_clock(World *world, const char *day);
/* Another text of the law from now on: standards published, affairs changed. */
void world_law(World *world, const char *law);
/* The same with a file of the town 360203100's own. */
void world_town_law(World *world, const char *law, const char *town);
/* Imports a file; rows are lines, cells parted by commas. Fails the test when a row is refused. */
void world_import(World *world, const char *as, const char *rows);
/* As world_import, with 更正. */
void world_correct(World *world, const char *as, const char *rows);
/* Closes on the 28th of the month; the lines posted. */
int64_t world_close_month(World *world, const char *month);
PersonId world_person(World *world, const char *number);
/* The lines of a person as text: "2024-03 2024-01 base 50.00 arrears\n", the month that closed it
 * first, by month paid for, then id.
 */
Str world_lines(World *world, const char *number);
/* Acts as the account from here on. */
void world_enter(World *world, const char *account);
/* Checks and approves a batch; the payer acts from here on. */
void world_sign(World *world, int64_t batch);
/* Two people in their nineties and eighties with accounts, enrolled, January closed. */
#define PERSON_YI "360203193211200025"
#define PERSON_BING "360203193401080036"
#define CARD_1 "6222000000000000012"
#define CARD_2 "6222000000000000020"
World world_elders(const char *law);
/* The sum of what is posted, and proof that the ledger holds. */
Money world_posted(World *world);

#endif
