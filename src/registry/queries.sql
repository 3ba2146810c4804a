-- The named statements of registry. Columns come in the order in which their readers take them.

-- ---- divisions --------------------------------------------------------------------------------

-- name: division_insert
INSERT INTO division (id, code, name, parent, first_order, last_order, valid_from, valid_to,
                      successor)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)

-- name: division_update
UPDATE division SET name = ?2, parent = ?3, first_order = ?4, last_order = ?5, valid_to = ?6,
       successor = ?7
WHERE id = ?1

-- name: division_all
SELECT id, code, name, parent, first_order, last_order, valid_from, valid_to, successor
FROM division ORDER BY code, valid_to, id

-- name: division_by_code
SELECT id, code, name, parent, first_order, last_order, valid_from, valid_to, successor
FROM division WHERE code = ?1 ORDER BY valid_to DESC, id DESC LIMIT 1

-- name: division_by_id
SELECT id, code, name, parent, first_order, last_order, valid_from, valid_to, successor
FROM division WHERE id = ?1

-- name: division_children
SELECT id, code, name, parent, first_order, last_order, valid_from, valid_to, successor
FROM division WHERE parent = ?1 ORDER BY first_order

-- name: division_range
SELECT id, code, name, parent, first_order, last_order, valid_from, valid_to, successor
FROM division WHERE first_order BETWEEN ?1 AND ?2 ORDER BY first_order

-- What acts decided and the files do not say yet.
-- name: division_hands
SELECT division, what, known_from FROM division_hand
WHERE known_to = 9223372036854775807 ORDER BY division, what

-- name: division_hand_insert
INSERT INTO division_hand (division, what, known_from, known_to)
VALUES (?1, ?2, ?3, 9223372036854775807)

-- name: division_hand_end
UPDATE division_hand SET known_to = ?3
WHERE division = ?1 AND what = ?2 AND known_to = 9223372036854775807

-- What lies in a stretch of the tree.
-- unscoped: a number alone, for who keeps the tree
-- name: division_people
SELECT COUNT(*) FROM person p JOIN division d ON d.id = p.division
WHERE d.first_order BETWEEN ?1 AND ?2

-- unscoped: a number alone, for who keeps the tree
-- name: division_units
SELECT COUNT(*) FROM unit u JOIN division d ON d.id = u.division
WHERE d.first_order BETWEEN ?1 AND ?2 AND u.withdrawn IS NULL

-- name: division_greatest
SELECT MAX(id) FROM division

-- What db asks for in_scope: numbers of the tree, with the numbering that they belong to.
-- name: scope_order
SELECT d.first_order,
       (SELECT coalesce(MAX(c.known_from), 0) FROM fact_change c WHERE c.what = 'division')
FROM division d WHERE d.id = ?1

-- name: scope_interval
SELECT d.first_order, d.last_order, n.numbered
FROM (SELECT coalesce(MAX(known_from), 0) AS numbered FROM fact_change
      WHERE what = 'division') n
LEFT JOIN (SELECT first_order, last_order FROM division WHERE code = ?1
           ORDER BY valid_to DESC, id DESC LIMIT 1) d ON 1 = 1

-- ---- declarations, law, sources ---------------------------------------------------------------

-- name: declared_fields
SELECT id, field, kind, scale, sealed, words FROM declared_field
WHERE register = ?1 AND aspect = ?2

-- name: declared_field_id
SELECT id FROM declared_field WHERE register = ?1 AND aspect = ?2 AND field = ?3

-- name: declared_field_greatest
SELECT MAX(id) FROM declared_field

-- name: declared_field_insert
INSERT INTO declared_field (id, register, aspect, field, kind, scale, sealed, words)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- name: declared_field_rename
UPDATE declared_field SET field = ?2 WHERE id = ?1

-- name: declared_field_words
UPDATE declared_field SET words = ?2 WHERE id = ?1

-- name: law_by_hash
SELECT id FROM law_text WHERE hash = ?1

-- name: law_by_id
SELECT hash, body FROM law_text WHERE id = ?1

-- name: law_greatest
SELECT MAX(id) FROM law_text

-- name: law_insert
INSERT INTO law_text (id, hash, body, known_from) VALUES (?1, ?2, ?3, ?4)

-- name: change_source_insert
INSERT INTO change_source (commit_number, source, stated)
VALUES (?1, ?2, ?3) ON CONFLICT (commit_number) DO NOTHING

-- ---- people -----------------------------------------------------------------------------------

-- Who is seen: a household is seen where it is registered and where its applicant lives; a person
-- where he lives and where a household of his is seen. Whoever is not seen is as if he were not.

-- unscoped: an id is given once in the whole store
-- name: person_greatest
SELECT MAX(id) FROM person

-- unscoped: a number of the whole store, nobody in it
-- name: person_count
SELECT COUNT(*) FROM person WHERE withdrawn IS NULL

-- name: person_insert
INSERT INTO person (id, known_from) VALUES (?1, ?2)

-- name: person_insert_all sqlite
INSERT INTO person (id, known_from, name, birth, division, number_sealed, number_digest)
SELECT v1, ?2, v2, v3, v4, v5, v6 FROM given(?1)

-- name: person_set_identity
UPDATE person SET name = coalesce(?2, name), birth = coalesce(?3, birth),
       number_sealed = coalesce(?4, number_sealed), number_digest = coalesce(?5, number_digest)
WHERE id = ?1

-- name: person_set_division
UPDATE person SET division = ?2 WHERE id = ?1

-- name: person_number_insert
INSERT INTO person_number (digest, person, known_from) VALUES (?1, ?2, ?3)
ON CONFLICT (digest, person) DO NOTHING

-- name: person_number_insert_all sqlite
INSERT INTO person_number (digest, person, known_from)
SELECT v1, v2, ?2 FROM given(?1) WHERE true
ON CONFLICT (digest, person) DO NOTHING

-- A number that is still the person's comes before one that was corrected away.
-- unscoped: nobody is made a second time because he lives elsewhere; person_by_number looks again
-- name: person_by_digest
SELECT n.person FROM person_number n LEFT JOIN person p ON p.id = n.person
WHERE n.digest = ?1
ORDER BY CASE WHEN p.number_digest = n.digest THEN 0 ELSE 1 END, n.person LIMIT 1

-- name: person_names
SELECT p.id, p.name FROM person p
WHERE p.id BETWEEN ?1 AND ?2
  AND (in_scope(p.division) = 1
       OR EXISTS (SELECT 1 FROM unit_member m JOIN unit u ON u.id = m.unit
                  LEFT JOIN person a ON a.id = u.applicant
                  WHERE m.person = p.id AND m.known_to = 9223372036854775807
                    AND (in_scope(u.division) = 1 OR in_scope(a.division) = 1)))
ORDER BY p.id

-- name: person_row
SELECT p.id, p.name, p.number_sealed, p.birth, p.division FROM person p
WHERE p.id = ?1
  AND (in_scope(p.division) = 1
       OR EXISTS (SELECT 1 FROM unit_member m JOIN unit u ON u.id = m.unit
                  LEFT JOIN person a ON a.id = u.applicant
                  WHERE m.person = p.id AND m.known_to = 9223372036854775807
                    AND (in_scope(u.division) = 1 OR in_scope(a.division) = 1)))

-- The page of an order (?1) in which an entry (?2) lies or would lie; those behind it.
-- name: name_page_of
SELECT id, first, body FROM name_page WHERE kind = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1

-- name: name_page_next
SELECT id, first, body FROM name_page WHERE kind = ?1 AND first > ?2 ORDER BY first LIMIT 1

-- name: name_page_bound
SELECT first FROM name_page WHERE kind = ?1 AND first > ?2 ORDER BY first LIMIT 1

-- name: name_page_insert
INSERT INTO name_page (body, kind, first) VALUES (?1, ?2, ?3)

-- name: name_page_update
UPDATE name_page SET body = ?1 WHERE id = ?2

-- name: name_page_any
SELECT COUNT(*) FROM (SELECT id FROM name_page LIMIT 1) k

-- unscoped: the pages of names are of the whole store; what is found is read by person_row
-- name: person_all_names
SELECT id, name FROM person WHERE name IS NOT NULL ORDER BY id

-- unscoped: an id is given once in the whole store
-- name: unit_greatest
SELECT MAX(id) FROM unit

-- name: unit_insert
INSERT INTO unit (id, kind, number, applicant, division, known_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6)

-- name: unit_set_division
UPDATE unit SET division = ?2 WHERE id = ?1

-- name: unit_set_applicant
UPDATE unit SET applicant = ?2 WHERE id = ?1

-- name: unit_row
SELECT u.kind, u.number, u.applicant, u.division FROM unit u
WHERE u.id = ?1
  AND (in_scope(u.division) = 1
       OR EXISTS (SELECT 1 FROM person a WHERE a.id = u.applicant AND in_scope(a.division) = 1))

-- name: unit_by_number
SELECT u.id FROM unit u
WHERE u.number = ?1
  AND (in_scope(u.division) = 1
       OR EXISTS (SELECT 1 FROM person a WHERE a.id = u.applicant AND in_scope(a.division) = 1))
ORDER BY u.id DESC LIMIT 1

-- unscoped: nobody gets a second household of one because he lives elsewhere
-- name: unit_single
SELECT id FROM unit WHERE applicant = ?1 AND kind = 1 AND withdrawn IS NULL
ORDER BY id LIMIT 1

-- unscoped: of somebody whom a scoped list or page has found
-- name: person_name
SELECT name FROM person WHERE id = ?1

-- unscoped: of a household that a scoped list or page has found
-- name: unit_name
SELECT number, applicant FROM unit WHERE id = ?1

-- name: unit_listed
SELECT u.id FROM unit u
WHERE u.withdrawn IS NULL
  AND (in_scope(u.division) = 1
       OR EXISTS (SELECT 1 FROM person a WHERE a.id = u.applicant AND in_scope(a.division) = 1))

-- unscoped: their order alone; unit_listed says who is seen
-- name: unit_by_order
SELECT id FROM unit ORDER BY number, id

-- name: unit_members_on
SELECT person, role, valid_from, valid_to FROM unit_member
WHERE unit = ?1 AND valid_from <= ?2 AND valid_to > ?2 AND known_to = 9223372036854775807
ORDER BY applicant DESC, valid_from, person

-- name: unit_of_person
SELECT u.id FROM unit u
JOIN (SELECT unit, MAX(valid_to) AS until FROM unit_member
      WHERE person = ?1 AND known_to = 9223372036854775807 GROUP BY unit) m ON m.unit = u.id
WHERE (in_scope(u.division) = 1
       OR EXISTS (SELECT 1 FROM person a WHERE a.id = u.applicant AND in_scope(a.division) = 1))
ORDER BY u.kind, m.until DESC, u.id

-- The act that made ?2 the applicant after another had been it; none when nobody had.
-- unscoped: of a household whose money is being sent
-- name: unit_applicant_since
SELECT coalesce(MIN(CASE WHEN m.known_from >= o.until THEN m.known_from END), MAX(m.known_from))
FROM unit_member m
JOIN (SELECT MAX(known_from) AS until FROM unit_member
      WHERE unit = ?1 AND person <> ?2 AND applicant = 1) o ON o.until IS NOT NULL
WHERE m.unit = ?1 AND m.person = ?2 AND m.applicant = 1
HAVING COUNT(*) > 0

-- name: member_versions
SELECT valid_from, valid_to, known_from, role, applicant FROM unit_member
WHERE unit = ?1 AND person = ?2 AND known_to = 9223372036854775807
  AND valid_to > ?3 AND valid_from < ?4
ORDER BY valid_from

-- name: member_insert
INSERT INTO unit_member (unit, person, role, applicant, valid_from, valid_to, known_from, known_to)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 9223372036854775807)

-- name: member_close
UPDATE unit_member SET known_to = ?5
WHERE unit = ?1 AND person = ?2 AND valid_from = ?3 AND known_from = ?4

-- What the same act has written and takes back was never known to anybody.
-- name: member_delete
DELETE FROM unit_member WHERE unit = ?1 AND person = ?2 AND valid_from = ?3 AND known_from = ?4

-- name: member_count
SELECT COUNT(*) FROM unit_member

-- name: members_known
SELECT unit, person, valid_from, valid_to, applicant FROM unit_member
WHERE known_from <= ?1 AND known_to > ?1 ORDER BY unit, person, valid_from

-- name: members_now
SELECT unit, valid_from, valid_to, person, applicant FROM unit_member
WHERE unit BETWEEN ?1 AND ?2 AND known_to = 9223372036854775807 ORDER BY unit, person, valid_from

-- name: unit_member_count
SELECT COUNT(*) FROM unit_member WHERE unit = ?1 AND known_to = 9223372036854775807

-- name: unit_members_ever
SELECT DISTINCT person FROM unit_member WHERE unit = ?1 ORDER BY person

-- name: change_insert
INSERT INTO fact_change (what, known_from, subject) VALUES (?1, ?2, ?3)
ON CONFLICT (what, known_from, subject) DO NOTHING

-- name: changes_since
SELECT DISTINCT subject FROM fact_change WHERE what = ?1 AND known_from > ?2 ORDER BY subject

-- name: sender_key_find
SELECT id FROM sender_key WHERE name = ?1 AND sender = ?2 AND kind = ?3

-- name: sender_key_any
SELECT 1 FROM sender_key WHERE sender = ?1 AND kind = ?2 LIMIT 1

-- name: sender_key_insert
INSERT INTO sender_key (name, sender, kind, id, known_from) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (sender, kind, name) DO NOTHING

-- name: sender_key_insert_all sqlite
INSERT INTO sender_key (name, sender, kind, id, known_from)
SELECT v1, ?3, ?4, v2, ?2 FROM given(?1) WHERE true
ON CONFLICT (sender, kind, name) DO NOTHING

-- ---- enrolments and decisions -----------------------------------------------------------------

-- unscoped: an id is given once in the whole store
-- name: enrolment_greatest
SELECT MAX(id) FROM enrolment

-- unscoped: an id is given once in the whole store
-- name: decision_greatest
SELECT MAX(id) FROM decision

-- name: enrolment_insert
INSERT INTO enrolment (id, affair, unit, applicant, applied, accepted, decided, known_from)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- name: decision_insert
INSERT INTO decision (id, enrolment, kind, day, effective, until, amount, reason, actor, law,
                      known_from)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)

-- Members of every grant and revision of this commit, as they stand on the day of the decision.
-- unscoped: copies the members of what this act decides
-- name: decided_members_copy
INSERT INTO decided_member (decision, person, applicant)
SELECT d.id, m.person, MAX(m.applicant) FROM decision d
JOIN enrolment e ON e.id = d.enrolment
JOIN unit_member m ON m.unit = e.unit AND m.known_to = 9223372036854775807
                  AND m.valid_from <= d.day AND m.valid_to > d.day
WHERE d.known_from = ?1 AND d.kind IN (0, 1)
GROUP BY d.id, m.person

-- unscoped: looks at what this act decides
-- name: decision_without_members
SELECT d.id, e.unit FROM decision d JOIN enrolment e ON e.id = d.enrolment
WHERE d.known_from = ?1 AND d.kind IN (0, 1)
  AND NOT EXISTS (SELECT 1 FROM decided_member m WHERE m.decision = d.id)
LIMIT 1

-- A person decided on by commit ?1 under affair ?2 for whom affair ?3 runs. Of the other enrolment
-- only the last copy of the members counts, and only when it is not stopped by the month after.
-- unscoped: exclusive programmes count wherever they run
-- name: conflict_find
SELECT n.person, o.id, o.decided FROM decision d
JOIN enrolment e ON e.id = d.enrolment AND e.affair = ?2
JOIN decided_member n ON n.decision = d.id
JOIN decided_member m ON m.person = n.person AND m.decision <> d.id
JOIN decision p ON p.id = m.decision
JOIN enrolment o ON o.id = p.enrolment AND o.affair = ?3 AND o.id <> e.id
WHERE d.known_from = ?1 AND d.kind IN (0, 1)
  AND NOT EXISTS (SELECT 1 FROM decision q
                  WHERE q.enrolment = o.id AND q.kind IN (0, 1) AND q.id > p.id)
  AND coalesce((SELECT s.effective FROM decision s WHERE s.enrolment = o.id AND s.kind = 2
                ORDER BY s.id DESC LIMIT 1), 2147483647) > d.effective + 1
LIMIT 1

-- unscoped: the engine computes over everybody
-- name: enrolments_of_affair
SELECT id, affair, unit, applicant, applied, accepted, decided, known_from FROM enrolment
WHERE affair = ?1 AND known_from <= ?2 ORDER BY unit, id

-- unscoped: the engine computes over everybody
-- name: decisions_of_affair
SELECT d.id, d.enrolment, d.kind, d.day, d.effective, d.until, d.amount, d.reason, d.actor, d.law,
       d.known_from
FROM decision d JOIN enrolment e ON e.id = d.enrolment
WHERE e.affair = ?1 AND d.known_from <= ?2
ORDER BY e.unit, d.enrolment, d.effective, d.known_from, d.id

-- An enrolment is seen where its household is, and where somebody lives whom it was decided for.
-- name: enrolment_by_id
SELECT e.id, e.affair, e.unit, e.applicant, e.applied, e.accepted, e.decided, e.known_from
FROM enrolment e
WHERE e.id = ?1
  AND (EXISTS (SELECT 1 FROM unit u LEFT JOIN person a ON a.id = u.applicant
               WHERE u.id = e.unit AND (in_scope(u.division) = 1 OR in_scope(a.division) = 1))
       OR EXISTS (SELECT 1 FROM decision d JOIN decided_member m ON m.decision = d.id
                  JOIN person p ON p.id = m.person
                  WHERE d.enrolment = e.id AND in_scope(p.division) = 1))

-- unscoped: of an enrolment that enrolment_by_id has shown
-- name: decisions_of_enrolment
SELECT id, enrolment, kind, day, effective, until, amount, reason, actor, law, known_from
FROM decision WHERE enrolment = ?1 ORDER BY effective, known_from, id

-- name: enrolments_of_person
SELECT e.id FROM enrolment e
WHERE e.id IN (SELECT d.enrolment FROM decided_member m JOIN decision d ON d.id = m.decision
               WHERE m.person = ?1)
  AND (EXISTS (SELECT 1 FROM unit u LEFT JOIN person a ON a.id = u.applicant
               WHERE u.id = e.unit AND (in_scope(u.division) = 1 OR in_scope(a.division) = 1))
       OR EXISTS (SELECT 1 FROM decision d JOIN decided_member m ON m.decision = d.id
                  JOIN person p ON p.id = m.person
                  WHERE d.enrolment = e.id AND in_scope(p.division) = 1))
ORDER BY e.id

-- unscoped: the engine computes over everybody
-- name: decided_members
SELECT m.decision, m.person, m.applicant FROM decided_member m
JOIN decision d ON d.id = m.decision JOIN enrolment e ON e.id = d.enrolment
WHERE e.affair = ?1 AND d.known_from <= ?2 ORDER BY m.decision, m.person

-- unscoped: the engine computes over everybody
-- name: decided_values
SELECT v.decision, v.person, v.field, v.number, v.body FROM decided_value v
JOIN decision d ON d.id = v.decision JOIN enrolment e ON e.id = d.enrolment
WHERE e.affair = ?1 AND d.known_from <= ?2 ORDER BY v.decision, v.person, v.field

-- unscoped: programmes know each other wherever they run
-- name: decided_members_of
SELECT m.decision, m.person, m.applicant FROM decision d
JOIN decided_member m ON m.decision = d.id
WHERE d.enrolment = ?1 AND d.known_from <= ?2 ORDER BY m.decision, m.person

-- unscoped: programmes know each other wherever they run
-- name: decided_values_of
SELECT v.decision, v.person, v.field, v.number, v.body FROM decision d
JOIN decided_value v ON v.decision = d.id
WHERE d.enrolment = ?1 AND d.known_from <= ?2 ORDER BY v.decision, v.person, v.field

-- ---- import -----------------------------------------------------------------------------------

-- unscoped: imports are of the whole store
-- name: import_unit_grant
SELECT id FROM enrolment WHERE affair = ?1 AND unit = ?2 AND applied = ?3 AND decided = ?4 LIMIT 1

-- unscoped: imports are of the whole store
-- name: import_person_grant
SELECT e.id FROM unit u JOIN enrolment e ON e.unit = u.id
WHERE e.affair = ?1 AND u.applicant = ?2 AND u.kind = 1 AND e.applied = ?3
  AND e.decided = ?4
LIMIT 1

-- unscoped: imports are of the whole store
-- name: import_unit_enrolment
SELECT id FROM enrolment WHERE affair = ?1 AND unit = ?2 ORDER BY decided DESC, id DESC LIMIT 1

-- unscoped: imports are of the whole store
-- name: import_person_enrolment
SELECT e.id FROM unit u JOIN enrolment e ON e.unit = u.id
WHERE e.affair = ?1 AND u.applicant = ?2 AND u.kind = 1 ORDER BY e.decided DESC, e.id DESC LIMIT 1

-- unscoped: imports are of the whole store
-- name: import_decision
SELECT id FROM decision
WHERE enrolment = ?1 AND kind = ?2 AND day = ?3 AND effective = ?4 AND until = ?5 AND amount = ?6
LIMIT 1

-- All that conflict_find finds, with the new enrolment and the name of the person.
-- unscoped: exclusive programmes count wherever they run
-- name: import_conflicts
SELECT DISTINCT e.id, w.name, o.decided FROM decision d
JOIN enrolment e ON e.id = d.enrolment AND e.affair = ?2
JOIN decided_member n ON n.decision = d.id
JOIN person w ON w.id = n.person
JOIN decided_member m ON m.person = n.person AND m.decision <> d.id
JOIN decision p ON p.id = m.decision
JOIN enrolment o ON o.id = p.enrolment AND o.affair = ?3 AND o.id <> e.id
WHERE d.known_from = ?1 AND d.kind = 0
  AND NOT EXISTS (SELECT 1 FROM decision q
                  WHERE q.enrolment = o.id AND q.kind IN (0, 1) AND q.id > p.id)
  AND coalesce((SELECT s.effective FROM decision s WHERE s.enrolment = o.id AND s.kind = 2
                ORDER BY s.id DESC LIMIT 1), 2147483647) > d.effective + 1
ORDER BY e.id, w.name

-- ---- imports: history, undo, mappings ---------------------------------------------------------

-- name: import_run_insert
INSERT INTO import_run (commit_number, kind, file, digest, row_count, added, changed, unchanged,
                        first_person, next_person, first_unit, next_unit, undone)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0)

-- name: import_runs
SELECT r.commit_number, r.kind, r.file, r.digest, c.source, r.row_count, r.added, r.changed,
       r.unchanged, r.first_person, r.next_person, r.first_unit, r.next_unit, r.undone
FROM import_run r JOIN change_source c ON c.commit_number = r.commit_number
WHERE r.commit_number BETWEEN ?1 AND ?2 ORDER BY r.commit_number DESC

-- name: import_run_undone
UPDATE import_run SET undone = ?2 WHERE commit_number = ?1

-- An import that was undone and the act that undid it are as if they had never been.
-- name: import_undone_acts
SELECT commit_number FROM import_run WHERE undone <> 0
UNION ALL SELECT undone FROM import_run WHERE undone <> 0

-- name: undo_numbers
DELETE FROM person_number WHERE known_from = ?1

-- name: undo_sender_keys
DELETE FROM sender_key WHERE known_from = ?1

-- name: undo_people
UPDATE person SET withdrawn = ?3, name = NULL, birth = NULL, division = NULL,
       number_sealed = NULL, number_digest = NULL
WHERE id >= ?1 AND id < ?2

-- name: undo_units
UPDATE unit SET withdrawn = ?3, number = NULL WHERE id >= ?1 AND id < ?2

-- Later decisions about people ?2 .. ?3 - 1 or units ?4 .. ?5 - 1, which import ?1 made.
-- unscoped: imports are of the whole store
-- name: undo_decided_later
SELECT d.known_from, e.applicant, d.id FROM decision d JOIN enrolment e ON e.id = d.enrolment
WHERE d.known_from > ?1
  AND ((e.unit >= ?4 AND e.unit < ?5)
       OR EXISTS (SELECT 1 FROM decided_member m
                  WHERE m.decision = d.id AND m.person >= ?2 AND m.person < ?3))
ORDER BY d.id

-- Memberships that later acts wrote for people ?2 .. ?3 - 1, whom import ?1 made.
-- unscoped: imports are of the whole store
-- name: undo_joined_later
SELECT known_from, person, unit FROM unit_member
WHERE known_from > ?1 AND person >= ?2 AND person < ?3 ORDER BY known_from, person

-- Memberships of units that import ?1 touched, changed by later acts.
-- name: undo_members_later
SELECT CASE WHEN m.known_from > ?1 THEN m.known_from ELSE m.known_to END, m.person, m.unit
FROM unit_member m
WHERE (m.known_from > ?1 OR (m.known_to > ?1 AND m.known_to < 9223372036854775807))
  AND m.unit IN (SELECT unit FROM unit_member WHERE known_from = ?1 OR known_to = ?1)
ORDER BY m.unit, m.person

-- Decisions after import ?1 about units whose members it wrote.
-- unscoped: imports are of the whole store
-- name: undo_members_decided
SELECT d.known_from, e.applicant, d.id FROM decision d JOIN enrolment e ON e.id = d.enrolment
WHERE d.known_from > ?1 AND d.kind IN (0, 1)
  AND e.unit IN (SELECT unit FROM unit_member WHERE known_from = ?1 OR known_to = ?1)
ORDER BY d.id

-- name: undo_members_close
UPDATE unit_member SET known_to = ?2
WHERE known_to = 9223372036854775807 AND known_from >= ?1 AND known_from < ?2
  AND unit IN (SELECT unit FROM unit_member WHERE known_from = ?1 OR known_to = ?1)

-- name: undo_members_restore
INSERT INTO unit_member (unit, person, role, applicant, valid_from, valid_to, known_from, known_to)
SELECT unit, person, role, applicant, valid_from, valid_to, ?2, 9223372036854775807
FROM unit_member
WHERE known_from < ?1 AND known_to >= ?1 AND known_to < 9223372036854775807
  AND unit IN (SELECT unit FROM unit_member WHERE known_from = ?1 OR known_to = ?1)

-- name: undo_members_note
INSERT INTO fact_change (what, known_from, subject)
SELECT 'unit.member', ?2, unit FROM unit_member WHERE known_from = ?1 OR known_to = ?1
GROUP BY unit

-- name: undo_unit_applicant
UPDATE unit SET applicant = coalesce(
    (SELECT m.person FROM unit_member m
     WHERE m.unit = unit.id AND m.applicant = 1 AND m.known_to = 9223372036854775807
     ORDER BY m.valid_to DESC, m.valid_from DESC LIMIT 1), applicant)
WHERE id IN (SELECT unit FROM unit_member WHERE known_from = ?1 OR known_to = ?1)

-- name: mapping_put
INSERT INTO column_mapping (sender, kind, header, meant, known_from) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (sender, kind, header) DO UPDATE SET meant = excluded.meant,
                                                 known_from = excluded.known_from

-- name: mapping_find
SELECT meant FROM column_mapping WHERE sender = ?1 AND kind = ?2 AND header = ?3

-- name: mapping_delete
DELETE FROM column_mapping WHERE sender = ?1 AND kind = ?2 AND header = ?3

-- name: mapping_all
SELECT sender, kind, header, meant FROM column_mapping ORDER BY sender, kind, header

-- ---- rows of other registers ------------------------------------------------------------------

-- unscoped: an id is given once in the whole store
-- name: row_greatest
SELECT MAX(id) FROM register_row

-- name: row_insert
INSERT INTO register_row (id, register, name, known_from) VALUES (?1, ?2, ?3, ?4)

-- unscoped: two rows of one name would be two in the whole store; shows an id alone
-- name: row_by_name
SELECT id FROM register_row WHERE register = ?1 AND name = ?2 AND withdrawn IS NULL

-- unscoped: the name alone, which other rows refer to
-- name: row_by_id
SELECT name, register FROM register_row WHERE id = ?1

-- unscoped: the division stands in the facts of a row: register_rows drops what is not seen
-- name: rows_of
SELECT id, name FROM register_row WHERE register = ?1 AND withdrawn IS NULL ORDER BY name, id

-- name: undo_rows
UPDATE register_row SET withdrawn = ?2 WHERE known_from = ?1 AND withdrawn IS NULL

-- Whether somebody or something is seen at all.
-- name: person_seen
SELECT COUNT(*) FROM person p
WHERE p.id = ?1
  AND (in_scope(p.division) = 1
       OR EXISTS (SELECT 1 FROM unit_member m JOIN unit u ON u.id = m.unit
                  LEFT JOIN person a ON a.id = u.applicant
                  WHERE m.person = p.id AND m.known_to = 9223372036854775807
                    AND (in_scope(u.division) = 1 OR in_scope(a.division) = 1)))

-- name: unit_seen
SELECT COUNT(*) FROM unit u
WHERE u.id = ?1
  AND (in_scope(u.division) = 1
       OR EXISTS (SELECT 1 FROM person a WHERE a.id = u.applicant AND in_scope(a.division) = 1))

-- name: kin_in_unit
SELECT COUNT(*) FROM unit_member
WHERE unit = ?1 AND person = ?2 AND known_to = 9223372036854775807

-- unscoped: who is related keeps out wherever it is
-- name: kin_in_enrolment
SELECT COUNT(*) FROM enrolment e
WHERE e.id = ?1
  AND (e.applicant = ?2
       OR e.unit IN (SELECT m.unit FROM unit_member m
                     WHERE m.person = ?2 AND m.known_to = 9223372036854775807))

-- unscoped: seals are of the whole store
-- name: decisions_of_act
SELECT enrolment, kind, day, effective, until, amount, reason FROM decision
WHERE known_from = ?1 ORDER BY id
