#!/usr/bin/env bash
# Faults under every act of a small bureau: calls that fail, kill -9, power cuts, flipped bytes (see
# docs/reliability.md). Speaks TAP. Uses the release build, and the one with sanitizers for memory.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOUDI_HOME=${DOUDI_HOME:-$PWD}
export DOUDI_BUILD=${DOUDI_BUILD:-$PWD/build/test}
export DOUDI=${DOUDI:-$PWD/build/release/src/cli/doudi}
export DOUDI_CHECKED=${DOUDI_CHECKED:-$DOUDI_BUILD/src/cli/doudi}
export PYTHONDONTWRITEBYTECODE=1
status=0
for part in run kill power flips; do
  python3 "tests/fault/$part.py" || status=1
done
exit $status
