/* http, third part: forms and the texts of pages and addresses; included by http.h.
 *
 *     HttpForm form;
 *     TRY(http_form(w, call->request, &form));          // says what is wrong with it in Chinese
 *     Str name = http_form_value(&form, STR("name"));
 *     const HttpFile *photo = http_form_file(&form, STR("photo"), 0); // NULL: none chosen
 *
 * Strict: a form that breaks a rule of its format, has malformed UTF-8, a control character in a
 * value, or more than HTTP_FORM_FIELDS fields is refused whole. Line ends in a value become LF. */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "http/request.h"

enum { HTTP_FORM_FIELDS = 2000, HTTP_FORM_FILES = 50, HTTP_FORM_NAME_BYTES = 200 };

#define HTTP_FORM_FAULTS(X)                                                                        \
    X(FORM_GOOD, 200)                                                                              \
    X(FORM_TOO_MANY_FIELDS, 413)                                                                   \
    X(FORM_TOO_MANY_FILES, 413)                                                                    \
    X(FORM_UNKNOWN_TYPE, 415)    /* neither urlencoded nor multipart */                            \
    X(FORM_OTHER_CHARSET, 415)   /* says that it is not UTF-8 */                                   \
    X(FORM_BAD_CHARACTER, 400)   /* one that must be encoded */                                    \
    X(FORM_BAD_PERCENT, 400)     /* % without two hex digits */                                    \
    X(FORM_BAD_CONTROL, 400)     /* a control character other than tab and line end */             \
    X(FORM_BAD_TEXT, 400)        /* malformed UTF-8 */                                             \
    X(FORM_NO_NAME, 400)         /* a field without one */                                         \
    X(FORM_NAME_TOO_LONG, 400)   /* more than HTTP_FORM_NAME_BYTES; also of a file */              \
    X(FORM_BAD_BOUNDARY, 400)    /* none, twice, too long, or of other characters */               \
    X(FORM_BAD_PREAMBLE, 400)    /* does not begin with the boundary */                            \
    X(FORM_BAD_DELIMITER, 400)   /* a boundary that ends in neither CRLF nor -- */                 \
    X(FORM_BAD_PART_HEAD, 400)   /* not NAME: VALUE CRLF, or too long */                           \
    X(FORM_TWICE_IN_HEAD, 400)   /* a field of a part's head, or a parameter, twice */             \
    X(FORM_NO_DISPOSITION, 400)  /* a part without Content-Disposition */                          \
    X(FORM_BAD_DISPOSITION, 400) /* not form-data; name="…"; filename="…" */                   \
    X(FORM_PART_ENCODED, 400)    /* Content-Transfer-Encoding; no browser sends it */              \
    X(FORM_NOT_ENDED, 400)       /* no last boundary */                                            \
    X(FORM_BAD_EPILOGUE, 400)    /* something after it */
#define HTTP_FORM_FAULT_ENUM(name, status) name,
typedef enum { HTTP_FORM_FAULTS(HTTP_FORM_FAULT_ENUM) HTTP_FORM_FAULT_COUNT } HttpFormFault;
int http_form_fault_status(HttpFormFault fault);
const char *http_form_fault_name(HttpFormFault fault);

typedef struct {
    Str name, value;
} HttpFormField;
typedef struct {
    Str field;     /* of the form */
    Str file_name; /* the sender's, without folders; only for show */
    Str type;      /* as the sender says; never to be believed */
    Str bytes;     /* borrowed from the request */
} HttpFile;
typedef struct {
    HttpFormField *fields; /* in their order */
    size_t count;
    HttpFile *files;
    size_t file_count;
} HttpForm;
/* ERR_INPUT with a sentence for the clerk. A request without a body is an empty form. */
bool http_form(Work *w, const HttpRequest *request, HttpForm *out);
/* The same for a body and the type that its sender says, in an arena. */
HttpFormFault http_form_parse(Arena *arena, Str type, Str body, HttpForm *out);
Str http_form_value(const HttpForm *form, Str name); /* the first; empty when absent */
bool http_form_has(const HttpForm *form, Str name);
/* All values of a name in their order (boxes that are ticked); how many. */
size_t http_form_values(Arena *arena, const HttpForm *form, Str name, Str **out);
/* The at-th file of a field; NULL when there is none, or nothing was chosen. */
const HttpFile *http_form_file(const HttpForm *form, Str name, size_t at);

/* ---- texts -------------------------------------------------------------------------------- */

void html_text(Buf *out, Str text); /* escaped for element content and quoted attributes */
void url_text(Buf *out, Str text);  /* percent-encoded for one segment or one query value */
/* The value of a query's field, decoded (+ is a space); false when absent or malformed. */
bool http_query(Arena *arena, Str query, Str name, Str *out);

#endif
