// What reads files of contacts is not loaded on a first visit. Later it is, unasked, so that a file can be read without a
// network, too.

import importerUrl from '../../generated/mingle_importer_bg.wasm?url';
import readerUrl from './reader?worker&url';

/** Where the service worker keeps it (vite.config.ts). */
const kept = 'importer';

/** Loads what is not kept yet, and lets go of what an earlier release left. */
export async function keepReader(): Promise<void> {
  const current = [readerUrl, importerUrl].map((url) => new URL(url, location.href).href);
  const cache = await caches.open(kept);
  const there = (await cache.keys()).map(({ url }) => url);
  for (const url of current.filter((url) => !there.includes(url))) {
    // The service worker hears this and keeps the answer.
    await (await fetch(url, { priority: 'low' })).arrayBuffer();
  }
  await Promise.all(there.filter((url) => !current.includes(url)).map((url) => cache.delete(url)));
}
