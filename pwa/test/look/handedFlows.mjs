// The phone in somebody else's hand, where the browser keeps nothing, and for who can only click.

import { setTimeout as pause } from 'node:timers/promises';

const mine = /^This phone is mine/;
const button = ({ page }, name) => page.getByRole('button', { name });

/** Runs in the page: its database refuses whatever is to be kept, or never answers. */
function breakDatabase(how) {
  const whole = { put: IDBObjectStore.prototype.put, get: IDBObjectStore.prototype.get };
  globalThis.mendDatabase = () => Object.assign(IDBObjectStore.prototype, whole);
  if (how === 'refuses') {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  } else {
    IDBObjectStore.prototype.get = () => new Promise(() => {});
  }
}

/** Runs in the page: from now on its local storage has no room for what they typed. */
function fillStorage() {
  const set = Storage.prototype.setItem;
  globalThis.emptyStorage = () => Object.assign(Storage.prototype, { setItem: set });
  Storage.prototype.setItem = function setItem(name, words) {
    if (name === 'mingle-typed') {
      throw new DOMException('full', 'QuotaExceededError');
    }
    set.call(this, name, words);
  };
}

const isLocked = ({ page }) => page.evaluate(() => localStorage.getItem('mingle-handed-over') !== null);

async function handOver(keys, screen) {
  await keys.to(/^They type it/);
  await keys.press('Enter');
  await screen.shows('Good to meet you!');
}

async function takeBack(keys, screen) {
  await keys.to(mine);
  await screen.page.keyboard.down('Enter');
  await button(screen, mine).waitFor({ state: 'detached' });
  await screen.page.keyboard.up('Enter');
  await screen.page.getByRole('main').focus();
}

async function throwAway(keys, screen) {
  await keys.to(/^Throw away/);
  await keys.press('Enter');
  await screen.shows(/is thrown away/);
}

/** They type who they are; it cannot be kept, and the page says so. */
async function typedInVain(keys, screen, name, way) {
  await handOver(keys, screen);
  await screen.page.evaluate(fillStorage);
  await keys.to(/^Your name/);
  await keys.type(name);
  await keys.press('Enter');
  await keys.isOn(/^One way/);
  await keys.type(way);
  await keys.press('Enter');
  await screen.shows('It could not be kept');
}

/** The phone is in the next one's hand, who is to see nothing of the one before. */
async function handOverAnew(keys, screen) {
  await handOver(keys, screen);
  if ((await screen.page.getByLabel('Your name').inputValue()) !== '') {
    throw new Error('whoever is next sees it');
  }
}

async function cannotLock(keys, screen, how) {
  const { page } = screen;
  await page.evaluate(breakDatabase, how);
  try {
    await keys.to(/^They type it/);
    await page.keyboard.press('Enter');
    await screen.shows('cannot be locked');
  } finally {
    await page.evaluate(() => globalThis.mendDatabase());
  }
  if (await isLocked(screen)) {
    throw new Error(`where the database ${how}, it is locked all the same`);
  }
  await page.reload();
  await page.getByRole('heading', { name: 'Their card' }).waitFor();
  await page.getByRole('main').focus();
}

/** Runs in the page: for how many milliseconds the bar grows of what is held and has the focus. */
const barGrows = () =>
  document.activeElement
    .getAnimations({ subtree: true })
    .find((one) => one instanceof CSSAnimation)
    ?.effect.getComputedTiming().duration;

export const handed = {
  'to be told that a name is wanted, and to see how long it is to be held, with reduced motion, too': async (
    keys,
    { screen },
  ) => {
    const { page } = screen;
    await keys.press('c');
    await handOver(keys, screen);
    await keys.to(/^One way/);
    await keys.type('+47 555 01 777');
    await keys.press('Enter');
    await screen.shows('Your name first, please.');
    await keys.isOn(/^Your name/);
    const named = page.getByRole('textbox', { name: 'Your name, as you spell it', exact: true });
    await named.and(page.locator('[aria-invalid=true]')).waitFor();
    await keys.type('Z');
    await page.getByText('Your name first, please.').waitFor({ state: 'detached' });
    await named.and(page.locator('[aria-invalid=false]')).waitFor();
    await named.fill('');
    await page.getByLabel('One way to reach you').fill('');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await keys.to(mine);
    await page.keyboard.down('Enter');
    const grows = await page.evaluate(barGrows);
    await page.keyboard.up('Enter');
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    if (grows !== 2000) {
      throw new Error(`the bar is full after ${grows} ms`);
    }
    await takeBack(keys, screen);
    await keys.press('g');
  },
  'to keep a phone that cannot be locked, as its database refuses': async (keys, { screen }) => {
    await keys.press('c');
    await cannotLock(keys, screen, 'refuses');
  },
  'to keep a phone that cannot be locked, as its database never answers': (keys, { screen }) =>
    cannotLock(keys, screen, 'never answers'),
  'to be told that what was typed is not kept, and to have it all the same': async (keys, { screen }) => {
    const { page } = screen;
    await typedInVain(keys, screen, 'Łukasz Żak', 'lukasz@zak.example');
    if ((await page.getByText('It is kept.').count()) > 0) {
      throw new Error('it is said to be kept');
    }
    await takeBack(keys, screen);
    await screen.shows('lukasz@zak.example');
    // Another view, and back: it is there still, once, and not for whoever is next.
    await keys.press('g');
    await keys.press('c');
    await screen.shows('lukasz@zak.example');
    await handOverAnew(keys, screen);
    await page.evaluate(() => globalThis.emptyStorage());
    await takeBack(keys, screen);
    await screen.shows('They typed');
    if ((await page.getByText('They typed').count()) !== 1) {
      throw new Error('it is there more than once');
    }
    await throwAway(keys, screen);
  },
  'to have after a reload what could not be kept': async (keys, { screen }) => {
    const { page } = screen;
    await typedInVain(keys, screen, 'Amélie', 'amelie@soleil.example');
    await takeBack(keys, screen);
    await page.reload();
    await screen.shows('They typed');
    await screen.shows('amelie@soleil.example');
    await page.getByRole('main').focus();
    await throwAway(keys, screen);
    await handOverAnew(keys, screen);
    await takeBack(keys, screen);
  },
  'to take the phone back by two clicks without a pointer, and not by keys that are let go': async (
    keys,
    { screen },
  ) => {
    const { page } = screen;
    const click = (name) => button(screen, name).evaluate((one) => one.click());
    await handOver(keys, screen);
    await keys.to(mine);
    for (const key of ['Enter', 'Space', 'Enter', 'Space']) {
      await keys.press(key);
      await pause(300);
      await keys.isOn(mine);
    }
    // A finger's taps, and a mouse's.
    for (let taps = 0; taps < 3; taps += 1) {
      await button(screen, mine).click();
      await pause(300);
    }
    await keys.isOn(mine);
    await click(mine);
    await button(screen, /^Once more/).waitFor();
    await click(/^Once more/);
    await pause(600);
    if (!(await isLocked(screen))) {
      throw new Error('two clicks at once are taken for two');
    }
    for (const key of ['Enter', 'Space']) {
      await keys.press(key);
    }
    await button(screen, /^Once more/).click();
    if (!(await isLocked(screen))) {
      throw new Error('a key, or a tap, is the second click');
    }
    await click(/^Once more/);
    await button(screen, /^Once more/).waitFor({ state: 'detached' });
    await screen.shows('They type it');
    if (await isLocked(screen)) {
      throw new Error('it is locked still');
    }
    await page.getByRole('main').focus();
    await keys.press('g');
    await screen.shows('Going somewhere?');
  },
};
