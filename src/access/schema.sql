-- Accounts. An account is closed, never deleted, and its name is never given to somebody else:
-- the chain of acts names accounts.

-- migration: 1 accounts
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL CHECK (length(name) > 0),
    duty TEXT NOT NULL
        CHECK (duty IN ('clerk', 'checker', 'approver', 'payer', 'auditor', 'system')),
    scope INTEGER NOT NULL CHECK (scope >= 0),
    commit_id INTEGER NOT NULL REFERENCES act (id),
    closed_by INTEGER REFERENCES act (id)
) STRICT;
CREATE TRIGGER account_only_closed BEFORE UPDATE ON account
BEGIN SELECT RAISE(ABORT, 'an account is only closed, once')
WHERE OLD.closed_by IS NOT NULL OR NEW.id <> OLD.id OR NEW.account <> OLD.account
OR NEW.name <> OLD.name OR NEW.duty <> OLD.duty OR NEW.scope <> OLD.scope
OR NEW.commit_id <> OLD.commit_id; END;
CREATE TRIGGER account_not_deleted BEFORE DELETE ON account
BEGIN SELECT RAISE(ABORT, 'accounts are never deleted'); END;

-- An account has several duties, each for a division; the table of before had one, in a column.
-- Administrators keep each other in check: none of the three has any other duty.
-- migration: 2 duties by division
ALTER TABLE account RENAME TO account_before;
CREATE TABLE duty_held (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    duty TEXT NOT NULL CHECK (duty IN ('village', 'clerk', 'checker', 'approver', 'payer',
                                       'auditor', 'system', 'security', 'partner')),
    division INTEGER NOT NULL CHECK (division >= 0),    -- code
    commit_id INTEGER NOT NULL REFERENCES act (id),
    ended_by INTEGER REFERENCES act (id)
) STRICT;
INSERT INTO duty_held (account, duty, division, commit_id, ended_by)
SELECT id, duty, scope, commit_id, closed_by FROM account_before ORDER BY id;
CREATE TABLE account_name (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL CHECK (length(name) > 0),
    commit_id INTEGER NOT NULL REFERENCES act (id),
    closed_by INTEGER REFERENCES act (id)
) STRICT;
INSERT INTO account_name (id, account, name, commit_id, closed_by)
SELECT id, account, name, commit_id, closed_by FROM account_before ORDER BY id;
DROP TRIGGER account_only_closed;
DROP TRIGGER account_not_deleted;
DROP TABLE account_before;
ALTER TABLE account_name RENAME TO account;
CREATE INDEX duty_held_by_account ON duty_held (account);
CREATE TRIGGER account_only_closes BEFORE UPDATE ON account
BEGIN SELECT RAISE(ABORT, 'an account is only closed, once')
WHERE OLD.closed_by IS NOT NULL OR NEW.id <> OLD.id OR NEW.account <> OLD.account
OR NEW.name <> OLD.name OR NEW.commit_id <> OLD.commit_id; END;
CREATE TRIGGER account_is_kept BEFORE DELETE ON account
BEGIN SELECT RAISE(ABORT, 'accounts are never deleted'); END;
CREATE TRIGGER duty_only_ends BEFORE UPDATE ON duty_held
BEGIN SELECT RAISE(ABORT, 'a duty only ends, once')
WHERE OLD.ended_by IS NOT NULL OR NEW.id <> OLD.id OR NEW.account <> OLD.account
OR NEW.duty <> OLD.duty OR NEW.division <> OLD.division OR NEW.commit_id <> OLD.commit_id; END;
CREATE TRIGGER duty_is_kept BEFORE DELETE ON duty_held
BEGIN SELECT RAISE(ABORT, 'duties are never deleted'); END;
CREATE TRIGGER duty_excludes BEFORE INSERT ON duty_held
BEGIN SELECT RAISE(ABORT, 'an administrator has no other duty')
WHERE EXISTS (SELECT 1 FROM duty_held d
              WHERE d.account = NEW.account AND d.ended_by IS NULL AND d.duty <> NEW.duty
              AND (d.duty IN ('system', 'security', 'auditor')
                   OR NEW.duty IN ('system', 'security', 'auditor'))); END;
CREATE TRIGGER duty_of_an_account BEFORE INSERT ON duty_held
BEGIN SELECT RAISE(ABORT, 'a duty belongs to an open account')
WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.account AND a.closed_by IS NULL); END;

-- What lets somebody in: changed in place, for an old password is of no use to anybody but a thief.
-- migration: 3 passwords, codes, sessions
CREATE TABLE password (
    account INTEGER PRIMARY KEY REFERENCES account (id),
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    passes INTEGER NOT NULL CHECK (passes > 0),      -- of Argon2id, as it was made
    memory_kib INTEGER NOT NULL CHECK (memory_kib > 0),
    lanes INTEGER NOT NULL CHECK (lanes > 0),
    must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
    instant INTEGER NOT NULL
) STRICT;
CREATE TABLE login_failure (        -- by name: names nobody has are counted like the others
    account TEXT NOT NULL,
    instant INTEGER NOT NULL
) STRICT;
CREATE INDEX login_failure_by_account ON login_failure (account, instant);
CREATE TABLE login_lock (
    account TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT;
CREATE TABLE login_code (           -- one-time codes (RFC 6238)
    account INTEGER PRIMARY KEY REFERENCES account (id),
    sealed TEXT NOT NULL,
    confirmed INTEGER,              -- instant; NULL while it is only shown
    last_step INTEGER NOT NULL      -- a code is taken once
) STRICT;
CREATE TABLE recovery_code (
    account INTEGER NOT NULL REFERENCES account (id),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    used INTEGER,                   -- instant
    PRIMARY KEY (account, digest)
) STRICT;
CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    token BLOB NOT NULL UNIQUE CHECK (length(token) = 32),    -- its digest
    account INTEGER NOT NULL REFERENCES account (id),
    origin TEXT NOT NULL,
    created INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    commit_id INTEGER NOT NULL REFERENCES act (id),
    closed_by INTEGER REFERENCES act (id)
) STRICT;
CREATE INDEX session_by_account ON session (account);
CREATE TRIGGER session_only_seen BEFORE UPDATE ON session
BEGIN SELECT RAISE(ABORT, 'a session is only seen or closed')
WHERE OLD.closed_by IS NOT NULL OR NEW.token <> OLD.token OR NEW.account <> OLD.account
OR NEW.created <> OLD.created OR NEW.expires <> OLD.expires OR NEW.commit_id <> OLD.commit_id; END;
CREATE TABLE setup_link (           -- to the page that makes the first account
    token BLOB PRIMARY KEY CHECK (length(token) = 32),        -- its digest
    expires INTEGER NOT NULL,
    used INTEGER                    -- instant
) STRICT;

-- migration: 4 people behind accounts and their relatives
CREATE TABLE account_person (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id),
    person INTEGER NOT NULL,        -- 0: nobody any more; the newest row counts
    commit_id INTEGER NOT NULL REFERENCES act (id)
) STRICT;
CREATE INDEX account_person_by_account ON account_person (account);
CREATE TRIGGER account_person_not_updated BEFORE UPDATE ON account_person
BEGIN SELECT RAISE(ABORT, 'who an account is, is said anew, never changed'); END;
CREATE TRIGGER account_person_not_deleted BEFORE DELETE ON account_person
BEGIN SELECT RAISE(ABORT, 'who an account was, is kept'); END;
CREATE TABLE kin (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id),
    person INTEGER NOT NULL CHECK (person > 0),
    relation TEXT NOT NULL CHECK (length(relation) > 0),
    filed_by TEXT NOT NULL,
    day INTEGER NOT NULL,
    ended INTEGER,                  -- day
    commit_id INTEGER NOT NULL REFERENCES act (id),
    ended_by INTEGER REFERENCES act (id)
) STRICT;
CREATE INDEX kin_by_account ON kin (account);
CREATE TRIGGER kin_only_ends BEFORE UPDATE ON kin
BEGIN SELECT RAISE(ABORT, 'a relative on file only ends, once')
WHERE OLD.ended_by IS NOT NULL OR NEW.account <> OLD.account OR NEW.person <> OLD.person
OR NEW.relation <> OLD.relation OR NEW.day <> OLD.day OR NEW.commit_id <> OLD.commit_id; END;
CREATE TRIGGER kin_not_deleted BEFORE DELETE ON kin
BEGIN SELECT RAISE(ABORT, 'relatives on file are kept'); END;

-- What was looked at. Rows go when the declared period is over, and only then: the act that takes
-- them out says until when and how many.
-- migration: 5 access log
CREATE TABLE access_log (
    id INTEGER PRIMARY KEY,
    instant INTEGER NOT NULL,
    account INTEGER NOT NULL,       -- 0: nobody logged in
    route TEXT NOT NULL,
    subject TEXT NOT NULL,
    status INTEGER NOT NULL
) STRICT;
CREATE TABLE access_log_purge (
    commit_id INTEGER PRIMARY KEY REFERENCES act (id),
    before INTEGER NOT NULL,        -- instant
    row_count INTEGER NOT NULL
) STRICT;
CREATE TRIGGER access_log_not_updated BEFORE UPDATE ON access_log
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER access_log_deleted_by_age BEFORE DELETE ON access_log
BEGIN SELECT RAISE(ABORT, 'the log is kept for its period')
WHERE OLD.instant >= (SELECT coalesce(max(before), 0) FROM access_log_purge); END;
CREATE TRIGGER access_log_purge_not_updated BEFORE UPDATE ON access_log_purge
BEGIN SELECT RAISE(ABORT, 'what was purged is on record'); END;
CREATE TRIGGER access_log_purge_not_deleted BEFORE DELETE ON access_log_purge
BEGIN SELECT RAISE(ABORT, 'what was purged is on record'); END;

-- What programs were answered under the keys of their requests, for as long as they may ask again.
-- migration: 6 answers to programs
CREATE TABLE answered (
    account INTEGER NOT NULL REFERENCES account (id),
    key TEXT NOT NULL CHECK (length(key) > 0),
    request TEXT NOT NULL CHECK (length(request) = 64),       -- digest of what was asked
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    instant INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) STRICT;
CREATE INDEX answered_by_instant ON answered (instant);

-- Who looked at one person, and at what one account looked, among millions of rows.
-- migration: 7 access log by account and subject
CREATE INDEX access_log_by_account ON access_log (account, id);
CREATE INDEX access_log_by_subject ON access_log (subject, id) WHERE subject <> '';
CREATE INDEX session_open ON session (expires) WHERE closed_by IS NULL;
