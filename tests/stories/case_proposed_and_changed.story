# 免申即享由机器提出、由人确认；在册以后收入变了，立变更：会减少的，先听取意见。材料只收照片和 PDF。

file roster.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡
| 陈老,男,1944-03-05,360203194403050070,360203001002,城市

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
$ doudi case propose 高龄津贴 2024-03 missed --by hd --clock 2024-03-04T09:00
  已立件 1 个。
$ doudi case propose 高龄津贴 2024-03 missed --by hd --clock 2024-03-04T09:01
  已立件 0 个。
$ doudi case show case:1 --by hd --clock 2024-03-04T09:10
  360203-2024-高龄-000001  高龄津贴  陈*  待受理
    在 提出（县），2024-03-04 前（黄）
    依法：符合，50.00 元，2024-03 起
    → 提出 县  期限 2024-03-04
    　 核实 村居
    　 确认 县
    可以：受理，到 核实
    可以：通知补正
    可以：领办
    可以：转办
    可以：撤回申请
      2024-03-04  hd  立件：由应保未保提出，2024-03
$ doudi case move case:1 accept --by hd --clock 2024-03-04T09:20
  360203-2024-高龄-000001  高龄津贴  陈*  办理中
    在 核实（村居），2024-03-11 前（绿）
$ doudi case move case:1 done --by cg --clock 2024-03-05T09:20
  360203-2024-高龄-000001  高龄津贴  陈*  办理中
    在 确认（县），2024-03-12 前（绿）
$ doudi case move case:1 approve --by sp --clock 2024-03-05T09:30
  360203-2024-高龄-000001  高龄津贴  陈*  已办结
    结果：予以确认
$ doudi close 2024-03 --by hd --clock 2024-03-29T17:00
  事项                                 在册   记账行            当月           补发          追缴   未定   缓发
  高龄津贴                                1        1           50.00           0.00          0.00      0      0
  2024-03 月结：记账 1 行，合计 50.00 元。
# 低保：收入变了。
$ doudi case open 最低生活保障 张三 360203198005010012 --home 360203001002 --by cg --clock 2024-04-01T09:00
  360203-2024-低保-000001  最低生活保障  张*  待受理
    在 受理（镇街），2024-04-01 前（黄）
$ doudi case answer case:2 城乡=城市 申报方式=整户 家庭财产=5000 有超标车辆=否 有超标住房=否 月收入=150 --by zj --clock 2024-04-01T09:20
  360203-2024-低保-000001  最低生活保障  张*  待受理
    在 受理（镇街），2024-04-01 前（黄）
    依法：符合，750.00 元，2024-05 起
      已填 申报方式 = 整户
      已填 有超标住房 = 否
      已填 有超标车辆 = 否
      已填 家庭财产 = 5000.00
      已填 户籍地 = 珠山区石狮埠街道风景路社区居委会
      已填 城乡 = 城市
      已填 张* 的月收入 = 150.00
    → 受理 镇街  期限 2024-04-01
    　 调查 镇街
    　 核对 县
    　 公示 村居
    　 确认 县
    　 告知 镇街
    　 办结 县
    可以：受理，到 调查
    可以：通知补正
    可以：领办
    可以：转办
    可以：撤回申请
      2024-04-01  cg  立件
$ echo %PDF-1.4 > a.pdf; echo html > b.pdf; doudi case paper case:2 收入证明 a.pdf --by zj --clock 2024-04-01T09:30; doudi case paper case:2 收入证明 b.pdf --by zj --clock 2024-04-01T09:30; ls store.db.files | wc -l
  已收下第 1 份材料。
  只收照片（jpg、png）和 PDF，这个文件不是。
    (ERR_INPUT)
  1
$ doudi case move case:2 accept --by zj --clock 2024-04-01T10:20
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 调查（镇街），2024-04-07 前（绿）
$ doudi case visit case:2 王经办 村干部 属实 --by zj --clock 2024-04-02T09:00
  已登记。
$ doudi case move case:2 done --by zj --clock 2024-04-02T09:30
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 核对（县），2024-04-08 前（绿）
$ doudi case move case:2 done --by hd --clock 2024-04-03T09:30
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 公示（村居），2024-05-15 前（绿）
$ doudi case move case:2 publish --by cg --clock 2024-04-03T10:00
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 公示（村居），2024-04-10 前（绿）
$ doudi case move case:2 done --by cg --clock 2024-04-11T09:00
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 确认（县），2024-04-25 前（绿）
$ doudi case move case:2 approve --by sp --clock 2024-04-12T09:00
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 告知（镇街），2024-04-17 前（绿）  结果：予以确认
$ doudi case open 最低生活保障 360203198005010012 --as 变更 --purpose 找到工作 --by cg --clock 2024-06-03T09:00
  360203-2024-低保-000002  最低生活保障  张*  待受理
    在 受理（镇街），2024-06-03 前（黄）
$ doudi case answer case:3 月收入=500 --by zj --clock 2024-06-03T09:20
  360203-2024-低保-000002  最低生活保障  张*  待受理
    在 受理（镇街），2024-06-03 前（黄）
    依法：符合，400.00 元，2024-07 起
      已填 张* 的月收入 = 500.00
    → 受理 镇街  期限 2024-06-03
    　 调查 镇街
    　 核对 县
    　 确认 县
    　 告知 镇街
    　 办结 县
    可以：受理，到 调查
    可以：通知补正
    可以：领办
    可以：转办
    可以：撤回申请
      2024-06-03  cg  立件：找到工作
$ doudi case move case:3 accept --by zj --clock 2024-06-03T09:30
  360203-2024-低保-000002  最低生活保障  张*  办理中
    在 调查（镇街），2024-06-06 前（绿）
$ doudi case visit case:3 王经办 村干部 在超市上班 --by zj --clock 2024-06-04T09:00
  已登记。
$ doudi case move case:3 done --by zj --clock 2024-06-04T09:30
  360203-2024-低保-000002  最低生活保障  张*  办理中
    在 核对（县），2024-06-07 前（绿）
$ doudi case move case:3 done --by hd --clock 2024-06-05T09:30
  360203-2024-低保-000002  最低生活保障  张*  办理中
    在 确认（县），2024-06-20 前（绿）
$ doudi case move case:3 approve --purpose 收入增加 --by sp --clock 2024-06-06T09:30
  减发、停发之前要先听取本人的意见。请先登记听取意见。
    (ERR_STATE)
  [exit 5]
$ doudi case hear case:3 没有意见 --by zj --clock 2024-06-07T09:30
  已登记。
$ doudi case move case:3 approve --purpose 收入增加 --by sp --clock 2024-06-07T10:30
  360203-2024-低保-000002  最低生活保障  张*  办理中
    在 告知（镇街），2024-06-13 前（绿）  结果：已变更
$ for m in 04 05 06 07; do doudi close 2024-$m --by hd --clock 2024-$m-28T17:00 | tail -1; done
  2024-04 月结：记账 1 行，合计 50.00 元。
  2024-05 月结：记账 4 行，合计 800.00 元。
  2024-06 月结：记账 7 行，合计 900.00 元。
  2024-07 月结：记账 4 行，合计 500.00 元。
