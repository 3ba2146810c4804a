#!/usr/bin/env bash
# Kills writers in the middle of their work, again and again: a process that posts without pause
# (crash_writer.c), and the close of a month (crash_close.py). Speaks TAP.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOUDI_HOME=${DOUDI_HOME:-$PWD}
build=${DOUDI_BUILD:-$PWD/build/test}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
rounds=25
[ "${DOUDI_LONG:-no}" = yes ] && rounds=200
"$build/tests/crash_writer" "$folder/store.db" "$rounds"
python3 tests/crash_close.py "${DOUDI_CHECKED:-$build/src/cli/doudi}" "$rounds"
