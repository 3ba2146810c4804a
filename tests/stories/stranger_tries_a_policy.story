# 外行人一分钟试一份政策:写十行,检查,拿几个人算。没有填的是“未定”,不是“不符合”。

file mine.affair
| 台账 人员 (person)
|   身份 (identity) 无记录即未知
|     姓名 (name) 文本
|     出生日期 (birth_date) 日期
|
| 事项 高龄津贴 (old_age_allowance)
|   对象 人员
|   准入
|     周岁(月末) ≥ 80                 依据「本地高龄津贴发放办法」第三条
|   给付 每月                         依据「本地高龄津贴发放办法」第四条
|     50 元
|   起 满 80 周岁 当月
|   案例
|     出生日期 1944-03-05, 月 2024-02 ⇒ 不符合
|     出生日期 1944-03-05, 月 2024-03 ⇒ 50 元
file people.csv
| 姓名,出生日期
| 张三,1940-01-01
| 李四,
| 王五,1990-01-01
file wrong.csv
| 姓名,出生日期,身高
| 张三,1940年13月1日,170
$ doudi check mine.affair
$ doudi eval mine.affair --template
$ doudi eval mine.affair --facts people.csv --month 2024-06
$ doudi eval mine.affair --facts people.csv --month 2024-06 --explain
$ doudi eval mine.affair --facts people.csv --month 2024-06 --json
$ doudi eval mine.affair --facts wrong.csv --month 2024-06
