# 头一个小时：建错了能重来，模板都打得开，名册里为了对齐加的空格不进姓名，谁的岗位谁办事。

file roster.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡
| 王 五,男,1932-05-01,360203193205010014,360203001002,城市
| 张　三,女,1931-06-01,360203193106010027,360203001002,城市
file enrol.csv
| 事项,公民身份号码,申请日期,受理日期,确认日期,原因
| 高龄津贴,360203193205010014,2024-01-03,2024-01-03,2024-01-05,审核确认
$ doudi init --home 999999 --demo --divisions $DOUDI_HOME/tests/stories/divisions
  没有区划代码“999999”。请核对代码，或先载入区划。
    (ERR_NOT_FOUND)
  [exit 3]
$ doudi init --home 360203 --demo --clock 昨天 --divisions $DOUDI_HOME/tests/stories/divisions
  “昨天”不是时刻，要写成 2024-06-30T17:00 这样。
    (ERR_USAGE)
  [exit 64]
$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
  已建立 store.db：辖区 360203 珠山区，全国区划 87 条。
$ for t in person household enrolment decision person.death; do doudi template $t --out t-$t.xlsx || echo $t; done; ls t-*.xlsx
  已写好 t-person.xlsx。
  已写好 t-household.xlsx。
  已写好 t-enrolment.xlsx。
  已写好 t-decision.xlsx。
  已写好 t-person.death.xlsx。
  t-decision.xlsx
  t-enrolment.xlsx
  t-household.xlsx
  t-person.death.xlsx
  t-person.xlsx
$ doudi account gly 管理员 系统; doudi account jb 王经办 经办 --by gly; doudi account sj 赵审计 审计 --by gly
  已增加账号 gly（管理员，系统）。
  已增加账号 jb（王经办，经办）。
  已增加账号 sj（赵审计，审计）。
$ doudi account xx 某人 局长 --by gly
  没有职责“局长”。职责有：村居、经办、复核、审批、发放、审计、系统、安全、协同部门。
    (ERR_USAGE)
  [exit 64]
$ doudi account xx 某人 经办 --by gly --home 垃圾
  “垃圾”不是本库辖区里的区划代码。
    (ERR_USAGE)
  [exit 64]
$ doudi import roster.csv --as person --by sj
  此事由“经办”岗位办理，账号“sj”是“审计”。
    (ERR_DENIED)
  [exit 4]
$ doudi import roster.csv --as person --by jb --effective 2024-13-01
  “2024-13-01”不是日期，要写成 2024-06-05 这样。
    (ERR_USAGE)
  [exit 64]
$ doudi import roster.csv --as person --by jb --marked roster.csv
  “roster.csv”就是原文件。请换一个名字，原文件要留着核对。
    (ERR_USAGE)
  [exit 64]
$ doudi import roster.csv --as person --by jb --marked roster.pdf
  “roster.pdf”要以 .xlsx 或 .csv 结尾。
    (ERR_USAGE)
  [exit 64]
$ doudi import roster.csv --as person --by jb --effective 2023-01-01
  共 2 行：新增 2，变更 0，没有变化 0，拒绝 0。
$ doudi person find 张三 --by jb --purpose 核对名册
  person:2  张*  360203********0027  1931-06-01
$ doudi import enrol.csv --as enrolment --by sj
  此事由“经办”岗位办理，账号“sj”是“审计”。
    (ERR_DENIED)
  [exit 4]
$ doudi confirm 高龄津贴 --month 2024-01 --by sj
  此事由“经办”岗位办理，账号“sj”是“审计”。
    (ERR_DENIED)
  [exit 4]
$ doudi confirm 高龄津贴 --by jb
  “”不是月份，要写成 2024-06 这样。
    (ERR_USAGE)
  [exit 64]
$ doudi confirm 高龄津贴 --month 2030-01 --by jb
  2030-01 还没有到，事实还不知道，不能确认。
    (ERR_STATE)
  [exit 5]
$ doudi confirm 高龄津贴 --month 2024-01 --by jb
  高龄津贴 2024-01：确认 2 个，从下一次月结起入账。
      person:1 王*
      person:2 张*
