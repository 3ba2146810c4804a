/* What the files of access share. Private to the room. */
#ifndef ACCESS_ROOM_H
#define ACCESS_ROOM_H

#include "access/access.h"

/* *out.id is 0 when there is no such account; its duties are read. */
bool account_find(Work *w, Str account, Account *out);
/* The account, open; ERR_NOT_FOUND, ERR_STATE when it is closed. */
bool account_standing(Work *w, Str account, Account *out);
/* Duties that stand, into the account. */
bool duties_read(Work *w, Account *account);
Actor *actor_new(Work *w, const Account *account);
bool account_insert(Work *w, Str account, Str name, const DutyGrant *first);
bool duty_insert(Work *w, int64_t account, const DutyGrant *grant, Commit commit);

/* One act around `inside`, or part of the transaction that is open. */
typedef struct {
    Act act;
    bool (*inside)(Work *w, void *context, Commit commit);
    void *context;
} Doing;
bool act_do(Work *w, const Doing *doing);
Str account_subject(Work *w, Str account); /* "account:wang" */

/* ERR_DENIED unless the actor is this account. */
bool need_oneself(Work *w, Str account);
bool is_oneself(const Work *w, Str account);

/* password.c: Argon2id. */
enum { SALT_BYTES = 16, HASH_BYTES = 32 };
typedef struct {
    uint8_t salt[SALT_BYTES], hash[HASH_BYTES];
    int64_t passes, memory_kib, lanes;
} PasswordHash;
bool password_hash(Work *w, Str password, PasswordHash *hash); /* with its salt and costs */
bool password_matches(Work *w, int64_t account, Str password, bool *matches);
bool password_store(Work *w, int64_t account, Str password, bool must_change);

/* code.c: whether a one-time code (or a recovery code) is good now; it is then used up. */
bool code_matches(Work *w, int64_t account, Str code, bool *matches);

/* sessions.c: what the process shares is told. */
void sessions_forget(Work *w, Digest token);
void sessions_forget_account(Work *w, Str account);
bool sessions_end(Work *w, int64_t account, Digest keep, Commit commit); /* all but one */

/* token.c */
bool random_bytes(Work *w, void *out, size_t count);
bool token_new(Work *w, Str *text, Digest *digest); /* 32 random bytes, base64url */
Digest token_digest(Str token);
Str digest_bytes(const Digest *d);
bool digest_from(Str bytes, Digest *out);
Str base32(Arena *arena, Str bytes);

#endif
