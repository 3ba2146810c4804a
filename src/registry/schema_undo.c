/* SQL that takes back what one act wrote into an aspect. The state of every touched subject
 * becomes again what was known just before the act: what stands since is closed, what stood is
 * written anew. Nothing is removed, so each day reads as it was known on it. */
#include "registry/schema.h"

#define OPEN_COMMIT "9223372036854775807"
#define TOUCHED "(SELECT subject FROM %.*s WHERE known_from = ?1 OR known_to = ?1)"

static Str undo_decided(Arena *arena, const Aspect *aspect, Str table)
{
    bool of_unit = aspect->reg->subject == SUBJECT_HOUSEHOLD;
    return format(arena,
                  "SELECT d.known_from, %s, d.id FROM declared_field f"
                  " JOIN decided_value v ON v.field = f.id JOIN decision d ON d.id = v.decision"
                  " JOIN enrolment e ON e.id = d.enrolment"
                  " WHERE f.register = '%.*s' AND f.aspect = '%.*s' AND d.known_from > ?1"
                  " AND %s IN " TOUCHED " GROUP BY d.known_from, d.id, %s ORDER BY d.id",
                  of_unit ? "e.unit" : "v.person", STR_ARG(aspect->reg->key), STR_ARG(aspect->key),
                  of_unit ? "v.person = 0 AND e.unit" : "v.person", STR_ARG(table),
                  of_unit ? "e.unit" : "v.person");
}

Str schema_undo(Arena *arena, const Aspect *aspect, UndoStep step)
{
    Str table = schema_table(arena, aspect), columns = schema_column_list(arena, aspect);
    ensure(schema_key_is_plain(aspect->reg->key) && schema_key_is_plain(aspect->key));
    switch (step) {
    case UNDO_LATER:
        return format(arena,
                      "SELECT CASE WHEN known_from > ?1 THEN known_from ELSE known_to END, subject,"
                      " valid_from FROM %.*s WHERE (known_from > ?1 OR"
                      " (known_to > ?1 AND known_to < " OPEN_COMMIT ")) AND"
                      " ((subject >= ?2 AND subject < ?3) OR subject IN " TOUCHED ")"
                      " ORDER BY subject, valid_from, known_from",
                      STR_ARG(table), STR_ARG(table));
    case UNDO_DECIDED:
        return undo_decided(arena, aspect, table);
    case UNDO_CLOSE:
        return format(arena,
                      "UPDATE %.*s SET known_to = ?2 WHERE known_to = " OPEN_COMMIT
                      " AND known_from >= ?1 AND known_from < ?2 AND subject IN " TOUCHED,
                      STR_ARG(table), STR_ARG(table));
    case UNDO_RESTORE:
        return format(arena,
                      "INSERT INTO %.*s (subject, valid_from, valid_to, known_from, known_to%.*s)"
                      " SELECT subject, valid_from, valid_to, ?2, " OPEN_COMMIT "%.*s FROM %.*s"
                      " WHERE known_from < ?1 AND known_to >= ?1 AND known_to < " OPEN_COMMIT
                      " AND subject IN " TOUCHED,
                      STR_ARG(table), STR_ARG(columns), STR_ARG(columns), STR_ARG(table),
                      STR_ARG(table));
    case UNDO_NOTE:
        return format(arena,
                      "INSERT INTO fact_change (what, known_from, subject) SELECT ?3, ?2,"
                      " subject FROM %.*s WHERE known_from = ?1 OR known_to = ?1"
                      " GROUP BY subject",
                      STR_ARG(table));
    }
    return STR("");
}

/* ---- what lists show ---------------------------------------------------------------------- */

/* The column of person or unit; a number has its digest in a second. */
static const char *card_column(const Field *field)
{
    const Register *r = field->aspect->reg;
    if (r->subject != SUBJECT_OTHER && field == schema_division(r)) return "division";
    if (r->subject != SUBJECT_PERSON) return NULL;
    if (str_equal(field->key, STR("name"))) return "name";
    if (str_equal(field->key, STR("birth_date"))) return "birth";
    return field->format == FIELD_CITIZEN_ID && field->sealed ? "number_sealed" : NULL;
}

static Str latest(Arena *arena, const Field *field, Str table, const char *owner, const char *more)
{
    return format(
        arena,
        "(SELECT f.\"%.*s%s\" FROM %.*s f WHERE f.subject = %s.id AND f.known_to = " OPEN_COMMIT
        " ORDER BY f.valid_to DESC, f.valid_from DESC LIMIT 1)",
        STR_ARG(field->key), more, STR_ARG(table), owner);
}

Str schema_undo_card(Arena *arena, const Field *field)
{
    const char *column = card_column(field);
    if (!column) return STR("");
    ensure(schema_key_is_plain(field->key));
    bool person = field->aspect->reg->subject == SUBJECT_PERSON;
    const char *owner = person ? "person" : "unit";
    Str table = schema_table(arena, field->aspect);
    Buf b = buf_new(arena);
    Str value = latest(arena, field, table, owner, "");
    buf_format(&b, "UPDATE %s SET %s = ", owner, column);
    if (!person) value = format(arena, "coalesce(%.*s, 0)", STR_ARG(value));
    buf_add(&b, value);
    if (person && field->sealed) {
        buf_add(&b, STR(", number_digest = "));
        buf_add(&b, latest(arena, field, table, owner, "_digest"));
    }
    buf_format(&b, " WHERE withdrawn IS NULL AND id IN " TOUCHED, STR_ARG(table));
    return buf_str(&b);
}
