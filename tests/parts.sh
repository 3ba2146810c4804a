#!/usr/bin/env bash
# Every shared part of the pages in a real browser: three sizes, normal and 长者模式. Speaks TAP.
# PICTURES=DIR keeps what it saw.
set -eu
cd "$(dirname "$0")/.."
sample=${SAMPLE_TEST:-build/test/src/page/page_sample_test}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
SAMPLE=$work "$sample" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
node tests/parts.mjs "$work"
