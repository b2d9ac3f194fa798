// What a first visit leaves out, where it did not come in time: told in words, and there once the network is.

import { eventually } from '../eventually.mjs';

const person = 'Séverine Ötvös';
const early = 'Ōta Tsuneko';
const unfinished = 'Þorri, who was at the';

/** Runs in the page: nothing that comes later has come yet. */
const forgetTheRest = () => caches.delete('later');

/** Runs in the page: what stands above the field did not come; returns which cache had it. */
async function forgetPanel() {
  const had = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      if (url.includes('/LogPanel-')) {
        had.push([name, url]);
        await cache.delete(url);
      }
    }
  }
  return had;
}

/** Runs in the page: what was forgotten is kept again. */
async function keepAgain(had) {
  for (const [name, url] of had) {
    await (await caches.open(name)).put(url, await fetch(url));
  }
}

/** A life of the page without a network, as after a first visit that ended before the rest came. */
async function withoutTheRest({ page }) {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
  await page.context().setOffline(true);
  await page.evaluate(forgetTheRest);
  await page.reload();
  await page.getByRole('main').getByRole('heading').first().waitFor({ state: 'attached' });
}

/** Fails unless what is being written is as it was left. */
async function isStillWritten(screen) {
  await screen.has(unfinished);
  const found = await screen.ask('find', person, 5);
  if (found.filter(({ title }) => title === person).length !== 1) {
    throw new Error(`in the journal there is ${JSON.stringify(found)}`);
  }
}

export const later = {
  'to save a line where what stands above the field did not come, and to have that once there is a network': async (
    keys,
    { screen },
  ) => {
    const { page } = screen;
    await screen.go('#/');
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
    const had = await page.evaluate(forgetPanel);
    await page.context().setOffline(true);
    try {
      await page.reload();
      await page.getByRole('main').getByRole('heading').first().waitFor({ state: 'attached' });
      await keys.press('n');
      await keys.type(`${early}, mends harmoniums`);
      await keys.to(/^Save/);
      await keys.press('Enter');
      await screen.has('');
      await screen.shows('Saved.');
      const found = await screen.ask('find', early, 5);
      if (had.length === 0 || found.filter(({ title }) => title === early).length !== 1) {
        throw new Error(`${had.length} files were forgotten, in the journal there is ${JSON.stringify(found)}`);
      }
    } finally {
      await page.context().setOffline(false);
    }
    await screen.shows(early);
    await page.evaluate(keepAgain, had);
    await keys.press('Escape');
  },
  'to be told of a part that did not come, to lose nothing by it, and to have it once there is a network': async (
    keys,
    { screen },
  ) => {
    const { page } = screen;
    await screen.go('#/');
    await page.keyboard.press('Escape');
    await keys.press('n');
    await keys.type(`${person}, paints shop signs`);
    await keys.press('Enter');
    await screen.has('');
    await keys.type(unfinished);
    const [{ id }] = await screen.ask('find', person, 5);
    await withoutTheRest(screen);
    try {
      await screen.go(`#/person/${id}`);
      await page.getByRole('heading', { level: 1, name: person }).waitFor();
      await page.getByRole('main').focus();
      await keys.to(/^Your questions/);
      await keys.press('Enter');
      await screen.shows(/^This screen is not kept here yet\. It comes from your laptop the first time/);
      await keys.isOn(/^Your questions/);
      await isStillWritten(screen);
    } finally {
      await page.context().setOffline(false);
    }
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor();
    const form = page.getByRole('dialog').locator('form');
    if ((await form.evaluate((one) => getComputedStyle(one).display)) !== 'grid') {
      throw new Error('it came without its look');
    }
    await keys.press('Escape');
    await keys.isOn(/^Your questions/);
    await isStillWritten(screen);
  },
  'to be told of a screen that did not come, and to have it by trying again': async (keys, { screen }) => {
    const { page } = screen;
    await withoutTheRest(screen);
    try {
      await screen.go('#/cards');
      await page.getByRole('alert').getByRole('heading', { name: 'This screen is not kept here yet' }).waitFor();
      await screen.shows(/All that you wrote is here, and the other screens work\./);
      await isStillWritten(screen);
      await screen.go('#/moves');
      await page.getByRole('heading', { level: 1, name: 'Moves' }).waitFor();
      await screen.go('#/cards');
      await screen.shows('This screen is not kept here yet');
    } finally {
      await page.context().setOffline(false);
    }
    await page.getByRole('main').focus();
    await keys.to(/^Try again/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Their card' }).waitFor();
    await isStillWritten(screen);
    // From here on it is kept again, and nobody has to ask for it.
    await eventually('the rest is kept', 30_000, () =>
      page.evaluate(async () => (await (await caches.open('later')).keys()).some(({ url }) => url.includes('/Cards-'))),
    );
    await screen.go('#/');
    await screen.line.fill('');
    await page.getByRole('main').focus();
  },
};
