// Every shared part in every state, in Debian's Chromium at three sizes, normal and in 长者模式: fits
// the width, has no serious accessibility finding, large text and targets in 长者模式, the keyboard
// works, the browser complains of nothing under the policy that the server sends. Speaks TAP.
import { chromium } from 'playwright-core';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';

const folder = process.argv[2];
const pictures = process.env.PICTURES;
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const types = { css: 'text/css', js: 'text/javascript', html: 'text/html; charset=utf-8' };
const sizes = { desk: [1366, 768], wide: [1920, 1080], phone: [390, 844] };
const names = ['case', 'desk', 'form', 'list', 'login', 'office', 'states'];
let number = 0;
function point(ok, name, note) {
  number += 1;
  console.log(`${ok ? 'ok' : 'not ok'} ${number} - ${name}`);
  if (!ok && note) console.log('# ' + String(note).split('\n').join('\n# '));
}

const server = createServer((request, response) => {
  const name = new URL(request.url, 'http://x').pathname.slice(1);
  try {
    const bytes = readFileSync(`${folder}/${name}`);
    response.writeHead(200, { 'Content-Type': types[name.split('.').pop()],
                              'Content-Security-Policy': policy });
    response.end(bytes);
  } catch { response.writeHead(404).end(); }
}).listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));
const address = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  env: { ...process.env, LANGUAGE: 'zh_CN' },
  args: ['--no-sandbox', '--lang=zh-CN', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
         '--disable-background-networking', '--disable-component-update'],
});

// Texts that are too small and targets that are too low, as they are shown.
function small(limits) {
  const seen = (at) => at.getClientRects().length > 0 && !at.closest('.hidden, .skip');
  const words = (at) => at.className + ' ' + at.textContent.trim().slice(0, 20);
  const wrong = [];
  for (const at of document.querySelectorAll('body *')) {
    const own = [...at.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const size = parseFloat(getComputedStyle(at).fontSize);
    if (own && seen(at) && size < limits.text) wrong.push(`${size}px: ${words(at)}`);
  }
  for (const at of document.querySelectorAll('a, button, summary, select, input, label.choice')) {
    if (!seen(at) || at.closest('.choice, .pick-cell') && at.tagName === 'INPUT') continue;
    if (at.matches('input[type=hidden]') || at.closest('p') && at.tagName === 'A' &&
        !at.matches('.button')) continue;
    const height = at.getBoundingClientRect().height;
    if (height < limits.target) wrong.push(`${height}px high: ${at.tagName} ${words(at)}`);
  }
  return [...new Set(wrong)];
}

async function look(tab, name, size, elder) {
  const page = elder ? `${name}-elder` : name;
  await tab.goto(`${address}/${page}.html`);
  const spill = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  point(spill <= 0, `${page} ${size}: fits the width`, `${spill} px too wide`);
  if (elder) {
    const wrong = await tab.evaluate(small, { text: 18, target: 59 });
    point(wrong.length === 0, `${page} ${size}: text of 18 px, targets of 60`, wrong.join('\n'));
  }
  if (pictures) await tab.screenshot({ path: `${pictures}/${page}-${size}.png`, fullPage: true });
}

for (const [size, [width, height]] of Object.entries(sizes)) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' });
  const tab = await context.newPage();
  const errors = [];
  tab.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  tab.on('pageerror', (error) => errors.push(String(error)));
  for (const name of names)
    for (const elder of [false, true]) await look(tab, name, size, elder);
  point(errors.length === 0, `${size}: the browser complains of nothing`, errors.join('\n'));
  await context.close();
}

const open = await browser.newContext({ bypassCSP: true, locale: 'zh-CN' });
const judge = await open.newPage();
for (const name of names)
  for (const mode of ['', '-elder'])
    for (const width of [1366, 390]) {
      await judge.setViewportSize({ width, height: 800 });
      await judge.goto(`${address}/${name}${mode}.html`);
      await judge.evaluate(axe);
      const found = await judge.evaluate(() => window.axe.run());
      const serious = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact));
      point(serious.length === 0, `${name}${mode} ${width}: no serious accessibility finding`,
            serious.map((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} ` +
              (n.any[0]?.message ?? '')).join('\n')).join('\n'));
    }

const keys = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
await keys.goto(`${address}/list.html`);
await keys.keyboard.press('/');
point(await keys.evaluate(() => document.activeElement.id === 'q'), '/ goes to the search');
await keys.keyboard.press('Escape');
await keys.evaluate(() => document.activeElement.blur());
await keys.keyboard.press('j');
await keys.keyboard.press('ArrowDown');
await keys.keyboard.press('x');
point(await keys.evaluate(() => document.querySelector('tr.current').rowIndex === 2 &&
        document.querySelector('tr.current input').checked), 'j, an arrow and x move and tick');
await keys.keyboard.press('?');
point(await keys.isVisible('.keys'), '? shows the keys');
await keys.keyboard.press('Escape');
point(!(await keys.isVisible('.keys')), 'Esc closes them');
await keys.goto(`${address}/form.html`);
point(await keys.evaluate(() => document.activeElement.id === 'faults'), 'faults are read first');
await keys.click('a[href="#f-income"]');
const reached = await keys.evaluate(() => document.querySelector(location.hash).name);
point(reached === 'income', 'a fault leads to its field');
const sent = keys.waitForRequest((request) => request.method() === 'POST');
await keys.focus('#f-name');
await keys.keyboard.press('Control+Enter');
point((await sent).url().endsWith('/case'), 'Ctrl+Enter submits');

if (pictures) {
  const paper = await keys.context().newPage();
  await paper.emulateMedia({ media: 'print' });
  await paper.setViewportSize({ width: 700, height: 990 });
  for (const name of ['case', 'list']) {
    await paper.goto(`${address}/${name}.html`);
    await paper.screenshot({ path: `${pictures}/${name}-print.png`, fullPage: true });
  }
}
await browser.close();
server.close();
console.log(`1..${number}`);
