/* Old workbooks (xls): whatever the bytes, rows of valid UTF-8 come out, or a sentence. */
#include "base/base.h"
#include "doc/doc.h"
#include "fuzz/fuzz.h"

const char *const fuzz_words[] = {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
                                  "W\0o\0r\0k\0b\0o\0o\0k",
                                  "\x09\x08\x10",
                                  "\x85",
                                  "\xFC",
                                  "\x7E\x02",
                                  "\xBD",
                                  "\xFE\xFF\xFF\xFF",
                                  "\xFF\xFF\xFF\xFF",
                                  NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Work *w = work_new();
    Table *t;
    TableRow row;
    int64_t last = 0;
    if (table_open_bytes(w, STR("fuzz.xls"), (Str){(const char *)data, size}, &t)) {
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
