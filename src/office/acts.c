/* The chain of acts as a list with filters, one act, looking up and reading originals with their
 * purposes, and who looked at what. 审计 and 安全 read; nothing here changes anything but the period
 * of the access log, which is 系统's. */
#include "office/view.h"

#include <time.h>

#include "office/system_words.def"
#include "office/words.def"

enum { PAGE_ROWS = 50 };

static int64_t day_begins(Date day)
{
    return (int64_t)day.days * 86400 - 8 * 3600;
}

/* ---- filters ------------------------------------------------------------------------------ */

static void text_filter(View *v, Block *b, const char *name, const char *label)
{
    block_filter(v, b,
                 (FormField){.kind = FIELD_TEXT, .name = str_of(name), .label = str_of(label)});
}

static void day_filters(View *v, Block *b)
{
    block_filter(v, b,
                 (FormField){.kind = FIELD_DATE, .name = STR("from"), .label = STR(SAY_FROM_DAY)});
    block_filter(v, b,
                 (FormField){.kind = FIELD_DATE, .name = STR("to"), .label = STR(SAY_TO_DAY)});
}

static void kind_filter(View *v, Block *b)
{
    const char *const *keys;
    size_t count = act_kinds(&keys);
    FormField *field = block_filter(
        v, b, (FormField){.kind = FIELD_SELECT, .name = STR("kind"), .label = STR(SAY_ACT_KIND)});
    FieldChoice *choices = choices_new(v, field, count);
    field->none = STR(SAY_ALL);
    for (size_t i = 0; i < count; i++)
        choices[field->choice_count++] =
            (FieldChoice){.value = str_of(keys[i]), .text = act_kind_name(str_of(keys[i]))};
}

static bool query_asked(Page *p, ActQuery *out)
{
    Date from, to;
    int64_t before = 0;
    TRY(day_asked(p, "from", &from) && day_asked(p, "to", &to));
    if (page_query(p, "before").len) TRY(page_id(p, page_query(p, "before"), &before));
    *out = (ActQuery){.subject = page_query(p, "subject"),
                      .actor = page_query(p, "actor"),
                      .kind = page_query(p, "kind"),
                      .before = {before},
                      .limit = PAGE_ROWS + 1};
    if (from.days != DATE_NONE.days) out->from = day_begins(from);
    if (to.days != DATE_NONE.days) out->until = day_begins(to) + 86400;
    return true;
}

/* ---- the chain ---------------------------------------------------------------------------- */

static void act_line(View *v, Block *b, const ActRow *row)
{
    Page *p = v->p;
    Arena *arena = p->w->arena;
    ListCell *cell = block_row(v, b);
    cell[0] = (ListCell){.text = format(arena, "%lld", (long long)row->commit.n),
                         .href = format(arena, "/office/act/%lld", (long long)row->commit.n),
                         .number = true};
    cell[1].text = instant_words(arena, row->instant);
    cell[2] = (ListCell){.text = account_words(p, row->actor), .note = row->actor};
    cell[3].text = act_kind_name(row->act.kind);
    cell[4] = (ListCell){.text = act_subject_words(p, row->act.subject),
                         .href = act_subject_href(p, row->act.subject)};
    cell[5] = (ListCell){.text = presence(act_detail_words(p, row->act.detail)),
                         .note = row->act.purpose};
}

static bool acts_fill(View *v, Block *b, const ActQuery *query, const char *address)
{
    static const char *const names[] = {("#" SAY_ACT_NUMBER), SAY_WHEN,    SAY_ACTOR,
                                        SAY_ACT_KIND,         SAY_SUBJECT, SAY_DETAIL};
    ActRow *rows;
    size_t count;
    TRY(audit_list(v->p->w, query, &rows, &count));
    block_columns(v, b, names, COUNT_OF(names));
    size_t shown = count > PAGE_ROWS ? PAGE_ROWS : count;
    for (size_t i = 0; i < shown; i++)
        act_line(v, b, &rows[i]);
    block_pager(v, b, address, count > PAGE_ROWS ? rows[PAGE_ROWS - 1].commit.n : 0);
    block_empty(b, SAY_NO_ACTS, SAY_NO_ACTS_ADVICE);
    return true;
}

bool acts_page(Page *p)
{
    ActQuery query;
    Commit head;
    TRY(query_asked(p, &query) && audit_latest(p->w, &head));
    View *v = view_new(p, SAY_ACTS, "/office/acts");
    v->page.head.note = format(p->w->arena, SAY_ACTS_NOTE, (long long)head.n);
    Block *b = view_block(v, "");
    text_filter(v, b, "actor", SAY_ACTOR);
    kind_filter(v, b);
    text_filter(v, b, "subject", SAY_SUBJECT_ASKED);
    day_filters(v, b);
    block_filter_done(v, b, "/office/acts");
    TRY(acts_fill(v, b, &query, "/office/acts"));
    if (page_may(p, WHO(AUDITOR))) {
        view_action(v, STR("/office/head"), SAY_HEAD_DOWNLOAD, false);
        view_action(v, STR("/office/log"), SAY_LOG_DOWNLOAD, false);
    }
    return view_show(v);
}

bool act_page(Page *p)
{
    int64_t number;
    ActRow row;
    TRY(page_id(p, p->call->params[0], &number));
    TRY(audit_row(p->w, (Commit){number}, &row));
    Arena *arena = p->w->arena;
    View *v = view_new(p, SAY_ACTS, "/office/acts");
    view_crumb(v, "/office/acts", SAY_ACTS);
    v->page.head.title = format(arena, SAY_ACT_TITLE, (long long)number);
    p->subject = row.act.subject;
    Block *b = view_block(v, "");
    block_pair(v, b, SAY_ACT_KIND, act_kind_name(row.act.kind));
    block_pair(v, b, SAY_WHEN, instant_words(arena, row.instant));
    block_pair(v, b, SAY_ACTOR,
               format(arena, SAY_NAME_AND_ACCOUNT, STR_ARG(account_words(p, row.actor)),
                      STR_ARG(row.actor)));
    block_pair(v, b, SAY_SUBJECT, act_subject_words(p, row.act.subject));
    b->pairs.pairs[b->pairs.count - 1].href = act_subject_href(p, row.act.subject);
    block_pair(v, b, SAY_PURPOSE, row.act.purpose);
    block_pair(v, b, SAY_DETAIL, row.act.detail);
    b = view_block(v, SAY_ACT_CHAIN);
    b->note = STR(SAY_ACT_CHAIN_NOTE);
    block_code(v, b, format(arena, SAY_ACT_DIGEST, STR_ARG(digest_text(arena, row.digest))));
    if (!digest_is_zero(row.act.rows))
        block_code(v, b, format(arena, SAY_ACT_SEALS, STR_ARG(digest_text(arena, row.act.rows))));
    return view_show(v);
}

/* ---- looking up, reading originals --------------------------------------------------------- */

bool lookups_page(Page *p)
{
    ActQuery query;
    TRY(query_asked(p, &query));
    bool search = str_equal(query.kind, STR("search"));
    if (!search) query.kind = STR("reveal");
    View *v = view_new(p, SAY_LOOKUPS, "/office/lookups");
    v->page.head.note = STR(SAY_LOOKUPS_NOTE);
    view_tab(v, STR("/office/lookups"), STR(SAY_REVEALS), !search);
    view_tab(v, STR("/office/lookups?kind=search"), STR(SAY_SEARCHES), search);
    Block *b = view_block(v, "");
    text_filter(v, b, "actor", SAY_ACTOR);
    day_filters(v, b);
    block_filter_done(v, b, "/office/lookups");
    b->filter.kept = NEW(p->w->arena, HiddenValue);
    b->filter.kept[0] = (HiddenValue){STR("kind"), query.kind};
    b->filter.kept_count = 1;
    const char *address = search ? "/office/lookups?kind=search&" : "/office/lookups";
    TRY(acts_fill(v, b, &query, address));
    return view_show(v);
}

/* ---- who looked at what ------------------------------------------------------------------- */

static Str looked_words(Str page)
{
    static const struct {
        Str begins;
        const char *words;
    } pages[] = {
#define LOOKED(begins, words) {{STR_INIT(begins)}, words},
#include "office/looked.def"
#undef LOOKED
    };
    Str found = page;
    size_t best = 0;
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        if (pages[i].begins.len <= best || !str_starts(page, pages[i].begins)) continue;
        best = pages[i].begins.len;
        found = str_of(pages[i].words);
    }
    return found;
}

static void look_line(View *v, Block *b, const AccessSeen *seen)
{
    Page *p = v->p;
    ListCell *cell = block_row(v, b);
    cell[0].text = instant_words(p->w->arena, seen->row.instant);
    cell[1] = (ListCell){.text = presence(seen->account),
                         .href = seen->account.len ? format(p->w->arena, "/office/account/%.*s",
                                                            STR_ARG(seen->account))
                                                   : STR("")};
    cell[2] = (ListCell){.text = act_subject_words(p, seen->row.subject),
                         .href = act_subject_href(p, seen->row.subject)};
    cell[3].text = looked_words(seen->row.route);
    cell[4].text = format(p->w->arena, "%d", seen->row.status);
    if (seen->row.status >= 400) cell[4].kind = STR("bad");
}

static bool looks_block(View *v)
{
    static const char *const names[] = {SAY_WHEN, SAY_ACCOUNT_FIELD, SAY_LOOKED_AT, SAY_PAGE_NAME,
                                        ("#" SAY_STATUS)};
    AccessSeen *rows;
    size_t count;
    Page *p = v->p;
    int64_t before = 0;
    if (page_query(p, "before").len) TRY(page_id(p, page_query(p, "before"), &before));
    AccessQuery query = {.account = page_query(p, "account"),
                         .subject = page_query(p, "subject"),
                         .before = before,
                         .limit = PAGE_ROWS + 1};
    Block *b = view_block(v, "");
    text_filter(v, b, "account", SAY_ACCOUNT_FIELD);
    text_filter(v, b, "subject", SAY_SUBJECT_ASKED);
    block_filter_done(v, b, "/office/looks");
    TRY(access_log_list(p->w, &query, &rows, &count));
    block_columns(v, b, names, COUNT_OF(names));
    size_t shown = count > PAGE_ROWS ? PAGE_ROWS : count;
    for (size_t i = 0; i < shown; i++)
        look_line(v, b, &rows[i]);
    block_pager(v, b, "/office/looks", count > PAGE_ROWS ? rows[PAGE_ROWS - 1].id : 0);
    block_empty(b, SAY_NO_LOOKS, SAY_NO_ACTS_ADVICE);
    return true;
}

bool looks_page(Page *p)
{
    int64_t all, days;
    View *v = view_new(p, SAY_LOOKS, "/office/looks");
    TRY(access_log_count(p->w, &all) && access_log_days(p->w, &days));
    v->page.head.note = format(p->w->arena, SAY_LOOKS_NOTE, (long long)all, (long long)days);
    TRY(looks_block(v));
    return view_show(v);
}

/* ---- what leaves the house ------------------------------------------------------------------ */

bool head_page(Page *p)
{
    SignedHead head;
    TRY(audit_sign(p->w, &head));
    HttpResponse *response = &p->call->response;
    response->type = STR("application/json");
    response->download = format(p->w->arena, SAY_HEAD_FILE, (long long)head.commit.n);
    buf_add(&response->body, audit_head_text(p->w->arena, &head));
    return true;
}

bool log_page(Page *p)
{
    int64_t acts;
    HttpResponse *response = &p->call->response;
    TRY(audit_export_text(p->w, &response->body, &acts));
    response->type = STR("text/plain; charset=utf-8");
    response->download = format(p->w->arena, SAY_LOG_FILE, (long long)acts);
    return true;
}
