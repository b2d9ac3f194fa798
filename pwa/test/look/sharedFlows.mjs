// What other apps hand over to the installed page, and what web sites try to: in a browser of its own.

import path from 'node:path';
import { refused } from '../camera.mjs';
import { eventually } from '../eventually.mjs';
import { serve } from '../server.mjs';
import { share } from '../share.mjs';
import { Booth } from './booth.mjs';

const card = (name) => `BEGIN:VCARD\nVERSION:4.0\nFN:${name}\nEND:VCARD\n`;
const many = (count) => Array.from({ length: count }, (_, at) => card(`Guest ${at + 1} of the Regatta`));

/** Runs in the page: how many things that were shared wait. */
const waiting = async () => (await (await caches.open('shared')).keys()).length;

/** Runs in the page of a site: posts words to the page as its form would. */
function post([action, enctype]) {
  const form = Object.assign(document.createElement('form'), { method: 'POST', action, enctype });
  form.append(Object.assign(document.createElement('input'), { name: 'text', value: 'https://prize.example/login' }));
  document.body.append(form);
  form.submit();
}

/** Fails unless what is posted from `address` leads to Now, and nothing of it is kept. */
async function isRefused(booth, origin, address, enctype) {
  const page = await booth.context.newPage();
  await page.goto(address);
  await page.evaluate(post, [`${origin}/share`, enctype]);
  await eventually('it leads to Now', 10_000, () => page.url() === `${origin}/`);
  if ((await page.evaluate(waiting)) > 0) {
    throw new Error(`what ${address} posted as ${enctype} is kept`);
  }
  await page.close();
}

/** How many people the journal has. */
const peopleIn = async (screen) => (await screen.ask('status')).by_kind.contact ?? 0;

/** A whole address book is brought in by whoever has the phone, and not by whoever shared it. */
async function isAskedFor(page, origin) {
  const screen = await share(page, origin, { mime: 'text/vcard', content: many(30).join('') });
  await screen.shows('A file of contacts');
  await screen.shows('Another app or a web site shared this.');
  const people = await peopleIn(screen);
  if (people > 0) {
    throw new Error(`${people} people are in the journal unasked`);
  }
  await page.getByRole('button', { name: 'Not now' }).click();
  await eventually('it is put away', 5000, async () => (await page.evaluate(waiting)) === 0);
}

/** A list that is brought in is let go of once it was read to its end, and what that is like is told. */
async function isBroughtIn(page, origin) {
  const screen = await share(page, origin, { mime: 'text/vcard', content: many(30).join('') });
  await screen.shows('A file of contacts');
  await page.evaluate(stopImports);
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await screen.shows(/So many are an address book/);
  await screen.shows(/The rest was not read/);
  if ((await page.evaluate(waiting)) !== 1) {
    throw new Error('what could not be read to its end waits no more');
  }
  await page.goto(`${origin}/#/cards`);
  await page.reload();
  await screen.shows('A file of contacts');
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await eventually('it is let go of', 10_000, async () => (await page.evaluate(waiting)) === 0);
  const people = await peopleIn(screen);
  if (people !== 30) {
    throw new Error(`${people} people are in the journal`);
  }
}

/** Runs in the page: what reads files does not come, until the page is loaded anew. */
function stopImports() {
  const Whole = globalThis.Worker;
  globalThis.Worker = function Broken(address, options) {
    return new Whole(options?.name === 'reader' ? '/assets/none.js' : address, options);
  };
}

/** Shared while the phone is handed over: what had no room is told once its owner has it back. */
async function isToldAfterwards(page, origin) {
  await page.goto(`${origin}/#/cards`);
  await page.evaluate(() => localStorage.setItem('mingle-handed-over', 'yes'));
  const screen = await share(page, origin, { mime: 'text/vcard', content: many(23) });
  await screen.shows('Good to meet you!');
  if ((await page.getByText('had no room').count()) > 0) {
    throw new Error('it is told to whoever has the phone');
  }
  await page.getByRole('button', { name: /^This phone is mine/ }).focus();
  await page.keyboard.down('Enter');
  await screen.shows(/3 of what was shared had no room here/);
  await page.keyboard.up('Enter');
  await page.evaluate(() => caches.delete('shared'));
}

export const shared = {
  'to be told what was shared by others, of which a site’s own posts, too many things and lists unasked are none':
    async (_, { screen }) => {
      const { origin } = new URL(screen.page.url());
      const site = await serve({ '/': path.resolve(import.meta.dirname, '../pages') });
      const pictures = path.join(process.env.TMPDIR ?? '/tmp', 'mingle-keys');
      const booth = await Booth.create('phone', origin, pictures, { friends: [site.origin] });
      try {
        await booth.start(refused);
        const { page } = await booth.open('#/cards');
        await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
        await isRefused(booth, origin, `${site.origin}/replica.html`, 'multipart/form-data');
        await isRefused(booth, origin, 'about:blank', 'application/x-www-form-urlencoded');
        await isAskedFor(page, origin);
        await isBroughtIn(page, origin);
        await isToldAfterwards(page, origin);
        const told = await share(page, origin, { mime: 'text/vcard', content: many(23) });
        await told.shows(/3 of what was shared had no room here/);
        await told.shows('Another app or a web site shared this.');
        if ((await page.evaluate(waiting)) !== 20) {
          throw new Error(`${await page.evaluate(waiting)} things wait`);
        }
        await booth.leave();
        if (booth.found.length > 0) {
          throw new Error(booth.found.join('\n'));
        }
      } finally {
        await booth.end();
        await site.close();
      }
    },
};
