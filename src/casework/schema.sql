-- Cases. case_file is where a case stands today and is the one table that changes; everything that
-- happened to it is inserted once: events, the stay in each step, clocks and their pauses, answers,
-- visits, hearings, notices, objections, papers, deliveries. Days are counted since 1970-01-01,
-- months are year * 12 + month - 1; 2147483647 is "not yet" or "open" for both.

-- migration: 1 cases
-- scoped: division
CREATE TABLE case_file (
    id        INTEGER PRIMARY KEY,
    number    TEXT    NOT NULL UNIQUE,
    kind      INTEGER NOT NULL,         -- CaseKind
    affair    TEXT    NOT NULL,
    unit      INTEGER NOT NULL,
    person    INTEGER NOT NULL,
    enrolment INTEGER NOT NULL,         -- 0: none yet
    about     INTEGER NOT NULL,         -- the case appealed against, 0
    division  INTEGER NOT NULL,
    state     INTEGER NOT NULL,         -- CaseState
    outcome   INTEGER NOT NULL,         -- CaseOutcome
    step      TEXT    NOT NULL,         -- name of the declared step
    body      TEXT    NOT NULL,
    holder    TEXT    NOT NULL,
    opened    INTEGER NOT NULL,
    applied   INTEGER NOT NULL,
    accepted  INTEGER NOT NULL,
    decided   INTEGER NOT NULL,
    closed    INTEGER NOT NULL,
    due       INTEGER NOT NULL,         -- of the nearest clock that runs
    kin       INTEGER NOT NULL,
    relieved  INTEGER NOT NULL,
    decider   TEXT    NOT NULL,
    maker     TEXT    NOT NULL,
    source    TEXT    NOT NULL,
    reason    TEXT    NOT NULL,
    known_from INTEGER NOT NULL
);
CREATE INDEX case_by_due ON case_file (state, due, id);
CREATE INDEX case_by_unit ON case_file (unit);
CREATE INDEX case_by_person ON case_file (person);
CREATE INDEX case_by_division ON case_file (division, state);
CREATE TRIGGER case_not_deleted BEFORE DELETE ON case_file
BEGIN SELECT RAISE(ABORT, 'cases are never deleted'); END;
CREATE TRIGGER case_stays BEFORE UPDATE ON case_file
BEGIN SELECT RAISE(ABORT, 'what a case is about is never changed')
WHERE NEW.id <> OLD.id OR NEW.number <> OLD.number OR NEW.kind <> OLD.kind
OR NEW.affair <> OLD.affair OR NEW.maker <> OLD.maker OR NEW.opened <> OLD.opened; END;

CREATE TABLE case_event (
    commit_number INTEGER NOT NULL,
    id        INTEGER NOT NULL,         -- case
    at        INTEGER NOT NULL,         -- instant
    event     INTEGER NOT NULL,         -- CaseEvent, -1: opened
    actor     TEXT    NOT NULL,
    from_step TEXT    NOT NULL,
    to_step   TEXT    NOT NULL,
    opinion   TEXT    NOT NULL,
    PRIMARY KEY (commit_number)
);
CREATE INDEX case_event_by_case ON case_event (id, commit_number);
CREATE TRIGGER case_event_not_updated BEFORE UPDATE ON case_event
BEGIN SELECT RAISE(ABORT, 'what happened to a case is never changed'); END;
CREATE TRIGGER case_event_not_deleted BEFORE DELETE ON case_event
BEGIN SELECT RAISE(ABORT, 'what happened to a case is never deleted'); END;

-- The stays in the steps: who entered and left when. The clocks of the law under which the case
-- came to the step are kept with it (semantics 9).
CREATE TABLE case_stay (
    seq       INTEGER PRIMARY KEY,
    id        INTEGER NOT NULL,
    step      TEXT    NOT NULL,
    entered   INTEGER NOT NULL,
    ended     INTEGER NOT NULL,
    finished  INTEGER NOT NULL,         -- 1: done; 0: left otherwise
    actor     TEXT    NOT NULL          -- who left it
);
CREATE INDEX case_stay_by_case ON case_stay (id);
CREATE TABLE case_clock (
    seq       INTEGER PRIMARY KEY,
    id        INTEGER NOT NULL,
    step      TEXT    NOT NULL,         -- whose clock it is
    kind      INTEGER NOT NULL,         -- StepClock
    days      INTEGER NOT NULL,
    special   INTEGER NOT NULL,         -- 0: cannot be extended
    extended  INTEGER NOT NULL,
    started   INTEGER NOT NULL,
    ended     INTEGER NOT NULL,
    papers    INTEGER NOT NULL,         -- 1: waiting for papers stops it
    stops     TEXT    NOT NULL          -- names of steps that stop it, each between two bars
);
CREATE INDEX case_clock_by_case ON case_clock (id);
CREATE TABLE case_pause (               -- waiting for papers
    seq       INTEGER PRIMARY KEY,
    id        INTEGER NOT NULL,
    started   INTEGER NOT NULL,
    ended     INTEGER NOT NULL
);
CREATE INDEX case_pause_by_case ON case_pause (id);

-- migration: 2 what is stated
CREATE TABLE case_answer (              -- the last one of a person and field counts
    seq       INTEGER PRIMARY KEY,
    id        INTEGER NOT NULL,
    person    INTEGER NOT NULL,         -- 0: the unit's own
    field     TEXT    NOT NULL,         -- REGISTER.KEY
    known     INTEGER NOT NULL,         -- 0: taken back
    number    INTEGER NOT NULL,
    body      TEXT    NOT NULL,         -- sealed when the field is
    commit_number INTEGER NOT NULL
);
CREATE INDEX case_answer_by_case ON case_answer (id);
CREATE TABLE case_result (              -- what the law gave on it
    commit_number INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    eligible  INTEGER NOT NULL,
    amount    INTEGER NOT NULL,
    first_month INTEGER NOT NULL,
    why       TEXT    NOT NULL,
    reasons   TEXT    NOT NULL,         -- lines of law that do not hold, one a line
    conflict  TEXT    NOT NULL,
    PRIMARY KEY (commit_number)
);
CREATE INDEX case_result_by_case ON case_result (id, commit_number);
CREATE TABLE case_need (
    commit_number INTEGER NOT NULL,
    id        INTEGER NOT NULL,
    place     INTEGER NOT NULL,         -- in the order in which the law asks
    person    INTEGER NOT NULL,
    field     TEXT    NOT NULL,
    PRIMARY KEY (commit_number, place)
);

-- migration: 3 what hangs on a case
CREATE TABLE case_paper (
    seq       INTEGER PRIMARY KEY,
    id        INTEGER NOT NULL,
    label     TEXT    NOT NULL,
    file_name TEXT    NOT NULL,
    type      INTEGER NOT NULL,
    bytes     INTEGER NOT NULL,
    digest    TEXT    NOT NULL,
    actor     TEXT    NOT NULL,
    at        INTEGER NOT NULL
);
CREATE INDEX case_paper_by_case ON case_paper (id);
CREATE INDEX case_paper_by_digest ON case_paper (digest);
CREATE TABLE case_visit (
    seq       INTEGER PRIMARY KEY,
    id        INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    first_visitor  TEXT NOT NULL,
    second_visitor TEXT NOT NULL,
    met       TEXT    NOT NULL,
    place     TEXT    NOT NULL,
    findings  TEXT    NOT NULL,
    agrees    INTEGER NOT NULL,
    actor     TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    CHECK (first_visitor <> second_visitor)
);
CREATE INDEX case_visit_by_case ON case_visit (id);
CREATE TABLE case_hearing (
    seq       INTEGER PRIMARY KEY,
    id        INTEGER NOT NULL,
    noticed   INTEGER NOT NULL,
    held      INTEGER NOT NULL,
    came      INTEGER NOT NULL,
    statement TEXT    NOT NULL,
    record    TEXT    NOT NULL,
    actor     TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    CHECK (held >= noticed)
);
CREATE INDEX case_hearing_by_case ON case_hearing (id);
CREATE TABLE case_notice (
    seq       INTEGER PRIMARY KEY,
    id        INTEGER NOT NULL,
    affair    TEXT    NOT NULL,
    name      TEXT    NOT NULL,         -- masked
    members   INTEGER NOT NULL,
    amount    INTEGER NOT NULL,
    once      INTEGER NOT NULL,
    place     TEXT    NOT NULL,
    division  INTEGER NOT NULL,
    shown_from INTEGER NOT NULL,
    shown_to  INTEGER NOT NULL,
    taken     INTEGER NOT NULL
);
CREATE INDEX case_notice_by_day ON case_notice (shown_to);
CREATE INDEX case_notice_by_case ON case_notice (id);
CREATE TABLE case_objection (
    seq       INTEGER PRIMARY KEY,
    id        INTEGER NOT NULL,
    who       TEXT    NOT NULL,
    body      TEXT    NOT NULL,
    day       INTEGER NOT NULL,
    answer    TEXT    NOT NULL,
    actor     TEXT    NOT NULL,
    at        INTEGER NOT NULL
);
CREATE INDEX case_objection_by_case ON case_objection (id);
CREATE TABLE case_delivery (
    seq       INTEGER PRIMARY KEY,
    id        INTEGER NOT NULL,
    document  TEXT    NOT NULL,
    way       INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    receiver  TEXT    NOT NULL,
    actor     TEXT    NOT NULL,
    at        INTEGER NOT NULL
);
CREATE INDEX case_delivery_by_case ON case_delivery (id);
CREATE TRIGGER case_visit_not_updated BEFORE UPDATE ON case_visit
BEGIN SELECT RAISE(ABORT, 'the record of a visit is never changed'); END;
CREATE TRIGGER case_visit_not_deleted BEFORE DELETE ON case_visit
BEGIN SELECT RAISE(ABORT, 'the record of a visit is never deleted'); END;
CREATE TRIGGER case_hearing_not_updated BEFORE UPDATE ON case_hearing
BEGIN SELECT RAISE(ABORT, 'the record of a hearing is never changed'); END;
CREATE TRIGGER case_hearing_not_deleted BEFORE DELETE ON case_hearing
BEGIN SELECT RAISE(ABORT, 'the record of a hearing is never deleted'); END;

-- migration: 4 lists by day and by who may act
ALTER TABLE case_file ADD COLUMN reach INTEGER NOT NULL DEFAULT -1; -- who may act now (reach_of)
DROP INDEX case_by_due;
DROP INDEX case_by_division;
CREATE INDEX case_open_by_day
ON case_file (due, id, division, reach, holder, kind, affair, state) WHERE state <> 3;
CREATE INDEX case_open_by_kind
ON case_file (kind, state, due, division, reach, holder, affair) WHERE state <> 3;
CREATE INDEX case_by_affair ON case_file (affair, opened);

-- migration: 5 who comes and goes
CREATE TABLE case_member (              -- of a change; the last one of a person counts
    seq       INTEGER PRIMARY KEY,
    id        INTEGER NOT NULL,
    person    INTEGER NOT NULL,
    role      TEXT    NOT NULL,
    day       INTEGER NOT NULL,
    leaves    INTEGER NOT NULL,
    undone    INTEGER NOT NULL,         -- 1: nothing is said of him any more
    commit_number INTEGER NOT NULL
);
CREATE INDEX case_member_by_case ON case_member (id);
CREATE TRIGGER case_member_not_updated BEFORE UPDATE ON case_member
BEGIN SELECT RAISE(ABORT, 'what was said of a member is never changed'); END;
CREATE TRIGGER case_member_not_deleted BEFORE DELETE ON case_member
BEGIN SELECT RAISE(ABORT, 'what was said of a member is never deleted'); END;
