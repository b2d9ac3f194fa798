// What is begun before the page's own script is there: this is a script of its own (build/first.ts). What Now showed last
// is read, and the first worker loads, while the page is made.

import type { Problem } from '#worker';
import { keptGlance } from '../worker/glance';

/** A worker that was made, and may not have been asked to open anything yet. */
export interface Made {
  worker: Worker;
  gone: Promise<never>;
  end: (problem: Problem) => void;
}

/** Makes a worker; it loads its module, and opens nothing before it is asked to. */
export function makeWorker(): Made {
  const worker = new Worker(new URL('../worker/entry.ts', import.meta.url), { type: 'module', name: 'replica' });
  // Workers are not told. Not by comlink: what it wraps is let go of with the last who holds it, and the worker with that.
  worker.postMessage({ fingers: navigator.maxTouchPoints });
  let end: Made['end'] = () => {};
  const gone = new Promise<never>((_, reject) => {
    end = reject;
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      reject(brokenOff(event.message));
    });
  });
  gone.catch(() => {});
  return { worker, gone, end };
}

/** What who waits for a worker is told as the worker is ended. */
export const closed = brokenOff('the journal was closed in the middle of this');

function brokenOff(message: string): Problem {
  return { code: 'worker-broke-off', message, hint: null };
}

/** Of this tab's first worker. */
export const first = makeWorker();

/** What Now showed last, if anything is kept. */
export const glance = keptGlance();
