// An application that the law does not carry: refused with its reasons, appealed against, reversed.
import { answer, deliver, open_from_desk } from '../cases.mjs';

/* Up to the county's decision by commands: the first story has shown the way by keyboard. */
function prepare(story) {
  const { store } = story;
  store.found();
  store.staff();
  store.doudi('case', 'open', '最低生活保障', '张三', '360203198005010012', '--home', '360203001002',
              '--by', 'cw', '--clock', '2024-03-04T09:00');
  store.doudi('case', 'move', 'case:1', 'accept', '--by', 'zj', '--clock', '2024-03-04T10:00');
  store.doudi('case', 'visit', 'case:1', '王经办', '村文书', '住房两间，本人在厂里上班', '--by', 'zj',
              '--clock', '2024-03-05T09:00');
}

async function town_states(story) {
  await story.day('2024-03-05T10:00');
  const town = await story.as('zj');
  await open_from_desk(town);
  await town.go('填写情况');
  await answer(town, { 张: '1200' });
  await town.button('先算一算');
  await town.says('不符合条件');
  await town.look('provisional');
  await town.button('保存，回到办件');
  await town.button('办毕');
}

async function county_refuses(story) {
  await story.day('2024-03-06T09:00');
  const clerk = await story.as('xj');
  await open_from_desk(clerk);
  await clerk.button('办毕');
  await story.day('2024-03-14T09:00');
  const village = await story.as('cw');
  await open_from_desk(village);
  await village.button('办毕');
  const chief = await story.as('kz');
  await open_from_desk(chief);
  await chief.fill('意见', '另有一处收入要向外地核对。');
  await chief.button('延长时限');
  await chief.says('已办：延长时限', '已延长');
  await chief.look('extended');
  await chief.button('确认');
  await chief.says('依法不符合条件，不能确认', '家庭月收入');
  await chief.look('cannot-grant');
  await chief.button('不予确认');
  await chief.says('请写明理由');
  await chief.fill('意见', '家庭人均月收入高于低保标准。');
  await chief.button('不予确认');
  await chief.says('不予确认的理由', '第九条', '行政复议', '行政诉讼');
  await chief.look('refused');
}

async function town_tells(story) {
  await story.day('2024-03-15T09:00');
  const town = await story.as('zj');
  await open_from_desk(town);
  const notice = await town.take('不予确认告知书');
  story.say(notice === 'application/pdf', 'the notice of refusal is a PDF', notice);
  await deliver(town, '张三', '邮寄');
  await town.button('办毕');
  await town.says('本件已经办结', '不予确认');
}

async function appeal_reverses(story) {
  await story.day('2024-03-20T09:00');
  const clerk = await story.as('xj');
  await clerk.find('张三');
  await clerk.says('张*');
  await clerk.look('found');
  await clerk.visit('/case/1');
  await clerk.go('登记复议、诉讼');
  await clerk.fill('事由', '工厂已经停产，工资停发。');
  await clerk.look('appeal');
  await clerk.button('立件');
  await clerk.says('已立件', '复议诉讼');
  await clerk.button('受理');
  await clerk.button('办毕');
  await story.day('2024-03-22T09:00');
  const same = await story.as('kz');
  await same.visit('/case/2');
  await same.open('现在不能做的');
  await same.says('原决定是您作的');
  const other = await story.as('jz');
  await open_from_desk(other);
  await other.fill('意见', '申请人已经停工，原认定的事实不清。');
  await other.button('撤销原决定');
  await other.says('已经办结');
  await other.look('reversed');
}

async function decided_anew(story) {
  const town = await story.as('zj');
  await town.visit('/case/1');
  await town.go('填写情况');
  await town.fill('张*: 月收入', '150');
  await town.button('保存，回到办件');
  const chief = await story.as('kz');
  await open_from_desk(chief);
  await chief.says('750.00');
  await chief.fill('意见', '工资停发，符合条件。');
  await chief.button('确认');
  await chief.says('已办：确认');
  await chief.look('granted');
}

export default async function refusal(story) {
  prepare(story);
  await town_states(story);
  await county_refuses(story);
  await town_tells(story);
  await appeal_reverses(story);
  await decided_anew(story);
}
