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

/** A whole address book is brought in by whoever has the phone, and not by whoever shared it. */
async function isAskedFor(page, origin) {
  const screen = await share(page, origin, { mime: 'text/vcard', content: many(30).join('') });
  await screen.shows('A file of contacts');
  await screen.shows('Another app or a web site shared this.');
  const { people } = await screen.ask('status');
  if (people > 0) {
    throw new Error(`${people} people are in the journal unasked`);
  }
  await page.getByRole('button', { name: 'Not now' }).click();
  await eventually('it is put away', 5000, async () => (await page.evaluate(waiting)) === 0);
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
