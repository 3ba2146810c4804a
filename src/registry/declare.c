/* Declarations meet the store: `registry_open` compares what the bureau declares with what the
 * tables hold, plans the changes, and makes them as one act. A store whose tables and law are as
 * declared is not written to at all.
 *
 * Read plan_field: the four things that can happen to a field. */
#include "registry/schema.h"
#include "registry/store.h"
#include "registry/words.def"

typedef enum { CHANGE_CREATE, CHANGE_ADD, CHANGE_RENAME, CHANGE_WORDS } ChangeKind;
typedef struct {
    ChangeKind kind;
    const Aspect *aspect;
    const Field *field; /* NULL for CHANGE_CREATE */
    int64_t id;         /* of the stored field, RENAME and WORDS */
} Change;
typedef struct {
    Work *w;
    Change *items;
    size_t count, capacity;
} Plan;
typedef struct {
    int64_t id;
    Str field;
    int64_t kind, scale, sealed;
    Str words;
} Stored;

static void plan_add(Plan *plan, Change change)
{
    if (plan->count == plan->capacity)
        plan->items = arena_grow(plan->w->arena, plan->items, &plan->capacity, sizeof *plan->items);
    plan->items[plan->count++] = change;
}

/* Words of a choice in the order of their codes, each ended by a line feed. */
static Str choice_words(Arena *arena, const Field *field)
{
    Buf b = buf_new(arena);
    const Choices *choices = field->type.kind == TYPE_CHOICE ? field->type.choices : NULL;
    for (size_t i = 0; choices && i < choices->count; i++)
        buf_format(&b, "%.*s\n", STR_ARG(choices->words[i]));
    return buf_str(&b);
}

static bool stored_fields(Work *w, const Aspect *aspect, Stored **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    Stmt *s = db_stmt(w, &registry_sql, "declared_fields");
    db_bind_str(s, 1, aspect->reg->key);
    db_bind_str(s, 2, aspect->key);
    while (db_next(s)) {
        if (*count == capacity) *out = arena_grow(w->arena, *out, &capacity, sizeof **out);
        (*out)[(*count)++] = (Stored){.id = db_int(s, 0),
                                      .field = str_copy(w->arena, db_str(s, 1)),
                                      .kind = db_int(s, 2),
                                      .scale = db_int(s, 3),
                                      .sealed = db_int(s, 4),
                                      .words = str_copy(w->arena, db_str(s, 5))};
    }
    return !db_failed(s);
}

static const Stored *find_stored(const Stored *stored, size_t count, Str key)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(stored[i].field, key)) return &stored[i];
    return NULL;
}

/* What is stored stays readable: a value means the same before and after. */
static bool check_same_meaning(Work *w, const Field *field, const Stored *stored, Str words)
{
    if (stored->kind != (int64_t)field->type.kind || stored->sealed != (int64_t)field->sealed ||
        (field->type.kind == TYPE_NUMBER && stored->scale != field->type.scale))
        return refuse(w, ERR_STATE, SAY_RETYPED, STR_ARG(field->name));
    if (!str_starts(words, stored->words))
        return refuse(w, ERR_STATE, SAY_CHOICES_MOVED, STR_ARG(field->name));
    return true;
}

static bool plan_field(Plan *plan, const Field *field, const Stored *stored, size_t count)
{
    Change change = {.aspect = field->aspect, .field = field};
    const Stored *now = find_stored(stored, count, field->key);
    const Stored *before = now || !field->was.len ? NULL : find_stored(stored, count, field->was);
    if (!now && !before) {
        change.kind = CHANGE_ADD;
        plan_add(plan, change);
        return true;
    }
    Str words = choice_words(plan->w->arena, field);
    TRY(check_same_meaning(plan->w, field, now ? now : before, words));
    change.id = now ? now->id : before->id;
    if (before) {
        change.kind = CHANGE_RENAME;
        plan_add(plan, change);
    }
    if (!str_equal(words, (now ? now : before)->words)) {
        change.kind = CHANGE_WORDS;
        plan_add(plan, change);
    }
    return true;
}

static bool plan_aspect(Plan *plan, const Aspect *aspect)
{
    Stored *stored;
    size_t count;
    TRY(stored_fields(plan->w, aspect, &stored, &count));
    if (!count) plan_add(plan, (Change){.kind = CHANGE_CREATE, .aspect = aspect});
    for (size_t i = 0; count && i < aspect->field_count; i++)
        TRY(plan_field(plan, &aspect->fields[i], stored, count));
    return true;
}

static bool plan_bureau(Plan *plan, const Bureau *bureau)
{
    for (size_t i = 0; i < bureau->register_count; i++)
        for (size_t j = 0; j < bureau->registers[i].aspect_count; j++)
            TRY(plan_aspect(plan, &bureau->registers[i].aspects[j]));
    return true;
}

/* ---- making the changes ------------------------------------------------------------------- */

static bool record_field(Work *w, const Field *field)
{
    int64_t greatest;
    TRY(db_scalar(db_stmt(w, &registry_sql, "declared_field_greatest"), 0, &greatest));
    Stmt *s = db_stmt(w, &registry_sql, "declared_field_insert");
    db_bind_int(s, 1, greatest + 1);
    db_bind_str(s, 2, field->aspect->reg->key);
    db_bind_str(s, 3, field->aspect->key);
    db_bind_str(s, 4, field->key);
    db_bind_int(s, 5, (int64_t)field->type.kind);
    db_bind_int(s, 6, field->type.scale);
    db_bind_int(s, 7, field->sealed);
    db_bind_str(s, 8, choice_words(w->arena, field));
    return db_run(s);
}

static bool define_index(Work *w, const Field *field)
{
    Str sql = schema_index(w->arena, field);
    return !sql.len || db_define(w, sql);
}

static bool make_aspect(Work *w, const Aspect *aspect)
{
    TRY(db_define(w, schema_create(w->arena, aspect)));
    for (size_t i = 0; i < aspect->field_count; i++) {
        TRY(define_index(w, &aspect->fields[i]));
        TRY(record_field(w, &aspect->fields[i]));
    }
    return true;
}

static bool make_field(Work *w, const Field *field)
{
    TRY(db_define(w, schema_add(w->arena, field, false)));
    if (field->sealed) TRY(db_define(w, schema_add(w->arena, field, true)));
    TRY(define_index(w, field));
    return record_field(w, field);
}

static bool rename_field(Work *w, const Field *field, int64_t id)
{
    TRY(db_define(w, schema_rename(w->arena, field, false)));
    if (field->sealed) TRY(db_define(w, schema_rename(w->arena, field, true)));
    Stmt *s = db_stmt(w, &registry_sql, "declared_field_rename");
    db_bind_int(s, 1, id);
    db_bind_str(s, 2, field->key);
    return db_run(s);
}

static bool record_words(Work *w, const Field *field, int64_t id)
{
    Stmt *s = db_stmt(w, &registry_sql, "declared_field_words");
    db_bind_int(s, 1, id);
    db_bind_str(s, 2, choice_words(w->arena, field));
    return db_run(s);
}

static bool make_change(Work *w, const Change *change)
{
    switch (change->kind) {
    case CHANGE_CREATE:
        return make_aspect(w, change->aspect);
    case CHANGE_ADD:
        return make_field(w, change->field);
    case CHANGE_RENAME:
        return rename_field(w, change->field, change->id);
    case CHANGE_WORDS:
        return record_words(w, change->field, change->id);
    }
    return true;
}

/* ---- the law ------------------------------------------------------------------------------ */

static bool law_find(Work *w, Str hash, int64_t *law)
{
    Stmt *s = db_stmt(w, &registry_sql, "law_by_hash");
    db_bind_str(s, 1, hash);
    return db_scalar(s, 0, law);
}

static bool law_store(Work *w, Str hash, Str text, Commit commit, int64_t *law)
{
    TRY(db_scalar(db_stmt(w, &registry_sql, "law_greatest"), 0, law));
    *law += 1;
    Stmt *s = db_stmt(w, &registry_sql, "law_insert");
    db_bind_int(s, 1, *law);
    db_bind_str(s, 2, hash);
    db_bind_str(s, 3, text);
    db_bind_int(s, 4, commit.n);
    return db_run(s);
}

bool registry_law_text(Work *w, int64_t law, Str *hash, Str *text)
{
    Stmt *s = db_stmt(w, &registry_sql, "law_by_id");
    db_bind_int(s, 1, law);
    if (!db_next(s))
        return db_failed(s) ? false : fail(w, ERR_NOT_FOUND, "no law text %lld", (long long)law);
    *hash = str_copy(w->arena, db_str(s, 0));
    *text = str_copy(w->arena, db_str(s, 1));
    db_reset(s);
    return true;
}

/* ---- one act ------------------------------------------------------------------------------ */

static bool write_all(Work *w, const Plan *plan, Str hash, Str text, int64_t *law)
{
    Batch b;
    Act act = {.kind = STR("law"),
               .subject = format(w->arena, "law:%.*s", STR_ARG(hash)),
               .detail = format(w->arena, SAY_DETAIL_LAW, plan->count)};
    TRY(batch_begin(w, &act, STR(""), DATE_NONE, &b));
    for (size_t i = 0; i < plan->count; i++)
        TRY(make_change(w, &plan->items[i]));
    return *law ? true : law_store(w, hash, text, b.commit, law);
}

bool registry_open(Work *w, const Bureau *bureau, int64_t *law)
{
    TRY(schema_check(w, bureau));
    TRY(name_keys_fill(w));
    Str text = affair_law_text(w->arena, bureau);
    Str hash = digest_text(w->arena, digest_of(text));
    Plan plan = {.w = w};
    TRY(plan_bureau(&plan, bureau));
    TRY(law_find(w, hash, law));
    if (*law && !plan.count) return true;
    if (!plan.count && store_is_read_only(w->store)) return true;
    TRY(db_begin(w));
    return db_end(w, write_all(w, &plan, hash, text, law));
}
