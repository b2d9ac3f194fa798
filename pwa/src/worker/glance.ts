// What Now shows, kept in a file of this origin beside the journal: the page has it on screen while the journal opens. It
// is written over in place, so that nothing forgotten stays in it for longer than a moment.

import type { Now } from '#worker';
import moduleUrl from '../../generated/mingle_worker_bg.wasm?url';

/** What was kept. The module's name says which release wrote it: another one may not understand it. */
export interface Glance {
  module: string;
  now: Now;
}

const file = 'now.json';

/** As long after a change, in milliseconds; changes that come more often than that are one. */
const after = 1000;

/** What Now showed last; nothing where nothing is kept, or not by this release. */
export async function keptGlance(): Promise<Now | undefined> {
  try {
    const folder = await navigator.storage.getDirectory();
    const kept = await (await folder.getFileHandle(file)).getFile();
    const glance = JSON.parse(await kept.text()) as Glance;
    return glance.module === moduleUrl ? glance.now : undefined;
  } catch {
    // It is a convenience: whoever has none waits for the journal.
    return undefined;
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps what `ask` answers, a moment later. For the worker alone: one at a time has the file. */
export function keepGlance(ask: () => Now): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    // Where it cannot be kept, the next start takes longer, and nothing is lost.
    void keep(ask).catch(() => {});
  }, after);
}

async function keep(ask: () => Now): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify({ module: moduleUrl, now: ask() } satisfies Glance));
  const folder = await navigator.storage.getDirectory();
  const handle = await (await folder.getFileHandle(file, { create: true })).createSyncAccessHandle();
  try {
    handle.truncate(0);
    handle.write(bytes, { at: 0 });
    handle.flush();
  } finally {
    handle.close();
  }
}
