/* The bureau: runs the passes over all files, and answers by name or key afterwards. standard_on is
 * the rule of areas: the nearest area that has a value for the day wins, then the latest one. */
#include "lang/front.h"

#include "lang/names.def"

/* ---- lookups ------------------------------------------------------------------------------ */

static bool named(Str name, Str own, Str key)
{
    return str_equal(name, own) || str_equal(name, key);
}

const Register *bureau_register(const Bureau *b, Str name)
{
    for (size_t i = 0; i < b->register_count; i++)
        if (named(name, b->registers[i].name, b->registers[i].key)) return &b->registers[i];
    return NULL;
}

const Field *register_field(const Register *r, Str name)
{
    for (size_t a = 0; a < r->aspect_count; a++) {
        const Aspect *aspect = &r->aspects[a];
        for (size_t f = 0; f < aspect->field_count; f++)
            if (named(name, aspect->fields[f].name, aspect->fields[f].key))
                return &aspect->fields[f];
    }
    return NULL;
}

const Affair *bureau_affair(const Bureau *b, Str name)
{
    for (size_t i = 0; i < b->affair_count; i++)
        if (named(name, b->affairs[i]->name, b->affairs[i]->key)) return b->affairs[i];
    return NULL;
}

const Standard *bureau_standard(const Bureau *b, Str name)
{
    for (size_t i = 0; i < b->standard_count; i++)
        if (named(name, b->standards[i].name, b->standards[i].key)) return &b->standards[i];
    return NULL;
}

const Indicator *bureau_indicator(const Bureau *b, Str name)
{
    for (size_t i = 0; i < b->indicator_count; i++)
        if (named(name, b->indicators[i].name, b->indicators[i].key)) return &b->indicators[i];
    return NULL;
}

/* ---- standards ---------------------------------------------------------------------------- */

/* Values are sorted by first day, so the last that counts is the latest. */
static const StandardValue *value_in(const Standard *s, Division area, uint8_t choice, Date day,
                                     Date known)
{
    const StandardValue *best = NULL;
    for (size_t i = 0; i < s->value_count; i++) {
        const StandardValue *v = &s->values[i];
        if (v->area.n != area.n || v->choice != choice || v->published.days > known.days) continue;
        if (v->from.days <= day.days && day.days <= v->until.days) best = v;
    }
    return best;
}

const StandardValue *standard_on(const Standard *s, Areas areas, uint8_t choice, Date day,
                                 Date known)
{
    for (size_t i = 0; i < areas.count; i++) {
        const StandardValue *v = value_in(s, areas.chain[i], choice, day, known);
        if (v) return v;
    }
    return value_in(s, (Division){0}, choice, day, known);
}

/* ---- the passes --------------------------------------------------------------------------- */

static bool known_at_margin(const Line *line)
{
    static const Word WORDS[] = {WORD_REGISTER,  WORD_CHOICES, WORD_STANDARD, WORD_AFFAIR,
                                 WORD_INDICATOR, WORD_REPORT,  WORD_FORM};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (line_begins(line, WORDS[i])) return true;
    return false;
}

static void outlines_read(Front *front)
{
    Bureau *bureau = front->bureau;
    front->files = NEW_ARRAY(front->arena, const Line *, bureau->file_count);
    for (size_t i = 0; i < bureau->file_count; i++) {
        Str none = {"", 0};
        Line *lines = outline_read(front->arena, &bureau->files[i], front->found);
        instruments_note(front, lines, &none);
        front->files[i] = lines;
        for (const Line *line = front->files[i]; line; line = line->next)
            if (!known_at_margin(line)) report(front->found, line_place(line), E_TOP, NULL);
    }
}

Bureau *bureau_compile(Arena *arena, const SourceFile *files, size_t count, Diagnostics *found)
{
    Bureau *bureau = NEW(arena, Bureau);
    bureau->files = NEW_ARRAY(arena, SourceFile, count);
    bureau->file_count = count;
    for (size_t i = 0; i < count; i++)
        bureau->files[i] = files[i];
    Front front = {.arena = arena, .found = found, .bureau = bureau};
    size_t errors = found->errors;
    outlines_read(&front);
    choices_read(&front);
    registers_read(&front);
    standards_read(&front);
    affairs_declare(&front);
    affairs_read(&front);
    affairs_order(&front);
    indicators_read(&front);
    reports_read(&front);
    forms_read(&front);
    if (found->errors > errors) return NULL;
    for (size_t i = 0; i < front.draft_count; i++) {
        Affair *affair = front.drafts[i].affair;
        affair->program = program_compile(arena, front.drafts[i].tree);
        if (affair->review)
            affair->review->program = program_compile(arena, front.drafts[i].review);
    }
    return bureau;
}
