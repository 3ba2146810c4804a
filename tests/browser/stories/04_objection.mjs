// A neighbour objects while the notice hangs: it comes down, the matter is looked into and answered,
// it hangs again, and only then is decided.
import { open_from_desk } from '../cases.mjs';

function prepare({ store }) {
  store.found();
  store.staff();
  const act = (clock, by, ...words) => store.doudi('case', ...words, '--by', by, '--clock', clock);
  act('2024-03-04T09:00', 'cw', 'open', '最低生活保障', '张三', '360203198005010012',
      '李四,360203198206020022,配偶', '--home', '360203001002');
  act('2024-03-04T09:20', 'zj', 'answer', 'case:1', '城乡=城市', '申报方式=整户', '家庭财产=5000',
      '有超标车辆=否', '有超标住房=否', '月收入=1000', '李四.月收入=0');
  act('2024-03-04T10:00', 'zj', 'move', 'case:1', 'accept');
  act('2024-03-05T09:00', 'zj', 'visit', 'case:1', '王经办', '村文书', '住房两间，没有劳动收入');
  act('2024-03-05T09:30', 'zj', 'move', 'case:1', 'done');
  act('2024-03-06T09:00', 'xj', 'move', 'case:1', 'done');
  act('2024-03-06T10:00', 'cw', 'move', 'case:1', 'publish');
}

async function notice_shows(story, shows) {
  const anybody = await story.stranger('anybody');
  await anybody.visit('/notices');
  await (shows ? anybody.says('张*', '800.00') : anybody.saysNot('张*'));
  await anybody.look(shows ? 'notice' : 'no-notice');
  await anybody.context.close();
}

async function neighbour_objects(story) {
  await story.day('2024-03-08T09:00');
  await notice_shows(story, true);
  const village = await story.as('cw');
  await village.go('公示栏');
  await village.visit('/case/1');
  await village.go('登记异议');
  await village.fill('反映人', '邻居');
  await village.fill('反映的内容', '他家有一辆货车。');
  await village.look('objection');
  await village.button('登记');
  await village.says('异议已登记', '调查');
  await notice_shows(story, false);
}

async function town_answers(story) {
  await story.day('2024-03-11T09:00');
  const town = await story.as('zj');
  await open_from_desk(town);
  await town.says('他家有一辆货车', '还没有答复');
  await town.go('答复异议');
  await town.fill('答复', '经查，货车登记在其兄弟名下，与本户无关。');
  await town.look('reply');
  await town.button('答复');
  await town.says('异议已答复', '货车登记在其兄弟名下');
  await town.button('办毕');
  const clerk = await story.as('xj');
  await open_from_desk(clerk);
  await clerk.button('办毕');
  const village = await story.as('cw');
  await open_from_desk(village);
  await village.button('公示');
  await village.says('已办：公示');
  await notice_shows(story, true);
}

async function ends(story) {
  await story.day('2024-03-19T09:00');
  await notice_shows(story, false);
  const village = await story.as('cw');
  await open_from_desk(village);
  await village.button('办毕');
  const chief = await story.as('kz');
  await open_from_desk(chief);
  await chief.says('他家有一辆货车', '货车登记在其兄弟名下');
  await chief.look('decide');
  await chief.fill('意见', '异议已经查清，符合条件。');
  await chief.button('确认');
  await chief.says('已办：确认');
}

export default async function objection(story) {
  prepare(story);
  await neighbour_objects(story);
  await town_answers(story);
  await ends(story);
}
