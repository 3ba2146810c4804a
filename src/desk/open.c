/* A new case: which affair, whom it is about, who lives with him. Somebody is found by name or
 * number, sent in a POST so that neither stands in an address, or entered as new; an existing unit
 * may be taken as it is. What is not an application begins at an enrolment or at a decided case,
 * and asks only why. */
#include "desk/pages.h"
#include "desk/words.def"

enum { FOUND_MOST = 12, MEMBERS_MOST = 12, ROWS_FIRST = 3, ROWS_MORE = 3 };

/* What the address or the form says it is about. */
typedef struct {
    CaseKind kind;
    const Affair *affair;
    int64_t person, unit, enrolment, about, rows;
} Begin;

static int64_t said_id(Page *p, const char *name)
{
    int64_t id = 0;
    bool posted = p->call->request->method == HTTP_POST;
    Str text = posted ? page_field(p, name) : page_query(p, name);
    return text.len <= 18 && str_int(text, &id) && id > 0 ? id : 0;
}

static Str said_text(Page *p, const char *name)
{
    bool posted = p->call->request->method == HTTP_POST;
    return posted ? page_field(p, name) : page_query(p, name);
}

static bool about_known(Page *p, Begin *out)
{
    InForce law = desk_law(p);
    if (out->about) {
        Case c;
        TRY(case_row(p->w, &law, (CaseId){out->about}, &c));
        out->affair = c.affair;
        out->person = c.person.n;
        out->unit = c.unit.n;
    }
    if (out->enrolment) {
        Enrolment e;
        TRY(enrolment_row(p->w, p->bureau, (EnrolmentId){out->enrolment}, &e));
        out->affair = e.affair;
        out->person = e.applicant.n;
        out->unit = e.unit.n;
    }
    return true;
}

static bool begin_read(Page *p, Begin *out)
{
    Str kind = said_text(p, "kind"), affair = said_text(p, "affair");
    *out = (Begin){.kind = CASE_APPLICATION,
                   .person = said_id(p, "person"),
                   .unit = said_id(p, "unit"),
                   .enrolment = said_id(p, "enrolment"),
                   .about = said_id(p, "about"),
                   .rows = said_id(p, "rows")};
    if (out->rows == 0 || out->rows > MEMBERS_MOST) out->rows = ROWS_FIRST;
    if (kind.len && !case_kind_parse(kind, &out->kind)) return page_missing(p, kind);
    if (affair.len) TRY(page_affair(p, affair, &out->affair));
    TRY(about_known(p, out));
    if (out->unit) TRY(case_unit_seen(p, out->unit));
    return out->person == 0 || person_need_seen(p->w, (PersonId){out->person});
}

/* ---- which affair ---------------------------------------------------------------------------- */

static Str begin_href(Page *p, const Begin *b, const Affair *affair)
{
    Buf href = buf_new(p->w->arena);
    buf_format(&href, "/case/new?affair=%.*s", STR_ARG(affair->key));
    if (b->kind != CASE_APPLICATION)
        buf_format(&href, "&kind=%.*s", STR_ARG(case_kind_key(b->kind)));
    if (b->person) buf_format(&href, "&person=%lld", (long long)b->person);
    if (b->unit) buf_format(&href, "&unit=%lld", (long long)b->unit);
    return buf_str(&href);
}

/* Only the words of the law are looked through here, so they may stand in the address. */
static void affairs_fill(Page *p, const Begin *b, CaseNewPage *out)
{
    Str text = page_query(p, "text");
    FormField *search = NEW(p->w->arena, FormField);
    *search = (FormField){.kind = FIELD_SEARCH,
                          .name = STR("text"),
                          .label = STR(SAY_AFFAIR_SEARCH),
                          .value = text,
                          .first = true};
    out->filter = (FilterBar){.action = STR("/case/new"), .fields = search, .field_count = 1};
    out->affairs = NEW_ARRAY(p->w->arena, AffairChoice, p->bureau->affair_count);
    for (size_t i = 0; i < p->bureau->affair_count; i++) {
        const Affair *a = p->bureau->affairs[i];
        bool fits = text.len == 0 || str_find(a->name, text) >= 0;
        if (a->step_count == 0 || !fits) continue;
        bool household = a->subject == SUBJECT_HOUSEHOLD;
        out->affairs[out->affair_count++] =
            (AffairChoice){.href = begin_href(p, b, a),
                           .name = a->name,
                           .note = household ? STR(SAY_BY_HOUSEHOLD) : STR(SAY_BY_PERSON)};
    }
    if (out->affair_count == 0)
        out->empty = (EmptyState){.what = STR(SAY_NO_AFFAIR),
                                  .advice = STR(SAY_NO_AFFAIR_ADVICE),
                                  .href = STR("/case/new"),
                                  .link = STR(SAY_ALL_AFFAIRS)};
}

/* ---- who: found, known, or new --------------------------------------------------------------- */

static Str person_note(Page *p, const PersonRow *row)
{
    Str name = name_mask(p->w->arena, row->name);
    Str age = age_words(p, row->birth), place = place_words(p, row->division);
    return format(p->w->arena, SAY_PERSON_LINE, STR_ARG(name), STR_ARG(row->masked_id),
                  STR_ARG(age), STR_ARG(place));
}

static FormGroup found_group(Page *p, const PersonRow *rows, size_t count)
{
    Arena *arena = p->w->arena;
    FormField *field = NEW(arena, FormField);
    *field = (FormField){.kind = FIELD_RADIO,
                         .name = STR("person"),
                         .label = STR(SAY_WHO_IS_IT),
                         .wide = true,
                         .choices = NEW_ARRAY(arena, FieldChoice, count + 1),
                         .choice_count = count + 1};
    for (size_t i = 0; i < count; i++)
        field->choices[i] = (FieldChoice){.value = format(arena, "%lld", (long long)rows[i].id.n),
                                          .text = person_note(p, &rows[i])};
    field->choices[count] =
        (FieldChoice){.value = STR("0"), .text = STR(SAY_NONE_OF_THEM), .chosen = count == 0};
    if (count == 1) field->choices[0].chosen = true;
    return (FormGroup){.fields = field, .count = 1};
}

static bool person_group(Page *p, FormGroup *out)
{
    static const AskedField asked[] = {
        {FIELD_TEXT, "name", SAY_PERSON_NAME, SAY_PERSON_NAME_HINT, true, false},
        {FIELD_CODE, "number", SAY_PERSON_NUMBER, SAY_PERSON_NUMBER_HINT, false, false},
        {FIELD_SELECT, "home", SAY_HOME, SAY_HOME_HINT, false, false}};
    FormField *fields = fields_asked(p, asked, COUNT_OF(asked));
    fields[0].first = true;
    TRY(places_choose(p, &fields[2]));
    if (fields[2].choice_count > 1) fields[2].none = STR(SAY_CHOOSE);
    *out = (FormGroup){.title = STR(SAY_APPLICANT), .fields = fields, .count = COUNT_OF(asked)};
    return true;
}

static FormField member_field(Page *p, int64_t row, const char *part, const char *label)
{
    Str name = format(p->w->arena, "m%lld.%s", (long long)row, part);
    return (FormField){.kind = str_equal(str_of(part), STR("number")) ? FIELD_CODE : FIELD_TEXT,
                       .name = name,
                       .label = format(p->w->arena, label, (long long)row),
                       .value = str_trim(http_form_value(&p->form, name))};
}

static FormGroup members_group(Page *p, const Begin *b)
{
    static const Str roles[] = {
#define ROLE(text) {STR_INIT(text)},
        MEMBER_ROLES(ROLE)
#undef ROLE
    };
    FormGroup group = {.title = STR(SAY_MEMBERS), .note = STR(SAY_MEMBERS_NOTE), .three = true};
    group.fields = NEW_ARRAY(p->w->arena, FormField, b->rows * 3);
    for (int64_t i = 1; i <= b->rows; i++) {
        group.fields[group.count++] = member_field(p, i, "name", SAY_MEMBER_NAME);
        group.fields[group.count++] = member_field(p, i, "number", SAY_MEMBER_NUMBER);
        FormField *role = &group.fields[group.count++];
        *role = member_field(p, i, "role", SAY_MEMBER_ROLE_OF);
        role->kind = FIELD_SELECT;
        role->none = STR(SAY_CHOOSE);
        choices_set(p, role, roles, COUNT_OF(roles));
    }
    return group;
}

/* The units that a known person belongs to: one of them may be the one. */
static bool units_group(Page *p, const Begin *b, FormGroup *out, bool *any)
{
    UnitId *units;
    size_t count;
    Arena *arena = p->w->arena;
    *any = false;
    TRY(unit_of_person(p->w, (PersonId){b->person}, &units, &count));
    FormField *field = NEW(arena, FormField);
    *field = (FormField){.kind = FIELD_RADIO,
                         .name = STR("unit"),
                         .label = STR(SAY_WHICH_UNIT),
                         .wide = true,
                         .choices = NEW_ARRAY(arena, FieldChoice, count + 1)};
    for (size_t i = 0; i < count; i++) {
        BenefitUnit unit;
        TRY(unit_row(p->w, units[i], work_today(p->w), &unit));
        if (unit.kind != UNIT_FAMILY) continue;
        field->choices[field->choice_count++] = (FieldChoice){
            .value = format(arena, "%lld", (long long)unit.id.n),
            .text = format(arena, SAY_UNIT_LINE, STR_ARG(unit_words(p, &unit)), unit.member_count),
            .chosen = field->choice_count == 0};
        *any = true;
    }
    field->choices[field->choice_count++] =
        (FieldChoice){.value = STR("0"), .text = STR(SAY_OTHER_UNIT)};
    *out = (FormGroup){.fields = field, .count = 1};
    return true;
}

/* ---- which enrolment ------------------------------------------------------------------------- */

static bool enrolments_group(Page *p, const Begin *b, FormGroup *out)
{
    Enrolment *list;
    size_t count;
    Arena *arena = p->w->arena;
    PersonId person = {b->person};
    if (!b->person) return refuse(p->w, ERR_INPUT, "%s", SAY_FROM_WHERE);
    TRY(person_enrolments(p->w, p->bureau, person, &list, &count));
    FormField *field = NEW(arena, FormField);
    *field = (FormField){.kind = FIELD_RADIO,
                         .name = STR("enrolment"),
                         .label = STR(SAY_WHICH_ENROLMENT),
                         .required = true,
                         .wide = true,
                         .choices = NEW_ARRAY(arena, FieldChoice, count)};
    for (size_t i = 0; i < count; i++) {
        if (b->affair && list[i].affair != b->affair) continue;
        if (list[i].stop.n != MONTH_NONE.n) continue;
        Str since = date_text(arena, list[i].decided);
        field->choices[field->choice_count++] =
            (FieldChoice){.value = format(arena, "%lld", (long long)list[i].id.n),
                          .text = format(arena, SAY_ENROLMENT_LINE, STR_ARG(list[i].affair->name),
                                         STR_ARG(since))};
    }
    if (field->choice_count == 0) return refuse(p->w, ERR_STATE, "%s", SAY_NO_ENROLMENTS);
    field->choices[0].chosen = true;
    *out = (FormGroup){.fields = field, .count = 1};
    return true;
}

/* ---- the page -------------------------------------------------------------------------------- */

static FormGroup reason_group(Page *p, const Begin *b)
{
    static const AskedField asked[] = {
        {FIELD_DATE, "applied", SAY_APPLIED_ON, SAY_APPLIED_HINT, false, false},
        {FIELD_AREA, "reason", SAY_REASON, "", false, true}};
    FormField *fields = fields_asked(p, asked, COUNT_OF(asked));
    if (!fields[0].value.len) fields[0].value = date_text(p->w->arena, work_today(p->w));
    fields[1].required = b->kind != CASE_APPLICATION;
    return (FormGroup){.fields = fields, .count = COUNT_OF(asked)};
}

static void keep(Page *p, CaseNewPage *out, const char *name, int64_t id)
{
    if (id)
        out->kept[out->kept_count++] =
            (HiddenValue){str_of(name), format(p->w->arena, "%lld", (long long)id)};
}

static void kept_fill(Page *p, const Begin *b, CaseNewPage *out)
{
    out->kept = NEW_ARRAY(p->w->arena, HiddenValue, 7);
    out->kept[out->kept_count++] = (HiddenValue){STR("kind"), case_kind_key(b->kind)};
    if (b->affair) out->kept[out->kept_count++] = (HiddenValue){STR("affair"), b->affair->key};
    keep(p, out, "person", b->person);
    keep(p, out, "enrolment", b->enrolment);
    keep(p, out, "about", b->about);
    keep(p, out, "rows", b->rows);
}

static bool whom_fill(Page *p, const Begin *b, CaseNewPage *out)
{
    PersonRow row;
    if (!b->person) return true;
    TRY(person_row(p->w, (PersonId){b->person}, &row));
    p->subject = format(p->w->arena, "person:%lld", (long long)b->person);
    out->whom = person_note(p, &row);
    return true;
}

static bool application_groups(Page *p, const Begin *b, CaseNewPage *out)
{
    bool household = b->affair->subject == SUBJECT_HOUSEHOLD, any = false;
    if (b->unit) {
        keep(p, out, "unit", b->unit);
        out->unit = unit_name(p, b->unit);
        return true;
    }
    if (!b->person) TRY(person_group(p, &out->groups[out->group_count++]));
    if (out->found.count) out->groups[out->group_count++] = out->found;
    if (household && b->person) {
        TRY(units_group(p, b, &out->groups[out->group_count], &any));
        out->group_count += any;
    }
    if (household) out->groups[out->group_count++] = members_group(p, b);
    return true;
}

static void buttons_fill(Page *p, const Begin *b, CaseNewPage *out)
{
    bool household = b->affair && b->affair->subject == SUBJECT_HOUSEHOLD;
    bool application = b->kind == CASE_APPLICATION;
    FormButton *buttons = NEW_ARRAY(p->w->arena, FormButton, 3);
    size_t n = 0;
    buttons[n++] =
        (FormButton){.text = STR(SAY_OPEN_CASE), .name = STR("do"), .value = STR("open")};
    if (application && !b->person && !b->unit)
        buttons[n++] = (FormButton){
            .text = STR(SAY_FIND), .name = STR("do"), .value = STR("find"), .kind = STR("other")};
    if (application && household && !b->unit && b->rows < MEMBERS_MOST)
        buttons[n++] = (FormButton){.text = STR(SAY_MORE_MEMBERS),
                                    .name = STR("do"),
                                    .value = STR("more"),
                                    .kind = STR("other")};
    out->buttons = (FormButtons){.buttons = buttons, .count = n, .cancel_href = STR("/cases")};
}

static bool new_show(Page *p, const Begin *b, CaseNewPage *page)
{
    Arena *arena = p->w->arena;
    Link *crumbs = NEW_ARRAY(arena, Link, 2);
    crumbs[0] = (Link){STR("/cases"), STR(SAY_CASES), false};
    crumbs[1] = (Link){STR("/case/new"), STR(SAY_NEW_CASE), false};
    bool application = b->kind == CASE_APPLICATION;
    bool choosing = application && !b->affair;
    page->head = (Head){.crumbs = {.links = crumbs, .count = choosing ? 1 : 2}};
    page->head.title =
        choosing ? STR(SAY_NEW_CASE)
                 : format(arena, "%.*s %.*s", STR_ARG(b->affair ? b->affair->name : STR("")),
                          STR_ARG(case_kind_name(b->kind)));
    p->title = page->head.title;
    p->here = "/cases";
    TRY(whom_fill(p, b, page));
    page->groups = NEW_ARRAY(arena, FormGroup, 6);
    if (choosing) {
        affairs_fill(p, b, page);
    } else {
        page->action = STR("/case/new");
        kept_fill(p, b, page);
        if (application) TRY(application_groups(p, b, page));
        bool asks = !application && !b->enrolment && !b->about;
        if (asks) TRY(enrolments_group(p, b, &page->groups[page->group_count++]));
        page->groups[page->group_count++] = reason_group(p, b);
        buttons_fill(p, b, page);
    }
    case_new_html(&p->body, page);
    return true;
}

bool case_new_page(Page *p)
{
    Begin begin;
    CaseNewPage page = {.affair_count = 0};
    TRY(begin_read(p, &begin));
    return new_show(p, &begin, &page);
}

/* ---- what was sent --------------------------------------------------------------------------- */

static CasePerson *members_read(Page *p, const Begin *b, size_t *count)
{
    CasePerson *members = NEW_ARRAY(p->w->arena, CasePerson, b->rows);
    *count = 0;
    for (int64_t i = 1; i <= b->rows; i++) {
        Str name = member_field(p, i, "name", SAY_MEMBER_NAME).value;
        if (!name.len) continue;
        members[(*count)++] =
            (CasePerson){.name = name,
                         .citizen_id = member_field(p, i, "number", SAY_MEMBER_NUMBER).value,
                         .role = member_field(p, i, "role", SAY_MEMBER_ROLE_OF).value};
    }
    return members;
}

static bool opening_read(Page *p, const Begin *b, CaseOpening *out)
{
    Str applied = page_field(p, "applied");
    *out = (CaseOpening){.kind = b->kind,
                         .affair = b->affair,
                         .unit = {b->unit},
                         .enrolment = {b->enrolment},
                         .about = {b->about},
                         .reason = page_field(p, "reason")};
    out->applied = work_today(p->w);
    if (applied.len && !date_parse(applied, &out->applied))
        return refuse(p->w, ERR_INPUT, "%s", SAY_BAD_DAY);
    if (b->kind != CASE_APPLICATION) return true;
    out->applicant = (CasePerson){.person = {b->person},
                                  .name = page_field(p, "name"),
                                  .citizen_id = page_field(p, "number")};
    out->members = members_read(p, b, &out->member_count);
    if (!b->affair) return refuse(p->w, ERR_INPUT, "%s", SAY_NO_AFFAIR);
    int64_t home = said_id(p, "home");
    bool fresh = !b->person && !b->unit;
    if (fresh && home) out->division = home;
    if (fresh && !home && page_field(p, "home").len == 0 && out->applicant.citizen_id.len == 0)
        return refuse(p->w, ERR_INPUT, "%s", SAY_NO_HOME);
    return true;
}

static bool new_again(Page *p, const Begin *b, FaultList faults)
{
    CaseNewPage page = {.faults = faults};
    TRY(new_show(p, b, &page));
    return page_again(p);
}

/* Looking somebody up is an act with its purpose (access). */
static bool find_show(Page *p, const Begin *b)
{
    PersonRow *rows;
    size_t count = 0;
    CaseNewPage page = {.affair_count = 0};
    Str number = page_field(p, "number"), name = page_field(p, "name");
    PersonLookup lookup = {.text = number.len ? number : name,
                           .purpose = format(p->w->arena, SAY_LOOKUP, STR_ARG(b->affair->name)),
                           .limit = FOUND_MOST};
    if (!lookup.text.len) {
        refuse(p->w, ERR_INPUT, "%s", SAY_FIND_WHOM);
        return new_again(p, b, fault_said(p));
    }
    if (!person_lookup(p->w, &lookup, &rows, &count)) return new_again(p, b, fault_said(p));
    FormGroup found = found_group(p, rows, count);
    found.note = count ? STR(SAY_FOUND) : STR(SAY_FOUND_NONE);
    page.found = found;
    return new_show(p, b, &page);
}

bool case_open_page(Page *p)
{
    Begin begin;
    CaseId id;
    CaseOpening opening;
    InForce law = desk_law(p);
    Str act = page_field(p, "do");
    TRY(begin_read(p, &begin));
    if (str_equal(act, STR("more"))) {
        CaseNewPage page = {.affair_count = 0};
        begin.rows += ROWS_MORE;
        if (begin.rows > MEMBERS_MOST) begin.rows = MEMBERS_MOST;
        return new_show(p, &begin, &page);
    }
    if (str_equal(act, STR("find")) && begin.affair) return find_show(p, &begin);
    if (!opening_read(p, &begin, &opening) || !case_open(p->w, &law, &opening, &id))
        return new_again(p, &begin, fault_said(p));
    bool asks =
        begin.kind != CASE_OBJECTION && begin.kind != CASE_APPEAL && begin.kind != CASE_STOP;
    page_say(p, "%s", asks ? SAY_OPENED : SAY_OPENED_PLAIN);
    Str href = case_href(p, id);
    return page_redirect(p, asks ? format(p->w->arena, "%.*s/answer", STR_ARG(href)) : href);
}
