// The page's end of the worker that reads and draws codes.

import { type Remote, wrap } from 'comlink';
import type { CardReader } from './reader';
import readerUrl from './reader?worker&url';

/** A reader while somebody looks for a code or shows one. A worker that broke off rejects `gone`, and a new one is to be opened. */
export interface OpenReader {
  reader: Remote<CardReader>;
  gone: Promise<never>;
  close(): void;
}

export function openReader(): OpenReader {
  const worker = new Worker(readerUrl, { type: 'module', name: 'cards' });
  const gone = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      reject(new Error(event.message || 'the reader of codes did not load'));
    });
  });
  // Whoever asks races with it; a reader that nobody asks may break off in silence.
  gone.catch(() => undefined);
  return { reader: wrap<CardReader>(worker), gone, close: () => worker.terminate() };
}
