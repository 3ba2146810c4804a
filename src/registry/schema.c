/* SQL from declarations. Nothing but a checked key ever enters a text here; values are bound by
 * whoever runs it. Identifiers stand in quotation marks, so that a field may be called "order".
 *
 * Read schema_columns first: the order of columns in every statement is its order. */
#include "registry/schema.h"
#include "registry/words.def"

#define OPEN_COMMIT "9223372036854775807"

static const char *const common_columns[] = {"subject", "valid_from", "valid_to", "known_from",
                                             "known_to"};

bool schema_key_is_plain(Str key)
{
    if (!key.len || key.len > 40) return false;
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] != '_' && (key.ptr[i] < 'a' || key.ptr[i] > 'z')) return false;
    for (size_t i = 0; i < COUNT_OF(common_columns); i++)
        if (str_equal(key, str_of(common_columns[i]))) return false;
    return !str_ends(key, STR("_digest"));
}

static bool check_key(Work *w, Str key, Str name)
{
    if (schema_key_is_plain(key)) return true;
    return refuse(w, ERR_LAW, SAY_BAD_KEY, STR_ARG(name), STR_ARG(key));
}

bool schema_check(Work *w, const Bureau *bureau)
{
    for (size_t i = 0; i < bureau->register_count; i++) {
        const Register *r = &bureau->registers[i];
        TRY(check_key(w, r->key, r->name));
        for (size_t j = 0; j < r->aspect_count; j++) {
            const Aspect *a = &r->aspects[j];
            TRY(check_key(w, a->key, a->name));
            for (size_t k = 0; k < a->field_count; k++) {
                const Field *f = &a->fields[k];
                TRY(check_key(w, f->key, f->name));
                if (f->was.len) TRY(check_key(w, f->was, f->name));
            }
        }
    }
    return true;
}

const Field *schema_division(const Register *r)
{
    for (size_t i = 0; i < r->aspect_count; i++)
        for (size_t j = 0; j < r->aspects[i].field_count; j++)
            if (r->aspects[i].fields[j].type.kind == TYPE_DIVISION) return &r->aspects[i].fields[j];
    return NULL;
}

bool field_is_text(const Field *field)
{
    return field->type.kind == TYPE_TEXT || field->sealed;
}

SchemaColumn *schema_columns(Arena *arena, const Aspect *aspect, size_t *count)
{
    SchemaColumn *columns = NEW_ARRAY(arena, SchemaColumn, 2 * aspect->field_count);
    size_t n = 0;
    for (size_t i = 0; i < aspect->field_count; i++) {
        const Field *field = &aspect->fields[i];
        columns[n++] = (SchemaColumn){.field = field, .index = i};
        if (field->sealed)
            columns[n++] = (SchemaColumn){.field = field, .index = i, .digest = true};
    }
    *count = n;
    return columns;
}

/* ---- names -------------------------------------------------------------------------------- */

static void add_table(Buf *b, const Aspect *aspect)
{
    ensure(schema_key_is_plain(aspect->reg->key) && schema_key_is_plain(aspect->key));
    buf_format(b, "\"fact_%.*s_%.*s\"", STR_ARG(aspect->reg->key), STR_ARG(aspect->key));
}

static void add_name(Buf *b, Str key, bool digest)
{
    ensure(schema_key_is_plain(key));
    buf_format(b, "\"%.*s%s\"", STR_ARG(key), digest ? "_digest" : "");
}

/* `, "name", "citizen_id", "citizen_id_digest"` */
static void add_columns(Buf *b, const Aspect *aspect)
{
    size_t count;
    SchemaColumn *columns = schema_columns(b->arena, aspect, &count);
    for (size_t i = 0; i < count; i++) {
        buf_add(b, STR(", "));
        add_name(b, columns[i].field->key, columns[i].digest);
    }
}

static const char *column_type(const Field *field)
{
    return field_is_text(field) ? "TEXT" : "INTEGER";
}

/* ---- tables ------------------------------------------------------------------------------- */

Str schema_create(Arena *arena, const Aspect *aspect)
{
    Buf b = buf_new(arena);
    buf_add(&b, STR("CREATE TABLE "));
    add_table(&b, aspect);
    buf_add(&b, STR(" ("));
    for (size_t i = 0; i < COUNT_OF(common_columns); i++)
        buf_format(&b, "%s INTEGER NOT NULL, ", common_columns[i]);
    size_t count;
    SchemaColumn *columns = schema_columns(arena, aspect, &count);
    for (size_t i = 0; i < count; i++) {
        add_name(&b, columns[i].field->key, columns[i].digest);
        buf_format(&b, " %s, ", column_type(columns[i].field));
    }
    buf_add(&b, STR("PRIMARY KEY (subject, valid_from, known_from)) WITHOUT ROWID"));
    return buf_str(&b);
}

Str schema_table(Arena *arena, const Aspect *aspect)
{
    Buf b = buf_new(arena);
    add_table(&b, aspect);
    return buf_str(&b);
}

Str schema_column_list(Arena *arena, const Aspect *aspect)
{
    Buf b = buf_new(arena);
    add_columns(&b, aspect);
    return buf_str(&b);
}

static Buf alter(Arena *arena, const Field *field)
{
    Buf b = buf_new(arena);
    buf_add(&b, STR("ALTER TABLE "));
    add_table(&b, field->aspect);
    return b;
}

Str schema_add(Arena *arena, const Field *field, bool digest)
{
    Buf b = alter(arena, field);
    buf_add(&b, STR(" ADD COLUMN "));
    add_name(&b, field->key, digest);
    buf_format(&b, " %s", column_type(field));
    return buf_str(&b);
}

Str schema_rename(Arena *arena, const Field *field, bool digest)
{
    Buf b = alter(arena, field);
    buf_add(&b, STR(" RENAME COLUMN "));
    add_name(&b, field->was, digest);
    buf_add(&b, STR(" TO "));
    add_name(&b, field->key, digest);
    return buf_str(&b);
}

/* A person's name and number are searched in the tables of people, which hold them once more. */
static bool is_searched_elsewhere(const Field *field)
{
    return field->aspect->reg->subject == SUBJECT_PERSON &&
           (str_equal(field->key, STR("name")) || field->format == FIELD_CITIZEN_ID);
}

Str schema_index(Arena *arena, const Field *field)
{
    if (!field->searched || is_searched_elsewhere(field)) return STR("");
    const Aspect *aspect = field->aspect;
    Buf b = buf_new(arena);
    buf_format(&b, "CREATE INDEX \"fact_%.*s_%.*s_by_%.*s\" ON ", STR_ARG(aspect->reg->key),
               STR_ARG(aspect->key), STR_ARG(field->key));
    add_table(&b, aspect);
    buf_add(&b, STR(" ("));
    add_name(&b, field->key, field->sealed);
    buf_byte(&b, ')');
    return buf_str(&b);
}

/* ---- statements --------------------------------------------------------------------------- */

Str schema_insert(Arena *arena, const Aspect *aspect)
{
    Buf b = buf_new(arena);
    size_t count;
    schema_columns(arena, aspect, &count);
    buf_add(&b, STR("INSERT INTO "));
    add_table(&b, aspect);
    buf_add(&b, STR(" (subject, valid_from, valid_to, known_from, known_to"));
    add_columns(&b, aspect);
    buf_add(&b, STR(") VALUES (?1, ?2, ?3, ?4, ?5"));
    for (size_t i = 0; i < count; i++)
        buf_format(&b, ", ?%zu", i + 6);
    buf_byte(&b, ')');
    return buf_str(&b);
}

Str schema_insert_all(Arena *arena, const Aspect *aspect)
{
    Buf b = buf_new(arena);
    size_t count;
    schema_columns(arena, aspect, &count);
    buf_add(&b, STR("INSERT INTO "));
    add_table(&b, aspect);
    buf_add(&b, STR(" (subject, valid_from, valid_to, known_from, known_to"));
    add_columns(&b, aspect);
    buf_add(&b, STR(") SELECT v1, v2, v3, ?2, " OPEN_COMMIT));
    for (size_t i = 0; i < count; i++)
        buf_format(&b, ", v%zu", i + 4);
    buf_add(&b, STR(" FROM given(?1)"));
    return buf_str(&b);
}

/* SELECT `head` columns FROM the table, then `tail`. */
static Str select_columns(Arena *arena, const Aspect *aspect, Str head, Str tail)
{
    Buf b = buf_new(arena);
    buf_add(&b, STR("SELECT "));
    buf_add(&b, head);
    add_columns(&b, aspect);
    buf_add(&b, STR(" FROM "));
    add_table(&b, aspect);
    buf_add(&b, tail);
    return buf_str(&b);
}

static Str around_table(Arena *arena, const Aspect *aspect, Str head, Str tail)
{
    Buf b = buf_new(arena);
    buf_add(&b, head);
    add_table(&b, aspect);
    buf_add(&b, tail);
    return buf_str(&b);
}

Str schema_versions(Arena *arena, const Aspect *aspect)
{
    return select_columns(arena, aspect, STR("valid_from, valid_to, known_from"),
                          STR(" WHERE subject = ?1 AND known_to = " OPEN_COMMIT
                              " AND valid_to > ?2 AND valid_from < ?3 ORDER BY valid_from"));
}

Str schema_close(Arena *arena, const Aspect *aspect)
{
    return around_table(
        arena, aspect, STR("UPDATE "),
        STR(" SET known_to = ?4 WHERE subject = ?1 AND valid_from = ?2 AND known_from = ?3"));
}

Str schema_delete(Arena *arena, const Aspect *aspect)
{
    return around_table(arena, aspect, STR("DELETE FROM "),
                        STR(" WHERE subject = ?1 AND valid_from = ?2 AND known_from = ?3"));
}

Str schema_greatest(Arena *arena, const Aspect *aspect)
{
    return around_table(arena, aspect, STR("SELECT MAX(subject) FROM "), STR(""));
}

Str schema_size(Arena *arena, const Aspect *aspect)
{
    return around_table(arena, aspect, STR("SELECT COUNT(*) FROM "), STR(""));
}

/* The order of the primary key, in which the rows lie: one scan, no sorting. */
Str schema_known(Arena *arena, const Aspect *aspect)
{
    return select_columns(arena, aspect, STR("subject, valid_from, valid_to"),
                          STR(" WHERE known_from <= ?1 AND known_to > ?1"
                              " ORDER BY subject, valid_from, known_from"));
}

Str schema_now(Arena *arena, const Aspect *aspect)
{
    Buf b = buf_new(arena);
    buf_add(&b, STR("SELECT subject, valid_from, valid_to"));
    for (size_t i = 0; i < aspect->field_count; i++) {
        if (field_is_text(&aspect->fields[i])) continue;
        buf_add(&b, STR(", "));
        add_name(&b, aspect->fields[i].key, false);
    }
    buf_add(&b, STR(" FROM "));
    add_table(&b, aspect);
    buf_add(&b, STR(" WHERE subject BETWEEN ?1 AND ?2 AND known_to = " OPEN_COMMIT
                    " ORDER BY subject, valid_from, known_from"));
    return buf_str(&b);
}

Str schema_texts(Arena *arena, const Field *field)
{
    Buf b = buf_new(arena);
    buf_add(&b, STR("SELECT subject, known_from, "));
    add_name(&b, field->key, false);
    buf_add(&b, STR(" FROM "));
    add_table(&b, field->aspect);
    buf_add(&b, STR(" WHERE subject BETWEEN ?1 AND ?2 AND known_to = " OPEN_COMMIT
                    " AND valid_from <= ?3 AND valid_to > ?3 ORDER BY subject, valid_from"));
    return buf_str(&b);
}

Str schema_said(Arena *arena, const Field *field)
{
    Buf b = buf_new(arena);
    buf_add(&b, STR("SELECT DISTINCT "));
    add_name(&b, field->key, false);
    buf_add(&b, STR(" FROM "));
    add_table(&b, field->aspect);
    buf_add(&b, STR(" WHERE (known_to = " OPEN_COMMIT " OR known_to = ?1) AND subject IN ("));
    const Register *reg = field->aspect->reg;
    for (size_t i = 0; i < reg->aspect_count; i++) {
        buf_add(&b, i ? STR(" UNION SELECT subject FROM ") : STR("SELECT subject FROM "));
        add_table(&b, &reg->aspects[i]);
        buf_add(&b, STR(" WHERE known_from = ?1 OR known_to = ?1"));
    }
    buf_byte(&b, ')');
    return buf_str(&b);
}

Str schema_history(Arena *arena, const Aspect *aspect)
{
    return select_columns(arena, aspect,
                          STR("valid_from, valid_to, known_from, known_to, c.source"),
                          STR(" LEFT JOIN change_source c ON c.commit_number = known_from"
                              " WHERE subject = ?1 ORDER BY known_from DESC, valid_from DESC"));
}

Str schema_decided(Arena *arena, const Field *field)
{
    bool of_unit = field->aspect->reg->subject == SUBJECT_HOUSEHOLD;
    bool text = field_is_text(field);
    Buf b = buf_new(arena);
    buf_add(&b,
            STR("INSERT INTO decided_value (decision, person, field, number, body) SELECT d.id, "));
    buf_add(&b, of_unit ? STR("0") : STR("m.person"));
    buf_add(&b, text ? STR(", ?3, NULL, f.") : STR(", ?3, f."));
    add_name(&b, field->key, false);
    buf_add(&b, text ? STR("") : STR(", NULL"));
    buf_add(&b, STR(" FROM decision d JOIN enrolment e ON e.id = d.enrolment "));
    if (!of_unit) buf_add(&b, STR("JOIN decided_member m ON m.decision = d.id "));
    buf_add(&b, STR("JOIN "));
    add_table(&b, field->aspect);
    buf_format(&b, " f ON f.subject = %s", of_unit ? "e.unit" : "m.person");
    buf_add(&b,
            STR(" AND f.known_to = " OPEN_COMMIT " AND f.valid_from <= d.day AND f.valid_to > d.day"
                " WHERE d.known_from = ?1 AND d.kind IN (0, 1) AND e.affair = ?2"));
    return buf_str(&b);
}
