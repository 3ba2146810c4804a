-- What payment keeps beside the ledger: which months were closed under which law, and the batches
-- with the accounts that made, checked and approved them. Money itself stands in the ledger alone.
-- Months are year * 12 + month - 1; days are counted since 1970-01-01.

-- migration: 1 closes
CREATE TABLE month_close (
    commit_number INTEGER PRIMARY KEY,
    month         INTEGER NOT NULL,
    instant       INTEGER NOT NULL,
    day           INTEGER NOT NULL,   -- standards published by this day counted
    law           INTEGER NOT NULL,   -- law text by content
    engine        TEXT    NOT NULL,
    lines         INTEGER NOT NULL,
    total         INTEGER NOT NULL
);
CREATE INDEX month_close_month ON month_close (month);
CREATE TRIGGER month_close_not_updated BEFORE UPDATE ON month_close
BEGIN SELECT RAISE(ABORT, 'closes are never changed'); END;
CREATE TRIGGER month_close_not_deleted BEFORE DELETE ON month_close
BEGIN SELECT RAISE(ABORT, 'closes are never deleted'); END;

-- migration: 2 batches
CREATE TABLE batch (
    id            INTEGER PRIMARY KEY,
    month         INTEGER NOT NULL,
    state         INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
    lines         INTEGER NOT NULL,
    people        INTEGER NOT NULL,
    withheld      INTEGER NOT NULL,
    total         INTEGER NOT NULL,
    drafted       INTEGER NOT NULL,   -- commit of the draft
    maker         TEXT    NOT NULL,
    checker       TEXT,
    approver      TEXT,
    sender        TEXT,
    file          TEXT,
    file_digest   TEXT,
    CHECK (checker <> maker),
    CHECK (approver <> maker AND approver <> checker),
    CHECK (state < 1 OR state = 5 OR checker IS NOT NULL),
    CHECK (state < 2 OR state = 5 OR approver IS NOT NULL),
    CHECK (state < 3 OR state = 5 OR (sender IS NOT NULL AND file_digest IS NOT NULL))
);
CREATE INDEX batch_month ON batch (month);
CREATE TRIGGER batch_begins BEFORE INSERT ON batch
BEGIN SELECT RAISE(ABORT, 'a batch begins as a draft') WHERE NEW.state <> 0; END;
CREATE TRIGGER batch_not_deleted BEFORE DELETE ON batch
BEGIN SELECT RAISE(ABORT, 'batches are never deleted'); END;
-- One step forward at a time, or a batch that was not sent is cancelled.
CREATE TRIGGER batch_moves BEFORE UPDATE OF state ON batch
BEGIN SELECT RAISE(ABORT, 'no such move of a batch')
WHERE NOT (NEW.state = OLD.state + 1 AND OLD.state < 4)
AND NOT (NEW.state = 5 AND OLD.state < 3); END;
-- What was drafted is what is sent; only sending says how much of it the bank can take.
CREATE TRIGGER batch_sums BEFORE UPDATE OF month, lines, people, total ON batch
BEGIN SELECT RAISE(ABORT, 'the sums of a batch are never changed')
WHERE NEW.month <> OLD.month OR NEW.lines <> OLD.lines
OR ((NEW.people <> OLD.people OR NEW.total <> OLD.total)
    AND NOT (OLD.state = 2 AND NEW.state = 3)); END;
-- Who has signed has signed.
CREATE TRIGGER batch_hands BEFORE UPDATE OF maker, checker, approver, sender ON batch
BEGIN SELECT RAISE(ABORT, 'a signature is never changed')
WHERE NEW.maker <> OLD.maker OR NEW.checker <> OLD.checker OR NEW.approver <> OLD.approver
OR NEW.sender <> OLD.sender OR (NEW.checker IS NULL AND OLD.checker IS NOT NULL)
OR (NEW.approver IS NULL AND OLD.approver IS NOT NULL); END;

-- migration: 3 returns
CREATE TABLE bank_return (
    id      INTEGER PRIMARY KEY,
    batch   INTEGER NOT NULL,
    affair  TEXT    NOT NULL,
    person  INTEGER NOT NULL,
    amount  INTEGER NOT NULL CHECK (amount > 0),
    cause   TEXT    NOT NULL,
    resent  INTEGER NOT NULL    -- the batch that pays it again, 0 so far
);
CREATE INDEX bank_return_resent ON bank_return (resent);

-- migration: 4 holds
CREATE TABLE held_enrolment (   -- suspended as of the last close: their lines stay out of drafts
    enrolment INTEGER PRIMARY KEY
);
