-- name: act_insert
INSERT INTO act (id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest,
digest)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)

-- name: act_head
SELECT id, instant, digest FROM act ORDER BY id DESC LIMIT 1

-- The newest act at or before an instant, and the first at or after it: where acts follow each
-- other in time.
-- name: act_at
SELECT id FROM act WHERE instant <= ?1 ORDER BY instant DESC, id DESC LIMIT 1

-- name: act_from
SELECT id FROM act WHERE instant >= ?1 ORDER BY instant, id LIMIT 1

-- The same in a demo, where time may run back.
-- name: act_at_any
SELECT coalesce(max(id), 0) FROM act WHERE instant <= ?1

-- All readers share the order of columns of act_read in act.c.
-- name: act_row
SELECT id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest, digest
FROM act WHERE id = ?1

-- name: act_walk
SELECT id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest, digest
FROM act ORDER BY id

-- The newest that fit, each of the four by an index of its own; ?7 and ?1 are where the period
-- lies.
-- name: act_newest
SELECT id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest, digest
FROM act
WHERE id < ?1 AND id >= ?7
  AND (?2 = '' OR subject = ?2) AND (?3 = '' OR actor = ?3) AND (?4 = '' OR kind = ?4)
  AND instant >= ?5 AND instant < ?6
  AND (?8 = 0 OR kind NOT IN ('login', 'logout', 'account_password', 'search', 'reveal'))
ORDER BY id DESC LIMIT ?9

-- name: act_newest_of
SELECT id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest, digest
FROM act
WHERE subject = ?2 AND id < ?1 AND id >= ?7
  AND (?2 = '' OR subject = ?2) AND (?3 = '' OR actor = ?3) AND (?4 = '' OR kind = ?4)
  AND instant >= ?5 AND instant < ?6
  AND (?8 = 0 OR kind NOT IN ('login', 'logout', 'account_password', 'search', 'reveal'))
ORDER BY id DESC LIMIT ?9

-- name: act_newest_by
SELECT id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest, digest
FROM act
WHERE actor = ?3 AND id < ?1 AND id >= ?7
  AND (?2 = '' OR subject = ?2) AND (?3 = '' OR actor = ?3) AND (?4 = '' OR kind = ?4)
  AND instant >= ?5 AND instant < ?6
  AND (?8 = 0 OR kind NOT IN ('login', 'logout', 'account_password', 'search', 'reveal'))
ORDER BY id DESC LIMIT ?9

-- name: act_newest_kind
SELECT id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest, digest
FROM act
WHERE kind = ?4 AND id < ?1 AND id >= ?7
  AND (?2 = '' OR subject = ?2) AND (?3 = '' OR actor = ?3) AND (?4 = '' OR kind = ?4)
  AND instant >= ?5 AND instant < ?6
  AND (?8 = 0 OR kind NOT IN ('login', 'logout', 'account_password', 'search', 'reveal'))
ORDER BY id DESC LIMIT ?9

-- How many of each kind; of imports also into what.
-- name: act_tally
SELECT kind, CASE WHEN subject LIKE '%:%' THEN '' ELSE subject END AS what, COUNT(*)
FROM act WHERE id >= ?1 AND id < ?2 AND instant >= ?3 AND instant < ?4
GROUP BY kind, what ORDER BY kind, what
