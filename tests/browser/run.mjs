// Whole stories in Debian's Chromium, by keyboard alone. Speaks TAP.
//
//   node tests/browser/run.mjs [WORD…]      stories whose file has WORD in its name; all without
//   walk                                    every page there is, by its links (walk.mjs)
//   DOUDI_LONG=yes                          all of it at every size in both modes, else the stories at
//                                           1366×768 in normal mode
//   PICTURES=DIR WHOLE=yes                  keeps what was seen; the whole pages
//   HANDBOOK=yes                            makes the handbook's pictures anew
//   SIZE=phone ELDER=yes TIMES=yes          one size, 长者模式, how long each took
import { chromium } from 'playwright-core';
import { copyFileSync, existsSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { SIZES, Story } from './story.mjs';

const AT_ONCE = 2;
const words = process.argv.slice(2);
const long = process.env.DOUDI_LONG === 'yes';
const work = mkdtempSync(`${tmpdir()}/doudi-stories-`);
const pictures = process.env.PICTURES ?? `${work}/pictures`;
mkdirSync(pictures, { recursive: true });

const files = readdirSync(new URL('stories', import.meta.url)).filter((name) => name.endsWith('.mjs'))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word))).sort();
if (words.length === 0 ? long : words.includes('walk')) files.push('../walk.mjs');
const sizes = process.env.SIZE ? [process.env.SIZE] : long ? Object.keys(SIZES) : ['desk'];
const modes = process.env.ELDER ? [true] : long ? [false, true] : [false];
const plays = files.flatMap((file) => sizes.flatMap((size) => modes.map((elder) =>
  ({ file, size, elder }))));

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  env: { ...process.env, LANG: 'zh_CN.UTF-8', LANGUAGE: 'zh_CN' },
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
         '--lang=zh-CN', '--disable-background-networking', '--disable-component-update'],
});

const looked = new Set(); // pages whose accessibility is known, by size and mode

async function play({ file, size, elder }, number) {
  const { default: run } = await import(`./stories/${file}`);
  const name = file.replace(/^\d+_|^\.\.\/|\.mjs$/g, '');
  const story = new Story({ name, browser, size, elder, pictures, looked, folder: `${work}/${number}` });
  const start = Date.now();
  try {
    await run(story);
  } catch (fault) {
    story.say(false, 'goes on to its end', fault.stack);
    for (const hand of story.hands.values())
      await hand.tab.screenshot({ path: `${pictures}/${name}-fault-${hand.account}.png` }).catch(() => {});
  }
  await story.end();
  if (process.env.TIMES) console.log(`# ${name} ${size}: ${Date.now() - start} ms`);
  return story.points;
}

const done = [];
let next = 0, printed = 0, number = 1;
async function work_through() {
  while (next < plays.length) {
    const mine = next;
    next += 1;
    done[mine] = await play(plays[mine], mine);
    for (; done[printed]; printed += 1) number = done[printed].print(number);
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work_through));
console.log(`1..${number - 1}`);
await browser.close();

/* Each page of the handbook names its pictures as they are named here. */
if (process.env.HANDBOOK)
  for (const page of readdirSync('docs/handbook').filter((name) => name.endsWith('.md')))
    for (const [, name] of readFileSync(`docs/handbook/${page}`, 'utf8').matchAll(/pictures\/([\w-]+\.png)/g))
      if (existsSync(`${pictures}/${name}`)) copyFileSync(`${pictures}/${name}`, `docs/handbook/pictures/${name}`);
rmSync(work, { recursive: true, force: true });
process.exitCode = done.some((points) => points.list.some((point) => !point.ok)) ? 1 : 0;
