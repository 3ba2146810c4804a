// The screens that README shows, from a store that is served already (a demo of a whole district):
//
//   node tests/browser/pictures.mjs http://127.0.0.1:8080 PASSWORD docs/pictures
import { chromium } from 'playwright-core';

const [, , address, password, folder] = process.argv;
const SCREENS = [
  ['desk', 'town', '/desk'],
  ['life', 'clerk', '/unit/1'],
  ['month', 'clerk', '/'],
  ['cockpit', 'approver', '/cockpit'],
];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [name, account, path] of SCREENS) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  const tab = await context.newPage();
  await tab.goto(address + '/login');
  await tab.fill('[name=account]', account);
  await tab.fill('[name=password]', password);
  await tab.press('[name=password]', 'Enter');
  await tab.waitForSelector('.account');
  await tab.goto(address + path, { timeout: 120000 });
  await tab.waitForLoadState('networkidle', { timeout: 120000 });
  await tab.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
  await context.close();
}
await browser.close();
