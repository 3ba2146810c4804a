/* What is done with people face to face, written down once: 入户, 听取意见, 异议 and its answer,
 * 送达; and who comes into a household or goes out of it, in a case of change. Each is a row of
 * FORMS: which fields its page asks, what they say when it opens, and what the domain is asked to
 * write. Faults show the same form again with everything typed. */
#include "desk/pages.h"
#include "desk/words.def"

typedef struct {
    const char *path, *title, *note, *button, *said;
    const AskedField *fields;
    size_t field_count;
    bool files;
    bool (*prepare)(Page *p, const Case *c, FormField *fields);
    bool (*add)(Page *p, const Case *c);
} RecordForm;

static FormField *named(FormField *fields, size_t count, const char *name)
{
    FormField *field = field_named(fields, count, str_of(name));
    ensure(field != NULL);
    return field;
}

static void today_stands(Page *p, FormField *field)
{
    if (!field->value.len) field->value = date_text(p->w->arena, work_today(p->w));
}

/* An empty day is today; one that is no day is refused. */
static bool day_read(Page *p, const char *name, Date *out)
{
    Str text = page_field(p, name);
    *out = work_today(p->w);
    return !text.len || date_parse(text, out) || refuse(p->w, ERR_INPUT, "%s", SAY_BAD_DAY);
}

/* ---- 入户 ------------------------------------------------------------------------------------ */

static const AskedField visit_fields[] = {
    {FIELD_DATE, "day", SAY_VISIT_DAY, "", true, false},
    {FIELD_TEXT, "place", SAY_VISIT_PLACE, "", false, false},
    {FIELD_TEXT, "first", SAY_VISITOR, SAY_VISITOR_HINT, true, false},
    {FIELD_TEXT, "second", SAY_VISITOR_TWO, "", true, false},
    {FIELD_TEXT, "met", SAY_VISIT_MET, SAY_VISIT_MET_HINT, false, false},
    {FIELD_RADIO, "agrees", SAY_VISIT_AGREES, "", true, false},
    {FIELD_AREA, "findings", SAY_FINDINGS_LABEL, SAY_FINDINGS_HINT, true, true},
    {FIELD_FILE, "camera", SAY_TAKE_PHOTO, SAY_TAKE_PHOTO_HINT, false, false},
    {FIELD_FILE, "photo", SAY_PHOTOS, SAY_PHOTOS_HINT, false, false}};

static bool visit_prepare(Page *p, const Case *c, FormField *fields)
{
    enum { N = COUNT_OF(visit_fields) };
    FieldChoice *agrees = NEW_ARRAY(p->w->arena, FieldChoice, 2);
    agrees[0] = (FieldChoice){.value = STR("yes"), .text = STR(SAY_AGREES)};
    agrees[1] = (FieldChoice){.value = STR("no"), .text = STR(SAY_AGREES_NOT)};
    FormField *field = named(fields, N, "agrees");
    field->choices = agrees;
    field->choice_count = 2;
    field_choose(field, page_field(p, "agrees"));
    today_stands(p, named(fields, N, "day"));
    field = named(fields, N, "first");
    if (!field->value.len) field->value = p->session->name;
    field = named(fields, N, "place");
    if (!field->value.len) field->value = place_words(p, c->division);
    field = named(fields, N, "camera");
    field->camera = true;
    field->accept = STR("image/*");
    field = named(fields, N, "photo");
    field->many = true;
    field->accept = STR("image/*");
    return true;
}

static bool visit_add(Page *p, const Case *c)
{
    size_t photos;
    InForce law = desk_law(p);
    CaseVisit visit = {.id = c->id,
                       .visitors = {page_field(p, "first"), page_field(p, "second")},
                       .met = page_field(p, "met"),
                       .place = page_field(p, "place"),
                       .findings = page_field(p, "findings"),
                       .agrees = str_equal(page_field(p, "agrees"), STR("yes"))};
    TRY(day_read(p, "day", &visit.day));
    if (!page_field(p, "agrees").len) return refuse(p->w, ERR_INPUT, "%s", SAY_AGREES_WHICH);
    TRY(papers_take(p, c->id, "camera", STR(SAY_VISIT_PHOTO), &photos));
    TRY(papers_take(p, c->id, "photo", STR(SAY_VISIT_PHOTO), &photos));
    return case_visit_add(p->w, &law, &visit);
}

/* ---- 听取意见 -------------------------------------------------------------------------------- */

static const AskedField hearing_fields[] = {
    {FIELD_DATE, "noticed", SAY_NOTICED, "", true, false},
    {FIELD_DATE, "held", SAY_HELD_DAY, "", true, false},
    {FIELD_RADIO, "came", SAY_CAME, "", true, true},
    {FIELD_AREA, "statement", SAY_STATEMENT, SAY_STATEMENT_HINT, false, true},
    {FIELD_AREA, "record", SAY_RECORD, SAY_RECORD_HINT, false, true}};

static bool hearing_prepare(Page *p, const Case *c, FormField *fields)
{
    (void)c;
    FieldChoice *came = NEW_ARRAY(p->w->arena, FieldChoice, 2);
    came[0] = (FieldChoice){.value = STR("yes"), .text = STR(SAY_CAME_YES)};
    came[1] = (FieldChoice){.value = STR("no"), .text = STR(SAY_CAME_NO)};
    FormField *field = named(fields, COUNT_OF(hearing_fields), "came");
    field->choices = came;
    field->choice_count = 2;
    field_choose(field, page_field(p, "came").len ? page_field(p, "came") : STR("yes"));
    today_stands(p, named(fields, COUNT_OF(hearing_fields), "held"));
    return true;
}

static bool hearing_add(Page *p, const Case *c)
{
    InForce law = desk_law(p);
    CaseHearing hearing = {.id = c->id,
                           .came = str_equal(page_field(p, "came"), STR("yes")),
                           .statement = page_field(p, "statement"),
                           .record = page_field(p, "record")};
    TRY(day_read(p, "noticed", &hearing.noticed) && day_read(p, "held", &hearing.held));
    return case_hearing_add(p->w, &law, &hearing);
}

/* ---- 异议 ------------------------------------------------------------------------------------ */

static const AskedField objection_fields[] = {
    {FIELD_TEXT, "who", SAY_OBJECTOR, SAY_OBJECTOR_HINT, false, false},
    {FIELD_AREA, "text", SAY_OBJECTION_TEXT, SAY_OBJECTION_HINT, true, true}};

static bool objection_add(Page *p, const Case *c)
{
    InForce law = desk_law(p);
    CaseObjection objection = {
        .id_case = c->id, .who = page_field(p, "who"), .text = page_field(p, "text")};
    return case_object(p->w, &law, &objection);
}

static const AskedField reply_fields[] = {
    {FIELD_SELECT, "objection", SAY_OBJECTION_WHICH, "", true, true},
    {FIELD_AREA, "answer", SAY_REPLY, SAY_REPLY_HINT, true, true}};

static bool reply_prepare(Page *p, const Case *c, FormField *fields)
{
    CaseObjection *objections;
    size_t count;
    TRY(case_objections(p->w, c->id, &objections, &count));
    fields[0].choices = NEW_ARRAY(p->w->arena, FieldChoice, count);
    for (size_t i = 0; i < count; i++) {
        if (objections[i].answer.len) continue;
        Str day = day_words(p, objections[i].day);
        fields[0].choices[fields[0].choice_count++] =
            (FieldChoice){.value = format(p->w->arena, "%lld", (long long)objections[i].id),
                          .text = format(p->w->arena, SAY_OBJECTION_ONE, STR_ARG(day),
                                         STR_ARG(objections[i].text))};
    }
    field_choose(&fields[0], page_field(p, "objection"));
    return fields[0].choice_count > 0 || refuse(p->w, ERR_STATE, "%s", SAY_NO_OBJECTION);
}

static bool reply_add(Page *p, const Case *c)
{
    int64_t id;
    InForce law = desk_law(p);
    CaseObjection *objections;
    size_t count;
    bool ours = false;
    TRY(page_field_id(p, "objection", &id));
    TRY(case_objections(p->w, c->id, &objections, &count));
    for (size_t i = 0; i < count; i++)
        ours = ours || objections[i].id == id;
    if (!ours) return refuse(p->w, ERR_NOT_FOUND, "%s", SAY_NO_OBJECTION);
    return case_objection_answer(p->w, &law, id, page_field(p, "answer"));
}

/* ---- 送达 ------------------------------------------------------------------------------------ */

static const AskedField delivery_fields[] = {
    {FIELD_SELECT, "document", SAY_DOCUMENT, "", true, false},
    {FIELD_SELECT, "way", SAY_WAY, "", true, false},
    {FIELD_DATE, "day", SAY_DELIVERY_DAY, "", true, false},
    {FIELD_TEXT, "receiver", SAY_RECEIVER, SAY_RECEIVER_HINT, true, false}};

static bool delivery_prepare(Page *p, const Case *c, FormField *fields)
{
    CasePrint *prints;
    size_t count;
    Str *names, ways[DELIVER_COUNT];
    TRY(case_prints(p, c, &prints, &count));
    names = NEW_ARRAY(p->w->arena, Str, count);
    for (size_t i = 0; i < count; i++) {
        names[i] = prints[i].form->name;
        if (!page_field(p, "document").len && prints[i].result) fields[0].value = names[i];
    }
    choices_set(p, &fields[0], names, count);
    for (int i = 0; i < DELIVER_COUNT; i++)
        ways[i] = delivery_name((Delivery)i);
    choices_set(p, &fields[1], ways, DELIVER_COUNT);
    today_stands(p, &fields[2]);
    return true;
}

static bool delivery_add(Page *p, const Case *c)
{
    InForce law = desk_law(p);
    CaseDelivery delivery = {
        .id = c->id, .document = page_field(p, "document"), .receiver = page_field(p, "receiver")};
    TRY(day_read(p, "day", &delivery.day));
    if (!delivery_parse(page_field(p, "way"), &delivery.way))
        return refuse(p->w, ERR_INPUT, "%s", SAY_WAY_WHICH);
    return case_deliver(p->w, &law, &delivery);
}

/* ---- 家庭成员变动 ---------------------------------------------------------------------------- */

static const AskedField member_fields[] = {
    {FIELD_RADIO, "what", SAY_MEMBER_WHAT, "", true, true},
    {FIELD_SELECT, "person", SAY_MEMBER_WHO, SAY_MEMBER_WHO_HINT, false, true},
    {FIELD_TEXT, "name", SAY_MEMBER_NEW, SAY_MEMBER_NEW_HINT, false, false},
    {FIELD_CODE, "number", SAY_PERSON_NUMBER, "", false, false},
    {FIELD_SELECT, "role", SAY_MEMBER_ROLE, "", false, false},
    {FIELD_DATE, "day", SAY_MEMBER_DAY, "", true, false}};

/* Those of the household, and those who were said to come. */
static bool members_choose(Page *p, const Case *c, FormField *field)
{
    int64_t people[CASE_PEOPLE_MOST];
    CaseMember *said;
    size_t count, said_count;
    Arena *arena = p->w->arena;
    TRY(case_people_of(p, c, people, &count));
    TRY(case_members(p->w, c->id, &said, &said_count));
    field->none = STR(SAY_CHOOSE);
    field->choices = NEW_ARRAY(arena, FieldChoice, count + said_count);
    for (size_t i = 0; i < count + said_count; i++) {
        int64_t id = i < count ? people[i] : said[i - count].person.person.n;
        if (i >= count && said[i - count].leaves) continue;
        field->choices[field->choice_count++] = (FieldChoice){
            .value = format(arena, "%lld", (long long)id), .text = person_words(p, id)};
    }
    field_choose(field, page_field(p, "person"));
    return true;
}

static bool members_prepare(Page *p, const Case *c, FormField *fields)
{
    static const Str roles[] = {
#define ROLE(text) {STR_INIT(text)},
        MEMBER_ROLES(ROLE)
#undef ROLE
    };
    static const FieldChoice whats[] = {
        {.value = {STR_INIT("comes")}, .text = {STR_INIT(SAY_MEMBER_COMES)}},
        {.value = {STR_INIT("leaves")}, .text = {STR_INIT(SAY_MEMBER_LEAVES)}},
        {.value = {STR_INIT("undone")}, .text = {STR_INIT(SAY_MEMBER_UNDONE)}}};
    fields[0].choices = NEW_ARRAY(p->w->arena, FieldChoice, COUNT_OF(whats));
    fields[0].choice_count = COUNT_OF(whats);
    for (size_t i = 0; i < COUNT_OF(whats); i++)
        fields[0].choices[i] = whats[i];
    field_choose(&fields[0], page_field(p, "what").len ? page_field(p, "what") : STR("comes"));
    fields[4].none = STR(SAY_CHOOSE);
    choices_set(p, &fields[4], roles, COUNT_OF(roles));
    today_stands(p, &fields[5]);
    return members_choose(p, c, &fields[1]);
}

static bool members_add(Page *p, const Case *c)
{
    InForce law = desk_law(p);
    Str what = page_field(p, "what");
    CaseMember member = {.id = c->id,
                         .leaves = str_equal(what, STR("leaves")),
                         .undone = str_equal(what, STR("undone")),
                         .person = {.name = page_field(p, "name"),
                                    .citizen_id = page_field(p, "number"),
                                    .role = page_field(p, "role")}};
    bool known = member.leaves || member.undone;
    TRY(day_read(p, "day", &member.day));
    if (known) TRY(page_field_id(p, "person", &member.person.person.n));
    if (known) member.person.name = member.person.citizen_id = STR("");
    return case_member_say(p->w, &law, &member);
}

/* ---- the page of any of them ----------------------------------------------------------------- */

static const RecordForm VISIT = {.path = "visit",
                                 .title = SAY_VISIT_TITLE,
                                 .note = SAY_VISIT_NOTE,
                                 .button = SAY_VISIT_BUTTON,
                                 .said = SAY_VISIT_SAID,
                                 .fields = visit_fields,
                                 .field_count = COUNT_OF(visit_fields),
                                 .files = true,
                                 .prepare = visit_prepare,
                                 .add = visit_add};
static const RecordForm HEARING = {.path = "hearing",
                                   .title = SAY_HEARING_TITLE,
                                   .note = SAY_HEARING_NOTE,
                                   .button = SAY_HEARING_BUTTON,
                                   .said = SAY_HEARING_SAID,
                                   .fields = hearing_fields,
                                   .field_count = COUNT_OF(hearing_fields),
                                   .prepare = hearing_prepare,
                                   .add = hearing_add};
static const RecordForm OBJECTION = {.path = "objection",
                                     .title = SAY_OBJECTION_TITLE,
                                     .note = SAY_OBJECTION_NOTE,
                                     .button = SAY_OBJECTION_BUTTON,
                                     .said = SAY_OBJECTION_SAID,
                                     .fields = objection_fields,
                                     .field_count = COUNT_OF(objection_fields),
                                     .add = objection_add};
static const RecordForm REPLY = {.path = "reply",
                                 .title = SAY_REPLY_TITLE,
                                 .note = SAY_REPLY_NOTE,
                                 .button = SAY_REPLY_BUTTON,
                                 .said = SAY_REPLY_SAID,
                                 .fields = reply_fields,
                                 .field_count = COUNT_OF(reply_fields),
                                 .prepare = reply_prepare,
                                 .add = reply_add};
static const RecordForm DELIVERY = {.path = "deliver",
                                    .title = SAY_DELIVERY_TITLE,
                                    .note = SAY_DELIVERY_NOTE,
                                    .button = SAY_DELIVERY_BUTTON,
                                    .said = SAY_DELIVERY_SAID,
                                    .fields = delivery_fields,
                                    .field_count = COUNT_OF(delivery_fields),
                                    .prepare = delivery_prepare,
                                    .add = delivery_add};

static const RecordForm MEMBERS = {.path = "members",
                                   .title = SAY_MEMBERS_TITLE,
                                   .note = SAY_MEMBERS_FORM_NOTE,
                                   .button = SAY_MEMBERS_BUTTON,
                                   .said = SAY_MEMBERS_SAID,
                                   .fields = member_fields,
                                   .field_count = COUNT_OF(member_fields),
                                   .prepare = members_prepare,
                                   .add = members_add};

static bool record_show(Page *p, const RecordForm *form, const Case *c, FaultList faults)
{
    CaseFormPage page = {.faults = faults, .files = form->files};
    FormField *fields = fields_asked(p, form->fields, form->field_count);
    if (form->prepare) TRY(form->prepare(p, c, fields));
    page.head = case_head(p, c, form->title);
    page.action = format(p->w->arena, "/case/%lld/%s", (long long)c->id.n, form->path);
    page.note = str_of(form->note);
    page.groups = groups_of(p, (FormGroup){.fields = fields, .count = form->field_count});
    page.group_count = 1;
    page.buttons = form_button(p, form->button);
    page.buttons.cancel_href = case_href(p, c->id);
    case_form_html(&p->body, &page);
    return true;
}

static bool record_open(Page *p, const RecordForm *form)
{
    Case c;
    TRY(case_of(p, &c));
    return record_show(p, form, &c, (FaultList){.count = 0});
}

static bool record_add(Page *p, const RecordForm *form)
{
    Case c;
    TRY(case_of(p, &c));
    if (form->add(p, &c)) {
        page_say(p, "%s", form->said);
        return page_redirect(p, case_href(p, c.id));
    }
    FaultList faults = fault_said(p);
    TRY(record_show(p, form, &c, faults));
    return page_again(p);
}

bool case_visit_page(Page *p)
{
    return record_open(p, &VISIT);
}

bool case_visited_page(Page *p)
{
    return record_add(p, &VISIT);
}

bool case_hearing_page(Page *p)
{
    return record_open(p, &HEARING);
}

bool case_heard_page(Page *p)
{
    return record_add(p, &HEARING);
}

bool case_objection_page(Page *p)
{
    return record_open(p, &OBJECTION);
}

bool case_objected_page(Page *p)
{
    return record_add(p, &OBJECTION);
}

bool case_reply_page(Page *p)
{
    return record_open(p, &REPLY);
}

bool case_replied_page(Page *p)
{
    return record_add(p, &REPLY);
}

bool case_member_form_page(Page *p)
{
    return record_open(p, &MEMBERS);
}

bool case_member_said_page(Page *p)
{
    return record_add(p, &MEMBERS);
}

bool case_delivery_page(Page *p)
{
    return record_open(p, &DELIVERY);
}

bool case_delivered_page(Page *p)
{
    return record_add(p, &DELIVERY);
}
