-- name: value_set
INSERT INTO store_value (key, value) VALUES (?1, ?2)
ON CONFLICT (key) DO UPDATE SET value = excluded.value

-- name: value_get
SELECT value FROM store_value WHERE key = ?1

-- name: migration_insert
INSERT INTO store_migration (room, version, name, fingerprint, instant) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: migration_fingerprint
SELECT fingerprint FROM store_migration WHERE room = ?1 AND version = ?2

-- The newest migration of a room; 0 when it has none.
-- name: migration_latest
SELECT coalesce(max(version), 0) FROM store_migration WHERE room = ?1

-- How many tables, indexes and triggers the file holds; 0 in a fresh one.
-- name: schema_size sqlite
SELECT count(*) FROM sqlite_schema

-- For guard.c: all that migrations make; what acts by itself; whether the same stands elsewhere.
-- name: schema_made sqlite
SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL

-- name: schema_acting sqlite
SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view')

-- name: schema_same sqlite
SELECT 1 FROM sqlite_schema WHERE name = ?1 AND type = ?2 AND tbl_name = ?3 AND sql = ?4

-- For copy.c: the tables that hold content (not what full text search keeps), and the rows of one;
-- its name, quoted, takes the
-- place of table_name.
-- name: table_names sqlite
SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
AND name NOT LIKE 'sqlite?_%' ESCAPE '?' ORDER BY name

-- name: table_rows sqlite
SELECT * FROM table_name NOT INDEXED

-- For check.c: one page, as a reader sees it (a newer one in the log stands for one in the file).
-- name: page_count sqlite
SELECT page_count FROM pragma_page_count

-- name: page_read sqlite
SELECT length(data) FROM sqlite_dbpage WHERE pgno = ?1

-- What the table function of given.c looks like.
-- name: given_shape sqlite
CREATE TABLE given (v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16,
source HIDDEN)

-- What in_scope(?1) means on PostgreSQL: the setting holds ranges of order numbers, "{[17,20)}";
-- without it everything is seen.
-- name: scope_on_postgres sqlite
SELECT CASE WHEN coalesce(current_setting('doudi.scope', true), '') = ''
       OR EXISTS (SELECT 1 FROM division seen WHERE seen.id = ?1
                  AND seen.first_order <@ CAST(current_setting('doudi.scope') AS int8multirange))
       THEN 1 ELSE 0 END
