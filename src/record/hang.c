/* What hangs on a life besides money: cases with their visits, and the form that reveals a masked
 * field. */
#include "record/pages.h"
#include "record/words.def"

enum { CASES_SHOWN = 10, CASE_COLUMNS = 5 };

static Str day_words(Page *p, Date day)
{
    return day.days == DATE_NONE.days || day.days == 0 ? presence_none()
                                                       : date_text(p->w->arena, day);
}

static void case_cells(Page *p, const Case *c, ListCell *cells)
{
    bool closed = c->state == CASE_CLOSED;
    static const char *const kinds[] = {"", "good", "care", "bad"};
    cells[0] = (ListCell){.text = c->affair ? c->affair->name : c->number,
                          .href = format(p->w->arena, "/case/%lld", (long long)c->id.n),
                          .note = case_kind_name(c->kind)};
    cells[1] = (ListCell){.text = day_words(p, c->opened)};
    cells[2] = (ListCell){.text = closed ? case_outcome_name(c->outcome) : presence(c->step),
                          .note = closed ? STR("") : c->body};
    cells[3] = (ListCell){.text = closed ? day_words(p, c->closed) : day_words(p, c->due),
                          .kind = closed ? STR("") : str_of(kinds[c->colour])};
    cells[4] = (ListCell){.text = c->number, .code = true};
}

static bool visits_fill(Page *p, const CaseList *found, LifePage *out)
{
    out->visits = NEW_ARRAY(p->w->arena, VisitRow, CASES_SHOWN);
    for (size_t i = 0; i < found->count; i++) {
        CaseVisit *visits;
        size_t count;
        TRY(case_visits(p->w, found->items[i].id, &visits, &count));
        for (size_t k = 0; k < count && out->visit_count < CASES_SHOWN; k++)
            out->visits[out->visit_count++] = (VisitRow){
                .day = day_words(p, visits[k].day),
                .who = format(p->w->arena, SAY_TWO, STR_ARG(visits[k].visitors[0]),
                              STR_ARG(visits[k].visitors[1])),
                .findings = visits[k].findings,
                .href = format(p->w->arena, "/case/%lld", (long long)found->items[i].id.n)};
    }
    return true;
}

bool cases_fill(Page *p, PersonId person, UnitId unit, LifePage *out)
{
    static const ListColumn columns[CASE_COLUMNS] = {{.name = {STR_INIT(SAY_COLUMN_CASE)}},
                                                     {.name = {STR_INIT(SAY_COLUMN_OPENED)}},
                                                     {.name = {STR_INIT(SAY_COLUMN_STEP)}},
                                                     {.name = {STR_INIT(SAY_COLUMN_DUE)}},
                                                     {.name = {STR_INIT(SAY_COLUMN_NUMBER)}}};
    CaseList found;
    InForce law = {p->bureau, p->site->law};
    CaseQuery query = CASE_QUERY_ALL;
    query.closed = true;
    query.person = person;
    query.unit = unit;
    query.limit = CASES_SHOWN;
    TRY(case_list(p->w, &law, &query, &found));
    ListTable *table = &out->cases;
    *table = (ListTable){.caption = STR(SAY_CASES), .count = found.count};
    table->head = (ListHead){.columns = NEW_ARRAY(p->w->arena, ListColumn, CASE_COLUMNS),
                             .count = CASE_COLUMNS};
    for (size_t i = 0; i < CASE_COLUMNS; i++)
        table->head.columns[i] = columns[i];
    table->rows = NEW_ARRAY(p->w->arena, ListRow, found.count + 1);
    for (size_t i = 0; i < found.count; i++) {
        ListRow *row = &table->rows[i];
        row->cells = NEW_ARRAY(p->w->arena, ListCell, CASE_COLUMNS);
        row->cell_count = CASE_COLUMNS;
        case_cells(p, &found.items[i], row->cells);
    }
    return visits_fill(p, &found, out);
}

/* ---- revealing ------------------------------------------------------------------------------- */

static bool is_masked(const Field *field)
{
    return field->sealed || str_equal(field->key, STR("name"));
}

void reveal_fill(Page *p, int64_t person, LifePage *out)
{
    const Register *reg = bureau_register(p->bureau, STR("person"));
    if (!reg || !page_may(p, DUTIES_BUSINESS | WHO(AUDITOR))) return;
    size_t fields = register_field_count(reg), count = 0;
    FieldChoice *choices = NEW_ARRAY(p->w->arena, FieldChoice, fields);
    for (size_t i = 0; i < fields; i++) {
        const Field *field = register_field_at(reg, i);
        if (is_masked(field))
            choices[count++] = (FieldChoice){.value = field->key, .text = field->name};
    }
    out->reveal_action = format(p->w->arena, "/person/%lld/reveal", (long long)person);
    out->reveal_field = (FormField){.kind = FIELD_SELECT,
                                    .name = STR("field"),
                                    .label = STR(SAY_REVEAL_FIELD),
                                    .choices = choices,
                                    .choice_count = count};
    out->reveal_purpose = (FormField){.kind = FIELD_TEXT,
                                      .name = STR("purpose"),
                                      .label = STR(SAY_PURPOSE),
                                      .hint = STR(SAY_PURPOSE_HINT),
                                      .required = true,
                                      .limit = 100};
}

bool reveal_page(Page *p)
{
    int64_t id;
    Str text;
    PersonRow row;
    RevealPage page = {.purpose = page_field(p, "purpose")};
    const Register *reg = bureau_register(p->bureau, STR("person"));
    const Field *field = reg ? register_field(reg, page_field(p, "field")) : NULL;
    TRY(page_id(p, p->call->params[0], &id));
    TRY(person_row(p->w, (PersonId){id}, &row));
    if (!field || !is_masked(field)) return refuse(p->w, ERR_INPUT, "%s", SAY_NO_FIELD);
    p->subject = format(p->w->arena, "person:%lld", (long long)id);
    PersonReveal asked = {.field = field, .subject = id, .purpose = page.purpose};
    TRY(person_reveal(p->w, &asked, &text));
    page.name = field->name;
    page.text = text.len ? text : STR(SAY_NOT_RECORDED);
    page.back_href = subject_href(p, SUBJECT_PERSON, id);
    page.head =
        (Head){.title = field->name, .crumbs = {.links = NEW(p->w->arena, Link), .count = 1}};
    page.head.crumbs.links[0] = (Link){page.back_href, name_mask(p->w->arena, row.name), false};
    p->title = field->name;
    p->here = "/search";
    reveal_html(&p->body, &page);
    return true;
}
