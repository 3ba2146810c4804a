/* 办理: one step a line, `STEP WHO CLOCK` and what leads from it. All names are gathered first: a
 * line may point forward (超过额度 ⇒) and back (异议 ⇒, 自). Then each line is read word by word:
 * RULES says what a word begins; what none of them begins is an error, notes stand in 「」. At last
 * the procedure is looked at as a whole: where it begins, who decides, whether it may be
 * published. */
#include "lang/affair.h"

#include "lang/names.def"

/* ---- what names mean ---------------------------------------------------------------------- */

static StepKind step_kind(Str name)
{
    static const struct {
        const char *end;
        StepKind kind;
    } NAMES[] = {
#define X(text, kind) {text, kind},
        STEP_NAMES(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_ends(name, str_of(NAMES[i].end))) return NAMES[i].kind;
    return STEP_WORK;
}

static bool step_body(Str who, StepBody *out)
{
    static const struct {
        const char *name;
        StepBody body;
    } BODIES[] = {
#define X(text, body) {text, body},
        BODY_NAMES(X)
#undef X
    };
    static const char *const PARTNERS[] = {PARTNER_NAMES};
    for (size_t i = 0; i < COUNT_OF(BODIES); i++) {
        if (!str_equal(who, str_of(BODIES[i].name))) continue;
        *out = BODIES[i].body;
        return true;
    }
    *out = BODY_PARTNER;
    for (size_t i = 0; i < COUNT_OF(PARTNERS); i++)
        if (str_equal(who, str_of(PARTNERS[i]))) return true;
    return false;
}

/* ---- 隐私 --------------------------------------------------------------------------------- */

static unsigned privacy_named(Str name)
{
    static const struct {
        const char *name;
        unsigned bit;
    } NAMES[] = {
#define X(text, bit) {text, bit},
        PRIVACY_NAMES(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_equal(name, str_of(NAMES[i].name))) return NAMES[i].bit;
    return 0;
}

void read_privacy(AffairReader *r, const Line *line)
{
    Parser p;
    LawLine law;
    if (!section_open(r, line, &p, &law)) return;
    do {
        const Token *t = parser_peek(&p);
        unsigned bit = t->kind == TOKEN_NAME ? privacy_named(t->text) : 0;
        if (!bit) {
            parser_expected(&p, WANT_PRIVACY);
            return;
        }
        r->affair->privacy |= bit;
        p.at++;
    } while (parser_take_sign(&p, ','));
    parser_want_end(&p);
}

/* ---- one line ----------------------------------------------------------------------------- */

typedef struct {
    AffairReader *r;
    Parser *p;
    Step *step;
} StepReader;

/* 当场, 3 工作日, 7 日, or nothing. */
static bool parse_clock(Parser *p, Step *step)
{
    step->clock = STEP_NO_CLOCK;
    if (parser_take_word(p, WORD_AT_ONCE)) {
        step->clock = STEP_AT_ONCE;
        return true;
    }
    if (parser_peek(p)->kind != TOKEN_NUMBER) return true;
    WrittenUnit unit;
    TRY(parse_whole(p, 1, 3650, &step->limit));
    if (parser_take_word(p, WORD_WORKDAYS)) {
        step->clock = STEP_WORKDAYS;
        return true;
    }
    TRY(parse_unit(p, &unit));
    step->clock = STEP_DAYS;
    if (unit_equal(unit.unit, unit_power(UNIT_DAY, 1))) return true;
    return parser_expected(p, NAME_WORKDAY);
}

static bool step_named(StepReader *s, int *out)
{
    Str name;
    Place place;
    const Affair *affair = s->r->affair;
    TRY(parse_name(s->p, &name, &place));
    for (size_t i = 0; i < affair->step_count; i++) {
        *out = (int)i;
        if (str_equal(affair->steps[i].name, name)) return true;
    }
    report(s->p->found, place, E_STEP_NAME, SAY(name));
    return false;
}

static bool arrow(StepReader *s, int *to)
{
    return parser_want_sign(s->p, SIGN_GIVES) && step_named(s, to);
}

static bool clock_wanted(StepReader *s, Word word)
{
    if (s->step->clock == STEP_WORKDAYS || s->step->clock == STEP_DAYS) return true;
    report(s->p->found, s->step->line.place, E_STEP_CLOCK, SAY(s->step->name, word_text(word)));
    return false;
}

static bool read_since(StepReader *s)
{
    TRY(clock_wanted(s, WORD_SINCE) && step_named(s, &s->step->since));
    if (s->step->since < (int)(s->step - s->r->affair->steps)) return true;
    report(s->p->found, s->step->line.place, E_STEP_ORDER,
           SAY(s->step->name, s->r->affair->steps[s->step->since].name));
    return false;
}

static bool read_special(StepReader *s)
{
    TRY(clock_wanted(s, WORD_SPECIAL) && parse_whole(s->p, 1, 3650, &s->step->special_limit));
    if (s->step->special_limit > s->step->limit) return true;
    report(s->p->found, s->step->line.place, E_STEP_CLOCK,
           SAY(s->step->name, word_text(WORD_SPECIAL)));
    return false;
}

static bool read_papers(StepReader *s)
{
    s->step->papers_stop = true;
    return parser_want_word(s->p, WORD_STOPS_CLOCK);
}

static bool read_two(StepReader *s)
{
    s->step->signatures = 2;
    return parser_want_word(s->p, WORD_SIGNED_BY);
}

static bool read_objection(StepReader *s)
{
    return arrow(s, &s->step->on_objection);
}

static bool read_over_limit(StepReader *s)
{
    TRY(arrow(s, &s->step->over_limit));
    s->r->affair->steps[s->step->over_limit].when = STEP_ON_REFERRAL;
    return true;
}

static bool field_named(StepReader *s, const Field **out)
{
    Str name;
    Place place;
    TRY(parse_name(s->p, &name, &place));
    bool household = s->r->affair->subject == SUBJECT_HOUSEHOLD && s->r->scope.household;
    *out = household ? register_field(s->r->scope.household, name) : NULL;
    if (!*out && s->r->scope.person) *out = register_field(s->r->scope.person, name);
    if (*out) return true;
    report(s->p->found, place, E_FIELD, SAY(name));
    return false;
}

static bool read_marks(StepReader *s)
{
    TRY(field_named(s, &s->step->marks));
    if (s->step->marks->type.kind == TYPE_TRUTH) return true;
    report(s->p->found, s->step->line.place, E_TYPE,
           SAY(STR(NAME_TRUTH), type_text(s->r->front->arena, s->step->marks->type),
               STR(ADVICE_TYPE)));
    return false;
}

static bool read_later(StepReader *s)
{
    return parse_whole(s->p, 1, 3650, &s->step->later) && parser_want_word(s->p, WORD_WORKDAYS);
}

static bool read_only(StepReader *s)
{
    Str word;
    Place place;
    TRY(field_named(s, &s->step->only) && parser_want_sign(s->p, '='));
    TRY(parse_name(s->p, &word, &place));
    const Choices *choices = s->step->only->type.choices;
    for (size_t i = 0; choices && i < choices->count; i++) {
        if (!str_equal(choices->words[i], word)) continue;
        s->step->only_code = (int64_t)i + 1;
        return true;
    }
    report(s->p->found, place, E_NAME, SAY(word));
    return false;
}

static bool read_when(StepReader *s)
{
    if (!parser_take_word(s->p, WORD_NOT_CONFIRMED)) return read_only(s);
    s->step->when = STEP_ON_REFUSAL;
    return true;
}

static bool read_before_cut(StepReader *s)
{
    s->step->when = STEP_BEFORE_CUT;
    return true;
}

static bool read_on_change(StepReader *s)
{
    s->step->when = STEP_ON_CHANGE;
    return true;
}

static bool read_first(StepReader *s)
{
    s->step->when = STEP_FIRST;
    return true;
}

static const struct {
    Word word;
    bool (*read)(StepReader *s);
} RULES[] = {
    {WORD_SINCE, read_since},         {WORD_SPECIAL, read_special},
    {WORD_PAPERS_LATE, read_papers},  {WORD_TWO, read_two},
    {WORD_OBJECTION, read_objection}, {WORD_OVER_LIMIT, read_over_limit},
    {WORD_MARKS, read_marks},         {WORD_LATER, read_later},
    {WORD_WHEN, read_when},           {WORD_BEFORE_CUT, read_before_cut},
    {WORD_ON_CHANGE, read_on_change}, {WORD_FIRST, read_first},
};

/* `STEP 停钟`, a note in 「」, or an error. */
static bool read_other(StepReader *s)
{
    const Token *t = parser_peek(s->p);
    if (t->kind == TOKEN_QUOTE) {
        s->p->at++;
        return true;
    }
    if (t->kind == TOKEN_NAME && parser_peek_after(s->p, 1)->word == WORD_STOPS_CLOCK) {
        int index;
        TRY(clock_wanted(s, WORD_STOPS_CLOCK) && step_named(s, &index));
        s->p->at++;
        s->step->stopped_by |= UINT64_C(1) << index;
        return true;
    }
    report(s->p->found, token_place(&s->p->tokens, s->p->at), E_STEP_WORD, SAY(t->text));
    return false;
}

static bool read_rest(StepReader *s)
{
    size_t from = s->p->at;
    while (!parser_at_end(s->p)) {
        size_t i = 0;
        while (i < COUNT_OF(RULES) && !parser_take_word(s->p, RULES[i].word))
            i++;
        TRY(i < COUNT_OF(RULES) ? RULES[i].read(s) : read_other(s));
    }
    s->step->note = tokens_text(&s->p->tokens, from, s->p->at);
    return true;
}

static bool read_who(AffairReader *r, Parser *p, Step *step)
{
    Place place;
    TRY(parse_name(p, &step->who, &place));
    if (step_body(step->who, &step->body)) return true;
    report(r->front->found, place, E_STEP_WHO, SAY(step->who, STR(PARTNERS_LIST)));
    return false;
}

static bool read_step(AffairReader *r, const Line *line, Step *step)
{
    Parser p;
    Place place;
    StepReader s = {r, &p, step};
    if (line->child) report(r->front->found, line_place(line->child), E_CHILD, NULL);
    TRY(section_line(r, line, &p, &step->line));
    TRY(parse_name(&p, &step->name, &place) && read_who(r, &p, step));
    return parse_clock(&p, step) && read_rest(&s);
}

/* ---- the names first ---------------------------------------------------------------------- */

static bool declare_step(AffairReader *r, const Line *line)
{
    Parser p;
    Place place;
    LawLine law;
    Affair *affair = r->affair;
    Step step = {.signatures = 1, .since = -1, .on_objection = -1, .over_limit = -1};
    TRY(section_line(r, line, &p, &law) && parse_name(&p, &step.name, &place));
    for (size_t i = 0; i < affair->step_count; i++) {
        if (!str_equal(affair->steps[i].name, step.name)) continue;
        report(r->front->found, place, E_DUPLICATE, SAY(step.name));
        return false;
    }
    if (affair->step_count == STEPS_MOST) {
        report(r->front->found, place, E_LARGE, SAY(affair->name));
        return false;
    }
    step.kind = step_kind(step.name);
    affair->steps[affair->step_count++] = step;
    return true;
}

/* ---- the whole ---------------------------------------------------------------------------- */

static const Step *step_of(const Affair *affair, StepKind kind)
{
    for (size_t i = 0; i < affair->step_count; i++)
        if (affair->steps[i].kind == kind) return &affair->steps[i];
    return NULL;
}

static void check_public(AffairReader *r)
{
    const Step *notice = step_of(r->affair, STEP_NOTICE);
    if (notice && r->affair->privacy)
        report(r->front->found, notice->line.place, E_STEP_PRIVATE, NULL);
}

static void check_whole(AffairReader *r, const Line *line)
{
    const Affair *affair = r->affair;
    bool asked = affair->mode == MODE_ON_APPLICATION;
    Place place = line_place(line);
    if (asked && affair->steps[0].kind != STEP_ACCEPT)
        report(r->front->found, place, E_STEP_MISSING, SAY(STR(STEP_NAMED_ACCEPT)));
    if (!step_of(affair, STEP_DECIDE))
        report(r->front->found, place, E_STEP_MISSING, SAY(STR(STEP_NAMED_DECIDE)));
    bool own = path_is_bureaus_own(affair->place.file->path);
    if (asked && own && !step_of(affair, STEP_TELL))
        report(r->front->found, place, W_MISSING,
               SAY(affair->name, STR(STEP_NAMED_TELL), STR(ADVICE_TELL)));
    check_public(r);
}

void read_procedure(AffairReader *r, const Line *line)
{
    Parser p;
    size_t count = 0;
    bool whole = true;
    if (!section_open(r, line, &p, &r->heading) || !parser_want_end(&p)) return;
    for (const Line *child = line->child; child; child = child->next)
        count++;
    r->affair->steps = NEW_ARRAY(r->front->arena, Step, count);
    for (const Line *child = line->child; child; child = child->next)
        whole = declare_step(r, child) && whole;
    if (!whole || !count) return;
    Step *step = r->affair->steps;
    for (const Line *child = line->child; child; child = child->next)
        whole = read_step(r, child, step++) && whole;
    if (whole) check_whole(r, line);
}
