// What a first visit leaves out, where it did not come in time: told in words, and there once the network is.

import { eventually } from '../eventually.mjs';

const person = 'Séverine Ötvös';
const unfinished = 'Þorri, who was at the';

/** Runs in the page: nothing that comes later has come yet. */
const forgetTheRest = () => caches.delete('later');

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
