/* api: JSON under /api/v1 for programs of other departments. The same domain functions as the
 * pages, with the same duties, scope, masks and acts; only what goes over the wire is another.
 *
 *     curl -H 'Authorization: Bearer TOKEN' http://localhost:8080/api/v1/cases?colour=red
 *
 * GET /api/v1/openapi.json describes all of it, made from the tables that also answer: routes.def
 * and shapes.def of this room, and the registers, affairs and standards of the bureau. */
#ifndef API_API_H
#define API_API_H

#include "api/reader.h"
#include "page/page.h"

extern const PageRoutes api_pages;
/* Holds a value against every shape that comes in; how many faults there were. For tests. */
size_t api_body_faults(Arena *arena, const JsonValue *value);
/* The same of a form, against every shape that comes as one. */
size_t api_form_faults(Arena *arena, const HttpForm *form);

#endif
