/* web: serves the pages of all rooms. Each thread has its own store; GETs are answered at once,
 * slow ones on workers, POSTs one after another on the writer, durable together.
 *
 *     TRY(web_serve(w, bureau, &(WebOptions){.port = 8080, .home = home, .open = open_store}));
 *
 * Invariants: a page is made with the actor and scope of its session and of nobody else; every
 * request by somebody logged in is in the access log (log.c). */
#ifndef WEB_H
#define WEB_H

#include "http/http.h"
#include "lang/lang.h"

typedef struct {
    const char *address; /* NULL: loopback */
    int port;            /* 0: any free one */
    const Str *hosts;    /* names it answers to besides loopback */
    size_t host_count;
    bool behind_proxy;       /* which speaks TLS and says for whom */
    unsigned loops, workers; /* threads; 0: one, two */
    Division home;           /* 本辖区 */
    const char *figures;     /* figures.csv of the area; NULL: no published column */
    int64_t law;             /* id of the bureau's text (registry_open) */
    /* Opens the same store once more, for another thread. */
    bool (*open)(void *opener, Work *w, int flags);
    void *opener;
    /* Called when the server listens, with the real port; may be NULL. */
    void (*ready)(void *context, int port);
    void *context;
} WebOptions;
/* Serves until SIGINT or SIGTERM. ERR_CONFLICT when the port is taken. */
bool web_serve(Work *w, const Bureau *bureau, const WebOptions *options);

/* One page without a server, for tests and for saving to a file. */
typedef struct {
    const char *method; /* NULL: GET */
    Str address;
    Str token;      /* of a session (session_open); empty: nobody is logged in */
    Str type, body; /* of a POST; type empty: urlencoded */
} WebRequest;
typedef struct {
    int status;
    Str html, location;
} WebAnswer;
bool web_page(Work *w, const Bureau *bureau, const WebOptions *options, const WebRequest *request,
              WebAnswer *out);

#endif
