# 银行退回改正:报送 pain.001,银行用 pain.002 回执,一笔销户退回、一笔到账;账号更正后过了冷静期才重发;最后从法规到银行对账。

file people.csv
| 姓名,性别,出生日期,公民身份号码,户籍地,城乡,开户银行,一卡通账号
| 乙二,女,1932-11-20,360203193211200025,360203001002,城市,农商银行,6222000000000000004
| 丙三,男,1934-01-08,360203193401080036,360203001002,城市,农商银行,6222000000000000020
file enrol.csv
| 事项,公民身份号码,申请日期,确认日期,原因
| 高龄津贴,360203193211200025,2023-01-05,2023-01-10,在册
| 高龄津贴,360203193401080036,2023-01-05,2023-01-10,在册
file report.xml
| <?xml version="1.0" encoding="UTF-8"?>
| <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
| <GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2024-01-29T08:00:00</CreDtTm></GrpHdr>
| <OrgnlGrpInfAndSts><OrgnlMsgId>DOUDI360203-B1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
| <OrgnlPmtInfAndSts><OrgnlPmtInfId>DOUDI360203-B1-P1</OrgnlPmtInfId>
| <TxInfAndSts><OrgnlEndToEndId>DD1-000001</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>
| <TxInfAndSts><OrgnlEndToEndId>DD1-000002</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>
| </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
file wrong.xml
| <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
| <OrgnlGrpInfAndSts><OrgnlMsgId>DOUDI360203-B1</OrgnlMsgId></OrgnlGrpInfAndSts>
| <OrgnlPmtInfAndSts>
| <TxInfAndSts><OrgnlEndToEndId>DD1-000009</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>
| <TxInfAndSts><OrgnlEndToEndId>DD1-000001</OrgnlEndToEndId><TxSts>ACSC</TxSts><OrgnlTxRef><Amt><InstdAmt Ccy="CNY">100.01</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
| <TxInfAndSts><OrgnlEndToEndId>DD1-000002</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>
| <TxInfAndSts><OrgnlEndToEndId>DD1-000002</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>
| </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
file same.csv
| 公民身份号码,一卡通账号
| 360203193211200025,6222000000000000012
$ doudi init --home 360203 --demo --clock 2024-01-02T09:00 --month 2024-01 --divisions $DOUDI_HOME/tests/stories/divisions > init.txt
$ doudi account gly 小赵 系统 --clock 2024-01-02T09:00 > init.txt
$ doudi account jb 小王 经办 --by gly --clock 2024-01-02T09:00 > init.txt
$ doudi account fh 小李 复核 --by gly --clock 2024-01-02T09:00 > init.txt
$ doudi account sp 小张 审批 --by gly --clock 2024-01-02T09:00 > init.txt
$ doudi account ff 小陈 发放 --by gly --clock 2024-01-02T09:00 > init.txt
$ doudi import people.csv --as person --effective 2023-01-01 --by jb --clock 2024-01-02T10:00
  共 2 行：新增 2，变更 0，没有变化 0，拒绝 0。
$ doudi import enrol.csv --as enrolment --by jb --clock 2024-01-02T11:00
  共 2 行：新增 2，变更 0，没有变化 0，拒绝 0。
$ doudi close 2024-01 --by jb --clock 2024-01-28T17:00
  事项                                 在册   记账行            当月           补发          追缴   未定   缓发
  高龄津贴                                2        2          200.00           0.00          0.00      0      0
  2024-01 月结：记账 2 行，合计 200.00 元。
$ doudi pay draft 2024-01 --by jb --clock 2024-01-28T17:10
  批次 1  2024-01  起草  明细 2 行，2 人  200.00 元  起草 jb 复核  审批 
    现在能报送 2 笔 200.00 元。
$ doudi pay check 1 --by fh --clock 2024-01-28T17:13 > init.txt
$ doudi pay approve 1 --by sp --clock 2024-01-28T17:15 > init.txt
$ doudi pay send 1 --by ff --clock 2024-01-28T17:20 --format pain001
  还没有设定付款单位：请由系统岗位先办 doudi pay debtor 名称 账号 开户行行号，再导出 pain.001。
    (ERR_STATE)
  [exit 5]
$ doudi pay debtor 珠山区民政局 123 x --by gly --clock 2024-01-28T17:21
  “123”不是账号，要写 6 到 32 位数字。
    (ERR_INPUT)
  [exit 2]
$ doudi pay debtor 珠山区民政局 1503000000000000001 104422000001 --by gly --clock 2024-01-28T17:21
  付款单位：珠山区民政局，账号 1503000000000000001，开户行行号 104422000001。
$ doudi pay send 1 --by ff --clock 2024-01-28T17:22 --format pain001
  已写好银行文件 ./一卡通-2024-01-1.xml
  批次 1  2024-01  已报送  明细 2 行，银行 2 笔，2 人  200.00 元  起草 jb 复核 fh 审批 sp
$ cat 一卡通-2024-01-1.xml
  <?xml version="1.0" encoding="UTF-8"?>
  <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn>
  <GrpHdr><MsgId>DOUDI360203-B1</MsgId><CreDtTm>2024-01-28T17:22:00+08:00</CreDtTm><NbOfTxs>2</NbOfTxs><CtrlSum>200.00</CtrlSum><InitgPty><Nm>珠山区民政局</Nm></InitgPty></GrpHdr>
  <!-- 资金来源合计：县 200.00 元； -->
  <PmtInf><PmtInfId>DOUDI360203-B1-P1</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg><NbOfTxs>2</NbOfTxs><CtrlSum>200.00</CtrlSum><PmtTpInf><CtgyPurp><Cd>SSBE</Cd></CtgyPurp></PmtTpInf><ReqdExctnDt>2024-01-28</ReqdExctnDt><Dbtr><Nm>珠山区民政局</Nm></Dbtr><DbtrAcct><Id><Othr><Id>1503000000000000001</Id></Othr></Id><Ccy>CNY</Ccy></DbtrAcct><DbtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId><MmbId>104422000001</MmbId></ClrSysMmbId></FinInstnId></DbtrAgt>
  <CdtTrfTxInf><PmtId><EndToEndId>DD1-000001</EndToEndId></PmtId><Amt><InstdAmt Ccy="CNY">100.00</InstdAmt></Amt><Cdtr><Nm>乙二</Nm></Cdtr><CdtrAcct><Id><Othr><Id>6222000000000000004</Id></Othr></Id></CdtrAcct><Purp><Cd>SSBE</Cd></Purp><RmtInf><Ustrd>高龄津贴 2024-01</Ustrd></RmtInf></CdtTrfTxInf>
  <CdtTrfTxInf><PmtId><EndToEndId>DD1-000002</EndToEndId></PmtId><Amt><InstdAmt Ccy="CNY">100.00</InstdAmt></Amt><Cdtr><Nm>丙三</Nm></Cdtr><CdtrAcct><Id><Othr><Id>6222000000000000020</Id></Othr></Id></CdtrAcct><Purp><Cd>SSBE</Cd></Purp><RmtInf><Ustrd>高龄津贴 2024-01</Ustrd></RmtInf></CdtTrfTxInf>
  </PmtInf>
  </CstmrCdtTrfInitn></Document>
$ doudi pay export 1 --by ff --clock 2024-01-28T17:30 --format xlsx | head -1
  已写好银行文件 ./一卡通-2024-01-1.xlsx
$ doudi pay return wrong.xml --by ff --clock 2024-01-29T09:00
  有错误，一行也没有登记。改好后再登记同一个文件即可。
    (ERR_INPUT)
  wrong.xml 第 4 行：批次 1 没有第 9 行。
  wrong.xml 第 5 行：第 1 行的金额是 100.01 元，报送的是 100.00 元。
  wrong.xml 第 7 行：第 2 行已经在文件第 6 行答复过。
  [exit 2]
$ doudi pay return report.xml --by ff --clock 2024-01-29T09:01
  已登记：到账 1 笔 100.00 元，退回 1 笔 100.00 元，待处理 0 笔。
  退回的重新成为应付；账号有错的，更正账号并过了冷静期才会再发。
  批次 1  2024-01  已结清  明细 2 行，银行 2 笔，2 人  200.00 元  起草 jb 复核 fh 审批 sp
$ doudi pay return report.xml --by ff --clock 2024-01-29T09:02
  已登记：到账 0 笔 0.00 元，退回 0 笔 0.00 元，待处理 0 笔。
  文件里的都已登记过，没有变化。
  批次 1  2024-01  已结清  明细 2 行，银行 2 笔，2 人  200.00 元  起草 jb 复核 fh 审批 sp
$ doudi pay status 1
  批次 1  2024-01  已结清  明细 2 行，银行 2 笔，2 人  200.00 元  起草 jb 复核 fh 审批 sp
    已到账  1 笔  100.00 元
    已退回  1 笔  100.00 元
      第 1 行  person:1  高龄津贴  ****0004  100.00 元  拒绝 AC04 账户已销户
$ doudi pay draft 2024-01 --by jb --clock 2024-01-30T09:00
  没有可以发放的账。
    (ERR_NOT_FOUND)
  [exit 3]
$ doudi import same.csv --as person.account --effective 2024-01-30 --by jb --clock 2024-01-30T10:00
  共 1 行：新增 0，变更 1，没有变化 0，拒绝 0。
$ doudi pay draft 2024-01 --by jb --clock 2024-02-02T09:00
  没有可以发放的账。
    (ERR_NOT_FOUND)
  [exit 3]
$ doudi pay draft 2024-01 --by jb --clock 2024-02-08T09:00
  批次 2  2024-01  起草  明细 0 行，1 人  100.00 元  起草 jb 复核  审批 
    现在能报送 1 笔 100.00 元。
$ doudi pay check 2 --by fh --clock 2024-02-08T09:10 > init.txt
$ doudi pay approve 2 --by sp --clock 2024-02-08T09:20 > init.txt
$ doudi pay send 2 --by ff --clock 2024-02-08T09:30
  已写好银行文件 ./一卡通-2024-01-2.csv
  批次 2  2024-01  已报送  明细 0 行，银行 1 笔，1 人  100.00 元  起草 jb 复核 fh 审批 sp
$ doudi pay settle 2 --by ff --clock 2024-02-09T09:30
  批次 2  2024-01  已结清  明细 0 行，银行 1 笔，1 人  100.00 元  起草 jb 复核 fh 审批 sp
$ doudi reconcile 2024-01
  事项                          来源         明细            记账            分录          入批次
  高龄津贴                      县              2          200.00          200.00          200.00
  批次 1 已结清：账上报送 200.00 元，银行行 2 行 200.00 元；到账 100.00，退回 100.00，在途 0.00；抵扣 0.00
  批次 2 已结清：账上报送 100.00 元，银行行 1 行 100.00 元；到账 100.00，退回 0.00，在途 0.00；抵扣 0.00
  法规重算 2 项，与记账一致
  未入批次 0.00 元，在途 0.00 元
  2024-01 对账：人、月、法条、分录、银行行，分文不差。
$ doudi ledger check
  总账平衡：2 行，8 笔分录，借 800.00 元，贷 800.00 元；6 个封条完好。
