/* The corpus of bad requests as a table, for the tests of this room. */
#ifndef HTTP_CORPUS_H
#define HTTP_CORPUS_H

#include "http/http.h"

typedef struct {
    HttpFault fault;
    Str bytes;
} BadRequest;
#define BAD(fault, bytes) {fault, {STR_INIT(bytes)}},
static const BadRequest bad_requests[] = {
#include "http/corpus.def"
};
#undef BAD

/* Faults that need more bytes than the corpus holds, or a server's name; tested by themselves. */
static inline bool fault_is_elsewhere(HttpFault fault)
{
    return fault == HTTP_GOOD || fault == HTTP_LINE_TOO_LONG || fault == HTTP_HEAD_TOO_LARGE ||
           fault == HTTP_WRONG_HOST || fault == HTTP_TOO_SLOW || fault == HTTP_NO_ROOM;
}

#endif
