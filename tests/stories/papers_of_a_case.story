# 文书：空白的由法规印出来，办到哪一步就印哪一份；证件号码平时隐去，说明事由才印全，并记入审计；公示不能印的印不出来。

$ doudi paper
  relief_application          社会救助申请书                  最低生活保障、低保边缘家庭、刚性支出困难家庭、临时救助
  personal_application        个人待遇申请表                  各项
  means_authorisation         家庭经济状况核对授权书          最低生活保障、低保边缘家庭、刚性支出困难家庭、临时救助、特困供养
  grant_notice                确认告知书                      各项
  refusal_notice              不予确认告知书                  各项
  hearing_notice              听取意见通知书                  各项
  hearing_record              听取意见记录                    各项
  change_decision             变更决定书                      各项
  stop_decision               停发决定书                      各项
  payment_sheet               发放汇总审批表                  各项
  acceptance_notice           受理通知书                      各项
  papers_request              补正通知书                      各项
  visit_form                  入户调查表                      最低生活保障、低保边缘家庭、刚性支出困难家庭、临时救助、特困供养
  decision_sheet              审核确认审批表                  最低生活保障、低保边缘家庭、刚性支出困难家庭
  relief_notice               社会救助公示              公开  最低生活保障、低保边缘家庭、刚性支出困难家庭、特困供养
  delivery_receipt            送达回证                        各项
  doudi paper 文书 --out 文件.pdf 印一份空白的，各项都能用的用 --affair 说明是哪个事项；
  doudi paper 文书 办件编号 --out 文件.pdf 按办件填好，证件号码隐去中间几位，用 --purpose 说明事由才印全。
$ doudi paper relief_application --affair 最低生活保障 --out blank.pdf; pdftotext -layout blank.pdf - | tr -s ' ' | head -4
  社会救助申请书写好了：blank.pdf
   最低生活保障申请书
   申请人 性别 □男 □女 联系电话
  身份证号码 城乡类别 □城市 □农村
  户籍所在地
$ doudi paper 申请 --out blank.pdf
  没有叫「申请」的文书。doudi paper 列出全部文书。
    (ERR_NOT_FOUND)
  [exit 3]
$ doudi paper 送达回证
  请用 --out 说明写到哪里，例如 --out 申请书.pdf。
    (ERR_USAGE)
  [exit 64]
$ doudi init --home 360203 --demo --clock 2024-02-28T09:00 --month 2024-03 --divisions $DOUDI_HOME/tests/stories/divisions > /dev/null
$ { doudi account gly 管理员 系统; doudi account cg 村干部 村居 --home 360203001002 --by gly; doudi account zj 王经办 经办 --home 360203001 --by gly; doudi account zs 赵镇长 审批 --home 360203001 --by gly; doudi account hd 核对员 经办 --home 360203 --by gly; doudi account sp 李审批 审批 --home 360203 --by gly; doudi account sj 孙局长 审批 --home 360203 --by gly; } > /dev/null
$ doudi case open 最低生活保障 张三 360203198005010012 --home 360203001002 --by cg --clock 2024-03-04T09:00 > /dev/null
$ doudi case answer case:1 城乡=城市 申报方式=整户 家庭财产=5000 有超标车辆=否 有超标住房=否 月收入=1200 --by zj --clock 2024-03-04T09:20 > /dev/null
$ doudi case move case:1 accept --by zj --clock 2024-03-04T10:20 > /dev/null
$ doudi case visit case:1 王经办 村干部 住房两间，没有劳动收入 --by zj --clock 2024-03-05T09:00 > /dev/null
$ doudi case move case:1 done --by zj --clock 2024-03-05T09:30 > /dev/null
$ doudi case move case:1 done --by hd --clock 2024-03-06T09:30 > /dev/null
$ doudi case move case:1 done --by cg --clock 2024-03-14T09:00 > /dev/null
$ doudi case move case:1 refuse --purpose 月收入高于低保标准 --by sp --clock 2024-03-15T09:00 > /dev/null
# 理由、依据和救济途径都写在告知书上。
$ doudi paper 不予确认告知书 case:1 --by zj --clock 2024-03-15T10:00 --out refusal.pdf; pdftotext -nopgbrk refusal.pdf -
  不予确认告知书写好了：refusal.pdf
  不予确认告知书
  〔

  〕

  号

  张三：
  你于2024年3月4日提出的最低生活保障申请，已于2024年
  3月4日受理。经审核，不符合规定条件，决定不予确认。
  一、理由
  不符合：家庭月收入 = 1,200.00 元/月 < 低保标准(城乡) ×
  人数 = 900.00 元/月，依据《社会救助暂行办法》第九条。
  月收入高于低保标准。
  二、依据
  《社会救助暂行办法》第九条。
  三、救济途径
  对本决定不服的，可以自收到之日起六十日内向珠山区人民
  政府申请行政复议，或者自收到之日起六个月内向珠山区人民法
  院提起行政诉讼。

  —1—

  以后家庭情况发生变化、符合条件的，可以重新申请；生活
  遇到突发困难的，可以申请临时救助。联系电
  话

  。

  珠山区民政局
  2024年3月15日

  —2—
$ doudi paper 社会救助申请书 360203-2024-低保-000001 --by zj --clock 2024-03-15T10:00 --out form.pdf; pdftotext -layout form.pdf - | grep -o 身份证号码.*0012
  社会救助申请书写好了：form.pdf
  身份证号码 360203********0012
$ doudi paper 社会救助申请书 case:1 --purpose 申请人签字 --by zj --clock 2024-03-15T10:00 --out form.pdf; pdftotext -layout form.pdf - | grep -o 身份证号码.*0012
  社会救助申请书写好了：form.pdf
  身份证号码 360203198005010012
$ doudi paper 社会救助公示 --affair 孤儿基本生活保障 --out notice.pdf; test -e notice.pdf
  文书「社会救助公示」不是「孤儿基本生活保障」用的，请换一份文书。
    (ERR_USAGE)
  [exit 1]
$ doudi paper 不予确认告知书 case:9 --by zj --clock 2024-03-15T10:00 --out refusal.pdf
  没有这个办件（9）。
    (ERR_NOT_FOUND)
  [exit 3]
