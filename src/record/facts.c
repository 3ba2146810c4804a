/* The facts of one person or unit with their history: a table for each aspect that has versions,
 * newest first; what is no longer held true stays, marked. Names are masked here, sealed values by
 * the registry. */
#include "record/pages.h"
#include "record/words.def"

static Str period_words(Page *p, Date from, Date to)
{
    Arena *arena = p->w->arena;
    bool always = from.days == DATE_ALWAYS.days, open = to.days == DATE_NONE.days;
    if (always && open) return STR(SAY_PERIOD_ALL);
    if (open) return format(arena, SAY_PERIOD_FROM, STR_ARG(date_text(arena, from)));
    Str end = date_text(arena, to);
    if (always) return format(arena, SAY_PERIOD_UNTIL, STR_ARG(end));
    return format(arena, SAY_PERIOD_BETWEEN, STR_ARG(date_text(arena, from)), STR_ARG(end));
}

static Str cell_text(Page *p, const Field *field, Value value)
{
    if (!value.known) return STR(SAY_DASH);
    Str text = value_text(p->w, field, value);
    return str_equal(field->key, STR("name")) ? name_mask(p->w->arena, text) : presence(text);
}

static VersionRow version_row(Page *p, const Aspect *aspect, const FactVersion *version)
{
    Arena *arena = p->w->arena;
    VersionRow row = {.period = period_words(p, version->from, version->to),
                      .known = instant_words(arena, version->recorded),
                      .actor = presence(version->actor),
                      .source = presence(version->source),
                      .superseded = version->known_to.n != COMMIT_OPEN,
                      .cells = NEW_ARRAY(arena, FactCell, aspect->field_count),
                      .cell_count = aspect->field_count};
    for (size_t i = 0; i < aspect->field_count; i++)
        row.cells[i].text =
            version->values ? cell_text(p, &aspect->fields[i], version->values[i]) : STR(SAY_DASH);
    return row;
}

static bool aspect_fill(Page *p, const Aspect *aspect, int64_t subject, FactTable *out)
{
    FactVersion *versions;
    size_t count;
    TRY(registry_history(p->w, aspect, subject, &versions, &count));
    *out = (FactTable){.name = aspect->name,
                       .fields = NEW_ARRAY(p->w->arena, FactCell, aspect->field_count),
                       .field_count = aspect->field_count,
                       .versions = NEW_ARRAY(p->w->arena, VersionRow, count),
                       .version_count = count};
    for (size_t i = 0; i < aspect->field_count; i++)
        out->fields[i].text = aspect->fields[i].name;
    for (size_t i = 0; i < count; i++)
        out->versions[i] = version_row(p, aspect, &versions[i]);
    return true;
}

bool facts_fill(Page *p, Str reg, int64_t subject, LifePage *out)
{
    const Register *r = bureau_register(p->bureau, reg);
    if (!r) return true;
    out->facts = NEW_ARRAY(p->w->arena, FactTable, r->aspect_count);
    for (size_t i = 0; i < r->aspect_count; i++) {
        FactTable *table = &out->facts[out->fact_count];
        TRY(aspect_fill(p, &r->aspects[i], subject, table));
        out->fact_count += table->version_count > 0;
    }
    return true;
}
