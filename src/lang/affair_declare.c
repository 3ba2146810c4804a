/* What others may ask of an affair before it is read: its name, whom it is for, whether it pays
 * once, and its components. All affairs are declared first, so that any may name any other. */
#include "lang/affair.h"

#include "lang/names.def"

static Component *add_component(Front *front, AffairDraft *draft, Str name, Str key)
{
    Affair *affair = draft->affair;
    for (size_t i = 0; i < affair->component_count; i++)
        if (str_equal(affair->components[i].key, key)) return &affair->components[i];
    if (affair->component_count == draft->component_capacity) {
        affair->components = arena_grow(front->arena, affair->components,
                                        &draft->component_capacity, sizeof(Component));
    }
    affair->components[affair->component_count] = (Component){.name = name, .key = key};
    return &affair->components[affair->component_count++];
}

static bool field_named(Front *front, Parser *p, const Register *reg, const Field **out)
{
    Str name;
    Place place;
    TRY(parse_name(p, &name, &place));
    *out = reg ? register_field(reg, name) : NULL;
    if (*out) return true;
    report(front->found, place, E_FIELD, SAY(name));
    return false;
}

/* Two affairs would overwrite each other's sums. */
static bool is_credited(const Front *front, const Affair *affair)
{
    for (size_t i = 0; i < front->draft_count; i++)
        if (front->drafts[i].affair != affair && front->drafts[i].affair->into == affair->into)
            return true;
    return false;
}

/* `对象 台账 计入 FIELD FIELD`: rows are assessed; the sum over the rows that name a person (or a
 * household) in the first field is kept in the second, a field of the person's (household's). */
static bool declare_rows(Front *front, Affair *affair, Parser *p)
{
    const Token *t = parser_peek(p);
    const Register *reg = t->kind == TOKEN_NAME ? bureau_register(front->bureau, t->text) : NULL;
    if (!reg || reg->subject != SUBJECT_OTHER) return parser_expected(p, WANT_SUBJECT);
    p->at++;
    if (!parser_take_word(p, WORD_CREDITED)) return parser_expected(p, WANT_CREDITED);
    size_t at = p->at;
    TRY(field_named(front, p, reg, &affair->credits));
    const Register *named = affair->credits->refers;
    bool somebody = named && named->subject != SUBJECT_OTHER;
    if (!somebody) named = bureau_register(front->bureau, STR("person"));
    TRY(field_named(front, p, named, &affair->into));
    affair->subject = SUBJECT_PERSON;
    affair->of = reg;
    Type into = affair->into->type;
    bool money = into.kind == TYPE_NUMBER && into.unit.power[UNIT_YUAN] == 1 && into.scale == 2;
    Place place = tokens_place(&p->tokens, at, p->at);
    bool again = is_credited(front, affair);
    if (again) report(front->found, place, E_DUPLICATE, SAY(affair->into->name));
    if (!somebody || !money) report(front->found, place, E_CREDIT, NULL);
    return somebody && money && !again;
}

static void declare_subject(Front *front, AffairDraft *draft, Parser *p)
{
    if (parser_take_word(p, WORD_HOUSEHOLD))
        draft->affair->subject = SUBJECT_HOUSEHOLD;
    else if (parser_take_word(p, WORD_PERSON))
        draft->affair->subject = SUBJECT_PERSON;
    else
        draft->failed = !declare_rows(front, draft->affair, p);
    if (!draft->failed && !parser_want_end(p)) draft->failed = true;
}

/* `给付 [NAME (key)] 每月|一次性 …` */
bool parse_payment_header(Front *front, Parser *p, Header *component, bool *once)
{
    *component = (Header){.name = STR(NAME_BASE), .key = STR("base")};
    const Token *t = parser_peek(p);
    bool named = t->kind == TOKEN_NAME && t->word != WORD_EACH_MONTH && t->word != WORD_ONCE;
    if (named) TRY(parse_header(p, component));
    *once = parser_take_word(p, WORD_ONCE);
    if (!*once && !parser_take_word(p, WORD_EACH_MONTH)) {
        report(front->found, token_place(&p->tokens, p->at), E_PERIOD, NULL);
        return false;
    }
    return true;
}

static void declare_payment(Front *front, AffairDraft *draft, Parser *p, bool *paid)
{
    Header component;
    bool once;
    if (!parse_payment_header(front, p, &component, &once)) {
        draft->failed = true;
        return;
    }
    if (*paid && once != draft->affair->once) {
        report(front->found, line_place(p->tokens.line), E_PERIOD, NULL);
        draft->failed = true;
    }
    *paid = true;
    draft->affair->once = once;
    add_component(front, draft, component.name, component.key);
}

static bool tops_up_members(const Line *section)
{
    for (const Line *line = section->child; line; line = line->next)
        if (line_begins(line, WORD_MEMBER)) return true;
    return false;
}

/* Subject, components and period: what other declarations may ask of this one. */
static void declare_sections(Front *front, AffairDraft *draft)
{
    bool paid = false, subject = false;
    add_component(front, draft, STR(NAME_BASE), STR("base"));
    for (const Line *line = draft->line->child; line; line = line->next) {
        bool says_subject = line_begins(line, WORD_SUBJECT);
        Parser p;
        if (!says_subject && !line_begins(line, WORD_PAYMENT)) continue;
        if (!parser_open(&p, front->arena, front->found, line)) {
            draft->failed = true;
            continue;
        }
        p.at = 1;
        subject = subject || says_subject;
        if (says_subject)
            declare_subject(front, draft, &p);
        else
            declare_payment(front, draft, &p, &paid);
    }
    draft->affair->recognises = !paid;
    for (const Line *line = draft->line->child; line; line = line->next) {
        if (!line_begins(line, WORD_TOP_UP)) continue;
        Component *c = add_component(front, draft, STR(NAME_TOP_UP), STR("topup"));
        c->by_member = tops_up_members(line);
    }
    for (const Line *line = draft->line->child; line; line = line->next)
        if (line_begins(line, WORD_FADE)) {
            add_component(front, draft, STR(NAME_FADE), STR("fadeout"));
        }
    if (subject) return;
    draft->failed = true;
    report(front->found, draft->affair->place, E_MISSING,
           SAY(draft->affair->name, word_text(WORD_SUBJECT)));
}

static int last_line(const Line *line)
{
    while (line->child) {
        line = line->child;
        while (line->next)
            line = line->next;
    }
    return line->number;
}

static void declare_affair(Front *front, const Line *line, Parser *p)
{
    Header header;
    if (!parse_header(p, &header) || !parser_want_end(p)) return;
    if (bureau_affair(front->bureau, header.name) || bureau_affair(front->bureau, header.key)) {
        report(front->found, header.name_place, E_DUPLICATE, SAY(header.name));
        return;
    }
    AffairDraft *draft = &front->drafts[front->draft_count++];
    draft->affair = NEW(front->arena, Affair);
    draft->tree = NEW(front->arena, AffairTree);
    draft->tree->affair = draft->affair;
    draft->line = line;
    draft->affair->name = header.name;
    draft->affair->key = header.key;
    draft->affair->place = header.name_place;
    draft->affair->last_line = last_line(line);
    front->bureau->affairs[front->bureau->affair_count++] = draft->affair;
    declare_sections(front, draft);
}

void affairs_declare(Front *front)
{
    size_t room = 0;
    for (size_t i = 0; i < front->bureau->file_count; i++)
        for (const Line *line = front->files[i]; line; line = line->next)
            room += line_begins(line, WORD_AFFAIR);
    front->drafts = NEW_ARRAY(front->arena, AffairDraft, room);
    front->bureau->affairs = NEW_ARRAY(front->arena, Affair *, room);
    each_declaration(front, WORD_AFFAIR, declare_affair);
}
