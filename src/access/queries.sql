-- name: account_insert
INSERT INTO account (account, name, duty, scope, commit_id) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: account_close
UPDATE account SET closed_by = ?2 WHERE account = ?1

-- name: account_row
SELECT id, account, name, duty, scope, closed_by FROM account WHERE account = ?1

-- name: account_list
SELECT id, account, name, duty, scope, closed_by FROM account ORDER BY account
