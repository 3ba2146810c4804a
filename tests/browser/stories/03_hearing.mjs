// Somebody found a job: he is heard first, then his benefit is stopped.
import { deliver, open_from_desk } from '../cases.mjs';

const PEOPLE = `姓名,性别,出生日期,公民身份号码,户籍地,城乡,月收入
张三,男,1980-05-01,360203198005010012,360203001002,城市,150
`;
const HOUSEHOLD = `户号,公民身份号码,角色,家庭类型,户籍地,城乡,申报方式,家庭财产,有超标车辆,有超标住房
360203-0001,360203198005010012,申请人,家庭,360203001002,城市,整户,5000,否,否
`;
const ENROLMENT = `事项,户号,申请日期,受理日期,确认日期,原因
最低生活保障,360203-0001,2024-02-01,2024-02-02,2024-02-20,审核确认
`;

function prepare({ store }) {
  store.found();
  store.staff();
  const by = ['--by', 'xj', '--clock', '2024-03-01T09:00'];
  store.doudi('import', store.file('people.csv', PEOPLE), '--as', 'person', '--effective',
              '2024-01-01', ...by);
  store.doudi('import', store.file('household.csv', HOUSEHOLD), '--as', 'household', '--effective',
              '2024-01-01', ...by);
  store.doudi('import', store.file('enrolment.csv', ENROLMENT), '--as', 'enrolment', ...by);
  for (const month of ['03', '04'])
    store.doudi('close', `2024-${month}`, '--by', 'xj', '--clock', `2024-${month}-28T17:00`);
}

async function county_proposes(story) {
  await story.day('2024-05-06T09:00');
  const clerk = await story.as('xj');
  await clerk.find('张三');
  await clerk.go('张*');
  await clerk.says('最低生活保障');
  await clerk.look('person');
  await clerk.go('提出停发');
  await clerk.fill('事由', '已经就业，月收入高于低保标准。');
  await clerk.look('propose');
  await clerk.button('立件');
  await clerk.says('听取意见');
}

async function town_hears(story) {
  const town = await story.as('zj');
  await open_from_desk(town);
  await town.open('现在不能做的');
  await town.says('减发、停发之前要先听取本人的意见');
  await story.day('2024-05-08T15:00');
  const hearer = await story.as('zj');
  await open_from_desk(hearer);
  await hearer.go('登记听取意见');
  await hearer.fill('告知日期', '2024-05-06');
  await hearer.fill('听取日期', '2024-05-08');
  await hearer.radio('本人', '到场');
  await hearer.fill('本人的意见', '五月起在厂里上班，同意停发。');
  await hearer.fill('记录', '本人到街道便民服务中心当面陈述，已核对工资单。');
  await hearer.look('hearing');
  await hearer.button('保存');
  await hearer.says('听取意见的记录已保存');
  await hearer.button('办毕');
  await hearer.says('确认');
}

async function chief_stops(story) {
  await story.day('2024-05-09T10:00');
  const chief = await story.as('kz');
  await open_from_desk(chief);
  await chief.says('五月起在厂里上班');
  await chief.fill('意见', '就业后收入高于标准，停发。');
  await chief.open('退回、转办、起止月份');
  await chief.fill('自哪个月起', '2024-06');
  await chief.look('stop');
  await chief.button('停发');
  await chief.says('已办：停发', '告知');
  const town = await story.as('zj');
  await open_from_desk(town);
  const decision = await town.take('停发决定书');
  story.say(decision === 'application/pdf', 'the decision is a PDF', decision);
  await deliver(town, '张三');
  await town.button('办毕');
  await town.says('本件已经办结');
  await town.look('stopped');
}

export default async function hearing(story) {
  prepare(story);
  await county_proposes(story);
  await town_hears(story);
  await chief_stops(story);
  for (const month of ['05', '06'])
    story.store.doudi('close', `2024-${month}`, '--by', 'xj', '--clock', `2024-${month}-28T17:00`);
  await story.day('2024-06-29T09:00');
  const clerk = await story.as('xj');
  await clerk.find('张三');
  await clerk.go('张*');
  await clerk.says('2024-06');
  await clerk.look('after');
}
