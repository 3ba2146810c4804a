/* The zip package of an xlsx: its parts by name, each refused before it is unpacked when it says
 * that it is too large, and stopped while unpacking when it lied. */
#ifndef DOC_PACKAGE_H
#define DOC_PACKAGE_H

#include "doc/table.h"

typedef struct Package Package;
typedef struct Part Part;
bool package_open(Table *t, Package **out);
bool package_has(const Package *p, const char *name);
/* A part of at most `limit` bytes unpacked. Read it to its end or leave it: the arena closes it. */
bool part_open(Package *p, const char *name, uint64_t limit, Part **out);
/* Bytes read, 0 at the end, -1 on failure, described in w. */
ptrdiff_t part_read(Part *part, char *to, size_t room);

/* A guarded XML reader over a part: no document type (so no entities of its own), no deep nesting,
 * no endless tokens. Names come without their prefix. */
typedef struct Xml Xml;
typedef struct {
    void (*open)(void *context, Str name, const char **attributes); /* name, value, …, NULL */
    void (*close)(void *context, Str name);
    void (*text)(void *context, Str text);
} XmlHandler;
typedef enum { XML_AT_PAUSE, XML_AT_END, XML_AT_FAILURE } XmlState;
Xml *xml_new(Table *t, Part *part, const XmlHandler *handler, void *context);
/* Runs on until a handler pauses, the part ends, or something fails (described in w). */
XmlState xml_run(Xml *x);
void xml_pause(Xml *x);
void xml_refuse(Xml *x, const char *sentence); /* from a handler: give the file up */
/* The value of an attribute, by local name; empty when absent. */
Str xml_attribute(const char **attributes, const char *name);

#endif
