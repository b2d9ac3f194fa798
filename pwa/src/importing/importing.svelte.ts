// Taking in people from files: one file after another, batch by batch, until all is read or somebody stops it. It goes
// on while other views are open. Importing the same again changes nothing, so a stop at any point is harmless.

import { type Remote, wrap } from 'comlink';
import type { BadCard } from '#importer';
import type { ImportCounts, Problem } from '#worker';
import { host } from '../replica/host.svelte';
import { busyWhile } from '../shell/busy';
import { notLoaded } from './problem';
import type { Reader } from './reader';
import readerUrl from './reader?worker&url';

/** A part of a file that is no person, and why. */
export interface LeftOut extends BadCard {
  file: string;
}

export interface Outcome {
  counts: ImportCounts;
  leftOut: LeftOut[];
  /** What was left out of cards that were taken in. */
  warnings: string[];
  stopped: boolean;
  /** What ended it before its time. */
  problem: Problem | undefined;
}

/** More than these are counted, not told one by one. */
const mostWarnings = 500;

class Importing {
  /** The file that is being read, and how far it is: cards, of none where that is not known yet. */
  reading: { file: string; done: number; of: number } | undefined = $state.raw();
  /** What became of the last ones. */
  outcome: Outcome | undefined = $state.raw();

  #waiting: File[] = [];
  #stop = false;
  #running: Promise<void> | undefined;
  /** Those of which nothing is left to be read. */
  #done = new WeakSet<File>();

  /**
   * Reads the files; those that are given while others are read come after them. Resolves once nothing is read any more:
   * whether all of these were read to their end.
   */
  async start(files: Iterable<File>): Promise<boolean> {
    const given = [...files];
    this.#waiting.push(...given);
    if (this.#waiting.length > 0) {
      this.#running ??= this.#run();
    }
    await this.#running;
    return given.every((file) => this.#done.has(file));
  }

  /** Ends it after the batch that is on its way; files that are given from now on are not meant. */
  stop(): void {
    this.#stop = true;
    this.#waiting = [];
  }

  async #run(): Promise<void> {
    // Some may be given after a stop, or while what ended it is being told.
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      this.#stop = false;
      this.outcome = undefined;
      this.reading = { file: first.name, done: 0, of: 0 };
      this.outcome = await this.#readAll();
      this.reading = undefined;
    }
    this.#running = undefined;
  }

  async #readAll(): Promise<Outcome> {
    const outcome: Outcome = {
      counts: { created: 0, updated: 0, unchanged: 0 },
      leftOut: [],
      warnings: [],
      stopped: false,
      problem: undefined,
    };
    const worker = new Worker(readerUrl, { type: 'module', name: 'reader' });
    const gone = new Promise<never>((_, reject) => {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        // A script that did not load says nothing.
        const broken: Problem = { code: 'file-unreadable', message: event.message, hint: null };
        reject(event.message ? broken : notLoaded);
      });
    });
    const reader = wrap<Reader>(worker);
    try {
      while (!this.#stop && this.#waiting.length > 0) {
        const file = this.#waiting.shift() as File;
        await Promise.race([this.#readOne(file, reader, outcome), gone]);
      }
    } catch (error) {
      outcome.problem = asProblem(error);
      // Those that were to come after it share its fate.
      this.#waiting = [];
    }
    worker.terminate();
    outcome.stopped = this.#stop;
    return outcome;
  }

  async #readOne(file: File, reader: Remote<Reader>, outcome: Outcome): Promise<void> {
    let done = 0;
    this.reading = { file: file.name, done, of: 0 };
    const of = await reader.open(file);
    while (!this.#stop) {
      const batch = await reader.next();
      if (batch === undefined) {
        this.#done.add(file);
        return;
      }
      add(outcome.counts, await taken(batch.bytes));
      outcome.leftOut.push(...batch.bad.map((card) => ({ file: file.name, ...card })));
      outcome.warnings.push(...batch.warnings.slice(0, mostWarnings - outcome.warnings.length));
      done += batch.cards;
      this.reading = { file: file.name, done, of };
    }
  }
}

/** The batch in the journal. A worker that broke off over it is asked once more: a second time makes no duplicates. */
async function taken(bytes: Uint8Array): Promise<ImportCounts> {
  try {
    return await host.importBatch(bytes);
  } catch (error) {
    if ((error as Problem).code !== 'worker-broke-off') {
      throw error;
    }
    return host.importBatch(bytes);
  }
}

function add(counts: ImportCounts, more: ImportCounts): void {
  counts.created += more.created;
  counts.updated += more.updated;
  counts.unchanged += more.unchanged;
}

function asProblem(error: unknown): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    return error as Problem;
  }
  return { code: 'file-unreadable', message: error instanceof Error ? error.message : String(error), hint: null };
}

export const importing = new Importing();

busyWhile(() => importing.reading !== undefined);
