# 低保渐退:就业使收入超过标准,决定自四月起渐退,逐月按 100% 100% 80% 80% 60% 60% 发,以后不发。

file people.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡,月收入
| 王大,男,1980-05-01,360203198005010012,360203001002,城市,200
file household.csv
| 户号,公民身份号码,角色,家庭类型,户籍地,城乡,申报方式,家庭财产,有超标车辆,有超标住房
| 360203-0002,360203198005010012,申请人,家庭,360203001002,城市,整户,0,否,否
file enrol.csv
| 事项,户号,申请日期,确认日期,原因
| minimum_living,360203-0002,2023-11-20,2023-12-15,审核确认
file fade.csv
| 事项,户号,类型,决定日期,生效月份,原因
| 最低生活保障,360203-0002,渐退,2024-03-20,2024-04,就业后收入超过标准
$ doudi init --home 360203 --demo --clock 2023-12-01T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
$ doudi import people.csv --as person --effective 2023-01-01 --clock 2023-12-01T10:00
$ doudi import household.csv --as household --effective 2023-01-01 --clock 2023-12-01T11:00
$ doudi import enrol.csv --as enrolment --clock 2023-12-15T10:00
$ for m in 01 02 03; do doudi close 2024-$m --clock 2024-$m-28T17:00 | tail -1; done
$ doudi import fade.csv --as decision --clock 2024-03-29T10:00
$ for m in 04 05 06 07 08 09 10 11; do doudi close 2024-$m --clock 2024-$m-28T17:00 | tail -1; done
$ doudi lines 360203-0002
$ doudi explain 360203-0002 minimum_living 2024-08
