# 近亲属备案：经办人的亲属申请，本人不能经手；办件单独登记，县级入户以后才能确认。

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
$ doudi account zk 周经办 经办 --home 360203001 --by gly
  已增加账号 zk（周经办，经办）。
$ doudi case open 最低生活保障 张三 360203198005010012 --home 360203001002 --by cg --clock 2024-03-04T09:00
  360203-2024-低保-000001  最低生活保障  张*  待受理
    在 受理（镇街），2024-03-04 前（黄）
$ doudi case answer case:1 城乡=城市 申报方式=整户 家庭财产=5000 有超标车辆=否 有超标住房=否 月收入=150 --by zk --clock 2024-03-04T09:20
  360203-2024-低保-000001  最低生活保障  张*  待受理
    在 受理（镇街），2024-03-04 前（黄）
    依法：符合，750.00 元，2024-04 起
      已填 申报方式 = 整户
      已填 有超标住房 = 否
      已填 有超标车辆 = 否
      已填 家庭财产 = 5000.00
      已填 户籍地 = 珠山区石狮埠街道风景路社区居委会
      已填 城乡 = 城市
      已填 张* 的月收入 = 150.00
    → 受理 镇街  期限 2024-03-04
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
      2024-03-04  cg  立件
$ doudi account kin zj 360203198005010012 兄弟 --by zj --clock 2024-03-04T10:00
  第 1 号近亲属备案：账号 zj，兄弟，person:1。
$ doudi case move case:1 accept --by zj --clock 2024-03-04T10:20
  涉及本人或近亲属，按回避规定不能办理，请交其他同事。
    (ERR_DENIED)
  [exit 4]
$ doudi case answer case:1 月收入=100 --by zj --clock 2024-03-04T10:20
  涉及本人或近亲属，按回避规定不能办理，请交其他同事。
    (ERR_DENIED)
  [exit 4]
$ doudi case move case:1 accept --by zk --clock 2024-03-04T10:30
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 调查（镇街），2024-03-07 前（绿）
    近亲属备案
$ doudi case visit case:1 周经办 村干部 住房两间 --by zk --clock 2024-03-05T09:00
  已登记。
$ doudi case move case:1 done --by zk --clock 2024-03-05T09:30
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 核对（县），2024-03-08 前（绿）
    近亲属备案
$ doudi case move case:1 done --by hd --clock 2024-03-06T09:30
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 公示（村居），2024-04-16 前（绿）
    近亲属备案
$ doudi case move case:1 publish --by cg --clock 2024-03-06T10:00
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 公示（村居），2024-03-13 前（绿）
    近亲属备案
$ doudi case move case:1 done --by cg --clock 2024-03-14T09:00
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 确认（县），2024-03-28 前（绿）
    近亲属备案
$ doudi case move case:1 approve --by sp --clock 2024-03-15T09:00
  有近亲属备案的办件，县级要入户。请先由县级登记入户。
    (ERR_STATE)
  [exit 5]
$ doudi case visit case:1 核对员 钱科员 与镇里看到的一致 --by hd --clock 2024-03-15T10:00
  已登记。
$ doudi case move case:1 approve --by sp --clock 2024-03-15T10:10
  360203-2024-低保-000001  最低生活保障  张*  办理中
    在 告知（镇街），2024-03-20 前（绿）  结果：予以确认
    近亲属备案
