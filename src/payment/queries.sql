-- The named statements of payment.

-- name: close_insert
INSERT INTO month_close (commit_number, month, instant, day, law, engine, lines, total)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- name: close_last_month
SELECT MAX(month) FROM month_close

-- name: close_last_day
SELECT day FROM month_close ORDER BY commit_number DESC LIMIT 1

-- name: close_last
SELECT commit_number, law, day, engine FROM month_close ORDER BY commit_number DESC LIMIT 1

-- name: mark_all
SELECT what, number FROM close_mark ORDER BY what

-- name: mark_of
SELECT coalesce(MAX(number), 0) FROM close_mark WHERE what = ?1

-- name: mark_clear
DELETE FROM close_mark

-- name: mark_insert
INSERT INTO close_mark (what, number) VALUES (?1, ?2)

-- name: close_all
SELECT month, commit_number, instant, law, lines, total, day FROM month_close ORDER BY commit_number

-- name: batch_next
SELECT coalesce(MAX(id), 0) + 1 FROM batch

-- name: batch_insert
INSERT INTO batch (id, month, state, lines, people, withheld, total, maker, drafted)
VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8)

-- closes made after the draft of a batch
-- name: closes_since_draft
SELECT COUNT(*) FROM month_close, batch
WHERE batch.id = ?1 AND month_close.commit_number > batch.drafted

-- name: batch_checked
UPDATE batch SET state = 1, checker = ?2 WHERE id = ?1

-- name: batch_approved
UPDATE batch SET state = 2, approver = ?2 WHERE id = ?1

-- name: batch_sent
UPDATE batch SET state = 3, sender = ?2, file = ?3, file_digest = ?4, total = ?5, people = ?6,
       withheld = ?7
WHERE id = ?1

-- name: batch_settled
UPDATE batch SET state = 4 WHERE id = ?1

-- name: batch_cancelled
UPDATE batch SET state = 5 WHERE id = ?1

-- name: batch_by_id
SELECT id, month, state, lines, people, withheld, total, maker, checker, approver, sender, file,
       file_digest,
       (SELECT coalesce(MAX(number), 0) FROM bank_row WHERE bank_row.batch = batch.id)
FROM batch WHERE id = ?1

-- name: batch_all
SELECT id, month, state, lines, people, withheld, total, maker, checker, approver, sender, file,
       file_digest,
       (SELECT coalesce(MAX(number), 0) FROM bank_row WHERE bank_row.batch = batch.id)
FROM batch ORDER BY id

-- name: return_insert
INSERT INTO bank_return (batch, affair, person, amount, cause, resent)
VALUES (?1, ?2, ?3, ?4, ?5, 0)

-- what the bank sent back and no batch has taken up
-- name: return_take
UPDATE bank_return SET resent = ?1 WHERE resent = 0

-- name: return_release
UPDATE bank_return SET resent = 0 WHERE resent = ?1

-- name: return_taken
SELECT affair, person, SUM(amount) FROM bank_return WHERE resent = ?1
GROUP BY affair, person ORDER BY affair, person

-- name: return_count
SELECT COUNT(*) FROM bank_return WHERE resent = 0

-- name: held_all
SELECT enrolment FROM held_enrolment ORDER BY enrolment

-- name: held_clear
DELETE FROM held_enrolment

-- name: held_insert
INSERT INTO held_enrolment (enrolment) VALUES (?1)

-- name: close_last_commit
SELECT MAX(commit_number) FROM month_close

-- What was decided that may show in month ?1: what begins in it, what became known after ?2, up to
-- ?3, and grants of the last months: the law may pay from the month after.
-- unscoped: compared once for all; who asks sees the rows of his places
-- name: decisions_shown
SELECT enrolment, kind, reason FROM decision
WHERE (effective = ?1 OR known_from > ?2 OR (kind = 0 AND effective >= ?1 - 3))
  AND known_from <= ?3 AND effective <= ?1
ORDER BY enrolment, effective, known_from, id

-- ---- rows of bank files ----------------------------------------------------------------------

-- the rows of ?2 in the order of bank_row_cell (bank_row.c)
-- name: bank_row_insert sqlite
INSERT INTO bank_row (batch, number, affair, person, amount, account, account_digest, state,
                      account_wrong, said)
SELECT ?1, v1, v2, v3, v4, v5, v6, 0, 0, '' FROM given(?2)

-- name: bank_rows_of
SELECT number, affair, person, amount, account, account_digest, state, account_wrong, said
FROM bank_row WHERE batch = ?1 ORDER BY number

-- name: bank_share_insert sqlite
INSERT INTO bank_share (batch, number, person, amount) SELECT ?1, v1, v2, v3 FROM given(?2)

-- name: bank_shares_of
SELECT number, person, amount FROM bank_share WHERE batch = ?1 ORDER BY number, person

-- a person's own rows, and his shares of others
-- name: person_payments
SELECT r.batch, b.month, r.number, r.affair, r.amount, r.state, r.account_wrong, r.said, r.person
FROM bank_row r JOIN batch b ON b.id = r.batch
WHERE r.person = ?1
  AND NOT EXISTS (SELECT 1 FROM bank_share s WHERE s.batch = r.batch AND s.number = r.number)
UNION ALL
SELECT r.batch, b.month, r.number, r.affair, s.amount, r.state, r.account_wrong, r.said, r.person
FROM bank_share s JOIN bank_row r ON r.batch = s.batch AND r.number = s.number
JOIN batch b ON b.id = r.batch WHERE s.person = ?1
ORDER BY 1 DESC, 3 DESC

-- name: batch_fund_insert
INSERT INTO batch_fund (batch, fund, amount) VALUES (?1, ?2, ?3)

-- name: batch_funds_of
SELECT fund, amount FROM batch_fund WHERE batch = ?1 ORDER BY fund

-- name: bank_row_answer
UPDATE bank_row SET state = ?3, account_wrong = ?4, said = ?5 WHERE batch = ?1 AND number = ?2

-- where money to a person's account went last
-- name: bank_row_last
SELECT account_digest, account_wrong FROM bank_row WHERE person = ?1
ORDER BY batch DESC, number DESC LIMIT 1

-- To whose account a person's share of an affair went last.
-- name: receiver_last
SELECT person FROM (
    SELECT r.batch AS batch, r.person AS person
    FROM bank_share s JOIN bank_row r ON r.batch = s.batch AND r.number = s.number
    WHERE s.person = ?1 AND r.affair = ?2
    UNION ALL
    SELECT batch, person FROM bank_row WHERE person = ?1 AND affair = ?2) t
ORDER BY batch DESC LIMIT 1

-- name: bank_file_insert
INSERT INTO bank_file (batch, instant) VALUES (?1, ?2)

-- name: bank_file_instant
SELECT instant FROM bank_file WHERE batch = ?1

-- name: return_waiting
SELECT batch, affair, person, amount, cause FROM bank_return WHERE resent = 0 ORDER BY id

-- name: return_take_one
UPDATE bank_return SET resent = ?1 WHERE resent = 0 AND affair = ?2 AND person = ?3

-- ---- recovery --------------------------------------------------------------------------------

-- name: plan_next
SELECT coalesce(MAX(id), 0) + 1 FROM recovery_plan

-- name: plan_insert
INSERT INTO recovery_plan (id, affair, person, way, total, reason, decided_by, commit_number, ended)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)

-- name: instalment_insert
INSERT INTO recovery_instalment (plan, month, amount) VALUES (?1, ?2, ?3)

-- name: plan_open
SELECT id, way, total, reason, decided_by, commit_number FROM recovery_plan
WHERE affair = ?1 AND person = ?2 AND ended = 0

-- who pays back off the next payments
-- name: plans_offset
SELECT affair, person FROM recovery_plan WHERE ended = 0 AND way = 1 ORDER BY affair, person

-- name: plan_end
UPDATE recovery_plan SET ended = ?2 WHERE id = ?1

-- name: instalments_of
SELECT month, amount FROM recovery_instalment WHERE plan = ?1 ORDER BY month

-- ---- person by person ------------------------------------------------------------------------

-- What a close posted for each person, affair and month, and what its entries make; ?2, ?3 an
-- affair and a person or none, ?4 0 all of them, 1 where the two differ, 2 what is in no batch.
-- unscoped: of the whole store, for those who see all of it
-- name: traced
SELECT w.word, t.person, t.month, t.unit, t.lines, t.posted, t.entered, t.batch FROM (
    SELECT l.affair AS affair, l.person AS person, l.month AS month, MAX(l.unit) AS unit,
           COUNT(*) AS lines, SUM(l.amount) AS posted,
           SUM((SELECT coalesce(SUM(CASE WHEN e.debit = 0 THEN e.amount ELSE -e.amount END), 0)
                FROM ledger_entry e WHERE e.line = l.id)) AS entered,
           MAX(coalesce(m.batch, 0)) AS batch
    FROM ledger_line l LEFT JOIN ledger_member m ON m.line = l.id
    WHERE l.id BETWEEN (SELECT coalesce(MIN(first_line), 0) FROM ledger_span WHERE closed_in = ?1)
    AND (SELECT coalesce(MAX(last_line), 0) FROM ledger_span WHERE closed_in = ?1)
    AND l.closed_in = ?1
    AND (?2 = '' OR l.affair = (SELECT id FROM ledger_word WHERE word = ?2))
    AND (?3 = 0 OR l.person = ?3)
    GROUP BY l.affair, l.person, l.month) t JOIN ledger_word w ON w.id = t.affair
WHERE ?4 = 0 OR (?4 = 1 AND posted <> entered) OR (?4 = 2 AND batch = 0)
ORDER BY w.word, t.person, t.month LIMIT ?5 OFFSET ?6

-- unscoped: of the whole store, for those who see all of it
-- name: traced_sums
SELECT COUNT(*), coalesce(SUM(posted), 0) FROM (
    SELECT SUM(l.amount) AS posted,
           CASE WHEN ?4 = 1 THEN
           SUM((SELECT coalesce(SUM(CASE WHEN e.debit = 0 THEN e.amount ELSE -e.amount END), 0)
                FROM ledger_entry e WHERE e.line = l.id)) ELSE 0 END AS entered,
           MAX(coalesce(m.batch, 0)) AS batch
    FROM ledger_line l LEFT JOIN ledger_member m ON m.line = l.id
    WHERE l.id BETWEEN (SELECT coalesce(MIN(first_line), 0) FROM ledger_span WHERE closed_in = ?1)
    AND (SELECT coalesce(MAX(last_line), 0) FROM ledger_span WHERE closed_in = ?1)
    AND l.closed_in = ?1
    AND (?2 = '' OR l.affair = (SELECT id FROM ledger_word WHERE word = ?2))
    AND (?3 = 0 OR l.person = ?3)
    GROUP BY l.affair, l.person, l.month) t
WHERE ?4 = 0 OR (?4 = 1 AND posted <> entered) OR (?4 = 2 AND batch = 0)
