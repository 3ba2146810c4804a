/* doudi backup, restore, verify: a copy while others write, the way back, and the proof of both.
 *
 * A backup is the copy and, beside it, a manifest of what it holds (COPY.txt, for people and for
 * restore). Both come from one read transaction, so they tell of the same state. restore proves the
 * backup, compares it with its manifest, copies, proves the copy and says both digests. The files
 * of papers (STORE.files) go along, each held against its digest. The key
 * (STORE.key) is never copied: who finds the backup must not be able to read the numbers in it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backup/backup.h"
#include "casework/casework.h"
#include "cli/command.h"
#include "cli/modules.h"
#include "cli/words.def"
#include "doc/doc.h"

enum { FAULTS_SHOWN = 100 };

static bool store_opened(Cli *cli, Str path, int flags)
{
    return store_open(cli->w, str_z(cli->w->arena, path), flags, cli_modules, cli_module_count);
}

int command_backup(Cli *cli)
{
    Proof proof;
    if (cli->word_count != 1) return cli_usage(cli);
    Str store = cli_store_path(cli), path = cli->words[0];
    if (!store_opened(cli, store, STORE_READ_ONLY) || !backup_write(cli->w, path, &proof))
        return cli_failure(cli);
    buf_format(&cli->out, SAY_BACKUP_DONE, STR_ARG(path),
               STR_ARG(backup_manifest_path(cli->w->arena, path)));
    buf_add(&cli->out, proof_text(cli->w->arena, &proof));
    if (proof.papers)
        buf_format(&cli->out, SAY_BACKUP_PAPERS, (long long)proof.papers, STR_ARG(path));
    buf_format(&cli->out, SAY_BACKUP_KEY, STR_ARG(store));
    return 0;
}

/* ---- restore -------------------------------------------------------------------------------- */

/* A store that is there, or what a lost one left behind, is not written over. */
static bool place_is_free(Cli *cli, Str to)
{
    static const char *const ends[] = {"", "-wal", "-journal"};
    Arena *arena = cli->w->arena;
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        Str file = format(arena, "%.*s%s", STR_ARG(to), ends[i]);
        if (access(file.ptr, F_OK) == 0)
            return refuse(cli->w, ERR_STATE, SAY_RESTORE_EXISTS, STR_ARG(file));
    }
    return true;
}

static bool manifest_agrees(Cli *cli, Str from, const Proof *proof)
{
    Str text = {0};
    bool there;
    TRY(backup_manifest(cli->w, from, &text, &there));
    if (!there)
        buf_format(&cli->out, SAY_NO_MANIFEST, STR_ARG(backup_manifest_path(cli->w->arena, from)));
    if (!there || str_equal(text, proof_text(cli->w->arena, proof))) return true;
    return refuse(cli->w, ERR_CORRUPT, SAY_MANIFEST_DIFFERS, STR_ARG(from));
}

static bool store_prove(Cli *cli, Str path, Proof *out)
{
    Faults faults = faults_new(cli->w->arena, FAULTS_SHOWN);
    TRY(proof_faults(cli->w, out, &faults));
    if (faults.errors == 0) return proof_digest(cli->w, out);
    return refuse(cli->w, ERR_CORRUPT, SAY_BACKUP_DAMAGED, STR_ARG(path),
                  STR_ARG(faults.items[0].sentence));
}

static void store_shut(Cli *cli)
{
    store_close(cli->w->store);
    cli->w->store = NULL;
}

static bool restore_copy(Cli *cli, Str from, Str to, Proof *before)
{
    int64_t papers;
    TRY(store_opened(cli, from, STORE_READ_ONLY));
    TRY(store_prove(cli, from, before));
    TRY(manifest_agrees(cli, from, before));
    TRY(store_backup(cli->w, str_z(cli->w->arena, to)));
    TRY(case_papers_copy(cli->w, to, &papers));
    store_shut(cli);
    return true;
}

static bool restore_prove(Cli *cli, Str to, const Proof *before)
{
    Proof after;
    TRY(store_opened(cli, to, 0)); /* for writing: it becomes a store at work */
    TRY(store_prove(cli, to, &after));
    if (!proof_equal(before, &after))
        return refuse(cli->w, ERR_CORRUPT, SAY_RESTORE_DIFFERS, STR_ARG(to));
    Arena *arena = cli->w->arena;
    buf_format(&cli->out, SAY_RESTORE_DONE, STR_ARG(to),
               STR_ARG(digest_text(arena, before->ledger.digest)),
               STR_ARG(digest_text(arena, after.ledger.digest)));
    buf_add(&cli->out, proof_text(arena, &after));
    if (after.papers) buf_format(&cli->out, SAY_RESTORE_PAPERS, (long long)after.papers);
    return true;
}

int command_restore(Cli *cli)
{
    Proof before;
    if (cli->word_count != 1 || !cli_has(cli, OPT_TO)) return cli_usage(cli);
    Str from = cli->words[0], to = cli_value(cli, OPT_TO);
    if (!place_is_free(cli, to) || !restore_copy(cli, from, to, &before) ||
        !restore_prove(cli, to, &before))
        return cli_failure(cli);
    Str key = format(cli->w->arena, "%.*s.key", STR_ARG(to));
    if (access(key.ptr, F_OK) != 0) buf_format(&cli->out, SAY_RESTORE_KEY, STR_ARG(key));
    return 0;
}

/* ---- verify --------------------------------------------------------------------------------- */

static void verify_json(Cli *cli, const Faults *faults, const Proof *proof)
{
    Arena *arena = cli->w->arena;
    Json json = json_new(&cli->out);
    json_object(&json, STR(""));
    json_array(&json, STR("faults"));
    for (size_t i = 0; i < faults->count; i++)
        json_text(&json, STR(""), faults->items[i].sentence);
    json_end(&json);
    if (proof) {
        json_int(&json, STR("acts"), proof->acts);
        json_text(&json, STR("head"), digest_text(arena, proof->head));
        json_int(&json, STR("lines"), proof->check.lines);
        json_int(&json, STR("rows"), proof->all.rows);
        json_text(&json, STR("ledger"), digest_text(arena, proof->ledger.digest));
        json_text(&json, STR("all"), digest_text(arena, proof->all.digest));
    }
    json_end(&json);
    buf_byte(&cli->out, '\n');
}

static void verify_text(Cli *cli, Str path, const Faults *faults, const Proof *proof)
{
    if (proof) {
        buf_format(&cli->out, SAY_VERIFY_SOUND, STR_ARG(path));
        buf_add(&cli->out, proof_text(cli->w->arena, proof));
        return;
    }
    buf_format(&cli->out, SAY_VERIFY_FAULTS, STR_ARG(path), faults->errors);
    for (size_t i = 0; i < faults->count; i++)
        buf_format(&cli->out, "  %.*s%.*s\n", STR_ARG(faults->items[i].file),
                   STR_ARG(faults->items[i].sentence));
}

/* A store that knows its home has registers, and column files beside it. */
static bool kept_find(Cli *cli, Faults *faults)
{
    Work *w = cli->w;
    Str home;
    if (!store_get(w, STR("home"), &home)) return w->error.code == ERR_NONE;
    if (!division_parse(home, &cli->home)) return true;
    return cli_law(cli, cli->home) && proof_kept(w, cli->bureau, faults);
}

/* A file that cannot even be opened as a store for its damage is a finding too. */
static bool verify_find(Cli *cli, Str path, Proof *proof, Faults *faults)
{
    Work *w = cli->w;
    if (store_opened(cli, path, STORE_READ_ONLY))
        return proof_faults(w, proof, faults) && (faults->errors || kept_find(cli, faults));
    TRY(w->error.code == ERR_CORRUPT);
    faults_add(faults,
               (Fault){.sentence = format(w->arena, SAY_FOUND_DETAIL, STR_ARG(w->error.sentence),
                                          STR_ARG(w->error.detail))});
    return true;
}

int command_verify(Cli *cli)
{
    Proof proof;
    if (cli->word_count > 1) return cli_usage(cli);
    Str path = cli->word_count ? cli->words[0] : cli_store_path(cli);
    Faults faults = faults_new(cli->w->arena, FAULTS_SHOWN);
    if (!verify_find(cli, path, &proof, &faults)) return cli_failure(cli);
    bool sound = faults.errors == 0;
    if (sound && !proof_digest(cli->w, &proof)) return cli_failure(cli);
    if (cli_has(cli, OPT_JSON))
        verify_json(cli, &faults, sound ? &proof : NULL);
    else
        verify_text(cli, path, &faults, sound ? &proof : NULL);
    return sound ? 0 : error_exit_code(ERR_CORRUPT);
}
