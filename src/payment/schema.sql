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

-- migration: 5 bank rows
CREATE TABLE bank_row (         -- what a bank file asked the bank to pay, row by row
    batch          INTEGER NOT NULL,
    number         INTEGER NOT NULL,    -- 1.. in its batch: the file's own numbering
    affair         TEXT    NOT NULL,
    person         INTEGER NOT NULL,
    amount         INTEGER NOT NULL CHECK (amount > 0),
    account        TEXT    NOT NULL,    -- sealed
    account_digest TEXT    NOT NULL,
    state          INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2), -- sent, settled, returned
    account_wrong  INTEGER NOT NULL,    -- returned because of the account: it must be corrected
    said           TEXT    NOT NULL,    -- what the bank said last
    PRIMARY KEY (batch, number)
);
CREATE INDEX bank_row_person ON bank_row (person, batch);
CREATE TRIGGER bank_row_not_deleted BEFORE DELETE ON bank_row
BEGIN SELECT RAISE(ABORT, 'rows of a bank file are never deleted'); END;
-- What was sent stays as it was sent; the bank's answer comes once.
CREATE TRIGGER bank_row_answered BEFORE UPDATE ON bank_row
BEGIN SELECT RAISE(ABORT, 'what was sent to the bank is never changed')
WHERE NEW.batch <> OLD.batch OR NEW.number <> OLD.number OR NEW.affair <> OLD.affair
OR NEW.person <> OLD.person OR NEW.amount <> OLD.amount OR NEW.account <> OLD.account
OR NEW.account_digest <> OLD.account_digest OR (OLD.state <> 0 AND NEW.state <> OLD.state); END;
CREATE TABLE bank_file (        -- when the rows of a batch were made
    batch   INTEGER PRIMARY KEY,
    instant INTEGER NOT NULL
);

-- migration: 6 recovery
CREATE TABLE recovery_plan (    -- a decision: how somebody pays back what is owed
    id            INTEGER PRIMARY KEY,
    affair        TEXT    NOT NULL,
    person        INTEGER NOT NULL,
    way           INTEGER NOT NULL CHECK (way BETWEEN 0 AND 1),  -- cash, off the next payments
    total         INTEGER NOT NULL CHECK (total > 0),
    reason        TEXT    NOT NULL,
    decided_by    TEXT    NOT NULL,
    commit_number INTEGER NOT NULL,
    ended         INTEGER NOT NULL      -- commit that put another in its place or ended it, 0
);
CREATE INDEX recovery_plan_person ON recovery_plan (affair, person);
CREATE TRIGGER recovery_plan_not_deleted BEFORE DELETE ON recovery_plan
BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END;
CREATE TRIGGER recovery_plan_ends_once BEFORE UPDATE ON recovery_plan
BEGIN SELECT RAISE(ABORT, 'a decision is ended, never changed')
WHERE NEW.affair <> OLD.affair OR NEW.person <> OLD.person OR NEW.way <> OLD.way
OR NEW.total <> OLD.total OR NEW.reason <> OLD.reason OR NEW.decided_by <> OLD.decided_by
OR NEW.commit_number <> OLD.commit_number OR OLD.ended <> 0; END;
CREATE TABLE recovery_instalment (
    plan   INTEGER NOT NULL,
    month  INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (plan, month)
);
CREATE TRIGGER recovery_instalment_not_updated BEFORE UPDATE ON recovery_instalment
BEGIN SELECT RAISE(ABORT, 'a decision is ended, never changed'); END;
CREATE TRIGGER recovery_instalment_not_deleted BEFORE DELETE ON recovery_instalment
BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END;

-- How far the registers went at the last close: the greatest subject of each aspect, the home
-- division. Together with the change log they tell whom the next close must compute again; without
-- them it computes everybody.
-- migration: 7 marks
CREATE TABLE close_mark (
    what   TEXT PRIMARY KEY,
    number INTEGER NOT NULL
);

-- migration: 8 what was settled may come back
DROP TRIGGER bank_row_answered;
-- What was sent stays as it was sent; the bank's answer comes once, but that what it had paid may
-- come back later.
CREATE TRIGGER bank_row_answered BEFORE UPDATE ON bank_row
BEGIN SELECT RAISE(ABORT, 'what was sent to the bank is never changed')
WHERE NEW.batch <> OLD.batch OR NEW.number <> OLD.number OR NEW.affair <> OLD.affair
OR NEW.person <> OLD.person OR NEW.amount <> OLD.amount OR NEW.account <> OLD.account
OR NEW.account_digest <> OLD.account_digest
OR (OLD.state <> 0 AND NEW.state <> OLD.state AND NOT (OLD.state = 1 AND NEW.state = 2)); END;

-- A household's money goes to its applicant's account in one row: whose it is stands here. A row
-- without shares is its person's own.
-- migration: 9 shares of rows, and from which sources a batch was paid
CREATE TABLE bank_share (
    batch  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    person INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (batch, number, person)
);
CREATE INDEX bank_share_person ON bank_share (person, batch);
CREATE TRIGGER bank_share_not_updated BEFORE UPDATE ON bank_share
BEGIN SELECT RAISE(ABORT, 'what was sent to the bank is never changed'); END;
CREATE TRIGGER bank_share_not_deleted BEFORE DELETE ON bank_share
BEGIN SELECT RAISE(ABORT, 'rows of a bank file are never deleted'); END;
CREATE TABLE batch_fund (
    batch  INTEGER NOT NULL,
    fund   TEXT    NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (batch, fund)
);
CREATE TRIGGER batch_fund_not_updated BEFORE UPDATE ON batch_fund
BEGIN SELECT RAISE(ABORT, 'what was sent to the bank is never changed'); END;
CREATE TRIGGER batch_fund_not_deleted BEFORE DELETE ON batch_fund
BEGIN SELECT RAISE(ABORT, 'what was sent to the bank is never changed'); END;
