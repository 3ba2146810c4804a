/* Most acts of an office's day change nothing of what the cache keeps: somebody logs in, is looked
 * up, a case goes a step on. Others move money, and so the report and the month's changes, but not
 * whom the law entitles. What stands in neither list changes everything. */
#include "page/since.h"

#include "casework/casework.h"

static const Str QUIET[] = {
    {STR_INIT("access_log_period")},
    {STR_INIT("access_log_purge")},
    {STR_INIT("account_close")},
    {STR_INIT("account_code")},
    {STR_INIT("account_create")},
    {STR_INIT("account_lock")},
    {STR_INIT("account_password")},
    {STR_INIT("account_person")},
    {STR_INIT("account_unlock")},
    {STR_INIT("backup")},
    {STR_INIT("backup_take")},
    {STR_INIT("case_answer")},
    {STR_INIT("case_deliver")},
    {STR_INIT("case_hearing")},
    {STR_INIT("case_object")},
    {STR_INIT("case_open")},
    {STR_INIT("case_paper")},
    {STR_INIT("case_visit")},
    {STR_INIT("duty_grant")},
    {STR_INIT("duty_revoke")},
    {STR_INIT("export")},
    {STR_INIT("kin_end")},
    {STR_INIT("kin_file")},
    {STR_INIT("login")},
    {STR_INIT("logout")},
    {STR_INIT("reveal")},
    {STR_INIT("search")},
    {STR_INIT("session_revoke")},
};

static const Str OF_MONEY[] = {
    {STR_INIT("approve")}, {STR_INIT("cancel")}, {STR_INIT("check")},   {STR_INIT("close")},
    {STR_INIT("draft")},   {STR_INIT("hold")},   {STR_INIT("receipt")}, {STR_INIT("recover")},
    {STR_INIT("release")}, {STR_INIT("repay")},  {STR_INIT("return")},  {STR_INIT("send")},
    {STR_INIT("settle")},  {STR_INIT("waive")},
};

static bool is_one_of(Str kind, const Str *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(kind, kinds[i])) return true;
    return false;
}

/* The moves by which nothing is decided; a decision writes facts and enrolments. */
static bool move_is_quiet(Str event)
{
    static const CaseEvent moves[] = {CASE_TAKE, CASE_ACCEPT, CASE_DONE, CASE_PUBLISH};
    for (size_t i = 0; i < COUNT_OF(moves); i++)
        if (str_equal(event, case_event_name(moves[i]))) return true;
    return false;
}

static Left left_by(const Act *act)
{
    if (is_one_of(act->kind, QUIET, COUNT_OF(QUIET))) return LEFT_ALL;
    if (str_equal(act->kind, STR("case_move")) && move_is_quiet(act->detail)) return LEFT_ALL;
    return is_one_of(act->kind, OF_MONEY, COUNT_OF(OF_MONEY)) ? LEFT_SETS : LEFT_NOTHING;
}

Left left_since(Work *w, Commit since, Commit now)
{
    enum { MOST = 2000 }; /* reading them costs less than what they may spare */
    Left left = LEFT_ALL;
    if (now.n - since.n > MOST) return LEFT_NOTHING;
    for (int64_t n = since.n + 1; n <= now.n && left != LEFT_NOTHING; n++) {
        ActRow row;
        if (!audit_row(w, (Commit){n}, &row)) {
            w->error = (Error){.code = ERR_NONE};
            return LEFT_NOTHING;
        }
        Left one = left_by(&row.act);
        if (one < left) left = one;
    }
    return left;
}
