// How most stories begin, and how they end: one laptop, its page on a phone, and what is in the journal.

import { eventually } from './eventually.mjs';

/** A laptop whose daemon is up, and a phone with its page, one of the owner's devices and in sync. `more`: Chromium's flags. */
export async function atHome(world, { more = [], ...options } = {}) {
  const ana = await world.device('ana', 0);
  await ana.up();
  const phone = await world.phone(0, options);
  await phone.start({ more });
  const link = await ana.link();
  const screen = await phone.open(link);
  await screen.says(/^Same on both/);
  return { ana, phone, screen, origin: new URL(link).origin };
}

/** Runs in the page: whether all that comes later is kept, by the list that an update brings it along by. */
export async function isAllKept() {
  const list = await (await fetch('/later.js')).text();
  const names = list.match(/\/assets\/[^"]+/g);
  const kept = (await (await caches.open('later')).keys()).map(({ url }) => url);
  return names.every((name) => kept.some((url) => url.endsWith(name)));
}

/** Waits for what the page brings by itself once a first visit is of use. */
export function keepsTheRest({ page }) {
  return eventually('what comes later is kept', 60_000, () => page.evaluate(isAllKept));
}

/**
 * What is wrong with these names in the device's journal: each stands there once, with one time together, and beside
 * them there are `others` people and no more: half a name, or two lines glued together, is one more.
 */
export async function notOnce(device, names, others = 0) {
  const wrong = [];
  for (const name of names) {
    const people = (await device.find(name)).filter(({ kind, title }) => kind === 'contact' && title === name);
    const together = await Promise.all(
      people.map(async ({ id }) => (await device.json('show', id)).interactions.length),
    );
    if (together.join() !== '1') {
      wrong.push(`${name}: ${people.length} people, times together ${together.join() || 'none'}`);
    }
  }
  const { people } = await device.json('status');
  if (people !== names.length + others) {
    wrong.push(`${people} people in all, not ${names.length + others}`);
  }
  return wrong;
}

/** Waits until the device has each of these names exactly once, and beside them `others` people. */
export function onceEach(device, names, patience = 30_000, others = 0) {
  return eventually(`${device.name} has everybody exactly once`, patience, async () => {
    const wrong = await notOnce(device, names, others);
    if (wrong.length > 0) {
      throw new Error(wrong.join('; '));
    }
    return true;
  });
}
