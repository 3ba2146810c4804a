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
