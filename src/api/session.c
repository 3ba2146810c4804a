/* Who asks: a token for programs, what it may do, and its end. The token is a session like that of
 * a browser: it idles out, is listed and revoked with the others. */
#include "api/room.h"

bool session_open_api(Page *p, const LoginAsked *body, Token *out)
{
    Login login = {.account = body->account,
                   .password = body->password,
                   .code = body->code,
                   .from = p->call->peer};
    out->idle_seconds = SESSION_IDLE_SECONDS;
    out->most_seconds = SESSION_MOST_SECONDS;
    return session_open(p->w, &login, &out->token);
}

bool session_end_api(Page *p, const Nothing *body, Nothing *out)
{
    (void)body, (void)out;
    return session_close(p->w, p->session->token);
}

bool me_api(Page *p, const Nothing *body, Me *out)
{
    (void)body;
    const Session *s = p->session;
    *out =
        (Me){.account = s->account, .name = s->name, .created = s->created, .expires = s->expires};
    out->duties = NEW_ARRAY(p->w->arena, DutyHeld, s->grant_count + 1);
    out->duties_count = s->grant_count;
    for (size_t i = 0; i < s->grant_count; i++)
        out->duties[i] = (DutyHeld){.duty = duty_key(s->grants[i].duty),
                                    .duty_name = duty_name(s->grants[i].duty),
                                    .division = division_text(p->w->arena, s->grants[i].division)};
    return true;
}
