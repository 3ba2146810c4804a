-- The named statements of access. Columns come in the order in which their readers take them.

-- ---- accounts ---------------------------------------------------------------------------------

-- name: account_insert
INSERT INTO account (account, name, commit_id) VALUES (?1, ?2, ?3)

-- name: account_close
UPDATE account SET closed_by = ?2 WHERE account = ?1

-- name: account_row
SELECT a.id, a.account, a.name, a.closed_by, p.must_change, c.confirmed, l.until,
       coalesce((SELECT b.person FROM account_person b WHERE b.account = a.id
                 ORDER BY b.id DESC LIMIT 1), 0)
FROM account a LEFT JOIN password p ON p.account = a.id LEFT JOIN login_code c ON c.account = a.id
LEFT JOIN login_lock l ON l.account = a.account
WHERE a.account = ?1

-- name: account_list
SELECT a.id, a.account, a.name, a.closed_by, p.must_change, c.confirmed, l.until,
       coalesce((SELECT b.person FROM account_person b WHERE b.account = a.id
                 ORDER BY b.id DESC LIMIT 1), 0)
FROM account a LEFT JOIN password p ON p.account = a.id LEFT JOIN login_code c ON c.account = a.id
LEFT JOIN login_lock l ON l.account = a.account
ORDER BY a.account

-- name: account_count
SELECT COUNT(*) FROM account

-- name: account_person_insert
INSERT INTO account_person (account, person, commit_id) VALUES (?1, ?2, ?3)

-- ---- duties -----------------------------------------------------------------------------------

-- name: duty_insert
INSERT INTO duty_held (account, duty, division, commit_id) VALUES (?1, ?2, ?3, ?4)

-- name: duty_end
UPDATE duty_held SET ended_by = ?4
WHERE account = ?1 AND duty = ?2 AND division = ?3 AND ended_by IS NULL

-- name: duty_end_all
UPDATE duty_held SET ended_by = ?2 WHERE account = ?1 AND ended_by IS NULL

-- name: duty_standing
SELECT duty, division FROM duty_held WHERE account = ?1 AND ended_by IS NULL ORDER BY id

-- name: duty_is_held
SELECT COUNT(*) FROM duty_held WHERE duty = ?1 AND ended_by IS NULL

-- ---- relatives --------------------------------------------------------------------------------

-- name: kin_insert
INSERT INTO kin (account, person, relation, filed_by, day, commit_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)

-- name: kin_end
UPDATE kin SET ended = ?2, ended_by = ?3 WHERE id = ?1

-- name: kin_row
SELECT k.id, a.account, k.person, k.relation, k.filed_by, k.day, k.ended
FROM kin k JOIN account a ON a.id = k.account WHERE k.id = ?1

-- name: kin_list
SELECT k.id, a.account, k.person, k.relation, k.filed_by, k.day, k.ended
FROM kin k JOIN account a ON a.id = k.account ORDER BY a.account, k.id

-- name: kin_of
SELECT k.id, a.account, k.person, k.relation, k.filed_by, k.day, k.ended
FROM kin k JOIN account a ON a.id = k.account WHERE a.account = ?1 ORDER BY k.id

-- Oneself (who the account is said to be today) and the relatives on file.
-- name: kin_people
SELECT person FROM kin WHERE account = ?1 AND ended IS NULL
UNION ALL
SELECT b.person FROM account_person b
WHERE b.account = ?1 AND b.id = (SELECT MAX(l.id) FROM account_person l WHERE l.account = ?1)

-- ---- passwords, failures, codes -----------------------------------------------------------------

-- name: password_put
INSERT INTO password (account, salt, hash, passes, memory_kib, lanes, must_change, instant)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (account) DO UPDATE SET salt = excluded.salt, hash = excluded.hash,
    passes = excluded.passes, memory_kib = excluded.memory_kib, lanes = excluded.lanes,
    must_change = excluded.must_change, instant = excluded.instant

-- name: password_row
SELECT salt, hash, passes, memory_kib, lanes FROM password WHERE account = ?1

-- name: password_any
SELECT COUNT(*) FROM password p JOIN account a ON a.id = p.account WHERE a.closed_by IS NULL

-- name: failure_insert
INSERT INTO login_failure (account, instant) VALUES (?1, ?2)

-- name: failure_count
SELECT COUNT(*) FROM login_failure WHERE account = ?1 AND instant > ?2

-- name: failure_forget_old
DELETE FROM login_failure WHERE instant <= ?1

-- name: failure_forget
DELETE FROM login_failure WHERE account = ?1

-- name: lock_put
INSERT INTO login_lock (account, until) VALUES (?1, ?2)
ON CONFLICT (account) DO UPDATE SET until = excluded.until

-- name: lock_until
SELECT until FROM login_lock WHERE account = ?1

-- name: lock_lift
DELETE FROM login_lock WHERE account = ?1

-- name: lock_forget_old
DELETE FROM login_lock WHERE until <= ?1

-- name: code_put
INSERT INTO login_code (account, sealed, last_step) VALUES (?1, ?2, 0)
ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed, confirmed = NULL, last_step = 0

-- name: code_row
SELECT sealed, confirmed, last_step FROM login_code WHERE account = ?1

-- name: code_confirm
UPDATE login_code SET confirmed = ?2, last_step = ?3 WHERE account = ?1

-- name: code_step
UPDATE login_code SET last_step = ?2 WHERE account = ?1

-- name: code_delete
DELETE FROM login_code WHERE account = ?1

-- name: recovery_insert
INSERT INTO recovery_code (account, digest) VALUES (?1, ?2)

-- name: recovery_use
UPDATE recovery_code SET used = ?3 WHERE account = ?1 AND digest = ?2 AND used IS NULL

-- name: recovery_delete
DELETE FROM recovery_code WHERE account = ?1

-- ---- sessions ---------------------------------------------------------------------------------

-- name: session_insert
INSERT INTO session (token, account, origin, created, seen, expires, commit_id)
VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6)

-- name: session_find
SELECT a.account, s.origin, s.created, s.seen, s.expires
FROM session s JOIN account a ON a.id = s.account
WHERE s.token = ?1 AND s.closed_by IS NULL AND a.closed_by IS NULL

-- name: session_row
SELECT a.account, s.token FROM session s JOIN account a ON a.id = s.account
WHERE s.id = ?1 AND s.closed_by IS NULL

-- name: session_seen
UPDATE session SET seen = ?2 WHERE token = ?1 AND closed_by IS NULL AND seen < ?2

-- name: session_close
UPDATE session SET closed_by = ?2 WHERE token = ?1 AND closed_by IS NULL

-- name: session_close_all
UPDATE session SET closed_by = ?3 WHERE account = ?1 AND token <> ?2 AND closed_by IS NULL

-- name: session_list
SELECT s.id, a.account, s.origin, s.created, s.seen, s.expires
FROM session s JOIN account a ON a.id = s.account
WHERE s.closed_by IS NULL AND s.expires > ?1 AND s.seen > ?2 ORDER BY s.seen DESC, s.id DESC

-- ---- set-up -------------------------------------------------------------------------------------

-- name: setup_insert
INSERT INTO setup_link (token, expires) VALUES (?1, ?2)

-- name: setup_find
SELECT COUNT(*) FROM setup_link WHERE token = ?1 AND used IS NULL AND expires > ?2

-- name: setup_end_all
UPDATE setup_link SET used = ?1 WHERE used IS NULL

-- ---- access log -------------------------------------------------------------------------------

-- name: log_insert_all sqlite
INSERT INTO access_log (instant, account, route, subject, status)
SELECT v1, v2, v3, v4, v5 FROM given(?1)

-- name: log_count
SELECT COUNT(*) FROM access_log

-- name: log_newest
SELECT l.id, l.instant, l.account, l.route, l.subject, l.status, coalesce(a.account, '')
FROM access_log l LEFT JOIN account a ON a.id = l.account
WHERE l.id < ?1 ORDER BY l.id DESC LIMIT ?2

-- name: log_newest_by
SELECT l.id, l.instant, l.account, l.route, l.subject, l.status, coalesce(a.account, '')
FROM access_log l LEFT JOIN account a ON a.id = l.account
WHERE l.account = (SELECT b.id FROM account b WHERE b.account = ?3) AND l.id < ?1
  AND (?4 = '' OR l.subject = ?4)
ORDER BY l.id DESC LIMIT ?2

-- Most rows are about nobody, and stand in no index of subjects.
-- name: log_newest_of
SELECT l.id, l.instant, l.account, l.route, l.subject, l.status, coalesce(a.account, '')
FROM access_log l LEFT JOIN account a ON a.id = l.account
WHERE l.subject = ?3 AND l.subject <> '' AND l.id < ?1 ORDER BY l.id DESC LIMIT ?2

-- name: log_purge_insert
INSERT INTO access_log_purge (commit_id, before, row_count)
SELECT ?1, ?2, COUNT(*) FROM access_log WHERE id < ?3

-- The oldest row that stays; what was written before it goes.
-- name: log_oldest_kept
SELECT id FROM access_log WHERE instant >= ?1 ORDER BY id LIMIT 1

-- name: log_newest_id
SELECT id FROM access_log ORDER BY id DESC LIMIT 1

-- name: log_count_before
SELECT COUNT(*) FROM access_log WHERE id < ?1

-- name: log_delete
DELETE FROM access_log WHERE id < ?1

-- ---- answers to programs ------------------------------------------------------------------------

-- name: answered_find
SELECT request, status, body FROM answered WHERE account = ?1 AND key = ?2

-- name: answered_insert
INSERT INTO answered (account, key, request, status, body, instant) VALUES (?1, ?2, ?3, ?4, ?5, ?6)

-- name: answered_purge
DELETE FROM answered WHERE instant < ?1
