/* `doudi case`: cases by hand, thin over casework's functions, for stories and for those who sit at
 * the machine. The table VERBS says what may stand behind `case`. */
#include "cli/case.h"

#include <errno.h>
#include <stdio.h>

InForce case_law(const Cli *cli)
{
    return (InForce){cli->bureau, cli->law};
}

bool case_named(Cli *cli, Str number, CaseId *out)
{
    if (str_starts(number, STR("case:"))) return str_int(str_from(number, 5), &out->n);
    return case_by_number(cli->w, number, out);
}

static Str word(const Cli *cli, size_t at)
{
    return at < cli->word_count ? cli->words[at] : STR("");
}

static Str reason(const Cli *cli)
{
    return cli_value(cli, OPT_PURPOSE);
}

/* --on DAY, or today. */
static bool day_said(Cli *cli, Date *out)
{
    Str text = cli_value(cli, OPT_ON);
    *out = work_today(cli->w);
    if (!text.len || date_parse(text, out)) return true;
    return refuse(cli->w, ERR_USAGE, SAY_CASE_DAY, STR_ARG(text));
}

/* ---- open --------------------------------------------------------------------------------- */

static bool home_said(Cli *cli, int64_t *out)
{
    Division code;
    DivisionRow row;
    Str text = cli_value(cli, OPT_HOME);
    *out = 0;
    if (!text.len) return true;
    if (!division_parse(text, &code) || !division_by_code(cli->w, code, &row))
        return refuse(cli->w, ERR_USAGE, SAY_CASE_HOME, STR_ARG(text));
    *out = row.id;
    return true;
}

/* `姓名,身份证号,角色` */
static CasePerson person_said(Str text)
{
    CasePerson p = {0};
    str_split(&text, ',', &p.name);
    str_split(&text, ',', &p.citizen_id);
    p.role = text;
    return p;
}

static bool someone_said(Cli *cli, CaseOpening *o)
{
    bool known = cli->word_count == 3;
    if (known) {
        Someone who;
        TRY(cli_someone(cli, word(cli, 2), &who));
        o->applicant.person = who.person;
        o->unit = who.unit;
        return true;
    }
    o->applicant = (CasePerson){.name = word(cli, 2), .citizen_id = word(cli, 3)};
    CasePerson *members = NEW_ARRAY(cli->w->arena, CasePerson, cli->word_count);
    for (size_t i = 4; i < cli->word_count; i++)
        members[o->member_count++] = person_said(word(cli, i));
    o->members = members;
    return true;
}

/* What is not an application is about somebody enrolled. */
static bool enrolment_said(Cli *cli, CaseOpening *o)
{
    Someone who;
    Enrolment *list;
    size_t count;
    BenefitUnit unit;
    TRY(cli_someone(cli, word(cli, 2), &who));
    if (who.unit.n) {
        TRY(unit_row(cli->w, who.unit, work_today(cli->w), &unit));
        who.person = unit.applicant;
    }
    TRY(person_enrolments(cli->w, cli->bureau, who.person, &list, &count));
    for (size_t i = 0; i < count; i++)
        if (list[i].affair == o->affair) o->enrolment = list[i].id;
    if (o->enrolment.n) return true;
    return refuse(cli->w, ERR_NOT_FOUND, SAY_CASE_NO_ENROLMENT, STR_ARG(word(cli, 2)),
                  STR_ARG(o->affair->name));
}

static bool opening_said(Cli *cli, CaseOpening *o)
{
    Str kind = cli_value(cli, OPT_AS);
    o->kind = CASE_APPLICATION;
    if (kind.len && !case_kind_parse(kind, &o->kind))
        return refuse(cli->w, ERR_USAGE, SAY_CASE_NO_KIND, STR_ARG(kind));
    TRY(day_said(cli, &o->applied) && home_said(cli, &o->division));
    if (o->kind == CASE_APPEAL) return case_named(cli, word(cli, 1), &o->about);
    TRY(cli_affair(cli, word(cli, 1), &o->affair));
    return o->kind == CASE_APPLICATION ? someone_said(cli, o) : enrolment_said(cli, o);
}

static bool verb_open(Cli *cli)
{
    CaseId id;
    InForce law = case_law(cli);
    CaseOpening o = {.reason = reason(cli)};
    TRY(opening_said(cli, &o) && case_open(cli->w, &law, &o, &id));
    return case_told(cli, id);
}

/* ---- answer ------------------------------------------------------------------------------- */

static bool member_named(Cli *cli, const Case *c, Str name, PersonId *out)
{
    int64_t *people;
    size_t count;
    PersonRow row;
    TRY(case_people(cli->w, c, &people, &count));
    for (size_t i = 0; i < count; i++) {
        *out = (PersonId){people[i]};
        TRY(person_row(cli->w, *out, &row));
        if (str_equal(row.name, name)) return true;
    }
    return refuse(cli->w, ERR_NOT_FOUND, SAY_CASE_NO_MEMBER, STR_ARG(name));
}

static const Field *field_named(Cli *cli, const Case *c, Str name)
{
    static const char *const REGISTERS[] = {"household", "person"};
    const Field *field = NULL;
    for (size_t i = c->affair->subject == SUBJECT_HOUSEHOLD ? 0 : 1; !field && i < 2; i++) {
        const Register *reg = bureau_register(cli->bureau, str_of(REGISTERS[i]));
        field = reg ? register_field(reg, name) : NULL;
    }
    return field;
}

static bool answer_said(Cli *cli, const Case *c, Str text, CaseAnswer *out)
{
    Str left, name, value = text;
    if (!str_split(&value, '=', &left))
        return refuse(cli->w, ERR_USAGE, SAY_CASE_FIELD, STR_ARG(text));
    *out = (CaseAnswer){0};
    if (str_find(left, STR(".")) >= 0) {
        str_split(&left, '.', &name);
        TRY(member_named(cli, c, name, &out->person));
        const Register *reg = bureau_register(cli->bureau, STR("person"));
        out->field = reg ? register_field(reg, left) : NULL;
    } else {
        out->field = field_named(cli, c, left);
    }
    if (!out->field) return refuse(cli->w, ERR_USAGE, SAY_CASE_NO_FIELD, STR_ARG(left));
    bool person = out->field->aspect->reg->subject == SUBJECT_PERSON;
    if (person && !out->person.n) out->person = c->person;
    return case_answer_parse(cli->w, out->field, value, &out->value);
}

static bool verb_answer(Cli *cli)
{
    Case c;
    CaseId id;
    InForce law = case_law(cli);
    TRY(case_named(cli, word(cli, 1), &id) && case_row(cli->w, &law, id, &c));
    CaseAnswer *answers = NEW_ARRAY(cli->w->arena, CaseAnswer, cli->word_count);
    size_t count = 0;
    for (size_t i = 2; i < cli->word_count; i++)
        TRY(answer_said(cli, &c, word(cli, i), &answers[count++]));
    TRY(case_answer(cli->w, &law, id, answers, count));
    return case_show(cli, id);
}

/* `来 姓名 身份证号 角色`, `去 姓名`, `收回 姓名`, from --on DAY. */
static bool member_said(Cli *cli, CaseMember *m)
{
    Case c;
    InForce law = case_law(cli);
    Str how = word(cli, 2);
    m->leaves = str_equal(how, STR(SAY_CASE_LEAVES));
    m->undone = str_equal(how, STR(SAY_CASE_UNDONE));
    if (str_equal(how, STR(SAY_CASE_COMES))) {
        m->person = (CasePerson){.name = word(cli, 3), .citizen_id = word(cli, 4)};
        m->person.role = word(cli, 5);
        return true;
    }
    if (!m->leaves && !m->undone) return refuse(cli->w, ERR_USAGE, "%s", SAY_CASE_MEMBER_HOW);
    TRY(case_row(cli->w, &law, m->id, &c));
    return member_named(cli, &c, word(cli, 3), &m->person.person);
}

static bool verb_member(Cli *cli)
{
    InForce law = case_law(cli);
    CaseMember m = {0};
    TRY(case_named(cli, word(cli, 1), &m.id) && day_said(cli, &m.day) && member_said(cli, &m));
    TRY(case_member_say(cli->w, &law, &m));
    return case_show(cli, m.id);
}

/* ---- move and records --------------------------------------------------------------------- */

static bool verb_move(Cli *cli)
{
    InForce law = case_law(cli);
    CaseMove move = {.opinion = reason(cli), .to = word(cli, 3)};
    TRY(case_named(cli, word(cli, 1), &move.id));
    if (!case_event_parse(word(cli, 2), &move.event))
        return refuse(cli->w, ERR_USAGE, SAY_CASE_NO_EVENT, STR_ARG(word(cli, 2)));
    if (cli_has(cli, OPT_MONTH)) TRY(cli_month(cli, cli_value(cli, OPT_MONTH), &move.effective));
    TRY(case_move(cli->w, &law, &move));
    return case_told(cli, move.id);
}

static bool verb_visit(Cli *cli)
{
    InForce law = case_law(cli);
    CaseVisit v = {.visitors = {word(cli, 2), word(cli, 3)},
                   .findings = word(cli, 4),
                   .met = STR(""),
                   .place = STR(""),
                   .agrees = true};
    TRY(case_named(cli, word(cli, 1), &v.id) && day_said(cli, &v.day));
    TRY(case_visit_add(cli->w, &law, &v));
    buf_add(&cli->out, STR(SAY_CASE_WRITTEN));
    return true;
}

static bool verb_hear(Cli *cli)
{
    InForce law = case_law(cli);
    CaseHearing h = {.statement = word(cli, 2), .record = word(cli, 3), .came = true};
    TRY(case_named(cli, word(cli, 1), &h.id) && day_said(cli, &h.noticed));
    h.held = h.noticed;
    TRY(case_hearing_add(cli->w, &law, &h));
    buf_add(&cli->out, STR(SAY_CASE_WRITTEN));
    return true;
}

static bool verb_object(Cli *cli)
{
    InForce law = case_law(cli);
    CaseObjection o = {.text = word(cli, 2), .who = word(cli, 3)};
    TRY(case_named(cli, word(cli, 1), &o.id_case) && case_object(cli->w, &law, &o));
    return case_told(cli, o.id_case);
}

static bool verb_reply(Cli *cli)
{
    CaseId id;
    CaseObjection *list;
    size_t count;
    InForce law = case_law(cli);
    TRY(case_named(cli, word(cli, 1), &id) && case_objections(cli->w, id, &list, &count));
    int64_t last = count ? list[count - 1].id : 0;
    TRY(case_objection_answer(cli->w, &law, last, word(cli, 2)));
    buf_add(&cli->out, STR(SAY_CASE_WRITTEN));
    return true;
}

static bool verb_deliver(Cli *cli)
{
    InForce law = case_law(cli);
    CaseDelivery d = {.document = word(cli, 2), .receiver = word(cli, 3)};
    Str way = cli_value(cli, OPT_AS);
    if (way.len && !delivery_parse(way, &d.way))
        return refuse(cli->w, ERR_USAGE, "%s", SAY_CASE_WAY);
    TRY(case_named(cli, word(cli, 1), &d.id) && day_said(cli, &d.day));
    TRY(case_deliver(cli->w, &law, &d));
    buf_add(&cli->out, STR(SAY_CASE_WRITTEN));
    return true;
}

static bool file_read(Cli *cli, Str path, Str *out)
{
    const char *name = str_z(cli->w->arena, path);
    FILE *file = fopen(name, "rb");
    if (!file) return refuse_file(cli->w, name, errno);
    char *bytes = NEW_ARRAY(cli->w->arena, char, PAPER_MOST_BYTES + 1);
    *out = (Str){bytes, fread(bytes, 1, PAPER_MOST_BYTES + 1, file)};
    bool failed = ferror(file) != 0;
    fclose(file);
    return !failed || refuse_file(cli->w, name, EIO);
}

static bool verb_paper(Cli *cli)
{
    CaseId id;
    int64_t paper;
    PaperFile file = {.label = word(cli, 2), .file_name = word(cli, 3)};
    TRY(case_named(cli, word(cli, 1), &id) && file_read(cli, file.file_name, &file.bytes));
    TRY(case_paper_add(cli->w, id, &file, &paper));
    buf_format(&cli->out, SAY_CASE_PAPER, (long long)paper);
    return true;
}

/* ---- reading ------------------------------------------------------------------------------ */

static bool verb_show(Cli *cli)
{
    CaseId id;
    return case_named(cli, word(cli, 1), &id) && case_show(cli, id);
}

static bool verb_list(Cli *cli)
{
    return case_lists(cli, false);
}

static bool verb_todo(Cli *cli)
{
    return case_lists(cli, true);
}

static bool verb_notices(Cli *cli)
{
    return case_notices_told(cli);
}

static bool verb_refusal(Cli *cli)
{
    CaseId id;
    return case_named(cli, word(cli, 1), &id) && case_refusal_told(cli, id);
}

static bool verb_propose(Cli *cli)
{
    static const struct {
        const char *name;
        SetKind set;
    } SETS[] = {{"missed", SET_MISSED}, {"wrongly", SET_WRONGLY}, {"undecided", SET_UNDECIDED}};
    InForce law = case_law(cli);
    CaseProposal p = {.set = SET_COUNT};
    FactBase *base;
    FourSets sets;
    int64_t opened;
    TRY(cli_affair(cli, word(cli, 1), &p.affair) && cli_month(cli, word(cli, 2), &p.month));
    if (str_equal(word(cli, 3), STR("held"))) {
        TRY(case_propose_held(cli->w, &law, p.affair, &opened));
        buf_format(&cli->out, SAY_CASE_PROPOSED, (long long)opened);
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(SETS); i++)
        if (str_equal(word(cli, 3), str_of(SETS[i].name))) p.set = SETS[i].set;
    if (p.set == SET_COUNT) return refuse(cli->w, ERR_USAGE, "%s", SAY_CASE_NO_SET);
    TRY(facts_load(cli->w, cli->bureau, KNOWN_NOW, cli->home, &base));
    TRY(entitle_sets(cli->w, base, p.affair, p.month, &sets));
    p.subjects = sets.subjects[p.set];
    p.count = (size_t)sets.count[p.set];
    TRY(case_propose(cli->w, &law, &p, &opened));
    buf_format(&cli->out, SAY_CASE_PROPOSED, (long long)opened);
    return true;
}

static const struct {
    const char *name;
    bool (*run)(Cli *cli);
    size_t least, most; /* words, the verb among them */
    bool reads;         /* asks nothing of who one is */
} VERBS[] = {
    {"answer", verb_answer, 2, 40, false},  {"deliver", verb_deliver, 4, 4, false},
    {"hear", verb_hear, 3, 4, false},       {"list", verb_list, 1, 1, false},
    {"member", verb_member, 4, 6, false},   {"move", verb_move, 3, 4, false},
    {"notices", verb_notices, 1, 1, true},  {"object", verb_object, 3, 4, false},
    {"open", verb_open, 2, 30, false},      {"paper", verb_paper, 4, 4, false},
    {"propose", verb_propose, 4, 4, false}, {"refusal", verb_refusal, 2, 2, true},
    {"reply", verb_reply, 3, 3, false},     {"show", verb_show, 2, 2, false},
    {"todo", verb_todo, 1, 1, false},       {"visit", verb_visit, 5, 5, false},
};

int command_case(Cli *cli)
{
    for (size_t i = 0; i < COUNT_OF(VERBS); i++) {
        if (!str_equal(word(cli, 0), str_of(VERBS[i].name))) continue;
        if (cli->word_count < VERBS[i].least || cli->word_count > VERBS[i].most) break;
        bool done = cli_open(cli, VERBS[i].reads ? STORE_READ_ONLY : 0) && VERBS[i].run(cli);
        return done ? 0 : cli_failure(cli);
    }
    return cli_usage(cli);
}
