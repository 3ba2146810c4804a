#!/usr/bin/env bash
# The district tells the published figures, whatever its seed; one changed income changes the
# report by exactly that; no published figure but arrears rests on presumed values;
# another place works too. Speaks TAP. Uses the release build ($DOUDI): a year of 370,000 people.
set -u
cd "$(dirname "$0")/.."
doudi=${DOUDI:-build/release/src/cli/doudi}
export DOUDI_HOME=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
point() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }
field() { python3 tests/figures.py "$@"; }

$doudi demo 360203 --seed 1 --store "$work/one.db" >"$work/one.txt" 2>"$work/one.log"
point $? "seed 1: the year is lived" || cat "$work/one.log"
$doudi report --json --store "$work/one.db" >"$work/one.json"
point $? "seed 1: report"
field equal "$work/one.json"; point $? "seed 1: every computed figure equals the published one"

$doudi demo 360203 --seed 2 --store "$work/two.db" >/dev/null 2>"$work/two.log"
point $? "seed 2: the year is lived"
$doudi report --json --store "$work/two.db" >"$work/two.json"
field equal "$work/two.json"; point $? "seed 2: same published figures"
a=$(sha256sum <"$work/one.db.imports/2023-12-person.csv")
b=$(sha256sum <"$work/two.db.imports/2023-12-person.csv")
[ "$a" != "$b" ]; point $? "seed 2: other people"
rm -rf "$work"/two.db*

$doudi ledger check --store "$work/one.db" >/dev/null; point $? "the ledger is conserved"
$doudi audit verify --store "$work/one.db" >/dev/null; point $? "the audit chain holds"
$doudi close 2024-12 --store "$work/one.db" --clock 2024-12-29T10:00 --by clerk --json \
  >"$work/again.json"
field nothing "$work/again.json"; point $? "closing December twice posts nothing"

python3 tests/one_income.py "$doudi" "$work/one.db" "$work"
point $? "one changed income changes the report by exactly that"
python3 tests/presumed.py "$doudi" "$work" "$work/one.json"
point $? "no published figure but arrears depends on presumed values"

$doudi demo 442000 --seed 3 --month 2024-02 --store "$work/city.db" >/dev/null 2>"$work/city.log"
point $? "a city whose towns hang directly under it: two months"
echo "1..$n"
