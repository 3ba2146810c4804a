-- ---- writing: seals, lines, members ----------------------------------------------------------

-- name: seal_insert
INSERT INTO ledger_seal (commit_id, kind, first_row, last_row, version)
VALUES (?1, ?2, ?3, ?4, ?5)

-- name: seal_exists
SELECT 1 FROM ledger_seal WHERE commit_id = ?1

-- name: line_last
SELECT coalesce(max(id), 0) FROM ledger_line

-- name: entry_last
SELECT coalesce(max(id), 0) FROM ledger_entry

-- name: member_last
SELECT coalesce(max(id), 0) FROM ledger_member

-- The rows of ?1 in the order of line_cell (bulk.c), under act ?2. Ids follow the last one: left to
-- the store, a row is laid at the end without looking for its place. OR FAIL: what fails undoes the
-- whole act, so that no copies of pages are kept for undoing the statement alone.
-- name: line_insert sqlite
INSERT OR FAIL INTO ledger_line (id, enrolment, unit, person, affair, month, closed_in, component,
fund, division, urban, amount, reason, law, commit_id)
SELECT NULL, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, ?2 FROM given(?1)

-- name: member_insert
INSERT INTO ledger_member (id, line, batch, commit_id) VALUES (?1, ?2, ?3, ?4)

-- name: line_is_of
SELECT 1 FROM ledger_line WHERE id = ?1 AND affair = ?2 AND person = ?3

-- name: word_all
SELECT id, word FROM ledger_word ORDER BY id

-- name: word_insert
INSERT INTO ledger_word (id, word) VALUES (?1, ?2)

-- Who has lines under which enrolment: v1 person, v2 affair, v3 enrolment.
-- name: enrolled_note sqlite
INSERT INTO ledger_enrolled (person, affair, enrolment)
SELECT v1, v2, v3 FROM given(?1) WHERE true ON CONFLICT (person, affair, enrolment) DO NOTHING

-- Where the lines of a close stand: v1 closed in, v2 affair, v3 act, v4 first, v5 last.
-- name: span_insert sqlite
INSERT INTO ledger_span (closed_in, affair, commit_id, first_line, last_line)
SELECT v1, v2, v3, v4, v5 FROM given(?1)

-- v1 closed in, v2 affair, v3 reason, v4 fund, v5 division, v6 lines, v7 amount.
-- name: month_sum_add sqlite
INSERT INTO ledger_month_sum (closed_in, affair, reason, fund, division, lines, amount)
SELECT v1, v2, v3, v4, v5, v6, v7 FROM given(?1) WHERE true
ON CONFLICT (closed_in, affair, reason, fund, division)
DO UPDATE SET lines = ledger_month_sum.lines + excluded.lines,
amount = ledger_month_sum.amount + excluded.amount

-- ---- writing: entries and balances -----------------------------------------------------------

-- The rows of ?1 in the order of entry_cell (bulk.c).
-- name: entry_insert_all sqlite
INSERT OR FAIL INTO ledger_entry (line, batch, affair, person, debit, credit, amount, reason,
commit_id)
SELECT v1, v2, v3, v4, v5, v6, v7, v8, v9 FROM given(?1)

-- Below: v1 account, v2 affair, v3 person, v4 by how much.
-- name: balance_raise_all sqlite
INSERT INTO ledger_balance (account, affair, person, amount)
SELECT v1, v2, v3, v4 FROM given(?1) WHERE true
ON CONFLICT (account, affair, person)
DO UPDATE SET amount = ledger_balance.amount + excluded.amount

-- name: balance_lower_all sqlite
UPDATE ledger_balance SET amount = ledger_balance.amount - g.v4 FROM given(?1) g
WHERE ledger_balance.account = g.v1 AND ledger_balance.affair = g.v2
AND ledger_balance.person = g.v3

-- What balance does not reach.
-- name: balance_short sqlite
SELECT g.v1, g.v2, g.v3, g.v4 FROM given(?1) g LEFT JOIN ledger_balance b
ON b.account = g.v1 AND b.affair = g.v2 AND b.person = g.v3
WHERE coalesce(b.amount, 0) < g.v4 LIMIT 1

-- name: entry_insert
INSERT INTO ledger_entry (line, batch, affair, person, debit, credit, amount, reason, commit_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)

-- name: balance_raise
INSERT INTO ledger_balance (account, affair, person, amount) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (account, affair, person)
DO UPDATE SET amount = ledger_balance.amount + excluded.amount

-- Changes one row, or none when the balance does not reach.
-- name: balance_lower
UPDATE ledger_balance SET amount = amount - ?4
WHERE account = ?1 AND affair = ?2 AND person = ?3 AND amount >= ?4

-- name: balance_of
SELECT amount FROM ledger_balance
WHERE account = ?1 AND affair = (SELECT id FROM ledger_word WHERE word = ?2) AND person = ?3

-- name: payable_of
SELECT amount FROM ledger_balance WHERE account = 1 AND affair = ?1 AND person = ?2

-- name: owing
SELECT affair, person FROM ledger_balance WHERE account = 2 AND amount > 0

-- name: balance_all
SELECT a.word, b.person, b.amount FROM ledger_balance b JOIN ledger_word a ON a.id = b.affair
WHERE b.account = ?1 AND b.amount > 0 ORDER BY a.word, b.person

-- What one month's component of an enrolment made a person owe, less what was restored since.
-- name: owed_for
SELECT coalesce(sum(CASE WHEN e.debit = 2 THEN e.amount ELSE -e.amount END), 0)
FROM ledger_line l JOIN ledger_entry e ON e.line = l.id
WHERE l.affair = ?5 AND l.enrolment = ?1 AND l.person = ?2 AND l.month = ?3 AND l.component = ?4
AND (e.debit = 2 OR e.credit = 2)

-- ---- reading lines: all in the order of columns of line_read in scan.c -----------------------

-- name: line_by_id
SELECT l.id, l.enrolment, l.unit, l.person, l.affair, l.month, l.closed_in, l.component, l.fund,
l.division, l.urban, l.amount, l.reason, l.law, l.commit_id, m.batch, m.commit_id
FROM ledger_line l LEFT JOIN ledger_member m ON m.line = l.id WHERE l.id = ?1

-- What lines ?1..?2 take back, ?3 of them.
-- name: line_negative
SELECT id, affair, person, amount, reason, commit_id FROM ledger_line
WHERE id BETWEEN ?1 AND ?2 AND amount < 0 ORDER BY id LIMIT ?3

-- name: line_scan_all
SELECT l.id, l.enrolment, l.unit, l.person, l.affair, l.month, l.closed_in, l.component, l.fund,
l.division, l.urban, l.amount, l.reason, l.law, l.commit_id, m.batch, m.commit_id
FROM ledger_line l LEFT JOIN ledger_member m ON m.line = l.id ORDER BY l.id

-- The lines of some closes are asked for by where they stand (ledger_span), here and below.
-- name: line_scan_closed
SELECT l.id, l.enrolment, l.unit, l.person, l.affair, l.month, l.closed_in, l.component, l.fund,
l.division, l.urban, l.amount, l.reason, l.law, l.commit_id, m.batch, m.commit_id
FROM ledger_line l LEFT JOIN ledger_member m ON m.line = l.id
WHERE l.id BETWEEN (SELECT coalesce(min(first_line), 0) FROM ledger_span
WHERE closed_in BETWEEN ?1 AND ?2)
AND (SELECT coalesce(max(last_line), 0) FROM ledger_span WHERE closed_in BETWEEN ?1 AND ?2)
AND l.closed_in BETWEEN ?1 AND ?2 ORDER BY l.id

-- Of affair ?1 in months ?2..?3, which ledger_line_posted tells before a line is fetched.
-- name: line_scan_affair
SELECT l.id, l.enrolment, l.unit, l.person, l.affair, l.month, l.closed_in, l.component, l.fund,
l.division, l.urban, l.amount, l.reason, l.law, l.commit_id, m.batch, m.commit_id
FROM ledger_line l LEFT JOIN ledger_member m ON m.line = l.id
WHERE l.affair = ?1 AND l.month BETWEEN ?2 AND ?3 ORDER BY l.id

-- Of affair ?1, posted by the closes of months ?2..?3: where they stand, in the order in which the
-- tables are written (CROSS JOIN).
-- name: line_scan_affair_closed
SELECT l.id, l.enrolment, l.unit, l.person, l.affair, l.month, l.closed_in, l.component, l.fund,
l.division, l.urban, l.amount, l.reason, l.law, l.commit_id, m.batch, m.commit_id
FROM ledger_span s CROSS JOIN ledger_line l LEFT JOIN ledger_member m ON m.line = l.id
WHERE s.closed_in BETWEEN ?2 AND ?3 AND s.affair = ?1
AND l.id BETWEEN s.first_line AND s.last_line
AND l.closed_in + 0 = s.closed_in AND l.affair + 0 = ?1 ORDER BY l.id

-- name: line_scan_person
SELECT l.id, l.enrolment, l.unit, l.person, l.affair, l.month, l.closed_in, l.component, l.fund,
l.division, l.urban, l.amount, l.reason, l.law, l.commit_id, m.batch, m.commit_id
FROM ledger_enrolled h JOIN ledger_line l
ON l.affair = h.affair AND l.enrolment = h.enrolment AND l.person = h.person
LEFT JOIN ledger_member m ON m.line = l.id WHERE h.person = ?1 ORDER BY l.id

-- There is no index by enrolment alone: the few affairs there are, one after the other, each by
-- ledger_line_posted.
-- name: line_scan_enrolment
WITH RECURSIVE known (affair) AS (
SELECT min(affair) FROM ledger_line
UNION ALL
SELECT (SELECT min(n.affair) FROM ledger_line n WHERE n.affair > known.affair)
FROM known WHERE known.affair IS NOT NULL)
SELECT l.id, l.enrolment, l.unit, l.person, l.affair, l.month, l.closed_in, l.component, l.fund,
l.division, l.urban, l.amount, l.reason, l.law, l.commit_id, m.batch, m.commit_id
FROM known JOIN ledger_line l ON l.affair = known.affair AND l.enrolment = ?1
LEFT JOIN ledger_member m ON m.line = l.id ORDER BY l.id

-- name: line_scan_batch
SELECT l.id, l.enrolment, l.unit, l.person, l.affair, l.month, l.closed_in, l.component, l.fund,
l.division, l.urban, l.amount, l.reason, l.law, l.commit_id, m.batch, m.commit_id
FROM ledger_member m JOIN ledger_line l ON l.id = m.line WHERE m.batch = ?1 ORDER BY l.id

-- ---- sums ------------------------------------------------------------------------------------

-- Of one key the components stand in the order of their words' numbers; scan.c puts them right.
-- name: posted_of_affair
SELECT enrolment, person, month, component, CAST(sum(amount) AS INTEGER) FROM ledger_line
WHERE affair = ?1 AND month <= ?2
GROUP BY enrolment, person, month, component ORDER BY enrolment, person, month, component

-- name: posted_of_all
SELECT enrolment, person, month, component, CAST(sum(amount) AS INTEGER) FROM ledger_line
WHERE month <= ?1
GROUP BY enrolment, person, month, component ORDER BY enrolment, person, month, component

-- One enrolment's, by way of ledger_line_posted.
-- name: posted_of_enrolment
SELECT enrolment, person, month, component, CAST(sum(amount) AS INTEGER) FROM ledger_line
WHERE affair = ?1 AND enrolment = ?2 AND month <= ?3
GROUP BY enrolment, person, month, component ORDER BY enrolment, person, month, component

-- A month is posted by its own close or a later one: what these wrote is read, not all that the
-- affair ever posted. A CROSS JOIN is taken in the order in which it is written.
-- name: posted_of_month
SELECT l.enrolment, l.person, l.month, l.component, CAST(sum(l.amount) AS INTEGER)
FROM ledger_span s CROSS JOIN ledger_line l
WHERE s.closed_in >= ?2 AND s.affair = ?1 AND l.id BETWEEN s.first_line AND s.last_line
AND l.closed_in + 0 = s.closed_in AND l.affair + 0 = ?1 AND l.month + 0 = ?2
GROUP BY l.enrolment, l.person, l.month, l.component
ORDER BY l.enrolment, l.person, l.month, l.component

-- Whose lines acts after ?1 posted: sets of lines follow each other as their acts do.
-- name: enrolments_posted_since
SELECT DISTINCT enrolment FROM ledger_line WHERE id >=
(SELECT min(first_row) FROM ledger_seal WHERE commit_id > ?1 AND kind = 'lines')
ORDER BY enrolment

-- The filter of those below: ?1 affair, ?2 component (words), ?3..?4 months, ?5..?6 closes,
-- ?7 person, ?8 enrolment, ?9 urban; 0 asks nothing.
-- name: sum_by_person
SELECT CAST(coalesce(sum(p.total), 0) AS INTEGER), CAST(coalesce(sum(p.lines), 0) AS INTEGER),
coalesce(sum(CASE WHEN p.total > 0 THEN 1 ELSE 0 END), 0)
FROM (SELECT person, sum(amount) AS total, count(*) AS lines FROM ledger_line
WHERE id BETWEEN (SELECT coalesce(min(first_line), 0) FROM ledger_span
WHERE closed_in BETWEEN ?5 AND ?6)
AND (SELECT coalesce(max(last_line), 0) FROM ledger_span WHERE closed_in BETWEEN ?5 AND ?6)
AND closed_in BETWEEN ?5 AND ?6 AND month BETWEEN ?3 AND ?4
AND (?1 = 0 OR affair = ?1) AND (?2 = 0 OR component = ?2)
AND (?7 = 0 OR person = ?7) AND (?8 = 0 OR enrolment = ?8) AND (?9 = 0 OR urban = ?9)
GROUP BY person) AS p

-- name: sum_by_unit
SELECT coalesce(sum(CASE WHEN p.total > 0 THEN 1 ELSE 0 END), 0)
FROM (SELECT unit, sum(amount) AS total FROM ledger_line
WHERE id BETWEEN (SELECT coalesce(min(first_line), 0) FROM ledger_span
WHERE closed_in BETWEEN ?5 AND ?6)
AND (SELECT coalesce(max(last_line), 0) FROM ledger_span WHERE closed_in BETWEEN ?5 AND ?6)
AND closed_in BETWEEN ?5 AND ?6 AND month BETWEEN ?3 AND ?4
AND (?1 = 0 OR affair = ?1) AND (?2 = 0 OR component = ?2)
AND (?7 = 0 OR person = ?7) AND (?8 = 0 OR enrolment = ?8) AND (?9 = 0 OR urban = ?9)
GROUP BY unit) AS p

-- Of one affair, as line_scan_affair and line_scan_affair_closed find it: ?1 affair, ?2 component
-- or 0, ?3..?4 months.
-- name: sum_by_person_of
SELECT CAST(coalesce(sum(p.total), 0) AS INTEGER), CAST(coalesce(sum(p.lines), 0) AS INTEGER),
coalesce(sum(CASE WHEN p.total > 0 THEN 1 ELSE 0 END), 0)
FROM (SELECT person, sum(amount) AS total, count(*) AS lines FROM ledger_line
WHERE affair = ?1 AND (?2 = 0 OR component = ?2) AND month BETWEEN ?3 AND ?4
GROUP BY person) AS p

-- name: sum_by_unit_of
SELECT coalesce(sum(CASE WHEN p.total > 0 THEN 1 ELSE 0 END), 0)
FROM (SELECT unit, sum(amount) AS total FROM ledger_line
WHERE affair = ?1 AND (?2 = 0 OR component = ?2) AND month BETWEEN ?3 AND ?4
GROUP BY unit) AS p

-- name: sum_by_person_closed
SELECT CAST(coalesce(sum(p.total), 0) AS INTEGER), CAST(coalesce(sum(p.lines), 0) AS INTEGER),
coalesce(sum(CASE WHEN p.total > 0 THEN 1 ELSE 0 END), 0)
FROM (SELECT l.person, sum(l.amount) AS total, count(*) AS lines
FROM ledger_span s CROSS JOIN ledger_line l
WHERE s.closed_in BETWEEN ?3 AND ?4 AND s.affair = ?1
AND l.id BETWEEN s.first_line AND s.last_line
AND l.closed_in + 0 = s.closed_in AND l.affair + 0 = ?1 AND (?2 = 0 OR l.component = ?2)
GROUP BY l.person) AS p

-- name: sum_by_unit_closed
SELECT coalesce(sum(CASE WHEN p.total > 0 THEN 1 ELSE 0 END), 0)
FROM (SELECT l.unit, sum(l.amount) AS total
FROM ledger_span s CROSS JOIN ledger_line l
WHERE s.closed_in BETWEEN ?3 AND ?4 AND s.affair = ?1
AND l.id BETWEEN s.first_line AND s.last_line
AND l.closed_in + 0 = s.closed_in AND l.affair + 0 = ?1 AND (?2 = 0 OR l.component = ?2)
GROUP BY l.unit) AS p

-- name: totals
SELECT a.word, t.closed_in, c.word, t.reason, t.amount, t.lines, t.persons
FROM (SELECT affair, closed_in, component, reason, CAST(sum(amount) AS INTEGER) AS amount,
count(*) AS lines, count(DISTINCT person) AS persons FROM ledger_line
WHERE id BETWEEN (SELECT coalesce(min(first_line), 0) FROM ledger_span
WHERE closed_in BETWEEN ?5 AND ?6)
AND (SELECT coalesce(max(last_line), 0) FROM ledger_span WHERE closed_in BETWEEN ?5 AND ?6)
AND closed_in BETWEEN ?5 AND ?6 AND month BETWEEN ?3 AND ?4
AND (?1 = 0 OR affair = ?1) AND (?2 = 0 OR component = ?2)
AND (?7 = 0 OR person = ?7) AND (?8 = 0 OR enrolment = ?8) AND (?9 = 0 OR urban = ?9)
GROUP BY affair, closed_in, component, reason) AS t
JOIN ledger_word a ON a.id = t.affair JOIN ledger_word c ON c.id = t.component
ORDER BY a.word, t.closed_in, c.word, t.reason

-- name: funds
SELECT a.word, f.word, t.amount, t.lines
FROM (SELECT affair, fund, CAST(sum(amount) AS INTEGER) AS amount, count(*) AS lines FROM
ledger_line
WHERE id BETWEEN (SELECT coalesce(min(first_line), 0) FROM ledger_span
WHERE closed_in BETWEEN ?5 AND ?6)
AND (SELECT coalesce(max(last_line), 0) FROM ledger_span WHERE closed_in BETWEEN ?5 AND ?6)
AND closed_in BETWEEN ?5 AND ?6 AND month BETWEEN ?3 AND ?4
AND (?1 = 0 OR affair = ?1) AND (?2 = 0 OR component = ?2)
AND (?7 = 0 OR person = ?7) AND (?8 = 0 OR enrolment = ?8) AND (?9 = 0 OR urban = ?9)
GROUP BY affair, fund) AS t
JOIN ledger_word a ON a.id = t.affair JOIN ledger_word f ON f.id = t.fund
ORDER BY a.word, f.word

-- What w sees of the months ?1..?2.
-- name: month_sums
SELECT t.closed_in, a.word, t.reason, f.word, t.lines, t.amount
FROM (SELECT closed_in, affair, reason, fund, CAST(sum(lines) AS INTEGER) AS lines,
CAST(sum(amount) AS INTEGER) AS amount
FROM ledger_month_sum WHERE closed_in BETWEEN ?1 AND ?2 AND in_scope(division) = 1
GROUP BY closed_in, affair, reason, fund) AS t
JOIN ledger_word a ON a.id = t.affair JOIN ledger_word f ON f.id = t.fund
ORDER BY t.closed_in, a.word, t.reason, f.word

-- Month by division, of what month ?1 posted.
-- name: month_places
SELECT division, CAST(sum(lines) AS INTEGER), CAST(sum(amount) AS INTEGER)
FROM ledger_month_sum WHERE closed_in = ?1 AND in_scope(division) = 1
GROUP BY division ORDER BY division

-- What two closes posted for their own month, by enrolment, where they differ: ?1 before ?2.
-- unscoped: compared once for all; who asks sees the rows of his places
-- name: month_changes
SELECT a.word, t.enrolment, t.unit, t.person, t.division, t.people_before, t.people_after,
t.before, t.after
FROM (SELECT affair, enrolment, max(unit) AS unit, min(person) AS person,
max(division) AS division,
count(DISTINCT CASE WHEN closed_in = ?1 THEN person END) AS people_before,
count(DISTINCT CASE WHEN closed_in = ?2 THEN person END) AS people_after,
CAST(sum(CASE WHEN closed_in = ?1 THEN amount ELSE 0 END) AS INTEGER) AS before,
CAST(sum(CASE WHEN closed_in = ?2 THEN amount ELSE 0 END) AS INTEGER) AS after
FROM ledger_line WHERE id BETWEEN (SELECT coalesce(min(first_line), 0) FROM ledger_span
WHERE closed_in IN (?1, ?2))
AND (SELECT coalesce(max(last_line), 0) FROM ledger_span WHERE closed_in IN (?1, ?2))
AND closed_in IN (?1, ?2) AND month = closed_in
GROUP BY affair, enrolment
HAVING sum(CASE WHEN closed_in = ?1 THEN amount ELSE 0 END)
<> sum(CASE WHEN closed_in = ?2 THEN amount ELSE 0 END)) AS t
JOIN ledger_word a ON a.id = t.affair ORDER BY a.word, t.enrolment

-- What w sees of a batch: of its lines, then of its people.
-- name: batch_seen
SELECT count(*), count(DISTINCT l.person), CAST(coalesce(sum(l.amount), 0) AS INTEGER)
FROM ledger_member m JOIN ledger_line l ON l.id = m.line
WHERE m.batch = ?1 AND in_scope(l.division) = 1

-- name: key_funds
SELECT a.word, f.word, t.amount, t.lines
FROM (SELECT affair, fund, CAST(sum(amount) AS INTEGER) AS amount, count(*) AS lines FROM
ledger_line
WHERE affair = ?1 AND enrolment = ?2 AND person = ?3 AND month = ?4 AND component = ?5
GROUP BY affair, fund) AS t
JOIN ledger_word a ON a.id = t.affair JOIN ledger_word f ON f.id = t.fund
ORDER BY f.word

-- What lowered a debt: repaid (4), waived (5), offset (1).
-- name: recovered
SELECT CAST(coalesce(sum(CASE WHEN debit = 4 THEN amount ELSE 0 END), 0) AS INTEGER),
CAST(coalesce(sum(CASE WHEN debit = 5 THEN amount ELSE 0 END), 0) AS INTEGER),
CAST(coalesce(sum(CASE WHEN debit = 1 THEN amount ELSE 0 END), 0) AS INTEGER)
FROM ledger_entry WHERE credit = 2
AND affair = (SELECT id FROM ledger_word WHERE word = ?1) AND person = ?2 AND commit_id > ?3

-- Everybody who has ever owed: the balance stays when it comes down to nothing.
-- name: debtors
SELECT a.word, b.person, b.amount FROM ledger_balance b JOIN ledger_word a ON a.id = b.affair
WHERE b.account = 2 ORDER BY a.word, b.person

-- ---- batches ---------------------------------------------------------------------------------

-- What the lines of a batch added to payable, and what is payable now.
-- name: payouts
SELECT a.word, t.person, t.amount, t.lines,
(SELECT b.amount FROM ledger_balance b
WHERE b.account = 1 AND b.affair = t.affair AND b.person = t.person)
FROM (SELECT e.affair, e.person,
CAST(sum(CASE WHEN e.credit = 1 THEN e.amount ELSE -e.amount END) AS INTEGER) AS amount,
count(DISTINCT e.line) AS lines
FROM ledger_member m JOIN ledger_entry e ON e.line = m.line
WHERE m.batch = ?1 AND debit * 10 + credit IN (1, 10)
GROUP BY e.affair, e.person) AS t JOIN ledger_word a ON a.id = t.affair
ORDER BY a.word, t.person

-- name: in_clearing
SELECT a.word, t.person, t.amount, t.entries
FROM (SELECT affair, person, count(*) AS entries,
CAST(sum(CASE WHEN credit = 3 THEN amount ELSE -amount END) AS INTEGER) AS amount
FROM ledger_entry WHERE batch = ?1 AND batch > 0 AND (debit = 3 OR credit = 3)
GROUP BY affair, person) AS t JOIN ledger_word a ON a.id = t.affair ORDER BY a.word, t.person

-- Whom a batch would give back more from the bank (4) than it settled.
-- name: over_returned
SELECT a.word, t.person, t.amount
FROM (SELECT affair, person,
CAST(sum(CASE WHEN credit = 4 THEN amount ELSE -amount END) AS INTEGER) AS amount
FROM ledger_entry WHERE batch = ?1 AND batch > 0 AND (debit = 4 OR credit = 4)
GROUP BY affair, person) AS t JOIN ledger_word a ON a.id = t.affair ORDER BY a.word, t.person

-- ---- proof -----------------------------------------------------------------------------------

-- name: seal_of
SELECT kind, first_row, last_row, version FROM ledger_seal WHERE commit_id = ?1

-- The seals that a batch rests on: of its members, of its lines, of its moves.
-- name: seals_of_batch
SELECT s.commit_id, s.kind, s.first_row, s.last_row, s.version FROM ledger_seal s
WHERE s.commit_id IN
(SELECT m.commit_id FROM ledger_member m WHERE m.batch = ?1
UNION SELECT l.commit_id FROM ledger_member m JOIN ledger_line l ON l.id = m.line
WHERE m.batch = ?1
UNION SELECT e.commit_id FROM ledger_entry e WHERE e.batch = ?1 AND e.batch > 0)
ORDER BY s.commit_id

-- name: batch_members
SELECT count(*) FROM ledger_member WHERE batch = ?1

-- name: line_range
SELECT l.id, l.enrolment, l.unit, l.person, l.affair, l.month, l.closed_in, l.component, l.fund,
l.division, l.urban, l.amount, l.reason, l.law, l.commit_id, m.batch, m.commit_id
FROM ledger_line l LEFT JOIN ledger_member m ON m.line = l.id
WHERE l.id BETWEEN ?1 AND ?2 ORDER BY l.id

-- name: entry_of_lines
SELECT id, line, batch, affair, person, debit, credit, amount, reason, commit_id
FROM ledger_entry WHERE line BETWEEN ?1 AND ?2 ORDER BY line, id

-- A member is sealed by its own act, or posted together with its line.
-- name: member_unsealed
SELECT m.id FROM ledger_member m
LEFT JOIN ledger_seal s ON s.commit_id = m.commit_id
LEFT JOIN ledger_line l ON l.id = m.line
WHERE s.commit_id IS NULL OR l.id IS NULL
OR NOT ((s.kind = 'members' AND m.id BETWEEN s.first_row AND s.last_row)
OR (s.kind = 'lines' AND l.commit_id = m.commit_id)) LIMIT 1

-- name: entry_walk
SELECT id, line, batch, affair, person, debit, credit, amount, reason, commit_id
FROM ledger_entry ORDER BY id

-- name: entry_range
SELECT id, line, batch, affair, person, debit, credit, amount, reason, commit_id
FROM ledger_entry WHERE id BETWEEN ?1 AND ?2 ORDER BY id

-- name: member_range
SELECT id, line, batch, commit_id FROM ledger_member WHERE id BETWEEN ?1 AND ?2 ORDER BY id

-- An entry of a line tells the same person and affair as the line, and, when it posts the line, the
-- same reason and commit.
-- name: entry_astray
SELECT e.id FROM ledger_entry e LEFT JOIN ledger_line l ON l.id = e.line
WHERE e.line <> 0 AND (l.id IS NULL OR e.affair <> l.affair OR e.person <> l.person
OR (e.debit * 10 + e.credit IN (1, 2, 10, 20)
AND (e.reason <> l.reason OR e.commit_id <> l.commit_id))) LIMIT 1

-- name: balance_walk
SELECT account, affair, person, amount FROM ledger_balance ORDER BY affair, person, account

-- name: month_sum_walk
SELECT closed_in, affair, reason, fund, division, lines, amount FROM ledger_month_sum

-- name: span_walk
SELECT closed_in, affair, commit_id, first_line, last_line FROM ledger_span

-- name: enrolled_walk
SELECT person, affair, enrolment, 0, 0 FROM ledger_enrolled

-- ---- reconciliation --------------------------------------------------------------------------

-- What the lines closed in one month made, by affair and fund: lines, their amount, what their
-- entries make, and how much of it is in a batch.
-- name: flow
SELECT a.word, f.word, t.lines, t.posted, t.entered, t.batched
FROM (SELECT l.affair, l.fund, count(*) AS lines, CAST(sum(l.amount) AS INTEGER) AS posted,
CAST(coalesce(sum((SELECT sum(CASE WHEN e.debit = 0 THEN e.amount WHEN e.credit = 0 THEN -e.amount
ELSE 0 END) FROM ledger_entry e WHERE e.line = l.id)), 0) AS INTEGER)
AS entered,
CAST(coalesce(sum(CASE WHEN m.id IS NULL THEN 0 ELSE l.amount END), 0) AS INTEGER)
AS batched
FROM ledger_line l LEFT JOIN ledger_member m ON m.line = l.id
WHERE l.id BETWEEN (SELECT coalesce(min(first_line), 0) FROM ledger_span
WHERE closed_in = ?1)
AND (SELECT coalesce(max(last_line), 0) FROM ledger_span WHERE closed_in = ?1)
AND l.closed_in = ?1 GROUP BY l.affair, l.fund) AS t
JOIN ledger_word a ON a.id = t.affair JOIN ledger_word f ON f.id = t.fund
ORDER BY a.word, f.word

-- The first line of a month whose entries do not make its amount.
-- name: flow_unequal
SELECT l.id FROM ledger_line l
WHERE l.id BETWEEN (SELECT coalesce(min(first_line), 0) FROM ledger_span
WHERE closed_in = ?1)
AND (SELECT coalesce(max(last_line), 0) FROM ledger_span WHERE closed_in = ?1)
AND l.closed_in = ?1 AND l.amount <>
(SELECT coalesce(sum(CASE WHEN e.debit = 0 THEN e.amount WHEN e.credit = 0 THEN -e.amount
ELSE 0 END), 0) FROM ledger_entry e WHERE e.line = l.id) ORDER BY l.id LIMIT 1

-- What a batch moved, by affair and person: sent (5), settled (6) and not come back since from the
-- bank (4), returned (7), offset (10).
-- name: batch_moves
SELECT a.word, t.person, t.sent, t.settled, t.returned, t.offset_by
FROM (SELECT affair, person,
CAST(sum(CASE WHEN reason = 5 THEN amount ELSE 0 END) AS INTEGER) AS sent,
CAST(sum(CASE WHEN reason = 6 THEN amount WHEN reason = 7 AND debit = 4 THEN -amount ELSE 0 END)
AS INTEGER) AS settled,
CAST(sum(CASE WHEN reason = 7 THEN amount ELSE 0 END) AS INTEGER) AS returned,
CAST(sum(CASE WHEN reason = 10 THEN amount ELSE 0 END) AS INTEGER) AS offset_by
FROM ledger_entry WHERE batch = ?1 AND batch > 0 GROUP BY affair, person) AS t
JOIN ledger_word a ON a.id = t.affair ORDER BY a.word, t.person
