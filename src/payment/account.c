/* Where money may go. An account that the bank refused must be corrected; an account that was
 * changed since the last payment waits until it has cooled off, and is never paid by a hand that
 * changed it: whoever steals a password cannot steal a payment with it. The days stand in the law
 * texts (standard account_cooling_days). */
#include "payment/bank.h"
#include "payment/rate.h"
#include "payment/words.def"

#define COOLING_STANDARD "account_cooling_days"

const char *account_verdict_words(AccountVerdict verdict)
{
    static const char *const words[] = {"", SAY_WITHHELD_ACCOUNT, SAY_WITHHELD_WRONG,
                                        SAY_WITHHELD_COOLING, SAY_WITHHELD_HAND};
    ensure(verdict < COUNT_OF(words));
    return words[verdict];
}

static const Field *account_field(const Bureau *b)
{
    for (size_t i = 0; i < b->register_count; i++) {
        const Register *r = &b->registers[i];
        for (size_t j = 0; r->subject == SUBJECT_PERSON && j < r->aspect_count; j++)
            for (size_t k = 0; k < r->aspects[j].field_count; k++)
                if (r->aspects[j].fields[k].format == FIELD_BANK_CARD)
                    return &r->aspects[j].fields[k];
    }
    return NULL;
}

bool account_rule(Work *w, const Bureau *bureau, AccountRule *out)
{
    Date today = work_today(w);
    int64_t days = 0;
    TRY(payment_number(w, bureau, STR(COOLING_STANDARD), &days));
    *out = (AccountRule){.w = w, .field = account_field(bureau)};
    out->changed_before = (Date){today.days - (int32_t)days};
    return true;
}

/* The version of the account that holds today; NULL when there is none. */
static bool account_version(const AccountRule *rule, int64_t person, const FactVersion **out)
{
    FactVersion *versions;
    size_t count, field = (size_t)(rule->field - rule->field->aspect->fields);
    int32_t today = work_today(rule->w).days;
    *out = NULL;
    TRY(registry_history(rule->w, rule->field->aspect, person, &versions, &count));
    for (size_t i = 0; i < count && !*out; i++) {
        const FactVersion *v = &versions[i];
        if (v->known_to.n != COMMIT_OPEN || v->from.days > today || v->to.days <= today) continue;
        if (v->values[field].known && v->values[field].text.len) *out = v;
    }
    return true;
}

static Date day_of(int64_t instant)
{
    return (Date){(int32_t)((instant + 8 * 3600) / 86400)};
}

static AccountVerdict changed_judge(const AccountRule *rule, const FactVersion *version)
{
    for (size_t i = 0; i < rule->hand_count; i++)
        if (rule->hands[i].len && str_equal(rule->hands[i], version->actor))
            return ACCOUNT_OWN_HAND;
    return day_of(version->recorded).days > rule->changed_before.days ? ACCOUNT_COOLING
                                                                      : ACCOUNT_READY;
}

bool account_judge(const AccountRule *rule, int64_t person, Str *account, AccountVerdict *verdict)
{
    Work *w = rule->w;
    const FactVersion *version;
    Str digest;
    *account = STR("");
    *verdict = rule->field ? ACCOUNT_MISSING : ACCOUNT_READY;
    if (!rule->field) return true;
    TRY(account_version(rule, person, &version));
    if (!version) return true;
    *account = version->values[rule->field - rule->field->aspect->fields].text;
    TRY(secret_digest(w, *account, &digest));
    Stmt *s = db_stmt(w, &payment_sql, "bank_row_last");
    db_bind_int(s, 1, person);
    bool paid_before = db_next(s);
    bool same = paid_before && str_equal(db_str(s, 0), digest);
    bool wrong = paid_before && db_int(s, 1) != 0;
    if (!paid_before && db_failed(s)) return false;
    db_reset(s);
    *verdict = !paid_before ? ACCOUNT_READY
               : !same      ? changed_judge(rule, version)
               : wrong      ? ACCOUNT_WRONG
                            : ACCOUNT_READY;
    return true;
}
