// Two communities become one: people, units and open cases go along, the old name stays in history,
// and the hand of the old place is given its duty anew.
import { open_from_desk } from '../cases.mjs';

function prepare({ store }) {
  store.found();
  store.staff();
  store.doudi('case', 'open', '最低生活保障', '张三', '360203198005010012', '--home', '360203001002',
              '--by', 'cw', '--clock', '2024-03-04T09:00');
}

async function admin_merges(story) {
  await story.day('2024-03-05T09:00');
  const admin = await story.as('gly');
  await admin.visit('/office/divisions');
  await admin.go('石狮埠街道');
  await admin.look('town');
  await admin.go('合并下级');
  await admin.tick('风景路社区居委会');
  await admin.choose('并入', '五龙山社区居委会');
  await admin.fill('文号', '珠府字〔2024〕6号');
  await admin.look('merge');
  await admin.button('合并');
  await admin.says('已办理：合并');
  await admin.look('merged');
  await admin.go('风景路社区居委会');
  await admin.says('已撤销', '五龙山社区居委会', '村文书', '职责还留在原区划的账号');
  await admin.look('ended');
}

async function security_grants(story) {
  const security = await story.as('aq');
  await security.visit('/office/account/cw');
  await security.look('account');
}

export default async function merge(story) {
  prepare(story);
  await admin_merges(story);
  await security_grants(story);
  const town = await story.as('zj');
  await open_from_desk(town);
  await town.says('五龙山社区居委会', '受理');
  await town.button('受理');
  await town.says('已办：受理');
  await town.look('case');
}
