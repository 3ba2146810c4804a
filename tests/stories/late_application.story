# 两项补贴从申请当月起发:三月申请、五月审定,五月月结补发三、四月。

file people.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡,残疾类别,残疾等级,残疾证有效期
| 丁四,男,1975-09-09,360203197509090015,360203001002,城市,肢体,一级,2030-12-31
file enrol.csv
| 事项,公民身份号码,申请日期,受理日期,确认日期,原因
| 重度残疾人护理补贴,360203197509090015,2024-03-06,2024-03-06,2024-05-09,镇街初审、残联审核、县审定
$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
$ doudi import people.csv --as person --effective 2023-01-01 --clock 2024-01-02T10:00
$ for m in 01 02 03 04; do doudi close 2024-$m --clock 2024-$m-28T17:00; done
$ doudi sets disability_care 2024-04
$ doudi import enrol.csv --as enrolment --clock 2024-05-09T10:00
$ doudi close 2024-05 --clock 2024-05-28T17:00
$ doudi lines 360203197509090015
$ doudi explain 360203197509090015 disability_care 2024-03
