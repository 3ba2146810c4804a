#!/usr/bin/env bash
# The API against its own OpenAPI document, over a small store and a real server (tests/api.py);
# then what the program of another office does with it, from an application to its first payment and
# back (tests/api_story.py), under a clock that goes on between its days. Speaks TAP.
set -eu
cd "$(dirname "$0")/.."
. tests/pages/store.sh

store_make 3
quiet account gly 管理员 系统 --clock 2024-03-29T09:00
quiet account jb 王敏 经办 --by gly --clock 2024-03-29T09:05
quiet account sj 周正 审计 --by gly --clock 2024-03-29T09:06
quiet account cj 李村 经办 --home 360203002 --by gly --clock 2024-03-29T09:07
quiet account zj 刘街 经办 --home 360203001 --by gly --clock 2024-03-29T09:08
quiet account cg 陈村 村居 --home 360203001002 --by gly --clock 2024-03-29T09:09
quiet account fh 何敏 复核 --by gly --clock 2024-03-29T09:10
quiet account sp 孙审 审批 --by gly --clock 2024-03-29T09:11
quiet account ff 钱发 发放 --by gly --clock 2024-03-29T09:12
quiet account xt 吴联 协同部门 --by gly --clock 2024-03-29T09:13
quiet account aq 郑安 安全 --by gly --clock 2024-03-29T09:14
quiet pay draft 2024-03 --by jb --clock 2024-03-29T10:00
server_begin
python3 tests/api.py "$address" "$password" "$work/walked" || cat "$work/serve.log"
server_end
for day in 2024-03-30T09:00 2024-04-08T09:00 2024-05-06T09:00 2024-06-20T09:00; do
  server_begin --clock "$day"
  python3 tests/api_story.py "$address" "$password" "$work/walked" "$day" || cat "$work/serve.log"
  server_end
done
