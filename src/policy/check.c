/* 检查: the law in force, or a file that is sent, through the same compiler and the cases in the
 * text. Every fault with its line and the place in it. Nothing of it is kept. */
#include "policy/pages.h"
#include "policy/words.def"

#include <stdlib.h>

enum { TEXT_MOST = 1024 * 1024 };

/* ---- a text that was sent ----------------------------------------------------------------- */

static bool declares_affair(Str text)
{
    for (Str rest = text, line; str_split(&rest, '\n', &line);)
        if (str_starts(line, STR(SAY_WORD_AFFAIR))) return true;
    return false;
}

/* Standards alone are those of this district, in place of the ones that stand. */
bool reform_source(Page *p, const HttpFile *file, SourceFile *out)
{
    Str text = file->bytes;
    if (text.len > TEXT_MOST) return refuse(p->w, ERR_INPUT, "%s", SAY_FILE_LARGE);
    if (str_starts(text, STR("\xEF\xBB\xBF"))) text = str_from(text, 3);
    if (!utf8_valid(text)) return refuse(p->w, ERR_INPUT, "%s", SAY_FILE_CODING);
    *out = (SourceFile){.path = file->file_name.len ? file->file_name : STR(SAY_FILE_SENT),
                        .text = text};
    if (!declares_affair(text)) {
        out->area = p->site->home;
        out->trial = true;
    }
    return true;
}

/* ---- what was found ----------------------------------------------------------------------- */

static Str line_at(const Place *place)
{
    Str rest = place->file ? place->file->text : STR(""), line = STR("");
    for (int i = 0; i < place->line; i++)
        if (!str_split(&rest, '\n', &line)) return STR("");
    return str_ends(line, STR("\r")) ? (Str){line.ptr, line.len - 1} : line;
}

/* Bytes of the first `count` code points. */
static size_t bytes_of(Str line, int count)
{
    size_t offset = 0;
    uint32_t code;
    for (int i = 0; i < count && utf8_next(line, &offset, &code); i++)
        ;
    return offset;
}

static CheckItem item_of(Page *p, const Diagnostic *d)
{
    CheckItem item = {.kind = d->level == FAULT_ERROR ? STR("bad") : STR("care"),
                      .level = d->level == FAULT_ERROR ? STR(SAY_ERROR) : STR(SAY_WARNING),
                      .code = str_of(d->code),
                      .sentence = d->sentence,
                      .advice = d->advice};
    if (!d->place.file) return item;
    Str line = line_at(&d->place);
    if (!utf8_valid(line)) line = STR("");
    size_t from = bytes_of(line, d->place.column - 1);
    size_t to = bytes_of(line, d->place.column - 1 + (d->place.length > 0 ? d->place.length : 1));
    item.where = format(p->w->arena, SAY_WHERE, STR_ARG(law_path(p, d->place.file->path)),
                        d->place.line, d->place.column);
    item.line = d->place.line;
    item.before = (Str){line.ptr, from};
    item.marked = (Str){line.ptr + from, to - from};
    item.after = str_from(line, to);
    return item;
}

static int by_place(const void *a, const void *b)
{
    const Diagnostic *x = a, *y = b;
    if (x->place.file != y->place.file) {
        Str p = x->place.file ? x->place.file->path : STR("");
        Str q = y->place.file ? y->place.file->path : STR("");
        return str_compare(p, q);
    }
    if (x->place.line != y->place.line) return x->place.line < y->place.line ? -1 : 1;
    return (x->place.column > y->place.column) - (x->place.column < y->place.column);
}

void check_fill(Page *p, const Diagnostics *found, CheckFound *out)
{
    Diagnostic *sorted = NEW_ARRAY(p->w->arena, Diagnostic, found->count + 1);
    for (size_t i = 0; i < found->count; i++)
        sorted[i] = found->items[i];
    if (found->count) qsort(sorted, found->count, sizeof *sorted, by_place);
    out->items = NEW_ARRAY(p->w->arena, CheckItem, found->count + 1);
    out->count = found->count;
    for (size_t i = 0; i < found->count; i++)
        out->items[i] = item_of(p, &sorted[i]);
    out->errors = (int64_t)found->errors;
    out->warnings = (int64_t)found->warnings;
}

/* ---- the pages ---------------------------------------------------------------------------- */

static void check_show(Page *p, CheckPage *page)
{
    page->head = (Head){.title = STR(SAY_CHECK), .note = STR(SAY_CHECK_ABOUT)};
    page->views = law_views(p, LAW_CHECK);
    page->file.kind = FIELD_FILE;
    page->file.name = STR("affair");
    page->file.label = STR(SAY_CHECK_FILE);
    page->file.hint = STR(SAY_TRY_FILE_HINT);
    page->file.accept = STR(".affair,.txt");
    p->here = "/law";
    p->title = STR(SAY_CHECK);
    check_html(&p->body, page);
}

/* Compiles once more from the text: what the running law was made of has no warnings left. */
static void check_files(Page *p, const SourceFile *files, size_t count, CheckPage *page)
{
    Arena *arena = p->w->arena;
    Diagnostics found = diagnostics_new(arena);
    Bureau *bureau = bureau_compile(arena, files, count, &found);
    if (bureau) page->cases = (int64_t)bureau_run_cases(arena, bureau, &found);
    page->affairs = bureau ? (int64_t)bureau->affair_count : 0;
    check_fill(p, &found, &page->found);
    page->done = true;
}

bool law_check_page(Page *p)
{
    CheckPage page = {.what = STR(SAY_CHECK_LAW)};
    check_files(p, p->bureau->files, p->bureau->file_count, &page);
    check_show(p, &page);
    return true;
}

bool law_check_text_page(Page *p)
{
    const HttpFile *file = http_form_file(&p->form, STR("affair"), 0);
    CheckPage page = {.done = false};
    Diagnostics found = diagnostics_new(p->w->arena);
    SourceFile source;
    Bureau *tried;
    if (!file || !reform_source(p, file, &source)) {
        page.file.fault = file ? p->w->error.sentence : STR(SAY_TRY_NO_FILE);
        p->w->error = (Error){.code = ERR_NONE};
        check_show(p, &page);
        return page_again(p);
    }
    page.what = source.path;
    page.done = true;
    if (affair_tried(p->w, p->bureau, &source, &tried, &found)) {
        page.cases = (int64_t)bureau_run_cases(p->w->arena, tried, &found);
        page.affairs = (int64_t)tried->affair_count;
    }
    p->w->error = (Error){.code = ERR_NONE};
    check_fill(p, &found, &page.found);
    check_show(p, &page);
    return page.found.errors == 0 || page_again(p);
}
