// What Now shows, kept in a file of this origin beside the journal: the page has it on screen while the journal opens.

import type { Now } from '#worker';
import moduleUrl from '../../generated/mingle_worker_bg.wasm?url';

/** What was kept. The module's name says which release wrote it: another one may not understand it. */
interface Glance {
  module: string;
  /** Milliseconds since 1970. */
  at: number;
  now: Now;
}

const file = 'now.json';

/** As long after a change, in milliseconds; changes that come more often than that are one. */
const after = 1000;
/** What is near in time is so for this many milliseconds. */
const near = 10 * 60_000;
/** For how long, and how often, the file of a worker that has just ended is waited for, in milliseconds. */
const tries = 20;
const tryEvery = 100;

/** What Now showed last; nothing where nothing is kept, or not of today, or not by this release. */
export async function keptGlance(): Promise<Now | undefined> {
  try {
    const folder = await navigator.storage.getDirectory();
    const kept = await (await folder.getFileHandle(file)).getFile();
    const { module, at, now } = JSON.parse(await kept.text()) as Glance;
    if (module !== moduleUrl || new Date(at).toDateString() !== new Date().toDateString()) {
      return undefined;
    }
    return Date.now() - at < near ? now : { ...now, soon: [] };
  } catch {
    // It is a convenience: whoever has none waits for the journal.
    return undefined;
  }
}

/** The file, for the worker that has the journal: nobody else can open it meanwhile. */
export class GlanceFile {
  #handle: FileSystemSyncAccessHandle | undefined;
  #ask: () => Now;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Keeps what `ask` answers, from a moment after the opening on. */
  constructor(ask: () => Now) {
    this.#ask = ask;
    void this.#open().then(() => this.later());
  }

  /** Nothing is kept any more: at once, and durably. */
  empty(): void {
    this.#handle?.truncate(0);
    this.#handle?.flush();
  }

  /** Something changed: it is kept a moment later. */
  later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#keep();
    }, after);
  }

  async #open(): Promise<void> {
    for (let left = tries; left > 0 && this.#handle === undefined; left -= 1) {
      try {
        const folder = await navigator.storage.getDirectory();
        this.#handle = await (await folder.getFileHandle(file, { create: true })).createSyncAccessHandle();
      } catch {
        // The worker before this one may have it for a moment yet. Without it the next start takes longer, no more.
        await new Promise((resolve) => setTimeout(resolve, tryEvery));
      }
    }
  }

  #keep(): void {
    const handle = this.#handle;
    if (handle === undefined) {
      return;
    }
    try {
      const glance: Glance = { module: moduleUrl, at: Date.now(), now: this.#ask() };
      handle.truncate(0);
      handle.write(new TextEncoder().encode(JSON.stringify(glance)), { at: 0 });
      handle.flush();
    } catch {
      // No space, or no answer: what is half written is no glance.
    }
  }
}
