/* The bureau of the tests is made by hand, so that a failure here is registry's and not the
 * language's. Its people are invented. */
#include "registry/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the bureau --------------------------------------------------------------------------- */

static Choices *choices_make(Arena *arena, const char *first, const char *second)
{
    Choices *c = NEW(arena, Choices);
    c->words = NEW_ARRAY(arena, Str, 2);
    c->words[0] = str_of(first);
    c->words[1] = str_of(second);
    c->count = 2;
    return c;
}

static Field field(const char *key, TypeKind kind)
{
    return (Field){.name = str_of(key), .key = str_of(key), .type = {.kind = kind}};
}

static Field money_field(const char *key)
{
    Field f = field(key, TYPE_NUMBER);
    f.type.scale = 2;
    f.type.unit.power[UNIT_YUAN] = 1;
    return f;
}

static Aspect *aspect_fill(Arena *arena, Aspect *a, const char *key, const Field *fields,
                           size_t count)
{
    a->name = a->key = str_of(key);
    a->fields = NEW_ARRAY(arena, Field, count);
    a->field_count = count;
    memcpy(a->fields, fields, count * sizeof *fields);
    for (size_t i = 0; i < count; i++)
        a->fields[i].aspect = a;
    return a;
}

static void register_begin(Arena *arena, Register *r, const char *key, Subject subject,
                           size_t aspects)
{
    r->name = r->key = str_of(key);
    r->subject = subject;
    r->aspects = NEW_ARRAY(arena, Aspect, aspects);
    r->aspect_count = aspects;
    for (size_t i = 0; i < aspects; i++)
        r->aspects[i].reg = r;
}

static void person_register(Arena *arena, Register *r, Fixture *f)
{
    register_begin(arena, r, "person", SUBJECT_PERSON, 3);
    Field identity[ID_FIELDS] = {field("name", TYPE_TEXT), field("sex", TYPE_CHOICE),
                                 field("birth_date", TYPE_DATE), field("citizen_id", TYPE_TEXT)};
    identity[ID_NAME].searched = identity[ID_NUMBER].searched = identity[ID_NUMBER].sealed = true;
    identity[ID_SEX].type.choices = choices_make(arena, "male", "female");
    identity[ID_NUMBER].format = FIELD_CITIZEN_ID;
    f->identity = aspect_fill(arena, &r->aspects[0], "identity", identity, ID_FIELDS);
    Field residence[] = {field("home", TYPE_DIVISION), field("moved", TYPE_DATE)};
    f->residence = aspect_fill(arena, &r->aspects[1], "residence", residence, HOME_FIELDS);
    Field income[] = {money_field("monthly_income"), field("works", TYPE_TRUTH),
                      field("note", TYPE_TEXT)};
    f->income = aspect_fill(arena, &r->aspects[2], "income", income, INCOME_FIELDS);
}

static Affair *affair_make(Arena *arena, const char *key, Subject subject)
{
    Affair *a = NEW(arena, Affair);
    a->name = a->key = str_of(key);
    a->subject = subject;
    return a;
}

static void affairs_make(Arena *arena, Bureau *b, Fixture *f)
{
    f->aid = affair_make(arena, "aid", SUBJECT_HOUSEHOLD);
    f->aid->decided = NEW_ARRAY(arena, const Field *, 3);
    f->aid->decided[0] = &f->income->fields[INCOME_MONTHLY];
    f->aid->decided[1] = &f->income->fields[INCOME_NOTE];
    f->aid->decided[2] = &f->wealth->fields[WEALTH_TOTAL];
    f->aid->decided_count = 3;
    f->care = affair_make(arena, "care", SUBJECT_PERSON);
    f->care->relations = NEW(arena, Relation);
    f->care->relations[0] = (Relation){.kind = RELATION_EXCLUSIVE, .with = f->aid};
    f->care->relation_count = 1;
    f->allowance = affair_make(arena, "allowance", SUBJECT_PERSON);
    b->affairs = NEW_ARRAY(arena, Affair *, 3);
    b->affairs[0] = f->aid;
    b->affairs[1] = f->care;
    b->affairs[2] = f->allowance;
    b->affair_count = 3;
}

Bureau *fixture_bureau(Arena *arena, Fixture *f)
{
    Bureau *b = NEW(arena, Bureau);
    b->files = NEW(arena, SourceFile);
    b->files[0] = (SourceFile){.path = STR("affairs/a.affair"), .text = STR("law")};
    b->file_count = 1;
    b->registers = NEW_ARRAY(arena, Register, 2);
    b->register_count = 2;
    person_register(arena, &b->registers[0], f);
    register_begin(arena, &b->registers[1], "household", SUBJECT_HOUSEHOLD, 1);
    Field wealth[] = {money_field("total"), field("car", TYPE_TRUTH)};
    f->wealth = aspect_fill(arena, &b->registers[1].aspects[0], "wealth", wealth, WEALTH_FIELDS);
    affairs_make(arena, b, f);
    f->bureau = b;
    return b;
}

/* ---- the store ---------------------------------------------------------------------------- */

Work *fixture_open(Fixture *f)
{
    static const SqlModule *const modules[] = {&audit_sql, &access_sql, &registry_sql};
    *f = (Fixture){.law = 0};
    Work *w = work_new();
    w->now = 1718841600; /* 2024-06-20 08:00 in China */
    assert_true(store_open(w, ":memory:", STORE_CREATE, modules, COUNT_OF(modules)));
    assert_true(registry_open(w, fixture_bureau(w->arena, f), &f->law));
    return w;
}

void fixture_close(Work *w)
{
    store_close(w->store);
    work_free(w);
}

static void write_csv(Work *w, const char *folder, const char *name, const char *text)
{
    FILE *file = fopen(format(w->arena, "%s/%s", folder, name).ptr, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void remove_folder(void *folder)
{
    const char *const names[] = {"provinces", "cities", "areas", "streets", "villages"};
    char path[128];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s.csv", (const char *)folder, names[i]);
        remove(path);
    }
    remove(folder);
}

const char *fixture_divisions(Work *w)
{
    char *folder = arena_alloc(w->arena, 64);
    snprintf(folder, 64, "/tmp/doudi-division-XXXXXX");
    assert_non_null(mkdtemp(folder));
    arena_on_free(w->arena, remove_folder, folder);
    write_csv(w, folder, "provinces.csv", "code,name\n36,\"P36\"\n44,\"P44\"\n46,\"P46\"\n");
    write_csv(w, folder, "cities.csv",
              "code,name,provinceCode\n3602,\"C3602\",36\n4419,\"C4419\",44\n4604,\"C4604\",46\n");
    write_csv(w, folder, "areas.csv",
              "code,name,cityCode,provinceCode\n360202,\"A360202\",3602,36\n"
              "360203,\"A360203\",3602,36\n441900,\"C4419\",4419,44\n460400,\"C4604\",4604,46\n");
    write_csv(w, folder, "streets.csv",
              "code,name\n360202001,\"S1\"\n360203001,\"S360203001\"\n360203002,\"S360203002\"\n"
              "441900003,\"S441900003\"\n460400100,\"S460400100\"\n");
    write_csv(w, folder, "villages.csv",
              "code,name\n360203001001,\"V1\"\n360203001002,\"V2\"\n441900003001,\"V3\"\n"
              "460400100001,\"V4\"\n");
    return folder;
}

/* ---- writing ------------------------------------------------------------------------------ */

static void begin(Work *w, Batch *b)
{
    Act act = {.kind = STR("register"), .subject = STR("test")};
    assert_true(db_begin(w));
    assert_true(batch_begin(w, &act, STR("test.csv"), DATE_NONE, b));
}

bool fixture_write(Work *w, const FactWrite *write)
{
    Batch b;
    begin(w, &b);
    return db_end(w, fact_write(w, write, b.commit));
}

Commit fixture_latest(Work *w)
{
    Commit commit;
    assert_true(audit_latest(w, &commit));
    return commit;
}

PersonId fixture_person(Work *w, const Fixture *f, const char *name, Date birth, int sequence)
{
    Batch b;
    PersonId id;
    begin(w, &b);
    assert_true(person_add(&b, &id));
    Value values[ID_FIELDS] = {TEXT_VALUE(str_of(name)), NUMBER_VALUE(1), NUMBER_VALUE(birth.days),
                               TEXT_VALUE(citizen_id_make(w->arena, 360203, birth, sequence))};
    FactWrite write = {
        .aspect = f->identity, .subject = id.n, .from = birth, .to = DATE_NONE, .values = values};
    assert_true(fact_write(w, &write, b.commit));
    assert_true(db_commit(w));
    return id;
}

UnitId fixture_family(Work *w, const char *number, Date from, const PersonId *people, size_t count)
{
    Batch b;
    UnitId id;
    begin(w, &b);
    assert_true(
        unit_add(&b, &(BenefitUnit){.number = str_of(number), .applicant = people[0]}, &id));
    for (size_t i = 0; i < count; i++) {
        FactEffect effect;
        MemberWrite member = {.unit = id,
                              .person = people[i],
                              .role = i ? STR("child") : STR("applicant"),
                              .applicant = i == 0,
                              .from = from,
                              .to = DATE_NONE};
        assert_true(member_put(w, &member, b.commit, &effect));
    }
    assert_true(db_commit(w));
    return id;
}

void fixture_income(Work *w, const Fixture *f, PersonId person, Date from, int64_t fen)
{
    Value values[INCOME_FIELDS] = {NUMBER_VALUE(fen), NO_VALUE, TEXT_VALUE(STR("said"))};
    FactWrite write = {
        .aspect = f->income, .subject = person.n, .from = from, .to = DATE_NONE, .values = values};
    assert_true(fixture_write(w, &write));
}
