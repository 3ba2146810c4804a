/* Assets: bytes that do not change while the server runs, compressed once and named by their
 * digest. */
#include "http/http.h"

HttpAsset http_asset(Arena *arena, Str type, Str bytes)
{
    return (HttpAsset){.type = type,
                       .bytes = bytes,
                       .etag = format(arena, "%016llx", (unsigned long long)str_hash(bytes))};
}
