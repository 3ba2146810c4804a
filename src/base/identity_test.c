/* Identity codes: the published vectors, what is refused and why, masks, divisions. */
#include "base/test.h"
#include "base/text_test.def"

typedef struct {
    CodeKind kind;
    const char *text;
    Verdict verdict;
} CodeCase;

static const CodeCase cases[] = {
    {CODE_CITIZEN_ID, "11010519491231002X", CODE_VALID},
    {CODE_CITIZEN_ID, "11010519491231002x", CODE_VALID},
    {CODE_CITIZEN_ID, ID_FULL_WIDTH, CODE_VALID},
    {CODE_CITIZEN_ID, " 110105 19491231 002X ", CODE_VALID},
    {CODE_CITIZEN_ID, "34052419800101001X", CODE_VALID},
    {CODE_CITIZEN_ID, "440524188001010014", CODE_VALID}, /* born 1880; 440524 is abolished */
    {CODE_CITIZEN_ID, "120223198902021249", CODE_VALID},
    {CODE_CITIZEN_ID, "130132199210293822", CODE_VALID},
    {CODE_CITIZEN_ID, "130402198207290622", CODE_INVALID}, /* computes 4 */
    {CODE_CITIZEN_ID, "110105194912310021", CODE_INVALID},
    {CODE_CITIZEN_ID, "11010519490229002X", CODE_INVALID}, /* no such day */
    {CODE_CITIZEN_ID, "11010520991231002X", CODE_INVALID}, /* in the future */
    {CODE_CITIZEN_ID, "01010519491231002X", CODE_INVALID}, /* no such province */
    {CODE_CITIZEN_ID, "1101051949123100X2", CODE_INVALID},
    {CODE_CITIZEN_ID, "1101051949123100", CODE_INVALID},
    {CODE_CITIZEN_ID, "", CODE_INVALID},
    {CODE_CITIZEN_ID, "110105491231002", CODE_WARNING}, /* 15 digits */
    {CODE_CITIZEN_ID, "110105491331002", CODE_INVALID},
    {CODE_CREDIT, "91350100M000100Y43", CODE_VALID},
    {CODE_CREDIT, "91350100m000100y43", CODE_VALID},
    {CODE_CREDIT, "91110108551385082Q", CODE_VALID},
    {CODE_CREDIT, "51360203MJD000003P", CODE_VALID},
    {CODE_CREDIT, "52360203MJD000003L", CODE_VALID},
    {CODE_CREDIT, "53360203MJD000003H", CODE_VALID},
    {CODE_CREDIT, "59360203MJD000003Y", CODE_VALID},
    {CODE_CREDIT, "51360203MJD0000038", CODE_WARNING}, /* the 18th is wrong */
    {CODE_CREDIT, "513602030000000940", CODE_VALID},   /* remainder 0 */
    {CODE_CREDIT, "91350100M0001TGQXM", CODE_WARNING}, /* genuine early pilot codes */
    {CODE_CREDIT, "91350211M0000XUF46", CODE_WARNING},
    {CODE_CREDIT, "91350203M0001FUE2P", CODE_WARNING},
    {CODE_CREDIT, "91350100I000100Y43", CODE_INVALID}, /* I is not of the alphabet */
    {CODE_CREDIT, "91350100M000100Y4", CODE_INVALID},
    {CODE_CREDIT, "9135A100M000100Y43", CODE_INVALID},
    {CODE_ORGANISATION, "M000100Y4", CODE_VALID},
    {CODE_ORGANISATION, "55138508-2", CODE_VALID},
    {CODE_ORGANISATION, "M000100Y5", CODE_INVALID},
    {CODE_ORGANISATION, "M000100Y", CODE_INVALID},
    {CODE_DIVISION, "360203001001", CODE_VALID},
    {CODE_DIVISION, "360203", CODE_VALID},
    {CODE_DIVISION, "36020", CODE_INVALID},
    {CODE_DIVISION, "990203001001", CODE_INVALID},
    {CODE_BANK_CARD, "4111 1111 1111 1111", CODE_VALID},
    {CODE_BANK_CARD, "4111111111111112", CODE_INVALID},
    {CODE_BANK_CARD, "411111111111", CODE_INVALID},
    {CODE_PHONE, "13800001234", CODE_VALID},
    {CODE_PHONE, "+86 138-0000-1234", CODE_VALID},
    {CODE_PHONE, "0798-8221234", CODE_VALID},
    {CODE_PHONE, "12800001234", CODE_INVALID},
    {CODE_PHONE, "8221234", CODE_INVALID},
};

static void verdicts(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Date today = date_of(2024, 12, 31);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CodeVerdict v = code_check(arena, cases[i].kind, str_of(cases[i].text), today);
        if (v.verdict != cases[i].verdict)
            fail_msg("%s: verdict %d, %.*s", cases[i].text, v.verdict, STR_ARG(v.reason));
        assert_int_equal(v.reason.len == 0, v.verdict == CODE_VALID);
        assert_true(utf8_valid(v.reason));
    }
    arena_free(arena);
}

static void birth_and_sex_are_read(void **state)
{
    (void)state;
    Date birth;
    int sex;
    Date today = date_of(2024, 1, 1);
    assert_int_equal(citizen_id_verdict(STR("34052419800101001X"), today, &birth, &sex),
                     CODE_VALID);
    assert_int_equal(birth.days, date_of(1980, 1, 1).days);
    assert_int_equal(sex, 1);
    assert_int_equal(citizen_id_verdict(STR("11010519491231002X"), today, &birth, &sex),
                     CODE_VALID);
    assert_int_equal(sex, 2);
    assert_int_equal(citizen_id_verdict(STR("110105491231002"), today, &birth, &sex), CODE_WARNING);
    assert_int_equal(birth.days, date_of(1949, 12, 31).days);
    citizen_id_verdict(STR("110105001231998"), today, &birth, &sex);
    assert_int_equal(birth.days, date_of(1800, 12, 31).days);
    citizen_id_verdict(STR("x"), today, &birth, &sex);
    assert_int_equal(birth.days, DATE_NONE.days);
}

static void made_numbers_are_valid(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    for (int i = 0; i < 1000; i++) {
        Date birth, born = {date_of(1920, 1, 1).days + i * 37};
        int sex;
        Str id = citizen_id_make(arena, 360203, born, i);
        assert_int_equal(citizen_id_verdict(id, date_of(2024, 1, 1), &birth, &sex), CODE_VALID);
        assert_int_equal(birth.days, born.days);
        assert_int_equal(sex, i % 2 ? 1 : 2);
    }
    arena_free(arena);
}

static void guesses_put_the_valid_first(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    size_t n;
    CodeVerdict *v = code_guess(arena, STR("91110108551385082Q"), date_of(2024, 1, 1), &n);
    assert_true(n >= 2);
    assert_int_equal(v[0].kind, CODE_CREDIT);
    v = code_guess(arena, STR("11010519491231002X"), date_of(2024, 1, 1), &n);
    assert_int_equal(v[0].kind, CODE_CITIZEN_ID);
    code_guess(arena, STR("hello"), date_of(2024, 1, 1), &n);
    assert_int_equal(n, 0);
    for (int kind = 0; kind < CODE_KIND_COUNT; kind++)
        assert_true(code_kind_name((CodeKind)kind).len > 0);
    arena_free(arena);
}

static void masks_hide_the_middle(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    assert_str(code_mask(arena, CODE_CITIZEN_ID, STR("36020319500101123X")), "360203********123X");
    assert_str(code_mask(arena, CODE_CITIZEN_ID, STR("360203195001011")), "360203*****1011");
    assert_str(code_mask(arena, CODE_CITIZEN_ID, STR("3602031950010112")), "****************");
    assert_str(code_mask(arena, CODE_PHONE, STR("13800001234")), "138****1234");
    assert_str(code_mask(arena, CODE_PHONE, STR("07988221234")), "079****1234");
    assert_str(code_mask(arena, CODE_BANK_CARD, STR("6222000011111234")), "6222 **** **** 1234");
    assert_str(code_mask(arena, CODE_CREDIT, STR("91350100M000100Y43")), "91350100M000100Y43");
    static const char *const names[][2] = {
        {NAME_TWO, NAME_TWO_MASKED},
        {NAME_THREE, NAME_THREE_MASKED},
        {NAME_COMPOUND, NAME_COMPOUND_MASKED},
        {NAME_COMPOUND_SHORT, NAME_COMPOUND_SHORT_MASKED},
        {NAME_RARE, "*"},
        {NAME_SURNAME_ONLY, NAME_SURNAME_ONLY_MASKED},
        {NAME_LONG, NAME_LONG_MASKED},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_str(name_mask(arena, str_of(names[i][0])), names[i][1]);
    arena_free(arena);
}

static void divisions_nest_by_prefix(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Division province, county, village, town;
    assert_true(division_parse(STR("36"), &province));
    assert_true(division_parse(STR("360203"), &county));
    assert_true(division_parse(STR("360203001001"), &village));
    assert_true(division_parse(STR("441900003"), &town)); /* right under a city */
    assert_int_equal(county.n, 360203000000);
    assert_str(division_text(arena, county), "360203");
    assert_str(division_text(arena, town), "441900003");
    assert_int_equal(division_level(province), 1);
    assert_int_equal(division_level(county), 3);
    assert_int_equal(division_level(town), 4);
    assert_int_equal(division_level(village), 5);
    assert_int_equal(division_level((Division){0}), 0);
    assert_str(division_text(arena, division_parent(village)), "360203001");
    assert_str(division_text(arena, division_parent(town)), "4419");
    assert_int_equal(division_parent(province).n, 0);
    assert_true(division_contains(county, village) && division_contains(province, county));
    assert_true(division_contains((Division){0}, town));
    assert_false(division_contains(village, county) || division_contains(county, town));
    Division d;
    assert_false(division_parse(STR("3602031"), &d) || division_parse(STR("-36020"), &d));
    assert_false(division_parse(STR("+3"), &d) || division_parse(STR(""), &d));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts),
        cmocka_unit_test(birth_and_sex_are_read),
        cmocka_unit_test(made_numbers_are_valid),
        cmocka_unit_test(guesses_put_the_valid_first),
        cmocka_unit_test(masks_hide_the_middle),
        cmocka_unit_test(divisions_nest_by_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
