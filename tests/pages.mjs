// Every page that shows records, in Debian's Chromium at three sizes, normal and in 长者模式: it
// answers, says what it should, fits the width, has no serious accessibility finding, weighs little,
// and leads on. Speaks TAP.
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';

const [, , address, account, password] = process.argv;
const pictures = process.env.PICTURES;
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const sizes = { desk: [1366, 768], wide: [1920, 1080], phone: [390, 844] };
const pages = [
  ['month', '/', ['2024-06', '最低生活保障']],
  ['month-2024-01', '/month/2024-01', ['2024-01', '高龄津贴']],
  ['affair', '/affair/minimum_living/2024-06', ['应保未保', '应退未退', '未定']],
  ['person', '/person/1', ['赵*', '最低生活保障']],
  ['unit', '/unit/1', ['360203-0003']],
  ['why', '/why?affair=minimum_living&subject=1&month=2024-06', ['家庭月收入', '依据']],
  ['law', '/law', ['最低生活保障']],
  ['report', '/report', ['低保']],
  ['search', '/search?q=%E8%B5%B5%E4%B8%80', ['赵*']],
];
let number = 0;
function point(ok, name, note) {
  number += 1;
  console.log(`${ok ? 'ok' : 'not ok'} ${number} - ${name}`);
  if (!ok && note) console.log('# ' + String(note).split('\n').join('\n# '));
}

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
         '--disable-background-networking', '--disable-component-update'],
});

async function login(context) {
  const tab = await context.newPage();
  await tab.goto(address + '/login');
  await tab.fill('[name=account]', account);
  await tab.fill('[name=password]', password);
  await tab.press('[name=password]', 'Enter');
  await tab.waitForSelector('.account');
  return tab;
}

async function visit(tab, size, mode, [name, path, words]) {
  const answer = await tab.goto(address + path);
  const text = await tab.innerText('body');
  const missing = words.filter((word) => !text.includes(word));
  point(answer.status() === 200 && missing.length === 0, `${name} ${size}: says what it should`,
        `status ${answer.status()}, missing ${missing.join(' ')}`);
  const spill = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  point(spill <= 0, `${name} ${size}${mode}: fits the width`, `${spill} px too wide`);
  const full = /\b3602031950020200\d\d\b/.test(await tab.content());
  point(!full, `${name} ${size}: shows no whole identity number`);
  if (pictures)
    await tab.screenshot({ path: `${pictures}/${name}-${size}${mode}.png`, fullPage: true });
}

async function accessibility(tab, mode, [name, path]) {
  await tab.goto(address + path);
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => window.axe.run());
  const serious = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact));
  point(serious.length === 0, `${name}${mode}: no serious accessibility finding`,
        serious.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 200)}`).join('\n'));
}

async function every(size, [width, height]) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' });
  const tab = await login(context);
  const errors = [];
  tab.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  tab.on('pageerror', (error) => errors.push(String(error)));
  for (const page of pages) await visit(tab, size, '', page);
  await tab.click('a.mode');
  await tab.waitForSelector('html.elder');
  for (const page of pages) await visit(tab, size, '-elder', page);
  point(errors.length === 0, `${size}: the browser complains of nothing`, errors.join('\n'));
  await context.close();
}

for (const [size, sides] of Object.entries(sizes)) await every(size, sides);

const context = await browser.newContext({ bypassCSP: true, locale: 'zh-CN' });
const tab = await login(context);
for (const page of pages) await accessibility(tab, '', page);
await tab.click('a.mode');
for (const page of pages) await accessibility(tab, '-elder', page);

const fresh = await browser.newContext({ storageState: await context.storageState() });
const weighed = await fresh.newPage();
let weight = 0;
weighed.on('response', async (answer) => {
  const size = await answer.request().sizes().catch(() => ({ responseBodySize: 0 }));
  weight += size.responseBodySize;
});
await weighed.goto(address + '/unit/1', { waitUntil: 'networkidle' });
point(weight > 10000 && weight < 150000, 'a whole page with style and script weighs little',
      `${weight} bytes`);

await tab.goto(address + '/');
const links = await tab.$$eval('a[href]', (all) => [...new Set(all.map((a) => a.href))]);
const dead = [];
for (const link of links.filter((href) => href.startsWith(address))) {
  const answer = await tab.request.get(link);
  if (answer.status() !== 200) dead.push(`${answer.status()} ${link}`);
}
point(links.length > 5 && dead.length === 0, 'every link of the first page leads somewhere',
      dead.join('\n'));
const nowhere = await tab.goto(address + '/person/999999');
point(nowhere.status() === 404 && (await tab.innerText('body')).includes('没有'),
      'somebody who is not there: 404 in Chinese with a way back');
const post = await tab.request.post(address + '/');
point(post.status() === 405, 'writing where nothing is written is refused');
const stranger = await (await browser.newContext()).newPage();
await stranger.goto(address + '/person/1');
point(stranger.url().includes('/login'), 'without a session there is only the login');
await browser.close();
