#!/usr/bin/env bash
# The API against its own OpenAPI document, over a small store and a real server (tests/api.py).
# Speaks TAP.
set -eu
cd "$(dirname "$0")/.."
. tests/pages/store.sh

store_make 3
quiet account gly 管理员 系统 --clock 2024-03-29T09:00
quiet account jb 王敏 经办 --by gly --clock 2024-03-29T09:05
quiet account sj 周正 审计 --by gly --clock 2024-03-29T09:06
quiet account cj 李村 经办 --home 360203002 --by gly --clock 2024-03-29T09:07
quiet account zj 刘街 经办 --home 360203001 --by gly --clock 2024-03-29T09:08
quiet pay draft 2024-03 --by jb --clock 2024-03-29T10:00
server_begin
python3 tests/api.py "$address" "$password" || cat "$work/serve.log"
server_end
