// The bank sends one payment back: the account is mended, waits out its days, and is paid.
import { close_month, release } from '../money.mjs';

const PEOPLE = `姓名,性别,出生日期,公民身份号码,户籍地,城乡,开户银行,一卡通账号
乙二,女,1932-11-20,360203193211200025,360203001002,城市,农商银行,6222000000000000004
丙三,男,1934-01-08,360203193401080036,360203001002,城市,农商银行,6222000000000000020
`;
const ENROLMENT = `事项,公民身份号码,申请日期,确认日期,原因
高龄津贴,360203193211200025,2023-01-05,2023-01-10,在册
高龄津贴,360203193401080036,2023-01-05,2023-01-10,在册
`;
const ANSWER = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2024-01-29T08:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>DOUDI360203-B1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>DOUDI360203-B1-P1</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>DD1-00000A</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>DD1-000002</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
`;

function prepare({ store }) {
  const start = '2024-01-02T09:00';
  store.found('2024-01', start);
  store.staff(start);
  const by = ['--by', 'xj', '--clock', '2024-01-02T10:00'];
  store.doudi('import', store.file('people.csv', PEOPLE), '--as', 'person', '--effective',
              '2023-01-01', ...by);
  store.doudi('import', store.file('enrolment.csv', ENROLMENT), '--as', 'enrolment', ...by);
  store.doudi('close', '2024-01', '--by', 'xj', '--clock', '2024-01-28T17:00');
  store.doudi('pay', 'draft', '2024-01', '--by', 'xj', '--clock', '2024-01-28T17:10');
  store.doudi('pay', 'check', '1', '--by', 'fh', '--clock', '2024-01-28T17:13');
  store.doudi('pay', 'approve', '1', '--by', 'kz', '--clock', '2024-01-28T17:15');
}

async function payer_sends(story) {
  await story.day('2024-01-28T17:20');
  const payer = await story.as('cn');
  await payer.go('第 1 批');
  await payer.open('报送银行');
  await payer.runs('报送银行');
  await payer.says('等银行回盘');
  await payer.choose('银行文件', 'Excel');
  const file = await payer.take('下载银行文件');
  story.say(file.includes('spreadsheet'), 'the bank gets a sheet', file);
}

async function answer_comes(story) {
  await story.day('2024-01-29T09:00');
  const payer = await story.as('cn');
  await payer.go('第 1 批');
  await payer.upload('回盘文件', story.store.file('wrong.xml', ANSWER.replace('00000A', '000009')));
  await payer.runs('登记回盘');
  await payer.says('没有第 9 行');
  await payer.look('wrong-answer');
  await payer.visit('/batch/1');
  await payer.upload('回盘文件', story.store.file('answer.xml', ANSWER.replace('00000A', '000001')));
  await payer.runs('登记回盘');
  await payer.says('到账 1 笔，退回 1 笔', '账户已销户');
  await payer.look('returned', { whole: true });
}

async function account_mended(story) {
  await story.day('2024-01-30T09:00');
  const clerk = await story.as('xj');
  await clerk.says('1 笔退回待补正');
  await clerk.go('1 笔退回待补正');
  await clerk.look('waiting');
  await clerk.go('乙*');
  await clerk.says('高龄津贴');
  await clerk.look('person');
}

export default async function bank_return(story) {
  prepare(story);
  await payer_sends(story);
  await answer_comes(story);
  await account_mended(story);
}
