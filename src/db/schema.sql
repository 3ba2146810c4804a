-- What the store knows of itself. The two tables below are made before any room's migration runs.

-- migration: 1 values and migrations
CREATE TABLE store_value (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
-- One row for each migration that ran. The fingerprint is a hash of its SQL: a migration that was
-- edited after it ran is found when the store is opened, not when a column is missing.
CREATE TABLE store_migration (
    room TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    name TEXT NOT NULL,
    fingerprint INTEGER NOT NULL,
    instant INTEGER NOT NULL,
    PRIMARY KEY (room, version)
) STRICT;

-- Whether a store is a demo, and which key its secrets are sealed with, is said once: a real store
-- must not become a demo for an afternoon, with its clock set back and its pages open.
-- migration: 2 values that are said once
CREATE TRIGGER store_value_not_updated BEFORE UPDATE ON store_value
BEGIN SELECT RAISE(ABORT, 'this value is said once')
WHERE OLD.key IN ('demo', 'key_id') AND (NEW.key <> OLD.key OR NEW.value <> OLD.value); END;
CREATE TRIGGER store_value_not_deleted BEFORE DELETE ON store_value
BEGIN SELECT RAISE(ABORT, 'this value is said once') WHERE OLD.key IN ('demo', 'key_id'); END;
