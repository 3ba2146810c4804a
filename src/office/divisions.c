/* Divisions: the tree to open, one division with its history, and the acts on it: founded, renamed,
 * moved, merged, abolished, each with its day and document, by 系统 alone. */
#include "office/view.h"

#include "casework/casework.h"
#include "office/system_words.def"
#include "office/words.def"

static Str division_href(Page *p, int64_t id)
{
    return format(p->w->arena, "/office/division/%lld", (long long)id);
}

static bool stands(const DivisionRow *row)
{
    return row->to.days == DATE_NONE.days;
}

static Str validity_words(Page *p, const DivisionRow *row)
{
    Arena *arena = p->w->arena;
    Str from = date_text(arena, row->from);
    if (stands(row)) return format(arena, SAY_SINCE_DAY, STR_ARG(from));
    return format(arena, SAY_FROM_TO, STR_ARG(from), STR_ARG(date_text(arena, row->to)));
}

/* ---- the acts ----------------------------------------------------------------------------- */

static const struct {
    const char *verb, *name, *note, *button;
    DivisionActKind kind;
} acts[] = {
    {"found", SAY_FOUND, SAY_FOUND_NOTE, SAY_FOUND, DIVISION_FOUND},
    {"merge", SAY_MERGE, SAY_MERGE_NOTE, SAY_MERGE_DO, DIVISION_MERGE},
    {"rename", SAY_RENAME, SAY_RENAME_NOTE, SAY_RENAME, DIVISION_RENAME},
    {"move", SAY_MOVE, SAY_MOVE_NOTE, SAY_MOVE, DIVISION_MOVE},
    {"abolish", SAY_ABOLISH, SAY_ABOLISH_NOTE, SAY_ABOLISH, DIVISION_ABOLISH},
};

static bool act_fits(const Page *p, const DivisionRow *row, DivisionActKind kind)
{
    int level = division_level(row->code);
    bool home = row->code.n == p->site->home.n;
    if (!stands(row) || !division_contains(p->site->home, row->code)) return false;
    switch (kind) {
    case DIVISION_FOUND:
    case DIVISION_MERGE:
        return level < 5;
    case DIVISION_MOVE:
        return level == 5;
    case DIVISION_RENAME:
    case DIVISION_ABOLISH:
        return !home;
    }
    return false;
}

/* ---- one division ------------------------------------------------------------------------- */

static bool crumbs_fill(View *v, const DivisionRow *row)
{
    DivisionRow chain[6];
    size_t count = 0;
    Page *p = v->p;
    view_crumb(v, "/office/divisions", SAY_DIVISIONS);
    for (int64_t at = row->parent; at && count < COUNT_OF(chain); count++) {
        TRY(division_by_id(p->w, at, &chain[count]));
        at = chain[count].code.n == p->site->home.n ? 0 : chain[count].parent;
    }
    while (count-- > 0)
        view_crumb(v, str_z(p->w->arena, division_href(p, chain[count].id)),
                   str_z(p->w->arena, chain[count].name));
    return true;
}

/* Duties that are given for a division which has ended do not follow by themselves: 安全 decides who
 * works in the successor. */
static bool left_behind(View *v, const DivisionRow *row)
{
    Account *accounts;
    size_t count;
    TRY(account_list(v->p->w, &accounts, &count));
    Block *b = NULL;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < accounts[i].grant_count; k++) {
            static const char *const names[] = {SAY_ACCOUNT_FIELD, SAY_NAME_FIELD, SAY_DUTIES};
            const DutyGrant *grant = &accounts[i].grants[k];
            if (grant->division.n != row->code.n) continue;
            if (!b) {
                b = view_block(v, stands(row) ? SAY_DUTIES_HERE : SAY_DUTIES_LEFT);
                if (!stands(row)) b->note = STR(SAY_DUTIES_LEFT_NOTE);
                block_columns(v, b, names, COUNT_OF(names));
            }
            ListCell *cell = block_row(v, b);
            cell[0] = (ListCell){.text = accounts[i].account,
                                 .href = format(v->p->w->arena, "/office/account/%.*s",
                                                STR_ARG(accounts[i].account))};
            cell[1].text = accounts[i].name;
            cell[2].text = duty_name(grant->duty);
        }
    return true;
}

static bool children_block(View *v, const DivisionRow *row)
{
    static const char *const names[] = {SAY_NAME, SAY_DIVISION_CODE, SAY_VALIDITY, SAY_SUCCESSOR};
    Page *p = v->p;
    DivisionRow *rows;
    size_t count;
    TRY(division_children(p->w, row->id, &rows, &count));
    if (!count) return true;
    Block *b = view_block(v, SAY_INSIDE);
    block_columns(v, b, names, COUNT_OF(names));
    for (size_t i = 0; i < count; i++) {
        ListCell *cell = block_row(v, b);
        cell[0] = (ListCell){.text = rows[i].name, .href = division_href(p, rows[i].id)};
        cell[1] = (ListCell){.text = division_text(p->w->arena, rows[i].code), .code = true};
        cell[2].text = validity_words(p, &rows[i]);
        cell[3].text = rows[i].successor ? row->name : presence(STR(""));
        b->list.rows[i].gone = !stands(&rows[i]);
    }
    b->tools.count = format(p->w->arena, SAY_DIVISIONS_FOUND, count);
    return true;
}

static bool history_block(View *v, const DivisionRow *row)
{
    static const char *const names[] = {SAY_WHEN, SAY_ACTOR, SAY_ACT_KIND, SAY_DETAIL};
    ActRow *rows;
    size_t count;
    Page *p = v->p;
    Str subject = format(p->w->arena, "division:%lld", (long long)row->id);
    TRY(audit_list(p->w, &(ActQuery){.subject = subject, .limit = 50}, &rows, &count));
    Block *b = view_block(v, SAY_HISTORY);
    block_columns(v, b, names, COUNT_OF(names));
    for (size_t i = 0; i < count; i++) {
        ListCell *cell = block_row(v, b);
        cell[0].text = instant_words(p->w->arena, rows[i].instant);
        cell[1].text = account_words(p, rows[i].actor);
        cell[2].text = act_kind_name(rows[i].act.kind);
        cell[3].text = rows[i].act.detail;
    }
    block_empty(b, SAY_NO_HISTORY, "");
    return true;
}

static bool facts_block(View *v, const DivisionRow *row)
{
    Page *p = v->p;
    Arena *arena = p->w->arena;
    DivisionRow next;
    DivisionCount inside;
    int64_t cases;
    TRY(division_count(p->w, row->id, &inside) &&
        case_count_inside(p->w, row->first, row->last, &cases));
    Block *b = view_block(v, "");
    block_pair(v, b, SAY_DIVISION_CODE, division_text(arena, row->code));
    b->pairs.pairs[0].code = true;
    block_pair(v, b, SAY_VALIDITY, validity_words(p, row));
    if (row->successor) {
        TRY(division_by_id(p->w, row->successor, &next));
        block_pair(v, b, SAY_SUCCESSOR, next.name);
        b->pairs.pairs[b->pairs.count - 1].href = division_href(p, next.id);
    }
    block_pair(v, b, SAY_PEOPLE, format(arena, SAY_PEOPLE_COUNT, (long long)inside.people));
    block_pair(v, b, SAY_UNITS, format(arena, SAY_UNIT_COUNT, (long long)inside.units));
    block_pair(v, b, SAY_OPEN_CASES, format(arena, SAY_CASE_COUNT, (long long)cases));
    if (!stands(row)) b->note = STR(SAY_ENDED_NOTE);
    return true;
}

static bool division_show(Page *p, const DivisionRow *row)
{
    View *v = view_new(p, "", "/office/divisions");
    v->page.head.title = row->name;
    if (row->code.n != p->site->home.n) TRY(crumbs_fill(v, row));
    p->subject = format(p->w->arena, "division:%lld", (long long)row->id);
    if (!stands(row)) v->page.head.state = (Tag){STR(SAY_DIVISION_ENDED), STR("")};
    for (size_t i = 0; i < COUNT_OF(acts); i++)
        if (page_may(p, WHO(SYSTEM)) && act_fits(p, row, acts[i].kind))
            view_action(
                v, format(p->w->arena, "%.*s/%s", STR_ARG(division_href(p, row->id)), acts[i].verb),
                acts[i].name, false);
    TRY(facts_block(v, row) && children_block(v, row) && left_behind(v, row));
    TRY(history_block(v, row));
    return view_show(v);
}

bool divisions_page(Page *p)
{
    DivisionRow row;
    TRY(division_by_code(p->w, p->site->home, &row));
    return division_show(p, &row);
}

static bool division_asked(Page *p, DivisionRow *out)
{
    int64_t id;
    TRY(page_id(p, p->call->params[0], &id));
    return division_by_id(p->w, id, out);
}

bool division_page(Page *p)
{
    DivisionRow row;
    return division_asked(p, &row) && division_show(p, &row);
}

/* ---- the forms ---------------------------------------------------------------------------- */

static bool choices_of(View *v, FormField *field, int64_t id, int level)
{
    DivisionRow *rows;
    size_t count;
    if (level)
        TRY(division_descendants(v->p->w, id, level, &rows, &count));
    else
        TRY(division_children(v->p->w, id, &rows, &count));
    FieldChoice *choices = choices_new(v, field, count);
    for (size_t i = 0; i < count; i++)
        if (stands(&rows[i]))
            choices[field->choice_count++] =
                (FieldChoice){.value = format(v->p->w->arena, "%lld", (long long)rows[i].id),
                              .text = rows[i].name};
    return true;
}

static FormField field_of(FieldKind kind, const char *name, const char *label)
{
    return (FormField){
        .kind = kind, .name = str_of(name), .label = str_of(label), .required = true};
}

static bool target_fields(View *v, Block *b, const DivisionRow *row, DivisionActKind kind)
{
    DivisionRow home;
    if (kind == DIVISION_MERGE) {
        FormField *which = block_field(v, b, field_of(FIELD_CHECKS, "which", SAY_MERGE_WHICH));
        which->wide = true;
        TRY(choices_of(v, which, row->id, 0));
    }
    if (kind == DIVISION_MERGE || kind == DIVISION_MOVE) {
        FormField *target =
            block_field(v, b,
                        field_of(FIELD_SELECT, "target",
                                 kind == DIVISION_MERGE ? SAY_MERGE_INTO : SAY_MOVE_TO));
        target->none = STR(SAY_CHOOSE);
        if (kind == DIVISION_MERGE) return choices_of(v, target, row->id, 0);
        TRY(division_by_code(v->p->w, v->p->site->home, &home));
        return choices_of(v, target, home.id, 4);
    }
    return true;
}

static bool act_form(Page *p, const DivisionRow *row, size_t at)
{
    DivisionActKind kind = acts[at].kind;
    Str href = division_href(p, row->id);
    View *v = view_new(p, acts[at].name, "/office/divisions");
    TRY(crumbs_fill(v, row));
    view_crumb(v, str_z(p->w->arena, href), str_z(p->w->arena, row->name));
    v->page.head.note = str_of(acts[at].note);
    Block *b = view_block(v, "");
    if (kind == DIVISION_FOUND)
        block_field(v, b, field_of(FIELD_CODE, "code", SAY_DIVISION_CODE))->hint = STR(SAY_CODE_12);
    if (kind == DIVISION_FOUND || kind == DIVISION_RENAME)
        block_field(v, b, field_of(FIELD_TEXT, "name", SAY_NAME));
    TRY(target_fields(v, b, row, kind));
    block_field(v, b, field_of(FIELD_DATE, "day", SAY_EFFECTIVE))->value =
        date_text(p->w->arena, work_today(p->w));
    block_field(v, b, field_of(FIELD_TEXT, "document", SAY_DOCUMENT))->hint =
        STR(SAY_DOCUMENT_HINT);
    block_form(v, b, format(p->w->arena, "%.*s/%s", STR_ARG(href), acts[at].verb), acts[at].button);
    b->buttons.cancel_href = href;
    return view_show(v);
}

static bool act_asked(Page *p, DivisionRow *row, size_t *at)
{
    TRY(division_asked(p, row));
    for (*at = 0; *at < COUNT_OF(acts); (*at)++)
        if (str_equal(p->call->params[1], str_of(acts[*at].verb)) &&
            act_fits(p, row, acts[*at].kind))
            return true;
    return page_missing(p, p->call->request->path);
}

bool division_form_page(Page *p)
{
    DivisionRow row;
    size_t at;
    return act_asked(p, &row, &at) && act_form(p, &row, at);
}

static bool ids_asked(Page *p, const DivisionRow *row, DivisionAct *act)
{
    Str *chosen;
    size_t count = http_form_values(p->w->arena, &p->form, STR("which"), &chosen);
    int64_t *ids = NEW_ARRAY(p->w->arena, int64_t, count + 1);
    act->ids = ids;
    if (act->kind != DIVISION_MERGE) {
        ids[0] = row->id;
        act->count = act->kind == DIVISION_FOUND ? 0 : 1;
        if (act->kind == DIVISION_FOUND) act->target = row->id;
        return act->kind != DIVISION_MOVE || page_field_id(p, "target", &act->target);
    }
    for (size_t i = 0; i < count; i++) {
        if (str_equal(chosen[i], page_field(p, "target"))) continue; /* it stays */
        TRY(page_id(p, chosen[i], &ids[act->count++]));
    }
    return page_field_id(p, "target", &act->target);
}

bool division_do_page(Page *p)
{
    DivisionRow row;
    size_t at;
    int64_t id;
    TRY(act_asked(p, &row, &at));
    DivisionAct act = {.kind = acts[at].kind,
                       .name = page_field(p, "name"),
                       .day = DATE_NONE,
                       .document = page_field(p, "document")};
    (void)division_parse(page_field(p, "code"), &act.code);
    (void)date_parse(page_field(p, "day"), &act.day);
    if (!ids_asked(p, &row, &act) || !division_act(p->w, &act, &id)) return act_form(p, &row, at);
    page_say(p, SAY_DIVISION_DONE, acts[at].name);
    return page_redirect(p, division_href(p, id ? id : row.parent));
}
