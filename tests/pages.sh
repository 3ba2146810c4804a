#!/usr/bin/env bash
# The pages that show records in a real browser, over a small store, as a clerk and in 长者模式: every
# page, three sizes. Speaks TAP. PICTURES=DIR keeps what it saw.
set -eu
cd "$(dirname "$0")/.."
. tests/pages/store.sh

store_make 6
quiet account gly 管理员 系统 --clock 2024-06-29T09:00
quiet account jb 王敏 经办 --by gly --clock 2024-06-29T09:05
server_begin
PICTURES=${PICTURES:-$work} node tests/pages.mjs "$address" jb "$password"
server_end
