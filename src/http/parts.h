/* Private to http: a form while it is read. */
#ifndef HTTP_PARTS_H
#define HTTP_PARTS_H

#include "http/word.h"

/* Passes a broken rule of a form on. */
#define FORM_RULE(call)                                                                            \
    do {                                                                                           \
        HttpFormFault form_fault = (call);                                                         \
        if (form_fault != FORM_GOOD) return form_fault;                                            \
    } while (0)

typedef struct {
    Arena *arena;
    HttpForm *form;
    size_t field_room, file_room;
} FormMaker;

HttpFormFault form_name_check(Str name);
HttpFormFault form_field_add(FormMaker *maker, Str name, Str value);
HttpFormFault form_file_add(FormMaker *maker, HttpFile file);
/* "; NAME=VALUE" taken from the front. */
HttpFormFault parameter_next(Str *rest, Str *name, Str *value);
HttpFormFault type_read(Str type, Str *essence, Str *boundary);

/* multipart.c */
HttpFormFault multipart_parse(FormMaker *maker, Str boundary, Str body);

#endif
