/* xlsx reading: packages made here part by part, honest ones and hostile ones. */
#include "doc/xlsx_read_test.def"
#include "base/test.h"
#include "doc/doc.h"
#include "doc/words.def"

#include <string.h>
#include <zip.h>

#define RELATION(id, kind, target)                                                                 \
    "<Relationship Id='" id "' Type='http://x/relationships/" kind "' Target='" target "'/>"
#define RELATIONS(inner) "<?xml version='1.0'?><Relationships>" inner "</Relationships>"

static const char top_rels[] = RELATIONS(RELATION("rId1", "officeDocument", "xl/workbook.xml"));
static const char book_rels[] =
    RELATIONS(RELATION("r1", "worksheet", "worksheets/sheet1.xml")
                  RELATION("r2", "worksheet", "/xl/worksheets/sheet2.xml")
                      RELATION("r3", "styles", "styles.xml")
                          RELATION("r4", "sharedStrings", "../xl/sharedStrings.xml"));
static const char book[] = "<x:workbook xmlns:x='m' xmlns:r='r'><x:workbookPr/><x:sheets>"
                           "<x:sheet name='hidden' state='hidden' r:id='r2'/>"
                           "<x:sheet name='first' r:id='r1'/></x:sheets></x:workbook>";
static const char styles[] =
    "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='" CHINESE_DAY "'/>"
    "<numFmt numFmtId='165' formatCode='0000000'/><numFmt numFmtId='166' "
    "formatCode='#,##0.00_);[Red]-0'/>"
    "</numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/>"
    "<xf numFmtId='9'/><xf numFmtId='166'/><xf numFmtId='22'/><xf numFmtId='20'/></cellXfs>"
    "</styleSheet>";
static const char strings[] =
    "<sst><si><t>" HEADER "</t></si><si><r><t>" SURNAME "</t></r><r><t>" GIVEN "</t></r>"
    "<rPh><t>zhang</t></rPh></si><si><t>_x0041__x005F_x0042_</t></si></sst>";

typedef struct {
    const char *name;
    Str bytes;
} PartText;

/* A zip of the parts, in w's arena. */
static Str package_of(Work *w, const PartText *parts, size_t count)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 1, &error);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *part = zip_source_buffer(zip, parts[i].bytes.ptr, parts[i].bytes.len, 0);
        assert_true(zip_file_add(zip, parts[i].name, part, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t info;
    assert_int_equal(zip_source_stat(source, &info), 0);
    char *bytes = NEW_ARRAY(w->arena, char, info.size);
    assert_int_equal(zip_source_open(source), 0);
    assert_int_equal(zip_source_read(source, bytes, info.size), (zip_int64_t)info.size);
    zip_source_close(source);
    zip_source_free(source);
    return (Str){bytes, info.size};
}

/* A workbook whose first visible sheet has these rows. */
static Str workbook_of(Work *w, Str rows)
{
    Str sheet =
        format(w->arena, "<worksheet><sheetData>%.*s</sheetData></worksheet>", STR_ARG(rows));
    const PartText parts[] = {
        {"_rels/.rels", str_of(top_rels)},
        {"xl/workbook.xml", str_of(book)},
        {"xl/_rels/workbook.xml.rels", str_of(book_rels)},
        {"xl/styles.xml", str_of(styles)},
        {"xl/sharedStrings.xml", str_of(strings)},
        {"xl/worksheets/sheet1.xml", sheet},
        {"xl/worksheets/sheet2.xml",
         STR("<worksheet><sheetData><row r='9'><c t='inlineStr'><is><t>secret</t></is></c></row>"
             "</sheetData></worksheet>")},
    };
    return package_of(w, parts, COUNT_OF(parts));
}

static Str read_table(Work *w, Table *t)
{
    TableRow row;
    Buf text = buf_new(w->arena);
    while (table_next(t, &row)) {
        buf_format(&text, "%lld", (long long)row.number);
        for (size_t i = 0; i < row.count; i++)
            buf_format(&text, "[%.*s]", STR_ARG(row.cells[i]));
        buf_byte(&text, ' ');
    }
    return buf_str(&text);
}

static Table *expect(Work *w, const char *sheet_rows, const char *rows)
{
    Table *t;
    assert_true(table_open_bytes(w, STR("b.xlsx"), workbook_of(w, str_of(sheet_rows)), &t));
    assert_string_equal(str_z(w->arena, read_table(w, t)), rows);
    assert_false(table_failed(t));
    return t;
}

static void reads_texts(void **state)
{
    (void)state;
    Work *w = work_new();
    expect(
        w,
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' t='inlineStr'><is><t>" SURNAME
        "</t></is></c>"
        "</row><row r='2'/><row r='4'><c r='A4' t='s'><v>1</v></c><c t='str'><f>x</f><v>ab</v></c>"
        "<c t='s'><v>2</v></c><c t='b'><v>1</v></c><c t='b'><v>0</v></c></row>",
        "1[" HEADER "][][" SURNAME "] 4[" SURNAME GIVEN "][ab][A_x0042_][" WORD_YES "][" WORD_NO
        "] ");
    work_free(w);
}

static void replaces_control_characters(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t = expect(w,
                      "<row><c t='str'><v>a_x0001_b_x000D_</v></c>"
                      "<c t='str'><v>\xEE\xA0\x96</v></c></row>",
                      "1[a\xEF\xBF\xBD"
                      "b\r][\xF0\xA0\x82\x87] ");
    assert_int_equal(table_faults(t)->errors, 1);
    assert_int_equal(table_faults(t)->items[0].column, 1);
    work_free(w);
}

static void reads_numbers(void **state)
{
    (void)state;
    Work *w = work_new();
    expect(w,
           "<row><c><v>0.30000000000000004</v></c><c><v>1E+2</v></c><c><v>360203001002</v></c>"
           "<c><v>-1234.5</v></c><c s='4'><v>0.07</v></c><c s='3'><v>42</v></c>"
           "<c s='5'><v>7.1</v></c><c><v>1.0000000000000001E-2</v></c><c><v>0</v></c></row>",
           "1[0.3][100][360203001002][-1234.5][7%][0000042][7.1][0.01][0] ");
    work_free(w);
}

static void reads_days_by_style(void **state)
{
    (void)state;
    Work *w = work_new();
    expect(w,
           "<row><c s='1'><v>45351</v></c><c s='2'><v>45351</v></c><c s='6'><v>45351.75</v></c>"
           "<c s='7'><v>0.5</v></c><c s='1'><v>59</v></c><c s='1'><v>60</v></c><c s='1'><v>61</v>"
           "</c><c t='d'><v>2024-02-29T00:00:00</v></c><c><v>45351</v></c></row>",
           "1[2024-02-29][2024-02-29][2024-02-29 18:00:00][12:00:00][1900-02-28][1900-02-29]"
           "[1900-03-01][2024-02-29][45351] ");
    work_free(w);
}

static void reports_cells_that_lost_something(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t = expect(w,
                      "<row r='3'><c r='B3'><v>3.6020319900101101E+17</v></c><c t='e'><v>#N/A</v>"
                      "</c><c><f>A1</f></c><c t='s'><v>99</v></c><c><v>abc</v></c></row>",
                      "3[][360203199001011000][][][][] ");
    static const char *const says[] = {SAY_CELL_DIGITS, SAY_CELL_ERROR, SAY_CELL_FORMULA,
                                       SAY_CELL_LOST, SAY_CELL_NOT_NUMBER};
    const Faults *f = table_faults(t);
    assert_int_equal(f->errors, COUNT_OF(says));
    for (size_t i = 0; i < COUNT_OF(says); i++) {
        assert_int_equal(f->items[i].row, 3);
        assert_int_equal(f->items[i].column, 2 + i);
        assert_true(str_equal(f->items[i].sentence, str_of(says[i])));
    }
    work_free(w);
}

static void refuse_rows(const char *rows, const char *sentence_part)
{
    Work *w = work_new();
    Table *t;
    TableRow row;
    assert_true(table_open_bytes(w, STR("b"), workbook_of(w, str_of(rows)), &t));
    while (table_next(t, &row))
        continue;
    assert_true(table_failed(t));
    assert_true(str_find(w->error.sentence, str_of(sentence_part)) >= 0);
    work_free(w);
}

static void refuses_damage(void **state)
{
    (void)state;
    refuse_rows("<row><c><v>1</v></row>", SAYS_DAMAGED);
    refuse_rows("<row r='5'/><row r='4'/>", SAYS_DAMAGED);
    refuse_rows("<row r='1048577'/>", SAYS_DAMAGED);
    refuse_rows("<row><c r='B1'/><c r='A1'/></row>", SAYS_DAMAGED);
    refuse_rows("<row><c r='XFE1'/></row>", SAYS_DAMAGED);
    refuse_rows("<row><c><v>&unknown;</v></c></row>", SAYS_DAMAGED);
}

static void refuses_deep_nesting(void **state)
{
    (void)state;
    Work *w = work_new();
    Buf rows = buf_new(w->arena);
    for (int i = 0; i < 100; i++)
        buf_add(&rows, STR("<a>"));
    refuse_rows(str_z(w->arena, buf_str(&rows)), SAYS_TOO_LARGE);
    work_free(w);
}

static void refuse_part(const char *name, Str bytes, const char *sentence_part)
{
    Work *w = work_new();
    Table *t;
    TableRow row;
    PartText parts[] = {
        {"_rels/.rels", str_of(top_rels)},
        {"xl/workbook.xml", str_of(book)},
        {"xl/_rels/workbook.xml.rels", str_of(book_rels)},
        {"xl/worksheets/sheet1.xml", STR("<worksheet/>")},
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (strcmp(parts[i].name, name) == 0) parts[i].bytes = bytes;
    Str package = package_of(w, parts, COUNT_OF(parts));
    bool opened = table_open_bytes(w, STR("b"), package, &t);
    assert_false(opened && table_next(t, &row));
    assert_true(str_find(w->error.sentence, str_of(sentence_part)) >= 0);
    work_free(w);
}

static void refuses_entities(void **state)
{
    (void)state;
    refuse_part("xl/worksheets/sheet1.xml",
                STR("<!DOCTYPE x [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><worksheet/>"),
                SAYS_ENTITIES);
    refuse_part("xl/workbook.xml", STR("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><workbook/>"),
                SAYS_ENTITIES);
}

/* 64 MB of zeros shrink to 64 KB: refused by what the package declares. */
static void refuses_bombs_before_unpacking(void **state)
{
    (void)state;
    Work *w = work_new();
    size_t len = 64 * 1024 * 1024;
    char *zeros = NEW_ARRAY(w->arena, char, len);
    refuse_part("xl/worksheets/sheet1.xml", (Str){zeros, len}, SAYS_TOO_LARGE);
    refuse_part("xl/workbook.xml", (Str){zeros, len}, SAYS_TOO_LARGE);
    work_free(w);
}

/* The same, but the package says that the part is small. */
static void refuses_bombs_that_lie(void **state)
{
    (void)state;
    Work *w = work_new();
    size_t len = 4 * 1024 * 1024;
    char *spaces = NEW_ARRAY(w->arena, char, len);
    memset(spaces, ' ', len);
    Str package = workbook_of(w, (Str){spaces, len});
    uint32_t size = (uint32_t)len + 46, small = 1000; /* of the sheet with its tags */
    size_t changed = 0;
    for (size_t i = 0; i + 4 <= package.len; i++) {
        uint32_t here;
        memcpy(&here, package.ptr + i, 4);
        if (here < size - 46 || here > size + 46) continue;
        memcpy((char *)(uintptr_t)package.ptr + i, &small, 4);
        changed++;
    }
    assert_true(changed >= 1);
    Table *t;
    TableRow row;
    bool opened = table_open_bytes(w, STR("b"), package, &t);
    assert_false(opened && table_next(t, &row));
    assert_int_equal(w->error.code, ERR_FILE);
    work_free(w);
}

static void refuses_other_packages(void **state)
{
    (void)state;
    Work *w = work_new();
    Table *t;
    const PartText odt[] = {{"content.xml", STR("<office/>")}};
    assert_false(table_open_bytes(w, STR("b"), package_of(w, odt, 1), &t));
    assert_true(str_find(w->error.sentence, STR(SAYS_OTHER)) >= 0);
    work_free(w);
}

/* Every cut of a good package is refused or read, never a crash. */
static void survives_cut_packages(void **state)
{
    (void)state;
    Work *w = work_new();
    Str whole = workbook_of(w, STR("<row><c><v>1</v></c></row>"));
    for (size_t len = 4; len < whole.len; len += 3) {
        Table *t;
        TableRow row;
        if (!table_open_bytes(w, STR("b"), (Str){whole.ptr, len}, &t)) continue;
        while (table_next(t, &row))
            continue;
        table_close(t);
    }
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_texts),
        cmocka_unit_test(replaces_control_characters),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(reads_days_by_style),
        cmocka_unit_test(reports_cells_that_lost_something),
        cmocka_unit_test(refuses_damage),
        cmocka_unit_test(refuses_deep_nesting),
        cmocka_unit_test(refuses_entities),
        cmocka_unit_test(refuses_bombs_before_unpacking),
        cmocka_unit_test(refuses_bombs_that_lie),
        cmocka_unit_test(refuses_other_packages),
        cmocka_unit_test(survives_cut_packages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
