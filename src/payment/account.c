/* Where money may go. An account that the bank refused must be corrected; an account that was
 * changed since the last payment waits until it has cooled off, and is never paid by a hand that
 * changed it: whoever steals a password cannot steal a payment with it. The days stand in the law
 * texts (standard account_cooling_days). */
#include "payment/bank.h"

#include <stdlib.h>

#include "payment/rate.h"
#include "payment/words.def"

#define COOLING_STANDARD "account_cooling_days"

const char *account_verdict_words(AccountVerdict verdict)
{
    static const char *const words[] = {"",
                                        SAY_WITHHELD_ACCOUNT,
                                        SAY_WITHHELD_WRONG,
                                        SAY_WITHHELD_COOLING,
                                        SAY_WITHHELD_HAND,
                                        SAY_WITHHELD_APPLICANT,
                                        SAY_WITHHELD_DEAD,
                                        SAY_WITHHELD_NEW,
                                        SAY_WITHHELD_NEW_HAND};
    ensure(verdict < COUNT_OF(words));
    return words[verdict];
}

const char *account_verdict_mend(AccountVerdict verdict)
{
    static const char *const words[] = {"",
                                        SAY_MEND_ACCOUNT,
                                        SAY_MEND_WRONG,
                                        SAY_MEND_COOLING,
                                        SAY_MEND_HAND,
                                        SAY_MEND_APPLICANT,
                                        SAY_MEND_DEAD,
                                        SAY_MEND_COOLING,
                                        SAY_MEND_NEW_HAND};
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
    *out = (AccountRule){.w = w, .bureau = bureau, .field = account_field(bureau)};
    out->changed_before = (Date){today.days - (int32_t)days};
    return true;
}

static Date day_of(int64_t instant)
{
    return (Date){(int32_t)((instant + 8 * 3600) / 86400)};
}

/* The acts that changed accounts come one after the other: the last one is kept. */
typedef struct {
    Commit commit;
    ActRow row;
} LastAct;

static bool changed_judge(const AccountRule *rule, Commit changed, LastAct *last,
                          AccountVerdict *out)
{
    if (last->commit.n != changed.n) TRY(audit_row(rule->w, changed, &last->row));
    last->commit = changed;
    bool young = day_of(last->row.instant).days > rule->changed_before.days;
    *out = young ? ACCOUNT_COOLING : ACCOUNT_READY;
    for (size_t i = 0; i < rule->hand_count; i++)
        if (rule->hands[i].len && str_equal(rule->hands[i], last->row.actor))
            *out = ACCOUNT_OWN_HAND;
    return true;
}

static bool account_judge(const AccountRule *rule, const HeldText *held, LastAct *last, Payee *out)
{
    Work *w = rule->w;
    out->verdict = ACCOUNT_MISSING;
    if (!held->text.len) return true;
    out->account = held->text;
    out->sealed = held->sealed;
    TRY(secret_digest(w, held->text, &out->digest));
    Stmt *s = db_stmt(w, &payment_sql, "bank_row_last");
    db_bind_int(s, 1, out->person);
    bool paid_before = db_next(s);
    bool same = paid_before && str_equal(db_str(s, 0), out->digest);
    bool wrong = paid_before && db_int(s, 1) != 0;
    if (!paid_before && db_failed(s)) return false;
    db_reset(s);
    out->verdict = same && wrong ? ACCOUNT_WRONG : ACCOUNT_READY;
    return !paid_before || same || changed_judge(rule, held->known_from, last, &out->verdict);
}

/* ---- everybody at once ---------------------------------------------------------------------- */

int ids_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

size_t ids_fold(int64_t *ids, size_t count)
{
    size_t kept = 0;
    if (count) qsort(ids, count, sizeof *ids, ids_order);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || ids[i] != ids[kept - 1]) ids[kept++] = ids[i];
    return kept;
}

static int64_t *people_of(Arena *arena, const Received *to, size_t count, size_t *people)
{
    int64_t *ids = NEW_ARRAY(arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++)
        ids[i] = to[i].person;
    *people = ids_fold(ids, count);
    return ids;
}

static const Payee *payee_find(const Payees *payees, int64_t person)
{
    size_t low = 0, high = payees->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (payees->items[middle].person < person)
            low = middle + 1;
        else
            high = middle;
    }
    ensure(low < payees->count && payees->items[low].person == person);
    return &payees->items[low];
}

static bool applicant_judge(const AccountRule *rule, const Received *to, LastAct *last,
                            Receiver *out)
{
    AccountVerdict changed = ACCOUNT_READY;
    out->verdict = out->payee->verdict;
    if (to->household && out->verdict == ACCOUNT_MISSING) out->verdict = ACCOUNT_APPLICANT_MISSING;
    if (to->dead) out->verdict = ACCOUNT_APPLICANT_DEAD;
    if (to->since.n == 0 || out->verdict != ACCOUNT_READY) return true;
    TRY(changed_judge(rule, to->since, last, &changed));
    if (changed == ACCOUNT_COOLING) out->verdict = ACCOUNT_APPLICANT_COOLING;
    if (changed == ACCOUNT_OWN_HAND) out->verdict = ACCOUNT_APPLICANT_OWN_HAND;
    return true;
}

bool payees_read(const AccountRule *rule, const Payout *payouts, size_t count, Payees *out)
{
    Work *w = rule->w;
    LastAct last = {0};
    Received *to = NEW_ARRAY(w->arena, Received, count + 1);
    TRY(receivers_find(rule, payouts, count, to));
    int64_t *ids = people_of(w->arena, to, count, &out->count);
    HeldText *held = NEW_ARRAY(w->arena, HeldText, out->count + 1);
    Str *names = NEW_ARRAY(w->arena, Str, out->count + 1);
    TextsAsked asked = {rule->field, work_today(w), ids, out->count};
    if (rule->field) TRY(registry_texts(w, &asked, held));
    TRY(person_names(w, ids, out->count, names));
    out->items = NEW_ARRAY(w->arena, Payee, out->count + 1);
    for (size_t i = 0; i < out->count; i++) {
        out->items[i] = (Payee){.person = ids[i], .name = names[i]};
        if (rule->field) TRY(account_judge(rule, &held[i], &last, &out->items[i]));
    }
    out->of = NEW_ARRAY(w->arena, Receiver, count + 1);
    for (size_t i = 0; i < count; i++) {
        out->of[i].payee = payee_find(out, to[i].person);
        TRY(applicant_judge(rule, &to[i], &last, &out->of[i]));
    }
    return true;
}
