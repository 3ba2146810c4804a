/* CSV: whatever the bytes, rows of valid UTF-8 come out, and what comes out survives a round trip
 * through GB18030. */
#include "base/base.h"
#include "doc/doc.h"
#include "fuzz/fuzz.h"

const char *const fuzz_words[] = {"\xEF\xBB\xBF",
                                  "\"",
                                  "\"\"",
                                  "\r\n",
                                  "\r",
                                  ",",
                                  "\t",
                                  ";",
                                  "\xEF\xBC\x9B",
                                  "\xA3\xBB",
                                  "'=",
                                  "name,id\nAna,360203195003077713\n",
                                  "\xD0\xD5\xC3\xFB,\xD7\xA1\xD6\xB7\r\n",
                                  "\x81\x30\x84\x36",
                                  "\x95\x32\x82\x36",
                                  "\xFE\x51",
                                  "\xEE\xA0\x96",
                                  "\xF0\xA0\xAE\xB7",
                                  NULL};

static void check_row(Arena *arena, const TableRow *row)
{
    for (size_t i = 0; i < row->count; i++) {
        Str bytes, back;
        size_t at;
        ensure(utf8_valid(row->cells[i]));
        ensure(text_to_gb18030(arena, row->cells[i], &bytes));
        ensure(text_from_gb18030(arena, bytes, &back, &at));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Work *w = work_new();
    Table *t;
    TableRow row;
    int64_t last = 0;
    if (table_open_bytes(w, STR("fuzz.csv"), (Str){(const char *)data, size}, &t)) {
        while (table_next(t, &row)) {
            ensure(row.number > last && row.count > 0);
            last = row.number;
            if (last == 1) check_row(w->arena, &row);
        }
        ensure(!table_failed(t) || w->error.code == ERR_FILE);
    } else {
        ensure(w->error.code == ERR_FILE && w->error.sentence.len > 0);
    }
    work_free(w);
    return 0;
}
