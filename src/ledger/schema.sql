-- The ledger. Lines, entries, members and seals are only ever inserted. Months are
-- year * 12 + month - 1, money is fen, accounts and reasons are the numbers of the enums in
-- ledger.h.

-- migration: 1 lines, entries, members, balances, seals

-- One posted benefit line (semantics 6): what a close says that a person gets, or got too much.
CREATE TABLE ledger_line (
    id INTEGER PRIMARY KEY,
    enrolment INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    person INTEGER NOT NULL,
    affair TEXT NOT NULL,
    month INTEGER NOT NULL,
    closed_in INTEGER NOT NULL,
    component TEXT NOT NULL,
    fund TEXT NOT NULL,
    division INTEGER NOT NULL,
    urban INTEGER NOT NULL CHECK (urban BETWEEN 0 AND 2),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 4),
    law INTEGER NOT NULL,
    commit_id INTEGER NOT NULL -- an act: by its seal, which is not looked up for every line
) STRICT;
-- Posted so far, read in order without touching the lines.
CREATE INDEX ledger_line_posted
ON ledger_line (affair, enrolment, person, month, component, amount);
CREATE INDEX ledger_line_closed ON ledger_line (closed_in, affair);
CREATE INDEX ledger_line_person ON ledger_line (person);
CREATE INDEX ledger_line_enrolment ON ledger_line (enrolment);

-- A balanced pair: an entry cannot be unbalanced, only wrong, and the CHECK knows every pair there
-- is (debit * 10 + credit; see the table at the head of ledger.h).
CREATE TABLE ledger_entry (
    id INTEGER PRIMARY KEY,
    line INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    affair TEXT NOT NULL,
    person INTEGER NOT NULL,
    debit INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 10),
    commit_id INTEGER NOT NULL,
    CHECK (debit * 10 + credit IN (1, 2, 10, 20, 13, 34, 31, 42, 52, 12))
) STRICT;
CREATE INDEX ledger_entry_line ON ledger_entry (line);
CREATE INDEX ledger_entry_batch ON ledger_entry (batch) WHERE batch > 0;

-- Which batch a line is paid in; once and for good.
CREATE TABLE ledger_member (
    id INTEGER PRIMARY KEY,
    line INTEGER NOT NULL UNIQUE REFERENCES ledger_line (id),
    batch INTEGER NOT NULL CHECK (batch > 0),
    commit_id INTEGER NOT NULL REFERENCES act (id)
) STRICT;
CREATE INDEX ledger_member_batch ON ledger_member (batch, line);

-- What an act's digest seals: the rows first..last of one table.
CREATE TABLE ledger_seal (
    commit_id INTEGER PRIMARY KEY REFERENCES act (id),
    kind TEXT NOT NULL CHECK (kind IN ('lines', 'moves', 'members')),
    first_row INTEGER NOT NULL,
    last_row INTEGER NOT NULL CHECK (last_row >= first_row)
) STRICT;

-- Sums of entries, kept so that a posting need not add up a life: what is payable to a person (1),
-- owed by them (2), in clearing (3). The only table here that changes; ledger_check proves it.
CREATE TABLE ledger_balance (
    account INTEGER NOT NULL CHECK (account IN (1, 2, 3)),
    affair TEXT NOT NULL,
    person INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (account, affair, person)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ledger_line_not_updated BEFORE UPDATE ON ledger_line
BEGIN SELECT RAISE(ABORT, 'posted lines are never changed'); END;
CREATE TRIGGER ledger_line_not_deleted BEFORE DELETE ON ledger_line
BEGIN SELECT RAISE(ABORT, 'posted lines are never deleted'); END;
CREATE TRIGGER ledger_entry_not_updated BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER ledger_entry_not_deleted BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER ledger_member_not_updated BEFORE UPDATE ON ledger_member
BEGIN SELECT RAISE(ABORT, 'a line stays in its batch'); END;
CREATE TRIGGER ledger_member_not_deleted BEFORE DELETE ON ledger_member
BEGIN SELECT RAISE(ABORT, 'a line stays in its batch'); END;
CREATE TRIGGER ledger_seal_not_updated BEFORE UPDATE ON ledger_seal
BEGIN SELECT RAISE(ABORT, 'seals are never changed'); END;
CREATE TRIGGER ledger_seal_not_deleted BEFORE DELETE ON ledger_seal
BEGIN SELECT RAISE(ABORT, 'seals are never broken'); END;
CREATE TRIGGER ledger_balance_not_deleted BEFORE DELETE ON ledger_balance
BEGIN SELECT RAISE(ABORT, 'balances are never deleted'); END;

-- migration: 2 what lowered debts

CREATE INDEX ledger_entry_recovered ON ledger_entry (affair, person) WHERE credit = 2;

-- migration: 3 an enrolment's lines are found through its affair

DROP INDEX ledger_line_enrolment;

-- migration: 4 money that comes back after it was settled

-- A seventh movement: debit bank, credit payable (退汇). A CHECK cannot be changed in place, so the
-- entries move over as they are; their seals prove that they did. The pair of nearly every entry is
-- asked first.
CREATE TABLE ledger_entry_wider (
    id INTEGER PRIMARY KEY,
    line INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    affair TEXT NOT NULL,
    person INTEGER NOT NULL,
    debit INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 10),
    commit_id INTEGER NOT NULL,
    CHECK (debit * 10 + credit = 1
           OR debit * 10 + credit IN (2, 10, 20, 13, 34, 31, 41, 42, 52, 12))
) STRICT;
INSERT INTO ledger_entry_wider
SELECT id, line, batch, affair, person, debit, credit, amount, reason, commit_id FROM ledger_entry;
DROP TABLE ledger_entry;
ALTER TABLE ledger_entry_wider RENAME TO ledger_entry;
CREATE INDEX ledger_entry_line ON ledger_entry (line);
CREATE INDEX ledger_entry_batch ON ledger_entry (batch) WHERE batch > 0;
CREATE INDEX ledger_entry_recovered ON ledger_entry (affair, person) WHERE credit = 2;
CREATE TRIGGER ledger_entry_not_updated BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER ledger_entry_not_deleted BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

-- migration: 5 seals say how their rows are encoded

-- 1: every number in eight bytes. 2: every number as short as it is (seal.c).
ALTER TABLE ledger_seal ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- migration: 6 sums by month and place

-- What the closes posted, by month, source and place: a page shows a year without reading its
-- lines. Written with the lines, changed by nothing else; ledger_check proves it.
CREATE TABLE ledger_month_sum (
    closed_in INTEGER NOT NULL,
    affair TEXT NOT NULL,
    reason INTEGER NOT NULL,
    fund TEXT NOT NULL,
    division INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (closed_in, affair, reason, fund, division)
) STRICT, WITHOUT ROWID;
INSERT INTO ledger_month_sum
SELECT closed_in, affair, reason, fund, division, count(*), CAST(sum(amount) AS INTEGER)
FROM ledger_line GROUP BY closed_in, affair, reason, fund, division;
CREATE TRIGGER ledger_month_sum_not_deleted BEFORE DELETE ON ledger_month_sum
BEGIN SELECT RAISE(ABORT, 'sums are never deleted'); END;
