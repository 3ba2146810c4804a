/* Packages and their XML. A spreadsheet file is a zip that a stranger made, so nothing in it is
 * believed: a part is refused by its declared size and ratio before a byte is unpacked (a bomb of
 * 204 KB declares its 200 MB honestly), and counted while it is unpacked (another does not). The
 * XML inside is read by expat in pieces, never as a whole.
 *
 * Read part_open and xml_run. */
#include "doc/package.h"
#include "doc/words.def"

#include <expat.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

enum {
    ENTRY_LIMIT = 10000,
    RATIO_LIMIT = 300,            /* deflate reaches 1032; real sheets 5 to 60 */
    RATIO_FREE = 8 * 1024 * 1024, /* below this size a high ratio does no harm */
    PIECE = 64 * 1024,
    DEPTH_LIMIT = 64,
    QUIET_LIMIT = 32, /* pieces without any event: one token of 2 MB */
};

struct Package {
    Table *table;
    zip_t *zip;
};

struct Part {
    Package *package;
    zip_file_t *file;
    uint64_t declared, read;
};

/* ---- parts -------------------------------------------------------------------------------- */

static void discard_zip(void *zip)
{
    zip_discard(zip);
}

static zip_t *zip_of_table(Table *t)
{
    int error = 0;
    if (t->source.fd < 0) {
        zip_error_t detail;
        zip_error_init(&detail);
        Str bytes = t->source.bytes;
        zip_source_t *source = zip_source_buffer_create(bytes.ptr, bytes.len, 0, &detail);
        zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &detail) : NULL;
        if (source && !zip) zip_source_free(source);
        zip_error_fini(&detail);
        return zip;
    }
    int fd = dup(t->source.fd);
    if (fd < 0) return NULL;
    zip_t *zip = zip_fdopen(fd, 0, &error);
    if (!zip) (void)close(fd);
    return zip;
}

bool package_open(Table *t, Package **out)
{
    Package *p = NEW(t->arena, Package);
    p->table = t;
    p->zip = zip_of_table(t);
    if (!p->zip) return table_refuse(t, SAY_XLSX_DAMAGED);
    arena_on_free(t->arena, discard_zip, p->zip);
    if (zip_get_num_entries(p->zip, 0) > ENTRY_LIMIT) return table_refuse(t, SAY_XLSX_BOMB);
    *out = p;
    return true;
}

bool package_has(const Package *p, const char *name)
{
    return zip_name_locate(p->zip, name, ZIP_FL_NOCASE) >= 0;
}

static void close_part(void *file)
{
    (void)zip_fclose(file);
}

static const char *part_refusal(const zip_stat_t *s, uint64_t limit)
{
    const zip_uint64_t need = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_INDEX;
    if ((s->valid & need) != need) return SAY_XLSX_DAMAGED;
    if ((s->valid & ZIP_STAT_ENCRYPTION_METHOD) && s->encryption_method != ZIP_EM_NONE)
        return SAY_XLSX_LOCKED;
    if (s->size > limit) return SAY_XLSX_BOMB;
    bool swells = s->size > RATIO_FREE && s->size / RATIO_LIMIT >= s->comp_size;
    return swells ? SAY_XLSX_BOMB : NULL;
}

bool part_open(Package *p, const char *name, uint64_t limit, Part **out)
{
    zip_stat_t info;
    zip_stat_init(&info);
    if (zip_stat(p->zip, name, ZIP_FL_NOCASE, &info) != 0)
        return table_refuse(p->table, SAY_XLSX_DAMAGED);
    const char *refusal = part_refusal(&info, limit);
    if (refusal) return table_refuse(p->table, refusal);
    Part *part = NEW(p->table->arena, Part);
    *part = (Part){.package = p, .declared = info.size};
    part->file = zip_fopen_index(p->zip, info.index, 0);
    if (!part->file) return table_refuse(p->table, SAY_XLSX_DAMAGED);
    arena_on_free(p->table->arena, close_part, part->file);
    *out = part;
    return true;
}

ptrdiff_t part_read(Part *part, char *to, size_t room)
{
    zip_int64_t n = zip_fread(part->file, to, room);
    if (n >= 0) part->read += (uint64_t)n;
    if (n < 0 || part->read > part->declared) {
        table_refuse(part->package->table, n < 0 ? SAY_XLSX_DAMAGED : SAY_XLSX_BOMB);
        return -1;
    }
    return (ptrdiff_t)n;
}

/* ---- XML ---------------------------------------------------------------------------------- */

struct Xml {
    Table *table;
    Part *part;
    const XmlHandler *handler;
    void *context;
    XML_Parser parser;
    int depth, quiet;
    bool paused, last, refused;
};

static Str local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return str_of(colon ? colon + 1 : name);
}

Str xml_attribute(const char **attributes, const char *name)
{
    Str wanted = str_of(name);
    for (; *attributes; attributes += 2)
        if (str_equal(local_name(attributes[0]), wanted)) return str_of(attributes[1]);
    return STR("");
}

void xml_refuse(Xml *x, const char *sentence)
{
    if (!x->refused) table_refuse(x->table, sentence);
    x->refused = true;
    (void)XML_StopParser(x->parser, XML_FALSE);
}

void xml_pause(Xml *x)
{
    x->paused = true;
    (void)XML_StopParser(x->parser, XML_TRUE);
}

static void XMLCALL on_open(void *user, const XML_Char *name, const XML_Char **attributes)
{
    Xml *x = user;
    x->quiet = 0;
    if (++x->depth > DEPTH_LIMIT)
        xml_refuse(x, SAY_XLSX_BOMB);
    else if (!x->refused)
        x->handler->open(x->context, local_name(name), attributes);
}

static void XMLCALL on_close(void *user, const XML_Char *name)
{
    Xml *x = user;
    x->quiet = 0;
    x->depth--;
    if (!x->refused) x->handler->close(x->context, local_name(name));
}

static void XMLCALL on_text(void *user, const XML_Char *text, int len)
{
    Xml *x = user;
    x->quiet = 0;
    if (!x->refused) x->handler->text(x->context, (Str){text, (size_t)len});
}

static void XMLCALL on_document_type(void *user, const XML_Char *name, const XML_Char *system,
                                     const XML_Char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    xml_refuse(user, SAY_XLSX_ENTITIES);
}

static void free_parser(void *parser)
{
    XML_ParserFree(parser);
}

Xml *xml_new(Table *t, Part *part, const XmlHandler *handler, void *context)
{
    Xml *x = NEW(t->arena, Xml);
    *x = (Xml){.table = t, .part = part, .handler = handler, .context = context};
    x->parser = XML_ParserCreate(NULL);
    ensure(x->parser);
    arena_on_free(t->arena, free_parser, x->parser);
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_open, on_close);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_document_type);
    return x;
}

static enum XML_Status feed(Xml *x)
{
    void *room = XML_GetBuffer(x->parser, PIECE);
    ensure(room);
    ptrdiff_t n = part_read(x->part, room, PIECE);
    if (n < 0) {
        x->refused = true;
        return XML_STATUS_ERROR;
    }
    x->last = n == 0;
    if (++x->quiet > QUIET_LIMIT) xml_refuse(x, SAY_XLSX_BOMB);
    return x->refused ? XML_STATUS_ERROR : XML_ParseBuffer(x->parser, (int)n, x->last);
}

XmlState xml_run(Xml *x)
{
    for (;;) {
        enum XML_Status status;
        if (x->refused) return XML_AT_FAILURE;
        if (x->paused) {
            x->paused = false;
            status = XML_ResumeParser(x->parser);
        } else {
            if (x->last) return XML_AT_END;
            status = feed(x);
        }
        if (status == XML_STATUS_SUSPENDED) return XML_AT_PAUSE;
        if (status == XML_STATUS_ERROR) {
            if (!x->refused) xml_refuse(x, SAY_XLSX_DAMAGED);
            return XML_AT_FAILURE;
        }
    }
}
