# 账号由管理员增加。一个批次要三只手:经办起草,复核,审批,都不能是同一个人;发放后写银行文件,带控制数。

file people.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡,开户银行,一卡通账号
| 乙二,女,1932-11-20,360203193211200025,360203001002,城市,农商银行,6222000000000000004
file enrol.csv
| 事项,公民身份号码,申请日期,确认日期,原因
| 高龄津贴,360203193211200025,2023-01-05,2023-01-10,在册
$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
  已建立 store.db：辖区 360203 珠山区，全国区划 87 条。
$ doudi account jb 小王 经办 --clock 2024-01-02T09:00
  第一个账号须是“系统”管理员，由他再开设其他账号。
    (ERR_DENIED)
  [exit 4]
$ doudi account gly 小赵 系统 --clock 2024-01-02T09:00
  已增加账号 gly（小赵，系统）。
$ doudi account jb 小王 经办 --by gly --clock 2024-01-02T09:00
  已增加账号 jb（小王，经办）。
$ doudi account fh 小李 复核 --by gly --clock 2024-01-02T09:00
  已增加账号 fh（小李，复核）。
$ doudi account sp 小张 审批 --by gly --clock 2024-01-02T09:00
  已增加账号 sp（小张，审批）。
$ doudi account ff 小陈 发放 --by gly --clock 2024-01-02T09:00
  已增加账号 ff（小陈，发放）。
$ doudi import people.csv --as person --effective 2023-01-01 --by jb --clock 2024-01-02T10:00
  共 1 行：新增 1，变更 0，没有变化 0，拒绝 0。
$ doudi import enrol.csv --as enrolment --by jb --clock 2024-01-02T11:00
  共 1 行：新增 1，变更 0，没有变化 0，拒绝 0。
$ doudi close 2024-01 --by jb --clock 2024-01-28T17:00
  事项                                 在册   记账行            当月           补发          追缴   未定   缓发
  高龄津贴                                1        1          100.00           0.00          0.00      0      0
  2024-01 月结：记账 1 行，合计 100.00 元。
$ doudi pay draft 2024-01 --by jb --clock 2024-01-28T17:10
  批次 1  2024-01  起草  明细 1 行，1 人  100.00 元  起草 jb 复核  审批 
    现在能报送 1 笔 100.00 元。
$ doudi pay check 1 --by jb --clock 2024-01-28T17:11
  此事由“复核”岗位办理，账号“jb”是“经办”。
    (ERR_DENIED)
  [exit 4]
$ doudi pay approve 1 --by sp --clock 2024-01-28T17:12
  批次 1 现在是“起草”，不能审批。
    (ERR_STATE)
  [exit 5]
$ doudi pay check 1 --by fh --clock 2024-01-28T17:13
  批次 1  2024-01  已复核  明细 1 行，1 人  100.00 元  起草 jb 复核 fh 审批 
    现在能报送 1 笔 100.00 元。
$ doudi pay approve 1 --by fh --clock 2024-01-28T17:14
  此事由“审批”岗位办理，账号“fh”是“复核”。
    (ERR_DENIED)
  [exit 4]
$ doudi pay approve 1 --by sp --clock 2024-01-28T17:15
  批次 1  2024-01  已审批  明细 1 行，1 人  100.00 元  起草 jb 复核 fh 审批 sp
    现在能报送 1 笔 100.00 元。
$ doudi pay send 1 --by ff --clock 2024-01-28T17:20 --out .
  已写好银行文件 ./一卡通-2024-01-1.csv
  批次 1  2024-01  已报送  明细 1 行，银行 1 笔，1 人  100.00 元  起草 jb 复核 fh 审批 sp
$ iconv -f GB18030 -t UTF-8 *一卡通*.csv
  序号,一卡通账号,姓名,金额,项目,月份
  1,6222000000000000004,乙二,100.00,高龄津贴,2024-01
  合计,1 笔,1 人,100.00,,2024-01
  合计（县）,,,100.00,,2024-01
$ doudi pay settle 1 --by ff --clock 2024-01-29T09:00
  批次 1  2024-01  已结清  明细 1 行，银行 1 笔，1 人  100.00 元  起草 jb 复核 fh 审批 sp
$ doudi pay list
  批次 1  2024-01  已结清  明细 1 行，银行 1 笔，1 人  100.00 元  起草 jb 复核 fh 审批 sp
$ doudi ledger check
  总账平衡：1 行，3 笔分录，借 300.00 元，贷 300.00 元；4 个封条完好。
