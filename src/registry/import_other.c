/* Rows of registers that are neither people nor households, and cells that name what stands in
 * another register. A row is known by its 唯一 field; the first that names a new one makes it. */
#include "registry/import.h"
#include "registry/import_words.def"

/* ---- references --------------------------------------------------------------------------- */

static bool find_named(Import *im, const Register *reg, Str text, int64_t *id)
{
    Work *w = im->chunk;
    UnitId unit = {0};
    PersonId person = {0};
    RowId row = {0};
    bool found;
    *id = 0;
    switch (reg->subject) {
    case SUBJECT_PERSON:
        TRY(person_find(w, text, &person, &found));
        *id = found ? person.n : 0;
        return true;
    case SUBJECT_HOUSEHOLD:
        found = unit_by_number(w, text, &unit);
        if (!found && w->error.code != ERR_NOT_FOUND) return false;
        w->error = (Error){.code = ERR_NONE};
        *id = found ? unit.n : 0;
        return true;
    case SUBJECT_OTHER:
        TRY(row_find(w, reg, text, &row));
        *id = row.n;
        return true;
    }
    return true;
}

CellState import_reference(Import *im, ptrdiff_t column, const Field *f, Str text, Str *out)
{
    int64_t id = 0;
    Str name = import_half_width(im->chunk->arena, text);
    if (f->refers->subject == SUBJECT_OTHER) name = text;
    if (!find_named(im, f->refers, name, &id)) {
        (void)import_failed(im);
        return CELL_BAD;
    }
    *out = format(im->chunk->arena, "%lld", (long long)id);
    if (id) return CELL_GIVEN;
    if (f->refers->subject == SUBJECT_PERSON)
        import_fault(im, column, SAY_NO_PERSON_NAMED);
    else
        import_fault(im, column, SAY_NO_ROW_NAMED, STR_ARG(f->refers->name), STR_ARG(text));
    return CELL_BAD;
}

/* ---- rows --------------------------------------------------------------------------------- */

/* The text in the 唯一 column; an empty one is told. */
static Str row_said(Import *im)
{
    const Field *unique = im->as.reg->unique;
    for (size_t i = 0; i < im->plan_count; i++) {
        const AspectPlan *plan = &im->plans[i];
        if (plan->aspect != unique->aspect) continue;
        size_t n = (size_t)(unique - unique->aspect->fields);
        if (plan->values[n].known) return plan->values[n].text;
        if (!im->bad) import_fault(im, plan->columns[n], SAY_REQUIRED, STR_ARG(unique->name));
    }
    return STR("");
}

static bool write_row(Import *im, RowId id, bool fresh)
{
    FactEffect all = FACT_UNCHANGED, effect;
    for (size_t i = 0; i < im->plan_count; i++) {
        TRY(plan_write(im, &im->plans[i], id.n, DATE_NONE, &effect));
        all = effect_join(all, effect);
    }
    if (!fresh && all == FACT_ADDED) all = FACT_CHANGED;
    import_tell_twice(im, id.n, all);
    if (!im->bad) import_count(im, fresh ? FACT_ADDED : all);
    return true;
}

bool import_other_row(Import *im)
{
    RowId id = {0};
    for (size_t i = 0; i < im->plan_count; i++)
        plan_read(im, &im->plans[i]);
    if (im->w->error.code != ERR_NONE) return false; /* a reference could not be looked up */
    Str name = row_said(im);
    if (name.len) TRY(row_find(im->w, im->as.reg, name, &id));
    bool fresh = !id.n;
    for (size_t i = 0; fresh && i < im->plan_count; i++)
        if (im->plans[i].said) plan_require(im, &im->plans[i]);
    import_period(im);
    if (im->bad) return true;
    if (fresh) TRY(row_add(&im->batch, im->as.reg, name, &id));
    return write_row(im, id, fresh);
}
