// Updates of the page while it is in use: node test/update.mjs DIST, where DIST has the built page. One line a promise.

import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from './eventually.mjs';
import { Booth } from './look/booth.mjs';
import { serve } from './server.mjs';

/** Longer than a window takes to ask the others and to follow an update. */
const longEnough = 4000;
/** A promise that takes longer than this hangs. */
const patience = 60_000;
/** Longer than an undo that is offered holds an update up. */
const undoIsOld = 6 * 60_000;
const nobody = '?!';
const story = 'Found a lighthouse at the end of the Łódź line 🌉';

/** A browser, and a folder of what it is served, whose service worker can be made a new one. */
class Bench {
  #releases = 0;

  constructor(folder, booth) {
    this.folder = folder;
    this.booth = booth;
  }

  /** A second window, beside the one that has the journal. */
  async openSecond() {
    const other = await this.booth.open();
    await other.shows('Mingle is open in another window');
    await this.screen.page.bringToFront();
    return other;
  }

  /** A new release is there, and the browser has it ready. */
  async release({ page }) {
    this.#releases += 1;
    await appendFile(path.join(this.folder, 'sw.js'), `\n// Release ${this.#releases}.\n`);
    const ready = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration.update();
      const fresh = registration.installing ?? registration.waiting;
      while (fresh.state === 'installing') {
        await new Promise((turned) => fresh.addEventListener('statechange', turned, { once: true }));
      }
      return fresh.state;
    });
    if (ready !== 'installed') {
      throw new Error(`the new service worker is ${ready}`);
    }
  }
}

/** Fails if `promise` takes longer than anything here takes. */
function unlessItHangs(promise) {
  const waiting = new AbortController();
  const hangs = pause(patience, undefined, { signal: waiting.signal }).then(() => {
    throw new Error(`it hangs: nothing within ${patience} ms`);
  });
  return Promise.race([promise, hangs]).finally(() => waiting.abort());
}

/** What this life of the window has, and the next one has not. */
const mark = ({ page }) =>
  page.evaluate(() => {
    globalThis.sameLife = true;
  });

const isSameLife = ({ page }) => page.evaluate(() => globalThis.sameLife === true);

/** The browser says of the window that it is out of sight, or in sight again, from now until it is loaded anew. */
const turn = ({ page }, sight) =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, sight);

const hide = (screen) => turn(screen, 'hidden');
const show = (screen) => turn(screen, 'visible');

/** The window's clock goes ahead, until it is loaded anew. */
const later = ({ page }, milliseconds) =>
  page.evaluate((ahead) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + ahead;
  }, milliseconds);

async function stays(screen, what) {
  await pause(longEnough);
  if (!(await isSameLife(screen))) {
    throw new Error(`${what} was loaded anew`);
  }
}

function follows(screen, what) {
  return eventually(`${what} follows the update`, 15_000, async () => !(await isSameLife(screen)));
}

const storyOf = ({ page }) => page.getByLabel('Their story');

const close = ({ page }) => page.getByRole('button', { name: 'Close' }).tap();

async function openPerson({ page }) {
  await page
    .getByRole('main')
    .getByRole('link', { name: /Ayşe Çelik/ })
    .tap();
}

/** Follows the way to a call. Where nothing can call, the browser asks for a program and lets nobody touch the page: not here. */
async function call({ page }) {
  await page.evaluate(() => addEventListener('click', (event) => event.preventDefault(), { once: true }));
  await page.getByRole('link', { name: /^Call/ }).tap();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function edit(screen, words) {
  await screen.page.getByRole('button', { name: 'Edit', exact: true }).tap();
  await storyOf(screen).fill(words);
}

async function save({ page }) {
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Save', exact: true }).tap();
  await sheet.waitFor({ state: 'detached' });
}

/** Does what the page does that finds its journal to be newer than itself: it waits for no other window. */
const force = ({ page }) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    registration.waiting.postMessage({ type: 'SKIP_WAITING' });
  });

async function isStillWritten(screen, words) {
  await stays(screen, 'the window with the edit');
  const written = await storyOf(screen).inputValue();
  if (written !== words) {
    throw new Error(`the edit reads '${written}'`);
  }
}

/** They go on where the one before ended: in one browser, one journal. */
const promises = {
  'a tab of the first visit stays as its worker comes, and follows a later update': async (bench) => {
    const screen = await bench.booth.open();
    bench.screen = screen;
    await mark(screen);
    await screen.shows('Who did you last enjoy talking to?');
    await screen.page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
    await screen.log('Ayşe Çelik +48 601 234 567, needs a storage engineer');
    await close(screen);
    await stays(screen, 'the tab of the first visit');
    await bench.release(screen);
    await stays(screen, 'a window in sight');
    await hide(screen);
    await follows(screen, 'the tab of the first visit');
  },

  'an edit of a person is not thrown away by an update, which comes once it is saved': async (bench) => {
    const { screen } = bench;
    await screen.go('#/people');
    await openPerson(screen);
    await edit(screen, story);
    await mark(screen);
    await bench.release(screen);
    await hide(screen);
    await isStillWritten(screen, story);
    await save(screen);
    await follows(screen, 'the window whose edit is saved');
    await screen.shows(story);
  },

  'an edit in one window holds an update up in all, and all follow once it is saved': async (bench) => {
    const { screen } = bench;
    const other = await bench.openSecond();
    await edit(screen, `${story} At dusk.`);
    await mark(screen);
    await mark(other);
    await bench.release(other);
    await hide(other);
    await isStillWritten(screen, `${story} At dusk.`);
    await stays(other, 'the window out of sight');
    await save(screen);
    await follows(other, 'the window out of sight');
    await follows(screen, 'the window whose edit is saved');
    await other.page.close();
  },

  'a window that another one takes an update past follows once its edit is saved': async (bench) => {
    const { screen } = bench;
    const other = await bench.openSecond();
    await edit(screen, `${story} At dawn.`);
    await mark(screen);
    await mark(other);
    await bench.release(other);
    await force(other);
    await follows(other, 'the window that took it');
    await isStillWritten(screen, `${story} At dawn.`);
    await save(screen);
    await follows(screen, 'the window whose edit is saved');
    await other.page.close();
  },

  'what came of a call is asked before an update': async (bench) => {
    const { screen } = bench;
    await mark(screen);
    await screen.page.getByRole('button', { name: 'Say hello' }).tap();
    await call(screen);
    await hide(screen);
    await bench.release(screen);
    await stays(screen, 'the page of one who is called');
    await show(screen);
    await screen.shows('Did you reach Ayşe Çelik?');
    await screen.page.getByRole('button', { name: 'Didn’t call' }).tap();
    await hide(screen);
    await follows(screen, 'the page of one who was called');
  },

  'an undo holds an update up for as long as anyone comes back for it': async (bench) => {
    const { screen } = bench;
    await screen.page.getByRole('button', { name: 'Put away' }).tap();
    await screen.shows(/is put away/);
    await mark(screen);
    await bench.release(screen);
    await hide(screen);
    await stays(screen, 'the window with an undo');
    await screen.page.getByRole('button', { name: 'Undo' }).tap();
    await follows(screen, 'the window whose undo was taken');

    await screen.log('Ayşe Çelik, plays the oud 🎶');
    await mark(screen);
    await bench.release(screen);
    await hide(screen);
    await stays(screen, 'the window with a line just written down');
    await later(screen, undoIsOld);
    await follows(screen, 'the window whose undo is old');
  },

  'an entry that was refused holds no update up, and is there after it': async (bench) => {
    const { screen } = bench;
    await screen.go('#/');
    await screen.line.pressSequentially(nobody, { delay: 5 });
    await screen.save.tap();
    await screen.shows('This line names nobody.');
    await mark(screen);
    await bench.release(screen);
    await hide(screen);
    await follows(screen, 'the window with the refused entry');
    await screen.shows('This line names nobody.');
    await screen.page.getByRole('button', { name: 'Write again' }).tap();
    await screen.has(nobody);
  },

  'an update has all screens with it before it takes over, as a phone is put away on the way out': async (bench) => {
    const { screen } = bench;
    await screen.line.fill('');
    const kept = () => screen.page.evaluate(async () => (await (await caches.open('later')).keys()).length);
    // As if this release's files had other names than the next one's.
    await screen.page.evaluate(() => caches.delete('later'));
    await mark(screen);
    await bench.release(screen);
    if ((await kept()) < 10) {
      throw new Error(`${await kept()} files are there`);
    }
    await hide(screen);
    await follows(screen, 'the window on the way out');
    await screen.page.context().setOffline(true);
    await screen.go('#/cards');
    await screen.shows('Their card');
    await screen.shows(/type it/);
    await screen.page.context().setOffline(false);
  },

  'a phone in somebody else’s hand follows an update, stays locked, and has what they typed': async (bench) => {
    const { screen } = bench;
    const name = () => screen.page.getByLabel('Your name, as you spell it');
    const mine = () => screen.page.getByRole('button', { name: 'This phone is mine' });
    await screen.line.fill('');
    await screen.go('#/cards');
    await screen.page.getByRole('button', { name: /^They type it/ }).tap();
    await name().fill('Đorđe Nguyễn');
    await mark(screen);
    await bench.release(screen);
    await hide(screen);
    await follows(screen, 'the phone in somebody else’s hand');
    await mine().waitFor();
    const [typed, parts] = [await name().inputValue(), await screen.page.locator('#line, nav').count()];
    if (typed !== 'Đorđe Nguyễn' || parts > 0) {
      throw new Error(`the name reads '${typed}', and ${parts} parts of the journal are there`);
    }
    await mine().focus();
    await screen.page.keyboard.down('Enter');
    await screen.shows('They typed');
    await screen.page.keyboard.up('Enter');
  },
};

const [dist] = process.argv.slice(2);
if (dist === undefined) {
  throw new Error('usage: node test/update.mjs DIST');
}
const folder = await mkdtemp(path.join(tmpdir(), 'mingle-update-'));
await cp(dist, folder, { recursive: true });
const server = await serve({ '/': folder });
const booth = await Booth.create('phone', server.origin, path.join(tmpdir(), 'mingle-update-pictures'));
let failed = 0;
try {
  await booth.start();
  const bench = new Bench(folder, booth);
  for (const [name, keep] of Object.entries(promises)) {
    const start = performance.now();
    const reason = await unlessItHangs(keep(bench)).then(
      () => undefined,
      (error) => error.stack,
    );
    const took = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    console.log(`${reason === undefined ? 'ok     ' : 'BROKEN '} ${name} (${took})`);
    if (reason !== undefined) {
      console.log(`        ${reason}`);
      await booth.keep(name).catch(() => {});
      failed += 1;
      break;
    }
  }
} finally {
  await booth.end();
  await server.close();
  await rm(folder, { recursive: true, force: true });
}
console.log(failed === 0 ? `${Object.keys(promises).length} passed, 0 failed` : 'the rest was not tried');
process.exitCode = failed === 0 ? 0 : 1;
