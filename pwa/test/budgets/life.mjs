// One life of the phone's browser: its processes slowed down, offline, measured from within.

import { setTimeout as pause } from 'node:timers/promises';
import { start } from '../chromium.mjs';
import { eventually } from '../eventually.mjs';
import { look } from '../phone.mjs';
import { slowDown } from '../slow.mjs';
import { inside } from './inside.mjs';

/** The session that Chromium begins goes before others where that is allowed: what is measured is not who else runs. */
const first = ['sh', '-c', 'echo -20 2>/dev/null >/proc/self/autogroup; exec "$@"', 'sh'];

/** How long one looks whether the browser does anything, in milliseconds; and below how many seconds it does not. */
const lookEvery = 500;
const quiet = 0.02;

export class Life {
  #context;
  #faster;

  /** Starts the browser with the profile in `home`; `more`: further flags. */
  static async begin(home, { slow, offline = true, within = [], more = [] }) {
    const life = new Life();
    life.#context = await start(home, { within: [...within, ...first], more, look });
    life.#context.setDefaultTimeout(60_000);
    await life.#context.setOffline(offline);
    await life.#context.addInitScript(inside);
    life.page = await life.#context.newPage();
    life.session = await life.#context.newCDPSession(life.page);
    life.slow = slow;
    await life.#settle();
    return life;
  }

  /**
   * Waits until the browser does nothing any more: for a second or two after its start it makes windows for suggestions
   * and the like, which no phone has, and which are none of the page's.
   */
  async #settle() {
    const session = await this.#context.browser().newBrowserCDPSession();
    let before = 0;
    await eventually('the browser has settled', 60_000, async () => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const seconds = processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
      const isQuiet = seconds - before < quiet;
      before = seconds;
      await pause(lookEvery);
      return isQuiet;
    });
    await session.detach();
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
