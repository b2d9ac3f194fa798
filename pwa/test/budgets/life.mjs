// One life of the phone's browser: its processes slowed down, offline, measured from within.

import { start } from '../chromium.mjs';
import { look } from '../phone.mjs';
import { slowDown } from '../slow.mjs';
import { inside } from './inside.mjs';

/** The session that Chromium begins goes before others where that is allowed: what is measured is not who else runs. */
const first = ['sh', '-c', 'echo -20 2>/dev/null >/proc/self/autogroup; exec "$@"', 'sh'];

export class Life {
  #context;
  #faster;

  /** Starts the browser with the profile in `home`. */
  static async begin(home, { slow, offline = true, within = [] }) {
    const life = new Life();
    life.#context = await start(home, { within: [...within, ...first], look });
    life.#context.setDefaultTimeout(60_000);
    await life.#context.setOffline(offline);
    await life.#context.addInitScript(inside);
    life.page = await life.#context.newPage();
    life.session = await life.#context.newCDPSession(life.page);
    life.slow = slow;
    return life;
  }

  /** From here on every process of the browser is slow. */
  async slowDown() {
    if (this.slow > 1) {
      const session = await this.#context.browser().newBrowserCDPSession();
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      this.#faster = await slowDown(processInfo.find(({ type }) => type === 'browser').id, this.slow);
    }
  }

  /** Opens the page; does not wait for anything of it. */
  async open(url) {
    await this.page.goto(url, { waitUntil: 'commit' });
  }

  /** What the page has been waiting for since it began: milliseconds since the navigation. */
  wait(name) {
    return this.page.evaluate((what) => globalThis.budget.waits[what], name);
  }

  /** The questions that the worker was asked so far: name, milliseconds. */
  answers() {
    return this.page.evaluate(() => globalThis.budget.answers.map(({ name, at, took }) => ({ name, at, took })));
  }

  async end() {
    await this.#faster?.();
    await this.#context.close();
  }
}
