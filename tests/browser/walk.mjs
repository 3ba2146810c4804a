// Every page that the tables of routes name, as each account that may open it: an account starts at
// its desk and follows every kind of link once. Each answers, fits the width, keeps numbers masked,
// and axe has nothing serious to say (Hand.look). What no link reaches is a fault.
import { readFileSync, readdirSync } from 'node:fs';

const WALKERS = ['xj', 'kz', 'cn', 'sj', 'gly', 'aq', 'zj', 'cw', 'cl', 'fh'];
/* Pages that look otherwise for each duty. */
const OWN = new Set(['/desk', '/office', '/', '/account']);
/* What only a POST before it makes; the stories look at these. */
const MADE = new Set(['/import/{id}', '/law/try/households', '/law/try/ready', '/office/backup/{name}', '/setup']);
/* Pieces that a page asks for by itself. */
const PIECES = new Set(['/desk/findings']);
/* Of these an account opens several: what they lead to differs. */
const MANY = new Map([['/register/{key}', 30], ['/case/{id}', 4], ['/cases', 3]]);
const FILES = /export|template|\/file\/|\/print|^\/paper\/|^\/mode$|\.(css|js)$/;

const PEOPLE = `姓名,性别,出生日期,公民身份号码,户籍地,城乡,月收入,开户银行,一卡通账号
王大,男,1980-05-01,360203198005010012,360203001002,城市,1000,农商银行,6222000000000000012
王二,女,1982-06-01,360203198206010027,360203001002,城市,0,农商银行,6222000000000000020
乙二,女,1932-11-20,360203193211200025,360203001002,城市,0,农商银行,6222000000000000038
丙三,男,1934-01-08,360203193401080036,360203001002,城市,0,,
`;
const HOUSEHOLD = `户号,公民身份号码,角色,家庭类型,户籍地,城乡,申报方式,家庭财产,有超标车辆,有超标住房
360203-0001,360203198005010012,申请人,家庭,360203001002,城市,整户,5000,否,否
360203-0001,360203198206010027,配偶,,,,,,,
`;
const ENROLMENT = `事项,户号,公民身份号码,申请日期,受理日期,确认日期,原因
最低生活保障,360203-0001,,2023-11-20,2023-11-21,2023-12-15,审核确认
高龄津贴,,360203193211200025,2023-01-05,,2023-01-10,在册
`;

const DEATHS = `公民身份号码,死亡日期,生效日期
360203193211200025,2023-12-15,2023-12-15
`;
const RESERVE = `凭证号,镇街,发生日期,拨付金额,补足金额,使用金额,救助对象
2024-001,360203001,2024-01-05,10000,,,
`;

/* A bureau in the middle of its month: people paid, two applications in 公示, one of them objected to,
 * a change, a batch at the bank and the next one drafted, a debt after a late death notice. */
function prepare({ store }) {
  const start = '2023-12-01T09:00';
  store.found('2024-01', start);
  store.staff(start);
  const at = (clock, by, ...words) => store.doudi(...words, '--by', by, '--clock', clock);
  const took = (file, as, ...more) => at('2023-12-20T10:00', 'xj', 'import', file, '--as', as, ...more);
  took(store.file('people.csv', PEOPLE), 'person', '--effective', '2023-01-01');
  took(store.file('household.csv', HOUSEHOLD), 'household', '--effective', '2023-01-01');
  took(store.file('enrolment.csv', ENROLMENT), 'enrolment');
  at('2024-01-28T17:00', 'xj', 'close', '2024-01');
  at('2024-01-28T17:10', 'xj', 'pay', 'draft', '2024-01');
  at('2024-01-28T17:13', 'fh', 'pay', 'check', '1');
  at('2024-01-28T17:15', 'kz', 'pay', 'approve', '1');
  at('2024-01-28T17:20', 'cn', 'pay', 'send', '1', '--out', store.folder);
  at('2024-02-01T09:00', 'xj', 'import', store.file('deaths.csv', DEATHS), '--as', 'person.death');
  took(store.file('reserve.csv', RESERVE), '备用金');
  const act = (clock, by, ...words) => at(clock, by, 'case', ...words);
  for (const [number, name, id] of [[1, '张三', '360203198505010019'], [2, '赵六', '360203197907080015']]) {
    const it = `case:${number}`;
    act('2024-02-19T09:00', 'cw', 'open', '最低生活保障', name, id, '--home', '360203001002');
    act('2024-02-19T09:20', 'zj', 'answer', it, '城乡=城市', '申报方式=整户', '家庭财产=5000',
        '有超标车辆=否', '有超标住房=否', '月收入=100');
    act('2024-02-19T10:00', 'zj', 'move', it, 'accept');
    act('2024-02-20T09:00', 'zj', 'visit', it, '王经办', '村文书', '住房两间，没有劳动收入');
    act('2024-02-20T09:30', 'zj', 'move', it, 'done');
    act('2024-02-21T09:00', 'xj', 'move', it, 'done');
    act('2024-02-26T10:00', 'cw', 'move', it, 'publish');
  }
  act('2024-02-27T09:00', 'cw', 'object', 'case:2', '他家有一辆货车', '邻居');
  act('2024-02-27T10:00', 'zj', 'open', '最低生活保障', '360203198005010012', '--as', '变更', '--purpose', '找到工作');
  at('2024-02-28T17:00', 'xj', 'close', '2024-02');
  at('2024-02-28T17:10', 'xj', 'pay', 'draft', '2024-02');
}

/* The patterns of the GETs that make a page, the most exact first. */
function patterns() {
  const found = new Map();
  for (const room of readdirSync('src'))
    for (const line of lines(`src/${room}/pages.def`)) {
      const [, pattern, flags] = /^PAGE\(GET, "([^"]+)", \w+, .*, ([\w |]+)\)$/.exec(line) ?? [];
      if (pattern && !flags.includes('PAGE_BARE') && !FILES.test(pattern))
        found.set(pattern, new RegExp(`^${pattern.replace(/\{\w+\*\}/, '.+').replace(/\{\w+\}/g, '[^/]+')}$`));
    }
  const holes = (pattern) => pattern.split('{').length;
  return [...found].sort(([a], [b]) => holes(a) - holes(b) || b.length - a.length);
}

function lines(path) {
  try { return readFileSync(path, 'utf8').split('\n'); } catch { return []; }
}

const links = () => [...document.querySelectorAll('a[href^="/"]')].map((a) => a.getAttribute('href'));

async function walks(story, account, all, seen) {
  const hand = await story.as(account);
  const mine = new Map();
  const been = new Set();
  const todo = ['/desk', ...(account === 'xj' ? ['/search?q=%E7%8E%8B'] : [])];
  while (todo.length > 0) {
    const address = todo.shift();
    const path = decodeURI(address.split(/[?#]/)[0]);
    const [pattern] = all.find(([, fits]) => fits.test(path)) ?? [];
    const times = mine.get(pattern) ?? 0;
    if (!pattern || FILES.test(path) || been.has(path) || times >= (MANY.get(pattern) ?? 1)) continue;
    been.add(path);
    mine.set(pattern, times + 1);
    const status = await hand.visit(address);
    story.say(status === 200, `${account} is answered at ${pattern}`, `${address}: ${status}\n${await hand.text()}`);
    todo.push(...(await hand.tab.evaluate(links)));
    if (times > 0 || (seen.has(pattern) && !OWN.has(pattern))) continue;
    seen.add(pattern);
    const name = pattern.replace(/[{}*]/g, '').replace(/^\//, '').replaceAll('/', '_') || 'home';
    await hand.look(OWN.has(pattern) ? `${name}-${account}` : name, { whole: /\/change$|\/new$/.test(path) });
  }
}

export default async function walk(story) {
  prepare(story);
  await story.day('2024-02-29T09:00');
  const all = patterns();
  const seen = new Set(['/login']);
  const stranger = await story.stranger('anybody');
  await stranger.visit('/login');
  await stranger.look('login');
  await stranger.context.close();
  for (const account of WALKERS) await walks(story, account, all, seen);
  const missed = all.map(([pattern]) => pattern)
    .filter((pattern) => !seen.has(pattern) && !MADE.has(pattern) && !PIECES.has(pattern));
  story.say(missed.length === 0, 'links lead to every page', missed.join('\n'));
}
