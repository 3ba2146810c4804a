/* Verdicts on identity codes, in words: citizen ID, unified social credit code (GB 32100-2015),
 * organisation code (GB 11714), division, bank card, phone. Each kind has one check function in the
 * table at the end; text comes to it in normal form (half width, no spaces, upper case).
 *
 * A credit code whose check fails is a warning: genuine codes of the first pilot year fail it. */
#include "base/base.h"
#include "base/citizen.h"
#include "base/words.def"

#include <string.h>

typedef void (*Check)(Arena *arena, Date today, CodeVerdict *v);

static void conclude(CodeVerdict *v, Verdict verdict, Str reason)
{
    v->verdict = verdict;
    v->reason = reason;
}

/* NFKC as far as codes need it: full width to half width, spaces and hyphens left out. */
static Str normal_form(Arena *arena, Str text)
{
    Buf b = buf_new(arena);
    uint32_t c;
    for (size_t at = 0; at < text.len;) {
        if (!utf8_next(text, &at, &c)) c = 0xFFFD, at++;
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c == ' ' || c == 0x3000 || c == 0xA0 || c == '\t' || c == '-') continue;
        if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
        buf_code_point(&b, c);
    }
    buf_byte(&b, '\0');
    return (Str){b.ptr, b.len - 1};
}

static bool all_digits(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return true;
}

/* ---- citizen ID --------------------------------------------------------------------------- */

static Str citizen_reason(Arena *arena, Str s, CitizenFinding f)
{
    switch (f.fault) {
    case CITIZEN_GOOD:
        break;
    case CITIZEN_OLD:
        return STR(SAY_ID_OLD);
    case CITIZEN_LENGTH:
        return format(arena, SAY_ID_LENGTH, utf8_count(s));
    case CITIZEN_CHARACTER:
        return format(arena, SAY_ID_CHARACTER, f.position);
    case CITIZEN_LAST:
        return STR(SAY_ID_LAST);
    case CITIZEN_REGION:
        return format(arena, SAY_ID_REGION, s.ptr);
    case CITIZEN_DATE:
        return STR(SAY_ID_DATE);
    case CITIZEN_FUTURE:
        return STR(SAY_ID_FUTURE);
    case CITIZEN_CHECK:
        return format(arena, SAY_ID_CHECK, f.expected);
    }
    return STR("");
}

static void check_citizen(Arena *arena, Date today, CodeVerdict *v)
{
    CitizenFinding f = citizen_inspect(v->normal, today, &v->birth, &v->sex);
    Verdict verdict = f.fault == CITIZEN_GOOD  ? CODE_VALID
                      : f.fault == CITIZEN_OLD ? CODE_WARNING
                                               : CODE_INVALID;
    conclude(v, verdict, citizen_reason(arena, v->normal, f));
}

/* ---- organisations ------------------------------------------------------------------------ */

/* GB 11714: letters count 10 to 35; 10 is written X and 11 is written 0. -1 for a bad character. */
static int organisation_check(const char *eight)
{
    static const int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < COUNT_OF(weights); i++) {
        char c = eight[i];
        if (c >= '0' && c <= '9')
            sum += (c - '0') * weights[i];
        else if (c >= 'A' && c <= 'Z')
            sum += (c - 'A' + 10) * weights[i];
        else
            return -1;
    }
    int check = 11 - sum % 11;
    return check == 10 ? 'X' : check == 11 ? '0' : '0' + check;
}

static void check_organisation(Arena *arena, Date today, CodeVerdict *v)
{
    (void)today;
    Str s = v->normal;
    if (s.len != 9) {
        conclude(v, CODE_INVALID, format(arena, SAY_ORGANISATION_LENGTH, utf8_count(s)));
        return;
    }
    for (int i = 0; i < 9; i++)
        if (!strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", s.ptr[i])) {
            conclude(v, CODE_INVALID, format(arena, SAY_ORGANISATION_CHARACTER, i + 1));
            return;
        }
    int check = organisation_check(s.ptr);
    if (check != s.ptr[8]) conclude(v, CODE_INVALID, format(arena, SAY_ORGANISATION_CHECK, check));
}

static const char credit_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* The position of the first character that is not of the alphabet, 1-based; 0 when all are. On the
 * way the check character is computed: (31 - sum mod 31) mod 31, whose second mod matters. */
static int credit_check(Str s, char *check)
{
    int sum = 0, weight = 1;
    for (size_t i = 0; i < 18; i++) {
        const char *at = s.ptr[i] ? strchr(credit_alphabet, s.ptr[i]) : NULL;
        if (!at) return (int)i + 1;
        if (i < 17) sum += (int)(at - credit_alphabet) * weight;
        weight = weight * 3 % 31;
    }
    *check = credit_alphabet[(31 - sum % 31) % 31];
    return 0;
}

static void check_credit(Arena *arena, Date today, CodeVerdict *v)
{
    (void)today;
    Str s = v->normal;
    if (s.len != 18) {
        conclude(v, CODE_INVALID, format(arena, SAY_CREDIT_LENGTH, utf8_count(s)));
        return;
    }
    char check = 0;
    int bad = credit_check(s, &check);
    int inner = bad ? 0 : organisation_check(s.ptr + 8);
    if (bad)
        conclude(v, CODE_INVALID, format(arena, SAY_CREDIT_CHARACTER, bad));
    else if (!all_digits((Str){s.ptr + 2, 6}))
        conclude(v, CODE_INVALID, STR(SAY_CREDIT_REGION));
    else if (check != s.ptr[17])
        conclude(v, CODE_WARNING, format(arena, SAY_CREDIT_CHECK, check));
    else if (inner != s.ptr[16])
        conclude(v, CODE_WARNING, format(arena, SAY_CREDIT_INNER, inner));
}

/* ---- division, bank card, phone ----------------------------------------------------------- */

static void check_division(Arena *arena, Date today, CodeVerdict *v)
{
    (void)today;
    Division d;
    if (!division_parse(v->normal, &d))
        conclude(v, CODE_INVALID, STR(SAY_DIVISION_LENGTH));
    else if (!province_is_known(v->normal.ptr))
        conclude(v, CODE_INVALID, format(arena, SAY_DIVISION_PROVINCE, v->normal.ptr));
}

static bool luhn_holds(Str s)
{
    int sum = 0;
    for (size_t i = 0; i < s.len; i++) {
        int digit = s.ptr[s.len - 1 - i] - '0';
        if (i % 2) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

static void check_bank_card(Arena *arena, Date today, CodeVerdict *v)
{
    (void)arena, (void)today;
    if (v->normal.len < 13 || v->normal.len > 19 || !all_digits(v->normal))
        conclude(v, CODE_INVALID, STR(SAY_CARD_LENGTH));
    else if (!luhn_holds(v->normal))
        conclude(v, CODE_INVALID, STR(SAY_CARD_CHECK));
}

/* Fixed lines: a zero, an area code of two or three further digits, seven or eight digits. */
static bool phone_holds(Str s)
{
    if (!all_digits(s)) return false;
    if (s.len == 11 && s.ptr[0] == '1') return s.ptr[1] >= '3';
    return s.len >= 10 && s.len <= 12 && s.ptr[0] == '0' && s.ptr[1] != '0';
}

static void check_phone(Arena *arena, Date today, CodeVerdict *v)
{
    (void)arena, (void)today;
    if (str_starts(v->normal, STR("+86"))) v->normal = str_from(v->normal, 3);
    if (!phone_holds(v->normal)) conclude(v, CODE_INVALID, STR(SAY_PHONE_SHAPE));
}

/* ---- the table ---------------------------------------------------------------------------- */

typedef struct {
    Check check;
    const char *name;
    uint32_t lengths; /* bit n: a text of n characters may be one */
} Kind;
#define BIT(n) (1u << (n))
static const Kind kinds[CODE_KIND_COUNT] = {
    [CODE_CITIZEN_ID] = {check_citizen, SAY_KIND_CITIZEN_ID, BIT(15) | BIT(18)},
    [CODE_CREDIT] = {check_credit, SAY_KIND_CREDIT, BIT(18)},
    [CODE_ORGANISATION] = {check_organisation, SAY_KIND_ORGANISATION, BIT(9)},
    [CODE_DIVISION] = {check_division, SAY_KIND_DIVISION,
                       BIT(2) | BIT(4) | BIT(6) | BIT(9) | BIT(12)},
    [CODE_BANK_CARD] = {check_bank_card, SAY_KIND_BANK_CARD,
                        BIT(13) | BIT(14) | BIT(15) | BIT(16) | BIT(17) | BIT(18) | BIT(19)},
    [CODE_PHONE] = {check_phone, SAY_KIND_PHONE, BIT(10) | BIT(11) | BIT(12) | BIT(14)},
};

static CodeVerdict check_normal(Arena *arena, CodeKind kind, Str normal, Date today)
{
    ensure((unsigned)kind < CODE_KIND_COUNT);
    CodeVerdict v = {.kind = kind, .verdict = CODE_VALID, .normal = normal, .birth = DATE_NONE};
    kinds[kind].check(arena, today, &v);
    return v;
}

CodeVerdict code_check(Arena *arena, CodeKind kind, Str text, Date today)
{
    return check_normal(arena, kind, normal_form(arena, text), today);
}

/* Digits alone (the last may be X) are a citizen's number, unless they hold as a credit code. */
static bool guess_misleads(const CodeVerdict *v, Str normal)
{
    if (v->kind != CODE_CREDIT || v->verdict == CODE_VALID) return false;
    for (size_t i = 0; i < normal.len; i++)
        if ((normal.ptr[i] < '0' || normal.ptr[i] > '9') &&
            !(i + 1 == normal.len && normal.ptr[i] == 'X'))
            return false;
    return true;
}

CodeVerdict *code_guess(Arena *arena, Str text, Date today, size_t *count)
{
    Str normal = normal_form(arena, text);
    CodeVerdict *found = NEW_ARRAY(arena, CodeVerdict, CODE_KIND_COUNT);
    size_t n = 0;
    for (Verdict verdict = CODE_VALID; verdict <= CODE_INVALID; verdict++) {
        for (int kind = 0; kind < CODE_KIND_COUNT; kind++) {
            if (normal.len > 19 || !(kinds[kind].lengths & BIT(normal.len))) continue;
            CodeVerdict v = check_normal(arena, (CodeKind)kind, normal, today);
            if (v.verdict == verdict && !guess_misleads(&v, normal)) found[n++] = v;
        }
    }
    *count = n;
    return found;
}

Str code_kind_name(CodeKind kind)
{
    ensure((unsigned)kind < CODE_KIND_COUNT);
    return str_of(kinds[kind].name);
}
