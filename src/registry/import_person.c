/* Rows about people: who it is, and what the row says of each aspect.
 *
 * A person is found by (sender, the sender's own key), else by number; a file of persons adds who
 * is not found, every other file tells that nobody is known. Only cells with something in them are
 * written: an empty cell never erases. From which day: the row's 生效日期, else
 *   - an aspect that is one date (a death) holds from that date,
 *   - who somebody is holds since birth, when the person is new,
 *   - a correction holds as long as there is a record: it was never otherwise,
 *   - everything else from the job's day, or from today.
 *
 * Read import_person_row at the end first. */
#include "registry/bulk.h"
#include "registry/import.h"
#include "registry/import_words.def"
#include "registry/keys.h"

#include <string.h>

/* Of a file of more bytes than this the names are read by a thread of their own. */
enum { LARGE_FILE = 1024 * 1024 };

/* ---- what a row says of an aspect --------------------------------------------------------- */

void plan_read(Import *im, AspectPlan *plan)
{
    plan->said = plan->none = 0;
    for (size_t i = 0; i < plan->aspect->field_count; i++) {
        ptrdiff_t column = plan->columns[i];
        CellState state = CELL_EMPTY;
        if (column >= 0)
            state = import_value(im, column, &plan->aspect->fields[i], &plan->values[i]);
        plan->given[i] = state != CELL_EMPTY;
        plan->said += state != CELL_EMPTY;
        plan->none += state == CELL_NONE;
    }
}

/* Of something that is new, required fields must be there. A column that is missing is told once.
 */
void plan_require(Import *im, const AspectPlan *plan)
{
    for (size_t i = 0; i < plan->aspect->field_count; i++) {
        const Field *f = &plan->aspect->fields[i];
        if (!f->required || plan->given[i]) continue;
        if (plan->columns[i] >= 0) {
            import_fault(im, plan->columns[i], SAY_REQUIRED, STR_ARG(f->name));
            continue;
        }
        im->bad = true;
        if (pair_find(&im->seen, -1, (int64_t)(intptr_t)f)) continue;
        pair_set(&im->seen, -1, (int64_t)(intptr_t)f, 1);
        import_fault(im, -1, SAY_COLUMN_MISSING, STR_ARG(f->name));
    }
}

/* From which day an aspect holds when the row does not say. */
static Date default_from(const Import *im, const AspectPlan *plan, Date born, WriteKind kind)
{
    if (plan->event && plan->values[0].known) return (Date){(int32_t)plan->values[0].number};
    if (born.days != DATE_NONE.days) return born;
    if (im->effective.days != DATE_NONE.days) return im->effective;
    return kind == WRITE_CORRECTION ? DATE_ALWAYS : im->today;
}

bool plan_write(Import *im, AspectPlan *plan, int64_t subject, Date born, FactEffect *effect)
{
    bool said = im->period.from.days != DATE_NONE.days;
    bool none = plan->none == plan->said && plan->aspect->absent_is_none; /* no record holds */
    FactWrite write = {.aspect = plan->aspect,
                       .subject = subject,
                       .from = im->period.from,
                       .to = im->period.to,
                       .kind = im->period.kind,
                       .values = none ? NULL : plan->values,
                       .given = none ? NULL : plan->given};
    *effect = FACT_UNCHANGED;
    if (!plan->said) return true;
    if (!said) write.from = default_from(im, plan, born, write.kind);
    if (write.to.days <= write.from.days) {
        import_fault(im, im->by_role[ROLE_TO], SAY_PERIOD);
        return true;
    }
    TRY(fact_put(plan->writer, &write, effect));
    if (!plan->event || write.kind != WRITE_CORRECTION || said || none) return true;
    FactEffect rest; /* the day it was said to be before is wrong as well */
    write.from = DATE_ALWAYS;
    TRY(fact_put(plan->writer, &write, &rest));
    *effect = effect_join(*effect, rest);
    return true;
}

/* ---- who ---------------------------------------------------------------------------------- */

typedef struct {
    Str number, key;
    Date birth; /* of the number */
    int sex;
    PersonId id; /* {0}: nobody known */
    bool keyed;  /* the sender's key is known already */
    bool bad;    /* the number is wrong, which has been told */
} Who;

static bool find_by_key(Import *im, Who *who)
{
    int64_t id = 0;
    if (!who->key.len) return true;
    SenderKey key = {im->sender, STR("person"), who->key};
    if (im->keys)
        TRY(keys_find(im->keys, who->key, &id));
    else
        TRY(sender_key_find(im->w, key, &id));
    who->keyed = id != 0;
    if (who->keyed) who->id = (PersonId){id};
    return true;
}

/* Of a file of persons some of the numbers wait in memory. */
static bool find_digest(Import *im, Str number, PersonId *id, bool *found)
{
    if (!im->people) return person_find(im->chunk, number, id, found) || import_failed(im);
    NewPeople *people = im->people;
    SealedNumber read = {.plain = STR("")};
    if (im->ahead) read = ahead_number(im->ahead);
    people->number = number;
    people->digest = read.digest;
    people->seal = read.seal;
    if (!str_equal(read.plain, number)) {
        people->seal = STR("");
        if (!person_digest(im->chunk, number, &people->digest)) return import_failed(im);
    }
    TRY(keys_find(people->numbers, people->digest, &id->n));
    *found = id->n != 0;
    return true;
}

/* An old number of 15 digits may be on record as the 18 that replaced it. */
static bool find_number(Import *im, Who *who, PersonId *id, bool *found)
{
    int64_t region, sequence;
    Str old = who->number;
    TRY(find_digest(im, old, id, found));
    bool try_new = !*found && old.len == 15 && who->birth.days != DATE_NONE.days &&
                   str_int((Str){old.ptr, 6}, &region) && str_int(str_from(old, 12), &sequence);
    if (!try_new) return true;
    Str number = citizen_id_make(im->chunk->arena, (int)region, who->birth, (int)sequence);
    TRY(find_digest(im, number, id, found));
    if (*found) who->number = number; /* the old form does not replace the new one */
    return true;
}

static bool find_by_number(Import *im, Who *who)
{
    PersonId id;
    bool found;
    if (!who->number.len) return true;
    TRY(find_number(im, who, &id, &found));
    if (!found) return true;
    if (who->id.n && who->id.n != id.n)
        import_fault(im, im->by_role[ROLE_KEY], SAY_WHO_DIFFERS, STR_ARG(who->key),
                     (long long)who->id.n, (long long)id.n);
    else
        who->id = id;
    return true;
}

/* False on a failure of the store. Whoever is not found has id 0; a bad number is told. */
static bool find_who(Import *im, Who *who)
{
    *who = (Who){.key = import_role(im, ROLE_KEY)};
    if (im->people) im->people->number = STR(""); /* its memory is the row's */
    CellState state = import_number(im, &who->number, &who->birth, &who->sex);
    if (state == CELL_EMPTY && !who->key.len) {
        ptrdiff_t column = im->by_role[ROLE_NUMBER];
        import_fault(im, column >= 0 ? column : im->by_role[ROLE_KEY], SAY_NO_WHO);
    }
    who->bad = state == CELL_BAD;
    if (who->bad) return true;
    TRY(find_by_key(im, who));
    return find_by_number(im, who);
}

bool import_known_person(Import *im, PersonId *out)
{
    Who who;
    bool bad = im->bad;
    TRY(find_who(im, &who));
    *out = who.id;
    if (who.id.n || (im->bad && !bad)) return true;
    ptrdiff_t column = im->by_role[who.number.len ? ROLE_NUMBER : ROLE_KEY];
    import_fault(im, column, SAY_WHO_UNKNOWN);
    return true;
}

/* ---- identity ----------------------------------------------------------------------------- */

static ptrdiff_t field_index(const Aspect *aspect, Str key)
{
    for (size_t i = 0; i < aspect->field_count; i++)
        if (str_equal(aspect->fields[i].key, key)) return (ptrdiff_t)i;
    return -1;
}

/* The aspect that has the citizen ID: who somebody is. */
static bool is_identity(const AspectPlan *plan)
{
    return field_index(plan->aspect, STR("birth_date")) >= 0;
}

static bool not_said(const AspectPlan *plan, ptrdiff_t field)
{
    return field >= 0 && !plan->given[field];
}

static void say_number(AspectPlan *plan, ptrdiff_t field, int64_t number)
{
    plan->values[field] = (Value){.known = true, .number = number};
    plan->given[field] = true;
    plan->said++;
}

/* Birth and sex that the file leaves out follow from the number; where both are said they should
 * agree, but the number may be the older mistake. */
static void fill_identity(Import *im, AspectPlan *plan, const Who *who)
{
    ptrdiff_t birth = field_index(plan->aspect, STR("birth_date"));
    ptrdiff_t sex = field_index(plan->aspect, STR("sex"));
    bool born = who->birth.days != DATE_NONE.days;
    if (birth >= 0 && plan->values[birth].known && plan->values[birth].number > im->today.days)
        import_fault(im, plan->columns[birth], SAY_BIRTH_FUTURE);
    if (!born) return;
    if (not_said(plan, birth) && !who->id.n) {
        say_number(plan, birth, who->birth.days);
    } else if (birth >= 0 && plan->values[birth].known &&
               plan->values[birth].number != who->birth.days) {
        Str day = date_text(im->chunk->arena, who->birth);
        import_warning(im, plan->columns[birth], SAY_BIRTH_DIFFERS, STR_ARG(day));
    }
    if (not_said(plan, sex) && !who->id.n)
        say_number(plan, sex, who->sex);
    else if (sex >= 0 && plan->values[sex].known && plan->values[sex].number != who->sex)
        import_warning(im, plan->columns[sex], SAY_SEX_DIFFERS);
}

/* The number as it is kept: a new person's, or one that a person known by key has not had. */
static void say_citizen_id(AspectPlan *plan, const Who *who)
{
    for (size_t i = 0; i < plan->aspect->field_count; i++) {
        if (plan->aspect->fields[i].format != FIELD_CITIZEN_ID || !who->number.len) continue;
        if (!plan->given[i]) plan->said++;
        plan->values[i] = (Value){.known = true, .text = who->number};
        plan->given[i] = true;
    }
}

static Date birth_of(const AspectPlan *plan)
{
    ptrdiff_t birth = field_index(plan->aspect, STR("birth_date"));
    bool known = birth >= 0 && plan->given[birth] && plan->values[birth].known;
    return known ? (Date){(int32_t)plan->values[birth].number} : DATE_NONE;
}

/* ---- a row of a file of persons ----------------------------------------------------------- */

static void read_person(Import *im, const Who *who)
{
    for (size_t i = 0; i < im->plan_count; i++) {
        AspectPlan *plan = &im->plans[i];
        plan_read(im, plan);
        if (is_identity(plan)) {
            fill_identity(im, plan, who);
            say_citizen_id(plan, who);
        }
        bool fresh = !who->id.n && !who->bad; /* a bad number hides who it is and when born */
        if (fresh && (is_identity(plan) || plan->said)) plan_require(im, plan);
    }
}

static bool add_person(Import *im, Who *who)
{
    if (!who->id.n) who->id = person_reserve(&im->batch, im->people);
    if (!who->key.len || who->keyed) return true;
    return keys_add(im->keys, who->key, who->id.n);
}

void import_tell_twice(Import *im, int64_t subject, FactEffect effect)
{
    Date from = im->period.from;
    bool said = from.days != DATE_NONE.days;
    int64_t row = said ? pair_find(&im->seen, subject, from.days) : row_seen(&im->rows, subject);
    if (!row && said) pair_set(&im->seen, subject, from.days, im->row->number);
    if (!row && !said) row_set(&im->rows, subject, im->row->number);
    if (row && effect != FACT_UNCHANGED) import_fault(im, -1, SAY_SAME_TWICE, (long long)row);
}

/* The rest of the file is read ahead. */
bool import_person_ahead(Import *im)
{
    Sealer *sealer;
    if (im->bytes <= LARGE_FILE) return true;
    TRY(sealer_new(im->w, im->reader->arena, &sealer));
    im->ahead = ahead_new(im->reader->arena, im->table, im->by_role[ROLE_NUMBER], sealer);
    return true;
}

bool import_person_begin(Import *im)
{
    static const Str kind = {"person", 6};
    int64_t any;
    KeyStatements numbers = {.find = "person_by_digest",
                             .insert = "person_number_insert_all",
                             .commit = im->batch.commit};
    KeyStatements names = {.find = "sender_key_find",
                           .insert = "sender_key_insert_all",
                           .sender = im->sender,
                           .kind = kind,
                           .commit = im->batch.commit};
    Stmt *s = db_stmt(im->w, &registry_sql, "sender_key_any");
    db_bind_str(s, 1, im->sender);
    db_bind_str(s, 2, kind);
    TRY(db_scalar(s, 0, &any));
    im->people = NEW(im->w->arena, NewPeople);
    im->people->numbers = keys_new(im->w, numbers, im->batch.next_person == 1);
    im->keys = keys_new(im->w, names, !any);
    im->people->names = name_notes_new(im->w);
    if (im->bytes > LARGE_FILE) name_notes_hurry(im->people->names);
    im->people->rows = person_bulk_new(&im->batch);
    return true;
}

bool import_person_end(Import *im)
{
    name_notes_sort(im->people->names);
    for (size_t i = 0; i < im->plan_count; i++)
        TRY(fact_writer_flush(im->plans[i].writer));
    return bulk_flush(im->people->rows) && keys_flush(im->people->numbers) &&
           keys_flush(im->keys) && name_notes_flush(im->people->names);
}

bool import_person_row(Import *im)
{
    Who who;
    FactEffect all = FACT_UNCHANGED;
    TRY(find_who(im, &who));
    read_person(im, &who);
    import_period(im);
    if (im->bad) return true;
    bool fresh = !who.id.n;
    TRY(add_person(im, &who));
    for (size_t i = 0; i < im->plan_count; i++) {
        FactEffect effect;
        AspectPlan *plan = &im->plans[i];
        Date born = fresh && is_identity(plan) ? birth_of(plan) : DATE_NONE;
        TRY(plan_write(im, plan, who.id.n, born, &effect));
        all = effect_join(all, effect);
    }
    if (fresh) TRY(person_insert(im->people));
    if (!fresh && all == FACT_ADDED) all = FACT_CHANGED; /* a known person, seen from the file */
    import_tell_twice(im, who.id.n, all);
    if (!im->bad) import_count(im, fresh ? FACT_ADDED : all);
    return true;
}

/* ---- a row of one aspect ------------------------------------------------------------------ */

static bool aspect_subject(Import *im, int64_t *subject)
{
    if (im->as.kind == IMPORTS_PERSON_ASPECT) {
        PersonId person;
        TRY(import_known_person(im, &person));
        *subject = person.n;
        return true;
    }
    UnitId unit;
    TRY(import_unit(im, &unit));
    *subject = unit.n;
    Str number = import_role(im, ROLE_UNIT);
    if (!unit.n && number.len)
        import_fault(im, im->by_role[ROLE_UNIT], SAY_NO_UNIT_NUMBER, STR_ARG(number));
    return true;
}

bool import_aspect_row(Import *im)
{
    int64_t subject;
    FactEffect effect;
    AspectPlan *plan = &im->plans[0];
    TRY(aspect_subject(im, &subject));
    plan_read(im, plan);
    import_period(im);
    if (!plan->said && !im->bad) import_fault(im, -1, SAY_NOTHING_SAID);
    if (im->bad) return true;
    TRY(plan_write(im, plan, subject, DATE_NONE, &effect));
    import_tell_twice(im, subject, effect);
    if (!im->bad) import_count(im, effect);
    return true;
}
