# 复核减发、延长时限、转办、更正、在册以后的异议、迟到的复议：各走各的路，各有各的钟。

$ doudi init --home 360203 --demo --clock 2024-02-28T09:00 --month 2024-03 --divisions $DOUDI_HOME/tests/stories/divisions
  已建立 store.db：辖区 360203 珠山区，全国区划 87 条。
$ doudi account gly 管理员 系统; doudi account cg 村干部 村居 --home 360203001002 --by gly; doudi account zj 王经办 经办 --home 360203001 --by gly; doudi account ze 李经办 经办 --home 360203001 --by gly; doudi account hd 核对员 经办 --home 360203 --by gly; doudi account sp 李审批 审批 --home 360203 --by gly; doudi account sj 孙局长 审批 --home 360203 --by gly
  已增加账号 gly（管理员，系统）。
  已增加账号 cg（村干部，村居）。
  已增加账号 zj（王经办，经办）。
  已增加账号 ze（李经办，经办）。
  已增加账号 hd（核对员，经办）。
  已增加账号 sp（李审批，审批）。
  已增加账号 sj（孙局长，审批）。
$ doudi case open 最低生活保障 张三 360203198005010012 --home 360203001002 --by cg --clock 2024-03-04T09:00; doudi case answer case:1 城乡=城市 申报方式=整户 家庭财产=5000 有超标车辆=否 有超标住房=否 月收入=150 --by zj --clock 2024-03-04T09:20 | sed -n 3p
  360203-2024-低保-000001  最低生活保障  张*  待受理
    在 受理（镇街），2024-03-04 前（黄）
    依法：符合，750.00 元，2024-04 起
# 转办：转给同一职责的人，别人就不能办；拿不准的，审批延长时限，只有一次。
$ doudi case move case:1 accept --by zj --clock 2024-03-04T10:20; doudi case move case:1 hand_over ze --by zj --clock 2024-03-04T10:30; doudi case visit case:1 王经办 村干部 属实 --by ze --clock 2024-03-05T09:00; doudi case move case:1 done --by zj --clock 2024-03-05T09:30; doudi case move case:1 done --by ze --clock 2024-03-05T09:31; doudi case move case:1 done --by hd --clock 2024-03-06T09:30
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 调查（镇街），2024-03-07 前（绿）
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 调查（镇街），由 ze 领办，2024-03-07 前（绿）
  已登记。
  已由“ze”领办。
    (ERR_DENIED)
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 核对（县），2024-03-08 前（绿）
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 公示（村居），2024-04-16 前（绿）
$ doudi case move case:1 extend --purpose 外地财产要核对 --by sp --clock 2024-03-06T09:40; doudi case move case:1 extend --purpose 再延 --by sp --clock 2024-03-06T09:50
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 公示（村居），2024-05-09 前（绿）
  时限已经延长过，或者这一步的时限不能延长。
    (ERR_STATE)
  [exit 5]
$ doudi case show case:1 --by sp --clock 2024-03-06T09:55 | grep 办结
    　 办结 县  期限 2024-05-09  已延长
$ doudi case move case:1 publish --by cg --clock 2024-03-06T10:00; doudi case move case:1 done --by cg --clock 2024-03-14T09:00; doudi case move case:1 approve --by sp --clock 2024-03-15T09:00; doudi case deliver case:1 确认通知书 张三 --by zj --clock 2024-03-15T10:00; doudi case move case:1 done --by zj --clock 2024-03-15T10:10
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 公示（村居），2024-03-13 前（绿）
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 确认（县），2024-03-28 前（绿）
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 告知（镇街），2024-03-20 前（绿）  结果：予以确认
  已登记。
  360203-2024-低保-000001  最低生活保障  张*  已办结
    结果：予以确认
# 复核以后减发：先听取意见，从下个月起按新的数发。
$ doudi case open 最低生活保障 360203198005010012 --as 复核 --purpose 年度复核 --by zj --clock 2024-04-08T09:00; doudi case visit case:2 王经办 村干部 在打零工 --by zj --clock 2024-04-09T09:00
  360203-2024-低保-000002  最低生活保障  张*  办理中
    在 调查（镇街），2024-04-11 前（绿）
  已登记。
$ doudi case answer case:2 月收入=300 --by zj --clock 2024-04-09T09:10 | grep 依法; doudi case move case:2 done --by zj --clock 2024-04-09T09:30; doudi case move case:2 done --by hd --clock 2024-04-10T09:30
    依法：符合，600.00 元，2024-05 起
  360203-2024-低保-000002  最低生活保障  张*  办理中
    在 核对（县），2024-04-12 前（绿）
  360203-2024-低保-000002  最低生活保障  张*  办理中
    在 确认（县），2024-04-24 前（绿）
$ doudi case move case:2 reduce --purpose 收入增加 --by sp --clock 2024-04-11T09:30; doudi case hear case:2 知道了，没有意见 --by zj --clock 2024-04-12T09:30; doudi case move case:2 reduce --purpose 收入增加 --by sp --clock 2024-04-12T10:30
  减发、停发之前要先听取本人的意见。请先登记听取意见。
    (ERR_STATE)
  已登记。
  360203-2024-低保-000002  最低生活保障  张*  办理中
    在 告知（镇街），2024-04-17 前（绿）  结果：已变更
# 更正：从来就是这样，不是后来变的。
$ doudi case open 最低生活保障 360203198005010012 --as 更正 --purpose 财产登记错了 --by zj --clock 2024-04-15T09:00; doudi case answer case:3 家庭财产=800 --by zj --clock 2024-04-15T09:10 | grep -c 家庭财产; doudi case move case:3 done --by zj --clock 2024-04-15T09:20; doudi case move case:3 approve --by sp --clock 2024-04-15T09:30
  360203-2024-低保-000003  最低生活保障  张*  办理中
    在 核实（镇街），不计时
  1
  360203-2024-低保-000003  最低生活保障  张*  办理中
    在 确认（县），不计时
  360203-2024-低保-000003  最低生活保障  张*  已办结
    结果：已更正
# 对在册的人有意见：核实的钟是法规给异议的那一步的钟。
$ doudi case open 最低生活保障 360203198005010012 --as 异议 --purpose 群众举报有车 --by zj --clock 2024-04-16T09:00; doudi case move case:4 done --by zj --clock 2024-04-17T09:00; doudi case move case:4 keep --purpose 车是邻居的 --by sp --clock 2024-04-18T09:00
  360203-2024-低保-000004  最低生活保障  张*  办理中
    在 核实（镇街），2024-04-19 前（绿）
  360203-2024-低保-000004  最低生活保障  张*  办理中
    在 处理（县），不计时
  360203-2024-低保-000004  最低生活保障  张*  已办结
    结果：维持不变
# 复议从送达起六十日；迟了要写明为什么。
$ doudi case open case:1 --as 复议诉讼 --by hd --clock 2024-05-20T09:00
  行政复议的六十日到 2024-05-14 已满。有正当理由耽误的，或者是六个月内的行政诉讼，请在事由里写明。
    (ERR_INPUT)
  [exit 2]
$ doudi case open case:1 --as 复议诉讼 --purpose 住院，五月二十日才出院 --by hd --clock 2024-05-20T09:10; doudi case move case:5 accept --by hd --clock 2024-05-21T09:00; doudi case move case:5 extend --purpose 情况复杂 --by sj --clock 2024-05-22T09:00
  360203-2024-低保-000005  最低生活保障  张*  待受理
    在 受理（县），2024-05-27 前（绿）
  360203-2024-低保-000005  最低生活保障  张*  办理中
    在 审查（县），2024-07-22 前（绿）
  360203-2024-低保-000005  最低生活保障  张*  办理中
    在 审查（县），2024-08-19 前（绿）
$ for m in 03 04 05; do doudi close 2024-$m --by hd --clock 2024-$m-28T17:00 | tail -1; done
  2024-03 月结：没有差额，一行也没有记。
  2024-04 月结：记账 3 行，合计 750.00 元。
  2024-05 月结：记账 3 行，合计 600.00 元。
