/* A request under a key of the asker's own (Idempotency-Key) is done once: asked again, it is
 * answered again from what was kept. The writer takes one POST after the other, so that the second
 * finds what the first has left; both become durable with the same group. A refusal changes nothing
 * and is not kept: the next try may go better. */
#include "api/room.h"
#include "api/words.def"

enum { KEY_MOST = 200 };

/* All that was asked: the same key for something else is a mistake of who asks. */
static Str request_digest(Page *p, const Operation *o)
{
    const HttpRequest *request = p->call->request;
    Digester *d = digester_new(p->w->arena);
    digester_add_text(d, str_of(o->name));
    digester_add_text(d, request->path);
    digester_add_text(d, request->query);
    digester_add_text(d, request->body);
    return digest_text(p->w->arena, digester_end(d));
}

static bool key_read(Page *p, Str *out)
{
    *out = str_trim(http_field(p->call->request, STR("Idempotency-Key")));
    for (size_t i = 0; i < out->len; i++)
        if (out->ptr[i] < '!' || out->ptr[i] > '~' || out->len > KEY_MOST)
            return refuse(p->w, ERR_INPUT, SAY_BAD_KEY, (int)KEY_MOST);
    return true;
}

bool once_look(Page *p, const Operation *o, Once *out)
{
    Answered answered;
    HttpResponse *response = &p->call->response;
    *out = (Once){.again = false};
    if (!(o->flags & API_ONCE)) return true;
    TRY(key_read(p, &out->key));
    if (!out->key.len) return true;
    out->request = request_digest(p, o);
    TRY(answered_find(p->w, out->key, &answered));
    if (!answered.status) return true;
    if (!str_equal(answered.request, out->request))
        return refuse(p->w, ERR_CONFLICT, "%s", SAY_KEY_TAKEN);
    out->again = true;
    p->status = answered.status;
    response->type = STR("application/json; charset=utf-8");
    response->body = buf_new(p->w->arena);
    buf_add(&response->body, answered.body);
    return true;
}

bool once_keep(Page *p, const Once *once)
{
    if (!once->key.len) return true;
    const Answered answered = {.request = once->request,
                               .body = buf_str(&p->call->response.body),
                               .status = p->status ? p->status : 200};
    return answered_keep(p->w, once->key, &answered);
}
