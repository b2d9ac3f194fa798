// Waiting for what has to become true.

import { setTimeout as pause } from 'node:timers/promises';

const often = 25;

/**
 * Looks until `look` returns something other than undefined or false, and returns that; after `patience` milliseconds
 * fails with what was still wrong: the error of the last look, if it threw one.
 */
export async function eventually(what, patience, look) {
  const start = performance.now();
  for (;;) {
    let wrong = 'it is not so';
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) {
        return seen;
      }
    } catch (error) {
      wrong = error.message;
    }
    if (performance.now() - start > patience) {
      throw new Error(`${what}: not within ${patience} ms. Last seen: ${wrong}`);
    }
    await pause(often);
  }
}
