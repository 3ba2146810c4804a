/* What somebody says of one person, household or row over a form: the machinery of an import
 * with a single row that comes from nowhere, so that a cell means the same wherever it stands,
 * and the same faults are told. One act (台账登记); nothing is written with a fault. */
#include "registry/import.h"
#include "registry/import_words.def"

typedef struct {
    Import im;
    ImportJob job;
    const FactSaid *said;
    FieldSaid *fields; /* of a row also the one that names it */
    size_t count;
    TableRow row;
} Saying;

static bool may_say(Work *w, const FactSaid *said)
{
    TRY(access_need_clerk(w));
    if (!said->subject) return access_need_all(w);
    TRY(subject_need_seen(w, said->reg, said->subject));
    if (said->reg->subject == SUBJECT_PERSON) return access_no_kin(w, &said->subject, 1);
    if (said->reg->subject == SUBJECT_OTHER) return true;
    int64_t *people;
    size_t count;
    TRY(unit_members_ever(w, (UnitId){said->subject}, &people, &count));
    return access_no_kin(w, people, count);
}

static const char *subject_kind(Subject subject)
{
    return subject == SUBJECT_PERSON ? "person" : subject == SUBJECT_HOUSEHOLD ? "unit" : "row";
}

static bool begin_act(Saying *s)
{
    Import *im = &s->im;
    const FactSaid *said = s->said;
    Buf detail = buf_new(im->w->arena);
    for (size_t i = 0; i < said->count; i++) {
        if (!said->fields[i].text.len && !said->fields[i].unknown) continue;
        if (detail.len) buf_add(&detail, STR(WORD_LIST_COMMA));
        buf_add(&detail, said->fields[i].field->name);
    }
    Act act = {.kind = STR("register"),
               .subject = format(im->w->arena, "%s:%lld", subject_kind(said->reg->subject),
                                 (long long)said->subject),
               .purpose = said->source,
               .detail = buf_str(&detail)};
    return batch_begin(im->w, &act, said->source, DATE_NONE, &im->batch);
}

/* A number that somebody else has. */
static bool check_numbers(Saying *s)
{
    Import *im = &s->im;
    for (size_t i = 0; i < s->said->count; i++) {
        PersonId other;
        bool found;
        const FieldSaid *f = &s->said->fields[i];
        if (f->field->format != FIELD_CITIZEN_ID || !f->field->sealed || !f->text.len) continue;
        if (s->said->reg->subject != SUBJECT_PERSON) continue;
        TRY(person_find(im->w, f->text, &other, &found));
        if (found && other.n != s->said->subject)
            import_fault(im, (ptrdiff_t)i, SAY_NUMBER_OTHERS, (long long)other.n);
    }
    return true;
}

static bool aspect_said(Saying *s)
{
    Import *im = &s->im;
    FactEffect effect;
    AspectPlan *plan = &im->plans[0];
    plan_read(im, plan);
    import_period(im);
    TRY(check_numbers(s));
    if (!plan->said && !im->bad) import_fault(im, -1, SAY_NOTHING_SAID);
    if (im->bad) return true;
    TRY(plan_write(im, plan, im->subject, DATE_NONE, &effect));
    import_count(im, effect);
    return true;
}

static bool say_inside(Saying *s)
{
    Import *im = &s->im;
    TRY(begin_act(s) && import_bind_fields(im, s->fields, s->count));
    im->row = &s->row;
    if (s->said->reg->subject != SUBJECT_OTHER) return aspect_said(s);
    return import_other_row(im) && (im->bad || import_other_end(im));
}

/* A row is found by its name, which therefore a form cannot change. */
static bool fields_of(Saying *s, Work *w)
{
    const FactSaid *said = s->said;
    bool named = said->reg->subject == SUBJECT_OTHER && said->subject;
    s->fields = NEW_ARRAY(w->arena, FieldSaid, said->count + 1);
    for (size_t i = 0; i < said->count; i++)
        if (!named || said->fields[i].field != said->reg->unique)
            s->fields[s->count++] = said->fields[i];
    if (!named) return true;
    s->fields[s->count].field = said->reg->unique;
    return row_name(w, (RowId){said->subject}, &s->fields[s->count++].text);
}

static void row_of(Saying *s, Arena *arena)
{
    Str *cells = NEW_ARRAY(arena, Str, s->count + 1);
    for (size_t i = 0; i < s->count; i++)
        cells[i] = s->fields[i].unknown ? STR(WORD_UNKNOWN_CELL) : s->fields[i].text;
    s->row = (TableRow){.number = 1, .cells = cells, .count = s->count};
}

static Saying saying_new(Work *w, const Bureau *b, const FactSaid *said, ImportResult *result)
{
    static const ImportKind kinds[] = {IMPORTS_PERSON_ASPECT, IMPORTS_UNIT_ASPECT, IMPORTS_OTHER};
    Saying s = {.said = said};
    s.job = (ImportJob){.path = "", .as = said->reg->key, .kind = said->kind};
    s.im = import_new(w, b, &s.job, result);
    if (said->from.days != DATE_NONE.days) s.im.effective = said->from;
    s.im.as = (ImportAs){.kind = kinds[said->reg->subject], .reg = said->reg};
    s.im.subject = said->subject;
    return s;
}

bool register_say(Work *w, const Bureau *b, const FactSaid *said, ImportResult *result)
{
    *result = (ImportResult){.faults = faults_new(w->arena, 100)};
    TRY(may_say(w, said));
    Saying s = saying_new(w, b, said, result);
    s.im.job = &s.job;
    TRY(fields_of(&s, w));
    row_of(&s, w->arena);
    s.im.chunk = w;
    TRY(db_begin(w));
    bool done = say_inside(&s);
    if (!done || result->faults.errors) {
        db_rollback(w);
        return done;
    }
    result->commit = s.im.batch.commit;
    return db_commit(w);
}
