#!/usr/bin/env bash
# Kills a writer in the middle of its work, again and again: see crash_writer.c. Speaks TAP.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
rounds=25
[ "${DOUDI_LONG:-no}" = yes ] && rounds=200
"${DOUDI_BUILD:-build/test}/tests/crash_writer" "$folder/store.db" "$rounds"
