#!/usr/bin/env bash
# The law of the house and of each published bureau: no error, no warning, every case to the fen.
# Speaks TAP, one point a file.
set -u
cd "$(dirname "$0")/.."
doudi=${DOUDI_CHECKED:-build/test/src/cli/doudi}
export DOUDI_HOME=$PWD
n=0
check() {
  n=$((n + 1))
  if out=$("$doudi" check "${@:2}") && grep -Eq '运行 [1-9][0-9]* 个案例：0 个错误，0 个提醒' <<<"$out"; then
    echo "ok $n - $1"
  else
    echo "not ok $n - $1"
    sed 's/^/# /' <<<"$out" | head -40
  fi
}
for area in areas/*/; do
  check "affairs and $area" --area "${area%/}"
done
for file in tests/law/*.affair; do
  check "$file" "$file"
done
echo "1..$n"
