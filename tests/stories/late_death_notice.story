# 高龄津贴:三月去世,五月才知道。去世当月照发,四月起的追回;从知道起不再发。

file people.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡
| 乙二,女,1932-11-20,360203193211200025,360203001002,城市
file enrol.csv
| 事项,公民身份号码,申请日期,确认日期,原因
| 高龄津贴,360203193211200025,2023-01-05,2023-01-10,在册
file deaths.csv
| 公民身份号码,死亡日期,生效日期
| 360203193211200025,2024-03-15,2024-03-15
$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
$ doudi import people.csv --as person --effective 2023-01-01 --clock 2024-01-02T10:00
$ doudi import enrol.csv --as enrolment --clock 2024-01-02T11:00
$ for m in 01 02 03 04; do doudi close 2024-$m --clock 2024-$m-28T17:00 | tail -1; done
$ doudi import deaths.csv --as person.death --sender 殡仪馆 --clock 2024-05-08T09:00
$ doudi close 2024-05 --clock 2024-05-28T17:00
$ doudi close 2024-05 --clock 2024-05-28T18:00
$ doudi lines 360203193211200025
$ doudi explain 360203193211200025 高龄津贴 2024-04
