# 三员分立：系统管理员开设账号，安全管理员授予职责，审计员只看不改；谁也不能给自己授权。
# 近亲属备案以后，本人和亲属的事由别人办。审计链签出链头，以后可以证明没有被截断。

$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions
  已建立 store.db：辖区 360203 珠山区，全国区划 87 条。

# 第一个账号必须是系统管理员；他开出安全管理员以后，就不再授予职责。
$ doudi account jb 李娜 经办 --clock 2024-01-02T09:05
  第一个账号须是“系统”管理员，由他再开设其他账号。
    (ERR_DENIED)
  [exit 4]
$ doudi account gly 陈刚 系统 --clock 2024-01-02T09:06
  已增加账号 gly（陈刚，系统）。
$ doudi account aq 周平 安全 --by gly --clock 2024-01-02T09:07
  已增加账号 aq（周平，安全）。
$ doudi account jb 李娜 经办 --by gly --clock 2024-01-02T09:08
  本库已有安全管理员：系统管理员只开设账号（doudi account open），职责由安全管理员授予（doudi account grant）。
    (ERR_DENIED)
  [exit 4]
$ doudi account open jb 李娜 --by gly --clock 2024-01-02T09:09
  已开设账号 jb（李娜）。请安全管理员授予职责，再发首次密码。
$ doudi account open sj 孙静 --by gly --clock 2024-01-02T09:10
  已开设账号 sj（孙静）。请安全管理员授予职责，再发首次密码。
$ doudi account grant jb 经办 --by gly --clock 2024-01-02T09:11
  此事由“安全”岗位办理，账号“gly”是“系统”。
    (ERR_DENIED)
  [exit 4]
$ doudi account grant jb 经办 --by aq --clock 2024-01-02T09:12
  已授予 jb：经办 360203。
$ doudi account grant jb 复核 --home 360203001 --by aq --clock 2024-01-02T09:13
  已授予 jb：复核 360203001。
$ doudi account grant sj 审计 --by aq --clock 2024-01-02T09:14
  已授予 sj：审计 360203。

# 三个管理岗位互斥，也不兼业务；自己的职责自己动不了。
$ doudi account grant jb 审计 --by aq --clock 2024-01-02T09:15
  账号“jb”已有“经办”职责，不能再有“审计”：系统、安全、审计三个管理岗位互斥，也不兼业务。请另开账号。
    (ERR_CONFLICT)
  [exit 6]
$ doudi account grant sj 发放 --by aq --clock 2024-01-02T09:16
  账号“sj”已有“审计”职责，不能再有“发放”：系统、安全、审计三个管理岗位互斥，也不兼业务。请另开账号。
    (ERR_CONFLICT)
  [exit 6]
$ doudi account grant aq 系统 --by aq --clock 2024-01-02T09:17
  不能给自己授权、收权或注销，请由另一位管理员办理。
    (ERR_DENIED)
  [exit 4]
$ doudi account close aq --by aq --clock 2024-01-02T09:18
  不能给自己授权、收权或注销，请由另一位管理员办理。
    (ERR_DENIED)
  [exit 4]
$ doudi account grant jb 局长 --by aq --clock 2024-01-02T09:19
  没有职责“局长”。职责有：村居、经办、复核、审批、发放、审计、系统、安全、协同部门。
    (ERR_USAGE)
  [exit 64]
$ doudi account
  aq              周平            安全    360203
  gly             陈刚            系统    360203
  jb              李娜            经办    360203
                                  复核    360203001
  sj              孙静            审计    360203

# 近亲属备案：李娜的母亲申请高龄津贴，李娜不能经办。
file 人员.csv
| 姓名,身份证号,出生日期,户籍地
| 赵秀英,110101194003051029,1940-03-05,360203001002
$ doudi import 人员.csv --as person --by jb --clock 2024-01-03T09:00
  共 1 行：新增 1，变更 0，没有变化 0，拒绝 0。
file 待遇.csv
| 事项,身份证号,申请日期,受理日期,确认日期
| 高龄津贴,110101194003051029,2024-01-03,2024-01-03,2024-01-04
$ doudi account kin jb 110101194003051029 母女 --by jb --clock 2024-01-03T09:10
  第 1 号近亲属备案：账号 jb，母女，person:1。
$ doudi import 待遇.csv --as enrolment --by jb --clock 2024-01-04T09:00
  涉及本人或近亲属，按回避规定不能办理，请交其他同事。
    (ERR_DENIED)
  [exit 4]
$ doudi account kin --by aq --clock 2024-01-04T09:05
       1    jb              母女        person:1        2024-01-03
$ doudi account unkin 1 --by jb --clock 2024-01-04T09:06
  近亲属备案由安全管理员终止。
    (ERR_DENIED)
  [exit 4]

# 链头签出以后，少一行、改一位都看得出来。
$ doudi audit head --sign --out 链头.json --clock 2024-01-05T09:00
  已签出链头 链头.json，请存到本机以外；公钥在 store.db.sm2.pub。
$ doudi audit verify --head 链头.json
  审计链完好：12 个行为，首尾相接。
  账本 0 行、0 个封条、表结构和防改触发器均完好。
  链头有效：第 12 号行为与所签一致。
$ sed 's/"number":[0-9]*/"number":3/' 链头.json > 改过.json; doudi audit verify --head 改过.json
  第 3 号链头的签名不对：文件被改过，或不是这把密钥签的。
    (ERR_CORRUPT)
  [exit 11]
$ doudi audit export 日志.tsv
  已导出 12 个行为到 日志.tsv。可用 doudi-verify 独立核对。
$ head -1 日志.tsv; wc -l < 日志.tsv; grep -c "account_create" 日志.tsv
  doudi audit log 1
  13
  4
