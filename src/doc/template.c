/* Import templates: what a clerk fills in. The header marks what is required; in xlsx each column
 * has a note, its choices as a drop-down, and the format “text”, because a spreadsheet that takes a
 * citizen ID for a number loses its last three digits. */
#include "doc/doc.h"
#include "doc/table_write.h"
#include "doc/words.def"

#include <string.h>
#include <xlsxwriter.h>

/* libxlsxwriter 1.1.4 copies the formula of a drop-down twice and frees one copy: a few bytes for
 * each long list of a template, which the leak checker need not tell. */
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#define LEAKS_BEGIN __lsan_disable()
#define LEAKS_END __lsan_enable()
#else
#define LEAKS_BEGIN ((void)0)
#define LEAKS_END ((void)0)
#endif

enum {
    ROWS_FORMATTED = 10000,
    LIST_LIMIT = 255, /* bytes of a drop-down that stands in the cell itself: the library's room */
    HEADER_WIDTH = 18,
};

static Str header_text(Arena *arena, const TemplateColumn *column)
{
    return format(arena, column->required ? "%.*s*" : "%.*s", STR_ARG(column->name));
}

static bool csv_template(Work *w, const char *path, const TemplateColumn *columns, size_t count)
{
    TableWriter *t;
    TRY(table_create(w, path, TABLE_CSV_UTF8_BOM, &t));
    for (size_t i = 0; i < count; i++)
        table_cell(t, header_text(w->arena, &columns[i]));
    table_end_row(t);
    for (size_t i = 0; i < count; i++)
        table_cell(t, columns[i].sample);
    table_end_row(t);
    return table_finish(t);
}

/* ---- xlsx --------------------------------------------------------------------------------- */

typedef struct {
    Arena *arena;
    lxw_workbook *book;
    lxw_worksheet *sheet, *choices;
    lxw_format *header, *required, *text;
    lxw_error error; /* the first */
    int64_t last_row;
} Template;

static void note_error(Template *t, lxw_error error)
{
    if (t->error == LXW_NO_ERROR) t->error = error;
}

static size_t list_length(const TemplateColumn *column)
{
    size_t length = 0;
    for (size_t i = 0; i < column->choice_count; i++)
        length += column->choices[i].len + 1;
    return length;
}

/* A long list stands in a column of the second sheet. */
static Str long_list(Template *t, const TemplateColumn *column, lxw_col_t at)
{
    char first[LXW_MAX_CELL_NAME_LENGTH], last[LXW_MAX_CELL_NAME_LENGTH];
    lxw_row_t count = (lxw_row_t)column->choice_count;
    for (lxw_row_t row = 0; row < count; row++)
        note_error(t, worksheet_write_string(t->choices, row, at,
                                             str_z(t->arena, column->choices[row]), NULL));
    lxw_rowcol_to_cell_abs(first, 0, at, 1, 1);
    lxw_rowcol_to_cell_abs(last, count - 1, at, 1, 1);
    return format(t->arena, "='%s'!%s:%s", WORD_CHOICES_SHEET, first, last);
}

static void add_choices(Template *t, const TemplateColumn *column, lxw_col_t at)
{
    lxw_data_validation rule = {.error_title = SAY_TEMPLATE_CHOICE_TITLE,
                                .error_message = SAY_TEMPLATE_CHOICE};
    if (column->choice_count == 0) return;
    if (list_length(column) <= LIST_LIMIT) {
        char **list = NEW_ARRAY(t->arena, char *, column->choice_count + 1);
        for (size_t i = 0; i < column->choice_count; i++)
            list[i] = (char *)(uintptr_t)str_z(t->arena, column->choices[i]);
        rule.validate = LXW_VALIDATION_TYPE_LIST;
        rule.value_list = list;
    } else {
        Str range = long_list(t, column, at);
        rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        rule.value_formula = (char *)(uintptr_t)str_z(t->arena, range);
    }
    LEAKS_BEGIN;
    note_error(t, worksheet_data_validation_range(t->sheet, 1, at, ROWS_FORMATTED, at, &rule));
    LEAKS_END;
}

static void add_column(Template *t, const TemplateColumn *column, lxw_col_t at)
{
    const char *header = str_z(t->arena, header_text(t->arena, column));
    lxw_format *style = column->required ? t->required : t->header;
    note_error(t, worksheet_set_column(t->sheet, at, at, HEADER_WIDTH, t->text));
    note_error(t, worksheet_write_string(t->sheet, 0, at, header, style));
    if (column->sample.len) t->last_row = 2;
    if (column->sample.len)
        note_error(
            t, worksheet_write_string(t->sheet, 1, at, str_z(t->arena, column->sample), t->text));
    if (column->note.len)
        note_error(t, worksheet_write_comment(t->sheet, 0, at, str_z(t->arena, column->note)));
    add_choices(t, column, at);
}

static void start_book(Template *t, const char *path)
{
    t->book = workbook_new(path);
    ensure(t->book);
    t->sheet = workbook_add_worksheet(t->book, WORD_TEMPLATE_SHEET);
    t->choices = workbook_add_worksheet(t->book, WORD_CHOICES_SHEET);
    worksheet_hide(t->choices);
    worksheet_freeze_panes(t->sheet, 1, 0);
    t->header = workbook_add_format(t->book);
    format_set_bold(t->header);
    t->required = workbook_add_format(t->book);
    format_set_bold(t->required);
    format_set_font_color(t->required, LXW_COLOR_RED);
    t->text = workbook_add_format(t->book);
    format_set_num_format(t->text, "@");
}

static bool xlsx_template(Work *w, const char *path, const TemplateColumn *columns, size_t count)
{
    Arena *arena = arena_new();
    Draft *draft;
    Template t = {.arena = arena, .error = LXW_NO_ERROR, .last_row = 1};
    bool ok = draft_open(w, arena, path, &draft);
    if (ok) {
        start_book(&t, draft->beside);
        for (size_t i = 0; i < count; i++)
            add_column(&t, &columns[i], (lxw_col_t)i);
        note_error(&t, workbook_close(t.book));
        ok = t.error == LXW_NO_ERROR
                 ? xlsx_is_whole(w, draft->beside, t.last_row) && draft_place(draft)
                 : refuse(w, ERR_FILE, SAY_XLSX_WRITE, lxw_strerror(t.error));
    }
    arena_free(arena);
    return ok;
}

bool table_template(Work *w, const char *path, const TemplateColumn *columns, size_t count)
{
    bool csv = str_ends(str_of(path), STR(".csv"));
    return csv ? csv_template(w, path, columns, count) : xlsx_template(w, path, columns, count);
}
