# The small store of tests/pages.sh and tests/api.sh, and a server over it. Sourced, from the root:
#   store_make MONTHS         people, a household, enrolments; closes January to MONTHS of 2024
#   server_begin [--clock …]  sets address and password (of all accounts of the demo)
#   server_end                a point: it ends quietly
doudi=${DOUDI_CHECKED:-build/test/src/cli/doudi}
export DOUDI_HOME=$PWD
work=$(mktemp -d)
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
export DOUDI_STORE=$work/store.db
quiet() { "$doudi" "$@" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }

store_make() {
  quiet init --home 360203 --demo --clock 2023-12-01T09:00 --month 2024-01 \
    --divisions tests/stories/divisions
  quiet import tests/pages/people.csv --as person --effective 2023-01-01 --clock 2023-12-01T10:00
  quiet import tests/pages/household.csv --as household --effective 2023-01-01 \
    --clock 2023-12-01T11:00
  quiet import tests/pages/enrol.csv --as enrolment --clock 2023-12-20T10:00
  for number in $(seq "$1"); do
    month=$(printf %02d "$number")
    quiet close "2024-$month" --clock "2024-$month-28T17:00"
  done
}

server_begin() {
  : >"$work/serve"
  "$doudi" serve --port 0 "$@" >"$work/serve" 2>"$work/serve.log" &
  server=$!
  for _ in $(seq 100); do
    grep -q 127.0.0.1 "$work/serve" && break
    sleep 0.1
  done
  address=$(grep -o 'http://127[^ ]*' "$work/serve")
  password=$(grep -oE '[a-z0-9]{4}(-[a-z0-9]{4}){2,}' "$work/serve" | head -1)
}

server_end() {
  kill -TERM "$server"
  if wait "$server"; then echo "ok - the server ends quietly"; else
    cat "$work/serve.log"
    echo "not ok - the server ends quietly"
  fi
  server=
}
