// A standard published in June holds from January: it is tried, found with its paper, the month pays
// the arrears, and the batch is released.
import { close_month, release } from '../money.mjs';

const PEOPLE = `姓名,性别,出生日期,公民身份号码,户籍地,城乡,月收入,开户银行,一卡通账号
王大,男,1980-05-01,360203198005010012,360203001002,城市,1000,农商银行,6222000000000000012
王二,女,1982-06-01,360203198206010027,360203001002,城市,0,农商银行,6222000000000000020
王三,男,2000-07-01,360203200007010032,360203001002,城市,0,农商银行,6222000000000000038
`;
const HOUSEHOLD = `户号,公民身份号码,角色,家庭类型,户籍地,城乡,申报方式,家庭财产,有超标车辆,有超标住房
360203-0001,360203198005010012,申请人,家庭,360203001002,城市,整户,5000,否,否
360203-0001,360203198206010027,配偶,,,,,,,
360203-0001,360203200007010032,子女,,,,,,,
`;
const ENROLMENT = `事项,户号,申请日期,受理日期,确认日期,原因
最低生活保障,360203-0001,2023-11-20,2023-11-21,2023-12-15,审核确认
`;

function prepare({ store }) {
  const start = '2023-12-01T09:00';
  store.found('2024-01', start);
  store.staff(start);
  const by = ['--by', 'xj', '--clock', '2023-12-20T10:00'];
  store.doudi('import', store.file('people.csv', PEOPLE), '--as', 'person', '--effective',
              '2023-01-01', ...by);
  store.doudi('import', store.file('household.csv', HOUSEHOLD), '--as', 'household', '--effective',
              '2023-01-01', ...by);
  store.doudi('import', store.file('enrolment.csv', ENROLMENT), '--as', 'enrolment', ...by);
  for (const month of ['01', '02', '03', '04', '05'])
    store.doudi('close', `2024-${month}`, '--by', 'xj', '--clock', `2024-${month}-28T17:00`);
}

/* Before it is published: what would it cost from January on? */
async function chief_tries(story) {
  await story.day('2024-06-05T09:00');
  const chief = await story.as('kz');
  await chief.visit('/law/try');
  await chief.fill('低保标准', '1000');
  await chief.fill('从', '2024-01');
  await chief.fill('到', '2024-12');
  await chief.button('试算');
  await chief.look('try');
}

export default async function standard(story) {
  prepare(story);
  await chief_tries(story);
  await story.day('2024-06-21T09:00');
  const admin = await story.as('gly');
  await admin.visit('/office/standards');
  await admin.says('低保标准');
  await admin.go('低保标准');
  await admin.says('950', '2024-06-20');
  await admin.look('published');
  await story.day('2024-06-28T17:00');
  const clerk = await story.as('xj');
  await close_month(clerk, '2024-06', '2,600.00');
  await clerk.visit('/month/2024-06/changes');
  await clerk.says('1,700.00', '1,850.00');
  await clerk.look('changes');
  await release(story, clerk, '11,100.00');
}
