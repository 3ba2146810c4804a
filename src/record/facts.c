/* The facts of one person, household or row with their history: a table for each aspect that has
 * versions, newest first; what is no longer held true stays, marked. Both axes of time are shown:
 * when it was so, and when we knew it, from whom. Names are masked here, sealed values by the
 * registry. */
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

static VersionRow version_row(Page *p, const Aspect *aspect, const FactVersion *version)
{
    Arena *arena = p->w->arena;
    VersionRow row = {.period = period_words(p, version->from, version->to),
                      .known = instant_words(arena, version->recorded),
                      .actor = presence(account_words(p, version->actor)),
                      .source = presence(version->source),
                      .superseded = version->known_to.n != COMMIT_OPEN,
                      .cells = NEW_ARRAY(arena, FactCell, aspect->field_count),
                      .cell_count = aspect->field_count};
    for (size_t i = 0; i < aspect->field_count; i++)
        row.cells[i].text = version->values ? field_words(p, &aspect->fields[i], version->values[i])
                                            : presence_none();
    return row;
}

static Str change_href(Page *p, const Aspect *aspect, int64_t subject)
{
    if (!page_may(p, WHO(CLERK))) return STR("");
    return format(p->w->arena, "/register/%.*s/%lld/change?aspect=%.*s", STR_ARG(aspect->reg->key),
                  (long long)subject, STR_ARG(aspect->key));
}

/* The rows of another register that come to a sum in this aspect. */
static Str rows_href(Page *p, const Aspect *aspect, int64_t subject)
{
    const Bureau *b = p->bureau;
    for (size_t i = 0; i < b->assessment_count; i++)
        if (b->assessments[i]->into && b->assessments[i]->into->aspect == aspect)
            return format(p->w->arena, "/assessed/%.*s/%lld", STR_ARG(b->assessments[i]->key),
                          (long long)subject);
    return STR("");
}

static bool aspect_fill(Page *p, const Aspect *aspect, int64_t subject, FactTable *out)
{
    FactVersion *versions;
    size_t count;
    TRY(registry_history(p->w, aspect, subject, &versions, &count));
    *out = (FactTable){.name = aspect->name, .version_count = count};
    if (!count) return true;
    out->fields = NEW_ARRAY(p->w->arena, FactCell, aspect->field_count);
    out->field_count = aspect->field_count;
    out->versions = NEW_ARRAY(p->w->arena, VersionRow, count);
    out->change_href = change_href(p, aspect, subject);
    out->rows_href = rows_href(p, aspect, subject);
    for (size_t i = 0; i < aspect->field_count; i++)
        out->fields[i].text = aspect->fields[i].name;
    for (size_t i = 0; i < count; i++)
        out->versions[i] = version_row(p, aspect, &versions[i]);
    return true;
}

bool facts_fill(Page *p, const Register *reg, int64_t subject, FactTables *out)
{
    *out = (FactTables){.count = 0};
    if (!reg) return true;
    out->tables = NEW_ARRAY(p->w->arena, FactTable, reg->aspect_count);
    out->others = NEW_ARRAY(p->w->arena, Link, reg->aspect_count);
    for (size_t i = 0; i < reg->aspect_count; i++) {
        FactTable *table = &out->tables[out->count];
        TRY(aspect_fill(p, &reg->aspects[i], subject, table));
        out->count += table->version_count > 0;
        Str href = table->version_count ? STR("") : change_href(p, &reg->aspects[i], subject);
        if (href.len) out->others[out->other_count++] = (Link){href, reg->aspects[i].name, false};
    }
    return true;
}
