/* What hangs on a case, written by a program: papers, visits, hearings, objections and their
 * answers, deliveries, who comes into a household or leaves it. Each is the one function of
 * casework that the page calls, and one act. */
#include "api/room.h"
#include "api/words.def"
#include "paper/paper.h"

static void day_default(Page *p, Date said, Date *out)
{
    *out = said.days == DATE_NONE.days ? work_today(p->w) : said;
}

/* The case must be seen before anything is said of it. */
static bool case_seen(Page *p, CaseId *id, Case *c)
{
    InForce law = law_of(p);
    return case_asked(p, id) && case_row(p->w, &law, *id, c);
}

/* ---- papers ------------------------------------------------------------------------------- */

bool case_paper_api(Page *p, const PaperSent *body, PaperTaken *out)
{
    CaseId id;
    Case c;
    PaperFile file = {
        .label = body->label, .file_name = body->file->file_name, .bytes = body->file->bytes};
    return case_seen(p, &id, &c) && case_paper_add(p->w, id, &file, &out->id);
}

bool paper_api(Page *p, const Nothing *body, Bytes *out)
{
    (void)body, (void)out;
    int64_t id;
    CasePaper paper;
    Str bytes;
    TRY(page_id(p, p->call->params[0], &id));
    TRY(case_paper_row(p->w, id, &paper) && case_paper_read(p->w, &paper, &bytes));
    p->subject = format(p->w->arena, "case:%lld", (long long)paper.id_case.n);
    bytes_answer(p, paper_mime(paper.type), paper.file_name, bytes);
    return true;
}

/* ---- visits and hearings ------------------------------------------------------------------ */

bool case_visit_api(Page *p, const VisitSaid *body, CaseWhole *out)
{
    InForce law = law_of(p);
    Case c;
    CaseVisit visit = {.visitors = {body->first, body->second},
                       .met = body->met,
                       .place = body->place,
                       .findings = body->findings,
                       .agrees = body->agrees};
    TRY(case_seen(p, &visit.id, &c));
    day_default(p, body->day, &visit.day);
    if (!visit.place.len) visit.place = place_words(p, c.division);
    return case_visit_add(p->w, &law, &visit) && case_whole(p, visit.id, out);
}

bool case_hearing_api(Page *p, const HearingSaid *body, CaseWhole *out)
{
    InForce law = law_of(p);
    Case c;
    CaseHearing hearing = {.noticed = body->noticed,
                           .came = body->came,
                           .statement = body->statement,
                           .record = body->record};
    TRY(case_seen(p, &hearing.id, &c));
    day_default(p, body->held, &hearing.held);
    return case_hearing_add(p->w, &law, &hearing) && case_whole(p, hearing.id, out);
}

/* ---- objections --------------------------------------------------------------------------- */

bool case_objection_api(Page *p, const ObjectionSaid *body, CaseWhole *out)
{
    InForce law = law_of(p);
    Case c;
    CaseObjection objection = {.who = body->who, .text = body->text};
    TRY(case_seen(p, &objection.id_case, &c));
    return case_object(p->w, &law, &objection) && case_whole(p, objection.id_case, out);
}

bool objection_answer_api(Page *p, const ReplySaid *body, CaseWhole *out)
{
    InForce law = law_of(p);
    CaseId id;
    Case c;
    CaseObjection *objections;
    size_t count, i = 0;
    int64_t objection;
    TRY(case_seen(p, &id, &c) && page_id(p, p->call->params[1], &objection));
    TRY(case_objections(p->w, id, &objections, &count));
    while (i < count && objections[i].id != objection)
        i++;
    if (i == count) return page_missing(p, p->call->params[1]);
    return case_objection_answer(p->w, &law, objection, body->answer) && case_whole(p, id, out);
}

/* ---- forms and deliveries ----------------------------------------------------------------- */

/* The affair's own, then those of all affairs. */
static const Form **forms_of(Page *p, const Affair *affair, size_t *count)
{
    size_t own, all;
    const Form **mine = paper_forms(p->w->arena, p->bureau, affair, &own);
    const Form **every = paper_forms(p->w->arena, p->bureau, NULL, &all);
    const Form **out = NEW_ARRAY(p->w->arena, const Form *, own + all + 1);
    *count = 0;
    for (size_t i = 0; i < own + all; i++) {
        const Form *form = i < own ? mine[i] : every[i - own];
        bool there = false;
        for (size_t k = 0; k < *count; k++)
            there = there || out[k] == form;
        if (!there) out[(*count)++] = form;
    }
    return out;
}

bool case_forms_api(Page *p, const Nothing *body, FormTolds *out)
{
    (void)body;
    CaseId id;
    Case c;
    TRY(case_seen(p, &id, &c));
    const Form **forms = forms_of(p, c.affair, &out->items_count);
    out->items = NEW_ARRAY(p->w->arena, FormTold, out->items_count + 1);
    for (size_t i = 0; i < out->items_count; i++)
        out->items[i] = (FormTold){.key = forms[i]->key, .name = forms[i]->name};
    return true;
}

static bool document_asked(Page *p, const Case *c, Str text, Str *out)
{
    size_t count;
    const Form **forms = forms_of(p, c->affair, &count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(text, forms[i]->key) || str_equal(text, forms[i]->name)) {
            *out = forms[i]->name;
            return true;
        }
    return refuse_member(p, "document", format(p->w->arena, SAY_NO_FORM, STR_ARG(text)));
}

static bool way_asked(Page *p, Str text, Delivery *out)
{
    for (int way = 0; way < DELIVER_COUNT; way++)
        if (str_equal(text, str_of(delivery_keys[way]))) {
            *out = (Delivery)way;
            return true;
        }
    return delivery_parse(text, out) || refuse_word(p, "way", "hand post message public");
}

bool case_delivery_api(Page *p, const DeliverySaid *body, CaseWhole *out)
{
    InForce law = law_of(p);
    Case c;
    CaseDelivery delivery = {.receiver = body->receiver};
    TRY(case_seen(p, &delivery.id, &c));
    TRY(document_asked(p, &c, body->document, &delivery.document));
    TRY(way_asked(p, body->way, &delivery.way));
    day_default(p, body->day, &delivery.day);
    return case_deliver(p->w, &law, &delivery) && case_whole(p, delivery.id, out);
}

/* ---- who comes and who leaves ------------------------------------------------------------- */

bool case_member_api(Page *p, const MemberSaid *body, CaseWhole *out)
{
    InForce law = law_of(p);
    Case c;
    DivisionRow home;
    CaseMember member = {.leaves = str_equal(body->what, STR("leaves")),
                         .undone = str_equal(body->what, STR("undone")),
                         .person = {.person = {body->person},
                                    .name = body->name,
                                    .citizen_id = body->citizen_id,
                                    .role = body->role}};
    bool known = member.leaves || member.undone;
    if (!known && !str_equal(body->what, STR("comes")))
        return refuse_word(p, "what", "comes leaves undone");
    if (known && !body->person) return refuse_member(p, "person", STR(SAY_MEMBER_MISSING));
    TRY(case_seen(p, &member.id, &c) && division_asked(p, body->division, &home));
    member.person.division = home.id;
    day_default(p, body->day, &member.day);
    return case_member_say(p->w, &law, &member) && case_whole(p, member.id, out);
}
