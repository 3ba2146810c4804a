# 低保一户三口,六月公布从一月起提标:六月月结逐月补发差额,再结不补。

file people.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡,月收入
| 王大,男,1980-05-01,360203198005010012,360203001002,城市,1000
| 王二,女,1982-06-01,360203198206010027,360203001002,城市,0
| 王三,男,2000-07-01,360203200007010032,360203001002,城市,0
file household.csv
| 户号,公民身份号码,角色,家庭类型,户籍地,城乡,申报方式,家庭财产,有超标车辆,有超标住房
| 360203-0001,360203198005010012,申请人,家庭,360203001002,城市,整户,5000,否,否
| 360203-0001,360203198206010027,配偶,,,,,,,
| 360203-0001,360203200007010032,子女,,,,,,,
file enrol.csv
| 事项,户号,申请日期,受理日期,确认日期,原因
| 最低生活保障,360203-0001,2023-11-20,2023-11-21,2023-12-15,审核确认
$ doudi init --home 360203 --demo --clock 2023-12-01T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
$ doudi import people.csv --as person --effective 2023-01-01 --clock 2023-12-01T10:00
$ doudi import household.csv --as household --effective 2023-01-01 --clock 2023-12-01T11:00
$ doudi import enrol.csv --as enrolment --clock 2023-12-15T10:00
$ doudi close 2024-01 --clock 2024-01-28T17:00
$ for m in 02 03 04 05; do doudi close 2024-$m --clock 2024-$m-28T17:00 | tail -1; done
$ doudi close 2024-06 --clock 2024-06-28T17:00
$ doudi close 2024-06 --clock 2024-06-28T18:00
$ doudi lines 360203-0001 最低生活保障
$ doudi explain 360203-0001 最低生活保障 2024-06
$ doudi ledger check
