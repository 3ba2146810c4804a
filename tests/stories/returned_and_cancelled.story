# 银行退回一笔:登记退回,重新成为应发,进下一个批次;起草错了可以撤销;旧的月结随时可以按当时所知重算核对。

file people.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡,开户银行,一卡通账号
| 乙二,女,1932-11-20,360203193211200025,360203001002,城市,农商银行,6222000000000000004
file enrol.csv
| 事项,公民身份号码,申请日期,确认日期,原因
| 高龄津贴,360203193211200025,2023-01-05,2023-01-10,在册
file wrong.csv
| 人员,事项,原因
| 360203193211200025,低保,账户已销
file back.csv
| 公民身份号码,事项,原因
| 360203193211200025,高龄津贴,账户已销
file new.csv
| 公民身份号码,一卡通账号
| 360203193211200025,6222000000000000012
$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
  已建立 store.db：辖区 360203 珠山区，全国区划 87 条。
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
$ doudi pay check 1 --by fh --clock 2024-01-28T17:13
  批次 1  2024-01  已复核  明细 1 行，1 人  100.00 元  起草 jb 复核 fh 审批 
    现在能报送 1 笔 100.00 元。
$ doudi pay approve 1 --by sp --clock 2024-01-28T17:15
  批次 1  2024-01  已审批  明细 1 行，1 人  100.00 元  起草 jb 复核 fh 审批 sp
    现在能报送 1 笔 100.00 元。
$ doudi pay send 1 --by ff --clock 2024-01-28T17:20 --out .
  已写好银行文件 ./一卡通-2024-01-1.csv
  批次 1  2024-01  已报送  明细 1 行，银行 1 笔，1 人  100.00 元  起草 jb 复核 fh 审批 sp
$ doudi pay return 1 wrong.csv --by ff --clock 2024-01-29T09:00
  有错误，一行也没有登记。改好后再登记同一个文件即可。
    (ERR_INPUT)
  wrong.csv 第 2 行 第 2 列 事项：没有事项“低保”。
  [exit 2]
$ doudi pay return 1 back.csv --by ff --clock 2024-01-29T09:01
  已登记：到账 0 笔 0.00 元，退回 1 笔 100.00 元，待处理 0 笔。
  退回的重新成为应付；账号有错的，更正账号并过了冷静期才会再发。
  批次 1  2024-01  已结清  明细 1 行，银行 1 笔，1 人  100.00 元  起草 jb 复核 fh 审批 sp
$ doudi pay return 1 back.csv --by ff --clock 2024-01-29T09:02
  已登记：到账 0 笔 0.00 元，退回 0 笔 0.00 元，待处理 0 笔。
  文件里的都已登记过，没有变化。
  批次 1  2024-01  已结清  明细 1 行，银行 1 笔，1 人  100.00 元  起草 jb 复核 fh 审批 sp
$ doudi import new.csv --as person.account --effective 2024-01-29 --by jb --clock 2024-01-29T10:00
  共 1 行：新增 0，变更 1，没有变化 0，拒绝 0。
$ doudi pay draft 2024-01 --by jb --clock 2024-02-06T09:00
  批次 2  2024-01  起草  明细 0 行，1 人  100.00 元  起草 jb 复核  审批 
    现在能报送 1 笔 100.00 元。
$ doudi pay draft 2030-12 --by jb --clock 2024-02-06T09:10
  2030年12月还没有月结，不能起草。
    (ERR_STATE)
  [exit 5]
$ doudi pay cancel 2 --by jb --clock 2024-02-06T09:20
  请写撤销的原因，如 pay cancel 2 月份写错。
    (ERR_USAGE)
  [exit 64]
$ doudi pay cancel 2 起草早了 --by jb --clock 2024-02-06T09:30
  批次 2  2024-01  已撤销  明细 0 行，1 人  100.00 元  起草 jb 复核  审批 
$ doudi pay draft 2024-01 --by jb --clock 2024-02-06T09:40
  批次 3  2024-01  起草  明细 0 行，1 人  100.00 元  起草 jb 复核  审批 
    现在能报送 1 笔 100.00 元。
$ doudi pay list --by jb
  批次 1  2024-01  已结清  明细 1 行，银行 1 笔，1 人  100.00 元  起草 jb 复核 fh 审批 sp
  批次 2  2024-01  已撤销  明细 0 行，1 人  100.00 元  起草 jb 复核  审批 
  批次 3  2024-01  起草  明细 0 行，1 人  100.00 元  起草 jb 复核  审批 
$ doudi close 2024-01 --by jb --clock 2024-02-06T10:00
  2024-01 月结：没有差额，一行也没有记。
$ doudi replay 2024-01
  2024-01 月结（2024-01-28，记账 1 行）：按当时所知重算，核对 1 项，差异 0 项。
$ cp -r $DOUDI_HOME/affairs $DOUDI_HOME/areas . && sed -i '/^标准 九旬津贴标准/,/^$/s/100/120/' areas/360203-zhushan/standards.affair
$ DOUDI_HOME=. doudi close 2024-01 --by jb --clock 2024-02-07T10:00 | tail -1
  2024-01 月结：记账 1 行，合计 20.00 元。
$ DOUDI_HOME=. doudi replay 2024-01
  2024-01 月结（2024-01-28，记账 1 行）：按当时所知重算，核对 1 项，差异 0 项。
  2024-01 月结（2024-02-07，记账 1 行）：按当时所知重算，核对 1 项，差异 0 项。
$ doudi replay 2024-02
  2024-02 还没有月结。
    (ERR_NOT_FOUND)
  [exit 3]
$ doudi ledger check
  总账平衡：2 行，4 笔分录，借 320.00 元，贷 320.00 元；5 个封条完好。
