/* 标准: numbers that an authority sets from a day on. A value belongs to the area of the file in
 * which it stands; the same standard may be declared in many files, of one type. Values are kept
 * sorted by area, choice, first day and day of publication. */
#include "lang/front.h"

#include <stdlib.h>

#include "lang/names.def"

typedef struct {
    Standard head;
    size_t capacity;
} StandardDraft;
typedef struct {
    StandardDraft *items;
    size_t count, capacity;
} Drafts;

/* ---- numbers ------------------------------------------------------------------------------ */

bool parse_written(Parser *p, WrittenNumber *out)
{
    size_t from = p->at;
    TRY(parse_number(p, &out->number) && parse_unit(p, &out->unit));
    out->place = tokens_place(&p->tokens, from, p->at);
    return true;
}

bool number_fits(Front *front, const WrittenNumber *written, Type type, int64_t *mantissa)
{
    WrittenUnit unit = written->unit;
    Place place = written->place;
    Str wanted = type_text(front->arena, type);
    bool same =
        !unit.said || (unit.percent ? unit_none(type.unit) : unit_equal(unit.unit, type.unit));
    if (!same) {
        report(front->found, place, E_VALUE_UNIT, SAY(wanted));
        return false;
    }
    bool percent = type.percent || unit.percent;
    int steps = type.scale - written->number.scale - (percent ? 2 : 0) + unit.exponent;
    int64_t value = written->number.mantissa;
    for (; steps < 0 && value % 10 == 0; steps++)
        value /= 10;
    if (steps < 0) {
        report(front->found, place, E_TOO_FINE, SAY(wanted));
        return false;
    }
    if (steps > 18 || __builtin_mul_overflow(value, power_of_ten(steps), &value)) {
        report(front->found, place, E_NUMBER, SAY(wanted));
        return false;
    }
    if (value < 0 && type.nonnegative) {
        report(front->found, place, E_NEGATIVE, NULL);
        return false;
    }
    *mantissa = value;
    return true;
}

/* ---- one line of values ------------------------------------------------------------------- */

static void add_value(Front *front, StandardDraft *draft, StandardValue value)
{
    Standard *head = &draft->head;
    if (head->value_count == draft->capacity) {
        head->values =
            arena_grow(front->arena, head->values, &draft->capacity, sizeof(StandardValue));
    }
    head->values[head->value_count++] = value;
}

/* `900`, or `城市 900`; one without a choice stands for all of them. */
static bool parse_value(Front *front, Parser *p, StandardDraft *draft, StandardValue value)
{
    const Choices *by = draft->head.by;
    const Token *t = parser_peek(p);
    size_t from = p->at;
    bool named = t->kind == TOKEN_NAME;
    if (named) {
        value.choice = by ? choices_code(by, t->text) : 0;
        if (!value.choice) {
            report(front->found, token_place(&p->tokens, p->at), E_STANDARD_WORD, SAY(t->text));
            return false;
        }
        p->at++;
    }
    WrittenNumber written;
    TRY(parse_written(p, &written));
    value.place = tokens_place(&p->tokens, from, p->at);
    TRY(number_fits(front, &written, draft->head.type, &value.mantissa));
    if (!by || named) return add_value(front, draft, value), true;
    for (size_t i = 1; i <= by->count; i++) {
        value.choice = (uint8_t)i;
        add_value(front, draft, value);
    }
    return true;
}

/* What may stand behind the numbers, or before them: 推定, 待核, 文号「…」, 发布 DAY. */
static bool parse_value_mark(Parser *p, StandardValue *value, bool *taken)
{
    *taken = true;
    if (parser_take_word(p, WORD_PRESUMED))
        value->presumed = true;
    else if (parser_take_word(p, WORD_UNVERIFIED))
        value->unverified = true;
    else if (parser_take_word(p, WORD_PUBLISHED))
        return parse_date(p, &value->published);
    else if (parser_take_word(p, WORD_DOCUMENT)) {
        if (parser_peek(p)->kind != TOKEN_QUOTE) return parser_expected(p, WANT_QUOTE);
        value->document = parser_peek(p)->text;
        p->at++;
    } else
        *taken = false;
    return true;
}

static bool parse_marks(Parser *p, StandardValue *value)
{
    for (bool taken = true; taken;)
        TRY(parse_value_mark(p, value, &taken));
    return true;
}

static void read_values(Front *front, StandardDraft *draft, const Line *line, Parser *p)
{
    StandardValue value = {.area = line->file->area, .until = DATE_NONE};
    if (!parse_date(p, &value.from)) return;
    value.published = value.from;
    if (parser_take_word(p, WORD_TO)) {
        if (!parse_date(p, &value.until)) return;
    } else if (!parser_take_word(p, WORD_FROM)) {
        parser_expected(p, WANT_SPAN);
        return;
    }
    if (value.until.days < value.from.days) {
        report(front->found, line_place(line), E_STANDARD_DAYS, NULL);
        return;
    }
    size_t first = draft->head.value_count;
    do {
        if (!parse_value(front, p, draft, value)) return;
    } while (parser_take_sign(p, ','));
    if (!parse_marks(p, &value) || !parser_want_end(p)) return;
    for (size_t i = first; i < draft->head.value_count; i++) {
        StandardValue *kept = &draft->head.values[i];
        kept->published = value.published;
        kept->document = value.document;
        kept->presumed = value.presumed;
        kept->unverified = value.unverified;
    }
}

static void read_child(Front *front, StandardDraft *draft, const Line *line)
{
    Parser p;
    if (line->child) report(front->found, line_place(line->child), E_CHILD, NULL);
    if (!parser_open(&p, front->arena, front->found, line)) return;
    if (parser_peek(&p)->kind == TOKEN_DATE) {
        read_values(front, draft, line, &p);
        return;
    }
    LawLine cited = parse_citation(front, &p);
    if (cited.citation.len == 0 || p.tokens.count > 0) {
        parser_expected(&p, WANT_DATE);
        return;
    }
    if (draft->head.citation.len == 0) draft->head.citation = cited.citation;
}

/* ---- headers ------------------------------------------------------------------------------ */

static StandardDraft *find(Front *front, Drafts *drafts, const Standard *said)
{
    for (size_t i = 0; i < drafts->count; i++) {
        Standard *head = &drafts->items[i].head;
        bool name = str_equal(head->name, said->name), key = str_equal(head->key, said->key);
        if (!name && !key) continue;
        if (name && key && type_agrees(head->type, said->type) && head->by == said->by) {
            return &drafts->items[i];
        }
        if (name && key) {
            report(front->found, said->place, E_RETYPE,
                   SAY(said->name, type_text(front->arena, head->type)));
        } else
            report(front->found, said->place, E_DUPLICATE, SAY(said->name));
        return NULL;
    }
    if (drafts->count == drafts->capacity) {
        drafts->items =
            arena_grow(front->arena, drafts->items, &drafts->capacity, sizeof(StandardDraft));
    }
    StandardDraft *draft = &drafts->items[drafts->count++];
    *draft = (StandardDraft){.head = *said};
    return draft;
}

static bool parse_by(Front *front, Parser *p, Standard *standard)
{
    Str name;
    Place place;
    if (!parser_take_word(p, WORD_BY)) return true;
    TRY(parse_name(p, &name, &place));
    standard->by = choices_named(front->bureau, name);
    if (standard->by) return true;
    report(front->found, place, E_CHOICES, SAY(name));
    return false;
}

static bool name_is_free(Front *front, const Standard *said)
{
    for (size_t i = 0; i < front->bureau->register_count; i++) {
        if (!register_field(&front->bureau->registers[i], said->name)) continue;
        report(front->found, said->place, E_DUPLICATE, SAY(said->name));
        return false;
    }
    return true;
}

static void read_standard(Front *front, Drafts *drafts, const Line *line)
{
    Parser p;
    Header header;
    Standard said = {0};
    FieldFormat format;
    if (!parser_open(&p, front->arena, front->found, line)) return;
    p.at = 1;
    if (!parse_header(&p, &header)) return;
    said.name = header.name;
    said.key = header.key;
    said.place = header.name_place;
    Place type_place = token_place(&p.tokens, p.at);
    if (!parse_type(front, &p, &said.type, &format)) return;
    if (said.type.kind != TYPE_NUMBER) {
        report(front->found, type_place, E_STANDARD_TYPE, SAY(said.name));
        return;
    }
    if (!parse_by(front, &p, &said) || !parser_want_end(&p)) return;
    StandardDraft *draft = name_is_free(front, &said) ? find(front, drafts, &said) : NULL;
    for (const Line *child = draft ? line->child : NULL; child; child = child->next)
        read_child(front, draft, child);
}

/* ---- order, overlaps and gaps ------------------------------------------------------------- */

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_values(const void *left, const void *right)
{
    const StandardValue *a = left, *b = right;
    int order = compare_numbers(a->area.n, b->area.n);
    if (!order) order = compare_numbers(a->choice, b->choice);
    if (!order) order = compare_numbers(a->from.days, b->from.days);
    return order ? order : compare_numbers(a->published.days, b->published.days);
}

static void check_pair(Front *front, const Standard *s, const StandardValue *a,
                       const StandardValue *b)
{
    if (a->area.n != b->area.n || a->choice != b->choice) return;
    Str from = date_text(front->arena, b->from);
    bool twice = a->from.days == b->from.days && a->published.days == b->published.days;
    bool into = a->until.days != DATE_NONE.days && a->until.days >= b->from.days;
    if (twice || (into && a->from.days != b->from.days)) {
        report(front->found, b->place, E_STANDARD_OVERLAP, SAY(s->name, from));
    } else if (a->until.days != DATE_NONE.days && a->until.days + 1 < b->from.days) {
        report(front->found, b->place, W_STANDARD_GAP,
               SAY(s->name, date_text(front->arena, (Date){a->until.days + 1}),
                   date_text(front->arena, (Date){b->from.days - 1})));
    }
}

void standards_check(Front *front)
{
    for (size_t i = 0; i < front->bureau->standard_count; i++) {
        Standard *s = &front->bureau->standards[i];
        if (s->value_count > 1) {
            qsort(s->values, s->value_count, sizeof(StandardValue), compare_values);
        }
        for (size_t v = 1; v < s->value_count; v++)
            check_pair(front, s, &s->values[v - 1], &s->values[v]);
        if (s->citation.len == 0 && path_is_bureaus_own(s->place.file->path)) {
            report(front->found, s->place, W_STANDARD_CITATION, SAY(s->name));
        }
    }
}

/* A standard that a file on trial gives holds as given there, and nowhere else. */
static void keep_trial(Standard *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->value_count; i++)
        if (s->values[i].place.file->trial) s->values[kept++] = s->values[i];
    if (kept) s->value_count = kept;
}

void standards_read(Front *front)
{
    Drafts drafts = {0};
    Bureau *bureau = front->bureau;
    for (size_t i = 0; i < bureau->file_count; i++) {
        for (const Line *line = front->files[i]; line; line = line->next)
            if (line_begins(line, WORD_STANDARD)) read_standard(front, &drafts, line);
    }
    bureau->standards = NEW_ARRAY(front->arena, Standard, drafts.count);
    bureau->standard_count = drafts.count;
    for (size_t i = 0; i < drafts.count; i++) {
        bureau->standards[i] = drafts.items[i].head;
        keep_trial(&bureau->standards[i]);
    }
    standards_check(front);
}
