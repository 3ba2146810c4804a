/* The law as the bureau wrote it: what affairs and standards there are, and each file with its text
 * on the left and the article each line rests on at the right. The text is shown as it stands in
 * the file; only the citation at the end of a line is set apart. */
#include "policy/asked.h"
#include "policy/pages.h"
#include "policy/words.def"

/* 试算 is offered to those who may open it. */
Tabs law_views(Page *p, LawView here)
{
    static const struct {
        const char *href, *text;
        DutySet who;
    } views[] = {{"/law", SAY_VIEW_TEXT, WHO_ANY},
                 {"/law/try", SAY_TRY, WHO(CLERK) | WHO(CHECKER) | WHO(APPROVER)},
                 {"/law/check", SAY_CHECK, WHO_ANY},
                 {"/law/versions", SAY_VERSIONS, WHO_ANY}};
    Tabs tabs = {.label = STR(SAY_NAV_LAW), .tabs = NEW_ARRAY(p->w->arena, Tab, COUNT_OF(views))};
    for (size_t i = 0; i < COUNT_OF(views); i++)
        if (page_may(p, views[i].who) && (i != LAW_TRY || p->w->scope == NULL))
            tabs.tabs[tabs.count++] = (Tab){.href = str_of(views[i].href),
                                            .text = str_of(views[i].text),
                                            .here = i == (size_t)here};
    return tabs;
}

/* ---- the index ---------------------------------------------------------------------------- */

/* The different laws that an affair's conditions name, in their order. */
static Str laws_cited(Page *p, const Affair *affair)
{
    Buf b = buf_new(p->w->arena);
    for (size_t i = 0; i < affair->condition_count; i++) {
        Str citation = affair->conditions[i].citation;
        ptrdiff_t open = str_find(citation, STR("\xE3\x80\x8C")), close = -1;
        if (open >= 0) close = str_find(citation, STR("\xE3\x80\x8D"));
        if (close < open || close < 0) continue;
        Str name = {citation.ptr + open, (size_t)(close - open) + 3};
        if (str_find(buf_str(&b), name) < 0) buf_add(&b, name);
    }
    return buf_str(&b);
}

static void affairs_fill(Page *p, LawPage *out)
{
    const Bureau *bureau = p->bureau;
    out->affairs = NEW_ARRAY(p->w->arena, LawAffair, bureau->affair_count);
    out->affair_count = bureau->affair_count;
    for (size_t i = 0; i < bureau->affair_count; i++) {
        const Affair *a = bureau->affairs[i];
        out->affairs[i] = (LawAffair){
            .name = a->name,
            .href = format(p->w->arena, "/law/affair/%.*s", STR_ARG(a->key)),
            .subject = a->subject == SUBJECT_HOUSEHOLD ? STR(SAY_HOUSEHOLDS_AFFAIR)
                                                       : STR(SAY_PERSONS_AFFAIR),
            .mode = a->mode == MODE_PROACTIVE ? STR(SAY_MODE_PROACTIVE) : STR(SAY_MODE_APPLY),
            .citations = laws_cited(p, a),
            .lines = a->last_line - a->place.line + 1};
    }
}

static Str area_words(Page *p, Division area)
{
    DivisionRow row;
    Error before = p->w->error;
    if (area.n == 0) return STR(SAY_NATION);
    if (division_by_code(p->w, area, &row)) return row.name;
    p->w->error = before;
    return division_text(p->w->arena, area);
}

static StandardRow standard_row(Page *p, const Standard *s, const StandardValue *v)
{
    Str choice = s->by && v->choice ? s->by->words[v->choice - 1] : STR("");
    bool later = v->published.days != v->from.days && v->published.days != DATE_NONE.days;
    return (StandardRow){.from = date_text(p->w->arena, v->from),
                         .published = later ? date_text(p->w->arena, v->published) : STR(""),
                         .area = area_words(p, v->area),
                         .choice = choice,
                         .value = number_words(p->w->arena, v->mantissa, s->type),
                         .document = v->document,
                         .mark = v->presumed     ? STR(SAY_PRESUMED)
                                 : v->unverified ? STR(SAY_UNVERIFIED)
                                                 : STR("")};
}

static void standards_fill(Page *p, LawPage *out)
{
    const Bureau *bureau = p->bureau;
    Arena *arena = p->w->arena;
    out->standards = NEW_ARRAY(arena, LawStandard, bureau->standard_count);
    out->standard_count = bureau->standard_count;
    for (size_t i = 0; i < bureau->standard_count; i++) {
        const Standard *s = &bureau->standards[i];
        LawStandard *row = &out->standards[i];
        *row = (LawStandard){.name = s->name,
                             .href = law_href(p, &s->place),
                             .unit = s->type.percent ? STR("") : type_text(arena, s->type),
                             .citation = s->citation,
                             .values = NEW_ARRAY(arena, StandardRow, s->value_count),
                             .value_count = s->value_count};
        for (size_t k = 0; k < s->value_count; k++)
            row->values[k] = standard_row(p, s, &s->values[k]);
    }
}

bool law_page(Page *p)
{
    const Bureau *bureau = p->bureau;
    LawPage page = {.files = NEW_ARRAY(p->w->arena, LawFile, bureau->file_count),
                    .file_count = bureau->file_count,
                    .head = {.title = STR(SAY_NAV_LAW), .note = STR(SAY_LAW_ABOUT)},
                    .views = law_views(p, LAW_INDEX)};
    affairs_fill(p, &page);
    standards_fill(p, &page);
    for (size_t i = 0; i < bureau->file_count; i++) {
        Place start = {.file = &bureau->files[i], .line = 1};
        page.files[i] = (LawFile){law_path(p, bureau->files[i].path), law_href(p, &start)};
    }
    p->title = STR(SAY_NAV_LAW);
    p->here = "/law";
    law_html(&p->body, &page);
    return true;
}

/* ---- one file ----------------------------------------------------------------------------- */

static Str line_kind(Str text, bool indented)
{
    if (str_starts(text, STR("#"))) return STR("note");
    if (text.len == 0) return STR("empty");
    return indented ? STR("line") : STR("head");
}

static LawTextLine line_of(Str raw, int number)
{
    Str text = str_trim(raw);
    size_t indent = text.len ? (size_t)(text.ptr - raw.ptr) : 0;
    LawTextLine line = {.number = number,
                        .indent = {raw.ptr, indent},
                        .text = text,
                        .kind = line_kind(text, indent > 0)};
    ptrdiff_t at = str_equal(line.kind, STR("note")) ? -1 : str_find(text, STR(SAY_CITES));
    if (at < 0) return line;
    line.citation = str_trim(str_from(text, (size_t)at + STR(SAY_CITES).len));
    line.text = str_trim((Str){text.ptr, (size_t)at});
    return line;
}

static const SourceFile *file_find(Page *p, Str path)
{
    const Bureau *bureau = p->bureau;
    for (size_t i = 0; i < bureau->file_count; i++)
        if (str_equal(law_path(p, bureau->files[i].path), path)) return &bureau->files[i];
    return NULL;
}

/* A heading without its English key and what follows. */
static Str heading_words(Str text)
{
    ptrdiff_t at = str_find(text, STR("("));
    return at > 0 ? str_trim((Str){text.ptr, (size_t)at}) : text;
}

static void lines_fill(Page *p, Str text, LawTextPage *out)
{
    Arena *arena = p->w->arena;
    size_t capacity = 1;
    for (size_t i = 0; i < text.len; i++)
        capacity += text.ptr[i] == '\n';
    out->lines = NEW_ARRAY(arena, LawTextLine, capacity);
    out->headings = NEW_ARRAY(arena, Link, capacity);
    for (Str rest = text, raw; str_split(&rest, '\n', &raw);) {
        LawTextLine line = line_of(raw, (int)out->line_count + 1);
        if (str_equal(line.kind, STR("head")))
            out->headings[out->heading_count++] = (Link){.href = format(arena, "#L%d", line.number),
                                                         .text = heading_words(line.text)};
        out->lines[out->line_count++] = line;
    }
}

bool law_text_page(Page *p)
{
    Str path = p->call->params[0];
    const SourceFile *file = file_find(p, path);
    if (!file) return refuse(p->w, ERR_NOT_FOUND, SAY_BAD_ADDRESS, STR_ARG(path));
    LawTextPage page = {.path = path};
    lines_fill(p, file->text, &page);
    p->title = path;
    p->here = "/law";
    law_text_html(&p->body, &page);
    return true;
}
