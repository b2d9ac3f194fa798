// The worker, made. This is a script of its own and runs before the page's (build/first.ts): the first worker loads while
// the page is drawn.

import type { Problem } from '#worker';

/** A worker that was made, and may not have been asked to open anything yet. */
export interface Made {
  worker: Worker;
  /** Resolves once it runs, or has failed. */
  runs: Promise<void>;
  gone: Promise<never>;
  end: (problem: Problem) => void;
}

/** Makes a worker; it loads its module, and opens nothing before it is asked to. */
export function makeWorker(): Made {
  const worker = new Worker(new URL('../worker/entry.ts', import.meta.url), { type: 'module', name: 'replica' });
  const runs = new Promise<void>((resolve) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    worker.addEventListener('error', () => resolve(), { once: true });
  });
  let end: Made['end'] = () => {};
  const gone = new Promise<never>((_, reject) => {
    end = reject;
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      reject(brokenOff(event.message));
    });
  });
  gone.catch(() => {});
  return { worker, runs, gone, end };
}

/** What who waits for a worker is told as the worker is ended. */
export const closed = brokenOff('the journal was closed in the middle of this');

function brokenOff(message: string): Problem {
  return { code: 'worker-broke-off', message, hint: null };
}

/** Of this tab's first worker. */
export const first = makeWorker();
