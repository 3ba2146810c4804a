/* Derivations as they are read: every case of tests/corpus/why is run, and its derivation, what is
 * still needed and the outcome are compared with NAME.why beside it. With DOUDI_RECORD=1 the .why
 * files are written anew; read the difference before you keep it. */
#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "lang/cases.h"
#include "lang/why_test.def"

static Str corpus_path(Arena *arena, const char *name)
{
    return format(arena, "%s/tests/corpus/why/%s", getenv("DOUDI_ROOT"), name);
}

static Str file_read(Arena *arena, Str path)
{
    Buf text = buf_new(arena);
    FILE *file = fopen(str_z(arena, path), "rb");
    if (!file) return buf_str(&text);
    for (int c = fgetc(file); c != EOF; c = fgetc(file))
        buf_byte(&text, (char)c);
    fclose(file);
    return buf_str(&text);
}

static void file_write(Arena *arena, Str path, Str text)
{
    FILE *file = fopen(str_z(arena, path), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    fclose(file);
}

static Bureau *bureau_of(Arena *arena, const char *name)
{
    SourceFile *file = NEW(arena, SourceFile);
    *file = (SourceFile){.path = str_of(name), .text = file_read(arena, corpus_path(arena, name))};
    Diagnostics found = diagnostics_new(arena);
    Bureau *bureau = bureau_compile(arena, file, 1, &found);
    if (bureau) bureau_run_cases(arena, bureau, &found);
    Buf text = buf_new(arena);
    diagnostics_print(&found, &text);
    if (found.count) fail_msg("%.*s", STR_ARG(buf_str(&text)));
    return bureau;
}

static void tell_needs(const Trial *t, Buf *out)
{
    size_t count;
    Need *needs = machine_needs(t->machine, t->env, &t->facts, 0, &count);
    for (size_t i = 0; i < count; i++)
        buf_format(out, NEED_LINE, needs[i].member, STR_ARG(needs[i].input->name));
}

static void tell_case(const Trial *t, Buf *out)
{
    buf_format(out, CASE_LINE, t->told->line.place.line, STR_ARG(t->told->line.text));
    why_print(machine_explain(t->arena, t->machine, t->env, &t->facts, 0), 1, out);
    tell_needs(t, out);
    if (t->results.overflow[0]) buf_add(out, STR(OVERFLOW_LINE));
    buf_byte(out, '\n');
}

static void file_holds(const char *name)
{
    Arena *arena = arena_new();
    Bureau *bureau = bureau_of(arena, name);
    Buf out = buf_new(arena);
    for (size_t a = 0; a < bureau->affair_count; a++) {
        const AffairTree *tree = bureau->affairs[a]->program->tree;
        for (size_t k = 0; k < tree->case_count; k++) {
            Trial t = trial_run(arena, bureau->affairs[a], &tree->cases[k]);
            tell_case(&t, &out);
        }
    }
    Str path = corpus_path(arena, format(arena, "%s.why", name).ptr);
    if (getenv("DOUDI_RECORD")) file_write(arena, path, buf_str(&out));
    assert_str(file_read(arena, path), str_z(arena, buf_str(&out)));
    arena_free(arena);
}

static void households(void **state)
{
    (void)state;
    file_holds("household.affair");
}

static void persons(void **state)
{
    (void)state;
    file_holds("person.affair");
}

/* JSON says the same: as many steps as lines, every bracket closed. */
static size_t steps(const Why *why)
{
    size_t n = 1;
    for (size_t i = 0; i < why->part_count; i++)
        n += steps(&why->parts[i]);
    return n;
}

static void json_has_every_step(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Bureau *bureau = bureau_of(arena, "household.affair");
    const Affair *affair = bureau_affair(bureau, STR("minimum_living"));
    Trial t = trial_run(arena, affair, &affair->program->tree->cases[0]);
    Why *why = machine_explain(arena, t.machine, t.env, &t.facts, 0);
    Buf out = buf_new(arena);
    Json json = json_new(&out);
    why_json(why, &json);
    size_t texts = 0, open = 0;
    for (Str rest = buf_str(&out); rest.len; rest = str_from(rest, 1)) {
        texts += str_starts(rest, STR("\"text\":"));
        open += rest.ptr[0] == '{';
        open -= rest.ptr[0] == '}';
    }
    assert_int_equal(texts, steps(why));
    assert_int_equal(open, 0);
    arena_free(arena);
}

static void a_program_can_be_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Bureau *bureau = bureau_of(arena, "household.affair");
    Buf out = buf_new(arena);
    program_dump(bureau_affair(bureau, STR("minimum_living"))->program, &out);
    assert_true(str_find(buf_str(&out), STR("lower-bound")) > 0);
    assert_true(str_find(buf_str(&out), STR("eligible ")) > 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(households),
        cmocka_unit_test(persons),
        cmocka_unit_test(json_has_every_step),
        cmocka_unit_test(a_program_can_be_read),
    };
    return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}
