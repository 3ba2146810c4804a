/* Writing facts on two time axes. What holds for the days of a write is read, `timeline_edit` says
 * what becomes of it, and the edits are made: a version that no longer holds is closed at this
 * commit (never removed, so that every earlier commit still reads it), its rests and the new days
 * are rows known from this commit.
 *
 * A subject above the greatest in the table has no version: its row is inserted at once. That is
 * the path of a first import, so nothing is allocated on it. */
#include "registry/bulk.h"
#include "registry/keys.h"
#include "registry/schema.h"
#include "registry/store.h"
#include "registry/timeline.h"

#include <string.h>

enum { DAY_COLUMNS = 3 };     /* of a row that waits, before its fields */
enum { SCRATCH_PUTS = 1000 }; /* after so many slow writes the scratch memory is emptied */

/* A field as it lies in its table. */
typedef struct {
    bool known;
    int64_t number;
    Str text, digest; /* a sealed field: its sealed text and the digest by which it is compared */
} Slot;
typedef struct {
    int32_t from, to;
    int64_t known_from;
    Slot *slots;
} Version;
/* Fields that people and units show in lists, kept beside the facts; -1: not of this aspect. */
typedef struct {
    ptrdiff_t name, birth, number, division;
} Card;

struct FactWriter {
    Work *w;
    const Aspect *aspect;
    Commit commit;
    Stmt *insert, *versions, *close, *erase;
    int64_t greatest; /* no subject above has a version */
    Slot *slots;      /* what is being written, by field */
    Card card;
    NameNotes *names;  /* of an aspect that has the name */
    Bulk *rows;        /* of new subjects, that wait; NULL: written at once */
    NewPeople *people; /* whose cards are gathered; NULL: all are there already */
    Arena *scratch;
    size_t puts;
};

/* ---- the writer --------------------------------------------------------------------------- */

static Card card_of(const Aspect *aspect)
{
    Card card = {.name = -1, .birth = -1, .number = -1, .division = -1};
    const Field *division = schema_division(aspect->reg);
    bool person = aspect->reg->subject == SUBJECT_PERSON;
    for (size_t i = 0; i < aspect->field_count; i++) {
        const Field *f = &aspect->fields[i];
        if (f == division && aspect->reg->subject != SUBJECT_OTHER) card.division = (ptrdiff_t)i;
        if (!person) continue;
        if (str_equal(f->key, STR("name"))) card.name = (ptrdiff_t)i;
        if (str_equal(f->key, STR("birth_date"))) card.birth = (ptrdiff_t)i;
        if (f->format == FIELD_CITIZEN_ID && f->sealed) card.number = (ptrdiff_t)i;
    }
    return card;
}

static bool writer_begin(FactWriter *f, Work *w, const Aspect *aspect, Commit commit)
{
    *f = (FactWriter){.w = w, .aspect = aspect, .commit = commit, .card = card_of(aspect)};
    if (f->card.name >= 0) f->names = name_notes_new(w);
    f->scratch = arena_new();
    Stmt *greatest = db_prepare_text(w, schema_greatest(f->scratch, aspect));
    f->insert = db_prepare_text(w, schema_insert(f->scratch, aspect));
    f->versions = db_prepare_text(w, schema_versions(f->scratch, aspect));
    f->close = db_prepare_text(w, schema_close(f->scratch, aspect));
    f->erase = db_prepare_text(w, schema_delete(f->scratch, aspect));
    if (!greatest || !f->insert || !f->versions || !f->close || !f->erase) return false;
    f->slots = NEW_ARRAY(w->arena, Slot, aspect->field_count);
    return db_scalar(greatest, 0, &f->greatest);
}

static void writer_end(void *writer)
{
    arena_free(((FactWriter *)writer)->scratch);
}

bool fact_writer_new(Work *w, const Aspect *aspect, Commit commit, FactWriter **out)
{
    *out = NEW(w->arena, FactWriter);
    bool ready = writer_begin(*out, w, aspect, commit);
    arena_on_free(w->arena, writer_end, *out);
    return ready;
}

bool fact_writer_gather(FactWriter *writer, NewPeople *people)
{
    size_t columns;
    (void)schema_columns(writer->scratch, writer->aspect, &columns);
    writer->people = people;
    if (DAY_COLUMNS + columns > GIVEN_COLUMNS) return true; /* a row at a time */
    Stmt *s = db_prepare_text(writer->w, schema_insert_all(writer->scratch, writer->aspect));
    if (s) writer->rows = bulk_new(writer->w, s, DAY_COLUMNS + columns, writer->commit);
    return s != NULL;
}

bool fact_writer_flush(FactWriter *writer)
{
    return bulk_flush(writer->rows);
}

bool fact_write(Work *w, const FactWrite *write, Commit commit)
{
    FactWriter writer;
    FactEffect effect;
    bool written =
        writer_begin(&writer, w, write->aspect, commit) && fact_put(&writer, write, &effect);
    writer_end(&writer);
    return written;
}

/* ---- values to slots ---------------------------------------------------------------------- */

static bool is_given(const FactWrite *write, size_t i)
{
    return !write->given || write->given[i];
}

Str sealed_normal(Arena *arena, const Field *field, Str text)
{
    text = str_trim(text);
    if (field->format != FIELD_CITIZEN_ID || !str_ends(text, STR("x"))) return text;
    return format(arena, "%.*sX", (int)text.len - 1, text.ptr);
}

/* Sealing allocates; it borrows a Work whose memory is the writer's scratch. */
static bool seal(FactWriter *f, const Field *field, Str text, Slot *slot)
{
    Work chunk = *f->w;
    chunk.arena = f->scratch;
    Str plain = sealed_normal(f->scratch, field, text);
    bool digested = f->people && plain.len && str_equal(plain, f->people->number);
    bool sealed = digested && f->people->seal.len;
    if (digested) slot->digest = f->people->digest;
    if (sealed) slot->text = f->people->seal;
    if ((digested || secret_digest(&chunk, plain, &slot->digest)) &&
        (sealed || secret_seal(&chunk, plain, &slot->text)))
        return true;
    return fail(f->w, chunk.error.code, "sealing %.*s", STR_ARG(field->key));
}

static bool fill_slots(FactWriter *f, const FactWrite *write)
{
    for (size_t i = 0; i < f->aspect->field_count; i++) {
        const Field *field = &f->aspect->fields[i];
        const Value *value = &write->values[i];
        Slot *slot = &f->slots[i];
        *slot = (Slot){.known = false};
        if (!is_given(write, i) || !value->known) continue;
        *slot = (Slot){.known = true, .number = value->number, .text = value->text};
        if (field->sealed) TRY(seal(f, field, value->text, slot));
    }
    return true;
}

static bool slot_equal(const Field *field, const Slot *a, const Slot *b)
{
    if (a->known != b->known) return false;
    if (!a->known) return true;
    if (field->sealed) return str_equal(a->digest, b->digest);
    return field_is_text(field) ? str_equal(a->text, b->text) : a->number == b->number;
}

/* ---- rows --------------------------------------------------------------------------------- */

static void bind_slot(Stmt *s, int *at, const Field *field, const Slot *slot)
{
    if (!slot->known)
        db_bind_null(s, (*at)++);
    else if (field_is_text(field))
        db_bind_str(s, (*at)++, slot->text);
    else
        db_bind_int(s, (*at)++, slot->number);
    if (!field->sealed) return;
    if (slot->known)
        db_bind_str(s, (*at)++, slot->digest);
    else
        db_bind_null(s, (*at)++);
}

/* A row of the write over what stood there (NULL: nothing); `write` NULL keeps what stood. */
static bool insert_row(FactWriter *f, int64_t subject, Edit days, const FactWrite *write,
                       const Slot *stood)
{
    static const Slot unknown = {.known = false};
    Stmt *s = f->insert;
    db_bind_int(s, 1, subject);
    db_bind_int(s, 2, days.from);
    db_bind_int(s, 3, days.to);
    db_bind_int(s, 4, f->commit.n);
    db_bind_int(s, 5, COMMIT_OPEN);
    int at = 6;
    for (size_t i = 0; i < f->aspect->field_count; i++) {
        const Slot *slot = write && is_given(write, i) ? &f->slots[i]
                           : stood                     ? &stood[i]
                                                       : &unknown;
        bind_slot(s, &at, &f->aspect->fields[i], slot);
    }
    return db_run(s);
}

/* The first row of a new subject, as insert_row would write it. */
static bool add_row(FactWriter *f, const FactWrite *write)
{
    StoredValue *cells;
    TRY(bulk_row(f->rows, &cells));
    *cells++ = bulk_int(write->subject);
    *cells++ = bulk_int(write->from.days);
    *cells++ = bulk_int(write->to.days);
    for (size_t i = 0; i < f->aspect->field_count; i++) {
        const Field *field = &f->aspect->fields[i];
        const Slot *slot = &f->slots[i];
        bool known = is_given(write, i) && slot->known;
        if (known)
            *cells = field_is_text(field) ? bulk_text(f->rows, slot->text) : bulk_int(slot->number);
        cells++;
        if (!field->sealed) continue;
        if (known) *cells = bulk_text(f->rows, slot->digest);
        cells++;
    }
    return true;
}

/* What this very act wrote was never known to anybody and goes; what was known is closed. */
static bool end_version(FactWriter *f, int64_t subject, const Version *v)
{
    bool own = v->known_from == f->commit.n;
    Stmt *s = own ? f->erase : f->close;
    db_bind_int(s, 1, subject);
    db_bind_int(s, 2, v->from);
    db_bind_int(s, 3, v->known_from);
    if (!own) db_bind_int(s, 4, f->commit.n);
    return db_run(s);
}

static Slot read_slot(FactWriter *f, const Field *field, int *column)
{
    Stmt *s = f->versions;
    Slot slot = {.known = !db_is_null(s, *column)};
    if (slot.known && field_is_text(field)) slot.text = str_copy(f->scratch, db_str(s, *column));
    if (slot.known && !field_is_text(field)) slot.number = db_int(s, *column);
    (*column)++;
    if (!field->sealed) return slot;
    if (slot.known) slot.digest = str_copy(f->scratch, db_str(s, *column));
    (*column)++;
    return slot;
}

static bool read_versions(FactWriter *f, const FactWrite *write, Version **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    db_bind_int(f->versions, 1, write->subject);
    db_bind_int(f->versions, 2, write->from.days);
    db_bind_int(f->versions, 3, write->to.days);
    while (db_next(f->versions)) {
        if (*count == capacity) *out = arena_grow(f->scratch, *out, &capacity, sizeof **out);
        Version *v = &(*out)[(*count)++];
        v->from = (int32_t)db_int(f->versions, 0);
        v->to = (int32_t)db_int(f->versions, 1);
        v->known_from = db_int(f->versions, 2);
        v->slots = NEW_ARRAY(f->scratch, Slot, f->aspect->field_count);
        int column = 3;
        for (size_t i = 0; i < f->aspect->field_count; i++)
            v->slots[i] = read_slot(f, &f->aspect->fields[i], &column);
    }
    return !db_failed(f->versions);
}

/* ---- people and units as lists show them -------------------------------------------------- */

static const Slot *card_slot(const FactWriter *f, const FactWrite *write, ptrdiff_t field)
{
    if (field < 0 || !is_given(write, (size_t)field)) return NULL;
    const Slot *slot = &f->slots[field];
    return slot->known ? slot : NULL;
}

static void bind_text_or_null(Stmt *s, int index, const Slot *slot, bool digest)
{
    if (slot)
        db_bind_str(s, index, digest ? slot->digest : slot->text);
    else
        db_bind_null(s, index);
}

static bool card_number(FactWriter *f, int64_t person, const Slot *number)
{
    if (!number) return true;
    if (f->people) return keys_add(f->people->numbers, number->digest, person);
    Stmt *s = db_stmt(f->w, &registry_sql, "person_number_insert");
    db_bind_str(s, 1, number->digest);
    db_bind_int(s, 2, person);
    db_bind_int(s, 3, f->commit.n);
    return db_run(s);
}

static bool is_gathered(const FactWriter *f, int64_t person)
{
    return f->people && f->people->fresh.n == person;
}

static void gather(PersonCard *card, const Slot *name, const Slot *birth, const Slot *number)
{
    if (name) card->name = name->text;
    if (birth) card->birth = (Date){(int32_t)birth->number};
    if (!number) return;
    card->number_sealed = number->text;
    card->number_digest = number->digest;
}

static bool set_identity(FactWriter *f, const FactWrite *write, const Slot *name, const Slot *birth,
                         const Slot *number)
{
    if (f->people) TRY(bulk_flush(f->people->rows));
    Stmt *s = db_stmt(f->w, &registry_sql, "person_set_identity");
    db_bind_int(s, 1, write->subject);
    bind_text_or_null(s, 2, name, false);
    if (birth)
        db_bind_int(s, 3, birth->number);
    else
        db_bind_null(s, 3);
    bind_text_or_null(s, 4, number, false);
    bind_text_or_null(s, 5, number, true);
    return db_run(s);
}

/* In bulk all names are told at the end. */
static bool card_name(FactWriter *f, PersonId person, Str name)
{
    if (f->people) return name_note(f->people->names, name, person);
    return name_note(f->names, name, person) && name_notes_flush(f->names);
}

static bool card_identity(FactWriter *f, const FactWrite *write)
{
    const Slot *name = card_slot(f, write, f->card.name);
    const Slot *birth = card_slot(f, write, f->card.birth);
    const Slot *number = card_slot(f, write, f->card.number);
    if (!name && !birth && !number) return true;
    if (is_gathered(f, write->subject))
        gather(&f->people->card, name, birth, number);
    else
        TRY(set_identity(f, write, name, birth, number));
    if (name) TRY(card_name(f, (PersonId){write->subject}, name->text));
    return card_number(f, write->subject, number);
}

/* The card shows what holds last: a write about closed days of the past leaves it alone. */
static bool card_write(FactWriter *f, const FactWrite *write, int32_t end)
{
    if (!write->values || end != DATE_NONE.days) return true;
    TRY(card_identity(f, write));
    const Slot *division = card_slot(f, write, f->card.division);
    if (!division) return true;
    bool person = f->aspect->reg->subject == SUBJECT_PERSON;
    if (person && is_gathered(f, write->subject)) {
        f->people->card.division = division->number;
        return true;
    }
    if (f->people) TRY(bulk_flush(f->people->rows));
    Stmt *s = db_stmt(f->w, &registry_sql, person ? "person_set_division" : "unit_set_division");
    db_bind_int(s, 1, write->subject);
    db_bind_int(s, 2, division->number);
    return db_run(s);
}

/* ---- one write ---------------------------------------------------------------------------- */

static bool version_same(const FactWriter *f, const FactWrite *write, const Version *v)
{
    if (!write->values) return false;
    for (size_t i = 0; i < f->aspect->field_count; i++)
        if (is_given(write, i) && !slot_equal(&f->aspect->fields[i], &f->slots[i], &v->slots[i]))
            return false;
    return true;
}

static bool make_edits(FactWriter *f, const FactWrite *write, const Version *versions,
                       const Edit *edits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (edits[i].kind == EDIT_CLOSE)
            TRY(end_version(f, write->subject, &versions[edits[i].version]));
    for (size_t i = 0; i < count; i++) {
        if (edits[i].kind == EDIT_CLOSE) continue;
        const Slot *stood =
            edits[i].version == NO_VERSION ? NULL : versions[edits[i].version].slots;
        bool keep = edits[i].kind == EDIT_KEEP;
        TRY(insert_row(f, write->subject, edits[i], keep ? NULL : write, stood));
    }
    return true;
}

static bool put_over_versions(FactWriter *f, const FactWrite *write, FactEffect *effect)
{
    Version *versions;
    size_t count;
    TRY(read_versions(f, write, &versions, &count));
    Span *spans = NEW_ARRAY(f->scratch, Span, count);
    for (size_t i = 0; i < count; i++)
        spans[i] = (Span){.from = versions[i].from,
                          .to = versions[i].to,
                          .same = version_same(f, write, &versions[i])};
    SpanWrite days = {.from = write->from.days,
                      .to = write->to.days,
                      .until_next = write->kind == WRITE_CHANGE && write->to.days == DATE_NONE.days,
                      .erase = !write->values,
                      .whole = !write->given};
    bool always = write->from.days == DATE_ALWAYS.days && write->kind == WRITE_CORRECTION;
    if (always && count) days.from = spans[0].from;
    Edit *edits = NEW_ARRAY(f->scratch, Edit, TIMELINE_EDITS(count));
    size_t edit_count = timeline_edit(spans, count, days, edits);
    *effect = edit_count ? FACT_ADDED : FACT_UNCHANGED;
    for (size_t i = 0; i < edit_count; i++)
        if (edits[i].kind == EDIT_CLOSE) *effect = FACT_CHANGED;
    TRY(make_edits(f, write, versions, edits, edit_count));
    if (edit_count) TRY(change_note_fact(f->w, f->aspect, write->subject, f->commit));
    return !edit_count || card_write(f, write, timeline_end(spans, count, days));
}

bool fact_put(FactWriter *f, const FactWrite *write, FactEffect *effect)
{
    ensure(write->aspect == f->aspect && write->subject > 0);
    ensure(write->from.days < write->to.days);
    if (f->puts++ % SCRATCH_PUTS == 0) arena_reset(f->scratch);
    if (write->values) TRY(fill_slots(f, write));
    if (write->subject <= f->greatest)
        return fact_writer_flush(f) && put_over_versions(f, write, effect);
    *effect = write->values ? FACT_ADDED : FACT_UNCHANGED;
    if (!write->values) return true;
    f->greatest = write->subject;
    Edit days = {.from = write->from.days, .to = write->to.days};
    TRY(f->rows ? add_row(f, write) : insert_row(f, write->subject, days, write, NULL));
    return card_write(f, write, DATE_NONE.days);
}
