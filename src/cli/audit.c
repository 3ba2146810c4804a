/* doudi audit: proving the store to a stranger. `verify` looks at all that the store can be held
 * to: pages, guards, the chain of acts, the seals of the ledger, a head signed earlier. `head`
 * tells the newest act or signs it; `export` writes the log for doudi-verify. */
#include "audit/audit.h"
#include "backup/backup.h"

#include "cli/account_words.def"
#include "cli/command.h"
#include "cli/words.def"

/* ---- verify --------------------------------------------------------------------------------- */

/* What a file signed earlier says, and whether the store still does. */
static bool head_holds(Cli *cli, SignedHead *head)
{
    const char *key = cli_has(cli, OPT_KEY) ? cli->option[OPT_KEY] : NULL;
    if (!cli_has(cli, OPT_HEAD)) return true;
    TRY(audit_head_read(cli->w, cli->option[OPT_HEAD], head));
    return audit_verify_head(cli->w, head, key);
}

static void verify_text(Cli *cli, const Proof *proof, const SignedHead *head)
{
    if (cli_has(cli, OPT_JSON)) {
        Json json = json_new(&cli->out);
        json_object(&json, STR(""));
        json_int(&json, STR("acts"), proof->acts);
        json_int(&json, STR("lines"), proof->check.lines);
        json_int(&json, STR("seals"), proof->check.seals);
        if (head->commit.n) json_int(&json, STR("head"), head->commit.n);
        json_end(&json);
        buf_byte(&cli->out, '\n');
        return;
    }
    buf_format(&cli->out, SAY_AUDIT_OK, (long long)proof->acts);
    buf_format(&cli->out, SAY_AUDIT_REST, (long long)proof->check.lines,
               (long long)proof->check.seals);
    if (head->commit.n) buf_format(&cli->out, SAY_HEAD_HOLDS, (long long)head->commit.n);
}

static int verify(Cli *cli)
{
    Proof proof;
    SignedHead head = {.signed_at = 0};
    Faults faults = faults_new(cli->w->arena, 100);
    if (!proof_faults(cli->w, &proof, &faults)) return cli_failure(cli);
    if (faults.errors) {
        cli_faults(cli, &faults);
        buf_format(&cli->out, SAY_AUDIT_FAULTS, faults.errors);
        return error_exit_code(ERR_CORRUPT);
    }
    if (!head_holds(cli, &head)) return cli_failure(cli);
    verify_text(cli, &proof, &head);
    return 0;
}

/* ---- head, export --------------------------------------------------------------------------- */

static bool head_tell(Cli *cli)
{
    Commit commit;
    Digest digest;
    TRY(audit_head(cli->w, &commit, &digest));
    buf_format(&cli->out, SAY_HEAD_LINE, (long long)commit.n,
               STR_ARG(digest_text(cli->w->arena, digest)));
    return true;
}

static bool head_sign(Cli *cli)
{
    SignedHead head;
    Str out = cli_value(cli, OPT_OUT);
    TRY(audit_sign(cli->w, &head));
    if (!cli_has(cli, OPT_OUT)) {
        buf_add(&cli->out, audit_head_text(cli->w->arena, &head));
        return true;
    }
    TRY(audit_head_write(cli->w, &head, str_z(cli->w->arena, out)));
    buf_format(&cli->out, SAY_HEAD_SIGNED, STR_ARG(out), store_path(cli->w->store));
    return true;
}

static bool export_log(Cli *cli)
{
    int64_t acts;
    TRY(audit_export(cli->w, str_z(cli->w->arena, cli->words[1]), &acts));
    buf_format(&cli->out, SAY_LOG_EXPORTED, (long long)acts, STR_ARG(cli->words[1]));
    return true;
}

int command_audit(Cli *cli)
{
    static const struct {
        const char *name;
        size_t words;
    } verbs[] = {{"verify", 1}, {"head", 1}, {"export", 2}};
    size_t verb = 0;
    while (verb < COUNT_OF(verbs) && !(cli->word_count == verbs[verb].words &&
                                       str_equal(cli->words[0], str_of(verbs[verb].name))))
        verb++;
    if (verb == COUNT_OF(verbs)) return cli_usage(cli);
    if (!cli_open(cli, STORE_READ_ONLY)) return cli_failure(cli);
    if (verb == 0) return verify(cli);
    bool done = verb == 2                ? export_log(cli)
                : cli_has(cli, OPT_SIGN) ? head_sign(cli)
                                         : head_tell(cli);
    return done ? 0 : cli_failure(cli);
}
