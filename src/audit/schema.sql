-- Every act, chained: digest = SM3 over the row's canonical encoding and the digest of the row
-- before.
-- The encoding is act_digest in act.c; nothing here is ever changed or taken out.

-- migration: 1 acts
CREATE TABLE act (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    instant INTEGER NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    detail TEXT NOT NULL,
    rows_digest BLOB NOT NULL CHECK (length(rows_digest) = 32),
    before_digest BLOB NOT NULL CHECK (length(before_digest) = 32),
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32)
) STRICT;
CREATE INDEX act_instant ON act (instant);
CREATE INDEX act_subject ON act (subject);
CREATE TRIGGER act_not_updated BEFORE UPDATE ON act
BEGIN SELECT RAISE(ABORT, 'acts are never changed'); END;
CREATE TRIGGER act_not_deleted BEFORE DELETE ON act
BEGIN SELECT RAISE(ABORT, 'acts are never deleted'); END;
-- An act may only follow the newest one: no gap, no second row between.
CREATE TRIGGER act_follows BEFORE INSERT ON act
BEGIN SELECT RAISE(ABORT, 'acts follow each other')
WHERE NEW.id <> (SELECT coalesce(max(id), 0) + 1 FROM act); END;

-- A store is a demo from its first act on, or never.
-- migration: 2 a demo from the first act on
CREATE TRIGGER act_before_demo BEFORE INSERT ON store_value
BEGIN SELECT RAISE(ABORT, 'a store with acts never becomes a demo')
WHERE NEW.key = 'demo' AND EXISTS (SELECT 1 FROM act)
AND NOT EXISTS (SELECT 1 FROM store_value WHERE key = 'demo'); END;

-- What one account did, and what was done of one kind.
-- migration: 3 acts by account and kind
CREATE INDEX act_actor ON act (actor);
CREATE INDEX act_kind ON act (kind);
