// Every flow of the page by keyboard alone: node test/keys.mjs DIST, where DIST has the built page; then `phone` or `wide`
// for one screen only, and `--only WORDS` for the flows that are called so. One line a flow.

import path from 'node:path';
import { Booth, screens } from './look/booth.mjs';
import { flows } from './look/flows.mjs';
import { Keyboard } from './look/keyboard.mjs';
import { serve } from './server.mjs';

/** Goes through all flows, one after another, in one journal; returns how many failed. */
async function goThrough(size, origin) {
  const booth = await Booth.create(size, origin, path.join(process.env.TMPDIR ?? '/tmp', 'mingle-keys'));
  let failed = 0;
  try {
    await booth.start();
    const screen = await booth.open(`#open=${'0'.repeat(64)}`);
    await screen.shows('Who did you last enjoy talking to?');
    const known = { booth, screen, isWide: size === 'wide' };
    for (const [name, flow] of chosen) {
      const keyboard = new Keyboard(known.screen.page);
      const start = performance.now();
      const reason = await flow(keyboard, known).then(
        () => undefined,
        (error) => error.stack,
      );
      const took = `${keyboard.keys} keys, ${((performance.now() - start) / 1000).toFixed(1)} s`;
      console.log(`${reason === undefined ? 'ok     ' : 'BROKEN '} ${name} (${size}; ${took})`);
      if (reason !== undefined) {
        console.log(`        ${reason}`);
        await booth.keep(`${name}-${size}`);
        failed += 1;
        // The next one begins anew, with the same journal.
        await known.screen.line.fill('').catch(() => {});
        await known.screen.page.reload();
        await known.screen.page.getByRole('main').getByRole('heading').first().waitFor({ state: 'attached' });
        await known.screen.page.getByRole('main').focus();
      }
    }
    await booth.leave();
    for (const words of booth.found) {
      console.log(`        ${words}`);
    }
    return failed + booth.found.length;
  } finally {
    await booth.end();
  }
}

const words = process.argv.slice(2);
const onlyAt = words.indexOf('--only');
const wanted = onlyAt < 0 ? '' : words.splice(onlyAt, 2)[1];
const chosen = Object.entries(flows).filter(([name]) => name.includes(wanted));
const [dist, only] = words;
if (dist === undefined) {
  throw new Error('usage: node test/keys.mjs DIST [phone|wide] [--only WORDS]');
}
const laptop = { device: `${'k'.repeat(51)}g`, name: 'Anchor' };
const server = await serve({ '/': path.resolve(dist) }, { '/control/enrol': () => laptop });
try {
  let failed = 0;
  const sizes = Object.keys(screens).filter((one) => only === undefined || one === only);
  for (const size of sizes) {
    failed += await goThrough(size, server.origin);
  }
  console.log(`${sizes.length * chosen.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && sizes.length * chosen.length > 0 ? 0 : 1;
} finally {
  await server.close();
}
