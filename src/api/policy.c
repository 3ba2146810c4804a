/* The law as declared: affairs, files of text, standards with all their values; divisions. */
#include "api/room.h"
#include "api/words.def"

static Str path_of(Page *p, const Place *place)
{
    return place->file ? law_path(p, place->file->path) : STR("");
}

static AffairTold affair_told(Page *p, const Affair *a)
{
    Str *steps = NEW_ARRAY(p->w->arena, Str, a->step_count + 1);
    for (size_t i = 0; i < a->step_count; i++)
        steps[i] = a->steps[i].name;
    return (AffairTold){.key = a->key,
                        .name = a->name,
                        .household = a->subject == SUBJECT_HOUSEHOLD,
                        .proactive = a->mode == MODE_PROACTIVE,
                        .once = a->once,
                        .law = path_of(p, &a->place),
                        .steps = {steps, a->step_count}};
}

bool affairs_api(Page *p, const Nothing *body, AffairsTold *out)
{
    (void)body;
    const Bureau *b = p->bureau;
    out->items = NEW_ARRAY(p->w->arena, AffairTold, b->affair_count + 1);
    out->items_count = b->affair_count;
    for (size_t i = 0; i < b->affair_count; i++)
        out->items[i] = affair_told(p, b->affairs[i]);
    return true;
}

/* ---- texts -------------------------------------------------------------------------------- */

static Str area_code(Page *p, Division area)
{
    return area.n ? division_text(p->w->arena, area) : STR("");
}

bool law_api(Page *p, const Nothing *body, LawFiles *out)
{
    (void)body;
    const Bureau *b = p->bureau;
    out->law = p->site->law;
    out->items = NEW_ARRAY(p->w->arena, LawFile, b->file_count + 1);
    out->items_count = b->file_count;
    for (size_t i = 0; i < b->file_count; i++)
        out->items[i] = (LawFile){.path = law_path(p, b->files[i].path),
                                  .area = area_code(p, b->files[i].area)};
    return true;
}

bool law_text_api(Page *p, const Nothing *body, LawText *out)
{
    (void)body;
    const Bureau *b = p->bureau;
    Str path = p->call->params[0];
    for (size_t i = 0; i < b->file_count; i++) {
        if (!str_equal(law_path(p, b->files[i].path), path)) continue;
        out->path = path;
        out->text = b->files[i].text;
        return true;
    }
    return refuse(p->w, ERR_NOT_FOUND, SAY_NO_LAW, STR_ARG(path));
}

/* ---- standards ---------------------------------------------------------------------------- */

static StandardTold standard_told(Page *p, const Standard *s)
{
    Arena *arena = p->w->arena;
    StandardTold told = {
        .key = s->key, .name = s->name, .unit = type_text(arena, s->type), .citation = s->citation};
    told.values = NEW_ARRAY(arena, StandardNumber, s->value_count + 1);
    told.values_count = s->value_count;
    for (size_t i = 0; i < s->value_count; i++) {
        const StandardValue *v = &s->values[i];
        told.values[i] =
            (StandardNumber){.area = area_code(p, v->area),
                             .choice = s->by && v->choice ? s->by->words[v->choice - 1] : STR(""),
                             .value = exact_number(arena, v->mantissa, &s->type),
                             .from = v->from,
                             .until = v->until,
                             .published = v->published,
                             .document = v->document,
                             .presumed = v->presumed,
                             .unverified = v->unverified};
    }
    return told;
}

bool standards_api(Page *p, const Nothing *body, StandardsTold *out)
{
    (void)body;
    const Bureau *b = p->bureau;
    out->items = NEW_ARRAY(p->w->arena, StandardTold, b->standard_count + 1);
    out->items_count = b->standard_count;
    for (size_t i = 0; i < b->standard_count; i++)
        out->items[i] = standard_told(p, &b->standards[i]);
    return true;
}

bool standard_api(Page *p, const Nothing *body, StandardTold *out)
{
    (void)body;
    const Standard *s = bureau_standard(p->bureau, p->call->params[0]);
    if (!s) return refuse(p->w, ERR_NOT_FOUND, SAY_NO_STANDARD, STR_ARG(p->call->params[0]));
    *out = standard_told(p, s);
    return true;
}

/* ---- divisions ---------------------------------------------------------------------------- */

static DivisionTold division_told(Page *p, const DivisionRow *row)
{
    return (DivisionTold){.id = row->id,
                          .code = division_text(p->w->arena, row->code),
                          .name = row->name,
                          .parent = row->parent,
                          .from = row->from,
                          .to = row->to,
                          .successor = row->successor};
}

bool division_api(Page *p, const Nothing *body, DivisionsTold *out)
{
    (void)body;
    Division code;
    DivisionRow self, *children;
    Str text = p->call->params[0];
    if (!division_parse(text, &code))
        return refuse(p->w, ERR_NOT_FOUND, SAY_NO_DIVISION, STR_ARG(text));
    TRY(division_by_code(p->w, code, &self));
    TRY(division_children(p->w, self.id, &children, &out->children_count));
    out->self = division_told(p, &self);
    out->children = NEW_ARRAY(p->w->arena, DivisionTold, out->children_count + 1);
    for (size_t i = 0; i < out->children_count; i++)
        out->children[i] = division_told(p, &children[i]);
    return true;
}
