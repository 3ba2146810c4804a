/* Files that were sent and wait in folders of their own until their rows are taken: pages and the
 * API keep them alike. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "page/page.h"

bool upload_folder(Work *w, Str path)
{
    const char *name = str_z(w->arena, path);
    return mkdir(name, 0700) == 0 || errno == EEXIST || refuse_file(w, name, errno);
}

bool upload_write(Work *w, Str path, Str bytes)
{
    const char *name = str_z(w->arena, path);
    FILE *file = fopen(name, "wbx");
    if (!file) return refuse_file(w, name, errno);
    bool good = fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    good = fclose(file) == 0 && good;
    return good || refuse_file(w, name, errno);
}

Str upload_name(Arena *arena, Str name)
{
    enum { NAME_MOST = 120 };
    Buf b = buf_new(arena);
    size_t at = 0;
    uint32_t c;
    while (b.len < NAME_MOST && utf8_next(name, &at, &c))
        if (c >= 32 && c != '/' && c != '\\' && c != 127) buf_code_point(&b, c);
    Str plain = str_trim(buf_str(&b));
    return plain.len && plain.ptr[0] != '.' ? plain : STR("import.csv");
}
