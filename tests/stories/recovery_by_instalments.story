# 分期追回:人去世了才知道,多发的要追回;领导决定分期缴回或从以后的发放里抵扣,不超过规定的比例;剩下的核销,都有理由。

file people.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡,开户银行,一卡通账号
| 乙二,女,1932-11-20,360203193211200025,360203001002,城市,农商银行,6222000000000000004
| 丙三,男,1934-01-08,360203193401080036,360203001002,城市,农商银行,6222000000000000020
file enrol.csv
| 事项,公民身份号码,申请日期,确认日期,原因
| 高龄津贴,360203193211200025,2023-01-05,2023-01-10,在册
| 高龄津贴,360203193401080036,2023-01-05,2023-01-10,在册
file reborn.csv
| 公民身份号码,死亡日期
| 360203193211200025,2023-12-15
file income.csv
| 公民身份号码,出生日期
| 360203193401080036,1944-05-08
$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi account gly 小赵 系统 --clock 2024-01-02T09:00 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi account jb 小王 经办 --by gly --clock 2024-01-02T09:00 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi account fh 小李 复核 --by gly --clock 2024-01-02T09:00 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi account sp 小张 审批 --by gly --clock 2024-01-02T09:00 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi account ff 小陈 发放 --by gly --clock 2024-01-02T09:00 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi import people.csv --as person --effective 2023-01-01 --by jb --clock 2024-01-02T10:00
  sh: 1: doudi: not found
  [exit 127]
$ doudi import enrol.csv --as enrolment --by jb --clock 2024-01-02T11:00
  sh: 1: doudi: not found
  [exit 127]
$ doudi close 2024-01 --by jb --clock 2024-01-28T17:00
  sh: 1: doudi: not found
  [exit 127]
$ doudi pay draft 2024-01 --by jb --clock 2024-01-28T17:10
  sh: 1: doudi: not found
  [exit 127]
$ doudi pay check 1 --by fh --clock 2024-01-28T17:13 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi pay approve 1 --by sp --clock 2024-01-28T17:15 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi pay send 1 --by ff --clock 2024-01-28T17:20 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi pay settle 1 --by ff --clock 2024-01-29T09:30 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi import reborn.csv --as person.death --by jb --clock 2024-02-05T09:00
  sh: 1: doudi: not found
  [exit 127]
$ doudi import income.csv --as person --correction --by jb --clock 2024-02-05T09:10
  sh: 1: doudi: not found
  [exit 127]
$ doudi close 2024-02 --by jb --clock 2024-02-28T17:00
  sh: 1: doudi: not found
  [exit 127]
$ doudi recover list
  sh: 1: doudi: not found
  [exit 127]
$ doudi recover plan 360203193211200025 高龄津贴 40 缴回 --month 2024-03 --purpose "家属同意分期缴回" --by jb --clock 2024-03-01T09:00
  sh: 1: doudi: not found
  [exit 127]
$ doudi recover plan 360203193211200025 高龄津贴 40 缴回 --month 2024-03 --purpose "家属同意分期缴回" --by sp --clock 2024-03-01T09:00
  sh: 1: doudi: not found
  [exit 127]
$ doudi recover repay 360203193211200025 高龄津贴 40 --purpose "收据 0001" --by ff --clock 2024-03-10T09:00
  sh: 1: doudi: not found
  [exit 127]
$ doudi recover show 360203193211200025 --clock 2024-04-10T09:00
  sh: 1: doudi: not found
  [exit 127]
$ doudi recover waive 360203193211200025 高龄津贴 70 --purpose "无遗产可供追回" --by sp --clock 2024-04-11T09:00
  sh: 1: doudi: not found
  [exit 127]
$ doudi recover waive 360203193211200025 高龄津贴 60 --purpose "无遗产可供追回" --by sp --clock 2024-04-11T09:01
  sh: 1: doudi: not found
  [exit 127]
$ doudi recover plan 360203193401080036 高龄津贴 30 抵扣 --month 2024-05 --purpose "本人同意从津贴里抵扣" --by sp --clock 2024-04-12T09:00
  sh: 1: doudi: not found
  [exit 127]
$ doudi close 2024-03 --by jb --clock 2024-03-28T17:00 | tail -1
  sh: 1: doudi: not found
$ doudi close 2024-04 --by jb --clock 2024-04-28T17:00 | tail -1
  sh: 1: doudi: not found
$ doudi close 2024-05 --by jb --clock 2024-05-28T17:00 | tail -1
  sh: 1: doudi: not found
$ doudi pay draft 2024-05 --by jb --clock 2024-05-28T17:10
  sh: 1: doudi: not found
  [exit 127]
$ doudi pay check 2 --by fh --clock 2024-05-28T17:13 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi pay approve 2 --by sp --clock 2024-05-28T17:15 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi pay send 2 --by ff --clock 2024-05-28T17:20
  sh: 1: doudi: not found
  [exit 127]
$ doudi recover list
  sh: 1: doudi: not found
  [exit 127]
$ doudi pay settle 2 --by ff --clock 2024-05-29T09:30 > init.txt
  sh: 1: doudi: not found
  [exit 127]
$ doudi reconcile 2024-05
  sh: 1: doudi: not found
  [exit 127]
$ doudi ledger check
  sh: 1: doudi: not found
  [exit 127]
