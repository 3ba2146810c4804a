# 生存认证没有做的先暂停；复核的人看过，照常的恢复，缓发的月份一起补出去。没有听取意见不能停发。

file roster.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡
| 陈老,男,1944-03-05,360203194403050070,360203001002,城市
file enrol.csv
| 事项,公民身份号码,申请日期,受理日期,确认日期,原因
| 高龄津贴,360203194403050070,2024-03-04,2024-03-04,2024-03-04,审核确认
file hold.csv
| 事项,公民身份号码,类型,生效月份,决定日期,原因
| 高龄津贴,360203194403050070,暂停,2024-04,2024-04-02,没有做生存认证

$ doudi init --home 360203 --demo --clock 2024-02-28T09:00 --month 2024-03 --divisions $DOUDI_HOME/tests/stories/divisions
  已建立 store.db：辖区 360203 珠山区，全国区划 87 条。
$ doudi account gly 管理员 系统; doudi account cg 村干部 村居 --home 360203001002 --by gly; doudi account zj 王经办 经办 --home 360203001 --by gly; doudi account zs 赵镇长 审批 --home 360203001 --by gly; doudi account hd 核对员 经办 --home 360203 --by gly; doudi account sp 李审批 审批 --home 360203 --by gly; doudi account sj 孙局长 审批 --home 360203 --by gly
  已增加账号 gly（管理员，系统）。
  已增加账号 cg（村干部，村居）。
  已增加账号 zj（王经办，经办）。
  已增加账号 zs（赵镇长，审批）。
  已增加账号 hd（核对员，经办）。
  已增加账号 sp（李审批，审批）。
  已增加账号 sj（孙局长，审批）。
$ doudi import roster.csv --as person --effective 2023-01-01 --by zj --clock 2024-03-01T09:00
  共 1 行：新增 1，变更 0，没有变化 0，拒绝 0。
$ doudi import enrol.csv --as enrolment --by zj --clock 2024-03-04T09:00
  共 1 行：新增 1，变更 0，没有变化 0，拒绝 0。
$ doudi close 2024-03 --by hd --clock 2024-03-28T17:00 | tail -1
  2024-03 月结：记账 1 行，合计 50.00 元。
$ doudi import hold.csv --as decision --by zj --clock 2024-04-02T09:00
  共 1 行：新增 1，变更 0，没有变化 0，拒绝 0。
$ doudi close 2024-04 --by hd --clock 2024-04-28T17:00 | tail -1; doudi pay draft 2024-04 --by hd --clock 2024-04-28T18:00
  2024-04 月结：记账 1 行，合计 50.00 元。
  没有可以发放的账。
    (ERR_NOT_FOUND)
  [exit 3]
# 暂停的人不会自己停：每个开一件复核，有人去看。
$ doudi case propose 高龄津贴 2024-05 held --by hd --clock 2024-05-06T09:00
  已立件 1 个。
$ doudi case show case:1 --by zj --clock 2024-05-06T09:10
  360203-2024-高龄-000001  高龄津贴  陈*  办理中
    在 核实（村居），2024-05-11 前（绿）
    依法：符合，50.00 元，2024-06 起
    → 核实 村居  期限 2024-05-11
    　 确认 县
    可以：办毕，到 确认
    可以：通知补正
    可以：领办
    可以：转办
      2024-05-06  hd  立件：暂停发放，请核实后恢复、变更或停发
$ doudi case move case:1 done --by cg --clock 2024-05-07T09:30
  360203-2024-高龄-000001  高龄津贴  陈*  办理中
    在 确认（县），2024-05-13 前（绿）
$ doudi case move case:1 stop --purpose 没有联系上 --by sp --clock 2024-05-08T09:30
  减发、停发之前要先听取本人的意见。请先登记听取意见。
    (ERR_STATE)
  [exit 5]
$ doudi case move case:1 keep --purpose 本人健在，走亲戚去了 --by sp --clock 2024-05-08T09:30
  360203-2024-高龄-000001  高龄津贴  陈*  已办结
    结果：维持不变
$ doudi close 2024-05 --by hd --clock 2024-05-28T17:00 | tail -1; doudi pay draft 2024-05 --by hd --clock 2024-05-28T18:00
  2024-05 月结：记账 1 行，合计 50.00 元。
  批次 1  2024-05  起草  明细 3 行，1 人  150.00 元  起草 hd 复核  审批 
    现在能报送 0 笔 0.00 元；暂不能报送 1 笔 150.00 元（没有一卡通账号 1 笔 150.00 元）。
      没有一卡通账号：在本人档案里登记一卡通账号。
