// A phone: Chromium with a small touch screen, a profile that stays while it is closed and opened, and its page.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { start } from './chromium.mjs';
import { trust, trustNobody } from './nss.mjs';
import { Screen } from './screen.mjs';
import { asked, logged, strangers } from './traffic.mjs';

/** A phone's screen, as playwright-core is told of it. */
export const look = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 3,
  isMobile: true,
  hasTouch: true,
  locale: 'en-GB',
  timezoneId: 'Europe/Berlin',
  userAgent:
    'Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
};
const patience = 15_000;

export class Phone {
  #home;
  #within;
  #slow;
  #starts = 0;
  #origins = new Set();
  #resolves;
  #look;
  /** Hosts of the owner's devices that the pages may talk to besides the one that they came from. */
  friends = new Set();
  /** What the pages said and what went wrong in them, since the phone was made. */
  console = [];
  /** The browser; undefined while it is closed. */
  context;
  page;

  /**
   * A phone on this host with nothing in it. `slow`: how many times slower its pages compute than this machine;
   * `resolves`: whether its host looks up names; `looks`: another screen than a phone's, as playwright-core is told of it.
   */
  static async create({ within = [], slow = 1, resolves = false, looks = look } = {}) {
    const phone = new Phone();
    phone.#home = await mkdtemp(path.join(tmpdir(), 'mingle-phone-'));
    phone.#within = within;
    phone.#slow = slow;
    phone.#resolves = resolves;
    phone.#look = looks;
    await trustNobody(phone.#home);
    return phone;
  }

  /** Has the browser trust what `certificate` (DER) vouches for. */
  trust(certificate) {
    return trust(this.#home, certificate);
  }

  /** Starts the browser with the profile that it had; `more` are further flags. */
  async start({ more = [] } = {}) {
    this.#starts += 1;
    const nobody = this.#resolves ? [] : ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];
    const flags = [...more, logged(this.#log(this.#starts)), ...nobody];
    this.context = await start(this.#home, { within: this.#within, more: flags, look: this.#look });
    this.context.setDefaultTimeout(patience);
    this.context.on('weberror', (error) => this.console.push(`error: ${error.error().message}`));
    this.context.on('console', (message) => this.console.push(`${message.type()}: ${message.text()}`));
  }

  /** Opens an address in the browser's window; returns what is on the screen. */
  async open(url) {
    if (url !== 'about:blank') {
      this.#origins.add(new URL(url).origin);
    }
    this.page = await this.window(url);
    return new Screen(this.page);
  }

  /** Opens an address in a further window, and returns that page. */
  async window(url) {
    const page = await this.context.newPage();
    if (this.#slow > 1) {
      const session = await this.context.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: this.#slow });
    }
    await page.goto(url, { waitUntil: 'commit' });
    return page;
  }

  /** Sends a command of Chromium's own protocol to the page; what it sets holds for as long as the page lives. */
  async command(name, words) {
    const session = await this.context.newCDPSession(this.page);
    return await session.send(name, words);
  }

  /** The page's own workers. */
  workers() {
    return this.page.workers();
  }

  /** As if the owner had forbidden all sites to keep anything; for a browser that was not started yet. */
  async forbidStorage() {
    const folder = path.join(this.#home, 'profile', 'Default');
    await mkdir(folder, { recursive: true });
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(path.join(folder, 'Preferences'), JSON.stringify(preferences));
  }

  /** Ends the page as the system does when memory is short, with nothing told to it before. */
  async killPage() {
    const { page } = this;
    const crashed = new Promise((resolve) => page.once('crash', resolve));
    const session = await this.context.newCDPSession(page);
    session.send('Page.crash').catch(() => {});
    await crashed;
    await page.close();
  }

  /** Ends the whole browser by SIGKILL, as an empty battery would. */
  async kill() {
    const session = await this.context.browser().newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const closed = new Promise((resolve) => this.context.once('close', resolve));
    for (const { type, id } of processInfo.sort((one) => (one.type === 'browser' ? -1 : 1))) {
      killOwn(id, type);
    }
    await closed;
    this.context = undefined;
  }

  /** Closes the browser; the profile stays. */
  async close() {
    await this.context?.close();
    this.context = undefined;
  }

  /** Closes the browser, and fails if any page in it ever asked for anything beyond its own origin. */
  async leave() {
    await this.close();
    for (const origin of this.#origins) {
      const addresses = [];
      for (let number = 1; number <= this.#starts; number += 1) {
        addresses.push(...(await asked(this.#log(number), origin)));
      }
      const far = strangers(addresses, origin, this.friends);
      if (far.length > 0 || addresses.length === 0) {
        throw new Error(`of ${addresses.length} requests, these left the origin: ${far.join(' ')}`);
      }
    }
  }

  /** Leaves a picture of every window, and what the pages said, in `folder`. */
  async tell(folder) {
    await mkdir(folder, { recursive: true });
    const pages = this.context?.pages() ?? [];
    for (const [number, page] of pages.entries()) {
      await page.screenshot({ path: path.join(folder, `window-${number}.png`), timeout: 5000 }).catch(() => {});
    }
    return this.console;
  }

  /** Removes the profile. */
  async end() {
    await this.close().catch(() => {});
    await rm(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }

  #log(number) {
    return path.join(this.#home, `network-${number}.json`);
  }
}

function killOwn(id, type) {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    // Its children may be gone with the browser already.
    if (type === 'browser' || error.code !== 'ESRCH') {
      throw error;
    }
  }
}
