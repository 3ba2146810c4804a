/* Standards with their documents and days: values by area, marks of what is presumed or not yet
 * checked, days for which nobody has set one. They are lines of the law's text; each says in which
 * file and line it stands. Then the texts of the law that the store has kept, and what changed. */
#include "office/view.h"

#include <stdlib.h>

#include "office/system_words.def"
#include "office/words.def"

/* ---- one value ---------------------------------------------------------------------------- */

static Str number_words(Arena *arena, int64_t mantissa, Type type)
{
    int64_t one = power_of_ten(type.scale);
    if (type.scale == 2 && !type.percent) return money_text(arena, (Money){mantissa});
    if (type.percent) return format(arena, "%lld%%", (long long)mantissa);
    if (type.scale == 0) return format(arena, "%lld", (long long)mantissa);
    return format(arena, "%lld.%0*lld", (long long)(mantissa / one), (int)type.scale,
                  (long long)llabs(mantissa % one));
}

static Str place_of(Page *p, const Place *place)
{
    if (!place->file) return STR("");
    return format(p->w->arena, SAY_FILE_LINE, STR_ARG(law_path(p, place->file->path)), place->line);
}

static bool same_series(const StandardValue *a, const StandardValue *b)
{
    return a->area.n == b->area.n && a->choice == b->choice;
}

/* Whether nobody has set the value right after this one ends. */
static bool gap_after(const Standard *s, size_t at)
{
    const StandardValue *value = &s->values[at];
    if (value->until.days == DATE_NONE.days) return false;
    for (size_t i = 0; i < s->value_count; i++) {
        const StandardValue *next = &s->values[i];
        if (same_series(value, next) && next->from.days > value->from.days &&
            next->from.days <= value->until.days + 1)
            return false;
    }
    return true;
}

static void value_line(View *v, Block *b, const Standard *s, size_t at)
{
    Page *p = v->p;
    Arena *arena = p->w->arena;
    const StandardValue *value = &s->values[at];
    ListCell *cell = block_row(v, b);
    cell[0].text = value->area.n ? division_words(p, value->area) : STR(SAY_NATION);
    cell[1].text = s->by && value->choice ? s->by->words[value->choice - 1] : presence(STR(""));
    cell[2].text = number_words(arena, value->mantissa, s->type);
    cell[3].text = date_text(arena, value->from);
    if (value->until.days != DATE_NONE.days)
        cell[3].note = format(arena, SAY_UNTIL_DAY, STR_ARG(date_text(arena, value->until)));
    cell[4].text = date_text(arena, value->published);
    cell[5] = (ListCell){.text = presence(value->document)};
    Str mark = value->presumed     ? STR(SAY_PRESUMED)
               : value->unverified ? STR(SAY_UNVERIFIED)
                                   : STR("");
    cell[6] = (ListCell){.text = mark, .kind = STR("care"), .tag = mark.len > 0};
    if (gap_after(s, at)) cell[6].note = STR(SAY_GAP_AFTER);
    cell[7] = (ListCell){.text = place_of(p, &value->place), .href = law_href(p, &value->place)};
}

bool standard_page(Page *p)
{
    static const char *const names[] = {SAY_AREA,      SAY_CHOICE,    ("#" SAY_VALUE),
                                        SAY_EFFECTIVE, SAY_PUBLISHED, SAY_DOCUMENT,
                                        SAY_MARKS,     SAY_STANDS_IN};
    const Standard *s = bureau_standard(p->bureau, p->call->params[0]);
    if (!s) return page_missing(p, p->call->params[0]);
    View *v = view_new(p, SAY_STANDARDS, "/office/standards");
    view_crumb(v, "/office/standards", SAY_STANDARDS);
    v->page.head.title = s->name;
    v->page.head.note = s->citation;
    Block *b = view_block(v, "");
    if (!s->type.percent) block_pair(v, b, SAY_UNIT_OF_VALUE, type_text(p->w->arena, s->type));
    block_pair(v, b, SAY_STANDS_IN, place_of(p, &s->place));
    b->pairs.pairs[b->pairs.count - 1].href = law_href(p, &s->place);
    b = view_block(v, SAY_ALL_VALUES);
    block_columns(v, b, names, COUNT_OF(names));
    for (size_t i = 0; i < s->value_count; i++)
        value_line(v, b, s, i);
    block_empty(b, SAY_NO_VALUES, SAY_NO_VALUES_ADVICE);
    return view_show(v);
}

/* ---- all of them -------------------------------------------------------------------------- */

typedef struct {
    size_t presumed, unverified, gaps, series;
    const StandardValue *newest;
} Survey;

static Survey survey(Page *p, const Standard *s)
{
    Survey out = {.presumed = 0};
    Date today = work_today(p->w);
    for (size_t i = 0; i < s->value_count; i++) {
        const StandardValue *value = &s->values[i];
        out.presumed += value->presumed;
        out.unverified += value->unverified && !value->presumed;
        out.gaps += gap_after(s, i);
        out.series += i == 0 || !same_series(value, &s->values[i - 1]);
        bool ours = value->area.n == 0 || division_contains(value->area, p->site->home);
        if (ours && value->from.days <= today.days &&
            (!out.newest || value->from.days >= out.newest->from.days))
            out.newest = value;
    }
    return out;
}

static void standard_line(View *v, Block *b, const Standard *s)
{
    Page *p = v->p;
    Arena *arena = p->w->arena;
    Survey found = survey(p, s);
    ListCell *cell = block_row(v, b);
    cell[0] = (ListCell){
        .text = s->name,
        .href = format(arena, "/office/standard/%.*s", STR_ARG(s->key.len ? s->key : s->name))};
    if (!s->key.len) {
        Buf href = buf_new(arena);
        buf_add(&href, STR("/office/standard/"));
        url_text(&href, s->name);
        cell[0].href = buf_str(&href);
    }
    cell[1].text =
        found.newest ? number_words(arena, found.newest->mantissa, s->type) : presence(STR(""));
    cell[1].note = s->type.percent ? STR("") : type_text(arena, s->type);
    cell[2].text = found.newest ? date_text(arena, found.newest->from) : presence(STR(""));
    cell[3].text = found.newest ? presence(found.newest->document) : presence(STR(""));
    cell[4].text = format(arena, "%zu", s->value_count);
    if (!found.newest)
        cell[5] = (ListCell){.text = STR(SAY_NONE_HERE), .kind = STR("bad"), .tag = true};
    else if (found.gaps)
        cell[5] = (ListCell){
            .text = format(arena, SAY_GAPS, found.gaps), .kind = STR("bad"), .tag = true};
    else if (found.presumed + found.unverified)
        cell[5] = (ListCell){.text = format(arena, SAY_TO_CHECK, found.presumed, found.unverified),
                             .kind = STR("care"),
                             .tag = true};
}

bool standards_page(Page *p)
{
    static const char *const names[] = {SAY_STANDARD, ("#" SAY_VALUE_HERE),  SAY_EFFECTIVE,
                                        SAY_DOCUMENT, ("#" SAY_VALUE_COUNT), SAY_MARKS};
    View *v = view_new(p, SAY_STANDARDS, "/office/standards");
    v->page.head.note = STR(SAY_STANDARDS_NOTE);
    Block *b = view_block(v, "");
    block_columns(v, b, names, COUNT_OF(names));
    for (size_t i = 0; i < p->bureau->standard_count; i++)
        standard_line(v, b, &p->bureau->standards[i]);
    b->tools.count = format(p->w->arena, SAY_STANDARDS_FOUND, b->list.count);
    block_empty(b, SAY_NO_VALUES, SAY_NO_VALUES_ADVICE);
    return view_show(v);
}

/* ---- texts of the law --------------------------------------------------------------------- */

static bool law_at(Page *p, int64_t id, Str *hash, Str *text, bool *found)
{
    Error before = p->w->error;
    *found = registry_law_text(p->w, id, hash, text);
    if (*found || p->w->error.code != ERR_NOT_FOUND) return *found;
    p->w->error = before;
    return true;
}

bool laws_page(Page *p)
{
    static const char *const names[] = {SAY_LAW_VERSION, SAY_SINCE, SAY_BY, ("#" SAY_CHARACTERS),
                                        SAY_LAW_HASH};
    View *v = view_new(p, SAY_LAWS, "/office/laws");
    v->page.head.note = STR(SAY_LAWS_NOTE);
    Block *b = view_block(v, "");
    block_columns(v, b, names, COUNT_OF(names));
    for (int64_t id = 1;; id++) {
        Str hash, text;
        bool found;
        ActRow *acts;
        size_t count;
        TRY(law_at(p, id, &hash, &text, &found));
        if (!found) break;
        Str subject = format(p->w->arena, "law:%.*s", STR_ARG(hash));
        TRY(audit_list(p->w, &(ActQuery){.subject = subject, .limit = 1}, &acts, &count));
        ListCell *cell = block_row(v, b);
        cell[0] = (ListCell){.text = format(p->w->arena, SAY_LAW_NUMBER, (long long)id),
                             .href = format(p->w->arena, "/office/law/%lld", (long long)id)};
        if (id == p->site->law) cell[0].note = STR(SAY_LAW_TODAY);
        cell[1].text = count ? instant_words(p->w->arena, acts[0].instant) : presence(STR(""));
        cell[2].text = count ? account_words(p, acts[0].actor) : presence(STR(""));
        cell[3].text = format(p->w->arena, "%zu", utf8_count(text));
        cell[4] = (ListCell){.text = (Str){hash.ptr, hash.len < 16 ? hash.len : 16}, .code = true};
    }
    block_empty(b, SAY_NO_LAWS, SAY_NO_LAWS_ADVICE);
    return view_show(v);
}

typedef struct {
    Str *lines;
    size_t count;
} Lines;

static Lines lines_of(Arena *arena, Str text)
{
    Lines out = {.count = 1};
    for (size_t i = 0; i < text.len; i++)
        out.count += text.ptr[i] == '\n';
    out.lines = NEW_ARRAY(arena, Str, out.count);
    size_t n = 0;
    Str line;
    while (n < out.count && str_split(&text, '\n', &line))
        out.lines[n++] = line;
    out.count = n;
    return out;
}

enum { DIFFERENCES_MOST = 500, LOOK_AHEAD = 200 };

static void difference_add(View *v, Block *b, bool added, size_t number, Str text)
{
    Arena *arena = v->p->w->arena;
    if (!b->difference) b->difference = NEW_ARRAY(arena, DifferenceLine, DIFFERENCES_MOST);
    if (b->difference_count == DIFFERENCES_MOST) return;
    b->difference[b->difference_count++] =
        (DifferenceLine){.mark = added ? STR(SAY_ADDED) : STR(SAY_REMOVED),
                         .kind = added ? STR("good") : STR("bad"),
                         .number = format(arena, "%zu", number),
                         .text = text};
}

/* Two texts that are much alike, and where each is read. */
typedef struct {
    Lines a, b;
    size_t i, k;
} Reading;

/* How far the two must be followed until a line of both is the same again: the least sum. */
static void meet(const Reading *r, size_t *da, size_t *db)
{
    for (size_t sum = 1; sum < 2 * LOOK_AHEAD; sum++)
        for (size_t x = 0; x <= sum; x++) {
            size_t at = r->i + x, to = r->k + sum - x;
            if (at >= r->a.count || to >= r->b.count) continue;
            if (r->a.lines[at].len < 2 || !str_equal(r->a.lines[at], r->b.lines[to])) continue;
            *da = x;
            *db = sum - x;
            return;
        }
    *da = r->a.count - r->i;
    *db = r->b.count - r->k;
}

/* Lines taken out and put in, in their order. */
static void differ(View *v, Block *out, Reading *r)
{
    while (r->i < r->a.count || r->k < r->b.count) {
        size_t da = 0, db = 0;
        bool both = r->i < r->a.count && r->k < r->b.count;
        if (both && str_equal(r->a.lines[r->i], r->b.lines[r->k])) {
            r->i++, r->k++;
            continue;
        }
        meet(r, &da, &db);
        for (size_t end = r->i + da; r->i < end; r->i++)
            difference_add(v, out, false, r->i + 1, r->a.lines[r->i]);
        for (size_t end = r->k + db; r->k < end; r->k++)
            difference_add(v, out, true, r->k + 1, r->b.lines[r->k]);
    }
}

bool law_version_page(Page *p)
{
    int64_t id;
    Str hash, text, before_hash, before = STR("");
    bool found, has_before = false;
    TRY(page_id(p, p->call->params[0], &id));
    TRY(law_at(p, id, &hash, &text, &found));
    if (!found) return page_missing(p, p->call->params[0]);
    if (id > 1) TRY(law_at(p, id - 1, &before_hash, &before, &has_before));
    View *v = view_new(p, SAY_LAWS, "/office/laws");
    view_crumb(v, "/office/laws", SAY_LAWS);
    v->page.head.title = format(p->w->arena, SAY_LAW_NUMBER, (long long)id);
    Block *b = view_block(v, "");
    block_pair(v, b, SAY_LAW_HASH, hash);
    b->pairs.pairs[0].code = true;
    b = view_block(v, has_before ? SAY_LAW_CHANGED : SAY_LAW_FIRST);
    if (!has_before) {
        b->note = STR(SAY_LAW_FIRST_NOTE);
        return view_show(v);
    }
    Reading reading = {.a = lines_of(p->w->arena, before), .b = lines_of(p->w->arena, text)};
    differ(v, b, &reading);
    if (!b->difference_count)
        b->empty = (EmptyState){.what = STR(SAY_LAW_SAME)};
    else if (b->difference_count == DIFFERENCES_MOST)
        b->note = format(p->w->arena, SAY_LAW_MANY, (size_t)DIFFERENCES_MOST);
    return view_show(v);
}
