/* All papers of the bureau print, blank and filled; what is published is masked whatever is given;
 * what may not be published is refused; and no text can spoil a page. */
#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "affair/affair.h"
#include "doc/doc.h"
#include "paper/paper.h"
#include "paper/paper_test.def"
#include "paper/sheet.h"

static Work *work_of_the_day(void)
{
    Work *w = work_new();
    w->now = 1718848800; /* 2024-06-20 10:00 */
    return w;
}

static Bureau *law(Work *w)
{
    Bureau *bureau = NULL;
    Diagnostics found = diagnostics_new(w->arena);
    Str folder = format(w->arena, "%s/affairs", getenv("DOUDI_ROOT"));
    if (!affair_load(w, &(AffairPaths){.affairs = folder.ptr}, &bureau, &found)) {
        Buf printed = buf_new(w->arena);
        diagnostics_print(&found, &printed);
        fail_msg("%.*s", STR_ARG(buf_str(&printed)));
    }
    return bureau;
}

static Bureau *law_of(Work *w, const char *text)
{
    SourceFile file = {.path = STR("test"), .text = str_of(text)};
    Diagnostics found = diagnostics_new(w->arena);
    Bureau *bureau = bureau_compile(w->arena, &file, 1, &found);
    Buf printed = buf_new(w->arena);
    diagnostics_print(&found, &printed);
    if (!bureau) fail_msg("%.*s", STR_ARG(buf_str(&printed)));
    return bureau;
}

/* The same text for everything that the form prints, lists with three rows. */
static PaperFacts *facts_all(Work *w, const Form *form, Str text)
{
    PaperFacts *f = paper_facts(w);
    PaperNames names = paper_names(w->arena, form);
    for (int list = FORM_NO_LIST + 1; list < FORM_LIST_COUNT; list++) {
        for (int row = 0; row < 3; row++) {
            paper_row(f, (FormList)list);
            for (size_t i = 0; i < names.count; i++) {
                const FormPiece *piece = names.items[i];
                if (piece->list != (FormList)list || piece->name == FORM_ORDINAL) continue;
                if (piece->kind == PIECE_FIELD)
                    paper_row_field(f, piece->field, text);
                else
                    paper_row_say(f, piece->name, text);
            }
        }
    }
    for (size_t i = 0; i < names.count; i++) {
        const FormPiece *piece = names.items[i];
        if (piece->list != FORM_NO_LIST) continue;
        if (piece->kind == PIECE_FIELD)
            paper_say_field(f, piece->owner, piece->field, text);
        else
            paper_say(f, piece->name, text);
    }
    return f;
}

static Str page_of(Work *w, const PaperJob *job)
{
    Buf out = buf_new(w->arena);
    if (!paper_html(w, job, &out)) fail_msg("%.*s", STR_ARG(w->error.sentence));
    return buf_str(&out);
}

static void pdf_of(Work *w, const PaperJob *job)
{
    Buf out = buf_new(w->arena);
    if (!paper_make(w, job, &out)) fail_msg("%.*s", STR_ARG(w->error.sentence));
    assert_true(str_starts(buf_str(&out), STR("%PDF-")));
}

static bool has(Str text, const char *part)
{
    return str_find(text, str_of(part)) >= 0;
}

static void all_papers_print(void **state)
{
    (void)state;
    Work *w = work_of_the_day();
    const Bureau *bureau = law(w);
    assert_true(bureau->form_count >= 16);
    for (size_t i = 0; i < bureau->form_count; i++) {
        const Form *form = &bureau->forms[i];
        const Affair *affair = bureau_affair(bureau, STR("minimum_living"));
        pdf_of(w, &(PaperJob){.form = form});
        pdf_of(w, &(PaperJob){form, affair, facts_all(w, form, STR(T_NAME))});
    }
    work_free(w);
}

static void any_text_can_be_printed(void **state)
{
    (void)state;
    const Str texts[] = {STR(T_LONG T_LONG T_LONG T_LONG), STR(T_RARE), STR(T_ARABIC T_NAME),
                         STR("\x01\x02\x1b[0m\xff\xfe" T_NAME), STR("<script>&\"'\n\n\n")};
    Work *w = work_of_the_day();
    const Bureau *bureau = law(w);
    const Form *form = bureau_form(bureau, STR("decision_sheet"));
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        PaperJob job = {.form = form, .facts = facts_all(w, form, texts[i])};
        pdf_of(w, &job);
        assert_false(has(page_of(w, &job), "<script>"));
        assert_false(has(page_of(w, &job), "\x1b"));
    }
    work_free(w);
}

static void what_is_published_is_masked(void **state)
{
    (void)state;
    Work *w = work_of_the_day();
    const Bureau *bureau = law(w);
    const Form *form = bureau_form(bureau, STR("relief_notice"));
    const Affair *affair = bureau_affair(bureau, STR("minimum_living"));
    assert_true(form->published);
    PaperFacts *f = facts_all(w, form, STR(T_ID T_NAME));
    paper_say(f, FORM_HOTLINE, STR(T_HOTLINE));
    paper_row(f, FORM_ROLL);
    paper_row_say(f, FORM_ROLL_PERSON, STR(T_NAME));
    paper_row_say(f, FORM_ROLL_VILLAGE, STR(T_PLACE));
    paper_row(f, FORM_ROLL);
    paper_row_say(f, FORM_ROLL_VILLAGE, STR(T_WIDE_PLACE));
    Str page = page_of(w, &(PaperJob){form, affair, f});
    assert_true(has(page, T_NAME_MASKED) && has(page, T_HOTLINE));
    assert_true(has(page, ">" T_VILLAGE "<") && has(page, ">" T_WIDE_VILLAGE "<"));
    assert_false(has(page, T_ID));
    pdf_of(w, &(PaperJob){form, affair, f});
    work_free(w);
}

static void what_may_not_be_published_is_refused(void **state)
{
    (void)state;
    Work *w = work_of_the_day();
    const Bureau *bureau = law(w);
    const Form *notice = bureau_form(bureau, STR("relief_notice"));
    size_t count = 0;
    Buf out = buf_new(w->arena);
    for (size_t i = 0; i < bureau->affair_count; i++) {
        const Affair *affair = bureau->affairs[i];
        bool may = form_serves(notice, affair);
        assert_int_equal(paper_make(w, &(PaperJob){notice, affair, NULL}, &out), may);
        assert_false(may && affair->privacy);
        count += may;
    }
    assert_int_equal(count, 4);
    const Affair *orphan = bureau_affair(bureau, STR("orphan_allowance"));
    paper_forms(w->arena, bureau, orphan, &count);
    assert_true(count > 8 && count < bureau->form_count);
    work_free(w);
}

static void a_form_is_filled(void **state)
{
    (void)state;
    Work *w = work_of_the_day();
    const Bureau *bureau = law_of(w, T_REGISTER T_FORM);
    const Form *form = bureau_form(bureau, STR("a"));
    const Field *sex = register_field(bureau_register(bureau, STR("person")), STR(T_SEX));
    PaperFacts *f = paper_facts(w);
    paper_say(f, FORM_APPLICANT, STR(T_NAME));
    paper_say_field(f, OWNER_APPLICANT, sex, STR(T_MAN));
    paper_say_money(f, FORM_AMOUNT, (Money){185050});
    paper_say_date(f, FORM_DAY, date_of(2024, 6, 20));
    Sheet sheet;
    assert_true(sheet_fill(w, &(PaperJob){.form = form, .facts = f}, &sheet));
    Str body = filled_text(w->arena, &sheet.lines[1].text);
    assert_true(str_starts(body, STR(T_NAME)));
    assert_true(has(body, T_BOX_MAN) && has(body, "1,850.50"));
    const SheetLine *table = &sheet.lines[2];
    assert_int_equal(table->row_count, 4); /* head, two of the list at least, one below */
    assert_int_equal(table->rows[2].cells[0].down, 2);
    assert_int_equal(table->rows[3].cells[0].span, 0);
    assert_str(table->rows[3].cells[1].text, T_DAY);
    PaperNames names = paper_names(w->arena, form);
    assert_int_equal(names.count, 6);
    work_free(w);
}

static void amounts_are_written_out(void **state)
{
    (void)state;
    static const struct {
        int64_t fen;
        const char *words;
    } AMOUNTS[] = {
#define AMOUNT(fen, words) {fen, words},
        MONEY_WORDS(AMOUNT)};
    Work *w = work_new();
    for (size_t i = 0; i < COUNT_OF(AMOUNTS); i++)
        assert_str(money_words(w->arena, (Money){AMOUNTS[i].fen}), AMOUNTS[i].words);
    work_free(w);
}

/* By the program that archives use; what a screen reader or a search finds. */
static void the_text_can_be_found_in_the_file(void **state)
{
    (void)state;
    if (access("/usr/bin/pdftotext", X_OK) != 0) skip();
    Work *w = work_of_the_day();
    const Bureau *bureau = law(w);
    const Form *form = bureau_form(bureau, STR("refusal_notice"));
    PaperFacts *f = facts_all(w, form, STR(T_NAME));
    paper_say(f, FORM_REASON, STR(T_REASONS));
    Buf pdf = buf_new(w->arena), text = buf_new(w->arena);
    assert_true(paper_make(w, &(PaperJob){.form = form, .facts = f}, &pdf));
    char path[] = "/tmp/doudi-paper-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, pdf.ptr, pdf.len) == (ssize_t)pdf.len);
    close(file);
    Str command = format(w->arena, "/usr/bin/pdftotext -enc UTF-8 %s -", path);
    FILE *reader = popen(command.ptr, "r");
    assert_non_null(reader);
    for (int c = fgetc(reader); c != EOF; c = fgetc(reader))
        buf_byte(&text, (char)c);
    assert_int_equal(pclose(reader), 0);
    unlink(path);
    Str rest = STR(T_REASONS), part;
    while (str_split(&rest, '\n', &part))
        assert_true(str_find(buf_str(&text), part) >= 0);
    work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_papers_print),
        cmocka_unit_test(any_text_can_be_printed),
        cmocka_unit_test(what_is_published_is_masked),
        cmocka_unit_test(what_may_not_be_published_is_refused),
        cmocka_unit_test(a_form_is_filled),
        cmocka_unit_test(amounts_are_written_out),
        cmocka_unit_test(the_text_can_be_found_in_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
