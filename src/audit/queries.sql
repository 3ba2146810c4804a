-- name: act_insert
INSERT INTO act (id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest,
digest)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)

-- name: act_head
SELECT id, instant, digest FROM act ORDER BY id DESC LIMIT 1

-- name: act_at
SELECT coalesce(max(id), 0) FROM act WHERE instant <= ?1

-- All readers share the order of columns of act_read in act.c.
-- name: act_row
SELECT id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest, digest
FROM act WHERE id = ?1

-- name: act_walk
SELECT id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest, digest
FROM act ORDER BY id

-- name: act_newest
SELECT id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest, digest
FROM act WHERE id < ?1 ORDER BY id DESC LIMIT ?2

-- name: act_newest_of
SELECT id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest, digest
FROM act WHERE subject = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3

-- name: act_newest_picked
SELECT id, instant, actor, kind, subject, purpose, detail, rows_digest, before_digest, digest
FROM act
WHERE id < ?1 AND (?2 = '' OR subject = ?2) AND (?3 = '' OR actor = ?3) AND (?4 = '' OR kind = ?4)
  AND instant >= ?5 AND instant < ?6
ORDER BY id DESC LIMIT ?7
