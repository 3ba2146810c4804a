// An application for 最低生活保障, from the village to the first payment.
import { photo } from '../files.mjs';
import { answer, deliver, open_from_desk } from '../cases.mjs';
import { close_month, release } from '../money.mjs';

async function village_applies(story) {
  await story.day('2024-03-04T09:00');
  const village = await story.as('cw');
  await village.says('工作台', '村文书');
  await village.look('desk');
  await village.go('受理申请');
  await village.look('affairs');
  await village.go('按户 最低生活保障');
  await village.fill('姓名', '张三');
  await village.fill('公民身份号码', '360203198005010012');
  await village.fill('第 1 人姓名', '李四');
  await village.fill('第 1 人证号', '360203198206020022');
  await village.choose('第 1 人与申请人的关系', '配偶');
  await village.look('new', { whole: true });
  await village.leads(() => village.press('Control+Enter'));
  await village.says('已立件', '还缺 7 项');
  await answer(village, { 张: '1000', 李: '0' },
               { 张: '6222000000000000012' });
  await village.look('answer');
  await village.button('先算一算');
  await village.says('符合条件', '800.00 元');
  await village.button('保存，回到办件');
  await village.says('受理', '镇街');
  await village.look('opened');
}

async function town_accepts_and_visits(story) {
  const town = await story.as('zj');
  await town.says('先办这些');
  await town.look('town-desk');
  await open_from_desk(town);
  await town.button('受理');
  await town.says('已办：受理', '调查');
  await story.day('2024-03-05T14:00');
  const visitor = await story.as('zj');
  await open_from_desk(visitor);
  await visitor.go('登记入户');
  await visitor.fill('调查人', '王经办');
  await visitor.fill('另一名调查人', '村文书');
  await visitor.fill('见到了谁', '申请人本人、配偶');
  await visitor.radio('和申报的情况', '相符');
  await visitor.fill('看到的情况', '住房两间，本人在家务农，没有其他劳动收入。');
  await visitor.upload('选已有的照片', story.store.file('photo.png', photo()));
  await visitor.look('visit');
  await visitor.button('保存入户记录');
  await visitor.says('入户记录已保存', '住房两间');
  await visitor.button('办毕');
  await visitor.says('核对');
}

async function county_checks_village_publishes(story) {
  await story.day('2024-03-06T09:00');
  const clerk = await story.as('xj');
  await open_from_desk(clerk);
  await clerk.button('办毕');
  await clerk.says('公示');
  const village = await story.as('cw');
  await open_from_desk(village);
  await village.button('公示');
  await village.says('已办：公示');
  await village.look('published');
  const anybody = await story.stranger('anybody');
  await anybody.visit('/notices');
  await anybody.says('公示栏', '张*', '800.00', '2024-03-13');
  await anybody.saysNot('张三', '李四', '36020319');
  await anybody.look('notices');
  await anybody.context.close();
}

async function chief_decides_town_delivers(story) {
  await story.day('2024-03-14T09:00');
  const village = await story.as('cw');
  await open_from_desk(village);
  await village.button('办毕');
  const chief = await story.as('kz');
  await open_from_desk(chief);
  await chief.look('decide');
  await chief.fill('意见', '符合条件，同意。');
  await chief.button('确认');
  await chief.says('已办：确认', '告知');
  const town = await story.as('zj');
  await open_from_desk(town);
  const notice = await town.take('确认告知书');
  story.say(notice === 'application/pdf', 'the notice is a PDF', notice);
  await deliver(town, '张三');
  await town.look('delivered');
  await town.button('办毕');
  await town.says('本件已经办结');
}

async function first_payment(story) {
  story.store.doudi('close', '2024-03', '--by', 'xj', '--clock', '2024-03-28T17:00');
  await story.day('2024-04-28T17:00');
  const clerk = await story.as('xj');
  await close_month(clerk, '2024-04', '800.00');
  await release(story, clerk, '800.00');
  const village = await story.as('cw');
  await village.find('张三');
  await village.go('张*');
  await village.says('最低生活保障', '已到账', '400.00');
  await village.go('户 360203');
  await village.says('全户', '800.00');
  await village.look('paid');
}

/* They have a child, and it is entered into the household from the day of its birth on. */
async function child_comes(story) {
  const { store } = story;
  const act = (clock, by, ...words) => store.doudi('case', ...words, '--by', by, '--clock', clock);
  await story.day('2024-05-06T09:00');
  const town = await story.as('zj');
  await town.find('张三');
  await town.go('张*');
  await town.go('提出变更');
  await town.fill('事由', '四月添了一个孩子。');
  await town.button('立件');
  await town.says('已立件');
  await town.visit('/case/2');
  await town.go('家庭成员变动');
  await town.radio('变动', '增加成员');
  await town.fill('新成员姓名', '张小宝');
  await town.fill('公民身份号码', '360203202404180018');
  await town.choose('与申请人的关系', '子女');
  await town.fill('变动日期', '2024-04-18');
  await town.look('member');
  await town.button('登记');
  await town.says('成员变动已登记', '2024-04-18 增加成员', '还缺情况');
  await town.go('填写情况');
  await town.fill('张*宝: 月收入', '0');
  await town.button('保存，回到办件');
  await town.says('符合条件', '1,790.00');
  await town.look('change');
  await town.button('受理');
  act('2024-05-06T10:00', 'zj', 'visit', 'case:2', '王经办', '村文书', '孩子随父母住');
  act('2024-05-06T10:10', 'zj', 'move', 'case:2', 'done');
  act('2024-05-06T10:20', 'xj', 'move', 'case:2', 'done');
  const chief = await story.as('kz');
  await open_from_desk(chief);
  await chief.says('增加成员');
  await chief.fill('意见', '属实，自六月起按三人发。');
  await chief.button('确认');
  await chief.says('已办：确认');
  await chief.go('户 360203');
  await chief.says('子女', '2024-04-18 加入');
  await chief.look('three');
}

export default async function application(story) {
  story.store.found();
  story.store.staff();
  await village_applies(story);
  await town_accepts_and_visits(story);
  await county_checks_village_publishes(story);
  await chief_decides_town_delivers(story);
  await first_payment(story);
  await child_comes(story);
}
