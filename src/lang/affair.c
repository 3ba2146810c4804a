/* 事项: the sections of an affair and the order in which they are read. The order in the file is
 * free; SECTIONS says which is read before which, for later ones use the names of earlier ones. */
#include "lang/affair.h"

#include "lang/names.def"

/* A program has 65,535 registers; no law of people comes near. */
enum { MOST_NODES = 10000 };

/* ---- lines -------------------------------------------------------------------------------- */

bool section_open(AffairReader *r, const Line *line, Parser *p, LawLine *law)
{
    if (!parser_open(p, r->front->arena, r->front->found, line)) return false;
    *law = parse_citation(r->front, p);
    p->at = 1;
    return true;
}

bool section_line(AffairReader *r, const Line *line, Parser *p, LawLine *law)
{
    if (!parser_open(p, r->front->arena, r->front->found, line)) return false;
    *law = parse_citation(r->front, p);
    if (law->citation.len == 0) {
        law->citation = r->heading.citation;
        law->unverified = law->unverified || r->heading.unverified;
    }
    return true;
}

const LawLine *law_keep(AffairReader *r, LawLine law)
{
    LawLine *kept = NEW(r->front->arena, LawLine);
    *kept = law;
    return kept;
}

void citation_wanted(AffairReader *r, const LawLine *law)
{
    if (law->citation.len) return;
    bool own = path_is_bureaus_own(law->place.file->path);
    report(r->front->found, law->place, own ? E_CITATION : W_CITATION, NULL);
}

bool parse_since(Parser *p, bool *dated, Date *from)
{
    *dated = parser_take_word(p, WORD_SINCE);
    if (!*dated) return true;
    return parse_date(p, from) && parser_want_word(p, WORD_FROM);
}

/* ---- one section each --------------------------------------------------------------------- */

static void read_nothing(AffairReader *r, const Line *line)
{
    (void)r;
    (void)line; /* 对象 was read when the affair was declared */
}

static void read_mode(AffairReader *r, const Line *line)
{
    Parser p;
    LawLine law;
    if (!section_open(r, line, &p, &law)) return;
    if (parser_take_word(&p, WORD_PROACTIVE)) {
        r->affair->mode = MODE_PROACTIVE;
        r->affair->fixes = parser_take_word(&p, WORD_FIXED);
    } else if (!parser_take_word(&p, WORD_ON_APPLICATION)) {
        parser_expected(&p, WANT_MODE);
        return;
    }
    parser_want_end(&p);
}

static void read_split(AffairReader *r, const Line *line)
{
    Parser p;
    LawLine law;
    if (!section_open(r, line, &p, &law)) return;
    if (parser_take_word(&p, WORD_TO_OWNER))
        r->affair->split = SPLIT_OWN;
    else if (!parser_take_word(&p, WORD_EQUALLY)) {
        parser_expected(&p, WANT_SPLIT);
        return;
    }
    parser_want_end(&p);
}

static void read_fact_day(AffairReader *r, const Line *line)
{
    Parser p;
    LawLine law;
    WrittenUnit unit;
    if (!section_open(r, line, &p, &law)) return;
    if (parser_take_word(&p, WORD_MONTH_START))
        r->tree->fact_day = FACT_DAY_FIRST;
    else if (parser_take_word(&p, WORD_MONTH_END))
        r->tree->fact_day = FACT_DAY_LAST;
    else {
        r->tree->fact_day = FACT_DAY_NTH;
        if (!parse_whole(&p, 1, 28, &r->tree->fact_day_number) || !parse_unit(&p, &unit)) return;
    }
    parser_want_end(&p);
}

static Node *read_condition_of(AffairReader *r, const Line *line, bool member)
{
    Parser p;
    LawLine law;
    if (!section_open(r, line, &p, &law)) return NULL;
    Syntax *s = parse_expression(&p);
    if (!s || !parser_want_end(&p)) return NULL;
    r->scope.member = member;
    Node *node = check_truth(&r->scope, s);
    r->scope.member = false;
    if (node) node->line = law_keep(r, law);
    return node;
}

static void read_candidates(AffairReader *r, const Line *line)
{
    r->tree->candidate = read_condition_of(r, line, false);
}

static void read_covered(AffairReader *r, const Line *line)
{
    if (r->affair->subject != SUBJECT_HOUSEHOLD) {
        report(r->front->found, line_place(line), E_ONLY_HOUSEHOLD, NULL);
        return;
    }
    Node *node = read_condition_of(r, line, true);
    if (!node) return;
    Definition *covered = definition_add(&r->scope, word_text(WORD_COVERED),
                                         node_spread(&r->scope, node), *node->line);
    covered->hidden = true;
    r->scope.covered = covered;
    r->tree->counted = covered->value;
}

static bool parse_decided(AffairReader *r, Parser *p)
{
    Affair *affair = r->affair;
    size_t capacity = affair->decided_count;
    do {
        Str name;
        Place place;
        if (parser_take_word(p, WORD_MEMBER)) {
            affair->members_decided = true;
            continue;
        }
        TRY(parse_name(p, &name, &place));
        bool household = affair->subject == SUBJECT_HOUSEHOLD && r->scope.household;
        const Field *field = household ? register_field(r->scope.household, name) : NULL;
        if (!field && r->scope.person) field = register_field(r->scope.person, name);
        if (!field) {
            report(p->found, place, E_FIELD, SAY(name));
            continue;
        }
        if (affair->decided_count == capacity) {
            affair->decided =
                arena_grow(p->arena, affair->decided, &capacity, sizeof(const Field *));
        }
        affair->decided[affair->decided_count++] = field;
    } while (parser_take_sign(p, ','));
    return parser_want_end(p);
}

static void read_decided(AffairReader *r, const Line *line)
{
    Parser p;
    LawLine law;
    if (section_open(r, line, &p, &law)) parse_decided(r, &p);
}

/* ---- 算 ----------------------------------------------------------------------------------- */

static bool definition_name(AffairReader *r, Parser *p, Str *name)
{
    Place place;
    Word word = parser_peek(p)->word;
    TRY(parse_name(p, name, &place));
    bool taken = false;
    for (size_t i = 0; i < r->scope.definition_count; i++)
        taken = taken || str_equal(r->scope.definitions[i].name, *name);
    if (word_reserved(word) || taken) {
        report(p->found, place, taken ? E_DUPLICATE : E_RESERVED, SAY(*name));
        return false;
    }
    bool field = (r->scope.person && register_field(r->scope.person, *name)) ||
                 (r->scope.household && register_field(r->scope.household, *name));
    if (field) report(p->found, place, W_SHADOW, SAY(*name));
    return parser_want_sign(p, '=');
}

static void read_definition(AffairReader *r, const Line *line)
{
    Parser p;
    LawLine law;
    Str name;
    if (!section_line(r, line, &p, &law)) return;
    if (line->child) report(r->front->found, line_place(line->child), E_CHILD, NULL);
    bool member = parser_take_word(&p, WORD_MEMBER);
    if (member && r->affair->subject != SUBJECT_HOUSEHOLD) {
        report(r->front->found, law.place, E_ONLY_HOUSEHOLD, NULL);
        return;
    }
    if (!definition_name(r, &p, &name)) return;
    Syntax *s = parse_expression(&p);
    bool whole = s && parser_want_end(&p);
    r->scope.member = member;
    Node *node = whole ? check(&r->scope, s, NULL) : NULL;
    if (node && member) node = node_spread(&r->scope, node);
    r->scope.member = false;
    Definition *definition = definition_add(&r->scope, name, node, law);
    if (node) node->line = &definition->line;
}

static void read_definitions(AffairReader *r, const Line *line)
{
    Parser p;
    if (!section_open(r, line, &p, &r->heading) || !parser_want_end(&p)) return;
    for (const Line *child = line->child; child; child = child->next)
        read_definition(r, child);
}

/* ---- 起 止 补发 --------------------------------------------------------------------------- */

static void read_month(AffairReader *r, const Line *line, Node **into, NodeKind join)
{
    Parser p;
    LawLine law;
    if (!section_open(r, line, &p, &law)) return;
    if (into == &r->tree->arrears_floor && !parser_want_word(&p, WORD_NOT_BEFORE)) return;
    Syntax *s = parse_expression(&p);
    if (!s || !parser_want_end(&p)) return;
    Node *node = check_month(&r->scope, s);
    if (!node) return;
    node->line = law_keep(r, law);
    if (*into) {
        node = node_with(&r->scope, join, NULL, NODES(*into, node));
        node->type = type_month();
    }
    *into = node;
}

static void read_start(AffairReader *r, const Line *line)
{
    read_month(r, line, &r->tree->start, NODE_MAX);
}

static void read_stop(AffairReader *r, const Line *line)
{
    read_month(r, line, &r->tree->stop, NODE_MIN);
}

static void read_arrears(AffairReader *r, const Line *line)
{
    read_month(r, line, &r->tree->arrears_floor, NODE_MAX);
}

/* 复核: the earliest of its lines is due. It is asked for apart from what is paid, so its lines are
 * 起 of an affair of their own that has nothing else; members are all members, the dead as well. */
static void read_review(AffairReader *r, const Line *line)
{
    if (!r->draft->review) {
        r->draft->review = NEW(r->front->arena, AffairTree);
        r->affair->review = NEW(r->front->arena, Affair);
    }
    const Definition *covered = r->scope.covered;
    r->scope.covered = NULL;
    read_month(r, line, &r->draft->review->start, NODE_MIN);
    r->scope.covered = covered;
}

static void review_finish(AffairReader *r)
{
    AffairTree *tree = r->draft->review;
    if (!tree) return;
    Affair *review = r->affair->review;
    *review = *r->affair;
    review->review = NULL;
    review->component_count = 0;
    review->condition_count = 0;
    tree->affair = review;
    tree->fact_day = r->tree->fact_day;
    tree->fact_day_number = r->tree->fact_day_number;
    tree->definitions = r->scope.definitions;
    tree->definition_count = r->scope.definition_count;
    tree->counted = r->tree->counted;
}

/* ---- the sections ------------------------------------------------------------------------- */

typedef struct {
    Word word;
    void (*read)(AffairReader *r, const Line *line);
    bool often;    /* may stand more than once */
    bool children; /* has lines below it */
} Section;
static const Section SECTIONS[] = {
    {WORD_SUBJECT, read_nothing, false, false},    {WORD_MODE, read_mode, false, false},
    {WORD_SPLIT, read_split, false, false},        {WORD_FACT_DAY, read_fact_day, false, false},
    {WORD_BY_DECISION, read_decided, true, false}, {WORD_COVERED, read_covered, false, false},
    {WORD_DEFINE, read_definitions, true, true},   {WORD_CANDIDATES, read_candidates, false, false},
    {WORD_ADMISSION, read_admission, true, true},  {WORD_PAYMENT, read_payment, true, true},
    {WORD_TOP_UP, read_top_up, true, true},        {WORD_FADE, read_fade, false, false},
    {WORD_FROM, read_start, true, false},          {WORD_STOP, read_stop, true, false},
    {WORD_ARREARS, read_arrears, true, false},     {WORD_REVIEW, read_review, true, false},
    {WORD_RELATIONS, read_relations, false, true}, {WORD_PRIVACY, read_privacy, false, false},
    {WORD_PROCEDURE, read_procedure, false, true}, {WORD_CASES, read_cases, true, true},
};

static const Section *section_of(const Line *line)
{
    for (size_t i = 0; i < COUNT_OF(SECTIONS); i++)
        if (line_begins(line, SECTIONS[i].word)) return &SECTIONS[i];
    return NULL;
}

static void check_sections(AffairReader *r)
{
    size_t seen[COUNT_OF(SECTIONS)] = {0};
    for (const Line *line = r->draft->line->child; line; line = line->next) {
        const Section *section = section_of(line);
        if (!section) {
            report(r->front->found, line_place(line), E_SECTION, NULL);
            continue;
        }
        size_t times = ++seen[section - SECTIONS];
        if (times > 1 && !section->often) {
            report(r->front->found, line_place(line), E_TWICE, SAY(word_text(section->word)));
        }
        if (line->child && !section->children) {
            report(r->front->found, line_place(line->child), E_CHILD, NULL);
        }
        if (!line->child && section->children) {
            report(r->front->found, line_place(line), E_EMPTY, SAY(word_text(section->word)));
        }
    }
}

static bool has_section(const AffairReader *r, Word word)
{
    for (const Line *line = r->draft->line->child; line; line = line->next)
        if (line_begins(line, word)) return true;
    return false;
}

static void check_missing(AffairReader *r)
{
    const Affair *affair = r->affair;
    if (!has_section(r, WORD_ADMISSION) && !r->draft->failed) {
        report(r->front->found, affair->place, E_MISSING,
               SAY(affair->name, word_text(WORD_ADMISSION)));
    }
    bool own = path_is_bureaus_own(affair->place.file->path);
    if (!has_section(r, WORD_FROM) && !affair->once && own) {
        report(r->front->found, affair->place, W_MISSING,
               SAY(affair->name, word_text(WORD_FROM), STR(ADVICE_START)));
    }
    if (!has_section(r, WORD_CASES)) {
        report(r->front->found, affair->place, W_MISSING,
               SAY(affair->name, word_text(WORD_CASES), STR(ADVICE_CASES)));
    }
}

static size_t count_definitions(const Line *affair)
{
    size_t count = 1; /* 保障成员 */
    for (const Line *section = affair->child; section; section = section->next) {
        if (!line_begins(section, WORD_DEFINE)) continue;
        for (const Line *line = section->child; line; line = line->next)
            count++;
    }
    return count;
}

/* A section that may stand once is read once; check_sections has reported the second. */
static void read_section(AffairReader *r, const Section *section)
{
    for (const Line *line = r->draft->line->child; line; line = line->next) {
        if (section_of(line) != section) continue;
        section->read(r, line);
        if (!section->often) return;
    }
}

/* What the sections together make must be ready before the cases, which name the components. */
static void affair_read(Front *front, AffairDraft *draft)
{
    AffairReader r = {.front = front, .draft = draft, .affair = draft->affair, .tree = draft->tree};
    size_t room = count_definitions(draft->line) + draft->affair->component_count;
    r.scope = (Scope){.front = front, .draft = draft};
    r.scope.person =
        draft->affair->of ? draft->affair->of : bureau_register(front->bureau, STR("person"));
    r.scope.household = bureau_register(front->bureau, STR("household"));
    r.scope.definitions = NEW_ARRAY(front->arena, Definition, room);
    size_t errors = front->found->errors;
    check_sections(&r);
    for (size_t i = 0; i < COUNT_OF(SECTIONS); i++)
        read_section(&r, &SECTIONS[i]);
    admission_finish(&r);
    draft->failed = draft->failed || front->found->errors > errors;
    if (!draft->failed) components_finish(&r);
    check_missing(&r);
    if (draft->node_count > MOST_NODES) {
        report(front->found, draft->affair->place, E_LARGE, SAY(draft->affair->name));
    }
    draft->tree->definitions = r.scope.definitions;
    draft->tree->definition_count = r.scope.definition_count;
    review_finish(&r);
}

void affairs_read(Front *front)
{
    for (size_t i = 0; i < front->draft_count; i++)
        affair_read(front, &front->drafts[i]);
}
