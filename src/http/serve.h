/* Private to http: what the threads of the server share. */
#ifndef HTTP_SERVE_H
#define HTTP_SERVE_H

#include "http/http.h"

/* Fills the page of a refusal (status >= 400 stands already). */
void http_refusal(const HttpOptions *options, HttpCall *call);
/* Runs the route's handler; what it refuses without a page gets one. */
void http_handle(const HttpOptions *options, HttpCall *call);

#endif
