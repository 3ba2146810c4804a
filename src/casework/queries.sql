-- The named statements of casework. Lists, and what hangs on a case, lie in the scope of who asks;
-- so does a single case: one that lies outside is as if it were not. Stays, clocks and answers are
-- read behind case_row alone.

-- ---- cases ------------------------------------------------------------------------------------

-- unscoped: an id is given once in the whole store
-- name: case_greatest
SELECT MAX(id) FROM case_file

-- name: case_insert
INSERT INTO case_file (id, number, kind, affair, unit, person, enrolment, about, division, state,
                       outcome, step, body, holder, opened, applied, accepted, decided, closed, due,
                       kin, relieved, decider, maker, source, reason, known_from)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11, ?12, '', ?13, ?14, 2147483647, 2147483647,
        2147483647, 2147483647, ?15, 0, '', ?16, ?17, ?18, ?19)

-- name: case_by_id
SELECT id, number, kind, affair, unit, person, enrolment, about, division, state, outcome, step,
       body, holder, opened, applied, accepted, decided, closed, due, kin, relieved, decider, maker,
       source, reason
FROM case_file WHERE id = ?1 AND in_scope(division) = 1

-- name: case_by_number
SELECT id FROM case_file WHERE number = ?1 AND in_scope(division) = 1

-- unscoped: a number is given once in the whole store
-- name: case_numbered
SELECT COUNT(*) FROM case_file WHERE affair = ?1 AND opened BETWEEN ?2 AND ?3

-- unscoped: nobody's case is opened twice because he lives elsewhere; shows an id alone
-- name: case_open_of
SELECT id FROM case_file
WHERE affair = ?1 AND unit = ?2 AND kind = ?3 AND person = ?4 AND state <> 3 LIMIT 1

-- name: case_update
UPDATE case_file SET state = ?2, outcome = ?3, step = ?4, body = ?5, holder = ?6, accepted = ?7,
       decided = ?8, closed = ?9, due = ?10, enrolment = ?11, relieved = ?12, decider = ?13,
       kin = ?14, reach = ?15
WHERE id = ?1

-- name: case_event_insert
INSERT INTO case_event (commit_number, id, at, event, actor, from_step, to_step, opinion)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- name: case_events
SELECT at, commit_number, event, actor, from_step, to_step, opinion FROM case_event
WHERE id = ?1
  AND id IN (SELECT f.id FROM case_file f WHERE f.id = ?1 AND in_scope(f.division) = 1)
ORDER BY commit_number

-- name: case_event_actor
SELECT COUNT(*) FROM case_event WHERE id = ?1 AND actor = ?2 AND event = ?3

-- ---- stays, clocks, pauses --------------------------------------------------------------------

-- name: stay_insert
INSERT INTO case_stay (id, step, entered, ended, finished, actor)
VALUES (?1, ?2, ?3, 2147483647, 0, '')

-- name: stay_end
UPDATE case_stay SET ended = ?2, finished = ?3, actor = ?4 WHERE id = ?1 AND ended = 2147483647

-- name: stays
SELECT step, entered, ended, finished, actor FROM case_stay WHERE id = ?1 ORDER BY seq

-- name: clock_insert
INSERT INTO case_clock (id, step, kind, days, special, extended, started, ended, papers, stops)
VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, 2147483647, ?7, ?8)

-- name: clock_end
UPDATE case_clock SET ended = ?3 WHERE id = ?1 AND step = ?2 AND ended = 2147483647

-- name: clock_end_all
UPDATE case_clock SET ended = ?2 WHERE id = ?1 AND ended = 2147483647

-- name: clock_extend
UPDATE case_clock SET extended = 1 WHERE id = ?1 AND step = ?2 AND ended = 2147483647

-- name: clocks
SELECT step, kind, days, special, extended, started, ended, papers, stops FROM case_clock
WHERE id = ?1 ORDER BY seq

-- name: pause_insert
INSERT INTO case_pause (id, started, ended) VALUES (?1, ?2, 2147483647)

-- name: pause_end
UPDATE case_pause SET ended = ?2 WHERE id = ?1 AND ended = 2147483647

-- name: pauses
SELECT started, ended FROM case_pause WHERE id = ?1 ORDER BY seq

-- ---- answers and results ----------------------------------------------------------------------

-- name: answer_insert
INSERT INTO case_answer (id, person, field, known, number, body, commit_number)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: answers
SELECT a.person, a.field, a.known, a.number, a.body FROM case_answer a
WHERE a.id = ?1 AND a.seq = (SELECT MAX(b.seq) FROM case_answer b
                             WHERE b.id = a.id AND b.person = a.person AND b.field = a.field)
ORDER BY a.person, a.field

-- name: result_insert
INSERT INTO case_result (commit_number, id, day, eligible, amount, first_month, why, reasons,
                         conflict)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)

-- name: result_last
SELECT commit_number, day, eligible, amount, first_month, why, reasons, conflict FROM case_result
WHERE id = ?1 ORDER BY commit_number DESC LIMIT 1

-- name: need_insert
INSERT INTO case_need (commit_number, id, place, person, field) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: needs
SELECT person, field FROM case_need WHERE commit_number = ?1 ORDER BY place

-- name: member_insert
INSERT INTO case_member (id, person, role, day, leaves, undone, commit_number)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: members
SELECT m.person, m.role, m.day, m.leaves FROM case_member m
WHERE m.id = ?1 AND m.undone = 0
  AND m.seq = (SELECT MAX(n.seq) FROM case_member n WHERE n.id = m.id AND n.person = m.person)
ORDER BY m.seq

-- ---- papers -----------------------------------------------------------------------------------

-- name: paper_insert
INSERT INTO case_paper (id, label, file_name, type, bytes, digest, actor, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- name: paper_same
SELECT seq FROM case_paper WHERE id = ?1 AND digest = ?2 AND label = ?3

-- name: paper_count
SELECT COUNT(*) FROM case_paper WHERE id = ?1

-- name: papers
SELECT seq, id, label, file_name, type, bytes, digest, actor, at FROM case_paper
WHERE id = ?1
  AND id IN (SELECT f.id FROM case_file f WHERE f.id = ?1 AND in_scope(f.division) = 1)
ORDER BY seq

-- name: paper_by_id
SELECT seq, id, label, file_name, type, bytes, digest, actor, at FROM case_paper
WHERE seq = ?1
  AND in_scope((SELECT f.division FROM case_file f WHERE f.id = case_paper.id)) = 1

-- Every content once.
-- name: papers_all
SELECT MIN(seq), MIN(id), MIN(label), MIN(bytes), digest FROM case_paper
GROUP BY digest ORDER BY digest

-- ---- visits, hearings, notices, objections, deliveries ------------------------------------------

-- name: visit_insert
INSERT INTO case_visit (id, day, first_visitor, second_visitor, met, place, findings, agrees, actor,
                        at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)

-- name: visits
SELECT day, first_visitor, second_visitor, met, place, findings, agrees, actor, at FROM case_visit
WHERE id = ?1
  AND id IN (SELECT f.id FROM case_file f WHERE f.id = ?1 AND in_scope(f.division) = 1)
ORDER BY seq

-- name: hearing_insert
INSERT INTO case_hearing (id, noticed, held, came, statement, record, actor, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- name: hearings
SELECT noticed, held, came, statement, record, actor, at FROM case_hearing
WHERE id = ?1
  AND id IN (SELECT f.id FROM case_file f WHERE f.id = ?1 AND in_scope(f.division) = 1)
ORDER BY seq

-- name: notice_insert
INSERT INTO case_notice (id, affair, name, members, amount, once, place, division, shown_from,
                         shown_to, taken)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 2147483647)

-- name: notice_take
UPDATE case_notice SET taken = ?2 WHERE id = ?1 AND taken = 2147483647 AND shown_to >= ?2

-- What the public sees on a day: no scope, by its nature.
-- name: notices_on
SELECT seq, id, affair, name, members, amount, once, place, division, shown_from, shown_to, taken
FROM case_notice
WHERE shown_to >= ?1 AND shown_from <= ?1 AND taken > ?1
ORDER BY shown_to, seq

-- name: notices_of
SELECT seq, id, affair, name, members, amount, once, place, division, shown_from, shown_to, taken
FROM case_notice
WHERE id = ?1
  AND id IN (SELECT f.id FROM case_file f WHERE f.id = ?1 AND in_scope(f.division) = 1)
ORDER BY seq

-- name: objection_insert
INSERT INTO case_objection (id, who, body, day, answer, actor, at)
VALUES (?1, ?2, ?3, ?4, '', ?5, ?6)

-- name: objection_answer
UPDATE case_objection SET answer = ?2 WHERE seq = ?1 AND answer = ''

-- name: objection_by_id
SELECT seq, id, who, body, day, answer, actor, at FROM case_objection
WHERE seq = ?1
  AND in_scope((SELECT f.division FROM case_file f WHERE f.id = case_objection.id)) = 1

-- name: objections
SELECT seq, id, who, body, day, answer, actor, at FROM case_objection
WHERE id = ?1
  AND id IN (SELECT f.id FROM case_file f WHERE f.id = ?1 AND in_scope(f.division) = 1)
ORDER BY seq

-- name: delivery_insert
INSERT INTO case_delivery (id, document, way, day, receiver, actor, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: deliveries
SELECT document, way, day, receiver, actor, at FROM case_delivery
WHERE id = ?1
  AND id IN (SELECT f.id FROM case_file f WHERE f.id = ?1 AND in_scope(f.division) = 1)
ORDER BY seq

-- ---- lists ------------------------------------------------------------------------------------

-- Cases of the actor's scope. ?1 affair or ''; ?2 kind or -1; ?3 ?4 order numbers of a subtree
-- (0 0: all); ?5 pattern or ''; ?6 ?7 due days; ?8 whose duties reach them, -1 all; ?9 who may
-- hold them, '' anybody. Two indexes hold all that is asked of open cases: by day, and by kind.

-- name: case_select_open
SELECT c.id, c.number, c.kind, c.affair, c.unit, c.person, c.enrolment, c.about, c.division,
       c.state, c.outcome, c.step, c.body, c.holder, c.opened, c.applied, c.accepted, c.decided,
       c.closed, c.due, c.kin, c.relieved, c.decider, c.maker, c.source, c.reason
FROM case_file c
WHERE c.state <> 3 AND in_scope(c.division) = 1
  AND (?1 = '' OR c.affair = ?1) AND (?2 < 0 OR c.kind = ?2)
  AND (?4 = 0 OR c.division IN (SELECT d.id FROM division d WHERE d.first_order BETWEEN ?3 AND ?4))
  AND (?5 = '' OR c.number LIKE ?5
       OR EXISTS (SELECT 1 FROM person p WHERE p.id = c.person AND p.name LIKE ?5))
  AND c.due BETWEEN ?6 AND ?7
  AND (c.state = 3
       OR ((c.reach & ?8) <> 0 AND (?9 = '' OR c.holder = '' OR c.holder = ?9)))
ORDER BY c.due, c.id LIMIT ?10 OFFSET ?11

-- name: case_tally_open
SELECT c.kind, c.state, c.due, COUNT(*)
FROM case_file c
WHERE c.state <> 3 AND in_scope(c.division) = 1
  AND (?1 = '' OR c.affair = ?1) AND (?2 < 0 OR c.kind = ?2)
  AND (?4 = 0 OR c.division IN (SELECT d.id FROM division d WHERE d.first_order BETWEEN ?3 AND ?4))
  AND (?5 = '' OR c.number LIKE ?5
       OR EXISTS (SELECT 1 FROM person p WHERE p.id = c.person AND p.name LIKE ?5))
  AND +c.due BETWEEN ?6 AND ?7
  AND (c.state = 3
       OR ((c.reach & ?8) <> 0 AND (?9 = '' OR c.holder = '' OR c.holder = ?9)))
GROUP BY c.kind, c.state, c.due

-- name: case_select_all
SELECT c.id, c.number, c.kind, c.affair, c.unit, c.person, c.enrolment, c.about, c.division,
       c.state, c.outcome, c.step, c.body, c.holder, c.opened, c.applied, c.accepted, c.decided,
       c.closed, c.due, c.kin, c.relieved, c.decider, c.maker, c.source, c.reason
FROM case_file c
WHERE in_scope(c.division) = 1
  AND (?1 = '' OR c.affair = ?1) AND (?2 < 0 OR c.kind = ?2)
  AND (?4 = 0 OR c.division IN (SELECT d.id FROM division d WHERE d.first_order BETWEEN ?3 AND ?4))
  AND (?5 = '' OR c.number LIKE ?5
       OR EXISTS (SELECT 1 FROM person p WHERE p.id = c.person AND p.name LIKE ?5))
  AND c.due BETWEEN ?6 AND ?7
  AND (c.state = 3
       OR ((c.reach & ?8) <> 0 AND (?9 = '' OR c.holder = '' OR c.holder = ?9)))
ORDER BY CASE WHEN c.state = 3 THEN 1 ELSE 0 END, c.due, c.id LIMIT ?10 OFFSET ?11

-- name: case_tally_all
SELECT c.kind, c.state, c.due, COUNT(*)
FROM case_file c
WHERE in_scope(c.division) = 1
  AND (?1 = '' OR c.affair = ?1) AND (?2 < 0 OR c.kind = ?2)
  AND (?4 = 0 OR c.division IN (SELECT d.id FROM division d WHERE d.first_order BETWEEN ?3 AND ?4))
  AND (?5 = '' OR c.number LIKE ?5
       OR EXISTS (SELECT 1 FROM person p WHERE p.id = c.person AND p.name LIKE ?5))
  AND +c.due BETWEEN ?6 AND ?7
  AND (c.state = 3
       OR ((c.reach & ?8) <> 0 AND (?9 = '' OR c.holder = '' OR c.holder = ?9)))
GROUP BY c.kind, c.state, c.due

-- Those of somebody or of a unit: few.
-- name: case_select_of
SELECT c.id, c.number, c.kind, c.affair, c.unit, c.person, c.enrolment, c.about, c.division,
       c.state, c.outcome, c.step, c.body, c.holder, c.opened, c.applied, c.accepted, c.decided,
       c.closed, c.due, c.kin, c.relieved, c.decider, c.maker, c.source, c.reason
FROM case_file c
WHERE c.id IN (SELECT f.id FROM case_file f WHERE f.person = ?12
               UNION SELECT f.id FROM case_file f WHERE f.unit = ?13
               UNION SELECT f.id FROM unit_member m JOIN case_file f ON f.unit = m.unit
                     WHERE m.person = ?12)
  AND (?14 = 1 OR c.state <> 3) AND in_scope(c.division) = 1
  AND (?1 = '' OR c.affair = ?1) AND (?2 < 0 OR c.kind = ?2)
  AND (?4 = 0 OR c.division IN (SELECT d.id FROM division d WHERE d.first_order BETWEEN ?3 AND ?4))
  AND (?5 = '' OR c.number LIKE ?5
       OR EXISTS (SELECT 1 FROM person p WHERE p.id = c.person AND p.name LIKE ?5))
  AND c.due BETWEEN ?6 AND ?7
  AND (c.state = 3
       OR ((c.reach & ?8) <> 0 AND (?9 = '' OR c.holder = '' OR c.holder = ?9)))
ORDER BY CASE WHEN c.state = 3 THEN 1 ELSE 0 END, c.due, c.id LIMIT ?10 OFFSET ?11

-- name: case_tally_of
SELECT c.kind, c.state, c.due, COUNT(*)
FROM case_file c
WHERE c.id IN (SELECT f.id FROM case_file f WHERE f.person = ?10
               UNION SELECT f.id FROM case_file f WHERE f.unit = ?11
               UNION SELECT f.id FROM unit_member m JOIN case_file f ON f.unit = m.unit
                     WHERE m.person = ?10)
  AND (?12 = 1 OR c.state <> 3) AND in_scope(c.division) = 1
  AND (?1 = '' OR c.affair = ?1) AND (?2 < 0 OR c.kind = ?2)
  AND (?4 = 0 OR c.division IN (SELECT d.id FROM division d WHERE d.first_order BETWEEN ?3 AND ?4))
  AND (?5 = '' OR c.number LIKE ?5
       OR EXISTS (SELECT 1 FROM person p WHERE p.id = c.person AND p.name LIKE ?5))
  AND +c.due BETWEEN ?6 AND ?7
  AND (c.state = 3
       OR ((c.reach & ?8) <> 0 AND (?9 = '' OR c.holder = '' OR c.holder = ?9)))
GROUP BY c.kind, c.state, c.due

-- name: case_calendar
SELECT due, COUNT(*) FROM case_file
WHERE state <> 3 AND due BETWEEN ?1 AND ?2 AND in_scope(division) = 1
GROUP BY due ORDER BY due

-- unscoped: a number alone, for who keeps the tree of divisions
-- name: case_count_inside
SELECT COUNT(*) FROM case_file c JOIN division d ON d.id = c.division
WHERE c.state <> 3 AND d.first_order BETWEEN ?1 AND ?2
