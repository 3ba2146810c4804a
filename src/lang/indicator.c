/* 指标 and 报告: numbers with one definition each, and the documents that print them. */
#include "lang/front.h"

#include "lang/names.def"

/* ---- lines of an indicator ---------------------------------------------------------------- */

static bool parse_measure(Parser *p, Indicator *indicator)
{
    static const struct {
        Word word;
        Measure measure;
    } MEASURES[] = {{WORD_HOUSEHOLDS, MEASURE_HOUSEHOLDS},
                    {WORD_PERSONS, MEASURE_PERSONS},
                    {WORD_AMOUNT, MEASURE_AMOUNT},
                    {WORD_MEAN, MEASURE_MEAN},
                    {WORD_STANDARD, MEASURE_STANDARD}};
    for (size_t i = 0; i < COUNT_OF(MEASURES); i++) {
        if (!parser_take_word(p, MEASURES[i].word)) continue;
        indicator->measure = MEASURES[i].measure;
        return true;
    }
    return parser_expected(p, WANT_MEASURE);
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
} Wanted;

static bool read_property(Front *front, Parser *p, Indicator *indicator, Wanted *component)
{
    Word word = parser_peek(p)->word;
    p->at += !parser_at_end(p);
    switch (word) {
    case WORD_MEASURE:
        return parse_measure(p, indicator);
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
    bool standard = indicator->measure == MEASURE_STANDARD;
    Word missing = !measured                          ? WORD_MEASURE
                   : standard && !indicator->standard ? WORD_STANDARD
                   : !standard && !indicator->affair  ? WORD_AFFAIR
                   : indicator->from_month == 0       ? WORD_TYPE_MONTH
                                                      : WORD_NO_WORD;
    if (missing == WORD_NO_WORD) return true;
    report(front->found, indicator->place, E_MISSING, SAY(indicator->name, word_text(missing)));
    return false;
}

static bool read_lines(Front *front, const Line *line, Indicator *indicator, Wanted *component)
{
    bool good = true, measured = false;
    for (const Line *child = line->child; child; child = child->next) {
        Parser p;
        if (child->child) report(front->found, line_place(child->child), E_CHILD, NULL);
        bool opened = parser_open(&p, front->arena, front->found, child);
        if (opened) measured = measured || parser_peek(&p)->word == WORD_MEASURE;
        bool read = opened && read_property(front, &p, indicator, component) && parser_want_end(&p);
        good = good && read;
    }
    return good && complete(front, indicator, measured);
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
