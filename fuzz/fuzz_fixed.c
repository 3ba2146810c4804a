/* Files of fixed width: the first line is the layout, the rest the file. A layout that is taken
 * gives as many cells in each row as it names. */
#include "base/base.h"
#include "doc/doc.h"
#include "fuzz/fuzz.h"

const char *const fuzz_words[] = {"name:10,id:18\nAna       360203195003077713\n",
                                  "a:1,b:2,c:3\nabbccc\nxyyzzz\r\n",
                                  "a:0\n",
                                  "a:999999999999\n",
                                  "a:-1,\n",
                                  ":",
                                  ",",
                                  "\xD0\xD5\xC3\xFB",
                                  "\xE5\xA7\x93\xE5\x90\x8D:8\n",
                                  "\xEF\xBC\x9A",
                                  NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Work *w = work_new();
    Table *t;
    TableRow row;
    Str rest = {(const char *)data, size}, layout;
    if (!str_split(&rest, '\n', &layout)) layout = STR("");
    TableLook look = {.fixed = layout};
    size_t columns = 0;
    if (utf8_valid(layout) && table_open_bytes_as(w, STR("fuzz.txt"), rest, &look, &t)) {
        for (bool first = true; table_next(t, &row); first = false) {
            if (first && layout.len) columns = row.count;
            ensure(!layout.len || row.count <= columns);
            for (size_t i = 0; i < row.count; i++)
                ensure(utf8_valid(row.cells[i]));
        }
    } else {
        ensure(!utf8_valid(layout) || w->error.sentence.len > 0);
    }
    work_free(w);
    return 0;
}
