#!/usr/bin/env bash
# Starts a PostgreSQL 15 of its own, in a temporary folder and on a socket only, and has it judge
# every table and statement (postgres_prepare.c). Speaks TAP. Root runs the server as `postgres`.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOUDI_HOME=${DOUDI_HOME:-$PWD}
server=/usr/lib/postgresql/15/bin
judge=${DOUDI_BUILD:-build/test}/tests/postgres_prepare

folder=$(mktemp -d)
as_user=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as_user=(runuser -u postgres --)
fi
control() { (cd / && "${as_user[@]}" "$server/pg_ctl" -D "$folder/data" -s "$@"); }
trap 'control stop -m immediate >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT

(cd / && "${as_user[@]}" "$server/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 \
  --locale=C --no-sync --no-instructions >"$folder.log" 2>&1) ||
  { sed 's/^/# /' "$folder.log"; rm -f "$folder.log"; echo "Bail out! initdb"; exit 1; }
rm -f "$folder.log"
control start -w -l "$folder/data/log" \
  -o "-c listen_addresses= -c unix_socket_directories=$folder -c fsync=off" >/dev/null
PGHOST=$folder "$judge"
