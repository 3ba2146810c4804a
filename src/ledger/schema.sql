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

-- migration: 7 lines name words by numbers

-- The keys of affairs, components and sources that lines and entries name: a row holds a number of
-- one byte for each. Seals cover the words themselves.
CREATE TABLE ledger_word (
    id INTEGER PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO ledger_word (word)
SELECT affair FROM ledger_line UNION SELECT component FROM ledger_line
UNION SELECT fund FROM ledger_line UNION SELECT affair FROM ledger_entry
UNION SELECT affair FROM ledger_balance;

-- The lines move over as they are; their seals prove that they did.
CREATE TABLE ledger_line_small (
    id INTEGER PRIMARY KEY,
    enrolment INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    person INTEGER NOT NULL,
    affair INTEGER NOT NULL,
    month INTEGER NOT NULL,
    closed_in INTEGER NOT NULL,
    component INTEGER NOT NULL,
    fund INTEGER NOT NULL,
    division INTEGER NOT NULL,
    urban INTEGER NOT NULL CHECK (urban BETWEEN 0 AND 2),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 4),
    law INTEGER NOT NULL,
    commit_id INTEGER NOT NULL
) STRICT;
INSERT INTO ledger_line_small
SELECT l.id, l.enrolment, l.unit, l.person, a.id, l.month, l.closed_in, c.id, f.id, l.division,
l.urban, l.amount, l.reason, l.law, l.commit_id
FROM ledger_line l JOIN ledger_word a ON a.word = l.affair
JOIN ledger_word c ON c.word = l.component JOIN ledger_word f ON f.word = l.fund;
CREATE TABLE ledger_member_small (
    id INTEGER PRIMARY KEY,
    line INTEGER NOT NULL UNIQUE REFERENCES ledger_line_small (id),
    batch INTEGER NOT NULL CHECK (batch > 0),
    commit_id INTEGER NOT NULL REFERENCES act (id)
) STRICT;
INSERT INTO ledger_member_small SELECT id, line, batch, commit_id FROM ledger_member;
DROP TABLE ledger_member;
DROP TABLE ledger_line;
ALTER TABLE ledger_line_small RENAME TO ledger_line;
ALTER TABLE ledger_member_small RENAME TO ledger_member;
CREATE INDEX ledger_line_posted
ON ledger_line (affair, enrolment, person, month, component, amount);
CREATE INDEX ledger_member_batch ON ledger_member (batch, line);

CREATE TRIGGER ledger_word_not_updated BEFORE UPDATE ON ledger_word
BEGIN SELECT RAISE(ABORT, 'words are never changed'); END;
CREATE TRIGGER ledger_word_not_deleted BEFORE DELETE ON ledger_word
BEGIN SELECT RAISE(ABORT, 'words are never deleted'); END;
CREATE TRIGGER ledger_line_not_updated BEFORE UPDATE ON ledger_line
BEGIN SELECT RAISE(ABORT, 'posted lines are never changed'); END;
CREATE TRIGGER ledger_line_not_deleted BEFORE DELETE ON ledger_line
BEGIN SELECT RAISE(ABORT, 'posted lines are never deleted'); END;
CREATE TRIGGER ledger_member_not_updated BEFORE UPDATE ON ledger_member
BEGIN SELECT RAISE(ABORT, 'a line stays in its batch'); END;
CREATE TRIGGER ledger_member_not_deleted BEFORE DELETE ON ledger_member
BEGIN SELECT RAISE(ABORT, 'a line stays in its batch'); END;

-- migration: 8 entries and balances name words by numbers

CREATE TABLE ledger_entry_small (
    id INTEGER PRIMARY KEY,
    line INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    affair INTEGER NOT NULL,
    person INTEGER NOT NULL,
    debit INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 10),
    commit_id INTEGER NOT NULL,
    CHECK (debit * 10 + credit = 1
           OR debit * 10 + credit IN (2, 10, 20, 13, 34, 31, 41, 42, 52, 12))
) STRICT;
INSERT INTO ledger_entry_small
SELECT e.id, e.line, e.batch, a.id, e.person, e.debit, e.credit, e.amount, e.reason, e.commit_id
FROM ledger_entry e JOIN ledger_word a ON a.word = e.affair;
DROP TABLE ledger_entry;
ALTER TABLE ledger_entry_small RENAME TO ledger_entry;
CREATE INDEX ledger_entry_line ON ledger_entry (line);
CREATE INDEX ledger_entry_batch ON ledger_entry (batch) WHERE batch > 0;
CREATE INDEX ledger_entry_recovered ON ledger_entry (affair, person) WHERE credit = 2;

CREATE TABLE ledger_balance_small (
    account INTEGER NOT NULL CHECK (account IN (1, 2, 3)),
    affair INTEGER NOT NULL,
    person INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (account, affair, person)
) STRICT, WITHOUT ROWID;
INSERT INTO ledger_balance_small
SELECT b.account, a.id, b.person, b.amount
FROM ledger_balance b JOIN ledger_word a ON a.word = b.affair;
DROP TABLE ledger_balance;
ALTER TABLE ledger_balance_small RENAME TO ledger_balance;

CREATE TRIGGER ledger_entry_not_updated BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER ledger_entry_not_deleted BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER ledger_balance_not_deleted BEFORE DELETE ON ledger_balance
BEGIN SELECT RAISE(ABORT, 'balances are never deleted'); END;

-- migration: 9 what is kept with lines instead of indexes

DROP TABLE ledger_month_sum;
CREATE TABLE ledger_month_sum (
    closed_in INTEGER NOT NULL,
    affair INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    fund INTEGER NOT NULL,
    division INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (closed_in, affair, reason, fund, division)
) STRICT, WITHOUT ROWID;
INSERT INTO ledger_month_sum
SELECT closed_in, affair, reason, fund, division, count(*), CAST(sum(amount) AS INTEGER)
FROM ledger_line GROUP BY closed_in, affair, reason, fund, division;

-- A person's lines, by way of ledger_line_posted: a row for each enrolment, not for each line.
CREATE TABLE ledger_enrolled (
    person INTEGER NOT NULL,
    affair INTEGER NOT NULL,
    enrolment INTEGER NOT NULL,
    PRIMARY KEY (person, affair, enrolment)
) STRICT, WITHOUT ROWID;
INSERT INTO ledger_enrolled SELECT DISTINCT person, affair, enrolment FROM ledger_line;

-- A close's lines stand together: from where to where, for each act, month and affair.
CREATE TABLE ledger_span (
    closed_in INTEGER NOT NULL,
    affair INTEGER NOT NULL,
    commit_id INTEGER NOT NULL,
    first_line INTEGER NOT NULL,
    last_line INTEGER NOT NULL,
    PRIMARY KEY (closed_in, affair, commit_id)
) STRICT, WITHOUT ROWID;
INSERT INTO ledger_span
SELECT closed_in, affair, commit_id, min(id), max(id) FROM ledger_line
GROUP BY closed_in, affair, commit_id;

CREATE TRIGGER ledger_month_sum_not_deleted BEFORE DELETE ON ledger_month_sum
BEGIN SELECT RAISE(ABORT, 'sums are never deleted'); END;
CREATE TRIGGER ledger_enrolled_not_deleted BEFORE DELETE ON ledger_enrolled
BEGIN SELECT RAISE(ABORT, 'who has lines is never forgotten'); END;
CREATE TRIGGER ledger_span_not_deleted BEFORE DELETE ON ledger_span
BEGIN SELECT RAISE(ABORT, 'spans are never deleted'); END;
