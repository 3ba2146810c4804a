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
