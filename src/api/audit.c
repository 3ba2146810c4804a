/* The log of acts, for the auditor: newest first, or one row. */
#include "api/room.h"
#include "api/words.def"

static ActTold act_told(Page *p, const ActRow *row)
{
    return (ActTold){.commit = row->commit.n,
                     .at = row->instant,
                     .actor = row->actor,
                     .kind = row->act.kind,
                     .kind_name = act_kind_name(row->act.kind),
                     .subject = row->act.subject,
                     .purpose = row->act.purpose,
                     .detail = row->act.detail,
                     .digest = digest_text(p->w->arena, row->digest)};
}

bool acts_api(Page *p, const Nothing *body, ActsTold *out)
{
    (void)body;
    enum { LIMIT_MOST = 200 };
    ActQuery query = {.subject = page_query(p, "subject")};
    ActRow *rows;
    int64_t limit;
    TRY(query_id(p, "before", &query.before.n));
    TRY(query_id(p, "limit", &limit));
    if (limit > LIMIT_MOST) return refuse(p->w, ERR_INPUT, "%s", SAY_BAD_PAGING);
    query.limit = limit ? (size_t)limit : 50;
    TRY(audit_list(p->w, &query, &rows, &out->items_count));
    out->items = NEW_ARRAY(p->w->arena, ActTold, out->items_count + 1);
    for (size_t i = 0; i < out->items_count; i++)
        out->items[i] = act_told(p, &rows[i]);
    if (out->items_count == query.limit) out->before = rows[out->items_count - 1].commit.n;
    return true;
}

bool act_api(Page *p, const Nothing *body, ActTold *out)
{
    (void)body;
    int64_t commit;
    ActRow row;
    TRY(page_id(p, p->call->params[0], &commit));
    TRY(audit_row(p->w, (Commit){commit}, &row));
    *out = act_told(p, &row);
    return true;
}
