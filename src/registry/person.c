/* People: ids that are never reused, finding somebody by number (by name: search.c). What lists
 * show of a person is kept beside the declared facts by fact.c; the number itself is sealed, and
 * only its mask leaves this file. */
#include "registry/bulk.h"
#include "registry/store.h"
#include "registry/words.def"

#include <string.h>

enum { PERSON_COLUMNS = 6 }; /* of person_insert_all */

bool person_add(Batch *b, PersonId *out)
{
    *out = (PersonId){b->next_person++};
    Stmt *s = db_stmt(b->w, &registry_sql, "person_insert");
    db_bind_int(s, 1, out->n);
    db_bind_int(s, 2, b->commit.n);
    return db_run(s);
}

PersonId person_reserve(Batch *b, NewPeople *people)
{
    people->fresh = (PersonId){b->next_person++};
    people->card = (PersonCard){.birth = DATE_NONE};
    return people->fresh;
}

Bulk *person_bulk_new(Batch *b)
{
    return bulk_new(b->w, db_stmt(b->w, &registry_sql, "person_insert_all"), PERSON_COLUMNS,
                    b->commit);
}

static StoredValue known_text(Bulk *rows, Str text)
{
    return text.len ? bulk_text(rows, text) : (StoredValue){.kind = STORED_NULL};
}

bool person_insert(const NewPeople *people)
{
    const PersonCard *card = &people->card;
    Bulk *rows = people->rows;
    StoredValue *cells;
    TRY(bulk_row(rows, &cells));
    cells[0] = bulk_int(people->fresh.n);
    cells[1] = known_text(rows, card->name);
    if (card->birth.days != DATE_NONE.days) cells[2] = bulk_int(card->birth.days);
    if (card->division) cells[3] = bulk_int(card->division);
    cells[4] = known_text(rows, card->number_sealed);
    cells[5] = known_text(rows, card->number_digest);
    return true;
}

int64_t person_count(Work *w)
{
    int64_t count;
    return db_scalar(db_stmt(w, &registry_sql, "person_count"), 0, &count) ? count : 0;
}

/* ---- by number ---------------------------------------------------------------------------- */

bool person_digest(Work *w, Str number, Str *out)
{
    static const Field citizen_id = {.format = FIELD_CITIZEN_ID, .sealed = true};
    return secret_digest(w, sealed_normal(w->arena, &citizen_id, number), out);
}

bool person_find(Work *w, Str number, PersonId *out, bool *found)
{
    Str digest;
    TRY(person_digest(w, number, &digest));
    Stmt *s = db_stmt(w, &registry_sql, "person_by_digest");
    db_bind_str(s, 1, digest);
    TRY(db_scalar(s, 0, &out->n));
    *found = out->n != 0;
    return true;
}

bool person_by_number(Work *w, Str citizen_id, PersonId *out)
{
    bool found;
    TRY(person_find(w, citizen_id, out, &found));
    if (found) TRY(person_seen(w, *out, &found));
    if (found) return true;
    Str mask = code_mask(w->arena, CODE_CITIZEN_ID, str_trim(citizen_id));
    return refuse(w, ERR_NOT_FOUND, SAY_NO_PERSON, STR_ARG(mask));
}

/* ---- rows --------------------------------------------------------------------------------- */

bool person_read(Work *w, Stmt *s, PersonRow *out)
{
    Str sealed = str_copy(w->arena, db_str(s, 2)), number = STR("");
    *out = (PersonRow){.id = {db_int(s, 0)},
                       .name = str_copy(w->arena, db_str(s, 1)),
                       .birth = db_is_null(s, 3) ? DATE_NONE : (Date){(int32_t)db_int(s, 3)},
                       .division = db_int(s, 4)};
    if (!sealed.len) return true;
    TRY(secret_open(w, sealed, &number));
    out->masked_id = code_mask(w->arena, CODE_CITIZEN_ID, number);
    return true;
}

bool person_row(Work *w, PersonId id, PersonRow *out)
{
    Stmt *s = db_stmt(w, &registry_sql, "person_row");
    db_bind_int(s, 1, id.n);
    if (!db_next(s))
        return db_failed(s) ? false : refuse(w, ERR_NOT_FOUND, SAY_NO_PERSON_ID, (long long)id.n);
    bool read = person_read(w, s, out);
    db_reset(s);
    return read;
}
