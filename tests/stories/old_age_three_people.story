# 高龄津贴,三个人:从事实到应发、记账、说明,改正后再月结。
# 甲 2024 年 3 月满八十;乙已经九十一;丙的出生日期起初登记早了十年。

file people.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡
| 甲一,男,1944-03-05,360203194403050011,360203001002,城市
| 乙二,女,1932-11-20,360203193211200025,360203001002,城市
| 丙三,女,1934-01-08,360203193401080044,360203002,城市
file enrol.csv
| 事项,公民身份号码,申请日期,确认日期,原因
| 高龄津贴,360203194403050011,2024-02-20,2024-02-26,免申即享、本人确认
| 高龄津贴,360203193211200025,2023-01-05,2023-01-10,在册
| 高龄津贴,360203193401080044,2024-01-05,2024-01-10,在册
file correction.csv
| 公民身份号码,出生日期,生效日期
| 360203193401080044,1944-01-08,1944-01-08
$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
$ doudi import people.csv --as person --clock 2024-01-02T10:00
$ doudi import enrol.csv --as enrolment --clock 2024-02-26T10:00
$ doudi close 2024-01 --clock 2024-02-27T17:00
$ doudi close 2024-02 --clock 2024-02-28T17:00
$ doudi close 2024-03 --clock 2024-03-28T17:00
# 再结一次,一行也不记。
$ doudi close 2024-03 --clock 2024-03-28T18:00
$ doudi explain 360203194403050011 高龄津贴 2024-03
# 丙三其实是 1944 年生:更正出生日期,四月月结把多发的按月追回。
$ doudi import correction.csv --as person.identity --correction --clock 2024-04-10T09:00
$ doudi close 2024-04 --clock 2024-04-28T17:00
$ doudi lines 360203193401080044
$ doudi explain 360203193401080044 old_age_allowance 2024-04
$ doudi ledger check
$ doudi audit verify
