/* xlsx: bytes that start as a zip are opened as they are; all others become one part of a package
 * that is otherwise sound, so that broken XML gets past the checksums. The first byte says which
 * part. */
#include "base/base.h"
#include "doc/doc.h"
#include "fuzz/fuzz.h"

#include <string.h>
#include <zlib.h>

const char *const fuzz_words[] = {
    "0<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c s='1'><v>45351.5</v></c>"
    "<c t='inlineStr'><is><r><t>a</t></r></is></c></row><row r='3'><c r='C3' t='b'><v>1</v></c>"
    "<c t='e'><v>#N/A</v></c><c><f>A1</f><v>1E+2</v></c></row></sheetData></worksheet>",
    "1<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy\"-\"mm;[Red]@'/></numFmts>"
    "<cellXfs><xf numFmtId='164'/><xf numFmtId='14'/></cellXfs></styleSheet>",
    "2<sst><si><t>x</t><rPh><t>y</t></rPh></si><si><t>_x0041__x005F_</t></si></sst>",
    "3<workbook><workbookPr date1904='1'/><sheets><sheet name='a' state='hidden' id='r2'/>"
    "<sheet name='b' id='r1'/></sheets></workbook>",
    "4<Relationships><Relationship Id='r1' Type='x/worksheet' Target='../xl/sheet.xml'/>"
    "<Relationship Id='r3' Type='x/styles' Target='/xl/styles.xml'/></Relationships>",
    "<row r='2'>",
    "<c t='s'>",
    "<v>1e308</v>",
    "<v>-0.1</v>",
    "<v>2958466</v>",
    "<rPh>",
    "</row>",
    "<!DOCTYPE x [<!ENTITY e 'x'>]>",
    "&e;",
    "r='XFD1'",
    "r='A0'",
    "PK\x03\x04",
    "_x0000_",
    NULL};

typedef struct {
    const char *name;
    Str bytes;
} PartText;

static void add_little(Buf *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_byte(out, (char)(value >> (8 * i) & 255));
}

/* The fields that the two headers of a stored entry share. */
static void add_entry(Buf *out, const PartText *part)
{
    uint32_t crc = (uint32_t)crc32(0, (const Bytef *)part->bytes.ptr, (uInt)part->bytes.len);
    add_little(out, 20, 2);
    add_little(out, 0, 8); /* flags, stored, time */
    add_little(out, crc, 4);
    add_little(out, (uint32_t)part->bytes.len, 4);
    add_little(out, (uint32_t)part->bytes.len, 4);
    add_little(out, (uint32_t)strlen(part->name), 2);
    add_little(out, 0, 2);
}

static Str stored_zip(Arena *arena, const PartText *parts, size_t count)
{
    Buf out = buf_new(arena), directory = buf_new(arena);
    for (size_t i = 0; i < count; i++) {
        uint32_t offset = (uint32_t)out.len;
        buf_add(&out, STR("PK\x03\x04"));
        add_entry(&out, &parts[i]);
        buf_add(&out, str_of(parts[i].name));
        buf_add(&out, parts[i].bytes);
        buf_add(&directory, STR("PK\x01\x02"));
        add_little(&directory, 20, 2);
        add_entry(&directory, &parts[i]);
        add_little(&directory, 0, 2);
        add_little(&directory, 0, 4);
        add_little(&directory, 0, 4);
        add_little(&directory, offset, 4);
        buf_add(&directory, str_of(parts[i].name));
    }
    uint32_t start = (uint32_t)out.len;
    buf_add(&out, buf_str(&directory));
    buf_add(&out, STR("PK\x05\x06"));
    add_little(&out, 0, 4);
    add_little(&out, (uint32_t)count, 2);
    add_little(&out, (uint32_t)count, 2);
    add_little(&out, (uint32_t)directory.len, 4);
    add_little(&out, start, 4);
    add_little(&out, 0, 2);
    return buf_str(&out);
}

static Str package_around(Arena *arena, Str bytes)
{
    PartText parts[] = {
        {"xl/sheet.xml", str_from(str_of(fuzz_words[0]), 1)},
        {"xl/styles.xml", str_from(str_of(fuzz_words[1]), 1)},
        {"xl/strings.xml", str_from(str_of(fuzz_words[2]), 1)},
        {"xl/workbook.xml", STR("<workbook><sheets><sheet name='b' id='r1'/></sheets></workbook>")},
        {"xl/_rels/workbook.xml.rels",
         STR("<Relationships><Relationship Id='r1' Type='x/worksheet' Target='sheet.xml'/>"
             "<Relationship Id='r2' Type='x/styles' Target='styles.xml'/>"
             "<Relationship Id='r3' Type='x/sharedStrings' Target='strings.xml'/>"
             "</Relationships>")},
        {"_rels/.rels", STR("<Relationships><Relationship Id='a' Type='x/officeDocument' "
                            "Target='xl/workbook.xml'/></Relationships>")},
    };
    size_t which = bytes.len ? (unsigned char)bytes.ptr[0] % COUNT_OF(parts) : 0;
    parts[which].bytes = str_from(bytes, bytes.len > 0);
    return stored_zip(arena, parts, COUNT_OF(parts));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Work *w = work_new();
    Table *t;
    TableRow row;
    int64_t last = 0;
    Str bytes = {(const char *)data, size};
    Str package = str_starts(bytes, STR("PK")) ? bytes : package_around(w->arena, bytes);
    if (table_open_bytes(w, STR("fuzz.xlsx"), package, &t)) {
        while (table_next(t, &row)) {
            ensure(row.number > last && row.count > 0);
            last = row.number;
            for (size_t i = 0; i < row.count; i++)
                ensure(utf8_valid(row.cells[i]));
        }
        ensure(!table_failed(t) || w->error.code == ERR_FILE);
    } else {
        ensure(w->error.code == ERR_FILE && w->error.sentence.len > 0);
    }
    work_free(w);
    return 0;
}
