// A house burnt down: the town helps on the same day, and the papers follow within the days that the
// law leaves for them.
import { deliver, open_from_desk } from '../cases.mjs';

async function village_reports(story) {
  await story.day('2024-03-04T09:00');
  const village = await story.as('cw');
  await village.go('受理申请');
  await village.go('按户 临时救助');
  await village.fill('姓名', '张三');
  await village.fill('公民身份号码', '360203198005010012');
  await village.leads(() => village.press('Control+Enter'));
  await village.says('已立件');
  await village.choose('救助类型', '急难型');
  await village.choose('困难发生地', '风景路社区居委会');
  await village.choose('城乡', '城市');
  await village.button('先算一算');
  await village.says('还缺 1 项', '核定月数');
  await village.fill('核定月数', '2');
  await village.button('先算一算');
  await village.says('符合条件', '1,800.00 元');
  await village.button('保存，回到办件');
}

async function town_relieves(story) {
  const clerk = await story.as('zj');
  await open_from_desk(clerk);
  await clerk.button('受理');
  const head = await story.as('zs');
  await head.visit('/case/1'); // the clerk calls: it is not his step yet
  await head.fill('意见', '房屋失火，先救助。');
  await head.look('urgent');
  await head.button('先行救助');
  await head.says('已办：先行救助', '2024-03-18');
  await head.look('relieved');
}

async function papers_follow(story) {
  await story.day('2024-03-11T09:00');
  const clerk = await story.as('zj');
  await open_from_desk(clerk);
  await clerk.says('2024-03-18');
  await clerk.go('登记入户');
  await clerk.fill('调查人', '王经办');
  await clerk.fill('另一名调查人', '村文书');
  await clerk.radio('和申报的情况', '相符');
  await clerk.fill('看到的情况', '两间住房过火，家具全毁，一家人暂住亲戚家。');
  await clerk.button('保存入户记录');
  await clerk.button('办毕');
  const head = await story.as('zs');
  await open_from_desk(head);
  await head.fill('意见', '情况属实，补办确认。');
  await head.button('确认');
  await head.says('已办：确认', '告知');
  const town = await story.as('zj');
  await open_from_desk(town);
  await deliver(town, '张三');
  await town.button('办毕');
  await town.says('本件已经办结');
  await town.look('completed');
}

export default async function relief(story) {
  story.store.found();
  story.store.staff();
  await village_reports(story);
  await town_relieves(story);
  await papers_follow(story);
}
