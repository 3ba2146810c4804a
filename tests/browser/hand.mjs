// Somebody at the keyboard: Tab, Enter, Space, arrows, letters and shortcuts, never a mouse. To reach
// something one presses Tab until the focus is on what carries its name; whatever cannot be reached
// so, or takes the focus without showing it, is a fault of the page.
import { readFileSync } from 'node:fs';

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const TABS_MOST = 400;
const WAIT = 15000;
const TASK = 60000;

/* What would act without the keyboard: a hand has none of it. */
const POINTERS = ['click', 'dblclick', 'tap', 'hover', 'check', 'uncheck', 'setChecked', 'selectOption', 'fill',
                  'dragAndDrop', 'dispatchEvent', 'focus', 'setInputFiles', 'locator', 'mouse', 'touchscreen'];

/* In the page: what has the focus, as one would call it. */
function focused() {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const words = (node) => (node?.innerText ?? '').replace(/\s+/g, ' ').trim();
  const labels = [...(at.labels ?? [])].map(words).join(' ').replace(/必填$/, '').trim();
  const group = words(at.closest('fieldset')?.querySelector('legend')).replace(/必填$/, '').trim();
  const box = at.getBoundingClientRect();
  const style = getComputedStyle(at);
  const ring = style.outlineStyle !== 'none' || style.boxShadow !== 'none' ||
    getComputedStyle(at.closest('label') ?? at).outlineStyle !== 'none';
  const number = (window.doudiSeen ??= new WeakMap()).get(at) ??
    (window.doudiSeen.set(at, window.doudiCount = (window.doudiCount ?? 0) + 1), window.doudiCount);
  return {
    number, group, tag: at.tagName.toLowerCase(), type: at.type ?? '', id: at.id, name: at.name ?? '',
    value: at.value ?? '', href: at.getAttribute('href') ?? '',
    text: at.getAttribute('aria-label') ?? (labels || words(at)),
    shown: box.width > 0 && box.height > 0, ring,
  };
}

export class Hand {
  constructor(story, account, context, tab) {
    Object.assign(this, { story, account, context, tab });
    for (const way of POINTERS)
      Object.defineProperty(tab, way, { get() { throw new Error(`${way}: the keyboard alone`); } });
    tab.on('console', (line) => {
      if (line.type() === 'error' && !/status of 4\d\d/.test(line.text()))
        this.fault('the browser complains of nothing', line.text());
    });
    tab.on('pageerror', (error) => this.fault('the script does not fail', error));
    tab.on('filechooser', () => {}); // taken by upload
    tab.on('dialog', (dialog) => dialog.accept().catch(() => {}));
  }

  fault(what, note) {
    this.story.points.add(false, `${this.account}: ${what}`, `${this.tab.url()}\n${note}`);
  }

  /* ---- moving the focus ---- */

  press(key) { return this.tab.keyboard.press(key); }

  type(text) { return this.tab.keyboard.insertText(text); }

  /* Tab until the focus fits: a text is a name's beginning, or "group: name". */
  async to(wanted, kind = () => true) {
    const fits = typeof wanted === 'function' ? wanted : (at) => {
      const [group, name] = wanted.includes(': ') ? wanted.split(': ') : ['', wanted];
      return at.text.startsWith(name) && at.group.startsWith(group);
    };
    if (!(await this.tab.evaluate(focused))) await this.skip(fits, kind);
    const seen = new Map();
    let before = 0; // a box for a day holds the focus for each of its parts
    for (let tabs = 0; tabs < TABS_MOST; tabs += 1) {
      const at = await this.tab.evaluate(focused);
      if (at && fits(at) && kind(at)) return this.seen(at);
      if (at && seen.get(at.number) > 1) break;
      if (at && at.number !== before) seen.set(at.number, (seen.get(at.number) ?? 0) + 1);
      before = at?.number ?? 0;
      if (at) this.names = (this.names ?? new Set()).add(`${at.group ? at.group + ': ' : ''}${at.text}`);
      await this.press('Tab');
    }
    const names = [...(this.names ?? [])].join(' | ');
    throw new Error(`${this.account} at ${this.tab.url()}: no Tab reaches “${wanted}”. Reached: ${names}`);
  }

  /* From the top of a page: over the navigation, unless what is wanted is the first thing there. */
  async skip(fits, kind) {
    await this.press('Tab');
    const at = await this.tab.evaluate(focused);
    if (at?.href === '#main' && !(fits(at) && kind(at))) await this.press('Enter');
  }

  seen(at) {
    this.names = new Set();
    if (!at.shown || !at.ring)
      this.fault('whoever has the focus shows it', `${at.tag} “${at.text}” shown ${at.shown} ring ${at.ring}`);
    return at;
  }

  /* ---- acting ---- */

  /* Does something that leads to another page, and waits until that page is there. */
  async leads(act) {
    const there = this.tab.waitForEvent('domcontentloaded', { timeout: WAIT });
    await act();
    await there;
  }

  /* A button that starts a task of seconds: waits on its page until it shows its result. */
  async runs(name) {
    await this.button(name);
    for (let waited = 0; new URL(this.tab.url()).pathname.startsWith('/job/'); waited += 100) {
      if (waited > TASK) throw new Error(`${this.account}: “${name}” has no end\n${await this.text()}`);
      if (/没有办成|核验发现/.test(await this.text().catch(() => ''))) break;
      await this.tab.waitForTimeout(100);
    }
    await this.tab.waitForLoadState('domcontentloaded');
  }

  async go(name, kind) {
    await this.to(name, kind ?? ((at) => ['a', 'button', 'summary', 'input'].includes(at.tag)));
    await this.leads(() => this.press('Enter'));
  }

  async button(name) {
    await this.to(name, (at) => at.tag === 'button');
    await this.leads(() => this.press('Enter'));
  }

  async open(name) {
    await this.to(name, (at) => at.tag === 'summary');
    await this.press('Enter');
  }

  async fill(name, text) {
    const at = await this.to(name, (one) => ['input', 'textarea'].includes(one.tag) &&
                             !['radio', 'checkbox', 'file'].includes(one.type));
    if (at.type === 'date' || at.type === 'month') return this.fillDay(text);
    await this.press('Control+A');
    return this.type(text);
  }

  /* A box for a day or month takes it part by part, in the order of the browser's language. */
  async fillDay(text) {
    const [year, month, day] = text.split('-');
    const word = new Date(2000, Number(month) - 1).toLocaleString('en', { month: 'short' });
    const orders = day ? [[month, day, year], [year, '>', month, day]]
      : [[word, '>', year], [year, '>', month]];
    for (const parts of orders) {
      for (const part of parts)
        await (part === '>' ? this.press('ArrowRight') : this.tab.keyboard.type(part));
      if ((await this.tab.evaluate(() => document.activeElement.value)) === text) return;
      for (let i = 0; i < 3; i += 1) await this.press('ArrowLeft');
    }
    this.fault('a day is typed by its digits', text);
  }

  /* A choice of a list, a radio button, a box to tick. */
  async choose(name, text) {
    await this.to(name, (at) => at.tag === 'select');
    const chosen = () => this.tab.evaluate(
      () => document.activeElement.selectedOptions[0]?.textContent.trim());
    await this.press('Home');
    for (let tries = 0; tries < 1500; tries += 1) {
      const now = await chosen();
      if (now.includes(text)) return;
      await this.press('ArrowDown');
      if ((await chosen()) === now) break;
    }
    throw new Error(`${this.account} at ${this.tab.url()}: “${name}” offers no “${text}”`);
  }

  async radio(group, text) {
    await this.to((at) => at.type === 'radio' && at.group.startsWith(group));
    for (let tries = 0; tries < 40; tries += 1) {
      const at = await this.tab.evaluate(focused);
      if (at.text.startsWith(text) || at.text.includes(text)) {
        await this.press('Space');
        return;
      }
      await this.press('ArrowDown');
    }
    throw new Error(`${this.account} at ${this.tab.url()}: “${group}” offers no “${text}”`);
  }

  async tick(name) {
    await this.to(name, (at) => at.type === 'checkbox');
    await this.press('Space');
  }

  async upload(name, ...files) {
    await this.to(name, (at) => at.type === 'file');
    const chooser = this.tab.waitForEvent('filechooser', { timeout: WAIT });
    await this.press('Enter');
    await (await chooser).setFiles(files);
  }

  /* While the file is still on its way, it may take the tab from the page once more. */
  async back_to(page) {
    for (let tries = 0; tries < 5; tries += 1) {
      await this.tab.waitForTimeout(100);
      const there = await this.tab.goto(page).then(() => true, () => false);
      if (there) return;
    }
    throw new Error(`${this.account} does not come back to ${page}`);
  }

  /* Enter on a link whose answer is a file, shown or kept by the browser: its type. The page stays. */
  async take(name) {
    const at = await this.to(name, (one) => ['a', 'button'].includes(one.tag));
    const coming = this.tab.waitForResponse(
      (answer) => !/html|css|javascript|image/.test(answer.headers()['content-type'] ?? 'html'),
      { timeout: WAIT });
    const page = this.tab.url();
    await this.press('Enter');
    const answer = await coming;
    await this.back_to(page);
    const again = answer.request().method() === 'GET' && await this.tab.request.get(answer.url());
    this.taken = again ? await again.body() : null;
    this.story.points.add(answer.status() === 200, `${this.account} takes ${at.text}`, answer.url());
    return answer.headers()['content-type'].split(';')[0];
  }

  typing() {
    return this.tab.evaluate(() => document.activeElement?.matches('input, textarea, select') ?? false);
  }

  /* The search box of every page. */
  async find(text) {
    await this.press('Escape');
    while (await this.typing()) await this.press('Tab'); // else the stroke would be written there
    await this.press('/');
    await this.press('Control+A');
    await this.type(text);
    await this.leads(() => this.press('Enter'));
  }

  /* An address typed into the browser's own bar. */
  async visit(path) {
    const answer = await this.tab.goto(this.story.store.address + path);
    return answer.status();
  }

  /* ---- looking ---- */

  async text() { return (await this.tab.innerText('body')).replace(/[ \t\u3000]+/g, ' '); }

  async says(...words) {
    const text = await this.text();
    const missing = words.filter((word) => !text.includes(word));
    this.story.points.add(missing.length === 0, `${this.account} reads ${words.join('、')}`,
                          `${this.tab.url()}\nmissing: ${missing.join('、')}\n${text.slice(0, 3000)}`);
  }

  async saysNot(...words) {
    const text = await this.text();
    const there = words.filter((word) => text.includes(word));
    this.story.points.add(there.length === 0, `${this.account} does not read ${words.join('、')}`,
                          `${this.tab.url()}\nthere: ${there.join('、')}`);
  }

  /* A picture of the page, and what must hold of any page. */
  async look(name, { whole = false } = {}) {
    const { size, mode, pictures } = this.story;
    const page = new URL(this.tab.url()).pathname.replace(/\d+/g, 'N');
    const spill = await this.tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const naked = /(?<!\d)360203(19|20)\d{9}[\dX](?!\d)/.exec(await this.tab.innerText('main'));
    if (!whole && naked) this.fault('numbers of identity are masked', naked[0]);
    if (spill > 0) this.fault('the page fits the width', `${page} is ${spill} px too wide`);
    await this.tab.screenshot({ path: `${pictures}/${this.story.name}-${name}-${size}${mode}.png`,
                                animations: 'disabled', fullPage: Boolean(process.env.WHOLE) });
    await this.accessible(page);
    this.story.points.add(true, `${this.account} looks at ${name}`);
  }

  /* axe once for each kind of page and each way it can look. */
  async accessible(page) {
    const key = `${page} ${this.story.size}${this.story.mode}`;
    if (this.story.looked.has(key)) return;
    this.story.looked.add(key);
    while (await this.tab.evaluate(() => document.querySelector('.htmx-request')))
      await this.tab.waitForTimeout(50);
    await this.tab.evaluate(axe);
    const found = await this.tab.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
    const serious = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact));
    this.story.points.add(serious.length === 0, `${page}: no serious accessibility finding`,
      serious.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 300)} ${v.nodes[0].failureSummary}`).join('\n'));
  }
}
