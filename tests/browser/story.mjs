// A story: a store of its own, a day on which it stands, and the people who act in it, each with a
// browser and an account of his own.
import { Hand } from './hand.mjs';
import { Points } from './tap.mjs';
import { Store } from './store.mjs';

export const SIZES = { desk: [1366, 768], wide: [1920, 1080], phone: [390, 844] };

export class Story {
  constructor({ name, browser, folder, size, elder, pictures, looked }) {
    const mode = elder ? '-elder' : '';
    Object.assign(this, { name, browser, size, elder, pictures, mode, looked });
    this.points = new Points(`${name} ${size}${mode}`);
    this.store = new Store(folder);
    this.hands = new Map();
    this.pointed = []; // whenever a mouse or a finger was used, which is never
  }

  /* It is now `clock`, like 2024-03-05T09:00. */
  async day(clock) {
    await this.store.serve(clock);
    for (const hand of this.hands.values()) await hand.context.close();
    this.hands.clear();
  }

  async stranger(account) {
    const [width, height] = SIZES[this.size];
    const context = await this.browser.newContext({ viewport: { width, height }, locale: 'zh-CN', reducedMotion: 'reduce',
                                                    acceptDownloads: true });
    if (this.elder)
      await context.addCookies([{ name: 'doudi_elder', value: '1', url: this.store.address }]);
    await context.exposeFunction('doudiPointed', (how) => this.pointed.push(`${account}: ${how}`));
    await context.addInitScript(() => {
      const tell = (event) => event.isTrusted && window.doudiPointed(`${event.type} at ${location.pathname}`);
      for (const way of ['pointerdown', 'mousedown', 'touchstart', 'wheel', 'dragstart'])
        addEventListener(way, tell, { capture: true, passive: true });
    });
    return new Hand(this, account, context, await context.newPage());
  }

  /* The hand of an account, logged in. */
  async as(account) {
    if (this.hands.has(account)) return this.hands.get(account);
    const hand = await this.stranger(account);
    await hand.visit('/login');
    await hand.fill('账号', account);
    await hand.fill('密码', this.store.password);
    await hand.leads(() => hand.press('Enter'));
    this.hands.set(account, hand);
    return hand;
  }

  say(ok, what, note) { return this.points.add(ok, what, note); }

  async end() {
    for (const hand of this.hands.values()) await hand.context.close();
    this.points.add(this.pointed.length === 0, 'the keyboard alone was used', this.pointed.join('\n'));
    const status = await this.store.stop();
    this.points.add(status === 0, 'the server ends quietly', this.store.said);
  }
}
