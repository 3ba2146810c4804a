# 导入:报送单位的列名说明一次就记住;导入错了整批撤回;有后来的变动以它为依据的,一一列出,不撤。

file wrong.csv
| 户主姓名,性别,出生日期,公民身份号码,户籍地,城乡
| 甲一,男,1944-03-05,360203194403050011,360203001002,城市
| 乙二,女,1932-11-20,360203193211200025,360203001002,农村
file income.csv
| 公民身份号码,月收入
| 360203194403050011,200
$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
  已建立 store.db：辖区 360203 珠山区，全国区划 87 条。
$ doudi import wrong.csv --as person --sender 甲街道 --clock 2024-01-02T10:00
  wrong.csv 第 1 行 第 1 列 户主姓名：不认识列“户主姓名”，这一列没有导入。是不是“姓名”？请改列名。
  wrong.csv 第 2 行：缺少列“姓名”，请补上（可以先下载导入模板）。
  共 2 行：新增 0，变更 0，没有变化 0，拒绝 2。
  有错误，一行也没有写入。改好后再导入同一个文件即可。
  [exit 2]
$ doudi import wrong.csv --as person --sender 甲街道 --map 姓名=户主姓名 --clock 2024-01-02T10:01
  列“户主姓名”当作“姓名”读。
  共 2 行：新增 2，变更 0，没有变化 0，拒绝 0。
$ doudi import wrong.csv --as person --sender 甲街道 --clock 2024-01-02T10:02
  列“户主姓名”当作“姓名”读（以前说明过）。
  共 2 行：新增 0，变更 0，没有变化 2，拒绝 0。
$ doudi import --mappings --clock 2024-01-02T10:03
  甲街道　person　列“户主姓名”当作“姓名”
$ doudi import income.csv --as income --sender 乙局 --clock 2024-01-03T10:00
  共 1 行：新增 1，变更 0，没有变化 0，拒绝 0。
$ doudi import --undo 4 --clock 2024-01-03T11:00
  第 4 号导入之后，有 1 处以它为依据，不能撤回，一处也没有改。请先处理列出的各处。
    (ERR_CONFLICT)
  wrong.csv：人员甲*（编号 1）的“收入”后来由第 5 号（导入）改过，请先撤回那一次，或用更正逐项改。
  [exit 6]
$ doudi import --undo 5 --purpose 文件发错了 --clock 2024-01-03T11:01
  已撤回第 5 号导入（本次是第 6 号）：撤销人员 0 人、家庭 0 户，收回事实 1 条，恢复 0 条。
$ doudi import --undo 4 --purpose 文件发错了 --clock 2024-01-03T11:02
  已撤回第 4 号导入（本次是第 7 号）：撤销人员 2 人、家庭 0 户，收回事实 4 条，恢复 0 条。
$ doudi person 甲一 --clock 2024-01-03T11:03
  没有找到。
  [exit 1]
$ doudi import --history --clock 2024-01-03T11:04
    编号  时间        文件                报送单位        台账                    行数      新增      变更  经办      撤回
       5  2024-01-03  income.csv          乙局            person.income              1         1         0  system    由第 6 号撤回
       4  2024-01-02  wrong.csv           甲街道          person                     2         2         0  system    由第 7 号撤回
$ doudi import --undo 4 --clock 2024-01-03T11:05
  第 4 号导入已经由第 7 号撤回。要恢复，请重新导入原来的文件。
    (ERR_STATE)
  [exit 5]
$ doudi import --forget 户主姓名 --sender 甲街道 --as person --clock 2024-01-03T11:06
  已忘掉“甲街道”的列“户主姓名”。
$ doudi audit verify --clock 2024-01-03T11:07
  审计链完好：8 个行为，首尾相接。
  账本 0 行、0 个封条、表结构和防改触发器均完好。
