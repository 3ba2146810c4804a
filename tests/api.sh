#!/usr/bin/env bash
# The API against its own OpenAPI document, over a small store and a real server (tests/api.py).
# Speaks TAP.
set -eu
cd "$(dirname "$0")/.."
doudi=${DOUDI_CHECKED:-build/test/src/cli/doudi}
export DOUDI_HOME=$PWD
work=$(mktemp -d)
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
export DOUDI_STORE=$work/store.db
quiet() { "$doudi" "$@" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }

quiet init --home 360203 --demo --clock 2023-12-01T09:00 --month 2024-01 \
  --divisions tests/stories/divisions
quiet import tests/pages/people.csv --as person --effective 2023-01-01 --clock 2023-12-01T10:00
quiet import tests/pages/household.csv --as household --effective 2023-01-01 \
  --clock 2023-12-01T11:00
quiet import tests/pages/enrol.csv --as enrolment --clock 2023-12-20T10:00
for month in 01 02 03; do
  quiet close "2024-$month" --clock "2024-$month-28T17:00"
done
quiet account gly 管理员 系统 --clock 2024-03-29T09:00
quiet account jb 王敏 经办 --by gly --clock 2024-03-29T09:05
quiet account sj 周正 审计 --by gly --clock 2024-03-29T09:06
quiet account cj 李村 经办 --home 360203002 --by gly --clock 2024-03-29T09:07
quiet account zj 刘街 经办 --home 360203001 --by gly --clock 2024-03-29T09:08
quiet pay draft 2024-03 --by jb --clock 2024-03-29T10:00
: >"$work/serve"
"$doudi" serve --port 0 >"$work/serve" 2>"$work/serve.log" &
server=$!
for _ in $(seq 100); do
  grep -q 127.0.0.1 "$work/serve" && break
  sleep 0.1
done
address=$(grep -o 'http://127[^ ]*' "$work/serve")
password=$(grep -oE '[a-z0-9]{4}(-[a-z0-9]{4}){2,}' "$work/serve" | head -1)
python3 tests/api.py "$address" "$password" || cat "$work/serve.log"
kill -TERM "$server"
if wait "$server"; then echo "ok - the server ends quietly"; else
  cat "$work/serve.log"
  echo "not ok - the server ends quietly"
fi
server=
