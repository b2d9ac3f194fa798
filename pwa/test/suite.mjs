// Keeps the suite of promises in Chromium: node test/suite.mjs FOLDER, where FOLDER has the compiled worker.
//
// Every life of a promise is a fresh worker, as a broken promise takes its worker along. One line a promise,
// and at the end 'N passed, N failed'; a suite without promises has failed.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPage } from './chromium.mjs';
import { serve } from './server.mjs';

const pages = path.join(path.dirname(fileURLToPath(import.meta.url)), 'pages');

/** Lives all lives of one promise; returns the reason why it is broken, or nothing. */
async function broken(page, promise) {
  for (let life = 0; life < promise.lives; life += 1) {
    const answer = await page.evaluate((order) => globalThis.inNewWorker(order), { promise: promise.index, life });
    if (answer.broken !== undefined) {
      return promise.lives > 1 ? `in worker ${life + 1} of ${promise.lives}: ${answer.broken}` : answer.broken;
    }
  }
  return undefined;
}

/** The harness keeps a promise, too: what breaks is seen to break, with its reason. */
async function brokenIsSeen(page) {
  const answer = await page.evaluate((order) => globalThis.inNewWorker(order), { breakOnPurpose: true });
  return answer.broken?.includes('broken on purpose') ? undefined : `it was answered ${JSON.stringify(answer)}`;
}

async function keepAll(page) {
  const { promises } = await page.evaluate((order) => globalThis.inNewWorker(order), { list: true });
  const all = [{ name: 'a broken promise is seen, with its reason', keep: () => brokenIsSeen(page) }];
  for (const promise of promises ?? []) {
    all.push({ name: promise.name, keep: () => broken(page, promise) });
  }
  let failed = 0;
  for (const { name, keep } of all) {
    const start = performance.now();
    const reason = await keep();
    const took = `${((performance.now() - start) / 1000).toFixed(2)} s`;
    console.log(reason === undefined ? `ok      ${name} (${took})` : `BROKEN  ${name} (${took})\n        ${reason}`);
    failed += reason === undefined ? 0 : 1;
  }
  return { passed: all.length - failed, failed, found: promises?.length ?? 0 };
}

const folder = process.argv[2];
if (folder === undefined) {
  throw new Error('usage: node test/suite.mjs FOLDER');
}
const server = await serve({ '/': pages, '/worker/': path.resolve(folder) });
try {
  const { passed, failed, found } = await withPage(`${server.origin}/suite.html`, keepAll);
  if (found === 0) {
    console.log('the compiled worker has no promises to keep');
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && found > 0 ? 0 : 1;
} finally {
  await server.close();
}
