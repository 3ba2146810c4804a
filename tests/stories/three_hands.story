# 一个批次要三只手:经办起草,复核,审批,都不能是同一个人;发放后写银行文件,带控制数。

file people.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡,开户银行,一卡通账号
| 乙二,女,1932-11-20,360203193211200025,360203001002,城市,农商银行,6222000000000000004
file enrol.csv
| 事项,公民身份号码,申请日期,确认日期,原因
| 高龄津贴,360203193211200025,2023-01-05,2023-01-10,在册
$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
$ doudi account jb 小王 经办 --clock 2024-01-02T09:00
$ doudi account fh 小李 复核 --clock 2024-01-02T09:00
$ doudi account sp 小张 审批 --clock 2024-01-02T09:00
$ doudi account ff 小陈 发放 --clock 2024-01-02T09:00
$ doudi import people.csv --as person --effective 2023-01-01 --by jb --clock 2024-01-02T10:00
$ doudi import enrol.csv --as enrolment --by jb --clock 2024-01-02T11:00
$ doudi close 2024-01 --by jb --clock 2024-01-28T17:00
$ doudi pay draft 2024-01 --by jb --clock 2024-01-28T17:10
$ doudi pay check 1 --by jb --clock 2024-01-28T17:11
$ doudi pay approve 1 --by sp --clock 2024-01-28T17:12
$ doudi pay check 1 --by fh --clock 2024-01-28T17:13
$ doudi pay approve 1 --by fh --clock 2024-01-28T17:14
$ doudi pay approve 1 --by sp --clock 2024-01-28T17:15
$ doudi pay send 1 --by ff --clock 2024-01-28T17:20 --out .
$ iconv -f GB18030 -t UTF-8 *一卡通*.csv
$ doudi pay settle 1 --by ff --clock 2024-01-29T09:00
$ doudi pay list
$ doudi ledger check
