/* What the tests of pages share: the world of payment in a file, a clerk who is logged in, and a
 * browser that gets and posts. */
#ifndef WEB_TEST_H
#define WEB_TEST_H

#include "payment/test.h"
#include "web/web.h"

typedef struct {
    World world;
    WebOptions options;
    Str token; /* of who is logged in; empty: nobody */
} Browser;
/* Pages of a world made by world_open(law, path) with a path; everybody's password is set. */
void browser_open(Browser *browser, World world, const char *account);
void browser_login(Browser *browser, const char *account);
WebAnswer browser_get(Browser *browser, Str address);
WebAnswer browser_post(Browser *browser, Str address, const char *form);
/* A form of another type, with a file in it. */
WebAnswer browser_send(Browser *browser, Str address, Str type, Str body);
bool answer_shows(WebAnswer answer, const char *text);

#endif
