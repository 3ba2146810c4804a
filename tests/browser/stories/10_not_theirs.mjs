// An administrator tries what is not his: people, cases, money, the log, a duty for himself. Each is
// refused in words, nothing shows through, and the auditor sees that he tried.
function prepare({ store }) {
  store.found();
  store.staff();
  store.doudi('case', 'open', '最低生活保障', '张三', '360203198005010012', '--home', '360203001002',
              '--by', 'cw', '--clock', '2024-03-04T09:00');
}

const NOT_HIS = ['/search', '/register/person', '/person/1', '/case/1', '/case/new', '/month/2024-03/close', '/batches',
                 '/office/acts', '/office/looks', '/law/try', '/affair/minimum_living/2024-03'];

export default async function not_theirs(story) {
  prepare(story);
  await story.day('2024-03-05T09:00');
  const admin = await story.as('gly');
  await admin.says('工作台');
  await admin.look('desk');
  for (const address of NOT_HIS) {
    const status = await admin.visit(address);
    const text = await admin.text();
    story.say([403, 404].includes(status), `${address} is refused to 系统`, `${status}\n${text.slice(0, 600)}`);
    story.say(!/张三|张\*|36020319/.test(text), `${address} shows nobody to 系统`, text.slice(0, 600));
  }
  await admin.visit('/case/new');
  await admin.look('refused');
  story.say(!(await admin.tab.$('input[name=q]')), 'who may see nobody is offered no search');
  await admin.visit('/office/account/gly');
  story.say(!(await admin.tab.$('form[action$="/grant"]')), 'nobody grants himself a duty');
  await admin.look('own-account');
  const auditor = await story.as('sj');
  await auditor.visit('/office/looks');
  await auditor.says('gly');
  await auditor.look('looks');
  const village = await story.as('cw');
  for (const address of ['/office', '/office/accounts', '/import', '/law/try'])
    story.say([403, 404].includes(await village.visit(address)), `${address} is refused to 村居`);
}
