# 导入:一次说完所有错误,一行也不写;改好后同一个文件再来;重复导入没有变化。

file bad.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡
| 甲一,男,1944-02-30,360203194403050011,360203001002,城市
| ,女,1932-11-20,360203193211200025,360203001002,乡村
| 丙三,女,1934-01-08,360203193401080047,999999,城市
file good.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡
| 甲一,男,1944-03-05,360203194403050011,360203001002,城市
| 乙二,女,1932-11-20,360203193211200025,360203001002,农村
$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
$ doudi import bad.csv --as person --clock 2024-01-02T10:00
$ doudi import good.csv --as person --dry-run --clock 2024-01-02T10:01
$ doudi import good.csv --as person --clock 2024-01-02T10:02
$ doudi import good.csv --as person --clock 2024-01-02T10:03
$ iconv -f UTF-8 -t GB18030 good.csv > gb.csv && doudi import gb.csv --as person --clock 2024-01-02T10:04
$ doudi person 甲一 --clock 2024-01-02T10:05
