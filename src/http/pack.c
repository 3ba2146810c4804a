/* Compression of answers (gzip). Pages are packed fast, assets once and as small as it gets. Pages
 * hold no secret beside what a stranger can make them say: sessions live in cookies, forms carry no
 * tokens, and no other site can make a browser ask (SameSite=Strict), so packing gives nothing away
 * (BREACH). Read http_answer_prepare first. */
#include "http/serve.h"

#include <zlib.h>

enum { PACK_LEAST = 1024, PACK_FAST = 1, PACK_SMALL = 9, GZIP_WINDOW = 15 + 16, PACK_MEMORY = 8 };

struct Packer {
    z_stream stream;
};

static void packer_end(void *argument)
{
    Packer *packer = argument;
    (void)deflateEnd(&packer->stream);
}

static Packer *packer_of_level(Arena *arena, int level)
{
    Packer *packer = NEW(arena, Packer);
    ensure_memory(deflateInit2(&packer->stream, level, Z_DEFLATED, GZIP_WINDOW, PACK_MEMORY,
                               Z_DEFAULT_STRATEGY) == Z_OK);
    arena_on_free(arena, packer_end, packer);
    return packer;
}

Packer *packer_new(Arena *arena)
{
    return packer_of_level(arena, PACK_FAST);
}

/* The room is one byte shorter than the text: what does not fit is not worth it. */
bool packer_pack(Packer *packer, Arena *arena, Str bytes, Str *out)
{
    z_stream *stream = &packer->stream;
    if (bytes.len < PACK_LEAST || bytes.len > UINT32_MAX) return false;
    char *room = arena_alloc(arena, bytes.len - 1);
    ensure(deflateReset(stream) == Z_OK);
    stream->next_in = (Bytef *)(uintptr_t)bytes.ptr;
    stream->avail_in = (uInt)bytes.len;
    stream->next_out = (Bytef *)room;
    stream->avail_out = (uInt)(bytes.len - 1);
    if (deflate(stream, Z_FINISH) != Z_STREAM_END) return false;
    *out = (Str){room, bytes.len - 1 - stream->avail_out};
    return true;
}

static bool type_packs(Str type)
{
    static const Str starts[] = {{STR_INIT("text/")},
                                 {STR_INIT("application/json")},
                                 {STR_INIT("application/javascript")},
                                 {STR_INIT("application/manifest+json")},
                                 {STR_INIT("image/svg+xml")}};
    if (type.len == 0) return true; /* a page */
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (str_starts(type, starts[i])) return true;
    return false;
}

static bool gzip_is_accepted(const HttpRequest *request)
{
    return http_field_lists(request, STR("Accept-Encoding"), STR("gzip"));
}

Answer http_answer_prepare(HttpCall *call, Packer *packer)
{
    HttpResponse *r = &call->response;
    Answer answer = {.content = buf_str(&r->body)};
    if (r->asset) {
        r->type = r->asset->type;
        r->etag = r->asset->etag;
        answer.varies = r->asset->packed.len > 0;
        answer.packed = answer.varies && gzip_is_accepted(call->request);
        answer.content = answer.packed ? r->asset->packed : r->asset->bytes;
    }
    if ((r->status == 0 || r->status == 200) && http_is_known(call)) {
        r->status = 304;
        return (Answer){.varies = answer.varies};
    }
    if (r->asset || answer.content.len < PACK_LEAST || !type_packs(r->type)) return answer;
    answer.varies = true;
    if (gzip_is_accepted(call->request))
        answer.packed = packer_pack(packer, call->arena, answer.content, &answer.content);
    return answer;
}

HttpAsset http_asset(Arena *arena, Str type, Str bytes)
{
    HttpAsset asset = {.type = type, .bytes = bytes};
    asset.etag = format(arena, "%llx-%zx", (unsigned long long)str_hash(bytes), bytes.len);
    if (!type_packs(type)) return asset;
    Arena *own = arena_new();
    Str packed;
    if (packer_pack(packer_of_level(own, PACK_SMALL), own, bytes, &packed))
        asset.packed = str_copy(arena, packed);
    arena_free(own);
    return asset;
}
