// A window of the page's own build, to be looked at: both themes, judged by axe-core, with a picture of each.

import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { start } from '../chromium.mjs';
import { look as phone } from '../phone.mjs';
import { Screen } from '../screen.mjs';
import { asked, logged, strangers } from '../traffic.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
export const themes = ['light', 'dark'];

export const screens = {
  phone: { ...phone, deviceScaleFactor: 2 },
  wide: { viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' },
};

export class Booth {
  #home;
  #origin;
  #pictures;
  #starts = 0;
  #lens;
  #names;
  #friends;
  /** What axe-core, and the page itself, had to say: one sentence each. */
  found = [];
  /** How many times the page was looked at. */
  looks = 0;

  /**
   * A browser with a screen of this size that keeps its pictures in `pictures`. `look`: what is otherwise about its
   * pages; `names`: hosts that lead somewhere else, as `{ 'mingle-x.local': '127.0.0.1' }`; `friends`: origins beside its
   * own that the page may ask.
   */
  static async create(size, origin, pictures, { look = {}, names = {}, friends = [] } = {}) {
    const booth = new Booth();
    booth.size = size;
    booth.#origin = origin;
    booth.#pictures = pictures;
    booth.#lens = { ...screens[size], ...look };
    booth.#names = Object.entries(names).map(([from, to]) => `MAP ${from} ${to}, `);
    booth.#friends = friends;
    booth.#home = await mkdtemp(path.join(tmpdir(), 'mingle-booth-'));
    await mkdir(pictures, { recursive: true });
    return booth;
  }

  /** Starts the browser, with more flags if need be. */
  async start(more = []) {
    this.#starts += 1;
    const flags = [
      ...more,
      logged(this.#log(this.#starts)),
      `--host-resolver-rules=${this.#names.join('')}MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
      // A phone's page is secure by its certificate: here it is so by this.
      `--unsafely-treat-insecure-origin-as-secure=${this.#origin}`,
    ];
    this.context = await start(this.#home, { more: flags, look: this.#lens });
    this.context.setDefaultTimeout(20_000);
    this.context.on('weberror', (error) => this.found.push(`${this.size}: the page threw ${error.error().stack}`));
    this.context.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) {
        this.found.push(`${this.size}: ${message.text()}`);
      }
    });
  }

  /** Opens the page in a new window; returns its screen. */
  async open(hash = '') {
    const page = await this.context.newPage();
    await page.goto(`${this.#origin}/${hash}`);
    return new Screen(page);
  }

  /** Looks at the window in both themes: what axe-core finds is kept, and a picture of each. */
  async show({ page }, name, { tall = false } = {}) {
    await this.#look(page, name);
    if (tall) {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      await this.#look(page, `${name}-end`);
      await page.evaluate(() => window.scrollTo(0, 0));
    }
  }

  async #look(page, name) {
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await settled(page);
      const what = `${name}-${this.size}-${theme}`;
      const file = path.join(this.#pictures, `${what}.png`);
      await page.screenshot({ path: file, animations: 'disabled', caret: 'initial' });
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (over > 0 || (await page.evaluate(() => window.visualViewport.scale !== 1))) {
        this.found.push(`${what}: it is ${over} px wider than the screen`);
      }
      for (const words of await judged(page)) {
        this.found.push(`${what}: ${words}`);
      }
      this.looks += 1;
    }
  }

  /** Keeps a picture of the last window as it is. */
  async keep(name) {
    const file = path.join(this.#pictures, `${name.replace(/\W+/g, '-')}.png`);
    await this.context?.pages().at(-1)?.screenshot({ path: file });
  }

  /** Closes the browser; the profile stays. */
  async close() {
    await this.context?.close();
    this.context = undefined;
  }

  /** Closes the browser for good, and says what asked for anything beyond the page's origin. */
  async leave() {
    await this.close();
    const addresses = [];
    for (let number = 1; number <= this.#starts; number += 1) {
      addresses.push(...(await asked(this.#log(number), this.#origin)));
    }
    const far = strangers(addresses, this.#origin).filter((one) => !this.#friends.includes(new URL(one).origin));
    if (far.length > 0 || addresses.length === 0) {
      this.found.push(`${this.size}: of ${addresses.length} requests, these left the origin: ${far.join(' ')}`);
    }
    return addresses.length;
  }

  async end() {
    await this.close().catch(() => {});
    await rm(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }

  #log(number) {
    return path.join(this.#home, `network-${number}.json`);
  }
}

/** Waits until the fonts are there and everything that moves and ends has ended. */
function settled(page) {
  return page.evaluate(async () => {
    await document.fonts.ready;
    const ends = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ends.map((one) => one.finished));
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
  });
}

/** What axe-core finds in a window, one sentence a rule and element. */
async function judged(page) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async (values) => {
    const { violations: all } = await globalThis.axe.run(document, {
      runOnly: { type: 'tag', values },
      resultTypes: ['violations'],
    });
    return all.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} (${failureSummary})`),
    }));
  }, rules);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.replace(/\s+/g, ' ')}`),
  );
}
