/* 台账: all declared registers with how many rows each has, and one list that shows any of them by
 * its declaration: filters, columns, order, pages, files. */
#include "record/pages.h"
#include "record/words.def"

Str register_href(Page *p, const Register *reg)
{
    return format(p->w->arena, "/register/%.*s", STR_ARG(reg->key));
}

const Register *page_register(Page *p, Str key)
{
    const Register *reg = bureau_register(p->bureau, key);
    if (!reg) (void)page_missing(p, format(p->w->arena, "/register/%.*s", STR_ARG(key)));
    return reg;
}

/* ---- all registers -------------------------------------------------------------------------- */

enum { REGISTER_COLUMNS = 3, ASPECTS_TOLD = 10 };

static Str aspects_told(Page *p, const Register *reg)
{
    Buf note = buf_new(p->w->arena);
    for (size_t i = 0; i < reg->aspect_count && i < ASPECTS_TOLD; i++) {
        if (i) buf_add(&note, STR(SAY_COMMA));
        buf_add(&note, reg->aspects[i].name);
    }
    if (reg->aspect_count > ASPECTS_TOLD) buf_add(&note, STR(SAY_AND_MORE));
    return buf_str(&note);
}

static bool register_row(Page *p, const Register *reg, ListRow *out)
{
    static const char *const kinds[] = {SAY_OF_PEOPLE, SAY_OF_UNITS, SAY_OF_ROWS};
    int64_t rows;
    Buf count = buf_new(p->w->arena);
    TRY(register_size(p->w, reg, &rows));
    html_count(&count, rows);
    buf_format(&count, " %s", kinds[reg->subject]);
    *out = (ListRow){.cells = NEW_ARRAY(p->w->arena, ListCell, REGISTER_COLUMNS),
                     .cell_count = REGISTER_COLUMNS};
    out->cells[0] = (ListCell){.text = reg->name, .href = register_href(p, reg)};
    out->cells[1] = (ListCell){.text = buf_str(&count), .number = true};
    out->cells[2] = (ListCell){.text = aspects_told(p, reg)};
    return true;
}

/* People and households first, then the others as the law declares them. */
static bool registers_fill(Page *p, ListTable *out)
{
    static const ListColumn columns[REGISTER_COLUMNS] = {
        {.name = {STR_INIT(SAY_REGISTER)}},
        {.name = {STR_INIT(SAY_HOW_MANY)}, .number = true},
        {.name = {STR_INIT(SAY_ASPECTS)}}};
    const Bureau *b = p->bureau;
    *out = (ListTable){.caption = STR(SAY_REGISTERS)};
    out->head = (ListHead){.columns = NEW_ARRAY(p->w->arena, ListColumn, REGISTER_COLUMNS),
                           .count = REGISTER_COLUMNS};
    for (size_t i = 0; i < REGISTER_COLUMNS; i++)
        out->head.columns[i] = columns[i];
    out->rows = NEW_ARRAY(p->w->arena, ListRow, b->register_count + 1);
    for (int subject = SUBJECT_PERSON; subject <= SUBJECT_OTHER; subject++)
        for (size_t i = 0; i < b->register_count; i++)
            if ((int)b->registers[i].subject == subject)
                TRY(register_row(p, &b->registers[i], &out->rows[out->count++]));
    return true;
}

bool registers_page(Page *p)
{
    RegistersPage page = {.list = {.count = 0}};
    TRY(registers_fill(p, &page.list));
    page.head = (Head){.title = STR(SAY_REGISTERS), .note = STR(SAY_REGISTERS_NOTE)};
    if (page_may(p, WHO(CLERK) | WHO(SYSTEM))) {
        page.head.actions = NEW(p->w->arena, Link);
        page.head.actions[0] = (Link){STR("/import"), STR(SAY_IMPORT), true};
        page.head.action_count = 1;
    }
    p->title = page.head.title;
    p->here = "/registers";
    registers_html(&p->body, &page);
    return true;
}

/* ---- one register --------------------------------------------------------------------------- */

Str entry_href(Page *p, const Register *reg, int64_t id)
{
    if (reg->subject != SUBJECT_OTHER) return subject_href(p, reg->subject, id);
    return format(p->w->arena, "%.*s/%lld", STR_ARG(register_href(p, reg)), (long long)id);
}

Str entry_title(Page *p, const Register *reg, const ListedRow *row)
{
    if (reg->subject == SUBJECT_PERSON) return name_mask(p->w->arena, row->name);
    if (reg->subject == SUBJECT_HOUSEHOLD && !row->name.len)
        return format(p->w->arena, SAY_UNIT_OF, STR_ARG(person_words(p, row->applicant.n)));
    return row->name;
}

Str field_words(Page *p, const Field *field, Value value)
{
    if (!value.known) return presence_none();
    Str text = fact_words(p->w, field, value);
    return str_equal(field->key, STR("name")) ? name_mask(p->w->arena, text) : presence(text);
}

static bool is_number(const Field *field)
{
    return field->type.kind == TYPE_NUMBER;
}

static ListRow row_of(Page *p, const Wanted *a, const ListedRow *row)
{
    size_t count = a->column_count + 1;
    ListRow out = {.cells = NEW_ARRAY(p->w->arena, ListCell, count), .cell_count = count};
    out.cells[0] = (ListCell){.text = presence(entry_title(p, a->reg, row)),
                              .href = entry_href(p, a->reg, row->id)};
    if (a->reg->subject == SUBJECT_HOUSEHOLD && row->name.len)
        out.cells[0].note = person_words(p, row->applicant.n);
    for (size_t i = 0; i < a->column_count; i++) {
        const Field *field = a->columns[i];
        Value value = row->values[register_field_number(field)];
        bool place = field->type.kind == TYPE_DIVISION && value.known;
        out.cells[i + 1] =
            (ListCell){.text = place ? place_words(p, value.number) : field_words(p, field, value),
                       .number = is_number(field),
                       .code = field->sealed};
    }
    return out;
}

static void table_fill(Page *p, const Wanted *a, const RegisterList *list, ListTable *out)
{
    static const char *const names[] = {SAY_NAME, SAY_UNIT_NUMBER, SAY_NAME};
    Str name = a->reg->unique ? a->reg->unique->name : str_of(names[a->reg->subject]);
    *out = (ListTable){.caption = a->reg->name, .count = list->count, .dense = a->dense};
    out->head.count = a->column_count + 1;
    out->head.columns = NEW_ARRAY(p->w->arena, ListColumn, out->head.count);
    out->head.columns[0] = (ListColumn){.name = name,
                                        .sort_href = wanted_href(p, a, "sort", STR("")),
                                        .sort = a->newest ? SORT_NONE : SORT_UP};
    for (size_t i = 0; i < a->column_count; i++)
        out->head.columns[i + 1] =
            (ListColumn){.name = a->columns[i]->name, .number = is_number(a->columns[i])};
    out->rows = NEW_ARRAY(p->w->arena, ListRow, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        out->rows[i] = row_of(p, a, &list->rows[i]);
}

static Str page_href(Page *p, const Wanted *a, int64_t page)
{
    Str number = page > 1 ? format(p->w->arena, "%lld", (long long)page) : STR("");
    return wanted_href(p, a, "page", number);
}

static void pager_fill(Page *p, const Wanted *a, const RegisterList *list, Pager *out)
{
    int64_t first = (a->page - 1) * a->rows, end = first + (int64_t)list->count;
    if (a->page > 1) {
        out->first_href = page_href(p, a, 1);
        out->earlier_href = page_href(p, a, a->page - 1);
    }
    if (end < list->total) out->later_href = page_href(p, a, a->page + 1);
    if (list->count)
        out->range = format(p->w->arena, SAY_RANGE, (long long)first + 1, (long long)end,
                            (long long)list->total);
}

static void head_fill(Page *p, const Wanted *a, Head *out)
{
    Arena *arena = p->w->arena;
    *out = (Head){.title = a->reg->name};
    out->crumbs.links = NEW(arena, Link);
    out->crumbs.links[0] = (Link){STR("/registers"), STR(SAY_REGISTERS), false};
    out->crumbs.count = 1;
    out->actions = NEW_ARRAY(arena, Link, 2);
    if (!page_may(p, WHO(CLERK))) return;
    if (a->reg->subject == SUBJECT_OTHER && a->reg->unique)
        out->actions[out->action_count++] =
            (Link){format(arena, "%.*s/new", STR_ARG(a->path)), STR(SAY_NEW_ROW), true};
    Str import = format(arena, "/import?as=%.*s", STR_ARG(a->reg->key));
    out->actions[out->action_count++] = (Link){import, STR(SAY_IMPORT), false};
}

static void count_fill(Page *p, const Wanted *a, const RegisterList *list, ListTools *out)
{
    Buf b = buf_new(p->w->arena);
    html_count(&b, list->total);
    switch (a->reg->subject) {
    case SUBJECT_PERSON:
        out->count = format(p->w->arena, SAY_COUNT_PEOPLE, STR_ARG(buf_str(&b)));
        break;
    case SUBJECT_HOUSEHOLD:
        out->count = format(p->w->arena, SAY_COUNT_UNITS, STR_ARG(buf_str(&b)));
        break;
    case SUBJECT_OTHER:
        out->count = format(p->w->arena, SAY_COUNT_ROWS, STR_ARG(buf_str(&b)));
    }
    bool most = a->text.len && list->total >= LIST_FOUND_MOST;
    out->note = most ? STR(SAY_FOUND_MOST) : STR(SAY_AS_OF_TODAY);
}

bool register_page(Page *p)
{
    Wanted asked;
    RegisterList list;
    RegisterPage page = {.clear_action = STR("")};
    const Register *reg = page_register(p, p->call->params[0]);
    if (!reg) return false;
    TRY(wanted_read(p, reg, p->call->request->query, &asked));
    RegisterQuery query = wanted_query(p, &asked);
    TRY(register_list(p->w, &query, &list));
    head_fill(p, &asked, &page.head);
    TRY(filters_fill(p, &asked, &page));
    count_fill(p, &asked, &list, &page.tools);
    table_fill(p, &asked, &list, &page.list);
    pager_fill(p, &asked, &list, &page.pager);
    if (!list.count)
        page.empty = (EmptyState){.what = STR(SAY_NO_ROWS),
                                  .advice = STR(SAY_NO_ROWS_ADVICE),
                                  .href = asked.count ? asked.path : STR(""),
                                  .link = STR(SAY_ALL_ROWS)};
    if (list.count && page_may(p, DUTIES_BUSINESS | WHO(AUDITOR)) && reg->subject != SUBJECT_OTHER)
        page.clear_action = format(p->w->arena, "%.*s/export", STR_ARG(asked.path));
    page.clear_purpose = (FormField){.kind = FIELD_TEXT,
                                     .name = STR("purpose"),
                                     .label = STR(SAY_PURPOSE),
                                     .required = true,
                                     .limit = 100};
    p->subject = format(p->w->arena, "register:%.*s", STR_ARG(reg->key));
    p->title = reg->name;
    p->here = "/registers";
    register_html(&p->body, &page);
    return true;
}
