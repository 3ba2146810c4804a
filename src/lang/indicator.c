/* 指标 and 报告: numbers with one definition each, and the documents that print them. */
#include "lang/front.h"

#include "lang/names.def"

/* ---- lines of an indicator ---------------------------------------------------------------- */

static bool parse_field(Front *front, Parser *p, const Indicator *indicator, const Field **out)
{
    Str name;
    Place place;
    TRY(parse_name(p, &name, &place));
    const Register *reg = indicator->reg;
    if (indicator->affair) reg = bureau_register(front->bureau, STR("person"));
    *out = reg ? register_field(reg, name) : NULL;
    if (*out) return true;
    report(front->found, place, E_FIELD, SAY(name));
    return false;
}

/* A sum of indicators, whatever their order in the text. */
static bool parse_parts(Front *front, Parser *p, Indicator *indicator)
{
    size_t capacity = 0;
    indicator->measure = MEASURE_SUM;
    do {
        Place place;
        if (indicator->part_count == capacity)
            indicator->part_names =
                arena_grow(front->arena, indicator->part_names, &capacity, sizeof(Str));
        TRY(parse_name(p, &indicator->part_names[indicator->part_count], &place));
        indicator->part_count++;
    } while (parser_take_sign(p, '+'));
    return true;
}

static bool parse_measure(Front *front, Parser *p, Indicator *indicator)
{
    static const struct {
        Word word;
        Measure measure;
    } MEASURES[] = {{WORD_HOUSEHOLDS, MEASURE_HOUSEHOLDS},
                    {WORD_PERSONS, MEASURE_PERSONS},
                    {WORD_AMOUNT, MEASURE_AMOUNT},
                    {WORD_MEAN, MEASURE_MEAN},
                    {WORD_STANDARD, MEASURE_STANDARD},
                    {WORD_ROWS, MEASURE_ROWS},
                    {WORD_SUM, MEASURE_FIELD},
                    {WORD_MEANS, MEASURE_FIELD_MEAN}};
    for (size_t i = 0; i < COUNT_OF(MEASURES); i++) {
        if (!parser_take_word(p, MEASURES[i].word)) continue;
        indicator->measure = MEASURES[i].measure;
        bool of_field =
            MEASURES[i].measure == MEASURE_FIELD || MEASURES[i].measure == MEASURE_FIELD_MEAN;
        return !of_field || parse_field(front, p, indicator, &indicator->field);
    }
    if (parser_peek(p)->kind == TOKEN_NAME) return parse_parts(front, p, indicator);
    return parser_expected(p, WANT_MEASURE);
}

static bool parse_register(Front *front, Parser *p, Indicator *indicator)
{
    Str name;
    Place place;
    TRY(parse_name(p, &name, &place));
    indicator->reg = bureau_register(front->bureau, name);
    if (indicator->reg && indicator->reg->subject == SUBJECT_OTHER) return true;
    report(front->found, place, E_REGISTER, SAY(name));
    return false;
}

static bool where_code(const Field *field, Str word, int64_t *code)
{
    bool yes = str_equal(word, word_text(WORD_YES)), no = str_equal(word, word_text(WORD_NO));
    if (field->type.kind == TYPE_TRUTH) {
        *code = yes;
        return yes || no;
    }
    *code = field->type.kind == TYPE_CHOICE ? choices_code(field->type.choices, word) : 0;
    return *code != 0;
}

static bool parse_where(Front *front, Parser *p, Indicator *indicator)
{
    size_t capacity = 0;
    do {
        Str word;
        Place place;
        if (indicator->where_count == capacity)
            indicator->where =
                arena_grow(front->arena, indicator->where, &capacity, sizeof *indicator->where);
        IndicatorWhere *where = &indicator->where[indicator->where_count++];
        TRY(parse_field(front, p, indicator, &where->field) && parser_want_sign(p, '='));
        place = token_place(&p->tokens, p->at);
        word = parser_peek(p)->text;
        p->at += !parser_at_end(p);
        if (where_code(where->field, word, &where->code)) continue;
        report(front->found, place, E_CASE_VALUE, SAY(word, where->field->name));
        return false;
    } while (parser_take_sign(p, ','));
    return true;
}

static bool parse_during(Front *front, Parser *p, Indicator *indicator)
{
    Place place = token_place(&p->tokens, p->at);
    TRY(parse_field(front, p, indicator, &indicator->during));
    Type type = indicator->during->type;
    if (type.kind == TYPE_DATE) return true;
    report(front->found, place, E_TYPE,
           SAY(word_text(WORD_TYPE_DATE), type_text(front->arena, type)));
    return false;
}

static bool parse_affair(Front *front, Parser *p, Indicator *indicator)
{
    Str name;
    Place place;
    TRY(parse_name(p, &name, &place));
    indicator->affair = bureau_affair(front->bureau, name);
    if (indicator->affair) return true;
    report(front->found, place, E_AFFAIR, SAY(name));
    return false;
}

static bool parse_standard(Front *front, Parser *p, Indicator *indicator)
{
    Str name, word;
    Place place;
    TRY(parse_name(p, &name, &place));
    const Standard *standard = bureau_standard(front->bureau, name);
    if (!standard) return report(front->found, place, E_STANDARD, SAY(name)), false;
    indicator->standard = standard;
    if (!standard->by) return true;
    TRY(parse_name(p, &word, &place));
    indicator->choice = choices_code(standard->by, word);
    if (indicator->choice) return true;
    report(front->found, place, E_STANDARD_WORD, SAY(word));
    return false;
}

static bool parse_basis(Parser *p, Indicator *indicator)
{
    indicator->paid = parser_take_word(p, WORD_PAID);
    return indicator->paid || parser_take_word(p, WORD_ENROLLED) || parser_expected(p, WANT_BASIS);
}

static bool parse_months(Parser *p, Indicator *indicator)
{
    TRY(parse_whole(p, 1, 12, &indicator->from_month));
    indicator->to_month = indicator->from_month;
    if (!parser_take_word(p, WORD_TO)) return true;
    return parse_whole(p, indicator->from_month, 12, &indicator->to_month);
}

static bool parse_meaning(Parser *p, Indicator *indicator)
{
    const Token *t = parser_peek(p);
    if (t->kind != TOKEN_QUOTE) return parser_expected(p, WANT_QUOTE);
    size_t offset = 0;
    uint32_t mark;
    utf8_next(t->text, &offset, &mark); /* both marks have one length */
    indicator->definition = (Str){t->text.ptr + offset, t->text.len - 2 * offset};
    p->at++;
    return true;
}

/* 分项 is looked up when the affair is known, whatever the order of the lines. */
typedef struct {
    Str name;
    Place place;
    bool measured; /* 统计 was there */
} Wanted;

static bool read_property(Front *front, Parser *p, Indicator *indicator, Wanted *component)
{
    Word word = parser_peek(p)->word;
    p->at += !parser_at_end(p);
    switch (word) {
    case WORD_MEASURE:
        return parse_measure(front, p, indicator);
    case WORD_REGISTER:
        return parse_register(front, p, indicator);
    case WORD_WHERE_ROWS:
        return parse_where(front, p, indicator);
    case WORD_DURING:
        return parse_during(front, p, indicator);
    case WORD_AFFAIR:
        return parse_affair(front, p, indicator);
    case WORD_STANDARD:
        return parse_standard(front, p, indicator);
    case WORD_PART:
        return parse_name(p, &component->name, &component->place);
    case WORD_BASIS:
        return parse_basis(p, indicator);
    case WORD_TYPE_MONTH:
        return parse_months(p, indicator);
    case WORD_MEANING:
        return parse_meaning(p, indicator);
    default:
        break;
    }
    report(front->found, line_place(p->tokens.line), E_INDICATOR_LINE, NULL);
    return false;
}

/* ---- one indicator ------------------------------------------------------------------------ */

static Unit measure_unit(const Indicator *indicator)
{
    switch (indicator->measure) {
    case MEASURE_HOUSEHOLDS:
        return unit_power(UNIT_HOUSEHOLD, 1);
    case MEASURE_PERSONS:
        return unit_power(UNIT_PERSON, 1);
    case MEASURE_STANDARD:
        return indicator->standard->type.unit;
    case MEASURE_AMOUNT:
        return unit_power(UNIT_YUAN, 1);
    case MEASURE_ROWS:
    case MEASURE_SUM:
        return (Unit){0};
    case MEASURE_FIELD:
    case MEASURE_FIELD_MEAN:
        return indicator->field->type.unit;
    case MEASURE_MEAN:
        break;
    }
    Unit unit = unit_power(UNIT_YUAN, 1);
    unit.power[UNIT_PERSON] = -1;
    return unit;
}

static bool find_component(Front *front, Indicator *indicator, Wanted wanted)
{
    if (wanted.name.len == 0) return true;
    const Affair *affair = indicator->affair;
    for (size_t i = 0; affair && i < affair->component_count; i++) {
        if (!str_equal(affair->components[i].name, wanted.name)) continue;
        indicator->component = &affair->components[i];
        return true;
    }
    report(front->found, wanted.place, E_COMPONENT, SAY(wanted.name));
    return false;
}

static bool complete(Front *front, const Indicator *indicator, bool measured)
{
    Measure measure = indicator->measure;
    bool standard = measure == MEASURE_STANDARD, sum = measure == MEASURE_SUM;
    bool rows =
        measure == MEASURE_ROWS || measure == MEASURE_FIELD || measure == MEASURE_FIELD_MEAN;
    bool affair = !standard && !sum && !rows;
    Word missing = !measured                            ? WORD_MEASURE
                   : standard && !indicator->standard   ? WORD_STANDARD
                   : rows && !indicator->reg            ? WORD_REGISTER
                   : affair && !indicator->affair       ? WORD_AFFAIR
                   : !sum && indicator->from_month == 0 ? WORD_TYPE_MONTH
                                                        : WORD_NO_WORD;
    if (missing == WORD_NO_WORD) return true;
    report(front->found, indicator->place, E_MISSING, SAY(indicator->name, word_text(missing)));
    return false;
}

/* Whose rows are counted is read first: the other lines name fields of them. */
static bool read_pass(Front *front, const Line *line, Indicator *indicator, Wanted *component,
                      bool first)
{
    bool good = true;
    for (const Line *child = line->child; child; child = child->next) {
        Parser p;
        bool whose = line_begins(child, WORD_REGISTER) || line_begins(child, WORD_AFFAIR);
        if (whose != first) continue;
        bool opened = parser_open(&p, front->arena, front->found, child);
        if (opened && parser_peek(&p)->word == WORD_MEASURE) component->measured = true;
        bool read = opened && read_property(front, &p, indicator, component) && parser_want_end(&p);
        good = good && read;
    }
    return good;
}

static bool read_lines(Front *front, const Line *line, Indicator *indicator, Wanted *component)
{
    for (const Line *child = line->child; child; child = child->next)
        if (child->child) report(front->found, line_place(child->child), E_CHILD, NULL);
    bool good = read_pass(front, line, indicator, component, true);
    good = read_pass(front, line, indicator, component, false) && good;
    return good && complete(front, indicator, component->measured);
}

static bool title_is_free(Front *front, const Header *header, bool known)
{
    if (!known) return true;
    report(front->found, header->name_place, E_DUPLICATE, SAY(header->name));
    return false;
}

static void read_indicator(Front *front, const Line *line, Parser *p)
{
    Header header;
    Wanted component = {0};
    Bureau *bureau = front->bureau;
    if (!parse_title_header(p, &header) || !parser_want_end(p)) return;
    bool known = bureau_indicator(bureau, header.name) || bureau_indicator(bureau, header.key);
    if (!title_is_free(front, &header, known)) return;
    Indicator *indicator = &bureau->indicators[bureau->indicator_count++];
    *indicator = (Indicator){.name = header.name, .key = header.key, .place = header.name_place};
    if (!read_lines(front, line, indicator, &component)) return;
    if (find_component(front, indicator, component)) indicator->unit = measure_unit(indicator);
}

/* A sum is made of indicators that are no sums themselves. */
static void find_parts(Front *front, Indicator *sum)
{
    sum->parts = NEW_ARRAY(front->arena, const Indicator *, sum->part_count);
    for (size_t i = 0; i < sum->part_count; i++) {
        const Indicator *part = bureau_indicator(front->bureau, sum->part_names[i]);
        if (!part || part->measure == MEASURE_SUM) {
            report(front->found, sum->place, E_INDICATOR, SAY(sum->part_names[i]));
            sum->part_count = 0;
            return;
        }
        sum->parts[i] = part;
        sum->unit = part->unit;
    }
}

static size_t count_of(const Front *front, Word word)
{
    size_t count = 0;
    for (size_t i = 0; i < front->bureau->file_count; i++)
        for (const Line *line = front->files[i]; line; line = line->next)
            count += line_begins(line, word);
    return count;
}

void indicators_read(Front *front)
{
    front->bureau->indicators = NEW_ARRAY(front->arena, Indicator, count_of(front, WORD_INDICATOR));
    each_declaration(front, WORD_INDICATOR, read_indicator);
    for (size_t i = 0; i < front->bureau->indicator_count; i++)
        find_parts(front, &front->bureau->indicators[i]);
}

/* ---- reports ------------------------------------------------------------------------------ */

static void read_part(Front *front, const Line *line, ReportPart *part)
{
    size_t count = 0;
    for (const Line *child = line->child; child; child = child->next)
        count++;
    part->title = line->text;
    part->indicators = NEW_ARRAY(front->arena, const Indicator *, count);
    for (const Line *child = line->child; child; child = child->next) {
        const Indicator *indicator = bureau_indicator(front->bureau, child->text);
        if (!indicator)
            report(front->found, line_place(child), E_INDICATOR, SAY(child->text));
        else
            part->indicators[part->count++] = indicator;
    }
    if (count == 0) report(front->found, line_place(line), E_EMPTY, SAY(line->text));
}

static void read_year(Front *front, const Line *line, Report *into)
{
    Parser p;
    if (!parser_open(&p, front->arena, front->found, line)) return;
    p.at = 1;
    if (parse_whole(&p, 1950, 2999, &into->year)) parser_want_end(&p);
}

static void read_report(Front *front, const Line *line, Parser *p)
{
    Header header;
    size_t count = 0;
    Bureau *bureau = front->bureau;
    if (!parse_title_header(p, &header) || !parser_want_end(p)) return;
    bool known = false;
    for (size_t i = 0; i < bureau->report_count; i++)
        known = known || str_equal(bureau->reports[i].key, header.key);
    if (!title_is_free(front, &header, known)) return;
    for (const Line *child = line->child; child; child = child->next)
        count++;
    Report *read = &bureau->reports[bureau->report_count++];
    *read = (Report){.name = header.name, .key = header.key};
    read->parts = NEW_ARRAY(front->arena, ReportPart, count);
    for (const Line *child = line->child; child; child = child->next) {
        if (line_begins(child, WORD_YEAR))
            read_year(front, child, read);
        else
            read_part(front, child, &read->parts[read->part_count++]);
    }
    if (read->year == 0) {
        report(front->found, header.name_place, E_MISSING, SAY(header.name, word_text(WORD_YEAR)));
    }
}

void reports_read(Front *front)
{
    front->bureau->reports = NEW_ARRAY(front->arena, Report, count_of(front, WORD_REPORT));
    each_declaration(front, WORD_REPORT, read_report);
}
