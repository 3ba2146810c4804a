/* A list as a file: the rows and columns that the address asks for, masked as on the page. In the
 * clear only by a POST that says why, which is an act of the audit chain; oneself and one's
 * relatives stay masked even then. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "doc/doc.h"
#include "record/pages.h"
#include "record/words.def"

enum { EXPORT_MOST = 50000 };

typedef struct {
    Page *p;
    const Wanted *a;
    bool clear;
    int64_t *kin; /* who stays masked */
    size_t kin_count;
    TableWriter *writer;
} Export;

/* ---- cells ---------------------------------------------------------------------------------- */

static bool is_kin(const Export *e, int64_t person)
{
    for (size_t i = 0; i < e->kin_count; i++)
        if (e->kin[i] == person) return true;
    return false;
}

static Str export_text(Export *e, const Field *field, Value value, bool clear)
{
    Work *w = e->p->w;
    if (!value.known) return STR("");
    if (clear && field->sealed) return value.text;
    Str text = value_text(w, field, value);
    return str_equal(field->key, STR("name")) && !clear ? name_mask(w->arena, text) : text;
}

static void export_row(Export *e, const ListedRow *row)
{
    const Register *reg = e->a->reg;
    bool person = reg->subject == SUBJECT_PERSON;
    bool clear = e->clear && !is_kin(e, person ? row->id : row->applicant.n);
    table_cell(e->writer, clear && person ? row->name : entry_title(e->p, reg, row));
    for (size_t i = 0; i < e->a->column_count; i++) {
        const Field *field = e->a->columns[i];
        Value value = row->values[register_field_number(field)];
        bool day = field->type.kind == TYPE_DATE && value.known && value.number != DATE_NONE.days;
        if (day)
            table_cell_date(e->writer, (Date){(int32_t)value.number});
        else
            table_cell(e->writer, export_text(e, field, value, clear));
    }
    table_end_row(e->writer);
}

static void export_head(Export *e)
{
    static const char *const names[] = {SAY_NAME, SAY_UNIT_NUMBER, SAY_NAME};
    const Register *reg = e->a->reg;
    table_cell(e->writer, reg->unique ? reg->unique->name : str_of(names[reg->subject]));
    for (size_t i = 0; i < e->a->column_count; i++)
        table_cell(e->writer, e->a->columns[i]->name);
    table_end_row(e->writer);
}

/* ---- the file ------------------------------------------------------------------------------- */

bool file_body(Page *p, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return refuse(p->w, ERR_NOT_FOUND, "%s", SAY_NO_DRAFT);
    char piece[16384];
    size_t n;
    p->body = buf_new(p->w->arena);
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(&p->body, (Str){piece, n});
    bool good = !ferror(file);
    (void)fclose(file);
    return good || fail(p->w, ERR_FILE, "cannot read %s", path);
}

void file_named(Page *p, Str name)
{
    bool csv = str_ends(name, STR(".csv"));
    p->fragment = true;
    p->call->response.download = name;
    p->call->response.type =
        csv ? STR("text/csv")
            : STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}

static bool export_file(Export *e, const RegisterList *list, TableFormat format, const char *path)
{
    TRY(table_create(e->p->w, path, format, &e->writer));
    export_head(e);
    for (size_t i = 0; i < list->count; i++)
        export_row(e, &list->rows[i]);
    return table_finish(e->writer) && file_body(e->p, path);
}

static Str export_name(Page *p, const Wanted *a, bool xlsx)
{
    Str day = date_text(p->w->arena, work_today(p->w));
    return format(p->w->arena, xlsx ? "%.*s-%.*s.xlsx" : "%.*s-%.*s.csv", STR_ARG(a->reg->name),
                  STR_ARG(day));
}

static bool export_send(Export *e, bool xlsx)
{
    Page *p = e->p;
    RegisterList list;
    char folder[] = "/tmp/doudi-XXXXXX";
    RegisterQuery query = wanted_query(p, e->a);
    query.offset = 0;
    query.limit = EXPORT_MOST;
    TRY(register_list(p->w, &query, &list));
    if (list.total > EXPORT_MOST)
        return refuse(p->w, ERR_INPUT, SAY_EXPORT_MOST, EXPORT_MOST, (long long)list.total);
    if (!mkdtemp(folder)) return fail(p->w, ERR_FILE, "no folder for an export");
    const char *path = str_z(p->w->arena, format(p->w->arena, "%s/list", folder));
    bool good = export_file(e, &list, xlsx ? TABLE_XLSX : TABLE_CSV_GB18030, path);
    (void)unlink(path);
    (void)rmdir(folder);
    if (good) file_named(p, export_name(p, e->a, xlsx));
    return good;
}

static bool is_xlsx(Str format)
{
    return !str_equal(format, STR("gb"));
}

bool register_export_page(Page *p)
{
    Wanted asked;
    const Register *reg = page_register(p, p->call->params[0]);
    if (!reg) return false;
    TRY(wanted_read(p, reg, p->call->request->query, &asked));
    p->subject = format(p->w->arena, "register:%.*s", STR_ARG(reg->key));
    Export e = {.p = p, .a = &asked};
    return export_send(&e, is_xlsx(page_query(p, "format")));
}

/* The list's own conditions come as fields of the form. */
static Str form_query(Page *p)
{
    Buf b = buf_new(p->w->arena);
    for (size_t i = 0; i < p->form.count; i++) {
        if (str_equal(p->form.fields[i].name, STR("purpose"))) continue;
        if (b.len) buf_byte(&b, '&');
        url_text(&b, p->form.fields[i].name);
        buf_byte(&b, '=');
        url_text(&b, p->form.fields[i].value);
    }
    return buf_str(&b);
}

bool register_clear_page(Page *p)
{
    Wanted asked;
    const Register *reg = page_register(p, p->call->params[0]);
    if (!reg) return false;
    TRY(wanted_read(p, reg, form_query(p), &asked));
    Export e = {.p = p, .a = &asked, .clear = true};
    p->subject = format(p->w->arena, "register:%.*s", STR_ARG(reg->key));
    TRY(register_reveal(p->w, reg, page_field(p, "purpose")));
    TRY(access_kin(p->w, &e.kin, &e.kin_count));
    return export_send(&e, is_xlsx(page_field(p, "format")));
}
