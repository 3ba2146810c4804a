/* web: read-only pages of a demo store, in Chinese, rendered here, masked, on loopback.
 *
 *     TRY(web_serve(w, bureau, &(WebOptions){.port = 8080, .home = home}));  // until Ctrl-C
 *
 *     /                         the last closed month          /person/ID   one life on one page
 *     /month/2024-06            收 比 定 发 报 of a month       /unit/ID     a benefit unit
 *     /affair/KEY/2024-06       its four sets, opened          /why?affair=&subject=&month=
 *     /law, /law/PATH           the law beside its articles    /report, /search?q=
 *
 * Invariants: every page is GET and writes nothing; names, numbers and phones are masked before
 * they reach a template; templates escape by type (html.h) and a wrong field does not compile; no
 * page needs a script, and the policy of http forbids one. Addresses carry our ids, never a
 * citizen's number. The facts of the whole district are read once and again when a commit came. */
#ifndef WEB_H
#define WEB_H

#include "lang/lang.h"

typedef struct {
    int port;            /* 0: any free one */
    Division home;       /* 本辖区 */
    const char *figures; /* figures.csv of the area; NULL: no published column */
    /* Called when the server listens, with the real port; may be NULL. */
    void (*ready)(void *context, int port);
    void *context;
} WebOptions;
/* Serves until SIGINT or SIGTERM. ERR_DENIED unless the store is marked demo; ERR_CONFLICT when the
 * port is taken. */
bool web_serve(Work *w, const Bureau *bureau, const WebOptions *options);

/* One page without a server, for tests and for saving to a file. */
typedef struct {
    int status;
    Str html;
} WebAnswer;
bool web_page(Work *w, const Bureau *bureau, const WebOptions *options, Str address,
              WebAnswer *out);

#endif
